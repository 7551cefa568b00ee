//! `tashika trust`: what a list of trust holds, what changed, and whether it keeps its rules.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use tashika::crypto::CryptoProvider;
use tashika::facts::{Fact, Facts};
use tashika::instant::Timestamp;
use tashika::status::Cache;
use tashika::trust::{Vical, VicalEntry, VicalFinding};
use tashika::x509::{
    self, Certificate, EkuPolicy, ProfileContext, ProfileKind, RuleOutcome, ValidityAt,
};

use crate::{Failure, Output, evidence, input, verify};
use tashika::facts::escaped as safe;

/// A rule is gravely broken, or lists differ.
const EXIT_FINDINGS: u8 = 1;

/// What `tashika trust` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show the authorities of a VICAL, a PEM, DER or hex file, or a folder of them.
    Show(ShowArguments),
    /// Show what changed from one VICAL to the next.
    Diff(DiffArguments),
    /// Hold a VICAL or certificates against their rules.
    #[command(after_help = "Exit codes: 0 usable, 1 a rule is gravely broken.")]
    Check(CheckArguments),
}

#[derive(Args)]
struct ShowArguments {
    /// A VICAL, a certificate file or a folder.
    path: PathBuf,
    /// The time to look from, RFC 3339. Default: now.
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct DiffArguments {
    /// The older VICAL.
    old: PathBuf,
    /// The newer VICAL.
    new: PathBuf,
}

#[derive(Args)]
struct CheckArguments {
    #[command(flatten)]
    show: ShowArguments,
    /// The root certificate of the VICAL provider. May be repeated.
    #[arg(long, value_name = "FILE")]
    vical_root: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    match &arguments.command {
        Command::Show(own) => examine(own, None),
        Command::Check(own) => examine(&own.show, Some(&own.vical_root)),
        Command::Diff(own) => diff(own),
    }
}

/// One authority, as a row of the table.
struct Row {
    issuer: String,
    doc_types: String,
    curve: String,
    valid_until: String,
    findings: Vec<String>,
}

impl Row {
    fn new(certificate: &Certificate, doc_types: String, findings: Vec<String>) -> Self {
        let curve = match certificate.public_key() {
            Ok(key) => key.curve().name().to_owned(),
            Err(fault) => fault.to_string(),
        };
        Self {
            issuer: certificate.subject().to_string(),
            doc_types,
            curve,
            valid_until: certificate.not_after().to_string(),
            findings,
        }
    }

    fn json(&self) -> Value {
        json!({
            "issuer": self.issuer,
            "docTypes": self.doc_types,
            "curve": self.curve,
            "validUntil": self.valid_until,
            "findings": self.findings,
        })
    }

    fn write(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "{}\n    {:<16}  until {:<20}  {}",
            safe(&self.issuer),
            self.curve,
            self.valid_until,
            safe(&self.doc_types)
        );
        for finding in &self.findings {
            let _ = writeln!(out, "    ! {}", safe(finding));
        }
    }
}

fn examine(arguments: &ShowArguments, roots: Option<&Vec<PathBuf>>) -> Result<Output, Failure> {
    let now = verify::instant(arguments.at.as_deref())?;
    let is_vical = arguments.path.is_file() && looks_like_vical(&input::read(&arguments.path)?);
    let (head, rows, usable) = match is_vical {
        true => vical(&arguments.path, roots, now)?,
        false => certificates(&arguments.path, now)?,
    };
    let text = if arguments.json {
        let rows: Vec<Value> = rows.iter().map(Row::json).collect();
        format!("{:#}\n", json!({ "list": head, "usable": usable, "authorities": rows }))
    } else {
        let mut out: String = head.iter().map(|line| format!("{}\n", safe(line))).collect();
        rows.iter().for_each(|row| row.write(&mut out));
        let _ = writeln!(out, "{} authorities", rows.len());
        out
    };
    let exit = if usable || roots.is_none() { 0 } else { EXIT_FINDINGS };
    Ok(Output { text, exit })
}

/// A COSE_Sign1 is an array of four, tagged or not.
fn looks_like_vical(content: &[u8]) -> bool {
    matches!(content, [0x84, ..] | [0xd2, 0x84, ..])
}

type Table = (Vec<String>, Vec<Row>, bool);

fn vical(path: &Path, roots: Option<&Vec<PathBuf>>, now: Timestamp) -> Result<Table, Failure> {
    let name = path.display().to_string();
    let list = Vical::decode(&input::read(path)?).map_err(|error| Failure::input(name, error))?;
    let no_roots = Vec::new();
    let (report, _) = evidence::vical(path, roots.unwrap_or(&no_roots), &Cache::new(), now)?;
    let number = list.issue_id().map_or_else(String::new, |id| format!(", number {id}"));
    let mut head = vec![format!("VICAL of {} as of {}{number}", list.provider(), list.date())];
    if let Some(signer) = &report.signer {
        head.push(format!("signed by {signer}"));
    }
    let of_list = report.findings.iter().filter(|own| own.entry.is_none());
    match roots {
        None => head.push("its signature is not examined here: see `tashika trust check`".into()),
        Some(_) => head.extend(of_list.map(sentence)),
    }
    let rows = list.entries().iter().enumerate().map(|(index, entry)| {
        let own = report.findings.iter().filter(|own| own.entry == Some(index));
        let findings: Vec<String> = own.map(sentence).collect();
        match &entry.certificate {
            Some(certificate) => Row::new(certificate, entry.doc_types.join(", "), findings),
            None => Row {
                issuer: format!("entry {index}: unreadable"),
                doc_types: entry.doc_types.join(", "),
                curve: String::new(),
                valid_until: String::new(),
                findings,
            },
        }
    });
    Ok((head, rows.collect(), report.is_usable()))
}

fn certificates(path: &Path, now: Timestamp) -> Result<Table, Failure> {
    let provider = CryptoProvider::default();
    let context = ProfileContext { provider: &provider, eku: EkuPolicy::default() };
    let mut usable = true;
    let mut rows = Vec::new();
    for anchor in input::anchors(path)? {
        let own = anchor.certificate();
        let mut findings = Vec::new();
        for (rule, outcome) in x509::check(ProfileKind::IacaRoot, own, &context) {
            match outcome {
                RuleOutcome::Broken(known) => findings.push(line(rule.name(), &known)),
                RuleOutcome::Undetermined(known) => {
                    findings.push(format!("{}: cannot be decided", line(rule.name(), &known)));
                }
                _ => {}
            }
        }
        if x509::validity_at(own, now) != ValidityAt::Valid {
            findings.push(format!("validity: from {} until {}", own.not_before(), own.not_after()));
        }
        usable &= findings.is_empty();
        rows.push(Row::new(own, "any".to_owned(), findings));
    }
    Ok((Vec::new(), rows, usable))
}

fn diff(arguments: &DiffArguments) -> Result<Output, Failure> {
    let read = |path: &Path| {
        Vical::decode(&input::read(path)?)
            .map_err(|error| Failure::input(path.display().to_string(), error))
    };
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    let changes = new.changes_since(&old);
    let mut out = String::new();
    let _ = writeln!(out, "from {} to {}", old.date(), new.date());
    let mut list = |sign: char, entry: &VicalEntry, more: &str| {
        let Some(own) = &entry.certificate else { return };
        let (name, types) = (own.subject().to_string(), entry.doc_types.join(", "));
        let until = own.not_after();
        let _ = writeln!(out, "{sign} {}  {}{more}  until {until}", safe(&name), safe(&types));
    };
    changes.added.iter().for_each(|own| list('+', own, ""));
    changes.removed.iter().for_each(|own| list('-', own, ""));
    for (before, own) in &changes.changed {
        list('~', own, &format!(" (before: {})", safe(&before.join(", "))));
    }
    let smaller = new.issue_id().zip(old.issue_id()).is_some_and(|(own, its)| own < its);
    let rollback = new.provider() == old.provider() && (new.date() < old.date() || smaller);
    if rollback {
        out.push_str("! the second list is older than the first\n");
    }
    Ok(Output { text: out, exit: 0 })
}

fn sentence(finding: &VicalFinding) -> String {
    let grave = if finding.grave { " (grave)" } else { "" };
    format!("{}{grave}", line(finding.rule.name(), &finding.facts))
}

fn line(name: &str, facts: &Facts) -> String {
    let known: Vec<String> = facts
        .iter()
        .map(|(name, fact)| match fact {
            Fact::Int(number) => format!("{name} {number}"),
            Fact::List(list) => format!("{name} {}", list.join(", ")),
            Fact::Text(text) => format!("{name} {text}"),
            Fact::Time(instant) => format!("{name} {instant}"),
            _ => name.to_owned(),
        })
        .collect();
    match known.is_empty() {
        true => name.to_owned(),
        false => format!("{name}: {}", known.join("; ")),
    }
}
