//! Strict, bounded JSON (RFC 8259): a member stands once, and limits hold before meaning is taken.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use super::limits::{MAX_JSON_DEPTH, MAX_JSON_VALUES};

/// Why a text is no JSON that is read here. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JsonProblem {
    /// An object has the same member twice.
    #[error("an object has the same member twice")]
    DuplicateMember,
    /// No JSON, or something follows it.
    #[error("not JSON, at line {line} column {column}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Nested deeper than the limit.
    #[error("nested deeper than {0}")]
    TooDeep(usize),
    /// More bytes than the limit.
    #[error("longer than {0} bytes")]
    TooLong(usize),
    /// More values than the limit.
    #[error("more than {0} values")]
    TooMany(usize),
}

/// Reads a shape from text. Text and bytes have one kind of reader here: the code of every shape is
/// there once for each kind.
pub(crate) fn from_text<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, serde_json::Error> {
    serde_json::from_slice(text.as_bytes())
}

/// What is written for people and compared by bytes: indented, with a line break at the end.
pub(crate) fn pretty(whole: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(whole).unwrap_or_default();
    text.push('\n');
    text
}

/// A JSON value, wiped on drop; `Debug` shows nothing of it.
pub(crate) struct Json(Value);

impl Json {
    pub(crate) fn parse(text: &[u8], max_bytes: usize) -> Result<Self, JsonProblem> {
        if text.len() > max_bytes {
            return Err(JsonProblem::TooLong(max_bytes));
        }
        let (problem, left) = (Cell::new(None), Cell::new(MAX_JSON_VALUES));
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let seed = Seed { depth: MAX_JSON_DEPTH, left: &left, problem: &problem };
        let read = seed
            .deserialize(&mut deserializer)
            .map(Self)
            .and_then(|value| deserializer.end().map(|()| value));
        read.map_err(|error| {
            let syntax = JsonProblem::Syntax { line: error.line(), column: error.column() };
            problem.get().unwrap_or(syntax)
        })
    }

    pub(crate) fn value(&self) -> &Value {
        &self.0
    }
}

impl Drop for Json {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json(..)")
    }
}

/// A value as JSON, wiped on drop. Room is made before anything is written: bytes that grow leave
/// copies behind. `None` for what JSON does not have.
pub(crate) fn wiped_json(value: &impl Serialize) -> Option<Zeroizing<Vec<u8>>> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value).ok()?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *bytes, value).ok()?;
    Some(bytes)
}

/// Counts what is written.
struct Length(usize);

impl std::io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(elements) => elements.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}

#[derive(Clone, Copy)]
struct Seed<'c> {
    depth: usize,
    left: &'c Cell<usize>,
    problem: &'c Cell<Option<JsonProblem>>,
}

impl Seed<'_> {
    fn fail<E: Error>(self, problem: JsonProblem) -> E {
        self.problem.set(Some(problem));
        E::custom("refused")
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth, ..self }),
            None => Err(self.fail(JsonProblem::TooDeep(MAX_JSON_DEPTH))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => return Err(self.fail(JsonProblem::TooMany(MAX_JSON_VALUES))),
        }
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut elements = Vec::new();
        while let Some(element) = input.next_element_seed(inner)? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        while let Some(name) = input.next_key::<String>()? {
            let value = input.next_value_seed(inner)?;
            if members.insert(name, value).is_some() {
                return Err(self.fail(JsonProblem::DuplicateMember));
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Value, JsonProblem> {
        Json::parse(text.as_bytes(), 100_000).map(|json| json.value().clone())
    }

    #[test]
    fn keeps_what_stands_there() {
        let text = r#"{"a":[1,-2,0.5,true,null],"b":{"c":"\u3042"}}"#;
        assert_eq!(parse(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn refuses_a_member_that_stands_twice_at_any_depth() {
        for text in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":1,"c":2,"a":3}}]"#, r#"{"a":1,"\u0061":2}"#]
        {
            assert_eq!(parse(text), Err(JsonProblem::DuplicateMember), "{text}");
        }
    }

    #[test]
    fn holds_its_limits() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(&deep(MAX_JSON_DEPTH)).is_ok());
        assert_eq!(parse(&deep(MAX_JSON_DEPTH + 1)), Err(JsonProblem::TooDeep(MAX_JSON_DEPTH)));
        let many = format!("[{}1]", "1,".repeat(MAX_JSON_VALUES));
        let parsed = Json::parse(many.as_bytes(), usize::MAX).map(drop);
        assert_eq!(parsed, Err(JsonProblem::TooMany(MAX_JSON_VALUES)));
        assert_eq!(Json::parse(b"[1]", 2).map(drop), Err(JsonProblem::TooLong(2)));
    }

    #[test]
    fn writes_into_room_that_was_made_before() {
        let value = serde_json::json!({ "a": ["b".repeat(5_000), "\u{3042}\n"] });
        let bytes = wiped_json(&value).unwrap();
        assert_eq!(
            (bytes.as_slice(), bytes.capacity()),
            (value.to_string().as_bytes(), bytes.len())
        );
    }

    #[test]
    fn refuses_what_is_no_json() {
        for text in ["", "{", "[1]x", "[1] []", "{'a':1}", "[01]", "[NaN]", "\u{feff}[]", "[1,]"] {
            assert!(matches!(parse(text), Err(JsonProblem::Syntax { .. })), "{text}");
        }
        assert!(Json::parse(b"\"\xff\"", 10).is_err());
    }
}
