//! Every JPKI case through the command: the verdict, the whole set of findings, the evidence.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use common::{
    assert_unreadable, assert_valid, examples, file, fixture, folder, json_files, stdout, tashika,
};
use jsonschema::Validator;
use serde_json::{Value as Json, json};
use tashika::jpki::{JpkiAttribute, JpkiCheck, JpkiPolicy, JpkiUse};
use tashika::trust::Purpose;

fn cases() -> Vec<PathBuf> {
    json_files(&["jpki"])
}

/// The name of each case, the case and its report.
fn reports() -> Vec<(String, Json, Json)> {
    let all = common::reports(&["jpki", "verify"], &cases()).into_iter();
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    all.map(|(path, case, report)| (stem(&path), case, report)).collect()
}

fn with<'a>(report: &'a Json, outcome: &str) -> BTreeSet<&'a str> {
    let checks = report["checks"].as_array().unwrap().iter();
    let own = checks.filter(|check| check["outcome"] == outcome);
    own.map(|check| check["id"].as_str().unwrap()).collect()
}

fn texts(list: &Json) -> BTreeSet<&str> {
    list.as_array().into_iter().flatten().map(|own| own.as_str().unwrap()).collect()
}

/// What is wrong with the evidence: there is some exactly where the verdict is *accepted*, of the
/// case's own use, and with those attributes alone that were asked for.
fn evidence(case: &Json, report: &Json) -> Option<String> {
    let accepted = report["verdict"] == "accepted";
    let own = &report["evidence"];
    if own.is_null() == accepted {
        return Some(format!("accepted: {accepted}, evidence {own}"));
    }
    if !accepted {
        return None;
    }
    if own["kind"] != case["use"] {
        return Some(format!("evidence of {} for {}", own["kind"], case["use"]));
    }
    if case["use"] == "authentication" {
        let same = own["challenge"] == case["challenge"]["octets"]
            && own["answer"] == case["answer"]
            && own["askedBy"] == case["challenge"]["askedBy"];
        return (!same).then(|| format!("evidence {own}"));
    }
    let asked = texts(&case["attributes"]);
    let known = |name: &str| if name == "birthDate" { "birth-date" } else { name }.to_owned();
    let given: BTreeSet<String> =
        own["attributes"].as_object().unwrap().keys().map(|own| known(own)).collect();
    let surplus = given.iter().any(|name| !asked.contains(name.as_str()));
    let missing = asked.iter().filter(|name| !given.contains(**name)).count();
    let excused = with(report, "warning").contains("attributes.requested");
    (surplus || missing > 0 && !excused).then(|| format!("{given:?} of {asked:?}"))
}

#[test]
fn every_case_ends_as_expected_and_every_check_passes_and_fails_alone() {
    let mut seen: BTreeMap<(&str, &str), (bool, bool)> = BTreeMap::new();
    for used_for in [JpkiUse::Authentication, JpkiUse::Signing] {
        for check in JpkiCheck::ALL.iter().filter(|own| own.applies_to(used_for)) {
            seen.insert((used_for.name(), check.as_str()), (false, false));
        }
    }
    let reports = reports();
    let mut wrong = Vec::new();
    for (name, case, report) in &reports {
        let expect = &case["expect"];
        for (member, found) in
            [("verdict", &report["verdict"]), ("revocation", &report["revocation"]["state"])]
        {
            if *found != expect[member] {
                wrong.push(format!("{name}: {member} {found} is not {}", expect[member]));
            }
        }
        for outcome in ["failed", "warning", "undetermined"] {
            let (found, expected) = (with(report, outcome), texts(&expect[outcome]));
            if found != expected {
                wrong.push(format!("{name}: {outcome} {found:?}, expected {expected:?}"));
            }
        }
        wrong.extend(evidence(case, report).map(|own| format!("{name}: {own}")));
        let used_for = case["use"].as_str().unwrap();
        for id in with(report, "passed") {
            seen.get_mut(&(used_for, id)).unwrap().0 = true;
        }
        let broken: Vec<&str> =
            with(report, "failed").union(&with(report, "warning")).copied().collect();
        // A failing case counts for its check when it is named after it and breaks nothing else.
        if let [id] = broken.as_slice()
            && name.split_once('-').is_some_and(|(_, own)| own == *id)
        {
            seen.get_mut(&(used_for, *id)).unwrap().1 = true;
        }
    }
    println!("{} cases", reports.len());
    assert!(wrong.is_empty(), "{} findings differ:\n{}", wrong.len(), wrong.join("\n"));
    for ((used_for, id), (passes, fails)) in seen {
        assert!(passes, "{id} passes in no case of {used_for}");
        assert!(fails, "{id} fails alone in no case of {used_for}");
    }
}

#[test]
fn reports_hold_no_tracking_handle() {
    let holder = ["番号　花子", "□□町", "19710901", "1971-09-01"];
    for (name, case, report) in reports() {
        let mut text = report.to_string();
        // What was signed and how is evidence; it comes out where it is accepted alone.
        for member in ["signature", "answer", "challenge"] {
            if let Some(own) = report["evidence"][member].as_str() {
                text = text.replace(own, "");
            }
        }
        for gone in ["99999EXAMPLE", "Example-shi", "AS1Xyg", "012d57ca"] {
            assert!(!text.contains(gone), "{name}: {gone}");
        }
        if case["attributes"].is_null() {
            for gone in holder {
                assert!(!text.contains(gone), "{name}: {gone}");
            }
        }
    }
}

#[test]
fn a_signature_that_holds_the_certificate_stays_out() {
    for (name, inside) in [("sign", false), ("sign-embedded-certificate", true)] {
        let path = PathBuf::from(fixture(&format!("jpki/{name}.json")));
        let (_, _, report) = &common::reports(&["jpki", "verify"], &[path])[0];
        assert_eq!(report["verdict"], "accepted", "{name}");
        assert_eq!(report["evidence"]["signature"].is_null(), inside, "{name}");
    }
}

#[test]
fn without_a_list_the_law_is_named() {
    for use_name in ["auth", "sign"] {
        let path = fixture(&format!("jpki/{use_name}-no-revocation.json"));
        let output = tashika(&["jpki", "verify", &path]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stdout(&output).contains("registered verifiers"), "{}", stdout(&output));
        let output = tashika(&["jpki", "verify", &path, "--lang", "ja"]);
        assert!(stdout(&output).contains("公的個人認証法"), "{}", stdout(&output));
        let output = tashika(&["jpki", "verify", &path, "--policy", "revocation-elsewhere"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("revoked has no answer"), "{}", stdout(&output));
    }
}

#[test]
fn options_win_over_the_case() {
    let path = fixture("jpki/auth.json");
    let late = tashika(&["jpki", "verify", &path, "--at", "2031-01-01T00:00:00Z"]);
    assert_eq!(late.status.code(), Some(1));
    let test = tashika(&["jpki", "verify", &path, "--policy", "test-environment"]);
    assert_eq!(test.status.code(), Some(1));
    for (arguments, code) in [
        (["--policy", "none"], 64),
        (["--at", "yesterday"], 64),
        (["--profile", "/nowhere"], 65),
        (["--crl", "/nowhere"], 65),
    ] {
        let mut all = vec!["jpki", "verify", path.as_str()];
        all.extend(arguments);
        assert_eq!(tashika(&all).status.code(), Some(code), "{arguments:?}");
    }
    let mut case = common::json(Path::new(&path));
    let anchor =
        fixture(&format!("jpki/{}", case["trust"][0]["certificate"]["file"].as_str().unwrap()));
    case["trust"] = json!([]);
    let folder = folder("jpki-options");
    let bare = file(&folder, "bare.json", case.to_string());
    let nobody = tashika(&["jpki", "verify", &bare]);
    assert_eq!(nobody.status.code(), Some(1));
    let trusted = tashika(&["jpki", "verify", &bare, "--trust-authentication", &anchor]);
    assert_eq!(trusted.status.code(), Some(0), "{}", stdout(&trusted));
    let crossed = tashika(&["jpki", "verify", &bare, "--trust-signing", &anchor]);
    assert_eq!(crossed.status.code(), Some(1));
    assert!(stdout(&crossed).contains("chain.hierarchy"), "{}", stdout(&crossed));
}

#[test]
fn comparisons_are_scores_with_reasons() {
    let score = |name: &str| {
        let path = PathBuf::from(fixture(&format!("jpki/{name}.json")));
        let (_, _, report) = &common::reports(&["jpki", "verify"], &[path])[0];
        report["comparison"]["score"].as_u64().unwrap()
    };
    let same = score("sign-compare-same");
    let replaced = score("sign-compare-replaced");
    let (moved, another) = (score("sign-compare-moved"), score("sign-compare-another"));
    assert!(same > replaced && replaced > moved && moved > another, "{same} {replaced} {moved}");
    assert!(another <= 20 && moved >= 70, "{another} {moved}");
    let path = fixture("jpki/sign-compare-moved.json");
    let text = stdout(&tashika(&["jpki", "verify", &path]));
    assert!(text.contains("A score is no decision"), "{text}");
}

fn schema() -> Json {
    common::json(Path::new(&fixture("../../docs/jpki-case.schema.json")))
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

#[test]
fn every_fixture_is_valid() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
    let validator = validator();
    let files = cases();
    for path in &files {
        assert_valid(&validator, path.to_str().unwrap(), &common::json(path));
    }
    assert!(files.len() > 150, "{}", files.len());
}

#[test]
fn every_example_of_the_page_is_valid() {
    let examples = examples("jpki.md");
    assert_eq!(examples.len(), 2);
    let validator = validator();
    for example in examples {
        assert_valid(&validator, "jpki.md", &example);
    }
}

#[test]
fn strange_members_are_refused_by_schema_and_command() {
    let (validator, folder) = (validator(), folder("jpki-strange"));
    let mut places = 0;
    for name in ["auth", "auth-ocsp-nonce", "sign", "sign-compare-same"] {
        let case = common::json(Path::new(&fixture(&format!("jpki/{name}.json"))));
        for place in ["", "/challenge", "/document", "/trust/0", "/ocsp/0", "/compare"] {
            let mut odd = case.clone();
            let Some(Json::Object(members)) = odd.pointer_mut(place) else { continue };
            members.insert("unknown".to_owned(), json!("AA"));
            assert!(!validator.is_valid(&odd), "{name} {place}");
            let path = file(&folder, "odd.json", odd.to_string());
            assert_unreadable(&tashika(&["jpki", "verify", path.as_str()]), &["odd.json"]);
            places += 1;
        }
        for member in ["challenge", "answer", "document", "signature", "use"] {
            let mut odd = case.clone();
            if odd.as_object_mut().unwrap().remove(member).is_none() {
                continue;
            }
            odd["trust"] = json!([]);
            assert!(!validator.is_valid(&odd), "{name} without {member}");
            let path = file(&folder, "odd.json", odd.to_string());
            assert_unreadable(&tashika(&["jpki", "verify", path.as_str()]), &["odd.json"]);
            places += 1;
        }
    }
    assert!(places > 20, "{places}");
    let mut mixed = common::json(Path::new(&fixture("jpki/auth.json")));
    mixed["trust"] = json!([]);
    mixed["document"] = json!({ "text": "これは利用者証明です。" });
    assert!(!validator.is_valid(&mixed));
    let path = file(&folder, "mixed.json", mixed.to_string());
    assert_unreadable(&tashika(&["jpki", "verify", path.as_str()]), &["the other use"]);
}

#[test]
fn its_names_are_those_of_the_core() {
    let schema = schema();
    let names = |place: &str| -> BTreeSet<String> {
        let list = schema.pointer(place).unwrap().as_array().unwrap();
        list.iter().map(|own| own.as_str().unwrap().to_owned()).collect()
    };
    let set = |own: &[&str]| own.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(names("/properties/policy/enum"), set(&JpkiPolicy::NAMES.map(|(name, _)| name)));
    assert_eq!(
        names("/properties/attributes/items/enum"),
        set(&JpkiAttribute::ALL.map(JpkiAttribute::name))
    );
    assert_eq!(
        names("/$defs/anchor/properties/purpose/enum"),
        set(&Purpose::ALL.map(Purpose::name))
    );
}
