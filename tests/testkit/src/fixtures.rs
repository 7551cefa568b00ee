//! The fixtures as files: written by one command, compared by a test.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use crate::{assurance, cases, jpki};

/// Every file of the fixtures by its path.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let cases = cases::all();
    let jpki = jpki::all();
    let own = cases.iter().flat_map(cases::Case::files);
    for (path, content) in own.chain(jpki.iter().flat_map(jpki::Case::files)) {
        let known = files.insert(path.clone(), content.clone());
        assert!(known.is_none_or(|known| known == content), "{path} has two contents");
    }
    files.extend(assurance::files());
    files
}

/// Writes every file below `folder` and removes those that no case makes any more.
///
/// # Errors
/// What the file system says.
pub fn write(folder: &Path) -> io::Result<usize> {
    let files = files();
    for part in ["", "bundles", "cases", "decisions", "jpki", "trust"] {
        fs::create_dir_all(folder.join(part))?;
    }
    for stray in differences_on(folder, &files)?.into_iter().filter(|own| !files.contains_key(own))
    {
        fs::remove_file(folder.join(stray))?;
    }
    for (path, content) in &files {
        fs::write(folder.join(path), content)?;
    }
    Ok(files.len())
}

/// The files below `folder` that are missing, differ or should not be there.
///
/// # Errors
/// What the file system says.
pub fn differences(folder: &Path) -> io::Result<Vec<String>> {
    differences_on(folder, &files())
}

fn differences_on(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> io::Result<Vec<String>> {
    let mut odd = Vec::new();
    for (path, content) in files {
        if fs::read(folder.join(path)).ok().as_ref() != Some(content) {
            odd.push(path.clone());
        }
    }
    for part in ["", "bundles/", "cases/", "decisions/", "jpki/", "trust/"] {
        for entry in fs::read_dir(folder.join(part))? {
            let entry = entry?;
            let path = format!("{part}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_file() && !files.contains_key(&path) {
                odd.push(path);
            }
        }
    }
    Ok(odd)
}
