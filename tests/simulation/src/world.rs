//! One transaction: the reader, the wallet, and what lies between.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use tashika::cose::Algorithm;
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::mdoc::{
    DocumentDraft, DocumentInfo, PreparedRequest, ReaderSigner, RequestDraft, RequestError,
};
use tashika::presentation::Presentation;
use tashika::proximity::ble::Characteristic;
use tashika::proximity::reader::{
    Action, Event, Outcome, Phase, Progress, ReaderConfig, ReaderSession,
};
use tashika::x509::Certificate;
use tashika_testkit::certificate::{Certificate as KitCertificate, Name};
use tashika_testkit::holder::{
    Carrier, Engagement, Ephemeral, EphemeralCurve, Input, Output, Wallet,
};
use tashika_testkit::keys::{Curve as KitCurve, Key};
use tashika_testkit::scenario::Document;

use crate::link::{Fate, LinkModel};
use crate::random::Random;

/// Steps of one transaction at the most: beyond them something hangs.
const MAX_STEPS: usize = 1_000_000;
/// The channel at which a wallet with an L2CAP characteristic listens.
const WALLET_PSM: u32 = 0xc1;

/// What happens out of turn at one step, counted from the first event of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// The operator ends.
    End,
    /// The field is lost, whatever else carries messages.
    FieldLost,
    /// The link, or the field, is lost.
    LinkLost,
    /// These octets come as whatever the link carries.
    Garbage(Vec<u8>),
}

/// How a transaction is played.
#[derive(Clone, Debug)]
pub struct WorldConfig {
    /// The link.
    pub link: LinkModel,
    /// Everything that is left to chance.
    pub seed: u64,
    /// More requests in the same session.
    pub more: Vec<PreparedRequest>,
    /// What happens out of turn, and at which step.
    pub disturbance: Option<(usize, Disturbance)>,
    /// The L2CAP channel that the reader's device has for a server.
    pub published: Option<u32>,
    /// Whether every event is kept.
    pub taped: bool,
}

/// What was seen, and when.
#[derive(Clone, Debug)]
pub struct Step {
    /// Since the start.
    pub at: Duration,
    /// What the reader reported.
    pub progress: Progress,
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The reader said so.
    Finished(Outcome),
    /// Neither side had anything left to do, in this phase.
    Stuck(Phase),
    /// More steps than any transaction needs.
    Endless,
}

/// A transaction that is over.
#[derive(Debug)]
pub struct Run {
    /// How it ended.
    pub end: End,
    /// What the reader received.
    pub presentations: Vec<Presentation>,
    /// What it reported.
    pub steps: Vec<Step>,
    /// Frames of the link, both ways.
    pub frames: usize,
    /// Events that the reader took.
    pub events: usize,
    /// The virtual time.
    pub elapsed: Duration,
    /// The wallet, with what it sent.
    pub wallet: Wallet,
    /// Every value that came over the link to the reader, in order.
    pub heard: Vec<Event>,
    /// Every event that the reader took, and when, where that was asked for.
    pub tape: Vec<(Duration, Event)>,
}

/// Both sides and the queue between them.
#[derive(Debug)]
pub struct World {
    reader: ReaderSession,
    wallet: Wallet,
    config: WorldConfig,
    random: Random,
    service: [u8; 16],
    now: u64,
    number: u64,
    queue: BinaryHeap<Reverse<Entry>>,
    /// The field of NFC, which may be there beside a link.
    field: Medium,
    /// The link of Bluetooth.
    link: Medium,
    wake: Option<u64>,
    channel: Channel,
    /// The value of the reader's L2CAP characteristic.
    shown: Option<Vec<u8>>,
    end: Option<End>,
    run: Run,
}

/// What frames go through.
#[derive(Debug, Default)]
struct Medium {
    /// Which link a frame belongs to: frames of a lost one never arrive.
    epoch: u32,
    up: bool,
    last: [u64; 2],
}

/// Which radio carries messages at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    None,
    ReaderServer,
    WalletServer,
    Stream,
    Nfc,
}

#[derive(Debug)]
struct Entry {
    at: u64,
    number: u64,
    epoch: Option<u32>,
    to: To,
}

#[derive(Debug)]
enum To {
    Reader(Event),
    Wallet(Input),
    Wake,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl Default for WorldConfig {
    fn default() -> Self {
        Self {
            link: LinkModel::default(),
            seed: 1,
            more: Vec::new(),
            disturbance: None,
            published: None,
            taped: false,
        }
    }
}

/// A request for these elements of one document, which are not retained.
///
/// # Errors
/// What a reader must not ask.
pub fn request_for(
    document: &Document,
    wanted: impl Fn(&str) -> bool,
) -> Result<PreparedRequest, RequestError> {
    let spaces = document.name_spaces.iter().filter_map(|(space, elements)| {
        let wanted = elements.iter().map(|own| own.identifier).filter(|own| wanted(own));
        let wanted: Vec<_> = wanted.map(|own| (own.to_owned(), false)).collect();
        (!wanted.is_empty()).then(|| ((*space).to_owned(), wanted))
    });
    let draft = DocumentDraft {
        doc_type: document.doc_type.to_owned(),
        name_spaces: spaces.collect(),
        info: DocumentInfo::default(),
    };
    RequestDraft::new([draft]).prepare()
}

/// The kit's reader certificate; its key signs what the reader hands out.
pub fn reader_signer() -> Option<ReaderSigner> {
    let root_key = Key::new(KitCurve::P256, "reader root");
    let root = KitCertificate::root(Name::new("JP", "", "Example Reader", "Root"), &root_key);
    let name = Name::new("JP", "", "Example Reader", "Reader");
    let leaf = KitCertificate::reader(name, &reader_auth_key(), &root, &root_key);
    let leaf = Certificate::parse(&leaf.issue(&root_key)).ok()?;
    ReaderSigner::new(Algorithm::Es256, vec![leaf]).ok()
}

pub(crate) fn reader_auth_key() -> Key {
    Key::new(KitCurve::P256, "reader authentication")
}

impl World {
    /// Both sides, before anything happened.
    pub fn new(reader: ReaderConfig, wallet: Wallet, config: WorldConfig) -> Self {
        let provider = CryptoProvider::default();
        let copy = Wallet::new(wallet.config().clone());
        Self {
            service: reader.service,
            reader: ReaderSession::new(reader, &provider),
            wallet,
            random: Random::new(config.seed),
            config,
            now: 0,
            number: 0,
            queue: BinaryHeap::new(),
            field: Medium::default(),
            link: Medium::default(),
            wake: None,
            channel: Channel::None,
            shown: None,
            end: None,
            run: Run {
                end: End::Endless,
                presentations: Vec::new(),
                steps: Vec::new(),
                frames: 0,
                events: 0,
                elapsed: Duration::ZERO,
                wallet: copy,
                heard: Vec::new(),
                tape: Vec::new(),
            },
        }
    }

    /// Plays the transaction to its end.
    pub fn run(mut self) -> Run {
        let actions = self.reader.start(Duration::ZERO);
        self.act(actions);
        for _ in 0..MAX_STEPS {
            if self.end.is_some() {
                break;
            }
            let Some(Reverse(entry)) = self.queue.pop() else {
                self.end = Some(End::Stuck(self.reader.phase()));
                break;
            };
            self.now = self.now.max(entry.at);
            let epoch = self.medium(entry.to.is_apdu()).epoch;
            if entry.epoch.is_some_and(|own| own != epoch) {
                continue;
            }
            match entry.to {
                To::Reader(event) => self.hear(event),
                To::Wallet(input) => self.tell(input),
                To::Wake if self.wake == Some(entry.at) => self.hear(Event::Tick),
                To::Wake => {}
            }
        }
        self.run.end = self.end.unwrap_or(End::Endless);
        self.run.elapsed = Duration::from_millis(self.now);
        self.run.wallet = self.wallet;
        self.run
    }

    fn hear(&mut self, event: Event) {
        let index = self.run.events;
        self.run.events += 1;
        if self.config.disturbance.as_ref().is_some_and(|(at, _)| *at == index)
            && let Some((_, disturbance)) = self.config.disturbance.take()
        {
            self.disturb(disturbance);
        }
        if self.end.is_some() {
            return;
        }
        if matches!(
            event,
            Event::BleReceived { .. } | Event::StreamReceived(_) | Event::ApduResponse(_)
        ) {
            self.run.heard.push(event.clone());
        }
        let now = Duration::from_millis(self.now);
        if self.config.taped {
            self.run.tape.push((now, event.clone()));
        }
        let actions = self.reader.on_event(event, now);
        self.act(actions);
    }

    fn disturb(&mut self, disturbance: Disturbance) {
        let now = Duration::from_millis(self.now);
        match disturbance {
            Disturbance::End => {
                let actions = self.reader.on_event(Event::End, now);
                self.act(actions);
            }
            Disturbance::FieldLost => self.down(true),
            Disturbance::LinkLost => self.down(self.channel == Channel::Nfc),
            Disturbance::Garbage(octets) => {
                for event in garbage(&octets) {
                    let actions = self.reader.on_event(event, now);
                    self.act(actions);
                }
            }
        }
    }

    fn act(&mut self, actions: Vec<Action>) {
        for action in actions {
            self.one(action);
        }
    }

    fn one(&mut self, action: Action) {
        match action {
            Action::ScanCode if self.wallet.config().engagement == Engagement::Qr => {
                let code = self.wallet.code();
                self.reader_later(700, Event::CodeScanned(code));
            }
            Action::PollTag => {
                let taps = self.wallet.config().engagement != Engagement::Qr;
                if taps || self.reader.phase() != Phase::Engagement {
                    self.channel = Channel::Nfc;
                    self.connect(true);
                    self.reader_later(400, Event::TagFound);
                }
            }
            Action::CreateKey(curve) => {
                let key = self.key(curve);
                self.reader_later(2, Event::Key(key));
            }
            Action::Sign { id, bytes, .. } => {
                let signature = reader_auth_key().sign(&bytes);
                self.reader_later(30, Event::Signature { id, signature });
            }
            Action::Advertise { service, ident } => self.advertise(service, ident),
            Action::Scan { service, .. } => {
                self.radio(Channel::WalletServer, service, Carrier::BlePeripheral);
            }
            Action::OpenStream { psm, .. }
                if self.channel == Channel::WalletServer && self.link.up =>
            {
                self.over_to_stream(psm == WALLET_PSM);
            }
            Action::OpenStream { service, .. } => {
                self.radio(Channel::Stream, service, Carrier::L2cap);
            }
            Action::ReadPsm => {
                let value = self.wallet.config().psm_value.clone();
                self.reader_later(20, Event::PsmRead(value));
            }
            Action::PublishStream => {
                self.reader_later(5, Event::StreamPublished(self.config.published));
            }
            Action::ShowPsm(value) => self.shown = Some(value),
            Action::Subscribe => self.reader_later(20, Event::BleSubscribed),
            Action::SendBle { characteristic: Characteristic::State, value } => {
                let state = value.first().copied().unwrap_or_default();
                self.frame(To::Wallet(Input::State(state)));
            }
            Action::SendBle { value, .. } => self.frame(To::Wallet(Input::Part(value))),
            Action::SendStream(bytes) => self.frame(To::Wallet(Input::Stream(bytes))),
            Action::SendApdu(command) => self.frame(To::Wallet(Input::Apdu(command))),
            Action::WakeAt(at) => {
                // Rounded up: a clock that is early would wake for nothing.
                let at = at.as_nanos().div_ceil(1_000_000) as u64;
                self.wake = Some(at);
                self.push(at.max(self.now), None, To::Wake);
            }
            Action::Progress(progress) => {
                self.run.steps.push(Step { at: Duration::from_millis(self.now), progress });
            }
            Action::Received(presentation) => {
                self.run.presentations.push(*presentation);
                let next = (!self.config.more.is_empty()).then(|| self.config.more.remove(0));
                self.reader_later(5, next.map_or(Event::End, Event::Ask));
            }
            Action::Finished(outcome) => self.end = Some(End::Finished(outcome)),
            _ => {}
        }
    }

    /// The wallet finds the reader's server, reads Ident and decides.
    fn advertise(&mut self, service: [u8; 16], ident: [u8; 16]) {
        if self.shown.is_some() && self.wallet.config().comes_by_stream {
            if self.radio(Channel::ReaderServer, service, Carrier::BleCentral) {
                self.over_to_stream(true);
            }
            return;
        }
        if self.radio(Channel::ReaderServer, service, Carrier::BleCentral) {
            self.frame(To::Wallet(Input::Ident(ident.to_vec())));
        }
    }

    /// From a GATT link to an L2CAP channel beside it, where that works.
    fn over_to_stream(&mut self, works: bool) {
        if !works {
            return self.reader_later(30, Event::StreamClosed);
        }
        self.channel = Channel::Stream;
        self.reader_later(30, Event::StreamOpened);
    }

    /// Brings a link up, where the wallet has such a carrier.
    fn radio(&mut self, channel: Channel, service: [u8; 16], carrier: Carrier) -> bool {
        let offered = self.wallet.config().offers.iter().any(|own| own.carrier == carrier);
        let known = self.wallet.service() == service || self.service == service;
        if !offered || !known {
            return false;
        }
        self.channel = channel;
        self.connect(false);
        let mtu = self.config.link.mtu;
        self.frame(To::Wallet(Input::LinkUp(mtu)));
        self.frame(To::Reader(match channel {
            Channel::Stream => Event::StreamOpened,
            _ => Event::BleConnected { mtu },
        }));
        true
    }

    fn medium(&mut self, field: bool) -> &mut Medium {
        if field { &mut self.field } else { &mut self.link }
    }

    fn connect(&mut self, field: bool) {
        let now = self.now;
        let medium = self.medium(field);
        let epoch = medium.epoch + 1;
        *medium = Medium { epoch, up: true, last: [now; 2] };
    }

    /// The link, or the field, is gone for both sides, and everything that was on its way.
    fn down(&mut self, field: bool) {
        let medium = self.medium(field);
        if !medium.up {
            return;
        }
        medium.epoch += 1;
        medium.up = false;
        let (event, input) = match self.channel {
            _ if field => (Event::TagLost, Input::FieldLost),
            Channel::Stream => (Event::StreamClosed, Input::LinkDown),
            _ => (Event::BleDisconnected, Input::LinkDown),
        };
        let at = self.now + 1;
        self.push(at, None, To::Wallet(input));
        self.push(at, None, To::Reader(event));
    }

    fn tell(&mut self, input: Input) {
        for (delay, output) in self.wallet.on(input) {
            self.output(delay, output);
        }
    }

    fn output(&mut self, delay: u64, output: Output) {
        let incoming = match self.channel {
            Channel::ReaderServer => Characteristic::Client2Server,
            _ => Characteristic::Server2Client,
        };
        let to = match output {
            Output::Apdu(response) => Event::ApduResponse(response),
            Output::Part(value) => Event::BleReceived { characteristic: incoming, value },
            Output::State(state) => {
                Event::BleReceived { characteristic: Characteristic::State, value: vec![state] }
            }
            Output::Stream(bytes) => {
                // The channel delivers what it likes, in order.
                for piece in bytes.chunks(1 + self.random.below(4096) as usize) {
                    self.frame_after(delay, To::Reader(Event::StreamReceived(piece.to_vec())));
                }
                return;
            }
            Output::Subscribe => Event::BleSubscribed,
            Output::LinkDown => {
                self.down(self.channel == Channel::Nfc);
                return;
            }
        };
        self.frame_after(delay, To::Reader(to));
    }

    fn frame(&mut self, to: To) {
        self.frame_after(0, to);
    }

    fn frame_after(&mut self, delay: u64, to: To) {
        self.run.frames += 1;
        let field = to.is_apdu();
        if !self.medium(field).up {
            return;
        }
        match self.config.link.fate(&mut self.random) {
            Fate::Gone => {}
            Fate::Down(_) => self.down(field),
            Fate::Arrives { after, twice, late, corrupt } => {
                let direction = usize::from(matches!(to, To::Reader(_)));
                let earliest = self.now + delay + after;
                let medium = self.medium(field);
                let epoch = medium.epoch;
                let last = medium.last.get(direction).copied().unwrap_or_default();
                let mut at = earliest.max(last);
                if let Some(last) = medium.last.get_mut(direction) {
                    *last = at;
                }
                if late {
                    at += 2 * self.config.link.latency + 1;
                }
                let to = if corrupt { self.corrupted(to) } else { to };
                if twice {
                    self.push(at, Some(epoch), to.copy());
                }
                self.push(at, Some(epoch), to);
            }
        }
    }

    fn corrupted(&mut self, mut to: To) -> To {
        let octets = match &mut to {
            To::Reader(Event::ApduResponse(own) | Event::StreamReceived(own)) => own,
            To::Reader(Event::BleReceived { value, .. }) => value,
            To::Wallet(Input::Apdu(own) | Input::Part(own) | Input::Stream(own)) => own,
            _ => return to,
        };
        let index = self.random.below(octets.len() as u64) as usize;
        let bit = self.random.below(8);
        if let Some(octet) = octets.get_mut(index) {
            *octet ^= 1 << bit;
        }
        to
    }

    fn reader_later(&mut self, delay: u64, event: Event) {
        self.push(self.now + delay, None, To::Reader(event));
    }

    fn push(&mut self, at: u64, epoch: Option<u32>, to: To) {
        self.number += 1;
        self.queue.push(Reverse(Entry { at, number: self.number, epoch, to }));
    }

    /// A key that no other seed and no other transaction of this seed has.
    fn key(&mut self, curve: Curve) -> PrivateKey {
        let label = format!("reader {} {}", self.config.seed, self.random.number());
        let kit = match curve {
            Curve::BrainpoolP256r1 => EphemeralCurve::BrainpoolP256r1,
            Curve::BrainpoolP320r1 => EphemeralCurve::BrainpoolP320r1,
            Curve::BrainpoolP384r1 => EphemeralCurve::BrainpoolP384r1,
            Curve::BrainpoolP512r1 => EphemeralCurve::BrainpoolP512r1,
            Curve::P384 => EphemeralCurve::P384,
            Curve::P521 => EphemeralCurve::P521,
            Curve::X25519 => EphemeralCurve::X25519,
            Curve::X448 => EphemeralCurve::X448,
            _ => EphemeralCurve::P256,
        };
        PrivateKey::new(curve, Ephemeral::new(kit, &label).secret())
    }
}

impl To {
    fn is_apdu(&self) -> bool {
        matches!(self, To::Reader(Event::ApduResponse(_)) | To::Wallet(Input::Apdu(_)))
    }

    fn copy(&self) -> Self {
        match self {
            To::Reader(event) => To::Reader(event.clone()),
            To::Wallet(input) => To::Wallet(input.clone()),
            To::Wake => To::Wake,
        }
    }
}

/// The octets as everything that could bring them.
fn garbage(octets: &[u8]) -> Vec<Event> {
    let ble = |characteristic| Event::BleReceived { characteristic, value: octets.to_vec() };
    vec![
        Event::ApduResponse(octets.to_vec()),
        Event::StreamReceived(octets.to_vec()),
        ble(Characteristic::State),
        ble(Characteristic::Client2Server),
        ble(Characteristic::Server2Client),
        ble(Characteristic::Ident),
        Event::CodeScanned(String::from_utf8_lossy(octets).into_owned()),
        Event::Signature { id: 0, signature: octets.to_vec() },
        Event::Key(PrivateKey::new(Curve::P256, octets.to_vec())),
        Event::BleMtu(octets.len()),
        Event::PsmRead(Some(octets.to_vec())),
        Event::StreamPublished(octets.first().map(|own| u32::from(*own))),
    ]
}
