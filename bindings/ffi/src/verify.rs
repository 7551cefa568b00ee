//! The verification, and the table of its checks.

use std::sync::Arc;

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::verify::{Context, Policy};
use tashika::x509::ChainCache;

use crate::doctype::DocTypes;
use crate::error::{TashikaError, guard};
use crate::mirror::{CheckId, CheckScope, Profile, Severity};
use crate::policy::PolicyOptions;
use crate::presentation::Presentation;
use crate::report::Report;
use crate::status::StatusCache;
use crate::trust::{AcceptanceList, TrustStore};

/// A policy that is ready to be used. Make it once and keep it; it may be shared by threads.
#[derive(Debug, uniffi::Object)]
pub struct Verifier {
    policy: Arc<Policy>,
    chains: ChainCache,
    provider: CryptoProvider,
}

#[uniffi::export]
impl Verifier {
    /// A verifier of this policy, with the document types that ship or those of `doc_types`.
    #[uniffi::constructor(default(doc_types = None))]
    pub fn new(
        policy: PolicyOptions,
        doc_types: Option<Arc<DocTypes>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let registry = doc_types.unwrap_or_else(DocTypes::builtin).0.clone();
            let policy = Arc::new(policy.policy(registry)?);
            let provider = CryptoProvider::default();
            Ok(Arc::new(Self { policy, chains: ChainCache::new(), provider }))
        })
    }

    /// Verifies a presentation for the time `at` and explains the outcome. A bad credential is a
    /// report; an error is a response that cannot be decoded at all.
    ///
    /// Without `status` revocation is *not performed*. An acceptance list needs a `purpose`, by its
    /// name in the list.
    #[uniffi::method(default(status = None, acceptance = None, purpose = None))]
    pub fn verify(
        &self,
        presentation: &Presentation,
        trust: &TrustStore,
        at: Timestamp,
        status: Option<Arc<StatusCache>>,
        acceptance: Option<Arc<AcceptanceList>>,
        purpose: Option<String>,
    ) -> Result<Arc<Report>, TashikaError> {
        guard(|| {
            let accepting = match (&acceptance, &purpose) {
                (Some(list), Some(purpose)) => Some((&list.0, purpose.as_str())),
                (None, None) => None,
                _ => {
                    let problem = "an acceptance list needs a purpose, and a purpose a list";
                    return Err(TashikaError::usage("acceptance", problem));
                }
            };
            let verify = |context: Context<'_>| {
                let context = match accepting {
                    Some((list, purpose)) => context.with_acceptance(list, purpose),
                    None => context,
                };
                tashika::verify::verify(&presentation.0, &context.with_chains(&self.chains))
            };
            let report = trust.with(|trust| {
                let context = Context::new(trust, &self.policy, at, &self.provider);
                match &status {
                    Some(cache) => cache.with(|cache| verify(context.with_status(cache))),
                    None => verify(context),
                }
            });
            let report =
                report.map_err(|error| TashikaError::undecodable("device-response", &error))?;
            Ok(Arc::new(Report::new(report, self.policy.clone())))
        })
    }
}

/// One row of the check table.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CheckInfo {
    /// The check.
    pub check: CheckId,
    /// The stable id, for example `item.digest`.
    pub id: String,
    /// Clause of ISO/IEC 18013-5 second edition, or another source.
    pub clause: String,
    /// For the response or for each document.
    pub scope: CheckScope,
    /// Whether the verdict needs an answer.
    pub needed: bool,
    /// What holds when the check has passed, in English.
    pub en: String,
    /// The same in Japanese.
    pub ja: String,
    /// What a broken rule means, by profile.
    pub severities: Vec<SeverityByProfile>,
}

/// What a broken rule means under a profile.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SeverityByProfile {
    /// The profile.
    pub profile: Profile,
    /// The severity.
    pub severity: Severity,
}

/// Every check, in the order of the report.
#[uniffi::export]
pub fn checks() -> Vec<CheckInfo> {
    CheckId::ALL.iter().map(|own| info(*own)).collect()
}

fn info(check: CheckId) -> CheckInfo {
    let own = check.info();
    let severities = Profile::ALL
        .map(|profile| SeverityByProfile { profile, severity: check.severity(profile) });
    CheckInfo {
        check,
        id: own.id.to_owned(),
        clause: own.clause.to_owned(),
        scope: own.scope,
        needed: own.needed,
        en: own.en.to_owned(),
        ja: own.ja.to_owned(),
        severities: severities.to_vec(),
    }
}
