//! A file that a test has for itself.
#![allow(unreachable_pub, reason = "a module of several tests")]

use std::path::PathBuf;

/// A file of its own in the target folder, gone at the end.
pub struct File(pub PathBuf);

impl File {
    /// Makes sure that nothing is left of an earlier run.
    pub fn new(name: &str) -> Self {
        let name = format!("{name}-{}.sqlite", std::process::id());
        let file = Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name));
        file.remove();
        file
    }

    fn remove(&self) {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", self.0.display()));
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}
