//! Places for sealed online sessions and for evidence ledgers: in memory for one process, in SQLite
//! for one machine.
//!
//! Session stores keep records as opaque bytes and remember until a session's end that it was used, so
//! that a replay is told from a session that never was. `tashika::online::Sessions` has them forget
//! what expired. Ledgers only grow. Calls of any number of threads and, for SQLite, processes are
//! atomic.

mod ledger;
mod memory;
mod sqlite;

pub use ledger::{MemoryLedger, SqliteLedger};
pub use memory::MemoryStore;
pub use sqlite::{SqliteStore, StoreFailure};
