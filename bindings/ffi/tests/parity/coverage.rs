//! What of the core crosses the boundary, and why the rest does not.
//!
//! A public type or function of the core is named by the boundary, or it stands in the lists here with
//! the reason: one that is new fails until somebody has decided. `docs/parity.md` shows the lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use syn::visit::Visit;
use syn::{Item, UseTree, Visibility};

const WIRE: &str = "read and written within the library";
const WITHIN: &str = "crosses as fields of what holds it";
const HOST: &str = "for a Rust host; the boundary has another form of it";

/// What the boundary does not name: the module, the names, and why.
const NOT_NAMED: &[(&str, &[&str], &str)] = &[
    (
        "assurance",
        &[
            "Advice",
            "Advisory",
            "AdvisoryApplied",
            "Axis",
            "Binding",
            "Change",
            "Contradiction",
            "Demand",
            "Exception",
            "FactName",
            "Lack",
            "Lifted",
            "Method",
            "Need",
            "NotAccepted",
            "Note",
            "PortraitResult",
            "Reaches",
            "Recovered",
            "Refused",
            "Revalidate",
            "Rule",
            "Statement",
            "Statute",
            "WayOut",
            "When",
        ],
        WITHIN,
    ),
    (
        "assurance",
        &["DocumentVerifier", "Mark"],
        "a condition of the rules of a bundle, which the library evaluates",
    ),
    ("assurance", &["Node", "Question"], "a chart crosses as text and as SVG"),
    ("assurance", &["day_in_japan"], "every language has time zones"),
    ("cose", &["CoseKey", "Headers", "Label", "Signed", "ToBeSigned", "X5Chain"], WIRE),
    (
        "counter",
        &[
            "AgeView",
            "AskedRow",
            "IssuanceView",
            "LawNote",
            "PresetView",
            "ProblemView",
            "RiskView",
            "Row",
            "Shown",
            "Text",
            "View",
        ],
        WITHIN,
    ),
    ("counter", &["CounterTimes", "Preset"], "written in the counter's configuration (JSON)"),
    ("counter", &["TextLanguage"], "texts come in both languages"),
    (
        "crypto",
        &["Digest", "HashAlgorithm", "RsaPublicKey", "SecretBytes", "SignatureScheme"],
        "the library has its cryptography with it; a signer of the application is the only part from outside",
    ),
    (
        "doctype",
        &[
            "Allowed",
            "Aspect",
            "Characters",
            "Described",
            "Format",
            "Holder",
            "Kind",
            "KnownWallet",
            "Member",
            "SignerRules",
        ],
        "written in a document type file (JSON)",
    ),
    ("doctype", &["NameSpaceInfo"], WITHIN),
    ("doctype", &["is_jpeg", "is_jpeg_2000"], "the rules of the checks `element.*`"),
    ("doctype::age", &["Statement", "at_least"], "a report answers questions of age"),
    ("facts", &["escaped", "hides"], WIRE),
    ("hybrid::ctap", &["AssertionReply", "RegistrationReply"], WITHIN),
    ("hybrid::link", &["LinkOffer", "link_key"], WIRE),
    ("hybrid::peer", &["GetInfo", "PeerInfo"], WITHIN),
    ("jpki", &["Challenges"], HOST),
    (
        "jpki",
        &[
            "EvidencePackage",
            "JpkiCheckInfo",
            "JpkiFinding",
            "JpkiHandle",
            "JpkiReason",
            "JpkiVerdict",
            "NoBasis",
            "PairwiseId",
            "PolicyFact",
        ],
        WITHIN,
    ),
    ("jpki::matching", &["FieldMatch"], WITHIN),
    (
        "mdoc",
        &[
            "BleOptions",
            "Capabilities",
            "DateDeviation",
            "DeviceAuth",
            "DeviceEngagement",
            "DeviceNameSpaces",
            "DeviceResponse",
            "DeviceSigned",
            "Digests",
            "Document",
            "DocumentSecurityObject",
            "ErrorCode",
            "IssuerSigned",
            "IssuerSignedItem",
            "KeyAuthorizations",
            "MobileSecurityObject",
            "NameSpace",
            "NfcOptions",
            "OriginInfo",
            "RetrievalMethod",
            "Tdate",
            "ValidityInfo",
            "WifiOptions",
            "full_date",
        ],
        WIRE,
    ),
    (
        "mdoc",
        &["Alternatives", "DocumentInfo", "UseCase", "ZkParameter", "ZkRequest", "ZkSystem"],
        "a request of one's own asks for documents and elements; the counter's presets write use cases",
    ),
    (
        "mdoc",
        &["ReaderAuthScope", "reader_authentication", "reader_authentication_all"],
        "a session asks for each signature itself",
    ),
    ("online", &["MockData"], "data without an issuer, for developers of the core"),
    ("online", &["ReaderScope"], WITHIN),
    ("online", &["Sessions"], HOST),
    ("online", &["WalletGap"], "an error with a code"),
    (
        "online::dcql",
        &["Evaluator", "Mismatch", "Presented", "missing"],
        "an online session holds the answer against the query",
    ),
    ("passkey", &["AttestedCredential", "Flags", "PasskeyFacts", "PasskeyFinding"], WITHIN),
    ("proximity::reader", &["L2capPolicy"], WITHIN),
    ("request", &["RequestedDocument", "purpose_names"], WITHIN),
    ("request::lint", &["LintFinding"], WITHIN),
    (
        "status",
        &[
            "IdentifierList",
            "List",
            "ListKind",
            "Lookup",
            "Reference",
            "StatusList",
            "StatusReferences",
            "StatusToken",
            "Stored",
        ],
        WIRE,
    ),
    ("status", &["Form"], "set by the name of the rules"),
    ("trust", &["AnchorSource", "VerifiedVical", "VicalEntry", "VicalReport"], WITHIN),
    ("trust", &["VicalDiff"], "the command compares two lists"),
    (
        "verify",
        &["Acceptance", "CheckInfo", "Handle", "IssuanceState", "Issuer", "Reason", "Validity"],
        WITHIN,
    ),
];

/// Whole modules without anything for an application.
const MODULES: &[(&str, &str)] = &[
    ("codec", "CBOR and base64, which the library reads and writes itself"),
    ("codec::limits", "bounds, each with its reason; going beyond one is an error with a code"),
    ("proximity::ble", WIRE),
    ("proximity::frame", WIRE),
    ("proximity::handover", WIRE),
    ("proximity::l2cap", WIRE),
    ("proximity::ndef", WIRE),
    ("proximity::nfc", WIRE),
    ("proximity::session", WIRE),
    ("proximity::tag", WIRE),
    ("proximity::wifi", WIRE),
    ("hybrid::advert", WIRE),
    ("hybrid::code", WIRE),
    ("hybrid::frame", WIRE),
    ("hybrid::noise", WIRE),
    ("hybrid::transport", WIRE),
    ("hybrid::tunnel", WIRE),
    ("online::jose", WIRE),
    ("doctype::text", "the rules of the checks `element.*`"),
    (
        "x509",
        "certificates, which the library reads itself; of those it shows the subject and dates",
    ),
];

/// How names end that never cross as they are: every error becomes the one of the boundary.
const ERRORS: [&str; 4] = ["Error", "Fault", "Problem", "Failure"];

/// The section of `docs/parity.md`; whatever nobody has decided on is a failure.
pub(super) fn section(core: &Path, boundary: &Path) -> String {
    let mut public = BTreeMap::new();
    walk(core, "", &core.join("lib.rs"), &mut public);
    let named = named(boundary);
    assert!(public.values().map(BTreeSet::len).sum::<usize>() > 600 && named.len() > 300);
    let (mut undecided, mut table) = (Vec::new(), String::new());
    let mut needed = BTreeSet::new();
    for (module, names) in &public {
        if let Some((_, why)) = MODULES.iter().find(|(own, _)| own == module) {
            needed.insert((module.as_str(), ""));
            writeln!(table, "| `{module}` | (all of it) | {why} |").unwrap();
            continue;
        }
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in names.iter().filter(|own| !named.contains(*own)) {
            let listed = NOT_NAMED
                .iter()
                .find(|(own, all, _)| own == module && all.contains(&name.as_str()));
            let is_constant = name.chars().all(|own| own.is_ascii_uppercase() || own == '_');
            if let Some((_, all, why)) = listed {
                let name = all.iter().find(|own| *own == name).unwrap();
                needed.insert((module.as_str(), *name));
                by_reason.entry(why).or_default().push(name);
            } else if !is_constant && !ERRORS.iter().any(|own| name.ends_with(own)) {
                undecided.push(format!("{module}::{name}"));
            }
        }
        for (why, names) in by_reason {
            writeln!(table, "| `{module}` | `{}` | {why} |", names.join("`, `")).unwrap();
        }
    }
    assert!(
        undecided.is_empty(),
        "public in the core, and neither named by the boundary nor listed here: {undecided:#?}"
    );
    let listed =
        NOT_NAMED.iter().flat_map(|(module, all, _)| all.iter().map(|own| (*module, *own)));
    let modules = MODULES.iter().map(|(module, _)| (*module, ""));
    let idle: Vec<_> = listed.chain(modules).filter(|own| !needed.contains(own)).collect();
    assert!(idle.is_empty(), "listed here without need: {idle:?}");
    table
}

/// Every public name of a module's file, and of the modules within.
fn walk(root: &Path, module: &str, file: &Path, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let code = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
    for item in &code.items {
        let public = |own: &Visibility| matches!(own, Visibility::Public(_));
        let name = match item {
            Item::Const(own) if public(&own.vis) => own.ident.to_string(),
            Item::Enum(own) if public(&own.vis) => own.ident.to_string(),
            Item::Fn(own) if public(&own.vis) => own.sig.ident.to_string(),
            Item::Struct(own) if public(&own.vis) => own.ident.to_string(),
            Item::Trait(own) if public(&own.vis) => own.ident.to_string(),
            Item::Type(own) if public(&own.vis) => own.ident.to_string(),
            Item::Use(own) if public(&own.vis) => {
                let mut names = BTreeSet::new();
                leaves(&own.tree, &mut names);
                found.entry(module.to_owned()).or_default().extend(names);
                continue;
            }
            Item::Mod(own) if public(&own.vis) && own.content.is_none() => {
                let name = own.ident.to_string();
                let inner = match module {
                    "" => name.clone(),
                    outer => format!("{outer}::{name}"),
                };
                let path = root.join(inner.replace("::", "/"));
                let file = path.with_extension("rs");
                let file = if file.exists() { file } else { path.join("mod.rs") };
                walk(root, &inner, &file, found);
                continue;
            }
            _ => continue,
        };
        found.entry(module.to_owned()).or_default().insert(name);
    }
}

/// The names that a `use` brings, as they are called where they come from.
fn leaves(tree: &UseTree, found: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(own) => leaves(&own.tree, found),
        UseTree::Group(own) => own.items.iter().for_each(|own| leaves(own, found)),
        UseTree::Name(own) => drop(found.insert(own.ident.to_string())),
        UseTree::Rename(own) => drop(found.insert(own.ident.to_string())),
        UseTree::Glob(_) => {}
    }
}

/// Every name of the core that the boundary uses: of its `use` items, and of paths below those.
fn named(boundary: &Path) -> BTreeSet<String> {
    struct Names {
        found: BTreeSet<String>,
        modules: BTreeSet<String>,
    }
    impl<'ast> Visit<'ast> for Names {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            let first = path.segments.first().map(|own| own.ident.to_string());
            if first.is_some_and(|own| self.modules.contains(&own)) {
                let rest = path.segments.iter().skip(1);
                self.found.extend(rest.map(|own| own.ident.to_string()));
            }
            syn::visit::visit_path(self, path);
        }
    }
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(boundary).unwrap() {
        let file = syn::parse_file(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        let mut names = Names { found: BTreeSet::new(), modules: BTreeSet::new() };
        names.modules.insert("tashika".to_owned());
        for item in &file.items {
            let Item::Use(own) = item else { continue };
            let UseTree::Path(path) = &own.tree else { continue };
            if path.ident == "tashika" {
                leaves(&path.tree, &mut names.found);
                aliases("tashika", &path.tree, &mut names.modules);
            }
        }
        names.visit_file(&file);
        found.extend(names.found);
    }
    found
}

/// What stands for a module of the core in a file: `self as core`, and modules by their names.
fn aliases(parent: &str, tree: &UseTree, found: &mut BTreeSet<String>) {
    let name = match tree {
        UseTree::Path(own) => return aliases(&own.ident.to_string(), &own.tree, found),
        UseTree::Group(own) => {
            return own.items.iter().for_each(|own| aliases(parent, own, found));
        }
        UseTree::Name(own) if own.ident == "self" => parent.to_owned(),
        UseTree::Name(own) => own.ident.to_string(),
        UseTree::Rename(own) => own.rename.to_string(),
        UseTree::Glob(_) => return,
    };
    // A path below a type leads to its variants and functions.
    if name.starts_with(char::is_lowercase) {
        found.insert(name);
    }
}
