//! Every random value of a session, from one secret seed.

use zeroize::Zeroizing;

use crate::codec::encode_base64url;
use crate::crypto::{CryptoError, CryptoProvider, Curve, PrivateKey, PublicKey, SecretBytes};

/// Bytes of a seed.
pub const SEED_BYTES: usize = 32;

/// A seed, used for one session and never again. Each value has a label of its own (HKDF-SHA256).
pub(super) struct Entropy<'a> {
    seed: &'a [u8],
    provider: &'a CryptoProvider,
}

impl<'a> Entropy<'a> {
    pub(super) fn new(seed: &'a [u8], provider: &'a CryptoProvider) -> Self {
        Self { seed, provider }
    }

    pub(super) fn bytes(&self, label: &str, len: usize) -> Result<SecretBytes, CryptoError> {
        let label = format!("tashika online 1 {label}");
        (self.provider.hkdf_sha256)(self.seed, b"", label.as_bytes(), len)
    }

    /// Base64url text of `len` random bytes.
    pub(super) fn text(&self, label: &str, len: usize) -> Result<String, CryptoError> {
        Ok(encode_base64url(self.bytes(label, len)?.as_ref()))
    }

    /// A key pair on P-256. One label in 2^32 gives no key; the next attempt does.
    pub(super) fn key(&self, label: &str) -> Result<(PrivateKey, PublicKey), CryptoError> {
        self.key_on(label, Curve::P256)
    }

    /// A key pair on this curve. On brainpoolP256r1 every third label or so gives none.
    pub(super) fn key_on(
        &self,
        label: &str,
        curve: Curve,
    ) -> Result<(PrivateKey, PublicKey), CryptoError> {
        let mut last = CryptoError::InvalidKey;
        for attempt in 0..64 {
            let scalar = self.bytes(&format!("{label} key {attempt}"), curve.coordinate_len())?;
            let mut scalar = Zeroizing::new(scalar.as_ref().to_vec());
            if let (Curve::P521, Some(first)) = (curve, scalar.first_mut()) {
                // The order has 521 bits: all but one of the first eight are zero.
                *first &= 1;
            }
            let key = PrivateKey::new(curve, scalar.as_slice());
            match (self.provider.public_key)(&key) {
                Ok(public) => return Ok((key, public)),
                Err(CryptoError::Unsupported) => return Err(CryptoError::Unsupported),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}
