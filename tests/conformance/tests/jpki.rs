//! Wycheproof's RSA and ECDSA files where JPKI uses them: as answers to challenges, of certificates that
//! hold Wycheproof's keys; and RSA against both providers.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;

use serde_json::Value;
use tashika::crypto::{CryptoError, CryptoProvider, HashAlgorithm, RsaPublicKey};
use tashika::instant::Timestamp;
use tashika::jpki::{
    AuthenticationAnswer, Challenge, JpkiCheck, JpkiContext, JpkiPolicy, JpkiProfile, Moment,
    verify_authentication,
};
use tashika::outcome::Outcome;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::x509::Certificate;
use tashika_conformance::{hex, vectors};
use tashika_testkit::jpki::authority::{AnyKey, Authority, Hierarchy};
use tashika_testkit::keys::Curve;

const PROVIDERS: [CryptoProvider; 2] = [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()];

fn groups(file: &str) -> Option<Vec<Value>> {
    let path = vectors(&format!("crypto/wycheproof/{file}_test.json"))?;
    let own: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    Some(own["testGroups"].as_array().unwrap().clone())
}

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    // A modulus may be written with an odd number of digits.
    hex(text).or_else(|| hex(&format!("0{text}"))).unwrap()
}

fn tests(group: &Value) -> impl Iterator<Item = &Value> {
    group["tests"].as_array().unwrap().iter()
}

#[test]
fn rsa_pkcs1() {
    let files = [
        ("rsa_signature_2048_sha256", HashAlgorithm::Sha256),
        ("rsa_signature_2048_sha384", HashAlgorithm::Sha384),
        ("rsa_signature_2048_sha512", HashAlgorithm::Sha512),
        ("rsa_signature_3072_sha256", HashAlgorithm::Sha256),
        ("rsa_signature_4096_sha256", HashAlgorithm::Sha256),
        ("rsa_signature_8192_sha256", HashAlgorithm::Sha256),
    ];
    for (file, hash) in files {
        let Some(groups) = groups(file) else { continue };
        for provider in &PROVIDERS {
            let mut counts = [0, 0];
            for group in &groups {
                let key = &group["publicKey"];
                let key =
                    RsaPublicKey::new(&bytes(&key["modulus"]), &bytes(&key["publicExponent"]));
                let small = key.exponent().len() < 3;
                for case in tests(group) {
                    let place = format!("{file} {} {}", provider.name, case["tcId"]);
                    let answer = (provider.verify_rsa)(
                        &key,
                        hash,
                        &[&bytes(&case["msg"])],
                        &bytes(&case["sig"]),
                    );
                    // JPKI's exponents begin at 65537: smaller ones are refused whatever they signed.
                    if small {
                        assert_eq!(answer, Err(CryptoError::InvalidKey), "{place}");
                        continue;
                    }
                    // The whole encoded message counts: without the NULL it is another one.
                    assert_eq!(answer.is_ok(), case["result"] == "valid", "{place}: {answer:?}");
                    counts[usize::from(answer.is_ok())] += 1;
                }
            }
            println!("{file}: {} hold, {} do not, with {}", counts[1], counts[0], provider.name);
            assert!(counts[0] > 0 && counts[1] > 0, "{file}: {counts:?}");
        }
    }
}

/// What becomes of an answer of a certificate with this key.
fn answered(authority: &Authority, spki: &[u8], message: &[u8], signature: &[u8]) -> Outcome {
    let mut own = authority.authenticate(&AnyKey::point(Curve::P256, "replaced below"));
    own.public_key = spki.to_vec();
    let der = own.issue_with(|signed| authority.key.sign(signed));
    let anchor = Certificate::parse(&authority.der()).unwrap();
    let trust: TrustStore =
        [TrustAnchor::new(anchor, Purpose::JpkiAuthenticationCa)].into_iter().collect();
    let (profile, policy) = (JpkiProfile::shipped().unwrap(), JpkiPolicy::default());
    let now = Moment::at(Timestamp::parse("2026-06-01T00:00:00Z").unwrap());
    let provider = CryptoProvider::rustcrypto();
    let context = JpkiContext::new(&trust, &profile, &policy, now, &provider);
    let challenge = Challenge::new(message, "Wycheproof", "test", now);
    let answer = AuthenticationAnswer { certificate: &der, signature };
    let report = verify_authentication(&answer, challenge, &context);
    assert_eq!(report.outcome(JpkiCheck::ChainSignature), Some(Outcome::Passed));
    report.outcome(JpkiCheck::ChallengeSignature).unwrap()
}

#[test]
fn answers_with_wycheproofs_keys() {
    let key = AnyKey::point(Curve::P256, "jpki authority");
    let authority = Authority::new(Hierarchy::Authentication, key);
    for file in ["ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "rsa_signature_2048_sha256"] {
        let Some(groups) = groups(file) else { continue };
        let mut counts = [0, 0];
        for group in &groups {
            let spki = bytes(&group["publicKeyDer"]);
            for case in tests(group) {
                let message = bytes(&case["msg"]);
                let outcome = answered(&authority, &spki, &message, &bytes(&case["sig"]));
                let valid = case["result"] == "valid";
                let place = format!("{file} {} ({})", case["tcId"], case["comment"]);
                match outcome {
                    Outcome::Passed => assert!(valid, "{place}"),
                    // Keys with the exponent 3 are refused before they are asked.
                    Outcome::NotPerformed => {
                        assert_eq!(group["publicKey"]["publicExponent"], "03", "{place}");
                    }
                    other => assert!(!valid && other == Outcome::Failed, "{place}: {other:?}"),
                }
                counts[usize::from(outcome == Outcome::Passed)] += 1;
            }
        }
        println!("{file}: {} hold, {} do not", counts[1], counts[0]);
        assert!(counts[0] > 0 && counts[1] > 0, "{file}: {counts:?}");
    }
}
