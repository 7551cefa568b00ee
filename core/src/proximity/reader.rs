//! One transaction in person, from the engagement to the end, as a state machine.
//!
//! 1. Engagement: the text of a code, or the APDUs of a tag.
//! 2. A fresh key on the wallet's curve, which the app makes; key agreement.
//! 3. The transport: the first of the app's list that the wallet offers.
//! 4. Reader authentication: the app signs what the machine hands out.
//! 5. Where it is asked for ([`ReaderConfig::early`]), the first message goes to the tag while the
//!    link is being built. Whatever becomes of it, the same bytes go over the link, not before it is
//!    settled; and that takes no longer than it may.
//! 6. Request and response, as often as the app asks.
//! 7. The end: by the operator, the wallet, an error, a loss or a timeout. The keys are gone.
//!
//! A code or a tag that is no wallet's (a poster, a payment card) is left alone and told as
//! [`Progress::Unrelated`]; the search goes on for as long as [`Timeouts::engagement`] says, which
//! nothing of this kind prolongs.
//!
//! [`ReaderSession::on_event`] takes what happened and the time, and returns what to do. Time is
//! any clock that only goes forward, as the duration since any fixed moment. Platforms report late:
//! an event that has no place in the present state changes nothing.
//!
//! One machine is one transaction. After a loss the next engagement needs a new machine and a new
//! key, so that no old key ever meets a new session.

use std::time::Duration;

use thiserror::Error;

use super::ble::{BleMode, Characteristic, PartAssembler, STATE_END, STATE_START, parts};
use super::frame::FrameError;
use super::handover::HandoverRequest;
use super::l2cap::{StreamAssembler, frame, psm_from_value, psm_value};
use super::nfc::{NfcStep, NfcTransfer};
use super::session::{EngagementForm, Session, SessionError, Status, ble_ident, check_peer};
use super::tag::{EarlyService, TagError, TagPolicy, TagReader, TagStep};
use crate::codec::DecodeError;
use crate::cose::Algorithm;
use crate::crypto::{CryptoProvider, Curve, PrivateKey};
use crate::mdoc::{
    BleOptions, DeviceEngagement, DeviceRequest, DeviceResponse, EngagementError, PreparedRequest,
    ReaderAuthError, ReaderAuthScope, ReaderSigner, RetrievalMethod,
};
use crate::presentation::{
    Channel, EarlyEstablishment, Presentation, ProximityFacts, ReaderAuthentication, Transport,
};

/// What a transaction works with.
#[derive(Clone, Debug)]
pub struct ReaderConfig {
    /// The first request.
    pub request: PreparedRequest,
    /// Who signs it; `None`: the reader is not authenticated.
    pub signer: Option<ReaderSigner>,
    /// Whether one signature over all documents is used where the wallet takes it.
    pub reader_auth_all: bool,
    /// The transports in the order of preference. The standard prefers
    /// [`Transport::BleCentralClient`] where the wallet offers both modes.
    pub transports: Vec<Transport>,
    /// The Bluetooth service offered in a negotiated handover: random, fresh for every transaction.
    pub service: [u8; 16],
    /// Whether the NFC hardware knows extended APDUs.
    pub extended_apdus: bool,
    /// What is tolerated of tags.
    pub tags: TagPolicy,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// How often a link that is lost before its first message is built again.
    pub max_reconnections: u32,
    /// Where an L2CAP channel may come from besides the engagement.
    pub l2cap: L2capPolicy,
    /// The service by which the first message goes ahead in a negotiated handover, where the wallet
    /// announces both the capability and the service; `None`, the default: it does not.
    pub early: Option<EarlyService>,
}

/// Where an L2CAP channel may come from besides the engagement, which names it in the second edition.
/// Both are off by default: a wallet in wide use announces a channel in its GATT service that does
/// not work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct L2capPolicy {
    /// As GATT client, the reader reads the L2CAP characteristic of the wallet and goes over to the
    /// channel. Where there is none, or it cannot be opened, GATT carries on.
    pub from_characteristic: bool,
    /// As GATT server, the reader opens a channel of its own and shows it in its L2CAP
    /// characteristic. A wallet may come by it or by GATT.
    pub serve: bool,
}

/// How long to wait in each phase. The standard wants at least 30 s after the engagement and 300 s
/// of inactivity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For an engagement.
    pub engagement: Duration,
    /// From the engagement to the first request.
    pub connection: Duration,
    /// Without a byte of the response, and without another request.
    pub inactivity: Duration,
    /// From a request to the whole of its response, however steadily bytes come.
    pub response: Duration,
}

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The tag's response to the last command.
    ApduResponse(Vec<u8>),
    /// Ask for more in the same session.
    Ask(PreparedRequest),
    /// The Bluetooth link is up, with this MTU.
    BleConnected {
        /// ATT MTU in bytes.
        mtu: usize,
    },
    /// The Bluetooth link is gone, or could not be built.
    BleDisconnected,
    /// Another MTU was agreed on.
    BleMtu(usize),
    /// A value was notified to, or written by, the wallet's side.
    BleReceived {
        /// The characteristic.
        characteristic: Characteristic,
        /// The value.
        value: Vec<u8>,
    },
    /// State and the wallet-to-reader characteristic are subscribed: by the reader where it is the
    /// client, by the wallet where the reader is the server.
    BleSubscribed,
    /// End the transaction.
    End,
    /// The text of a code.
    CodeScanned(String),
    /// The key that [`Action::CreateKey`] asked for.
    Key(PrivateKey),
    /// The value that [`Action::ReadPsm`] asked for; `None` where the wallet has no such
    /// characteristic or does not let it be read.
    PsmRead(Option<Vec<u8>>),
    /// The signature, as `r || s`, that [`Action::Sign`] asked for.
    Signature {
        /// The number of the action.
        id: usize,
        /// The signature.
        signature: Vec<u8>,
    },
    /// The L2CAP channel is closed, or could not be opened.
    StreamClosed,
    /// The L2CAP channel is open: the one that the reader opened, or a wallet came by the reader's.
    StreamOpened,
    /// The channel that [`Action::PublishStream`] asked for; `None` where there is none.
    StreamPublished(Option<u32>),
    /// Bytes of the L2CAP channel, in any pieces.
    StreamReceived(Vec<u8>),
    /// A tag is in the field.
    TagFound,
    /// The tag has left the field.
    TagLost,
    /// Time passes.
    Tick,
}

/// What to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Action {
    /// Be a GATT server with this service, and show this value as Ident.
    Advertise {
        /// The service, big-endian.
        service: [u8; 16],
        /// The value of Ident.
        ident: [u8; 16],
    },
    /// Make a fresh private key on this curve.
    CreateKey(Curve),
    /// The transaction is over. Nothing follows.
    Finished(Outcome),
    /// Open this L2CAP channel of the wallet.
    OpenStream {
        /// The service, big-endian.
        service: [u8; 16],
        /// The wallet's address, where it is known.
        address: Option<[u8; 6]>,
        /// The channel.
        psm: u32,
    },
    /// Look for a tag.
    PollTag,
    /// Something to show.
    Progress(Progress),
    /// Listen on an L2CAP channel of this device.
    PublishStream,
    /// Read the wallet's L2CAP characteristic.
    ReadPsm,
    /// A response came: verify it.
    Received(Box<Presentation>),
    /// Connect to the GATT server with this service.
    Scan {
        /// The service, big-endian.
        service: [u8; 16],
        /// The wallet's address, where it is known.
        address: Option<[u8; 6]>,
    },
    /// Look for a code.
    ScanCode,
    /// Send this command to the tag.
    SendApdu(Vec<u8>),
    /// Write without response as client, notify as server.
    SendBle {
        /// The characteristic.
        characteristic: Characteristic,
        /// The value.
        value: Vec<u8>,
    },
    /// Send these bytes through the L2CAP channel.
    SendStream(Vec<u8>),
    /// Show this value in the L2CAP characteristic of the server that is advertised next.
    ShowPsm(Vec<u8>),
    /// Sign these bytes with the reader's key.
    Sign {
        /// A number to answer with.
        id: usize,
        /// The algorithm.
        algorithm: Algorithm,
        /// What to sign.
        bytes: Vec<u8>,
    },
    /// Send what is waiting, then stop scanning, advertising and polling, and close every link.
    StopRadio,
    /// Subscribe, as client, to State and Server2Client.
    Subscribe,
    /// Come back with [`Event::Tick`] at this time, whatever happens before. It holds until the next
    /// one takes its place.
    WakeAt(Duration),
}

/// A step that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The link carries messages.
    Connected,
    /// What became of the first message during the handover.
    Early(EarlyEstablishment),
    /// The engagement was read.
    Engaged(Channel),
    /// So many bytes of a response have come.
    Receiving(usize),
    /// The link was lost before its first message and is built again.
    Reconnecting(u32),
    /// A request was sent.
    RequestSent,
    /// The transport is chosen.
    Transport(Transport),
    /// Something was read that is no wallet's. The search goes on.
    Unrelated(Unrelated),
}

/// What was read that is no wallet's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unrelated {
    /// A code whose text is no engagement of a wallet.
    Code,
    /// A tag that is no NDEF tag, or offers no handover: a payment card, a sticker.
    Tag,
}

impl Unrelated {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Unrelated::Code => "code",
            Unrelated::Tag => "tag",
        }
    }
}

/// Where a transaction was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for an engagement.
    Engagement,
    /// Building the link, making key and signatures.
    Connection,
    /// A request is under way.
    Response,
    /// A response has come.
    Answered,
}

/// How a transaction ended. `responses` is how many had come by then.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// By the operator, with at least one response.
    Completed {
        /// Responses received.
        responses: usize,
    },
    /// By the operator, before a response.
    Cancelled(Phase),
    /// By the wallet.
    EndedByWallet {
        /// The status, where it gave one.
        status: Option<Status>,
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: usize,
    },
    /// By something that must not be.
    Failed {
        /// What it was.
        failure: Failure,
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: usize,
    },
    /// The link was lost: only a new engagement helps.
    Lost {
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: usize,
    },
    /// Nothing happened for too long.
    TimedOut {
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: usize,
    },
}

/// What must not be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Failure {
    /// The engagement cannot be used.
    #[error("the engagement: {0}")]
    Engagement(#[from] EngagementError),
    /// What came over the transport is no frame.
    #[error("the transport: {0}")]
    Frame(#[from] FrameError),
    /// The wallet offers none of the transports in the list.
    #[error("the wallet offers no transport that this reader has")]
    NoTransport,
    /// The request is larger than this reader's own limits, so that no response could be compared
    /// with it.
    #[error("the request: {0}")]
    Request(#[from] DecodeError),
    /// A signature cannot be used.
    #[error("the reader's authentication: {0}")]
    ReaderAuth(#[from] ReaderAuthError),
    /// The session.
    #[error("the session: {0}")]
    Session(#[from] SessionError),
    /// The tag.
    #[error("the tag: {0}")]
    Tag(#[from] TagError),
}

/// The state machine of one transaction.
#[derive(Debug)]
pub struct ReaderSession {
    config: ReaderConfig,
    provider: CryptoProvider,
    stage: Stage,
    tag: Option<TagReader>,
    tag_wake: Option<Duration>,
    early: Early,
    /// Whether a command of the early message is unanswered.
    early_due: bool,
    /// What was told last, so that a poster in view is not told for every frame.
    unrelated: Option<Unrelated>,
    engaged: Option<Engaged>,
    session: Option<Session>,
    request: PreparedRequest,
    /// The request that was sent last.
    asked: Option<DeviceRequest>,
    unsigned: Vec<(usize, ReaderAuthScope)>,
    signatures: usize,
    link: Option<Link>,
    facts: Facts,
    responses: usize,
    deadline: Option<Duration>,
    wake: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    New,
    Engaging,
    Keying,
    Connecting,
    Exchanging,
    Answered,
    Over,
}

/// The first message during the handover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Early {
    /// Key and signatures are being made; not longer than until this time.
    Waiting(Duration),
    /// The tag is being given it; not longer than until this time.
    Sending(Duration),
    Settled(EarlyEstablishment),
}

#[derive(Debug)]
struct Engaged {
    engagement: DeviceEngagement,
    methods: Vec<RetrievalMethod>,
    form: EngagementForm,
}

#[derive(Debug)]
struct Facts {
    engaged: Duration,
    connected: Option<Duration>,
    sent: Duration,
    authentication: ReaderAuthentication,
    reconnections: u32,
}

#[derive(Debug)]
enum Link {
    Ble {
        mode: BleMode,
        options: BleOptions,
        mtu: usize,
        started: bool,
        parts: PartAssembler,
        psm: Psm,
    },
    Nfc {
        transfer: Box<NfcTransfer>,
        selecting: bool,
    },
    Stream {
        options: BleOptions,
        open: bool,
        bytes: StreamAssembler,
        /// The MTU of the GATT link that carries on where the channel cannot be opened.
        gatt: Option<usize>,
    },
}

/// What is known of an L2CAP channel beside a GATT link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Psm {
    /// Not asked for.
    None,
    /// The wallet's characteristic is being read, or this device is asked for a channel.
    Awaited,
    /// Read, or without result.
    Settled,
    /// Shown to the wallet.
    Shown,
}

impl ReaderConfig {
    /// A request without reader authentication, every transport, and the standard's times.
    pub fn new(request: PreparedRequest, service: [u8; 16]) -> Self {
        Self {
            request,
            signer: None,
            reader_auth_all: true,
            transports: vec![
                Transport::BleCentralClient,
                Transport::L2cap,
                Transport::BlePeripheralServer,
                Transport::Nfc,
            ],
            service,
            extended_apdus: true,
            tags: TagPolicy::default(),
            timeouts: Timeouts::default(),
            max_reconnections: 3,
            l2cap: L2capPolicy::default(),
            early: None,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            engagement: Duration::from_secs(300),
            connection: Duration::from_secs(60),
            inactivity: Duration::from_secs(300),
            response: Duration::from_secs(900),
        }
    }
}

impl ReaderSession {
    /// A machine that has not begun.
    pub fn new(config: ReaderConfig, provider: &CryptoProvider) -> Self {
        Self {
            request: config.request.clone(),
            config,
            provider: *provider,
            stage: Stage::New,
            tag: None,
            tag_wake: None,
            early: Early::Settled(EarlyEstablishment::NotUsed),
            early_due: false,
            unrelated: None,
            engaged: None,
            session: None,
            asked: None,
            unsigned: Vec::new(),
            signatures: 0,
            link: None,
            facts: Facts {
                engaged: Duration::ZERO,
                connected: None,
                sent: Duration::ZERO,
                authentication: ReaderAuthentication::None,
                reconnections: 0,
            },
            responses: 0,
            deadline: None,
            wake: None,
        }
    }

    /// Begins: what to look for.
    pub fn start(&mut self, now: Duration) -> Vec<Action> {
        if self.stage != Stage::New {
            return Vec::new();
        }
        self.stage = Stage::Engaging;
        self.deadline = Some(now.saturating_add(self.config.timeouts.engagement));
        let mut actions = vec![Action::ScanCode, Action::PollTag];
        self.schedule(&mut actions);
        actions
    }

    /// Takes what happened at `now` and returns what to do, in order.
    pub fn on_event(&mut self, event: Event, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        if matches!(self.stage, Stage::New | Stage::Over) {
            return actions;
        }
        if matches!(event, Event::Tick) {
            // The timer is spent, also where it came too early.
            self.wake = None;
        }
        if self.deadline.is_some_and(|deadline| now >= deadline) {
            let outcome = Outcome::TimedOut { phase: self.phase(), responses: self.responses };
            self.finish(Some(Status::Termination), outcome, &mut actions);
            return actions;
        }
        if let Err(failure) = self.handle(event, now, &mut actions) {
            let status = match &failure {
                Failure::Session(error) => error.status(),
                _ => Status::Termination,
            };
            let (phase, responses) = (self.phase(), self.responses);
            let outcome = Outcome::Failed { failure, phase, responses };
            self.finish(Some(status), outcome, &mut actions);
        }
        self.schedule(&mut actions);
        actions
    }

    /// Whether the transaction is over. Its keys are gone.
    pub fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// Where the transaction is; [`Phase::Answered`] once it is over.
    pub fn phase(&self) -> Phase {
        match self.stage {
            Stage::New | Stage::Engaging => Phase::Engagement,
            Stage::Keying | Stage::Connecting => Phase::Connection,
            Stage::Exchanging => Phase::Response,
            Stage::Answered | Stage::Over => Phase::Answered,
        }
    }

    /// Gives up a transport that has carried no message yet, and takes the next one of the list that
    /// the wallet offers. The key stays: no more than the first message was encrypted with it, and the
    /// next transport carries that one.
    ///
    /// `None`: there is no other, or a message has gone; nothing changes then.
    pub fn next_transport(&mut self) -> Option<Vec<Action>> {
        if self.stage != Stage::Connecting || self.facts.connected.is_some() {
            return None;
        }
        let (current, engaged) = (self.link.as_ref()?.transport(), self.engaged.as_ref()?);
        let listed = self.config.transports.iter().copied();
        let others = listed.skip_while(|own| *own != current).filter(|own| *own != current);
        let extended = self.config.extended_apdus;
        let found = others.map(|own| (own, link(own, &engaged.methods, extended)));
        let (transport, link) = found.filter_map(|(own, link)| Some((own, link?))).next()?;
        self.link = Some(link);
        let mut actions = vec![Action::StopRadio, Action::Progress(Progress::Transport(transport))];
        if self.tag_is_busy() {
            // The field is gone with the radio.
            self.forget_tag(&mut actions);
        }
        self.open_link(&mut actions);
        Some(actions)
    }

    fn handle(
        &mut self,
        event: Event,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        if self.early.until().is_some_and(|until| now >= until) {
            self.settle_early(EarlyEstablishment::TimedOut, now, actions)?;
        }
        match event {
            Event::CodeScanned(text) => self.code_scanned(&text, now, actions),
            Event::TagFound => self.tag_found(now, actions),
            Event::ApduResponse(response) => self.apdu(&response, now, actions),
            Event::TagLost => self.tag_lost(now, actions),
            Event::Tick => {
                self.tick(now, actions);
                Ok(())
            }
            Event::Key(key) => self.key(key, now, actions),
            Event::Signature { id, signature } => self.signature(id, &signature, now, actions),
            Event::BleConnected { mtu } => {
                self.ble_connected(mtu, actions);
                Ok(())
            }
            Event::BleMtu(agreed) => {
                let link = &mut self.link;
                if let Some(Link::Ble { mtu, .. } | Link::Stream { gatt: Some(mtu), .. }) = link {
                    *mtu = agreed;
                }
                Ok(())
            }
            Event::BleSubscribed => self.ble_subscribed(now, actions),
            Event::BleReceived { characteristic, value } => {
                self.ble_received(characteristic, &value, now, actions)
            }
            Event::BleDisconnected | Event::StreamClosed => {
                self.disconnected(&event, actions);
                Ok(())
            }
            Event::PsmRead(value) => {
                self.psm_read(value.as_deref(), actions);
                Ok(())
            }
            Event::StreamPublished(psm) => {
                self.stream_published(psm, actions);
                Ok(())
            }
            Event::StreamOpened => self.stream_opened(now, actions),
            Event::StreamReceived(bytes) => self.stream_received(&bytes, now, actions),
            Event::Ask(request) => self.ask(request, now, actions),
            Event::End => {
                let outcome = match self.responses {
                    0 => Outcome::Cancelled(self.phase()),
                    responses => Outcome::Completed { responses },
                };
                self.finish(Some(Status::Termination), outcome, actions);
                Ok(())
            }
        }
    }

    // Engagement.

    fn code_scanned(
        &mut self,
        text: &str,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        if self.stage != Stage::Engaging {
            return Ok(());
        }
        let engagement = match DeviceEngagement::from_uri(text) {
            Err(EngagementError::Scheme) => {
                self.leave_alone(Unrelated::Code, actions);
                return Ok(());
            }
            read => read?,
        };
        // A tag that was being read is another engagement, and nothing of it counts any more.
        self.tag = None;
        self.tag_wake = None;
        let methods = engagement.retrieval_methods.clone();
        self.engage(Engaged { engagement, methods, form: EngagementForm::Qr }, now, actions)
    }

    fn tag_found(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        if self.tag_is_busy() {
            // A tag that is found once more has forgotten what it was told.
            self.forget_tag(actions);
        }
        if self.stage == Stage::Engaging {
            let offers = |own: &Transport| self.config.transports.contains(own);
            let ble = offers(&Transport::BleCentralClient)
                || offers(&Transport::BlePeripheralServer)
                || offers(&Transport::L2cap);
            let offer = HandoverRequest {
                ble: ble.then_some(self.config.service),
                nfc: offers(&Transport::Nfc),
            };
            let tag = self.tag.insert(TagReader::new(offer, self.config.tags));
            self.tag_wake = None;
            actions.push(Action::SendApdu(tag.start()));
        } else if let Some(Link::Nfc { transfer, selecting: selecting @ false, .. }) =
            &mut self.link
        {
            *selecting = true;
            actions.push(Action::SendApdu(transfer.select()));
        }
        self.send_when_ready(now, actions)
    }

    fn apdu(
        &mut self,
        response: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        if self.stage == Stage::Engaging && self.tag_wake.is_none() {
            let Some(tag) = &mut self.tag else { return Ok(()) };
            let step = match tag.on_response(response) {
                Err(_) if !tag.is_wallet() => {
                    self.tag = None;
                    self.leave_alone(Unrelated::Tag, actions);
                    actions.push(Action::PollTag);
                    return Ok(());
                }
                step => step?,
            };
            match step {
                TagStep::Send(command) => actions.push(Action::SendApdu(command)),
                TagStep::Wait(time) => self.tag_wake = Some(now.saturating_add(time)),
                TagStep::Done(own) => {
                    let form = EngagementForm::Nfc {
                        select: own.select.bytes().to_vec(),
                        request: own.request,
                    };
                    let (engagement, methods) =
                        (own.select.engagement, own.select.retrieval_methods);
                    self.engage(Engaged { engagement, methods, form }, now, actions)?;
                }
                TagStep::Delivered => {}
            }
            return Ok(());
        }
        if self.early_due {
            return self.early_answered(response, now, actions);
        }
        self.transfer(response, now, actions)
    }

    fn tick(&mut self, now: Duration, actions: &mut Vec<Action>) {
        let sending = matches!(self.early, Early::Sending(_));
        if self.tag_wake.is_none_or(|wake| now < wake) || self.stage != Stage::Engaging && !sending
        {
            return;
        }
        self.tag_wake = None;
        if let Some(tag) = &mut self.tag {
            actions.push(Action::SendApdu(tag.resume()));
            self.early_due = sending;
        }
    }

    fn tag_lost(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        let held = self.tag_is_busy();
        self.forget_tag(actions);
        match &self.link {
            // Loss of the field ends the transaction (11.2).
            Some(Link::Nfc { selecting: true, .. }) => self.lost(actions),
            _ if held => self.open_held_link(actions),
            _ if self.stage == Stage::Engaging => actions.push(Action::PollTag),
            _ => {}
        }
        self.send_when_ready(now, actions)
    }

    fn forget_tag(&mut self, actions: &mut Vec<Action>) {
        self.note_early(EarlyEstablishment::FieldLost, actions);
        self.tag = None;
        self.tag_wake = None;
        self.early_due = false;
    }

    /// Nothing of it is kept.
    fn leave_alone(&mut self, own: Unrelated, actions: &mut Vec<Action>) {
        if self.unrelated.replace(own) != Some(own) {
            actions.push(Action::Progress(Progress::Unrelated(own)));
        }
    }

    fn engage(
        &mut self,
        engaged: Engaged,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        check_peer(&engaged.engagement, &self.provider)?;
        let curve = engaged.engagement.key.public_key().curve();
        actions.push(Action::Progress(Progress::Engaged(engaged.channel())));
        self.early = self.early_for(&engaged, now);
        self.engaged = Some(engaged);
        self.facts.engaged = now;
        self.stage = Stage::Keying;
        self.deadline = Some(now.saturating_add(self.config.timeouts.connection));
        actions.push(Action::CreateKey(curve));
        Ok(())
    }

    // Key, transport and signatures.

    fn key(
        &mut self,
        key: PrivateKey,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let (Stage::Keying, Some(engaged)) = (self.stage, &self.engaged) else { return Ok(()) };
        let session = Session::new(&engaged.engagement, &engaged.form, key, &self.provider)?;
        self.session = Some(session);
        self.stage = Stage::Connecting;
        self.choose_transport(actions)?;
        self.hand_out(actions)?;
        self.send_early(now, actions)
    }

    fn choose_transport(&mut self, actions: &mut Vec<Action>) -> Result<(), Failure> {
        let Some(engaged) = &self.engaged else { return Err(Failure::NoTransport) };
        let chosen = self.config.transports.iter().find_map(|own| {
            Some((*own, link(*own, &engaged.methods, self.config.extended_apdus)?))
        });
        let (transport, link) = chosen.ok_or(Failure::NoTransport)?;
        actions.push(Action::Progress(Progress::Transport(transport)));
        self.link = Some(link);
        self.open_link(actions);
        Ok(())
    }

    fn open_link(&mut self, actions: &mut Vec<Action>) {
        let held = self.tag_is_busy();
        let (Some(engaged), Some(link)) = (&self.engaged, &mut self.link) else { return };
        match link {
            Link::Ble { mode: BleMode::MdocCentralClient, psm: psm @ Psm::None, .. }
                if self.config.l2cap.serve =>
            {
                *psm = Psm::Awaited;
                actions.push(Action::PublishStream);
            }
            Link::Ble { mode: BleMode::MdocCentralClient, options, .. } => {
                let ident = ble_ident(&engaged.engagement, &self.provider).unwrap_or_default();
                let service = options.central_client.unwrap_or_default();
                actions.push(Action::Advertise { service, ident });
            }
            Link::Ble { mode: BleMode::MdocPeripheralServer, options, .. } => {
                let service = options.peripheral_server.unwrap_or_default();
                actions.push(Action::Scan { service, address: options.address });
            }
            Link::Stream { options, .. } => actions.push(Action::OpenStream {
                service: options.peripheral_server.unwrap_or_default(),
                address: options.address,
                psm: options.psm.unwrap_or_default(),
            }),
            // The tag is still being given the first message.
            Link::Nfc { .. } if held => {}
            // The tag that gave the engagement is still in the field.
            Link::Nfc { transfer, selecting, .. } if self.tag.is_some() => {
                *selecting = true;
                actions.push(Action::SendApdu(transfer.select()));
            }
            Link::Nfc { .. } => actions.push(Action::PollTag),
        }
    }

    /// Hands out what is to be signed, if anything.
    fn hand_out(&mut self, actions: &mut Vec<Action>) -> Result<(), Failure> {
        self.facts.authentication = ReaderAuthentication::None;
        self.unsigned.clear();
        let (Some(signer), Some(engaged), Some(session)) =
            (&self.config.signer, &self.engaged, &self.session)
        else {
            return Ok(());
        };
        let all = self.config.reader_auth_all && engaged.engagement.capabilities.reader_auth_all;
        let scopes = match all {
            true => vec![ReaderAuthScope::All],
            false => (0..self.request.document_count()).map(ReaderAuthScope::Document).collect(),
        };
        self.facts.authentication =
            if all { ReaderAuthentication::All } else { ReaderAuthentication::PerDocument };
        for scope in scopes {
            let bytes = self.request.to_be_signed(scope, signer, session.transcript())?;
            let id = self.signatures;
            self.signatures += 1;
            self.unsigned.push((id, scope));
            actions.push(Action::Sign { id, algorithm: signer.algorithm(), bytes });
        }
        Ok(())
    }

    fn signature(
        &mut self,
        id: usize,
        signature: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(index) = self.unsigned.iter().position(|(own, _)| *own == id) else {
            return Ok(());
        };
        let (Some(signer), Some(engaged), Some(session)) =
            (&self.config.signer, &self.engaged, &self.session)
        else {
            return Ok(());
        };
        let (_, scope) = self.unsigned.remove(index);
        let about = (&engaged.engagement, session.transcript());
        self.request.authenticate(scope, signer, about, signature, &self.provider)?;
        self.send_early(now, actions)?;
        self.send_when_ready(now, actions)
    }

    // The first message during the handover.

    /// The tag is still being given it, or owes an answer to what it was told of it.
    fn tag_is_busy(&self) -> bool {
        self.early.until().is_some() || self.early_due
    }

    fn early_for(&self, engaged: &Engaged, now: Duration) -> Early {
        let (Some(service), EngagementForm::Nfc { request: Some(_), .. }, Some(tag)) =
            (&self.config.early, &engaged.form, &self.tag)
        else {
            return Early::Settled(EarlyEstablishment::NotUsed);
        };
        if !engaged.engagement.capabilities.handover_session_establishment {
            return Early::Settled(EarlyEstablishment::NotSupported);
        }
        if !tag.announces(service) {
            return Early::Settled(EarlyEstablishment::NotAnnounced);
        }
        // The transport has its time as well.
        let within = service.time().min(self.config.timeouts.connection / 2);
        Early::Waiting(now.saturating_add(within))
    }

    /// Begins once every signature is there.
    fn send_early(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        let (Early::Waiting(until), true) = (self.early, self.unsigned.is_empty()) else {
            return Ok(());
        };
        let request = self.encoded()?;
        let (Some(session), Some(service), Some(tag)) =
            (&mut self.session, &self.config.early, &mut self.tag)
        else {
            return Ok(());
        };
        match tag.deliver(service, &session.seal_early(&request)?) {
            Ok(command) => {
                self.early = Early::Sending(until);
                self.early_due = true;
                actions.push(Action::SendApdu(command));
                Ok(())
            }
            Err(TagError::Frame(FrameError::TooLong)) => {
                self.settle_early(EarlyEstablishment::TooLarge, now, actions)
            }
            Err(error) => self.settle_early(early_end(&error), now, actions),
        }
    }

    fn early_answered(
        &mut self,
        response: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        self.early_due = false;
        let (Early::Sending(_), Some(tag)) = (self.early, &mut self.tag) else {
            // The answer to the last command before it was given up.
            self.open_held_link(actions);
            return Ok(());
        };
        let found = match tag.on_response(response) {
            Ok(TagStep::Send(command)) => {
                self.early_due = true;
                actions.push(Action::SendApdu(command));
                return Ok(());
            }
            Ok(TagStep::Wait(time)) => {
                self.tag_wake = Some(now.saturating_add(time));
                return Ok(());
            }
            Ok(_) => EarlyEstablishment::Delivered,
            Err(error) => early_end(&error),
        };
        self.settle_early(found, now, actions)
    }

    /// Goes on as if there had been none.
    fn settle_early(
        &mut self,
        found: EarlyEstablishment,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        self.tag_wake = None;
        self.note_early(found, actions);
        self.open_held_link(actions);
        self.send_when_ready(now, actions)
    }

    /// What the tag has taken it has, whatever came after.
    fn note_early(&mut self, found: EarlyEstablishment, actions: &mut Vec<Action>) {
        if self.early.until().is_none() {
            return;
        }
        let taken = self.tag.as_ref().is_some_and(TagReader::is_delivered);
        let found = if taken { EarlyEstablishment::Delivered } else { found };
        self.early = Early::Settled(found);
        actions.push(Action::Progress(Progress::Early(found)));
    }

    fn open_held_link(&mut self, actions: &mut Vec<Action>) {
        if matches!(self.link, Some(Link::Nfc { selecting: false, .. })) {
            self.open_link(actions);
        }
    }

    // Links.

    fn ble_connected(&mut self, agreed: usize, actions: &mut Vec<Action>) {
        let Some(Link::Ble { mode, mtu, started: false, psm, .. }) = &mut self.link else {
            return;
        };
        *mtu = agreed;
        match (*mode, *psm) {
            (BleMode::MdocCentralClient, _) => {}
            (BleMode::MdocPeripheralServer, Psm::None | Psm::Awaited)
                if self.config.l2cap.from_characteristic =>
            {
                *psm = Psm::Awaited;
                actions.push(Action::ReadPsm);
            }
            (BleMode::MdocPeripheralServer, _) => actions.push(Action::Subscribe),
        }
    }

    fn psm_read(&mut self, value: Option<&[u8]>, actions: &mut Vec<Action>) {
        let Some(Link::Ble {
            mode: BleMode::MdocPeripheralServer,
            options,
            mtu,
            psm: psm @ Psm::Awaited,
            ..
        }) = &mut self.link
        else {
            return;
        };
        *psm = Psm::Settled;
        match value.and_then(psm_from_value) {
            None => actions.push(Action::Subscribe),
            Some(number) => {
                let options = BleOptions { psm: Some(number), ..*options };
                let bytes = StreamAssembler::default();
                let gatt = Some(*mtu);
                self.link = Some(Link::Stream { options, open: false, bytes, gatt });
                self.open_link(actions);
            }
        }
    }

    fn stream_published(&mut self, published: Option<u32>, actions: &mut Vec<Action>) {
        let Some(Link::Ble { mode: BleMode::MdocCentralClient, psm: psm @ Psm::Awaited, .. }) =
            &mut self.link
        else {
            return;
        };
        *psm = Psm::Settled;
        if let Some(value) = published.and_then(psm_value) {
            *psm = Psm::Shown;
            actions.push(Action::ShowPsm(value));
        }
        self.open_link(actions);
    }

    fn ble_subscribed(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        // As server, the reader waits for the wallet's start.
        let Some(Link::Ble {
            mode: BleMode::MdocPeripheralServer,
            started: started @ false,
            psm: Psm::None | Psm::Settled,
            ..
        }) = &mut self.link
        else {
            return Ok(());
        };
        *started = true;
        actions.push(Action::SendBle {
            characteristic: Characteristic::State,
            value: vec![STATE_START],
        });
        self.connected(now, actions)
    }

    fn ble_received(
        &mut self,
        characteristic: Characteristic,
        value: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(Link::Ble { mode, started, parts, .. }) = &mut self.link else { return Ok(()) };
        let incoming = match mode {
            BleMode::MdocCentralClient => Characteristic::Client2Server,
            BleMode::MdocPeripheralServer => Characteristic::Server2Client,
        };
        if characteristic == Characteristic::State {
            return match *value {
                [STATE_START] if *mode == BleMode::MdocCentralClient && !*started => {
                    *started = true;
                    self.connected(now, actions)
                }
                [STATE_END] => {
                    self.ended_by_wallet(None, actions);
                    Ok(())
                }
                [other] => Err(FrameError::State(other).into()),
                _ => Err(FrameError::Length.into()),
            };
        }
        if characteristic != incoming || !*started {
            return Err(FrameError::Unexpected.into());
        }
        match parts.push(value)? {
            Some(message) => self.message(&message, now, actions),
            None => {
                let pending = parts.pending();
                self.receiving(pending, now, actions);
                Ok(())
            }
        }
    }

    fn stream_opened(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        // A wallet came by the channel that the reader's server shows, in place of GATT.
        if let Some(Link::Ble { options, started: false, psm: Psm::Shown, .. }) = &self.link {
            let (options, bytes) = (*options, StreamAssembler::default());
            self.link = Some(Link::Stream { options, open: false, bytes, gatt: None });
        }
        let Some(Link::Stream { open: open @ false, .. }) = &mut self.link else { return Ok(()) };
        *open = true;
        self.connected(now, actions)
    }

    fn stream_received(
        &mut self,
        piece: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(Link::Stream { open: true, bytes, .. }) = &mut self.link else { return Ok(()) };
        let messages = bytes.push(piece)?;
        let pending = bytes.pending();
        for message in messages {
            self.message(&message, now, actions)?;
        }
        if pending > 0 && self.stage != Stage::Over {
            self.receiving(pending, now, actions);
        }
        Ok(())
    }

    fn transfer(
        &mut self,
        response: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(Link::Nfc { transfer, selecting: true }) = &mut self.link else { return Ok(()) };
        match transfer.on_response(response)? {
            NfcStep::Send(command) => {
                let pending = transfer.pending();
                actions.push(Action::SendApdu(command));
                self.receiving(pending, now, actions);
                Ok(())
            }
            NfcStep::Selected => self.connected(now, actions),
            NfcStep::Message(message) => self.message(&message, now, actions),
        }
    }

    fn disconnected(&mut self, event: &Event, actions: &mut Vec<Action>) {
        // The channel of the wallet's characteristic cannot be opened: GATT is still there, or is
        // built again.
        if let Some(Link::Stream { options, open: false, gatt: Some(agreed), .. }) = &self.link {
            let (options, agreed) = (*options, *agreed);
            self.link = Some(Link::Ble {
                mode: BleMode::MdocPeripheralServer,
                options,
                mtu: agreed,
                started: false,
                parts: PartAssembler::default(),
                psm: Psm::Settled,
            });
            if matches!(event, Event::StreamClosed) {
                return actions.push(Action::Subscribe);
            }
        }
        let started = match (&self.link, event) {
            (Some(Link::Ble { started, .. }), Event::BleDisconnected) => *started,
            (Some(Link::Stream { open, .. }), Event::StreamClosed) => *open,
            _ => return,
        };
        let left = self.facts.reconnections < self.config.max_reconnections;
        if started || !left || self.stage != Stage::Connecting {
            return self.lost(actions);
        }
        self.facts.reconnections += 1;
        if let Some(Link::Ble { psm: psm @ Psm::Shown, .. }) = &mut self.link {
            *psm = Psm::None;
        }
        actions.push(Action::Progress(Progress::Reconnecting(self.facts.reconnections)));
        self.open_link(actions);
    }

    fn connected(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        self.facts.connected = Some(now);
        actions.push(Action::Progress(Progress::Connected));
        self.send_when_ready(now, actions)
    }

    fn lost(&mut self, actions: &mut Vec<Action>) {
        let outcome = Outcome::Lost { phase: self.phase(), responses: self.responses };
        self.finish(None, outcome, actions);
    }

    // Messages.

    /// Sends the request once the link carries messages and every signature is there.
    fn send_when_ready(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        let linked = self.facts.connected.is_some() && self.early.until().is_none();
        if !linked || !self.unsigned.is_empty() || self.stage != Stage::Connecting {
            return Ok(());
        }
        let request = self.encoded()?;
        let Some(session) = &mut self.session else { return Ok(()) };
        let message = session.seal(&request)?;
        self.stage = Stage::Exchanging;
        self.facts.sent = now;
        self.active(now);
        self.send(&message, actions)?;
        actions.push(Action::Progress(Progress::RequestSent));
        Ok(())
    }

    /// The request as it is asked.
    fn encoded(&mut self) -> Result<Vec<u8>, Failure> {
        let request = self.request.encode();
        self.asked = Some(DeviceRequest::decode(&request)?);
        Ok(request)
    }

    fn send(&mut self, message: &[u8], actions: &mut Vec<Action>) -> Result<(), Failure> {
        match &mut self.link {
            Some(Link::Ble { mode, mtu, .. }) => {
                let characteristic = match mode {
                    BleMode::MdocCentralClient => Characteristic::Server2Client,
                    BleMode::MdocPeripheralServer => Characteristic::Client2Server,
                };
                let values = parts(message, *mtu).into_iter();
                actions.extend(values.map(|value| Action::SendBle { characteristic, value }));
            }
            Some(Link::Stream { .. }) => actions.push(Action::SendStream(frame(message))),
            Some(Link::Nfc { transfer, .. }) => {
                actions.push(Action::SendApdu(transfer.send(message)?));
            }
            None => {}
        }
        Ok(())
    }

    fn message(
        &mut self,
        message: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(session) = &mut self.session else { return Ok(()) };
        let (transcript, key) = (session.transcript().clone(), session.reader_key().cloned());
        let incoming = session.open(message)?;
        if let Some(response) = incoming.response {
            // The key goes no further than where a MAC needs it.
            let key = key.filter(|_| has_device_mac(&response));
            let mut presentation = Presentation::new(response.to_vec()).with_transcript(transcript);
            if let Some(key) = key {
                presentation = presentation.with_reader_key(key);
            }
            self.responses += 1;
            self.stage = Stage::Answered;
            self.active(now);
            let presentation = self.describe(presentation, now);
            actions.push(Action::Received(Box::new(presentation)));
        }
        if incoming.status.is_some() {
            self.ended_by_wallet(incoming.status, actions);
        }
        Ok(())
    }

    fn describe(&self, presentation: Presentation, now: Duration) -> Presentation {
        let mut presentation = presentation;
        if let Some(request) = &self.asked {
            presentation = presentation.with_request(request.clone());
        }
        let (Some(engaged), Some(link)) = (&self.engaged, &self.link) else { return presentation };
        let negotiated = matches!(engaged.form, EngagementForm::Nfc { request: Some(_), .. });
        let connected = self.facts.connected.unwrap_or(self.facts.engaged);
        presentation.with_channel(engaged.channel()).with_proximity(ProximityFacts {
            negotiated,
            transport: link.transport(),
            reader_authentication: self.facts.authentication,
            connecting: connected.saturating_sub(self.facts.engaged),
            answering: now.saturating_sub(self.facts.sent),
            reconnections: self.facts.reconnections,
            early_establishment: self.early.found(),
        })
    }

    fn ask(
        &mut self,
        request: PreparedRequest,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        if self.stage != Stage::Answered {
            return Ok(());
        }
        self.request = request;
        self.stage = Stage::Connecting;
        self.active(now);
        self.hand_out(actions)?;
        self.send_when_ready(now, actions)
    }

    /// So many bytes of a response have come; of none if the request is still on its way.
    fn receiving(&mut self, bytes: usize, now: Duration, actions: &mut Vec<Action>) {
        if self.stage != Stage::Exchanging {
            return;
        }
        self.active(now);
        if bytes > 0 {
            actions.push(Action::Progress(Progress::Receiving(bytes)));
        }
    }

    fn active(&mut self, now: Duration) {
        let times = &self.config.timeouts;
        let quiet = now.saturating_add(times.inactivity);
        self.deadline = Some(match self.stage {
            Stage::Exchanging => quiet.min(self.facts.sent.saturating_add(times.response)),
            _ => quiet,
        });
    }

    // The end.

    fn ended_by_wallet(&mut self, status: Option<Status>, actions: &mut Vec<Action>) {
        let (phase, responses) = (self.phase(), self.responses);
        self.finish(None, Outcome::EndedByWallet { status, phase, responses }, actions);
    }

    /// Tells the wallet, where a link can carry it; destroys the keys; closes everything.
    fn finish(&mut self, tell: Option<Status>, outcome: Outcome, actions: &mut Vec<Action>) {
        let message = self.session.take().zip(tell).map(|(mut own, status)| own.end(status));
        if let Some(message) = message.filter(|_| self.facts.connected.is_some()) {
            // A transfer that is under way leaves no room for another message.
            let _ = self.send(&message, actions);
        }
        self.stage = Stage::Over;
        self.engaged = None;
        self.link = None;
        self.tag = None;
        self.tag_wake = None;
        self.early = Early::Settled(self.early.found());
        self.early_due = false;
        self.deadline = None;
        self.unsigned.clear();
        actions.push(Action::StopRadio);
        actions.push(Action::Finished(outcome));
    }

    fn schedule(&mut self, actions: &mut Vec<Action>) {
        let next = [self.deadline, self.tag_wake, self.early.until()].into_iter().flatten().min();
        if next != self.wake {
            self.wake = next;
            actions.extend(next.map(Action::WakeAt));
        }
    }
}

impl Early {
    /// When it is given up, while it is not settled.
    fn until(self) -> Option<Duration> {
        match self {
            Early::Waiting(until) | Early::Sending(until) => Some(until),
            Early::Settled(_) => None,
        }
    }

    fn found(self) -> EarlyEstablishment {
        match self {
            Early::Waiting(_) | Early::Sending(_) => EarlyEstablishment::NotUsed,
            Early::Settled(found) => found,
        }
    }
}

impl Engaged {
    fn channel(&self) -> Channel {
        match self.form {
            EngagementForm::Nfc { .. } => Channel::ProximityNfc,
            EngagementForm::Qr => Channel::ProximityQr,
        }
    }
}

impl Link {
    fn ble(mode: BleMode, options: BleOptions) -> Self {
        let parts = PartAssembler::default();
        let mtu = super::ble::MIN_MTU;
        Link::Ble { mode, options, mtu, started: false, parts, psm: Psm::None }
    }

    fn transport(&self) -> Transport {
        match self {
            Link::Ble { mode: BleMode::MdocCentralClient, .. } => Transport::BleCentralClient,
            Link::Ble { mode: BleMode::MdocPeripheralServer, .. } => Transport::BlePeripheralServer,
            Link::Nfc { .. } => Transport::Nfc,
            Link::Stream { .. } => Transport::L2cap,
        }
    }
}

/// Why a message did not go ahead.
fn early_end(error: &TagError) -> EarlyEstablishment {
    match error {
        TagError::NotAnnounced => EarlyEstablishment::NotAnnounced,
        TagError::Silent => EarlyEstablishment::TimedOut,
        TagError::Status(_) => EarlyEstablishment::Refused,
        _ => EarlyEstablishment::Failed,
    }
}

/// Whether a document of this response is authenticated by a MAC.
fn has_device_mac(response: &[u8]) -> bool {
    let Ok(response) = DeviceResponse::decode(response) else { return false };
    let signed =
        response.documents.iter().flatten().filter_map(|own| own.device_signed.as_ref().ok());
    signed.into_iter().any(|own| own.device_auth.mac.is_some())
}

/// The link over this transport, where the wallet offers it.
fn link(transport: Transport, methods: &[RetrievalMethod], extended: bool) -> Option<Link> {
    let ble = |fits: fn(&BleOptions) -> bool| {
        methods.iter().find_map(|own| match own {
            RetrievalMethod::Ble(options) if fits(options) => Some(*options),
            _ => None,
        })
    };
    let nfc = methods.iter().find_map(|own| match own {
        RetrievalMethod::Nfc(options) => Some(*options),
        _ => None,
    });
    Some(match transport {
        Transport::BleCentralClient => {
            Link::ble(BleMode::MdocCentralClient, ble(|own| own.central_client.is_some())?)
        }
        Transport::BlePeripheralServer => {
            Link::ble(BleMode::MdocPeripheralServer, ble(|own| own.peripheral_server.is_some())?)
        }
        Transport::L2cap => Link::Stream {
            options: ble(|own| own.psm.is_some())?,
            open: false,
            bytes: StreamAssembler::default(),
            gatt: None,
        },
        Transport::Nfc => {
            Link::Nfc { transfer: Box::new(NfcTransfer::new(nfc?, extended)), selecting: false }
        }
    })
}
