//! `tashika lint`: what a request asks for beyond what it needs.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use serde::Deserialize;
use serde_json::json;
use tashika::doctype::{Date, Registry};
use tashika::facts::escaped;
use tashika::instant::Timestamp;
use tashika::mdoc::DeviceRequest;
use tashika::request::Request;
use tashika::request::dcql::DcqlQuery;
use tashika::request::lint::{
    Instead, Lint, LintFinding, LintLevel, lint, lint_dcql, lint_device_request,
};

use crate::verify::Lang;
use crate::{Failure, Output, doctypes, input};

/// What `tashika lint` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A DeviceRequest (CBOR, hex or base64url), a DCQL query, or a request file.
    file: PathBuf,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
    /// The language of the findings for people.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
    /// The day whose law applies, YYYY-MM-DD. Default: today.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// A document type file to know besides the ones that ship. May be repeated.
    #[arg(long = "doc-types", value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let registry = doctypes::registry(&arguments.files)?;
    let name = arguments.file.display().to_string();
    let content = input::read(&arguments.file)?;
    let said = examine(&name, content, day(arguments)?, &registry)?;
    let text = if arguments.json { json(&said) } else { human(&said, arguments.lang) };
    let exit = match said.level() {
        None => 0,
        Some(LintLevel::Refused) => 1,
        Some(_) => 2,
    };
    Ok(Output { text, exit })
}

fn day(arguments: &Arguments) -> Result<Date, Failure> {
    let Some(text) = &arguments.on else {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = Timestamp::from_unix(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX));
        let today = now.date().as_deref().and_then(Date::parse);
        return today.ok_or_else(|| Failure::Usage("the clock has no day; give --on".into()));
    };
    Date::parse(text).ok_or_else(|| {
        Failure::Usage(format!("--on takes a day like 2026-06-01, not \"{}\"", escaped(text)))
    })
}

/// A request of OpenID4VP, of which the query alone is looked at.
#[derive(Deserialize)]
struct Wrapped {
    dcql_query: DcqlQuery,
}

/// JSON with `credentials` is a query, other JSON a request file, anything else a DeviceRequest.
fn examine(name: &str, content: Vec<u8>, on: Date, registry: &Registry) -> Result<Lint, Failure> {
    let text = std::str::from_utf8(&content).ok().map(str::trim_start);
    let Some(text) = text.filter(|own| own.starts_with('{')) else {
        let named = input::Named {
            name: name.to_owned(),
            content: input::decode_text(&content).unwrap_or(content),
        };
        let request = DeviceRequest::decode(&named.content)
            .map_err(|error| named.unreadable("DeviceRequest", &error))?;
        return Ok(lint_device_request(&request, registry));
    };
    let value: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| Failure::input(name, format!("no request: {error}")))?;
    // The text is read again: a value has lost the members that stand twice.
    if value.get("dcql_query").is_some() {
        let wrapped: Wrapped = serde_json::from_str(text)
            .map_err(|error| Failure::input(name, format!("no query: {error}")))?;
        let query = wrapped.dcql_query;
        query.check().map_err(|error| Failure::input(name, error))?;
        return Ok(lint_dcql(&query, registry));
    }
    if value.get("credentials").is_some() {
        let query = DcqlQuery::from_json(text).map_err(|error| Failure::input(name, error))?;
        return Ok(lint_dcql(&query, registry));
    }
    let request = Request::from_json(text, on, registry);
    let request = request.map_err(|error| Failure::input(name, error))?;
    Ok(lint(&request, registry))
}

fn instead_id(own: &Instead) -> &'static str {
    match own {
        Instead::DoNotRetain => "do-not-retain",
        Instead::Remove => "remove",
        Instead::Replace { .. } => "replace",
        _ => "explain",
    }
}

fn json(said: &Lint) -> String {
    let findings = said.findings.iter().map(|own| {
        let (name_space, identifier) = own.element.clone().unzip();
        let by = match &own.instead {
            Instead::Replace { name_space, element_identifier } => {
                json!({ "nameSpace": name_space, "elementIdentifier": element_identifier })
            }
            _ => serde_json::Value::Null,
        };
        json!({
            "rule": own.rule.as_str(),
            "level": own.rule.level().as_str(),
            "docType": own.doc_type,
            "nameSpace": name_space,
            "elementIdentifier": identifier,
            "reason": { "en": own.rule.en(), "ja": own.rule.ja() },
            "instead": instead_id(&own.instead),
            "by": by,
        })
    });
    let smaller = said.smaller.as_ref().map(|own| serde_json::to_value(own).unwrap_or_default());
    let not_examined: Vec<&str> = said.not_examined.iter().map(|own| own.as_str()).collect();
    let whole = json!({
        "level": said.level().map_or("clean", LintLevel::as_str),
        "findings": findings.collect::<Vec<_>>(),
        "notExamined": not_examined,
        "leftOut": said.left_out,
        "smaller": smaller,
    });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn human(said: &Lint, lang: Lang) -> String {
    let text = |en: &'static str, ja: &'static str| if lang == Lang::En { en } else { ja };
    let mut out = String::new();
    let verdict = match said.level() {
        None => text("CLEAN", "問題なし"),
        Some(LintLevel::Refused) => text("REFUSED", "不可"),
        Some(_) => text("WARNINGS", "要確認"),
    };
    let _ = writeln!(out, "{verdict}");
    said.findings.iter().for_each(|own| finding(&mut out, own, lang));
    for rule in &said.not_examined {
        let label = text(
            "not examined: this form of request does not carry it",
            "未実施: この形式の要求には含まれません",
        );
        let _ = writeln!(out, "  – {:<32} {label}", rule.as_str());
    }
    for id in &said.left_out {
        let label = text("no mdoc, nothing is said of it", "mdocではないため判定していません");
        let _ = writeln!(out, "  – {:<32} {label}", escaped(id));
    }
    if !said.findings.is_empty() {
        let label = text("Ask this instead:", "次の要求に置き換えてください:");
        let nothing = text("nothing", "要求する項目はありません");
        let smaller = said.smaller.as_ref().map(Request::to_json);
        let _ = writeln!(out, "\n{label}\n{}", smaller.as_deref().unwrap_or(nothing));
    }
    out
}

fn finding(out: &mut String, own: &LintFinding, lang: Lang) {
    let ja = lang == Lang::Ja;
    let mark = if own.rule.level() == LintLevel::Refused { "✗" } else { "!" };
    let place = match &own.element {
        Some((name_space, identifier)) => {
            format!("{}/{}", escaped(name_space), escaped(identifier))
        }
        None => escaped(&own.doc_type),
    };
    let reason = if ja { own.rule.ja() } else { own.rule.en() };
    let _ = writeln!(out, "  {mark} {:<32} {place}", own.rule.as_str());
    let proposal = match &own.instead {
        Instead::DoNotRetain if ja => "保存しない".to_owned(),
        Instead::DoNotRetain => "do not keep it".to_owned(),
        Instead::Remove if ja => "要求しない".to_owned(),
        Instead::Remove => "do not ask for it".to_owned(),
        Instead::Replace { element_identifier, .. } if ja => {
            format!("{element_identifier} に置き換える")
        }
        Instead::Replace { element_identifier, .. } => format!("ask for {element_identifier}"),
        _ if ja => "内容を確認する".to_owned(),
        _ => "check it".to_owned(),
    };
    let _ = writeln!(out, "      {reason} → {proposal}");
}
