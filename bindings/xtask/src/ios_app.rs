//! The iOS app in `ios/`, as far as it can be shown without a Mac.
//!
//! 1. Its texts are those of the core: `Localizable.xcstrings` and `InfoPlist.xcstrings` are written from
//!    the one source, and compared.
//! 2. The package is built with warnings as errors in Swift 6: what needs Apple's frameworks against the
//!    stand-ins in `ios/stubs`. Tests of the platform-free half run.
//! 3. Each file in `ios/refused` compiles without its wrong lines, and with them is refused as it says.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::Problem;
use crate::run::root;
use crate::swift::{self, Swift, counted};

const TEXTS: &str = "core/data/counter/strings.json";
const LOCALIZABLE: &str = "App/Localizable.xcstrings";
const INFO_PLIST: &str = "App/InfoPlist.xcstrings";

/// What the system asks a person, and the texts that answer it.
const USAGES: [(&str, &str); 4] = [
    ("CFBundleDisplayName", "app.name"),
    ("NFCReaderUsageDescription", "app.why-nfc"),
    ("NSBluetoothAlwaysUsageDescription", "app.why-bluetooth"),
    ("NSCameraUsageDescription", "app.why-camera"),
];

/// The fewest wrong programs that show what the type check refuses.
const LEAST_REFUSED: usize = 10;

/// What a wrong program says of its error, in its first line.
const EXPECTED: &str = "// error: ";
/// The condition around the wrong lines.
const WRONG: &str = "WRONG";

/// How lines begin in which a test says what it measured.
const MEASURED: [&str; 5] =
    ["never valid by default: ", "privacy: ", "property lists: ", "scenarios: ", "stand-ins: "];

pub(crate) fn test() -> Result<(), Problem> {
    let stale: Vec<&str> =
        texts()?.into_iter().filter(|(path, text)| read(path) != *text).map(|own| own.0).collect();
    if let Some(path) = stale.first() {
        return Err(format!("ios/{path} is not {TEXTS}: run `cargo xtask generate ios`"));
    }
    let swift = Swift::find()?;
    let library = swift::generate("dev")?;
    let native = library.parent().unwrap_or(&library).to_owned();
    let (own, scratch) = (native.display().to_string(), scratch().display().to_string());
    let mut words = vec!["test", "--scratch-path", &scratch, "--disable-xctest"];
    words.extend(["-Xswiftc", "-warnings-as-errors"]);
    words.extend(["-L", &own, "-rpath", &own].iter().flat_map(|own| ["-Xlinker", own]));
    let root = root();
    // Cargo's own would find another library.
    let variables = [("TASHIKA_ROOT", root.as_path()), ("LD_LIBRARY_PATH", native.as_path())];
    let said = swift.run(&folder(), &words, &variables)?;
    let passed = counted(&said)?;
    for (suite, count) in suites(&said, passed)? {
        println!("ios: {suite}: {count}");
    }
    // What a test measured.
    for line in said.lines().filter(|line| MEASURED.iter().any(|own| line.starts_with(own))) {
        println!("ios: {line}");
    }
    let refused = refused(&swift)?;
    println!("ios: {passed} passed, 0 failed; {refused} wrong programs refused");
    Ok(())
}

/// The suites with how many tests of each ran. SwiftPM names the suites that passed and tells one number for
/// all tests; how many are in which suite the sources tell, and both must agree.
fn suites(said: &str, passed: usize) -> Result<BTreeMap<String, usize>, Problem> {
    let folder = folder().join("Tests/CounterTests");
    let fail = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut suites = BTreeMap::new();
    for entry in fs::read_dir(&folder).map_err(fail)? {
        count(&fs::read_to_string(entry.map_err(fail)?.path()).map_err(fail)?, &mut suites);
    }
    suites.retain(|_, count| *count > 0);
    if let Some(suite) = suites.keys().find(|own| !said.contains(&format!("Suite {own} passed"))) {
        return Err(format!("{suite} did not run"));
    }
    let all: usize = suites.values().sum();
    if all == passed {
        return Ok(suites);
    }
    Err(format!("{passed} tests passed, and {all} are in the sources"))
}

/// Adds the tests of one file.
fn count(source: &str, suites: &mut BTreeMap<String, usize>) {
    let mut suite = String::new();
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("struct ") {
            suite = rest.split(|own: char| !own.is_alphanumeric()).next().unwrap_or("").to_owned();
        }
        if line.trim_start().starts_with("@Test") {
            *suites.entry(suite.clone()).or_insert(0) += 1;
        }
    }
}

/// Writes the texts into the app.
pub(crate) fn generate() -> Result<(), Problem> {
    for (path, text) in texts()? {
        let path = folder().join(path);
        let fail = |error: std::io::Error| format!("{}: {error}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(fail)?;
        fs::write(&path, text).map_err(fail)?;
    }
    Ok(())
}

fn folder() -> PathBuf {
    root().join("ios")
}

fn scratch() -> PathBuf {
    root().join("target/ios/build")
}

fn read(path: &str) -> String {
    fs::read_to_string(folder().join(path)).unwrap_or_default()
}

/// The files of texts, by their paths within `ios/`.
fn texts() -> Result<[(&'static str, String); 2], Problem> {
    let path = root().join(TEXTS);
    let fail = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| fail(&error))?;
    let source: BTreeMap<String, Value> =
        serde_json::from_str(&text).map_err(|error| fail(&error))?;
    let mut usages = BTreeMap::new();
    for (name, key) in USAGES {
        let text = source.get(key).ok_or_else(|| fail(&format!("no text {key}")))?;
        usages.insert(name.to_owned(), text.clone());
    }
    Ok([(LOCALIZABLE, catalog(&source)), (INFO_PLIST, catalog(&usages))])
}

/// A string catalog of Xcode's. Arguments stay names in braces: the app fills them by name.
fn catalog(texts: &BTreeMap<String, Value>) -> String {
    let entry = |text: &Value| {
        let unit = |language: &str| json!({ "stringUnit": { "state": "translated", "value": text[language] } });
        json!({
            "comment": text["comment"],
            "extractionState": "manual",
            "localizations": { "en": unit("en"), "ja": unit("ja") },
        })
    };
    let strings: BTreeMap<&String, Value> =
        texts.iter().map(|(key, text)| (key, entry(text))).collect();
    let catalog = json!({ "sourceLanguage": "ja", "strings": strings, "version": "1.0" });
    serde_json::to_string_pretty(&catalog).unwrap_or_default() + "\n"
}

/// Checks every wrong program, and says how many there are.
fn refused(swift: &Swift) -> Result<usize, Problem> {
    let fail = |error: std::io::Error| format!("ios/refused: {error}");
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder().join("refused")).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_some_and(|own| own == "swift") {
            files.push(path);
        }
    }
    files.sort();
    if files.len() < LEAST_REFUSED {
        return Err(format!("ios/refused has {} programs, not {LEAST_REFUSED}", files.len()));
    }
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).map_err(fail)?;
        let first = text.lines().next().unwrap_or_default();
        let expected = first.strip_prefix(EXPECTED);
        let expected = expected.ok_or_else(|| format!("{name} does not say what is wrong"))?;
        let (modules, path) = (scratch().join("debug/Modules"), path.display().to_string());
        let modules = modules.display().to_string();
        let mut words = vec!["-typecheck", "-swift-version", "6", "-warnings-as-errors"];
        words.extend(["-parse-as-library", "-I", &modules, &path]);
        swift
            .compile(&folder(), &words)
            .map_err(|said| format!("{name} is refused without its wrong lines:\n{said}"))?;
        words.extend(["-D", WRONG]);
        match swift.compile(&folder(), &words) {
            Ok(_) => return Err(format!("{name} is not refused")),
            Err(said) if said.contains(expected) => {}
            Err(said) => return Err(format!("{name} is refused otherwise:\n{said}")),
        }
    }
    Ok(files.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_has_both_languages_and_keeps_names_of_arguments() {
        let text = json!({ "ja": "{n}秒", "en": "{n} s", "comment": "a wait", "place": "label" });
        let made = catalog(&BTreeMap::from([("a.b".to_owned(), text)]));
        let made: Value = serde_json::from_str(&made).unwrap();
        let entry = &made["strings"]["a.b"];
        assert_eq!(made["sourceLanguage"], "ja");
        assert_eq!(entry["localizations"]["ja"]["stringUnit"]["value"], "{n}秒");
        assert_eq!(entry["localizations"]["en"]["stringUnit"]["value"], "{n} s");
        assert_eq!(entry["comment"], "a wait");
        assert_eq!(entry.get("place"), None);
    }

    #[test]
    fn tests_are_counted_by_their_suites() {
        let mut found = BTreeMap::new();
        let source = "@MainActor\nstruct ATests {\n    @Test(\"one\")\n    func one() {}\n    @Test(\n\
            \"two\", arguments: 0..<2)\n}\n\nstruct BTests {\n    @Test(\"x\") func x() {}\n}";
        count(source, &mut found);
        assert_eq!(found, BTreeMap::from([("ATests".to_owned(), 2), ("BTests".to_owned(), 1)]));
    }

    #[test]
    fn a_suite_that_did_not_run_is_a_failure() {
        assert!(suites("", 1).is_err());
        let problem = suites("Suite X passed", 148).unwrap_err();
        assert!(problem.ends_with("did not run"), "{problem}");
    }

    #[test]
    fn the_app_has_the_texts_of_the_core() {
        for (path, text) in texts().unwrap() {
            assert!(read(path) == text, "run `cargo xtask generate ios`: ios/{path}");
        }
    }

    #[test]
    fn every_usage_is_in_the_property_list() {
        let list = read("App/Info.plist");
        for (name, _) in USAGES {
            assert!(list.contains(&format!("<key>{name}</key>")), "{name}");
        }
    }
}
