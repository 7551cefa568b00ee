//! SessionTranscript (ISO 18013-5 second edition 12.7.1 and the profiles that add a handover).

use thiserror::Error;

use crate::codec::limits::{MAX_DEPTH, MAX_MESSAGE_BYTES};
use crate::codec::{DecodeError, Writer, scan};
use crate::cose::{CoseKey, KeyProblem};
use crate::crypto::{CryptoProvider, HashAlgorithm};

/// What binds a response to one session, encoded.
///
/// ```cddl
/// SessionTranscript = [ DeviceEngagementBytes / null, EReaderKeyBytes / null, Handover ]
/// ```
///
/// A verifier builds it from its own state, never from the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionTranscript {
    bytes: Vec<u8>,
}

/// The parts a transcript is made of: one variant for every handover that is in use.
///
/// Byte strings named `device_engagement`, `e_reader_key` and `reader_engagement` are the CBOR as it
/// went over the wire, without the tag 24 that the transcript puts around them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Handover {
    /// In-app presentment of Apple: `["AppleIdentityPresentment_1.0", nonce, merchantId, teamId,
    /// pkRHash]`. Known from a secondary source.
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
    /// ISO/IEC TS 18013-7 Annex C: `["dcapi", SHA-256(cbor [encryptionInfo, origin])]`.
    DcApiAnnexC {
        /// The base64url text as sent.
        encryption_info: String,
        /// The serialised origin, for example `https://verifier.example`.
        origin: String,
    },
    /// ISO/IEC TS 18013-7 Annex B, OpenID4VP draft 18: `[SHA-256(cbor [client_id, mdocNonce]),
    /// SHA-256(cbor [response_uri, mdocNonce]), nonce]`.
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
    /// NFC, static (no request message) or negotiated: `[Hs, Hr / null]`.
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
    /// Provisional second NFC engagement: `[HandoverSelect bytes, HandoverRequest bytes]` in CBOR.
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
    /// OpenID4VP 1.0 by redirect: `["OpenID4VPHandover", SHA-256(cbor [client_id, nonce,
    /// jwkThumbprint / null, response_uri])]`.
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
    /// OpenID4VP 1.0 over the Digital Credentials API: `["OpenID4VPDCAPIHandover",
    /// SHA-256(cbor [origin, nonce, jwkThumbprint / null])]`.
    OpenId4VpDcApi {
        /// The origin, without any prefix of its own.
        origin: String,
        /// `nonce`
        nonce: String,
        /// SHA-256 thumbprint of the encryption key; `None` for a response in the clear.
        jwk_thumbprint: Option<Vec<u8>>,
    },
    /// QR code: `null`.
    Qr {
        /// DeviceEngagement.
        device_engagement: Vec<u8>,
        /// EReaderKey, a COSE_Key.
        e_reader_key: Vec<u8>,
    },
    /// ISO/IEC TS 18013-7 Annex A: SHA-256 of `#6.24(bstr .cbor ReaderEngagement)`.
    Website {
        /// DeviceEngagement, where there is one.
        device_engagement: Option<Vec<u8>>,
        /// EReaderKey, where there is one.
        e_reader_key: Option<Vec<u8>>,
        /// ReaderEngagement.
        reader_engagement: Vec<u8>,
    },
}

/// Why bytes are no SessionTranscript.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TranscriptError {
    /// No CBOR, or another shape.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The reader's key inside is no COSE_Key.
    #[error(transparent)]
    Key(#[from] KeyProblem),
}

impl SessionTranscript {
    /// The transcript of these parts.
    pub fn new(handover: &Handover, provider: &CryptoProvider) -> Self {
        let mut writer = Writer::new();
        writer.array(3);
        let (engagement, key) = handover.first_two();
        for part in [engagement, key] {
            match part {
                Some(bytes) => writer.embedded(bytes),
                None => writer.null(),
            }
        }
        handover.write(&mut writer, provider);
        Self { bytes: writer.into_bytes() }
    }

    /// A transcript from bytes that the verifier made elsewhere: the array itself, or wrapped as
    /// `#6.24(bstr .cbor SessionTranscript)`. They are examined by the check `device.transcript`.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let inner = scan(bytes, 0, MAX_DEPTH)
            .ok()
            .and_then(|scanned| scanned.item.as_embedded())
            .map_or(bytes, |(inner, _)| inner);
        Self { bytes: inner.to_vec() }
    }

    /// The CBOR array.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `#6.24(bstr .cbor SessionTranscript)`: the form that is hashed for the key schedule.
    pub fn embedded(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.embedded(&self.bytes);
        writer.into_bytes()
    }

    /// The reader's ephemeral public key inside, where the flow has one; fails where the bytes are
    /// no SessionTranscript at all.
    ///
    /// # Errors
    /// See [`TranscriptError`].
    pub fn e_reader_key(&self) -> Result<Option<CoseKey>, TranscriptError> {
        let scanned = scan(&self.bytes, 0, MAX_DEPTH)?;
        let item = scanned.item;
        if self.bytes.len() > MAX_MESSAGE_BYTES || !scanned.irregularities.is_unambiguous() {
            return Err(item.wrong_value("one unambiguous item within the limit").into());
        }
        let mut parts = item.as_array().ok_or_else(|| item.wrong_type("an array"))?;
        let (Some(engagement), Some(key), Some(handover), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(item.wrong_value("three elements").into());
        };
        if !engagement.is_null() && engagement.as_embedded().is_none() {
            return Err(engagement.wrong_type("DeviceEngagementBytes or null").into());
        }
        let shape = handover.is_null() || handover.as_array().is_some();
        if !shape && handover.as_bytes().is_none() {
            return Err(handover.wrong_type("a handover").into());
        }
        if key.is_null() {
            return Ok(None);
        }
        let (bytes, offset) =
            key.as_embedded().ok_or_else(|| key.wrong_type("EReaderKeyBytes or null"))?;
        let scanned = scan(bytes, offset, MAX_DEPTH)?;
        if !scanned.irregularities.is_unambiguous() {
            return Err(key.wrong_value("one unambiguous EReaderKey").into());
        }
        Ok(Some(CoseKey::read(&scanned.item)?))
    }
}

impl Handover {
    fn first_two(&self) -> (Option<&[u8]>, Option<&[u8]>) {
        match self {
            Handover::Qr { device_engagement, e_reader_key }
            | Handover::Nfc { device_engagement, e_reader_key, .. }
            | Handover::NfcV2 { device_engagement, e_reader_key, .. } => {
                (Some(device_engagement), Some(e_reader_key))
            }
            Handover::Website { device_engagement, e_reader_key, .. } => {
                (device_engagement.as_deref(), e_reader_key.as_deref())
            }
            _ => (None, None),
        }
    }

    fn write(&self, writer: &mut Writer, provider: &CryptoProvider) {
        let sha256 = |bytes: &[u8]| (provider.digest)(HashAlgorithm::Sha256, &[bytes]);
        match self {
            Handover::AppleInApp { nonce, merchant_id, team_id, pk_r_hash } => {
                writer.array(5);
                writer.text("AppleIdentityPresentment_1.0");
                writer.bytes(nonce);
                writer.text(merchant_id);
                writer.text(team_id);
                writer.bytes(pk_r_hash);
            }
            Handover::DcApiAnnexC { encryption_info, origin } => {
                let info = array(&[Part::Text(encryption_info), Part::Text(origin)]);
                writer.array(2);
                writer.text("dcapi");
                writer.bytes(sha256(&info).as_ref());
            }
            Handover::Iso18013_7AnnexB { client_id, response_uri, nonce, mdoc_generated_nonce } => {
                writer.array(3);
                for first in [client_id, response_uri] {
                    let pair = array(&[Part::Text(first), Part::Text(mdoc_generated_nonce)]);
                    writer.bytes(sha256(&pair).as_ref());
                }
                writer.text(nonce);
            }
            Handover::Nfc { handover_select, handover_request, .. } => {
                writer.array(2);
                writer.bytes(handover_select);
                match handover_request {
                    Some(request) => writer.bytes(request),
                    None => writer.null(),
                }
            }
            Handover::NfcV2 { handover_select, handover_request, .. } => {
                writer.array(2);
                writer.bytes(handover_select);
                writer.bytes(handover_request);
            }
            Handover::OpenId4Vp { client_id, nonce, jwk_thumbprint, response_uri } => {
                let info = array(&[
                    Part::Text(client_id),
                    Part::Text(nonce),
                    Part::BytesOrNull(jwk_thumbprint.as_deref()),
                    Part::Text(response_uri),
                ]);
                writer.array(2);
                writer.text("OpenID4VPHandover");
                writer.bytes(sha256(&info).as_ref());
            }
            Handover::OpenId4VpDcApi { origin, nonce, jwk_thumbprint } => {
                let info = array(&[
                    Part::Text(origin),
                    Part::Text(nonce),
                    Part::BytesOrNull(jwk_thumbprint.as_deref()),
                ]);
                writer.array(2);
                writer.text("OpenID4VPDCAPIHandover");
                writer.bytes(sha256(&info).as_ref());
            }
            Handover::Qr { .. } => writer.null(),
            Handover::Website { reader_engagement, .. } => {
                let mut embedded = Writer::new();
                embedded.embedded(reader_engagement);
                writer.bytes(sha256(&embedded.into_bytes()).as_ref());
            }
        }
    }
}

enum Part<'a> {
    Text(&'a str),
    BytesOrNull(Option<&'a [u8]>),
}

fn array(parts: &[Part<'_>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(parts.len());
    for part in parts {
        match part {
            Part::Text(text) => writer.text(text),
            Part::BytesOrNull(Some(bytes)) => writer.bytes(bytes),
            Part::BytesOrNull(None) => writer.null(),
        }
    }
    writer.into_bytes()
}
