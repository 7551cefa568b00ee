//! Evidence that claims more than it shows.

use serde_json::{Value, json};
use tashika::assurance::{
    Attribute, Bundles, Capture, Channel, Circumstances, Comparison, DocumentImage, Evidence, Held,
    IcKind, PortraitSource, Printed, Proof, Risk, Strength, day_in_japan, decide,
};
use tashika::instant::Timestamp;

use super::bundles::{read, rule, small};
use super::{
    MADE, SHIPPED, at, chip, day, decided, decided_on, face, grade, inspection, made, mdoc,
};

fn image(capture: Capture) -> Evidence {
    let own = DocumentImage {
        document: Printed::PhotoId,
        capture,
        genuine: Held::Yes,
        attributes: vec![Attribute::Name, Attribute::Address],
    };
    made("image", Proof::DocumentImage(own))
}

/// A bundle whose only rule asks for one piece with these facts.
fn asking(facts: &Value) -> Bundles {
    let mut json = small();
    json["rules"] = json!([rule("a", json!({ "one": facts }))]);
    json["demands"] = json!([]);
    let mut bundles = Bundles::new();
    bundles.install(read(&json).unwrap()).unwrap();
    bundles
}

#[test]
fn no_rule_of_any_bundle_can_count_an_uploaded_image() {
    for facts in [json!(["document-image"]), json!(["remote"]), json!(["photo-id"])] {
        let bundles = asking(&facts);
        let level = |capture: Capture| {
            let none = Circumstances::default();
            let own = decide(&[image(capture)], &none, &bundles, day("2026-06-01")).unwrap();
            grade(&own, "test.axis")
        };
        assert_eq!(level(Capture::LiveCamera), "1", "{facts}");
        for capture in [Capture::Upload, Capture::Unknown, Capture::Attended] {
            assert_eq!(level(capture), "0", "{facts} {capture:?}");
        }
    }
    // It stays on record all the same, with what is uncertain about it.
    assert!(decided(&[image(Capture::Upload)]).risks.contains_key(&Risk::FaceForged));
}

#[test]
fn print_that_a_camera_sees_is_no_portrait_of_a_chip() {
    let remote = face("chip", Channel::Remote, PortraitSource::Print);
    assert_eq!(remote.strength(), Strength::None);
    let licence = made("chip", Proof::IcDocument(chip(IcKind::DrivingLicence)));
    let own = decided(&[licence, made("face", Proof::Holder(remote))]);
    assert_eq!(grade(&own, super::IAL), "below-1");
    assert!(own.satisfied_statutes().is_empty());
    assert_eq!(own.portraits[0].comparison, Comparison::NotCompared);
}

#[test]
fn a_match_with_a_portrait_that_the_document_cannot_have_is_no_comparison() {
    let seen = made("seen", Proof::Inspection(inspection()));
    let with = |source: PortraitSource| {
        let face = face("seen", Channel::InPerson, source);
        decided(&[seen.clone(), made("face", Proof::Holder(face))]).portraits[0].comparison
    };
    assert_eq!(with(PortraitSource::Print), Comparison::Matches);
    assert_eq!(with(PortraitSource::Chip), Comparison::NotCompared);
    assert_eq!(with(PortraitSource::Mdoc), Comparison::NotCompared);
    assert_eq!(with(PortraitSource::Image), Comparison::NotCompared);
}

#[test]
fn a_comparison_at_a_counter_is_no_image_that_was_sent() {
    // The statutory methods by chip and face take an image of the face, sent with the chip's data.
    let card = made("chip", Proof::IcDocument(chip(IcKind::MyNumberCard)));
    let with = |channel: Channel, on: &str| {
        let face = made("face", Proof::Holder(face("chip", channel, PortraitSource::Chip)));
        decided_on(&[card.clone(), face], on).satisfied_statutes()
    };
    assert!(with(Channel::InPerson, "2027-03-31").is_empty());
    assert!(with(Channel::InPerson, "2027-04-01").is_empty());
    assert_eq!(with(Channel::Remote, "2027-03-31"), ["jp.aml ヘ", "jp.kobutsu 9号"]);
    assert_eq!(with(Channel::Remote, "2027-04-01"), ["jp.aml ハ", "jp.kobutsu 9号"]);
}

#[test]
fn a_misspelt_member_of_a_comparison_is_refused() {
    let parse = |factor: Value| {
        let holder = json!({ "id": "f", "at": MADE, "what": { "kind": "holder", "of": "a",
            "channel": "remote", "factor": factor } });
        serde_json::from_value::<Evidence>(holder)
    };
    assert!(parse(json!({ "by": "face", "outcome": "matches" })).is_ok());
    for factor in [
        json!({ "by": "face", "outcome": "matches", "lifeness": "yes" }),
        json!({ "by": "face", "outcome": "not-morphed" }),
        json!({ "by": "pin", "correct": "yes", "checkedByChip": "yes", "pin": "1234" }),
        json!({ "by": "gait", "outcome": "matches" }),
    ] {
        assert!(parse(factor.clone()).is_err(), "{factor}");
    }
}

#[test]
fn the_day_of_japanese_law_begins_at_midnight_in_japan() {
    for (at, on) in [
        ("2027-03-31T14:59:59Z", "2027-03-31"),
        ("2027-03-31T15:00:00Z", "2027-04-01"),
        ("2027-04-01T00:00:00+09:00", "2027-04-01"),
        ("2027-03-31T23:59:59+09:00", "2027-03-31"),
        ("2027-03-31T23:59:59-12:00", "2027-04-01"),
    ] {
        assert_eq!(day_in_japan(Timestamp::parse(at).unwrap()), Some(day(on)), "{at}");
    }
    assert_eq!(day_in_japan(Timestamp::from_unix(i64::MAX)), None);
}

#[test]
fn evidence_of_a_day_that_has_not_begun_anywhere_does_not_count() {
    // The last place where 2027-03-31 ends is UTC-12, at noon of the next day in UTC.
    let late = |made: &str| {
        let own = [Evidence::new("card", at(made), Proof::Mdoc(mdoc()))];
        decided_on(&own, "2027-03-31").too_late.len()
    };
    assert_eq!(late("2027-04-01T11:59:59Z"), 0);
    assert_eq!(late("2027-04-01T12:00:00Z"), 1);
    assert_eq!(late("2027-03-31T23:59:59-12:00"), 0);
    assert_eq!(late("2027-04-01T00:00:00-12:00"), 1);
    assert_eq!(SHIPPED.iter().count(), 3);
}

#[test]
fn a_portrait_never_comes_without_the_note_on_morphing() {
    let pieces = [
        made("card", Proof::Mdoc(mdoc())),
        made("chip", Proof::IcDocument(chip(IcKind::Passport))),
        made("seen", Proof::Inspection(inspection())),
        image(Capture::LiveCamera),
    ];
    for own in pieces {
        let id = own.id.clone();
        let decision = decided(&[own]);
        assert_eq!(decision.portraits[0].morph, "unknown", "{id}");
        assert!(decision.risks[&Risk::MorphUnknown].contains(&id), "{id}");
    }
}

#[test]
fn the_day_evidence_was_made_is_a_day_in_japan_for_an_advisory() {
    let struck = |made: &str, period: Value| {
        let bundles = super::over_time::advisory(period);
        let own = [Evidence::new("card", at(made), Proof::Mdoc(mdoc()))];
        let none = Circumstances::default();
        let decision = decide(&own, &none, &bundles, day("2026-07-01")).unwrap();
        grade(&decision, super::IAL) == "0" && decision.advisories[0].evidence.contains("card")
    };
    // No fact is named: all evidence of these days.
    assert!(struck("2026-05-31T14:59:59Z", json!({ "madeUntil": "2026-05-31" })));
    assert!(!struck("2026-05-31T15:00:00Z", json!({ "madeUntil": "2026-05-31" })));
    assert!(struck("2026-05-31T15:00:00Z", json!({ "madeFrom": "2026-06-01" })));
    assert!(!struck("2026-05-31T14:59:59Z", json!({ "madeFrom": "2026-06-01" })));
}

#[test]
fn what_is_not_known_is_no_way_round_an_advisory_unseen() {
    let seen = |advisory: Value, change: &dyn Fn(&mut tashika::assurance::Mdoc)| {
        let bundles = super::over_time::advisory(advisory);
        let mut own = mdoc();
        change(&mut own);
        let said = tashika::assurance::SelfAsserted { attributes: vec![Attribute::Name] };
        let own = [made("card", Proof::Mdoc(own)), made("said", Proof::SelfAsserted(said))];
        let none = Circumstances::default();
        let decision = decide(&own, &none, &bundles, day("2026-06-01")).unwrap();
        let found = decision.advisories.first();
        let names =
            |own: &std::collections::BTreeSet<String>| own.iter().cloned().collect::<Vec<_>>();
        found.map(|own| (names(&own.evidence), names(&own.undetermined)))
    };
    let (card, none) = (|| vec!["card".to_owned()], Vec::new);
    let algorithm = || json!({ "facts": ["algorithm:ES256"] });
    assert_eq!(seen(algorithm(), &|_| ()), Some((card(), none())));
    assert_eq!(seen(algorithm(), &|own| own.algorithms.clear()), Some((none(), card())));
    assert_eq!(seen(json!({ "facts": ["algorithm:ES512"] }), &|_| ()), None);
    let country = || json!({ "facts": ["mdoc", "country:JP"] });
    assert_eq!(seen(country(), &|own| own.issuer.country = None), Some((none(), card())));
    assert_eq!(seen(country(), &|own| own.issuer.country = Some("US".to_owned())), None);
    let state = || json!({ "facts": ["mdoc"], "state": "JP-13" });
    assert_eq!(seen(state(), &|_| ()), Some((none(), card())));
    // Something else that does not fit: it is not concerned, whatever is unknown.
    assert_eq!(seen(json!({ "facts": ["passkey"], "state": "JP-13" }), &|_| ()), None);
    // A statement has neither algorithm, issuer nor provider to be unknown.
    assert_eq!(seen(json!({ "provider": "p" }), &|_| ()), None);
}

#[test]
fn an_advisory_against_an_algorithm_reaches_chips_and_passkeys() {
    let bundles = super::over_time::advisory(json!({ "facts": ["algorithm:ES384"] }));
    let mut read = chip(IcKind::ResidenceCard);
    read.algorithms = vec!["ES384".to_owned()];
    let mut key = super::passkey();
    key.algorithms = vec!["ES384".to_owned()];
    let own = [made("chip", Proof::IcDocument(read)), made("key", Proof::Passkey(key))];
    let decision = decide(&own, &Circumstances::default(), &bundles, day("2026-06-01")).unwrap();
    assert_eq!(decision.advisories[0].evidence.len(), 2);
    assert_eq!(grade(&decision, super::AAL), "none");
}
