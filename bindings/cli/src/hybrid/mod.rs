//! `tashika hybrid`: a credential on a phone that scans a code on this screen.

#[cfg(feature = "bluetooth")]
mod bluetooth;
mod code;
mod narrate;
mod passkey;
mod question;
mod rehearse;
mod transact;
mod tunnel;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tashika::crypto::CryptoProvider;
use tashika::hybrid::initiator::{Answered, Outcome, Reply};
use tashika::online::{Answer, Outcome as Answering, Receiving, Refusal};
use tashika::presentation::HybridFacts;
use tashika::verify::{Context, JsonOptions, Policy, Report, verify};

use crate::online::signer::SignerArguments;
use crate::verify::{Lang, exit_code};
use crate::{Failure, Output, human};
use question::Question;

/// The phone declined.
const EXIT_DECLINED: u8 = 1;
/// Nothing was received: neither accepted nor rejected.
const EXIT_INCONCLUSIVE: u8 = 2;
/// The answer does not belong to the question.
const EXIT_REFUSED: u8 = crate::EXIT_INPUT;

/// What `tashika hybrid` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The origin of the verifier, such as `https://verifier.example`.
    #[arg(long, value_name = "ORIGIN")]
    rp: String,
    /// What is asked for: elements, or NAMESPACE/ELEMENT, with commas between them. May be repeated.
    #[arg(long, value_name = "ELEMENT", value_delimiter = ',', default_values = ["age_over_18", "portrait"])]
    ask: Vec<String>,
    /// The document type that is asked for.
    #[arg(long, value_name = "TYPE", default_value = "org.iso.18013.5.1.mDL")]
    doc_type: String,
    /// A protocol to ask by; the phone takes the first that it knows. May be repeated. Default: all
    /// that can be signed.
    #[arg(long, value_enum)]
    protocol: Vec<Protocol>,
    /// Instead of a credential, ask for a passkey of the origin's host.
    #[arg(long, value_enum, value_name = "CEREMONY", conflicts_with_all = ["ask", "doc_type", "protocol", "trust", "key"])]
    passkey: Option<Ceremony>,
    /// With --passkey: the file that keeps the passkey's public part; register makes it, sign-in reads
    /// it. A simulated phone signs in without one.
    #[arg(long, value_name = "FILE", requires = "passkey")]
    credential: Option<PathBuf>,
    /// Which phone.
    #[arg(long, value_enum, default_value_t = PhoneKind::Bluetooth)]
    phone: PhoneKind,
    /// With a simulated phone: something goes wrong, to see what is said then.
    #[arg(long, value_enum, value_name = "CASE", conflicts_with = "passkey")]
    rehearse: Option<rehearse::Case>,
    /// Write the code to this file as well: PNG or SVG, by its name.
    #[arg(long, value_name = "FILE")]
    code: Vec<PathBuf>,
    /// Use a tunnel service besides the two assigned ones, by its number. May be repeated.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(256..))]
    tunnel: Vec<u16>,
    /// Trust this issuer's certificate: a PEM, DER or hex file, or a folder of them. May be repeated.
    #[arg(long, value_name = "PATH")]
    trust: Vec<PathBuf>,
    #[command(flatten)]
    signer: SignerArguments,
    /// Print the report as JSON, and nothing else; the code goes to standard error.
    #[arg(long)]
    json: bool,
    /// The language for people.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
    /// Print every check, not only those with something to say.
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PhoneKind {
    /// One in the room, found by this computer's Bluetooth
    Bluetooth,
    /// One of this program, at a tunnel service on this computer; it holds sample documents
    Simulated,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ceremony {
    /// Make a passkey on the phone
    Register,
    /// Sign in with a passkey that was made before
    SignIn,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// org-iso-mdoc (ISO/IEC TS 18013-7 Annex C)
    IsoMdoc,
    /// openid4vp-v1-signed (OpenID4VP 1.0)
    Signed,
}

/// How a run ended.
struct Ended {
    outcome: Outcome,
    times: Times,
}

/// When a run began, and what of it is counted.
#[derive(Clone, Copy)]
struct Times {
    begun: Instant,
    /// When the phone scanned, from the beginning; only a phone of one's own tells.
    scanned: Option<Duration>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    if arguments.phone == PhoneKind::Bluetooth && arguments.rehearse.is_some() {
        return Err(Failure::Usage("--rehearse needs --phone simulated".to_owned()));
    }
    if arguments.phone == PhoneKind::Bluetooth && !cfg!(feature = "bluetooth") {
        let needed = "this build has no Bluetooth: use --phone simulated, or build with \
            --features bluetooth";
        return Err(Failure::Usage(needed.to_owned()));
    }
    let provider = CryptoProvider::default();
    if let Some(ceremony) = arguments.passkey {
        return passkey::run(arguments, ceremony, &provider);
    }
    let question = Question::new(arguments, &provider)?;
    let ended = transact::run(arguments, question.plan(arguments.rehearse), &provider)?;
    match ended.outcome {
        Outcome::Answered(own) => judged(arguments, question, *own, ended.times, &provider),
        outcome => Ok(unanswered(arguments, &outcome)),
    }
}

fn unanswered(arguments: &Arguments, outcome: &Outcome) -> Output {
    let exit = match outcome {
        Outcome::Declined(_) => EXIT_DECLINED,
        _ => EXIT_INCONCLUSIVE,
    };
    let text = match arguments.json {
        true => pretty(&narrate::outcome_json(outcome)),
        false => format!("\n{}\n", narrate::outcome(outcome, arguments.lang)),
    };
    Output { text, exit }
}

fn judged(
    arguments: &Arguments,
    question: Question,
    answered: Answered,
    times: Times,
    provider: &CryptoProvider,
) -> Result<Output, Failure> {
    let Reply::Credential(reply) = &answered.reply else {
        return Err(Failure::input("the phone", "answered to another question"));
    };
    let now = question.judged_at()?;
    let receiving = Receiving { now, provider, apple_key: None };
    let (session, trust) = (question.session, question.trust);
    let answer = match session.receive(reply, &receiving) {
        Ok(Answering::Answered(answer)) => answer.over_hybrid(&answered.facts),
        Ok(Answering::Declined(error)) => {
            let text = match arguments.json {
                true => pretty(&json!({ "outcome": "declined", "reason": error.code })),
                false => format!("\nthe wallet declined: {}\n", error.code),
            };
            return Ok(Output { text, exit: EXIT_DECLINED });
        }
        Ok(_) => return Err(Failure::input("the phone", "answered in another mode")),
        Err(refusal) => return Ok(refused(arguments, &refusal)),
    };
    let (_, presentation) = answer
        .presentations()
        .next()
        .ok_or_else(|| Failure::input("the phone", "answered without a presentation"))?;
    let opened = times.begun.elapsed();
    let policy = Policy::default();
    let context = Context::new(&trust, &policy, now, provider);
    let report = verify(presentation, &context).map_err(|error| {
        Failure::input("the phone's response", format!("cannot be decoded: {error}"))
    })?;
    let timing = Timing::new(times, &answered.facts, opened);
    let text = match arguments.json {
        true => as_json(arguments, &answer, &report, &timing),
        false => as_text(arguments, &answer, &report, &timing),
    };
    Ok(Output { text, exit: exit_code(report.verdict.decision) })
}

/// Where the time went, from the scan to the report, or from the first advert where nobody knows of
/// the scan. The phases add up to the whole.
struct Timing {
    /// Each with its time; that of a phase which is not counted is beside it.
    phases: Vec<(&'static str, Duration)>,
    /// Until the phone was found, where the person's scanning is in it and so is not counted.
    scanning: Option<Duration>,
    total: Duration,
    /// The same without what the person may have waited for.
    unattended: Duration,
}

impl Timing {
    /// `opened` is when the answer was decrypted, since the beginning; it was verified just now.
    fn new(times: Times, facts: &HybridFacts, opened: Duration) -> Self {
        let verified = times.begun.elapsed();
        let received =
            facts.finding + facts.dialling + facts.securing + facts.greeting + facts.answering;
        let start = times.scanned.unwrap_or(facts.finding);
        let mut phases = vec![
            ("finding", facts.finding.saturating_sub(start)),
            ("dialling", facts.dialling),
            ("securing", facts.securing),
            ("greeting", facts.greeting),
            ("answering", facts.answering),
            ("opening", opened.saturating_sub(received)),
            ("verifying", verified.saturating_sub(opened)),
        ];
        let total = verified.saturating_sub(start);
        let (scanning, unattended) = match times.scanned {
            // A phone of one's own consents at once.
            Some(_) => (None, total),
            None => {
                phases.retain(|(name, _)| *name != "finding");
                (Some(facts.finding), total.saturating_sub(facts.answering))
            }
        };
        Self { phases, scanning, total, unattended }
    }

    fn json(&self, arguments: &Arguments, protocol: &str) -> Value {
        let phase = |(name, time): &(&str, Duration)| json!({ "phase": name, "milliseconds": milliseconds(*time) });
        let simulated = arguments.phone == PhoneKind::Simulated;
        let mut session = json!({
            "protocol": protocol,
            "phone": if simulated { "simulated" } else { "bluetooth" },
            "phases": self.phases.iter().map(phase).collect::<Vec<_>>(),
            "total": {
                "from": if simulated { "scan" } else { "advert" },
                "milliseconds": milliseconds(self.total),
                "withoutWaitingMilliseconds": milliseconds(self.unattended),
            },
        });
        if let (Some(scanning), Some(members)) = (self.scanning, session.as_object_mut()) {
            members.insert("scanningMilliseconds".into(), json!(milliseconds(scanning)));
        }
        session
    }
}

fn refused(arguments: &Arguments, refusal: &Refusal) -> Output {
    let text = match arguments.json {
        true => pretty(&json!({
            "outcome": "refused", "reason": refusal.id(), "findings": refusal.findings(),
            "en": refusal.to_string(), "ja": refusal.ja(),
        })),
        false => {
            let own = match arguments.lang {
                Lang::En => format!("refused: {refusal}"),
                Lang::Ja => refusal.ja().to_owned(),
            };
            format!("\n{own} [{}]\n", refusal.findings().join(", "))
        }
    };
    Output { text, exit: EXIT_REFUSED }
}

/// The report of `tashika verify`, with what is known of the session beside it.
fn as_json(arguments: &Arguments, answer: &Answer, report: &Report, timing: &Timing) -> String {
    let text = report.to_json(&JsonOptions::default());
    let mut whole: Value = serde_json::from_str(&text).unwrap_or_default();
    let session = timing.json(arguments, answer.protocol());
    if let Value::Object(members) = &mut whole {
        members.insert("session".into(), session);
    }
    pretty(&whole)
}

fn as_text(arguments: &Arguments, answer: &Answer, report: &Report, timing: &Timing) -> String {
    let colour = human::colours();
    let style = human::Style { lang: arguments.lang, colour, all: arguments.all, ages: &[] };
    let mut text = narrate::timing(timing, answer.protocol(), arguments);
    text.push_str(&human::report(report, &style));
    text
}

/// With one digit behind the point.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
