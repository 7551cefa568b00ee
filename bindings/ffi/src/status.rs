//! Revocation and status lists: what is at hand, and what to fetch.

use std::sync::{Arc, PoisonError, RwLock};

use tashika::instant::Timestamp;
use tashika::status::{Cache, CacheError, Fetch, NamesLists, Standing as CoreStanding, plan};

use crate::error::{TashikaError, guard};
use crate::mirror::FetchReason;
use crate::numbers::size;
use crate::trust::VicalMark;

/// What a source says of a document or a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Standing {
    /// The validity period has ended.
    Expired,
    /// The source breaks the rules of its form: what it says cannot be relied on.
    Malformed,
    /// The source was not examined: another check of the document had not passed.
    NotExamined,
    /// The document names no such source.
    NotPresent,
    /// The validity period has not begun.
    NotYetValid,
    /// An application's own status, neither valid nor revoked nor suspended.
    Other {
        /// The value in the list.
        status: i32,
    },
    /// Revoked.
    Revoked,
    /// The source is older than one that was trusted before.
    RolledBack,
    /// The source is genuine and too old.
    Stale,
    /// Suspended: revoked for now.
    Suspended,
    /// The source is signed by nobody who may speak here, or speaks of something else.
    Untrusted,
    /// The source is not at hand, or the algorithm to examine it is missing.
    Unavailable,
    /// Valid as of the source's date.
    Valid,
}

impl Standing {
    pub(crate) fn of(own: CoreStanding) -> Result<Self, TashikaError> {
        Ok(match own {
            CoreStanding::Expired => Self::Expired,
            CoreStanding::Malformed => Self::Malformed,
            CoreStanding::NotExamined => Self::NotExamined,
            CoreStanding::NotPresent => Self::NotPresent,
            CoreStanding::NotYetValid => Self::NotYetValid,
            CoreStanding::Other(own) => Self::Other { status: i32::from(own) },
            CoreStanding::Revoked => Self::Revoked,
            CoreStanding::RolledBack => Self::RolledBack,
            CoreStanding::Stale => Self::Stale,
            CoreStanding::Suspended => Self::Suspended,
            CoreStanding::Untrusted => Self::Untrusted,
            CoreStanding::Unavailable => Self::Unavailable,
            CoreStanding::Valid => Self::Valid,
            _ => return Err(TashikaError::unknown_variant("Standing")),
        })
    }
}

/// One address to fetch. The library fetches nothing itself.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PlannedFetch {
    /// The address: `https`, or `http` for a list that is signed and may be fetched so.
    pub uri: String,
    /// What it is for.
    pub reason: FetchReason,
    /// When it must be there at the latest; not after now where nothing fresh is at hand.
    pub by_when: Timestamp,
    /// Bytes that the answer may have.
    pub max_bytes: i64,
    /// What to ask for in an HTTP `Accept` header.
    pub accept: String,
}

/// What a list that was taken says of its time.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StoredList {
    /// The date it gives itself.
    pub as_of: Timestamp,
    /// When it must be fetched again at the latest.
    pub until: Option<Timestamp>,
}

/// The lists at hand, and the newest dates that were trusted. May be shared by threads.
#[derive(Debug, uniffi::Object)]
pub struct StatusCache(RwLock<Cache>);

#[uniffi::export]
impl StatusCache {
    /// No lists.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(RwLock::new(Cache::new())))
    }

    /// The cache of a file that [`StatusCache::to_bytes`] made.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let cache = Cache::from_bytes(&bytes)
                .map_err(|error| TashikaError::unreadable("status-cache", error))?;
            Ok(Arc::new(Self(RwLock::new(cache))))
        })
    }

    /// Takes a list that was fetched from `uri` at `fetched`. On an error what was there stays.
    pub fn insert(
        &self,
        uri: String,
        list: Vec<u8>,
        fetched: Timestamp,
    ) -> Result<StoredList, TashikaError> {
        guard(|| {
            let stored = self.write(|cache| cache.insert(&uri, list, fetched));
            let stored = stored.map_err(|error| refused(&error))?;
            Ok(StoredList { as_of: stored.as_of, until: stored.until })
        })
    }

    /// Takes a list as it is, in place of the one of this address. A revocation list needs no
    /// address.
    #[uniffi::method(default(fetched = None))]
    pub fn give(
        &self,
        uri: String,
        list: Vec<u8>,
        fetched: Option<Timestamp>,
    ) -> Result<(), TashikaError> {
        guard(|| {
            let given = self.write(|cache| cache.give(&uri, list, fetched));
            given.map_err(|error| refused(&error))
        })
    }

    /// Remembers that a list of this address and date was found genuine.
    pub fn remember(&self, uri: String, as_of: Timestamp) {
        self.write(|cache| cache.remember(&uri, as_of));
    }

    /// Remembers the issue of a VICAL that was taken: it lasts as long as the file of this cache.
    pub fn remember_issue(&self, mark: VicalMark) {
        self.write(|cache| cache.remember_issue(&mark.provider, mark.issue_id, mark.date));
    }

    /// The newest issue of this provider's VICAL that was remembered.
    pub fn known_issue(&self, provider: String) -> Option<VicalMark> {
        let known = self.with(|cache| cache.known_issue(&provider));
        known.map(|(issue_id, date)| VicalMark { provider, issue_id, date })
    }

    /// Removes the list of this address.
    pub fn remove(&self, uri: String) {
        self.write(|cache| cache.remove(&uri));
    }

    /// Removes the lists that ended more than `grace` seconds before `now`, and what cannot be read.
    pub fn prune(&self, now: Timestamp, grace: i64) {
        self.write(|cache| cache.prune(now, grace));
    }

    /// The addresses of the lists.
    pub fn uris(&self) -> Vec<String> {
        self.with(|cache| cache.entries().map(|own| own.uri().to_owned()).collect())
    }

    /// What keeps the lists at hand fresh, the most urgent first.
    pub fn plan(&self, now: Timestamp) -> Vec<PlannedFetch> {
        self.with(|cache| plan(cache, cache, now).into_iter().map(fetch).collect())
    }

    /// The cache as one file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.with(Cache::to_bytes)
    }
}

impl StatusCache {
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Cache) -> T) -> T {
        work(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Cache) -> T) -> T {
        work(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(crate) fn planned<N: NamesLists>(
    from: &N,
    cache: &StatusCache,
    now: Timestamp,
) -> Vec<PlannedFetch> {
    cache.with(|cache| plan(from, cache, now).into_iter().map(fetch).collect())
}

fn fetch(own: Fetch) -> PlannedFetch {
    PlannedFetch {
        uri: own.uri,
        reason: own.why,
        by_when: own.by_when,
        max_bytes: size(own.max_bytes),
        accept: own.why.accept().to_owned(),
    }
}

/// A list that was not taken: the code carries the core's own name of the reason.
fn refused(error: &CacheError) -> TashikaError {
    TashikaError::Unreadable {
        code: format!("unreadable.status-list.{}", error.name()),
        reason: error.to_string(),
        offset: None,
        path: None,
    }
}
