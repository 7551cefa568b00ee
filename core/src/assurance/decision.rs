//! From evidence to a decision that can be defended.
//!
//! 1. Evidence gives pieces with facts; advisories in force strike facts and rules out.
//! 2. On each axis the highest grade that a rule in force reaches is the one reached. Grades and
//!    statutory methods are found apart, and neither stands for the other.
//! 3. What is missing for the next grade is named, the smallest gap first.
//! 4. The circumstances make demands; exceptions of the bundle lift some, with their reason.
//! 5. What speaks against the person or the document makes the decision *contradicted*.
//! 6. Risks that remain, privacy, bindings and the time to look again stand beside it.
//!
//! The same input gives the same bytes: lists are in the order of names.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::bundle::{
    Advisory, Bundle, Bundles, Confidence, Grade, LendingRisk, Modality, Nature, Party, Revalidate,
    Source, Statute, Voucher, When,
};
use super::closed::{told, written};
use super::delegation::Acting;
use super::evidence::{Copies, Evidence, Held, Proof};
use super::fact::{DAY, Fact, Mark, Piece, copies, day_in_japan, is_later, pieces, speaks_against};
use super::need::{FactName, Gap, Hold, Missing, Struck, weight};
use super::risk::{
    Binding, ByEvidence, Identity, PortraitResult, Privacy, Risk, binding, identity, portraits,
    privacy, risks,
};
use crate::codec::limits::MAX_EVIDENCE;
use crate::codec::pretty;
use crate::doctype::{Date, Words};
use crate::facts::shown;
use crate::instant::Timestamp;

/// Circumstances that no evidence shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Circumstances {
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How likely it is that a credential is lent.
    pub lending_risk: LendingRisk,
    /// What the verifier is, by law.
    pub verifier: BTreeSet<Party>,
    /// Who acts for whom, where they are not the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acting: Option<Acting>,
}

/// Why there is no decision.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecideError {
    /// One name stands for two pieces of evidence.
    #[error("two pieces of evidence are named \"{0}\"")]
    Duplicate(String),
    /// A verification of the holder names evidence that is not there.
    #[error("\"{by}\" is about the evidence \"{of}\", which is not there")]
    UnknownEvidence {
        /// The verification of the holder.
        by: String,
        /// The evidence.
        of: String,
    },
    /// More evidence than the limit.
    #[error("more than {0} pieces of evidence")]
    TooMany(usize),
}

told! {
    /// What speaks against the person or the document.
    Against {
        /// A bare number was signed with the certificate for signatures.
        BareNonceSigned = "bare-nonce-signed",
            "the certificate for signatures was made to sign something the person could not read",
            "署名用電子証明書により、内容を確認できないデータに署名させている";
        /// It had expired.
        Expired = "expired", "the document had expired", "本人確認書類の有効期間が過ぎている";
        /// The face is another one.
        FaceDiffers = "face-differs", "the person does not match the portrait",
            "本人の容貌が顔写真と一致しない";
        /// It does not look genuine, or its chip is a copy.
        NotGenuine = "not-genuine", "the document is not genuine", "本人確認書類が真正と認められない";
        /// A check failed.
        NotVerified = "not-verified", "the verification was refused", "検証の結果、受理されなかった";
        /// It was revoked.
        Revoked = "revoked", "the document or its signer is revoked or suspended",
            "証明書または文書が失効・停止している";
        /// The source says otherwise.
        SourceDiffers = "source-differs", "the source that was asked says otherwise",
            "照会先の情報と一致しない";
        /// A PIN or secret was wrong.
        WrongSecret = "wrong-secret", "the PIN or secret was wrong", "暗証番号または秘密情報が誤っている";
    }
}

told! {
    /// What a decision comes to, beside its grades.
    Standing {
        /// Evidence speaks against it.
        Contradicted = "contradicted", "CONTRADICTED: evidence speaks against it",
            "矛盾あり: 否定的な証拠があります";
        /// Something more is demanded first.
        StepUp = "step-up", "STEP UP: something more is demanded first",
            "追加確認が必要: 先に満たすべき要件があります";
        /// The grades stand as they are.
        Supported = "supported", "SUPPORTED: the grades stand as they are",
            "裏付けあり: 以下の判定のとおりです";
    }
}

/// The bundle that a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BundleUsed {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// The day it was issued.
    #[serde(with = "written")]
    pub issued: Date,
    /// What it is to the text it speaks of.
    pub nature: Nature,
    /// SHA-256 of its text in hexadecimal.
    pub digest: String,
    /// Who vouches for it.
    pub voucher: Voucher,
    /// What its users must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Words>,
}

/// Where a result is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Ground {
    /// The rule, by its name.
    pub rule: String,
    /// What the rule is called.
    pub name: Words,
    /// The pieces of evidence that satisfy it.
    pub evidence: BTreeSet<String>,
    /// Where the rule is from.
    pub source: Source,
    /// How firm it is.
    pub confidence: Confidence,
}

/// What one rule still needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Lack {
    /// The rule or statutory method.
    pub rule: String,
    /// What it is called.
    pub name: Words,
    /// What is missing.
    pub missing: Vec<LackItem>,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LackItem {
    /// The piece of evidence that has most of the rest; none where all of it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The facts, or what else, by their names.
    pub facts: Vec<String>,
    /// The same in words.
    pub words: Words,
}

/// What was reached on one axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AxisResult {
    /// The axis.
    pub axis: String,
    /// What it is called.
    pub name: Words,
    /// The grade that was reached.
    pub grade: Grade,
    /// Its place, from 0.
    pub rank: usize,
    /// Whether the bundle is a reconstruction.
    pub nature: Nature,
    /// The rules that reach it.
    pub grounds: Vec<Ground>,
    /// The next grade; none at the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Grade>,
    /// What each rule of the next grade still needs, the smallest gap first.
    pub lacks: Vec<Lack>,
    /// The value for `trust_framework`.
    #[serde(skip)]
    pub trust_framework: Option<String>,
}

/// A statutory method, on the day of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatuteResult {
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
    pub evidence: BTreeSet<String>,
    /// What is missing.
    pub missing: Vec<LackItem>,
    /// The first day in force.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day in force.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The code it has afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
    /// What must be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<Words>,
    /// Whether the bundle is a reconstruction.
    pub nature: Nature,
    /// Where it is from.
    pub source: Source,
    /// How firm it is.
    pub confidence: Confidence,
}

/// What a law does not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Refused {
    /// The law's short name.
    pub law: String,
    /// What is to be said.
    pub words: Words,
    /// The evidence.
    pub evidence: BTreeSet<String>,
    /// Where it is from.
    pub source: Source,
    /// How firm it is.
    pub confidence: Confidence,
}

/// A demand of the circumstances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DemandResult {
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
    /// The exception that lifts it, with the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifted: Option<Lifted>,
}

/// An exception that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Lifted {
    /// The exception.
    pub exception: String,
    /// Why.
    pub reason: Words,
}

/// An advisory that struck something out, or may be about something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AdvisoryApplied {
    /// The advisory.
    pub id: String,
    /// What is to be said.
    pub words: Words,
    /// The pieces of evidence that it struck.
    pub evidence: BTreeSet<String>,
    /// The pieces that it may be about: what it asks for is not known of them. Nothing was struck.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub undetermined: BTreeSet<String>,
    /// The rules that it struck.
    pub rules: Vec<String>,
    /// Where it is from.
    pub source: Source,
}

/// Something that speaks against the person or the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Contradiction {
    /// The piece of evidence.
    pub evidence: String,
    /// What it says.
    pub says: Against,
}

/// A statement to be told as it is: about copies, or out of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Note {
    /// What is stated.
    pub words: Words,
    /// Where it is from.
    pub source: String,
}

/// A decision with its reasons, its risks and its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Decision {
    /// The day it is made for.
    #[serde(with = "written")]
    pub on: Date,
    /// What it comes to.
    pub standing: Standing,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Who acts for whom, where they are not the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acting: Option<Acting>,
    /// Whether the person is identified at all.
    pub identity: Identity,
    /// What speaks against it.
    pub contradictions: Vec<Contradiction>,
    /// What was reached on each axis: one axis never stands for another, nor for a law.
    pub axes: Vec<AxisResult>,
    /// The statutory methods in force.
    pub statutes: Vec<StatuteResult>,
    /// What laws do not take.
    pub not_accepted: Vec<Refused>,
    /// What the circumstances demand.
    pub demands: Vec<DemandResult>,
    /// Advisories that struck something out.
    pub advisories: Vec<AdvisoryApplied>,
    /// What stays uncertain, with the evidence.
    pub risks: ByEvidence<Risk>,
    /// What matters for privacy, with the evidence.
    pub privacy: ByEvidence<Privacy>,
    /// What binds each piece.
    pub bindings: Vec<Binding>,
    /// What was found of each portrait.
    pub portraits: Vec<PortraitResult>,
    /// Statements to be told.
    pub notes: Vec<Note>,
    /// Evidence that is dated after the day of the decision and did not count.
    pub too_late: Vec<String>,
    /// When to look again.
    #[serde(with = "written::maybe", skip_serializing_if = "Option::is_none")]
    pub revalidate_after: Option<Timestamp>,
    /// The bundles it rests on.
    pub bundles: Vec<BundleUsed>,
    /// What it is not.
    pub disclaimer: Words,
}

impl Decision {
    /// What was reached on this axis.
    ///
    /// # Errors
    /// What speaks against it: then no grade may be relied on.
    pub fn reached(&self, axis: &str) -> Result<Option<&AxisResult>, &[Contradiction]> {
        if !self.contradictions.is_empty() {
            return Err(&self.contradictions);
        }
        Ok(self.axes.iter().find(|own| own.axis == axis))
    }

    /// The statutory methods that are satisfied, as `law code`. None where something speaks
    /// against it.
    pub fn satisfied_statutes(&self) -> Vec<String> {
        let sound = self.contradictions.is_empty();
        let satisfied = self.statutes.iter().filter(|own| own.satisfied && sound);
        satisfied.map(|own| format!("{} {}", own.law, own.code)).collect()
    }

    /// The demands that stand in the way: forbidden or required, not met and not lifted.
    pub fn open_demands(&self) -> impl Iterator<Item = &DemandResult> {
        self.demands.iter().filter(|own| {
            let binding = matches!(own.modality, Modality::Forbid | Modality::Require);
            binding && !own.met && own.lifted.is_none()
        })
    }

    /// The decision as JSON: the same input gives the same bytes.
    pub fn to_json(&self) -> String {
        pretty(self)
    }
}

/// Decides, for the day `on`.
///
/// # Errors
/// Evidence that cannot be told apart, that refers to what is not there, or too much of it.
pub fn decide(
    evidence: &[Evidence],
    circumstances: &Circumstances,
    bundles: &Bundles,
    on: Date,
) -> Result<Decision, DecideError> {
    consistent(evidence)?;
    let mut evidence: Vec<&Evidence> = evidence.iter().collect();
    evidence.sort_by(|a, b| a.id.cmp(&b.id));
    let owned: Vec<Evidence> = evidence.iter().map(|own| (*own).clone()).collect();
    let mut seen = pieces(&owned, on);
    let (advisories, struck) = advise_against(&mut seen, bundles, on);
    let known: Vec<&Evidence> =
        evidence.iter().copied().filter(|own| !is_later(own.at, on)).collect();
    let contradictions: Vec<Contradiction> = known
        .iter()
        .filter_map(|own| {
            let says = speaks_against(own)?;
            Some(Contradiction { evidence: own.id.clone(), says })
        })
        .collect();
    let mut decision = Decision {
        on,
        standing: Standing::Supported,
        purpose: circumstances.purpose.clone(),
        acting: circumstances.acting.clone(),
        identity: identity(&seen),
        contradictions,
        axes: Vec::new(),
        statutes: Vec::new(),
        not_accepted: Vec::new(),
        demands: Vec::new(),
        advisories,
        risks: risks(&known, &seen, circumstances),
        privacy: privacy(&known),
        bindings: known.iter().filter_map(|own| binding(own)).collect(),
        portraits: portraits(&known, &seen),
        notes: known.iter().filter_map(|own| copies_note(own)).collect(),
        too_late: evidence
            .iter()
            .filter(|own| is_later(own.at, on))
            .map(|own| own.id.clone())
            .collect(),
        revalidate_after: revalidate_after(&known, &seen, bundles),
        bundles: bundles.iter().map(bundle_used).collect(),
        disclaimer: Words::new(
            "This decision applies the rules of the bundles named here to the evidence named here. It \
             is not legal advice, and concerns natural persons only.",
            "本判定は、記載したポリシーバンドルの規則を記載した証拠に適用した結果です。法的助言ではなく、自然人のみを対象とします。",
        ),
    };
    for bundle in bundles.iter() {
        let parties = &circumstances.verifier;
        let hold = Hold { bundle, pieces: &seen, parties, on, struck: &struck };
        decision.axes.extend(bundle.axes().iter().map(|axis| on_axis(axis, &hold)));
        let in_force = |own: &&Statute| on.within(own.from, own.until);
        decision
            .statutes
            .extend(bundle.statutes().iter().filter(in_force).map(|own| statute(own, &hold)));
        decision.not_accepted.extend(refused(&hold));
        decision.demands.extend(demands(&hold, circumstances));
    }
    // Wherever a portrait is from, nobody knows that it was not morphed.
    let portraits = decision.portraits.iter().map(|own| own.evidence.clone());
    let portraits: Vec<String> = portraits.collect();
    if !portraits.is_empty() {
        decision.risks.entry(Risk::MorphUnknown).or_default().extend(portraits);
    }
    decision.axes.sort_by(|a, b| a.axis.cmp(&b.axis));
    decision.demands.extend(grant(circumstances, on));
    decision.standing = standing(&decision);
    Ok(decision)
}

/// Who acts for another one does so within a grant: in force on the day, and for this purpose.
fn grant(circumstances: &Circumstances, on: Date) -> Option<DemandResult> {
    let acting = circumstances.acting.as_ref()?;
    let purpose = circumstances.purpose.as_deref();
    Some(DemandResult {
        id: "grant".to_owned(),
        modality: Modality::Require,
        words: Words::new(
            "Who acts for another one does so within a grant that is in force on this day and names \
             this purpose.",
            "代理による手続には、判定日に有効で、かつ当該目的を範囲に含む権限が必要です。",
        ),
        met: purpose.is_some_and(|own| acting.allows(own, on)),
        missing: Vec::new(),
        lifted: None,
    })
}

fn standing(decision: &Decision) -> Standing {
    if !decision.contradictions.is_empty() {
        return Standing::Contradicted;
    }
    match decision.open_demands().next() {
        Some(_) => Standing::StepUp,
        None => Standing::Supported,
    }
}

fn consistent(evidence: &[Evidence]) -> Result<(), DecideError> {
    if evidence.len() > MAX_EVIDENCE {
        return Err(DecideError::TooMany(MAX_EVIDENCE));
    }
    let mut ids = BTreeSet::new();
    for own in evidence {
        if !ids.insert(own.id.as_str()) {
            return Err(DecideError::Duplicate(shown(&own.id)));
        }
    }
    for own in evidence {
        let Proof::Holder(verification) = &own.what else { continue };
        let about = evidence.iter().find(|other| other.id == verification.of);
        if about.is_none_or(|other| matches!(other.what, Proof::Holder(_))) {
            let (by, of) = (shown(&own.id), shown(&verification.of));
            return Err(DecideError::UnknownEvidence { by, of });
        }
    }
    Ok(())
}

/// Strikes out what advisories in force are about.
fn advise_against(
    seen: &mut [Piece],
    bundles: &Bundles,
    on: Date,
) -> (Vec<AdvisoryApplied>, Struck) {
    let (mut applied, mut struck) = (Vec::new(), Struck::new());
    // What an advisory is about is read before any has struck: their order means nothing.
    let before = seen.to_vec();
    for bundle in bundles.iter() {
        let now = |own: &&Advisory| on.within(own.from, own.until);
        for advisory in bundle.advisories().iter().filter(now) {
            let mut evidence = BTreeSet::new();
            let mut undetermined = BTreeSet::new();
            for (piece, own) in before.iter().zip(seen.iter_mut()) {
                match is_about(advisory, piece) {
                    Held::No => continue,
                    Held::Unknown => {
                        undetermined.insert(piece.id.clone());
                        continue;
                    }
                    Held::Yes => evidence.insert(piece.id.clone()),
                };
                match advisory.strikes.is_empty() {
                    true => own.strike_all(),
                    false => {
                        let facts: Vec<Fact> =
                            advisory.strikes.iter().map(|own| own.0.clone()).collect();
                        own.strike(&facts);
                    }
                }
            }
            let rules = advisory.rules.iter();
            struck.extend(rules.map(|rule| (bundle.id().to_owned(), rule.clone())));
            if !evidence.is_empty() || !undetermined.is_empty() || !advisory.rules.is_empty() {
                applied.push(AdvisoryApplied {
                    id: advisory.id.clone(),
                    words: advisory.words.clone(),
                    evidence,
                    undetermined,
                    rules: advisory.rules.clone(),
                    source: cited(bundle, &advisory.source),
                });
            }
        }
    }
    (applied, struck)
}

/// Whether an advisory is about this piece. Where all else fits and something it asks for is not
/// known, that is not known either, and is said: an unknown is no way round an advisory unseen.
fn is_about(advisory: &Advisory, piece: &Piece) -> Held {
    if !advisory.names_evidence() {
        return Held::No;
    }
    let known = |has_one: bool, own: &Option<String>, wanted: &Option<String>| match (own, wanted) {
        (_, None) => Held::Yes,
        (None, Some(_)) if has_one => Held::Unknown,
        (own, wanted) => Held::of(own == wanted),
    };
    let made = piece.at.and_then(day_in_japan);
    let made = made.map_or(Held::Unknown, |made| {
        Held::of(made.within(advisory.made_from, advisory.made_until))
    });
    let facts = advisory.facts.iter().map(|own| piece.knows(&own.0));
    let more = [
        made,
        known(piece.is_issued(), &piece.state, &advisory.state),
        known(piece.has(Mark::Passkey), &piece.provider, &advisory.provider),
    ];
    // The least of all: no, unknown, yes.
    facts.chain(more).min().unwrap_or(Held::No)
}

pub(super) fn on_axis(axis: &super::bundle::Axis, hold: &Hold<'_>) -> AxisResult {
    let bundle = hold.bundle;
    let of_grade = |grade: &Grade| {
        let id = grade.id.clone();
        let rules = bundle.rules().iter();
        rules.filter(move |rule| {
            let reaches = rule.reaches.as_ref();
            reaches.is_some_and(|own| own.axis == axis.id && own.grade == id)
                && !hold.is_struck(rule)
        })
    };
    let mut reached = (0, Vec::new());
    for (rank, grade) in axis.grades.iter().enumerate() {
        let grounds: Vec<Ground> = of_grade(grade)
            .filter_map(|rule| {
                Some(Ground {
                    rule: rule.id.clone(),
                    name: rule.name.clone(),
                    evidence: hold.satisfied(&rule.needs)?,
                    source: cited(bundle, &rule.source),
                    confidence: rule.confidence,
                })
            })
            .collect();
        if !grounds.is_empty() {
            reached = (rank, grounds);
        }
    }
    let (rank, grounds) = reached;
    let next = axis.grades.get(rank + 1);
    let mut lacks: Vec<(usize, Lack)> = next
        .into_iter()
        .flat_map(of_grade)
        .map(|rule| {
            let gap = hold.gap(&rule.needs);
            let lack =
                Lack { rule: rule.id.clone(), name: rule.name.clone(), missing: lack_items(&gap) };
            (weight(&gap), lack)
        })
        .collect();
    lacks.sort_by(|a, b| (a.0, &a.1.rule).cmp(&(b.0, &b.1.rule)));
    let nothing = Grade { id: String::new(), name: Words::new("", ""), conditions: None };
    AxisResult {
        axis: axis.id.clone(),
        name: axis.name.clone(),
        grade: axis.grades.get(rank).cloned().unwrap_or(nothing),
        rank,
        nature: bundle.nature(),
        grounds,
        next: next.cloned(),
        lacks: lacks.into_iter().map(|(_, lack)| lack).collect(),
        trust_framework: axis.trust_framework.clone(),
    }
}

pub(super) fn lack_items(gap: &Gap) -> Vec<LackItem> {
    gap.iter()
        .map(|own| match own {
            Missing::Facts { piece, facts } => {
                let en: Vec<String> = facts.iter().map(Fact::en).collect();
                let ja: Vec<String> = facts.iter().map(Fact::ja).collect();
                LackItem {
                    evidence: piece.clone(),
                    facts: facts.iter().map(Fact::to_string).collect(),
                    words: Words::new(&en.join("; "), &ja.join("、")),
                }
            }
            Missing::Party(party) => LackItem {
                evidence: None,
                facts: vec![party.name().to_owned()],
                words: match party {
                    Party::SignatureVerifier => Words::new(
                        "the verifier is a signature verifier (JPKI act)",
                        "検証者自身が公的個人認証法の署名検証者であること",
                    ),
                },
            },
            Missing::Rule(id) => LackItem {
                evidence: None,
                facts: vec![id.clone()],
                words: Words::new(
                    "a rule that is not in force or was struck out by an advisory",
                    "施行期間外、または注意情報により停止中の規則",
                ),
            },
        })
        .collect()
}

fn statute(own: &Statute, hold: &Hold<'_>) -> StatuteResult {
    let evidence = hold.satisfied(&own.needs);
    StatuteResult {
        law: own.law.clone(),
        title: own.title.clone(),
        provision: own.provision.clone(),
        code: own.code.clone(),
        name: own.name.clone(),
        satisfied: evidence.is_some(),
        missing: if evidence.is_some() { Vec::new() } else { lack_items(&hold.gap(&own.needs)) },
        evidence: evidence.unwrap_or_default(),
        from: own.from,
        until: own.until,
        becomes: own.becomes.clone(),
        keep: own.keep.clone(),
        nature: hold.bundle.nature(),
        source: cited(hold.bundle, &own.source),
        confidence: own.confidence,
    }
}

fn refused(hold: &Hold<'_>) -> Vec<Refused> {
    let rows = hold.bundle.not_accepted().iter();
    rows.filter(|own| hold.on.within(own.from, own.until))
        .filter_map(|own| {
            Some(Refused {
                law: own.law.clone(),
                words: own.words.clone(),
                evidence: hold.satisfied(&own.when)?,
                source: cited(hold.bundle, &own.source),
                confidence: own.confidence,
            })
        })
        .collect()
}

fn applies(when: &When, hold: &Hold<'_>, circumstances: &Circumstances) -> bool {
    let purpose = circumstances.purpose.as_deref();
    (when.lending_risk.is_empty() || when.lending_risk.contains(&circumstances.lending_risk))
        && (when.purposes.is_empty()
            || purpose.is_some_and(|own| when.purposes.iter().any(|other| other == own)))
        && when.evidence.as_ref().is_none_or(|need| hold.satisfied(need).is_some())
}

fn demands(hold: &Hold<'_>, circumstances: &Circumstances) -> Vec<DemandResult> {
    let bundle = hold.bundle;
    let applying = bundle.demands().iter().filter(|own| applies(&own.when, hold, circumstances));
    applying
        .map(|own| {
            let met = own.needs.as_ref().is_some_and(|need| hold.satisfied(need).is_some());
            let lifted = bundle.exceptions().iter().find(|exception| {
                exception.lifts == own.id
                    && hold.on.within(exception.from, exception.until)
                    && circumstances
                        .purpose
                        .as_ref()
                        .is_some_and(|p| exception.purposes.contains(p))
            });
            let gap = own.needs.as_ref().map(|need| hold.gap(need)).unwrap_or_default();
            DemandResult {
                id: own.id.clone(),
                modality: own.modality,
                words: own.words.clone(),
                met,
                missing: if met { Vec::new() } else { lack_items(&gap) },
                lifted: lifted.filter(|_| !met).map(|exception| Lifted {
                    exception: exception.id.clone(),
                    reason: exception.reason.clone(),
                }),
            }
        })
        .collect()
}

pub(super) fn cited(bundle: &Bundle, id: &str) -> Source {
    let missing = || Source { id: id.to_owned(), title: String::new(), address: None };
    bundle.source(id).cloned().unwrap_or_else(missing)
}

pub(super) fn bundle_used(bundle: &Bundle) -> BundleUsed {
    BundleUsed {
        id: bundle.id().to_owned(),
        version: bundle.version(),
        issued: bundle.issued(),
        nature: bundle.nature(),
        digest: super::hex(bundle.digest()),
        voucher: bundle.voucher().clone(),
        notice: bundle.notice().cloned(),
    }
}

fn copies_note(evidence: &Evidence) -> Option<Note> {
    let (copies, source) = copies(evidence)?;
    let words = match copies {
        Copies::One => Words::new(
            "By its issuer's own practice, one person has one such document at a time. Whether this \
             one is the only copy is not shown by it.",
            "発行者の運用上、この証明書は一人につき同時に1枚とされています。ただし、提示されたものが唯一であることを示すものではありません。",
        ),
        Copies::ManagedMany => Words::new(
            "One person may have several such documents at a time; the issuer manages each of them.",
            "同一人が複数枚を同時に保有することがあります(発行者がそれぞれの発行状態を管理)。",
        ),
        Copies::Unknown => return None,
    };
    Some(Note { words, source: source.unwrap_or_default() })
}

fn revalidate_after(known: &[&Evidence], seen: &[Piece], bundles: &Bundles) -> Option<Timestamp> {
    let ends = known.iter().flat_map(|own| match &own.what {
        Proof::Mdoc(mdoc) => [mdoc.expires, mdoc.status_until],
        Proof::IcDocument(ic) => [ic.expires, None],
        Proof::JpkiAuthentication(jpki) => [jpki.expires, None],
        Proof::JpkiSigning(jpki) => [jpki.expires, None],
        _ => [None, None],
    });
    let rules = bundles.iter().flat_map(Bundle::revalidate);
    let by_rule = rules.flat_map(|Revalidate { facts, days, .. }| {
        let fits = |piece: &&Piece| facts.iter().all(|FactName(own)| piece.holds(own));
        let days = i64::from(*days);
        seen.iter().filter(fits).filter_map(move |piece| Some(piece.at?.plus(days * DAY)))
    });
    ends.flatten().chain(by_rule).min()
}
