//! A phone that was linked before, called without a code.

use tashika::hybrid::advert::SERVICES;
use tashika::hybrid::initiator::{
    Action, CallProblem, Event, Failure, HybridConfig, HybridSession, Outcome, Phase, Reply,
};
use tashika::hybrid::link::{LinkRecord, Linking};
use tashika::hybrid::noise::HandshakeError;
use tashika::hybrid::transport::Fault;
use tashika::hybrid::tunnel::{Dial, TunnelPolicy};
use tashika_testkit::cbor::{Cbor, map};
use tashika_testkit::phone::{Phone, PhoneConfig};

use super::{PROVIDER, ROUTING, Room, at, credential, phone};

const NONCE: [u8; 16] = [7; 16];

fn linking() -> HybridConfig {
    let mut config = credential();
    config.linking = Linking::Accept;
    config
}

/// A phone that has offered a link, and the record that the screen keeps.
fn linked(mut own: PhoneConfig) -> (Phone, LinkRecord) {
    own.links = true;
    let mut room = Room::new(linking(), own).until(Phase::Handshake);
    let mut records = Vec::new();
    for message in room.answers() {
        for action in room.event(Event::Binary(message)) {
            if let Action::Linked(record) = action {
                records.push(*record);
            }
        }
    }
    assert_eq!(records.len(), 1);
    (room.phone, records.remove(0))
}

/// A call that has begun, and what is dialled.
fn called(phone: Phone, record: LinkRecord) -> (Room, Dial) {
    let mut session = HybridSession::linked(linking(), record, &NONCE, &PROVIDER).unwrap();
    let actions = session.start(at(0));
    let [Action::Scan(services), Action::Dial(dial), Action::WakeAt(wake)] = &actions[..] else {
        panic!("no code is shown: {actions:?}")
    };
    assert_eq!((*services, *wake, session.code()), (SERVICES, at(15_000), ""));
    assert_eq!(session.phase(), Some(Phase::Tunnel));
    let dial = dial.clone();
    let (sent, closed, outcome) = (Vec::new(), false, None);
    (Room { session, phone, clock: 0, sent, closed, outcome }, dial)
}

/// The phone is woken by what was dialled, and advertises.
fn wake(room: &mut Room, dial: &Dial) {
    assert!(room.phone.call(&dial.headers[0].1));
    let data = room.phone.advert(ROUTING);
    room.event(Event::Advert { service: SERVICES[0], data });
}

fn finish(mut room: Room) -> Room {
    while room.outcome.is_none() && !room.sent.is_empty() {
        let answers = room.answers();
        room.deliver(answers);
    }
    room.answers();
    room
}

#[test]
fn a_linked_phone_answers_a_call() {
    for advert_first in [true, false] {
        let (phone, record) = linked(phone());
        let kept = record.to_bytes();
        let (mut room, dial) = called(phone, LinkRecord::from_bytes(&kept).unwrap());
        assert!(dial.url.starts_with("wss://cable.auth.com/cable/contact/"), "{}", dial.url);
        assert_eq!(dial.headers[1], ("X-caBLE-Signal-Connection", "true".to_owned()));
        if advert_first {
            wake(&mut room, &dial);
            assert_eq!(room.session.phase(), Some(Phase::Tunnel));
            room.open();
        } else {
            room.open();
            assert_eq!(room.session.phase(), Some(Phase::Advert));
            assert!(room.sent.is_empty(), "nothing is sent before the phone is near");
            room.event(Event::Binary(vec![0]));
            wake(&mut room, &dial);
        }
        assert_eq!(room.session.phase(), Some(Phase::Handshake));
        let room = finish(room);
        assert!(room.phone.dismissed && room.closed);
        let answered = room.answered();
        assert!(matches!(answered.reply, Reply::Credential(_)));
        assert_eq!(answered.facts.tunnel, "cable.auth.com");
        let facts = answered.facts;
        let whole = facts.finding + facts.dialling + facts.securing + facts.greeting;
        assert!(whole > at(0) && whole <= at(100), "{facts:?}");
    }
}

/// A link belongs to the handshake of a code: one that comes in a call is not even looked at.
#[test]
fn a_link_that_is_offered_in_a_call_is_dropped() {
    let (mut phone, record) = linked(phone());
    phone.config_mut().lies.frames = |own| {
        let parts = [(1, 40), (2, 8), (3, 32), (4, 65), (6, 32)];
        let mut offer = map(parts.map(|(key, length)| (key, Cbor::Bytes(vec![4; length]))));
        offer.set(5, "A phone");
        own.insert(0, [vec![2], map([(1, offer)]).encode()].concat());
    };
    let (mut room, dial) = called(phone, record);
    wake(&mut room, &dial);
    room.open();
    assert!(matches!(finish(room).outcome, Some(Outcome::Answered(_))));
}

#[test]
fn calls_are_off_unless_the_configuration_takes_links() {
    let (_, record) = linked(phone());
    let call = |config| HybridSession::linked(config, record.clone(), &NONCE, &PROVIDER).map(drop);
    assert_eq!(call(credential()), Err(CallProblem::Refused));
    assert_eq!(call(linking()), Ok(()));
    let mut kept = record.to_bytes().to_vec();
    // The domain is the last member: 1 becomes 2, which is nobody's.
    *kept.last_mut().unwrap() = 2;
    let other = LinkRecord::from_bytes(&kept).unwrap();
    let refused = HybridSession::linked(linking(), other.clone(), &NONCE, &PROVIDER).map(drop);
    assert_eq!(refused, Err(CallProblem::Domain(2)));
    let mut config = linking();
    config.tunnels = TunnelPolicy::own("ws://127.0.0.1:1");
    assert!(HybridSession::linked(config, other, &NONCE, &PROVIDER).is_ok());
}

#[test]
fn an_advert_for_another_call_is_a_stranger() {
    let (mut phone, record) = linked(phone());
    let mut other = HybridSession::linked(linking(), record.clone(), &[8; 16], &PROVIDER).unwrap();
    let Some(Action::Dial(other)) = other.start(at(0)).into_iter().nth(1) else { panic!() };
    assert!(phone.call(&other.headers[0].1));
    let data = phone.advert(ROUTING);
    let (mut room, dial) = called(phone, record);
    room.open();
    room.event(Event::Advert { service: SERVICES[0], data });
    assert_eq!((room.session.phase(), room.session.strangers()), (Some(Phase::Advert), 1));
    // One of this call ends nothing less well for it.
    wake(&mut room, &dial);
    assert!(matches!(finish(room).outcome, Some(Outcome::Answered(_))));
}

#[test]
fn what_can_go_wrong_in_a_call() {
    let start = || {
        let (phone, record) = linked(phone());
        called(phone, record)
    };
    let (mut room, _) = start();
    room.event(Event::TunnelFailed(Some(410)));
    assert_eq!(room.failed(), (Failure::Gone, Phase::Tunnel));
    assert!(room.closed);

    // Nothing but one signal comes before the handshake.
    let early = Failure::Handshake(HandshakeError::Early);
    for message in [vec![1], vec![0, 0], vec![0; 81], Vec::new()] {
        let (mut room, _) = start();
        room.open();
        room.event(Event::Binary(message));
        assert_eq!(room.failed(), (early.clone(), Phase::Advert));
    }
    let (mut room, _) = start();
    room.open();
    room.deliver(vec![vec![0], vec![0]]);
    assert_eq!(room.failed(), (early, Phase::Advert));
    // The signal may come late, and is none in a session by code.
    let (mut room, dial) = start();
    room.open();
    wake(&mut room, &dial);
    room.event(Event::Binary(vec![0]));
    assert!(matches!(finish(room).outcome, Some(Outcome::Answered(_))));
    let mut by_code = Room::new(credential(), phone()).until(Phase::Handshake);
    by_code.event(Event::Binary(vec![0]));
    let length = Failure::Handshake(HandshakeError::Length(1));
    assert_eq!(by_code.failed(), (length, Phase::Handshake));

    let ends: [(fn() -> Event, Failure); 3] = [
        (|| Event::Closed, Failure::Closed),
        (|| Event::Text, Failure::Text),
        (
            || Event::Oversized,
            Failure::Transport(Fault::TooLong(tashika::codec::limits::MAX_HYBRID_MESSAGE_BYTES)),
        ),
    ];
    for (event, failure) in ends {
        let (mut room, _) = start();
        room.open();
        room.event(event());
        assert_eq!(room.failed(), (failure, Phase::Advert));
    }
    let (mut room, _) = start();
    room.event(Event::Closed);
    assert_eq!(room.failed(), (Failure::Closed, Phase::Tunnel));

    // The phone is woken and does not come; then the tunnel does not open.
    let (mut room, _) = start();
    room.open();
    room.clock += 120_000;
    room.event(Event::Tick);
    assert!(matches!(room.outcome, Some(Outcome::TimedOut(Phase::Advert))));
    let (mut room, dial) = start();
    wake(&mut room, &dial);
    room.clock += 15_000;
    room.event(Event::Tick);
    assert!(matches!(room.outcome, Some(Outcome::TimedOut(Phase::Tunnel))));
}

#[test]
fn another_phone_cannot_answer_a_call() {
    let (mut phone, record) = linked(phone());
    phone.config_mut().lies.handshake = |own| own[80] ^= 1;
    let (mut room, dial) = called(phone, record);
    wake(&mut room, &dial);
    room.open();
    let stranger = Failure::Handshake(HandshakeError::Stranger);
    assert_eq!(finish(room).failed(), (stranger, Phase::Handshake));

    // Two adverts for one call: one of them knows the link and is not this phone.
    let (phone, record) = linked(super::phone());
    let (mut room, dial) = called(phone, record);
    wake(&mut room, &dial);
    assert!(room.phone.call(&dial.headers[0].1));
    let data = room.phone.advert(ROUTING);
    room.event(Event::Advert { service: SERVICES[1], data });
    assert_eq!(room.failed(), (Failure::TwoPhones, Phase::Tunnel));
}

#[test]
fn records_that_are_none() {
    let (_, record) = linked(phone());
    let kept = record.to_bytes();
    assert_eq!(LinkRecord::from_bytes(&kept).unwrap().to_bytes(), kept);
    for length in 0..kept.len() {
        assert!(LinkRecord::from_bytes(&kept[..length]).is_err(), "{length}");
    }
    let mut long = kept.to_vec();
    long.push(0);
    assert!(LinkRecord::from_bytes(&long).is_err());
    // A phone that was never linked is not woken.
    let (mut room, dial) = called(Phone::new(phone()), record);
    assert!(!room.phone.call(&dial.headers[0].1));
}
