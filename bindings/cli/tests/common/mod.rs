//! What the tests of the command share: running it, and files for it.
#![allow(dead_code, unreachable_pub, reason = "not every test uses every helper")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use jsonschema::Validator;
use serde_json::Value;

/// Runs the command.
pub fn tashika<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tashika")).args(arguments).output().unwrap()
}

/// Runs the command in its own colours: standard output, standard error and the exit code.
pub fn said(arguments: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tashika"));
    let output = command.args(arguments).env_remove("NO_COLOR").output().unwrap();
    (stdout(&output), stderr(&output), output.status.code().unwrap())
}

/// What went to the standard output.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What went to the standard error.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The path of a fixture.
pub fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    folder.join(name).to_str().unwrap().to_owned()
}

/// Every case file, sorted.
pub fn case_files() -> Vec<PathBuf> {
    json_files(&["", "cases"])
}

/// The JSON files of these folders of the fixtures, sorted.
pub fn json_files(folders: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in folders {
        let entries = fs::read_dir(fixture(folder)).unwrap().map(|entry| entry.unwrap().path());
        files.extend(entries.filter(|path| path.extension().is_some_and(|own| own == "json")));
    }
    files.sort();
    files
}

/// A JSON file, read.
pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Each file with its content and the report that `command` prints of it, whose verdict is that of
/// the exit code.
pub fn reports(command: &[&str], files: &[PathBuf]) -> Vec<(PathBuf, Value, Value)> {
    let report = |path: &PathBuf| {
        let arguments = [command, &[path.to_str().unwrap(), "--json"]].concat();
        let output = tashika(&arguments);
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{path:?}: {}", stderr(&output)));
        let exit = match report["verdict"].as_str() {
            Some("accepted") => 0,
            Some("rejected") => 1,
            _ => 2,
        };
        assert_eq!(output.status.code(), Some(exit), "{path:?}");
        (path.clone(), json(path), report)
    };
    let (first, second) = files.split_at(files.len() / 2);
    thread::scope(|scope| {
        let other = scope.spawn(|| second.iter().map(report).collect::<Vec<_>>());
        let mut all: Vec<_> = first.iter().map(report).collect();
        all.extend(other.join().unwrap());
        all
    })
}

/// The examples in JSON of a page of `docs`.
pub fn examples(page: &str) -> Vec<Value> {
    let page = fs::read_to_string(fixture(&format!("../../docs/{page}"))).unwrap();
    let examples = page.split("```json\n").skip(1).map(|own| own.split("```").next().unwrap());
    examples.map(|own| serde_json::from_str(own).unwrap()).collect()
}

/// That a schema finds no fault with this.
pub fn assert_valid(validator: &Validator, name: &str, case: &Value) {
    let faults: Vec<String> = validator.iter_errors(case).map(|own| own.to_string()).collect();
    assert!(faults.is_empty(), "{name}: {}", faults.join("\n"));
}

/// An empty folder for the files of one test.
pub fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes a file and returns its path.
pub fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// That the input is refused: exit 65, nothing on the standard output, one line with each of these
/// parts on the standard error.
pub fn assert_unreadable(output: &Output, parts: &[&str]) {
    let line = stderr(output);
    assert_eq!(output.status.code(), Some(65), "{line}");
    assert!(output.stdout.is_empty(), "{}", stdout(output));
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    for part in parts {
        assert!(line.contains(part), "{part:?} is not in: {line}");
    }
}
