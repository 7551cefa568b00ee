//! The counter of a verifier app: events in, actions out, and what is to be seen.
//!
//! Everything here is a value; the one object is [`Counter`]. It makes session keys and random bytes
//! itself, and signs where a signer is given, unless told otherwise.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tashika::counter as core;
use tashika::crypto::{CryptoProvider, PrivateKey as CorePrivateKey};
use tashika::doctype::Date;
use tashika::instant::Timestamp;
use tashika::proximity::handover::ServiceData;
use tashika::proximity::reader::{Action as CoreAction, Event as CoreEvent};
use tashika::trust::TrustStore as CoreTrustStore;
use zeroize::Zeroizing;

use crate::doctype::{DocTypes, Words, words};
use crate::error::{TashikaError, guard};
use crate::key::{PrivateKey, random};
use crate::mirror::{
    AgeAnswer, Algorithm, CameraStyle, CertificationState, Characteristic, CheckId,
    ConfigurationProblem, Curve, FaceOutcome, FinderState, IssuanceAnswer, NfcStyle,
    PermissionKind, PermissionState, PortraitFormat, ProblemAction, ProblemKind, RadioKind,
    RadioState, ReadyHint, ReasonCode, ResidualRisk, RowState, SettingsPage, SheetEnd, Signal,
    StopReason, TextPlace, Transport, VerdictKind, VerdictShape, WaitingActor,
};
use crate::numbers::{count, place, size};
use crate::policy::PolicyOptions;
use crate::reader::{ReaderIdentity, RequestSigner};
use crate::status::StatusCache;
use crate::trust::TrustStore;

/// Answers that the counter gives itself within one call: a callback cannot keep a call busy for
/// ever.
const MAX_ANSWERS: usize = 64;

/// What a counter works with. What is left out is as the core has it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CounterOptions {
    /// The day by which the presets are read, `YYYY-MM-DD`.
    pub day: String,
    /// Files of presets (JSON); those that ship where there are none.
    #[uniffi(default = [])]
    pub presets: Vec<String>,
    /// How findings become a verdict; the default policy where it is left out.
    #[uniffi(default)]
    pub policy: Option<PolicyOptions>,
    /// The version of the policy, for the history.
    #[uniffi(default = "default")]
    pub policy_version: String,
    /// The version of the trust list, for the history.
    #[uniffi(default = "")]
    pub trust_version: String,
    /// Who signs requests; nobody where it is left out.
    #[uniffi(default)]
    pub identity: Option<ReaderIdentity>,
    /// Under what name; needed with an identity.
    #[uniffi(default)]
    pub reader_name: Option<String>,
    /// The certificate for statutory use.
    #[uniffi(default)]
    pub certification: Option<Certification>,
    /// The transports in the order of preference.
    #[uniffi(default)]
    pub transports: Option<Vec<Transport>>,
    /// How NFC is on this system; continuous where it is left out.
    #[uniffi(default)]
    pub nfc: Option<NfcStyle>,
    /// How the camera is on this device; continuous where it is left out.
    #[uniffi(default)]
    pub camera: Option<CameraStyle>,
    /// Whether the NFC hardware knows extended APDUs.
    #[uniffi(default = true)]
    pub extended_apdus: bool,
    /// The 16-bit service under which an L2CAP channel is announced; `None`: it is not read.
    #[uniffi(default)]
    pub l2cap_service_data: Option<i32>,
    /// Whether the system has a reader of its own.
    #[uniffi(default = false)]
    pub system_reader: bool,
    /// The forms of portraits that this device can show; JPEG where it is left out.
    #[uniffi(default)]
    pub portrait_formats: Option<Vec<PortraitFormat>>,
    /// Seconds by which the local day is ahead of UTC; Japan's where it is left out.
    #[uniffi(default)]
    pub day_offset: Option<i64>,
    /// How long a verdict is shown.
    #[uniffi(default)]
    pub verdict_time: Option<Duration>,
    /// Whether session keys and random bytes are made here. Without it
    /// [`CounterAction::CreateService`] and [`RadioAction::CreateKey`] ask for them.
    #[uniffi(default = true)]
    pub makes_keys: bool,
}

/// That an app is certified for statutory use.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Certification {
    /// The certificate's number.
    pub id: String,
    /// Who holds it.
    pub holder: String,
    /// Until when it holds.
    pub valid_until: Timestamp,
}

/// What became of a reader that is part of the system.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum SystemReaderOutcome {
    /// The person ended it.
    Cancelled,
    /// The system has shown the result itself, and no values came.
    Displayed,
    /// It failed, or this device cannot do it.
    Failed,
    /// A response came.
    Response {
        /// The DeviceResponse, decrypted.
        response: Vec<u8>,
        /// The SessionTranscript, as the system states it.
        transcript: Vec<u8>,
        /// Whether it is mock data, which nobody has signed.
        mock: bool,
    },
}

/// What happened.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum CounterEvent {
    /// The clerk wants the camera, where it is opened on demand.
    CameraWanted,
    /// Give up what is under way.
    Cancel,
    /// The customer is to be shown what is asked, or no longer.
    CustomerCardShown {
        /// Whether.
        shown: bool,
    },
    /// Leave a verdict or a problem.
    Done,
    /// The clerk compared portrait and person.
    FaceJudged {
        /// What was found.
        outcome: FaceOutcome,
    },
    /// The system's own NFC sheet is gone, by itself or by the person.
    NfcSheetEnded {
        /// How.
        end: SheetEnd,
    },
    /// The clerk wants NFC again.
    NfcWanted,
    /// Whether something is allowed.
    Permission {
        /// What.
        kind: PermissionKind,
        /// Whether it is.
        state: PermissionState,
    },
    /// The portrait of this document could not be made a picture.
    PortraitUnreadable {
        /// The document's index.
        document: i32,
    },
    /// Another preset.
    PresetChosen {
        /// Its id.
        id: String,
    },
    /// Whether something is on.
    Radio {
        /// What.
        kind: RadioKind,
        /// Whether it is.
        state: RadioState,
    },
    /// The main button of a screen that says what is missing or went wrong.
    Retry,
    /// What [`CounterAction::CreateService`] asked for.
    Service {
        /// 16 random bytes, fresh.
        bytes: Vec<u8>,
    },
    /// An event of the radio.
    Session {
        /// The event.
        event: RadioEvent,
    },
    /// The reader's key could not sign what [`RadioAction::Sign`] asked for.
    SigningFailed {
        /// The number of the action.
        id: i32,
    },
    /// The app is in front.
    Started,
    /// It is not any more.
    Stopped {
        /// Why.
        reason: StopReason,
    },
    /// What became of the system's own reader.
    SystemReader {
        /// What.
        outcome: SystemReaderOutcome,
    },
    /// The clerk wants the system's own reader.
    SystemReaderWanted,
    /// Time passes.
    Tick,
}

/// What the radio reports.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum RadioEvent {
    /// The tag's response to the last command.
    ApduResponse {
        /// Data and status word.
        response: Vec<u8>,
    },
    /// The Bluetooth link is up, with this MTU.
    BleConnected {
        /// ATT MTU in bytes.
        mtu: i32,
    },
    /// The Bluetooth link is gone, or could not be built.
    BleDisconnected,
    /// Another MTU was agreed on.
    BleMtu {
        /// ATT MTU in bytes.
        mtu: i32,
    },
    /// A value was notified to, or written by, the wallet's side.
    BleReceived {
        /// The characteristic.
        characteristic: Characteristic,
        /// The value.
        value: Vec<u8>,
    },
    /// State and the wallet-to-reader characteristic are subscribed.
    BleSubscribed,
    /// The text of a code.
    CodeScanned {
        /// The text.
        text: String,
    },
    /// The key that [`RadioAction::CreateKey`] asked for.
    Key {
        /// The curve.
        curve: Curve,
        /// The big-endian scalar, fresh.
        scalar: Vec<u8>,
    },
    /// The value that [`RadioAction::ReadPsm`] asked for.
    PsmRead {
        /// The value; `None` where the wallet has none.
        value: Option<Vec<u8>>,
    },
    /// The signature that [`RadioAction::Sign`] asked for.
    Signature {
        /// The number of the action.
        id: i32,
        /// The signature, `r || s`.
        signature: Vec<u8>,
    },
    /// The L2CAP channel is closed, or could not be opened.
    StreamClosed,
    /// The L2CAP channel is open.
    StreamOpened,
    /// The channel that [`RadioAction::PublishStream`] asked for.
    StreamPublished {
        /// The channel; `None` where there is none.
        psm: Option<i64>,
    },
    /// Bytes of the L2CAP channel, in any pieces.
    StreamReceived {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A tag is in the field.
    TagFound,
    /// The tag has left the field.
    TagLost,
}

/// What to do, in order.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum CounterAction {
    /// Say this to who cannot see the screen.
    Announce {
        /// What.
        phrase: Phrase,
    },
    /// Look for tags, and go on looking; also where it is done already.
    ArmNfc,
    /// Let the system ask for this.
    AskPermission {
        /// What.
        kind: PermissionKind,
    },
    /// Tell every permission and every radio as it is now, without asking anybody.
    CheckDevice,
    /// Close the camera.
    CloseCamera,
    /// Make 16 random bytes. Comes only where the counter makes no keys.
    CreateService,
    /// Stop looking for tags; on iOS this ends the system's sheet.
    DisarmNfc,
    /// Write this down, and delete it at `until`.
    KeepHistory {
        /// What.
        entry: HistoryEntry,
        /// Until when.
        until: Timestamp,
    },
    /// Open the camera and look for codes.
    OpenCamera,
    /// Open this page.
    OpenSettings {
        /// Which.
        page: SettingsPage,
    },
    /// Something for the radio.
    Radio {
        /// What.
        action: RadioAction,
    },
    /// [`Counter::view`] has changed.
    Render,
    /// Stop the scan, and begin the same one again.
    RestartScan {
        /// The service, big-endian.
        service: Vec<u8>,
        /// The wallet's address, where it is known.
        address: Option<Vec<u8>>,
    },
    /// Ask the system's own reader.
    RunSystemReader {
        /// The DeviceRequest, to be said in the system's own words.
        request: Vec<u8>,
    },
    /// Whether pictures of the screen must not be taken.
    SecureScreen {
        /// Whether.
        on: bool,
    },
    /// Sound and touch.
    Signal {
        /// Which.
        signal: Signal,
    },
    /// Close the system's own reader: what it brings is not wanted any more.
    StopSystemReader,
    /// Come back with [`CounterEvent::Tick`] at this time. It holds until the next one.
    WakeAt {
        /// The time, on the clock of the events.
        at: Duration,
    },
    /// Drop every value, picture and text that came of a customer.
    Wipe,
}

/// What the radio is to do.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum RadioAction {
    /// Be a GATT server with this service, and show this value as Ident.
    Advertise {
        /// The service, big-endian.
        service: Vec<u8>,
        /// The value of Ident.
        ident: Vec<u8>,
    },
    /// Make a fresh private key on this curve. Comes only where the counter makes no keys.
    CreateKey {
        /// The curve.
        curve: Curve,
    },
    /// Open this L2CAP channel of the wallet.
    OpenStream {
        /// The service, big-endian.
        service: Vec<u8>,
        /// The wallet's address, where it is known.
        address: Option<Vec<u8>>,
        /// The channel.
        psm: i64,
    },
    /// Listen on an L2CAP channel of this device, and answer with [`RadioEvent::StreamPublished`].
    PublishStream,
    /// Read the wallet's L2CAP characteristic, and answer with [`RadioEvent::PsmRead`].
    ReadPsm,
    /// Connect to the GATT server with this service.
    Scan {
        /// The service, big-endian.
        service: Vec<u8>,
        /// The wallet's address, where it is known.
        address: Option<Vec<u8>>,
    },
    /// Send this command to the tag.
    SendApdu {
        /// The command.
        command: Vec<u8>,
    },
    /// Write without response as client, notify as server.
    SendBle {
        /// The characteristic.
        characteristic: Characteristic,
        /// The value.
        value: Vec<u8>,
    },
    /// Send these bytes through the L2CAP channel.
    SendStream {
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Show this value in the L2CAP characteristic of the server that is advertised next.
    ShowPsm {
        /// The value.
        value: Vec<u8>,
    },
    /// Sign these bytes with the reader's key. Comes only where no signer was given.
    Sign {
        /// A number to answer with.
        id: i32,
        /// The algorithm.
        algorithm: Algorithm,
        /// What to sign.
        bytes: Vec<u8>,
    },
    /// Send what is waiting, then end every scan, advert and link. Tags and codes are looked for
    /// until the counter says otherwise.
    StopRadio,
    /// Subscribe, as client, to State and Server2Client.
    Subscribe,
}

/// One verification, as it is kept: nothing else is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HistoryEntry {
    /// When.
    pub time: Timestamp,
    /// The preset's id.
    pub preset: String,
    /// How it ended.
    pub verdict: VerdictKind,
    /// Why.
    pub reasons: Vec<ReasonCode>,
    /// The version of the policy.
    pub policy: String,
    /// The version of the trust list.
    pub trust: String,
}

/// A text of the app by its key, with what is to be put in.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Phrase {
    /// The key in the file of texts.
    pub key: String,
    /// The arguments, in the order of the file of texts.
    pub arguments: Vec<PhraseArgument>,
}

/// One argument.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PhraseArgument {
    /// Its name, which stands in braces in the text.
    pub name: String,
    /// What to put in.
    pub content: String,
}

/// One text of the app.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AppText {
    /// The key.
    pub key: String,
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
    /// Where it stands.
    pub place: TextPlace,
    /// The names of the arguments, in their order.
    pub arguments: Vec<String>,
}

/// Every text of the app, by key.
#[uniffi::export]
pub fn app_texts() -> Result<Vec<AppText>, TashikaError> {
    guard(|| {
        let texts =
            core::Texts::shipped().map_err(|error| TashikaError::unreadable("texts", error))?;
        let texts = texts.iter().map(|(key, own)| AppText {
            key: key.to_owned(),
            ja: own.ja.clone(),
            en: own.en.clone(),
            place: own.place,
            arguments: own.arguments.clone(),
        });
        Ok(texts.collect())
    })
}

/// Everything that is to be seen.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CounterView {
    /// What stands above every screen.
    pub header: CounterHeader,
    /// The screen.
    pub screen: CounterScreen,
    /// The card for the customer, where it is to be shown.
    pub customer_card: Option<CustomerCard>,
}

/// What stands above every screen and cannot be hidden.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CounterHeader {
    /// Whether the app is certified for statutory use.
    pub certification: CertificationState,
    /// The same in words.
    pub say: Phrase,
    /// The statutory method on this day, of a certified app.
    pub method: Option<Words>,
    /// Who asks.
    pub asked_as: AskedAs,
    /// The preset's title.
    pub preset: Words,
}

/// As whom the customer's phone is asked.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum AskedAs {
    /// The request went without the name that was to be shown.
    Dropped {
        /// The name.
        name: String,
    },
    /// Under a name that the phone can check.
    Named {
        /// The name.
        name: String,
    },
    /// As nobody.
    Nobody,
    /// By the system's own reader, which names itself.
    System,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CounterScreen {
    /// Something is missing before a customer can be asked.
    Blocked {
        /// What.
        view: BlockedView,
    },
    /// The answer is being verified.
    Checking,
    /// The link to the phone is being built.
    Connecting {
        /// Who waits for what.
        waiting: WaitingView,
        /// Over what, once it is chosen.
        transport: Option<Transport>,
        /// For the how manieth time, from 1.
        attempt: i32,
    },
    /// The phone's tag is being read.
    Engaging {
        /// Who waits for what.
        waiting: WaitingView,
    },
    /// Something went wrong.
    Problem {
        /// What.
        view: ProblemView,
    },
    /// Tap or scan.
    Ready {
        /// What can be chosen.
        view: ReadyView,
    },
    /// The result.
    Verdict {
        /// It.
        view: VerdictView,
    },
    /// The customer decides on the phone.
    WaitingForHolder {
        /// Who waits for what.
        waiting: WaitingView,
        /// Bytes of the answer that have come.
        received: i64,
    },
}

/// A wait. Every one can be cancelled and ends by itself.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WaitingView {
    /// Who must act.
    pub who: WaitingActor,
    /// What is going on, for the clerk.
    pub say: Phrase,
    /// Whole seconds so far.
    pub elapsed: i64,
    /// Whole seconds at the most.
    pub limit: i64,
}

/// The ready screen.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReadyView {
    /// The presets.
    pub presets: Vec<PresetView>,
    /// The id of the one that is chosen.
    pub selected: String,
    /// Whether tags are looked for.
    pub nfc: FinderState,
    /// Whether codes are looked for.
    pub camera: FinderState,
    /// Whether the system's own reader is there.
    pub system_reader: bool,
    /// Something harmless that just came, by its name.
    pub hint: Option<ReadyHint>,
    /// The same in words.
    pub hint_say: Option<Phrase>,
}

/// A preset that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PresetView {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// Whether a portrait is asked for.
    pub portrait: bool,
}

/// What the customer is shown before the phone asks.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CustomerCard {
    /// What it is for.
    pub purpose: Words,
    /// Who asks.
    pub asked_as: AskedAs,
    /// What is asked, and why.
    pub asked: Vec<AskedRow>,
    /// What is kept.
    pub kept: Words,
    /// How long the record of the check is kept, in days.
    pub history_days: i32,
}

/// One element that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AskedRow {
    /// What it is called.
    pub name: Words,
    /// Why.
    pub purpose: Words,
    /// The law, where it may be named.
    pub law: Option<Words>,
    /// Whether it is kept.
    pub kept: bool,
}

/// What is missing before a customer can be asked.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BlockedView {
    /// What is missing.
    pub what: Blocked,
    /// The sentence for the clerk.
    pub say: Phrase,
    /// What to do.
    pub next: Phrase,
    /// What the main button does.
    pub action: BlockedAction,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Blocked {
    /// The app's configuration.
    Configuration {
        /// What is wrong.
        problem: ConfigurationProblem,
    },
    /// A permission.
    Permission {
        /// Which.
        kind: PermissionKind,
    },
    /// A radio is switched off, or missing.
    Radio {
        /// Which.
        kind: RadioKind,
    },
}

/// What the main button of a blocked screen does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum BlockedAction {
    /// The system asks for the permission.
    Ask {
        /// Which.
        kind: PermissionKind,
    },
    /// Nothing here helps.
    None,
    /// A page of the settings opens.
    OpenSettings {
        /// Which.
        page: SettingsPage,
    },
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ProblemView {
    /// Which.
    pub problem: ProblemKind,
    /// The sentence for the clerk.
    pub say: Phrase,
    /// What to do next.
    pub next: Phrase,
    /// What the main button does.
    pub action: ProblemAction,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VerdictView {
    /// One of four.
    pub kind: VerdictKind,
    /// Its word.
    pub word: Phrase,
    /// Its outline.
    pub shape: VerdictShape,
    /// What made it so.
    pub reasons: Vec<ReasonView>,
    /// What is remarkable and changes nothing.
    pub remarks: Vec<ReasonView>,
    /// The age, where the preset is about one.
    pub age: Option<AgeView>,
    /// Every document that came.
    pub documents: Vec<DocumentView>,
    /// The comparison of portrait and person.
    pub face: FaceState,
    /// As whom the phone was asked.
    pub asked_as: AskedAs,
    /// What stays uncertain.
    pub risks: Vec<RiskView>,
    /// When it was verified.
    pub at: Timestamp,
    /// Whole seconds until everything is wiped.
    pub wipe_in: i64,
    /// The version of the policy.
    pub policy_version: String,
    /// The version of the trust list.
    pub trust_version: String,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ReasonView {
    /// Its code.
    pub code: ReasonCode,
    /// The sentence.
    pub say: Phrase,
    /// The document it is about.
    pub document: Option<i32>,
    /// The checks behind it.
    pub checks: Vec<CheckId>,
}

/// What stays uncertain.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RiskView {
    /// The risk of the report; `None` for one of the comparison of faces.
    pub risk: Option<ResidualRisk>,
    /// The sentence.
    pub words: Words,
}

/// An age, and nothing of the date behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AgeView {
    /// At least so many years.
    pub years: i32,
    /// Whether.
    pub answer: AgeAnswer,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DocumentView {
    /// `docType`; empty where it could not be read.
    pub doc_type: String,
    /// What people call it.
    pub name: Words,
    /// Who issued it, where the chain's checks passed.
    pub issuer: Option<String>,
    /// When it ends.
    pub valid_until: Option<Timestamp>,
    /// Whether its values were proven, and are shown.
    pub proven: bool,
    /// What was asked for.
    pub rows: Vec<ValueRow>,
    /// What came unasked: names alone.
    pub extras: Vec<Words>,
    /// The portrait.
    pub portrait: PortraitView,
    /// Whether it was revoked.
    pub issuance: IssuanceView,
}

/// One element that was asked for.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ValueRow {
    /// What it is called.
    pub name: Words,
    /// What became of it.
    pub state: RowState,
    /// Its value in words, where it was proven.
    pub value: Option<Words>,
    /// Whether it is kept.
    pub kept: bool,
}

impl std::fmt::Debug for ValueRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ValueRow({:?}, {:?})", self.name, self.state)
    }
}

/// The portrait of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PortraitView {
    /// Asked for, and not given.
    Absent,
    /// Not asked for.
    NotRequested,
    /// Proven: [`Counter::portrait`] has the bytes.
    Present {
        /// What it is.
        format: PortraitFormat,
    },
    /// It came, and nothing can show it.
    Undecodable {
        /// What it is, where that is known.
        format: Option<PortraitFormat>,
    },
}

/// The comparison of portrait and person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FaceState {
    /// A person judged.
    Judged {
        /// What was found.
        outcome: FaceOutcome,
    },
    /// The preset asks for none.
    NotAsked,
    /// There is nothing to compare with.
    NotPossible,
    /// A person must judge now.
    Pending,
}

/// Whether a document was revoked, and as of when.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct IssuanceView {
    /// The answer.
    pub answer: IssuanceAnswer,
    /// The date of the list.
    pub as_of: Option<Timestamp>,
    /// Whole minutes from then to the verification.
    pub age_minutes: Option<i64>,
    /// The sentence, with the age.
    pub say: Phrase,
}

/// The counter of a verifier app, for the whole life of the app. It holds what a customer showed until
/// it says that it is wiped: close it with the app.
#[derive(uniffi::Object)]
pub struct Counter {
    counter: Mutex<core::Counter>,
    signer: Option<Arc<dyn RequestSigner>>,
    makes_keys: bool,
}

impl std::fmt::Debug for Counter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Counter")
    }
}

#[uniffi::export]
impl Counter {
    /// A counter whose app is not in front yet. What `test_trust` vouches for is test data.
    #[uniffi::constructor(default(test_trust = None, status = None, doc_types = None, signer = None))]
    pub fn new(
        options: CounterOptions,
        trust: &TrustStore,
        test_trust: Option<Arc<TrustStore>>,
        status: Option<Arc<StatusCache>>,
        doc_types: Option<Arc<DocTypes>>,
        signer: Option<Arc<dyn RequestSigner>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let makes_keys = options.makes_keys;
            let doc_types = doc_types.unwrap_or_else(DocTypes::builtin);
            let mut config = options.core(trust.with(CoreTrustStore::clone), &doc_types)?;
            config.test_trust = copied(test_trust.as_deref());
            if let Some(status) = status {
                config.status = status.with(Clone::clone);
            }
            let counter = Mutex::new(core::Counter::new(config, &CryptoProvider::default()));
            Ok(Arc::new(Self { counter, signer, makes_keys }))
        })
    }

    /// Takes what happened, with the time on a clock that only goes forward and the time of day, and
    /// returns what to do, in order.
    pub fn on_event(
        &self,
        event: CounterEvent,
        now: Duration,
        wall: Timestamp,
    ) -> Result<Vec<CounterAction>, TashikaError> {
        guard(|| {
            let mut counter = self.lock();
            let actions = counter.on_event(event.core()?, now, wall);
            let actions = self.answered(&mut counter, actions, now, wall)?;
            actions.into_iter().map(action).collect()
        })
    }

    /// What is to be seen.
    pub fn view(&self) -> Result<CounterView, TashikaError> {
        guard(|| {
            let own = self.lock().view();
            Ok(CounterView {
                header: header(&own.header)?,
                screen: screen(own.screen)?,
                customer_card: own.customer_card.as_ref().map(card).transpose()?,
            })
        })
    }

    /// What a preset asks, as a DeviceRequest without reader authentication: for a reader that is part
    /// of the system, and may not have words for it. `None` where there is no such preset.
    pub fn request(&self, preset: String) -> Option<Vec<u8>> {
        self.lock().request(&preset)
    }

    /// The bytes of a portrait that is to be shown; `None` once they are wiped.
    pub fn portrait(&self, document: i32) -> Option<Vec<u8>> {
        let counter = self.lock();
        place(document).and_then(|own| counter.portrait(own)).map(<[u8]>::to_vec)
    }

    /// Whom to trust from the next verification on.
    #[uniffi::method(default(test_trust = None))]
    pub fn replace_trust(
        &self,
        trust: &TrustStore,
        version: String,
        test_trust: Option<Arc<TrustStore>>,
    ) {
        let test_trust = copied(test_trust.as_deref());
        self.lock().replace_trust(trust.with(CoreTrustStore::clone), test_trust, &version);
    }

    /// The revocation and status lists from the next verification on.
    pub fn replace_status(&self, status: &StatusCache) {
        self.lock().replace_status(status.with(Clone::clone));
    }
}

impl Counter {
    fn lock(&self) -> std::sync::MutexGuard<'_, core::Counter> {
        self.counter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers what the counter's own side can answer; what follows from it comes in its place.
    fn answered(
        &self,
        counter: &mut core::Counter,
        actions: Vec<core::CounterAction>,
        now: Duration,
        wall: Timestamp,
    ) -> Result<Vec<core::CounterAction>, TashikaError> {
        let mut waiting: Vec<core::CounterAction> = actions.into_iter().rev().collect();
        let (mut done, mut answers) = (Vec::new(), 0);
        while let Some(next) = waiting.pop() {
            let Some(event) = self.answer(&next)? else {
                done.push(next);
                continue;
            };
            answers += 1;
            if answers > MAX_ANSWERS {
                return Err(TashikaError::usage("signer", "too many signatures in one call"));
            }
            waiting.extend(counter.on_event(event, now, wall).into_iter().rev());
        }
        Ok(done)
    }

    fn answer(
        &self,
        action: &core::CounterAction,
    ) -> Result<Option<core::CounterEvent>, TashikaError> {
        Ok(match action {
            core::CounterAction::CreateService if self.makes_keys => {
                let bytes = random(16)?;
                let service = <[u8; 16]>::try_from(bytes.as_slice()).unwrap_or_default();
                Some(core::CounterEvent::Service(service))
            }
            core::CounterAction::Radio(CoreAction::CreateKey(curve)) if self.makes_keys => {
                let key = PrivateKey::generate(*curve)?;
                Some(core::CounterEvent::Session(CoreEvent::Key(key.0.clone())))
            }
            core::CounterAction::Radio(CoreAction::Sign { id, algorithm, bytes }) => {
                self.signer.as_ref().map(|signer| {
                    // What went wrong with the key is the platform's to know.
                    match signer.sign(*algorithm, bytes.clone()) {
                        Ok(signature) => {
                            core::CounterEvent::Session(CoreEvent::Signature { id: *id, signature })
                        }
                        Err(_) => core::CounterEvent::SigningFailed { id: *id },
                    }
                })
            }
            _ => None,
        })
    }
}

fn copied(store: Option<&TrustStore>) -> CoreTrustStore {
    store.map(|own| own.with(CoreTrustStore::clone)).unwrap_or_default()
}

/// What is kept of verifications: the list with its file form. Store its JSON and nothing else.
#[derive(Debug, uniffi::Object)]
pub struct History(Mutex<core::History>);

#[uniffi::export]
impl History {
    /// The history of a file (JSON); an empty one for an empty text.
    #[uniffi::constructor]
    pub fn from_json(json: String) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let own = match json.is_empty() {
                true => Ok(core::History::default()),
                false => core::History::from_json(&json),
            };
            own.map(|own| Arc::new(Self(Mutex::new(own))))
                .map_err(|error| TashikaError::unreadable("history", error))
        })
    }

    /// The file (JSON).
    pub fn to_json(&self) -> String {
        self.lock().to_json()
    }

    /// Writes an entry down.
    pub fn keep(&self, entry: HistoryEntry, until: Timestamp) {
        let entry = core::HistoryEntry {
            time: entry.time.unix(),
            preset: entry.preset,
            verdict: entry.verdict,
            reasons: entry.reasons,
            policy: entry.policy,
            trust: entry.trust,
        };
        self.lock().keep(entry, until);
    }

    /// Deletes what has ended.
    pub fn purge(&self, now: Timestamp) {
        self.lock().purge(now);
    }

    /// Deletes everything.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The entries, the oldest first.
    pub fn entries(&self) -> Vec<HistoryEntry> {
        self.lock().entries().cloned().map(entry).collect()
    }
}

impl History {
    fn lock(&self) -> std::sync::MutexGuard<'_, core::History> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// Into the core.

impl CounterOptions {
    fn core(
        self,
        trust: CoreTrustStore,
        doc_types: &DocTypes,
    ) -> Result<core::CounterConfig, TashikaError> {
        let presets = presets(&self.day, &self.presets, doc_types)?;
        let mut config = core::CounterConfig::new(presets, trust);
        if let Some(policy) = &self.policy {
            config.policy = policy.policy(doc_types.0.clone())?;
        } else {
            config.policy.doc_types = doc_types.0.clone();
        }
        config.policy_version = self.policy_version;
        config.trust_version = self.trust_version;
        config.identity = match (self.identity, self.reader_name) {
            (None, _) => None,
            (Some(own), Some(name)) => Some(core::ReaderIdentity { name, signer: own.core()? }),
            (Some(_), None) => {
                return Err(TashikaError::usage("reader-name", "an identity needs a name"));
            }
        };
        config.certification = self.certification.map(|own| core::Certification {
            id: own.id,
            holder: own.holder,
            valid_until: own.valid_until,
        });
        config.transports = self.transports.unwrap_or(config.transports);
        config.nfc = self.nfc.unwrap_or(config.nfc);
        config.camera = self.camera.unwrap_or(config.camera);
        config.extended_apdus = self.extended_apdus;
        let service = self.l2cap_service_data.map(u16::try_from).transpose();
        let service = service
            .map_err(|_| TashikaError::usage("number", "l2cap_service_data is out of range"))?;
        config.tags.service_data = ServiceData { uuid: service };
        config.system_reader = self.system_reader;
        config.portrait_formats = self.portrait_formats.unwrap_or(config.portrait_formats);
        config.day_offset = self.day_offset.unwrap_or(config.day_offset);
        config.times.verdict = self.verdict_time.unwrap_or(config.times.verdict);
        Ok(config)
    }
}

fn presets(
    day: &str,
    files: &[String],
    doc_types: &DocTypes,
) -> Result<core::Presets, TashikaError> {
    let day = Date::parse(day)
        .ok_or_else(|| TashikaError::usage("day", "a day is written like 2026-06-01"))?;
    let read = match files.is_empty() {
        true => core::Presets::shipped(day, &doc_types.0),
        false => files
            .iter()
            .try_fold(core::Presets::new(), |own, file| own.with(file, day, &doc_types.0)),
    };
    read.map_err(|error| TashikaError::unreadable("preset", error))
}

impl CounterEvent {
    fn core(self) -> Result<core::CounterEvent, TashikaError> {
        Ok(match self {
            Self::CameraWanted => core::CounterEvent::CameraWanted,
            Self::Cancel => core::CounterEvent::Cancel,
            Self::CustomerCardShown { shown } => core::CounterEvent::CustomerCardShown(shown),
            Self::Done => core::CounterEvent::Done,
            Self::FaceJudged { outcome } => core::CounterEvent::FaceJudged(outcome),
            Self::NfcSheetEnded { end } => core::CounterEvent::NfcSheetEnded(end),
            Self::NfcWanted => core::CounterEvent::NfcWanted,
            Self::Permission { kind, state } => core::CounterEvent::Permission { kind, state },
            Self::PortraitUnreadable { document } => core::CounterEvent::PortraitUnreadable {
                document: place(document).unwrap_or(usize::MAX),
            },
            Self::PresetChosen { id } => core::CounterEvent::PresetChosen(id),
            Self::Radio { kind, state } => core::CounterEvent::Radio { kind, state },
            Self::Retry => core::CounterEvent::Retry,
            Self::Service { bytes } => {
                let service = <[u8; 16]>::try_from(bytes)
                    .map_err(|_| TashikaError::usage("service", "a service has 16 bytes"))?;
                core::CounterEvent::Service(service)
            }
            Self::Session { event } => core::CounterEvent::Session(event.core()),
            Self::SigningFailed { id } => {
                core::CounterEvent::SigningFailed { id: place(id).unwrap_or(usize::MAX) }
            }
            Self::Started => core::CounterEvent::Started,
            Self::Stopped { reason } => core::CounterEvent::Stopped(reason),
            Self::SystemReader { outcome } => core::CounterEvent::SystemReader(outcome.core()),
            Self::SystemReaderWanted => core::CounterEvent::SystemReaderWanted,
            Self::Tick => core::CounterEvent::Tick,
        })
    }
}

impl SystemReaderOutcome {
    fn core(self) -> core::SystemReaderOutcome {
        match self {
            Self::Cancelled => core::SystemReaderOutcome::Cancelled,
            Self::Displayed => core::SystemReaderOutcome::Displayed,
            Self::Failed => core::SystemReaderOutcome::Failed,
            Self::Response { response, transcript, mock } => {
                core::SystemReaderOutcome::Response { response, transcript, mock }
            }
        }
    }
}

impl RadioEvent {
    fn core(self) -> CoreEvent {
        let mtu = |own: i32| place(own).unwrap_or_default();
        match self {
            Self::ApduResponse { response } => CoreEvent::ApduResponse(response),
            Self::BleConnected { mtu: own } => CoreEvent::BleConnected { mtu: mtu(own) },
            Self::BleDisconnected => CoreEvent::BleDisconnected,
            Self::BleMtu { mtu: own } => CoreEvent::BleMtu(mtu(own)),
            Self::BleReceived { characteristic, value } => {
                CoreEvent::BleReceived { characteristic, value }
            }
            Self::BleSubscribed => CoreEvent::BleSubscribed,
            Self::CodeScanned { text } => CoreEvent::CodeScanned(text),
            Self::Key { curve, scalar } => {
                let scalar = Zeroizing::new(scalar);
                CoreEvent::Key(CorePrivateKey::new(curve, scalar.as_slice()))
            }
            Self::PsmRead { value } => CoreEvent::PsmRead(value),
            Self::Signature { id, signature } => {
                CoreEvent::Signature { id: place(id).unwrap_or(usize::MAX), signature }
            }
            Self::StreamClosed => CoreEvent::StreamClosed,
            Self::StreamOpened => CoreEvent::StreamOpened,
            Self::StreamPublished { psm } => {
                CoreEvent::StreamPublished(psm.and_then(|own| u32::try_from(own).ok()))
            }
            Self::StreamReceived { bytes } => CoreEvent::StreamReceived(bytes),
            Self::TagFound => CoreEvent::TagFound,
            Self::TagLost => CoreEvent::TagLost,
        }
    }
}

// Out of the core.

fn action(own: core::CounterAction) -> Result<CounterAction, TashikaError> {
    Ok(match own {
        core::CounterAction::Announce(own) => CounterAction::Announce { phrase: phrase(&own) },
        core::CounterAction::ArmNfc => CounterAction::ArmNfc,
        core::CounterAction::AskPermission(kind) => CounterAction::AskPermission { kind },
        core::CounterAction::CheckDevice => CounterAction::CheckDevice,
        core::CounterAction::CloseCamera => CounterAction::CloseCamera,
        core::CounterAction::CreateService => CounterAction::CreateService,
        core::CounterAction::DisarmNfc => CounterAction::DisarmNfc,
        core::CounterAction::KeepHistory { entry: own, until } => {
            CounterAction::KeepHistory { entry: entry(own), until }
        }
        core::CounterAction::OpenCamera => CounterAction::OpenCamera,
        core::CounterAction::OpenSettings(page) => CounterAction::OpenSettings { page },
        core::CounterAction::Radio(own) => CounterAction::Radio { action: radio(own)? },
        core::CounterAction::Render => CounterAction::Render,
        core::CounterAction::RestartScan { service, address } => CounterAction::RestartScan {
            service: service.to_vec(),
            address: address.map(|own| own.to_vec()),
        },
        core::CounterAction::RunSystemReader { request } => {
            CounterAction::RunSystemReader { request }
        }
        core::CounterAction::SecureScreen(on) => CounterAction::SecureScreen { on },
        core::CounterAction::Signal(signal) => CounterAction::Signal { signal },
        core::CounterAction::StopSystemReader => CounterAction::StopSystemReader,
        core::CounterAction::WakeAt(at) => CounterAction::WakeAt { at },
        core::CounterAction::Wipe => CounterAction::Wipe,
        _ => return Err(TashikaError::unknown_variant("CounterAction")),
    })
}

fn radio(own: CoreAction) -> Result<RadioAction, TashikaError> {
    let octets = |own: Option<[u8; 6]>| own.map(|own| own.to_vec());
    Ok(match own {
        CoreAction::Advertise { service, ident } => {
            RadioAction::Advertise { service: service.to_vec(), ident: ident.to_vec() }
        }
        CoreAction::CreateKey(curve) => RadioAction::CreateKey { curve },
        CoreAction::OpenStream { service, address, psm } => RadioAction::OpenStream {
            service: service.to_vec(),
            address: octets(address),
            psm: i64::from(psm),
        },
        CoreAction::PublishStream => RadioAction::PublishStream,
        CoreAction::ReadPsm => RadioAction::ReadPsm,
        CoreAction::Scan { service, address } => {
            RadioAction::Scan { service: service.to_vec(), address: octets(address) }
        }
        CoreAction::SendApdu(command) => RadioAction::SendApdu { command },
        CoreAction::SendBle { characteristic, value } => {
            RadioAction::SendBle { characteristic, value }
        }
        CoreAction::SendStream(bytes) => RadioAction::SendStream { bytes },
        CoreAction::ShowPsm(value) => RadioAction::ShowPsm { value },
        CoreAction::Sign { id, algorithm, bytes } => {
            RadioAction::Sign { id: count(id), algorithm, bytes }
        }
        CoreAction::StopRadio => RadioAction::StopRadio,
        CoreAction::Subscribe => RadioAction::Subscribe,
        _ => return Err(TashikaError::unknown_variant("Action")),
    })
}

fn entry(own: core::HistoryEntry) -> HistoryEntry {
    HistoryEntry {
        time: Timestamp::from_unix(own.time),
        preset: own.preset,
        verdict: own.verdict,
        reasons: own.reasons,
        policy: own.policy,
        trust: own.trust,
    }
}

fn phrase(own: &core::Phrase) -> Phrase {
    let arguments = own.arguments.iter().map(|(name, content)| PhraseArgument {
        name: (*name).to_owned(),
        content: content.clone(),
    });
    Phrase { key: own.key.clone(), arguments: arguments.collect() }
}

fn header(own: &core::Header) -> Result<CounterHeader, TashikaError> {
    Ok(CounterHeader {
        certification: own.certification,
        say: phrase(&own.say),
        method: own.method.as_ref().map(words),
        asked_as: asked_as(&own.asked_as)?,
        preset: words(&own.preset),
    })
}

fn asked_as(own: &core::AskedAs) -> Result<AskedAs, TashikaError> {
    Ok(match own {
        core::AskedAs::Dropped { name } => AskedAs::Dropped { name: name.clone() },
        core::AskedAs::Named { name } => AskedAs::Named { name: name.clone() },
        core::AskedAs::Nobody => AskedAs::Nobody,
        core::AskedAs::System => AskedAs::System,
        _ => return Err(TashikaError::unknown_variant("AskedAs")),
    })
}

fn card(own: &core::CustomerCard) -> Result<CustomerCard, TashikaError> {
    let asked = own.asked.iter().map(|row| AskedRow {
        name: words(&row.name),
        purpose: words(&row.purpose),
        law: row.law.as_ref().map(words),
        kept: row.kept,
    });
    Ok(CustomerCard {
        purpose: words(&own.purpose),
        asked_as: asked_as(&own.asked_as)?,
        asked: asked.collect(),
        kept: words(&own.kept),
        history_days: i32::try_from(own.history_days).unwrap_or(i32::MAX),
    })
}

fn screen(own: core::Screen) -> Result<CounterScreen, TashikaError> {
    Ok(match own {
        core::Screen::Blocked(own) => CounterScreen::Blocked { view: blocked(&own)? },
        core::Screen::Checking => CounterScreen::Checking,
        core::Screen::Connecting { waiting: own, transport, attempt } => {
            CounterScreen::Connecting {
                waiting: waiting(&own),
                transport,
                attempt: i32::try_from(attempt).unwrap_or(i32::MAX),
            }
        }
        core::Screen::Engaging { waiting: own } => {
            CounterScreen::Engaging { waiting: waiting(&own) }
        }
        core::Screen::Problem(own) => CounterScreen::Problem {
            view: ProblemView {
                problem: own.problem,
                say: phrase(&own.say),
                next: phrase(&own.next),
                action: own.action,
            },
        },
        core::Screen::Ready(own) => CounterScreen::Ready { view: ready(own) },
        core::Screen::Verdict(own) => CounterScreen::Verdict { view: verdict(&own)? },
        core::Screen::WaitingForHolder { waiting: own, received } => {
            CounterScreen::WaitingForHolder { waiting: waiting(&own), received: size(received) }
        }
        _ => return Err(TashikaError::unknown_variant("Screen")),
    })
}

fn waiting(own: &core::Waiting) -> WaitingView {
    let seconds = |own: u64| i64::try_from(own).unwrap_or(i64::MAX);
    WaitingView {
        who: own.who,
        say: phrase(&own.say),
        elapsed: seconds(own.elapsed),
        limit: seconds(own.limit),
    }
}

fn ready(own: core::ReadyView) -> ReadyView {
    let presets = own.presets.iter().map(|preset| PresetView {
        id: preset.id.clone(),
        title: words(&preset.title),
        portrait: preset.portrait,
    });
    ReadyView {
        presets: presets.collect(),
        selected: own.selected,
        nfc: own.nfc,
        camera: own.camera,
        system_reader: own.system_reader,
        hint: own.hint,
        hint_say: own.hint.map(|hint| phrase(&hint.say())),
    }
}

fn blocked(own: &core::BlockedView) -> Result<BlockedView, TashikaError> {
    Ok(BlockedView {
        what: match own.what {
            core::Blocked::Configuration(problem) => Blocked::Configuration { problem },
            core::Blocked::Permission(kind) => Blocked::Permission { kind },
            core::Blocked::Radio(kind) => Blocked::Radio { kind },
            _ => return Err(TashikaError::unknown_variant("Blocked")),
        },
        say: phrase(&own.say),
        next: phrase(&own.next),
        action: match own.action {
            core::BlockedAction::Ask(kind) => BlockedAction::Ask { kind },
            core::BlockedAction::None => BlockedAction::None,
            core::BlockedAction::OpenSettings(page) => BlockedAction::OpenSettings { page },
            _ => return Err(TashikaError::unknown_variant("BlockedAction")),
        },
    })
}

fn verdict(own: &core::VerdictView) -> Result<VerdictView, TashikaError> {
    let risks = own.risks.iter();
    Ok(VerdictView {
        kind: own.kind,
        word: phrase(&own.word),
        shape: own.shape,
        reasons: own.reasons.iter().map(reason).collect(),
        remarks: own.remarks.iter().map(reason).collect(),
        age: own.age.map(|age| AgeView { years: i32::from(age.years), answer: age.answer }),
        documents: own.documents.iter().map(document).collect::<Result<_, _>>()?,
        face: match own.face {
            core::FaceState::Judged(outcome) => FaceState::Judged { outcome },
            core::FaceState::NotAsked => FaceState::NotAsked,
            core::FaceState::NotPossible => FaceState::NotPossible,
            core::FaceState::Pending => FaceState::Pending,
            _ => return Err(TashikaError::unknown_variant("FaceState")),
        },
        asked_as: asked_as(&own.asked_as)?,
        risks: risks.map(|own| RiskView { risk: own.risk, words: words(&own.words) }).collect(),
        at: own.at,
        wipe_in: i64::try_from(own.wipe_in).unwrap_or(i64::MAX),
        policy_version: own.policy_version.clone(),
        trust_version: own.trust_version.clone(),
    })
}

fn reason(own: &core::ReasonView) -> ReasonView {
    ReasonView {
        code: own.code,
        say: phrase(&own.say),
        document: own.document.map(count),
        checks: own.checks.clone(),
    }
}

fn document(own: &core::DocumentView) -> Result<DocumentView, TashikaError> {
    let rows = own.rows.iter().map(|row| ValueRow {
        name: words(&row.name),
        state: row.state,
        value: row
            .value
            .as_ref()
            .map(|value| Words { en: value.en().to_owned(), ja: value.ja().to_owned() }),
        kept: row.kept,
    });
    Ok(DocumentView {
        doc_type: own.doc_type.clone(),
        name: words(&own.name),
        issuer: own.issuer.clone(),
        valid_until: own.valid_until,
        proven: own.proven,
        rows: rows.collect(),
        extras: own.extras.iter().map(words).collect(),
        portrait: match own.portrait {
            core::PortraitView::Absent => PortraitView::Absent,
            core::PortraitView::NotRequested => PortraitView::NotRequested,
            core::PortraitView::Present { format } => PortraitView::Present { format },
            core::PortraitView::Undecodable { format } => PortraitView::Undecodable { format },
            _ => return Err(TashikaError::unknown_variant("PortraitView")),
        },
        issuance: IssuanceView {
            answer: own.issuance.answer,
            as_of: own.issuance.as_of,
            age_minutes: own.issuance.age_minutes,
            say: phrase(&own.issuance.say),
        },
    })
}
