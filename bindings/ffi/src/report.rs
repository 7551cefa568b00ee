//! The report: the verdict with its reasons, a finding for each rule, and claims by proof.
//!
//! Everything but the claims is a record. Claims stay in the [`Report`] object, which is wiped when
//! it is closed; what is taken out of it is the caller's to forget.

use std::sync::Arc;

use tashika::codec::Value;
use tashika::crypto::CryptoProvider;
use tashika::doctype::age::Conclusion;
use tashika::doctype::{Date, Registry};
use tashika::facts::{Fact as CoreFact, Facts};
use tashika::instant::Timestamp;
use tashika::trust::IssuerProfile;
use tashika::verify::{
    self as core, Claim as CoreClaim, Disclosure as CoreDisclosure, JsonOptions, Policy, Pseudonym,
    StateSource as CoreStateSource,
};
use zeroize::Zeroizing;

use crate::error::{TashikaError, guard};
use crate::mirror::{
    AgeAnswer, AuthorityClass, CheckId, CheckOutcome, ClaimSource, Copies, Decision, HandleKind,
    IssuanceManagement, PortraitCapture, ResidualRisk, StateSourceKind, StatusCause,
};
use crate::numbers::{count, place, size};
use crate::presentation::ChannelFacts;
use crate::status::{PlannedFetch, Standing, StatusCache, planned};

/// One value of a finding; never an element's value.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Fact {
    /// A whole number: a length, a count, a label, a version part.
    Int {
        /// The number.
        number: i64,
    },
    /// Several names.
    List {
        /// The names.
        names: Vec<String>,
    },
    /// A name, an identifier or a code.
    Text {
        /// The text.
        text: String,
    },
    /// An instant.
    Time {
        /// The instant.
        at: Timestamp,
    },
}

/// A fact by its name.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NamedFact {
    /// The stable name, lower case with `-`.
    pub name: String,
    /// The value.
    pub fact: Fact,
}

/// One check and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Finding {
    /// Which check.
    pub check: CheckId,
    /// What became of it.
    pub outcome: CheckOutcome,
    /// What is known: never an element's value.
    pub facts: Vec<NamedFact>,
}

/// A finding that made the decision what it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Reason {
    /// The document, counted from 0; `None` for the response.
    pub document: Option<i32>,
    /// The check.
    pub check: CheckId,
    /// Its outcome.
    pub outcome: CheckOutcome,
}

/// The decision, the policy that made it, its reasons and the risks that remain.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Verdict {
    /// Accepted, rejected or inconclusive.
    pub decision: Decision,
    /// The policy's name.
    pub policy: String,
    /// The name of the rules for revocation and status.
    pub status_policy: String,
    /// The profile's name.
    pub profile: String,
    /// The findings behind the decision; none when accepted.
    pub reasons: Vec<Reason>,
    /// What stays uncertain.
    pub residual_risks: Vec<ResidualRisk>,
}

/// Who issued a document, from certificates. Meaningful as far as the chain's checks passed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Issuer {
    /// The document signer's subject.
    pub signer: String,
    /// The trust anchor's subject, when one was found.
    pub anchor: Option<String>,
    /// The signer's country.
    pub country: Option<String>,
    /// The signer's state or province.
    pub state: Option<String>,
    /// When the signer's certificate begins.
    pub not_before: Timestamp,
    /// When it ends.
    pub not_after: Timestamp,
}

/// The validity that the issuer gave the document.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Validity {
    /// When it was signed.
    pub signed: Timestamp,
    /// When it begins.
    pub valid_from: Timestamp,
    /// When it ends.
    pub valid_until: Timestamp,
    /// When the issuer expects to renew it.
    pub expected_update: Option<Timestamp>,
}

/// One source of the issuance state and what it says.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StateSource {
    /// What kind of source.
    pub kind: StateSourceKind,
    /// What it says.
    pub says: Standing,
    /// Why it says no more.
    pub because: Option<StatusCause>,
    /// What a stale source said while it was fresh. It is no answer.
    pub said: Option<Standing>,
    /// The date the source gives itself.
    pub as_of: Option<Timestamp>,
    /// Until when it may be relied on.
    pub until: Option<Timestamp>,
    /// When it was fetched.
    pub fetched: Option<Timestamp>,
    /// Seconds from its date to the time of verification.
    pub age_seconds: Option<i64>,
    /// Who speaks, where it is known.
    pub by: Option<String>,
    /// Where it can be fetched.
    pub uris: Vec<String>,
    /// More that is known.
    pub facts: Vec<NamedFact>,
}

/// What is known of how an issuer works.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct IssuersPractice {
    /// Under which law or scheme.
    pub authority_class: AuthorityClass,
    /// How applicants prove who they are.
    pub proofing: Option<String>,
    /// Where the portrait comes from.
    pub portrait_capture: PortraitCapture,
    /// Whether one person has one copy.
    pub copies: Copies,
    /// Whether it keeps track of what it has issued.
    pub issuance_management: IssuanceManagement,
    /// Where this is known from.
    pub source: String,
    /// When it was looked at last.
    pub reviewed: String,
}

/// The name of an element.
#[derive(Clone, Debug, PartialEq, Eq, Hash, uniffi::Record)]
pub struct ElementName {
    /// The namespace.
    pub name_space: String,
    /// The element identifier.
    pub identifier: String,
}

/// What became of an element.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Disclosure {
    /// Asked for and given: by itself, by a neighbour of the age family, or by an alternative.
    Given {
        /// The elements that answer.
        by: Vec<ElementName>,
    },
    /// Given unasked.
    Unasked {
        /// Whether the policy let the value out.
        released: bool,
    },
    /// Asked for and not given.
    Withheld {
        /// The wallet's reason, where it gave one.
        code: Option<i64>,
    },
}

/// One element, asked for or given.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Disclosed {
    /// The element.
    pub element: ElementName,
    /// What became of it.
    pub disclosure: Disclosure,
    /// Whether it was asked for with the intent to retain.
    pub retain: bool,
}

/// An element that the wallet reports as not returned.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Withheld {
    /// The element.
    pub element: ElementName,
    /// The wallet's code.
    pub code: i64,
}

/// What in a presentation could serve as a tracking handle.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Handle {
    /// What it is.
    pub kind: HandleKind,
    /// Whether one document alone has it.
    pub unique: bool,
    /// Whether the report and its claims hold it.
    pub in_report: bool,
}

/// Everything about one document but its claims.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DocumentReport {
    /// `docType` as the document states it; `None` where it could not be read.
    pub doc_type: Option<String>,
    /// One finding for every check of a document.
    pub checks: Vec<Finding>,
    /// Who issued it.
    pub issuer: Option<Issuer>,
    /// The validity the issuer gave it.
    pub validity: Option<Validity>,
    /// What is known of the issuance state: every source with its date and its age.
    pub issuance: Vec<StateSource>,
    /// The issuer's practice, where a profile says it.
    pub practice: Option<IssuersPractice>,
    /// Elements the wallet reports as not returned.
    pub withheld: Vec<Withheld>,
    /// Every element that was asked for or given, where the request is known.
    pub disclosed: Vec<Disclosed>,
    /// What in the presentation could serve as a tracking handle.
    pub linkability: Vec<Handle>,
    /// Whether the values were released: [`Report::claims`] has them.
    pub has_claims: bool,
}

/// The report but for the claims.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReportDetails {
    /// The verdict.
    pub verdict: Verdict,
    /// The time the verification was made for.
    pub at: Timestamp,
    /// How the response came, as the flow states it.
    pub channel: ChannelFacts,
    /// One finding for every check of the response.
    pub checks: Vec<Finding>,
    /// One report for every document.
    pub documents: Vec<DocumentReport>,
}

/// The value of an element.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum ClaimValue {
    /// Bytes, such as a portrait. They come out of [`Report::claim_bytes`].
    Bytes {
        /// How many.
        length: i64,
    },
    /// A date or a time, as its text.
    Date {
        /// `YYYY-MM-DD` or RFC 3339.
        text: String,
    },
    /// A whole number.
    Number {
        /// The number.
        number: i64,
    },
    /// Anything with structure, and numbers that are no `i64`, as JSON.
    Structured {
        /// The JSON, as in the report.
        json: String,
    },
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A truth value.
    Truth {
        /// The value.
        truth: bool,
    },
}

/// One element that was proven. The value of a masked one is asterisks.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct Claim {
    /// The element.
    pub element: ElementName,
    /// Who vouches for it.
    pub source: ClaimSource,
    /// Whether it may be kept longer than the transaction lasts.
    pub retain: bool,
    /// Whether the value comes out of [`Report::reveal`] alone.
    pub masked: bool,
    /// The value.
    pub value: ClaimValue,
}

/// An answer to a question of age, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AgeConclusion {
    /// The age asked about.
    pub years: i32,
    /// The answer.
    pub answer: AgeAnswer,
    /// The element that decided.
    pub because: Option<String>,
    /// The day for which the issuer calculated that element, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Elements that came and say nothing about this age.
    pub silent: Vec<String>,
    /// Elements that cannot both be true, two and two.
    pub contradictions: Vec<Vec<String>>,
}

/// The explained outcome of a verification. It holds the claims: close it when they are used.
#[derive(uniffi::Object)]
pub struct Report {
    report: core::Report,
    policy: Arc<Policy>,
}

impl std::fmt::Debug for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Report({:?})", self.report.verdict.decision)
    }
}

#[uniffi::export]
impl Report {
    /// Accepted, rejected or inconclusive. Never use it without the reasons in the details.
    pub fn decision(&self) -> Decision {
        self.report.verdict.decision
    }

    /// Everything but the claims.
    pub fn details(&self) -> Result<ReportDetails, TashikaError> {
        guard(|| {
            let own = &self.report;
            Ok(ReportDetails {
                verdict: verdict(&own.verdict),
                at: own.at,
                channel: ChannelFacts::of(&own.channel)?,
                checks: findings(&own.checks)?,
                documents: own.documents.iter().map(document).collect::<Result<_, _>>()?,
            })
        })
    }

    /// The whole report as JSON, byte for byte that of `tashika verify --json`. With `retained` it
    /// holds only the values that may be kept; with `age` it says whether the holder is so old.
    #[uniffi::method(default(retained = false, age = None))]
    pub fn json(&self, retained: bool, age: Option<i32>) -> Result<String, TashikaError> {
        guard(|| {
            let ages = match age {
                Some(years) => self.ages(years)?,
                None => Vec::new(),
            };
            Ok(self.report.to_json(&JsonOptions { retained, ages: &ages }))
        })
    }

    /// The claims of a document, counted from 0; `None` where they were not released.
    pub fn claims(&self, document: i32) -> Result<Option<Vec<Claim>>, TashikaError> {
        guard(|| {
            let claims = self.document(document)?.claims.as_ref();
            Ok(claims.map(|own| own.iter().map(claim).collect()))
        })
    }

    /// The bytes of a claim that is a byte string, such as a portrait; `None` for any other, and
    /// where it was not released.
    pub fn claim_bytes(
        &self,
        document: i32,
        source: ClaimSource,
        element: ElementName,
    ) -> Result<Option<Vec<u8>>, TashikaError> {
        guard(|| {
            let claim = self.claim(document, source, &element)?;
            Ok(claim.and_then(|own| own.value().as_bytes().map(<[u8]>::to_vec)))
        })
    }

    /// The value of a claim as received, in CBOR, masked or not. For an individual number the caller
    /// needs a purpose that the law names.
    pub fn reveal(
        &self,
        document: i32,
        source: ClaimSource,
        element: ElementName,
    ) -> Result<Option<Vec<u8>>, TashikaError> {
        guard(|| {
            let claim = self.claim(document, source, &element)?;
            Ok(claim.map(|own| own.reveal().to_vec()))
        })
    }

    /// Whether the holder of a document is at least `years` old at the time of the report, and why.
    /// `None` where no claims were released.
    pub fn age_at_least(
        &self,
        document: i32,
        years: i32,
    ) -> Result<Option<AgeConclusion>, TashikaError> {
        guard(|| {
            self.document(document)?;
            let all = self.ages(years)?;
            Ok(place(document).and_then(|own| all.into_iter().nth(own)).flatten().map(conclusion))
        })
    }

    /// A name for the holder that means nothing to other verifiers, over elements that stay the same
    /// for a person. `key` is the verifier's own secret of at least 32 bytes.
    ///
    /// Two people with the same values share one, and a person gets another when a value changes.
    pub fn pseudonym(
        &self,
        document: i32,
        key: Vec<u8>,
        elements: Vec<ElementName>,
    ) -> Result<Option<Vec<u8>>, TashikaError> {
        guard(|| {
            let key = Zeroizing::new(key);
            let Some(claims) = &self.document(document)?.claims else { return Ok(None) };
            let tuple: Vec<(&str, &str)> =
                elements.iter().map(|own| (&*own.name_space, &*own.identifier)).collect();
            let own = Pseudonym::derive(&CryptoProvider::default(), &key, claims, &tuple)
                .map_err(|problem| TashikaError::usage("pseudonym", problem))?;
            Ok(Some(own.as_bytes().to_vec()))
        })
    }

    /// Teaches the cache which lists were found genuine, so that older ones are refused from now on.
    pub fn teach(&self, cache: &StatusCache) {
        cache.write(|cache| self.report.teach(cache));
    }

    /// The lists that sound documents name, the most urgent first.
    pub fn plan(&self, cache: &StatusCache, now: Timestamp) -> Vec<PlannedFetch> {
        planned(&self.report, cache, now)
    }
}

impl Report {
    pub(crate) fn new(report: core::Report, policy: Arc<Policy>) -> Self {
        Self { report, policy }
    }

    /// The core's report.
    pub fn core(&self) -> &core::Report {
        &self.report
    }

    pub(crate) fn doc_types(&self) -> &Registry {
        &self.policy.doc_types
    }

    pub(crate) fn document(&self, index: i32) -> Result<&core::DocumentReport, TashikaError> {
        let found = place(index).and_then(|own| self.report.documents.get(own));
        found.ok_or_else(|| {
            let there = self.report.documents.len();
            TashikaError::usage("document", format!("no document {index} among {there}"))
        })
    }

    fn claim(
        &self,
        document: i32,
        source: ClaimSource,
        element: &ElementName,
    ) -> Result<Option<&CoreClaim>, TashikaError> {
        let (space, identifier) = (&element.name_space, &element.identifier);
        let claims = self.document(document)?.claims.as_ref();
        Ok(claims.and_then(|own| match source {
            ClaimSource::Device => own.device_signed(space, identifier),
            ClaimSource::Issuer => own.get(space, identifier),
        }))
    }

    fn ages(&self, years: i32) -> Result<Vec<Option<Conclusion>>, TashikaError> {
        let years = self::years(years)?;
        let today = self.report.at.date().as_deref().and_then(Date::parse);
        let today =
            today.ok_or_else(|| TashikaError::usage("time", "the time has no calendar date"))?;
        let documents = self.report.documents.iter();
        let doc_types = &self.policy.doc_types;
        Ok(documents.map(|own| own.age_at_least(years, today, doc_types)).collect())
    }
}

/// An age that can be asked about.
pub(crate) fn years(years: i32) -> Result<u8, TashikaError> {
    let read = u8::try_from(years).ok().filter(|own| (1..=99).contains(own));
    read.ok_or_else(|| TashikaError::usage("age", "an age has 1 to 99 years"))
}

fn verdict(own: &core::Verdict) -> Verdict {
    Verdict {
        decision: own.decision,
        policy: own.policy.clone(),
        status_policy: own.status_policy.clone(),
        profile: own.profile.to_owned(),
        reasons: own
            .reasons
            .iter()
            .map(|reason| Reason {
                document: reason.document.map(count),
                check: reason.check,
                outcome: reason.outcome,
            })
            .collect(),
        residual_risks: own.residual_risks.clone(),
    }
}

fn findings(all: &[core::Finding]) -> Result<Vec<Finding>, TashikaError> {
    let rows = all.iter().map(|own| {
        Ok(Finding { check: own.check, outcome: own.outcome, facts: facts(&own.facts)? })
    });
    rows.collect()
}

pub(crate) fn facts(all: &Facts) -> Result<Vec<NamedFact>, TashikaError> {
    let rows = all.iter().map(|(name, fact)| {
        let fact = match fact {
            CoreFact::Int(number) => Fact::Int { number: *number },
            CoreFact::List(names) => Fact::List { names: names.clone() },
            CoreFact::Text(text) => Fact::Text { text: text.clone() },
            CoreFact::Time(at) => Fact::Time { at: *at },
            _ => return Err(TashikaError::unknown_variant("Fact")),
        };
        Ok(NamedFact { name: name.to_owned(), fact })
    });
    rows.collect()
}

fn document(own: &core::DocumentReport) -> Result<DocumentReport, TashikaError> {
    Ok(DocumentReport {
        doc_type: own.doc_type.clone(),
        checks: findings(&own.checks)?,
        issuer: own.issuer.as_ref().map(|own| Issuer {
            signer: own.signer.to_string(),
            anchor: own.anchor.as_deref().map(str::to_owned),
            country: own.country.clone(),
            state: own.state.clone(),
            not_before: own.not_before,
            not_after: own.not_after,
        }),
        validity: own.validity.map(|own| Validity {
            signed: own.signed,
            valid_from: own.valid_from,
            valid_until: own.valid_until,
            expected_update: own.expected_update,
        }),
        issuance: own.issuance.sources.iter().map(state).collect::<Result<_, _>>()?,
        practice: own.issuance.practice.as_ref().map(practice),
        withheld: own
            .withheld
            .iter()
            .map(|(space, identifier, code)| Withheld {
                element: element(space, identifier),
                code: *code,
            })
            .collect(),
        disclosed: own.disclosed.iter().map(disclosed).collect::<Result<_, _>>()?,
        linkability: own
            .linkability
            .iter()
            .map(|own| Handle { kind: own.kind, unique: own.unique, in_report: own.in_report })
            .collect(),
        has_claims: own.claims.is_some(),
    })
}

fn state(own: &CoreStateSource) -> Result<StateSource, TashikaError> {
    let answer = &own.answer;
    Ok(StateSource {
        kind: own.kind,
        says: Standing::of(answer.standing)?,
        because: answer.because,
        said: answer.said.map(Standing::of).transpose()?,
        as_of: answer.as_of,
        until: answer.until,
        fetched: answer.fetched,
        age_seconds: own.age,
        by: own.by.as_deref().map(str::to_owned),
        uris: own.uris.clone(),
        facts: facts(&answer.facts)?,
    })
}

fn practice(own: &IssuerProfile) -> IssuersPractice {
    IssuersPractice {
        authority_class: own.authority_class,
        proofing: own.proofing.clone(),
        portrait_capture: own.portrait_capture,
        copies: own.copies,
        issuance_management: own.issuance_management,
        source: own.source.clone(),
        reviewed: own.reviewed.clone(),
    }
}

fn disclosed(own: &core::Disclosed) -> Result<Disclosed, TashikaError> {
    let disclosure = match &own.disclosure {
        CoreDisclosure::Given { .. } => Disclosure::Given {
            by: own.by().map(|(space, identifier)| element(space, identifier)).collect(),
        },
        CoreDisclosure::Unasked { released } => Disclosure::Unasked { released: *released },
        CoreDisclosure::Withheld { code } => Disclosure::Withheld { code: *code },
        _ => return Err(TashikaError::unknown_variant("Disclosure")),
    };
    let element = element(&own.name_space, &own.identifier);
    Ok(Disclosed { element, disclosure, retain: own.retain })
}

pub(crate) fn element(name_space: &str, identifier: &str) -> ElementName {
    ElementName { name_space: name_space.to_owned(), identifier: identifier.to_owned() }
}

fn claim(own: &CoreClaim) -> Claim {
    let value = own.value();
    let structured = || ClaimValue::Structured { json: own.to_json() };
    Claim {
        element: element(own.name_space(), own.identifier()),
        source: own.source(),
        retain: own.retain(),
        masked: own.is_masked(),
        value: match &value {
            Value::Bool(truth) => ClaimValue::Truth { truth: *truth },
            Value::Bytes(bytes) => ClaimValue::Bytes { length: size(bytes.len()) },
            Value::Text(text) => ClaimValue::Text { text: text.clone() },
            Value::Unsigned(number) => match i64::try_from(*number) {
                Ok(number) => ClaimValue::Number { number },
                Err(_) => structured(),
            },
            Value::Negative(number) => match i64::try_from(-1 - i128::from(*number)) {
                Ok(number) => ClaimValue::Number { number },
                Err(_) => structured(),
            },
            Value::Tag(0 | 1004, content) => match content.as_text() {
                Some(text) => ClaimValue::Date { text: text.to_owned() },
                None => structured(),
            },
            _ => structured(),
        },
    }
}

fn conclusion(own: Conclusion) -> AgeConclusion {
    AgeConclusion {
        years: i32::from(own.years),
        answer: own.answer,
        because: own.because,
        as_of: own.as_of.map(|day| day.to_string()),
        silent: own.silent,
        contradictions: own.contradictions.into_iter().map(|(a, b)| vec![a, b]).collect(),
    }
}

/// What stays uncertain, in a sentence for operators.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Sentence {
    /// The stable id.
    pub id: String,
    /// In English.
    pub en: String,
    /// In Japanese.
    pub ja: String,
}

/// The sentence of a residual risk.
#[uniffi::export]
pub fn residual_risk_sentence(risk: ResidualRisk) -> Sentence {
    Sentence { id: risk.as_str().to_owned(), en: risk.en().to_owned(), ja: risk.ja().to_owned() }
}

/// The sentence of a tracking handle.
#[uniffi::export]
pub fn handle_sentence(kind: HandleKind) -> Sentence {
    Sentence { id: kind.as_str().to_owned(), en: kind.en().to_owned(), ja: kind.ja().to_owned() }
}
