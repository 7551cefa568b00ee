//! An account over time: several devices, each added by a fresh proof; recovery; wrong logins.
//!
//! 1. What an account was enrolled with, on the axes that it names, is the floor of everything later:
//!    a recovery or a further device that asks less than the enrolment is its weakest link
//!    (アカウント回復).
//! 2. Whether the same person came is seen from keyed hashes of a few fields, never from device keys,
//!    digests or signatures: those change with every batch and every phone.
//! 3. An authenticator is added with a redeemed ticket alone, each with its own, by the same person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::bundle::Bundles;
use super::closed::told;
use super::decision::{Decision, Standing};
use super::evidence::Evidence;
use super::recheck::{Event, Must, Reached, Worse, place};
use super::ticket::{MAX_PROOF_AGE, ProvenRegistration, is_fresh};
use crate::codec::limits::{MAX_BOUND_AUTHENTICATORS, MAX_COMPARED_FIELDS};
use crate::crypto::CryptoProvider;
use crate::instant::Timestamp;
use crate::verify::{Claims, Pseudonym, PseudonymError};

/// Keyed hashes of a few fields of a person, for one verifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HolderRecord {
    fields: BTreeMap<String, String>,
}

/// One field: its name, and the elements that make it, each a namespace and an identifier.
pub type Field<'a> = (&'a str, &'a [(&'a str, &'a str)]);

impl HolderRecord {
    /// Hashes of these fields under the verifier's key; an element that was not released, or may not
    /// be kept, leaves its field out; so does a field beyond [`MAX_COMPARED_FIELDS`].
    ///
    /// # Errors
    /// A key that is too short, or a field of no elements.
    pub fn of(
        provider: &CryptoProvider,
        key: &[u8],
        claims: &Claims,
        fields: &[Field<'_>],
    ) -> Result<Self, PseudonymError> {
        let mut own = Self::default();
        for (name, tuple) in fields.iter().take(MAX_COMPARED_FIELDS) {
            match Pseudonym::derive(provider, key, claims, tuple) {
                Ok(hash) => own.add(name, &hash),
                Err(PseudonymError::Missing(..) | PseudonymError::NotRetained(..)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(own)
    }

    /// Adds a field by its hash.
    pub fn add(&mut self, name: &str, hash: &Pseudonym) {
        self.fields.insert(name.to_owned(), super::hex(hash.as_bytes()));
    }

    /// Holds a fresh record against this one.
    pub fn compare(&self, fresh: &HolderRecord) -> SamePerson {
        let mut own = SamePerson::default();
        for (name, hash) in &self.fields {
            match fresh.fields.get(name) {
                Some(other) if other == hash => own.same.push(name.clone()),
                Some(_) => own.different.push(name.clone()),
                None => own.not_compared.push(name.clone()),
            }
        }
        own
    }
}

told! {
    /// Whether the same person came.
    Sameness {
        /// Every field agrees, and there are at least two.
        Match = "match", "the fields agree", "項目が一致";
        /// A field differs: another person, or somebody who moved or changed their name.
        Mismatch = "mismatch",
            "a field differs: another person, or one who moved or changed their name",
            "項目が不一致(別人、または転居・改姓等)";
        /// Too little to tell.
        Undetermined = "undetermined", "too few fields to tell", "比較できる項目が不足";
    }
}

/// What came of comparing two records of a person, with the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SamePerson {
    /// The fields that agree.
    pub same: Vec<String>,
    /// The fields that differ.
    pub different: Vec<String>,
    /// The fields that the fresh record lacks.
    pub not_compared: Vec<String>,
}

impl SamePerson {
    /// What it comes to.
    pub fn sameness(&self) -> Sameness {
        match (self.different.is_empty(), self.not_compared.is_empty(), self.same.len()) {
            (false, _, _) => Sameness::Mismatch,
            (true, true, 2..) => Sameness::Match,
            _ => Sameness::Undetermined,
        }
    }
}

/// An authenticator that is bound to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct BoundAuthenticator {
    /// The host's name of it, such as a hash of the credential's id.
    pub name: String,
    /// Who keeps copies of its key, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// When it was bound.
    #[serde(with = "super::closed::written")]
    pub since: Timestamp,
    /// The grade of the proof it was bound with, on each axis of the account.
    pub proof: BTreeMap<String, String>,
}

/// An account, as far as identity goes. It holds no data of the person but keyed hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Account {
    enrolled: Reached,
    holder: HolderRecord,
    authenticators: Vec<BoundAuthenticator>,
}

/// Why an account was not opened, changed or recovered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AccountError {
    /// Something speaks against the decision, or something more is demanded first.
    #[error("the decision is not supported: something speaks against it or is demanded first")]
    NotSupported,
    /// A level below that of the enrolment.
    #[error("{axis} was {enrolled} at the enrolment, and the new proof reaches {fresh} only")]
    BelowEnrolment {
        /// The axis.
        axis: String,
        /// The grade of the enrolment.
        enrolled: String,
        /// The grade of the new proof.
        fresh: String,
    },
    /// Nothing was reached on an axis that later proofs are to be held against.
    #[error("nothing was reached on the axis \"{0}\"")]
    NothingReached(String),
    /// The proof is older than a few minutes, or of another decision.
    #[error("the proof is no part of the decision, or older than {MAX_PROOF_AGE} seconds")]
    NotFresh,
    /// Another person, as far as can be told.
    #[error("the person is not shown to be the one enrolled: {}", .0.sameness().en())]
    OtherPerson(SamePerson),
    /// An authenticator of this name is bound already.
    #[error("an authenticator of this name is bound already")]
    Bound,
    /// More authenticators than the limit.
    #[error("more than {0} authenticators")]
    TooMany(usize),
}

/// That an account was recovered by a proof as good as its enrolment. Only [`Account::recover`] makes
/// one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    same: SamePerson,
}

impl Recovered {
    /// The fields by which the person was found to be the same.
    pub fn fields(&self) -> &[String] {
        &self.same.same
    }
}

impl Account {
    /// Enrols a person with this decision. Everything later is held against what it reached on
    /// `axes`, such as `ds511.ial`.
    ///
    /// # Errors
    /// A decision that is not supported, or that reaches nothing on one of the axes.
    pub fn enrol(
        decision: &Decision,
        axes: &[&str],
        holder: HolderRecord,
    ) -> Result<Self, AccountError> {
        if decision.standing != Standing::Supported {
            return Err(AccountError::NotSupported);
        }
        let mut enrolled = decision.summary();
        enrolled.grades.retain(|axis, (rank, _)| *rank > 0 && axes.contains(&axis.as_str()));
        let missing = axes.iter().find(|axis| !enrolled.grades.contains_key(**axis));
        match missing {
            Some(axis) => Err(AccountError::NothingReached((*axis).to_owned())),
            None if axes.is_empty() => Err(AccountError::NothingReached(String::new())),
            None => Ok(Self { enrolled, holder, authenticators: Vec::new() }),
        }
    }

    /// What it was enrolled with.
    pub fn enrolled(&self) -> &Reached {
        &self.enrolled
    }

    /// The authenticators, in the order they were bound.
    pub fn authenticators(&self) -> &[BoundAuthenticator] {
        &self.authenticators
    }

    /// Binds one more authenticator: each with a registration of its own, tied to a fresh proof of
    /// the same person whose level is at least that of the enrolment.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub fn bind(
        &mut self,
        registration: ProvenRegistration,
        name: &str,
        provider: Option<&str>,
        bundles: &Bundles,
    ) -> Result<(), AccountError> {
        if self.authenticators.iter().any(|own| own.name == name) {
            return Err(AccountError::Bound);
        }
        if self.authenticators.len() >= MAX_BOUND_AUTHENTICATORS {
            return Err(AccountError::TooMany(MAX_BOUND_AUTHENTICATORS));
        }
        self.as_good(registration.grades(), bundles)?;
        self.same_person(registration.holder())?;
        let on_axis = |axis: &String| {
            let (_, grade) = registration.grades().get(axis)?;
            Some((axis.clone(), grade.clone()))
        };
        self.authenticators.push(BoundAuthenticator {
            name: name.to_owned(),
            provider: provider.map(str::to_owned),
            since: registration.at(),
            proof: self.enrolled.grades.keys().filter_map(on_axis).collect(),
        });
        Ok(())
    }

    /// Takes an authenticator away; whether it was there.
    pub fn unbind(&mut self, name: &str) -> bool {
        let before = self.authenticators.len();
        self.authenticators.retain(|own| own.name != name);
        self.authenticators.len() != before
    }

    /// Holds who came against whom the account is of, before it is opened: a password or a phone can
    /// open another person's account by mistake (誤ログイン).
    pub fn opens_for(&self, fresh: &HolderRecord) -> SamePerson {
        self.holder.compare(fresh)
    }

    /// Recovers the account: a fresh proof, of the same person, at least as good as the enrolment on
    /// every axis of the account. `proof` is the piece that the decision rests on. All authenticators
    /// are taken away; new ones are bound with tickets.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub fn recover(
        &mut self,
        (decision, proof): (&Decision, &Evidence),
        fresh: &HolderRecord,
        bundles: &Bundles,
        now: Timestamp,
    ) -> Result<Recovered, AccountError> {
        if decision.standing != Standing::Supported {
            return Err(AccountError::NotSupported);
        }
        self.as_good(&decision.summary().grades, bundles)?;
        let mut axes =
            decision.axes.iter().filter(|own| self.enrolled.grades.contains_key(&own.axis));
        if !axes.all(|own| is_fresh(own, proof, now)) {
            return Err(AccountError::NotFresh);
        }
        let same = self.same_person(fresh)?;
        self.authenticators.clear();
        Ok(Recovered { same })
    }

    /// On every axis at least the grade of the enrolment.
    fn as_good(
        &self,
        reached: &BTreeMap<String, (usize, String)>,
        bundles: &Bundles,
    ) -> Result<(), AccountError> {
        for (axis, enrolled) in &self.enrolled.grades {
            let (rank, grade) = reached.get(axis).cloned().unwrap_or_default();
            if rank < place(bundles, axis, enrolled) {
                return Err(below(axis, &enrolled.1, &grade));
            }
        }
        Ok(())
    }

    fn same_person(&self, fresh: &HolderRecord) -> Result<SamePerson, AccountError> {
        let same = self.holder.compare(fresh);
        match same.sameness() {
            Sameness::Match => Ok(same),
            _ => Err(AccountError::OtherPerson(same)),
        }
    }

    /// A provider of passkeys was taken over: what must be proven again.
    pub fn provider_compromised(&self, provider: &str) -> Vec<Event> {
        let hit =
            self.authenticators.iter().filter(|own| own.provider.as_deref() == Some(provider));
        hit.map(|own| Event {
            must: Must::ProveAgain,
            change: Worse::Advisory,
            about: own.name.clone(),
            was: Some(provider.to_owned()),
            is: None,
            evidence: std::collections::BTreeSet::new(),
        })
        .collect()
    }
}

fn below(axis: &str, enrolled: &str, fresh: &str) -> AccountError {
    let own = str::to_owned;
    AccountError::BelowEnrolment { axis: own(axis), enrolled: own(enrolled), fresh: own(fresh) }
}
