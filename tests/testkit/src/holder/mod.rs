//! A wallet: the holder's half of engagement, session and transport (ISO/IEC 18013-5 second
//! edition 9, 11, 12.2), and the ways in which it can misbehave.
//!
//! It takes what the radio brings and gives what the radio should carry, each with a delay in
//! milliseconds. It keeps every response that it sent, so that a test can tell whether a reader
//! accepted something else.

mod card;
mod engagement;
mod request;
mod session;

pub use engagement::{Carrier, EarlyHabit, EarlySide, Engagement, Offer};
pub use request::ReaderAuth;
pub use session::{Ephemeral, EphemeralCurve, HolderSession};

use crate::cbor::{Cbor, array, map};
use crate::scenario::Document;
use card::Card;

/// What the radio brings.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A command from the reader's NFC field.
    Apdu(Vec<u8>),
    /// The field is gone.
    FieldLost,
    /// The value of the reader's Ident characteristic.
    Ident(Vec<u8>),
    /// The link is gone.
    LinkDown,
    /// The link is up, with this MTU.
    LinkUp(usize),
    /// A part of a message.
    Part(Vec<u8>),
    /// The state characteristic.
    State(u8),
    /// Bytes of the L2CAP channel.
    Stream(Vec<u8>),
}

/// What the radio should carry.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// The response to a command.
    Apdu(Vec<u8>),
    /// Close the link.
    LinkDown,
    /// A part of a message.
    Part(Vec<u8>),
    /// The state characteristic.
    State(u8),
    /// Bytes of the L2CAP channel.
    Stream(Vec<u8>),
    /// Subscribe to the reader's server.
    Subscribe,
}

/// How the wallet misbehaves, if at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Habit {
    /// Not at all.
    #[default]
    Honest,
    /// Status 20 beside the response.
    EndsWithResponse,
    /// Status 20 in a message of its own behind the response.
    EndsBehindResponse,
    /// Status 20 before the request.
    EndsUnasked,
    /// Ends with the state byte in place of an answer.
    EndsByState,
    /// Ends with this status in place of an answer.
    EndsByStatus(i64),
    /// This status beside the response.
    StatusBesideResponse(i64),
    /// The counter skips one value.
    CounterGap,
    /// The counter of the reader's direction.
    ReaderIdentifier,
    /// The second response is the first message once more.
    ReplaysResponse,
    /// The response twice.
    AnswersTwice,
    /// A response before the request.
    AnswersUnasked,
    /// These bytes in place of the response message.
    Message(Vec<u8>),
    /// These bytes in place of the decrypted response.
    Plain(Vec<u8>),
    /// A response filled up to this length.
    Filled(usize),
    /// The prefix of a part is neither "more" nor "last".
    WrongPrefix,
    /// Never answers.
    Silent,
    /// Closes the link in place of an answer.
    ClosesLink,
    /// Another wallet's Ident is expected: the reader cannot be the right one.
    DistrustsIdent,
}

/// What a wallet is made of.
#[derive(Clone, Debug)]
pub struct WalletConfig {
    /// The documents it holds.
    pub documents: Vec<Document>,
    /// How it engages.
    pub engagement: Engagement,
    /// The carriers it offers, in order.
    pub offers: Vec<Offer>,
    /// The curve of its ephemeral key.
    pub curve: EphemeralCurve,
    /// Whether it announces `readerAuthAll`.
    pub reader_auth_all: bool,
    /// Whether it answers only an authenticated reader.
    pub needs_reader_auth: bool,
    /// How long its holder thinks, in milliseconds.
    pub consent: u64,
    /// How often its tag shows an empty message before it is ready.
    pub empty_messages: u32,
    /// Bytes that its tag reads and writes at once.
    pub tag_maximum: u16,
    /// The value of the L2CAP characteristic of its server, where it has one; it listens at 0xc1.
    pub psm_value: Option<Vec<u8>>,
    /// Whether it takes the L2CAP channel that a reader's server shows.
    pub comes_by_stream: bool,
    /// Its service for the first message during a negotiated handover, where it has one.
    pub early: Option<EarlySide>,
    /// How it misbehaves.
    pub habit: Habit,
    /// What its keys are made from: another label is another session.
    pub label: String,
}

impl WalletConfig {
    /// A well-behaved wallet with one carrier.
    pub fn new(document: Document, engagement: Engagement, carrier: Carrier) -> WalletConfig {
        WalletConfig {
            documents: vec![document],
            engagement,
            offers: vec![Offer::new(carrier)],
            curve: EphemeralCurve::P256,
            reader_auth_all: false,
            needs_reader_auth: false,
            consent: 0,
            empty_messages: 0,
            tag_maximum: 255,
            psm_value: None,
            comes_by_stream: false,
            early: None,
            habit: Habit::Honest,
            label: "wallet".to_owned(),
        }
    }
}

/// The wallet in one transaction.
#[derive(Debug)]
pub struct Wallet {
    config: WalletConfig,
    session: HolderSession,
    card: Card,
    mtu: usize,
    started: bool,
    over: bool,
    parts: Vec<u8>,
    stream: Vec<u8>,
    first_message: Option<Vec<u8>>,
    /// The first message that came during the handover.
    pub early: Option<Vec<u8>>,
    /// Whether the service over which it came was closed.
    pub early_closed: bool,
    /// Every message of a reader that came over the transport.
    pub messages: Vec<Vec<u8>>,
    /// Every decrypted response that was sent.
    pub sent: Vec<Vec<u8>>,
    /// Every decrypted request that came.
    pub requests: Vec<Vec<u8>>,
    /// What was found of the reader's authentication, for each request.
    pub reader_auth: Vec<ReaderAuth>,
}

impl Wallet {
    /// A wallet that waits.
    pub fn new(config: WalletConfig) -> Wallet {
        let session = HolderSession::new(&config);
        let card = Card::new(&config, session.engagement());
        Wallet {
            session,
            card,
            config,
            mtu: 23,
            started: false,
            over: false,
            parts: Vec::new(),
            stream: Vec::new(),
            first_message: None,
            early: None,
            early_closed: false,
            messages: Vec::new(),
            sent: Vec::new(),
            requests: Vec::new(),
            reader_auth: Vec::new(),
        }
    }

    /// The text of its code, for an engagement by QR.
    pub fn code(&self) -> String {
        engagement::uri(self.session.engagement())
    }

    /// The Bluetooth service of its own.
    pub fn service(&self) -> Vec<u8> {
        engagement::service(&self.config)
    }

    /// What it is made of.
    pub fn config(&self) -> &WalletConfig {
        &self.config
    }

    /// Takes what the radio brings.
    pub fn on(&mut self, input: Input) -> Vec<(u64, Output)> {
        match input {
            Input::Apdu(command) => self.apdu(&command),
            Input::FieldLost => {
                self.card.field_lost();
                Vec::new()
            }
            Input::Ident(value) => self.ident(&value),
            Input::LinkUp(mtu) => {
                (self.mtu, self.started) = (mtu, false);
                self.parts.clear();
                self.stream.clear();
                Vec::new()
            }
            Input::LinkDown => {
                self.over |= self.started;
                Vec::new()
            }
            Input::State(1) => {
                self.started = true;
                self.unasked()
            }
            Input::State(_) => {
                self.over = true;
                Vec::new()
            }
            Input::Part(part) => self.part(&part),
            Input::Stream(bytes) => self.stream(&bytes),
        }
    }

    fn apdu(&mut self, command: &[u8]) -> Vec<(u64, Output)> {
        let (response, message) = self.card.on(command);
        if let Some((select, request)) = self.card.handover() {
            self.session.hand_over(select, request);
        }
        if let Some(early) = self.card.early() {
            self.early = Some(early);
        }
        self.early_closed |= self.card.early_closed();
        if self.card.stops() {
            return Vec::new();
        }
        let Some(message) = message else { return vec![(0, Output::Apdu(response))] };
        let answers = self.answer(&message);
        let delay = answers.first().map_or(0, |(delay, _)| *delay);
        if self.config.habit == Habit::Silent {
            return Vec::new();
        }
        if self.config.habit == Habit::ClosesLink {
            return vec![(0, Output::LinkDown)];
        }
        let answer = answers.into_iter().next().map(|(_, own)| own).unwrap_or_default();
        vec![(delay, Output::Apdu(self.card.respond(&answer)))]
    }

    /// As client it reads Ident, and goes on only if the reader knows the engagement.
    fn ident(&mut self, value: &[u8]) -> Vec<(u64, Output)> {
        let distrusts = self.config.habit == Habit::DistrustsIdent;
        if value != self.session.ident() || distrusts || self.over {
            return vec![(0, Output::LinkDown)];
        }
        self.started = true;
        let mut out = vec![(0, Output::Subscribe), (1, Output::State(1))];
        out.extend(self.unasked().into_iter().map(|(delay, own)| (delay + 2, own)));
        out
    }

    fn unasked(&mut self) -> Vec<(u64, Output)> {
        let message = match self.config.habit {
            Habit::AnswersUnasked => map([("data", Cbor::Bytes(vec![7; 40]))]).encode(),
            Habit::EndsUnasked => session::status(20),
            _ => return Vec::new(),
        };
        engagement::parts(&message, self.mtu)
            .into_iter()
            .map(|own| (0, Output::Part(own)))
            .collect()
    }

    fn part(&mut self, part: &[u8]) -> Vec<(u64, Output)> {
        let Some((prefix, content)) = part.split_first() else { return Vec::new() };
        self.parts.extend_from_slice(content);
        if *prefix != 0 || self.over {
            return Vec::new();
        }
        let message = std::mem::take(&mut self.parts);
        let answers = self.answer(&message);
        match self.config.habit {
            Habit::Silent => return Vec::new(),
            Habit::ClosesLink => return vec![(0, Output::LinkDown)],
            Habit::EndsByState => return vec![(self.config.consent, Output::State(2))],
            _ => {}
        }
        let mut out = Vec::new();
        for (delay, answer) in answers {
            for mut part in engagement::parts(&answer, self.mtu) {
                if self.config.habit == Habit::WrongPrefix {
                    part[0] = 0x33;
                }
                out.push((delay, Output::Part(part)));
            }
        }
        out
    }

    fn stream(&mut self, bytes: &[u8]) -> Vec<(u64, Output)> {
        self.stream.extend_from_slice(bytes);
        let Some((length, rest)) = self.stream.split_first_chunk::<4>() else { return Vec::new() };
        let length = u32::from_be_bytes(*length) as usize;
        let Some(message) = rest.get(..length).map(<[u8]>::to_vec) else { return Vec::new() };
        self.stream.drain(..4 + length);
        if self.over {
            return Vec::new();
        }
        let answers = self.answer(&message);
        match self.config.habit {
            Habit::Silent => return Vec::new(),
            Habit::ClosesLink => return vec![(0, Output::LinkDown)],
            _ => {}
        }
        let framed = |own: Vec<u8>| [&(own.len() as u32).to_be_bytes()[..], &own].concat();
        answers.into_iter().map(|(delay, own)| (delay, Output::Stream(framed(own)))).collect()
    }

    /// The messages that answer one message of the reader, each with its delay.
    fn answer(&mut self, message: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let consent = self.config.consent;
        self.messages.push(message.to_vec());
        // What came during the handover must come again, octet by octet (9.2.3).
        let first = self.messages.len() == 1;
        if first && self.early.as_ref().is_some_and(|early| early != message) {
            self.over = true;
            return vec![(0, session::status(20))];
        }
        let request = match self.session.open(message) {
            Ok(Some(request)) => request,
            Ok(None) => {
                self.over = true;
                return Vec::new();
            }
            Err(status) => {
                self.over = true;
                return vec![(0, session::status(status))];
            }
        };
        let transcript = self.session.transcript();
        let found = request::reader_auth(&request, &transcript);
        self.requests.push(request.clone());
        self.reader_auth.push(found);
        if self.config.needs_reader_auth && !matches!(found, ReaderAuth::All | ReaderAuth::Each) {
            self.over = true;
            return vec![(0, session::status(20))];
        }
        let response = self.respond(&request, &transcript);
        if let Habit::EndsByStatus(code) = self.config.habit {
            self.over = true;
            return vec![(consent, session::status(code))];
        }
        if let Habit::Message(bytes) = &self.config.habit {
            return vec![(consent, bytes.clone())];
        }
        let message = self.seal(&response);
        self.sent.push(response);
        let first = self.first_message.get_or_insert_with(|| message.clone());
        match self.config.habit {
            Habit::ReplaysResponse => vec![(consent, first.clone())],
            Habit::AnswersTwice => vec![(consent, message.clone()), (consent + 1, message)],
            Habit::EndsBehindResponse => {
                vec![(consent, message), (consent + 1, session::status(20))]
            }
            _ => vec![(consent, message)],
        }
    }

    fn seal(&mut self, response: &[u8]) -> Vec<u8> {
        let status = match self.config.habit {
            Habit::EndsWithResponse => Some(20),
            Habit::StatusBesideResponse(code) => Some(code),
            _ => None,
        };
        if self.config.habit == Habit::CounterGap {
            self.session.skip();
        }
        let identifier = u8::from(self.config.habit != Habit::ReaderIdentifier);
        self.session.seal(response, identifier, status)
    }

    fn respond(&self, request: &[u8], transcript: &[u8]) -> Vec<u8> {
        if let Habit::Plain(bytes) = &self.config.habit {
            return bytes.clone();
        }
        let reader = self.session.reader_point();
        let asked = request::asked(request);
        let mut documents = Vec::new();
        let mut missing = Vec::new();
        for (doc_type, elements) in &asked {
            match self.config.documents.iter().find(|own| own.doc_type == doc_type) {
                Some(own) => {
                    let shown = disclose(own.clone(), elements);
                    documents.push(shown.present(transcript, reader.as_deref()));
                }
                None => missing.push(map([(doc_type.as_str(), Cbor::Int(0))])),
            }
        }
        let mut response = map([("version", Cbor::from("1.0"))]);
        if !documents.is_empty() {
            response.set("documents", Cbor::Array(documents));
        }
        if !missing.is_empty() {
            response.set("documentErrors", array(missing));
        }
        response.set("status", Cbor::Int(0));
        if let Habit::Filled(length) = self.config.habit {
            let plain = response.encode().len() + "filling".len() + 1 + 5;
            response.set("filling", Cbor::Bytes(vec![0; length.saturating_sub(plain)]));
        }
        response.encode()
    }
}

/// The document with exactly the elements that were asked for.
fn disclose(mut document: Document, elements: &[(String, String)]) -> Document {
    for (space, own) in &mut document.name_spaces {
        for element in own {
            element.disclosed = elements
                .iter()
                .any(|(name, identifier)| name == space && identifier == element.identifier);
        }
    }
    document
}
