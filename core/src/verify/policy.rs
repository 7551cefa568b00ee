//! Named policies: every leniency and every extra demand is a value here, never a hidden `if`.

use super::check::{CheckId, Profile, Severity};
use super::report::{Finding, Outcome};
use crate::doctype::Registry;
use crate::status::StatusPolicy;

/// The edition whose rules apply where the two differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Edition {
    /// ISO/IEC 18013-5:2021.
    First,
    /// The second edition.
    #[default]
    Second,
}

/// What becomes of values that nobody asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unasked {
    /// They are not released: the report names the elements alone.
    #[default]
    Drop,
    /// They are released beside the others, and never marked for retention.
    Keep,
}

/// How findings become a verdict.
///
/// Making one reads the document types that ship: make it once and keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The name that every verdict carries.
    pub name: String,
    /// The column of the check table.
    pub profile: Profile,
    /// The edition whose rules apply.
    pub edition: Edition,
    /// Seconds by which the verifier's clock may be wrong. Applies to every validity period.
    pub clock_skew: i64,
    /// Seconds by which `signed` may lie outside the signer's validity: issuers truncate.
    pub signed_skew: i64,
    /// Seconds into the future that `signed` may lie before it is remarked upon.
    pub future_tolerance: i64,
    /// Whether all documents must be bound to one device key.
    pub same_holder: bool,
    /// Whether an unknown revocation or status makes the verdict *inconclusive*.
    pub status_needed: bool,
    /// What each answer about revocation and status means.
    pub status: StatusPolicy,
    /// The document types that are known, and what their elements are.
    pub doc_types: Registry,
    /// What becomes of values that nobody asked for.
    pub unasked: Unasked,
    /// Severities that differ from the profile's.
    pub overrides: Vec<(CheckId, Severity)>,
}

impl Policy {
    /// The names of the policies that [`Policy::named`] knows, with what sets each apart.
    pub const NAMES: [(&'static str, &'static str); 7] = [
        ("complete-answer", "every element that was asked for must be there"),
        ("default", "the rules of the second edition; an unknown status is a stated risk"),
        ("edition-2021", "no element of the mDL namespace may be device-signed"),
        ("keep-unasked", "values that nobody asked for are released as well"),
        ("lenient-encoding", "encoding faults that leave one meaning are warnings"),
        ("same-holder", "all documents must be bound to one device key"),
        ("status-needed", "an unknown revocation or status is inconclusive"),
    ];

    /// The policy of this name under `profile`.
    pub fn named(name: &str, profile: Profile) -> Option<Self> {
        let mut policy = Self { name: name.to_owned(), profile, ..Self::default() };
        match name {
            "default" => {}
            "complete-answer" => {
                policy.overrides = vec![(CheckId::DocumentRequestedElements, Severity::Fail)];
            }
            "edition-2021" => policy.edition = Edition::First,
            "keep-unasked" => policy.unasked = Unasked::Keep,
            "lenient-encoding" => {
                policy.overrides = vec![
                    (CheckId::ResponseEncoding, Severity::Warn),
                    (CheckId::IssuerAuthUntagged, Severity::Warn),
                ];
            }
            "same-holder" => policy.same_holder = true,
            "status-needed" => policy.status_needed = true,
            _ => return None,
        }
        Some(policy)
    }

    /// What a broken rule means.
    pub fn severity(&self, check: CheckId) -> Severity {
        let own = self.overrides.iter().find(|(id, _)| *id == check);
        own.map_or_else(|| check.severity(self.profile), |(_, severity)| *severity)
    }

    /// Whether this finding keeps the verdict open: an answer is needed and missing. Where the rules
    /// for revocation and status make an answer *undetermined*, it is needed by that.
    pub(super) fn is_open(&self, finding: &Finding) -> bool {
        let own = matches!(finding.check, CheckId::IssuerRevocation | CheckId::MsoStatus);
        match finding.outcome {
            Outcome::Undetermined => own || self.needs(finding.check),
            Outcome::NotPerformed => self.needs(finding.check),
            _ => false,
        }
    }

    /// Whether the verdict needs an answer to this check.
    pub fn needs(&self, check: CheckId) -> bool {
        match check {
            CheckId::IssuerRevocation | CheckId::MsoStatus => self.status_needed,
            CheckId::ResponseSameHolder => self.same_holder,
            _ => check.info().needed,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            name: "default".to_owned(),
            profile: Profile::Strict,
            edition: Edition::Second,
            clock_skew: 0,
            signed_skew: 60,
            future_tolerance: 300,
            same_holder: false,
            status_needed: false,
            status: StatusPolicy::default(),
            doc_types: Registry::builtin(),
            unasked: Unasked::Drop,
            overrides: Vec::new(),
        }
    }
}
