//! Engagement by NFC: reading a Type 4 tag, and the Tag NDEF Exchange Protocol (ISO 18013-5 second
//! edition 9.2; NFC Forum T4T, TNEP 1.0, Connection Handover 1.5).
//!
//! 1. SELECT of the NDEF application, capability container, NDEF file.
//! 2. The initial message: a handover select record means static handover, which ends here; a
//!    service parameter for the handover service means negotiated handover.
//! 3. The service is selected, and the tag answers with its status.
//! 4. The handover request is written, and the tag answers with the handover select message.
//! 5. Where the reader wants it ([`EarlyService`]), one more message goes over a service of its own:
//!    the service is selected, the message is written, the service is deselected.
//!
//! A tag that is not ready shows an empty message. Some wallets do so for longer than the service
//! parameter allows: [`TagPolicy::max_polls`] bounds how often it is read again.

use std::time::Duration;

use thiserror::Error;

use super::frame::FrameError;
use super::handover::{HandoverError, HandoverRequest, HandoverSelect, ServiceData};
use super::ndef::{self, NdefError, Record, TNF_EMPTY, TNF_EXTERNAL, TNF_UNKNOWN, TNF_WELL_KNOWN};
use super::nfc::{check, command, split_response};
use crate::codec::limits::MAX_TAG_POLLS;

const AID: [u8; 7] = [0xd2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01];
const CAPABILITY_FILE: [u8; 2] = [0xe1, 0x03];
const CAPABILITY_BYTES: u32 = 15;
const SELECT: u8 = 0xa4;
const READ: u8 = 0xb0;
const UPDATE: u8 = 0xd6;
/// Bytes of data in a short command.
const SHORT: usize = 255;
/// Offsets have fifteen bits.
const MAX_OFFSET: usize = 0x7fff;
const SERVICE: &str = "urn:nfc:sn:handover";

/// What a reader tolerates of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagPolicy {
    /// How often an empty message is read again, in one wait; never more than the limit.
    pub max_polls: u32,
    /// Where an L2CAP channel is announced.
    pub service_data: ServiceData,
}

/// The service by which a wallet takes the first message during a negotiated handover (ISO 18013-5
/// second edition 9.2.3), and the record that carries it.
///
/// No public text states the name of the service or the form of the record: they come from whoever
/// has agreed on them with the wallet, and there is no default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlyService {
    name: String,
    record: Record,
    within: Duration,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagStep {
    /// The message of [`TagReader::deliver`] was taken, and its service is closed.
    Delivered,
    /// The engagement is there.
    Done(Box<TagEngagement>),
    /// Send this command.
    Send(Vec<u8>),
    /// Wait this long, then go on with [`TagReader::resume`].
    Wait(Duration),
}

/// What the tag said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TagEngagement {
    /// The handover select message.
    pub select: HandoverSelect,
    /// The handover request message, in a negotiated handover.
    pub request: Option<Vec<u8>>,
}

/// Why a tag gave no engagement.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TagError {
    /// A capability container that is not that of a readable NDEF tag.
    #[error("no capability container of a readable NDEF tag")]
    CapabilityContainer,
    /// A response that is none.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The handover.
    #[error(transparent)]
    Handover(#[from] HandoverError),
    /// No NDEF message.
    #[error(transparent)]
    Ndef(#[from] NdefError),
    /// Neither a handover select record nor the handover service.
    #[error("the tag offers no handover")]
    NoHandover,
    /// The answer to the selection of a service is no status.
    #[error("the tag answers without the status of the service")]
    NoStatus,
    /// The tag has no service of that name.
    #[error("the tag does not announce the service")]
    NotAnnounced,
    /// The tag stays empty.
    #[error("the tag stays empty")]
    Silent,
    /// The service answered with a status other than success.
    #[error("the service answers with status {0}")]
    Status(u8),
}

/// The reader's side: takes responses, gives commands.
#[derive(Clone, Debug)]
pub struct TagReader {
    offer: HandoverRequest,
    policy: TagPolicy,
    state: State,
    purpose: Purpose,
    /// Bytes in the data of one response and of one command.
    max_read: usize,
    max_write: usize,
    /// Bytes of the NDEF file.
    file: usize,
    wait: Duration,
    polls: u32,
    /// Whether the tag has offered a handover.
    wallet: bool,
    /// What the tag announces.
    services: Vec<Service>,
    /// What is written once the service is open.
    message: Vec<u8>,
    delivered: bool,
    /// Commands that wait, the next one last.
    queue: Vec<Vec<u8>>,
    total: usize,
    buffer: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Application,
    CapabilityFile,
    Capabilities,
    File,
    Length,
    Body,
    Writing,
    Waiting,
    Idle,
}

/// What is read next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Initial,
    ServiceStatus,
    HandoverSelect,
    /// The status of the service of [`TagReader::deliver`].
    DeliveryStatus,
    /// Nothing: its message has been written.
    Delivery,
    /// Nothing: its service has been closed.
    Closing,
}

/// What a service parameter says (TNEP 4.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Service {
    name: Vec<u8>,
    wait: Duration,
    /// Bytes of one NDEF message.
    maximum: usize,
}

impl EarlyService {
    /// How long everything about the message may take, unless said otherwise.
    pub const WITHIN: Duration = Duration::from_secs(2);

    /// A service of this name, and the type name format, type and id of the record that carries the
    /// message.
    ///
    /// `None` where no tag can announce such a name, or no record has such fields.
    pub fn new(name: &str, tnf: u8, kind: &[u8], id: &[u8]) -> Option<Self> {
        let fits = |own: usize| own <= usize::from(u8::MAX);
        let formed = match tnf {
            TNF_WELL_KNOWN..=TNF_EXTERNAL => !kind.is_empty(),
            TNF_UNKNOWN => kind.is_empty(),
            _ => false,
        };
        let named = !name.is_empty() && name != SERVICE;
        let usable = named && formed && [name.len(), kind.len(), id.len()].into_iter().all(fits);
        let record = Record { tnf, kind: kind.into(), id: id.into(), payload: Vec::new() };
        usable.then(|| Self { name: name.to_owned(), record, within: Self::WITHIN })
    }

    /// The same service with another time, from the handover select message to the end.
    #[must_use]
    pub fn within(mut self, time: Duration) -> Self {
        self.within = time;
        self
    }

    pub(super) fn time(&self) -> Duration {
        self.within
    }

    fn message(&self, payload: &[u8]) -> Vec<u8> {
        ndef::write(&[Record { payload: payload.to_vec(), ..self.record.clone() }])
    }
}

impl Default for TagPolicy {
    fn default() -> Self {
        Self { max_polls: MAX_TAG_POLLS, service_data: ServiceData::default() }
    }
}

impl TagReader {
    /// A reader that offers this in a negotiated handover.
    pub fn new(offer: HandoverRequest, policy: TagPolicy) -> Self {
        Self {
            offer,
            policy,
            state: State::Application,
            purpose: Purpose::Initial,
            max_read: SHORT,
            max_write: SHORT,
            file: 0,
            wait: Duration::ZERO,
            polls: 0,
            wallet: false,
            services: Vec::new(),
            message: Vec::new(),
            delivered: false,
            queue: Vec::new(),
            total: 0,
            buffer: Vec::new(),
        }
    }

    /// The first command.
    pub fn start(&mut self) -> Vec<u8> {
        self.state = State::Application;
        command([0, SELECT, 0x04, 0x00], &AID, Some(256))
    }

    /// The command after a wait.
    pub fn resume(&mut self) -> Vec<u8> {
        if self.purpose == Purpose::Delivery {
            return self.write(Purpose::Closing, &select_service(""));
        }
        self.state = State::Length;
        read(0, 2)
    }

    /// Whether the tag announces this service.
    pub fn announces(&self, service: &EarlyService) -> bool {
        self.service(service).is_some()
    }

    /// After [`TagStep::Done`]: the first command that gives the tag this message over a service of
    /// its own. It ends in [`TagStep::Delivered`] or an error.
    ///
    /// # Errors
    /// The tag does not announce the service, or takes no message of this size. Nothing was sent.
    pub fn deliver(&mut self, service: &EarlyService, message: &[u8]) -> Result<Vec<u8>, TagError> {
        let own = self.service(service).ok_or(TagError::NotAnnounced)?;
        let message = service.message(message);
        let largest = own.maximum.min(MAX_OFFSET - 2).min(self.file.saturating_sub(2));
        if self.state != State::Idle {
            return Err(FrameError::Unexpected.into());
        }
        if message.len() > largest {
            return Err(FrameError::TooLong.into());
        }
        self.wait = own.wait;
        self.polls = 0;
        self.message = message;
        Ok(self.write(Purpose::DeliveryStatus, &select_service(&service.name)))
    }

    /// Whether the tag has taken the message of [`Self::deliver`], closed its service or not.
    pub fn is_delivered(&self) -> bool {
        self.delivered
    }

    /// Whether the tag has offered a handover: any other is a card or a sticker, and no wallet's.
    pub fn is_wallet(&self) -> bool {
        self.wallet
    }

    /// Takes a response.
    ///
    /// # Errors
    /// See [`TagError`]. The tag is then done with.
    pub fn on_response(&mut self, response: &[u8]) -> Result<TagStep, TagError> {
        let (data, status) = split_response(response)?;
        check(status)?;
        match self.state {
            State::Application => {
                Ok(self.send(State::CapabilityFile, select_file(CAPABILITY_FILE)))
            }
            State::CapabilityFile => Ok(self.send(State::Capabilities, read(0, CAPABILITY_BYTES))),
            State::Capabilities => {
                let file = self.capabilities(data).ok_or(TagError::CapabilityContainer)?;
                Ok(self.send(State::File, select_file(file)))
            }
            State::File => Ok(self.send(State::Length, read(0, 2))),
            State::Length => self.length(data),
            State::Body => self.body(data),
            State::Writing => Ok(match self.queue.pop() {
                Some(next) => TagStep::Send(next),
                None => self.written(),
            }),
            State::Waiting | State::Idle => Err(FrameError::Unexpected.into()),
        }
    }

    fn send(&mut self, state: State, command: Vec<u8>) -> TagStep {
        self.state = state;
        TagStep::Send(command)
    }

    fn written(&mut self) -> TagStep {
        self.delivered |= self.purpose == Purpose::Delivery;
        if self.purpose == Purpose::Closing {
            self.state = State::Idle;
            return TagStep::Delivered;
        }
        self.pause()
    }

    fn pause(&mut self) -> TagStep {
        self.state = State::Waiting;
        TagStep::Wait(self.wait)
    }

    /// The file's id: version 2 or 3, the maxima, and one readable NDEF file.
    fn capabilities(&mut self, data: &[u8]) -> Option<[u8; 2]> {
        let [_, _, version, e0, e1, c0, c1, 0x04, 0x06, f0, f1, s0, s1, 0x00, _write, ..] = *data
        else {
            return None;
        };
        let within = |high, low| usize::from(u16::from_be_bytes([high, low])).min(SHORT);
        self.max_read = within(e0, e1);
        self.max_write = within(c0, c1);
        self.file = usize::from(u16::from_be_bytes([s0, s1]));
        let usable = matches!(version >> 4, 2 | 3) && self.max_read >= 15 && self.max_write > 0;
        usable.then_some([f0, f1])
    }

    fn length(&mut self, data: &[u8]) -> Result<TagStep, TagError> {
        let &[high, low] = data else { return Err(FrameError::Length.into()) };
        self.total = usize::from(u16::from_be_bytes([high, low]));
        if self.total + 2 > MAX_OFFSET {
            return Err(FrameError::TooLong.into());
        }
        self.buffer.clear();
        if self.total == 0 { self.poll() } else { Ok(self.next_piece()) }
    }

    fn next_piece(&mut self) -> TagStep {
        let missing = (self.total - self.buffer.len()).min(self.max_read);
        let offset = 2 + self.buffer.len();
        self.send(State::Body, read(offset, missing as u32))
    }

    fn body(&mut self, data: &[u8]) -> Result<TagStep, TagError> {
        if data.is_empty() {
            return Err(FrameError::NoProgress.into());
        }
        if self.buffer.len() + data.len() > self.total {
            return Err(FrameError::Length.into());
        }
        self.buffer.extend_from_slice(data);
        if self.buffer.len() < self.total {
            return Ok(self.next_piece());
        }
        let message = std::mem::take(&mut self.buffer);
        let records = ndef::read(&message)?;
        if records.iter().all(|own| own.tnf == TNF_EMPTY) {
            return self.poll();
        }
        self.polls = 0;
        match self.purpose {
            Purpose::Initial => self.initial(&message, &records),
            Purpose::ServiceStatus => {
                open(&records, TagError::NoHandover)?;
                let request = self.offer.message();
                Ok(TagStep::Send(self.write(Purpose::HandoverSelect, &request)))
            }
            Purpose::HandoverSelect => self.done(&message, true),
            Purpose::DeliveryStatus => {
                open(&records, TagError::NoStatus)?;
                let message = std::mem::take(&mut self.message);
                Ok(TagStep::Send(self.write(Purpose::Delivery, &message)))
            }
            Purpose::Delivery | Purpose::Closing => Err(FrameError::Unexpected.into()),
        }
    }

    fn poll(&mut self) -> Result<TagStep, TagError> {
        self.polls += 1;
        if self.polls > self.policy.max_polls.min(MAX_TAG_POLLS) {
            return Err(TagError::Silent);
        }
        // A tag that has shown nothing yet has not said how long to wait.
        self.wait = self.wait.max(Duration::from_millis(1));
        Ok(self.pause())
    }

    fn initial(&mut self, message: &[u8], records: &[Record]) -> Result<TagStep, TagError> {
        if records.first().is_some_and(|own| own.is(TNF_WELL_KNOWN, "Hs")) {
            self.wallet = true;
            return self.done(message, false);
        }
        let parameters = records.iter().filter(|own| own.is(TNF_WELL_KNOWN, "Tp"));
        self.services = parameters.filter_map(|own| service_parameter(&own.payload)).collect();
        let handover = self.services.iter().find(|own| own.name == SERVICE.as_bytes());
        self.wait = handover.ok_or(TagError::NoHandover)?.wait;
        self.wallet = true;
        Ok(TagStep::Send(self.write(Purpose::ServiceStatus, &select_service(SERVICE))))
    }

    fn service(&self, service: &EarlyService) -> Option<&Service> {
        self.services.iter().find(|own| own.name == service.name.as_bytes())
    }

    fn done(&mut self, message: &[u8], negotiated: bool) -> Result<TagStep, TagError> {
        let offer = negotiated.then_some(&self.offer);
        let select = HandoverSelect::read(message, offer, self.policy.service_data)?;
        let request = offer.map(HandoverRequest::message);
        self.state = State::Idle;
        Ok(TagStep::Done(Box::new(TagEngagement { select, request })))
    }

    /// In one command where it fits; else the length is zero until the message is complete.
    fn write(&mut self, purpose: Purpose, message: &[u8]) -> Vec<u8> {
        self.purpose = purpose;
        let length = (message.len() as u16).to_be_bytes();
        let whole = [&length[..], message].concat();
        self.state = State::Writing;
        if whole.len() <= self.max_write {
            self.queue.clear();
            return update(0, &whole);
        }
        let mut commands = Vec::new();
        let mut offset = 2;
        for chunk in message.chunks(self.max_write.max(1)) {
            commands.push(update(offset, chunk));
            offset += chunk.len();
        }
        commands.push(update(0, &length));
        self.queue = commands.into_iter().rev().collect();
        update(0, &[0, 0])
    }
}

/// A service parameter: version, name, mode, waiting time, extensions, maximum size.
fn service_parameter(payload: &[u8]) -> Option<Service> {
    let [version, length, rest @ ..] = payload else { return None };
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    let [_mode, waiting, _extensions, size @ ..] = rest else { return None };
    if version >> 4 != 1 {
        return None;
    }
    let maximum = size.first_chunk().map_or(0, |own| usize::from(u16::from_be_bytes(*own)));
    // TNEP 4.1.6: 2^(WT_INT / 4 - 1) milliseconds.
    let exponent = f64::from(waiting & 0x3f) / 4.0 - 1.0;
    let wait = Duration::from_micros((exponent.exp2() * 1000.0) as u64);
    Some(Service { name: name.to_vec(), wait, maximum })
}

/// Whether the status is that of a service that is open; `missing` where there is none.
fn open(records: &[Record], missing: TagError) -> Result<(), TagError> {
    let status = records.iter().find(|own| own.is(TNF_WELL_KNOWN, "Te"));
    match status.ok_or(missing)?.payload[..] {
        [0] => Ok(()),
        [other, ..] => Err(TagError::Status(other)),
        [] => Err(FrameError::Empty.into()),
    }
}

/// Selects a service; without a name, none.
fn select_service(name: &str) -> Vec<u8> {
    let mut selection = vec![name.len() as u8];
    selection.extend_from_slice(name.as_bytes());
    ndef::write(&[Record::well_known("Ts", selection)])
}

fn select_file(id: [u8; 2]) -> Vec<u8> {
    command([0, SELECT, 0x00, 0x0c], &id, None)
}

fn read(offset: usize, length: u32) -> Vec<u8> {
    command([0, READ, (offset >> 8) as u8, offset as u8], &[], Some(length))
}

fn update(offset: usize, data: &[u8]) -> Vec<u8> {
    command([0, UPDATE, (offset >> 8) as u8, offset as u8], data, None)
}
