//! Values as JSON and back, without loss.
//!
//! | CBOR | JSON |
//! |---|---|
//! | text, `true`, `false`, `null`, arrays | themselves |
//! | integers within ±2^53 | numbers |
//! | larger integers | `{"$int": "18446744073709551615"}` |
//! | byte strings | `{"$bytes": "base64url"}` |
//! | tags | `{"$tag": [1004, "2000-03-31"]}` |
//! | floats | `{"$float16": "7e00"}`, `$float32`, `$float64`: the bits |
//! | `undefined`, other simple values | `{"$undefined": true}`, `{"$simple": 32}` |
//! | maps with text keys, each once, none beginning with `$` | objects, in the order received |
//! | other maps | `{"$map": [[key, value], …]}` |

use std::collections::HashSet;
use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::limits::MAX_MESSAGE_BYTES;
use super::{Value, from_text};

/// Integers up to this size are JSON numbers that every reader keeps.
const EXACT: u64 = 1 << 53;

impl Value {
    /// The value as JSON, without loss: see the table of [`crate::codec`]'s JSON form.
    ///
    /// Whoever calls this makes personal data leave the type that wipes it.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&Lossless(self)).unwrap_or_default()
    }

    /// The value that [`Value::to_json`] wrote.
    ///
    /// `None` for anything else, and for more bytes than the limit of a message or deeper nesting
    /// than the JSON reader's.
    pub fn from_json(text: &str) -> Option<Self> {
        if text.len() > MAX_MESSAGE_BYTES {
            return None;
        }
        from_text::<Read>(text).ok().map(|read| read.0)
    }
}

struct Lossless<'a>(&'a Value);

impl Serialize for Lossless<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(elements) => {
                let mut list = to.serialize_seq(Some(elements.len()))?;
                elements.iter().try_for_each(|own| list.serialize_element(&Lossless(own)))?;
                list.end()
            }
            Value::Bool(truth) => to.serialize_bool(*truth),
            Value::Bytes(bytes) => one(to, "$bytes", &Base64UrlUnpadded::encode_string(bytes)),
            Value::Float16(bits) => one(to, "$float16", &format!("{bits:04x}")),
            Value::Float32(bits) => one(to, "$float32", &format!("{bits:08x}")),
            Value::Float64(bits) => one(to, "$float64", &format!("{bits:016x}")),
            Value::Map(entries) if is_object(entries) => {
                let mut object = to.serialize_map(Some(entries.len()))?;
                for (key, own) in entries {
                    object.serialize_entry(key.as_text().unwrap_or_default(), &Lossless(own))?;
                }
                object.end()
            }
            Value::Map(entries) => {
                let pairs: Vec<[Lossless<'_>; 2]> =
                    entries.iter().map(|(key, own)| [Lossless(key), Lossless(own)]).collect();
                one(to, "$map", &pairs)
            }
            Value::Negative(n) if *n < EXACT => {
                to.serialize_i64(-1 - i64::try_from(*n).unwrap_or(0))
            }
            Value::Negative(n) => one(to, "$int", &(-1 - i128::from(*n)).to_string()),
            Value::Null => to.serialize_unit(),
            Value::Simple(number) => one(to, "$simple", number),
            Value::Tag(number, content) => {
                one(to, "$tag", &(Lossless(&Value::Unsigned(*number)), Lossless(content)))
            }
            Value::Text(text) => to.serialize_str(text),
            Value::Undefined => one(to, "$undefined", &true),
            Value::Unsigned(n) if *n <= EXACT => to.serialize_u64(*n),
            Value::Unsigned(n) => one(to, "$int", &n.to_string()),
        }
    }
}

/// An object with one member.
fn one<S: Serializer>(to: S, name: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut object = to.serialize_map(Some(1))?;
    object.serialize_entry(name, value)?;
    object.end()
}

/// Whether a map can be an object: text keys, each once, none that looks like a marker.
fn is_object(entries: &[(Value, Value)]) -> bool {
    let mut seen = HashSet::new();
    entries
        .iter()
        .all(|(key, _)| key.as_text().is_some_and(|own| !own.starts_with('$') && seen.insert(own)))
}

struct Read(Value);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader).map(Read)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value in lossless JSON")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Unsigned(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(match u64::try_from(number) {
            Ok(number) => Value::Unsigned(number),
            Err(_) => Value::Negative(number.unsigned_abs() - 1),
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(Read(own)) = list.next_element()? {
            elements.push(own);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            if name.starts_with('$') {
                let value = marked(&name, object.next_value::<Read>()?.0);
                let alone = entries.is_empty() && object.next_key::<String>()?.is_none();
                return value.filter(|_| alone).ok_or_else(|| A::Error::custom("no such marker"));
            }
            entries.push((Value::Text(name), object.next_value::<Read>()?.0));
        }
        Ok(Value::Map(entries))
    }
}

/// What a marker stands for.
fn marked(name: &str, content: Value) -> Option<Value> {
    let bits = |digits: usize| {
        let text = content.as_text().filter(|own| own.len() == digits)?;
        let hex = text.bytes().all(|own| matches!(own, b'0'..=b'9' | b'a'..=b'f'));
        hex.then(|| u64::from_str_radix(text, 16).ok())?
    };
    match (name, &content) {
        ("$bytes", Value::Text(text)) => Base64UrlUnpadded::decode_vec(text).ok().map(Value::Bytes),
        ("$float16", _) => u16::try_from(bits(4)?).ok().map(Value::Float16),
        ("$float32", _) => u32::try_from(bits(8)?).ok().map(Value::Float32),
        ("$float64", _) => bits(16).map(Value::Float64),
        ("$int", Value::Text(text)) => integer(text),
        ("$map", Value::Array(pairs)) => {
            pairs.iter().map(pair).collect::<Option<_>>().map(Value::Map)
        }
        ("$simple", Value::Unsigned(number)) => {
            // 20 to 23 have names, 24 to 31 do not exist.
            let plain = u8::try_from(*number).ok().filter(|own| !(20..32).contains(own));
            plain.map(Value::Simple)
        }
        ("$tag", _) => match pair(&content)? {
            (Value::Unsigned(number), own) => Some(Value::Tag(number, Box::new(own))),
            _ => None,
        },
        ("$undefined", Value::Bool(true)) => Some(Value::Undefined),
        _ => None,
    }
}

fn integer(text: &str) -> Option<Value> {
    let number: i128 = text.parse().ok()?;
    match u64::try_from(number) {
        Ok(number) => Some(Value::Unsigned(number)),
        Err(_) => u64::try_from(-1 - number).ok().map(Value::Negative),
    }
}

fn pair(own: &Value) -> Option<(Value, Value)> {
    match own {
        Value::Array(pair) => match pair.as_slice() {
            [key, own] => Some((key.clone(), own.clone())),
            _ => None,
        },
        _ => None,
    }
}
