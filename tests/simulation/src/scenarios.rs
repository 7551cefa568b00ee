//! The scenarios: what happened at a counter, step by step, to be played again by every platform.
//!
//! `TASHIKA_WRITE=1 cargo test -p tashika-simulation --test scenarios` writes them.
//! `tests/fixtures/scenarios/README.md` describes the files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what is played here fails by panicking, as a test does"
)]

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tashika::counter::{
    CounterConfig, NfcStyle, PermissionKind, PermissionState, Presets, RadioKind, RadioState,
    ReaderIdentity,
};
use tashika::doctype::{Date, Registry};
use tashika::instant::Timestamp;
use tashika::proximity::handover::ServiceData;
use tashika::proximity::tag::TagPolicy;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::x509::Certificate;
use tashika_testkit::cbor::tdate;
use tashika_testkit::documents::{mdl, my_number_card};
use tashika_testkit::holder::{Carrier, Engagement, Habit, Offer, WalletConfig};
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::scenario::{Document, Issuer, NOW};

use crate::desk::{Desk, DeskConfig};
use crate::format::{hex, octets};
use crate::world::reader_signer;

/// The day by which the presets are read.
pub const DAY: &str = "2026-06-01";
/// Characters of hexadecimal from which bytes go to the shared file.
const INLINE: usize = 64;
/// The service under which the kit's wallet announces an L2CAP channel.
const L2CAP_SERVICE: u16 = 0xfade;
/// The name of the shared file.
pub const BLOB: &str = "blob.bin";

/// How an app is set up for a scenario.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Certificates of authorities, in DER.
    pub trust: Vec<Vec<u8>>,
    /// Certificates of authorities of tests.
    pub test_trust: Vec<Vec<u8>>,
    /// Whether NFC is one sheet at a time.
    pub one_shot: bool,
    /// Whether requests are signed.
    pub named: bool,
    /// Whether the system has a reader of its own.
    pub system_reader: bool,
}

/// One scenario before it is played.
pub struct Scenario {
    /// The name of its file.
    pub name: String,
    about: &'static str,
    setup: Setup,
    desk: DeskConfig,
    play: fn(&mut Desk),
}

impl Setup {
    fn trusting(document: &Document) -> Self {
        Self { trust: vec![document.issuer.root_der()], ..Self::default() }
    }

    /// The counter's configuration.
    ///
    /// # Panics
    /// For a certificate that is none.
    pub fn config(&self) -> CounterConfig {
        let store = |all: &[Vec<u8>]| -> TrustStore {
            let anchors = all.iter().map(|der| {
                let certificate = Certificate::parse(der).expect("a certificate");
                TrustAnchor::new(certificate, Purpose::Issuer)
            });
            anchors.collect()
        };
        let day = Date::parse(DAY).expect("a day");
        let presets = Presets::shipped(day, &Registry::builtin()).expect("sound presets");
        let signer = reader_signer().filter(|_| self.named);
        CounterConfig {
            test_trust: store(&self.test_trust),
            trust_version: "scenario".to_owned(),
            identity: signer
                .map(|signer| ReaderIdentity { name: "Example Reader".to_owned(), signer }),
            nfc: if self.one_shot { NfcStyle::OneShot } else { NfcStyle::Continuous },
            system_reader: self.system_reader,
            tags: TagPolicy {
                service_data: ServiceData { uuid: Some(L2CAP_SERVICE) },
                ..TagPolicy::default()
            },
            ..CounterConfig::new(presets, store(&self.trust))
        }
    }

    fn json(&self) -> Value {
        let all = |own: &[Vec<u8>]| own.iter().map(|der| hex(der)).collect::<Vec<_>>();
        let mut own = Map::new();
        own.insert("trust".to_owned(), json!(all(&self.trust)));
        own.insert("testTrust".to_owned(), json!(all(&self.test_trust)));
        own.insert("nfc".to_owned(), json!(if self.one_shot { "one-shot" } else { "continuous" }));
        own.insert("systemReader".to_owned(), json!(self.system_reader));
        own.insert("l2capServiceData".to_owned(), json!(L2CAP_SERVICE));
        if self.named
            && let Some(signer) = reader_signer()
        {
            let chain: Vec<String> =
                signer.certificates().iter().map(|certificate| hex(certificate.der())).collect();
            own.insert(
                "identity".to_owned(),
                json!({"name": "Example Reader", "algorithm": "ES256", "certificates": chain}),
            );
        }
        Value::Object(own)
    }

    /// The setup of a file.
    pub fn read(own: &Value) -> Option<Self> {
        let all = |name: &str| -> Option<Vec<Vec<u8>>> {
            own[name].as_array()?.iter().map(|der| octets(der.as_str()?)).collect()
        };
        Some(Self {
            trust: all("trust")?,
            test_trust: all("testTrust")?,
            one_shot: own["nfc"] == "one-shot",
            named: own.get("identity").is_some(),
            system_reader: own["systemReader"].as_bool()?,
        })
    }
}

fn phone(document: Document, engagement: Engagement, carriers: &[Carrier]) -> WalletConfig {
    let mut wallet = WalletConfig::new(document, engagement, Carrier::BleCentral);
    wallet.offers = carriers.iter().map(|own| Offer::new(*own)).collect();
    wallet.consent = 1_500;
    wallet
}

fn both() -> WalletConfig {
    // In a negotiated handover a wallet chooses one carrier.
    let carriers = [Carrier::BleCentral, Carrier::BlePeripheral];
    phone(my_number_card(), Engagement::NfcStatic, &carriers)
}

fn only(carrier: Carrier) -> WalletConfig {
    phone(my_number_card(), Engagement::NfcNegotiated, &[carrier])
}

fn one(name: &str, about: &'static str, wallet: WalletConfig, play: fn(&mut Desk)) -> Scenario {
    let setup = Setup::trusting(&my_number_card());
    Scenario { name: name.to_owned(), about, setup, desk: DeskConfig::new(wallet), play }
}

/// From the tap to the verdict, and on to the next customer.
fn tap(desk: &mut Desk) {
    desk.tap();
    desk.until("verdict");
    desk.tell(json!({"type": "done"}));
    desk.pass(100);
}

fn tap_to_problem(desk: &mut Desk) {
    desk.tap();
    desk.until("problem");
    desk.tell(json!({"type": "retry"}));
    desk.pass(100);
}

fn desk_preset(desk: &mut Desk) {
    desk.tell(json!({"type": "preset-chosen", "id": "bank-desk"}));
    desk.tap();
    desk.until("verdict");
}

/// Every scenario.
pub fn all() -> Vec<Scenario> {
    let mut all = carriers();
    all.extend(field());
    all.extend(verdicts());
    all.extend(platforms());
    all
}

/// Every way of transport with every MTU.
fn carriers() -> Vec<Scenario> {
    let mut all = Vec::new();
    for (role, carrier) in
        [("reader-server", Carrier::BleCentral), ("wallet-server", Carrier::BlePeripheral)]
    {
        for mtu in [23, 185, 515, 517] {
            let about = "A tap, a Bluetooth link with this MTU, and an age that is proven.";
            let mut own = one(&format!("{role}-mtu-{mtu}"), about, only(carrier), tap);
            own.desk.mtu = mtu;
            all.push(own);
        }
    }
    let qr = phone(my_number_card(), Engagement::Qr, &[Carrier::BleCentral]);
    all.push(one("l2cap", "The messages go through an L2CAP channel.", only(Carrier::L2cap), tap));
    all.push(one("nfc-transfer", "The messages go by NFC.", only(Carrier::Nfc), tap));
    all.push(one("qr", "The phone shows a code.", qr, |desk| {
        desk.show_code();
        desk.until("verdict");
    }));
    let large = "A portrait: more than a hundred full parts.";
    all.push(one("portrait-mtu-517", large, only(Carrier::BleCentral), |desk| {
        desk_preset(desk);
        desk.tell(json!({"type": "face-judged", "outcome": "matches"}));
        desk.pass(60_000);
    }));
    all
}

/// What went wrong in the field, made again.
fn field() -> Vec<Scenario> {
    let mut lonely = one(
        "other-role",
        "Nobody comes to the reader's server: the other Bluetooth role is tried.",
        both(),
        tap,
    );
    lonely.desk.lonely_server = true;
    let mut deaf = one(
        "scan-restart",
        "Two scans find nobody: each is begun again after ten seconds.",
        only(Carrier::BlePeripheral),
        tap,
    );
    deaf.desk.deaf_scans = 2;
    let mut nobody = one(
        "phone-not-found",
        "Nobody is found at all: a problem after the limit, and no scan too often.",
        only(Carrier::BlePeripheral),
        tap_to_problem,
    );
    nobody.desk.deaf_scans = u32::MAX;
    let mut failing = one(
        "status-133",
        "Two links fail as soon as they are built: half a second, then again.",
        only(Carrier::BlePeripheral),
        tap,
    );
    failing.desk.failed_links = 2;
    let mut changing = one(
        "three-failures",
        "Three links fail over the reader's server: the other role is tried.",
        both(),
        tap,
    );
    changing.desk.failed_links = 3;
    let mut eudi = one(
        "eudi-44",
        "A permission is missing: it is asked for before anybody taps, and its refusal blocks.",
        both(),
        |desk| {
            desk.tap();
            desk.tell(json!({"type": "retry"}));
            desk.tell(json!({"type": "permission", "kind": "bluetooth", "state": "granted"}));
            desk.untap();
            desk.tap();
            desk.until("verdict");
        },
    );
    eudi.desk.permissions.push((PermissionKind::Bluetooth, PermissionState::Denied));
    eudi.desk.answers = PermissionState::DeniedForGood;
    let mut off = one("radio-off", "Bluetooth is off, then on, then off again.", both(), |desk| {
        desk.tell(json!({"type": "radio", "kind": "bluetooth", "state": "on"}));
        desk.tap();
        desk.until("connecting");
        desk.tell(json!({"type": "radio", "kind": "bluetooth", "state": "off"}));
    });
    off.desk.radios.push((RadioKind::Bluetooth, RadioState::Off));
    vec![
        one(
            "multipaz-728",
            "The phone is a Bluetooth server alone: the reader goes to it.",
            only(Carrier::BlePeripheral),
            tap,
        ),
        one(
            "multipaz-1494",
            "Seven seconds after the engagement the phone is tapped again: nothing happens to it.",
            {
                let mut wallet = both();
                wallet.consent = 12_000;
                wallet
            },
            |desk| {
                desk.tap();
                desk.until("waiting-for-holder");
                desk.pass(7_000);
                desk.tell(json!({"type": "session.tag-found"}));
                desk.untap();
                desk.until("verdict");
            },
        ),
        one(
            "multipaz-1819",
            "After a customer tags are looked for again, without the app being left.",
            both(),
            |desk| {
                tap(desk);
                let mut next = both();
                next.label = "next".to_owned();
                desk.next_customer(next);
                tap(desk);
            },
        ),
        eudi,
        one("double-tap", "A second tag while the first is read.", both(), |desk| {
            desk.tap();
            desk.tell(json!({"type": "session.tag-found"}));
            desk.until("verdict");
        }),
        one("payment-card", "A payment card refuses the first command.", both(), |desk| {
            desk.tap_card(0x6a82);
            desk.pass(200);
            desk.untap();
            desk.pass(9_000);
        }),
        one(
            "plastic-my-number-card",
            "A plastic My Number Card refuses as well; the phone of the same customer works.",
            both(),
            |desk| {
                desk.tap_card(0x6a82);
                desk.pass(200);
                desk.untap();
                desk.tap();
                desk.until("verdict");
            },
        ),
        one("other-code", "A code of something else, then a broken one.", both(), |desk| {
            for text in ["https://example.com/", "mdoc:AAAA"] {
                desk.tell(json!({"type": "session.code-scanned", "text": text}));
            }
            desk.tell(json!({"type": "done"}));
        }),
        one("tap-again", "The phone leaves too soon and comes back.", both(), |desk| {
            desk.tap();
            desk.pass(40);
            desk.untap();
            desk.pass(10);
            desk.tap();
            desk.until("verdict");
        }),
        lonely,
        deaf,
        nobody,
        failing,
        changing,
        off,
        one("cancel", "The clerk cancels while the customer thinks.", both(), |desk| {
            desk.tap();
            desk.until("waiting-for-holder");
            desk.tell(json!({"type": "cancel"}));
            desk.pass(3_000);
        }),
        one("declined", "The customer declines.", habit(Habit::EndsByStatus(20)), tap_to_problem),
        one("disconnect-after-response", "The link goes once all is there.", both(), |desk| {
            desk.tap();
            desk.until("checking");
            desk.cut();
            desk.until("verdict");
        }),
        one("no-answer", "The customer does nothing.", habit(Habit::Silent), tap_to_problem),
        one(
            "nonsense",
            "The phone's answer is none.",
            habit(Habit::Message(vec![0xff])),
            tap_to_problem,
        ),
        one(
            "not-held",
            "The phone does not have the document.",
            phone(mdl(), Engagement::NfcNegotiated, &[Carrier::BleCentral]),
            tap_to_problem,
        ),
    ]
}

fn habit(habit: Habit) -> WalletConfig {
    WalletConfig { habit, ..both() }
}

/// The four verdicts and what leads to them.
fn verdicts() -> Vec<Scenario> {
    let with = |name: &str, about, change: fn(&mut Document)| {
        let mut document = my_number_card();
        change(&mut document);
        let carriers = [Carrier::BleCentral];
        one(name, about, phone(document, Engagement::NfcNegotiated, &carriers), tap)
    };
    let mut test =
        one("test-issuer", "A test authority that is trusted as well: test data.", both(), tap);
    test.setup.test_trust = test.setup.trust.clone();
    let mut all = vec![
        with("unknown-issuer", "Nobody vouches for the issuer.", |own| {
            own.issuer = Issuer::new("JP", "", Curve::P256, Curve::P256);
            own.issuer.root_key = Key::new(Curve::P256, "nobody knows");
        }),
        with("expired", "The document has expired.", |own| {
            own.lies.mso = |mso| {
                mso.at("validityInfo").set("validUntil", tdate("2026-05-30T00:00:00Z"));
            };
        }),
        with("changed", "A value was changed after it was signed.", |own| {
            own.lies.disclosed = |items| {
                for (_, list) in items {
                    list.iter_mut().for_each(|item| item.set("elementValue", false));
                }
            };
        }),
        test,
        one("age-open", "18 is asked, and the card says 20 alone.", both(), |desk| {
            desk.tell(json!({"type": "preset-chosen", "id": "age-18"}));
            tap(desk);
        }),
    ];
    for (name, about, play) in [
        (
            "face-differs",
            "The clerk sees another person.",
            (|desk: &mut Desk| {
                desk_preset(desk);
                desk.tell(json!({"type": "face-judged", "outcome": "differs"}));
                desk.tell(json!({"type": "done"}));
            }) as fn(&mut Desk),
        ),
        ("face-not-judged", "Nobody judges, and the time runs out.", |desk| {
            desk_preset(desk);
            desk.pass(61_000);
        }),
        ("portrait-unreadable", "The picture cannot be made.", |desk| {
            desk_preset(desk);
            desk.tell(json!({"type": "portrait-unreadable", "document": 0}));
        }),
        ("locked", "The device is locked while a verdict is shown.", |desk| {
            desk_preset(desk);
            desk.tell(json!({"type": "stopped", "reason": "locked"}));
            desk.pass(5_000);
            desk.tell(json!({"type": "started"}));
            desk.pass(600);
        }),
    ] {
        all.push(one(name, about, both(), play));
    }
    all
}

/// What differs between systems.
fn platforms() -> Vec<Scenario> {
    let mut sheet = one(
        "one-shot-sheet",
        "The system's sheet ends by itself, then by a person, and comes when it is wanted.",
        both(),
        |desk| {
            desk.tell(json!({"type": "nfc-sheet-ended", "end": "timed-out"}));
            desk.pass(400);
            desk.tell(json!({"type": "nfc-sheet-ended", "end": "user-cancelled"}));
            desk.pass(5_000);
            desk.tell(json!({"type": "nfc-wanted"}));
            desk.tap();
            desk.until("verdict");
            desk.tell(json!({"type": "done"}));
        },
    );
    sheet.setup.one_shot = true;
    let mut named = one("named-reader", "The request is signed.", both(), tap);
    named.setup.named = true;
    named.desk.wallet.reader_auth_all = true;
    let mut unsigned = one(
        "signing-fails",
        "The reader's key cannot sign: nothing is asked.",
        both(),
        tap_to_problem,
    );
    (unsigned.setup.named, unsigned.desk.signs) = (true, false);
    let mut system = one(
        "system-reader-fails",
        "The system's own reader is ended, then fails.",
        both(),
        |desk| {
            for outcome in ["cancelled", "failed"] {
                desk.tell(json!({"type": "system-reader-wanted"}));
                desk.tell(json!({"type": "system-reader", "outcome": outcome}));
            }
            desk.tell(json!({"type": "retry"}));
        },
    );
    system.setup.system_reader = true;
    vec![
        sheet,
        named,
        unsigned,
        system,
        one(
            "camera-returns",
            "The camera is free again: tags are looked for again.",
            both(),
            |desk| {
                desk.tell(json!({"type": "radio", "kind": "camera", "state": "off"}));
                desk.tell(json!({"type": "radio", "kind": "camera", "state": "on"}));
                tap(desk);
            },
        ),
        one("customer-card", "The customer is shown what is asked.", both(), |desk| {
            desk.tell(json!({"type": "customer-card-shown", "shown": true}));
            desk.tell(json!({"type": "customer-card-shown", "shown": false}));
        }),
    ]
}

/// Bytes that several files refer to.
#[derive(Debug, Default)]
pub struct Blob {
    bytes: Vec<u8>,
    places: BTreeMap<Vec<u8>, usize>,
}

impl Blob {
    /// The blob of a file.
    pub fn of(bytes: Vec<u8>) -> Self {
        Self { bytes, places: BTreeMap::new() }
    }

    /// Puts long bytes away.
    fn put(&mut self, own: &mut Value) {
        match own {
            Value::Array(list) => list.iter_mut().for_each(|own| self.put(own)),
            Value::Object(members) => members.values_mut().for_each(|own| self.put(own)),
            Value::String(text) if text.len() > INLINE => {
                let Some(bytes) = octets(text) else { return };
                let length = bytes.len();
                let all = &mut self.bytes;
                let place = *self.places.entry(bytes).or_insert_with_key(|bytes| {
                    all.extend_from_slice(bytes);
                    all.len() - bytes.len()
                });
                *text = format!("@{place}+{length}");
            }
            _ => {}
        }
    }

    /// Brings them back.
    pub fn bring(&self, own: &mut Value) {
        match own {
            Value::Array(list) => list.iter_mut().for_each(|own| self.bring(own)),
            Value::Object(members) => members.values_mut().for_each(|own| self.bring(own)),
            Value::String(text) => {
                let range = text.strip_prefix('@').and_then(|own| own.split_once('+'));
                let number = |own: &str| own.parse::<usize>().ok();
                let range = range.and_then(|(place, length)| {
                    let place = number(place)?;
                    self.bytes.get(place..place + number(length)?)
                });
                if let Some(bytes) = range {
                    *text = hex(bytes);
                }
            }
            _ => {}
        }
    }
}

/// Every file by its name.
///
/// # Panics
/// When a scenario does not go as it should.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut blob) = (BTreeMap::new(), Blob::default());
    let mut played = BTreeMap::new();
    for scenario in all() {
        let mut desk = Desk::new(scenario.setup.config(), scenario.desk.clone()).opened();
        (scenario.play)(&mut desk);
        let mut file = json!({
            "name": scenario.name, "about": scenario.about, "mtu": scenario.desk.mtu,
            "wall": Timestamp::parse(NOW).expect("a time").unix(), "day": DAY,
            "setup": scenario.setup.json(), "steps": steps(&desk),
        });
        blob.put(&mut file);
        played.insert(scenario.name.clone(), (scenario.setup, desk));
        files.insert(format!("{}.json", scenario.name), lines(&file));
    }
    let mut cuts = cuts(&played);
    blob.put(&mut cuts);
    files.insert("disconnects.json".to_owned(), lines(&cuts));
    files.insert(BLOB.to_owned(), blob.bytes);
    files
}

/// The steps; a screen stands where it has changed.
fn steps(desk: &Desk) -> Vec<Value> {
    let mut last = Value::Null;
    let steps = desk.played.iter().map(|own| {
        let mut step = json!({"at": own.at, "event": own.event, "actions": own.actions});
        if own.screen != last {
            step["screen"] = own.screen.clone();
            last = own.screen.clone();
        }
        step
    });
    steps.collect()
}

/// A file: one line for each step.
fn lines(file: &Value) -> Vec<u8> {
    let mut text = String::from("{\n");
    let members = file.as_object().expect("an object");
    for (index, (name, value)) in members.iter().enumerate() {
        let end = if index + 1 < members.len() { "," } else { "" };
        match value {
            Value::Array(list) if !list.is_empty() => {
                text += &format!("\"{name}\": [\n");
                let rows: Vec<String> = list.iter().map(Value::to_string).collect();
                text += &rows.join(",\n");
                text += &format!("\n]{end}\n");
            }
            other => text += &format!("\"{name}\": {other}{end}\n"),
        }
    }
    (text + "}\n").into_bytes()
}

/// A disconnection at each step from the connection on, over every transport.
fn cuts(played: &BTreeMap<String, (Setup, Desk)>) -> Value {
    let mut all = Vec::new();
    for (name, event) in [
        ("reader-server-mtu-185", "session.ble-disconnected"),
        ("wallet-server-mtu-185", "session.ble-disconnected"),
        ("l2cap", "session.stream-closed"),
        ("nfc-transfer", "session.tag-lost"),
    ] {
        let (setup, desk) = &played[name];
        let begun = |own: &crate::desk::Played| own.event["type"] == "session.tag-found";
        let first = desk.played.iter().position(begun).expect("a tap");
        let last = desk.played.iter().position(|own| own.screen["name"] == "verdict");
        for steps in first + 1..=last.expect("a verdict") {
            let (actions, screen) = cut(setup, desk, steps, event);
            let event = json!({"type": event});
            all.push(json!({
                "of": name, "steps": steps, "event": event, "actions": actions, "screen": screen
            }));
        }
    }
    json!({
        "name": "disconnects",
        "about": "After so many steps of a scenario the link, or the field, is gone.",
        "cuts": all,
    })
}

/// What comes of a disconnection after so many steps.
pub fn cut(setup: &Setup, desk: &Desk, steps: usize, event: &str) -> (Vec<Value>, Value) {
    let events: Vec<(u64, Value)> =
        desk.played.iter().take(steps).map(|own| (own.at, own.event.clone())).collect();
    let at = events.last().map_or(0, |(at, _)| *at);
    let mut player = Player::new(setup);
    for (at, event) in events {
        player.hear(at, &event);
    }
    player.hear(at, &json!({"type": event}))
}

/// Plays events again.
#[derive(Debug)]
pub struct Player(tashika::counter::Counter);

impl Player {
    /// A counter with this setup, at which nothing has happened.
    pub fn new(setup: &Setup) -> Self {
        let provider = tashika::crypto::CryptoProvider::default();
        Self(tashika::counter::Counter::new(setup.config(), &provider))
    }

    /// What comes of an event at this millisecond: actions and screen.
    ///
    /// # Panics
    /// For an event that is none of the format.
    pub fn hear(&mut self, at: u64, event: &Value) -> (Vec<Value>, Value) {
        let wall = Timestamp::parse(NOW).expect("a time").plus((at / 1000) as i64);
        let event = crate::format::event(event).expect("an event of the format");
        let actions = self.0.on_event(event, std::time::Duration::from_millis(at), wall);
        let actions = actions.iter().map(crate::format::action_json).collect();
        (actions, crate::format::screen_json(&self.0.view()))
    }
}
