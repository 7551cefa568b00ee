//! The report of one verification: one finding for every check, evidence by proof, and a verdict.

use super::JpkiContext;
use super::check::{JpkiCheck, JpkiUse};
use super::handle::{JpkiHandle, PairwiseId};
use super::path::Examined;
use super::policy::JpkiPolicy;
use super::profile::Environment;
use super::revocation::{RevocationState, is_open};
use super::summary::CertificateSummary;
use crate::instant::Timestamp;
use crate::outcome::{self, Decision, Finding, Outcome, Severities, Severity};

/// One check of JPKI and what became of it.
pub type JpkiFinding = Finding<JpkiCheck>;

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

pub(super) type Passed = outcome::Passed<JpkiCheck>;
/// Findings while they are collected.
pub(super) type Findings = outcome::Findings<JpkiCheck, Table>;

/// The table itself says what a broken rule means.
pub(super) struct Table;

impl Severities<JpkiCheck> for Table {
    fn severity(&self, check: JpkiCheck) -> Severity {
        check.info().severity
    }
}

impl Findings {
    pub(super) fn new(own: JpkiUse) -> Self {
        let all = JpkiCheck::ALL.iter().copied();
        Self::of(all.filter(|check| check.applies_to(own)), Table)
    }
}

/// The findings of a verification, the decision that they come to, and its reasons.
pub(super) struct Judged {
    checks: Vec<JpkiFinding>,
    pub(super) decision: Decision,
    reasons: Vec<JpkiReason>,
}

/// What these findings come to under `policy`.
pub(super) fn decide(policy: &JpkiPolicy, checks: Vec<JpkiFinding>) -> Judged {
    let reason = |own: &JpkiFinding| JpkiReason { check: own.check, outcome: own.outcome };
    let failed = checks.iter().filter(|own| own.outcome == Outcome::Failed);
    let failed: Vec<JpkiReason> = failed.map(reason).collect();
    let open = checks.iter().filter(|own| policy.is_open(own)).map(reason).collect::<Vec<_>>();
    let (decision, reasons) = match (failed.is_empty(), open.is_empty()) {
        (false, _) => (Decision::Rejected, failed),
        (true, false) => (Decision::Inconclusive, open),
        (true, true) => (Decision::Accepted, open),
    };
    Judged { checks, decision, reasons }
}

impl<E> JpkiReport<E> {
    /// The report of one use: `released` is whether the evidence holds attributes, `risks` are those
    /// of this use alone.
    pub(super) fn of(
        used_for: JpkiUse,
        examined: Examined,
        judged: Judged,
        (evidence, released): (Option<E>, bool),
        mut risks: Vec<JpkiRisk>,
        context: &JpkiContext<'_>,
    ) -> Self {
        let Judged { checks, decision, reasons } = judged;
        let revocation = checks.iter().find(|own| own.check == JpkiCheck::CertificateRevocation);
        let open = revocation.is_some_and(|own| is_open(own.outcome));
        let test = examined.environment == Some(Environment::Test);
        risks.extend(open.then_some(JpkiRisk::RevocationUnknown));
        risks.extend(test.then_some(JpkiRisk::TestEnvironment));
        risks.sort_unstable();
        Self {
            used_for,
            verdict: JpkiVerdict {
                decision,
                policy: context.policy.name.clone(),
                profile: context.profile.label(),
                reasons,
                residual_risks: risks,
            },
            at: context.now.wall,
            checks,
            handles: examined.handles(released),
            certificate: examined.summary,
            revocation: examined.revocation,
            pairwise: examined.pairwise,
            evidence,
        }
    }
}
