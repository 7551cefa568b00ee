//! Passkeys from the code to the facts, and every rule broken by itself.

use tashika::crypto::HashAlgorithm;
use tashika::hybrid::ctap::{AssertionReply, AssertionRequest, RegistrationRequest};
use tashika::hybrid::initiator::{Ask, HybridConfig, Reply};
use tashika::passkey::{
    Assertion, AssertionReport, Ceremony, Credential, Expected, PasskeyCheck, PasskeyOutcome,
    Registration, RegistrationError, Storage, UserVerification, client_data, verify_assertion,
};
use tashika_testkit::phone::{PasskeyLies, Phone, PhoneConfig};

use super::{ORIGIN, PROVIDER, Room, phone};

const RP: &str = "verifier.example";
const CHALLENGE: &[u8] = b"0123456789abcdef";

fn hash(data: &[u8]) -> [u8; 32] {
    (PROVIDER.digest)(HashAlgorithm::Sha256, &[data]).as_ref().try_into().unwrap()
}

fn registration() -> RegistrationRequest {
    RegistrationRequest {
        rp_id: RP.to_owned(),
        rp_name: "Verifier".to_owned(),
        client_data_hash: [1; 32],
        user_id: vec![1; 16],
        user_name: "hanako".to_owned(),
        user_display_name: "Hanako".to_owned(),
        algorithms: vec![-7],
        excluded: Vec::new(),
        discoverable: true,
        user_verification: true,
    }
}

fn asked(transports: &[String]) -> Registration<'_> {
    let user_verification = UserVerification::Required;
    Registration { rp_id: RP, algorithms: &[-7], user_verification, transports }
}

/// A phone with a passkey, and the authenticator data of its registration.
fn registered(config: PhoneConfig) -> (Phone, Vec<u8>, Vec<String>) {
    let room = Room::new(HybridConfig::new(Ask::Registration(registration())), config).run();
    let Room { phone, outcome, .. } = room;
    let Some(tashika::hybrid::initiator::Outcome::Answered(answered)) = outcome else {
        panic!("{outcome:?}")
    };
    let Reply::Registration(reply) = answered.reply else { panic!() };
    (phone, reply.authenticator_data, answered.peer.get_info.unwrap().transports)
}

/// Signs in with that phone.
fn asserted(phone: Phone, client: &[u8]) -> (Phone, AssertionReply) {
    let ask = AssertionRequest {
        rp_id: RP.to_owned(),
        client_data_hash: hash(client),
        allowed: vec![phone.passkeys()[0].id.clone()],
        user_verification: true,
    };
    let mut room = Room::new(HybridConfig::new(Ask::Assertion(ask)), super::phone());
    room.phone = phone;
    let room = room.run();
    let Some(tashika::hybrid::initiator::Outcome::Answered(answered)) = room.outcome else {
        panic!("{:?}", room.outcome)
    };
    let Reply::Assertion(reply) = answered.reply else { panic!() };
    (room.phone, reply)
}

fn with(lies: PasskeyLies) -> PhoneConfig {
    let mut config = phone();
    config.passkeys = lies;
    config
}

struct Case {
    credential: Credential,
    reply: AssertionReply,
    client: Vec<u8>,
}

impl Case {
    /// Honest at the registration, then with these lies.
    fn new(lies: PasskeyLies) -> Self {
        Self::from(PasskeyLies::default(), lies)
    }

    fn from(before: PasskeyLies, lies: PasskeyLies) -> Self {
        let (mut phone, data, transports) = registered(with(before));
        phone.config_mut().passkeys = lies;
        let credential = Credential::register(&data, &asked(&transports), &PROVIDER).unwrap();
        let client = client_data(Ceremony::SignIn, CHALLENGE, ORIGIN);
        let reply = asserted(phone, &client).1;
        Self { credential, reply, client }
    }

    fn honest() -> Self {
        Self::new(PasskeyLies::default())
    }

    fn verify_with(&self, change: impl FnOnce(&mut Expected<'_>)) -> AssertionReport {
        let mut expected = Expected {
            credential: &self.credential,
            rp_id: RP,
            challenge: CHALLENGE,
            origins: &[ORIGIN],
            user_verification: UserVerification::Required,
        };
        change(&mut expected);
        let assertion = Assertion {
            credential_id: self.reply.credential_id.as_deref(),
            authenticator_data: &self.reply.authenticator_data,
            client_data_json: &self.client,
            signature: &self.reply.signature,
        };
        verify_assertion(&assertion, &expected, &PROVIDER)
    }

    fn verify(&self) -> AssertionReport {
        self.verify_with(|_| {})
    }
}

/// These checks fail, and no other; then there are no facts.
fn fails(report: &AssertionReport, expected: &[PasskeyCheck]) {
    let failed: Vec<PasskeyCheck> = report
        .checks
        .iter()
        .filter(|own| own.outcome == PasskeyOutcome::Failed)
        .map(|own| own.check)
        .collect();
    assert_eq!(failed, expected);
    assert_eq!(report.facts, None);
    assert_eq!(report.checks.len(), 11, "one finding for every check");
}

#[test]
fn an_honest_assertion_shows_facts() {
    let report = Case::honest().verify();
    let facts = report.facts.clone().unwrap();
    assert!(facts.user_present && facts.user_verified);
    assert_eq!(facts.storage, Storage::Synced);
    assert_eq!(facts.transports, ["internal", "hybrid"]);
    assert_eq!((facts.sign_count, facts.aaguid), (0, [0; 16]));
    assert_eq!(report.outcome(PasskeyCheck::Counter), Some(PasskeyOutcome::NotApplicable));
    assert_eq!(report.outcome(PasskeyCheck::Signature), Some(PasskeyOutcome::Passed));
}

#[test]
fn where_a_passkey_lives() {
    for (flags, expected) in
        [(0x05, Storage::DeviceBound), (0x0d, Storage::Syncable), (0x1d, Storage::Synced)]
    {
        let lies = PasskeyLies { flags, ..PasskeyLies::default() };
        assert_eq!(Case::from(lies, lies).verify().facts.unwrap().storage, expected);
    }
}

#[test]
fn each_rule_by_itself() {
    let lies = PasskeyLies::default;
    let flags = |flags| Case::new(PasskeyLies { flags, ..lies() }).verify();
    fails(&flags(0x1c), &[PasskeyCheck::UserPresent]);
    fails(&flags(0x19), &[PasskeyCheck::UserVerified]);
    // Not eligible where it was, and backed up without being eligible.
    fails(&flags(0x05), &[PasskeyCheck::Backup]);
    let bound = PasskeyLies { flags: 0x05, ..lies() };
    let odd = PasskeyLies { flags: 0x15, ..lies() };
    fails(&Case::from(bound, odd).verify(), &[PasskeyCheck::Backup]);

    let unneeded = |expected: &mut Expected<'_>| {
        expected.user_verification = UserVerification::NotNeeded;
    };
    let case = Case::new(PasskeyLies { flags: 0x19, ..lies() });
    assert!(!case.verify_with(unneeded).facts.unwrap().user_verified);

    let other_rp = PasskeyLies { data: |own| own[0] ^= 1, ..lies() };
    fails(&Case::new(other_rp).verify(), &[PasskeyCheck::RelyingParty]);
    let asked = Case::honest().verify_with(|own| own.rp_id = "other.example");
    fails(&asked, &[PasskeyCheck::RelyingParty]);

    let forged = PasskeyLies { signature: |own| *own.last_mut().unwrap() ^= 1, ..lies() };
    fails(&Case::new(forged).verify(), &[PasskeyCheck::Signature]);
    let no_der = PasskeyLies { signature: |own| *own = vec![0; 64], ..lies() };
    fails(&Case::new(no_der).verify(), &[PasskeyCheck::Signature]);
    let mut case = Case::honest();
    case.reply.authenticator_data[33..].copy_from_slice(&[0, 0, 0, 1]);
    fails(&case.verify(), &[PasskeyCheck::Signature]);

    let long = PasskeyLies { data: |own| own.push(0), ..lies() };
    let report = Case::new(long).verify();
    fails(&report, &[PasskeyCheck::AuthenticatorData]);
    assert_eq!(report.outcome(PasskeyCheck::Backup), Some(PasskeyOutcome::NotPerformed));

    let mut case = Case::honest();
    case.reply.credential_id = Some(vec![1, 2, 3]);
    fails(&case.verify(), &[PasskeyCheck::Credential]);
    case.reply.credential_id = None;
    assert!(case.verify().facts.is_some(), "one was asked for, and it signed");
}

#[test]
fn client_data_of_another_ceremony() {
    let with = |text: String| {
        let (phone, data, _) = registered(phone());
        let credential = Credential::register(&data, &asked(&[]), &PROVIDER).unwrap();
        let reply = asserted(phone, text.as_bytes()).1;
        Case { credential, reply, client: text.into_bytes() }.verify()
    };
    let honest = String::from_utf8(client_data(Ceremony::SignIn, CHALLENGE, ORIGIN)).unwrap();
    assert!(with(honest.clone()).facts.is_some());
    let changed = |from: &str, to: &str| {
        assert!(honest.contains(from));
        with(honest.replace(from, to))
    };
    fails(&changed("webauthn.get", "webauthn.create"), &[PasskeyCheck::ClientData]);
    fails(&changed(ORIGIN, "https://evil.example"), &[PasskeyCheck::Origin]);
    fails(&changed("\"crossOrigin\":false", "\"crossOrigin\":true"), &[PasskeyCheck::Origin]);
    fails(&changed("MDEy", "MDEz"), &[PasskeyCheck::Challenge]);
    let report = with("[]".to_owned());
    fails(&report, &[PasskeyCheck::ClientData]);
    assert_eq!(report.outcome(PasskeyCheck::Challenge), Some(PasskeyOutcome::NotPerformed));
    assert_eq!(report.outcome(PasskeyCheck::Origin), Some(PasskeyOutcome::NotPerformed));
    let empty = Case::honest().verify_with(|own| own.challenge = b"");
    fails(&empty, &[PasskeyCheck::Challenge]);
}

#[test]
fn a_counter_that_does_not_go_up() {
    let counts = PasskeyLies { counts: true, ..PasskeyLies::default() };
    let mut case = Case::new(counts);
    assert_eq!(case.verify().facts.unwrap().sign_count, 1);
    for (before, holds) in [(0, true), (1, false), (2, false)] {
        case.credential.sign_count = before;
        assert_eq!(case.verify().facts.is_some(), holds, "{before}");
    }
    fails(&case.verify(), &[PasskeyCheck::Counter]);
}

#[test]
fn registrations_that_give_no_credential() {
    let (_, data, _) = registered(phone());
    let register = |data: &[u8]| Credential::register(data, &asked(&[]), &PROVIDER);
    let credential = register(&data).unwrap();
    assert!(credential.backup_eligible);
    let changed = |change: fn(&mut Vec<u8>)| {
        let mut data = data.clone();
        change(&mut data);
        register(&data)
    };
    let other = Registration { rp_id: "other.example", ..asked(&[]) };
    let other = Credential::register(&data, &other, &PROVIDER);
    assert_eq!(other, Err(RegistrationError::RelyingParty));
    assert_eq!(changed(|own| own[32] &= !1), Err(RegistrationError::UserAbsent));
    assert_eq!(changed(|own| own[32] &= !4), Err(RegistrationError::UserNotVerified));
    let unneeded = Registration { user_verification: UserVerification::NotNeeded, ..asked(&[]) };
    let mut unverified = data.clone();
    unverified[32] &= !4;
    assert!(Credential::register(&unverified, &unneeded, &PROVIDER).is_ok());
    // Backed up without being eligible for it.
    assert_eq!(changed(|own| own[32] &= !8), Err(RegistrationError::Backup));
    let other = Registration { algorithms: &[-8, -35], ..asked(&[]) };
    let other = Credential::register(&data, &other, &PROVIDER);
    assert_eq!(other, Err(RegistrationError::AlgorithmNotAsked));
    let bare = changed(|own| {
        own.truncate(37);
        own[32] &= !0x40;
    });
    assert_eq!(bare, Err(RegistrationError::NoCredential));
    assert!(matches!(changed(|own| own.truncate(100)), Err(RegistrationError::Decode(_))));
    assert!(matches!(changed(|own| own.push(0)), Err(RegistrationError::Decode(_))));
    // The last byte of y, and the algorithm's number.
    let point = changed(|own| *own.last_mut().unwrap() ^= 1);
    assert_eq!(point, Err(RegistrationError::KeyInvalid));
    let position = 37 + 16 + 2 + 32 + 4;
    assert_eq!(data[position], 0x26);
    let algorithm = |own: u8| {
        let mut data = data.clone();
        data[position] = own;
        register(&data)
    };
    // -1 is none, and 5 is a MAC.
    assert_eq!(algorithm(0x20), Err(RegistrationError::Algorithm));
    assert_eq!(algorithm(0x05), Err(RegistrationError::Algorithm));
}

#[test]
fn an_account_that_has_a_passkey_is_told_so() {
    let (phone, ..) = registered(phone());
    let mut again = registration();
    again.excluded = vec![phone.passkeys()[0].id.clone()];
    let config = HybridConfig::new(Ask::Registration(again));
    let mut room = Room::new(config, super::phone());
    room.phone = phone;
    let outcome = room.run().outcome;
    let debug = format!("{outcome:?}");
    assert!(debug.contains("Declined(Passkey(Excluded))"), "{debug}");
}
