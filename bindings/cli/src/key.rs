//! The reader's private key: a JWK, a COSE_Key, PEM, or a bare scalar in hex.
//!
//! Sentences about a key that cannot be read are fixed: none repeats a byte of it.

use pkcs8::der::Decode;
use pkcs8::der::asn1::ObjectIdentifier;
use tashika::codec::{limits, scan};
use tashika::crypto::{Curve, PrivateKey};
use zeroize::Zeroizing;

use crate::input;

/// Curves by their JWK name and object identifier.
const CURVES: [(Curve, &str, &str); 7] = [
    (Curve::P256, "P-256", "1.2.840.10045.3.1.7"),
    (Curve::P384, "P-384", "1.3.132.0.34"),
    (Curve::P521, "P-521", "1.3.132.0.35"),
    (Curve::BrainpoolP256r1, "brainpoolP256r1", "1.3.36.3.3.2.8.1.1.7"),
    (Curve::BrainpoolP320r1, "brainpoolP320r1", "1.3.36.3.3.2.8.1.1.9"),
    (Curve::BrainpoolP384r1, "brainpoolP384r1", "1.3.36.3.3.2.8.1.1.11"),
    (Curve::BrainpoolP512r1, "brainpoolP512r1", "1.3.36.3.3.2.8.1.1.13"),
];
const X25519_OID: &str = "1.3.101.110";
const SEC1: &str = "EC PRIVATE KEY";
const PKCS8: &str = "PRIVATE KEY";

/// A private key from a file's content; the format is told by the content.
pub(crate) fn read(content: &[u8]) -> Result<PrivateKey, String> {
    let text = std::str::from_utf8(content).map(str::trim).unwrap_or_default();
    if text.starts_with('{') {
        let jwk = serde_json::from_str(text).map_err(|_| "is no JWK: not JSON")?;
        return from_jwk(&jwk);
    }
    if text.contains("-----BEGIN ") {
        return from_pem(text);
    }
    let decoded = input::decode_text(content).map(Zeroizing::new);
    let bytes = decoded.as_ref().map_or(content, |own| own.as_slice());
    if is_cose(bytes) {
        return from_cose(bytes);
    }
    match input::hex(&input::compact(text)).map(Zeroizing::new) {
        Some(scalar) => from_scalar(&scalar),
        None => Err("is neither a JWK, a COSE_Key, PEM nor a scalar in hex".to_owned()),
    }
}

/// A private key from a JWK with `crv` and `d` (RFC 7517).
pub(crate) fn from_jwk(jwk: &serde_json::Value) -> Result<PrivateKey, String> {
    let member = |name: &str| {
        let value = jwk.get(name).and_then(serde_json::Value::as_str);
        value.ok_or_else(|| format!("the JWK has no text member \"{name}\""))
    };
    let name = member("crv")?;
    let curve = match name {
        "X25519" => Some(Curve::X25519),
        _ => CURVES.iter().find(|(_, own, _)| *own == name).map(|(curve, _, _)| *curve),
    };
    let curve = curve.ok_or("the JWK's \"crv\" is no known curve")?;
    let scalar = input::base64(member("d")?).ok_or("the JWK's \"d\" is not base64url")?;
    sized(curve, &Zeroizing::new(scalar))
}

fn from_scalar(scalar: &[u8]) -> Result<PrivateKey, String> {
    let curve = match scalar.len() {
        32 => Curve::P256,
        48 => Curve::P384,
        66 => Curve::P521,
        other => return Err(format!("a scalar in hex has 32, 48 or 66 bytes, not {other}")),
    };
    sized(curve, scalar)
}

/// Whether these bytes are one map with a key type: no scalar is taken for it but by design.
fn is_cose(bytes: &[u8]) -> bool {
    scan(bytes, 0, limits::MAX_DEPTH).is_ok_and(|scanned| {
        let kty = scanned.item.as_map().and_then(|map| map.int_key(1));
        scanned.irregularities.trailing.is_none() && kty.is_some_and(|own| own.as_i64().is_some())
    })
}

fn from_cose(bytes: &[u8]) -> Result<PrivateKey, String> {
    let scanned = scan(bytes, 0, limits::MAX_DEPTH).map_err(|_| "is no COSE_Key")?;
    let map = scanned.item.as_map().ok_or("is no COSE_Key")?;
    let curve = map.int_key(-1).and_then(|item| item.as_i64());
    let curve = curve.and_then(Curve::from_cose).ok_or("the COSE_Key names no known curve")?;
    let scalar = map.int_key(-4).and_then(|item| item.as_bytes());
    sized(curve, scalar.ok_or("the COSE_Key has no private part (-4)")?)
}

/// The first private key of PEM text; other blocks, such as parameters, are passed over.
fn from_pem(text: &str) -> Result<PrivateKey, String> {
    for block in text.split("-----BEGIN ").skip(1) {
        let Some((label, rest)) = block.split_once("-----") else { continue };
        if label != SEC1 && label != PKCS8 {
            continue;
        }
        let body = input::compact(rest.split("-----END").next().unwrap_or_default());
        let der = input::base64(&body).map(Zeroizing::new);
        let der = der.ok_or("the PEM of the private key is not base64, or is encrypted")?;
        return if label == SEC1 { from_sec1(&der, None) } else { from_pkcs8(&der) };
    }
    Err("the PEM holds no \"EC PRIVATE KEY\" and no \"PRIVATE KEY\"".to_owned())
}

fn from_pkcs8(der: &[u8]) -> Result<PrivateKey, String> {
    let info = pkcs8::PrivateKeyInfoRef::from_der(der).map_err(|_| "is no PKCS#8 key")?;
    let secret = info.private_key.as_bytes();
    if info.algorithm.oid.to_string() == X25519_OID {
        let raw = secret.get(2..).ok_or("is no X25519 key")?;
        return sized(Curve::X25519, raw);
    }
    let curve = info.algorithm.parameters_oid().ok().and_then(by_oid);
    from_sec1(secret, curve)
}

fn from_sec1(der: &[u8], curve: Option<Curve>) -> Result<PrivateKey, String> {
    let key = sec1::EcPrivateKey::from_der(der).map_err(|_| "is no EC private key")?;
    let own = key.parameters.and_then(|parameters| parameters.named_curve()).and_then(by_oid);
    let curve = curve.or(own).ok_or("the key names no known curve")?;
    sized(curve, key.private_key)
}

fn by_oid(oid: ObjectIdentifier) -> Option<Curve> {
    let oid = oid.to_string();
    CURVES.iter().find(|(_, _, own)| *own == oid).map(|(curve, _, _)| *curve)
}

fn sized(curve: Curve, scalar: &[u8]) -> Result<PrivateKey, String> {
    if scalar.len() != curve.coordinate_len() {
        let (is, needed) = (scalar.len(), curve.coordinate_len());
        return Err(format!("the private key has {is} bytes, {} has {needed}", curve.name()));
    }
    Ok(PrivateKey::new(curve, scalar))
}
