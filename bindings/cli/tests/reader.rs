//! `tashika reader`: exit codes, the code on the screen, and that a seed repeats everything.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

fn reader(arguments: &[&str]) -> (String, String, i32) {
    common::said(&[&["reader"], arguments].concat())
}

#[test]
fn every_transport_and_engagement_survives_lost_transmissions() {
    for transport in ["ble-central", "ble-peripheral", "l2cap", "nfc"] {
        for engagement in ["qr", "nfc-static", "nfc-negotiated"] {
            let arguments =
                ["--transport", transport, "--engagement", engagement, "--link-loss", "0.1"];
            let (text, _, code) = reader(&arguments);
            assert_eq!(code, 0, "{transport} {engagement}: {text}");
            assert!(text.contains(&format!("transport {transport}")));
            assert!(text.contains("ACCEPTED") && text.contains("exposed to relay"));
        }
    }
}

#[test]
fn the_report_states_how_the_response_came() {
    let channel = |arguments: &[&str]| {
        let (text, error, _) = reader(&[&["--json"][..], arguments].concat());
        let report: serde_json::Value = serde_json::from_str(&text).expect(&error);
        report["channel"].clone()
    };
    let tapped = channel(&["--engagement", "nfc-negotiated", "--transport", "nfc"]);
    assert_eq!(tapped["kind"], "proximity-nfc");
    assert_eq!((&tapped["negotiated"], &tapped["transport"]), (&true.into(), &"nfc".into()));
    assert_eq!(tapped["relayExposures"], serde_json::json!(["nfc-carried-on"]));
    assert_ne!(tapped["readerAuthentication"], "none");
    let scanned = channel(&["--engagement", "qr", "--transport", "l2cap", "--no-reader-auth"]);
    assert_eq!(scanned["kind"], "proximity-qr");
    assert_eq!((&scanned["negotiated"], &scanned["transport"]), (&false.into(), &"l2cap".into()));
    assert_eq!(scanned["readerAuthentication"], "none");
    let exposures = serde_json::json!(["code-copied", "radio-carried-on"]);
    assert_eq!(scanned["relayExposures"], exposures);
    for time in ["connectingMilliseconds", "answeringMilliseconds"] {
        assert!(scanned[time].as_u64().unwrap() > 0, "{time}");
    }
    assert_eq!(scanned["reconnections"], 0);
    let (text, _, _) = reader(&["--lang", "ja"]);
    assert!(text.contains("通信路") && text.contains("QRコードで開始"), "{text}");
}

#[test]
fn the_code_on_the_screen_is_the_engagement() {
    let (text, _, _) = reader(&[]);
    let rows: Vec<Vec<char>> = text
        .lines()
        .take_while(|line| line.contains(['█', '▀', '▄']))
        .map(|line| line.chars().collect())
        .collect();
    let uri = text.lines().find(|line| line.starts_with("mdoc:")).unwrap();
    // Three pixels for a module; drawn modules are light.
    let (width, height) = (rows[0].len(), rows.len() * 2);
    let light = |x: usize, y: usize| match rows[y / 2][x] {
        '█' => true,
        '▀' => y.is_multiple_of(2),
        '▄' => !y.is_multiple_of(2),
        _ => false,
    };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width * 3, height * 3, |x, y| {
        if light(x / 3, y / 3) { 255 } else { 0 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    assert_eq!(grids[0].decode().unwrap().1, uri);
}

#[test]
fn a_seed_repeats_everything_and_another_does_not() {
    let with = |seed| reader(&["--link-loss", "0.3", "--seed", seed]).0;
    assert_eq!(with("7"), with("7"));
    assert_ne!(with("7"), with("8"));
}

#[test]
fn a_hopeless_link_is_inconclusive() {
    let (text, _, code) = reader(&["--link-loss", "1", "--engagements", "2"]);
    assert_eq!(code, 2);
    assert_eq!(text.matches("a new engagement is needed").count(), 2);
    let (text, _, code) = reader(&["--link-loss", "1", "--json"]);
    assert_eq!((text.as_str(), code), ("null\n", 2));
}

#[test]
fn a_lost_link_is_mended_by_another_engagement() {
    let mended = (0..40).filter(|seed| {
        let seed = seed.to_string();
        let (text, _, code) = reader(&[
            "--link-loss",
            "0.45",
            "--transport",
            "nfc",
            "--engagement",
            "qr",
            "--seed",
            &seed,
        ]);
        code == 0 && text.contains("a new engagement is needed")
    });
    assert!(mended.count() > 0);
}

#[test]
fn wrong_usage_is_told() {
    for arguments in [&["--link-loss", "1.1"][..], &["--transport", "pigeon"], &["--seed", "x"]] {
        let (_, error, code) = reader(arguments);
        assert_eq!(code, 64, "{arguments:?}");
        assert!(!error.is_empty());
    }
}

#[test]
fn the_report_is_that_of_verify() {
    let (text, _, code) = reader(&["--json", "--document", "pid"]);
    assert_eq!(code, 0);
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["verdict"], "accepted");
    let (text, _, code) = reader(&["--document", "my-number-card", "--lang", "ja"]);
    assert_eq!(code, 0);
    assert!(text.contains("QRコードを読み取りました") && text.contains("受理"));
    assert!(!text.contains("individual_number_unicode"));
    let (text, _, _) = reader(&["--no-reader-auth"]);
    assert!(text.contains("reader not authenticated"));
}
