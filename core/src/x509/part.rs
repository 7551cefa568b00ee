//! Elements of DER one by one, as received.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

/// One element: its tag, its bytes with the head and without it.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) tag: Tag,
    pub(crate) der: &'a [u8],
    pub(crate) value: &'a [u8],
}

impl<'a> Part<'a> {
    /// One element with nothing behind it.
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, der::Error> {
        let mut parts = Parts(SliceReader::new(der)?);
        let part = parts.any()?;
        parts.finish()?;
        Ok(part)
    }

    /// What stands inside an element of this tag.
    pub(crate) fn inside(&self, tag: Tag) -> Result<Parts<'a>, der::Error> {
        self.tag.assert_eq(tag)?;
        Ok(Parts(SliceReader::new(self.value)?))
    }

    /// The content of an element of this tag.
    pub(crate) fn content(&self, tag: Tag) -> Result<&'a [u8], der::Error> {
        self.tag.assert_eq(tag)?;
        Ok(self.value)
    }

    /// An object identifier.
    pub(crate) fn oid(&self) -> Result<ObjectIdentifier, der::Error> {
        ObjectIdentifier::from_der(self.der)
    }
}

/// The elements that still follow.
pub(crate) struct Parts<'a>(SliceReader<'a>);

impl<'a> Parts<'a> {
    /// The next element, of any tag.
    pub(crate) fn any(&mut self) -> Result<Part<'a>, der::Error> {
        let der = self.0.tlv_bytes()?;
        let any = AnyRef::from_der(der)?;
        Ok(Part { tag: any.tag(), der, value: any.value() })
    }

    /// The next element, which must have this tag.
    pub(crate) fn next(&mut self, tag: Tag) -> Result<Part<'a>, der::Error> {
        let part = self.any()?;
        part.tag.assert_eq(tag)?;
        Ok(part)
    }

    /// The next element where it has this tag.
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<Part<'a>>, der::Error> {
        let mut ahead = Parts(self.0.clone());
        if ahead.is_finished() {
            return Ok(None);
        }
        let part = ahead.any()?;
        if part.tag != tag {
            return Ok(None);
        }
        self.0 = ahead.0;
        Ok(Some(part))
    }

    /// Every element that follows, up to a limit.
    pub(crate) fn all(mut self, most: usize) -> Result<Vec<Part<'a>>, der::Error> {
        let mut parts = Vec::new();
        while !self.is_finished() {
            if parts.len() >= most {
                return Err(der::ErrorKind::Overlength.into());
            }
            parts.push(self.any()?);
        }
        Ok(parts)
    }

    /// Whether nothing follows.
    pub(crate) fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// That nothing follows.
    pub(crate) fn finish(self) -> Result<(), der::Error> {
        self.0.finish()
    }
}

/// A constructed context tag.
pub(crate) fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}
