//! Keys and signatures: the kind of key and the profile choose the algorithm, never the caller.

use const_oid::ObjectIdentifier;
use serde::Deserialize;

use super::profile::{FactConfidence, JpkiProfile};
use crate::crypto::{
    CryptoError, CryptoProvider, Curve, HashAlgorithm, PublicKey, RsaPublicKey, SignatureScheme,
};
use crate::x509::{
    AlgorithmIdentifier, Certificate, KeyFault, NULL, RSA_ENCRYPTION, digest_algorithm,
    fixed_signature, oid, signature_hash,
};

const RSA_SIGNATURES: [(ObjectIdentifier, HashAlgorithm); 3] = [
    (oid("1.2.840.113549.1.1.11"), HashAlgorithm::Sha256),
    (oid("1.2.840.113549.1.1.12"), HashAlgorithm::Sha384),
    (oid("1.2.840.113549.1.1.13"), HashAlgorithm::Sha512),
];

/// A kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[non_exhaustive]
pub enum KeyKind {
    /// ECDSA on P-256.
    #[serde(rename = "p-256")]
    P256,
    /// ECDSA on P-384.
    #[serde(rename = "p-384")]
    P384,
    /// RSA with PKCS#1 v1.5.
    #[serde(rename = "rsa")]
    Rsa,
}

impl KeyKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            KeyKind::P256 => "p-256",
            KeyKind::P384 => "p-384",
            KeyKind::Rsa => "rsa",
        }
    }
}

/// Why a key is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyRefusal {
    /// No key of its kind, or a weak one.
    Bad(&'static str),
    /// A kind of key that the profile does not know.
    NotAllowed(String),
    /// The provider lacks it.
    Unsupported,
}

/// Why a signature proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignatureFault {
    /// The algorithm does not fit the key.
    Algorithm,
    /// The octets are no signature of the kind.
    Encoding,
    /// It does not match.
    Mismatch,
    /// The provider lacks the algorithm.
    Unsupported,
}

impl SignatureFault {
    pub(super) const fn name(self) -> &'static str {
        match self {
            SignatureFault::Algorithm => "algorithm",
            SignatureFault::Encoding => "encoding",
            SignatureFault::Mismatch => "mismatch",
            SignatureFault::Unsupported => "unsupported",
        }
    }
}

impl From<CryptoError> for SignatureFault {
    fn from(error: CryptoError) -> Self {
        match error {
            CryptoError::InvalidSignature => SignatureFault::Encoding,
            CryptoError::Unsupported => SignatureFault::Unsupported,
            _ => SignatureFault::Mismatch,
        }
    }
}

/// A key that may be used, with the digest it signs.
#[derive(Clone, Debug)]
pub(super) struct Key {
    octets: Octets,
    pub(super) kind: KeyKind,
    pub(super) hash: HashAlgorithm,
    pub(super) confidence: FactConfidence,
}

#[derive(Clone, Debug)]
enum Octets {
    Point(PublicKey),
    Rsa(RsaPublicKey),
}

impl Key {
    /// The key of a certificate, examined.
    pub(super) fn of(
        own: &Certificate,
        profile: &JpkiProfile,
        provider: &CryptoProvider,
    ) -> Result<Self, KeyRefusal> {
        let (octets, kind, checked) = match (own.rsa_key(), own.public_key()) {
            (Some(Ok(key)), _) => {
                let checked = (provider.check_rsa_key)(&key);
                (Octets::Rsa(key), KeyKind::Rsa, checked)
            }
            (Some(Err(_)), _) | (None, Err(KeyFault::Malformed)) => {
                return Err(KeyRefusal::Bad("malformed"));
            }
            (None, Err(KeyFault::NotAllowed(oid))) => {
                return Err(KeyRefusal::NotAllowed(oid.clone()));
            }
            (None, Ok(key)) => {
                let kind = match key.curve() {
                    Curve::P256 => KeyKind::P256,
                    Curve::P384 => KeyKind::P384,
                    other => return Err(KeyRefusal::NotAllowed(other.name().to_owned())),
                };
                (Octets::Point(key.clone()), kind, (provider.check_public_key)(key))
            }
        };
        match checked {
            Ok(()) => {}
            Err(CryptoError::Unsupported) => return Err(KeyRefusal::Unsupported),
            Err(_) => return Err(KeyRefusal::Bad("no valid key, or a weak one")),
        }
        let known = profile.hash(kind).ok_or_else(|| KeyRefusal::NotAllowed(kind.name().into()))?;
        Ok(Self { octets, kind, hash: known.0, confidence: known.1 })
    }

    /// Whether a signature algorithm is the one of this key. Where `bare`, the algorithm may name the
    /// kind of key alone, as CMS does (RFC 3370 3.2).
    pub(super) fn fits(&self, algorithm: &AlgorithmIdentifier, bare: bool) -> bool {
        let parameters = algorithm.parameters.as_deref();
        match self.kind {
            KeyKind::Rsa => {
                let mut all = RSA_SIGNATURES.iter();
                let named = all.any(|own| *own == (algorithm.oid, self.hash));
                (named || bare && algorithm.oid == RSA_ENCRYPTION) && parameters == Some(&NULL)
            }
            KeyKind::P256 | KeyKind::P384 => {
                signature_hash(algorithm.oid) == Some(self.hash) && parameters.is_none()
            }
        }
    }

    /// Whether this key has made the signature over these octets, with its own digest.
    pub(super) fn verify(
        &self,
        provider: &CryptoProvider,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), SignatureFault> {
        match &self.octets {
            Octets::Rsa(key) => {
                (provider.verify_rsa)(key, self.hash, message, signature).map_err(Into::into)
            }
            Octets::Point(key) => {
                let fixed = fixed_signature(signature, key.curve().coordinate_len());
                let fixed = fixed.ok_or(SignatureFault::Encoding)?;
                let scheme = SignatureScheme::Ecdsa(self.hash);
                (provider.verify)(key, scheme, message, &fixed).map_err(Into::into)
            }
        }
    }
}

/// Whether this authority's key has made a signature, with an algorithm that it names itself.
pub(super) fn signed_by(
    authority: &Certificate,
    algorithm: &AlgorithmIdentifier,
    signed: &[u8],
    signature: &[u8],
    profile: &JpkiProfile,
    provider: &CryptoProvider,
) -> Result<(), SignatureFault> {
    let key = Key::of(authority, profile, provider).map_err(|refusal| match refusal {
        KeyRefusal::Unsupported => SignatureFault::Unsupported,
        _ => SignatureFault::Algorithm,
    })?;
    match key.fits(algorithm, false) {
        true => key.verify(provider, &[signed], signature),
        false => Err(SignatureFault::Algorithm),
    }
}

/// The digest that an algorithm identifier of CMS names; its parameters are absent or NULL.
pub(super) fn digest_of(algorithm: &AlgorithmIdentifier) -> Option<HashAlgorithm> {
    let plain = algorithm.parameters.as_deref().is_none_or(|own| own == NULL);
    digest_algorithm(algorithm.oid).filter(|_| plain)
}

/// The name of a digest in evidence.
pub(super) const fn hash_name(hash: HashAlgorithm) -> &'static str {
    match hash {
        HashAlgorithm::Sha1 => "SHA-1",
        HashAlgorithm::Sha256 => "SHA-256",
        HashAlgorithm::Sha384 => "SHA-384",
        HashAlgorithm::Sha512 => "SHA-512",
    }
}
