//! How checks become a verdict: a named policy with options.

use tashika::doctype::Registry;
use tashika::status::{StatusPolicy, StatusRules};
use tashika::verify::Policy;

use crate::error::TashikaError;
use crate::mirror::{CheckId, Edition, Profile, Severity, StatusEffect, Unasked};

/// A named policy and what differs from it. What is left out is as the policy has it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PolicyOptions {
    /// A name of [`policy_names`].
    #[uniffi(default = "default")]
    pub name: String,
    /// The column of the check table.
    #[uniffi(default)]
    pub profile: Option<Profile>,
    /// A name of [`status_policy_names`]: what the answers of revocation and status lists mean.
    #[uniffi(default = "default")]
    pub status: String,
    /// The edition whose rules apply.
    #[uniffi(default)]
    pub edition: Option<Edition>,
    /// What becomes of values that nobody asked for.
    #[uniffi(default)]
    pub unasked: Option<Unasked>,
    /// Seconds by which the verifier's clock may be wrong.
    #[uniffi(default)]
    pub clock_skew: Option<i64>,
    /// Seconds by which `signed` may lie outside the signer's validity.
    #[uniffi(default)]
    pub signed_skew: Option<i64>,
    /// Seconds into the future that `signed` may lie before it is remarked upon.
    #[uniffi(default)]
    pub future_tolerance: Option<i64>,
    /// Whether all documents must be bound to one device key.
    #[uniffi(default)]
    pub same_holder: Option<bool>,
    /// Whether an unknown revocation or status makes the verdict *inconclusive*.
    #[uniffi(default)]
    pub status_needed: Option<bool>,
    /// What it means that the list an authority stands in, such as a VICAL, is past its next update.
    #[uniffi(default)]
    pub overdue_listing: Option<StatusEffect>,
    /// Severities that differ from the profile's.
    #[uniffi(default = [])]
    pub severities: Vec<SeverityOfCheck>,
}

/// A severity that differs from the profile's.
#[derive(Clone, Debug, uniffi::Record)]
pub struct SeverityOfCheck {
    /// The check.
    pub check: CheckId,
    /// What it means when it is broken.
    pub severity: Severity,
}

/// A name, and what it stands for.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NamedChoice {
    /// The name.
    pub name: String,
    /// What sets it apart.
    pub meaning: String,
}

impl PolicyOptions {
    pub(crate) fn policy(&self, doc_types: Registry) -> Result<Policy, TashikaError> {
        let unknown = |what: &str, name: &str, known: Vec<&str>| {
            let problem = format!("unknown {what} \"{name}\"; there are: {}", known.join(", "));
            TashikaError::usage(&what.replace(' ', "-"), problem)
        };
        let profile = self.profile.unwrap_or_default();
        let mut policy = Policy::named(&self.name, profile).ok_or_else(|| {
            unknown("policy", &self.name, Policy::NAMES.map(|(name, _)| name).to_vec())
        })?;
        policy.status = StatusPolicy::named(&self.status).ok_or_else(|| {
            let known = StatusRules::NAMES.map(|(name, _)| name).to_vec();
            unknown("status policy", &self.status, known)
        })?;
        if let Some(effect) = self.overdue_listing {
            policy.status = policy.status.with_overdue_listing(effect);
        }
        let skews = [self.clock_skew, self.signed_skew, self.future_tolerance];
        if skews.into_iter().flatten().any(i64::is_negative) {
            return Err(TashikaError::usage("seconds", "a tolerance is no negative number"));
        }
        policy.doc_types = doc_types;
        policy.edition = self.edition.unwrap_or(policy.edition);
        policy.unasked = self.unasked.unwrap_or(policy.unasked);
        policy.clock_skew = self.clock_skew.unwrap_or(policy.clock_skew);
        policy.signed_skew = self.signed_skew.unwrap_or(policy.signed_skew);
        policy.future_tolerance = self.future_tolerance.unwrap_or(policy.future_tolerance);
        policy.same_holder = self.same_holder.unwrap_or(policy.same_holder);
        policy.status_needed = self.status_needed.unwrap_or(policy.status_needed);
        // Those named here come first: the first one counts.
        let own = self.severities.iter().map(|own| (own.check, own.severity));
        policy.overrides = own.chain(policy.overrides).collect();
        Ok(policy)
    }
}

/// The policies that there are.
#[uniffi::export]
pub fn policy_names() -> Vec<NamedChoice> {
    choices(&Policy::NAMES)
}

/// The rules for revocation and status lists that there are.
#[uniffi::export]
pub fn status_policy_names() -> Vec<NamedChoice> {
    choices(&StatusRules::NAMES)
}

pub(crate) fn choices(names: &[(&str, &str)]) -> Vec<NamedChoice> {
    let names = names.iter();
    names
        .map(|(name, meaning)| NamedChoice {
            name: (*name).to_owned(),
            meaning: (*meaning).to_owned(),
        })
        .collect()
}
