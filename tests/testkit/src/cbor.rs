//! A CBOR writer that can also write what no honest sender would.
//!
//! Everything goes out in preferred serialization (RFC 8949 4.1) unless a variant that says
//! otherwise is put into the tree: [`Cbor::Long`], [`Cbor::IndefiniteMap`],
//! [`Cbor::IndefiniteArray`], [`Cbor::IndefiniteText`], [`Cbor::Raw`]. A map keeps its entries in
//! the order given and may hold a key twice.

/// One CBOR item.
#[derive(Clone, Debug, PartialEq)]
pub enum Cbor {
    /// An integer, in its shortest form.
    Int(i64),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text string.
    Text(String),
    /// An array.
    Array(Vec<Cbor>),
    /// A map, in the order given.
    Map(Vec<(Cbor, Cbor)>),
    /// A tagged item.
    Tag(u64, Box<Cbor>),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// An integer written with an eight-byte argument, however small it is.
    Long(i64),
    /// An array of indefinite length.
    IndefiniteArray(Vec<Cbor>),
    /// A map of indefinite length.
    IndefiniteMap(Vec<(Cbor, Cbor)>),
    /// A text string of indefinite length, in one chunk.
    IndefiniteText(String),
    /// These very bytes.
    Raw(Vec<u8>),
}

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const BREAK: u8 = 0xff;

impl Cbor {
    /// The encoded bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// Reads one item that fills `bytes`; `None` for anything that this writer would not write.
    pub fn decode(bytes: &[u8]) -> Option<Cbor> {
        let (item, rest) = read_item(bytes, 0)?;
        rest.is_empty().then_some(item)
    }

    /// The value under `key`, where this is a map that has it.
    pub fn get(&self, key: impl Into<Cbor>) -> Option<&Cbor> {
        let key = key.into();
        match self {
            Cbor::Map(entries) => entries.iter().find(|(own, _)| *own == key).map(|(_, own)| own),
            _ => None,
        }
    }

    /// The content of a byte string, or of one under tag 24.
    pub fn content(&self) -> Option<&[u8]> {
        match self {
            Cbor::Bytes(bytes) => Some(bytes),
            Cbor::Tag(24, inner) => inner.content(),
            _ => None,
        }
    }

    /// The text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Cbor::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number.
    pub fn int(&self) -> Option<i64> {
        match self {
            Cbor::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The items of an array, where this is one.
    pub fn list(&self) -> Option<&[Cbor]> {
        match self {
            Cbor::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map, where this is one.
    pub fn pairs(&self) -> Option<&[(Cbor, Cbor)]> {
        match self {
            Cbor::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// `#6.24(bstr .cbor self)`: the item, encoded and wrapped.
    pub fn embedded(&self) -> Cbor {
        tagged(24, self.encode())
    }

    /// The value under `key`; panics where there is none.
    pub fn at(&mut self, key: impl Into<Cbor>) -> &mut Cbor {
        let key = key.into();
        let found = self.entries().iter_mut().find(|(k, _)| *k == key);
        &mut found.expect("the key is in the map").1
    }

    /// Puts `value` under `key`, in place of the former one or at the end.
    pub fn set(&mut self, key: impl Into<Cbor>, value: impl Into<Cbor>) {
        let (key, value) = (key.into(), value.into());
        match self.entries().iter_mut().find(|(k, _)| *k == key) {
            Some(entry) => entry.1 = value,
            None => self.entries().push((key, value)),
        }
    }

    /// Puts `value` under `key` once more, whether or not the key is there.
    pub fn add(&mut self, key: impl Into<Cbor>, value: impl Into<Cbor>) {
        self.entries().push((key.into(), value.into()));
    }

    /// Takes the value under `key` out; panics where there is none.
    pub fn remove(&mut self, key: impl Into<Cbor>) -> Cbor {
        let key = key.into();
        let index = self.entries().iter().position(|(k, _)| *k == key);
        self.entries().remove(index.expect("the key is in the map")).1
    }

    /// The entries of a map; panics on anything else.
    pub fn entries(&mut self) -> &mut Vec<(Cbor, Cbor)> {
        match self {
            Cbor::Map(entries) | Cbor::IndefiniteMap(entries) => entries,
            other => panic!("not a map: {other:?}"),
        }
    }

    /// The items of an array; panics on anything else.
    pub fn items(&mut self) -> &mut Vec<Cbor> {
        match self {
            Cbor::Array(items) | Cbor::IndefiniteArray(items) => items,
            other => panic!("not an array: {other:?}"),
        }
    }

    /// The bytes of a byte string; panics on anything else.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        match self {
            Cbor::Bytes(bytes) => bytes,
            other => panic!("not a byte string: {other:?}"),
        }
    }

    /// Whether this is a map without entries.
    pub fn is_empty_map(&self) -> bool {
        matches!(self, Cbor::Map(entries) if entries.is_empty())
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Cbor::Int(n) if *n < 0 => head(out, NEGATIVE, !*n as u64),
            Cbor::Int(n) => head(out, UNSIGNED, *n as u64),
            Cbor::Long(n) if *n < 0 => long_head(out, NEGATIVE, !*n as u64),
            Cbor::Long(n) => long_head(out, UNSIGNED, *n as u64),
            Cbor::Bytes(bytes) => string(out, BYTES, bytes),
            Cbor::Text(text) => string(out, TEXT, text.as_bytes()),
            Cbor::IndefiniteText(text) => {
                out.push(TEXT << 5 | 31);
                string(out, TEXT, text.as_bytes());
                out.push(BREAK);
            }
            Cbor::Array(items) => {
                head(out, ARRAY, items.len() as u64);
                items.iter().for_each(|item| item.write(out));
            }
            Cbor::IndefiniteArray(items) => {
                out.push(ARRAY << 5 | 31);
                items.iter().for_each(|item| item.write(out));
                out.push(BREAK);
            }
            Cbor::Map(entries) => {
                head(out, MAP, entries.len() as u64);
                write_entries(out, entries);
            }
            Cbor::IndefiniteMap(entries) => {
                out.push(MAP << 5 | 31);
                write_entries(out, entries);
                out.push(BREAK);
            }
            Cbor::Tag(tag, item) => {
                head(out, TAG, *tag);
                item.write(out);
            }
            Cbor::Bool(false) => out.push(0xf4),
            Cbor::Bool(true) => out.push(0xf5),
            Cbor::Null => out.push(0xf6),
            Cbor::Raw(bytes) => out.extend_from_slice(bytes),
        }
    }
}

/// A map of these entries.
pub fn map<K: Into<Cbor>, V: Into<Cbor>>(entries: impl IntoIterator<Item = (K, V)>) -> Cbor {
    Cbor::Map(entries.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
}

/// An array of these items.
pub fn array<T: Into<Cbor>>(items: impl IntoIterator<Item = T>) -> Cbor {
    Cbor::Array(items.into_iter().map(Into::into).collect())
}

/// `item` under `tag`.
pub fn tagged(tag: u64, item: impl Into<Cbor>) -> Cbor {
    Cbor::Tag(tag, Box::new(item.into()))
}

/// A `full-date`: tag 1004 around the text.
pub fn full_date(text: &str) -> Cbor {
    tagged(1004, text)
}

/// A `tdate`: tag 0 around the text.
pub fn tdate(text: &str) -> Cbor {
    tagged(0, text)
}

impl From<&str> for Cbor {
    fn from(text: &str) -> Self {
        Cbor::Text(text.to_owned())
    }
}

impl From<String> for Cbor {
    fn from(text: String) -> Self {
        Cbor::Text(text)
    }
}

impl From<&String> for Cbor {
    fn from(text: &String) -> Self {
        Cbor::Text(text.clone())
    }
}

impl From<i64> for Cbor {
    fn from(n: i64) -> Self {
        Cbor::Int(n)
    }
}

impl From<bool> for Cbor {
    fn from(value: bool) -> Self {
        Cbor::Bool(value)
    }
}

impl From<Vec<u8>> for Cbor {
    fn from(bytes: Vec<u8>) -> Self {
        Cbor::Bytes(bytes)
    }
}

/// Nesting that is read at the most.
const DEPTH: usize = 32;

fn read_item(bytes: &[u8], depth: usize) -> Option<(Cbor, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if depth > DEPTH {
        return None;
    }
    let width = match first & 31 {
        0..=23 => 0,
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (octets, mut rest) = rest.split_at_checked(width)?;
    let argument = match width {
        0 => u64::from(first & 31),
        _ => octets.iter().fold(0, |sum, own| sum << 8 | u64::from(*own)),
    };
    let length = usize::try_from(argument).ok()?;
    let item = match first >> 5 {
        UNSIGNED => Cbor::Int(i64::try_from(argument).ok()?),
        NEGATIVE => Cbor::Int(-1 - i64::try_from(argument).ok()?),
        BYTES | TEXT => {
            let (content, after) = rest.split_at_checked(length)?;
            rest = after;
            match first >> 5 {
                BYTES => Cbor::Bytes(content.to_vec()),
                _ => Cbor::Text(String::from_utf8(content.to_vec()).ok()?),
            }
        }
        ARRAY => {
            let mut items = Vec::new();
            for _ in 0..length {
                items.push(next(&mut rest, depth)?);
            }
            Cbor::Array(items)
        }
        MAP => {
            let mut entries = Vec::new();
            for _ in 0..length {
                entries.push((next(&mut rest, depth)?, next(&mut rest, depth)?));
            }
            Cbor::Map(entries)
        }
        TAG => Cbor::Tag(argument, Box::new(next(&mut rest, depth)?)),
        _ => match first {
            0xf4 | 0xf5 => Cbor::Bool(first == 0xf5),
            0xf6 => Cbor::Null,
            _ => return None,
        },
    };
    Some((item, rest))
}

fn next(rest: &mut &[u8], depth: usize) -> Option<Cbor> {
    let (item, after) = read_item(rest, depth + 1)?;
    *rest = after;
    Some(item)
}

fn write_entries(out: &mut Vec<u8>, entries: &[(Cbor, Cbor)]) {
    for (key, value) in entries {
        key.write(out);
        value.write(out);
    }
}

fn string(out: &mut Vec<u8>, major: u8, bytes: &[u8]) {
    head(out, major, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let major = major << 5;
    let bytes = argument.to_be_bytes();
    let (info, width) = match argument {
        0..=23 => (argument as u8, 0),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    out.push(major | info);
    out.extend_from_slice(&bytes[8 - width..]);
}

fn long_head(out: &mut Vec<u8>, major: u8, argument: u64) {
    out.push(major << 5 | 27);
    out.extend_from_slice(&argument.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_shortest_form() {
        assert_eq!(Cbor::Int(23).encode(), [0x17]);
        assert_eq!(Cbor::Int(24).encode(), [0x18, 24]);
        assert_eq!(Cbor::Int(-7).encode(), [0x26]);
        assert_eq!(Cbor::Int(0x1_0000).encode(), [0x1a, 0, 1, 0, 0]);
        assert_eq!(full_date("x").encode(), [0xd9, 3, 0xec, 0x61, b'x']);
    }

    #[test]
    fn reads_what_it_writes() {
        let item = map([
            ("a", array([Cbor::Int(-300), Cbor::Null, Cbor::Bool(true)])),
            ("b", tagged(24, vec![1, 2])),
        ]);
        assert_eq!(Cbor::decode(&item.encode()), Some(item));
        for bytes in [&[0x81][..], &[1, 1], &[0x9f, 0xff], &[0x9b, 255, 255, 255, 255, 255, 255]] {
            assert_eq!(Cbor::decode(bytes), None, "{bytes:02x?}");
        }
    }

    #[test]
    fn writes_what_no_honest_sender_would() {
        assert_eq!(Cbor::Long(0).encode(), [0x1b, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mut twice = map([("a", 1)]);
        twice.add("a", 2);
        assert_eq!(twice.encode(), [0xa2, 0x61, b'a', 1, 0x61, b'a', 2]);
    }
}
