//! The handovers of a session: as parts in a case file and as a SessionTranscript.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::cbor::{Cbor, array, map, tagged};
use crate::keys::{Curve, Hash};
use crate::random;
use crate::scenario::reader_key;

/// One variant for every handover in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// In-app presentment.
    AppleInApp,
    /// ISO/IEC TS 18013-7 Annex C.
    DcApiAnnexC,
    /// ISO/IEC TS 18013-7 Annex B.
    Iso18013_7AnnexB,
    /// NFC, static, with the reader key on this curve.
    NfcStatic(Curve),
    /// NFC, negotiated.
    NfcNegotiated,
    /// The second NFC engagement.
    NfcV2,
    /// OpenID4VP 1.0 by redirect.
    OpenId4Vp,
    /// OpenID4VP 1.0 over the Digital Credentials API.
    OpenId4VpDcApi,
    /// QR code, with the reader key on this curve.
    Qr(Curve),
    /// The same with another engagement: another session.
    QrOfAnotherSession,
    /// ISO/IEC TS 18013-7 Annex A.
    Website,
}

const CLIENT_ID: &str = "x509_san_dns:verifier.example";
const RESPONSE_URI: &str = "https://verifier.example/response";
const ORIGIN: &str = "https://verifier.example";
const NONCE: &str = "bUtJdjJFU3EtN2F1c2VjaA";

impl Handover {
    /// The curve of the reader's key in the transcript, where there is one.
    pub fn curve(self) -> Option<Curve> {
        match self {
            Handover::NfcStatic(curve) | Handover::Qr(curve) => Some(curve),
            Handover::NfcNegotiated
            | Handover::NfcV2
            | Handover::QrOfAnotherSession
            | Handover::Website => Some(Curve::P256),
            _ => None,
        }
    }

    /// The parts, as a case file has them.
    pub fn parts(self) -> Value {
        let engagement = b64(&self.engagement());
        let key = b64(&self.reader_key());
        let thumbprint = b64(&bytes("thumbprint"));
        match self {
            Handover::AppleInApp => {
                json!({"handover": "apple-in-app", "nonce": b64(&bytes("nonce")),
                "merchantId": "merchant.example", "teamId": "TEAM", "pkRHash": b64(&bytes("pkR"))})
            }
            Handover::DcApiAnnexC => json!({"handover": "dc-api-annex-c",
                "encryptionInfo": b64(&encryption_info()), "origin": ORIGIN}),
            Handover::Iso18013_7AnnexB => json!({"handover": "iso-18013-7-annex-b",
                "clientId": "verifier.example", "responseUri": RESPONSE_URI, "nonce": NONCE,
                "mdocGeneratedNonce": "d2FsbGV0LW5vbmNl"}),
            Handover::NfcStatic(_) => json!({"handover": "nfc", "deviceEngagement": engagement,
                "eReaderKey": key, "handoverSelect": b64(&bytes("select"))}),
            Handover::NfcNegotiated => json!({"handover": "nfc", "deviceEngagement": engagement,
                "eReaderKey": key, "handoverSelect": b64(&bytes("select")),
                "handoverRequest": b64(&bytes("request"))}),
            Handover::NfcV2 => json!({"handover": "nfc-v2", "deviceEngagement": engagement,
                "eReaderKey": key, "handoverSelect": b64(&bytes("select")),
                "handoverRequest": b64(&bytes("request"))}),
            Handover::OpenId4Vp => json!({"handover": "openid4vp", "clientId": CLIENT_ID,
                "nonce": NONCE, "jwkThumbprint": thumbprint, "responseUri": RESPONSE_URI}),
            Handover::OpenId4VpDcApi => json!({"handover": "openid4vp-dc-api", "origin": ORIGIN,
                "nonce": NONCE, "jwkThumbprint": thumbprint}),
            Handover::Qr(_) | Handover::QrOfAnotherSession => {
                json!({"handover": "qr", "deviceEngagement": engagement, "eReaderKey": key})
            }
            Handover::Website => json!({"handover": "website", "deviceEngagement": engagement,
                "eReaderKey": key, "readerEngagement": b64(&reader_engagement())}),
        }
    }

    /// The SessionTranscript.
    pub fn transcript(self) -> Cbor {
        let (first, second) = match self.curve() {
            Some(_) => (tagged(24, self.engagement()), tagged(24, self.reader_key())),
            None => (Cbor::Null, Cbor::Null),
        };
        array([first, second, self.handover()])
    }

    fn handover(self) -> Cbor {
        let request = || Cbor::Bytes(bytes("request"));
        let select = || Cbor::Bytes(bytes("select"));
        match self {
            Handover::AppleInApp => array([
                Cbor::from("AppleIdentityPresentment_1.0"),
                Cbor::Bytes(bytes("nonce")),
                Cbor::from("merchant.example"),
                Cbor::from("TEAM"),
                Cbor::Bytes(bytes("pkR")),
            ]),
            Handover::DcApiAnnexC => {
                let info = array([Cbor::from(b64(&encryption_info())), Cbor::from(ORIGIN)]);
                array([Cbor::from("dcapi"), sha256(&info)])
            }
            Handover::Iso18013_7AnnexB => {
                let with_nonce = |own: &str| sha256(&array([own, "d2FsbGV0LW5vbmNl"]));
                array([with_nonce("verifier.example"), with_nonce(RESPONSE_URI), NONCE.into()])
            }
            Handover::NfcStatic(_) => array([select(), Cbor::Null]),
            Handover::NfcNegotiated | Handover::NfcV2 => array([select(), request()]),
            Handover::OpenId4Vp => {
                let thumbprint = Cbor::Bytes(bytes("thumbprint"));
                let info = array([CLIENT_ID.into(), NONCE.into(), thumbprint, RESPONSE_URI.into()]);
                array([Cbor::from("OpenID4VPHandover"), sha256(&info)])
            }
            Handover::OpenId4VpDcApi => {
                let thumbprint = Cbor::Bytes(bytes("thumbprint"));
                let info = array([ORIGIN.into(), NONCE.into(), thumbprint]);
                array([Cbor::from("OpenID4VPDCAPIHandover"), sha256(&info)])
            }
            Handover::Qr(_) | Handover::QrOfAnotherSession => Cbor::Null,
            Handover::Website => sha256(&tagged(24, reader_engagement())),
        }
    }

    /// DeviceEngagement with one Bluetooth retrieval method.
    fn engagement(self) -> Vec<u8> {
        let label = match self {
            Handover::QrOfAnotherSession => "another engagement",
            _ => "engagement",
        };
        let key = crate::keys::Key::new(self.curve().unwrap_or(Curve::P256), label);
        let options = map([
            (0, Cbor::Bool(false)),
            (1, Cbor::Bool(true)),
            (11, Cbor::Bytes(random::bytes(label, 16))),
        ]);
        let method = array([Cbor::Int(2), Cbor::Int(1), options]);
        map([
            (0, Cbor::from("1.0")),
            (1, array([Cbor::Int(1), key.cose_key().embedded()])),
            (2, array([method])),
        ])
        .encode()
    }

    fn reader_key(self) -> Vec<u8> {
        reader_key(self.curve().unwrap_or(Curve::P256)).cose_key().encode()
    }
}

fn reader_engagement() -> Vec<u8> {
    map([(0, Cbor::from("1.0")), (1, Cbor::Bytes(bytes("website")))]).encode()
}

fn encryption_info() -> Vec<u8> {
    let parameters = map([("nonce", Cbor::Bytes(bytes("encryption")))]);
    array([Cbor::from("dcapi"), parameters]).encode()
}

fn sha256(item: &Cbor) -> Cbor {
    Cbor::Bytes(Hash::Sha256.digest(&item.encode()))
}

fn bytes(label: &str) -> Vec<u8> {
    random::bytes(&format!("handover {label}"), 32)
}

/// Base64url without padding.
pub fn b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
