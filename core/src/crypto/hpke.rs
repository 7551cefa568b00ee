//! HPKE (RFC 9180), mode base, as a recipient, on the crate `hpke`.
//!
//! The one suite that ISO/IEC TS 18013-7 Annex C and Apple use: DHKEM(P-256, HKDF-SHA256),
//! HKDF-SHA256, AES-128-GCM.

use hpke::aead::AesGcm128;
use hpke::kdf::HkdfSha256;
use hpke::kem::DhP256HkdfSha256;
use hpke::{Deserializable, HpkeError, Kem, OpModeR, single_shot_open};

use super::{CryptoError, Curve, PrivateKey};

type Suite = DhP256HkdfSha256;

pub(super) fn open_hpke(
    own: &PrivateKey,
    encapsulated: &[u8],
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    if own.curve() != Curve::P256 {
        return Err(CryptoError::Unsupported);
    }
    let own = <Suite as Kem>::PrivateKey::from_bytes(own.scalar())
        .map_err(|_| CryptoError::InvalidKey)?;
    let encapsulated = <Suite as Kem>::EncappedKey::from_bytes(encapsulated)
        .map_err(|_| CryptoError::InvalidKey)?;
    single_shot_open::<AesGcm128, HkdfSha256, Suite>(
        &OpModeR::Base,
        &own,
        &encapsulated,
        info,
        sealed,
        aad,
    )
    .map_err(|error| match error {
        HpkeError::DecapError => CryptoError::InvalidKey,
        _ => CryptoError::Mismatch,
    })
}
