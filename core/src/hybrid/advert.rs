//! Which advert answers the code.
//!
//! ```text
//! service data = C(16) || T(4), more may follow
//! T = the first 4 bytes of HMAC-SHA256(mac, C)
//! P = AES-256-ECB-decrypt(aes, C):
//!     0         zero
//!     1..10     nonce
//!     11..13    routing id
//!     14..15    encoded tunnel domain, little-endian
//! ```
//!
//! A stranger's advert passes the tag once in 2^32. Whoever photographed the code can make one that
//! always does: that is another phone, and [`SecondPhone`](super::initiator::SecondPhone) says what
//! two of them mean.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Purpose, derive};
use crate::crypto::{CryptoError, CryptoProvider, SecretBytes};

/// The service of FIDO, and the one that older phones use.
pub const SERVICES: [u16; 2] = [0xfff9, 0xfde2];
const TAG: usize = 4;
const BLOCK: usize = 16;

/// What recognises the adverts that answer one code.
#[derive(Clone)]
pub struct AdvertKey(SecretBytes);

impl fmt::Debug for AdvertKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdvertKey")
    }
}

/// An advert that answers the code.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Advert([u8; BLOCK]);

impl fmt::Debug for Advert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It is the salt of the key that both sides share.
        write!(f, "Advert(domain {})", self.domain())
    }
}

impl AdvertKey {
    /// The key for the code with this secret.
    ///
    /// # Errors
    /// What the provider says.
    pub fn of_code(secret: &[u8], provider: &CryptoProvider) -> Result<Self, CryptoError> {
        Self::of_link(secret, &[], provider)
    }

    /// The key for a phone that was linked before, and the nonce it was called with.
    ///
    /// # Errors
    /// What the provider says.
    pub fn of_link(
        secret: &[u8],
        nonce: &[u8],
        provider: &CryptoProvider,
    ) -> Result<Self, CryptoError> {
        derive(secret, nonce, Purpose::Advert, 64, provider).map(Self)
    }

    /// The advert in this service data, if it answers the code.
    pub fn recognise(&self, data: &[u8], provider: &CryptoProvider) -> Option<Advert> {
        let (aes, mac) = self.0.as_ref().split_at_checked(32)?;
        let block: &[u8; BLOCK] = data.first_chunk()?;
        let tag = data.get(BLOCK..BLOCK + TAG)?;
        (provider.verify_short_hmac_sha256)(mac, &[block], tag).ok()?;
        let plain = (provider.decrypt_aes256_block)(aes, block).ok()?;
        plain.starts_with(&[0]).then_some(Advert(plain))
    }
}

impl Advert {
    /// The plaintext.
    pub fn bytes(&self) -> &[u8; BLOCK] {
        &self.0
    }

    /// The routing id, which the tunnel service gave the phone.
    pub fn routing_id(&self) -> [u8; 3] {
        let [.., a, b, c, _, _] = self.0;
        [a, b, c]
    }

    /// The encoded tunnel domain.
    pub fn domain(&self) -> u16 {
        let [.., low, high] = self.0;
        u16::from_le_bytes([low, high])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_advert() {
        let advert = Advert([
            0x00, 0x09, 0x8b, 0x73, 0x6b, 0x36, 0xa9, 0x8c, 0xb9, 0xa4, 0x2f, 0x09, 0x0a, 0x0b,
            0xff, 0x01,
        ]);
        assert_eq!((advert.routing_id(), advert.domain()), ([9, 10, 11], 511));
    }
}
