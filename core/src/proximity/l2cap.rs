//! L2CAP connection-oriented channel (ISO 18013-5 second edition 11.1): four bytes of length, then
//! the message. The draft does not state the byte order; big-endian is what is in use.

use super::frame::FrameError;
use crate::codec::limits::MAX_SESSION_BYTES;

const HEADER: usize = 4;

/// The largest channel of Bluetooth Low Energy that a service can be at.
const MAX_PSM: u32 = 0xff;

/// The channel that an L2CAP characteristic names: four bytes, as is in use.
pub(super) fn psm_from_value(value: &[u8]) -> Option<u32> {
    let number = u32::from_be_bytes(value.try_into().ok()?);
    (1..=MAX_PSM).contains(&number).then_some(number)
}

/// The value that shows a channel.
pub(super) fn psm_value(psm: u32) -> Option<Vec<u8>> {
    (1..=MAX_PSM).contains(&psm).then(|| psm.to_be_bytes().to_vec())
}

/// A message with its length in front.
pub fn frame(message: &[u8]) -> Vec<u8> {
    let length = (message.len() as u32).to_be_bytes();
    [&length[..], message].concat()
}

/// Puts the bytes of a channel together; they may come in any pieces.
#[derive(Clone, Debug, Default)]
pub struct StreamAssembler {
    buffer: Vec<u8>,
}

impl StreamAssembler {
    /// Takes bytes; returns the messages that they complete.
    ///
    /// # Errors
    /// A length of zero or over the limit. Nothing is kept.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, FrameError> {
        self.buffer.extend_from_slice(bytes);
        let outcome = self.take_all();
        if outcome.is_err() {
            self.buffer = Vec::new();
        }
        outcome
    }

    /// Bytes of an unfinished message, its length included.
    pub fn pending(&self) -> usize {
        self.buffer.len()
    }

    fn take_all(&mut self) -> Result<Vec<Vec<u8>>, FrameError> {
        let mut messages = Vec::new();
        let mut rest = self.buffer.as_slice();
        while let Some((header, after)) = rest.split_first_chunk::<HEADER>() {
            let length = usize::try_from(u32::from_be_bytes(*header)).unwrap_or(usize::MAX);
            match length {
                0 => return Err(FrameError::Empty),
                length if length > MAX_SESSION_BYTES => return Err(FrameError::TooLong),
                _ => {}
            }
            let Some((message, after)) = after.split_at_checked(length) else { break };
            messages.push(message.to_vec());
            rest = after;
        }
        let used = self.buffer.len() - rest.len();
        if used > 0 {
            self.buffer.drain(..used);
        }
        Ok(messages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_size_give_the_messages() {
        let messages = vec![vec![1; 300], vec![2], vec![3; 70_000]];
        let stream: Vec<u8> = messages.iter().flat_map(|own| frame(own)).collect();
        for size in [1, 3, 4, 5, 1000, stream.len()] {
            let mut assembler = StreamAssembler::default();
            let mut got = Vec::new();
            stream.chunks(size).for_each(|piece| got.extend(assembler.push(piece).unwrap()));
            assert_eq!(got, messages, "{size}");
            assert_eq!(assembler.pending(), 0);
        }
    }

    #[test]
    fn channels_of_the_characteristic() {
        assert_eq!(psm_value(0x81).as_deref(), Some(&[0, 0, 0, 0x81][..]));
        assert_eq!(psm_from_value(&[0, 0, 0, 0x81]), Some(0x81));
        let odd: [&[u8]; 6] =
            [&[], &[0x81], &[0, 0x81], &[0, 0, 0, 0], &[0x81, 0, 0, 0], &[0, 0, 0, 0x81, 0]];
        for value in odd {
            assert_eq!(psm_from_value(value), None, "{value:?}");
        }
        assert_eq!((psm_value(0), psm_value(0x100)), (None, None));
    }

    #[test]
    fn hostile_lengths_are_refused_before_their_content() {
        let push = |bytes: &[u8]| StreamAssembler::default().push(bytes);
        assert_eq!(push(&[0, 0, 0, 0]), Err(FrameError::Empty));
        assert_eq!(push(&[0xff; 4]), Err(FrameError::TooLong));
        let largest = (MAX_SESSION_BYTES as u32).to_be_bytes();
        assert_eq!(push(&largest), Ok(vec![]));
        let larger = (MAX_SESSION_BYTES as u32 + 1).to_be_bytes();
        assert_eq!(push(&larger), Err(FrameError::TooLong));
    }
}
