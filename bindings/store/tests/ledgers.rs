//! Both ledgers keep the contract of `LedgerStore`; SQLite's refuses change from outside too.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::fmt::{Debug, Display};
use std::sync::Barrier;
use std::thread;

use common::File;
use rusqlite::Connection;
use tashika::assurance::{
    Bundles, Circumstances, Entry, Evidence, Ledger, LedgerError, LedgerStore, Proof, RetainedKind,
    RetentionBasis, SelfAsserted, decide,
};
use tashika::crypto::CryptoProvider;
use tashika::doctype::{Date, Words};
use tashika::instant::Timestamp;
use tashika_store::{MemoryLedger, SqliteLedger};

fn keeps_the_contract<S: LedgerStore>(store: &S)
where
    S::Failure: Debug,
{
    let hash = [7; 32];
    assert!(store.is_empty().unwrap());
    assert!(store.read(0, 10).unwrap().is_empty());
    assert!(!store.append(1, b"later", &[]).unwrap(), "no gap");
    assert!(store.append(0, b"one", &[(hash, b"kept".to_vec())]).unwrap());
    assert!(!store.append(0, b"other", &[]).unwrap(), "a place is taken once");
    assert!(store.append(1, b"two", &[]).unwrap());
    assert!(store.append(2, b"", &[]).unwrap());
    assert_eq!(store.len().unwrap(), 3);
    assert_eq!(store.read(1, 1).unwrap(), [b"two".to_vec()]);
    assert_eq!(store.read(0, 9).unwrap(), [b"one".to_vec(), b"two".to_vec(), Vec::new()]);
    assert!(store.read(u64::MAX, 9).unwrap().is_empty());
    assert_eq!(store.retained(&hash).unwrap(), Some(b"kept".to_vec()));
    store.erase(&hash).unwrap();
    store.erase(&hash).unwrap();
    assert_eq!(store.retained(&hash).unwrap(), None);
    assert_eq!(store.len().unwrap(), 3);
}

#[test]
fn both_keep_the_contract() {
    keeps_the_contract(&MemoryLedger::new());
    let file = File::new("ledger-contract");
    keeps_the_contract(&SqliteLedger::open(&file.0).unwrap());
    // Another process finds what was appended.
    assert_eq!(SqliteLedger::open(&file.0).unwrap().len().unwrap(), 3);
}

#[test]
fn the_file_itself_refuses_change() {
    let file = File::new("ledger-change");
    let store = SqliteLedger::open(&file.0).unwrap();
    assert!(store.append(0, b"one", &[]).unwrap());
    let other = Connection::open(&file.0).unwrap();
    for sql in [
        "UPDATE ledger_record SET record = x'00'",
        "DELETE FROM ledger_record",
        "INSERT OR REPLACE INTO ledger_record (sequence, record) VALUES (0, x'00')",
    ] {
        let outcome = other.execute(sql, []);
        let unchanged = store.read(0, 1).unwrap() == [b"one".to_vec()];
        assert!(outcome.is_err() && unchanged, "{sql}");
    }
}

fn entry() -> Entry {
    let at = Timestamp::parse("2026-06-01T00:00:00Z").unwrap();
    let what = Proof::SelfAsserted(SelfAsserted::default());
    let evidence = [Evidence::new("said", at, what)];
    let bundles = Bundles::shipped(&CryptoProvider::default()).unwrap();
    let none = Circumstances::default();
    let on = Date::parse("2026-06-01").unwrap();
    let decision = decide(&evidence, &none, &bundles, on).unwrap();
    Entry::decision(&evidence, &none, &decision)
}

/// Threads append at once; every record finds its place, and the chain holds.
fn holds_under_threads<S: LedgerStore + Sync>(store: &S)
where
    S::Failure: Display + Debug + Send,
{
    let (threads, each) = (4, 5);
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let provider = CryptoProvider::default();
                let ledger = Ledger::new(store, &provider);
                start.wait();
                for _ in 0..each {
                    loop {
                        match ledger.append(entry(), &[], Timestamp::from_unix(1)) {
                            Ok(_) => break,
                            Err(LedgerError::Busy) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            });
        }
    });
    let provider = CryptoProvider::default();
    let (count, _) = Ledger::new(store, &provider).check().unwrap();
    assert_eq!(count, (threads * each) as u64);
}

#[test]
fn threads_append_one_after_the_other() {
    holds_under_threads(&MemoryLedger::new());
    let file = File::new("ledger-threads");
    holds_under_threads(&SqliteLedger::open(&file.0).unwrap());
}

#[test]
fn what_is_retained_leaves_the_file_when_it_is_erased() {
    let file = File::new("ledger-erase");
    let store = SqliteLedger::open(&file.0).unwrap();
    let provider = CryptoProvider::default();
    let ledger = Ledger::new(&store, &provider);
    let basis = RetentionBasis {
        basis: Words::new("Act X", "X法"),
        until: Date::parse("2026-06-30").unwrap(),
    };
    let secret = b"a value that nobody may find again".to_vec();
    let kept = entry().retaining(basis, RetainedKind::Claims, secret.clone());
    let record = ledger.append(kept, &[[1; 32]], Timestamp::from_unix(1)).unwrap();
    let (_, hash) = record.retained[0];
    assert_eq!(ledger.retained(&hash).unwrap().unwrap().as_slice(), secret);
    let later = Date::parse("2026-07-01").unwrap();
    assert_eq!(ledger.erase_expired(later, Timestamp::from_unix(2)).unwrap(), 1);
    assert!(ledger.retained(&hash).unwrap().is_none());
    assert_eq!(ledger.check().unwrap().0, 2);
    // Neither in the file nor in the log beside it, while the ledger is still open.
    for ending in ["", "-wal"] {
        let content = std::fs::read(format!("{}{ending}", file.0.display())).unwrap();
        assert!(!content.windows(secret.len()).any(|own| own == secret), "{ending}");
    }
    drop(store);
    let content = std::fs::read(&file.0).unwrap();
    assert!(!content.windows(secret.len()).any(|own| own == secret));
}

/// Many processes come to a ledger that is not there yet.
#[test]
fn a_ledger_is_made_by_many_at_once() {
    const CONNECTIONS: usize = 8;
    for round in 0..5 {
        let file = File::new(&format!("ledger-at-once-{round}"));
        let (before, after) = (Barrier::new(CONNECTIONS), Barrier::new(CONNECTIONS));
        let appended: usize = thread::scope(|scope| {
            let all: Vec<_> = (0..CONNECTIONS)
                .map(|_| {
                    scope.spawn(|| {
                        before.wait();
                        let store = SqliteLedger::open(&file.0);
                        after.wait();
                        usize::from(store.unwrap().append(0, b"one", &[]).unwrap())
                    })
                })
                .collect();
            all.into_iter().map(|own| own.join().unwrap()).sum()
        });
        assert_eq!(appended, 1, "{round}");
    }
}
