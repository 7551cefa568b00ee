//! What came, what was asked, and over which channel.

use std::sync::Arc;
use std::time::Duration;

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, Handover as CoreHandover, SessionTranscript};
use tashika::presentation::{
    ChannelFacts as CoreChannelFacts, HybridFacts as CoreHybridFacts,
    Presentation as CorePresentation, ProximityFacts as CoreProximityFacts,
};

use crate::error::{TashikaError, guard};
use crate::key::PrivateKey;
use crate::mirror::{
    Channel, EarlyEstablishment, ProximityProof, ReaderAuthentication, RelayExposure, Transport,
};
use crate::online::{OnlineBinding, binding};
use crate::status::{PlannedFetch, StatusCache, planned};

/// What a session transcript is made of, from the verifier's own state.
///
/// Byte strings of engagements and keys are the CBOR as it went over the wire, without any tag 24.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Handover {
    /// A SessionTranscript that was made elsewhere: the array itself, or wrapped in tag 24.
    Encoded {
        /// The CBOR.
        transcript: Vec<u8>,
    },
    /// In-app presentment of Apple.
    AppleInApp {
        /// The nonce, raw.
        nonce: Vec<u8>,
        /// The merchant identifier.
        merchant_id: String,
        /// The team identifier.
        team_id: String,
        /// SHA-256 of the recipient's public key.
        pk_r_hash: Vec<u8>,
    },
    /// ISO/IEC TS 18013-7 Annex C.
    DcApiAnnexC {
        /// The base64url text as sent.
        encryption_info: String,
        /// The serialised origin, for example `https://verifier.example`.
        origin: String,
    },
    /// ISO/IEC TS 18013-7 Annex B.
    #[allow(non_camel_case_types, reason = "the core's name")]
    Iso18013_7AnnexB {
        /// `client_id`
        client_id: String,
        /// `response_uri`
        response_uri: String,
        /// `nonce` of the request.
        nonce: String,
        /// The wallet's nonce, from `apu`.
        mdoc_generated_nonce: String,
    },
    /// NFC, static (no request message) or negotiated.
    Nfc {
        /// DeviceEngagement.
        device_engagement: Vec<u8>,
        /// EReaderKey, a COSE_Key.
        e_reader_key: Vec<u8>,
        /// The whole NDEF handover select message.
        handover_select: Vec<u8>,
        /// The whole NDEF handover request message, when negotiated.
        handover_request: Option<Vec<u8>>,
    },
    /// Provisional second NFC engagement.
    NfcV2 {
        /// DeviceEngagement.
        device_engagement: Vec<u8>,
        /// EReaderKey, a COSE_Key.
        e_reader_key: Vec<u8>,
        /// HandoverSelect.
        handover_select: Vec<u8>,
        /// HandoverRequest.
        handover_request: Vec<u8>,
    },
    /// OpenID4VP 1.0 by redirect.
    OpenId4Vp {
        /// `client_id` with its prefix.
        client_id: String,
        /// `nonce`
        nonce: String,
        /// SHA-256 thumbprint of the encryption key; `None` for a response in the clear.
        jwk_thumbprint: Option<Vec<u8>>,
        /// `response_uri` or `redirect_uri`.
        response_uri: String,
    },
    /// OpenID4VP 1.0 over the Digital Credentials API.
    OpenId4VpDcApi {
        /// The origin, without any prefix of its own.
        origin: String,
        /// `nonce`
        nonce: String,
        /// SHA-256 thumbprint of the encryption key; `None` for a response in the clear.
        jwk_thumbprint: Option<Vec<u8>>,
    },
    /// QR code.
    Qr {
        /// DeviceEngagement.
        device_engagement: Vec<u8>,
        /// EReaderKey, a COSE_Key.
        e_reader_key: Vec<u8>,
    },
    /// ISO/IEC TS 18013-7 Annex A.
    Website {
        /// DeviceEngagement, where there is one.
        device_engagement: Option<Vec<u8>>,
        /// EReaderKey, where there is one.
        e_reader_key: Option<Vec<u8>>,
        /// ReaderEngagement.
        reader_engagement: Vec<u8>,
    },
}

/// What a flow in person knows of its channel.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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
    pub reconnections: i64,
    /// What became of a first message during the handover.
    pub early_establishment: EarlyEstablishment,
}

/// What a flow across devices knows of its channel.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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
    pub strangers: i64,
}

/// How a response came: what the flow states, and what is left open by it. No check sees any of it in
/// the bytes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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

/// What came of a session, ready to be verified. It holds a decrypted response and keys: close it.
#[derive(Debug, uniffi::Object)]
pub struct Presentation(pub(crate) CorePresentation);

#[uniffi::export]
impl Presentation {
    /// A presentation from its pieces. What is left out is not checked, and the report says so.
    ///
    /// `response` is the DeviceResponse, decrypted; `request` the DeviceRequest that was sent;
    /// `reader_key` the private key that a device MAC may be for.
    #[uniffi::constructor(default(handover = None, request = None, reader_key = None, channel = None))]
    pub fn new(
        response: Vec<u8>,
        handover: Option<Handover>,
        request: Option<Vec<u8>>,
        reader_key: Option<Arc<PrivateKey>>,
        channel: Option<Channel>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let mut own = CorePresentation::new(response);
            if let Some(handover) = handover {
                own = own.with_transcript(handover.transcript());
            }
            if let Some(request) = request {
                let read = DeviceRequest::decode(&request)
                    .map_err(|error| TashikaError::undecodable("device-request", &error))?;
                own = own.with_request(read);
            }
            if let Some(key) = reader_key {
                own = own.with_reader_key(key.0.clone());
            }
            if let Some(channel) = channel {
                own = own.with_channel(channel);
            }
            Ok(Arc::new(Self(own)))
        })
    }

    /// What is known of the channel.
    pub fn channel(&self) -> Channel {
        self.0.channel()
    }

    /// Everything that the flow states of the channel.
    pub fn channel_facts(&self) -> Result<ChannelFacts, TashikaError> {
        guard(|| ChannelFacts::of(&self.0.channel_facts()))
    }

    /// How a channel in person could still have been relayed; empty for any other channel.
    pub fn relay_exposures(&self) -> Vec<RelayExposure> {
        self.0.relay_exposures()
    }

    /// Whether the session may have been relayed.
    pub fn relay_possible(&self) -> bool {
        self.0.relay_possible()
    }

    /// What binds an online answer.
    pub fn online_binding(&self) -> Result<Option<OnlineBinding>, TashikaError> {
        guard(|| self.0.online_binding().map(binding).transpose())
    }

    /// The lists that the documents name. Nothing of it is verified: whoever made the presentation
    /// chose the addresses. Plan from a report where there is one.
    pub fn plan(&self, cache: &StatusCache, now: Timestamp) -> Vec<PlannedFetch> {
        planned(&self.0, cache, now)
    }
}

impl ProximityFacts {
    fn of(own: &CoreProximityFacts) -> Self {
        Self {
            negotiated: own.negotiated,
            transport: own.transport,
            reader_authentication: own.reader_authentication,
            connecting: own.connecting,
            answering: own.answering,
            reconnections: i64::from(own.reconnections),
            early_establishment: own.early_establishment,
        }
    }
}

impl HybridFacts {
    pub(crate) fn of(own: &CoreHybridFacts) -> Self {
        Self {
            tunnel: own.tunnel.clone(),
            finding: own.finding,
            dialling: own.dialling,
            securing: own.securing,
            greeting: own.greeting,
            answering: own.answering,
            strangers: i64::from(own.strangers),
        }
    }
}

impl ChannelFacts {
    pub(crate) fn of(own: &CoreChannelFacts) -> Result<Self, TashikaError> {
        Ok(Self {
            channel: own.channel,
            proximity: own.proximity.as_ref().map(ProximityFacts::of),
            online: own.online.as_ref().map(binding).transpose()?,
            relay_exposures: own.relay_exposures.clone(),
            hybrid: own.hybrid.as_ref().map(HybridFacts::of),
            proximity_proof: own.proximity_proof,
        })
    }
}

impl Handover {
    fn transcript(self) -> SessionTranscript {
        let core = match self {
            Self::Encoded { transcript } => return SessionTranscript::from_bytes(&transcript),
            Self::AppleInApp { nonce, merchant_id, team_id, pk_r_hash } => {
                CoreHandover::AppleInApp { nonce, merchant_id, team_id, pk_r_hash }
            }
            Self::DcApiAnnexC { encryption_info, origin } => {
                CoreHandover::DcApiAnnexC { encryption_info, origin }
            }
            Self::Iso18013_7AnnexB { client_id, response_uri, nonce, mdoc_generated_nonce } => {
                CoreHandover::Iso18013_7AnnexB {
                    client_id,
                    response_uri,
                    nonce,
                    mdoc_generated_nonce,
                }
            }
            Self::Nfc { device_engagement, e_reader_key, handover_select, handover_request } => {
                CoreHandover::Nfc {
                    device_engagement,
                    e_reader_key,
                    handover_select,
                    handover_request,
                }
            }
            Self::NfcV2 { device_engagement, e_reader_key, handover_select, handover_request } => {
                CoreHandover::NfcV2 {
                    device_engagement,
                    e_reader_key,
                    handover_select,
                    handover_request,
                }
            }
            Self::OpenId4Vp { client_id, nonce, jwk_thumbprint, response_uri } => {
                CoreHandover::OpenId4Vp { client_id, nonce, jwk_thumbprint, response_uri }
            }
            Self::OpenId4VpDcApi { origin, nonce, jwk_thumbprint } => {
                CoreHandover::OpenId4VpDcApi { origin, nonce, jwk_thumbprint }
            }
            Self::Qr { device_engagement, e_reader_key } => {
                CoreHandover::Qr { device_engagement, e_reader_key }
            }
            Self::Website { device_engagement, e_reader_key, reader_engagement } => {
                CoreHandover::Website { device_engagement, e_reader_key, reader_engagement }
            }
        };
        SessionTranscript::new(&core, &CryptoProvider::default())
    }
}
