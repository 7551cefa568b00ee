//! What is known of the issuance state of a document: from whom, and as of when.

use std::sync::Arc;

use crate::instant::Timestamp;
use crate::status::{Answer, Standing};
use crate::trust::IssuerProfile;

/// Where a piece of knowledge comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StateSourceKind {
    /// The validity of the authority's certificate.
    AuthorityValidity,
    /// `expectedUpdate` of the mobile security object: *stale* once it has passed.
    ExpectedUpdate,
    /// The identifier list that the document names.
    IdentifierList,
    /// The list that the authority stands in.
    Listing,
    /// The validity of the mobile security object.
    MsoValidity,
    /// The authority's revocation list, about the document signer.
    RevocationList,
    /// The validity of the document signer's certificate.
    SignerValidity,
    /// The Token Status List that the document names.
    StatusList,
    /// The document's `status`, where it names no list that is known here.
    Status,
}

impl StateSourceKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            StateSourceKind::AuthorityValidity => "authority-validity",
            StateSourceKind::ExpectedUpdate => "expected-update",
            StateSourceKind::IdentifierList => "identifier-list",
            StateSourceKind::Listing => "listing",
            StateSourceKind::MsoValidity => "mso-validity",
            StateSourceKind::RevocationList => "revocation-list",
            StateSourceKind::SignerValidity => "signer-validity",
            StateSourceKind::Status => "status",
            StateSourceKind::StatusList => "status-list",
        }
    }
}

/// One source and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateSource {
    /// What kind of source.
    pub kind: StateSourceKind,
    /// Who speaks, where it is known.
    pub by: Option<Arc<str>>,
    /// Where it can be fetched.
    pub uris: Vec<String>,
    /// What it says, as of when, until when.
    pub answer: Answer,
    /// Seconds from its date to the time of verification.
    pub age: Option<i64>,
}

/// Everything that is known of the issuance state of one document.
///
/// It never says that a document is the only copy: that several exist, or that a device key is new,
/// is normal. What an issuer does about copies is its practice, and stands in its profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuanceState {
    /// Every source, whether or not it had something to say.
    pub sources: Vec<StateSource>,
    /// The issuer's practice, where a profile says it.
    pub practice: Option<IssuerProfile>,
}

impl IssuanceState {
    /// The source of this kind.
    pub fn source(&self, kind: StateSourceKind) -> Option<&StateSource> {
        self.sources.iter().find(|own| own.kind == kind)
    }

    pub(super) fn push(
        &mut self,
        kind: StateSourceKind,
        by: Option<Arc<str>>,
        uris: Vec<String>,
        answer: Answer,
        now: Timestamp,
    ) {
        let age = answer.age(now);
        let by = by.or_else(|| answer.signer.as_deref().map(Arc::from));
        self.sources.push(StateSource { kind, by, uris, answer, age });
    }
}

/// What a period of validity says at `now`.
pub(super) fn period(
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    as_of: Option<Timestamp>,
    now: Timestamp,
    skew: i64,
) -> Answer {
    let early = from.is_some_and(|from| now.plus(skew) < from);
    let late = until.is_some_and(|until| now.plus(-skew) > until);
    let mut answer = Answer::new(match (early, late) {
        (true, _) => Standing::NotYetValid,
        (_, true) => Standing::Expired,
        _ => Standing::Valid,
    });
    answer.as_of = as_of;
    answer.until = until;
    answer
}
