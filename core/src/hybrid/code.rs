//! The code on the screen: `FIDO:/` and decimal digits.
//!
//! ```cddl
//! HybridCode = {
//!   0: bstr .size 33,   ; the screen's key, a compressed point of P-256
//!   1: bstr .size 16,   ; the secret
//!   2: uint,            ; how many assigned tunnel domains the screen knows
//!   ? 3: uint,          ; seconds since 1970
//!   ? 4: bool,          ; whether the screen can be found again without a code
//!   ? 5: tstr,          ; what for: "ga", "mc", "dcp" or "dci"
//!   * int => any
//! }
//! ```
//!
//! The digits are numeric in a QR code: seven bytes at a time are read as one little-endian number
//! and written with 17 digits, a shorter rest with fewer.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::codec::limits::{MAX_DEPTH, MAX_HYBRID_DIGITS};
use crate::codec::{DecodeError, Writer, scan};
use crate::crypto::{CryptoError, CryptoProvider, Curve, PublicKey};
use crate::instant::Timestamp;

/// Bytes of the secret.
pub const CODE_SECRET_BYTES: usize = 16;
/// The scheme, upper-case so that a QR code needs fewer modules.
const SCHEME: &str = "FIDO:/";
/// Bytes in one chunk.
const CHUNK: usize = 7;
/// Digits of a chunk of so many bytes.
const DIGITS: [usize; CHUNK + 1] = [0, 3, 5, 8, 10, 13, 15, 17];

/// What the phone is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hint {
    /// `ga`: to sign in with a passkey. Also what a missing or unknown hint means.
    #[default]
    Assertion,
    /// `dcp`: to present a digital credential.
    Presentation,
    /// `mc`: to make a passkey.
    Registration,
    /// `dci`: to receive a digital credential.
    Issuance,
}

impl Hint {
    /// The text in the code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Hint::Assertion => "ga",
            Hint::Issuance => "dci",
            Hint::Presentation => "dcp",
            Hint::Registration => "mc",
        }
    }

    fn from_text(text: &str) -> Self {
        let all = [Hint::Issuance, Hint::Presentation, Hint::Registration];
        all.into_iter().find(|own| own.as_str() == text).unwrap_or_default()
    }
}

/// The content of a code.
#[derive(Clone)]
pub struct HybridCode {
    /// The screen's key, uncompressed where this side made it.
    pub key: PublicKey,
    /// The secret, which opens the tunnel to whoever photographs the code.
    pub secret: Zeroizing<[u8; CODE_SECRET_BYTES]>,
    /// How many assigned tunnel domains the screen knows.
    pub domains: u64,
    /// When it was shown.
    pub at: Option<Timestamp>,
    /// Whether the screen can be found again without a code.
    pub linking: Option<bool>,
    /// What for.
    pub hint: Hint,
}

impl fmt::Debug for HybridCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HybridCode({})", self.hint.as_str())
    }
}

/// Why a text is no code of this kind. Holds nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodeError {
    /// The content is no CBOR, or has another shape.
    #[error("the content: {0}")]
    Content(#[from] DecodeError),
    /// No digit where one must be, or so many digits that no bytes have them.
    #[error("not the digits of a code")]
    Digits,
    /// The key is no point of P-256.
    #[error("the key: {0}")]
    Key(#[from] CryptoError),
    /// Another scheme.
    #[error("no code of this scheme")]
    Scheme,
}

impl HybridCode {
    /// The text of the code.
    ///
    /// # Errors
    /// [`CodeError::Key`].
    pub fn to_uri(&self, provider: &CryptoProvider) -> Result<String, CodeError> {
        Ok(format!("{SCHEME}{}", to_digits(&self.to_cbor(provider)?)))
    }

    /// Reads the text of a code; the scheme in any case.
    ///
    /// # Errors
    /// See [`CodeError`].
    pub fn from_uri(text: &str, provider: &CryptoProvider) -> Result<Self, CodeError> {
        let (scheme, digits) = text.split_at_checked(SCHEME.len()).ok_or(CodeError::Scheme)?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return Err(CodeError::Scheme);
        }
        let bytes = Zeroizing::new(from_digits(digits).ok_or(CodeError::Digits)?);
        Self::from_cbor(&bytes, provider)
    }

    fn to_cbor(&self, provider: &CryptoProvider) -> Result<Zeroizing<Vec<u8>>, CodeError> {
        let count = 4 + usize::from(self.at.is_some()) + usize::from(self.linking.is_some());
        let mut writer = Writer::new();
        writer.map(count);
        writer.uint(0);
        writer.bytes(&compressed(&self.key, provider)?);
        writer.uint(1);
        writer.bytes(self.secret.as_slice());
        writer.uint(2);
        writer.uint(self.domains);
        if let Some(at) = self.at {
            writer.uint(3);
            writer.uint(u64::try_from(at.unix()).unwrap_or_default());
        }
        if let Some(linking) = self.linking {
            writer.uint(4);
            writer.raw(&[0xf4 + u8::from(linking)]);
        }
        writer.uint(5);
        writer.text(self.hint.as_str());
        Ok(Zeroizing::new(writer.into_bytes()))
    }

    fn from_cbor(bytes: &[u8], provider: &CryptoProvider) -> Result<Self, CodeError> {
        let scanned = scan(bytes, 0, MAX_DEPTH)?;
        let item = scanned.item;
        let map = item.as_map().filter(|_| scanned.irregularities.is_unambiguous());
        let map = map.ok_or_else(|| item.wrong_type("one map without a repeated key"))?;
        let key = map.int_key(0).and_then(|own| own.as_bytes()).filter(|own| own.len() == 33);
        let key = key.ok_or_else(|| item.wrong_value("a compressed point (0)"))?;
        let key = PublicKey::new(Curve::P256, key);
        (provider.check_public_key)(&key)?;
        let secret = map.int_key(1).and_then(|own| own.as_bytes());
        let secret = secret.and_then(|own| own.try_into().ok());
        let secret = secret.ok_or_else(|| item.wrong_value("a secret of 16 bytes (1)"))?;
        let domains = map.int_key(2).and_then(|own| own.as_u64());
        let at = map.int_key(3).and_then(|own| own.as_i64()).map(Timestamp::from_unix);
        let hint = map.int_key(5).and_then(|own| own.as_text());
        Ok(Self {
            key,
            secret: Zeroizing::new(secret),
            domains: domains.ok_or_else(|| item.wrong_value("a number of domains (2)"))?,
            at,
            linking: map.int_key(4).and_then(|own| own.as_bool()),
            hint: hint.map(Hint::from_text).unwrap_or_default(),
        })
    }
}

/// A point with its second coordinate as one bit.
fn compressed(key: &PublicKey, provider: &CryptoProvider) -> Result<Vec<u8>, CryptoError> {
    let full = (provider.uncompress)(key)?;
    let octets = full.octets();
    let x = octets.get(1..33).filter(|_| octets.len() == 65).ok_or(CryptoError::InvalidKey)?;
    let odd = octets.last().is_some_and(|last| last & 1 == 1);
    Ok([&[2 + u8::from(odd)], x].concat())
}

/// The digits of these bytes.
pub fn to_digits(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 17 / CHUNK + 3);
    for chunk in bytes.chunks(CHUNK) {
        let number = chunk.iter().rev().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
        let width = DIGITS.get(chunk.len()).copied().unwrap_or_default();
        digits.push_str(&format!("{number:0width$}"));
    }
    digits
}

/// The bytes of these digits.
///
/// `None` for anything that [`to_digits`] does not make: another character, a number of digits that
/// no bytes have, a number too large for its bytes.
pub fn from_digits(digits: &str) -> Option<Vec<u8>> {
    if digits.len() > MAX_HYBRID_DIGITS {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() * CHUNK / 17 + 1);
    for chunk in digits.as_bytes().chunks(17) {
        let length = DIGITS.iter().position(|own| *own == chunk.len())?;
        let number = chunk.iter().try_fold(0_u64, |sum, digit| {
            digit.is_ascii_digit().then(|| sum * 10 + u64::from(digit - b'0'))
        })?;
        let (own, rest) = number
            .to_le_bytes()
            .split_at_checked(length)
            .map(|(own, rest)| (own.to_vec(), rest.iter().any(|byte| *byte != 0)))?;
        if rest {
            return None;
        }
        bytes.extend(own);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_go_both_ways() {
        assert_eq!(to_digits(&[0x61, 0x62, 0xff]), "16736865");
        assert_eq!(to_digits(b"hello world"), "335311851610699281684828783");
        for length in 0..40 {
            let bytes: Vec<u8> = (0..length).map(|own| (own * 37 + 200) as u8).collect();
            assert_eq!(from_digits(&to_digits(&bytes)).as_deref(), Some(&bytes[..]));
            let zeros = vec![0; length];
            assert_eq!(from_digits(&to_digits(&zeros)), Some(zeros));
        }
    }

    #[test]
    fn refuses_digits_that_nothing_has() {
        for odd in
            ["a", "abc", "999", "256", "1", "12", "1234", "99999999999999999", "00+", "１２３"]
        {
            assert_eq!(from_digits(odd), None, "{odd}");
        }
        assert_eq!(from_digits("255"), Some(vec![255]));
        assert_eq!(from_digits(&"0".repeat(MAX_HYBRID_DIGITS + 1)), None);
        assert_eq!(from_digits(""), Some(Vec::new()));
    }
}
