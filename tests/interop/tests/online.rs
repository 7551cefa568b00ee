//! The online protocols against packages that other people wrote; see `online/README.md`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tashika::codec::{decode_base64url, encode_base64url};
use tashika::crypto::{CryptoProvider, Curve, PrivateKey, PublicKey};
use tashika::instant::Timestamp;
use tashika::online::dcql::SurplusRule;
use tashika::online::jose::{ContentEncryption, Jwk, KidRule, Recipient, open};
use tashika::online::{
    AnnexBRequest, Answer, AppleRequest, DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession,
    Origin, Origins, Outcome, Receiving, RedirectRequest, Refusal, Setup, SigningIdentity, ToSign,
};
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, verify};
use tashika::x509::Certificate;
use tashika_testkit::documents::{MDL, MDL_SPACE, mdl};
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::{Curve as KitCurve, Key};
use tashika_testkit::online::{read_link, verifier_certificate};
use tashika_testkit::random;
use tashika_testkit::scenario::{Issuer, NOW, Scenario};

const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();
const ORIGIN: &str = "https://verifier.example";
const ASKED: [&str; 2] = ["family_name", "age_over_18"];

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("online")
}

/// The folder with the packages, if `part` is there.
fn packages(part: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TASHIKA_INTEROP").map_or_else(scripts, PathBuf::from);
    if folder.join(part).exists() {
        return Some(folder);
    }
    println!("skipped: no {part} (see tests/interop/online/README.md)");
    None
}

fn run(mut command: Command, task: &Value) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(task.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the foreign program failed");
    String::from_utf8(output.stdout).unwrap()
}

fn wallet(folder: &Path, task: Value) -> String {
    foreign("wallet.mjs", folder, task)
}

fn foreign(script: &str, folder: &Path, mut task: Value) -> String {
    let issuer = Issuer::new("JP", "JP-13", KitCurve::P256, KitCurve::P256);
    task["issuer"] = json!({
        "key": issuer.signer_key.jwk(),
        "certificate": tashika::codec::encode_base64(&issuer.signer_der()),
    });
    task["device"] =
        serde_json::to_value(Key::new(KitCurve::P256, "foreign device").jwk()).unwrap();
    task["docType"] = json!(MDL);
    task["nameSpace"] = json!(MDL_SPACE);
    task["elements"] = json!({ "family_name": "BANGO", "given_name": "HANAKO",
        "age_over_18": true, "issuing_country": "JP" });
    let mut command = Command::new("node");
    command.arg(scripts().join(script)).env("TASHIKA_INTEROP", folder);
    run(command, &task)
}

fn key() -> Key {
    Key::new(KitCurve::P256, "verifier")
}

fn identity() -> SigningIdentity {
    let leaf = Certificate::parse(&verifier_certificate(&key(), &["verifier.example"])).unwrap();
    SigningIdentity::x509_hash(&[leaf], &PROVIDER).unwrap()
}

fn sign(to_sign: &ToSign) -> Option<Vec<u8>> {
    Some(key().sign(&to_sign.message))
}

fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

fn setup(seed: &[u8; 32]) -> Setup<'_> {
    Setup {
        seed,
        now: now(),
        lifetime: 300,
        profile: OnlineProfile::Haip,
        surplus: SurplusRule::Refuse,
        provider: &PROVIDER,
    }
}

fn query() -> DcqlQuery {
    let mut credential = CredentialQuery::mdoc("mdl", MDL);
    credential.claims =
        Some(ASKED.iter().map(|own| ClaimsQuery::element(MDL_SPACE, own)).collect());
    DcqlQuery { credentials: vec![credential], credential_sets: None }
}

/// What came is the answer, every check passes, and the elements come out.
fn accepted(session: OnlineSession, answer: &str) {
    accepted_with(session, answer.as_bytes(), None);
}

fn accepted_with(session: OnlineSession, answer: &[u8], apple_key: Option<&PrivateKey>) {
    let receiving = Receiving { now: now(), provider: &PROVIDER, apple_key };
    let outcome = session.receive(answer, &receiving).unwrap();
    let Outcome::Answered(answer) = outcome else { panic!("{outcome:?}") };
    let answer: Answer = answer;
    let root = Certificate::parse(&mdl().issuer.root_der()).unwrap();
    let trust: TrustStore = [TrustAnchor::new(root, Purpose::Issuer)].into_iter().collect();
    let policy = Policy::default();
    let context = Context::new(&trust, &policy, now(), &PROVIDER);
    let presentations: Vec<_> = answer.presentations().collect();
    assert_eq!(presentations.len(), 1);
    let report = verify(presentations[0].1, &context).unwrap();
    assert_eq!(report.verdict.decision, Decision::Accepted, "{:?}", report.verdict.reasons);
    let claims = report.documents[0].claims.as_ref().unwrap();
    assert_eq!(claims.iter().count(), ASKED.len());
    let name = claims.get(MDL_SPACE, "family_name").unwrap();
    assert_eq!(name.value().as_text(), Some("BANGO"));
}

const RESPONSE_URI: &str = "https://verifier.example/answers";

/// A session by redirect, signed by `identity` if there is one.
fn redirect(
    label: &str,
    identity: Option<&SigningIdentity>,
    profile: OnlineProfile,
    request_uri_post: bool,
) -> OnlineSession {
    let query = query();
    let request = RedirectRequest {
        identity,
        response_uri: RESPONSE_URI,
        request_uri: identity.map(|_| "https://verifier.example/requests/1"),
        request_uri_post,
        encrypted: profile == OnlineProfile::Haip,
        same_device: None,
        query: &query,
        transaction_data: &[],
    };
    let seed = random::bytes(label, 32).try_into().unwrap();
    OnlineSession::redirect(&request, &Setup { profile, ..setup(&seed) }).unwrap()
}

#[test]
fn direct_post_jwt() {
    let Some(folder) = packages("node_modules/@owf/mdoc") else { return };
    let identity = identity();
    // Fetched by GET, then by POST with a nonce of the wallet's.
    for nonce in [None, Some("the-wallets-own-nonce")] {
        let post = nonce.is_some();
        let session = redirect("interop post", Some(&identity), OnlineProfile::Haip, post);
        let offer = session.request_object(&identity, nonce, &PROVIDER).unwrap();
        let object = offer.sign_with(sign, &PROVIDER).unwrap();
        let task = json!({ "mode": "post", "requestObject": object, "walletNonce": nonce });
        accepted(session, &wallet(&folder, task));
    }
}

#[test]
fn direct_post_in_the_clear() {
    let Some(folder) = packages("node_modules/@owf/mdoc") else { return };
    let identity = identity();
    let session = redirect("interop clear", Some(&identity), OnlineProfile::Plain, false);
    let offer = session.request_object(&identity, None, &PROVIDER).unwrap();
    let object = offer.sign_with(sign, &PROVIDER).unwrap();
    accepted(session, &wallet(&folder, json!({ "mode": "post", "requestObject": object })));

    let session = redirect("interop link", None, OnlineProfile::Plain, false);
    let parameters = read_link(&session.link("openid4vp", &PROVIDER).unwrap());
    accepted(session, &wallet(&folder, json!({ "mode": "post", "parameters": parameters })));
}

#[test]
fn the_digital_credentials_api() {
    let Some(folder) = packages("node_modules/@owf/mdoc") else { return };
    let identity = identity();
    let query = query();
    let mut document = mdl();
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = ASKED.contains(&element.identifier);
    }
    let device_request = Scenario::new(document, Handover::OpenId4Vp).ask();
    let signers = [&identity];
    let all = [
        "openid4vp-v1-unsigned",
        "openid4vp-v1-signed",
        "openid4vp-v1-multisigned",
        "org-iso-mdoc",
    ];
    for (encrypted, protocol) in all.map(|own| (true, own)).into_iter().chain([(false, all[0])]) {
        let origins = Origins::only(Origin::web(ORIGIN).unwrap());
        let request = DcApiRequest {
            origins: &origins,
            protocols: &[
                DcApiProtocol::Signed(&identity),
                DcApiProtocol::Multisigned(&signers),
                DcApiProtocol::Unsigned,
                DcApiProtocol::IsoMdoc(&device_request),
            ],
            encrypted,
            query: Some(&query),
            transaction_data: &[],
        };
        let seed = random::bytes("interop call", 32).try_into().unwrap();
        let profile = if encrypted { OnlineProfile::Haip } else { OnlineProfile::Plain };
        let setup = Setup { profile, ..setup(&seed) };
        let session = OnlineSession::dc_api(&request, &setup).unwrap();
        let offer = session.dc_api_call(&[&identity], Some(&identity), &PROVIDER).unwrap();
        let call: Value = serde_json::from_str(&offer.sign_with(sign, &PROVIDER).unwrap()).unwrap();
        let task =
            json!({ "mode": "dc-api", "call": call, "protocol": protocol, "origin": ORIGIN });
        accepted(session, &wallet(&folder, task));
    }
}

fn asked() -> Vec<u8> {
    let mut document = mdl();
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = ASKED.contains(&element.identifier);
    }
    Scenario::new(document, Handover::OpenId4Vp).ask()
}

#[test]
fn iso_18013_7_annex_b_by_signature_and_by_mac() {
    let Some(folder) = packages("node_modules/@auth0/mdl") else { return };
    let leaf = Certificate::parse(&verifier_certificate(&key(), &["verifier.example"])).unwrap();
    let identity = SigningIdentity::x509_san_dns(&[leaf], "verifier.example").unwrap();
    for (draft, mac) in [(false, false), (false, true), (true, false)] {
        let request = AnnexBRequest {
            identity: &identity,
            response_uri: "https://verifier.example/answers",
            request_uri: "https://verifier.example/requests/1",
            device_request: &asked(),
            kid_rule: KidRule::Required,
            same_device: None,
        };
        let seed = random::bytes("interop annex b", 32).try_into().unwrap();
        let plain = Setup { profile: OnlineProfile::Plain, ..setup(&seed) };
        let session = OnlineSession::annex_b(&request, &plain).unwrap();
        let offer = session.request_object(&identity, None, &PROVIDER).unwrap();
        let object = offer.sign_with(sign, &PROVIDER).unwrap();
        let task =
            json!({ "mode": "annex-b", "requestObject": object, "draft": draft, "mac": mac });
        let answer = foreign("mdl.mjs", &folder, task);
        if draft {
            let receiving = Receiving { now: now(), provider: &PROVIDER, apple_key: None };
            let refusal = session.receive(answer.as_bytes(), &receiving).unwrap_err();
            assert_eq!(refusal, Refusal::AnotherSession);
        } else {
            accepted(session, &answer);
        }
    }
}

#[test]
fn apple_in_app_signed_and_sealed_by_others() {
    let Some(folder) = packages("node_modules/@auth0/mdl") else { return };
    let recipient = Key::new(KitCurve::P256, "merchant");
    let public = PublicKey::new(Curve::P256, recipient.public_bytes());
    let request = AppleRequest {
        merchant_id: "merchant.example",
        team_id: "TEAM",
        recipient: &public,
        device_request: &asked(),
    };
    let seed = random::bytes("interop apple", 32).try_into().unwrap();
    let plain = Setup { profile: OnlineProfile::Plain, ..setup(&seed) };
    let session = OnlineSession::apple(&request, &plain).unwrap();
    let fields = ASKED.map(|own| json!({ "path": [format!("$['{MDL_SPACE}']['{own}']")] }));
    let definition = json!({ "id": "tashika", "input_descriptors": [{ "id": MDL,
        "format": { "mso_mdoc": { "alg": ["ES256"] } },
        "constraints": { "limit_disclosure": "required", "fields": fields } }] });
    let task = json!({ "mode": "apple", "apple": {
        "nonce": encode_base64url(&session.apple_nonce(&PROVIDER).unwrap()),
        "merchant": "merchant.example",
        "team": "TEAM",
        "key": encode_base64url(public.octets()),
        "definition": definition,
    } });
    let envelope = decode_base64url(&foreign("mdl.mjs", &folder, task)).unwrap();
    let private = PrivateKey::new(Curve::P256, recipient.secret());
    accepted_with(session, &envelope, Some(&private));
}

#[test]
fn jwe_and_thumbprints_of_jwcrypto() {
    let Some(folder) = packages("venv/bin/python") else { return };
    let own = Key::new(KitCurve::P256, "jwcrypto recipient");
    let private = PrivateKey::new(Curve::P256, own.secret());
    let mut public = serde_json::to_value(own.jwk()).unwrap();
    public.as_object_mut().unwrap().remove("d");
    public["kid"] = json!("1");
    for encryption in ["A128GCM", "A256GCM"] {
        for party in [None, Some(encode_base64url(b"wallet nonce"))] {
            let mut task = json!({ "key": public, "enc": encryption, "content": "{\"a\":1}" });
            if let Some(party) = &party {
                task["apu"] = json!(party);
                task["apv"] = json!(party);
            }
            let mut command = Command::new(folder.join("venv/bin/python"));
            command.arg(scripts().join("jwe.py"));
            let made: Value = serde_json::from_str(&run(command, &task)).unwrap();
            let recipient = Recipient {
                key: &private,
                kid: "1",
                kid_rule: KidRule::Required,
                encryptions: &ContentEncryption::ALL,
            };
            let opened = open(made["jwe"].as_str().unwrap(), &recipient, &PROVIDER).unwrap();
            assert_eq!(opened.content.as_slice(), b"{\"a\":1}");
            assert_eq!(opened.apu.map(|own| encode_base64url(&own)), party);
            let jwk = Jwk::parse(public.to_string().as_bytes()).unwrap();
            assert_eq!(made["thumbprint"], json!(encode_base64url(&jwk.thumbprint(&PROVIDER))));
        }
    }
}
