//! JWE in compact form, as a recipient: ECDH-ES with direct agreement (RFC 7518 4.6).
//!
//! Steps:
//! 1. five parts, the second empty: the key is agreed on, not wrapped;
//! 2. the protected header: strict JSON, no `crit`, no `zip`;
//! 3. `alg` is ECDH-ES, `enc` is one that was offered, `kid` is the key's own;
//! 4. `epk` is a public key on the recipient's curve;
//! 5. the content key by Concat KDF (NIST SP 800-56A 5.8.1) and AES-GCM over header and content.

use serde_json::Value;
use thiserror::Error;
use zeroize::Zeroizing;

use super::jwk::{Jwk, JwkProblem};
use crate::codec::limits::{MAX_JOSE_HEADER_BYTES, MAX_ONLINE_ANSWER_BYTES};
use crate::codec::{Json, JsonProblem, decode_base64url};
use crate::crypto::{CryptoError, CryptoProvider, Curve, HashAlgorithm, PrivateKey};
use crate::facts::shown;

const IV_LEN: usize = 12;
const TAG_LEN: usize = 16;

/// How the content is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentEncryption {
    /// AES-128 in Galois/Counter Mode.
    A128Gcm,
    /// AES-256 in Galois/Counter Mode.
    A256Gcm,
}

impl ContentEncryption {
    /// Both, in the order of offering.
    pub const ALL: [Self; 2] = [Self::A128Gcm, Self::A256Gcm];

    /// The value of `enc`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.name() == name)
    }

    const fn key_len(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm => 32,
        }
    }
}

/// What a missing `kid` means. A wrong one is always refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KidRule {
    /// Refused: OpenID4VP 1.0 8.3 makes the wallet send it.
    #[default]
    Required,
    /// Taken: wallets of ISO/IEC TS 18013-7 Annex B in the field leave it out.
    MayBeAbsent,
}

/// Whom a JWE must be for, and how it may be made.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    /// The private key.
    pub key: &'a PrivateKey,
    /// The key's id, as offered.
    pub kid: &'a str,
    /// What a missing `kid` means.
    pub kid_rule: KidRule,
    /// The content encryptions that were offered.
    pub encryptions: &'a [ContentEncryption],
}

/// Why a JWE was not opened: one reason for every step.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JweProblem {
    /// `alg` is another one than ECDH-ES.
    #[error("the algorithm is {found}, not ECDH-ES")]
    Algorithm {
        /// `alg` as received.
        found: String,
    },
    /// The header names extensions that must be understood.
    #[error("the header has critical extensions")]
    Critical,
    /// The provider failed for another reason than a wrong tag.
    #[error(transparent)]
    Crypto(CryptoError),
    /// The content was encrypted for another key or header, or was changed.
    #[error("the content does not decrypt with this key and header")]
    Decryption,
    /// `enc` is none of those offered.
    #[error("the content encryption {found} was not offered")]
    Encryption {
        /// `enc` as received.
        found: String,
    },
    /// `epk` is no valid public key.
    #[error("the wallet's key is not usable: {0}")]
    EphemeralKey(#[from] JwkProblem),
    /// `epk` is on another curve, or no point of it.
    #[error("the wallet's key is no valid key of the curve that was offered")]
    EphemeralKeyInvalid,
    /// The header is no JSON object as it must be.
    #[error("the header cannot be read: {0}")]
    Header(#[from] JsonProblem),
    /// Another key id than the one offered.
    #[error("the key id is another one than was offered")]
    Kid,
    /// No key id.
    #[error("the key id is missing")]
    KidMissing,
    /// A header parameter of another type than it has.
    #[error("the header parameter \"{0}\" has another form than it must have")]
    Parameter(&'static str),
    /// Not five parts in base64url of the lengths they must have.
    #[error("not a JWE in compact form")]
    Shape,
    /// A wrapped key where the key is agreed on directly.
    #[error("holds a wrapped key, which direct agreement does not have")]
    WrappedKey,
    /// The content is compressed.
    #[error("the content is compressed")]
    Compressed,
}

/// What a JWE held.
#[derive(Clone)]
pub struct Opened {
    /// The content, wiped on drop.
    pub content: Zeroizing<Vec<u8>>,
    /// `apu`, decoded.
    pub apu: Option<Vec<u8>>,
    /// `apv`, decoded.
    pub apv: Option<Vec<u8>>,
    /// How it was encrypted.
    pub encryption: ContentEncryption,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opened({} bytes, {})", self.content.len(), self.encryption.name())
    }
}

/// Opens a JWE in compact form.
///
/// # Errors
/// See [`JweProblem`].
pub fn open(
    compact: &str,
    recipient: &Recipient<'_>,
    provider: &CryptoProvider,
) -> Result<Opened, JweProblem> {
    let parts = Parts::split(compact)?;
    let header = parts.header()?;
    let header = header.value();
    let encryption = check_header(header, recipient)?;
    let peer = Jwk::read(header.get("epk").unwrap_or(&Value::Null))?;
    if peer.public_key().curve() != recipient.key.curve() {
        return Err(JweProblem::EphemeralKeyInvalid);
    }
    let (apu, apv) = (octets(header, "apu")?, octets(header, "apv")?);
    let shared =
        (provider.agree)(recipient.key, peer.public_key()).map_err(|error| match error {
            CryptoError::InvalidKey => JweProblem::EphemeralKeyInvalid,
            other => JweProblem::Crypto(other),
        })?;
    let parties = (apu.as_deref().unwrap_or_default(), apv.as_deref().unwrap_or_default());
    let key = concat_kdf(shared.as_ref(), encryption, parties, provider);
    let sealed = parts.sealed()?;
    let iv = parts.iv()?;
    let content = (provider.open_aes_gcm)(&key, &iv, parts.header.as_bytes(), &sealed)
        .map(Zeroizing::new)
        .map_err(|error| match error {
            CryptoError::Mismatch => JweProblem::Decryption,
            other => JweProblem::Crypto(other),
        })?;
    Ok(Opened { content, apu, apv, encryption })
}

/// The key id that a JWE claims, to find the session by. Nothing about it is proven.
pub fn claimed_kid(compact: &str) -> Option<String> {
    let header = Parts::split(compact).ok()?.header().ok()?;
    header.value().get("kid")?.as_str().map(str::to_owned)
}

/// The curve of the sender's key that a JWE claims. Nothing about it is proven.
pub(crate) fn claimed_curve(compact: &str) -> Option<Curve> {
    let header = Parts::split(compact).ok()?.header().ok()?;
    Jwk::read(header.value().get("epk")?).ok().map(|own| own.public_key().curve())
}

struct Parts<'a> {
    header: &'a str,
    iv: &'a str,
    content: &'a str,
    tag: &'a str,
}

impl<'a> Parts<'a> {
    fn split(compact: &'a str) -> Result<Self, JweProblem> {
        if compact.len() > MAX_ONLINE_ANSWER_BYTES {
            return Err(JweProblem::Header(JsonProblem::TooLong(MAX_ONLINE_ANSWER_BYTES)));
        }
        let mut parts = compact.split('.');
        let five = (parts.next(), parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(header), Some(wrapped), Some(iv), Some(content), Some(tag)) = five else {
            return Err(JweProblem::Shape);
        };
        if parts.next().is_some() {
            return Err(JweProblem::Shape);
        }
        if !wrapped.is_empty() {
            return Err(JweProblem::WrappedKey);
        }
        Ok(Self { header, iv, content, tag })
    }

    fn header(&self) -> Result<Json, JweProblem> {
        if self.header.len() > MAX_JOSE_HEADER_BYTES {
            return Err(JsonProblem::TooLong(MAX_JOSE_HEADER_BYTES).into());
        }
        let bytes = decode_base64url(self.header).ok_or(JweProblem::Shape)?;
        Ok(Json::parse(&bytes, MAX_JOSE_HEADER_BYTES)?)
    }

    fn iv(&self) -> Result<Vec<u8>, JweProblem> {
        decode_base64url(self.iv).filter(|iv| iv.len() == IV_LEN).ok_or(JweProblem::Shape)
    }

    /// Content and tag, one behind the other.
    fn sealed(&self) -> Result<Vec<u8>, JweProblem> {
        let mut sealed = decode_base64url(self.content).ok_or(JweProblem::Shape)?;
        let tag = decode_base64url(self.tag).filter(|tag| tag.len() == TAG_LEN);
        sealed.extend(tag.ok_or(JweProblem::Shape)?);
        Ok(sealed)
    }
}

fn check_header(
    header: &Value,
    recipient: &Recipient<'_>,
) -> Result<ContentEncryption, JweProblem> {
    if header.get("crit").is_some() {
        return Err(JweProblem::Critical);
    }
    if header.get("zip").is_some() {
        return Err(JweProblem::Compressed);
    }
    let text = |name: &'static str| {
        header.get(name).and_then(Value::as_str).ok_or(JweProblem::Parameter(name))
    };
    let algorithm = text("alg")?;
    if algorithm != "ECDH-ES" {
        return Err(JweProblem::Algorithm { found: shown(algorithm) });
    }
    let name = text("enc")?;
    let encryption = ContentEncryption::from_name(name)
        .filter(|own| recipient.encryptions.contains(own))
        .ok_or_else(|| JweProblem::Encryption { found: shown(name) })?;
    match (header.get("kid"), recipient.kid_rule) {
        (Some(kid), _) if kid.as_str() == Some(recipient.kid) => {}
        (Some(_), _) => return Err(JweProblem::Kid),
        (None, KidRule::MayBeAbsent) => {}
        (None, KidRule::Required) => return Err(JweProblem::KidMissing),
    }
    Ok(encryption)
}

fn octets(header: &Value, name: &'static str) -> Result<Option<Vec<u8>>, JweProblem> {
    let Some(value) = header.get(name) else { return Ok(None) };
    let bytes = value.as_str().and_then(decode_base64url);
    bytes.map(Some).ok_or(JweProblem::Parameter(name))
}

/// RFC 7518 4.6.2, one round: no content key here is longer than the digest.
fn concat_kdf(
    shared: &[u8],
    encryption: ContentEncryption,
    (apu, apv): (&[u8], &[u8]),
    provider: &CryptoProvider,
) -> Zeroizing<Vec<u8>> {
    let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
    let name = encryption.name().as_bytes();
    let bits = (8 * encryption.key_len() as u32).to_be_bytes();
    let digest = (provider.digest)(
        HashAlgorithm::Sha256,
        &[&1_u32.to_be_bytes(), shared, &len(name), name, &len(apu), apu, &len(apv), apv, &bits],
    );
    let key = digest.as_ref().get(..encryption.key_len()).unwrap_or_default();
    Zeroizing::new(key.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7518 appendix C.
    #[test]
    fn derives_the_key_of_the_appendix() {
        let provider = CryptoProvider::default();
        let own = PrivateKey::new(
            crate::crypto::Curve::P256,
            decode_base64url("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw").unwrap(),
        );
        let peer = Jwk::parse(
            br#"{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
            "y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}"#,
        )
        .unwrap();
        let shared = (provider.agree)(&own, peer.public_key()).unwrap();
        let parties = (&b"Alice"[..], &b"Bob"[..]);
        let key = concat_kdf(shared.as_ref(), ContentEncryption::A128Gcm, parties, &provider);
        assert_eq!(crate::codec::encode_base64url(&key), "VqqN6vgjbSBcIijNcacQGg");
    }
}
