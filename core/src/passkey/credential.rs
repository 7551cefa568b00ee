//! What a relying party keeps of a registration.

use std::fmt;

use thiserror::Error;

use super::data::AuthenticatorData;
use crate::codec::limits::{MAX_CREDENTIAL_ID_BYTES, MAX_DEPTH};
use crate::codec::{DecodeError, scan};
use crate::cose::{Algorithm, CoseKey, KeyProblem};
use crate::crypto::{CryptoProvider, HashAlgorithm, PublicKey};

/// A passkey as its relying party knows it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credential {
    /// Its id: a tracking handle.
    pub id: Vec<u8>,
    /// The relying party that it was made for.
    pub rp_id: String,
    /// The public key.
    pub key: PublicKey,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The authenticator's model, not attested; zero where none is stated.
    pub aaguid: [u8; 16],
    /// Whether it may be copied to other devices. It never changes.
    pub backup_eligible: bool,
    /// The counter at its last use.
    pub sign_count: u32,
    /// Ways to reach it, such as `internal` and `hybrid`, as the authenticator states them.
    pub transports: Vec<String>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({})", self.rp_id)
    }
}

/// Why a registration gives no credential.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RegistrationError {
    /// An algorithm that is not known here, or does not go with the key.
    #[error("an algorithm that is not known, or does not go with the key")]
    Algorithm,
    /// Not the shape.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The key cannot be used.
    #[error("the key: {0}")]
    Key(#[from] KeyProblem),
    /// The key is no point of its curve.
    #[error("the key is no point of its curve")]
    KeyInvalid,
    /// The phone answered for another relying party.
    #[error("a registration for another relying party")]
    RelyingParty,
    /// No credential is in it, or the credential's id is too long.
    #[error("no credential is in it")]
    NoCredential,
    /// Nobody was there.
    #[error("nobody was there")]
    UserAbsent,
}

impl Credential {
    /// The credential in the authenticator data of a registration for this relying party.
    /// `transports` are as the authenticator states them. No attestation is examined.
    ///
    /// # Errors
    /// See [`RegistrationError`].
    pub fn register(
        authenticator_data: &[u8],
        rp_id: &str,
        transports: &[String],
        provider: &CryptoProvider,
    ) -> Result<Self, RegistrationError> {
        let data = AuthenticatorData::read(authenticator_data)?;
        let digest = (provider.digest)(HashAlgorithm::Sha256, &[rp_id.as_bytes()]);
        if digest.as_ref() != data.rp_id_hash {
            return Err(RegistrationError::RelyingParty);
        }
        if !data.flags.user_present() {
            return Err(RegistrationError::UserAbsent);
        }
        let own = data.attested.filter(|own| own.id.len() <= MAX_CREDENTIAL_ID_BYTES);
        let own = own.ok_or(RegistrationError::NoCredential)?;
        let item = scan(own.key, 0, MAX_DEPTH)?.item;
        let id = item.as_map().and_then(|map| map.int_key(3)).and_then(|own| own.as_i64());
        let algorithm = id.and_then(Algorithm::from_cose).ok_or(RegistrationError::Algorithm)?;
        let key = CoseKey::read(&item)?.public_key().clone();
        if !algorithm.curves().contains(&key.curve()) {
            return Err(RegistrationError::Algorithm);
        }
        (provider.check_public_key)(&key).map_err(|_| RegistrationError::KeyInvalid)?;
        Ok(Self {
            id: own.id.to_vec(),
            rp_id: rp_id.to_owned(),
            key,
            algorithm,
            aaguid: own.aaguid,
            backup_eligible: data.flags.backup_eligible(),
            sign_count: data.sign_count,
            transports: transports.to_vec(),
        })
    }
}
