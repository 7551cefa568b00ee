//! Stores that end with the test.

use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;

use tashika::assurance::{Hash, LedgerStore};
use tashika::instant::Timestamp;
use tashika::online::{Record, SessionStore};

/// Sessions.
#[derive(Default)]
pub(crate) struct Sessions(RefCell<HashMap<String, (Option<Vec<u8>>, Timestamp)>>);

impl Sessions {
    /// The only record there is.
    pub(crate) fn only(&self) -> Vec<u8> {
        self.0.borrow().values().next().unwrap().0.clone().unwrap()
    }
}

impl SessionStore for Sessions {
    type Failure = Infallible;

    fn insert(&self, id: &str, record: &[u8], expires: Timestamp) -> Result<bool, Infallible> {
        let mut own = self.0.borrow_mut();
        if own.contains_key(id) {
            return Ok(false);
        }
        own.insert(id.to_owned(), (Some(record.to_vec()), expires));
        Ok(true)
    }

    fn load(&self, id: &str) -> Result<Record, Infallible> {
        Ok(match self.0.borrow().get(id) {
            None => Record::Unknown,
            Some((None, _)) => Record::Used,
            Some((Some(record), _)) => Record::Kept(record.clone()),
        })
    }

    fn compare_and_delete(&self, id: &str, record: &[u8]) -> Result<bool, Infallible> {
        let mut own = self.0.borrow_mut();
        let found = own.get_mut(id).filter(|(own, _)| own.as_deref() == Some(record));
        Ok(found.map(|(own, _)| *own = None).is_some())
    }

    fn forget_expired(&self, now: Timestamp) -> Result<(), Infallible> {
        self.0.borrow_mut().retain(|_, (_, expires)| now < *expires);
        Ok(())
    }
}

/// A ledger, whose records a test can change behind its back.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) records: RefCell<Vec<Vec<u8>>>,
    pub(crate) retained: RefCell<HashMap<Hash, Vec<u8>>>,
}

impl LedgerStore for Records {
    type Failure = Infallible;

    fn len(&self) -> Result<u64, Infallible> {
        Ok(self.records.borrow().len() as u64)
    }

    fn append(
        &self,
        sequence: u64,
        record: &[u8],
        retained: &[(Hash, Vec<u8>)],
    ) -> Result<bool, Infallible> {
        if self.records.borrow().len() as u64 != sequence {
            return Ok(false);
        }
        self.records.borrow_mut().push(record.to_vec());
        self.retained.borrow_mut().extend(retained.iter().cloned());
        Ok(true)
    }

    fn read(&self, first: u64, most: usize) -> Result<Vec<Vec<u8>>, Infallible> {
        let records = self.records.borrow();
        Ok(records.iter().skip(first as usize).take(most).cloned().collect())
    }

    fn retained(&self, digest: &Hash) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.retained.borrow().get(digest).cloned())
    }

    fn erase(&self, digest: &Hash) -> Result<(), Infallible> {
        self.retained.borrow_mut().remove(digest);
        Ok(())
    }
}
