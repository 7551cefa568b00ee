//! Floor 0: what a finding knows: named, typed values, never prose and never element values.

use serde_json::{Value as Json, json};

use crate::instant::Timestamp;

/// One value of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// A whole number: a length, a count, a label, a version part.
    Int(i64),
    /// Several names: namespaces, element identifiers as `namespace/element`, OIDs.
    List(Vec<String>),
    /// A name, an identifier or a code; never an element's value.
    Text(String),
    /// An instant.
    Time(Timestamp),
}

impl Fact {
    fn to_json(&self) -> Json {
        match self {
            Fact::Int(number) => json!(number),
            Fact::List(names) => json!(names),
            Fact::Text(text) => json!(text),
            Fact::Time(instant) => json!(instant.to_string()),
        }
    }
}

impl From<i64> for Fact {
    fn from(value: i64) -> Self {
        Fact::Int(value)
    }
}

impl From<usize> for Fact {
    fn from(value: usize) -> Self {
        Fact::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Fact {
    fn from(value: u32) -> Self {
        Fact::Int(i64::from(value))
    }
}

impl From<&str> for Fact {
    fn from(value: &str) -> Self {
        Fact::Text(value.to_owned())
    }
}

impl From<String> for Fact {
    fn from(value: String) -> Self {
        Fact::Text(value)
    }
}

impl From<Timestamp> for Fact {
    fn from(value: Timestamp) -> Self {
        Fact::Time(value)
    }
}

impl From<Vec<String>> for Fact {
    fn from(value: Vec<String>) -> Self {
        Fact::List(value)
    }
}

/// Facts by name, in the order they were stated. Names are stable and lower case with `-`.
///
/// Most findings have none: then it is one empty pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(Option<Box<List>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct List(Vec<(&'static str, Fact)>);

impl Facts {
    /// No facts. Allocates nothing.
    pub const fn none() -> Self {
        Self(None)
    }

    /// One fact.
    pub fn of(name: &'static str, fact: impl Into<Fact>) -> Self {
        Self(Some(Box::new(List(vec![(name, fact.into())]))))
    }

    /// These facts and one more.
    #[must_use]
    pub fn and(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        match &mut self.0 {
            Some(list) => list.0.push((name, fact.into())),
            None => return Self::of(name, fact),
        }
        self
    }

    /// The fact of this name.
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.iter().find(|(own, _)| *own == name).map(|(_, fact)| fact)
    }

    /// Every fact in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        self.0.iter().flat_map(|list| &list.0).map(|(name, fact)| (*name, fact))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// As a report shows them.
    pub(crate) fn to_json(&self) -> Json {
        let members = self.iter().map(|(name, fact)| (name.to_owned(), fact.to_json()));
        Json::Object(members.collect())
    }
}

/// A received name, fit for a report: at most 128 characters, escaped as by [`escaped`].
pub(crate) fn shown(name: &str) -> String {
    match name.char_indices().nth(128) {
        Some((end, _)) => escaped(name.get(..end).unwrap_or_default()),
        None => escaped(name),
    }
}

/// Text from outside, safe to be shown: characters that hide, reorder or control text become
/// `\u{…}`. Everything else stays, variation selectors of names included.
pub fn escaped(text: &str) -> String {
    if text.bytes().all(|own| matches!(own, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for own in text.chars() {
        if hides(own) { shown.extend(own.escape_unicode()) } else { shown.push(own) }
    }
    shown
}

/// Whether a character hides or reorders text, or controls the device that shows it.
pub fn hides(own: char) -> bool {
    own.is_control()
        || matches!(own, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_text_is_escaped() {
        assert_eq!(escaped("a\u{202e}b\u{7}c"), "a\\u{202e}b\\u{7}c");
        for kept in ["番号　花子", "葛\u{e0100}城", "Zoë", "👩\u{fe0f}", "a b"] {
            assert_eq!(escaped(kept), kept);
        }
        for gone in ['\u{ad}', '\u{61c}', '\u{2066}', '\u{feff}', '\u{e0041}', '\n', '\u{9b}'] {
            assert!(!escaped(&gone.to_string()).contains(gone), "{gone:?}");
        }
    }

    #[test]
    fn names_in_reports_are_cut() {
        assert_eq!(shown(&"番".repeat(200)).chars().count(), 128);
        assert_eq!(shown("short"), "short");
    }
}
