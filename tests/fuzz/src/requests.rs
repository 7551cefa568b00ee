//! What is asked: DeviceRequests, DCQL queries, request files, document types.

use std::sync::OnceLock;

use tashika::codec::scan;
use tashika::doctype::{Date, Registry, text};
use tashika::mdoc::DeviceRequest;
use tashika::request::Request;
use tashika::request::dcql::DcqlQuery;
use tashika::request::lint::{lint, lint_dcql, lint_device_request};
use tashika_testkit::cases::all;

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(Registry::builtin)
}

fn today() -> Date {
    Date::parse("2026-06-01").expect("a day")
}

/// A request that is read can be linted.
pub fn device_request(data: &[u8]) {
    let Ok(request) = DeviceRequest::decode(data) else { return };
    let _ = (lint_device_request(&request, registry()).level(), format!("{request:?}"));
}

pub fn device_request_seeds() -> Vec<Vec<u8>> {
    let wanted =
        ["mdl", "two-documents", "same-holder", "one-document", "device-signed", "retained"];
    let cases = all().into_iter().filter(|own| wanted.contains(&own.name.as_str()));
    cases.map(|own| own.scenario.ask()).collect()
}

/// A query that is read is written so that the same is read again.
pub fn dcql(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(query) = DcqlQuery::from_json(text) else { return };
    let json = query.to_json();
    let again = DcqlQuery::from_json(&json);
    assert_eq!(again.as_ref(), Ok(&query), "{json}");
    let _ = lint_dcql(&query, registry());
}

pub fn dcql_seeds() -> Vec<Vec<u8>> {
    [
        r#"{"credentials":[{"id":"a","format":"mso_mdoc","multiple":true,
            "meta":{"doctype_value":"org.iso.18013.5.1.mDL"},
            "trusted_authorities":[{"type":"aki","values":["s9tIpPmhxdiuNkHMEWNpYim8S8Y"]}],
            "require_cryptographic_holder_binding":false,
            "claims":[{"id":"c","path":["org.iso.18013.5.1","age_over_18"],"values":[true]},
                {"id":"d","path":["org.iso.18013.5.1","birth_date"],"intent_to_retain":true}],
            "claim_sets":[["c"],["d"]]}],
            "credential_sets":[{"options":[["a"]],"required":false}]}"#,
        r#"{"credentials":[{"id":"b","format":"dc+sd-jwt","meta":{"vct_values":["x"]},
            "claims":[{"path":["a",null,0]}]}]}"#,
    ]
    .map(|own| own.as_bytes().to_vec())
    .to_vec()
}

/// A request that passes can be asked in both ways.
pub fn request_file(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(request) = Request::from_json(text, today(), registry()) else { return };
    let _ = (lint(&request, registry()), request.sentence("Somebody", registry()));
    if let Ok(bytes) = request.device_request() {
        DeviceRequest::decode(&bytes).expect("what is asked can be read");
    }
    if let Ok(query) = request.dcql() {
        query.check().expect("what is asked keeps the rules");
    }
    let again = Request::from_json(&request.to_json(), today(), registry());
    assert_eq!(again.map(|own| own.to_json()), Ok(request.to_json()));
}

const PURPOSE: &str = r#"{"for":"age-check","age":20,"docTypes":["org.iso.18013.5.1.mDL"]}"#;

pub fn request_file_seeds() -> Vec<Vec<u8>> {
    let full = Request::from_json(PURPOSE, today(), registry());
    let full = full.expect("a purpose").to_json();
    [
        PURPOSE,
        r#"{"for":"account-opening","docTypes":["org.iso.23220.1.jp.mnc"]}"#,
        r#"{"for":"residence","docTypes":["org.iso.23220.1.jp.mnc","org.iso.18013.5.1.mDL"]}"#,
        &full,
    ]
    .map(|own| own.as_bytes().to_vec())
    .to_vec()
}

/// A document type file, and an element value held against each of its elements: after the file's
/// last line the value in CBOR.
pub fn doc_types(data: &[u8]) {
    let split = data.iter().rposition(|own| *own == b'\n').map_or(data.len(), |place| place + 1);
    let (file, value) = data.split_at(split);
    let Ok(file) = std::str::from_utf8(file) else { return };
    let _ = (text::is_normalised(file), text::for_comparison(file), text::is_japanese_name(file));
    let Ok(registry) = Registry::empty().with(file) else { return };
    let own = registry.files().next().expect("one was added");
    assert!(registry.get(&own.doc_type).is_some());
    let Ok(scanned) = scan(value, 0, 32) else { return };
    for space in registry.name_spaces(&own.doc_type) {
        for element in &space.elements {
            let problems = element.kind.check(&scanned.item, today());
            let mut twice = problems.clone();
            twice.dedup();
            assert_eq!(problems.len(), twice.len());
        }
    }
}

pub fn doc_type_seeds() -> Vec<Vec<u8>> {
    let files = [
        include_str!("../../../core/doctypes/my-number-card.json"),
        include_str!("../../../core/doctypes/photo-id.json"),
        include_str!("../../../core/doctypes/student-id-example.json"),
    ];
    let values: [&[u8]; 3] = [
        b"\xd9\x03\xec\x6a1999-03-31",
        b"\xa2\x6abirth_date\xd9\x03\xec\x6a1999-01-01\x70approximate_mask\x6800001111",
        b"\xff\xd8\xff\xe0",
    ];
    let pairs = files.iter().zip(values);
    pairs.map(|(file, value)| [file.trim_end().as_bytes(), b"\n", value].concat()).collect()
}
