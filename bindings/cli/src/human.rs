//! The report for people: a verdict line, then the checks of each document, then its claims.

use std::fmt::Write;
use std::io::IsTerminal;

use anstyle::{AnsiColor, Style as Ansi};
use tashika::codec::Value;
use tashika::doctype::age::{Answer, Conclusion};
use tashika::facts::{Fact, Facts, escaped as safe};
use tashika::instant::Timestamp;
use tashika::presentation::{Channel, ChannelFacts, ReaderAuthentication};
use tashika::status::Standing;
use tashika::trust::Copies;
use tashika::verify::{
    Claim, Decision, Disclosed, Disclosure, DocumentReport, Finding, IssuanceState, Outcome,
    Report, Source, StateSource, StateSourceKind, Verdict,
};

use crate::japanese;
use crate::verify::Lang;

/// How a report is shown.
pub(crate) struct Style<'a> {
    /// For each document what it says of the age asked about.
    pub(crate) ages: &'a [Option<Conclusion>],
    pub(crate) lang: Lang,
    pub(crate) colour: bool,
    pub(crate) all: bool,
}

/// Whether standard output takes colours.
pub(crate) fn colours() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

impl Style<'_> {
    /// The decision's word, in its colour.
    pub(crate) fn decision(&self, own: Decision) -> String {
        let (word, colour) = match own {
            Decision::Accepted => (self.text("ACCEPTED", "受理"), AnsiColor::Green),
            Decision::Inconclusive => (self.text("INCONCLUSIVE", "判定不能"), AnsiColor::Yellow),
            Decision::Rejected => (self.text("REJECTED", "拒否"), AnsiColor::Red),
        };
        self.paint(colour, word)
    }

    pub(crate) fn text(&self, en: &'static str, ja: &'static str) -> &'static str {
        match self.lang {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }

    pub(crate) fn paint(&self, colour: AnsiColor, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let ansi = Ansi::new().fg_color(Some(colour.into())).bold();
        format!("{}{text}{}", ansi.render(), ansi.render_reset())
    }
}

/// The report, ending in a line break.
pub(crate) fn report(report: &Report, style: &Style<'_>) -> String {
    let mut out = String::new();
    verdict_line(&mut out, report, style);
    heading(&mut out, style.text("Response", "応答"));
    checks(&mut out, &report.checks, style);
    for (index, own) in report.documents.iter().enumerate() {
        document(&mut out, index, own, style);
    }
    risks(&mut out, &report.verdict, style);
    channel(&mut out, &report.channel, style);
    out
}

fn verdict_line(out: &mut String, report: &Report, style: &Style<'_>) {
    let verdict = &report.verdict;
    let word = style.decision(verdict.decision);
    let (policy, profile) = (&verdict.policy, verdict.profile);
    let _ = match style.lang {
        Lang::En => writeln!(out, "{word}  at {}, policy {policy}, profile {profile}", report.at),
        Lang::Ja => writeln!(
            out,
            "{word}  検証時点 {}、ポリシー {policy}、プロファイル {profile}",
            report.at
        ),
    };
    for reason in &verdict.reasons {
        let _ = writeln!(out, "  - {}{}", place(reason.document, style), reason.check);
    }
}

fn place(document: Option<usize>, style: &Style<'_>) -> String {
    match document {
        None => String::new(),
        Some(index) => format!("{} {}: ", style.text("document", "文書"), index + 1),
    }
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "\n{text}");
}

fn document(out: &mut String, index: usize, document: &DocumentReport, style: &Style<'_>) {
    let name = document.doc_type.as_deref();
    let name = name.unwrap_or_else(|| style.text("unreadable", "読み取り不能"));
    let label = style.text("Document", "文書");
    heading(out, &format!("{label} {}: {}", index + 1, safe(name)));
    if let Some(issuer) = &document.issuer {
        let _ = writeln!(out, "  {} {}", style.text("signed by", "署名者"), issuer.signer);
        if let Some(anchor) = &issuer.anchor {
            let _ = writeln!(out, "  {} {anchor}", style.text("issued by", "発行機関"));
        }
    }
    if let Some(validity) = &document.validity {
        let label = style.text("valid", "有効期間");
        let _ = writeln!(out, "  {label} {} .. {}", validity.valid_from, validity.valid_until);
    }
    checks(out, &document.checks, style);
    withheld(out, document, style);
    state(out, &document.issuance, style);
    disclosed(out, &document.disclosed, style);
    if let Some(Some(conclusion)) = style.ages.get(index) {
        age(out, conclusion, style);
    }
    let Some(claims) = &document.claims else {
        let _ = writeln!(
            out,
            "  {}",
            style.text("No claims are released.", "項目の値は開示されません。")
        );
        return;
    };
    let _ = writeln!(out, "  {}", style.text("Claims", "項目"));
    claims.iter().for_each(|own| claim(out, own, style));
}

/// Asked for, given, withheld, unasked: one line for each element.
fn disclosed(out: &mut String, rows: &[Disclosed], style: &Style<'_>) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {}", style.text("Asked and given", "要求と提供"));
    for row in rows {
        let name = format!("{}/{}", row.name_space, row.identifier);
        let kept = if row.retain { style.text("may be kept", "保存可") } else { "" };
        let (state, detail) = match &row.disclosure {
            Disclosure::Given { others, .. } => {
                let others: Vec<String> =
                    others.iter().map(|(_, identifier)| safe(identifier)).collect();
                (style.text("given", "提供"), others.join(", "))
            }
            Disclosure::Withheld { code } => {
                let code = code.map(|code| {
                    format!("{} {code}", style.text("the wallet's code", "ウォレットの理由コード"))
                });
                (style.text("withheld", "未提供"), code.unwrap_or_default())
            }
            Disclosure::Unasked { released: false } => {
                (style.text("unasked", "要求外"), style.text("dropped", "破棄").to_owned())
            }
            _ => (style.text("unasked", "要求外"), style.text("released", "開示").to_owned()),
        };
        let line = format!("    {state:<9} {:<44} {detail}  {kept}", safe(&name));
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn age(out: &mut String, own: &Conclusion, style: &Style<'_>) {
    let (answer, colour) = match own.answer {
        Answer::Yes => (style.text("yes", "はい"), AnsiColor::Green),
        Answer::No => (style.text("no", "いいえ"), AnsiColor::Red),
        Answer::Unknown => (style.text("cannot be told", "判定できません"), AnsiColor::Yellow),
    };
    let answer = style.paint(colour, answer);
    let because = own.because.as_deref().map(safe);
    let as_of = own.as_of.map(|day| match style.lang {
        Lang::En => format!(", as of {day}"),
        Lang::Ja => format!("、{day}時点"),
    });
    let because = because.map(|own| match style.lang {
        Lang::En => format!(" ({own}{})", as_of.unwrap_or_default()),
        Lang::Ja => format!("({own}{})", as_of.unwrap_or_default()),
    });
    let because = because.unwrap_or_default();
    let _ = match style.lang {
        Lang::En => writeln!(out, "  At least {} years old: {answer}{because}", own.years),
        Lang::Ja => writeln!(out, "  {}歳以上: {answer}{because}", own.years),
    };
    for (one, other) in &own.contradictions {
        let label = style.text("contradiction", "矛盾");
        let _ = writeln!(out, "    {label}: {} / {}", safe(one), safe(other));
    }
}

/// What the wallet reports as not returned beside the elements that were asked for.
fn withheld(out: &mut String, document: &DocumentReport, style: &Style<'_>) {
    let asked = |own: &&(String, String, i64)| {
        let mut rows = document.disclosed.iter();
        rows.any(|row| *row.name_space == *own.0 && *row.identifier == *own.1)
    };
    let elements: Vec<_> = document.withheld.iter().filter(|own| !asked(own)).collect();
    if elements.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "  {}",
        style.text("Not returned by the wallet", "ウォレットが返さなかった項目")
    );
    let code = style.text("code", "コード");
    for (name_space, identifier, number) in elements {
        let (identifier, name_space) = (safe(identifier), safe(name_space));
        let _ = writeln!(out, "    {identifier:<32} {code} {number}  [{name_space}]");
    }
}

fn checks(out: &mut String, findings: &[Finding], style: &Style<'_>) {
    let quiet = |finding: &&Finding| {
        style.all
            || !(is_blocked(finding.outcome, &finding.facts)
                || matches!(finding.outcome, Outcome::Passed | Outcome::NotApplicable))
    };
    for finding in findings.iter().filter(quiet) {
        check(out, finding, style);
    }
    if !style.all {
        summary(out, findings, style);
    }
}

/// Whether something that the check needs is missing or broken: another finding says what.
pub(crate) fn is_blocked(outcome: Outcome, facts: &Facts) -> bool {
    let because = facts.get("because");
    outcome == Outcome::NotPerformed
        && because.is_some_and(|own| *own == Fact::from("prerequisite"))
}

fn summary(out: &mut String, findings: &[Finding], style: &Style<'_>) {
    let count = |outcome| findings.iter().filter(|own| own.outcome == outcome).count();
    let blocked = findings.iter().filter(|own| is_blocked(own.outcome, &own.facts)).count();
    counts(out, blocked, count(Outcome::Passed), count(Outcome::NotApplicable), style);
}

/// How many checks are not listed.
pub(crate) fn counts(
    out: &mut String,
    blocked: usize,
    passed: usize,
    idle: usize,
    style: &Style<'_>,
) {
    if blocked > 0 {
        let mark = style.paint(AnsiColor::BrightBlack, "–");
        let _ = match style.lang {
            Lang::En => writeln!(
                out,
                "  {mark} {blocked} more not checked: what they build on is missing or broken \
                 (--all lists them)"
            ),
            Lang::Ja => writeln!(
                out,
                "  {mark} 前提となる確認が済んでいないため未確認 {blocked} 件(--all で一覧を表示)"
            ),
        };
    }
    let mark = style.paint(AnsiColor::Green, "✓");
    let _ = match style.lang {
        Lang::En => writeln!(out, "  {mark} {passed} checks passed, {idle} not applicable"),
        Lang::Ja => writeln!(out, "  {mark} 合格 {passed} 件、対象外 {idle} 件"),
    };
}

fn check(out: &mut String, finding: &Finding, style: &Style<'_>) {
    let info = finding.check.info();
    line(out, (info.id, info.en, info.ja), finding.outcome, &finding.facts, style);
}

/// One check: its id, its sentence in both languages, and what became of it.
pub(crate) fn line(
    out: &mut String,
    (id, en, ja): (&str, &str, &str),
    outcome: Outcome,
    known: &Facts,
    style: &Style<'_>,
) {
    let (mark, colour) = match outcome {
        Outcome::Passed => ("✓", AnsiColor::Green),
        Outcome::Failed => ("✗", AnsiColor::Red),
        Outcome::Warning => ("!", AnsiColor::Yellow),
        Outcome::NotApplicable => ("·", AnsiColor::BrightBlack),
        Outcome::Undetermined => ("?", AnsiColor::Yellow),
        _ => ("–", AnsiColor::BrightBlack),
    };
    let became = outcome_name(outcome, style);
    // The sentence is quoted: it states the rule, not that the rule holds.
    let sentence = match style.lang {
        Lang::En => format!("{became} - \"{en}\""),
        Lang::Ja => format!("{became}:「{}」", ja.trim_end_matches('。')),
    };
    let mark = style.paint(colour, mark);
    let _ = writeln!(out, "  {mark} {id:<44} {sentence}");
    if !known.is_empty() && outcome != Outcome::Passed {
        let _ = writeln!(out, "      {}", facts(known, style));
    }
}

/// What is known of the issuance state: who says what, as of when.
fn state(out: &mut String, state: &IssuanceState, style: &Style<'_>) {
    if state.sources.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {}", style.text("Issuance state", "発行状態"));
    for own in &state.sources {
        let _ = writeln!(out, "    {}: {}", source_name(own, style), source_says(own, style));
    }
    let Some(own) = &state.practice else { return };
    let copies = match own.copies {
        Copies::One => style.text("one copy at a time", "同時に1つのみ発行"),
        Copies::ManagedMany => style.text("several copies, each managed", "複数発行(個別に管理)"),
        _ => style.text("number of copies unknown", "発行数は不明"),
    };
    let label = style.text("The issuer's practice, as stated", "発行者の運用(公表情報)");
    let reviewed = style.text("reviewed", "確認日");
    let _ = writeln!(
        out,
        "    {label}: {copies} [{}, {reviewed} {}]",
        safe(&own.source),
        safe(&own.reviewed)
    );
}

fn source_name(source: &StateSource, style: &Style<'_>) -> &'static str {
    match source.kind {
        StateSourceKind::AuthorityValidity => style.text("authority", "発行機関の証明書"),
        StateSourceKind::ExpectedUpdate => style.text("expected update", "更新予定"),
        StateSourceKind::IdentifierList => style.text("identifier list", "識別子リスト"),
        StateSourceKind::Listing => style.text("listing of the authority", "発行機関の掲載"),
        StateSourceKind::MsoValidity => style.text("document", "文書"),
        StateSourceKind::RevocationList => style.text("revocation list", "失効リスト"),
        StateSourceKind::SignerValidity => style.text("signer", "署名者の証明書"),
        StateSourceKind::StatusList => style.text("status list", "状態リスト"),
        _ => style.text("status", "状態"),
    }
}

fn source_says(source: &StateSource, style: &Style<'_>) -> String {
    let answer = &source.answer;
    let mut text = standing_name(answer.standing, style).to_owned();
    if let Some(cause) = answer.because {
        let _ = write!(text, " ({})", cause.name());
    }
    let mut date = |en: &'static str, ja: &'static str, date: Option<Timestamp>| {
        if let Some(date) = date {
            let _ = write!(text, "{}{date}", style.text(en, ja));
        }
    };
    date(", as of ", "、時点 ", answer.as_of);
    date(", until ", "、期限 ", answer.until);
    text
}

fn standing_name(standing: Standing, style: &Style<'_>) -> &'static str {
    match standing {
        Standing::Expired => style.text("expired", "期限切れ"),
        Standing::Malformed => style.text("malformed", "形式不正"),
        Standing::NotExamined => style.text("not examined", "未確認"),
        Standing::NotPresent => style.text("none named", "指定なし"),
        Standing::NotYetValid => style.text("not valid yet", "有効期間前"),
        Standing::Other(_) => style.text("another status", "その他の状態"),
        Standing::Revoked => style.text("REVOKED", "失効"),
        Standing::RolledBack => style.text("older than one seen before", "既知のものより古い"),
        Standing::Stale => style.text("stale", "情報が古い"),
        Standing::Suspended => style.text("SUSPENDED", "一時停止"),
        Standing::Unavailable => style.text("not available", "入手できず"),
        Standing::Untrusted => style.text("not trusted", "信頼できない"),
        Standing::Valid => style.text("valid", "有効"),
        _ => "?",
    }
}

fn outcome_name(outcome: Outcome, style: &Style<'_>) -> &'static str {
    match outcome {
        Outcome::Failed => style.text("does NOT hold", "不成立"),
        Outcome::Warning => style.text("does not hold (warning)", "不成立(警告)"),
        Outcome::NotPerformed => style.text("not checked", "未確認"),
        Outcome::Undetermined => style.text("cannot be decided", "判定不能"),
        Outcome::NotApplicable => style.text("not applicable", "対象外"),
        Outcome::Passed => style.text("holds", "成立"),
        _ => "",
    }
}

fn facts(facts: &Facts, style: &Style<'_>) -> String {
    let parts = facts.iter().map(|(name, fact)| {
        let text = match fact {
            Fact::Int(number) => number.to_string(),
            Fact::List(names) => names.iter().map(|own| safe(own)).collect::<Vec<_>>().join(", "),
            Fact::Text(text) => match (style.lang, japanese::value(name, text)) {
                (Lang::Ja, Some(word)) => word.to_owned(),
                _ => safe(text),
            },
            Fact::Time(instant) => instant.to_string(),
            _ => String::new(),
        };
        match style.lang {
            Lang::En => format!("{name}: {text}"),
            Lang::Ja => format!("{}: {text}", japanese::name(name).unwrap_or(name)),
        }
    });
    parts.collect::<Vec<_>>().join("; ")
}

fn claim(out: &mut String, claim: &Claim, style: &Style<'_>) {
    let source = match claim.source() {
        Source::Issuer => "",
        Source::Device => style.text(" (device-signed)", "(端末署名)"),
    };
    let text = plain(&claim.value(), style);
    let _ = writeln!(
        out,
        "    {:<32} {text}{source}  [{}]",
        safe(claim.identifier()),
        safe(claim.name_space())
    );
}

fn plain(value: &Value, style: &Style<'_>) -> String {
    match value {
        Value::Text(text) => safe(text),
        Value::Unsigned(number) => number.to_string(),
        Value::Negative(number) => (-1 - i128::from(*number)).to_string(),
        Value::Bool(true) => style.text("yes", "はい").to_owned(),
        Value::Bool(false) => style.text("no", "いいえ").to_owned(),
        Value::Bytes(bytes) => {
            format!(
                "{}, {} {}",
                image_kind(bytes, style),
                bytes.len(),
                style.text("bytes", "バイト")
            )
        }
        Value::Tag(0 | 1004, content) => plain(content, style),
        Value::Tag(number, content) => format!("{number}({})", plain(content, style)),
        Value::Array(elements) => {
            let parts: Vec<String> = elements.iter().map(|own| plain(own, style)).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Map(entries) => {
            let pair = |(key, own): &(Value, Value)| {
                format!("{}: {}", plain(key, style), plain(own, style))
            };
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        Value::Null => "null".to_owned(),
        Value::Undefined => "undefined".to_owned(),
        Value::Simple(number) => format!("simple({number})"),
        float => float.as_f64().map(|number| number.to_string()).unwrap_or_default(),
    }
}

fn image_kind(bytes: &[u8], style: &Style<'_>) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "JPEG",
        [0xff, 0x4f, 0xff, 0x51, ..] | [0, 0, 0, 12, b'j', b'P', ..] => "JPEG 2000",
        _ => style.text("byte string", "バイト列"),
    }
}

/// What is known of a channel in person or across devices.
pub(crate) fn channel(out: &mut String, own: &ChannelFacts, style: &Style<'_>) {
    across_devices(out, own, style);
    let Some(facts) = &own.proximity else { return };
    heading(out, style.text("Channel", "通信路"));
    let engagement = match (own.channel, facts.negotiated) {
        (Channel::ProximityNfc, true) => style.text("NFC (negotiated)", "NFC（ネゴシエーション）"),
        (Channel::ProximityNfc, false) => "NFC",
        _ => style.text("QR code", "QRコード"),
    };
    let reader = match (facts.reader_authentication, style.lang) {
        (ReaderAuthentication::None, _) => style.text("not authenticated", "認証なし").to_owned(),
        (own, Lang::En) => format!("authenticated ({})", own.name()),
        (own, Lang::Ja) => format!("認証あり（{}）", own.name()),
    };
    let exposures: Vec<&str> = own.relay_exposures.iter().map(|own| own.name()).collect();
    let (transport, exposures) = (facts.transport.name(), exposures.join(", "));
    let (connecting, answering) = (facts.connecting.as_millis(), facts.answering.as_millis());
    let _ = match style.lang {
        Lang::En => writeln!(
            out,
            "  engaged by {engagement}, {transport}, reader {reader}\n  connected in {connecting} ms, \
             answered in {answering} ms\n  exposed to relay: {exposures}"
        ),
        Lang::Ja => writeln!(
            out,
            "  {engagement}で開始、{transport}、リーダー{reader}\n  接続まで {connecting} ms、\
             応答まで {answering} ms\n  中継攻撃への残存リスク: {exposures}"
        ),
    };
}

/// Across devices: whether both were in one place, and what that leaves open.
fn across_devices(out: &mut String, own: &ChannelFacts, style: &Style<'_>) {
    let Some(hybrid) = &own.hybrid else { return };
    heading(out, style.text("Channel", "通信路"));
    let label = style.text("across devices (CTAP hybrid) over", "デバイス間（CTAP hybrid）、中継");
    let _ = writeln!(out, "  {label} {}", safe(&hybrid.tunnel));
    let (mark, text) = match own.proximity_proof {
        Some(_) => (
            style.paint(AnsiColor::Green, "✓"),
            style.text(
                "proximity proven: the phone was within Bluetooth range",
                "近接を確認済み: スマートフォンはBluetoothの届く範囲にありました",
            ),
        ),
        None => (
            style.paint(AnsiColor::Yellow, "!"),
            style.text("proximity not proven", "近接は確認できていません"),
        ),
    };
    let _ = writeln!(out, "  {mark} {text}");
    let exposures: Vec<&str> = own.relay_exposures.iter().map(|own| own.name()).collect();
    let label = style.text("exposed to relay:", "中継攻撃への残存リスク:");
    let _ = writeln!(out, "  {label} {}", exposures.join(", "));
}

fn risks(out: &mut String, verdict: &Verdict, style: &Style<'_>) {
    if verdict.residual_risks.is_empty() {
        return;
    }
    heading(out, style.text("What stays uncertain", "残るリスク"));
    for risk in &verdict.residual_risks {
        let _ = writeln!(out, "  - {}", style.text(risk.en(), risk.ja()));
    }
}
