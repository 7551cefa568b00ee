//! One transaction in person: events in, actions out.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tashika::cose::Algorithm as CoreAlgorithm;
use tashika::crypto::CryptoProvider;
use tashika::mdoc::ReaderSigner;
use tashika::proximity::handover::ServiceData;
use tashika::proximity::reader::{
    Action as CoreAction, Event as CoreEvent, Failure, Outcome, Progress as CoreProgress,
    ReaderConfig as CoreReaderConfig, ReaderSession as CoreReaderSession, Timeouts,
};

use crate::error::{TashikaError, guard};
use crate::key::PrivateKey;
use crate::mirror::{
    Algorithm, BleMode, Channel, Characteristic, Curve, EarlyEstablishment, Phase, SessionStatus,
    Transport, Unrelated,
};
use crate::numbers::{count, place, size};
use crate::presentation::Presentation;
use crate::request::DeviceRequestDraft;
use crate::trust::chain;

/// Rounds of signatures within one call: a callback cannot keep a call busy for ever.
const MAX_SIGNATURES: usize = 64;

/// Signs with a key that this library never sees: in secure hardware, in a key store, in a service.
///
/// The only trait that the other side implements. Whatever it throws becomes
/// [`SigningFailure::Failed`].
#[uniffi::export(foreign)]
pub trait RequestSigner: Send + Sync {
    /// The signature over `bytes`: `r || s` for ECDSA, with the algorithm's digest.
    fn sign(&self, algorithm: Algorithm, bytes: Vec<u8>) -> Result<Vec<u8>, SigningFailure>;
}

/// Why there is no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SigningFailure {
    /// The key could not be used.
    #[error("{reason}")]
    Failed {
        /// A sentence for the log.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SigningFailure {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // What was thrown could hold anything.
        Self::Failed { reason: "the callback threw something unexpected".to_owned() }
    }
}

/// Who signs the reader's requests.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ReaderIdentity {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The certificates, each PEM or DER: the signer's own first, the trust anchor left out.
    pub certificates: Vec<Vec<u8>>,
}

/// What a transaction works with. What is left out is as the standard has it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ReaderOptions {
    /// The Bluetooth service offered in a negotiated handover: 16 random bytes, fresh for every
    /// transaction.
    pub service: Vec<u8>,
    /// Who signs; without it the reader is not authenticated.
    #[uniffi(default)]
    pub identity: Option<ReaderIdentity>,
    /// Whether one signature over all documents is used where the wallet takes it.
    #[uniffi(default = true)]
    pub reader_auth_all: bool,
    /// The transports in the order of preference; every one where it is left out.
    #[uniffi(default)]
    pub transports: Option<Vec<Transport>>,
    /// Whether the NFC hardware knows extended APDUs.
    #[uniffi(default = true)]
    pub extended_apdus: bool,
    /// How often an empty tag is read again.
    #[uniffi(default)]
    pub max_polls: Option<i32>,
    /// The 16-bit service under which an L2CAP channel is announced; `None`: it is not read.
    #[uniffi(default)]
    pub l2cap_service_data: Option<i32>,
    /// How long to wait for an engagement.
    #[uniffi(default)]
    pub engagement_timeout: Option<Duration>,
    /// How long to wait from the engagement to the first request.
    #[uniffi(default)]
    pub connection_timeout: Option<Duration>,
    /// How long to wait without a byte of the response, and without another request.
    #[uniffi(default)]
    pub inactivity_timeout: Option<Duration>,
    /// How long to wait from the request to the end of its response, however it drips.
    #[uniffi(default)]
    pub response_timeout: Option<Duration>,
    /// How often a link that is lost before its first message is built again.
    #[uniffi(default)]
    pub max_reconnections: Option<i32>,
}

/// What happened.
#[derive(Debug, uniffi::Enum)]
pub enum Event {
    /// The tag's response to the last command.
    ApduResponse {
        /// Data and status word.
        response: Vec<u8>,
    },
    /// Ask for more in the same session.
    Ask {
        /// The request.
        request: Arc<DeviceRequestDraft>,
    },
    /// The Bluetooth link is up, with this MTU.
    BleConnected {
        /// ATT MTU in bytes.
        mtu: i32,
    },
    /// The Bluetooth link is gone, or could not be built.
    BleDisconnected,
    /// Another MTU was agreed on.
    BleMtu {
        /// ATT MTU in bytes.
        mtu: i32,
    },
    /// A value was notified to, or written by, the wallet's side.
    BleReceived {
        /// The characteristic.
        characteristic: Characteristic,
        /// The value.
        value: Vec<u8>,
    },
    /// State and the wallet-to-reader characteristic are subscribed.
    BleSubscribed,
    /// End the transaction.
    End,
    /// The text of a code.
    CodeScanned {
        /// The text.
        text: String,
    },
    /// The key that [`Action::CreateKey`] asked for.
    Key {
        /// The key, fresh.
        key: Arc<PrivateKey>,
    },
    /// The value that [`Action::ReadPsm`] asked for.
    PsmRead {
        /// The value; `None` where the wallet has no such characteristic, or does not let it be read.
        value: Option<Vec<u8>>,
    },
    /// The signature that [`Action::Sign`] asked for.
    Signature {
        /// The number of the action.
        id: i32,
        /// The signature, `r || s`.
        signature: Vec<u8>,
    },
    /// The L2CAP channel is closed, or could not be opened.
    StreamClosed,
    /// The L2CAP channel is open: the one that the reader opened, or a wallet came by the reader's.
    StreamOpened,
    /// The channel that [`Action::PublishStream`] asked for.
    StreamPublished {
        /// The channel; `None` where there is none.
        psm: Option<i64>,
    },
    /// Bytes of the L2CAP channel, in any pieces.
    StreamReceived {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A tag is in the field.
    TagFound,
    /// The tag has left the field.
    TagLost,
    /// Time passes.
    Tick,
}

/// What to do.
#[derive(Debug, uniffi::Enum)]
pub enum Action {
    /// Be a GATT server with this service, and show this value as Ident.
    Advertise {
        /// The service, big-endian.
        service: Vec<u8>,
        /// The value of Ident.
        ident: Vec<u8>,
    },
    /// Make a fresh private key on this curve, and answer with [`Event::Key`].
    CreateKey {
        /// The curve.
        curve: Curve,
    },
    /// The transaction is over. Nothing follows.
    Finished {
        /// How it ended.
        outcome: TransactionOutcome,
    },
    /// Open this L2CAP channel of the wallet.
    OpenStream {
        /// The service, big-endian.
        service: Vec<u8>,
        /// The wallet's address, where it is known.
        address: Option<Vec<u8>>,
        /// The channel.
        psm: i64,
    },
    /// Look for a tag.
    PollTag,
    /// Something to show.
    Progress {
        /// The step that is done.
        progress: Progress,
    },
    /// Listen on an L2CAP channel of this device, and answer with [`Event::StreamPublished`].
    PublishStream,
    /// Read the wallet's L2CAP characteristic, and answer with [`Event::PsmRead`].
    ReadPsm,
    /// A response came: verify it.
    Received {
        /// What came. Close it when it is verified.
        presentation: Arc<Presentation>,
    },
    /// Connect to the GATT server with this service.
    Scan {
        /// The service, big-endian.
        service: Vec<u8>,
        /// The wallet's address, where it is known.
        address: Option<Vec<u8>>,
    },
    /// Look for a code.
    ScanCode,
    /// Send this command to the tag.
    SendApdu {
        /// The command.
        command: Vec<u8>,
    },
    /// Write without response as client, notify as server.
    SendBle {
        /// The characteristic.
        characteristic: Characteristic,
        /// The value.
        value: Vec<u8>,
    },
    /// Send these bytes through the L2CAP channel.
    SendStream {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Show this value in the L2CAP characteristic of the server that is advertised next.
    ShowPsm {
        /// The value.
        value: Vec<u8>,
    },
    /// Sign these bytes with the reader's key. Comes only where no signer was given.
    Sign {
        /// A number to answer with.
        id: i32,
        /// The algorithm.
        algorithm: Algorithm,
        /// What to sign.
        bytes: Vec<u8>,
    },
    /// Send what is waiting, then stop scanning, advertising and polling, and close every link.
    StopRadio,
    /// Subscribe, as client, to State and Server2Client.
    Subscribe,
    /// Come back with [`Event::Tick`] at this time, unless something happens before.
    WakeAt {
        /// The time, on the clock of the events.
        at: Duration,
    },
}

/// A step that is done.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Progress {
    /// The link carries messages.
    Connected,
    /// What became of the first message during the handover.
    Early {
        /// What became of it.
        what: EarlyEstablishment,
    },
    /// The engagement was read.
    Engaged {
        /// How it came.
        channel: Channel,
    },
    /// So many bytes of a response have come.
    Receiving {
        /// The bytes.
        bytes: i64,
    },
    /// The link was lost before its first message and is built again.
    Reconnecting {
        /// For the how manieth time.
        attempt: i32,
    },
    /// A request was sent.
    RequestSent,
    /// The transport is chosen.
    Transport {
        /// Which.
        transport: Transport,
    },
    /// Something was read that is no wallet's. The search goes on.
    Unrelated {
        /// What it was.
        what: Unrelated,
    },
}

/// What must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FailureKind {
    /// The engagement cannot be used.
    Engagement,
    /// What came over the transport is no frame.
    Frame,
    /// The wallet offers none of the transports in the list.
    NoTransport,
    /// A signature cannot be used.
    ReaderAuth,
    /// The request is larger than this reader's own limits.
    Request,
    /// The session.
    Session,
    /// The tag.
    Tag,
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TransactionOutcome {
    /// By the operator, with at least one response.
    Completed {
        /// Responses received.
        responses: i32,
    },
    /// By the operator, before a response.
    Cancelled {
        /// Where the transaction was.
        phase: Phase,
    },
    /// By the wallet.
    EndedByWallet {
        /// The status, where it gave one.
        status: Option<SessionStatus>,
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: i32,
    },
    /// By something that must not be.
    Failed {
        /// What it was.
        kind: FailureKind,
        /// The same in a sentence.
        reason: String,
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: i32,
    },
    /// The link was lost: only a new engagement helps.
    Lost {
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: i32,
    },
    /// Nothing happened for too long.
    TimedOut {
        /// Where the transaction was.
        phase: Phase,
        /// Responses received.
        responses: i32,
    },
}

/// The state machine of one transaction. It holds the session's keys: close it.
///
/// Time is any clock that only goes forward, as the duration since any fixed moment. After a loss
/// the next engagement needs a new session.
#[derive(uniffi::Object)]
pub struct ReaderSession {
    session: Mutex<CoreReaderSession>,
    signer: Option<Arc<dyn RequestSigner>>,
}

impl std::fmt::Debug for ReaderSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReaderSession")
    }
}

#[uniffi::export]
impl ReaderSession {
    /// A transaction that has not begun. Where `signer` is given it signs within the call that needs
    /// it; else [`Action::Sign`] asks.
    #[uniffi::constructor(default(signer = None))]
    pub fn new(
        request: &DeviceRequestDraft,
        options: ReaderOptions,
        signer: Option<Arc<dyn RequestSigner>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let config = options.core(request)?;
            let session = CoreReaderSession::new(config, &CryptoProvider::default());
            Ok(Arc::new(Self { session: Mutex::new(session), signer }))
        })
    }

    /// Begins: what to look for.
    pub fn start(&self, now: Duration) -> Result<Vec<Action>, TashikaError> {
        guard(|| self.work(|session| session.start(now), now))
    }

    /// Takes what happened at `now` and returns what to do, in order.
    pub fn on_event(&self, event: Event, now: Duration) -> Result<Vec<Action>, TashikaError> {
        guard(|| self.work(|session| session.on_event(event.core(), now), now))
    }

    /// Whether the transaction is over. Its keys are gone.
    pub fn is_over(&self) -> bool {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).is_over()
    }

    /// Where the transaction is.
    pub fn phase(&self) -> Phase {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).phase()
    }
}

impl ReaderSession {
    fn work(
        &self,
        take: impl FnOnce(&mut CoreReaderSession) -> Vec<CoreAction>,
        now: Duration,
    ) -> Result<Vec<Action>, TashikaError> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let actions = take(&mut session);
        let actions = match &self.signer {
            Some(signer) => signed(&mut session, signer.as_ref(), actions, now)?,
            None => actions,
        };
        actions.into_iter().map(action).collect()
    }
}

/// Answers what is to be signed; what follows from the answers comes in its place.
fn signed(
    session: &mut CoreReaderSession,
    signer: &dyn RequestSigner,
    actions: Vec<CoreAction>,
    now: Duration,
) -> Result<Vec<CoreAction>, TashikaError> {
    let mut waiting: Vec<CoreAction> = actions.into_iter().rev().collect();
    let (mut done, mut signatures) = (Vec::new(), 0);
    while let Some(next) = waiting.pop() {
        let CoreAction::Sign { id, algorithm, bytes } = next else {
            done.push(next);
            continue;
        };
        signatures += 1;
        if signatures > MAX_SIGNATURES {
            return Err(TashikaError::usage("signer", "too many signatures in one call"));
        }
        let signature = signer
            .sign(algorithm, bytes)
            .map_err(|failure| TashikaError::usage("signer", failure))?;
        let more = session.on_event(CoreEvent::Signature { id, signature }, now);
        waiting.extend(more.into_iter().rev());
    }
    Ok(done)
}

impl ReaderOptions {
    fn core(self, request: &DeviceRequestDraft) -> Result<CoreReaderConfig, TashikaError> {
        let service = <[u8; 16]>::try_from(self.service)
            .map_err(|_| TashikaError::usage("service", "a service has 16 bytes"))?;
        let mut config = CoreReaderConfig::new(request.0.clone(), service);
        config.signer = self.identity.map(ReaderIdentity::core).transpose()?;
        config.reader_auth_all = self.reader_auth_all;
        config.transports = self.transports.unwrap_or(config.transports);
        config.extended_apdus = self.extended_apdus;
        config.tags.max_polls =
            number("max_polls", self.max_polls)?.unwrap_or(config.tags.max_polls);
        config.tags.service_data =
            ServiceData { uuid: number("l2cap_service_data", self.l2cap_service_data)? };
        let Timeouts { engagement, connection, inactivity, response } = config.timeouts;
        config.timeouts = Timeouts {
            engagement: self.engagement_timeout.unwrap_or(engagement),
            connection: self.connection_timeout.unwrap_or(connection),
            inactivity: self.inactivity_timeout.unwrap_or(inactivity),
            response: self.response_timeout.unwrap_or(response),
        };
        let reconnections = number("max_reconnections", self.max_reconnections)?;
        config.max_reconnections = reconnections.unwrap_or(config.max_reconnections);
        Ok(config)
    }
}

fn number<T: TryFrom<i32>>(name: &str, own: Option<i32>) -> Result<Option<T>, TashikaError> {
    let outside = |_| TashikaError::usage("number", format!("{name} is out of range"));
    own.map(|own| T::try_from(own).map_err(outside)).transpose()
}

impl ReaderIdentity {
    pub(crate) fn core(self) -> Result<ReaderSigner, TashikaError> {
        let algorithm: CoreAlgorithm = self.algorithm;
        ReaderSigner::new(algorithm, chain(&self.certificates)?)
            .map_err(|error| TashikaError::usage("reader-identity", error))
    }
}

impl Event {
    fn core(self) -> CoreEvent {
        match self {
            Self::ApduResponse { response } => CoreEvent::ApduResponse(response),
            Self::Ask { request } => CoreEvent::Ask(request.0.clone()),
            Self::BleConnected { mtu } => {
                CoreEvent::BleConnected { mtu: place(mtu).unwrap_or_default() }
            }
            Self::BleDisconnected => CoreEvent::BleDisconnected,
            Self::BleMtu { mtu } => CoreEvent::BleMtu(place(mtu).unwrap_or_default()),
            Self::BleReceived { characteristic, value } => {
                CoreEvent::BleReceived { characteristic, value }
            }
            Self::BleSubscribed => CoreEvent::BleSubscribed,
            Self::End => CoreEvent::End,
            Self::CodeScanned { text } => CoreEvent::CodeScanned(text),
            Self::Key { key } => CoreEvent::Key(key.0.clone()),
            Self::PsmRead { value } => CoreEvent::PsmRead(value),
            Self::Signature { id, signature } => {
                CoreEvent::Signature { id: place(id).unwrap_or(usize::MAX), signature }
            }
            Self::StreamClosed => CoreEvent::StreamClosed,
            Self::StreamOpened => CoreEvent::StreamOpened,
            Self::StreamPublished { psm } => {
                CoreEvent::StreamPublished(psm.and_then(|own| u32::try_from(own).ok()))
            }
            Self::StreamReceived { bytes } => CoreEvent::StreamReceived(bytes),
            Self::TagFound => CoreEvent::TagFound,
            Self::TagLost => CoreEvent::TagLost,
            Self::Tick => CoreEvent::Tick,
        }
    }
}

fn action(own: CoreAction) -> Result<Action, TashikaError> {
    let address = |own: Option<[u8; 6]>| own.map(|own| own.to_vec());
    Ok(match own {
        CoreAction::Advertise { service, ident } => {
            Action::Advertise { service: service.to_vec(), ident: ident.to_vec() }
        }
        CoreAction::CreateKey(curve) => Action::CreateKey { curve },
        CoreAction::Finished(own) => Action::Finished { outcome: outcome(own)? },
        CoreAction::OpenStream { service, address: own, psm } => Action::OpenStream {
            service: service.to_vec(),
            address: address(own),
            psm: i64::from(psm),
        },
        CoreAction::PollTag => Action::PollTag,
        CoreAction::Progress(own) => Action::Progress { progress: progress(own)? },
        CoreAction::PublishStream => Action::PublishStream,
        CoreAction::ReadPsm => Action::ReadPsm,
        CoreAction::Received(own) => {
            Action::Received { presentation: Arc::new(Presentation(*own)) }
        }
        CoreAction::Scan { service, address: own } => {
            Action::Scan { service: service.to_vec(), address: address(own) }
        }
        CoreAction::ScanCode => Action::ScanCode,
        CoreAction::SendApdu(command) => Action::SendApdu { command },
        CoreAction::SendBle { characteristic, value } => Action::SendBle { characteristic, value },
        CoreAction::SendStream(bytes) => Action::SendStream { bytes },
        CoreAction::ShowPsm(value) => Action::ShowPsm { value },
        CoreAction::Sign { id, algorithm, bytes } => {
            Action::Sign { id: count(id), algorithm, bytes }
        }
        CoreAction::StopRadio => Action::StopRadio,
        CoreAction::Subscribe => Action::Subscribe,
        CoreAction::WakeAt(at) => Action::WakeAt { at },
        _ => return Err(TashikaError::unknown_variant("Action")),
    })
}

fn progress(own: CoreProgress) -> Result<Progress, TashikaError> {
    Ok(match own {
        CoreProgress::Connected => Progress::Connected,
        CoreProgress::Early(what) => Progress::Early { what },
        CoreProgress::Engaged(channel) => Progress::Engaged { channel },
        CoreProgress::Receiving(bytes) => Progress::Receiving { bytes: size(bytes) },
        CoreProgress::Reconnecting(attempt) => {
            Progress::Reconnecting { attempt: i32::try_from(attempt).unwrap_or(i32::MAX) }
        }
        CoreProgress::RequestSent => Progress::RequestSent,
        CoreProgress::Transport(transport) => Progress::Transport { transport },
        CoreProgress::Unrelated(what) => Progress::Unrelated { what },
        _ => return Err(TashikaError::unknown_variant("Progress")),
    })
}

fn outcome(own: Outcome) -> Result<TransactionOutcome, TashikaError> {
    Ok(match own {
        Outcome::Completed { responses } => {
            TransactionOutcome::Completed { responses: count(responses) }
        }
        Outcome::Cancelled(phase) => TransactionOutcome::Cancelled { phase },
        Outcome::EndedByWallet { status, phase, responses } => {
            TransactionOutcome::EndedByWallet { status, phase, responses: count(responses) }
        }
        Outcome::Failed { failure, phase, responses } => TransactionOutcome::Failed {
            kind: kind(&failure)?,
            reason: failure.to_string(),
            phase,
            responses: count(responses),
        },
        Outcome::Lost { phase, responses } => {
            TransactionOutcome::Lost { phase, responses: count(responses) }
        }
        Outcome::TimedOut { phase, responses } => {
            TransactionOutcome::TimedOut { phase, responses: count(responses) }
        }
        _ => return Err(TashikaError::unknown_variant("Outcome")),
    })
}

fn kind(own: &Failure) -> Result<FailureKind, TashikaError> {
    Ok(match own {
        Failure::Engagement(_) => FailureKind::Engagement,
        Failure::Frame(_) => FailureKind::Frame,
        Failure::NoTransport => FailureKind::NoTransport,
        Failure::ReaderAuth(_) => FailureKind::ReaderAuth,
        Failure::Request(_) => FailureKind::Request,
        Failure::Session(_) => FailureKind::Session,
        Failure::Tag(_) => FailureKind::Tag,
        _ => return Err(TashikaError::unknown_variant("Failure")),
    })
}

/// The identifier of a characteristic in this mode, big-endian; `None` where the mode has no such
/// characteristic.
#[uniffi::export]
pub fn characteristic_uuid(characteristic: Characteristic, mode: BleMode) -> Option<Vec<u8>> {
    characteristic.uuid(mode).map(|own| own.to_vec())
}
