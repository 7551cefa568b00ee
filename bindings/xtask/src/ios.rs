//! The package for Apple's systems: an XCFramework of static libraries, and the code over it.
//!
//! 1. A static library, optimised for size, for devices and for both kinds of simulator.
//! 2. An XCFramework of them, with the header and its module.
//! 3. A package in `target/swift/package` with the framework, the generated code and that written by
//!    hand: it stands for itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{cargo, has, root, run};
use crate::{Problem, swift};

const DEVICE: &str = "aarch64-apple-ios";
const SIMULATORS: [&str; 2] = ["aarch64-apple-ios-sim", "x86_64-apple-ios"];
const PROFILE: &str = "release-small";

const MANIFEST: &str = r#"// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Tashika",
    platforms: [.iOS(.v16)],
    products: [.library(name: "Tashika", targets: ["Tashika"])],
    targets: [
        .binaryTarget(name: "TashikaFFI", path: "TashikaFFI.xcframework"),
        .target(name: "Tashika", dependencies: ["TashikaFFI"]),
    ],
    swiftLanguageModes: [.v6]
)
"#;

pub(crate) fn package() -> Result<PathBuf, Problem> {
    if std::env::consts::OS != "macos" {
        return Err("an XCFramework can be made on a Mac with Xcode 16 alone".to_owned());
    }
    if !has("xcodebuild") {
        return Err("an XCFramework needs xcodebuild: install Xcode 16 from the App Store".into());
    }
    swift::generate("dev")?;
    let device = library(DEVICE)?;
    let simulator = simulator()?;
    let package = root().join("target/swift/package");
    let fail = |error: std::io::Error| format!("{}: {error}", package.display());
    // What an older version left does not belong to this one.
    let _ = fs::remove_dir_all(&package);
    fs::create_dir_all(package.join("Sources/Tashika")).map_err(fail)?;
    let headers = swift::folder().join("Sources/TashikaFFI");
    let mut xcode = Command::new("xcodebuild");
    xcode.arg("-create-xcframework");
    for library in [&device, &simulator] {
        xcode.arg("-library").arg(library).arg("-headers").arg(&headers);
    }
    run(xcode.arg("-output").arg(package.join("TashikaFFI.xcframework")))?;
    for entry in fs::read_dir(swift::folder().join("Sources/Tashika")).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let to = package.join("Sources/Tashika").join(entry.file_name());
        fs::copy(entry.path(), to).map_err(fail)?;
    }
    fs::write(package.join("Package.swift"), MANIFEST).map_err(fail)?;
    Ok(package)
}

/// The library of a target that rustup has, or gets.
fn library(triple: &str) -> Result<PathBuf, Problem> {
    if has("rustup") {
        run(Command::new("rustup").args(["target", "add", triple]))?;
    }
    let mut command = cargo(&["rustc", "--package", "tashika-ffi", "--lib"]);
    command.args(["--crate-type", "staticlib", "--profile", PROFILE, "--target", triple]);
    run(&mut command)?;
    Ok(root().join("target").join(triple).join(PROFILE).join("libtashika_ffi.a"))
}

/// One library for the simulators of both kinds of Mac.
fn simulator() -> Result<PathBuf, Problem> {
    let out: PathBuf = root().join("target/swift/simulator/libtashika_ffi.a");
    let folder = out.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut lipo = Command::new("lipo");
    lipo.arg("-create");
    for triple in SIMULATORS {
        lipo.arg(library(triple)?);
    }
    run(lipo.arg("-output").arg(&out))?;
    Ok(out)
}
