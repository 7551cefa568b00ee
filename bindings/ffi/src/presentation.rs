//! What came, what was asked, and over which channel.

use std::sync::Arc;

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, Handover as CoreHandover, SessionTranscript};
use tashika::presentation::Presentation as CorePresentation;

use crate::error::{TashikaError, guard};
use crate::key::PrivateKey;
use crate::mirror::{Channel, RelayExposure};
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
