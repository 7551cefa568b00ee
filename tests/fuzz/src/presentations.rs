//! Responses: reading them, and verifying them.

use std::sync::OnceLock;

use tashika::codec::limits::MAX_DEPTH;
use tashika::codec::scan;
use tashika::cose::Signed;
use tashika::crypto::{CryptoError, CryptoProvider, Curve, PrivateKey, PublicKey, SignatureScheme};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, DeviceResponse, MobileSecurityObject, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::status::{Cache, NamesLists, plan};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Outcome, Policy, Report, verify};
use tashika::x509::Certificate;
use tashika_testkit::cases::{Case, all};

use crate::{number, numbered};

/// A mobile security object.
pub fn mso(data: &[u8]) {
    let Ok(mso) = MobileSecurityObject::decode(data, 0) else { return };
    let _ = (mso.digest("org.iso.18013.5.1", 0), format!("{mso:?}"));
}

pub fn mso_seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for own in subjects() {
        let response = DeviceResponse::decode(&own.response).expect("a good case");
        for document in response.documents.iter().flatten() {
            let auth = Signed::read(&document.issuer_signed.issuer_auth).expect("COSE_Sign1");
            seeds.push(auth.payload.expect("a payload").to_vec());
        }
    }
    seeds
}

/// A good case and what the verifier brings.
struct Subject {
    response: Vec<u8>,
    transcript: SessionTranscript,
    reader_key: Option<PrivateKey>,
    request: DeviceRequest,
    trust: TrustStore,
    status: Cache,
    now: Timestamp,
    claims: Vec<Claimed>,
}

/// Who vouches, document type, namespace, identifier, value in CBOR.
type Claimed = (&'static str, String, String, String, Vec<u8>);

const SUBJECTS: [&str; 7] = [
    "algorithm-p256",
    "mac-p256",
    "device-signed",
    "eu-pid",
    "my-number-card",
    "photo-id-travel-document",
    "status",
];

fn subjects() -> &'static [Subject] {
    static SUBJECT: OnceLock<Vec<Subject>> = OnceLock::new();
    SUBJECT.get_or_init(|| {
        let all = all();
        let own = SUBJECTS.map(|name| all.iter().find(|own| own.name == name).expect(name));
        own.into_iter().map(Subject::new).collect()
    })
}

impl Subject {
    fn new(case: &Case) -> Self {
        let trust = case.trust.iter().map(|own| {
            let purpose = Purpose::from_name(own.purpose).expect("a purpose");
            TrustAnchor::new(Certificate::parse(&own.der).expect("a certificate"), purpose)
        });
        let mut status = Cache::new();
        for own in &case.status {
            let fetched = own.fetched.and_then(Timestamp::parse);
            status.give(own.uri, own.bytes.clone(), fetched).expect("room");
        }
        let key = case.reader_key().map(|key| PrivateKey::new(Curve::P256, key.secret().to_vec()));
        let mut subject = Self {
            response: case.scenario.respond(),
            transcript: SessionTranscript::from_bytes(&case.transcript()),
            reader_key: key,
            request: DeviceRequest::decode(&case.scenario.ask()).expect("the kit asks rightly"),
            trust: trust.collect(),
            status,
            now: Timestamp::parse(case.at).expect("a time"),
            claims: Vec::new(),
        };
        let report = subject.verify(&subject.response.clone(), &CryptoProvider::rustcrypto());
        subject.claims = claimed(&report.expect("a good case is readable"));
        assert!(!subject.claims.is_empty() || case.name == "eu-pid", "{}", case.name);
        subject
    }

    fn verify(&self, response: &[u8], provider: &CryptoProvider) -> Option<Report> {
        let mut presentation = Presentation::new(response.to_vec())
            .with_transcript(self.transcript.clone())
            .with_request(self.request.clone());
        if let Some(key) = &self.reader_key {
            presentation = presentation.with_reader_key(key.clone());
        }
        static POLICY: OnceLock<Policy> = OnceLock::new();
        let policy = POLICY.get_or_init(Policy::default);
        let context = Context::new(&self.trust, policy, self.now, provider);
        let report = verify(&presentation, &context.with_status(&self.status)).ok()?;
        for fetch in plan(&presentation, &self.status, self.now) {
            assert!(fetch.uri.starts_with("http"), "only these are fetched");
        }
        let _ = report.lists();
        Some(report)
    }
}

fn claimed(report: &Report) -> Vec<Claimed> {
    let documents = report.documents.iter();
    let claims = documents
        .filter_map(|own| own.claims.as_ref().map(|claims| (own.doc_type.clone(), claims)));
    claims
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

fn holds_together(report: &Report) {
    let _ = format!("{report:?}");
    let failed = report.checks.iter().any(|own| own.outcome == Outcome::Failed);
    if failed {
        assert_ne!(report.verdict.decision, Decision::Accepted);
        assert!(report.documents.iter().all(|own| own.claims.is_none()));
    }
    for document in &report.documents {
        if document.checks.iter().any(|own| own.outcome == Outcome::Failed) {
            assert!(document.claims.is_none(), "a document that failed releases nothing");
            assert_ne!(report.verdict.decision, Decision::Accepted);
        }
    }
}

/// Whatever is released of a changed response was released of the unchanged one as well.
pub fn verify_real(data: &[u8]) {
    let Some((index, response)) = numbered(data) else { return };
    let subject = &subjects()[usize::from(index) % SUBJECTS.len()];
    let Some(report) = subject.verify(response, &CryptoProvider::rustcrypto()) else { return };
    holds_together(&report);
    for claim in claimed(&report) {
        assert!(subject.claims.contains(&claim), "{}/{} is new", claim.2, claim.3);
    }
}

/// Every signature holds: what lies behind them is reached. Only what is in the response may be
/// released.
pub fn verify_signed(data: &[u8]) {
    let Some((index, response)) = numbered(data) else { return };
    let subject = &subjects()[usize::from(index) % SUBJECTS.len()];
    let mut provider = CryptoProvider::rustcrypto();
    provider.verify = holds;
    let Some(report) = subject.verify(response, &provider) else { return };
    holds_together(&report);
    for (.., value) in claimed(&report) {
        let value = scan(&value, 0, 2 * MAX_DEPTH).expect("one item").item;
        let masked = value.as_text() == Some("************");
        let there = response.windows(value.bytes().len()).any(|own| own == value.bytes());
        assert!(masked || there, "a value that was not in the response");
    }
}

fn holds(_: &PublicKey, _: SignatureScheme, _: &[&[u8]], _: &[u8]) -> Result<(), CryptoError> {
    Ok(())
}

pub fn verify_seeds() -> Vec<Vec<u8>> {
    let own = subjects().iter().enumerate();
    own.map(|(index, own)| number(index as u8, &own.response)).collect()
}
