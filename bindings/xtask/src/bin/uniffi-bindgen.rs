//! The generator by the name and with the arguments that maturin uses.

use std::process::ExitCode;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut options =
        GenerateOptions { metadata_no_deps: true, format: false, ..GenerateOptions::default() };
    while let Some(word) = arguments.next() {
        match word.as_str() {
            "--language" => match arguments.next().as_deref() {
                Some("python") => options.languages.push(TargetLanguage::Python),
                _ => return refuse("cargo xtask generates the other languages"),
            },
            "--out-dir" => options.out_dir = arguments.next().unwrap_or_default().into(),
            "--library" => options.source = arguments.next().unwrap_or_default().into(),
            // The one beside the crate is read in any case.
            "--config" => drop(arguments.next()),
            "generate" | "--no-format" => {}
            other => return refuse(&format!("unknown argument {other}")),
        }
    }
    match generate(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => refuse(&format!("{problem:#}")),
    }
}

fn refuse(problem: &str) -> ExitCode {
    eprintln!("uniffi-bindgen: {problem}");
    ExitCode::FAILURE
}
