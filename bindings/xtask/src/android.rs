//! The Android archive: the library for each processor, with the rules that shrinking needs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Problem;
use crate::run::{cargo, has, root, run};

/// Processors by their Rust target and the name of their folder.
const PROCESSORS: [(&str, &str); 4] = [
    ("aarch64-linux-android", "arm64-v8a"),
    ("armv7-linux-androideabi", "armeabi-v7a"),
    ("i686-linux-android", "x86"),
    ("x86_64-linux-android", "x86_64"),
];
/// Devices with pages of this size refuse a library whose segments are aligned to less.
const PAGE: u64 = 16 * 1024;
const LOAD: u64 = 1;
/// What the linker does: relocations are packed, which every Android from 6.0 on reads.
pub(crate) const LINKED: &str = "--pack-dyn-relocs=android";

pub(crate) fn package() -> Result<(), Problem> {
    let missing = missing();
    if !missing.is_empty() {
        return Err(format!("the Android archive needs: {}", missing.join("; ")));
    }
    let libraries = root().join("target/android/jniLibs");
    let linked = format!("-Clink-arg=-Wl,{LINKED}");
    for (target, folder) in PROCESSORS {
        let mut build = cargo(&["ndk", "--target", target, "--output-dir"]);
        build.arg(&libraries).args(["rustc", "--package", "tashika-ffi", "--lib"]);
        build.args(["--crate-type", "cdylib", "--profile", "release-small"]);
        run(build.env("RUSTFLAGS", &linked))?;
        let library = libraries.join(folder).join("libtashika_ffi.so");
        check(&library)?;
        println!("{folder}: {}", library.display());
    }
    println!("rules for shrinking: {}", rules().display());
    Ok(())
}

/// What a person must install first.
fn missing() -> Vec<String> {
    let mut missing = Vec::new();
    let home = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT"].iter().find_map(std::env::var_os);
    if home.is_none_or(|own| !Path::new(&own).is_dir()) {
        missing
            .push("the Android NDK r28 or newer, with ANDROID_NDK_HOME set to its folder".into());
    }
    if !has("cargo-ndk") {
        missing.push("cargo-ndk (cargo install cargo-ndk --version 4.1.2)".into());
    }
    let mut rustup = Command::new("rustup");
    let installed = rustup.args(["target", "list", "--installed"]).output();
    let installed = installed.map(|own| own.stdout).unwrap_or_default();
    let installed = String::from_utf8_lossy(&installed).into_owned();
    let absent: Vec<&str> = PROCESSORS
        .iter()
        .map(|(target, _)| *target)
        .filter(|target| !installed.lines().any(|own| own == *target))
        .collect();
    if !absent.is_empty() {
        missing.push(format!("Rust's targets (rustup target add {})", absent.join(" ")));
    }
    missing
}

/// The consumer's ProGuard rules, which go into the archive.
fn rules() -> PathBuf {
    root().join("bindings/kotlin/consumer-rules.pro")
}

/// That every segment of a library is aligned to pages of 16 KiB.
pub(crate) fn check(library: &Path) -> Result<(), Problem> {
    let content = fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
    match alignments(&content) {
        None => Err(format!("{}: is no ELF library of 64 or 32 bits", library.display())),
        Some(all) if all.iter().all(|own| own % PAGE == 0 && *own > 0) => Ok(()),
        Some(all) => Err(format!("{}: segments are aligned to {all:?} bytes", library.display())),
    }
}

/// `p_align` of every segment that is loaded.
fn alignments(elf: &[u8]) -> Option<Vec<u64>> {
    let number = |at: usize, len: usize| {
        let bytes = elf.get(at..at.checked_add(len)?)?;
        Some(bytes.iter().rev().fold(0_u64, |all, byte| all << 8 | u64::from(*byte)))
    };
    let wide = match elf.get(..6)? {
        [0x7f, b'E', b'L', b'F', 2, 1] => true,
        [0x7f, b'E', b'L', b'F', 1, 1] => false,
        _ => return None,
    };
    let place = |own: u64| usize::try_from(own).ok();
    let (start, size, count) = match wide {
        true => (number(0x20, 8)?, number(0x36, 2)?, number(0x38, 2)?),
        false => (number(0x1c, 4)?, number(0x2a, 2)?, number(0x2c, 2)?),
    };
    let mut all = Vec::new();
    for index in 0..count {
        let at = place(start.checked_add(index.checked_mul(size)?)?)?;
        if number(at, 4)? == LOAD {
            let (offset, len) = if wide { (0x30, 8) } else { (0x1c, 4) };
            all.push(number(at.checked_add(offset)?, len)?);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(align: u64) -> Vec<u8> {
        let mut bytes = vec![0; 0x40 + 0x38];
        bytes[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', 2, 1]);
        bytes[0x20] = 0x40;
        bytes[0x36] = 0x38;
        bytes[0x38] = 1;
        bytes[0x40] = 1;
        bytes[0x70..0x78].copy_from_slice(&align.to_le_bytes());
        bytes
    }

    #[test]
    fn alignments_are_read() {
        assert_eq!(alignments(&elf(0x4000)), Some(vec![0x4000]));
        assert_eq!(alignments(&elf(0x1000)), Some(vec![0x1000]));
        for len in 0..0x78 {
            assert!(alignments(&elf(0x4000)[..len]).is_none(), "{len}");
        }
    }
}
