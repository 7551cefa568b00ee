//! `lint`, `doctypes`, and what `verify` says of asked and given.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{fixture, stdout as text, tashika};
use serde_json::Value;

fn json(arguments: &[&str]) -> Value {
    let output = tashika(arguments);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// A file in a folder of the test run's own.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("asking");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn lint(name: &str, content: &[u8], more: &[&str]) -> Output {
    let path = file(name, content);
    tashika(&[&["lint", path.to_str().unwrap()], more].concat())
}

const CLEAN: &str = r#"{"for": "age-check", "age": 20, "docTypes": ["org.iso.23220.1.jp.mnc"]}"#;
const GREEDY: &str = r#"{"credentials": [{"id": "a", "format": "mso_mdoc",
    "meta": {"doctype_value": "org.iso.18013.5.1.mDL"},
    "claims": [{"path": ["org.iso.18013.5.1", "birth_date"]}]}]}"#;
const FORBIDDEN: &str = r#"{"documents": [{"docType": "org.iso.23220.1.jp.mnc", "elements": [
    {"nameSpace": "org.iso.23220.1.jp", "elementIdentifier": "individual_number_unicode",
     "purpose": {"en": "To know it", "ja": "知るため"}}]}]}"#;

#[test]
fn lint_by_exit_code() {
    let clean = lint("clean.json", CLEAN.as_bytes(), &[]);
    assert_eq!((clean.status.code(), text(&clean).as_str()), (Some(0), "CLEAN\n"));
    let greedy = lint("greedy.json", GREEDY.as_bytes(), &[]);
    assert_eq!(greedy.status.code(), Some(2));
    assert!(text(&greedy).contains("ask for age_over_18"), "{}", text(&greedy));
    let forbidden = lint("forbidden.json", FORBIDDEN.as_bytes(), &["--lang", "ja"]);
    assert_eq!(forbidden.status.code(), Some(1));
    assert!(text(&forbidden).contains("番号法"), "{}", text(&forbidden));
    for (name, content) in [("empty", ""), ("broken.json", "{"), ("other.json", "{\"a\": 1}")] {
        assert_eq!(lint(name, content.as_bytes(), &[]).status.code(), Some(65), "{name}");
    }
    let odd_day = lint("clean-too.json", CLEAN.as_bytes(), &["--on", "tomorrow"]);
    assert_eq!(odd_day.status.code(), Some(64));
}

#[test]
fn lint_reads_what_went_over_the_wire() {
    let case: Value = serde_json::from_slice(&std::fs::read(fixture("mdl.json")).unwrap()).unwrap();
    let request = case["request"].as_str().unwrap();
    let output = lint("request.b64", request.as_bytes(), &["--json"]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["notExamined"][0], "element.need");
    let rules: Vec<&str> = said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"birth-date.age-would-do"), "{rules:?}");
    assert_eq!(output.status.code(), Some(2));
    // What it proposes is a request file, and clean.
    let smaller = said["smaller"].to_string();
    assert!(smaller.contains("age_over_18") && !smaller.contains("birth_date"));
    let query = format!("{{\"dcql_query\": {GREEDY}}}");
    assert_eq!(lint("wrapped.json", query.as_bytes(), &[]).status.code(), Some(2));
    // A wallet may read the one that the linter does not.
    let twice = GREEDY.replacen('{', "{\"credentials\": [], ", 1);
    for (name, query) in
        [("twice.json", twice.clone()), ("inside.json", format!("{{\"dcql_query\": {twice}}}"))]
    {
        assert_eq!(lint(name, query.as_bytes(), &[]).status.code(), Some(65), "{name}");
    }
}

#[test]
fn document_types() {
    let list = text(&tashika(&["doctypes"]));
    assert_eq!(list, text(&tashika(&["doctypes", "list"])));
    for doc_type in ["org.iso.18013.5.1.mDL", "org.iso.23220.1.jp.mnc", "eu.europa.ec.av.1"] {
        assert!(list.contains(doc_type), "{list}");
    }
    let card = text(&tashika(&["doctypes", "show", "org.iso.23220.1.jp.mnc", "--lang", "ja"]));
    assert!(card.contains("個人番号") && card.contains("法令で制限"), "{card}");
    assert_eq!(card, text(&tashika(&["doctypes", "show", "my-number-card", "--lang", "ja"])));
    let unknown = tashika(&["doctypes", "show", "passport"]);
    assert_eq!(unknown.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("my-number-card"));
}

#[test]
fn an_own_document_type() {
    let own = r#"{"id": "unknown-card", "version": "2026-11-24", "docType": "com.example.unknown.1",
        "name": {"en": "A card", "ja": "カード"}, "source": "made up", "confidence": "example",
        "nameSpaces": [{"name": "com.example.unknown.1", "elements": [
          {"id": "age_over_NN", "name": {"en": "Age", "ja": "年齢"}, "value": {"type": "bool"},
           "sensitivity": "low", "retainable": true, "role": "age-over"}]}]}"#;
    let path = file("own-type.json", own.as_bytes());
    let with = ["--doc-types", path.to_str().unwrap()];
    let case = fixture("unknown-type.json");
    let outcome = |report: &Value| {
        let checks = report["documents"][0]["checks"].as_array().unwrap().clone();
        checks.iter().find(|own| own["id"] == "element.type").unwrap()["outcome"].clone()
    };
    assert_eq!(outcome(&json(&["verify", &case, "--json"])), "not-performed");
    let known = json(&[&["verify", &case, "--json"], with.as_slice()].concat());
    assert_eq!(outcome(&known), "warning");
    let broken = file("no-type.json", b"{\"id\": 1}");
    let output = tashika(&["verify", &case, "--doc-types", broken.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(65));
}

#[test]
fn asked_and_given_as_a_table() {
    let given = text(&tashika(&["verify", &fixture("age-neighbour.json"), "--age", "16"]));
    let row = given.lines().find(|own| own.contains("/age_over_16")).unwrap();
    assert!(row.contains("given") && row.contains("age_over_18"), "{row}");
    assert!(given.contains("At least 16 years old: yes (birth_date)"), "{given}");
    let withheld = text(&tashika(&["verify", &fixture("cases/document.requested-elements.json")]));
    let row = withheld.lines().find(|own| own.trim().starts_with("withheld")).unwrap();
    assert!(row.ends_with("/portrait"), "{row}");
    let unasked = text(&tashika(&["verify", &fixture("cases/document.unrequested-elements.json")]));
    let row = unasked.lines().find(|own| own.trim().starts_with("unasked")).unwrap();
    assert!(row.contains("/document_number") && row.contains("dropped"), "{row}");
    assert!(!unasked.contains("123456789012"), "the value itself is gone");
    let kept = text(&tashika(&["verify", &fixture("unasked-kept.json"), "--lang", "ja"]));
    assert!(kept.contains("要求外") && kept.contains("123456789012"), "{kept}");
}

#[test]
fn only_what_may_be_kept_is_written() {
    let case = fixture("retained.json");
    let report = json(&["verify", &case, "--json", "--retained"]);
    let claims = report["documents"][0]["claims"]["org.iso.18013.5.1"].as_object().unwrap().clone();
    assert_eq!(claims.keys().collect::<Vec<_>>(), ["family_name", "document_number"]);
    let all = json(&["verify", &case, "--json"]);
    assert!(all["documents"][0]["claims"]["org.iso.18013.5.1"]["birth_date"].is_string());
    let none = json(&["verify", &fixture("mdl.json"), "--json", "--retained"]);
    assert_eq!(none["documents"][0]["claims"], serde_json::json!({}));
    assert_eq!(tashika(&["verify", &case, "--retained"]).status.code(), Some(64));
}

#[test]
fn the_individual_number_is_never_written() {
    let case = fixture("individual-number.json");
    for arguments in [vec!["--json"], vec!["--all"], vec!["--lang", "ja"]] {
        let output = tashika(&[&["verify", case.as_str()], arguments.as_slice()].concat());
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output).contains("************"), "{arguments:?}");
        assert!(!text(&output).contains("123456789018"), "{arguments:?}");
    }
}

#[test]
fn an_age_in_json() {
    let report =
        json(&["verify", &fixture("cases/element.age-consistency.json"), "--json", "--age", "18"]);
    let age = &report["documents"][0]["age"];
    assert_eq!((&age["answer"], &age["years"]), (&"unknown".into(), &18.into()));
    assert_eq!(age["contradictions"].as_array().unwrap().len(), 1);
    assert_eq!(tashika(&["verify", &fixture("mdl.json"), "--age", "0"]).status.code(), Some(64));
}
