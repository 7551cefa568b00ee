//! JPKI beyond single cases: hostile bytes, evidence and what it shows, challenges, reuse.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::jpki::matching::{Claims, compare};
use tashika::jpki::{
    AuthenticationAnswer, AuthenticationEvidence, Challenge, ChallengeError, Challenges,
    DocumentFault, DocumentKind, JpkiAttribute, JpkiCheck, JpkiContext, JpkiHandle, JpkiPolicy,
    JpkiProfile, JpkiReport, MarkedText, Moment, ReuseWindow, RevocationEvidence, RevocationGap,
    RevocationState, SignedAnswer, SignedDocument, SigningEvidence, verify_authentication,
    verify_signature,
};
use tashika::outcome::{Decision, Outcome};
use tashika::trust::{DataError, Purpose, TrustAnchor, TrustStore};
use tashika::x509::Certificate;
use tashika_testkit::certificate::{
    Certificate as MakerOfCertificate, Extension, extended_key_usage, key_usage, oid, usage,
};
use tashika_testkit::crl::{RevocationList, delta_indicator};
use tashika_testkit::der;
use tashika_testkit::jpki::authority::{AnyKey, Authority, issuing_distribution_point};
use tashika_testkit::jpki::ocsp::{Response, Status};
use tashika_testkit::jpki::{Case, NOW, all};

/// Everything around what is verified.
struct World {
    trust: TrustStore,
    profile: JpkiProfile,
    policy: JpkiPolicy,
    revocation: Vec<RevocationEvidence>,
    now: Moment,
}

impl World {
    fn of(case: &Case) -> World {
        let anchors = case.anchors().into_iter().map(|own| {
            let purpose = Purpose::from_name(own.purpose).unwrap();
            TrustAnchor::new(Certificate::parse(&own.der).unwrap(), purpose)
        });
        let mut revocation: Vec<RevocationEvidence> =
            case.list_ders().into_iter().map(RevocationEvidence::Crl).collect();
        revocation.extend(case.responses.iter().map(|(response, nonce)| {
            RevocationEvidence::Ocsp { response: response.clone(), nonce: nonce.clone() }
        }));
        World {
            trust: anchors.collect(),
            profile: JpkiProfile::shipped().unwrap(),
            policy: JpkiPolicy::named(case.policy.unwrap_or("default")).unwrap(),
            revocation,
            now: now(),
        }
    }

    fn authenticate(
        &self,
        certificate: &[u8],
        challenge: Challenge,
        signature: &[u8],
    ) -> JpkiReport<AuthenticationEvidence> {
        let provider = CryptoProvider::default();
        let (trust, profile) = (&self.trust, &self.profile);
        let context = JpkiContext::new(trust, profile, &self.policy, self.now, &provider)
            .with_revocation(&self.revocation);
        verify_authentication(&AuthenticationAnswer { certificate, signature }, challenge, &context)
    }

    fn sign(
        &self,
        certificate: Option<&[u8]>,
        document: &SignedDocument,
        signature: &[u8],
        asked: &[JpkiAttribute],
    ) -> JpkiReport<SigningEvidence> {
        let provider = CryptoProvider::default();
        let (trust, profile) = (&self.trust, &self.profile);
        let context = JpkiContext::new(trust, profile, &self.policy, self.now, &provider)
            .with_revocation(&self.revocation);
        verify_signature(&SignedAnswer { document, signature, certificate, asked }, &context)
    }
}

fn now() -> Moment {
    Moment::at(Timestamp::parse(NOW).unwrap())
}

fn case(name: &str) -> Case {
    all().into_iter().find(|own| own.name == name).unwrap()
}

fn challenge(case: &Case) -> Challenge {
    let issued = Moment::at(Timestamp::parse(case.challenge.issued).unwrap());
    Challenge::new(&case.challenge.octets, case.challenge.asked_by, "login", issued)
}

fn document(case: &Case) -> SignedDocument {
    SignedDocument::new(DocumentKind::Text, case.document.clone())
}

/// Changes of single octets, and cuts, at every place.
fn mutations(bytes: &[u8], step: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
    let changed = (0..bytes.len()).step_by(step).flat_map(move |at| {
        [0x01, 0x80].map(|bit| {
            let mut own = bytes.to_vec();
            own[at] ^= bit;
            own
        })
    });
    let cut = (0..bytes.len()).step_by(step).map(move |at| bytes[..at].to_vec());
    changed.chain(cut)
}

#[test]
fn changed_certificates_and_answers_are_never_accepted() {
    let case = case("auth-p-256");
    let world = World::of(&case);
    let certificate = case.certificate_der();
    let answer = case.key.sign(&case.challenge.octets);
    let accepted = world.authenticate(&certificate, challenge(&case), &answer);
    assert_eq!(accepted.verdict.decision, Decision::Accepted);
    let mut count = 0;
    for own in mutations(&certificate, 1) {
        let report = world.authenticate(&own, challenge(&case), &answer);
        assert_ne!(report.verdict.decision, Decision::Accepted, "{count}");
        assert!(report.evidence.is_none());
        count += 1;
    }
    for own in mutations(&answer, 1) {
        let report = world.authenticate(&certificate, challenge(&case), &own);
        assert_eq!(report.outcome(JpkiCheck::ChallengeSignature), Some(Outcome::Failed));
        count += 1;
    }
    println!("{count} changed inputs");
}

#[test]
fn changed_signatures_and_documents_are_never_accepted() {
    let case = case("sign-p-256");
    let world = World::of(&case);
    let (certificate, signature) = (case.certificate_der(), case.signature());
    let own = document(&case);
    let accepted = world.sign(Some(&certificate), &own, &signature, &[]);
    assert_eq!(accepted.verdict.decision, Decision::Accepted);
    let mut count = 0;
    // Outside of what is signed stand three version numbers and the announced digest's parameters.
    let mut tolerated = 0;
    for changed in mutations(&signature, 1) {
        let report = world.sign(Some(&certificate), &own, &changed, &[]);
        tolerated += usize::from(report.verdict.decision == Decision::Accepted);
        count += 1;
    }
    assert!(tolerated <= 8, "{tolerated} of {count}");
    for changed in mutations(own.octets(), 3) {
        let changed = SignedDocument::new(DocumentKind::Text, changed);
        let report = world.sign(Some(&certificate), &changed, &signature, &[]);
        assert_ne!(report.verdict.decision, Decision::Accepted);
        count += 1;
    }
    println!("{count} changed inputs, {tolerated} in what is not signed");
}

#[test]
fn changed_lists_and_responses_never_say_good() {
    for (name, step) in [("auth-p-256", 1), ("auth-ocsp-delegated", 5)] {
        let case = case(name);
        let mut world = World::of(&case);
        let certificate = case.certificate_der();
        let answer = case.key.sign(&case.challenge.octets);
        let given = world.revocation[0].clone();
        let bytes = match &given {
            RevocationEvidence::Crl(own) => own.clone(),
            RevocationEvidence::Ocsp { response, .. } => response.clone(),
            _ => Vec::new(),
        };
        let (mut count, mut good) = (0, 0);
        for own in mutations(&bytes, step) {
            world.revocation = vec![match given {
                RevocationEvidence::Crl(_) => RevocationEvidence::Crl(own),
                _ => RevocationEvidence::Ocsp { response: own, nonce: None },
            }];
            let report = world.authenticate(&certificate, challenge(&case), &answer);
            good += usize::from(matches!(report.revocation, RevocationState::Good { .. }));
            count += 1;
        }
        // A digit of a certificate that came along can change without changing who it is.
        assert_eq!(good, 0, "{name}: of {count}");
        println!("{name}: {count} changed");
    }
}

#[test]
fn without_anything_given_the_reason_is_the_law() {
    let case = case("auth-no-revocation");
    let world = World::of(&case);
    let answer = case.key.sign(&case.challenge.octets);
    let report = world.authenticate(&case.certificate_der(), challenge(&case), &answer);
    let gap = RevocationGap::NotGiven;
    assert_eq!(report.revocation, RevocationState::Undetermined { gap });
    assert_eq!(report.outcome(JpkiCheck::CertificateRevocation), Some(Outcome::Undetermined));
    assert_eq!(report.verdict.decision, Decision::Inconclusive);
    assert!(gap.en().contains("registered verifiers") && gap.ja().contains("署名検証者"));
}

#[test]
fn no_list_is_passed_over_because_there_are_many() {
    let case = case("auth-certificate.revocation");
    let mut world = World::of(&case);
    let answer = case.key.sign(&case.challenge.octets);
    let certificate = case.certificate_der();
    let report = world.authenticate(&certificate, challenge(&case), &answer);
    assert_eq!(report.verdict.decision, Decision::Rejected);
    // The list that names the certificate stands behind as many as may be given.
    let good = World::of(&self::case("auth")).revocation[0].clone();
    for (count, decision) in [(15, Decision::Rejected), (16, Decision::Inconclusive)] {
        world.revocation.splice(.., vec![good.clone(); count]);
        world.revocation.extend(World::of(&case).revocation);
        let report = world.authenticate(&certificate, challenge(&case), &answer);
        assert_eq!(report.verdict.decision, decision, "{count}");
    }
}

#[test]
fn only_what_was_asked_for_comes_out_and_nothing_shows_it() {
    let case = case("sign");
    let world = World::of(&case);
    let (certificate, signature) = (case.certificate_der(), case.signature());
    let own = document(&case);
    let asked = [JpkiAttribute::Name];
    let report = world.sign(Some(&certificate), &own, &signature, &asked);
    let shown = format!("{report:?} {:?}", report.evidence.as_ref().unwrap().attributes());
    for gone in ["番号", "花子", "口座", "1971", "99999EXAMPLE", "丁目"] {
        assert!(!shown.contains(gone), "{gone} in {shown}");
    }
    let evidence = report.evidence.unwrap();
    let attributes = evidence.attributes();
    assert_eq!(attributes.name().unwrap().text(), "番号　花子");
    assert!(attributes.sex().is_none() && attributes.birth_date().is_none());
    assert!(attributes.address().is_none());
    assert_eq!(evidence.document().octets(), case.document);
    assert_eq!(evidence.document_hash().len(), 32);
    assert_eq!(evidence.hash_algorithm(), "SHA-256");
    assert_eq!(evidence.profile(), "jpki 2026-11-23");
    assert!(evidence.package(" ").is_err());
    let package = evidence.package("犯罪収益移転防止法による7年間の保存").unwrap();
    assert_eq!(package.certificate(), certificate);
    assert!(!format!("{package:?}").contains("花子"));
    assert!(!evidence.signature_holds_certificate());
}

#[test]
fn a_challenge_is_answered_once() {
    let case = case("auth");
    let world = World::of(&case);
    let certificate = case.certificate_der();
    let answer = case.key.sign(&case.challenge.octets);
    let mut open = Challenges::new();
    open.give(challenge(&case)).unwrap();
    assert_eq!(open.give(challenge(&case)), Err(ChallengeError::Repeated));
    assert_eq!(open.take(b"never given out").unwrap_err(), ChallengeError::Unknown);
    let first = open.take(&case.challenge.octets).unwrap();
    let report = world.authenticate(&certificate, first, &answer);
    assert_eq!(report.verdict.decision, Decision::Accepted);
    let again = open.take(&case.challenge.octets).unwrap();
    let report = world.authenticate(&certificate, again, &answer);
    assert_eq!(report.outcome(JpkiCheck::ChallengeSingleUse), Some(Outcome::Failed));
    assert!(report.evidence.is_none());
    open.forget(now(), 60);
    assert_eq!(open.len(), 1, "a minute old");
    open.forget(now(), 59);
    assert!(open.is_empty());
}

#[test]
fn an_answer_stands_for_one_operation_and_its_window() {
    let case = case("auth");
    let mut world = World::of(&case);
    let start = Duration::from_secs(500);
    let certificate = case.certificate_der();
    let answer = case.key.sign(&case.challenge.octets);
    for (window, monotonic) in [(0, false), (120, false), (120, true)] {
        world.policy.reuse_window = window;
        world.now = if monotonic { now().with_monotonic(start) } else { now() };
        let report = world.authenticate(&certificate, challenge(&case), &answer);
        let evidence = report.evidence.unwrap();
        let later = |seconds: i64| {
            let own = Moment::at(now().wall.plus(seconds));
            let since = u64::try_from(500 + seconds).unwrap();
            if monotonic { own.with_monotonic(Duration::from_secs(since)) } else { own }
        };
        let within = evidence.reuse("login", later(119));
        match window {
            0 => assert_eq!(within, ReuseWindow::Over { seconds: 119 }),
            _ => assert_eq!(within, ReuseWindow::Within { left: 1 }),
        }
        assert_eq!(evidence.reuse("login", later(120)), ReuseWindow::Over { seconds: 120 });
        assert_eq!(evidence.reuse("transfer", later(1)), ReuseWindow::OtherOperation);
        assert_eq!(evidence.reuse("login", later(-100)), ReuseWindow::ClockWentBack);
    }
    // The wall clock was set back by an hour; monotonic time was not.
    world.now = now().with_monotonic(start);
    let report = world.authenticate(&certificate, challenge(&case), &answer);
    let hour = Moment::at(now().wall.plus(1)).with_monotonic(Duration::from_secs(4100));
    let reuse = report.evidence.unwrap().reuse("login", hour);
    assert_eq!(reuse, ReuseWindow::Over { seconds: 3600 });
}

#[test]
fn a_pairwise_id_is_one_verifiers() {
    let case = case("auth");
    let world = World::of(&case);
    let certificate = case.certificate_der();
    let answer = case.key.sign(&case.challenge.octets);
    let provider = CryptoProvider::default();
    let id = |key: &[u8]| {
        let context =
            JpkiContext::new(&world.trust, &world.profile, &world.policy, world.now, &provider)
                .with_revocation(&world.revocation)
                .with_pairwise_key(key);
        let answer = AuthenticationAnswer { certificate: &certificate, signature: &answer };
        let report = verify_authentication(&answer, challenge(&case), &context);
        let own = report.pairwise;
        assert_eq!(report.evidence.unwrap().pairwise(), own.as_ref());
        own
    };
    assert_eq!(id(&[1; 31]), None);
    assert_eq!(id(&[1; 32]), id(&[1; 32]));
    assert_ne!(id(&[1; 32]), id(&[2; 32]));
}

#[test]
fn a_profile_is_read_strictly() {
    let read = |text: &str| JpkiProfile::parse(text.as_bytes());
    let empty =
        r#"{"version":1,"name":"a","reviewed":"b","policies":[],"keys":[],"attributes":[]}"#;
    assert!(read(empty).is_ok());
    assert_eq!(read(&empty.replace(":1,", ":2,")).unwrap_err(), DataError::Version(2));
    assert!(matches!(read(&empty.replace("\"keys\"", "\"key\"")), Err(DataError::Json { .. })));
    assert!(matches!(read("{"), Err(DataError::Json { .. })));
    // No fact without its source and how firm it is.
    let attribute = |more: &str| {
        let one = format!(r#""attributes":[{{"attribute":"name","oid":"1.2.3"{more}}}]"#);
        read(&empty.replace("\"attributes\":[]", &one))
    };
    assert!(attribute(r#","confidence":"weak","source":"c""#).is_ok());
    assert!(matches!(attribute(""), Err(DataError::Json { .. })));
    // A profile that knows no kind of key verifies nothing.
    let case = case("auth");
    let mut world = World::of(&case);
    world.profile = read(empty).unwrap();
    let answer = case.key.sign(&case.challenge.octets);
    let report = world.authenticate(&case.certificate_der(), challenge(&case), &answer);
    assert_eq!(report.verdict.decision, Decision::Rejected);
    assert_eq!(report.outcome(JpkiCheck::CertificateKey), Some(Outcome::Failed));
}

/// What is known of revocation when these are given.
fn revocation(case: &Case, given: Vec<RevocationEvidence>) -> RevocationState {
    let mut world = World::of(case);
    world.revocation = given;
    let answer = case.key.sign(&case.challenge.octets);
    world.authenticate(&case.certificate_der(), challenge(case), &answer).revocation
}

#[test]
fn a_list_of_changes_or_of_a_part_that_names_the_certificate_decides() {
    let case = case("auth");
    let issue = |list: &RevocationList| {
        RevocationEvidence::Crl(list.issue_with(|signed| case.authority.key.sign(signed)))
    };
    let whole = issue(&case.lists[0]);
    let some_reasons = der::context_primitive(3, &[6, 0x40]);
    for (extension, name) in [
        (delta_indicator(), "changes"),
        (issuing_distribution_point(None, &[some_reasons]), "some reasons"),
    ] {
        let mut part = case.lists[0].clone();
        part.extensions.push(extension);
        // Without a name on it, it says nothing: the whole list decides.
        let silent = revocation(&case, vec![issue(&part), whole.clone()]);
        assert!(matches!(silent, RevocationState::Good { .. }), "{name}: {silent:?}");
        let alone = revocation(&case, vec![issue(&part)]);
        assert!(matches!(alone, RevocationState::Undetermined { .. }), "{name}: {alone:?}");
        part.revoke(&case.certificate);
        let named = revocation(&case, vec![issue(&part), whole.clone()]);
        assert!(matches!(named, RevocationState::Revoked { .. }), "{name}: {named:?}");
        // Taken off the list again.
        let removed =
            Extension { oid: oid::REASON_CODE, critical: false, value: der::tlv(0x0a, &[8]) };
        part.revoked.as_mut().unwrap()[0].extensions = vec![removed];
        let gone = revocation(&case, vec![issue(&part), whole.clone()]);
        assert!(matches!(gone, RevocationState::Good { .. }), "{name}: {gone:?}");
        // Somebody else's says nothing.
        part.revoked.as_mut().unwrap()[0].extensions.clear();
        let other = part.issue_with(|signed| AnyKey::rsa("responder").sign(signed));
        let forged = revocation(&case, vec![RevocationEvidence::Crl(other), whole.clone()]);
        assert!(matches!(forged, RevocationState::Good { .. }), "{name}: {forged:?}");
    }
}

#[test]
fn a_genuine_response_that_says_revoked_decides_whatever_nonce_it_repeats() {
    let case = case("auth");
    let status = Status::Revoked("2026-05-20T00:00:00Z");
    let response = Response { status, ..Response::of(&case.authority, &case.certificate) }.issue();
    let given = RevocationEvidence::Ocsp { response, nonce: Some(vec![7; 16]) };
    let found = revocation(&case, [World::of(&case).revocation, vec![given]].concat());
    assert!(matches!(found, RevocationState::Revoked { .. }), "{found:?}");
}

#[test]
fn a_responder_that_is_revoked_or_may_not_sign_is_none() {
    let case = case("auth");
    let key = AnyKey::rsa("responder");
    let mut list = case.lists[0].clone();
    let respond = |responder: &MakerOfCertificate| {
        let der = responder.issue_with(|signed| case.authority.key.sign(signed));
        let own = Response::of(&case.authority, &case.certificate);
        let response = own.delegated(responder, &key, der).issue();
        RevocationEvidence::Ocsp { response, nonce: None }
    };
    let mut responder = case.authority.responder(&key);
    let good = revocation(&case, vec![respond(&responder)]);
    assert!(matches!(good, RevocationState::Good { .. }), "{good:?}");
    // Nobody needs to look it up, and somebody did.
    list.revoke(&responder);
    list.next_update = Some("2026-05-31T23:00:00Z".into());
    let der = list.issue_with(|signed| case.authority.key.sign(signed));
    let revoked = revocation(&case, vec![RevocationEvidence::Crl(der), respond(&responder)]);
    assert!(matches!(revoked, RevocationState::Undetermined { .. }), "{revoked:?}");
    responder.set_extension(key_usage(usage::SIGN_CERTIFICATES_AND_LISTS));
    responder.extension(oid::KEY_USAGE).value = der::named_bits(&[0x20], 5);
    let encrypts = revocation(&case, vec![respond(&responder)]);
    assert!(matches!(encrypts, RevocationState::Undetermined { .. }), "{encrypts:?}");
}

#[test]
fn a_nonce_in_the_clothes_of_a_document_is_refused() {
    let pdf = |octets: &[u8]| SignedDocument::new(DocumentKind::Pdf, octets.to_vec()).readable();
    let whole = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";
    assert_eq!(pdf(whole), Ok(()));
    for nonce in
        ["%PDF-3f1d0a9b2c4e5f60718293a4b5c6d7e8", "%PDF-1.7\n3f1d0a9b2c4e5f60718293a4b5c6d7e8\n"]
    {
        assert_eq!(pdf(nonce.as_bytes()), Err(DocumentFault::NotItsKind), "{nonce}");
    }
    let text =
        |own: &str| SignedDocument::new(DocumentKind::Text, own.as_bytes().to_vec()).readable();
    // Full width letters are no language.
    for nonce in [
        "３ｆ１ｄ０ａ９ｂ２ｃ４ｅ５ｆ６０７１８２９３ａ４ｂ５ｃ６ｄ７ｅ８",
        "３ｆ１ｄ ０ａ９ｂ ２ｃ４ｅ ５ｆ６０ ７１８２",
    ] {
        assert_eq!(text(nonce), Err(DocumentFault::BareNonce), "{nonce}");
    }
    assert_eq!(text("Ｉ ａｇｒｅｅ ｔｏ ｏｐｅｎ ａｎ ａｃｃｏｕｎｔ."), Ok(()));
}

#[test]
fn an_answer_does_not_outlive_its_certificate() {
    let case = case("auth");
    let mut world = World::of(&case);
    world.policy.reuse_window = i64::MAX;
    let answer = case.key.sign(&case.challenge.octets);
    let report = world.authenticate(&case.certificate_der(), challenge(&case), &answer);
    let evidence = report.evidence.unwrap();
    let at = |text: &str| Moment::at(Timestamp::parse(text).unwrap());
    let last = evidence.reuse("login", at("2029-01-20T15:00:59Z"));
    assert!(matches!(last, ReuseWindow::Within { .. }), "{last:?}");
    let after = evidence.reuse("login", at("2029-01-20T15:01:00Z"));
    assert!(matches!(after, ReuseWindow::Over { .. }), "{after:?}");
}

#[test]
fn a_persons_certificate_shows_nothing_of_them() {
    let own = Certificate::parse(&case("sign").certificate_der()).unwrap();
    let shown = format!("{own:?}");
    let octets = format!("{:?}", "花子".as_bytes());
    for gone in ["99999EXAMPLE", "花子", octets.trim_matches(['[', ']'])] {
        assert!(!shown.contains(gone), "{gone} in {shown}");
    }
}

#[test]
fn any_purpose_is_that_of_logins_too() {
    let mut case = case("sign");
    let any = extended_key_usage(&["2.5.29.37.0"]);
    case.certificate.set_extension(any);
    let report = World::of(&case).sign(
        Some(&case.certificate_der()),
        &document(&case),
        &case.signature(),
        &[],
    );
    let found = report.outcome(JpkiCheck::CertificateExtendedKeyUsage);
    assert_eq!(found, Some(Outcome::Failed));
}

#[test]
fn what_was_not_compared_earns_no_score() {
    let case = case("sign");
    let world = World::of(&case);
    let report = world.sign(
        Some(&case.certificate_der()),
        &document(&case),
        &case.signature(),
        &JpkiAttribute::ALL,
    );
    let evidence = report.evidence.unwrap();
    let score = |claims: &Claims<'_>| compare(evidence.attributes(), claims).score;
    let sex = evidence.attributes().sex();
    let name = evidence.attributes().name().map(MarkedText::text);
    assert_eq!(score(&Claims { sex, ..Claims::default() }), Some(10));
    assert_eq!(score(&Claims { sex, name, ..Claims::default() }), Some(50));
    let address = evidence.attributes().address().map(MarkedText::text);
    let birth_date = evidence.attributes().birth_date().map(|own| own.date);
    assert_eq!(score(&Claims { sex, name, address, birth_date }), Some(100));
    assert_eq!(score(&Claims::default()), None);
}

#[test]
fn the_end_of_validity_is_told_to_be_a_birthday() {
    let case = case("auth");
    let answer = case.key.sign(&case.challenge.octets);
    let report = World::of(&case).authenticate(&case.certificate_der(), challenge(&case), &answer);
    let ends: Vec<&JpkiHandle> = report.handles.iter().filter(|own| own.in_report).collect();
    assert_eq!(ends.iter().map(|own| own.kind.as_str()).collect::<Vec<_>>(), ["validity-end"]);
    assert!(ends[0].kind.en().contains("birthday") && ends[0].kind.ja().contains("誕生日"));
}

#[test]
fn every_handle_is_flagged() {
    let kinds = |handles: &[JpkiHandle]| {
        handles.iter().map(|own| (own.kind.as_str(), own.in_report)).collect::<Vec<_>>()
    };
    let shared = [
        ("authority-information", false),
        ("common-name", false),
        ("crl-distribution-point", false),
        ("public-key", false),
        ("serial-number", false),
        ("validity-end", true),
    ];
    let auth = case("auth");
    let answer = auth.key.sign(&auth.challenge.octets);
    let world = World::of(&auth);
    let report = world.authenticate(&auth.certificate_der(), challenge(&auth), &answer);
    assert_eq!(kinds(&report.handles), shared);
    let sign = case("sign");
    let (certificate, signature) = (sign.certificate_der(), sign.signature());
    for (asked, released) in [(&[][..], false), (&[JpkiAttribute::Sex][..], true)] {
        let world = World::of(&sign);
        let report = world.sign(Some(&certificate), &document(&sign), &signature, asked);
        let mut all = shared.to_vec();
        all.insert(3, ("holder-attributes", released));
        assert_eq!(kinds(&report.handles), all);
    }
}

#[test]
fn an_authority_that_was_certified_anew_is_found_beside_its_old_certificate() {
    let case = case("auth");
    let mut old = case.authority.clone();
    old.certificate.not_after = "2026-01-01T00:00:00Z".into();
    let anchor = |own: &Authority| {
        let certificate = Certificate::parse(&own.der()).unwrap();
        TrustAnchor::new(certificate, Purpose::JpkiAuthenticationCa)
    };
    let answer = case.key.sign(&case.challenge.octets);
    let decision = |anchors: Vec<TrustAnchor>| {
        let mut world = World::of(&case);
        world.trust = anchors.into_iter().collect();
        world.authenticate(&case.certificate_der(), challenge(&case), &answer).verdict.decision
    };
    let (ended, current) = (anchor(&old), anchor(&case.authority));
    assert_eq!(decision(vec![ended.clone()]), Decision::Rejected);
    assert_eq!(decision(vec![current.clone(), ended.clone()]), Decision::Accepted);
    assert_eq!(decision(vec![ended, current]), Decision::Accepted);
}
