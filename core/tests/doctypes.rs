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
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let builtin = Registry::builtin();
    let files = files();
    for (name, text) in &files {
        let value: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&value).map(|own| format!("{}: {own}", own.instance_path)).collect();
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
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
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
        assert!(!schema.is_valid(&file), "{path}");
        let read = Registry::empty().with(&file.to_string());
        assert!(matches!(read, Err(RegistryError::Json(_))), "{path}: {read:?}");
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
