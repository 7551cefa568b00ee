//! The committed fixtures are byte for byte what the kit makes.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;

#[test]
fn are_reproducible() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let odd = tashika_testkit::fixtures::differences(&folder).expect("the folder is there");
    assert!(odd.is_empty(), "run `cargo run -p tashika-testkit -- write tests/fixtures`: {odd:?}");
}

#[test]
fn the_portrait_is_of_realistic_size() {
    let len = tashika_testkit::portrait::jpeg().len();
    assert!((20_000..=60_000).contains(&len), "{len} bytes");
}
