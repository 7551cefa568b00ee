//! Every committed case through the command: the verdict, and the whole set of findings.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use common::{case_files, reports};
use serde_json::Value;
use tashika::mdoc::{DeviceRequest, DeviceResponse};
use tashika::verify::CheckId;

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

/// What is wrong with the reasons: they name what failed, or else what is needed and open.
fn reasons(case: &Value, report: &Value) -> Option<String> {
    let status = ["issuer.revocation", "mso.status"];
    let needed = |id: &&str| {
        let by_policy = case["policy"] == "status-needed" && status.contains(id);
        by_policy || CheckId::from_id(id).unwrap().info().needed
    };
    let undetermined = with(report, "undetermined").into_iter();
    // A list that was there and gave no answer blocks under every policy.
    let undetermined = undetermined.filter(|id| status.contains(id) || needed(id));
    let open = with(report, "not-performed").into_iter().filter(needed);
    let expected = match report["verdict"].as_str() {
        Some("rejected") => with(report, "failed"),
        _ => undetermined.chain(open).collect(),
    };
    let found = report["reasons"].as_array().unwrap().iter();
    let found: BTreeSet<&str> = found.map(|own| own["id"].as_str().unwrap()).collect();
    let named = found.is_empty() == (report["verdict"] == "accepted");
    (found != expected || !named).then(|| format!("reasons {found:?}, expected {expected:?}"))
}

/// What is wrong with the claims of each document: none where anything speaks against the document
/// or the whole response, and else whatever came and was asked for, under who vouches for it.
fn claims(path: &Path, case: &Value, report: &Value) -> Vec<String> {
    let bytes = content(path, &case["deviceResponse"]);
    let came = DeviceResponse::decode(&bytes).unwrap();
    let request = case.get("request").map(|own| content(path, own));
    let request = request.map(|own| DeviceRequest::decode(&own).unwrap());
    let all = request.is_none() || case["policy"] == "keep-unasked";
    let mut wrong = Vec::new();
    for (index, document) in report["documents"].as_array().unwrap().iter().enumerate() {
        let against = report["reasons"].as_array().unwrap().iter();
        let against = against.filter(|own| own["document"].is_null() || own["document"] == index);
        let blocked = against.count() > 0;
        if document.get("claims").is_some() == blocked {
            wrong.push(format!("document {index} blocked: {blocked}, claims the other way"));
        }
        let Some(Ok(came)) = came.documents.get(index) else { continue };
        let asked = |space: &str, identifier: &str| {
            let own = request.iter().flat_map(|own| own.documents(came.doc_type));
            all || own
                .flat_map(|own| &own.elements)
                .any(|own| own.name_space == space && own.identifier == identifier)
        };
        let issued = came.issuer_signed.name_spaces.iter().flat_map(|space| {
            let items = space.items.iter().filter_map(|own| own.value().as_ref().ok());
            items.map(|item| (space.name, item.element_identifier))
        });
        let device = came.device_signed.iter().flat_map(|own| &own.name_spaces.value().elements);
        let device = device.map(|(space, identifier, _)| (*space, *identifier));
        for (list, came) in
            [("claims", issued.collect::<BTreeSet<_>>()), ("deviceSignedClaims", device.collect())]
        {
            let released = elements(&document[list]);
            let due = came.iter().filter(|(space, identifier)| asked(space, identifier));
            let missing = due.filter(|own| !blocked && !released.contains(*own)).count();
            if missing > 0 || !released.is_subset(&came) {
                wrong.push(format!("{list} {released:?} of {came:?}"));
            }
        }
    }
    wrong
}

/// Namespace and identifier of each element of a list of claims.
fn elements(list: &Value) -> BTreeSet<(&str, &str)> {
    let spaces = list.as_object().into_iter().flatten();
    spaces
        .flat_map(|(space, elements)| {
            let names = elements.as_object().unwrap().keys();
            names.map(move |identifier| (space.as_str(), identifier.as_str()))
        })
        .collect()
}

/// Bytes of a case file: base64url, or a file beside it.
fn content(path: &Path, member: &Value) -> Vec<u8> {
    match member.as_str() {
        Some(text) => Base64UrlUnpadded::decode_vec(text).unwrap(),
        None => fs::read(path.with_file_name(member["file"].as_str().unwrap())).unwrap(),
    }
}

#[test]
fn every_case_ends_as_expected_and_every_check_passes_and_fails_somewhere() {
    let mut seen: BTreeMap<&str, (bool, bool)> =
        CheckId::ALL.iter().map(|check| (check.as_str(), (false, false))).collect();
    let reports = reports(&["verify"], &case_files());
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
        wrong.extend(reasons(case, report).map(|own| format!("{name}: {own}")));
        wrong.extend(claims(path, case, report).into_iter().map(|own| format!("{name}: {own}")));
    }
    println!("{} cases", reports.len());
    assert!(wrong.is_empty(), "{} findings differ:\n{}", wrong.len(), wrong.join("\n"));
    for (id, (passes, fails)) in seen {
        assert!(passes, "{id} passes in no case");
        assert!(fails, "{id} fails in no case");
    }
}
