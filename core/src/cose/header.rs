//! Header parameters of a COSE message.

use std::fmt;

use crate::codec::limits::{MAX_CHAIN_CERTIFICATES, MAX_HEADERS};
use crate::codec::{DecodeError, Entries, Item, Problem};

const ALG: i64 = 1;
const CRIT: i64 = 2;
const X5CHAIN: i64 = 33;
const X5T: i64 = 34;

/// A header label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Label<'a> {
    /// A registered or private number.
    Int(i64),
    /// A name.
    Text(&'a str),
}

/// One header map, protected or not.
///
/// `{ * (int / tstr) => any }`
#[derive(Clone, Debug, Default)]
pub struct Headers<'a> {
    entries: Vec<(Label<'a>, Item<'a>)>,
}

/// The certificates of label 33: `bstr / [2*bstr]`.
#[derive(Clone)]
pub struct X5Chain<'a> {
    /// DER certificates, the signer's first.
    pub certificates: Vec<&'a [u8]>,
    /// An array of one, where RFC 9360 has a plain byte string.
    pub single_in_array: bool,
    /// The item as received.
    pub bytes: &'a [u8],
}

impl fmt::Debug for X5Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "X5Chain({} certificates)", self.certificates.len())
    }
}

impl<'a> Headers<'a> {
    pub(super) fn read(entries: Entries<'a>) -> Result<Self, DecodeError> {
        let mut read = Vec::with_capacity(entries.size_hint().0.min(MAX_HEADERS));
        for (key, value) in entries {
            if read.len() == MAX_HEADERS {
                return Err(DecodeError::new(key.offset(), Problem::TooLong(MAX_HEADERS)));
            }
            read.push((label(&key)?, value));
        }
        Ok(Self { entries: read })
    }

    /// The value under `label`.
    pub fn get(&self, label: Label<'_>) -> Option<&Item<'a>> {
        self.entries.iter().find(|(own, _)| *own == label).map(|(_, value)| value)
    }

    /// The labels, in the order received.
    pub fn labels(&self) -> impl Iterator<Item = Label<'a>> {
        self.entries.iter().map(|(label, _)| *label)
    }

    /// The algorithm (label 1): its number, or `Err` for a name or another type.
    pub fn algorithm(&self) -> Option<Result<i64, DecodeError>> {
        let item = self.get(Label::Int(ALG))?;
        Some(item.as_i64().ok_or_else(|| item.wrong_type("an algorithm number")))
    }

    /// The labels that must be understood (label 2).
    ///
    /// # Errors
    /// Anything but a non-empty array of definite length of labels.
    pub fn critical(&self) -> Result<Vec<Label<'a>>, DecodeError> {
        let Some(item) = self.get(Label::Int(CRIT)) else { return Ok(Vec::new()) };
        let elements = item.as_array().ok_or_else(|| item.wrong_type("an array of labels"))?;
        let labels = elements.take(MAX_HEADERS + 1).map(|element| label(&element));
        let labels = labels.collect::<Result<Vec<_>, _>>()?;
        if labels.len() > MAX_HEADERS {
            return Err(DecodeError::new(item.offset(), Problem::TooLong(MAX_HEADERS)));
        }
        // RFC 9052 3.1: at least one; and an indefinite length is no place to hide one.
        let definite = item.bytes().first() != Some(&0x9f);
        if labels.is_empty() || !definite {
            return Err(item.wrong_value("a non-empty array of definite length"));
        }
        Ok(labels)
    }

    /// The certificates of label 33.
    ///
    /// # Errors
    /// Neither a byte string nor an array of byte strings, or more than the limit.
    pub fn x5chain(&self) -> Option<Result<X5Chain<'a>, DecodeError>> {
        self.get(Label::Int(X5CHAIN)).map(chain)
    }

    /// The thumbprint of label 34: `[hashAlg: int / tstr, hashValue: bstr]`.
    pub fn x5t(&self) -> Option<Result<(Label<'a>, &'a [u8]), DecodeError>> {
        let item = self.get(Label::Int(X5T))?;
        let read = || {
            let mut elements = item.as_array()?;
            let algorithm = label(&elements.next()?).ok()?;
            let value = elements.next()?.as_bytes()?;
            elements.next().is_none().then_some((algorithm, value))
        };
        Some(read().ok_or_else(|| item.wrong_value("an algorithm and a hash value")))
    }
}

fn label<'a>(item: &Item<'a>) -> Result<Label<'a>, DecodeError> {
    let number = item.as_i64().map(Label::Int);
    number
        .or_else(|| item.as_text().map(Label::Text))
        .ok_or_else(|| item.wrong_type("an integer or text label"))
}

fn chain<'a>(item: &Item<'a>) -> Result<X5Chain<'a>, DecodeError> {
    if let Some(certificate) = item.as_bytes() {
        let certificates = vec![certificate];
        return Ok(X5Chain { certificates, single_in_array: false, bytes: item.bytes() });
    }
    let elements = item.as_array().ok_or_else(|| item.wrong_type("a certificate or an array"))?;
    let mut certificates = Vec::new();
    for element in elements {
        if certificates.len() == MAX_CHAIN_CERTIFICATES {
            let problem = Problem::TooLong(MAX_CHAIN_CERTIFICATES);
            return Err(DecodeError::new(element.offset(), problem));
        }
        certificates.push(element.as_bytes().ok_or_else(|| element.wrong_type("a certificate"))?);
    }
    match certificates.len() {
        0 => Err(item.wrong_value("at least one certificate")),
        count => Ok(X5Chain { certificates, single_in_array: count == 1, bytes: item.bytes() }),
    }
}
