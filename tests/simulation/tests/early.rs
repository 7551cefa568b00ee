//! The first message during a negotiated handover (ISO 18013-5 second edition 9.2.3): the tag takes it
//! or not, the transport carries the same bytes, and nothing is worse off than without.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use common::{CARRIERS, assert_accepted, play, reader, wallet};
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::mdoc::DeviceEngagement;
use tashika::presentation::{EarlyEstablishment as Early, Transport};
use tashika::proximity::reader::{
    Action, Event, Failure, Outcome, Phase, Progress, ReaderConfig, ReaderSession,
};
use tashika::proximity::session::{EngagementForm, Session, SessionError, Status};
use tashika::proximity::tag::EarlyService;
use tashika_simulation::{
    Disturbance, End, LinkModel, Random, Run, WorldConfig, reader_signer, request_for,
};
use tashika_testkit::cbor::Cbor;
use tashika_testkit::documents::mdl;
use tashika_testkit::holder::{
    Carrier, EarlyHabit, EarlySide, Engagement, Ephemeral, EphemeralCurve, Habit, HolderSession,
    Input, Offer, Output, Wallet, WalletConfig,
};

const SEED: u64 = 0xea21;
/// The longest that anything may take until a link carries messages.
const BOUND: Duration = Duration::from_secs(4);

fn service(side: &EarlySide) -> EarlyService {
    EarlyService::new(&side.name, side.record.0, &side.record.1, &side.record.2).unwrap()
}

fn early_reader() -> ReaderConfig {
    let mut config = reader(&mdl());
    config.early = Some(service(&EarlySide::new()));
    config
}

fn early_wallet(carrier: Carrier, habit: EarlyHabit) -> WalletConfig {
    let mut config = wallet(Engagement::NfcNegotiated, carrier);
    config.early = Some(EarlySide { habit, ..EarlySide::new() });
    config
}

fn found(run: &Run) -> Early {
    run.presentations[0].proximity().unwrap().early_establishment
}

/// No ciphertext of the reader comes twice, the copy of the first message apart.
fn assert_fresh(run: &Run) {
    let data = |own: &Vec<u8>| Cbor::decode(own)?.get("data").map(|own| own.encode());
    let all: Vec<_> = run.wallet.messages.iter().filter_map(data).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    if let (Some(early), Some(first)) = (&run.wallet.early, run.wallet.messages.first()) {
        assert_eq!(early, first);
    }
}

#[test]
fn tag_and_transport_carry_the_same_first_message() {
    for (carrier, transport) in CARRIERS {
        for signs in [false, true] {
            let mut config = early_reader();
            config.signer = if signs { reader_signer() } else { None };
            let mut wallet = early_wallet(carrier, EarlyHabit::Honest);
            wallet.reader_auth_all = signs;
            let more = request_for(&mdl(), |own| own == "family_name").unwrap();
            let world = WorldConfig { more: vec![more], ..WorldConfig::default() };
            let run = play(config, wallet, world);
            assert_eq!(run.end, End::Finished(Outcome::Completed { responses: 2 }), "{carrier:?}");
            assert_accepted(&run);
            let facts = run.presentations[0].proximity().unwrap();
            assert_eq!((facts.transport, found(&run)), (transport, Early::Delivered));
            assert_eq!(run.wallet.early.as_ref(), run.wallet.messages.first());
            assert!(run.wallet.early_closed, "{carrier:?}");
            assert_fresh(&run);
            let told = Progress::Early(Early::Delivered);
            assert!(run.steps.iter().any(|own| own.progress == told));
        }
    }
}

#[test]
fn it_is_off_by_default_and_needs_capability_service_and_negotiation() {
    let early = |config: ReaderConfig, wallet: WalletConfig| {
        let run = play(config, wallet, WorldConfig::default());
        assert_accepted(&run);
        assert_eq!(run.wallet.early, None);
        found(&run)
    };
    let honest = || early_wallet(Carrier::BleCentral, EarlyHabit::Honest);
    assert_eq!(early(reader(&mdl()), honest()), Early::NotUsed);
    for engagement in [Engagement::Qr, Engagement::NfcStatic] {
        let wallet = WalletConfig { engagement, ..honest() };
        assert_eq!(early(early_reader(), wallet), Early::NotUsed, "{engagement:?}");
    }
    let with = |change: fn(&mut EarlySide)| {
        let mut wallet = honest();
        change(wallet.early.as_mut().unwrap());
        early(early_reader(), wallet)
    };
    assert_eq!(with(|own| own.capability = false), Early::NotSupported);
    assert_eq!(with(|own| own.announced = false), Early::NotAnnounced);
    assert_eq!(with(|own| own.name = "urn:example:other".to_owned()), Early::NotAnnounced);
    assert_eq!(with(|own| own.maximum = 100), Early::TooLarge);
    assert_eq!(with(|own| own.maximum = 0), Early::TooLarge);
    let mut plain = honest();
    plain.early = None;
    assert_eq!(early(early_reader(), plain), Early::NotSupported);
}

#[test]
fn only_a_name_and_a_record_that_can_be_are_a_service() {
    let new = |name: &str, tnf, kind: &[u8], id: &[u8]| EarlyService::new(name, tnf, kind, id);
    assert!(new("urn:example:first", 4, b"example.com:first", b"").is_some());
    assert!(new("urn:example:first", 5, b"", b"id").is_some());
    assert!(new("", 4, b"a:b", b"").is_none());
    assert!(new("urn:nfc:sn:handover", 4, b"a:b", b"").is_none());
    assert!(new(&"n".repeat(256), 4, b"a:b", b"").is_none());
    assert!(new("urn:example:first", 4, &[b'k'; 256], b"").is_none());
    assert!(new("urn:example:first", 4, b"a:b", &[b'i'; 256]).is_none());
    for (tnf, kind) in
        [(0, &b""[..]), (0, b"a"), (4, b""), (5, b"a"), (6, b""), (7, b"a"), (255, b"a")]
    {
        assert!(new("urn:example:first", tnf, kind, b"").is_none(), "{tnf}");
    }
}

#[test]
fn whatever_the_tag_does_the_transport_carries_on() {
    let te = |status: &[u8]| [&[0xd1, 2, status.len() as u8, b'T', b'e'][..], status].concat();
    let mut cases = vec![
        (EarlyHabit::Refuses(1), Early::Refused),
        (EarlyHabit::Refuses(0xff), Early::Refused),
        (EarlyHabit::Silent, Early::TimedOut),
        (EarlyHabit::Answers(te(&[])), Early::Failed),
        (EarlyHabit::Answers(te(&[3])), Early::Refused),
        (EarlyHabit::Answers(vec![0xd1, 2, 0, b'H', b's']), Early::Failed),
        (EarlyHabit::Answers(vec![0xff; 40]), Early::Failed),
        (EarlyHabit::Answers(vec![0xd0, 0, 0]), Early::TimedOut),
        (EarlyHabit::Answers(vec![7; 0x7fff]), Early::Failed),
    ];
    for at in 1..=3 {
        cases.push((EarlyHabit::StatusWord(at, [0x6a, 0x82]), Early::Failed));
    }
    for (habit, expected) in cases {
        for (carrier, _) in CARRIERS {
            let run =
                play(early_reader(), early_wallet(carrier, habit.clone()), WorldConfig::default());
            assert_accepted(&run);
            assert_eq!(found(&run), expected, "{habit:?} {carrier:?}");
            assert_eq!(run.wallet.early, None);
            assert!(run.presentations[0].proximity().unwrap().connecting < BOUND, "{habit:?}");
        }
    }
}

/// What the tag has taken it has, although the service was not closed in order.
#[test]
fn a_tag_that_fails_behind_the_message_has_taken_it() {
    let mut ends = HashSet::new();
    for at in 4..40 {
        let habit = EarlyHabit::StatusWord(at, [0x6f, 0]);
        let run =
            play(early_reader(), early_wallet(Carrier::BleCentral, habit), WorldConfig::default());
        assert_accepted(&run);
        let taken = run.wallet.early.is_some();
        ends.insert((found(&run), taken, run.wallet.early_closed));
    }
    // Refused before the last write; refused when it was closed, or not at all.
    assert!(ends.contains(&(Early::Failed, false, false)), "{ends:?}");
    assert!(ends.contains(&(Early::Delivered, true, true)), "{ends:?}");
    assert!(ends.iter().all(|(found, taken, _)| *taken || *found != Early::Delivered), "{ends:?}");
}

/// A tag that stops answering: over Bluetooth nothing is lost but the time, over NFC there is nothing
/// to go on with until the platform says that the field is gone.
#[test]
fn a_tag_that_stops_answering_costs_a_bounded_time() {
    for at in 1..=6 {
        for carrier in [Carrier::BleCentral, Carrier::BlePeripheral, Carrier::L2cap] {
            let wallet = early_wallet(carrier, EarlyHabit::Stops(at));
            let run = play(early_reader(), wallet, WorldConfig::default());
            assert_accepted(&run);
            assert_ne!(found(&run), Early::NotUsed);
            assert!(run.elapsed < Duration::from_secs(6), "{:?}", run.elapsed);
        }
        let wallet = early_wallet(Carrier::Nfc, EarlyHabit::Stops(at));
        let run = play(early_reader(), wallet, WorldConfig::default());
        let timed_out = Outcome::TimedOut { phase: Phase::Connection, responses: 0 };
        assert_eq!(run.end, End::Finished(timed_out), "{at}");
    }
}

#[test]
fn a_wallet_that_heard_another_first_message_ends() {
    for (carrier, _) in CARRIERS {
        let run = play(
            early_reader(),
            early_wallet(carrier, EarlyHabit::Mishears),
            WorldConfig::default(),
        );
        let status = Some(Status::Termination);
        let ended = Outcome::EndedByWallet { status, phase: Phase::Response, responses: 0 };
        assert_eq!(run.end, End::Finished(ended), "{carrier:?}");
        assert!(run.presentations.is_empty() && run.wallet.sent.is_empty());
    }
}

#[test]
fn the_field_may_go_at_any_step() {
    for (carrier, _) in [CARRIERS[0], CARRIERS[1], CARRIERS[3]] {
        let mut told = BTreeSet::new();
        for step in 0..45 {
            let wallet = early_wallet(carrier, EarlyHabit::Honest);
            let disturbance = Some((step, Disturbance::FieldLost));
            let run =
                play(early_reader(), wallet, WorldConfig { disturbance, ..WorldConfig::default() });
            assert_fresh(&run);
            match run.end {
                End::Finished(Outcome::Completed { .. }) => {
                    assert_accepted(&run);
                    told.insert(found(&run).name());
                }
                End::Finished(Outcome::Lost { .. }) => assert_eq!(carrier, Carrier::Nfc),
                other => panic!("{carrier:?} {step}: {other:?}"),
            }
        }
        assert!(told.contains("delivered") && told.contains("field-lost"), "{told:?}");
    }
}

#[test]
fn garbage_and_losses_at_any_step_end_in_a_typed_outcome() {
    for (carrier, _) in CARRIERS {
        for step in 0..45 {
            for disturbance in [
                Disturbance::Garbage(vec![0x90, 0]),
                Disturbance::Garbage(vec![0xff; 30]),
                Disturbance::LinkLost,
                Disturbance::End,
            ] {
                let wallet = early_wallet(carrier, EarlyHabit::Honest);
                let world = WorldConfig {
                    disturbance: Some((step, disturbance)),
                    ..WorldConfig::default()
                };
                // `play` refuses every other end, and every response that was not sent.
                assert_fresh(&play(early_reader(), wallet, world));
            }
        }
    }
}

#[test]
fn a_link_that_repeats_lost_transmissions_ends_in_acceptance() {
    for loss in [0.1, 0.2] {
        for seed in 0..24 {
            let (carrier, _) = CARRIERS[seed as usize % 4];
            let mut wallet = early_wallet(carrier, EarlyHabit::Honest);
            wallet.habit = Habit::Plain(vec![0xa0; 3000]);
            let link = LinkModel { loss, transmissions: 10, ..LinkModel::default() };
            let world = WorldConfig { link, seed, ..WorldConfig::default() };
            let run = play(early_reader(), wallet, world);
            assert!(!run.presentations.is_empty(), "{loss} {seed}: {:?}", run.end);
            assert_fresh(&run);
        }
    }
}

#[test]
fn a_thousand_transactions_over_bad_links() {
    println!("seed {SEED:#x}");
    let mut random = Random::new(SEED);
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for index in 0..1_000 {
        let (carrier, _) = CARRIERS[random.below(4) as usize];
        let mut wallet = early_wallet(carrier, early_habit(&mut random));
        wallet.label = format!("early {index}");
        wallet.empty_messages = random.below(3) as u32;
        wallet.tag_maximum = [15, 59, 255][random.below(3) as usize];
        wallet.habit = Habit::Plain(random.octets(400));
        let link = LinkModel { latency: 1 + random.below(20), ..LinkModel::default() };
        let link = link.with_fault(random.below(6));
        let mishears = wallet.early.as_ref().unwrap().habit == EarlyHabit::Mishears;
        let calm = link == LinkModel { latency: link.latency, ..LinkModel::default() };
        let world = WorldConfig { link, seed: random.number(), ..WorldConfig::default() };
        let run = play(early_reader(), wallet, world);
        if calm && !mishears {
            assert_fresh(&run);
        }
        let name = match run.presentations.first() {
            Some(_) => format!("accepted, early {}", found(&run).name()),
            None => format!("{:?}", run.end)
                .split([' ', '(', '{'])
                .take(2)
                .collect::<Vec<_>>()
                .join(" "),
        };
        *ends.entry(name).or_default() += 1;
    }
    ends.iter().for_each(|(name, count)| println!("{count:>5} {name}"));
    assert_eq!(ends.values().sum::<usize>(), 1_000);
    for name in ["delivered", "refused", "failed", "timed-out"] {
        assert!(ends.contains_key(&format!("accepted, early {name}")), "{name}");
    }
}

fn early_habit(random: &mut Random) -> EarlyHabit {
    match random.below(10) {
        0 => EarlyHabit::Silent,
        1 => EarlyHabit::Refuses(1 + random.below(255) as u8),
        2 => EarlyHabit::Answers({
            let length = random.below(60) as usize;
            random.octets(length)
        }),
        3 => EarlyHabit::Stops(1 + random.below(12) as u32),
        4 => EarlyHabit::StatusWord(1 + random.below(12) as u32, [0x6a, 0x82]),
        5 => EarlyHabit::Mishears,
        _ => EarlyHabit::Honest,
    }
}

#[test]
fn a_session_makes_one_first_message_and_takes_no_answer_to_its_copy() {
    let config = wallet(Engagement::Qr, Carrier::BleCentral);
    let engagement = DeviceEngagement::from_uri(&Wallet::new(config.clone()).code()).unwrap();
    let scalar = Ephemeral::new(EphemeralCurve::P256, "early").secret();
    let new = || {
        let own = PrivateKey::new(Curve::P256, scalar.clone());
        Session::new(&engagement, &EngagementForm::Qr, own, &CryptoProvider::default()).unwrap()
    };
    let mut session = new();
    let early = session.seal_early(b"one").unwrap();
    assert_eq!(session.seal_early(b"one").as_deref(), Ok(&early[..]));
    assert_eq!(session.seal_early(b"two"), Err(SessionError::OtherRequest));
    assert_eq!(session.seal(b"two"), Err(SessionError::OtherRequest));
    assert_eq!(session.seal(b"one").as_deref(), Ok(&early[..]));
    assert_eq!(session.seal(b"one"), Err(SessionError::RequestPending));
    assert_eq!(session.seal_early(b"one"), Err(SessionError::RequestPending));
    let mut holder = HolderSession::new(&config);
    assert_eq!(holder.open(&early), Ok(Some(b"one".to_vec())));
    let answer = holder.seal(b"answer", 1, None);
    assert_eq!(session.open(&answer).unwrap().response.unwrap()[..], b"answer"[..]);
    // The next message goes on with the counter: the holder's own opens it.
    assert_eq!(holder.open(&session.seal(b"two").unwrap()), Ok(Some(b"two".to_vec())));

    // Before the transport carried it there is nothing to answer.
    let mut session = new();
    let early = session.seal_early(b"one").unwrap();
    let mut holder = HolderSession::new(&config);
    holder.open(&early).unwrap();
    let answer = holder.seal(b"answer", 1, None);
    assert_eq!(session.open(&answer), Err(SessionError::Unsolicited));
    assert_eq!(session.seal(b"one"), Err(SessionError::Ended));
    assert_eq!(session.seal_early(b"one"), Err(SessionError::Ended));
}

/// Reader and tag by hand, a command at a time.
struct Tap {
    reader: ReaderSession,
    wallet: Wallet,
    now: Duration,
    /// Commands that the tag has not been given yet.
    commands: Vec<Vec<u8>>,
    wake: Option<Duration>,
    /// Everything else, in order.
    other: Vec<Action>,
}

impl Tap {
    fn new(config: ReaderConfig, wallet: WalletConfig) -> Tap {
        let mut reader = ReaderSession::new(config, &CryptoProvider::default());
        let mut own = Vec::new();
        own.extend(reader.start(Duration::ZERO));
        let mut tap = Tap {
            reader,
            wallet: Wallet::new(wallet),
            now: Duration::ZERO,
            commands: Vec::new(),
            wake: None,
            other: own,
        };
        tap.hear(Event::TagFound);
        tap
    }

    fn hear(&mut self, event: Event) {
        self.now += Duration::from_millis(1);
        for action in self.reader.on_event(event, self.now) {
            match action {
                Action::SendApdu(command) => self.commands.push(command),
                Action::WakeAt(at) => self.wake = Some(at),
                Action::CreateKey(curve) => {
                    let key = Ephemeral::new(EphemeralCurve::P256, "tap").secret();
                    self.other.push(Action::CreateKey(curve));
                    self.hear(Event::Key(PrivateKey::new(curve, key)));
                }
                other => self.other.push(other),
            }
        }
    }

    /// The tag's response to the next command.
    fn respond(&mut self) -> Option<Vec<u8>> {
        assert!(self.commands.len() <= 1, "one command at a time");
        let command = self.commands.pop()?;
        let out = self.wallet.on(Input::Apdu(command));
        out.into_iter().find_map(|(_, own)| match own {
            Output::Apdu(response) => Some(response),
            _ => None,
        })
    }

    /// One command and its response, or one wait.
    fn step(&mut self) {
        match self.respond() {
            Some(response) => self.hear(Event::ApduResponse(response)),
            None => {
                self.now = self.now.max(self.wake.unwrap());
                self.hear(Event::Tick);
            }
        }
    }

    /// Until the first command of the early message is unanswered.
    fn until_early(&mut self) {
        let keyed = |own: &Action| matches!(own, Action::CreateKey(_));
        for _ in 0..60 {
            if self.other.iter().any(keyed) && !self.commands.is_empty() {
                return;
            }
            self.step();
        }
        panic!("{:?}", self.other);
    }

    fn told(&self) -> Vec<Early> {
        let early = |own: &Action| match own {
            Action::Progress(Progress::Early(found)) => Some(*found),
            _ => None,
        };
        self.other.iter().filter_map(early).collect()
    }

    fn has(&self, wanted: fn(&Action) -> bool) -> bool {
        self.other.iter().any(wanted)
    }

    /// Goes on to the response.
    fn finish(&mut self) {
        for _ in 0..400 {
            if self.has(|own| matches!(own, Action::Received(_))) {
                return;
            }
            self.step();
        }
        panic!("{:?}", self.other);
    }
}

fn selects_transfer(command: &[u8]) -> bool {
    command.get(1) == Some(&0xa4) && command.get(5..) == Some(&[0xa0, 0, 0, 2, 0x48, 4, 0][..])
}

#[test]
fn a_late_response_of_the_tag_is_not_taken_for_another() {
    for steps in 0..6 {
        let mut tap = Tap::new(early_reader(), early_wallet(Carrier::Nfc, EarlyHabit::Honest));
        tap.until_early();
        (0..steps).for_each(|_| tap.step());
        while tap.commands.is_empty() {
            tap.step();
        }
        let late = tap.respond().unwrap();
        tap.now += EarlyService::WITHIN;
        tap.hear(Event::Tick);
        assert_eq!(tap.told().len(), 1);
        assert!(tap.commands.is_empty(), "the tag has not answered yet");
        tap.hear(Event::ApduResponse(late));
        assert!(selects_transfer(&tap.commands[0]), "{steps}");
        tap.finish();
        assert_eq!(tap.told().len(), 1, "it is told once");
        let first = tap.wallet.messages[0].clone();
        assert!(tap.wallet.early.as_ref().is_none_or(|own| *own == first));
    }
}

#[test]
fn a_tag_that_is_found_once_more_is_not_given_the_rest() {
    for steps in 0..6 {
        let mut tap = Tap::new(early_reader(), early_wallet(Carrier::Nfc, EarlyHabit::Honest));
        tap.until_early();
        (0..steps).for_each(|_| tap.step());
        tap.commands.clear();
        tap.wallet.on(Input::FieldLost);
        tap.hear(Event::TagFound);
        assert_eq!(tap.commands.len(), 1);
        assert!(selects_transfer(&tap.commands[0]));
        tap.finish();
        assert_eq!(tap.told().len(), 1);
    }
}

#[test]
fn another_transport_carries_the_first_message_that_went_ahead() {
    for steps in 0..12 {
        let mut config = early_reader();
        config.transports = vec![Transport::BleCentralClient, Transport::Nfc];
        let mut wallet = early_wallet(Carrier::BleCentral, EarlyHabit::Honest);
        wallet.engagement = Engagement::NfcNegotiated;
        let mut tap = Tap::new(config, wallet);
        tap.until_early();
        (0..steps).for_each(|_| tap.step());
        // A negotiated handover names one carrier: there is no other.
        assert!(tap.reader.next_transport().is_none());
        tap.wallet.on(Input::LinkUp(517));
        tap.hear(Event::BleConnected { mtu: 517 });
        assert!(!tap.has(|own| matches!(own, Action::SendBle { .. })));
    }
    // A wallet whose one carrier has both roles.
    let mut config = early_reader();
    config.transports = vec![Transport::BleCentralClient, Transport::BlePeripheralServer];
    let mut wallet = early_wallet(Carrier::BleCentral, EarlyHabit::Honest);
    wallet.offers = vec![Offer { both_roles: true, ..Offer::new(Carrier::BleCentral) }];
    let mut tap = Tap::new(config, wallet);
    tap.until_early();
    let actions = tap.reader.next_transport().unwrap();
    let lost = Action::Progress(Progress::Early(Early::FieldLost));
    assert!(actions.iter().any(|own| format!("{own:?}") == format!("{lost:?}")), "{actions:?}");
    assert!(actions.iter().any(|own| matches!(own, Action::Scan { .. })));
    tap.commands.clear();
    tap.hear(Event::BleConnected { mtu: 517 });
    tap.hear(Event::BleSubscribed);
    assert!(tap.has(|own| matches!(own, Action::Progress(Progress::RequestSent))));
}

#[test]
fn the_link_waits_for_the_tag_and_a_response_before_is_an_error() {
    let mut tap =
        Tap::new(early_reader(), early_wallet(Carrier::BlePeripheral, EarlyHabit::Silent));
    tap.until_early();
    tap.hear(Event::BleConnected { mtu: 517 });
    tap.hear(Event::BleSubscribed);
    let sent = |own: &Action| matches!(own, Action::Progress(Progress::RequestSent));
    assert!(!tap.has(sent), "the tag is still being given it");
    let mut early =
        Tap::new(early_reader(), early_wallet(Carrier::BlePeripheral, EarlyHabit::Silent));
    early.until_early();
    early.hear(Event::BleConnected { mtu: 517 });
    early.hear(Event::BleSubscribed);
    let characteristic = tashika::proximity::ble::Characteristic::Server2Client;
    let message = [&[0u8][..], &[0xa1, 0x64, b'd', b'a', b't', b'a', 0x50], &[7; 16]].concat();
    early.hear(Event::BleReceived { characteristic, value: message });
    assert!(early.has(|own| matches!(
        own,
        Action::Finished(Outcome::Failed {
            failure: Failure::Session(SessionError::Unsolicited),
            ..
        })
    )));
    // In the end the time is over, and the message goes.
    while tap.told().is_empty() {
        tap.step();
    }
    assert_eq!(tap.told(), [Early::TimedOut]);
    assert!(tap.has(sent));
    assert!(tap.now < BOUND);
}
