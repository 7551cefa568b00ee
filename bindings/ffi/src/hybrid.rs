//! A transaction across devices, by a code on the screen (CTAP hybrid): events in, actions out.
//!
//! The steps: make a session with what is asked; show the code and look at adverts; dial what
//! [`HybridAction::Dial`] says; pass messages both ways; take the answer to where it is verified: a
//! credential to `OnlineSession`, an assertion to `PasskeyCredential`.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tashika::crypto::{CryptoProvider, Curve};
use tashika::hybrid::code::CODE_SECRET_BYTES;
use tashika::hybrid::ctap::{AssertionRequest, CtapRefusal, RegistrationRequest};
use tashika::hybrid::digital::DigitalRequest;
use tashika::hybrid::initiator::{
    self as core, Action, Answered, Ask, Declined, Event, Failure, HybridConfig, Outcome, Reply,
    Timeouts,
};
use tashika::hybrid::link::{CALL_NONCE_BYTES, LinkRecord};
use tashika::hybrid::tunnel::{SUBPROTOCOL, TunnelPolicy};
use tashika::instant::Timestamp;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{TashikaError, guard};
use crate::key::{PrivateKey, random};
use crate::mirror::{
    DigitalRefusal, HybridPhase, HybridProgress, Linking, PhoneFeature, ProtocolName, SecondPhone,
};
use crate::online::fixed;
use crate::presentation::HybridFacts;

/// What the phone is asked for.
#[derive(Clone, uniffi::Enum)]
pub enum HybridAsk {
    /// To sign in with a passkey.
    Assertion {
        /// The relying party that the passkey was made for.
        rp_id: String,
        /// SHA-256 of the client data, 32 bytes.
        client_data_hash: Vec<u8>,
        /// The ids of the credentials that will do; none for any that the phone can find.
        allowed: Vec<Vec<u8>>,
        /// Whether the phone must verify its user.
        user_verification: bool,
    },
    /// A digital credential.
    Credential {
        /// The verifier's origin.
        origin: String,
        /// What `OnlineSession` makes for the Digital Credentials API (JSON).
        call: String,
    },
    /// To make a passkey.
    Registration {
        /// The registration.
        registration: PasskeyRegistration,
    },
}

/// A passkey to be made.
#[derive(Clone, uniffi::Record)]
pub struct PasskeyRegistration {
    /// The relying party.
    pub rp_id: String,
    /// Its name for people.
    pub rp_name: String,
    /// SHA-256 of the client data, 32 bytes.
    pub client_data_hash: Vec<u8>,
    /// The account's handle: random bytes, not a name.
    pub user_id: Vec<u8>,
    /// The account's name.
    pub user_name: String,
    /// The person's name.
    pub user_display_name: String,
    /// COSE algorithms, in order of preference.
    pub algorithms: Vec<i64>,
    /// The ids of credentials that the account has already.
    #[uniffi(default)]
    pub excluded: Vec<Vec<u8>>,
    /// Whether it must be found without an id.
    #[uniffi(default = true)]
    pub discoverable: bool,
    /// Whether the phone must verify its user.
    #[uniffi(default = true)]
    pub user_verification: bool,
}

/// What a transaction works with. What is left out is strict.
#[derive(Clone, uniffi::Record)]
pub struct HybridOptions {
    /// What the phone is asked for.
    pub ask: HybridAsk,
    /// Numbers of tunnel services that are used besides the assigned ones.
    #[uniffi(default)]
    pub also_tunnels: Vec<i32>,
    /// A tunnel service of one's own, such as `wss://tunnel.example`, in place of all others.
    #[uniffi(default)]
    pub own_tunnel: Option<String>,
    /// What a second phone means; the end where it is left out.
    #[uniffi(default)]
    pub second_phone: Option<SecondPhone>,
    /// Whether a digital credential must name its protocol; it must where it is left out.
    #[uniffi(default)]
    pub protocol_name: Option<ProtocolName>,
    /// Whether links are taken; they are not where it is left out.
    #[uniffi(default)]
    pub linking: Option<Linking>,
    /// How long to wait for an advert.
    #[uniffi(default)]
    pub advert_timeout: Option<Duration>,
    /// How long to wait for the tunnel.
    #[uniffi(default)]
    pub tunnel_timeout: Option<Duration>,
    /// How long to wait for the handshake and the phone's first message.
    #[uniffi(default)]
    pub handshake_timeout: Option<Duration>,
    /// How long to wait for the answer.
    #[uniffi(default)]
    pub answer_timeout: Option<Duration>,
}

/// What happened.
#[derive(uniffi::Enum)]
pub enum HybridEvent {
    /// Service data of a Bluetooth advert.
    Advert {
        /// The service, 16 bits.
        service: i32,
        /// The data.
        data: Vec<u8>,
    },
    /// A binary message came through the tunnel.
    Binary {
        /// The message.
        content: Vec<u8>,
    },
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
    /// The tunnel could not be opened.
    TunnelFailed {
        /// The HTTP status, where a server answered.
        status: Option<i32>,
    },
    /// The tunnel is open.
    TunnelOpened {
        /// The subprotocol that the server chose.
        subprotocol: Option<String>,
        /// A fresh private key on P-256, used for this tunnel alone.
        key: Arc<PrivateKey>,
    },
}

/// One header of a request.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TunnelHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What to do.
#[derive(uniffi::Enum)]
pub enum HybridAction {
    /// Close the tunnel, after what is waiting was sent.
    Close,
    /// Open a WebSocket.
    Dial {
        /// The address.
        url: String,
        /// The `Origin` of the request.
        origin: String,
        /// The subprotocol to ask for.
        subprotocol: String,
        /// More headers.
        headers: Vec<TunnelHeader>,
    },
    /// The transaction is over. Nothing follows.
    Finished {
        /// How it ended.
        outcome: HybridOutcome,
    },
    /// A phone can be reached again without a code: keep this like a secret.
    Linked {
        /// The link.
        link: PhoneLink,
    },
    /// Something to show.
    Progress {
        /// The step that is done.
        progress: HybridProgress,
    },
    /// Look at all Bluetooth adverts with service data of these services, repeated ones too.
    Scan {
        /// The services, 16 bits each.
        services: Vec<i32>,
    },
    /// Send this binary message.
    Send {
        /// The message.
        content: Vec<u8>,
    },
    /// Show this code.
    ShowCode {
        /// The text of the code.
        text: String,
    },
    /// Stop looking at adverts.
    StopScan,
    /// Come back with [`HybridEvent::Tick`] at this time, unless something happens before.
    WakeAt {
        /// The time, on the clock of the events.
        at: Duration,
    },
}

/// A link to a phone, verified.
#[derive(Clone, uniffi::Record)]
pub struct PhoneLink {
    /// The phone's name, by its own words.
    pub name: String,
    /// The number of its tunnel service.
    pub domain: i32,
    /// What [`HybridSession::linked`] calls it with: keep it like a secret.
    pub record: Vec<u8>,
}

/// How a transaction ended.
#[derive(uniffi::Enum)]
pub enum HybridOutcome {
    /// With an answer, not yet verified.
    Answered {
        /// The answer.
        answer: Arc<HybridAnswer>,
    },
    /// By [`HybridEvent::Cancel`].
    Cancelled {
        /// Where the transaction was.
        phase: HybridPhase,
    },
    /// By the phone, in its own words.
    Declined {
        /// What it said.
        declined: HybridDeclined,
        /// The stable id, for example `no-credential`.
        id: String,
    },
    /// By something that must not be.
    Failed {
        /// What it was.
        kind: HybridFailureKind,
        /// The stable id, for example `two-phones`.
        id: String,
        /// A sentence.
        reason: String,
        /// The same in Japanese.
        reason_ja: String,
        /// Where the transaction was.
        phase: HybridPhase,
    },
    /// Nothing happened for too long.
    TimedOut {
        /// Where the transaction was.
        phase: HybridPhase,
    },
}

/// What came, not yet verified.
#[derive(Clone, uniffi::Enum)]
pub enum HybridReply {
    /// An assertion.
    Assertion {
        /// Which credential; may be absent where one was asked for.
        credential_id: Option<Vec<u8>>,
        /// What the phone signed, besides the client data's digest.
        authenticator_data: Vec<u8>,
        /// The signature, for ECDSA in DER.
        signature: Vec<u8>,
        /// The account's handle.
        user_handle: Option<Vec<u8>>,
    },
    /// The JSON that `OnlineSession` takes as its answer.
    Credential {
        /// The JSON.
        answer: Vec<u8>,
    },
    /// A new passkey.
    Registration {
        /// The format of the attestation, which is not examined.
        format: String,
        /// The authenticator data with the new credential in it.
        authenticator_data: Vec<u8>,
    },
}

/// The phone's own words for an end without an answer.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HybridDeclined {
    /// Of a digital credential.
    Credential {
        /// Why.
        refusal: DigitalRefusal,
    },
    /// Of a passkey.
    Passkey {
        /// Why.
        refusal: PasskeyRefusal,
    },
}

/// The authenticator's own reason (CTAP 2.3 8.2).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PasskeyRefusal {
    /// The person or the phone cancelled.
    Cancelled,
    /// The person said no.
    Denied,
    /// The account has a passkey on this phone already.
    Excluded,
    /// The phone has no passkey that was asked for.
    NoCredentials,
    /// Another status.
    Other {
        /// The status.
        status: i32,
    },
    /// Nobody did anything.
    TimedOut,
}

/// What must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HybridFailureKind {
    /// The tunnel was closed before the answer.
    Closed,
    /// Own key material of another kind.
    Crypto,
    /// An answer to a passkey command has another shape.
    Ctap,
    /// The phone named a tunnel domain that is not used here.
    Domain,
    /// What the phone cannot be asked.
    FeatureMissing,
    /// A message that is no frame.
    Frame,
    /// The phone is no longer to be reached this way.
    Gone,
    /// The handshake.
    Handshake,
    /// The tunnel service knows no such tunnel.
    NotFound,
    /// What the phone says of itself.
    Peer,
    /// An answer with a digital credential has another shape.
    Reply,
    /// The tunnel service did not choose the subprotocol.
    Subprotocol,
    /// A text message, which no phone sends.
    Text,
    /// Messages were changed, cut, repeated or left out.
    Transport,
    /// Another HTTP status.
    TunnelStatus,
    /// A second phone answered the same code.
    TwoPhones,
    /// A message of a kind that has no place here.
    UnexpectedFrame,
    /// No server answered.
    Unreachable,
    /// More updates than a phone has reason for.
    Updates,
}

/// The phone, by its own words.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Phone {
    /// What it can be asked.
    pub features: Vec<PhoneFeature>,
    /// The versions of CTAP that it speaks; none where it keeps no passkeys.
    pub versions: Vec<String>,
    /// Its model, where it keeps passkeys.
    pub aaguid: Option<Vec<u8>>,
    /// Whether it can verify its user, where it says so.
    pub user_verification: Option<bool>,
    /// Ways to reach its passkeys.
    pub transports: Vec<String>,
}

/// The state machine of one transaction. It holds the code's secret and the session's keys: close it.
///
/// Time is any clock that only goes forward, as the duration since any fixed moment. One session is
/// one code: after any end the next one needs a new session.
#[derive(uniffi::Object)]
pub struct HybridSession(Mutex<core::HybridSession>);

impl std::fmt::Debug for HybridSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HybridSession")
    }
}

#[uniffi::export]
impl HybridSession {
    /// A transaction that has not begun, with a fresh key and secret; `now` is what the code states.
    #[uniffi::constructor]
    pub fn new(options: HybridOptions, now: Timestamp) -> Result<Arc<Self>, TashikaError> {
        let key = PrivateKey::generate(Curve::P256)?;
        let secret = guard(|| random(CODE_SECRET_BYTES).map(|own| own.to_vec()))?;
        Self::replay(options, now, &key, secret)
    }

    /// A transaction that calls a phone that was linked before, without a code. `link` is the record
    /// that was kept. Where the tunnel is gone, the phone has ended the link: forget it.
    #[uniffi::constructor]
    pub fn linked(options: HybridOptions, link: Vec<u8>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let link = LinkRecord::from_bytes(&Zeroizing::new(link))
                .map_err(|error| TashikaError::undecodable("link", &error))?;
            let nonce = fixed::<CALL_NONCE_BYTES>(&random(CALL_NONCE_BYTES)?)?;
            let provider = CryptoProvider::default();
            let own = core::HybridSession::linked(options.core()?, link, &nonce, &provider)
                .map_err(|error| TashikaError::usage("link", error))?;
            Ok(Arc::new(Self(Mutex::new(own))))
        })
    }

    /// A transaction by a code, with a key on P-256 and a secret of 16 bytes that were made elsewhere,
    /// to replay it. Neither is ever used twice.
    #[uniffi::constructor]
    pub fn replay(
        options: HybridOptions,
        now: Timestamp,
        key: &PrivateKey,
        mut secret: Vec<u8>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let fixed = <[u8; CODE_SECRET_BYTES]>::try_from(secret.as_slice());
            secret.zeroize();
            let fixed =
                fixed.map_err(|_| TashikaError::usage("length", "a secret has 16 bytes"))?;
            let provider = CryptoProvider::default();
            let own =
                core::HybridSession::new(options.core()?, key.0.clone(), fixed, now, &provider)
                    .map_err(|error| TashikaError::usage("private-key", error))?;
            Ok(Arc::new(Self(Mutex::new(own))))
        })
    }

    /// The text of the code; empty where a linked phone is called.
    pub fn code(&self) -> String {
        self.with(|own| own.code().to_owned())
    }

    /// Begins: what to show and to look for.
    pub fn start(&self, now: Duration) -> Result<Vec<HybridAction>, TashikaError> {
        guard(|| self.with(|own| own.start(now).into_iter().map(action).collect()))
    }

    /// Takes what happened at `now` and returns what to do, in order. An event that has no place in
    /// the present state changes nothing.
    pub fn on_event(
        &self,
        event: HybridEvent,
        now: Duration,
    ) -> Result<Vec<HybridAction>, TashikaError> {
        guard(|| {
            let Some(event) = event.core() else { return Ok(Vec::new()) };
            self.with(|own| own.on_event(event, now).into_iter().map(action).collect())
        })
    }

    /// Where the transaction is; `None` before it began and after it ended.
    pub fn phase(&self) -> Option<HybridPhase> {
        self.with(|own| own.phase())
    }

    /// Adverts of the two services that answer another code, or none. Repeated ones count.
    pub fn strangers(&self) -> i64 {
        self.with(|own| i64::from(own.strangers()))
    }
}

impl HybridSession {
    fn with<T>(&self, work: impl FnOnce(&mut core::HybridSession) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An answer, not yet verified. Only a finished handshake makes one; it is wiped when it is closed.
#[derive(Debug, uniffi::Object)]
pub struct HybridAnswer(pub(crate) Answered);

#[uniffi::export]
impl HybridAnswer {
    /// What came.
    pub fn reply(&self) -> Result<HybridReply, TashikaError> {
        guard(|| {
            Ok(match &self.0.reply {
                Reply::Assertion(own) => HybridReply::Assertion {
                    credential_id: own.credential_id.clone(),
                    authenticator_data: own.authenticator_data.clone(),
                    signature: own.signature.clone(),
                    user_handle: own.user_handle.as_ref().map(|own| own.to_vec()),
                },
                Reply::Credential(own) => HybridReply::Credential { answer: own.to_vec() },
                Reply::Registration(own) => HybridReply::Registration {
                    format: own.format.clone(),
                    authenticator_data: own.authenticator_data.clone(),
                },
                _ => return Err(TashikaError::unknown_variant("Reply")),
            })
        })
    }

    /// The phone, by its own words.
    pub fn phone(&self) -> Phone {
        let (own, info) = (&self.0.peer, self.0.peer.get_info.as_ref());
        Phone {
            features: own.features.clone(),
            versions: info.map(|own| own.versions.clone()).unwrap_or_default(),
            aaguid: info.map(|own| own.aaguid.to_vec()),
            user_verification: info.and_then(|own| own.user_verification),
            transports: info.map(|own| own.transports.clone()).unwrap_or_default(),
        }
    }

    /// What is known of the channel.
    pub fn facts(&self) -> HybridFacts {
        HybridFacts::of(&self.0.facts)
    }
}

impl HybridAnswer {
    /// The answer of a session online; an error where a passkey was asked.
    pub(crate) fn credential(&self) -> Result<&[u8], TashikaError> {
        match &self.0.reply {
            Reply::Credential(own) => Ok(own),
            _ => Err(TashikaError::usage("answer", "no digital credential was asked")),
        }
    }
}

impl HybridOptions {
    fn core(self) -> Result<HybridConfig, TashikaError> {
        let mut config = HybridConfig::new(self.ask.core()?);
        let number = |own: &i32| {
            u16::try_from(*own)
                .map_err(|_| TashikaError::usage("number", "a tunnel's number has 16 bits"))
        };
        let also = self.also_tunnels.iter().map(number).collect::<Result<Vec<u16>, _>>()?;
        config.tunnels = match &self.own_tunnel {
            Some(base) => TunnelPolicy::own(base),
            None => TunnelPolicy::with(also),
        };
        config.second_phone = self.second_phone.unwrap_or_default();
        config.protocol_name = self.protocol_name.unwrap_or_default();
        config.linking = self.linking.unwrap_or_default();
        let Timeouts { advert, tunnel, handshake, answer } = config.timeouts;
        config.timeouts = Timeouts {
            advert: self.advert_timeout.unwrap_or(advert),
            tunnel: self.tunnel_timeout.unwrap_or(tunnel),
            handshake: self.handshake_timeout.unwrap_or(handshake),
            answer: self.answer_timeout.unwrap_or(answer),
        };
        Ok(config)
    }
}

impl HybridAsk {
    fn core(self) -> Result<Ask, TashikaError> {
        Ok(match self {
            Self::Assertion { rp_id, client_data_hash, allowed, user_verification } => {
                let client_data_hash = hash(&client_data_hash)?;
                Ask::Assertion(AssertionRequest {
                    rp_id,
                    client_data_hash,
                    allowed,
                    user_verification,
                })
            }
            Self::Credential { origin, call } => Ask::Credential(
                DigitalRequest::get(&origin, &call)
                    .map_err(|error| TashikaError::usage("digital-request", error))?,
            ),
            Self::Registration { registration: own } => Ask::Registration(RegistrationRequest {
                client_data_hash: hash(&own.client_data_hash)?,
                rp_id: own.rp_id,
                rp_name: own.rp_name,
                user_id: own.user_id,
                user_name: own.user_name,
                user_display_name: own.user_display_name,
                algorithms: own.algorithms,
                excluded: own.excluded,
                discoverable: own.discoverable,
                user_verification: own.user_verification,
            }),
        })
    }
}

fn hash(own: &[u8]) -> Result<[u8; 32], TashikaError> {
    own.try_into().map_err(|_| TashikaError::usage("length", "a SHA-256 has 32 bytes"))
}

impl HybridEvent {
    /// The event; `None` for an advert of a service that no number of 16 bits names.
    fn core(self) -> Option<Event> {
        Some(match self {
            Self::Advert { service, data } => {
                Event::Advert { service: u16::try_from(service).ok()?, data }
            }
            Self::Binary { content } => Event::Binary(content),
            Self::Cancel => Event::Cancel,
            Self::Closed => Event::Closed,
            Self::Oversized => Event::Oversized,
            Self::Text => Event::Text,
            Self::Tick => Event::Tick,
            Self::TunnelFailed { status } => {
                Event::TunnelFailed(status.map(|own| u16::try_from(own).unwrap_or(u16::MAX)))
            }
            Self::TunnelOpened { subprotocol, key } => {
                Event::TunnelOpened { subprotocol, key: key.0.clone() }
            }
        })
    }
}

fn action(own: Action) -> Result<HybridAction, TashikaError> {
    Ok(match own {
        Action::Close => HybridAction::Close,
        Action::Dial(own) => HybridAction::Dial {
            url: own.url,
            origin: own.origin,
            subprotocol: SUBPROTOCOL.to_owned(),
            headers: own
                .headers
                .into_iter()
                .map(|(name, value)| TunnelHeader { name: name.to_owned(), value })
                .collect(),
        },
        Action::Finished(own) => HybridAction::Finished { outcome: outcome(own)? },
        Action::Linked(own) => HybridAction::Linked { link: link(&own) },
        Action::Progress(progress) => HybridAction::Progress { progress },
        Action::Scan(services) => HybridAction::Scan { services: services.map(i32::from).to_vec() },
        Action::Send(content) => HybridAction::Send { content },
        Action::ShowCode(text) => HybridAction::ShowCode { text },
        Action::StopScan => HybridAction::StopScan,
        Action::WakeAt(at) => HybridAction::WakeAt { at },
        _ => return Err(TashikaError::unknown_variant("Action")),
    })
}

fn link(own: &LinkRecord) -> PhoneLink {
    PhoneLink {
        name: own.name.clone(),
        domain: i32::from(own.domain),
        record: own.to_bytes().to_vec(),
    }
}

fn outcome(own: Outcome) -> Result<HybridOutcome, TashikaError> {
    Ok(match own {
        Outcome::Answered(own) => HybridOutcome::Answered { answer: Arc::new(HybridAnswer(*own)) },
        Outcome::Cancelled(phase) => HybridOutcome::Cancelled { phase },
        Outcome::Declined(own) => {
            HybridOutcome::Declined { declined: declined(own)?, id: own.id().to_owned() }
        }
        Outcome::Failed { failure, phase } => HybridOutcome::Failed {
            kind: kind(&failure)?,
            id: failure.id().to_owned(),
            reason: failure.to_string(),
            reason_ja: failure.ja().to_owned(),
            phase,
        },
        Outcome::TimedOut(phase) => HybridOutcome::TimedOut { phase },
        _ => return Err(TashikaError::unknown_variant("Outcome")),
    })
}

fn declined(own: Declined) -> Result<HybridDeclined, TashikaError> {
    Ok(match own {
        Declined::Credential(refusal) => HybridDeclined::Credential { refusal },
        Declined::Passkey(own) => HybridDeclined::Passkey {
            refusal: match own {
                CtapRefusal::Cancelled => PasskeyRefusal::Cancelled,
                CtapRefusal::Denied => PasskeyRefusal::Denied,
                CtapRefusal::Excluded => PasskeyRefusal::Excluded,
                CtapRefusal::NoCredentials => PasskeyRefusal::NoCredentials,
                CtapRefusal::Other(status) => PasskeyRefusal::Other { status: i32::from(status) },
                CtapRefusal::TimedOut => PasskeyRefusal::TimedOut,
                _ => return Err(TashikaError::unknown_variant("CtapRefusal")),
            },
        },
        _ => return Err(TashikaError::unknown_variant("Declined")),
    })
}

fn kind(own: &Failure) -> Result<HybridFailureKind, TashikaError> {
    Ok(match own {
        Failure::Closed => HybridFailureKind::Closed,
        Failure::Crypto(_) => HybridFailureKind::Crypto,
        Failure::Ctap(_) => HybridFailureKind::Ctap,
        Failure::Domain(_) => HybridFailureKind::Domain,
        Failure::FeatureMissing(_) => HybridFailureKind::FeatureMissing,
        Failure::Frame(_) => HybridFailureKind::Frame,
        Failure::Gone => HybridFailureKind::Gone,
        Failure::Handshake(_) => HybridFailureKind::Handshake,
        Failure::NotFound => HybridFailureKind::NotFound,
        Failure::Peer(_) => HybridFailureKind::Peer,
        Failure::Reply(_) => HybridFailureKind::Reply,
        Failure::Subprotocol => HybridFailureKind::Subprotocol,
        Failure::Text => HybridFailureKind::Text,
        Failure::Transport(_) => HybridFailureKind::Transport,
        Failure::TunnelStatus(_) => HybridFailureKind::TunnelStatus,
        Failure::TwoPhones => HybridFailureKind::TwoPhones,
        Failure::UnexpectedFrame(_) => HybridFailureKind::UnexpectedFrame,
        Failure::Unreachable => HybridFailureKind::Unreachable,
        Failure::Updates(_) => HybridFailureKind::Updates,
        _ => return Err(TashikaError::unknown_variant("Failure")),
    })
}
