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
use syn::{
    Attribute, Expr, Fields, GenericArgument, Ident, Item, ItemEnum, ItemStruct, Lit, LitStr, Meta,
    PathArguments, Token, Type,
};
use tashika::jpki::JpkiCheck;
use tashika::verify::CheckId;

/// Enums without data: the module, the core's name and the name at the boundary.
const MIRRORED: &[(&str, &str, &str)] = &[
    ("assurance", "Against", "Against"),
    ("assurance", "Attribute", "EvidenceAttribute"),
    ("assurance", "AuthenticatorKind", "AuthenticatorKind"),
    ("assurance", "Authority", "EvidenceAuthority"),
    ("assurance", "Capture", "ImageCapture"),
    ("assurance", "ChangeKind", "BundleChangeKind"),
    ("assurance", "Channel", "EvidenceChannel"),
    ("assurance", "Comparison", "FaceComparison"),
    ("assurance", "Confidence", "PolicyConfidence"),
    ("assurance", "Copies", "EvidenceCopies"),
    ("assurance", "EntryKind", "LedgerEntryKind"),
    ("assurance", "Granularity", "Granularity"),
    ("assurance", "Having", "Having"),
    ("assurance", "Held", "Held"),
    ("assurance", "IcKind", "IcKind"),
    ("assurance", "Identity", "IdentityShown"),
    ("assurance", "Language", "ChartLanguage"),
    ("assurance", "LendingRisk", "LendingRisk"),
    ("assurance", "Miss", "Miss"),
    ("assurance", "Modality", "Modality"),
    ("assurance", "Must", "Must"),
    ("assurance", "Nature", "BundleNature"),
    ("assurance", "Party", "Party"),
    ("assurance", "PortraitCapture", "EvidencePortraitCapture"),
    ("assurance", "PortraitSource", "PortraitSource"),
    ("assurance", "PostalService", "PostalService"),
    ("assurance", "Printed", "PrintedDocument"),
    ("assurance", "Privacy", "PrivacyNote"),
    ("assurance", "QueryResult", "QueryResult"),
    ("assurance", "Ranking", "Ranking"),
    ("assurance", "RetainedKind", "RetainedKind"),
    ("assurance", "Risk", "AssuranceRisk"),
    ("assurance", "Sameness", "Sameness"),
    ("assurance", "Standing", "AssuranceStanding"),
    ("assurance", "Status", "EvidenceStatus"),
    ("assurance", "Strength", "HolderStrength"),
    ("assurance", "TapRefusal", "TapRefusal"),
    ("assurance", "Task", "ProcedureTask"),
    ("assurance", "Worse", "Worse"),
    ("cose", "Algorithm", "Algorithm"),
    ("counter", "Actor", "WaitingActor"),
    ("counter", "CameraStyle", "CameraStyle"),
    ("counter", "CertificationState", "CertificationState"),
    ("counter", "ConfigurationProblem", "ConfigurationProblem"),
    ("counter", "FaceOutcome", "FaceOutcome"),
    ("counter", "FinderState", "FinderState"),
    ("counter", "Hint", "ReadyHint"),
    ("counter", "IssuanceAnswer", "IssuanceAnswer"),
    ("counter", "NfcStyle", "NfcStyle"),
    ("counter", "PermissionKind", "PermissionKind"),
    ("counter", "PermissionState", "PermissionState"),
    ("counter", "Place", "TextPlace"),
    ("counter", "PortraitFormat", "PortraitFormat"),
    ("counter", "ProblemAction", "ProblemAction"),
    ("counter", "ProblemKind", "ProblemKind"),
    ("counter", "RadioKind", "RadioKind"),
    ("counter", "RadioState", "RadioState"),
    ("counter", "ReasonCode", "ReasonCode"),
    ("counter", "RowState", "RowState"),
    ("counter", "SettingsPage", "SettingsPage"),
    ("counter", "Shape", "VerdictShape"),
    ("counter", "SheetEnd", "SheetEnd"),
    ("counter", "Signal", "Signal"),
    ("counter", "StopReason", "StopReason"),
    ("counter", "VerdictKind", "VerdictKind"),
    ("crypto", "Curve", "Curve"),
    ("doctype", "CborKind", "CborKind"),
    ("doctype", "Confidence", "Confidence"),
    ("doctype", "Edition", "ElementEdition"),
    ("doctype", "ElementProblem", "ElementProblem"),
    ("doctype", "HolderVerification", "HolderVerification"),
    ("doctype", "Role", "ElementRole"),
    ("doctype", "Sensitivity", "Sensitivity"),
    ("doctype::age", "Answer", "AgeAnswer"),
    ("hybrid::digital", "DigitalRefusal", "DigitalRefusal"),
    ("hybrid::digital", "ProtocolName", "ProtocolName"),
    ("hybrid::initiator", "Phase", "HybridPhase"),
    ("hybrid::initiator", "Progress", "HybridProgress"),
    ("hybrid::initiator", "SecondPhone", "SecondPhone"),
    ("hybrid::link", "Linking", "Linking"),
    ("hybrid::peer", "Feature", "PhoneFeature"),
    ("jpki", "DocumentFault", "SignedDocumentFault"),
    ("jpki", "DocumentKind", "SignedDocumentKind"),
    ("jpki", "Environment", "JpkiEnvironment"),
    ("jpki", "Era", "Era"),
    ("jpki", "FactConfidence", "JpkiConfidence"),
    ("jpki", "JpkiAttribute", "JpkiAttribute"),
    ("jpki", "JpkiHandleKind", "JpkiHandleKind"),
    ("jpki", "JpkiRisk", "JpkiRisk"),
    ("jpki", "JpkiUse", "JpkiUse"),
    ("jpki", "KeyKind", "JpkiKeyKind"),
    ("jpki", "RevocationGap", "JpkiRevocationGap"),
    ("jpki", "RevocationRule", "JpkiRevocationRule"),
    ("jpki", "RevocationSource", "JpkiRevocationSource"),
    ("jpki", "Sex", "Sex"),
    ("jpki", "Token", "JpkiToken"),
    ("jpki::matching", "MatchField", "MatchField"),
    ("jpki::matching", "MatchReason", "MatchReason"),
    ("online", "ClientIdPrefix", "ClientIdPrefix"),
    ("online", "OnlineProfile", "OnlineProfile"),
    ("online", "WalletErrorKind", "WalletErrorKind"),
    ("online::dcql", "SurplusRule", "SurplusRule"),
    ("online::jose", "KidRule", "KidRule"),
    ("passkey", "Ceremony", "PasskeyCeremony"),
    ("passkey", "PasskeyCheck", "PasskeyCheck"),
    ("passkey", "PasskeyOutcome", "PasskeyOutcome"),
    ("passkey", "Storage", "PasskeyStorage"),
    ("passkey", "UserVerification", "UserVerification"),
    ("presentation", "Channel", "Channel"),
    ("presentation", "EarlyEstablishment", "EarlyEstablishment"),
    ("presentation", "OnlineStart", "OnlineStart"),
    ("presentation", "ProximityProof", "ProximityProof"),
    ("presentation", "ReaderAuthentication", "ReaderAuthentication"),
    ("presentation", "RelayExposure", "RelayExposure"),
    ("presentation", "Transport", "Transport"),
    ("proximity::ble", "BleMode", "BleMode"),
    ("proximity::ble", "Characteristic", "Characteristic"),
    ("proximity::reader", "Phase", "Phase"),
    ("proximity::reader", "Unrelated", "Unrelated"),
    ("proximity::session", "Status", "SessionStatus"),
    ("request::lint", "LintLevel", "LintLevel"),
    ("request::lint", "LintRule", "LintRule"),
    ("status", "Cause", "StatusCause"),
    ("status", "Effect", "StatusEffect"),
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

/// Structs that a host fills: the module, the core's name and the name at the boundary. A field that
/// the core gains does not compile before it is here.
const RECORDS: &[(&str, &str, &str)] = &[
    ("assurance", "Authenticator", "AuthenticatorEvidence"),
    ("assurance", "CollectionFacts", "CollectionFacts"),
    ("assurance", "DocumentImage", "DocumentImageEvidence"),
    ("assurance", "HolderVerification", "HolderEvidence"),
    ("assurance", "IcDocument", "IcDocumentEvidence"),
    ("assurance", "Inspection", "InspectionEvidence"),
    ("assurance", "IssuerFacts", "IssuerFacts"),
    ("assurance", "JpkiAuthentication", "JpkiAuthenticationEvidence"),
    ("assurance", "JpkiSigning", "JpkiSigningEvidence"),
    ("assurance", "Mdoc", "MdocEvidence"),
    ("assurance", "Passkey", "PasskeyEvidence"),
    ("assurance", "Postal", "PostalEvidence"),
    ("assurance", "Query", "QueryEvidence"),
    ("assurance", "SelfAsserted", "SelfAssertedEvidence"),
    ("assurance", "SessionFacts", "SessionFacts"),
    ("assurance", "Wanted", "Wanted"),
];

/// Enums with data: the core's module and name, the file and name at the boundary, and what the
/// boundary alone has.
const BY_HAND: &[(&str, &str, &str, &str, &[&str])] = &[
    ("assurance", "Factor", "evidence.rs", "HolderFactor", &[]),
    ("assurance", "Proof", "evidence.rs", "Proof", &[]),
    ("assurance", "Tap", "window.rs", "Tap", &[]),
    ("assurance", "Voucher", "assurance.rs", "BundleVoucher", &[]),
    ("counter", "AskedAs", "counter.rs", "AskedAs", &[]),
    ("counter", "Blocked", "counter.rs", "Blocked", &[]),
    ("counter", "BlockedAction", "counter.rs", "BlockedAction", &[]),
    ("counter", "CounterAction", "counter.rs", "CounterAction", &[]),
    ("counter", "CounterEvent", "counter.rs", "CounterEvent", &[]),
    ("counter", "FaceState", "counter.rs", "FaceState", &[]),
    ("counter", "PortraitView", "counter.rs", "PortraitView", &[]),
    ("counter", "Screen", "counter.rs", "CounterScreen", &[]),
    ("counter", "SystemReaderOutcome", "counter.rs", "SystemReaderOutcome", &[]),
    ("facts", "Fact", "report.rs", "Fact", &[]),
    ("hybrid::ctap", "CtapRefusal", "hybrid.rs", "PasskeyRefusal", &[]),
    ("hybrid::initiator", "Action", "hybrid.rs", "HybridAction", &[]),
    ("hybrid::initiator", "Ask", "hybrid.rs", "HybridAsk", &[]),
    ("hybrid::initiator", "Declined", "hybrid.rs", "HybridDeclined", &[]),
    ("hybrid::initiator", "Event", "hybrid.rs", "HybridEvent", &[]),
    ("hybrid::initiator", "Failure", "hybrid.rs", "HybridFailureKind", &[]),
    ("hybrid::initiator", "Outcome", "hybrid.rs", "HybridOutcome", &[]),
    ("hybrid::initiator", "Reply", "hybrid.rs", "HybridReply", &[]),
    ("jpki", "ReuseWindow", "jpki.rs", "JpkiReuse", &[]),
    ("jpki", "RevocationEvidence", "jpki.rs", "JpkiRevocationEvidence", &[]),
    ("jpki", "RevocationState", "jpki.rs", "JpkiRevocation", &[]),
    ("mdoc", "Handover", "presentation.rs", "Handover", &["Encoded"]),
    ("online", "Outcome", "online.rs", "AnswerOutcome", &[]),
    ("presentation", "Covered", "online.rs", "Covered", &[]),
    ("proximity::reader", "Action", "reader.rs", "Action", &[]),
    ("proximity::reader", "Event", "reader.rs", "Event", &[]),
    ("proximity::reader", "Failure", "reader.rs", "FailureKind", &[]),
    ("proximity::reader", "Outcome", "reader.rs", "TransactionOutcome", &[]),
    ("proximity::reader", "Progress", "reader.rs", "Progress", &[]),
    ("request", "Purpose", "request.rs", "RequestPurpose", &[]),
    ("request::dcql", "ClaimValue", "query.rs", "DcqlValue", &[]),
    ("request::dcql", "PathElement", "query.rs", "DcqlPath", &[]),
    ("request::lint", "Instead", "request.rs", "Instead", &[]),
    ("status", "Standing", "status.rs", "Standing", &[]),
    ("verify", "Disclosure", "report.rs", "Disclosure", &[]),
];

const HEAD: &str = "//! The core's enums without data, and structs that hosts fill, as the other languages see them.
//!
//! Written by `TASHIKA_WRITE=1 cargo test -p tashika-ffi --test mirror` from the core's sources; the
//! same test fails where the core has a variant that is not here.

use tashika::instant::Timestamp;

use crate::evidence::HolderFactor;
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
    write(&mut text, "tashika::jpki::JpkiCheck", "JpkiCheck", &jpki_checks());
    write(&mut text, "tashika::verify::CheckId", "CheckId", &checks());
    for (module, name, alias) in RECORDS {
        record(&mut text, module, name, alias, core.record(module, name));
    }
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

struct Sources {
    enums: BTreeMap<(PathBuf, String), Found>,
    structs: BTreeMap<(PathBuf, String), ItemStruct>,
}

impl Sources {
    fn read(folder: &str) -> Self {
        let folder = root().join(folder);
        let (mut enums, mut structs) = (BTreeMap::new(), BTreeMap::new());
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
                        enums.insert((place.clone(), name), found);
                    }
                    for item in file.items {
                        if let Item::Struct(own) = item {
                            structs.insert((place.clone(), own.ident.to_string()), own);
                        }
                    }
                }
            }
        }
        Self { enums, structs }
    }

    /// The struct of this name in a private file of the module.
    fn record(&self, module: &str, name: &str) -> &ItemStruct {
        let own = self
            .structs
            .iter()
            .filter(|((path, own), _)| own == name && path.parent() == Some(Path::new(module)));
        let found: Vec<&ItemStruct> = own.map(|(_, own)| own).collect();
        assert_eq!(found.len(), 1, "structs {module}::{name}");
        found.first().unwrap()
    }

    /// The enum of this name in the module, in one of its private files, or in a file of the ground
    /// floor that the module shows as its own.
    fn find(&self, module: &str, name: &str) -> Found {
        let place = PathBuf::from(module.replace("::", "/"));
        let file = place.with_extension("rs");
        let within = |path: &Path| path == file || path.parent() == Some(&place);
        let ground = |path: &Path| path.components().count() == 1;
        let named = || self.enums.iter().filter(|((_, own), _)| own == name);
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
        Item::Macro(own) => {
            let tokens = own.mac.tokens.clone();
            let name = own.mac.path.get_ident()?.to_string();
            match name.as_str() {
                "closed" | "words" => Some(Words::parse.parse2(tokens).unwrap().0),
                "told" => Some(Told::parse.parse2(tokens).unwrap().0),
                "reasons" => Some(("MatchReason".to_owned(), reasons.parse2(tokens).unwrap())),
                _ => None,
            }
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

/// `words! { Name { Variant = "word", } }` of the trust module, and `closed!` of assurance.
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

/// `told! { Name { Variant = "word", "English", "Japanese"; } }` of assurance.
struct Told((String, Found));

impl Parse for Told {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        let body;
        syn::braced!(body in input);
        let mut variants = Vec::new();
        while !body.is_empty() {
            let attributes = body.call(Attribute::parse_outer)?;
            let name: Ident = body.parse()?;
            body.parse::<Token![=]>()?;
            for _ in 0..2 {
                body.parse::<LitStr>()?;
                body.parse::<Token![,]>()?;
            }
            body.parse::<LitStr>()?;
            body.parse::<Token![;]>()?;
            variants.push((name.to_string(), docs(&attributes), true));
        }
        let docs = docs(&attributes);
        Ok(Self((name.to_string(), Found { docs, variants, exhaustive: false })))
    }
}

/// `reasons! { Variant "word" "English" "Japanese"; }` of the comparison.
fn reasons(input: ParseStream<'_>) -> syn::Result<Found> {
    let mut variants = Vec::new();
    while !input.is_empty() {
        let name: Ident = input.parse()?;
        input.parse::<LitStr>()?;
        let en: LitStr = input.parse()?;
        input.parse::<LitStr>()?;
        input.parse::<Token![;]>()?;
        variants.push((name.to_string(), vec![en.value()], true));
    }
    let docs = vec!["Why a field scores what it does.".to_owned()];
    Ok(Found { docs, variants, exhaustive: false })
}

fn docs(attributes: &[Attribute]) -> Vec<String> {
    let text = attributes.iter().filter(|own| own.path().is_ident("doc")).map(|own| {
        let Meta::NameValue(pair) = &own.meta else { return String::new() };
        let Expr::Lit(literal) = &pair.value else { return String::new() };
        let Lit::Str(text) = &literal.lit else { return String::new() };
        let line = text.value().trim().to_owned();
        match line.contains("[`super::") {
            true => line.replace("[`super::", "`").replace("`]", "`"),
            false => line,
        }
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

/// The same of JPKI.
fn jpki_checks() -> Found {
    let variant = |own: &JpkiCheck| {
        let info = own.info();
        let line = format!("`{}` ({}):", info.id, info.source);
        (format!("{own:?}"), vec![line, info.en.to_owned()], true)
    };
    Found {
        docs: vec!["A check of JPKI: a report has one finding for each of its use.".to_owned()],
        variants: JpkiCheck::ALL.iter().map(variant).collect(),
        exhaustive: false,
    }
}

fn record(text: &mut String, module: &str, name: &str, alias: &str, own: &ItemStruct) {
    let rename = if name == alias { String::new() } else { format!(" as {alias}") };
    writeln!(text, "\npub use tashika::{module}::{name}{rename};").unwrap();
    paragraph(text, &docs(&own.attrs), "");
    writeln!(text, "#[uniffi::remote(Record)]\npub struct {alias} {{").unwrap();
    for field in &own.fields {
        let kind = shown(&field.ty, module);
        paragraph(text, &docs(&field.attrs), "    ");
        if kind.starts_with("Option<") || kind.starts_with("Vec<") {
            writeln!(text, "    #[uniffi(default)]").unwrap();
        }
        writeln!(text, "    pub {}: {kind},", field.ident.as_ref().unwrap()).unwrap();
    }
    text.push_str("}\n");
}

/// A type by its name at the boundary.
fn shown(own: &Type, module: &str) -> String {
    let Type::Path(path) = own else { panic!("a field's type is a path") };
    let last = path.path.segments.last().unwrap();
    let name = last.ident.to_string();
    if let PathArguments::AngleBracketed(arguments) = &last.arguments {
        let Some(GenericArgument::Type(inner)) = arguments.args.first() else {
            panic!("{name} takes a type")
        };
        return format!("{name}<{}>", shown(inner, module));
    }
    if name == "Factor" {
        return "HolderFactor".to_owned();
    }
    let all = MIRRORED.iter().chain(RECORDS);
    let mut alias = all.filter(|(own, core, _)| *own == module && *core == name);
    alias.next().map_or(name, |(_, _, alias)| (*alias).to_owned())
}

fn paragraph(text: &mut String, lines: &[String], indent: &str) {
    for line in lines {
        let space = if line.is_empty() { "" } else { " " };
        writeln!(text, "{indent}///{space}{line}").unwrap();
    }
}

fn write(text: &mut String, path: &str, alias: &str, found: &Found) {
    let (module, name) = path.rsplit_once("::").unwrap();
    let rename = if name == alias { String::new() } else { format!(" as {alias}") };
    writeln!(text, "\npub use {module}::{name}{rename};").unwrap();
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
