//! A package for an audit: made from the ledger, signed by the application, opened by the auditor.
//!
//! `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test audit` writes `audit-package.cose`, which the tests
//! of every language open.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tashika::crypto::Curve;
use tashika::instant::Timestamp;
use tashika_ffi::assurance::{AssuranceDecision, BundleKey, PolicyBundles};
use tashika_ffi::audit::{FileToSign, open_package};
use tashika_ffi::doctype::Words;
use tashika_ffi::evidence::{Circumstances, evidence_from_json};
use tashika_ffi::ledger::{EvidenceLedger, RetentionBasis, StoredContent, ToRetain};
use tashika_ffi::mirror::{Algorithm, RetainedKind};
use tashika_ffi::reader::{RequestSigner, SigningFailure};
use tashika_testkit::assurance::publisher;

fn decision() -> Arc<AssuranceDecision> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/decisions/counter-chip-and-face.json");
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let evidence = evidence_from_json(json["evidence"].to_string()).unwrap();
    let day = json["date"].as_str().unwrap().to_owned();
    PolicyBundles::shipped().unwrap().decide(evidence, nothing(), day).unwrap()
}

fn nothing() -> Circumstances {
    Circumstances { purpose: None, lending_risk: None, verifier: Vec::new(), acting: None }
}

fn at() -> Timestamp {
    Timestamp::parse("2026-06-01T00:00:00Z").unwrap()
}

fn key() -> BundleKey {
    let public_key = publisher().public_bytes();
    BundleKey { name: "publisher".to_owned(), curve: Curve::P256, public_key }
}

/// A ledger of two decisions, with something kept beside the second; and that, as it was stored.
fn ledger() -> (Arc<EvidenceLedger>, Vec<StoredContent>) {
    let (own, decision) = (EvidenceLedger::open(Vec::new()).unwrap(), decision());
    own.append_decision(&decision, at(), Vec::new(), None).unwrap();
    let basis = RetentionBasis {
        basis: Words { en: "a law".to_owned(), ja: "ある法令".to_owned() },
        last_day: "2026-12-31".to_owned(),
    };
    let kept = ToRetain { kind: RetainedKind::Response, content: b"response".to_vec() };
    let second = own.append_decision(&decision, at(), vec![kept], Some(basis)).unwrap();
    let stored = second
        .retained
        .into_iter()
        .map(|own| StoredContent { digest: own.digest, content: own.content.unwrap() });
    (own, stored.collect())
}

struct Signer;

impl RequestSigner for Signer {
    fn sign(&self, algorithm: Algorithm, bytes: Vec<u8>) -> Result<Vec<u8>, SigningFailure> {
        assert_eq!(algorithm, Algorithm::Es256);
        Ok(publisher().sign(&bytes))
    }
}

struct Broken;

impl RequestSigner for Broken {
    fn sign(&self, _: Algorithm, _: Vec<u8>) -> Result<Vec<u8>, SigningFailure> {
        panic!("BANGO")
    }
}

fn signed(draft: &FileToSign) -> Vec<u8> {
    draft.sign_with(Arc::new(Signer)).unwrap()
}

#[test]
fn a_package_holds_what_was_given_and_opens_under_its_key_alone() {
    let (ledger, stored) = ledger();
    let draft = ledger.pack(0, 1, Algorithm::Es256, stored.clone()).unwrap();
    let file = signed(&draft);
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("audit-package.cose");
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        std::fs::write(&path, &file).unwrap();
    }
    for file in [file.clone(), std::fs::read(&path).unwrap()] {
        let own = open_package(file, vec![key()]).unwrap();
        assert_eq!((own.key.as_str(), own.records.len()), ("publisher", 2));
        assert_eq!(own.records[1].previous, own.records[0].hash);
        assert_eq!((own.retained.len(), own.retained[0].sequence), (1, 1));
        assert_eq!(own.retained[0].content, b"response");
    }
    let stranger = open_package(file.clone(), Vec::new()).err().unwrap();
    assert_eq!(stranger.code(), "refused.package-signature");
    for at in (0..file.len()).step_by(7) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(open_package(changed, vec![key()]).is_err(), "byte {at}");
        assert!(open_package(file[..at].to_vec(), vec![key()]).is_err(), "{at} bytes");
    }

    let alone = ledger.pack(0, 1, Algorithm::Es256, Vec::new()).unwrap();
    assert!(open_package(signed(&alone), vec![key()]).unwrap().retained.is_empty());
    let last = ledger.pack(1, 1, Algorithm::Es256, Vec::new()).unwrap();
    assert_eq!(open_package(signed(&last), vec![key()]).unwrap().records[0].sequence, 1);

    // What is stored under a wrong digest, or was changed, is found when the package is opened.
    let mut changed = stored;
    changed[0].content[39] ^= 1;
    let draft = ledger.pack(0, 1, Algorithm::Es256, changed).unwrap();
    let error = open_package(signed(&draft), vec![key()]).err().unwrap();
    assert_eq!(error.code(), "unreadable.ledger-package");
}

#[test]
fn a_signer_that_panics_is_an_error() {
    let (ledger, _) = ledger();
    let draft = ledger.pack(0, 0, Algorithm::Es256, Vec::new()).unwrap();
    let error = draft.sign_with(Arc::new(Broken)).unwrap_err();
    assert_eq!(error.code(), "internal.panic");
    assert!(!error.to_string().contains("BANGO"));
}

#[test]
fn a_bundle_is_signed_as_its_publisher_signs_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bundles");
    let text = std::fs::read_to_string(path.join("example.json")).unwrap();
    let draft = FileToSign::bundle(text, Algorithm::Es256).unwrap();
    assert_eq!(signed(&draft), std::fs::read(path.join("example.cose")).unwrap());
}
