//! Distinguished names as received.

use std::fmt;

use const_oid::db::rfc4519::{C, CN, L, O, OU, SERIAL_NUMBER, ST};
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

use crate::facts::shown;

/// A distinguished name as received; its attributes are read when they are asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    der: Vec<u8>,
}

/// One attribute with the string type it came in.
struct Attribute<'a> {
    oid: ObjectIdentifier,
    value: AnyRef<'a>,
}

impl Name {
    pub(super) fn read(der: &[u8]) -> Result<Self, der::Error> {
        for_each(der, |_| ())?;
        Ok(Self { der: der.to_vec() })
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

    /// How often `stateOrProvinceName` stands here.
    pub fn states(&self) -> usize {
        let mut count = 0;
        self.each(|own| count += usize::from(own.oid == ST));
        count
    }

    /// `commonName`, when there is exactly one.
    pub fn common_name(&self) -> Option<&str> {
        self.single(CN)
    }

    /// Whether every `countryName` is a PrintableString; `None` where there is none.
    pub(super) fn country_is_printable(&self) -> Option<bool> {
        let mut printable = None;
        self.each(|own| {
            if own.oid == C {
                let this = own.value.tag() == Tag::PrintableString;
                printable = Some(printable.unwrap_or(true) && this);
            }
        });
        printable
    }

    fn single(&self, oid: ObjectIdentifier) -> Option<&str> {
        let (mut count, mut text) = (0, None);
        self.each(|own| {
            if own.oid == oid {
                count += 1;
                text = own.text();
            }
        });
        text.filter(|_| count == 1)
    }

    fn each<'a>(&'a self, visit: impl FnMut(Attribute<'a>)) {
        // Read once already: it cannot fail.
        let _ = for_each(&self.der, visit);
    }
}

impl fmt::Display for Name {
    /// The attributes in the order received, as `CN=…, C=…`, without characters that hide text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        self.each(|own| {
            let text = own.text().map_or_else(|| "?".to_owned(), shown);
            parts.push(match label(own.oid) {
                Some(label) => format!("{label}={text}"),
                None => format!("{}={text}", own.oid),
            });
        });
        f.write_str(&parts.join(", "))
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

impl<'a> Attribute<'a> {
    /// The text; `None` for a string type that is not read, such as BMPString.
    fn text(&self) -> Option<&'a str> {
        let (tag, value) = (self.value.tag(), self.value.value());
        let ascii = matches!(tag, Tag::PrintableString | Tag::Ia5String | Tag::TeletexString);
        if tag != Tag::Utf8String && !(ascii && value.is_ascii()) {
            return None;
        }
        std::str::from_utf8(value).ok()
    }
}

/// Visits every attribute of `SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }`.
fn for_each<'a>(der: &'a [u8], mut visit: impl FnMut(Attribute<'a>)) -> Result<(), der::Error> {
    let mut names = SliceReader::new(content(der, Tag::Sequence)?)?;
    while !names.is_finished() {
        let mut set = SliceReader::new(content(names.tlv_bytes()?, Tag::Set)?)?;
        // An empty set names nothing (X.501 9.3).
        loop {
            let mut pair = SliceReader::new(content(set.tlv_bytes()?, Tag::Sequence)?)?;
            let oid = ObjectIdentifier::decode(&mut pair)?;
            let value = AnyRef::decode(&mut pair)?;
            pair.finish()?;
            visit(Attribute { oid, value });
            if set.is_finished() {
                break;
            }
        }
    }
    Ok(())
}

fn content(der: &[u8], tag: Tag) -> Result<&[u8], der::Error> {
    let any = AnyRef::from_der(der)?;
    any.tag().assert_eq(tag)?;
    Ok(any.value())
}
