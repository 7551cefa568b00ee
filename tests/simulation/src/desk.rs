//! A customer at the counter: the app's machine, a phone, and what lies between, in memory.
//!
//! Everything that happens is a [`Value`] of the scenario format, so that what was played can be
//! written down and played again. The link has a constant delay; what goes wrong is said beforehand.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what is played here fails by panicking, as a test does"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tashika::counter::{
    Counter, CounterAction, CounterConfig, PermissionKind, PermissionState, RadioKind, RadioState,
    View,
};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::proximity::ble::Characteristic;
use tashika::proximity::reader::Action;
use tashika_testkit::holder::{Carrier, Input, Output, Wallet, WalletConfig};
use tashika_testkit::keys::{Curve as KitCurve, Key};
use tashika_testkit::scenario::NOW;

use crate::format::{action_json, event, hex, screen_json};

/// Milliseconds that anything needs over the link.
const LATENCY: u64 = 15;
/// Events of one play at the most: beyond them something hangs.
const MAX_EVENTS: usize = 20_000;

/// What the phone and the radio are like.
#[derive(Clone, Debug)]
pub struct DeskConfig {
    /// The phone's wallet.
    pub wallet: WalletConfig,
    /// The MTU of a Bluetooth link.
    pub mtu: usize,
    /// Scans that find nobody, from the first.
    pub deaf_scans: u32,
    /// Links that fail as soon as they are built, from the first.
    pub failed_links: u32,
    /// Whether nobody ever comes to the reader's server.
    pub lonely_server: bool,
    /// What the device is allowed, as far as it is not all.
    pub permissions: Vec<(PermissionKind, PermissionState)>,
    /// What of the device is not on.
    pub radios: Vec<(RadioKind, RadioState)>,
    /// What a person answers when the system asks for a permission.
    pub answers: PermissionState,
    /// Whether the reader's key signs.
    pub signs: bool,
}

impl DeskConfig {
    /// A device on which everything works.
    pub fn new(wallet: WalletConfig) -> Self {
        Self {
            wallet,
            mtu: 517,
            deaf_scans: 0,
            failed_links: 0,
            lonely_server: false,
            permissions: vec![(PermissionKind::Location, PermissionState::NotNeeded)],
            radios: vec![(RadioKind::Location, RadioState::Absent)],
            answers: PermissionState::Granted,
            signs: true,
        }
    }
}

/// One event with what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// Milliseconds since the start.
    pub at: u64,
    /// The event.
    pub event: Value,
    /// The actions.
    pub actions: Vec<Value>,
    /// The screen afterwards.
    pub screen: Value,
}

/// What is in the field of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Nothing,
    Phone,
    /// A card that refuses everything with this status word.
    Card(u16),
}

/// Which radio carries messages at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    None,
    ReaderServer,
    WalletServer,
    Stream,
}

/// The counter, the customer and the queue between them.
#[derive(Debug)]
pub struct Desk {
    /// The app's machine.
    pub counter: Counter,
    config: DeskConfig,
    wallet: Wallet,
    now: u64,
    number: u64,
    queue: BTreeMap<(u64, u64), To>,
    wake: Option<u64>,
    field: Field,
    link: Link,
    keys: u32,
    /// Everything that was played.
    pub played: Vec<Played>,
    /// The actions in the order in which they came.
    pub actions: Vec<CounterAction>,
}

#[derive(Debug)]
enum To {
    Counter(Value),
    Wallet(Input),
}

impl Desk {
    /// A desk at which nothing has happened.
    pub fn new(counter: CounterConfig, config: DeskConfig) -> Self {
        Self {
            counter: Counter::new(counter, &CryptoProvider::default()),
            wallet: Wallet::new(config.wallet.clone()),
            config,
            now: 0,
            number: 0,
            queue: BTreeMap::new(),
            wake: None,
            field: Field::Nothing,
            link: Link::None,
            keys: 0,
            played: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// The same desk with the app in front and everything told.
    #[must_use]
    pub fn opened(mut self) -> Self {
        self.tell(json!({"type": "started"}));
        self.pass(600);
        self
    }

    /// What is to be seen.
    pub fn view(&self) -> View {
        self.counter.view()
    }

    /// The name of the screen.
    pub fn screen(&self) -> String {
        name(&screen_json(&self.view()))
    }

    /// Milliseconds since the start.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Another phone: the next customer's.
    pub fn next_customer(&mut self, wallet: WalletConfig) {
        self.wallet = Wallet::new(wallet.clone());
        self.config.wallet = wallet;
        self.field = Field::Nothing;
        self.link = Link::None;
        self.queue.clear();
    }

    /// To go wrong from now on.
    pub fn config_mut(&mut self) -> &mut DeskConfig {
        &mut self.config
    }

    /// The phone's wallet.
    pub fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    /// Tells the counter something now.
    pub fn tell(&mut self, event: Value) {
        self.hear(event);
    }

    /// The customer holds the phone to the reader.
    pub fn tap(&mut self) {
        self.field = Field::Phone;
        self.hear(json!({"type": "session.tag-found"}));
    }

    /// The customer holds a card to the reader that refuses with this status word.
    pub fn tap_card(&mut self, status: u16) {
        self.field = Field::Card(status);
        self.hear(json!({"type": "session.tag-found"}));
    }

    /// The phone or card goes away.
    pub fn untap(&mut self) {
        self.field = Field::Nothing;
        // What was on its way over the field is gone with it.
        self.queue.retain(|_, to| match to {
            To::Counter(event) => event["type"] != "session.apdu-response",
            To::Wallet(input) => !matches!(input, Input::Apdu(_)),
        });
        let _ = self.wallet.on(Input::FieldLost);
        self.hear(json!({"type": "session.tag-lost"}));
    }

    /// The customer shows the phone's code.
    pub fn show_code(&mut self) {
        let text = self.wallet.code();
        self.hear(json!({"type": "session.code-scanned", "text": text}));
    }

    /// The link is gone.
    pub fn cut(&mut self) {
        let event = match self.link {
            Link::Stream => "session.stream-closed",
            _ => "session.ble-disconnected",
        };
        self.link = Link::None;
        self.queue.clear();
        let _ = self.wallet.on(Input::LinkDown);
        self.hear(json!({"type": event}));
    }

    /// So many milliseconds pass.
    pub fn pass(&mut self, milliseconds: u64) {
        let end = self.now + milliseconds;
        while self.step(end) {}
        self.now = end;
    }

    /// Time passes until this screen is there.
    ///
    /// # Panics
    /// When it does not come.
    pub fn until(&mut self, screen: &str) {
        let end = self.now + 3_600_000;
        while self.screen() != screen {
            let failed = self.screen() == "problem" && !["problem", "ready"].contains(&screen);
            assert!(!failed, "{:?}", self.view().screen);
            let stuck = self.screen();
            assert!(self.step(end), "{screen} does not come: {stuck}");
            assert!(self.played.len() < MAX_EVENTS, "{screen} does not come in time");
        }
    }

    /// The next thing that happens up to `end`, if anything does.
    fn step(&mut self, end: u64) -> bool {
        let next = self.queue.keys().next().copied();
        let wake = self.wake.filter(|own| next.is_none_or(|(at, _)| *own <= at));
        let at = wake.or(next.map(|(at, _)| at)).filter(|own| *own <= end);
        let Some(at) = at else { return false };
        self.now = self.now.max(at);
        if wake.is_some() {
            self.wake = None;
            self.hear(json!({"type": "tick"}));
            return true;
        }
        match next.and_then(|own| self.queue.remove(&own)) {
            Some(To::Counter(event)) => self.hear(event),
            Some(To::Wallet(input)) => self.reach(input),
            None => {}
        }
        true
    }

    fn hear(&mut self, cue: Value) {
        let wall = Timestamp::parse(NOW).expect("a time").plus((self.now / 1000) as i64);
        let event = event(&cue).expect("an event of the format");
        let actions = self.counter.on_event(event, Duration::from_millis(self.now), wall);
        self.played.push(Played {
            at: self.now,
            event: cue,
            actions: actions.iter().map(action_json).collect(),
            screen: screen_json(&self.view()),
        });
        for action in actions {
            self.actions.push(action.clone());
            self.act(action);
        }
    }

    fn act(&mut self, action: CounterAction) {
        match action {
            CounterAction::CheckDevice => self.tell_device(),
            CounterAction::CreateService => {
                let service = hex(&[0x5e; 16]);
                self.later(1, json!({"type": "service", "bytes": service}));
            }
            CounterAction::AskPermission(kind) => {
                let state = self.config.answers.name();
                let event = json!({"type": "permission", "kind": kind.name(), "state": state});
                self.later(400, event);
            }
            CounterAction::WakeAt(at) => {
                // Rounded up: a clock that is early would wake for nothing.
                let at = at.as_nanos().div_ceil(1_000_000) as u64;
                self.wake = Some(at.max(self.now));
            }
            CounterAction::RestartScan { .. } => self.scan(),
            CounterAction::Radio(action) => self.radio(action),
            _ => {}
        }
    }

    fn tell_device(&mut self) {
        for kind in PermissionKind::ALL {
            let own = self.config.permissions.iter().find(|(own, _)| own == kind);
            let state = own.map_or(PermissionState::Granted, |(_, state)| *state).name();
            let event = json!({"type": "permission", "kind": kind.name(), "state": state});
            self.later(1, event);
        }
        for kind in RadioKind::ALL {
            let own = self.config.radios.iter().find(|(own, _)| own == kind);
            let state = own.map_or(RadioState::On, |(_, state)| *state).name();
            self.later(1, json!({"type": "radio", "kind": kind.name(), "state": state}));
        }
    }

    fn radio(&mut self, action: Action) {
        match action {
            Action::CreateKey(curve) => {
                self.keys += 1;
                let label = format!("counter {} {}", self.config.wallet.label, self.keys);
                let scalar = hex(Key::new(KitCurve::P256, &label).secret());
                let event = json!({"type": "session.key", "curve": curve.name(), "scalar": scalar});
                self.later(2, event);
            }
            Action::Sign { id, bytes, .. } if self.config.signs => {
                let signature = hex(&crate::world::reader_auth_key().sign(&bytes));
                let event = json!({"type": "session.signature", "id": id, "signature": signature});
                self.later(30, event);
            }
            Action::Sign { id, .. } => self.later(30, json!({"type": "signing-failed", "id": id})),
            Action::Advertise { ident, .. } => self.advertise(ident),
            Action::Scan { .. } => self.scan(),
            Action::OpenStream { .. } if self.offers(Carrier::L2cap) => self.open_stream(),
            Action::Subscribe => self.later(20, json!({"type": "session.ble-subscribed"})),
            Action::SendBle { characteristic: Characteristic::State, value } => {
                let state = value.first().copied().unwrap_or_default();
                self.reach_later(LATENCY, Input::State(state));
            }
            Action::SendBle { value, .. } => self.reach_later(LATENCY, Input::Part(value)),
            Action::SendStream(bytes) => self.reach_later(LATENCY, Input::Stream(bytes)),
            Action::SendApdu(command) => match self.field {
                Field::Phone => self.reach_later(LATENCY, Input::Apdu(command)),
                Field::Card(status) => {
                    let response = hex(&status.to_be_bytes());
                    self.later(
                        LATENCY,
                        json!({"type": "session.apdu-response", "response": response}),
                    );
                }
                Field::Nothing => {}
            },
            Action::StopRadio => {
                // What comes over a link that is closed comes too late.
                self.link = Link::None;
            }
            _ => {}
        }
    }

    fn offers(&self, carrier: Carrier) -> bool {
        self.config.wallet.offers.iter().any(|own| own.carrier == carrier)
    }

    fn advertise(&mut self, ident: [u8; 16]) {
        let comes = self.offers(Carrier::BleCentral) && !self.config.lonely_server;
        if comes && self.connected(Link::ReaderServer) {
            self.reach_later(LATENCY, Input::Ident(ident.to_vec()));
        }
    }

    fn scan(&mut self) {
        if self.config.deaf_scans > 0 {
            self.config.deaf_scans -= 1;
        } else if self.offers(Carrier::BlePeripheral) {
            self.connected(Link::WalletServer);
        }
    }

    /// Whether this link is one of those that fail.
    fn fails(&mut self) -> bool {
        let fails = self.config.failed_links > 0;
        self.config.failed_links = self.config.failed_links.saturating_sub(1);
        fails
    }

    /// Opens a channel, unless it is one of those that fail.
    fn open_stream(&mut self) {
        if self.fails() {
            return self.later(120, json!({"type": "session.stream-closed"}));
        }
        self.link = Link::Stream;
        self.reach_later(1, Input::LinkUp(self.config.mtu));
        self.later(40, json!({"type": "session.stream-opened"}));
    }

    /// Brings a Bluetooth link up, unless it is one of those that fail.
    fn connected(&mut self, link: Link) -> bool {
        if self.fails() {
            self.later(120, json!({"type": "session.ble-disconnected"}));
            return false;
        }
        self.link = link;
        self.reach_later(1, Input::LinkUp(self.config.mtu));
        self.later(LATENCY, json!({"type": "session.ble-connected", "mtu": self.config.mtu}));
        true
    }

    fn reach(&mut self, input: Input) {
        for (delay, output) in self.wallet.on(input) {
            self.output(delay, output);
        }
    }

    fn output(&mut self, delay: u64, output: Output) {
        let incoming = match self.link {
            Link::ReaderServer => "client2server",
            _ => "server2client",
        };
        let received = |characteristic: &str, value: &[u8]| {
            json!({
                "type": "session.ble-received", "characteristic": characteristic,
                "value": hex(value)
            })
        };
        let event = match output {
            Output::Apdu(response) => {
                json!({"type": "session.apdu-response", "response": hex(&response)})
            }
            Output::Part(value) => received(incoming, &value),
            Output::State(state) => received("state", &[state]),
            Output::Stream(bytes) => {
                // The channel delivers what it likes, in order.
                for piece in bytes.chunks(700) {
                    let event = json!({"type": "session.stream-received", "bytes": hex(piece)});
                    self.later(delay + LATENCY, event);
                }
                return;
            }
            Output::Subscribe => json!({"type": "session.ble-subscribed"}),
            Output::LinkDown => json!({"type": "session.ble-disconnected"}),
        };
        self.later(delay + LATENCY, event);
    }

    fn later(&mut self, delay: u64, event: Value) {
        self.push(delay, To::Counter(event));
    }

    fn reach_later(&mut self, delay: u64, input: Input) {
        self.push(delay, To::Wallet(input));
    }

    fn push(&mut self, delay: u64, to: To) {
        self.number += 1;
        self.queue.insert((self.now + delay, self.number), to);
    }
}

fn name(screen: &Value) -> String {
    screen["name"].as_str().unwrap_or_default().to_owned()
}
