//! From evidence to a decision that can be defended, by policy bundles; and from requirements to
//! methods.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use tashika::assurance::{
    self as core, AxisResult as CoreAxisResult, Bundle, BundleError, BundleUsed, Bundles,
    Circumstances as CoreCircumstances, DecideError, Decision, DemandResult, Event as CoreEvent,
    Evidence as CoreEvidence, Grade as CoreGrade, Ground as CoreGround, LackItem as CoreLackItem,
    Reached as CoreReached, Recheck as CoreRecheck, Requirements as CoreRequirements, Source,
    StatusNews as CoreStatusNews, StatuteResult, TrustedKey, Voucher, Wanted, chart,
};
use tashika::crypto::{CryptoProvider, Curve, PublicKey};
use tashika::instant::Timestamp;

use crate::doctype::{Words, words};
use crate::error::{TashikaError, guard};
use crate::evidence::{Circumstances, Evidence};
use crate::mirror::{
    Against, AssuranceRisk, AssuranceStanding, BundleChangeKind, BundleNature, ChartLanguage,
    EvidenceAttribute, EvidenceChannel, EvidenceStatus, FaceComparison, Granularity, Having, Held,
    IdentityShown, LendingRisk, Miss, Modality, Must, Party, PolicyConfidence, PrivacyNote,
    ProcedureTask, Ranking, Worse,
};
use crate::numbers::count;
use crate::report::{Report, Sentence};
use crate::request::day;

/// A key that the caller trusts to sign bundles, with the name that decisions show.
#[derive(Clone, Debug, uniffi::Record)]
pub struct BundleKey {
    /// Its name.
    pub name: String,
    /// Its curve.
    pub curve: Curve,
    /// The octets of the public key: a point, uncompressed, or a raw key.
    pub public_key: Vec<u8>,
}

/// Who vouches for a bundle.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum BundleVoucher {
    /// Nobody: for trying out.
    Nobody,
    /// It is part of this library.
    Shipped,
    /// A signature of a key that the caller trusts.
    Signature {
        /// The name of the key.
        key: String,
    },
}

/// What a bundle is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BundleInfo {
    /// Its name.
    pub id: String,
    /// Its version: a later bundle of the same name has a higher one.
    pub version: i64,
    /// The day it was issued, `YYYY-MM-DD`.
    pub issued: String,
    /// What it is to the text it speaks of.
    pub nature: BundleNature,
    /// SHA-256 of its text in hexadecimal.
    pub digest: String,
    /// Who vouches for it.
    pub voucher: BundleVoucher,
    /// What its users must know.
    pub notice: Option<Words>,
}

/// One entry in which two bundles differ.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BundleChange {
    /// What kind of entry: `rule`, `statute`, `advisory`, …
    pub what: String,
    /// Its name.
    pub id: String,
    /// What became of it.
    pub kind: BundleChangeKind,
}

/// Where a statement is made.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PolicySource {
    /// Its name within the bundle.
    pub id: String,
    /// The document.
    pub title: String,
    /// Where it stands.
    pub address: Option<String>,
}

/// One grade of an axis.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Grade {
    /// Its name on the axis.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// Under which conditions it may be used all the same.
    pub conditions: Option<Words>,
}

/// Where a result is from.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Ground {
    /// The rule, by its name.
    pub rule: String,
    /// What the rule is called.
    pub name: Words,
    /// The pieces of evidence that satisfy it.
    pub evidence: Vec<String>,
    /// Where the rule is from.
    pub source: PolicySource,
    /// How firm it is.
    pub confidence: PolicyConfidence,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LackItem {
    /// The piece of evidence that has most of the rest; `None` where all of it is missing.
    pub evidence: Option<String>,
    /// The facts, or what else, by their names.
    pub facts: Vec<String>,
    /// The same in words.
    pub words: Words,
}

/// What one rule still needs.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Lack {
    /// The rule or statutory method.
    pub rule: String,
    /// What it is called.
    pub name: Words,
    /// What is missing.
    pub missing: Vec<LackItem>,
}

/// What was reached on one axis.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AxisReached {
    /// The axis.
    pub axis: String,
    /// What it is called.
    pub name: Words,
    /// The grade that was reached.
    pub grade: Grade,
    /// Its place, from 0.
    pub rank: i32,
    /// Whether the bundle is a reconstruction.
    pub nature: BundleNature,
    /// The rules that reach it.
    pub grounds: Vec<Ground>,
    /// The next grade; `None` at the top.
    pub next: Option<Grade>,
    /// What each rule of the next grade still needs, the smallest gap first.
    pub lacks: Vec<Lack>,
    /// The value for `trust_framework`.
    pub trust_framework: Option<String>,
}

/// A statutory method, on the day of the decision.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StatutoryMethod {
    /// The law's short name.
    pub law: String,
    /// What the law is called.
    pub title: Words,
    /// The provision.
    pub provision: String,
    /// The method's code.
    pub code: String,
    /// What the method is.
    pub name: Words,
    /// Whether the evidence satisfies it.
    pub satisfied: bool,
    /// The pieces of evidence that do.
    pub evidence: Vec<String>,
    /// What is missing.
    pub missing: Vec<LackItem>,
    /// The first day in force, `YYYY-MM-DD`.
    pub first_day: Option<String>,
    /// The last day in force.
    pub last_day: Option<String>,
    /// The code it has afterwards.
    pub becomes: Option<String>,
    /// What must be kept.
    pub keep: Option<Words>,
    /// Where it is from.
    pub source: PolicySource,
    /// How firm it is.
    pub confidence: PolicyConfidence,
}

/// What a law does not take.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NotTaken {
    /// The law's short name.
    pub law: String,
    /// What is to be said.
    pub words: Words,
    /// The evidence.
    pub evidence: Vec<String>,
    /// Where it is from.
    pub source: PolicySource,
    /// How firm it is.
    pub confidence: PolicyConfidence,
}

/// A demand of the circumstances.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Demand {
    /// The demand.
    pub id: String,
    /// How strongly it speaks.
    pub modality: Modality,
    /// What is to be said.
    pub words: Words,
    /// Whether it is met.
    pub met: bool,
    /// What is missing.
    pub missing: Vec<LackItem>,
    /// The exception that lifts it.
    pub lifted_by: Option<String>,
    /// Why it does.
    pub lifted_because: Option<Words>,
}

/// An advisory that struck something out.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AdvisoryApplied {
    /// The advisory.
    pub id: String,
    /// What is to be said.
    pub words: Words,
    /// The pieces of evidence that it struck.
    pub evidence: Vec<String>,
    /// The rules that it struck.
    pub rules: Vec<String>,
    /// Where it is from.
    pub source: PolicySource,
}

/// Something that speaks against the person or the document.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Contradiction {
    /// The piece of evidence.
    pub evidence: String,
    /// What it says.
    pub says: Against,
}

/// What stays uncertain, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RiskOf {
    /// The risk.
    pub risk: AssuranceRisk,
    /// The pieces of evidence; none where it concerns the whole.
    pub evidence: Vec<String>,
}

/// What matters for privacy, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PrivacyOf {
    /// What it is.
    pub note: PrivacyNote,
    /// The pieces of evidence.
    pub evidence: Vec<String>,
}

/// What binds one piece of evidence to the verifier and the session.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BindingOf {
    /// The piece of evidence.
    pub evidence: String,
    /// 検証者名バインディング
    pub verifier_name: Held,
    /// チャネルバインディング
    pub channel: Held,
    /// Whether it answers a challenge of this session.
    pub fresh: Held,
    /// Whether a relay can be ruled out.
    pub relay_excluded: Held,
}

/// What was found of a portrait. No value says that it was not morphed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PortraitFound {
    /// The piece of evidence that the portrait is from.
    pub evidence: String,
    /// Whether the issuer vouches for it.
    pub authentic_to_issuer: bool,
    /// What came of comparing it.
    pub comparison: FaceComparison,
}

/// A statement to be told as it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Note {
    /// What is stated.
    pub words: Words,
    /// Where it is from.
    pub source: String,
}

/// A decision with its reasons, its risks and its end.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AssuranceDetails {
    /// The day it is made for, `YYYY-MM-DD`.
    pub on: String,
    /// What it comes to.
    pub standing: AssuranceStanding,
    /// What it is for.
    pub purpose: Option<String>,
    /// Whether the person is identified at all.
    pub identity: IdentityShown,
    /// What speaks against it: where anything does, no grade may be relied on.
    pub contradictions: Vec<Contradiction>,
    /// What was reached on each axis: one axis never stands for another, nor for a law.
    pub axes: Vec<AxisReached>,
    /// The statutory methods in force.
    pub statutes: Vec<StatutoryMethod>,
    /// What laws do not take.
    pub not_accepted: Vec<NotTaken>,
    /// What the circumstances demand.
    pub demands: Vec<Demand>,
    /// Advisories that struck something out.
    pub advisories: Vec<AdvisoryApplied>,
    /// What stays uncertain.
    pub risks: Vec<RiskOf>,
    /// What matters for privacy.
    pub privacy: Vec<PrivacyOf>,
    /// What binds each piece.
    pub bindings: Vec<BindingOf>,
    /// What was found of each portrait.
    pub portraits: Vec<PortraitFound>,
    /// Statements to be told.
    pub notes: Vec<Note>,
    /// Evidence that is dated after the day of the decision and did not count.
    pub too_late: Vec<String>,
    /// When to look again.
    pub revalidate_after: Option<Timestamp>,
    /// The bundles it rests on.
    pub bundles: Vec<BundleInfo>,
    /// What it is not.
    pub disclaimer: Words,
}

/// The place and the name of a grade on an axis.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct GradeReached {
    /// The axis.
    pub axis: String,
    /// The place, from 0.
    pub rank: i32,
    /// The name.
    pub grade: String,
}

/// What a decision had reached: enough to see later what became of it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Reached {
    /// The grade on each axis.
    pub grades: Vec<GradeReached>,
    /// The statutory methods that were satisfied, as `law code`.
    pub statutes: Vec<String>,
    /// The advisories that had struck already.
    pub advisories: Vec<String>,
    /// Whether anything spoke against it.
    pub contradicted: bool,
}

/// What a status source says now of a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StatusNews {
    /// The piece of evidence.
    pub evidence: String,
    /// What is said of it. *Undetermined* changes nothing.
    pub status: EvidenceStatus,
    /// As of when.
    pub at: Timestamp,
}

/// Something that became worse, and what the host must do.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WorseEvent {
    /// What the host must do.
    pub must: Must,
    /// What became worse.
    pub change: Worse,
    /// On which axis, by which law, or by which advisory.
    pub about: String,
    /// What it was.
    pub was: Option<String>,
    /// What it is.
    pub is_now: Option<String>,
    /// The pieces of evidence.
    pub evidence: Vec<String>,
}

/// The decision as it is now, and what became worse.
#[derive(Debug, uniffi::Record)]
pub struct Rechecked {
    /// The decision as it is now.
    pub decision: Arc<AssuranceDecision>,
    /// What became worse, the gravest first. The host must act on each.
    pub events: Vec<WorseEvent>,
    /// Whether the session must end.
    pub must_end: bool,
}

/// What a procedure needs.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Requirements {
    /// 身元確認 or 当人認証.
    pub task: ProcedureTask,
    /// Over which channel; any where it is left out.
    #[uniffi(default)]
    pub channel: Option<EvidenceChannel>,
    /// The grade.
    #[uniffi(default)]
    pub level: Option<Wanted>,
    /// The attributes.
    #[uniffi(default)]
    pub attributes: Vec<EvidenceAttribute>,
    /// A law that must be satisfied, by its short name.
    #[uniffi(default)]
    pub law: Option<String>,
    /// How likely it is that a credential is lent.
    #[uniffi(default)]
    pub lending_risk: Option<LendingRisk>,
    /// What the verifier is, by law.
    #[uniffi(default)]
    pub verifier: Vec<Party>,
    /// What some of the people do not have: each of them must be able to go through.
    #[uniffi(default)]
    pub without: Vec<Having>,
    /// Only what a look-alike site gains nothing from.
    #[uniffi(default = false)]
    pub phishing_resistant: bool,
    /// Only what lets the person choose what is told, or tells nothing.
    #[uniffi(default = false)]
    pub selective: bool,
    /// What comes first; no ranking where it is left out.
    #[uniffi(default)]
    pub ranking: Option<Ranking>,
}

/// A method, and how it stands to the requirements.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AdvisedMethod {
    /// The method.
    pub method: String,
    /// What people call it.
    pub name: Words,
    /// Over which channels it works.
    pub channels: Vec<EvidenceChannel>,
    /// The grade it reaches on each axis.
    pub grades: Vec<Wanted>,
    /// The statutory methods it satisfies on this day, as `law code`.
    pub statutes: Vec<String>,
    /// Whether any law of the bundles names it.
    pub statutory: bool,
    /// What the person tells by it.
    pub granularity: Granularity,
    /// Whether cryptography carries it.
    pub cryptographic: bool,
    /// Whether a look-alike site gains nothing.
    pub phishing_resistant: Option<bool>,
    /// Whether its key can be copied to other devices.
    pub syncable: Option<bool>,
    /// Whether it can be shared with another person.
    pub shareable: Option<bool>,
    /// What the person needs.
    pub having: Vec<Having>,
    /// The requirements it misses; none for one that fits.
    pub misses: Vec<Miss>,
    /// Why it stands where it stands, where a ranking was asked.
    pub rank_reasons: Vec<Words>,
    /// What tends to go wrong.
    pub pitfall: Words,
    /// How the person does it, and why it may fail.
    pub guide: Option<Words>,
    /// Where it is from.
    pub source: PolicySource,
    /// How firm it is.
    pub confidence: PolicyConfidence,
}

/// What could be done where nothing fits.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WayOut {
    /// The requirements to give up.
    pub without: Vec<Miss>,
    /// The methods that fit then.
    pub methods: Vec<String>,
}

/// Advice on a procedure.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Advice {
    /// The methods that fit: in the order of names, or of the ranking.
    pub fitting: Vec<AdvisedMethod>,
    /// The methods that do not, in the order of names.
    pub others: Vec<AdvisedMethod>,
    /// Where nothing fits: the least to give up, in the order of how little it is.
    pub ways_out: Vec<WayOut>,
    /// The advice as JSON, byte for byte that of `tashika advise --json`.
    pub json: String,
}

/// A policy bundle, read and found consistent.
#[derive(Debug, uniffi::Object)]
pub struct PolicyBundle(Bundle);

#[uniffi::export]
impl PolicyBundle {
    /// Reads a signed bundle. Nothing of it is looked at before a signature of one of `keys` holds.
    #[uniffi::constructor]
    pub fn signed(file: Vec<u8>, keys: Vec<BundleKey>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let keys: Vec<TrustedKey> = keys.into_iter().map(BundleKey::core).collect();
            Self::of(Bundle::signed(&file, &keys, &CryptoProvider::default()))
        })
    }

    /// Reads a bundle (JSON) that nobody vouches for: for trying out. Decisions say so.
    #[uniffi::constructor]
    pub fn unsigned(json: String) -> Result<Arc<Self>, TashikaError> {
        guard(|| Self::of(Bundle::unsigned(json.as_bytes(), &CryptoProvider::default())))
    }

    /// What it is.
    pub fn info(&self) -> Result<BundleInfo, TashikaError> {
        guard(|| {
            let own = &self.0;
            Ok(BundleInfo {
                id: own.id().to_owned(),
                version: i64::from(own.version()),
                issued: own.issued().to_string(),
                nature: own.nature(),
                digest: own.digest().iter().map(|byte| format!("{byte:02x}")).collect(),
                voucher: voucher(own.voucher())?,
                notice: own.notice().map(words),
            })
        })
    }

    /// What a newer bundle changes over this one, in the order of kind and name.
    pub fn changes_to(&self, newer: &PolicyBundle) -> Vec<BundleChange> {
        let all = core::diff(&self.0, &newer.0).into_iter();
        all.map(|own| BundleChange { what: own.what.to_owned(), id: own.id, kind: own.kind })
            .collect()
    }
}

impl PolicyBundle {
    fn of(read: Result<Bundle, BundleError>) -> Result<Arc<Self>, TashikaError> {
        read.map(|own| Arc::new(Self(own))).map_err(bundle_problem)
    }
}

/// The bundles in use: one of each name, and only ever a later one in its place. They may be shared by
/// threads.
#[derive(Debug, uniffi::Object)]
pub struct PolicyBundles(RwLock<Bundles>);

#[uniffi::export]
impl PolicyBundles {
    /// The bundles that come with this library.
    #[uniffi::constructor]
    pub fn shipped() -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let own = Bundles::shipped(&CryptoProvider::default()).map_err(bundle_problem)?;
            Ok(Arc::new(Self(RwLock::new(own))))
        })
    }

    /// No bundles.
    #[uniffi::constructor]
    pub fn empty() -> Arc<Self> {
        Arc::new(Self(RwLock::new(Bundles::new())))
    }

    /// Puts a bundle in the place of an earlier one of its name. An older version, or the same version
    /// with another content, is refused, and what was there stays.
    pub fn install(&self, bundle: &PolicyBundle) -> Result<(), TashikaError> {
        guard(|| {
            let mut own = self.0.write().unwrap_or_else(PoisonError::into_inner);
            own.install(bundle.0.clone()).map_err(bundle_problem)
        })
    }

    /// Every bundle in the order of names.
    pub fn all(&self) -> Vec<Arc<PolicyBundle>> {
        self.with(|own| own.iter().map(|own| Arc::new(PolicyBundle(own.clone()))).collect())
    }

    /// Decides for the day `on`, written like 2026-06-01. Levels, laws and risks stand apart: neither
    /// is ever read as the other.
    pub fn decide(
        &self,
        evidence: Vec<Evidence>,
        circumstances: Circumstances,
        on: String,
    ) -> Result<Arc<AssuranceDecision>, TashikaError> {
        guard(|| {
            let on = day(&on)?;
            let evidence: Vec<CoreEvidence> = evidence.into_iter().map(Evidence::core).collect();
            let circumstances = circumstances.core()?;
            let decision = self
                .with(|own| core::decide(&evidence, &circumstances, own, on))
                .map_err(unclear)?;
            Ok(Arc::new(AssuranceDecision { evidence, circumstances, decision }))
        })
    }

    /// Decides anew for stored evidence, on the day `on` and at the instant `now` within it, and says
    /// what became worse since `before`.
    #[uniffi::method(default(news = []))]
    pub fn recheck(
        &self,
        before: Reached,
        evidence: Vec<Evidence>,
        circumstances: Circumstances,
        on: String,
        now: Timestamp,
        news: Vec<StatusNews>,
    ) -> Result<Rechecked, TashikaError> {
        guard(|| {
            let on = day(&on)?;
            let evidence: Vec<CoreEvidence> = evidence.into_iter().map(Evidence::core).collect();
            let circumstances = circumstances.core()?;
            let news = news.into_iter();
            let news: Vec<CoreStatusNews> =
                news.map(|own| CoreStatusNews::new(own.evidence, own.status, own.at)).collect();
            let before = before.core();
            let found = self.with(|own| {
                core::recheck(&before, &evidence, &news, &circumstances, own, (on, now))
            });
            Ok(rechecked(found.map_err(unclear)?, evidence, circumstances))
        })
    }

    /// Advises on a procedure, for the day `on`.
    pub fn advise(&self, requirements: Requirements, on: String) -> Result<Advice, TashikaError> {
        guard(|| {
            let (requirements, on) = (requirements.core(), day(&on)?);
            let own = self.with(|own| core::advise(&requirements, own, on));
            let json = own.to_json();
            let ways_out = own.ways_out.into_iter();
            Ok(Advice {
                fitting: own.fitting.into_iter().map(advised).collect(),
                others: own.others.into_iter().map(advised).collect(),
                ways_out: ways_out
                    .map(|own| WayOut { without: own.without, methods: own.methods })
                    .collect(),
                json,
            })
        })
    }

    /// The methods of either task that reach at least this grade, in the order of names.
    pub fn methods_reaching(
        &self,
        wanted: Wanted,
        on: String,
    ) -> Result<Vec<AdvisedMethod>, TashikaError> {
        guard(|| {
            let on = day(&on)?;
            let all = self.with(|own| core::methods_reaching(&wanted, own, on));
            Ok(all.into_iter().map(advised).collect())
        })
    }

    /// The advice as a chart of questions with yes and no, in lines of text.
    pub fn chart_text(
        &self,
        requirements: Requirements,
        on: String,
        language: ChartLanguage,
    ) -> Result<String, TashikaError> {
        guard(|| {
            let (requirements, on) = (requirements.core(), day(&on)?);
            Ok(self.with(|own| chart(&requirements, own, on).text(language)))
        })
    }

    /// The same chart as an SVG image, with a description for those who cannot see it.
    pub fn chart_svg(
        &self,
        requirements: Requirements,
        on: String,
        language: ChartLanguage,
    ) -> Result<String, TashikaError> {
        guard(|| {
            let (requirements, on) = (requirements.core(), day(&on)?);
            Ok(self.with(|own| chart(&requirements, own, on).svg(language)))
        })
    }
}

impl PolicyBundles {
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Bundles) -> T) -> T {
        work(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A decision, with the evidence and circumstances it was made from.
#[derive(Debug, uniffi::Object)]
pub struct AssuranceDecision {
    pub(crate) evidence: Vec<CoreEvidence>,
    pub(crate) circumstances: CoreCircumstances,
    pub(crate) decision: Decision,
}

#[uniffi::export]
impl AssuranceDecision {
    /// What it comes to. Never use it without the details.
    pub fn standing(&self) -> AssuranceStanding {
        self.decision.standing
    }

    /// Everything about it.
    pub fn details(&self) -> Result<AssuranceDetails, TashikaError> {
        guard(|| details(&self.decision))
    }

    /// The decision as JSON, byte for byte that of `tashika decide --json`.
    pub fn json(&self) -> String {
        self.decision.to_json()
    }

    /// What was reached on this axis; `None` where there is no such axis, or where something speaks
    /// against the decision: then no grade may be relied on.
    pub fn grade(&self, axis: String) -> Option<GradeReached> {
        let own = self.decision.reached(&axis).ok().flatten()?;
        Some(GradeReached { axis, rank: count(own.rank), grade: own.grade.id.clone() })
    }

    /// The statutory methods that are satisfied, as `law code`.
    pub fn satisfied_statutes(&self) -> Vec<String> {
        self.decision.satisfied_statutes()
    }

    /// What it has reached, to be kept for a later look.
    pub fn reached(&self) -> Reached {
        Reached::of(&self.decision.summary())
    }

    /// The evidence it was made from.
    pub fn evidence(&self) -> Result<Vec<Evidence>, TashikaError> {
        guard(|| self.evidence.iter().cloned().map(Evidence::of).collect())
    }
}

#[uniffi::export]
impl Report {
    /// What the lists of a new verification of the same presentation say now of each document, for
    /// [`PolicyBundles::recheck`].
    pub fn status_news(&self, prefix: String) -> Vec<StatusNews> {
        let all = CoreStatusNews::from_report(self.core(), &prefix).into_iter();
        all.map(|own| StatusNews { evidence: own.evidence, status: own.status, at: own.at })
            .collect()
    }
}

/// What a decision comes to, in a sentence.
#[uniffi::export]
pub fn standing_sentence(standing: AssuranceStanding) -> Sentence {
    sentence(standing.name(), standing.en(), standing.ja())
}

/// What speaks against a decision.
#[uniffi::export]
pub fn against_sentence(against: Against) -> Sentence {
    sentence(against.name(), against.en(), against.ja())
}

/// What stays uncertain in a decision.
#[uniffi::export]
pub fn assurance_risk_sentence(risk: AssuranceRisk) -> Sentence {
    sentence(risk.name(), risk.en(), risk.ja())
}

/// What matters for privacy in a decision.
#[uniffi::export]
pub fn privacy_sentence(note: PrivacyNote) -> Sentence {
    sentence(note.name(), note.en(), note.ja())
}

/// Which requirement a method misses.
#[uniffi::export]
pub fn miss_sentence(miss: Miss) -> Sentence {
    sentence(miss.name(), miss.en(), miss.ja())
}

/// What became worse.
#[uniffi::export]
pub fn worse_sentence(worse: Worse) -> Sentence {
    sentence(worse.name(), worse.en(), worse.ja())
}

fn sentence(id: &str, en: &str, ja: &str) -> Sentence {
    Sentence { id: id.to_owned(), en: en.to_owned(), ja: ja.to_owned() }
}

impl BundleKey {
    pub(crate) fn core(self) -> TrustedKey {
        TrustedKey { name: self.name, key: PublicKey::new(self.curve, self.public_key) }
    }
}

impl Requirements {
    fn core(self) -> CoreRequirements {
        CoreRequirements {
            task: self.task,
            channel: self.channel.unwrap_or_default(),
            level: self.level,
            attributes: self.attributes.into_iter().collect(),
            law: self.law,
            lending_risk: self.lending_risk.unwrap_or_default(),
            verifier: self.verifier.into_iter().collect(),
            without: self.without.into_iter().collect(),
            phishing_resistant: self.phishing_resistant,
            selective: self.selective,
            ranking: self.ranking.unwrap_or(Ranking::None),
        }
    }
}

impl Reached {
    pub(crate) fn of(own: &CoreReached) -> Self {
        let grades = own.grades.iter().map(|(axis, (rank, grade))| GradeReached {
            axis: axis.clone(),
            rank: count(*rank),
            grade: grade.clone(),
        });
        Self {
            grades: grades.collect(),
            statutes: list(&own.statutes),
            advisories: list(&own.advisories),
            contradicted: own.contradicted,
        }
    }

    pub(crate) fn core(self) -> CoreReached {
        let grades = self.grades.into_iter().map(|own| {
            let rank = usize::try_from(own.rank).unwrap_or_default();
            (own.axis, (rank, own.grade))
        });
        let mut own = CoreReached::default();
        own.grades = grades.collect::<BTreeMap<_, _>>();
        own.statutes = self.statutes.into_iter().collect();
        own.advisories = self.advisories.into_iter().collect();
        own.contradicted = self.contradicted;
        own
    }
}

impl WorseEvent {
    pub(crate) fn of(own: CoreEvent) -> Self {
        Self {
            must: own.must,
            change: own.change,
            about: own.about,
            was: own.was,
            is_now: own.is,
            evidence: list(&own.evidence),
        }
    }
}

impl AssuranceDecision {
    /// The piece of evidence of this name.
    pub(crate) fn piece(&self, name: &str) -> Result<&CoreEvidence, TashikaError> {
        let found = self.evidence.iter().find(|own| own.id == name);
        found.ok_or_else(|| {
            TashikaError::usage("evidence", "the decision has no evidence of this name")
        })
    }
}

pub(crate) fn rechecked(
    own: CoreRecheck,
    evidence: Vec<CoreEvidence>,
    circumstances: CoreCircumstances,
) -> Rechecked {
    let must_end = own.must_end();
    let events = own.events.into_iter().map(WorseEvent::of).collect();
    let decision = Arc::new(AssuranceDecision { evidence, circumstances, decision: own.decision });
    Rechecked { decision, events, must_end }
}

pub(crate) fn bundle_problem(error: BundleError) -> TashikaError {
    match error {
        BundleError::Signature | BundleError::UnsupportedAlgorithm => {
            refusal("bundle-signature", &error, "ポリシーバンドルの署名を確認できません。")
        }
        BundleError::Older { .. } | BundleError::OtherContent { .. } => refusal(
            "bundle-rollback",
            &error,
            "導入済みのポリシーバンドルより古いか、同じ版で内容が異なるため導入できません。",
        ),
        other => TashikaError::unreadable("bundle", other),
    }
}

fn refusal(what: &str, error: &BundleError, ja: &str) -> TashikaError {
    TashikaError::Refused {
        code: format!("refused.{what}"),
        reason: error.to_string(),
        reason_ja: ja.to_owned(),
    }
}

pub(crate) fn unclear(error: DecideError) -> TashikaError {
    TashikaError::usage("evidence", error)
}

fn list(own: &BTreeSet<String>) -> Vec<String> {
    own.iter().cloned().collect()
}

fn voucher(own: &Voucher) -> Result<BundleVoucher, TashikaError> {
    Ok(match own {
        Voucher::Nobody => BundleVoucher::Nobody,
        Voucher::Shipped => BundleVoucher::Shipped,
        Voucher::Signature(key) => BundleVoucher::Signature { key: key.clone() },
        _ => return Err(TashikaError::unknown_variant("Voucher")),
    })
}

fn bundle(own: &BundleUsed) -> Result<BundleInfo, TashikaError> {
    Ok(BundleInfo {
        id: own.id.clone(),
        version: i64::from(own.version),
        issued: own.issued.to_string(),
        nature: own.nature,
        digest: own.digest.clone(),
        voucher: voucher(&own.voucher)?,
        notice: own.notice.as_ref().map(words),
    })
}

fn source(own: &Source) -> PolicySource {
    PolicySource { id: own.id.clone(), title: own.title.clone(), address: own.address.clone() }
}

fn grade(own: &CoreGrade) -> Grade {
    Grade {
        id: own.id.clone(),
        name: words(&own.name),
        conditions: own.conditions.as_ref().map(words),
    }
}

fn ground(own: &CoreGround) -> Ground {
    Ground {
        rule: own.rule.clone(),
        name: words(&own.name),
        evidence: list(&own.evidence),
        source: source(&own.source),
        confidence: own.confidence,
    }
}

fn lacking(all: &[CoreLackItem]) -> Vec<LackItem> {
    let one = |own: &CoreLackItem| LackItem {
        evidence: own.evidence.clone(),
        facts: own.facts.clone(),
        words: words(&own.words),
    };
    all.iter().map(one).collect()
}

fn axis(own: &CoreAxisResult) -> AxisReached {
    let lacks = own.lacks.iter().map(|own| Lack {
        rule: own.rule.clone(),
        name: words(&own.name),
        missing: lacking(&own.missing),
    });
    AxisReached {
        axis: own.axis.clone(),
        name: words(&own.name),
        grade: grade(&own.grade),
        rank: count(own.rank),
        nature: own.nature,
        grounds: own.grounds.iter().map(ground).collect(),
        next: own.next.as_ref().map(grade),
        lacks: lacks.collect(),
        trust_framework: own.trust_framework.clone(),
    }
}

fn statute(own: &StatuteResult) -> StatutoryMethod {
    StatutoryMethod {
        law: own.law.clone(),
        title: words(&own.title),
        provision: own.provision.clone(),
        code: own.code.clone(),
        name: words(&own.name),
        satisfied: own.satisfied,
        evidence: list(&own.evidence),
        missing: lacking(&own.missing),
        first_day: own.from.map(|own| own.to_string()),
        last_day: own.until.map(|own| own.to_string()),
        becomes: own.becomes.clone(),
        keep: own.keep.as_ref().map(words),
        source: source(&own.source),
        confidence: own.confidence,
    }
}

fn demand(own: &DemandResult) -> Demand {
    Demand {
        id: own.id.clone(),
        modality: own.modality,
        words: words(&own.words),
        met: own.met,
        missing: lacking(&own.missing),
        lifted_by: own.lifted.as_ref().map(|own| own.exception.clone()),
        lifted_because: own.lifted.as_ref().map(|own| words(&own.reason)),
    }
}

fn details(own: &Decision) -> Result<AssuranceDetails, TashikaError> {
    let contradictions = own.contradictions.iter();
    let not_accepted = own.not_accepted.iter().map(|own| NotTaken {
        law: own.law.clone(),
        words: words(&own.words),
        evidence: list(&own.evidence),
        source: source(&own.source),
        confidence: own.confidence,
    });
    let advisories = own.advisories.iter().map(|own| AdvisoryApplied {
        id: own.id.clone(),
        words: words(&own.words),
        evidence: list(&own.evidence),
        rules: own.rules.clone(),
        source: source(&own.source),
    });
    let bindings = own.bindings.iter().map(|own| BindingOf {
        evidence: own.evidence.clone(),
        verifier_name: own.verifier_name,
        channel: own.channel,
        fresh: own.fresh,
        relay_excluded: own.relay_excluded,
    });
    let portraits = own.portraits.iter().map(|own| PortraitFound {
        evidence: own.evidence.clone(),
        authentic_to_issuer: own.authentic_to_issuer,
        comparison: own.comparison,
    });
    let (risks, privacy, notes) = (own.risks.iter(), own.privacy.iter(), own.notes.iter());
    Ok(AssuranceDetails {
        on: own.on.to_string(),
        standing: own.standing,
        purpose: own.purpose.clone(),
        identity: own.identity,
        contradictions: contradictions
            .map(|own| Contradiction { evidence: own.evidence.clone(), says: own.says })
            .collect(),
        axes: own.axes.iter().map(axis).collect(),
        statutes: own.statutes.iter().map(statute).collect(),
        not_accepted: not_accepted.collect(),
        demands: own.demands.iter().map(demand).collect(),
        advisories: advisories.collect(),
        risks: risks.map(|(risk, own)| RiskOf { risk: *risk, evidence: list(own) }).collect(),
        privacy: privacy
            .map(|(note, own)| PrivacyOf { note: *note, evidence: list(own) })
            .collect(),
        bindings: bindings.collect(),
        portraits: portraits.collect(),
        notes: notes
            .map(|own| Note { words: words(&own.words), source: own.source.clone() })
            .collect(),
        too_late: own.too_late.clone(),
        revalidate_after: own.revalidate_after,
        bundles: own.bundles.iter().map(bundle).collect::<Result<_, _>>()?,
        disclaimer: words(&own.disclaimer),
    })
}

fn advised(own: core::Advised) -> AdvisedMethod {
    let grades = own.grades.into_iter().map(|(axis, grade)| Wanted { axis, grade });
    AdvisedMethod {
        method: own.method,
        name: words(&own.name),
        channels: own.channels,
        grades: grades.collect(),
        statutes: own.statutes,
        statutory: own.statutory,
        granularity: own.granularity,
        cryptographic: own.cryptographic,
        phishing_resistant: own.phishing_resistant,
        syncable: own.syncable,
        shareable: own.shareable,
        having: own.having,
        misses: own.misses,
        rank_reasons: own.rank_reasons.iter().map(words).collect(),
        pitfall: words(&own.pitfall),
        guide: own.guide.as_ref().map(words),
        source: source(&own.source),
        confidence: own.confidence,
    }
}
