//! Each rule of an element's description, broken alone.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use tashika::codec::scan;
use tashika::doctype::ElementProblem as Problem;
use tashika::doctype::{Aspect, Date, Registry};
use tashika_testkit::cbor::{Cbor, array, full_date, map, tagged, tdate};

const MDL: (&str, &str) = ("org.iso.18013.5.1.mDL", "org.iso.18013.5.1");
const AAMVA: (&str, &str) = ("org.iso.18013.5.1.mDL", "org.iso.18013.5.1.aamva");
const JP: (&str, &str) = ("org.iso.23220.1.jp.mnc", "org.iso.23220.1.jp");
const CARD: (&str, &str) = ("org.iso.23220.1.jp.mnc", "org.iso.23220.1");
const PID: (&str, &str) = ("eu.europa.ec.eudi.pid.1", "eu.europa.ec.eudi.pid.1");

fn check((doc_type, space): (&str, &str), identifier: &str, value: &Cbor) -> Vec<Problem> {
    let registry = Registry::builtin();
    let info = registry.element(doc_type, space, identifier).unwrap_or_else(|| {
        panic!("{space}/{identifier} is not described");
    });
    let bytes = value.encode();
    let today = Date::parse("2026-06-01").unwrap();
    info.kind.check(&scan(&bytes, 0, 32).unwrap().item, today)
}

fn text(own: &str) -> Cbor {
    Cbor::from(own)
}

#[test]
fn what_is_right() {
    let privilege = map([("vehicle_category_code", text("A"))]);
    let code = map([("code", text("70")), ("sign", text("=")), ("value", text("GB"))]);
    let coded = map([("vehicle_category_code", text("B")), ("codes", array([code]))]);
    for (place, identifier, value) in [
        (MDL, "family_name", text("Müller")),
        (MDL, "family_name", text(&"ü".repeat(150))),
        (MDL, "birth_date", full_date("1999-03-31")),
        (MDL, "issue_date", tdate("2024-04-01T00:00:00Z")),
        (MDL, "issue_date", full_date("2024-04-01")),
        (MDL, "issuing_country", text("XK")),
        (MDL, "issuing_jurisdiction", text("JP-13")),
        (MDL, "driving_privileges", array::<Cbor>([])),
        (MDL, "driving_privileges", array([privilege, coded])),
        (MDL, "un_distinguishing_sign", text("")),
        (MDL, "sex", Cbor::Int(9)),
        (MDL, "portrait", Cbor::Bytes(vec![0xff, 0xd8, 0xff, 0xe0])),
        (MDL, "portrait", Cbor::Bytes(vec![0xff, 0x4f, 0xff, 0x51, 0])),
        (MDL, "portrait", Cbor::Bytes(b"\0\0\0\x0cjP  \r\n\x87\n....".to_vec())),
        (MDL, "family_name_national_character", text("葛\u{e0100}城")),
        (JP, "full_name_unicode", text("番号　花子")),
        (JP, "full_name_unicode", text("\u{fa19}　\u{fa30}")),
        (JP, "resident_address_unicode", text("〇〇県△△市□□町１－２－３")),
        (JP, "local_gov_code_unicode", text("14364")),
        (JP, "individual_number_unicode", text("123456789018")),
        (CARD, "birth_date", map([("birth_date", full_date("2000-03-31"))])),
        (PID, "nationality", array([text("DE"), text("QU")])),
        (PID, "place_of_birth", map([("locality", text("Berlin"))])),
        (PID, "sex", Cbor::Int(6)),
        (PID, "mobile_phone_number", text("+4915112345")),
    ] {
        assert_eq!(check(place, identifier, &value), [], "{identifier} {value:?}");
    }
}

#[test]
fn each_rule_broken_alone() {
    let no_code = map([("issue_date", full_date("2020-01-01"))]);
    let string_date =
        map([("vehicle_category_code", text("A")), ("issue_date", text("2020-01-01"))]);
    let cases = [
        // Types, lenient spellings seen in the field included.
        (MDL, "birth_date", text("1999-03-31"), Problem::Type),
        (MDL, "birth_date", tdate("1999-03-31T00:00:00Z"), Problem::Type),
        (MDL, "birth_date", tagged(0, "1999-03-31"), Problem::Type),
        (MDL, "portrait_capture_date", full_date("2024-03-01"), Problem::Type),
        (MDL, "age_over_18", Cbor::Int(1), Problem::Type),
        (MDL, "height", text("170"), Problem::Type),
        (MDL, "height", Cbor::Int(-1), Problem::Type),
        (MDL, "portrait", text("/9j/"), Problem::Type),
        (MDL, "driving_privileges", map([("A", Cbor::Int(1))]), Problem::Type),
        (MDL, "driving_privileges", array([string_date]), Problem::Type),
        (MDL, "driving_privileges", array([text("A")]), Problem::Type),
        (PID, "nationality", text("DE"), Problem::Type),
        (PID, "place_of_birth", text("Berlin"), Problem::Type),
        (MDL, "family_name", Cbor::Bytes(b"BANGO".to_vec()), Problem::Type),
        (MDL, "driving_privileges", array([no_code]), Problem::Member),
        (CARD, "birth_date", map([("approximate_mask", text("00000000"))]), Problem::Member),
        // Forms.
        (MDL, "issuing_country", text("jp"), Problem::Form),
        (MDL, "issuing_country", text("JPN"), Problem::Form),
        (MDL, "issuing_country", text(""), Problem::Form),
        (MDL, "issuing_jurisdiction", text("JP"), Problem::Form),
        (MDL, "issuing_jurisdiction", text("JP-"), Problem::Form),
        (MDL, "issuing_jurisdiction", text("JP-1314"), Problem::Form),
        (MDL, "issuing_jurisdiction", text("jp-13"), Problem::Form),
        (MDL, "biometric_template_face", Cbor::Bytes(vec![0x7f, 0x2e]), Problem::Form),
        (JP, "local_gov_code_unicode", text("1436"), Problem::Form),
        (JP, "local_gov_code_unicode", text("１４３６４"), Problem::Form),
        (JP, "individual_number_unicode", text("12345678901"), Problem::Form),
        (JP, "individual_number_unicode", text("123456789019"), Problem::CheckDigit),
        (PID, "mobile_phone_number", text("0151"), Problem::Form),
        (MDL, "portrait_capture_date", tdate("2024-03-01T00:00:00.5Z"), Problem::Form),
        (MDL, "issue_date", tdate("2024-03-01T09:00:00+09:00"), Problem::Form),
        (
            CARD,
            "birth_date",
            map([("birth_date", full_date("2000-03-31")), ("approximate_mask", text("1"))]),
            Problem::Form,
        ),
        // Values.
        (MDL, "birth_date", full_date("1999-02-29"), Problem::Calendar),
        (MDL, "issue_date", tdate("2024-02-30T00:00:00Z"), Problem::Calendar),
        (MDL, "issue_date", full_date("2024-02-01T00:00:00Z"), Problem::Calendar),
        (MDL, "birth_date", full_date("2026-06-02"), Problem::Future),
        (MDL, "sex", Cbor::Int(3), Problem::Listed),
        (MDL, "eye_colour", text("Brown"), Problem::Listed),
        (AAMVA, "organ_donor", Cbor::Int(0), Problem::Listed),
        (MDL, "height", Cbor::Int(0), Problem::Range),
        (MDL, "height", Cbor::Int(301), Problem::Range),
        (MDL, "family_name", text(&"a".repeat(151)), Problem::TooLong),
        (AAMVA, "resident_county", text("0375"), Problem::TooLong),
        (MDL, "family_name", text("Świątek"), Problem::Characters),
        (PID, "place_of_birth", Cbor::Map(Vec::new()), Problem::Empty),
        (PID, "portrait", Cbor::Bytes(Vec::new()), Problem::Empty),
        (MDL, "portrait", Cbor::Bytes(b"GIF89a".to_vec()), Problem::Image),
        (MDL, "portrait", Cbor::Bytes(vec![0xff, 0xd8]), Problem::Image),
        // Writing.
        (JP, "full_name_unicode", text("番号 花子"), Problem::NameSpaces),
        (JP, "full_name_unicode", text("番号　花子　"), Problem::NameSpaces),
        (JP, "full_name_unicode", text("ﾊﾞﾝｺﾞｳ　花子"), Problem::HalfWidth),
        (JP, "full_name_unicode", text("か\u{3099}　花子"), Problem::NotNormalised),
        (JP, "full_name_unicode", text("番号　花\u{200b}子"), Problem::Hidden),
        (MDL, "family_name_national_character", text("\u{202e}番号"), Problem::Hidden),
        (PID, "family_name", text("Bango\u{7}"), Problem::Hidden),
        (PID, "nationality", array([text("DE"), text("Germany")]), Problem::Form),
    ];
    println!("{} cases", cases.len());
    let mut seen = Vec::new();
    for (place, identifier, value, problem) in cases {
        assert_eq!(check(place, identifier, &value), [problem], "{identifier} {value:?}");
        seen.push(problem);
    }
    for aspect in [Aspect::Format, Aspect::Image, Aspect::Text, Aspect::Type] {
        assert!(seen.iter().any(|own| own.aspect() == aspect), "{aspect:?}");
    }
}

/// Sixteen thousand faults of one kind are one problem.
#[test]
fn a_problem_is_named_once() {
    let many = array(vec![Cbor::Int(1); 10_000]);
    assert_eq!(check(PID, "nationality", &many), [Problem::Type]);
}
