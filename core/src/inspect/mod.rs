//! Floor 2: any mdoc structure as annotated diagnostic notation, for people who look for a fault.
//!
//! What says nothing about a person is shown; anything else is replaced by its type and size, unless
//! everything is asked for. The structure is told by its content: `place` lists the positions.

mod place;

use std::fmt::Write;

use crate::codec::{DecodeError, Elements, Entries, Item, Value, limits, scan};
use crate::cose::Algorithm;
use crate::crypto::Curve;
use crate::facts::escaped as safe;
use place::Place;

/// The elements of a COSE_Sign1 or COSE_Mac0.
const COSE_PARTS: [&str; 4] = ["protected", "unprotected", "payload", "signature or tag"];
/// Bytes of a byte string that are printed in full.
const SHOWN_BYTES: usize = 64;
/// Levels that are printed, embedded byte strings included.
const SHOWN_DEPTH: usize = 64;
/// Bytes of output after which the rest is left out: nesting multiplies what is printed.
const MAX_OUTPUT_BYTES: usize = 64 * 1024 * 1024;

/// Why bytes cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// No CBOR.
    #[error("no CBOR: {0}")]
    Decode(#[from] DecodeError),
    /// A known structure may have bytes behind it, which are noted; anything else is no item.
    #[error("no CBOR item: other bytes follow at byte {0}")]
    Trailing(u32),
}

/// The structure in these bytes, with a line break at the end. Without `reveal` only what says
/// nothing about a person is shown.
///
/// # Errors
/// See [`InspectError`].
pub fn inspect(bytes: &[u8], reveal: bool) -> Result<String, InspectError> {
    let scanned = scan(bytes, 0, limits::MAX_ELEMENT_DEPTH)?;
    let place = Place::of(&scanned.item);
    let notes = scanned.irregularities;
    if let (Some(offset), false) = (notes.trailing, place.is_known()) {
        return Err(InspectError::Trailing(offset));
    }
    let mut printer = Printer { out: String::new(), reveal };
    for (what, at) in [
        ("duplicate key", notes.duplicate_key),
        ("indefinite length", notes.indefinite),
        ("integer not in shortest form", notes.not_shortest),
        ("trailing bytes", notes.trailing),
    ] {
        if let Some(offset) = at {
            let _ = writeln!(printer.out, "/ {what} at byte {offset} /");
        }
    }
    printer.item(&scanned.item, place, 0);
    printer.out.push('\n');
    Ok(printer.out)
}

struct Printer {
    out: String,
    reveal: bool,
}

impl Printer {
    fn item(&mut self, item: &Item<'_>, place: Place, depth: usize) {
        if depth > SHOWN_DEPTH {
            return self.out.push_str("/ deeper than is shown /");
        }
        if let Some((bytes, offset)) = item.as_embedded() {
            return self.embedded(bytes, offset, place, depth);
        }
        if let Some((number, content)) = item.as_tag() {
            let _ = write!(self.out, "{number}(");
            self.item(&content, place, depth + 1);
            return self.out.push(')');
        }
        if let Some(elements) = item.as_array() {
            return self.array(elements, place, depth);
        }
        if let Some(entries) = item.as_map() {
            return self.map(entries, place, depth);
        }
        if let (Place::Guess | Place::Protected, Some(bytes)) = (place, item.as_bytes()) {
            return self.inside(item, bytes, place, depth);
        }
        self.leaf(item, place);
    }

    /// Tag 24, opened.
    fn embedded(&mut self, bytes: &[u8], offset: usize, place: Place, depth: usize) {
        match scan(bytes, offset, limits::MAX_ELEMENT_DEPTH) {
            Ok(inner) => {
                let _ = write!(self.out, "24(<< / {} bytes / ", bytes.len());
                self.item(&inner.item, place.content(&inner.item), depth + 1);
                if let Some(offset) = inner.irregularities.trailing {
                    let _ = write!(self.out, " / trailing bytes at byte {offset} /");
                }
                self.out.push_str(" >>)");
            }
            Err(error) => {
                let (len, at) = (bytes.len(), error.offset);
                let _ = write!(self.out, "24(h'..' / {len} bytes, no CBOR at byte {at} /)");
            }
        }
    }

    /// A byte string that holds a structure: a protected header or a payload.
    fn inside(&mut self, item: &Item<'_>, bytes: &[u8], place: Place, depth: usize) {
        let offset = item.offset() + item.bytes().len() - bytes.len();
        let scanned = scan(bytes, offset, limits::MAX_ELEMENT_DEPTH).ok();
        let inner = scanned.filter(|inner| inner.irregularities.trailing.is_none());
        let Some(inner) = inner else { return self.leaf(item, place) };
        let content = match place {
            Place::Protected => Place::Header,
            _ => Place::of(&inner.item),
        };
        if content.is_known() {
            self.out.push_str("<< ");
            self.item(&inner.item, content, depth + 1);
            self.out.push_str(" >>");
        } else {
            self.leaf(item, place);
        }
    }

    fn array(&mut self, elements: Elements<'_>, place: Place, depth: usize) {
        let count = elements.clone().count();
        self.out.push('[');
        for (index, element) in elements.enumerate() {
            if self.next(index, depth + 1) {
                break;
            }
            if let (Place::Cose(..), Some(name)) = (place, COSE_PARTS.get(index)) {
                let _ = write!(self.out, "/ {name} / ");
            }
            self.item(&element, place.element(index, count), depth + 1);
        }
        self.close(count, ']', depth);
    }

    fn map(&mut self, entries: Entries<'_>, place: Place, depth: usize) {
        let (count, place) = (entries.clone().count(), place.with(&entries));
        self.out.push('{');
        for (index, (key, value)) in entries.enumerate() {
            if self.next(index, depth + 1) {
                break;
            }
            let (shown, name, inner) = place.member(&key);
            self.item(&key, if shown { Place::Open } else { Place::Hidden }, depth + 1);
            if let Some(name) = name {
                let _ = write!(self.out, " / {name} /");
            }
            self.out.push_str(": ");
            self.item(&value, inner, depth + 1);
            if let Some(meaning) = meaning(name, &value) {
                let _ = write!(self.out, " / {meaning} /");
            }
        }
        self.close(count, '}', depth);
    }

    /// Begins an element's line; whether the rest is left out.
    fn next(&mut self, index: usize, depth: usize) -> bool {
        if index > 0 {
            self.out.push(',');
        }
        self.line(depth);
        let full = self.out.len() > MAX_OUTPUT_BYTES;
        if full {
            self.out.push_str("/ the rest is left out /");
        }
        full
    }

    fn close(&mut self, count: usize, bracket: char, depth: usize) {
        if count > 0 {
            self.line(depth);
        }
        self.out.push(bracket);
    }

    fn leaf(&mut self, item: &Item<'_>, place: Place) {
        let shown = self.reveal || place.shows(item);
        self.out.push_str(&if shown { shown_leaf(item) } else { hidden_leaf(item) });
    }

    fn line(&mut self, depth: usize) {
        self.out.push('\n');
        (0..depth).for_each(|_| self.out.push_str("  "));
    }
}

/// The name of an algorithm or a curve.
fn meaning(member: Option<&str>, value: &Item<'_>) -> Option<String> {
    let number = value.as_i64()?;
    match member? {
        "alg" => Algorithm::from_cose(number).map(|own| format!("{own:?}")),
        "crv" => Curve::from_cose(number).map(|own| own.name().to_owned()),
        _ => None,
    }
}

fn hidden_leaf(item: &Item<'_>) -> String {
    if let Some(bytes) = item.as_bytes() {
        return format!("h'..' / {} bytes hidden /", bytes.len());
    }
    match item.as_text() {
        Some(_) => "\"..\" / text hidden /".to_owned(),
        None => format!(".. / {} hidden /", item.found()),
    }
}

fn shown_leaf(item: &Item<'_>) -> String {
    if let Some(text) = item.as_text() {
        return quoted(text);
    }
    if let Some(bytes) = item.as_bytes() {
        let shown = bytes.get(..SHOWN_BYTES.min(bytes.len())).unwrap_or_default();
        let hex: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
        return match bytes.len() {
            0..=SHOWN_BYTES => format!("h'{hex}'"),
            len => format!("h'{hex}..' / {len} bytes /"),
        };
    }
    match item.to_value() {
        Value::Unsigned(number) => number.to_string(),
        Value::Negative(number) => (-1 - i128::from(number)).to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => "null".to_owned(),
        Value::Undefined => "undefined".to_owned(),
        Value::Simple(number) => format!("simple({number})"),
        Value::Bytes(ref bytes) => format!("(_ h'..') / {} bytes in chunks /", bytes.len()),
        Value::Text(ref text) => format!("(_ {})", quoted(text)),
        ref float => float.as_f64().map(|number| format!("{number:?}")).unwrap_or_default(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", safe(&text.replace('\\', "\\\\").replace('"', "\\\"")))
}
