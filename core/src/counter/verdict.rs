//! From a response to one of four verdicts, and to what is shown of it.
//!
//! 1. Authorities of tests first: what one of them vouches for is *test data*, whatever else holds. So
//!    is what the platform calls mock data.
//! 2. The report's decision, under the policy. Reasons are the codes of its findings.
//! 3. What the preset needs beside it: that everything asked for came, that the person is old enough,
//!    that a person compared the portrait where the preset asks for it, and that the request went
//!    under this reader's name where it has one. Only then is it *accept*.
//!
//! [`Judged::verdict`] is the one place that says what it is: the screen, the signal and the history
//! read it from there.

use std::collections::BTreeSet;

use super::config::CounterConfig;
use super::preset::Preset;
use super::problem::ProblemKind;
use super::reason::ReasonCode;
use super::show::{named, shown};
use super::text::Phrase;
use super::view::{
    AgeView, AskedAs, DocumentView, FaceOutcome, FaceState, IssuanceAnswer, IssuanceView,
    PortraitFormat, PortraitView, ReasonView, RiskView, Row, RowState, VerdictKind,
};
use crate::assurance::Risk;
use crate::codec::limits::MAX_ELEMENT_DEPTH;
use crate::codec::scan;
use crate::crypto::CryptoProvider;
use crate::doctype::age::Answer;
use crate::doctype::{Date, Registry, Role, Words, is_jpeg, is_jpeg_2000};
use crate::instant::Timestamp;
use crate::presentation::{Presentation, ReaderAuthentication};
use crate::status::Standing;
use crate::trust::TrustStore;
use crate::verify::{
    CheckId, Claim, Context, Decision, Disclosed, Disclosure, DocumentReport, Outcome, Report,
    ResidualRisk, StateSourceKind, verify,
};
use crate::x509::ChainCache;

/// A response that was verified, with what a person said of it.
#[derive(Debug)]
pub(super) struct Judged {
    report: Report,
    /// Whether an authority of tests, or nobody, vouches for it.
    test: bool,
    age: Option<AgeView>,
    /// What the preset needs and what did not come of it.
    lacking: bool,
    asked_as: AskedAs,
    face_check: bool,
    portraits: Vec<PortraitView>,
    face: Option<FaceOutcome>,
}

/// How a response came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Through the reader's own machine.
    Session,
    /// Through the system's own reader.
    System {
        /// As mock data.
        mock: bool,
    },
}

impl Judged {
    /// Verifies.
    ///
    /// # Errors
    /// What is no answer at all: it cannot be decoded, or has no document without being at fault.
    pub(super) fn new(
        presentation: &Presentation,
        source: Source,
        preset: &Preset,
        config: &CounterConfig,
        at: Timestamp,
        provider: &CryptoProvider,
        chains: &ChainCache,
    ) -> Result<Self, ProblemKind> {
        let report = |trust: &TrustStore| {
            let context = Context::new(trust, &config.policy, at, provider);
            let context = context.with_status(&config.status).with_chains(chains);
            verify(presentation, &context).map_err(|_| ProblemKind::PhoneIncompatible)
        };
        let of_test = match config.test_trust.anchors() {
            [] => None,
            _ => Some(report(&config.test_trust)?),
        };
        let vouched = of_test.filter(|own| own.documents.iter().any(is_vouched_for));
        let (found, test) = match vouched {
            Some(own) => (own, true),
            None => (report(&config.trust)?, source == Source::System { mock: true }),
        };
        if found.documents.is_empty() && holds_nothing(&found) {
            return Err(ProblemKind::DocumentNotHeld);
        }
        let today = today(at, config.day_offset);
        let doc_types = &config.policy.doc_types;
        let age = preset.request.age.map(|years| AgeView {
            years,
            answer: today.map_or(Answer::Unknown, |own| age(&found, years, own, doc_types)),
        });
        let portraits = found.documents.iter().map(|own| portrait(own, config)).collect();
        Ok(Self {
            lacking: found.documents.iter().flat_map(|own| &own.disclosed).any(is_withheld),
            asked_as: asked_as(presentation, source, config),
            report: found,
            test,
            age,
            face_check: preset.face_check,
            portraits,
            face: None,
        })
    }

    /// The verdict with everything that made it so.
    pub(super) fn verdict(&self) -> (VerdictKind, Vec<ReasonView>) {
        let mut reasons = Reasons::default();
        if self.test {
            reasons.add(ReasonCode::TestData, None, None);
            return (VerdictKind::TestData, reasons.list);
        }
        let decision = self.report.verdict.decision;
        for own in &self.report.verdict.reasons {
            let finding = self.report.findings().find(|(document, finding)| {
                *document == own.document && finding.check == own.check
            });
            let code = finding.and_then(|(_, finding)| ReasonCode::of(finding));
            let code = code.unwrap_or(ReasonCode::of_check(own.check));
            reasons.add(code, own.document, Some(own.check));
        }
        if decision == Decision::Rejected {
            return (VerdictKind::Reject, reasons.list);
        }
        let young = self.age.is_some_and(|own| own.answer == Answer::No);
        let differs = self.face == Some(FaceOutcome::Differs);
        if young {
            reasons.add(ReasonCode::AgeTooYoung, None, None);
        }
        if differs {
            reasons.add(ReasonCode::FaceDiffers, None, None);
        }
        if young || differs {
            return (VerdictKind::Reject, reasons.list);
        }
        let open = decision != Decision::Accepted || self.open(&mut reasons);
        if self.face == Some(FaceOutcome::Matches) {
            reasons.add(ReasonCode::FaceMatched, None, None);
        }
        (if open { VerdictKind::CannotDecide } else { VerdictKind::Accept }, reasons.list)
    }

    /// Whether something that the preset needs has no answer.
    fn open(&self, reasons: &mut Reasons) -> bool {
        let before = reasons.list.len();
        if self.lacking {
            reasons.add(ReasonCode::NotGiven, None, None);
        }
        if self.age.is_some_and(|own| own.answer != Answer::Yes) {
            reasons.add(ReasonCode::AgeOpen, None, None);
        }
        if matches!(self.asked_as, AskedAs::Dropped { .. }) {
            reasons.add(ReasonCode::ReaderNotNamed, None, None);
        }
        match self.face() {
            FaceState::NotPossible => reasons.add(ReasonCode::PortraitMissing, None, None),
            FaceState::Pending => reasons.add(ReasonCode::FaceNotCompared, None, None),
            FaceState::Judged(FaceOutcome::CannotJudge) => {
                reasons.add(ReasonCode::FaceCannotJudge, None, None);
            }
            FaceState::Judged(_) | FaceState::NotAsked => {}
        }
        reasons.list.len() > before
    }

    /// What is remarkable and changes nothing: the warnings, and what lies beside the reasons.
    pub(super) fn remarks(&self) -> Vec<ReasonView> {
        let (_, reasons) = self.verdict();
        let mut remarks = Reasons::default();
        let warned = self.report.findings().filter(|(_, own)| own.outcome == Outcome::Warning);
        for (document, finding) in warned {
            let Some(code) = ReasonCode::of(finding) else { continue };
            let known = reasons.iter().any(|own| own.code == code && own.document == document);
            if !known {
                remarks.add(code, document, Some(finding.check));
            }
        }
        remarks.list
    }

    /// Takes what a person said of the face, once, where something is to be said.
    pub(super) fn judge_face(&mut self, outcome: FaceOutcome) -> bool {
        let pending = self.face() == FaceState::Pending;
        if pending {
            self.face = Some(outcome);
        }
        pending
    }

    /// The picture could not be made.
    pub(super) fn portrait_unreadable(&mut self, document: usize) {
        if let Some(own) = self.portraits.get_mut(document)
            && let PortraitView::Present { format } = *own
        {
            *own = PortraitView::Undecodable { format: Some(format) };
        }
    }

    /// The comparison of portrait and person. What was rejected, or is of a test, asks for none.
    pub(super) fn face(&self) -> FaceState {
        let present = |own: &PortraitView| matches!(own, PortraitView::Present { .. });
        let moot = self.test || self.report.verdict.decision == Decision::Rejected;
        match self.face {
            Some(outcome) => FaceState::Judged(outcome),
            None if !self.face_check || moot => FaceState::NotAsked,
            None if self.portraits.iter().any(present) => FaceState::Pending,
            None => FaceState::NotPossible,
        }
    }

    pub(super) fn age(&self) -> Option<AgeView> {
        self.age
    }

    pub(super) fn asked_as(&self) -> &AskedAs {
        &self.asked_as
    }

    pub(super) fn at(&self) -> Timestamp {
        self.report.at
    }

    /// The bytes of a portrait that was proven and can be shown.
    pub(super) fn portrait(&self, document: usize, doc_types: &Registry) -> Option<&[u8]> {
        let shown = matches!(self.portraits.get(document)?, PortraitView::Present { .. });
        portrait_bytes(self.report.documents.get(document)?, doc_types).filter(|_| shown)
    }

    pub(super) fn risks(&self) -> Vec<RiskView> {
        let compared = self.face == Some(FaceOutcome::Matches);
        let own = self.report.verdict.residual_risks.iter();
        let own = own.filter(|risk| !(compared && **risk == ResidualRisk::HolderNotCompared));
        let mut risks: Vec<RiskView> = own
            .map(|risk| RiskView { risk: Some(*risk), words: Words::new(risk.en(), risk.ja()) })
            .collect();
        if self.face.is_some() {
            let more = [Risk::HumanJudgement, Risk::MorphUnknown];
            risks.extend(
                more.map(|risk| RiskView { risk: None, words: Words::new(risk.en(), risk.ja()) }),
            );
        }
        risks
    }

    pub(super) fn documents(&self, doc_types: &Registry) -> Vec<DocumentView> {
        let documents = self.report.documents.iter().zip(&self.portraits);
        documents.map(|(own, portrait)| document(own, *portrait, doc_types)).collect()
    }
}

/// Reasons, each once for each document.
#[derive(Debug, Default)]
struct Reasons {
    list: Vec<ReasonView>,
}

impl Reasons {
    fn add(&mut self, code: ReasonCode, document: Option<usize>, check: Option<CheckId>) {
        let known = self.list.iter_mut().find(|own| own.code == code && own.document == document);
        match known {
            Some(own) => own.checks.extend(check),
            None => self.list.push(ReasonView {
                code,
                say: code.say(),
                document,
                checks: check.into_iter().collect(),
            }),
        }
    }
}

/// The codes alone, each once.
pub(super) fn codes(reasons: &[ReasonView]) -> Vec<ReasonCode> {
    reasons.iter().map(|own| own.code).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The local day.
pub(super) fn today(at: Timestamp, offset: i64) -> Option<Date> {
    at.plus(offset).date().as_deref().and_then(Date::parse)
}

fn is_vouched_for(document: &DocumentReport) -> bool {
    document.outcome(CheckId::IssuerChainSignature) == Some(Outcome::Passed)
}

/// A response without documents that is well formed: the phone has none of them, or gives none.
fn holds_nothing(report: &Report) -> bool {
    let fine = |check| report.outcome(check) == Some(Outcome::Passed);
    fine(CheckId::ResponseCbor) && fine(CheckId::ResponseVersion) && fine(CheckId::ResponseStatus)
}

fn is_withheld(own: &Disclosed) -> bool {
    matches!(own.disclosure, Disclosure::Withheld { .. })
}

/// Over all documents whose claims were released: *yes* before *no*.
fn age(report: &Report, years: u8, today: Date, doc_types: &Registry) -> Answer {
    let answers = report.documents.iter().filter_map(|own| {
        own.age_at_least(years, today, doc_types).map(|conclusion| conclusion.answer)
    });
    let answers: Vec<Answer> = answers.collect();
    let found = [Answer::Yes, Answer::No].into_iter().find(|own| answers.contains(own));
    found.unwrap_or(Answer::Unknown)
}

fn asked_as(presentation: &Presentation, source: Source, config: &CounterConfig) -> AskedAs {
    if matches!(source, Source::System { .. }) {
        return AskedAs::System;
    }
    let Some(identity) = &config.identity else { return AskedAs::Nobody };
    let name = identity.name.clone();
    let signed = presentation.proximity().map(|own| own.reader_authentication);
    match signed {
        Some(ReaderAuthentication::All | ReaderAuthentication::PerDocument) => {
            AskedAs::Named { name }
        }
        Some(ReaderAuthentication::None) | None => AskedAs::Dropped { name },
    }
}

// Documents.

fn document(own: &DocumentReport, portrait: PortraitView, doc_types: &Registry) -> DocumentView {
    let doc_type = own.doc_type.clone().unwrap_or_default();
    let known = doc_types.get(&doc_type).map(|known| known.name.clone());
    let unnamed = || match doc_type.is_empty() {
        true => Words::new("Unreadable document", "読み取れない書類"),
        false => Words::new(&doc_type, &doc_type),
    };
    let unasked =
        own.disclosed.iter().filter(|row| matches!(row.disclosure, Disclosure::Unasked { .. }));
    let extras = unasked.map(|row| named(doc_types, &doc_type, &row.name_space, &row.identifier));
    let rows = own.disclosed.iter().filter_map(|row| self::row(own, row, &doc_type, doc_types));
    let issuer = own.issuer.as_ref().filter(|_| is_vouched_for(own));
    DocumentView {
        name: known.unwrap_or_else(unnamed),
        issuer: issuer.and_then(|issuer| issuer.anchor.as_deref().map(str::to_owned)),
        valid_until: own.validity.map(|validity| validity.valid_until),
        proven: own.claims.is_some(),
        extras: extras.collect(),
        rows: rows.collect(),
        portrait,
        issuance: issuance(own),
        doc_type,
    }
}

/// A row of what was asked for; the portrait has a place of its own.
fn row(
    document: &DocumentReport,
    own: &Disclosed,
    doc_type: &str,
    doc_types: &Registry,
) -> Option<Row> {
    let info = doc_types.element(doc_type, &own.name_space, &own.identifier);
    if info.and_then(|info| info.role) == Some(Role::Portrait) {
        return None;
    }
    let state = match (&own.disclosure, &document.claims) {
        (Disclosure::Unasked { .. }, _) => return None,
        (Disclosure::Withheld { .. }, _) => RowState::Withheld,
        (Disclosure::Given { .. }, None) => RowState::NotProven,
        (Disclosure::Given { .. }, Some(_)) => RowState::Given,
    };
    let claims = document.claims.as_ref().filter(|_| state == RowState::Given);
    let claim = |(space, identifier): (&str, &str)| -> Option<&Claim> {
        let claims = claims?;
        claims.get(space, identifier).or_else(|| claims.device_signed(space, identifier))
    };
    let value = own.by().find_map(claim).map(|claim| {
        let info = doc_types.element(doc_type, claim.name_space(), claim.identifier());
        shown(claim, info)
    });
    // Where another element answers, its own name stands there: 21 or over is not 20 or over.
    let name = match own.by().next() {
        Some((space, identifier)) => named(doc_types, doc_type, space, identifier),
        None => named(doc_types, doc_type, &own.name_space, &own.identifier),
    };
    Some(Row { name, state, value, kept: own.retain })
}

fn portrait(document: &DocumentReport, config: &CounterConfig) -> PortraitView {
    let doc_types = &config.policy.doc_types;
    let doc_type = document.doc_type.as_deref().unwrap_or_default();
    let asked = document.disclosed.iter().find(|own| {
        let asked = !matches!(own.disclosure, Disclosure::Unasked { .. });
        let info = doc_types.element(doc_type, &own.name_space, &own.identifier);
        asked && info.and_then(|info| info.role) == Some(Role::Portrait)
    });
    match asked {
        None => return PortraitView::NotRequested,
        Some(own) if is_withheld(own) => return PortraitView::Absent,
        Some(_) => {}
    }
    let format = portrait_bytes(document, doc_types).and_then(format);
    match format {
        Some(format) if config.portrait_formats.contains(&format) => {
            PortraitView::Present { format }
        }
        format => PortraitView::Undecodable { format },
    }
}

fn format(bytes: &[u8]) -> Option<PortraitFormat> {
    match bytes {
        own if is_jpeg(own) => Some(PortraitFormat::Jpeg),
        own if is_jpeg_2000(own) => Some(PortraitFormat::Jpeg2000),
        _ => None,
    }
}

fn portrait_bytes<'a>(document: &'a DocumentReport, doc_types: &Registry) -> Option<&'a [u8]> {
    let doc_type = document.doc_type.as_deref()?;
    let claim = document.claims.as_ref()?.iter().find(|own| {
        let info = doc_types.element(doc_type, own.name_space(), own.identifier());
        info.and_then(|info| info.role) == Some(Role::Portrait)
    })?;
    scan(claim.encoded(), 0, MAX_ELEMENT_DEPTH).ok()?.item.as_bytes()
}

/// The worst that the lists say which the document names, with the oldest date of them.
fn issuance(document: &DocumentReport) -> IssuanceView {
    let lists = || {
        document.issuance.sources.iter().filter(|own| {
            matches!(
                own.kind,
                StateSourceKind::Status
                    | StateSourceKind::StatusList
                    | StateSourceKind::IdentifierList
            )
        })
    };
    let worst = [
        IssuanceAnswer::Revoked,
        IssuanceAnswer::Stale,
        IssuanceAnswer::Unknown,
        IssuanceAnswer::NotOffered,
        IssuanceAnswer::NotRevoked,
    ];
    let answers = || lists().map(|own| answer(own.answer.standing));
    let answer = worst.into_iter().find(|own| answers().any(|other| other == *own));
    let answer = answer.unwrap_or(IssuanceAnswer::Unknown);
    let oldest = lists().filter(|own| own.answer.as_of.is_some()).max_by_key(|own| own.age);
    let as_of = oldest.and_then(|own| own.answer.as_of);
    let age_minutes = oldest.and_then(|own| own.age).map(|seconds| seconds.max(0) / 60);
    let dated = matches!(
        answer,
        IssuanceAnswer::NotRevoked | IssuanceAnswer::Revoked | IssuanceAnswer::Stale
    );
    let key = format!("issuance.{}", answer.name());
    let say = if dated { aged(&key, age_minutes.unwrap_or_default()) } else { Phrase::of(&key) };
    IssuanceView { answer, as_of, age_minutes, say }
}

/// The phrase with an age in the unit that says enough: minutes, hours, or days from two on.
fn aged(key: &str, minutes: i64) -> Phrase {
    let (unit, number) = match minutes {
        ..60 => ("minutes", minutes),
        60..2880 => ("hours", minutes / 60),
        _ => ("days", minutes / 1440),
    };
    Phrase::of(&format!("{key}.{unit}")).with("n", number)
}

fn answer(standing: Standing) -> IssuanceAnswer {
    match standing {
        Standing::Valid => IssuanceAnswer::NotRevoked,
        Standing::Revoked | Standing::Suspended | Standing::Other(_) => IssuanceAnswer::Revoked,
        Standing::NotPresent => IssuanceAnswer::NotOffered,
        Standing::Stale => IssuanceAnswer::Stale,
        Standing::Expired
        | Standing::Malformed
        | Standing::NotExamined
        | Standing::NotYetValid
        | Standing::RolledBack
        | Standing::Unavailable
        | Standing::Untrusted => IssuanceAnswer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cose::Algorithm;
    use crate::counter::{Presets, ReaderIdentity};
    use crate::mdoc::ReaderSigner;
    use crate::x509::Certificate;
    use tashika_testkit::certificate::{Certificate as KitCertificate, Name};
    use tashika_testkit::keys::{Curve, Key};

    #[test]
    fn a_name_that_did_not_go_with_the_request_is_told() {
        let mut config = CounterConfig::new(Presets::new(), TrustStore::new());
        let presentation = Presentation::new(Vec::new());
        assert_eq!(asked_as(&presentation, Source::Session, &config), AskedAs::Nobody);
        let (root_key, key) = (Key::new(Curve::P256, "root"), Key::new(Curve::P256, "reader"));
        let root = KitCertificate::root(Name::new("JP", "", "Example", "Root"), &root_key);
        let name = Name::new("JP", "", "Example", "Reader");
        let leaf = KitCertificate::reader(name, &key, &root, &root_key).issue(&root_key);
        let leaf = Certificate::parse(&leaf).unwrap();
        let signer = ReaderSigner::new(Algorithm::Es256, vec![leaf]).unwrap();
        config.identity = Some(ReaderIdentity { name: "Example".to_owned(), signer });
        let dropped = AskedAs::Dropped { name: "Example".to_owned() };
        assert_eq!(asked_as(&presentation, Source::Session, &config), dropped);
        let system = Source::System { mock: false };
        assert_eq!(asked_as(&presentation, system, &config), AskedAs::System);
    }

    #[test]
    fn ages_of_lists_are_in_the_unit_that_says_enough() {
        let said = |minutes| {
            let own = aged("k", minutes);
            format!("{} {}", own.key, own.arguments[0].1)
        };
        let ages = [0, 59, 60, 2879, 2880, 4400].map(said);
        assert_eq!(
            ages,
            ["k.minutes 0", "k.minutes 59", "k.hours 1", "k.hours 47", "k.days 2", "k.days 3"]
        );
    }
}
