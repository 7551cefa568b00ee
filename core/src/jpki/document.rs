//! What is signed: a document that people can read, as the signer saw it.
//!
//! A signature certificate is what a registered seal is on paper. A verifier that had it sign a number
//! would have people sign they know not what; so the octets are held against what they are said to be.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::codec::limits::MAX_SIGNED_DOCUMENT_BYTES;
use crate::facts::hides;

/// Letters beyond ASCII of the shortest text that says what is agreed upon.
const MIN_LETTERS: usize = 8;
/// Words of the shortest such text in ASCII.
const MIN_WORDS: usize = 3;
/// Octets at the end of a PDF among which its mark stands.
const PDF_END: usize = 1024;

/// In what a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// PDF. What a viewer shows of it is not examined.
    Pdf,
    /// Plain text in UTF-8.
    Text,
}

impl DocumentKind {
    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            DocumentKind::Pdf => "application/pdf",
            DocumentKind::Text => "text/plain",
        }
    }

    /// The kind of this media type.
    pub fn from_media_type(name: &str) -> Option<Self> {
        [DocumentKind::Pdf, DocumentKind::Text].into_iter().find(|own| own.media_type() == name)
    }
}

/// Why octets are no document that people can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentFault {
    /// A bare number, digest or token: nothing that a person reads.
    BareNonce,
    /// Nothing, or too little to say anything.
    Empty,
    /// Characters that hide or reorder text.
    HiddenCharacters,
    /// Not what it is said to be.
    NotItsKind,
    /// More octets than the limit.
    TooLarge,
}

impl DocumentFault {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            DocumentFault::BareNonce => "bare-nonce",
            DocumentFault::Empty => "too-short",
            DocumentFault::HiddenCharacters => "hidden-characters",
            DocumentFault::NotItsKind => "not-its-kind",
            DocumentFault::TooLarge => "too-large",
        }
    }
}

/// A document and what it is written in.
#[derive(Clone)]
pub struct SignedDocument {
    kind: DocumentKind,
    octets: Zeroizing<Vec<u8>>,
}

impl SignedDocument {
    /// A document of these octets, as they were signed.
    pub fn new(kind: DocumentKind, octets: Vec<u8>) -> Self {
        Self { kind, octets: Zeroizing::new(octets) }
    }

    /// What it is written in.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The octets that were signed.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Whether people can read it, as far as that can be told.
    ///
    /// # Errors
    /// See [`DocumentFault`].
    pub fn readable(&self) -> Result<(), DocumentFault> {
        if self.octets.len() > MAX_SIGNED_DOCUMENT_BYTES {
            return Err(DocumentFault::TooLarge);
        }
        match self.kind {
            DocumentKind::Pdf => match is_pdf(&self.octets) {
                true => Ok(()),
                false => Err(DocumentFault::NotItsKind),
            },
            DocumentKind::Text => readable(&self.octets),
        }
    }
}

impl fmt::Debug for SignedDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedDocument({}, {} bytes)", self.kind.media_type(), self.octets.len())
    }
}

/// Whether octets begin, go on and end as a PDF does (ISO 32000-1 7.5): with a version, an object and a
/// mark of the end. A number behind the first five characters is none.
fn is_pdf(octets: &[u8]) -> bool {
    let version = match octets.get(..8) {
        Some([b'%', b'P', b'D', b'F', b'-', major, b'.', minor]) => {
            major.is_ascii_digit() && minor.is_ascii_digit()
        }
        _ => false,
    };
    let holds = |octets: &[u8], part: &[u8]| octets.windows(part.len()).any(|own| own == part);
    let end = octets.len().saturating_sub(PDF_END);
    version && holds(octets, b"obj") && holds(octets.get(end..).unwrap_or_default(), b"%%EOF")
}

fn readable(octets: &[u8]) -> Result<(), DocumentFault> {
    let Ok(text) = std::str::from_utf8(octets) else {
        return Err(match octets.len() {
            0..=128 => DocumentFault::BareNonce,
            _ => DocumentFault::NotItsKind,
        });
    };
    let hidden = |own: char| hides(own) && !matches!(own, '\n' | '\r' | '\t' | '\u{feff}');
    // A byte order mark at the beginning is no character of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains(hidden) || text.contains('\u{feff}') {
        return Err(DocumentFault::HiddenCharacters);
    }
    // Japanese is written without spaces; what is ASCII alone, of whatever width, must be words.
    let letters = text.nfkc().filter(|own| !own.is_ascii() && own.is_alphabetic()).count();
    let words = text.split_whitespace().filter(|own| !is_token(own)).count();
    let tokens = text.split_whitespace().count() - words;
    match (letters >= MIN_LETTERS || words >= MIN_WORDS, tokens > 0 || text.trim().len() >= 16) {
        (true, _) => Ok(()),
        (false, true) if letters == 0 => Err(DocumentFault::BareNonce),
        (false, _) => Err(DocumentFault::Empty),
    }
}

/// Whether a word looks like a number, a digest or a token in place of language: digits, hexadecimal
/// or base64, with a digit in it or longer than words are.
fn is_token(word: &str) -> bool {
    let plain = word.nfkc().all(|own| {
        own.is_ascii_alphanumeric() || matches!(own, '+' | '/' | '=' | '-' | '_' | ':' | '.')
    });
    plain && (word.nfkc().any(|own| own.is_ascii_digit()) || word.nfkc().count() > 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(own: &str) -> Result<(), DocumentFault> {
        SignedDocument::new(DocumentKind::Text, own.as_bytes().to_vec()).readable()
    }

    #[test]
    fn language_is_readable_and_numbers_are_not() {
        for good in [
            "口座を開設することに同意します。2026年6月1日",
            "I agree to open an account on 2026-06-01.",
            "\u{feff}本契約の内容を確認し、これに同意します。",
        ] {
            assert_eq!(text(good), Ok(()), "{good}");
        }
        for nonce in [
            "3f1d0a9b2c4e5f60718293a4b5c6d7e8",
            "g_b29gABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789",
            "2026-06-01T00:00:00Z 8f14e45fceea167a",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH",
            "abcdefghijklmnopqrstuv",
            "0",
        ] {
            assert_eq!(text(nonce), Err(DocumentFault::BareNonce), "{nonce}");
        }
        assert_eq!(text(""), Err(DocumentFault::Empty));
        assert_eq!(text("同意します"), Err(DocumentFault::Empty));
        assert_eq!(
            text("100円を支払うことに\u{202e}同意します。確認済"),
            Err(DocumentFault::HiddenCharacters)
        );
        let random = SignedDocument::new(DocumentKind::Text, vec![0x9f; 32]);
        assert_eq!(random.readable(), Err(DocumentFault::BareNonce));
        let odd = SignedDocument::new(DocumentKind::Pdf, b"hello".to_vec());
        assert_eq!(odd.readable(), Err(DocumentFault::NotItsKind));
        let bare = SignedDocument::new(DocumentKind::Pdf, b"%PDF-1.7\n".to_vec());
        assert_eq!(bare.readable(), Err(DocumentFault::NotItsKind));
    }
}
