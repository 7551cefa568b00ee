//! An online answer of 60 kB on its way in: decrypted, held against its question and verified,
//! beside the cryptography that this takes at the least.
//!
//! `cargo bench -p tashika-bench --bench online`

use std::hint::black_box;

use serde_json::Value;
use tashika::crypto::{CryptoProvider, Curve, PrivateKey, PublicKey};
use tashika::instant::Timestamp;
use tashika::mdoc::DeviceRequest;
use tashika::online::dcql::SurplusRule;
use tashika::online::{
    DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession, Origin, Origins, Outcome, Receiving,
    RedirectRequest, SEALING_KEY_BYTES, SEALING_NONCE_BYTES, Setup,
};
use tashika::presentation::Presentation;
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, verify};
use tashika::x509::Certificate;
use tashika_bench::subject::Floor;
use tashika_bench::{Contender, race, shown};
use tashika_testkit::documents::{MDL, mdl};
use tashika_testkit::handover::Handover;
use tashika_testkit::online::{Wallet, read_link};
use tashika_testkit::scenario::{Document, NOW, Scenario};
use tashika_testkit::{documents, portrait, random};

const ROUNDS: usize = 15;
/// Bytes of the DeviceResponse, within one in a hundred.
const RESPONSE: usize = 60_000;
const ORIGIN: &str = "https://verifier.example";
const SEED: [u8; 32] = [3; 32];
const SEALING_KEY: [u8; SEALING_KEY_BYTES] = [4; SEALING_KEY_BYTES];
const SEALING_NONCE: [u8; SEALING_NONCE_BYTES] = [5; SEALING_NONCE_BYTES];

struct Subject {
    provider: CryptoProvider,
    id: String,
    record: Vec<u8>,
    answer: Vec<u8>,
    response: Vec<u8>,
    trust: TrustStore,
    policy: Policy,
    now: Timestamp,
    floor: Floor,
    key: PrivateKey,
    peer: PublicKey,
    content_key: Vec<u8>,
    sealed: Vec<u8>,
}

impl Subject {
    /// `kind` is `direct_post.jwt`, `dc_api.jwt` or `org-iso-mdoc`.
    fn new(kind: &str, provider: CryptoProvider) -> Self {
        let document = licence();
        let now = Timestamp::parse(NOW).expect("a time");
        let setup = Setup {
            seed: &SEED,
            now,
            lifetime: 300,
            profile: OnlineProfile::Plain,
            surplus: SurplusRule::Refuse,
            provider: &provider,
        };
        let wallet = Wallet::new("mdl", document.clone());
        let (session, answer) = match kind {
            "direct_post.jwt" => by_redirect(&wallet, &setup),
            other => by_dc_api(other, &wallet, &setup),
        };
        let record = session.seal(&SEALING_KEY, &SEALING_NONCE, &provider).expect("sealed");
        let id = session.id().to_owned();
        let root = document.issuer.root_der();
        let anchor = Certificate::parse(&root).expect("the kit's root is a certificate");
        let receiving = Receiving { now, provider: &provider, apple_key: None };
        let outcome = session.receive(&answer, &receiving).expect("not refused");
        let Outcome::Answered(answered) = outcome else { panic!("{outcome:?}") };
        let (_, presentation) = answered.presentations().next().expect("a presentation");
        let response = presentation.response().to_vec();
        let transcript = presentation.transcript().expect("a transcript").bytes().to_vec();
        let key = PrivateKey::new(Curve::P256, vec![9; 32]);
        let peer = (provider.public_key)(&PrivateKey::new(Curve::P256, vec![8; 32]));
        let content_key = vec![7; if kind == "org-iso-mdoc" { 16 } else { 32 }];
        let content = vec![6; sealed_len(kind, response.len())];
        let sealed = (provider.seal_aes_gcm)(&content_key, &SEALING_NONCE, &[], &content);
        Self {
            provider,
            id,
            record,
            answer,
            floor: Floor::of(&response, &transcript, &root),
            response,
            trust: [TrustAnchor::new(anchor, Purpose::Issuer)].into_iter().collect(),
            policy: Policy::default(),
            now,
            key,
            peer: peer.expect("a key"),
            content_key,
            sealed: sealed.expect("sealed"),
        }
    }

    /// One key agreement, one decryption, and the cryptography of the response.
    fn floor(&self) {
        black_box((self.provider.agree)(&self.key, &self.peer).expect("agreed"));
        let opened =
            (self.provider.open_aes_gcm)(&self.content_key, &SEALING_NONCE, &[], &self.sealed);
        black_box(opened.expect("opened"));
        self.floor.run(&self.provider);
    }

    fn receive(&self) -> Vec<Presentation> {
        let session = OnlineSession::open(&self.record, &self.id, &SEALING_KEY, &self.provider);
        let receiving = Receiving { now: self.now, provider: &self.provider, apple_key: None };
        let outcome = session.expect("opened").receive(&self.answer, &receiving);
        let Ok(Outcome::Answered(answer)) = outcome else { panic!("{outcome:?}") };
        answer.presentations().map(|(_, own)| own.clone()).collect()
    }

    fn whole(&self) {
        let context = Context::new(&self.trust, &self.policy, self.now, &self.provider);
        for presentation in self.receive() {
            let report = verify(&presentation, &context).expect("readable");
            assert_eq!(report.verdict.decision, Decision::Accepted);
            black_box(report);
        }
    }
}

/// A licence with its portrait and one large element, [`RESPONSE`] bytes in all.
fn licence() -> Document {
    let of = |filling: usize| {
        let mut document = mdl();
        let own = [
            documents::shown("family_name", "BANGO"),
            documents::shown("portrait", portrait::jpeg()),
        ];
        document.name_spaces[0].1 = own.into();
        let large = documents::shown("filling", random::bytes("filling", filling));
        document.name_spaces.push(("org.iso.18013.5.1.JP", vec![large]));
        document
    };
    let empty = Scenario::new(of(0), Handover::OpenId4Vp).respond().len();
    of(RESPONSE - empty)
}

fn query() -> DcqlQuery {
    let mut credential = CredentialQuery::mdoc("mdl", MDL);
    let document = licence();
    let claims = document.name_spaces.iter().flat_map(|(space, elements)| {
        elements.iter().map(|own| ClaimsQuery::element(space, own.identifier)).collect::<Vec<_>>()
    });
    credential.claims = Some(claims.collect());
    DcqlQuery { credentials: vec![credential], credential_sets: None }
}

fn by_redirect(wallet: &Wallet, setup: &Setup<'_>) -> (OnlineSession, Vec<u8>) {
    let query = query();
    let request = RedirectRequest {
        identity: None,
        response_uri: "https://verifier.example/answers",
        request_uri: None,
        request_uri_post: false,
        encrypted: true,
        same_device: None,
        query: &query,
        transaction_data: &[],
    };
    let session = OnlineSession::redirect(&request, setup).expect("a session");
    let link = session.link("openid4vp", setup.provider).expect("a link");
    let answer = wallet.post(&read_link(&link));
    (session, answer)
}

fn by_dc_api(kind: &str, wallet: &Wallet, setup: &Setup<'_>) -> (OnlineSession, Vec<u8>) {
    let asked = Scenario::new(wallet.documents[0].1.clone(), Handover::OpenId4Vp).ask();
    DeviceRequest::decode(&asked).expect("the kit asks rightly");
    let (protocol, name) = match kind {
        "org-iso-mdoc" => (DcApiProtocol::IsoMdoc(&asked), "org-iso-mdoc"),
        _ => (DcApiProtocol::Unsigned, "openid4vp-v1-unsigned"),
    };
    let query = query();
    let request = DcApiRequest {
        origins: &Origins::only(Origin::web(ORIGIN).expect("an origin")),
        protocols: &[protocol],
        encrypted: true,
        query: Some(&query),
        transaction_data: &[],
    };
    let session = OnlineSession::dc_api(&request, setup).expect("a session");
    let offer = session.dc_api_call(&[], None, setup.provider).expect("a call");
    let call = offer.finish(&[], setup.provider).expect("nothing to sign");
    let call: Value = serde_json::from_str(&call).expect("JSON");
    let answer = wallet.answer_call(&call, name, ORIGIN).to_string();
    (session, answer.into_bytes())
}

/// The bytes that are decrypted: the response, in base64url where JSON carries it.
fn sealed_len(kind: &str, response: usize) -> usize {
    if kind == "org-iso-mdoc" { response } else { response.div_ceil(3) * 4 }
}

fn main() {
    let rounds = if std::env::args().any(|own| own == "--test") { 1 } else { ROUNDS };
    println!("One answer, P-256, a response of 60 kB with a portrait; {rounds} rounds in turns.");
    println!("Floor: a key agreement, a decryption, three signature verifications, the digests.");
    println!(
        "The device's signature is verified by `receive`, to tell which session it is for, and again by"
    );
    println!("`verify`, which trusts no flow: the last column is what one of the two costs.\n");
    println!("{:<12} {:<16} {:>9} {:>9} | floor, receive, both, device signature", "", "", "", "");
    for provider in [CryptoProvider::rustcrypto, CryptoProvider::aws_lc] {
        for kind in ["direct_post.jwt", "dc_api.jwt", "org-iso-mdoc"] {
            row(kind, &Subject::new(kind, provider()), rounds);
        }
    }
}

fn row(kind: &str, subject: &Subject, rounds: usize) {
    let timings = race(
        &[
            Contender { name: "floor", run: &|| subject.floor() },
            Contender { name: "receive", run: &|| drop(black_box(subject.receive())) },
            Contender { name: "receive and verify", run: &|| subject.whole() },
            Contender {
                name: "device signature",
                run: &|| subject.floor.device_signature(&subject.provider),
            },
        ],
        rounds,
    );
    print!(
        "{:<12} {kind:<16} {:>9} {:>9} |",
        subject.provider.name,
        subject.response.len(),
        subject.answer.len()
    );
    for timing in &timings {
        print!(" {:>10} {:>5.2}", shown(timing.best), timing.ratio);
    }
    println!();
}
