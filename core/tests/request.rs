//! Requests from a purpose: the least that serves it, what goes out, what is said, what the linter
//! remarks.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tashika::doctype::{Date, Registry, Words};
use tashika::mdoc::DeviceRequest;
use tashika::request::dcql::{CredentialQuery, DcqlQuery};
use tashika::request::lint::{
    Instead, Lint, LintLevel, LintRule, lint, lint_dcql, lint_device_request,
};
use tashika::request::{Purpose, Request, RequestError, RequestedElement, purpose_names};

const MDL: &str = "org.iso.18013.5.1.mDL";
const SPACE: &str = "org.iso.18013.5.1";
const MNC: &str = "org.iso.23220.1.jp.mnc";
const JP: &str = "org.iso.23220.1.jp";
const ISO: &str = "org.iso.23220.1";
const PID: &str = "eu.europa.ec.eudi.pid.1";
const AGE: &str = "eu.europa.ec.av.1";
const PHOTO: &str = "org.iso.23220.photoid.1";
const STUDENT: &str = "com.example.student-id.1";

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn ask(purpose: Purpose, doc_types: &[&str]) -> Result<Request, RequestError> {
    Request::for_purpose(purpose, doc_types, day("2026-11-24"), &Registry::builtin())
}

fn names(request: &Request) -> Vec<String> {
    let all = request.documents.iter().flat_map(|own| &own.elements);
    all.map(|own| format!("{}/{}", own.name_space, own.element_identifier)).collect()
}

type Elements = &'static [(&'static str, &'static str)];

/// The smallest sufficient request for each purpose and document type.
#[test]
fn the_least_that_serves() {
    let age = Purpose::AgeCheck { years: 20 };
    let table: [(Purpose, &str, Elements); 15] = [
        (age, MDL, &[(SPACE, "age_over_20")]),
        (age, MNC, &[(ISO, "age_over_20")]),
        (age, PHOTO, &[(ISO, "age_over_20")]),
        (age, AGE, &[(AGE, "age_over_20")]),
        (age, PID, &[(PID, "birth_date")]),
        (Purpose::Residence, MNC, &[(JP, "local_gov_code_unicode")]),
        (Purpose::Residence, MDL, &[(SPACE, "resident_city"), (SPACE, "resident_state")]),
        (Purpose::Residence, PID, &[(PID, "resident_city")]),
        (
            Purpose::AccountOpening,
            MNC,
            &[
                (JP, "full_name_unicode"),
                (JP, "resident_address_unicode"),
                (ISO, "birth_date"),
                (JP, "portrait"),
            ],
        ),
        (
            Purpose::AccountOpening,
            PHOTO,
            &[
                (ISO, "family_name"),
                (ISO, "given_name"),
                (ISO, "resident_address"),
                (ISO, "birth_date"),
                (ISO, "portrait"),
            ],
        ),
        (Purpose::ReturningCustomer, MDL, &[(SPACE, "document_number")]),
        (Purpose::ReturningCustomer, MNC, &[(JP, "full_name_unicode"), (ISO, "birth_date")]),
        (
            Purpose::ReturningCustomer,
            PID,
            &[(PID, "family_name"), (PID, "given_name"), (PID, "birth_date")],
        ),
        (Purpose::ReturningCustomer, STUDENT, &[(STUDENT, "student_number")]),
        (
            Purpose::DrivingPrivilege,
            MDL,
            &[(SPACE, "driving_privileges"), (SPACE, "expiry_date"), (SPACE, "portrait")],
        ),
    ];
    for (purpose, doc_type, expected) in table {
        let request = ask(purpose, &[doc_type]).unwrap();
        let expected: Vec<String> = expected.iter().map(|(a, b)| format!("{a}/{b}")).collect();
        assert_eq!(names(&request), expected, "{purpose:?} from {doc_type}");
        let said = lint(&request, &Registry::builtin());
        assert_eq!((said.findings, said.smaller), (Vec::new(), Some(request)), "{purpose:?}");
    }
    assert_eq!(purpose_names().len(), 5);
}

#[test]
fn what_cannot_be_asked() {
    assert_eq!(ask(Purpose::AgeCheck { years: 0 }, &[MDL]), Err(RequestError::Age));
    assert_eq!(ask(Purpose::AgeCheck { years: 100 }, &[MDL]), Err(RequestError::Age));
    assert!(matches!(ask(Purpose::Residence, &[]), Err(RequestError::Count(_))));
    assert!(matches!(ask(Purpose::Residence, &[MDL; 65]), Err(RequestError::Count(_))));
    let unknown = ask(Purpose::Residence, &["com.example.nothing"]);
    assert!(matches!(unknown, Err(RequestError::UnknownDocType(_))));
    for (purpose, doc_type) in [
        (Purpose::DrivingPrivilege, MNC),
        (Purpose::AccountOpening, AGE),
        (Purpose::Residence, AGE),
        (Purpose::AgeCheck { years: 18 }, STUDENT),
    ] {
        let refused = ask(purpose, &[doc_type]);
        assert!(matches!(refused, Err(RequestError::NotServed { .. })), "{refused:?}");
    }
}

#[test]
fn the_law_of_the_day() {
    let basis = |on: &str| {
        let registry = Registry::builtin();
        let request =
            Request::for_purpose(Purpose::AccountOpening, &[MNC], day(on), &registry).unwrap();
        let element = &request.documents[0].elements[0];
        assert!(element.retain && element.retention_reason.is_some());
        element.legal_basis.clone().unwrap().ja
    };
    assert!(basis("2027-03-31").ends_with("ル"));
    assert!(basis("2027-04-01").contains("ト"));
}

#[test]
fn a_device_request() {
    let request = ask(Purpose::AccountOpening, &[MNC]).unwrap();
    let decoded = DeviceRequest::decode(&request.device_request().unwrap()).unwrap();
    assert!(decoded.use_cases.is_empty() && decoded.documents.len() == 1);
    let document = decoded.documents.iter().find(|own| own.doc_type == MNC).unwrap();
    let mut asked: Vec<String> = document
        .elements
        .iter()
        .map(|own| format!("{}/{}", own.name_space, own.identifier))
        .collect();
    let mut wanted = names(&request);
    asked.sort();
    wanted.sort();
    assert_eq!(asked, wanted);
    assert!(document.elements.iter().all(|own| own.retain));

    let age = ask(Purpose::AgeCheck { years: 20 }, &[MDL]).unwrap();
    let bytes = age.device_request().unwrap();
    let hex: String = bytes.iter().map(|own| format!("{own:02x}")).collect();
    assert_eq!(
        hex,
        "a26776657273696f6e63312e306b646f63526571756573747381a16c6974656d7352657175657374d818584b\
         a267646f6354797065756f72672e69736f2e31383031332e352e312e6d444c6a6e616d65537061636573a171\
         6f72672e69736f2e31383031332e352e31a16b6167655f6f7665725f3230f4"
            .replace(' ', "")
    );

    let either = ask(Purpose::AgeCheck { years: 20 }, &[MDL, MNC]).unwrap();
    assert_eq!(either.device_request(), Err(RequestError::AnyOf));
    assert_eq!(either.clone().only(MDL).device_request(), Ok(bytes));
    assert!(matches!(Request::default().device_request(), Err(RequestError::Count(_))));
    let mut twice = age.clone();
    let mut again = RequestedElement::new(SPACE, "age_over_20");
    again.retain = true;
    twice.documents[0].elements.push(again);
    let decoded = DeviceRequest::decode(&twice.device_request().unwrap()).unwrap();
    assert_eq!(decoded.documents[0].elements.len(), 1);
    assert!(decoded.documents[0].elements[0].retain);
}

#[test]
fn a_dcql_query() {
    let either = ask(Purpose::AgeCheck { years: 20 }, &[MDL, MNC]).unwrap().dcql().unwrap();
    either.check().unwrap();
    let sets = either.credential_sets.as_ref().unwrap();
    assert_eq!(sets[0].options, [["document-1"], ["document-2"]]);
    let claim = &either.credential("document-2").unwrap().claims.as_ref().unwrap()[0];
    assert_eq!(claim.as_element(), Some((ISO, "age_over_20")));
    assert_eq!(claim.intent_to_retain, Some(false));
    let one = ask(Purpose::AgeCheck { years: 20 }, &[MDL]).unwrap().dcql().unwrap();
    assert_eq!(one.credential_sets, None);
}

#[test]
fn what_a_person_reads() {
    let registry = Registry::builtin();
    let age = ask(Purpose::AgeCheck { years: 20 }, &[MDL, MNC]).unwrap();
    let said = age.sentence("Example Shop", &registry);
    assert_eq!(
        said.en,
        "Example Shop asks for: Mobile driving licence (At least 20 years old); or My Number Card \
         (At least 20 years old). Purpose: Checking that you are at least 20 years old. Nothing is \
         kept."
    );
    assert_eq!(
        said.ja,
        "目的: 20歳以上であることの確認。Example Shopは次の項目の提示を求めます。\
         モバイル運転免許証(20歳以上)、またはマイナンバーカード(20歳以上)。\
         提示された情報は保存しません。"
    );
    let account = ask(Purpose::AccountOpening, &[MNC]).unwrap();
    let said = account.sentence("例示銀行\u{202e}", &registry);
    assert!(said.ja.contains("保存する項目: 住所、氏名、生年月日、顔写真"), "{}", said.ja);
    assert!(said.ja.contains("7年間") && said.en.contains("seven years"));
    assert!(!said.ja.contains('\u{202e}') && !said.ja.contains("個人番号"));
}

#[test]
fn a_request_file() {
    let registry = Registry::builtin();
    let on = day("2026-11-24");
    let short = r#"{"for": "age-check", "age": 20, "docTypes": ["org.iso.18013.5.1.mDL"]}"#;
    let request = Request::from_json(short, on, &registry).unwrap();
    assert_eq!(request, ask(Purpose::AgeCheck { years: 20 }, &[MDL]).unwrap());
    assert_eq!(Request::from_json(&request.to_json(), on, &registry), Ok(request));
    for (text, kind) in [
        (r#"{"for": "surveillance", "docTypes": ["x"]}"#, "purpose"),
        (r#"{"for": "age-check", "docTypes": ["org.iso.18013.5.1.mDL"]}"#, "purpose"),
        (r#"{"for": "residence", "age": 3, "docTypes": ["org.iso.18013.5.1.mDL"]}"#, "purpose"),
        (r#"{"documents": []}"#, "count"),
        (r#"{"documents": [{"docType": "x", "elements": []}]}"#, "count"),
        (r#"{"documents": [{"docType": "x", "elements": [{"name": 1}]}]}"#, "json"),
        ("{}", "json"),
        ("", "json"),
        (&"[".repeat(10_000), "json"),
    ] {
        let found = match Request::from_json(text, on, &registry) {
            Err(RequestError::UnknownPurpose(_)) => "purpose",
            Err(RequestError::Count(_)) => "count",
            Err(RequestError::Json(_)) => "json",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, kind, "{text:.60}");
    }
    // What is wrong is said of the shape that was meant.
    let Err(RequestError::Json(own)) = Request::from_json(r#"{"for": "residence"}"#, on, &registry)
    else {
        panic!("the document types are missing")
    };
    assert!(own.contains("docTypes"), "{own}");
    let long = Request::from_json(&" ".repeat(2 << 20), on, &registry);
    assert!(matches!(long, Err(RequestError::TooLong(_))));
}

fn words(text: &str) -> Words {
    Words::new(text, text)
}

fn element(space: &str, identifier: &str) -> RequestedElement {
    RequestedElement::new(space, identifier).because(words("need"))
}

fn custom(doc_type: &str, elements: Vec<RequestedElement>) -> Request {
    Request::custom(words("A purpose")).with(doc_type, elements)
}

fn rules(said: &Lint) -> Vec<LintRule> {
    said.findings.iter().map(|own| own.rule).collect()
}

/// Each rule alone: a request that breaks it, the smaller request, and that one is clean.
#[test]
fn each_rule_of_the_linter() {
    let registry = Registry::builtin();
    let name = || element(SPACE, "family_name");
    let age = |years: u8| element(SPACE, &format!("age_over_{years}"));
    let mut anonymous = custom(MDL, vec![age(20), name()]);
    anonymous.anonymous = true;
    let mut born = custom(MDL, vec![element(SPACE, "birth_date")]);
    born.age = Some(21);
    let number = || element(JP, "individual_number_unicode");
    let mut unexplained = name();
    unexplained.retain = true;
    let cases = [
        (
            LintRule::AgeElements,
            custom(MDL, vec![age(18), age(20), age(21), age(65)]),
            vec!["age_over_18", "age_over_20"],
        ),
        (LintRule::BirthDate, born, vec!["age_over_21"]),
        (
            LintRule::BirthDate,
            custom(MDL, vec![age(20), element(SPACE, "birth_date")]),
            vec!["age_over_20"],
        ),
        (
            LintRule::Element,
            custom(MDL, vec![name(), element(SPACE, "familyname")]),
            vec!["family_name"],
        ),
        (LintRule::Identifier, anonymous, vec!["age_over_20"]),
        (
            LintRule::IndividualNumber,
            custom(MNC, vec![element(JP, "full_name_unicode"), number()]),
            vec!["full_name_unicode"],
        ),
        (
            LintRule::Need,
            custom(MDL, vec![name(), RequestedElement::new(SPACE, "given_name")]),
            vec!["family_name"],
        ),
        (LintRule::RetentionReason, custom(MDL, vec![unexplained]), vec!["family_name"]),
        (
            LintRule::RetentionPlausible,
            custom(MDL, vec![element(SPACE, "biometric_template_face").kept(words("why"))]),
            vec!["biometric_template_face"],
        ),
    ];
    let mut seen = vec![LintRule::DocType];
    for (rule, request, smaller) in cases {
        let said = lint(&request, &registry);
        assert!(!said.findings.is_empty(), "{rule}");
        assert!(rules(&said).iter().all(|own| *own == rule), "{rule}: {:?}", said.findings);
        assert_eq!(said.level(), Some(rule.level()));
        let less = said.smaller.unwrap();
        let ids: Vec<&str> =
            less.documents[0].elements.iter().map(|own| own.element_identifier.as_str()).collect();
        assert_eq!(ids, smaller, "{rule}");
        assert_eq!(lint(&less, &registry).findings, [], "{rule}: the smaller request is clean");
        seen.push(rule);
    }
    let unknown = custom("com.example.nothing", vec![element("x", "y")]);
    let said = lint(&unknown, &registry);
    assert_eq!(rules(&said), [LintRule::DocType]);
    assert_eq!(said.findings[0].instead, Instead::Explain);
    assert_eq!(said.smaller, Some(unknown));
    assert!(LintRule::ALL.iter().all(|own| seen.contains(own)));
}

#[test]
fn the_individual_number_is_refused_not_warned() {
    let registry = Registry::builtin();
    let alone = custom(MNC, vec![element(JP, "individual_number_unicode")]);
    let said = lint(&alone, &registry);
    assert_eq!((said.level(), said.smaller), (Some(LintLevel::Refused), None));
    let lawful = element(JP, "individual_number_unicode").under(words("番号法第19条"));
    assert_eq!(lint(&custom(MNC, vec![lawful]), &registry).findings, []);
}

/// A document type file is data: what it calls things hides no text from a person.
#[test]
fn what_a_person_reads_is_safe_to_show() {
    let file = include_str!("../doctypes/student-id-example.json");
    let file = file
        .replace("\"en\": \"", "\"en\": \"\u{202e}")
        .replace("\"ja\": \"", "\"ja\": \"\u{202e}");
    let registry = Registry::builtin().with(&file).unwrap();
    let asked = custom(STUDENT, vec![element(STUDENT, "student_number").kept(words("why"))]);
    let said = asked.sentence("Shop", &registry);
    for text in [said.en, said.ja] {
        assert!(!text.contains('\u{202e}') && text.contains("\\u{202e}"), "{text}");
    }
}

/// Not even where the document type is unknown or has no such element.
#[test]
fn the_individual_number_is_refused_under_any_document_type() {
    let registry = Registry::builtin();
    for doc_type in [MDL, "org.iso.23220.1.jp.mnc.2"] {
        let asked = custom(doc_type, vec![element(JP, "individual_number_unicode")]);
        let said = lint(&asked, &registry);
        assert!(rules(&said).contains(&LintRule::IndividualNumber), "{doc_type}: {said:?}");
        assert_eq!((said.level(), said.smaller), (Some(LintLevel::Refused), None));
        let query = lint_dcql(&asked.dcql().unwrap(), &registry);
        assert_eq!(query.level(), Some(LintLevel::Refused), "{doc_type}");
    }
}

#[test]
fn empty_words_state_nothing() {
    let registry = Registry::builtin();
    let blank = || Words::new("", " \u{3000}");
    let number = element(JP, "individual_number_unicode").under(blank());
    assert_eq!(lint(&custom(MNC, vec![number]), &registry).level(), Some(LintLevel::Refused));
    let name = RequestedElement::new(SPACE, "family_name").because(blank()).kept(blank());
    let said = lint(&custom(MDL, vec![name]), &registry);
    assert_eq!(rules(&said), [LintRule::Need, LintRule::RetentionReason]);
}

/// What may come in place of an element is asked for as well.
#[test]
fn the_linter_looks_at_alternatives() {
    use tashika_testkit::cbor::{Cbor, array, map};
    let pair = |space: &str, id: &str| array([space, id]);
    let entry = |alternative: Cbor| {
        map([
            ("requestedElement", pair(JP, "full_name_unicode")),
            ("alternativeElementSets", array([array([alternative])])),
        ])
    };
    let said = |alternative: Cbor| {
        let spaces = map([(JP, map([("full_name_unicode", true)]))]);
        let info = map([("alternativeDataElements", array([entry(alternative)]))]);
        let items = map([("docType", MNC.into()), ("nameSpaces", spaces), ("requestInfo", info)]);
        let documents = array([map([("itemsRequest", items.embedded())])]);
        let bytes = map([("version", Cbor::from("1.0")), ("docRequests", documents)]).encode();
        lint_device_request(&DeviceRequest::decode(&bytes).unwrap(), &Registry::builtin())
    };
    let reason = LintRule::RetentionReason;
    let plain = said(pair(JP, "full_name_unicode"));
    assert_eq!(rules(&plain), [reason]);
    let number = said(pair(JP, "individual_number_unicode"));
    let expected = [reason, LintRule::IndividualNumber, reason, LintRule::RetentionPlausible];
    assert_eq!(rules(&number), expected);
    assert_eq!(number.level(), Some(LintLevel::Refused));
    assert_eq!(names(&number.smaller.unwrap()), [format!("{JP}/full_name_unicode")]);
}

/// Two requests for one document type are one retrieval.
#[test]
fn ages_are_counted_across_requests_for_one_document_type() {
    let registry = Registry::builtin();
    let age = |years: u8| element(SPACE, &format!("age_over_{years}"));
    let twice = |second| custom(MDL, vec![age(18), age(20)]).with(MDL, second);
    let said = lint(&twice(vec![age(20), age(21)]), &registry);
    assert_eq!(rules(&said), [LintRule::AgeElements]);
    assert_eq!(said.findings[0].element.as_ref().unwrap().1, "age_over_21");
    assert_eq!(lint(&twice(vec![age(18), age(20)]), &registry).findings, []);
}

#[test]
fn a_date_of_birth_where_no_threshold_is_current_is_the_least() {
    let registry = Registry::builtin();
    let pid = custom(PID, vec![element(PID, "birth_date")]);
    assert_eq!(lint(&pid, &registry).findings, []);
    let named = custom(MDL, vec![element(SPACE, "family_name"), element(SPACE, "birth_date")]);
    assert_eq!(lint(&named, &registry).findings, []);
}

#[test]
fn requests_on_the_wire() {
    let registry = Registry::builtin();
    let clean = ask(Purpose::AgeCheck { years: 20 }, &[MDL]).unwrap();
    let decoded = DeviceRequest::decode(&clean.device_request().unwrap()).unwrap();
    let said = lint_device_request(&decoded, &registry);
    assert_eq!((said.findings, said.not_examined), (Vec::new(), vec![LintRule::Need]));

    let greedy = custom(
        MNC,
        vec![
            element(ISO, "age_over_20"),
            element(JP, "full_name_unicode"),
            element(JP, "individual_number_unicode"),
            element(ISO, "birth_date"),
            element(JP, "sex_unicode").kept(words("the wire does not carry the reason")),
        ],
    );
    let expected = [
        LintRule::Identifier,
        LintRule::IndividualNumber,
        LintRule::BirthDate,
        LintRule::RetentionReason,
    ];
    let decoded = DeviceRequest::decode(&greedy.device_request().unwrap()).unwrap();
    let mut of_request = rules(&lint_device_request(&decoded, &registry));
    let said = lint_dcql(&greedy.dcql().unwrap(), &registry);
    let mut of_query = rules(&said);
    let mut expected = expected.to_vec();
    of_request.sort();
    of_query.sort();
    expected.sort();
    assert_eq!((&of_request, &of_query), (&expected, &expected));
    assert_eq!(said.level(), Some(LintLevel::Refused));
    let less = said.smaller.unwrap();
    let mut left = names(&less);
    left.sort();
    assert_eq!(left, [format!("{JP}/sex_unicode"), format!("{ISO}/age_over_20")]);
    assert!(less.documents[0].elements.iter().all(|own| !own.retain));
}

#[test]
fn other_formats_are_left_alone() {
    let mut other = CredentialQuery::mdoc("a", "x");
    other.format = "dc+sd-jwt".into();
    let query = DcqlQuery { credentials: vec![other], credential_sets: None };
    let said = lint_dcql(&query, &Registry::builtin());
    assert_eq!((said.findings, said.smaller), (Vec::new(), None));
    assert_eq!(said.left_out, ["a"], "and that is said");
}
