//! `docs/jpki-checks.md` is what the check table of JPKI says; `TASHIKA_WRITE=1` writes it.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use tashika::jpki::{JpkiCheck, JpkiProfile, JpkiUse};
use tashika::outcome::Severity;

const HEAD: &str = "# Checks of JPKI

Generated from the check table; do not edit. `TASHIKA_WRITE=1 cargo test -p tashika --test
jpki_table` writes it.

A broken rule is *failed* (F) or a *warning* (W). The verdict needs an answer to the checks marked
*needed*, and is *inconclusive* without one; whether it needs one to `certificate.revocation` is the
policy's to say, and by default it does.

| Check | Source | Use | | Verdict | What holds | 内容 |
|---|---|---|---|---|---|---|
";

#[test]
fn the_document_is_the_table() {
    let mut expected = HEAD.to_owned();
    for check in JpkiCheck::ALL {
        let info = check.info();
        let only = info.only.map_or("both", JpkiUse::name);
        let severity = if info.severity == Severity::Fail { "F" } else { "W" };
        let needed = match (check, info.needed) {
            (JpkiCheck::CertificateRevocation, _) => "policy",
            (_, true) => "needed",
            (_, false) => "",
        };
        let (id, source, en, ja) = (info.id, info.source, info.en, info.ja);
        let _ = writeln!(
            expected,
            "| `{id}` | {source} | {only} | {severity} | {needed} | {en} | {ja} |"
        );
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/jpki-checks.md");
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        std::fs::write(&path, &expected).expect("the document can be written");
    }
    let own = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(own == expected, "docs/jpki-checks.md differs from the table: see its head");
    println!("{} checks", JpkiCheck::ALL.len());
}

#[test]
fn ids_are_unique_and_well_formed() {
    let mut seen = HashSet::new();
    for check in JpkiCheck::ALL {
        let id = check.as_str();
        assert!(seen.insert(id), "{id} is there twice");
        assert!(id.bytes().all(|own| matches!(own, b'a'..=b'z' | b'.' | b'-')), "{id}");
        assert_eq!(JpkiCheck::from_id(id), Some(*check));
        assert!(check.info().en.ends_with('.') && check.info().ja.ends_with('。'), "{id}");
    }
}

#[test]
fn the_shipped_profile_reads_and_guesses_nothing() {
    let profile = JpkiProfile::shipped().expect("the file is part of the crate");
    assert_eq!(profile.label(), "jpki 2026-11-23");
    assert!(profile.policies().iter().all(|own| !own.source.is_empty()));
    assert!(profile.not_known().count() > 0);
    // The policies of smartphones' authentication certificates are not known, nor near-by numbers.
    for oid in ["1.2.392.200149.8.5.1.3.40", "1.2.392.200149.8.5.1.3.50", ""] {
        assert_eq!(profile.policy(oid), None, "{oid}");
    }
}
