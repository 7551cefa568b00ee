//! Places for sealed online sessions: in memory for one process, in SQLite for one machine.
//!
//! Both keep records as opaque bytes and remember until a session's end that it was used, so that a
//! replay is told from a session that never was. Calls of any number of threads and, for SQLite,
//! processes are atomic.

mod memory;
mod sqlite;

pub use memory::MemoryStore;
pub use sqlite::{SqliteStore, StoreFailure};
