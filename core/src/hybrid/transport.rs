//! Encrypted messages in order.
//!
//! ```text
//! message = AES-256-GCM(key of the direction, nonce = 00 x 8 || BE32(counter), no AAD, padded)
//! padded  = content || 00 x z || z       ; z below 32, in all a multiple of 32
//! ```
//!
//! A relay cannot read or change anything, and what it drops, repeats or reorders does not decrypt.
//! Why not is told apart for the operator ([`Fault`]); it is the end in any case.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::noise::Established;
use crate::codec::limits::{MAX_HYBRID_MESSAGE_BYTES, MAX_HYBRID_MESSAGES};
use crate::crypto::{CryptoError, CryptoProvider};

const TAG: usize = 16;
const BLOCK: usize = 32;
/// How far around the expected message the reason of a failure is looked for.
const NEAR: u32 = 4;

/// Why a message is none of this tunnel, or cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// Changed on the way, or never made by the phone.
    #[error("a message was changed on the way")]
    Altered,
    /// Cut: no sender makes this length.
    #[error("a message was cut on the way")]
    Cut,
    /// The key has encrypted as many messages as it may.
    #[error("the tunnel has carried as many messages as it may")]
    Exhausted,
    /// Padding that leaves less than nothing.
    #[error("a message with impossible padding")]
    Padding,
    /// A message that came before.
    #[error("a message came twice")]
    Repeated,
    /// A message whose turn is later: one was dropped, or two were swapped.
    #[error("a message came before its turn")]
    Skipped,
    /// More bytes than the limit.
    #[error("a message longer than {0} bytes")]
    TooLong(usize),
}

/// Both directions of a tunnel.
pub struct Transport {
    write: Zeroizing<[u8; 32]>,
    read: Zeroizing<[u8; 32]>,
    written: u32,
    opened: u32,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transport({} written, {} read)", self.written, self.opened)
    }
}

impl Transport {
    /// The transport of a finished handshake.
    pub fn new(established: &Established) -> Self {
        let (write, read) = (established.write.clone(), established.read.clone());
        Self { write, read, written: 0, opened: 0 }
    }

    /// Encrypts the next message.
    ///
    /// # Errors
    /// [`Fault::TooLong`], [`Fault::Exhausted`].
    pub fn seal(&mut self, content: &[u8], provider: &CryptoProvider) -> Result<Vec<u8>, Fault> {
        let zeros = BLOCK - 1 - content.len() % BLOCK;
        if content.len() + zeros + 1 + TAG > MAX_HYBRID_MESSAGE_BYTES {
            return Err(Fault::TooLong(MAX_HYBRID_MESSAGE_BYTES));
        }
        let mut padded = Zeroizing::new(Vec::with_capacity(content.len() + zeros + 1));
        padded.extend_from_slice(content);
        padded.resize(content.len() + zeros, 0);
        padded.push(zeros as u8);
        let nonce = nonce(self.written)?;
        let sealed = (provider.seal_aes_gcm)(self.write.as_slice(), &nonce, &[], &padded);
        self.written += 1;
        sealed.map_err(|_| Fault::TooLong(MAX_HYBRID_MESSAGE_BYTES))
    }

    /// Decrypts the next message.
    ///
    /// # Errors
    /// See [`Fault`].
    pub fn open(
        &mut self,
        message: &[u8],
        provider: &CryptoProvider,
    ) -> Result<Zeroizing<Vec<u8>>, Fault> {
        if message.len() > MAX_HYBRID_MESSAGE_BYTES {
            return Err(Fault::TooLong(MAX_HYBRID_MESSAGE_BYTES));
        }
        let nonce = nonce(self.opened)?;
        let Ok(padded) = self.decrypt(message, &nonce, provider) else {
            return Err(self.diagnose(message, provider));
        };
        self.opened += 1;
        let mut content = Zeroizing::new(padded);
        let zeros = content.last().map(|own| usize::from(*own)).ok_or(Fault::Padding)?;
        let length = content.len().checked_sub(zeros + 1).ok_or(Fault::Padding)?;
        content.truncate(length);
        Ok(content)
    }

    fn decrypt(
        &self,
        message: &[u8],
        nonce: &[u8; 12],
        provider: &CryptoProvider,
    ) -> Result<Vec<u8>, CryptoError> {
        (provider.open_aes_gcm)(self.read.as_slice(), nonce, &[], message)
    }

    /// Why a message did not decrypt, by trying the turns around its own.
    fn diagnose(&self, message: &[u8], provider: &CryptoProvider) -> Fault {
        let opens = |counter| {
            nonce(counter).is_ok_and(|nonce| self.decrypt(message, &nonce, provider).is_ok())
        };
        let later = self.opened.saturating_add(1)..=self.opened.saturating_add(NEAR);
        let mut earlier = self.opened.saturating_sub(NEAR)..self.opened;
        match () {
            () if earlier.any(opens) => Fault::Repeated,
            () if later.clone().any(opens) => Fault::Skipped,
            () if message.len() % BLOCK != TAG || message.len() == TAG => Fault::Cut,
            () => Fault::Altered,
        }
    }
}

fn nonce(counter: u32) -> Result<[u8; 12], Fault> {
    if counter >= MAX_HYBRID_MESSAGES {
        return Err(Fault::Exhausted);
    }
    let mut nonce = [0; 12];
    nonce.iter_mut().skip(8).zip(counter.to_be_bytes()).for_each(|(to, from)| *to = from);
    Ok(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();

    fn pair() -> (Transport, Transport) {
        let [one, other] = [[1; 32], [2; 32]].map(Zeroizing::new);
        let end = |write: &Zeroizing<[u8; 32]>, read: &Zeroizing<[u8; 32]>| {
            let (write, read) = (write.clone(), read.clone());
            Transport::new(&Established { write, read, hash: [0; 32] })
        };
        (end(&one, &other), end(&other, &one))
    }

    #[test]
    fn pads_to_blocks_and_back() {
        let (mut one, mut other) = pair();
        for length in [0, 1, 30, 31, 32, 33, 224] {
            let content = vec![7; length];
            let message = one.seal(&content, &PROVIDER).unwrap();
            assert_eq!(message.len(), (length / 32 + 1) * 32 + 16);
            assert_eq!(other.open(&message, &PROVIDER).unwrap().as_slice(), content);
        }
    }

    #[test]
    fn every_trick_of_a_relay_has_its_name() {
        let messages = |one: &mut Transport| -> Vec<Vec<u8>> {
            (0..3).map(|own| one.seal(&[own; 40], &PROVIDER).unwrap()).collect()
        };
        let fault = |trick: fn(&mut Transport, &[Vec<u8>]) -> Fault| {
            let (mut one, mut other) = pair();
            let sent = messages(&mut one);
            trick(&mut other, &sent)
        };
        let open = |own: &mut Transport, message: &[u8]| own.open(message, &PROVIDER).map(drop);
        assert_eq!(
            fault(|own, sent| {
                open_ok(own, &sent[0]);
                own.open(&sent[0], &PROVIDER).unwrap_err()
            }),
            Fault::Repeated
        );
        assert_eq!(fault(|own, sent| own.open(&sent[1], &PROVIDER).unwrap_err()), Fault::Skipped);
        assert_eq!(fault(|own, sent| own.open(&sent[0][..50], &PROVIDER).unwrap_err()), Fault::Cut);
        assert_eq!(fault(|own, _| own.open(&[], &PROVIDER).unwrap_err()), Fault::Cut);
        assert_eq!(fault(|own, _| own.open(&[0; 16], &PROVIDER).unwrap_err()), Fault::Cut);
        assert_eq!(
            fault(|own, sent| {
                let mut changed = sent[0].clone();
                changed[3] ^= 1;
                own.open(&changed, &PROVIDER).unwrap_err()
            }),
            Fault::Altered
        );
        let (_, mut other) = pair();
        let long = vec![0; MAX_HYBRID_MESSAGE_BYTES + 1];
        assert_eq!(open(&mut other, &long), Err(Fault::TooLong(MAX_HYBRID_MESSAGE_BYTES)));
    }

    fn open_ok(own: &mut Transport, message: &[u8]) {
        own.open(message, &PROVIDER).unwrap();
    }

    #[test]
    fn impossible_padding_and_worn_out_keys() {
        let (mut one, mut other) = pair();
        let raw = |transport: &mut Transport, padded: &[u8]| {
            let nonce = nonce(transport.written).unwrap();
            transport.written += 1;
            (PROVIDER.seal_aes_gcm)(transport.write.as_slice(), &nonce, &[], padded).unwrap()
        };
        // Filling and length are the sender's own: a last byte that fits is enough.
        let message = raw(&mut one, &[9, 1, 1]);
        assert_eq!(other.open(&message, &PROVIDER).unwrap().as_slice(), [9]);
        for padded in [&[][..], &[1], &[0, 0, 3]] {
            let message = raw(&mut one, padded);
            assert_eq!(other.open(&message, &PROVIDER).map(drop), Err(Fault::Padding));
        }
        one.written = MAX_HYBRID_MESSAGES;
        assert_eq!(one.seal(&[], &PROVIDER), Err(Fault::Exhausted));
        other.opened = MAX_HYBRID_MESSAGES;
        assert_eq!(other.open(&[0; 48], &PROVIDER).map(drop), Err(Fault::Exhausted));
    }

    #[test]
    fn the_largest_message_is_the_limit_of_both_ways() {
        let (mut one, mut other) = pair();
        let largest = vec![5; MAX_HYBRID_MESSAGE_BYTES - TAG - BLOCK + BLOCK / 2 - 1];
        let message = one.seal(&largest, &PROVIDER).unwrap();
        assert!(message.len() <= MAX_HYBRID_MESSAGE_BYTES);
        assert_eq!(other.open(&message, &PROVIDER).unwrap().len(), largest.len());
        let more = vec![5; MAX_HYBRID_MESSAGE_BYTES - TAG];
        assert!(matches!(one.seal(&more, &PROVIDER), Err(Fault::TooLong(_))));
    }
}
