//! Keys for signed bundles and packages.

use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use pkcs8::der::Decode;
use serde_json::Value;
use tashika::assurance::TrustedKey;
use tashika::crypto::{CryptoProvider, Curve, HashAlgorithm, PublicKey};
use tashika::x509::Certificate;

use crate::{Failure, input, key};

const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----";

/// A public key: a JWK, a certificate, or a SubjectPublicKeyInfo in PEM.
pub(super) fn public(content: &[u8]) -> Result<TrustedKey, String> {
    let text = std::str::from_utf8(content).map(str::trim).unwrap_or_default();
    if text.starts_with('{') {
        return from_jwk(text).map(named);
    }
    if let Some((_, rest)) = text.split_once(PUBLIC_KEY) {
        let body = rest.split("-----END").next().unwrap_or_default();
        let der = input::base64(&input::compact(body)).ok_or("the PEM is not base64")?;
        return from_spki(&der).map(named);
    }
    let certificates = Certificate::read_all(content)
        .map_err(|_| "is neither a JWK, a certificate nor a public key in PEM".to_owned())?;
    let own = certificates.first().ok_or("holds no certificate")?;
    own.public_key().cloned().map(named).map_err(|_| "its key cannot be read".to_owned())
}

/// The key under the name that decisions show: the first bytes of its hash.
fn named(key: PublicKey) -> TrustedKey {
    let provider = CryptoProvider::default();
    let digest = (provider.digest)(HashAlgorithm::Sha256, &[key.octets()]);
    let name = digest.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    TrustedKey { name, key }
}

fn from_jwk(text: &str) -> Result<PublicKey, String> {
    let jwk: Value = serde_json::from_str(text).map_err(|_| "is no JWK: not JSON")?;
    let member = |name: &str| jwk.get(name).and_then(Value::as_str).and_then(input::base64);
    let x = member("x").ok_or("the JWK has no \"x\"")?;
    match jwk.get("crv").and_then(Value::as_str) {
        Some("P-256") => {
            let y = member("y").ok_or("the JWK has no \"y\"")?;
            point(Curve::P256, &[&[4], x.as_slice(), &y].concat())
        }
        Some("Ed25519") => point(Curve::Ed25519, &x),
        _ => Err("the JWK's \"crv\" is neither P-256 nor Ed25519".to_owned()),
    }
}

fn from_spki(der: &[u8]) -> Result<PublicKey, String> {
    let info = pkcs8::SubjectPublicKeyInfoRef::from_der(der).map_err(|_| "is no public key")?;
    let bits = info.subject_public_key.as_bytes().ok_or("is no public key")?;
    let curve = match info.algorithm.oid.to_string().as_str() {
        "1.3.101.112" => Curve::Ed25519,
        _ => match info.algorithm.parameters_oid().map(|own| own.to_string()).as_deref() {
            Ok("1.2.840.10045.3.1.7") => Curve::P256,
            _ => return Err("is a public key neither on P-256 nor on Ed25519".to_owned()),
        },
    };
    point(curve, bits)
}

fn point(curve: Curve, octets: &[u8]) -> Result<PublicKey, String> {
    let key = PublicKey::new(curve, octets);
    let provider = CryptoProvider::default();
    (provider.check_public_key)(&key).map_err(|_| "is no valid public key".to_owned())?;
    Ok(key)
}

/// A private key on P-256.
pub(super) fn signer(path: &std::path::Path) -> Result<SigningKey, Failure> {
    let name = path.display().to_string();
    let content = zeroize::Zeroizing::new(input::read(path)?);
    let own = key::read(&content).map_err(|error| Failure::input(&name, error))?;
    let signing = SigningKey::from_slice(own.scalar()).ok();
    let signing = signing.filter(|_| own.curve() == Curve::P256);
    signing.ok_or_else(|| Failure::input(&name, "is no private key on P-256"))
}

/// The signature over `message`, `r || s`.
pub(super) fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: p256::ecdsa::Signature = key.sign(message);
    signature.to_bytes().to_vec()
}
