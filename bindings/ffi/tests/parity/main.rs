//! Feature parity is a test: a row for each capability of the boundary, a column for each language.
//!
//! `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test parity` writes docs/parity.md. Python has the
//! boundary itself; Kotlin and Swift have libraries by hand on top of it, and what those do not use of
//! it is missing there.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod coverage;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, FnArg, ImplItem, Item, Type};

/// The languages with a library by hand, and where it lies.
const BY_HAND: [(&str, &str); 2] =
    [("Kotlin", "../kotlin/src/main/kotlin"), ("Swift", "../swift/Sources")];

/// What lies beside Swift's library by hand and has everything.
const GENERATED: &str = "Generated.swift";

const HEAD: &str = "# What each language has

Written by `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test parity` from the sources; the test fails
where a language lacks a capability. The shared cases of `tests/fixtures` run in each language and give
the command's report byte for byte.

";

const NOT_THERE: &str = "
# What of the core does not cross

Every public name of the core is used by the boundary, or stands here with the reason. An error becomes
`TashikaError` with its code (`bindings/ffi/errors.txt`), and constants stay where they are.

| module | names | why |
|---|---|---|
";

/// One capability: what it belongs to, and its name in Rust.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    owner: String,
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Constructor,
    Function,
    Method,
}

#[test]
fn every_language_has_every_capability() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut rows = Vec::new();
    for entry in fs::read_dir(root.join("src")).unwrap() {
        let path = entry.unwrap().path();
        let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
        file.items.iter().for_each(|item| read(item, &mut rows));
    }
    rows.sort();
    assert!(rows.len() > 80, "{} capabilities", rows.len());
    let languages: Vec<(&str, Option<String>)> =
        BY_HAND.iter().map(|(name, folder)| (*name, source(&root.join(folder)))).collect();
    let (mut table, mut missing) = (HEAD.to_owned(), Vec::new());
    table.push_str("| capability | Rust | Python |");
    let there = languages.iter().filter(|(_, source)| source.is_some());
    there.clone().for_each(|(name, _)| write!(table, " {name} |").unwrap());
    table.push_str("\n|---|---|---|");
    there.clone().for_each(|_| table.push_str("---|"));
    table.push('\n');
    for row in &rows {
        write!(table, "| `{}` | yes | yes |", shown(row)).unwrap();
        for (name, source) in there.clone() {
            let has = source.as_ref().is_some_and(|own| uses(own, row));
            table.push_str(if has { " yes |" } else { " **no** |" });
            if !has {
                missing.push(format!("{name}: {}", shown(row)));
            }
        }
        table.push('\n');
    }
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
    table.push_str(NOT_THERE);
    table.push_str(&coverage::section(&root.join("../../core/src"), &root.join("src")));
    let path = root.join("../../docs/parity.md");
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let on_disk = fs::read_to_string(&path).unwrap_or_default();
    assert!(on_disk == table, "docs/parity.md is stale: run with TASHIKA_WRITE=1");
}

fn shown(row: &Row) -> String {
    match row.kind {
        Kind::Function => row.name.clone(),
        _ => format!("{}.{}", row.owner, row.name),
    }
}

fn exported(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|own| {
        let path = own.path();
        path.segments.first().is_some_and(|own| own.ident == "uniffi")
            && path.segments.last().is_some_and(|own| own.ident == "export")
    })
}

fn read(item: &Item, rows: &mut Vec<Row>) {
    match item {
        Item::Fn(own) if exported(&own.attrs) => {
            let name = own.sig.ident.to_string();
            rows.push(Row { owner: String::new(), name, kind: Kind::Function });
        }
        Item::Impl(own) if exported(&own.attrs) => {
            let Type::Path(path) = own.self_ty.as_ref() else { return };
            let owner = path.path.segments.last().unwrap().ident.to_string();
            for function in &own.items {
                let ImplItem::Fn(function) = function else { continue };
                let has_self = matches!(function.sig.inputs.first(), Some(FnArg::Receiver(_)));
                let kind = if has_self { Kind::Method } else { Kind::Constructor };
                let name = function.sig.ident.to_string();
                rows.push(Row { owner: owner.clone(), name, kind });
            }
        }
        _ => {}
    }
}

/// All source files of a folder in one text; `None` where there is none.
fn source(folder: &Path) -> Option<String> {
    let mut text = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).ok()? {
            let path = entry.ok()?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(GENERATED) {
                text.push_str(&fs::read_to_string(path).ok()?);
            }
        }
    }
    (!text.is_empty()).then_some(text)
}

/// Whether a library by hand calls this part of the boundary.
fn uses(source: &str, row: &Row) -> bool {
    let camel = camel(&row.name);
    let owner = &row.owner;
    match row.kind {
        Kind::Function => {
            let native = self::camel(&format!("native_{}(", row.name));
            [format!("{camel}("), native].iter().any(|own| source.contains(own))
        }
        Kind::Method => source.contains(&format!(".{camel}(")),
        Kind::Constructor if row.name == "new" => {
            [format!("Native{owner}("), format!("TashikaFFI.{owner}(")]
                .iter()
                .any(|own| source.contains(own))
        }
        Kind::Constructor => source.contains(&format!("{owner}.{camel}(")),
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|own| own.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}
