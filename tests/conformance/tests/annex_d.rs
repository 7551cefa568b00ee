//! The transaction of ISO 18013-5 Annex D, complete, at three times.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;

use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{CheckId, Context, Decision, Outcome, Policy, Report, verify};
use tashika::x509::Certificate;
use tashika_conformance::{hex, vectors};

/// The private part of the reader's ephemeral key (Annex D.5.1).
const READER_KEY: &str = "de3b4b9e5f72dd9b58406ae3091434da48a6f9fd010d88fcb0958e2cebec947c";

struct Transaction {
    response: Vec<u8>,
    transcript: Vec<u8>,
    request: Vec<u8>,
    anchor: Certificate,
}

impl Transaction {
    fn read() -> Option<Self> {
        let folder = vectors("iso18013-5-annex-d")?;
        let file = |name: &str| hex(&fs::read_to_string(folder.join(name)).unwrap()).unwrap();
        Some(Self {
            response: file("D.4.1.2-device-response.hex"),
            transcript: file("D.5.1-session-transcript-bytes.tag24.hex"),
            request: file("D.4.1.1-device-request.hex"),
            anchor: Certificate::parse(&file("D.5.2-iaca-certificate.der.hex")).unwrap(),
        })
    }

    fn verify(&self, provider: &CryptoProvider, at: &str) -> Report {
        let presentation = Presentation::new(self.response.clone())
            .with_transcript(SessionTranscript::from_bytes(&self.transcript))
            .with_reader_key(PrivateKey::new(Curve::P256, hex(READER_KEY).unwrap()))
            .with_request(DeviceRequest::decode(&self.request).unwrap());
        let anchor = TrustAnchor::new(self.anchor.clone(), Purpose::Issuer);
        let trust: TrustStore = [anchor].into_iter().collect();
        let policy = Policy::default();
        let now = Timestamp::parse(at).unwrap();
        verify(&presentation, &Context::new(&trust, &policy, now, provider)).unwrap()
    }
}

fn with(report: &Report, outcome: Outcome) -> Vec<&'static str> {
    let own = report.findings().filter(|(_, finding)| finding.outcome == outcome);
    own.map(|(_, finding)| finding.check.as_str()).collect()
}

#[test]
fn is_accepted_within_its_validity() {
    let Some(transaction) = Transaction::read() else { return };
    for provider in [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()] {
        let report = transaction.verify(&provider, "2021-01-01T00:00:00Z");
        assert_eq!(report.verdict.decision, Decision::Accepted);
        let document = &report.documents[0];
        assert_eq!(document.outcome(CheckId::DeviceMac), Some(Outcome::Passed));
        assert_eq!(
            with(&report, Outcome::Warning),
            [
                "issuer.signer.crl-distribution-points-form",
                "issuer.root.crl-distribution-points-form",
                "mso.outlives-signer",
            ]
        );
        assert_eq!(with(&report, Outcome::NotPerformed), ["issuer.revocation"]);
        let claims = document.claims.as_ref().expect("the claims are released");
        assert_eq!(claims.iter().count(), 6);
    }
}

#[test]
fn is_rejected_outside_for_validity_alone() {
    let Some(transaction) = Transaction::read() else { return };
    let late = transaction.verify(&CryptoProvider::default(), "2021-10-02T00:00:00Z");
    assert_eq!(late.verdict.decision, Decision::Rejected);
    assert_eq!(with(&late, Outcome::Failed), ["issuer.signer.validity", "mso.validity"]);
    assert!(late.documents[0].claims.is_none());
    // The root of Annex D begins with its signer: on the day before, neither is valid.
    let early = transaction.verify(&CryptoProvider::default(), "2020-09-30T00:00:00Z");
    assert_eq!(early.verdict.decision, Decision::Rejected);
    assert_eq!(
        with(&early, Outcome::Failed),
        ["issuer.signer.validity", "issuer.root.validity", "mso.validity"]
    );
}
