//! The cases that are measured, read from the committed case files.

use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, Handover, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, verify};
use tashika::x509::{Certificate, ChainCache};

/// Eleven elements without a portrait, and with one.
const CASES: [&str; 2] = ["accepted", "mdl"];

/// What an application has before it verifies.
pub(crate) struct Subject {
    response: Vec<u8>,
    handover: Handover,
    request: Option<Vec<u8>>,
    trust: TrustStore,
    at: Timestamp,
    policy: Policy,
    provider: CryptoProvider,
    chains: ChainCache,
}

impl Subject {
    pub(crate) fn all() -> Vec<Self> {
        CASES.iter().map(|name| Self::read(&folder().join(format!("{name}.json")))).collect()
    }

    fn read(file: &Path) -> Self {
        let json = fs::read(file).expect("a case file");
        let json: Value = serde_json::from_slice(&json).expect("a case file is JSON");
        let handover = &json["transcript"];
        assert_eq!(handover["handover"], "qr");
        let anchors = json["trust"].as_array().expect("anchors").iter().map(|own| {
            let name = own["certificate"]["file"].as_str().expect("a file of a certificate");
            let content = fs::read(folder().join(name)).expect("a certificate");
            let certificate = Certificate::read_all(&content).expect("a certificate").remove(0);
            TrustAnchor::new(certificate, Purpose::Issuer)
        });
        Self {
            response: blob(&json["deviceResponse"]),
            handover: Handover::Qr {
                device_engagement: blob(&handover["deviceEngagement"]),
                e_reader_key: blob(&handover["eReaderKey"]),
            },
            request: json.get("request").map(blob),
            trust: anchors.collect(),
            at: Timestamp::parse(json["at"].as_str().expect("a time")).expect("a time"),
            policy: Policy::default(),
            provider: CryptoProvider::default(),
            chains: ChainCache::new(),
        }
    }

    /// What the other languages do: from bytes to a decision, and every claim looked at.
    pub(crate) fn verify(&self) {
        let transcript = SessionTranscript::new(&self.handover, &self.provider);
        let presentation = Presentation::new(self.response.clone()).with_transcript(transcript);
        let presentation = match &self.request {
            Some(request) => {
                let request = DeviceRequest::decode(request).expect("a request");
                presentation.with_request(request)
            }
            None => presentation,
        };
        let context = Context::new(&self.trust, &self.policy, self.at, &self.provider);
        let report = verify(&presentation, &context.with_chains(&self.chains)).expect("readable");
        assert_eq!(report.verdict.decision, Decision::Accepted);
        let claims = report.documents[0].claims.as_ref().expect("claims");
        assert!(claims.iter().count() > 5);
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// base64url text, or a file beside the case file.
fn blob(own: &Value) -> Vec<u8> {
    match own["file"].as_str() {
        Some(name) => fs::read(folder().join(name)).expect("a file"),
        None => {
            let text = own.as_str().expect("text");
            Base64UrlUnpadded::decode_vec(text).expect("base64url")
        }
    }
}
