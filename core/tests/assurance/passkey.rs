//! Evidence from passkey assertions: what the report shows, and nothing that it cannot know.

use tashika::assurance::{
    AuthenticatorKind, Channel, Evidence, Held, Passkey, Proof, SessionFacts, Standing,
};
use tashika::crypto::CryptoProvider;
use tashika::passkey::{
    Assertion, AssertionReport, Ceremony, Credential, Expected, Registration, UserVerification,
    client_data, verify_assertion,
};
use tashika_testkit::cbor::{Cbor, map};
use tashika_testkit::keys::{Curve, Hash, Key};

use super::over_time::bound;
use super::{AAL, IAL, MADE, at, decided, grade, online};

const RP: &str = "verifier.example";
const ORIGIN: &str = "https://verifier.example";
const CHALLENGE: [u8; 32] = [5; 32];
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;

fn authenticator_data(flags: u8, attested: Option<&[u8]>) -> Vec<u8> {
    let provider = CryptoProvider::default();
    let digest = (provider.digest)(tashika::crypto::HashAlgorithm::Sha256, &[RP.as_bytes()]);
    let more = attested.unwrap_or_default();
    [digest.as_ref(), &[flags], &[0; 4], more].concat()
}

/// The report of an assertion with these flags, answered to `challenge`.
fn report(flags: u8, challenge: &[u8], asked: UserVerification) -> AssertionReport {
    let (key, provider) = (Key::new(Curve::P256, "a passkey"), CryptoProvider::default());
    let point = key.public_bytes();
    let cose = map([
        (1, Cbor::Int(2)),
        (3, Cbor::Int(-7)),
        (-1, Cbor::Int(1)),
        (-2, Cbor::Bytes(point[1..33].to_vec())),
        (-3, Cbor::Bytes(point[33..].to_vec())),
    ])
    .encode();
    let attested = [&[0u8; 16][..], &[0, 4], b"cred", &cose].concat();
    let registered = authenticator_data(flags | 0x40, Some(&attested));
    let asked_for =
        Registration { rp_id: RP, algorithms: &[-7], user_verification: asked, transports: &[] };
    let credential = Credential::register(&registered, &asked_for, &provider).unwrap();
    let data = authenticator_data(flags, None);
    let client = client_data(Ceremony::SignIn, challenge, ORIGIN);
    let hash = (provider.digest)(tashika::crypto::HashAlgorithm::Sha256, &[&client]);
    let signature = key.sign_der(Hash::Sha256, &[data.as_slice(), hash.as_ref()].concat());
    let assertion = Assertion {
        credential_id: Some(b"cred"),
        authenticator_data: &data,
        client_data_json: &client,
        signature: &signature,
    };
    let expected = Expected {
        credential: &credential,
        rp_id: RP,
        challenge: &CHALLENGE,
        origins: &[ORIGIN],
        user_verification: asked,
    };
    verify_assertion(&assertion, &expected, &provider)
}

fn evidence(report: &AssertionReport, session: &SessionFacts) -> Evidence {
    Evidence::from_passkey(report, None, "key", at(MADE), session)
}

fn passkey(own: &Evidence) -> &Passkey {
    let Proof::Passkey(own) = &own.what else { panic!("{own:?}") };
    own
}

#[test]
fn an_assertion_gives_what_it_shows() {
    let sound = report(PRESENT | VERIFIED, &CHALLENGE, UserVerification::Required);
    let own = evidence(&sound, &SessionFacts { verifier_name: Held::No, ..online() });
    let facts = passkey(&own);
    assert_eq!((facts.verified, facts.user_verified), (Held::Yes, Held::Yes));
    assert_eq!((facts.device_bound, facts.hardware), (Held::Yes, Held::Unknown));
    assert_eq!(
        (facts.ticket, facts.algorithms.as_slice()),
        (Held::Unknown, &["ES256".to_owned()][..])
    );
    // The origin is signed: the verifier's name is shown, whatever the host says.
    assert_eq!(facts.session, online());
    let decision = decided(&[own]);
    assert_eq!((grade(&decision, AAL), grade(&decision, IAL)), ("2".to_owned(), "0".to_owned()));

    let synced = PRESENT | VERIFIED | ELIGIBLE | BACKED_UP;
    let own = evidence(&report(synced, &CHALLENGE, UserVerification::Required), &online());
    assert_eq!(passkey(&own).device_bound, Held::No);
    let own = evidence(&report(PRESENT, &CHALLENGE, UserVerification::NotNeeded), &online());
    assert_eq!((passkey(&own).verified, passkey(&own).user_verified), (Held::Yes, Held::No));
    assert_eq!(grade(&decided(&[own]), AAL), "1");
}

#[test]
fn an_assertion_over_another_challenge_speaks_against_it_and_binds_nothing() {
    let other = report(PRESENT | VERIFIED, &[6; 32], UserVerification::Required);
    let own = evidence(&other, &online());
    let facts = passkey(&own);
    assert_eq!((facts.verified, facts.user_verified), (Held::No, Held::Unknown));
    let nothing = SessionFacts { channel: Channel::Remote, ..SessionFacts::default() };
    assert_eq!(facts.session, nothing);
    let decision = decided(&[own]);
    assert_eq!(
        (decision.standing, grade(&decision, AAL).as_str()),
        (Standing::Contradicted, "none")
    );
}

#[test]
fn whether_the_challenge_was_used_once_is_for_the_host_to_say() {
    let sound = report(PRESENT | VERIFIED, &CHALLENGE, UserVerification::Required);
    let own = evidence(&sound, &SessionFacts { fresh: Held::Unknown, ..online() });
    assert_eq!(passkey(&own).session.fresh, Held::Unknown);
    assert_eq!(grade(&decided(&[own]), AAL), "none", "unknown raises nothing");
}

#[test]
fn a_passkey_of_an_account_was_bound_with_a_ticket() {
    let sound = report(PRESENT | VERIFIED, &CHALLENGE, UserVerification::Required);
    let bound = bound(Some("provider-a"));
    let own = Evidence::from_passkey(&sound, Some(&bound), "key", at(MADE), &online());
    assert_eq!(passkey(&own).ticket, Held::Yes);
    assert_eq!(passkey(&own).provider.as_deref(), Some("provider-a"));
}

#[test]
fn one_time_codes_of_every_form_are_told_apart_and_none_resists_phishing() {
    let names: Vec<&str> = AuthenticatorKind::ALL.iter().map(|own| own.name()).collect();
    assert_eq!(
        names,
        [
            "email-link",
            "email-otp",
            "otp-token",
            "re-tap",
            "password",
            "push",
            "rcs-otp",
            "recovery-code",
            "sms-otp",
            "totp",
            "voice-otp",
        ]
    );
    assert!(AuthenticatorKind::ALL.iter().all(|own| !own.phishing_resistant()));
}
