//! `tashika jpki`.

mod case;
mod human;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::jpki::matching::{self, Comparison};
use tashika::jpki::{
    AuthenticationAnswer, AuthenticationEvidence, JpkiAttributes, JpkiContext, JpkiPolicy,
    JpkiProfile, JpkiReport, Moment, RevocationEvidence, SignedAnswer, SigningEvidence,
    verify_authentication, verify_signature,
};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};

use crate::verify::{Lang, exit_code, instant};
use crate::{Failure, Output, input};
use case::{Case, Used};

/// What `tashika jpki` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the answer to a challenge, or a signature under a document, against every rule.
    #[command(after_help = "Exit codes: 0 accepted, 1 rejected, 2 inconclusive, \
        64 wrong usage, 65 unreadable input.\n\nA case file is described in docs/jpki.md.")]
    Verify(Box<Verify>),
}

/// What `tashika jpki verify` takes.
#[derive(Args)]
struct Verify {
    /// A case file (JSON): the certificate, the challenge with its answer or the document with its
    /// signature, the authorities and the revocation lists in one.
    file: PathBuf,
    /// Trust this authority for authentication: a PEM, DER or hex file, or a folder of them. May be
    /// repeated.
    #[arg(long, value_name = "PATH")]
    trust_authentication: Vec<PathBuf>,
    /// The same for signatures.
    #[arg(long, value_name = "PATH")]
    trust_signing: Vec<PathBuf>,
    /// A certificate revocation list in PEM or DER. May be repeated.
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// An OCSP response in DER, to a request without a nonce. May be repeated.
    #[arg(long, value_name = "FILE")]
    ocsp: Vec<PathBuf>,
    /// Verify for this time, RFC 3339 [default: the case file's, else now].
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
    /// How the checks become a verdict: --help lists the names [default: the case file's, else
    /// default].
    #[arg(long, value_name = "NAME", long_help = policies())]
    policy: Option<String>,
    /// What is known of the certificates (JSON), in place of what ships.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Print the whole report as JSON, with every attribute that was asked for.
    #[arg(long)]
    json: bool,
    /// The language of the report for people.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
    /// List every check; otherwise those that passed or could not be made are counted.
    #[arg(long)]
    all: bool,
}

fn policies() -> String {
    let mut text =
        "How the checks become a verdict [default: the case file's, else default]:".to_owned();
    for (name, meaning) in JpkiPolicy::NAMES {
        text.push_str(&format!("\n  {name}: {meaning}"));
    }
    text
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    match &arguments.command {
        Command::Verify(arguments) => verify(arguments),
    }
}

/// A report of either use, and what was compared.
pub(crate) enum Outcome {
    Authentication(Box<JpkiReport<AuthenticationEvidence>>),
    Signing(Box<JpkiReport<SigningEvidence>>, Option<Comparison>),
}

/// The report of a case as its file has it, with these revocation lists beside its own.
pub(crate) fn of_case(file: &Path, crl: &[PathBuf]) -> Result<Outcome, Failure> {
    judge(&Verify {
        file: file.to_path_buf(),
        trust_authentication: Vec::new(),
        trust_signing: Vec::new(),
        crl: crl.to_vec(),
        ocsp: Vec::new(),
        at: None,
        policy: None,
        profile: None,
        json: false,
        lang: Lang::En,
        all: false,
    })
}

fn verify(arguments: &Verify) -> Result<Output, Failure> {
    let outcome = judge(arguments)?;
    let decision = match &outcome {
        Outcome::Authentication(report) => report.verdict.decision,
        Outcome::Signing(report, _) => report.verdict.decision,
    };
    let text = match arguments.json {
        true => match &outcome {
            Outcome::Authentication(report) => report.to_json(),
            Outcome::Signing(report, compared) => report.to_json(compared.as_ref()),
        },
        false => human::report(&outcome, arguments.lang, arguments.all),
    };
    Ok(Output { text, exit: exit_code(decision) })
}

fn judge(arguments: &Verify) -> Result<Outcome, Failure> {
    let case = Case::read(&arguments.file)?;
    let policy = policy(arguments, &case)?;
    let profile = profile(arguments, &case)?;
    let now = moment(arguments, &case)?;
    let trust = trust(arguments, &case)?;
    let mut revocation = case.revocation.clone();
    for path in &arguments.crl {
        revocation.push(RevocationEvidence::Crl(input::read(path)?));
    }
    for path in &arguments.ocsp {
        let response = input::read_binary(path)?.content;
        revocation.push(RevocationEvidence::Ocsp { response, nonce: None });
    }
    let provider = CryptoProvider::default();
    let context = JpkiContext::new(&trust, &profile, &policy, now, &provider);
    let mut context = context.with_revocation(&revocation);
    if let Some(key) = &case.pairwise_key {
        context = context.with_pairwise_key(key);
    }
    Ok(match case.used {
        Used::Authentication { certificate, challenge, answer } => {
            let answer = AuthenticationAnswer { certificate: &certificate, signature: &answer };
            Outcome::Authentication(Box::new(verify_authentication(&answer, challenge, &context)))
        }
        Used::Signing { certificate, document, signature, asked } => {
            let answer = SignedAnswer {
                document: &document,
                signature: &signature,
                certificate: certificate.as_deref(),
                asked: &asked,
            };
            let report = verify_signature(&answer, &context);
            let nothing = JpkiAttributes::default();
            let attributes = report.evidence.as_ref().map_or(&nothing, SigningEvidence::attributes);
            let compared =
                case.compare.as_ref().map(|own| matching::compare(attributes, &own.borrowed()));
            Outcome::Signing(Box::new(report), compared)
        }
    })
}

fn policy(arguments: &Verify, case: &Case) -> Result<JpkiPolicy, Failure> {
    let name = arguments.policy.as_deref().or(case.policy.as_deref()).unwrap_or("default");
    JpkiPolicy::named(name).ok_or_else(|| {
        let known = JpkiPolicy::NAMES.map(|(name, _)| name).join(", ");
        let problem = format!("unknown policy \"{name}\"; there are: {known}");
        match arguments.policy {
            Some(_) => Failure::Usage(problem),
            None => Failure::input(&case.name, problem),
        }
    })
}

fn profile(arguments: &Verify, case: &Case) -> Result<JpkiProfile, Failure> {
    if let Some(path) = &arguments.profile {
        let name = path.display().to_string();
        return JpkiProfile::parse(&input::read(path)?)
            .map_err(|error| Failure::input(name, error));
    }
    match &case.profile {
        Some(own) => JpkiProfile::parse(own)
            .map_err(|error| Failure::input(&case.name, format!("profile: {error}"))),
        None => JpkiProfile::shipped().map_err(|error| Failure::input("the profile", error)),
    }
}

fn moment(arguments: &Verify, case: &Case) -> Result<Moment, Failure> {
    let wall: Timestamp = match (&arguments.at, case.at) {
        (None, Some(at)) => at,
        (own, _) => instant(own.as_deref())?,
    };
    let now = Moment::at(wall);
    Ok(match case.monotonic {
        Some(seconds) => now.with_monotonic(Duration::from_secs(seconds)),
        None => now,
    })
}

fn trust(arguments: &Verify, case: &Case) -> Result<TrustStore, Failure> {
    let mut anchors: Vec<TrustAnchor> = case.anchors.clone();
    for (paths, purpose) in [
        (&arguments.trust_authentication, Purpose::JpkiAuthenticationCa),
        (&arguments.trust_signing, Purpose::JpkiSigningCa),
    ] {
        for path in paths {
            let read = input::anchors(path)?;
            anchors.extend(
                read.into_iter().map(|own| TrustAnchor::new(own.certificate().clone(), purpose)),
            );
        }
    }
    Ok(anchors.into_iter().collect())
}
