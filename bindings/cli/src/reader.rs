//! `tashika reader`: a transaction in person against a simulated wallet.

use std::fmt::Write;
use std::time::Duration;

use clap::{Args, ValueEnum};
use qrcodegen::{QrCode, QrCodeEcc};
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::presentation::{Channel, Presentation, Transport};
use tashika::proximity::handover::ServiceData;
use tashika::proximity::reader::{Outcome, Phase, Progress, ReaderConfig, Unrelated};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, JsonOptions, Policy, verify};
use tashika::x509::Certificate;
use tashika_simulation::{
    End, LinkModel, Random, Run, Step, World, WorldConfig, reader_signer, request_for,
};
use tashika_testkit::documents;
use tashika_testkit::holder::{Carrier, Engagement, Wallet, WalletConfig};
use tashika_testkit::scenario::{Document, NOW};

use crate::verify::{Lang, exit_code};
use crate::{Failure, Output, human};

/// Nothing was received: neither accepted nor rejected.
const EXIT_INCONCLUSIVE: u8 = 2;
/// The service under which the simulated wallet announces its L2CAP channel: the draft has a
/// placeholder.
const SERVICE_DATA: u16 = 0xfade;
/// Modules of white around the code.
const QUIET: i32 = 2;

/// What `tashika reader` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How the wallet engages.
    #[arg(long, value_enum, default_value_t = EngagementKind::Qr)]
    engagement: EngagementKind,
    /// What carries the messages.
    #[arg(long, value_enum, default_value_t = TransportKind::BleCentral)]
    transport: TransportKind,
    /// What the wallet holds.
    #[arg(long, value_enum, default_value_t = DocumentKind::Mdl)]
    document: DocumentKind,
    /// The part of transmissions that is lost, 0 to 1. The link layer sends them again, and gives
    /// up after the sixth.
    #[arg(long, value_name = "PART", default_value_t = 0.0, value_parser = part)]
    link_loss: f64,
    /// Everything that is left to chance: the same number gives the same transaction.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How often the holder engages again after the link was lost.
    #[arg(long, value_name = "N", default_value_t = 3)]
    engagements: u32,
    /// Do not authenticate the reader.
    #[arg(long)]
    no_reader_auth: bool,
    /// Print the report as JSON, and nothing else.
    #[arg(long)]
    json: bool,
    /// The language for people.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
    /// Print every check, not only those with something to say.
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum EngagementKind {
    /// A QR code
    Qr,
    /// NFC, static handover
    NfcStatic,
    /// NFC, negotiated handover
    NfcNegotiated,
}

#[derive(Clone, Copy, ValueEnum)]
enum TransportKind {
    /// Bluetooth, the wallet being the client
    BleCentral,
    /// Bluetooth, the wallet being the server
    BlePeripheral,
    /// An L2CAP channel of the wallet
    L2cap,
    /// NFC
    Nfc,
}

#[derive(Clone, Copy, ValueEnum)]
enum DocumentKind {
    /// A mobile driving licence
    Mdl,
    /// A My Number Card
    MyNumberCard,
    /// Person identification data of the EU
    Pid,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let document = match arguments.document {
        DocumentKind::Mdl => documents::mdl_with_portrait(),
        DocumentKind::MyNumberCard => documents::my_number_card(),
        DocumentKind::Pid => documents::pid(),
    };
    let mut text = String::new();
    for engagement in 1..=arguments.engagements.max(1) {
        let run = transact(arguments, &document, engagement)?;
        narrate(&mut text, &run, arguments);
        if let Some(presentation) = run.presentations.first() {
            return report(text, presentation, &document, arguments);
        }
        if !matches!(run.end, End::Finished(Outcome::Lost { .. })) {
            break;
        }
    }
    let text = if arguments.json { "null\n".to_owned() } else { text };
    Ok(Output { text, exit: EXIT_INCONCLUSIVE })
}

fn part(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|own| (0.0..=1.0).contains(own));
    number.ok_or_else(|| "a number from 0 to 1 is needed".to_owned())
}

fn transact(arguments: &Arguments, document: &Document, again: u32) -> Result<Run, Failure> {
    let seed = arguments.seed.wrapping_mul(1_000).wrapping_add(u64::from(again));
    let mut random = Random::new(seed);
    let engagement = match arguments.engagement {
        EngagementKind::Qr => Engagement::Qr,
        EngagementKind::NfcStatic => Engagement::NfcStatic,
        EngagementKind::NfcNegotiated => Engagement::NfcNegotiated,
    };
    let (carrier, transport) = match arguments.transport {
        TransportKind::BleCentral => (Carrier::BleCentral, Transport::BleCentralClient),
        TransportKind::BlePeripheral => (Carrier::BlePeripheral, Transport::BlePeripheralServer),
        TransportKind::L2cap => (Carrier::L2cap, Transport::L2cap),
        TransportKind::Nfc => (Carrier::Nfc, Transport::Nfc),
    };
    let mut wallet = WalletConfig::new(document.clone(), engagement, carrier);
    wallet.label = format!("wallet {seed}");
    wallet.consent = 1_500 + random.below(2_000);
    // Only those whom the law names may ask for the Individual Number (個人番号).
    let request = request_for(document, |own| own != "individual_number_unicode")
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let service = random.octets(16).try_into().unwrap_or_default();
    let mut reader = ReaderConfig::new(request, service);
    reader.transports = vec![transport];
    reader.tags.service_data = ServiceData { uuid: Some(SERVICE_DATA) };
    reader.signer = if arguments.no_reader_auth { None } else { reader_signer() };
    let link = LinkModel { loss: arguments.link_loss, mtu: 185, ..LinkModel::default() };
    let world = WorldConfig { link, seed, ..WorldConfig::default() };
    Ok(World::new(reader, Wallet::new(wallet), world).run())
}

fn report(
    mut text: String,
    presentation: &Presentation,
    document: &Document,
    arguments: &Arguments,
) -> Result<Output, Failure> {
    let simulated =
        |problem: &dyn ToString| Failure::input("the simulated wallet", problem.to_string());
    let root =
        Certificate::parse(&document.issuer.root_der()).map_err(|error| simulated(&error))?;
    let trust: TrustStore = [TrustAnchor::new(root, Purpose::Issuer)].into_iter().collect();
    // The simulated documents are valid at one fixed time.
    let now = Timestamp::parse(NOW).unwrap_or(Timestamp::from_unix(0));
    let (policy, provider) = (Policy::default(), CryptoProvider::default());
    let context = Context::new(&trust, &policy, now, &provider);
    let report = verify(presentation, &context).map_err(|error| simulated(&error))?;
    if arguments.json {
        text = report.to_json(&JsonOptions::default());
    } else {
        let colour = human::colours();
        let style = human::Style { lang: arguments.lang, colour, all: arguments.all, ages: &[] };
        let _ = writeln!(text);
        text.push_str(&human::report(&report, &style));
    }
    Ok(Output { text, exit: exit_code(report.verdict.decision) })
}

fn narrate(out: &mut String, run: &Run, arguments: &Arguments) {
    if matches!(arguments.engagement, EngagementKind::Qr) {
        let uri = run.wallet.code();
        code(out, &uri);
        let _ = writeln!(out, "{uri}\n");
    }
    let mut steps = run.steps.iter().peekable();
    while let Some(step) = steps.next() {
        let receiving = |own: &Step| matches!(own.progress, Progress::Receiving(_));
        // Of the parts of a response the last one tells it all.
        if receiving(step) && steps.peek().is_some_and(|next| receiving(next)) {
            continue;
        }
        let _ = writeln!(out, "{}  {}", time(step.at), describe(step.progress, arguments.lang));
    }
    let _ = writeln!(out, "{}  {}", time(run.elapsed), ending(&run.end, arguments.lang));
}

fn code(out: &mut String, uri: &str) {
    if let Ok(code) = QrCode::encode_text(uri, QrCodeEcc::Low) {
        draw(out, &code);
    }
}

/// The code in half blocks: light modules are drawn, as terminals are dark.
pub(crate) fn draw(out: &mut String, code: &QrCode) {
    let range = -QUIET..code.size() + QUIET;
    for y in range.clone().step_by(2) {
        for x in range.clone() {
            let light = |y| !code.get_module(x, y);
            out.push(match (light(y), light(y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push('\n');
    }
}

fn time(at: Duration) -> String {
    format!("{:>9.3} s", at.as_secs_f64())
}

fn pick(lang: Lang, en: &str, ja: &str) -> String {
    match lang {
        Lang::En => en.to_owned(),
        Lang::Ja => ja.to_owned(),
    }
}

fn describe(progress: Progress, lang: Lang) -> String {
    match progress {
        Progress::Connected => pick(lang, "connected", "接続しました"),
        Progress::Engaged(Channel::ProximityNfc) => {
            pick(lang, "engaged by NFC", "NFCのタッチを検出しました")
        }
        Progress::Engaged(_) => pick(lang, "engaged by QR code", "QRコードを読み取りました"),
        Progress::Receiving(bytes) => pick(
            lang,
            &format!("receiving, {bytes} bytes so far"),
            &format!("受信中（{bytes} バイトまで受信）"),
        ),
        Progress::Reconnecting(count) => pick(
            lang,
            &format!("lost before the first message, connecting again ({count})"),
            &format!("最初のメッセージの前に切断されたため、再接続します（{count} 回目）"),
        ),
        Progress::RequestSent => pick(lang, "request sent", "要求を送信しました"),
        Progress::Transport(own) => {
            let name = own.name();
            pick(lang, &format!("transport {name}"), &format!("通信方式 {name}"))
        }
        Progress::Unrelated(Unrelated::Code) => pick(
            lang,
            "a code that is no wallet's: scan the wallet's code",
            "ウォレットのコードではありません。ウォレットに表示されたコードを読み取ってください",
        ),
        Progress::Unrelated(_) => pick(
            lang,
            "a card or tag that is no wallet's: hold the phone against the reader",
            "ウォレットではないカードやタグです。スマートフォンをかざしてください",
        ),
        other => format!("{other:?}"),
    }
}

fn phase(own: Phase, lang: Lang) -> String {
    match own {
        Phase::Engagement => pick(lang, "waiting for an engagement", "読み取り待ち"),
        Phase::Connection => pick(lang, "connecting", "接続中"),
        Phase::Response => pick(lang, "waiting for the response", "応答待ち"),
        _ => pick(lang, "after the response", "応答の受信後"),
    }
}

fn ending(end: &End, lang: Lang) -> String {
    let End::Finished(outcome) = end else {
        return pick(lang, "the simulation came to a halt", "シミュレーションが停止しました");
    };
    match outcome {
        Outcome::Cancelled(_) => pick(lang, "cancelled", "中止しました"),
        Outcome::Completed { .. } => pick(lang, "completed", "完了しました"),
        Outcome::EndedByWallet { .. } => {
            pick(lang, "ended by the wallet", "ウォレット側が終了しました")
        }
        Outcome::Failed { failure, phase: own, .. } => {
            let own = phase(*own, lang);
            pick(
                lang,
                &format!("failed while {own}: {failure}"),
                &format!("失敗しました（{own}）: {failure}"),
            )
        }
        Outcome::Lost { .. } => pick(
            lang,
            "the link was lost: a new engagement is needed",
            "接続が切れました。もう一度、最初からやり直す必要があります",
        ),
        Outcome::TimedOut { phase: own, .. } => {
            let own = phase(*own, lang);
            pick(lang, &format!("timed out while {own}"), &format!("時間切れです（{own}）"))
        }
        other => format!("{other:?}"),
    }
}
