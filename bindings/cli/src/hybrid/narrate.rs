//! What is said while a transaction runs, and where the time went.

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};
use tashika::hybrid::initiator::{Declined, Outcome, Phase, Progress};

use super::{Arguments, PhoneKind, Timing, milliseconds};
use crate::verify::Lang;

/// A line with its time.
pub(super) fn step(at: Duration, text: &str) -> String {
    format!("{:>9.3} s  {text}", at.as_secs_f64())
}

pub(super) fn shown(lang: Lang) -> &'static str {
    pick(
        lang,
        "the code is shown: scan it with the phone's camera",
        "コードを表示しました。スマートフォンのカメラで読み取ってください",
    )
}

pub(super) fn progress(own: Progress, lang: Lang) -> String {
    let text = match own {
        Progress::Asked => {
            pick(lang, "asked; the phone answers", "要求を送信し、応答を待っています")
        }
        Progress::Dialled => pick(lang, "the tunnel is open", "中継サーバーに接続しました"),
        Progress::Found => pick(
            lang,
            "a phone nearby has scanned the code",
            "近くのスマートフォンがコードを読み取りました",
        ),
        Progress::Greeted => pick(lang, "the phone is ready", "スマートフォンの準備ができました"),
        Progress::Secured => pick(
            lang,
            "the phone knows code and advert: encrypted from here on",
            "相手がコードを読み取った端末であることを確認し、暗号化を開始しました",
        ),
        other => other.as_str(),
    };
    text.to_owned()
}

fn phase(own: Phase, lang: Lang) -> &'static str {
    match own {
        Phase::Advert => pick(lang, "waiting for a phone nearby", "近くのスマートフォンを待機中"),
        Phase::Answer => pick(lang, "waiting for the answer", "応答待ち"),
        Phase::Greeting => pick(lang, "waiting for the phone", "スマートフォンの準備待ち"),
        Phase::Handshake => pick(lang, "in the handshake", "暗号化の準備中"),
        Phase::Tunnel => pick(lang, "opening the tunnel", "中継サーバーへの接続中"),
        other => other.as_str(),
    }
}

fn declined(own: Declined, lang: Lang) -> &'static str {
    match own.id() {
        "no-credential" => {
            pick(lang, "the phone has nothing that was asked", "該当する証明書がありません")
        }
        "user-cancelled" => pick(
            lang,
            "the person declined on the phone",
            "スマートフォン側で提示が取り消されました",
        ),
        "aborted" => pick(lang, "the phone gave up", "スマートフォン側で処理が中断されました"),
        "excluded" => pick(
            lang,
            "the phone has a passkey of this account already",
            "このスマートフォンには、このアカウントのパスキーがすでにあります",
        ),
        "timed-out" => pick(
            lang,
            "nobody did anything on the phone",
            "スマートフォンが操作されないまま時間切れになりました",
        ),
        _ => pick(lang, "the phone declined", "スマートフォンが応答を拒否しました"),
    }
}

/// An end without an answer, in a line.
pub(super) fn outcome(own: &Outcome, lang: Lang) -> String {
    match own {
        Outcome::Cancelled(at) => {
            let at = phase(*at, lang);
            match lang {
                Lang::En => format!("cancelled while {at}"),
                Lang::Ja => format!("取り消しました（{at}）"),
            }
        }
        Outcome::Declined(own) => format!("{} [{}]", declined(*own, lang), own.id()),
        Outcome::Failed { failure, phase: at } => {
            let at = phase(*at, lang);
            match lang {
                Lang::En => format!("failed while {at}: {failure} [{}]", failure.id()),
                Lang::Ja => format!("{}（{at}） [{}]", failure.ja(), failure.id()),
            }
        }
        Outcome::TimedOut(at) => {
            let at = phase(*at, lang);
            match lang {
                Lang::En => format!("timed out while {at}"),
                Lang::Ja => format!("時間切れです（{at}）"),
            }
        }
        _ => String::new(),
    }
}

/// The same for programs.
pub(super) fn outcome_json(own: &Outcome) -> Value {
    match own {
        Outcome::Cancelled(at) => json!({ "outcome": "cancelled", "phase": at.as_str() }),
        Outcome::Declined(own) => json!({ "outcome": "declined", "reason": own.id() }),
        Outcome::Failed { failure, phase } => json!({
            "outcome": "failed", "phase": phase.as_str(), "reason": failure.id(),
            "en": failure.to_string(), "ja": failure.ja(),
        }),
        Outcome::TimedOut(at) => json!({ "outcome": "timed-out", "phase": at.as_str() }),
        _ => Value::Null,
    }
}

/// Where the time went, phase by phase.
pub(super) fn timing(own: &Timing, protocol: &str, arguments: &Arguments) -> String {
    let lang = arguments.lang;
    let mut out = String::new();
    // Only a phone of one's own tells when it scanned.
    let from = match own.scanning {
        Some(_) => pick(lang, "From the phone's advert to the report", "端末の検出から結果まで"),
        None => pick(lang, "From scan to report", "読み取りから結果まで"),
    };
    let total = milliseconds(own.total);
    let _ = match lang {
        Lang::En => writeln!(out, "\n{from}: {total} ms, by {protocol}"),
        Lang::Ja => writeln!(out, "\n{from}: {total} ms（{protocol}）"),
    };
    for (name, time) in &own.phases {
        let _ = writeln!(out, "  {:>9.1} ms  {}", milliseconds(*time), phase_text(name, lang));
    }
    if let Some(scanning) = own.scanning {
        let (scanning, rest) = (milliseconds(scanning), milliseconds(own.unattended));
        let _ = match lang {
            Lang::En => writeln!(
                out,
                "  {rest} ms of it without the answer, which the person consents to; before it \
                 {scanning} ms until a phone was found"
            ),
            Lang::Ja => writeln!(
                out,
                "  このうち応答（利用者の同意を含む）を除いた時間: {rest} ms。これより前、端末の検出まで: \
                 {scanning} ms"
            ),
        };
    }
    if arguments.phone == PhoneKind::Simulated {
        let text = pick(
            lang,
            "The phone is simulated: it consents at once, and its advert came through this \
             program, not by radio.",
            "スマートフォンは模擬です。同意は即時で、Bluetoothの信号はプログラム内で渡しています。",
        );
        let _ = writeln!(out, "  {text}");
    }
    out.push('\n');
    out
}

fn phase_text(name: &str, lang: Lang) -> &'static str {
    match name {
        "finding" => pick(lang, "until the phone was found", "読み取りから端末の検出まで"),
        "dialling" => pick(lang, "opening the tunnel", "中継サーバーへの接続"),
        "securing" => pick(lang, "handshake", "暗号化の準備"),
        "greeting" => pick(lang, "the phone's first message", "スマートフォンの準備"),
        "answering" => pick(
            lang,
            "from the request to the answer, consent included",
            "要求から応答まで（利用者の同意を含む）",
        ),
        "opening" => pick(lang, "decrypting the answer", "応答の復号"),
        _ => pick(lang, "verifying the answer", "応答の検証"),
    }
}

pub(super) fn pick(lang: Lang, en: &'static str, ja: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Ja => ja,
    }
}
