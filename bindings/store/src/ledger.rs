//! Evidence ledgers: in memory, and in an SQLite file.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use tashika::assurance::{Hash, LedgerStore};

use crate::StoreFailure;
use crate::sqlite::{BUSY, prepare};

/// Records are never changed and never removed: the file itself refuses it. What is retained lies
/// beside them and can be erased.
const SCHEMA: &str = "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS ledger_record (
        sequence INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS ledger_retained (
        digest BLOB PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TRIGGER IF NOT EXISTS ledger_no_update BEFORE UPDATE ON ledger_record
        BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
    CREATE TRIGGER IF NOT EXISTS ledger_no_replace BEFORE INSERT ON ledger_record
        WHEN EXISTS (SELECT 1 FROM ledger_record WHERE sequence = NEW.sequence)
        BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;
    CREATE TRIGGER IF NOT EXISTS ledger_no_delete BEFORE DELETE ON ledger_record
        BEGIN SELECT RAISE(ABORT, 'a ledger is append-only'); END;";

/// A ledger that ends with the process.
#[derive(Default)]
pub struct MemoryLedger(Mutex<Held>);

#[derive(Default)]
struct Held {
    records: Vec<Vec<u8>>,
    retained: HashMap<Hash, Vec<u8>>,
}

impl MemoryLedger {
    /// An empty ledger.
    pub fn new() -> Self {
        Self::default()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryLedger({} records)", self.held().records.len())
    }
}

impl LedgerStore for MemoryLedger {
    type Failure = Infallible;

    fn len(&self) -> Result<u64, Infallible> {
        Ok(self.held().records.len() as u64)
    }

    fn append(
        &self,
        sequence: u64,
        record: &[u8],
        retained: &[(Hash, Vec<u8>)],
    ) -> Result<bool, Infallible> {
        let mut held = self.held();
        if held.records.len() as u64 != sequence {
            return Ok(false);
        }
        held.records.push(record.to_vec());
        held.retained.extend(retained.iter().cloned());
        Ok(true)
    }

    fn read(&self, first: u64, most: usize) -> Result<Vec<Vec<u8>>, Infallible> {
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        Ok(self.held().records.iter().skip(first).take(most).cloned().collect())
    }

    fn retained(&self, digest: &Hash) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.held().retained.get(digest).cloned())
    }

    fn erase(&self, digest: &Hash) -> Result<(), Infallible> {
        self.held().retained.remove(digest);
        Ok(())
    }
}

/// A ledger in an SQLite file, shared by the processes of one machine.
pub struct SqliteLedger(Mutex<Connection>);

impl SqliteLedger {
    /// The ledger in this file, which is made where it is not there.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open(path: &Path) -> Result<Self, StoreFailure> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        prepare(&connection, SCHEMA)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SqliteLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteLedger")
    }
}

fn count(connection: &Connection) -> Result<u64, StoreFailure> {
    let sql = "SELECT COUNT(*) FROM ledger_record";
    let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

impl LedgerStore for SqliteLedger {
    type Failure = StoreFailure;

    fn len(&self) -> Result<u64, StoreFailure> {
        count(&self.connection())
    }

    fn append(
        &self,
        sequence: u64,
        record: &[u8],
        retained: &[(Hash, Vec<u8>)],
    ) -> Result<bool, StoreFailure> {
        let mut connection = self.connection();
        // Immediate: of two processes, the second sees what the first appended.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if count(&transaction)? != sequence {
            return Ok(false);
        }
        let place = i64::try_from(sequence).unwrap_or(i64::MAX);
        let sql = "INSERT INTO ledger_record (sequence, record) VALUES (?1, ?2)";
        transaction.execute(sql, params![place, record])?;
        for (digest, content) in retained {
            let sql = "INSERT INTO ledger_retained (digest, content) VALUES (?1, ?2)";
            transaction.execute(sql, params![digest.as_slice(), content])?;
        }
        transaction.commit()?;
        Ok(true)
    }

    fn read(&self, first: u64, most: usize) -> Result<Vec<Vec<u8>>, StoreFailure> {
        let connection = self.connection();
        let sql =
            "SELECT record FROM ledger_record WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2";
        let mut statement = connection.prepare(sql)?;
        let first = i64::try_from(first).unwrap_or(i64::MAX);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![first, most], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn retained(&self, digest: &Hash) -> Result<Option<Vec<u8>>, StoreFailure> {
        let sql = "SELECT content FROM ledger_retained WHERE digest = ?1";
        let connection = self.connection();
        let found = connection.query_row(sql, [digest.as_slice()], |row| row.get(0));
        Ok(found.optional()?)
    }

    fn erase(&self, digest: &Hash) -> Result<(), StoreFailure> {
        let sql = "DELETE FROM ledger_retained WHERE digest = ?1";
        let connection = self.connection();
        connection.execute(sql, [digest.as_slice()])?;
        // The content also lies in the log that SQLite writes ahead, until that is emptied.
        let busy: i64 =
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(StoreFailure::still_read()) }
    }
}
