//! Recorded transactions: what happened, and what a session answers, byte for byte.
//!
//! `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test transactions` plays the testkit's wallets and
//! phone against the sessions of this library and writes `tests/fixtures/transactions`; without it the
//! files are compared. Kotlin, Swift and Python replay the same files.
//!
//! Events and actions are lines: a word, then its values. Names of variants are written in lower case
//! without anything between their words, octets as `0x…`, and what is absent as `-`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tashika::crypto::{CryptoProvider, HashAlgorithm};
use tashika::instant::Timestamp;
use tashika::mdoc::ReaderSigner;
use tashika::online::dcql::SurplusRule;
use tashika::online::{
    DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession as CoreOnline, Origin, Origins,
    RedirectRequest, Setup, SigningIdentity as CoreIdentity,
};
use tashika::proximity::handover::ServiceData;
use tashika::proximity::reader::{Event as CoreEvent, ReaderConfig};
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::x509::Certificate;
use tashika_ffi::assurance::{PolicyBundles, Requirements};
use tashika_ffi::evidence::{Circumstances, evidence_from_json, evidence_to_json};
use tashika_ffi::hybrid::{
    HybridAction, HybridAnswer, HybridAsk, HybridEvent, HybridOptions, HybridOutcome, HybridReply,
    HybridSession, PasskeyRegistration,
};
use tashika_ffi::key::PrivateKey;
use tashika_ffi::mirror::{
    EvidenceChannel, LendingRisk, Party, PasskeyCeremony, ProcedureTask, Wanted,
};
use tashika_ffi::online::{AnswerOutcome, OnlineAnswer, OnlineSession, SigningIdentity};
use tashika_ffi::passkey::{
    PasskeyAsked, PasskeyAssertion, PasskeyCredential, PasskeyExpected, passkey_client_data,
};
use tashika_ffi::policy::PolicyOptions;
use tashika_ffi::presentation::Presentation;
use tashika_ffi::reader::{
    Action, Event, Progress, ReaderIdentity, ReaderOptions, ReaderSession, TransactionOutcome,
};
use tashika_ffi::report::ElementName;
use tashika_ffi::request::{DeviceRequestDraft, DocumentToAsk, ElementToAsk};
use tashika_ffi::trust::{Anchor, TrustStore};
use tashika_ffi::verify::Verifier;
use tashika_simulation::{LinkModel, World, WorldConfig};
use tashika_testkit::certificate::{Certificate as KitCertificate, Name};
use tashika_testkit::documents::{MDL, MDL_SPACE, mdl};
use tashika_testkit::handover::Handover;
use tashika_testkit::holder::{Carrier, Engagement, Wallet, WalletConfig};
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::online::{Wallet as OnlineWallet, read_jws, verifier_certificate};
use tashika_testkit::phone::{Phone, PhoneConfig};
use tashika_testkit::random;
use tashika_testkit::scenario::{Document, NOW, Scenario};

const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();
const ELEMENTS: [&str; 2] = ["family_name", "age_over_18"];
const SERVICE: [u8; 16] = [0x5e; 16];
const SERVICE_DATA: u16 = 0xfade;
const SEALING_KEY: [u8; 32] = [9; 32];
const ORIGIN: &str = "https://verifier.example";

#[test]
fn recorded_transactions_replay_byte_for_byte() {
    let all = [
        reader("qr-ble-central", Engagement::Qr, Carrier::BleCentral, false),
        reader("qr-ble-peripheral-signed", Engagement::Qr, Carrier::BlePeripheral, true),
        reader("nfc-static-l2cap", Engagement::NfcStatic, Carrier::L2cap, false),
        reader("nfc-negotiated-nfc", Engagement::NfcNegotiated, Carrier::Nfc, false),
        lost(),
        redirect(),
        dc_api(),
        credential(),
        passkey(),
        decisions(),
    ];
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/transactions");
    let mut stale = Vec::new();
    for own in &all {
        let mut text = serde_json::to_string_pretty(own).unwrap();
        text.push('\n');
        let path = folder.join(format!("{}.json", own["name"].as_str().unwrap()));
        if std::env::var_os("TASHIKA_WRITE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != text {
            stale.push(own["name"].to_string());
        }
    }
    assert!(stale.is_empty(), "they give something else than before: {stale:?}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), all.len(), "files that nobody writes");
}

// What a person sees: the licence with two elements.

fn licence() -> Document {
    let mut document = mdl();
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = ELEMENTS.contains(&element.identifier);
    }
    document
}

fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

fn anchor() -> Vec<u8> {
    licence().issuer.root_der()
}

/// The whole report of what came, which every language must give as well.
fn report(presentation: &Presentation) -> String {
    let policy = PolicyOptions {
        name: "default".to_owned(),
        profile: None,
        status: "default".to_owned(),
        edition: None,
        unasked: None,
        clock_skew: None,
        signed_skew: None,
        future_tolerance: None,
        same_holder: None,
        status_needed: None,
        overdue_listing: None,
        severities: Vec::new(),
    };
    let anchor = Anchor {
        certificate: anchor(),
        purpose: None,
        doc_types: None,
        category: None,
        listed_from: None,
        listed_until: None,
        listing_due: None,
    };
    let trust = TrustStore::new(vec![anchor]).unwrap();
    let verifier = Verifier::new(policy, None).unwrap();
    let report = verifier.verify(presentation, &trust, now(), None, None, None).unwrap();
    assert!(report.details().unwrap().documents[0].has_claims, "{:?}", report.details());
    report.json(false, None).unwrap()
}

// In person.

fn documents() -> Vec<DocumentToAsk> {
    let asked = ELEMENTS.map(|own| ElementToAsk {
        element: ElementName { name_space: MDL_SPACE.to_owned(), identifier: own.to_owned() },
        retain: false,
    });
    vec![DocumentToAsk { doc_type: MDL.to_owned(), elements: asked.to_vec() }]
}

fn reader_chain() -> Vec<u8> {
    let root_key = Key::new(Curve::P256, "reader root");
    let root = KitCertificate::root(Name::new("JP", "", "Example Reader", "Root"), &root_key);
    let name = Name::new("JP", "", "Example Reader", "Reader");
    let own = Key::new(Curve::P256, "reader authentication");
    KitCertificate::reader(name, &own, &root, &root_key).issue(&root_key)
}

fn reader(name: &str, engagement: Engagement, carrier: Carrier, signed: bool) -> Value {
    let wallet = WalletConfig::new(licence(), engagement, carrier);
    let (own, reports) = in_person(name, wallet, signed, LinkModel::default());
    assert_eq!(reports, 1, "{name}");
    own
}

/// A link whose frames are lost above the radio: the reader gives up in its time.
fn lost() -> Value {
    let wallet = WalletConfig::new(licence(), Engagement::Qr, Carrier::BleCentral);
    let link = LinkModel { mtu: 64, drop: 0.2, ..LinkModel::default() };
    let (own, reports) = in_person("qr-ble-central-lost", wallet, false, link);
    assert_eq!(reports, 0);
    own
}

fn in_person(name: &str, wallet: WalletConfig, signed: bool, link: LinkModel) -> (Value, usize) {
    let seed = 7;
    let request = tashika_simulation::request_for(&licence(), |own| ELEMENTS.contains(&own));
    let mut config = ReaderConfig::new(request.unwrap(), SERVICE);
    config.tags.service_data = ServiceData { uuid: Some(SERVICE_DATA) };
    (config.extended_apdus, config.reader_auth_all) = (true, true);
    let chain = reader_chain();
    if signed {
        let leaf = Certificate::parse(&chain).unwrap();
        config.signer =
            Some(ReaderSigner::new(tashika::cose::Algorithm::Es256, vec![leaf]).unwrap());
    }
    let world = WorldConfig { seed, link, taped: true, ..WorldConfig::default() };
    let run = World::new(config, Wallet::new(wallet), world).run();
    let draft = DeviceRequestDraft::new(documents()).unwrap();
    let identity = ReaderIdentity {
        algorithm: tashika_ffi::mirror::Algorithm::Es256,
        certificates: vec![chain.clone()],
    };
    let session = ReaderSession::new(&draft, options(signed.then_some(identity)), None).unwrap();
    let mut reports = Vec::new();
    let mut lines = |actions: Vec<Action>| -> Vec<String> {
        for own in &actions {
            if let Action::Received { presentation } = own {
                reports.push(report(presentation));
            }
        }
        actions.iter().map(action).collect()
    };
    let first = lines(session.start(Duration::ZERO).unwrap());
    let mut steps = vec![json!({ "at": 0, "event": "start", "actions": first })];
    for (at, own) in &run.tape {
        let line = event_line(own);
        let given = session.on_event(event(&line), *at).unwrap();
        let at = u64::try_from(at.as_millis()).unwrap();
        steps.push(json!({ "at": at, "event": line, "actions": lines(given) }));
    }
    assert!(session.is_over());
    let count = reports.len();
    let mut own = json!({
        "name": format!("reader-{name}"),
        "kind": "reader",
        "seed": seed,
        "docType": MDL,
        "nameSpace": MDL_SPACE,
        "elements": ELEMENTS,
        "service": hex(&SERVICE),
        "serviceData": SERVICE_DATA,
        "steps": steps,
        "verifyAt": NOW,
        "trust": [hex(&anchor())],
        "reports": reports,
    });
    if signed {
        own["certificates"] = json!([hex(&chain)]);
    }
    (own, count)
}

fn options(identity: Option<ReaderIdentity>) -> ReaderOptions {
    ReaderOptions {
        service: SERVICE.to_vec(),
        identity,
        reader_auth_all: true,
        transports: None,
        extended_apdus: true,
        max_polls: None,
        l2cap_service_data: Some(i32::from(SERVICE_DATA)),
        engagement_timeout: None,
        connection_timeout: None,
        inactivity_timeout: None,
        response_timeout: None,
        max_reconnections: None,
    }
}

fn event_line(own: &CoreEvent) -> String {
    match own {
        CoreEvent::ApduResponse(response) => format!("apdu-response {}", hex(response)),
        CoreEvent::BleConnected { mtu } => format!("ble-connected {mtu}"),
        CoreEvent::BleDisconnected => "ble-disconnected".to_owned(),
        CoreEvent::BleReceived { characteristic, value } => {
            format!("ble-received {} {}", word(characteristic), hex(value))
        }
        CoreEvent::BleSubscribed => "ble-subscribed".to_owned(),
        CoreEvent::CodeScanned(text) => format!("code-scanned {text}"),
        CoreEvent::End => "end".to_owned(),
        CoreEvent::Key(key) => format!("key {} {}", word(&key.curve()), hex(key.scalar())),
        CoreEvent::PsmRead(value) => format!("psm-read {}", maybe(value.as_deref())),
        CoreEvent::Signature { id, signature } => format!("signature {id} {}", hex(signature)),
        CoreEvent::StreamClosed => "stream-closed".to_owned(),
        CoreEvent::StreamOpened => "stream-opened".to_owned(),
        CoreEvent::StreamReceived(bytes) => format!("stream-received {}", hex(bytes)),
        CoreEvent::TagFound => "tag-found".to_owned(),
        CoreEvent::TagLost => "tag-lost".to_owned(),
        CoreEvent::Tick => "tick".to_owned(),
        other => panic!("{other:?} is not recorded"),
    }
}

fn event(line: &str) -> Event {
    let parts: Vec<&str> = line.split(' ').collect();
    let part = |index: usize| parts[index];
    match part(0) {
        "apdu-response" => Event::ApduResponse { response: unhex(part(1)) },
        "ble-connected" => Event::BleConnected { mtu: part(1).parse().unwrap() },
        "ble-disconnected" => Event::BleDisconnected,
        "ble-received" => {
            use tashika_ffi::mirror::Characteristic;
            let all = [
                Characteristic::State,
                Characteristic::Client2Server,
                Characteristic::Server2Client,
            ];
            let characteristic = all.into_iter().find(|own| word(own) == part(1)).unwrap();
            Event::BleReceived { characteristic, value: unhex(part(2)) }
        }
        "ble-subscribed" => Event::BleSubscribed,
        "code-scanned" => Event::CodeScanned { text: part(1).to_owned() },
        "end" => Event::End,
        "key" => Event::Key { key: key(part(1), unhex(part(2))) },
        "psm-read" => Event::PsmRead { value: (part(1) != "-").then(|| unhex(part(1))) },
        "signature" => Event::Signature { id: part(1).parse().unwrap(), signature: unhex(part(2)) },
        "stream-closed" => Event::StreamClosed,
        "stream-opened" => Event::StreamOpened,
        "stream-received" => Event::StreamReceived { bytes: unhex(part(1)) },
        "tag-found" => Event::TagFound,
        "tag-lost" => Event::TagLost,
        "tick" => Event::Tick,
        other => panic!("{other}"),
    }
}

fn key(curve: &str, scalar: Vec<u8>) -> Arc<PrivateKey> {
    assert_eq!(curve, "p256");
    PrivateKey::from_scalar(tashika_ffi::mirror::Curve::P256, scalar).unwrap()
}

fn action(own: &Action) -> String {
    match own {
        Action::Advertise { service, ident } => {
            format!("advertise {} {}", hex(service), hex(ident))
        }
        Action::CreateKey { curve } => format!("create-key {}", word(curve)),
        Action::Finished { outcome } => format!("finished {}", outcome_line(outcome)),
        Action::OpenStream { service, address, psm } => {
            format!("open-stream {} {} {psm}", hex(service), maybe(address.as_deref()))
        }
        Action::PollTag => "poll-tag".to_owned(),
        Action::Progress { progress } => format!("progress {}", progress_line(progress)),
        Action::PublishStream => "publish-stream".to_owned(),
        Action::ReadPsm => "read-psm".to_owned(),
        Action::Received { presentation } => format!("received {}", word(&presentation.channel())),
        Action::Scan { service, address } => {
            format!("scan {} {}", hex(service), maybe(address.as_deref()))
        }
        Action::ScanCode => "scan-code".to_owned(),
        Action::SendApdu { command } => format!("send-apdu {}", hex(command)),
        Action::SendBle { characteristic, value } => {
            format!("send-ble {} {}", word(characteristic), hex(value))
        }
        Action::SendStream { bytes } => format!("send-stream {}", hex(bytes)),
        Action::ShowPsm { value } => format!("show-psm {}", hex(value)),
        Action::Sign { id, algorithm, bytes } => {
            format!("sign {id} {} {}", word(algorithm), hex(bytes))
        }
        Action::StopRadio => "stop-radio".to_owned(),
        Action::Subscribe => "subscribe".to_owned(),
        Action::WakeAt { at } => format!("wake-at {}", at.as_millis()),
    }
}

fn progress_line(own: &Progress) -> String {
    match own {
        Progress::Connected => "connected".to_owned(),
        Progress::Early { what } => format!("early {}", word(what)),
        Progress::Engaged { channel } => format!("engaged {}", word(channel)),
        Progress::Receiving { bytes } => format!("receiving {bytes}"),
        Progress::Reconnecting { attempt } => format!("reconnecting {attempt}"),
        Progress::RequestSent => "request-sent".to_owned(),
        Progress::Transport { transport } => format!("transport {}", word(transport)),
        Progress::Unrelated { what } => format!("unrelated {}", word(what)),
    }
}

fn outcome_line(own: &TransactionOutcome) -> String {
    match own {
        TransactionOutcome::Completed { responses } => format!("completed {responses}"),
        TransactionOutcome::Cancelled { phase } => format!("cancelled {}", word(phase)),
        TransactionOutcome::EndedByWallet { status, phase, responses } => {
            let status = status.as_ref().map_or("-".to_owned(), word);
            format!("ended-by-wallet {status} {} {responses}", word(phase))
        }
        TransactionOutcome::Failed { kind, phase, responses, .. } => {
            format!("failed {} {} {responses}", word(kind), word(phase))
        }
        TransactionOutcome::Lost { phase, responses } => {
            format!("lost {} {responses}", word(phase))
        }
        TransactionOutcome::TimedOut { phase, responses } => {
            format!("timed-out {} {responses}", word(phase))
        }
    }
}

// Online.

fn verifier_key() -> Key {
    Key::new(Curve::P256, "verifier")
}

fn verifier_chain() -> Vec<u8> {
    verifier_certificate(&verifier_key(), &["verifier.example"])
}

fn query() -> DcqlQuery {
    let mut credential = CredentialQuery::mdoc("mdl", MDL);
    let claims = ELEMENTS.iter().map(|own| ClaimsQuery::element(MDL_SPACE, own));
    credential.claims = Some(claims.collect());
    DcqlQuery { credentials: vec![credential], credential_sets: None }
}

/// A session online of a seed, sealed: the way every language comes by the same one.
struct Sealed {
    seed: String,
    id: String,
    record: Vec<u8>,
    identity: Arc<SigningIdentity>,
}

impl Sealed {
    fn new(seed: &str, make: impl FnOnce(&Setup<'_>, &CoreIdentity) -> CoreOnline) -> Self {
        let own: [u8; 32] = random::bytes(seed, 32).try_into().unwrap();
        let setup = Setup {
            seed: &own,
            now: now(),
            lifetime: 300,
            profile: OnlineProfile::Plain,
            surplus: SurplusRule::Refuse,
            provider: &PROVIDER,
        };
        let leaf = Certificate::parse(&verifier_chain()).unwrap();
        let identity = CoreIdentity::x509_san_dns(&[leaf], "verifier.example").unwrap();
        let session = make(&setup, &identity);
        let nonce = random::bytes("nonce", 12).try_into().unwrap();
        Self {
            seed: seed.to_owned(),
            id: session.id().to_owned(),
            record: session.seal(&SEALING_KEY, &nonce, &PROVIDER).unwrap(),
            identity: SigningIdentity::x509_san_dns(
                vec![verifier_chain()],
                "verifier.example".to_owned(),
            )
            .unwrap(),
        }
    }

    fn open(&self) -> Arc<OnlineSession> {
        let (record, id) = (self.record.clone(), self.id.clone());
        OnlineSession::open(record, id, SEALING_KEY.to_vec()).unwrap()
    }

    fn json(&self, name: &str, kind: &str) -> Value {
        json!({
            "name": format!("{kind}-{name}"),
            "kind": kind,
            "seed": self.seed,
            "record": hex(&self.record),
            "id": self.id,
            "sealingKey": hex(&SEALING_KEY),
            "certificate": hex(&verifier_chain()),
            "dnsName": "verifier.example",
            "verifyAt": NOW,
            "trust": [hex(&anchor())],
        })
    }
}

/// What a call gives, in lines.
struct Calls(Vec<Value>);

impl Calls {
    fn push(&mut self, call: String, gives: Vec<String>) {
        self.0.push(json!({ "call": call, "gives": gives }));
    }

    /// The request, signed; the text that the wallet reads.
    fn signed(&mut self, call: &str, offer: &tashika_ffi::online::Offer) -> String {
        let all = offer.to_be_signed();
        let lines = all.iter().map(|own| format!("sign {} {}", word(&own.curve), hex(&own.bytes)));
        self.push(call.to_owned(), lines.collect());
        let signatures: Vec<Vec<u8>> =
            all.iter().map(|own| verifier_key().sign(&own.bytes)).collect();
        let text = offer.finish(signatures.clone()).unwrap();
        let words: Vec<String> = signatures.iter().map(|own| hex(own)).collect();
        self.push(format!("finish {}", words.join(" ")), vec![text.clone()]);
        text
    }

    fn refused(&mut self, own: &Sealed, answer: &[u8], at: Timestamp) {
        let error = own.open().receive(answer.to_vec(), at, None).unwrap_err();
        let call = format!("receive {} {}", at.unix(), hex(answer));
        self.push(call, vec![format!("error {}", error.code())]);
    }

    fn received(&mut self, own: &Sealed, answer: &[u8]) -> Vec<String> {
        let at = now().plus(60);
        let received = own.open().receive(answer.to_vec(), at, None).unwrap();
        let AnswerOutcome::Answered { answer: came } = received.outcome else { panic!() };
        let call = format!("receive {} {}", at.unix(), hex(answer));
        let (mut lines, reports) = answered(&came);
        lines.push(format!("reply {}", received.reply));
        self.push(call, lines);
        reports
    }
}

fn answered(own: &OnlineAnswer) -> (Vec<String>, Vec<String>) {
    let mut lines = vec![format!("answered {}", own.protocol())];
    let mut reports = Vec::new();
    for own in own.presentations() {
        let channel = own.presentation.channel();
        lines.push(format!("presentation {} {}", own.id, word(&channel)));
        reports.push(report(&own.presentation));
    }
    lines.push(format!("missing {}", own.missing_after(vec![true]).len()));
    (lines, reports)
}

fn redirect() -> Value {
    let query = query();
    let own = Sealed::new("transaction redirect", |setup, identity| {
        let request = RedirectRequest {
            identity: Some(identity),
            response_uri: "https://verifier.example/answers",
            request_uri: Some("https://verifier.example/requests/1"),
            request_uri_post: false,
            encrypted: true,
            same_device: None,
            query: &query,
            transaction_data: &[],
        };
        CoreOnline::redirect(&request, setup).unwrap()
    });
    let session = own.open();
    let mut calls = Calls(Vec::new());
    calls.push("kind".to_owned(), vec![session.kind().unwrap()]);
    calls.push("expires".to_owned(), vec![session.expires().unwrap().unix().to_string()]);
    calls.push("link openid4vp".to_owned(), vec![session.link("openid4vp".to_owned()).unwrap()]);
    let offer = session.request_object(&own.identity, None).unwrap();
    let request = calls.signed("request-object", &offer);
    let answer = OnlineWallet::new("mdl", licence()).post(&read_jws(&request).1);
    calls.refused(&own, &answer, now().plus(301));
    calls.refused(&own, b"state=another", now().plus(60));
    let reports = calls.received(&own, &answer);
    let mut json = own.json("redirect", "online");
    json["steps"] = Value::Array(calls.0);
    json["reports"] = json!(reports);
    json
}

fn called(own: &CoreIdentity, setup: &Setup<'_>) -> CoreOnline {
    let device_request = Scenario::new(licence(), Handover::OpenId4Vp).ask();
    let (query, origins) = (query(), Origins::only(Origin::web(ORIGIN).unwrap()));
    let request = DcApiRequest {
        origins: &origins,
        protocols: &[DcApiProtocol::IsoMdoc(&device_request), DcApiProtocol::Signed(own)],
        encrypted: true,
        query: Some(&query),
        transaction_data: &[],
    };
    CoreOnline::dc_api(&request, setup).unwrap()
}

fn dc_api() -> Value {
    let own = Sealed::new("transaction dc api", |setup, identity| called(identity, setup));
    let session = own.open();
    let mut calls = Calls(Vec::new());
    calls.push("kind".to_owned(), vec![session.kind().unwrap()]);
    let offer = session.dc_api_call(vec![own.identity.clone()], None).unwrap();
    let call: Value = serde_json::from_str(&calls.signed("dc-api-call", &offer)).unwrap();
    let wallet = OnlineWallet::new("mdl", licence());
    let mut reports = Vec::new();
    for protocol in ["openid4vp-v1-signed", "org-iso-mdoc"] {
        let answer = wallet.answer_call(&call, protocol, ORIGIN).to_string().into_bytes();
        reports.extend(calls.received(&own, &answer));
        if protocol == "org-iso-mdoc" {
            let elsewhere =
                wallet.answer_call(&call, protocol, "https://other.example").to_string();
            calls.refused(&own, elsewhere.as_bytes(), now().plus(60));
        }
    }
    let mut json = own.json("dc-api", "online");
    json["steps"] = Value::Array(calls.0);
    json["reports"] = json!(reports);
    json
}

// Across devices.

/// A transaction across devices with this phone: its record, and the answer.
fn across(ask: HybridAsk, phone: &mut Phone, label: &str) -> (Value, Arc<HybridAnswer>) {
    let screen = Key::new(Curve::P256, &format!("screen {label}")).secret().to_vec();
    let secret = random::bytes(&format!("code secret {label}"), 16);
    let asked = ask_json(&ask);
    let options = HybridOptions {
        ask,
        also_tunnels: Vec::new(),
        own_tunnel: None,
        second_phone: None,
        protocol_name: None,
        linking: None,
        advert_timeout: None,
        tunnel_timeout: None,
        handshake_timeout: None,
        answer_timeout: None,
    };
    let screen_key = key("p256", screen.clone());
    let session = HybridSession::replay(options, now(), &screen_key, secret.clone()).unwrap();
    let (mut steps, mut came) = (Vec::new(), None);
    let mut waiting: Vec<String> = vec!["start".to_owned()];
    let mut clock = 0;
    while came.is_none() {
        let line = waiting.remove(0);
        let at = Duration::from_millis(clock);
        let actions = match line.as_str() {
            "start" => session.start(at).unwrap(),
            other => session.on_event(hybrid_event(other), at).unwrap(),
        };
        for own in &actions {
            match own {
                HybridAction::ShowCode { text } => {
                    phone.scan(text);
                    let (stranger, data) = (vec![7; 20], phone.advert([1, 2, 3]));
                    waiting.push(format!("advert {} {}", 0xfff9, hex(&stranger)));
                    waiting.push(format!("advert {} {}", 0xfff9, hex(&data)));
                }
                HybridAction::Dial { subprotocol, .. } => {
                    let key =
                        Key::new(Curve::P256, &format!("ephemeral {label}")).secret().to_vec();
                    waiting.push(format!("tunnel-opened {subprotocol} {}", hex(&key)));
                }
                HybridAction::Send { content } => {
                    let answers = phone.receive(content);
                    waiting.extend(answers.iter().map(|own| format!("binary {}", hex(own))));
                }
                HybridAction::Finished { outcome: HybridOutcome::Answered { answer } } => {
                    came = Some(answer.clone());
                }
                _ => {}
            }
        }
        let lines: Vec<String> = actions.iter().map(hybrid_action).collect();
        steps.push(json!({ "at": clock, "event": line, "actions": lines }));
        clock += 10;
    }
    assert_eq!((session.phase(), session.strangers()), (None, 1));
    let came = came.unwrap();
    let session = json!({
        "ask": asked,
        "now": NOW,
        "key": hex(&screen),
        "secret": hex(&secret),
        "steps": steps,
        "reply": reply(&came),
    });
    (session, came)
}

fn ask_json(own: &HybridAsk) -> Value {
    match own {
        HybridAsk::Assertion { rp_id, client_data_hash, allowed, user_verification } => json!({
            "kind": "assertion",
            "rpId": rp_id,
            "clientDataHash": hex(client_data_hash),
            "allowed": allowed.iter().map(|own| hex(own)).collect::<Vec<_>>(),
            "userVerification": user_verification,
        }),
        HybridAsk::Credential { origin, call } => {
            json!({ "kind": "credential", "origin": origin, "call": call })
        }
        HybridAsk::Registration { registration: own } => json!({
            "kind": "registration",
            "rpId": own.rp_id,
            "rpName": own.rp_name,
            "clientDataHash": hex(&own.client_data_hash),
            "userId": hex(&own.user_id),
            "userName": own.user_name,
            "userDisplayName": own.user_display_name,
            "algorithms": own.algorithms,
        }),
    }
}

fn reply(own: &HybridAnswer) -> String {
    match own.reply().unwrap() {
        HybridReply::Assertion { credential_id, authenticator_data, signature, user_handle } => {
            format!(
                "assertion {} {} {} {}",
                maybe(credential_id.as_deref()),
                hex(&authenticator_data),
                hex(&signature),
                maybe(user_handle.as_deref())
            )
        }
        HybridReply::Credential { answer } => format!("credential {}", hex(&answer)),
        HybridReply::Registration { format, authenticator_data } => {
            format!("registration {format} {}", hex(&authenticator_data))
        }
    }
}

fn credential() -> Value {
    let own = Sealed::new("transaction hybrid", |setup, identity| called(identity, setup));
    let offer = own.open().dc_api_call(vec![own.identity.clone()], None).unwrap();
    let all = offer.to_be_signed();
    let signatures = all.iter().map(|own| verifier_key().sign(&own.bytes)).collect();
    let call = offer.finish(signatures).unwrap();
    let mut phone = Phone::new(PhoneConfig::new("mine", OnlineWallet::new("mdl", licence())));
    let ask = HybridAsk::Credential { origin: ORIGIN.to_owned(), call };
    let (session, came) = across(ask, &mut phone, "credential");
    let received = own.open().receive_hybrid(&came, now().plus(60)).unwrap();
    let AnswerOutcome::Answered { answer } = received.outcome else { panic!() };
    let (lines, reports) = answered(&answer);
    assert_eq!(reports.len(), 1);
    let mut json = own.json("credential", "hybrid");
    json["sessions"] = json!([session]);
    json["received"] = json!(lines);
    json["reports"] = json!(reports);
    json
}

fn passkey() -> Value {
    const RP: &str = "verifier.example";
    const CHALLENGE: &[u8] = b"0123456789abcdef";
    let hash = |data: &[u8]| (PROVIDER.digest)(HashAlgorithm::Sha256, &[data]).as_ref().to_vec();
    let mut phone = Phone::new(PhoneConfig::new("mine", OnlineWallet::default()));
    let ask = HybridAsk::Registration {
        registration: PasskeyRegistration {
            rp_id: RP.to_owned(),
            rp_name: "Verifier".to_owned(),
            client_data_hash: vec![1; 32],
            user_id: vec![1; 16],
            user_name: "hanako".to_owned(),
            user_display_name: "Hanako".to_owned(),
            algorithms: vec![-7],
            excluded: Vec::new(),
            discoverable: true,
            user_verification: true,
        },
    };
    let (first, came) = across(ask, &mut phone, "registration");
    let HybridReply::Registration { authenticator_data, .. } = came.reply().unwrap() else {
        panic!()
    };
    let transports = came.phone().transports;
    let asked = PasskeyAsked {
        rp_id: RP.to_owned(),
        algorithms: vec![-7],
        user_verification: None,
        transports: transports.clone(),
    };
    let credential = PasskeyCredential::register(authenticator_data, asked, None).unwrap();
    let ceremony = PasskeyCeremony::SignIn;
    let client = passkey_client_data(ceremony, CHALLENGE.to_vec(), ORIGIN.to_owned());
    let ask = HybridAsk::Assertion {
        rp_id: RP.to_owned(),
        client_data_hash: hash(&client),
        allowed: vec![credential.details().id],
        user_verification: true,
    };
    let (second, came) = across(ask, &mut phone, "assertion");
    let HybridReply::Assertion { credential_id, authenticator_data, signature, .. } =
        came.reply().unwrap()
    else {
        panic!()
    };
    let assertion = PasskeyAssertion {
        credential_id,
        authenticator_data,
        client_data_json: client.clone(),
        signature,
    };
    let mut checks = Vec::new();
    for challenge in [CHALLENGE, b"another challenge"] {
        let expected = PasskeyExpected {
            rp_id: RP.to_owned(),
            challenge: challenge.to_vec(),
            origins: vec![ORIGIN.to_owned()],
            user_verification: None,
        };
        let report = credential.verify(assertion.clone(), expected).unwrap();
        let mut lines: Vec<String> =
            report.checks.iter().map(|own| format!("{} {}", own.id, word(&own.outcome))).collect();
        lines.push(report.facts.map_or("no facts".to_owned(), |own| {
            format!("{} {} {}", word(&own.storage), own.user_verified, own.sign_count)
        }));
        checks.push(json!({ "challenge": hex(challenge), "gives": lines }));
    }
    json!({
        "name": "hybrid-passkey",
        "kind": "passkey",
        "seed": "mine",
        "sessions": [first, second],
        "rpId": RP,
        "origin": ORIGIN,
        "transports": transports,
        "clientData": hex(&client),
        "checks": checks,
    })
}

fn hybrid_event(line: &str) -> HybridEvent {
    let parts: Vec<&str> = line.split(' ').collect();
    match parts[0] {
        "advert" => {
            HybridEvent::Advert { service: parts[1].parse().unwrap(), data: unhex(parts[2]) }
        }
        "binary" => HybridEvent::Binary { content: unhex(parts[1]) },
        "tunnel-opened" => HybridEvent::TunnelOpened {
            subprotocol: Some(parts[1].to_owned()),
            key: key("p256", unhex(parts[2])),
        },
        other => panic!("{other}"),
    }
}

fn hybrid_action(own: &HybridAction) -> String {
    match own {
        HybridAction::Close => "close".to_owned(),
        HybridAction::Dial { url, origin, subprotocol, headers } => {
            format!("dial {url} {origin} {subprotocol} {}", headers.len())
        }
        HybridAction::Finished { outcome: HybridOutcome::Answered { answer } } => {
            format!("finished answered {}", answer.facts().tunnel)
        }
        HybridAction::Finished { .. } => "finished".to_owned(),
        HybridAction::Linked { link } => format!("linked {}", link.domain),
        HybridAction::Progress { progress } => format!("progress {}", word(progress)),
        HybridAction::Scan { services } => {
            let all: Vec<String> = services.iter().map(ToString::to_string).collect();
            format!("scan {}", all.join(" "))
        }
        HybridAction::Send { content } => format!("send {}", hex(content)),
        HybridAction::ShowCode { text } => format!("show-code {text}"),
        HybridAction::StopScan => "stop-scan".to_owned(),
        HybridAction::WakeAt { at } => format!("wake-at {}", at.as_millis()),
    }
}

// Decisions.

/// Every decision case that needs no presentation, decided; and advice.
fn decisions() -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/decisions");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|own| own.unwrap().path()).collect();
    files.sort();
    let bundles = PolicyBundles::shipped().unwrap();
    let mut cases = Vec::new();
    for path in files {
        let case: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        if case.get("presentations").is_some() {
            continue;
        }
        let evidence = evidence_from_json(case["evidence"].to_string()).unwrap();
        assert_eq!(evidence_from_json(evidence_to_json(evidence.clone())).unwrap(), evidence);
        let given = &case["circumstances"];
        let verifier = given["verifier"].is_array();
        let circumstances = Circumstances {
            purpose: given["purpose"].as_str().map(str::to_owned),
            lending_risk: Some(LendingRisk::Low),
            verifier: if verifier { vec![Party::SignatureVerifier] } else { Vec::new() },
            acting: None,
        };
        let on = case["date"].as_str().unwrap();
        let decision = bundles.decide(evidence, circumstances, on.to_owned()).unwrap();
        assert_eq!(
            word(&decision.standing()),
            case["expect"]["standing"].as_str().unwrap().replace('-', "")
        );
        cases.push(json!({
            "evidence": case["evidence"].to_string(),
            "purpose": given["purpose"],
            "signatureVerifier": verifier,
            "on": on,
            "standing": word(&decision.standing()),
            "decision": decision.json(),
        }));
    }
    assert!(cases.len() > 4);
    let wanted = Wanted { axis: "ds511.ial".to_owned(), grade: "2".to_owned() };
    let requirements = Requirements {
        task: ProcedureTask::Proofing,
        channel: Some(EvidenceChannel::Remote),
        level: Some(wanted.clone()),
        attributes: Vec::new(),
        law: None,
        lending_risk: None,
        verifier: Vec::new(),
        without: Vec::new(),
        phishing_resistant: false,
        selective: true,
        ranking: None,
    };
    let advice = bundles.advise(requirements, "2026-06-01".to_owned()).unwrap();
    assert!(!advice.fitting.is_empty());
    json!({
        "name": "assurance-decisions",
        "kind": "assurance",
        "seed": "none",
        "cases": cases,
        "axis": wanted.axis,
        "grade": wanted.grade,
        "fitting": advice.fitting.iter().map(|own| own.method.clone()).collect::<Vec<_>>(),
        "advice": advice.json,
    })
}

// Words.

fn word(own: &impl Debug) -> String {
    format!("{own:?}").to_lowercase()
}

fn hex(own: &[u8]) -> String {
    own.iter().fold("0x".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

fn maybe(own: Option<&[u8]>) -> String {
    own.map_or("-".to_owned(), hex)
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix("0x").unwrap().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}
