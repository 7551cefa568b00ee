//! JSON Web Keys with a public key for ECDSA or ECDH.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::codec::limits::MAX_PARAMETER_BYTES;
use crate::codec::{Json, JsonProblem, decode_base64url, encode_base64url};
use crate::crypto::{CryptoError, CryptoProvider, Curve, HashAlgorithm, PublicKey};

/// A public key as a JWK: `kty` EC with P-256, P-384 or P-521, or OKP with X25519. The names that
/// ISO/IEC TS 18013-7 Annex B gives the brainpool curves are in no register of JOSE; they are read
/// and written as its Table B.8 has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    key: PublicKey,
    kid: Option<String>,
}

/// Why JSON is no [`Jwk`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JwkProblem {
    /// A coordinate is absent, no base64url, or not as long as the curve's field.
    #[error("the coordinate \"{0}\" is not base64url of the curve's length")]
    Coordinate(&'static str),
    /// Not a JSON object.
    #[error(transparent)]
    Json(#[from] JsonProblem),
    /// The private part came along.
    #[error("the key holds its private part")]
    Private,
    /// A type or curve other than those that are read.
    #[error("the type or the curve of the key is not known")]
    Unknown,
}

impl Jwk {
    /// The JWK of a public key; a compressed point is written out.
    ///
    /// # Errors
    /// An invalid point, or [`CryptoError::Unsupported`] for a curve that JOSE does not name.
    pub fn new(key: &PublicKey, provider: &CryptoProvider) -> Result<Self, CryptoError> {
        name(key.curve()).ok_or(CryptoError::Unsupported)?;
        Ok(Self { key: (provider.uncompress)(key)?, kid: None })
    }

    /// The same with a key id.
    #[must_use]
    pub fn with_kid(mut self, kid: &str) -> Self {
        self.kid = Some(kid.to_owned());
        self
    }

    /// Reads a public key. Its point is not examined.
    ///
    /// # Errors
    /// See [`JwkProblem`].
    pub fn parse(json: &[u8]) -> Result<Self, JwkProblem> {
        Self::read(Json::parse(json, MAX_PARAMETER_BYTES)?.value())
    }

    pub(crate) fn read(value: &Value) -> Result<Self, JwkProblem> {
        let member = |name: &str| value.get(name).and_then(Value::as_str);
        if value.get("d").is_some() {
            return Err(JwkProblem::Private);
        }
        let curve = match (member("kty"), member("crv")) {
            (Some("EC"), Some("P-256")) => Curve::P256,
            (Some("EC"), Some("P-384")) => Curve::P384,
            (Some("EC"), Some("P-521")) => Curve::P521,
            (Some("EC"), Some("BP-256")) => Curve::BrainpoolP256r1,
            (Some("EC"), Some("BP-320")) => Curve::BrainpoolP320r1,
            (Some("EC"), Some("BP-384")) => Curve::BrainpoolP384r1,
            (Some("EC"), Some("BP-512")) => Curve::BrainpoolP512r1,
            (Some("OKP"), Some("X25519")) => Curve::X25519,
            _ => return Err(JwkProblem::Unknown),
        };
        let coordinate = |name: &'static str| {
            member(name)
                .and_then(decode_base64url)
                .filter(|bytes| bytes.len() == curve.coordinate_len())
                .ok_or(JwkProblem::Coordinate(name))
        };
        let octets = match curve.is_weierstrass() {
            true => [vec![4], coordinate("x")?, coordinate("y")?].concat(),
            false => coordinate("x")?,
        };
        let kid = member("kid").map(str::to_owned);
        Ok(Self { key: PublicKey::new(curve, octets), kid })
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// `kid`
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The SHA-256 thumbprint, raw (RFC 7638): over the required members alone, in their order.
    pub fn thumbprint(&self, provider: &CryptoProvider) -> Vec<u8> {
        let (kty, crv) = name(self.key.curve()).unwrap_or_default();
        let (x, y) = self.coordinates();
        let text = match y {
            Some(y) => format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#),
            None => format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}"}}"#),
        };
        (provider.digest)(HashAlgorithm::Sha256, &[text.as_bytes()]).as_ref().to_vec()
    }

    /// The members of the key, and `kid` where there is one.
    pub(crate) fn members(&self) -> Map<String, Value> {
        let (kty, crv) = name(self.key.curve()).unwrap_or_default();
        let (x, y) = self.coordinates();
        let mut members = Map::new();
        members.insert("kty".into(), kty.into());
        members.insert("crv".into(), crv.into());
        members.insert("x".into(), x.into());
        if let Some(y) = y {
            members.insert("y".into(), y.into());
        }
        if let Some(kid) = &self.kid {
            members.insert("kid".into(), kid.as_str().into());
        }
        members
    }

    fn coordinates(&self) -> (String, Option<String>) {
        let octets = self.key.octets();
        let len = self.key.curve().coordinate_len();
        match octets.split_first().filter(|_| self.key.curve().is_weierstrass()) {
            Some((_, both)) => {
                let (x, y) = both.split_at_checked(len).unwrap_or_default();
                (encode_base64url(x), Some(encode_base64url(y)))
            }
            None => (encode_base64url(octets), None),
        }
    }
}

/// `kty` and `crv`.
fn name(curve: Curve) -> Option<(&'static str, &'static str)> {
    match curve {
        Curve::P256 | Curve::P384 | Curve::P521 => Some(("EC", curve.name())),
        Curve::BrainpoolP256r1 => Some(("EC", "BP-256")),
        Curve::BrainpoolP320r1 => Some(("EC", "BP-320")),
        Curve::BrainpoolP384r1 => Some(("EC", "BP-384")),
        Curve::BrainpoolP512r1 => Some(("EC", "BP-512")),
        Curve::X25519 => Some(("OKP", "X25519")),
        _ => None,
    }
}
