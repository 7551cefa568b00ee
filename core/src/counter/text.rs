//! The words of the app: one file for every platform, each entry in Japanese and English with the
//! room it has.
//!
//! ```json
//! { "problem.phone-not-found.say": { "ja": "…", "en": "…", "place": "sentence", "comment": "…" },
//!   "waiting.elapsed": { "ja": "…{elapsed}…", "en": "…", "place": "label",
//!     "arguments": ["elapsed"], "comment": "…" } }
//! ```
//!
//! An argument stands in braces. `arguments` gives their order where a platform numbers them.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::assurance::closed::closed;
use crate::codec::from_text;
use crate::codec::limits::MAX_DATA_FILE_BYTES;

const SHIPPED: &str = include_str!("../../data/counter/strings.json");

/// A text of the app by its key, with what is to be put in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phrase {
    /// The key in the file of texts.
    pub key: String,
    /// Names and contents of the arguments. Never a value of a customer.
    pub arguments: Vec<(&'static str, String)>,
}

impl Phrase {
    pub(super) fn of(key: &str) -> Self {
        Self { key: key.to_owned(), arguments: Vec::new() }
    }

    #[must_use]
    pub(super) fn with(mut self, name: &'static str, content: impl ToString) -> Self {
        self.arguments.push((name, content.to_string()));
        self
    }
}

closed! {
    /// Where a text stands, which says how long it may be.
    Place {
        /// On a button: twelve characters in Japanese, 24 in English.
        Button = "button",
        /// A short name beside something: 24 and 48.
        Label = "label",
        /// A sentence: 80 and 160.
        Sentence = "sentence",
        /// A heading: 24 and 48.
        Title = "title",
        /// The word of a verdict: six and 16.
        Word = "word",
    }
}

impl Place {
    /// Characters at the most, in Japanese and in English, with every argument at its name's length.
    pub const fn room(self) -> (usize, usize) {
        match self {
            Place::Button => (12, 24),
            Place::Label | Place::Title => (24, 48),
            Place::Sentence => (80, 160),
            Place::Word => (6, 16),
        }
    }
}

/// The languages of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextLanguage {
    /// English
    En,
    /// Japanese
    Ja,
}

/// One entry of the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Text {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
    /// Where it stands.
    pub place: Place,
    /// The names of the arguments, in their order.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// For who translates it.
    pub comment: String,
}

/// Every text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    entries: BTreeMap<String, Text>,
}

/// Why a file of texts is not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TextError {
    /// No JSON of the shape.
    #[error("no texts: {0}")]
    Json(String),
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLong(usize),
}

impl Texts {
    /// Reads a file.
    ///
    /// # Errors
    /// Another shape, or more bytes than the limit.
    pub fn from_json(text: &str) -> Result<Self, TextError> {
        if text.len() > MAX_DATA_FILE_BYTES {
            return Err(TextError::TooLong(MAX_DATA_FILE_BYTES));
        }
        let entries = from_text(text).map_err(|error| TextError::Json(error.to_string()))?;
        Ok(Self { entries })
    }

    /// The texts that come with this crate.
    ///
    /// # Errors
    /// Never, as a test shows: the file is part of the crate.
    pub fn shipped() -> Result<Self, TextError> {
        Self::from_json(SHIPPED)
    }

    /// The entry of this key.
    pub fn get(&self, key: &str) -> Option<&Text> {
        self.entries.get(key)
    }

    /// Every key with its entry, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.entries.iter().map(|(key, text)| (key.as_str(), text))
    }

    /// A phrase in words. The key itself where there is no such text: a test finds those.
    pub fn say(&self, phrase: &Phrase, language: TextLanguage) -> String {
        let Some(text) = self.get(&phrase.key) else { return phrase.key.clone() };
        let words = match language {
            TextLanguage::En => &text.en,
            TextLanguage::Ja => &text.ja,
        };
        phrase.arguments.iter().fold(words.clone(), |text, (name, content)| {
            text.replace(&format!("{{{name}}}"), content)
        })
    }
}
