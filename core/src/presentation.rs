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
    online: Option<OnlineBinding>,
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

/// What the wallet's signature covers of an online session, and how the session reached the wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OnlineBinding {
    /// Who the answer is for, as the signature states it.
    pub covers: Covered,
    /// How the session reached the wallet.
    pub start: OnlineStart,
    /// Whether the answer was encrypted to a key that the signature covers or that the session made.
    pub encrypted: bool,
}

/// Who an online answer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Covered {
    /// An app, by its merchant and team identifiers.
    App {
        /// The merchant identifier.
        merchant_id: String,
        /// The team identifier.
        team_id: String,
    },
    /// The verifier's client identifier and the URI of the answer. The page or app that the person
    /// looked at is not covered.
    Client {
        /// `client_id`
        client_id: String,
        /// `response_uri`
        response_uri: String,
    },
    /// The web or app origin that the platform told the wallet.
    Origin(String),
}

/// How an online session reached the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnlineStart {
    /// By an app on the phone, through the platform.
    App,
    /// By a QR code or link that anyone can forward: the person who answers may be looking at
    /// somebody else's page (phishing, relay).
    ForwardableLink,
    /// By the platform's own interface, which tells the wallet who asks.
    Platform,
    /// By a link on the same device; the same browser brought the response code back.
    SameBrowser,
}

impl OnlineBinding {
    /// A binding of these facts.
    pub fn new(covers: Covered, start: OnlineStart, encrypted: bool) -> Self {
        Self { covers, start, encrypted }
    }
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
            online: None,
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

    /// What binds an online answer; the channel is [`Channel::Remote`].
    #[must_use]
    pub fn with_online_binding(mut self, binding: OnlineBinding) -> Self {
        self.channel = Channel::Remote;
        self.online = Some(binding);
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

    /// What binds an online answer.
    pub fn online_binding(&self) -> Option<&OnlineBinding> {
        self.online.as_ref()
    }

    /// Whether the session may have been relayed: always, but for touch and for online sessions that
    /// the platform or the same browser holds together.
    pub fn relay_possible(&self) -> bool {
        let online = self.online.as_ref().map(|own| own.start);
        match self.channel {
            Channel::ProximityNfc => false,
            Channel::Remote => online.is_none_or(|own| own == OnlineStart::ForwardableLink),
            _ => true,
        }
    }
}

impl fmt::Debug for Presentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presentation({} bytes, {:?})", self.response.len(), self.channel)
    }
}
