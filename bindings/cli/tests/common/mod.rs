//! What the tests of the command share: running it, and files for it.
#![allow(dead_code, unreachable_pub, reason = "not every test uses every helper")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the command.
pub fn tashika<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tashika")).args(arguments).output().unwrap()
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
    let mut files = Vec::new();
    for folder in [fixture(""), fixture("cases")] {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.extend(entries.filter(|path| path.extension().is_some_and(|own| own == "json")));
    }
    files.sort();
    files
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
