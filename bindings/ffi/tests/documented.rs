//! Everything public in the libraries by hand is documented, and says that it is public.
//!
//! What is generated has the documentation of the boundary, which does not compile without it; Python's
//! own tests look at the stubs.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

const KOTLIN: &str = "../kotlin/src/main/kotlin/dev/tashika";
const SWIFT: &str = "../swift/Sources/Tashika";

/// Words that begin a declaration in Kotlin, after its modifiers.
const KOTLIN_WORDS: [&str; 8] =
    ["class", "constructor", "enum", "fun", "interface", "object", "val", "var"];
const KOTLIN_MODIFIERS: [&str; 10] = [
    "abstract", "const", "data", "inline", "lateinit", "open", "operator", "sealed", "suspend",
    "value",
];
const SWIFT_WORDS: [&str; 10] =
    ["actor", "case", "class", "enum", "func", "init", "let", "protocol", "struct", "typealias"];

struct Line<'a> {
    number: usize,
    indent: usize,
    text: &'a str,
}

fn lines(source: &str) -> Vec<Line<'_>> {
    let all = source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    all.map(|(at, line)| {
        let text = line.trim_start();
        Line { number: at + 1, indent: line.len() - text.len(), text }
    })
    .collect()
}

/// The line before a declaration, past its annotations and attributes.
fn before<'a>(all: &'a [Line<'_>], at: usize) -> &'a str {
    let above = all.get(..at).unwrap_or_default().iter().rev();
    above.map(|own| own.text).find(|own| !own.starts_with('@')).unwrap_or_default()
}

fn kotlin(source: &str) -> Vec<String> {
    let all = lines(source);
    let mut found = Vec::new();
    // What the lines at the margin and one step in belong to: locals are nobody's interface.
    let mut owner = "";
    for (at, line) in all.iter().enumerate() {
        let mut words = line.text.split([' ', '(', '<']).filter(|own| !own.starts_with('@'));
        let public = line.text.starts_with("public ");
        let word = words.find(|own| !KOTLIN_MODIFIERS.contains(own) && *own != "public");
        let declares = word.is_some_and(|own| KOTLIN_WORDS.contains(&own));
        // A constructor on a line of its own belongs to the class above it.
        let constructor = line.text.contains("constructor(") && !public;
        if line.indent == 0 && !constructor && !line.text.starts_with(['/', '*', ')', '}', '@']) {
            owner = line.text;
        }
        let of_class = ["class ", "interface ", "object "].iter().any(|own| owner.contains(own));
        let bare = declares
            && !public
            && !constructor
            && (line.indent == 0 || line.indent == 4 && of_class && !owner.starts_with("private"));
        if bare && !owner.starts_with("internal") {
            found.push(format!("{}: no word of who sees it: {}", line.number, line.text));
        }
        let companion = line.text.contains("companion object");
        if public && declares && !companion && !before(&all, at).ends_with("*/") {
            found.push(format!("{}: no KDoc: {}", line.number, line.text));
        }
    }
    found
}

fn swift(source: &str) -> Vec<String> {
    let all = lines(source);
    let mut found = Vec::new();
    let mut owner = "";
    for (at, line) in all.iter().enumerate() {
        if line.indent == 0 && !line.text.starts_with(['/', ')', '}', '@']) {
            owner = line.text;
        }
        let mut words = line.text.split([' ', '(', '<', ':']);
        let public = line.text.starts_with("public ");
        let declares = words.any(|own| SWIFT_WORDS.contains(&own) || own == "var");
        let of_enum = owner.starts_with("public enum") && line.text.starts_with("case ");
        let of_protocol = owner.starts_with("public protocol") && line.text.starts_with("func ");
        let member = line.indent == 4 && (of_enum || of_protocol);
        let said = before(&all, at).starts_with("///");
        // What a protocol of Swift asks for is documented there.
        let known = ["description:", "errorDescription:"].iter().any(|own| line.text.contains(own));
        if (public && declares || member) && !said && !known && !line.text.contains("extension ") {
            found.push(format!("{}: no DocC: {}", line.number, line.text));
        }
    }
    found
}

fn look(folder: &str, ending: &str, of: fn(&str) -> Vec<String>) -> (usize, Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).unwrap().map(|own| own.unwrap().path());
    let own = |path: &PathBuf| {
        path.extension().is_some_and(|own| own == ending) && !path.ends_with("Generated.swift")
    };
    let files: Vec<PathBuf> = files.filter(own).collect();
    let found = files.iter().flat_map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let all = of(&fs::read_to_string(path).unwrap()).into_iter();
        all.map(move |own| format!("{name}:{own}"))
    });
    let found = found.collect();
    (files.len(), found)
}

#[test]
fn everything_public_is_documented() {
    let (files, kotlin) = look(KOTLIN, "kt", kotlin);
    let (more, swift) = look(SWIFT, "swift", swift);
    assert!(files >= 14 && more >= 14, "{files} and {more} files");
    let found: Vec<String> = kotlin.into_iter().chain(swift).collect();
    assert!(found.is_empty(), "{} things:\n{}", found.len(), found.join("\n"));
}

/// From nothing to a verified presentation: lines that are blank, or run a snippet, do not count.
#[test]
fn every_guide_begins_with_twenty_lines() {
    for language in ["kotlin", "python", "rust", "swift"] {
        let path = format!("../../docs/integrate/{language}.md");
        let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let (_, rest) = guide.split_once(&format!("```{language}\n")).unwrap();
        let (code, _) = rest.split_once("```").unwrap();
        let lines = code.lines().filter(|own| !own.trim().is_empty() && !own.starts_with('#'));
        let count = lines.count();
        assert!((10..=20).contains(&count), "{language}: {count} lines");
    }
}

#[test]
fn what_is_not_documented_is_found() {
    let own = "/** A class. */\npublic class A {\n    public val a: Int = 1\n\n    fun b() {\n\
        \x20       val c = 1\n    }\n\n    /** D. */\n    @JvmStatic\n    public fun d() {}\n}\n";
    let found = kotlin(own);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("3: no KDoc") && found[1].starts_with("5: no word"), "{found:?}");
    assert!(kotlin("internal class A {\n    fun b() {}\n}\n").is_empty());
    assert!(kotlin("private fun a() {\n    val b = 1\n}\n").is_empty());

    let own = "/// An enum.\npublic enum A {\n    case a\n    /// B.\n    case b\n\n    public var c: Int { 1 }\n}\n";
    let found = swift(own);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("3:") && found[1].starts_with("7:"), "{found:?}");
    assert!(swift("struct A {\n    let b: Int\n}\n").is_empty());
}
