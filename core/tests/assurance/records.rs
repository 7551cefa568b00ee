//! The ledger: its chain, what it keeps of a person, packages, and `verified_claims`.

use serde_json::{Value, json};
use tashika::assurance::{
    Channel, Circumstances, Decision, Entry, EntryKind, Evidence, Factor, Held, HolderVerification,
    Ledger, LedgerError, Package, PackageContent, PackageError, PortraitSource, Proof,
    RetainedKind, RetentionBasis, VerifiedClaimsError, Worse, verified_claims,
};
use tashika::cose::Algorithm;
use tashika::crypto::CryptoProvider;
use tashika::doctype::{Registry, Words};
use tashika::trust::IssuerProfiles;

use super::bundles::{key, trusted};
use super::over_time::advisory;
use super::stores::Records;
use super::{IAL, MADE, MNC, SHIPPED, at, case, day, decided, evidence_of, made, mdoc, report};

const SALT: [u8; 32] = [9; 32];

pub(crate) fn basis(until: &str) -> RetentionBasis {
    let basis = Words::new("Act X, article 1", "X法第1条");
    RetentionBasis { basis, until: day(until) }
}

fn entry(evidence: &[Evidence]) -> (Entry, Decision) {
    let decision = decided(evidence);
    (Entry::decision(evidence, &Circumstances::default(), &decision), decision)
}

/// A ledger of three decisions, the second of which retains a response.
fn three(store: &Records, provider: &CryptoProvider) {
    let ledger = Ledger::new(store, provider);
    let evidence = [made("card", Proof::Mdoc(mdoc()))];
    for index in 0..3i64 {
        let (entry, _) = entry(&evidence);
        let now = at(MADE).plus(index);
        if index == 1 {
            let content = b"the response of a person".to_vec();
            let entry = entry.retaining(basis("2033-06-01"), RetainedKind::Response, content);
            ledger.append(entry, &[SALT], now).unwrap();
        } else {
            ledger.append(entry, &[], now).unwrap();
        }
    }
}

#[test]
fn records_hold_each_other() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    let ledger = Ledger::new(&store, &provider);
    assert_eq!(ledger.check().unwrap(), (0, [0; 32]));
    three(&store, &provider);
    let (count, last) = ledger.check().unwrap();
    assert_eq!(count, 3);
    let stored = ledger.decisions().unwrap();
    assert_eq!(stored.len(), 3);
    assert_eq!(stored[0].reached, decided(&stored[0].evidence).summary());
    assert_eq!(stored[1].retention, [basis("2033-06-01")]);
    assert!(stored[0].retention.is_empty());
    // Every byte of every record holds: changed, it breaks the chain there or behind it.
    let whole = store.records.borrow().clone();
    for (index, record) in whole.iter().enumerate() {
        for place in (0..record.len()).step_by(37).chain([record.len() - 1]) {
            store.records.borrow_mut()[index][place] ^= 1;
            match ledger.check() {
                Err(LedgerError::Broken(at)) => assert!(at >= index as u64, "{index} {place}"),
                // The last record has nothing behind it: its hash is what the host keeps.
                Ok((_, hash)) => assert!(index == 2 && hash != last, "{index} {place}"),
                Err(error) => panic!("{error}"),
            }
            store.records.borrow_mut().clone_from(&whole);
        }
    }
    // One left out, two in turn, one put in.
    let broken = |records: Vec<Vec<u8>>, where_: u64| {
        *store.records.borrow_mut() = records;
        assert!(matches!(ledger.check(), Err(LedgerError::Broken(at)) if at == where_));
    };
    let [a, b, c] = [0, 1, 2].map(|index: usize| whole[index].clone());
    broken(vec![a.clone(), c.clone()], 1);
    broken(vec![b.clone(), a.clone(), c.clone()], 0);
    broken(vec![a.clone(), a.clone(), b.clone(), c.clone()], 1);
    // One cut off at the end shows in the hash that the host keeps.
    *store.records.borrow_mut() = vec![a, b];
    assert_ne!(ledger.check().unwrap().1, last);
}

#[test]
fn nothing_of_a_person_is_kept_without_a_basis() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    let case = case("my-number-card");
    let evidence = evidence_of("my-number-card");
    let (entry, _) = entry(&evidence);
    Ledger::new(&store, &provider).append(entry, &[], at(MADE)).unwrap();
    let record = store.records.borrow()[0].clone();
    assert!(store.retained.borrow().is_empty());
    let text = String::from_utf8_lossy(&record);
    for part in ["番号", "花子", "1971", "2000-03-31", "14364"] {
        assert!(!text.contains(part), "{part}");
    }
    // No bytes of the response either: neither signature, digests nor device key.
    let response = case.scenario.respond();
    for window in response.windows(24).filter(|own| own.iter().any(|byte| *byte > 127)) {
        assert!(!record.windows(24).any(|own| own == window));
    }
}

#[test]
fn what_is_retained_is_erased_and_the_chain_still_holds() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    three(&store, &provider);
    let ledger = Ledger::new(&store, &provider);
    let hash = *store.retained.borrow().keys().next().unwrap();
    let content = ledger.retained(&hash).unwrap().unwrap();
    assert_eq!(content.as_slice(), b"the response of a person");
    // A low-entropy content cannot be guessed from the record: the salt goes with it.
    assert!(!store.records.borrow()[1].windows(24).any(|own| own == b"the response of a person"));
    assert_eq!(ledger.erase_expired(day("2033-06-01"), at(MADE)).unwrap(), 0, "the last day");
    assert_eq!(ledger.erase_expired(day("2033-06-02"), at(MADE)).unwrap(), 1);
    assert_eq!(ledger.erase_expired(day("2033-06-02"), at(MADE)).unwrap(), 0);
    assert!(ledger.retained(&hash).unwrap().is_none() && store.retained.borrow().is_empty());
    assert_eq!(ledger.check().unwrap().0, 4, "the erasure is on record");
    // Salts are asked for, one for each.
    let (entry, _) = entry(&[made("card", Proof::Mdoc(mdoc()))]);
    let entry = entry.retaining(basis("2033-06-01"), RetainedKind::Claims, vec![1]);
    let error = ledger.append(entry, &[], at(MADE)).unwrap_err();
    assert_eq!(error.to_string(), "1 salts are needed, 0 were given");
    // A basis that has ended, or says nothing, is none.
    let blank = RetentionBasis { basis: Words::new(" ", ""), until: day("2033-06-01") };
    for basis in [basis("2026-05-31"), blank] {
        let (entry, _) = self::entry(&[made("card", Proof::Mdoc(mdoc()))]);
        let entry = entry.retaining(basis, RetainedKind::Claims, vec![1]);
        let error = ledger.append(entry, &[SALT], at(MADE)).unwrap_err();
        assert_eq!(error.to_string(), "what is retained needs a basis in words that has not ended");
    }
    assert_eq!(ledger.check().unwrap().0, 4);
}

#[test]
fn each_thing_retained_ends_on_its_own_day_whatever_record_it_lies_with() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    let ledger = Ledger::new(&store, &provider);
    let evidence = [made("card", Proof::Mdoc(mdoc()))];
    let (entry, decision) = entry(&evidence);
    let entry = entry
        .retaining(basis("2027-06-01"), RetainedKind::Claims, b"claims".to_vec())
        .retaining(basis("2033-06-01"), RetainedKind::Response, b"response".to_vec());
    ledger.append(entry, &[[1; 32], [2; 32]], at(MADE)).unwrap();
    // Something that was retained with a later look ends too.
    let when = (day("2026-06-02"), at("2026-06-02T00:00:00Z"));
    let none = Circumstances::default();
    let again =
        tashika::assurance::recheck(&decision.summary(), &evidence, &[], &none, &SHIPPED, when);
    let later = Entry::recheck(0, &again.unwrap()).retaining(
        basis("2028-06-01"),
        RetainedKind::Response,
        b"later".to_vec(),
    );
    ledger.append(later, &[[3; 32]], at(MADE)).unwrap();
    let left = |on: &str| {
        let erased = ledger.erase_expired(day(on), at(MADE)).unwrap();
        (erased, store.retained.borrow().len())
    };
    assert_eq!(left("2027-06-01"), (0, 3));
    assert_eq!(left("2027-06-02"), (1, 2));
    assert_eq!(left("2028-06-02"), (1, 1));
    assert_eq!(left("2033-06-01"), (0, 1));
    assert_eq!(left("2033-06-02"), (1, 0));
    assert_eq!(left("2040-01-01"), (0, 0));
    let bodies = ledger.decisions().unwrap();
    assert_eq!(bodies[0].retention, [basis("2027-06-01"), basis("2033-06-01")]);
}

#[test]
fn what_the_host_kept_shows_a_chain_that_was_cut_or_written_anew() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    let ledger = Ledger::new(&store, &provider);
    let nothing = ledger.check().unwrap();
    three(&store, &provider);
    let before = ledger.check().unwrap();
    assert_eq!(ledger.check_since(nothing).unwrap(), before);
    assert_eq!(ledger.check_since(before).unwrap(), before);
    let (more, _) = entry(&[made("card", Proof::Mdoc(mdoc()))]);
    ledger.append(more, &[], at(MADE)).unwrap();
    assert_eq!(ledger.check_since(before).unwrap().0, 4, "it went on");
    let whole = store.records.borrow().clone();
    let refused = |records: Vec<Vec<u8>>, before| {
        *store.records.borrow_mut() = records;
        let error = ledger.check_since(before).unwrap_err();
        assert!(matches!(error, LedgerError::NotTheSame(_)), "{error}");
    };
    // Cut off: the chain that is left holds by itself.
    refused(whole[..2].to_vec(), before);
    refused(Vec::new(), before);
    // Written anew, or spliced from another ledger that holds by itself.
    let other = Records::default();
    let (own, _) = entry(&[made("other", Proof::Mdoc(mdoc()))]);
    Ledger::new(&other, &provider).append(own, &[], at(MADE)).unwrap();
    three(&other, &provider);
    let anew = other.records.borrow().clone();
    refused(anew.clone(), before);
    *store.records.borrow_mut() = [&whole[..2], &anew[2..]].concat();
    assert!(matches!(ledger.check_since(before), Err(LedgerError::Broken(2))));
    let sentence = LedgerError::<std::convert::Infallible>::NotTheSame(3).to_string();
    assert_eq!(sentence, "the chain does not begin with the 3 records that were checked before");
}

#[test]
fn a_record_that_cannot_be_read_is_said_and_never_left_out() {
    // Evidence with a time that has no four-digit year would not come back from its JSON.
    let (store, provider) = (Records::default(), CryptoProvider::default());
    let ledger = Ledger::new(&store, &provider);
    let far = tashika::instant::Timestamp::from_unix(-99_999_999_999);
    let evidence = [Evidence::new("card", far, Proof::Mdoc(mdoc()))];
    let (far, _) = entry(&evidence);
    let error = ledger.append(far, &[], at(MADE)).unwrap_err();
    assert!(matches!(error, LedgerError::Unreadable(0)), "{error}");
    assert!(store.records.borrow().is_empty());
    // One of a later format of this crate, in a chain that holds.
    three(&store, &provider);
    let mut records = store.records.borrow().clone();
    let last = records.last_mut().unwrap();
    let place = last.windows(6).position(|own| own == b"\"mdoc\"").unwrap();
    last[place + 1..place + 5].copy_from_slice(b"gait");
    *store.records.borrow_mut() = records;
    assert_eq!(ledger.check().unwrap().0, 3);
    assert!(matches!(ledger.decisions(), Err(LedgerError::Unreadable(2))));
    let when = (day("2026-06-02"), at("2026-06-02T00:00:00Z"));
    assert!(matches!(ledger.recheck(&SHIPPED, when), Err(LedgerError::Unreadable(2))));
}

#[test]
fn an_advisory_is_held_against_the_whole_ledger_once() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    three(&store, &provider);
    let ledger = Ledger::new(&store, &provider);
    let now = (day("2026-06-02"), at("2026-06-02T00:00:00Z"));
    assert!(ledger.recheck(&SHIPPED, now).unwrap().is_empty());
    let bundles = advisory(json!({ "facts": ["algorithm:ES256"], "from": "2026-06-02" }));
    let worse = ledger.recheck(&bundles, now).unwrap();
    assert_eq!(worse.iter().map(|own| own.0).collect::<Vec<_>>(), [0, 1, 2]);
    for (_, own) in &worse {
        let kinds: Vec<Worse> = own.events.iter().map(|own| own.change).collect();
        assert!(kinds.contains(&Worse::LevelLowered) && kinds.contains(&Worse::Advisory));
    }
    assert_eq!(ledger.check().unwrap().0, 6);
    // Again: the same, and nothing new on record.
    assert_eq!(ledger.recheck(&bundles, now).unwrap().len(), 3);
    assert_eq!(ledger.check().unwrap().0, 6);
}

fn package(store: &Records, content: PackageContent, first: u64, last: u64) -> Vec<u8> {
    let provider = CryptoProvider::default();
    let ledger = Ledger::new(store, &provider);
    let to_sign = ledger.package(first, last, content, Algorithm::Es256, &provider).unwrap();
    to_sign.finish(&key().sign(&to_sign.message()))
}

/// Any payload as a package, signed.
fn sealed(payload: &[u8]) -> Vec<u8> {
    use tashika_testkit::cbor::{Cbor, array, map, tagged};
    let kind = "application/tashika-ledger-package+cbor";
    let protected = map([(1, Cbor::Int(-7)), (3, kind.into())]).encode();
    let bytes = |own: &[u8]| Cbor::Bytes(own.to_vec());
    let message = array(["Signature1".into(), bytes(&protected), bytes(&[]), bytes(payload)]);
    let signature = key().sign(&message.encode());
    let empty = map::<i64, Cbor>([]);
    tagged(18, array([bytes(&protected), empty, bytes(payload), bytes(&signature)])).encode()
}

#[test]
fn a_package_is_signed_and_its_chain_holds() {
    let (store, provider) = (Records::default(), CryptoProvider::default());
    three(&store, &provider);
    let keys = [trusted(&key())];
    let bare = package(&store, PackageContent::RecordsOnly, 0, 2);
    let own = Package::open(&bare, &keys, &provider).unwrap();
    assert_eq!((own.records.len(), own.retained.len()), (3, 0));
    assert!(own.records.iter().all(|own| own.kind == EntryKind::Decision));
    let whole = package(&store, PackageContent::WithRetained, 0, 2);
    let own = Package::open(&whole, &keys, &provider).unwrap();
    let [(1, RetainedKind::Response, content)] = own.retained.as_slice() else {
        panic!("{:?}", own.retained.len());
    };
    assert_eq!(content.as_slice(), b"the response of a person");
    let part = package(&store, PackageContent::RecordsOnly, 1, 1);
    assert_eq!(Package::open(&part, &keys, &provider).unwrap().records[0].sequence, 1);
    // Any byte changed, any length cut: refused.
    for place in (0..whole.len()).step_by(61) {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert!(Package::open(&changed, &keys, &provider).is_err(), "byte {place}");
        assert!(Package::open(&whole[..place], &keys, &provider).is_err(), "{place} bytes");
    }
    let error = Package::open(&whole, &[], &provider).unwrap_err();
    assert_eq!(error, PackageError::Signature);
    // A signed bundle is no package, whoever signed it.
    let text = include_bytes!("../../policy/jp-statutes.json");
    let to_sign = tashika::assurance::ToSign::bundle(text, Algorithm::Es256, &provider).unwrap();
    let bundle = to_sign.finish(&key().sign(&to_sign.message()));
    let error = Package::open(&bundle, &keys, &provider).unwrap_err();
    assert_eq!(error, PackageError::NotSigned("it is a signed file of another type"));
    // What is retained stands there once.
    let twice =
        [tashika_testkit::cbor::Cbor::Bytes([&SALT[..], b"the response of a person"].concat())];
    let twice = [&twice[..], &twice[..]].concat();
    let records: Vec<_> =
        store.records.borrow().iter().cloned().map(tashika_testkit::cbor::Cbor::Bytes).collect();
    let payload = tashika_testkit::cbor::map([
        ("format", tashika_testkit::cbor::Cbor::Int(1)),
        ("first", tashika_testkit::cbor::Cbor::Int(0)),
        ("records", tashika_testkit::cbor::Cbor::Array(records)),
        ("retained", tashika_testkit::cbor::Cbor::Array(twice)),
    ]);
    let own = sealed(&payload.encode());
    assert_eq!(Package::open(&own, &keys, &provider).unwrap_err(), PackageError::Retained);
    // A signer who leaves a record out is found out by the chain.
    store.records.borrow_mut().remove(1);
    let ledger = Ledger::new(&store, &provider);
    let content = PackageContent::RecordsOnly;
    let error = ledger.package(0, 1, content, Algorithm::Es256, &provider).unwrap_err();
    assert!(matches!(error, LedgerError::Broken(1)));
}

#[test]
fn verified_claims_name_no_check_that_was_not_made() {
    let case = case("retained");
    let own = report(&case, IssuerProfiles::default());
    let document = &own.documents[0];
    let claims = document.claims.as_ref().unwrap();
    let doc_type = document.doc_type.as_deref().unwrap();
    let registry = Registry::builtin();
    let methods = |evidence: &[Evidence]| {
        let decision = decided(evidence);
        let of = (claims, doc_type, &registry);
        let text = verified_claims(&decision, evidence, IAL, of, &basis("2033-06-01")).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let list = json["verified_claims"]["verification"]["evidence"].as_array().unwrap().clone();
        let method = |own: &Value| own["check_method"].as_str().unwrap().to_owned();
        let of = |own: &Value| -> Vec<String> {
            own["check_details"].as_array().into_iter().flatten().map(method).collect()
        };
        list.iter().map(of).collect::<Vec<_>>()
    };
    let seen = made("seen", Proof::Inspection(super::inspection()));
    let face = |of: &str, source: PortraitSource| {
        made("face", Proof::Holder(super::face(of, Channel::InPerson, source)))
    };
    assert_eq!(methods(std::slice::from_ref(&seen)), [["vpip"]]);
    let compared = [seen.clone(), face("seen", PortraitSource::Print)];
    assert_eq!(methods(&compared), [["vpip", "pvp"]]);
    // A comparison with a portrait that the document cannot have was none.
    let other = [seen.clone(), face("seen", PortraitSource::Chip)];
    assert_eq!(methods(&other), [["vpip"]]);
    // What was not verified, or what the level does not rest on, is not told as evidence.
    let mut unproven = mdoc();
    unproven.verified = Held::Unknown;
    let mut more = compared.to_vec();
    more.push(made("unproven", Proof::Mdoc(unproven)));
    more.push(made("good", Proof::IcDocument(super::chip(tashika::assurance::IcKind::Passport))));
    assert_eq!(methods(&more), [["vpip", "pvp"]]);
    // A PIN is a token's, and a wrong one none at all.
    let pin = |correct: Held| {
        let factor = Factor::Pin { correct, checked_by_chip: Held::Yes };
        let own = HolderVerification { of: "card".to_owned(), channel: Channel::InPerson, factor };
        let card = super::chip(tashika::assurance::IcKind::MyNumberCard);
        [made("card", Proof::IcDocument(card)), made("pin", Proof::Holder(own))]
    };
    assert_eq!(methods(&pin(Held::Yes)), [["vcrypt", "token"]]);
    assert_eq!(methods(&pin(Held::Unknown)), [["vcrypt"]]);
}

#[test]
fn verified_claims_say_what_was_verified_and_how() {
    let case = case("retained");
    let own = report(&case, IssuerProfiles::default());
    let document = &own.documents[0];
    let claims = document.claims.as_ref().unwrap();
    let doc_type = document.doc_type.as_deref().unwrap();
    let mut evidence = evidence_of("retained");
    let Proof::Mdoc(mdoc) = &mut evidence[0].what else { panic!() };
    mdoc.wallet_unlock = Held::Yes;
    mdoc.issuer.authority = tashika::assurance::Authority::MdlIssuingAuthority;
    mdoc.attributes.push(tashika::assurance::Attribute::Name);
    let decision = decided(&evidence);
    let registry = Registry::builtin();
    let export = |decision: &Decision, axis: &str| {
        let basis = basis("2033-06-01");
        verified_claims(decision, &evidence, axis, (claims, doc_type, &registry), &basis)
    };
    let text = export(&decision, IAL).unwrap();
    assert_eq!(text, export(&decision, IAL).unwrap());
    let json: Value = serde_json::from_str(&text).unwrap();
    let verification = &json["verified_claims"]["verification"];
    assert_eq!(verification["trust_framework"], "ds511.ial");
    assert_eq!(verification["assurance_level"], "2");
    assert_eq!(verification["time"], case.at);
    let member = &verification["evidence"][0];
    assert_eq!(member["type"], "document");
    assert_eq!(member["check_details"][0]["check_method"], "vcrypt");
    // Only what was asked for with the intent to retain goes out.
    let kept: Vec<&str> = claims.retained().map(|own| own.identifier()).collect();
    let all = claims.iter().count();
    let out = json["verified_claims"]["claims"].as_object().unwrap();
    assert!(!out.is_empty() && out.len() <= kept.len() && kept.len() < all, "{out:?} {kept:?}");
    let of = (claims, doc_type, &registry);
    let over = verified_claims(&decision, &evidence, IAL, of, &basis("2026-05-31"));
    assert_eq!(over, Err(VerifiedClaimsError::Basis));
    let nothing = export(&decision, "ds511.aal").unwrap_err();
    assert_eq!(nothing, VerifiedClaimsError::NothingReached("ds511.aal".to_owned()));
    let mut against = evidence.clone();
    let Proof::Mdoc(mdoc) = &mut against[0].what else { panic!() };
    mdoc.status = tashika::assurance::Status::Revoked;
    assert_eq!(export(&decided(&against), IAL), Err(VerifiedClaimsError::Contradicted));
    // Nothing that may be kept: nothing goes out.
    let other = report(&super::case("mdl"), IssuerProfiles::default());
    let bare = other.documents[0].claims.as_ref().unwrap();
    let of = (bare, doc_type, &registry);
    let own = verified_claims(&decision, &evidence, IAL, of, &basis("2033-06-01"));
    assert_eq!(own, Err(VerifiedClaimsError::NoClaims));
    assert_ne!(doc_type, MNC);
}
