//! The Swift package: generated code whose machinery is internal, built and tested by SwiftPM with the
//! local `swift`, or with Debian's in a root of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use uniffi_bindgen::bindings::TargetLanguage;

use crate::generate::{code, library};
use crate::kotlin::native;
use crate::run::{has, quietly, root};
use crate::{Problem, debian, measured, reports};

/// Debian's release that has Swift 6.
const RELEASE: &str = "trixie";
const PACKAGES: [&str; 6] =
    ["swiftlang", "libc6-dev", "libstdc++-14-dev", "libncurses-dev", "pkg-config", "git"];

/// Lines of a log that are shown where a command fails.
const SHOWN: usize = 60;

/// What stays public: values, errors, and the protocol of signers.
const PUBLIC: [&str; 5] = [
    "public enum ",
    "public indirect enum ",
    "public protocol RequestSigner:",
    "public struct ",
    "public typealias ",
];

/// How names begin that no application sees: objects, what holds some, and machinery.
const HIDDEN: [&str; 2] = ["FfiConverter", "Native"];
const SHOWING: [&str; 2] = ["open ", "public "];

/// A `swift` of version 6: that on the path, or Debian's.
pub(crate) fn ready() -> Result<(), Problem> {
    Swift::find().map(drop)
}

pub(crate) fn test() -> Result<(), Problem> {
    let reports = reports::write()?;
    let library = generate("dev")?;
    tested(
        &library,
        &["--skip", "LeakTests", "--skip", "BoundaryTests"],
        "TASHIKA_REPORTS",
        &reports,
    )
}

/// Ten thousand verifications leave nothing behind.
pub(crate) fn leaks() -> Result<(), Problem> {
    generate("dev")?;
    let library = measured::library("dev")?;
    tested(&library, &["--filter", "LeakTests"], "TASHIKA_LEAKS", Path::new("1"))
}

/// The cases in turns with Rust: a line for each round.
pub(crate) fn race(library: &Path, rounds: &Path) -> Result<(), Problem> {
    generate("dev")?;
    let words = ["--filter", "BoundaryTests", "--configuration", "release"];
    tested(library, &words, "TASHIKA_ROUNDS", rounds)
}

/// Builds and runs tests of the package over a library; a run without tests is none.
fn tested(library: &Path, which: &[&str], variable: &str, value: &Path) -> Result<(), Problem> {
    let native = library.parent().unwrap_or(library).display().to_string();
    let scratch = root().join("target/swift/build").display().to_string();
    let mut words = vec!["test", "--scratch-path", &scratch, "--disable-xctest"];
    words.extend(["-Xswiftc", "-warnings-as-errors"]);
    words.extend(["-L", &native, "-rpath", &native].iter().flat_map(|own| ["-Xlinker", own]));
    words.extend(which);
    let root = root();
    // Cargo's own would find another library.
    let path = ("LD_LIBRARY_PATH", Path::new(&native));
    let variables = [("TASHIKA_ROOT", root.as_path()), path, (variable, value)];
    let passed = counted(&Swift::find()?.run(&folder(), &words, &variables)?)?;
    println!("swift: {passed} passed, 0 failed");
    Ok(())
}

/// Writes the generated code into the package.
pub(crate) fn generate(profile: &str) -> Result<PathBuf, Problem> {
    let library = library(profile)?;
    let made = root().join("target/swift/generated");
    code(TargetLanguage::Swift, &library, &made)?;
    let write = |from: &str, to: &str, change: fn(&str) -> String| {
        let (from, to) = (made.join(from), folder().join("Sources").join(to));
        let fail = |error: std::io::Error| format!("{}: {error}", to.display());
        fs::create_dir_all(to.parent().unwrap_or(&to)).map_err(fail)?;
        let text = change(&fs::read_to_string(from).map_err(fail)?);
        // What is the same keeps its date: nothing is compiled again.
        if fs::read_to_string(&to).is_ok_and(|own| own == text) {
            return Ok(());
        }
        fs::write(&to, text).map_err(fail)
    };
    write("Tashika.swift", "Tashika/Generated.swift", internal)?;
    write("TashikaFFI.h", "TashikaFFI/TashikaFFI.h", str::to_owned)?;
    write("TashikaFFI.modulemap", "TashikaFFI/module.modulemap", linking)?;
    Ok(library)
}

pub(crate) fn folder() -> PathBuf {
    root().join("bindings/swift")
}

/// The module of C, which names the library to link and no module of Apple's.
fn linking(module: &str) -> String {
    let lines = module.lines().filter(|line| !line.trim_start().starts_with("use "));
    let text: String = lines.map(|line| line.to_owned() + "\n").collect();
    text.replacen("    export *", "    link \"tashika_ffi\"\n    export *", 1)
}

/// Only values stay public, and the cases of errors are written as Swift writes them.
fn internal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // An error's declaration goes over two lines.
    for line in text.replace("public \nenum ", "public enum ").lines() {
        let line = &native(line);
        let name = PUBLIC.iter().find_map(|own| line.strip_prefix(own));
        let hidden = |name: &str| HIDDEN.iter().any(|own| name.starts_with(own));
        let public = name.is_some_and(|name| !hidden(name));
        let start = line.trim_start();
        let line = if start.starts_with('*') || start.starts_with("//") {
            line.replace("[`", "`").replace("`]", "`")
        } else if line == "import TashikaFFI" {
            "internal import TashikaFFI".to_owned()
        } else if public {
            line.to_owned()
        } else if let Some(rest) = SHOWING.iter().find_map(|own| line.strip_prefix(own)) {
            rest.to_owned()
        } else {
            cased(line)
        };
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// A case that begins with a capital, with a small letter.
fn cased(line: &str) -> String {
    for mark in ["    case ", "return .", "case let .", "case ."] {
        let Some((before, after)) = line.split_once(mark) else { continue };
        // Constants of the machinery are matched by their names, deeper within.
        if mark == "    case " && !before.is_empty() {
            continue;
        }
        let Some(first) = after.chars().next().filter(char::is_ascii_uppercase) else { continue };
        let small = first.to_ascii_lowercase();
        let rest = after.get(1..).unwrap_or_default();
        let end = rest.find(|own: char| !own.is_alphanumeric()).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        let word = format!("{small}{word}");
        let quoted = mark == "    case " && word == "internal";
        let word = if quoted { format!("`{word}`") } else { word };
        return format!("{before}{mark}{word}{rest}");
    }
    line.to_owned()
}

/// A `swift` that can be run.
pub(crate) enum Swift {
    /// The one of this machine.
    Local,
    /// Debian's, in a root of its own.
    Root(PathBuf),
}

impl Swift {
    pub(crate) fn find() -> Result<Self, Problem> {
        if has("swift") {
            return Ok(Self::Local);
        }
        let need = |what: &str| format!("Swift needs {what}, or swift 6 on the path (swift.org)");
        if std::env::consts::OS != "linux" {
            return Err("Swift needs swift 6 on the path: install Xcode 16 or swift.org's".into());
        }
        if !debian::is_root() {
            return Err(need("a superuser, to set Debian's up in target/xtask/swift-root"));
        }
        quietly(Command::new("unshare").args(["--mount", "true"]))
            .map_err(|problem| format!("{}; {problem}", need("leave to mount")))?;
        if !has("debootstrap") {
            debian::install("Swift", "debootstrap", &["debootstrap"])?;
        }
        let own = Self::Root(root().join("target/xtask/swift-root"));
        own.set_up()?;
        Ok(own)
    }

    /// Debian with `swiftlang`, unless it is there from before.
    fn set_up(&self) -> Result<(), Problem> {
        let Self::Root(folder) = self else { return Ok(()) };
        let ready = folder.join("swift-is-ready");
        if ready.exists() {
            return Ok(());
        }
        let mirror =
            debian::mirror().ok_or("Swift needs a mirror of Debian among apt's sources")?;
        println!("swift: setting up Debian's in {}, some minutes", folder.display());
        let _ = fs::remove_dir_all(folder);
        let fail = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(fail)?;
        let mut base = Command::new("debootstrap");
        logged(base.args(["--variant=minbase", RELEASE]).arg(folder).arg(mirror), "base")?;
        let mut install = within(folder);
        install.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y"]);
        logged(install.arg("--no-install-recommends").args(PACKAGES), "packages")?;
        logged(within(folder).args(["apt-get", "clean"]), "clean")?;
        fs::write(ready, "").map_err(fail)
    }

    /// Runs `swift` in a package's folder and gives back what it says.
    pub(crate) fn run(
        &self,
        folder: &Path,
        words: &[&str],
        variables: &[(&str, &Path)],
    ) -> Result<String, Problem> {
        let mut command = self.command("swift");
        command.args(words).current_dir(folder);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        logged(&mut command, "swift")
    }

    /// Runs the compiler in a folder.
    pub(crate) fn compile(&self, folder: &Path, words: &[&str]) -> Result<String, Problem> {
        logged(self.command("swiftc").args(words).current_dir(folder), "swiftc")
    }

    fn command(&self, program: &str) -> Command {
        match self {
            Self::Local => Command::new(program),
            Self::Root(root) => {
                let mut command = within(root);
                command.arg(program);
                command
            }
        }
    }
}

/// A command to be named, run within the root: with `/proc`, and the workspace where it is outside.
fn within(folder: &Path) -> Command {
    const MOUNTED: &str = r#"
        set -e
        mount -t proc proc "$1/proc"
        mkdir -p "$1$2"
        mount --bind "$2" "$1$2"
        here=$(pwd)
        export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
        root=$1
        shift 2
        exec chroot "$root" sh -c 'cd "$0" && exec "$@"' "$here" "$@"
    "#;
    let mut command = Command::new("unshare");
    // What is mounted is gone with the command.
    command.args(["--mount", "--propagation", "private", "sh", "-c", MOUNTED, "sh"]);
    command.arg(folder).arg(root()).current_dir(root());
    command
}

/// Runs a command whose output goes to a file; shows the end of it where the command fails.
fn logged(command: &mut Command, name: &str) -> Result<String, Problem> {
    let path = root().join("target/swift").join(name.to_owned() + ".log");
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(root().join("target/swift")).map_err(fail)?;
    let file = fs::File::create(&path).map_err(fail)?;
    let status = command.stdout(file.try_clone().map_err(fail)?).stderr(file).status();
    let text = fs::read_to_string(&path).map_err(fail)?;
    let problem = match status {
        Ok(status) if status.success() => return Ok(text),
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.get(lines.len().saturating_sub(SHOWN)..).unwrap_or_default();
    Err(format!("{name}: {problem}; {} has all of this:\n{}", path.display(), end.join("\n")))
}

/// How many tests ran, from the last line of Swift Testing; none is a failure.
pub(crate) fn counted(said: &str) -> Result<usize, Problem> {
    let passed = said.lines().rev().find_map(|line| {
        let (_, rest) = line.split_once("Test run with ")?;
        let (number, rest) = rest.split_once(" test")?;
        rest.contains("passed").then(|| number.parse::<usize>().ok())?
    });
    match passed {
        Some(passed) if passed > 0 => Ok(passed),
        _ => Err("no Swift test ran".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_stay_public() {
        let text = "import TashikaFFI\n\
            public protocol ReportProtocol: AnyObject, Sendable {\n\
            open class Report: ReportProtocol, @unchecked Sendable {\n\
            open func claims(document: Int32)throws  -> [Claim]?  {\n\
            public struct FfiConverterTypeClaim: FfiConverterRustBuffer {\n\
            public struct Claim: Equatable, Hashable {\n    public let retain: Bool\n\
            public protocol RequestSigner: AnyObject, Sendable {\n\
            public enum Event {\n\
            public func nativeVersion() -> String  {\n\
            public \nenum TashikaError: Swift.Error {\n\
            \u{20}   case Internal(\n        case 4: return .Internal(\n\
            \u{20}       case let .Internal(code,reason):\n * see [`Report::claims`]";
        let lines: Vec<String> = internal(text).lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "internal import TashikaFFI");
        assert!(lines[1].starts_with("protocol NativeReport"), "{}", lines[1]);
        assert!(lines[2].starts_with("class NativeReport"), "{}", lines[2]);
        assert!(lines[3].starts_with("func claims"), "{}", lines[3]);
        assert!(lines[4].starts_with("struct FfiConverter"), "{}", lines[4]);
        assert!(lines[5].starts_with("public struct Claim"), "{}", lines[5]);
        assert_eq!(lines[6], "    public let retain: Bool");
        assert!(lines[7].starts_with("public protocol RequestSigner"), "{}", lines[7]);
        assert!(lines[8].starts_with("enum NativeEvent"), "{}", lines[8]);
        assert!(lines[9].starts_with("func nativeVersion"), "{}", lines[9]);
        assert!(lines[10].starts_with("public enum TashikaError"), "{}", lines[10]);
        assert_eq!(lines[11], "    case `internal`(");
        assert_eq!(lines[12], "        case 4: return .internal(");
        assert_eq!(lines[13], "        case let .internal(code,reason):");
        assert_eq!(lines[14], " * see `Report::claims`");
    }

    #[test]
    fn a_run_without_tests_is_no_success() {
        assert!(counted("Test run with 12 tests passed after 0.5 seconds.").is_ok());
        assert!(counted("Test run with 0 tests passed after 0.5 seconds.").is_err());
        assert!(counted("Build complete!").is_err());
    }
}
