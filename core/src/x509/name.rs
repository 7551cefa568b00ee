//! Distinguished names as received.

use std::fmt;

use const_oid::db::rfc4519::{C, CN, L, O, OU, SERIAL_NUMBER, ST};
use der::asn1::ObjectIdentifier;
use der::{Decode, Tag, Tagged};
use x509_cert::name::RdnSequence;

use crate::facts::shown;

/// A distinguished name: the bytes that are compared, and the attributes that are shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    der: Vec<u8>,
    attributes: Vec<Attribute>,
}

#[derive(Clone, PartialEq, Eq)]
struct Attribute {
    oid: ObjectIdentifier,
    printable: bool,
    /// `None` for a string type that is not read, such as BMPString.
    text: Option<String>,
}

impl Name {
    pub(super) fn read(der: &[u8]) -> Result<Self, der::Error> {
        let sequence = RdnSequence::from_der(der)?;
        let all = sequence.iter().flat_map(|set| set.iter());
        let attributes = all
            .map(|own| Attribute {
                oid: own.oid,
                printable: own.value.tag() == Tag::PrintableString,
                text: text(own.value.tag(), own.value.value()),
            })
            .collect();
        Ok(Self { der: der.to_vec(), attributes })
    }

    /// The name in DER: names are equal when these bytes are.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// `countryName`, when there is exactly one.
    pub fn country(&self) -> Option<&str> {
        self.single(C)
    }

    /// `stateOrProvinceName`, when there is exactly one.
    pub fn state(&self) -> Option<&str> {
        self.single(ST)
    }

    /// `commonName`, when there is exactly one.
    pub fn common_name(&self) -> Option<&str> {
        self.single(CN)
    }

    /// Whether every `countryName` is a PrintableString; `None` where there is none.
    pub(super) fn country_is_printable(&self) -> Option<bool> {
        let mut countries = self.attributes.iter().filter(|own| own.oid == C).peekable();
        countries.peek()?;
        Some(countries.all(|own| own.printable))
    }

    fn single(&self, oid: ObjectIdentifier) -> Option<&str> {
        let mut all = self.attributes.iter().filter(|own| own.oid == oid);
        let first = all.next()?;
        all.next().is_none().then_some(first.text.as_deref()).flatten()
    }
}

impl fmt::Display for Name {
    /// The attributes in the order received, as `CN=…, C=…`, without characters that hide text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, own) in self.attributes.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            let text = own.text.as_deref().map_or_else(|| "?".to_owned(), shown);
            match label(own.oid) {
                Some(label) => write!(f, "{separator}{label}={text}")?,
                None => write!(f, "{separator}{}={text}", own.oid)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

fn label(oid: ObjectIdentifier) -> Option<&'static str> {
    [
        (C, "C"),
        (CN, "CN"),
        (L, "L"),
        (O, "O"),
        (OU, "OU"),
        (SERIAL_NUMBER, "serialNumber"),
        (ST, "ST"),
    ]
    .into_iter()
    .find_map(|(own, label)| (own == oid).then_some(label))
}

fn text(tag: Tag, value: &[u8]) -> Option<String> {
    let ascii = matches!(tag, Tag::PrintableString | Tag::Ia5String | Tag::TeletexString);
    if tag != Tag::Utf8String && !(ascii && value.is_ascii()) {
        return None;
    }
    std::str::from_utf8(value).ok().map(str::to_owned)
}
