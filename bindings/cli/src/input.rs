//! Files in, bytes out: raw, hex or base64, told apart by their content.

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use tashika::trust::{Purpose, TrustAnchor};
use tashika::x509::Certificate;

use crate::Failure;

/// Bytes of a file that are read at the most.
const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(path, MAX_FILE_BYTES)
}

/// The bytes of a file of this size at the most.
pub(crate) fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let length = fs::metadata(path).map_err(|error| Failure::input(&name, error))?.len();
    if length > most {
        return Err(Failure::input(&name, format!("larger than {most} bytes")));
    }
    fs::read(path).map_err(|error| Failure::input(&name, error))
}

/// The bytes a file stands for: hex and base64 text are decoded, anything else is taken as it is.
pub(crate) fn read_binary(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path).map(decode_text)
}

/// Decodes hex or base64 text; other content is returned unchanged.
pub(crate) fn decode_text(content: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&content) else { return content };
    let compact: String = text.split_whitespace().collect();
    if compact.is_empty() {
        return content;
    }
    hex(&compact).or_else(|| base64(&compact)).unwrap_or(content)
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

/// Every certificate of a PEM, DER or hex file, or of the files of a folder, as issuer anchors for
/// any document type.
pub(crate) fn anchors(path: &Path) -> Result<Vec<TrustAnchor>, Failure> {
    let mut found = Vec::new();
    for file in files(path)? {
        let name = file.display().to_string();
        let certificates =
            Certificate::read_all(&read(&file)?).map_err(|error| Failure::input(&name, error))?;
        found.extend(certificates.into_iter().map(|own| TrustAnchor::new(own, Purpose::Issuer)));
    }
    if found.is_empty() {
        return Err(Failure::input(path.display().to_string(), "holds no certificate"));
    }
    Ok(found)
}

/// The file itself, or the certificate files of a folder in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let name = path.display().to_string();
    let entries = fs::read_dir(path).map_err(|error| Failure::input(&name, error))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|error| Failure::input(&name, error))?.path();
        let extension = file.extension().and_then(|own| own.to_str()).unwrap_or_default();
        let known = ["pem", "crt", "cer", "der", "hex"];
        if file.is_file() && known.contains(&extension.to_ascii_lowercase().as_str()) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
