//! The counter of a verifier app, with the testkit's wallet as the customer's phone.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use serde_json::{Value, json};
use tashika::counter::{
    AskedAs, Blocked, BlockedAction, CameraStyle, Certification, CertificationState,
    ConfigurationProblem, Counter, CounterAction, CounterConfig, CounterEvent, FaceOutcome,
    FaceState, FinderState, Hint, HistoryEntry, IssuanceAnswer, NfcStyle, PermissionKind,
    PermissionState, PortraitFormat, PortraitView, Presets, ProblemKind, RadioKind, RadioState,
    ReaderIdentity, ReasonCode, RowState, Screen, SettingsPage, Signal, VerdictKind, VerdictView,
};
use tashika::crypto::CryptoProvider;
use tashika::doctype::age::Answer;
use tashika::doctype::{Date, Registry};
use tashika::instant::Timestamp;
use tashika::presentation::Transport;
use tashika::status::Cache;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::x509::Certificate;
use tashika_simulation::desk::{Desk, DeskConfig};
use tashika_simulation::format::hex;
use tashika_simulation::reader_signer;
use tashika_testkit::cbor::{Cbor, array, full_date, map, tdate};
use tashika_testkit::documents::{mdl, my_number_card, shown};
use tashika_testkit::handover::Handover;
use tashika_testkit::holder::{Carrier, Engagement, Habit, Offer, WalletConfig};
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::scenario::{Document, Issuer, NOW, Scenario};
use tashika_testkit::status::{INDEX, ListSigner, STATUS_URI, StatusToken};

const ON: &str = "2026-06-01";

fn presets() -> Presets {
    Presets::shipped(Date::parse(ON).unwrap(), &Registry::builtin()).unwrap()
}

fn anchor(document: &Document) -> TrustAnchor {
    TrustAnchor::new(Certificate::parse(&document.issuer.root_der()).unwrap(), Purpose::Issuer)
}

fn trusting(document: &Document) -> CounterConfig {
    let trust: TrustStore = [anchor(document)].into_iter().collect();
    CounterConfig { trust_version: "trust-1".to_owned(), ..CounterConfig::new(presets(), trust) }
}

fn wallet(document: Document, carriers: &[Carrier]) -> WalletConfig {
    // In a negotiated handover a wallet chooses one carrier.
    let engagement = match carriers.len() {
        1 => Engagement::NfcNegotiated,
        _ => Engagement::NfcStatic,
    };
    let mut wallet = WalletConfig::new(document, engagement, carriers[0]);
    wallet.offers = carriers.iter().map(|own| Offer::new(*own)).collect();
    wallet.consent = 2_000;
    wallet
}

fn card() -> WalletConfig {
    wallet(my_number_card(), &[Carrier::BleCentral, Carrier::BlePeripheral])
}

/// A ready desk with this phone and the preset.
fn desk(preset: &str, wallet: WalletConfig) -> Desk {
    let config = trusting(&wallet.documents[0]);
    let mut desk = Desk::new(config, DeskConfig::new(wallet)).opened();
    desk.tell(json!({"type": "preset-chosen", "id": preset}));
    assert_eq!(desk.screen(), "ready");
    desk
}

fn verdict(desk: &Desk) -> VerdictView {
    match desk.view().screen {
        Screen::Verdict(own) => *own,
        other => panic!("no verdict: {other:?}"),
    }
}

fn codes(view: &VerdictView) -> Vec<ReasonCode> {
    view.reasons.iter().map(|own| own.code).collect()
}

fn problem(desk: &Desk) -> ProblemKind {
    match desk.view().screen {
        Screen::Problem(own) => own.problem,
        other => panic!("no problem: {other:?}"),
    }
}

fn history(desk: &Desk) -> Vec<HistoryEntry> {
    let kept = desk.actions.iter().filter_map(|own| match own {
        CounterAction::KeepHistory { entry, .. } => Some(entry.clone()),
        _ => None,
    });
    kept.collect()
}

fn signals(desk: &Desk) -> Vec<Signal> {
    let signals = desk.actions.iter().filter_map(|own| match own {
        CounterAction::Signal(signal) => Some(*signal),
        _ => None,
    });
    signals.collect()
}

fn count(desk: &Desk, kind: &str) -> usize {
    let all = desk.played.iter().flat_map(|own| &own.actions);
    all.filter(|own| own["type"] == kind).count()
}

fn types(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|own| own["type"].as_str().unwrap()).collect()
}

/// Taps and waits for the verdict.
fn served(preset: &str, wallet: WalletConfig) -> Desk {
    let mut desk = desk(preset, wallet);
    desk.tap();
    desk.until("verdict");
    desk
}

// 1, 2: from the start to the verdict.

#[test]
fn a_cold_start_ends_ready_with_tags_and_codes_both_looked_for() {
    let desk = Desk::new(trusting(&my_number_card()), DeskConfig::new(card())).opened();
    let Screen::Ready(ready) = desk.view().screen else { panic!() };
    assert_eq!((ready.nfc, ready.camera), (FinderState::Armed, FinderState::Armed));
    assert_eq!(ready.presets.len(), 4);
    assert_eq!(types(&desk.played[0].actions)[0], "check-device");
    assert_eq!((count(&desk, "arm-nfc"), count(&desk, "open-camera")), (1, 1));
    assert_eq!(count(&desk, "ask-permission"), 0, "what is allowed is not asked for");
}

#[test]
fn a_tap_alone_leads_to_a_verdict_and_every_wait_says_who_and_how_long() {
    let desk = served("age-20", card());
    let view = verdict(&desk);
    assert_eq!(view.kind, VerdictKind::Accept);
    assert_eq!(codes(&view), []);
    let age = view.age.unwrap();
    assert_eq!((age.years, age.answer.as_str()), (20, "yes"));
    let mut names: Vec<&str> = Vec::new();
    for own in desk.played.iter().skip_while(|own| own.event["type"] != "session.tag-found") {
        let name = own.screen["name"].as_str().unwrap();
        if names.last() != Some(&name) {
            names.push(name);
        }
        if own.screen.get("who").is_some() {
            assert!(
                own.screen["limit"].as_u64().unwrap() > own.screen["elapsed"].as_u64().unwrap()
            );
        }
    }
    assert_eq!(names, ["engaging", "connecting", "waiting-for-holder", "checking", "verdict"]);
    // While the customer thinks, the seconds go on and the screen is drawn again.
    let thinking = desk.played.iter().filter(|own| own.screen["name"] == "waiting-for-holder");
    assert!(thinking.clone().any(|own| own.screen["elapsed"] == 1));
    assert!(
        thinking.clone().all(|own| own.screen["who"] != "devices" || own.screen["received"] != 0)
    );
    assert_eq!(signals(&desk), [Signal::Accept]);
}

#[test]
fn every_wait_can_be_cancelled_and_leads_back() {
    for screen in ["engaging", "connecting", "waiting-for-holder", "checking"] {
        let mut desk = desk("age-20", card());
        desk.tap();
        desk.until(screen);
        desk.tell(json!({"type": "cancel"}));
        assert_eq!(desk.screen(), "ready", "{screen}");
        assert_eq!(signals(&desk), [], "cancelling is no problem");
        assert!(history(&desk).is_empty());
        // What still comes of the former customer changes nothing.
        desk.pass(10_000);
        assert_eq!(desk.screen(), "ready", "{screen}");
    }
}

#[test]
fn every_wait_ends_by_itself() {
    let mut silent = card();
    silent.habit = Habit::Silent;
    let mut own = desk("age-20", silent);
    own.tap();
    own.until("waiting-for-holder");
    let begun = own.now();
    own.until("problem");
    assert_eq!(problem(&own), ProblemKind::HolderNoAnswer);
    assert_eq!(own.now() - begun, 300_000);
    own.until("ready");
    assert_eq!(own.now() - begun, 360_000, "the problem goes after a minute");

    // A tag that says nothing more.
    let mut own = desk("age-20", card());
    own.tell(json!({"type": "session.tag-found"}));
    own.pass(19_000);
    assert_eq!(own.screen(), "engaging");
    own.pass(1_100);
    assert_eq!(own.screen(), "ready");
    assert_eq!(own.played.last().unwrap().screen["hint"], "tap-again");
}

#[test]
fn the_verification_waits_for_a_tick_so_that_checking_is_seen() {
    let mut desk = desk("age-20", card());
    desk.tap();
    desk.until("checking");
    let last = desk.played.last().unwrap();
    let wake = last.actions.iter().find(|own| own["type"] == "wake-at").unwrap();
    assert_eq!(wake["ms"].as_u64(), Some(last.at));
    assert!(types(&last.actions).contains(&"secure-screen"));
    // The wallet was told that it is over, and the link is closed.
    assert!(types(&last.actions).contains(&"radio.stop-radio"));
}

// 4: the ladder.

#[test]
fn a_phone_with_its_own_server_alone_is_reached() {
    // multipaz #728
    let desk = served("age-20", wallet(my_number_card(), &[Carrier::BlePeripheral]));
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
    assert_eq!((count(&desk, "radio.scan"), count(&desk, "radio.advertise")), (1, 0));
}

#[test]
fn where_nobody_comes_to_the_readers_server_the_other_role_is_tried() {
    let mut desk = desk("age-20", card());
    desk.config_mut().lonely_server = true;
    desk.tap();
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
    assert_eq!((count(&desk, "radio.advertise"), count(&desk, "radio.scan")), (1, 1));
    assert_eq!(count(&desk, "radio.create-key"), 1, "no message had gone: the key stays");
    let switched = desk.played.iter().find(|own| types(&own.actions).contains(&"radio.scan"));
    let switched = switched.unwrap();
    assert_eq!(switched.event["type"], "tick");
    assert_eq!(types(&switched.actions)[..2], ["radio.stop-radio", "radio.scan"]);
    assert_eq!(switched.screen["attempt"], 2);
}

#[test]
fn a_failed_link_is_built_again_after_half_a_second_and_three_change_the_role() {
    // Status 133: the link fails as soon as it is built.
    let mut own = desk("age-20", wallet(my_number_card(), &[Carrier::BlePeripheral]));
    own.config_mut().failed_links = 2;
    own.tap();
    own.until("verdict");
    let at = |desk: &Desk, wanted: fn(&tashika_simulation::desk::Played) -> bool| -> Vec<u64> {
        desk.played.iter().filter(|own| wanted(own)).map(|own| own.at).collect()
    };
    let lost = at(&own, |own| own.event["type"] == "session.ble-disconnected");
    let scans = at(&own, |own| types(&own.actions).contains(&"radio.scan"));
    assert_eq!((lost.len(), scans.len()), (2, 3));
    assert_eq!((scans[1] - lost[0], scans[2] - lost[1]), (500, 500));

    let mut own = desk("age-20", card());
    own.config_mut().failed_links = 3;
    own.tap();
    own.until("verdict");
    assert_eq!(verdict(&own).kind, VerdictKind::Accept);
    assert_eq!((count(&own, "radio.advertise"), count(&own, "radio.scan")), (3, 1));
    let attempts = own.played.iter().filter_map(|own| own.screen["attempt"].as_u64());
    assert_eq!(attempts.max(), Some(4));
}

#[test]
fn a_scan_without_a_phone_begins_again_after_ten_seconds() {
    let mut desk = desk("age-20", wallet(my_number_card(), &[Carrier::BlePeripheral]));
    desk.config_mut().deaf_scans = 2;
    desk.tap();
    desk.until("verdict");
    let at = |kind: &str| -> Vec<u64> {
        let own = desk.played.iter().filter(|own| types(&own.actions).contains(&kind));
        own.map(|own| own.at).collect()
    };
    let (first, again) = (at("radio.scan"), at("restart-scan"));
    assert_eq!((first.len(), again.len()), (1, 2));
    assert_eq!(again[0] - first[0], 10_000);
    assert_eq!(again[1] - again[0], 10_000);
}

#[test]
fn no_phone_at_all_is_a_problem_after_the_limit_and_never_five_scans_in_thirty_seconds() {
    let mut own = desk("age-20", wallet(my_number_card(), &[Carrier::BlePeripheral]));
    own.config_mut().deaf_scans = u32::MAX;
    let mut begun = Vec::new();
    for _ in 0..4 {
        own.tap();
        own.until("problem");
        assert_eq!(problem(&own), ProblemKind::PhoneNotFound);
        own.tell(json!({"type": "retry"}));
        own.next_customer(wallet(my_number_card(), &[Carrier::BlePeripheral]));
        own.pass(10);
    }
    for played in &own.played {
        for kind in types(&played.actions) {
            if ["radio.scan", "restart-scan"].contains(&kind) {
                begun.push(played.at);
            }
        }
    }
    assert!(begun.len() > 8, "{begun:?}");
    assert!(begun.windows(5).all(|five| five[4] - five[0] >= 30_000), "{begun:?}");
}

#[test]
fn a_channel_to_a_phone_counts_as_a_scan() {
    // Whoever opens one looks for the phone first, and a fifth search in thirty seconds finds nobody.
    let phone = |label: &str| {
        let mut wallet = wallet(my_number_card(), &[Carrier::L2cap]);
        (wallet.engagement, wallet.label) = (Engagement::Qr, label.to_owned());
        wallet
    };
    let mut own = desk("age-20", phone("the first"));
    own.config_mut().failed_links = u32::MAX;
    for label in ["the second", "the third"] {
        own.show_code();
        own.until("problem");
        own.tell(json!({"type": "retry"}));
        own.next_customer(phone(label));
        own.pass(10);
    }
    let opened = own.played.iter().filter(|own| types(&own.actions).contains(&"radio.open-stream"));
    let begun: Vec<u64> = opened.map(|own| own.at).collect();
    assert!(begun.len() > 4, "{begun:?}");
    assert!(begun.windows(5).all(|five| five[4] - five[0] >= 30_000), "{begun:?}");
}

#[test]
fn a_second_tap_kills_no_session() {
    // multipaz #1494: seven seconds after the first engagement another one came.
    let mut own = desk("age-20", {
        let mut wallet = card();
        wallet.consent = 20_000;
        wallet
    });
    own.tap();
    own.until("waiting-for-holder");
    let before = own.played.len();
    own.pass(7_000);
    own.tell(json!({"type": "session.tag-found"}));
    own.tell(json!({"type": "session.apdu-response", "response": "9000"}));
    own.untap();
    let quiet = own.played[before..].iter().flat_map(|own| &own.actions);
    let quiet = quiet.filter_map(|own| own["type"].as_str());
    assert!(quiet.clone().all(|own| ["render", "wake-at"].contains(&own)));
    own.until("verdict");
    assert_eq!(verdict(&own).kind, VerdictKind::Accept);
}

#[test]
fn a_double_tap_sends_no_second_command() {
    let mut desk = desk("age-20", card());
    desk.tap();
    let sent = count(&desk, "radio.send-apdu");
    desk.tell(json!({"type": "session.tag-found"}));
    assert_eq!((sent, count(&desk, "radio.send-apdu")), (1, 1));
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
}

#[test]
fn tags_are_looked_for_again_after_every_customer() {
    // multipaz #1819: NFC did nothing until the app was switched.
    let mut desk = served("age-20", card());
    let before = count(&desk, "arm-nfc");
    desk.tell(json!({"type": "done"}));
    desk.pass(10);
    assert_eq!(count(&desk, "arm-nfc"), before + 1);
    let mut next = card();
    next.label = "the next".to_owned();
    desk.next_customer(next);
    desk.tap();
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
    assert_eq!(count(&desk, "radio.create-key"), 2, "each customer a key of their own");
}

#[test]
fn a_camera_that_is_free_again_looks_for_tags_again() {
    let mut desk = desk("age-20", card());
    let before = count(&desk, "arm-nfc");
    desk.tell(json!({"type": "radio", "kind": "camera", "state": "on"}));
    assert_eq!(count(&desk, "arm-nfc"), before + 1);
    desk.show_code();
    desk.pass(10);
    assert_eq!(desk.screen(), "problem", "the wallet engages by a tap: its code has no transport");
}

#[test]
fn a_code_leads_to_a_verdict_as_well() {
    let mut wallet = card();
    wallet.engagement = Engagement::Qr;
    let mut desk = desk("age-20", wallet);
    desk.show_code();
    assert!(types(&desk.played.last().unwrap().actions).contains(&"close-camera"));
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
    // The same code, still on the phone's screen, begins nothing for the next customer.
    desk.tell(json!({"type": "done"}));
    desk.pass(10);
    desk.show_code();
    assert_eq!(desk.screen(), "ready");
}

// 5: what is missing is found before.

fn opened_with(
    permissions: Vec<(PermissionKind, PermissionState)>,
    radios: Vec<(RadioKind, RadioState)>,
    answers: PermissionState,
) -> Desk {
    let mut config = DeskConfig::new(card());
    config.permissions.extend(permissions);
    config.radios.extend(radios);
    config.answers = answers;
    Desk::new(trusting(&my_number_card()), config).opened()
}

fn blocked(desk: &Desk) -> (Blocked, BlockedAction) {
    match desk.view().screen {
        Screen::Blocked(own) => (own.what, own.action),
        other => panic!("not blocked: {other:?}"),
    }
}

#[test]
fn a_permission_is_asked_for_before_any_customer_and_its_refusal_blocks() {
    // EUDI #44: the engagement came, and a permission that nobody had asked for was missing.
    let denied = vec![(PermissionKind::Bluetooth, PermissionState::Denied)];
    let desk = opened_with(denied.clone(), Vec::new(), PermissionState::Granted);
    assert_eq!((desk.screen().as_str(), count(&desk, "ask-permission")), ("ready", 1));

    let mut desk = opened_with(denied, Vec::new(), PermissionState::DeniedForGood);
    let kind = PermissionKind::Bluetooth;
    assert_eq!(
        blocked(&desk),
        (Blocked::Permission(kind), BlockedAction::OpenSettings(SettingsPage::App))
    );
    assert_eq!(count(&desk, "arm-nfc"), 0, "nobody is asked to tap");
    desk.tap();
    assert_eq!(count(&desk, "radio.send-apdu"), 0);
    desk.tell(json!({"type": "retry"}));
    assert_eq!(types(&desk.played.last().unwrap().actions), ["open-settings"]);
    desk.tell(json!({"type": "permission", "kind": "bluetooth", "state": "granted"}));
    assert_eq!(desk.screen(), "ready");
    assert_eq!(count(&desk, "arm-nfc"), 1);
}

#[test]
fn a_radio_that_is_off_blocks_with_its_page() {
    let off = |kind| vec![(kind, RadioState::Off)];
    let mut desk = opened_with(Vec::new(), off(RadioKind::Bluetooth), PermissionState::Granted);
    assert_eq!(
        blocked(&desk),
        (
            Blocked::Radio(RadioKind::Bluetooth),
            BlockedAction::OpenSettings(SettingsPage::Bluetooth)
        )
    );
    desk.tell(json!({"type": "radio", "kind": "bluetooth", "state": "on"}));
    desk.pass(600);
    assert_eq!(desk.screen(), "ready");
    // In the middle of a transaction it ends it, and says so.
    desk.tap();
    desk.until("connecting");
    desk.tell(json!({"type": "radio", "kind": "bluetooth", "state": "off"}));
    assert_eq!(desk.screen(), "blocked");
    assert!(types(&desk.played.last().unwrap().actions).contains(&"radio.stop-radio"));
    // Where NFC is a sheet of the system no app opens that page: the way is told instead.
    let mut config = trusting(&my_number_card());
    config.nfc = NfcStyle::OneShot;
    let mut radios = DeskConfig::new(card());
    radios.radios.extend(off(RadioKind::Bluetooth));
    let mut own = Desk::new(config, radios).opened();
    let Screen::Blocked(view) = own.view().screen else { panic!() };
    assert_eq!((view.action, view.next.key), (BlockedAction::None, "blocked.next.switch".into()));
    own.tell(json!({"type": "retry"}));
    assert_eq!(count(&own, "open-settings"), 0);
    // NFC alone does not block while there is a camera.
    let desk = opened_with(Vec::new(), off(RadioKind::Nfc), PermissionState::Granted);
    let Screen::Ready(ready) = desk.view().screen else { panic!() };
    assert_eq!((ready.nfc, ready.camera), (FinderState::Off, FinderState::Armed));
}

#[test]
fn a_configuration_that_could_only_refuse_blocks() {
    let opened = |config| {
        let desk = Desk::new(config, DeskConfig::new(card())).opened();
        blocked(&desk).0
    };
    let none = CounterConfig::new(presets(), TrustStore::new());
    assert_eq!(opened(none), Blocked::Configuration(ConfigurationProblem::NoTrust));
    let empty = CounterConfig { presets: Presets::new(), ..trusting(&my_number_card()) };
    assert_eq!(opened(empty), Blocked::Configuration(ConfigurationProblem::NoPreset));
    let identity = ReaderIdentity { name: "Example".to_owned(), signer: reader_signer().unwrap() };
    let mut counter = Counter::new(
        CounterConfig { identity: Some(identity), ..trusting(&my_number_card()) },
        &CryptoProvider::default(),
    );
    let late = Timestamp::parse("2099-01-01T00:00:00Z").unwrap();
    counter.on_event(CounterEvent::Started, std::time::Duration::ZERO, late);
    let Screen::Blocked(own) = counter.view().screen else { panic!("an expired reader asks") };
    assert_eq!(own.what, Blocked::Configuration(ConfigurationProblem::ReaderIdentity));
}

// 6: what is harmless.

#[test]
fn cards_and_other_codes_are_a_word_beside_the_ready_screen() {
    // A payment card and a plastic My Number Card refuse the first command alike.
    for status in [0x6a82, 0x6a86, 0x6d00, 0x6985] {
        let mut desk = desk("age-20", card());
        desk.tap_card(status);
        desk.pass(100);
        let Screen::Ready(ready) = desk.view().screen else { panic!() };
        assert_eq!(ready.hint, Some(Hint::OtherCard), "{status:04x}");
        assert_eq!(signals(&desk), [], "no alarm");
        desk.pass(8_000);
        let Screen::Ready(ready) = desk.view().screen else { panic!() };
        assert_eq!(ready.hint, None);
        desk.untap();
        desk.tap();
        desk.until("verdict");
        assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
    }
    let mut desk = desk("age-20", card());
    for text in ["https://example.com/", "", "MDOC:", "mdo"] {
        desk.tell(json!({"type": "session.code-scanned", "text": text}));
        let Screen::Ready(ready) = desk.view().screen else { panic!() };
        assert_eq!(ready.hint, Some(Hint::OtherCode), "{text}");
    }
    desk.tell(json!({"type": "session.code-scanned", "text": "mdoc:AAAA"}));
    assert_eq!(problem(&desk), ProblemKind::CodeUnusable);
}

#[test]
fn a_poster_in_view_ends_no_tag_that_is_being_read() {
    let mut desk = desk("age-20", card());
    desk.tap();
    desk.pass(40);
    desk.tell(json!({"type": "session.code-scanned", "text": "https://example.com/"}));
    assert_eq!(desk.screen(), "engaging");
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
}

#[test]
fn a_phone_that_leaves_too_soon_is_asked_back_with_a_fresh_key() {
    let mut desk = desk("age-20", card());
    desk.tap();
    desk.pass(40);
    assert_eq!(desk.screen(), "engaging");
    desk.untap();
    let Screen::Ready(ready) = desk.view().screen else { panic!() };
    assert_eq!(ready.hint, Some(Hint::TapAgain));
    desk.pass(10);
    desk.tap();
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
}

// 3: problems.

#[test]
fn what_a_wallet_does_wrong_becomes_a_problem_with_a_sentence() {
    for (habit, expected) in [
        (Habit::EndsByStatus(20), ProblemKind::HolderDeclined),
        (Habit::EndsByState, ProblemKind::HolderDeclined),
        (Habit::ClosesLink, ProblemKind::ConnectionLost),
        (Habit::WrongPrefix, ProblemKind::PhoneIncompatible),
        (Habit::CounterGap, ProblemKind::PhoneIncompatible),
        (Habit::Message(vec![0xff; 9]), ProblemKind::PhoneIncompatible),
        (Habit::Plain(b"no CBOR".to_vec()), ProblemKind::PhoneIncompatible),
    ] {
        let mut wallet = card();
        wallet.habit = habit.clone();
        let mut desk = desk("age-20", wallet);
        desk.tap();
        desk.until("problem");
        assert_eq!(problem(&desk), expected, "{habit:?}");
        assert_eq!(signals(&desk), [Signal::Problem]);
        assert!(history(&desk).is_empty(), "a problem is no verdict");
        desk.tell(json!({"type": "retry"}));
        assert_eq!(desk.screen(), "ready");
    }
}

#[test]
fn a_tap_on_a_problem_begins_anew_as_its_sentence_says() {
    let mut desk = desk("age-20", card());
    desk.next_customer({
        let mut wallet = card();
        wallet.habit = Habit::EndsByStatus(20);
        wallet
    });
    desk.tap();
    desk.until("problem");
    let armed = count(&desk, "arm-nfc");
    desk.next_customer(card());
    desk.tap();
    assert_eq!(desk.screen(), "engaging");
    assert_eq!(count(&desk, "arm-nfc"), armed, "the search that found it goes on");
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
    assert_eq!(count(&desk, "radio.create-key"), 2);
}

#[test]
fn a_phone_without_the_document_is_no_refusal() {
    let mut desk = desk("age-20", card());
    desk.next_customer(wallet(mdl(), &[Carrier::BleCentral]));
    desk.tap();
    desk.until("problem");
    assert_eq!(problem(&desk), ProblemKind::DocumentNotHeld);
}

#[test]
fn a_link_that_goes_after_the_whole_response_is_a_success() {
    for habit in [Habit::Honest, Habit::EndsWithResponse] {
        let mut wallet = card();
        wallet.habit = habit;
        let mut desk = desk("age-20", wallet);
        desk.tap();
        desk.until("checking");
        desk.cut();
        desk.until("verdict");
        assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
        desk.cut();
        assert_eq!(desk.screen(), "verdict");
    }
}

// 7, 8, 10: the verdict.

#[test]
fn an_unknown_issuer_an_expired_one_and_an_unproven_phone_are_told_apart() {
    let with = |change: fn(&mut Document)| {
        let mut document = my_number_card();
        change(&mut document);
        let mut own = desk("age-20", card());
        own.next_customer(wallet(document, &[Carrier::BleCentral]));
        own.tap();
        own.until("verdict");
        own
    };
    fn other_issuer(own: &mut Document) {
        own.issuer = Issuer::new("JP", "", Curve::P256, Curve::P256);
        own.issuer.root_key = Key::new(Curve::P256, "nobody knows");
    }
    fn expired(own: &mut Document) {
        own.lies.mso = |mso| {
            let info = mso.at("validityInfo");
            info.set("validUntil", tdate("2026-05-30T00:00:00Z"));
        };
    }
    fn early(own: &mut Document) {
        own.lies.mso = |mso| {
            let info = mso.at("validityInfo");
            info.set("validFrom", tdate("2026-06-30T00:00:00Z"));
        };
    }
    fn changed(own: &mut Document) {
        own.lies.disclosed = |items| {
            for (_, list) in items {
                for item in list {
                    item.set("elementValue", false);
                }
            }
        };
    }
    fn unproven(own: &mut Document) {
        own.lies.device_name_spaces = |spaces| spaces.set("x", Cbor::Map(Vec::new()));
        own.lies.device_cose = |cose| {
            if let Cbor::Array(parts) = cose {
                parts[3] = Cbor::Bytes(vec![1; 64]);
            }
        };
    }
    for (change, code) in [
        (other_issuer as fn(&mut Document), ReasonCode::IssuerUnknown),
        (expired, ReasonCode::Expired),
        (early, ReasonCode::NotYetValid),
        (changed, ReasonCode::Tampered),
        (unproven, ReasonCode::DeviceNotProven),
    ] {
        let own = with(change);
        let view = verdict(&own);
        assert_eq!(view.kind, VerdictKind::Reject, "{code:?}");
        assert_eq!(codes(&view), [code], "{code:?}");
        assert_eq!(signals(&own), [Signal::Reject]);
        assert!(view.documents[0].rows.iter().all(|row| row.value.is_none()), "nothing proven");
        let kept = history(&own);
        assert_eq!((kept[0].verdict, kept[0].reasons.clone()), (VerdictKind::Reject, vec![code]));
    }
}

#[test]
fn an_age_that_is_not_reached_rejects_and_one_that_is_not_said_cannot_be_decided() {
    let mut young = my_number_card();
    for element in &mut young.name_spaces[1].1 {
        if element.identifier == "age_over_20" {
            *element = shown("age_over_20", false);
        }
    }
    let desk = served("age-20", wallet(young, &[Carrier::BleCentral]));
    let view = verdict(&desk);
    assert_eq!((view.kind, codes(&view)), (VerdictKind::Reject, vec![ReasonCode::AgeTooYoung]));
    assert_eq!(view.age.map(|own| own.answer), Some(Answer::No));

    // The card is known to say 20 alone: 18 stays open, which is no refusal.
    let desk = served("age-18", card());
    let view = verdict(&desk);
    assert_eq!(view.kind, VerdictKind::CannotDecide);
    assert_eq!(codes(&view), [ReasonCode::NotGiven, ReasonCode::AgeOpen]);
    assert_eq!(view.documents[0].rows[0].state, RowState::Withheld);
    assert_eq!(signals(&desk), [Signal::CannotDecide]);
}

#[test]
fn a_test_issuer_is_never_accepted_even_where_it_is_trusted() {
    let document = my_number_card();
    for trusted in [true, false] {
        let mut config = trusting(&document);
        config.test_trust = [anchor(&document)].into_iter().collect();
        if !trusted {
            config.trust = [anchor(&mdl())].into_iter().collect();
        }
        let mut desk = Desk::new(config, DeskConfig::new(card())).opened();
        desk.tap();
        desk.until("verdict");
        let view = verdict(&desk);
        assert_eq!(view.kind, VerdictKind::TestData, "{trusted}");
        assert_eq!(codes(&view), [ReasonCode::TestData]);
        assert_eq!(view.age, None, "no good news beside another verdict");
        assert_eq!(signals(&desk), [Signal::TestData]);
        assert_eq!(history(&desk)[0].verdict, VerdictKind::TestData);
    }
    // Nor does the comparison of faces make it so.
    let mut config = trusting(&document);
    config.test_trust = [anchor(&document)].into_iter().collect();
    let mut desk = Desk::new(config, DeskConfig::new(card())).opened();
    desk.tell(json!({"type": "preset-chosen", "id": "bank-desk"}));
    desk.tap();
    desk.until("verdict");
    desk.tell(json!({"type": "face-judged", "outcome": "matches"}));
    assert_eq!(verdict(&desk).kind, VerdictKind::TestData);
}

#[test]
fn mock_data_of_the_system_is_never_accepted() {
    let document = my_number_card();
    let handover = Handover::Qr(Curve::P256);
    let transcript = handover.transcript().encode();
    let mut shown_document = document.clone();
    for element in shown_document.name_spaces.iter_mut().flat_map(|(_, list)| list) {
        element.disclosed = element.identifier == "age_over_20";
    }
    shown_document.name_spaces.retain(|(space, _)| *space == "org.iso.23220.1");
    let response = Scenario::new(shown_document, handover).respond();
    for (mock, kind) in [(true, VerdictKind::TestData), (false, VerdictKind::Accept)] {
        let mut config = trusting(&document);
        config.system_reader = true;
        config.nfc = NfcStyle::OneShot;
        let mut desk = Desk::new(config, DeskConfig::new(card())).opened();
        desk.tell(json!({"type": "system-reader-wanted"}));
        let asked = desk.played.last().unwrap();
        assert!(types(&asked.actions).contains(&"run-system-reader"));
        assert_eq!(desk.screen(), "waiting-for-holder");
        desk.tell(json!({
            "type": "system-reader", "outcome": "response", "response": hex(&response),
            "transcript": hex(&transcript), "mock": mock
        }));
        desk.until("verdict");
        let view = verdict(&desk);
        assert_eq!((view.kind, view.asked_as), (kind, AskedAs::System), "{:?}", view.reasons);
    }
}

#[test]
fn the_systems_own_reader_may_fail_or_show_the_result_itself() {
    for (outcome, screen) in [("cancelled", "ready"), ("displayed", "ready"), ("failed", "problem")]
    {
        let mut config = trusting(&my_number_card());
        config.system_reader = true;
        let mut desk = Desk::new(config, DeskConfig::new(card())).opened();
        desk.tell(json!({"type": "system-reader-wanted"}));
        desk.tell(json!({"type": "system-reader", "outcome": outcome}));
        assert_eq!(desk.screen(), screen, "{outcome}");
        assert!(history(&desk).is_empty());
        assert_eq!(count(&desk, "stop-system-reader"), 0, "it has ended by itself");
    }
}

#[test]
fn the_systems_own_reader_is_stopped_where_nobody_waits_for_it_any_more() {
    for event in [
        Some(json!({"type": "cancel"})),
        Some(json!({"type": "stopped", "reason": "locked"})),
        None,
    ] {
        let mut config = trusting(&my_number_card());
        config.system_reader = true;
        let mut desk = Desk::new(config, DeskConfig::new(card())).opened();
        desk.tell(json!({"type": "system-reader-wanted"}));
        match event {
            Some(event) => desk.tell(event),
            None => desk.until("problem"),
        }
        assert_eq!(count(&desk, "stop-system-reader"), 1);
        desk.tell(json!({
            "type": "system-reader", "outcome": "response", "response": "00", "transcript": "00",
            "mock": false
        }));
        assert_ne!(desk.screen(), "checking", "what comes late is not looked at");
    }
}

// 9: portraits, several documents, missing and surplus elements.

#[test]
fn portraits_in_every_state_are_shown_and_none_is_fatal() {
    let state = |change: fn(&mut Document), formats: Vec<PortraitFormat>| {
        let mut document = my_number_card();
        change(&mut document);
        let mut config = trusting(&document);
        config.portrait_formats = formats;
        let own = DeskConfig::new(wallet(document, &[Carrier::BleCentral]));
        let mut desk = Desk::new(config, own).opened();
        desk.tell(json!({"type": "preset-chosen", "id": "bank-desk"}));
        desk.tap();
        desk.until("verdict");
        desk
    };
    fn replace(document: &mut Document, value: &[u8]) {
        for element in document.name_spaces.iter_mut().flat_map(|(_, list)| list) {
            if element.identifier == "portrait" {
                *element = shown("portrait", Cbor::Bytes(value.to_vec()));
            }
        }
    }
    fn as_it_is(_: &mut Document) {}
    fn jpeg_2000(own: &mut Document) {
        replace(own, &[0xff, 0x4f, 0xff, 0x51, 0, 0]);
    }
    fn empty(own: &mut Document) {
        replace(own, &[]);
    }
    fn odd(own: &mut Document) {
        replace(own, b"GIF89a");
    }
    fn none(own: &mut Document) {
        own.name_spaces[0].1.retain(|own| own.identifier != "portrait");
    }
    let jpeg = vec![PortraitFormat::Jpeg];
    let both = vec![PortraitFormat::Jpeg, PortraitFormat::Jpeg2000];
    let (j, j2) = (PortraitFormat::Jpeg, PortraitFormat::Jpeg2000);
    for (change, formats, expected, face) in [
        (
            as_it_is as fn(&mut Document),
            jpeg.clone(),
            PortraitView::Present { format: j },
            FaceState::Pending,
        ),
        (jpeg_2000, both, PortraitView::Present { format: j2 }, FaceState::Pending),
        (
            jpeg_2000,
            jpeg.clone(),
            PortraitView::Undecodable { format: Some(j2) },
            FaceState::NotPossible,
        ),
        (empty, jpeg.clone(), PortraitView::Undecodable { format: None }, FaceState::NotPossible),
        (odd, jpeg.clone(), PortraitView::Undecodable { format: None }, FaceState::NotPossible),
        (none, jpeg, PortraitView::Absent, FaceState::NotPossible),
    ] {
        let desk = state(change, formats);
        let view = verdict(&desk);
        assert_eq!((view.documents[0].portrait, view.face), (expected, face));
        assert_eq!(view.kind, VerdictKind::CannotDecide);
        let present = matches!(expected, PortraitView::Present { .. });
        assert_eq!(desk.counter.portrait(0).is_some(), present);
        assert_eq!(desk.counter.portrait(7), None);
        if !present {
            assert!(codes(&view).contains(&ReasonCode::PortraitMissing), "{:?}", codes(&view));
        }
    }
    // Not asked for.
    let view = verdict(&served("age-20", card()));
    assert_eq!(view.documents[0].portrait, PortraitView::NotRequested);
    assert_eq!(view.face, FaceState::NotAsked);
    // Not a picture after all.
    let mut own = desk("bank-desk", card());
    own.tap();
    own.until("verdict");
    own.tell(json!({"type": "portrait-unreadable", "document": 0}));
    let view = verdict(&own);
    assert_eq!(view.documents[0].portrait, PortraitView::Undecodable { format: Some(j) });
    assert_eq!((view.face, view.kind), (FaceState::NotPossible, VerdictKind::CannotDecide));
    assert_eq!(signals(&own), [Signal::CannotDecide], "nobody waits for a face: it is told");
    assert_eq!(history(&own).len(), 1);
    own.tell(json!({"type": "portrait-unreadable", "document": 0}));
    assert_eq!(signals(&own).len(), 1);
}

#[test]
fn surplus_elements_are_named_and_never_shown() {
    let mut desk = desk("age-20", card());
    // A wallet that gives a date of birth beside what was asked for.
    let mut document = my_number_card();
    document.device_name_spaces =
        vec![("org.iso.23220.1", vec![("birth_date", full_date("2000-03-31"))])];
    document.lies.mso = |mso| {
        let info = mso.at("deviceKeyInfo");
        let spaces = array(["org.iso.23220.1"]);
        info.set("keyAuthorizations", map([("nameSpaces", spaces)]));
    };
    desk.next_customer(self::wallet(document, &[Carrier::BleCentral]));
    desk.tap();
    desk.until("verdict");
    let view = verdict(&desk);
    assert_eq!(view.kind, VerdictKind::Accept, "{:?}", view.reasons);
    assert_eq!(view.documents[0].extras[0].ja, "生年月日");
    let remarks: Vec<ReasonCode> = view.remarks.iter().map(|own| own.code).collect();
    assert!(remarks.contains(&ReasonCode::NotAsked), "{remarks:?}");
    // The age says nothing of the date.
    assert!(!format!("{view:?}").contains("2000-03"), "{view:?}");
    let values = view.documents[0].rows.iter().filter_map(|row| row.value.as_ref());
    assert!(values.clone().all(|own| !own.ja().contains("2000年")));
    assert_eq!(values.count(), 1);
}

#[test]
fn several_documents_are_all_shown() {
    let file = r#"{"id": "two", "version": "1", "title": {"en": "Two", "ja": "2種"},
        "request": {"purpose": {"en": "p", "ja": "p"}, "documents": [
          {"docType": "org.iso.23220.1.jp.mnc", "elements": [{"nameSpace": "org.iso.23220.1",
            "elementIdentifier": "age_over_20", "purpose": {"en": "p", "ja": "p"}}]},
          {"docType": "org.iso.18013.5.1.mDL", "elements": [{"nameSpace": "org.iso.18013.5.1",
            "elementIdentifier": "family_name", "purpose": {"en": "p", "ja": "p"}}]}]},
        "law": [{"name": {"en": "l", "ja": "l"}}], "kept": {"en": "k", "ja": "k"},
        "historyDays": 1}"#;
    let day = Date::parse(ON).unwrap();
    for any_of in [false, true] {
        let file = match any_of {
            true => file.replace("\"request\": {", "\"request\": {\"anyOf\": true, "),
            false => file.to_owned(),
        };
        let presets = Presets::new().with(&file, day, &Registry::builtin()).unwrap();
        let mut phone = wallet(my_number_card(), &[Carrier::BleCentral]);
        if !any_of {
            phone.documents.push(mdl());
        }
        let trust: TrustStore = [anchor(&my_number_card()), anchor(&mdl())].into_iter().collect();
        let mut desk =
            Desk::new(CounterConfig::new(presets, trust), DeskConfig::new(phone)).opened();
        desk.tap();
        desk.until("verdict");
        let view = verdict(&desk);
        assert_eq!(view.kind, VerdictKind::Accept, "{:?}", view.reasons);
        assert_eq!(view.documents.len(), if any_of { 1 } else { 2 });
        assert!(view.documents.iter().all(|own| own.proven));
    }
}

// 11: revocation.

#[test]
fn revocation_is_shown_with_its_age_and_the_policy_decides() {
    let view = verdict(&served("age-20", card()));
    assert_eq!(view.documents[0].issuance.answer, IssuanceAnswer::NotOffered);
    assert_eq!(view.documents[0].issuance.say.key, "issuance.not-offered");
    let mut document = my_number_card();
    document.lies.mso = |mso| {
        let list = map([("idx", Cbor::Int(INDEX as i64)), ("uri", Cbor::from(STATUS_URI))]);
        mso.set("status", map([("status_list", list)]));
    };
    let issuer = document.issuer.clone();
    let signer = ListSigner::below(&issuer);
    for (value, kind, answer) in [
        (0u8, VerdictKind::Accept, IssuanceAnswer::NotRevoked),
        (1, VerdictKind::Reject, IssuanceAnswer::Revoked),
    ] {
        let token = StatusToken::list(&signer, 1, value);
        let mut cache = Cache::new();
        let at = Timestamp::parse(NOW).unwrap();
        let bytes = token.issue(&signer.key);
        cache.give(STATUS_URI, bytes, Some(at)).unwrap();
        let mut config = trusting(&document);
        config.status = cache;
        let own = DeskConfig::new(wallet(document.clone(), &[Carrier::BleCentral]));
        let mut desk = Desk::new(config, own).opened();
        desk.tap();
        desk.until("verdict");
        let view = verdict(&desk);
        assert_eq!((view.kind, view.documents[0].issuance.answer), (kind, answer));
        assert!(view.documents[0].issuance.age_minutes.is_some(), "{:?}", view.documents[0]);
        if kind == VerdictKind::Reject {
            assert_eq!(codes(&view), [ReasonCode::Revoked]);
        }
    }
    // A list that is named and not at hand.
    let own = DeskConfig::new(wallet(document.clone(), &[Carrier::BleCentral]));
    let mut desk = Desk::new(trusting(&document), own).opened();
    desk.tap();
    desk.until("verdict");
    let view = verdict(&desk);
    assert_eq!(view.documents[0].issuance.answer, IssuanceAnswer::Unknown);
    assert_eq!(view.kind, VerdictKind::Accept, "by the default policy a stated risk");
    assert!(
        view.risks.iter().any(|own| own.risk.is_some_and(|risk| risk.as_str() == "status-unknown"))
    );
}

// 12: reader authentication.

fn with_identity(signs: bool) -> Desk {
    let identity =
        ReaderIdentity { name: "Example Bank".to_owned(), signer: reader_signer().unwrap() };
    let config = CounterConfig { identity: Some(identity), ..trusting(&my_number_card()) };
    let mut phone = card();
    phone.reader_auth_all = true;
    let own = DeskConfig { signs, ..DeskConfig::new(phone) };
    let mut desk = Desk::new(config, own).opened();
    desk.tap();
    desk
}

#[test]
fn the_reader_asks_under_its_name_or_not_at_all() {
    let mut desk = with_identity(true);
    desk.until("verdict");
    let view = verdict(&desk);
    let name = "Example Bank".to_owned();
    assert_eq!((view.kind, view.asked_as), (VerdictKind::Accept, AskedAs::Named { name }));
    assert_eq!(desk.view().header.asked_as, AskedAs::Named { name: "Example Bank".to_owned() });

    let mut desk = with_identity(false);
    desk.until("problem");
    assert_eq!(problem(&desk), ProblemKind::ReaderIdentity);
    assert!(desk.wallet().requests.is_empty(), "nothing was asked without the name");
    // Without an identity the screen says so.
    assert_eq!(verdict(&served("age-20", card())).asked_as, AskedAs::Nobody);
}

// 13 to 19: privacy, law and the human judgement.

#[test]
fn a_face_is_judged_once_by_a_person_and_is_a_reason() {
    for (outcome, kind, code, signal) in [
        (FaceOutcome::Matches, VerdictKind::Accept, ReasonCode::FaceMatched, Signal::Accept),
        (FaceOutcome::Differs, VerdictKind::Reject, ReasonCode::FaceDiffers, Signal::Reject),
        (
            FaceOutcome::CannotJudge,
            VerdictKind::CannotDecide,
            ReasonCode::FaceCannotJudge,
            Signal::CannotDecide,
        ),
    ] {
        let mut desk = served("bank-desk", card());
        let view = verdict(&desk);
        assert_eq!((view.kind, view.face), (VerdictKind::CannotDecide, FaceState::Pending));
        assert_eq!(codes(&view), [ReasonCode::FaceNotCompared]);
        assert_eq!(signals(&desk), [], "nothing is told before a person has looked");
        assert!(history(&desk).is_empty());
        desk.tell(json!({"type": "face-judged", "outcome": outcome.name()}));
        let view = verdict(&desk);
        assert_eq!((view.kind, codes(&view)), (kind, vec![code]));
        assert_eq!(signals(&desk), [signal]);
        let open = view.risks.iter().filter_map(|own| own.risk.map(|risk| risk.as_str()));
        let compared = open.collect::<Vec<_>>();
        assert_eq!(
            compared.contains(&"holder-not-compared"),
            outcome != FaceOutcome::Matches,
            "{compared:?}"
        );
        assert!(view.risks.iter().any(|own| own.words.ja.contains("モーフィング")));
        // It is final.
        desk.tell(json!({"type": "face-judged", "outcome": "matches"}));
        assert_eq!(verdict(&desk).kind, kind);
        desk.tell(json!({"type": "done"}));
        let kept = history(&desk);
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].verdict, kept[0].reasons.clone()), (kind, vec![code]));
    }
}

#[test]
fn a_face_that_nobody_judged_is_kept_as_undecided() {
    let mut desk = served("bank-desk", card());
    desk.until("ready");
    let kept = history(&desk);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].verdict, VerdictKind::CannotDecide);
    assert_eq!(kept[0].reasons, [ReasonCode::FaceNotCompared]);
}

#[test]
fn the_history_has_time_preset_verdict_reasons_and_versions_and_nothing_else() {
    let mut desk = served("bank-desk", card());
    desk.tell(json!({"type": "face-judged", "outcome": "matches"}));
    let kept = history(&desk);
    assert_eq!(kept.len(), 1);
    let entry = &kept[0];
    assert_eq!(entry.preset, "bank-desk");
    assert_eq!((entry.policy.as_str(), entry.trust.as_str()), ("default", "trust-1"));
    let text = format!("{:?} {:?}", desk.actions, desk.played);
    for value in ["番号　花子", "〇〇県", "2000年3月31日", "2000-03-31"] {
        assert!(!text.contains(value), "{value} in what the app was told to keep or say");
    }
    // On the screen they are, in both calendars.
    let view = verdict(&desk);
    let shown: Vec<&str> =
        view.documents[0].rows.iter().filter_map(|row| Some(row.value.as_ref()?.ja())).collect();
    assert_eq!(shown, ["番号　花子", "〇〇県△△市□□町１－２－３", "2000年3月31日（平成12年）"]);
    assert!(!format!("{view:?}").contains("花子"), "not in its debug text");
}

#[test]
fn everything_is_wiped_on_time_in_the_background_and_on_lock() {
    let leave = |event: Option<Value>| {
        let mut desk = served("bank-desk", card());
        assert!(desk.counter.portrait(0).is_some());
        match event {
            Some(event) => desk.tell(event),
            None => desk.pass(60_000),
        }
        assert!(!matches!(desk.view().screen, Screen::Verdict(_)));
        assert_eq!(desk.counter.portrait(0), None);
        assert!(!format!("{:?}", desk.counter).contains("花子"));
        let wiped = desk.played.iter().rev().find(|own| types(&own.actions).contains(&"wipe"));
        assert!(wiped.is_some());
        assert_eq!(history(&desk).len(), 1, "the verdict is written down before it goes");
        desk
    };
    leave(None);
    leave(Some(json!({"type": "done"})));
    for reason in ["background", "locked"] {
        let mut desk = leave(Some(json!({"type": "stopped", "reason": reason})));
        let last = desk.played.last().unwrap();
        assert!(types(&last.actions).contains(&"disarm-nfc"));
        assert!(!types(&last.actions).contains(&"secure-screen"), "secure until it is seen again");
        let before = desk.played.len();
        desk.tap();
        desk.pass(1_000);
        assert!(desk.played[before..].iter().all(|own| own.actions.is_empty()), "asleep");
        desk.tell(json!({"type": "started"}));
        let last = desk.played.last().unwrap();
        assert!(last.actions.contains(&json!({"type": "secure-screen", "on": false})));
    }
    // In the middle of a transaction the link ends as well.
    let mut desk = desk("bank-desk", card());
    desk.tap();
    desk.until("waiting-for-holder");
    desk.tell(json!({"type": "stopped", "reason": "background"}));
    let last = desk.played.last().unwrap();
    assert!(types(&last.actions).contains(&"radio.stop-radio"));
    assert!(types(&last.actions).contains(&"wipe"));
}

#[test]
fn the_screen_is_secure_while_there_is_something_to_see() {
    let mut desk = served("age-20", card());
    desk.tell(json!({"type": "done"}));
    let secure: Vec<bool> = desk
        .actions
        .iter()
        .filter_map(|own| match own {
            CounterAction::SecureScreen(on) => Some(*on),
            _ => None,
        })
        .collect();
    assert_eq!(secure, [true, false]);
}

#[test]
fn the_customer_sees_what_is_asked_and_what_is_kept() {
    let mut desk = desk("bank-desk", card());
    assert!(desk.view().customer_card.is_none());
    desk.tell(json!({"type": "customer-card-shown", "shown": true}));
    let card = desk.view().customer_card.unwrap();
    let names: Vec<&str> = card.asked.iter().map(|own| own.name.ja.as_str()).collect();
    assert_eq!(names, ["氏名", "住所", "生年月日", "顔写真"]);
    assert!(card.asked.iter().all(|own| !own.kept && !own.purpose.ja.is_empty()));
    assert!(card.kept.ja.contains("保存しません"));
    assert_eq!(card.asked_as, AskedAs::Nobody);
    // It lies over the ready screen alone: what comes after a tap is for the clerk to see.
    desk.tap();
    assert_eq!((desk.screen().as_str(), desk.view().customer_card), ("engaging", None));
    desk.tell(json!({"type": "customer-card-shown", "shown": true}));
    desk.until("verdict");
    assert!(desk.view().customer_card.is_none());
    desk.tell(json!({"type": "done"}));
    assert!(desk.view().customer_card.is_none(), "nor does it come back by itself");
}

#[test]
fn statutory_wording_needs_a_certificate_and_follows_the_day() {
    let seen = |certified: bool, day: &str| {
        let mut config = trusting(&my_number_card());
        config.certification = certified.then(|| Certification {
            id: "0001".to_owned(),
            holder: "Example Bank".to_owned(),
            valid_until: Timestamp::parse("2028-01-01T00:00:00Z").unwrap(),
        });
        let mut counter = Counter::new(config, &CryptoProvider::default());
        let wall = Timestamp::parse(day).unwrap();
        let now = std::time::Duration::ZERO;
        counter.on_event(CounterEvent::Started, now, wall);
        counter.on_event(CounterEvent::PresetChosen("bank-desk".to_owned()), now, wall);
        counter.on_event(CounterEvent::CustomerCardShown(true), now, wall);
        counter.view()
    };
    let none = seen(false, "2027-03-31T12:00:00Z");
    assert_eq!(none.header.certification, CertificationState::None);
    assert_eq!(none.header.say.key, "certification.none");
    assert_eq!(none.header.method, None);
    let text = format!("{none:?}");
    for word in tashika::counter::STATUTORY_WORDS {
        assert!(!text.contains(word), "{word}");
    }
    assert!(none.customer_card.unwrap().asked.iter().all(|own| own.law.is_none()));
    // The last moment of March in Japan, and the first of April.
    let method = |day| seen(true, day).header.method.unwrap().ja;
    assert!(method("2027-03-31T14:59:59Z").ends_with("第1号ル"));
    assert!(method("2027-03-31T15:00:00Z").contains("第1号ト"));
    let held = seen(true, "2027-04-01T00:00:00Z");
    assert!(held.customer_card.unwrap().asked.iter().all(|own| own.law.is_some()));
    let ended = seen(true, "2028-01-02T00:00:00Z");
    assert_eq!(ended.header.certification, CertificationState::Expired);
    assert_eq!(ended.header.method, None);
    assert_eq!(ended.header.say.key, "certification.expired");
}

// 1: where an open camera and the search for tags exclude each other.

fn on_demand(wallet: WalletConfig) -> CounterConfig {
    CounterConfig { camera: CameraStyle::OnDemand, ..trusting(&wallet.documents[0]) }
}

fn finders(desk: &Desk) -> (FinderState, FinderState) {
    let Screen::Ready(ready) = desk.view().screen else { panic!("{}", desk.screen()) };
    (ready.nfc, ready.camera)
}

#[test]
fn a_camera_that_is_open_arms_nfc_again() {
    let mut desk = desk("age-20", card());
    assert_eq!(count(&desk, "arm-nfc"), 1);
    desk.tell(json!({"type": "radio", "kind": "camera", "state": "on"}));
    assert_eq!(types(&desk.played.last().unwrap().actions), ["arm-nfc", "render"]);
}

#[test]
fn a_camera_on_demand_is_open_while_it_is_wanted_and_nobody_is_told_to_tap_meanwhile() {
    let mut desk = Desk::new(on_demand(card()), DeskConfig::new(card())).opened();
    assert_eq!(finders(&desk), (FinderState::Armed, FinderState::Dormant));
    assert_eq!(count(&desk, "open-camera"), 0);
    desk.tell(json!({"type": "camera-wanted"}));
    assert_eq!(count(&desk, "open-camera"), 1);
    assert_eq!(finders(&desk), (FinderState::Dormant, FinderState::Armed));
    // By itself it is closed again, and its being free arms NFC.
    desk.pass(29_999);
    assert_eq!(count(&desk, "close-camera"), 0);
    desk.pass(1);
    assert_eq!(count(&desk, "close-camera"), 1);
    assert_eq!(finders(&desk), (FinderState::Armed, FinderState::Dormant));
    let armed = count(&desk, "arm-nfc");
    desk.tell(json!({"type": "radio", "kind": "camera", "state": "on"}));
    assert_eq!(count(&desk, "arm-nfc"), armed + 1);
    // Wanting NFC closes it at once.
    desk.tell(json!({"type": "camera-wanted"}));
    desk.tell(json!({"type": "nfc-wanted"}));
    assert_eq!(types(&desk.played.last().unwrap().actions), ["close-camera", "arm-nfc", "render"]);
    assert_eq!(finders(&desk), (FinderState::Armed, FinderState::Dormant));
    desk.pass(600_000);
    assert_eq!(count(&desk, "close-camera"), 2);
}

#[test]
fn a_camera_on_demand_stays_closed_after_a_customer_and_in_the_middle_of_one() {
    let mut desk = Desk::new(on_demand(card()), DeskConfig::new(card())).opened();
    desk.tell(json!({"type": "preset-chosen", "id": "age-20"}));
    desk.tell(json!({"type": "camera-wanted"}));
    desk.tap();
    desk.until("connecting");
    assert_eq!((count(&desk, "open-camera"), count(&desk, "close-camera")), (1, 1));
    desk.tell(json!({"type": "camera-wanted"}));
    desk.until("verdict");
    desk.tell(json!({"type": "done"}));
    assert_eq!(finders(&desk), (FinderState::Armed, FinderState::Dormant));
    assert_eq!(count(&desk, "open-camera"), 1);
}

#[test]
fn without_nfc_there_is_nothing_that_a_camera_could_disturb() {
    for state in [RadioState::Absent, RadioState::Off] {
        let mut device = DeskConfig::new(card());
        device.radios.push((RadioKind::Nfc, state));
        let mut desk = Desk::new(on_demand(card()), device).opened();
        assert_eq!(finders(&desk).1, FinderState::Armed);
        // It is switched on: tags first.
        desk.tell(json!({"type": "radio", "kind": "nfc", "state": "on"}));
        assert_eq!(finders(&desk), (FinderState::Armed, FinderState::Dormant));
        assert_eq!(count(&desk, "close-camera"), 1);
    }
}

// 25: iOS.

#[test]
fn a_one_shot_sheet_is_renewed_after_its_time_and_not_after_a_person_ended_it() {
    let mut config = trusting(&my_number_card());
    config.nfc = NfcStyle::OneShot;
    let mut desk = Desk::new(config, DeskConfig::new(card())).opened();
    assert_eq!(count(&desk, "arm-nfc"), 1);
    desk.tell(json!({"type": "nfc-sheet-ended", "end": "timed-out"}));
    assert_eq!(count(&desk, "arm-nfc"), 1, "not at once");
    desk.pass(299);
    assert_eq!(count(&desk, "arm-nfc"), 1);
    desk.pass(1);
    assert_eq!(count(&desk, "arm-nfc"), 2);
    desk.tell(json!({"type": "nfc-sheet-ended", "end": "user-cancelled"}));
    desk.pass(600_000);
    assert_eq!(count(&desk, "arm-nfc"), 2, "a person ended it");
    let Screen::Ready(ready) = desk.view().screen else { panic!() };
    assert_eq!(ready.nfc, FinderState::Dormant);
    desk.tell(json!({"type": "nfc-wanted"}));
    assert_eq!(count(&desk, "arm-nfc"), 3);
    // The sheet goes as soon as the engagement is there, before anything else can be tapped.
    desk.tap();
    desk.until("connecting");
    let last = desk.played.last().unwrap();
    assert!(types(&last.actions).contains(&"disarm-nfc"));
    desk.until("verdict");
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
}

#[test]
fn nfc_can_carry_the_messages_as_well() {
    let mut phone = wallet(my_number_card(), &[Carrier::Nfc]);
    phone.consent = 500;
    let desk = served("age-20", phone);
    assert_eq!(verdict(&desk).kind, VerdictKind::Accept);
    let transports = desk.played.iter().filter_map(|own| own.screen["transport"].as_str());
    assert!(transports.clone().all(|own| own == Transport::Nfc.name()));
    assert!(transports.count() > 0);
}

#[test]
fn whatever_the_platform_reports_late_or_out_of_turn_changes_nothing_that_matters() {
    let late = [
        json!({"type": "session.apdu-response", "response": "9000"}),
        json!({"type": "session.ble-connected", "mtu": 185}),
        json!({"type": "session.ble-disconnected"}),
        json!({"type": "session.ble-received", "characteristic": "state", "value": "02"}),
        json!({"type": "session.ble-subscribed"}),
        json!({"type": "session.key", "curve": "P-256", "scalar": "01"}),
        json!({"type": "session.signature", "id": 0, "signature": "00"}),
        json!({"type": "session.stream-opened"}),
        json!({"type": "session.stream-closed"}),
        json!({"type": "session.tag-lost"}),
        json!({"type": "signing-failed", "id": 3}),
        json!({"type": "system-reader", "outcome": "failed"}),
        json!({"type": "face-judged", "outcome": "matches"}),
        json!({"type": "portrait-unreadable", "document": 99}),
        json!({"type": "system-reader-wanted"}),
        json!({"type": "preset-chosen", "id": "no such preset"}),
        json!({"type": "tick"}),
    ];
    let mut own = desk("age-20", card());
    for event in &late {
        own.tell(event.clone());
        assert_eq!(own.screen(), "ready", "{event}");
    }
    let mut own = served("age-20", card());
    for event in &late {
        own.tell(event.clone());
        assert_eq!(own.screen(), "verdict", "{event}");
        assert_eq!(verdict(&own).kind, VerdictKind::Accept, "{event}");
    }
}
