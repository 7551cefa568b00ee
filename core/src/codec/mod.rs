//! Floor 0: strict, bounded CBOR (RFC 8949) over the bytes as received.
//!
//! 1. [`scan`] walks the input once. What is not CBOR, or is beyond a limit, is a [`DecodeError`]
//!    with offset and path. What is CBOR but against the rules of ISO 18013-5 clause 8.3 (duplicate
//!    keys, trailing bytes, indefinite lengths, integers that are not shortest) is noted as
//!    [`Irregularities`], so that a check can report it.
//! 2. [`Item`] gives typed access to a scanned item without copying. Every item knows its span:
//!    what is hashed is what arrived.
//! 3. [`Value`] is the lossless owned form for element values.
//!
//! Strings in chunks are never read where the standard gives a shape: they are noted as indefinite
//! and read as "another type". [`Value`] keeps them.

mod base64;
mod cbor;
mod encoded;
mod error;
mod json;
pub mod limits;
mod value;
mod value_json;
mod writer;

pub use base64::{decode_base64, decode_base64url, encode_base64, encode_base64url};
pub use cbor::{
    Elements, Entries, Irregularities, Item, Scanned, scan, scan_around, scan_list, scan_members,
    scan_prefix,
};
pub use encoded::Encoded;
pub use error::{DecodeError, Found, Problem};
pub use json::JsonProblem;
pub(crate) use json::{Json, from_text, pretty, wiped_json};
pub use value::Value;
pub use writer::Writer;
