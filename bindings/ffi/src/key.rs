//! Private keys: objects that are wiped on close, and never come out again.

use std::sync::Arc;

use tashika::crypto::{CryptoProvider, PrivateKey as CorePrivateKey};
use zeroize::Zeroizing;

use crate::error::{TashikaError, guard};
use crate::mirror::Curve;

/// Candidates for a scalar that are tried: of the curves in use one in two is below the order at
/// the worst.
const MAX_CANDIDATES: usize = 128;

/// A private key for one session. Wiped when it is closed.
#[derive(Debug, uniffi::Object)]
pub struct PrivateKey(pub(crate) CorePrivateKey);

#[uniffi::export]
impl PrivateKey {
    /// A key from its big-endian scalar, for one that was made elsewhere.
    #[uniffi::constructor]
    pub fn from_scalar(curve: Curve, scalar: Vec<u8>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let scalar = Zeroizing::new(scalar);
            let key = CorePrivateKey::new(curve, scalar.as_slice());
            match (CryptoProvider::default().public_key)(&key) {
                Ok(_) => Ok(Arc::new(Self(key))),
                Err(problem) => Err(TashikaError::usage("private-key", problem)),
            }
        })
    }

    /// A fresh key from the randomness of the operating system.
    #[uniffi::constructor]
    pub fn generate(curve: Curve) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let provider = CryptoProvider::default();
            for _ in 0..MAX_CANDIDATES {
                let mut scalar = random(curve.coordinate_len())?;
                // The order of P-521 has 521 bits in 66 octets.
                if let (Curve::P521, Some(first)) = (curve, scalar.first_mut()) {
                    *first &= 1;
                }
                let key = CorePrivateKey::new(curve, scalar.as_slice());
                if (provider.public_key)(&key).is_ok() {
                    return Ok(Arc::new(Self(key)));
                }
            }
            Err(TashikaError::usage("curve", "this library makes no keys on this curve"))
        })
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        self.0.curve()
    }

    /// The octets of the public key: a point, uncompressed, or a raw key.
    pub fn public_key(&self) -> Result<Vec<u8>, TashikaError> {
        guard(|| {
            let key = (CryptoProvider::default().public_key)(&self.0);
            key.map(|own| own.octets().to_vec())
                .map_err(|problem| TashikaError::usage("private-key", problem))
        })
    }
}

/// `r || s` of a signature that a key store gave as a DER sequence, as the one of a phone does: what a
/// [`RequestSigner`](crate::reader::RequestSigner) answers.
#[uniffi::export]
pub fn signature_from_der(curve: Curve, signature: Vec<u8>) -> Result<Vec<u8>, TashikaError> {
    guard(|| {
        tashika::mdoc::signature_from_der(curve, &signature)
            .map_err(|error| TashikaError::unreadable("signature", error))
    })
}

/// Random bytes of the operating system.
pub(crate) fn random(len: usize) -> Result<Zeroizing<Vec<u8>>, TashikaError> {
    let mut bytes = Zeroizing::new(vec![0; len]);
    getrandom::fill(&mut bytes).map_err(|_| TashikaError::Internal {
        code: "internal.randomness".to_owned(),
        reason: "the operating system gives no random bytes".to_owned(),
    })?;
    Ok(bytes)
}
