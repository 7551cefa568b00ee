//! Decisions for people, in English and Japanese.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tashika::assurance::{
    AxisResult, Confidence, Decision, Held, LackItem, Modality, Nature, StatuteResult, Voucher,
    day_in_japan,
};
use tashika::doctype::Words;
use tashika::facts::escaped as safe;

use crate::verify::Lang;

/// Words of one language.
#[derive(Clone, Copy)]
pub(super) struct In(pub(super) Lang);

impl In {
    pub(super) fn text(self, en: &'static str, ja: &'static str) -> &'static str {
        match self.0 {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }

    pub(super) fn words(self, own: &Words) -> String {
        safe(match self.0 {
            Lang::En => &own.en,
            Lang::Ja => &own.ja,
        })
    }

    pub(super) fn confidence(self, own: Confidence) -> &'static str {
        match own {
            Confidence::Confirmed => self.text("confirmed", "確認済み"),
            Confidence::General => self.text("general knowledge", "一般的知識"),
            Confidence::Inferred => self.text("inferred", "推定"),
            _ => self.text("secondary source", "二次情報"),
        }
    }

    fn list(self, names: &BTreeSet<String>) -> String {
        let names: Vec<String> = names.iter().map(|own| safe(own)).collect();
        names.join(self.text(", ", "、"))
    }
}

/// The decision, ending in a line break.
pub(super) fn decision(own: &Decision, lang: Lang) -> String {
    let say = In(lang);
    let mut out = String::new();
    let standing = say.text(own.standing.en(), own.standing.ja());
    let _ = writeln!(out, "{standing}  {} {}", say.text("on", "判定日"), own.on);
    if let Some(purpose) = &own.purpose {
        let _ = writeln!(out, "  {}: {}", say.text("purpose", "目的"), safe(purpose));
    }
    if let Some(acting) = &own.acting {
        let (actor, subject) = (safe(acting.actor()), safe(acting.subject()));
        let _ = match lang {
            Lang::En => writeln!(out, "  {actor} acts for {subject}; levels are about {actor}"),
            Lang::Ja => {
                writeln!(out, "  {actor}が{subject}を代理。以下の判定は{actor}についてのものです")
            }
        };
    }
    let _ = writeln!(out, "  {}", say.text(own.identity.en(), own.identity.ja()));
    for one in &own.contradictions {
        let _ = writeln!(
            out,
            "  ! {}: {}",
            safe(&one.evidence),
            say.text(one.says.en(), one.says.ja())
        );
    }
    if !own.too_late.is_empty() {
        let label =
            say.text("dated after this day, not counted", "判定日より後の日付のため算入しない証拠");
        let _ = writeln!(out, "  {label}: {}", safe(&own.too_late.join(", ")));
    }
    for one in &own.advisories {
        let label = say.text("advisory", "注意情報");
        let _ = writeln!(out, "  ! {label} {}: {}", safe(&one.id), say.words(&one.words));
        if !one.evidence.is_empty() {
            let struck = say.text("counts for less", "評価を引き下げた証拠");
            let _ = writeln!(out, "    {struck}: {}", say.list(&one.evidence));
        }
        if !one.undetermined.is_empty() {
            let open = say.text(
                "may be concerned, and counts as before: not enough is known of it",
                "該当するか判断できず、評価を変えていない証拠",
            );
            let _ = writeln!(out, "    {open}: {}", say.list(&one.undetermined));
        }
    }
    own.axes.iter().for_each(|axis| on_axis(&mut out, axis, say));
    statutes(&mut out, own, say);
    demands(&mut out, own, say);
    portraits(&mut out, own, say);
    bindings(&mut out, own, say);
    let risks = own.risks.iter().map(|(risk, by)| (say.text(risk.en(), risk.ja()), by));
    sentences(&mut out, say.text("Residual risks", "残存リスク"), risks, say);
    let privacy = own.privacy.iter().map(|(note, by)| (say.text(note.en(), note.ja()), by));
    sentences(&mut out, say.text("Privacy", "プライバシー"), privacy, say);
    for note in &own.notes {
        let source = safe(&note.source);
        let _ = writeln!(out, "\n{}\n  ({source})", say.words(&note.words));
    }
    if let Some(after) = own.revalidate_after {
        let _ = write!(out, "\n{}: {after}", say.text("Look again after", "再確認の期限"));
        let passed = day_in_japan(after).is_some_and(|day| day < own.on);
        let _ = writeln!(
            out,
            "{}",
            match passed {
                true => say.text(" (this has passed: look again)", "(経過済み。再確認が必要です)"),
                false => "",
            }
        );
    }
    bundles(&mut out, own, say);
    let _ = writeln!(out, "\n{}", say.words(&own.disclaimer));
    out
}

fn on_axis(out: &mut String, axis: &AxisResult, say: In) {
    let _ = writeln!(out, "\n{}: {}", say.words(&axis.name), say.words(&axis.grade.name));
    if axis.nature == Nature::Reconstruction {
        let label =
            say.text("reconstruction, not official", "再構成による判定(公式ではありません)");
        let _ = writeln!(out, "  [{label}]");
    }
    if let Some(conditions) = &axis.grade.conditions {
        let _ = writeln!(out, "  {}: {}", say.text("conditions", "条件"), say.words(conditions));
    }
    for ground in &axis.grounds {
        let _ = writeln!(
            out,
            "  {} {} <- {} [{}; {}]",
            say.text("because", "理由"),
            say.words(&ground.name),
            say.list(&ground.evidence),
            safe(&ground.rule),
            say.confidence(ground.confidence)
        );
    }
    let Some(next) = &axis.next else { return };
    if axis.lacks.is_empty() {
        return;
    }
    let _ = match say.0 {
        Lang::En => writeln!(out, "  for {}, one of:", say.words(&next.name)),
        Lang::Ja => writeln!(out, "  {}に必要なもの(いずれか):", say.words(&next.name)),
    };
    for lack in &axis.lacks {
        let _ = writeln!(out, "    {}", say.words(&lack.name));
        lack.missing.iter().for_each(|item| missing(out, item, "      ", say));
    }
}

fn missing(out: &mut String, item: &LackItem, indent: &str, say: In) {
    let label = say.text("missing", "不足");
    let _ = match &item.evidence {
        Some(id) => {
            writeln!(out, "{indent}{label} ({}): {}", safe(id), say.words(&item.words))
        }
        None => writeln!(out, "{indent}{label}: {}", say.words(&item.words)),
    };
}

fn statutes(out: &mut String, own: &Decision, say: In) {
    if own.statutes.is_empty() {
        return;
    }
    let heading = say.text(
        "Statutory methods in force on this day (apart from any level)",
        "判定日に施行されている法令上の方法(保証レベルとは別の判定)",
    );
    let _ = writeln!(out, "\n{heading}");
    if own.statutes.iter().any(|own| own.nature == Nature::Reconstruction) {
        let label = say.text(
            "codes and days from second-hand sources, not official",
            "符号と施行日は二次情報によるもので、公式ではありません",
        );
        let _ = writeln!(out, "  [{label}]");
    }
    for statute in &own.statutes {
        one_statute(out, statute, say);
    }
    for refused in &own.not_accepted {
        let label = say.text("not accepted", "認められない方法");
        let words = say.words(&refused.words);
        let confidence = say.confidence(refused.confidence);
        let _ = writeln!(out, "  {label} {}: {words} [{confidence}]", safe(&refused.law));
    }
}

fn one_statute(out: &mut String, own: &StatuteResult, say: In) {
    let mark = if own.satisfied {
        say.text("satisfied", "充足")
    } else {
        say.text("not satisfied", "未充足")
    };
    let _ = write!(
        out,
        "  {mark}: {} {} {}: {}",
        say.words(&own.title),
        safe(&own.provision),
        safe(&own.code),
        say.words(&own.name)
    );
    let period = match (own.from, own.until) {
        (None, None) => String::new(),
        (from, until) => {
            let day = |own: Option<tashika::doctype::Date>| {
                own.map(|own| own.to_string()).unwrap_or_default()
            };
            format!(" ({}..{})", day(from), day(until))
        }
    };
    let _ = writeln!(out, "{period} [{}]", say.confidence(own.confidence));
    if own.satisfied {
        let _ = writeln!(out, "    <- {}", say.list(&own.evidence));
        if let Some(becomes) = &own.becomes {
            let label = say.text("afterwards", "改正後の符号");
            let _ = writeln!(out, "    {label}: {}", safe(becomes));
        }
        if let Some(keep) = &own.keep {
            let _ = writeln!(out, "    {}", say.words(keep));
        }
    } else {
        own.missing.iter().for_each(|item| missing(out, item, "    ", say));
    }
}

fn demands(out: &mut String, own: &Decision, say: In) {
    if own.demands.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", say.text("Demands of the circumstances", "状況に応じた要件"));
    for demand in &own.demands {
        let modality = match demand.modality {
            Modality::Forbid => say.text("forbidden", "禁止"),
            Modality::MustNotForce => say.text("must not be forced", "強要禁止"),
            Modality::Require => say.text("required", "必須"),
            _ => say.text("note", "留意"),
        };
        let state = match (demand.met, &demand.lifted) {
            (true, _) => say.text("met", "充足"),
            (false, Some(_)) => say.text("lifted", "例外適用"),
            (false, None) => say.text("open", "未充足"),
        };
        let words = say.words(&demand.words);
        let _ = writeln!(out, "  {modality} [{state}] {words}");
        if let Some(lifted) = &demand.lifted {
            let reason = say.words(&lifted.reason);
            let _ = writeln!(out, "    {}: {reason}", say.text("exception", "例外の理由"));
        }
        demand.missing.iter().for_each(|item| missing(out, item, "    ", say));
    }
}

fn portraits(out: &mut String, own: &Decision, say: In) {
    for portrait in &own.portraits {
        let comparison = say.text(portrait.comparison.en(), portrait.comparison.ja());
        let issuer = match portrait.authentic_to_issuer {
            true => say.text("the issuer vouches for it", "発行者の署名あり"),
            false => say.text("no issuer vouches for it", "発行者の署名なし"),
        };
        let morph = say.text("morphing: unknown", "モーフィングの有無: 不明");
        let label = say.text("Portrait", "顔写真");
        let _ = writeln!(
            out,
            "\n{label} ({}): {issuer}; {comparison}; {morph}",
            safe(&portrait.evidence)
        );
    }
}

fn bindings(out: &mut String, own: &Decision, say: In) {
    for binding in &own.bindings {
        let held = |own: Held| match own {
            Held::Yes => say.text("yes", "あり"),
            Held::No => say.text("no", "なし"),
            _ => say.text("unknown", "不明"),
        };
        let _ = writeln!(
            out,
            "\n{} ({}): {} {}; {} {}; {} {}; {} {}",
            say.text("Binding", "バインディング"),
            safe(&binding.evidence),
            say.text("verifier's name", "検証者名"),
            held(binding.verifier_name),
            say.text("channel", "チャネル"),
            held(binding.channel),
            say.text("fresh challenge", "チャレンジ応答"),
            held(binding.fresh),
            say.text("relay ruled out", "中継の排除"),
            held(binding.relay_excluded),
        );
    }
}

fn sentences<'a>(
    out: &mut String,
    heading: &str,
    list: impl Iterator<Item = (&'static str, &'a BTreeSet<String>)>,
    say: In,
) {
    let by: BTreeMap<&str, &BTreeSet<String>> = list.collect();
    if by.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}");
    for (sentence, evidence) in by {
        let _ = match evidence.is_empty() {
            true => writeln!(out, "  - {sentence}"),
            false => writeln!(out, "  - {sentence} ({})", say.list(evidence)),
        };
    }
}

fn bundles(out: &mut String, own: &Decision, say: In) {
    let _ = writeln!(out, "\n{}", say.text("Rules", "適用した規則"));
    for bundle in &own.bundles {
        let voucher = match &bundle.voucher {
            Voucher::Shipped => say.text("ships with this command", "本コマンドに同梱").to_owned(),
            Voucher::Signature(key) => format!("{} {key}", say.text("signed by key", "署名鍵")),
            _ => say.text("NOT SIGNED", "署名なし").to_owned(),
        };
        let (id, version, issued) = (safe(&bundle.id), bundle.version, bundle.issued);
        let _ = match say.0 {
            Lang::En => writeln!(out, "  {id} version {version} of {issued} ({voucher})"),
            Lang::Ja => writeln!(out, "  {id} 第{version}版 {issued}({voucher})"),
        };
        if let Some(notice) = &bundle.notice {
            let _ = writeln!(out, "    {}", say.words(notice));
        }
    }
}
