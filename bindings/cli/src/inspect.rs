//! `tashika inspect`: any mdoc structure as annotated diagnostic notation.

use std::path::{Path, PathBuf};

use clap::Args;
use tashika::inspect::inspect;

use crate::case_file::Case;
use crate::input::Named;
use crate::{Failure, Output, input};

/// What `tashika inspect` takes.
#[derive(Args)]
#[command(after_help = "Exit codes: 0 shown, 64 wrong usage, 65 unreadable input.")]
pub(crate) struct Arguments {
    /// A file with CBOR, hex, base64 or base64url; or a case file, whose response is shown.
    file: PathBuf,
    /// Show everything. Without it, only what says nothing about a person is shown; anything else
    /// is replaced by its type and size.
    #[arg(long)]
    reveal: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let source = read(&arguments.file)?;
    let fail = |problem: String| Failure::input(&source.name, problem);
    if source.is_text {
        let known = "neither an mdoc structure in CBOR nor hexadecimal or base64 text";
        return Err(fail(known.to_owned()));
    }
    let text = inspect(&source.bytes, arguments.reveal).map_err(|error| fail(error.to_string()))?;
    Ok(Output { text, exit: 0 })
}

/// What is inspected.
struct Source {
    name: String,
    bytes: Vec<u8>,
    /// Text for people: no CBOR, and no encoding of any.
    is_text: bool,
}

fn read(file: &Path) -> Result<Source, Failure> {
    let content = input::read(file)?;
    if content.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        let Named { name, content: bytes, .. } = Case::read(file)?.response;
        return Ok(Source { name, bytes, is_text: false });
    }
    let name = file.display().to_string();
    // No array, map or tag 24 in CBOR is UTF-8 from its first byte on.
    let printable = |text: &str| text.chars().all(|own| !own.is_control() || own.is_whitespace());
    let readable = !content.is_empty() && std::str::from_utf8(&content).is_ok_and(printable);
    let (bytes, decoded) = match input::decode_text(&content) {
        Some(bytes) => (bytes, true),
        None => (content, false),
    };
    Ok(Source { name, bytes, is_text: readable && !decoded })
}
