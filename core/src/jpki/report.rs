//! The report of one verification: one finding for every check, evidence by proof, and a verdict.

use super::check::{JpkiCheck, JpkiUse};
use super::handle::{JpkiHandle, PairwiseId};
use super::policy::JpkiPolicy;
use super::revocation::RevocationState;
use super::summary::CertificateSummary;
use crate::facts::Facts;
use crate::instant::Timestamp;
use crate::outcome::{Decision, Outcome, Severity};

/// One check and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JpkiFinding {
    /// Which check.
    pub check: JpkiCheck,
    /// What became of it.
    pub outcome: Outcome,
    /// What is known: never a person's data.
    pub facts: Facts,
}

/// A finding that made the decision what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JpkiReason {
    /// The check.
    pub check: JpkiCheck,
    /// Its outcome.
    pub outcome: Outcome,
}

/// What stays uncertain even when every check passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum JpkiRisk {
    /// The answer to a challenge names no verifier: it can be relayed from another site.
    ChallengeRelay,
    /// Whether the certificate was revoked has no answer.
    RevocationUnknown,
    /// What a reader shows of a PDF is not examined.
    RenderingUnknown,
    /// A certificate of a test environment says nothing of a person.
    TestEnvironment,
    /// Nothing trustworthy says when the signature was made.
    TimeUnproven,
}

/// The decision, the policy that made it, its reasons and the risks that remain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JpkiVerdict {
    /// Accepted, rejected or inconclusive.
    pub decision: Decision,
    /// The policy's name.
    pub policy: String,
    /// The profile file's name and date.
    pub profile: String,
    /// The findings behind the decision; none when accepted.
    pub reasons: Vec<JpkiReason>,
    /// What stays uncertain.
    pub residual_risks: Vec<JpkiRisk>,
}

/// The explained outcome of a verification. `E` is [`super::AuthenticationEvidence`] or
/// [`super::SigningEvidence`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JpkiReport<E> {
    /// What the certificate was used for.
    pub used_for: JpkiUse,
    /// The verdict.
    pub verdict: JpkiVerdict,
    /// The time the verification was made for.
    pub at: Timestamp,
    /// One finding for every check of this use.
    pub checks: Vec<JpkiFinding>,
    /// What the certificate is, without what tracks a person.
    pub certificate: Option<CertificateSummary>,
    /// What is known of its revocation.
    pub revocation: RevocationState,
    /// What in it could serve as a tracking handle.
    pub handles: Vec<JpkiHandle>,
    /// What stands for the person at this verifier, where a key was given and the chain holds.
    pub pairwise: Option<PairwiseId>,
    /// The evidence; there is some only when the decision is *accepted*.
    pub evidence: Option<E>,
}

impl<E> JpkiReport<E> {
    /// The outcome of a check.
    pub fn outcome(&self, check: JpkiCheck) -> Option<Outcome> {
        self.checks.iter().find(|own| own.check == check).map(|own| own.outcome)
    }
}

impl JpkiRisk {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            JpkiRisk::ChallengeRelay => "challenge-relay",
            JpkiRisk::RevocationUnknown => "revocation-unknown",
            JpkiRisk::RenderingUnknown => "rendering-unknown",
            JpkiRisk::TestEnvironment => "test-environment",
            JpkiRisk::TimeUnproven => "time-unproven",
        }
    }

    /// A sentence for operators, in English.
    pub const fn en(self) -> &'static str {
        match self {
            JpkiRisk::ChallengeRelay => {
                "The answer is bound to the challenge and to no site: another site may have passed \
                 the challenge on."
            }
            JpkiRisk::RevocationUnknown => "Whether the certificate was revoked has no answer.",
            JpkiRisk::RenderingUnknown => "What a viewer shows of the PDF has not been examined.",
            JpkiRisk::TestEnvironment => {
                "The certificate is of a test environment and says nothing of a person."
            }
            JpkiRisk::TimeUnproven => {
                "The time of signing is the signer's own statement: there is no time stamp."
            }
        }
    }

    /// The same in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            JpkiRisk::ChallengeRelay => {
                "応答はチャレンジに結び付くだけで、要求したサイトには結び付きません。別のサイトがチャレンジを中継した可能性があります。"
            }
            JpkiRisk::RevocationUnknown => "証明書が失効していないかは確認できていません。",
            JpkiRisk::RenderingUnknown => "PDFが閲覧ソフトでどう表示されるかは確認していません。",
            JpkiRisk::TestEnvironment => {
                "テスト環境の証明書であり、実在の人物を示すものではありません。"
            }
            JpkiRisk::TimeUnproven => {
                "署名時刻は署名者の申告であり、タイムスタンプによる証明はありません。"
            }
        }
    }
}

/// That a certain check has passed. Only the check itself can make one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passed(JpkiCheck);

impl Passed {
    pub(super) fn is(self, check: JpkiCheck) -> bool {
        self.0 == check
    }
}

/// Findings while they are collected, in the order of the table.
pub(super) struct Findings {
    list: Vec<JpkiFinding>,
    reached: [bool; JpkiCheck::ALL.len()],
}

impl Findings {
    pub(super) fn new(own: JpkiUse) -> Self {
        let list = JpkiCheck::ALL.iter().filter(|check| check.applies_to(own));
        let list = list.map(|check| JpkiFinding {
            check: *check,
            outcome: Outcome::NotPerformed,
            facts: Facts::none(),
        });
        Self { list: list.collect(), reached: [false; JpkiCheck::ALL.len()] }
    }

    pub(super) fn pass(&mut self, check: JpkiCheck) -> Passed {
        self.pass_with(check, Facts::none())
    }

    pub(super) fn pass_with(&mut self, check: JpkiCheck, facts: Facts) -> Passed {
        self.push(check, Outcome::Passed, facts);
        Passed(check)
    }

    /// The rule is broken: failed, or a warning where the table says so.
    pub(super) fn broken(&mut self, check: JpkiCheck, facts: Facts) {
        let outcome = match check.info().severity {
            Severity::Fail => Outcome::Failed,
            Severity::Warn => Outcome::Warning,
        };
        self.push(check, outcome, facts);
    }

    pub(super) fn warn(&mut self, check: JpkiCheck, facts: Facts) {
        self.push(check, Outcome::Warning, facts);
    }

    pub(super) fn not_applicable(&mut self, check: JpkiCheck) {
        self.push(check, Outcome::NotApplicable, Facts::none());
    }

    pub(super) fn not_performed(&mut self, check: JpkiCheck, because: &'static str) {
        self.push(check, Outcome::NotPerformed, Facts::of("because", because));
    }

    pub(super) fn undetermined(&mut self, check: JpkiCheck, facts: Facts) {
        self.push(check, Outcome::Undetermined, facts);
    }

    /// Passes when `holds`, else is broken with `facts`.
    pub(super) fn judge(
        &mut self,
        check: JpkiCheck,
        holds: bool,
        facts: impl FnOnce() -> Facts,
    ) -> Option<Passed> {
        if holds {
            return Some(self.pass(check));
        }
        self.broken(check, facts());
        None
    }

    fn push(&mut self, check: JpkiCheck, outcome: Outcome, facts: Facts) {
        let reached = self.reached.get_mut(check as usize);
        let place = self.list.iter_mut().find(|own| own.check == check);
        let (Some(reached @ false), Some(place)) = (reached, place) else {
            debug_assert!(false, "{check} has two findings, or belongs to the other use");
            return;
        };
        *reached = true;
        *place = JpkiFinding { check, outcome, facts };
    }

    /// One finding for every check of the use. What nobody reached was not performed.
    pub(super) fn complete(mut self) -> Vec<JpkiFinding> {
        for finding in &mut self.list {
            if self.reached.get(finding.check as usize) == Some(&false) {
                finding.facts = Facts::of("because", "prerequisite");
            }
        }
        self.list
    }
}

/// The decision of these findings under `policy`, and its reasons.
pub(super) fn decide(policy: &JpkiPolicy, checks: &[JpkiFinding]) -> (Decision, Vec<JpkiReason>) {
    let reason = |own: &JpkiFinding| JpkiReason { check: own.check, outcome: own.outcome };
    let failed = checks.iter().filter(|own| own.outcome == Outcome::Failed);
    let failed: Vec<JpkiReason> = failed.map(reason).collect();
    if !failed.is_empty() {
        return (Decision::Rejected, failed);
    }
    let open: Vec<JpkiReason> =
        checks.iter().filter(|own| policy.is_open(own)).map(reason).collect();
    match open.is_empty() {
        true => (Decision::Accepted, open),
        false => (Decision::Inconclusive, open),
    }
}
