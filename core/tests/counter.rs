//! The counter's data: texts, presets, problems and reasons, each whole and each said in words.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use tashika::counter::{
    CertificationState, ConfigurationProblem, FaceOutcome, FinderState, Hint, IssuanceAnswer,
    PermissionKind, Preset, PresetError, PresetProblem, Presets, ProblemKind, RadioKind,
    ReasonCode, RowState, STATUTORY_WORDS, TextLanguage, Texts, VerdictKind,
};
use tashika::doctype::{Date, Registry};
use tashika::verify::CheckId;

const ON: &str = "2026-11-24";

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn texts() -> Texts {
    Texts::shipped().unwrap()
}

/// Every key that the core can say, by what it comes from.
fn keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut add = |prefix: &str, names: Vec<&'static str>, suffix: &str| {
        keys.extend(names.into_iter().map(|name| format!("{prefix}{name}{suffix}")));
    };
    let problems = || ProblemKind::ALL.iter().map(|own| own.name()).collect();
    add("problem.", problems(), ".say");
    add("problem.", problems(), ".next");
    add("hint.", Hint::ALL.iter().map(|own| own.name()).collect(), "");
    add("reason.", ReasonCode::ALL.iter().map(|own| own.name()).collect(), "");
    add("verdict.", VerdictKind::ALL.iter().map(|own| own.name()).collect(), "");
    for unit in ["", ".minutes", ".hours", ".days"] {
        let dated = |own: &&IssuanceAnswer| {
            let open = [IssuanceAnswer::NotOffered, IssuanceAnswer::Unknown].contains(own);
            open == unit.is_empty()
        };
        let answers = IssuanceAnswer::ALL.iter().filter(dated).map(|own| own.name());
        add("issuance.", answers.collect(), unit);
    }
    add("certification.", CertificationState::ALL.iter().map(|own| own.name()).collect(), "");
    let configuration = ConfigurationProblem::ALL.iter().map(|own| own.name()).collect();
    add("blocked.configuration.", configuration, "");
    let permissions = PermissionKind::ALL.iter().map(|own| own.name()).collect();
    add("blocked.permission.", permissions, "");
    add("blocked.radio.", RadioKind::ALL.iter().map(|own| own.name()).collect(), "");
    add("blocked.next.", vec!["ask", "none", "settings"], "");
    let waits = vec!["engaging", "connecting", "holder", "receiving", "system", "checking"];
    add("waiting.", waits, "");
    add("ready.nfc.", FinderState::ALL.iter().map(|own| own.name()).collect(), "");
    add("ready.camera.", FinderState::ALL.iter().map(|own| own.name()).collect(), "");
    add("verdict.row.", RowState::ALL.iter().map(|own| own.name()).collect(), "");
    add("face.", FaceOutcome::ALL.iter().map(|own| own.name()).collect(), "");
    add("age.", vec!["yes", "no", "unknown"], "");
    add("portrait.", vec!["absent", "not-requested", "undecodable"], "");
    add("asked-as.", vec!["named", "nobody", "system", "dropped"], "");
    add("face.", vec!["ask"], "");
    keys
}

#[test]
fn everything_that_can_be_said_has_words() {
    let texts = texts();
    for key in keys() {
        assert!(texts.get(&key).is_some(), "no words for {key}");
    }
    for kind in ProblemKind::ALL {
        for phrase in [kind.say(), kind.next()] {
            for language in [TextLanguage::En, TextLanguage::Ja] {
                let words = texts.say(&phrase, language);
                assert!(words != phrase.key && !words.contains(['{', '}']), "{words}");
            }
        }
    }
    assert!(ProblemKind::ALL.len() <= 12, "a clerk can learn twelve");
}

#[test]
fn no_text_is_missing_overlong_or_without_its_arguments() {
    let texts = texts();
    assert!(texts.iter().count() > 150);
    for (key, text) in texts.iter() {
        let (ja, en) = text.place.room();
        for (words, room) in [(&text.ja, ja), (&text.en, en)] {
            let length = words.chars().count();
            assert!(!words.trim().is_empty(), "{key} says nothing");
            assert!(length <= room, "{key}: {length} characters where {room} fit");
            let used: BTreeSet<&str> = words
                .split('{')
                .skip(1)
                .map(|own| own.split_once('}').map_or(own, |(name, _)| name))
                .collect();
            let stated: BTreeSet<&str> = text.arguments.iter().map(String::as_str).collect();
            assert_eq!(used, stated, "{key}");
        }
        assert!(!text.comment.is_empty(), "{key} has no comment");
        assert!(text.ja.chars().any(|own| own > '\u{2fff}'), "{key} is no Japanese");
        assert!(text.en.is_ascii(), "{key} is no English");
        // Half-width kana and ASCII punctuation are no Japanese typography.
        assert!(!text.ja.contains([',', '!', '?']), "{key}: {}", text.ja);
        assert!(!text.ja.chars().any(|own| ('\u{ff61}'..='\u{ff9f}').contains(&own)), "{key}");
        let sentence = text.place.name() == "sentence";
        let ends = text.ja.ends_with(['。', '）']);
        assert!(!sentence || ends, "{key} ends without a full stop: {}", text.ja);
    }
}

#[test]
fn one_thing_has_one_name_in_every_text() {
    // Left: what a clerk must not read, since another word is used everywhere else.
    let avoided =
        ["ユーザー", "スマホ", "ホルダー", "ウォレット", "エラーコード", "例外", "デバイス"];
    for (key, text) in texts().iter() {
        for word in avoided {
            assert!(!text.ja.contains(word), "{key}: {word}");
        }
        for word in ["user", "holder", "exception", "mdoc", "APDU", "GATT"] {
            let plain = text
                .arguments
                .iter()
                .fold(text.en.clone(), |plain, name| plain.replace(&format!("{{{name}}}"), ""));
            let words: Vec<&str> = plain.split(|own: char| !own.is_alphanumeric()).collect();
            assert!(!words.contains(&word), "{key}: {word}");
        }
    }
}

#[test]
fn no_text_names_a_statutory_method() {
    for (key, text) in texts().iter() {
        for word in STATUTORY_WORDS {
            assert!(!text.ja.contains(word) && !text.en.contains(word), "{key}: {word}");
        }
    }
    // But for the header, which says that it may not be used so.
    assert!(texts().get("certification.none").unwrap().ja.contains("使えません（未認定）"));
}

#[test]
fn every_check_has_a_reason_and_the_six_that_matter_are_apart() {
    let mut by_code: BTreeMap<ReasonCode, Vec<CheckId>> = BTreeMap::new();
    for check in CheckId::ALL {
        by_code.entry(ReasonCode::of_check(*check)).or_default().push(*check);
    }
    let of = |check| ReasonCode::of_check(check);
    let apart = BTreeSet::from([
        of(CheckId::IssuerChainAnchor),
        of(CheckId::MsoValidity),
        of(CheckId::MsoStatus),
        of(CheckId::DeviceSignature),
        of(CheckId::DocumentUnrequestedElements),
        of(CheckId::DocumentRequestedElements),
        of(CheckId::ItemDigest),
    ]);
    assert_eq!(apart.len(), 7, "{apart:?}");
    // What the verdict adds by itself, or says of a check's facts, belongs to no check.
    let own = [
        ReasonCode::AgeOpen,
        ReasonCode::AgeTooYoung,
        ReasonCode::FaceCannotJudge,
        ReasonCode::FaceDiffers,
        ReasonCode::FaceMatched,
        ReasonCode::FaceNotCompared,
        ReasonCode::NotYetValid,
        ReasonCode::ReaderNotNamed,
        ReasonCode::Revoked,
        ReasonCode::TestData,
    ];
    for code in ReasonCode::ALL {
        assert!(own.contains(code) != by_code.contains_key(code), "{code:?}");
    }
}

// Presets.

fn shipped() -> Vec<Preset> {
    Presets::shipped(day(ON), &Registry::builtin()).unwrap().iter().cloned().collect()
}

#[test]
fn the_shipped_presets_are_sound_on_every_day_of_their_laws() {
    let registry = Registry::builtin();
    for on in [ON, "2027-03-31", "2027-04-01", "2030-01-01"] {
        let presets = Presets::shipped(day(on), &registry).unwrap();
        let ids: Vec<&str> = presets.iter().map(|own| own.id.as_str()).collect();
        assert_eq!(ids, ["age-20", "age-18", "bank-desk", "mdl-age"]);
    }
}

#[test]
fn no_shipped_preset_asks_too_much() {
    for preset in shipped() {
        let text = format!("{:?}", preset.request);
        for element in ["individual_number", "\"sex", "document_number", "birth_place"] {
            assert!(!text.contains(element), "{} asks for {element}", preset.id);
        }
        assert!(
            preset.request.documents.iter().flat_map(|own| &own.elements).all(|own| !own.retain)
        );
        assert!(preset.history_days <= 31);
        let age = preset.id != "bank-desk";
        assert_eq!(preset.request.age.is_some(), age);
        let elements = preset.request.documents.iter().map(|own| own.elements.len()).sum::<usize>();
        assert_eq!(elements, if age { 1 } else { 4 }, "{}", preset.id);
        assert_eq!(preset.face_check, !age);
    }
}

#[test]
fn the_name_of_the_method_changes_on_its_day() {
    let desk = shipped().into_iter().find(|own| own.id == "bank-desk").unwrap();
    let name = |on| desk.law_on(day(on)).unwrap().name.ja.clone();
    assert!(name("2027-03-31").ends_with("第1号ル"));
    assert!(name("2027-04-01").contains("第1号ト"));
    assert!(desk.law.iter().all(|own| own.statutory));
}

/// A preset without a fault, in which one thing is changed at a time.
const SOUND: &str = r#"{"id": "own", "version": "1", "title": {"en": "t", "ja": "題"},
  "request": {"purpose": {"en": "p", "ja": "目的"}, "documents": [
    {"docType": "org.iso.23220.1.jp.mnc", "elements": [
      {"nameSpace": "org.iso.23220.1.jp", "elementIdentifier": "full_name_unicode",
       "purpose": {"en": "why", "ja": "理由"}}]}]},
  "law": [{"from": "2026-01-01", "until": "2026-12-31", "name": {"en": "l", "ja": "法"}}],
  "kept": {"en": "k", "ja": "保存しません"}, "historyDays": 1}"#;

#[test]
fn each_fault_of_a_preset_is_found_and_only_that_one() {
    let registry = Registry::builtin();
    let problems =
        |file: &str, on: &str| Preset::from_json(file).unwrap().problems(day(on), &registry);
    assert_eq!(problems(SOUND, ON), []);
    let changed = |from: &str, to: &str| {
        assert!(SOUND.contains(from), "{from}");
        problems(&SOUND.replacen(from, to, 1), ON)
    };
    let name = "org.iso.23220.1.jp/full_name_unicode".to_owned();
    let missing = |what| vec![PresetProblem::Missing(what)];
    assert_eq!(changed("\"id\": \"own\"", "\"id\": \" \""), missing("id"));
    assert_eq!(changed("\"ja\": \"題\"", "\"ja\": \"\""), missing("title"));
    assert_eq!(changed("\"ja\": \"目的\"", "\"ja\": \"\""), missing("purpose"));
    let kept = changed("\"ja\": \"保存しません\"", "\"ja\": \"\"");
    assert_eq!(kept, missing("statement of what is kept"));
    assert_eq!(changed("\"historyDays\": 1", "\"historyDays\": 0"), missing("days of history"));
    let purpose = changed(",\n       \"purpose\": {\"en\": \"why\", \"ja\": \"理由\"}", "");
    assert_eq!(purpose[0], PresetProblem::NoPurpose(name.clone()));
    assert_eq!(problems(SOUND, "2027-01-01"), [PresetProblem::NoLaw(day("2027-01-01"))]);
    assert_eq!(problems(SOUND, "2025-12-31"), [PresetProblem::NoLaw(day("2025-12-31"))]);
    let odd = changed("2026-12-31", "2026-12-32");
    assert_eq!(odd, [PresetProblem::NoLaw(day(ON))], "a date that is none holds on no day");
    let retains = changed(
        "\"ja\": \"理由\"}}",
        "\"ja\": \"理由\"}, \"retain\": true, \"retentionReason\": {\"en\": \"r\", \"ja\": \"r\"}}",
    );
    assert_eq!(retains, [PresetProblem::Retains(name)]);
    let portrait = changed("full_name_unicode", "portrait");
    assert_eq!(portrait, [PresetProblem::FaceCheck]);
    let face = changed("\"historyDays\": 1", "\"historyDays\": 1, \"faceCheck\": true");
    assert_eq!(face, [PresetProblem::FaceCheck]);
    let number = changed("full_name_unicode", "individual_number_unicode");
    assert_eq!(number[0], PresetProblem::IndividualNumber);
    for word in STATUTORY_WORDS {
        let title = changed("\"ja\": \"題\"", &format!("\"ja\": \"題{word}\""));
        assert_eq!(title, [PresetProblem::StatutoryWord(word)]);
        let law = changed("\"ja\": \"法\"", &format!("\"ja\": \"{word}\""));
        assert_eq!(law, [PresetProblem::StatutoryWord(word)]);
        let statutory = format!("\"ja\": \"{word}\"}}, \"statutory\": true}}");
        assert_eq!(changed("\"ja\": \"法\"}}", &statutory), [], "only where it is marked");
    }
    let unknown = changed("full_name_unicode", "no_such_element");
    assert!(matches!(unknown[..], [PresetProblem::Request(_)]), "{unknown:?}");
}

#[test]
fn files_of_presets_are_bounded_and_each_id_stands_once() {
    let registry = Registry::builtin();
    let one = Presets::new().with(SOUND, day(ON), &registry).unwrap();
    let twice = one.clone().with(SOUND, day(ON), &registry);
    assert_eq!(twice, Err(PresetError::Duplicate("own".to_owned())));
    let faulty = Presets::new().with(SOUND, day("2027-01-01"), &registry);
    assert!(matches!(faulty, Err(PresetError::Problem { .. })));
    for odd in ["", "{}", "[]", "null", &SOUND.replace("historyDays", "historyYears")] {
        assert!(matches!(Preset::from_json(odd), Err(PresetError::Json(_))), "{odd}");
    }
    let huge = " ".repeat(5 * 1024 * 1024);
    assert!(matches!(Preset::from_json(&huge), Err(PresetError::TooLong(_))));
    let mut many = Presets::new();
    for number in 0..64 {
        let file = SOUND.replace("\"own\"", &format!("\"own{number}\""));
        many = many.with(&file, day(ON), &registry).unwrap();
    }
    assert_eq!(many.with(SOUND, day(ON), &registry), Err(PresetError::TooMany(64)));
}
