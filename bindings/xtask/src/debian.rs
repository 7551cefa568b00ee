//! Debian's packages, and its mirror as this machine's package manager knows it.

use std::process::Command;

use crate::Problem;
use crate::run::{has, quietly};

/// Installs packages for a thing that needs them, or says what a person must install.
pub(crate) fn install(thing: &str, needed: &str, packages: &[&str]) -> Result<(), Problem> {
    let names = packages.join(" ");
    let need = format!("{thing} needs {needed} (on Debian, apt-get install {names})");
    if !has("apt-get") || !is_root() {
        return Err(need);
    }
    println!("{thing}: installing {names}");
    let all = update().and_then(|()| quietly(apt("install").args(packages)));
    all.map_err(|problem| format!("{need}; {problem}"))
}

/// Brings the lists of packages up to date: an old list names files that are gone.
fn update() -> Result<(), Problem> {
    quietly(&mut apt("update"))
}

fn apt(task: &str) -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    // Another one may be at work.
    command.args([task, "-qq", "-o", "DPkg::Lock::Timeout=120"]);
    if task == "install" {
        command.args(["-y", "--no-install-recommends"]);
    }
    command
}

/// The archive that this machine's package manager takes Debian's packages from.
pub(crate) fn mirror() -> Option<String> {
    let known = || {
        let mut command = Command::new("apt-get");
        command.args(["indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)"]);
        let said = command.arg("Created-By: Packages").output().ok()?.stdout;
        first(&String::from_utf8_lossy(&said))
    };
    // Who an archive belongs to stands in what an update brings.
    known().or_else(|| update().ok().and_then(|()| known()))
}

/// The first archive that is Debian's own: security updates and other people's have other labels.
fn first(sources: &str) -> Option<String> {
    sources.lines().find_map(|own| own.strip_prefix("Debian|Debian|")).map(str::to_owned)
}

pub(crate) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|own| own.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_that_of_the_release() {
        let sources = "Other|Other|https://a.example/\n\
            Debian|Debian-Security|https://b.example/security/\n\
            Debian|Debian|https://b.example/debian/\n";
        assert_eq!(first(sources).as_deref(), Some("https://b.example/debian/"));
        assert_eq!(first("Other|Other|https://a.example/\n"), None);
    }
}
