//! `docs/case-file.schema.json` against the fixtures, its page, the core and the command.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{
    assert_unreadable, assert_valid, case_files, examples, file, fixture, folder, tashika,
};
use jsonschema::Validator;
use serde_json::{Value as Json, json};
use tashika::trust::{Category, Purpose};
use tashika::verify::{Policy, Profile};

fn schema() -> Json {
    common::json(Path::new(&fixture("../../docs/case-file.schema.json")))
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

#[test]
fn the_schema_is_one() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
}

#[test]
fn every_fixture_is_valid() {
    let validator = validator();
    let files = case_files();
    for path in &files {
        assert_valid(&validator, path.to_str().unwrap(), &common::json(path));
    }
    assert!(files.len() > 100, "{}", files.len());
}

#[test]
fn every_example_of_the_page_is_valid() {
    let examples = examples("case-file.md");
    assert_eq!(examples.len(), 4);
    let validator = validator();
    for example in examples {
        let case = match &example {
            own if own.get("deviceResponse").is_some() => example,
            own if own.get("certificate").is_some() => {
                json!({"deviceResponse": "", "trust": [own]})
            }
            own if own.get("uri").is_some() => json!({"deviceResponse": "", "status": [own]}),
            own => json!({"deviceResponse": "", "transcript": own}),
        };
        assert_valid(&validator, "case-file.md", &case);
    }
}

#[test]
fn unknown_members_are_refused_by_schema_and_command() {
    let (validator, folder) = (validator(), folder("schema-unknown"));
    let mut places = 0;
    for path in case_files().iter().filter(|path| !path.to_str().unwrap().contains("cases")) {
        let case: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        for place in ["", "/transcript", "/trust/0", "/trust/0/certificate", "/deviceResponse"] {
            let mut odd = case.clone();
            let Some(Json::Object(members)) = odd.pointer_mut(place) else { continue };
            members.insert("unknown".to_owned(), json!("AA"));
            assert!(!validator.is_valid(&odd), "{path:?} {place}");
            let path = file(&folder, "odd.json", odd.to_string());
            assert_unreadable(&tashika(&["verify", path.as_str()]), &["odd.json"]);
            places += 1;
        }
        let mut odd = case;
        odd["expect"]["unknown"] = json!([]);
        assert!(!validator.is_valid(&odd), "{path:?}");
    }
    assert!(places > 100, "{places}");
}

#[test]
fn members_that_are_needed_are_needed_by_schema_and_command() {
    let (validator, folder) = (validator(), folder("schema-needed"));
    for path in case_files().iter().filter(|path| path.to_str().unwrap().contains("handover-")) {
        let case: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        for name in case["transcript"].as_object().unwrap().keys() {
            let mut odd = case.clone();
            odd["trust"] = json!([]);
            odd["transcript"].as_object_mut().unwrap().remove(name);
            let path = file(&folder, "odd.json", odd.to_string());
            let code = tashika(&["verify", path.as_str()]).status.code();
            assert_eq!(
                validator.is_valid(&odd),
                code != Some(65),
                "{path} without {name}: {code:?}"
            );
        }
    }
}

#[test]
fn its_names_are_those_of_the_core() {
    let schema = schema();
    let names = |place: &str| -> BTreeSet<String> {
        let list = schema.pointer(place).unwrap().as_array().unwrap();
        list.iter().map(|own| own.as_str().unwrap().to_owned()).collect()
    };
    let set = |own: &[&str]| own.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(names("/properties/policy/enum"), set(&Policy::NAMES.map(|(name, _)| name)));
    assert_eq!(names("/properties/profile/enum"), set(&Profile::ALL.map(Profile::name)));
    assert_eq!(
        names("/$defs/anchor/properties/purpose/enum"),
        set(&Purpose::ALL.map(Purpose::name))
    );
    assert_eq!(
        names("/$defs/anchor/properties/category/enum"),
        set(&Category::ALL.map(Category::name))
    );
}
