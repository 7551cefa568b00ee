//! A list of 2^20 entries is looked up in little more memory than it takes compressed.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use miniz_oxide::deflate::compress_to_vec_zlib;
use peak_alloc::PeakAlloc;
use serde_json::{Map, Value, json};
use tashika::codec::encode_base64url;
use tashika::status::{List, StatusToken};
use tashika_testkit::cbor::Cbor;
use tashika_testkit::documents::mdl;
use tashika_testkit::status::{ListSigner, StatusToken as Maker, jwt};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The window of DEFLATE, its tables and one chunk of output; and the headers of the token.
const FIXED: usize = 64 * 1024;

/// One in eight entries is set, in no pattern, so that the list does not compress to nothing.
fn content(bits: u8) -> Vec<u8> {
    let bytes = (1usize << 20) * usize::from(bits) / 8;
    let chance = |place: usize, salt: u8| {
        let mut hasher = DefaultHasher::new();
        (place, salt).hash(&mut hasher);
        hasher.finish() as u8
    };
    (0..bytes).map(|place| chance(place, 1) & chance(place, 2) & chance(place, 3)).collect()
}

#[test]
fn a_large_list_is_looked_up_in_its_own_size() {
    for bits in [1u8, 2, 4, 8] {
        let content = content(bits);
        let signer = ListSigner::below(&mdl().issuer);
        let mut maker = Maker::list(&signer, bits, 0);
        let lst = compress_to_vec_zlib(&content, 6);
        let compressed = lst.len();
        maker.claims.at(65533).set("lst", Cbor::Bytes(lst));
        let token = maker.issue(&signer.key);
        drop(maker);

        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let mut room = Vec::new();
        let read = StatusToken::decode(&token, &mut room).unwrap();
        let Ok(List::Status(list)) = read.list else { panic!("no list") };
        let last = (1u64 << 20) - 1;
        let found = list.value(last).unwrap();
        let extra = MEMORY.peak_usage() - before;

        let shift = 8 - bits;
        assert_eq!(found, content[content.len() - 1] >> shift);
        println!("{bits} bits: {compressed} bytes compressed, {extra} bytes more while looking");
        assert!(extra <= compressed / 20 + FIXED, "{bits} bits: {extra} bytes more");
    }
    // The same as JWT, where the list is text within text.
    for (bits, change) in JWTS {
        let content = content(bits);
        let token = jwt(&ListSigner::below(&mdl().issuer), 0, change);
        let compressed = compress_to_vec_zlib(&content, 6).len();

        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let mut room = Vec::new();
        let read = StatusToken::decode(&token, &mut room).unwrap();
        let Ok(List::Status(list)) = read.list else { panic!("no list") };
        let found = list.value((1u64 << 20) - 1).unwrap();
        let extra = MEMORY.peak_usage() - before;

        assert_eq!(found, content[content.len() - 1] >> (8 - bits));
        println!("{bits} bits as JWT: {compressed} bytes compressed, {extra} bytes more");
        assert!(extra <= compressed / 20 + FIXED, "{bits} bits as JWT: {extra} bytes more");
    }
}

type Claims = Map<String, Value>;

type Change = fn(&mut Claims, &mut Claims);

const JWTS: [(u8, Change); 4] =
    [(1, packed::<1>), (2, packed::<2>), (4, packed::<4>), (8, packed::<8>)];

fn packed<const BITS: u8>(_: &mut Claims, claims: &mut Claims) {
    let lst = encode_base64url(&compress_to_vec_zlib(&content(BITS), 6));
    claims.insert("status_list".into(), json!({ "bits": BITS, "lst": lst }));
}
