//! Policy bundles: rules, sources, dates of effect and confidence, as data.
//!
//! 1. The text is strict JSON within its limits; unknown members are refused.
//! 2. Every name that is used is there: rules, axes, grades, sources, facts.
//! 3. No rule needs itself, however long the way round.
//! 4. Rules are put in the order of their names: the order of the file means nothing.
//!
//! A rule asks for evidence and never for its absence, so no bundle can make more evidence worth
//! less. What takes worth away is an *advisory*, and is named in every decision.
//!
//! Days are those of Japan for Japanese law: `from` is the first day in force, `until` the last.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::closed::{closed, written};
use super::consistency::check;
use super::evidence::{AuthenticatorKind, Channel};
use super::need::{FactName, Need};
use crate::codec::limits::MAX_BUNDLE_BYTES;
use crate::codec::{Json, JsonProblem};
use crate::crypto::{CryptoProvider, HashAlgorithm};
use crate::doctype::{Date, Words};
use crate::facts::shown;

/// The bundles that ship with this crate.
const SHIPPED: [&[u8]; 3] = [
    include_bytes!("../../policy/ds-511.json"),
    include_bytes!("../../policy/jp-statutes.json"),
    include_bytes!("../../policy/nist-800-63a-4.json"),
];

closed! {
    /// How firm a statement is.
    Confidence {
        /// Read in the document that makes it.
        Confirmed = "confirmed",
        /// From general knowledge; no source was opened.
        General = "general",
        /// Reasoned from what is confirmed.
        Inferred = "inferred",
        /// Third parties state it.
        Secondary = "secondary",
    }
}

closed! {
    /// What a bundle is to the text it speaks of.
    Nature {
        /// It follows a text that was at hand.
        Published = "published",
        /// The text was not at hand: a reconstruction, which is not official.
        Reconstruction = "reconstruction",
    }
}

closed! {
    /// How strongly a demand speaks.
    Modality {
        /// It is forbidden otherwise.
        Forbid = "forbid",
        /// It may be offered and must not be forced on anybody (強要してはならない).
        MustNotForce = "must-not-force",
        /// It is required.
        Require = "require",
        /// It is worth knowing.
        Warn = "warn",
    }
}

closed! {
    /// What a party is, by law.
    Party {
        /// 署名検証者 under the JPKI act: may ask for revocation itself.
        SignatureVerifier = "signature-verifier",
    }
}

closed! {
    /// How likely it is that a credential is lent.
    #[derive(Default)]
    LendingRisk {
        /// Lending gains something, as it does with accounts and admissions.
        High = "high",
        /// Little is gained.
        Low = "low",
        /// Nobody thought about it.
        #[default]
        Unknown = "unknown",
    }
}

/// Where a statement is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Source {
    /// Its name within the bundle.
    pub id: String,
    /// The document.
    pub title: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A statement of a source, to be told as it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Statement {
    /// Its name.
    pub id: String,
    /// What is stated.
    pub words: Words,
    /// Where.
    pub source: String,
    /// How firm it is.
    pub confidence: Confidence,
}

/// A scale that evidence reaches a grade on: levels of a guideline, strengths of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Axis {
    /// Its name, for example `ds511.ial`.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// Its value as `trust_framework` of OpenID Connect for Identity Assurance.
    #[serde(default)]
    pub trust_framework: Option<String>,
    /// The grades, lowest first. The first one needs nothing.
    pub grades: Vec<Grade>,
}

/// One grade of an axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Grade {
    /// Its name on the axis.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// Under which conditions it may be used all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Words>,
}

/// A rule: evidence that reaches a grade, or a part that other rules refer to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The axis and grade that it reaches; none for a part.
    #[serde(default)]
    pub reaches: Option<Reaches>,
    /// What it needs.
    pub needs: Need,
    /// The first day in force.
    #[serde(default, with = "written::maybe")]
    pub from: Option<Date>,
    /// The last day in force.
    #[serde(default, with = "written::maybe")]
    pub until: Option<Date>,
    /// Where it is from.
    pub source: String,
    /// How firm it is.
    pub confidence: Confidence,
}

/// A grade of an axis.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Reaches {
    /// The axis.
    pub axis: String,
    /// The grade.
    pub grade: String,
}

/// A method that a law names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Statute {
    /// The law's short name, for example `jp.aml`.
    pub law: String,
    /// What people call the law.
    pub title: Words,
    /// The provision.
    pub provision: String,
    /// The method's code in it, for example `ル`.
    pub code: String,
    /// What the method is.
    pub name: Words,
    /// What it needs.
    pub needs: Need,
    /// The first day in force.
    #[serde(default, with = "written::maybe")]
    pub from: Option<Date>,
    /// The last day in force.
    #[serde(default, with = "written::maybe")]
    pub until: Option<Date>,
    /// The code it has afterwards; none where it is abolished.
    #[serde(default)]
    pub becomes: Option<String>,
    /// What must be kept, and what else is to be minded.
    #[serde(default)]
    pub keep: Option<Words>,
    /// Where it is from.
    pub source: String,
    /// How firm it is.
    pub confidence: Confidence,
}

impl Statute {
    /// `law code`, with the first day where one code stands for two methods in turn.
    pub fn id(&self) -> String {
        match self.from {
            Some(from) => format!("{} {} ({from}..)", self.law, self.code),
            None => format!("{} {}", self.law, self.code),
        }
    }
}

/// Evidence that a law does not take, although a guideline may rank it high.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NotAccepted {
    /// The law's short name.
    pub law: String,
    /// The evidence.
    pub when: Need,
    /// What is to be said.
    pub words: Words,
    /// The first day of which this is true.
    #[serde(default, with = "written::maybe")]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, with = "written::maybe")]
    pub until: Option<Date>,
    /// Where it is from.
    pub source: String,
    /// How firm it is.
    pub confidence: Confidence,
}

/// When a demand applies: every member that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct When {
    /// One of these risks.
    pub lending_risk: Vec<LendingRisk>,
    /// One of these purposes.
    pub purposes: Vec<String>,
    /// This evidence is there.
    pub evidence: Option<Need>,
}

/// Something that the circumstances demand on top of levels.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Demand {
    /// Its name.
    pub id: String,
    /// How strongly it speaks.
    pub modality: Modality,
    /// When it applies.
    pub when: When,
    /// What meets it; none where nothing does.
    #[serde(default)]
    pub needs: Option<Need>,
    /// What is to be said.
    pub words: Words,
    /// Where it is from.
    pub source: String,
    /// How firm it is.
    pub confidence: Confidence,
}

/// A demand that is lifted for some purposes, with the reason (例外).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Exception {
    /// Its name.
    pub id: String,
    /// The demand.
    pub lifts: String,
    /// The purposes it is for; never all.
    pub purposes: Vec<String>,
    /// Why.
    pub reason: Words,
    /// The first day.
    #[serde(default, with = "written::maybe")]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, with = "written::maybe")]
    pub until: Option<Date>,
}

impl Advisory {
    /// Whether it is about evidence, and not about rules alone.
    pub(super) fn names_evidence(&self) -> bool {
        let period = self.made_from.is_some() || self.made_until.is_some();
        !self.facts.is_empty() || self.state.is_some() || self.provider.is_some() || period
    }
}

/// News that take worth away: a method, an algorithm or an issuer is no longer what it was.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Advisory {
    /// Its name.
    pub id: String,
    /// The pieces of evidence it is about: all of these facts. Empty for any.
    #[serde(default)]
    pub facts: Vec<FactName>,
    /// Only those issued in this state or province.
    #[serde(default)]
    pub state: Option<String>,
    /// Only those of this passkey provider.
    #[serde(default)]
    pub provider: Option<String>,
    /// Only evidence made on or after this day, in Japan.
    #[serde(default, with = "written::maybe")]
    pub made_from: Option<Date>,
    /// Only evidence made on or before this day, in Japan.
    #[serde(default, with = "written::maybe")]
    pub made_until: Option<Date>,
    /// Facts that no longer count; empty for the whole piece.
    #[serde(default)]
    pub strikes: Vec<FactName>,
    /// Rules that no longer count, and methods of the advisor.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The first day in force.
    #[serde(default, with = "written::maybe")]
    pub from: Option<Date>,
    /// The last day in force.
    #[serde(default, with = "written::maybe")]
    pub until: Option<Date>,
    /// What is to be said.
    pub words: Words,
    /// Where it is from.
    pub source: String,
}

closed! {
    /// What a person needs to have for a method.
    Having {
        /// A My Number Card.
        MyNumberCard = "my-number-card",
        /// A document with a portrait.
        PhotoId = "photo-id",
        /// A smartphone.
        Phone = "phone",
        /// An address that letters reach.
        PostalAddress = "postal-address",
        /// A document of any kind.
        AnyDocument = "any-document",
    }
}

closed! {
    /// Whether a person can choose what a method tells.
    Granularity {
        /// All or nothing.
        AllOrNothing = "all-or-nothing",
        /// Nothing about the person is told.
        NoAttributes = "no-attributes",
        /// Element by element.
        Selective = "selective",
    }
}

closed! {
    /// What a method is for.
    Task {
        /// 当人認証
        Authentication = "authentication",
        /// 身元確認
        Proofing = "proofing",
    }
}

/// A method that the advisor can propose (手法).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Method {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// What it is for.
    pub task: Task,
    /// Over which channels it works.
    pub channels: Vec<Channel>,
    /// What the person needs.
    #[serde(default)]
    pub having: Vec<Having>,
    /// The pieces of evidence that it yields when all goes well, as facts.
    pub yields: Vec<Vec<FactName>>,
    /// What the person tells by it.
    pub granularity: Granularity,
    /// Whether a lent credential is noticed.
    pub lending_resistant: bool,
    /// Whether a look-alike site gains nothing; none where the question does not arise.
    #[serde(default)]
    pub phishing_resistant: Option<bool>,
    /// Whether its key can be copied to other devices by its provider.
    #[serde(default)]
    pub syncable: Option<bool>,
    /// Whether it can be shared with another person.
    #[serde(default)]
    pub shareable: Option<bool>,
    /// The authenticator behind it, for those that the catalogue of this crate knows.
    #[serde(default)]
    pub authenticator: Option<AuthenticatorKind>,
    /// How different authenticators of one kind compare; higher is stronger.
    #[serde(default)]
    pub factor_rank: Option<u8>,
    /// What tends to go wrong.
    pub pitfall: Words,
    /// How the person does it, and why it may fail.
    #[serde(default)]
    pub guide: Option<Words>,
    /// The first day it can be used.
    #[serde(default, with = "written::maybe")]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, with = "written::maybe")]
    pub until: Option<Date>,
    /// Where it is from.
    pub source: String,
    /// How firm it is.
    pub confidence: Confidence,
}

/// After how many days evidence of a kind is to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Revalidate {
    /// The evidence: pieces with all of these facts.
    pub facts: Vec<FactName>,
    /// Days.
    pub days: u16,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "format")]
    _format: u64,
    pub(super) id: String,
    pub(super) version: u32,
    #[serde(with = "written")]
    pub(super) issued: Date,
    pub(super) nature: Nature,
    pub(super) name: Words,
    #[serde(default)]
    pub(super) notice: Option<Words>,
    pub(super) sources: Vec<Source>,
    #[serde(default)]
    pub(super) statements: Vec<Statement>,
    #[serde(default)]
    pub(super) axes: Vec<Axis>,
    #[serde(default)]
    pub(super) rules: Vec<Rule>,
    #[serde(default)]
    pub(super) statutes: Vec<Statute>,
    #[serde(default)]
    pub(super) not_accepted: Vec<NotAccepted>,
    #[serde(default)]
    pub(super) demands: Vec<Demand>,
    #[serde(default)]
    pub(super) exceptions: Vec<Exception>,
    #[serde(default)]
    pub(super) advisories: Vec<Advisory>,
    #[serde(default)]
    pub(super) methods: Vec<Method>,
    #[serde(default)]
    pub(super) revalidate: Vec<Revalidate>,
}

/// Who vouches for a bundle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "by", content = "key", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Voucher {
    /// It is part of this crate.
    Shipped,
    /// A signature of this key, which the caller trusts.
    Signature(String),
    /// Nobody: for trying out.
    Nobody,
}

/// Why a bundle is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BundleError {
    /// A rule needs itself.
    #[error("the rules go in a circle: {}", .0.join(" needs "))]
    Cycle(Vec<String>),
    /// Something ends before it begins.
    #[error("{0} ends before it begins")]
    Order(String),
    /// One name stands for two things.
    #[error("the {what} \"{name}\" is there twice")]
    Duplicate {
        /// What kind of thing.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A part that must not be empty is.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// A format that is not known here.
    #[error("the format {0} of bundles is not known here")]
    Format(u64),
    /// Not strict JSON.
    #[error("{0}")]
    Json(#[from] JsonProblem),
    /// Older than the one that is installed.
    #[error(
        "version {offered} of the bundle \"{id}\" is older than version {installed}, which is \
         installed: bundles only roll forward"
    )]
    Older {
        /// The bundle.
        id: String,
        /// The installed version.
        installed: u32,
        /// The version that was offered.
        offered: u32,
    },
    /// The same version with another content.
    #[error("version {version} of the bundle \"{id}\" is installed with another content")]
    OtherContent {
        /// The bundle.
        id: String,
        /// The version.
        version: u32,
    },
    /// A member is missing, misspelt or of another type.
    #[error("not a bundle: {0}")]
    Shape(String),
    /// The signature does not hold under any trusted key.
    #[error("the signature does not hold under any trusted key")]
    Signature,
    /// The provider lacks the signature's algorithm.
    #[error("the signature's algorithm is not supported")]
    UnsupportedAlgorithm,
    /// Not a COSE_Sign1 of a bundle.
    #[error("not a signed bundle: {0}")]
    NotSigned(&'static str),
    /// More rules than the limit.
    #[error("more than {0} rules, methods or other entries")]
    TooMany(usize),
    /// Rules that need rules, one below the other, beyond the limit.
    #[error("rules need one another more than {0} deep")]
    TooDeep(usize),
    /// Reading its needs takes more steps than the limit, each mention of a rule counted.
    #[error("reading its rules takes more than {0} steps")]
    TooManySteps(usize),
    /// Something refers to what is not there.
    #[error("{by} refers to the {what} \"{name}\", which is not in the bundle")]
    Unknown {
        /// Who refers to it.
        by: String,
        /// What kind of thing.
        what: &'static str,
        /// The name.
        name: String,
    },
}

/// A policy bundle, read and found consistent.
#[derive(Clone, Debug)]
pub struct Bundle {
    file: File,
    digest: [u8; 32],
    voucher: Voucher,
}

impl Bundle {
    /// The bundles that come with this crate.
    ///
    /// # Errors
    /// Never, as a test shows: the files are part of the crate.
    pub fn shipped(provider: &CryptoProvider) -> Result<Vec<Self>, BundleError> {
        SHIPPED.iter().map(|text| Self::read(text, Voucher::Shipped, provider)).collect()
    }

    /// Reads a bundle that nobody vouches for: for trying out. Decisions say so.
    ///
    /// A text that is one of those that ship, byte for byte, is vouched for by this crate.
    ///
    /// # Errors
    /// See [`BundleError`].
    pub fn unsigned(text: &[u8], provider: &CryptoProvider) -> Result<Self, BundleError> {
        let shipped = SHIPPED.contains(&text);
        let voucher = if shipped { Voucher::Shipped } else { Voucher::Nobody };
        Self::read(text, voucher, provider)
    }

    pub(super) fn read(
        text: &[u8],
        voucher: Voucher,
        provider: &CryptoProvider,
    ) -> Result<Self, BundleError> {
        let json = Json::parse(text, MAX_BUNDLE_BYTES)?;
        let format = json.value().get("format").and_then(serde_json::Value::as_u64);
        if let Some(other) = format.filter(|own| *own != 1) {
            return Err(BundleError::Format(other));
        }
        let mut file: File = serde::Deserialize::deserialize(json.value())
            .map_err(|error: serde_json::Error| BundleError::Shape(shown(&error.to_string())))?;
        check(&file)?;
        sort(&mut file);
        let digest = (provider.digest)(HashAlgorithm::Sha256, &[text]);
        let mut own = [0; 32];
        own.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
        Ok(Self { file, digest: own, voucher })
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// Its version: a later bundle of the same name has a higher one.
    pub fn version(&self) -> u32 {
        self.file.version
    }

    /// The day it was issued.
    pub fn issued(&self) -> Date {
        self.file.issued
    }

    /// SHA-256 of its text as received.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Who vouches for it.
    pub fn voucher(&self) -> &Voucher {
        &self.voucher
    }

    /// What it is to the text it speaks of.
    pub fn nature(&self) -> Nature {
        self.file.nature
    }

    /// What people call it.
    pub fn name(&self) -> &Words {
        &self.file.name
    }

    /// What its users must know.
    pub fn notice(&self) -> Option<&Words> {
        self.file.notice.as_ref()
    }

    /// Where its statements are from.
    pub fn sources(&self) -> &[Source] {
        &self.file.sources
    }

    /// Statements of sources.
    pub fn statements(&self) -> &[Statement] {
        &self.file.statements
    }

    /// The scales.
    pub fn axes(&self) -> &[Axis] {
        &self.file.axes
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.file.rules
    }

    /// The methods that laws name.
    pub fn statutes(&self) -> &[Statute] {
        &self.file.statutes
    }

    /// What laws do not take.
    pub fn not_accepted(&self) -> &[NotAccepted] {
        &self.file.not_accepted
    }

    /// What circumstances demand.
    pub fn demands(&self) -> &[Demand] {
        &self.file.demands
    }

    /// Demands that are lifted.
    pub fn exceptions(&self) -> &[Exception] {
        &self.file.exceptions
    }

    /// News that take worth away.
    pub fn advisories(&self) -> &[Advisory] {
        &self.file.advisories
    }

    /// The methods that the advisor can propose.
    pub fn methods(&self) -> &[Method] {
        &self.file.methods
    }

    /// After how many days evidence is to be looked at again.
    pub fn revalidate(&self) -> &[Revalidate] {
        &self.file.revalidate
    }

    /// The source of this name.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.file.sources.iter().find(|own| own.id == id)
    }

    pub(super) fn rule(&self, id: &str) -> Option<&Rule> {
        let place = self.file.rules.binary_search_by(|own| own.id.as_str().cmp(id)).ok()?;
        self.file.rules.get(place)
    }

    /// What this bundle is, after the one that is installed.
    ///
    /// # Errors
    /// An older version, or the same version with another content.
    pub fn follows(&self, installed: &Bundle) -> Result<(), BundleError> {
        if self.id() != installed.id() {
            return Ok(());
        }
        let id = self.id().to_owned();
        match self.version().cmp(&installed.version()) {
            std::cmp::Ordering::Less => Err(BundleError::Older {
                id,
                installed: installed.version(),
                offered: self.version(),
            }),
            std::cmp::Ordering::Equal if self.digest != installed.digest => {
                Err(BundleError::OtherContent { id, version: self.version() })
            }
            _ => Ok(()),
        }
    }
}

/// The bundles in use: one of each name, and only ever a later one in its place.
#[derive(Clone, Debug, Default)]
pub struct Bundles {
    list: Vec<Bundle>,
}

impl Bundles {
    /// No bundles.
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// The bundles that come with this crate.
    ///
    /// # Errors
    /// Never, as a test shows.
    pub fn shipped(provider: &CryptoProvider) -> Result<Self, BundleError> {
        let mut bundles = Self::new();
        for own in Bundle::shipped(provider)? {
            bundles.install(own)?;
        }
        Ok(bundles)
    }

    /// Puts a bundle in the place of an earlier one of its name.
    ///
    /// # Errors
    /// An older version, the same version with another content, or a scale that another bundle has.
    pub fn install(&mut self, bundle: Bundle) -> Result<(), BundleError> {
        let others = self.list.iter().filter(|own| own.id() != bundle.id());
        for axis in others.flat_map(Bundle::axes) {
            if bundle.axes().iter().any(|own| own.id == axis.id) {
                return Err(BundleError::Duplicate { what: "axis", name: axis.id.clone() });
            }
        }
        match self.list.iter_mut().find(|own| own.id() == bundle.id()) {
            Some(own) => {
                bundle.follows(own)?;
                *own = bundle;
            }
            None => self.list.push(bundle),
        }
        self.list.sort_by(|a, b| a.id().cmp(b.id()));
        Ok(())
    }

    /// Every bundle in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = &Bundle> {
        self.list.iter()
    }
}

fn sort(file: &mut File) {
    file.sources.sort_by(|a, b| a.id.cmp(&b.id));
    file.statements.sort_by(|a, b| a.id.cmp(&b.id));
    file.axes.sort_by(|a, b| a.id.cmp(&b.id));
    file.rules.sort_by(|a, b| a.id.cmp(&b.id));
    file.statutes.sort_by_key(|own| (own.law.clone(), own.from, own.code.clone()));
    file.not_accepted.sort_by_key(|own| (own.law.clone(), own.words.en.clone()));
    file.demands.sort_by(|a, b| a.id.cmp(&b.id));
    file.exceptions.sort_by(|a, b| a.id.cmp(&b.id));
    file.advisories.sort_by(|a, b| a.id.cmp(&b.id));
    file.methods.sort_by(|a, b| a.id.cmp(&b.id));
    file.revalidate.sort_by_key(|own| (own.facts.clone(), own.days));
}
