//! A ticket that ties the registration of a passkey to a fresh proof of identity.
//!
//! Where a passkey is set up without a fresh proof, an attacker sets up their own. A ticket is
//!
//! 1. issued for a decision that nothing speaks against, whose level is at least the one asked for,
//!    and whose proof is a few minutes old at most;
//! 2. bound to the session and the device of that proof, to one account and to one WebAuthn
//!    challenge, and it keeps by keyed hashes who proved;
//! 3. redeemed once, for one registration. What does not fit is refused and leaves the ticket: nobody
//!    ends another person's enrolment by sending rubbish.
//!
//! Tickets lie in the same stores as online sessions ([`SessionStore`]): used ones are remembered until
//! they expire, and forgotten when the next one is issued.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::account::HolderRecord;
use super::advisor::Wanted;
use super::bundle::Bundles;
use super::closed::written;
use super::decision::{AxisResult, Decision, Standing};
use super::evidence::Evidence;
use crate::codec::{decode_base64url, encode_base64url};
use crate::crypto::{CryptoError, CryptoProvider, HashAlgorithm};
use crate::instant::Timestamp;
use crate::online::{Record, SessionStore};

/// Seconds that a proof may be old when its ticket is issued.
pub const MAX_PROOF_AGE: i64 = 600;
/// Seconds that a ticket lives.
pub const TICKET_SECONDS: i64 = 300;
/// Bytes of the random seed of a ticket.
pub const TICKET_SEED_BYTES: usize = 32;

/// Where something happened: the host's own names of session, device and account.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The session, for example its cookie.
    pub session: &'a [u8],
    /// The device, for example the name under which the host knows this browser or app.
    pub device: &'a [u8],
    /// The account that the authenticator is for.
    pub account: &'a [u8],
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place(..)")
    }
}

/// A ticket, for the host to hold in the session.
pub struct BindingTicket {
    id: Zeroizing<String>,
    challenge: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for BindingTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BindingTicket(..)")
    }
}

/// Why no ticket is issued.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IssueError<F: fmt::Display> {
    /// Something speaks against the decision, or something more is demanded first.
    #[error("the decision is not supported: something speaks against it or is demanded first")]
    NotSupported,
    /// The level was not reached.
    #[error("the level that the registration needs was not reached")]
    Level,
    /// The proof is too old, or is of another decision.
    #[error("the proof is no part of the decision, or older than {MAX_PROOF_AGE} seconds")]
    NotFresh,
    /// The cryptography failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The seed was used before.
    #[error("a ticket of this seed was issued before")]
    SeedUsed,
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(F),
}

/// Why a ticket is not redeemed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RedeemError<F: fmt::Display> {
    /// It was redeemed before.
    #[error("the ticket was used already")]
    Used,
    /// Nobody issued it, or it is forgotten.
    #[error("no such ticket was issued")]
    Unknown,
    /// It has expired.
    #[error("the ticket has expired: prove the identity again")]
    Expired,
    /// Another challenge was answered.
    #[error("the registration answers another challenge")]
    Challenge,
    /// Another session.
    #[error("the registration comes from another session than the proof")]
    Session,
    /// Another device.
    #[error("the registration comes from another device than the proof")]
    Device,
    /// Another account.
    #[error("the registration is for another account than the proof")]
    Account,
    /// The record cannot be read.
    #[error("the store holds something else under this name")]
    Record,
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(F),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    challenge: String,
    session: String,
    device: String,
    account: String,
    grades: BTreeMap<String, (usize, String)>,
    holder: HolderRecord,
    evidence: String,
    #[serde(with = "written")]
    expires: Timestamp,
}

/// That a registration is tied to a fresh proof. Only [`BindingTicket::redeem`] makes one, and it
/// binds one authenticator: it cannot be copied.
#[derive(Debug, PartialEq, Eq)]
pub struct ProvenRegistration {
    grades: BTreeMap<String, (usize, String)>,
    holder: HolderRecord,
    at: Timestamp,
}

impl ProvenRegistration {
    /// The grade on each axis that rests on the proof: its place and its name.
    pub fn grades(&self) -> &BTreeMap<String, (usize, String)> {
        &self.grades
    }

    /// Who proved.
    pub fn holder(&self) -> &HolderRecord {
        &self.holder
    }

    /// When the registration was tied to it.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl BindingTicket {
    /// Issues a ticket for `proof`, which is part of `decision`, made at this place by this holder.
    ///
    /// `seed` is random and used once.
    ///
    /// # Errors
    /// See [`IssueError`].
    #[expect(clippy::too_many_arguments, reason = "each is one condition of a ticket")]
    pub fn issue<S: SessionStore>(
        store: &S,
        (decision, proof, holder): (&Decision, &Evidence, &HolderRecord),
        wanted: &Wanted,
        bundles: &Bundles,
        place: Place<'_>,
        seed: &[u8; TICKET_SEED_BYTES],
        now: Timestamp,
        provider: &CryptoProvider,
    ) -> Result<Self, IssueError<S::Failure>>
    where
        S::Failure: fmt::Display,
    {
        if decision.standing != Standing::Supported {
            return Err(IssueError::NotSupported);
        }
        let reached = decision.reached(&wanted.axis).ok().flatten().ok_or(IssueError::Level)?;
        let axes = bundles.iter().flat_map(|own| own.axes());
        let axis = axes.into_iter().find(|own| own.id == wanted.axis).ok_or(IssueError::Level)?;
        let place_of = |grade: &str| axis.grades.iter().position(|own| own.id == grade);
        if place_of(&wanted.grade).is_none_or(|least| reached.rank < least || reached.rank == 0) {
            return Err(IssueError::Level);
        }
        if !is_fresh(reached, proof, now) {
            return Err(IssueError::NotFresh);
        }
        let part = |label: &str, len: usize| {
            (provider.hkdf_sha256)(
                seed,
                b"",
                format!("tashika binding ticket 1 {label}").as_bytes(),
                len,
            )
        };
        let ticket = Self {
            id: Zeroizing::new(encode_base64url(part("id", 32)?.as_ref())),
            challenge: Zeroizing::new(part("challenge", 32)?.as_ref().to_vec()),
        };
        let expires = now.plus(TICKET_SECONDS);
        let stored = Stored {
            challenge: digest(provider, &ticket.challenge),
            session: digest(provider, place.session),
            device: digest(provider, place.device),
            account: digest(provider, place.account),
            grades: fresh_grades(decision, proof, now),
            holder: holder.clone(),
            evidence: proof.id.clone(),
            expires,
        };
        store.forget_expired(now).map_err(IssueError::Store)?;
        let record = serde_json::to_vec(&stored).unwrap_or_default();
        match store.insert(&ticket.id, &record, expires.plus(TICKET_SECONDS)) {
            Ok(true) => Ok(ticket),
            Ok(false) => Err(IssueError::SeedUsed),
            Err(error) => Err(IssueError::Store(error)),
        }
    }

    /// The ticket's name, which the host keeps in the session.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The challenge for `navigator.credentials.create`.
    pub fn challenge(&self) -> &[u8] {
        &self.challenge
    }

    /// Redeems the ticket of this name for a registration that was verified, over `challenge`, from
    /// this place.
    ///
    /// # Errors
    /// See [`RedeemError`].
    pub fn redeem<S: SessionStore>(
        store: &S,
        id: &str,
        challenge: &[u8],
        place: Place<'_>,
        now: Timestamp,
        provider: &CryptoProvider,
    ) -> Result<ProvenRegistration, RedeemError<S::Failure>>
    where
        S::Failure: fmt::Display,
    {
        let named = decode_base64url(id).is_some_and(|own| own.len() == 32);
        if !named {
            return Err(RedeemError::Unknown);
        }
        let record = match store.load(id).map_err(RedeemError::Store)? {
            Record::Kept(record) => record,
            Record::Used => return Err(RedeemError::Used),
            Record::Unknown => return Err(RedeemError::Unknown),
        };
        let stored: Stored = serde_json::from_slice(&record).map_err(|_| RedeemError::Record)?;
        if now >= stored.expires {
            return Err(RedeemError::Expired);
        }
        if digest(provider, place.session) != stored.session {
            return Err(RedeemError::Session);
        }
        if digest(provider, place.device) != stored.device {
            return Err(RedeemError::Device);
        }
        if digest(provider, place.account) != stored.account {
            return Err(RedeemError::Account);
        }
        if digest(provider, challenge) != stored.challenge {
            return Err(RedeemError::Challenge);
        }
        if !store.compare_and_delete(id, &record).map_err(RedeemError::Store)? {
            return Err(RedeemError::Used);
        }
        let Stored { grades, holder, .. } = stored;
        Ok(ProvenRegistration { grades, holder, at: now })
    }
}

/// The grades that rest on this proof: an old piece beside it says nothing of who is there now.
fn fresh_grades(
    decision: &Decision,
    proof: &Evidence,
    now: Timestamp,
) -> BTreeMap<String, (usize, String)> {
    let fresh = decision.axes.iter().filter(|own| is_fresh(own, proof, now));
    fresh.map(|own| (own.axis.clone(), (own.rank, own.grade.id.clone()))).collect()
}

/// Whether what was reached rests on this proof, which is a few minutes old at most.
pub(super) fn is_fresh(reached: &AxisResult, proof: &Evidence, now: Timestamp) -> bool {
    let part = reached.grounds.iter().any(|own| own.evidence.contains(&proof.id));
    part && (0..=MAX_PROOF_AGE).contains(&now.since(proof.at))
}

fn digest(provider: &CryptoProvider, own: &[u8]) -> String {
    super::hex((provider.digest)(HashAlgorithm::Sha256, &[own]).as_ref())
}
