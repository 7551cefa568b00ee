//! What a method promises to whoever asks for advice, its evidence keeps: the same grades on every axis and
//! the same statutory methods.

use std::collections::BTreeMap;

use tashika::assurance::{
    Attribute, Authenticator, AuthenticatorKind, Bundle, Capture, Channel, Circumstances,
    DocumentImage, Evidence, Factor, Held, HolderVerification, IcKind, Inspection, Party, Passkey,
    PortraitSource, Postal, PostalService, Printed, Proof, Query, QueryResult, Requirements,
    SelfAsserted, SessionFacts, Task, advise, decide,
};

use super::{
    SHIPPED, at, chip, day, face, inspection, jpki_auth, jpki_sign, made, mdoc, online, passkey,
};

const THREE: [Attribute; 3] = [Attribute::Name, Attribute::Address, Attribute::BirthDate];

fn holder(own: HolderVerification) -> Evidence {
    made("holder", Proof::Holder(own))
}

fn letter(service: PostalService) -> Evidence {
    let own = Postal {
        service,
        sent: at("2026-05-20T00:00:00Z"),
        returned: Some(at("2026-05-28T00:00:00Z")),
        code_hash: None,
        attributes: THREE.to_vec(),
    };
    made("letter", Proof::Postal(own))
}

fn codes(kinds: &[AuthenticatorKind]) -> Vec<Evidence> {
    let code = |kind: &AuthenticatorKind| {
        let own = Authenticator {
            authenticator: *kind,
            correct: Held::Yes,
            length: None,
            alphabet: None,
        };
        made(kind.name(), Proof::Authenticator(own))
    };
    kinds.iter().map(code).collect()
}

/// The evidence of a method where all goes well.
fn evidence(method: &str) -> Vec<Evidence> {
    use AuthenticatorKind::{EmailLink, EmailOtp, Password, Push, RcsOtp, ReTap, SmsOtp, Totp};
    let card = |attributes: &[Attribute], session: SessionFacts| {
        let mut own = mdoc();
        own.attributes = attributes.to_vec();
        own.session = session;
        made("card", Proof::Mdoc(own))
    };
    let portrait = [&THREE[..], &[Attribute::Portrait]].concat();
    let counter = SessionFacts { channel: Channel::InPerson, ..online() };
    let read = |document: IcKind| made("chip", Proof::IcDocument(chip(document)));
    match method {
        "login.email-link" => codes(&[EmailLink]),
        "login.email-otp" => codes(&[EmailOtp]),
        "login.password" => codes(&[Password]),
        "login.password-push" => codes(&[Password, Push]),
        "login.password-rcs" => codes(&[Password, RcsOtp]),
        "login.password-sms" => codes(&[Password, SmsOtp]),
        "login.password-totp" => codes(&[Password, Totp]),
        "login.re-tap" => codes(&[ReTap]),
        "login.jpki" => {
            let mut own = jpki_auth();
            own.attributes.clear();
            vec![made("jpki", Proof::JpkiAuthentication(own))]
        }
        "login.passkey-bound" => {
            let own = Passkey { device_bound: Held::Yes, hardware: Held::Yes, ..passkey() };
            vec![made("key", Proof::Passkey(own))]
        }
        "login.passkey-synced" => {
            let own = Passkey { device_bound: Held::No, ..passkey() };
            vec![made("key", Proof::Passkey(own))]
        }
        "proof.age-only" => vec![card(&[Attribute::Age], counter)],
        "proof.credential-in-person" => vec![
            card(&portrait, counter),
            holder(face("card", Channel::InPerson, PortraitSource::Mdoc)),
        ],
        "proof.credential-online" => vec![card(&portrait, online())],
        "proof.credential-online-qr" => {
            let session =
                SessionFacts { verifier_name: Held::No, relay_excluded: Held::No, ..online() };
            vec![card(&portrait, session)]
        }
        "proof.ic-face-in-person" => vec![
            read(IcKind::MyNumberCard),
            holder(face("chip", Channel::InPerson, PortraitSource::Chip)),
        ],
        "proof.ic-face-remote" => vec![
            read(IcKind::DrivingLicence),
            holder(face("chip", Channel::Remote, PortraitSource::Chip)),
        ],
        "proof.ic-pin" => {
            let factor = Factor::Pin { correct: Held::Yes, checked_by_chip: Held::Yes };
            let channel = Channel::InPerson;
            let own = HolderVerification { of: "chip".to_owned(), channel, factor };
            vec![read(IcKind::MyNumberCard), holder(own)]
        }
        "proof.image-face" => {
            let own = DocumentImage {
                document: Printed::PhotoId,
                capture: Capture::LiveCamera,
                genuine: Held::Yes,
                attributes: portrait,
            };
            let face = face("image", Channel::Remote, PortraitSource::Image);
            vec![made("image", Proof::DocumentImage(own)), holder(face)]
        }
        "proof.inspection-face" => vec![
            made("seen", Proof::Inspection(inspection())),
            holder(face("seen", Channel::InPerson, PortraitSource::Print)),
        ],
        "proof.inspection-no-photo" => {
            let own = Inspection { document: Printed::NoPhoto, ..inspection() };
            vec![made("seen", Proof::Inspection(own)), letter(PostalService::Code)]
        }
        "proof.jpki-authentication" => {
            vec![made("jpki", Proof::JpkiAuthentication(jpki_auth()))]
        }
        "proof.jpki-signing" => vec![made("jpki", Proof::JpkiSigning(jpki_sign()))],
        "proof.limited-mail" => vec![letter(PostalService::LimitedDesignated)],
        "proof.query-postal" => {
            let own = Query {
                source: "register".to_owned(),
                authoritative: Held::Yes,
                authenticated: Held::Yes,
                result: QueryResult::Confirmed,
                attributes: THREE.to_vec(),
            };
            vec![made("register", Proof::Query(own)), letter(PostalService::Code)]
        }
        "proof.self-asserted" => {
            let own = SelfAsserted { attributes: THREE.to_vec() };
            vec![made("said", Proof::SelfAsserted(own))]
        }
        other => panic!("no evidence for {other}"),
    }
}

#[test]
fn a_method_promises_what_its_evidence_keeps() {
    let circumstances =
        Circumstances { verifier: [Party::SignatureVerifier].into(), ..Circumstances::default() };
    for date in ["2027-03-31", "2027-04-01"] {
        let mut seen = 0;
        for task in [Task::Authentication, Task::Proofing] {
            let verifier = circumstances.verifier.clone();
            let requirements = Requirements { task, verifier, ..Requirements::default() };
            let advice = advise(&requirements, &SHIPPED, day(date));
            for own in advice.fitting.iter().chain(&advice.others) {
                let evidence = evidence(&own.method);
                let decision = decide(&evidence, &circumstances, &SHIPPED, day(date)).unwrap();
                let grade = |axis: &tashika::assurance::AxisResult| {
                    (axis.axis.clone(), axis.grade.id.clone())
                };
                let kept: BTreeMap<String, String> = decision.axes.iter().map(grade).collect();
                assert_eq!(kept, own.grades, "{} on {date}", own.method);
                let statutes = decision.satisfied_statutes();
                assert_eq!(statutes, own.statutes, "{} on {date}", own.method);
                seen += 1;
            }
        }
        assert_eq!(seen, SHIPPED.iter().flat_map(Bundle::methods).count());
    }
}
