//! The holder's side of the encrypted session.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use hkdf::Hkdf;
use sha2::Sha256;

use super::{Engagement, WalletConfig, engagement};
use crate::cbor::{Cbor, array, map, tagged};
use crate::keys::{Curve, Hash, Key};
use crate::{random, textbook};

/// The curve of an ephemeral key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EphemeralCurve {
    /// brainpoolP256r1
    BrainpoolP256r1,
    /// brainpoolP320r1
    BrainpoolP320r1,
    /// brainpoolP384r1
    BrainpoolP384r1,
    /// brainpoolP512r1
    BrainpoolP512r1,
    /// P-256
    P256,
    /// P-384
    P384,
    /// P-521
    P521,
    /// X25519
    X25519,
    /// X448
    X448,
}

/// An ephemeral key pair.
#[derive(Clone, Debug)]
pub enum Ephemeral {
    /// On a curve with two coordinates.
    Point(Key),
    /// X25519.
    Montgomery([u8; 32]),
    /// X448, by the textbook.
    Goldilocks(Vec<u8>),
}

/// The session, from the engagement on.
#[derive(Debug)]
pub struct HolderSession {
    key: Ephemeral,
    engagement: Vec<u8>,
    handover: Cbor,
    keys: Option<Keys>,
}

#[derive(Debug)]
struct Keys {
    transcript: Vec<u8>,
    reader_point: Vec<u8>,
    reader: [u8; 32],
    device: [u8; 32],
    received: u32,
    sent: u32,
}

impl Ephemeral {
    /// The key pair that belongs to `label`.
    pub fn new(curve: EphemeralCurve, label: &str) -> Ephemeral {
        let point = |curve| Ephemeral::Point(Key::new(curve, &format!("ephemeral {label}")));
        match curve {
            EphemeralCurve::BrainpoolP256r1 => point(Curve::BrainpoolP256r1),
            EphemeralCurve::BrainpoolP320r1 => point(Curve::BrainpoolP320r1),
            EphemeralCurve::BrainpoolP384r1 => point(Curve::BrainpoolP384r1),
            EphemeralCurve::BrainpoolP512r1 => point(Curve::BrainpoolP512r1),
            EphemeralCurve::P256 => point(Curve::P256),
            EphemeralCurve::P384 => point(Curve::P384),
            EphemeralCurve::P521 => point(Curve::P521),
            EphemeralCurve::X25519 => {
                let secret = random::bytes(&format!("ephemeral {label}"), 32);
                Ephemeral::Montgomery(secret.try_into().unwrap())
            }
            EphemeralCurve::X448 => {
                Ephemeral::Goldilocks(random::bytes(&format!("ephemeral {label}"), 56))
            }
        }
    }

    /// The private part.
    pub fn secret(&self) -> Vec<u8> {
        match self {
            Ephemeral::Point(key) => key.secret().to_vec(),
            Ephemeral::Montgomery(secret) => secret.to_vec(),
            Ephemeral::Goldilocks(secret) => secret.clone(),
        }
    }

    /// The public key as a COSE_Key.
    pub fn cose_key(&self) -> Cbor {
        match self {
            Ephemeral::Point(key) => key.cose_key(),
            Ephemeral::Montgomery(secret) => {
                let public = x25519_dalek::x25519(*secret, x25519_dalek::X25519_BASEPOINT_BYTES);
                map([(1, Cbor::Int(1)), (-1, Cbor::Int(4)), (-2, Cbor::Bytes(public.to_vec()))])
            }
            Ephemeral::Goldilocks(secret) => {
                let public = textbook::x448(secret, &textbook::X448_BASE);
                map([(1, Cbor::Int(1)), (-1, Cbor::Int(5)), (-2, Cbor::Bytes(public))])
            }
        }
    }

    /// The octets of a COSE_Key on this key's curve.
    fn octets(&self, cose: &Cbor) -> Option<Vec<u8>> {
        let curve = cose.get(-1)?.int()?;
        let x = cose.get(-2)?.content()?;
        match self {
            Ephemeral::Point(key) => {
                let own = Curve::from_cose(curve)? == key.curve() && cose.get(1)?.int()? == 2;
                let y = cose.get(-3)?.content()?;
                own.then(|| [&[4], x, y].concat())
            }
            Ephemeral::Montgomery(_) => {
                (curve == 4 && cose.get(1)?.int()? == 1).then(|| x.to_vec())
            }
            Ephemeral::Goldilocks(_) => {
                (curve == 5 && cose.get(1)?.int()? == 1).then(|| x.to_vec())
            }
        }
    }

    fn agree(&self, public: &[u8]) -> Option<Vec<u8>> {
        match self {
            Ephemeral::Point(key) => key.agree_with(public),
            Ephemeral::Montgomery(secret) => {
                Some(x25519_dalek::x25519(*secret, public.try_into().ok()?).to_vec())
            }
            Ephemeral::Goldilocks(secret) => Some(textbook::x448(secret, public)),
        }
    }
}

impl HolderSession {
    /// A session that waits for its establishment.
    pub fn new(config: &WalletConfig) -> HolderSession {
        let key = Ephemeral::new(config.curve, &config.label);
        let engagement = engagement::device_engagement(config, &key);
        let handover = match config.engagement {
            Engagement::Qr => Cbor::Null,
            _ => array([
                Cbor::Bytes(engagement::handover_select(config, &engagement, true)),
                Cbor::Null,
            ]),
        };
        HolderSession { key, engagement, handover, keys: None }
    }

    /// DeviceEngagement.
    pub fn engagement(&self) -> &[u8] {
        &self.engagement
    }

    /// The messages of a negotiated handover.
    pub(super) fn hand_over(&mut self, select: Vec<u8>, request: Vec<u8>) {
        self.handover = array([Cbor::Bytes(select), Cbor::Bytes(request)]);
    }

    /// What the reader's server must show.
    pub fn ident(&self) -> Vec<u8> {
        let key = self.key.cose_key().embedded().encode();
        let mut ident = [0; 16];
        Hkdf::<Sha256>::new(None, &key).expand(b"BLEIdent", &mut ident).unwrap();
        ident.to_vec()
    }

    /// The transcript; empty before the establishment.
    pub fn transcript(&self) -> Vec<u8> {
        self.keys.as_ref().map(|own| own.transcript.clone()).unwrap_or_default()
    }

    /// The reader's ephemeral point, which a MAC is for.
    pub fn reader_point(&self) -> Option<Vec<u8>> {
        self.keys.as_ref().map(|own| own.reader_point.clone())
    }

    /// The request in a message; `None` for a message that ends the session; `Err` is the status
    /// that answers a faulty one.
    pub fn open(&mut self, message: &[u8]) -> Result<Option<Vec<u8>>, i64> {
        let message = Cbor::decode(message).ok_or(11)?;
        if self.keys.is_none() {
            let key = message.get("eReaderKey").and_then(Cbor::content).ok_or(11)?;
            self.keys = Some(self.establish(key).ok_or(10)?);
        } else if message.get("status").is_some() {
            self.keys = None;
            return Ok(None);
        }
        let data = message.get("data").and_then(Cbor::content).ok_or(11)?;
        let keys = self.keys.as_mut().ok_or(10)?;
        keys.received += 1;
        let nonce = nonce(0, keys.received);
        let cipher = Aes256Gcm::new_from_slice(&keys.reader).unwrap();
        let opened = cipher.decrypt(&nonce.into(), Payload { msg: data, aad: &[] });
        opened.map(Some).map_err(|_| 10)
    }

    /// Skips one value of the counter.
    pub(super) fn skip(&mut self) {
        self.keys.iter_mut().for_each(|own| own.sent += 1);
    }

    /// A response in a message.
    pub fn seal(&mut self, response: &[u8], identifier: u8, status: Option<i64>) -> Vec<u8> {
        let keys = self.keys.as_mut().expect("the session is established");
        keys.sent += 1;
        let nonce = nonce(identifier, keys.sent);
        let cipher = Aes256Gcm::new_from_slice(&keys.device).unwrap();
        let data = cipher.encrypt(&nonce.into(), Payload { msg: response, aad: &[] }).unwrap();
        let mut message = map([("data", Cbor::Bytes(data))]);
        if let Some(status) = status {
            message.set("status", Cbor::Int(status));
        }
        message.encode()
    }

    fn establish(&self, e_reader_key: &[u8]) -> Option<Keys> {
        let reader_point = self.key.octets(&Cbor::decode(e_reader_key)?)?;
        let transcript = array([
            tagged(24, self.engagement.clone()),
            tagged(24, e_reader_key.to_vec()),
            self.handover.clone(),
        ])
        .encode();
        let salt = Hash::Sha256.digest(&tagged(24, transcript.clone()).encode());
        let shared = self.key.agree(&reader_point)?;
        let derive = |info: &[u8]| {
            let mut key = [0; 32];
            Hkdf::<Sha256>::new(Some(&salt), &shared).expand(info, &mut key).unwrap();
            key
        };
        Some(Keys {
            reader: derive(b"SKReader"),
            device: derive(b"SKDevice"),
            transcript,
            reader_point,
            received: 0,
            sent: 0,
        })
    }
}

/// A message with a status alone.
pub(super) fn status(code: i64) -> Vec<u8> {
    map([("status", Cbor::Int(code))]).encode()
}

fn nonce(identifier: u8, counter: u32) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[7] = identifier;
    nonce[8..].copy_from_slice(&counter.to_be_bytes());
    nonce
}
