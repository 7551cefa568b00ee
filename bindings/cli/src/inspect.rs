//! `tashika inspect`: any mdoc structure as annotated diagnostic notation.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use tashika::codec::{Item, limits, scan};
use tashika::cose::Algorithm;
use tashika::crypto::Curve;

use crate::case_file::Case;
use crate::{Failure, Output, input};
use tashika::facts::escaped as safe;

/// What `tashika inspect` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// CBOR, hex or base64url; or a case file, whose response is shown.
    file: PathBuf,
    /// Show element values. Without it they are replaced by their type and size.
    #[arg(long)]
    reveal: bool,
}

/// Where in a structure the printer is: decides what is annotated and what is hidden.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A structure of the standard: names and values are shown.
    Structure,
    /// A COSE header map: labels get names.
    Header,
    /// A COSE_Key: labels get names.
    Key,
    /// `deviceSigned.nameSpaces`: names are shown, values hidden.
    DeviceNameSpaces,
    /// An element's value, or a structure nobody knows: leaves are hidden.
    Personal,
}

/// Members whose presence shows that a map belongs to the standard.
const KNOWN_MEMBERS: [&str; 12] = [
    "version",
    "docType",
    "issuerAuth",
    "deviceAuth",
    "digestID",
    "elementIdentifier",
    "validityInfo",
    "itemsRequest",
    "docRequests",
    "eReaderKey",
    "deviceKey",
    "documents",
];
/// Bytes of a byte string that are printed in full.
const SHOWN_BYTES: usize = 64;

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let name = arguments.file.display().to_string();
    let content = input::read(&arguments.file)?;
    let is_case = content.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let bytes =
        if is_case { Case::read(&arguments.file)?.response } else { input::decode_text(content) };
    let scanned =
        scan(&bytes, 0, limits::MAX_ELEMENT_DEPTH).map_err(|error| Failure::input(&name, error))?;
    let mut printer = Printer { out: String::new(), reveal: arguments.reveal };
    let notes = scanned.irregularities;
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
    printer.item(&scanned.item, root_place(&scanned.item), 0);
    printer.out.push('\n');
    Ok(Output { text: printer.out, exit: 0 })
}

fn root_place(item: &Item<'_>) -> Place {
    if let Some((bytes, offset)) = item.as_embedded() {
        return match scan(bytes, offset, limits::MAX_ELEMENT_DEPTH) {
            Ok(inner) => root_place(&inner.item),
            Err(_) => Place::Personal,
        };
    }
    if let Some(map) = item.as_map() {
        let mut keys = map.clone();
        if keys.any(|(key, _)| key.as_text().is_some_and(|own| KNOWN_MEMBERS.contains(&own))) {
            return Place::Structure;
        }
        let numbers =
            map.clone().next().is_some() && map.clone().all(|(key, _)| key.as_i64().is_some());
        // An engagement has member 1 as an array, a COSE_Key as a number.
        return match (numbers, map.int_key(1).map(|own| own.as_i64().is_some())) {
            (true, Some(true)) => Place::Key,
            (true, _) => Place::Structure,
            _ => Place::Personal,
        };
    }
    // COSE messages and transcripts are arrays.
    if item.as_array().is_some() { Place::Structure } else { Place::Personal }
}

struct Printer {
    out: String,
    reveal: bool,
}

impl Printer {
    fn item(&mut self, item: &Item<'_>, place: Place, depth: usize) {
        if depth > 4 * limits::MAX_ELEMENT_DEPTH {
            return self.out.push_str("/ deeper than is shown /");
        }
        if let Some((bytes, offset)) = item.as_embedded() {
            return self.embedded(bytes, offset, place, depth);
        }
        if let Some((number, content)) = item.as_tag() {
            let _ = write!(self.out, "{number}(");
            self.item(&content, place, depth);
            return self.out.push(')');
        }
        if let Some(elements) = item.as_array() {
            let elements: Vec<_> = elements.collect();
            return self.array(&elements, place, depth);
        }
        if let Some(entries) = item.as_map() {
            let entries: Vec<_> = entries.collect();
            return self.map(&entries, place, depth);
        }
        self.leaf(item, place);
    }

    fn embedded(&mut self, bytes: &[u8], offset: usize, place: Place, depth: usize) {
        match scan(bytes, offset, limits::MAX_ELEMENT_DEPTH) {
            Ok(inner) => {
                let _ = write!(self.out, "24(<< / {} bytes / ", bytes.len());
                self.item(&inner.item, place, depth + 1);
                self.out.push_str(" >>)");
            }
            Err(error) => {
                let _ = write!(self.out, "24(h'' / {} bytes, {error} /)", bytes.len());
            }
        }
    }

    fn array(&mut self, elements: &[Item<'_>], place: Place, depth: usize) {
        if elements.is_empty() {
            return self.out.push_str("[]");
        }
        self.out.push('[');
        let cose = place == Place::Structure && is_cose(elements);
        for (index, element) in elements.iter().enumerate() {
            self.line(depth + 1);
            match (cose, index) {
                (true, 0) => self.protected(element, depth + 1),
                (true, 1) => {
                    self.out.push_str("/ unprotected / ");
                    self.item(element, Place::Header, depth + 1);
                }
                (true, 2) => self.payload(element, depth + 1),
                (true, _) => {
                    self.out.push_str("/ signature or tag / ");
                    self.item(element, place, depth + 1);
                }
                _ => self.item(element, place, depth + 1),
            }
            if index + 1 < elements.len() {
                self.out.push(',');
            }
        }
        self.line(depth);
        self.out.push(']');
    }

    fn protected(&mut self, element: &Item<'_>, depth: usize) {
        self.out.push_str("/ protected / ");
        let bytes = element.as_bytes().unwrap_or_default();
        match scan(bytes, element.offset(), limits::MAX_DEPTH) {
            Ok(inner) if !bytes.is_empty() => {
                self.out.push_str("<< ");
                self.item(&inner.item, Place::Header, depth);
                self.out.push_str(" >>");
            }
            _ => self.item(element, Place::Structure, depth),
        }
    }

    fn payload(&mut self, element: &Item<'_>, depth: usize) {
        self.out.push_str("/ payload / ");
        let inner = element.as_bytes().and_then(|bytes| {
            scan(bytes, element.offset(), limits::MAX_DEPTH)
                .ok()
                .filter(|inner| inner.irregularities.trailing.is_none())
        });
        match inner {
            Some(inner) => {
                self.out.push_str("<< ");
                self.item(&inner.item, Place::Structure, depth);
                self.out.push_str(" >>");
            }
            None => self.item(element, Place::Structure, depth),
        }
    }

    fn map(&mut self, entries: &[(Item<'_>, Item<'_>)], place: Place, depth: usize) {
        if entries.is_empty() {
            return self.out.push_str("{}");
        }
        self.out.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            self.line(depth + 1);
            let key_place = if place == Place::DeviceNameSpaces { Place::Structure } else { place };
            self.leaf_or_item(key, key_place, depth + 1);
            if let Some(name) = label_name(key, place) {
                let _ = write!(self.out, " / {name} /");
            }
            self.out.push_str(": ");
            self.member(key, value, entries, place, depth + 1);
            if index + 1 < entries.len() {
                self.out.push(',');
            }
        }
        self.line(depth);
        self.out.push('}');
    }

    fn member(
        &mut self,
        key: &Item<'_>,
        value: &Item<'_>,
        siblings: &[(Item<'_>, Item<'_>)],
        place: Place,
        depth: usize,
    ) {
        let has = |name: &str| siblings.iter().any(|(own, _)| own.as_text() == Some(name));
        let inner = match (place, key.as_text()) {
            (Place::Structure, Some("elementValue")) => Place::Personal,
            (Place::Structure, Some("nameSpaces")) if has("deviceAuth") => Place::DeviceNameSpaces,
            (Place::Structure, Some("deviceKey" | "eReaderKey")) => Place::Key,
            (Place::DeviceNameSpaces, _) if value.as_map().is_none() => Place::Personal,
            (place, _) => place,
        };
        self.item(value, inner, depth);
        let name = match (place, key.as_i64()) {
            (Place::Header, Some(1)) => {
                value.as_i64().and_then(Algorithm::from_cose).map(|own| format!("{own:?}"))
            }
            (Place::Key, Some(-1)) => {
                value.as_i64().and_then(Curve::from_cose).map(|own| own.name().to_owned())
            }
            _ => None,
        };
        if let Some(name) = name {
            let _ = write!(self.out, " / {name} /");
        }
    }

    fn leaf_or_item(&mut self, key: &Item<'_>, place: Place, depth: usize) {
        if key.as_text().is_some() || key.as_i64().is_some() {
            let shown = if place == Place::Personal { place } else { Place::Structure };
            self.leaf(key, shown);
        } else {
            self.item(key, place, depth);
        }
    }

    fn leaf(&mut self, item: &Item<'_>, place: Place) {
        let hidden = !self.reveal && matches!(place, Place::Personal | Place::DeviceNameSpaces);
        let text = if hidden { hidden_leaf(item) } else { shown_leaf(item) };
        self.out.push_str(&text);
    }

    fn line(&mut self, depth: usize) {
        self.out.push('\n');
        (0..depth).for_each(|_| self.out.push_str("  "));
    }
}

fn is_cose(elements: &[Item<'_>]) -> bool {
    match elements {
        [protected, unprotected, payload, signature] => {
            protected.as_bytes().is_some()
                && unprotected.as_map().is_some()
                && (payload.is_null() || payload.as_bytes().is_some())
                && signature.as_bytes().is_some()
        }
        _ => false,
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
        return format!("\"{}\"", safe(text).replace('\\', "\\\\").replace('"', "\\\""));
    }
    if let Some(bytes) = item.as_bytes() {
        let shown = bytes.get(..SHOWN_BYTES.min(bytes.len())).unwrap_or_default();
        let hex: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
        return match bytes.len() {
            0..=SHOWN_BYTES => format!("h'{hex}'"),
            len => format!("h'{hex}..' / {len} bytes /"),
        };
    }
    use tashika::codec::Value;
    match item.to_value() {
        Value::Unsigned(number) => number.to_string(),
        Value::Negative(number) => (-1 - i128::from(number)).to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null => "null".to_owned(),
        Value::Undefined => "undefined".to_owned(),
        Value::Simple(number) => format!("simple({number})"),
        Value::Bytes(ref bytes) => format!("(_ h'..') / {} bytes in chunks /", bytes.len()),
        Value::Text(ref text) => format!("(_ \"{}\")", safe(text)),
        ref float => float.as_f64().map(|number| format!("{number:?}")).unwrap_or_default(),
    }
}

fn label_name(key: &Item<'_>, place: Place) -> Option<&'static str> {
    match (place, key.as_i64()?) {
        (Place::Header, 1) | (Place::Key, 3) => Some("alg"),
        (Place::Header, 2) => Some("crit"),
        (Place::Header, 3) => Some("content type"),
        (Place::Header, 4) | (Place::Key, 2) => Some("kid"),
        (Place::Header, 16) => Some("typ"),
        (Place::Header, 33) => Some("x5chain"),
        (Place::Header, 34) => Some("x5t"),
        (Place::Key, 1) => Some("kty"),
        (Place::Key, -1) => Some("crv"),
        (Place::Key, -2) => Some("x"),
        (Place::Key, -3) => Some("y"),
        _ => None,
    }
}
