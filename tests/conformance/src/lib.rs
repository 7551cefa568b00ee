//! Where the public vectors are. The tests beside this file hold the core against them.
//!
//! The vectors are not part of the project: `TASHIKA_VECTORS` names their folder, else
//! `../shared/vectors` beside the checkout is taken. Where they are absent a test says so in one
//! line and passes: the project's own fixtures still prove every rule.

use std::path::{Path, PathBuf};

/// The folder of the vectors, joined with `part`; `None`, and a line that says so, where absent.
pub fn vectors(part: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let root = std::env::var_os("TASHIKA_VECTORS").map_or_else(beside, PathBuf::from);
    let found = root.join(part);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: no public vectors {part} (set TASHIKA_VECTORS)");
    None
}

/// The octets of hexadecimal text; white space is ignored.
///
/// `None` for anything else.
pub fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|own| !own.is_whitespace())
        .map(|own| own.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let even = digits.len().is_multiple_of(2);
    even.then(|| {
        digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, own| sum << 4 | own)).collect()
    })
}
