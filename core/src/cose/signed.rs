//! COSE_Sign1 and COSE_Mac0: four elements each.

use std::fmt;

use super::header::Headers;
use crate::codec::limits::MAX_DEPTH;
use crate::codec::{DecodeError, Irregularities, Item, Writer, scan};

/// A COSE_Sign1 or COSE_Mac0, told apart by where it stands.
///
/// ```cddl
/// COSE_Sign1 = [ protected: bstr .cbor header_map / h'', unprotected: header_map,
///                payload: bstr / nil, signature: bstr ]
/// ```
#[derive(Clone)]
pub struct Signed<'a> {
    /// The CBOR tag around it, if there is one.
    pub tag: Option<u64>,
    /// The protected headers.
    pub protected: Headers<'a>,
    /// The other headers: whatever matters for security is not taken from here.
    pub unprotected: Headers<'a>,
    /// The payload; `None` where it is `nil`.
    pub payload: Option<&'a [u8]>,
    /// Bytes from the start of the input to the payload.
    pub payload_offset: usize,
    /// The signature or the MAC tag.
    pub signature: &'a [u8],
    /// Encoding faults inside the protected header.
    pub irregularities: Irregularities,
    protected_bytes: &'a [u8],
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let payload = self.payload.map(<[u8]>::len);
        f.debug_struct("Signed").field("tag", &self.tag).field("payload bytes", &payload).finish()
    }
}

impl<'a> Signed<'a> {
    /// Reads the four elements and both headers.
    ///
    /// # Errors
    /// Any other shape.
    pub fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let (tag, body) = match item.as_tag() {
            Some((tag, body)) => (Some(tag), body),
            None => (None, *item),
        };
        let mut elements = body.as_array().ok_or_else(|| body.wrong_type("a COSE array"))?;
        let four = (elements.next(), elements.next(), elements.next(), elements.next());
        let (Some(first), Some(second), Some(third), Some(fourth)) = four else {
            return Err(body.wrong_value("four elements"));
        };
        if elements.next().is_some() {
            return Err(body.wrong_value("four elements"));
        }
        let (protected_bytes, protected, irregularities) =
            protected(&first).map_err(|error| error.within("protected"))?;
        let unprotected = second
            .as_map()
            .ok_or_else(|| second.wrong_type("a header map"))
            .and_then(Headers::read)
            .map_err(|error| error.within("unprotected"))?;
        let payload = third.as_bytes();
        if payload.is_none() && !third.is_null() {
            return Err(third.wrong_type("a byte string or nil").within("payload"));
        }
        let payload_offset = third.offset() + third.bytes().len() - payload.map_or(0, <[u8]>::len);
        let signature = fourth
            .as_bytes()
            .ok_or_else(|| fourth.wrong_type("a byte string").within("signature"))?;
        Ok(Self {
            tag,
            protected,
            unprotected,
            payload,
            payload_offset,
            signature,
            irregularities,
            protected_bytes,
        })
    }

    /// `Sig_structure` with context `Signature1` over `payload`.
    pub fn to_be_signed(&self, payload_len: usize) -> ToBeSigned {
        ToBeSigned::new("Signature1", self.protected_bytes, payload_len)
    }

    /// `MAC_structure` with context `MAC0` over `payload`.
    pub fn to_be_maced(&self, payload_len: usize) -> ToBeSigned {
        ToBeSigned::new("MAC0", self.protected_bytes, payload_len)
    }
}

/// Everything of a `Sig_structure` or `MAC_structure` that stands before the payload's bytes.
///
/// ```cddl
/// Sig_structure = [ context: tstr, body_protected: bstr, external_aad: h'', payload: bstr ]
/// ```
#[derive(Clone, Debug)]
pub struct ToBeSigned(Vec<u8>);

impl ToBeSigned {
    fn new(context: &str, protected: &[u8], payload_len: usize) -> Self {
        let mut writer = Writer::append(Vec::with_capacity(32 + protected.len()));
        writer.array(4);
        writer.text(context);
        writer.bytes(protected);
        writer.bytes(&[]);
        writer.head(2, payload_len as u64);
        Self(writer.into_bytes())
    }

    /// The bytes before the payload.
    pub fn prefix(&self) -> &[u8] {
        &self.0
    }
}

fn protected<'a>(item: &Item<'a>) -> Result<(&'a [u8], Headers<'a>, Irregularities), DecodeError> {
    let bytes = item.as_bytes().ok_or_else(|| item.wrong_type("a byte string"))?;
    if bytes.is_empty() {
        return Ok((bytes, Headers::default(), Irregularities::default()));
    }
    let offset = item.offset() + item.bytes().len() - bytes.len();
    let scanned = scan(bytes, offset, MAX_DEPTH)?;
    let map = scanned.item.as_map().ok_or_else(|| scanned.item.wrong_type("a header map"))?;
    Ok((bytes, Headers::read(map)?, scanned.irregularities))
}
