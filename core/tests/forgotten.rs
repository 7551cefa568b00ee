//! What nobody asked for is not in the memory of the process after a verification.
//!
//! 1. The parent makes a presentation with a value that was not asked for, and writes its parts.
//! 2. A child process reads them, verifies, drops the presentation and keeps the report.
//! 3. The child searches all of its own writable memory: before the drop the value is there, after
//!    it is not, and a value that was asked for is there as long as the report is.
//!
//! The same for online answers that came encrypted: once an answer is dropped, neither its values nor
//! the text in which they were carried are left.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tashika::codec::encode_base64url;
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, SessionTranscript};
use tashika::online::dcql::SurplusRule;
use tashika::online::{
    DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession, Origin, Origins, Outcome, Receiving,
    RedirectRequest, Setup,
};
use tashika::presentation::Presentation;
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, verify};
use tashika::x509::Certificate;
use tashika_testkit::cases::all;
use tashika_testkit::documents::{MDL, MDL_SPACE, mdl};
use tashika_testkit::handover::Handover;
use tashika_testkit::online::{Wallet, read_link};
use tashika_testkit::scenario::{NOW, Scenario};

const FOLDER: &str = "TASHIKA_MEMORY_TEST";
/// Searched for are the values under this mask, so that the search does not find itself.
const MASK: u8 = 0x5a;
const CHUNK: usize = 1 << 20;

/// Forty characters that occur nowhere else: made when the test runs.
fn value(seed: u32) -> String {
    let mut state = seed ^ std::process::id();
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (state >> 24) as u8 % 26)
    };
    (0..40).map(next).collect()
}

fn masked(text: &str) -> Vec<u8> {
    text.bytes().map(|own| own ^ MASK).collect()
}

#[test]
fn values_that_nobody_asked_for_are_gone() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return child(Path::new(&folder));
    }
    if !Path::new("/proc/self/mem").exists() {
        println!("skipped: this system does not show a process its memory as /proc/self/mem");
        return;
    }
    let (unasked, asked) = (value(1), value(2));
    let mut case = all().into_iter().find(|own| own.name == "algorithm-p256").unwrap();
    let mut less = mdl();
    less.name_spaces[0].1.retain(|own| own.identifier != "document_number");
    for element in &mut case.scenario.document().name_spaces[0].1 {
        match element.identifier {
            "document_number" => element.value = unasked.as_str().into(),
            "issuing_authority" => element.value = asked.as_str().into(),
            _ => {}
        }
    }
    let mut request = case.scenario.clone();
    request.documents = vec![less];
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("memory");
    fs::create_dir_all(&folder).unwrap();
    for (name, content) in [
        ("response", case.scenario.respond()),
        ("transcript", case.transcript()),
        ("request", request.ask()),
        ("anchor", case.trust[0].der.clone()),
        ("unasked", masked(&unasked)),
        ("asked", masked(&asked)),
    ] {
        fs::write(folder.join(name), content).unwrap();
    }
    run_child("values_that_nobody_asked_for_are_gone", &folder);
}

fn run_child(test: &str, folder: &Path) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}\n{}", String::from_utf8_lossy(&child.stderr));
    assert!(said.contains("searched"), "the child did its part: {said}");
}

const KEY: [u8; 32] = [4; 32];
const ORIGIN: &str = "https://verifier.example";
/// The ways of an answer that is encrypted, one after the other in one process.
const WAYS: [&str; 3] = ["direct_post.jwt", "openid4vp-v1-unsigned", "org-iso-mdoc"];

#[test]
fn an_answer_that_came_encrypted_is_gone() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return take_answers(Path::new(&folder));
    }
    if !Path::new("/proc/self/mem").exists() {
        println!("skipped: this system does not show a process its memory as /proc/self/mem");
        return;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("memory-online");
    fs::create_dir_all(&folder).unwrap();
    for (seed, way) in (3..).zip(WAYS) {
        let value = value(seed);
        let (session, answer) = answered(way, &value);
        let provider = CryptoProvider::default();
        let record = session.seal(&KEY, &[5; 12], &provider).unwrap();
        // Where three bytes begin in the text that carries the value is not known.
        let texts = [0, 1, 2].map(|at| encode_base64url(&value.as_bytes()[at..at + 36]));
        let parts = [
            ("record", record),
            ("id", session.id().as_bytes().to_vec()),
            ("answer", answer),
            ("value", masked(&value)),
            ("text0", masked(&texts[0])),
            ("text1", masked(&texts[1])),
            ("text2", masked(&texts[2])),
        ];
        for (name, content) in parts {
            fs::write(folder.join(format!("{way} {name}")), content).unwrap();
        }
    }
    run_child("an_answer_that_came_encrypted_is_gone", &folder);
}

/// A session, and a wallet's answer to it that holds the value.
fn answered(way: &str, value: &str) -> (OnlineSession, Vec<u8>) {
    let mut document = mdl();
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = element.identifier == "family_name";
        if element.disclosed {
            element.value = value.into();
        }
    }
    let provider = CryptoProvider::default();
    let setup = Setup {
        seed: &[6; 32],
        now: Timestamp::parse(NOW).unwrap(),
        lifetime: 300,
        profile: OnlineProfile::Plain,
        surplus: SurplusRule::Refuse,
        provider: &provider,
    };
    let mut credential = CredentialQuery::mdoc("mdl", MDL);
    credential.claims = Some(vec![ClaimsQuery::element(MDL_SPACE, "family_name")]);
    let query = DcqlQuery { credentials: vec![credential], credential_sets: None };
    let asked = Scenario::new(document.clone(), Handover::OpenId4Vp).ask();
    let wallet = Wallet::new("mdl", document);
    if way == "direct_post.jwt" {
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
        let session = OnlineSession::redirect(&request, &setup).unwrap();
        let link = session.link("openid4vp", &provider).unwrap();
        let answer = wallet.post(&read_link(&link));
        return (session, answer);
    }
    let request = DcApiRequest {
        origins: &Origins::only(Origin::web(ORIGIN).unwrap()),
        protocols: &[DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&asked)],
        encrypted: true,
        query: Some(&query),
        transaction_data: &[],
    };
    let session = OnlineSession::dc_api(&request, &setup).unwrap();
    let offer = session.dc_api_call(&[], None, &provider).unwrap();
    let call = serde_json::from_str(&offer.finish(&[], &provider).unwrap()).unwrap();
    let answer = wallet.answer_call(&call, way, ORIGIN).to_string();
    (session, answer.into_bytes())
}

fn take_answers(folder: &Path) {
    let provider = CryptoProvider::default();
    for way in WAYS {
        let read = |name: &str| fs::read(folder.join(format!("{way} {name}"))).unwrap();
        let id = String::from_utf8(read("id")).unwrap();
        let session = OnlineSession::open(&read("record"), &id, &KEY, &provider).unwrap();
        let now = Timestamp::parse(NOW).unwrap();
        let receiving = Receiving { now, provider: &provider, apple_key: None };
        let outcome = session.receive(&read("answer"), &receiving).unwrap();
        assert!(matches!(outcome, Outcome::Answered(_)), "{outcome:?}");
        assert!(occurrences(&read("value")) > 0, "{way}: the search finds what is there");
        drop(outcome);
        for part in ["value", "text0", "text1", "text2"] {
            assert_eq!(occurrences(&read(part)), 0, "{way}: {part} is still in memory");
        }
    }
    println!("searched");
}

/// What the child does: the same test, told by the folder that the parent made.
fn child(folder: &Path) {
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let (unasked, asked) = (read("unasked"), read("asked"));
    let anchor = Certificate::parse(&read("anchor")).unwrap();
    let trust: TrustStore = [TrustAnchor::new(anchor, Purpose::Issuer)].into_iter().collect();
    let presentation = Presentation::new(read("response"))
        .with_transcript(SessionTranscript::from_bytes(&read("transcript")))
        .with_request(DeviceRequest::decode(&read("request")).unwrap());
    let (policy, provider) = (Policy::default(), CryptoProvider::default());
    let now = Timestamp::parse("2026-06-01T00:00:00Z").unwrap();
    let context = Context::new(&trust, &policy, now, &provider);
    let report = verify(&presentation, &context).unwrap();
    assert_eq!(report.verdict.decision, Decision::Accepted);
    assert!(occurrences(&unasked) > 0, "the search finds what is there");
    drop(presentation);
    assert_eq!(occurrences(&unasked), 0, "a value that nobody asked for is still in memory");
    assert!(occurrences(&asked) > 0, "the report holds what was asked for");
    drop(report);
    assert_eq!(occurrences(&asked), 0, "a dropped report is wiped");
    println!("searched {} bytes", writable().iter().map(|(start, end)| end - start).sum::<u64>());
}

/// The writable memory of this process.
fn writable() -> Vec<(u64, u64)> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let lines =
        maps.lines().filter(|own| own.split(' ').nth(1).is_some_and(|p| p.starts_with("rw")));
    lines
        .map(|own| {
            let (start, end) = own.split(' ').next().unwrap().split_once('-').unwrap();
            let number = |text| u64::from_str_radix(text, 16).unwrap();
            (number(start), number(end))
        })
        .collect()
}

/// How often the value stands in writable memory, the search's own buffer apart.
fn occurrences(masked: &[u8]) -> usize {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut buffer = vec![0u8; CHUNK + masked.len()];
    let own = buffer.as_ptr() as u64;
    let own = own..own + buffer.len() as u64;
    let mut found = 0;
    for (start, end) in writable() {
        let mut at = start;
        while at < end {
            let length = usize::try_from(end - at).unwrap().min(buffer.len());
            let Ok(read) = memory.read_at(&mut buffer[..length], at) else { break };
            if read == 0 {
                break;
            }
            let first = masked[0] ^ MASK;
            for (index, _) in buffer[..read].iter().enumerate().filter(|(_, own)| **own == first) {
                let place = at + index as u64;
                let window = buffer[index..read].iter().zip(masked);
                let same = read - index >= masked.len()
                    && window.clone().all(|(byte, masked)| byte ^ MASK == *masked);
                found += usize::from(same && !own.contains(&place));
            }
            at += CHUNK.min(read) as u64;
        }
    }
    buffer.fill(0);
    found
}
