//! A phone that scans a hybrid code: the authenticator's half of CTAP 2.3 11.5, by its own reading.
//!
//! It scans, advertises, answers the handshake, says what it can do, and answers one question: with
//! a document of its wallet, or with a passkey. [`PhoneLies`] changes one thing on the way.

mod passkey;
mod secure;

use serde_json::{Value, json};

use crate::cbor::{Cbor, array, map};
use crate::keys::{Curve, Key};
use crate::online::Wallet;
use crate::random;
use crate::scenario::{Lie, honest};

pub use passkey::{Passkey, PasskeyLies};
use secure::{Known, Secure};

/// The service under which phones advertise.
pub const SERVICE: u16 = 0xfff9;

/// What a phone is and holds.
#[derive(Clone, Debug)]
pub struct PhoneConfig {
    /// Everything random depends on it.
    pub label: String,
    /// The wallet.
    pub wallet: Wallet,
    /// The protocols that the wallet knows, in the order of preference.
    pub protocols: Vec<&'static str>,
    /// The tunnel domain that it names.
    pub domain: u16,
    /// Whether it offers to be reached again without a code.
    pub links: bool,
    /// Where it lies.
    pub lies: PhoneLies,
    /// Where its passkeys lie.
    pub passkeys: PasskeyLies,
}

/// The places where a phone can lie.
#[derive(Clone, Copy, Debug)]
pub struct PhoneLies {
    /// The routing id, before it is advertised.
    pub routing: Lie<[u8; 3]>,
    /// The service data, before it is advertised.
    pub advert: Lie<Vec<u8>>,
    /// The first message after the handshake.
    pub greeting: Lie<Cbor>,
    /// The JSON of the answer.
    pub reply: Lie<Value>,
    /// The frames of the answer, before they are padded.
    pub frames: Lie<Vec<Vec<u8>>>,
    /// The messages of the answer, as they go to the tunnel.
    pub messages: Lie<Vec<Vec<u8>>>,
    /// The handshake's answer.
    pub handshake: Lie<Vec<u8>>,
    /// The padded content of every message.
    pub padded: Lie<Vec<u8>>,
}

impl Default for PhoneLies {
    fn default() -> Self {
        PhoneLies {
            routing: honest,
            advert: honest,
            greeting: honest,
            reply: honest,
            frames: honest,
            messages: honest,
            handshake: honest,
            padded: honest,
        }
    }
}

impl PhoneConfig {
    /// A phone with this wallet that knows every protocol.
    pub fn new(label: &str, wallet: Wallet) -> PhoneConfig {
        PhoneConfig {
            label: label.to_owned(),
            wallet,
            protocols: vec!["org-iso-mdoc", "openid4vp-v1-signed", "openid4vp-v1-unsigned"],
            domain: 1,
            links: false,
            lies: PhoneLies::default(),
            passkeys: PasskeyLies::default(),
        }
    }
}

/// The phone.
#[derive(Debug)]
pub struct Phone {
    config: PhoneConfig,
    passkeys: Vec<Passkey>,
    links: Vec<Link>,
    scans: u32,
    session: Option<Session>,
    /// The origins that it was told.
    pub origins: Vec<String>,
    /// Whether the screen said goodbye.
    pub dismissed: bool,
}

/// What it keeps to be reached again.
#[derive(Clone, Debug)]
struct Link {
    id: Vec<u8>,
    secret: Vec<u8>,
    key: Key,
}

#[derive(Debug)]
struct Session {
    /// The screen's key, or the link.
    way: Result<Vec<u8>, Link>,
    secret: Vec<u8>,
    /// The nonce of a call; empty after a scan.
    salt: Vec<u8>,
    label: String,
    advert: Option<Vec<u8>>,
    secure: Option<Secure>,
}

impl Phone {
    /// A phone that has not scanned anything.
    pub fn new(config: PhoneConfig) -> Phone {
        Phone {
            config,
            passkeys: Vec::new(),
            links: Vec::new(),
            scans: 0,
            session: None,
            origins: Vec::new(),
            dismissed: false,
        }
    }

    /// To lie from now on.
    pub fn config_mut(&mut self) -> &mut PhoneConfig {
        &mut self.config
    }

    /// Its passkeys.
    pub fn passkeys(&self) -> &[Passkey] {
        &self.passkeys
    }

    /// Makes a passkey as its first scan would; the authenticator data.
    pub fn make_passkey(&mut self, rp_id: &str) -> Vec<u8> {
        let command =
            map([(2, map([("id", rp_id)])), (3, map([("id", Cbor::Bytes(vec![1; 16]))]))]);
        let label = format!("phone {} 1", self.config.label);
        let answer = passkey::make(&mut self.passkeys, &command, &label, &self.config.passkeys);
        let answer = Cbor::decode(&answer[1..]).expect("CBOR");
        answer.get(2).and_then(Cbor::content).expect("authenticator data").to_vec()
    }

    /// Scans a code; says which tunnel to open.
    pub fn scan(&mut self, code: &str) -> [u8; 16] {
        let content = Cbor::decode(&digits(code.strip_prefix("FIDO:/").expect("a code")));
        let content = content.expect("CBOR");
        let member = |key: i64| content.get(key).and_then(Cbor::content).expect("bytes").to_vec();
        let point = p256::PublicKey::from_sec1_bytes(&member(0)).expect("a point");
        let secret = member(1);
        let tunnel = secure::derive(&secret, &[], 2, 16).try_into().expect("16 bytes");
        self.begin(Ok(point.to_sec1_bytes().to_vec()), secret, Vec::new());
        tunnel
    }

    /// Is woken by the payload of a call, in hexadecimal; `false` for a link that it does not have.
    pub fn call(&mut self, payload: &str) -> bool {
        let octet = |at: usize| u8::from_str_radix(&payload[at..at + 2], 16).expect("hexadecimal");
        let payload: Vec<u8> = (0..payload.len()).step_by(2).map(octet).collect();
        let payload = Cbor::decode(&payload).expect("CBOR");
        let member = |key: i64| payload.get(key).and_then(Cbor::content).expect("bytes").to_vec();
        let Some(link) = self.links.iter().find(|own| own.id == member(1)).cloned() else {
            return false;
        };
        let secret = link.secret.clone();
        self.begin(Err(link), secret, member(2));
        true
    }

    fn begin(&mut self, way: Result<Vec<u8>, Link>, secret: Vec<u8>, salt: Vec<u8>) {
        self.scans += 1;
        self.dismissed = false;
        let label = format!("phone {} {}", self.config.label, self.scans);
        self.session = Some(Session { way, secret, salt, label, advert: None, secure: None });
    }

    /// What it advertises once the tunnel service gave it this routing id, which a linked phone has no
    /// need of.
    pub fn advert(&mut self, mut routing: [u8; 3]) -> Vec<u8> {
        (self.config.lies.routing)(&mut routing);
        let session = self.session.as_mut().expect("a code was scanned");
        let nonce = random::bytes(&format!("{} nonce", session.label), 15);
        let domain = self.config.domain.to_le_bytes();
        let plain = match session.way {
            Ok(_) => [&[0][..], &nonce[..10], &routing, &domain].concat(),
            Err(_) => [&[0][..], &nonce].concat(),
        };
        let mut data = secure::service_data(&session.secret, &session.salt, &plain);
        session.advert = Some(plain);
        (self.config.lies.advert)(&mut data);
        data
    }

    /// Takes a message from the tunnel; returns what it sends.
    pub fn receive(&mut self, message: &[u8]) -> Vec<Vec<u8>> {
        let session = self.session.as_mut().expect("a code was scanned");
        let Some(secure) = &mut session.secure else { return self.shake(message) };
        let content = secure.open(message).expect("a message of the screen");
        match content.split_first() {
            Some((0, _)) => {
                self.dismissed = true;
                Vec::new()
            }
            Some((1, command)) => {
                let answer = self.command(command);
                self.answer(vec![[vec![1], answer].concat()])
            }
            Some((3, text)) => {
                let asked = serde_json::from_slice(text).expect("JSON");
                let mut reply = self.present(&asked);
                (self.config.lies.reply)(&mut reply);
                self.answer(vec![[vec![3], reply.to_string().into_bytes()].concat()])
            }
            other => panic!("an unknown message: {other:?}"),
        }
    }

    fn shake(&mut self, message: &[u8]) -> Vec<Vec<u8>> {
        let session = self.session.as_mut().expect("a code was scanned");
        let plain = session.advert.clone().expect("it advertised");
        let psk = secure::derive(&session.secret, &plain, 3, 32);
        let own = Key::new(Curve::P256, &format!("{} ephemeral", session.label));
        let known = match &session.way {
            Ok(screen) => Known::Screen(screen),
            Err(link) => Known::Phone(&link.key),
        };
        let (mut answer, mut secure, hash) =
            secure::respond(message, &known, &own, &psk).expect("a handshake");
        (self.config.lies.handshake)(&mut answer);
        let mut greeting = map([
            (Cbor::Int(1), Cbor::Bytes(get_info().encode())),
            (Cbor::Int(3), array(["ctap", "dc"])),
        ]);
        if let (true, Ok(screen)) = (self.config.links, &session.way) {
            let (own, offer) = link(&session.label, screen, &hash);
            self.links.push(own);
            greeting.set(2, offer);
        }
        (self.config.lies.greeting)(&mut greeting);
        let greeting = secure.seal(&greeting.encode(), self.config.lies.padded);
        session.secure = Some(secure);
        vec![answer, greeting]
    }

    fn answer(&mut self, mut frames: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        (self.config.lies.frames)(&mut frames);
        let session = self.session.as_mut().expect("a session");
        let secure = session.secure.as_mut().expect("keys");
        let padded = self.config.lies.padded;
        let mut messages: Vec<Vec<u8>> =
            frames.iter().map(|frame| secure.seal(frame, padded)).collect();
        (self.config.lies.messages)(&mut messages);
        messages
    }

    fn present(&mut self, asked: &Value) -> Value {
        assert_eq!(asked["requestType"], "credential.get");
        let origin = asked["origin"].as_str().expect("an origin").to_owned();
        let call = &asked["request"]["digital"];
        let requests = call["requests"].as_array().expect("requests");
        let offered = |own: &&&str| requests.iter().any(|request| request["protocol"] == **own);
        let protocol = self.config.protocols.iter().find(offered).copied();
        let digital = match protocol {
            None => json!({ "error": "NO_CREDENTIAL" }),
            Some(protocol) => {
                json!({ "data": self.config.wallet.answer_call(call, protocol, &origin) })
            }
        };
        self.origins.push(origin);
        json!({ "response": { "digital": digital } })
    }

    fn command(&mut self, command: &[u8]) -> Vec<u8> {
        let (code, body) = command.split_first().expect("a command");
        let body = Cbor::decode(body).expect("CBOR");
        let label = self.session.as_ref().map(|own| own.label.clone()).unwrap_or_default();
        match code {
            1 => passkey::make(&mut self.passkeys, &body, &label, &self.config.passkeys),
            2 => passkey::assert(&mut self.passkeys, &body, &self.config.passkeys),
            _ => vec![0x01],
        }
    }
}

fn get_info() -> Cbor {
    map([
        (Cbor::Int(1), array(["FIDO_2_0", "FIDO_2_1"])),
        (Cbor::Int(3), Cbor::Bytes(vec![0; 16])),
        (Cbor::Int(4), map([("rk", true), ("uv", true)])),
        (Cbor::Int(9), array(["internal", "hybrid"])),
    ])
}

/// What a screen keeps to reach the phone again, and what the phone keeps.
fn link(label: &str, screen: &[u8], hash: &[u8]) -> (Link, Cbor) {
    let own = Link {
        id: random::bytes(&format!("{label} link id"), 8),
        secret: random::bytes(&format!("{label} link secret"), 32),
        key: Key::new(Curve::P256, &format!("{label} link")),
    };
    let signature = secure::hmac(&own.key.agree_with(screen).expect("a point"), &[hash]);
    let offer = map([
        (1, Cbor::Bytes(random::bytes(&format!("{label} contact"), 40))),
        (2, Cbor::Bytes(own.id.clone())),
        (3, Cbor::Bytes(own.secret.clone())),
        (4, Cbor::Bytes(own.key.public_bytes())),
        (5, Cbor::from("A phone")),
        (6, Cbor::Bytes(signature)),
    ]);
    (own, offer)
}

/// Seven bytes for every seventeen digits.
fn digits(text: &str) -> Vec<u8> {
    let width = |digits: usize| match digits {
        3 => 1,
        5 => 2,
        8 => 3,
        10 => 4,
        13 => 5,
        15 => 6,
        17 => 7,
        _ => panic!("no such number of digits"),
    };
    let chunks = text.as_bytes().chunks(17);
    chunks
        .flat_map(|chunk| {
            let number: u64 = std::str::from_utf8(chunk).expect("digits").parse().expect("digits");
            number.to_le_bytes()[..width(chunk.len())].to_vec()
        })
        .collect()
}
