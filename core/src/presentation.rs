//! Floor 3: the one meeting point of flows and verification.
//!
//! A flow ends in a [`Presentation`]; `verify` starts from one. A flow never judges, and `verify`
//! never knows how the bytes came.

use std::fmt;

use zeroize::Zeroizing;

use crate::crypto::PrivateKey;
use crate::mdoc::{DeviceRequest, SessionTranscript};

/// What came, what was asked, and over which channel.
#[derive(Clone)]
pub struct Presentation {
    response: Zeroizing<Vec<u8>>,
    transcript: Option<SessionTranscript>,
    reader_key: Option<PrivateKey>,
    mac_keys: Vec<PrivateKey>,
    request: Option<DeviceRequest>,
    channel: Channel,
}

/// Facts of the channel that no check can see in the bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Channel {
    /// In person, engaged by NFC.
    ProximityNfc,
    /// In person, engaged by QR code, which can be photographed and relayed.
    ProximityQr,
    /// Online.
    Remote,
    /// Not stated.
    #[default]
    Unknown,
}

impl Presentation {
    /// A DeviceResponse as received, decrypted.
    pub fn new(response: Vec<u8>) -> Self {
        Self {
            response: Zeroizing::new(response),
            transcript: None,
            reader_key: None,
            mac_keys: Vec::new(),
            request: None,
            channel: Channel::Unknown,
        }
    }

    /// The session transcript, from the verifier's own state.
    #[must_use]
    pub fn with_transcript(mut self, transcript: SessionTranscript) -> Self {
        self.transcript = Some(transcript);
        self
    }

    /// The private part of the session's EReaderKey: its public part stands in the transcript, and
    /// a device MAC may be for it.
    #[must_use]
    pub fn with_reader_key(mut self, key: PrivateKey) -> Self {
        self.reader_key = Some(key);
        self
    }

    /// Another private key that a device MAC may be for: one of `macKeys`, or of the keys that a
    /// response may be encrypted to. More than one may be given.
    #[must_use]
    pub fn with_mac_key(mut self, key: PrivateKey) -> Self {
        self.mac_keys.push(key);
        self
    }

    /// What was asked.
    #[must_use]
    pub fn with_request(mut self, request: DeviceRequest) -> Self {
        self.request = Some(request);
        self
    }

    /// What is known of the channel.
    #[must_use]
    pub fn with_channel(mut self, channel: Channel) -> Self {
        self.channel = channel;
        self
    }

    /// The response as received.
    pub fn response(&self) -> &[u8] {
        &self.response
    }

    /// The session transcript.
    pub fn transcript(&self) -> Option<&SessionTranscript> {
        self.transcript.as_ref()
    }

    /// The private part of the session's EReaderKey.
    pub fn reader_key(&self) -> Option<&PrivateKey> {
        self.reader_key.as_ref()
    }

    /// Every private key that a device MAC may be for, the session's own first.
    pub fn mac_keys(&self) -> impl Iterator<Item = &PrivateKey> {
        self.reader_key.iter().chain(&self.mac_keys)
    }

    /// What was asked.
    pub fn request(&self) -> Option<&DeviceRequest> {
        self.request.as_ref()
    }

    /// What is known of the channel.
    pub fn channel(&self) -> Channel {
        self.channel
    }
}

impl fmt::Debug for Presentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presentation({} bytes, {:?})", self.response.len(), self.channel)
    }
}
