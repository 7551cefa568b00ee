//! The steps from a signer's certificate to one anchor (ISO 18013-5 12.8.3, RFC 5280 6.1).

use der::asn1::{ObjectIdentifier, UintRef};
use der::{Decode, Reader, SliceReader};
use thiserror::Error;

use super::certificate::{Certificate, KeyFault};
use super::extension::oid;
use crate::crypto::{CryptoError, CryptoProvider, HashAlgorithm, SignatureScheme};
use crate::instant::Timestamp;

/// Certificate signature algorithms of Annex B, all of them ECDSA.
const SIGNATURE_ALGORITHMS: [(ObjectIdentifier, HashAlgorithm); 3] = [
    (oid("1.2.840.10045.4.3.2"), HashAlgorithm::Sha256),
    (oid("1.2.840.10045.4.3.3"), HashAlgorithm::Sha384),
    (oid("1.2.840.10045.4.3.4"), HashAlgorithm::Sha512),
];

/// Where an instant lies against a certificate's validity, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidityAt {
    /// After its end.
    Expired {
        /// `notAfter`
        not_after: Timestamp,
    },
    /// Before its beginning.
    NotYet {
        /// `notBefore`
        not_before: Timestamp,
    },
    /// Within.
    Valid,
}

/// Why an anchor's key does not vouch for a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PathError {
    /// An algorithm that Annex B does not allow.
    #[error("the certificate is signed with {0}, which is not allowed")]
    Algorithm(String),
    /// The signature does not match, or cannot be computed.
    #[error("the anchor's key does not match: {0}")]
    Crypto(#[from] CryptoError),
    /// The signature is no strict DER of two integers.
    #[error("the signature is no DER of two integers")]
    Encoding,
    /// The anchor gives no key.
    #[error("the anchor gives no key: {0}")]
    Key(#[from] KeyFault),
}

impl PathError {
    /// Whether no answer could be had, as opposed to a bad signature.
    pub fn is_unsupported(&self) -> bool {
        matches!(
            self,
            PathError::Algorithm(_)
                | PathError::Key(_)
                | PathError::Crypto(CryptoError::Unsupported)
        )
    }
}

/// Where `now` lies against the certificate's validity.
pub fn validity_at(certificate: &Certificate, now: Timestamp) -> ValidityAt {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if now < not_before {
        ValidityAt::NotYet { not_before }
    } else if now > not_after {
        ValidityAt::Expired { not_after }
    } else {
        ValidityAt::Valid
    }
}

/// Whether `anchor` is named as the issuer: the same name, byte for byte, and the same key
/// identifier where both state one.
pub fn issuer_matches(signer: &Certificate, anchor: &Certificate) -> bool {
    if signer.issuer().der() != anchor.subject().der() {
        return false;
    }
    match (signer.authority_key_identifier(), anchor.key_identifier()) {
        (Some(own), Some(its)) => own == its,
        _ => true,
    }
}

/// Whether both subjects name the same country; `false` where one names none.
pub fn country_matches(signer: &Certificate, anchor: &Certificate) -> bool {
    let country = signer.subject().country();
    country.is_some() && country == anchor.subject().country()
}

/// Whether both subjects name the same state or province; `true` where one names none.
pub fn state_matches(signer: &Certificate, anchor: &Certificate) -> bool {
    match (signer.subject().state(), anchor.subject().state()) {
        (Some(own), Some(its)) => own == its,
        _ => true,
    }
}

/// Whether the anchor's key has signed the certificate, over the bytes as received.
///
/// # Errors
/// See [`PathError`].
pub fn signature_holds(
    provider: &CryptoProvider,
    signer: &Certificate,
    anchor: &Certificate,
) -> Result<(), PathError> {
    // The algorithm inside the signed part: whether the other place agrees is a rule of its own.
    let algorithm = signer.inner_algorithm.oid;
    signed_by(provider, algorithm, &[signer.signed_bytes()], &signer.signature, anchor)
}

/// Whether the anchor's key has made this signature with this algorithm over these bytes.
pub(super) fn signed_by(
    provider: &CryptoProvider,
    algorithm: ObjectIdentifier,
    signed: &[&[u8]],
    signature: &[u8],
    anchor: &Certificate,
) -> Result<(), PathError> {
    let hash =
        signature_hash(algorithm).ok_or_else(|| PathError::Algorithm(algorithm.to_string()))?;
    let key = anchor.public_key().map_err(Clone::clone)?;
    let signature =
        fixed_signature(signature, key.curve().coordinate_len()).ok_or(PathError::Encoding)?;
    let scheme = SignatureScheme::Ecdsa(hash);
    (provider.verify)(key, scheme, signed, &signature).map_err(Into::into)
}

/// The digest of an allowed certificate signature algorithm.
pub(crate) fn signature_hash(algorithm: ObjectIdentifier) -> Option<HashAlgorithm> {
    SIGNATURE_ALGORITHMS.iter().find_map(|(own, hash)| (*own == algorithm).then_some(*hash))
}

/// `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` as `r || s`, each of `len` bytes.
pub(crate) fn fixed_signature(der: &[u8], len: usize) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(der).ok()?;
    let (r, s) = reader
        .sequence(|parts| Ok::<_, der::Error>((UintRef::decode(parts)?, UintRef::decode(parts)?)))
        .ok()?;
    reader.finish().ok()?;
    let mut fixed = Vec::with_capacity(2 * len);
    for number in [r.as_bytes(), s.as_bytes()] {
        fixed.resize(fixed.len() + len.checked_sub(number.len())?, 0);
        fixed.extend_from_slice(number);
    }
    Some(fixed)
}
