//! Sessions in a store: sealed, found again, answered once.

use super::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;

use tashika::online::{HeldAnswer, Record, SameDevice, SessionError, SessionStore, Sessions};
use tashika_testkit::online::Wallet;

const ASKED: [&str; 1] = ["family_name"];
const KEY: [u8; 32] = [9; 32];

/// A record, or that it was used, and how long it is kept.
type Kept = (Option<Vec<u8>>, Timestamp);

/// A store that keeps everything in a map; no record is a used one.
#[derive(Default)]
pub(crate) struct Shelf(RefCell<HashMap<String, Kept>>);

impl SessionStore for Shelf {
    type Failure = Infallible;

    fn insert(&self, id: &str, record: &[u8], at: Timestamp) -> Result<bool, Infallible> {
        let mut all = self.0.borrow_mut();
        if all.contains_key(id) {
            return Ok(false);
        }
        all.insert(id.to_owned(), (Some(record.to_vec()), at));
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
        let mut all = self.0.borrow_mut();
        let own = all.get_mut(id).filter(|(own, _)| own.as_deref() == Some(record));
        Ok(own.map(|(own, _)| *own = None).is_some())
    }

    fn forget_expired(&self, now: Timestamp) -> Result<(), Infallible> {
        self.0.borrow_mut().retain(|_, (_, at)| now < *at);
        Ok(())
    }
}

pub(crate) fn refusal<T: Debug>(outcome: Result<T, SessionError<Infallible>>) -> Refusal {
    match outcome {
        Err(SessionError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn start(label: &str, same_device: Option<SameDevice<'_>>) -> OnlineSession {
    let identity = by_name();
    let query = query(&ASKED);
    let request = RedirectRequest { same_device, ..redirect(Some(&identity), &query) };
    OnlineSession::redirect(&request, &setup(&seed(label))).unwrap()
}

fn post(session: &OnlineSession) -> Vec<u8> {
    Wallet::new("mdl", licence(&ASKED)).post(&parameters(session, &by_name()))
}

#[test]
fn a_session_is_answered_once() {
    let shelf = Shelf::default();
    let sessions = Sessions::new(&shelf, &KEY, &PROVIDER);
    let session = start("once", None);
    let (id, body) = (session.id().to_owned(), post(&session));
    sessions.begin(&session, &[1; 12]).unwrap();
    assert!(matches!(sessions.begin(&session, &[2; 12]), Err(SessionError::IdTaken)));
    // The request can be made again as long as nobody answered.
    let again = sessions.peek(&id, |own| parameters(own, &by_name())).unwrap();
    assert_eq!(again, parameters(&session, &by_name()));
    // Rubbish ends nothing.
    let rubbish = sessions.receive(&id, b"response=a.b.c.d.e", &receiving(), &[3; 12]);
    assert_eq!(refusal(rubbish).id(), "encryption.form");
    accepted(&answered(sessions.receive(&id, &body, &receiving(), &[4; 12])), &ASKED);
    let replayed = sessions.receive(&id, &body, &receiving(), &[5; 12]);
    assert_eq!(refusal(replayed), Refusal::AlreadyAnswered);
    let unknown = sessions.receive("x", &body, &receiving(), &[6; 12]);
    assert_eq!(refusal(unknown), Refusal::UnknownSession);
}

/// An error proves nothing of who sent it: whoever saw the request can make one, in the clear or
/// encrypted to the session's key. It is told, and the person can still answer.
#[test]
fn an_error_ends_no_session() {
    let shelf = Shelf::default();
    let sessions = Sessions::new(&shelf, &KEY, &PROVIDER);
    let session = start("declined", None);
    let (id, body) = (session.id().to_owned(), post(&session));
    let mut denying = Wallet::new("mdl", licence(&ASKED));
    denying.lies.content = |own| *own = serde_json::json!({ "error": "access_denied" });
    let encrypted = denying.post(&parameters(&session, &by_name()));
    sessions.begin(&session, &[1; 12]).unwrap();
    let clear = format!("error=access_denied&state={id}").into_bytes();
    for error in [&clear, &encrypted, &clear] {
        let outcome = sessions.receive(&id, error, &receiving(), &[2; 12]).unwrap();
        assert!(matches!(outcome, Outcome::Declined(_)), "{outcome:?}");
    }
    accepted(&answered(sessions.receive(&id, &body, &receiving(), &[3; 12])), &ASKED);
    let late = sessions.receive(&id, &clear, &receiving(), &[4; 12]);
    assert_eq!(refusal(late), Refusal::AlreadyAnswered);
}

#[test]
fn a_session_is_ended_without_an_answer() {
    let shelf = Shelf::default();
    let sessions = Sessions::new(&shelf, &KEY, &PROVIDER);
    let session = start("ended", None);
    let (id, body) = (session.id().to_owned(), post(&session));
    sessions.begin(&session, &[1; 12]).unwrap();
    sessions.end(&id).unwrap();
    assert_eq!(refusal(sessions.end(&id)), Refusal::AlreadyAnswered);
    assert_eq!(refusal(sessions.end("x")), Refusal::UnknownSession);
    let outcome = sessions.receive(&id, &body, &receiving(), &[2; 12]);
    assert_eq!(refusal(outcome), Refusal::AlreadyAnswered);
}

#[test]
fn what_expired_is_forgotten_when_a_session_begins() {
    let shelf = Shelf::default();
    let sessions = Sessions::new(&shelf, &KEY, &PROVIDER);
    let (open, used) = (start("left open", None), start("used", None));
    let body = post(&used);
    sessions.begin(&open, &[1; 12]).unwrap();
    sessions.begin(&used, &[2; 12]).unwrap();
    answered(sessions.receive(used.id(), &body, &receiving(), &[3; 12]));
    let later = |seconds: i64, label: &str| {
        let seed = seed(label);
        let setup = Setup { now: now().plus(seconds), ..setup(&seed) };
        let (identity, query) = (by_name(), query(&ASKED));
        OnlineSession::redirect(&redirect(Some(&identity), &query), &setup).unwrap()
    };
    // A session lasts 300 seconds here.
    sessions.begin(&later(299, "before the end"), &[4; 12]).unwrap();
    assert!(sessions.peek(open.id(), |_| ()).is_ok());
    assert_eq!(refusal(sessions.peek(used.id(), |_| ())), Refusal::AlreadyAnswered);
    sessions.begin(&later(300, "at the end"), &[5; 12]).unwrap();
    for id in [open.id(), used.id()] {
        assert_eq!(refusal(sessions.peek(id, |_| ())), Refusal::UnknownSession);
    }
    assert_eq!(shelf.0.borrow().len(), 2);
    sessions.forget_expired(now().plus(600)).unwrap();
    assert!(shelf.0.borrow().is_empty());
}

/// Two answers are taken at the same time: the record is gone when the slower one comes to it.
#[test]
fn of_two_answers_at_once_one_succeeds() {
    struct Slow<'s>(&'s Shelf, Vec<u8>);
    impl SessionStore for Slow<'_> {
        type Failure = Infallible;
        fn insert(&self, id: &str, record: &[u8], at: Timestamp) -> Result<bool, Infallible> {
            self.0.insert(id, record, at)
        }
        fn load(&self, id: &str) -> Result<Record, Infallible> {
            let record = self.0.load(id)?;
            let sessions = Sessions::new(self.0, &KEY, &PROVIDER);
            accepted(&answered(sessions.receive(id, &self.1, &receiving(), &[7; 12])), &ASKED);
            Ok(record)
        }
        fn compare_and_delete(&self, id: &str, record: &[u8]) -> Result<bool, Infallible> {
            self.0.compare_and_delete(id, record)
        }
        fn forget_expired(&self, at: Timestamp) -> Result<(), Infallible> {
            self.0.forget_expired(at)
        }
    }
    let shelf = Shelf::default();
    let session = start("race", None);
    let (id, body) = (session.id().to_owned(), post(&session));
    Sessions::new(&shelf, &KEY, &PROVIDER).begin(&session, &[1; 12]).unwrap();
    let slow = Slow(&shelf, body.clone());
    let outcome = Sessions::new(&slow, &KEY, &PROVIDER).receive(&id, &body, &receiving(), &[2; 12]);
    assert_eq!(refusal(outcome), Refusal::AlreadyAnswered);
}

#[test]
fn records_are_opaque_and_bound_to_their_id_and_key() {
    let session = start("sealed", None);
    let record = session.seal(&KEY, &[1; 12], &PROVIDER).unwrap();
    let readable = String::from_utf8_lossy(&record);
    assert!(!readable.contains("family_name") && !readable.contains("verifier.example"));
    let opened = OnlineSession::open(&record, session.id(), &KEY, &PROVIDER).unwrap();
    assert_eq!(parameters(&opened, &by_name()), parameters(&session, &by_name()));
    assert_eq!((opened.created(), opened.expires()), (now(), now().plus(300)));
    let open = |record: &[u8], id: &str, key: &[u8; 32]| {
        OnlineSession::open(record, id, key, &PROVIDER).map(drop)
    };
    assert_eq!(open(&record, "another", &KEY), Err(Refusal::Sealed));
    assert_eq!(open(&record, session.id(), &[8; 32]), Err(Refusal::Sealed));
    for place in [0, 1, 13, record.len() - 1] {
        let mut changed = record.clone();
        changed[place] ^= 1;
        assert_eq!(open(&changed, session.id(), &KEY), Err(Refusal::Sealed), "{place}");
    }
    for length in [0, 1, 12, 13, 28, record.len() - 1] {
        assert_eq!(open(&record[..length], session.id(), &KEY), Err(Refusal::Sealed));
    }
    // A session's record is no held answer's, whatever id it is stored under.
    assert!(HeldAnswer::open(&record, session.id(), &KEY, &PROVIDER).is_err());
    assert_eq!(format!("{session:?}"), format!("OnlineSession({}, openid4vp)", session.id()));
}

#[test]
fn held_answers_are_collected_once() {
    let shelf = Shelf::default();
    let sessions = Sessions::new(&shelf, &KEY, &PROVIDER);
    let back = "https://verifier.example/done";
    let session = start("held", Some(SameDevice { browser: b"cookie", redirect_uri: back }));
    let (id, body) = (session.id().to_owned(), post(&session));
    sessions.begin(&session, &[1; 12]).unwrap();
    let outcome = sessions.receive(&id, &body, &receiving(), &[2; 12]).unwrap();
    let reply: Value = serde_json::from_str(&outcome.reply()).unwrap();
    let code = reply["redirect_uri"].as_str().unwrap().split_once('=').unwrap().1;
    // The session is used; its answer waits.
    let replayed = sessions.receive(&id, &body, &receiving(), &[3; 12]);
    assert_eq!(refusal(replayed), Refusal::AlreadyAnswered);
    let other = sessions.collect(&id, code, b"her cookie", &receiving());
    assert_eq!(refusal(other), Refusal::AnotherBrowser);
    let wrong = sessions.collect(&id, "wrong", b"cookie", &receiving());
    assert_eq!(refusal(wrong), Refusal::ResponseCode);
    accepted(&answered(sessions.collect(&id, code, b"cookie", &receiving())), &ASKED);
    let twice = sessions.collect(&id, code, b"cookie", &receiving());
    assert_eq!(refusal(twice), Refusal::AlreadyAnswered);
}
