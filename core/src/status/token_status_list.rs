//! The bytes of a Token Status List: one, two, four or eight bits for every document.
//!
//! Entry `i` stands in byte `i * bits / 8`, from its least significant bit on. The bytes are DEFLATE
//! in a zlib container. They are inflated as a stream into one small buffer: only the byte that is
//! asked for is kept, and inflating stops at [`MAX_STATUS_LIST_BYTES`].

use base64ct::{Base64UrlUnpadded, Encoding};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};
use serde::Deserialize;

use super::answer::Cause;
use crate::codec::limits::MAX_STATUS_LIST_BYTES;
use crate::codec::{Item, from_text};

/// Bytes that are inflated, or decoded from text, at once.
const CHUNK: usize = 4096;

/// A status list, still compressed.
///
/// ```cddl
/// StatusList = { "bits": 1 / 2 / 4 / 8, "lst": bstr, ? "aggregation_uri": tstr, * tstr => any }
/// ```
/// In JSON `lst` is base64url without padding.
#[derive(Clone, Copy, Debug)]
pub struct StatusList<'a> {
    bits: u8,
    lst: Compressed<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Compressed<'a> {
    Bytes(&'a [u8]),
    /// In base64url.
    Text(&'a str),
    /// In base64url twice: a part of the decoded payload.
    Nested(Nested<'a>),
}

/// A string inside a payload in base64url.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nested<'a> {
    /// The payload, still encoded.
    pub(super) payload: &'a str,
    /// Where the string begins in the decoded payload.
    pub(super) start: usize,
    /// Its length.
    pub(super) len: usize,
}

/// The shape in JSON.
#[derive(Deserialize)]
pub(super) struct Json<'a> {
    bits: u64,
    #[serde(borrow)]
    pub(super) lst: &'a str,
}

impl<'a> StatusList<'a> {
    /// Reads the shape in CBOR.
    ///
    /// # Errors
    /// [`Cause::Content`] for another shape, [`Cause::Bits`] for another width.
    pub fn read(item: &Item<'a>) -> Result<Self, Cause> {
        let map = item.as_map().ok_or(Cause::Content)?;
        let bits = map.text_key("bits").and_then(|own| own.as_u64()).ok_or(Cause::Content)?;
        let lst = map.text_key("lst").and_then(|own| own.as_bytes()).ok_or(Cause::Content)?;
        Ok(Self { bits: width(bits)?, lst: Compressed::Bytes(lst) })
    }

    /// Reads the shape in JSON.
    ///
    /// # Errors
    /// As [`StatusList::read`].
    pub fn from_json(text: &'a str) -> Result<Self, Cause> {
        Self::from_parts(from_text(text).map_err(|_| Cause::Content)?)
    }

    pub(super) fn from_parts(parts: Json<'a>) -> Result<Self, Cause> {
        Ok(Self { bits: width(parts.bits)?, lst: Compressed::Text(parts.lst) })
    }

    /// The list whose bytes stand elsewhere than in its shape.
    pub(super) fn from_nested(parts: &Json<'_>, nested: Nested<'a>) -> Result<Self, Cause> {
        Ok(Self { bits: width(parts.bits)?, lst: Compressed::Nested(nested) })
    }

    /// Bits for every document.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// The value at `index`.
    ///
    /// The whole list is inflated, so that a list that breaks off or grows without end is refused
    /// whatever index is asked for.
    ///
    /// # Errors
    /// [`Cause::Deflate`], [`Cause::TooLarge`] and [`Cause::IndexOutOfRange`].
    pub fn value(&self, index: u64) -> Result<u8, Cause> {
        let per_byte = u64::from(8 / self.bits);
        let place = usize::try_from(index / per_byte).map_err(|_| Cause::IndexOutOfRange)?;
        let mut inflater = Inflater::new(place);
        match self.lst {
            Compressed::Bytes(bytes) => inflater.feed(bytes)?,
            Compressed::Text(text) => feed_text(&mut inflater, text.as_bytes())?,
            Compressed::Nested(nested) => feed_nested(&mut inflater, nested)?,
        }
        let byte = inflater.finish()?.ok_or(Cause::IndexOutOfRange)?;
        // At most seven: the index within its byte, times the width.
        let shift = (index % per_byte) as u32 * u32::from(self.bits);
        let mask = u8::MAX >> (8 - self.bits);
        Ok(byte.checked_shr(shift).unwrap_or_default() & mask)
    }
}

fn width(bits: u64) -> Result<u8, Cause> {
    match bits {
        1 => Ok(1),
        2 => Ok(2),
        4 => Ok(4),
        8 => Ok(8),
        _ => Err(Cause::Bits),
    }
}

fn feed_text(inflater: &mut Inflater, text: &[u8]) -> Result<(), Cause> {
    decoded(text, |bytes| inflater.feed(bytes))
}

fn feed_nested(inflater: &mut Inflater, nested: Nested<'_>) -> Result<(), Cause> {
    let end = nested.start.checked_add(nested.len).ok_or(Cause::Content)?;
    let mut pos = 0;
    // Four characters are three bytes: what is left of a piece waits for the next one.
    let mut waiting: Vec<u8> = Vec::with_capacity(CHUNK + 4);
    decoded(nested.payload.as_bytes(), |bytes| {
        let from = nested.start.saturating_sub(pos).min(bytes.len());
        let to = end.saturating_sub(pos).min(bytes.len());
        pos += bytes.len();
        waiting.extend_from_slice(bytes.get(from..to).unwrap_or_default());
        let whole = waiting.len() / 4 * 4;
        feed_text(inflater, waiting.get(..whole).unwrap_or_default())?;
        waiting.drain(..whole);
        Ok(())
    })?;
    feed_text(inflater, &waiting)
}

/// Decodes base64url piece by piece.
pub(super) fn decoded(
    text: &[u8],
    mut take: impl FnMut(&[u8]) -> Result<(), Cause>,
) -> Result<(), Cause> {
    let mut buffer = [0; CHUNK / 4 * 3];
    for chunk in text.chunks(CHUNK) {
        take(Base64UrlUnpadded::decode(chunk, &mut buffer).map_err(|_| Cause::Content)?)?;
    }
    Ok(())
}

/// Inflates a stream and keeps one byte of it.
struct Inflater {
    state: Box<InflateState>,
    buffer: Box<[u8; CHUNK]>,
    place: usize,
    kept: Option<u8>,
    total: usize,
    ended: bool,
}

impl Inflater {
    fn new(place: usize) -> Self {
        Self {
            state: InflateState::new_boxed(DataFormat::Zlib),
            buffer: Box::new([0; CHUNK]),
            place,
            kept: None,
            total: 0,
            ended: false,
        }
    }

    fn feed(&mut self, mut input: &[u8]) -> Result<(), Cause> {
        loop {
            if self.ended {
                return if input.is_empty() { Ok(()) } else { Err(Cause::Deflate) };
            }
            let result = inflate(&mut self.state, input, self.buffer.as_mut_slice(), MZFlush::None);
            input = input.get(result.bytes_consumed..).unwrap_or_default();
            self.keep(result.bytes_written)?;
            match result.status {
                Ok(MZStatus::StreamEnd) => self.ended = true,
                Ok(MZStatus::Ok) if result.bytes_written + result.bytes_consumed > 0 => {}
                // Nothing more comes out before more goes in.
                _ if input.is_empty() && result.status != DATA_ERROR => return Ok(()),
                _ => return Err(Cause::Deflate),
            }
        }
    }

    fn keep(&mut self, written: usize) -> Result<(), Cause> {
        if let Some(within) = self.place.checked_sub(self.total)
            && within < written
        {
            self.kept = self.buffer.get(within).copied();
        }
        self.total += written;
        if self.total > MAX_STATUS_LIST_BYTES { Err(Cause::TooLarge) } else { Ok(()) }
    }

    fn finish(self) -> Result<Option<u8>, Cause> {
        if self.ended { Ok(self.kept) } else { Err(Cause::Deflate) }
    }
}

const DATA_ERROR: miniz_oxide::MZResult = Err(miniz_oxide::MZError::Data);
