//! `cargo xtask`: builds, generates, packages and tests the bindings.
//!
//! One file for each topic. What a person must install is said in one sentence; what can be set up
//! without one is set up.

mod android;
mod generate;
mod ios;
mod kotlin;
mod python;
mod reports;
mod run;
mod size;
mod swift;
mod targets;

use std::process::ExitCode;

const HELP: &str = "cargo xtask COMMAND

  generate kotlin|python|swift   builds the library and writes the generated code
  test kotlin|python|swift       builds and tests the library of a language
  check-targets [--debian]       builds the static libraries for iOS and Android, with rustup's
                                 targets or with Debian's compiler
  ios                            builds the package with an XCFramework, on a Mac
  android                        packages the library for Android
  size                           says how large the library is
  wheel                          builds the Python wheel, optimised for size

Each command sets up what it needs, or says in one sentence what a person must install.
";

/// Why a task stopped: a sentence for a person.
type Problem = String;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["generate", language] => generate::run_for(language),
        ["test", "kotlin"] => kotlin::test(),
        ["test", "python"] => python::test(),
        ["test", "swift"] => swift::test(),
        ["check-targets"] => targets::check(false),
        ["check-targets", "--debian"] => targets::check(true),
        ["ios"] => ios::package().map(|path| println!("{}", path.display())),
        ["android"] => android::package(),
        ["size"] => size::table(),
        ["wheel"] => python::wheel("release-small").map(|path| println!("{}", path.display())),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(64);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}
