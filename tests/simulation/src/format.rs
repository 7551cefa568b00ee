//! The scenario format: events, actions and screens as JSON. `tests/fixtures/scenarios/README.md`
//! describes it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what is played here fails by panicking, as a test does"
)]

use serde_json::{Map, Value, json};
use tashika::counter::{
    AskedAs, Blocked, BlockedAction, CounterAction, CounterEvent, CustomerCard, DocumentView,
    FaceOutcome, FaceState, PermissionKind, PermissionState, Phrase, PortraitView, RadioKind,
    RadioState, ReasonView, Screen, SheetEnd, StopReason, SystemReaderOutcome, VerdictView, View,
    Waiting,
};
use tashika::crypto::{Curve, PrivateKey};
use tashika::proximity::ble::Characteristic;
use tashika::proximity::reader::{Action, Event};

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal text.
pub fn octets(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect::<Option<_>>()
        .filter(|_| text.len().is_multiple_of(2))
}

const CHARACTERISTICS: [(Characteristic, &str); 5] = [
    (Characteristic::Client2Server, "client2server"),
    (Characteristic::Ident, "ident"),
    (Characteristic::L2cap, "l2cap"),
    (Characteristic::Server2Client, "server2client"),
    (Characteristic::State, "state"),
];

fn characteristic(own: Characteristic) -> &'static str {
    CHARACTERISTICS.iter().find(|(other, _)| *other == own).map_or("", |(_, name)| name)
}

/// A member by its stable name.
fn named<T: Copy>(all: &[T], name: fn(T) -> &'static str, wanted: &str) -> Option<T> {
    all.iter().copied().find(|own| name(*own) == wanted)
}

/// The event that this JSON is; `None` where it is none.
pub fn event(cue: &Value) -> Option<CounterEvent> {
    let text = |name: &str| cue[name].as_str();
    let bytes = |name: &str| octets(text(name)?);
    let number = |name: &str| usize::try_from(cue[name].as_u64()?).ok();
    let kind = cue["type"].as_str()?;
    if let Some(own) = kind.strip_prefix("session.") {
        return Some(CounterEvent::Session(session(own, cue)?));
    }
    Some(match kind {
        "camera-wanted" => CounterEvent::CameraWanted,
        "cancel" => CounterEvent::Cancel,
        "customer-card-shown" => CounterEvent::CustomerCardShown(cue["shown"].as_bool()?),
        "done" => CounterEvent::Done,
        "face-judged" => {
            CounterEvent::FaceJudged(named(FaceOutcome::ALL, FaceOutcome::name, text("outcome")?)?)
        }
        "nfc-sheet-ended" => {
            CounterEvent::NfcSheetEnded(named(SheetEnd::ALL, SheetEnd::name, text("end")?)?)
        }
        "nfc-wanted" => CounterEvent::NfcWanted,
        "permission" => CounterEvent::Permission {
            kind: named(PermissionKind::ALL, PermissionKind::name, text("kind")?)?,
            state: named(PermissionState::ALL, PermissionState::name, text("state")?)?,
        },
        "portrait-unreadable" => CounterEvent::PortraitUnreadable { document: number("document")? },
        "preset-chosen" => CounterEvent::PresetChosen(text("id")?.to_owned()),
        "radio" => CounterEvent::Radio {
            kind: named(RadioKind::ALL, RadioKind::name, text("kind")?)?,
            state: named(RadioState::ALL, RadioState::name, text("state")?)?,
        },
        "retry" => CounterEvent::Retry,
        "service" => CounterEvent::Service(bytes("bytes")?.try_into().ok()?),
        "signing-failed" => CounterEvent::SigningFailed { id: number("id")? },
        "started" => CounterEvent::Started,
        "stopped" => {
            CounterEvent::Stopped(named(StopReason::ALL, StopReason::name, text("reason")?)?)
        }
        "system-reader" => CounterEvent::SystemReader(match text("outcome")? {
            "cancelled" => SystemReaderOutcome::Cancelled,
            "displayed" => SystemReaderOutcome::Displayed,
            "failed" => SystemReaderOutcome::Failed,
            "response" => SystemReaderOutcome::Response {
                response: bytes("response")?,
                transcript: bytes("transcript")?,
                mock: cue["mock"].as_bool()?,
            },
            _ => return None,
        }),
        "system-reader-wanted" => CounterEvent::SystemReaderWanted,
        "tick" => CounterEvent::Tick,
        _ => return None,
    })
}

fn session(kind: &str, cue: &Value) -> Option<Event> {
    let text = |name: &str| cue[name].as_str();
    let bytes = |name: &str| octets(text(name)?);
    let number = |name: &str| usize::try_from(cue[name].as_u64()?).ok();
    Some(match kind {
        "apdu-response" => Event::ApduResponse(bytes("response")?),
        "ble-connected" => Event::BleConnected { mtu: number("mtu")? },
        "ble-disconnected" => Event::BleDisconnected,
        "ble-mtu" => Event::BleMtu(number("mtu")?),
        "ble-received" => {
            let own = text("characteristic")?;
            let found = CHARACTERISTICS.iter().find(|(_, name)| *name == own)?;
            Event::BleReceived { characteristic: found.0, value: bytes("value")? }
        }
        "ble-subscribed" => Event::BleSubscribed,
        "code-scanned" => Event::CodeScanned(text("text")?.to_owned()),
        "key" => {
            let own = text("curve")?;
            let curve = [Curve::P256, Curve::P384, Curve::P521, Curve::X25519];
            let curve = curve.into_iter().find(|curve| curve.name() == own)?;
            Event::Key(PrivateKey::new(curve, bytes("scalar")?))
        }
        "psm-read" => Event::PsmRead(text("value").and_then(octets)),
        "signature" => Event::Signature { id: number("id")?, signature: bytes("signature")? },
        "stream-closed" => Event::StreamClosed,
        "stream-opened" => Event::StreamOpened,
        "stream-published" => {
            Event::StreamPublished(cue["psm"].as_u64().and_then(|own| own.try_into().ok()))
        }
        "stream-received" => Event::StreamReceived(bytes("bytes")?),
        "tag-found" => Event::TagFound,
        "tag-lost" => Event::TagLost,
        _ => return None,
    })
}

/// An action as JSON.
pub fn action_json(action: &CounterAction) -> Value {
    match action {
        CounterAction::Announce(phrase) => json!({"type": "announce", "phrase": said(phrase)}),
        CounterAction::ArmNfc => json!({"type": "arm-nfc"}),
        CounterAction::AskPermission(kind) => {
            json!({"type": "ask-permission", "kind": kind.name()})
        }
        CounterAction::CheckDevice => json!({"type": "check-device"}),
        CounterAction::CloseCamera => json!({"type": "close-camera"}),
        CounterAction::CreateService => json!({"type": "create-service"}),
        CounterAction::DisarmNfc => json!({"type": "disarm-nfc"}),
        CounterAction::KeepHistory { entry, until } => json!({
            "type": "keep-history",
            "entry": serde_json::to_value(entry).unwrap_or_default(),
            "until": until.unix(),
        }),
        CounterAction::OpenCamera => json!({"type": "open-camera"}),
        CounterAction::OpenSettings(page) => {
            json!({"type": "open-settings", "page": page.name()})
        }
        CounterAction::Radio(action) => radio(action),
        CounterAction::Render => json!({"type": "render"}),
        CounterAction::RestartScan { service, address } => {
            let address = address.map(|own| hex(&own));
            with_address("restart-scan", service, address)
        }
        CounterAction::RunSystemReader { request } => {
            json!({"type": "run-system-reader", "request": hex(request)})
        }
        CounterAction::SecureScreen(on) => json!({"type": "secure-screen", "on": on}),
        CounterAction::Signal(signal) => json!({"type": "signal", "signal": signal.name()}),
        CounterAction::StopSystemReader => json!({"type": "stop-system-reader"}),
        CounterAction::WakeAt(at) => {
            json!({"type": "wake-at", "ms": at.as_nanos().div_ceil(1_000_000) as u64})
        }
        CounterAction::Wipe => json!({"type": "wipe"}),
        other => json!({"type": format!("unknown: {other:?}")}),
    }
}

fn with_address(kind: &str, service: &[u8], address: Option<String>) -> Value {
    let mut own = Map::new();
    own.insert("type".to_owned(), json!(kind));
    own.insert("service".to_owned(), json!(hex(service)));
    if let Some(address) = address {
        own.insert("address".to_owned(), json!(address));
    }
    Value::Object(own)
}

fn radio(action: &Action) -> Value {
    match action {
        Action::Advertise { service, ident } => {
            json!({"type": "radio.advertise", "service": hex(service), "ident": hex(ident)})
        }
        Action::CreateKey(curve) => json!({"type": "radio.create-key", "curve": curve.name()}),
        Action::OpenStream { service, address, psm } => {
            let mut own = with_address("radio.open-stream", service, address.map(|own| hex(&own)));
            own["psm"] = json!(psm);
            own
        }
        Action::PublishStream => json!({"type": "radio.publish-stream"}),
        Action::ReadPsm => json!({"type": "radio.read-psm"}),
        Action::Scan { service, address } => {
            with_address("radio.scan", service, address.map(|own| hex(&own)))
        }
        Action::SendApdu(command) => json!({"type": "radio.send-apdu", "command": hex(command)}),
        Action::SendBle { characteristic: own, value } => json!({
            "type": "radio.send-ble", "characteristic": characteristic(*own), "value": hex(value)
        }),
        Action::SendStream(bytes) => json!({"type": "radio.send-stream", "bytes": hex(bytes)}),
        Action::ShowPsm(value) => json!({"type": "radio.show-psm", "value": hex(value)}),
        Action::Sign { id, algorithm, bytes } => json!({
            "type": "radio.sign", "id": id, "algorithm": algorithm.cose_id(), "bytes": hex(bytes)
        }),
        Action::StopRadio => json!({"type": "radio.stop-radio"}),
        Action::Subscribe => json!({"type": "radio.subscribe"}),
        other => json!({"type": format!("never: {other:?}")}),
    }
}

/// A key, with its arguments behind it.
fn said(phrase: &Phrase) -> Value {
    if phrase.arguments.is_empty() {
        return json!(phrase.key);
    }
    let mut own = Map::new();
    own.insert("key".to_owned(), json!(phrase.key));
    for (name, content) in &phrase.arguments {
        own.insert((*name).to_owned(), json!(content));
    }
    Value::Object(own)
}

/// What is to be seen, without a value of anybody.
pub fn screen_json(view: &View) -> Value {
    let mut own = match &view.screen {
        Screen::Blocked(blocked) => json!({
            "name": "blocked",
            "what": match blocked.what {
                Blocked::Configuration(own) => format!("configuration.{}", own.name()),
                Blocked::Permission(own) => format!("permission.{}", own.name()),
                Blocked::Radio(own) => format!("radio.{}", own.name()),
                _ => String::new(),
            },
            "action": match blocked.action {
                BlockedAction::Ask(own) => format!("ask.{}", own.name()),
                BlockedAction::OpenSettings(own) => format!("open-settings.{}", own.name()),
                _ => "none".to_owned(),
            },
        }),
        Screen::Checking => json!({"name": "checking"}),
        Screen::Connecting { waiting, transport, attempt } => {
            let mut own = waited("connecting", waiting);
            own["attempt"] = json!(attempt);
            if let Some(transport) = transport {
                own["transport"] = json!(transport.name());
            }
            own
        }
        Screen::Engaging { waiting } => waited("engaging", waiting),
        Screen::Problem(problem) => json!({
            "name": "problem", "problem": problem.problem.name(), "action": problem.action.name()
        }),
        Screen::Ready(ready) => {
            let mut own = json!({
                "name": "ready", "selected": ready.selected, "nfc": ready.nfc.name(),
                "camera": ready.camera.name()
            });
            if let Some(hint) = ready.hint {
                own["hint"] = json!(hint.name());
            }
            own
        }
        Screen::Verdict(verdict) => verdict_json(verdict),
        Screen::WaitingForHolder { waiting, received } => {
            let mut own = waited("waiting-for-holder", waiting);
            own["received"] = json!(received);
            own
        }
        _ => json!({"name": "unknown"}),
    };
    if let Some(card) = &view.customer_card {
        own["card"] = card_json(card);
    }
    own
}

fn waited(name: &str, waiting: &Waiting) -> Value {
    json!({
        "name": name, "who": waiting.who.name(), "say": said(&waiting.say),
        "elapsed": waiting.elapsed, "limit": waiting.limit
    })
}

fn card_json(card: &CustomerCard) -> Value {
    json!({"asked": card.asked.len(), "history-days": card.history_days})
}

fn verdict_json(own: &VerdictView) -> Value {
    let codes = |list: &[ReasonView]| -> Vec<&'static str> {
        list.iter().map(|reason| reason.code.name()).collect()
    };
    let mut out = json!({
        "name": "verdict", "verdict": own.kind.name(), "reasons": codes(&own.reasons),
        "remarks": codes(&own.remarks), "face": match own.face {
            FaceState::Judged(outcome) => outcome.name(),
            FaceState::NotAsked => "not-asked",
            FaceState::NotPossible => "not-possible",
            FaceState::Pending => "pending",
            _ => "unknown",
        },
        "asked-as": match &own.asked_as {
            AskedAs::Dropped { .. } => "dropped",
            AskedAs::Named { .. } => "named",
            AskedAs::Nobody => "nobody",
            AskedAs::System => "system",
            _ => "unknown",
        },
        "documents": own.documents.iter().map(document).collect::<Vec<_>>(),
        "wipe-in": own.wipe_in,
    });
    if let Some(age) = own.age {
        out["age"] = json!({"years": age.years, "answer": age.answer.as_str()});
    }
    out
}

fn document(own: &DocumentView) -> Value {
    let rows: Vec<String> =
        own.rows.iter().map(|row| format!("{}: {}", row.name.en, row.state.name())).collect();
    json!({
        "type": own.doc_type, "proven": own.proven, "rows": rows, "extras": own.extras.len(),
        "portrait": match own.portrait {
            PortraitView::Absent => "absent",
            PortraitView::NotRequested => "not-requested",
            PortraitView::Present { .. } => "present",
            PortraitView::Undecodable { .. } => "undecodable",
            _ => "unknown",
        },
        "issuance": said(&own.issuance.say),
    })
}
