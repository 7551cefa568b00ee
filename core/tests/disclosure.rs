//! What was asked and what came: what is released, kept, masked, derived and told apart.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::sync::OnceLock;

use tashika::codec::Value;
use tashika::crypto::CryptoProvider;
use tashika::doctype::age::Answer;
use tashika::doctype::{Date, IndividualNumber, Registry};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{
    CheckId, Context, Decision, Disclosure, DocumentReport, HandleKind, Outcome, Policy, Profile,
    Pseudonym, PseudonymError, Report, verify,
};
use tashika::x509::Certificate;
use tashika_testkit::cases::{Case, all};

const SPACE: &str = "org.iso.18013.5.1";
const JP: &str = "org.iso.23220.1.jp";

fn case(name: &str) -> Case {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    let cases = CASES.get_or_init(all).iter();
    cases.clone().find(|own| own.name == name).unwrap_or_else(|| panic!("no case {name}")).clone()
}

fn report(case: &Case, policy: &Policy) -> Report {
    let anchors = case
        .trust
        .iter()
        .map(|own| TrustAnchor::new(Certificate::parse(&own.der).unwrap(), Purpose::Issuer));
    let trust: TrustStore = anchors.collect();
    let mut presentation = Presentation::new(case.scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&case.transcript()));
    if case.asked {
        let request = DeviceRequest::decode(&case.scenario.ask()).unwrap();
        presentation = presentation.with_request(request);
    }
    let provider = CryptoProvider::default();
    let now = Timestamp::parse(case.at).unwrap();
    let context = Context::new(&trust, policy, now, &provider);
    verify(&presentation, &context).unwrap()
}

fn document(name: &str) -> DocumentReport {
    let case = case(name);
    let policy = Policy::named(case.policy.unwrap_or("default"), Profile::Strict).unwrap();
    let report = report(&case, &policy);
    assert_eq!(report.verdict.decision, Decision::Accepted, "{name}");
    report.documents.into_iter().next().unwrap()
}

fn state<'a>(document: &'a DocumentReport, identifier: &str) -> &'a Disclosure {
    let row = document.disclosed.iter().find(|own| *own.identifier == *identifier);
    &row.unwrap_or_else(|| panic!("no row {identifier}")).disclosure
}

/// Given by these others and not itself.
fn others(identifiers: &[&str]) -> Disclosure {
    let others = identifiers.iter().map(|own| (SPACE.into(), (*own).into()));
    Disclosure::Given { itself: false, others: others.collect() }
}

#[test]
fn what_was_not_asked_is_not_released() {
    let dropped = document("document.unrequested-elements");
    assert_eq!(*state(&dropped, "document_number"), Disclosure::Unasked { released: false });
    let claims = dropped.claims.as_ref().unwrap();
    assert!(claims.get(SPACE, "document_number").is_none());
    assert!(claims.get(SPACE, "family_name").is_some());
    assert_eq!(dropped.outcome(CheckId::DocumentUnrequestedElements), Some(Outcome::Warning));

    let kept = document("unasked-kept");
    assert_eq!(*state(&kept, "document_number"), Disclosure::Unasked { released: true });
    let claim = kept.claims.as_ref().unwrap().get(SPACE, "document_number").unwrap();
    assert!(!claim.retain(), "what nobody asked for is never kept");
}

#[test]
fn what_was_asked_and_did_not_come() {
    let document = document("document.requested-elements");
    assert_eq!(*state(&document, "portrait"), Disclosure::Withheld { code: None });
    let itself = Disclosure::Given { itself: true, others: Box::default() };
    assert_eq!(*state(&document, "family_name"), itself);
}

#[test]
fn a_neighbour_of_the_age_family_answers() {
    let document = document("age-neighbour");
    assert_eq!(*state(&document, "age_over_16"), others(&["age_over_18"]));
    assert!(document.disclosed.iter().all(|own| &*own.identifier != "age_over_18"));
    assert!(document.claims.as_ref().unwrap().get(SPACE, "age_over_18").is_some());
}

/// Of several that would answer, the nearest was asked for and no other.
#[test]
fn a_far_neighbour_of_the_age_family_is_unasked() {
    let mut case = case("age-neighbour");
    let names = &mut case.scenario.documents[0].name_spaces[0].1;
    let near = names.iter().position(|own| own.identifier == "age_over_18").unwrap();
    let mut far = names[near].clone();
    far.identifier = "age_over_66";
    names.push(far);
    let report = report(&case, &Policy::default());
    let document = &report.documents[0];
    assert_eq!(*state(document, "age_over_16"), others(&["age_over_18"]));
    assert_eq!(*state(document, "age_over_66"), Disclosure::Unasked { released: false });
    let claims = document.claims.as_ref().unwrap();
    assert!(claims.get(SPACE, "age_over_18").is_some());
    assert!(claims.get(SPACE, "age_over_66").is_none());
}

#[test]
fn an_alternative_answers() {
    let document = document("alternative-elements");
    assert_eq!(*state(&document, "age_in_years"), others(&["birth_date", "issuing_country"]));
    assert!(document.claims.as_ref().unwrap().get(SPACE, "birth_date").is_some());
    assert!(document.disclosed.iter().all(|own| &*own.identifier != "birth_date"));
}

#[test]
fn without_a_request_nothing_is_kept() {
    let mut case = case("mdl");
    case.asked = false;
    let report = report(&case, &Policy::default());
    let document = &report.documents[0];
    assert!(document.disclosed.is_empty());
    let claims = document.claims.as_ref().unwrap();
    assert!(claims.iter().count() > 5 && claims.retained().count() == 0);
}

#[test]
fn only_what_was_marked_is_kept() {
    let document = document("retained");
    let claims = document.claims.as_ref().unwrap();
    let kept: Vec<&str> = claims.retained().map(tashika::verify::Claim::identifier).collect();
    assert_eq!(kept, ["family_name", "document_number"]);
    assert!(claims.iter().count() > kept.len());
}

#[test]
fn the_individual_number_is_masked() {
    let document = document("individual-number");
    let claim = document.claims.as_ref().unwrap().get(JP, "individual_number_unicode").unwrap();
    assert!(claim.is_masked());
    assert_eq!(claim.value(), Value::Text("************".into()));
    assert!(!claim.encoded().windows(12).any(|own| own == b"123456789018"));
    assert!(!format!("{claim:?}{document:?}").contains("123456789018"));
    let digits = claim.reveal().get(1..).and_then(|own| std::str::from_utf8(own).ok()).unwrap();
    assert!(IndividualNumber::parse(digits).is_some());
    let name = document.claims.as_ref().unwrap().get(JP, "full_name_unicode").unwrap();
    assert!(!name.is_masked());
}

#[test]
fn a_report_about_age() {
    let document = document("mdl");
    let registry = Registry::builtin();
    let today = Date::parse("2026-06-01").unwrap();
    let twenty = document.age_at_least(20, today, &registry).unwrap();
    assert_eq!((twenty.answer, twenty.because.as_deref()), (Answer::Yes, Some("birth_date")));
    let thirty = document.age_at_least(30, today, &registry).unwrap();
    assert_eq!(thirty.answer, Answer::No);
    assert_eq!(thirty.silent, ["age_over_18"]);

    let proof = self::document("proof-of-age");
    let eighteen = proof.age_at_least(18, today, &registry).unwrap();
    assert_eq!((eighteen.answer, eighteen.because.as_deref()), (Answer::Yes, Some("age_over_18")));
    assert_eq!(proof.age_at_least(20, today, &registry).unwrap().answer, Answer::Unknown);

    let odd = self::document("element.age-consistency");
    let conclusion = odd.age_at_least(18, today, &registry).unwrap();
    assert_eq!((conclusion.answer, conclusion.contradictions.len()), (Answer::Unknown, 1));

    let approximate = self::document("photo-id");
    assert_eq!(approximate.age_at_least(27, today, &registry).unwrap().answer, Answer::Unknown);
    assert_eq!(approximate.age_at_least(26, today, &registry).unwrap().answer, Answer::Yes);
}

#[test]
fn the_handles_and_that_the_report_has_none() {
    let case = case("status");
    let report = report(&case, &Policy::default());
    let document = &report.documents[0];
    let kinds: Vec<HandleKind> = document.linkability.iter().map(|own| own.kind).collect();
    for kind in [
        HandleKind::DeviceKey,
        HandleKind::IssuerSignature,
        HandleKind::ItemRandoms,
        HandleKind::MobileSecurityObject,
        HandleKind::SignerCertificate,
        HandleKind::StatusReference,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    let said = |kind| document.linkability.iter().find(|own| own.kind == kind).unwrap().in_report;
    assert!(said(HandleKind::IdentifyingElements) && !said(HandleKind::DeviceKey));

    // Every byte string of 16 or more in the response: none is anywhere in the report.
    let response = case.scenario.respond();
    let mut shown = format!("{report:?}").into_bytes();
    for claim in document.claims.as_ref().unwrap().iter() {
        shown.extend_from_slice(claim.encoded());
    }
    let mut strings = Vec::new();
    collect(&tashika::codec::scan(&response, 0, 16).unwrap().item.to_value(), &mut strings);
    assert!(strings.len() > 5);
    for bytes in strings {
        let start = &bytes[..16];
        assert!(!shown.windows(16).any(|own| own == start), "{start:02x?}");
        let hex: String = start.iter().map(|own| format!("{own:02x}")).collect();
        assert!(!String::from_utf8_lossy(&shown).contains(&hex));
    }
}

/// Byte strings of a value that are no embedded CBOR of elements.
fn collect(value: &Value, into: &mut Vec<Vec<u8>>) {
    match value {
        Value::Array(all) => all.iter().for_each(|own| collect(own, into)),
        Value::Map(all) => all.iter().for_each(|(_, own)| collect(own, into)),
        Value::Tag(24, content) => {
            let bytes = content.as_bytes().unwrap();
            collect(&tashika::codec::scan(bytes, 0, 16).unwrap().item.to_value(), into);
        }
        Value::Tag(_, content) => collect(content, into),
        Value::Bytes(bytes) if bytes.len() >= 16 => {
            into.push(bytes.clone());
            if let Ok(inner) = tashika::codec::scan(bytes, 0, 16)
                && inner.irregularities.trailing.is_none()
            {
                collect(&inner.item.to_value(), into);
            }
        }
        _ => {}
    }
}

#[test]
fn a_pseudonym_for_one_verifier() {
    let provider = CryptoProvider::default();
    let document = document("retained");
    let claims = document.claims.as_ref().unwrap();
    let tuple = [(SPACE, "document_number"), (SPACE, "family_name")];
    let derive =
        |key: &[u8], tuple: &[(&str, &str)]| Pseudonym::derive(&provider, key, claims, tuple);
    let one = derive(&[1; 32], &tuple).unwrap();
    assert_eq!(derive(&[1; 32], &tuple), Ok(one));
    assert_ne!(derive(&[2; 32], &tuple), Ok(one), "another verifier");
    assert_ne!(derive(&[1; 32], &tuple[..1]), Ok(one), "another tuple");
    let turned = [tuple[1], tuple[0]];
    assert_ne!(derive(&[1; 32], &turned), Ok(one), "the order counts");
    assert_eq!(derive(&[1; 31], &tuple), Err(PseudonymError::ShortKey));
    assert_eq!(derive(&[1; 32], &[]), Err(PseudonymError::EmptyTuple));
    let missing = derive(&[1; 32], &[(SPACE, "portrait")]);
    assert!(matches!(missing, Err(PseudonymError::Missing(..))));
    let passing = derive(&[1; 32], &[(SPACE, "birth_date")]);
    assert!(matches!(passing, Err(PseudonymError::NotRetained(..))), "{passing:?}");
}
