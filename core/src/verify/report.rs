//! The report: one finding for every check, claims by proof, and a verdict with its reasons.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::check::{CheckId, Scope, Severity};
use super::linkability::Handle;
use super::policy::Policy;
use super::state::IssuanceState;
use crate::codec::limits::MAX_ELEMENT_DEPTH;
use crate::codec::{Value, scan};
use crate::doctype::{Date, Registry, age};
use crate::instant::Timestamp;
use crate::outcome::{self, Severities};
use crate::presentation::ChannelFacts;
use crate::status::Cache;

pub use crate::outcome::{Decision, Outcome};

/// One check of a presentation and what became of it.
pub type Finding = outcome::Finding<CheckId>;

impl Finding {
    /// Whether it keeps the verdict from *accepted*.
    pub(super) fn blocks(&self, policy: &Policy) -> bool {
        self.outcome == Outcome::Failed || policy.is_open(self)
    }
}

pub(super) type Passed = outcome::Passed<CheckId>;
/// Findings while they are collected; the policy says what a broken rule means.
pub(super) type Findings<'p> = outcome::Findings<CheckId, &'p Policy>;

impl Severities<CheckId> for &Policy {
    fn severity(&self, check: CheckId) -> Severity {
        Policy::severity(self, check)
    }
}

impl<'p> Findings<'p> {
    pub(super) fn new(policy: &'p Policy, scope: Scope) -> Self {
        Self::of(scope.checks().iter().copied(), policy)
    }

    pub(super) fn policy(&self) -> &'p Policy {
        self.severities()
    }

    /// Whether nothing failed so far, and everything that the verdict needs has an answer, but for
    /// the status itself, which is asked for only then (Token Status List 8.3).
    pub(super) fn ready(&self) -> bool {
        let mut others = self.so_far().iter().filter(|own| own.check != CheckId::MsoStatus);
        others.all(|own| !own.blocks(self.policy()))
    }
}

/// The CBOR text of twelve asterisks.
const MASK: &[u8] = b"\x6c************";

/// Who vouches for an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The device, with the issuer's authorisation.
    Device,
    /// The issuer.
    Issuer,
}

impl Source {
    /// The stable spelling of the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Source::Device => "device",
            Source::Issuer => "issuer",
        }
    }
}

/// One element that was proven. Its value is wiped on drop.
///
/// The value of a masked element, such as the individual number, comes out of [`Claim::reveal`]
/// alone; everywhere else asterisks stand in its place.
#[derive(Clone)]
pub struct Claim {
    source: Source,
    retain: bool,
    masked: bool,
    name_space: Arc<str>,
    identifier: Box<str>,
    encoded: Zeroizing<Box<[u8]>>,
}

impl Claim {
    pub(super) fn new(
        source: Source,
        name_space: Arc<str>,
        identifier: &str,
        encoded: &[u8],
    ) -> Self {
        let encoded = Zeroizing::new(encoded.into());
        let identifier = identifier.into();
        Self { source, retain: false, masked: false, name_space, identifier, encoded }
    }

    /// Who vouches for it.
    pub fn source(&self) -> Source {
        self.source
    }

    /// The namespace.
    pub fn name_space(&self) -> &str {
        &self.name_space
    }

    /// The element identifier.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    pub(super) fn released(mut self, retain: bool, masked: bool) -> Self {
        (self.retain, self.masked) = (retain, masked);
        self
    }

    /// Whether it may be kept longer than the transaction lasts: it was asked for with the intent
    /// to retain.
    pub fn retain(&self) -> bool {
        self.retain
    }

    /// Whether the value comes out of [`Claim::reveal`] alone.
    pub fn is_masked(&self) -> bool {
        self.masked
    }

    /// The value as received, in CBOR; asterisks where it is masked.
    pub fn encoded(&self) -> &[u8] {
        if self.masked { MASK } else { &self.encoded }
    }

    /// The value as received, in CBOR, masked or not. For an individual number the caller needs a
    /// purpose that the law names, and [`crate::doctype::IndividualNumber`] takes it further.
    pub fn reveal(&self) -> &[u8] {
        &self.encoded
    }

    /// The value, lossless; asterisks where it is masked.
    pub fn value(&self) -> Value {
        scan(self.encoded(), 0, MAX_ELEMENT_DEPTH)
            .map_or(Value::Undefined, |scanned| scanned.item.to_value())
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claim({}/{})", self.name_space, self.identifier)
    }
}

/// The elements of one document, released because issuer signature, chain, digests and device
/// authentication passed and nothing about the document failed.
///
/// There is no other way to get one.
#[derive(Clone, Debug)]
pub struct Claims {
    elements: Vec<Claim>,
}

impl Claims {
    pub(super) fn new(elements: Vec<Claim>) -> Self {
        Self { elements }
    }

    /// Every element, issuer-signed ones first, in the order received.
    pub fn iter(&self) -> impl Iterator<Item = &Claim> {
        self.elements.iter()
    }

    /// The elements that may be kept: what a record of the verification may hold.
    pub fn retained(&self) -> impl Iterator<Item = &Claim> {
        self.elements.iter().filter(|claim| claim.retain)
    }

    /// The issuer-signed element of this name.
    pub fn get(&self, name_space: &str, identifier: &str) -> Option<&Claim> {
        self.find(Source::Issuer, name_space, identifier)
    }

    /// The device-signed element of this name.
    pub fn device_signed(&self, name_space: &str, identifier: &str) -> Option<&Claim> {
        self.find(Source::Device, name_space, identifier)
    }

    fn find(&self, source: Source, name_space: &str, identifier: &str) -> Option<&Claim> {
        self.elements.iter().find(|claim| {
            claim.source == source
                && claim.name_space() == name_space
                && claim.identifier() == identifier
        })
    }
}

/// Who issued a document, from certificates. Meaningful as far as the chain's checks passed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issuer {
    /// The document signer's subject.
    pub signer: Arc<str>,
    /// The trust anchor's subject, when one was found.
    pub anchor: Option<Arc<str>>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// One element, asked for or given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disclosed {
    /// The namespace.
    pub name_space: Arc<str>,
    /// The element identifier.
    pub identifier: Box<str>,
    /// What became of it.
    pub disclosure: Disclosure,
    /// Whether it was asked for with the intent to retain.
    pub retain: bool,
}

/// What became of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disclosure {
    /// Asked for and given: itself, a neighbour of the age family, or an alternative.
    Given {
        /// Whether it came itself.
        itself: bool,
        /// The other elements that answer: namespace and identifier.
        others: Box<[(Arc<str>, Box<str>)]>,
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

impl Disclosure {
    /// The stable spelling of the report.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Disclosure::Given { .. } => "given",
            Disclosure::Unasked { .. } => "unasked",
            Disclosure::Withheld { .. } => "withheld",
        }
    }
}

impl Disclosed {
    /// The elements that answer what was asked for, itself first: namespace and identifier.
    pub fn by(&self) -> impl Iterator<Item = (&str, &str)> {
        let (itself, others) = match &self.disclosure {
            Disclosure::Given { itself, others } => (*itself, &**others),
            _ => (false, &[][..]),
        };
        let itself = itself.then_some((&*self.name_space, &*self.identifier));
        itself.into_iter().chain(others.iter().map(|(space, identifier)| (&**space, &**identifier)))
    }
}

/// Everything about one document.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
    pub issuance: IssuanceState,
    /// The elements, when they were released.
    pub claims: Option<Claims>,
    /// Elements the wallet reports as not returned: namespace, identifier, code.
    pub withheld: Vec<(String, String, i64)>,
    /// Every element that was asked for or given, where the request is known.
    pub disclosed: Vec<Disclosed>,
    /// What in the presentation could serve as a tracking handle.
    pub linkability: Vec<Handle>,
}

impl DocumentReport {
    /// Whether the holder is at least `years` old on the day `today`, from the claims that were
    /// released, and why. `None` where no claims were released.
    pub fn age_at_least(
        &self,
        years: u8,
        today: Date,
        doc_types: &Registry,
    ) -> Option<age::Conclusion> {
        let (claims, doc_type) = (self.claims.as_ref()?, self.doc_type.as_deref()?);
        let signed = self.validity.and_then(|own| own.valid_from.date());
        let mut evidence = age::Evidence::new(signed.as_deref().and_then(Date::parse));
        for claim in claims.iter() {
            let info = doc_types.element(doc_type, &claim.name_space, &claim.identifier);
            let Some(role) = info.and_then(|own| own.role) else { continue };
            let scanned = scan(claim.encoded(), 0, MAX_ELEMENT_DEPTH);
            let said = scanned
                .ok()
                .and_then(|own| age::Statement::read(role, &claim.identifier, &own.item));
            if let Some(statement) = said {
                evidence.add(&claim.identifier, statement);
            }
        }
        Some(age::at_least(years, &evidence, today))
    }

    /// The outcome of a check.
    pub fn outcome(&self, check: CheckId) -> Option<Outcome> {
        self.checks.iter().find(|finding| finding.check == check).map(|finding| finding.outcome)
    }
}

/// A finding that made the decision what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// The document's index; `None` for the response.
    pub document: Option<usize>,
    /// The check.
    pub check: CheckId,
    /// Its outcome.
    pub outcome: Outcome,
}

/// What stays uncertain even when every check passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ResidualRisk {
    /// The signer's revocation was not examined.
    SignerRevocationUnknown,
    /// The document names a status list that was not examined.
    StatusUnknown,
    /// The document names no status list: revocation shows only when it expires.
    StatusNotOffered,
    /// The request is not known, so over-disclosure and gaps do not show.
    RequestUnknown,
    /// The session may have been relayed from another place.
    RelayPossible,
    /// Nothing here shows that the person present is the person described.
    HolderNotCompared,
}

impl ResidualRisk {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            ResidualRisk::HolderNotCompared => "holder-not-compared",
            ResidualRisk::RelayPossible => "relay-possible",
            ResidualRisk::RequestUnknown => "request-unknown",
            ResidualRisk::SignerRevocationUnknown => "signer-revocation-unknown",
            ResidualRisk::StatusNotOffered => "status-not-offered",
            ResidualRisk::StatusUnknown => "status-unknown",
        }
    }

    /// A sentence for operators, in English.
    pub const fn en(self) -> &'static str {
        match self {
            ResidualRisk::HolderNotCompared => {
                "Nothing here shows that the person present is the person described."
            }
            ResidualRisk::RelayPossible => {
                "The session may have been relayed from a phone in another place."
            }
            ResidualRisk::RequestUnknown => {
                "The request is unknown, so neither gaps nor surplus data can be seen."
            }
            ResidualRisk::SignerRevocationUnknown => {
                "Whether the document signer was revoked has not been checked."
            }
            ResidualRisk::StatusNotOffered => {
                "The document names no status list: a withdrawal shows only at its expiry."
            }
            ResidualRisk::StatusUnknown => {
                "Whether the document was revoked or suspended has not been checked."
            }
        }
    }

    /// The same in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            ResidualRisk::HolderNotCompared => {
                "提示者が記載された本人であることは、この検証だけでは確認できません。"
            }
            ResidualRisk::RelayPossible => {
                "離れた場所にある端末から通信が中継されている可能性があります。"
            }
            ResidualRisk::RequestUnknown => "要求内容が不明なため、項目の過不足は確認できません。",
            ResidualRisk::SignerRevocationUnknown => {
                "文書署名者の証明書が失効していないかは確認していません。"
            }
            ResidualRisk::StatusNotOffered => {
                "失効情報の参照先がないため、失効しても有効期限まで判明しません。"
            }
            ResidualRisk::StatusUnknown => "文書が失効・停止されていないかは確認していません。",
        }
    }
}

/// The decision, the policy that made it, its reasons and the risks that remain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// Accepted, rejected or inconclusive.
    pub decision: Decision,
    /// The policy's name.
    pub policy: String,
    /// The name of the rules for revocation and status.
    pub status_policy: String,
    /// The profile's name.
    pub profile: &'static str,
    /// The findings behind the decision; none when accepted.
    pub reasons: Vec<Reason>,
    /// What stays uncertain.
    pub residual_risks: Vec<ResidualRisk>,
}

/// The explained outcome of a verification.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
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

impl Report {
    /// The outcome of a check of the response.
    pub fn outcome(&self, check: CheckId) -> Option<Outcome> {
        self.checks.iter().find(|finding| finding.check == check).map(|finding| finding.outcome)
    }

    /// Teaches the cache which lists were found genuine, so that older ones are refused from now on.
    pub fn teach(&self, cache: &mut Cache) {
        let sources = self.documents.iter().flat_map(|own| &own.issuance.sources);
        sources.for_each(|source| cache.learn(&source.answer));
    }

    /// Every finding: the response's first, then each document's with its index.
    pub fn findings(&self) -> impl Iterator<Item = (Option<usize>, &Finding)> {
        let own = self.checks.iter().map(|finding| (None, finding));
        let documents = self.documents.iter().enumerate().flat_map(|(index, document)| {
            document.checks.iter().map(move |finding| (Some(index), finding))
        });
        own.chain(documents)
    }
}

/// The verdict of these findings under `policy`.
pub(super) fn verdict(
    policy: &Policy,
    checks: &[Finding],
    documents: &[DocumentReport],
    residual_risks: Vec<ResidualRisk>,
) -> Verdict {
    let own = checks.iter().map(|finding| (None, finding));
    let all = own.chain(documents.iter().enumerate().flat_map(|(index, document)| {
        document.checks.iter().map(move |finding| (Some(index), finding))
    }));
    let (mut failed, mut open) = (Vec::new(), Vec::new());
    for (document, finding) in all {
        let reason = Reason { document, check: finding.check, outcome: finding.outcome };
        match finding.outcome {
            Outcome::Failed => failed.push(reason),
            _ if policy.is_open(finding) => open.push(reason),
            _ => {}
        }
    }
    if failed.is_empty() && open.is_empty() {
        open = without_claims(documents);
    }
    let (decision, reasons) = match (failed.is_empty(), open.is_empty()) {
        (false, _) => (Decision::Rejected, failed),
        (true, false) => (Decision::Inconclusive, open),
        (true, true) => (Decision::Accepted, Vec::new()),
    };
    let profile = policy.profile.name();
    Verdict {
        decision,
        policy: policy.name.clone(),
        status_policy: policy.status.name.clone(),
        profile,
        reasons,
        residual_risks,
    }
}

/// Nothing is accepted without its proof, whatever severities a policy gives: what is missing from
/// the proof of each document whose claims were not released.
fn without_claims(documents: &[DocumentReport]) -> Vec<Reason> {
    const PROOF: [CheckId; 5] = [
        CheckId::IssuerAuthSignature,
        CheckId::IssuerChainSignature,
        CheckId::ItemDigest,
        CheckId::DeviceSignature,
        CheckId::DeviceMac,
    ];
    let bare = documents.iter().enumerate().filter(|(_, document)| document.claims.is_none());
    let missing = bare.flat_map(|(index, document)| {
        let findings = document.checks.iter();
        let open = findings.filter(|finding| {
            PROOF.contains(&finding.check)
                && !matches!(finding.outcome, Outcome::Passed | Outcome::NotApplicable)
        });
        open.map(move |finding| Reason {
            document: Some(index),
            check: finding.check,
            outcome: finding.outcome,
        })
    });
    missing.collect()
}
