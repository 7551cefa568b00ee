//! Session transcripts against published values.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tashika::crypto::CryptoProvider;
use tashika::mdoc::{Handover, SessionTranscript};
use tashika_conformance::hex;

fn transcript(handover: &Handover) -> Vec<u8> {
    SessionTranscript::new(handover, &CryptoProvider::default()).bytes().to_vec()
}

/// OpenID for Verifiable Presentations 1.0, Appendix B.2.6.
const THUMBPRINT: &str = "4283ec927ae0f208daaa2d026a814f2b22dca52cf85ffa8f3f8626c6bd669047";
const NONCE: &str = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA";

#[test]
fn openid4vp_by_redirect() {
    let handover = Handover::OpenId4Vp {
        client_id: "x509_san_dns:example.com".into(),
        nonce: NONCE.into(),
        jwk_thumbprint: hex(THUMBPRINT),
        response_uri: "https://example.com/response".into(),
    };
    let expected = "83f6f682714f70656e494434565048616e646f7665725820048bc053c00442af9b8eed494c\
        efdd9d95240d254b046b11b68013722aad38ac";
    assert_eq!(transcript(&handover), hex(expected).unwrap());
}

#[test]
fn openid4vp_over_the_digital_credentials_api() {
    let handover = Handover::OpenId4VpDcApi {
        origin: "https://example.com".into(),
        nonce: NONCE.into(),
        jwk_thumbprint: hex(THUMBPRINT),
    };
    let expected = "83f6f682764f70656e4944345650444341504948616e646f7665725820fbece366f4212f97\
        62c74cfdbf83b8c69e371d5d68cea09cb4c48ca6daab761a";
    assert_eq!(transcript(&handover), hex(expected).unwrap());
}

/// ISO/IEC TS 18013-7 Annex B.4.4.
#[test]
fn iso_18013_7_annex_b() {
    let handover = Handover::Iso18013_7AnnexB {
        client_id: "example.com".into(),
        response_uri: "https://example.com/12345/response".into(),
        nonce: "abcdefgh1234567890".into(),
        mdoc_generated_nonce: "1234567890abcdefgh".into(),
    };
    let expected = [
        hex("83f6f6835820da25c527e5fb75bc2dd31267c02237c4462ba0c1bf37071f692e7dd93b10ad0b")
            .unwrap(),
        hex("5820f6ed8e3220d3c59a5f17eb45f48ab70aeecf9ee21744b1014982350bd96ac0c5").unwrap(),
        b"\x72abcdefgh1234567890".to_vec(),
    ]
    .concat();
    assert_eq!(transcript(&handover), expected);
}
