//! Online sessions against the testkit's wallet: every mode, and every refusal by itself.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod attacks;
mod dcql;
mod modes;
mod mutations;
mod refusals;
mod requests;
mod sessions;

use std::fmt::Debug;

use serde_json::Value;
use tashika::crypto::{CryptoProvider, PublicKey};
use tashika::instant::Timestamp;
use tashika::online::dcql::{Mismatch, SurplusRule};
use tashika::online::jose::KidRule;
use tashika::online::{
    AnnexBRequest, Answer, AppleRequest, DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession,
    Origin, Origins, Outcome, Receiving, RedirectRequest, Refusal, Setup, SigningIdentity, ToSign,
};
use tashika::presentation::Presentation;
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, Report, verify};
use tashika::x509::Certificate;
use tashika_testkit::documents::{MDL, MDL_SPACE, mdl, my_number_card, pid};
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::online::{read_jws, verifier_certificate};
use tashika_testkit::random;
use tashika_testkit::scenario::{Document, NOW, Scenario};

pub(crate) const NAME: &str = "verifier.example";
pub(crate) const ORIGIN: &str = "https://verifier.example";
pub(crate) const OTHER_ORIGIN: &str = "https://www.verifier.example";
pub(crate) const RESPONSE_URI: &str = "https://verifier.example/answers";
pub(crate) const REQUEST_URI: &str = "https://verifier.example/requests/1";

pub(crate) const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();

pub(crate) fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

pub(crate) fn seed(label: &str) -> [u8; 32] {
    random::bytes(label, 32).try_into().unwrap()
}

pub(crate) fn setup(seed: &[u8; 32]) -> Setup<'_> {
    Setup {
        seed,
        now: now(),
        lifetime: 300,
        profile: OnlineProfile::Plain,
        surplus: SurplusRule::Refuse,
        provider: &PROVIDER,
    }
}

pub(crate) fn receiving() -> Receiving<'static> {
    Receiving { now: now().plus(60), provider: &PROVIDER, apple_key: None }
}

pub(crate) fn verifier_key() -> Key {
    Key::new(Curve::P256, "verifier")
}

pub(crate) fn chain() -> Vec<Certificate> {
    vec![Certificate::parse(&verifier_certificate(&verifier_key(), &[NAME])).unwrap()]
}

pub(crate) fn by_name() -> SigningIdentity {
    SigningIdentity::x509_san_dns(&chain(), NAME).unwrap()
}

pub(crate) fn by_hash() -> SigningIdentity {
    SigningIdentity::x509_hash(&chain(), &PROVIDER).unwrap()
}

pub(crate) fn sign(to_sign: &ToSign) -> Option<Vec<u8>> {
    Some(verifier_key().sign(&to_sign.message))
}

/// The licence, showing these elements alone.
pub(crate) fn licence(shown: &[&str]) -> Document {
    let mut document = mdl();
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = shown.contains(&element.identifier);
    }
    document
}

pub(crate) fn query(elements: &[&str]) -> DcqlQuery {
    let mut credential = CredentialQuery::mdoc("mdl", MDL);
    let claims = elements.iter().map(|own| ClaimsQuery::element(MDL_SPACE, own));
    credential.claims = Some(claims.collect());
    DcqlQuery { credentials: vec![credential], credential_sets: None }
}

/// The DeviceRequest for what this document shows.
pub(crate) fn device_request(document: &Document) -> Vec<u8> {
    Scenario::new(document.clone(), Handover::OpenId4Vp).ask()
}

pub(crate) fn redirect<'a>(
    identity: Option<&'a SigningIdentity>,
    query: &'a DcqlQuery,
) -> RedirectRequest<'a> {
    RedirectRequest {
        identity,
        response_uri: RESPONSE_URI,
        request_uri: Some(REQUEST_URI),
        request_uri_post: false,
        encrypted: true,
        same_device: None,
        query,
        transaction_data: &[],
    }
}

pub(crate) fn origins() -> Origins {
    let own = Origin::web(ORIGIN).unwrap();
    let others = [own.clone(), Origin::web(OTHER_ORIGIN).unwrap(), Origin::android_app(&[7; 32])];
    Origins::new(&others, &own).unwrap()
}

pub(crate) fn dc_api(
    protocols: &[DcApiProtocol<'_>],
    query: &DcqlQuery,
    encrypted: bool,
    setup: &Setup<'_>,
) -> OnlineSession {
    let origins = origins();
    let request = DcApiRequest {
        origins: &origins,
        protocols,
        encrypted,
        query: Some(query),
        transaction_data: &[],
    };
    OnlineSession::dc_api(&request, setup).unwrap()
}

pub(crate) fn annex_b(document: &Document, kid_rule: KidRule) -> OnlineSession {
    let identity = by_name();
    let request = AnnexBRequest {
        identity: &identity,
        response_uri: RESPONSE_URI,
        request_uri: REQUEST_URI,
        device_request: &device_request(document),
        kid_rule,
        same_device: None,
    };
    OnlineSession::annex_b(&request, &setup(&seed("annex b"))).unwrap()
}

pub(crate) const MERCHANT: &str = "merchant.example";
pub(crate) const TEAM: &str = "TEAM";

pub(crate) fn apple_key() -> Key {
    Key::new(Curve::P256, "merchant")
}

pub(crate) fn apple(document: &Document) -> OnlineSession {
    let recipient = PublicKey::new(tashika::crypto::Curve::P256, apple_key().public_bytes());
    let request = AppleRequest {
        merchant_id: MERCHANT,
        team_id: TEAM,
        recipient: &recipient,
        device_request: &device_request(document),
    };
    OnlineSession::apple(&request, &setup(&seed("apple"))).unwrap()
}

/// The parameters that a wallet reads from the session's request object.
pub(crate) fn parameters(session: &OnlineSession, identity: &SigningIdentity) -> Value {
    let offer = session.request_object(identity, None, &PROVIDER).unwrap();
    read_jws(&offer.sign_with(sign, &PROVIDER).unwrap()).1
}

/// The call that a page makes for the session.
pub(crate) fn call(session: &OnlineSession, identities: &[&SigningIdentity]) -> Value {
    let offer = session.dc_api_call(identities, None, &PROVIDER).unwrap();
    serde_json::from_str(&offer.sign_with(sign, &PROVIDER).unwrap()).unwrap()
}

pub(crate) fn answered(outcome: Result<Outcome, impl Debug>) -> Answer {
    match outcome.unwrap() {
        Outcome::Answered(answer) => answer,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn refused(outcome: Result<Outcome, Refusal>) -> Refusal {
    match outcome {
        Err(refusal) => refusal,
        Ok(other) => panic!("{other:?}"),
    }
}

pub(crate) fn mismatches(outcome: Result<Outcome, Refusal>) -> Vec<Mismatch> {
    match refused(outcome) {
        Refusal::Answer(mismatches) => mismatches,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn report(presentation: &Presentation) -> Report {
    let roots = [mdl(), pid(), my_number_card()].map(|own| own.issuer.root_der());
    let trust: TrustStore = roots
        .iter()
        .map(|der| TrustAnchor::new(Certificate::parse(der).unwrap(), Purpose::Issuer))
        .collect();
    let policy = Policy::default();
    let context = Context::new(&trust, &policy, now(), &PROVIDER);
    verify(presentation, &context).unwrap()
}

/// Every presentation is accepted and answers the query; the elements come out.
pub(crate) fn accepted(answer: &Answer, elements: &[&str]) {
    let mut decisions = Vec::new();
    for (_, presentation) in answer.presentations() {
        let report = report(presentation);
        let verdict = &report.verdict;
        assert_eq!(verdict.decision, Decision::Accepted, "{:?}", verdict.reasons);
        decisions.push(true);
        for document in &report.documents {
            let claims = document.claims.as_ref().unwrap();
            let own: Vec<&str> = claims.iter().map(|claim| claim.identifier()).collect();
            assert_eq!(own, elements);
        }
    }
    assert!(!decisions.is_empty());
    assert_eq!(answer.missing_after(&decisions), []);
}
