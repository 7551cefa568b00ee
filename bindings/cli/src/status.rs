//! `tashika status`: what to fetch, and fetching it.

mod vical;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::json;
use tashika::instant::Timestamp;
use tashika::presentation::Presentation;
use tashika::status::{Cache, Fetch, Named, NamesLists, Why, plan};
use tashika::trust::TrustStore;

use crate::case_file::Case;
use crate::fetch::{Fetcher, loopback};
use crate::{Failure, Output, input, verify};
use tashika::facts::escaped as safe;

/// Something was not fetched, or not taken.
const EXIT_INCOMPLETE: u8 = 2;

/// What `tashika status` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say which lists to fetch, and by when.
    Plan(PlanArguments),
    /// Fetch what is due over HTTPS and put it into a cache file.
    #[command(after_help = "Exit codes: 0 everything due was fetched, 2 something was not.")]
    Update(UpdateArguments),
}

#[derive(Args)]
struct Sources {
    /// Case files, whose documents name lists.
    files: Vec<PathBuf>,
    /// Trust anchors, whose authorities name revocation lists. May be repeated.
    #[arg(long, value_name = "PATH")]
    trust: Vec<PathBuf>,
    /// The file of a VICAL that is to be kept fresh. May be repeated. Needs --vical-root.
    #[arg(long, value_name = "FILE", requires = "vical_root")]
    vical: Vec<PathBuf>,
    /// The root certificate of a VICAL provider. May be repeated.
    #[arg(long, value_name = "FILE")]
    vical_root: Vec<PathBuf>,
    /// Where a VICAL is fetched, in the order of --vical: needed where its file is not there yet or
    /// names no address.
    #[arg(long, value_name = "URL", requires = "vical")]
    vical_url: Vec<String>,
    /// The time to plan for, RFC 3339. Default: now.
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct PlanArguments {
    #[command(flatten)]
    sources: Sources,
    /// The cache file with what is there already.
    #[arg(long, value_name = "FILE")]
    cache: Option<PathBuf>,
}

#[derive(Args)]
struct UpdateArguments {
    #[command(flatten)]
    sources: Sources,
    /// The cache file; it is made where there is none.
    #[arg(long, value_name = "FILE")]
    cache: PathBuf,
    /// Fetch also what is not due.
    #[arg(long)]
    all: bool,
    /// Seconds for one list.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    timeout: u64,
    /// For tests: a folder, or the address of a loopback server, that stands for every host.
    #[arg(long, value_name = "DIR|URL")]
    serve_from: Option<String>,
}

/// Everything that names lists, in one.
struct All(Vec<Named>);

impl NamesLists for All {
    fn lists(&self) -> Vec<Named> {
        self.0.clone()
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    match &arguments.command {
        Command::Plan(own) => show(own),
        Command::Update(own) => update(own),
    }
}

fn show(arguments: &PlanArguments) -> Result<Output, Failure> {
    let now = verify::instant(arguments.sources.at.as_deref())?;
    let mut cache = arguments.cache.as_deref().map_or(Ok(Cache::new()), read_cache)?;
    let vicals = vical::kept(&arguments.sources, &mut cache, now)?;
    let fetches = plan(&named(&arguments.sources, &cache, &vicals)?, &cache, now);
    let text = if arguments.sources.json {
        let rows = fetches.iter().map(|own| {
            json!({
                "uri": own.uri,
                "why": own.why.name(),
                "byWhen": own.by_when.to_string(),
                "due": own.by_when <= now,
                "maxBytes": own.max_bytes,
            })
        });
        format!("{:#}\n", rows.collect::<serde_json::Value>())
    } else {
        let mut out = String::new();
        for own in &fetches {
            let when = match own.by_when <= now {
                true => "now".to_owned(),
                false => own.by_when.to_string(),
            };
            let _ = writeln!(out, "{when:<20}  {:<16}  {}", own.why.name(), safe(&own.uri));
        }
        if fetches.is_empty() {
            out.push_str("Nothing names a list that can be fetched.\n");
        }
        out
    };
    Ok(Output { text, exit: 0 })
}

fn update(arguments: &UpdateArguments) -> Result<Output, Failure> {
    let now = verify::instant(arguments.sources.at.as_deref())?;
    let mut cache = match arguments.cache.exists() {
        true => read_cache(&arguments.cache)?,
        false => Cache::new(),
    };
    let base = arguments.serve_from.as_deref().map(|from| {
        loopback(from).map_err(|problem| Failure::Usage(format!("--serve-from {problem}")))
    });
    let fetcher = Fetcher::new(Duration::from_secs(arguments.timeout), base.transpose()?);
    let vicals = vical::kept(&arguments.sources, &mut cache, now)?;
    let mut fetches = plan(&named(&arguments.sources, &cache, &vicals)?, &cache, now);
    fetches.retain(|own| arguments.all || own.by_when <= now);
    let mut rows = Vec::new();
    for (index, own) in fetches.iter().enumerate() {
        // A closed standard error loses the progress, not the lists.
        let (place, all, uri) = (index + 1, fetches.len(), safe(&own.uri));
        let _ = write!(std::io::stderr(), "[{place}/{all}] {uri} ... ");
        let row = match vicals.iter().find(|kept| kept.is_at(own)) {
            Some(kept) => {
                kept.fetch(&fetcher, own, &arguments.sources.vical_root, &mut cache, now)?
            }
            None => fetch(&fetcher, own, &mut cache, now),
        };
        let _ = writeln!(std::io::stderr(), "{}", row.outcome);
        rows.push(row);
    }
    if rows.iter().any(|own| own.taken) {
        replace(&arguments.cache, &cache.to_bytes())?;
    }
    let incomplete = rows.iter().any(|own| !own.taken);
    let text = if arguments.sources.json {
        format!("{:#}\n", rows.iter().map(Row::json).collect::<serde_json::Value>())
    } else {
        rows.iter().map(Row::line).collect()
    };
    Ok(Output { text, exit: if incomplete { EXIT_INCOMPLETE } else { 0 } })
}

/// What became of one list.
struct Row {
    uri: String,
    why: Why,
    outcome: &'static str,
    detail: String,
    taken: bool,
}

impl Row {
    fn json(&self) -> serde_json::Value {
        json!({
            "uri": self.uri,
            "why": self.why.name(),
            "outcome": self.outcome,
            "detail": self.detail,
        })
    }

    fn line(&self) -> String {
        let (outcome, why) = (self.outcome, self.why.name());
        format!("{outcome:<20}  {why:<16}  {}  {}\n", safe(&self.uri), safe(&self.detail))
    }
}

fn fetch(fetcher: &Fetcher, own: &Fetch, cache: &mut Cache, now: Timestamp) -> Row {
    let row = |outcome, taken, detail: String| {
        let (uri, why) = (own.uri.clone(), own.why);
        Row { uri, why, outcome, detail, taken }
    };
    let fetched = match fetcher.fetch(own) {
        Ok(fetched) => fetched,
        Err(problem) => return row(problem.name(), false, problem.to_string()),
    };
    let (length, redirects) = (fetched.bytes.len(), fetched.redirects);
    match cache.insert(&own.uri, fetched.bytes, now) {
        Err(problem) => row(problem.name(), false, problem.to_string()),
        Ok(stored) => {
            let ended = stored.until.is_some_and(|until| until < now);
            let until = stored.until.map_or_else(String::new, |until| format!(", until {until}"));
            let detail =
                format!("{length} bytes, {redirects} redirects, as of {}{until}", stored.as_of);
            row(if ended { "stale" } else { "fetched" }, true, detail)
        }
    }
}

fn named(sources: &Sources, cache: &Cache, vicals: &[vical::Kept]) -> Result<All, Failure> {
    let mut all = cache.lists();
    for own in vicals {
        all.extend(own.lists());
    }
    for file in &sources.files {
        let case = Case::read(file)?;
        all.extend(Presentation::new(case.response.content).lists());
    }
    let mut store = TrustStore::new();
    for path in &sources.trust {
        input::anchors(path)?.into_iter().for_each(|own| store.add(own));
    }
    all.extend(store.lists());
    Ok(All(all))
}

pub(crate) fn read_cache(path: &Path) -> Result<Cache, Failure> {
    let name = path.display().to_string();
    let content = input::read_at_most(path, MAX_CACHE_FILE_BYTES)?;
    Cache::from_bytes(&content)
        .map_err(|error| Failure::input(name, format!("no status cache: {error}")))
}

/// Bytes of a cache file: its lists and what stands around them.
const MAX_CACHE_FILE_BYTES: u64 = 128 * 1024 * 1024;

/// Written beside and moved over, so that a file is never half written.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::input(path.display().to_string(), error);
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, content).map_err(fail)?;
    fs::rename(&beside, path).map_err(fail)
}
