//! How large the library is, optimised for size and stripped.

use std::fs;

use crate::Problem;
use crate::generate::library;

/// What is aimed for: bytes.
const AIM: u64 = 2 * 1024 * 1024;

pub(crate) fn table() -> Result<(), Problem> {
    let library = library("release-small")?;
    let fail = |error: std::io::Error| format!("{}: {error}", library.display());
    let size = fs::metadata(&library).map_err(fail)?.len();
    println!("| target | bytes | |");
    println!("|---|---|---|");
    let verdict = if size < AIM { "below 2 MiB" } else { "above 2 MiB" };
    println!("| {}-{} | {size} | {verdict} |", std::env::consts::ARCH, std::env::consts::OS);
    Ok(())
}
