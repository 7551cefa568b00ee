//! The data files of document types, their schema, and the loader.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tashika::doctype::{Edition, Registry, RegistryError, Role};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("doctypes")
}

fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name != "schema.json" {
            files.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn every_file_is_valid_embedded_and_loaded() {
    let schema = std::fs::read_to_string(folder().join("schema.json")).unwrap();
    let schema = Schema(serde_json::from_str(&schema).unwrap());
    let builtin = Registry::builtin();
    let files = files();
    for (name, text) in &files {
        let value: Value = serde_json::from_str(text).unwrap();
        let errors = schema.errors(&value);
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let id = value["id"].as_str().unwrap();
        assert_eq!(format!("{id}.json"), *name);
        assert!(builtin.by_id(id).is_some(), "{name} is not embedded, or is not taken");
    }
    println!("{} files", files.len());
    assert_eq!(builtin.files().count(), files.len());
}

/// The schema refuses what the loader refuses.
#[test]
fn the_schema_is_as_strict_as_the_loader() {
    let schema = std::fs::read_to_string(folder().join("schema.json")).unwrap();
    let schema = Schema(serde_json::from_str(&schema).unwrap());
    for (path, value) in [
        ("/unknown", json!(1)),
        ("/nameSpaces/0/elements/0/value/type", json!("number")),
        ("/nameSpaces/0/elements/0/value/format", json!("regex")),
        ("/nameSpaces/0/elements/0/sensitivity", json!("high")),
        ("/nameSpaces/0/elements/0/role", json!("hobby")),
        ("/confidence", json!("sure")),
        ("/name", json!("one language")),
    ] {
        let mut file = own_type();
        match path {
            "/unknown" => drop(file.as_object_mut().unwrap().insert("unknown".into(), value)),
            path if file.pointer(path).is_some() => *file.pointer_mut(path).unwrap() = value,
            path => {
                let (parent, key) = path.rsplit_once('/').unwrap();
                let parent = file.pointer_mut(parent).unwrap().as_object_mut().unwrap();
                parent.insert(key.to_owned(), value);
            }
        }
        assert!(!schema.errors(&file).is_empty(), "{path}");
        let read = Registry::empty().with(&file.to_string());
        assert!(matches!(read, Err(RegistryError::Json(_))), "{path}: {read:?}");
    }
}

/// The keywords of JSON Schema 2020-12 that the schema uses; any other one stops the test.
struct Schema(Value);

impl Schema {
    fn errors(&self, value: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        self.check(&self.0, value, "", &mut errors);
        errors
    }

    fn check(&self, schema: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().unwrap() {
            let holds = match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" => true,
                "$ref" => {
                    let target = rule.as_str().unwrap().strip_prefix('#').unwrap();
                    self.check(self.0.pointer(target).unwrap(), value, path, errors);
                    true
                }
                "additionalProperties" => {
                    assert_eq!(rule, false);
                    let known = schema["properties"].as_object().unwrap();
                    value
                        .as_object()
                        .is_none_or(|own| own.keys().all(|key| known.contains_key(key)))
                }
                "enum" => rule.as_array().unwrap().contains(value),
                "items" => {
                    for (index, own) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, own, &format!("{path}/{index}"), errors);
                    }
                    true
                }
                "minItems" => {
                    value.as_array().is_none_or(|own| own.len() as u64 >= rule.as_u64().unwrap())
                }
                "minLength" => {
                    value.as_str().is_none_or(|own| own.len() as u64 >= rule.as_u64().unwrap())
                }
                "minimum" => value.as_i64().is_none_or(|own| own >= rule.as_i64().unwrap()),
                "oneOf" => {
                    let fits = |one: &&Value| {
                        let mut inner = Vec::new();
                        self.check(one, value, path, &mut inner);
                        inner.is_empty()
                    };
                    rule.as_array().unwrap().iter().filter(fits).count() == 1
                }
                "pattern" => value.as_str().is_none_or(|own| pattern(rule.as_str().unwrap(), own)),
                "properties" => {
                    for (key, rule) in rule.as_object().unwrap() {
                        if let Some(own) = value.get(key) {
                            self.check(rule, own, &format!("{path}/{key}"), errors);
                        }
                    }
                    true
                }
                "required" => {
                    let names = rule.as_array().unwrap().iter();
                    value.is_object()
                        && names.clone().all(|own| value.get(own.as_str().unwrap()).is_some())
                }
                "type" => {
                    let types = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                    types.iter().any(|own| is_a(own.as_str().unwrap(), value))
                }
                other => panic!("this test does not know the keyword {other}"),
            };
            if !holds {
                errors.push(format!("{path}: {keyword}"));
            }
        }
    }
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        other => panic!("this test does not know the type {other}"),
    }
}

/// The patterns of the schema, each by hand.
fn pattern(pattern: &str, text: &str) -> bool {
    let first = |own: fn(&u8) -> bool| text.bytes().next().is_some_and(|one| own(&one));
    let all = |own: fn(u8) -> bool| text.bytes().all(own);
    match pattern {
        "^[a-z][a-z0-9-]*$" => {
            first(u8::is_ascii_lowercase)
                && all(|own| matches!(own, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        }
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => tashika::doctype::Date::parse(text).is_some(),
        "^[A-Z]{2}$" => text.len() == 2 && all(|own| own.is_ascii_uppercase()),
        "^[A-Z][A-Za-z0-9]*$" => {
            first(u8::is_ascii_uppercase) && all(|own| own.is_ascii_alphanumeric())
        }
        "^[0-2](\\.[0-9]+)+$" => {
            text.split('.').count() > 1
                && text
                    .split('.')
                    .all(|own| !own.is_empty() && own.bytes().all(|one| one.is_ascii_digit()))
        }
        "^[A-Za-z][A-Za-z0-9_.]*\\*?$" => {
            let stem = text.strip_suffix('*').unwrap_or(text);
            first(u8::is_ascii_alphabetic)
                && stem.bytes().all(|own| own.is_ascii_alphanumeric() || b"_.".contains(&own))
        }
        other => panic!("this test does not know the pattern {other}"),
    }
}

fn own_type() -> Value {
    json!({
        "id": "library-card", "version": "2026-11-24", "docType": "com.example.library.1",
        "name": {"en": "Library card", "ja": "図書館カード"},
        "source": "made up", "confidence": "example",
        "nameSpaces": [{"name": "com.example.library.1", "elements": [{
            "id": "number", "name": {"en": "Number", "ja": "番号"},
            "value": {"type": "text", "maxLength": 10},
            "sensitivity": "identifying", "retainable": true,
        }]}],
    })
}

fn changed(change: impl FnOnce(&mut Value)) -> Result<Registry, RegistryError> {
    let mut file = own_type();
    change(&mut file);
    Registry::builtin().with(&file.to_string())
}

#[test]
fn an_own_type_is_one_more_file() {
    let registry = changed(|_| {}).unwrap();
    let space = "com.example.library.1";
    assert_eq!(registry.element(space, space, "number").unwrap().name.ja, "番号");
    assert_eq!(registry.files().count(), Registry::builtin().files().count() + 1);
    // The same id again takes the earlier one's place.
    let newer = own_type().to_string().replace("2026-11-24", "2026-12-01");
    let registry = registry.with(&newer).unwrap();
    assert_eq!(registry.by_id("library-card").unwrap().version, "2026-12-01");
    assert_eq!(registry.files().count(), Registry::builtin().files().count() + 1);
}

#[test]
fn a_file_that_contradicts_itself_is_refused() {
    let value = "/nameSpaces/0/elements/0/value";
    for kind in [
        json!({"type": "uint", "maxLength": 1}),
        json!({"type": "text", "min": 1}),
        json!({"type": "uint", "min": 2, "max": 1}),
        json!({"type": "uint", "values": ["a"]}),
        json!({"type": "text", "values": [1]}),
        json!({"type": "text", "items": {"type": "text"}}),
        json!({"type": "array", "members": [{"id": "a", "value": {"type": "text"}}]}),
        json!({"type": "bool", "format": "alpha-2"}),
        json!({"type": "text", "format": "biometric-template"}),
        json!({"type": "bytes", "characters": "latin1"}),
        json!({"type": "array", "items": {"type": "uint", "maxLength": 1}}),
        json!({"type": "map", "members": [{"id": "a", "value": {"type": "bool", "min": 1}}]}),
    ] {
        let read = changed(|file| *file.pointer_mut(value).unwrap() = kind.clone());
        assert!(matches!(read, Err(RegistryError::Contradiction { .. })), "{kind}: {read:?}");
    }
    let both = changed(|file| file["extends"] = json!("org.iso.18013.5.1.mDL"));
    assert!(matches!(both, Err(RegistryError::Contradiction { .. })), "{both:?}");
    let neither = changed(|file| drop(file.as_object_mut().unwrap().remove("docType")));
    assert!(matches!(neither, Err(RegistryError::Contradiction { .. })), "{neither:?}");
}

#[test]
fn names_are_there_once() {
    let twice = |read: Result<Registry, RegistryError>| {
        assert!(matches!(read, Err(RegistryError::Duplicate { .. })), "{read:?}");
    };
    twice(changed(|file| file["docType"] = json!("org.iso.18013.5.1.mDL")));
    twice(changed(|file| file["aliases"] = json!(["org.iso.23220.1.jp.mnc"])));
    twice(changed(|file| {
        let element = file.pointer("/nameSpaces/0/elements/0").unwrap().clone();
        file.pointer_mut("/nameSpaces/0/elements").unwrap().as_array_mut().unwrap().push(element);
    }));
    twice(changed(|file| {
        let space = file.pointer("/nameSpaces/0").unwrap().clone();
        file.pointer_mut("/nameSpaces").unwrap().as_array_mut().unwrap().push(space);
    }));
}

#[test]
fn what_is_extended_must_be_there() {
    let extends = |file: &mut Value| {
        file.as_object_mut().unwrap().remove("docType");
        file["extends"] = json!("com.example.nowhere");
    };
    assert!(matches!(changed(extends), Err(RegistryError::Extends { .. })));
    let registry = Registry::builtin();
    let mdl = "org.iso.18013.5.1.mDL";
    let donor = registry.element(mdl, "org.iso.18013.5.1.aamva", "organ_donor");
    assert!(donor.is_some(), "AAMVA extends the licence");
    assert!(registry.name_space("org.iso.23220.1.jp.mnc", "org.iso.18013.5.1.aamva").is_none());
}

#[test]
fn limits() {
    let long = " ".repeat(300 * 1024);
    assert!(matches!(Registry::empty().with(&long), Err(RegistryError::TooLong(_))));
    let deep = "[".repeat(100_000);
    assert!(matches!(Registry::empty().with(&deep), Err(RegistryError::Json(_))));
    let mut registry = Registry::empty();
    let mut refused = None;
    for number in 0..300 {
        let file = own_type().to_string();
        let file = file.replace("library-card", &format!("library-{number}"));
        let file = file.replace("com.example.library.1", &format!("com.example.{number}"));
        match registry.with(&file) {
            Ok(more) => registry = more,
            Err(error) => refused = Some(error),
        }
    }
    assert!(matches!(refused, Some(RegistryError::TooMany(_))), "{refused:?}");
}

#[test]
fn families_spellings_and_roles() {
    let registry = Registry::builtin();
    let mdl = "org.iso.18013.5.1.mDL";
    let space = "org.iso.18013.5.1";
    let family = registry.element(mdl, space, "age_over_20").unwrap();
    assert_eq!((family.id.as_str(), family.numbered(7).as_str()), ("age_over_NN", "age_over_07"));
    for odd in ["age_over_", "age_over_2", "age_over_200", "age_over_2x", "age_over_２"] {
        assert!(registry.element(mdl, space, odd).is_none(), "{odd}");
    }
    assert!(registry.element(mdl, space, "biometric_template_face").is_some());
    assert!(registry.element(mdl, space, "biometric_template_").is_none());
    let photo = "org.iso.23220.photoid.1";
    let unicode = registry.element(photo, "org.iso.23220.1", "issuing_authority_unicode").unwrap();
    assert_eq!(unicode.id, "issuing_authority");
    assert!(registry.name_space(photo, "org.iso.23220.dtc.1").is_some());
    assert!(registry.get("org.iso.23220.photoID.1").is_some_and(|own| own.id == "photo-id-2024"));
    let pid = "eu.europa.ec.eudi.pid.1";
    let ages: Vec<_> = registry.serving(pid, Role::AgeOver).collect();
    assert!(ages.iter().all(|(_, own)| own.edition == Edition::Retired) && ages.len() == 1);
    let mnc = "org.iso.23220.1.jp.mnc";
    let born: Vec<_> = registry.serving(mnc, Role::BirthDate).map(|(_, own)| &own.id).collect();
    assert_eq!(born, ["birth_date"], "birth_date_unicode is never computed with");
    let masked = registry.element(mnc, "org.iso.23220.1.jp", "individual_number_unicode").unwrap();
    assert!(masked.masked && !masked.retainable);
}
