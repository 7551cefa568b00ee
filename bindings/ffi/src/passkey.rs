//! Passkeys: what a registration gives to keep, and what an assertion shows, as facts.
//!
//! No attestation is examined. Which level an assertion supports is decided elsewhere.

use std::sync::Arc;

use tashika::crypto::{CryptoProvider, Curve};
use tashika::passkey::{
    self as core, Assertion, AssertionReport, AuthenticatorData as CoreAuthenticatorData,
    Credential, Expected, Registration, RegistrationError,
};

use crate::error::{TashikaError, guard};
use crate::mirror::{
    Algorithm, PasskeyCeremony, PasskeyCheck, PasskeyOutcome, PasskeyStorage, UserVerification,
};
use crate::report::Sentence;

/// What a relying party keeps of a registration.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct PasskeyDetails {
    /// Its id: a tracking handle.
    pub id: Vec<u8>,
    /// The relying party that it was made for.
    pub rp_id: String,
    /// The curve of its key.
    pub curve: Curve,
    /// The octets of its public key.
    pub public_key: Vec<u8>,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The authenticator's model, not attested; zero where none is stated.
    pub aaguid: Vec<u8>,
    /// Whether it may be copied to other devices. It never changes.
    pub backup_eligible: bool,
    /// The counter at its last use.
    pub sign_count: i64,
    /// Ways to reach it, such as `internal` and `hybrid`, as the authenticator states them.
    pub transports: Vec<String>,
}

/// What an authenticator states of itself and of a use.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct AuthenticatorData {
    /// SHA-256 of the relying party's id.
    pub rp_id_hash: Vec<u8>,
    /// Whether somebody was there.
    pub user_present: bool,
    /// Whether the device verified its user.
    pub user_verified: bool,
    /// Whether the passkey may be copied to other devices.
    pub backup_eligible: bool,
    /// Whether it has been.
    pub backed_up: bool,
    /// How often the credential signed; 0 where the authenticator does not count.
    pub sign_count: i64,
    /// The id of a credential that was just made.
    pub new_credential: Option<Vec<u8>>,
}

/// What a registration is held against: what was asked.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PasskeyAsked {
    /// The relying party.
    pub rp_id: String,
    /// The algorithms that were asked for, by their numbers for COSE.
    pub algorithms: Vec<i64>,
    /// Whether the device must have verified its user; it must where it is left out.
    #[uniffi(default)]
    pub user_verification: Option<UserVerification>,
    /// Ways to reach the passkey, as the authenticator states them.
    #[uniffi(default)]
    pub transports: Vec<String>,
}

/// An assertion as received.
#[derive(Clone, uniffi::Record)]
pub struct PasskeyAssertion {
    /// Which credential; `None` where the authenticator left it out because one was asked for.
    #[uniffi(default)]
    pub credential_id: Option<Vec<u8>>,
    /// What was signed first.
    pub authenticator_data: Vec<u8>,
    /// What was signed second, by its digest.
    pub client_data_json: Vec<u8>,
    /// The signature, for ECDSA in DER.
    pub signature: Vec<u8>,
}

/// What an assertion is held against, besides the credential.
#[derive(Clone, uniffi::Record)]
pub struct PasskeyExpected {
    /// The relying party that asks.
    pub rp_id: String,
    /// The challenge of this session.
    pub challenge: Vec<u8>,
    /// The origins that the client data may name.
    pub origins: Vec<String>,
    /// Whether the device must have verified its user; it must where it is left out.
    #[uniffi(default)]
    pub user_verification: Option<UserVerification>,
}

/// One check and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PasskeyFinding {
    /// Which check.
    pub check: PasskeyCheck,
    /// The stable id, for example `passkey.signature`.
    pub id: String,
    /// What became of it.
    pub outcome: PasskeyOutcome,
}

/// What an assertion shows. Each is the authenticator's own statement.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PasskeyFacts {
    /// Whether somebody was there.
    pub user_present: bool,
    /// Whether the device verified its user.
    pub user_verified: bool,
    /// Where the passkey lives.
    pub storage: PasskeyStorage,
    /// The counter; 0 where the authenticator does not count.
    pub sign_count: i64,
    /// The authenticator's model, as stated at the registration.
    pub aaguid: Vec<u8>,
    /// Ways to reach the authenticator, as stated at the registration.
    pub transports: Vec<String>,
}

/// Every check of an assertion, and the facts where all of them passed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PasskeyReport {
    /// One finding for every check.
    pub checks: Vec<PasskeyFinding>,
    /// What the assertion shows; `None` unless every check that applies passed.
    pub facts: Option<PasskeyFacts>,
}

/// A passkey as its relying party knows it. The host keeps what it was registered with, and the
/// counter of the last use.
#[derive(Debug, uniffi::Object)]
pub struct PasskeyCredential(Credential);

#[uniffi::export]
impl PasskeyCredential {
    /// The credential in the authenticator data of a registration, held against what was asked.
    /// `sign_count` is the counter at the last use, where the credential was used since.
    #[uniffi::constructor(default(sign_count = None))]
    pub fn register(
        authenticator_data: Vec<u8>,
        asked: PasskeyAsked,
        sign_count: Option<i64>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let provider = CryptoProvider::default();
            let asked = Registration {
                rp_id: &asked.rp_id,
                algorithms: &asked.algorithms,
                user_verification: asked.user_verification.unwrap_or_default(),
                transports: &asked.transports,
            };
            let own = Credential::register(&authenticator_data, &asked, &provider);
            let mut own = own.map_err(refused)?;
            if let Some(count) = sign_count {
                own.sign_count = u32::try_from(count)
                    .map_err(|_| TashikaError::usage("number", "a counter has 32 bits"))?;
            }
            Ok(Arc::new(Self(own)))
        })
    }

    /// What is known of it.
    pub fn details(&self) -> PasskeyDetails {
        let own = &self.0;
        PasskeyDetails {
            id: own.id.clone(),
            rp_id: own.rp_id.clone(),
            curve: own.key.curve(),
            public_key: own.key.octets().to_vec(),
            algorithm: own.algorithm,
            aaguid: own.aaguid.to_vec(),
            backup_eligible: own.backup_eligible,
            sign_count: i64::from(own.sign_count),
            transports: own.transports.clone(),
        }
    }

    /// Holds an assertion against this credential and what was asked. A bad assertion is a report.
    pub fn verify(
        &self,
        assertion: PasskeyAssertion,
        expected: PasskeyExpected,
    ) -> Result<PasskeyReport, TashikaError> {
        guard(|| Ok(self.held(&assertion, &expected).into()))
    }
}

impl PasskeyCredential {
    pub(crate) fn held(
        &self,
        assertion: &PasskeyAssertion,
        expected: &PasskeyExpected,
    ) -> AssertionReport {
        let origins: Vec<&str> = expected.origins.iter().map(String::as_str).collect();
        let assertion = Assertion {
            credential_id: assertion.credential_id.as_deref(),
            authenticator_data: &assertion.authenticator_data,
            client_data_json: &assertion.client_data_json,
            signature: &assertion.signature,
        };
        let expected = Expected {
            credential: &self.0,
            rp_id: &expected.rp_id,
            challenge: &expected.challenge,
            origins: &origins,
            user_verification: expected.user_verification.unwrap_or_default(),
        };
        core::verify_assertion(&assertion, &expected, &CryptoProvider::default())
    }
}

/// The client data that a native verifier makes for its own request, as a browser would.
#[uniffi::export]
pub fn passkey_client_data(
    ceremony: PasskeyCeremony,
    challenge: Vec<u8>,
    origin: String,
) -> Vec<u8> {
    core::client_data(ceremony, &challenge, &origin)
}

/// The rule of a check, in a sentence.
#[uniffi::export]
pub fn passkey_sentence(check: PasskeyCheck) -> Sentence {
    let (en, ja) = (check.en().to_owned(), check.ja().to_owned());
    Sentence { id: check.as_str().to_owned(), en, ja }
}

/// Reads authenticator data. Nothing of it is verified.
#[uniffi::export]
pub fn authenticator_data(bytes: Vec<u8>) -> Result<AuthenticatorData, TashikaError> {
    guard(|| {
        let own = CoreAuthenticatorData::read(&bytes)
            .map_err(|error| TashikaError::undecodable("authenticator-data", &error))?;
        Ok(AuthenticatorData {
            rp_id_hash: own.rp_id_hash.to_vec(),
            user_present: own.flags.user_present(),
            user_verified: own.flags.user_verified(),
            backup_eligible: own.flags.backup_eligible(),
            backed_up: own.flags.backed_up(),
            sign_count: i64::from(own.sign_count),
            new_credential: own.attested.map(|own| own.id.to_vec()),
        })
    })
}

impl From<AssertionReport> for PasskeyReport {
    fn from(own: AssertionReport) -> Self {
        let checks = own.checks.iter().map(|own| PasskeyFinding {
            check: own.check,
            id: own.check.as_str().to_owned(),
            outcome: own.outcome,
        });
        let facts = own.facts.map(|own| PasskeyFacts {
            user_present: own.user_present,
            user_verified: own.user_verified,
            storage: own.storage,
            sign_count: i64::from(own.sign_count),
            aaguid: own.aaguid.to_vec(),
            transports: own.transports,
        });
        Self { checks: checks.collect(), facts }
    }
}

fn refused(error: RegistrationError) -> TashikaError {
    match error {
        RegistrationError::Decode(error) => TashikaError::undecodable("authenticator-data", &error),
        other => TashikaError::Refused {
            code: format!("refused.{}", other.id()),
            reason: other.to_string(),
            reason_ja: other.ja().to_owned(),
        },
    }
}
