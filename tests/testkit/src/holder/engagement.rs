//! What a wallet shows: DeviceEngagement, the code, and the handover messages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Ephemeral, WalletConfig};
use crate::cbor::{Cbor, array, map};
use crate::random;

/// How a wallet engages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engagement {
    /// NFC, negotiated.
    NfcNegotiated,
    /// NFC, static.
    NfcStatic,
    /// QR code.
    Qr,
}

/// A way to carry messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Bluetooth, the wallet being the client.
    BleCentral,
    /// Bluetooth, the wallet being the server.
    BlePeripheral,
    /// An L2CAP channel of the wallet.
    L2cap,
    /// NFC.
    Nfc,
}

/// A carrier with what the wallet says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The carrier.
    pub carrier: Carrier,
    /// For NFC: bytes in a command's and in a response's data.
    pub nfc: (u32, u32),
    /// For L2CAP: the channel.
    pub psm: u32,
    /// For Bluetooth in a handover: whether the wallet takes either role.
    pub both_roles: bool,
}

impl Offer {
    /// The carrier with the kit's own values.
    pub fn new(carrier: Carrier) -> Offer {
        Offer { carrier, nfc: (65_535, 65_536), psm: 0xc1, both_roles: false }
    }
}

/// The tag's service for the first message of a session during a negotiated handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlySide {
    /// The service's name.
    pub name: String,
    /// Type name format, type and id of the record that carries the message.
    pub record: (u8, Vec<u8>, Vec<u8>),
    /// Bytes of one NDEF message.
    pub maximum: u16,
    /// Whether the engagement says that the wallet takes one.
    pub capability: bool,
    /// Whether the tag announces the service.
    pub announced: bool,
    /// How it misbehaves.
    pub habit: EarlyHabit,
}

/// How a tag misbehaves on its service for a first message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarlyHabit {
    /// Not at all.
    Honest,
    /// It answers the selection with this NDEF message.
    Answers(Vec<u8>),
    /// It keeps another message than the one that came.
    Mishears,
    /// It refuses with this status.
    Refuses(u8),
    /// It shows nothing once the service is selected.
    Silent,
    /// The last of so many commands on its service, counted from one, gets no response.
    Stops(u32),
    /// The last of so many commands on its service, counted from one, gets this status word.
    StatusWord(u32, [u8; 2]),
}

impl EarlySide {
    /// A well-behaved one, under a name that no standard has.
    pub fn new() -> EarlySide {
        EarlySide {
            name: "urn:example:first-message".to_owned(),
            record: (4, b"example.com:first-message".to_vec(), b"first".to_vec()),
            maximum: 0x4000,
            capability: true,
            announced: true,
            habit: EarlyHabit::Honest,
        }
    }
}

impl Default for EarlySide {
    fn default() -> EarlySide {
        EarlySide::new()
    }
}

/// The service of a wallet, which both Bluetooth modes share.
pub(super) fn service(config: &WalletConfig) -> Vec<u8> {
    random::bytes(&format!("service {}", config.label), 16)
}

/// DeviceEngagement; the methods stand in it for a code alone.
pub(super) fn device_engagement(config: &WalletConfig, key: &Ephemeral) -> Vec<u8> {
    let early = config.early.as_ref().is_some_and(|own| own.capability);
    let extended = config.reader_auth_all || early;
    let version = if extended { "1.1" } else { "1.0" };
    let mut engagement =
        map([(0, Cbor::from(version)), (1, array([Cbor::Int(1), key.cose_key().embedded()]))]);
    if config.engagement == Engagement::Qr {
        let methods = config.offers.iter().map(|own| method(own, &service(config)));
        engagement.set(2, array(methods));
    }
    if extended {
        let flags = [(2, early), (3, config.reader_auth_all)];
        let flags = flags.into_iter().filter(|(_, own)| *own);
        engagement.set(5, Cbor::Array(Vec::new()));
        engagement.set(6, map(flags.map(|(key, _)| (key, Cbor::Bool(true)))));
        // Unknown members must do no harm.
        engagement.set(99, "unknown");
        engagement.set(-99, map([("unknown", Cbor::Null)]));
    }
    engagement.encode()
}

/// The text of a code.
pub(super) fn uri(engagement: &[u8]) -> String {
    format!("mdoc:{}", URL_SAFE_NO_PAD.encode(engagement))
}

/// A message cut into parts for a link with this MTU.
pub(super) fn parts(message: &[u8], mtu: usize) -> Vec<Vec<u8>> {
    let size = (mtu - 3).min(512) - 1;
    let count = message.len().div_ceil(size).max(1);
    (0..count)
        .map(|index| {
            let end = ((index + 1) * size).min(message.len());
            let mut part = vec![u8::from(index + 1 < count)];
            part.extend_from_slice(&message[index * size..end]);
            part
        })
        .collect()
}

/// The handover select message; `repeat` is whether the wallet states a service of its own.
pub(super) fn handover_select(config: &WalletConfig, engagement: &[u8], repeat: bool) -> Vec<u8> {
    let mut carriers = Vec::new();
    let mut records = Vec::new();
    for (index, offer) in config.offers.iter().enumerate() {
        let id = index.to_string().into_bytes();
        let mut alternative = vec![1, id.len() as u8];
        alternative.extend_from_slice(&id);
        alternative.extend([1, 4]);
        alternative.extend_from_slice(b"mdoc");
        carriers.push(record(1, b"ac", b"", &alternative));
        records.push(match offer.carrier {
            Carrier::Nfc => {
                let (command, response) = offer.nfc;
                let mut payload = vec![1, 5, 1];
                payload.extend(command.to_be_bytes());
                payload.extend([5, 2]);
                payload.extend(response.to_be_bytes());
                record(4, b"iso.org:18013:nfc", &id, &payload)
            }
            carrier => {
                let role = match offer.both_roles {
                    true => 3,
                    false => u8::from(carrier == Carrier::BleCentral),
                };
                let mut payload = vec![2, 0x1c, role];
                if repeat {
                    payload.extend([17, 0x07]);
                    payload.extend(service(config).iter().rev());
                }
                if carrier == Carrier::L2cap {
                    // Service data of the placeholder 0xfade: {0: psm}.
                    let data = map([(0, Cbor::Int(i64::from(offer.psm)))]).encode();
                    payload.extend([data.len() as u8 + 3, 0x16, 0xde, 0xfa]);
                    payload.extend(data);
                }
                record(2, b"application/vnd.bluetooth.le.oob", &id, &payload)
            }
        });
    }
    let mut select = vec![0x15];
    select.extend(message(carriers));
    let mut all = vec![record(1, b"Hs", b"", &select)];
    all.push(record(4, b"iso.org:18013:deviceengagement", b"mdoc", engagement));
    all.append(&mut records);
    message(all)
}

/// The service parameters: that of the handover service, and that of the service for a first message
/// where there is one.
pub(super) fn service_parameters(early: Option<&EarlySide>) -> Vec<u8> {
    let parameter = |name: &[u8], maximum: u16| {
        let mut payload = vec![0x10, name.len() as u8];
        payload.extend_from_slice(name);
        payload.extend([0, 20, 15]);
        payload.extend(maximum.to_be_bytes());
        record(1, b"Tp", b"", &payload)
    };
    let mut parameters = vec![parameter(b"urn:nfc:sn:handover", 0xffff)];
    if let Some(own) = early.filter(|own| own.announced) {
        parameters.push(parameter(own.name.as_bytes(), own.maximum));
    }
    message(parameters)
}

/// A record that is alone in its message.
pub(super) struct Single<'a> {
    /// Type name format and type.
    pub(super) kind: (u8, &'a [u8]),
    pub(super) id: &'a [u8],
    pub(super) payload: &'a [u8],
}

/// The one record of a message.
pub(super) fn single(message: &[u8]) -> Option<Single<'_>> {
    let (&flags, rest) = message.split_first()?;
    let (&kind, rest) = rest.split_first()?;
    let (length, rest) = rest.split_at_checked(if flags & 0x10 == 0 { 4 } else { 1 })?;
    let length = length.iter().fold(0, |sum, own| sum << 8 | usize::from(*own));
    let (id, rest) = match flags & 8 {
        0 => (0, rest),
        _ => rest.split_first().map(|(own, rest)| (*own, rest))?,
    };
    let (kind, rest) = rest.split_at_checked(usize::from(kind))?;
    let (id, payload) = rest.split_at_checked(usize::from(id))?;
    let whole = flags & 0xc0 == 0xc0 && payload.len() == length;
    whole.then_some(Single { kind: (flags & 7, kind), id, payload })
}

/// The service's status.
pub(super) fn service_status(status: u8) -> Vec<u8> {
    message(vec![record(1, b"Te", b"", &[status])])
}

/// A record without the flags that its place gives it.
fn record(tnf: u8, kind: &[u8], id: &[u8], payload: &[u8]) -> Vec<u8> {
    let short = payload.len() < 256;
    let flags = tnf | if short { 0x10 } else { 0 } | if id.is_empty() { 0 } else { 8 };
    let mut out = vec![flags, kind.len() as u8];
    match short {
        true => out.push(payload.len() as u8),
        false => out.extend((payload.len() as u32).to_be_bytes()),
    }
    if !id.is_empty() {
        out.push(id.len() as u8);
    }
    [&out[..], kind, id, payload].concat()
}

fn message(mut records: Vec<Vec<u8>>) -> Vec<u8> {
    records.first_mut().unwrap()[0] |= 0x80;
    records.last_mut().unwrap()[0] |= 0x40;
    records.concat()
}

fn method(offer: &Offer, service: &[u8]) -> Cbor {
    let uuid = || Cbor::Bytes(service.to_vec());
    let (kind, options) = match offer.carrier {
        Carrier::Nfc => {
            let (command, response) = offer.nfc;
            (1, map([(0, Cbor::Int(command.into())), (1, Cbor::Int(response.into()))]))
        }
        Carrier::BleCentral => {
            (2, map([(0, Cbor::Bool(false)), (1, Cbor::Bool(true)), (11, uuid())]))
        }
        Carrier::BlePeripheral => {
            (2, map([(0, Cbor::Bool(true)), (1, Cbor::Bool(false)), (10, uuid())]))
        }
        Carrier::L2cap => (
            2,
            map([
                (0, Cbor::Bool(true)),
                (1, Cbor::Bool(false)),
                (10, uuid()),
                (21, Cbor::Int(offer.psm.into())),
            ]),
        ),
    };
    array([Cbor::Int(kind), Cbor::Int(1), options])
}
