//! Certificates from a file's content: PEM, DER or hexadecimal.

use der::Decode;

use super::certificate::{Certificate, CertificateError};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// Characters of one line of a PEM body.
const LINE: usize = 64;

pub(super) fn read_all(content: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    if content.first() == Some(&0x30) && der::Any::from_der(content).is_ok() {
        return Ok(vec![Certificate::parse(content)?]);
    }
    let text = std::str::from_utf8(content).map_err(|_| CertificateError::NotFound)?;
    if !text.contains(BEGIN) {
        return Ok(vec![Certificate::parse(&hex(text).ok_or(CertificateError::NotFound)?)?]);
    }
    let mut certificates = Vec::new();
    for block in blocks(text) {
        let block = wrapped(block);
        let (label, der) = der::pem::decode_vec(block.as_bytes())
            .map_err(|error| CertificateError::Der(error.to_string()))?;
        if label == "CERTIFICATE" {
            certificates.push(Certificate::parse(&der)?);
        }
    }
    if certificates.is_empty() { Err(CertificateError::NotFound) } else { Ok(certificates) }
}

/// The PEM blocks, each from its `BEGIN` to the end of its `END` line. What stands between is
/// ignored: tools write descriptions there.
fn blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, from)) = rest.find(BEGIN).and_then(|at| rest.split_at_checked(at)) {
        let end = from.find(END).map_or(from.len(), |at| {
            let line = from.get(at..).and_then(|last| last.find('\n'));
            line.map_or(from.len(), |line| at + line)
        });
        let Some((block, after)) = from.split_at_checked(end) else { break };
        found.push(block);
        rest = after;
    }
    found
}

/// A block with lines of 64 characters (RFC 7468 3): some tools write longer ones, or one alone.
fn wrapped(block: &str) -> String {
    let mut parts = block.splitn(4, DASHES).skip(1);
    let (Some(begin), Some(body), Some(end)) = (parts.next(), parts.next(), parts.next()) else {
        return block.to_owned();
    };
    let mut text = format!("{DASHES}{begin}{DASHES}");
    for (index, own) in body.chars().filter(|own| !own.is_whitespace()).enumerate() {
        if index % LINE == 0 {
            text.push('\n');
        }
        text.push(own);
    }
    text.extend(["\n", DASHES, end.lines().next().unwrap_or_default()]);
    text
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|own| !own.is_whitespace())
        .map(|own| own.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    if digits.is_empty() || !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some(pair.first()? << 4 | pair.get(1)?)).collect()
}
