//! Sessions in the memory of one process.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tashika::instant::Timestamp;
use tashika::online::{Record, SessionStore};

/// Sessions by their id; they end with the process.
#[derive(Default)]
pub struct MemoryStore(Mutex<Held>);

#[derive(Default)]
struct Held {
    entries: HashMap<String, Entry>,
    /// None expires before: until then there is nothing to look for.
    earliest: Option<Timestamp>,
}

struct Entry {
    /// `None` once it was used.
    record: Option<Vec<u8>>,
    expires: Timestamp,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Every change is one insertion or one assignment: a panic elsewhere leaves none half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} sessions)", self.held().entries.len())
    }
}

impl SessionStore for MemoryStore {
    type Failure = Infallible;

    fn insert(&self, id: &str, record: &[u8], expires: Timestamp) -> Result<bool, Infallible> {
        let mut held = self.held();
        if held.entries.contains_key(id) {
            return Ok(false);
        }
        let earliest = held.earliest.map_or(expires, |own| own.min(expires));
        held.earliest = Some(earliest);
        held.entries.insert(id.to_owned(), Entry { record: Some(record.to_vec()), expires });
        Ok(true)
    }

    fn load(&self, id: &str) -> Result<Record, Infallible> {
        Ok(match self.held().entries.get(id) {
            None => Record::Unknown,
            Some(Entry { record: None, .. }) => Record::Used,
            Some(Entry { record: Some(record), .. }) => Record::Kept(record.clone()),
        })
    }

    fn compare_and_delete(&self, id: &str, record: &[u8]) -> Result<bool, Infallible> {
        let mut held = self.held();
        let own = held.entries.get_mut(id).filter(|own| own.record.as_deref() == Some(record));
        Ok(own.map(|own| own.record = None).is_some())
    }

    fn forget_expired(&self, now: Timestamp) -> Result<(), Infallible> {
        let mut held = self.held();
        if held.earliest.is_some_and(|earliest| earliest <= now) {
            held.entries.retain(|_, entry| now < entry.expires);
            held.earliest = held.entries.values().map(|entry| entry.expires).min();
        }
        Ok(())
    }
}
