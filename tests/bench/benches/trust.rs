//! Verification with many anchors beside few, and with chains that were seen before beside new ones.
//!
//! `cargo bench -p tashika-bench --bench trust`

use tashika::crypto::CryptoProvider;
use tashika::trust::TrustStore;
use tashika::x509::ChainCache;
use tashika_bench::subject::Subject;
use tashika_bench::{Contender, race, shown};

const ROUNDS: usize = 15;
const ELEMENTS: usize = 10;
/// Authorities beside the one that issued the document.
const OTHERS: [usize; 2] = [0, 999];

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let rounds = if std::env::args().any(|own| own == "--test") { 1 } else { ROUNDS };
    println!(
        "One response of {ELEMENTS} elements, P-256, device signature; {rounds} rounds in turns."
    );
    println!("New: the signer's certificate is checked. Seen: a chain cache has seen it.\n");
    let subject = Subject::new(ELEMENTS, false);
    let [few, many] = OTHERS.map(|others| subject.among(others));
    for provider in [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()] {
        table(&subject, &provider, &few, &many, rounds);
    }
}

fn table(
    subject: &Subject,
    provider: &CryptoProvider,
    few: &TrustStore,
    many: &TrustStore,
    rounds: usize,
) {
    let warm = ChainCache::new();
    for trust in [few, many] {
        subject.verify_with(provider, trust, Some(&warm));
    }
    assert_eq!(warm.len(), 1, "one signer, one authority: one signature to remember");
    let timings = race(
        &[
            Contender {
                name: "1 anchor, new",
                run: &|| subject.verify_with(provider, few, Some(&ChainCache::new())),
            },
            Contender {
                name: "1 anchor, seen",
                run: &|| subject.verify_with(provider, few, Some(&warm)),
            },
            Contender {
                name: "1,000 anchors, new",
                run: &|| subject.verify_with(provider, many, Some(&ChainCache::new())),
            },
            Contender {
                name: "1,000 anchors, seen",
                run: &|| subject.verify_with(provider, many, Some(&warm)),
            },
        ],
        rounds,
    );
    println!("{}", provider.name);
    let names = ["1 anchor, new", "1 anchor, seen", "1,000 anchors, new", "1,000 anchors, seen"];
    for (name, timing) in names.iter().zip(&timings) {
        println!("  {name:<22} {:>9} {:>6.2}", shown(timing.best), timing.ratio);
    }
}
