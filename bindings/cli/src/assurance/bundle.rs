//! `tashika bundle`: sign, check and compare policy bundles.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use tashika::assurance::{Bundle, ChangeKind, Nature, ToSign, Voucher, diff};
use tashika::cose::Algorithm;
use tashika::crypto::CryptoProvider;
use tashika::facts::escaped as safe;

use super::show::In;
use super::{is_plain, keys, read, shipped, trusted};
use crate::verify::Lang;
use crate::{Failure, Output, input};

/// Nobody vouches for the bundle.
const EXIT_UNSIGNED: u8 = 2;

/// What `tashika bundle` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sign the text of a bundle, once it was found consistent.
    Sign(Sign),
    /// Check a bundle: signature, rules, and that it is no step back.
    #[command(
        after_help = "Exit codes: 0 good, 2 good but signed by nobody, 65 refused or unreadable."
    )]
    Check(Check),
    /// Say what one bundle changes over another.
    #[command(after_help = "Exit codes: 0 nothing differs, 1 something does, 65 unreadable.")]
    Diff(Diff),
}

#[derive(Args)]
struct Sign {
    /// The text of the bundle (JSON).
    file: PathBuf,
    /// The private key on P-256: a JWK, PEM or hex.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the signed bundle goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct Check {
    /// The bundle: signed, plain, or the name of one that ships.
    file: PathBuf,
    /// A public key whose signature counts. May be repeated.
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// The bundle that is installed: an older one than this is refused.
    #[arg(long, value_name = "FILE")]
    installed: Option<PathBuf>,
    /// The language.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

#[derive(Args)]
struct Diff {
    /// The earlier bundle: signed, plain, or the name of one that ships.
    old: PathBuf,
    /// The later one.
    new: PathBuf,
    /// A public key whose signature counts, for signed bundles. May be repeated.
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The language.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    match &arguments.command {
        Command::Sign(own) => sign(own),
        Command::Check(own) => check(own),
        Command::Diff(own) => compare(own),
    }
}

fn sign(arguments: &Sign) -> Result<Output, Failure> {
    let provider = CryptoProvider::default();
    let name = arguments.file.display().to_string();
    let text = input::read(&arguments.file)?;
    if !is_plain(&text) {
        return Err(Failure::input(name, "is not the text of a bundle: JSON is needed"));
    }
    let fail = |error| Failure::input(&name, error);
    let bundle = Bundle::unsigned(&text, &provider).map_err(fail)?;
    let to_sign = ToSign::bundle(&text, Algorithm::Es256, &provider).map_err(fail)?;
    let signature = keys::sign(&keys::signer(&arguments.key)?, &to_sign.message());
    let out = arguments.out.display().to_string();
    std::fs::write(&arguments.out, to_sign.finish(&signature))
        .map_err(|error| Failure::input(&out, error))?;
    let text = format!("{} version {} signed: {out}\n", safe(bundle.id()), bundle.version());
    Ok(Output { text, exit: 0 })
}

/// A bundle by its file or by the name of one that ships. Plain ones are taken: the output says it.
fn load(path: &Path, key_files: &[PathBuf]) -> Result<Bundle, Failure> {
    let provider = CryptoProvider::default();
    let name = path.display().to_string();
    if let Some(own) = shipped(&provider)?.iter().find(|own| own.id() == name) {
        return Ok(own.clone());
    }
    read(path, &trusted(key_files)?, true, &provider)
}

fn check(arguments: &Check) -> Result<Output, Failure> {
    let bundle = load(&arguments.file, &arguments.keys)?;
    if let Some(installed) = &arguments.installed {
        let name = arguments.file.display().to_string();
        let installed = load(installed, &arguments.keys)?;
        bundle.follows(&installed).map_err(|error| Failure::input(name, error))?;
    }
    let text = |en: &'static str, ja: &'static str| match arguments.lang {
        Lang::En => en,
        Lang::Ja => ja,
    };
    let words = |own: &tashika::doctype::Words| In(arguments.lang).words(own);
    let mut out = String::new();
    let (id, version, issued) = (safe(bundle.id()), bundle.version(), bundle.issued());
    let _ = match arguments.lang {
        Lang::En => writeln!(out, "{id} version {version}, issued {issued}"),
        Lang::Ja => writeln!(out, "{id} 第{version}版({issued}発行)"),
    };
    let _ = writeln!(out, "  {}", words(bundle.name()));
    let voucher = match bundle.voucher() {
        Voucher::Shipped => text("ships with this command", "本コマンドに同梱").to_owned(),
        Voucher::Signature(key) => format!("{} {key}", text("signed by key", "署名鍵")),
        _ => text("NOT SIGNED", "署名なし").to_owned(),
    };
    let _ = writeln!(out, "  {voucher}");
    if bundle.nature() == Nature::Reconstruction {
        let _ = writeln!(
            out,
            "  {}",
            text("RECONSTRUCTION, not official", "再構成(公式ではありません)")
        );
    }
    if let Some(notice) = bundle.notice() {
        let _ = writeln!(out, "  {}", words(notice));
    }
    let counts = [
        (text("axes", "評価軸"), bundle.axes().len()),
        (text("rules", "規則"), bundle.rules().len()),
        (text("statutory methods", "法令上の方法"), bundle.statutes().len()),
        (text("demands", "追加要件"), bundle.demands().len()),
        (text("advisories", "注意情報"), bundle.advisories().len()),
        (text("methods", "手法"), bundle.methods().len()),
        (text("statements of sources", "出典の記述"), bundle.statements().len()),
    ];
    for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let _ = writeln!(out, "  {name}: {count}");
    }
    for own in bundle.statements() {
        let _ = writeln!(out, "  - {} [{}]", words(&own.words), own.confidence.name());
    }
    for own in bundle.sources() {
        let address = safe(own.address.as_deref().unwrap_or_default());
        let (id, title) = (safe(&own.id), safe(&own.title));
        let _ = writeln!(out, "  {} {id}: {title} {address}", text("source", "出典"));
    }
    let nobody = *bundle.voucher() == Voucher::Nobody;
    Ok(Output { text: out, exit: if nobody { EXIT_UNSIGNED } else { 0 } })
}

fn compare(arguments: &Diff) -> Result<Output, Failure> {
    let old = load(&arguments.old, &arguments.keys)?;
    let new = load(&arguments.new, &arguments.keys)?;
    let changes = diff(&old, &new);
    let exit = u8::from(!changes.is_empty());
    if arguments.json {
        let text = serde_json::to_string_pretty(&json!({
            "old": { "id": old.id(), "version": old.version() },
            "new": { "id": new.id(), "version": new.version() },
            "changes": changes,
        }));
        let text = text.map_err(|error| Failure::Usage(error.to_string()))?;
        return Ok(Output { text: format!("{text}\n"), exit });
    }
    let mut out = format!(
        "{} version {} -> {} version {}\n",
        safe(old.id()),
        old.version(),
        safe(new.id()),
        new.version()
    );
    for own in &changes {
        let kind = match (arguments.lang, own.kind) {
            (Lang::Ja, ChangeKind::Added) => "追加",
            (Lang::Ja, ChangeKind::Changed) => "変更",
            (Lang::Ja, ChangeKind::Removed) => "削除",
            (_, kind) => kind.name(),
        };
        let _ = writeln!(out, "  {kind} {}: {}", own.what, safe(&own.id));
    }
    if changes.is_empty() {
        out.push_str(match arguments.lang {
            Lang::En => "  nothing differs\n",
            Lang::Ja => "  相違なし\n",
        });
    }
    Ok(Output { text: out, exit })
}
