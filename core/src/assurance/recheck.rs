//! The same evidence again, later: under newer bundles, with news of revocation, on another day.
//!
//! [`recheck`] decides anew and says what became worse as events. A host must act on each: what it
//! must do is part of the event.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bundle::Bundles;
use super::closed::{closed, told};
use super::decision::{Against, Circumstances, DecideError, Decision, Standing, decide};
use super::evidence::{Evidence, Proof, Status};
use super::fact::is_later;
use crate::doctype::Date;
use crate::instant::Timestamp;
use crate::verify::Report;

/// What a decision had reached: enough to see later what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Reached {
    /// The place and the name of the grade on each axis.
    pub grades: BTreeMap<String, (usize, String)>,
    /// The statutory methods that were satisfied, as `law code`.
    pub statutes: BTreeSet<String>,
    /// The advisories that had struck already.
    pub advisories: BTreeSet<String>,
    /// What was demanded and not met.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub open: BTreeSet<String>,
    /// Whether anything spoke against it.
    pub contradicted: bool,
}

impl Decision {
    /// What it has reached.
    pub fn summary(&self) -> Reached {
        let grade = |own: &super::decision::AxisResult| {
            (own.axis.clone(), (own.rank, own.grade.id.clone()))
        };
        Reached {
            grades: self.axes.iter().map(grade).collect(),
            statutes: self.satisfied_statutes().into_iter().collect(),
            advisories: self.advisories.iter().map(|own| own.id.clone()).collect(),
            open: self.open_demands().map(|own| own.id.clone()).collect(),
            contradicted: !self.contradictions.is_empty(),
        }
    }
}

/// What a status source says now of a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusNews {
    /// The piece of evidence.
    pub evidence: String,
    /// What is said of it. *Undetermined* changes nothing.
    pub status: Status,
    /// As of when.
    pub at: Timestamp,
}

impl StatusNews {
    /// News of a piece of evidence.
    pub fn new(evidence: impl Into<String>, status: Status, at: Timestamp) -> Self {
        Self { evidence: evidence.into(), status, at }
    }

    /// News out of a new verification of the same presentation: what its lists say now of each
    /// document, and of who signed it.
    pub fn from_report(report: &Report, prefix: &str) -> Vec<Self> {
        let documents = report.documents.iter().enumerate();
        documents
            .map(|(index, own)| {
                let status = match super::from_report::signer_status(&own.issuance) {
                    Status::Revoked => Status::Revoked,
                    _ => super::from_report::status(&own.issuance).0,
                };
                Self::new(format!("{prefix}-{}", index + 1), status, report.at)
            })
            .collect()
    }
}

closed! {
    /// What the host must do.
    Must {
        /// End the session and take back what rests on the evidence.
        EndSession = "end-session",
        /// Ask for a new proof before the next thing that needs one.
        ProveAgain = "prove-again",
        /// Tell whoever is responsible.
        Tell = "tell",
    }
}

told! {
    /// What became worse.
    Worse {
        /// An advisory struck.
        Advisory = "advisory", "an advisory now speaks against evidence or rules",
            "新たな注意情報により、証拠又は規則の扱いが変わりました";
        /// Something now speaks against it.
        Contradicted = "contradicted", "evidence now speaks against it",
            "否定的な証拠が加わりました";
        /// Something is demanded that was not.
        Demanded = "demanded", "something more is demanded now", "新たに満たすべき要件が生じました";
        /// A level fell.
        LevelLowered = "level-lowered", "a level is lower than it was", "保証レベルが下がりました";
        /// It was revoked.
        Revoked = "revoked", "the document or certificate was revoked or suspended since",
            "証明書または文書がその後失効・停止しました";
        /// It is time to look again.
        Due = "due", "the time to look again has come", "再確認の期限を過ぎました";
        /// A law no longer takes it.
        StatuteLost = "statute-lost", "a statutory method is no longer satisfied",
            "法令上の方法を満たさなくなりました";
    }
}

/// Something that became worse, and what the host must do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// What the host must do.
    pub must: Must,
    /// What became worse.
    pub change: Worse,
    /// On which axis, by which law, or by which advisory.
    pub about: String,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// The pieces of evidence.
    pub evidence: BTreeSet<String>,
}

/// The decision as it is now, and what became worse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Recheck {
    /// The decision as it is now.
    pub decision: Decision,
    /// What became worse, the gravest first. The host must act on each.
    pub events: Vec<Event>,
}

impl Recheck {
    /// Whether the session must end.
    pub fn must_end(&self) -> bool {
        self.events.iter().any(|own| own.must == Must::EndSession)
    }
}

/// Decides anew for stored evidence, on the day `on` and at the instant `now` within it.
///
/// # Errors
/// As [`decide`].
pub fn recheck(
    before: &Reached,
    evidence: &[Evidence],
    news: &[StatusNews],
    circumstances: &Circumstances,
    bundles: &Bundles,
    (on, now): (Date, Timestamp),
) -> Result<Recheck, DecideError> {
    let known: Vec<Evidence> = evidence.iter().map(|own| with_news(own, news)).collect();
    let decision = decide(&known, circumstances, bundles, on)?;
    let mut events = Vec::new();
    for own in &decision.contradictions {
        let revoked = own.says == Against::Revoked;
        if before.contradicted && !revoked {
            continue;
        }
        events.push(Event {
            must: Must::EndSession,
            change: if revoked { Worse::Revoked } else { Worse::Contradicted },
            about: own.says.name().to_owned(),
            was: None,
            is: None,
            evidence: BTreeSet::from([own.evidence.clone()]),
        });
    }
    events.extend(revoked_without_status(evidence, news));
    for own in decision.advisories.iter().filter(|own| !before.advisories.contains(&own.id)) {
        events.push(Event {
            must: Must::Tell,
            change: Worse::Advisory,
            about: own.id.clone(),
            was: None,
            is: None,
            evidence: own.evidence.union(&own.undetermined).cloned().collect(),
        });
    }
    for own in decision.open_demands().filter(|own| !before.open.contains(&own.id)) {
        events.push(Event {
            must: Must::ProveAgain,
            change: Worse::Demanded,
            about: own.id.clone(),
            was: None,
            is: None,
            evidence: BTreeSet::new(),
        });
    }
    events.extend(lowered(before, &decision, bundles));
    if decision.revalidate_after.is_some_and(|after| after <= now)
        && decision.standing != Standing::Contradicted
    {
        events.push(Event {
            must: Must::ProveAgain,
            change: Worse::Due,
            about: "revalidate-after".to_owned(),
            was: decision.revalidate_after.map(|own| own.to_string()),
            is: None,
            evidence: known
                .iter()
                .filter(|own| !is_later(own.at, on))
                .map(|own| own.id.clone())
                .collect(),
        });
    }
    events.sort();
    events.dedup();
    Ok(Recheck { decision, events })
}

/// Where a grade stands now: a newer bundle may have put another one between, and the name says where
/// the old one is.
pub(super) fn place(bundles: &Bundles, axis: &str, (rank, grade): &(usize, String)) -> usize {
    let mut axes = bundles.iter().flat_map(|bundle| bundle.axes());
    let scale = axes.find(|own| own.id == axis);
    scale.and_then(|own| own.grades.iter().position(|own| own.id == *grade)).unwrap_or(*rank)
}

fn lowered(before: &Reached, decision: &Decision, bundles: &Bundles) -> Vec<Event> {
    let mut events = Vec::new();
    for (axis, (rank, grade)) in &before.grades {
        let own = decision.axes.iter().find(|own| own.axis == *axis);
        let least = place(bundles, axis, &(*rank, grade.clone()));
        if own.is_some_and(|own| own.rank >= least) || *rank == 0 {
            continue;
        }
        events.push(Event {
            must: Must::ProveAgain,
            change: Worse::LevelLowered,
            about: axis.clone(),
            was: Some(grade.clone()),
            is: own.map(|own| own.grade.id.clone()),
            evidence: BTreeSet::new(),
        });
    }
    let now: BTreeSet<String> = decision.satisfied_statutes().into_iter().collect();
    for own in before.statutes.difference(&now) {
        // A method that goes on under another code is not lost.
        let mut statutes = bundles.iter().flat_map(|bundle| bundle.statutes());
        let goes_on = statutes.any(|statute| {
            let id = |code: &str| format!("{} {code}", statute.law);
            id(&statute.code) == *own
                && statute.becomes.as_deref().is_some_and(|code| now.contains(&id(code)))
        });
        if goes_on {
            continue;
        }
        events.push(Event {
            must: Must::Tell,
            change: Worse::StatuteLost,
            about: own.clone(),
            was: Some(own.clone()),
            is: None,
            evidence: BTreeSet::new(),
        });
    }
    events
}

/// Word of a revocation of evidence that has no status of its own: a document that was looked at and
/// is reported stolen, a passkey that is reported lost. It is no less the host's to act on.
fn revoked_without_status<'a>(
    evidence: &'a [Evidence],
    news: &'a [StatusNews],
) -> impl Iterator<Item = Event> + 'a {
    let revoked = |own: &&Evidence| {
        let mut about = news.iter().filter(|one| one.evidence == own.id && one.at >= own.at);
        about.any(|one| one.status == Status::Revoked)
    };
    evidence.iter().filter(|own| !has_status(&own.what)).filter(revoked).map(|own| Event {
        must: Must::EndSession,
        change: Worse::Revoked,
        about: Against::Revoked.name().to_owned(),
        was: None,
        is: None,
        evidence: BTreeSet::from([own.id.clone()]),
    })
}

fn has_status(what: &Proof) -> bool {
    matches!(
        what,
        Proof::Mdoc(_)
            | Proof::IcDocument(_)
            | Proof::JpkiAuthentication(_)
            | Proof::JpkiSigning(_)
    )
}

fn status_of(what: &mut Proof) -> Option<&mut Status> {
    match what {
        Proof::Mdoc(own) => Some(&mut own.status),
        Proof::IcDocument(own) => Some(&mut own.status),
        Proof::JpkiAuthentication(own) => Some(&mut own.status),
        Proof::JpkiSigning(own) => Some(&mut own.status),
        _ => None,
    }
}

/// The evidence with the newest word on its status. Revocation is never taken back by news.
fn with_news(evidence: &Evidence, news: &[StatusNews]) -> Evidence {
    let mut own = evidence.clone();
    let about = |one: &&StatusNews| one.evidence == evidence.id && one.at >= evidence.at;
    let mut about: Vec<&StatusNews> = news.iter().filter(about).collect();
    about.sort_by_key(|one| one.at);
    for one in about {
        let Some(status) = status_of(&mut own.what) else { continue };
        if *status != Status::Revoked && matches!(one.status, Status::Valid | Status::Revoked) {
            *status = one.status;
        }
    }
    own
}
