//! Handovers of the online protocols, Annex B and Annex C, against published and shared vectors.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;

use serde_json::Value;
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, Handover, SessionTranscript};
use tashika::online::jose::Jwk;
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{CheckId, Context, Outcome, Policy, verify};
use tashika::x509::Certificate;
use tashika_conformance::{hex, vectors};

fn json(part: &str) -> Option<Value> {
    Some(serde_json::from_slice(&fs::read(vectors(part)?).unwrap()).unwrap())
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap().to_owned()
}

fn transcript(handover: &Handover) -> Vec<u8> {
    SessionTranscript::new(handover, &CryptoProvider::default()).bytes().to_vec()
}

#[test]
fn transcripts_of_the_conformance_suite() {
    let Some(vectors) = json("online/session-transcripts/oidf-conformance-suite.json") else {
        return;
    };
    let mut count = 0;
    for vector in vectors.as_array().unwrap() {
        let own = &vector["params"];
        let jwk_thumbprint = own["jwk_thumbprint"].as_str().and_then(hex);
        let handover = match vector["kind"].as_str().unwrap() {
            "final-dcapi" => Handover::OpenId4VpDcApi {
                origin: text(own, "origin"),
                nonce: text(own, "nonce"),
                jwk_thumbprint,
            },
            "final-redirect" => Handover::OpenId4Vp {
                client_id: text(own, "client_id"),
                nonce: text(own, "nonce"),
                jwk_thumbprint,
                response_uri: text(own, "response_uri"),
            },
            "18013-7-annex-b" => Handover::Iso18013_7AnnexB {
                client_id: text(own, "client_id"),
                response_uri: text(own, "response_uri"),
                nonce: text(own, "nonce"),
                mdoc_generated_nonce: text(own, "mdoc_generated_nonce"),
            },
            // A superseded draft: it is recognised in order to be refused, and never made.
            _ => continue,
        };
        assert_eq!(Some(transcript(&handover)), hex(&text(vector, "session_transcript_hex")));
        count += 1;
    }
    assert_eq!(count, 4);
}

#[test]
fn annex_c_from_transcript_to_plaintext() {
    let Some(vector) = json("online/dc-api/annexc-selfgen.json") else { return };
    let field = |name: &str| hex(&text(&vector, name)).unwrap();
    let provider = CryptoProvider::default();
    let handover = Handover::DcApiAnnexC {
        encryption_info: text(&vector, "encryptionInfo_b64url"),
        origin: text(&vector, "origin"),
    };
    let info = transcript(&handover);
    assert_eq!(info, field("SessionTranscript"));
    let own = PrivateKey::new(Curve::P256, field("recipient_private"));
    let open =
        |info: &[u8]| (provider.open_hpke)(&own, &field("enc"), info, b"", &field("cipherText"));
    assert_eq!(open(&info), Ok(field("DeviceResponse_plaintext")));
    assert!(open(&info[1..]).is_err());
}

#[test]
fn the_sample_request_of_apple() {
    let Some(vector) = json("online/dc-api/apple-org-iso-mdoc-sample-request.json") else { return };
    let request =
        DeviceRequest::decode(&hex(&text(&vector, "deviceRequest_hex")).unwrap()).unwrap();
    assert_eq!(request.documents.len(), 1);
    assert_eq!(request.documents[0].elements.len(), 4);
    assert_eq!(request.use_cases.len(), 1);
    assert!(request.use_cases[0].mandatory);
    assert_eq!(request.use_cases[0].document_sets, [[0]]);
}

/// ISO/IEC TS 18013-7 Annex B: the whole answer, with the transcript of its own parameters.
#[test]
fn annex_b_from_parameters_to_proof() {
    let Some(case) = json("online/annex-b-oid4vp/case.json") else { return };
    let file = |name: &str| fs::read(vectors(&format!("online/annex-b-oid4vp/{name}")).unwrap());
    let own = &case["params"];
    let handover = Handover::Iso18013_7AnnexB {
        client_id: text(own, "client_id"),
        response_uri: text(own, "response_uri"),
        nonce: text(own, "nonce"),
        mdoc_generated_nonce: text(own, "mdoc_generated_nonce"),
    };
    let provider = CryptoProvider::default();
    let transcript = SessionTranscript::new(&handover, &provider);
    let expected = String::from_utf8(file("session-transcript.hex").unwrap()).unwrap();
    assert_eq!(Some(transcript.bytes().to_vec()), hex(&expected));
    let root = Certificate::read_all(&file("iaca.pem").unwrap()).unwrap().pop().unwrap();
    let trust: TrustStore = [TrustAnchor::new(root, Purpose::Issuer)].into_iter().collect();
    let policy = Policy::default();
    let now = Timestamp::parse("2024-04-29T00:00:00Z").unwrap();
    let context = Context::new(&trust, &policy, now, &provider);
    let response = file("vp-token.cbor").unwrap();
    let presentation = Presentation::new(response).with_transcript(transcript);
    let report = verify(&presentation, &context).unwrap();
    let document = &report.documents[0];
    for check in [
        CheckId::DeviceSignature,
        CheckId::IssuerAuthSignature,
        CheckId::IssuerChainSignature,
        CheckId::ItemDigest,
        CheckId::MsoValidity,
    ] {
        assert_eq!(document.outcome(check), Some(Outcome::Passed), "{check}");
    }
}

/// OpenID4VP 1.0 B.2.6.1 and B.2.6.2, and the same for answers in the clear.
#[test]
fn handovers_of_the_specification() {
    let Some(vector) = json("online/dc-api/oid4vp-handover.json") else { return };
    let provider = CryptoProvider::default();
    let jwk = Jwk::parse(vector["jwk"].to_string().as_bytes()).unwrap();
    let thumbprint = jwk.thumbprint(&provider);
    assert_eq!(Some(thumbprint.clone()), hex(&text(&vector, "jwk_thumbprint_sha256")));
    let nonce = text(&vector, "nonce");
    let redirect = |jwk_thumbprint| Handover::OpenId4Vp {
        client_id: text(&vector["redirect"], "client_id"),
        nonce: nonce.clone(),
        jwk_thumbprint,
        response_uri: text(&vector["redirect"], "response_uri"),
    };
    let page = |jwk_thumbprint| Handover::OpenId4VpDcApi {
        origin: text(&vector["dc_api"], "origin"),
        nonce: nonce.clone(),
        jwk_thumbprint,
    };
    for (name, handover) in [
        ("redirect", redirect(Some(thumbprint.clone()))),
        ("selfgen_redirect_unencrypted", redirect(None)),
        ("dc_api", page(Some(thumbprint))),
        ("selfgen_dc_api_unencrypted", page(None)),
    ] {
        let expected = hex(&text(&vector[name], "SessionTranscript"));
        assert_eq!(Some(transcript(&handover)), expected, "{name}");
    }
}
