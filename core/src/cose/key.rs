//! COSE_Key with a public key.

use thiserror::Error;

use crate::codec::{DecodeError, Item, Writer};
use crate::crypto::{Curve, PublicKey};

const KTY: i64 = 1;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const OKP: i64 = 1;
const EC2: i64 = 2;

/// A public key as a COSE_Key; other members are ignored (ISO 18013-5 12.2.4).
///
/// ```cddl
/// COSE_Key = { 1: int, -1: int, -2: bstr, ? -3: bstr / bool }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoseKey {
    key: PublicKey,
}

/// Why a COSE_Key gives no public key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyProblem {
    /// Not the shape of a COSE_Key.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The key type does not go with the curve.
    #[error("key type {key_type} does not go with the curve")]
    TypeMismatch {
        /// `kty` as received.
        key_type: i64,
    },
    /// A curve that no edition of the standard names.
    #[error("unknown curve {0}")]
    UnknownCurve(i64),
}

impl CoseKey {
    /// Reads a key; its point is not examined.
    ///
    /// # Errors
    /// See [`KeyProblem`].
    pub fn read(item: &Item<'_>) -> Result<Self, KeyProblem> {
        let map = item.as_map().ok_or_else(|| item.wrong_type("a COSE_Key map"))?;
        let number = |label, name| {
            let value = map.int_key(label).and_then(|member| member.as_i64());
            value.ok_or_else(|| item.wrong_value(name))
        };
        let key_type = number(KTY, "an integer kty (1)")?;
        let id = number(CRV, "an integer crv (-1)")?;
        let curve = Curve::from_cose(id).ok_or(KeyProblem::UnknownCurve(id))?;
        if key_type != if curve.is_weierstrass() { EC2 } else { OKP } {
            return Err(KeyProblem::TypeMismatch { key_type });
        }
        let x = map.int_key(X).and_then(|member| member.as_bytes());
        let x = x.ok_or_else(|| item.wrong_value("bytes in x (-2)"))?;
        if x.len() != curve.coordinate_len() {
            return Err(item.wrong_value("x (-2) as long as the curve's field").into());
        }
        if !curve.is_weierstrass() {
            return Ok(Self { key: PublicKey::new(curve, x) });
        }
        let y = map.int_key(Y).ok_or_else(|| item.wrong_value("a member y (-3)"))?;
        let (prefix, y) = match (y.as_bytes(), y.as_bool()) {
            (Some(bytes), _) if bytes.len() == curve.coordinate_len() => (4, bytes),
            (None, Some(sign)) => (2 + u8::from(sign), &[][..]),
            _ => return Err(item.wrong_value("y (-3) as bytes of the field or a sign").into()),
        };
        let mut octets = Vec::with_capacity(1 + x.len() + y.len());
        octets.push(prefix);
        octets.extend_from_slice(x);
        octets.extend_from_slice(y);
        Ok(Self { key: PublicKey::new(curve, octets) })
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }
}

/// A COSE_Key with an uncompressed point.
pub(crate) fn cose_key(key: &PublicKey) -> Vec<u8> {
    let mut writer = Writer::new();
    let weierstrass = key.curve().is_weierstrass();
    let point = if weierstrass { key.octets().get(1..) } else { Some(key.octets()) };
    let (x, y) = point
        .unwrap_or_default()
        .split_at_checked(key.curve().coordinate_len())
        .unwrap_or_default();
    writer.map(if weierstrass { 4 } else { 3 });
    writer.uint(1);
    writer.uint(if weierstrass { 2 } else { 1 });
    writer.head(1, 0);
    writer.uint(key.curve().cose_id().unsigned_abs());
    writer.head(1, 1);
    writer.bytes(x);
    if weierstrass {
        writer.head(1, 2);
        writer.bytes(y);
    }
    writer.into_bytes()
}
