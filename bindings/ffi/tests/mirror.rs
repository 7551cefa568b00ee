//! The enums of the boundary against those of the core: same variants, no more and no less.
//!
//! `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test mirror` writes `src/mirror.rs` from the core's
//! sources. Enums that hold data are written by hand, and their variants are compared.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Fields, Ident, Item, ItemEnum, Lit, LitStr, Meta, Token};
use tashika::verify::CheckId;

/// Enums without data: the module, the core's name and the name at the boundary.
const MIRRORED: &[(&str, &str, &str)] = &[
    ("cose", "Algorithm", "Algorithm"),
    ("crypto", "Curve", "Curve"),
    ("doctype", "CborKind", "CborKind"),
    ("doctype", "Confidence", "Confidence"),
    ("doctype", "Edition", "ElementEdition"),
    ("doctype", "HolderVerification", "HolderVerification"),
    ("doctype", "Role", "ElementRole"),
    ("doctype", "Sensitivity", "Sensitivity"),
    ("doctype::age", "Answer", "AgeAnswer"),
    ("online", "ClientIdPrefix", "ClientIdPrefix"),
    ("online", "OnlineProfile", "OnlineProfile"),
    ("online", "WalletErrorKind", "WalletErrorKind"),
    ("online::dcql", "SurplusRule", "SurplusRule"),
    ("online::jose", "KidRule", "KidRule"),
    ("presentation", "Channel", "Channel"),
    ("presentation", "OnlineStart", "OnlineStart"),
    ("presentation", "ReaderAuthentication", "ReaderAuthentication"),
    ("presentation", "RelayExposure", "RelayExposure"),
    ("presentation", "Transport", "Transport"),
    ("proximity::ble", "BleMode", "BleMode"),
    ("proximity::ble", "Characteristic", "Characteristic"),
    ("proximity::reader", "Phase", "Phase"),
    ("proximity::session", "Status", "SessionStatus"),
    ("request::lint", "LintLevel", "LintLevel"),
    ("request::lint", "LintRule", "LintRule"),
    ("status", "Cause", "StatusCause"),
    ("status", "Why", "FetchReason"),
    ("trust", "AuthorityClass", "AuthorityClass"),
    ("trust", "Category", "Category"),
    ("trust", "Copies", "Copies"),
    ("trust", "IssuanceManagement", "IssuanceManagement"),
    ("trust", "PortraitCapture", "PortraitCapture"),
    ("trust", "Purpose", "AnchorPurpose"),
    ("trust", "VicalRule", "VicalRule"),
    ("verify", "Decision", "Decision"),
    ("verify", "Edition", "Edition"),
    ("verify", "HandleKind", "HandleKind"),
    ("verify", "Outcome", "CheckOutcome"),
    ("verify", "Profile", "Profile"),
    ("verify", "ResidualRisk", "ResidualRisk"),
    ("verify", "Scope", "CheckScope"),
    ("verify", "Severity", "Severity"),
    ("verify", "Source", "ClaimSource"),
    ("verify", "StateSourceKind", "StateSourceKind"),
    ("verify", "Unasked", "Unasked"),
];

/// Enums with data: the core's module and name, the file and name at the boundary, and what the
/// boundary alone has.
const BY_HAND: &[(&str, &str, &str, &str, &[&str])] = &[
    ("facts", "Fact", "report.rs", "Fact", &[]),
    ("mdoc", "Handover", "presentation.rs", "Handover", &["Encoded"]),
    ("online", "Outcome", "online.rs", "AnswerOutcome", &[]),
    ("presentation", "Covered", "online.rs", "Covered", &[]),
    ("proximity::reader", "Action", "reader.rs", "Action", &[]),
    ("proximity::reader", "Event", "reader.rs", "Event", &[]),
    ("proximity::reader", "Failure", "reader.rs", "FailureKind", &[]),
    ("proximity::reader", "Outcome", "reader.rs", "TransactionOutcome", &[]),
    ("proximity::reader", "Progress", "reader.rs", "Progress", &[]),
    ("request", "Purpose", "request.rs", "RequestPurpose", &[]),
    ("request::lint", "Instead", "request.rs", "Instead", &[]),
    ("status", "Standing", "status.rs", "Standing", &[]),
    ("verify", "Disclosure", "report.rs", "Disclosure", &[]),
];

const HEAD: &str = "//! The core's enums without data, as the other languages see them.
//!
//! Written by `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test mirror` from the core's sources; the
//! same test fails where the core has a variant that is not here.
";

#[test]
fn the_mirror_is_that_of_the_core() {
    let core = Sources::read("../../core/src");
    let mut text = HEAD.to_owned();
    for (module, name, alias) in MIRRORED {
        let found = core.find(module, name);
        assert!(found.variants.iter().all(|(_, _, bare)| *bare), "{name} holds data");
        write(&mut text, &format!("tashika::{module}::{name}"), alias, &found);
    }
    write(&mut text, "tashika::verify::CheckId", "CheckId", &checks());
    let path = root().join("src/mirror.rs");
    if std::env::var_os("TASHIKA_WRITE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let on_disk = fs::read_to_string(&path).unwrap();
    assert!(on_disk == text, "src/mirror.rs is not that of the core: run with TASHIKA_WRITE=1");
}

#[test]
fn enums_with_data_have_the_variants_of_the_core() {
    let core = Sources::read("../../core/src");
    let own = Sources::read("src");
    for (module, name, file, alias, more) in BY_HAND {
        let names = |found: &Found| {
            let names = found.variants.iter().map(|(name, _, _)| name.clone());
            names.collect::<std::collections::BTreeSet<String>>()
        };
        let mut expected = names(&core.find(module, name));
        expected.extend(more.iter().map(|own| (*own).to_owned()));
        let there = names(&own.find(file.trim_end_matches(".rs"), alias));
        assert_eq!(there, expected, "{module}::{name} against {file} {alias}");
    }
}

/// An enum of a source file.
#[derive(Clone)]
struct Found {
    docs: Vec<String>,
    /// Name, documentation, and whether it holds no data.
    variants: Vec<(String, Vec<String>, bool)>,
    exhaustive: bool,
}

struct Sources(BTreeMap<(PathBuf, String), Found>);

impl Sources {
    fn read(folder: &str) -> Self {
        let folder = root().join(folder);
        let mut all = BTreeMap::new();
        let mut folders = vec![folder.clone()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|own| own == "rs") {
                    let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
                    let place = path.strip_prefix(&folder).unwrap().to_owned();
                    for (name, found) in file.items.iter().filter_map(read) {
                        all.insert((place.clone(), name), found);
                    }
                }
            }
        }
        Self(all)
    }

    /// The enum of this name in the module, in one of its private files, or in a file of the ground
    /// floor that the module shows as its own.
    fn find(&self, module: &str, name: &str) -> Found {
        let place = PathBuf::from(module.replace("::", "/"));
        let file = place.with_extension("rs");
        let within = |path: &Path| path == file || path.parent() == Some(&place);
        let ground = |path: &Path| path.components().count() == 1;
        let named = || self.0.iter().filter(|((_, own), _)| own == name);
        let inside: Vec<&Found> =
            named().filter(|((path, _), _)| within(path)).map(|(_, own)| own).collect();
        let below = named().filter(|((path, _), _)| ground(path)).map(|(_, own)| own).collect();
        let found: Vec<&Found> = if inside.is_empty() { below } else { inside };
        assert_eq!(found.len(), 1, "enums {module}::{name}");
        found.first().copied().cloned().unwrap()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(item: &Item) -> Option<(String, Found)> {
    match item {
        Item::Enum(own) => Some((own.ident.to_string(), of_enum(own))),
        Item::Macro(own) if own.mac.path.is_ident("words") => {
            let words: Words =
                (|input: ParseStream<'_>| input.parse()).parse2(own.mac.tokens.clone()).unwrap();
            Some(words.0)
        }
        _ => None,
    }
}

fn of_enum(own: &ItemEnum) -> Found {
    let variants = own.variants.iter().map(|variant| {
        (variant.ident.to_string(), docs(&variant.attrs), matches!(variant.fields, Fields::Unit))
    });
    Found {
        docs: docs(&own.attrs),
        variants: variants.collect(),
        exhaustive: !own.attrs.iter().any(|attr| attr.path().is_ident("non_exhaustive")),
    }
}

/// `words! { Name { Variant = "word", } }` of the trust module.
struct Words((String, Found));

impl Parse for Words {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        let body;
        syn::braced!(body in input);
        let variant = |input: ParseStream<'_>| {
            let attributes = input.call(Attribute::parse_outer)?;
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            input.parse::<LitStr>()?;
            Ok((name.to_string(), docs(&attributes), true))
        };
        let variants = Punctuated::<_, Token![,]>::parse_terminated_with(&body, variant)?;
        let found = Found {
            docs: docs(&attributes),
            variants: variants.into_iter().collect(),
            exhaustive: false,
        };
        Ok(Self((name.to_string(), found)))
    }
}

fn docs(attributes: &[Attribute]) -> Vec<String> {
    let text = attributes.iter().filter(|own| own.path().is_ident("doc")).map(|own| {
        let Meta::NameValue(pair) = &own.meta else { return String::new() };
        let Expr::Lit(literal) = &pair.value else { return String::new() };
        let Lit::Str(text) = &literal.lit else { return String::new() };
        text.value().trim().to_owned()
    });
    text.collect()
}

/// The check table, which a macro makes.
fn checks() -> Found {
    let variant = |own: &CheckId| {
        let info = own.info();
        let line = format!("`{}` ({}):", info.id, info.clause);
        (format!("{own:?}"), vec![line, info.en.to_owned()], true)
    };
    Found {
        docs: vec!["A check: every report has one finding for each of its scope.".to_owned()],
        variants: CheckId::ALL.iter().map(variant).collect(),
        exhaustive: false,
    }
}

fn write(text: &mut String, path: &str, alias: &str, found: &Found) {
    let (module, name) = path.rsplit_once("::").unwrap();
    let rename = if name == alias { String::new() } else { format!(" as {alias}") };
    writeln!(text, "\npub use {module}::{name}{rename};").unwrap();
    let paragraph = |text: &mut String, lines: &[String], indent: &str| {
        for line in lines {
            let space = if line.is_empty() { "" } else { " " };
            writeln!(text, "{indent}///{space}{line}").unwrap();
        }
    };
    paragraph(text, &found.docs, "");
    writeln!(text, "#[uniffi::remote(Enum)]").unwrap();
    if !found.exhaustive {
        writeln!(text, "#[non_exhaustive]").unwrap();
    }
    writeln!(text, "pub enum {alias} {{").unwrap();
    for (name, docs, _) in &found.variants {
        // Some variants of the core explain themselves by their name alone.
        let own = if docs.is_empty() { vec![format!("{name}.")] } else { docs.clone() };
        paragraph(text, &own, "    ");
        writeln!(text, "    {name},").unwrap();
    }
    text.push_str("}\n");
}
