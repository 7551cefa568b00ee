//! Bluetooth Low Energy (ISO 18013-5 second edition 11.1, 2021 8.3.3.1.1): services and parts.
//!
//! A message goes in parts of at most the MTU less three, and never more than 512 bytes. The first
//! byte of a part says whether another one follows.

use super::frame::FrameError;
use crate::codec::limits::MAX_SESSION_BYTES;

/// The state that begins the exchange; the GATT client writes it.
pub const STATE_START: u8 = 0x01;
/// The state that ends the exchange; either side sends it.
pub const STATE_END: u8 = 0x02;

/// The least MTU of Bluetooth Low Energy, which holds until a larger one is agreed on.
pub const MIN_MTU: usize = 23;
/// Bytes of an attribute's value, at the most.
const MAX_VALUE: usize = 512;
const MORE: u8 = 0x01;
const LAST: u8 = 0x00;
/// `xxxxxxxx-A123-48CE-896B-4C76973373E6`
const BASE: [u8; 12] = [0xa1, 0x23, 0x48, 0xce, 0x89, 0x6b, 0x4c, 0x76, 0x97, 0x33, 0x73, 0xe6];

/// Who is the GATT server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BleMode {
    /// The reader is the server: the wallet looks for it.
    MdocCentralClient,
    /// The wallet is the server: the reader looks for it.
    MdocPeripheralServer,
}

/// A characteristic of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Characteristic {
    /// Messages from client to server: written without response.
    Client2Server,
    /// What the reader's server shows so that the wallet knows it again: read.
    Ident,
    /// The channel for L2CAP: read.
    L2cap,
    /// Messages from server to client: notified.
    Server2Client,
    /// Start and end: notified, and written without response.
    State,
}

impl Characteristic {
    /// The identifier in this mode, big-endian; `None` where the mode has no such characteristic.
    pub fn uuid(self, mode: BleMode) -> Option<[u8; 16]> {
        let number = match (self, mode) {
            (Characteristic::State, BleMode::MdocPeripheralServer) => 1,
            (Characteristic::Client2Server, BleMode::MdocPeripheralServer) => 2,
            (Characteristic::Server2Client, BleMode::MdocPeripheralServer) => 3,
            (Characteristic::Ident, BleMode::MdocPeripheralServer) => return None,
            (Characteristic::L2cap, BleMode::MdocPeripheralServer) => 0x0a,
            (Characteristic::State, BleMode::MdocCentralClient) => 5,
            (Characteristic::Client2Server, BleMode::MdocCentralClient) => 6,
            (Characteristic::Server2Client, BleMode::MdocCentralClient) => 7,
            (Characteristic::Ident, BleMode::MdocCentralClient) => 8,
            (Characteristic::L2cap, BleMode::MdocCentralClient) => 0x0b,
        };
        let bytes = [0, 0, 0, number].into_iter().chain(BASE);
        let mut uuid = [0; 16];
        uuid.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        Some(uuid)
    }
}

/// A message in parts for a link with this MTU.
pub fn parts(message: &[u8], mtu: usize) -> Vec<Vec<u8>> {
    let content = mtu.max(MIN_MTU).saturating_sub(3).min(MAX_VALUE).saturating_sub(1).max(1);
    let mut parts: Vec<Vec<u8>> =
        message.chunks(content).map(|chunk| [&[MORE][..], chunk].concat()).collect();
    match parts.last_mut().and_then(|part| part.first_mut()) {
        Some(prefix) => *prefix = LAST,
        None => parts.push(vec![LAST]),
    }
    parts
}

/// Puts parts together.
#[derive(Clone, Debug, Default)]
pub struct PartAssembler {
    buffer: Vec<u8>,
}

impl PartAssembler {
    /// Takes a part; returns the message with its last one.
    ///
    /// # Errors
    /// A part of another form, or a message over the limit. Nothing is kept of it.
    pub fn push(&mut self, part: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        let outcome = self.add(part);
        if outcome.is_err() {
            self.buffer = Vec::new();
        }
        outcome
    }

    /// Bytes of an unfinished message.
    pub fn pending(&self) -> usize {
        self.buffer.len()
    }

    fn add(&mut self, part: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        let (&prefix, content) = part.split_first().ok_or(FrameError::Empty)?;
        if part.len() > MAX_VALUE || self.buffer.len() + content.len() > MAX_SESSION_BYTES {
            return Err(FrameError::TooLong);
        }
        self.buffer.extend_from_slice(content);
        match prefix {
            MORE if content.is_empty() => Err(FrameError::NoProgress),
            MORE => Ok(None),
            LAST if self.buffer.is_empty() => Err(FrameError::Empty),
            LAST => Ok(Some(std::mem::take(&mut self.buffer))),
            other => Err(FrameError::Prefix(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(message: &[u8], mtu: usize) -> Vec<u8> {
        let mut assembler = PartAssembler::default();
        let parts = parts(message, mtu);
        let (last, front) = parts.split_last().unwrap();
        for part in front {
            assert!(part.len() <= 512 && part.len() + 3 <= mtu.max(MIN_MTU));
            assert_eq!(assembler.push(part), Ok(None));
        }
        assembler.push(last).unwrap().unwrap()
    }

    #[test]
    fn parts_fit_every_mtu() {
        let message: Vec<u8> = (0..3000u32).map(|own| own as u8).collect();
        for mtu in [0, 22, 23, 24, 100, 185, 247, 514, 515, 516, 517, 65_535] {
            for len in [1, 2, 18, 19, 20, 511, 512, 1022, 3000] {
                assert_eq!(joined(&message[..len], mtu), message[..len], "{mtu} {len}");
            }
        }
        assert_eq!(parts(&message[..1022], 517).len(), 2, "no empty last part");
    }

    #[test]
    fn hostile_parts_are_refused() {
        let push = |part: &[u8]| PartAssembler::default().push(part);
        assert_eq!(push(&[]), Err(FrameError::Empty));
        assert_eq!(push(&[LAST]), Err(FrameError::Empty));
        assert_eq!(push(&[MORE]), Err(FrameError::NoProgress));
        assert_eq!(push(&[2, 1]), Err(FrameError::Prefix(2)));
        assert_eq!(push(&[LAST; 513]), Err(FrameError::TooLong));
        let mut assembler = PartAssembler::default();
        let part = [MORE; 512];
        let steps = MAX_SESSION_BYTES / 511;
        for _ in 0..steps {
            assert_eq!(assembler.push(&part), Ok(None));
        }
        assert_eq!(assembler.push(&part), Err(FrameError::TooLong));
        assert_eq!(assembler.pending(), 0);
    }

    #[test]
    fn identifiers_are_those_of_the_standard() {
        let hex = |own: [u8; 16]| own.map(|byte| format!("{byte:02x}")).concat();
        let state = Characteristic::State.uuid(BleMode::MdocPeripheralServer).unwrap();
        assert_eq!(hex(state), "00000001a12348ce896b4c76973373e6");
        let psm = Characteristic::L2cap.uuid(BleMode::MdocCentralClient).unwrap();
        assert_eq!(hex(psm), "0000000ba12348ce896b4c76973373e6");
        assert_eq!(Characteristic::Ident.uuid(BleMode::MdocPeripheralServer), None);
    }
}
