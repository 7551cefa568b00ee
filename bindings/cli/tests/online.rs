//! `tashika request` and `tashika respond` with the testkit's wallet between them.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tashika_testkit::cbor::{Cbor, array, map};
use tashika_testkit::der::pem;
use tashika_testkit::documents::{MDL_SPACE, mdl};
use tashika_testkit::handover::b64;
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::online::{Wallet, read_jws, read_link, verifier_certificate};
use tashika_testkit::scenario::{Document, NOW};

const ORIGIN: &str = "https://verifier.example";
const LATER: &str = "2026-06-01T00:01:00Z";

/// A folder of its own in the target folder, with the verifier's files.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("online-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let desk = Self(folder);
        let key = Key::new(Curve::P256, "verifier");
        desk.write("key.json", serde_json::to_string(&key.jwk()).unwrap());
        let leaf = verifier_certificate(&key, &["verifier.example"]);
        desk.write("leaf.pem", pem("CERTIFICATE", &leaf));
        desk.write("root.pem", pem("CERTIFICATE", &mdl().issuer.root_der()));
        desk
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), content).unwrap();
        name.to_owned()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tashika"));
        command.current_dir(&self.0).args(arguments).output().unwrap()
    }

    fn request(&self, arguments: &[&str]) -> Value {
        let usual = [
            "request",
            "--at",
            NOW,
            "--element",
            "org.iso.18013.5.1/family_name",
            "--element",
            "org.iso.18013.5.1/age_over_18",
        ];
        let output = self.run(&[&usual[..], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{error}"))
    }

    fn respond(&self, answer: impl AsRef<[u8]>, arguments: &[&str]) -> (i32, Value, String) {
        let file = self.write("answer", answer);
        let usual = ["respond", &file, "--at", LATER, "--trust", "root.pem", "--json"];
        let output = self.run(&[&usual[..], arguments].concat());
        let text = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().unwrap(), text, error)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn licence() -> Document {
    let mut document = mdl();
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = ["family_name", "age_over_18"].contains(&element.identifier);
    }
    document
}

fn wallet() -> Wallet {
    Wallet::new("document", licence())
}

fn accepted((exit, outcome, error): (i32, Value, String), start: &str) {
    assert_eq!(exit, 0, "{error} {outcome}");
    assert_eq!(outcome["missing"], json!([]));
    let presentation = &outcome["presentations"][0];
    assert_eq!(presentation["binding"]["start"], start);
    let channel = &presentation["report"]["channel"];
    let binding = &presentation["binding"];
    assert_eq!(*channel, json!({ "kind": "remote", "binding": binding, "proximityProven": false }));
    let claims = &presentation["report"]["documents"][0]["claims"][MDL_SPACE];
    assert_eq!(*claims, json!({ "family_name": "BANGO", "age_over_18": true }));
}

const SIGNED: [&str; 4] = ["--key", "key.json", "--certificates", "leaf.pem"];
const NAMED: [&str; 4] = ["--prefix", "x509-san-dns", "--dns-name", "verifier.example"];
const POSTED: [&str; 4] = [
    "--response-uri",
    "https://verifier.example/answers",
    "--request-uri",
    "https://verifier.example/requests/1",
];

#[test]
fn openid4vp_and_a_replay() {
    let desk = Desk::new("openid4vp");
    let asked = desk.request(&[&["--mode", "openid4vp", "--haip"][..], &SIGNED, &POSTED].concat());
    assert!(asked["link"].as_str().unwrap().starts_with("haip-vp://?client_id=x509_hash%3A"));
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    let body = wallet().post(&parameters);
    accepted(desk.respond(&body, &[]), "forwardable-link");
    let (exit, _, error) = desk.respond(&body, &[]);
    assert_eq!(exit, 65);
    assert!(error.contains("[session.already-answered]"), "{error}");
    // Sealed: neither the query nor the key stands in the file.
    let stored = fs::read(desk.0.join("tashika-sessions.sqlite")).unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("family_name"));
}

#[test]
fn openid4vp_unsigned_in_the_clear() {
    let desk = Desk::new("clear");
    let asked = desk.request(&[
        "--mode",
        "openid4vp",
        "--clear",
        "--response-uri",
        "https://verifier.example/answers",
    ]);
    let body = wallet().post(&read_link(asked["link"].as_str().unwrap()));
    accepted(desk.respond(&body, &[]), "forwardable-link");
}

#[test]
fn same_device() {
    let desk = Desk::new("same-device");
    let back = ["--redirect-uri", "https://verifier.example/done", "--browser", "cookie"];
    let arguments = [&["--mode", "openid4vp"][..], &SIGNED, &POSTED, &back].concat();
    let asked = desk.request(&arguments);
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    let (exit, outcome, error) = desk.respond(wallet().post(&parameters), &[]);
    assert_eq!((exit, &outcome["outcome"]), (2, &json!("awaits-browser")), "{error}");
    let uri = outcome["redirectUri"].as_str().unwrap();
    let code = uri.split_once("response_code=").unwrap().1;
    let session = asked["session"].as_str().unwrap();
    let collect = |browser: &str| {
        desk.run(&[
            "respond",
            "--session",
            session,
            "--response-code",
            code,
            "--browser",
            browser,
            "--at",
            LATER,
            "--trust",
            "root.pem",
            "--json",
        ])
    };
    let other = collect("another cookie");
    assert!(String::from_utf8_lossy(&other.stderr).contains("[redirect.another-browser]"));
    let own = collect("cookie");
    let outcome = serde_json::from_slice(&own.stdout).unwrap();
    accepted((own.status.code().unwrap(), outcome, String::new()), "same-browser");
}

#[test]
fn the_digital_credentials_api() {
    let desk = Desk::new("dc-api");
    let protocols = [
        "--protocol",
        "signed",
        "--protocol",
        "multisigned",
        "--protocol",
        "unsigned",
        "--protocol",
        "iso-mdoc",
    ];
    for protocol in
        ["openid4vp-v1-signed", "openid4vp-v1-multisigned", "openid4vp-v1-unsigned", "org-iso-mdoc"]
    {
        let arguments =
            [&["--mode", "dc-api", "--origin", ORIGIN][..], &SIGNED, &protocols].concat();
        let asked = desk.request(&arguments);
        let answer = wallet().answer_call(&asked["call"], protocol, ORIGIN).to_string();
        let session = asked["session"].as_str().unwrap();
        accepted(desk.respond(&answer, &["--session", session]), "platform");
    }
    let asked = desk.request(&["--mode", "dc-api", "--origin", ORIGIN, "--protocol", "unsigned"]);
    let session = asked["session"].as_str().unwrap();
    let legacy = r#"{"protocol":"openid4vp","data":{}}"#;
    let (exit, _, error) = desk.respond(legacy, &["--session", session]);
    assert_eq!(exit, 65);
    assert!(error.contains("openid4vp is superseded"), "{error}");
    let declined = r#"{"protocol":"openid4vp-v1-unsigned","data":{"error":"access_denied"}}"#;
    let (exit, outcome, _) = desk.respond(declined, &["--session", session]);
    assert_eq!((exit, &outcome["outcome"]), (1, &json!("declined")));
    // Anybody could have said so: the answer itself is still taken.
    let answer = wallet().answer_call(&asked["call"], "openid4vp-v1-unsigned", ORIGIN).to_string();
    accepted(desk.respond(&answer, &["--session", session]), "platform");
}

/// A session that ended is swept by the next command that comes to the store.
#[test]
fn what_expired_leaves_the_store() {
    let desk = Desk::new("swept");
    let dc_api = ["--mode", "dc-api", "--origin", ORIGIN, "--protocol", "unsigned"];
    let asked = desk.request(&dc_api);
    let session = asked["session"].as_str().unwrap();
    let answer = wallet().answer_call(&asked["call"], "openid4vp-v1-unsigned", ORIGIN).to_string();
    let file = desk.write("late", &answer);
    let late = || {
        let arguments = ["respond", &file, "--session", session, "--at", "2026-06-01T00:05:00Z"];
        let output = desk.run(&arguments);
        assert_eq!(output.status.code(), Some(65));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let error = late();
    assert!(error.contains("[session.expired]"), "{error}");
    let error = late();
    assert!(error.contains("[session.unknown]"), "{error}");

    let asked = desk.request(&dc_api);
    let session = asked["session"].as_str().unwrap();
    let mut usual = vec!["request", "--at", "2026-06-01T00:05:00Z"];
    usual.extend(["--element", "org.iso.18013.5.1/family_name"]);
    assert!(desk.run(&[&usual[..], &dc_api].concat()).status.success());
    let (_, _, error) = desk.respond(&answer, &["--session", session]);
    assert!(error.contains("[session.unknown]"), "{error}");
}

/// What is wrong with an answer is named, not only that something is.
#[test]
fn surplus_has_its_own_finding() {
    let desk = Desk::new("surplus");
    let arguments = ["--mode", "dc-api", "--origin", ORIGIN, "--protocol", "unsigned"];
    let asked = desk.request(&arguments);
    let session = asked["session"].as_str().unwrap();
    let wallet = Wallet::new("document", mdl());
    let answer = wallet.answer_call(&asked["call"], "openid4vp-v1-unsigned", ORIGIN).to_string();
    let (exit, _, error) = desk.respond(&answer, &["--session", session]);
    assert_eq!(exit, 65);
    assert!(error.contains("[answer.extra-elements]"), "{error}");
}

#[test]
fn annex_b() {
    let desk = Desk::new("annex-b");
    let asked = desk.request(&[&["--mode", "annex-b"][..], &SIGNED, &NAMED, &POSTED].concat());
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    accepted(desk.respond(wallet().post_annex_b(&parameters), &[]), "forwardable-link");
}

#[test]
fn apple() {
    let desk = Desk::new("apple");
    let (key, asked, nonce) = desk.apple();
    let envelope = wallet().apple(&key, &nonce, "merchant.example", "TEAM").encode();
    let session = asked["session"].as_str().unwrap();
    let arguments = [&["--session", session][..], &RECIPIENT].concat();
    accepted(desk.respond(b64(&envelope), &arguments), "app");
    let (key, asked, nonce) = desk.apple();
    let mut mock = wallet();
    mock.lies.response = |response| {
        let issuer_signed = response.at("documents").items()[0].at("issuerSigned");
        drop(issuer_signed.remove("issuerAuth"));
    };
    let envelope = mock.apple(&key, &nonce, "merchant.example", "TEAM").encode();
    let session = asked["session"].as_str().unwrap();
    let arguments = [&["--session", session][..], &RECIPIENT].concat();
    let (exit, outcome, error) = desk.respond(envelope, &arguments);
    assert_eq!((exit, &outcome["outcome"]), (1, &json!("mock-data")), "{error}");
}

/// The key that Apple's answers are sealed for.
const RECIPIENT: [&str; 2] = ["--recipient-key", "merchant.json"];

impl Desk {
    /// Asks as Apple's apps do: the recipient's key, what was printed, and the nonce.
    fn apple(&self) -> (Key, Value, Vec<u8>) {
        let key = Key::new(Curve::P256, "merchant");
        self.write("merchant.json", serde_json::to_string(&key.jwk()).unwrap());
        let app = ["--mode", "apple", "--merchant-id", "merchant.example", "--team-id", "TEAM"];
        let asked = self.request(&[&app[..], &RECIPIENT].concat());
        let nonce = tashika::codec::decode_base64url(asked["nonce"].as_str().unwrap()).unwrap();
        (key, asked, nonce)
    }

    /// As `request`, without elements.
    fn ask(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["request", "--at", NOW][..], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{error}"))
    }
}

/// What is wrong with the arguments is said before the session is used up.
#[test]
fn a_mistake_of_the_operator_leaves_the_session() {
    let desk = Desk::new("mistake");
    let asked = desk.request(&[&["--mode", "openid4vp"][..], &SIGNED, &POSTED].concat());
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    let body = wallet().post(&parameters);
    let (exit, _, error) = desk.respond(&body, &["--trust", "not-there.pem"]);
    assert_ne!(exit, 0);
    assert!(error.contains("not-there.pem"), "{error}");
    accepted(desk.respond(&body, &[]), "forwardable-link");
    let (key, asked, nonce) = desk.apple();
    let envelope = wallet().apple(&key, &nonce, "merchant.example", "TEAM").encode();
    let session = ["--session", asked["session"].as_str().unwrap()];
    let (exit, _, error) = desk.respond(&envelope, &session);
    assert_eq!(exit, 64, "{error}");
    assert!(error.contains("--recipient-key"), "{error}");
    accepted(desk.respond(&envelope, &[&session[..], &RECIPIENT].concat()), "app");
}

/// A credential that was optional and is not accepted: nothing is missing, and nothing accepted.
#[test]
fn nothing_required_is_no_acceptance() {
    let desk = Desk::new("optional");
    let query = json!({ "credentials": [{ "id": "document", "format": "mso_mdoc",
            "meta": { "doctype_value": "org.iso.18013.5.1.mDL" },
            "claims": [{ "path": [MDL_SPACE, "family_name"] },
                { "path": [MDL_SPACE, "age_over_18"] }] }],
        "credential_sets": [{ "options": [["document"]], "required": false }] });
    desk.write("query.json", query.to_string());
    let mode = ["--mode", "openid4vp", "--query", "query.json"];
    let ask = || {
        let asked = desk.ask(&[&mode[..], &SIGNED, &POSTED].concat());
        read_jws(asked["requestObject"].as_str().unwrap()).1
    };
    accepted(desk.respond(wallet().post(&ask()), &[]), "forwardable-link");
    let mut forged = wallet();
    forged.documents[0].1.lies.mso = |mso| mso.set("docType", "org.example.other");
    let (exit, outcome, error) = desk.respond(forged.post(&ask()), &[]);
    assert_eq!(outcome["missing"], json!([]), "{error}");
    assert_eq!(outcome["presentations"][0]["report"]["verdict"], "rejected");
    assert_eq!(exit, 1);
    let mut nothing = wallet();
    nothing.lies.content = |content| content["vp_token"] = json!({});
    let (exit, outcome, _) = desk.respond(nothing.post(&ask()), &[]);
    assert_eq!(outcome["presentations"], json!([]));
    assert_eq!(exit, 2);
}

#[test]
fn a_purpose_asks_for_the_least() {
    let desk = Desk::new("purpose");
    let purpose = ["--purpose", "age-check", "--age", "18"];
    let page = ["--mode", "dc-api", "--origin", ORIGIN];
    let protocols = ["--protocol", "unsigned", "--protocol", "iso-mdoc"];
    let asked = desk.ask(&[&page[..], &protocols, &purpose].concat());
    let requests = asked["call"]["requests"].as_array().unwrap();
    let query = &requests[0]["data"]["dcql_query"]["credentials"][0];
    let paths: Vec<&Value> =
        query["claims"].as_array().unwrap().iter().map(|own| &own["path"]).collect();
    assert_eq!(paths, [&json!([MDL_SPACE, "age_over_18"])]);
    let sent = requests[1]["data"]["deviceRequest"].as_str().unwrap();
    let sent = tashika::codec::decode_base64url(sent).unwrap();
    let sent = tashika::mdoc::DeviceRequest::decode(&sent).unwrap();
    let names = sent.documents[0].elements.iter().map(|own| own.identifier.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["age_over_18"]);
    for (arguments, words) in [
        (&["--purpose", "age-check"][..], "--age"),
        (&["--purpose", "curiosity"], "account-opening"),
        (&["--purpose", "age-check", "--age", "100"], "1 to 99"),
        (&["--purpose", "residence", "--doc-type", "org.example"], "org.example"),
    ] {
        let all = [&["request", "--at", NOW][..], &page, &protocols, arguments].concat();
        let output = desk.run(&all);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(64), "{error}");
        assert!(error.contains(words), "{error}");
    }
}

/// A whole run of each mode beside the Digital Credentials API, asked from a purpose.
#[test]
fn every_mode_asks_from_a_purpose() {
    let desk = Desk::new("purpose-modes");
    let purpose = ["--purpose", "age-check", "--age", "18"];
    let mut least = mdl();
    for element in &mut least.name_spaces[0].1 {
        element.disclosed = element.identifier == "age_over_18";
    }
    let answered = |(exit, outcome, error): (i32, Value, String)| {
        assert_eq!(exit, 0, "{error} {outcome}");
        let claims = &outcome["presentations"][0]["report"]["documents"][0]["claims"];
        assert_eq!(claims[MDL_SPACE], json!({ "age_over_18": true }));
    };
    let asked = desk.ask(&[&["--mode", "openid4vp"][..], &SIGNED, &POSTED, &purpose].concat());
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    let id: &'static str =
        parameters["dcql_query"]["credentials"][0]["id"].as_str().unwrap().to_owned().leak();
    let wallet = Wallet::new(id, least.clone());
    answered(desk.respond(wallet.post(&parameters), &[]));

    let asked =
        desk.ask(&[&["--mode", "annex-b"][..], &SIGNED, &NAMED, &POSTED, &purpose].concat());
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    answered(desk.respond(wallet.post_annex_b(&parameters), &[]));

    let key = Key::new(Curve::P256, "merchant");
    desk.write("merchant.json", serde_json::to_string(&key.jwk()).unwrap());
    let app = ["--mode", "apple", "--merchant-id", "merchant.example", "--team-id", "TEAM"];
    let asked = desk.ask(&[&app[..], &RECIPIENT, &purpose].concat());
    let nonce = tashika::codec::decode_base64url(asked["nonce"].as_str().unwrap()).unwrap();
    let envelope = wallet.apple(&key, &nonce, "merchant.example", "TEAM").encode();
    let session = ["--session", asked["session"].as_str().unwrap()];
    answered(desk.respond(&envelope, &[&session[..], &RECIPIENT].concat()));
}

#[test]
fn transaction_data_is_signed_by_the_device() {
    let desk = Desk::new("transaction");
    desk.write(
        "pay.json",
        r#"{"type": "example.payment", "element": "org.example.payment/approved", "amount": "1200 JPY"}"#,
    );
    let paying = ["--mode", "openid4vp", "--transaction-data", "pay.json"];
    let asked = desk.request(&[&paying[..], &SIGNED, &POSTED].concat());
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    let sent = parameters["transaction_data"][0].as_str().unwrap();
    let data = tashika::codec::decode_base64url(sent).unwrap();
    let data: Value = serde_json::from_slice(&data).unwrap();
    let expected = json!({ "type": "example.payment", "credential_ids": ["document"],
        "amount": "1200 JPY" });
    assert_eq!(data, expected);
    let (exit, _, error) = desk.respond(wallet().post(&parameters), &[]);
    assert_eq!(exit, 65, "not signed");
    assert!(error.contains("the transaction data was not signed"), "{error}");
    let (_, _, error) = desk.respond(wallet().post(&parameters), &["--lang", "ja"]);
    assert!(error.contains("拒否: 応答の内容が要求と一致しません。"), "{error}");
    assert!(error.contains("document: 取引内容に端末の署名がないか"), "{error}");
    let mut document = licence();
    let digest = tashika_testkit::keys::Hash::Sha256.digest(sent.as_bytes());
    document.device_name_spaces =
        vec![("org.example.payment", vec![("approved", Cbor::Bytes(digest))])];
    document.lies.mso = |mso| {
        let names = map([("nameSpaces", array(["org.example.payment"]))]);
        mso.at("deviceKeyInfo").set("keyAuthorizations", names);
    };
    let body = Wallet::new("document", document).post(&parameters);
    let (exit, outcome, error) = desk.respond(body, &[]);
    assert_eq!(exit, 0, "{error} {outcome}");
    for odd in ["[]", "{}", r#"{"type": "a", "element": "b"}"#, r#"{"type": 1, "element": "a/b"}"#]
    {
        desk.write("odd.json", odd);
        let odd = ["--mode", "openid4vp", "--transaction-data", "odd.json"];
        let element = ["request", "--element", "org.iso.18013.5.1/family_name"];
        let output = desk.run(&[&element[..], &odd, &SIGNED, &POSTED].concat());
        assert_ne!(output.status.code(), Some(0));
    }
}

#[test]
fn what_the_wallet_posted_and_what_others_attest() {
    let desk = Desk::new("fetched");
    desk.write("registration.jwt", "eyJ.eyJ.sig\n");
    desk.write(
        "able",
        "wallet_nonce=n-1&wallet_metadata=%7B%22response_types_supported%22:[%22vp_token%22]%7D\n",
    );
    desk.write("unable", "wallet_metadata=%7B%22response_types_supported%22:[%22code%22]%7D");
    let informed = ["--mode", "openid4vp", "--verifier-info", "jwt=registration.jwt"];
    let fetched = ["--wallet-request", "able"];
    let asked = desk.request(&[&informed[..], &fetched, &SIGNED, &POSTED].concat());
    assert!(asked["link"].as_str().unwrap().ends_with("request_uri_method=post"));
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    assert_eq!(parameters["wallet_nonce"], "n-1");
    assert_eq!(parameters["verifier_info"], json!([{ "format": "jwt", "data": "eyJ.eyJ.sig" }]));
    let element = ["request", "--element", "org.iso.18013.5.1/family_name"];
    let fetched = ["--wallet-request", "unable"];
    let output = desk.run(&[&element[..], &informed, &fetched, &SIGNED, &POSTED].concat());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("the wallet does not support the response type vp_token"), "{error}");
}

#[test]
fn named_by_a_did_and_not_by_a_federation() {
    let desk = Desk::new("did");
    let named = ["--prefix", "decentralized-identifier", "--verification-method", "did:web:a#k"];
    let key = ["--mode", "openid4vp", "--key", "key.json"];
    let asked = desk.request(&[&key[..], &named, &POSTED].concat());
    let (header, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    assert_eq!(header["kid"], "did:web:a#k");
    accepted(desk.respond(wallet().post(&parameters), &[]), "forwardable-link");
    let element = ["request", "--element", "org.iso.18013.5.1/family_name"];
    let federation = ["--prefix", "openid-federation"];
    let output = desk.run(&[&element[..], &key, &federation, &POSTED].concat());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(64));
    assert!(error.contains("openid_federation is not offered"), "{error}");
}

#[test]
fn annex_b_on_other_curves() {
    let desk = Desk::new("curves");
    let curves = ["--curve", "P-384", "--curve", "brainpoolP256r1"];
    let asked =
        desk.request(&[&["--mode", "annex-b"][..], &curves, &SIGNED, &NAMED, &POSTED].concat());
    let (_, parameters) = read_jws(asked["requestObject"].as_str().unwrap());
    let mut wallet = wallet();
    wallet.lies.key = 1;
    accepted(desk.respond(wallet.post_annex_b(&parameters), &[]), "forwardable-link");
}

#[test]
fn an_authority_that_is_not_shown_is_not_accepted() {
    let desk = Desk::new("authority");
    desk.write(
        "query.json",
        r#"{"credentials": [{"id": "document", "format": "mso_mdoc",
            "meta": {"doctype_value": "org.iso.18013.5.1.mDL"},
            "trusted_authorities": [{"type": "etsi_tl", "values": ["https://lotl.example"]}],
            "claims": [{"path": ["org.iso.18013.5.1", "family_name"]},
                {"path": ["org.iso.18013.5.1", "age_over_18"]}]}]}"#,
    );
    let page = ["--mode", "dc-api", "--origin", ORIGIN, "--protocol", "unsigned"];
    let asked = desk.ask(&[&page[..], &["--query", "query.json"]].concat());
    let answer = wallet().answer_call(&asked["call"], "openid4vp-v1-unsigned", ORIGIN).to_string();
    let session = asked["session"].as_str().unwrap();
    let (exit, outcome, error) = desk.respond(&answer, &["--session", session]);
    assert_eq!(exit, 2, "{error}");
    assert!(outcome["missing"][0].as_str().unwrap().contains("etsi_tl"), "{outcome}");
}

#[test]
fn wrong_usage_is_said() {
    let desk = Desk::new("usage");
    let element = ["--element", "org.iso.18013.5.1/family_name"];
    for (arguments, words) in [
        (&["--mode", "openid4vp"][..], "--response-uri"),
        (&["--mode", "dc-api", "--protocol", "unsigned"], "--origin"),
        (&["--mode", "dc-api", "--protocol", "signed", "--origin", ORIGIN], "--key"),
        (&["--mode", "dc-api", "--protocol", "unsigned", "--origin", "https://a/"], "https://a/"),
        (&["--mode", "dc-api", "--origin", ORIGIN], "protocols"),
        (&["--mode", "apple"], "--recipient-key"),
    ] {
        let output = desk.run(&[&["request"][..], &element, arguments].concat());
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains(words), "{error}");
    }
}
