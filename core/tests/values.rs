//! Element values of every CBOR kind: no panic, and no loss through CBOR, the owned value and JSON.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tashika::codec::limits::MAX_KEY_BYTES;
use tashika::codec::{Item, Problem, Value, scan};
use tashika::doctype::{Date, Registry};

const CASES: u32 = 3000;
const SEED: [u8; 32] = *b"tashika keeps every value whole.";

fn runner() -> TestRunner {
    println!("{CASES} values, seed {:?}", String::from_utf8_lossy(&SEED));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &SEED))
}

/// Any value: every kind, at the edges of every width.
fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<u64>(),
        0..100u64,
        (0..64u32, 0..3u64).prop_map(|(bit, off)| (1u64 << bit).wrapping_add(off).wrapping_sub(1)),
    ];
    let text = prop_oneof![
        any::<String>(),
        Just("$map".to_owned()),
        Just("\u{202e}番号　花子\0".to_owned())
    ];
    let leaf = prop_oneof![
        number.clone().prop_map(Value::Unsigned),
        number.clone().prop_map(Value::Negative),
        any::<bool>().prop_map(Value::Bool),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
        text.clone().prop_map(Value::Text),
        Just(Value::Null),
        Just(Value::Undefined),
        prop_oneof![0..20u8, 32..=255u8].prop_map(Value::Simple),
        any::<u16>().prop_map(Value::Float16),
        any::<u32>().prop_map(Value::Float32),
        any::<u64>().prop_map(Value::Float64),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let named = (text.clone().prop_map(Value::Text), inner.clone());
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec((inner.clone(), inner.clone()), 0..6).prop_map(Value::Map),
            proptest::collection::vec(named, 0..6).prop_map(Value::Map),
            (number.clone(), inner).prop_map(|(tag, own)| Value::Tag(tag, Box::new(own))),
        ]
    })
}

/// CBOR of a value, written here: widths of floats and the order of maps stay.
fn encode(own: &Value, out: &mut Vec<u8>) {
    let head = |out: &mut Vec<u8>, major: u8, n: u64| {
        let major = major << 5;
        match n {
            0..=23 => out.push(major | n as u8),
            24..=0xff => out.extend([major | 24, n as u8]),
            0x100..=0xffff => {
                out.push(major | 25);
                out.extend((n as u16).to_be_bytes());
            }
            0x1_0000..=0xffff_ffff => {
                out.push(major | 26);
                out.extend((n as u32).to_be_bytes());
            }
            _ => {
                out.push(major | 27);
                out.extend(n.to_be_bytes());
            }
        }
    };
    match own {
        Value::Unsigned(n) => head(out, 0, *n),
        Value::Negative(n) => head(out, 1, *n),
        Value::Bytes(bytes) => {
            head(out, 2, bytes.len() as u64);
            out.extend(bytes);
        }
        Value::Text(text) => {
            head(out, 3, text.len() as u64);
            out.extend(text.as_bytes());
        }
        Value::Array(all) => {
            head(out, 4, all.len() as u64);
            all.iter().for_each(|own| encode(own, out));
        }
        Value::Map(all) => {
            head(out, 5, all.len() as u64);
            all.iter().for_each(|(key, own)| {
                encode(key, out);
                encode(own, out);
            });
        }
        Value::Tag(number, content) => {
            head(out, 6, *number);
            encode(content, out);
        }
        Value::Bool(truth) => out.push(0xf4 + u8::from(*truth)),
        Value::Null => out.push(0xf6),
        Value::Undefined => out.push(0xf7),
        Value::Simple(n) if *n < 24 => out.push(0xe0 | n),
        Value::Simple(n) => out.extend([0xf8, *n]),
        Value::Float16(bits) => {
            out.push(0xf9);
            out.extend(bits.to_be_bytes());
        }
        Value::Float32(bits) => {
            out.push(0xfa);
            out.extend(bits.to_be_bytes());
        }
        Value::Float64(bits) => {
            out.push(0xfb);
            out.extend(bits.to_be_bytes());
        }
        _ => panic!("a kind this test does not know"),
    }
}

/// The item, unless a map key is longer than the limit of composite keys.
fn readable(bytes: &[u8]) -> Option<Item<'_>> {
    match scan(bytes, 0, 64) {
        Ok(scanned) => Some(scanned.item),
        Err(error) => {
            assert_eq!(error.problem, Problem::TooLong(MAX_KEY_BYTES), "at {}", error.offset);
            None
        }
    }
}

#[test]
fn nothing_is_lost() {
    runner()
        .run(&value(), |own| {
            let mut bytes = Vec::new();
            encode(&own, &mut bytes);
            if let Some(item) = readable(&bytes) {
                prop_assert!(item.to_value() == own, "through CBOR");
            }
            let json = own.to_json();
            let back = Value::from_json(&json);
            prop_assert!(back.as_ref() == Some(&own), "through JSON: {json}");
            let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert!(Value::from_json(&parsed.to_string()).is_some(), "it is JSON for others");
            let mut again = Vec::new();
            encode(&back.unwrap(), &mut again);
            prop_assert_eq!(again, bytes);
            Ok(())
        })
        .unwrap();
}

/// Any value in any element of any document type: findings, never a panic.
#[test]
fn any_value_anywhere() {
    let registry = Registry::builtin();
    let kinds: Vec<_> = registry
        .files()
        .flat_map(|own| &own.name_spaces)
        .flat_map(|own| &own.elements)
        .map(|own| own.kind.clone())
        .collect();
    let today = Date::parse("2026-06-01").unwrap();
    runner()
        .run(&(value(), any::<prop::sample::Index>()), |(own, which)| {
            let mut bytes = Vec::new();
            encode(&own, &mut bytes);
            let Some(item) = readable(&bytes) else { return Ok(()) };
            let problems = which.get(&kinds).check(&item, today);
            let mut once = problems.clone();
            once.dedup();
            prop_assert_eq!(once.len(), problems.len());
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_no_lossless_json() {
    for text in [
        "",
        "1.5",
        "1e3",
        "{\"$unknown\": 1}",
        "{\"$bytes\": \"***\"}",
        "{\"$bytes\": 1}",
        "{\"$float16\": \"7E00\"}",
        "{\"$float16\": \"07e00\"}",
        "{\"$int\": \"99999999999999999999\"}",
        "{\"$int\": \"x\"}",
        "{\"$map\": [[1]]}",
        "{\"$simple\": 256}",
        "{\"$simple\": 20}",
        "{\"$simple\": 31}",
        "{\"$tag\": [-1, 1]}",
        "{\"$undefined\": false}",
        "{\"$bytes\": \"\", \"a\": 1}",
        "{\"a\": 1, \"$bytes\": \"\"}",
        &"[".repeat(100_000),
    ] {
        assert!(Value::from_json(text).is_none(), "{text:.40}");
    }
    assert!(Value::from_json(&" ".repeat(2 << 20)).is_none());
}
