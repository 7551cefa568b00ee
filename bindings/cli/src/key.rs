//! The reader's private key: a JWK, a COSE_Key, PEM, or a bare scalar in hex.

use pkcs8::der::Decode;
use pkcs8::der::asn1::ObjectIdentifier;
use tashika::codec::{Item, limits, scan};
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

/// A private key from a file's content; the format is told by the content.
pub(crate) fn read(content: &[u8]) -> Result<PrivateKey, String> {
    let text = std::str::from_utf8(content).map(str::trim).unwrap_or_default();
    if text.starts_with('{') {
        let jwk = serde_json::from_str(text).map_err(|error| format!("no JWK: {error}"))?;
        return from_jwk(&jwk);
    }
    if text.starts_with("-----BEGIN") {
        return from_pem(text);
    }
    let compact: String = text.split_whitespace().collect();
    if let Some(scalar) = input::hex(&compact).filter(|scalar| is_scalar(scalar)) {
        return from_scalar(&Zeroizing::new(scalar));
    }
    from_cose(&Zeroizing::new(input::decode_text(content.to_vec())))
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
    let curve = curve.ok_or_else(|| format!("curve {name} is not known"))?;
    let scalar = input::base64(member("d")?).ok_or("the JWK's \"d\" is not base64url")?;
    sized(curve, &Zeroizing::new(scalar))
}

fn is_scalar(bytes: &[u8]) -> bool {
    matches!(bytes.len(), 32 | 48 | 66)
}

fn from_scalar(scalar: &[u8]) -> Result<PrivateKey, String> {
    let curve = match scalar.len() {
        32 => Curve::P256,
        48 => Curve::P384,
        _ => Curve::P521,
    };
    sized(curve, scalar)
}

fn from_cose(bytes: &[u8]) -> Result<PrivateKey, String> {
    let neither = "is neither a JWK, a COSE_Key, PEM nor a scalar in hex";
    let scanned =
        scan(bytes, 0, limits::MAX_DEPTH).map_err(|error| format!("{neither} ({error})"))?;
    let map = scanned.item.as_map().ok_or(neither)?;
    let curve = map.int_key(-1).and_then(|item: Item<'_>| item.as_i64());
    let curve = curve.and_then(Curve::from_cose).ok_or("the COSE_Key names no known curve")?;
    let scalar = map.int_key(-4).and_then(|item| item.as_bytes());
    sized(curve, scalar.ok_or("the COSE_Key has no private part (-4)")?)
}

fn from_pem(text: &str) -> Result<PrivateKey, String> {
    let (label, der) =
        pem_rfc7468::decode_vec(text.as_bytes()).map_err(|error| format!("no PEM: {error}"))?;
    let der = Zeroizing::new(der);
    match label {
        "EC PRIVATE KEY" => from_sec1(&der, None),
        "PRIVATE KEY" => {
            let info = pkcs8::PrivateKeyInfoRef::from_der(&der)
                .map_err(|error| format!("no PKCS#8 key: {error}"))?;
            let secret = info.private_key.as_bytes();
            if info.algorithm.oid.to_string() == X25519_OID {
                let raw = secret.get(2..).ok_or("no X25519 key")?;
                return sized(Curve::X25519, raw);
            }
            let curve = info.algorithm.parameters_oid().ok().and_then(by_oid);
            from_sec1(secret, curve)
        }
        other => Err(format!("PEM of a \"{other}\" holds no private key")),
    }
}

fn from_sec1(der: &[u8], curve: Option<Curve>) -> Result<PrivateKey, String> {
    let key =
        sec1::EcPrivateKey::from_der(der).map_err(|error| format!("no EC private key: {error}"))?;
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
