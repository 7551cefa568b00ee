//! `tashika hybrid` with the simulated phone: exit codes, the code in every form, and what the
//! report says of the channel.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

const RP: &str = "https://verifier.example";

fn hybrid(arguments: &[&str]) -> (String, String, i32) {
    common::said(&[&["hybrid"], arguments].concat())
}

fn simulated(more: &[&str]) -> (String, String, i32) {
    hybrid(&[&["--rp", RP, "--phone", "simulated"], more].concat())
}

fn report(more: &[&str]) -> (Value, i32) {
    let (text, errors, code) = simulated(&[&["--json"], more].concat());
    assert_eq!(errors, "");
    (serde_json::from_str(&text).unwrap(), code)
}

const PHASES: [&str; 7] =
    ["finding", "dialling", "securing", "greeting", "answering", "opening", "verifying"];

/// The phases are the whole time from scan to report, in which nobody is waited for.
fn adds_up(session: &Value) {
    let phases = session["phases"].as_array().unwrap();
    let sum: f64 = phases.iter().map(|own| own["milliseconds"].as_f64().unwrap()).sum();
    let total = &session["total"];
    assert_eq!((&total["from"], phases.len()), (&Value::from("scan"), PHASES.len()));
    assert_eq!(total["withoutWaitingMilliseconds"], total["milliseconds"]);
    let total = total["milliseconds"].as_f64().unwrap();
    // Each is rounded to a tenth.
    assert!(total > 0.0 && (sum - total).abs() < 0.5, "{session}");
}

/// The text of a code, from a picture with a pixel for each module.
fn decode(width: usize, height: usize, light: impl Fn(usize, usize) -> bool) -> String {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width * 3, height * 3, |x, y| {
        if light(x / 3, y / 3) { 255 } else { 0 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn either_protocol_ends_in_an_accepted_report_that_says_how_near_the_phone_was() {
    for (name, protocol) in [("iso-mdoc", "org-iso-mdoc"), ("signed", "openid4vp-v1-signed")] {
        let (report, code) = report(&["--protocol", name]);
        assert_eq!((code, &report["verdict"]), (0, &Value::from("accepted")));
        let channel = &report["channel"];
        assert_eq!(channel["kind"], "hybrid");
        assert_eq!(channel["proximityProven"], true);
        assert_eq!(channel["proximityBy"], "bluetooth-advert");
        assert!(channel["hybrid"]["tunnel"].as_str().unwrap().starts_with("ws://127.0.0.1:"));
        let risks = report["residualRisks"].as_array().unwrap();
        assert!(!risks.iter().any(|own| own["id"] == "relay-possible"));
        let session = &report["session"];
        assert_eq!(session["protocol"], protocol);
        assert_eq!(session["phone"], "simulated");
        assert_eq!(channel["binding"]["covers"]["origin"], RP);
        assert_eq!(channel["binding"]["start"], "across-devices");
        let phases = session["phases"].as_array().unwrap();
        let names: Vec<&str> = phases.iter().map(|own| own["phase"].as_str().unwrap()).collect();
        assert_eq!(names, PHASES);
        adds_up(session);
        let claims = &report["documents"][0]["claims"]["org.iso.18013.5.1"];
        assert_eq!(claims["age_over_18"], true);
        // 60 kB in base64url.
        assert!(claims["portrait"].as_str().unwrap().len() > 80_000);
        assert_eq!(claims.as_object().unwrap().len(), 2);
    }
}

#[test]
fn what_is_asked_is_what_comes() {
    let (own, code) = report(&["--ask", "family_name", "--ask", "org.iso.18013.5.1/given_name"]);
    assert_eq!(code, 0);
    let claims = own["documents"][0]["claims"]["org.iso.18013.5.1"].as_object().unwrap();
    assert_eq!(claims.keys().collect::<Vec<_>>(), ["family_name", "given_name"]);
    let (own, code) =
        report(&["--doc-type", "org.iso.23220.1.jp.mnc", "--ask", "full_name_unicode,age_over_20"]);
    assert_eq!(code, 0);
    let claims = &own["documents"][0]["claims"];
    assert_eq!(claims["org.iso.23220.1.jp"]["full_name_unicode"], "番号　花子");
    assert_eq!(claims["org.iso.23220.1"]["age_over_20"], true);
}

#[test]
fn the_code_in_the_terminal_and_in_files_is_the_same() {
    let folder = folder("hybrid-code");
    let (png, svg) = (folder.join("code.png"), folder.join("code.SVG"));
    let (text, _, code) =
        simulated(&["--code", png.to_str().unwrap(), "--code", svg.to_str().unwrap()]);
    assert_eq!(code, 0);
    let uri = text.lines().find(|line| line.starts_with("FIDO:/")).unwrap();
    let rows: Vec<Vec<char>> = text
        .lines()
        .take_while(|line| line.contains(['█', '▀', '▄']))
        .map(|line| line.chars().collect())
        .collect();
    let light = |x: usize, y: usize| match rows[y / 2][x] {
        '█' => true,
        '▀' => y.is_multiple_of(2),
        '▄' => !y.is_multiple_of(2),
        _ => false,
    };
    assert_eq!(decode(rows[0].len(), rows.len() * 2, light), uri);

    let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(&png).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let light = |x: usize, y: usize| pixels[y * 8 * width + x * 8] == 255;
    assert_eq!(decode(width / 8, height / 8, light), uri);

    let svg = fs::read_to_string(svg).unwrap();
    let side: usize =
        svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let dark = |x: usize, y: usize| svg.contains(&format!("M{x},{y}h1v1h-1z"));
    assert_eq!(decode(side, side, |x, y| !dark(x, y)), uri);

    let (_, errors, code) = simulated(&["--code", folder.join("code.gif").to_str().unwrap()]);
    assert_eq!(code, 64);
    assert!(errors.contains("neither in .png nor .svg"), "{errors}");
}

#[test]
fn every_phase_is_shown_in_both_languages() {
    let (text, _, code) = simulated(&[]);
    assert_eq!(code, 0);
    for own in [
        "the code is shown",
        "a phone nearby has scanned the code",
        "the tunnel is open",
        "encrypted from here on",
        "the phone is ready",
        "the phone answers",
        "From scan to report:",
        "The phone is simulated",
        "ACCEPTED",
        "proximity proven",
    ] {
        assert!(text.contains(own), "{own}: {text}");
    }
    let (text, _, code) = simulated(&["--lang", "ja"]);
    assert_eq!(code, 0);
    for own in ["読み取りから結果まで", "受理", "近接を確認済み", "模擬"] {
        assert!(text.contains(own), "{own}: {text}");
    }
}

#[test]
fn wrong_usage_is_told() {
    for (arguments, expected) in [
        (&["--rp", "https://verifier.example/", "--phone", "simulated"][..], "--rp"),
        (&["--rp", "verifier.example", "--phone", "simulated"], "--rp"),
        (&["--rp", RP, "--phone", "simulated", "--doc-type", "x"], "the simulated phone has no"),
        (&["--rp", RP, "--phone", "simulated", "--ask", "a/"], "NAMESPACE/ELEMENT"),
        (&["--rp", RP, "--phone", "simulated", "--tunnel", "77"], "77"),
        (&["--phone", "simulated"], "--rp"),
        (&["--rp", RP, "--phone", "simulated", "--credential", "x"], "--passkey"),
        (&["--rp", RP, "--passkey", "sign-in", "--ask", "portrait"], "--ask"),
        (&["--rp", RP, "--passkey", "sign-in", "--trust", "x"], "--trust"),
        (&["--rp", RP, "--phone", "simulated", "--passkey", "login"], "login"),
        (&["--rp", RP, "--rehearse", "gone"], "--phone simulated"),
    ] {
        let (text, errors, code) = hybrid(arguments);
        assert_eq!((text.as_str(), code), ("", 64), "{arguments:?}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
    }
    if !cfg!(feature = "bluetooth") {
        let (_, errors, code) = hybrid(&["--rp", RP]);
        assert_eq!(code, 64);
        assert!(errors.contains("this build has no Bluetooth"), "{errors}");
    }
}

#[test]
fn a_passkey_is_made_and_signs_in() {
    let folder = folder("hybrid-passkey");
    let path = folder.join("passkey.json");
    let _ = fs::remove_file(&path);
    let file = path.to_str().unwrap();
    let (made, code) = report(&["--passkey", "register", "--credential", file]);
    assert_eq!((code, &made["verdict"]), (0, &Value::from("accepted")));
    assert_eq!(made["passkey"]["ceremony"], "register");
    assert_eq!(made["passkey"]["credential"]["algorithm"], -7);
    adds_up(&made["session"]);
    // It is not written over.
    let (text, errors, code) = simulated(&["--passkey", "register", "--credential", file]);
    assert_eq!((text.as_str(), code), ("", 65));
    assert!(errors.contains("is there already"), "{errors}");

    let (signed, code) = report(&["--passkey", "sign-in", "--credential", file]);
    assert_eq!((code, &signed["verdict"]), (0, &Value::from("accepted")));
    let passkey = &signed["passkey"];
    assert_eq!(
        (&passkey["ceremony"], &passkey["rpId"]),
        (&"sign-in".into(), &"verifier.example".into())
    );
    let checks = passkey["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 11);
    let outcome = |id: &str| {
        let found = checks.iter().find(|own| own["check"] == id);
        found.unwrap()["outcome"].as_str().unwrap().to_owned()
    };
    assert_eq!(outcome("passkey.signature"), "passed");
    assert_eq!(outcome("passkey.challenge"), "passed");
    for facts in [&passkey["facts"], &made["passkey"]["facts"]] {
        assert_eq!(facts["userVerified"], true);
        assert_eq!(facts["storage"], "synced");
        assert_eq!((&facts["backupEligible"], &facts["backedUp"]), (&true.into(), &true.into()));
        assert_eq!(facts["transports"], serde_json::json!(["internal", "hybrid"]));
    }
    let channel = &signed["channel"];
    assert_eq!((&channel["kind"], &channel["proximityProven"]), (&"hybrid".into(), &true.into()));
    assert_eq!(channel["relayExposures"], serde_json::json!(["radio-carried-on"]));
    assert_eq!(signed["session"]["protocol"], "ctap2");
    adds_up(&signed["session"]);

    let (other, errors, code) = hybrid(&[
        "--rp",
        "https://other.example",
        "--phone",
        "simulated",
        "--passkey",
        "sign-in",
        "--credential",
        file,
    ]);
    assert_eq!((other.as_str(), code), ("", 65));
    assert!(errors.contains("is not a passkey of other.example"), "{errors}");
}

#[test]
fn a_passkey_that_the_phone_does_not_have_is_declined() {
    let folder = folder("hybrid-other-passkey");
    let path = folder.join("passkey.json");
    let _ = fs::remove_file(&path);
    let file = path.to_str().unwrap();
    assert_eq!(report(&["--passkey", "register", "--credential", file]).1, 0);
    let mut kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let data = kept["authenticatorData"].as_str().unwrap();
    let mut data = tashika::codec::decode_base64url(data).unwrap();
    // The first byte of the credential's id.
    data[37 + 16 + 2] ^= 1;
    kept["authenticatorData"] = tashika::codec::encode_base64url(&data).into();
    fs::write(&path, kept.to_string()).unwrap();
    let (outcome, code) = report(&["--passkey", "sign-in", "--credential", file]);
    assert_eq!(code, 1);
    assert_eq!(outcome, serde_json::json!({ "outcome": "declined", "reason": "no-credential" }));
    let (text, _, code) = simulated(&["--passkey", "sign-in", "--credential", file]);
    assert_eq!(code, 1);
    assert!(text.contains("the phone has nothing that was asked [no-credential]"), "{text}");

    for odd in [
        "",
        "[]",
        "{}",
        r#"{"rpId":"verifier.example","authenticatorData":"AAAA"}"#,
        r#"{"rpId":"verifier.example","authenticatorData":"AAAA","transports":[],"signCount":0}"#,
    ] {
        fs::write(&path, odd).unwrap();
        let (text, errors, code) = simulated(&["--passkey", "sign-in", "--credential", file]);
        assert_eq!((text.as_str(), code), ("", 65), "{odd}");
        assert!(errors.contains("passkey.json"), "{errors}");
    }
}

#[test]
fn a_passkey_is_shown_to_people_in_both_languages() {
    let (text, _, code) = simulated(&["--passkey", "sign-in", "--all"]);
    assert_eq!(code, 0);
    for own in [
        "From scan to report:",
        "by ctap2",
        "ACCEPTED  a passkey of verifier.example",
        "The passkey's key made the signature. [passkey.signature]",
        "copied to other devices of the account (synced)",
        "proximity proven",
        "It does not say who that is.",
    ] {
        assert!(text.contains(own), "{own}: {text}");
    }
    let (text, _, code) = simulated(&["--passkey", "register", "--lang", "ja"]);
    assert_eq!(code, 0);
    for own in ["受理  新しいパスキー: verifier.example", "保管場所", "近接を確認済み"]
    {
        assert!(text.contains(own), "{own}: {text}");
    }
}

/// Everything that can go wrong, over real sockets: what a program reads, and the exit code.
#[test]
fn each_failure_has_an_outcome_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for (case, outcome, reason, exit) in [
        ("no-advert", "timed-out", None, 2),
        ("two-phones", "failed", Some("two-phones"), 2),
        ("wrong-tunnel", "failed", Some("handshake.stranger"), 2),
        ("not-found", "failed", Some("tunnel.not-found"), 2),
        ("gone", "failed", Some("tunnel.gone"), 2),
        ("reordered", "failed", Some("message.skipped"), 2),
        ("repeated", "failed", Some("message.repeated"), 2),
        ("truncated", "failed", Some("message.cut"), 2),
        ("text", "failed", Some("message.text"), 2),
        ("oversized", "failed", Some("message.too-long"), 2),
        ("feature-missing", "failed", Some("phone.feature-missing"), 2),
        ("user-cancels", "declined", Some("user-cancelled"), 1),
        ("no-credential", "declined", Some("no-credential"), 1),
        ("other-protocol", "failed", Some("reply.not-asked"), 2),
        ("closed", "failed", Some("tunnel.closed"), 2),
    ] {
        let (said, code) = report(&["--rehearse", case]);
        assert_eq!((code, &said["outcome"]), (exit, &Value::from(outcome)), "{case}: {said}");
        assert_eq!(said["reason"].as_str(), reason, "{case}");
        let (text, _, code) = simulated(&["--rehearse", case, "--lang", "ja"]);
        assert_eq!(code, exit, "{case}");
        let last = text.trim_end().lines().last().unwrap().to_owned();
        assert!(!last.is_ascii() && !last.contains("s  "), "{case}: {last}");
        assert!(seen.insert((outcome, reason)), "{case}");
    }
}

#[test]
fn a_forged_advert_among_a_hundred_of_others_changes_nothing() {
    let (own, code) = report(&["--rehearse", "forged-advert"]);
    assert_eq!((code, &own["verdict"]), (0, &Value::from("accepted")));
    assert_eq!(own["channel"]["hybrid"]["strangers"], 101);
}
