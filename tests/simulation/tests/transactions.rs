//! Whole transactions in memory: every engagement, transport and role.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::time::Duration;

use common::{CARRIERS, ENGAGEMENTS, assert_accepted, play, reader, report, wallet};
use tashika::presentation::{Channel, ReaderAuthentication, RelayExposure, Transport};
use tashika::proximity::frame::FrameError;
use tashika::proximity::reader::{Failure, L2capPolicy, Outcome, Phase, Progress};
use tashika::proximity::session::SessionError;
use tashika::verify::{CheckId, Outcome as Finding};
use tashika_simulation::{End, LinkModel, WorldConfig, reader_signer, request_for};
use tashika_testkit::cbor::{Cbor, map};
use tashika_testkit::documents::{mdl, mdl_with_portrait};
use tashika_testkit::holder::{Carrier, Engagement, EphemeralCurve, Habit, Offer, ReaderAuth};
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::scenario::Authentication;

const COMPLETED: End = End::Finished(Outcome::Completed { responses: 1 });

#[test]
fn every_engagement_transport_and_reader_authentication_is_accepted() {
    let mut count = 0;
    for engagement in ENGAGEMENTS {
        for (carrier, transport) in CARRIERS {
            for (signs, announced) in [(false, false), (true, false), (true, true)] {
                let mut wallet = wallet(engagement, carrier);
                wallet.reader_auth_all = announced;
                wallet.needs_reader_auth = signs;
                let mut reader = reader(&mdl());
                reader.signer = if signs { reader_signer() } else { None };
                let run = play(reader, wallet, WorldConfig::default());
                assert_eq!(run.end, COMPLETED, "{engagement:?} {carrier:?}");
                assert_accepted(&run);
                let facts = run.presentations[0].proximity().unwrap();
                assert_eq!(facts.transport, transport);
                assert_eq!(facts.negotiated, engagement == Engagement::NfcNegotiated);
                let (expected, seen) = match (signs, announced) {
                    (false, _) => (ReaderAuthentication::None, ReaderAuth::None),
                    (true, false) => (ReaderAuthentication::PerDocument, ReaderAuth::Each),
                    (true, true) => (ReaderAuthentication::All, ReaderAuth::All),
                };
                assert_eq!(
                    (facts.reader_authentication, run.wallet.reader_auth[0]),
                    (expected, seen)
                );
                count += 1;
            }
        }
    }
    assert_eq!(count, 36);
}

#[test]
fn every_curve_of_the_provider_agrees_on_keys() {
    let curves = [
        (EphemeralCurve::P256, Curve::P256),
        (EphemeralCurve::P384, Curve::P384),
        (EphemeralCurve::P521, Curve::P521),
        (EphemeralCurve::BrainpoolP256r1, Curve::BrainpoolP256r1),
        (EphemeralCurve::BrainpoolP320r1, Curve::BrainpoolP320r1),
        (EphemeralCurve::BrainpoolP384r1, Curve::BrainpoolP384r1),
        (EphemeralCurve::BrainpoolP512r1, Curve::BrainpoolP512r1),
    ];
    for (ephemeral, device) in curves {
        // A MAC proves that the reader's key reaches the verification.
        let mut document = mdl();
        document.device_key = Key::new(device, "device");
        document.authentication = Authentication::Mac;
        let mut wallet = wallet(Engagement::Qr, Carrier::BleCentral);
        wallet.documents = vec![document.clone()];
        wallet.curve = ephemeral;
        let run = play(reader(&document), wallet, WorldConfig::default());
        assert_accepted(&run);
        let mac = report(&run, 0).documents[0].outcome(CheckId::DeviceMac);
        assert_eq!(mac, Some(Finding::Passed), "{ephemeral:?}");
        assert!(run.presentations[0].reader_key().is_some());
    }
    let mut wallet = wallet(Engagement::NfcNegotiated, Carrier::BleCentral);
    wallet.curve = EphemeralCurve::X25519;
    assert_accepted(&play(reader(&mdl()), wallet, WorldConfig::default()));
}

/// The reader's private key goes no further than where a MAC needs it.
#[test]
fn a_presentation_holds_the_readers_key_for_a_mac_alone() {
    let run =
        play(reader(&mdl()), wallet(Engagement::Qr, Carrier::BleCentral), WorldConfig::default());
    assert_accepted(&run);
    assert!(run.presentations[0].reader_key().is_none());
    // One document of several is enough.
    let mut mac = mdl();
    mac.authentication = Authentication::Mac;
    let mut both = wallet(Engagement::Qr, Carrier::BleCentral);
    both.documents = vec![mac];
    let run = play(reader(&mdl()), both.clone(), WorldConfig::default());
    assert!(run.presentations[0].reader_key().is_some());
    // What cannot be read needs no key.
    both.habit = tashika_testkit::holder::Habit::Plain(vec![0xa0; 40]);
    let run = play(reader(&mdl()), both, WorldConfig::default());
    assert_eq!(run.presentations.len(), 1);
    assert!(run.presentations[0].reader_key().is_none());
}

#[test]
fn the_preferred_transport_that_the_wallet_offers_is_taken() {
    let mut all = wallet(Engagement::Qr, Carrier::Nfc);
    all.offers =
        [Carrier::Nfc, Carrier::BlePeripheral, Carrier::BleCentral].map(Offer::new).to_vec();
    let mut config = reader(&mdl());
    let run = play(config.clone(), all.clone(), WorldConfig::default());
    assert_eq!(run.presentations[0].proximity().unwrap().transport, Transport::BleCentralClient);
    config.transports = vec![Transport::L2cap, Transport::Nfc, Transport::BleCentralClient];
    let run = play(config.clone(), all.clone(), WorldConfig::default());
    assert_eq!(run.presentations[0].proximity().unwrap().transport, Transport::Nfc);
    config.transports = vec![Transport::L2cap];
    let run = play(config, all, WorldConfig::default());
    let (failure, phase) = (Failure::NoTransport, Phase::Connection);
    assert_eq!(run.end, End::Finished(Outcome::Failed { failure, phase, responses: 0 }));
}

#[test]
fn l2cap_by_the_characteristic_of_the_wallet_where_it_is_asked_for() {
    let taken = |from_characteristic, value: Option<&[u8]>| {
        let mut wallet = wallet(Engagement::Qr, Carrier::BlePeripheral);
        wallet.psm_value = value.map(<[u8]>::to_vec);
        let mut config = reader(&mdl());
        config.l2cap = L2capPolicy { from_characteristic, serve: false };
        let run = play(config, wallet, WorldConfig::default());
        assert_accepted(&run);
        let facts = run.presentations[0].proximity().unwrap();
        assert_eq!(facts.reconnections, 0);
        facts.transport
    };
    let works = [0, 0, 0, 0xc1];
    assert_eq!(taken(true, Some(&works)), Transport::L2cap);
    assert_eq!(taken(false, Some(&works)), Transport::BlePeripheralServer, "off by default");
    assert_eq!(L2capPolicy::default(), L2capPolicy { from_characteristic: false, serve: false });
    // No characteristic, one that cannot be read as a channel, and a channel that does not open.
    let others: [Option<&[u8]>; 5] =
        [None, Some(&[]), Some(&[0, 0xc1]), Some(&[0xff; 4]), Some(&[0, 0, 0, 0x82])];
    for value in others {
        assert_eq!(taken(true, value), Transport::BlePeripheralServer, "{value:?}");
    }
}

#[test]
fn l2cap_at_a_server_of_the_reader() {
    let taken = |serve, published, comes_by_stream| {
        let mut wallet = wallet(Engagement::Qr, Carrier::BleCentral);
        wallet.comes_by_stream = comes_by_stream;
        let mut config = reader(&mdl());
        config.l2cap = L2capPolicy { from_characteristic: false, serve };
        let run = play(config, wallet, WorldConfig { published, ..WorldConfig::default() });
        assert_accepted(&run);
        run.presentations[0].proximity().unwrap().transport
    };
    assert_eq!(taken(true, Some(0x81), true), Transport::L2cap);
    for (serve, published, comes) in [
        (true, Some(0x81), false),
        (true, None, true),
        (true, Some(0x1_0000), true),
        (false, Some(0x81), true),
    ] {
        assert_eq!(taken(serve, published, comes), Transport::BleCentralClient);
    }
}

#[test]
fn what_remains_exposed_to_relay_is_stated() {
    let exposures = |engagement, carrier| {
        let run = play(reader(&mdl()), wallet(engagement, carrier), WorldConfig::default());
        run.presentations[0].relay_exposures()
    };
    assert_eq!(
        exposures(Engagement::Qr, Carrier::BleCentral),
        [RelayExposure::CodeCopied, RelayExposure::RadioCarriedOn]
    );
    assert_eq!(
        exposures(Engagement::NfcStatic, Carrier::BleCentral),
        [RelayExposure::NfcCarriedOn, RelayExposure::RadioCarriedOn]
    );
    assert_eq!(exposures(Engagement::NfcStatic, Carrier::Nfc), [RelayExposure::NfcCarriedOn]);
}

#[test]
fn elapsed_times_are_facts_of_the_channel() {
    let mut wallet = wallet(Engagement::Qr, Carrier::BlePeripheral);
    wallet.consent = 4_000;
    let run = play(reader(&mdl()), wallet, WorldConfig::default());
    let facts = run.presentations[0].proximity().unwrap();
    assert_eq!(run.presentations[0].channel(), Channel::ProximityQr);
    assert!(facts.answering >= Duration::from_secs(4) && facts.answering < Duration::from_secs(5));
    assert!(facts.connecting > Duration::ZERO && facts.connecting < Duration::from_secs(1));
    let names: Vec<_> = run.steps.iter().map(|own| own.progress).collect();
    assert!(names.contains(&Progress::Connected) && names.contains(&Progress::RequestSent));
}

#[test]
fn several_requests_share_one_session() {
    for (carrier, _) in CARRIERS {
        let age = request_for(&mdl(), |own| own == "age_over_18").unwrap();
        let name = request_for(&mdl(), |own| own == "family_name").unwrap();
        let mut reader = reader(&mdl());
        reader.signer = reader_signer();
        let world = WorldConfig { more: vec![age, name], ..WorldConfig::default() };
        let run = play(reader, wallet(Engagement::NfcStatic, carrier), world);
        assert_eq!(run.end, End::Finished(Outcome::Completed { responses: 3 }), "{carrier:?}");
        assert_accepted(&run);
        assert_eq!(run.wallet.reader_auth, [ReaderAuth::Each; 3]);
        let claims =
            |index: usize| report(&run, index).documents[0].claims.as_ref().unwrap().iter().count();
        assert_eq!((claims(1), claims(2)), (1, 1));
    }
}

#[test]
fn any_mtu_and_any_maximum_carries_a_portrait() {
    let document = mdl_with_portrait();
    for mtu in [23, 24, 185, 515, 517, 65_535] {
        for carrier in [Carrier::BleCentral, Carrier::BlePeripheral] {
            let mut wallet = wallet(Engagement::Qr, carrier);
            wallet.documents = vec![document.clone()];
            let link = LinkModel { mtu, ..LinkModel::default() };
            let world = WorldConfig { link, ..WorldConfig::default() };
            assert_accepted(&play(reader(&document), wallet, world));
        }
    }
    for (nfc, extended) in
        [((255, 256), true), ((255, 256), false), ((65_535, 65_536), false), ((300, 700), true)]
    {
        let mut wallet = wallet(Engagement::NfcNegotiated, Carrier::Nfc);
        wallet.documents = vec![document.clone()];
        wallet.offers[0].nfc = nfc;
        let mut reader = reader(&document);
        reader.extended_apdus = extended;
        assert_accepted(&play(reader, wallet, WorldConfig::default()));
    }
}

#[test]
fn small_and_slow_tags_are_survived() {
    for maximum in [15, 16, 100, 255, 0x7fff] {
        for empty in [0, 1, 7, 64] {
            let mut wallet = wallet(Engagement::NfcNegotiated, Carrier::BleCentral);
            wallet.tag_maximum = maximum;
            wallet.empty_messages = empty;
            let run = play(reader(&mdl()), wallet, WorldConfig::default());
            assert_eq!(run.end, COMPLETED, "{maximum} {empty}");
        }
    }
    let mut wallet = wallet(Engagement::NfcNegotiated, Carrier::BleCentral);
    wallet.empty_messages = 65;
    let run = play(reader(&mdl()), wallet, WorldConfig::default());
    let silent = Failure::Tag(tashika::proximity::tag::TagError::Silent);
    assert!(matches!(run.end, End::Finished(Outcome::Failed { failure, .. }) if failure == silent));
}

#[test]
fn the_largest_response_passes_and_a_larger_one_is_refused() {
    const LARGEST: usize = 8 * 1024 * 1024;
    let with = |carrier, habit| {
        let mut wallet = wallet(Engagement::Qr, carrier);
        wallet.habit = habit;
        play(reader(&mdl()), wallet, WorldConfig::default())
    };
    for carrier in [Carrier::BleCentral, Carrier::L2cap, Carrier::Nfc] {
        let run = with(carrier, Habit::Filled(LARGEST));
        assert_eq!(run.end, COMPLETED, "{carrier:?}");
        assert_eq!(run.presentations[0].response().len(), LARGEST);
    }
    for (carrier, _) in CARRIERS {
        let message = |length| map([("data", Cbor::Bytes(vec![0; length]))]).encode();
        let run = with(carrier, Habit::Message(message(LARGEST + 17)));
        let End::Finished(Outcome::Failed { failure, .. }) = run.end else { panic!() };
        assert!(matches!(failure, Failure::Session(SessionError::Malformed(_))), "{failure:?}");
        let run = with(carrier, Habit::Message(message(LARGEST + 2000)));
        let End::Finished(Outcome::Failed { failure, .. }) = run.end else { panic!() };
        assert_eq!(failure, Failure::Frame(FrameError::TooLong), "{carrier:?}");
    }
}
