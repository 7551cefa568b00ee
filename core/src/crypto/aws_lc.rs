//! The fast provider: AWS-LC where it has the algorithm, the default provider for the rest.
//!
//! AWS-LC does ECDSA with a curve's usual digest (P-521 with any), ECDH on P-256, P-384 and P-521,
//! Ed25519, RSA, digests and HMAC. Point checks of a key alone, brainpool, X25519, HKDF and AES-GCM stay
//! with the default.

use aws_lc_rs::agreement::{self, ECDH_P256, ECDH_P384, ECDH_P521};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA256_FIXED,
    ECDSA_P521_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, EcdsaVerificationAlgorithm,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use aws_lc_rs::{digest as lc_digest, hmac};

use super::rustcrypto;
use super::{
    CryptoError, CryptoProvider, Curve, Digest, HashAlgorithm, PrivateKey, PublicKey, RsaPublicKey,
    SecretBytes, SignatureScheme,
};

pub(super) const PROVIDER: CryptoProvider = CryptoProvider {
    name: "aws-lc",
    verify,
    verify_rsa,
    digest,
    agree,
    verify_hmac_sha256,
    ..rustcrypto::PROVIDER
};

fn verify(
    key: &PublicKey,
    scheme: SignatureScheme,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CryptoError> {
    if key.curve() == Curve::Ed25519 && scheme == SignatureScheme::EdDsa {
        return verify_edwards(key, message, signature);
    }
    let Some((algorithm, hash)) = ecdsa(key.curve(), scheme) else {
        return rustcrypto::verify(key, scheme, message, signature);
    };
    if signature.len() != 2 * key.curve().coordinate_len() {
        return Err(CryptoError::InvalidSignature);
    }
    // AWS-LC takes uncompressed points and says of a bad key only that verification failed.
    let key = match key.octets().first() {
        Some(4) => key.clone(),
        _ => rustcrypto::uncompress(key)?,
    };
    UnparsedPublicKey::new(algorithm, key.octets())
        .verify_digest(&hashed(hash, message), signature)
        .or_else(|_| rustcrypto::check_public_key(&key).and(Err(CryptoError::Mismatch)))
}

fn verify_edwards(key: &PublicKey, message: &[&[u8]], signature: &[u8]) -> Result<(), CryptoError> {
    // Refuses keys of small order, which AWS-LC does not.
    rustcrypto::check_public_key(key)?;
    if signature.len() != 64 {
        return Err(CryptoError::InvalidSignature);
    }
    UnparsedPublicKey::new(&ED25519, key.octets())
        .verify(&message.concat(), signature)
        .map_err(|_| CryptoError::Mismatch)
}

fn verify_rsa(
    key: &RsaPublicKey,
    hash: HashAlgorithm,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let parameters = match hash {
        HashAlgorithm::Sha1 => return Err(CryptoError::Unsupported),
        HashAlgorithm::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
        HashAlgorithm::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
        HashAlgorithm::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
    };
    // Refuses exponents that AWS-LC takes.
    rustcrypto::check_rsa_key(key)?;
    if signature.len() != key.modulus().len() {
        return Err(CryptoError::InvalidSignature);
    }
    RsaPublicKeyComponents { n: key.modulus(), e: key.exponent() }
        .verify(parameters, &message.concat(), signature)
        .map_err(|_| CryptoError::Mismatch)
}

fn ecdsa(
    curve: Curve,
    scheme: SignatureScheme,
) -> Option<(&'static EcdsaVerificationAlgorithm, &'static lc_digest::Algorithm)> {
    let SignatureScheme::Ecdsa(hash) = scheme else { return None };
    Some(match (curve, hash) {
        (Curve::P256, HashAlgorithm::Sha256) => (&ECDSA_P256_SHA256_FIXED, &lc_digest::SHA256),
        (Curve::P384, HashAlgorithm::Sha384) => (&ECDSA_P384_SHA384_FIXED, &lc_digest::SHA384),
        (Curve::P521, HashAlgorithm::Sha256) => (&ECDSA_P521_SHA256_FIXED, &lc_digest::SHA256),
        (Curve::P521, HashAlgorithm::Sha384) => (&ECDSA_P521_SHA384_FIXED, &lc_digest::SHA384),
        (Curve::P521, HashAlgorithm::Sha512) => (&ECDSA_P521_SHA512_FIXED, &lc_digest::SHA512),
        _ => return None,
    })
}

fn hashed(algorithm: &'static lc_digest::Algorithm, parts: &[&[u8]]) -> lc_digest::Digest {
    let mut context = lc_digest::Context::new(algorithm);
    parts.iter().for_each(|part| context.update(part));
    context.finish()
}

fn digest(algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
    let algorithm = match algorithm {
        HashAlgorithm::Sha1 => &lc_digest::SHA1_FOR_LEGACY_USE_ONLY,
        HashAlgorithm::Sha256 => &lc_digest::SHA256,
        HashAlgorithm::Sha384 => &lc_digest::SHA384,
        HashAlgorithm::Sha512 => &lc_digest::SHA512,
    };
    Digest::new(hashed(algorithm, parts).as_ref())
}

fn agree(own: &PrivateKey, peer: &PublicKey) -> Result<SecretBytes, CryptoError> {
    let algorithm = match own.curve() {
        Curve::P256 => &ECDH_P256,
        Curve::P384 => &ECDH_P384,
        Curve::P521 => &ECDH_P521,
        _ => return rustcrypto::agree(own, peer),
    };
    if own.curve() != peer.curve() || own.scalar().len() != own.curve().coordinate_len() {
        return Err(CryptoError::InvalidKey);
    }
    let peer = rustcrypto::uncompress(peer)?;
    let own = agreement::PrivateKey::from_private_key(algorithm, own.scalar())
        .map_err(|_| CryptoError::InvalidKey)?;
    let peer = agreement::UnparsedPublicKey::new(algorithm, peer.octets());
    agreement::agree(&own, peer, CryptoError::InvalidKey, |shared| {
        Ok(SecretBytes::new(shared.to_vec()))
    })
}

fn verify_hmac_sha256(key: &[u8], message: &[&[u8]], tag: &[u8]) -> Result<(), CryptoError> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    message.iter().for_each(|part| context.update(part));
    aws_lc_rs::constant_time::verify_slices_are_equal(context.sign().as_ref(), tag)
        .map_err(|_| CryptoError::Mismatch)
}
