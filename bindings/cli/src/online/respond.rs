//! `tashika respond`: takes the wallet's answer, once, and verifies it.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use tashika::crypto::CryptoProvider;
use tashika::online::dcql::Mismatch;
use tashika::online::{Answer, OnlineSession, Outcome, Receiving, Sessions, claimed_session};
use tashika::presentation::{Covered, Presentation};
use tashika::trust::TrustStore;
use tashika::verify::{Context, Decision, JsonOptions, Policy, Profile, Report, verify};

use super::session::{self, failure, random, time};
use crate::verify::Lang;
use crate::{Failure, Output, human, input, key};

/// What `tashika respond` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// What the wallet answered: the posted form, the browser's JSON, or Apple's envelope (CBOR, hex
    /// or base64). Not with --response-code.
    #[arg(required_unless_present = "response_code", conflicts_with = "response_code")]
    file: Option<PathBuf>,
    /// The session. Default: the one that a posted answer names.
    #[arg(long, allow_hyphen_values = true, value_name = "ID")]
    session: Option<String>,
    /// The code that the browser brought back, for an answer that waits for it.
    #[arg(
        long,
        allow_hyphen_values = true,
        value_name = "CODE",
        requires = "browser",
        requires = "session"
    )]
    response_code: Option<String>,
    /// What identifies the browser that brought the code.
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT")]
    browser: Option<String>,
    /// For Apple: the private key of the encryption certificate.
    #[arg(long, value_name = "FILE")]
    recipient_key: Option<PathBuf>,
    /// Trust anchor: a PEM, DER or hex file, or a folder of them. May be repeated.
    #[arg(long, value_name = "PATH")]
    trust: Vec<PathBuf>,
    /// The time, RFC 3339. Default: now.
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
    /// Whose habits are tolerated: strict, aamva or interop-event.
    #[arg(long, value_name = "NAME", default_value = "strict")]
    profile: String,
    /// How findings become a verdict.
    #[arg(long, value_name = "NAME", default_value = "default")]
    policy: String,
    /// Print the whole outcome as JSON.
    #[arg(long)]
    json: bool,
    /// The language of the report for people.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
    /// Print every check, not only those with something to say.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    store: session::StoreArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let provider = CryptoProvider::default();
    let policy = policy(arguments)?;
    let now = time(arguments.at.as_deref())?;
    // A session is answered once: what could fail of the arguments does so before.
    let trust = trust(arguments)?;
    let (store, key) = arguments.store.open()?;
    let apple_key = arguments.recipient_key.as_deref().map(private_key).transpose()?;
    let receiving = Receiving { now, provider: &provider, apple_key: apple_key.as_ref() };
    let sessions = Sessions::new(&store, &key, &provider);
    let received = match (&arguments.file, &arguments.response_code) {
        (Some(file), _) => {
            let name = file.display().to_string();
            let answer = answer(file)?;
            let id = arguments.session.clone().or_else(|| claimed_session(&answer));
            let id = id.ok_or_else(|| Failure::Usage("--session is needed".to_owned()))?;
            let kind = sessions
                .peek(&id, OnlineSession::kind)
                .map_err(|error| failure(&name, error, arguments.lang))?;
            if kind == "apple" && apple_key.is_none() {
                return Err(Failure::Usage("--recipient-key is needed for Apple".to_owned()));
            }
            let nonce = random()?;
            let received = sessions.receive(&id, &answer, &receiving, &nonce);
            received.map_err(|error| failure(&name, error, arguments.lang))
        }
        (None, code) => {
            let id = arguments.session.clone().unwrap_or_default();
            let browser = arguments.browser.clone().unwrap_or_default();
            let code = code.clone().unwrap_or_default();
            let collected = sessions.collect(&id, &code, browser.as_bytes(), &receiving);
            collected.map_err(|error| failure("the held answer", error, arguments.lang))
        }
    };
    let swept = sessions.forget_expired(now);
    let outcome = received?;
    swept.map_err(|error| failure("the store", error, arguments.lang))?;
    let context = Context::new(&trust, &policy, now, &provider);
    match &outcome {
        Outcome::Answered(answer) => judged(arguments, answer, &context),
        Outcome::AwaitsBrowser(held) => said(
            arguments,
            "awaits-browser",
            &format!("reply to the wallet: {}", outcome.reply()),
            json!({ "redirectUri": held.redirect_uri() }),
            2,
        ),
        Outcome::Declined(error) => {
            let text = match arguments.lang {
                Lang::En => format!("the wallet declined: {} (the session stays open)", error.code),
                Lang::Ja => format!(
                    "ウォレットが応答を拒否しました: {}（セッションは継続しています）",
                    error.code
                ),
            };
            said(arguments, "declined", &text, json!({ "error": error.code }), 1)
        }
        Outcome::MockData(_) => {
            let text = "mock data of a developer: no issuer signed it, it proves nothing";
            said(arguments, "mock-data", text, json!({}), 1)
        }
        _ => Err(Failure::Usage("an outcome that this command does not know".to_owned())),
    }
}

/// The answer's bytes: text as it is, without a line break at its end; other content for Apple.
fn answer(file: &Path) -> Result<Vec<u8>, Failure> {
    let content = input::read(file)?;
    let text = std::str::from_utf8(&content).map(str::trim).unwrap_or_default();
    let is_form_or_json = text.starts_with('{') || text.contains('=') && !text.ends_with('=');
    match is_form_or_json {
        true => Ok(text.as_bytes().to_vec()),
        false => Ok(input::decode_text(&content).unwrap_or(content)),
    }
}

fn judged(
    arguments: &Arguments,
    answer: &Answer,
    context: &Context<'_>,
) -> Result<Output, Failure> {
    let mut all = Vec::new();
    for (id, presentation) in answer.presentations() {
        let report = verify(presentation, context).map_err(|error| {
            Failure::input(id, format!("the response cannot be decoded: {error}"))
        })?;
        all.push((id, presentation, report));
    }
    let accepted: Vec<bool> =
        all.iter().map(|(_, _, own)| own.verdict.decision == Decision::Accepted).collect();
    let missing = answer.missing_after(&accepted);
    let rejected = all.iter().any(|(_, _, own)| own.verdict.decision == Decision::Rejected);
    // Where nothing was required, nothing is missing: that alone is no acceptance.
    let exit = match (missing.is_empty() && accepted.contains(&true), rejected) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    let said = |own: &Mismatch| match arguments.lang {
        Lang::Ja if !arguments.json => own.ja(),
        _ => own.to_string(),
    };
    let missing: Vec<String> = missing.iter().map(said).collect();
    let text = match arguments.json {
        true => as_json(answer, &all, &missing),
        false => as_text(arguments, &all, &missing),
    };
    Ok(Output { text, exit })
}

type Judged<'a> = (&'a str, &'a Presentation, Report);

fn as_json(answer: &Answer, all: &[Judged<'_>], missing: &[String]) -> String {
    let presentations = all.iter().map(|(id, presentation, report)| {
        let report: Value =
            serde_json::from_str(&report.to_json(&JsonOptions::default())).unwrap_or_default();
        let binding: Option<Value> = presentation
            .online_binding()
            .map(|own| serde_json::from_str(&own.to_json()).unwrap_or_default());
        json!({ "credential": id, "binding": binding, "report": report })
    });
    let whole = json!({
        "outcome": "answered",
        "protocol": answer.protocol(),
        "missing": missing,
        "presentations": presentations.collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn as_text(arguments: &Arguments, all: &[Judged<'_>], missing: &[String]) -> String {
    let colour = human::colours();
    let style = human::Style { lang: arguments.lang, colour, all: arguments.all, ages: &[] };
    let mut text = String::new();
    for (id, presentation, report) in all {
        text.push_str(&format!("{id}: {}\n", bound(presentation)));
        text.push_str(&human::report(report, &style));
    }
    missing.iter().for_each(|own| text.push_str(&format!("{own}\n")));
    text
}

fn bound(presentation: &Presentation) -> String {
    match presentation.online_binding().map(|own| &own.covers) {
        Some(Covered::App { merchant_id, team_id }) => {
            format!("bound to the app {merchant_id} of {team_id}")
        }
        Some(Covered::Client { client_id, response_uri }) => {
            format!("bound to {client_id} and {response_uri}")
        }
        Some(Covered::Origin(origin)) => format!("bound to the origin {origin}"),
        _ => "bound to nothing that is known".to_owned(),
    }
}

fn said(
    arguments: &Arguments,
    outcome: &str,
    text: &str,
    more: Value,
    exit: u8,
) -> Result<Output, Failure> {
    let text = match arguments.json {
        true => {
            let mut whole = json!({ "outcome": outcome });
            if let (Value::Object(whole), Value::Object(more)) = (&mut whole, more) {
                whole.extend(more);
            }
            serde_json::to_string_pretty(&whole).unwrap_or_default()
        }
        false => text.to_owned(),
    };
    Ok(Output { text: text + "\n", exit })
}

fn policy(arguments: &Arguments) -> Result<Policy, Failure> {
    let profile = Profile::from_name(&arguments.profile)
        .ok_or_else(|| Failure::Usage(format!("unknown profile \"{}\"", arguments.profile)))?;
    Policy::named(&arguments.policy, profile)
        .ok_or_else(|| Failure::Usage(format!("unknown policy \"{}\"", arguments.policy)))
}

fn private_key(path: &Path) -> Result<tashika::crypto::PrivateKey, Failure> {
    let name = path.display().to_string();
    key::read(&input::read(path)?).map_err(|error| Failure::input(name, error))
}

fn trust(arguments: &Arguments) -> Result<TrustStore, Failure> {
    let mut anchors = Vec::new();
    for path in &arguments.trust {
        anchors.extend(input::anchors(path)?);
    }
    Ok(anchors.into_iter().collect())
}
