//! "At least N years old": the annex's table, every kind of evidence, contradictions.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tashika::codec::scan;
use tashika::doctype::age::{Answer, BirthDate, Evidence, Statement, at_least};
use tashika::doctype::{Date, ElementProblem};
use tashika_testkit::cbor::{Cbor, full_date, map};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn born(value: &Cbor) -> Result<BirthDate, ElementProblem> {
    BirthDate::read(&scan(&value.encode(), 0, 8).unwrap().item)
}

fn masked(date: &str, mask: &str) -> Cbor {
    map([("birth_date", full_date(date)), ("approximate_mask", Cbor::from(mask))])
}

fn over(evidence: &mut Evidence, years: u8, holds: bool) {
    evidence.add(&format!("age_over_{years:02}"), Statement::Over { years, holds });
}

/// The wallet's rule: the nearest true at or above, else the nearest false at or below.
fn wallet(stored: &[(u8, bool)], asked: u8) -> Option<(u8, bool)> {
    let above = stored.iter().filter(|(years, holds)| *holds && *years >= asked);
    let below = stored.iter().filter(|(years, holds)| !*holds && *years <= asked);
    above.min_by_key(|(years, _)| *years).or(below.max_by_key(|(years, _)| *years)).copied()
}

type Row = (u8, u8, Option<(u8, bool)>, Answer);

/// D.2.2: a licence with `age_over_21` and `age_over_60`. Four of the 22 rows are known from the
/// reference (19/18, 19/25, 60/25, 60/63); the others are derived here from the rule of 13.4.6.
/// Columns: the holder's age, the age asked for, the element returned, the conclusion.
const TABLE: [Row; 22] = [
    (19, 18, None, Answer::Unknown),
    (19, 21, Some((21, false)), Answer::No),
    (19, 25, Some((21, false)), Answer::No),
    (19, 60, Some((60, false)), Answer::No),
    (19, 63, Some((60, false)), Answer::No),
    (21, 18, Some((21, true)), Answer::Yes),
    (21, 21, Some((21, true)), Answer::Yes),
    (21, 25, None, Answer::Unknown),
    (21, 60, Some((60, false)), Answer::No),
    (21, 63, Some((60, false)), Answer::No),
    (30, 18, Some((21, true)), Answer::Yes),
    (30, 21, Some((21, true)), Answer::Yes),
    (30, 25, None, Answer::Unknown),
    (30, 60, Some((60, false)), Answer::No),
    (30, 63, Some((60, false)), Answer::No),
    (60, 18, Some((21, true)), Answer::Yes),
    (60, 21, Some((21, true)), Answer::Yes),
    (60, 25, Some((60, true)), Answer::Yes),
    (60, 63, None, Answer::Unknown),
    (64, 25, Some((60, true)), Answer::Yes),
    (64, 60, Some((60, true)), Answer::Yes),
    (64, 63, None, Answer::Unknown),
];

#[test]
fn the_table_of_the_annex() {
    for (age, asked, returned, answer) in TABLE {
        let stored = [(21, age >= 21), (60, age >= 60)];
        assert_eq!(wallet(&stored, asked), returned, "age {age}, asked {asked}");
        let mut evidence = Evidence::default();
        if let Some((years, holds)) = returned {
            over(&mut evidence, years, holds);
        }
        let conclusion = at_least(asked, &evidence, day("2026-06-01"));
        assert_eq!(conclusion.answer, answer, "age {age}, asked {asked}");
        let because = returned.map(|(years, _)| format!("age_over_{years:02}"));
        assert_eq!(conclusion.because, because.filter(|_| answer != Answer::Unknown));
    }
}

#[test]
fn never_across_a_threshold() {
    let today = day("2026-06-01");
    for stored in 0..=99u8 {
        for asked in 0..=99u8 {
            for holds in [true, false] {
                let mut evidence = Evidence::default();
                over(&mut evidence, stored, holds);
                let conclusion = at_least(asked, &evidence, today);
                let expected = match holds {
                    true if stored >= asked => Answer::Yes,
                    false if stored <= asked => Answer::No,
                    _ => Answer::Unknown,
                };
                assert_eq!(conclusion.answer, expected, "{stored} {holds}, asked {asked}");
                let silent = usize::from(expected == Answer::Unknown);
                assert_eq!(conclusion.silent.len(), silent);
            }
        }
    }
}

#[test]
fn the_nearest_threshold_is_the_reason() {
    let mut evidence = Evidence::new(Some(day("2026-05-01")));
    for years in [65, 30, 21] {
        over(&mut evidence, years, years < 65);
    }
    let yes = at_least(18, &evidence, day("2026-06-01"));
    assert_eq!((yes.answer, yes.because.as_deref()), (Answer::Yes, Some("age_over_21")));
    assert_eq!(yes.as_of, Some(day("2026-05-01")));
    let no = at_least(70, &evidence, day("2026-06-01"));
    assert_eq!((no.answer, no.because.as_deref()), (Answer::No, Some("age_over_65")));
    assert_eq!(no.silent, ["age_over_30", "age_over_21"]);
    assert_eq!(at_least(40, &evidence, day("2026-06-01")).answer, Answer::Unknown);
}

#[test]
fn a_date_of_birth_decides_on_the_day() {
    let mut evidence = Evidence::default();
    let birth = born(&full_date("2006-06-01")).unwrap();
    evidence.add("birth_date", Statement::Born(birth));
    let eve = at_least(20, &evidence, day("2026-05-31"));
    assert_eq!((eve.answer, eve.because.as_deref()), (Answer::No, Some("birth_date")));
    assert_eq!(at_least(20, &evidence, day("2026-06-01")).answer, Answer::Yes);
    assert_eq!(at_least(21, &evidence, day("2026-06-01")).answer, Answer::No);
}

#[test]
fn a_birth_year_leaves_a_year_open() {
    let mut evidence = Evidence::default();
    evidence.add("age_birth_year", Statement::BirthYear(2006));
    let today = day("2026-06-01");
    assert_eq!(at_least(19, &evidence, today).answer, Answer::Yes);
    assert_eq!(at_least(20, &evidence, today).answer, Answer::Unknown);
    assert_eq!(at_least(21, &evidence, today).answer, Answer::No);
}

#[test]
fn both_shapes_of_a_birth_date() {
    let plain = born(&full_date("2000-03-31")).unwrap();
    let shaped = born(&map([("birth_date", full_date("2000-03-31"))])).unwrap();
    assert_eq!((plain, plain.earliest()), (shaped, plain.latest()));
    assert_eq!(born(&masked("2000-03-31", "00000000")), Ok(plain));
    let span = |date, mask| {
        let own = born(&masked(date, mask)).unwrap();
        (own.earliest().to_string(), own.latest().to_string())
    };
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(span("2000-03-31", "00000011"), pair("2000-03-01", "2000-03-31"));
    assert_eq!(span("2000-01-01", "00001111"), pair("2000-01-01", "2000-12-31"));
    assert_eq!(span("2000-02-01", "00000011"), pair("2000-02-01", "2000-02-29"));
    assert_eq!(span("1990-01-01", "00011111"), pair("1990-01-01", "1999-12-31"));
    // Digits under the mask count for nothing, even where they make no day.
    assert_eq!(span("2001-00-00", "00001111"), pair("2001-01-01", "2001-12-31"));
    // February 29 alone: the years between that have none are left out.
    assert_eq!(span("2001-02-29", "00010000"), pair("2000-02-29", "2008-02-29"));
    assert_eq!(span("0000-00-00", "11111111"), pair("0001-01-01", "9999-12-31"));
}

#[test]
fn what_is_no_birth_date() {
    for (value, problem) in [
        (Cbor::from("2000-03-31"), ElementProblem::Type),
        (full_date("2001-02-29"), ElementProblem::Calendar),
        (full_date("2001-02-03T00:00:00Z"), ElementProblem::Calendar),
        (map([("approximate_mask", Cbor::from("00000000"))]), ElementProblem::Member),
        (map([("birth_date", Cbor::from("2000-03-31"))]), ElementProblem::Type),
        (masked("2000-03-31", "0000001"), ElementProblem::Form),
        (masked("2000-03-31", "00000021"), ElementProblem::Form),
        (masked("2000-13-31", "00000011"), ElementProblem::Calendar),
        (masked("2001-02-30", "00010000"), ElementProblem::Calendar),
        (masked("20000331", "00000011"), ElementProblem::Calendar),
        (masked("２０００-03-31", "00000011"), ElementProblem::Calendar),
    ] {
        assert_eq!(born(&value), Err(problem), "{value:?}");
    }
}

#[test]
fn an_approximate_date_may_leave_the_answer_open() {
    let mut evidence = Evidence::default();
    let birth = born(&masked("2006-01-01", "00001111")).unwrap();
    evidence.add("birth_date", Statement::Born(birth));
    let today = day("2026-06-01");
    assert_eq!(at_least(19, &evidence, today).answer, Answer::Yes);
    assert_eq!(at_least(20, &evidence, today).answer, Answer::Unknown);
    assert_eq!(at_least(21, &evidence, today).answer, Answer::No);
}

#[test]
fn contradictions_end_the_matter() {
    let today = day("2026-06-01");
    let signed = Some(day("2026-05-01"));
    let birth = |text| Statement::Born(BirthDate::on(day(text)));
    let pairs = [
        (Statement::Over { years: 21, holds: true }, Statement::Over { years: 18, holds: false }),
        (Statement::Over { years: 18, holds: true }, Statement::Over { years: 18, holds: false }),
        (Statement::InYears(19), Statement::Over { years: 20, holds: true }),
        (Statement::InYears(20), Statement::Over { years: 20, holds: false }),
        (Statement::InYears(20), Statement::InYears(21)),
        (birth("2010-01-01"), Statement::Over { years: 18, holds: true }),
        (birth("1980-01-01"), Statement::Over { years: 21, holds: false }),
        (birth("1980-01-01"), Statement::BirthYear(1981)),
        (Statement::BirthYear(2010), Statement::Over { years: 18, holds: true }),
        (birth("1980-01-01"), Statement::InYears(30)),
    ];
    for (one, other) in pairs {
        for (first, second) in [(one, other), (other, one)] {
            let mut evidence = Evidence::new(signed);
            evidence.add("one", first);
            evidence.add("other", second);
            let conclusion = at_least(18, &evidence, today);
            assert_eq!(conclusion.answer, Answer::Unknown, "{first:?} {second:?}");
            assert_eq!(conclusion.contradictions, [("one".to_owned(), "other".to_owned())]);
            assert_eq!(conclusion.because, None);
        }
    }
}

/// Age goes on after the issuer calculated: what was false may have become true.
#[test]
fn a_birthday_since_the_signing_is_no_contradiction() {
    let mut evidence = Evidence::new(Some(day("2026-05-01")));
    over(&mut evidence, 20, false);
    evidence.add("age_in_years", Statement::InYears(19));
    evidence.add("birth_date", Statement::Born(BirthDate::on(day("2006-05-15"))));
    assert_eq!(evidence.contradictions(day("2026-06-01")), []);
    // Only the date knows of today.
    let conclusion = at_least(20, &evidence, day("2026-06-01"));
    assert_eq!(conclusion.answer, Answer::Yes);
    assert_eq!((conclusion.because.as_deref(), conclusion.as_of), (Some("birth_date"), None));
}

/// A real person's honest document never contradicts itself and never answers wrongly.
#[test]
fn an_honest_document_is_never_wrong() {
    const SEED: [u8; 32] = *b"tashika counts birthdays rightly";
    println!("seed {:?}", String::from_utf8_lossy(&SEED));
    let config = Config { cases: 2000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let date = |years: std::ops::Range<u16>| {
        (years, 1..=12u8, 1..=28u8).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
    };
    let thresholds = proptest::collection::vec(0..100u8, 0..6);
    TestRunner::new_with_rng(config, rng)
        .run(
            &(date(1930..2015), date(2020..2026), date(2026..2028), thresholds, 0..100u8),
            |(birth, signed, today, thresholds, asked)| {
                let mut evidence = Evidence::new(Some(signed));
                let then = signed.years_since(birth);
                for years in thresholds {
                    over(&mut evidence, years, then >= u16::from(years));
                }
                evidence.add("age_in_years", Statement::InYears(then));
                evidence.add("age_birth_year", Statement::BirthYear(birth.year()));
                let conclusion = at_least(asked, &evidence, today);
                prop_assert_eq!(conclusion.contradictions, []);
                let now = today.years_since(birth) >= u16::from(asked);
                let at_signing = then >= u16::from(asked);
                match conclusion.answer {
                    Answer::Yes => prop_assert!(now),
                    Answer::No => prop_assert!(!at_signing),
                    Answer::Unknown => {}
                }
                Ok(())
            },
        )
        .unwrap();
}
