//! Requests that are not made, and what the made ones look like.

use super::*;
use serde_json::json;
use tashika::online::jose::{JwsAlgorithm, verify as verify_jws};
use tashika::online::{
    ClientIdPrefix, RequestProblem, SameDevice, TransactionData, VerifierInfo, WalletGap,
    WalletRequest,
};
use tashika_testkit::handover::b64;
use tashika_testkit::online::{Wallet, leaf, self_signed_certificate, sign_jws};

const ASKED: [&str; 1] = ["family_name"];

#[test]
fn a_request_object_is_signed_and_says_who_asks() {
    let query = query(&ASKED);
    let identity = by_hash();
    let seed = seed("object");
    let session =
        OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed)).unwrap();
    let offer = session.request_object(&identity, None, &PROVIDER).unwrap();
    let object = offer.sign_with(sign, &PROVIDER).unwrap();
    let payload =
        verify_jws(&object, identity.public_key(), JwsAlgorithm::Es256, &PROVIDER).unwrap();
    let (header, read) = read_jws(&object);
    assert_eq!(serde_json::from_slice::<Value>(&payload).unwrap(), read);
    assert_eq!(header["typ"], "oauth-authz-req+jwt");
    assert_eq!(header["alg"], "ES256");
    let hash = tashika_testkit::keys::Hash::Sha256.digest(&leaf(&header));
    assert_eq!(read["client_id"], format!("x509_hash:{}", b64(&hash)));
    assert_eq!(read["state"], session.id());
    let nonce = read["nonce"].as_str().unwrap();
    assert!(nonce.len() >= 43, "256 bits");
    let key = &read["client_metadata"]["jwks"]["keys"][0];
    assert_eq!((&key["alg"], &key["use"]), (&json!("ECDH-ES"), &json!("enc")));
    assert!(key.get("d").is_none(), "the private key stays here");
    // The same session makes the same request again; another seed another nonce and key.
    assert_eq!(offer.sign_with(sign, &PROVIDER).unwrap(), object);
    let other = seed_of("another");
    let other =
        OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&other)).unwrap();
    let other = parameters(&other, &identity);
    assert_ne!(other["nonce"], read["nonce"]);
    assert_ne!(other["client_metadata"]["jwks"], read["client_metadata"]["jwks"]);
}

fn seed_of(label: &str) -> [u8; 32] {
    seed(label)
}

#[test]
fn signatures_are_checked_before_anything_is_sent() {
    let query = query(&ASKED);
    let identity = by_name();
    let seed = seed("signatures");
    let session =
        OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed)).unwrap();
    let offer = session.request_object(&identity, None, &PROVIDER).unwrap();
    assert_eq!(offer.finish(&[], &PROVIDER), Err(RequestProblem::NotSigned));
    assert_eq!(offer.sign_with(|_| None, &PROVIDER), Err(RequestProblem::NotSigned));
    let wrong = offer.finish(&[apple_key().sign(b"x")], &PROVIDER);
    assert!(matches!(wrong, Err(RequestProblem::Signature(_))));
    let other = by_hash();
    let refused = session.request_object(&other, None, &PROVIDER).unwrap_err();
    assert_eq!(refused, RequestProblem::Identity);
    let refused = session.request_object(&identity, Some("n"), &PROVIDER).unwrap_err();
    assert_eq!(refused, RequestProblem::Parameter("wallet_nonce without POST"));
}

#[test]
fn identities_that_do_not_hold() {
    let chain = chain();
    let refused = SigningIdentity::x509_san_dns(&chain, "other.example").unwrap_err();
    assert_eq!(refused, RequestProblem::DnsName);
    let refused = SigningIdentity::x509_hash(&[], &PROVIDER).unwrap_err();
    assert_eq!(refused, RequestProblem::Certificates);
    let query = query(&ASKED);
    let identity = by_name();
    let elsewhere = RedirectRequest {
        response_uri: "https://other.example/answers",
        ..redirect(Some(&identity), &query)
    };
    let refused = OnlineSession::redirect(&elsewhere, &setup(&seed("x"))).unwrap_err();
    assert_eq!(refused, RequestProblem::DnsName);
    let mut jwk = serde_json::to_value(verifier_key().jwk()).unwrap();
    jwk.as_object_mut().unwrap().remove("d");
    let attested = |typ: &str, exp: i64, jwk: &Value| {
        let claims = json!({ "sub": "v", "exp": exp, "cnf": { "jwk": jwk } });
        let jwt = sign_jws(&json!({ "alg": "ES256", "typ": typ }), &claims, &verifier_key());
        SigningIdentity::verifier_attestation(&jwt, now())
    };
    let typ = "verifier-attestation+jwt";
    assert!(attested(typ, now().unix() + 1, &jwk).is_ok());
    for odd in [
        attested(typ, now().unix(), &jwk),
        attested("JWT", now().unix() + 1, &jwk),
        attested(typ, now().unix() + 1, &Value::Null),
    ] {
        assert_eq!(odd.unwrap_err(), RequestProblem::Attestation);
    }
    let refused = SigningIdentity::verifier_attestation("a.b", now()).unwrap_err();
    assert_eq!(refused, RequestProblem::Attestation);
}

const METHOD: &str = "did:web:verifier.example:desk%2F1#key-1";

fn by_did() -> SigningIdentity {
    let key = PublicKey::new(tashika::crypto::Curve::P256, verifier_key().public_bytes());
    SigningIdentity::decentralized_identifier(METHOD, &key).unwrap()
}

#[test]
fn every_prefix_is_known_by_name() {
    for (identity, name) in [
        (by_did(), "decentralized_identifier"),
        (by_hash(), "x509_hash"),
        (by_name(), "x509_san_dns"),
    ] {
        assert_eq!(ClientIdPrefix::from_name(name), Ok(identity.prefix()));
        assert_eq!(identity.client_id().split_once(':').unwrap().0, name);
    }
    let attestation = ClientIdPrefix::from_name("verifier_attestation");
    assert_eq!(attestation, Ok(ClientIdPrefix::VerifierAttestation));
    let federation = ClientIdPrefix::from_name("openid_federation").unwrap_err();
    assert_eq!(federation, RequestProblem::OpenIdFederation);
    assert!(federation.to_string().contains("no encryption key of a session's own"));
    for name in ["redirect_uri", "origin", "X509_HASH", ""] {
        assert_eq!(ClientIdPrefix::from_name(name), Err(RequestProblem::UnknownPrefix), "{name}");
    }
}

#[test]
fn a_did_signs_by_its_verification_method() {
    let query = query(&ASKED);
    let identity = by_did();
    let seed = seed("did");
    let session =
        OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed)).unwrap();
    let offer = session.request_object(&identity, None, &PROVIDER).unwrap();
    let (header, parameters) = read_jws(&offer.sign_with(sign, &PROVIDER).unwrap());
    assert_eq!(header["kid"], METHOD);
    assert_eq!((&header["x5c"], &header["jwt"]), (&Value::Null, &Value::Null));
    let client_id = "decentralized_identifier:did:web:verifier.example:desk%2F1";
    assert_eq!(parameters["client_id"], client_id);
    let body = Wallet::new("mdl", licence(&ASKED)).post(&parameters);
    accepted(&answered(session.receive(&body, &receiving())), &ASKED);
    // It has no certificate: neither the ISO protocol nor HAIP can name its reader.
    let haip = Setup { profile: OnlineProfile::Haip, ..setup(&seed) };
    let refused = OnlineSession::redirect(&redirect(Some(&identity), &query), &haip).unwrap_err();
    assert_eq!(refused, RequestProblem::Profile("the prefix x509_hash"));
    let asked = device_request(&licence(&ASKED));
    let iso = dc_api(&[DcApiProtocol::IsoMdoc(&asked)], &query, true, &setup(&seed));
    let refused = iso.dc_api_call(&[], Some(&identity), &PROVIDER).unwrap_err();
    assert_eq!(refused, RequestProblem::Certificates);
}

#[test]
fn what_is_no_verification_method() {
    let key = PublicKey::new(tashika::crypto::Curve::P256, verifier_key().public_bytes());
    for odd in [
        "",
        "did:web:verifier.example",
        "did:web:verifier.example#",
        "did:web:#key",
        "did:Web:a#key",
        "did::a#key",
        "web:verifier.example#key",
        "did:web:a/path#key",
        "did:web:a?x=y#key",
        "did:web:a#b#c",
        "did:web:a b#c",
        "did:web:あ#c",
    ] {
        let refused = SigningIdentity::decentralized_identifier(odd, &key);
        assert!(matches!(refused, Err(RequestProblem::Parameter(_))), "{odd}");
    }
    let key = PublicKey::new(tashika::crypto::Curve::X25519, [9; 32]);
    let refused = SigningIdentity::decentralized_identifier(METHOD, &key).unwrap_err();
    assert_eq!(refused, RequestProblem::Certificates);
}

#[test]
fn attestations_about_the_verifier_go_along() {
    let about = [
        VerifierInfo::new("jwt", "eyJ.eyJ.sig", &["mdl"]).unwrap(),
        VerifierInfo::new("example", r#"{"registered": true}"#, &[]).unwrap(),
    ];
    let expected = json!([
        { "format": "jwt", "data": "eyJ.eyJ.sig", "credential_ids": ["mdl"] },
        { "format": "example", "data": { "registered": true } },
    ]);
    let query = query(&ASKED);
    let identity = by_hash();
    let seed = seed("verifier info");
    let make = || OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed));
    let session = make().unwrap().with_verifier_info(&about).unwrap();
    assert_eq!(parameters(&session, &identity)["verifier_info"], expected);
    let record = session.seal(&[1; 32], &[2; 12], &PROVIDER).unwrap();
    let opened = OnlineSession::open(&record, session.id(), &[1; 32], &PROVIDER).unwrap();
    assert_eq!(parameters(&opened, &identity)["verifier_info"], expected);
    let plain = make().unwrap();
    assert_eq!(parameters(&plain, &identity)["verifier_info"], Value::Null);
    let session = dc_api(&[DcApiProtocol::Unsigned], &query, true, &setup(&seed));
    let session = session.with_verifier_info(&about).unwrap();
    assert_eq!(call(&session, &[])["requests"][0]["data"]["verifier_info"], expected);

    let other = VerifierInfo::new("jwt", "eyJ", &["other"]).unwrap();
    let refused = make().unwrap().with_verifier_info(&[other]).unwrap_err();
    assert_eq!(refused, RequestProblem::Parameter("a credential of verifier_info"));
    let iso = annex_b(&licence(&ASKED), KidRule::Required).with_verifier_info(&about).unwrap_err();
    assert_eq!(iso, RequestProblem::Mode("verifier_info"));
    let large = "a".repeat(2 * 1024 * 1024);
    for (format, data) in [("", "x"), ("jwt", ""), ("jwt", "a b"), ("jwt", "{"), ("jwt", &large)] {
        assert!(VerifierInfo::new(format, data, &[]).is_err(), "{format}");
    }
    let twice = VerifierInfo::new("x", r#"{"a": 1, "a": 2}"#, &[]);
    assert!(twice.is_err(), "a member twice");
}

fn posted_by(metadata: &Value) -> WalletRequest {
    let text = metadata.to_string();
    let escaped: String = text.bytes().map(|own| format!("%{own:02x}")).collect();
    let body = format!("wallet_nonce=n-1&wallet_metadata={escaped}");
    WalletRequest::parse(body.as_bytes()).unwrap()
}

#[test]
fn wallets_say_what_they_can_do_before_they_are_asked() {
    let query = query(&ASKED);
    let identity = by_hash();
    let seed = seed("wallet metadata");
    let request = RedirectRequest { request_uri_post: true, ..redirect(Some(&identity), &query) };
    let session = OnlineSession::redirect(&request, &setup(&seed)).unwrap();
    let fetched = |metadata: &Value| {
        let offer = session.request_object_for(&identity, &posted_by(metadata), &PROVIDER)?;
        Ok(read_jws(&offer.sign_with(sign, &PROVIDER).unwrap()).1)
    };
    let able = json!({
        "vp_formats_supported": { "mso_mdoc": { "deviceauth_alg_values": [-7, -1000] } },
        "client_id_prefixes_supported": ["x509_san_dns", "x509_hash"],
        "request_object_signing_alg_values_supported": ["ES256"],
        "response_types_supported": ["vp_token"],
        "response_modes_supported": ["direct_post.jwt"],
        "authorization_encryption_alg_values_supported": ["ECDH-ES"],
        "authorization_encryption_enc_values_supported": ["A128GCM"],
    });
    assert_eq!(fetched(&able).unwrap()["wallet_nonce"], "n-1");
    assert_eq!(fetched(&json!({})).unwrap()["wallet_nonce"], "n-1", "nothing is stated");
    let gaps: [(&str, Value, WalletGap); 8] = [
        ("vp_formats_supported", json!({ "dc+sd-jwt": {} }), WalletGap::Format),
        (
            "vp_formats_supported",
            json!({ "mso_mdoc": { "deviceauth_alg_values": [-1000] } }),
            WalletGap::DeviceAuthentication,
        ),
        ("client_id_prefixes_supported", json!(["x509_san_dns"]), WalletGap::ClientIdPrefix),
        (
            "request_object_signing_alg_values_supported",
            json!(["ES384"]),
            WalletGap::SigningAlgorithm,
        ),
        ("response_types_supported", json!(["code"]), WalletGap::ResponseType),
        ("response_modes_supported", json!(["direct_post"]), WalletGap::ResponseMode),
        (
            "authorization_encryption_alg_values_supported",
            json!(["RSA-OAEP"]),
            WalletGap::Encryption,
        ),
        (
            "authorization_encryption_enc_values_supported",
            json!(["A256CBC-HS512"]),
            WalletGap::Encryption,
        ),
    ];
    for (name, value, gap) in gaps {
        let mut metadata = able.clone();
        metadata[name] = value;
        let refused: Result<Value, RequestProblem> = fetched(&metadata);
        assert_eq!(refused.unwrap_err(), RequestProblem::Wallet(gap), "{name}");
    }
    let large = vec![b'a'; 2 * 1024 * 1024];
    let bodies: [&[u8]; 6] = [
        b"wallet_nonce=a&wallet_nonce=b",
        b"wallet_nonce=",
        b"wallet_nonce=a+b",
        b"wallet_metadata={",
        b"wallet_metadata=%7B%22a%22:1,%22a%22:2%7D",
        &large,
    ];
    for body in bodies {
        assert!(WalletRequest::parse(body).is_err());
    }
    // A nonce that was not invited is refused as before.
    let get = OnlineSession::redirect(&redirect(Some(&identity), &query), &setup(&seed)).unwrap();
    let refused = get.request_object_for(&identity, &posted_by(&able), &PROVIDER).unwrap_err();
    assert_eq!(refused, RequestProblem::Parameter("wallet_nonce without POST"));
    assert!(get.request_object_for(&identity, &WalletRequest::default(), &PROVIDER).is_ok());
}

#[test]
fn haip_refuses_what_it_forbids() {
    let query = query(&ASKED);
    let (name, hash) = (by_name(), by_hash());
    let own = [Certificate::parse(&self_signed_certificate(&verifier_key())).unwrap()];
    let self_signed = SigningIdentity::x509_hash(&own, &PROVIDER).unwrap();
    let seed = seed("haip rules");
    let haip = Setup { profile: OnlineProfile::Haip, ..setup(&seed) };
    let try_it = |request: RedirectRequest<'_>| OnlineSession::redirect(&request, &haip).map(drop);
    assert!(try_it(redirect(Some(&hash), &query)).is_ok());
    let forbidden = [
        redirect(Some(&name), &query),
        redirect(Some(&self_signed), &query),
        redirect(None, &query),
        RedirectRequest { encrypted: false, ..redirect(Some(&hash), &query) },
    ];
    for request in forbidden {
        assert!(matches!(try_it(request), Err(RequestProblem::Profile(_))), "{request:?}");
        let plain = OnlineSession::redirect(&request, &setup(&seed));
        assert!(plain.is_ok(), "HAIP alone forbids it");
    }
}

#[test]
fn parameters_that_no_request_may_have() {
    let query = query(&ASKED);
    let identity = by_name();
    let usual = redirect(Some(&identity), &query);
    let seed = seed("parameters");
    let odd = |request: RedirectRequest<'_>| {
        OnlineSession::redirect(&request, &setup(&seed)).map(drop).unwrap_err()
    };
    let uri = RequestProblem::Parameter("response_uri");
    for response_uri in [
        "http://verifier.example/a",
        "",
        "https://verifier.example/a b",
        "https://u@verifier.example/",
        "https://verifier.example/#a",
    ] {
        assert_eq!(odd(RedirectRequest { response_uri, ..usual }), uri, "{response_uri}");
    }
    assert_eq!(
        odd(RedirectRequest { request_uri: None, ..usual }),
        RequestProblem::Parameter("request_uri")
    );
    let same_device = Some(SameDevice { browser: b"", redirect_uri: RESPONSE_URI });
    let refused = odd(RedirectRequest { same_device, ..usual });
    assert_eq!(refused, RequestProblem::Parameter("what identifies the browser"));
    for lifetime in [0, -1, 901, i64::MAX] {
        let setup = Setup { lifetime, ..setup(&seed) };
        let refused = OnlineSession::redirect(&usual, &setup).map(drop).unwrap_err();
        assert_eq!(refused, RequestProblem::Lifetime(900));
    }
    let mut sd_jwt = query.clone();
    sd_jwt.credentials[0].format = "dc+sd-jwt".into();
    let refused = odd(RedirectRequest { query: &sd_jwt, ..usual });
    assert_eq!(refused, RequestProblem::Parameter("a credential's format"));
    let empty = DcqlQuery::default();
    assert!(matches!(odd(RedirectRequest { query: &empty, ..usual }), RequestProblem::Dcql(_)));
    let element = ("com.example", "hash");
    let elsewhere = [TransactionData::new("t", &["pid"], "{}", element).unwrap()];
    let refused = odd(RedirectRequest { transaction_data: &elsewhere, ..usual });
    assert_eq!(refused, RequestProblem::TransactionData);
    for (kind, ids, details) in [
        ("t", &[][..], "{}"),
        ("t", &["mdl"], "[]"),
        ("", &["mdl"], "{}"),
        ("t", &["mdl"], r#"{"type":"u"}"#),
        ("t", &["mdl"], r#"{"a":1,"a":2}"#),
    ] {
        let refused = TransactionData::new(kind, ids, details, element).unwrap_err();
        assert_eq!(refused, RequestProblem::TransactionData);
    }
}

#[test]
fn calls_of_the_digital_credentials_api() {
    let query = query(&ASKED);
    let (first, second) = (by_hash(), by_name());
    let both = [&first, &second];
    let seed = seed("calls");
    let protocols =
        [DcApiProtocol::Signed(&first), DcApiProtocol::Multisigned(&both), DcApiProtocol::Unsigned];
    let session = dc_api(&protocols, &query, true, &setup(&seed));
    assert_eq!(session.origins().len(), 3);
    let refused = session.dc_api_call(&[&first], None, &PROVIDER).unwrap_err();
    assert_eq!(refused, RequestProblem::Identity);
    let call = call(&session, &both);
    let (_, signed) = read_jws(call["requests"][0]["data"]["request"].as_str().unwrap());
    assert_eq!(signed["expected_origins"][0], ORIGIN);
    assert_eq!(signed["response_mode"], "dc_api.jwt");
    assert!(signed.get("state").is_none() && signed.get("response_uri").is_none());
    let multi = &call["requests"][1]["data"]["request"];
    assert_eq!(multi["signatures"].as_array().unwrap().len(), 2);
    let header = multi["signatures"][1]["protected"].as_str().unwrap();
    let header = tashika::codec::decode_base64url(header).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["client_id"], second.client_id());
    let unsigned = &call["requests"][2]["data"];
    assert!(unsigned.get("client_id").is_none() && unsigned.get("expected_origins").is_none());
    let nonces = [&signed["nonce"], &unsigned["nonce"]];
    assert_ne!(nonces[0], nonces[1]);
    let request = |protocols: &[DcApiProtocol<'_>], query: Option<&DcqlQuery>| {
        let origins = origins();
        let request = DcApiRequest {
            origins: &origins,
            protocols,
            encrypted: true,
            query,
            transaction_data: &[],
        };
        OnlineSession::dc_api(&request, &setup(&seed)).map(drop)
    };
    assert!(request(&[], Some(&query)).is_err());
    assert!(request(&[DcApiProtocol::Unsigned], None).is_err());
    assert!(request(&[DcApiProtocol::Unsigned, DcApiProtocol::Unsigned], Some(&query)).is_err());
    assert!(request(&[DcApiProtocol::IsoMdoc(b"x")], None).is_err());
    assert!(request(&[DcApiProtocol::Multisigned(&[])], Some(&query)).is_err());
    // HAIP holds for every signature of a call.
    let haip = Setup { profile: OnlineProfile::Haip, ..setup(&seed) };
    let origins = origins();
    let multisigned = DcApiRequest {
        origins: &origins,
        encrypted: true,
        query: Some(&query),
        protocols: &[DcApiProtocol::Multisigned(&both)],
        transaction_data: &[],
    };
    let refused = OnlineSession::dc_api(&multisigned, &haip).map(drop).unwrap_err();
    assert!(matches!(refused, RequestProblem::Profile(_)));
    // Transaction data is not dropped for a protocol that has none.
    let transactions = [TransactionData::new("t", &["mdl"], "{}", ("com.example", "h")).unwrap()];
    let iso = device_request(&licence(&ASKED));
    let mixed = DcApiRequest {
        transaction_data: &transactions,
        protocols: &[DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&iso)],
        ..multisigned
    };
    let refused = OnlineSession::dc_api(&mixed, &setup(&seed)).map(drop).unwrap_err();
    assert_eq!(refused, RequestProblem::TransactionData);
}

#[test]
fn secrets_stay_out_of_debug() {
    let seed = [0xab; 32];
    let query = query(&ASKED);
    let same_device = Some(SameDevice { browser: b"cookie", redirect_uri: RESPONSE_URI });
    let request = RedirectRequest { same_device, ..redirect(None, &query) };
    let transaction =
        TransactionData::new("t", &["mdl"], r#"{"a":"secret"}"#, ("com.example", "h")).unwrap();
    let text = format!("{:?} {request:?} {transaction:?}", setup(&seed));
    for secret in ["171", "cookie", "99, 111", "secret", transaction.encoded()] {
        assert!(!text.contains(secret), "{text}");
    }
}
