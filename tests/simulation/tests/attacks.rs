//! What goes wrong, on purpose: every wallet that misbehaves, every loss, at every step.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use common::{CARRIERS, ENGAGEMENTS, assert_accepted, play, reader, wallet};
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::mdoc::{DeviceEngagement, EngagementError, RetrievalMethod};
use tashika::proximity::ble::Characteristic;
use tashika::proximity::frame::FrameError;
use tashika::proximity::reader::{
    Action, Event, Failure, L2capPolicy, Outcome, Phase, Progress, ReaderSession, Timeouts,
    Unrelated,
};
use tashika::proximity::session::{EngagementForm, Session, SessionError, Status};
use tashika_simulation::{Disturbance, End, LinkModel, Random, Run, WorldConfig, reader_signer};
use tashika_testkit::cbor::{Cbor, array, map};
use tashika_testkit::documents::mdl;
use tashika_testkit::holder::{Carrier, Engagement, Habit};
use tashika_testkit::keys::{self, Key};

fn misbehaving(carrier: Carrier, habit: Habit) -> Run {
    let mut wallet = wallet(Engagement::Qr, carrier);
    wallet.habit = habit;
    play(reader(&mdl()), wallet, WorldConfig::default())
}

fn failure(run: &Run) -> &Failure {
    match &run.end {
        End::Finished(Outcome::Failed { failure, .. }) => failure,
        other => panic!("{other:?}"),
    }
}

fn session_error(run: &Run) -> &SessionError {
    match failure(run) {
        Failure::Session(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_lie_of_the_session_ends_it() {
    for (carrier, _) in CARRIERS {
        let run = |habit: Habit| misbehaving(carrier, habit);
        for habit in [Habit::CounterGap, Habit::ReaderIdentifier] {
            assert_eq!(session_error(&run(habit)), &SessionError::Decryption);
        }
        for status in [10, 11] {
            let beside = run(Habit::StatusBesideResponse(status));
            assert_eq!(session_error(&beside), &SessionError::DataBesideError);
            assert!(beside.presentations.is_empty());
        }
        for status in [0, 12, 21, 255] {
            let unknown = session_error(&run(Habit::StatusBesideResponse(status))).clone();
            assert_eq!(unknown, SessionError::UnknownStatus(status as u64));
        }
        for (code, status) in
            [(10, Status::EncryptionError), (11, Status::DecodingError), (20, Status::Termination)]
        {
            let ended = Outcome::EndedByWallet {
                status: Some(status),
                phase: Phase::Response,
                responses: 0,
            };
            assert_eq!(run(Habit::EndsByStatus(code)).end, End::Finished(ended));
        }
        let with_response = run(Habit::EndsWithResponse);
        assert_accepted(&with_response);
        let ended = Outcome::EndedByWallet {
            status: Some(Status::Termination),
            phase: Phase::Answered,
            responses: 1,
        };
        assert_eq!(with_response.end, End::Finished(ended));
        let data = |own: &[u8]| map([("data", Cbor::Bytes(own.to_vec()))]);
        let mut twice = data(&[1; 32]);
        twice.add("data", Cbor::Bytes(vec![2; 32]));
        let mut text = data(&[]);
        text.set("data", "text");
        for message in [
            Cbor::Map(Vec::new()),
            twice,
            text,
            Cbor::Int(1),
            map([("status", "20")]),
            Cbor::Raw(vec![0xff]),
            Cbor::Raw([data(&[1; 32]).encode(), vec![0]].concat()),
        ] {
            let run = run(Habit::Message(message.encode()));
            assert!(matches!(session_error(&run), SessionError::Malformed(_)), "{message:?}");
        }
        for short in [0, 1, 15, 16, 17] {
            let run = run(Habit::Message(data(&vec![0; short]).encode()));
            assert_eq!(session_error(&run), &SessionError::Decryption, "{short}");
        }
    }
}

#[test]
fn a_message_out_of_turn_ends_the_session() {
    for carrier in [Carrier::BleCentral, Carrier::BlePeripheral, Carrier::L2cap] {
        let run = misbehaving(carrier, Habit::AnswersTwice);
        assert_eq!(run.presentations.len(), 1, "{carrier:?}");
        assert_eq!(session_error(&run), &SessionError::Unsolicited);
    }
    for carrier in [Carrier::BleCentral, Carrier::BlePeripheral] {
        let mut wallet = wallet(Engagement::Qr, carrier);
        wallet.habit = Habit::AnswersUnasked;
        let mut reader = reader(&mdl());
        // The signature takes its time: the wallet is faster than the request.
        reader.signer = reader_signer();
        let run = play(reader, wallet, WorldConfig::default());
        assert!(
            matches!(session_error(&run), SessionError::Unsolicited | SessionError::Decryption),
            "{carrier:?}"
        );
        assert!(run.presentations.is_empty());
    }
}

/// Status 20 ends the session in every phase, and tells in which.
#[test]
fn the_wallet_may_end_at_any_time() {
    let ended = |phase, responses| {
        let status = Some(Status::Termination);
        End::Finished(Outcome::EndedByWallet { status, phase, responses })
    };
    for carrier in [Carrier::BleCentral, Carrier::BlePeripheral] {
        let mut wallet = wallet(Engagement::Qr, carrier);
        wallet.habit = Habit::EndsUnasked;
        let mut config = reader(&mdl());
        config.signer = reader_signer();
        let run = play(config, wallet, WorldConfig::default());
        assert!(run.presentations.is_empty());
        let either = [ended(Phase::Connection, 0), ended(Phase::Response, 0)];
        assert!(either.contains(&run.end), "{carrier:?}: {:?}", run.end);
    }
    for (carrier, _) in CARRIERS {
        let run = misbehaving(carrier, Habit::EndsByStatus(20));
        assert_eq!(run.end, ended(Phase::Response, 0), "{carrier:?}");
        let run = misbehaving(carrier, Habit::EndsWithResponse);
        assert_eq!(run.end, ended(Phase::Answered, 1), "{carrier:?}");
    }
    for carrier in [Carrier::BleCentral, Carrier::BlePeripheral, Carrier::L2cap] {
        let mut wallet = wallet(Engagement::Qr, carrier);
        wallet.habit = Habit::EndsBehindResponse;
        // With another request the reader is in the middle of asking again.
        for more in [Vec::new(), vec![reader(&mdl()).request]] {
            let world = WorldConfig { more, ..WorldConfig::default() };
            let run = play(reader(&mdl()), wallet.clone(), world);
            assert_accepted(&run);
            let either = [ended(Phase::Answered, 1), ended(Phase::Response, 1)];
            let own = either.contains(&run.end);
            let completed = End::Finished(Outcome::Completed { responses: 1 });
            assert!(own || run.end == completed, "{carrier:?}: {:?}", run.end);
        }
    }

    // While a signature is still awaited, and once the link is there.
    let now = Duration::ZERO;
    let mut config = reader(&mdl());
    config.signer = reader_signer();
    let mut session = ReaderSession::new(config, &CryptoProvider::default());
    let wallet =
        tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, Carrier::BlePeripheral));
    session.start(now);
    for event in [
        Event::CodeScanned(wallet.code()),
        Event::Key(PrivateKey::new(Curve::P256, vec![7; 32])),
        Event::BleConnected { mtu: 100 },
        Event::BleSubscribed,
    ] {
        session.on_event(event, now);
    }
    assert_eq!(session.phase(), Phase::Connection);
    let value = [vec![0], Status::Termination.message()].concat();
    let characteristic = Characteristic::Server2Client;
    let actions = session.on_event(Event::BleReceived { characteristic, value }, now);
    let Some(Action::Finished(outcome)) = actions.last() else { panic!("{actions:?}") };
    assert_eq!(End::Finished(outcome.clone()), ended(Phase::Connection, 0));
    assert!(session.on_event(Event::Signature { id: 0, signature: vec![1; 64] }, now).is_empty());
}

/// A poster, a payment card, a sticker: what is no wallet's is told and left alone, whatever comes
/// and however often, and it prolongs nothing.
#[test]
fn what_is_no_wallets_does_not_end_the_search() {
    let at = Duration::from_secs;
    let unrelated = |actions: &[Action]| -> Vec<Unrelated> {
        let told = actions.iter().filter_map(|own| match own {
            Action::Progress(Progress::Unrelated(own)) => Some(*own),
            Action::Finished(outcome) => panic!("{outcome:?}"),
            _ => None,
        });
        told.collect()
    };
    let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
    session.start(at(0));
    let code = |text: &str| Event::CodeScanned(text.to_owned());
    let texts = ["https://shop.example/", "", "MDOC:x", "WIFI:S:net;;", "mdoc", "mdoc://owBjMS4x"];
    let mut told = Vec::new();
    for text in texts {
        told.extend(unrelated(&session.on_event(code(text), at(1))));
    }
    assert_eq!(told, [Unrelated::Code], "once, not for every frame");
    for number in 0..10_000 {
        let actions = session.on_event(code(&format!("{number}")), at(2));
        assert!(actions.is_empty(), "{actions:?}");
    }

    // Application, capability container, NDEF file, length, message.
    let container = [0, 15, 0x20, 0, 0xff, 0, 0xff, 4, 6, 0xe1, 4, 0x7f, 0xff, 0, 0, 0x90, 0];
    let uri = [0xd1, 1, 5, b'U', 4, b'a', b'.', b'b', b'c'];
    let message = [&uri[..], &[0x90, 0]].concat();
    let length = [0, uri.len() as u8, 0x90, 0];
    let cards: [&[&[u8]]; 7] = [
        &[&[0x6a, 0x82]],
        &[&[0x6d, 0]],
        &[&[]],
        &[&[0x90, 0], &[0x6a, 0x82]],
        &[&[0x90, 0], &[0x90, 0], &[0x90, 0]],
        &[&[0x90, 0], &[0x90, 0], &container, &[0x90, 0], &[0xff, 0xff, 0x90, 0]],
        &[&[0x90, 0], &[0x90, 0], &container, &[0x90, 0], &length, &message],
    ];
    for round in 0..100 {
        for card in cards {
            let actions = session.on_event(Event::TagFound, at(3));
            assert!(matches!(actions[..], [Action::SendApdu(_)]), "{actions:?}");
            let mut last = Vec::new();
            for response in card {
                last = session.on_event(Event::ApduResponse(response.to_vec()), at(3));
            }
            assert!(matches!(last.last(), Some(Action::PollTag)), "{card:?}: {last:?}");
            let first = round == 0 && card == cards[0];
            assert_eq!(unrelated(&last).len(), usize::from(first), "{card:?}");
            // Nothing of the card counts any more.
            let late = session.on_event(Event::ApduResponse(vec![0x90, 0]), at(3));
            assert!(late.is_empty());
            session.on_event(Event::TagLost, at(3));
        }
    }

    // The wallet's own code is taken after all of it.
    let wallet = tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, Carrier::BleCentral));
    let mut engaged = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
    engaged.start(at(0));
    engaged.on_event(code("https://shop.example/"), at(1));
    let actions = engaged.on_event(code(&wallet.code()), at(2));
    assert!(actions.iter().any(|own| matches!(own, Action::CreateKey(Curve::P256))));
    // One that is a wallet's and broken is no poster.
    let mut broken = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
    broken.start(at(0));
    let actions = broken.on_event(code("mdoc:!"), at(1));
    assert!(matches!(
        actions.last(),
        Some(Action::Finished(Outcome::Failed { failure: Failure::Engagement(_), .. }))
    ));
    // And the search has its end.
    let actions = session.on_event(code("https://shop.example/"), at(300));
    let timed_out = Outcome::TimedOut { phase: Phase::Engagement, responses: 0 };
    assert!(matches!(actions.last(), Some(Action::Finished(own)) if *own == timed_out));
}

/// A card before the wallet's tag: the transaction goes on with the wallet.
#[test]
fn a_wallet_is_read_behind_a_card() {
    for engagement in [Engagement::NfcStatic, Engagement::NfcNegotiated] {
        let undisturbed =
            play(reader(&mdl()), wallet(engagement, Carrier::Nfc), WorldConfig::default());
        let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
        let now = Duration::ZERO;
        session.start(now);
        session.on_event(Event::TagFound, now);
        let actions = session.on_event(Event::ApduResponse(vec![0x6a, 0x82]), now);
        assert!(matches!(
            actions[..],
            [Action::Progress(Progress::Unrelated(Unrelated::Tag)), Action::PollTag]
        ));
        session.on_event(Event::TagLost, now);
        session.on_event(Event::TagFound, now);
        let mut engaged = false;
        for event in &undisturbed.heard {
            let actions = session.on_event(event.clone(), now);
            session.on_event(Event::Tick, now + Duration::from_secs(1));
            engaged |= actions.iter().any(|own| matches!(own, Action::CreateKey(_)));
            if engaged {
                break;
            }
        }
        assert!(engaged, "{engagement:?}");
    }
}

/// A tag that has offered a handover is a wallet's: what goes wrong then is told as what it is.
#[test]
fn a_wallet_that_breaks_off_its_handover_is_no_card() {
    let undisturbed = play(
        reader(&mdl()),
        wallet(Engagement::NfcNegotiated, Carrier::Nfc),
        WorldConfig::default(),
    );
    let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
    let now = Duration::ZERO;
    session.start(now);
    session.on_event(Event::TagFound, now);
    // Application, capability container, NDEF file, and the message with its service.
    for event in undisturbed.heard.iter().take(6) {
        session.on_event(event.clone(), now);
    }
    let actions = session.on_event(Event::ApduResponse(vec![0x6a, 0x82]), now);
    let failed = |own: &Action| {
        matches!(own, Action::Finished(Outcome::Failed { failure: Failure::Tag(_), .. }))
    };
    assert!(actions.iter().any(failed), "{actions:?}");
}

#[test]
fn a_replayed_response_is_not_accepted_again() {
    for (carrier, _) in CARRIERS {
        let mut wallet = wallet(Engagement::NfcStatic, carrier);
        wallet.habit = Habit::ReplaysResponse;
        let more = vec![reader(&mdl()).request];
        let run = play(reader(&mdl()), wallet, WorldConfig { more, ..WorldConfig::default() });
        assert_eq!(session_error(&run), &SessionError::Decryption, "{carrier:?}");
        assert_eq!(run.presentations.len(), 1);
    }
}

#[test]
fn the_transport_is_held_to_its_rules() {
    for carrier in [Carrier::BleCentral, Carrier::BlePeripheral] {
        let run = misbehaving(carrier, Habit::WrongPrefix);
        assert_eq!(failure(&run), &Failure::Frame(FrameError::Prefix(0x33)));
        let run = misbehaving(carrier, Habit::EndsByState);
        let ended = Outcome::EndedByWallet { status: None, phase: Phase::Response, responses: 0 };
        assert_eq!(run.end, End::Finished(ended));
    }
    for (carrier, _) in CARRIERS {
        let run = misbehaving(carrier, Habit::ClosesLink);
        let lost = Outcome::Lost { phase: Phase::Response, responses: 0 };
        assert_eq!(run.end, End::Finished(lost), "{carrier:?}");
        let run = misbehaving(carrier, Habit::Silent);
        let timed_out = Outcome::TimedOut { phase: Phase::Response, responses: 0 };
        assert_eq!(run.end, End::Finished(timed_out));
        assert!(run.elapsed >= Duration::from_secs(300), "the holder may think for five minutes");
    }
    // The wallet leaves a reader that it does not know, every time.
    let run = misbehaving(Carrier::BleCentral, Habit::DistrustsIdent);
    let lost = Outcome::Lost { phase: Phase::Connection, responses: 0 };
    assert_eq!(run.end, End::Finished(lost));
    let again = run.steps.iter().filter(|own| matches!(own.progress, Progress::Reconnecting(_)));
    assert_eq!(again.count(), 3);
}

#[test]
fn a_wallet_that_wants_to_know_the_reader_ends_without() {
    let mut wallet = wallet(Engagement::Qr, Carrier::L2cap);
    wallet.needs_reader_auth = true;
    let run = play(reader(&mdl()), wallet, WorldConfig::default());
    let ended = Outcome::EndedByWallet {
        status: Some(Status::Termination),
        phase: Phase::Response,
        responses: 0,
    };
    assert_eq!(run.end, End::Finished(ended));
}

#[test]
fn a_wrong_signature_is_not_sent() {
    let (provider, now) = (CryptoProvider::default(), Duration::ZERO);
    let mut config = reader(&mdl());
    config.signer = reader_signer();
    let mut session = ReaderSession::new(config, &provider);
    session.start(now);
    let wallet = tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, Carrier::L2cap));
    session.on_event(Event::CodeScanned(wallet.code()), now);
    let key = PrivateKey::new(Curve::P256, vec![7; 32]);
    let actions = session.on_event(Event::Key(key), now);
    assert!(actions.iter().any(|own| matches!(own, Action::Sign { id: 0, .. })));
    let event = Event::Signature { id: 0, signature: vec![1; 64] };
    let actions = session.on_event(event, now);
    assert!(actions.iter().any(|own| matches!(
        own,
        Action::Finished(Outcome::Failed { failure: Failure::ReaderAuth(_), .. })
    )));
    assert!(session.is_over());
    assert!(session.on_event(Event::StreamOpened, now).is_empty());
}

#[test]
fn whatever_happens_at_any_step_ends_in_a_typed_outcome() {
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut random = Random::new(5);
    for engagement in ENGAGEMENTS {
        for (carrier, _) in CARRIERS {
            let side = || {
                let mut wallet = wallet(engagement, carrier);
                wallet.habit = Habit::Plain(vec![0xa0; 3000]);
                wallet
            };
            let undisturbed = play(reader(&mdl()), side(), WorldConfig::default());
            for step in 0..undisturbed.events {
                let garbage = vec![random.octets(1), random.octets(40), Vec::new(), vec![2]];
                let mut all = vec![Disturbance::End, Disturbance::LinkLost];
                all.extend(garbage.into_iter().map(Disturbance::Garbage));
                for disturbance in all {
                    let config = WorldConfig {
                        disturbance: Some((step, disturbance)),
                        ..WorldConfig::default()
                    };
                    let run = play(reader(&mdl()), side(), config);
                    let End::Finished(outcome) = &run.end else { panic!() };
                    *outcomes.entry(name(outcome)).or_default() += 1;
                }
            }
        }
    }
    println!("{outcomes:?}");
    for expected in ["cancelled", "completed", "failed", "lost"] {
        assert!(outcomes.contains_key(expected), "{expected}");
    }
}

#[test]
fn whatever_happens_on_the_way_to_l2cap_ends_in_a_typed_outcome() {
    let mut transports = BTreeMap::new();
    for (carrier, works) in [
        (Carrier::BlePeripheral, true),
        (Carrier::BlePeripheral, false),
        (Carrier::BleCentral, true),
        (Carrier::BleCentral, false),
    ] {
        let side = || {
            let mut wallet = wallet(Engagement::Qr, carrier);
            wallet.psm_value = Some(vec![0, 0, 0, if works { 0xc1 } else { 0x82 }]);
            wallet.comes_by_stream = works;
            let mut reader = reader(&mdl());
            reader.l2cap = L2capPolicy { from_characteristic: true, serve: true };
            (reader, wallet)
        };
        let world = |disturbance| WorldConfig {
            disturbance,
            published: Some(0x81),
            ..WorldConfig::default()
        };
        let (own, other) = side();
        let undisturbed = play(own, other, world(None));
        for step in 0..undisturbed.events {
            for disturbance in [
                Disturbance::End,
                Disturbance::LinkLost,
                Disturbance::Garbage(vec![2]),
                Disturbance::Garbage(vec![0, 0, 0, 0x90]),
                Disturbance::Garbage(vec![9; 40]),
            ] {
                let (own, other) = side();
                let run = play(own, other, world(Some((step, disturbance))));
                for presentation in &run.presentations {
                    let transport = presentation.proximity().unwrap().transport;
                    *transports.entry(transport.name()).or_insert(0) += 1;
                }
            }
        }
    }
    println!("{transports:?}");
    assert_eq!(transports.len(), 3, "by the channel and by GATT of either side");
}

#[test]
fn events_of_l2cap_that_nobody_asked_for_change_nothing() {
    let now = Duration::ZERO;
    let odd = || {
        vec![
            Event::PsmRead(Some(vec![0, 0, 0, 0x81])),
            Event::PsmRead(None),
            Event::StreamPublished(Some(0x81)),
            Event::StreamPublished(None),
            Event::StreamOpened,
            Event::StreamReceived(vec![0, 0, 0, 1, 0]),
        ]
    };
    for carrier in [Carrier::BleCentral, Carrier::BlePeripheral] {
        let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
        let wallet = tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, carrier));
        let steps = [
            Event::CodeScanned(wallet.code()),
            Event::Key(PrivateKey::new(Curve::P256, vec![7; 32])),
            Event::BleConnected { mtu: 100 },
        ];
        session.start(now);
        for step in steps {
            for event in odd() {
                assert!(session.on_event(event, now).is_empty(), "{carrier:?}");
            }
            session.on_event(step, now);
        }
        for event in odd() {
            assert!(session.on_event(event, now).is_empty(), "{carrier:?}");
        }
        assert!(!session.is_over());
    }
}

#[test]
fn what_an_old_session_heard_never_opens_a_new_one() {
    for engagement in ENGAGEMENTS {
        for carrier in [Carrier::BleCentral, Carrier::BlePeripheral, Carrier::L2cap] {
            let old = play(reader(&mdl()), wallet(engagement, carrier), WorldConfig::default());
            assert_accepted(&old);
            // The same wallet, the same engagement even; only the reader's key is new.
            let mut session = new_session(&old, engagement);
            session.on_event(Event::BleConnected { mtu: 517 }, Duration::ZERO);
            session.on_event(Event::BleSubscribed, Duration::ZERO);
            session.on_event(Event::StreamOpened, Duration::ZERO);
            let received: Vec<Action> = old
                .heard
                .iter()
                .filter(|own| !matches!(own, Event::ApduResponse(_)))
                .flat_map(|own| session.on_event(own.clone(), Duration::ZERO))
                .collect();
            let ended = received.iter().find_map(|own| match own {
                Action::Received(_) => panic!("an old response was accepted"),
                Action::Finished(Outcome::Failed { failure, .. }) => Some(failure.clone()),
                _ => None,
            });
            assert_eq!(ended, Some(Failure::Session(SessionError::Decryption)), "{carrier:?}");
            assert!(session.is_over());
        }
    }
}

/// A session of the same wallet, up to the request, with another key.
fn new_session(old: &Run, engagement: Engagement) -> ReaderSession {
    let now = Duration::ZERO;
    let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
    session.start(now);
    if engagement == Engagement::Qr {
        session.on_event(Event::CodeScanned(old.wallet.code()), now);
    } else {
        session.on_event(Event::TagFound, now);
        for event in old.heard.iter().filter(|own| matches!(own, Event::ApduResponse(_))) {
            session.on_event(event.clone(), now);
            session.on_event(Event::Tick, now + Duration::from_secs(1));
        }
    }
    let actions = session.on_event(Event::Key(PrivateKey::new(Curve::P256, vec![9; 32])), now);
    assert!(actions.iter().any(|own| matches!(own, Action::Progress(Progress::Transport(_)))));
    session
}

#[test]
fn a_loss_before_the_first_message_is_survived_and_a_later_one_is_not() {
    let (mut survived, mut lost) = (0, 0);
    for carrier in [Carrier::BleCentral, Carrier::BlePeripheral] {
        for step in 0..12 {
            let disturbance = Some((step, Disturbance::LinkLost));
            let config = WorldConfig { disturbance, ..WorldConfig::default() };
            let run = play(reader(&mdl()), wallet(Engagement::Qr, carrier), config);
            let again =
                run.steps.iter().any(|own| matches!(own.progress, Progress::Reconnecting(1)));
            match run.end {
                End::Finished(Outcome::Completed { .. }) => {
                    assert_accepted(&run);
                    survived += usize::from(again);
                    let facts = run.presentations[0].proximity().unwrap();
                    assert_eq!(facts.reconnections, u32::from(again));
                }
                // Either side had begun, even if the other did not hear of it.
                End::Finished(Outcome::Lost { .. }) => lost += 1,
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(survived > 0 && lost > 0);
}

#[test]
fn a_second_engagement_follows_a_loss() {
    let disturbance = Some((6, Disturbance::LinkLost));
    let mut link = wallet(Engagement::Qr, Carrier::BlePeripheral);
    link.consent = 5_000;
    let config = WorldConfig { disturbance, ..WorldConfig::default() };
    let lost = play(reader(&mdl()), link.clone(), config);
    assert!(matches!(lost.end, End::Finished(Outcome::Lost { .. })), "{:?}", lost.end);
    link.label = "wallet, again".to_owned();
    let world = WorldConfig { seed: 2, ..WorldConfig::default() };
    assert_accepted(&play(reader(&mdl()), link, world));
}

#[test]
fn every_phase_has_its_time() {
    let timeouts = Timeouts {
        engagement: Duration::from_secs(30),
        connection: Duration::from_secs(40),
        inactivity: Duration::from_secs(300),
        response: Duration::from_secs(900),
    };
    let mut config = reader(&mdl());
    config.timeouts = timeouts;
    let at = Duration::from_secs;
    let mut session = ReaderSession::new(config.clone(), &CryptoProvider::default());
    let actions = session.start(at(1_000));
    assert!(actions.iter().any(|own| matches!(own, Action::WakeAt(own) if *own == at(1_030))));
    // A timer that came too early is set again.
    let actions = session.on_event(Event::Tick, at(1_029));
    assert!(matches!(actions[..], [Action::WakeAt(own)] if own == at(1_030)), "{actions:?}");
    let actions = session.on_event(Event::Tick, at(1_030));
    assert!(matches!(
        actions.last(),
        Some(Action::Finished(Outcome::TimedOut { phase: Phase::Engagement, responses: 0 }))
    ));

    let mut session = ReaderSession::new(config, &CryptoProvider::default());
    session.start(at(0));
    let wallet = tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, Carrier::BleCentral));
    session.on_event(Event::CodeScanned(wallet.code()), at(10));
    // A clock that goes back harms nothing.
    session.on_event(Event::Key(PrivateKey::new(Curve::P256, vec![7; 32])), at(9));
    let actions = session.on_event(Event::Tick, at(50));
    let timed_out = Outcome::TimedOut { phase: Phase::Connection, responses: 0 };
    assert!(matches!(actions.last(), Some(Action::Finished(own)) if *own == timed_out));
    assert_eq!(session.phase(), Phase::Answered);
}

/// One byte inside every limit of inactivity is no reason to wait for ever.
#[test]
fn a_response_that_never_ends_is_cut_off() {
    let at = Duration::from_secs;
    let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
    let wallet =
        tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, Carrier::BlePeripheral));
    session.start(at(0));
    session.on_event(Event::CodeScanned(wallet.code()), at(0));
    session.on_event(Event::Key(PrivateKey::new(Curve::P256, vec![7; 32])), at(0));
    session.on_event(Event::BleConnected { mtu: 100 }, at(0));
    session.on_event(Event::BleSubscribed, at(10));
    assert_eq!(session.phase(), Phase::Response);
    let part =
        || Event::BleReceived { characteristic: Characteristic::Server2Client, value: vec![1, 0] };
    for quarter in 1..4 {
        session.on_event(part(), at(quarter * 250));
        assert!(!session.is_over(), "{quarter}");
    }
    let actions = session.on_event(part(), at(909));
    assert!(matches!(actions.last(), Some(Action::Progress(Progress::Receiving(4)))));
    let actions = session.on_event(part(), at(910));
    let timed_out = Outcome::TimedOut { phase: Phase::Response, responses: 0 };
    assert!(matches!(actions.last(), Some(Action::Finished(own)) if *own == timed_out));
}

/// A code is scanned while a tag is being read: nothing of the tag counts any more.
#[test]
fn a_code_takes_the_place_of_a_tag() {
    let at = Duration::from_secs;
    let wallet = tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, Carrier::Nfc));
    let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
    session.start(at(0));
    session.on_event(Event::TagFound, at(0));
    // Application, capability container, NDEF file, and an empty message: the tag is not ready.
    let container = [0, 15, 0x20, 0, 0xff, 0, 0xff, 4, 6, 0xe1, 4, 0x7f, 0xff, 0, 0, 0x90, 0];
    for response in [&[0x90, 0][..], &[0x90, 0], &container, &[0x90, 0], &[0, 0, 0x90, 0]] {
        session.on_event(Event::ApduResponse(response.to_vec()), at(0));
    }
    let actions = session.on_event(Event::CodeScanned(wallet.code()), at(1));
    assert!(actions.iter().any(|own| matches!(own, Action::WakeAt(own) if *own == at(61))));
    let key = PrivateKey::new(Curve::P256, vec![7; 32]);
    let actions = session.on_event(Event::Key(key), at(2));
    assert!(actions.iter().any(|own| matches!(own, Action::PollTag)), "{actions:?}");
    // What the former tag says late is no word of the wallet's.
    assert!(session.on_event(Event::ApduResponse(vec![0x90, 0]), at(2)).is_empty());
    assert!(!session.is_over());
    let actions = session.on_event(Event::TagFound, at(3));
    assert!(matches!(actions[..], [Action::SendApdu(_)]));
}

#[test]
fn an_engagement_is_held_to_its_rules() {
    let key = |curve| Key::new(curve, "ephemeral").cose_key();
    let engagement = |version: &str, suite: i64, key: Cbor| {
        map([(0, Cbor::from(version)), (1, array([Cbor::Int(suite), key.embedded()]))])
    };
    let p256 = || key(keys::Curve::P256);
    let read = |own: &Cbor| DeviceEngagement::decode(&own.encode());
    assert!(read(&engagement("1.0", 1, p256())).is_ok());
    assert!(read(&engagement("1.17", 1, p256())).is_ok());
    for version in ["2.0", "0.9", "1", "1.", "1.x", "01.0", ""] {
        assert_eq!(read(&engagement(version, 1, p256())), Err(EngagementError::Version));
    }
    assert_eq!(read(&engagement("1.0", 2, p256())), Err(EngagementError::CipherSuite(2)));
    let mut twice = engagement("1.0", 1, p256());
    twice.add(0, "1.0");
    assert!(matches!(read(&twice), Err(EngagementError::Decode(_))));
    let mut trailing = engagement("1.0", 1, p256()).encode();
    trailing.push(0);
    assert!(DeviceEngagement::decode(&trailing).is_err());
    let mut many = engagement("1.0", 1, p256());
    many.set(2, Cbor::Array(vec![array([7, 1, 0]); 17]));
    assert!(read(&many).is_err());
    many.set(2, Cbor::Array(vec![array([7, 1, 0]); 16]));
    assert_eq!(read(&many).unwrap().retrieval_methods.len(), 16);

    // The passphrase of a link is shown nowhere.
    let mut wifi = engagement("1.0", 1, p256());
    wifi.set(
        2,
        array([array([Cbor::Int(3), Cbor::Int(1), map([(0, Cbor::from("pass phrase"))])])]),
    );
    let wifi = read(&wifi).unwrap();
    assert!(matches!(
        &wifi.retrieval_methods[..],
        [RetrievalMethod::WifiAware(own)] if own.passphrase.as_deref() == Some("pass phrase")
    ));
    assert!(!format!("{wifi:?}").contains("pass phrase"));

    // Keys that cannot agree: typed, before the app is asked for anything.
    let mut off_curve = p256();
    off_curve.set(-3, Cbor::Bytes(vec![5; 32]));
    let no_point = |curve: i64, len| {
        map([
            (1, Cbor::Int(2)),
            (-1, Cbor::Int(curve)),
            (-2, Cbor::Bytes(vec![5; len])),
            (-3, Cbor::Bytes(vec![5; len])),
        ])
    };
    let x448 = map([(1, Cbor::Int(1)), (-1, Cbor::Int(5)), (-2, Cbor::Bytes(vec![5; 56]))]);
    let zero = map([(1, Cbor::Int(1)), (-1, Cbor::Int(4)), (-2, Cbor::Bytes(vec![0; 32]))]);
    let cases = [
        (key(keys::Curve::Ed25519), SessionError::NoKeyAgreement(Curve::Ed25519)),
        (off_curve, SessionError::InvalidKey),
        (no_point(257, 40), SessionError::InvalidKey),
        (no_point(259, 64), SessionError::InvalidKey),
        (x448, SessionError::UnsupportedCurve(Curve::X448)),
        (zero, SessionError::InvalidKey),
    ];
    for (own, expected) in cases {
        let engagement = read(&engagement("1.0", 1, own)).unwrap();
        let curve = engagement.key.public_key().curve();
        let reader = PrivateKey::new(curve, vec![7; curve.coordinate_len()]);
        let provider = CryptoProvider::default();
        let session = Session::new(&engagement, &EngagementForm::Qr, reader, &provider);
        assert_eq!(session.err(), Some(expected));
    }
    // A compressed point is legal for the wallet's key.
    let mut compressed = p256();
    let odd = compressed.at(-3).bytes()[31] & 1 == 1;
    compressed.set(-3, Cbor::Bool(odd));
    let compressed = read(&engagement("1.0", 1, compressed)).unwrap();
    let reader = PrivateKey::new(Curve::P256, vec![7; 32]);
    let session =
        Session::new(&compressed, &EngagementForm::Qr, reader, &CryptoProvider::default());
    assert!(session.is_ok());
    let other = read(&engagement("1.0", 1, p256())).unwrap();
    let reader = PrivateKey::new(Curve::P384, vec![7; 48]);
    let session = Session::new(&other, &EngagementForm::Qr, reader, &CryptoProvider::default());
    assert_eq!(session.err(), Some(SessionError::OtherCurve));
    for text in ["", "mdoc", "MDOC:owBj", "mdoc://owBj", "mdoc:owBj=", "mdoc:+/", "mdoc:"] {
        assert!(DeviceEngagement::from_uri(text).is_err(), "{text}");
    }
    let huge = format!("mdoc:{}", "A".repeat(1 << 20));
    assert!(matches!(DeviceEngagement::from_uri(&huge), Err(EngagementError::Decode(_))));
}

#[test]
fn a_request_over_the_readers_own_limit_is_not_sent() {
    let mut document = mdl();
    let name = &*Box::leak("x".repeat(65_537).into_boxed_str());
    document.name_spaces[0].1[0].identifier = name;
    let run =
        play(reader(&document), wallet(Engagement::Qr, Carrier::L2cap), WorldConfig::default());
    assert!(matches!(failure(&run), Failure::Request(_)), "{:?}", run.end);
    assert!(run.wallet.requests.is_empty());
}

#[test]
fn mutated_engagements_and_handovers_are_read_or_refused() {
    const SEED: u64 = 0xe9_9a9e;
    println!("seed {SEED:#x}");
    let mut random = Random::new(SEED);
    let mut config = wallet(Engagement::Qr, Carrier::BlePeripheral);
    config.reader_auth_all = true;
    let engagement = tashika_testkit::holder::HolderSession::new(&config).engagement().to_vec();
    // The tag's answers hold capability container and handover select message.
    let static_run =
        play(reader(&mdl()), wallet(Engagement::NfcStatic, Carrier::L2cap), WorldConfig::default());
    let answers: Vec<Vec<u8>> = static_run
        .heard
        .iter()
        .filter_map(|own| match own {
            Event::ApduResponse(bytes) => Some(bytes.clone()),
            _ => None,
        })
        .collect();
    let (mut read, mut refused) = (0, 0);
    let mut count = |outcome: bool| match outcome {
        true => read += 1,
        false => refused += 1,
    };
    for _ in 0..5_000 {
        count(DeviceEngagement::decode(&mutated(&engagement, &mut random)).is_ok());
        let index = random.below(answers.len() as u64) as usize;
        let mut answers = answers.clone();
        answers[index] = mutated(&answers[index], &mut random);
        let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
        session.start(Duration::ZERO);
        session.on_event(Event::TagFound, Duration::ZERO);
        let actions = answers
            .into_iter()
            .flat_map(|own| session.on_event(Event::ApduResponse(own), Duration::ZERO));
        count(actions.into_iter().any(|own| matches!(own, Action::CreateKey(_))));
    }
    println!("{read} read, {refused} refused");
    assert!(read > 100 && refused > 5_000);
}

/// One octet changed, cut off, doubled or put in.
fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut own = bytes.to_vec();
    let at = random.below(own.len().max(1) as u64) as usize;
    match random.below(4) {
        0 => own.truncate(at),
        1 => own.insert(at.min(own.len()), random.number() as u8),
        _ if own.is_empty() => {}
        2 => own[at] ^= 1 << random.below(8),
        _ => own[at] = random.number() as u8,
    }
    own
}

#[test]
fn frames_that_are_lost_doubled_or_late_never_deceive() {
    let good = LinkModel { mtu: 185, ..LinkModel::default() };
    let faults = [
        ("drop", LinkModel { drop: 0.3, ..good }),
        ("duplicate", LinkModel { duplicate: 0.3, ..good }),
        ("reorder", LinkModel { reorder: 0.3, ..good }),
        ("corrupt", LinkModel { corrupt: 0.3, ..good }),
    ];
    for (name, link) in faults {
        let mut broken = 0;
        for seed in 0..20 {
            for (carrier, _) in CARRIERS {
                let mut wallet = wallet(Engagement::Qr, carrier);
                wallet.habit = Habit::Plain(vec![0xa0; 2000]);
                let config = WorldConfig { link, seed, ..WorldConfig::default() };
                let run = play(reader(&mdl()), wallet, config);
                broken += usize::from(run.presentations.is_empty());
            }
        }
        assert!(broken > 20, "{name}: {broken} of 80");
    }
}

#[test]
fn a_value_on_the_wrong_characteristic_ends_the_session() {
    let now = Duration::ZERO;
    for characteristic in
        [Characteristic::Ident, Characteristic::L2cap, Characteristic::Client2Server]
    {
        let mut session = ReaderSession::new(reader(&mdl()), &CryptoProvider::default());
        session.start(now);
        let wallet =
            tashika_testkit::holder::Wallet::new(wallet(Engagement::Qr, Carrier::BlePeripheral));
        session.on_event(Event::CodeScanned(wallet.code()), now);
        session.on_event(Event::Key(PrivateKey::new(Curve::P256, vec![7; 32])), now);
        session.on_event(Event::BleConnected { mtu: 100 }, now);
        session.on_event(Event::BleSubscribed, now);
        let actions =
            session.on_event(Event::BleReceived { characteristic, value: vec![0, 1] }, now);
        let unexpected = Failure::Frame(FrameError::Unexpected);
        assert!(actions.iter().any(|own| matches!(
            own,
            Action::Finished(Outcome::Failed { failure, .. }) if *failure == unexpected
        )));
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Completed { .. } => "completed",
        Outcome::Cancelled(_) => "cancelled",
        Outcome::EndedByWallet { .. } => "ended by the wallet",
        Outcome::Failed { .. } => "failed",
        Outcome::Lost { .. } => "lost",
        Outcome::TimedOut { .. } => "timed out",
        _ => "other",
    }
}
