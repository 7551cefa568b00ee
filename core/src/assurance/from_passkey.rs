//! Evidence from the report of a passkey assertion (`passkey`).
//!
//! 1. What the checks proved is *yes*, what one of them refused is *no*, everything else *unknown*.
//! 2. No attestation is examined, so whether the key stays in hardware is *unknown*.
//! 3. What the report cannot know is the host's: the channel, and whether the challenge was used once.
//!    The ticket and the provider stand in the account that the passkey is bound to.

use super::account::BoundAuthenticator;
use super::evidence::{Evidence, Held, Passkey, Proof, SessionFacts};
use super::from_report::name;
use crate::instant::Timestamp;
use crate::passkey::{AssertionReport, PasskeyOutcome, Storage};

impl Evidence {
    /// From an assertion that was verified for the relying party of this host.
    ///
    /// `bound` is the authenticator as the account has it: it was bound with a redeemed ticket. Of
    /// `session` everything is taken but the verifier's name, which the signed origin shows.
    pub fn from_passkey(
        report: &AssertionReport,
        bound: Option<&BoundAuthenticator>,
        id: impl Into<String>,
        at: Timestamp,
        session: &SessionFacts,
    ) -> Self {
        let refused = report.checks.iter().any(|own| own.outcome == PasskeyOutcome::Failed);
        let verified = match &report.facts {
            Some(_) => Held::Yes,
            None if refused => Held::No,
            None => Held::Unknown,
        };
        let facts = report.facts.as_ref();
        let stated = |own: Option<bool>| own.map_or(Held::Unknown, Held::of);
        let proven = SessionFacts { verifier_name: Held::Yes, ..session.clone() };
        let what = Proof::Passkey(Passkey {
            verified,
            user_verified: stated(facts.map(|own| own.user_verified)),
            device_bound: stated(facts.map(|own| own.storage == Storage::DeviceBound)),
            hardware: Held::Unknown,
            ticket: if bound.is_some() { Held::Yes } else { Held::Unknown },
            provider: bound.and_then(|own| own.provider.clone()),
            // What binds an answer is proven with it, or not.
            session: match verified {
                Held::Yes => proven,
                _ => SessionFacts { channel: session.channel, ..SessionFacts::default() },
            },
            algorithms: facts.map(|own| name(own.algorithm).to_owned()).into_iter().collect(),
        });
        Self::new(id, at, what)
    }
}
