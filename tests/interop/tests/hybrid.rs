//! The soft token of webauthn-authenticator-rs as the phone, over a real tunnel service: it makes a
//! passkey, signs with it, and the signature holds.
//!
//! `hybrid/README.md` says how to build it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use tashika::crypto::{CryptoProvider, HashAlgorithm};
use tashika::hybrid::ctap::{AssertionRequest, RegistrationRequest};
use tashika::hybrid::digital::DigitalRequest;
use tashika::hybrid::initiator::{Answered, Ask, Failure, HybridConfig, Outcome, Reply};
use tashika::hybrid::peer::Feature;
use tashika::hybrid::tunnel::TunnelPolicy;
use tashika::instant::Timestamp;
use tashika::passkey::{
    Assertion, Ceremony, Credential, Expected, PasskeyCheck, PasskeyOutcome, Registration,
    RegistrationError, Storage, UserVerification, client_data, verify_assertion,
};
use tashika_tunnel::{Advert, Relay, Trick, run_screen};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();
const RP: &str = "verifier.example";
const ORIGIN: &str = "https://verifier.example";
const CHALLENGE: &[u8] = b"a challenge of this session";
/// How long the foreign program may take for a line.
const PATIENCE: Duration = Duration::from_secs(60);

/// The foreign program, if it was built.
fn program() -> Option<PathBuf> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peer/debug");
    let folder = std::env::var_os("TASHIKA_HYBRID_PEER").map_or(built, PathBuf::from);
    let program = folder.join("tashika-hybrid-peer");
    if program.exists() {
        return Some(program);
    }
    println!("skipped: no webauthn-authenticator-rs (see tests/interop/hybrid/README.md)");
    None
}

/// The foreign phone.
struct Phone {
    child: Child,
    codes: ChildStdin,
    lines: UnboundedReceiver<String>,
}

impl Phone {
    fn start(program: &Path, relay: &Relay) -> Self {
        let mut command = Command::new(program);
        command.arg(relay.address().to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = unbounded_channel();
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { codes: child.stdin.take().unwrap(), child, lines }
    }

    /// Puts one question to it, from the code to the end.
    async fn ask(&mut self, relay: &Relay, label: &str, ask: Ask) -> Outcome {
        let mut config = HybridConfig::new(ask);
        config.tunnels = TunnelPolicy::own(&relay.base());
        let (sender, receiver) = unbounded_channel();
        let (codes, lines) = (&mut self.codes, &mut self.lines);
        let show = |code: &str| writeln!(codes, "{code}").unwrap();
        let now = Timestamp::from_unix(1_780_000_000);
        let advert = async {
            let line = line(lines).await;
            sender.send(advert(&line)).unwrap();
        };
        let (outcome, ()) = tokio::join!(run_screen(config, label, now, show, receiver), advert);
        assert_eq!(line(lines).await, "done");
        outcome.unwrap()
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn line(lines: &mut UnboundedReceiver<String>) -> String {
    tokio::time::timeout(PATIENCE, lines.recv()).await.expect("in time").expect("a line")
}

/// `SERVICE DATA` in hexadecimal.
fn advert(line: &str) -> Advert {
    let (service, data) = line.split_once(' ').unwrap();
    let octet = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let data: Vec<u8> = data.as_bytes().chunks(2).map(octet).collect();
    assert_eq!(data.len(), 20);
    (u16::from_str_radix(service, 16).unwrap(), data)
}

fn answered(outcome: Outcome) -> Answered {
    match outcome {
        Outcome::Answered(own) => *own,
        other => panic!("{other:?}"),
    }
}

fn hash(data: &[u8]) -> [u8; 32] {
    (PROVIDER.digest)(HashAlgorithm::Sha256, &[data]).as_ref().try_into().unwrap()
}

fn registration() -> RegistrationRequest {
    RegistrationRequest {
        rp_id: RP.to_owned(),
        rp_name: "Verifier".to_owned(),
        client_data_hash: hash(b"{}"),
        user_id: vec![7; 16],
        user_name: "hanako".to_owned(),
        user_display_name: "Hanako".to_owned(),
        algorithms: vec![-7],
        excluded: Vec::new(),
        discoverable: false,
        user_verification: true,
    }
}

fn assertion(client: &[u8], allowed: &[u8]) -> AssertionRequest {
    AssertionRequest {
        rp_id: RP.to_owned(),
        client_data_hash: hash(client),
        allowed: vec![allowed.to_vec()],
        user_verification: true,
    }
}

async fn ceremonies(program: &Path) {
    let relay = Relay::start(Trick::Honest).await.unwrap();
    let mut phone = Phone::start(program, &relay);
    let made = answered(phone.ask(&relay, "make", Ask::Registration(registration())).await);
    assert_eq!(made.peer.features, [Feature::Ctap]);
    let info = made.peer.get_info.unwrap();
    let Reply::Registration(reply) = made.reply else { panic!("a registration") };
    let data = &reply.authenticator_data;
    let asked = Registration {
        rp_id: RP,
        algorithms: &[-7],
        user_verification: UserVerification::NotNeeded,
        transports: &info.transports,
    };
    let credential = Credential::register(data, &asked, &PROVIDER).unwrap();
    // It says that it has not verified its user, though that was asked.
    let strict = Registration { user_verification: UserVerification::Required, ..asked };
    let refused = Credential::register(data, &strict, &PROVIDER);
    assert_eq!(refused, Err(RegistrationError::UserNotVerified));
    assert!(!credential.backup_eligible);

    let client = client_data(Ceremony::SignIn, CHALLENGE, ORIGIN);
    let request = Ask::Assertion(assertion(&client, &credential.id));
    let signed = answered(phone.ask(&relay, "sign", request).await);
    let Reply::Assertion(reply) = signed.reply else { panic!("an assertion") };
    let assertion_of = |client| Assertion {
        credential_id: reply.credential_id.as_deref(),
        authenticator_data: &reply.authenticator_data,
        client_data_json: client,
        signature: &reply.signature,
    };
    let expected = Expected {
        credential: &credential,
        rp_id: RP,
        challenge: CHALLENGE,
        origins: &[ORIGIN],
        user_verification: UserVerification::NotNeeded,
    };
    let report = verify_assertion(&assertion_of(&client), &expected, &PROVIDER);
    assert_eq!(report.outcome(PasskeyCheck::Signature), Some(PasskeyOutcome::Passed));
    let facts = report.facts.expect("every check passes");
    assert!(facts.user_present);
    assert_eq!(facts.storage, Storage::DeviceBound);
    assert!(facts.transports.contains(&"hybrid".to_owned()));

    // The token was asked to verify its user and says that it has not: that is not overlooked.
    assert!(!facts.user_verified);
    let strict = Expected { user_verification: UserVerification::Required, ..expected };
    let report = verify_assertion(&assertion_of(&client), &strict, &PROVIDER);
    assert_eq!(report.outcome(PasskeyCheck::UserVerified), Some(PasskeyOutcome::Failed));
    assert_eq!(report.facts, None);

    let other = client_data(Ceremony::SignIn, b"another challenge", ORIGIN);
    let report = verify_assertion(&assertion_of(&other), &expected, &PROVIDER);
    assert_eq!(report.outcome(PasskeyCheck::Signature), Some(PasskeyOutcome::Failed));
    assert_eq!(report.facts, None);
}

#[test]
fn a_foreign_phone_makes_a_passkey_and_signs_with_it() {
    let Some(program) = program() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(ceremonies(&program));
}

/// The foreign phone knows nothing of digital credentials: it says so by what it leaves out.
#[test]
fn a_foreign_phone_without_digital_credentials_is_told_apart() {
    let Some(program) = program() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let relay = Relay::start(Trick::Honest).await.unwrap();
        let mut phone = Phone::start(&program, &relay);
        let call = r#"{"requests":[{"protocol":"org-iso-mdoc","data":{}}]}"#;
        let request = DigitalRequest::get(ORIGIN, call).unwrap();
        let outcome = phone.ask(&relay, "credential", Ask::Credential(request)).await;
        let expected = Failure::FeatureMissing(Feature::DigitalCredentials);
        assert!(matches!(outcome, Outcome::Failed { failure, .. } if failure == expected));
    });
}
