//! What the core makes, held against implementations of others, each run by its own tool.
//!
//! `npm install` in this folder brings those of npm. Where a tool or package is missing a test says
//! so in one line and passes.

use std::path::{Path, PathBuf};
use std::process::Command;

/// This folder, where `node` runs and the package is installed; `None`, and a line that says so,
/// where either is missing.
pub fn npm(package: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    let node = Command::new("node").arg("--version").output().is_ok_and(|own| own.status.success());
    if node && folder.join("node_modules").join(package).exists() {
        return Some(folder);
    }
    println!("skipped: no {package} (run npm install in tests/interop)");
    None
}
