//! `docs/checks.md` is what the check table says; `TASHIKA_WRITE=1` writes it.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use tashika::verify::{CheckId, Profile, Scope, Severity};

const HEAD: &str = "# Checks

Generated from the check table; do not edit. `TASHIKA_WRITE=1 cargo test -p tashika --test
check_table` writes it.

Clauses are those of the second edition of ISO/IEC 18013-5 (working draft), where no other source
is named. A broken rule is *failed* (F) or a *warning* (W) under each profile; the verdict needs an
answer to the checks marked *needed*, and is *inconclusive* without one. A profile forgives what is
untidy, never what is forged.

";

fn table(out: &mut String, title: &str, scope: Scope) {
    let columns = Profile::ALL.map(Profile::name).join(" | ");
    let _ =
        writeln!(out, "## {title}\n\n| Check | Clause | {columns} | Verdict | What holds | 内容 |");
    out.push_str("|---|---|---|---|---|---|---|---|\n");
    for check in CheckId::ALL.iter().filter(|check| check.info().scope == scope) {
        let info = check.info();
        let severity = Profile::ALL.map(|profile| match check.severity(profile) {
            Severity::Fail => "F",
            _ => "W",
        });
        let severity = severity.join(" | ");
        let needed = if info.needed { "needed" } else { "" };
        let (id, clause, en, ja) = (info.id, info.clause, info.en, info.ja);
        let _ = writeln!(out, "| `{id}` | {clause} | {severity} | {needed} | {en} | {ja} |");
    }
    out.push('\n');
}

#[test]
fn the_document_is_the_table() {
    let mut expected = HEAD.to_owned();
    table(&mut expected, "Of the response", Scope::Response);
    table(&mut expected, "Of each document", Scope::Document);
    let expected = format!("{}\n", expected.trim_end());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/checks.md");
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        std::fs::write(&path, &expected).expect("the document can be written");
    }
    let own = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(own == expected, "docs/checks.md differs from the table: see its head");
    println!("{} checks", CheckId::ALL.len());
}

#[test]
fn ids_are_unique_and_well_formed() {
    let mut seen = HashSet::new();
    for check in CheckId::ALL {
        let id = check.as_str();
        assert!(seen.insert(id), "{id} is there twice");
        assert!(
            id.bytes().all(|own| matches!(own, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-')),
            "{id}"
        );
        assert_eq!(CheckId::from_id(id), Some(*check));
        assert!(check.info().en.ends_with('.') && check.info().ja.ends_with('。'), "{id}");
    }
}
