//! Files in, bytes out: raw, hex or base64, told apart by their content.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use tashika::codec::DecodeError;
use tashika::facts::escaped as safe;
use tashika::trust::{Purpose, TrustAnchor};
use tashika::x509::Certificate;
use zeroize::Zeroizing;

use crate::Failure;

/// Bytes of a file that are read at the most.
const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Bytes, and the file that they came from, as the user named it.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

impl Named {
    /// That these bytes are not the structure they should be, with offset and path.
    pub(crate) fn unreadable(&self, structure: &str, error: &DecodeError) -> Failure {
        let (problem, offset) = (&error.problem, error.offset);
        let place = match error.path.as_str() {
            "" => structure.to_owned(),
            inner if inner.starts_with('[') => format!("{structure}{inner}"),
            inner => format!("{structure}.{inner}"),
        };
        Failure::input(
            &self.name,
            format!("cannot be decoded: {problem} at byte {offset} in {place}"),
        )
    }
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(path, MAX_FILE_BYTES)
}

/// The bytes of a file of this size at the most.
pub(crate) fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let fail = |error| Failure::input(&name, error);
    let mut content = Vec::new();
    // What a file states of its length need not be so: a device or a pipe has none.
    let file = File::open(path).map_err(fail)?;
    file.take(most.saturating_add(1)).read_to_end(&mut content).map_err(fail)?;
    if content.len() as u64 > most {
        return Err(Failure::input(&name, format!("is larger than {most} bytes")));
    }
    Ok(content)
}

/// The bytes a file stands for: hex and base64 text are decoded, anything else is taken as it is.
pub(crate) fn read_binary(path: &Path) -> Result<Named, Failure> {
    let content = read(path)?;
    let content = decode_text(&content).unwrap_or(content);
    Ok(Named { name: path.display().to_string(), content })
}

/// The bytes that hex or base64 text stands for; `None` for other content.
pub(crate) fn decode_text(content: &[u8]) -> Option<Vec<u8>> {
    let compact = compact(std::str::from_utf8(content).ok()?);
    if compact.is_empty() {
        return None;
    }
    hex(&compact).or_else(|| base64(&compact))
}

/// Text without its white space.
pub(crate) fn compact(text: &str) -> Zeroizing<String> {
    let mut compact = Zeroizing::new(String::with_capacity(text.len()));
    compact.extend(text.split_whitespace());
    compact
}

/// Bytes from hex digits; `None` for anything else.
pub(crate) fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let digits = text.as_bytes().chunks_exact(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Bytes from base64 or base64url, with or without padding.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text)
        .or_else(|_| Base64Url::decode_vec(text))
        .or_else(|_| Base64Unpadded::decode_vec(text))
        .or_else(|_| Base64::decode_vec(text))
        .ok()
}

/// Base64url without padding, for output.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Every certificate of a file, or of the files of a folder, as issuer anchors for any document
/// type.
///
/// A file that is named must hold a certificate. In a folder, what holds none is left out, and a
/// line on the standard error says so: keys and notes lie beside certificates.
pub(crate) fn anchors(path: &Path) -> Result<Vec<TrustAnchor>, Failure> {
    let anchor = |own| TrustAnchor::new(own, Purpose::Issuer);
    if !path.is_dir() {
        return Ok(certificates(path)?.into_iter().map(anchor).collect());
    }
    let mut found = Vec::new();
    for file in files(path)? {
        match certificates(&file) {
            Ok(certificates) => found.extend(certificates.into_iter().map(anchor)),
            Err(failure) => warn(&format!("left out {failure}")),
        }
    }
    if found.is_empty() {
        return Err(Failure::input(path.display().to_string(), "holds no certificate"));
    }
    Ok(found)
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, Failure> {
    let name = file.display().to_string();
    Certificate::read_all(&read(file)?).map_err(|error| Failure::input(name, error))
}

/// The files of a folder in the order of their names, but for hidden ones and folders.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error| Failure::input(folder.display().to_string(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let file = entry.map_err(fail)?.path();
        let name = file.file_name().unwrap_or_default();
        if name.as_encoded_bytes().starts_with(b".") || file.is_dir() {
            continue;
        }
        // Reading a pipe would wait for its writer.
        if file.is_file() {
            files.push(file);
        } else {
            warn(&format!("left out {}: is no regular file", file.display()));
        }
    }
    files.sort();
    Ok(files)
}

/// A line on the standard error; that nobody reads it is no error.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(std::io::stderr(), "tashika: warning: {}", safe(text));
}
