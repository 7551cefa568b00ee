//! `tashika status update` against a server on loopback: every way a list can fail to come has its
//! own outcome, and what came is used by `tashika verify`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use common::tashika;
use serde_json::Value;
use tashika_testkit::cases::Case;
use tashika_testkit::cbor::{Cbor, map, tdate};
use tashika_testkit::crl::RevocationList;
use tashika_testkit::documents::mdl;
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::Curve;
use tashika_testkit::scenario::{Issuer, Scenario};
use tashika_testkit::status::{CRL_URI, EXPIRES, INDEX, ISSUED, ListSigner, StatusToken};

const NOW: &str = "2026-06-01T00:00:00Z";

/// A folder of this test alone, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let own = env::temp_dir().join(format!("tashika-{}-{name}-{number}", std::process::id()));
        fs::create_dir_all(own.join("trust")).unwrap();
        Folder(own)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the server does with a request.
#[derive(Clone)]
enum Answer {
    /// The whole response.
    Bytes(Vec<u8>),
    /// The beginning of a response, and then nothing until the client gives up.
    Hanging(Vec<u8>),
}

/// A server that answers by path, for as long as the test runs.
fn serve(answers: BTreeMap<String, Answer>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let answers = Arc::new(answers);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answers = Arc::clone(&answers);
            thread::spawn(move || answer(stream, &answers));
        }
    });
    format!("http://{address}")
}

fn answer(mut stream: TcpStream, answers: &BTreeMap<String, Answer>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default();
    match answers.get(path) {
        Some(Answer::Bytes(bytes)) => drop(stream.write_all(bytes)),
        Some(Answer::Hanging(bytes)) => {
            let _ = stream.write_all(bytes);
            // Returns when the client closes the connection.
            let _ = stream.read(&mut byte);
        }
        None => drop(stream.write_all(
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        )),
    }
}

fn ok(kind: &str, body: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    Answer::Bytes([head.as_bytes(), body].concat())
}

fn redirect(to: &str) -> Answer {
    Answer::Bytes(
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .into_bytes(),
    )
}

/// The sample list as of another address, edited before it is signed.
fn list(uri: &str, change: fn(&mut StatusToken)) -> Vec<u8> {
    let signer = ListSigner::below(&mdl().issuer);
    let mut token = StatusToken::list(&signer, 1, 0);
    token.claims.set(2, uri);
    change(&mut token);
    token.issue(&signer.key)
}

const CWT: &str = "application/statuslist+cwt";

fn names(uri: &str, mso: &mut Cbor) {
    let list = map([("idx", Cbor::Int(INDEX as i64)), ("uri", Cbor::from(uri))]);
    mso.set("status", map([("status_list", list)]));
}

/// A case file whose document names this address, which must be a literal.
macro_rules! case {
    ($folder:expr, $name:literal, $uri:literal) => {{
        let mut document = mdl();
        document.lies.mso = |mso| names($uri, mso);
        let scenario = Scenario::new(document, Handover::Qr(Curve::P256));
        for (path, content) in Case::new($name, "A list of this test.", scenario).files() {
            fs::write($folder.0.join(path), content).unwrap();
        }
        $folder.path(concat!($name, ".json"))
    }};
}

fn outcomes(output: &Output) -> BTreeMap<String, String> {
    let rows: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let rows = rows.as_array().unwrap().iter();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.map(|row| (text(row, "uri"), text(row, "outcome"))).collect()
}

#[test]
fn every_bad_answer_has_its_own_outcome() {
    let folder = Folder::new("outcomes");
    let files = [
        case!(folder, "good", "https://lists.example/good"),
        case!(folder, "moved", "https://lists.example/moved"),
        case!(folder, "missing", "https://lists.example/missing"),
        case!(folder, "slow", "https://lists.example/slow"),
        case!(folder, "slow-head", "https://lists.example/slow-head"),
        case!(folder, "truncated", "https://lists.example/truncated"),
        case!(folder, "wrong-type", "https://lists.example/wrong-type"),
        case!(folder, "too-large", "https://lists.example/too-large"),
        case!(folder, "endless", "https://lists.example/endless"),
        case!(folder, "loop", "https://lists.example/loop"),
        case!(folder, "insecure", "https://lists.example/insecure"),
        case!(folder, "malformed", "https://lists.example/malformed"),
        case!(folder, "subject", "https://lists.example/subject"),
        case!(folder, "future", "https://lists.example/future"),
        case!(folder, "stale", "https://lists.example/stale"),
        case!(folder, "empty", "https://lists.example/empty"),
        case!(folder, "no-http", "https://lists.example/no-http"),
        case!(folder, "plain", "http://lists.example/plain"),
    ];
    let issuer = mdl().issuer;
    let crl = RevocationList::of(&issuer.root, &issuer.root_key).issue(&issuer.root_key);
    let path = |name: &str| format!("/lists.example/{name}");
    let uri = |name: &str| format!("https://lists.example/{name}");
    let half = |length: usize| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: {CWT}\r\nContent-Length: {length}\r\n\r\nhalf")
            .into_bytes()
    };
    let endless = [
        format!("HTTP/1.1 200 OK\r\nContent-Type: {CWT}\r\nConnection: close\r\n\r\n").into_bytes(),
        vec![0; 9 * 1024 * 1024],
    ]
    .concat();
    let answers: BTreeMap<String, Answer> = [
        (path("good"), ok(CWT, &list(&uri("good"), |_| ()))),
        (path("moved"), redirect("/moved-here")),
        (path("moved-here"), ok(CWT, &list(&uri("moved"), |_| ()))),
        (path("slow"), Answer::Hanging(half(1000))),
        (path("slow-head"), Answer::Hanging(b"HTTP/1.1 200".to_vec())),
        (path("truncated"), Answer::Bytes(half(1000))),
        (path("wrong-type"), ok("text/html", b"<html></html>")),
        (path("too-large"), Answer::Hanging(half(999_999_999))),
        (path("endless"), Answer::Bytes(endless)),
        (path("loop"), redirect("https://lists.example/loop")),
        (path("insecure"), redirect("http://lists.example/good")),
        (path("malformed"), ok(CWT, b"not a list")),
        (path("subject"), ok(CWT, &list(&uri("good"), |_| ()))),
        (path("future"), ok(CWT, &list(&uri("future"), |own| own.claims.set(6, EXPIRES - 1)))),
        (path("stale"), ok(CWT, &list(&uri("stale"), |own| own.claims.set(4, ISSUED + 60)))),
        (path("empty"), ok(CWT, b"")),
        (path("no-http"), Answer::Bytes(b"SSH-2.0-server\r\n\r\n".to_vec())),
        ("/issuer.example/iaca.crl".to_owned(), ok("application/pkix-crl", &crl)),
    ]
    .into();
    let base = serve(answers);
    let cache = folder.path("lists.cache");
    let mut arguments = vec![
        "status",
        "update",
        "--json",
        "--timeout",
        "1",
        "--at",
        NOW,
        "--cache",
        &cache,
        "--serve-from",
        &base,
    ];
    arguments.extend(files.iter().map(String::as_str));
    let output = tashika(&arguments);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let expected: BTreeMap<String, String> = [
        ("good", "fetched"),
        ("moved", "fetched"),
        ("missing", "http-status"),
        ("slow", "timed-out"),
        ("slow-head", "timed-out"),
        ("truncated", "truncated"),
        ("wrong-type", "wrong-type"),
        ("too-large", "too-large"),
        ("endless", "too-large"),
        ("loop", "too-many-redirects"),
        ("insecure", "insecure-redirect"),
        ("malformed", "malformed"),
        ("subject", "subject"),
        ("future", "issued-in-future"),
        ("stale", "stale"),
        ("empty", "malformed"),
        ("no-http", "truncated"),
    ]
    .into_iter()
    .map(|(name, outcome)| (uri(name), outcome.to_owned()))
    .chain([(CRL_URI.to_owned(), "fetched".to_owned())])
    .collect();
    assert_eq!(outcomes(&output), expected);
    // Redirects are counted, and each list is told while it is fetched.
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    let detail = |name: &str| {
        let row = rows.as_array().unwrap().iter().find(|own| own["uri"] == uri(name));
        row.unwrap()["detail"].as_str().unwrap().to_owned()
    };
    assert!(detail("good").contains(" 0 redirects"), "{}", detail("good"));
    assert!(detail("moved").contains(" 1 redirects"), "{}", detail("moved"));
    assert!(detail("loop").contains("more than 3 redirects"), "{}", detail("loop"));
    let progress = String::from_utf8(output.stderr.clone()).unwrap();
    for (place, (address, outcome)) in expected.iter().enumerate() {
        assert!(progress.contains(&format!("[{}/{}] ", place + 1, expected.len())), "{progress}");
        assert!(progress.contains(&format!("] {address} ... {outcome}\n")), "{progress}");
    }

    // What came is used, with the revocation list, under the strictest rules.
    let verified = tashika(&[
        "verify",
        &folder.path("good.json"),
        "--json",
        "--status",
        &cache,
        "--status-policy",
        "strict",
    ]);
    let report: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(report["verdict"], "accepted", "{report:#}");
    let risks: Vec<&str> = report["residualRisks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|risk| risk["id"].as_str().unwrap())
        .collect();
    assert_eq!(risks, ["relay-possible", "holder-not-compared"]);
    // What did not come leaves the document open under the same rules.
    let open = tashika(&[
        "verify",
        &folder.path("slow.json"),
        "--json",
        "--status",
        &cache,
        "--status-policy",
        "strict",
    ]);
    assert_eq!(open.status.code(), Some(2));
}

#[test]
fn an_older_list_does_not_replace_a_newer_one() {
    let folder = Folder::new("rollback");
    let file = case!(folder, "good", "https://lists.example/good");
    let uri = "https://lists.example/good";
    let at = |list: Vec<u8>| {
        serve([("/lists.example/good".to_owned(), ok(CWT, &list))].into_iter().collect())
    };
    let newer = at(list(uri, |_| ()));
    let older = at(list(uri, |own| own.claims.set(6, ISSUED - 1)));
    let cache = folder.path("lists.cache");
    let update = |base: &str| {
        let output = tashika(&[
            "status",
            "update",
            "--json",
            "--all",
            "--at",
            NOW,
            "--cache",
            &cache,
            "--serve-from",
            base,
            &file,
        ]);
        outcomes(&output).remove(uri).unwrap()
    };
    assert_eq!(update(&newer), "fetched");
    let kept = fs::read(&cache).unwrap();
    assert_eq!(update(&older), "rolled-back");
    assert_eq!(fs::read(&cache).unwrap(), kept);
    assert_eq!(update(&newer), "fetched", "the same list again is no step back");
}

/// Revocation lists end in outcomes of their own as well; what `tashika verify --cache` has found genuine
/// gives way to no other authority's list.
#[test]
fn a_revocation_list_that_does_not_come_says_why() {
    let folder = Folder::new("revocation");
    let file = case!(folder, "good", "https://lists.example/good");
    let cache = folder.path("lists.cache");
    let update = |crl: Answer| {
        let base = serve([("/issuer.example/iaca.crl".to_owned(), crl)].into());
        let arguments = ["status", "update", "--json", "--all", "--timeout", "1", "--at", NOW];
        let more = ["--cache", &cache, "--serve-from", &base, &file];
        outcomes(&tashika(&[&arguments[..], &more].concat())).remove(CRL_URI).unwrap()
    };
    const CRL: &str = "application/pkix-crl";
    let issuer = mdl().issuer;
    let list = |change: fn(&mut RevocationList)| {
        let mut own = RevocationList::of(&issuer.root, &issuer.root_key);
        change(&mut own);
        own.issue(&issuer.root_key)
    };
    let half = |length: usize| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {CRL}\r\nContent-Length: {length}");
        format!("{head}\r\n\r\nhalf").into_bytes()
    };
    let not_found = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let cut = &list(|_| ())[..100];
    for (answer, outcome) in [
        (Answer::Bytes(not_found.to_vec()), "http-status"),
        (Answer::Hanging(half(1000)), "timed-out"),
        (Answer::Bytes(half(1000)), "truncated"),
        (Answer::Hanging(half(5 * 1024 * 1024)), "too-large"),
        (ok("text/html", b"<html></html>"), "wrong-type"),
        (ok(CRL, b"no list"), "malformed"),
        (ok(CRL, cut), "malformed"),
        (ok(CRL, &status_list("https://lists.example/good")), "subject"),
        (ok(CRL, &list(|own| own.this_update = "2026-06-02T00:00:00Z".into())), "issued-in-future"),
        (ok(CRL, &list(|own| own.next_update = Some("2026-05-31T00:00:00Z".into()))), "stale"),
        (redirect("http://issuer.example/iaca.crl"), "insecure-redirect"),
        (ok(CRL, &list(|_| ())), "fetched"),
    ] {
        assert_eq!(update(answer), outcome);
    }
    let number = |own: &mut RevocationList| {
        own.extensions[1] = tashika_testkit::crl::number(&[6]);
    };
    let other = Issuer::new("DE", "", Curve::P256, Curve::P256);
    let others = RevocationList::of(&other.root, &other.root_key).issue(&other.root_key);
    let verify = || tashika(&["verify", &file, "--cache", &cache, "--json"]);
    assert_eq!(verify().status.code(), Some(0));
    assert_eq!(update(ok(CRL, &list(number))), "rolled-back");
    assert_eq!(update(ok(CRL, &others)), "issuer");
    assert_eq!(verify().status.code(), Some(0), "the genuine list is still there");
    assert_eq!(update(ok(CRL, &list(|_| ()))), "fetched");
}

fn status_list(uri: &str) -> Vec<u8> {
    list(uri, |_| ())
}

#[test]
fn a_plan_says_what_is_due_and_a_folder_serves_it() {
    let folder = Folder::new("plan");
    let file = case!(folder, "good", "https://lists.example/good");
    let plan = |cache: Option<&str>| -> Value {
        let mut arguments = vec!["status", "plan", "--json", "--at", NOW, &file];
        arguments.extend(cache.into_iter().flat_map(|own| ["--cache", own]));
        serde_json::from_slice(&tashika(&arguments).stdout).unwrap()
    };
    let rows = plan(None);
    assert_eq!(rows.as_array().unwrap().len(), 2);
    assert!(rows.as_array().unwrap().iter().all(|row| row["due"] == true), "{rows:#}");

    let served = folder.0.join("served/lists.example");
    fs::create_dir_all(&served).unwrap();
    fs::write(served.join("good"), list("https://lists.example/good", |_| ())).unwrap();
    let cache = folder.path("lists.cache");
    let output = tashika(&[
        "status",
        "update",
        "--json",
        "--at",
        NOW,
        "--cache",
        &cache,
        "--serve-from",
        Path::new(&folder.path("served")).to_str().unwrap(),
        &file,
    ]);
    let found = outcomes(&output);
    assert_eq!(found["https://lists.example/good"], "fetched");
    assert_eq!(found[CRL_URI], "http-status");
    let rows = plan(Some(&cache));
    let row =
        |uri: &str| rows.as_array().unwrap().iter().find(|own| own["uri"] == uri).unwrap().clone();
    // Fetched now, with a day to live.
    assert_eq!(row("https://lists.example/good")["byWhen"], "2026-06-02T00:00:00Z");
    assert_eq!(row("https://lists.example/good")["due"], false);
    assert_eq!(row(CRL_URI)["due"], true);
}

#[test]
fn only_loopback_may_stand_for_every_host() {
    let folder = Folder::new("loopback");
    for from in ["http://192.0.2.1:80", "http://lists.example", "/nowhere/at/all"] {
        let output = tashika(&[
            "status",
            "update",
            "--cache",
            &folder.path("lists.cache"),
            "--serve-from",
            from,
        ]);
        assert_eq!(output.status.code(), Some(64), "{from}");
    }
}

/// A VICAL is fetched into its file; an older one, another's or none at all leaves the file as it is.
#[test]
fn a_vical_is_kept_fresh_and_never_goes_back() {
    use tashika_testkit::documents::MDL;
    use tashika_testkit::vical::{Provider, Vical, entry};
    const URL: &str = "https://vical.example/latest";
    let folder = Folder::new("vical");
    let provider = Provider::new();
    let list = |change: fn(&mut Cbor)| {
        let mut own = Vical::new(&provider, vec![entry(&mdl().issuer, &[MDL])]);
        change(&mut own.list);
        own.issue(&provider.key)
    };
    let root = folder.path("root.der");
    fs::write(&root, provider.root_der()).unwrap();
    let (file, cache) = (folder.path("list.vical"), folder.path("lists.cache"));
    let update = |answer: Answer, url: &[&str]| {
        let base = serve([("/vical.example/latest".to_owned(), answer)].into());
        let mut arguments = vec!["status", "update", "--json", "--all", "--at", NOW];
        arguments.extend(["--cache", &cache, "--serve-from", &base, "--timeout", "1"]);
        arguments.extend(["--vical", &file, "--vical-root", &root]);
        arguments.extend(url);
        let output = tashika(&arguments);
        if output.status.code() == Some(2) || output.status.success() {
            outcomes(&output).remove(URL).unwrap()
        } else {
            String::from_utf8_lossy(&output.stderr).into_owned()
        }
    };
    let cwt = |bytes: &[u8]| ok("application/cwt", bytes);
    let known = list(|_| ());
    assert!(update(cwt(&known), &[]).contains("--vical-url"), "nothing says where it is");
    let ftp = ["--vical-url", "ftp://vical.example/latest"];
    assert!(update(cwt(&known), &ftp).contains("https"), "another way to fetch");
    assert_eq!(update(cwt(&known), &["--vical-url", URL]), "fetched");
    assert_eq!(fs::read(&file).unwrap(), known);
    // The list itself says where the next one is.
    let older = list(|own| own.set("vicalIssueID", 41));
    assert_eq!(update(cwt(&older), &[]), "rolled-back");
    let mut stranger = Provider::new();
    stranger.key = tashika_testkit::keys::Key::new(Curve::P256, "somebody");
    let forged = Vical::new(&provider, Vec::new()).issue(&stranger.key);
    assert_eq!(update(cwt(&forged), &[]), "untrusted");
    assert_eq!(update(cwt(b"no list"), &[]), "malformed");
    assert_eq!(update(ok("text/html", &known), &[]), "wrong-type");
    assert_eq!(fs::read(&file).unwrap(), known);
    // One that has ended keeps older ones out all the same.
    let ended = list(|own| own.set("notAfter", tdate("2026-05-31T00:00:00Z")));
    fs::write(&file, &ended).unwrap();
    assert_eq!(update(cwt(&older), &[]), "rolled-back");
    assert_eq!(fs::read(&file).unwrap(), ended);
    let newer = list(|own| own.set("vicalIssueID", 43));
    assert_eq!(update(cwt(&newer), &[]), "fetched");
    assert_eq!(fs::read(&file).unwrap(), newer);

    let plan = tashika(&[
        "status",
        "plan",
        "--json",
        "--at",
        NOW,
        "--vical",
        &file,
        "--vical-root",
        &root,
    ]);
    let rows: Value = serde_json::from_slice(&plan.stdout).unwrap();
    let row = rows.as_array().unwrap().iter().find(|own| own["why"] == "vical").unwrap();
    assert_eq!((&row["uri"], &row["due"]), (&URL.into(), &false.into()), "{rows:#}");
    assert_eq!(row["byWhen"], "2026-06-30T00:00:00Z");
    // The authorities of the list name their revocation lists.
    assert!(rows.as_array().unwrap().len() <= 2, "{rows:#}");
}
