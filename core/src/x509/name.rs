//! Distinguished names as received.

use std::fmt;
use std::ops::Range;

use const_oid::db::rfc4519::{C, CN, L, O, OU, SERIAL_NUMBER, ST};
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, ErrorKind, Reader, SliceReader, Tag, Tagged};

use crate::facts::shown;

/// A distinguished name as received, with the places of its attributes.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    der: Box<[u8]>,
    attributes: Box<[Attribute]>,
}

/// Where one attribute stands in the DER, and which string type it came in.
#[derive(Clone, PartialEq, Eq)]
struct Attribute {
    oid: Place,
    /// `None` for a string type that is not read, such as BMPString.
    text: Option<Place>,
    printable: bool,
}

/// First octet and the one behind the last. A certificate is far shorter than this can count.
type Place = Range<u32>;

impl Name {
    pub(super) fn read(der: &[u8]) -> Result<Self, der::Error> {
        Ok(Self { der: der.into(), attributes: attributes(der)?.into() })
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
        self.of(ST).count()
    }

    /// `commonName`, when there is exactly one.
    pub fn common_name(&self) -> Option<&str> {
        self.single(CN)
    }

    /// Whether every `countryName` is a PrintableString; `None` where there is none.
    pub(super) fn country_is_printable(&self) -> Option<bool> {
        let mut all = self.of(C).peekable();
        all.peek()?;
        Some(all.all(|own| own.printable))
    }

    fn single(&self, oid: ObjectIdentifier) -> Option<&str> {
        let mut all = self.of(oid);
        let (first, second) = (all.next()?, all.next());
        self.text(first).filter(|_| second.is_none())
    }

    fn of(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(move |own| self.at(&own.oid) == oid.as_bytes())
    }

    fn text(&self, own: &Attribute) -> Option<&str> {
        std::str::from_utf8(self.at(own.text.as_ref()?)).ok()
    }

    fn at(&self, place: &Place) -> &[u8] {
        self.der.get(place.start as usize..place.end as usize).unwrap_or_default()
    }
}

impl fmt::Display for Name {
    /// The attributes in the order received, as `CN=…, C=…`, without characters that hide text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, own) in self.attributes.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            let oid = ObjectIdentifier::from_bytes(self.at(&own.oid)).map_err(|_| fmt::Error)?;
            match label(oid) {
                Some(label) => f.write_str(label)?,
                None => write!(f, "{oid}")?,
            }
            f.write_str("=")?;
            match self.text(own) {
                Some(text) => f.write_str(&shown(text))?,
                None => f.write_str("?")?,
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

/// Every attribute of `SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }`.
fn attributes(der: &[u8]) -> Result<Vec<Attribute>, der::Error> {
    let mut all = Vec::new();
    let mut names = SliceReader::new(content(der, Tag::Sequence)?)?;
    while !names.is_finished() {
        let mut set = SliceReader::new(content(names.tlv_bytes()?, Tag::Set)?)?;
        // An empty set names nothing (X.501 9.3).
        loop {
            let pair = content(set.tlv_bytes()?, Tag::Sequence)?;
            all.push(Attribute::read(pair, der)?);
            if set.is_finished() {
                break;
            }
        }
    }
    Ok(all)
}

impl Attribute {
    /// Reads one pair that stands in `der`.
    fn read<'a>(pair: &'a [u8], der: &'a [u8]) -> Result<Self, der::Error> {
        let mut parts = SliceReader::new(pair)?;
        let oid = parts.tlv_bytes()?;
        <ObjectIdentifier>::from_der(oid)?;
        let value = AnyRef::decode(&mut parts)?;
        parts.finish()?;
        let oid = content(oid, Tag::ObjectIdentifier)?;
        let (tag, text) = (value.tag(), value.value());
        let ascii = matches!(tag, Tag::PrintableString | Tag::Ia5String | Tag::TeletexString);
        let read = if ascii { text.is_ascii() } else { tag == Tag::Utf8String };
        let text = Some(text).filter(|own| read && std::str::from_utf8(own).is_ok());
        Ok(Self {
            oid: place(oid, der)?,
            text: text.map(|own| place(own, der)).transpose()?,
            printable: tag == Tag::PrintableString,
        })
    }
}

/// Where `part` stands in `der`, of which it is a piece.
fn place(part: &[u8], der: &[u8]) -> Result<Place, der::Error> {
    let start = (part.as_ptr() as usize).wrapping_sub(der.as_ptr() as usize);
    let start = u32::try_from(start).map_err(|_| ErrorKind::Overflow)?;
    let length = u32::try_from(part.len()).map_err(|_| ErrorKind::Overflow)?;
    Ok(start..start.checked_add(length).ok_or(ErrorKind::Overflow)?)
}

fn content(der: &[u8], tag: Tag) -> Result<&[u8], der::Error> {
    let any = AnyRef::from_der(der)?;
    any.tag().assert_eq(tag)?;
    Ok(any.value())
}
