//! One transaction across devices, from the code to the answer, as a state machine.
//!
//! 1. The code is shown, and adverts are looked at.
//! 2. The advert that answers the code names the tunnel; the tunnel is dialled.
//!    A phone that was linked before needs no code ([`HybridSession::linked`]): the tunnel that the
//!    link names is dialled, which wakes the phone, and its advert answers the nonce of the call.
//! 3. The handshake, bound to code and advert: only who saw both can answer it.
//! 4. The phone says what it can be asked.
//! 5. It is asked, once, and answers or refuses.
//! 6. The tunnel is shut. The keys are gone.
//!
//! [`HybridSession::on_event`] takes what happened and the time, and returns what to do. Time is any
//! clock that only goes forward, as the duration since any fixed moment. An event that has no place
//! in the present state changes nothing.
//!
//! One machine is one code: after any end the next one needs fresh random bytes.

use std::fmt;
use std::time::Duration;

use thiserror::Error;
use zeroize::Zeroizing;

use super::advert::{Advert, AdvertKey, SERVICES};
use super::code::{CODE_SECRET_BYTES, CodeError, Hint, HybridCode};
use super::ctap::{
    AssertionReply, AssertionRequest, CtapError, CtapRefusal, RegistrationReply,
    RegistrationRequest,
};
use super::digital::{DigitalRefusal, DigitalRequest, ProtocolName, ReplyError};
use super::frame::{FrameError, FrameKind};
use super::link::{CALL_NONCE_BYTES, LinkOffer, LinkRecord, Linking, link_key};
use super::noise::{Handshake, HandshakeError};
use super::peer::{Feature, PeerError, PeerInfo, read_update};
use super::transport::{Fault, Transport};
use super::tunnel::{ASSIGNED, Dial, SUBPROTOCOL, TunnelPolicy};
use super::{Purpose, derive};
use crate::codec::limits::{MAX_HYBRID_MESSAGE_BYTES, MAX_HYBRID_UPDATES};
use crate::crypto::{CryptoError, CryptoProvider, PrivateKey};
use crate::instant::Timestamp;
use crate::presentation::HybridFacts;

/// What a transaction works with.
#[derive(Clone, Debug)]
pub struct HybridConfig {
    /// What the phone is asked for.
    pub ask: Ask,
    /// Which tunnel services are used.
    pub tunnels: TunnelPolicy,
    /// What a second phone means.
    pub second_phone: SecondPhone,
    /// Whether a digital credential must name its protocol.
    pub protocol_name: ProtocolName,
    /// Whether links are taken.
    pub linking: Linking,
    /// How long to wait.
    pub timeouts: Timeouts,
}

/// What the phone is asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Ask {
    /// To sign in with a passkey.
    Assertion(AssertionRequest),
    /// A digital credential.
    Credential(DigitalRequest),
    /// To make a passkey.
    Registration(RegistrationRequest),
}

/// What it means that a second phone answers the same code before the first has answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecondPhone {
    /// Nothing: adverts are no longer looked at once one was found.
    Ignore,
    /// The end: somebody else has photographed the code, or the person began again.
    #[default]
    Refuse,
}

/// How long to wait in each phase. No number is normative; these are what phones bear with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For an advert; the person takes out the phone and scans.
    pub advert: Duration,
    /// For the tunnel.
    pub tunnel: Duration,
    /// For the handshake and the phone's first message.
    pub handshake: Duration,
    /// For the answer; the person reads and consents.
    pub answer: Duration,
}

/// What happened.
#[derive(Clone)]
#[non_exhaustive]
pub enum Event {
    /// Service data of a Bluetooth advert.
    Advert {
        /// The service, 16 bits.
        service: u16,
        /// The data.
        data: Vec<u8>,
    },
    /// A binary message came through the tunnel.
    Binary(Vec<u8>),
    /// The operator, or the person at the screen, gives up.
    Cancel,
    /// The tunnel is closed.
    Closed,
    /// A message came through the tunnel that is longer than the socket takes.
    Oversized,
    /// A text message came through the tunnel.
    Text,
    /// Time passes.
    Tick,
    /// The tunnel could not be opened: the HTTP status, where a server answered.
    TunnelFailed(Option<u16>),
    /// The tunnel is open.
    TunnelOpened {
        /// The subprotocol that the server chose.
        subprotocol: Option<String>,
        /// A fresh private key on P-256, used for this tunnel alone.
        key: PrivateKey,
    },
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Event::Advert { .. } => "Advert",
            Event::Binary(_) => "Binary",
            Event::Cancel => "Cancel",
            Event::Closed => "Closed",
            Event::Oversized => "Oversized",
            Event::Text => "Text",
            Event::Tick => "Tick",
            Event::TunnelFailed(_) => "TunnelFailed",
            Event::TunnelOpened { .. } => "TunnelOpened",
        })
    }
}

/// What to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Action {
    /// Close the tunnel, after what is waiting was sent.
    Close,
    /// Open a WebSocket, with this subprotocol.
    Dial(Dial),
    /// The transaction is over. Nothing follows.
    Finished(Outcome),
    /// A phone can be reached again without a code: keep this like a secret.
    Linked(Box<LinkRecord>),
    /// Something to show.
    Progress(Progress),
    /// Look at all Bluetooth adverts with service data of these services, repeated ones too.
    Scan([u16; 2]),
    /// Send this binary message.
    Send(Vec<u8>),
    /// Show this code.
    ShowCode(String),
    /// Stop looking at adverts.
    StopScan,
    /// Come back with [`Event::Tick`] at this time, unless something happens before.
    WakeAt(Duration),
}

/// A step that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The phone was asked.
    Asked,
    /// The tunnel is open.
    Dialled,
    /// A phone that is near answers the code.
    Found,
    /// The phone said what it can be asked.
    Greeted,
    /// Both sides have proven that they know code and advert.
    Secured,
}

impl Progress {
    /// The stable spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Progress::Asked => "asked",
            Progress::Dialled => "dialled",
            Progress::Found => "found",
            Progress::Greeted => "greeted",
            Progress::Secured => "secured",
        }
    }
}

/// Where a transaction was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Phase {
    /// Waiting for an advert.
    Advert,
    /// Opening the tunnel.
    Tunnel,
    /// In the handshake.
    Handshake,
    /// Waiting for the phone's first message.
    Greeting,
    /// Waiting for the answer.
    Answer,
}

impl Phase {
    /// The stable spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Phase::Advert => "advert",
            Phase::Answer => "answer",
            Phase::Greeting => "greeting",
            Phase::Handshake => "handshake",
            Phase::Tunnel => "tunnel",
        }
    }
}

/// How a transaction ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// With an answer, not yet verified.
    Answered(Box<Answered>),
    /// By [`Event::Cancel`].
    Cancelled(Phase),
    /// By the phone, in its own words.
    Declined(Declined),
    /// By something that must not be.
    Failed {
        /// What it was.
        failure: Failure,
        /// Where the transaction was.
        phase: Phase,
    },
    /// Nothing happened for too long: in [`Phase::Advert`], no phone answered the code.
    TimedOut(Phase),
}

/// An answer, not yet verified.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answered {
    /// The answer.
    pub reply: Reply,
    /// The phone, by its own words.
    pub peer: PeerInfo,
    /// What is known of the channel.
    pub facts: HybridFacts,
}

/// What came.
#[derive(Clone)]
#[non_exhaustive]
pub enum Reply {
    /// An assertion: see [`crate::passkey::verify_assertion`].
    Assertion(AssertionReply),
    /// The JSON `{"protocol", "data"}` that `OnlineSession::receive` takes.
    Credential(Zeroizing<Vec<u8>>),
    /// A new passkey: see [`crate::passkey::Credential::register`].
    Registration(RegistrationReply),
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reply::Assertion(own) => own.fmt(f),
            Reply::Credential(own) => write!(f, "Credential({} bytes)", own.len()),
            Reply::Registration(own) => own.fmt(f),
        }
    }
}

/// Why a linked phone is not called: wrong use.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CallProblem {
    /// The provider failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The link was made over a tunnel domain that the policy does not take.
    #[error("the link is of the tunnel domain {0}, which is not used here")]
    Domain(u16),
    /// Links are refused, as they are unless [`HybridConfig::linking`] says otherwise.
    #[error("links are refused here")]
    Refused,
}

/// The phone's own words for an end without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Declined {
    /// Of a digital credential.
    Credential(DigitalRefusal),
    /// Of a passkey.
    Passkey(CtapRefusal),
}

/// What must not be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Failure {
    /// The tunnel was closed before the answer.
    #[error("the tunnel was closed before the answer")]
    Closed,
    /// Own key material of another kind, or the provider failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// An answer to a passkey command has another shape.
    #[error("the phone's answer: {0}")]
    Ctap(#[from] CtapError),
    /// The phone named a tunnel domain that the policy does not take.
    #[error("the phone named the tunnel domain {0}, which is not used here")]
    Domain(u16),
    /// What the phone cannot be asked.
    #[error("the phone does not offer {}", .0.as_str())]
    FeatureMissing(Feature),
    /// A message that is no frame.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// HTTP 410: the phone is no longer to be reached this way. Where a linked phone was called, its
    /// record is to be forgotten.
    #[error("the tunnel service says that the tunnel is gone (410)")]
    Gone,
    /// The handshake.
    #[error("the handshake: {0}")]
    Handshake(#[from] HandshakeError),
    /// HTTP 404: the tunnel service knows no such tunnel, or no longer.
    #[error("the tunnel service knows no such tunnel (404)")]
    NotFound,
    /// What the phone says of itself.
    #[error("the phone's first message: {0}")]
    Peer(#[from] PeerError),
    /// An answer with a digital credential has another shape.
    #[error(transparent)]
    Reply(#[from] ReplyError),
    /// The tunnel service did not choose the subprotocol.
    #[error("the tunnel service does not speak {SUBPROTOCOL}")]
    Subprotocol,
    /// A text message, which no phone sends.
    #[error("a text message, where only binary ones belong")]
    Text,
    /// Messages.
    #[error(transparent)]
    Transport(#[from] Fault),
    /// Another HTTP status.
    #[error("the tunnel service answered with status {0}")]
    TunnelStatus(u16),
    /// A second phone answered the same code.
    #[error("a second phone answered the same code")]
    TwoPhones,
    /// A message of a kind that has no place here.
    #[error("a message of another kind than the answer has")]
    UnexpectedFrame(FrameKind),
    /// No server answered.
    #[error("the tunnel service cannot be reached")]
    Unreachable,
    /// More updates than a phone has reason for.
    #[error("more than {0} updates before the answer")]
    Updates(usize),
}

impl Failure {
    /// The stable id, for example `two-phones`.
    pub const fn id(&self) -> &'static str {
        match self {
            Failure::Closed => "tunnel.closed",
            Failure::Crypto(_) => "crypto",
            Failure::Ctap(_) => "reply.passkey",
            Failure::Domain(_) => "tunnel.domain",
            Failure::FeatureMissing(_) => "phone.feature-missing",
            Failure::Frame(_) => "message.unknown",
            Failure::Gone => "tunnel.gone",
            Failure::Handshake(HandshakeError::Stranger) => "handshake.stranger",
            Failure::Handshake(_) => "handshake.message",
            Failure::NotFound => "tunnel.not-found",
            Failure::Peer(_) => "phone.greeting",
            Failure::Reply(ReplyError::NotAsked) => "reply.not-asked",
            Failure::Reply(ReplyError::Unnamed) => "reply.unnamed",
            Failure::Reply(_) => "reply.shape",
            Failure::Subprotocol => "tunnel.subprotocol",
            Failure::Text => "message.text",
            Failure::Transport(Fault::Altered) => "message.altered",
            Failure::Transport(Fault::Cut) => "message.cut",
            Failure::Transport(Fault::Exhausted) => "message.exhausted",
            Failure::Transport(Fault::Padding) => "message.padding",
            Failure::Transport(Fault::Repeated) => "message.repeated",
            Failure::Transport(Fault::Skipped) => "message.skipped",
            Failure::Transport(Fault::TooLong(_)) => "message.too-long",
            Failure::TunnelStatus(_) => "tunnel.status",
            Failure::TwoPhones => "two-phones",
            Failure::UnexpectedFrame(_) => "message.unexpected",
            Failure::Unreachable => "tunnel.unreachable",
            Failure::Updates(_) => "message.updates",
        }
    }

    /// A sentence for operators, in Japanese.
    pub const fn ja(&self) -> &'static str {
        match self {
            Failure::Closed => "応答の前に通信が切断されました。",
            Failure::Crypto(_) => "暗号処理に失敗しました。",
            Failure::Ctap(_) | Failure::Reply(ReplyError::Shape | ReplyError::Json(_)) => {
                "スマートフォンの応答の形式が正しくありません。"
            }
            Failure::Domain(_) => "スマートフォンが指定した中継サーバーは使用できません。",
            Failure::FeatureMissing(_) => "このスマートフォンは必要な機能に対応していません。",
            Failure::Frame(_) | Failure::UnexpectedFrame(_) | Failure::Updates(_) => {
                "想定外のメッセージを受信しました。"
            }
            Failure::Gone => "中継サーバー上の接続先は失効しています（410）。",
            Failure::Handshake(_) => "接続相手はQRコードを読み取ったスマートフォンではありません。",
            Failure::NotFound => "中継サーバー上に接続先が見つかりません（404）。",
            Failure::Peer(_) => "スマートフォンの最初のメッセージが正しくありません。",
            Failure::Reply(ReplyError::NotAsked) => {
                "要求していないプロトコルで応答が返されました。"
            }
            Failure::Reply(ReplyError::Unnamed) => "応答にプロトコルの指定がありません。",
            Failure::Subprotocol => "中継サーバーが必要な通信方式に対応していません。",
            Failure::Text => "テキストのメッセージを受信しました。バイナリのみ有効です。",
            Failure::Transport(_) => "通信の途中でメッセージが改変・欠落・重複しました。",
            Failure::TunnelStatus(_) => "中継サーバーがエラーを返しました。",
            Failure::TwoPhones => "2台目のスマートフォンが同じQRコードに応答しました。",
            Failure::Unreachable => "中継サーバーに接続できません。",
        }
    }
}

impl Declined {
    /// The stable id, for example `no-credential`.
    pub const fn id(self) -> &'static str {
        match self {
            Declined::Credential(DigitalRefusal::Aborted) => "aborted",
            Declined::Credential(DigitalRefusal::NoCredential)
            | Declined::Passkey(CtapRefusal::NoCredentials) => "no-credential",
            Declined::Credential(DigitalRefusal::UserCancelled)
            | Declined::Passkey(CtapRefusal::Cancelled | CtapRefusal::Denied) => "user-cancelled",
            Declined::Passkey(CtapRefusal::Excluded) => "excluded",
            Declined::Passkey(CtapRefusal::TimedOut) => "timed-out",
            Declined::Credential(DigitalRefusal::Other)
            | Declined::Passkey(CtapRefusal::Other(_)) => "other",
        }
    }
}

/// The state machine of one transaction.
pub struct HybridSession {
    config: HybridConfig,
    provider: CryptoProvider,
    code: String,
    secrets: Option<Secrets>,
    stage: Stage,
    dialled: bool,
    signalled: bool,
    found: Option<Advert>,
    peer: PeerInfo,
    updates: usize,
    strangers: u32,
    times: Times,
    deadline: Option<Duration>,
    wake: Option<Duration>,
}

struct Secrets {
    adverts: AdvertKey,
    way: Way,
}

/// How the phone is reached.
enum Way {
    Code { identity: PrivateKey, secret: Zeroizing<[u8; CODE_SECRET_BYTES]> },
    Link { link: Box<LinkRecord>, dial: Dial },
}

enum Stage {
    New,
    Scanning,
    Dialling,
    /// A linked phone is called: its advert is awaited, and the tunnel unless the key is there.
    Calling(Option<PrivateKey>),
    Shaking(Box<Handshake>),
    Greeting(Box<Transport>, [u8; 32]),
    Asking(Box<Transport>, [u8; 32]),
    Over,
}

#[derive(Clone, Copy, Default)]
struct Times {
    shown: Duration,
    found: Duration,
    dialled: Duration,
    secured: Duration,
    asked: Duration,
}

impl fmt::Debug for HybridSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HybridSession({})", self.phase().map_or("over", Phase::as_str))
    }
}

impl HybridConfig {
    /// This question, the assigned tunnel services, and strict rules.
    pub fn new(ask: Ask) -> Self {
        Self {
            ask,
            tunnels: TunnelPolicy::default(),
            second_phone: SecondPhone::default(),
            protocol_name: ProtocolName::default(),
            linking: Linking::default(),
            timeouts: Timeouts::default(),
        }
    }
}

impl Ask {
    /// The hint in the code.
    pub const fn hint(&self) -> Hint {
        match self {
            Ask::Assertion(_) => Hint::Assertion,
            Ask::Credential(_) => Hint::Presentation,
            Ask::Registration(_) => Hint::Registration,
        }
    }

    const fn feature(&self) -> Feature {
        match self {
            Ask::Credential(_) => Feature::DigitalCredentials,
            Ask::Assertion(_) | Ask::Registration(_) => Feature::Ctap,
        }
    }

    const fn kind(&self) -> FrameKind {
        match self {
            Ask::Credential(_) => FrameKind::Json,
            Ask::Assertion(_) | Ask::Registration(_) => FrameKind::Ctap,
        }
    }

    fn message(&self) -> Vec<u8> {
        match self {
            Ask::Assertion(own) => self.kind().write(&own.encode()),
            Ask::Credential(own) => self.kind().write(own.text().as_bytes()),
            Ask::Registration(own) => self.kind().write(&own.encode()),
        }
    }

    fn read(&self, body: &[u8], rule: ProtocolName) -> Result<Result<Reply, Declined>, Failure> {
        Ok(match self {
            Ask::Assertion(own) => own.read(body)?.map(Reply::Assertion).map_err(Declined::Passkey),
            Ask::Credential(own) => {
                own.read(body, rule)?.map(Reply::Credential).map_err(Declined::Credential)
            }
            Ask::Registration(own) => {
                own.read(body)?.map(Reply::Registration).map_err(Declined::Passkey)
            }
        })
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            advert: Duration::from_secs(120),
            tunnel: Duration::from_secs(15),
            handshake: Duration::from_secs(15),
            answer: Duration::from_secs(300),
        }
    }
}

impl HybridSession {
    /// A machine that has not begun. `key`, on P-256, and `secret` are fresh random bytes; `now` is
    /// what the code states.
    ///
    /// # Errors
    /// [`CodeError::Key`].
    pub fn new(
        config: HybridConfig,
        key: PrivateKey,
        secret: [u8; CODE_SECRET_BYTES],
        now: Timestamp,
        provider: &CryptoProvider,
    ) -> Result<Self, CodeError> {
        let secret = Zeroizing::new(secret);
        let code = HybridCode {
            key: (provider.public_key)(&key)?,
            secret: secret.clone(),
            domains: ASSIGNED.len() as u64,
            at: Some(now),
            linking: Some(config.linking == Linking::Accept),
            hint: config.ask.hint(),
        };
        let adverts = AdvertKey::of_code(secret.as_slice(), provider)?;
        let secrets = Secrets { adverts, way: Way::Code { identity: key, secret } };
        Ok(Self::of(config, code.to_uri(provider)?, secrets, provider))
    }

    /// A machine that calls a phone that was linked before, without a code. `nonce` is fresh random
    /// bytes. [`Failure::Gone`] says that the phone has ended the link: forget the record.
    ///
    /// # Errors
    /// See [`CallProblem`].
    pub fn linked(
        config: HybridConfig,
        link: LinkRecord,
        nonce: &[u8; CALL_NONCE_BYTES],
        provider: &CryptoProvider,
    ) -> Result<Self, CallProblem> {
        if config.linking == Linking::Refuse {
            return Err(CallProblem::Refused);
        }
        let hint = config.ask.hint();
        let dial = Dial::of_link(&link, nonce, hint, &config.tunnels, provider);
        let dial = dial.ok_or(CallProblem::Domain(link.domain))?;
        let adverts = AdvertKey::of_link(link.secret.as_ref(), nonce, provider)?;
        let secrets = Secrets { adverts, way: Way::Link { link: Box::new(link), dial } };
        Ok(Self::of(config, String::new(), secrets, provider))
    }

    fn of(config: HybridConfig, code: String, secrets: Secrets, provider: &CryptoProvider) -> Self {
        Self {
            config,
            provider: *provider,
            code,
            secrets: Some(secrets),
            stage: Stage::New,
            dialled: false,
            signalled: false,
            found: None,
            peer: PeerInfo::default(),
            updates: 0,
            strangers: 0,
            times: Times::default(),
            deadline: None,
            wake: None,
        }
    }

    /// The text of the code; empty where a linked phone is called.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Adverts of the two services that answer another code, or none. Repeated ones count.
    pub fn strangers(&self) -> u32 {
        self.strangers
    }

    /// Begins.
    pub fn start(&mut self, now: Duration) -> Vec<Action> {
        if !matches!(self.stage, Stage::New) {
            return Vec::new();
        }
        self.times.shown = now;
        let mut actions = Vec::new();
        match self.secrets.as_ref().map(|own| &own.way) {
            Some(Way::Link { dial, .. }) => {
                actions.extend([Action::Scan(SERVICES), Action::Dial(dial.clone())]);
                (self.stage, self.dialled) = (Stage::Calling(None), true);
                self.wait(now, self.config.timeouts.tunnel);
            }
            _ => {
                actions.extend([Action::ShowCode(self.code.clone()), Action::Scan(SERVICES)]);
                self.stage = Stage::Scanning;
                self.wait(now, self.config.timeouts.advert);
            }
        }
        self.schedule(&mut actions);
        actions
    }

    /// Takes what happened at `now` and returns what to do, in order.
    pub fn on_event(&mut self, event: Event, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        let Some(phase) = self.phase() else { return actions };
        if self.deadline.is_some_and(|deadline| now >= deadline) {
            self.finish(Outcome::TimedOut(phase), &mut actions);
        } else if let Err(failure) = self.handle(event, phase, now, &mut actions) {
            self.finish(Outcome::Failed { failure, phase }, &mut actions);
        }
        self.schedule(&mut actions);
        actions
    }

    /// Where the transaction is; `None` before it began and after it ended.
    pub fn phase(&self) -> Option<Phase> {
        Some(match self.stage {
            Stage::New | Stage::Over => return None,
            Stage::Scanning | Stage::Calling(Some(_)) => Phase::Advert,
            Stage::Dialling | Stage::Calling(None) => Phase::Tunnel,
            Stage::Shaking(_) => Phase::Handshake,
            Stage::Greeting(..) => Phase::Greeting,
            Stage::Asking(..) => Phase::Answer,
        })
    }

    fn handle(
        &mut self,
        event: Event,
        phase: Phase,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let open = phase > Phase::Tunnel || matches!(self.stage, Stage::Calling(Some(_)));
        match event {
            Event::Advert { service, data } => self.advert(service, &data, now, actions),
            Event::TunnelOpened { subprotocol, key } if phase == Phase::Tunnel => {
                self.opened(subprotocol.as_deref(), key, now, actions)
            }
            Event::TunnelFailed(status) if phase == Phase::Tunnel => Err(match status {
                None => Failure::Unreachable,
                Some(404) => Failure::NotFound,
                Some(410) => Failure::Gone,
                Some(other) => Failure::TunnelStatus(other),
            }),
            Event::Binary(message) if open => self.binary(&message, now, actions),
            Event::Oversized if open => Err(Fault::TooLong(MAX_HYBRID_MESSAGE_BYTES).into()),
            Event::Text if open => Err(Failure::Text),
            Event::Closed if self.dialled => Err(Failure::Closed),
            Event::Cancel => {
                self.finish(Outcome::Cancelled(phase), actions);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn advert(
        &mut self,
        service: u16,
        data: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(secrets) = self.secrets.as_ref().filter(|_| SERVICES.contains(&service)) else {
            return Ok(());
        };
        let Some(advert) = secrets.adverts.recognise(data, &self.provider) else {
            self.strangers = self.strangers.saturating_add(1);
            return Ok(());
        };
        match &self.found {
            Some(first) if *first == advert => return Ok(()),
            Some(_) => {
                return match self.config.second_phone {
                    SecondPhone::Ignore => Ok(()),
                    SecondPhone::Refuse => Err(Failure::TwoPhones),
                };
            }
            None => {}
        }
        let dial = match &secrets.way {
            Way::Link { .. } => None,
            Way::Code { secret, .. } => {
                let domain = advert.domain();
                let base = self.config.tunnels.base(domain, &self.provider);
                let base = base.ok_or(Failure::Domain(domain))?;
                let id = derive(secret.as_slice(), &[], Purpose::Tunnel, 16, &self.provider)?;
                Some(Dial::of_advert(&base, &advert, id.as_ref()))
            }
        };
        self.found = Some(advert);
        self.times.found = now;
        if self.config.second_phone == SecondPhone::Ignore {
            actions.push(Action::StopScan);
        }
        actions.push(Action::Progress(Progress::Found));
        let Some(dial) = dial else { return self.shake(now, actions) };
        (self.stage, self.dialled) = (Stage::Dialling, true);
        self.wait(now, self.config.timeouts.tunnel);
        actions.push(Action::Dial(dial));
        Ok(())
    }

    fn opened(
        &mut self,
        subprotocol: Option<&str>,
        key: PrivateKey,
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        if subprotocol != Some(SUBPROTOCOL) {
            return Err(Failure::Subprotocol);
        }
        self.times.dialled = now;
        actions.push(Action::Progress(Progress::Dialled));
        self.stage = Stage::Calling(Some(key));
        if self.found.is_none() {
            self.wait(now, self.config.timeouts.advert);
        }
        self.shake(now, actions)
    }

    /// Begins the handshake, once there are an advert and an open tunnel.
    fn shake(&mut self, now: Duration, actions: &mut Vec<Action>) -> Result<(), Failure> {
        let (Some(secrets), Some(advert)) = (&self.secrets, &self.found) else { return Ok(()) };
        let Stage::Calling(key) = &mut self.stage else { return Ok(()) };
        let Some(key) = key.take() else { return Ok(()) };
        let provider = &self.provider;
        let (handshake, message) = match &secrets.way {
            Way::Code { identity, secret } => {
                let (secret, salt) = (secret.as_slice(), advert.bytes());
                let psk = derive(secret, salt, Purpose::Handshake, 32, provider)?;
                Handshake::by_code(identity.clone(), key, psk.as_ref(), provider)?
            }
            Way::Link { link, .. } => {
                let psk = link_key(link, advert, provider)?;
                Handshake::by_link(&link.key, key, psk.as_ref(), provider)?
            }
        };
        self.stage = Stage::Shaking(Box::new(handshake));
        self.wait(now, self.config.timeouts.handshake);
        actions.push(Action::Send(message));
        Ok(())
    }

    fn binary(
        &mut self,
        message: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            own @ (Stage::Calling(_) | Stage::Shaking(_)) if self.signals(message) => {
                (self.stage, self.signalled) = (own, true);
                Ok(())
            }
            own @ Stage::Calling(_) => {
                self.stage = own;
                Err(HandshakeError::Early.into())
            }
            Stage::Shaking(handshake) => {
                let established = handshake.finish(message, &self.provider)?;
                self.times.secured = now;
                let transport = Box::new(Transport::new(&established));
                self.stage = Stage::Greeting(transport, established.hash);
                actions.push(Action::Progress(Progress::Secured));
                Ok(())
            }
            Stage::Greeting(mut transport, hash) => {
                let content = transport.open(message, &self.provider);
                self.stage = Stage::Greeting(transport, hash);
                self.greeted(&content?, now, actions)
            }
            Stage::Asking(mut transport, hash) => {
                let content = transport.open(message, &self.provider);
                self.stage = Stage::Asking(transport, hash);
                self.answered(&content?, now, actions)
            }
            other => {
                self.stage = other;
                Ok(())
            }
        }
    }

    /// The service of a linked phone says once, by a single zero, that the phone is there.
    fn signals(&self, message: &[u8]) -> bool {
        let way = self.secrets.as_ref().map(|own| &own.way);
        message == [0] && !self.signalled && matches!(way, Some(Way::Link { .. }))
    }

    fn greeted(
        &mut self,
        content: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        self.peer = PeerInfo::read(content)?;
        actions.push(Action::Progress(Progress::Greeted));
        let link = self.peer.link.take();
        self.link(link, actions)?;
        let feature = self.config.ask.feature();
        if !self.peer.has(feature) {
            return Err(Failure::FeatureMissing(feature));
        }
        let Stage::Greeting(mut transport, hash) = std::mem::replace(&mut self.stage, Stage::Over)
        else {
            return Ok(());
        };
        let message = transport.seal(&self.config.ask.message(), &self.provider);
        self.stage = Stage::Asking(transport, hash);
        actions.push(Action::Send(message?));
        actions.push(Action::Progress(Progress::Asked));
        self.times.asked = now;
        self.wait(now, self.config.timeouts.answer);
        Ok(())
    }

    fn answered(
        &mut self,
        content: &[u8],
        now: Duration,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let (kind, body) = FrameKind::read(content)?;
        match kind {
            FrameKind::Shutdown => Err(Failure::Closed),
            FrameKind::Update => {
                self.updates += 1;
                if self.updates > MAX_HYBRID_UPDATES {
                    return Err(Failure::Updates(MAX_HYBRID_UPDATES));
                }
                self.link(read_update(body)?, actions)
            }
            own if own == self.config.ask.kind() => {
                let read = self.config.ask.read(body, self.config.protocol_name)?;
                let outcome = match read {
                    Err(declined) => Outcome::Declined(declined),
                    Ok(reply) => Outcome::Answered(Box::new(Answered {
                        reply,
                        peer: std::mem::take(&mut self.peer),
                        facts: self.facts(now),
                    })),
                };
                self.finish(outcome, actions);
                Ok(())
            }
            other => Err(Failure::UnexpectedFrame(other)),
        }
    }

    /// A link that the policy takes and that belongs to this handshake, begun by a code, is handed
    /// out; any other is dropped.
    fn link(&self, offer: Option<LinkOffer>, actions: &mut Vec<Action>) -> Result<(), Failure> {
        let (Some(offer), Linking::Accept) = (offer, self.config.linking) else { return Ok(()) };
        let (Some(secrets), Some(advert)) = (&self.secrets, &self.found) else { return Ok(()) };
        let Way::Code { identity, .. } = &secrets.way else { return Ok(()) };
        let (Stage::Greeting(_, hash) | Stage::Asking(_, hash)) = &self.stage else {
            return Ok(());
        };
        let record = offer.verify(identity, hash, advert.domain(), &self.provider);
        let record = record.map_err(PeerError::Link)?;
        actions.push(Action::Linked(Box::new(record)));
        Ok(())
    }

    fn facts(&self, now: Duration) -> HybridFacts {
        let domain = match self.secrets.as_ref().map(|own| &own.way) {
            Some(Way::Link { link, .. }) => link.domain,
            _ => self.found.as_ref().map(Advert::domain).unwrap_or_default(),
        };
        let times = &self.times;
        HybridFacts {
            tunnel: self.config.tunnels.shown(domain, &self.provider),
            finding: times.found.saturating_sub(times.shown),
            dialling: times.dialled.saturating_sub(times.found),
            securing: times.secured.saturating_sub(times.dialled.max(times.found)),
            greeting: times.asked.saturating_sub(times.secured),
            answering: now.saturating_sub(times.asked),
            strangers: self.strangers,
        }
    }

    fn finish(&mut self, outcome: Outcome, actions: &mut Vec<Action>) {
        let looking = self.found.is_none() || self.config.second_phone == SecondPhone::Refuse;
        let transport = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Greeting(transport, _) | Stage::Asking(transport, _) => Some(transport),
            _ => None,
        };
        let gone = matches!(
            outcome,
            Outcome::Failed { failure: Failure::Closed, phase: Phase::Greeting | Phase::Answer }
        );
        if let Some(mut transport) = transport.filter(|_| !gone) {
            let message = transport.seal(&FrameKind::Shutdown.write(&[]), &self.provider);
            actions.extend(message.ok().map(Action::Send));
        }
        if looking {
            actions.push(Action::StopScan);
        }
        if self.dialled {
            actions.push(Action::Close);
        }
        (self.secrets, self.found, self.deadline) = (None, None, None);
        actions.push(Action::Finished(outcome));
    }

    fn wait(&mut self, now: Duration, time: Duration) {
        self.deadline = Some(now.saturating_add(time));
    }

    fn schedule(&mut self, actions: &mut Vec<Action>) {
        if self.wake != self.deadline {
            self.wake = self.deadline;
            actions.extend(self.deadline.map(Action::WakeAt));
        }
    }
}
