//! Both phones: the static library is built for each, and what was built is looked at.
//!
//! 1. The compiler: rustup's, where it has the target or gets it; otherwise Debian's `rustc-web`, which
//!    builds the standard library from source.
//! 2. No linker is needed for a static library, and no compiler of C: nothing of C may be in it.
//! 3. An object of the archive says which machine it is for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{cargo, has, quietly, root, run};
use crate::{Problem, android, debian};

const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
/// Where Debian's packages put their programs.
const DEBIAN: &str = "/usr/bin";

/// What is asked is whether it compiles: nothing is run.
const QUICK: [&str; 2] = ["profile.dev.package.\"*\".opt-level=0", "profile.dev.debug=false"];

/// A phone, and how its objects begin.
struct Target {
    triple: &'static str,
    magic: &'static [u8],
    /// Where the machine stands, and which it is.
    machine: (usize, u8),
}

const TARGETS: [Target; 2] = [
    // Mach-O, 64 bits; CPU_TYPE_ARM64.
    Target { triple: "aarch64-apple-ios", magic: &[0xcf, 0xfa, 0xed, 0xfe], machine: (4, 12) },
    // ELF; EM_AARCH64.
    Target { triple: "aarch64-linux-android", magic: b"\x7fELF", machine: (18, 183) },
];

/// Who compiles.
enum Compiler {
    Rustup,
    Debian,
}

/// A compiler for both; `debian` passes rustup by.
pub(crate) fn ready(debian: bool) -> Result<(), Problem> {
    compiler(debian).map(drop)
}

/// Builds and examines the library of each target.
pub(crate) fn check(debian: bool) -> Result<(), Problem> {
    let compiler = compiler(debian)?;
    for target in &TARGETS {
        only_rust(target.triple)?;
        let library = build(&compiler, target.triple)?;
        let bytes = fs::read(&library);
        let bytes = bytes.map_err(|error| format!("{}: {error}", library.display()))?;
        if !is_for(&bytes, target) {
            return Err(format!("{} is not for {}", library.display(), target.triple));
        }
        println!("{}: built, {} MiB without optimisation", target.triple, bytes.len() / (1 << 20));
    }
    println!("targets: {} built", TARGETS.len());
    Ok(())
}

fn compiler(debian: bool) -> Result<Compiler, Problem> {
    if !debian && TARGETS.iter().all(|own| installed(own.triple)) {
        return Ok(Compiler::Rustup);
    }
    if !sources() || !Path::new(DEBIAN).join("cargo").exists() {
        let needed = "rustup with both targets, or a compiler with the standard library's source";
        debian::install("a build for both phones", needed, &PACKAGES)?;
    }
    Ok(Compiler::Debian)
}

/// Whether rustup has the target for its compiler, after it has been asked to get it.
fn installed(triple: &str) -> bool {
    let list = Command::new("rustup").args(["target", "list", "--installed"]).output();
    let there = list.is_ok_and(|own| {
        String::from_utf8_lossy(&own.stdout).lines().any(|line| line.trim() == triple)
    });
    there || quietly(Command::new("rustup").args(["target", "add", triple])).is_ok()
}

/// Whether Debian's source of the standard library is there.
fn sources() -> bool {
    let is = |own: &fs::DirEntry| own.file_name().to_string_lossy().starts_with("rustc-");
    fs::read_dir("/usr/src").is_ok_and(|all| all.flatten().any(|own| is(&own)))
}

/// Nothing of C is built in: a phone has no compiler of it here, and needs none.
fn only_rust(triple: &str) -> Result<(), Problem> {
    let mut tree = cargo(&["tree", "--package", "tashika-ffi", "--target", triple]);
    tree.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let output = tree.output().map_err(|error| format!("cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match text.lines().find(|own| builds_c(own)) {
        Some(found) => Err(format!("the library for {triple} would need C: {found}")),
        None => Ok(()),
    }
}

fn builds_c(package: &str) -> bool {
    let name = package.split_whitespace().next().unwrap_or_default();
    matches!(name, "bindgen" | "cc" | "cmake" | "pkg-config")
}

fn build(compiler: &Compiler, triple: &str) -> Result<PathBuf, Problem> {
    let mut command = compiler.cargo(triple);
    command.args(["--crate-type", "staticlib"]);
    command.args(QUICK.iter().flat_map(|own| ["--config", *own]));
    run(&mut command)?;
    Ok(compiler.folder().join(triple).join("debug/libtashika_ffi.a"))
}

/// The shared library for Android under a profile, linked without the libraries of the system: it has
/// the size of the one that the NDK links, and cannot be loaded.
pub(crate) fn unloadable(profile: &str) -> Result<PathBuf, Problem> {
    let triple = "aarch64-linux-android";
    let compiler = compiler(false)?;
    let nothing = root().join("target/xtask/nothing");
    let fail = |error: std::io::Error| format!("{}: {error}", nothing.display());
    fs::create_dir_all(&nothing).map_err(fail)?;
    for library in ["c", "dl", "gcc", "log", "m", "unwind"] {
        fs::write(nothing.join(format!("lib{library}.so")), "INPUT()").map_err(fail)?;
    }
    let mut command = compiler.cargo(triple);
    command.args(["--crate-type", "cdylib", "--profile", profile, "--"]);
    command.arg(format!("-Clinker={}", linker()?.display())).arg("-Clinker-flavor=ld.lld");
    command.arg(format!("-Clink-arg={}", android::LINKED));
    run(command.arg(format!("-Lnative={}", nothing.display())))?;
    Ok(compiler.folder().join(triple).join(profile).join("libtashika_ffi.so"))
}

/// The linker that rustup's compiler brings, or the system's.
fn linker() -> Result<PathBuf, Problem> {
    let root = Command::new("rustc").args(["--print", "sysroot"]).output();
    let root = root.map(|own| own.stdout).unwrap_or_default();
    let root = PathBuf::from(String::from_utf8_lossy(&root).trim());
    let own = root.join("lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld");
    if own.exists() {
        return Ok(own);
    }
    if !has("ld.lld") {
        debian::install("a library for Android", "ld.lld", &["lld"])?;
    }
    Ok("ld.lld".into())
}

impl Compiler {
    fn folder(&self) -> PathBuf {
        root().join("target/xtask").join(match self {
            Self::Rustup => "targets",
            Self::Debian => "targets-debian",
        })
    }

    /// The library's compilation for a target; what kind of library, and how, is to be said.
    fn cargo(&self, triple: &str) -> Command {
        let mut command = match self {
            Self::Rustup => cargo(&[]),
            Self::Debian => {
                let mut own = Command::new(Path::new(DEBIAN).join("cargo"));
                own.current_dir(root()).env("RUSTC", Path::new(DEBIAN).join("rustc"));
                own.env_remove("RUSTUP_TOOLCHAIN").env("RUSTC_BOOTSTRAP", "1");
                own
            }
        };
        command.args(["rustc", "--quiet", "--package", "tashika-ffi", "--lib"]);
        command.args(["--target", triple, "--target-dir"]).arg(self.folder());
        if matches!(self, Self::Debian) {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command
    }
}

/// Whether an archive has an object, and the first one is for this target.
fn is_for(archive: &[u8], target: &Target) -> bool {
    let Some(mut rest) = archive.strip_prefix(b"!<arch>\n") else { return false };
    while let Some((header, after)) = rest.split_at_checked(60) {
        let text = |from: usize, to: usize| {
            let own = header.get(from..to).unwrap_or_default();
            String::from_utf8_lossy(own).trim().to_owned()
        };
        let Ok(size) = text(48, 58).parse::<usize>() else { return false };
        let Some((member, after)) = after.split_at_checked(size) else { return false };
        // BSD's archives have long names before the content.
        let name = text(0, 16).strip_prefix("#1/").and_then(|own| own.parse().ok());
        let content = member.get(name.unwrap_or(0)..).unwrap_or_default();
        if content.starts_with(target.magic) {
            let (place, machine) = target.machine;
            return content.get(place) == Some(&machine);
        }
        rest = after.get(size % 2..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(name: &str, content: &[u8]) -> Vec<u8> {
        let header = format!("{name:<16}{:<32}{:<10}`\n", 0, content.len());
        [b"!<arch>\n", header.as_bytes(), content].concat()
    }

    #[test]
    fn an_archive_says_which_machine_it_is_for() {
        let [ios, android] = &TARGETS;
        let mut elf = b"\x7fELF".to_vec();
        elf.resize(64, 0);
        assert!(!is_for(&archive("a.o/", &elf), android), "no machine");
        elf[18] = 183;
        assert!(is_for(&archive("a.o/", &elf), android));
        assert!(!is_for(&archive("a.o/", &elf), ios));
        let mach = [b"a.o\0".as_slice(), &[0xcf, 0xfa, 0xed, 0xfe, 12, 0, 0, 1]].concat();
        assert!(is_for(&archive("#1/4", &mach), ios));
        assert!(!is_for(b"!<arch>\n", android), "an empty archive proves nothing");
    }

    #[test]
    fn what_needs_c_is_seen() {
        for name in ["bindgen v0.72.0", "cc v1.2.0", "cmake v0.1.0"] {
            assert!(builds_c(name), "{name}");
        }
        assert!(!builds_c("p256 v0.14.0"));
        assert!(!builds_c("cca v0.1.0"));
        assert!(!builds_c("tashika-ffi v0.1.0 (/somewhere)"));
    }
}
