//! `cargo xtask`: builds, generates, packages and tests the bindings.
//!
//! One file for each topic. What a person must install is said in one sentence; what can be set up
//! without one is set up.

mod android;
mod android_app;
mod debian;
mod generate;
mod ios;
mod ios_app;
mod kotlin;
mod measured;
mod python;
mod reports;
mod run;
mod size;
mod strings;
mod swift;
mod targets;

use std::process::ExitCode;

const HELP: &str = "cargo xtask COMMAND

  generate kotlin|python|swift   builds the library and writes the generated code
  generate ios                   writes the texts of the iOS app
  test kotlin|python|swift       builds and tests the library of a language
  test ios                       builds and tests the iOS app, as far as that goes without a Mac
  leaks kotlin|python|swift      ten thousand verifications leave nothing behind
  bench                          what a verification costs in each language beside Rust
  test android                   builds and tests the app for Android
  strings                        writes Android's strings from core/data/counter/strings.json
  check-targets [--debian]       builds the static libraries for iOS and Android, with rustup's
                                 targets or with Debian's compiler
  ios                            builds the package with an XCFramework, on a Mac
  android                        packages the library for Android
  size                           says how large the library is
  wheel                          builds the Python wheel, optimised for size

Each command sets up what it needs, or says in one sentence what a person must install. With
--or-skip a test that cannot be set up on this machine is skipped, and says so.
";

/// Why a task stopped: a sentence for a person.
type Problem = String;
type Outcome = Result<(), Problem>;

/// What can be tested: setting up what it needs, and the test.
struct Suite {
    name: &'static str,
    ready: fn() -> Outcome,
    test: fn() -> Outcome,
}

const SUITES: [Suite; 5] = [
    Suite { name: "android", ready: android_app::ready, test: android_app::test },
    Suite { name: "ios", ready: swift::ready, test: ios_app::test },
    Suite { name: "kotlin", ready: kotlin::ready, test: kotlin::test },
    Suite { name: "python", ready: python::ready, test: python::test },
    Suite { name: "swift", ready: swift::ready, test: swift::test },
];
const LEAKS: [Suite; 3] = [
    Suite { name: "kotlin", ready: kotlin::ready, test: kotlin::leaks },
    Suite { name: "python", ready: python::ready, test: python::leaks },
    Suite { name: "swift", ready: swift::ready, test: swift::leaks },
];
/// The compiler that Debian has, whatever rustup has.
const DEBIAN: Suite =
    Suite { name: "targets", ready: || targets::ready(true), test: || targets::check(true) };
const TARGETS: Suite =
    Suite { name: "targets", ready: || targets::ready(false), test: || targets::check(false) };

impl Suite {
    fn run(&self, or_skip: bool) -> Outcome {
        match (self.ready)() {
            Ok(()) => (self.test)(),
            Err(problem) if or_skip => {
                println!("skipped: {}: {}", self.name, problem.lines().next().unwrap_or_default());
                Ok(())
            }
            Err(problem) => Err(problem),
        }
    }
}

fn run_of(suites: &[Suite], name: &str, or_skip: bool) -> Outcome {
    match suites.iter().find(|own| own.name == name) {
        Some(suite) => suite.run(or_skip),
        None => Err(format!("\"{name}\" has no tests here: cargo xtask help")),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let or_skip = arguments.iter().any(|own| own == "--or-skip");
    let words = arguments.iter().map(String::as_str).filter(|own| *own != "--or-skip");
    let words: Vec<&str> = words.collect();
    let outcome = match words.as_slice() {
        ["generate", "ios"] => ios_app::generate(),
        ["generate", language] => generate::run_for(language),
        ["test", name] => run_of(&SUITES, name, or_skip),
        ["leaks", name] => run_of(&LEAKS, name, or_skip),
        ["strings"] => strings::write(),
        ["bench"] => measured::bench(),
        ["check-targets"] => TARGETS.run(or_skip),
        ["check-targets", "--debian"] => DEBIAN.run(or_skip),
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
