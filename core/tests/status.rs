//! Lists, cache, plan and chain cache, from below: what the fixtures cannot show.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;
use tashika::codec::limits::{
    MAX_CACHE_ENTRIES, MAX_STATUS_LIST_BYTES, MAX_STATUS_TOKEN_BYTES, MAX_URI_CHARS,
};
use tashika::codec::{Problem, scan};
use tashika::crypto::{CryptoError, CryptoProvider, PublicKey, SignatureScheme};
use tashika::instant::Timestamp;
use tashika::mdoc::SessionTranscript;
use tashika::presentation::Presentation;
use tashika::status::{
    Answer, Cache, CacheError, Cause, Effect, Standing, StatusList, StatusPolicy, StatusRules,
    StatusToken, Why, plan,
};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, Profile, Report, StateSourceKind, verify};
use tashika::x509::{Certificate, ChainCache};
use tashika_testkit::cases::{self, Case};
use tashika_testkit::cbor::{Cbor, array, map};
use tashika_testkit::certificate::crl_distribution_points;
use tashika_testkit::crl::{RevocationList, delta_indicator, number};
use tashika_testkit::documents::mdl;
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::scenario::{Issuer, NOW};
use tashika_testkit::status::{
    CRL_URI, EXPIRES, IDENTIFIER_URI, ISSUED, ListSigner, STATUS_URI, StatusToken as Maker, packed,
};

fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

fn list_bytes(bits: u8, lst: Vec<u8>) -> Vec<u8> {
    map([("bits", Cbor::Int(i64::from(bits))), ("lst", Cbor::Bytes(lst))]).encode()
}

fn value(bits: u8, lst: Vec<u8>, index: u64) -> Result<u8, Cause> {
    let bytes = list_bytes(bits, lst);
    StatusList::read(&scan(&bytes, 0, 4).unwrap().item).unwrap().value(index)
}

/// The sample status list, issued `later` seconds after the usual time.
fn token(later: i64) -> Vec<u8> {
    let signer = ListSigner::below(&mdl().issuer);
    let mut token = Maker::list(&signer, 1, 0);
    token.claims.set(6, ISSUED + later);
    token.issue(&signer.key)
}

fn crl(change: fn(&mut RevocationList)) -> Vec<u8> {
    let issuer = mdl().issuer;
    let mut list = RevocationList::of(&issuer.root, &issuer.root_key);
    change(&mut list);
    list.issue(&issuer.root_key)
}

#[test]
fn a_bomb_is_refused_at_the_limit_whatever_index_is_asked_for() {
    // One byte more than the limit, in a thousandth of it.
    let block = compress_to_vec_zlib(&vec![0; MAX_STATUS_LIST_BYTES + 1], 9);
    let started = Instant::now();
    for index in [0, 1 << 20, u64::MAX] {
        assert_eq!(value(1, block.clone(), index), Err(Cause::TooLarge));
    }
    println!("three bombs of {} bytes in {:?}", block.len(), started.elapsed());
    let most = compress_to_vec_zlib(&vec![0; MAX_STATUS_LIST_BYTES], 9);
    assert_eq!(value(8, most, MAX_STATUS_LIST_BYTES as u64 - 1), Ok(0));
}

#[test]
fn a_stream_without_end_is_refused_at_the_limit() {
    // RFC 1951: a block of fixed codes, one zero byte, then copies of 258 bytes without end. Every
    // thirteen bits make 258 bytes: eight megabytes would inflate to more than a gigabyte.
    let mut bits: Vec<bool> = vec![false, true, false];
    bits.extend([false, false, true, true, false, false, false, false]);
    let copy =
        [true, true, false, false, false, true, false, true, false, false, false, false, false];
    while bits.len() < 8 * 1024 * 1024 {
        bits.extend(copy);
    }
    let mut stream = vec![0x78, 0xda];
    stream.extend(bits.chunks(8).map(|byte| {
        byte.iter().enumerate().fold(0u8, |sum, (place, bit)| sum | u8::from(*bit) << place)
    }));
    let started = Instant::now();
    assert_eq!(value(1, stream, 5), Err(Cause::TooLarge));
    let elapsed = started.elapsed();
    println!("refused after {elapsed:?}");
    assert!(elapsed.as_secs() < 5, "{elapsed:?}");
}

#[test]
fn what_is_no_list_is_no_value() {
    let good = compress_to_vec_zlib(&packed(2, &[(5, 3)], 64), 6);
    assert_eq!(value(2, good.clone(), 5), Ok(3));
    assert_eq!(value(2, good.clone(), 63), Ok(0));
    assert_eq!(value(2, good.clone(), 64), Err(Cause::IndexOutOfRange));
    for length in 0..good.len() {
        let outcome = value(2, good[..length].to_vec(), 5);
        assert!(outcome.is_err(), "{length} bytes: {outcome:?}");
    }
    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(value(2, longer, 5), Err(Cause::Deflate));
    for bits in [0, 3, 5, 7, 9, 16, 255] {
        let bytes = list_bytes(bits, good.clone());
        assert_eq!(
            StatusList::read(&scan(&bytes, 0, 4).unwrap().item).err(),
            Some(Cause::Bits),
            "{bits}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Against the plain formula, over lists that cross chunk and block borders.
    #[test]
    fn every_value_is_the_one_that_was_packed(
        width in 0usize..4,
        content in prop::collection::vec(any::<u8>(), 1..20_000),
        place in any::<prop::sample::Index>(),
    ) {
        let bits = [1u8, 2, 4, 8][width];
        let per_byte = 8 / usize::from(bits);
        let index = place.index(content.len() * per_byte);
        let shift = (index % per_byte) * usize::from(bits);
        let expected = content[index / per_byte] >> shift & (0xff >> (8 - bits));
        let compressed = compress_to_vec_zlib(&content, 6);
        prop_assert_eq!(value(bits, compressed, index as u64), Ok(expected));
    }

    #[test]
    fn bytes_from_nowhere_make_no_token_and_no_panic(
        content in prop::collection::vec(any::<u8>(), 0..400),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut room = Vec::new();
        let _ = StatusToken::decode(&content, &mut room);
        let _ = Cache::from_bytes(&content);
        let mut cache = Cache::new();
        cache.give(STATUS_URI, token(0), None).unwrap();
        cache.give(CRL_URI, crl(|_| ()), None).unwrap();
        let mut changed = cache.to_bytes();
        let place = place.index(changed.len());
        changed[place] = byte;
        if let Ok(cache) = Cache::from_bytes(&changed) {
            for entry in cache.entries() {
                let _ = (entry.dates(), entry.kind());
            }
        }
    }
}

#[test]
fn the_cache_keeps_the_newer_list() {
    let mut cache = Cache::new();
    cache.insert(STATUS_URI, token(0), now()).unwrap();
    assert!(matches!(
        cache.insert(STATUS_URI, token(-1), now()),
        Err(CacheError::RolledBack { .. })
    ));
    assert_eq!(cache.entry(STATUS_URI).unwrap().bytes(), token(0));
    cache.insert(STATUS_URI, token(1), now()).unwrap();
    assert_eq!(cache.entry(STATUS_URI).unwrap().bytes(), token(1));

    cache.insert(CRL_URI, crl(|_| ()), now()).unwrap();
    report(&case("algorithm-p256"), &cache, "default").teach(&mut cache);
    let smaller = crl(|list| list.extensions[1] = number(&[6]));
    assert!(matches!(cache.insert(CRL_URI, smaller, now()), Err(CacheError::RolledBack { .. })));
    // 256 is more than 7, though its first octet is smaller.
    let larger = crl(|list| list.extensions[1] = number(&[1, 0]));
    cache.insert(CRL_URI, larger.clone(), now()).unwrap();
    assert_eq!(cache.entry(CRL_URI).unwrap().bytes(), larger);
    report(&case("algorithm-p256"), &cache, "default").teach(&mut cache);
    assert_eq!(cache.entries().count(), 2);
}

/// Revocation lists come over plain HTTP: whoever answers once for the server, with a number that no
/// other reaches, a late date or a late end, neither drives the genuine list out nor keeps it out.
#[test]
fn a_forged_list_neither_replaces_nor_blocks_the_genuine_one() {
    let case = case("algorithm-p256");
    let issuer = mdl().issuer;
    let forged = |signer: &Issuer, highest: u8| {
        let mut list = RevocationList::of(&signer.root, &signer.root_key);
        list.this_update = "2026-06-01T00:00:00Z".into();
        list.next_update = Some("9999-12-31T23:59:59Z".into());
        list.extensions[1] = number(&[highest; 19]);
        list.issue(&Key::new(Curve::P256, "somebody"))
    };
    let standing = |cache: &Cache| {
        let report = report(&case, cache, "default");
        report.documents[0]
            .issuance
            .source(StateSourceKind::RevocationList)
            .unwrap()
            .answer
            .standing
    };
    let (genuine, newer) = (
        crl(|_| ()),
        later(|own| {
            own.revoke(&mdl().issuer.signer);
        }),
    );
    // The genuine one came first.
    let mut cache = Cache::new();
    cache.insert(CRL_URI, genuine.clone(), now()).unwrap();
    for highest in [0x70, 0x71] {
        cache.insert(CRL_URI, forged(&issuer, highest), now()).unwrap();
        assert_eq!(standing(&cache), Standing::Valid);
    }
    assert_eq!(cache.entries().count(), 2, "two at the most");
    cache = Cache::from_bytes(&cache.to_bytes()).unwrap();
    assert_eq!(standing(&cache), Standing::Valid);
    cache.insert(CRL_URI, newer.clone(), now()).unwrap();
    assert_eq!(standing(&cache), Standing::Revoked);
    // What was found genuine stays alone, and what is older is refused from then on.
    report(&case, &cache, "default").teach(&mut cache);
    assert_eq!(cache.entries().count(), 1);
    assert_eq!(cache.entry(CRL_URI).unwrap().bytes(), newer);
    cache.insert(CRL_URI, newer.clone(), now()).unwrap();
    let error = cache.insert(CRL_URI, genuine.clone(), now());
    assert!(matches!(error, Err(CacheError::RolledBack { .. })));
    for highest in [0x70, 0x72, 0x71] {
        cache.insert(CRL_URI, forged(&issuer, highest), now()).unwrap();
        assert_eq!(standing(&cache), Standing::Revoked, "what is proven is kept beside");
        assert_eq!(cache.entries().count(), 2);
    }

    // The forged one came first, of the same name or of another authority.
    let other = Issuer::new("DE", "", Curve::P256, Curve::P256);
    for signer in [&issuer, &other] {
        let mut cache = Cache::new();
        cache.insert(CRL_URI, forged(signer, 0x70), now()).unwrap();
        assert_eq!(standing(&cache), Standing::Untrusted);
        // It is fetched again after two days, whatever it says of its end.
        let fetches = plan(&cache, &cache, now());
        assert_eq!(fetches[0].by_when, now().plus(48 * 3600));
        cache.insert(CRL_URI, genuine.clone(), now()).unwrap();
        assert_eq!(standing(&cache), Standing::Valid);
        // An older genuine one, sent again, changes nothing.
        let old = crl(|own| {
            own.this_update = "2026-05-01T00:00:00Z".into();
            own.extensions[1] = number(&[3]);
        });
        report(&case, &cache, "default").teach(&mut cache);
        assert_eq!(cache.entries().count(), 1);
        let error = cache.insert(CRL_URI, old, now());
        assert!(matches!(error, Err(CacheError::RolledBack { .. })));
    }
    // Taken over into another cache, both are there.
    let mut merged = Cache::new();
    let mut two = Cache::new();
    two.insert(CRL_URI, genuine, now()).unwrap();
    two.insert(CRL_URI, forged(&issuer, 0x70), now()).unwrap();
    merged.merge(two.clone()).unwrap();
    assert_eq!(merged.to_bytes(), two.to_bytes());
}

#[test]
fn the_cache_refuses_what_is_no_list_of_its_address() {
    let mut cache = Cache::new();
    let mut insert =
        |uri: &str, bytes: Vec<u8>, at: i64| cache.insert(uri, bytes, Timestamp::from_unix(at));
    let at = now().unix();
    assert_eq!(insert("https://other.example/", token(0), at), Err(CacheError::Subject));
    assert!(matches!(insert(STATUS_URI, b"<html>".to_vec(), at), Err(CacheError::Malformed(_))));
    assert!(matches!(insert(STATUS_URI, Vec::new(), at), Err(CacheError::Malformed(_))));
    assert!(matches!(insert(CRL_URI, vec![0x30, 0], at), Err(CacheError::Malformed(_))));
    assert!(matches!(insert(STATUS_URI, token(0), ISSUED - 301), Err(CacheError::Future { .. })));
    assert!(insert(STATUS_URI, token(0), ISSUED - 300).is_ok());
    let long = format!("https://issuer.example/{}", "x".repeat(MAX_URI_CHARS));
    assert_eq!(insert(&long, token(0), at), Err(CacheError::Uri));
    let large = vec![0xd2; MAX_STATUS_TOKEN_BYTES + 1];
    assert!(matches!(insert(STATUS_URI, large, at), Err(CacheError::TooLarge(_))));
    assert_eq!(cache.entries().count(), 1);
}

#[test]
fn the_cache_has_limits_and_one_file() {
    let mut cache = Cache::new();
    for index in 0..MAX_CACHE_ENTRIES {
        cache.give(&format!("https://issuer.example/{index}"), vec![1], None).unwrap();
    }
    assert_eq!(cache.give("https://issuer.example/more", vec![1], None), Err(CacheError::Full));
    cache.give("https://issuer.example/7", vec![2], None).unwrap();
    cache.prune(now(), 0);
    assert_eq!(cache.entries().count(), 0, "nothing of it can be read");

    cache.insert(STATUS_URI, token(0), now()).unwrap();
    cache.give("", crl(|_| ()), None).unwrap();
    cache.remember(STATUS_URI, Timestamp::from_unix(ISSUED));
    let bytes = cache.to_bytes();
    assert!(bytes.len() < token(0).len() + crl(|_| ()).len() + 200, "compact");
    assert!(Cache::is_cache(&bytes));
    let read = Cache::from_bytes(&bytes).unwrap();
    assert_eq!(read.to_bytes(), bytes);
    assert_eq!(read.entry(STATUS_URI).unwrap().fetched(), Some(now()));
    for length in 0..bytes.len() {
        assert!(Cache::from_bytes(&bytes[..length]).is_err(), "{length} bytes");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Cache::from_bytes(&longer).is_err());

    // What was trusted once is remembered in the file as well.
    let mut read = read;
    read.remove(STATUS_URI);
    assert!(matches!(
        read.insert(STATUS_URI, token(-1), now()),
        Err(CacheError::RolledBack { .. })
    ));
    read.prune(Timestamp::from_unix(EXPIRES), 60 * 86_400);
    assert_eq!(read.entries().count(), 1);
    read.prune(Timestamp::from_unix(EXPIRES + 365 * 86_400), 60 * 86_400);
    assert_eq!(read.entries().count(), 0);
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(cases::all);

fn case(name: &str) -> Case {
    CASES.iter().find(|own| own.name == name).unwrap().clone()
}

fn presentation(case: &Case) -> Presentation {
    Presentation::new(case.scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&case.transcript()))
}

fn trust(case: &Case) -> TrustStore {
    let parse = |der: &[u8]| Certificate::parse(der).unwrap();
    case.trust.iter().map(|own| TrustAnchor::new(parse(&own.der), Purpose::Issuer)).collect()
}

fn report(case: &Case, cache: &Cache, rules: &str) -> Report {
    let mut policy = Policy::default();
    policy.status = StatusPolicy::named(rules).unwrap();
    let (trust, provider) = (trust(case), CryptoProvider::default());
    let context = Context::new(&trust, &policy, now(), &provider).with_status(cache);
    verify(&presentation(case), &context).unwrap()
}

#[test]
fn a_list_that_was_trusted_once_is_remembered_and_an_older_one_refused() {
    let case = case("status-list-1");
    let mut cache = Cache::new();
    cache.give(STATUS_URI, token(0), Some(now())).unwrap();
    let first = report(&case, &cache, "default");
    assert_eq!(first.verdict.decision, Decision::Accepted);
    let source = first.documents[0].issuance.source(StateSourceKind::StatusList).unwrap();
    assert_eq!(source.answer.standing, Standing::Valid);
    assert_eq!(source.age, Some(12 * 3600));
    assert!(source.by.as_deref().unwrap().contains("Example list signer"));
    first.teach(&mut cache);

    cache.give(STATUS_URI, token(-1), Some(now())).unwrap();
    let second = report(&case, &cache, "default");
    assert_eq!(second.verdict.decision, Decision::Rejected);
    let source = second.documents[0].issuance.source(StateSourceKind::StatusList).unwrap();
    assert_eq!(source.answer.standing, Standing::RolledBack);
    // A list that nobody vouched for teaches nothing.
    let mut other = Cache::new();
    second.teach(&mut other);
    other.insert(STATUS_URI, token(-1), now()).unwrap();
}

/// The memory that goes is that of the list that was not asked for in long.
#[test]
fn a_list_that_is_asked_for_is_not_forgotten() {
    let at = |days: i64| now().plus(days * 86_400);
    let mut cache = Cache::new();
    cache.remember(STATUS_URI, now());
    for index in 1..2 * MAX_CACHE_ENTRIES {
        cache.remember(&format!("https://issuer.example/{index}"), now());
    }
    cache.remember(STATUS_URI, at(1));
    cache.remember("https://issuer.example/one-more", now());
    let rolled_back = |cache: &mut Cache| {
        let error = cache.insert(STATUS_URI, token(0), now()).err();
        matches!(error, Some(CacheError::RolledBack { known, .. }) if known == at(1))
    };
    assert!(rolled_back(&mut cache));
    // What is older teaches nothing.
    cache.remember(STATUS_URI, at(-1));
    assert!(rolled_back(&mut cache));
    let bytes = cache.to_bytes();
    assert_eq!(Cache::from_bytes(&bytes).unwrap().to_bytes(), bytes);
}

#[test]
fn a_cache_file_has_limits() {
    let read = |entries: usize, seen: usize| {
        let entry = |index: usize| {
            array([format!("https://a.example/{index}").into(), Cbor::Null, Cbor::Bytes(vec![1])])
        };
        let mark = |index: usize| array([format!("k{index}").into(), Cbor::Int(1), Cbor::Null]);
        let entries = Cbor::Array((0..entries).map(entry).collect());
        let seen = Cbor::Array((0..seen).map(mark).collect());
        let file = array([Cbor::from("tashika-status-cache"), Cbor::Int(1), entries, seen]);
        Cache::from_bytes(&file.encode()).map(drop).map_err(|error| error.problem)
    };
    let (most, seen) = (MAX_CACHE_ENTRIES, 2 * MAX_CACHE_ENTRIES);
    assert_eq!(read(most, seen), Ok(()));
    assert_eq!(read(most + 1, seen), Err(Problem::TooLong(most)));
    assert_eq!(read(most, seen + 1), Err(Problem::TooLong(seen)));
}

#[test]
fn a_revocation_list_is_remembered_by_its_authority_wherever_it_came_from() {
    let case = case("algorithm-p256");
    let mut cache = Cache::new();
    cache.give("", crl(|_| ()), None).unwrap();
    report(&case, &cache, "default").teach(&mut cache);
    let read = Cache::from_bytes(&cache.to_bytes()).unwrap();
    let standing = |change: fn(&mut RevocationList)| {
        let mut cache = read.clone();
        cache.remove("");
        cache.give("https://elsewhere.example/crl", crl(change), None).unwrap();
        let report = report(&case, &cache, "default");
        let own = report.documents[0].issuance.source(StateSourceKind::RevocationList);
        own.unwrap().answer.standing
    };
    assert_eq!(standing(|_| ()), Standing::Valid);
    assert_eq!(standing(|own| own.extensions[1] = number(&[6])), Standing::RolledBack);
    assert_eq!(
        standing(|own| own.this_update = "2026-05-19T23:59:59Z".into()),
        Standing::RolledBack
    );
    assert_eq!(standing(|own| own.extensions[1] = number(&[8])), Standing::Valid);
}

fn revocation(lists: &[(&str, Vec<u8>)]) -> Answer {
    let mut cache = Cache::new();
    for (uri, bytes) in lists {
        cache.give(uri, bytes.clone(), Some(now())).unwrap();
    }
    let report = report(&case("algorithm-p256"), &cache, "default");
    let own = report.documents[0].issuance.source(StateSourceKind::RevocationList);
    own.unwrap().answer.clone()
}

/// A list of five days later than the usual one.
fn later(change: fn(&mut RevocationList)) -> Vec<u8> {
    let issuer = mdl().issuer;
    let mut list = RevocationList::of(&issuer.root, &issuer.root_key);
    list.this_update = "2026-05-25T00:00:00Z".into();
    list.extensions[1] = number(&[8]);
    change(&mut list);
    list.issue(&issuer.root_key)
}

/// The latest list is the one that counts (B.3.2): a fault in it brings no older one back.
#[test]
fn a_newer_list_with_a_fault_is_not_passed_over() {
    const ELSEWHERE: &str = "https://elsewhere.example/crl";
    let faulty = later(|own| {
        own.next_update = None;
        own.revoke(&mdl().issuer.signer);
    });
    for (first, second) in [(CRL_URI, ELSEWHERE), (ELSEWHERE, CRL_URI), (CRL_URI, "")] {
        let answer = revocation(&[(first, crl(|_| ())), (second, faulty.clone())]);
        assert_eq!(answer.standing, Standing::Malformed, "{first} {second}");
        assert_eq!(answer.because, Some(Cause::Profile));
    }
    // Changes alone are no latest list: a whole one stays good until it ends. But nobody is found
    // valid whom a newer list names.
    let changes = later(|own| own.extensions.push(delta_indicator()));
    let answer = revocation(&[(CRL_URI, crl(|_| ())), (ELSEWHERE, changes.clone())]);
    assert_eq!(answer.standing, Standing::Valid);
    assert_eq!(revocation(&[(CRL_URI, changes)]).standing, Standing::Malformed);
    let naming = later(|own| {
        own.extensions.push(delta_indicator());
        own.revoke(&mdl().issuer.signer);
    });
    let answer = revocation(&[(CRL_URI, crl(|_| ())), (ELSEWHERE, naming)]);
    assert_eq!(answer.standing, Standing::Malformed);
}

/// An authority may publish its next list before its time: until then the present one counts.
#[test]
fn a_list_of_tomorrow_hides_no_list_of_today() {
    const ELSEWHERE: &str = "https://elsewhere.example/crl";
    let tomorrow = later(|own| own.this_update = "2026-06-02T00:00:00Z".into());
    let answer = revocation(&[(CRL_URI, crl(|_| ())), (ELSEWHERE, tomorrow.clone())]);
    assert_eq!(answer.standing, Standing::Valid);
    let alone = revocation(&[(CRL_URI, tomorrow)]);
    assert_eq!((alone.standing, alone.because), (Standing::Malformed, Some(Cause::IssuedInFuture)));
}

/// Whoever can fill a cache from addresses of his own hides no list that was chosen, nor one from the
/// address that the signer names.
#[test]
fn forged_lists_hide_no_genuine_one() {
    let forger = Key::new(Curve::P256, "somebody");
    let issuer = mdl().issuer;
    let mut list = RevocationList::of(&issuer.root, &issuer.root_key);
    list.this_update = "2026-05-31T00:00:00Z".into();
    let forged = list.issue(&forger);
    let names: Vec<String> =
        (0..40).map(|number| format!("http://forger.example/{number}")).collect();
    for place in [CRL_URI, ""] {
        let mut lists: Vec<(&str, Vec<u8>)> =
            names.iter().map(|own| (own.as_str(), forged.clone())).collect();
        lists.push((place, crl(|_| ())));
        assert_eq!(revocation(&lists).standing, Standing::Valid, "{place:?}");
        lists.last_mut().unwrap().1 = crl(|own| {
            own.revoke(&mdl().issuer.signer);
        });
        assert_eq!(revocation(&lists).standing, Standing::Revoked, "{place:?}");
    }
    // Forged ones alone: nothing is known.
    let lists: Vec<(&str, Vec<u8>)> =
        names.iter().map(|own| (own.as_str(), forged.clone())).collect();
    let answer = revocation(&lists);
    assert_eq!((answer.standing, answer.because), (Standing::Untrusted, Some(Cause::Signature)));
}

#[test]
fn a_genuine_list_is_not_replaced_by_one_of_another_authority() {
    let other = Issuer::new("DE", "", Curve::P256, Curve::P256);
    let others = RevocationList::of(&other.root, &other.root_key).issue(&other.root_key);
    let case = case("algorithm-p256");
    let mut cache = Cache::new();
    cache.insert(CRL_URI, crl(|_| ()), now()).unwrap();
    // Nobody knows yet which of the two is genuine.
    cache.clone().insert(CRL_URI, others.clone(), now()).unwrap();
    report(&case, &cache, "default").teach(&mut cache);
    assert_eq!(cache.insert(CRL_URI, others.clone(), now()), Err(CacheError::Issuer));
    assert!(cache.insert(CRL_URI, token(0), now()).is_err());
    assert_eq!(cache.entry(CRL_URI).unwrap().bytes(), crl(|_| ()));
    // The memory is in the file as well.
    let mut read = Cache::from_bytes(&cache.to_bytes()).unwrap();
    assert_eq!(read.insert(CRL_URI, others.clone(), now()), Err(CacheError::Issuer));
    cache.insert(CRL_URI, later(|_| ()), now()).unwrap();
    // An authority may change its name or its key once its last list has ended.
    let ended = Timestamp::parse("2026-06-20T00:00:01Z").unwrap();
    read.insert(CRL_URI, others, ended).unwrap();
}

#[test]
fn a_list_without_an_address_takes_the_place_of_the_former_one() {
    let other = Issuer::new("DE", "", Curve::P256, Curve::P256);
    let mut cache = Cache::new();
    for _ in 0..2 * MAX_CACHE_ENTRIES {
        cache.give("", crl(|_| ()), None).unwrap();
    }
    cache.give("", later(|_| ()), None).unwrap();
    assert_eq!(cache.entries().count(), 1);
    assert_eq!(cache.entries().next().unwrap().bytes(), later(|_| ()));
    // Of another authority, and of another kind.
    let others = RevocationList::of(&other.root, &other.root_key).issue(&other.root_key);
    cache.give("", others, None).unwrap();
    cache.give("", later(|own| own.extensions.push(delta_indicator())), None).unwrap();
    assert_eq!(cache.entries().count(), 3);
    assert_eq!(Cache::from_bytes(&cache.to_bytes()).unwrap().entries().count(), 3);
}

/// `nbf` (RFC 7519 4.1.5, RFC 8392 3.1.5)
#[test]
fn a_token_counts_from_its_beginning_on() {
    let case = case("status-list-1");
    let at = now().unix();
    let signer = ListSigner::below(&mdl().issuer);
    let standing = |bytes: Vec<u8>| {
        let mut cache = Cache::new();
        cache.give(STATUS_URI, bytes, None).unwrap();
        let report = report(&case, &cache, "default");
        let own = report.documents[0].issuance.source(StateSourceKind::StatusList).unwrap();
        (own.answer.standing, own.answer.because)
    };
    let cwt = |value: Cbor| {
        let mut token = Maker::list(&signer, 1, 0);
        token.claims.set(5, value);
        standing(token.issue(&signer.key))
    };
    let early = (Standing::Malformed, Some(Cause::IssuedInFuture));
    assert_eq!(cwt(Cbor::Int(at)), (Standing::Valid, None));
    assert_eq!(cwt(Cbor::Int(at + 1)), early);
    assert_eq!(cwt(Cbor::Int(EXPIRES)), (Standing::Malformed, Some(Cause::Order)));
    assert_eq!(cwt("now".into()), (Standing::Malformed, Some(Cause::Undecodable)));
    type Parts = serde_json::Map<String, serde_json::Value>;
    let jwt = |change: fn(&mut Parts, &mut Parts)| {
        standing(tashika_testkit::status::jwt(&signer, 0, change))
    };
    assert_eq!(jwt(|_, claims| drop(claims.insert("nbf".into(), ISSUED.into()))).1, None);
    let late = |_: &mut Parts, claims: &mut Parts| {
        drop(claims.insert("nbf".into(), (EXPIRES - 1).into()));
    };
    assert_eq!(jwt(late), early);
    let text = |_: &mut Parts, claims: &mut Parts| drop(claims.insert("nbf".into(), "now".into()));
    assert_eq!(jwt(text), (Standing::Malformed, Some(Cause::Undecodable)));
}

#[test]
fn an_issue_of_a_list_of_trust_is_remembered() {
    let mut cache = Cache::new();
    assert_eq!(cache.known_issue("A"), None);
    cache.remember_issue("A", Some(42), now());
    cache.remember_issue("B", None, now().plus(9));
    // What is older by number or by date teaches nothing.
    cache.remember_issue("A", Some(41), now().plus(5));
    cache.remember_issue("A", Some(43), now().plus(-1));
    let read = Cache::from_bytes(&cache.to_bytes()).unwrap();
    assert_eq!(read.known_issue("A"), Some((Some(42), now())));
    assert_eq!(read.known_issue("B"), Some((None, now().plus(9))));
    cache.remember_issue("A", Some(300), now().plus(1));
    assert_eq!(cache.known_issue("A"), Some((Some(300), now().plus(1))));
}

#[test]
fn a_plan_names_each_list_once_and_when() {
    let case = case("status-both");
    let empty = Cache::new();
    let names = |fetches: &[tashika::status::Fetch]| -> Vec<(Why, String)> {
        fetches.iter().map(|own| (own.why, own.uri.clone())).collect()
    };
    let all = plan(&presentation(&case), &empty, now());
    let mut found = names(&all);
    found.sort();
    let mut expected = vec![
        (Why::IdentifierList, IDENTIFIER_URI.to_owned()),
        (Why::RevocationList, CRL_URI.to_owned()),
        (Why::StatusList, STATUS_URI.to_owned()),
    ];
    expected.sort();
    assert_eq!(found, expected);
    assert!(all.iter().all(|own| own.by_when == now() && own.max_bytes > 0));

    let mut cache = Cache::new();
    cache.insert(STATUS_URI, token(0), now()).unwrap();
    let later = plan(&presentation(&case), &cache, now());
    let last = later.last().unwrap();
    assert_eq!((last.uri.as_str(), last.by_when), (STATUS_URI, now().plus(86_400)));

    // A report names what its sound documents name; one that failed names nothing.
    let sound = report(&case, &empty, "default");
    assert_eq!(plan(&sound, &empty, now()).len(), 3);
    let failed = report(&self::case("mso.doc-type"), &empty, "default");
    assert_eq!(failed.verdict.decision, Decision::Rejected);
    assert!(plan(&failed, &empty, now()).is_empty());
    assert!(plan(&Presentation::new(vec![0xff]), &empty, now()).is_empty());
}

#[test]
fn a_store_names_the_lists_of_its_issuers_alone() {
    let mut issuer = mdl().issuer;
    issuer.root.set_extension(crl_distribution_points(&[]));
    let certificate = Certificate::parse(&issuer.root_der()).unwrap();
    let store = |purpose| -> TrustStore {
        [TrustAnchor::new(certificate.clone(), purpose)].into_iter().collect()
    };
    let fetches = plan(&store(Purpose::Issuer), &Cache::new(), now());
    assert_eq!(fetches.len(), 1);
    assert_eq!((fetches[0].why, fetches[0].uri.as_str()), (Why::RevocationList, CRL_URI));
    for purpose in Purpose::ALL.into_iter().filter(|own| *own != Purpose::Issuer) {
        assert!(plan(&store(purpose), &Cache::new(), now()).is_empty(), "{}", purpose.name());
    }
}

#[test]
fn addresses_that_nobody_should_fetch_are_left_out() {
    struct Names(Vec<&'static str>);
    impl tashika::status::NamesLists for Names {
        fn lists(&self) -> Vec<tashika::status::Named> {
            let named = self.0.iter().flat_map(|uri| {
                [Why::StatusList, Why::RevocationList].map(|why| tashika::status::Named {
                    why,
                    uri: (*uri).to_owned(),
                    until: None,
                })
            });
            named.collect()
        }
    }
    let count = |uri| plan(&Names(vec![uri]), &Cache::new(), now()).len();
    assert_eq!(count("https://issuer.example/list"), 2);
    assert_eq!(count("HTTPS://issuer.example/list"), 2);
    assert_eq!(count("http://issuer.example/list"), 1, "a revocation list alone");
    for uri in ["file:///etc/passwd", "ldap://x/y", "javascript:0", "", "https://a b", "//x/y"] {
        assert_eq!(count(uri), 0, "{uri}");
    }
}

#[test]
fn the_presets_say_what_they_say() {
    let answer = |standing| Answer::new(standing);
    let effect = |rules: &str, standing| {
        let rules = StatusRules::named(rules).unwrap();
        rules.effect(&answer(standing), now(), Some(90 * 86_400))
    };
    use Effect::{Accept, Inconclusive, Refuse};
    let rows = [
        (Standing::Valid, [Accept; 4]),
        (Standing::NotPresent, [Accept, Inconclusive, Accept, Accept]),
        (Standing::Unavailable, [Accept, Inconclusive, Accept, Accept]),
        (Standing::Stale, [Inconclusive; 4]),
        (Standing::RolledBack, [Refuse, Refuse, Refuse, Accept]),
        (Standing::Untrusted, [Refuse, Refuse, Refuse, Accept]),
        (Standing::Malformed, [Refuse, Refuse, Refuse, Accept]),
        (Standing::Revoked, [Refuse; 4]),
        (Standing::Suspended, [Refuse; 4]),
        (Standing::Other(3), [Refuse, Refuse, Refuse, Inconclusive]),
    ];
    for (standing, expected) in rows {
        let found = StatusRules::NAMES.map(|(name, _)| effect(name, standing));
        assert_eq!(found, expected, "{}", standing.name());
    }
    assert!(StatusRules::named("none").is_none());
    let rules = StatusRules::named("strict").unwrap();
    let policy = StatusPolicy::default().with("org.iso.18013.5.1.mDL", rules.clone());
    assert_eq!(policy.rules_for("org.iso.18013.5.1.mDL"), &rules);
    assert_eq!(policy.rules_for("another"), &StatusRules::default());
}

static VERIFIED: AtomicUsize = AtomicUsize::new(0);

fn counting(
    key: &PublicKey,
    scheme: SignatureScheme,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CryptoError> {
    VERIFIED.fetch_add(1, Ordering::Relaxed);
    (CryptoProvider::rustcrypto().verify)(key, scheme, message, signature)
}

#[test]
fn a_chain_that_was_seen_costs_no_second_signature_check() {
    let mut provider = CryptoProvider::rustcrypto();
    provider.name = "counting";
    provider.verify = counting;
    let case = case("algorithm-p256");
    let policy = Policy::default();
    let mut anchors: Vec<TrustAnchor> = trust(&case).anchors().to_vec();
    for number in 0..999 {
        let issuer = Issuer::new("US", &format!("US-{number}"), Curve::P256, Curve::P256);
        // One signature for all: what is stored here is never reached.
        let certificate = Certificate::parse(&issuer.root.issue(&Key::new(Curve::P256, "x")));
        anchors.push(TrustAnchor::new(certificate.unwrap(), Purpose::Issuer));
    }
    let store: TrustStore = anchors.into_iter().collect();
    let chains = ChainCache::new();
    let checks = |store: &TrustStore, at: Timestamp, chains: Option<&ChainCache>| {
        let mut context = Context::new(store, &policy, at, &provider);
        context.chains = chains;
        let before = VERIFIED.load(Ordering::Relaxed);
        let started = Instant::now();
        let decision = verify(&presentation(&case), &context).unwrap().verdict.decision;
        println!("{:?} with {} anchors", started.elapsed(), store.anchors().len());
        (VERIFIED.load(Ordering::Relaxed) - before, decision)
    };
    // The certificate, the issuer's signature and the device's.
    assert_eq!(checks(&store, now(), None), (3, Decision::Accepted));
    assert_eq!(checks(&store, now(), Some(&chains)), (3, Decision::Accepted));
    assert_eq!(checks(&store, now(), Some(&chains)), (2, Decision::Accepted));
    assert_eq!(chains.len(), 1);

    // Nothing else is remembered: another time and another store are judged anew.
    let late = Timestamp::parse("2035-01-01T00:00:00Z").unwrap();
    assert_eq!(checks(&store, late, Some(&chains)), (2, Decision::Rejected));
    let readers: TrustStore = store
        .anchors()
        .iter()
        .map(|own| TrustAnchor::new(own.certificate().clone(), Purpose::Reader))
        .collect();
    assert_eq!(checks(&readers, now(), Some(&chains)), (2, Decision::Rejected));
    let nobody = TrustStore::new();
    assert_eq!(checks(&nobody, now(), Some(&chains)), (2, Decision::Inconclusive));
}

/// What a chain cache remembers decides nothing for another profile: a signer without a common name is
/// refused under one and tolerated under another, in whatever order they come.
#[test]
fn a_chain_that_was_seen_is_judged_anew_under_every_profile() {
    let case = case("issuer.signer.common-name");
    let (trust, provider, chains) = (trust(&case), CryptoProvider::default(), ChainCache::new());
    let mut policies =
        [Profile::Strict, Profile::Aamva].map(|profile| Policy::named("default", profile).unwrap());
    policies[0].status = StatusPolicy::named("lenient").unwrap();
    let decide = |policy: &Policy, at: Timestamp| {
        let context = Context::new(&trust, policy, at, &provider).with_chains(&chains);
        verify(&presentation(&case), &context).unwrap().verdict.decision
    };
    for _ in 0..2 {
        assert_eq!(decide(&policies[1], now()), Decision::Accepted);
        assert_eq!(decide(&policies[0], now()), Decision::Rejected);
    }
    assert_eq!(chains.len(), 1, "one fact for both");
    let late = Timestamp::parse("2035-01-01T00:00:00Z").unwrap();
    assert_eq!(decide(&policies[1], late), Decision::Rejected);
    assert_eq!(decide(&policies[1], now()), Decision::Accepted);
    // Another provider is asked itself.
    let mut refusing = provider;
    refusing.name = "refusing";
    refusing.verify = |_, _, _, _| Err(CryptoError::Mismatch);
    let context = Context::new(&trust, &policies[1], now(), &refusing).with_chains(&chains);
    let decision = verify(&presentation(&case), &context).unwrap().verdict.decision;
    assert_eq!(decision, Decision::Rejected);
}

#[test]
fn a_forged_certificate_is_never_remembered_as_good() {
    let provider = CryptoProvider::rustcrypto();
    let issuer = mdl().issuer;
    let parse = |der: Vec<u8>| Certificate::parse(&der).unwrap();
    let root = parse(issuer.root_der());
    let good = parse(issuer.signer_der());
    let forged = parse(issuer.signer.issue(&Key::new(Curve::P256, "somebody")));
    let chains = ChainCache::new();
    assert!(chains.signature_holds(&provider, &good, &root).is_ok());
    for _ in 0..2 {
        assert!(chains.signature_holds(&provider, &forged, &root).is_err());
        assert!(chains.signature_holds(&provider, &good, &good).is_err());
    }
    assert_eq!(chains.len(), 1);
}

/// A certificate that is kept for other purposes signs no list, nor does one whose purposes nobody
/// can read.
#[test]
fn a_list_signer_of_another_purpose_signs_nothing() {
    use tashika_testkit::certificate::{extended_key_usage, oid};
    let case = case("status-list-1");
    let standing = |change: fn(&mut tashika_testkit::certificate::Certificate)| {
        let signer = ListSigner::with(&mdl().issuer, change);
        let mut cache = Cache::new();
        cache.give(STATUS_URI, Maker::list(&signer, 1, 0).issue(&signer.key), None).unwrap();
        let report = report(&case, &cache, "lenient");
        let answer =
            &report.documents[0].issuance.source(StateSourceKind::StatusList).unwrap().answer;
        (answer.standing, answer.because)
    };
    let refused = (Standing::Untrusted, Some(Cause::SignerPurpose));
    assert_eq!(standing(|_| ()).0, Standing::Valid);
    assert_eq!(standing(|own| own.set_extension(extended_key_usage(&[oid::MDL_SIGNER]))), refused);
    let unreadable = standing(|own| {
        own.set_extension(extended_key_usage(&[oid::MDL_SIGNER]));
        own.extension(oid::EXTENDED_KEY_USAGE).value = vec![0x30, 1];
    });
    assert_eq!(unreadable, refused);
}
