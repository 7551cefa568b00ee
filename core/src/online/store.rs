//! Sessions in a store, each answered once.
//!
//! Steps of [`Sessions::receive`]:
//! 1. the record is loaded and opened; a used one is a replay;
//! 2. the answer is taken. A refusal leaves the record: nobody ends a session by sending rubbish. So
//!    does an error of the wallet (8.5), which whoever saw the request can make, encrypted or not: it
//!    is told, and the person may still answer. [`Sessions::end`] is for who wants no more;
//! 3. the very record that was loaded is deleted, if it is still there: of two answers at once one
//!    succeeds;
//! 4. only then the outcome is handed out.
//!
//! What expired is forgotten when a session begins, or by [`Sessions::forget_expired`].
//!
//! An integrator whose store is asynchronous does the same steps with [`OnlineSession::open`] and
//! [`OnlineSession::receive`].

use std::fmt;

use thiserror::Error;

use super::incoming::{HeldAnswer, Outcome, Receiving};
use super::refusal::Refusal;
use super::session::{OnlineSession, SEALING_KEY_BYTES, SEALING_NONCE_BYTES};
use crate::crypto::{CryptoError, CryptoProvider};
use crate::instant::Timestamp;

/// What a store knows of an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A record that was not deleted.
    Kept(Vec<u8>),
    /// A record that was deleted by [`SessionStore::compare_and_delete`] and has not expired.
    Used,
    /// Nothing.
    Unknown,
}

/// A place for sealed sessions. Every operation is atomic.
pub trait SessionStore {
    /// What can go wrong.
    type Failure;

    /// Keeps a record until `expires`; `false`, and nothing changes, where the id is taken.
    ///
    /// # Errors
    /// What the store says.
    fn insert(&self, id: &str, record: &[u8], expires: Timestamp) -> Result<bool, Self::Failure>;

    /// The record of this id.
    ///
    /// # Errors
    /// What the store says.
    fn load(&self, id: &str) -> Result<Record, Self::Failure>;

    /// Deletes the record of this id if it is `record`, byte for byte, and remembers until its expiry
    /// that it was used; says whether it did. Of any number of calls for one record, one is told
    /// `true`.
    ///
    /// # Errors
    /// What the store says.
    fn compare_and_delete(&self, id: &str, record: &[u8]) -> Result<bool, Self::Failure>;

    /// Forgets what expired before `now`, used or not.
    ///
    /// # Errors
    /// What the store says.
    fn forget_expired(&self, now: Timestamp) -> Result<(), Self::Failure>;
}

/// Why there is no outcome.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SessionError<F: fmt::Display> {
    /// The answer is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Sealing failed.
    #[error(transparent)]
    Crypto(CryptoError),
    /// A session of this id is there already: the seed was used twice.
    #[error("a session of this id is in the store already")]
    IdTaken,
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(F),
}

/// Sessions in a store, sealed under the integrator's key.
pub struct Sessions<'a, S> {
    store: &'a S,
    key: &'a [u8; SEALING_KEY_BYTES],
    provider: &'a CryptoProvider,
}

impl<S> fmt::Debug for Sessions<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

impl<'a, S: SessionStore> Sessions<'a, S>
where
    S::Failure: fmt::Display,
{
    /// Sessions in this store.
    pub fn new(
        store: &'a S,
        key: &'a [u8; SEALING_KEY_BYTES],
        provider: &'a CryptoProvider,
    ) -> Self {
        Self { store, key, provider }
    }

    /// Stores a new session, and forgets those that expired before it was made; `nonce` is random and
    /// used once.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub fn begin(
        &self,
        session: &OnlineSession,
        nonce: &[u8; SEALING_NONCE_BYTES],
    ) -> Result<(), SessionError<S::Failure>> {
        let record = session.seal(self.key, nonce, self.provider).map_err(SessionError::Crypto)?;
        self.forget_expired(session.created())?;
        self.insert(session.id(), &record, session.expires())
    }

    /// Forgets what expired before `now`, answered or not: a later answer is for an unknown session.
    ///
    /// # Errors
    /// [`SessionError::Store`].
    pub fn forget_expired(&self, now: Timestamp) -> Result<(), SessionError<S::Failure>> {
        self.store.forget_expired(now).map_err(SessionError::Store)
    }

    /// Ends the session `id` without an answer.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub fn end(&self, id: &str) -> Result<(), SessionError<S::Failure>> {
        let record = self.load(id)?;
        self.delete(id, &record)
    }

    /// The stored session, to send its request once more. It stays in the store, and what is looked
    /// at here cannot be answered.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub fn peek<T>(
        &self,
        id: &str,
        look: impl FnOnce(&OnlineSession) -> T,
    ) -> Result<T, SessionError<S::Failure>> {
        let record = self.load(id)?;
        Ok(look(&OnlineSession::open(&record, id, self.key, self.provider)?))
    }

    /// Takes the answer of the session `id`. `nonce`, random and used once, seals an answer that
    /// waits for its browser.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub fn receive(
        &self,
        id: &str,
        answer: &[u8],
        receiving: &Receiving<'_>,
        nonce: &[u8; SEALING_NONCE_BYTES],
    ) -> Result<Outcome, SessionError<S::Failure>> {
        let record = self.load(id)?;
        let session = OnlineSession::open(&record, id, self.key, self.provider)?;
        let outcome = session.receive(answer, receiving)?;
        if matches!(outcome, Outcome::Declined(_)) {
            return Ok(outcome);
        }
        self.delete(id, &record)?;
        if let Outcome::AwaitsBrowser(held) = &outcome {
            let record = held.seal(self.key, nonce, self.provider).map_err(SessionError::Crypto)?;
            self.insert(&HeldAnswer::record_id(id), &record, held.expires())?;
        }
        Ok(outcome)
    }

    /// Releases a held answer to the browser that started the session `id`.
    ///
    /// # Errors
    /// See [`SessionError`]. A wrong code or another browser leaves the answer where it is.
    pub fn collect(
        &self,
        id: &str,
        response_code: &str,
        browser: &[u8],
        receiving: &Receiving<'_>,
    ) -> Result<Outcome, SessionError<S::Failure>> {
        let record_id = HeldAnswer::record_id(id);
        let record = self.load(&record_id)?;
        let held = HeldAnswer::open(&record, id, self.key, self.provider)?;
        let outcome = held.collect(response_code, browser, receiving)?;
        self.delete(&record_id, &record)?;
        Ok(outcome)
    }

    fn load(&self, id: &str) -> Result<Vec<u8>, SessionError<S::Failure>> {
        match self.store.load(id).map_err(SessionError::Store)? {
            Record::Kept(record) => Ok(record),
            Record::Used => Err(Refusal::AlreadyAnswered.into()),
            Record::Unknown => Err(Refusal::UnknownSession.into()),
        }
    }

    fn delete(&self, id: &str, record: &[u8]) -> Result<(), SessionError<S::Failure>> {
        match self.store.compare_and_delete(id, record).map_err(SessionError::Store)? {
            true => Ok(()),
            false => Err(Refusal::AlreadyAnswered.into()),
        }
    }

    fn insert(
        &self,
        id: &str,
        record: &[u8],
        expires: Timestamp,
    ) -> Result<(), SessionError<S::Failure>> {
        match self.store.insert(id, record, expires).map_err(SessionError::Store)? {
            true => Ok(()),
            false => Err(SessionError::IdTaken),
        }
    }
}
