//! The checks of an assertion (WebAuthn 7.2), each with its own finding, and the facts.

use std::fmt;

use serde_json::Value;

use super::credential::Credential;
use super::data::{AuthenticatorData, Flags};
use crate::codec::limits::MAX_PASSKEY_BYTES;
use crate::codec::{Json, encode_base64url};
use crate::cose::Algorithm;
use crate::crypto::{CryptoError, CryptoProvider, HashAlgorithm, SignatureScheme};
use crate::x509::fixed_signature;

/// An assertion as received.
#[derive(Clone, Copy)]
pub struct Assertion<'a> {
    /// Which credential; `None` where the authenticator left it out because one was asked for.
    pub credential_id: Option<&'a [u8]>,
    /// What was signed first.
    pub authenticator_data: &'a [u8],
    /// What was signed second, by its digest.
    pub client_data_json: &'a [u8],
    /// The signature, for ECDSA in DER.
    pub signature: &'a [u8],
}

impl fmt::Debug for Assertion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Assertion({} bytes)", self.authenticator_data.len())
    }
}

/// Whether the device must have verified its user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UserVerification {
    /// It need not.
    NotNeeded,
    /// It must.
    #[default]
    Required,
}

/// What an assertion is held against.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The credential, as it was registered.
    pub credential: &'a Credential,
    /// The relying party that asks.
    pub rp_id: &'a str,
    /// The challenge of this session.
    pub challenge: &'a [u8],
    /// The origins that the client data may name.
    pub origins: &'a [&'a str],
    /// Whether the device must have verified its user.
    pub user_verification: UserVerification,
}

impl fmt::Debug for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expected({})", self.rp_id)
    }
}

/// A rule for assertions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PasskeyCheck {
    /// The authenticator data can be read.
    AuthenticatorData,
    /// Backup flags that go together, and eligibility as at the registration.
    Backup,
    /// The challenge is that of this session.
    Challenge,
    /// The client data can be read and is of an assertion.
    ClientData,
    /// The counter went up, where there is one.
    Counter,
    /// The credential is the one that was registered.
    Credential,
    /// The origin is one of the relying party's, and not inside another's page.
    Origin,
    /// The assertion is for this relying party, and so is the credential.
    RelyingParty,
    /// The credential's key made the signature.
    Signature,
    /// Somebody was there.
    UserPresent,
    /// The device verified its user, where that is needed.
    UserVerified,
}

impl PasskeyCheck {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            PasskeyCheck::AuthenticatorData => "passkey.authenticator-data",
            PasskeyCheck::Backup => "passkey.backup",
            PasskeyCheck::Challenge => "passkey.challenge",
            PasskeyCheck::ClientData => "passkey.client-data",
            PasskeyCheck::Counter => "passkey.counter",
            PasskeyCheck::Credential => "passkey.credential",
            PasskeyCheck::Origin => "passkey.origin",
            PasskeyCheck::RelyingParty => "passkey.relying-party",
            PasskeyCheck::Signature => "passkey.signature",
            PasskeyCheck::UserPresent => "passkey.user-present",
            PasskeyCheck::UserVerified => "passkey.user-verified",
        }
    }

    /// The rule in a sentence.
    pub const fn en(self) -> &'static str {
        match self {
            PasskeyCheck::AuthenticatorData => "The authenticator data can be read.",
            PasskeyCheck::Backup => "The backup flags go together and are as at the registration.",
            PasskeyCheck::Challenge => "The challenge is that of this session.",
            PasskeyCheck::ClientData => "The client data can be read and is of a sign-in.",
            PasskeyCheck::Counter => "The signature counter went up, where there is one.",
            PasskeyCheck::Credential => "The passkey is the one that was registered.",
            PasskeyCheck::Origin => "The origin is one of the relying party's.",
            PasskeyCheck::RelyingParty => "Passkey and sign-in are for this relying party.",
            PasskeyCheck::Signature => "The passkey's key made the signature.",
            PasskeyCheck::UserPresent => "Somebody was there.",
            PasskeyCheck::UserVerified => "The device verified its user.",
        }
    }

    /// The rule in a sentence, in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            PasskeyCheck::AuthenticatorData => "認証器データを読み取れること。",
            PasskeyCheck::Backup => "バックアップのフラグが整合し、登録時と同じであること。",
            PasskeyCheck::Challenge => "チャレンジがこのセッションのものであること。",
            PasskeyCheck::ClientData => {
                "クライアントデータを読み取れ、認証のためのものであること。"
            }
            PasskeyCheck::Counter => "署名回数がある場合、前回より増えていること。",
            PasskeyCheck::Credential => "登録されたパスキーであること。",
            PasskeyCheck::Origin => "オリジンが依拠当事者のものであること。",
            PasskeyCheck::RelyingParty => "パスキーと認証がこの依拠当事者に対するものであること。",
            PasskeyCheck::Signature => "パスキーの鍵による署名であること。",
            PasskeyCheck::UserPresent => "利用者がその場で操作したこと。",
            PasskeyCheck::UserVerified => "端末で本人の確認が行われたこと。",
        }
    }
}

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PasskeyOutcome {
    /// The rule is broken.
    Failed,
    /// The rule has nothing to say here.
    NotApplicable,
    /// What the rule looks at could not be read.
    NotPerformed,
    /// The rule holds.
    Passed,
    /// No answer could be had: an algorithm that the provider lacks.
    Undetermined,
}

impl PasskeyOutcome {
    /// The stable spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            PasskeyOutcome::Failed => "failed",
            PasskeyOutcome::NotApplicable => "not-applicable",
            PasskeyOutcome::NotPerformed => "not-performed",
            PasskeyOutcome::Passed => "passed",
            PasskeyOutcome::Undetermined => "undetermined",
        }
    }

    const fn of(holds: bool) -> Self {
        if holds { PasskeyOutcome::Passed } else { PasskeyOutcome::Failed }
    }
}

/// One check and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasskeyFinding {
    /// Which check.
    pub check: PasskeyCheck,
    /// What became of it.
    pub outcome: PasskeyOutcome,
}

/// Where a passkey lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Storage {
    /// On one device alone (BE not set).
    DeviceBound,
    /// It may be copied to other devices, and has not been (BE without BS).
    Syncable,
    /// It has been copied to other devices (BE and BS): whoever opens the account has it.
    Synced,
}

impl Storage {
    /// What these flags say.
    pub const fn of(flags: Flags) -> Self {
        match (flags.backup_eligible(), flags.backed_up()) {
            (true, true) => Storage::Synced,
            (true, false) => Storage::Syncable,
            (false, _) => Storage::DeviceBound,
        }
    }

    /// The stable spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Storage::DeviceBound => "device-bound",
            Storage::Syncable => "syncable",
            Storage::Synced => "synced",
        }
    }
}

/// What an assertion shows. Each is the authenticator's own statement; that it is genuine rests on
/// the signature alone, as no attestation was examined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasskeyFacts {
    /// Whether somebody was there.
    pub user_present: bool,
    /// Whether the device verified its user.
    pub user_verified: bool,
    /// Where the passkey lives.
    pub storage: Storage,
    /// The counter; 0 where the authenticator does not count.
    pub sign_count: u32,
    /// What the key signs with.
    pub algorithm: Algorithm,
    /// The authenticator's model, as stated at the registration.
    pub aaguid: [u8; 16],
    /// Ways to reach the authenticator, as stated at the registration.
    pub transports: Vec<String>,
}

/// Every check, and the facts where all of them passed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssertionReport {
    /// One finding for every check.
    pub checks: Vec<PasskeyFinding>,
    /// What the assertion shows; `None` unless every check that applies passed.
    pub facts: Option<PasskeyFacts>,
}

impl AssertionReport {
    /// What became of a check.
    pub fn outcome(&self, check: PasskeyCheck) -> Option<PasskeyOutcome> {
        self.checks.iter().find(|own| own.check == check).map(|own| own.outcome)
    }
}

/// What is asked of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ceremony {
    /// To make one (`webauthn.create`).
    Registration,
    /// To sign in with one (`webauthn.get`).
    SignIn,
}

impl Ceremony {
    const fn kind(self) -> &'static str {
        match self {
            Ceremony::Registration => "webauthn.create",
            Ceremony::SignIn => "webauthn.get",
        }
    }
}

/// The client data that a native verifier makes for its own request, as a browser would.
pub fn client_data(ceremony: Ceremony, challenge: &[u8], origin: &str) -> Vec<u8> {
    let data = serde_json::json!({
        "type": ceremony.kind(),
        "challenge": encode_base64url(challenge),
        "origin": origin,
        "crossOrigin": false,
    });
    data.to_string().into_bytes()
}

/// Holds an assertion against what was registered and asked. A bad assertion is a report.
pub fn verify_assertion(
    assertion: &Assertion<'_>,
    expected: &Expected<'_>,
    provider: &CryptoProvider,
) -> AssertionReport {
    use PasskeyCheck as Check;
    let credential = expected.credential;
    let mut checks = Vec::new();
    let mut push = |check, outcome| checks.push(PasskeyFinding { check, outcome });
    let same = assertion.credential_id.is_none_or(|id| id == credential.id);
    push(Check::Credential, PasskeyOutcome::of(same));
    for (check, outcome) in client_findings(assertion, expected) {
        push(check, outcome);
    }
    let data = AuthenticatorData::read(assertion.authenticator_data).ok();
    push(Check::AuthenticatorData, PasskeyOutcome::of(data.is_some()));
    let on_data = |rule: &dyn Fn(&AuthenticatorData<'_>) -> PasskeyOutcome| {
        data.as_ref().map_or(PasskeyOutcome::NotPerformed, rule)
    };
    let digest = (provider.digest)(HashAlgorithm::Sha256, &[expected.rp_id.as_bytes()]);
    push(
        Check::RelyingParty,
        on_data(&|data| {
            let own = credential.rp_id == expected.rp_id;
            PasskeyOutcome::of(own && data.rp_id_hash == digest.as_ref())
        }),
    );
    push(Check::UserPresent, on_data(&|data| PasskeyOutcome::of(data.flags.user_present())));
    push(
        Check::UserVerified,
        on_data(&|data| match expected.user_verification {
            UserVerification::Required => PasskeyOutcome::of(data.flags.user_verified()),
            UserVerification::NotNeeded => PasskeyOutcome::NotApplicable,
        }),
    );
    push(
        Check::Backup,
        on_data(&|data| {
            let together = data.flags.backup_eligible() || !data.flags.backed_up();
            let unchanged = data.flags.backup_eligible() == credential.backup_eligible;
            PasskeyOutcome::of(together && unchanged)
        }),
    );
    push(
        Check::Counter,
        on_data(&|data| match (data.sign_count, credential.sign_count) {
            (0, 0) => PasskeyOutcome::NotApplicable,
            (now, before) => PasskeyOutcome::of(now > before),
        }),
    );
    push(Check::Signature, signature(assertion, credential, provider));
    let sound = checks.iter().all(|own: &PasskeyFinding| {
        matches!(own.outcome, PasskeyOutcome::Passed | PasskeyOutcome::NotApplicable)
    });
    let facts = data.filter(|_| sound).map(|data| facts(&data, credential));
    AssertionReport { checks, facts }
}

fn client_findings(
    assertion: &Assertion<'_>,
    expected: &Expected<'_>,
) -> [(PasskeyCheck, PasskeyOutcome); 3] {
    let client = Json::parse(assertion.client_data_json, MAX_PASSKEY_BYTES).ok();
    let client = client.as_ref().map(Json::value).filter(|own| own.is_object());
    let text = |name: &str| client.and_then(|own| own.get(name)).and_then(Value::as_str);
    let read = |holds: &dyn Fn() -> bool| match client {
        Some(_) => PasskeyOutcome::of(holds()),
        None => PasskeyOutcome::NotPerformed,
    };
    let challenge = encode_base64url(expected.challenge);
    let embedded = client.and_then(|own| own.get("crossOrigin")).and_then(Value::as_bool);
    [
        (
            PasskeyCheck::ClientData,
            PasskeyOutcome::of(text("type") == Some(Ceremony::SignIn.kind())),
        ),
        (
            PasskeyCheck::Challenge,
            // An empty challenge is no challenge.
            read(&|| !challenge.is_empty() && text("challenge") == Some(&challenge)),
        ),
        (
            PasskeyCheck::Origin,
            read(&|| {
                let own = text("origin").is_some_and(|own| expected.origins.contains(&own));
                own && embedded != Some(true)
            }),
        ),
    ]
}

fn signature(
    assertion: &Assertion<'_>,
    credential: &Credential,
    provider: &CryptoProvider,
) -> PasskeyOutcome {
    let hash = (provider.digest)(HashAlgorithm::Sha256, &[assertion.client_data_json]);
    let message = [assertion.authenticator_data, hash.as_ref()];
    let Some(scheme) = Algorithm::scheme(credential.algorithm) else {
        return PasskeyOutcome::Undetermined;
    };
    let signature = match scheme {
        SignatureScheme::EdDsa => Some(assertion.signature.to_vec()),
        SignatureScheme::Ecdsa(_) => {
            fixed_signature(assertion.signature, credential.key.curve().coordinate_len())
        }
    };
    let Some(signature) = signature else { return PasskeyOutcome::Failed };
    match (provider.verify)(&credential.key, scheme, &message, &signature) {
        Ok(()) => PasskeyOutcome::Passed,
        Err(CryptoError::Unsupported) => PasskeyOutcome::Undetermined,
        Err(_) => PasskeyOutcome::Failed,
    }
}

fn facts(data: &AuthenticatorData<'_>, credential: &Credential) -> PasskeyFacts {
    PasskeyFacts {
        user_present: data.flags.user_present(),
        user_verified: data.flags.user_verified(),
        storage: Storage::of(data.flags),
        sign_count: data.sign_count,
        algorithm: credential.algorithm,
        aaguid: credential.aaguid,
        transports: credential.transports.clone(),
    }
}
