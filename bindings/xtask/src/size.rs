//! How large the library is, optimised for size and stripped.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::generate::library;
use crate::run::root;
use crate::{Outcome, Problem, targets};

const PROFILE: &str = "release-small";
/// What is aimed for: bytes.
const AIM: u64 = 2 * 1024 * 1024;

/// Prints the table and writes it into the documentation.
pub(crate) fn table() -> Outcome {
    let own = format!("{} {}", std::env::consts::ARCH, std::env::consts::OS);
    let rows = [
        row(&own, &library(PROFILE)?)?,
        row("aarch64 Android, without the system's libraries", &targets::unloadable(PROFILE)?)?,
    ];
    let date = Command::new("date").args(["-u", "+%F"]).output();
    let date = date.map(|own| own.stdout).unwrap_or_default();
    let text = format!(
        "# Size\n\n\
        `cargo xtask size` makes this page: the shared library for other languages with the default\n\
        provider, under the profile `{PROFILE}`, stripped. The aim is 2 MiB ({AIM} bytes). Measured on {}.\n\n\
        | library | bytes | MiB | |\n|---|---|---|---|\n{}",
        String::from_utf8_lossy(&date).trim(),
        rows.concat()
    );
    print!("{text}");
    let page = root().join("docs/size.md");
    fs::write(&page, text).map_err(|error| format!("{}: {error}", page.display()))
}

fn row(name: &str, library: &Path) -> Result<String, Problem> {
    let fail = |error: std::io::Error| format!("{}: {error}", library.display());
    let size = fs::metadata(library).map_err(fail)?.len();
    let verdict = if size < AIM { "below the aim" } else { "above the aim" };
    let hundredths = size * 100 / (1 << 20);
    Ok(format!("| {name} | {size} | {}.{:02} | {verdict} |\n", hundredths / 100, hundredths % 100))
}
