//! The report for people: a verdict line, the checks, revocation, what follows a person.

use std::fmt::Write;

use tashika::facts::escaped as safe;
use tashika::jpki::matching::Comparison;
use tashika::jpki::{
    CertificateSummary, JpkiAttributes, JpkiFinding, JpkiReport, MarkedText, PairwiseId,
    RevocationState, Sex, SigningEvidence, Token,
};
use tashika::outcome::Outcome as Became;

use super::Outcome;
use crate::human::{self, Style};
use crate::japanese;
use crate::verify::Lang;

/// The report, ending in a line break.
pub(super) fn report(outcome: &Outcome, lang: Lang, all: bool) -> String {
    let colour = human::colours();
    let style = Style { lang, colour, all, ages: &[] };
    let mut out = String::new();
    match outcome {
        Outcome::Authentication(report) => {
            whole(&mut out, report, &style);
            if let Some(own) = &report.evidence {
                let (asked, operation) = (safe(own.asked_by()), safe(own.operation()));
                let label = style.text("Proof of presence", "利用者証明の証跡");
                let _ = writeln!(out, "\n{label}\n  {asked}: {operation}");
            }
            risks(&mut out, report, &style);
        }
        Outcome::Signing(report, compared) => {
            whole(&mut out, report, &style);
            if let Some(own) = &report.evidence {
                signature(&mut out, own, &style);
            }
            if let Some(own) = compared {
                comparison(&mut out, own, &style);
            }
            risks(&mut out, report, &style);
        }
    }
    out
}

fn whole<E>(out: &mut String, report: &JpkiReport<E>, style: &Style<'_>) {
    let verdict = &report.verdict;
    let word = style.decision(verdict.decision);
    let used = match report.used_for.name() {
        "signing" => style.text("signature", "電子署名"),
        _ => style.text("authentication", "利用者証明"),
    };
    let (policy, profile, at) = (&verdict.policy, safe(&verdict.profile), report.at);
    let _ = match style.lang {
        Lang::En => writeln!(out, "{word}  {used} at {at}, policy {policy}, profile {profile}"),
        Lang::Ja => writeln!(
            out,
            "{word}  {used}、検証時点 {at}、ポリシー {policy}、プロファイル {profile}"
        ),
    };
    for reason in &verdict.reasons {
        let _ = writeln!(out, "  - {}", reason.check);
    }
    let _ = writeln!(out, "\n{}", style.text("Checks", "確認項目"));
    checks(out, &report.checks, style);
    if let Some(own) = &report.certificate {
        certificate(out, own, style);
    }
    let _ = writeln!(out, "\n{}", style.text("Revocation", "失効"));
    let _ = writeln!(out, "  {}", revocation(&report.revocation, style));
    let _ = writeln!(
        out,
        "\n{}",
        style.text("What follows the person everywhere", "追跡の手掛かりになる情報")
    );
    for own in &report.handles {
        let _ = writeln!(out, "  - {}", style.text(own.kind.en(), own.kind.ja()));
    }
    if let Some(own) = &report.pairwise {
        let hex: String = own.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let label =
            style.text("in their place, here alone", "代わりに使う、この検証者だけの識別子");
        let _ = writeln!(out, "  {label}: {hex}");
        let caveat = style.text(PairwiseId::CAVEAT_EN, PairwiseId::CAVEAT_JA);
        let _ = writeln!(out, "  {caveat}");
    }
}

fn checks(out: &mut String, findings: &[JpkiFinding], style: &Style<'_>) {
    let blocked = |own: &JpkiFinding| human::is_blocked(own.outcome, &own.facts);
    let quiet = |own: &&JpkiFinding| {
        style.all
            || !(blocked(own) || matches!(own.outcome, Became::Passed | Became::NotApplicable))
    };
    for own in findings.iter().filter(quiet) {
        let info = own.check.info();
        let words = (info.id, info.en, info.ja);
        human::line(out, words, own.outcome, &own.facts, style);
    }
    if !style.all {
        let count = |outcome| findings.iter().filter(|own| own.outcome == outcome).count();
        let open = findings.iter().filter(|own| blocked(own)).count();
        human::counts(out, open, count(Became::Passed), count(Became::NotApplicable), style);
    }
}

fn certificate(out: &mut String, own: &CertificateSummary, style: &Style<'_>) {
    let _ = writeln!(out, "\n{}", style.text("Certificate", "証明書"));
    let token = match own.token {
        Token::Card => style.text("on a card", "カード"),
        Token::Smartphone => style.text("on a smartphone", "スマートフォン"),
        _ => style.text("on what is not known", "格納媒体は不明"),
    };
    let policy = own.policy_oid.as_deref().unwrap_or("-");
    let confidence = own.confidence.map_or("-", |own| own.name());
    let confidence = match style.lang {
        Lang::En => confidence,
        Lang::Ja => japanese::value("confidence", confidence).unwrap_or(confidence),
    };
    let label = style.text("policy", "ポリシー");
    let firm = style.text("known how firmly", "情報の確度");
    let _ = writeln!(out, "  {token}; {label} {policy} ({firm}: {confidence})");
    let until = style.text("valid until", "有効期限");
    let _ = writeln!(out, "  {until} {}", own.not_after);
    if let Some(authority) = &own.authority {
        let _ = writeln!(out, "  {} {authority}", style.text("issued by", "発行者"));
    }
}

fn revocation(own: &RevocationState, style: &Style<'_>) -> String {
    match own {
        RevocationState::Good { source, as_of, .. } => {
            let source = source.name().to_uppercase();
            match style.lang {
                Lang::En => format!("not revoked as of {as_of} ({source})"),
                Lang::Ja => format!("{as_of}時点で失効していません({source})"),
            }
        }
        RevocationState::Revoked { source, at, .. } => {
            let source = source.name().to_uppercase();
            match style.lang {
                Lang::En => format!("REVOKED at {at} ({source})"),
                Lang::Ja => format!("{at}に失効({source})"),
            }
        }
        RevocationState::Undetermined { gap } => style.text(gap.en(), gap.ja()).to_owned(),
        _ => String::new(),
    }
}

fn signature(out: &mut String, own: &SigningEvidence, style: &Style<'_>) {
    let hash: String = own.document_hash().iter().map(|byte| format!("{byte:02x}")).collect();
    let _ = writeln!(out, "\n{}", style.text("Signed document", "署名された文書"));
    let kind = own.document().kind().media_type();
    let _ = writeln!(out, "  {kind}, {} {hash}", own.hash_algorithm());
    if let Some(at) = own.stated_time() {
        let _ = writeln!(
            out,
            "  {} {at}",
            style.text("signed, as the signer states, at", "署名者の申告による署名時刻")
        );
    }
    attributes(out, own.attributes(), style);
}

fn attributes(out: &mut String, own: &JpkiAttributes, style: &Style<'_>) {
    if own.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style.text("Attributes", "属性"));
    let mut line = |en: &'static str, ja: &'static str, text: String| {
        let _ = writeln!(out, "  {:<16} {text}", style.text(en, ja));
    };
    if let Some(name) = own.name() {
        line("name", "氏名", marked(name, style));
    }
    if let Some(sex) = own.sex() {
        let text = match sex {
            Sex::Male => style.text("male", "男"),
            Sex::Female => style.text("female", "女"),
            _ => style.text("not known", "不明"),
        };
        line("sex", "性別", text.to_owned());
    }
    if let Some(birth) = own.birth_date() {
        let (first, last) = (birth.date.earliest(), birth.date.latest());
        let era = birth.era.map_or(String::new(), |own| format!(" ({})", own.ja()));
        let text = if first == last { first.to_string() } else { format!("{first} .. {last}") };
        line("date of birth", "生年月日", format!("{text}{era}"));
    }
    if let Some(address) = own.address() {
        line("address", "住所", marked(address, style));
    }
}

fn marked(own: &MarkedText, style: &Style<'_>) -> String {
    let places: Vec<String> = own.replaced().map(|index| (index + 1).to_string()).collect();
    let text = safe(own.text());
    match (places.is_empty(), style.lang) {
        (true, _) => text,
        (false, Lang::En) => {
            format!("{text} (replaced characters: {})", places.join(", "))
        }
        (false, Lang::Ja) => format!("{text} (代替文字: {}文字目)", places.join("・")),
    }
}

fn comparison(out: &mut String, own: &Comparison, style: &Style<'_>) {
    let heading = style.text("Compared with the mdoc", "mdocとの照合");
    let score = own.score.map_or("-".to_owned(), |own| own.to_string());
    let _ = writeln!(out, "\n{heading}: {score} / 100");
    for field in &own.fields {
        let score = field.score.map_or("-".to_owned(), |own| own.to_string());
        let reasons: Vec<&str> =
            field.reasons.iter().map(|own| style.text(own.en(), own.ja())).collect();
        let name = style.text(field.field.name(), field.field.ja());
        let _ = writeln!(out, "  {name:<12} {score:>3}  {}", reasons.join("; "));
    }
    let _ = writeln!(
        out,
        "  {}",
        style.text(
            "A score is no decision: somebody has to look at the reasons.",
            "点数は判断ではありません。理由を確認してください。",
        )
    );
}

fn risks<E>(out: &mut String, report: &JpkiReport<E>, style: &Style<'_>) {
    if report.verdict.residual_risks.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style.text("What stays uncertain", "残るリスク"));
    for risk in &report.verdict.residual_risks {
        let _ = writeln!(out, "  - {}", style.text(risk.en(), risk.ja()));
    }
}
