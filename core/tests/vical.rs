//! VICALs that keep every rule, and VICALs that break one.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use tashika::codec::limits::MAX_TEXT_BYTES;
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::mdoc::SessionTranscript;
use tashika::presentation::Presentation;
use tashika::status::{Cache, Effect, Standing, StatusPolicy, Why, plan};
use tashika::trust::{
    AcceptanceList, AuthorityClass, Copies, IssuerProfiles, Purpose, TrustStore, VerifiedVical,
    Vical, VicalMark, VicalReport, VicalRule,
};
use tashika::verify::{CheckId, Context, Decision, Outcome, Policy, StateSourceKind, verify};
use tashika::x509::Certificate;
use tashika_testkit::cases;
use tashika_testkit::cbor::{Cbor, array, map, tagged, tdate};
use tashika_testkit::certificate::{self, basic_constraints, extended_key_usage, oid, usage};
use tashika_testkit::documents::{MDL, MNC, mdl, my_number_card};
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::scenario::{Issuer, NOW};
use tashika_testkit::vical::{Provider, Vical as Maker, entry};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn parse(der: &[u8]) -> Certificate {
    Certificate::parse(der).unwrap()
}

/// Two authorities, for different document types.
fn entries() -> Vec<Cbor> {
    vec![entry(&mdl().issuer, &[MDL]), entry(&my_number_card().issuer, &[MNC])]
}

fn made(change: impl FnOnce(&mut Provider), edit: impl FnOnce(&mut Maker)) -> Vec<u8> {
    let mut provider = Provider::new();
    change(&mut provider);
    let mut list = Maker::new(&provider, entries());
    edit(&mut list);
    list.issue(&provider.key)
}

fn judged(bytes: &[u8], known: Option<&VicalMark>) -> (VicalReport, Option<VerifiedVical>) {
    let root = parse(&Provider::new().root_der());
    let list = Vical::decode(bytes).unwrap();
    list.verify(&[&root], known, at(NOW), 0, &CryptoProvider::default())
}

fn rules(report: &VicalReport) -> BTreeSet<(VicalRule, bool)> {
    report.findings.iter().map(|own| (own.rule, own.grave)).collect()
}

fn breaks(bytes: &[u8], rule: VicalRule, grave: bool) {
    let (report, verified) = judged(bytes, None);
    assert_eq!(rules(&report), [(rule, grave)].into(), "{:?}", report.findings);
    let of_list = report.findings.iter().any(|own| own.grave && own.entry.is_none());
    assert_eq!(verified.is_none(), of_list);
}

fn edited(edit: impl FnOnce(&mut Maker)) -> Vec<u8> {
    made(|_| (), edit)
}

#[test]
fn a_good_list_has_no_findings_and_its_anchors_have_their_scope() {
    let (report, verified) = judged(&edited(|_| ()), None);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert!(report.signer.unwrap().contains("Example VICAL signer"));
    let list = verified.unwrap();
    let anchors = list.anchors(None);
    assert_eq!(anchors.len(), 2);
    assert!(anchors[0].doc_types().contains(MDL) && !anchors[0].doc_types().contains(MNC));
    assert!(anchors.iter().all(|own| own.purpose() == Purpose::Issuer));
    let store: TrustStore = anchors.into_iter().collect();
    let fetches = plan(&store, &Cache::new(), at(NOW));
    assert_eq!(fetches.len(), 1);
    assert_eq!(fetches[0].why, Why::Vical);
    assert_eq!(fetches[0].by_when, at("2026-06-30T00:00:00Z"));
}

#[test]
fn each_rule_of_the_list_is_its_own_finding() {
    let set = |name: &'static str, value: Cbor| edited(move |own| own.list.set(name, value));
    breaks(&set("version", "2.0".into()), VicalRule::Version, true);
    breaks(&set("version", "1".into()), VicalRule::Version, true);
    breaks(&set("date", tdate("2026-06-01T00:00:01Z")), VicalRule::Date, true);
    breaks(&set("notAfter", tdate("2026-05-31T23:59:59Z")), VicalRule::NotAfter, true);
    breaks(&set("nextUpdate", tdate("2026-05-31T23:59:59Z")), VicalRule::NextUpdate, false);
    breaks(&set("certificateInfos", array::<Cbor>([])), VicalRule::Entries, false);
    let key = Key::new(Curve::P256, "somebody");
    let forged = Maker::new(&Provider::new(), entries()).issue(&key);
    breaks(&forged, VicalRule::Signature, true);
    breaks(&edited(|own| own.protected.set(1, 5)), VicalRule::Algorithm, true);
    breaks(&edited(|own| own.protected.set(1, -36)), VicalRule::Algorithm, true);
    let critical = edited(|own| own.protected.set(2, array([99])));
    breaks(&critical, VicalRule::Headers, true);
    let no_chain = edited(|own| drop(own.unprotected.remove(33)));
    breaks(&no_chain, VicalRule::SignerChain, true);
    let tagged_list = |tag: u64| tagged(tag, Cbor::Raw(edited(|_| ()))).encode();
    breaks(&tagged_list(18), VicalRule::Tag, false);
    breaks(&tagged_list(17), VicalRule::Tag, true);
    let unprotected = edited(|own| {
        own.unprotected.set(1, -7);
    });
    let (report, verified) = judged(&unprotected, None);
    assert!(verified.is_none());
    assert!(rules(&report).contains(&(VicalRule::Algorithm, true)));
}

#[test]
fn a_signer_must_be_a_vical_signer() {
    let with = |change: fn(&mut Provider)| made(change, |_| ());
    let digital = with(|own| {
        own.signer.set_extension(certificate::key_usage(usage::DIGITAL_SIGNATURE));
    });
    breaks(&digital, VicalRule::SignerProfile, true);
    let document_signer = with(|own| {
        own.signer.set_extension(extended_key_usage(&[oid::MDL_SIGNER]));
    });
    breaks(&document_signer, VicalRule::SignerProfile, true);
    let authority = with(|own| own.signer.set_extension(basic_constraints(true, None)));
    breaks(&authority, VicalRule::SignerProfile, true);
    let untidy = with(|own| own.signer.remove_extension(oid::CRL_DISTRIBUTION_POINTS));
    breaks(&untidy, VicalRule::SignerProfile, false);
    let expired = with(|own| own.signer.not_after = "2026-05-31T23:59:59Z".into());
    breaks(&expired, VicalRule::SignerChain, true);
    let early = with(|own| own.signer.not_before = "2026-06-02T00:00:00Z".into());
    breaks(&early, VicalRule::SignerChain, true);
    let stranger = with(|own| own.root_key = Key::new(Curve::P256, "another root"));
    breaks(&stranger, VicalRule::SignerChain, true);

    // An authority of the list, or any issuer, is no root for lists: roots are given apart.
    let list = Vical::decode(&edited(|_| ())).unwrap();
    let issuer = parse(&mdl().issuer.root_der());
    let (_, verified) = list.verify(&[&issuer], None, at(NOW), 0, &CryptoProvider::default());
    assert!(verified.is_none());
}

#[test]
fn one_bad_entry_spoils_no_other() {
    let bad: [(Cbor, VicalRule); 6] = [
        (Cbor::Int(1), VicalRule::EntryStructure),
        (map([("docType", array([MDL]))]), VicalRule::EntryStructure),
        (
            map([("certificate", Cbor::Bytes(vec![0x30, 0])), ("docType", array([MDL]))]),
            VicalRule::CertificateParse,
        ),
        (
            {
                let mut own = entry(&mdl().issuer, &[]);
                own.set("certificate", Issuer::new("DE", "", Curve::P256, Curve::P256).root_der());
                own.remove("serialNumber");
                let serial = Issuer::new("DE", "", Curve::P256, Curve::P256).root.serial;
                own.set("serialNumber", tagged(2, serial));
                let key = Issuer::new("DE", "", Curve::P256, Curve::P256).root_key;
                own.set("ski", key.identifier());
                own
            },
            VicalRule::DocTypes,
        ),
        (
            map([("certificate", Cbor::Text("no bytes".into())), ("docType", array([MDL]))]),
            VicalRule::EntryStructure,
        ),
        (Cbor::Null, VicalRule::EntryStructure),
    ];
    for (bad, rule) in bad {
        let bytes = edited(|own| own.list.at("certificateInfos").items().insert(1, bad));
        let (report, verified) = judged(&bytes, None);
        assert_eq!(rules(&report), [(rule, true)].into(), "{:?}", report.findings);
        assert_eq!(report.findings[0].entry, Some(1));
        let list = verified.unwrap();
        assert_eq!((list.entries().len(), list.anchors(None).len()), (3, 2));
    }
}

/// Faults of the encoding itself, which elsewhere refuse the whole input.
#[test]
fn an_entry_that_cannot_be_scanned_spoils_no_other() {
    let with = |change: fn(&mut Cbor)| {
        let mut own = entry(&mdl().issuer, &[MDL]);
        change(&mut own);
        own
    };
    let deep = |own: &mut Cbor| {
        own.set("extensions", (0..100).fold(Cbor::Null, |inner, _| array([inner])));
    };
    let bad = [
        with(|own| own.add("docType", array([MNC]))),
        with(|own| own.set("extensions", Cbor::Raw(vec![0xa2, 1, 2, 1, 3]))),
        with(|own| own.set("issuingAuthority", Cbor::Raw(vec![0x61, 0xff]))),
        with(|own| own.set("extensions", Cbor::Raw(vec![0xf8, 0]))),
        with(|own| own.set("issuingAuthority", "a".repeat(MAX_TEXT_BYTES + 1))),
        with(deep),
    ];
    for (place, bad) in bad.into_iter().enumerate() {
        let bytes = edited(|own| own.list.at("certificateInfos").items().insert(1, bad));
        let (report, verified) = judged(&bytes, None);
        let expected = [(VicalRule::EntryStructure, true)].into();
        assert_eq!(rules(&report), expected, "{place}: {:?}", report.findings);
        assert_eq!(report.findings[0].entry, Some(1));
        let list = verified.unwrap();
        assert_eq!((list.entries().len(), list.anchors(None).len()), (3, 2), "{place}");
    }
}

#[test]
fn what_an_entry_says_beside_its_certificate_is_compared_and_never_used() {
    let first = |change: fn(&mut Cbor)| {
        edited(move |own| change(&mut own.list.at("certificateInfos").items()[0]))
    };
    let fields: [fn(&mut Cbor); 7] = [
        |own| own.set("serialNumber", tagged(2, vec![1, 2, 3])),
        |own| own.set("issuingCountry", "US"),
        |own| own.set("stateOrProvinceName", "US-UT"),
        |own| own.set("subject", vec![0x30, 0]),
        |own| own.set("issuer", vec![0x30, 0]),
        |own| own.set("notAfter", tdate("2099-01-01T00:00:00Z")),
        |own| own.set("notBefore", Cbor::Int(1)),
    ];
    for change in fields {
        breaks(&first(change), VicalRule::Fields, false);
    }
    breaks(&first(|own| own.set("ski", vec![1; 20])), VicalRule::KeyIdentifier, false);
    breaks(
        &first(|own| {
            let key = mdl().issuer.root_key.identifier();
            own.set("ski", [&[4, 22, 4, 20][..], &key].concat());
        }),
        VicalRule::KeyIdentifier,
        false,
    );
    breaks(&first(|own| own.set("Extensions", 1)), VicalRule::Members, false);
    breaks(
        &first(|own| {
            let mut issuer = mdl().issuer;
            issuer.root.remove_extension(oid::ISSUER_ALT_NAME);
            own.set("certificate", issuer.root_der());
        }),
        VicalRule::RootProfile,
        false,
    );
    breaks(
        &first(|own| {
            let mut issuer = mdl().issuer;
            issuer.root.not_after = "2026-05-31T23:59:59Z".into();
            own.set("certificate", issuer.root_der());
        }),
        VicalRule::CertificateValidity,
        false,
    );
}

#[test]
fn one_name_with_two_keys_is_two_anchors_and_both_are_tried() {
    let mut rekeyed = mdl().issuer;
    rekeyed.root_key = Key::new(Curve::P256, "the new key");
    rekeyed.root.public_key = rekeyed.root_key.spki();
    rekeyed.root.set_extension(certificate::subject_key_identifier(&rekeyed.root_key.identifier()));
    let both = edited(|own| {
        own.list.at("certificateInfos").items().insert(0, entry(&rekeyed, &[MDL]));
    });
    breaks(&both, VicalRule::SameName, false);
    let twice = edited(|own| {
        own.list.at("certificateInfos").items().insert(0, entry(&mdl().issuer, &[MDL]));
    });
    breaks(&twice, VicalRule::Duplicate, false);

    let case = cases::all().into_iter().find(|own| own.name == "algorithm-p256").unwrap();
    let presentation = Presentation::new(case.scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&case.transcript()));
    let (policy, provider) = (Policy::default(), CryptoProvider::default());
    let decide = |bytes: &[u8]| {
        let (_, verified) = judged(bytes, None);
        let store: TrustStore = verified.unwrap().anchors(None).into_iter().collect();
        let context = Context::new(&store, &policy, at(NOW), &provider);
        let report = verify(&presentation, &context).unwrap();
        let outcome = report.documents[0].outcome(CheckId::IssuerChainDocType);
        (report.verdict.decision, outcome)
    };
    assert_eq!(decide(&both), (Decision::Accepted, Some(Outcome::Passed)));
    // Listed for another document type: the right key, and no right.
    let elsewhere = edited(|own| {
        let list = own.list.at("certificateInfos").items();
        list[0].set("docType", array([MNC]));
    });
    assert_eq!(decide(&elsewhere), (Decision::Rejected, Some(Outcome::Failed)));
}

#[test]
fn an_older_list_is_refused_by_date_and_by_number() {
    let list = Vical::decode(&edited(|_| ())).unwrap();
    let mark = list.mark();
    let (_, same) = judged(list.bytes(), Some(&mark));
    assert!(same.is_some());
    for known in [
        VicalMark { issue_id: Some(43), ..mark.clone() },
        VicalMark { date: mark.date.plus(1), ..mark.clone() },
    ] {
        let (report, verified) = judged(list.bytes(), Some(&known));
        assert!(verified.is_none());
        assert_eq!(rules(&report), [(VicalRule::Rollback, true)].into());
    }
    // Another provider's lists have their own numbers.
    let other = VicalMark { provider: "Another".into(), issue_id: Some(99), date: mark.date };
    assert!(judged(list.bytes(), Some(&other)).1.is_some());
}

/// What a list past its next update means is a named value of the rules, and stands in the report.
#[test]
fn an_overdue_list_is_what_the_rules_say() {
    let case = cases::all().into_iter().find(|own| own.name == "algorithm-p256").unwrap();
    let presentation = Presentation::new(case.scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&case.transcript()));
    let judge = |next: &str, rules: &str, effect: Option<Effect>| {
        let bytes = edited(|own| own.list.set("nextUpdate", tdate(next)));
        let store: TrustStore = judged(&bytes, None).1.unwrap().anchors(None).into_iter().collect();
        let mut policy = Policy::default();
        policy.status = StatusPolicy::named(rules).unwrap();
        if let Some(effect) = effect {
            policy.status = policy.status.with_overdue_listing(effect);
        }
        let provider = CryptoProvider::default();
        let nothing = Cache::new();
        let context = Context::new(&store, &policy, at(NOW), &provider).with_status(&nothing);
        let report = verify(&presentation, &context).unwrap();
        let document = &report.documents[0];
        let outcome = document.outcome(CheckId::IssuerChainListing).unwrap();
        let listing = document.issuance.source(StateSourceKind::Listing).unwrap();
        let answer = (listing.answer.standing, listing.answer.until);
        (report.verdict.decision, outcome, answer, document.claims.is_some())
    };
    let (due, over) = ("2026-06-01T00:00:00Z", "2026-05-31T23:59:59Z");
    let fresh = (Standing::Valid, Some(at(due)));
    let stale = (Standing::Stale, Some(at(over)));
    let (good, warned) = ((Decision::Accepted, Outcome::Passed), Outcome::Warning);
    assert_eq!(judge(due, "default", None), (good.0, good.1, fresh, true));
    assert_eq!(judge(due, "default", Some(Effect::Refuse)), (good.0, good.1, fresh, true));
    for rules in ["default", "lenient", "offline-kiosk"] {
        assert_eq!(judge(over, rules, None), (Decision::Accepted, warned, stale, true), "{rules}");
    }
    let open = (Decision::Inconclusive, Outcome::Undetermined, stale, false);
    assert_eq!(judge(over, "strict", None), open);
    assert_eq!(judge(over, "default", Some(Effect::Inconclusive)), open);
    let refused = (Decision::Rejected, Outcome::Failed, stale, false);
    assert_eq!(judge(over, "default", Some(Effect::Refuse)), refused);
    let accepted = (Decision::Accepted, warned, stale, true);
    assert_eq!(judge(over, "default", Some(Effect::Accept)), accepted);
}

/// Of two lists with one authority the one that is not overdue speaks.
#[test]
fn a_list_that_is_not_overdue_goes_first() {
    let case = cases::all().into_iter().find(|own| own.name == "algorithm-p256").unwrap();
    let presentation = Presentation::new(case.scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&case.transcript()));
    let old = edited(|own| own.list.set("nextUpdate", tdate("2026-05-31T23:59:59Z")));
    let anchors = |bytes: &[u8]| judged(bytes, None).1.unwrap().anchors(None);
    let (old, new) = (anchors(&old), anchors(&edited(|_| ())));
    for order in [[old.clone(), new.clone()], [new, old]] {
        let store: TrustStore = order.concat().into_iter().collect();
        let (policy, provider) = (Policy::default(), CryptoProvider::default());
        let context = Context::new(&store, &policy, at(NOW), &provider);
        let report = verify(&presentation, &context).unwrap();
        let outcome = report.documents[0].outcome(CheckId::IssuerChainListing);
        assert_eq!(outcome, Some(Outcome::Passed));
    }
}

#[test]
fn what_is_no_list_is_an_error() {
    let bytes = edited(|_| ());
    for length in 0..bytes.len() {
        assert!(Vical::decode(&bytes[..length]).is_err(), "{length} bytes");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Vical::decode(&longer).is_err());
    let twice = edited(|own| own.list.add("version", "1.0"));
    assert!(Vical::decode(&twice).is_err(), "a key twice");
    let twice = edited(|own| own.list.add("certificateInfos", array::<Cbor>([])));
    assert!(Vical::decode(&twice).is_err(), "two lists of entries");
    let inside = Cbor::Raw(vec![0xa2, 1, 2, 1, 3]);
    let twice = edited(|own| own.list.set("extensions", inside));
    assert!(Vical::decode(&twice).is_err(), "a key twice beside the entries");
    for name in ["version", "vicalProvider", "date", "certificateInfos"] {
        assert!(Vical::decode(&edited(|own| drop(own.list.remove(name)))).is_err(), "{name}");
    }
}

#[test]
fn the_shipped_profiles_are_sourced_and_the_first_that_fits_speaks() {
    let provider = CryptoProvider::default();
    let shipped = IssuerProfiles::shipped().unwrap();
    let japan = parse(&my_number_card().issuer.root_der());
    let own = shipped.find(&japan, MNC, &provider).unwrap();
    assert_eq!((own.authority_class, own.copies), (AuthorityClass::JpLaw, Copies::One));
    assert!(!own.source.is_empty() && own.reviewed.len() == 10);
    assert!(shipped.find(&japan, MDL, &provider).is_none(), "another document type");

    let utah = parse(&Issuer::new("US", "US-UT", Curve::P256, Curve::P256).root_der());
    let file = br#"{ "version": 1, "profiles": [
        { "issuers": [{ "country": "US", "state": "US-UT" }], "authorityClass": "mdl-ia",
          "portraitCapture": "live", "copies": "managed-many", "issuanceManagement": "managed",
          "source": "a test", "reviewed": "2026-11-24" },
        { "issuers": [{ "country": "US" }], "authorityClass": "unknown",
          "source": "a test", "reviewed": "2026-11-24" } ] }"#;
    let all = IssuerProfiles::parse(file).unwrap().before(shipped.clone());
    assert_eq!(all.find(&utah, MDL, &provider).unwrap().copies, Copies::ManagedMany);
    assert!(all.find(&japan, MNC, &provider).is_some());
    for bad in [
        &b"{"[..],
        br#"{ "version": 2, "profiles": [] }"#,
        br#"{ "version": 1, "profiles": [], "more": 1 }"#,
        br#"{ "version": 1, "profiles": [{ "issuers": [], "authorityClass": "king",
             "source": "", "reviewed": "" }] }"#,
    ] {
        assert!(IssuerProfiles::parse(bad).is_err());
    }
}

#[test]
fn an_acceptance_list_denies_what_it_does_not_name() {
    let provider = CryptoProvider::default();
    let japan = parse(&mdl().issuer.root_der());
    let digest = (provider.digest)(tashika::crypto::HashAlgorithm::Sha256, &[japan.der()]);
    let hex: String = digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    let accepts = |rule: &str, doc_type: &str, purpose: &str| {
        let text = format!(r#"{{ "version": 1, "accept": [{rule}] }}"#);
        let list = AcceptanceList::parse(text.as_bytes()).unwrap();
        list.accepts(&japan, doc_type, purpose, &provider)
    };
    let one = format!(
        r#"{{ "docTypes": ["{MDL}"], "issuers": [{{ "certificate": "{hex}" }}], "purposes": ["a"] }}"#
    );
    assert!(accepts(&one, MDL, "a"));
    assert!(!accepts(&one, MNC, "a") && !accepts(&one, MDL, "b") && !accepts("", MDL, "a"));
    let any = r#"{ "docTypes": "any", "issuers": "any", "purposes": "any" }"#;
    assert!(accepts(any, "anything", "at all"));
    let elsewhere = r#"{ "docTypes": "any", "issuers": [{ "country": "US" }], "purposes": "any" }"#;
    assert!(!accepts(elsewhere, MDL, "a"));
    let state = r#"{ "docTypes": "any", "issuers": [{ "country": "JP", "state": "JP-27" }],
        "purposes": "any" }"#;
    assert!(!accepts(state, MDL, "a"));
    for bad in [
        r#"{ "version": 1, "accept": [{ "docTypes": "any", "issuers": "any" }] }"#,
        r#"{ "version": 1, "accept": [{ "docTypes": "all", "issuers": "any", "purposes": "any" }] }"#,
        r#"{ "version": 1, "accept": [{ "docTypes": "any", "issuers": [{ "land": "JP" }],
             "purposes": "any" }] }"#,
        r#"{ "version": 1, "accept": [], "acceptAll": true }"#,
    ] {
        assert!(AcceptanceList::parse(bad.as_bytes()).is_err(), "{bad}");
    }
}
