//! Both stores keep the contract of `SessionStore`.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fmt::Debug;
use std::sync::Barrier;
use std::thread;

use common::File;
use tashika::instant::Timestamp;
use tashika::online::{Record, SessionStore};
use tashika_store::{MemoryStore, SqliteStore};

const AT: Timestamp = Timestamp::from_unix(1_000);

fn keeps_the_contract<S: SessionStore>(store: &S)
where
    S::Failure: Debug,
{
    assert_eq!(store.load("a").unwrap(), Record::Unknown);
    assert!(store.insert("a", b"one", AT).unwrap());
    assert!(!store.insert("a", b"two", AT).unwrap(), "an id is taken once");
    assert_eq!(store.load("a").unwrap(), Record::Kept(b"one".to_vec()));
    assert!(!store.compare_and_delete("a", b"two").unwrap());
    assert!(!store.compare_and_delete("a", b"on").unwrap());
    assert!(!store.compare_and_delete("b", b"one").unwrap());
    assert!(store.compare_and_delete("a", b"one").unwrap());
    assert!(!store.compare_and_delete("a", b"one").unwrap());
    assert_eq!(store.load("a").unwrap(), Record::Used);
    assert!(!store.insert("a", b"one", AT).unwrap(), "a used id stays used");
    assert!(store.insert("b", b"", AT.plus(1)).unwrap());
    assert_eq!(store.load("b").unwrap(), Record::Kept(Vec::new()));
    store.forget_expired(AT.plus(-1)).unwrap();
    assert_eq!(store.load("a").unwrap(), Record::Used);
    store.forget_expired(AT).unwrap();
    assert_eq!(store.load("a").unwrap(), Record::Unknown);
    assert_eq!(store.load("b").unwrap(), Record::Kept(Vec::new()));
    // One that comes later and expires sooner is found as well, and an id is free again.
    assert!(store.insert("a", b"three", AT.plus(-5)).unwrap());
    store.forget_expired(AT.plus(-6)).unwrap();
    assert_eq!(store.load("a").unwrap(), Record::Kept(b"three".to_vec()));
    store.forget_expired(AT.plus(-5)).unwrap();
    assert_eq!(store.load("a").unwrap(), Record::Unknown);
    store.forget_expired(AT.plus(1)).unwrap();
    assert_eq!(store.load("b").unwrap(), Record::Unknown);
}

/// Of many threads that delete one record, one is told that it did.
fn one_wins<S: SessionStore + Sync>(store: &S)
where
    S::Failure: Debug,
{
    const THREADS: usize = 8;
    for round in 0..20 {
        let id = format!("race {round}");
        store.insert(&id, b"record", AT).unwrap();
        let barrier = Barrier::new(THREADS);
        let winners: usize = thread::scope(|scope| {
            let all: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        usize::from(store.compare_and_delete(&id, b"record").unwrap())
                    })
                })
                .collect();
            all.into_iter().map(|own| own.join().unwrap()).sum()
        });
        assert_eq!(winners, 1);
    }
}

#[test]
fn in_memory() {
    let store = MemoryStore::new();
    keeps_the_contract(&store);
    one_wins(&store);
}

#[test]
fn in_sqlite() {
    let file = File::new("contract");
    let store = SqliteStore::open(&file.0).unwrap();
    keeps_the_contract(&store);
    one_wins(&store);
}

/// Two connections, as two processes have them, see one another's deletions.
#[test]
fn in_sqlite_over_two_connections() {
    let file = File::new("shared");
    let (one, two) = (SqliteStore::open(&file.0).unwrap(), SqliteStore::open(&file.0).unwrap());
    assert!(one.insert("a", b"record", AT).unwrap());
    assert_eq!(two.load("a").unwrap(), Record::Kept(b"record".to_vec()));
    assert!(two.compare_and_delete("a", b"record").unwrap());
    assert!(!one.compare_and_delete("a", b"record").unwrap());
    assert_eq!(one.load("a").unwrap(), Record::Used);
}

/// Many processes come to a file that is not there yet, and to one record in it.
#[test]
fn in_sqlite_over_many_connections_at_once() {
    const CONNECTIONS: usize = 8;
    for round in 0..5 {
        let file = File::new(&format!("at-once-{round}"));
        let (before, after) = (Barrier::new(CONNECTIONS), Barrier::new(CONNECTIONS));
        let (mut inserted, mut deleted) = (0, 0);
        thread::scope(|scope| {
            let all: Vec<_> = (0..CONNECTIONS)
                .map(|_| {
                    scope.spawn(|| {
                        before.wait();
                        let store = SqliteStore::open(&file.0);
                        after.wait();
                        let store = store.unwrap();
                        let inserted = store.insert("a", b"record", AT).unwrap();
                        let deleted = store.compare_and_delete("a", b"record").unwrap();
                        (usize::from(inserted), usize::from(deleted))
                    })
                })
                .collect();
            for own in all {
                let own = own.join().unwrap();
                inserted += own.0;
                deleted += own.1;
            }
        });
        assert_eq!((inserted, deleted), (1, 1), "{round}");
    }
}
