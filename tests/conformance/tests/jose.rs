//! JWE, JWS, thumbprints and JOSE-HPKE against published values.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;

use serde_json::Value;
use tashika::codec::decode_base64url;
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::online::jose::{
    ContentEncryption, Jwk, JwsAlgorithm, KidRule, Opened, Recipient, open, verify,
};
use tashika_conformance::{hex, vectors};

fn json(part: &str) -> Option<Value> {
    let text = fs::read(vectors(part)?).unwrap();
    Some(serde_json::from_slice(&text).unwrap())
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

fn private(jwk: &Value) -> PrivateKey {
    PrivateKey::new(Curve::P256, decode_base64url(text(jwk, "d")).unwrap())
}

fn public(jwk: &Value) -> Jwk {
    let mut jwk = jwk.clone();
    jwk.as_object_mut().unwrap().remove("d");
    Jwk::parse(jwk.to_string().as_bytes()).unwrap()
}

fn providers() -> [CryptoProvider; 2] {
    [CryptoProvider::default(), CryptoProvider::aws_lc()]
}

fn opened(jwe: &str, key: &PrivateKey, kid: &str, kid_rule: KidRule) -> Vec<u8> {
    let encryptions = &ContentEncryption::ALL;
    let recipient = Recipient { key, kid, kid_rule, encryptions };
    let [first, second] = providers()
        .map(|provider| open(jwe, &recipient, &provider).unwrap())
        .map(|opened: Opened| opened.content.to_vec());
    assert_eq!(first, second);
    first
}

#[test]
fn openid4vp_8_3_example() {
    let Some(vector) = json("online/dc-api/oid4vp-jwe-ecdh-es-a128gcm.json") else { return };
    let jwk = &vector["recipient_jwk"];
    let content = opened(text(&vector, "jwe"), &private(jwk), "ac", KidRule::Required);
    assert_eq!(String::from_utf8(content).unwrap(), text(&vector, "plaintext"));
}

#[test]
fn both_content_encryptions_with_and_without_party_information() {
    let Some(vector) = json("online/dc-api/jwe-ecdh-es-selfgen.json") else { return };
    let key = PrivateKey::new(Curve::P256, hex(text(&vector, "recipient_private")).unwrap());
    let cases = vector["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let content = opened(text(case, "jwe"), &key, "1", KidRule::Required);
        assert_eq!(String::from_utf8(content).unwrap(), text(case, "plaintext"));
    }
}

#[test]
fn iso_18013_7_annex_b_response_and_request() {
    let Some(keys) = json("online/annex-b-oid4vp/keys.json") else { return };
    let file = |name: &str| {
        fs::read_to_string(vectors(&format!("online/annex-b-oid4vp/{name}")).unwrap()).unwrap()
    };
    let own = &keys["reader_ephemeral_private"];
    let jwe = file("response.jwe");
    let content = opened(jwe.trim(), &private(own), text(own, "kid"), KidRule::Required);
    let answer: Value = serde_json::from_slice(&content).unwrap();
    assert_eq!(text(&answer, "vp_token"), file("vp-token.b64u").trim());
    let encryptions = &ContentEncryption::ALL;
    let key = private(own);
    let recipient =
        Recipient { key: &key, kid: text(own, "kid"), kid_rule: KidRule::Required, encryptions };
    let opened = open(jwe.trim(), &recipient, &CryptoProvider::default()).unwrap();
    assert_eq!(opened.apu.as_deref(), Some(&b"1234567890abcdefgh"[..]));
    assert_eq!(opened.apv.as_deref(), Some(&b"abcdefgh1234567890"[..]));

    let signer = public(&keys["reader_static_private"]);
    let request = file("request-object.jwt");
    let provider = CryptoProvider::default();
    let payload =
        verify(request.trim(), signer.public_key(), JwsAlgorithm::Es256, &provider).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(text(&payload, "nonce"), "abcdefgh1234567890");
}

#[test]
fn fielded_responses_without_a_key_id() {
    let Some(vector) = json("online/jwe/credo-jarm-direct_post.jwt.json") else { return };
    let key = private(&vector["privateKeyJwk"]);
    let content = opened(text(&vector, "compactJwe"), &key, "", KidRule::MayBeAbsent);
    let answer: Value = serde_json::from_slice(&content).unwrap();
    assert_eq!(answer["vp_token"], vector["decodedPayload"]["vp_token"]);
    let same = fs::read_to_string(vectors("online/jwe/oidf-decrypt-response.txt").unwrap());
    if let Some(jwe) = same.unwrap().lines().find(|line| line.matches('.').count() == 4) {
        assert!(!opened(jwe, &key, "", KidRule::MayBeAbsent).is_empty());
    }
}

#[test]
fn openid4vp_thumbprint() {
    let Some(vector) = json("online/session-transcripts/openid4vp-1.0-appendix-B.2.6.json") else {
        return;
    };
    let jwk = public(&vector["jwk"]);
    for provider in providers() {
        assert_eq!(Some(jwk.thumbprint(&provider)), hex(text(&vector, "jwk_thumbprint_hex")));
    }
}

/// JOSE-HPKE with integrated encryption: HPKE-0 is the suite of this core, the additional data is
/// the protected header as it stands.
#[test]
fn jose_hpke_0() {
    let Some(vectors) = json("online/jose-hpke/jose-vectors.json") else { return };
    let vectors = vectors.as_array().unwrap();
    let vector = vectors.iter().find(|own| own["alg"] == "HPKE-0").unwrap();
    let parts: Vec<&str> = text(vector, "compact").split('.').collect();
    let (enc, sealed) = (decode_base64url(parts[1]).unwrap(), decode_base64url(parts[3]).unwrap());
    let provider = CryptoProvider::default();
    let own = private(&vector["jwk"]);
    let content = (provider.open_hpke)(&own, &enc, b"", parts[0].as_bytes(), &sealed).unwrap();
    assert!(!content.is_empty() && String::from_utf8(content).is_ok());
}

/// Wycheproof: what is ECDH-ES with AES-GCM on P-256 opens; everything else is refused by its
/// algorithm or content encryption, and nothing invalid opens.
#[test]
fn wycheproof_json_web_encryption() {
    let Some(document) = json("crypto/wycheproof/json_web_encryption_test.json") else { return };
    let own = PrivateKey::new(Curve::P256, [7; 32]);
    let (mut opened, mut refused) = (0, 0);
    for group in document["testGroups"].as_array().unwrap() {
        let jwk = &group["private"];
        let is_ours = jwk["kty"] == "EC" && jwk["crv"] == "P-256";
        let key = if is_ours { private(jwk) } else { own.clone() };
        for case in group["tests"].as_array().unwrap() {
            let jwe = text(case, "jwe");
            let kid = tashika::online::jose::claimed_kid(jwe).unwrap_or_default();
            let recipient = Recipient {
                key: &key,
                kid: &kid,
                kid_rule: KidRule::MayBeAbsent,
                encryptions: &ContentEncryption::ALL,
            };
            let offered = ContentEncryption::from_name(case["enc"].as_str().unwrap_or_default());
            let takes = jwk["alg"] == "ECDH-ES" && is_ours && offered.is_some();
            for provider in providers() {
                let place = format!("{} ({})", case["tcId"], case["comment"]);
                match open(jwe, &recipient, &provider) {
                    Ok(content) => {
                        assert!(takes && case["result"] == "valid", "{place}");
                        assert_eq!(*content.content, hex(text(case, "pt")).unwrap(), "{place}");
                        opened += 1;
                    }
                    Err(problem) => {
                        assert!(!takes, "{place}: {problem}");
                        refused += 1;
                    }
                }
            }
        }
    }
    println!("json_web_encryption: {opened} opened, {refused} refused");
    assert_eq!((opened, refused), (4, 274));
}

/// Wycheproof: ES256 and ES512 as stated; every other algorithm is refused for our keys. The cases
/// of a key's `use` and `key_ops` are left out: keys come from the caller, and none from a set.
#[test]
fn wycheproof_json_web_signature() {
    let Some(document) = json("crypto/wycheproof/json_web_signature_test.json") else { return };
    let any = public(&serde_json::json!({ "kty": "EC", "crv": "P-256",
        "x": "04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY",
        "y": "UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgmw" }));
    let (mut held, mut refused) = (0, 0);
    for group in document["testGroups"].as_array().unwrap() {
        let jwk = &group["public"];
        let is_ours = jwk["kty"] == "EC";
        let key = if is_ours { public(jwk) } else { any.clone() };
        let algorithm = JwsAlgorithm::of(key.public_key().curve()).unwrap();
        for case in group["tests"].as_array().unwrap() {
            if ["rejectWrongUse", "rejectWrongKeyOps"].contains(&text(case, "comment")) {
                continue;
            }
            for provider in providers() {
                let answer = verify(text(case, "jws"), key.public_key(), algorithm, &provider);
                let valid = is_ours && case["result"] == "valid";
                let place = format!("{} ({}): {answer:?}", case["tcId"], case["comment"]);
                assert_eq!(answer.is_ok(), valid, "{place}");
                *if valid { &mut held } else { &mut refused } += 1;
            }
        }
    }
    println!("json_web_signature: {held} held, {refused} refused");
    assert_eq!(held, 8);
}

/// Wycheproof: of these sets the only keys that are read are those that are valid points of their
/// curve; a key that claims another type or curve, or is no point, verifies nothing.
#[test]
fn wycheproof_json_web_key() {
    let Some(document) = json("crypto/wycheproof/json_web_key_test.json") else { return };
    let (mut read, mut used) = (0, 0);
    for group in document["testGroups"].as_array().unwrap() {
        let set = if group["public"].is_object() { &group["public"] } else { &group["private"] };
        for jwk in set["keys"].as_array().unwrap() {
            let mut jwk = jwk.clone();
            jwk.as_object_mut().unwrap().remove("d");
            let Ok(key) = Jwk::parse(jwk.to_string().as_bytes()) else { continue };
            read += 1;
            for case in group["tests"].as_array().unwrap() {
                // What a set says of a key's use or algorithm is not read: the caller knows it.
                let stated = ["wrong_algorithm", "invalid_algorithm", "invalid_use"]
                    .contains(&text(group, "comment"));
                let algorithm = JwsAlgorithm::of(key.public_key().curve()).unwrap();
                for provider in providers() {
                    let jws = text(case, "jws");
                    let held = verify(jws, key.public_key(), algorithm, &provider).is_ok();
                    assert_eq!(held, stated, "{} ({})", case["tcId"], group["comment"]);
                    used += 1;
                }
            }
        }
    }
    println!("json_web_key: {read} keys read, {used} times used");
    assert_eq!(read, 5);
}
