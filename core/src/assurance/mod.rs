//! Floor 5: from evidence to a decision that can be defended.
//!
//! 1. `evidence`: what was seen, as closed typed facts, from reports of this crate and from outside.
//! 2. `bundle`, `need`, `consistency`, `signed`, `diff`: the rules, as versioned data files with sources,
//!    dates of effect and confidence; signed, compared, and rolled forward only.
//! 3. `decision`: levels with the reason for each, what is missing for the next, statutory methods on
//!    a day, residual risks, privacy, bindings, and when to look again.
//! 4. `advisor`, `chart`: from requirements to methods, each explained.
//! 5. `recheck`, `window`, `ticket`, `account`, `delegation`: the same over time.
//! 6. `ledger`, `export`: what an audit needs, without personal data.
//!
//! A guideline's level (身元確認保証レベル, 当人認証保証レベル) and what a statute takes are two axes.
//! Neither is ever read as the other.

mod account;
mod advisor;
mod bundle;
mod chart;
pub(crate) mod closed;
mod consistency;
mod decision;
mod delegation;
mod diff;
mod evidence;
mod export;
mod fact;
mod from_jpki;
mod from_passkey;
mod from_report;
mod ledger;
mod need;
mod recheck;
mod risk;
mod signed;
mod ticket;
mod window;

pub use account::{
    Account, AccountError, BoundAuthenticator, Field, HolderRecord, Recovered, SamePerson, Sameness,
};
pub use advisor::{
    Advice, Advised, Miss, Ranking, Requirements, Wanted, WayOut, advise, methods_reaching,
    not_phishing_resistant,
};
pub use bundle::{
    Advisory, Axis, Bundle, BundleError, Bundles, Confidence, Demand, Exception, Grade,
    Granularity, Having, LendingRisk, Method, Modality, Nature, NotAccepted, Party, Reaches,
    Revalidate, Rule, Source, Statement, Statute, Task, Voucher, When,
};
pub use chart::{Language, Node, Question, chart};
pub use decision::{
    AdvisoryApplied, Against, AxisResult, BundleUsed, Circumstances, Contradiction, DecideError,
    Decision, DemandResult, Ground, Lack, LackItem, Lifted, Note, Refused, Standing, StatuteResult,
    decide,
};
pub use delegation::{Acting, ActingError};
pub use diff::{Change, ChangeKind, diff};
pub use evidence::{
    Attribute, Authenticator, AuthenticatorKind, Authority, Capture, Channel, CollectionFacts,
    Comparison, Copies, DocumentImage, DocumentVerifier, Evidence, FaceCheck, Factor, Held,
    HolderVerification, IcDocument, IcKind, Inspection, IssuerFacts, JpkiAuthentication,
    JpkiSigning, Mdoc, Passkey, PortraitCapture, PortraitSource, Postal, PostalService, Printed,
    Proof, Query, QueryResult, SelfAsserted, SessionFacts, Status, Strength, face_check_options,
};
pub use export::{Package, PackageContent, PackageError, VerifiedClaimsError, verified_claims};
pub use fact::{Fact, Mark, day_in_japan};
pub use ledger::{
    Entry, EntryKind, Hash, Ledger, LedgerError, LedgerStore, Record, RetainedKind, RetentionBasis,
    SALT_BYTES, StoredDecision,
};
pub use need::{FactName, Need};
pub use recheck::{Event, Must, Reached, Recheck, StatusNews, Worse, recheck};
pub use risk::{Binding, Identity, PortraitResult, Privacy, Risk};
pub use signed::{ToSign, TrustedKey};
pub use ticket::{
    BindingTicket, IssueError, MAX_PROOF_AGE, Place, ProvenRegistration, RedeemError,
    TICKET_SECONDS, TICKET_SEED_BYTES,
};
pub use window::{CHALLENGE_BYTES, ChallengeError, Tap, TapRefusal, TapWindow, WindowPolicy};

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
