//! A full run of each mode.

use super::*;
use serde_json::json;
use tashika::codec::decode_base64url;
use tashika::crypto::{CryptoError, PrivateKey};
use tashika::mdoc::reader_authentication_all;
use tashika::online::{
    MockData, ReaderScope, RequestProblem, SameDevice, TransactionData, WalletErrorKind,
    claimed_session,
};
use tashika::presentation::{Covered, OnlineStart};
use tashika::verify::ResidualRisk;
use tashika_testkit::cbor::{Cbor, array, map};
use tashika_testkit::keys::Hash;
use tashika_testkit::online::{Lies, Wallet, read_link, sign_jws};
use tashika_testkit::scenario::{Authentication, Issuer};

const ASKED: [&str; 2] = ["family_name", "age_over_18"];

fn wallet() -> Wallet {
    Wallet::new("mdl", licence(&ASKED))
}

fn relay_is_possible(answer: &Answer) -> bool {
    let mut reports = answer.presentations().map(|(_, own)| report(own));
    reports.any(|own| own.verdict.residual_risks.contains(&ResidualRisk::RelayPossible))
}

fn binding(answer: &Answer) -> (Covered, OnlineStart, bool) {
    let (_, presentation) = answer.presentations().next().unwrap();
    let own = presentation.online_binding().unwrap();
    (own.covers.clone(), own.start, own.encrypted)
}

#[test]
fn openid4vp_signed_by_name_and_by_hash_with_both_encryptions() {
    for identity in [by_name(), by_hash()] {
        for encryption in ["A128GCM", "A256GCM"] {
            let query = query(&ASKED);
            let seed = seed("signed");
            let session =
                OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed)).unwrap();
            let link = read_link(&session.link("openid4vp", &PROVIDER).unwrap());
            assert_eq!(link["client_id"], identity.client_id());
            assert_eq!(link["request_uri"], REQUEST_URI);
            let mut wallet = wallet();
            wallet.lies.encryption = encryption;
            let body = wallet.post(&parameters(&session, &identity));
            assert_eq!(claimed_session(&body).as_deref(), Some(session.id()));
            let outcome = session.receive(&body, &receiving());
            assert_eq!(outcome.as_ref().unwrap().reply(), "{}");
            let answer = answered(outcome);
            assert_eq!(answer.protocol(), "openid4vp");
            accepted(&answer, &ASKED);
            let (covers, start, encrypted) = binding(&answer);
            let client_id = identity.client_id().to_owned();
            assert_eq!(covers, Covered::Client { client_id, response_uri: RESPONSE_URI.into() });
            assert_eq!((start, encrypted), (OnlineStart::ForwardableLink, true));
            assert!(relay_is_possible(&answer), "a link can be forwarded");
        }
    }
}

#[test]
fn openid4vp_unsigned_in_the_clear() {
    let query = query(&ASKED);
    let seed = seed("unsigned");
    let request = RedirectRequest { encrypted: false, request_uri: None, ..redirect(None, &query) };
    let session = OnlineSession::redirect(&request, &setup(&seed)).unwrap();
    let parameters = read_link(&session.link("openid4vp", &PROVIDER).unwrap());
    assert_eq!(parameters["client_id"], format!("redirect_uri:{RESPONSE_URI}"));
    assert_eq!(parameters["response_mode"], "direct_post");
    let answer = answered(session.receive(&wallet().post(&parameters), &receiving()));
    accepted(&answer, &ASKED);
    assert!(!binding(&answer).2);
}

#[test]
fn openid4vp_by_verifier_attestation() {
    let key = verifier_key();
    let mut jwk = serde_json::to_value(key.jwk()).unwrap();
    jwk.as_object_mut().unwrap().remove("d");
    let claims = json!({ "iss": "https://attester.example", "sub": "verifier",
        "exp": now().plus(3600).unix(), "cnf": { "jwk": jwk } });
    let header = json!({ "alg": "ES256", "typ": "verifier-attestation+jwt" });
    let jwt = sign_jws(&header, &claims, &Key::new(Curve::P256, "attester"));
    let identity = SigningIdentity::verifier_attestation(&jwt, now()).unwrap();
    assert_eq!(identity.client_id(), "verifier_attestation:verifier");
    let query = query(&ASKED);
    let seed = seed("attested");
    let session =
        OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed)).unwrap();
    let offer = session.request_object(&identity, None, &PROVIDER).unwrap();
    let object = offer.sign_with(sign, &PROVIDER).unwrap();
    let (header, parameters) = read_jws(&object);
    assert_eq!((&header["jwt"], &header["x5c"]), (&json!(jwt), &Value::Null));
    accepted(&answered(session.receive(&wallet().post(&parameters), &receiving())), &ASKED);
}

#[test]
fn haip_by_redirect_with_a_wallet_nonce() {
    let query = query(&ASKED);
    let identity = by_hash();
    let seed = seed("haip");
    let request = RedirectRequest { request_uri_post: true, ..redirect(Some(&identity), &query) };
    let setup = Setup { profile: OnlineProfile::Haip, ..setup(&seed) };
    let session = OnlineSession::redirect(&request, &setup).unwrap();
    let link = read_link(&session.link("haip-vp", &PROVIDER).unwrap());
    assert_eq!(link["request_uri_method"], "post");
    let offer = session.request_object(&identity, Some("wallet-nonce"), &PROVIDER).unwrap();
    let (_, parameters) = read_jws(&offer.sign_with(sign, &PROVIDER).unwrap());
    assert_eq!(parameters["wallet_nonce"], "wallet-nonce");
    assert_eq!(parameters["aud"], "https://self-issued.me/v2");
    let offered = &parameters["client_metadata"]["encrypted_response_enc_values_supported"];
    assert_eq!(*offered, json!(["A128GCM", "A256GCM"]));
    accepted(&answered(session.receive(&wallet().post(&parameters), &receiving())), &ASKED);
}

#[test]
fn same_device_answers_wait_for_the_browser() {
    let query = query(&ASKED);
    let identity = by_name();
    let seed = seed("same device");
    let back = "https://verifier.example/done";
    let same_device = Some(SameDevice { browser: b"cookie", redirect_uri: back });
    let request = RedirectRequest { same_device, ..redirect(Some(&identity), &query) };
    let session = OnlineSession::redirect(&request, &setup(&seed)).unwrap();
    let body = wallet().post(&parameters(&session, &identity));
    let outcome = session.receive(&body, &receiving()).unwrap();
    let reply: Value = serde_json::from_str(&outcome.reply()).unwrap();
    let code = reply["redirect_uri"].as_str().unwrap().strip_prefix(back).unwrap();
    let code = code.strip_prefix("#response_code=").unwrap();
    assert!(code.len() >= 22, "128 bits");
    let Outcome::AwaitsBrowser(held) = outcome else { panic!("{outcome:?}") };
    let answer = answered(held.collect(code, b"cookie", &receiving()));
    accepted(&answer, &ASKED);
    assert_eq!(binding(&answer).1, OnlineStart::SameBrowser);
    assert!(!relay_is_possible(&answer));
}

#[test]
fn dc_api_every_protocol_of_one_call() {
    let document = licence(&ASKED);
    let request = device_request(&document);
    let (first, second) = (by_hash(), by_name());
    for encrypted in [true, false] {
        for protocol in [
            "openid4vp-v1-unsigned",
            "openid4vp-v1-signed",
            "openid4vp-v1-multisigned",
            "org-iso-mdoc",
        ] {
            let seed = seed("dc api");
            let identities = [&first, &second];
            let protocols = [
                DcApiProtocol::Multisigned(&identities),
                DcApiProtocol::Signed(&first),
                DcApiProtocol::Unsigned,
                DcApiProtocol::IsoMdoc(&request),
            ];
            let session = dc_api(&protocols, &query(&ASKED), encrypted, &setup(&seed));
            let call = call(&session, &identities);
            assert_eq!(call["requests"].as_array().unwrap().len(), 4);
            let answer = wallet().answer_call(&call, protocol, ORIGIN);
            let answer = answered(session.receive(answer.to_string().as_bytes(), &receiving()));
            assert_eq!(answer.protocol(), protocol);
            accepted(&answer, &ASKED);
            let (covers, start, _) = binding(&answer);
            assert_eq!(covers, Covered::Origin(ORIGIN.into()));
            assert_eq!(start, OnlineStart::Platform);
            assert!(!relay_is_possible(&answer));
        }
    }
}

#[test]
fn dc_api_for_an_android_app() {
    let app = Origin::android_app(&[7; 32]);
    let all = [Origin::web(ORIGIN).unwrap(), app.clone()];
    let origins = Origins::new(&all, &app).unwrap();
    let query = query(&ASKED);
    let seed = seed("android");
    let request = DcApiRequest {
        origins: &origins,
        protocols: &[DcApiProtocol::Unsigned],
        encrypted: true,
        query: Some(&query),
        transaction_data: &[],
    };
    let session = OnlineSession::dc_api(&request, &setup(&seed)).unwrap();
    let answer = wallet().answer_call(&call(&session, &[]), "openid4vp-v1-unsigned", app.as_str());
    accepted(&answered(session.receive(answer.to_string().as_bytes(), &receiving())), &ASKED);
}

#[test]
fn an_echoed_origin_changes_nothing() {
    let mut wallet = wallet();
    wallet.lies.outer = |answer| {
        answer["origin"] = json!("https://evil.example");
        answer["data"]["origin"] = json!("https://evil.example");
        answer["data"]["expected_origins"] = json!(["https://evil.example"]);
    };
    let seed = seed("echo");
    let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), true, &setup(&seed));
    let call = call(&session, &[]);
    let echoed = wallet.answer_call(&call, "openid4vp-v1-unsigned", "https://evil.example");
    let refusal = refused(session.receive(echoed.to_string().as_bytes(), &receiving()));
    assert_eq!(refusal, Refusal::AnotherSession);
    let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), true, &setup(&seed));
    let honest = wallet.answer_call(&call, "openid4vp-v1-unsigned", ORIGIN);
    accepted(&answered(session.receive(honest.to_string().as_bytes(), &receiving())), &ASKED);
}

#[test]
fn iso_18013_7_annex_b() {
    let identity = by_name();
    for kid_rule in [KidRule::Required, KidRule::MayBeAbsent] {
        let session = annex_b(&licence(&ASKED), kid_rule);
        let link = read_link(&session.link("mdoc-openid4vp", &PROVIDER).unwrap());
        assert_eq!(link["client_id"], NAME);
        let parameters = parameters(&session, &identity);
        assert_eq!(parameters["client_id_scheme"], "x509_san_dns");
        let descriptor = &parameters["presentation_definition"]["input_descriptors"][0];
        assert_eq!(descriptor["id"], MDL);
        assert_eq!(
            descriptor["constraints"]["fields"][0]["path"][0],
            "$['org.iso.18013.5.1']['family_name']"
        );
        let mut wallet = wallet();
        if kid_rule == KidRule::MayBeAbsent {
            wallet.lies.header = |header| drop(header.as_object_mut().unwrap().remove("kid"));
        }
        let answer = answered(session.receive(&wallet.post_annex_b(&parameters), &receiving()));
        accepted(&answer, &ASKED);
        assert_eq!(answer.protocol(), "iso-18013-7-annex-b");
    }
}

#[test]
fn annex_b_on_every_curve_that_agrees_on_keys_here() {
    use tashika::crypto::Curve as C;
    let identity = by_name();
    let offered = [
        C::P256,
        C::P384,
        C::P521,
        C::BrainpoolP256r1,
        C::BrainpoolP320r1,
        C::BrainpoolP384r1,
        C::BrainpoolP512r1,
    ];
    for (key, curve) in offered.into_iter().enumerate() {
        for with_kid in [true, false] {
            let rule = if with_kid { KidRule::Required } else { KidRule::MayBeAbsent };
            let session = annex_b(&licence(&ASKED), rule);
            let session = session.with_encryption_curves(&offered, &PROVIDER).unwrap();
            let record = session.seal(&[1; 32], &[2; 12], &PROVIDER).unwrap();
            let session = OnlineSession::open(&record, session.id(), &[1; 32], &PROVIDER).unwrap();
            let parameters = parameters(&session, &identity);
            let keys = parameters["client_metadata"]["jwks"]["keys"].as_array().unwrap();
            let mut names: Vec<&Value> =
                keys.iter().flat_map(|own| [&own["kid"], &own["x"]]).collect();
            names.dedup();
            assert_eq!(names.len(), 2 * offered.len(), "keys of their own");
            let mut wallet = wallet();
            wallet.lies.key = key;
            if !with_kid {
                wallet.lies.header = |header| drop(header.as_object_mut().unwrap().remove("kid"));
            }
            let body = wallet.post_annex_b(&parameters);
            if with_kid {
                assert_eq!(claimed_session(&body).as_deref(), Some(session.id()));
            }
            let answer = answered(session.receive(&body, &receiving()));
            accepted(&answer, &ASKED);
            assert_eq!(keys[key]["kid"].as_str().unwrap().contains('.'), key > 0, "{curve:?}");
        }
    }
    let make = || annex_b(&licence(&ASKED), KidRule::Required);
    // A key that was not offered, and another key of the same session.
    let session = make().with_encryption_curves(&[C::P384, C::P521], &PROVIDER).unwrap();
    let parameters = parameters(&session, &identity);
    let mut wallet = wallet();
    wallet.lies.header =
        |header| header["kid"] = json!(format!("{}.1", header["kid"].as_str().unwrap()));
    let refusal = refused(session.receive(&wallet.post_annex_b(&parameters), &receiving()));
    assert_eq!(refusal.id(), "encryption.ephemeral-key");
    for (curves, problem) in [
        (&[][..], RequestProblem::Parameter("the list of curves")),
        (&[C::P256, C::P384, C::P256], RequestProblem::Parameter("the list of curves")),
        (&[C::X448], RequestProblem::Crypto(CryptoError::Unsupported)),
    ] {
        assert_eq!(make().with_encryption_curves(curves, &PROVIDER).unwrap_err(), problem);
    }
    let other = apple(&licence(&ASKED)).with_encryption_curves(&[C::P256], &PROVIDER);
    assert_eq!(other.unwrap_err(), RequestProblem::Mode("choice of curves"));
}

#[test]
fn annex_b_takes_a_device_mac_for_its_own_key() {
    let identity = by_name();
    let mut document = licence(&ASKED);
    document.authentication = Authentication::Mac;
    let session = annex_b(&document, KidRule::Required);
    let body = Wallet::new("mdl", document.clone()).post_annex_b(&parameters(&session, &identity));
    accepted(&answered(session.receive(&body, &receiving())), &ASKED);
    // Everywhere else no key is named that it could be for.
    let seed = seed("mac elsewhere");
    let asked = device_request(&document);
    let session = dc_api(&[DcApiProtocol::IsoMdoc(&asked)], &query(&ASKED), true, &setup(&seed));
    let wallet = Wallet::new("mdl", document);
    let answer = wallet.answer_call(&call(&session, &[]), "org-iso-mdoc", ORIGIN);
    let found = mismatches(session.receive(answer.to_string().as_bytes(), &receiving()));
    assert_eq!(found.iter().map(Mismatch::id).collect::<Vec<_>>(), ["answer.mac"]);
}

#[test]
fn annex_c_with_one_signature_over_all_documents() {
    let mut scenario = Scenario::new(licence(&ASKED), Handover::OpenId4Vp);
    scenario.documents.push(my_number_card());
    let request = scenario.ask();
    let identity = by_hash();
    let seed = seed("reader auth all");
    let session = dc_api(&[DcApiProtocol::IsoMdoc(&request)], &query(&ASKED), true, &setup(&seed));
    let reader = Some((&identity, ReaderScope::All));
    let offer = session.dc_api_call_by(&[], reader, &PROVIDER).unwrap();
    let to_sign = offer.to_be_signed();
    let call: Value = serde_json::from_str(&offer.sign_with(sign, &PROVIDER).unwrap()).unwrap();
    let data = &call["requests"][0]["data"];
    let info = data["encryptionInfo"].as_str().unwrap().to_owned();
    let transcript = tashika::mdoc::SessionTranscript::new(
        &tashika::mdoc::Handover::DcApiAnnexC { encryption_info: info, origin: ORIGIN.into() },
        &PROVIDER,
    );
    let decoded = decode_base64url(data["deviceRequest"].as_str().unwrap()).unwrap();
    let sent = Cbor::decode(&decoded).unwrap();
    assert_eq!(sent.get("version"), Some(&Cbor::from("1.1")));
    let Some(Cbor::Array(requests)) = sent.get("docRequests") else { panic!("no requests") };
    assert!(requests.iter().all(|own| own.get("readerAuth").is_none()));
    let items: Vec<&[u8]> =
        requests.iter().map(|own| own.get("itemsRequest").unwrap().content().unwrap()).collect();
    assert_eq!(items.len(), 2);
    let payload = reader_authentication_all(&transcript, &items, None);
    let protected = map([(1, Cbor::Int(-7))]).encode();
    let structure = array([
        Cbor::from("Signature1"),
        Cbor::Bytes(protected),
        Cbor::Bytes(Vec::new()),
        Cbor::Bytes(payload),
    ]);
    assert_eq!(to_sign.len(), 1, "one signature for both");
    assert_eq!(to_sign[0].message, structure.encode());
    let Some(Cbor::Array(all)) = sent.get("readerAuthAll") else { panic!("no readerAuthAll") };
    assert_eq!(all.len(), 1);
    let asked = tashika::mdoc::DeviceRequest::decode(&decoded).unwrap();
    assert!(asked.reader_auth_all);
    assert_eq!(asked.documents, tashika::mdoc::DeviceRequest::decode(&request).unwrap().documents);
}

#[test]
fn annex_c_with_reader_authentication() {
    let document = licence(&ASKED);
    let request = device_request(&document);
    let identity = by_hash();
    let seed = seed("reader auth");
    let session = dc_api(&[DcApiProtocol::IsoMdoc(&request)], &query(&ASKED), true, &setup(&seed));
    let offer = session.dc_api_call(&[], Some(&identity), &PROVIDER).unwrap();
    assert_eq!(offer.to_be_signed().len(), 1);
    let call: Value = serde_json::from_str(&offer.sign_with(sign, &PROVIDER).unwrap()).unwrap();
    let data = &call["requests"][0]["data"];
    let sent = data["deviceRequest"].as_str().unwrap();
    let sent = tashika::codec::decode_base64url(sent).unwrap();
    let mut asked = tashika::mdoc::DeviceRequest::decode(&sent).unwrap();
    assert!(asked.documents.iter().all(|own| own.reader_auth) && !asked.reader_auth_all);
    asked.documents.iter_mut().for_each(|own| own.reader_auth = false);
    assert_eq!(asked, tashika::mdoc::DeviceRequest::decode(&request).unwrap());
    let leaf = identity_certificate();
    assert!(sent.windows(leaf.len()).any(|own| own == leaf), "the reader's certificate is there");
    let answer = wallet().answer_call(&call, "org-iso-mdoc", ORIGIN);
    accepted(&answered(session.receive(answer.to_string().as_bytes(), &receiving())), &ASKED);
    // A signature by another key shows here, not at the wallet.
    let wrong = |to_sign: &ToSign| Some(apple_key().sign(&to_sign.message));
    assert!(offer.sign_with(wrong, &PROVIDER).is_err());
}

fn identity_certificate() -> Vec<u8> {
    chain()[0].der().to_vec()
}

#[test]
fn apple_in_app() {
    let key = apple_key();
    let private = PrivateKey::new(tashika::crypto::Curve::P256, key.secret());
    let session = apple(&licence(&ASKED));
    let nonce = session.apple_nonce(&PROVIDER).unwrap();
    let envelope = wallet().apple(&key, &nonce, MERCHANT, TEAM).encode();
    let receiving = Receiving { apple_key: Some(&private), ..receiving() };
    let answer = answered(session.receive(&envelope, &receiving));
    accepted(&answer, &ASKED);
    let (covers, start, encrypted) = binding(&answer);
    let app = Covered::App { merchant_id: MERCHANT.into(), team_id: TEAM.into() };
    assert_eq!((covers, start, encrypted), (app, OnlineStart::App, true));
    assert!(!relay_is_possible(&answer));
}

#[test]
fn apple_mock_data_is_an_outcome_of_its_own() {
    let without: [fn(&mut Cbor); 4] = [
        |response| drop(issuer_signed(response).remove("issuerAuth")),
        |response| issuer_signed(response).set("issuerAuth", Cbor::Null),
        |response| issuer_signed(response).at("issuerAuth").items()[3] = Cbor::Bytes(Vec::new()),
        |response| issuer_signed(response).at("issuerAuth").items()[3] = Cbor::Bytes(vec![0; 64]),
    ];
    for response in without {
        let key = apple_key();
        let private = PrivateKey::new(tashika::crypto::Curve::P256, key.secret());
        let session = apple(&licence(&ASKED));
        let nonce = session.apple_nonce(&PROVIDER).unwrap();
        let mut wallet = wallet();
        wallet.lies.response = response;
        let envelope = wallet.apple(&key, &nonce, MERCHANT, TEAM).encode();
        let receiving = Receiving { apple_key: Some(&private), ..receiving() };
        let outcome = session.receive(&envelope, &receiving).unwrap();
        let Outcome::MockData(data) = &outcome else { panic!("{outcome:?}") };
        let _: &MockData = data;
        assert!(!data.unsigned_response().is_empty());
    }
}

fn issuer_signed(response: &mut Cbor) -> &mut Cbor {
    response.at("documents").items()[0].at("issuerSigned")
}

#[test]
fn errors_of_the_wallet() {
    let query = query(&ASKED);
    let identity = by_name();
    let seed = seed("error");
    let start =
        || OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed)).unwrap();
    let declined = |outcome: Result<Outcome, Refusal>| match outcome.unwrap() {
        Outcome::Declined(error) => error,
        other => panic!("{other:?}"),
    };
    let body = format!("error=access_denied&error_description=no&state={}", start().id());
    let error = declined(start().receive(body.as_bytes(), &receiving()));
    assert_eq!((error.code.as_str(), error.kind), ("access_denied", WalletErrorKind::AccessDenied));
    // An error that names no session, or another one, ends nothing.
    for body in ["error=access_denied", "error=access_denied&state=x"] {
        assert_eq!(refused(start().receive(body.as_bytes(), &receiving())), Refusal::State);
    }
    // Encrypted, and over the Digital Credentials API.
    let mut wallet = wallet();
    wallet.lies.content = |content| *content = json!({ "error": "vp_formats_not_supported" });
    let session = start();
    let body = wallet.post(&parameters(&session, &identity));
    let error = declined(session.receive(&body, &receiving()));
    assert_eq!(error.kind, WalletErrorKind::InvalidRequest);
    let session = dc_api(&[DcApiProtocol::Unsigned], &query, true, &setup(&seed));
    let body = br#"{"protocol":"openid4vp-v1-unsigned","data":{"error":"wallet_unavailable"}}"#;
    let error = declined(session.receive(body, &receiving()));
    assert_eq!(error.kind, WalletErrorKind::WalletUnavailable);
}

const TRANSACTION: (&str, &str) = ("com.example.payment", "transaction_hash");

fn paying(value: Vec<u8>) -> Document {
    let mut document = licence(&ASKED);
    document.device_name_spaces = vec![(TRANSACTION.0, vec![(TRANSACTION.1, Cbor::Bytes(value))])];
    document.lies.mso = |mso| {
        let authorizations = map([("nameSpaces", array([TRANSACTION.0]))]);
        mso.at("deviceKeyInfo").set("keyAuthorizations", authorizations);
    };
    document
}

#[test]
fn transaction_data_signed_by_the_device() {
    let query = query(&ASKED);
    let identity = by_name();
    let details = r#"{"amount":"1200","currency":"JPY","payee":"Example"}"#;
    let transaction = TransactionData::new("payment", &["mdl"], details, TRANSACTION).unwrap();
    let transactions = [transaction.clone()];
    let request =
        RedirectRequest { transaction_data: &transactions, ..redirect(Some(&identity), &query) };
    let seed = seed("transaction");
    let run = |document: Document| {
        let session = OnlineSession::redirect(&request, &setup(&seed)).unwrap();
        let parameters = parameters(&session, &identity);
        assert_eq!(parameters["transaction_data"], json!([transaction.encoded()]));
        let wallet = Wallet { documents: vec![("mdl", document)], lies: Lies::default() };
        session.receive(&wallet.post(&parameters), &receiving())
    };
    let hash = Hash::Sha256.digest(transaction.encoded().as_bytes());
    let answer = answered(run(paying(hash.clone())));
    accepted(&answer, &["family_name", "age_over_18", "transaction_hash"]);
    // Unsigned, signed over something else, vouched for by the issuer's items alone.
    let absent = mismatches(run(licence(&ASKED)));
    assert_eq!(absent, [Mismatch::TransactionData { credential: "mdl".into() }]);
    let other = mismatches(run(paying(vec![0; 32])));
    assert_eq!(other, [Mismatch::TransactionData { credential: "mdl".into() }]);
    // Signed, but the issuer never authorised the device key for it: `verify` says so.
    let mut bare = paying(hash);
    bare.lies.mso = tashika_testkit::scenario::honest;
    let answer = answered(run(bare));
    let (_, presentation) = answer.presentations().next().unwrap();
    assert_eq!(report(presentation).verdict.decision, Decision::Rejected);
    assert_eq!(answer.missing_after(&[false]), [Mismatch::MissingCredential("mdl".into())]);
}

#[test]
fn a_forged_credential_is_for_verify_to_refuse() {
    let mut document = licence(&ASKED);
    document.issuer = Issuer::new("XX", "", Curve::P256, Curve::P256);
    let seed = seed("forged");
    let session = dc_api(&[DcApiProtocol::Unsigned], &query(&ASKED), true, &setup(&seed));
    let wallet = Wallet::new("mdl", document);
    let answer = wallet.answer_call(&call(&session, &[]), "openid4vp-v1-unsigned", ORIGIN);
    let answer = answered(session.receive(answer.to_string().as_bytes(), &receiving()));
    let (_, presentation) = answer.presentations().next().unwrap();
    assert_ne!(report(presentation).verdict.decision, Decision::Accepted);
}
