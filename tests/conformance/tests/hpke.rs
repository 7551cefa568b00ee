//! HPKE against RFC 9180.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;

use serde_json::Value;
use tashika::crypto::{CryptoError, CryptoProvider, Curve, PrivateKey, PublicKey};
use tashika_conformance::{hex, vectors};

fn json(part: &str) -> Option<Value> {
    let text = fs::read(vectors(part)?).unwrap();
    Some(serde_json::from_slice(&text).unwrap())
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

fn providers() -> [CryptoProvider; 2] {
    [CryptoProvider::default(), CryptoProvider::aws_lc()]
}

#[test]
fn rfc_9180_mode_base() {
    let Some(vectors) = json("online/hpke/rfc9180-p256-hkdfsha256-aesgcm.json") else { return };
    let ours = |own: &&Value| own["mode"] == 0 && own["kdf_id"] == 1 && own["aead_id"] == 1;
    let mut count = 0;
    for vector in vectors.as_array().unwrap().iter().filter(ours) {
        let field = |name: &str| hex(text(vector, name)).unwrap();
        let own = PrivateKey::new(Curve::P256, field("skRm"));
        let first = &vector["encryptions"][0];
        let part = |name: &str| hex(text(first, name)).unwrap();
        for provider in providers() {
            let open = |aad: &[u8]| {
                (provider.open_hpke)(&own, &field("enc"), &field("info"), aad, &part("ct"))
            };
            assert_eq!(open(&part("aad")), Ok(part("pt")));
            assert_eq!(open(b""), Err(CryptoError::Mismatch));
            let public = (provider.public_key)(&own).unwrap();
            assert_eq!(public, PublicKey::new(Curve::P256, field("pkRm")));
        }
        count += 1;
    }
    assert_eq!(count, 1);
}

#[test]
fn rfc_9180_a_3_1() {
    let Some(vector) = json("online/dc-api/hpke-rfc9180-a3-1.json") else { return };
    let field = |name: &str| hex(text(&vector, name)).unwrap();
    let part = |name: &str| hex(text(&vector["seq0"], name)).unwrap();
    let own = PrivateKey::new(Curve::P256, field("skRm"));
    let provider = CryptoProvider::default();
    let open = |own: &PrivateKey, enc: &[u8], sealed: &[u8]| {
        (provider.open_hpke)(own, enc, &field("info"), &part("aad"), sealed)
    };
    assert_eq!(open(&own, &field("enc"), &part("ct")), Ok(part("pt")));
    // A point off the curve, the wrong length, and a ciphertext shorter than its tag.
    let mut off = field("enc");
    off[64] ^= 1;
    assert_eq!(open(&own, &off, &part("ct")), Err(CryptoError::InvalidKey));
    assert_eq!(open(&own, &off[..33], &part("ct")), Err(CryptoError::InvalidKey));
    assert_eq!(open(&own, &field("enc"), &[0; 15]), Err(CryptoError::Mismatch));
    assert_eq!(open(&own, &field("enc"), &[]), Err(CryptoError::Mismatch));
    let other = PrivateKey::new(Curve::P384, [1; 48]);
    assert_eq!(open(&other, &field("enc"), &part("ct")), Err(CryptoError::Unsupported));
}
