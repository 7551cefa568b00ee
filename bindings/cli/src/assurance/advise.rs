//! `tashika advise`: from requirements to methods.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;
use tashika::assurance::{
    Advice, Advised, Attribute, Bundle, Channel, Granularity, Having, Language, LendingRisk,
    Method, Nature, Party, Ranking, Requirements, Task, Wanted, advise, chart, face_check_options,
    not_phishing_resistant,
};
use tashika::crypto::CryptoProvider;
use tashika::facts::escaped as safe;

use super::show::In;
use super::{BundleArguments, date};
use crate::verify::Lang;
use crate::{Failure, Output, input};

/// Nothing fits.
const EXIT_NOTHING: u8 = 2;

/// What `tashika advise` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The requirements as JSON; options below change them.
    requirements: Option<PathBuf>,
    /// What it is for: proofing (身元確認) or authentication (当人認証).
    #[arg(long, value_enum)]
    task: Option<TaskName>,
    /// Over which channel: in-person or remote.
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// The level: a grade of DS-511 such as 2, or AXIS:GRADE such as nist.evidence:SUPERIOR.
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// An attribute that is needed, such as name or address. May be repeated.
    #[arg(long = "attribute", value_name = "NAME")]
    attributes: Vec<String>,
    /// A law that must name the method: jp.aml, jp.mobile or jp.kobutsu.
    #[arg(long, value_name = "LAW")]
    law: Option<String>,
    /// How likely it is that a credential is lent: high or low.
    #[arg(long, value_name = "RISK")]
    lending_risk: Option<String>,
    /// Something that some people do not have: phone, photo-id, my-number-card, postal-address or
    /// any-document. May be repeated.
    #[arg(long = "without", value_name = "THING")]
    without: Vec<String>,
    /// Only what is phishing resistant.
    #[arg(long)]
    phishing_resistant: bool,
    /// Only what lets the person choose what is told.
    #[arg(long)]
    selective: bool,
    /// The verifier is a signature verifier (署名検証者) under the JPKI act.
    #[arg(long)]
    signature_verifier: bool,
    /// What comes first: none (the order of names says nothing), privacy or strength.
    #[arg(long, value_name = "RANKING")]
    rank: Option<String>,
    /// Print the chart of questions with yes and no.
    #[arg(long)]
    chart: bool,
    /// With --chart: write the chart as an SVG image too.
    #[arg(long, value_name = "FILE", requires = "chart")]
    svg: Option<PathBuf>,
    /// List the authenticators that are not phishing resistant, whatever their length or alphabet, and
    /// the methods that are not.
    #[arg(long, conflicts_with = "chart")]
    not_phishing_resistant: bool,
    /// List the ways to compare a face, strongest first.
    #[arg(long, conflicts_with_all = ["chart", "not_phishing_resistant"])]
    face_checks: bool,
    /// List the methods that do not fit too, each with what it misses.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    bundles: BundleArguments,
    /// The day to advise for, YYYY-MM-DD [default: today in Japan].
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The language.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

#[derive(Clone, Copy, ValueEnum)]
enum TaskName {
    /// 当人認証
    Authentication,
    /// 身元確認
    Proofing,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    if arguments.not_phishing_resistant {
        return Ok(Output { text: negative_list(arguments)?, exit: 0 });
    }
    if arguments.face_checks {
        return Ok(Output { text: face_checks(arguments)?, exit: 0 });
    }
    let bundles = arguments.bundles.load(&CryptoProvider::default())?;
    let requirements = requirements(arguments)?;
    if let Some(wanted) = &requirements.level {
        let axes: Vec<_> = bundles.iter().flat_map(|own| own.axes()).collect();
        let axis = axes.iter().find(|own| own.id == wanted.axis).ok_or_else(|| {
            let known: Vec<&str> = axes.iter().map(|own| own.id.as_str()).collect();
            unknown("axis", &wanted.axis, &known)
        })?;
        let grades: Vec<&str> = axis.grades.iter().map(|own| own.id.as_str()).collect();
        if !grades.contains(&wanted.grade.as_str()) {
            return Err(unknown("level", &wanted.grade, &grades));
        }
    }
    if let Some(law) = &requirements.law {
        let statutes = bundles.iter().flat_map(|own| own.statutes());
        let known: BTreeSet<&str> = statutes.map(|own| own.law.as_str()).collect();
        if !known.contains(law.as_str()) {
            return Err(unknown("law", law, &known.into_iter().collect::<Vec<_>>()));
        }
    }
    let on = date(arguments.date.as_deref(), None)?;
    if arguments.chart {
        let node = chart(&requirements, &bundles, on);
        let language = match arguments.lang {
            Lang::En => Language::English,
            Lang::Ja => Language::Japanese,
        };
        if let Some(path) = &arguments.svg {
            let name = path.display().to_string();
            std::fs::write(path, node.svg(language))
                .map_err(|error| Failure::input(name, error))?;
        }
        let text = match arguments.json {
            true => pretty(&node)?,
            false => node.text(language),
        };
        return Ok(Output { text, exit: 0 });
    }
    let advice = advise(&requirements, &bundles, on);
    let exit = if advice.fitting.is_empty() { EXIT_NOTHING } else { 0 };
    let text = match arguments.json {
        true => advice.to_json(),
        false => table(&advice, arguments),
    };
    Ok(Output { text, exit })
}

fn pretty(own: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(own);
    text.map(|text| text + "\n").map_err(|error| Failure::Usage(error.to_string()))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Failure {
    let name = safe(name);
    Failure::Usage(format!("unknown {what} \"{name}\"; there are: {}", known.join(", ")))
}

fn one<T: Copy>(
    what: &str,
    text: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, Failure> {
    let found = all.iter().copied().find(|own| name(*own) == text);
    let known: Vec<&str> = all.iter().map(|own| name(*own)).collect();
    found.ok_or_else(|| unknown(what, text, &known))
}

fn requirements(arguments: &Arguments) -> Result<Requirements, Failure> {
    let mut own = match &arguments.requirements {
        None => Requirements::default(),
        Some(path) => {
            let name = path.display().to_string();
            serde_json::from_slice(&input::read(path)?)
                .map_err(|error| Failure::input(name, format!("no requirements: {error}")))?
        }
    };
    if let Some(task) = arguments.task {
        own.task = match task {
            TaskName::Authentication => Task::Authentication,
            TaskName::Proofing => Task::Proofing,
        };
    }
    if let Some(text) = &arguments.channel {
        own.channel = one("channel", text, Channel::ALL, Channel::name)?;
    }
    if let Some(text) = &arguments.level {
        let axis = match own.task {
            Task::Authentication => "ds511.aal",
            _ => "ds511.ial",
        };
        let (axis, grade) = text.split_once(':').unwrap_or((axis, text));
        own.level = Some(Wanted { axis: axis.to_owned(), grade: grade.to_owned() });
    }
    for text in &arguments.attributes {
        own.attributes.insert(one("attribute", text, Attribute::ALL, Attribute::name)?);
    }
    if arguments.law.is_some() {
        own.law.clone_from(&arguments.law);
    }
    if let Some(text) = &arguments.lending_risk {
        own.lending_risk = one("risk", text, LendingRisk::ALL, LendingRisk::name)?;
    }
    for text in &arguments.without {
        own.without.insert(one("thing", text, Having::ALL, Having::name)?);
    }
    own.phishing_resistant |= arguments.phishing_resistant;
    own.selective |= arguments.selective;
    if arguments.signature_verifier {
        own.verifier.insert(Party::SignatureVerifier);
    }
    if let Some(text) = &arguments.rank {
        own.ranking = one("ranking", text, Ranking::ALL, Ranking::name)?;
    }
    Ok(own)
}

fn negative_list(arguments: &Arguments) -> Result<String, Failure> {
    let list = not_phishing_resistant();
    let bundles = arguments.bundles.load(&CryptoProvider::default())?;
    let methods = bundles.iter().flat_map(Bundle::methods);
    let mut methods: Vec<&Method> =
        methods.filter(|own| own.phishing_resistant == Some(false)).collect();
    methods.sort_by(|a, b| a.id.cmp(&b.id));
    if arguments.json {
        let names: Vec<&str> = list.iter().map(|own| own.name()).collect();
        let methods: Vec<&str> = methods.iter().map(|own| own.id.as_str()).collect();
        return pretty(&json!({ "notPhishingResistant": names, "methods": methods }));
    }
    let say = In(arguments.lang);
    let mut out = String::new();
    let heading = say.text(
        "Not phishing resistant, whatever the length or alphabet of the secret:",
        "フィッシング耐性がないもの(桁数や文字種にかかわらない):",
    );
    let _ = writeln!(out, "{heading}");
    for own in list {
        let _ = writeln!(out, "  {:<14} {}", own.name(), say.text(own.en(), own.ja()));
    }
    let heading = say.text(
        "Methods of the bundles that are not:",
        "ポリシーバンドルの手法のうちフィッシング耐性がないもの:",
    );
    let _ = writeln!(out, "{heading}");
    for own in methods {
        let _ = writeln!(out, "  {:<28} {}", safe(&own.id), say.words(&own.name));
    }
    Ok(out)
}

fn face_checks(arguments: &Arguments) -> Result<String, Failure> {
    let channel = match &arguments.channel {
        Some(text) => one("channel", text, Channel::ALL, Channel::name)?,
        None => Channel::Unknown,
    };
    let options = face_check_options(channel);
    if arguments.json {
        return pretty(&options);
    }
    let say = In(arguments.lang);
    let mut out = String::new();
    for own in options {
        let strength = say.text(own.strength.en(), own.strength.ja());
        let (channel, source, capture) =
            (own.channel.name(), own.source.name(), own.capture.name());
        let label = say.text("portrait", "顔写真の出所");
        let _ = writeln!(out, "{channel:<10} {capture:<12} {label} {source:<6} {strength}");
    }
    Ok(out)
}

fn table(advice: &Advice, arguments: &Arguments) -> String {
    let say = In(arguments.lang);
    let mut out = String::new();
    let count = advice.fitting.len();
    let _ = match arguments.lang {
        Lang::En if count == 1 => writeln!(out, "1 method fits on {}", advice.on),
        Lang::En => writeln!(out, "{count} methods fit on {}", advice.on),
        Lang::Ja => writeln!(out, "{}時点で条件を満たす手法: {count}件", advice.on),
    };
    let order = match advice.requirements.ranking {
        Ranking::None => say.text(
            "in the order of names: it is no recommendation",
            "識別子順に表示しています。掲載順は推奨順ではありません",
        ),
        Ranking::Privacy => say.text("what tells least comes first", "伝える情報の少ない順"),
        _ => say.text("what is hardest to forge comes first", "偽造の困難な順"),
    };
    let _ = writeln!(out, "({order})");
    if advice.bundles.iter().any(|own| own.nature == Nature::Reconstruction) {
        let label = say.text(
            "levels and statutory codes are reconstructions, not official: see `tashika bundle check`",
            "保証レベルと法令の符号は再構成によるもので公式ではありません(`tashika bundle check`を参照)",
        );
        let _ = writeln!(out, "[{label}]");
    }
    advice.fitting.iter().for_each(|own| method(&mut out, own, say));
    if count == 0 {
        ways_out(&mut out, advice, say);
    }
    if arguments.all {
        let heading = say.text("These do not fit:", "条件を満たさない手法:");
        let _ = writeln!(out, "\n{heading}");
        for own in &advice.others {
            let misses: Vec<&str> =
                own.misses.iter().map(|miss| say.text(miss.en(), miss.ja())).collect();
            let between = say.text("; ", "、");
            let _ = writeln!(
                out,
                "  {} {}: {}",
                safe(&own.method),
                say.words(&own.name),
                misses.join(between)
            );
        }
    }
    out
}

fn method(out: &mut String, own: &Advised, say: In) {
    let _ = writeln!(out, "\n{}  {}", safe(&own.method), say.words(&own.name));
    let grades: Vec<String> =
        own.grades.iter().map(|(axis, grade)| format!("{axis} {grade}")).collect();
    let _ = writeln!(out, "  {}: {}", say.text("reaches", "到達"), safe(&grades.join(", ")));
    let statutes = match (own.statutes.is_empty(), own.statutory) {
        (false, _) => safe(&own.statutes.join(", ")),
        (true, true) => say.text("none on these terms", "この条件では該当なし").to_owned(),
        (true, false) => say.text("no law names it", "法令上の方法ではない").to_owned(),
    };
    let _ = writeln!(out, "  {}: {statutes}", say.text("statutory", "法令上の方法"));
    let choice = match own.granularity {
        Granularity::AllOrNothing => say.text("all or nothing", "一括開示のみ"),
        Granularity::NoAttributes => say.text("no attributes", "属性情報なし"),
        _ => say.text("element by element", "選択的開示可"),
    };
    let yes = |own: bool| if own { say.text("yes", "あり") } else { say.text("no", "なし") };
    let mut marks = vec![format!("{}: {choice}", say.text("disclosure", "開示"))];
    for (label, value) in [
        (say.text("phishing resistant", "フィッシング耐性"), own.phishing_resistant),
        (say.text("syncable", "同期"), own.syncable),
        (say.text("shareable", "共有の可能性"), own.shareable),
    ] {
        marks.extend(value.map(|value| format!("{label}: {}", yes(value))));
    }
    let _ = writeln!(out, "  {}", marks.join("; "));
    for reason in &own.rank_reasons {
        let _ = writeln!(out, "  + {}", say.words(reason));
    }
    let _ = writeln!(out, "  ! {}", say.words(&own.pitfall));
    if let Some(guide) = &own.guide {
        let _ = writeln!(out, "  {}: {}", say.text("guide", "利用者への案内"), say.words(guide));
    }
    let confidence = say.confidence(own.confidence);
    let _ = writeln!(out, "  [{}; {confidence}]", safe(&own.source.title));
}

fn ways_out(out: &mut String, advice: &Advice, say: In) {
    let heading = say.text(
        "Nothing fits. What could be done:",
        "条件をすべて満たす手法はありません。考えられる対応:",
    );
    let _ = writeln!(out, "\n{heading}");
    for way in &advice.ways_out {
        let misses: Vec<&str> =
            way.without.iter().map(|miss| say.text(miss.en(), miss.ja())).collect();
        let names: Vec<String> = way
            .methods
            .iter()
            .filter_map(|id| advice.others.iter().find(|own| own.method == *id))
            .map(|own| say.words(&own.name))
            .collect();
        let _ = match say.0 {
            Lang::En => {
                writeln!(out, "  - {}: accept that {}", names.join("; "), misses.join("; "))
            }
            Lang::Ja => writeln!(
                out,
                "  - {}: 「{}」ことを許容し、別の手段で補う",
                names.join("、"),
                misses.join("」「")
            ),
        };
    }
    let more = say.text(
        "  - Offer two ways side by side: each person needs only one of them.",
        "  - 複数の手法を併用し、利用者がいずれかを選べるようにする。",
    );
    let _ = writeln!(out, "{more}");
}
