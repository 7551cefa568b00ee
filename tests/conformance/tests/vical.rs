//! Two production lists of AAMVA, with their real oddities.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;

use tashika::codec::scan;
use tashika::cose::Signed;
use tashika::crypto::{CryptoProvider, Curve};
use tashika::facts::Fact;
use tashika::instant::Timestamp;
use tashika::trust::{AnchorSource, DocTypes, Purpose, Vical, VicalReport, VicalRule};
use tashika::x509::Certificate;
use tashika_conformance::vectors;

const OLDER: &str = "aamva-2025-08-05.vical.cbor";
const NEWER: &str = "aamva-2025-11-18.vical.cbor";
const DAY_OF_NEWER: &str = "2025-11-19T00:00:00Z";

fn bytes(name: &str) -> Option<Vec<u8>> {
    Some(fs::read(vectors("trust/vical")?.join(name)).unwrap())
}

/// The root at the end of the list's own chain, as an operator would configure it.
fn root(list: &[u8]) -> Certificate {
    let item = scan(list, 0, 8).unwrap().item;
    let chain = Signed::read(&item).unwrap().unprotected.x5chain().unwrap().unwrap();
    Certificate::parse(chain.certificates.last().unwrap()).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn grave(report: &VicalReport) -> BTreeSet<VicalRule> {
    report.findings.iter().filter(|own| own.grave).map(|own| own.rule).collect()
}

fn rules(report: &VicalReport, of_list: bool) -> BTreeSet<VicalRule> {
    let own = report.findings.iter().filter(|own| own.entry.is_none() == of_list);
    own.map(|own| own.rule).collect()
}

#[test]
fn the_newer_list_loads_with_fourteen_roots_and_its_oddities() {
    let Some(bytes) = bytes(NEWER) else { return };
    let root = root(&bytes);
    for provider in [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()] {
        let list = Vical::decode(&bytes).unwrap();
        let (report, verified) = list.verify(&[&root], None, at(DAY_OF_NEWER), 0, &provider);
        let list = verified.unwrap_or_else(|| panic!("{:?}", report.findings));
        assert_eq!((list.provider(), list.issue_id()), ("AAMVA", Some(227_602)));
        assert_eq!(list.entries().len(), 14);
        let anchors = list.anchors(None);
        assert_eq!(anchors.len(), 14);
        for anchor in &anchors {
            assert_eq!(anchor.purpose(), Purpose::Issuer);
            let licence = DocTypes::Only(vec!["org.iso.18013.5.1.mDL".to_owned()]);
            assert_eq!(*anchor.doc_types(), licence);
            assert!(!anchor.doc_types().contains("org.iso.23220.photoid.1"));
            assert!(matches!(anchor.source(), AnchorSource::Vical { .. }));
        }
        let curve = |own: Curve| {
            let keys = anchors.iter().map(|anchor| anchor.certificate().public_key().unwrap());
            keys.filter(|key| key.curve() == own).count()
        };
        assert_eq!((curve(Curve::P256), curve(Curve::P384)), (13, 1));

        let of_entries = |rule| report.findings.iter().filter(move |own| own.rule == rule);
        // The key identifier is wrapped twice in every entry; it is never used.
        assert_eq!(of_entries(VicalRule::KeyIdentifier).count(), 14);
        // Utah has two keys under one name, Arizona three.
        assert_eq!(of_entries(VicalRule::SameName).count(), 3);
        // Members with capitals, which the standard does not name.
        assert_eq!(of_entries(VicalRule::Members).count(), 14);
        // Times after noon are written with a clock of twelve hours: the certificate is believed.
        let odd = of_entries(VicalRule::Fields).filter(|own| {
            matches!(own.facts.get("members"), Some(Fact::List(list))
                if list.iter().all(|name| name == "notBefore" || name == "notAfter"))
        });
        assert_eq!(odd.count(), 6);
        assert_eq!(of_entries(VicalRule::CertificateParse).count(), 0);
        assert!(!report.findings.iter().any(|own| own.grave), "{:?}", report.findings);
        println!("of the list: {:?}", rules(&report, true));
        println!("of entries: {:?}", rules(&report, false));
    }
}

#[test]
fn a_day_later_the_next_list_is_due_and_this_one_still_works() {
    let Some(bytes) = bytes(NEWER) else { return };
    let root = root(&bytes);
    let provider = CryptoProvider::default();
    let verify =
        |time: &str| Vical::decode(&bytes).unwrap().verify(&[&root], None, at(time), 0, &provider);
    let (report, verified) = verify("2025-11-19T18:38:12Z");
    assert!(!rules(&report, true).contains(&VicalRule::NextUpdate) && verified.is_some());
    let (report, verified) = verify("2025-11-19T18:38:13Z");
    assert!(rules(&report, true).contains(&VicalRule::NextUpdate));
    let list = verified.unwrap();
    // How long a list is used after that is the operator's to say.
    let listing = list.anchors(Some(7 * 86_400))[0].listing();
    assert!(listing.holds_at(at("2025-11-26T18:38:12Z"), 0));
    assert!(!listing.holds_at(at("2025-11-26T18:38:13Z"), 0));
    // The signer's certificate ended on 2026-04-18: the list with it.
    let (report, verified) = verify("2026-04-20T00:00:00Z");
    assert!(verified.is_none());
    assert!(rules(&report, true).contains(&VicalRule::SignerChain));
    // Before its date it does not exist.
    let (report, verified) = verify("2025-11-18T18:38:11Z");
    assert!(verified.is_none() && rules(&report, true).contains(&VicalRule::Date));
}

#[test]
fn another_root_or_a_changed_byte_is_refused() {
    let Some(bytes) = bytes(NEWER) else { return };
    let own = root(&bytes);
    let provider = CryptoProvider::default();
    let list = Vical::decode(&bytes).unwrap();
    // A listed authority is no root of the list.
    let listed = list.entries()[0].certificate.clone().unwrap();
    for roots in [&[][..], &[&listed]] {
        let (report, verified) = list.clone().verify(roots, None, at(DAY_OF_NEWER), 0, &provider);
        assert!(verified.is_none());
        assert_eq!(grave(&report), [VicalRule::SignerChain].into());
    }
    let mut forged = bytes.clone();
    let member = b"vicalProvider";
    let place = forged.windows(member.len()).position(|own| own == member).unwrap();
    // Behind the member's name and the head of its value.
    forged[place + member.len() + 1] = b'B';
    let list = Vical::decode(&forged).unwrap();
    let (report, verified) = list.verify(&[&own], None, at(DAY_OF_NEWER), 0, &provider);
    assert!(verified.is_none());
    assert_eq!(grave(&report), [VicalRule::Signature].into());
}

#[test]
fn the_lists_follow_one_another_and_differ_by_one_root() {
    let (Some(older), Some(newer)) = (bytes(OLDER), bytes(NEWER)) else { return };
    let root = root(&older);
    let (older, newer) = (Vical::decode(&older).unwrap(), Vical::decode(&newer).unwrap());
    assert_eq!(older.entries().len(), 13);
    let changes = newer.changes_since(&older);
    assert_eq!((changes.added.len(), changes.removed.len(), changes.changed.len()), (1, 0, 0));
    let added = changes.added[0].certificate.as_ref().unwrap();
    assert_eq!(added.subject().state(), Some("US-ND"));
    assert!(newer.changes_since(&newer).is_empty());

    let provider = CryptoProvider::default();
    let mark = newer.mark();
    let now = at(DAY_OF_NEWER);
    let (report, verified) = older.verify(&[&root], Some(&mark), now, 0, &provider);
    assert!(verified.is_none());
    assert!(rules(&report, true).contains(&VicalRule::Rollback));
    let (_, verified) = newer.verify(&[&root], Some(&mark), now, 0, &provider);
    assert!(verified.is_some(), "the same list again is no step back");
}
