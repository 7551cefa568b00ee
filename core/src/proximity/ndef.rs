//! NDEF messages (NFC Forum NDEF 1.0), read with limits.
//!
//! 1. The first record begins the message, the last one ends it, and nothing follows.
//! 2. Chunks of one record are joined; only the first of them has a type and an id.
//! 3. What the type name format forbids is an error: an empty record with content, an unknown one
//!    with a type.

use thiserror::Error;

use crate::codec::limits::{MAX_NDEF_BYTES, MAX_NDEF_RECORDS};

const BEGIN: u8 = 0x80;
const END: u8 = 0x40;
const CHUNK: u8 = 0x20;
const SHORT: u8 = 0x10;
const HAS_ID: u8 = 0x08;

/// Type name format: the record is empty.
pub const TNF_EMPTY: u8 = 0;
/// Type name format: a well-known type of the NFC Forum.
pub const TNF_WELL_KNOWN: u8 = 1;
/// Type name format: a media type.
pub const TNF_MEDIA: u8 = 2;
/// Type name format: an external type, `domain:name`.
pub const TNF_EXTERNAL: u8 = 4;
/// Type name format: the type is unknown.
pub const TNF_UNKNOWN: u8 = 5;
const TNF_UNCHANGED: u8 = 6;
const TNF_RESERVED: u8 = 7;

/// One record, its chunks joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The type name format.
    pub tnf: u8,
    /// The type.
    pub kind: Vec<u8>,
    /// The id; empty where there is none.
    pub id: Vec<u8>,
    /// The payload.
    pub payload: Vec<u8>,
}

/// Why bytes are no NDEF message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NdefError {
    /// The first record does not begin the message, or a later one does.
    #[error("the message-begin flag is not on the first record alone")]
    Begin,
    /// Chunks in the wrong order, or with a type or id of their own.
    #[error("chunks of a record do not fit together")]
    Chunk,
    /// The message does not end with its last record, or bytes follow.
    #[error("the message-end flag is not on the last record alone")]
    End,
    /// Content that the type name format forbids, or a reserved format.
    #[error("a record's fields do not go with its type name format")]
    Format,
    /// More bytes or records than the limit.
    #[error("more bytes or records than the limit")]
    TooLong,
    /// The bytes end inside a record.
    #[error("the message ends inside a record")]
    UnexpectedEnd,
}

impl Record {
    /// A record of a well-known type.
    pub fn well_known(kind: &str, payload: Vec<u8>) -> Self {
        Self { tnf: TNF_WELL_KNOWN, kind: kind.into(), id: Vec::new(), payload }
    }

    /// Whether this is the record of that type.
    pub fn is(&self, tnf: u8, kind: &str) -> bool {
        self.tnf == tnf && self.kind == kind.as_bytes()
    }
}

/// Reads a message.
///
/// # Errors
/// See [`NdefError`].
pub fn read(bytes: &[u8]) -> Result<Vec<Record>, NdefError> {
    if bytes.len() > MAX_NDEF_BYTES {
        return Err(NdefError::TooLong);
    }
    let mut rest = bytes;
    let mut records = Vec::new();
    let mut open: Option<Record> = None;
    for index in 0..=MAX_NDEF_RECORDS {
        if index == MAX_NDEF_RECORDS {
            return Err(NdefError::TooLong);
        }
        let (flags, chunk) = raw_record(&mut rest)?;
        if (flags & BEGIN != 0) != (index == 0) {
            return Err(NdefError::Begin);
        }
        let record = join(open.take(), chunk, flags & HAS_ID != 0)?;
        if flags & CHUNK != 0 {
            open = Some(record);
        } else {
            records.push(record);
        }
        if flags & END != 0 {
            break;
        }
    }
    match (open, rest.is_empty()) {
        (Some(_), _) => Err(NdefError::Chunk),
        (None, false) => Err(NdefError::End),
        (None, true) => Ok(records),
    }
}

/// Writes a message of these records, each in one piece.
pub fn write(records: &[Record]) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let short = record.payload.len() <= 255;
        let flags = [
            (BEGIN, index == 0),
            (END, index + 1 == records.len()),
            (SHORT, short),
            (HAS_ID, !record.id.is_empty()),
        ];
        let set = flags.iter().filter(|(_, on)| *on).fold(record.tnf, |sum, (flag, _)| sum | flag);
        out.extend([set, record.kind.len() as u8]);
        let length = (record.payload.len() as u32).to_be_bytes();
        out.extend_from_slice(length.get(if short { 3 } else { 0 }..).unwrap_or_default());
        if !record.id.is_empty() {
            out.push(record.id.len() as u8);
        }
        out.extend_from_slice(&record.kind);
        out.extend_from_slice(&record.id);
        out.extend_from_slice(&record.payload);
    }
    out
}

fn raw_record(rest: &mut &[u8]) -> Result<(u8, Record), NdefError> {
    let header = take(rest, 2)?;
    let [flags, kind_len] = *header else { return Err(NdefError::UnexpectedEnd) };
    let width = if flags & SHORT != 0 { 1 } else { 4 };
    let payload_len = take(rest, width)?.iter().fold(0usize, |sum, own| sum << 8 | *own as usize);
    let id_len = match flags & HAS_ID {
        0 => 0,
        _ => take(rest, 1)?.first().copied().unwrap_or_default(),
    };
    let record = Record {
        tnf: flags & 7,
        kind: take(rest, usize::from(kind_len))?.to_vec(),
        id: take(rest, usize::from(id_len))?.to_vec(),
        payload: take(rest, payload_len)?.to_vec(),
    };
    let empty = record.kind.is_empty() && record.id.is_empty() && record.payload.is_empty();
    let wrong = match record.tnf {
        TNF_EMPTY => !empty,
        TNF_UNKNOWN | TNF_UNCHANGED => !record.kind.is_empty(),
        TNF_RESERVED => true,
        _ => false,
    };
    if wrong { Err(NdefError::Format) } else { Ok((flags, record)) }
}

fn join(open: Option<Record>, chunk: Record, has_id: bool) -> Result<Record, NdefError> {
    match (open, chunk.tnf) {
        (None, TNF_UNCHANGED) => Err(NdefError::Chunk),
        (None, _) => Ok(chunk),
        (Some(mut record), TNF_UNCHANGED) if !has_id => {
            record.payload.extend_from_slice(&chunk.payload);
            Ok(record)
        }
        (Some(_), _) => Err(NdefError::Chunk),
    }
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], NdefError> {
    let (front, back) = rest.split_at_checked(len).ok_or(NdefError::UnexpectedEnd)?;
    *rest = back;
    Ok(front)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_it_reads() {
        let records = vec![
            Record::well_known("Hr", vec![0x15]),
            Record {
                tnf: TNF_EXTERNAL,
                kind: b"a:b".into(),
                id: b"i".into(),
                payload: vec![7; 300],
            },
        ];
        assert_eq!(read(&write(&records)).unwrap(), records);
    }

    #[test]
    fn a_chunk_may_not_name_itself() {
        let good = [0xb5, 0, 1, 0, 0x56, 0, 1, 1];
        assert_eq!(read(&good).unwrap()[0].payload, [0, 1]);
        let with_id = [0xb5, 0, 1, 0, 0x5e, 0, 1, 1, 9, 1];
        assert_eq!(read(&with_id), Err(NdefError::Chunk));
        let never_ends = [0xb5, 0, 1, 0, 0x76, 0, 1, 1];
        assert_eq!(read(&never_ends), Err(NdefError::Chunk));
        let interrupted = [0xb5, 0, 1, 0, 0x55, 0, 1, 1];
        assert_eq!(read(&interrupted), Err(NdefError::Chunk));
    }

    #[test]
    fn limits_hold() {
        let mut many = vec![0x90, 0, 0];
        many.extend([0x10, 0, 0].repeat(MAX_NDEF_RECORDS));
        assert_eq!(read(&many), Err(NdefError::TooLong));
        assert_eq!(read(&vec![0; MAX_NDEF_BYTES + 1]), Err(NdefError::TooLong));
        assert_eq!(read(&[]), Err(NdefError::UnexpectedEnd));
    }
}
