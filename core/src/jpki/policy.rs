//! What makes a verdict of the findings: one value for every leniency.

use super::check::JpkiCheck;
use super::profile::{Environment, FactConfidence};
use super::report::JpkiFinding;
use crate::outcome::Outcome;

/// Who answers whether a certificate is revoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationRule {
    /// Somebody else, such as a certified platform operator, outside of this verification: the
    /// verdict does not wait for it, and says so among the residual risks.
    Elsewhere,
    /// This verification: without an answer the verdict is *inconclusive*.
    #[default]
    Here,
}

/// How findings become a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JpkiPolicy {
    /// The name shown in the report.
    pub name: String,
    /// Seconds by which the clock may be wrong.
    pub clock_skew: i64,
    /// Seconds within which a challenge must be answered.
    pub max_challenge_age: i64,
    /// Seconds for which an answer to a challenge may stand for further operations.
    pub reuse_window: i64,
    /// Seconds after which a list or response without `nextUpdate` is stale.
    pub max_revocation_age: i64,
    /// Who answers for revocation.
    pub revocation: RevocationRule,
    /// Which environment's certificates are taken.
    pub environment: Environment,
    /// How firm a fact of the profile must be to count.
    pub least_confidence: FactConfidence,
}

impl Default for JpkiPolicy {
    fn default() -> Self {
        Self {
            name: "default".to_owned(),
            clock_skew: 60,
            max_challenge_age: 300,
            reuse_window: 0,
            max_revocation_age: 86_400,
            revocation: RevocationRule::Here,
            environment: Environment::Production,
            least_confidence: FactConfidence::Secondary,
        }
    }
}

impl JpkiPolicy {
    /// The policies that have a name, and what they do.
    pub const NAMES: [(&'static str, &'static str); 4] = [
        ("default", "revocation must have an answer; production certificates alone"),
        ("revocation-elsewhere", "revocation is answered outside of this verification"),
        ("test-environment", "certificates of the test hierarchy alone"),
        ("weak-facts", "facts of the profile that one weak source states count too"),
    ];

    /// The policy of this name.
    pub fn named(name: &str) -> Option<Self> {
        let mut own = Self { name: name.to_owned(), ..Self::default() };
        match name {
            "default" => {}
            "revocation-elsewhere" => own.revocation = RevocationRule::Elsewhere,
            "test-environment" => own.environment = Environment::Test,
            "weak-facts" => own.least_confidence = FactConfidence::Weak,
            _ => return None,
        }
        Some(own)
    }

    /// Whether a finding leaves open what the verdict needs.
    pub(super) fn is_open(&self, finding: &JpkiFinding) -> bool {
        let needed = match finding.check {
            JpkiCheck::CertificateRevocation => self.revocation == RevocationRule::Here,
            other => other.info().needed,
        };
        needed && matches!(finding.outcome, Outcome::NotPerformed | Outcome::Undetermined)
    }
}
