//! Floor 0: cryptography behind one plain struct.
//!
//! [`CryptoProvider`] is a struct of functions. Every caller gets it as an argument; nothing here is
//! global. An algorithm that a provider does not have is [`CryptoError::Unsupported`], which the
//! checks report as *undetermined*: never as passed, never as failed.

mod brainpool;
mod hpke;
mod provider;
mod rustcrypto;

#[cfg(feature = "aws-lc")]
mod aws_lc;

pub use provider::{
    CryptoError, CryptoProvider, Curve, Digest, HashAlgorithm, PrivateKey, PublicKey, RsaPublicKey,
    SecretBytes, SignatureScheme,
};
