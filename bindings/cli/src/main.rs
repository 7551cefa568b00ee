//! The `tashika` command.
//!
//! Exit codes: 0 accepted, 1 rejected, 2 inconclusive, 64 wrong usage, 65 unreadable input.

mod assurance;
mod case_file;
mod case_reader;
mod doctypes;
mod evidence;
mod fetch;
mod human;
mod hybrid;
mod input;
mod inspect;
mod japanese;
mod jpki;
mod key;
mod lint;
mod online;
mod reader;
mod status;
mod trust;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Wrong usage of the command (`EX_USAGE`).
const EXIT_USAGE: u8 = 64;
/// Input that cannot be read (`EX_DATAERR`).
const EXIT_INPUT: u8 = 65;

/// Verify ISO 18013-5 mdoc presentations, rule by rule, and say why.
#[derive(Parser)]
#[command(name = "tashika", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a presentation against every rule and explain the outcome.
    #[command(after_help = "Exit codes: 0 accepted, 1 rejected, 2 inconclusive, \
        64 wrong usage, 65 unreadable input.")]
    Verify(Box<verify::Arguments>),
    /// Decide: levels, statutory methods, what is missing, and the risks that remain.
    #[command(
        after_help = "Exit codes: 0 supported, 1 contradicted, 2 something more is demanded, \
        64 wrong usage, 65 unreadable input."
    )]
    Decide(Box<assurance::decide::Arguments>),
    /// Advise: which methods fit the requirements, and why the others do not.
    #[command(after_help = "Exit codes: 0 something fits, 2 nothing does, 64 wrong usage, \
        65 unreadable input.")]
    Advise(Box<assurance::advise::Arguments>),
    /// Sign, check and compare policy bundles.
    Bundle(assurance::bundle::Arguments),
    /// Run a whole transaction in person against a simulated wallet.
    #[command(after_help = "Exit codes: 0 accepted, 1 rejected, 2 inconclusive or nothing \
        received, 64 wrong usage.")]
    Reader(reader::Arguments),
    /// Verify a credential or a passkey on a phone that scans a code on this screen (CTAP hybrid).
    #[command(after_help = "Exit codes: 0 accepted, 1 rejected or declined, 2 inconclusive or \
        nothing received, 64 wrong usage, 65 refused or unreadable.")]
    Hybrid(Box<hybrid::Arguments>),
    /// List the document types that are known, or show one.
    Doctypes(doctypes::Arguments),
    /// Hold a request against what is needed, and propose a smaller one.
    #[command(after_help = "Exit codes: 0 clean, 1 refused, 2 warnings, 64 wrong usage, \
        65 unreadable input.")]
    Lint(lint::Arguments),
    /// Print an mdoc structure as annotated CBOR diagnostic notation.
    Inspect(inspect::Arguments),
    /// Look into lists of trust: VICALs and certificates.
    Trust(trust::Arguments),
    /// Plan and fetch revocation and status lists.
    Status(status::Arguments),
    /// Verify with the certificates of Japan's public personal authentication (JPKI).
    Jpki(jpki::Arguments),
    /// Ask a wallet online, and keep the session for its answer.
    Request(Box<online::request::Arguments>),
    /// Take a wallet's answer to a request, once, and verify it.
    #[command(after_help = "Exit codes: 0 accepted, 1 rejected or declined, 2 inconclusive or \
        waiting for the browser, 64 wrong usage, 65 refused or unreadable.")]
    Respond(online::respond::Arguments),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { EXIT_USAGE } else { 0 });
        }
    };
    let outcome = match arguments.command {
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Decide(arguments) => assurance::decide::run(&arguments),
        Command::Advise(arguments) => assurance::advise::run(&arguments),
        Command::Bundle(arguments) => assurance::bundle::run(&arguments),
        Command::Reader(arguments) => reader::run(&arguments),
        Command::Hybrid(arguments) => hybrid::run(&arguments),
        Command::Doctypes(arguments) => doctypes::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Trust(arguments) => trust::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Jpki(arguments) => jpki::run(&arguments),
        Command::Request(arguments) => online::request::run(&arguments),
        Command::Respond(arguments) => online::respond::run(&arguments),
    };
    match outcome {
        Ok(output) => {
            // A closed pipe is the reader's choice, not an error.
            let _ = std::io::stdout().write_all(output.text.as_bytes());
            ExitCode::from(output.exit)
        }
        Err(failure) => {
            let _ = writeln!(
                std::io::stderr(),
                "tashika: {}",
                tashika::facts::escaped(&failure.to_string())
            );
            ExitCode::from(match failure {
                Failure::Usage(_) => EXIT_USAGE,
                Failure::Input { .. } => EXIT_INPUT,
            })
        }
    }
}

/// What a command prints and how it exits.
struct Output {
    text: String,
    exit: u8,
}

/// Why a command printed nothing.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The arguments contradict each other or name something unknown.
    #[error("{0}")]
    Usage(String),
    /// A file cannot be read or understood.
    #[error("{file}: {problem}")]
    Input {
        /// The file, as the user named it.
        file: String,
        /// One sentence, with offset and path where there are any.
        problem: String,
    },
}

impl Failure {
    fn input(file: impl Into<String>, problem: impl ToString) -> Self {
        Self::Input { file: file.into(), problem: problem.to_string() }
    }
}
