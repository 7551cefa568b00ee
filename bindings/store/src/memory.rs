//! Sessions in the memory of one process.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tashika::instant::Timestamp;
use tashika::online::{Record, SessionStore};

/// Sessions by their id; they end with the process.
#[derive(Default)]
pub struct MemoryStore(Mutex<HashMap<String, Entry>>);

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

    fn entries(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // Every change is one insertion or one assignment: a panic elsewhere leaves none half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} sessions)", self.entries().len())
    }
}

impl SessionStore for MemoryStore {
    type Failure = Infallible;

    fn insert(&self, id: &str, record: &[u8], expires: Timestamp) -> Result<bool, Infallible> {
        let mut entries = self.entries();
        if entries.contains_key(id) {
            return Ok(false);
        }
        entries.insert(id.to_owned(), Entry { record: Some(record.to_vec()), expires });
        Ok(true)
    }

    fn load(&self, id: &str) -> Result<Record, Infallible> {
        Ok(match self.entries().get(id) {
            None => Record::Unknown,
            Some(Entry { record: None, .. }) => Record::Used,
            Some(Entry { record: Some(record), .. }) => Record::Kept(record.clone()),
        })
    }

    fn compare_and_delete(&self, id: &str, record: &[u8]) -> Result<bool, Infallible> {
        let mut entries = self.entries();
        let own = entries.get_mut(id).filter(|own| own.record.as_deref() == Some(record));
        Ok(own.map(|own| own.record = None).is_some())
    }

    fn forget_expired(&self, now: Timestamp) -> Result<(), Infallible> {
        self.entries().retain(|_, entry| now < entry.expires);
        Ok(())
    }
}
