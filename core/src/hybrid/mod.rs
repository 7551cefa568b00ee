//! Floor 4: across devices by CTAP hybrid (CTAP 2.3 11.5), without any input or output.
//!
//! A person at a screen scans a code with their own phone. The phone proves by a Bluetooth advert
//! that it is near, meets the screen at a relay that sees ciphertext alone, and answers there.
//!
//! 1. `code`: the code on the screen, and its digits;
//! 2. `advert`: which of all adverts in range answers the code;
//! 3. `tunnel`: where the relay is, and which relays are used at all;
//! 4. `noise`: the handshake, bound to the code and to the advert;
//! 5. `transport`, `frame`: encrypted messages, strictly in order, and what is in them;
//! 6. `peer`: what the phone says of itself; `link`: what it offers to be reached without a code,
//!    read and verified, and refused unless the policy takes it;
//! 7. `digital`, `ctap`: what is asked and answered, a digital credential or a passkey;
//! 8. `initiator`: one state machine over all of them.
//!
//! The payloads are not made here: a call of the Digital Credentials API is what
//! [`crate::online::OnlineSession`] builds, and the answer is what it takes. The phone cannot prove
//! to itself that the origin it is told is the true one: a signed request does that.

pub mod advert;
pub mod code;
pub mod ctap;
pub mod digital;
pub mod frame;
pub mod initiator;
pub mod link;
pub mod noise;
pub mod peer;
pub mod transport;
pub mod tunnel;

use crate::crypto::{CryptoError, CryptoProvider, SecretBytes};

/// What a key is derived for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Purpose {
    /// Recognising adverts: 64 bytes.
    Advert = 1,
    /// The number of the tunnel: 16 bytes.
    Tunnel = 2,
    /// The key that both sides share before the handshake: 32 bytes.
    Handshake = 3,
}

/// `HKDF-SHA256(ikm = secret, salt, info = LE32(purpose), length)`
pub(crate) fn derive(
    secret: &[u8],
    salt: &[u8],
    purpose: Purpose,
    length: usize,
    provider: &CryptoProvider,
) -> Result<SecretBytes, CryptoError> {
    (provider.hkdf_sha256)(secret, salt, &(purpose as u32).to_le_bytes(), length)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
