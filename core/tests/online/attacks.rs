//! Answers that were made to deceive or to exhaust: each is refused, and soon.

use super::*;
use serde_json::json;
use tashika::codec::{decode_base64url, encode_base64url};
use tashika::online::jose::JweProblem;
use tashika::online::{OriginProblem, claimed_session};
use tashika_testkit::cbor::{Cbor, array, map};
use tashika_testkit::online::{Wallet, hpke_seal_with};

const ASKED: [&str; 2] = ["family_name", "age_over_18"];
const UNSIGNED: &str = "openid4vp-v1-unsigned";

fn start(encrypted: bool) -> (OnlineSession, Value) {
    let identity = by_name();
    let query = query(&ASKED);
    let request = RedirectRequest { encrypted, ..redirect(Some(&identity), &query) };
    let session = OnlineSession::redirect(&request, &setup(&seed("attack"))).unwrap();
    let parameters = parameters(&session, &identity);
    (session, parameters)
}

/// A session with both protocols, and an honest answer by one of them.
fn page(protocol: &str, encrypted: bool) -> (OnlineSession, Value) {
    let document = licence(&ASKED);
    let request = device_request(&document);
    let seed = seed("attacked page");
    let protocols = [DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&request)];
    let session = dc_api(&protocols, &query(&ASKED), encrypted, &setup(&seed));
    let wallet = Wallet::new("mdl", document);
    let answer = wallet.answer_call(&call(&session, &[]), protocol, ORIGIN);
    (session, answer)
}

fn browser(text: &str) -> Refusal {
    let (session, _) = page(UNSIGNED, true);
    refused(session.receive(text.as_bytes(), &receiving()))
}

#[test]
fn a_member_twice_is_refused_wherever_it_stands() {
    let twice = Refusal::Malformed("JSON with a member that stands twice");
    let (_, honest) = page(UNSIGNED, true);
    let (_, clear) = page(UNSIGNED, false);
    let honest = honest.to_string();
    for member in ["protocol", "data", "response"] {
        let name = format!("\"{member}\":");
        let doubled = honest.replacen(&name, &format!("{name}null,{name}"), 1);
        assert_eq!(browser(&doubled), twice, "{member}");
        // Written another way it is the same member.
        let (first, rest) = member.split_at(1);
        let first = u32::from(first.as_bytes()[0]);
        let escaped = format!("\"\\u{first:04x}{rest}\":null,{name}");
        assert_eq!(browser(&honest.replacen(&name, &escaped, 1)), twice, "{member}");
    }
    for member in ["vp_token", "mdl"] {
        let name = format!("\"{member}\":");
        let doubled = clear.to_string().replacen(&name, &format!("{name}[],{name}"), 1);
        let (session, _) = page(UNSIGNED, false);
        assert_eq!(refused(session.receive(doubled.as_bytes(), &receiving())), twice, "{member}");
    }
    let (session, parameters) = start(false);
    let body = String::from_utf8(Wallet::new("mdl", licence(&ASKED)).post(&parameters)).unwrap();
    let doubled = body.replacen("%7b%22mdl%22%3a", "%7b%22mdl%22%3a%5b%5d,%22mdl%22%3a", 1);
    assert_ne!(doubled, body);
    assert_eq!(refused(session.receive(doubled.as_bytes(), &receiving())), twice);
    // The header of a JWE.
    let (session, parameters) = start(true);
    let body = String::from_utf8(Wallet::new("mdl", licence(&ASKED)).post(&parameters)).unwrap();
    let (header, rest) = body.strip_prefix("response=").unwrap().split_once('.').unwrap();
    let header = String::from_utf8(decode_base64url(header).unwrap()).unwrap();
    let header = header.replacen('{', r#"{"alg":"none","#, 1);
    let body = format!("response={}.{rest}", encode_base64url(header.as_bytes()));
    let refusal = refused(session.receive(body.as_bytes(), &receiving()));
    assert!(matches!(refusal, Refusal::Jwe(JweProblem::Header(_))), "{refusal:?}");
}

#[test]
fn a_jwe_has_one_recipient_and_no_password() {
    let (_, honest) = page(UNSIGNED, true);
    let compact = honest["data"]["response"].as_str().unwrap();
    let parts: Vec<&str> = compact.split('.').collect();
    let general = json!({ "protected": parts[0], "iv": parts[2], "ciphertext": parts[3],
        "tag": parts[4], "recipients": [{ "encrypted_key": "" }, { "header": { "kid": "2" } }] });
    let mut answer = honest.clone();
    answer["data"]["response"] = general.clone();
    assert_eq!(browser(&answer.to_string()), Refusal::Malformed("response"));
    answer["data"]["response"] = json!(general.to_string());
    assert_eq!(browser(&answer.to_string()), Refusal::Jwe(JweProblem::Shape));
    answer["data"]["response"] = json!([compact, compact]);
    assert_eq!(browser(&answer.to_string()), Refusal::Malformed("response"));
    // A password's work factor is never looked at.
    let header = json!({ "alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2c": 2_147_483_647,
        "p2s": "AAAA", "kid": "1" });
    let header = encode_base64url(header.to_string().as_bytes());
    answer["data"]["response"] = json!(format!("{header}..{}.{}.{}", parts[2], parts[3], parts[4]));
    let found = "PBES2-HS512+A256KW".to_owned();
    assert_eq!(browser(&answer.to_string()), Refusal::Jwe(JweProblem::Algorithm { found }));
    // A key wrapped for somebody, and a header without an end of it in sight.
    let wrapped = compact.replacen("..", ".AAAA.", 1);
    answer["data"]["response"] = json!(wrapped);
    assert_eq!(browser(&answer.to_string()), Refusal::Jwe(JweProblem::WrappedKey));
    let long = encode_base64url(format!("{{\"alg\":\"{}\"}}", "a".repeat(1 << 20)).as_bytes());
    answer["data"]["response"] = json!(format!("{long}....",));
    let refusal = browser(&answer.to_string());
    assert!(matches!(refusal, Refusal::Jwe(JweProblem::Header(_))), "{refusal:?}");
}

#[test]
fn nothing_nests_without_end() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let answer = format!(r#"{{"protocol":"{UNSIGNED}","data":{deep}}}"#);
    assert_eq!(browser(&answer), Refusal::Malformed("the JSON"));
    let nested = [vec![0x81; 200_000], vec![0x00]].concat();
    let iso = |response: &[u8]| {
        let data = json!({ "response": encode_base64url(response) });
        browser(&json!({ "protocol": "org-iso-mdoc", "data": data }).to_string())
    };
    assert_eq!(iso(&nested), Refusal::Malformed("EncryptedResponse"));
    let tagged = [vec![0xc1; 200_000], vec![0x00]].concat();
    assert_eq!(iso(&tagged), Refusal::Malformed("EncryptedResponse"));
    // A length that is not there is no reason to make room.
    assert_eq!(
        iso(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).id(),
        "answer.malformed"
    );
    assert_eq!(
        iso(&[0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).id(),
        "answer.malformed"
    );
    let key = apple_key();
    let private = tashika::crypto::PrivateKey::new(tashika::crypto::Curve::P256, key.secret());
    let with_key = Receiving { apple_key: Some(&private), ..receiving() };
    let refusal = refused(apple(&licence(&ASKED)).receive(&nested, &with_key));
    assert_eq!(refusal, Refusal::Malformed("the envelope"));
    // In a response it is nothing that could be read, and releases nothing.
    let (session, mut answer) = page(UNSIGNED, false);
    answer["data"]["vp_token"]["mdl"][0] = json!(encode_base64url(&nested));
    let found = mismatches(session.receive(answer.to_string().as_bytes(), &receiving()));
    assert_eq!(found[0].id(), "answer.unreadable");
}

#[test]
fn hpke_has_one_suite() {
    let (session, honest) = page("org-iso-mdoc", true);
    let asked = call(&session, &[]);
    let info = asked["requests"][1]["data"]["encryptionInfo"].as_str().unwrap();
    let parameters = Cbor::decode(&decode_base64url(info).unwrap()).unwrap();
    let key = parameters.list().unwrap()[1].get("recipientPublicKey").unwrap().clone();
    let coordinate = |label: i64| match key.get(Cbor::Int(label)) {
        Some(Cbor::Bytes(bytes)) => bytes.clone(),
        other => panic!("{other:?}"),
    };
    let point = [vec![4], coordinate(-2), coordinate(-3)].concat();
    let transcript = tashika::mdoc::SessionTranscript::new(
        &tashika::mdoc::Handover::DcApiAnnexC {
            encryption_info: info.to_owned(),
            origin: ORIGIN.to_owned(),
        },
        &PROVIDER,
    );
    let answer = |enc: Vec<u8>, sealed: Vec<u8>| {
        let body = map([("enc", Cbor::Bytes(enc)), ("cipherText", Cbor::Bytes(sealed))]);
        let text = encode_base64url(&array([Cbor::from("dcapi"), body]).encode());
        let mut answer = honest.clone();
        answer["data"]["response"] = json!(text);
        answer.to_string()
    };
    let again = || page("org-iso-mdoc", true).0;
    let plain = [0xa0];
    // AES-128-GCM is opened, and what it holds is for `verify` to refuse; AES-256-GCM is not.
    let (enc, sealed) = hpke_seal_with(1, &point, transcript.bytes(), &plain);
    let opened = answered(again().receive(answer(enc, sealed).as_bytes(), &receiving()));
    let (_, presentation) = opened.presentations().next().unwrap();
    assert_eq!(presentation.response(), plain);
    assert_eq!(report(presentation).verdict.decision, Decision::Rejected);
    let (enc, sealed) = hpke_seal_with(2, &point, transcript.bytes(), &plain);
    let refusal = refused(again().receive(answer(enc, sealed).as_bytes(), &receiving()));
    assert_eq!(refusal, Refusal::Decryption);
    let (enc, sealed) = hpke_seal_with(1, &point, transcript.bytes(), &plain);
    let compressed = [&[2 + (enc[64] & 1)][..], &enc[1..33]].concat();
    let off_curve = [&[4][..], &[1; 64]].concat();
    for other in [compressed, off_curve, enc[..64].to_vec(), Vec::new(), vec![0; 65], vec![4; 97]] {
        let text = answer(other, sealed.clone());
        let refusal = refused(again().receive(text.as_bytes(), &receiving()));
        assert_eq!(refusal, Refusal::Decryption);
    }
    let text = answer(enc, vec![0; 15]);
    let refusal = refused(again().receive(text.as_bytes(), &receiving()));
    assert_eq!(refusal, Refusal::Decryption);
}

#[test]
fn origins_that_only_look_alike() {
    for text in [
        "https://verifier.example/",
        "https://verifier.example//",
        "https://verifier.example?",
        "https://verifier.example#",
        "https://verifier.example.",
        "https://verifier.example:",
        "https://verifier.example:443",
        "https://verifier.example:08443",
        "https://verifier.example:8443/",
        "https://Verifier.example",
        "HTTPS://verifier.example",
        "https://verifier.example\u{0}",
        "https://verifier.example ",
        " https://verifier.example",
        "https://verif\u{456}er.example",
        "https://verifier\u{3002}example",
        "https://%76erifier.example",
        "https:verifier.example",
        "https:/verifier.example",
        "https:\\\\verifier.example",
        "https://verifier.example@evil.example",
        "http://verifier.example",
        "http://localhost.evil.example",
        "wss://verifier.example",
        "null",
        "",
    ] {
        assert_eq!(Origin::web(text), Err(OriginProblem::Web), "{text:?}");
    }
    // What the wallet was told is compared as it is: none of these is the origin that asked.
    for told in ["https://verifier.example/", "https://VERIFIER.example", "null", ""] {
        for protocol in [UNSIGNED, "org-iso-mdoc"] {
            let (session, _) = page(protocol, true);
            let wallet = Wallet::new("mdl", licence(&ASKED));
            let answer = wallet.answer_call(&call(&session, &[]), protocol, told);
            let refusal = refused(session.receive(answer.to_string().as_bytes(), &receiving()));
            let expected = match protocol {
                UNSIGNED => Refusal::AnotherSession,
                _ => Refusal::Decryption,
            };
            assert_eq!(refusal, expected, "{told} {protocol}");
        }
    }
}

#[test]
fn an_answer_is_good_for_one_protocol_and_one_mode() {
    // What was encrypted for the page is no answer to the link, and the other way round.
    let (_, honest) = page(UNSIGNED, true);
    let jwe = honest["data"]["response"].as_str().unwrap();
    let (session, parameters) = start(true);
    let body = format!("response={jwe}");
    assert_eq!(refused(session.receive(body.as_bytes(), &receiving())).id(), "session.other");
    let posted = String::from_utf8(Wallet::new("mdl", licence(&ASKED)).post(&parameters)).unwrap();
    let mut answer = honest.clone();
    answer["data"]["response"] = json!(posted.strip_prefix("response=").unwrap());
    assert_eq!(browser(&answer.to_string()).id(), "session.other");
    // By Annex B to a session of OpenID4VP 1.0, whose link looks the same.
    let (session, _) = start(true);
    let legacy = annex_b(&licence(&ASKED), KidRule::Required);
    let body =
        Wallet::new("mdl", licence(&ASKED)).post_annex_b(&super::parameters(&legacy, &by_name()));
    assert_eq!(claimed_session(&body).as_deref(), Some(legacy.id()));
    assert_eq!(refused(session.receive(&body, &receiving())).id(), "session.other");
}
