//! Keys, the handshake and messages, as the phone has them.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::aes::Aes256Enc;
use aes_gcm::aes::cipher::BlockCipherEncrypt;
use aes_gcm::{Aes256Gcm, KeyInit};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::keys::{Hash, Key};
use crate::scenario::Lie;

/// HKDF with the purpose as information.
pub(super) fn derive(secret: &[u8], salt: &[u8], purpose: u32, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    let hkdf = Hkdf::<Sha256>::new(Some(salt), secret);
    hkdf.expand(&purpose.to_le_bytes(), &mut out).expect("a length");
    out
}

/// The encrypted advert and its tag.
pub(super) fn service_data(secret: &[u8], salt: &[u8], plain: &[u8]) -> Vec<u8> {
    let keys = derive(secret, salt, 1, 64);
    let mut block = [0; 16];
    block.copy_from_slice(plain);
    let mut block = block.into();
    Aes256Enc::new_from_slice(&keys[..32]).expect("a key").encrypt_block(&mut block);
    let tag = hmac(&keys[32..], &[&block]);
    [&block[..], &tag[..4]].concat()
}

/// Both directions after the handshake.
#[derive(Debug)]
pub(super) struct Secure {
    read: Vec<u8>,
    write: Vec<u8>,
    received: u32,
    sent: u32,
}

impl Secure {
    pub(super) fn open(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        let mut padded = cipher(&self.read).decrypt(&nonce(self.received), message).ok()?;
        self.received += 1;
        let filling = usize::from(*padded.last()?);
        assert_eq!(padded.len() % 32, 0, "blocks of 32 bytes");
        padded.truncate(padded.len() - filling - 1);
        Some(padded)
    }

    pub(super) fn seal(&mut self, content: &[u8], lie: Lie<Vec<u8>>) -> Vec<u8> {
        let mut padded = content.to_vec();
        while padded.len() % 32 != 31 {
            padded.push(0);
        }
        padded.push((padded.len() - content.len()) as u8);
        lie(&mut padded);
        let sealed = cipher(&self.write).encrypt(&nonce(self.sent), padded.as_slice());
        self.sent += 1;
        sealed.expect("sealed")
    }
}

/// What both sides knew before the handshake.
pub(super) enum Known<'a> {
    /// `Noise_KNpsk0_P256_AESGCM_SHA256`: the screen's key, from the code.
    Screen(&'a [u8]),
    /// `Noise_NKpsk0_P256_AESGCM_SHA256`: the phone's own key, from a link.
    Phone(&'a Key),
}

/// Answers the first message; `None` for one that was not made for this code or link, and advert. The
/// third part is the digest of the handshake.
pub(super) fn respond(
    message: &[u8],
    known: &Known<'_>,
    own: &Key,
    psk: &[u8],
) -> Option<(Vec<u8>, Secure, Vec<u8>)> {
    let (name, prologue, point) = match known {
        Known::Screen(screen) => (b"Noise_KNpsk0_P256_AESGCM_SHA256", 1, screen.to_vec()),
        Known::Phone(key) => (b"Noise_NKpsk0_P256_AESGCM_SHA256", 0, key.public_bytes()),
    };
    let mut name = name.to_vec();
    name.push(0);
    let mut hash = Hash::Sha256.digest(&[&name[..], &[prologue]].concat());
    let mut chaining = name;
    let mix = |hash: &mut Vec<u8>, data: &[u8]| {
        *hash = Hash::Sha256.digest(&[hash.as_slice(), data].concat());
    };
    mix(&mut hash, &point);
    let mut keys = split(&chaining, psk, 3);
    mix(&mut hash, &keys[1]);
    chaining = keys.swap_remove(0);
    let (theirs, tag) = message.split_at_checked(65)?;
    mix(&mut hash, theirs);
    let mut inputs = vec![theirs.to_vec()];
    if let Known::Phone(key) = known {
        inputs.push(key.agree_with(theirs)?);
    }
    let key = absorb(&mut chaining, inputs)?;
    open_empty(&key, &hash, tag)?;
    mix(&mut hash, tag);

    let point = own.public_bytes();
    mix(&mut hash, &point);
    let mut inputs = vec![point.clone(), own.agree_with(theirs)?];
    if let Known::Screen(screen) = known {
        inputs.push(own.agree_with(screen)?);
    }
    let key = absorb(&mut chaining, inputs)?;
    let payload = Payload { msg: &[], aad: &hash };
    let tag = cipher(&key).encrypt(&nonce(0), payload).expect("sealed");
    mix(&mut hash, &tag);
    let mut keys = split(&chaining, &[], 2);
    let (write, read) = (keys.pop()?, keys.pop()?);
    Some(([point, tag].concat(), Secure { read, write, received: 0, sent: 0 }, hash))
}

/// One input after the other into the chaining key; the last one's key.
fn absorb(chaining: &mut Vec<u8>, inputs: Vec<Vec<u8>>) -> Option<Vec<u8>> {
    let mut key = None;
    for input in inputs {
        let mut keys = split(chaining, &input, 2);
        key = keys.pop();
        *chaining = keys.pop()?;
    }
    key
}

fn open_empty(key: &[u8], hash: &[u8], tag: &[u8]) -> Option<()> {
    let opened = cipher(key).decrypt(&nonce(0), Payload { msg: tag, aad: hash }).ok()?;
    opened.is_empty().then_some(())
}

/// HMAC with SHA-256.
pub(super) fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// Noise's HKDF, step by step.
fn split(chaining: &[u8], input: &[u8], count: u8) -> Vec<Vec<u8>> {
    let secret = hmac(chaining, &[input]);
    let mut out: Vec<Vec<u8>> = Vec::new();
    for number in 1..=count {
        let last = out.last().cloned().unwrap_or_default();
        out.push(hmac(&secret, &[&last, &[number]]));
    }
    out
}

fn cipher(key: &[u8]) -> Aes256Gcm {
    Aes256Gcm::new_from_slice(key).expect("a key")
}

fn nonce(counter: u32) -> aes_gcm::aead::Nonce<Aes256Gcm> {
    let mut nonce = [0; 12];
    nonce[8..].copy_from_slice(&counter.to_be_bytes());
    nonce.into()
}
