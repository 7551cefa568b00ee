//! `tashika verify` from outside: exit codes, every encoding of its input, languages, output.
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
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use base64ct::{Base64, Base64Url, Base64UrlUnpadded, Encoding};
use common::{assert_unreadable, case_files, file, fixture, folder, hex, stderr, stdout, tashika};
use serde_json::{Value as Json, json};
use tashika_testkit::cases::{self, Case};
use tashika_testkit::cbor::{Cbor, array, map, tagged};
use tashika_testkit::der;
use tashika_testkit::keys::Key;

static CASES: LazyLock<Vec<Case>> = LazyLock::new(cases::all);

fn case(name: &str) -> Case {
    CASES.iter().find(|own| own.name == name).unwrap().clone()
}

/// Runs `verify` and returns its exit code.
fn exit(arguments: &[&str]) -> i32 {
    let output = tashika(&[&["verify"], arguments].concat());
    output.status.code().unwrap_or_else(|| panic!("{arguments:?}: {}", stderr(&output)))
}

fn assert_usage(arguments: &[&str], part: &str) {
    let output = tashika(arguments);
    assert_eq!(output.status.code(), Some(64), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(stderr(&output).contains(part), "{arguments:?}: {}", stderr(&output));
}

fn json(arguments: &[&str]) -> Json {
    let output = tashika(&[&["verify", "--json"], arguments].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

/// The case file of a fixture, changed, in a folder of its own beside copies of what it names.
fn changed(folder: &Path, name: &str, change: impl FnOnce(&mut Json)) -> String {
    let files = case(name).files();
    let (own, content) = &files[0];
    let mut json: Json = serde_json::from_slice(content).unwrap();
    change(&mut json);
    for (path, content) in &files[1..] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let own = Path::new(own);
    if let Some(parent) = own.parent() {
        fs::create_dir_all(folder.join(parent)).unwrap();
    }
    file(folder, own.to_str().unwrap(), json.to_string())
}

/// The pieces of a case as files: response, transcript and anchor.
struct Pieces {
    response: String,
    transcript: String,
    anchor: String,
}

impl Pieces {
    fn write(folder: &Path, case: &Case) -> Self {
        Self {
            response: file(folder, "response", case.scenario.respond()),
            transcript: file(folder, "transcript", case.transcript()),
            anchor: file(folder, "anchor.pem", der::pem("CERTIFICATE", &case.trust[0].der)),
        }
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let own = ["--response", &self.response, "--transcript", &self.transcript];
        let context = ["--trust", &self.anchor, "--at", "2026-06-01T00:00:00Z"];
        [&own[..], &context, more].concat()
    }
}

#[test]
fn exits_by_the_verdict() {
    assert_eq!(exit(&[&fixture("mdl.json")]), 0);
    assert_eq!(exit(&[&fixture("cases/mso.validity.json")]), 1);
    assert_eq!(exit(&[&fixture("cases/attack-no-anchors.json")]), 2);
    assert_eq!(exit(&[&fixture("mdl.json"), "--policy", "status-needed"]), 2);
}

#[test]
fn wrong_usage_is_64() {
    let mdl = fixture("mdl.json");
    assert_usage(&[], "Usage: tashika <COMMAND>");
    assert_usage(&["verify"], "--response");
    assert_usage(&["guess"], "guess");
    assert_usage(&["verify", &mdl, "--response", &mdl], "--response");
    assert_usage(&["verify", "--transcript", &mdl], "--response");
    assert_usage(&["verify", &mdl, "--lang", "fr"], "fr");
    assert_usage(&["verify", &mdl, "--policy", "kind"], "status-needed");
    assert_usage(&["verify", &mdl, "--profile", "lax"], "interop-event");
    for at in [
        "",
        "tomorrow",
        "2026-06-01",
        "2026-02-30T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "9223372036854775807",
        "-9223372036854775808",
        "@0",
    ] {
        assert_usage(&["verify", &mdl, &format!("--at={at}")], "2026-06-01T00:00:00Z");
    }
    for help in [&["--help"][..], &["verify", "--help"], &["inspect", "--help"], &["--version"]] {
        let output = tashika(help);
        assert_eq!(output.status.code(), Some(0), "{help:?}");
        assert!(output.stderr.is_empty() && !output.stdout.is_empty(), "{help:?}");
    }
}

#[test]
fn takes_times_up_to_the_last_year() {
    let mdl = fixture("mdl.json");
    for at in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59"] {
        let report = json(&[&mdl, "--at", at]);
        assert_eq!(report["verdict"], "rejected", "{at}");
    }
    let report = json(&[&mdl, "--at", "2026-06-01t09:00:00.999999999+09:00"]);
    assert_eq!(
        (&report["at"], &report["verdict"]),
        (&json!("2026-06-01T00:00:00Z"), &json!("accepted"))
    );
}

#[test]
fn profiles_and_policies_decide() {
    let name = fixture("cases/issuer.signer.common-name.json");
    assert_eq!(exit(&[&name]), 1);
    assert_eq!(exit(&[&name, "--profile", "strict"]), 1);
    assert_eq!(exit(&[&name, "--profile", "aamva"]), 0);
    let lifetime = fixture("cases/issuer.signer.lifetime.json");
    assert_eq!(exit(&[&lifetime]), 1);
    assert_eq!(exit(&[&lifetime, "--profile", "aamva"]), 1);
    assert_eq!(exit(&[&lifetime, "--profile", "interop-event"]), 0);
    let encoding = fixture("cases/response.encoding.json");
    assert_eq!(exit(&[&encoding]), 1);
    assert_eq!(exit(&[&encoding, "--policy", "lenient-encoding"]), 0);
    // What a case file asks for, the command line overrides.
    let folder = folder("command-profile");
    let path = changed(&folder, "mdl", |json| json["policy"] = json!("status-needed"));
    assert_eq!((exit(&[&path]), exit(&[&path, "--policy", "default"])), (2, 0));
}

#[test]
fn reads_every_encoding_of_response_and_transcript() {
    let folder = folder("command-encodings");
    let case = case("mdl");
    let pieces = Pieces::write(&folder, &case);
    assert_eq!(exit(&pieces.arguments(&[])), 0);
    for (bytes, is_response) in [(case.scenario.respond(), true), (case.transcript(), false)] {
        let digits = hex(&bytes);
        let (first, second) = digits.split_at(61);
        for (name, text) in [
            ("hex", digits.clone()),
            ("hex-upper", digits.to_uppercase()),
            ("hex-lines", format!("  {first}\r\n\t{second}\n\n")),
            ("base64", Base64::encode_string(&bytes)),
            ("base64-lines", Base64::encode_string(&bytes).replacen('A', "\nA", 3)),
            ("base64url", Base64UrlUnpadded::encode_string(&bytes)),
            ("base64url-padded", Base64Url::encode_string(&bytes) + "\n"),
        ] {
            let path = file(&folder, name, text);
            let (response, transcript) = match is_response {
                true => (path, pieces.transcript.clone()),
                false => (pieces.response.clone(), path),
            };
            let own = Pieces { response, transcript, anchor: pieces.anchor.clone() };
            assert_eq!(exit(&own.arguments(&[])), 0, "{name}");
        }
    }
    // The transcript also wrapped; the request; the anchor in DER and hex.
    let wrapped = file(&folder, "wrapped", tagged(24, case.transcript()).encode());
    let der = file(&folder, "anchor.der", &case.trust[0].der);
    let text = file(&folder, "anchor.hex", hex(&case.trust[0].der));
    let request = file(&folder, "request", Base64::encode_string(&case.scenario.ask()));
    for anchor in [der, text] {
        let (response, transcript) = (pieces.response.clone(), wrapped.clone());
        let own = Pieces { response, transcript, anchor };
        let report = json(&own.arguments(&["--request", &request]));
        assert_eq!(report["verdict"], "accepted");
        let answered = &report["checks"].as_array().unwrap().iter();
        let answered = answered.clone().find(|own| own["id"] == "response.answers-request");
        assert_eq!(answered.unwrap()["outcome"], "passed");
    }
}

/// The members of a private COSE_Key.
fn cose_key(key: &Key, more: Vec<(Cbor, Cbor)>) -> Vec<u8> {
    let mut cose = key.cose_key();
    cose.add(-4, key.secret().to_vec());
    more.into_iter().for_each(|(label, value)| cose.add(label, value));
    cose.encode()
}

/// A key in SEC1, with its curve unless that stands around it.
fn sec1(key: &Key, curve: Option<&str>) -> Vec<u8> {
    let mut parts = vec![der::integer(&[1]), der::octet_string(key.secret())];
    parts.extend(curve.map(|oid| der::context(0, &der::oid(oid))));
    der::sequence(&parts)
}

fn pkcs8(key: &Key, curve: &str) -> Vec<u8> {
    let algorithm = der::sequence(&[der::oid("1.2.840.10045.2.1"), der::oid(curve)]);
    let secret = der::octet_string(&sec1(key, None));
    der::sequence(&[der::integer(&[0]), algorithm, secret])
}

#[test]
fn reads_every_encoding_of_the_reader_key() {
    let folder = folder("command-keys");
    for (name, curve) in [
        ("mac-p256", "1.2.840.10045.3.1.7"),
        ("mac-p384", "1.3.132.0.34"),
        ("mac-p521", "1.3.132.0.35"),
    ] {
        let case = case(name);
        let pieces = Pieces::write(&folder, &case);
        assert_eq!(exit(&pieces.arguments(&[])), 2, "{name} without a key");
        let key = case.reader_key().unwrap();
        let pem = der::pem("EC PRIVATE KEY", &sec1(&key, Some(curve)));
        let parameters = der::pem("EC PARAMETERS", &der::oid(curve));
        let body = Base64::encode_string(&pkcs8(&key, curve));
        let cose = cose_key(&key, Vec::new());
        let secret = hex(key.secret());
        for (encoding, content) in [
            ("jwk", serde_json::to_string(&key.jwk()).unwrap().into_bytes()),
            ("cose", cose.clone()),
            ("cose-hex", hex(&cose).into_bytes()),
            ("cose-base64url", Base64UrlUnpadded::encode_string(&cose).into_bytes()),
            ("sec1", pem.clone().into_bytes()),
            ("sec1-after-parameters", (parameters + &pem).into_bytes()),
            ("pkcs8", der::pem("PRIVATE KEY", &pkcs8(&key, curve)).into_bytes()),
            (
                "pkcs8-one-line",
                format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----").into(),
            ),
            ("scalar", secret.clone().into_bytes()),
            ("scalar-lines", format!("{}\n{}\n", &secret[..9], secret[9..].to_uppercase()).into()),
        ] {
            let path = file(&folder, encoding, content);
            assert_eq!(exit(&pieces.arguments(&["--reader-key", &path])), 0, "{name} {encoding}");
        }
    }
}

#[test]
fn a_cose_key_as_long_as_a_scalar_is_a_cose_key() {
    let folder = folder("command-long-keys");
    let case = case("mac-p256");
    let pieces = Pieces::write(&folder, &case);
    let key = case.reader_key().unwrap();
    for length in [48, 66] {
        let minimal = |kid: usize| {
            let secret = Cbor::Bytes(key.secret().to_vec());
            let kid = Cbor::Bytes(vec![0xaa; kid]);
            map([(1, Cbor::Int(2)), (2, kid), (-1, Cbor::Int(1)), (-4, secret)]).encode()
        };
        let with_alg = |kid: usize| {
            let (secret, kid) = (Cbor::Bytes(key.secret().to_vec()), Cbor::Bytes(vec![0xaa; kid]));
            let alg = Cbor::Int(-7);
            map([(1, Cbor::Int(2)), (2, kid), (3, alg), (-1, Cbor::Int(1)), (-4, secret)]).encode()
        };
        let own = (0..40).flat_map(|kid| [minimal(kid), with_alg(kid)]);
        let own = own.into_iter().find(|bytes| bytes.len() == length).unwrap();
        let path = file(&folder, "key", hex(&own));
        assert_eq!(exit(&pieces.arguments(&["--reader-key", &path])), 0, "{length}");
    }
}

#[test]
fn errors_never_repeat_a_secret() {
    let folder = folder("command-secrets");
    let case = case("mac-p256");
    let pieces = Pieces::write(&folder, &case);
    let secret = hex(case.reader_key().unwrap().secret());
    let text = Base64UrlUnpadded::encode_string(case.reader_key().unwrap().secret());
    let pem = |label: &str, body: &str| {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    let mut cut = cose_key(&case.reader_key().unwrap(), Vec::new());
    cut.truncate(cut.len() - 2);
    let mut wrong = cut.clone();
    wrong[0] = 0xfc;
    for (name, content) in [
        ("short", secret[..62].to_owned().into_bytes()),
        ("odd", secret[..63].to_owned().into_bytes()),
        ("hex-with-letter", format!("{secret}g").into_bytes()),
        ("base64", text.clone().into_bytes()),
        ("raw", case.reader_key().unwrap().secret().to_vec()),
        ("jwk-curve", json!({"crv": secret, "d": text}).to_string().into_bytes()),
        ("jwk-base64", json!({"crv": "P-256", "d": format!("{text}!")}).to_string().into_bytes()),
        ("jwk-number", format!("{{\"crv\": \"P-256\", \"d\": {secret}}}").into_bytes()),
        ("cose-cut", cut),
        ("cose-wrong", wrong),
        ("pem-label", pem(&secret, &text).into_bytes()),
        ("pem-base64", pem("EC PRIVATE KEY", &format!("{text}!")).into_bytes()),
        ("pem-der", pem("EC PRIVATE KEY", &text).into_bytes()),
        ("pem-pkcs8", pem("PRIVATE KEY", &text).into_bytes()),
        ("empty", Vec::new()),
    ] {
        let path = file(&folder, name, content);
        let output =
            tashika(&[&["verify"], &pieces.arguments(&["--reader-key", &path])[..]].concat());
        assert_unreadable(&output, &[&path]);
        let said = stderr(&output).replace(&path, "").to_lowercase();
        assert!(!said.contains("0x"), "{name}: {said}");
        for known in [secret.clone(), text.to_lowercase()] {
            let windows = known.as_bytes().windows(4).map(|own| std::str::from_utf8(own).unwrap());
            windows.for_each(|own| assert!(!said.contains(own), "{name}: {own} is in {said}"));
        }
    }
}

#[test]
fn unreadable_input_names_file_offset_and_path() {
    let folder = folder("command-unreadable");
    let pieces = Pieces::write(&folder, &case("mdl"));
    let run = |arguments: Vec<&str>| tashika(&[&["verify"], &arguments[..]].concat());
    let response = |content: &[u8]| {
        let path = file(&folder, "broken.cbor", content);
        let own = Pieces {
            response: path,
            transcript: pieces.transcript.clone(),
            anchor: pieces.anchor.clone(),
        };
        run(own.arguments(&[]))
    };
    assert_unreadable(&response(&[]), &["broken.cbor", "at byte 0 in DeviceResponse"]);
    assert_unreadable(&response(&[0xa1, 0x01]), &["broken.cbor", "at byte 2 in DeviceResponse"]);
    assert_unreadable(&response(&[0x80]), &["broken.cbor", "at byte 0 in DeviceResponse"]);
    let documents =
        map([("version", Cbor::from("1.0")), ("documents", 5.into()), ("status", 0.into())]);
    assert_unreadable(
        &response(&documents.encode()),
        &["broken.cbor", " at byte ", " in DeviceResponse"],
    );

    let path = changed(&folder, "mdl", |json| json["deviceResponse"] = json!({"file": "cut.cbor"}));
    file(&folder, "cut.cbor", [0xa1, 0x01]);
    let output = tashika(&["verify", path.as_str()]);
    assert_unreadable(&output, &["cut.cbor: ", "at byte 2 in DeviceResponse"]);
    assert!(!stderr(&output).contains("mdl.json"), "{}", stderr(&output));
    let output = tashika(&["inspect", path.as_str()]);
    assert_unreadable(&output, &["cut.cbor: ", "at byte 2"]);
    let path = changed(&folder, "mdl", |json| json["deviceResponse"] = json!("oQE"));
    let output = tashika(&["verify", path.as_str()]);
    assert_unreadable(&output, &["mdl.json: deviceResponse", "at byte 2 in DeviceResponse"]);

    let request = file(&folder, "request.cbor", map([("version", "1.0")]).encode());
    let output = run(pieces.arguments(&["--request", &request]));
    assert_unreadable(&output, &["request.cbor", "docRequests", "at byte 0 in DeviceRequest"]);
    for path in [folder.join("missing"), folder.clone()] {
        let output = tashika(&["verify", path.to_str().unwrap()]);
        assert_unreadable(&output, &[path.to_str().unwrap()]);
    }
}

#[test]
fn a_transcript_that_is_none_is_unreadable() {
    let folder = folder("command-transcript");
    let case = case("mdl");
    let pieces = Pieces::write(&folder, &case);
    let run = |content: &[u8]| {
        let own = Pieces {
            response: pieces.response.clone(),
            transcript: file(&folder, "session.cbor", content),
            anchor: pieces.anchor.clone(),
        };
        tashika(&[&["verify"], &own.arguments(&[])[..]].concat())
    };
    let wrapped = |own: Cbor| own.embedded().encode();
    let three = |key: Cbor| array([Cbor::Null, key, Cbor::Null]);
    let trailing = [case.transcript(), vec![0]].concat();
    let trailing_outside = [tagged(24, case.transcript()).encode(), vec![0]].concat();
    for (content, part) in [
        (b"garbage, no transcript".to_vec(), "in SessionTranscript"),
        (Vec::new(), "at byte 0"),
        (vec![0x83, 0xf6], "at byte 2"),
        (map([("a", 1)]).encode(), "at byte 0"),
        (array([1, 2]).encode(), "at byte 0"),
        (wrapped(array([1, 2])), "at byte 3"),
        (wrapped(three(Cbor::Int(7))), "at byte 5"),
        (three(Cbor::Int(1).embedded()).encode(), "at byte 5"),
        (trailing, "at byte 0"),
        (trailing_outside, "at byte 0"),
    ] {
        assert_unreadable(&run(&content), &["session.cbor", part, "in SessionTranscript"]);
    }
    // A curve that nobody knows is for the check to judge.
    let unknown = map([(1, Cbor::Int(2)), (-1, Cbor::Int(99)), (-2, Cbor::Bytes(vec![1]))]);
    assert_eq!(run(&three(unknown.embedded()).encode()).status.code(), Some(1));

    let bytes = |own: Json| changed(&folder, "mdl", |json| json["transcript"] = own);
    let path = bytes(json!({"bytes": "gwE"}));
    let output = tashika(&["verify", path.as_str()]);
    assert_unreadable(&output, &["mdl.json: transcript", "at byte 2 in SessionTranscript"]);
}

#[test]
fn a_case_file_is_read_strictly_and_refused_plainly() {
    let folder = folder("command-case");
    let refused = |change: &dyn Fn(&mut Json), parts: &[&str]| {
        let path = changed(&folder, "handover-nfc-static", change);
        let output = tashika(&["verify", path.as_str()]);
        assert_unreadable(&output, &[&["handover-nfc-static.json"], parts].concat());
        for jargon in ["untagged", "variant of", "serde", "struct"] {
            assert!(!stderr(&output).contains(jargon), "{}", stderr(&output));
        }
    };
    let text = |own: &str| json!(own);
    refused(
        &|own| own["transcript"]["handoverReqest"] = text("AA"),
        &["transcript", "handoverReqest"],
    );
    refused(&|own| own["transcript"]["eReaderKey"] = Json::Null, &["transcript", "null"]);
    refused(&|own| own["transcript"]["eReaderKey"] = text("gw"), &["eReaderKey", "at byte 1"]);
    refused(&|own| own["transcript"]["eReaderKey"] = text("AQ"), &["eReaderKey", "COSE_Key"]);
    refused(
        &|own| own["transcript"]["deviceEngagement"] = text("gw"),
        &["deviceEngagement", "at byte 1"],
    );
    refused(
        &|own| own["transcript"]["handoverSelect"] = text("?"),
        &["handoverSelect", "base64url"],
    );
    refused(&|own| own["transcript"]["handover"] = text("pigeon"), &["pigeon", "openid4vp-dc-api"]);
    refused(
        &|own| own["transcript"]["bytes"] = text("g_b29g"),
        &["transcript", "handover", "bytes"],
    );
    refused(&|own| own["transcript"] = text("AA"), &["transcript", "bytes", "handover"]);
    refused(&|own| own["transcript"] = json!({}), &["transcript", "bytes", "handover"]);
    refused(&|own| own["deviceResponse"] = json!(5), &["{\"file\": NAME}"]);
    refused(&|own| own["deviceResponse"] = text("AA?"), &["deviceResponse", "base64url"]);
    refused(
        &|own| own["deviceResponse"] = json!({"file": "a", "flie": "b"}),
        &["{\"file\": NAME}"],
    );
    refused(&|own| own["trust"][0]["docType"] = text("x"), &["docType"]);
    refused(&|own| own["trust"][0]["purpose"] = text("all"), &["all"]);
    refused(&|own| own["readerKey"] = json!({"crv": "P-256"}), &["readerKey", "\"d\""]);
    refused(&|own| own["policy"] = text("kind"), &["kind", "status-needed"]);
    refused(&|own| own["profile"] = text("lax\u{1b}[31m"), &["lax\\u{1b}", "interop-event"]);
    refused(&|own| own["at"] = text("noon"), &["noon", "2026-06-01T00:00:00Z"]);
    refused(&|own| own["transcipt"] = Json::Null, &["transcipt"]);
    let twice = r#"{"deviceResponse": "oA", "transcript": {"bytes": "g_b29g", "bytes": "g_b29g"}}"#;
    let path = file(&folder, "twice.json", twice);
    assert_unreadable(&tashika(&["verify", path.as_str()]), &["twice.json", "duplicate field"]);
    let path = file(&folder, "text.json", "hello");
    assert_unreadable(&tashika(&["verify", path.as_str()]), &["text.json: is no case file"]);
}

#[test]
fn a_file_without_an_end_is_refused() {
    if !Path::new("/dev/zero").exists() {
        return println!("skipped: no /dev/zero");
    }
    for command in ["verify", "inspect"] {
        assert_unreadable(&tashika(&[command, "/dev/zero"]), &["/dev/zero", "larger than"]);
    }
}

#[test]
fn a_folder_of_anchors_may_hold_other_files() {
    let folder = folder("command-trust");
    let case = case("mdl");
    let pieces = Pieces::write(&folder, &case);
    let anchor = &case.trust[0].der;
    let body = Base64::encode_string(anchor);
    let run = |own: &Path| {
        let arguments = ["--response", &pieces.response, "--transcript", &pieces.transcript];
        let context = ["--at", "2026-06-01T00:00:00Z", "--trust", own.to_str().unwrap()];
        tashika(&[&["verify"], &arguments[..], &context].concat())
    };
    let only = folder.join("nothing");
    fs::create_dir_all(only.join("sub.pem")).unwrap();
    assert_unreadable(&run(&only), &["nothing: holds no certificate"]);
    file(&only, ".hidden.pem", der::pem("CERTIFICATE", anchor));
    assert_unreadable(&run(&only), &["nothing: holds no certificate"]);
    file(&only, "key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    let output = run(&only);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(65), ""));
    for (name, content) in [
        ("plain", anchor.clone()),
        ("notes.pem", format!("An authority\n{}", der::pem("CERTIFICATE", anchor)).into_bytes()),
        (
            "line.txt",
            format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----").into(),
        ),
        (
            "one-line.crt",
            format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----").into(),
        ),
        ("crlf.pem", der::pem("CERTIFICATE", anchor).replace('\n', "\r\n").into_bytes()),
    ] {
        let own = folder.join(format!("with-{name}"));
        fs::create_dir_all(own.join("old")).unwrap();
        file(&own, name, content);
        let output = run(&own);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        assert!(stderr(&output).is_empty(), "{}", stderr(&output));
        file(&own, "README", "Anchors of the example authority.");
        file(&own, "broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        file(&own, ".DS_Store", "x");
        let output = run(&own);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        let lines: Vec<String> = stderr(&output).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("warning: left out") && lines[0].contains("README"), "{lines:?}");
        assert!(lines[1].contains("broken.pem"), "{lines:?}");
        // A file that is named by itself must be right.
        let broken = own.join("broken.pem");
        assert_unreadable(&run(&broken), &["broken.pem"]);
    }
}

#[test]
fn json_has_the_keys_of_its_page() {
    let page = fs::read_to_string(fixture("../../docs/case-file.md")).unwrap();
    let table = page.split("## What comes back").nth(1).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let named = rows.flat_map(|row| {
        let keys = row.split('|').nth(1).unwrap().split(',');
        keys.map(|key| {
            let key = key.trim().trim_matches('`').trim_end_matches("[]");
            key.strip_prefix("documents[].").map_or(key.to_owned(), |own| {
                format!("documents[].{}", own.split('.').next().unwrap())
            })
        })
    });
    let named: BTreeSet<String> = named.collect();
    let mut found = BTreeSet::new();
    for path in ["device-signed.json", "two-documents.json", "cases/mso.validity.json"] {
        let report = json(&[&fixture(path)]);
        found.extend(report.as_object().unwrap().keys().cloned());
        for document in report["documents"].as_array().unwrap() {
            let keys = document.as_object().unwrap().keys();
            found.extend(keys.map(|key| format!("documents[].{key}")));
            let released = document.get("claims").is_some();
            assert_eq!(released, report["verdict"] == "accepted", "{path}");
            for check in document["checks"].as_array().unwrap() {
                let keys: Vec<_> = check.as_object().unwrap().keys().collect();
                assert_eq!(keys, ["id", "outcome", "clause", "facts"]);
            }
        }
    }
    found.remove("documents");
    let folder = folder("command-json");
    let withheld = with_errors(&folder);
    let report = json(&[&withheld]);
    assert_eq!(
        report["documents"][0]["withheld"],
        json!([{"nameSpace": "org.iso.18013.5.1", "elementIdentifier": "given_name", "code": 0}])
    );
    found.insert("documents[].withheld".to_owned());
    assert_eq!(found, named);
}

/// A case whose document reports an element as not returned.
fn with_errors(folder: &Path) -> String {
    let mut case = case("mdl");
    case.scenario.document().lies.document = |document| {
        document.set("errors", map([("org.iso.18013.5.1", map([("given_name", 0)]))]));
    };
    let response = case.scenario.respond();
    changed(folder, "mdl", |json| {
        json["deviceResponse"] = json!(Base64UrlUnpadded::encode_string(&response))
    })
}

#[test]
fn people_see_what_was_withheld() {
    let path = with_errors(&folder("command-withheld"));
    let text = stdout(&tashika(&["verify", path.as_str()]));
    let (_, after) = text.split_once("Not returned by the wallet\n").unwrap();
    let line: Vec<_> = after.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(line, ["given_name", "code", "0", "[org.iso.18013.5.1]"]);
    let text = stdout(&tashika(&["verify", path.as_str(), "--lang", "ja"]));
    assert!(text.contains("ウォレットが返さなかった項目\n    given_name"), "{text}");
}

#[test]
fn a_broken_document_is_told_in_few_lines() {
    let path = fixture("cases/document.structure.json");
    let text = stdout(&tashika(&["verify", path.as_str()]));
    assert!(text.lines().count() < 25, "{text}");
    assert!(
        text.contains(" more not checked: ") && !text.contains("because: prerequisite"),
        "{text}"
    );
    let all = stdout(&tashika(&["verify", path.as_str(), "--all"]));
    assert!(all.matches("because: prerequisite").count() > 50, "{all}");
    assert!(!all.contains(" more not checked: "), "{all}");
    assert!(text.contains("not checked - \"Every document that was asked for"), "{text}");
}

#[test]
fn speaks_japanese() {
    let run = |name: &str, more: &[&str]| {
        let path = fixture(name);
        stdout(&tashika(&[&["verify", &path, "--lang", "ja"], more].concat()))
    };
    let accepted = run("my-number-card.json", &[]);
    assert!(accepted.starts_with("受理"), "{accepted}");
    assert!(accepted.contains("番号　花子") && accepted.contains("残るリスク"), "{accepted}");
    assert!(accepted.contains("未確認:「文書署名者の証明書は失効していない」"), "{accepted}");
    assert!(accepted.contains("理由: 失効リストがない"), "{accepted}");
    let rejected = run("cases/mso.validity.json", &[]);
    assert!(rejected.starts_with("拒否"), "{rejected}");
    assert!(rejected.contains("不成立:「MSOは検証時点で有効期間内である」"), "{rejected}");
    assert!(rejected.contains("検証時点: 2026-08-02T00:00:00Z; 有効開始: "), "{rejected}");
    assert!(rejected.contains("項目の値は開示されません。"), "{rejected}");
    let unknown = run("cases/attack-no-anchors.json", &[]);
    assert!(unknown.starts_with("判定不能"), "{unknown}");
    assert!(unknown.contains("理由: トラストアンカーがない"), "{unknown}");
    let all = run("mdl.json", &["--all"]);
    assert!(all.contains("成立:「発行者の署名は真正である」"), "{all}");
    // Names of facts are translated wherever a fixture has one.
    for path in case_files().iter().filter(|path| path.to_str().unwrap().contains("cases/")) {
        let path = path.to_str().unwrap();
        let report = json(&[path]);
        let text = stdout(&tashika(&["verify", path, "--lang", "ja"]));
        let documents = report["documents"].as_array().unwrap();
        let lists = documents.iter().map(|own| &own["checks"]).chain([&report["checks"]]);
        for check in lists.flat_map(|list| list.as_array().unwrap()) {
            if !["failed", "warning"].contains(&check["outcome"].as_str().unwrap()) {
                continue;
            }
            for name in check["facts"].as_object().unwrap().keys() {
                let untranslated = format!(" {name}: ");
                assert!(!text.contains(&untranslated), "{path}: {name} in\n{text}");
            }
        }
    }
}

#[test]
fn escape_codes_stay_off_a_file() {
    for variable in [None, Some("1")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tashika"));
        command.args(["verify", &fixture("cases/mso.validity.json"), "--all"]);
        command.env_remove("NO_COLOR");
        variable.into_iter().for_each(|value| {
            command.env("NO_COLOR", value);
        });
        let output = command.output().unwrap();
        assert!(!output.stdout.contains(&0x1b) && !output.stdout.is_empty());
    }
}

#[test]
fn received_text_cannot_command_a_terminal() {
    let folder = folder("command-escapes");
    let mut case = case("mdl");
    case.scenario.document().name_spaces[0].1[0].value = Cbor::from("\u{1b}[31mX\u{202e}Y");
    let response = Base64UrlUnpadded::encode_string(&case.scenario.respond());
    let path = changed(&folder, "mdl", |json| json["deviceResponse"] = json!(response));
    for arguments in [vec!["verify", path.as_str()], vec!["inspect", path.as_str(), "--reveal"]] {
        let text = stdout(&tashika(&arguments));
        assert!(text.contains("\\u{1b}[31mX\\u{202e}Y"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tashika"));
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        child.wait_with_output().unwrap()
    };
    let mdl = fixture("mdl.json");
    for (arguments, code) in [
        (vec!["verify", mdl.as_str(), "--all"], 0),
        (vec!["inspect", mdl.as_str(), "--reveal"], 0),
        (vec!["verify", "--help"], 0),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_tashika"));
    let mut child = command.args(["verify", "/missing"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(65));
}
