//! The Python wheel: built by maturin from the same library, installed and tested in an environment
//! of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use uniffi_bindgen::bindings::TargetLanguage;

use crate::generate::{code, library};
use crate::run::{quietly, root, run};
use crate::{Problem, debian, measured, reports};

const MATURIN: &str = "maturin==1.16.0";

/// Python, with the environments that packages are installed into.
pub(crate) fn ready() -> Result<(), Problem> {
    let whole = || {
        let mut python = Command::new("python3");
        quietly(python.args(["-c", "import ensurepip, venv"])).is_ok()
    };
    if whole() {
        return Ok(());
    }
    debian::install("Python", "Python 3.10 or newer with venv", &["python3", "python3-venv"])?;
    if whole() { Ok(()) } else { Err("Python needs the venv of the python3 on the path".into()) }
}

pub(crate) fn test() -> Result<(), Problem> {
    let reports = reports::write()?;
    let python = environment()?;
    let wheel = wheel("dev")?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps"])
        .arg(&wheel))?;
    let mut tests = Command::new(&python);
    tests.current_dir(folder().join("tests")).env("TASHIKA_ROOT", root());
    tests.env("TASHIKA_REPORTS", reports);
    run(tests.args(["run.py"]))
}

/// Ten thousand verifications leave nothing behind.
pub(crate) fn leaks() -> Result<(), Problem> {
    run(&mut measuring(&measured::library("dev")?, "leaks.py")?)
}

/// The cases in turns with Rust: a line for each round.
pub(crate) fn race(library: &Path, rounds: &Path) -> Result<(), Problem> {
    run(measuring(library, "boundary.py")?.env("TASHIKA_ROUNDS", rounds))
}

/// A test over the package with this library in it.
fn measuring(own: &Path, test: &str) -> Result<Command, Problem> {
    let packages = root().join("target/boundary/python");
    let native = packages.join("tashika/_native");
    let fail = |error: std::io::Error| format!("{}: {error}", packages.display());
    fs::create_dir_all(&native).map_err(fail)?;
    code(TargetLanguage::Python, &library("dev")?, &native)?;
    let source = folder().join("src/tashika/__init__.py");
    fs::copy(source, packages.join("tashika/__init__.py")).map_err(fail)?;
    fs::copy(own, native.join(own.file_name().unwrap_or_default())).map_err(fail)?;
    let mut tests = Command::new("python3");
    tests.current_dir(folder().join("tests")).env("TASHIKA_ROOT", root());
    tests.env("PYTHONPATH", packages).args(["run.py", test]);
    Ok(tests)
}

/// Builds the wheel, with type stubs in it.
pub(crate) fn wheel(profile: &str) -> Result<PathBuf, Problem> {
    let python = environment()?;
    let generated = root().join("target/python");
    code(TargetLanguage::Python, &library(profile)?, &generated)?;
    let native = folder().join("src/tashika/_native");
    fs::create_dir_all(&native).map_err(|error| format!("{}: {error}", native.display()))?;
    run(Command::new(&python)
        .arg(folder().join("stubs.py"))
        .arg(generated.join("tashika_ffi.py"))
        .arg(native.join("tashika_ffi.pyi")))?;
    let wheels = generated.join("wheels");
    // The newest wheel is the only one.
    let _ = fs::remove_dir_all(&wheels);
    run(Command::new(&python)
        .current_dir(folder())
        .args(["-m", "maturin", "build", "--quiet", "--profile", profile, "--out"])
        .arg(&wheels))?;
    let fail = |error: std::io::Error| format!("{}: {error}", wheels.display());
    let mut found = fs::read_dir(&wheels).map_err(fail)?;
    let only = found.next().ok_or("maturin built no wheel")?;
    Ok(only.map_err(fail)?.path())
}

/// The interpreter of an environment with maturin in it.
fn environment() -> Result<PathBuf, Problem> {
    ready()?;
    let folder = root().join("target/python/venv");
    let python = folder.join("bin/python");
    if !folder.join("bin/maturin").exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", MATURIN]))?;
    }
    Ok(python)
}

fn folder() -> PathBuf {
    root().join("bindings/python")
}
