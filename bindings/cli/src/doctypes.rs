//! `tashika doctypes`: the document types that are known.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use tashika::doctype::{
    Allowed, Confidence, DocType, Edition, ElementInfo, HolderVerification, Kind, Registry,
    Sensitivity, Words,
};
use tashika::facts::escaped;

use crate::verify::Lang;
use crate::{Failure, Output, input};

/// What `tashika doctypes` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The language.
    #[arg(long, value_enum, default_value_t = Lang::En, global = true)]
    lang: Lang,
    /// A document type file to know besides the ones that ship. May be repeated.
    #[arg(long = "doc-types", value_name = "FILE", global = true)]
    files: Vec<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Every document type.
    List,
    /// The elements of one document type.
    Show {
        /// Its id or docType.
        name: String,
    },
}

/// The document types that ship, and those of these files.
pub(crate) fn registry(files: &[PathBuf]) -> Result<Registry, Failure> {
    files.iter().try_fold(Registry::builtin(), |registry, file| {
        let name = file.display().to_string();
        let content = String::from_utf8(input::read(file)?)
            .map_err(|_| Failure::input(&name, "is not UTF-8"))?;
        registry.with(&content).map_err(|error| Failure::input(&name, error))
    })
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let registry = registry(&arguments.files)?;
    let text = match &arguments.command {
        None | Some(Command::List) => list(&registry, arguments.lang),
        Some(Command::Show { name }) => {
            let known = registry.by_id(name).or_else(|| registry.get(name));
            let known = known.ok_or_else(|| {
                let ids: Vec<&str> = registry.files().map(|own| own.id.as_str()).collect();
                Failure::Usage(format!(
                    "unknown document type \"{}\"; there are: {}",
                    escaped(name),
                    ids.join(", ")
                ))
            })?;
            show(known, arguments.lang)
        }
    };
    Ok(Output { text, exit: 0 })
}

fn word(words: &Words, lang: Lang) -> &str {
    match lang {
        Lang::En => &words.en,
        Lang::Ja => &words.ja,
    }
}

fn list(registry: &Registry, lang: Lang) -> String {
    let mut out = String::new();
    for own in registry.files() {
        let doc_type = match &own.extends {
            Some(target) => format!("+ {target}"),
            None => own.doc_type.clone(),
        };
        let _ = writeln!(out, "{:<22} {doc_type:<28} {}", own.id, word(&own.name, lang));
    }
    out
}

fn show(own: &DocType, lang: Lang) -> String {
    let text = |en: &'static str, ja: &'static str| if lang == Lang::En { en } else { ja };
    let mut out = String::new();
    let _ = writeln!(out, "{}", word(&own.name, lang));
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(out, "  {label}: {value}");
    };
    match &own.extends {
        Some(target) => line(text("extends", "拡張対象"), target),
        None => line("docType", &own.doc_type),
    }
    if !own.aliases.is_empty() {
        line(text("also", "別表記"), &own.aliases.join(", "));
    }
    line(text("version", "版"), &own.version);
    let confidence = match own.confidence {
        Confidence::Confirmed => text("confirmed", "確認済み"),
        Confidence::Draft => text("draft", "草案"),
        Confidence::Example => text("example", "例"),
        _ => text("as implemented", "実装に基づく"),
    };
    line(text("source", "出典"), &format!("{} ({confidence})", own.source));
    if !own.signer.extended_key_usages.is_empty() {
        let usages = own.signer.extended_key_usages.join(", ");
        line(text("signer's key usage", "署名者の鍵用途"), &usages);
    }
    if let Some(category) = &own.signer.category {
        line(text("issuer's category", "発行者の区分"), category);
    }
    let verified: Vec<&str> = own
        .holder
        .verified_by
        .iter()
        .map(|by| match by {
            HolderVerification::BiometricUnlock => text("biometric unlock", "生体認証による解錠"),
            HolderVerification::Pin => text("PIN", "暗証番号"),
            _ => text("portrait", "顔写真"),
        })
        .collect();
    if !verified.is_empty() {
        line(text("holder verified by", "本人の確認手段"), &verified.join(", "));
    }
    for wallet in &own.holder.wallets {
        line(&wallet.wallet, &format!("{} ({})", wallet.requires.join(", "), wallet.source));
    }
    if let Some(notes) = &own.notes {
        line(text("note", "注"), word(notes, lang));
    }
    for space in &own.name_spaces {
        let _ = writeln!(out, "\n{}", space.name);
        space.elements.iter().for_each(|element| one(&mut out, element, lang));
    }
    out
}

fn one(out: &mut String, own: &ElementInfo, lang: Lang) {
    let text = |en: &'static str, ja: &'static str| if lang == Lang::En { en } else { ja };
    let sensitivity = match own.sensitivity {
        Sensitivity::Biometric => text("biometric", "生体情報"),
        Sensitivity::Identifying => text("identifying", "本人を特定"),
        Sensitivity::Low => text("low", "低"),
        Sensitivity::Restricted => text("restricted by law", "法令で制限"),
        _ => text("personal", "個人情報"),
    };
    let mut marks = vec![sensitivity];
    if own.mandatory {
        marks.push(text("mandatory", "必須"));
    }
    if own.edition == Edition::Retired {
        marks.push(text("retired", "廃止"));
    }
    if own.masked {
        marks.push(text("masked", "非表示"));
    }
    let _ = writeln!(
        out,
        "  {:<36} {:<28} {} [{}]",
        own.id,
        kind(&own.kind),
        word(&own.name, lang),
        marks.join(", ")
    );
    if let Some(meaning) = &own.meaning {
        let _ = writeln!(out, "      {}", word(meaning, lang));
    }
}

/// A value's description in one word or a few, as `text<=150` or `[text]`.
fn kind(own: &Kind) -> String {
    let mut text = match &own.items {
        Some(items) => format!("[{}]", kind(items)),
        None => own.cbor.name().to_owned(),
    };
    if let Some(most) = own.max_length {
        let _ = write!(text, "<={most}");
    }
    if let (Some(least), Some(most)) = (own.min, own.max) {
        let _ = write!(text, " {least}..{most}");
    }
    if !own.members.is_empty() {
        let names: Vec<&str> = own.members.iter().map(|member| member.id.as_str()).collect();
        let _ = write!(text, "{{{}}}", names.join(","));
    }
    if !own.values.is_empty() {
        let values: Vec<String> = own
            .values
            .iter()
            .map(|value| match value {
                Allowed::Number(number) => number.to_string(),
                Allowed::Text(text) => text.clone(),
                _ => String::new(),
            })
            .collect();
        let _ = write!(text, "({})", values.join("|"));
    }
    text
}
