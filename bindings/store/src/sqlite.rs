//! Sessions in an SQLite file.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use tashika::instant::Timestamp;
use tashika::online::{Record, SessionStore};
use thiserror::Error;

/// How long another process may hold the file.
pub(crate) const BUSY: Duration = Duration::from_secs(5);
/// Between two attempts to make the file.
const PAUSE: Duration = Duration::from_millis(5);

/// One table; a record that is NULL was used.
const SCHEMA: &str = "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS online_session (
        id TEXT PRIMARY KEY, record BLOB, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS online_session_expires ON online_session (expires);";

/// What SQLite said. Holds no record.
#[derive(Debug, Error)]
#[error("SQLite: {0}")]
pub struct StoreFailure(String);

impl StoreFailure {
    /// What was erased cannot leave the log yet.
    pub(crate) fn still_read() -> Self {
        Self("another process still reads what is to be erased: erase it again".to_owned())
    }
}

impl From<rusqlite::Error> for StoreFailure {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

/// Sessions in an SQLite file, shared by the processes of one machine.
pub struct SqliteStore(Mutex<Connection>);

impl SqliteStore {
    /// The store in this file, which is made where it is not there.
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

/// SQLite does not wait by itself where another process is making the same file.
pub(crate) fn prepare(connection: &Connection, schema: &str) -> Result<(), StoreFailure> {
    let begun = Instant::now();
    loop {
        let outcome = connection.execute_batch(schema);
        let busy = outcome.as_ref().err().and_then(rusqlite::Error::sqlite_error_code)
            == Some(ErrorCode::DatabaseBusy);
        if !busy || begun.elapsed() >= BUSY {
            return Ok(outcome?);
        }
        thread::sleep(PAUSE);
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteStore")
    }
}

impl SessionStore for SqliteStore {
    type Failure = StoreFailure;

    fn insert(&self, id: &str, record: &[u8], expires: Timestamp) -> Result<bool, StoreFailure> {
        let sql = "INSERT INTO online_session (id, record, expires) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO NOTHING";
        Ok(self.connection().execute(sql, params![id, record, expires.unix()])? == 1)
    }

    fn load(&self, id: &str) -> Result<Record, StoreFailure> {
        let sql = "SELECT record FROM online_session WHERE id = ?1";
        let connection = self.connection();
        let found = connection.query_row(sql, [id], |row| row.get::<_, Option<Vec<u8>>>(0));
        Ok(match found.optional()? {
            None => Record::Unknown,
            Some(None) => Record::Used,
            Some(Some(record)) => Record::Kept(record),
        })
    }

    fn compare_and_delete(&self, id: &str, record: &[u8]) -> Result<bool, StoreFailure> {
        let sql = "UPDATE online_session SET record = NULL WHERE id = ?1 AND record = ?2";
        Ok(self.connection().execute(sql, params![id, record])? == 1)
    }

    fn forget_expired(&self, now: Timestamp) -> Result<(), StoreFailure> {
        let sql = "DELETE FROM online_session WHERE expires <= ?1";
        self.connection().execute(sql, [now.unix()])?;
        Ok(())
    }
}
