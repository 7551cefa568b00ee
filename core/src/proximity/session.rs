//! The encrypted session (ISO 18013-5 second edition 12.2, 2021 9.1.1).
//!
//! 1. Key agreement: EReaderKey on the curve of EDeviceKey, whose point is checked.
//! 2. SKReader and SKDevice: HKDF over the shared secret, salted with the digest of the tagged
//!    transcript, which is built from what this side saw.
//! 3. AES-256-GCM: one counter for each direction, from 1, always the next one.
//! 4. Status: 10 and 11 come without data, 20 may have some; every one of them, and every error,
//!    ends the session. The keys are then gone: nothing can be opened or sealed any more.
//!
//! One response answers one request; whatever else comes is an error.
//!
//! The first message may be made before it is sent ([`Session::seal_early`]). It is made once: there
//! are no two that differ under one counter.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::codec::limits::{MAX_DEPTH, MAX_RESPONSE_BYTES, MAX_SESSION_BYTES};
use crate::codec::{DecodeError, Problem, Writer, scan};
use crate::cose::cose_key;
use crate::crypto::{CryptoError, CryptoProvider, Curve, HashAlgorithm, PrivateKey, SecretBytes};
use crate::mdoc::{DeviceEngagement, Handover, SessionTranscript};

const KEY_BYTES: usize = 32;
const TAG_BYTES: usize = 16;
/// The first eight bytes of the nonce: who encrypted.
const READER: [u8; 8] = [0, 0, 0, 0, 0, 0, 0, 0];
const DEVICE: [u8; 8] = [0, 0, 0, 0, 0, 0, 0, 1];

/// How the engagement came: the third element of the transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngagementForm {
    /// By NFC, with the whole NDEF messages.
    Nfc {
        /// The handover select message.
        select: Vec<u8>,
        /// The handover request message, when negotiated.
        request: Option<Vec<u8>>,
    },
    /// By QR code.
    Qr,
}

/// The status codes of SessionData (12.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// 10: the message could not be decrypted.
    EncryptionError,
    /// 11: the message is no CBOR of the right shape.
    DecodingError,
    /// 20: the session ends.
    Termination,
}

/// One message of the wallet.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Incoming {
    /// The decrypted DeviceResponse; wiped on drop.
    pub response: Option<Zeroizing<Vec<u8>>>,
    /// The status code.
    pub status: Option<Status>,
}

/// Why a session ended, or could not begin.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Every counter value has been used.
    #[error("the message counter is exhausted")]
    Counter,
    /// An error status and data in one message.
    #[error("data beside an error status")]
    DataBesideError,
    /// The message does not decrypt under the expected counter.
    #[error("the message does not decrypt")]
    Decryption,
    /// The session has ended; its keys are gone.
    #[error("the session has ended")]
    Ended,
    /// A public or private key that is none of its curve.
    #[error("no valid key of its curve")]
    InvalidKey,
    /// Not SessionData, or over a limit.
    #[error(transparent)]
    Malformed(#[from] DecodeError),
    /// A curve for signatures, which agrees on no key.
    #[error("{} is no curve for key agreement", .0.name())]
    NoKeyAgreement(Curve),
    /// EReaderKey is not on the curve of EDeviceKey.
    #[error("the reader's key is on another curve than the wallet's")]
    OtherCurve,
    /// Another first request than the one that was encrypted ahead of time.
    #[error("another request than the one that went ahead")]
    OtherRequest,
    /// The former request has not been answered yet.
    #[error("a request is under way")]
    RequestPending,
    /// A status code of neither edition.
    #[error("unknown status {0}")]
    UnknownStatus(u64),
    /// A message that answers no request.
    #[error("a message that answers no request")]
    Unsolicited,
    /// The provider lacks the curve.
    #[error("this provider lacks {}", .0.name())]
    UnsupportedCurve(Curve),
}

/// The reader's side of one session.
pub struct Session {
    provider: CryptoProvider,
    transcript: SessionTranscript,
    e_reader_key: Vec<u8>,
    keys: Option<Keys>,
    own: Option<PrivateKey>,
    established: bool,
    pending: bool,
    early: Option<Early>,
}

/// A first message that is not on its way over the transport yet, and its request.
struct Early {
    request: Vec<u8>,
    message: Vec<u8>,
}

/// The keys of both directions and the last counter of each. Wiped on drop.
struct Keys {
    reader: SecretBytes,
    device: SecretBytes,
    sent: u32,
    received: u32,
}

impl Session {
    /// Agrees on keys. `own` must be fresh: it is used in no other session.
    ///
    /// # Errors
    /// A curve or key that cannot be used; see [`SessionError`].
    pub fn new(
        engagement: &DeviceEngagement,
        form: &EngagementForm,
        own: PrivateKey,
        provider: &CryptoProvider,
    ) -> Result<Self, SessionError> {
        let peer = engagement.key.public_key();
        check_peer(engagement, provider)?;
        if own.curve() != peer.curve() {
            return Err(SessionError::OtherCurve);
        }
        let failed = |error| key_error(error, peer.curve());
        let public = (provider.public_key)(&own).map_err(failed)?;
        let shared = (provider.agree)(&own, peer).map_err(failed)?;
        let e_reader_key = cose_key(&public);
        let transcript = transcript(engagement, form, &e_reader_key, provider);
        let salt = (provider.digest)(HashAlgorithm::Sha256, &[&transcript.embedded()]);
        let derive = |info: &[u8]| {
            (provider.hkdf_sha256)(shared.as_ref(), salt.as_ref(), info, KEY_BYTES).map_err(failed)
        };
        let keys = Keys {
            reader: derive(b"SKReader")?,
            device: derive(b"SKDevice")?,
            sent: 0,
            received: 0,
        };
        Ok(Self {
            provider: *provider,
            transcript,
            e_reader_key,
            keys: Some(keys),
            own: Some(own),
            established: false,
            pending: false,
            early: None,
        })
    }

    /// The transcript, from this side's own state.
    pub fn transcript(&self) -> &SessionTranscript {
        &self.transcript
    }

    /// EReaderKey's private part, which a device MAC needs; `None` once the session has ended.
    pub fn reader_key(&self) -> Option<&PrivateKey> {
        self.own.as_ref()
    }

    /// Whether the session can still send and receive.
    pub fn is_open(&self) -> bool {
        self.keys.is_some()
    }

    /// Encrypts a DeviceRequest: SessionEstablishment the first time, SessionData from then on.
    ///
    /// # Errors
    /// After the end, while a request is under way, when the counter is exhausted, or for another
    /// request than that of [`Self::seal_early`].
    pub fn seal(&mut self, request: &[u8]) -> Result<Vec<u8>, SessionError> {
        if self.pending && self.is_open() {
            return Err(SessionError::RequestPending);
        }
        let message = match self.early.take() {
            Some(early) if early.request == request => early.message,
            Some(early) => {
                self.early = Some(early);
                return Err(SessionError::OtherRequest);
            }
            None => self.message(request)?,
        };
        self.pending = true;
        Ok(message)
    }

    /// Encrypts the first DeviceRequest ahead of time. [`Self::seal`] then gives the same bytes for
    /// the same request, and nothing for any other; no response is taken before it.
    ///
    /// # Errors
    /// As [`Self::seal`]; also after it.
    pub fn seal_early(&mut self, request: &[u8]) -> Result<Vec<u8>, SessionError> {
        match &self.early {
            Some(early) if early.request == request => return Ok(early.message.clone()),
            Some(_) => return Err(SessionError::OtherRequest),
            None if self.established && self.is_open() => return Err(SessionError::RequestPending),
            None => {}
        }
        let message = self.message(request)?;
        self.early = Some(Early { request: request.to_vec(), message: message.clone() });
        Ok(message)
    }

    /// Opens a message of the wallet. After any error, and after any status, the session is over.
    ///
    /// # Errors
    /// See [`SessionError`]; [`SessionError::status`] is what to tell the wallet.
    pub fn open(&mut self, message: &[u8]) -> Result<Incoming, SessionError> {
        if self.keys.is_none() {
            return Err(SessionError::Ended);
        }
        let outcome = self.read(message);
        if !matches!(&outcome, Ok(Incoming { status: None, .. })) {
            self.destroy();
        }
        outcome
    }

    /// Destroys the keys and returns the message that tells the wallet.
    pub fn end(&mut self, status: Status) -> Vec<u8> {
        self.destroy();
        status.message()
    }

    /// Destroys the keys without a word.
    pub fn destroy(&mut self) {
        self.keys = None;
        self.own = None;
        self.early = None;
    }

    fn message(&mut self, request: &[u8]) -> Result<Vec<u8>, SessionError> {
        let sealed = self.encrypt(request)?;
        let mut writer = Writer::new();
        if self.established {
            writer.map(1);
        } else {
            writer.map(2);
            writer.text("eReaderKey");
            writer.embedded(&self.e_reader_key);
        }
        writer.text("data");
        writer.bytes(&sealed);
        self.established = true;
        Ok(writer.into_bytes())
    }

    fn encrypt(&mut self, plain: &[u8]) -> Result<Vec<u8>, SessionError> {
        let keys = self.keys.as_mut().ok_or(SessionError::Ended)?;
        let counter = keys.sent.checked_add(1).ok_or(SessionError::Counter)?;
        keys.sent = counter;
        let nonce = nonce(READER, counter);
        (self.provider.seal_aes_gcm)(keys.reader.as_ref(), &nonce, &[], plain)
            .map_err(|_| SessionError::Counter)
    }

    fn read(&mut self, message: &[u8]) -> Result<Incoming, SessionError> {
        let (data, status) = parts(message)?;
        let status = status.map(Status::from_code).transpose()?;
        let Some(data) = data else { return Ok(Incoming { response: None, status }) };
        if !matches!(status, None | Some(Status::Termination)) {
            return Err(SessionError::DataBesideError);
        }
        if !self.pending {
            return Err(SessionError::Unsolicited);
        }
        let keys = self.keys.as_mut().ok_or(SessionError::Ended)?;
        let counter = keys.received.checked_add(1).ok_or(SessionError::Counter)?;
        let nonce = nonce(DEVICE, counter);
        let plain = (self.provider.open_aes_gcm)(keys.device.as_ref(), &nonce, &[], data)
            .map_err(|_| SessionError::Decryption)?;
        keys.received = counter;
        self.pending = false;
        Ok(Incoming { response: Some(Zeroizing::new(plain)), status })
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", if self.is_open() { "open" } else { "ended" })
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let len = self.response.as_ref().map(|own| own.len());
        write!(f, "Incoming({len:?} bytes, {:?})", self.status)
    }
}

impl Status {
    /// The number on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Status::EncryptionError => 10,
            Status::DecodingError => 11,
            Status::Termination => 20,
        }
    }

    /// SessionData with this status alone.
    pub fn message(self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(1);
        writer.text("status");
        writer.uint(self.code());
        writer.into_bytes()
    }

    fn from_code(code: u64) -> Result<Self, SessionError> {
        [Status::EncryptionError, Status::DecodingError, Status::Termination]
            .into_iter()
            .find(|own| own.code() == code)
            .ok_or(SessionError::UnknownStatus(code))
    }
}

impl SessionError {
    /// What the wallet is told.
    pub fn status(&self) -> Status {
        match self {
            SessionError::Decryption => Status::EncryptionError,
            SessionError::Malformed(_) | SessionError::DataBesideError => Status::DecodingError,
            _ => Status::Termination,
        }
    }
}

/// BLEIdent: what the GATT server of a reader shows, so that the wallet knows it again.
pub fn ble_ident(engagement: &DeviceEngagement, provider: &CryptoProvider) -> Option<[u8; 16]> {
    let derived = engagement_secret(engagement, provider, b"BLEIdent", 16)?;
    derived.as_ref().try_into().ok()
}

/// HKDF over EDeviceKeyBytes without a salt: the names and passwords of the transports.
pub(super) fn engagement_secret(
    engagement: &DeviceEngagement,
    provider: &CryptoProvider,
    info: &[u8],
    len: usize,
) -> Option<SecretBytes> {
    (provider.hkdf_sha256)(&engagement.key_bytes(), &[], info, len).ok()
}

/// Whether EDeviceKey is a valid point of a curve that agrees on keys (12.2.4).
///
/// # Errors
/// It is not, or the provider lacks its curve.
pub fn check_peer(
    engagement: &DeviceEngagement,
    provider: &CryptoProvider,
) -> Result<(), SessionError> {
    let peer = engagement.key.public_key();
    match peer.curve() {
        Curve::Ed25519 | Curve::Ed448 => Err(SessionError::NoKeyAgreement(peer.curve())),
        curve => (provider.check_public_key)(peer).map_err(|error| key_error(error, curve)),
    }
}

fn key_error(error: CryptoError, curve: Curve) -> SessionError {
    match error {
        CryptoError::Unsupported => SessionError::UnsupportedCurve(curve),
        _ => SessionError::InvalidKey,
    }
}

fn transcript(
    engagement: &DeviceEngagement,
    form: &EngagementForm,
    e_reader_key: &[u8],
    provider: &CryptoProvider,
) -> SessionTranscript {
    let device_engagement = engagement.bytes().to_vec();
    let e_reader_key = e_reader_key.to_vec();
    let handover = match form {
        EngagementForm::Qr => Handover::Qr { device_engagement, e_reader_key },
        EngagementForm::Nfc { select, request } => Handover::Nfc {
            device_engagement,
            e_reader_key,
            handover_select: select.clone(),
            handover_request: request.clone(),
        },
    };
    SessionTranscript::new(&handover, provider)
}

fn nonce(sender: [u8; 8], counter: u32) -> [u8; 12] {
    let mut nonce = [0; 12];
    let bytes = sender.into_iter().chain(counter.to_be_bytes());
    nonce.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    nonce
}

/// ```cddl
/// SessionData = { ? "data": bstr, ? "status": uint, * tstr => RFU }
/// ```
fn parts(message: &[u8]) -> Result<(Option<&[u8]>, Option<u64>), DecodeError> {
    if message.len() > MAX_SESSION_BYTES {
        return Err(DecodeError::new(0, Problem::TooLong(MAX_SESSION_BYTES)));
    }
    let scanned = scan(message, 0, MAX_DEPTH)?;
    let item = scanned.item;
    if !scanned.irregularities.is_unambiguous() {
        return Err(item.wrong_value("one map without duplicate keys"));
    }
    let map = item.as_map().ok_or_else(|| item.wrong_type("a SessionData map"))?;
    let data = match map.text_key("data") {
        None => None,
        Some(own) => Some(own.as_bytes().ok_or_else(|| own.wrong_type("a byte string"))?),
    };
    let status = match map.text_key("status") {
        None => None,
        Some(own) => Some(own.as_u64().ok_or_else(|| own.wrong_type("a status code"))?),
    };
    match data {
        None if status.is_none() => Err(item.wrong_value("data or a status")),
        Some(own) if own.len() > MAX_RESPONSE_BYTES + TAG_BYTES => {
            Err(item.wrong_value("a response within the limit"))
        }
        _ => Ok((data, status)),
    }
}
