//! Each refusal by itself: one thing is wrong, and that is what is said.

use super::*;
use serde_json::json;
use tashika::crypto::PrivateKey;
use tashika::online::jose::JweProblem;
use tashika::online::{SameDevice, Sessions};
use tashika_testkit::cbor::Cbor;
use tashika_testkit::online::{Lies, Wallet};
use tashika_testkit::scenario::Authentication;

use super::sessions::Shelf;

const ASKED: [&str; 2] = ["family_name", "age_over_18"];

fn start(label: &str, identity: &SigningIdentity) -> OnlineSession {
    let query = query(&ASKED);
    OnlineSession::redirect(&redirect(Some(identity), &query), &setup(&seed(label))).unwrap()
}

fn lying(lies: Lies) -> Wallet {
    Wallet { documents: vec![("mdl", licence(&ASKED))], lies }
}

/// `direct_post.jwt` with one lie.
fn posted(lies: Lies) -> Refusal {
    let identity = by_name();
    let session = start("posted", &identity);
    let body = lying(lies).post(&parameters(&session, &identity));
    refused(session.receive(&body, &receiving()))
}

/// `dc_api.jwt` with one lie.
fn called(lies: Lies) -> Refusal {
    let seed = seed("called");
    let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), true, &setup(&seed));
    let answer = lying(lies).answer_call(&call(&session, &[]), "openid4vp-v1-unsigned", ORIGIN);
    refused(session.receive(answer.to_string().as_bytes(), &receiving()))
}

fn header(header: fn(&mut Value)) -> [Refusal; 2] {
    let lies = Lies { header, ..Lies::default() };
    [posted(lies), called(lies)]
}

#[test]
fn wrong_algorithms_and_key_ids() {
    for refusal in header(|header| header["alg"] = json!("ECDH-ES+A128KW")) {
        assert_eq!(refusal.id(), "encryption.algorithm");
    }
    for refusal in header(|header| header["alg"] = json!("none")) {
        assert_eq!(refusal.id(), "encryption.algorithm");
    }
    for refusal in header(|header| header["kid"] = json!("another")) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::Kid));
    }
    for refusal in header(|header| header["kid"] = json!(1)) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::Kid));
    }
    for refusal in header(|header| drop(header.as_object_mut().unwrap().remove("kid"))) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::KidMissing));
    }
    for refusal in header(|header| header["zip"] = json!("DEF")) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::Compressed));
    }
    for refusal in header(|header| header["crit"] = json!(["exp"])) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::Critical));
    }
    for refusal in header(|header| header["epk"]["d"] = json!("AAAA")) {
        assert_eq!(refusal.id(), "encryption.ephemeral-key");
    }
    for refusal in header(|header| header["epk"]["x"] = header["epk"]["y"].clone()) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::EphemeralKeyInvalid));
    }
    for refusal in header(|header| {
        header["epk"] = json!({ "kty": "EC", "crv": "P-384",
        "x": "A".repeat(64), "y": "A".repeat(64) })
    }) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::EphemeralKeyInvalid));
    }
    for refusal in header(|header| header["apu"] = json!("+/")) {
        assert_eq!(refusal, Refusal::Jwe(JweProblem::Parameter("apu")));
    }
    let lies = Lies { encryption: "A192GCM", ..Lies::default() };
    for refusal in [posted(lies), called(lies)] {
        assert_eq!(refusal.id(), "encryption.content-encryption");
    }
}

#[test]
fn ciphertext_that_was_changed_or_padded() {
    type Change = fn(&str) -> String;
    let cases: [(Change, JweProblem); 6] = [
        (|jwe| flip(jwe, 3), JweProblem::Decryption),
        (|jwe| flip(jwe, 4), JweProblem::Decryption),
        (|jwe| flip(jwe, 2), JweProblem::Decryption),
        (|jwe| jwe.replacen("..", ".AAAA.", 1), JweProblem::WrappedKey),
        (|jwe| format!("{jwe}.AAAA"), JweProblem::Shape),
        (|jwe| format!("{jwe}="), JweProblem::Shape),
    ];
    for (change, problem) in cases {
        let identity = by_name();
        let session = start("changed", &identity);
        let body = lying(Lies::default()).post(&parameters(&session, &identity));
        let jwe = String::from_utf8(body).unwrap();
        let jwe = jwe.strip_prefix("response=").unwrap();
        let body = format!("response={}", change(jwe));
        let refusal = refused(session.receive(body.as_bytes(), &receiving()));
        assert_eq!(refusal, Refusal::Jwe(problem));
    }
}

/// Changes the first character of one part of a JWE.
fn flip(jwe: &str, part: usize) -> String {
    let mut parts: Vec<String> = jwe.split('.').map(str::to_owned).collect();
    let first = if parts[part].starts_with('A') { "B" } else { "A" };
    parts[part].replace_range(..1, first);
    parts.join(".")
}

#[test]
fn downgrade_to_an_answer_in_the_clear() {
    let lies = Lies { clear: true, ..Lies::default() };
    assert_eq!(posted(lies), Refusal::Unencrypted);
    assert_eq!(called(lies), Refusal::Unencrypted);
    let identity = by_name();
    let session = annex_b(&licence(&ASKED), KidRule::Required);
    let body = lying(lies).post_annex_b(&parameters(&session, &identity));
    assert_eq!(refused(session.receive(&body, &receiving())), Refusal::Unencrypted);
    // Both at once is no choice either.
    let lies = Lies { outer: |form| form["vp_token"] = json!("{}"), ..Lies::default() };
    assert_eq!(posted(lies), Refusal::Malformed("the form"));
}

#[test]
fn encryption_that_was_not_asked_for() {
    let seed = seed("clear");
    let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), false, &setup(&seed));
    let body = br#"{"protocol":"openid4vp-v1-unsigned","data":{"response":"a.b.c.d.e"}}"#;
    assert_eq!(refused(session.receive(body, &receiving())), Refusal::UnexpectedEncryption);
}

#[test]
fn sessions_end() {
    let identity = by_name();
    let body =
        |session: &OnlineSession| lying(Lies::default()).post(&parameters(session, &identity));
    let at = now().plus(300);
    let last = Receiving { now: at.plus(-1), ..receiving() };
    let session = start("ends", &identity);
    let answer = body(&session);
    assert!(session.receive(&answer, &last).is_ok());
    let over = Receiving { now: at, ..receiving() };
    let session = start("ends", &identity);
    assert_eq!(refused(session.receive(&answer, &over)), Refusal::Expired { at });
}

#[test]
fn mixed_up_sessions() {
    let identity = by_name();
    let (one, two) = (start("one", &identity), start("two", &identity));
    let body = lying(Lies::default()).post(&parameters(&one, &identity));
    assert_eq!(refused(two.receive(&body, &receiving())), Refusal::OtherSession);
    // With the key id of the other session it does not decrypt.
    let other = start("two", &identity);
    let mut asked = parameters(&one, &identity);
    let kid = parameters(&other, &identity)["client_metadata"]["jwks"]["keys"][0]["kid"].clone();
    asked["client_metadata"]["jwks"]["keys"][0]["kid"] = kid;
    let body = lying(Lies::default()).post(&asked);
    assert_eq!(refused(other.receive(&body, &receiving())), Refusal::Jwe(JweProblem::Decryption));
    // Encrypted for this session, signed for another: somebody re-encrypted it.
    let lies =
        Lies { transcript: |own| own["parts"][1] = json!("another nonce"), ..Lies::default() };
    assert_eq!(posted(lies), Refusal::AnotherSession);
    assert_eq!(called(lies), Refusal::AnotherSession);
    let lies = Lies { content: |own| own["state"] = json!("x"), ..Lies::default() };
    assert_eq!(posted(lies), Refusal::State);
    let lies = Lies {
        content: |own| drop(own.as_object_mut().unwrap().remove("state")),
        ..Lies::default()
    };
    assert_eq!(posted(lies), Refusal::State);
    for outer in [
        |form: &mut Value| form["state"] = json!("x"),
        |form: &mut Value| form["state"] = json!(""),
    ] {
        assert_eq!(posted(Lies { outer, ..Lies::default() }), Refusal::State);
    }
    let lies = Lies { content: |own| own["state"] = json!([]), ..Lies::default() };
    assert_eq!(posted(lies), Refusal::State);
    // Another verifier's client identifier or response URI in what the wallet signed.
    for part in [
        |own: &mut Value| own["parts"][0] = json!("x509_san_dns:evil.example"),
        |own: &mut Value| own["parts"][3] = json!("https://evil.example/answers"),
    ] {
        let lies = Lies { transcript: part, ..Lies::default() };
        assert_eq!(posted(lies), Refusal::AnotherSession);
    }
}

/// The nine that a verifier must tell apart, each with a finding that no other has.
#[test]
fn each_attack_has_a_finding_of_its_own() {
    let identity = by_name();
    let honest =
        |session: &OnlineSession| lying(Lies::default()).post(&parameters(session, &identity));
    let findings = |refusal: Refusal| refusal.findings();
    let replay = {
        let shelf = Shelf::default();
        let sessions = Sessions::new(&shelf, &[9; 32], &PROVIDER);
        let session = start("replayed", &identity);
        let body = honest(&session);
        sessions.begin(&session, &[1; 12]).unwrap();
        answered(sessions.receive(session.id(), &body, &receiving(), &[2; 12]));
        super::sessions::refusal(sessions.receive(session.id(), &body, &receiving(), &[3; 12]))
    };
    let mixed_up = {
        let body = honest(&start("hers", &identity));
        refused(start("his", &identity).receive(&body, &receiving()))
    };
    let origin = {
        let seed = seed("wrong origin");
        let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), true, &setup(&seed));
        let wallet = lying(Lies::default());
        let answer =
            wallet.answer_call(&call(&session, &[]), "openid4vp-v1-unsigned", OTHER_ORIGIN);
        refused(session.receive(answer.to_string().as_bytes(), &receiving()))
    };
    let kid = |header: &mut Value| header["kid"] = json!("1");
    let algorithm = |header: &mut Value| header["alg"] = json!("ECDH-ES+A256KW");
    let documents = |response: &mut Cbor| {
        let all = response.at("documents").items();
        let more = all[0].clone();
        all.push(more);
    };
    let elements = {
        let session = start("more elements", &identity);
        let wallet = Wallet::new("mdl", licence(&["family_name", "age_over_18", "given_name"]));
        let body = wallet.post(&parameters(&session, &identity));
        refused(session.receive(&body, &receiving()))
    };
    let wallet = {
        let session = start("her phone", &identity);
        let mut wallet = lying(Lies::default());
        wallet.documents[0].1.lies.mso = |mso| {
            let other = Key::new(Curve::P256, "another wallet").cose_key();
            mso.at("deviceKeyInfo").set("deviceKey", other);
        };
        let body = wallet.post(&parameters(&session, &identity));
        refused(session.receive(&body, &receiving()))
    };
    let all = [
        (findings(replay), "session.already-answered"),
        (findings(mixed_up), "session.other"),
        (findings(origin), "binding.another-origin"),
        (findings(posted(Lies { clear: true, ..Lies::default() })), "encryption.missing"),
        (findings(posted(Lies { header: kid, ..Lies::default() })), "encryption.key-id"),
        (findings(posted(Lies { header: algorithm, ..Lies::default() })), "encryption.algorithm"),
        (
            findings(posted(Lies { response: documents, ..Lies::default() })),
            "answer.extra-documents",
        ),
        (findings(elements), "answer.extra-elements"),
        (findings(wallet), "binding.another-session"),
    ];
    for (found, expected) in &all {
        assert_eq!(found, &[*expected]);
    }
    let ids: std::collections::BTreeSet<_> = all.iter().map(|(_, id)| id).collect();
    assert_eq!(ids.len(), all.len());
}

/// In the clear nothing but `state`, and then the signature, tells one wallet's answer from another's.
#[test]
fn another_wallets_answer() {
    let query = query(&ASKED);
    let clear = |label: &str| {
        let request =
            RedirectRequest { encrypted: false, request_uri: None, ..redirect(None, &query) };
        OnlineSession::redirect(&request, &setup(&seed(label))).unwrap()
    };
    let (one, two) = (clear("first person"), clear("second person"));
    let link = tashika_testkit::online::read_link(&one.link("openid4vp", &PROVIDER).unwrap());
    let body = lying(Lies::default()).post(&link);
    assert_eq!(refused(two.receive(&body, &receiving())), Refusal::State);
    let two = clear("second person");
    let mut stolen = link;
    let state = json!(two.id());
    let body = {
        let honest = lying(Lies::default());
        stolen["state"] = state;
        honest.post(&stolen)
    };
    assert_eq!(refused(two.receive(&body, &receiving())), Refusal::AnotherSession);
    // The credential of one phone, signed by another.
    let identity = by_name();
    let session = start("two phones", &identity);
    let mut wallet = lying(Lies::default());
    wallet.documents[0].1.lies.mso = |mso| {
        mso.at("deviceKeyInfo").set("deviceKey", Key::new(Curve::P256, "her phone").cose_key());
    };
    let body = wallet.post(&parameters(&session, &identity));
    assert_eq!(refused(session.receive(&body, &receiving())), Refusal::AnotherSession);
}

#[test]
fn wrong_origins() {
    let request = device_request(&licence(&ASKED));
    let run = |protocol: &str, origin: &str| {
        let seed = seed("origins");
        let protocols = [DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&request)];
        let session = dc_api(&protocols, &query(&ASKED), true, &setup(&seed));
        let answer = lying(Lies::default()).answer_call(&call(&session, &[]), protocol, origin);
        session.receive(answer.to_string().as_bytes(), &receiving())
    };
    let android = Origin::android_app(&[7; 32]);
    for protocol in ["openid4vp-v1-unsigned", "org-iso-mdoc"] {
        assert!(run(protocol, ORIGIN).is_ok());
        for own in [OTHER_ORIGIN, android.as_str()] {
            let refusal = refused(run(protocol, own));
            assert_eq!(refusal, Refusal::AnotherOrigin { origin: own.to_owned() });
        }
    }
    for spelling in
        ["https://evil.example", "https://verifier.example/", "origin:https://verifier.example"]
    {
        assert_eq!(refused(run("openid4vp-v1-unsigned", spelling)), Refusal::AnotherSession);
        assert_eq!(refused(run("org-iso-mdoc", spelling)), Refusal::Decryption);
    }
}

#[test]
fn handovers_of_drafts() {
    let lies = Lies {
        transcript: |own| {
            let parts = own["parts"].clone();
            *own = json!({ "label": "draft-24",
                "parts": [parts[0], "web-origin:https://verifier.example", parts[1]] });
        },
        ..Lies::default()
    };
    assert_eq!(called(lies), Refusal::LegacyHandover);
    let identity = by_name();
    let session = start("draft 18", &identity);
    let lies = Lies {
        transcript: |own| {
            let parts = own["parts"].clone();
            let client = "verifier.example";
            *own = json!({ "label": "annex-b", "parts": [client, parts[3], "n", parts[1]] });
        },
        header: |header| header["apu"] = json!("bg"),
        ..Lies::default()
    };
    let body = lying(lies).post(&parameters(&session, &identity));
    assert_eq!(refused(session.receive(&body, &receiving())), Refusal::LegacyHandover);
}

#[test]
fn protocols_that_were_not_sent() {
    let answer = |protocol: &str| {
        let seed = seed("protocols");
        let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), true, &setup(&seed));
        let honest = lying(Lies::default()).answer_call(
            &call(&session, &[]),
            "openid4vp-v1-unsigned",
            ORIGIN,
        );
        let mut renamed = honest;
        renamed["protocol"] = json!(protocol);
        session.receive(renamed.to_string().as_bytes(), &receiving())
    };
    assert!(answer("openid4vp-v1-unsigned").is_ok());
    for protocol in ["openid4vp-v1-signed", "openid4vp-v1-multisigned", "org-iso-mdoc"] {
        assert_eq!(refused(answer(protocol)), Refusal::ProtocolNotSent { protocol });
    }
    for protocol in ["openid4vp", "preview", "org.iso.mdoc"] {
        let refusal = refused(answer(protocol));
        assert_eq!(refusal, Refusal::LegacyProtocol { protocol });
        assert!(refusal.to_string().contains(protocol));
    }
    assert_eq!(refused(answer("openid4vp-v2-unsigned")), Refusal::UnknownProtocol);
    assert_eq!(refused(answer("OPENID4VP-V1-UNSIGNED")), Refusal::UnknownProtocol);
}

/// Nonce and key belong to one protocol of a call: an answer cannot be relabelled.
#[test]
fn protocols_of_one_call_do_not_mix() {
    let identity = by_hash();
    let seed = seed("relabelled");
    let protocols = [DcApiProtocol::Unsigned, DcApiProtocol::Signed(&identity)];
    let session = dc_api(&protocols, &query(&ASKED), true, &setup(&seed));
    let call = call(&session, &[&identity]);
    let mut answer = lying(Lies::default()).answer_call(&call, "openid4vp-v1-unsigned", ORIGIN);
    answer["protocol"] = json!("openid4vp-v1-signed");
    let refusal = refused(session.receive(answer.to_string().as_bytes(), &receiving()));
    assert_eq!(refusal, Refusal::Jwe(JweProblem::Kid));
}

#[test]
fn annex_b_party_information_and_submission() {
    let run = |lies: Lies| {
        let identity = by_name();
        let session = annex_b(&licence(&ASKED), KidRule::Required);
        let body = lying(lies).post_annex_b(&parameters(&session, &identity));
        refused(session.receive(&body, &receiving()))
    };
    let lies = Lies::default();
    assert_eq!(run(Lies { apv: Some("another"), ..lies }), Refusal::PartyV);
    assert_eq!(run(Lies { apu: Some(""), ..lies }), Refusal::PartyU);
    assert_eq!(run(Lies { apu: Some("another"), ..lies }), Refusal::AnotherSession);
    let without = |header: &mut Value| drop(header.as_object_mut().unwrap().remove("apu"));
    assert_eq!(run(Lies { header: without, ..lies }), Refusal::PartyU);
    let other = |own: &mut Value| own["presentation_submission"]["definition_id"] = json!("x");
    assert_eq!(run(Lies { content: other, ..lies }), Refusal::Submission);
    let without = |header: &mut Value| drop(header.as_object_mut().unwrap().remove("kid"));
    assert_eq!(run(Lies { header: without, ..lies }), Refusal::Jwe(JweProblem::KidMissing));
    // A256GCM alone was offered.
    let found = "A128GCM".to_owned();
    let refusal = run(Lies { encryption: "A128GCM", ..lies });
    assert_eq!(refusal, Refusal::Jwe(JweProblem::Encryption { found }));
    // OpenID4VP 1.0's handover is not tried for Annex B's.
    let modern = |own: &mut Value| {
        let parts = own["parts"].clone();
        *own = json!({ "label": "OpenID4VPHandover", "parts": [parts[0], parts[3], "", parts[1]] });
    };
    assert_eq!(run(Lies { transcript: modern, ..lies }), Refusal::AnotherSession);
}

#[test]
fn apple_envelopes() {
    let run = |lies: Lies, change: fn(&mut Cbor), key: &Key| {
        let private = PrivateKey::new(tashika::crypto::Curve::P256, key.secret());
        let session = apple(&licence(&ASKED));
        let nonce = session.apple_nonce(&PROVIDER).unwrap();
        let mut envelope = lying(lies).apple(key, &nonce, MERCHANT, TEAM);
        change(&mut envelope);
        let receiving = Receiving { apple_key: Some(&private), ..receiving() };
        refused(session.receive(&envelope.encode(), &receiving))
    };
    let (lies, own) = (Lies::default(), apple_key());
    let another = Key::new(Curve::P256, "another merchant");
    assert_eq!(run(lies, |_| {}, &another), Refusal::PublicKeyHash);
    let other = |envelope: &mut Cbor| envelope.set("algorithm", "APPLE-HPKE-v2");
    assert_eq!(run(lies, other, &own), Refusal::AppleAlgorithm);
    let mode = |envelope: &mut Cbor| envelope.at("params").set("mode", 1);
    assert_eq!(run(lies, mode, &own), Refusal::AppleAlgorithm);
    let hash = |envelope: &mut Cbor| envelope.at("params").set("pkRHash", Cbor::Bytes(vec![0; 32]));
    assert_eq!(run(lies, hash, &own), Refusal::PublicKeyHash);
    let info =
        |envelope: &mut Cbor| envelope.at("params").set("infoHash", Cbor::Bytes(vec![0; 32]));
    assert_eq!(run(lies, info, &own), Refusal::InfoHash);
    let data = |envelope: &mut Cbor| envelope.at("data").bytes()[0] ^= 1;
    assert_eq!(run(lies, data, &own), Refusal::Decryption);
    let point = |envelope: &mut Cbor| envelope.at("params").at("pkEm").bytes()[64] ^= 1;
    assert_eq!(run(lies, point, &own), Refusal::Decryption);
    let twice = |envelope: &mut Cbor| envelope.add("algorithm", "APPLE-HPKE-v1");
    assert_eq!(run(lies, twice, &own), Refusal::Malformed("the envelope"));
    for part in [
        |own: &mut Value| own["parts"][0] = json!("AAAA"),
        |own: &mut Value| own["parts"][1] = json!("merchant.other"),
        |own: &mut Value| own["parts"][2] = json!("OTHER"),
    ] {
        assert_eq!(run(Lies { transcript: part, ..lies }, |_| {}, &own), Refusal::InfoHash);
    }
    let session = apple(&licence(&ASKED));
    assert_eq!(refused(session.receive(b"", &receiving())), Refusal::PublicKeyHash);
}

#[test]
fn documents_and_elements_that_were_not_asked_for() {
    let request = device_request(&licence(&ASKED));
    let protocols = ["openid4vp-v1-unsigned", "org-iso-mdoc"];
    let run = |protocol: &str, wallet: &Wallet, surplus| {
        let seed = seed("surplus");
        let sent = [DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&request)];
        let setup = Setup { surplus, ..setup(&seed) };
        let session = dc_api(&sent, &query(&ASKED), true, &setup);
        let answer = wallet.answer_call(&call(&session, &[]), protocol, ORIGIN);
        session.receive(answer.to_string().as_bytes(), &receiving())
    };
    let more = Wallet::new("mdl", licence(&["family_name", "age_over_18", "birth_date"]));
    for protocol in protocols {
        let found = mismatches(run(protocol, &more, SurplusRule::Refuse));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id(), "answer.extra-elements");
        assert!(found[0].to_string().contains("org.iso.18013.5.1/birth_date"));
        // The named leniency leaves it to `verify`, which reports it.
        let answer = answered(run(protocol, &more, SurplusRule::Report));
        let (_, presentation) = answer.presentations().next().unwrap();
        let report = report(presentation);
        let id = "document.unrequested-elements";
        let finding = report.findings().find(|(_, own)| own.check.as_str() == id).unwrap().1;
        assert_ne!(finding.outcome.as_str(), "passed");
    }
    // A second document beside the one that was asked for.
    let mut two = lying(Lies::default());
    two.lies.response = |response| {
        let first = response.at("documents").items()[0].clone();
        response.at("documents").items().push(first);
    };
    for protocol in protocols {
        let found = mismatches(run(protocol, &two, SurplusRule::Refuse));
        assert!(found.iter().any(|own| own.id() == "answer.extra-documents"), "{found:?}");
    }
    // A MAC, for which no key of the verifier exists.
    let mut mac = lying(Lies::default());
    mac.documents[0].1.authentication = Authentication::Mac;
    for protocol in protocols {
        let found = mismatches(run(protocol, &mac, SurplusRule::Refuse));
        assert_eq!(found[0].id(), "answer.mac");
    }
}

#[test]
fn another_browser_or_code() {
    let query = query(&ASKED);
    let identity = by_name();
    let back = "https://verifier.example/done";
    let same_device = Some(SameDevice { browser: b"cookie", redirect_uri: back });
    let held = || {
        let request = RedirectRequest { same_device, ..redirect(Some(&identity), &query) };
        let session = OnlineSession::redirect(&request, &setup(&seed("browser"))).unwrap();
        let body = lying(Lies::default()).post(&parameters(&session, &identity));
        match session.receive(&body, &receiving()).unwrap() {
            Outcome::AwaitsBrowser(held) => held,
            other => panic!("{other:?}"),
        }
    };
    let uri = held().redirect_uri().to_owned();
    let code = uri.split_once('=').unwrap().1;
    assert_eq!(refused(held().collect("x", b"cookie", &receiving())), Refusal::ResponseCode);
    assert_eq!(refused(held().collect("", b"cookie", &receiving())), Refusal::ResponseCode);
    assert_eq!(refused(held().collect(code, b"other", &receiving())), Refusal::AnotherBrowser);
    assert_eq!(refused(held().collect(code, b"", &receiving())), Refusal::AnotherBrowser);
    let late = Receiving { now: now().plus(300), ..receiving() };
    assert_eq!(refused(held().collect(code, b"cookie", &late)).id(), "session.expired");
    assert!(held().collect(code, b"cookie", &receiving()).is_ok());
}

#[test]
fn rubbish_ends_in_a_refusal() {
    let identity = by_name();
    let bodies: [&[u8]; 12] = [
        b"",
        b"response=",
        b"response=a",
        b"response=a.b.c.d.e",
        b"response=....",
        b"response=e30....",
        b"response=e30..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA",
        b"vp_token=",
        b"vp_token={}&state=x",
        b"error=",
        b"\xff\xfe",
        b"response=a&response=b",
    ];
    for body in bodies {
        let session = start("rubbish", &identity);
        drop(refused(session.receive(body, &receiving())));
    }
    let bodies: [&[u8]; 12] = [
        b"",
        b"null",
        b"[]",
        b"{}",
        br#"{"protocol":1}"#,
        br#"{"protocol":"openid4vp-v1-unsigned"}"#,
        br#"{"protocol":"openid4vp-v1-unsigned","data":"{}"}"#,
        br#"{"protocol":"openid4vp-v1-unsigned","data":{}}"#,
        br#"{"protocol":"openid4vp-v1-unsigned","protocol":"org-iso-mdoc","data":{}}"#,
        br#"{"protocol":"org-iso-mdoc","data":{"response":"g2VkY2FwaaA"}}"#,
        br#"{"protocol":"org-iso-mdoc","data":{"Response":"gmVkY2FwaaA"}}"#,
        br#"{"protocol":"org-iso-mdoc","data":{"response":"gmVkY2FwaaJjZW5jQGpjaXBoZXJUZXh0QA"}}"#,
    ];
    let request = device_request(&licence(&ASKED));
    for body in bodies {
        let seed = seed("rubbish");
        let protocols = [DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&request)];
        let session = dc_api(&protocols, &query(&ASKED), true, &setup(&seed));
        drop(refused(session.receive(body, &receiving())));
    }
}

/// Each document costs a signature verification: their number is bounded over all presentations.
#[test]
fn more_documents_than_anyone_asks_for() {
    let mut wallet = lying(Lies::default());
    wallet.lies.response = |response| {
        let first = response.at("documents").items()[0].clone();
        response.at("documents").items().extend(vec![first; 39]);
    };
    wallet.documents.push(wallet.documents[0].clone());
    let seed = seed("many");
    let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), true, &setup(&seed));
    let answer = wallet.answer_call(&call(&session, &[]), "openid4vp-v1-unsigned", ORIGIN);
    let refusal = refused(session.receive(answer.to_string().as_bytes(), &receiving()));
    assert_eq!(refusal, Refusal::Malformed("an answer with so many documents"));
}

#[test]
fn vp_tokens_of_other_shapes() {
    for content in [
        |own: &mut Value| own["vp_token"] = json!("o2d2"),
        |own: &mut Value| own["vp_token"] = json!([]),
        |own: &mut Value| own["vp_token"] = json!({ "mdl": "o2d2" }),
        |own: &mut Value| own["vp_token"] = json!({ "mdl": [] }),
        |own: &mut Value| own["vp_token"] = json!({ "mdl": [1] }),
        |own: &mut Value| own["vp_token"] = json!({ "mdl": ["o2d2="] }),
        |own: &mut Value| own["vp_token"] = Value::Null,
    ] {
        let lies = Lies { content, ..Lies::default() };
        assert_eq!(posted(lies), Refusal::Malformed("vp_token"));
        assert_eq!(called(lies), Refusal::Malformed("vp_token"));
    }
    let lies = Lies { content: |own| own["vp_token"] = json!({}), ..Lies::default() };
    let Refusal::Answer(found) = posted(lies) else { panic!() };
    assert_eq!(found, [Mismatch::MissingCredential("mdl".into())]);
    let lies =
        Lies { content: |own| own["vp_token"] = json!({ "mdl": ["AA"] }), ..Lies::default() };
    let Refusal::Answer(found) = posted(lies) else { panic!() };
    assert_eq!(found, [Mismatch::Unreadable { credential: "mdl".into() }]);
}
