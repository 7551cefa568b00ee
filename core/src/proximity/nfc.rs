//! NFC data transfer (ISO 18013-5 second edition 11.2, 2021 8.3.3.1.2): ENVELOPE and GET RESPONSE.
//!
//! 1. SELECT of the application.
//! 2. The message in a data object `53`, cut into ENVELOPE commands that are chained; only the last
//!    one asks for a response.
//! 3. `9000` ends the response; after `61XX`, GET RESPONSE fetches the next piece.
//!
//! Commands and responses keep within what the wallet takes, and are short unless both sides know
//! the extended form.

use super::frame::FrameError;
use crate::codec::limits::MAX_SESSION_BYTES;
use crate::mdoc::NfcOptions;

const AID: [u8; 7] = [0xa0, 0x00, 0x00, 0x02, 0x48, 0x04, 0x00];
const DATA_OBJECT: u8 = 0x53;
const CHAINED: u8 = 0x10;
const SELECT: u8 = 0xa4;
const GET_RESPONSE: u8 = 0xc0;
const ENVELOPE: u8 = 0xc3;
const SUCCESS: u16 = 0x9000;
/// Bytes of tag and length around the largest message.
const MAX_OBJECT_HEADER: usize = 6;
const SHORT_COMMAND: u32 = 255;
const SHORT_RESPONSE: u32 = 256;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NfcStep {
    /// A whole message came.
    Message(Vec<u8>),
    /// The application is selected: a message may be sent.
    Selected,
    /// Send this command.
    Send(Vec<u8>),
}

/// The reader's side of the transfer: takes responses, gives commands.
#[derive(Clone, Debug)]
pub struct NfcTransfer {
    max_command: usize,
    max_response: u32,
    state: State,
    /// ENVELOPE commands that wait, the next one last.
    queue: Vec<Vec<u8>>,
    buffer: Vec<u8>,
    asked_again: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Selecting,
    Sending,
    Receiving,
}

impl NfcTransfer {
    /// A transfer to a wallet that takes these lengths; `extended` is whether this side's hardware
    /// knows the extended form.
    pub fn new(wallet: NfcOptions, extended: bool) -> Self {
        let (command, response) = match extended {
            true => (wallet.max_command, wallet.max_response),
            false => (SHORT_COMMAND, SHORT_RESPONSE),
        };
        Self {
            max_command: usize::try_from(command.min(wallet.max_command)).unwrap_or(255),
            max_response: response.min(wallet.max_response),
            state: State::Idle,
            queue: Vec::new(),
            buffer: Vec::new(),
            asked_again: false,
        }
    }

    /// The command that selects the application.
    pub fn select(&mut self) -> Vec<u8> {
        self.state = State::Selecting;
        command([0, SELECT, 0x04, 0x0c], &AID, None)
    }

    /// The first command that carries `message`.
    ///
    /// # Errors
    /// Before the selection, while another message is under way, or over the limit.
    pub fn send(&mut self, message: &[u8]) -> Result<Vec<u8>, FrameError> {
        if self.state != State::Idle {
            return Err(FrameError::Unexpected);
        }
        if message.len() > MAX_SESSION_BYTES {
            return Err(FrameError::TooLong);
        }
        let object = data_object(message);
        let chunks: Vec<&[u8]> = object.chunks(self.max_command).collect();
        let last = chunks.len().saturating_sub(1);
        let commands = chunks.iter().enumerate().map(|(index, chunk)| match index == last {
            true => command([0, ENVELOPE, 0, 0], chunk, Some(self.max_response)),
            false => command([CHAINED, ENVELOPE, 0, 0], chunk, None),
        });
        self.queue = commands.rev().collect();
        self.state = State::Sending;
        self.asked_again = false;
        self.buffer.clear();
        self.queue.pop().ok_or(FrameError::Empty)
    }

    /// Takes a response.
    ///
    /// # Errors
    /// A status word that is no success, a response where none is due, or one over a limit.
    pub fn on_response(&mut self, response: &[u8]) -> Result<NfcStep, FrameError> {
        let (data, status) = split_response(response)?;
        match self.state {
            State::Idle => Err(FrameError::Unexpected),
            State::Selecting => {
                check(status)?;
                self.state = State::Idle;
                Ok(NfcStep::Selected)
            }
            State::Sending => match self.queue.pop() {
                Some(next) => {
                    check(status)?;
                    if !data.is_empty() {
                        return Err(FrameError::Unexpected);
                    }
                    Ok(NfcStep::Send(next))
                }
                None => {
                    self.state = State::Receiving;
                    self.receive(data, status)
                }
            },
            State::Receiving => self.receive(data, status),
        }
    }

    /// Bytes of an unfinished response.
    pub fn pending(&self) -> usize {
        self.buffer.len()
    }

    fn receive(&mut self, data: &[u8], status: u16) -> Result<NfcStep, FrameError> {
        if self.buffer.len() + data.len() > MAX_SESSION_BYTES + MAX_OBJECT_HEADER {
            return Err(FrameError::TooLong);
        }
        self.buffer.extend_from_slice(data);
        let [kind, more] = status.to_be_bytes();
        if kind == 0x61 {
            // The answer to the last ENVELOPE may hold nothing yet; every later one must.
            if data.is_empty() && std::mem::replace(&mut self.asked_again, true) {
                return Err(FrameError::NoProgress);
            }
            self.asked_again = true;
            let expected = match more {
                0 => self.max_response,
                more => u32::from(more).min(self.max_response),
            };
            return Ok(NfcStep::Send(command([0, GET_RESPONSE, 0, 0], &[], Some(expected))));
        }
        check(status)?;
        self.state = State::Idle;
        let object = std::mem::take(&mut self.buffer);
        content(&object).map(|own| NfcStep::Message(own.to_vec()))
    }
}

/// A command: short where lengths allow it, else extended (ISO/IEC 7816-4 5.1).
pub(super) fn command(header: [u8; 4], data: &[u8], expected: Option<u32>) -> Vec<u8> {
    let mut out = header.to_vec();
    let extended = data.len() > 255 || expected.is_some_and(|own| own > 256);
    if !data.is_empty() {
        match extended {
            true => out.extend([0, (data.len() >> 8) as u8, data.len() as u8]),
            false => out.push(data.len() as u8),
        }
        out.extend_from_slice(data);
    }
    match expected {
        // 256, or 65536 in the extended form, is written as zeros.
        Some(own) if extended => {
            if data.is_empty() {
                out.push(0);
            }
            out.extend((own as u16).to_be_bytes());
        }
        Some(own) => out.push(own as u8),
        None => {}
    }
    out
}

/// Data and status word.
pub(super) fn split_response(response: &[u8]) -> Result<(&[u8], u16), FrameError> {
    let (data, status) = response.split_last_chunk::<2>().ok_or(FrameError::Length)?;
    if data.len() > 65_536 {
        return Err(FrameError::TooLong);
    }
    Ok((data, u16::from_be_bytes(*status)))
}

pub(super) fn check(status: u16) -> Result<(), FrameError> {
    if status == SUCCESS { Ok(()) } else { Err(FrameError::StatusWord(status)) }
}

fn data_object(content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![DATA_OBJECT];
    match length {
        0..=0x7f => out.push(length as u8),
        0x80..=0xff => out.extend([0x81, length as u8]),
        0x100..=0xffff => out.extend([0x82, (length >> 8) as u8, length as u8]),
        _ => out.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
    }
    out.extend_from_slice(content);
    out
}

/// The content of exactly one data object.
fn content(object: &[u8]) -> Result<&[u8], FrameError> {
    let [DATA_OBJECT, first, rest @ ..] = object else {
        return Err(if object.is_empty() { FrameError::Empty } else { FrameError::Length });
    };
    let (length, content) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let width = usize::from(first & 0x7f);
            let (octets, content) = rest.split_at_checked(width).ok_or(FrameError::Length)?;
            (octets.iter().fold(0, |sum, own| sum << 8 | usize::from(*own)), content)
        }
        _ => return Err(FrameError::Length),
    };
    match content.len() == length {
        true if length == 0 => Err(FrameError::Empty),
        true => Ok(content),
        false => Err(FrameError::Length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(options: NfcOptions, extended: bool) -> NfcTransfer {
        let mut transfer = NfcTransfer::new(options, extended);
        assert_eq!(transfer.select()[..5], [0, 0xa4, 4, 0x0c, 7]);
        assert_eq!(transfer.on_response(&[0x90, 0]), Ok(NfcStep::Selected));
        transfer
    }

    #[test]
    fn commands_are_short_where_lengths_allow() {
        assert_eq!(command([0, 1, 2, 3], &[9], Some(256)), [0, 1, 2, 3, 1, 9, 0]);
        assert_eq!(command([0, 1, 2, 3], &[], Some(300)), [0, 1, 2, 3, 0, 1, 0x2c]);
        let long = command([0, 1, 2, 3], &[7; 256], Some(65_536));
        assert_eq!(long[4..7], [0, 1, 0]);
        assert_eq!(long[long.len() - 2..], [0, 0]);
    }

    #[test]
    fn a_chain_keeps_within_the_wallets_maxima() {
        let options = NfcOptions::new(300, 300).unwrap();
        for (extended, largest) in [(false, 255), (true, 300)] {
            let mut transfer = selected(options, extended);
            let mut command = transfer.send(&[5; 1000]).unwrap();
            let mut sent = Vec::new();
            while command[0] == 0x10 {
                let data = if command[4] == 0 { &command[7..] } else { &command[5..] };
                assert_eq!(data.len(), largest);
                sent.extend_from_slice(data);
                let NfcStep::Send(next) = transfer.on_response(&[0x90, 0]).unwrap() else {
                    panic!()
                };
                command = next;
            }
            assert_eq!(sent[..4], [0x53, 0x82, 3, 0xe8]);
            assert_eq!(transfer.send(&[1]), Err(FrameError::Unexpected));
            let answer = [0x53, 2, 8, 9, 0x90, 0];
            assert_eq!(transfer.on_response(&answer), Ok(NfcStep::Message(vec![8, 9])));
        }
    }

    #[test]
    fn pieces_are_fetched_and_hostile_ones_refused() {
        let sent = || {
            let mut transfer = selected(NfcOptions::SHORT, false);
            transfer.send(&[1]).unwrap();
            transfer
        };
        let mut transfer = sent();
        let fetch = NfcStep::Send(vec![0, 0xc0, 0, 0, 2]);
        assert_eq!(transfer.on_response(&[0x61, 2]), Ok(fetch));
        let rest = NfcStep::Send(vec![0, 0xc0, 0, 0, 0]);
        assert_eq!(transfer.on_response(&[0x53, 2, 0x61, 0]), Ok(rest));
        assert_eq!(transfer.clone().on_response(&[0x61, 0]), Err(FrameError::NoProgress));
        assert_eq!(transfer.on_response(&[8, 9, 0x90, 0]), Ok(NfcStep::Message(vec![8, 9])));
        let answer = |bytes: &[u8]| sent().on_response(bytes);
        assert_eq!(answer(&[0x90]), Err(FrameError::Length));
        assert_eq!(answer(&[0x90, 0]), Err(FrameError::Empty));
        assert_eq!(answer(&[0x6a, 0x82]), Err(FrameError::StatusWord(0x6a82)));
        assert_eq!(answer(&[0x53, 3, 1, 2, 0x90, 0]), Err(FrameError::Length));
        assert_eq!(answer(&[0x53, 1, 1, 2, 0x90, 0]), Err(FrameError::Length));
        assert_eq!(answer(&[0x54, 1, 1, 0x90, 0]), Err(FrameError::Length));
        assert_eq!(answer(&[0x53, 0x80, 1, 0x90, 0]), Err(FrameError::Length));
        assert_eq!(answer(&[0x53, 0x84, 0xff, 0xff, 0xff, 0xff, 0x90, 0]), Err(FrameError::Length));
        let mut endless = sent();
        endless.on_response(&[0x61, 0]).unwrap();
        assert_eq!(endless.on_response(&[0x61, 0]), Err(FrameError::NoProgress));
        let mut large = sent();
        let piece = [&[0; 256][..], &[0x61, 0]].concat();
        let refused = (0..40_000).find_map(|_| large.on_response(&piece).err());
        assert_eq!(refused, Some(FrameError::TooLong));
    }
}
