//! Bundles: what is refused and in which words, rolling forward, differences.

use serde_json::{Value, json};
use tashika::assurance::{
    Bundle, BundleError, Bundles, ChangeKind, Nature, ToSign, TrustedKey, Voucher, diff,
};
use tashika::cose::Algorithm;
use tashika::crypto::{CryptoProvider, PublicKey};
use tashika_testkit::keys::{Curve, Key};

/// A small bundle that is consistent.
pub(crate) fn small() -> Value {
    json!({
        "format": 1, "id": "test.small", "version": 3, "issued": "2026-11-01",
        "nature": "published",
        "name": { "en": "small", "ja": "小" },
        "sources": [{ "id": "s", "title": "a test" }],
        "axes": [{ "id": "test.axis", "name": { "en": "axis", "ja": "軸" }, "grades": [
            { "id": "0", "name": { "en": "none", "ja": "なし" } },
            { "id": "1", "name": { "en": "one", "ja": "一" } } ] }],
        "rules": [
            rule("a", json!({ "rule": "b" })),
            rule("b", json!({ "one": ["verified"] })),
        ],
        "demands": [{ "id": "d", "modality": "require", "when": {}, "source": "s",
            "words": { "en": "d", "ja": "d" }, "confidence": "confirmed",
            "needs": { "one": ["face-signed"] } }],
    })
}

pub(crate) fn rule(id: &str, needs: Value) -> Value {
    json!({ "id": id, "name": { "en": id, "ja": id }, "needs": needs,
        "reaches": { "axis": "test.axis", "grade": "1" },
        "source": "s", "confidence": "confirmed" })
}

pub(crate) fn read(json: &Value) -> Result<Bundle, BundleError> {
    Bundle::unsigned(json.to_string().as_bytes(), &CryptoProvider::default())
}

fn refused(change: impl FnOnce(&mut Value)) -> String {
    let mut json = small();
    change(&mut json);
    read(&json).map(|_| "was taken").expect_err("refused").to_string()
}

pub(crate) fn key() -> Key {
    Key::new(Curve::P256, "policy bundles")
}

pub(crate) fn trusted(key: &Key) -> TrustedKey {
    let key = PublicKey::new(tashika::crypto::Curve::P256, key.public_bytes());
    TrustedKey { name: "test".to_owned(), key }
}

fn signed(json: &Value) -> Vec<u8> {
    let provider = CryptoProvider::default();
    let text = json.to_string();
    let to_sign = ToSign::bundle(text.as_bytes(), Algorithm::Es256, &provider).unwrap();
    to_sign.finish(&key().sign(&to_sign.message()))
}

#[test]
fn the_bundles_that_ship_are_consistent_and_say_what_they_are() {
    let bundles = Bundle::shipped(&CryptoProvider::default()).unwrap();
    let ids: Vec<&str> = bundles.iter().map(Bundle::id).collect();
    assert_eq!(ids, ["jp.ds-511", "jp.statutes", "us.nist-800-63a-4"]);
    for own in &bundles {
        assert_eq!(*own.voucher(), Voucher::Shipped);
        assert_eq!(own.nature(), Nature::Reconstruction, "{}", own.id());
        let notice = own.notice().expect("a reconstruction says so");
        assert!(!notice.en.is_empty() && notice.ja.ends_with('。'), "{}", own.id());
    }
    // What the minutes state is confirmed; what was reconstructed is not.
    for own in bundles.iter().flat_map(Bundle::rules).filter(|own| own.source == "reconstruction") {
        assert_eq!(own.confidence.name(), "inferred", "{}", own.id);
    }
    assert_eq!(bundles[0].statements().len(), 12);
    for own in bundles[0].statements() {
        assert_ne!(own.source, "reconstruction", "{}", own.id);
        assert!(own.words.ja.ends_with('。'), "{}", own.id);
    }
}

#[test]
fn a_signed_bundle_is_read_and_says_who_signed_it() {
    let provider = CryptoProvider::default();
    let bundle = Bundle::signed(&signed(&small()), &[trusted(&key())], &provider).unwrap();
    assert_eq!((bundle.id(), bundle.version()), ("test.small", 3));
    assert_eq!(*bundle.voucher(), Voucher::Signature("test".to_owned()));
}

#[test]
fn a_wrong_signature_is_refused() {
    let provider = CryptoProvider::default();
    let file = signed(&small());
    let keys = [trusted(&key())];
    let sentence = "the signature does not hold under any trusted key";
    for place in [file.len() - 1, file.len() - 60, 200] {
        let mut file = file.clone();
        file[place] ^= 1;
        let error = Bundle::signed(&file, &keys, &provider).unwrap_err();
        assert_eq!(error.to_string(), sentence, "byte {place}");
    }
    let other = Key::new(Curve::P256, "somebody else");
    let error = Bundle::signed(&file, &[trusted(&other)], &provider).unwrap_err();
    assert_eq!(error, BundleError::Signature);
    let error = Bundle::signed(&file, &[], &provider).unwrap_err();
    assert_eq!(error, BundleError::Signature);
}

#[test]
fn what_is_no_signed_bundle_is_refused_without_being_read() {
    let provider = CryptoProvider::default();
    let keys = [trusted(&key())];
    let file = signed(&small());
    for end in 0..file.len() {
        assert!(Bundle::signed(&file[..end], &keys, &provider).is_err(), "{end} bytes");
    }
    let longer = [file.as_slice(), &[0]].concat();
    let error = Bundle::signed(&longer, &keys, &provider).unwrap_err();
    assert_eq!(error.to_string(), "not a signed bundle: its CBOR is not in the plain form");
    let untagged = &file[1..];
    let error = Bundle::signed(untagged, &keys, &provider).unwrap_err();
    assert_eq!(error.to_string(), "not a signed bundle: it has not the tag of COSE_Sign1");
    // Every single changed byte is refused: nothing outside the signature is believed.
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 0x20;
        assert!(Bundle::signed(&changed, &keys, &provider).is_err(), "byte {place}");
    }
}

#[test]
fn an_older_version_is_refused() {
    let installed = read(&small()).unwrap();
    let version = |number: u32| {
        let mut json = small();
        json["version"] = number.into();
        json
    };
    let mut bundles = Bundles::new();
    bundles.install(installed).unwrap();
    let error = bundles.clone().install(read(&version(2)).unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "version 2 of the bundle \"test.small\" is older than version 3, which is installed: \
         bundles only roll forward"
    );
    let mut other = version(3);
    other["name"]["en"] = "another".into();
    let error = bundles.clone().install(read(&other).unwrap()).unwrap_err();
    let sentence = "version 3 of the bundle \"test.small\" is installed with another content";
    assert_eq!(error.to_string(), sentence);
    bundles.install(read(&version(3)).unwrap()).unwrap();
    bundles.install(read(&version(4)).unwrap()).unwrap();
    assert_eq!(bundles.iter().map(Bundle::version).collect::<Vec<_>>(), [4]);
    // Refused or not, what was there stays.
    assert!(bundles.install(read(&version(1)).unwrap()).is_err());
    assert_eq!(bundles.iter().map(Bundle::version).collect::<Vec<_>>(), [4]);
}

#[test]
fn two_bundles_do_not_share_an_axis() {
    let mut other = small();
    other["id"] = "test.other".into();
    let mut bundles = Bundles::new();
    bundles.install(read(&small()).unwrap()).unwrap();
    let error = bundles.install(read(&other).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "the axis \"test.axis\" is there twice");
}

#[test]
fn an_unknown_rule_is_refused() {
    let sentence = refused(|json| json["rules"][0]["needs"] = json!({ "rule": "c" }));
    assert_eq!(sentence, "a refers to the rule \"c\", which is not in the bundle");
    let sentence = refused(|json| json["demands"][0]["needs"] = json!({ "rule": "c" }));
    assert_eq!(sentence, "d refers to the rule \"c\", which is not in the bundle");
    let sentence = refused(|json| json["rules"][1]["needs"] = json!({ "one": ["very-safe"] }));
    assert!(sentence.contains("unknown fact \"very-safe\""), "{sentence}");
    let sentence = refused(|json| json["rules"][1]["needs"] = json!({ "not": ["verified"] }));
    assert!(sentence.contains("unknown variant `not`"), "{sentence}");
    let sentence = refused(|json| json["rules"][1]["reaches"]["axis"] = "x".into());
    assert_eq!(sentence, "b refers to the axis \"x\", which is not in the bundle");
    let sentence = refused(|json| json["rules"][1]["reaches"]["grade"] = "9".into());
    assert_eq!(sentence, "b refers to the grade \"9\", which is not in the bundle");
    let sentence = refused(|json| json["rules"][1]["source"] = "x".into());
    assert_eq!(sentence, "b refers to the source \"x\", which is not in the bundle");
    let sentence = refused(|json| json["rules"][0]["nedds"] = json!(1));
    assert!(sentence.contains("unknown field `nedds`"), "{sentence}");
    let sentence = refused(|json| {
        json["exceptions"] = json!([{ "id": "e", "lifts": "x", "purposes": ["p"],
            "reason": { "en": "e", "ja": "e" } }]);
    });
    assert_eq!(sentence, "e refers to the demand \"x\", which is not in the bundle");
    let sentence = refused(|json| {
        json["advisories"] = json!([{ "id": "n", "rules": ["x"], "source": "s",
            "words": { "en": "n", "ja": "n" } }]);
    });
    assert_eq!(sentence, "n refers to the rule \"x\", which is not in the bundle");
}

#[test]
fn a_cycle_is_refused() {
    let sentence = refused(|json| json["rules"][1]["needs"] = json!({ "rule": "a" }));
    assert_eq!(sentence, "the rules go in a circle: a needs b needs a");
    let sentence = refused(|json| json["rules"][0]["needs"] = json!({ "rule": "a" }));
    assert_eq!(sentence, "the rules go in a circle: a needs a");
    // A rule that hangs on a circle is not named as part of it.
    let sentence = refused(|json| {
        json["rules"] = json!([
            rule("a", json!({ "all": [{ "rule": "b" }] })),
            rule("b", json!({ "any": [{ "one": ["verified"] }, { "rule": "c" }] })),
            rule("c", json!({ "rule": "d" })),
            rule("d", json!({ "rule": "b" })),
        ]);
    });
    assert_eq!(sentence, "the rules go in a circle: b needs c needs d needs b");
}

#[test]
fn what_would_hold_for_everybody_is_refused() {
    for needs in [json!({ "all": [] }), json!({ "any": [] }), json!({ "one": [] })] {
        let sentence = refused(|json| json["rules"][1]["needs"] = needs.clone());
        assert!(sentence.ends_with(" is empty"), "{needs}: {sentence}");
    }
}

#[test]
fn what_stands_twice_or_is_no_bundle_is_refused() {
    let sentence = refused(|json| json["rules"][1]["id"] = "a".into());
    assert_eq!(sentence, "the rule \"a\" is there twice");
    let sentence = refused(|json| json["format"] = 2.into());
    assert_eq!(sentence, "the format 2 of bundles is not known here");
    let twice = br#"{"format":1,"format":1}"#;
    let error = Bundle::unsigned(twice, &CryptoProvider::default()).unwrap_err();
    assert_eq!(error.to_string(), "an object has the same member twice");
    for text in ["", "[]", "null", "{}", "{\"format\":1}"] {
        assert!(Bundle::unsigned(text.as_bytes(), &CryptoProvider::default()).is_err(), "{text}");
    }
}

#[test]
fn rules_that_double_at_every_step_are_refused() {
    let mut json = small();
    let mut rules = vec![rule("r00", json!({ "one": ["verified"] }))];
    for own in 1..40 {
        let before = format!("r{:02}", own - 1);
        let needs = json!({ "all": [{ "rule": before }, { "rule": before }] });
        rules.push(rule(&format!("r{own:02}"), needs));
    }
    json["rules"] = rules.into();
    let sentence = read(&json).unwrap_err().to_string();
    assert_eq!(sentence, "reading its rules takes more than 10000 steps");
    // The same where nothing but a demand or a statute mentions a rule often.
    let sentence = refused(|json| {
        let many: Vec<Value> = (0..5_000).map(|_| json!({ "rule": "a" })).collect();
        json["demands"][0]["needs"] = json!({ "any": many });
    });
    assert_eq!(sentence, "reading its rules takes more than 10000 steps");
}

#[test]
fn rules_that_hang_on_rules_without_end_are_refused() {
    let chain = |length: usize| {
        let mut json = small();
        let mut rules = vec![rule("r0000", json!({ "one": ["verified"] }))];
        for own in 1..length {
            let before = json!({ "rule": format!("r{:04}", own - 1) });
            let needs = json!({ "all": [{ "any": [before] }] });
            rules.push(rule(&format!("r{own:04}"), needs));
        }
        json["rules"] = rules.into();
        read(&json).map(|_| ())
    };
    assert_eq!(chain(16), Ok(()));
    assert_eq!(chain(17), Err(BundleError::TooDeep(16)));
    assert_eq!(chain(4_000), Err(BundleError::TooDeep(16)));
    assert_eq!(BundleError::TooDeep(16).to_string(), "rules need one another more than 16 deep");
}

#[test]
fn a_bundle_of_every_size_ends_in_a_sentence() {
    let provider = CryptoProvider::default();
    let read = |text: &[u8]| Bundle::unsigned(text, &provider).unwrap_err().to_string();
    assert_eq!(read(&vec![b' '; 1024 * 1024 + 1]), "longer than 1048576 bytes");
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert_eq!(read(deep.as_bytes()), "nested deeper than 16");
    let many = format!("[{}1]", "1,".repeat(100_000));
    assert_eq!(read(many.as_bytes()), "more than 65536 values");
    let sentence = refused(|json| {
        let sources = (0..5_000).map(|own| json!({ "id": format!("s{own}"), "title": "t" }));
        json["sources"] = sources.collect::<Vec<_>>().into();
    });
    assert_eq!(sentence, "more than 4096 rules, methods or other entries");
    let sentence = refused(|json| json["version"] = 4_294_967_296u64.into());
    assert!(sentence.starts_with("not a bundle: "), "{sentence}");
}

#[test]
fn what_ends_before_it_begins_or_goes_on_as_nothing_is_refused() {
    let turned = |json: &mut Value| {
        json["from"] = "2027-04-01".into();
        json["until"] = "2027-03-31".into();
    };
    let sentence = refused(|json| turned(&mut json["rules"][1]));
    assert_eq!(sentence, "b ends before it begins");
    let advisory = json!({ "id": "n", "facts": ["verified"], "source": "s",
        "words": { "en": "n", "ja": "n" } });
    let sentence = refused(|json| {
        json["advisories"] = json!([advisory]);
        json["advisories"][0]["madeFrom"] = "2026-02-01".into();
        json["advisories"][0]["madeUntil"] = "2026-01-31".into();
    });
    assert_eq!(sentence, "n ends before it begins");
    let statute = json!({ "law": "x", "title": { "en": "X", "ja": "X" }, "provision": "1",
        "code": "a", "name": { "en": "a", "ja": "a" }, "needs": { "one": ["verified"] },
        "until": "2027-03-31", "becomes": "b", "source": "s", "confidence": "secondary" });
    let sentence = refused(|json| json["statutes"] = json!([statute]));
    assert_eq!(sentence, "x a refers to the later code \"b\", which is not in the bundle");
    // One day alone is a period.
    let mut json = small();
    json["rules"][1]["from"] = "2027-04-01".into();
    json["rules"][1]["until"] = "2027-04-01".into();
    assert!(read(&json).is_ok());
}

#[test]
fn an_advisory_that_is_about_nothing_is_refused() {
    let advisory = |change: &dyn Fn(&mut Value)| {
        let mut json = small();
        json["advisories"] =
            json!([{ "id": "n", "source": "s", "words": { "en": "n", "ja": "n" } }]);
        change(&mut json["advisories"][0]);
        read(&json).map(|_| ()).map_err(|error| error.to_string())
    };
    let nothing = Err("what an advisory is about is empty".to_owned());
    assert_eq!(advisory(&|_| ()), nothing);
    assert_eq!(advisory(&|own| own["strikes"] = json!(["verified"])), nothing);
    for (member, value) in [
        ("facts", json!(["verified"])),
        ("rules", json!(["a"])),
        ("state", json!("JP-13")),
        ("provider", json!("p")),
        ("madeUntil", json!("2026-05-31")),
    ] {
        assert_eq!(advisory(&|own| own[member] = value.clone()), Ok(()), "{member}");
    }
}

#[test]
fn an_advisory_strikes_the_rules_of_its_own_bundle_alone() {
    let bundle = |id: &str, axis: &str, advisories: Value| {
        let mut json = small();
        json["id"] = id.into();
        json["demands"] = json!([]);
        json["axes"][0]["id"] = axis.into();
        for rule in json["rules"].as_array_mut().unwrap() {
            rule["reaches"]["axis"] = axis.into();
        }
        json["advisories"] = advisories;
        read(&json).unwrap()
    };
    let strike = json!([{ "id": "n", "rules": ["a", "b"], "source": "s",
        "words": { "en": "n", "ja": "n" } }]);
    let mut bundles = Bundles::new();
    bundles.install(bundle("one", "axis.one", strike)).unwrap();
    bundles.install(bundle("two", "axis.two", json!([]))).unwrap();
    let evidence = [super::made("card", tashika::assurance::Proof::Mdoc(super::mdoc()))];
    let none = tashika::assurance::Circumstances::default();
    let own = tashika::assurance::decide(&evidence, &none, &bundles, super::day("2026-06-01"));
    let own = own.unwrap();
    assert_eq!(super::grade(&own, "axis.one"), "0");
    assert_eq!(super::grade(&own, "axis.two"), "1");
}

#[test]
fn a_file_cannot_make_a_code_phishing_resistant() {
    let method = json!({ "id": "m", "name": { "en": "m", "ja": "m" }, "task": "authentication",
        "channels": ["remote"], "yields": [["authenticator:sms-otp", "authenticator-correct"]],
        "granularity": "no-attributes", "lendingResistant": false, "phishingResistant": true,
        "authenticator": "sms-otp", "pitfall": { "en": "p", "ja": "p" }, "source": "s",
        "confidence": "confirmed" });
    let sentence = refused(|json| json["methods"] = json!([method]));
    assert_eq!(sentence, "not a bundle: m cannot be phishing resistant");
}

#[test]
fn differences_are_named() {
    let mut later = small();
    later["version"] = 4.into();
    later["rules"][0]["needs"] = json!({ "one": ["verified", "current"] });
    later["rules"][1] = rule("c", json!({ "one": ["verified"] }));
    let (old, new) = (read(&small()).unwrap(), read(&later).unwrap());
    let changes: Vec<_> =
        diff(&old, &new).into_iter().map(|own| (own.what, own.id, own.kind)).collect();
    assert_eq!(
        changes,
        [
            ("rule", "a".to_owned(), ChangeKind::Changed),
            ("rule", "b".to_owned(), ChangeKind::Removed),
            ("rule", "c".to_owned(), ChangeKind::Added),
        ]
    );
    assert!(diff(&old, &old).is_empty());
}
