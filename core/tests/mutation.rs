//! Mutated responses: no panic, and nothing accepted whose authenticated content differs.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, Report, verify};
use tashika::x509::Certificate;
use tashika_testkit::cases::{Case, all};

/// Mutations of each kind; the seed is fixed and printed.
const CASES: u32 = 1500;
const SEED: [u8; 32] = *b"tashika mutates, tells its seed.";

/// What stands in a response: one of the good fixtures and what the verifier brings.
struct Subject {
    name: String,
    response: Vec<u8>,
    transcript: SessionTranscript,
    reader_key: Option<PrivateKey>,
    trust: TrustStore,
    now: Timestamp,
    policy: Policy,
    claims: Vec<Claimed>,
}

/// A released element: who vouches, document type, namespace, identifier, value in CBOR.
type Claimed = (&'static str, String, String, String, Vec<u8>);

impl Subject {
    fn new(case: &Case) -> Self {
        let anchors = case
            .trust
            .iter()
            .map(|own| TrustAnchor::new(Certificate::parse(&own.der).unwrap(), Purpose::Issuer));
        let reader_key =
            case.reader_key().map(|key| PrivateKey::new(Curve::P256, key.secret().to_vec()));
        let mut subject = Self {
            name: case.name.clone(),
            response: case.scenario.respond(),
            transcript: SessionTranscript::from_bytes(&case.transcript()),
            reader_key,
            trust: anchors.collect(),
            now: Timestamp::parse(case.at).unwrap(),
            policy: Policy::default(),
            claims: Vec::new(),
        };
        let report = subject.verify(subject.response.clone()).expect("a good case is readable");
        assert_eq!(report.verdict.decision, Decision::Accepted, "{}", subject.name);
        subject.claims = claimed(&report);
        subject
    }

    fn verify(&self, response: Vec<u8>) -> Option<Report> {
        let mut presentation = Presentation::new(response).with_transcript(self.transcript.clone());
        if let Some(key) = &self.reader_key {
            presentation = presentation.with_reader_key(key.clone());
        }
        let provider = CryptoProvider::default();
        let context = Context::new(&self.trust, &self.policy, self.now, &provider);
        verify(&presentation, &context).ok()
    }

    /// Whatever is released was released by the unchanged response as well.
    fn holds(&self, response: Vec<u8>) {
        let Some(report) = self.verify(response) else { return };
        for claim in claimed(&report) {
            assert!(self.claims.contains(&claim), "{}: {}/{} is new", self.name, claim.2, claim.3);
        }
        if report.verdict.decision == Decision::Accepted {
            assert!(report.documents.iter().all(|own| own.claims.is_some()), "{}", self.name);
        }
    }
}

fn claimed(report: &Report) -> Vec<Claimed> {
    let documents = report.documents.iter();
    documents
        .filter_map(|own| own.claims.as_ref().map(|claims| (own.doc_type.clone(), claims)))
        .flat_map(|(doc_type, claims)| {
            claims.iter().map(move |own| {
                (
                    own.source().as_str(),
                    doc_type.clone().unwrap_or_default(),
                    own.name_space().to_owned(),
                    own.identifier().to_owned(),
                    own.encoded().to_vec(),
                )
            })
        })
        .collect()
}

fn subjects() -> &'static [Subject] {
    static SUBJECTS: OnceLock<Vec<Subject>> = OnceLock::new();
    SUBJECTS.get_or_init(|| {
        let wanted = ["algorithm-p256", "mac-p256", "device-signed", "eu-pid", "status"];
        let cases = all().into_iter().filter(|case| wanted.contains(&case.name.as_str()));
        let subjects: Vec<Subject> = cases.map(|case| Subject::new(&case)).collect();
        assert_eq!(subjects.len(), wanted.len());
        subjects
    })
}

fn run<S: Strategy>(strategy: &S, test: impl Fn(&Subject, &S::Value) -> Vec<u8>) {
    println!("{CASES} mutations, seed {:?}", String::from_utf8_lossy(&SEED));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let subject = 0..subjects().len();
    TestRunner::new_with_rng(config, rng)
        .run(&(subject, strategy), |(index, value)| {
            let subject = &subjects()[index];
            subject.holds(test(subject, &value));
            Ok(())
        })
        .unwrap();
}

proptest::prop_compose! {
    /// A place in a response, as a fraction of its length.
    fn place()(own in 0.0..1.0f64) -> f64 { own }
}

fn at(bytes: &[u8], place: f64) -> usize {
    ((bytes.len() as f64 * place) as usize).min(bytes.len().saturating_sub(1))
}

#[test]
fn changed_bytes() {
    let changes = proptest::collection::vec((place(), any::<u8>()), 1..4);
    run(&changes, |subject, changes| {
        let mut bytes = subject.response.clone();
        for (place, value) in changes {
            let index = at(&bytes, *place);
            bytes[index] = *value;
        }
        bytes
    });
}

#[test]
fn truncated() {
    run(&place(), |subject, place| subject.response[..at(&subject.response, *place)].to_vec());
}

#[test]
fn duplicated_and_removed_spans() {
    run(&(place(), 1..200usize, any::<bool>()), |subject, (place, len, removes)| {
        let mut bytes = subject.response.clone();
        let start = at(&bytes, *place);
        let end = (start + len).min(bytes.len());
        let span = bytes[start..end].to_vec();
        if *removes {
            bytes.drain(start..end);
        } else {
            bytes.splice(start..start, span);
        }
        bytes
    });
}

#[test]
fn exchanged_spans() {
    run(&(place(), place(), 1..64usize), |subject, (one, other, len)| {
        let mut bytes = subject.response.clone();
        let (one, other) = (at(&bytes, *one), at(&bytes, *other));
        for offset in 0..*len {
            if one + offset < bytes.len() && other + offset < bytes.len() {
                bytes.swap(one + offset, other + offset);
            }
        }
        bytes
    });
}

#[test]
fn parts_of_another_response() {
    let other = any::<prop::sample::Index>();
    run(&(other, place(), place()), |subject, (other, one, two)| {
        let other = &other.get(subjects()).response;
        let (head, tail) = (at(&subject.response, *one), at(other, *two));
        [&subject.response[..head], &other[tail..]].concat()
    });
}

/// Every single bit of a whole response: where a change goes unnoticed, nothing that is released
/// may differ.
#[test]
fn every_flipped_bit() {
    let subject = subjects().iter().find(|own| own.name == "eu-pid").unwrap();
    for index in 0..subject.response.len() {
        let mut bytes = subject.response.clone();
        bytes[index] ^= 1 << (index % 8);
        subject.holds(bytes);
    }
    println!("{} bits", subject.response.len());
}

/// Certificates, transcripts and requests are received as well.
#[test]
fn noise_in_every_reader() {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let subject = &subjects()[0];
    let certificate = subject.trust.anchors()[0].certificate().der().to_vec();
    let noise = proptest::collection::vec(any::<u8>(), 0..300);
    TestRunner::new_with_rng(config, rng)
        .run(&(noise, place(), any::<u8>()), |(noise, place, value)| {
            let _ = Certificate::parse(&noise);
            let _ = Certificate::read_all(&noise);
            let _ = DeviceRequest::decode(&noise);
            let _ = SessionTranscript::from_bytes(&noise).e_reader_key();
            let mut changed = certificate.clone();
            let index = at(&changed, place);
            changed[index] = value;
            if let Ok(certificate) = Certificate::parse(&changed) {
                let _ = certificate.subject().to_string();
            }
            subject.holds(noise);
            Ok(())
        })
        .unwrap();
}
