//! Lossless owned CBOR values.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Item, Writer};

/// A CBOR value that keeps everything: dates stay tagged, floats keep their width, text stays text.
///
/// Byte strings and text are wiped on drop, and `Debug` shows only the kind.
#[derive(Clone, PartialEq, Zeroize, ZeroizeOnDrop)]
#[non_exhaustive]
pub enum Value {
    /// `[* any]`
    Array(Vec<Value>),
    /// `bool`
    Bool(bool),
    /// `bstr`
    Bytes(Vec<u8>),
    /// `float16`, as its bits.
    Float16(u16),
    /// `float32`, as its bits.
    Float32(u32),
    /// `float64`, as its bits.
    Float64(u64),
    /// `{* any => any}` in the order received.
    Map(Vec<(Value, Value)>),
    /// `nint`: the value is -1 - n.
    Negative(u64),
    /// `null`
    Null,
    /// A simple value without a name.
    Simple(u8),
    /// `#6.n(any)`
    Tag(u64, Box<Value>),
    /// `tstr`
    Text(String),
    /// `undefined`
    Undefined,
    /// `uint`
    Unsigned(u64),
}

impl Value {
    /// The value of a scanned item. Strings in chunks are joined.
    pub(super) fn from_item(item: &Item<'_>) -> Self {
        if let Some(elements) = item.as_array() {
            return Value::Array(elements.map(|element| Value::from_item(&element)).collect());
        }
        if let Some(entries) = item.as_map() {
            let pairs = entries.map(|(k, v)| (Value::from_item(&k), Value::from_item(&v)));
            return Value::Map(pairs.collect());
        }
        if let Some((number, content)) = item.as_tag() {
            return Value::Tag(number, Box::new(Value::from_item(&content)));
        }
        let Some(head) = item.head() else { return Value::Undefined };
        match (head.major, head.indefinite) {
            (0, _) => Value::Unsigned(head.argument),
            (1, _) => Value::Negative(head.argument),
            (2, false) => Value::Bytes(item.as_bytes().unwrap_or_default().to_vec()),
            (3, false) => Value::Text(item.as_text().unwrap_or_default().to_owned()),
            (2, true) => Value::Bytes(joined_chunks(item)),
            (3, true) => Value::Text(String::from_utf8_lossy(&joined_chunks(item)).into_owned()),
            _ => simple(head.len, head.argument),
        }
    }

    /// Text, where this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Bytes, where this is a byte string.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The number, where this is a float of any width.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Float16(bits) => Some(half_to_f64(*bits)),
            Value::Float32(bits) => Some(f64::from(f32::from_bits(*bits))),
            Value::Float64(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }

    /// Writes an encoding that is equal exactly for equal values, whatever their width was.
    pub(super) fn write_canonical(&self, out: &mut Vec<u8>) {
        let mut writer = Writer::append(std::mem::take(out));
        self.write(&mut writer);
        *out = writer.into_bytes();
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Value::Unsigned(n) => writer.uint(*n),
            Value::Negative(n) => writer.head(1, *n),
            Value::Bytes(bytes) => writer.bytes(bytes),
            Value::Text(text) => writer.text(text),
            Value::Array(elements) => {
                writer.array(elements.len());
                elements.iter().for_each(|element| element.write(writer));
            }
            Value::Map(entries) => {
                writer.map(entries.len());
                let mut encoded: Vec<Vec<u8>> = entries
                    .iter()
                    .map(|(key, value)| {
                        let mut entry = Writer::new();
                        key.write(&mut entry);
                        value.write(&mut entry);
                        entry.into_bytes()
                    })
                    .collect();
                encoded.sort();
                encoded.iter().for_each(|entry| writer.raw(entry));
            }
            Value::Tag(number, content) => {
                writer.tag(*number);
                content.write(writer);
            }
            Value::Bool(value) => writer.raw(&[0xf4 + u8::from(*value)]),
            Value::Null => writer.null(),
            Value::Undefined => writer.raw(&[0xf7]),
            Value::Simple(n) if *n < 24 => writer.raw(&[0xe0 | n]),
            Value::Simple(n) => writer.raw(&[0xf8, *n]),
            Value::Float16(_) | Value::Float32(_) | Value::Float64(_) => {
                writer.raw(&[0xfb]);
                writer.raw(&self.as_f64().unwrap_or_default().to_be_bytes());
            }
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Array(_) => "Array(..)",
            Value::Bool(_) => "Bool(..)",
            Value::Bytes(_) => "Bytes(..)",
            Value::Float16(_) | Value::Float32(_) | Value::Float64(_) => "Float(..)",
            Value::Map(_) => "Map(..)",
            Value::Negative(_) | Value::Unsigned(_) => "Integer(..)",
            Value::Null => "Null",
            Value::Simple(_) => "Simple(..)",
            Value::Tag(..) => "Tag(..)",
            Value::Text(_) => "Text(..)",
            Value::Undefined => "Undefined",
        })
    }
}

fn joined_chunks(item: &Item<'_>) -> Vec<u8> {
    let mut rest = item.bytes().get(1..).unwrap_or_default();
    let mut joined = Vec::new();
    while let Some(head) = super::cbor::Head::read(rest).filter(|head| !head.indefinite) {
        let end = usize::try_from(head.argument).ok().and_then(|len| head.len.checked_add(len));
        let Some(chunk) = end.and_then(|end| rest.get(head.len..end)) else { break };
        joined.extend_from_slice(chunk);
        rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
    }
    joined
}

fn simple(head_len: usize, argument: u64) -> Value {
    match (head_len, argument) {
        (1, 20) => Value::Bool(false),
        (1, 21) => Value::Bool(true),
        (1, 22) => Value::Null,
        (1, 23) => Value::Undefined,
        (3, bits) => Value::Float16(bits as u16),
        (5, bits) => Value::Float32(bits as u32),
        (9, bits) => Value::Float64(bits),
        (_, number) => Value::Simple(number as u8),
    }
}

/// RFC 8949 appendix D, by value: ten bits of fraction, five of exponent.
fn half_to_f64(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff);
    let magnitude = match i32::from(bits >> 10 & 0x1f) {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}
