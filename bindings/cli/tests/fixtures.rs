//! Every committed case through the command: the verdict, and the whole set of findings.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, thread};

use serde_json::Value;
use tashika::verify::CheckId;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

fn tashika(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tashika")).args(arguments).output().unwrap()
}

/// Each case file with its report.
fn reports() -> Vec<(PathBuf, Value, Value)> {
    let mut files = Vec::new();
    for folder in [fixtures(), fixtures().join("cases")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|own| own == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    let half = files.len() / 2;
    let (first, second) = files.split_at(half);
    thread::scope(|scope| {
        let other = scope.spawn(|| second.iter().map(report).collect::<Vec<_>>());
        let mut all: Vec<_> = first.iter().map(report).collect();
        all.extend(other.join().unwrap());
        all
    })
}

fn report(path: &PathBuf) -> (PathBuf, Value, Value) {
    let output = tashika(&["verify", path.to_str().unwrap(), "--json"]);
    let case: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{path:?}: {}", String::from_utf8_lossy(&output.stderr)));
    let exit = match report["verdict"].as_str() {
        Some("accepted") => 0,
        Some("rejected") => 1,
        _ => 2,
    };
    assert_eq!(output.status.code(), Some(exit), "{path:?}");
    (path.clone(), case, report)
}

/// Ids of the response and of every document with this outcome.
fn with<'a>(report: &'a Value, outcome: &str) -> BTreeSet<&'a str> {
    let documents = report["documents"].as_array().unwrap().iter();
    let lists = std::iter::once(&report["checks"]).chain(documents.map(|own| &own["checks"]));
    lists
        .flat_map(|list| list.as_array().unwrap())
        .filter(|check| check["outcome"] == outcome)
        .map(|check| check["id"].as_str().unwrap())
        .collect()
}

#[test]
fn every_case_ends_as_expected_and_every_check_passes_and_fails_somewhere() {
    let mut seen: BTreeMap<&str, (bool, bool)> =
        CheckId::ALL.iter().map(|check| (check.as_str(), (false, false))).collect();
    let reports = reports();
    let mut wrong = Vec::new();
    for (path, case, report) in &reports {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let expect = &case["expect"];
        if report["verdict"] != expect["verdict"] {
            wrong.push(format!("{name}: {} is not {}", report["verdict"], expect["verdict"]));
        }
        for outcome in ["failed", "warning", "undetermined"] {
            let expected: BTreeSet<&str> =
                expect[outcome].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            let found = with(report, outcome);
            if found != expected {
                wrong.push(format!("{name}: {outcome} {found:?}, expected {expected:?}"));
            }
        }
        for (source, says) in expect["state"].as_object().into_iter().flatten() {
            let sources = report["documents"][0]["issuanceState"]["sources"].as_array().unwrap();
            let found = sources.iter().find(|own| own["source"] == **source);
            if found.map(|own| &own["says"]) != Some(says) {
                wrong.push(format!("{name}: {source} {found:?}, expected {says}"));
            }
        }
        for id in with(report, "passed") {
            seen.get_mut(id).unwrap().0 = true;
        }
        // A failing case counts for its check when it is named after it.
        if (with(report, "failed").contains(name) || with(report, "warning").contains(name))
            && let Some(own) = seen.get_mut(name)
        {
            own.1 = true;
        }
        let released = report["documents"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|document| document.get("claims").is_some());
        for document in released {
            let failed = document["checks"].as_array().unwrap().iter();
            assert_eq!(failed.filter(|own| own["outcome"] == "failed").count(), 0, "{name}");
        }
    }
    println!("{} cases", reports.len());
    assert!(wrong.is_empty(), "{} findings differ:\n{}", wrong.len(), wrong.join("\n"));
    for (id, (passes, fails)) in seen {
        assert!(passes, "{id} passes in no case");
        assert!(fails, "{id} fails in no case");
    }
}
