//! The app for Android: compiled against Android's own classes, its resources linked by `aapt2`, and
//! tested by Maven with Robolectric, which draws its screens.
//!
//! 1. `aapt2`, from Debian where it is missing.
//! 2. The frameworks, from Maven Central: one to compile with, two to run on.
//! 3. Resources and manifest are linked; `R` comes of it.
//! 4. The library for Kotlin is generated over the native library of this machine.
//! 5. Maven compiles and tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::kotlin;
use crate::run::{has, root, run};
use crate::{Problem, debian};

/// What is compiled against and linked with; `android/pom.xml` has the same.
const FRAMEWORK: &str = "android-all:14-robolectric-10818077";
/// What tests run on: the newest and the oldest.
const RUNTIMES: [&str; 2] = [
    "android-all-instrumented:14-robolectric-10818077-i7",
    "android-all-instrumented:10-robolectric-5803371-i7",
];
/// Modules with tests.
const MODULES: [&str; 6] = ["ports", "presenter", "counter", "radio", "app", "tools"];

/// Maven, a JDK of 17 or newer, `aapt2`, and the frameworks.
pub(crate) fn ready() -> Result<(), Problem> {
    kotlin::ready()?;
    if !has("aapt2") {
        debian::install("Android", "aapt2, of Android's build tools", &["aapt"])?;
    }
    for artifact in [FRAMEWORK].iter().chain(&RUNTIMES) {
        framework(artifact).map_err(|problem| format!("Android's classes: {problem}"))?;
    }
    Ok(())
}

pub(crate) fn test() -> Result<(), Problem> {
    link()?;
    let library = kotlin::generate("dev")?;
    let native = library.parent().unwrap_or(&library);
    for module in MODULES {
        // What an earlier run left there is not counted again.
        let _ = fs::remove_dir_all(reports(module));
    }
    let properties = [("android", out()), ("native", native.to_owned())];
    let properties = properties.map(|(name, path)| format!("-Dtashika.{name}={}", path.display()));
    run(maven().arg("--quiet").args(properties).arg("test"))?;
    let mut all = (0, 0);
    for module in MODULES {
        let (passed, skipped) = kotlin::ran(&reports(module))?;
        println!("android {module}: {passed} passed, 0 failed, {skipped} skipped");
        all = (all.0 + passed, all.1 + skipped);
        if passed == 0 {
            return Err(format!("no test of android/{module} ran"));
        }
    }
    println!("android: {} passed, 0 failed, {} skipped", all.0, all.1);
    Ok(())
}

fn out() -> PathBuf {
    root().join("target/android-app")
}

fn reports(module: &str) -> PathBuf {
    root().join("android").join(module).join("target/surefire-reports")
}

fn maven() -> Command {
    let mut command = Command::new("mvn");
    command.current_dir(root().join("android")).args(["--batch-mode", "--no-transfer-progress"]);
    command
}

/// A framework beside the others, where Robolectric finds it without a network.
fn framework(artifact: &str) -> Result<(), Problem> {
    if jar(artifact).exists() {
        return Ok(());
    }
    println!("android: fetching {artifact}");
    run(maven()
        .args(["--quiet", "--non-recursive"])
        .arg("org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy")
        .arg(format!("-Dartifact=org.robolectric:{artifact}"))
        .arg(format!("-DoutputDirectory={}", out().join("frameworks").display())))
}

fn jar(artifact: &str) -> PathBuf {
    out().join("frameworks").join(artifact.replace(':', "-") + ".jar")
}

/// Links resources and manifest: `resources.apk`, `R.java`, and what `aapt2` says of the whole.
fn link() -> Result<(), Problem> {
    let main = root().join("android/app/src/main");
    let (compiled, apk) = (out().join("resources.zip"), out().join("resources.apk"));
    let java = out().join("java");
    let _ = fs::remove_dir_all(&java);
    run(Command::new("aapt2")
        .args(["compile", "--dir"])
        .arg(main.join("res"))
        .arg("-o")
        .arg(&compiled))?;
    let mut link = Command::new("aapt2");
    link.args(["link", "--auto-add-overlay", "-I"]).arg(jar(FRAMEWORK));
    link.arg("--manifest").arg(main.join("AndroidManifest.xml"));
    link.arg("--java").arg(&java).arg("-o").arg(&apk).arg(&compiled);
    quiet(&mut link)?;
    let badging = quiet(Command::new("aapt2").args(["dump", "badging"]).arg(&apk))?;
    write(&out().join("badging.txt"), &badging)
}

/// Runs a command, and shows what it says only where it fails: `aapt2` warns of each chunk of a newer
/// system that it passes over.
fn quiet(command: &mut Command) -> Result<String, Problem> {
    let output = command.output().map_err(|error| format!("aapt2 cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("aapt2: {}", String::from_utf8_lossy(&output.stderr)))
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
