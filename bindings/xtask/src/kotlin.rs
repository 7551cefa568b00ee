//! The Kotlin library: generated code made internal, built and tested by Maven on the JVM.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use uniffi_bindgen::bindings::TargetLanguage;

use crate::generate::{code, library};
use crate::run::{has, root, run};
use crate::{Problem, debian, measured, reports};

/// Declarations at the top of the generated file that say what they are.
const KINDS: [&str; 9] = [
    "open class ",
    "data class ",
    "enum class ",
    "sealed class ",
    "class ",
    "object ",
    "interface ",
    "inline fun ",
    "fun ",
];

/// Objects, and values that hold some: the library written by hand has these names.
const NATIVE: [&str; 43] = [
    "AcceptanceList",
    "Account",
    "Action",
    "AnswerOutcome",
    "AnsweredCredential",
    "AssuranceDecision",
    "Counter",
    "DeviceRequestDraft",
    "DocTypes",
    "Event",
    "EvidenceLedger",
    "FileToSign",
    "HeldAnswer",
    "History",
    "HybridAction",
    "HybridAnswer",
    "HybridEvent",
    "HybridOutcome",
    "HybridSession",
    "JpkiAuthenticationReport",
    "JpkiChallenge",
    "JpkiSigningReport",
    "JpkiVerifier",
    "LedgerRechecks",
    "LedgerWorse",
    "Offer",
    "OnlineAnswer",
    "OnlineSession",
    "PasskeyCredential",
    "PolicyBundle",
    "PolicyBundles",
    "Presentation",
    "PrivateKey",
    "ReaderSession",
    "Received",
    "Rechecked",
    "Report",
    "Request",
    "SigningIdentity",
    "StatusCache",
    "TapWindow",
    "TrustStore",
    "Verifier",
];

/// Maven and a JDK of 17 or newer.
pub(crate) fn ready() -> Result<(), Problem> {
    let absent = |program: &str| !has(program);
    if absent("mvn") || absent("javac") {
        debian::install("Kotlin", "Maven and a JDK 17", &["maven", "openjdk-17-jdk-headless"])?;
    }
    Ok(())
}

pub(crate) fn test() -> Result<(), Problem> {
    reports::write()?;
    tested(&mut maven(&generate("dev")?, &["--quiet", "test"]))
}

/// Ten thousand verifications leave nothing behind.
pub(crate) fn leaks() -> Result<(), Problem> {
    generate("dev")?;
    tested(&mut measuring(&measured::library("dev")?, "LeakTest"))
}

/// The cases in turns with Rust: a line for each round.
pub(crate) fn race(library: &Path, rounds: &Path) -> Result<(), Problem> {
    generate("dev")?;
    tested(measuring(library, "BoundaryTest").env("TASHIKA_ROUNDS", rounds))
}

fn measuring(library: &Path, test: &str) -> Command {
    let test = format!("-Dtest={test}");
    maven(library, &["--quiet", "test", "-Dtashika.tags=measurement", &test])
}

/// Runs Maven; a run without tests is none.
fn tested(maven: &mut Command) -> Result<(), Problem> {
    // What an earlier run left there is not counted again.
    let reports = folder().join("target/surefire-reports");
    let _ = fs::remove_dir_all(&reports);
    run(maven)?;
    counted(&reports)
}

/// Writes the generated code, machinery and objects internal to the module.
pub(crate) fn generate(profile: &str) -> Result<PathBuf, Problem> {
    let library = library(profile)?;
    let target = folder().join("target/generated");
    code(TargetLanguage::Kotlin, &library, &target)?;
    let file = target.join("dev/tashika/tashika_ffi.kt");
    let fail = |error: std::io::Error| format!("{}: {error}", file.display());
    let text = fs::read_to_string(&file).map_err(fail)?;
    fs::write(&file, internal(&text)).map_err(fail)?;
    Ok(library)
}

/// `mvn` in the library's folder, with the native library where JNA finds it.
pub(crate) fn maven(library: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("mvn");
    let native = library.parent().unwrap_or(library);
    command.current_dir(folder()).arg("--batch-mode").arg("--no-transfer-progress");
    command.arg(format!("-Dtashika.native={}", native.display())).args(arguments);
    command
}

pub(crate) fn folder() -> PathBuf {
    root().join("bindings/kotlin")
}

/// Only values stay public: records and enums that hold no object, and the trait of signers.
fn internal(text: &str) -> String {
    let text: String = text.lines().map(|line| native(line) + "\n").collect();
    let public = values(&text);
    let mut out = String::with_capacity(text.len());
    let mut in_interface = false;
    for line in text.lines() {
        let bare = line.strip_prefix("public ").unwrap_or(line);
        let inner = line.split_once("*/").map_or(line, |(_, code)| code).trim_start();
        in_interface = if line.starts_with('}') { false } else { in_interface };
        match declared(bare) {
            Some("RequestSigner") => {
                in_interface = true;
                out.push_str(&bare.replace("interface ", "public fun interface "));
            }
            Some(name) => {
                in_interface = bare.starts_with("interface ");
                out.push_str(if public.contains(name) { "public " } else { "internal " });
                out.push_str(bare);
            }
            // The handlers of errors stand inside of them, with machinery in their signatures.
            None if inner.starts_with("companion object ErrorHandler") => {
                out.push_str(&line.replace("companion", "internal companion"));
            }
            None if inner.starts_with("@Throws(") && line.contains(") fun `") && !in_interface => {
                out.push_str(&line.replace(") fun `", ") internal fun `"));
            }
            None if inner.starts_with("fun `") && !in_interface => {
                out.push_str(&line.replacen("fun `", "internal fun `", 1));
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// A line of code with the names of objects, and of what holds them, put behind those of the library.
pub(crate) fn native(line: &str) -> String {
    if let Some((comment, code)) = line.split_once("*/") {
        return format!("{comment}*/{}", native(code));
    }
    let start = line.trim_start();
    if start.starts_with('*') || start.starts_with("/*") || start.starts_with("//") {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(|own: char| own.is_alphanumeric() || own == '_') {
        let (before, from) = rest.split_at(at);
        let end = from.find(|own: char| !own.is_alphanumeric() && own != '_');
        let (word, after) = from.split_at(end.unwrap_or(from.len()));
        out.push_str(before);
        let bare = ["Interface", "Protocol"].iter().find_map(|own| word.strip_suffix(own));
        if NATIVE.contains(&bare.unwrap_or(word)) {
            out.push_str("Native");
        }
        out.push_str(word);
        rest = after;
    }
    out + rest
}

/// The names of the values: declarations that are destroyed hold objects.
fn values(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is = |kind: &str| line.starts_with(kind);
        let Some(name) = declared(line) else { continue };
        if !(is("data class ") || is("enum class ") || is("sealed class ")) {
            continue;
        }
        let mut head = line.to_owned();
        while is("data class ") && !head.starts_with(')') {
            let Some(next) = lines.next() else { break };
            head = next.to_owned();
        }
        if !head.contains("Disposable") {
            found.insert(name);
        }
    }
    found
}

fn declared(line: &str) -> Option<&str> {
    let rest = KINDS.iter().find_map(|kind| line.strip_prefix(kind))?;
    let rest = rest.strip_prefix('<').map_or(rest, |own| own.split_once("> ").map_or("", |o| o.1));
    let rest = rest.trim_start_matches('`');
    let end = rest.find(|own: char| !own.is_alphanumeric() && own != '_').unwrap_or(rest.len());
    rest.get(..end).filter(|name| !name.is_empty())
}

/// Says how many tests ran; none is a failure.
fn counted(reports: &Path) -> Result<(), Problem> {
    let (passed, skipped) = ran(reports)?;
    println!("kotlin: {passed} passed, 0 failed, {skipped} skipped");
    if passed == 0 { Err("no Kotlin test ran".to_owned()) } else { Ok(()) }
}

/// How many tests passed and how many were skipped, from the reports of Surefire.
pub(crate) fn ran(reports: &Path) -> Result<(usize, usize), Problem> {
    let fail = |error: std::io::Error| format!("{}: {error}", reports.display());
    let (mut ran, mut skipped) = (0, 0);
    for entry in fs::read_dir(reports).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.extension().is_none_or(|own| own != "xml") {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(fail)?;
        let suite = text.split("<testsuite ").nth(1).unwrap_or_default();
        let number = |name: &str| {
            let value = suite.split(&format!(" {name}=\"")).nth(1).unwrap_or_default();
            value.split('"').next().unwrap_or_default().parse::<usize>().unwrap_or_default()
        };
        ran += number("tests");
        skipped += number("skipped");
    }
    Ok((ran.saturating_sub(skipped), skipped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_stay_public() {
        let text = "open class RustBuffer : Structure() {\n\
            public object FfiConverterTypeFact: FfiConverterRustBuffer<Fact> {\n\
            data class Finding (\n    val a: Int\n){\n\
            data class Received (\n    val a: Thing\n): Disposable{\n\
            sealed class Event: Disposable  {\n\
            inline fun <T : Disposable?, R> T.use(block: (T) -> R) =\n\
            public interface RequestSigner {\n\
            \u{20}   fun `sign`(bytes: ByteArray): ByteArray\n}\n\
            @Throws(TashikaException::class) fun `inspect`(): String {\n\
            fun `version`(): String {\n\
            // Event, Report\n";
        let lines: Vec<String> = internal(text).lines().map(str::to_owned).collect();
        assert!(lines[0].starts_with("internal open class"), "{}", lines[0]);
        assert!(lines[1].starts_with("internal object"), "{}", lines[1]);
        assert!(lines[2].starts_with("public data class Finding"), "{}", lines[2]);
        assert!(lines[5].starts_with("internal data class NativeReceived"), "{}", lines[5]);
        assert!(lines[8].starts_with("internal sealed class NativeEvent"), "{}", lines[8]);
        assert!(lines[9].starts_with("internal inline fun"), "{}", lines[9]);
        assert!(lines[10].starts_with("public fun interface RequestSigner"), "{}", lines[10]);
        assert!(lines[11].starts_with("    fun `sign`"), "{}", lines[11]);
        assert!(lines[13].contains(") internal fun `inspect`"), "{}", lines[13]);
        assert!(lines[14].starts_with("internal fun `version`"), "{}", lines[14]);
        assert_eq!(lines[15], "// Event, Report");
    }
}
