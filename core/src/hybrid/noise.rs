//! The handshake: `Noise_KNpsk0_P256_AESGCM_SHA256` for a code, `Noise_NKpsk0_P256_AESGCM_SHA256`
//! for a phone that was linked before (Noise revision 34; public keys are uncompressed points).
//!
//! ```text
//! h = ck = the name, filled with zeros to 32 bytes
//! KN: MixHash(01), MixHash(the screen's key)        NK: MixHash(00), MixHash(the phone's key)
//! -> psk, e (NK: es)     MixKeyAndHash(psk), MixHash(e), MixKey(e), NK: MixKey(DH(e, the phone's key))
//!                        e(65) || EncryptAndHash("")(16)
//! <- e, ee (KN: se)      MixHash(e), MixKey(e), MixKey(DH(e, e)), KN: MixKey(DH(the screen's key, e))
//!                        e(65) || EncryptAndHash("")(16)
//! Split: the first key is the screen's to write with, the second the phone's
//! ```
//!
//! Every key encrypts once, so that the nonce is always zero.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::crypto::{CryptoError, CryptoProvider, Curve, HashAlgorithm, PrivateKey, PublicKey};

/// Bytes of each handshake message: a point and a tag.
pub const MESSAGE_BYTES: usize = POINT + TAG;
const POINT: usize = 65;
const TAG: usize = 16;
const KN: &[u8] = b"Noise_KNpsk0_P256_AESGCM_SHA256\0";
const NK: &[u8] = b"Noise_NKpsk0_P256_AESGCM_SHA256\0";

type Key = Zeroizing<[u8; 32]>;

/// Why there is no handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HandshakeError {
    /// Own key material of another kind, or the provider failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A message from the other side before there is a handshake.
    #[error("a message before the handshake")]
    Early,
    /// The message does not have 81 bytes.
    #[error("a handshake message of {0} bytes")]
    Length(usize),
    /// The other side's key is no point of P-256.
    #[error("the other side's key is no point of P-256")]
    PeerKey,
    /// Whoever sent this knows neither the code nor the advert: the wrong tunnel, or a relay that
    /// plays the phone.
    #[error("the other side does not know the code")]
    Stranger,
}

/// A handshake whose first message is made.
pub struct Handshake {
    symmetric: Symmetric,
    ephemeral: PrivateKey,
    /// The screen's key, in KN alone.
    identity: Option<PrivateKey>,
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handshake")
    }
}

/// What a finished handshake leaves.
pub struct Established {
    /// The key to write with.
    pub write: Key,
    /// The key to read with.
    pub read: Key,
    /// The digest of the handshake, which a link is bound to.
    pub hash: [u8; 32],
}

impl fmt::Debug for Established {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Established")
    }
}

impl Handshake {
    /// Begins by a code: the screen's key, a fresh key, and the key that both sides derive from code
    /// and advert. Returns the first message beside it.
    ///
    /// # Errors
    /// [`HandshakeError::Crypto`].
    pub fn by_code(
        identity: PrivateKey,
        ephemeral: PrivateKey,
        psk: &[u8],
        provider: &CryptoProvider,
    ) -> Result<(Self, Vec<u8>), HandshakeError> {
        let own = (provider.public_key)(&identity)?;
        let mut symmetric = Symmetric::new(KN, &[1], &own, provider)?;
        let message = symmetric.first(&ephemeral, psk, None, provider)?;
        Ok((Self { symmetric, ephemeral, identity: Some(identity) }, message))
    }

    /// Begins with a phone that was linked before: its key, a fresh key, and the key derived from
    /// link and advert.
    ///
    /// # Errors
    /// [`HandshakeError::Crypto`], [`HandshakeError::PeerKey`].
    pub fn by_link(
        peer: &PublicKey,
        ephemeral: PrivateKey,
        psk: &[u8],
        provider: &CryptoProvider,
    ) -> Result<(Self, Vec<u8>), HandshakeError> {
        let peer = (provider.uncompress)(peer).map_err(|_| HandshakeError::PeerKey)?;
        let mut symmetric = Symmetric::new(NK, &[0], &peer, provider)?;
        let message = symmetric.first(&ephemeral, psk, Some(&peer), provider)?;
        Ok((Self { symmetric, ephemeral, identity: None }, message))
    }

    /// Takes the phone's message.
    ///
    /// # Errors
    /// See [`HandshakeError`].
    pub fn finish(
        mut self,
        message: &[u8],
        provider: &CryptoProvider,
    ) -> Result<Established, HandshakeError> {
        let length = HandshakeError::Length(message.len());
        let (point, tag) = message.split_at_checked(POINT).ok_or(length)?;
        if tag.len() != TAG {
            return Err(length);
        }
        let peer = PublicKey::new(Curve::P256, point);
        (provider.check_public_key)(&peer).map_err(|_| HandshakeError::PeerKey)?;
        let symmetric = &mut self.symmetric;
        symmetric.mix_hash(point, provider)?;
        symmetric.mix_key(point, provider)?;
        for own in [Some(&self.ephemeral), self.identity.as_ref()].into_iter().flatten() {
            let shared = (provider.agree)(own, &peer)?;
            symmetric.mix_key(shared.as_ref(), provider)?;
        }
        symmetric.decrypt(tag, provider).map_err(|_| HandshakeError::Stranger)?;
        let [write, read] = symmetric.expand(&[], provider)?;
        Ok(Established { write, read, hash: symmetric.hash })
    }
}

/// Noise's symmetric state.
struct Symmetric {
    chaining: Key,
    key: Key,
    hash: [u8; 32],
}

impl Symmetric {
    fn new(
        name: &[u8],
        prologue: &[u8],
        known: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<Self, CryptoError> {
        let name: [u8; 32] = name.try_into().map_err(|_| CryptoError::InvalidLength)?;
        let (chaining, key) = (Zeroizing::new(name), Zeroizing::new([0; 32]));
        let mut own = Self { chaining, key, hash: name };
        own.mix_hash(prologue, provider)?;
        own.mix_hash(known.octets(), provider)?;
        Ok(own)
    }

    /// `-> psk, e`, and `es` where the other side's key is known.
    fn first(
        &mut self,
        ephemeral: &PrivateKey,
        psk: &[u8],
        peer: Option<&PublicKey>,
        provider: &CryptoProvider,
    ) -> Result<Vec<u8>, CryptoError> {
        let [chaining, hash, key] = self.expand(psk, provider)?;
        self.chaining = chaining;
        self.mix_hash(hash.as_slice(), provider)?;
        self.key = key;
        let public = (provider.public_key)(ephemeral)?;
        self.mix_hash(public.octets(), provider)?;
        self.mix_key(public.octets(), provider)?;
        if let Some(peer) = peer {
            let shared = (provider.agree)(ephemeral, peer)?;
            self.mix_key(shared.as_ref(), provider)?;
        }
        let tag = (provider.seal_aes_gcm)(self.key.as_slice(), &[0; 12], &self.hash, &[])?;
        self.mix_hash(&tag, provider)?;
        Ok([public.octets(), &tag].concat())
    }

    fn decrypt(&mut self, tag: &[u8], provider: &CryptoProvider) -> Result<(), CryptoError> {
        (provider.open_aes_gcm)(self.key.as_slice(), &[0; 12], &self.hash, tag)?;
        self.mix_hash(tag, provider)
    }

    fn mix_hash(&mut self, data: &[u8], provider: &CryptoProvider) -> Result<(), CryptoError> {
        let digest = (provider.digest)(HashAlgorithm::Sha256, &[&self.hash, data]);
        self.hash = digest.as_ref().try_into().map_err(|_| CryptoError::InvalidLength)?;
        Ok(())
    }

    fn mix_key(&mut self, input: &[u8], provider: &CryptoProvider) -> Result<(), CryptoError> {
        let [chaining, key] = self.expand(input, provider)?;
        (self.chaining, self.key) = (chaining, key);
        Ok(())
    }

    /// Noise's HKDF, which is that of RFC 5869 without information.
    fn expand<const N: usize>(
        &self,
        input: &[u8],
        provider: &CryptoProvider,
    ) -> Result<[Key; N], CryptoError> {
        let bytes = (provider.hkdf_sha256)(input, self.chaining.as_slice(), &[], 32 * N)?;
        let mut keys = std::array::from_fn(|_| Zeroizing::new([0; 32]));
        for (key, part) in keys.iter_mut().zip(bytes.as_ref().chunks_exact(32)) {
            key.copy_from_slice(part);
        }
        Ok(keys)
    }
}
