//! `tashika decide`, `advise` and `bundle` from outside.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::fs;
use std::process::Output;

use common::{assert_unreadable, file, fixture, folder, stderr, stdout, tashika};
use serde_json::{Value, json};

fn bundle(name: &str) -> String {
    fixture(&format!("bundles/{name}"))
}

fn case(name: &str) -> String {
    fixture(&format!("decisions/{name}.json"))
}

fn decide(arguments: &[&str]) -> (i32, Value) {
    let output = tashika(&[&["decide", "--json"], arguments].concat());
    let json = serde_json::from_slice(&output.stdout);
    (output.status.code().unwrap(), json.unwrap_or_else(|_| panic!("{}", stderr(&output))))
}

fn grade<'a>(decision: &'a Value, axis: &str) -> &'a str {
    let axes = decision["axes"].as_array().unwrap();
    axes.iter().find(|own| own["axis"] == axis).unwrap()["grade"]["id"].as_str().unwrap()
}

fn satisfied(decision: &Value) -> Vec<String> {
    let all = decision["statutes"].as_array().unwrap().iter();
    let text = |own: &Value| own.as_str().unwrap().to_owned();
    all.filter(|own| own["satisfied"] == true)
        .map(|own| format!("{} {}", text(&own["law"]), text(&own["code"])))
        .collect()
}

/// With the key of the publisher.
fn trusting(command: &[&str], name: &str, key_option: &str) -> Output {
    let (own, key) = (bundle(name), bundle("publisher-public.jwk"));
    tashika(&[command, &[own.as_str(), key_option, key.as_str()]].concat())
}

#[test]
fn every_decision_case_comes_out_as_it_says() {
    let mut count = 0;
    for entry in fs::read_dir(fixture("decisions")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_str().unwrap();
        let expect = serde_json::from_slice::<Value>(&fs::read(&path).unwrap()).unwrap();
        let expect = &expect["expect"];
        let (exit, decision) = decide(&[name]);
        let standing = expect["standing"].as_str().unwrap();
        assert_eq!(decision["standing"], standing, "{name}");
        let code = match standing {
            "supported" => 0,
            "contradicted" => 1,
            _ => 2,
        };
        assert_eq!(exit, code, "{name}");
        for axis in ["ds511.ial", "ds511.aal"] {
            if let Some(own) = expect[axis].as_str() {
                assert_eq!(grade(&decision, axis), own, "{name}");
            }
        }
        if let Some(statutes) = expect["statutes"].as_array() {
            let none = decision["contradictions"].as_array().is_some_and(|own| !own.is_empty());
            let found = if none { Vec::new() } else { satisfied(&decision) };
            assert_eq!(json!(found), json!(statutes), "{name}");
        }
        if let Some(identity) = expect["identity"].as_str() {
            assert_eq!(decision["identity"], identity, "{name}");
        }
        count += 1;
    }
    assert_eq!(count, 16);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let name = case("phone-online");
    let once = tashika(&["decide", "--json", &name]).stdout;
    assert_eq!(once, tashika(&["decide", "--json", &name]).stdout);
    assert!(!once.is_empty());
}

#[test]
fn the_change_of_2027_shows_by_the_date() {
    let on = |name: &str, date: &str| satisfied(&decide(&[&case(name), "--date", date]).1);
    assert_eq!(on("phone-online", "2027-03-31"), ["jp.aml ル", "jp.mobile チ"]);
    assert_eq!(on("phone-online", "2027-04-01"), ["jp.aml ト", "jp.mobile チ"]);
    assert_eq!(on("image-and-face", "2027-03-31"), ["jp.aml ホ"]);
    assert!(on("image-and-face", "2027-04-01").is_empty());
    assert_eq!(on("signature", "2027-04-01"), ["jp.aml ヌ", "jp.kobutsu 11号"]);
    assert_eq!(on("chip-and-face-online", "2027-03-31"), ["jp.aml ヘ", "jp.kobutsu 9号"]);
    assert_eq!(on("chip-and-face-online", "2027-04-01"), ["jp.aml ハ", "jp.kobutsu 9号"]);
    // A comparison at the counter is no image that was sent.
    assert!(on("counter-chip-and-face", "2027-03-31").is_empty());
}

#[test]
fn a_plain_case_file_and_options_are_taken() {
    let name = fixture("my-number-card.json");
    let (exit, decision) = decide(&[&name, "--date", "2026-06-01"]);
    assert_eq!((exit, grade(&decision, "ds511.ial")), (0, "2"));
    let risky = ["--date", "2026-06-01", "--lending-risk", "high"];
    assert_eq!(decide(&[&[name.as_str()][..], &risky].concat()).0, 2);
    let sign = case("signature-login");
    assert!(!satisfied(&decide(&[&sign]).1).contains(&"jp.aml カ".to_owned()));
    let own = decide(&[&sign, "--signature-verifier"]).1;
    assert!(satisfied(&own).contains(&"jp.aml カ".to_owned()));
    // A rejected presentation speaks against it.
    let (exit, decision) = decide(&[&fixture("cases/mso.validity.json"), "--date", "2030-01-01"]);
    assert_eq!((exit, &decision["contradictions"][0]["says"]), (1, &json!("not-verified")));
}

#[test]
fn a_jpki_case_is_taken_by_itself_and_beside_others() {
    let on = ["--date", "2026-06-01"];
    let alone = |name: &str, more: &[&str]| {
        let name = fixture(&format!("jpki/{name}.json"));
        decide(&[&[name.as_str()][..], &on, more].concat())
    };
    let (exit, login) = alone("auth", &[]);
    assert_eq!((exit, grade(&login, "ds511.aal"), grade(&login, "ds511.ial")), (0, "3", "0"));
    assert_eq!(login["identity"], "none");
    let (exit, contract) = alone("sign-attributes", &["--signature-verifier"]);
    assert_eq!((exit, grade(&contract, "ds511.ial")), (0, "3"));
    assert_eq!(satisfied(&contract), ["jp.aml カ", "jp.kobutsu 11号"]);
    // Its own lists say what became of the certificate; without any, nothing is determined.
    assert_eq!(alone("sign-certificate.revocation", &[]).0, 1);
    let (exit, open) = alone("auth-no-revocation", &[]);
    assert_eq!((exit, grade(&open, "ds511.aal")), (0, "none"));
    // The card does not know who asks: no session of the host's can say that it does.
    let (_, own) = decide(&[&case("jpki-login")]);
    assert_eq!(own["bindings"][0]["verifierName"], "no");
    assert_eq!(own["bindings"][0]["relayExcluded"], "yes", "the host's to know");
    let text = stdout(&tashika(&["decide", &case("jpki-login"), "--lang", "ja"]));
    assert!(text.contains("検証者名 なし"), "{text}");
    // Nothing of the person comes along.
    let json = stdout(&tashika(&["decide", &case("jpki-contract"), "--json"]));
    assert!(!json.contains("花子") && !json.contains("口座開設申込書"), "{json}");
    // Attributes of a register do not come with a signature, nor with an mdoc.
    let folder = folder("assurance-jpki");
    for name in ["jpki/sign.json", "my-number-card.json"] {
        let own = json!({ "presentations": [{ "case": fixture(name), "id": "x",
            "attributes": ["name"] }] });
        let path = file(&folder, "attributes.json", own.to_string());
        let output = tashika(&["decide", &path]);
        assert_unreadable(&output, &["x:", "belong to the certificate for user authentication"]);
    }
    let own = json!({ "presentations": [{ "case": "nowhere.json" }] });
    let path = file(&folder, "nowhere.json.json", own.to_string());
    assert_unreadable(&tashika(&["decide", &path]), &["nowhere.json"]);
}

#[test]
fn the_example_of_the_page_is_decided() {
    let examples = common::examples("assurance.md");
    let [example] = examples.as_slice() else { panic!("{}", examples.len()) };
    let text = example.to_string().replace("../", &format!("{}/", fixture("")));
    let path = file(&folder("assurance-example"), "example.json", text);
    let (exit, decision) = decide(&[&path]);
    assert_eq!((exit, grade(&decision, "ds511.ial")), (0, "3"));
    assert_eq!(satisfied(&decision), ["jp.aml ル", "jp.mobile チ"]);
}

#[test]
fn a_bundle_from_anybody_controls_no_terminal_and_breaks_no_image() {
    let mut json: Value =
        serde_json::from_slice(&fs::read(fixture("../../core/policy/ds-511.json")).unwrap())
            .unwrap();
    let bad = "\u{1b}[2J\u{202e}<&\u{7}";
    json["id"] = format!("x.{bad}").into();
    for part in ["name", "notice"] {
        json[part]["en"] = bad.into();
    }
    json["statements"][0]["words"]["en"] = bad.into();
    json["sources"][0]["title"] = bad.into();
    for method in json["methods"].as_array_mut().unwrap() {
        method["name"]["en"] = format!("{bad}{}", method["id"]).into();
        method["id"] = format!("{bad}{}", method["id"]).into();
    }
    let folder = folder("assurance-hostile");
    let path = file(&folder, "hostile.json", json.to_string());
    let svg = folder.join("hostile.svg");
    let svg = svg.to_str().unwrap();
    let shown = ["--bundle", &path, "--unsigned", "--date", "2026-06-01"];
    for command in [
        &["bundle", "check", &path][..],
        &["bundle", "diff", "jp.ds-511", &path],
        &[&["advise", "--all"], &shown[..]].concat(),
        &[&["advise", "--not-phishing-resistant"], &shown[..]].concat(),
        &[&["advise", "--chart", "--svg", svg], &shown[..]].concat(),
        &[&["decide", &case("phone-online")], &shown[..]].concat(),
    ] {
        let text = stdout(&tashika(command));
        assert!(!text.is_empty());
        let hidden = |own: char| (own.is_control() && own != '\n') || own == '\u{202e}';
        assert!(!text.chars().any(hidden), "{command:?}");
    }
    let image = fs::read_to_string(svg).unwrap();
    assert!(!image.chars().any(|own| own.is_control() && own != '\n'));
    assert!(image.contains("&lt;&amp;") && !image.contains("<&"));
}

#[test]
fn what_is_past_or_undetermined_is_said_aloud() {
    let said = |lang: &str, date: &str| {
        stdout(&tashika(&["decide", &case("phone-online"), "--lang", lang, "--date", date]))
    };
    assert!(!said("en", "2026-06-01").contains("this has passed"));
    assert!(said("en", "2027-04-01").contains("Look again after: 2026-08-01T00:00:00Z (this has"));
    assert!(said("ja", "2027-04-01").contains("経過済み。再確認が必要です"));
    for (lang, part) in
        [("en", "codes and days from second-hand sources"), ("ja", "符号と施行日は二次情報")]
    {
        assert!(said(lang, "2026-06-01").contains(part), "{part}");
    }
    // What the grant does not name.
    let text = stdout(&tashika(&["decide", &case("delegate-beyond-the-grant")]));
    assert!(text.contains("staff-3 acts for client-9"), "{text}");
    assert!(text.contains("required [open] Who acts for another one"), "{text}");
    // A key or a leave to take plain bundles is for a bundle that is named.
    for option in ["--unsigned", "--bundle-key=x.pem"] {
        let output = tashika(&["decide", &case("phone-online"), option]);
        assert_eq!(output.status.code(), Some(64), "{}", stderr(&output));
    }
}

#[test]
fn reports_for_people_are_in_both_languages() {
    for (lang, parts) in [
        ("en", ["SUPPORTED", "reconstruction, not official", "Residual risks", "not legal advice"]),
        ("ja", ["裏付けあり", "公式ではありません", "残存リスク", "法的助言ではなく"]),
    ] {
        let text = stdout(&tashika(&["decide", &case("phone-online"), "--lang", lang]));
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in: {text}");
        }
    }
    let text = stdout(&tashika(&["decide", &case("phone-another-face"), "--lang", "ja"]));
    assert!(text.starts_with("矛盾あり"), "{text}");
    // Nothing of the person is in it.
    for part in ["番号　花子", "花子"] {
        assert!(!text.contains(part));
    }
}

#[test]
fn a_signed_bundle_decides() {
    let (own, key) = (bundle("example.cose"), bundle("publisher-public.jwk"));
    for key in [key, bundle("publisher-public.pem"), bundle("publisher.jwk")] {
        let options = ["--bundle", &own, "--bundle-key", &key];
        let (exit, decision) = decide(&[&[case("phone-online").as_str()][..], &options].concat());
        assert_eq!((exit, grade(&decision, "example.trust")), (0, "genuine"));
        assert_eq!(decision["bundles"][0]["voucher"]["by"], "signature");
    }
    // Beside one that ships; an advisory of the newer one strikes from its day on.
    let own = bundle("example-newer.cose");
    let key = bundle("publisher-public.jwk");
    let on = |date: &str| {
        let options = ["--bundle", &own, "--bundle", "jp.ds-511", "--bundle-key", &key];
        decide(&[&[case("phone-online").as_str(), "--date", date][..], &options].concat()).1
    };
    assert_eq!(grade(&on("2026-06-30"), "ds511.ial"), "2");
    assert_eq!(grade(&on("2026-07-01"), "ds511.ial"), "0");
    assert_eq!(on("2026-07-01")["advisories"][0]["id"], "sha-256-broken");
}

#[test]
fn bundles_that_are_refused_say_why() {
    let decided = |name: &str| {
        let name = bundle(name);
        let key = bundle("publisher-public.jwk");
        tashika(&["decide", &case("phone-online"), "--bundle", &name, "--bundle-key", &key])
    };
    let wrong = "the signature does not hold under any trusted key";
    assert_unreadable(&decided("example-wrong-signature.cose"), &[wrong]);
    assert_unreadable(&decided("example-stranger.cose"), &[wrong]);
    let unknown = "genuine refers to the rule \"nowhere\", which is not in the bundle";
    assert_unreadable(&decided("example-unknown-rule.cose"), &[unknown]);
    let circle = "the rules go in a circle: genuine needs present needs genuine";
    assert_unreadable(&decided("example-cycle.cose"), &[circle]);
    assert_unreadable(&decided("example.json"), &["is not signed", "--unsigned"]);
    let own = bundle("example.cose");
    let output = tashika(&["decide", &case("phone-online"), "--bundle", &own]);
    assert_unreadable(&output, &["no key was given", "--bundle-key"]);
    // One and the same bundle twice is one; two versions of it roll forward only.
    let (newer, key) = (bundle("example-newer.cose"), bundle("publisher-public.jwk"));
    let two = |first: &str, second: &str| {
        let options = ["--bundle", first, "--bundle", second, "--bundle-key", &key];
        tashika(&[&["decide", "--json", &case("phone-online")][..], &options].concat())
    };
    assert_eq!(two(&own, &newer).status.code(), Some(0));
    let older = "version 2 of the bundle \"example.rules\" is older than version 3";
    assert_unreadable(&two(&newer, &own), &[older, "bundles only roll forward"]);
}

#[test]
fn an_older_bundle_is_refused_where_a_newer_one_is_installed() {
    let key = bundle("publisher-public.jwk");
    let check = |name: &str, installed: &str| {
        let (own, installed) = (bundle(name), bundle(installed));
        tashika(&["bundle", "check", &own, "--key", &key, "--installed", &installed])
    };
    assert_eq!(check("example-newer.cose", "example.cose").status.code(), Some(0));
    assert_eq!(check("example.cose", "example.cose").status.code(), Some(0));
    let output = check("example-older.cose", "example.cose");
    assert_unreadable(&output, &["version 1", "older than version 2", "only roll forward"]);
    // A bundle of a name that ships is held against the one that ships.
    let folder = folder("assurance-older");
    let text = fs::read_to_string(fixture("../../core/policy/ds-511.json")).unwrap();
    let text = text.replacen("\"version\": 1", "\"version\": 0", 1);
    let path = file(&folder, "older.json", text);
    let output = tashika(&["decide", &case("phone-online"), "--unsigned", "--bundle", &path]);
    assert_unreadable(&output, &["version 0 of the bundle \"jp.ds-511\" is older than version 1"]);
}

#[test]
fn a_bundle_is_signed_checked_and_compared() {
    let folder = folder("assurance-sign");
    let out = folder.join("own.cose");
    let out = out.to_str().unwrap();
    let key = bundle("publisher.jwk");
    let sign = |text: &str| tashika(&["bundle", "sign", text, "--key", &key, "--out", out]);
    let output = sign(&bundle("example.json"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // The testkit signs the same bytes alike.
    assert_eq!(fs::read(out).unwrap(), fs::read(bundle("example.cose")).unwrap());
    let public = bundle("publisher-public.pem");
    let output = tashika(&["bundle", "check", out, "--key", &public]);
    assert!(stdout(&output).contains("example.rules version 2"), "{}", stdout(&output));
    let broken = file(&folder, "broken.json", "{\"format\":1}");
    assert_unreadable(&sign(&broken), &["not a bundle"]);
    assert_unreadable(&sign(out), &["is not the text of a bundle"]);

    let output = tashika(&["bundle", "check", "jp.ds-511", "--lang", "ja"]);
    let text = stdout(&output);
    assert!(text.contains("再構成(公式ではありません)") && text.contains("議事要旨"), "{text}");

    let newer = bundle("example-newer.cose");
    let key = bundle("publisher-public.jwk");
    let compare = |more: &[&str]| {
        tashika(
            &[&["bundle", "diff", out, newer.as_str(), "--key", key.as_str()][..], more].concat(),
        )
    };
    let output = compare(&[]);
    assert_eq!(output.status.code(), Some(1));
    let wanted = "example.rules version 2 -> example.rules version 3\n  \
        added advisory: sha-256-broken\n";
    assert_eq!(stdout(&output), wanted);
    let json: Value = serde_json::from_slice(&compare(&["--json"]).stdout).unwrap();
    assert_eq!(json["changes"][0]["id"], "sha-256-broken");
    assert!(stdout(&compare(&["--lang", "ja"])).contains("追加 advisory"));
    let same = tashika(&["bundle", "diff", "jp.statutes", "jp.statutes"]);
    assert_eq!((same.status.code(), stdout(&same).contains("nothing differs")), (Some(0), true));
    let output = trusting(&["bundle", "check"], "example-cycle.cose", "--key");
    assert_unreadable(&output, &["circle"]);
}

#[test]
fn a_plain_bundle_is_for_trying_out_and_says_so() {
    let own = bundle("example.json");
    let text = stdout(&tashika(&["decide", &case("phone-online"), "--bundle", &own, "--unsigned"]));
    assert!(text.contains("NOT SIGNED"), "{text}");
    let output = tashika(&["bundle", "check", &own]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("NOT SIGNED"));
    assert_eq!(tashika(&["bundle", "check", "jp.statutes"]).status.code(), Some(0));
    // The very text that ships needs no signature: this command vouches for it.
    let own = fixture("../../core/policy/jp-statutes.json");
    let (exit, decision) = decide(&[&case("phone-online"), "--bundle", &own]);
    assert_eq!((exit, &decision["bundles"][0]["voucher"]["by"]), (0, &json!("shipped")));
}

#[test]
fn advice_is_a_table_with_reasons() {
    let date = ["--date", "2026-06-01"];
    let advise = |more: &[&str]| tashika(&[&["advise"], &date[..], more].concat());
    let output = advise(&["--level", "3", "--channel", "remote", "--law", "jp.aml"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.starts_with("2 methods fit"), "{text}");
    assert!(text.contains("it is no recommendation") && text.contains("jp.aml ル"), "{text}");
    let json: Value = serde_json::from_slice(&advise(&["--json"]).stdout).unwrap();
    assert!(json["fitting"].as_array().unwrap().len() > 5);
    let none = advise(&[
        "--level",
        "3",
        "--without",
        "phone",
        "--without",
        "my-number-card",
        "--without",
        "photo-id",
        "--lang",
        "ja",
    ]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stdout(&none).contains("考えられる対応"), "{}", stdout(&none));
    let all = stdout(&advise(&["--level", "3", "--all"]));
    assert!(all.contains("it does not reach the level"), "{all}");
    // Requirements from a file; options change them.
    let folder = folder("assurance-advise");
    let path = file(&folder, "r.json", json!({ "task": "authentication" }).to_string());
    let text = stdout(&advise(&[&path, "--phishing-resistant"]));
    assert!(text.starts_with("2 methods fit") && text.contains("login.passkey-synced"), "{text}");
    for (arguments, part) in [
        (&["--level", "9"][..], "unknown level \"9\"; there are: 0, below-1, 1, 2, 3"),
        (&["--level", "x:1"], "unknown axis \"x\""),
        (&["--law", "jp.x"], "unknown law \"jp.x\"; there are: jp.aml, jp.kobutsu, jp.mobile"),
        (&["--channel", "tv"], "unknown channel \"tv\""),
        (&["--without", "car"], "unknown thing \"car\""),
        (&["--attribute", "shoe"], "unknown attribute \"shoe\""),
        (&["--rank", "best"], "unknown ranking \"best\""),
    ] {
        let output = advise(arguments);
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
        assert!(stderr(&output).contains(part), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn the_chart_is_text_and_image() {
    let folder = folder("assurance-chart");
    let svg = folder.join("chart.svg");
    let svg = svg.to_str().unwrap();
    for (lang, question) in
        [("en", "Does the person come in person?"), ("ja", "対面で手続を行いますか。")]
    {
        let output =
            tashika(&["advise", "--date", "2026-06-01", "--chart", "--svg", svg, "--lang", lang]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).starts_with(question), "{}", stdout(&output));
        let image = fs::read_to_string(svg).unwrap();
        assert!(image.contains(&format!("xml:lang=\"{lang}\"")) && image.contains(question));
    }
    let output = tashika(&["advise", "--svg", svg]);
    assert_eq!(output.status.code(), Some(64));
}

#[test]
fn the_negative_list_is_for_machines_too() {
    let output = tashika(&["advise", "--not-phishing-resistant", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = json["notPhishingResistant"].as_array().unwrap();
    assert!(list.contains(&json!("password")) && list.contains(&json!("totp")));
    let methods = json["methods"].as_array().unwrap();
    assert!(methods.contains(&json!("proof.credential-online-qr")), "{methods:?}");
    assert!(methods.contains(&json!("login.jpki")) && methods.contains(&json!("login.re-tap")));
    assert!(!methods.contains(&json!("login.passkey-synced")));
    let text = stdout(&tashika(&["advise", "--not-phishing-resistant", "--lang", "ja"]));
    assert!(text.contains("桁数や文字種にかかわらない"), "{text}");
    let text = stdout(&tashika(&["advise", "--face-checks"]));
    assert!(text.lines().next().unwrap().contains("strong"), "{text}");
    assert!(text.lines().last().unwrap().contains("worth nothing"), "{text}");
}

#[test]
fn cases_that_cannot_be_read_are_refused() {
    let folder = folder("assurance-bad");
    let bad = |name: &str, json: Value| {
        let path = file(&folder, name, json.to_string());
        tashika(&["decide", &path])
    };
    let said = json!({ "id": "a", "at": "2026-06-01T00:00:00Z",
        "what": { "kind": "self-asserted", "attributes": ["name"] } });
    let output = bad("twice.json", json!({ "evidence": [said, said] }));
    assert_unreadable(&output, &["two pieces of evidence are named \"a\""]);
    let holder = json!({ "id": "f", "at": "2026-06-01T00:00:00Z", "what": { "kind": "holder",
        "of": "b", "channel": "remote", "factor": { "by": "pin", "correct": "yes",
        "checkedByChip": "yes" } } });
    let output = bad("of.json", json!({ "evidence": [said, holder] }));
    assert_unreadable(&output, &["\"f\" is about the evidence \"b\", which is not there"]);
    for (name, json, part) in [
        ("member.json", json!({ "evidense": [] }), "unknown field"),
        ("date.json", json!({ "date": "tomorrow" }), "2027-04-01"),
        (
            "kind.json",
            json!({ "evidence": [{ "id": "a", "at": "2026-06-01T00:00:00Z",
            "what": { "kind": "feeling" } }] }),
            "unknown variant",
        ),
        (
            "at.json",
            json!({ "evidence": [{ "id": "a", "at": "yesterday",
            "what": { "kind": "self-asserted" } }] }),
            "RFC 3339",
        ),
        (
            "number.json",
            json!({ "evidence": [{ "id": "a", "at": "2026-06-01T00:00:00Z",
            "what": { "kind": "self-asserted", "name": "Hanako" } }] }),
            "unknown field",
        ),
    ] {
        assert_unreadable(&bad(name, json), &[part]);
    }
    let output = tashika(&["decide", &case("phone-online"), "--date", "2026-02-30"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(stderr(&output).contains("2027-04-01"), "{}", stderr(&output));
    // Evidence of tomorrow does not count today, and the output says so.
    let text = stdout(&tashika(&["decide", &case("signature"), "--date", "2026-05-01"]));
    assert!(text.contains("dated after this day, not counted: sign"), "{text}");
}
