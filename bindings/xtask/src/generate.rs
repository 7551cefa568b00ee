//! Generated code: the library is built, and the code is written from what stands in it.

use std::path::{Path, PathBuf};

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::run::{cargo, root, run};
use crate::{Problem, kotlin, swift};

pub(crate) fn run_for(language: &str) -> Result<(), Problem> {
    let (target, folder) = match language {
        "kotlin" => return kotlin::generate("dev").map(drop),
        "python" => (TargetLanguage::Python, "target/python"),
        "swift" => return swift::generate("dev").map(drop),
        other => return Err(format!("no code is generated for \"{other}\"")),
    };
    code(target, &library("dev")?, &root().join(folder))
}

/// The library for this machine, built under a profile.
pub(crate) fn library(profile: &str) -> Result<PathBuf, Problem> {
    if profile == "dev" {
        // One selection of packages for everything: another one compiles what both use once more.
        let packages = ["tashika-cli", "tashika-ffi", "tashika-xtask"];
        let all = packages.iter().flat_map(|own| ["--package", own]);
        run(cargo(&["build", "--quiet"]).args(all))?;
    } else {
        // Beside a library for Rust nothing is optimised across crates.
        let mut build = cargo(&["rustc", "--quiet", "--package", "tashika-ffi", "--lib"]);
        run(build.args(["--crate-type", "cdylib", "--profile", profile]))?;
    }
    Ok(built("tashika_ffi", profile))
}

/// Where a library lies that was built under a profile.
pub(crate) fn built(library: &str, profile: &str) -> PathBuf {
    let folder = if profile == "dev" { "debug" } else { profile };
    root().join("target").join(folder).join(file_name(library))
}

/// What the file of a library is called on this machine.
pub(crate) fn file_name(library: &str) -> String {
    match std::env::consts::OS {
        "macos" => format!("lib{library}.dylib"),
        "windows" => format!("{library}.dll"),
        _ => format!("lib{library}.so"),
    }
}

/// Writes the code of a language from a library.
pub(crate) fn code(language: TargetLanguage, library: &Path, folder: &Path) -> Result<(), Problem> {
    let path = |own: &Path| own.to_string_lossy().into_owned().into();
    let options = GenerateOptions {
        languages: vec![language],
        source: path(library),
        out_dir: path(folder),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: true,
    };
    generate(options).map_err(|error| format!("no code can be generated: {error:#}"))
}
