//! JWS: made over a signature from outside, or verified.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::codec::limits::{MAX_JOSE_HEADER_BYTES, MAX_ONLINE_REQUEST_BYTES};
use crate::codec::{Json, JsonProblem, decode_base64url, encode_base64url};
use crate::crypto::{
    CryptoError, CryptoProvider, Curve, HashAlgorithm, PublicKey, SignatureScheme,
};

/// A signature algorithm of RFC 7518 3.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JwsAlgorithm {
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// ECDSA with P-521 and SHA-512.
    Es512,
}

impl JwsAlgorithm {
    /// The one that goes with this curve.
    pub const fn of(curve: Curve) -> Option<Self> {
        match curve {
            Curve::P256 => Some(Self::Es256),
            Curve::P384 => Some(Self::Es384),
            Curve::P521 => Some(Self::Es512),
            _ => None,
        }
    }

    /// The value of `alg`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    const fn curve(self) -> Curve {
        match self {
            Self::Es256 => Curve::P256,
            Self::Es384 => Curve::P384,
            Self::Es512 => Curve::P521,
        }
    }

    const fn scheme(self) -> SignatureScheme {
        SignatureScheme::Ecdsa(match self {
            Self::Es256 => HashAlgorithm::Sha256,
            Self::Es384 => HashAlgorithm::Sha384,
            Self::Es512 => HashAlgorithm::Sha512,
        })
    }
}

/// Why a JWS does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JwsProblem {
    /// `alg` is another one than the caller's, or the key is on another curve.
    #[error("the algorithm or the key's curve is not the expected one")]
    Algorithm,
    /// The header names extensions that must be understood.
    #[error("the header has critical extensions")]
    Critical,
    /// The header or the payload is no JSON as it must be.
    #[error("cannot be read: {0}")]
    Json(#[from] JsonProblem),
    /// Not three parts in base64url.
    #[error("not a JWS in compact form")]
    Shape,
    /// The signature does not hold.
    #[error("the signature does not hold: {0}")]
    Signature(#[from] CryptoError),
}

/// What is to be signed: header and payload, encoded. The signature comes from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningInput {
    header: String,
    payload: String,
}

impl SigningInput {
    pub(crate) fn new(header: Map<String, Value>, payload: &[u8]) -> Self {
        let header = encode_base64url(Value::Object(header).to_string().as_bytes());
        Self { header, payload: encode_base64url(payload) }
    }

    /// The bytes to be signed (RFC 7515 5.1); ECDSA signatures are `r || s`.
    pub fn to_be_signed(&self) -> Vec<u8> {
        format!("{}.{}", self.header, self.payload).into_bytes()
    }

    pub(crate) fn header(&self) -> &str {
        &self.header
    }

    pub(crate) fn payload(&self) -> &str {
        &self.payload
    }

    /// The compact form with this signature.
    pub(crate) fn compact(&self, signature: &[u8]) -> String {
        format!("{}.{}.{}", self.header, self.payload, encode_base64url(signature))
    }

    /// Whether the signature is by this key.
    pub(crate) fn check(
        &self,
        signature: &[u8],
        key: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<(), JwsProblem> {
        let algorithm = JwsAlgorithm::of(key.curve()).ok_or(JwsProblem::Algorithm)?;
        Ok((provider.verify)(key, algorithm.scheme(), &[&self.to_be_signed()], signature)?)
    }
}

/// A JWS as it was read; whether its signature holds is another matter.
#[derive(Debug)]
pub(crate) struct Unproven {
    pub(crate) header: Json,
    pub(crate) payload: Vec<u8>,
}

/// Reads a JWS without looking at its signature.
pub(crate) fn unproven(compact: &str) -> Result<Unproven, JwsProblem> {
    Ok(split(compact)?.0)
}

/// The payload of a JWS in compact form, if it was signed by this key with this algorithm.
///
/// # Errors
/// See [`JwsProblem`].
pub fn verify(
    compact: &str,
    key: &PublicKey,
    algorithm: JwsAlgorithm,
    provider: &CryptoProvider,
) -> Result<Vec<u8>, JwsProblem> {
    let (read, message, signature) = split(compact)?;
    let header = read.header.value();
    if header.get("crit").is_some() {
        return Err(JwsProblem::Critical);
    }
    let named = header.get("alg").and_then(Value::as_str) == Some(algorithm.name());
    if !named || key.curve() != algorithm.curve() {
        return Err(JwsProblem::Algorithm);
    }
    (provider.verify)(key, algorithm.scheme(), &[message.as_bytes()], &signature)?;
    Ok(read.payload)
}

fn split(compact: &str) -> Result<(Unproven, &str, Vec<u8>), JwsProblem> {
    if compact.len() > MAX_ONLINE_REQUEST_BYTES {
        return Err(JsonProblem::TooLong(MAX_ONLINE_REQUEST_BYTES).into());
    }
    let (message, signature) = compact.rsplit_once('.').ok_or(JwsProblem::Shape)?;
    let (header, payload) = message.split_once('.').ok_or(JwsProblem::Shape)?;
    let decode = |part| decode_base64url(part).ok_or(JwsProblem::Shape);
    let header = Json::parse(&decode(header)?, MAX_JOSE_HEADER_BYTES)?;
    let payload = decode(payload)?;
    Ok((Unproven { header, payload }, message, decode(signature)?))
}
