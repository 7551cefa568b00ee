//! What a relying party keeps of a registration.
//!
//! To store a credential, keep the authenticator data of its registration and the transports, and make
//! it anew from them; the counter of its last use is to be kept beside them.

use std::fmt;

use thiserror::Error;

use super::assertion::UserVerification;
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

/// What a registration is held against: what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration<'a> {
    /// The relying party that asked.
    pub rp_id: &'a str,
    /// The COSE algorithms that were asked for.
    pub algorithms: &'a [i64],
    /// Whether the device must have verified its user.
    pub user_verification: UserVerification,
    /// Ways to reach the authenticator, as it states them.
    pub transports: &'a [String],
}

/// Why a registration gives no credential.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RegistrationError {
    /// An algorithm that is not known here, or does not go with the key.
    #[error("an algorithm that is not known, or does not go with the key")]
    Algorithm,
    /// An algorithm that was not asked for.
    #[error("an algorithm that was not asked for")]
    AlgorithmNotAsked,
    /// Backed up, and not eligible for it.
    #[error("backup flags that do not go together")]
    Backup,
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
    /// The device did not verify its user, which was asked for.
    #[error("the device did not verify its user")]
    UserNotVerified,
}

impl RegistrationError {
    /// The stable id, for example `registration.user-absent`.
    pub const fn id(&self) -> &'static str {
        match self {
            RegistrationError::Algorithm => "registration.algorithm",
            RegistrationError::AlgorithmNotAsked => "registration.algorithm-not-asked",
            RegistrationError::Backup => "registration.backup",
            RegistrationError::Decode(_) => "registration.authenticator-data",
            RegistrationError::Key(_) | RegistrationError::KeyInvalid => "registration.key",
            RegistrationError::NoCredential => "registration.no-credential",
            RegistrationError::RelyingParty => "registration.relying-party",
            RegistrationError::UserAbsent => "registration.user-absent",
            RegistrationError::UserNotVerified => "registration.user-verified",
        }
    }

    /// A sentence for operators, in Japanese.
    pub const fn ja(&self) -> &'static str {
        match self {
            RegistrationError::Algorithm => "鍵の方式が不明か、鍵と一致しません。",
            RegistrationError::AlgorithmNotAsked => "要求していない方式の鍵が作成されました。",
            RegistrationError::Backup => "バックアップに関するフラグが矛盾しています。",
            RegistrationError::Decode(_) => "認証器データの形式が正しくありません。",
            RegistrationError::Key(_) | RegistrationError::KeyInvalid => "公開鍵が使用できません。",
            RegistrationError::NoCredential => "応答にパスキーが含まれていません。",
            RegistrationError::RelyingParty => "別の依拠当事者に対する登録です。",
            RegistrationError::UserAbsent => "利用者の操作がありませんでした。",
            RegistrationError::UserNotVerified => "端末で本人の確認が行われていません。",
        }
    }
}

impl Credential {
    /// The credential in the authenticator data of a registration (WebAuthn 7.1). No attestation is
    /// examined.
    ///
    /// # Errors
    /// See [`RegistrationError`].
    pub fn register(
        authenticator_data: &[u8],
        asked: &Registration<'_>,
        provider: &CryptoProvider,
    ) -> Result<Self, RegistrationError> {
        let data = AuthenticatorData::read(authenticator_data)?;
        let digest = (provider.digest)(HashAlgorithm::Sha256, &[asked.rp_id.as_bytes()]);
        if digest.as_ref() != data.rp_id_hash {
            return Err(RegistrationError::RelyingParty);
        }
        if !data.flags.user_present() {
            return Err(RegistrationError::UserAbsent);
        }
        let must_verify = asked.user_verification == UserVerification::Required;
        if must_verify && !data.flags.user_verified() {
            return Err(RegistrationError::UserNotVerified);
        }
        if data.flags.backed_up() && !data.flags.backup_eligible() {
            return Err(RegistrationError::Backup);
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
        if !asked.algorithms.contains(&algorithm.cose_id()) {
            return Err(RegistrationError::AlgorithmNotAsked);
        }
        (provider.check_public_key)(&key).map_err(|_| RegistrationError::KeyInvalid)?;
        Ok(Self {
            id: own.id.to_vec(),
            rp_id: asked.rp_id.to_owned(),
            key,
            algorithm,
            aaguid: own.aaguid,
            backup_eligible: data.flags.backup_eligible(),
            sign_count: data.sign_count,
            transports: asked.transports.to_vec(),
        })
    }
}
