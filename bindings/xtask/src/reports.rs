//! What the command says of every committed case: the text that every binding must give as well.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Problem;
use crate::generate::library;
use crate::run::root;

/// What to ask the command, the folders with cases, and where its reports go.
const KINDS: [(&[&str], &[&str], &str); 2] = [
    (&["verify"], &["tests/fixtures", "tests/fixtures/cases"], "target/reports"),
    (&["jpki", "verify"], &["tests/fixtures/jpki"], "target/reports/jpki"),
];

/// Writes `target/reports/NAME.json` for every case, byte for byte as `tashika verify --json`; and
/// those of JPKI beside them.
pub(crate) fn write() -> Result<PathBuf, Problem> {
    library("dev")?;
    let command = root().join("target/debug/tashika");
    for (words, folders, target) in KINDS {
        let folder = root().join(target);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let cases = cases(folders)?;
        let half = cases.len() / 2;
        let (first, second) = cases.split_at(half);
        let all = |cases: &[PathBuf]| {
            cases.iter().try_for_each(|own| one(Command::new(&command).args(words), own, &folder))
        };
        std::thread::scope(|scope| {
            let other = scope.spawn(|| all(second));
            let own = all(first);
            own.and(other.join().unwrap_or_else(|_| Err("a thread stopped".to_owned())))
        })?;
    }
    Ok(root().join("target/reports"))
}

fn cases(folders: &[&str]) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    for folder in folders {
        let folder = root().join(folder);
        let fail = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.extension().is_some_and(|own| own == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn one(command: &mut Command, case: &Path, folder: &Path) -> Result<(), Problem> {
    let fail = |error: std::io::Error| format!("{}: {error}", case.display());
    let output = command.arg(case).arg("--json").output();
    let output = output.map_err(fail)?;
    if output.stdout.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{}: no report: {said}", case.display()));
    }
    let name = case.file_name().unwrap_or_default();
    fs::write(folder.join(name), &output.stdout).map_err(fail)
}
