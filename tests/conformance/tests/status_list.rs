//! The vectors of the IETF's Token Status List drafts: lists of every width, and signed tokens.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use tashika::codec::scan;
use tashika::crypto::{CryptoError, CryptoProvider, Curve, PublicKey};
use tashika::status::{Cause, List, ListKind, StatusList, StatusToken};
use tashika_conformance::{hex, vectors};

fn folder() -> Option<PathBuf> {
    vectors("status/ietf-token-status-list")
}

fn json(folder: &std::path::Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

/// Every index that the vector names, its neighbours, and the ends.
fn holds(list: &StatusList<'_>, vector: &Value) -> usize {
    let size = vector["size"].as_u64().unwrap();
    let known: BTreeMap<u64, u64> = vector["non_zero_statuses"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(index, value)| (index.parse().unwrap(), value.as_u64().unwrap()))
        .collect();
    let mut indexes: Vec<u64> = known.keys().flat_map(|own| [*own, own + 1]).collect();
    indexes.extend([1, 2, 3, size / 2, size - 1]);
    for index in &indexes {
        let expected = known.get(index).copied().unwrap_or(0);
        assert_eq!(list.value(*index).map(u64::from), Ok(expected), "index {index}");
    }
    assert_eq!(list.value(size), Err(Cause::IndexOutOfRange));
    assert_eq!(list.value(u64::MAX), Err(Cause::IndexOutOfRange));
    indexes.len()
}

#[test]
fn lists_of_every_width_have_their_values() {
    let Some(folder) = folder() else { return };
    let vectors = json(&folder, "encoding-vectors.json");
    let mut widths = Vec::new();
    for vector in vectors.as_array().unwrap() {
        let bits = vector["bits"].as_u64().unwrap();
        let bytes = hex(vector["cbor_hex"].as_str().unwrap()).unwrap();
        let item = scan(&bytes, 0, 4).unwrap().item;
        let list = StatusList::read(&item).unwrap();
        assert_eq!(u64::from(list.bits()), bits);
        let count = holds(&list, vector);
        let text = vector["json"].to_string();
        holds(&StatusList::from_json(&text).unwrap(), vector);
        println!("{bits} bits: {count} indexes, as CBOR and as JSON");
        widths.push(bits);
    }
    assert_eq!(widths, [1, 2, 4, 8]);
}

#[test]
fn the_short_lists_have_their_bytes() {
    let one = hex("a2646269747301636c73744a78dadbb918000217015d").unwrap();
    let two = hex("a2646269747302636c73744b78da3be9f2130003df0207").unwrap();
    for (bytes, bits, content) in [(&one, 1u8, &[0xb9u8, 0xa3][..]), (&two, 2, &[0xc9, 0x44, 0xf9])]
    {
        let item = scan(bytes, 0, 4).unwrap().item;
        let list = StatusList::read(&item).unwrap();
        let per_byte = 8 / usize::from(bits);
        for index in 0..content.len() * per_byte {
            let shift = (index % per_byte) * usize::from(bits);
            let expected = content[index / per_byte] >> shift & (0xff >> (8 - bits));
            assert_eq!(list.value(index as u64), Ok(expected));
        }
    }
}

#[test]
fn signed_tokens_are_of_the_key_they_name() {
    let Some(folder) = folder() else { return };
    let case = json(&folder, "tokens-case.json");
    let coordinate = |name: &str| {
        Base64UrlUnpadded::decode_vec(case["signing_key"][name].as_str().unwrap()).unwrap()
    };
    let point = [&[4][..], &coordinate("x"), &coordinate("y")].concat();
    let key = PublicKey::new(Curve::P256, point);
    let cwt = hex(&fs::read_to_string(folder.join("status-list-token.cwt.hex")).unwrap()).unwrap();
    let jwt = fs::read(folder.join("status-list-token.jwt")).unwrap();
    for provider in [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()] {
        for (name, bytes) in [("CWT", &cwt), ("JWT", &jwt)] {
            let mut room = Vec::new();
            let token = StatusToken::decode(bytes, &mut room).unwrap();
            assert_eq!(token.kind, Some(ListKind::StatusList), "{name}");
            assert_eq!(token.issued_at.unix(), case["iat"].as_i64().unwrap());
            assert_eq!(token.expires.unwrap().unix(), case["exp"].as_i64().unwrap());
            assert_eq!(token.time_to_live, case["ttl"].as_i64());
            assert_eq!(token.signature_holds(&provider, &key), Ok(()), "{name}");
            let Ok(List::Status(list)) = token.list else { panic!("{name}: no list") };
            assert!(list.value(0).is_ok());

            // One bit of the signature, or of what it covers, and it no longer holds.
            let mut forged = bytes.clone();
            let last = forged.iter().rposition(|own| own.is_ascii_graphic()).unwrap();
            forged[last - 8] = if forged[last - 8] == b'A' { b'B' } else { b'A' };
            let mut room = Vec::new();
            let token = StatusToken::decode(&forged, &mut room).unwrap();
            let outcome = token.signature_holds(&provider, &key);
            assert!(
                matches!(outcome, Err(CryptoError::Mismatch | CryptoError::InvalidSignature)),
                "{name}: {outcome:?}"
            );
        }
    }
}
