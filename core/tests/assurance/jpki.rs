//! Evidence from JPKI: the two uses stay apart, and each gives what it shows and no more.

use tashika::assurance::{Against, Channel, Evidence, Held, Identity, Proof, Standing, Status};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::jpki::{
    AuthenticationAnswer, Challenge, DocumentKind, JpkiAttribute, JpkiContext, JpkiPolicy,
    JpkiProfile, Moment, RevocationEvidence, SignedAnswer, SignedDocument, verify_authentication,
    verify_signature,
};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::x509::Certificate;
use tashika_testkit::jpki::{Case, NOW, all};

use super::{AAL, IAL, decided, grade};

/// The evidence of a case of the testkit.
fn evidence(name: &str) -> Evidence {
    let case: Case = all().into_iter().find(|own| own.name == name).unwrap();
    let anchors = case.anchors().into_iter().map(|own| {
        let purpose = Purpose::from_name(own.purpose).unwrap();
        TrustAnchor::new(Certificate::parse(&own.der).unwrap(), purpose)
    });
    let trust: TrustStore = anchors.collect();
    let lists = case.list_ders().into_iter().map(RevocationEvidence::Crl);
    let revocation: Vec<RevocationEvidence> = lists.collect();
    let profile = JpkiProfile::shipped().unwrap();
    let policy = JpkiPolicy::named(case.policy.unwrap_or("default")).unwrap();
    let (now, provider) = (Moment::at(Timestamp::parse(NOW).unwrap()), CryptoProvider::default());
    let context =
        JpkiContext::new(&trust, &profile, &policy, now, &provider).with_revocation(&revocation);
    let certificate = case.certificate_der();
    if name.starts_with("auth") {
        let issued = Moment::at(Timestamp::parse(case.challenge.issued).unwrap());
        let asked_by = case.challenge.asked_by;
        let challenge = Challenge::new(&case.challenge.octets, asked_by, "login", issued);
        let signature = case.key.sign(&case.challenge.octets);
        let answer = AuthenticationAnswer { certificate: &certificate, signature: &signature };
        let report = verify_authentication(&answer, challenge, &context);
        return Evidence::from_jpki_authentication(&report, "jpki", Channel::Remote);
    }
    let document = SignedDocument::new(DocumentKind::Text, case.document.clone());
    let (signature, asked) = (case.signature(), JpkiAttribute::ALL);
    let (certificate, asked) = (Some(certificate.as_slice()), asked.as_slice());
    let answer = SignedAnswer { document: &document, signature: &signature, certificate, asked };
    Evidence::from_jpki_signing(&verify_signature(&answer, &context), "jpki", Channel::Remote)
}

#[test]
fn an_answer_to_a_challenge_authenticates_and_names_nobody() {
    let own = evidence("auth");
    let Proof::JpkiAuthentication(jpki) = &own.what else { panic!("{own:?}") };
    assert_eq!((jpki.verified, jpki.status), (Held::Yes, Status::Valid));
    assert_eq!((jpki.session.fresh, jpki.session.verifier_name), (Held::Yes, Held::No));
    assert!(jpki.expires.is_some() && jpki.algorithms == ["rsa"], "{jpki:?}");
    let decision = decided(&[own]);
    assert_eq!((grade(&decision, AAL), grade(&decision, IAL)), ("3".to_owned(), "0".to_owned()));
    assert_eq!(decision.identity, Identity::None);
    assert!(decision.satisfied_statutes().is_empty());
}

#[test]
fn a_signature_names_its_signer_and_logs_nobody_in() {
    let own = evidence("sign-attributes");
    let Proof::JpkiSigning(jpki) = &own.what else { panic!("{own:?}") };
    assert_eq!((jpki.verified, jpki.document_shown), (Held::Yes, Held::Yes));
    assert_eq!(jpki.attributes.len(), 4);
    let decision = decided(std::slice::from_ref(&own));
    assert_eq!((grade(&decision, IAL), grade(&decision, AAL)), ("3".to_owned(), "none".to_owned()));
    assert_eq!(decision.satisfied_statutes(), ["jp.kobutsu 11号"]);
    // No value of the person comes along.
    let text = serde_json::to_string(&own).unwrap();
    assert!(text.is_ascii(), "{text}");
}

#[test]
fn what_was_not_proven_counts_for_nothing() {
    // Nothing was given to ask for revocation: inconclusive, so unknown.
    let open = evidence("auth-no-revocation");
    let Proof::JpkiAuthentication(jpki) = &open.what else { panic!("{open:?}") };
    assert_eq!((jpki.verified, jpki.status), (Held::Unknown, Status::Undetermined));
    assert_eq!(grade(&decided(&[open]), AAL), "none");
    // Where the policy lets it be answered elsewhere, it is accepted, and not level 3.
    let elsewhere = decided(&[evidence("sign-revocation-elsewhere")]);
    assert_eq!(grade(&elsewhere, IAL), "2");
    for name in ["auth-certificate.revocation", "sign-certificate.revocation"] {
        let decision = decided(&[evidence(name)]);
        assert_eq!(decision.standing, Standing::Contradicted, "{name}");
        assert_eq!(decision.contradictions[0].says, Against::Revoked, "{name}");
    }
    let test = evidence("sign-test-environment");
    let Proof::JpkiSigning(jpki) = &test.what else { panic!("{test:?}") };
    assert_eq!(jpki.verified, Held::Unknown, "a test certificate says nothing of a person");
    assert_eq!(grade(&decided(&[test]), IAL), "0");
}
