//! What a wallet sends: engagements, frames, events of a session, online answers.

use std::sync::OnceLock;
use std::time::Duration;

use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceEngagement, NfcOptions};
use tashika::online::dcql::SurplusRule;
use tashika::online::jose::{ContentEncryption, Jwk, KidRule, Recipient, claimed_kid, open};
use tashika::online::{
    DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession, Origin, Origins, Outcome, Receiving,
    RedirectRequest, Setup, claimed_session,
};
use tashika::proximity::ble::{Characteristic, PartAssembler, parts};
use tashika::proximity::handover::{HandoverRequest, HandoverSelect, ServiceData};
use tashika::proximity::l2cap::{StreamAssembler, frame};
use tashika::proximity::ndef;
use tashika::proximity::nfc::NfcTransfer;
use tashika::proximity::reader::{Action, Event, ReaderConfig, ReaderSession};
use tashika::proximity::tag::{TagPolicy, TagReader, TagStep};
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika_simulation::{Disturbance, World, WorldConfig, request_for};
use tashika_testkit::documents::{MDL, MDL_SPACE, mdl};
use tashika_testkit::handover::Handover;
use tashika_testkit::holder::{Carrier, Engagement, Wallet, WalletConfig};
use tashika_testkit::online::Wallet as OnlineWallet;
use tashika_testkit::scenario::{Document, NOW, Scenario};

use crate::{number, numbered};

const ORIGIN: &str = "https://verifier.example";
static PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();

/// An engagement gives back the bytes that arrived.
pub fn engagement(data: &[u8]) {
    if let Ok(own) = DeviceEngagement::decode(data) {
        assert_eq!(own.bytes(), data);
        let _ = (own.key_bytes(), format!("{own:?}"));
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = DeviceEngagement::from_uri(text);
    }
    for asked in [None, Some(HandoverRequest { ble: Some([7; 16]), nfc: true })] {
        let service = ServiceData { uuid: Some(0xfade) };
        if let Ok(own) = HandoverSelect::read(data, asked.as_ref(), service) {
            assert_eq!(own.bytes(), data);
        }
    }
    if let Ok(records) = ndef::read(data) {
        let again = ndef::read(&ndef::write(&records)).expect("what was written is read");
        assert_eq!(again, records);
    }
}

pub fn engagement_seeds() -> Vec<Vec<u8>> {
    use tashika::codec::decode_base64url;
    let config = |engagement, carrier| WalletConfig::new(mdl(), engagement, carrier);
    let code = |carrier| Wallet::new(config(Engagement::Qr, carrier)).code();
    let codes = [Carrier::BleCentral, Carrier::L2cap, Carrier::Nfc].map(code);
    let mut seeds: Vec<Vec<u8>> = codes.iter().map(|own| own.clone().into_bytes()).collect();
    let binary = codes.iter().filter_map(|own| decode_base64url(own.strip_prefix("mdoc:")?));
    seeds.extend(binary.collect::<Vec<_>>());
    let run = World::new(
        ReaderConfig::new(request_for(&mdl(), |_| true).expect("a request"), [0x5e; 16]),
        Wallet::new(config(Engagement::NfcStatic, Carrier::BleCentral)),
        WorldConfig::default(),
    )
    .run();
    let heard = run.heard.into_iter().filter_map(|own| match own {
        Event::ApduResponse(bytes) => Some(bytes[..bytes.len().saturating_sub(2)].to_vec()),
        _ => None,
    });
    seeds.extend(heard.filter(|own| own.len() > 20));
    seeds
}

/// What is cut into frames comes together again, and no frame of a stranger costs more than its
/// length.
pub fn frames(data: &[u8]) {
    let Some((which, rest)) = numbered(data) else { return };
    match which % 4 {
        0 => {
            let mtu = 23 + usize::from(which);
            let mut assembler = PartAssembler::default();
            let mut message = None;
            // There is no empty message.
            if !rest.is_empty() {
                for part in parts(rest, mtu) {
                    message = assembler.push(&part).expect("our own parts");
                }
                assert_eq!(message.as_deref(), Some(rest));
            }
            for part in rest.split(|own| *own == 0xaa) {
                let _ = assembler.push(part);
                assert!(assembler.pending() <= rest.len());
            }
        }
        1 => {
            let mut assembler = StreamAssembler::default();
            for piece in rest.chunks(7) {
                if assembler.push(piece).is_err() {
                    break;
                }
                assert!(assembler.pending() <= rest.len());
            }
            if !rest.is_empty() {
                let mut assembler = StreamAssembler::default();
                assert_eq!(assembler.push(&frame(rest)), Ok(vec![rest.to_vec()]));
            }
        }
        2 => {
            let options = NfcOptions::new(255 + u64::from(which), 256).expect("lengths");
            let mut transfer = NfcTransfer::new(options, which > 127);
            transfer.select();
            let _ = transfer.on_response(&[0x90, 0]);
            let _ = transfer.send(&vec![7; usize::from(which) * 3]);
            for response in rest.split(|own| *own == 0xaa) {
                if transfer.on_response(response).is_err() {
                    break;
                }
                assert!(transfer.pending() <= rest.len());
            }
        }
        _ => {
            let offer = HandoverRequest { ble: Some([7; 16]), nfc: which > 127 };
            let mut tag = TagReader::new(offer, TagPolicy::default());
            tag.start();
            for response in rest.split(|own| *own == 0xaa) {
                match tag.on_response(response) {
                    Err(_) => break,
                    Ok(TagStep::Wait(_)) => drop(tag.resume()),
                    Ok(_) => {}
                }
            }
        }
    }
}

pub fn frame_seeds() -> Vec<Vec<u8>> {
    let mut stream = frame(b"one");
    stream.extend(frame(b"two"));
    let apdus = [&[0x90, 0][..], &[0x61, 16], b"\x53\x05hello\x90\x00", &[0x6a, 0x82]].join(&0xaa);
    let tag = [
        &[0x90, 0][..],
        &[0x90, 0],
        &[0, 15, 0x20, 0, 0xff, 0, 0xff, 4, 6, 0xe1, 4, 2, 0, 0, 0, 0x90, 0],
        &[0x90, 0],
        &[0, 3, 0x90, 0],
        &[0xd0, 0, 0, 0x90, 0],
    ]
    .join(&0xaa);
    vec![
        number(0, b"\x01a\xaa\x01b\xaa\x00c"),
        number(1, &stream),
        number(2, &apdus),
        number(3, &tag),
    ]
}

/// Any events in any order end in a bounded number of actions; a presentation comes from the wallet
/// alone. The highest number plays a whole transaction into which the rest is thrown.
pub fn reader(data: &[u8]) {
    let Some((which, rest)) = numbered(data) else { return };
    if which == 255 {
        return disturbed(rest);
    }
    let request = request_for(&mdl(), |_| true).expect("a request");
    let mut session = ReaderSession::new(ReaderConfig::new(request, [0x5e; 16]), &PROVIDER);
    session.start(Duration::ZERO);
    let mut time = 0;
    let mut rest = rest;
    for _ in 0..64 {
        let Some((event, behind)) = event(rest) else { break };
        rest = behind;
        time += 10;
        let actions = session.on_event(event, Duration::from_millis(time));
        assert!(actions.len() < 20_000, "{} actions", actions.len());
        // The kit's wallet has no part in this: whatever is received was not sent by it.
        assert!(!actions.iter().any(|own| matches!(own, Action::Received(_))));
    }
    session.on_event(Event::Tick, Duration::from_secs(100_000));
    assert!(session.is_over());
    assert!(session.on_event(Event::TagFound, Duration::from_secs(100_001)).is_empty());
}

/// Number, length, content.
fn event(data: &[u8]) -> Option<(Event, &[u8])> {
    let (&kind, rest) = data.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (content, rest) = rest.split_at(usize::from(length).min(rest.len()));
    let text = || String::from_utf8_lossy(content).into_owned();
    let characteristic = |own: u8| match own % 5 {
        0 => Characteristic::State,
        1 => Characteristic::Client2Server,
        2 => Characteristic::Server2Client,
        3 => Characteristic::Ident,
        _ => Characteristic::L2cap,
    };
    let event = match kind % 16 {
        0 => Event::ApduResponse(content.to_vec()),
        1 => Event::BleConnected { mtu: content.len() * 3 },
        2 => Event::BleDisconnected,
        3 => Event::BleMtu(content.len()),
        4..=6 => {
            let value = content.to_vec();
            Event::BleReceived { characteristic: characteristic(kind / 16), value }
        }
        7 => Event::BleSubscribed,
        8 => Event::CodeScanned(text()),
        9 => Event::Key(PrivateKey::new(Curve::P256, vec![kind; 32])),
        10 => Event::StreamOpened,
        11 => Event::StreamReceived(content.to_vec()),
        12 => Event::StreamClosed,
        13 => Event::TagFound,
        14 => Event::TagLost,
        _ if kind == 255 => Event::End,
        _ => Event::Tick,
    };
    Some((event, rest))
}

fn disturbed(data: &[u8]) {
    let Some((at, garbage)) = numbered(data) else { return };
    let carrier = [Carrier::BleCentral, Carrier::BlePeripheral, Carrier::L2cap, Carrier::Nfc];
    let carrier = carrier[usize::from(at) % 4];
    let mut config =
        ReaderConfig::new(request_for(&mdl(), |_| true).expect("a request"), [0x5e; 16]);
    config.tags.service_data = ServiceData { uuid: Some(0xfade) };
    let garbage = Some((usize::from(at / 4), Disturbance::Garbage(garbage.to_vec())));
    let world = WorldConfig { disturbance: garbage, ..WorldConfig::default() };
    let wallet = Wallet::new(WalletConfig::new(mdl(), Engagement::Qr, carrier));
    let run = World::new(config, wallet, world).run();
    assert!(run.presentations.len() <= run.wallet.sent.len());
    for (received, sent) in run.presentations.iter().zip(&run.wallet.sent) {
        assert_eq!(received.response(), &sent[..]);
    }
}

pub fn reader_seeds() -> Vec<Vec<u8>> {
    let event = |kind: u8, content: &[u8]| [&[kind, content.len() as u8], content].concat();
    let seeds = [Carrier::BleCentral, Carrier::L2cap, Carrier::Nfc].map(|carrier| {
        let code = Wallet::new(WalletConfig::new(mdl(), Engagement::Qr, carrier)).code();
        let steps = [
            event(8, code.as_bytes()),
            event(9, &[]),
            event(1, &[0; 60]),
            event(7, &[]),
            event(4, &[1]),
            event(10, &[]),
            event(11, &frame(b"\xa1\x66status\x14")),
            event(13, &[]),
            event(0, &[0x90, 0]),
            event(36, b"\x00\xa1\x66status\x14"),
        ];
        number(0, &steps.concat())
    });
    let mut seeds = seeds.to_vec();
    seeds.extend(
        (0..4).map(|at| number(255, &[40 + at, 0xa1, 0x64, b'd', b'a', b't', b'a', 0x41, 0])),
    );
    seeds
}

/// A JWE that opens is the one that was sealed; nothing else may.
pub fn jose(data: &[u8]) {
    let _ = Jwk::parse(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = (claimed_kid(text), claimed_session(data));
    let key = PrivateKey::new(Curve::P256, vec![7; 32]);
    let encryptions = [ContentEncryption::A128Gcm, ContentEncryption::A256Gcm];
    let recipient = Recipient {
        key: &key,
        kid: "kid",
        kid_rule: KidRule::MayBeAbsent,
        encryptions: &encryptions,
    };
    assert!(open(text, &recipient, &PROVIDER).is_err(), "nobody sealed to this key");
}

pub fn jose_seeds() -> Vec<Vec<u8>> {
    let body = String::from_utf8(online_seeds().remove(0)[1..].to_vec()).expect("a form");
    let compact = body.split(['=', '&']).find(|own| own.starts_with("ey")).expect("a JWE");
    let jwk = br#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","kid":"1"}"#;
    vec![compact.as_bytes().to_vec(), jwk.to_vec()]
}

fn licence() -> Document {
    let mut document = mdl();
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = ["family_name", "age_over_18"].contains(&element.identifier);
    }
    document
}

/// An online session of each kind; the same every time.
fn session(which: u8) -> OnlineSession {
    struct Asked {
        query: DcqlQuery,
        request: Vec<u8>,
    }
    static ASKED: OnceLock<Asked> = OnceLock::new();
    let asked = ASKED.get_or_init(|| {
        let mut credential = CredentialQuery::mdoc("mdl", MDL);
        let claims = ["family_name", "age_over_18"].map(|own| ClaimsQuery::element(MDL_SPACE, own));
        credential.claims = Some(claims.to_vec());
        Asked {
            query: DcqlQuery { credentials: vec![credential], credential_sets: None },
            request: Scenario::new(licence(), Handover::OpenId4Vp).ask(),
        }
    });
    let setup = Setup {
        seed: &[which % 4; 32],
        now: Timestamp::parse(NOW).expect("a time"),
        lifetime: 300,
        profile: OnlineProfile::Plain,
        surplus: SurplusRule::Refuse,
        provider: &PROVIDER,
    };
    let encrypted = which % 2 == 0;
    if which % 4 < 2 {
        let request = RedirectRequest {
            identity: None,
            response_uri: "https://verifier.example/answers",
            request_uri: None,
            request_uri_post: false,
            encrypted,
            same_device: None,
            query: &asked.query,
            transaction_data: &[],
        };
        return OnlineSession::redirect(&request, &setup).expect("a request");
    }
    let origin = Origin::web(ORIGIN).expect("an origin");
    let request = DcApiRequest {
        origins: &Origins::only(origin),
        protocols: &[DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&asked.request)],
        encrypted,
        query: Some(&asked.query),
        transaction_data: &[],
    };
    OnlineSession::dc_api(&request, &setup).expect("a request")
}

/// An answer that is taken under encryption is the wallet's own.
pub fn online(data: &[u8]) {
    let Some((which, body)) = numbered(data) else { return };
    let receiving = Receiving {
        now: Timestamp::parse(NOW).expect("a time").plus(60),
        provider: &PROVIDER,
        apple_key: None,
    };
    let outcome = session(which).receive(body, &receiving);
    if let Ok(Outcome::Answered(answer)) = outcome
        && which % 2 == 0
    {
        static SENT: OnceLock<Vec<u8>> = OnceLock::new();
        let sent = SENT.get_or_init(|| Scenario::new(licence(), Handover::OpenId4Vp).respond());
        for (_, presentation) in answer.presentations() {
            // The issuer's part does not depend on the session.
            assert_eq!(presentation.response()[..200], sent[..200]);
        }
    }
}

pub fn online_seeds() -> Vec<Vec<u8>> {
    use tashika_testkit::online::read_link;
    let wallet = OnlineWallet::new("mdl", licence());
    let mut seeds = Vec::new();
    for which in 0..4 {
        let own = session(which);
        if which < 2 {
            let link = own.link("openid4vp", &PROVIDER).expect("a link");
            seeds.push(number(which, &wallet.post(&read_link(&link))));
            continue;
        }
        let offer = own.dc_api_call(&[], None, &PROVIDER).expect("a call");
        let call = offer.sign_with(|_| None, &PROVIDER).expect("nothing to sign");
        let call = serde_json::from_str(&call).expect("JSON");
        for protocol in ["openid4vp-v1-unsigned", "org-iso-mdoc"] {
            let answer = wallet.answer_call(&call, protocol, ORIGIN).to_string();
            seeds.push(number(which, answer.as_bytes()));
        }
    }
    seeds
}
