//! The committed scenarios are those that are made here, and play again as they are written.
//!
//! `TASHIKA_WRITE=1 cargo test -p tashika-simulation --test scenarios` writes them.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tashika_simulation::Random;
use tashika_simulation::scenarios::{BLOB, Blob, Player, Setup, files};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/scenarios")
}

/// A committed scenario with its bytes in place.
fn read(name: &str) -> Value {
    let blob = Blob::of(fs::read(folder().join(BLOB)).unwrap());
    let text = fs::read_to_string(folder().join(name)).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    blob.bring(&mut file);
    file
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap();
    let mut names: Vec<String> =
        entries.map(|own| own.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_committed_files_are_the_ones_that_are_made() {
    let made = files();
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        fs::create_dir_all(folder()).unwrap();
        for name in names().iter().filter(|own| *own != "README.md") {
            fs::remove_file(folder().join(name)).unwrap();
        }
        for (name, content) in &made {
            fs::write(folder().join(name), content).unwrap();
        }
    }
    for (name, content) in &made {
        let same = fs::read(folder().join(name)).is_ok_and(|own| own == *content);
        assert!(same, "{name} differs: run with TASHIKA_WRITE=1");
    }
    let expected: BTreeSet<&str> = made.keys().map(String::as_str).chain(["README.md"]).collect();
    assert_eq!(names().iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    let size: usize = made.values().map(Vec::len).sum();
    assert!(size < 2_000_000, "{size} bytes");
}

#[test]
fn every_scenario_plays_again_as_it_is_written() {
    let mut played = 0;
    for name in names() {
        if !name.ends_with(".json") || name == "disconnects.json" {
            continue;
        }
        let file = read(&name);
        let mut player = Player::new(&Setup::read(&file["setup"]).unwrap());
        let mut screen = Value::Null;
        for (index, step) in file["steps"].as_array().unwrap().iter().enumerate() {
            let (actions, seen) = player.hear(step["at"].as_u64().unwrap(), &step["event"]);
            assert_eq!(Value::Array(actions), step["actions"], "{name}, step {index}");
            screen = step.get("screen").cloned().unwrap_or(screen);
            assert_eq!(seen, screen, "{name}, step {index}");
        }
        played += 1;
    }
    assert!(played > 45, "{played} scenarios");
}

#[test]
fn a_disconnection_at_each_step_never_hangs_and_never_accepts_half_an_answer() {
    let file = read("disconnects.json");
    let cuts = file["cuts"].as_array().unwrap();
    assert!(cuts.len() > 80, "{}", cuts.len());
    let mut ends = BTreeSet::new();
    let mut bases: Vec<(String, Value)> = Vec::new();
    for cut in cuts {
        let name = cut["of"].as_str().unwrap().to_owned();
        if bases.iter().all(|(own, _)| *own != name) {
            bases.push((name.clone(), read(&format!("{name}.json"))));
        }
        let (_, base) = bases.iter().find(|(own, _)| *own == name).unwrap();
        let mut player = Player::new(&Setup::read(&base["setup"]).unwrap());
        let steps = base["steps"].as_array().unwrap();
        let count = cut["steps"].as_u64().unwrap() as usize;
        let mut at = 0;
        for step in &steps[..count] {
            at = step["at"].as_u64().unwrap();
            player.hear(at, &step["event"]);
        }
        let (actions, screen) = player.hear(at, &cut["event"]);
        assert_eq!(Value::Array(actions), cut["actions"], "{name} after {count}");
        assert_eq!(screen, cut["screen"], "{name} after {count}");
        // Whatever it is, it leads somewhere by itself: forward to a screen that does not wait.
        let mut last = screen;
        for _ in 0..2_000 {
            let name = last["name"].as_str().unwrap();
            if ["ready", "problem", "verdict"].contains(&name) {
                break;
            }
            at += 1_000;
            let key = serde_json::json!({
                "type": "session.key", "curve": "P-256",
                "scalar": "0101010101010101010101010101010101010101010101010101010101010101"
            });
            player.hear(at, &key);
            last = player.hear(at, &serde_json::json!({"type": "tick"})).1;
        }
        let whole = steps[..count].iter().any(|own| own["screen"]["name"] == "checking");
        let end = last["name"].as_str().unwrap().to_owned();
        assert!(["ready", "problem", "verdict"].contains(&end.as_str()), "{name} {count}: {last}");
        assert_eq!(end == "verdict", whole, "{name} after {count}: {last}");
        ends.insert(end);
    }
    assert_eq!(ends.len(), 3, "{ends:?}");
}

#[test]
fn events_in_any_order_never_accept_and_never_hang() {
    let mut pool: Vec<Value> = Vec::new();
    for name in ["reader-server-mtu-185", "nfc-transfer", "one-shot-sheet", "locked", "radio-off"] {
        let file = read(&format!("{name}.json"));
        let steps = file["steps"].as_array().unwrap();
        pool.extend(
            steps.iter().map(|own| own["event"].clone()).filter(|own| own["type"] != "tick"),
        );
    }
    let setup = Setup::read(&read("one-shot-sheet.json")["setup"]).unwrap();
    let seed = 0x7a5;
    println!("seed {seed}");
    let mut random = Random::new(seed);
    for _ in 0..60 {
        let mut player = Player::new(&setup);
        let mut at = 0;
        player.hear(at, &serde_json::json!({"type": "started"}));
        for _ in 0..120 {
            at += random.below(900);
            let event = &pool[random.below(pool.len() as u64) as usize];
            let (actions, screen) = player.hear(at, event);
            assert!(actions.len() < 64, "{event}: {} actions", actions.len());
            assert_ne!(screen["verdict"], "accept", "{event}");
            let (actions, screen) = player.hear(at, &serde_json::json!({"type": "tick"}));
            let wakes = actions.iter().filter(|own| own["type"] == "wake-at").count();
            assert!(wakes <= 1, "{actions:?}");
            assert_ne!(screen["verdict"], "accept", "{event}");
        }
    }
}

#[test]
fn no_value_and_no_part_is_larger_than_the_link_allows() {
    let mut seen = BTreeSet::new();
    for name in names() {
        let Some((_, mtu)) = name.trim_end_matches(".json").split_once("-mtu-") else { continue };
        let mtu: usize = mtu.parse().unwrap();
        let file = read(&name);
        let most = (mtu - 3).min(512);
        let mut largest = 0;
        for action in file["steps"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|own| own["actions"].as_array().unwrap())
        {
            if action["type"] == "radio.send-ble" {
                largest = largest.max(action["value"].as_str().unwrap().len() / 2);
            }
        }
        assert!(largest <= most, "{name}: {largest}");
        if mtu < 300 {
            assert_eq!(largest, most, "{name}: a full part");
        }
        seen.insert(most);
    }
    assert_eq!(seen, BTreeSet::from([20, 182, 512]));
}

#[test]
fn no_scenario_shows_a_value_of_anybody_outside_the_wire() {
    for name in names().iter().filter(|own| own.ends_with(".json")) {
        let text = fs::read_to_string(folder().join(name)).unwrap();
        for value in ["番号", "花子", "〇〇県", "2000-03-31", "2000年"] {
            assert!(!text.contains(value), "{name}: {value}");
        }
    }
}
