//! `tashika trust`, and `tashika verify` with a VICAL, a revocation list and a status list in files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::PathBuf;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use common::{stdout as text, tashika};
use serde_json::Value;
use tashika_testkit::cases;
use tashika_testkit::cbor::{Cbor, array};
use tashika_testkit::crl::RevocationList;
use tashika_testkit::der::pem;
use tashika_testkit::documents::{MDL, MNC, mdl, my_number_card};
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::scenario::NOW;
use tashika_testkit::status::{ISSUED, ListSigner, StatusToken, jwt};
use tashika_testkit::vical::{Provider, Vical, entry};

/// A folder of this test alone, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let own = env::temp_dir().join(format!("tashika-{}-trust-{number}", std::process::id()));
        fs::create_dir_all(&own).unwrap();
        Folder(own)
    }

    fn write(&self, name: &str, content: &[u8]) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn root(&self) -> String {
        self.write("root.pem", pem("CERTIFICATE", &Provider::new().root_der()).as_bytes())
    }

    fn list(&self, name: &str, edit: fn(&mut Vical)) -> String {
        let provider = Provider::new();
        let entries = vec![entry(&mdl().issuer, &[MDL]), entry(&my_number_card().issuer, &[MNC])];
        let mut list = Vical::new(&provider, entries);
        edit(&mut list);
        self.write(name, &list.issue(&provider.key))
    }

    /// A response and its transcript, without any trust of its own.
    fn pieces(&self, case: &str) -> (String, String) {
        let case = cases::all().into_iter().find(|own| own.name == case).unwrap();
        (
            self.write("response.cbor", &case.scenario.respond()),
            self.write("transcript.cbor", &case.transcript()),
        )
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn show_and_check_print_the_table_with_findings() {
    let folder = Folder::new();
    let root = folder.root();
    let good = folder.list("good.vical", |_| ());
    let output = tashika(&["trust", "check", &good, "--vical-root", &root, "--at", NOW, "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let table = json(&output);
    assert_eq!(table["usable"], true);
    let rows = table["authorities"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1]["docTypes"], MNC);
    assert_eq!(rows[1]["curve"], "P-384");
    assert_eq!(rows[1]["validUntil"], "2034-01-01T00:00:00Z");
    assert!(rows.iter().all(|row| row["findings"].as_array().unwrap().is_empty()));

    // One bad entry: a finding in its row, and the list stays usable.
    let bad = folder.list("bad-entry.vical", |own| {
        let mut bad = entry(&mdl().issuer, &[MDL]);
        bad.set("certificate", vec![0x30, 0]);
        own.list.at("certificateInfos").items().push(bad);
    });
    let output = tashika(&["trust", "check", &bad, "--vical-root", &root, "--at", NOW]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).contains("vical.entry.certificate"), "{}", text(&output));
    assert!(text(&output).contains("3 authorities"));

    // Without its root a list can be shown, and is not usable.
    let output = tashika(&["trust", "show", &good, "--at", NOW]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).contains("not examined"), "{}", text(&output));
    let output = tashika(&["trust", "check", &good, "--at", NOW]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("vical.signer.chain"));
    let output = tashika(&["trust", "check", &root, "--at", NOW]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
}

#[test]
fn diff_says_what_came_what_went_and_what_changed() {
    let folder = Folder::new();
    let old = folder.list("old.vical", |_| ());
    let new = folder.list("new.vical", |own| {
        own.list.set("vicalIssueID", 43);
        let entries = own.list.at("certificateInfos").items();
        entries[0].set("docType", array([MDL, "org.iso.23220.photoid.1"]));
        entries.remove(1);
    });
    let output = text(&tashika(&["trust", "diff", &old, &new]));
    let lines: Vec<char> = output.lines().filter_map(|line| line.chars().next()).collect();
    assert_eq!(lines, ['f', '-', '~'], "{output}");
    let back = text(&tashika(&["trust", "diff", &new, &old]));
    assert!(back.contains("+ ") && back.contains("older than the first"), "{back}");
    assert_eq!(tashika(&["trust", "diff", &old, &folder.root()]).status.code(), Some(65));
}

#[test]
fn verify_takes_its_authorities_from_a_vical() {
    let folder = Folder::new();
    let (response, transcript) = folder.pieces("algorithm-p256");
    let root = folder.root();
    let good = folder.list("good.vical", |_| ());
    let verify = |list: &str, root: &str, more: &[&str]| {
        let mut arguments = vec![
            "verify",
            "--response",
            &response,
            "--transcript",
            &transcript,
            "--at",
            NOW,
            "--json",
            "--vical",
            list,
            "--vical-root",
            root,
        ];
        arguments.extend(more);
        tashika(&arguments)
    };
    let output = verify(&good, &root, &[]);
    let report = json(&output);
    assert_eq!(report["verdict"], "accepted", "{report:#}");
    let sources = report["documents"][0]["issuanceState"]["sources"].as_array().unwrap();
    let listing = sources.iter().find(|own| own["source"] == "listing").unwrap();
    assert_eq!(listing["by"], "Example Provider");
    assert_eq!(listing["asOf"], "2026-05-31T00:00:00Z");

    // Listed for another document type; signed by somebody else; a root that is none.
    let narrow = folder.list("narrow.vical", |own| {
        own.list.at("certificateInfos").items()[0].set("docType", array([MNC]));
    });
    let report = json(&verify(&narrow, &root, &[]));
    assert_eq!(report["verdict"], "rejected");
    assert_eq!(report["reasons"][0]["id"], "issuer.chain.doc-type");
    let forged = {
        let entries = vec![entry(&mdl().issuer, &[MDL])];
        let list = Vical::new(&Provider::new(), entries).issue(&Key::new(Curve::P256, "x"));
        folder.write("forged.vical", &list)
    };
    let output = verify(&forged, &root, &[]);
    assert_eq!(output.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&output.stderr).contains("vical.signature"));
    let other = pem("CERTIFICATE", &mdl().issuer.root_der());
    let other = folder.write("other.pem", other.as_bytes());
    assert_eq!(verify(&good, &other, &[]).status.code(), Some(65));
    let old = folder.list("expired.vical", |own| {
        own.list.set("notAfter", Cbor::Tag(0, Box::new(Cbor::from("2026-05-31T00:00:00Z"))));
    });
    assert_eq!(verify(&old, &root, &[]).status.code(), Some(65));
}

/// A VICAL past its next update: what it means is chosen by name, and the report shows it.
#[test]
fn an_overdue_vical_is_what_the_command_was_told() {
    let folder = Folder::new();
    let (response, transcript) = folder.pieces("algorithm-p256");
    let root = folder.root();
    let list = folder.list("overdue.vical", |own| {
        own.list.set("nextUpdate", Cbor::Tag(0, Box::new(Cbor::from("2026-05-31T23:59:59Z"))));
    });
    let verify = |more: &[&str]| {
        let mut arguments = vec!["verify", "--response", &response, "--transcript", &transcript];
        arguments.extend(["--at", NOW, "--vical", &list, "--vical-root", &root]);
        arguments.extend(more);
        tashika(&arguments)
    };
    for (more, verdict, outcome) in [
        (&[][..], "accepted", "warning"),
        (&["--overdue-listing", "accept"], "accepted", "warning"),
        (&["--overdue-listing", "inconclusive"], "inconclusive", "undetermined"),
        (&["--overdue-listing", "refuse"], "rejected", "failed"),
        (&["--status-policy", "lenient"], "accepted", "warning"),
        (&["--status-policy", "offline-kiosk"], "accepted", "warning"),
    ] {
        let report = json(&verify(&[more, &["--json"]].concat()));
        assert_eq!(report["verdict"], verdict, "{more:?}");
        let document = &report["documents"][0];
        let checks = document["checks"].as_array().unwrap();
        let listing = checks.iter().find(|own| own["id"] == "issuer.chain.listing").unwrap();
        assert_eq!(listing["outcome"], outcome, "{more:?}");
        assert_eq!(listing["facts"]["next-update"], "2026-05-31T23:59:59Z");
        let sources = document["issuanceState"]["sources"].as_array().unwrap();
        let listing = sources.iter().find(|own| own["source"] == "listing").unwrap();
        assert_eq!(
            (&listing["says"], &listing["by"]),
            (&"stale".into(), &"Example Provider".into())
        );
    }
    let report = json(&verify(&["--status-policy", "strict", "--json"]));
    let reasons = report["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|own| own["id"] == "issuer.chain.listing"), "{reasons:?}");
    let shown = text(&verify(&[]));
    assert!(shown.contains("issuer.chain.listing") && shown.contains("2026-05-31T23:59:59Z"));
    let output = verify(&["--overdue-listing", "ignore"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&output.stderr).contains("accept, inconclusive, refuse"));
}

/// The cache file remembers from run to run: what is older than what was found genuine is noticed,
/// be it a VICAL, a revocation list or a status list.
#[test]
fn a_list_older_than_one_of_an_earlier_run_is_noticed() {
    let folder = Folder::new();
    let (response, transcript) = folder.pieces("status-list-1");
    let issuer = mdl().issuer;
    let (root, cache) = (folder.root(), folder.0.join("lists.cache"));
    let cache = cache.to_str().unwrap();
    let newer = folder.list("newer.vical", |_| ());
    let older = folder.list("older.vical", |own| own.list.set("vicalIssueID", 41));
    let signer = ListSigner::below(&issuer);
    let token = |name: &str, earlier: i64| {
        let mut own = StatusToken::list(&signer, 1, 0);
        own.claims.set(6, ISSUED - earlier);
        folder.write(name, &own.issue(&signer.key))
    };
    let (fresh, former) = (token("fresh.cwt", 0), token("former.cwt", 1));
    let crl = |name: &str, number: u8| {
        let mut own = RevocationList::of(&issuer.root, &issuer.root_key);
        own.extensions[1] = tashika_testkit::crl::number(&[number]);
        folder.write(name, &own.issue(&issuer.root_key))
    };
    let (seven, six) = (crl("seven.crl", 7), crl("six.crl", 6));
    let verify = |vical: &str, more: &[&str]| {
        let mut arguments = vec!["verify", "--response", &response, "--transcript", &transcript];
        arguments.extend(["--at", NOW, "--json", "--vical", vical, "--vical-root", &root]);
        arguments.extend(more);
        tashika(&arguments)
    };
    let says = |output: &Output, source: &str| {
        let report = json(output);
        let sources = report["documents"][0]["issuanceState"]["sources"].as_array().unwrap();
        let own = sources.iter().find(|own| own["source"] == source).unwrap();
        own["says"].as_str().unwrap().to_owned()
    };
    // Without a cache file nothing is remembered.
    for list in [&newer, &older] {
        assert_eq!(verify(list, &["--status", &former]).status.code(), Some(0));
    }
    let first = verify(&newer, &["--cache", cache, "--status", &fresh, "--crl", &seven]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first));
    let kept = fs::read(cache).unwrap();
    assert!(kept.len() < 4096, "the dates alone, not the lists");

    let output = verify(&older, &["--cache", cache]);
    assert_eq!(output.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&output.stderr).contains("vical.rollback"));
    let output = verify(&newer, &["--cache", cache, "--status", &former]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(says(&output, "status-list"), "rolled-back");
    let output = verify(&newer, &["--cache", cache, "--crl", &six]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(says(&output, "revocation-list"), "rolled-back");
    // What was refused has taught nothing, and the same lists are no step back. The order of what is
    // remembered is that of its use.
    let sorted = |mut bytes: Vec<u8>| {
        bytes.sort_unstable();
        bytes
    };
    let kept = sorted(kept);
    assert_eq!(sorted(fs::read(cache).unwrap()), kept);
    let again = verify(&newer, &["--cache", cache, "--status", &fresh, "--crl", &seven]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(sorted(fs::read(cache).unwrap()), kept);

    // Of two lists of one address the newer one counts, in whatever order they come.
    let revoked = {
        let mut own = StatusToken::list(&signer, 1, 1);
        own.claims.set(6, ISSUED + 1);
        folder.write("revoked.cwt", &own.issue(&signer.key))
    };
    for order in [[&revoked, &fresh], [&fresh, &revoked]] {
        let output = verify(&newer, &["--status", order[0], "--status", order[1]]);
        assert_eq!(says(&output, "status-list"), "revoked");
    }

    // What is no cache file is not overwritten.
    let output = verify(&newer, &["--cache", &fresh]);
    assert_eq!(output.status.code(), Some(65));
    assert!(fs::read(&fresh).unwrap().starts_with(&[0xd2]));
}

#[test]
fn verify_takes_lists_from_files() {
    let folder = Folder::new();
    let (response, transcript) = folder.pieces("status-list-1");
    let issuer = mdl().issuer;
    let anchor = folder.write("iaca.pem", pem("CERTIFICATE", &issuer.root_der()).as_bytes());
    let signer = ListSigner::below(&issuer);
    let fresh = folder.write("fresh.jwt", &jwt(&signer, 0, |_, _| ()));
    let revoked = folder.write("revoked.jwt", &jwt(&signer, 1, |_, _| ()));
    let mut list = RevocationList::of(&issuer.root, &issuer.root_key);
    let crl = pem("X509 CRL", &list.issue(&issuer.root_key));
    let crl = folder.write("iaca.crl", crl.as_bytes());
    list.revoke(&issuer.signer);
    let revoking = folder.write("revoking.crl", &list.issue(&issuer.root_key));
    let verify = |more: &[&str]| {
        let mut arguments = vec![
            "verify",
            "--response",
            &response,
            "--transcript",
            &transcript,
            "--at",
            NOW,
            "--json",
            "--trust",
            &anchor,
        ];
        arguments.extend(more);
        tashika(&arguments)
    };
    let verdict = |more: &[&str]| json(&verify(more))["verdict"].clone();
    assert_eq!(verdict(&[]), "accepted");
    assert_eq!(verdict(&["--status-policy", "strict"]), "inconclusive");
    let both = ["--status", &fresh, "--crl", &crl, "--status-policy", "strict"];
    assert_eq!(verdict(&both), "accepted");
    let report = json(&verify(&both));
    assert_eq!(report["statusPolicy"], "strict");
    assert_eq!(verdict(&["--status", &revoked]), "rejected");
    assert_eq!(verdict(&["--crl", &revoking]), "rejected");
    assert_eq!(verify(&["--crl", &fresh]).status.code(), Some(65));
    assert_eq!(verify(&["--status", &anchor]).status.code(), Some(65));
    assert_eq!(verify(&["--status-policy", "none"]).status.code(), Some(64));
    let accept = br#"{ "version": 1, "accept": [] }"#;
    let accept = folder.write("accept.json", accept);
    assert_eq!(verify(&["--acceptance", &accept]).status.code(), Some(64), "no purpose");
    assert_eq!(verdict(&["--acceptance", &accept, "--purpose", "age-check"]), "rejected");
}

/// Travel documents have authorities of their own, and an authority of photo IDs is none of them.
#[test]
fn the_authority_of_a_travel_document_is_given_apart() {
    use tashika_testkit::documents::photo_id;
    use tashika_testkit::travel_document::Country;
    let folder = Folder::new();
    let (response, transcript) = folder.pieces("photo-id-travel-document");
    let issuer = folder.write("issuer.der", &photo_id().issuer.root_der());
    let csca = folder.write("csca.der", &Country::new().root_der());
    let outcome = |more: &[&str]| {
        let mut arguments = vec!["verify", "--json", "--at", NOW, "--response", &response];
        arguments.extend(["--transcript", &transcript, "--trust", &issuer]);
        arguments.extend(more);
        let report: Value = serde_json::from_slice(&tashika(&arguments).stdout).unwrap();
        let checks = report["documents"][0]["checks"].as_array().unwrap().clone();
        let own = checks.into_iter().find(|own| own["id"] == "sod.chain").unwrap();
        own["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(outcome(&[]), "not-performed");
    assert_eq!(outcome(&["--trust", &csca]), "not-performed");
    assert_eq!(outcome(&["--csca", &csca]), "passed");
    assert_eq!(outcome(&["--csca", &issuer]), "failed");
}
