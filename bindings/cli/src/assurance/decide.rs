//! `tashika decide`: from a case to levels, statutory methods and risks.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use tashika::assurance::{
    Attribute, Channel, Circumstances, Decision, Evidence, Held, LendingRisk, Party, Proof,
    SessionFacts, Standing, decide,
};
use tashika::crypto::CryptoProvider;
use tashika::doctype::{Date, Registry};
use zeroize::Zeroizing;

use super::{BundleArguments, date, show};
use crate::case_file::Case;
use crate::jpki::Outcome;
use crate::verify::Lang;
use crate::{Failure, Output, evidence, input, jpki, verify};

/// What `tashika decide` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A decision case (JSON), or a case file of `tashika verify` or `tashika jpki verify`.
    case: PathBuf,
    #[command(flatten)]
    bundles: BundleArguments,
    /// The day to decide for, YYYY-MM-DD [default: the case's, else today in
    /// Japan].
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// How likely it is that a credential is lent: high or low [default: the case's].
    #[arg(long, value_name = "RISK", value_parser = lending)]
    lending_risk: Option<LendingRisk>,
    /// The verifier is a signature verifier (署名検証者) under the JPKI act.
    #[arg(long)]
    signature_verifier: bool,
    #[command(flatten)]
    evidence: evidence::Arguments,
    /// Print the whole decision as JSON: the same input gives the same bytes.
    #[arg(long)]
    json: bool,
    /// The language.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

fn lending(text: &str) -> Result<LendingRisk, String> {
    match text {
        "high" => Ok(LendingRisk::High),
        "low" => Ok(LendingRisk::Low),
        _ => Err("high or low".to_owned()),
    }
}

/// A decision case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionCase {
    #[serde(default, rename = "$schema")]
    _schema: Option<String>,
    #[serde(default, rename = "name")]
    _name: Option<String>,
    #[serde(default, rename = "description")]
    _description: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    presentations: Vec<PresentationOf>,
    #[serde(default)]
    evidence: Vec<Evidence>,
    #[serde(default)]
    circumstances: Circumstances,
    #[serde(default, rename = "expect")]
    _expect: Option<serde_json::Value>,
}

/// A case of `tashika verify` or `tashika jpki verify` beside this file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PresentationOf {
    case: PathBuf,
    #[serde(default)]
    id: Option<String>,
    /// What the host's own session knows of the channel, where the case cannot say it.
    #[serde(default)]
    session: Option<SessionFacts>,
    /// With the certificate for user authentication: what the register answered (基本4情報).
    #[serde(default)]
    attributes: Vec<Attribute>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let provider = CryptoProvider::default();
    let bundles = arguments.bundles.load(&provider)?;
    let (mut circumstances, evidence, own) = read(arguments)?;
    if let Some(risk) = arguments.lending_risk {
        circumstances.lending_risk = risk;
    }
    if let Some(purpose) = arguments.evidence.purpose() {
        circumstances.purpose = Some(purpose.to_owned());
    }
    if arguments.signature_verifier {
        circumstances.verifier.insert(Party::SignatureVerifier);
    }
    let on = date(arguments.date.as_deref(), own)?;
    let name = arguments.case.display().to_string();
    let decision = decide(&evidence, &circumstances, &bundles, on)
        .map_err(|error| Failure::input(name, error))?;
    let text = match arguments.json {
        true => decision.to_json(),
        false => show::decision(&decision, arguments.lang),
    };
    Ok(Output { text, exit: exit(&decision) })
}

fn exit(decision: &Decision) -> u8 {
    match decision.standing {
        Standing::Supported => 0,
        Standing::Contradicted => 1,
        _ => 2,
    }
}

type Read = (Circumstances, Vec<Evidence>, Option<Date>);

fn read(arguments: &Arguments) -> Result<Read, Failure> {
    let name = arguments.case.display().to_string();
    let fail = |problem: String| Failure::input(&name, problem);
    let content = Zeroizing::new(input::read(&arguments.case)?);
    let json: serde_json::Value = serde_json::from_slice(&content)
        .map_err(|error| fail(format!("is no decision case: {error}")))?;
    if json.get("deviceResponse").is_some() {
        let case = Case::read(&arguments.case)?;
        let circumstances =
            Circumstances { purpose: case.purpose.clone(), ..Circumstances::default() };
        return Ok((circumstances, presented(arguments, case, "mdoc")?, None));
    }
    if json.get("use").is_some() {
        let evidence = signed(arguments, &arguments.case, "jpki", Channel::Unknown)?;
        return Ok((Circumstances::default(), vec![evidence], None));
    }
    let case: DecisionCase = serde_json::from_slice(&content)
        .map_err(|error| fail(format!("is no decision case: {error}")))?;
    let day = |text: String| {
        Date::parse(&text).ok_or_else(|| fail("\"date\" takes a day like 2027-04-01".to_owned()))
    };
    let on = case.date.map(day).transpose()?;
    let mut evidence = case.evidence;
    for (index, own) in case.presentations.into_iter().enumerate() {
        let path = arguments.case.parent().unwrap_or(Path::new("")).join(&own.case);
        let prefix = own.id.unwrap_or_else(|| format!("presentation-{}", index + 1));
        let mut found = match is_jpki(&path)? {
            true => {
                let channel = own.session.as_ref().map(|own| own.channel).unwrap_or_default();
                vec![signed(arguments, &path, &prefix, channel)?]
            }
            false => presented(arguments, Case::read(&path)?, &prefix)?,
        };
        if let [only] = found.as_mut_slice() {
            only.id.clone_from(&prefix);
        }
        if let Some(session) = own.session {
            found.iter_mut().for_each(|own| state(own, &session));
        }
        if !own.attributes.is_empty() && !found.iter_mut().all(|one| answered(one, &own.attributes))
        {
            let problem = "\"attributes\" belong to the certificate for user authentication";
            return Err(fail(format!("{prefix}: {problem}")));
        }
        evidence.extend(found);
    }
    Ok((case.circumstances, evidence, on))
}

/// What the host knows of the channel; of an answer that was not proven it binds nothing.
fn state(evidence: &mut Evidence, session: &SessionFacts) {
    let (verified, own, proven) = match &mut evidence.what {
        Proof::Mdoc(mdoc) => (mdoc.verified, &mut mdoc.session, session.clone()),
        // The card does not know who asks, and the challenge is the report's to judge.
        Proof::JpkiAuthentication(jpki) => {
            let fresh = jpki.session.fresh;
            let proven = SessionFacts { verifier_name: Held::No, fresh, ..session.clone() };
            (jpki.verified, &mut jpki.session, proven)
        }
        Proof::JpkiSigning(jpki) => {
            let proven = SessionFacts { verifier_name: Held::No, ..session.clone() };
            (jpki.verified, &mut jpki.session, proven)
        }
        _ => return,
    };
    own.channel = session.channel;
    if verified == Held::Yes {
        *own = proven;
    }
}

/// What the register answered with a certificate for user authentication that was verified; whether it
/// is one.
fn answered(evidence: &mut Evidence, attributes: &[Attribute]) -> bool {
    let Proof::JpkiAuthentication(jpki) = &mut evidence.what else { return false };
    jpki.attributes = attributes.to_vec();
    true
}

fn is_jpki(path: &Path) -> Result<bool, Failure> {
    let content = Zeroizing::new(input::read(path)?);
    let json = serde_json::from_slice::<serde_json::Value>(&content);
    Ok(json.is_ok_and(|own| own.get("use").is_some()))
}

fn signed(
    arguments: &Arguments,
    path: &Path,
    id: &str,
    channel: Channel,
) -> Result<Evidence, Failure> {
    Ok(match jpki::of_case(path, arguments.evidence.lists())? {
        Outcome::Authentication(report) => Evidence::from_jpki_authentication(&report, id, channel),
        Outcome::Signing(report, _) => Evidence::from_jpki_signing(&report, id, channel),
    })
}

fn presented(arguments: &Arguments, case: Case, prefix: &str) -> Result<Vec<Evidence>, Failure> {
    let (report, presentation) = verify::of_case(case, &arguments.evidence)?;
    Ok(Evidence::from_report(&report, &presentation, &Registry::builtin(), prefix))
}
