//! The typed views are generated from the document types; `TASHIKA_WRITE=1` writes them.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::OnceLock;

use tashika::crypto::CryptoProvider;
use tashika::doctype::age::BirthDate;
use tashika::doctype::{
    CborKind, Date, DocType, ElementInfo, ElementProblem, Format, NameSpaceInfo, Registry,
};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::views::{Aamva, EuPid, Mdl, MyNumberCard, PhotoId, StudentId};
use tashika::verify::{Context, DocumentReport, Policy, verify};
use tashika::x509::Certificate;
use tashika_testkit::cases::{Case, all};

const HEAD: &str = "//! Typed views of released claims: one type for each document type, one getter for each element.
//!
//! Generated from `core/doctypes`; do not edit. `TASHIKA_WRITE=1 cargo test -p tashika --test views`
//! writes it.

use super::report::{Claims, DocumentReport};
use super::view::{self, Read, getter, view};
use crate::codec::Value;
use crate::doctype::age::BirthDate;
use crate::doctype::{Date, IndividualNumber};
use crate::instant::Timestamp;
";

fn kind(own: &ElementInfo) -> &'static str {
    if own.kind.format == Some(Format::IndividualNumber) {
        return "IndividualNumber";
    }
    match own.kind.cbor {
        CborKind::BirthDate => "BirthDate",
        CborKind::Bool if own.id.ends_with("NN") => "AgeOver",
        CborKind::Bool => "Bool",
        CborKind::Bytes if own.id.ends_with('*') => "BytesOf",
        CborKind::Bytes | CborKind::Image => "Bytes",
        CborKind::Date | CborKind::FullDate => "Date",
        CborKind::Tdate => "Tdate",
        CborKind::Text => "Text",
        CborKind::Uint => "Uint",
        _ => "Value",
    }
}

fn method(own: &ElementInfo) -> String {
    let stem = own.id.trim_end_matches("NN").trim_end_matches('*').trim_end_matches('_');
    stem.to_lowercase()
}

fn literals<'s>(names: impl IntoIterator<Item = &'s String>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|own| format!("\"{own}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

fn getters(out: &mut String, space: &NameSpaceInfo, seen: &mut HashSet<String>) {
    let spaces = literals([&space.name].into_iter().chain(&space.aliases));
    for own in &space.elements {
        let (name, kind) = (method(own), kind(own));
        assert!(seen.insert(name.clone()), "{name} is there twice in one view");
        let ids = match kind {
            "AgeOver" | "BytesOf" => {
                literals([&own.id.trim_end_matches("NN").trim_end_matches('*').to_owned()])
            }
            _ => literals([&own.id].into_iter().chain(&own.aliases)),
        };
        let about = format!("{} ({})", own.name.en, own.name.ja);
        let _ = writeln!(out, "    {name} {kind} {spaces} {ids} \"{about}\";");
    }
}

fn generated() -> String {
    let registry = Registry::builtin();
    let mut out = HEAD.to_owned();
    for file in registry.files() {
        let Some(view) = &file.view else { continue };
        let target: &DocType = match &file.extends {
            Some(target) => registry.get(target).unwrap(),
            None => file,
        };
        let types = literals([&target.doc_type].into_iter().chain(&target.aliases));
        let about = format!("{} ({})", file.name.en, file.name.ja);
        let _ = writeln!(out, "\nview! {{ {view} {types} \"{about}\" {{");
        let mut seen = HashSet::new();
        file.name_spaces.iter().for_each(|space| getters(&mut out, space, &mut seen));
        out.push_str("}}\n");
    }
    out
}

#[test]
fn the_views_are_what_the_files_say() {
    let expected = generated();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verify/views.rs");
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let own = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(own == expected, "core/src/verify/views.rs differs from the files: see its head");
}

fn document(name: &str) -> DocumentReport {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    let case = CASES.get_or_init(all).iter().find(|own| own.name == name).unwrap();
    let anchor = TrustAnchor::new(Certificate::parse(&case.trust[0].der).unwrap(), Purpose::Issuer);
    let trust: TrustStore = [anchor].into_iter().collect();
    let presentation = Presentation::new(case.scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&case.transcript()))
        .with_request(DeviceRequest::decode(&case.scenario.ask()).unwrap());
    let (policy, provider) = (Policy::default(), CryptoProvider::default());
    let now = Timestamp::parse(case.at).unwrap();
    let context = Context::new(&trust, &policy, now, &provider);
    let report = verify(&presentation, &context).unwrap();
    report.documents.into_iter().next().unwrap()
}

#[test]
fn a_driving_licence() {
    let licence = document("mdl-optional");
    let own = Mdl::of(&licence).unwrap();
    assert_eq!(own.family_name(), Some(Ok("BANGO")));
    assert_eq!(own.given_name(), None, "it was not disclosed");
    let birth = BirthDate::on(Date::parse("1999-03-31").unwrap());
    assert_eq!(own.birth_date(), Some(Ok(birth)));
    assert_eq!(own.issue_date(), Some(Ok(Date::parse("2024-04-01").unwrap())));
    assert_eq!(own.expiry_date(), Some(Ok(Date::parse("2029-03-31").unwrap())));
    let captured = Timestamp::parse("2024-03-01T00:00:00Z").unwrap();
    assert_eq!(own.portrait_capture_date(), Some(Ok(captured)));
    assert_eq!((own.age_over(18), own.age_over(21)), (Some(Ok(true)), None));
    assert_eq!(own.height(), Some(Ok(158)));
    assert!(own.portrait().unwrap().unwrap().len() > 1000);
    assert!(own.biometric_template("face").is_some() && own.biometric_template("iris").is_none());
    assert!(own.driving_privileges().unwrap().is_ok());
    assert!(MyNumberCard::of(&licence).is_none());
}

#[test]
fn a_my_number_card() {
    let card = document("individual-number");
    let own = MyNumberCard::of(&card).unwrap();
    assert_eq!(own.full_name_unicode(), Some(Ok("番号　花子")));
    let number = own.individual_number_unicode().unwrap().unwrap();
    assert_eq!((number.to_string().as_str(), number.reveal()), ("************", "123456789018"));
    assert!(!format!("{own:?}").contains("123456789018"));
    let wrong = document("element-check-digit");
    let wrong = MyNumberCard::of(&wrong).unwrap().individual_number_unicode();
    assert_eq!(wrong, Some(Err(ElementProblem::CheckDigit)));
    let card = document("my-number-card");
    let claims = MyNumberCard::of(&card).unwrap().to_compare();
    assert_eq!(claims.name, Some("番号　花子"));
    assert_eq!(claims.address, Some("〇〇県△△市□□町１－２－３"));
    assert_eq!(claims.birth_date.unwrap().earliest().to_string(), "2000-03-31");
    assert_eq!(claims.sex, None, "it was not disclosed");
}

#[test]
fn other_documents() {
    let photo = document("photo-id");
    let birth = PhotoId::of(&photo).unwrap().birth_date().unwrap().unwrap();
    assert_eq!(birth.earliest().to_string(), "1999-01-01");
    assert_eq!(birth.latest().to_string(), "1999-12-31");
    let licence = document("aamva");
    assert_eq!(Aamva::of(&licence).unwrap().dhs_compliance(), Some(Ok("F")));
    assert!(Mdl::of(&licence).is_some(), "an extension and its type view one document");
    let euro = document("eu-pid");
    assert_eq!(EuPid::of(&euro).unwrap().family_name(), Some(Ok("Mustermann")));
    let student = document("student-id");
    assert_eq!(StudentId::of(&student).unwrap().enrolled(), Some(Ok(true)));
    let odd = document("element.type");
    assert_eq!(Mdl::of(&odd).unwrap().age_over(18), Some(Err(ElementProblem::Type)));
}
