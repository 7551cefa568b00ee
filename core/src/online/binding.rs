//! Whether the wallet's signature covers this session, and if not, which one it does.
//!
//! `verify` decides whether a signature holds. A flow knows more: what else the wallet might have
//! signed for. An answer to another origin or by a draft's rules gets its own reason this way.

use crate::codec::Writer;
use crate::cose::{Algorithm, CoseKey, Signed};
use crate::crypto::{CryptoError, CryptoProvider, HashAlgorithm};
use crate::mdoc::{DeviceResponse, Document, MobileSecurityObject, SessionTranscript};

/// Whether every document of a response is signed for the session of this transcript. `None` where
/// a document does not let itself be asked, which is for `verify` to report.
pub(super) fn covers(
    response: &[u8],
    transcript: &SessionTranscript,
    provider: &CryptoProvider,
) -> Option<bool> {
    let response = DeviceResponse::decode(response).ok()?;
    let mut all = None;
    for document in response.documents.iter().flatten() {
        match signed_for(document, transcript, provider)? {
            false => return Some(false),
            true => all = Some(true),
        }
    }
    all
}

/// How many documents a response holds: each costs a signature verification.
pub(super) fn documents(response: &[u8]) -> usize {
    DeviceResponse::decode(response).map_or(0, |own| own.documents.len())
}

fn signed_for(
    document: &Document<'_>,
    transcript: &SessionTranscript,
    provider: &CryptoProvider,
) -> Option<bool> {
    let auth = Signed::read(&document.issuer_signed.issuer_auth).ok()?;
    let mso = MobileSecurityObject::decode(auth.payload?, auth.payload_offset).ok()?;
    let key = CoseKey::read(&mso.device_key).ok()?;
    let signature = document.device_signed.as_ref().ok()?.device_auth.signature?;
    let signed = Signed::read(&signature).ok()?;
    let algorithm = Algorithm::from_cose(signed.protected.algorithm()?.ok()?)?;
    let payload = document.device_authentication(transcript)?;
    let head = signed.to_be_signed(payload.len());
    let message = [head.prefix(), payload.as_slice()];
    match (provider.verify)(key.public_key(), algorithm.scheme()?, &message, signed.signature) {
        Ok(()) => Some(true),
        Err(CryptoError::Mismatch) => Some(false),
        Err(_) => None,
    }
}

/// `["OpenID4VPDCAPIHandover", SHA-256(cbor [origin, client_id, nonce])]` of OpenID4VP draft 24, for
/// recognition alone.
pub(super) fn draft_24_transcript(
    origin: &str,
    client_id: &str,
    nonce: &str,
    provider: &CryptoProvider,
) -> SessionTranscript {
    let mut info = Writer::new();
    info.array(3);
    [origin, client_id, nonce].iter().for_each(|text| info.text(text));
    let digest = (provider.digest)(HashAlgorithm::Sha256, &[&info.into_bytes()]);
    let mut writer = Writer::new();
    writer.array(3);
    writer.null();
    writer.null();
    writer.array(2);
    writer.text("OpenID4VPDCAPIHandover");
    writer.bytes(digest.as_ref());
    SessionTranscript::from_bytes(&writer.into_bytes())
}
