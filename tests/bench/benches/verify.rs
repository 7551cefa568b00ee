//! Verification beside the bare cryptography of the same response, and beside a peer.
//!
//! `cargo bench -p tashika-bench`

use ciborium::Value;
use isomdl::definitions::DeviceResponse;
use isomdl::definitions::session::SessionTranscript;
use isomdl::definitions::x509::trust_anchor::{TrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::presentation::authentication::{AuthenticationStatus, ResponseAuthenticationOutcome};
use isomdl::presentation::reader::parse;
use isomdl::presentation::reader_utils::validate_response;
use serde::{Deserialize, Serialize};
use tashika::crypto::CryptoProvider;
use tashika_bench::heap::Counting;
use tashika_bench::subject::Subject;
use tashika_bench::{Contender, race, shown};
use x509_cert_02::der::Decode;

#[global_allocator]
static HEAP: Counting = Counting::new();

const ROUNDS: usize = 15;
/// Elements disclosed, and whether the portrait is one of them.
const SIZES: [(usize, bool); 6] =
    [(1, false), (10, false), (40, false), (1, true), (10, true), (40, true)];
const MANY: [usize; 4] = [40, 160, 640, 1024];

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let rounds = if std::env::args().any(|own| own == "--test") { 1 } else { ROUNDS };
    let default = CryptoProvider::rustcrypto();
    let fast = CryptoProvider::aws_lc();
    println!("One response, P-256 and SHA-256, device signature; {rounds} rounds in turns.");
    println!("Floor: three signature verifications and the digests of the items, nothing else.\n");
    println!(
        "{:>8} {:>8} {:>7} | {:>9} {:>9} {:>6} | {:>9} {:>9} {:>6} | {:>9} {:>6} | {:>9} {:>6}",
        "elements",
        "portrait",
        "bytes",
        "floor",
        "verify",
        "ratio",
        "floor lc",
        "verify lc",
        "ratio",
        "isomdl",
        "ratio",
        "peak heap",
        "ratio"
    );
    for (elements, portrait) in SIZES {
        row(&Subject::new(elements, portrait), &default, &fast, rounds);
    }
    linear(&default, rounds);
    peer(&Subject::new(10, true));
}

fn row(subject: &Subject, default: &CryptoProvider, fast: &CryptoProvider, rounds: usize) {
    let floor = subject.floor();
    let peer = Peer::new(subject);
    let own = race(
        &[
            Contender { name: "floor", run: &|| floor.run(default) },
            Contender { name: "verify", run: &|| subject.verify(default) },
            Contender { name: "isomdl", run: &|| drop(peer.run()) },
        ],
        rounds,
    );
    let lc = race(
        &[
            Contender { name: "floor lc", run: &|| floor.run(fast) },
            Contender { name: "verify lc", run: &|| subject.verify(fast) },
        ],
        rounds,
    );
    let heap = HEAP.peak_of(|| subject.verify(default));
    println!(
        "{:>8} {:>8} {:>7} | {:>9} {:>9} {:>6.2} | {:>9} {:>9} {:>6.2} | {:>9} {:>6.2} | {:>9} {:>6.2}",
        subject.elements,
        if subject.portrait { "yes" } else { "no" },
        subject.response.len(),
        shown(own[0].best),
        shown(own[1].best),
        own[1].ratio,
        shown(lc[0].best),
        shown(lc[1].best),
        lc[1].ratio,
        shown(own[2].best),
        own[2].ratio,
        heap,
        heap as f64 / subject.response.len() as f64,
    );
}

/// What each further element costs: the same everywhere, where time is linear.
fn linear(provider: &CryptoProvider, rounds: usize) {
    println!("\nEach further element, default provider:");
    let subjects: Vec<Subject> = MANY.iter().map(|count| Subject::new(*count, false)).collect();
    let runs: Vec<Box<dyn Fn() + '_>> = subjects
        .iter()
        .map(|own| Box::new(move || own.verify(provider)) as Box<dyn Fn() + '_>)
        .collect();
    let contenders: Vec<Contender<'_>> =
        runs.iter().map(|run| Contender { name: "verify", run }).collect();
    let timings = race(&contenders, rounds);
    for index in 1..MANY.len() {
        let (less, more) = (MANY[index - 1], MANY[index]);
        let gained = timings[index].best.saturating_sub(timings[index - 1].best);
        println!("  {less:>4} to {more:>4}: {}", shown(gained / (more - less) as u32));
    }
}

fn peer(subject: &Subject) {
    let outcome = Peer::new(subject).run();
    let word = |status| match status {
        AuthenticationStatus::Valid => "valid",
        AuthenticationStatus::Invalid => "invalid",
        AuthenticationStatus::Unchecked => "unchecked",
    };
    println!(
        "\nisomdl 0.2.0 (crates.io) said of the last response: issuer {}, device {}.",
        word(outcome.issuer_authentication),
        word(outcome.device_authentication)
    );
    println!("Its time leaves out what that release does not check, among it: the digests of the");
    println!("items (an altered value passes), the MSO's validity, its docType against the");
    println!("document's, its signing time against the signer's validity, keyAuthorizations,");
    println!("duplicate keys and elements, any document but the first driving licence. Device");
    println!("MACs and curves other than P-256 for the device it refuses.");
}

/// The same response in the published release of isomdl.
struct Peer {
    response: Vec<u8>,
    transcript: Transcript,
    trust: TrustAnchorRegistry,
}

#[derive(Clone, Serialize, Deserialize)]
struct Transcript(Value);

impl SessionTranscript for Transcript {}

impl Peer {
    fn new(subject: &Subject) -> Self {
        let certificate =
            x509_cert_02::Certificate::from_der(&subject.root).expect("a certificate");
        let anchor = TrustAnchor { certificate, purpose: TrustPurpose::Iaca };
        let transcript = ciborium::from_reader(subject.transcript.as_slice()).expect("CBOR");
        Self {
            response: subject.response.clone(),
            transcript: Transcript(transcript),
            trust: TrustAnchorRegistry { anchors: vec![anchor] },
        }
    }

    /// What its reader does with a decrypted response.
    fn run(&self) -> ResponseAuthenticationOutcome {
        let response: DeviceResponse =
            isomdl::cbor::from_slice(&self.response).expect("a DeviceResponse");
        let (document, chain, name_spaces) = parse(&response).expect("a driving licence");
        validate_response(
            self.transcript.clone(),
            self.trust.clone(),
            chain,
            document.clone(),
            name_spaces,
        )
    }
}
