//! `tashika verify`.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};
use tashika::crypto::CryptoProvider;
use tashika::doctype::Date;
use tashika::doctype::age::Conclusion;
use tashika::instant::Timestamp;
use tashika::mdoc::DeviceRequest;
use tashika::presentation::Presentation;
use tashika::trust::{TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, JsonOptions, Policy, Profile, Report, verify};
use zeroize::Zeroizing;

use crate::case_file::{self, Case};
use crate::evidence::Memory;
use crate::input::Named;
use crate::{Failure, Output, doctypes, evidence, human, input, key};

/// What `tashika verify` takes.
#[derive(Args)]
#[command(override_usage = "tashika verify [OPTIONS] FILE\n       \
    tashika verify [OPTIONS] --response FILE [--transcript FILE] [--reader-key FILE]")]
pub(crate) struct Arguments {
    /// A case file (JSON): the response, its transcript, the request and the anchors in one.
    #[arg(conflicts_with = "response")]
    file: Option<PathBuf>,
    /// Trust this issuer's certificate: a PEM, DER or hex file, or a folder of them. May be
    /// repeated.
    #[arg(long, value_name = "PATH")]
    trust: Vec<PathBuf>,
    /// Verify for this time, RFC 3339 [default: the case file's, else now].
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
    /// Whose certificates are to be expected: strict (as ISO 18013-5 has them), aamva or
    /// interop-event (their habits are warnings) [default: the case file's, else strict].
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// How the checks become a verdict: --help lists the names [default: the case file's, else
    /// default].
    #[arg(long, value_name = "NAME", long_help = policies())]
    policy: Option<String>,
    #[command(flatten)]
    evidence: evidence::Arguments,
    /// Print the whole report as JSON, with every value that was released.
    #[arg(long)]
    json: bool,
    /// With --json: print only the values that may be kept, for a report that is stored.
    #[arg(long, requires = "json")]
    retained: bool,
    /// Say whether the holder is at least N years old.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=99))]
    age: Option<u8>,
    /// A document type file to know besides the ones that ship. May be repeated.
    #[arg(long = "doc-types", value_name = "FILE")]
    doc_types: Vec<PathBuf>,
    /// The language of the report for people.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
    /// List every check; otherwise those that passed or could not be made are counted.
    #[arg(long)]
    all: bool,
    /// Without a case file: the DeviceResponse, as CBOR, hex, base64 or base64url.
    #[arg(long, value_name = "FILE")]
    response: Option<PathBuf>,
    /// With --response: the SessionTranscript, encoded in any of these ways.
    #[arg(long, value_name = "FILE", requires = "response")]
    transcript: Option<PathBuf>,
    /// With --response: the reader's private key, needed where the device authenticates with a
    /// MAC: a JWK, a COSE_Key, PEM or hex.
    #[arg(long, value_name = "FILE", requires = "response")]
    reader_key: Option<PathBuf>,
    /// With --response: the DeviceRequest that was sent, encoded in any of these ways.
    #[arg(long, value_name = "FILE", requires = "response")]
    request: Option<PathBuf>,
}

/// The languages of the report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English
    En,
    /// Japanese
    Ja,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let case = match (&arguments.file, &arguments.response) {
        (Some(file), _) => Case::read(file)?,
        (None, Some(response)) => pieces(arguments, response)?,
        (None, None) => {
            let needed = "give a case file, or a response with --response FILE; \
                `tashika verify --help` lists all options";
            return Err(Failure::Usage(needed.to_owned()));
        }
    };
    let mut policy = policy(arguments, &case)?;
    policy.doc_types = doctypes::registry(&arguments.doc_types)?;
    let now = time(arguments, &case)?;
    let mut memory = arguments.evidence.memory()?;
    let trust = trust(arguments, &case, now, &mut memory)?;
    let (report, _) = judge(case, &trust, &policy, now, (&arguments.evidence, memory))?;
    let ages = ages(arguments, &report, &policy);
    let text = if arguments.json {
        report.to_json(&JsonOptions { retained: arguments.retained, ages: &ages })
    } else {
        let colour = human::colours();
        let style = human::Style { lang: arguments.lang, colour, all: arguments.all, ages: &ages };
        human::report(&report, &style)
    };
    Ok(Output { text, exit: exit_code(report.verdict.decision) })
}

/// The report of a case as its file has it, and the presentation that was verified.
pub(crate) fn of_case(
    case: Case,
    evidence: &evidence::Arguments,
) -> Result<(Report, Presentation), Failure> {
    let unknown =
        |what: &str, name: &str| blame(false, &case, format!("unknown {what} \"{name}\""));
    let profile = case.profile.as_deref().unwrap_or("strict");
    let profile = Profile::from_name(profile).ok_or_else(|| unknown("profile", profile))?;
    let name = case.policy.as_deref().unwrap_or("default");
    let mut policy = Policy::named(name, profile).ok_or_else(|| unknown("policy", name))?;
    policy.status = evidence.policy(&case)?;
    let now = match &case.at {
        Some(text) => Timestamp::parse(text)
            .ok_or_else(|| blame(false, &case, "\"at\" is no RFC 3339 time".to_owned()))?,
        None => instant(None)?,
    };
    let mut anchors: Vec<TrustAnchor> = case.anchors.clone();
    let mut memory = evidence.memory()?;
    anchors.extend(evidence.anchors(now, &mut memory)?);
    let trust = anchors.into_iter().collect::<TrustStore>().with_profiles(evidence.profiles()?);
    judge(case, &trust, &policy, now, (evidence, memory))
}

fn judge(
    case: Case,
    trust: &TrustStore,
    policy: &Policy,
    now: Timestamp,
    (evidence, memory): (&evidence::Arguments, Memory),
) -> Result<(Report, Presentation), Failure> {
    let (cache, acceptance) = (evidence.cache(&case, &memory)?, evidence.acceptance(&case)?);
    let provider = CryptoProvider::default();
    let response = Named { name: case.response.name.clone(), content: Vec::new() };
    let presentation = presentation(case)?;
    let mut context = Context::new(trust, policy, now, &provider);
    if let Some(cache) = &cache {
        context = context.with_status(cache);
    }
    if let Some((list, purpose)) = &acceptance {
        context = context.with_acceptance(list, purpose);
    }
    let report = verify(&presentation, &context)
        .map_err(|error| response.unreadable("DeviceResponse", &error))?;
    memory.keep(&report)?;
    Ok((report, presentation))
}

/// The exit code of a verdict.
pub(crate) fn exit_code(decision: Decision) -> u8 {
    match decision {
        Decision::Accepted => 0,
        Decision::Rejected => 1,
        Decision::Inconclusive => 2,
    }
}

/// The answer of each document to `--age`, where its claims were released.
fn ages(arguments: &Arguments, report: &Report, policy: &Policy) -> Vec<Option<Conclusion>> {
    let today = report.at.date().as_deref().and_then(Date::parse);
    let documents = report.documents.iter();
    let (Some(years), Some(today)) = (arguments.age, today) else { return Vec::new() };
    documents.map(|own| own.age_at_least(years, today, &policy.doc_types)).collect()
}

fn policies() -> String {
    let mut text =
        "How the checks become a verdict [default: the case file's, else default]:".to_owned();
    for (name, meaning) in Policy::NAMES {
        text.push_str(&format!("\n  {name}: {meaning}"));
    }
    text
}

fn pieces(arguments: &Arguments, response: &Path) -> Result<Case, Failure> {
    let read = |path: &Option<PathBuf>| path.as_deref().map(input::read_binary).transpose();
    let reader_key = match &arguments.reader_key {
        None => None,
        Some(path) => {
            let content = Zeroizing::new(input::read(path)?);
            let name = path.display().to_string();
            Some(key::read(&content).map_err(|error| Failure::input(name, error))?)
        }
    };
    let transcript = read(&arguments.transcript)?;
    Ok(Case {
        name: response.display().to_string(),
        response: input::read_binary(response)?,
        transcript: transcript.map(|own| case_file::transcript(&own)).transpose()?,
        reader_key,
        request: read(&arguments.request)?,
        at: None,
        policy: None,
        profile: None,
        anchors: Vec::new(),
        status: Vec::new(),
        status_policy: None,
        acceptance: None,
        purpose: None,
    })
}

fn policy(arguments: &Arguments, case: &Case) -> Result<Policy, Failure> {
    let profile = chosen(&arguments.profile, &case.profile, "strict");
    let profile = Profile::from_name(profile).ok_or_else(|| {
        let known = Profile::ALL.map(Profile::name).join(", ");
        let problem = format!("unknown profile \"{profile}\"; there are: {known}");
        blame(arguments.profile.is_some(), case, problem)
    })?;
    let name = chosen(&arguments.policy, &case.policy, "default");
    let mut policy = Policy::named(name, profile).ok_or_else(|| {
        let known = Policy::NAMES.map(|(name, _)| name).join(", ");
        let problem = format!("unknown policy \"{name}\"; there are: {known}");
        blame(arguments.policy.is_some(), case, problem)
    })?;
    policy.status = arguments.evidence.policy(case)?;
    Ok(policy)
}

fn chosen<'a>(option: &'a Option<String>, own: &'a Option<String>, default: &'a str) -> &'a str {
    option.as_deref().or(own.as_deref()).unwrap_or(default)
}

/// Wrong usage, or a case file that says something wrong.
pub(crate) fn blame(is_option: bool, case: &Case, problem: String) -> Failure {
    if is_option { Failure::Usage(problem) } else { Failure::input(&case.name, problem) }
}

fn time(arguments: &Arguments, case: &Case) -> Result<Timestamp, Failure> {
    match (&arguments.at, &case.at) {
        (None, Some(text)) => {
            let problem = "\"at\" takes a time like 2026-06-01T00:00:00Z, not";
            Timestamp::parse(text)
                .ok_or_else(|| Failure::input(&case.name, format!("{problem} \"{text}\"")))
        }
        (own, _) => instant(own.as_deref()),
    }
}

/// The time of `--at`, else now.
pub(crate) fn instant(at: Option<&str>) -> Result<Timestamp, Failure> {
    if let Some(text) = at {
        return Timestamp::parse(text).ok_or_else(|| {
            Failure::Usage(format!("--at takes a time like 2026-06-01T00:00:00Z, not \"{text}\""))
        });
    }
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Timestamp::from_unix(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)))
}

fn trust(
    arguments: &Arguments,
    case: &Case,
    now: Timestamp,
    memory: &mut Memory,
) -> Result<TrustStore, Failure> {
    let mut anchors: Vec<TrustAnchor> = case.anchors.clone();
    anchors.extend(arguments.evidence.anchors(now, memory)?);
    for path in &arguments.trust {
        anchors.extend(input::anchors(path)?);
    }
    let store: TrustStore = anchors.into_iter().collect();
    Ok(store.with_profiles(arguments.evidence.profiles()?))
}

fn presentation(case: Case) -> Result<Presentation, Failure> {
    let mut presentation = Presentation::new(case.response.content);
    if let Some(transcript) = case.transcript {
        presentation = presentation.with_transcript(transcript);
    }
    if let Some(key) = case.reader_key {
        presentation = presentation.with_reader_key(key);
    }
    if let Some(request) = case.request {
        let read = DeviceRequest::decode(&request.content)
            .map_err(|error| request.unreadable("DeviceRequest", &error))?;
        presentation = presentation.with_request(read);
    }
    Ok(presentation)
}
