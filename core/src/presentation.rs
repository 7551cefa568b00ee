//! Floor 3: the one meeting point of flows and verification.
//!
//! A flow ends in a [`Presentation`]; `verify` starts from one. A flow never judges, and `verify`
//! never knows how the bytes came.

use std::fmt;
use std::time::Duration;

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
    proximity: Option<ProximityFacts>,
    hybrid: Option<HybridFacts>,
    online: Option<OnlineBinding>,
}

/// Facts of the channel that no check can see in the bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Channel {
    /// Across devices by CTAP hybrid: a code on a screen, and a Bluetooth advert that shows that the
    /// phone which scanned it is near.
    Hybrid,
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

/// What carried the messages of a presentation in person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// Bluetooth, the reader being the GATT server (mdoc central client mode).
    BleCentralClient,
    /// Bluetooth, the wallet being the GATT server (mdoc peripheral server mode).
    BlePeripheralServer,
    /// An L2CAP channel of the wallet.
    L2cap,
    /// NFC.
    Nfc,
}

/// How the reader authenticated its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReaderAuthentication {
    /// One signature over all documents.
    All,
    /// Not at all.
    None,
    /// One signature for each document.
    PerDocument,
}

/// What became of a first message that went ahead during a negotiated handover (ISO 18013-5 second
/// edition 9.2.3). Whatever it is, the transport carried the same bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EarlyEstablishment {
    /// The tag took it.
    Delivered,
    /// The tag answered with something else than the protocol has.
    Failed,
    /// The tag left the field.
    FieldLost,
    /// The tag does not announce the service.
    NotAnnounced,
    /// The wallet does not say that it takes one.
    NotSupported,
    /// The reader does not make use of it, or the handover was not negotiated.
    #[default]
    NotUsed,
    /// The tag refused the service.
    Refused,
    /// It was not over in time.
    TimedOut,
    /// It is larger than the tag takes.
    TooLarge,
}

impl EarlyEstablishment {
    /// The stable name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            EarlyEstablishment::Delivered => "delivered",
            EarlyEstablishment::Failed => "failed",
            EarlyEstablishment::FieldLost => "field-lost",
            EarlyEstablishment::NotAnnounced => "not-announced",
            EarlyEstablishment::NotSupported => "not-supported",
            EarlyEstablishment::NotUsed => "not-used",
            EarlyEstablishment::Refused => "refused",
            EarlyEstablishment::TimedOut => "timed-out",
            EarlyEstablishment::TooLarge => "too-large",
        }
    }
}

/// What a flow in person knows of its channel, beside [`Channel`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProximityFacts {
    /// Whether the engagement was by NFC and negotiated.
    pub negotiated: bool,
    /// What carried the messages.
    pub transport: Transport,
    /// How the reader authenticated its request.
    pub reader_authentication: ReaderAuthentication,
    /// From the engagement to a link that carries messages.
    pub connecting: Duration,
    /// From the request to its response; the holder's consent is in it.
    pub answering: Duration,
    /// How often the link was lost before the first message.
    pub reconnections: u32,
    /// What became of a first message during the handover. Where it was delivered, the holder may
    /// have begun to think before `answering` began.
    pub early_establishment: EarlyEstablishment,
}

/// What a flow across devices knows of its channel, beside [`Channel::Hybrid`]. Only a finished
/// handshake, bound to an advert that was received, makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HybridFacts {
    /// The tunnel service that carried the messages and saw ciphertext alone.
    pub tunnel: String,
    /// From the code to the advert; the person's scanning is in it.
    pub finding: Duration,
    /// From the advert to an open tunnel.
    pub dialling: Duration,
    /// From the open tunnel to keys that both sides have.
    pub securing: Duration,
    /// From the keys to the request; the phone's first message is in it.
    pub greeting: Duration,
    /// From the request to its answer; the person's consent is in it.
    pub answering: Duration,
    /// Adverts of the same services that answered other codes, repeated ones counted.
    pub strangers: u32,
}

/// By what it was shown that wallet and verifier are in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProximityProof {
    /// A Bluetooth advert that only the phone which scanned the code could make, and that the
    /// handshake depends on.
    BluetoothAdvert,
    /// A touch by NFC.
    Touch,
}

impl ProximityProof {
    /// The stable name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            ProximityProof::BluetoothAdvert => "bluetooth-advert",
            ProximityProof::Touch => "touch",
        }
    }
}

/// How a response came: what the flow states, and what is left open by it. No check sees any of it in
/// the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelFacts {
    /// The channel; in person it tells the engagement.
    pub channel: Channel,
    /// What is known of a channel in person.
    pub proximity: Option<ProximityFacts>,
    /// What binds an online answer.
    pub online: Option<OnlineBinding>,
    /// How a channel in person could still have been relayed.
    pub relay_exposures: Vec<RelayExposure>,
    /// What is known of a channel across devices.
    pub hybrid: Option<HybridFacts>,
    /// By what it was shown that wallet and verifier are in one place; `None`: it was not shown.
    pub proximity_proof: Option<ProximityProof>,
}

/// How the channel could still have been relayed: no protocol of either edition bounds distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RelayExposure {
    /// The code can be photographed and shown elsewhere.
    CodeCopied,
    /// The tap can be carried on by two devices, within what its waiting times allow.
    NfcCarriedOn,
    /// Radio messages can be carried on to any distance.
    RadioCarriedOn,
}

impl HybridFacts {
    /// What is known of the channel by these alone: for an answer that is no presentation, such as a
    /// passkey's.
    pub fn channel(&self) -> ChannelFacts {
        Presentation::new(Vec::new()).with_hybrid(self.clone()).channel_facts()
    }
}

impl Channel {
    /// The stable name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Channel::Hybrid => "hybrid",
            Channel::ProximityNfc => "proximity-nfc",
            Channel::ProximityQr => "proximity-qr",
            Channel::Remote => "remote",
            Channel::Unknown => "unknown",
        }
    }
}

impl RelayExposure {
    /// The stable name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            RelayExposure::CodeCopied => "code-copied",
            RelayExposure::NfcCarriedOn => "nfc-carried-on",
            RelayExposure::RadioCarriedOn => "radio-carried-on",
        }
    }
}

impl Transport {
    /// The stable name used in reports and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Transport::BleCentralClient => "ble-central",
            Transport::BlePeripheralServer => "ble-peripheral",
            Transport::L2cap => "l2cap",
            Transport::Nfc => "nfc",
        }
    }
}

impl ReaderAuthentication {
    /// The stable name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            ReaderAuthentication::All => "all",
            ReaderAuthentication::None => "none",
            ReaderAuthentication::PerDocument => "per-document",
        }
    }
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
    /// By CTAP hybrid: the phone was near, and was told who asks by the screen that it scanned,
    /// which it cannot check. What the wallet's signature covers is that statement.
    AcrossDevices,
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

impl OnlineStart {
    /// The stable name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            OnlineStart::AcrossDevices => "across-devices",
            OnlineStart::App => "app",
            OnlineStart::ForwardableLink => "forwardable-link",
            OnlineStart::Platform => "platform",
            OnlineStart::SameBrowser => "same-browser",
        }
    }
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
            proximity: None,
            hybrid: None,
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

    /// What is known of a channel in person.
    #[must_use]
    pub fn with_proximity(mut self, facts: ProximityFacts) -> Self {
        self.proximity = Some(facts);
        self
    }

    /// What is known of a channel across devices; the channel is [`Channel::Hybrid`].
    #[must_use]
    pub fn with_hybrid(mut self, facts: HybridFacts) -> Self {
        self.channel = Channel::Hybrid;
        self.hybrid = Some(facts);
        if let Some(online) = &mut self.online {
            online.start = OnlineStart::AcrossDevices;
        }
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

    /// What is known of a channel in person.
    pub fn proximity(&self) -> Option<&ProximityFacts> {
        self.proximity.as_ref()
    }

    /// What is known of a channel across devices.
    pub fn hybrid(&self) -> Option<&HybridFacts> {
        self.hybrid.as_ref()
    }

    /// By what it was shown that wallet and verifier are in one place; `None`: it was not shown.
    pub fn proximity_proof(&self) -> Option<ProximityProof> {
        match (self.channel, &self.hybrid) {
            (Channel::Hybrid, Some(_)) => Some(ProximityProof::BluetoothAdvert),
            (Channel::ProximityNfc, _) => Some(ProximityProof::Touch),
            _ => None,
        }
    }

    /// How a channel in person or across devices could still have been relayed; empty for any other
    /// channel.
    pub fn relay_exposures(&self) -> Vec<RelayExposure> {
        let engagement = match self.channel {
            // What an advert shows can be carried on by two radios, as any radio message.
            Channel::Hybrid => RelayExposure::RadioCarriedOn,
            Channel::ProximityNfc => RelayExposure::NfcCarriedOn,
            Channel::ProximityQr => RelayExposure::CodeCopied,
            _ => return Vec::new(),
        };
        let transport = self.proximity.map(|own| match own.transport {
            Transport::Nfc => RelayExposure::NfcCarriedOn,
            _ => RelayExposure::RadioCarriedOn,
        });
        let more = transport.filter(|own| *own != engagement);
        [Some(engagement), more].into_iter().flatten().collect()
    }

    /// All of it together, as a report states it.
    pub fn channel_facts(&self) -> ChannelFacts {
        ChannelFacts {
            channel: self.channel,
            proximity: self.proximity,
            online: self.online.clone(),
            relay_exposures: self.relay_exposures(),
            hybrid: self.hybrid.clone(),
            proximity_proof: self.proximity_proof(),
        }
    }

    /// What binds an online answer.
    pub fn online_binding(&self) -> Option<&OnlineBinding> {
        self.online.as_ref()
    }

    /// Whether the session may have been relayed: always, but where it was shown that both sides are
    /// in one place, and for online sessions that the platform or the same browser holds together.
    pub fn relay_possible(&self) -> bool {
        let online = self.online.as_ref().map(|own| own.start);
        match self.channel {
            _ if self.proximity_proof().is_some() => false,
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
