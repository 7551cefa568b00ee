//! What a counter can ask: data files, each with its purpose, its law and what is kept.
//!
//! ```json
//! { "id": "age-20", "version": "2026-11-24",
//!   "title": { "en": "…", "ja": "…" },
//!   "request": { "purpose": {…}, "anonymous": true, "age": 20, "documents": [
//!     { "docType": "…", "elements": [
//!       { "nameSpace": "…", "elementIdentifier": "…", "purpose": {…} } ] } ] },
//!   "law": [ { "from": "2027-04-01", "statutory": true, "name": {…} } ],
//!   "kept": { "en": "…", "ja": "…" }, "historyDays": 30, "faceCheck": true }
//! ```
//!
//! 1. `request` is that of [`Request`], with its reasons; the linter of requests is held against it.
//! 2. `law` says under which law each element is asked, by day. What is `statutory` names a method of
//!    identification, and is shown by a certified app alone.
//! 3. The app keeps no value of anybody: a preset that intends to retain one would be untrue to the
//!    customer and is refused.
//! 4. [`Preset::problems`] says everything that is wrong; a preset with a problem is not offered.

use serde::Deserialize;
use thiserror::Error;

use crate::codec::from_text;
use crate::codec::limits::{MAX_DATA_FILE_BYTES, MAX_PRESETS};
use crate::doctype::{Date, Registry, Role, Words};
use crate::mdoc::{DocumentDraft, PreparedRequest, RequestDraft, RequestError, UseCase};
use crate::request::lint::{LintRule, lint};
use crate::request::{Request, RequestedDocument};

const SHIPPED: [&str; 4] = [
    include_str!("../../data/counter/presets/age-20.json"),
    include_str!("../../data/counter/presets/age-18.json"),
    include_str!("../../data/counter/presets/bank-desk.json"),
    include_str!("../../data/counter/presets/mdl-age.json"),
];

/// What can be asked, in the order of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presets {
    list: Vec<Preset>,
}

/// One thing that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Preset {
    /// The stable id.
    pub id: String,
    /// The day of the file.
    pub version: String,
    /// What it is called, without a word of a statutory method.
    pub title: Words,
    /// What is asked, and why.
    pub request: Request,
    /// Under which law.
    pub law: Vec<LawNote>,
    /// What is kept, for the customer.
    pub kept: Words,
    /// Days for which the record of the check is kept.
    pub history_days: u32,
    /// Whether the clerk compares portrait and person.
    #[serde(default)]
    pub face_check: bool,
}

/// A law, for the time in which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LawNote {
    /// The first day.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day.
    #[serde(default)]
    pub until: Option<String>,
    /// Whether it names a method of identification that the law asks for.
    #[serde(default)]
    pub statutory: bool,
    /// What it is called.
    pub name: Words,
}

/// Why a file of a preset is not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PresetError {
    /// Another preset has this id.
    #[error("the preset {0} is there twice")]
    Duplicate(String),
    /// No JSON of the shape.
    #[error("no preset: {0}")]
    Json(String),
    /// The linter found something.
    #[error("{id}: {problem}")]
    Problem {
        /// The preset.
        id: String,
        /// What is wrong.
        problem: PresetProblem,
    },
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLong(usize),
    /// More presets than the limit.
    #[error("more than {0} presets")]
    TooMany(usize),
}

/// What is wrong with a preset.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PresetProblem {
    /// The comparison of faces needs a portrait that is asked for, and the other way round.
    #[error("the comparison of faces and the portrait go together")]
    FaceCheck,
    /// An id, a title, a purpose or a statement of what is kept is missing.
    #[error("no {0}")]
    Missing(&'static str),
    /// No law holds on this day.
    #[error("no law is named for {0}")]
    NoLaw(Date),
    /// An element without a purpose.
    #[error("{0} has no purpose")]
    NoPurpose(String),
    /// The individual number is asked for.
    #[error("the individual number is asked for")]
    IndividualNumber,
    /// The linter of requests.
    #[error("the request: {0}")]
    Request(LintRule),
    /// What a reader must not send.
    #[error("the request: {0}")]
    Refused(RequestError),
    /// An element is to be kept, and this app keeps none.
    #[error("{0} is to be kept, and the app keeps no value")]
    Retains(String),
    /// A word of a statutory method stands where an uncertified app would show it.
    #[error("a word of a statutory method: {0}")]
    StatutoryWord(&'static str),
}

/// Words that name a statutory method of identification, or promise one. An app without a certificate
/// never shows them.
pub const STATUTORY_WORDS: [&str; 14] = [
    "取引時確認",
    "本人特定事項",
    "犯罪による収益",
    "犯収法",
    "携帯電話不正利用防止法",
    "携帯法",
    "古物営業法",
    "番号法",
    "公的個人認証法",
    "施行規則",
    "特定事業者",
    "Criminal Proceeds",
    "Ordinance for Enforcement",
    "customer due diligence",
];

impl Presets {
    /// No presets.
    pub fn new() -> Self {
        Self::default()
    }

    /// The presets that come with this crate, for the day `on`.
    ///
    /// # Errors
    /// Never before the law of one of them has ended, as a test shows.
    pub fn shipped(on: Date, doc_types: &Registry) -> Result<Self, PresetError> {
        SHIPPED.iter().try_fold(Self::new(), |presets, file| presets.with(file, on, doc_types))
    }

    /// These presets and that of one more file.
    ///
    /// # Errors
    /// A file that is no preset, or one with a problem on the day `on`.
    pub fn with(mut self, file: &str, on: Date, doc_types: &Registry) -> Result<Self, PresetError> {
        let preset = Preset::from_json(file)?;
        if let Some(problem) = preset.problems(on, doc_types).into_iter().next() {
            return Err(PresetError::Problem { id: preset.id, problem });
        }
        if self.get(&preset.id).is_some() {
            return Err(PresetError::Duplicate(preset.id));
        }
        if self.list.len() >= MAX_PRESETS {
            return Err(PresetError::TooMany(MAX_PRESETS));
        }
        self.list.push(preset);
        Ok(self)
    }

    /// Every preset.
    pub fn iter(&self) -> impl Iterator<Item = &Preset> {
        self.list.iter()
    }

    /// The preset of this id.
    pub fn get(&self, id: &str) -> Option<&Preset> {
        self.list.iter().find(|own| own.id == id)
    }

    /// The preset at this place.
    pub(super) fn at(&self, index: usize) -> Option<&Preset> {
        self.list.get(index)
    }
}

impl Preset {
    /// Reads a file.
    ///
    /// # Errors
    /// Another shape, or more bytes than the limit.
    pub fn from_json(text: &str) -> Result<Self, PresetError> {
        if text.len() > MAX_DATA_FILE_BYTES {
            return Err(PresetError::TooLong(MAX_DATA_FILE_BYTES));
        }
        from_text(text).map_err(|error| PresetError::Json(error.to_string()))
    }

    /// Everything that is wrong with it on the day `on`.
    pub fn problems(&self, on: Date, doc_types: &Registry) -> Vec<PresetProblem> {
        let mut problems = Vec::new();
        let purpose = self.request.purpose.as_ref();
        let stated = [
            ("id", says(&self.id)),
            ("title", speaks(&self.title)),
            ("purpose", purpose.is_some_and(speaks)),
            ("statement of what is kept", speaks(&self.kept)),
            ("days of history", self.history_days > 0),
        ];
        let missing = stated.into_iter().filter(|(_, there)| !there);
        problems.extend(missing.map(|(what, _)| PresetProblem::Missing(what)));
        if self.law_on(on).is_none() {
            problems.push(PresetProblem::NoLaw(on));
        }
        for (document, own) in self.elements() {
            let name = format!("{}/{}", own.name_space, own.element_identifier);
            if !own.purpose.as_ref().is_some_and(speaks) {
                problems.push(PresetProblem::NoPurpose(name.clone()));
            }
            if own.retain {
                problems.push(PresetProblem::Retains(name));
            }
            let known = doc_types.described(&document.doc_type, &own.name_space);
            if known.serves(&own.element_identifier, Role::IndividualNumber) {
                problems.push(PresetProblem::IndividualNumber);
            }
        }
        problems.extend(self.statutory_word().map(PresetProblem::StatutoryWord));
        let found = lint(&self.request, doc_types).findings;
        problems.extend(found.into_iter().map(|own| PresetProblem::Request(own.rule)));
        if self.face_check != self.asks_portrait(doc_types) {
            problems.push(PresetProblem::FaceCheck);
        }
        problems.extend(self.prepare().err().map(PresetProblem::Refused));
        problems
    }

    /// The law that holds on this day: the first of the file.
    pub fn law_on(&self, on: Date) -> Option<&LawNote> {
        self.law.iter().find(|own| own.holds(on) && speaks(&own.name))
    }

    /// Whether a portrait is asked for.
    pub fn asks_portrait(&self, doc_types: &Registry) -> bool {
        self.elements().any(|(document, own)| {
            let known = doc_types.described(&document.doc_type, &own.name_space);
            known.serves(&own.element_identifier, Role::Portrait)
        })
    }

    /// What is sent. Where any one of the documents is enough, the request says so (`useCases`).
    ///
    /// # Errors
    /// What a reader must not send.
    pub fn prepare(&self) -> Result<PreparedRequest, RequestError> {
        let mut draft = RequestDraft::new(self.request.documents.iter().map(draft));
        let count = draft.documents.len();
        if self.request.any_of && count > 1 {
            draft.use_cases = vec![UseCase {
                mandatory: true,
                document_sets: (0..count).map(|index| vec![index]).collect(),
                purpose_hints: Vec::new(),
            }];
        }
        draft.prepare()
    }

    pub(super) fn elements(
        &self,
    ) -> impl Iterator<Item = (&RequestedDocument, &crate::request::RequestedElement)> {
        let documents = self.request.documents.iter();
        documents.flat_map(|own| own.elements.iter().map(move |element| (own, element)))
    }

    /// The first statutory word in what every app shows.
    fn statutory_word(&self) -> Option<&'static str> {
        let reasons = self.elements().filter_map(|(_, own)| own.purpose.as_ref());
        let plain = self.law.iter().filter(|own| !own.statutory).map(|own| &own.name);
        let all = [&self.title, &self.kept].into_iter().chain(&self.request.purpose);
        let mut texts = all.chain(reasons).chain(plain).flat_map(|own| [&own.ja, &own.en]);
        texts.find_map(|text| STATUTORY_WORDS.into_iter().find(|word| text.contains(word)))
    }
}

impl LawNote {
    fn holds(&self, on: Date) -> bool {
        on.within_texts(self.from.as_deref(), self.until.as_deref())
    }
}

fn draft(own: &RequestedDocument) -> DocumentDraft {
    let elements = own.elements.iter();
    let elements =
        elements.map(|own| (own.name_space.clone(), own.element_identifier.clone(), own.retain));
    DocumentDraft::of(&own.doc_type, elements)
}

fn says(text: &str) -> bool {
    !text.trim().is_empty()
}

/// In both languages.
fn speaks(words: &Words) -> bool {
    says(&words.ja) && says(&words.en)
}
