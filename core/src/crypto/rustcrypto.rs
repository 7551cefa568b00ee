//! The default provider, on the crates of RustCrypto and dalek.
//!
//! It has P-256, P-384, P-521, the four brainpool curves, Ed25519, X25519, and RSA for verification
//! alone. Ed448 and X448 have no released, well-kept crate and are [`CryptoError::Unsupported`].

use aes_gcm::aead::array::Array;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::aes::Aes256Dec;
use aes_gcm::aes::cipher::BlockCipherDecrypt;
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use ecdsa::signature::hazmat::PrehashVerifier;
use elliptic_curve::SecretKey;
use elliptic_curve::ecdh::diffie_hellman;
use elliptic_curve::sec1::ToSec1Point;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, Pkcs1v15Sign};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::{
    CryptoError, CryptoProvider, Curve, Digest, HashAlgorithm, PrivateKey, PublicKey, RsaPublicKey,
    SecretBytes, SignatureScheme,
};

pub(super) const PROVIDER: CryptoProvider = CryptoProvider {
    name: "rustcrypto",
    check_public_key,
    verify,
    check_rsa_key,
    verify_rsa,
    digest,
    agree,
    public_key,
    uncompress,
    hkdf_sha256,
    verify_hmac_sha256,
    verify_short_hmac_sha256,
    decrypt_aes256_block,
    seal_aes_gcm,
    open_aes_gcm,
    open_hpke: super::hpke::open_hpke,
};

/// Runs `$body` with `$c` as the type of a Weierstrass curve, else `$other`.
macro_rules! on_curve {
    ($curve:expr, $c:ident => $body:expr, $other:expr) => {
        match $curve {
            Curve::BrainpoolP256r1 => {
                type $c = bp256::BrainpoolP256r1;
                $body
            }
            Curve::BrainpoolP320r1 => {
                type $c = super::brainpool::BrainpoolP320r1;
                $body
            }
            Curve::BrainpoolP384r1 => {
                type $c = bp384::BrainpoolP384r1;
                $body
            }
            Curve::BrainpoolP512r1 => {
                type $c = super::brainpool::BrainpoolP512r1;
                $body
            }
            Curve::P256 => {
                type $c = p256::NistP256;
                $body
            }
            Curve::P384 => {
                type $c = p384::NistP384;
                $body
            }
            Curve::P521 => {
                type $c = p521::NistP521;
                $body
            }
            _ => $other,
        }
    };
}

pub(super) fn check_public_key(key: &PublicKey) -> Result<(), CryptoError> {
    on_curve!(
        key.curve(),
        C => elliptic_curve::PublicKey::<C>::from_sec1_bytes(point(key)?)
            .map(drop)
            .map_err(|_| CryptoError::InvalidKey),
        match key.curve() {
            Curve::Ed25519 => edwards_key(key).map(drop),
            Curve::X25519 => montgomery(key.octets()).map(drop),
            _ => Err(CryptoError::Unsupported),
        }
    )
}

pub(super) fn verify(
    key: &PublicKey,
    scheme: SignatureScheme,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let algorithm = match scheme {
        SignatureScheme::EdDsa => return verify_edwards(key, message, signature),
        SignatureScheme::Ecdsa(HashAlgorithm::Sha1) => return Err(CryptoError::Unsupported),
        SignatureScheme::Ecdsa(algorithm) => algorithm,
    };
    let digest = padded(&digest(algorithm, message), key.curve().coordinate_len());
    on_curve!(
        key.curve(),
        C => {
            let key = ecdsa::VerifyingKey::<C>::from_sec1_bytes(point(key)?)
                .map_err(|_| CryptoError::InvalidKey)?;
            let signature = ecdsa::Signature::<C>::from_slice(signature)
                .map_err(|_| CryptoError::InvalidSignature)?;
            key.verify_prehash(&digest, &signature).map_err(|_| CryptoError::Mismatch)
        },
        match key.curve() {
            Curve::Ed25519 | Curve::X25519 => Err(CryptoError::InvalidKey),
            _ => Err(CryptoError::Unsupported),
        }
    )
}

pub(super) fn check_rsa_key(key: &RsaPublicKey) -> Result<(), CryptoError> {
    rsa_key(key).map(drop)
}

fn rsa_key(key: &RsaPublicKey) -> Result<rsa::PublicKey, CryptoError> {
    if !key.is_allowed() {
        return Err(CryptoError::InvalidKey);
    }
    let [modulus, exponent] = [key.modulus(), key.exponent()].map(BoxedUint::from_be_slice_vartime);
    rsa::PublicKey::new(modulus, exponent).map_err(|_| CryptoError::InvalidKey)
}

pub(super) fn verify_rsa(
    key: &RsaPublicKey,
    hash: HashAlgorithm,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let scheme = match hash {
        HashAlgorithm::Sha1 => return Err(CryptoError::Unsupported),
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    };
    let key = rsa_key(key)?;
    if signature.len() != key.size() {
        return Err(CryptoError::InvalidSignature);
    }
    let digest = digest(hash, message);
    key.verify(scheme, digest.as_ref(), signature).map_err(|_| CryptoError::Mismatch)
}

pub(super) fn digest(algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
    fn of<D: sha2::Digest>(parts: &[&[u8]]) -> Digest {
        let mut hash = D::new();
        parts.iter().for_each(|part| hash.update(part));
        Digest::new(&hash.finalize())
    }
    match algorithm {
        HashAlgorithm::Sha1 => of::<Sha1>(parts),
        HashAlgorithm::Sha256 => of::<Sha256>(parts),
        HashAlgorithm::Sha384 => of::<Sha384>(parts),
        HashAlgorithm::Sha512 => of::<Sha512>(parts),
    }
}

pub(super) fn agree(own: &PrivateKey, peer: &PublicKey) -> Result<SecretBytes, CryptoError> {
    if own.curve() != peer.curve() {
        return Err(CryptoError::InvalidKey);
    }
    on_curve!(
        own.curve(),
        C => {
            let own = SecretKey::<C>::from_slice(scalar(own)?)
                .map_err(|_| CryptoError::InvalidKey)?;
            let peer = elliptic_curve::PublicKey::<C>::from_sec1_bytes(point(peer)?)
                .map_err(|_| CryptoError::InvalidKey)?;
            let shared = diffie_hellman(own.to_nonzero_scalar(), peer.as_affine());
            Ok(SecretBytes::new(shared.raw_secret_bytes().to_vec()))
        },
        match own.curve() {
            Curve::X25519 => {
                let own = Zeroizing::new(montgomery(scalar(own)?)?);
                let shared =
                    Zeroizing::new(x25519_dalek::x25519(*own, montgomery(peer.octets())?));
                // RFC 7748 6.1: a peer of small order would fix the secret.
                if shared.iter().all(|octet| *octet == 0) {
                    return Err(CryptoError::InvalidKey);
                }
                Ok(SecretBytes::new(shared.to_vec()))
            }
            Curve::Ed25519 => Err(CryptoError::InvalidKey),
            _ => Err(CryptoError::Unsupported),
        }
    )
}

pub(super) fn public_key(own: &PrivateKey) -> Result<PublicKey, CryptoError> {
    let octets = on_curve!(
        own.curve(),
        C => SecretKey::<C>::from_slice(scalar(own)?)
            .map_err(|_| CryptoError::InvalidKey)?
            .public_key()
            .to_sec1_point(false)
            .as_bytes()
            .to_vec(),
        match own.curve() {
            Curve::X25519 => {
                let own = Zeroizing::new(montgomery(scalar(own)?)?);
                x25519_dalek::x25519(*own, x25519_dalek::X25519_BASEPOINT_BYTES).to_vec()
            }
            _ => return Err(CryptoError::Unsupported),
        }
    );
    Ok(PublicKey::new(own.curve(), octets))
}

pub(super) fn uncompress(key: &PublicKey) -> Result<PublicKey, CryptoError> {
    if !key.curve().is_weierstrass() {
        return Ok(key.clone());
    }
    let octets = on_curve!(
        key.curve(),
        C => elliptic_curve::PublicKey::<C>::from_sec1_bytes(point(key)?)
            .map_err(|_| CryptoError::InvalidKey)?
            .to_sec1_point(false)
            .as_bytes()
            .to_vec(),
        return Err(CryptoError::Unsupported)
    );
    Ok(PublicKey::new(key.curve(), octets))
}

pub(super) fn hkdf_sha256(
    ikm: &[u8],
    salt: &[u8],
    info: &[u8],
    len: usize,
) -> Result<SecretBytes, CryptoError> {
    // RFC 5869 2.3: at most 255 digests. Checked first, so that nothing large is allocated.
    if len > 255 * 32 {
        return Err(CryptoError::InvalidLength);
    }
    let mut out = Zeroizing::new(vec![0; len]);
    let hkdf = Hkdf::<Sha256>::new(Some(salt), ikm);
    hkdf.expand(info, &mut out).map_err(|_| CryptoError::InvalidLength)?;
    Ok(SecretBytes::new(std::mem::take(&mut *out)))
}

pub(super) fn verify_hmac_sha256(
    key: &[u8],
    message: &[&[u8]],
    tag: &[u8],
) -> Result<(), CryptoError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| CryptoError::InvalidLength)?;
    message.iter().for_each(|part| mac.update(part));
    mac.verify_slice(tag).map_err(|_| CryptoError::Mismatch)
}

pub(super) fn verify_short_hmac_sha256(
    key: &[u8],
    message: &[&[u8]],
    tag: &[u8],
) -> Result<(), CryptoError> {
    if tag.len() < 4 {
        return Err(CryptoError::InvalidLength);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| CryptoError::InvalidLength)?;
    message.iter().for_each(|part| mac.update(part));
    mac.verify_truncated_left(tag).map_err(|_| CryptoError::Mismatch)
}

pub(super) fn decrypt_aes256_block(key: &[u8], block: &[u8; 16]) -> Result<[u8; 16], CryptoError> {
    let cipher = Aes256Dec::new_from_slice(key).map_err(|_| CryptoError::InvalidLength)?;
    let mut block = Array(*block);
    cipher.decrypt_block(&mut block);
    Ok(block.0)
}

pub(super) fn seal_aes_gcm(
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let payload = Payload { msg: plain, aad };
    let nonce = nonce.try_into().map_err(|_| CryptoError::InvalidLength)?;
    match key.len() {
        16 => Aes128Gcm::new_from_slice(key).map(|cipher| cipher.encrypt(nonce, payload)),
        32 => Aes256Gcm::new_from_slice(key).map(|cipher| cipher.encrypt(nonce, payload)),
        _ => return Err(CryptoError::InvalidLength),
    }
    .map_err(|_| CryptoError::InvalidLength)?
    .map_err(|_| CryptoError::InvalidLength)
}

pub(super) fn open_aes_gcm(
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let payload = Payload { msg: sealed, aad };
    let nonce = nonce.try_into().map_err(|_| CryptoError::InvalidLength)?;
    match key.len() {
        16 => Aes128Gcm::new_from_slice(key).map(|cipher| cipher.decrypt(nonce, payload)),
        32 => Aes256Gcm::new_from_slice(key).map(|cipher| cipher.decrypt(nonce, payload)),
        _ => return Err(CryptoError::InvalidLength),
    }
    .map_err(|_| CryptoError::InvalidLength)?
    .map_err(|_| CryptoError::Mismatch)
}

/// A SEC 1 point of a form that the standard knows, and of the curve's length.
fn point(key: &PublicKey) -> Result<&[u8], CryptoError> {
    let len = key.curve().coordinate_len();
    match (key.octets().first(), key.octets().len()) {
        (Some(2 | 3), own) if own == 1 + len => Ok(key.octets()),
        (Some(4), own) if own == 1 + 2 * len => Ok(key.octets()),
        _ => Err(CryptoError::InvalidKey),
    }
}

fn scalar(key: &PrivateKey) -> Result<&[u8], CryptoError> {
    let own = key.scalar();
    if own.len() == key.curve().coordinate_len() { Ok(own) } else { Err(CryptoError::InvalidKey) }
}

/// The digest with zeros in front up to the curve's length: the crate takes none that is shorter
/// than half of it, such as SHA-256 with P-521.
fn padded(digest: &Digest, len: usize) -> Vec<u8> {
    let own = digest.as_ref();
    let mut padded = vec![0; len.saturating_sub(own.len())];
    padded.extend_from_slice(own);
    padded
}

fn montgomery(octets: &[u8]) -> Result<[u8; 32], CryptoError> {
    octets.try_into().map_err(|_| CryptoError::InvalidKey)
}

fn edwards_key(key: &PublicKey) -> Result<ed25519_dalek::VerifyingKey, CryptoError> {
    if key.curve() == Curve::Ed448 {
        return Err(CryptoError::Unsupported);
    }
    if key.curve() != Curve::Ed25519 {
        return Err(CryptoError::InvalidKey);
    }
    let octets = key.octets().try_into().map_err(|_| CryptoError::InvalidKey)?;
    ed25519_dalek::VerifyingKey::from_bytes(octets)
        .ok()
        .filter(|own| !own.is_weak())
        .ok_or(CryptoError::InvalidKey)
}

fn verify_edwards(key: &PublicKey, message: &[&[u8]], signature: &[u8]) -> Result<(), CryptoError> {
    let key = edwards_key(key)?;
    let signature = ed25519_dalek::Signature::from_slice(signature)
        .map_err(|_| CryptoError::InvalidSignature)?;
    key.verify_strict(&message.concat(), &signature).map_err(|_| CryptoError::Mismatch)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 4.6.
    #[test]
    fn a_short_tag_holds_as_far_as_it_goes_and_needs_four_bytes() {
        let tag = [0xa3, 0xb6, 0x16, 0x74, 0x73, 0x10, 0x0e, 0xe0, 0x6e, 0x0c, 0x79, 0x6c];
        let check = |tag: &[u8]| {
            verify_short_hmac_sha256(&[0x0c; 20], &[b"Test With ", b"Truncation"], tag)
        };
        for length in 4..=tag.len() {
            assert_eq!(check(&tag[..length]), Ok(()));
            let mut wrong = tag[..length].to_vec();
            wrong[length - 1] ^= 1;
            assert_eq!(check(&wrong), Err(CryptoError::Mismatch));
        }
        assert_eq!(check(&tag[..3]), Err(CryptoError::InvalidLength));
        assert_eq!(check(&[]), Err(CryptoError::InvalidLength));
        assert_eq!(check(&[0xa3; 33]), Err(CryptoError::Mismatch));
    }

    /// FIPS 197 C.3.
    #[test]
    fn one_block_of_aes_256() {
        let key: Vec<u8> = (0..32).collect();
        let sealed = 0x8ea2_b7ca_5167_45bf_eafc_4990_4b49_6089_u128.to_be_bytes();
        let plain = 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff_u128.to_be_bytes();
        assert_eq!(decrypt_aes256_block(&key, &sealed), Ok(plain));
        assert_eq!(decrypt_aes256_block(&key[..16], &sealed), Err(CryptoError::InvalidLength));
    }
}
