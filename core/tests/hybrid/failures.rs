//! Everything that must not be, each with its own outcome.

use serde_json::json;
use tashika::codec::limits::{MAX_HYBRID_MESSAGE_BYTES, MAX_HYBRID_UPDATES};
use tashika::hybrid::advert::SERVICES;
use tashika::hybrid::code::Hint;
use tashika::hybrid::ctap::{AssertionRequest, CtapError, CtapRefusal};
use tashika::hybrid::digital::{DigitalRefusal, ProtocolName, ReplyError};
use tashika::hybrid::frame::{FrameError, FrameKind};
use tashika::hybrid::initiator::{
    Action, Ask, Declined, Event, Failure, HybridConfig, Outcome, Phase, Reply, SecondPhone,
};
use tashika::hybrid::link::Linking;
use tashika::hybrid::noise::HandshakeError;
use tashika::hybrid::peer::{Feature, PeerError};
use tashika::hybrid::transport::Fault;
use tashika::hybrid::tunnel::{Dial, TunnelPolicy};
use tashika_testkit::cbor::{Cbor, array, map};
use tashika_testkit::phone::{Phone, PhoneConfig};
use tashika_testkit::random;
use tashika_testkit::scenario::Lie;

use super::{ROUTING, Room, at, credential, failure, key, phone, session};

const PHASES: [Phase; 5] =
    [Phase::Advert, Phase::Tunnel, Phase::Handshake, Phase::Greeting, Phase::Answer];

/// To sign in with a passkey, which the phone does not have.
fn ask() -> HybridConfig {
    HybridConfig::new(Ask::Assertion(AssertionRequest {
        rp_id: "verifier.example".to_owned(),
        client_data_hash: [0; 32],
        allowed: Vec::new(),
        user_verification: true,
    }))
}

fn declined(phone: PhoneConfig) -> Declined {
    match Room::new(credential(), phone).run().outcome {
        Some(Outcome::Declined(own)) => own,
        other => panic!("{other:?}"),
    }
}

/// Data of a phone that scanned another code.
fn stranger(number: u32) -> Vec<u8> {
    let mut own = PhoneConfig::new(&format!("stranger {number}"), Default::default());
    own.domain = 1;
    let mut phone = Phone::new(own);
    let secret = random::bytes(&format!("other code {number}"), 16).try_into().unwrap();
    let other = tashika::hybrid::initiator::HybridSession::new(
        credential(),
        key("other screen"),
        secret,
        super::now(),
        &super::PROVIDER,
    );
    phone.scan(other.unwrap().code());
    phone.advert([9, 9, 9])
}

#[test]
fn no_advert() {
    let mut room = Room::new(credential(), phone());
    assert!(room.session.on_event(Event::Tick, at(119_999)).is_empty());
    let actions = room.session.on_event(Event::Tick, at(120_000));
    assert!(matches!(
        actions[..],
        [Action::StopScan, Action::Finished(Outcome::TimedOut(Phase::Advert))]
    ));
    room.advert();
    assert!(room.outcome.is_none() && room.sent.is_empty());
}

#[test]
fn a_forged_advert_among_a_hundred_real_ones() {
    let mut room = Room::new(credential(), phone());
    for number in 0..100 {
        room.event(Event::Advert { service: SERVICES[number % 2], data: stranger(number as u32) });
    }
    // Ours but for one bit, in every byte; cut; and under a service that is not theirs.
    let mut phone = Phone::new(phone());
    phone.scan(room.session.code());
    let data = phone.advert(ROUTING);
    for index in 0..20 {
        let mut data = data.clone();
        data[index] ^= 1 << (index % 8);
        room.event(Event::Advert { service: SERVICES[0], data });
    }
    room.event(Event::Advert { service: SERVICES[0], data: data[..19].to_vec() });
    room.event(Event::Advert { service: 0x180f, data });
    assert_eq!(room.session.phase(), Some(Phase::Advert));
    let answered = room.run().answered();
    assert_eq!(answered.facts.strangers, 121);
}

#[test]
fn what_follows_an_advert_is_not_looked_at() {
    let mut phone = phone();
    phone.lies.advert = |own| own.extend([0xa1, 0x01, 0x18, 0x80]);
    assert!(matches!(Room::new(credential(), phone).run().outcome, Some(Outcome::Answered(_))));
}

#[test]
fn two_phones() {
    for phase in &PHASES[1..] {
        let mut room = Room::new(credential(), phone()).until(*phase);
        // The same phone repeats its advert; that is one phone.
        let again = room.phone.advert(ROUTING);
        room.event(Event::Advert { service: SERVICES[1], data: again });
        assert!(room.outcome.is_none());
        let mut other = Phone::new(PhoneConfig::new("other", Default::default()));
        other.scan(room.session.code());
        let data = other.advert([7, 7, 7]);
        let actions = room.event(Event::Advert { service: SERVICES[0], data });
        assert_eq!(room.failed(), (Failure::TwoPhones, *phase));
        assert!(actions.iter().any(|own| matches!(own, Action::StopScan)) && room.closed);
    }
    let mut config = credential();
    config.second_phone = SecondPhone::Ignore;
    let mut room = Room::new(config, phone()).until(Phase::Tunnel);
    let mut other = Phone::new(PhoneConfig::new("other", Default::default()));
    other.scan(room.session.code());
    let data = other.advert([7, 7, 7]);
    assert!(room.event(Event::Advert { service: SERVICES[0], data }).is_empty());
}

#[test]
fn a_tunnel_that_the_policy_does_not_take() {
    for (domain, policy, taken) in [
        (0, TunnelPolicy::default(), true),
        (1, TunnelPolicy::default(), true),
        (2, TunnelPolicy::default(), false),
        (256, TunnelPolicy::default(), false),
        (256, TunnelPolicy::with([256]), true),
        (2, TunnelPolicy::with([2]), false),
        (2, TunnelPolicy::own("ws://127.0.0.1:1"), true),
    ] {
        let (mut config, mut phone) = (credential(), phone());
        (config.tunnels, phone.domain) = (policy, domain);
        let mut room = Room::new(config, phone);
        room.advert();
        match taken {
            true => assert_eq!(room.session.phase(), Some(Phase::Tunnel)),
            false => assert_eq!(room.failed(), (Failure::Domain(domain), Phase::Advert)),
        }
    }
}

#[test]
fn a_tunnel_that_cannot_be_opened() {
    for (status, expected) in [
        (Some(404), Failure::NotFound),
        (Some(410), Failure::Gone),
        (Some(503), Failure::TunnelStatus(503)),
        (Some(400), Failure::TunnelStatus(400)),
        (None, Failure::Unreachable),
    ] {
        let mut room = Room::new(credential(), phone()).until(Phase::Tunnel);
        room.event(Event::TunnelFailed(status));
        assert_eq!(room.failed(), (expected, Phase::Tunnel));
    }
    for subprotocol in [None, Some("fido.cable2".to_owned())] {
        let mut room = Room::new(credential(), phone()).until(Phase::Tunnel);
        room.event(Event::TunnelOpened { subprotocol, key: key("ephemeral") });
        assert_eq!(room.failed(), (Failure::Subprotocol, Phase::Tunnel));
        assert!(room.sent.is_empty());
    }
}

/// Somebody else at the other end: another phone's answer, or a relay that plays the phone.
#[test]
fn the_wrong_tunnel() {
    let stranger = HandshakeError::Stranger;
    let mut room = Room::new(credential(), phone()).until(Phase::Handshake);
    let mut other = Room::new(credential(), PhoneConfig::new("other", Default::default()));
    other.advert();
    other.open();
    let theirs = other.answers();
    room.deliver(theirs);
    assert_eq!(room.failed(), (Failure::Handshake(stranger), Phase::Handshake));

    let cases: [(Lie<Vec<u8>>, HandshakeError); 6] = [
        (|own| own[80] ^= 1, HandshakeError::Stranger),
        (|own| own[10] ^= 1, HandshakeError::PeerKey),
        (|own| own[0] = 2, HandshakeError::PeerKey),
        (|own| own.truncate(80), HandshakeError::Length(80)),
        (|own| own.push(0), HandshakeError::Length(82)),
        (|own| own.clear(), HandshakeError::Length(0)),
    ];
    for (lie, expected) in cases {
        let mut own = phone();
        own.lies.handshake = lie;
        let expected = (Failure::Handshake(expected), Phase::Handshake);
        assert_eq!(failure(credential(), own), expected);
    }
}

#[test]
fn a_relay_that_reorders_repeats_cuts_changes_or_sends_text() {
    let greeting = |trick: fn(&mut Room, Vec<u8>)| {
        let mut room = Room::new(credential(), phone()).until(Phase::Handshake);
        let answers = room.answers();
        room.deliver(vec![answers[0].clone()]);
        trick(&mut room, answers[1].clone());
        room.failed()
    };
    // The answer is sent in two frames, so that there is something to reorder.
    let answer = |trick: fn(&mut Room, Vec<Vec<u8>>)| {
        let mut own = phone();
        own.lies.frames = |frames| frames.insert(0, vec![2, 0xa0]);
        let mut room = Room::new(credential(), own).until(Phase::Answer);
        let answers = room.answers();
        trick(&mut room, answers);
        room.failed()
    };
    let fault = |fault| Failure::Transport(fault);
    assert_eq!(
        answer(|room, own| room.deliver(vec![own[1].clone(), own[0].clone()])),
        (fault(Fault::Skipped), Phase::Answer)
    );
    assert_eq!(
        answer(|room, own| room.deliver(vec![own[0].clone(), own[0].clone()])),
        (fault(Fault::Repeated), Phase::Answer)
    );
    assert_eq!(
        answer(|room, own| room.deliver(vec![own[0][..own[0].len() - 1].to_vec()])),
        (fault(Fault::Cut), Phase::Answer)
    );
    assert_eq!(
        greeting(|room, own| room.deliver(vec![own[..48 + 16].to_vec()])),
        (fault(Fault::Cut), Phase::Greeting)
    );
    assert_eq!(
        greeting(|room, mut own| {
            own[0] ^= 1;
            room.deliver(vec![own]);
        }),
        (fault(Fault::Altered), Phase::Greeting)
    );
    assert_eq!(
        greeting(|room, _| room.deliver(vec![Vec::new()])),
        (fault(Fault::Cut), Phase::Greeting)
    );
    assert_eq!(
        answer(|room, _| room.deliver(vec![vec![0; MAX_HYBRID_MESSAGE_BYTES + 1]])),
        (fault(Fault::TooLong(MAX_HYBRID_MESSAGE_BYTES)), Phase::Answer)
    );
    for phase in &PHASES[2..] {
        let mut room = Room::new(credential(), phone()).until(*phase);
        room.event(Event::Text);
        assert_eq!(room.failed(), (Failure::Text, *phase));
    }
    let mut own = phone();
    own.lies.padded = |own| *own.last_mut().unwrap() = 255;
    assert_eq!(failure(credential(), own), (fault(Fault::Padding), Phase::Greeting));
}

#[test]
fn the_first_message_of_the_phone() {
    let greeting = |lie| {
        let mut own = phone();
        own.lies.greeting = lie;
        failure(credential(), own)
    };
    let without = |feature| (Failure::FeatureMissing(feature), Phase::Greeting);
    let dc = Feature::DigitalCredentials;
    assert_eq!(greeting(|own| own.set(3, array(["ctap"]))), without(dc));
    assert_eq!(greeting(|own| drop(own.remove(3))), without(dc));
    let features = (Failure::Peer(PeerError::Features), Phase::Greeting);
    assert_eq!(greeting(|own| own.set(3, array(["dc"]))), features);
    assert_eq!(greeting(|own| drop(own.remove(1))), features);
    let cases: [fn(&mut Cbor); 8] = [
        |own| own.set(3, "dc"),
        |own| own.set(3, array([1])),
        |own| own.set(1, Cbor::Bytes(vec![0xa0])),
        |own| own.set(1, "text"),
        |own| own.add(1, Cbor::Bytes(Vec::new())),
        |own| *own = Cbor::IndefiniteMap(own.entries().clone()),
        |own| *own = array([1]),
        |own| own.set(3, Cbor::Array(vec![Cbor::from("x"); 33])),
    ];
    for lie in cases {
        let (own, phase) = greeting(lie);
        assert!(matches!(own, Failure::Peer(PeerError::Decode(_))), "{own:?}");
        assert_eq!(phase, Phase::Greeting);
    }
    // Unknown members and features are nobody's harm.
    let mut own = phone();
    own.lies.greeting = |own| {
        own.set(3, array(["ctap", "dc", "more"]));
        own.set(0, Cbor::Bytes(vec![0; 100]));
        own.set(99, "more");
    };
    assert!(matches!(Room::new(credential(), own).run().outcome, Some(Outcome::Answered(_))));

    let mut own = phone();
    own.lies.greeting = |own| {
        own.remove(1);
        own.set(3, array(["dc"]));
    };
    let expected = (Failure::FeatureMissing(Feature::Ctap), Phase::Greeting);
    assert_eq!(failure(ask(), own), expected);
}

#[test]
fn the_phone_declines() {
    let with = |lie| {
        let mut own = phone();
        own.lies.reply = lie;
        declined(own)
    };
    let user = with(|own| own["response"]["digital"]["error"] = json!("USER_CANCELED"));
    assert_eq!(user, Declined::Credential(DigitalRefusal::UserCancelled));
    let none = with(|own| own["response"]["digital"] = json!({ "error": "NO_CREDENTIAL" }));
    assert_eq!(none, Declined::Credential(DigitalRefusal::NoCredential));
    let gone = with(|own| own["response"]["digital"] = json!({ "error": "DEVICE_ABORTED" }));
    assert_eq!(gone, Declined::Credential(DigitalRefusal::Aborted));
    let other = with(|own| own["response"]["digital"] = json!({ "error": "SOMETHING" }));
    assert_eq!(other, Declined::Credential(DigitalRefusal::Other));
    let mut own = phone();
    own.protocols = Vec::new();
    assert_eq!(declined(own), Declined::Credential(DigitalRefusal::NoCredential));

    let none = Room::new(ask(), phone()).run().outcome;
    let expected = Declined::Passkey(CtapRefusal::NoCredentials);
    assert!(matches!(none, Some(Outcome::Declined(own)) if own == expected));
    let cases: [(Lie<Vec<Vec<u8>>>, CtapRefusal); 5] = [
        (|own| *own = vec![vec![1, 0x19]], CtapRefusal::Excluded),
        (|own| *own = vec![vec![1, 0x27]], CtapRefusal::Denied),
        (|own| *own = vec![vec![1, 0x2d]], CtapRefusal::Cancelled),
        (|own| *own = vec![vec![1, 0x2f]], CtapRefusal::TimedOut),
        (|own| *own = vec![vec![1, 0x7f, 0xa0]], CtapRefusal::Other(0x7f)),
    ];
    for (lie, expected) in cases {
        let mut own = phone();
        own.lies.frames = lie;
        let outcome = Room::new(ask(), own).run().outcome;
        let expected = Declined::Passkey(expected);
        assert!(matches!(outcome, Some(Outcome::Declined(own)) if own == expected));
    }
    let mut own = phone();
    own.lies.frames = |own| *own = vec![vec![1]];
    assert_eq!(failure(ask(), own), (Failure::Ctap(CtapError::Empty), Phase::Answer));
}

#[test]
fn replies_that_are_none() {
    let with = |lie| {
        let mut own = phone();
        own.lies.reply = lie;
        failure(credential(), own)
    };
    let reply = |own| (Failure::Reply(own), Phase::Answer);
    assert_eq!(
        with(|own| own["response"]["digital"]["data"]["protocol"] = json!("openid4vp-v1-unsigned")),
        reply(ReplyError::NotAsked)
    );
    let shapes: [fn(&mut serde_json::Value); 8] = [
        |own| *own = json!([]),
        |own| *own = json!({ "response": 1 }),
        |own| own["response"]["digital"] = json!([]),
        |own| own["response"]["digital"] = json!({}),
        |own| own["response"]["digital"] = json!({ "error": 1 }),
        |own| own["response"]["digital"]["data"] = json!({}),
        |own| own["response"]["digital"]["data"] = json!("text"),
        |own| own["response"]["digital"]["data"]["data"] = json!("text"),
    ];
    for lie in shapes {
        assert_eq!(with(lie), reply(ReplyError::Shape));
    }
    let unnamed = |own: &mut serde_json::Value| {
        own["response"]["digital"]["data"] = json!({ "response": "AAAA" });
    };
    assert_eq!(with(unnamed), reply(ReplyError::Unnamed));
    let mut own = phone();
    own.lies.frames = |own| own[0].truncate(20);
    assert!(matches!(failure(credential(), own).0, Failure::Reply(ReplyError::Json(_))));

    // Where the policy lets the protocol be absent, it is clear only if one was asked.
    let mut config = credential();
    config.protocol_name = ProtocolName::MayBeAbsent;
    let mut own = phone();
    own.lies.reply = unnamed;
    assert_eq!(failure(config, own.clone()), reply(ReplyError::Unnamed));
    let call = json!({ "requests": [{ "protocol": "org-iso-mdoc", "data": {
        "deviceRequest": "", "encryptionInfo": online_info() } }] });
    let request = tashika::hybrid::digital::DigitalRequest::get(super::ORIGIN, &call.to_string());
    let mut config = HybridConfig::new(Ask::Credential(request.unwrap()));
    config.protocol_name = ProtocolName::MayBeAbsent;
    let answered = Room::new(config, own).run().answered();
    let Reply::Credential(reply) = answered.reply else { panic!() };
    let expected = br#"{"protocol":"org-iso-mdoc","data":{"response":"AAAA"}}"#;
    assert_eq!(reply.as_slice(), expected);
}

fn online_info() -> String {
    let call: serde_json::Value = serde_json::from_str(super::CALL.as_str()).unwrap();
    call["requests"][0]["data"]["encryptionInfo"].as_str().unwrap().to_owned()
}

#[test]
fn frames_that_have_no_place() {
    let with = |lie| {
        let mut own = phone();
        own.lies.frames = lie;
        failure(credential(), own)
    };
    let cases: [(Lie<Vec<Vec<u8>>>, Failure); 5] = [
        (|own| own[0][0] = 1, Failure::UnexpectedFrame(FrameKind::Ctap)),
        (|own| own[0][0] = 4, Failure::Frame(FrameError::Unknown(4))),
        (|own| own[0].clear(), Failure::Frame(FrameError::Empty)),
        (|own| *own = vec![vec![0]], Failure::Closed),
        (
            |own| *own = vec![vec![2, 0xa0]; MAX_HYBRID_UPDATES + 1],
            Failure::Updates(MAX_HYBRID_UPDATES),
        ),
    ];
    for (lie, expected) in cases {
        assert_eq!(with(lie), (expected, Phase::Answer));
    }
    let odd = with(|own| *own = vec![vec![2]]);
    assert!(matches!(odd.0, Failure::Peer(PeerError::Decode(_))), "{odd:?}");
    let mut own = phone();
    own.lies.frames = |own| {
        let update = [vec![2], map([(0, Cbor::Bytes(vec![0; 480]))]).encode()].concat();
        (0..MAX_HYBRID_UPDATES).for_each(|_| own.insert(0, update.clone()));
    };
    assert!(matches!(Room::new(credential(), own).run().outcome, Some(Outcome::Answered(_))));
}

#[test]
fn closed_at_every_state() {
    let mut room = Room::new(credential(), phone());
    room.event(Event::Closed);
    assert!(room.outcome.is_none(), "there is no tunnel yet");
    for phase in &PHASES[1..] {
        let mut room = Room::new(credential(), phone()).until(*phase);
        room.sent.clear();
        room.event(Event::Closed);
        assert_eq!(room.failed(), (Failure::Closed, *phase));
        assert!(room.sent.is_empty(), "nothing is sent into a closed tunnel");
    }
    let mut room = Room::new(credential(), phone()).run();
    assert!(matches!(room.outcome, Some(Outcome::Answered(_))));
    for event in [Event::Closed, Event::Text, Event::Cancel, Event::Binary(vec![1])] {
        assert!(room.event(event).is_empty(), "nothing follows the end");
    }
}

#[test]
fn cancelled_and_timed_out_at_every_state() {
    for (phase, limit) in PHASES.iter().zip([120_000, 15_000, 15_000, 15_000, 300_000]) {
        let mut room = Room::new(credential(), phone()).until(*phase);
        room.event(Event::Cancel);
        assert!(matches!(room.outcome, Some(Outcome::Cancelled(own)) if own == *phase));
        assert_eq!(room.closed, *phase > Phase::Advert);
        room.answers();
        assert_eq!(room.phone.dismissed, *phase >= Phase::Greeting);

        let mut room = Room::new(credential(), phone()).until(*phase);
        room.clock += limit + 100;
        room.event(Event::Tick);
        assert!(matches!(room.outcome, Some(Outcome::TimedOut(own)) if own == *phase));
    }
}

#[test]
fn links_are_dropped_unless_the_policy_takes_them() {
    let mut own = phone();
    own.links = true;
    let linked = |config: HybridConfig, own: PhoneConfig| {
        let mut room = Room::new(config, own).until(Phase::Handshake);
        let answers = room.answers();
        let actions = answers.into_iter().flat_map(|message| room.event(Event::Binary(message)));
        let links: Vec<_> = actions
            .filter_map(|own| match own {
                Action::Linked(record) => Some(record),
                _ => None,
            })
            .collect();
        (links, room.session.phase())
    };
    let (links, phase) = linked(credential(), own.clone());
    assert!(links.is_empty() && phase == Some(Phase::Answer));
    let mut config = credential();
    config.linking = Linking::Accept;
    let (links, phase) = linked(config.clone(), own.clone());
    assert_eq!((links.len(), phase), (1, Some(Phase::Answer)));
    assert_eq!((links[0].name.as_str(), links[0].domain), ("A phone", 1));
    let policy = TunnelPolicy::default();
    let dial = Dial::of_link(&links[0], &[7; 16], Hint::Assertion, &policy, &super::PROVIDER);
    let dial = dial.unwrap();
    assert!(dial.url.starts_with("wss://cable.auth.com/cable/contact/"), "{}", dial.url);
    // {1: link id, 2: nonce, 3: "ga"}
    let payload = &dial.headers[0].1;
    let nonce = "07".repeat(16);
    assert!(payload.starts_with("a30148"), "{payload}");
    assert!(payload.ends_with(&format!("0250{nonce}03626761")), "{payload}");

    // A link that was made for another handshake is never taken.
    own.lies.greeting = |own| own.at(2).set(6, Cbor::Bytes(vec![6; 32]));
    let (failure, phase) = failure(config, own);
    assert!(matches!(failure, Failure::Peer(PeerError::Link(_))), "{failure:?}");
    assert_eq!(phase, Phase::Greeting);
}

#[test]
fn nothing_happens_before_the_beginning() {
    let mut own = session(credential());
    assert!(own.on_event(Event::Cancel, at(1)).is_empty());
    assert_eq!(own.phase(), None);
    assert_eq!(own.start(at(2)).len(), 3);
    assert!(own.start(at(3)).is_empty());
}

fn word(outcome: Option<Outcome>) -> String {
    match outcome {
        Some(Outcome::Failed { failure, .. }) => failure.id().to_owned(),
        Some(Outcome::Declined(own)) => own.id().to_owned(),
        Some(Outcome::TimedOut(phase)) => format!("timed-out in {}", phase.as_str()),
        other => panic!("{other:?}"),
    }
}

/// What an operator is told of each, by a word that no other has.
#[test]
fn each_case_has_an_outcome_of_its_own() {
    let lying = |lie: fn(&mut PhoneConfig)| {
        let mut own = phone();
        lie(&mut own);
        word(Room::new(credential(), own).run().outcome)
    };
    // The answer comes in two messages.
    let relayed = |trick: fn(Vec<Vec<u8>>) -> Vec<Event>| {
        let mut own = phone();
        own.lies.frames = |frames| frames.insert(0, vec![2, 0xa0]);
        let mut room = Room::new(credential(), own).until(Phase::Answer);
        let answers = room.answers();
        trick(answers).into_iter().for_each(|event| drop(room.event(event)));
        word(room.outcome)
    };
    let dialled = |event: Event| {
        let mut room = Room::new(credential(), phone()).until(Phase::Tunnel);
        room.event(event);
        word(room.outcome)
    };
    let mut alone = Room::new(credential(), phone());
    alone.clock = 120_000;
    alone.event(Event::Tick);
    let mut two = Room::new(credential(), phone()).until(Phase::Tunnel);
    let mut other = Phone::new(PhoneConfig::new("other", Default::default()));
    other.scan(two.session.code());
    let data = other.advert([7, 7, 7]);
    two.event(Event::Advert { service: SERVICES[0], data });
    let words = [
        (word(alone.outcome), "timed-out in advert"),
        (word(two.outcome), "two-phones"),
        (lying(|own| own.lies.handshake = |own| own[80] ^= 1), "handshake.stranger"),
        (dialled(Event::TunnelFailed(Some(404))), "tunnel.not-found"),
        (dialled(Event::TunnelFailed(Some(410))), "tunnel.gone"),
        (dialled(Event::Closed), "tunnel.closed"),
        (relayed(|own| own.into_iter().rev().map(Event::Binary).collect()), "message.skipped"),
        (
            relayed(|own| vec![Event::Binary(own[0].clone()), Event::Binary(own[0].clone())]),
            "message.repeated",
        ),
        (relayed(|own| vec![Event::Binary(own[0][1..].to_vec())]), "message.cut"),
        (relayed(|_| vec![Event::Text]), "message.text"),
        (relayed(|_| vec![Event::Oversized]), "message.too-long"),
        (
            lying(|own| own.lies.greeting = |own| own.set(3, array(["ctap"]))),
            "phone.feature-missing",
        ),
        (
            lying(|own| {
                own.lies.reply = |own| own["response"]["digital"]["error"] = json!("USER_CANCELED");
            }),
            "user-cancelled",
        ),
        (lying(|own| own.protocols = Vec::new()), "no-credential"),
        (
            lying(|own| {
                own.lies.reply =
                    |own| own["response"]["digital"]["data"]["protocol"] = json!("openid4vp");
            }),
            "reply.not-asked",
        ),
    ];
    for (found, expected) in &words {
        assert_eq!(found, expected);
    }
    let distinct: std::collections::BTreeSet<_> = words.iter().map(|(own, _)| own).collect();
    assert_eq!(distinct.len(), words.len());
}
