//! Reader authentication made by the core is accepted by @owf/mdoc, which builds for itself what
//! was signed; with one bit changed anywhere it is not.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tashika::mdoc::{DocumentDraft, DocumentInfo, PreparedRequest, RequestDraft};
use tashika::proximity::reader::ReaderConfig;
use tashika_interop::npm;
use tashika_simulation::{World, WorldConfig, reader_signer};
use tashika_testkit::documents::{mdl, pid};
use tashika_testkit::holder::{Carrier, Engagement, ReaderAuth, Wallet, WalletConfig};

const PACKAGE: &str = "@owf/mdoc";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|own| format!("{own:02x}")).collect()
}

fn two_documents() -> PreparedRequest {
    let document = |doc_type: &str, space: &str, elements: [(&str, bool); 2]| DocumentDraft {
        doc_type: doc_type.to_owned(),
        name_spaces: vec![(
            space.to_owned(),
            elements.map(|(own, retain)| (own.to_owned(), retain)).to_vec(),
        )],
        info: DocumentInfo::default(),
    };
    let licence = [("family_name", true), ("age_over_18", false)];
    let person = [("family_name", false), ("nationality", false)];
    let draft = RequestDraft::new([
        document("org.iso.18013.5.1.mDL", "org.iso.18013.5.1", licence),
        document("eu.europa.ec.eudi.pid.1", "eu.europa.ec.eudi.pid.1", person),
    ]);
    draft.prepare().unwrap()
}

/// The request as it came out of the session, and the reader's transcript.
fn transaction() -> (Vec<u8>, Vec<u8>) {
    let mut wallet = WalletConfig::new(mdl(), Engagement::NfcNegotiated, Carrier::BleCentral);
    wallet.documents.push(pid());
    let mut reader = ReaderConfig::new(two_documents(), [7; 16]);
    reader.signer = reader_signer();
    let run = World::new(reader, Wallet::new(wallet), WorldConfig::default()).run();
    assert_eq!(run.wallet.reader_auth, [ReaderAuth::Each]);
    let transcript = run.presentations[0].transcript().unwrap();
    (run.wallet.requests[0].clone(), transcript.bytes().to_vec())
}

/// The package's outcomes; `None` where it gave none.
fn outcomes(folder: &Path, request: &[u8], transcript: &[u8]) -> Option<Vec<String>> {
    let mut node = Command::new("node")
        .arg("reader-auth.mjs")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let input = json!({"deviceRequest": hex(request), "sessionTranscript": hex(transcript)});
    node.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    let read: Option<Value> = serde_json::from_slice(&output.stdout).ok();
    let text = |own: &Value| own.as_str().unwrap().to_owned();
    read.map(|own| own.as_array().unwrap().iter().map(text).collect())
}

#[test]
fn ours_is_accepted_and_a_changed_one_is_not() {
    let Some(folder) = npm(PACKAGE) else { return };
    let (request, transcript) = transaction();
    let accepted = outcomes(&folder, &request, &transcript).expect("an outcome");
    assert_eq!(accepted, ["READER_AUTH PASSED", "READER_AUTH PASSED"]);

    let position = |part: &[u8]| request.windows(part.len()).position(|own| own == part).unwrap();
    // An element of the first document, and the last bit of the last signature.
    for at in [position(b"age_over_18") + 9, request.len() - 1] {
        let mut changed = request.clone();
        changed[at] ^= 1;
        let refused = outcomes(&folder, &changed, &transcript).expect("an outcome");
        let failed = refused.iter().filter(|own| own.ends_with("FAILED"));
        assert_eq!(failed.count(), 1, "{at}: {refused:?}");
    }
    let mut other = transcript.clone();
    let last = other.len() - 1;
    other[last] ^= 1;
    let refused = outcomes(&folder, &request, &other).expect("an outcome");
    assert_eq!(refused, ["READER_AUTH FAILED", "READER_AUTH FAILED"]);
}
