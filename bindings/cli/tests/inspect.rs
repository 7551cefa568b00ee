//! `tashika inspect`: what is shown, what stays hidden, what is refused.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{assert_unreadable, case_files, file, fixture, folder, hex, stdout, tashika};
use serde_json::Value as Json;
use tashika::codec::{Item, Value, scan};
use tashika::facts::escaped;
use tashika_testkit::cases::{self, Case};
use tashika_testkit::cbor::{Cbor, array, full_date, map, tagged};

fn inspect(file: &str, reveal: bool) -> String {
    let all = ["inspect", file, "--reveal"];
    let output = tashika(if reveal { &all } else { &all[..2] });
    assert_eq!(output.status.code(), Some(0), "{}", common::stderr(&output));
    stdout(&output)
}

/// What this content looks like, hidden and revealed.
fn both(folder: &Path, content: &Cbor) -> (String, String) {
    let path = file(folder, "structure.cbor", content.encode());
    (inspect(&path, false), inspect(&path, true))
}

/// Asserts that the secret is shown on demand alone.
fn assert_hidden(folder: &Path, content: &Cbor, secret: &str) {
    let (hidden, revealed) = both(folder, content);
    assert!(!hidden.contains(secret), "{secret} is in\n{hidden}");
    assert!(revealed.contains(secret), "{secret} is not in\n{revealed}");
}

/// Personal values as the command would print them, and the identifiers, which it may print.
#[derive(Default)]
struct Personal {
    values: BTreeSet<String>,
    identifiers: BTreeSet<String>,
}

impl Personal {
    fn of(response: &[u8]) -> Self {
        let mut found = Self::default();
        found.walk(&scan(response, 0, 64).unwrap().item);
        let Self { values, identifiers } = found;
        Self { values: values.difference(&identifiers).cloned().collect(), identifiers }
    }

    /// Looks for items and device-signed values wherever they stand.
    fn walk(&mut self, item: &Item<'_>) {
        if let Some((bytes, offset)) = item.as_embedded() {
            if let Ok(inner) = scan(bytes, offset, 64) {
                self.walk(&inner.item);
            }
        } else if let Some((_, content)) = item.as_tag() {
            self.walk(&content);
        } else if let Some(elements) = item.as_array() {
            elements.for_each(|element| self.walk(&element));
        } else if let Some(entries) = item.as_map() {
            if let Some(name_spaces) =
                entries.text_key("deviceAuth").and(entries.text_key("nameSpaces"))
            {
                self.device_signed(&name_spaces);
            }
            for (key, value) in entries {
                match key.as_text() {
                    Some("random" | "elementValue") => self.leaves(&value.to_value()),
                    Some("elementIdentifier") => {
                        let name = value.as_text().unwrap_or_default();
                        self.identifiers.insert(format!("\"{name}\""));
                    }
                    _ => self.walk(&value),
                }
            }
        }
    }

    fn device_signed(&mut self, name_spaces: &Item<'_>) {
        let Some((bytes, offset)) = name_spaces.as_embedded() else { return };
        let inner = scan(bytes, offset, 64).unwrap().item;
        for (_, elements) in inner.as_map().into_iter().flatten() {
            for (identifier, value) in elements.as_map().into_iter().flatten() {
                self.identifiers.insert(format!("{:?}", identifier.as_text().unwrap()));
                self.leaves(&value.to_value());
            }
        }
    }

    fn leaves(&mut self, value: &Value) {
        match value {
            Value::Array(elements) => elements.iter().for_each(|own| self.leaves(own)),
            Value::Map(entries) => entries.iter().for_each(|(key, own)| {
                self.leaves(key);
                self.leaves(own);
            }),
            Value::Tag(_, content) => self.leaves(content),
            // The version of a travel document is written as that of the response is.
            Value::Text(text) if text == "1.0" => {}
            Value::Text(text) => {
                self.values.insert(format!("\"{}\"", escaped(text)));
            }
            Value::Bytes(bytes) => {
                let shown = &bytes[..bytes.len().min(64)];
                self.values.insert(format!("h'{}", hex(shown)));
            }
            _ => {}
        }
    }

    fn assert_hidden(&self, path: &str) {
        let (hidden, revealed) = (inspect(path, false), inspect(path, true));
        for value in &self.values {
            assert!(!hidden.contains(value.as_str()), "{path}: {value} is in\n{hidden}");
        }
        assert!(self.values.iter().any(|value| revealed.contains(value.as_str())), "{path}");
        // Numbers and truth values stand behind their identifier.
        for line in hidden.lines().filter(|line| line.contains("\"elementValue\": ")) {
            let open = line.ends_with(['[', '{']) || line.contains("[]") || line.contains("{}");
            assert!(open || line.contains(" hidden /"), "{path}: {line}");
        }
    }
}

#[test]
fn hides_every_personal_value_of_every_fixture() {
    let (mut responses, mut values) = (0, 0);
    for path in case_files() {
        let case: Json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let response = response(&path, &case);
        let personal = Personal::of(&response);
        values += personal.values.len();
        responses += 1;
        let path = path.to_str().unwrap();
        if personal.values.is_empty() {
            continue;
        }
        personal.assert_hidden(path);
        let revealed = inspect(path, true);
        for value in &personal.values {
            assert!(revealed.contains(value.as_str()), "{path}: {value} is not in\n{revealed}");
        }
    }
    assert!(responses > 100 && values > 1000, "{responses} responses, {values} values");
}

fn response(path: &Path, case: &Json) -> Vec<u8> {
    match &case["deviceResponse"] {
        Json::String(text) => {
            use base64ct::Encoding;
            base64ct::Base64UrlUnpadded::decode_vec(text).unwrap()
        }
        own => fs::read(path.with_file_name(own["file"].as_str().unwrap())).unwrap(),
    }
}

fn good_cases() -> impl Iterator<Item = Case> {
    cases::all().into_iter().filter(|case| !case.bad)
}

#[test]
fn hides_them_in_every_piece() {
    let folder = folder("inspect-pieces");
    let mut pieces = 0;
    for case in good_cases() {
        let response = case.scenario.respond();
        let personal = Personal::of(&response);
        let transcript = case.transcript();
        for (name, content) in parts(&response, &transcript) {
            let path = file(&folder, &format!("{}-{name}.cbor", case.name), &content);
            let hidden = inspect(&path, false);
            let revealed = inspect(&path, true);
            for value in &personal.values {
                assert!(!hidden.contains(value.as_str()), "{path}: {value} is in\n{hidden}");
            }
            if name.starts_with("item") || name == "issuerSigned" {
                let shown = personal.values.iter().any(|own| revealed.contains(own.as_str()));
                assert!(shown, "{path}\n{revealed}");
                assert!(hidden.contains("\"elementIdentifier\": \""), "{path}\n{hidden}");
            }
            pieces += 1;
        }
    }
    assert!(pieces > 100, "{pieces}");
}

/// The structures inside a response, each as a file would hold it.
fn parts(response: &[u8], transcript: &[u8]) -> Vec<(String, Vec<u8>)> {
    let root = scan(response, 0, 64).unwrap().item;
    let documents = root.as_map().unwrap().text_key("documents").unwrap();
    let mut parts = Vec::new();
    for document in documents.as_array().unwrap() {
        let members = document.as_map().unwrap();
        let issuer_signed = members.text_key("issuerSigned").unwrap();
        let device_signed = members.text_key("deviceSigned").unwrap();
        let auth = issuer_signed.as_map().unwrap().text_key("issuerAuth").unwrap();
        let payload = auth.as_array().unwrap().nth(2).unwrap().as_bytes().unwrap();
        let mso = scan(payload, 0, 64).unwrap().item.as_embedded().unwrap().0;
        let name_spaces = issuer_signed.as_map().unwrap().text_key("nameSpaces").unwrap();
        let (_, items) = name_spaces.as_map().unwrap().next().unwrap();
        let item = items.as_array().unwrap().next().unwrap();
        let device_names = device_signed.as_map().unwrap().text_key("nameSpaces").unwrap();
        let authentication = array([
            Cbor::from("DeviceAuthentication"),
            Cbor::Raw(transcript.to_vec()),
            Cbor::Raw(members.text_key("docType").unwrap().bytes().to_vec()),
            Cbor::Raw(device_names.bytes().to_vec()),
        ]);
        let own = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
        parts.extend([
            own("document", document.bytes()),
            own("issuerSigned", issuer_signed.bytes()),
            own("issuerAuth", auth.bytes()),
            own("payload", payload),
            own("mso", mso),
            own("item", item.bytes()),
            own("item-opened", item.as_embedded().unwrap().0),
            own("deviceSigned", device_signed.bytes()),
            own("deviceNameSpaces", device_names.bytes()),
            own("deviceAuthentication", &authentication.encode()),
            own("deviceAuthenticationBytes", &authentication.embedded().encode()),
        ]);
    }
    parts
}

#[test]
fn shows_what_says_nothing_of_a_person() {
    let text = inspect(&fixture("device-signed.json"), false);
    for shown in [
        "\"docType\": \"org.iso.18013.5.1.mDL\"",
        "\"elementIdentifier\": \"family_name\"",
        "\"random\": h'..' / 32 bytes hidden /",
        "\"digestAlgorithm\": \"SHA-256\"",
        "\"validUntil\": 0(\"2026-08-01T00:00:00Z\")",
        "1 / alg /: -7 / Es256 /",
        "33 / x5chain /: h'30",
        "-1 / crv /: 1 / P-256 /",
        "/ signature or tag / h'",
        "\"status\": 0",
    ] {
        assert!(text.contains(shown), "{shown} is not in\n{text}");
    }
    let folder = folder("inspect-shown");
    let case = good_cases().find(|case| case.name == "mdl").unwrap();
    let path = file(&folder, "request.cbor", case.scenario.ask());
    assert!(inspect(&path, false).contains("\"family_name\": false"));
    let path = file(&folder, "transcript.cbor", case.transcript());
    let text = inspect(&path, false);
    assert!(text.contains("-2 / x /: h'") && text.contains("null"), "{text}");
    let key = map([(1, Cbor::Int(2)), (-1, Cbor::Int(1)), (-2, Cbor::Bytes(vec![7; 32]))]);
    for content in [
        map([("eReaderKey", key.embedded()), ("data", Cbor::Bytes(vec![0xda; 9]))]),
        map([("data", Cbor::Bytes(vec![0xda; 9])), ("status", Cbor::Int(20))]),
        map([("status", Cbor::Int(20))]),
    ] {
        let (hidden, _) = both(&folder, &content);
        for name in ["eReaderKey", "data", "status"] {
            let named = format!("{content:?}").contains(name);
            assert_eq!(hidden.contains(&format!("\"{name}\": ")), named, "{hidden}");
        }
        assert!(!hidden.contains("dada"), "{hidden}");
    }
}

#[test]
fn hides_whatever_is_not_known() {
    let folder = folder("inspect-hidden");
    let item = |entries: Vec<(Cbor, Cbor)>| {
        let mut item = map([("digestID", Cbor::Int(0)), ("elementIdentifier", "name".into())]);
        entries.into_iter().for_each(|(key, value)| item.add(key, value));
        item
    };
    let secret = "HANAKO";
    let leaf = || Cbor::from(secret);
    let signed = |items: Vec<Cbor>| map([("nameSpaces", map([("ns", array(items))]))]);
    let with_auth = |mut own: Cbor| {
        own.add("issuerAuth", Cbor::Null);
        own
    };
    for content in [
        // An element's value, under a key in chunks, beside unknown members, and deep inside.
        item(vec![("elementValue".into(), leaf())]),
        item(vec![(Cbor::IndefiniteText("elementValue".into()), leaf())]),
        item(vec![("elementValue".into(), Cbor::IndefiniteText(secret.into()))]),
        item(vec![("nickname".into(), leaf())]),
        item(vec![("elementValue".into(), map([(secret, true)]))]),
        item(vec![("elementValue".into(), array([tagged(24, Cbor::from(secret).encode())]))]),
        item(vec![("elementValue".into(), map([("docType", leaf())]).embedded())]),
        // Unknown members, and known ones of another shape.
        map([("version", Cbor::from("1.0")), ("otherDocuments", array([leaf()]))]),
        map([("version", Cbor::from("1.0")), ("documents", array([leaf()]))]),
        map([("documents", map([(secret, 1)]))]),
        with_auth(signed(vec![leaf()])),
        with_auth(signed(vec![map([("elementIdentifier", leaf())])])),
        map([("docType", Cbor::from("x")), ("nameSpaces", map([("ns", map([("id", leaf())]))]))]),
        // Bare values, and structures that nobody knows.
        map([("family_name", leaf())]),
        map([(secret, true)]),
        array([leaf(), leaf()]),
        array([array([leaf()])]),
        tagged(1004, secret),
        leaf().embedded(),
        array([map([("issue_date", full_date(secret))])]),
        array([Cbor::from("DeviceAuthentication"), leaf()]),
        // Device-signed values, and the keys inside them.
        map([
            ("deviceAuth", Cbor::Map(Vec::new())),
            ("nameSpaces", map([("ns", map([("id", map([(secret, 1)]))]))]).embedded()),
        ]),
        map([("deviceAuth", Cbor::Null), ("nameSpaces", map([("ns", map([("id", leaf())]))]))]),
    ] {
        assert_hidden(&folder, &content, secret);
        assert_hidden(&folder, &content.embedded(), secret);
    }
    let plain = with_auth(signed(vec![Cbor::Bytes(secret.as_bytes().to_vec())]));
    assert_hidden(&folder, &plain, &hex(secret.as_bytes()));
    let number = item(vec![("elementValue".into(), Cbor::Int(20_260))]);
    assert_hidden(&folder, &number, "20260");
    let truth = item(vec![("elementValue".into(), Cbor::Bool(true))]);
    assert_hidden(&folder, &truth, "true");
}

#[test]
fn hides_keys_and_what_a_guess_could_be_tried_against() {
    let folder = folder("inspect-keys");
    let secret = || Cbor::Bytes(vec![0x5e; 32]);
    for key in [
        map([(1, Cbor::Int(2)), (-1, Cbor::Int(1)), (-4, secret())]),
        map([(1, Cbor::Int(4)), (-1, secret())]),
        map([(1, Cbor::Int(3)), (-3, secret())]),
    ] {
        assert_hidden(&folder, &key, "5e5e5e5e");
        assert_hidden(&folder, &map([("deviceKey", key.clone())]), "5e5e5e5e");
    }
    let cose = |payload| {
        array([
            Cbor::Bytes(Vec::new()),
            Cbor::Map(Vec::new()),
            payload,
            Cbor::Bytes(vec![0x5e; 64]),
        ])
    };
    let device = map([("deviceSignature", cose(Cbor::Null))]);
    let signed = map([("nameSpaces", Cbor::Map(Vec::new()).embedded()), ("deviceAuth", device)]);
    assert_hidden(&folder, &signed, "5e5e5e5e");
    assert_hidden(&folder, &cose(Cbor::Null), "5e5e5e5e");
    assert_hidden(&folder, &cose(secret()), "5e5e5e5e");
}

#[test]
fn survives_any_depth() {
    let folder = folder("inspect-depth");
    let mut nested = Cbor::from("core").encode();
    for _ in 0..20_000 {
        nested = tagged(24, nested).encode();
    }
    let path = file(&folder, "embedded.cbor", &nested);
    assert!(inspect(&path, true).contains("deeper than is shown"));
    assert!(!inspect(&path, false).contains("core"));
    let tags = [vec![0xc1; 100_000], vec![0]].concat();
    let path = file(&folder, "tags.cbor", tags);
    assert_unreadable(&tashika(&["inspect", path.as_str()]), &["nested deeper than 32"]);
}

#[test]
fn refuses_what_is_no_cbor() {
    let folder = folder("inspect-no-cbor");
    for (name, content) in [
        ("hello", "hello world"),
        ("sentence", "The quick brown fox jumps over the lazy dog.\n"),
        ("japanese", "こんにちは"),
        ("scalar", "dfoo!"),
        ("hex-with-more", "0000"),
        ("empty", ""),
        ("space", "  \n"),
        ("half-hex", "a"),
    ] {
        let path = file(&folder, name, content);
        assert_unreadable(&tashika(&["inspect", path.as_str()]), &[name]);
    }
    let path = file(&folder, "truncated.cbor", [0x82, 0x01]);
    assert_unreadable(&tashika(&["inspect", path.as_str()]), &["truncated.cbor", "at byte 2"]);
    let missing = folder.join("missing.cbor");
    assert_unreadable(&tashika(&["inspect", missing.to_str().unwrap()]), &["missing.cbor"]);
}

#[test]
fn shows_scalars_and_notes_of_encoding() {
    let folder = folder("inspect-notes");
    let path = file(&folder, "scalar.cbor", [0x05]);
    assert_eq!(inspect(&path, true), "5\n");
    assert_eq!(inspect(&path, false), ".. / an integer hidden /\n");
    let mut response = map([("version", "1.0")]).encode();
    response.push(0);
    let path = file(&folder, "trailing.cbor", hex(&response));
    assert!(inspect(&path, false).starts_with("/ trailing bytes at byte 13 /\n"));
    let twice = map([("version", "1.0"), ("version", "1.0")]).encode();
    let path = file(&folder, "twice.cbor", twice);
    assert!(inspect(&path, false).starts_with("/ duplicate key at byte 13 /\n"));
}
