//! Why bytes could not be decoded, and where.

use std::fmt;

use thiserror::Error;

/// Input that cannot be decoded: where, in which part, and what was wrong.
///
/// Holds no received value: only offsets, names of the standard and kinds.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{problem} at byte {offset}{}", PathSuffix(path))]
pub struct DecodeError {
    /// Bytes from the start of the input to the item in question.
    pub offset: usize,
    /// The part of the structure, for example `documents[0].issuerSigned`; empty at the top.
    pub path: String,
    /// What was wrong.
    pub problem: Problem,
}

impl DecodeError {
    /// An error without a path; callers add theirs with [`DecodeError::within`].
    pub fn new(offset: usize, problem: Problem) -> Self {
        Self { offset, path: String::new(), problem }
    }

    /// The same error, seen from one level further out.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        self.path = match self.path.as_str() {
            "" => part.to_owned(),
            inner if inner.starts_with('[') => format!("{part}{inner}"),
            inner => format!("{part}.{inner}"),
        };
        self
    }

    /// The same error inside element `index` of an array.
    #[must_use]
    pub fn at_index(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }
}

struct PathSuffix<'a>(&'a str);

impl fmt::Display for PathSuffix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " in {}", self.0) }
    }
}

/// What an item turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// An array.
    Array,
    /// A byte string.
    Bytes,
    /// A floating-point number.
    Float,
    /// An integer.
    Integer,
    /// A map.
    Map,
    /// A simple value: true, false, null, undefined or another.
    Simple,
    /// A tagged item.
    Tag,
    /// A text string.
    Text,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Found::Array => "an array",
            Found::Bytes => "a byte string",
            Found::Float => "a float",
            Found::Integer => "an integer",
            Found::Map => "a map",
            Found::Simple => "a simple value",
            Found::Tag => "a tag",
            Found::Text => "a text string",
        })
    }
}

/// The kinds of [`DecodeError`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A map holds the same key twice.
    #[error("duplicate map key")]
    DuplicateKey,
    /// The input is empty.
    #[error("empty input")]
    Empty,
    /// A byte that RFC 8949 reserves or forbids here.
    #[error("byte {0:#04x} is not CBOR here")]
    Invalid(u8),
    /// Text that is not UTF-8.
    #[error("text that is not UTF-8")]
    InvalidUtf8,
    /// A member that the structure must have is absent.
    #[error("member \"{0}\" is missing")]
    Missing(&'static str),
    /// Deeper than the limit.
    #[error("nested deeper than {0}")]
    TooDeep(usize),
    /// Longer than the limit, in bytes or entries.
    #[error("more than {0} bytes or entries")]
    TooLong(usize),
    /// Bytes follow the item.
    #[error("bytes follow the item")]
    Trailing,
    /// The input ends inside an item.
    #[error("the input ends inside an item")]
    UnexpectedEnd,
    /// Another type or value than the structure asks for.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What the structure asks for.
        expected: &'static str,
        /// What came.
        found: Found,
    },
    /// The right type with a value that the structure does not allow.
    #[error("expected {0}")]
    WrongValue(&'static str),
}
