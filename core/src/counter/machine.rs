//! The machine: which screen, what next, and when.

use std::mem;
use std::time::Duration;

use super::config::{CameraStyle, CounterConfig, NfcStyle};
use super::device::{Device, Pace};
use super::event::{
    CounterAction, CounterEvent, RadioKind, RadioState, SettingsPage, SheetEnd, Signal,
    SystemReaderOutcome,
};
use super::history::HistoryEntry;
use super::preset::Preset;
use super::problem::{Ended, Hint, ProblemKind};
use super::text::Phrase;
use super::transaction::{CODE, Step, Surroundings, Transaction};
use super::verdict::{Judged, Source, codes, today};
use super::view::{
    Actor, AskedAs, AskedRow, Blocked, BlockedAction, CertificationState, ConfigurationProblem,
    CustomerCard, FaceState, FinderState, Header, PresetView, ProblemView, ReadyView, Screen,
    VerdictKind, VerdictView, View, Waiting,
};
use crate::crypto::CryptoProvider;
use crate::doctype::age::Answer;
use crate::doctype::{Date, Words};
use crate::instant::Timestamp;
use crate::mdoc::{DeviceRequest, SessionTranscript};
use crate::presentation::Presentation;
use crate::proximity::reader::{Event, ReaderConfig, ReaderSession};
use crate::status::Cache;
use crate::trust::{Purpose, TrustStore};
use crate::x509::ChainCache;

/// How often a link is built again before the reader's own machine calls it lost: more than the ladder
/// needs, which the limit of the connection bounds.
const MAX_RECONNECTIONS: u32 = 12;
const SECOND: Duration = Duration::from_secs(1);

/// The counter.
#[derive(Debug)]
pub struct Counter {
    config: CounterConfig,
    provider: CryptoProvider,
    chains: ChainCache,
    now: Duration,
    wall: Timestamp,
    awake: bool,
    device: Device,
    pace: Pace,
    selected: usize,
    service: Fresh,
    stage: Stage,
    hint: Option<(Hint, Duration)>,
    nfc: Nfc,
    camera_open: bool,
    /// Until when a camera is wanted that is opened on demand.
    camera_until: Option<Duration>,
    /// The code of this transaction, and the last one that was answered: it is still on a phone's
    /// screen when the next customer is due.
    code: Option<String>,
    spent: Option<String>,
    customer_card: bool,
    secure: bool,
    wake: Option<Duration>,
    /// Something that is seen has changed.
    changed: bool,
}

/// The random bytes of the next transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fresh {
    None,
    Awaited,
    There([u8; 16]),
}

/// What is known of the search for tags.
#[derive(Clone, Copy, Debug, Default)]
struct Nfc {
    armed: bool,
    /// The clerk ended the system's sheet: it comes back when it is wanted.
    dormant: bool,
    /// Not before.
    rearm: Option<Duration>,
}

#[derive(Debug)]
enum Stage {
    Ready,
    Transaction { transaction: Box<Transaction>, preset: usize },
    System { request: Vec<u8>, preset: usize, since: Duration },
    Checking { presentation: Box<Presentation>, source: Source, preset: usize },
    Verdict { judged: Box<Judged>, preset: usize, since: Duration, kept: bool },
    Problem { kind: ProblemKind, since: Duration },
}

impl Counter {
    /// A counter whose app is not in front yet.
    pub fn new(config: CounterConfig, provider: &CryptoProvider) -> Self {
        Self {
            config,
            provider: *provider,
            chains: ChainCache::new(),
            now: Duration::ZERO,
            wall: Timestamp::from_unix(0),
            awake: false,
            device: Device::default(),
            pace: Pace::default(),
            selected: 0,
            service: Fresh::None,
            stage: Stage::Ready,
            hint: None,
            nfc: Nfc::default(),
            camera_open: false,
            camera_until: None,
            code: None,
            spent: None,
            customer_card: false,
            secure: false,
            wake: None,
            changed: true,
        }
    }

    /// Whom to trust from the next verification on.
    pub fn replace_trust(&mut self, trust: TrustStore, test_trust: TrustStore, version: &str) {
        self.config.trust = trust;
        self.config.test_trust = test_trust;
        version.clone_into(&mut self.config.trust_version);
    }

    /// The revocation and status lists from the next verification on.
    pub fn replace_status(&mut self, status: Cache) {
        self.config.status = status;
    }

    /// Takes what happened, with the time on a clock that only goes forward and the time of day, and
    /// returns what to do, in order.
    pub fn on_event(
        &mut self,
        event: CounterEvent,
        now: Duration,
        wall: Timestamp,
    ) -> Vec<CounterAction> {
        (self.now, self.wall) = (self.now.max(now), wall);
        let mut out = Vec::new();
        self.handle(event, &mut out);
        self.settle(&mut out);
        self.schedule(&mut out);
        if mem::take(&mut self.changed) {
            out.push(CounterAction::Render);
        }
        out
    }

    /// What is to be seen.
    pub fn view(&self) -> View {
        View {
            header: self.header(),
            screen: self.screen(),
            customer_card: self.customer_card.then(|| self.card()).flatten(),
        }
    }

    /// What a preset asks, as a DeviceRequest without reader authentication: for a reader that is part
    /// of the system, and may not have words for it. `None` where there is no such preset.
    pub fn request(&self, preset: &str) -> Option<Vec<u8>> {
        let prepared = self.config.presets.get(preset)?.prepare().ok()?;
        Some(prepared.encode())
    }

    /// The bytes of a portrait that is to be shown. They are gone with the verdict.
    pub fn portrait(&self, document: usize) -> Option<&[u8]> {
        match &self.stage {
            Stage::Verdict { judged, .. } => {
                judged.portrait(document, &self.config.policy.doc_types)
            }
            _ => None,
        }
    }

    // Events.

    fn handle(&mut self, event: CounterEvent, out: &mut Vec<CounterAction>) {
        match event {
            CounterEvent::Started => return self.started(out),
            CounterEvent::Permission { kind, state } => self.device.permission(kind, state),
            CounterEvent::Radio { kind, state } => self.radio(kind, state),
            CounterEvent::Service(service) => self.service = Fresh::There(service),
            CounterEvent::Tick => {
                self.wake = None;
                return self.tick(out);
            }
            _ if !self.awake => return,
            CounterEvent::Stopped(_) => return self.stopped(out),
            CounterEvent::PresetChosen(id) => self.choose(&id),
            CounterEvent::CustomerCardShown(shown) => {
                self.customer_card = shown && matches!(self.stage, Stage::Ready);
            }
            CounterEvent::CameraWanted => self.camera_wanted(),
            CounterEvent::NfcWanted => (self.nfc, self.camera_until) = (Nfc::default(), None),
            CounterEvent::NfcSheetEnded(end) => return self.sheet_ended(end, out),
            CounterEvent::Cancel | CounterEvent::Done => return self.leave(out),
            CounterEvent::Retry => return self.retry(out),
            CounterEvent::FaceJudged(outcome) => return self.face(outcome, out),
            CounterEvent::PortraitUnreadable { document } => self.unreadable(document, out),
            CounterEvent::SigningFailed { .. } => return self.signing_failed(out),
            CounterEvent::SystemReaderWanted => return self.system_wanted(out),
            CounterEvent::SystemReader(outcome) => return self.system(outcome, out),
            CounterEvent::Session(event) => return self.session(event, out),
        }
        self.changed = true;
        self.interrupted(out);
    }

    fn started(&mut self, out: &mut Vec<CounterAction>) {
        self.awake = true;
        self.device = Device::default();
        (self.nfc, self.camera_open) = (Nfc::default(), false);
        out.push(CounterAction::CheckDevice);
        self.ready(out);
    }

    fn stopped(&mut self, out: &mut Vec<CounterAction>) {
        self.end(out);
        self.stage = Stage::Ready;
        (self.hint, self.customer_card, self.changed) = (None, false, true);
        (self.code, self.spent, self.camera_until) = (None, None, None);
        if mem::take(&mut self.nfc).armed {
            out.push(CounterAction::DisarmNfc);
        }
        if mem::take(&mut self.camera_open) {
            out.push(CounterAction::CloseCamera);
        }
        // The screen stays secure until the app is in front again: the system takes its picture now.
        out.push(CounterAction::Wipe);
        self.awake = false;
    }

    fn radio(&mut self, kind: RadioKind, state: RadioState) {
        self.device.radio(kind, state);
        // Opening the camera, and switching NFC, silently end the search for tags.
        let silently = matches!(kind, RadioKind::Camera | RadioKind::Nfc);
        if silently && self.config.nfc == NfcStyle::Continuous {
            self.nfc.armed = false;
        }
    }

    fn camera_wanted(&mut self) {
        if matches!(self.stage, Stage::Ready) {
            self.camera_until = Some(self.now.saturating_add(self.config.times.camera));
        }
    }

    fn choose(&mut self, id: &str) {
        let place = self.config.presets.iter().position(|own| own.id == id);
        if let (Some(place), Stage::Ready) = (place, &self.stage) {
            self.selected = place;
        }
    }

    /// What is under way ends where Bluetooth, or a permission, is gone.
    fn interrupted(&mut self, out: &mut Vec<CounterAction>) {
        let under_way = matches!(self.stage, Stage::Transaction { .. });
        if under_way && self.blocked().is_some() {
            self.end(out);
            self.ready(out);
        }
    }

    fn sheet_ended(&mut self, end: SheetEnd, out: &mut Vec<CounterAction>) {
        self.nfc.armed = false;
        self.changed = true;
        match end {
            SheetEnd::TimedOut => {
                self.nfc.rearm = Some(self.now.saturating_add(self.config.times.rearm));
            }
            SheetEnd::UserCancelled | SheetEnd::Other => self.nfc.dormant = true,
        }
        let needed = matches!(&self.stage, Stage::Transaction { transaction, .. }
            if transaction.needs_tag());
        if needed {
            let Nfc { dormant, rearm, .. } = self.nfc;
            self.session(Event::TagLost, out);
            (self.nfc.dormant, self.nfc.rearm) = (dormant, rearm);
        }
    }

    fn retry(&mut self, out: &mut Vec<CounterAction>) {
        let blocked = self.blocked().filter(|_| matches!(self.stage, Stage::Ready));
        match blocked.map(|own| self.way_out(own)) {
            Some(BlockedAction::Ask(kind)) => out.push(CounterAction::AskPermission(kind)),
            Some(BlockedAction::OpenSettings(page)) => {
                out.push(CounterAction::OpenSettings(page));
            }
            Some(BlockedAction::None) => {}
            None if matches!(self.stage, Stage::Problem { .. }) => self.ready(out),
            None => {}
        }
    }

    /// Leaves whatever is under way.
    fn leave(&mut self, out: &mut Vec<CounterAction>) {
        if matches!(self.stage, Stage::Ready) {
            return;
        }
        self.end(out);
        self.ready(out);
    }

    fn tick(&mut self, out: &mut Vec<CounterAction>) {
        if self.hint.is_some_and(|(_, until)| until <= self.now) {
            (self.hint, self.changed) = (None, true);
        }
        if self.camera_until.is_some_and(|until| until <= self.now) {
            (self.camera_until, self.changed) = (None, true);
        }
        let times = self.config.times;
        let over = |since: Duration, limit: Duration| since.saturating_add(limit) <= self.now;
        match &mut self.stage {
            Stage::Ready => {}
            Stage::Transaction { transaction, .. } => {
                let (now, pace) = (self.now, &mut self.pace);
                transaction.tick(&mut Surroundings { now, pace, out });
                self.changed = true;
                self.follow(out);
            }
            Stage::Checking { .. } => self.check(out),
            Stage::System { since, .. } if over(*since, times.session.inactivity) => {
                self.end(out);
                self.problem(ProblemKind::HolderNoAnswer, out);
            }
            Stage::Verdict { since, .. } if over(*since, times.verdict) => self.leave(out),
            Stage::Problem { since, .. } if over(*since, times.problem) => self.ready(out),
            Stage::System { .. } | Stage::Verdict { .. } | Stage::Problem { .. } => {
                self.changed = true;
            }
        }
    }

    // A transaction.

    fn session(&mut self, event: Event, out: &mut Vec<CounterAction>) {
        match (&self.stage, &event) {
            (Stage::Ready, Event::CodeScanned(text)) if !text.starts_with(CODE) => {
                return self.remark(Hint::OtherCode);
            }
            (Stage::Ready, Event::CodeScanned(text)) if self.spent.as_ref() == Some(text) => return,
            (Stage::Ready, Event::CodeScanned(text)) => {
                self.code = Some(text.clone());
                self.begin(out);
            }
            (Stage::Ready, Event::TagFound) => {
                self.code = None;
                self.begin(out);
            }
            // What to do next was said: tap once more. The search goes on, and is not begun anew.
            (Stage::Problem { .. }, Event::TagFound) => {
                self.wiped(Stage::Ready, out);
                self.code = None;
                self.begin(out);
            }
            _ => {}
        }
        let Stage::Transaction { transaction, .. } = &mut self.stage else { return };
        let (now, pace) = (self.now, &mut self.pace);
        transaction.on_event(event, &mut Surroundings { now, pace, out });
        self.follow(out);
    }

    /// Makes the machine of a transaction, where everything is there.
    fn begin(&mut self, out: &mut Vec<CounterAction>) {
        let Fresh::There(service) = self.service else { return };
        if self.blocked().is_some() || !self.device.is_known() {
            return;
        }
        let Some(preset) = self.config.presets.at(self.selected) else { return };
        let Ok(request) = preset.prepare() else {
            return self.problem(ProblemKind::RequestUnusable, out);
        };
        (self.service, self.camera_until) = (Fresh::None, None);
        let config = ReaderConfig {
            signer: self.config.identity.as_ref().map(|own| own.signer.clone()),
            transports: self.config.transports.clone(),
            extended_apdus: self.config.extended_apdus,
            tags: self.config.tags,
            timeouts: self.config.times.session,
            max_reconnections: MAX_RECONNECTIONS,
            ..ReaderConfig::new(request, service)
        };
        let session = ReaderSession::new(config, &self.provider);
        let (now, pace) = (self.now, &mut self.pace);
        let around = &mut Surroundings { now, pace, out };
        let transaction = Box::new(Transaction::new(session, self.config.times, around));
        self.stage = Stage::Transaction { transaction, preset: self.selected };
        (self.hint, self.customer_card, self.changed) = (None, false, true);
    }

    /// What the transaction has come to.
    fn follow(&mut self, out: &mut Vec<CounterAction>) {
        let Stage::Transaction { transaction, preset } = &mut self.stage else { return };
        self.changed |= transaction.changed();
        out.extend(transaction.news().map(CounterAction::Announce));
        let preset = *preset;
        if let Some(presentation) = transaction.presentation() {
            let (now, pace) = (self.now, &mut self.pace);
            transaction.end(&mut Surroundings { now, pace, out });
            self.spent = self.code.take();
            return self.answered(presentation, Source::Session, preset, out);
        }
        if let Some(hint) = transaction.unrelated() {
            let (now, pace) = (self.now, &mut self.pace);
            transaction.end(&mut Surroundings { now, pace, out });
            self.ready(out);
            return self.remark(hint);
        }
        let Some(outcome) = transaction.outcome() else { return };
        match Ended::of(outcome) {
            Ended::Well => self.ready(out),
            Ended::Harmless(hint) => {
                self.ready(out);
                self.remark(hint);
            }
            Ended::Problem(kind) => self.problem(kind, out),
        }
    }

    /// A response came. It is verified with the next tick, so that the screen says so before.
    fn answered(
        &mut self,
        presentation: Box<Presentation>,
        source: Source,
        preset: usize,
        out: &mut Vec<CounterAction>,
    ) {
        self.stage = Stage::Checking { presentation, source, preset };
        self.changed = true;
        self.secured(true, out);
        out.push(CounterAction::Announce(Phrase::of("waiting.checking")));
    }

    fn check(&mut self, out: &mut Vec<CounterAction>) {
        let stage = mem::replace(&mut self.stage, Stage::Ready);
        let Stage::Checking { presentation, source, preset } = stage else { return };
        let Some(asked) = self.config.presets.at(preset) else { return self.ready(out) };
        let judged = Judged::new(
            &presentation,
            source,
            asked,
            &self.config,
            self.wall,
            &self.provider,
            &self.chains,
        );
        match judged {
            Err(kind) => self.problem(kind, out),
            Ok(judged) => {
                let judged = Box::new(judged);
                self.stage = Stage::Verdict { judged, preset, since: self.now, kept: false };
                self.changed = true;
                self.told(out);
            }
        }
    }

    fn signing_failed(&mut self, out: &mut Vec<CounterAction>) {
        if matches!(self.stage, Stage::Transaction { .. }) {
            self.end(out);
            self.problem(ProblemKind::ReaderIdentity, out);
        }
    }

    // The system's own reader.

    fn system_wanted(&mut self, out: &mut Vec<CounterAction>) {
        let ready = matches!(self.stage, Stage::Ready) && self.configuration().is_none();
        let Some(preset) = self.config.presets.at(self.selected) else { return };
        if !ready || !self.config.system_reader {
            return;
        }
        let Ok(request) = preset.prepare().map(|own| own.encode()) else {
            return self.problem(ProblemKind::RequestUnusable, out);
        };
        out.push(CounterAction::RunSystemReader { request: request.clone() });
        self.stage = Stage::System { request, preset: self.selected, since: self.now };
        (self.hint, self.customer_card, self.changed) = (None, false, true);
    }

    fn system(&mut self, outcome: SystemReaderOutcome, out: &mut Vec<CounterAction>) {
        let Stage::System { request, preset, .. } = &self.stage else { return };
        match outcome {
            SystemReaderOutcome::Cancelled | SystemReaderOutcome::Displayed => self.ready(out),
            SystemReaderOutcome::Failed => self.problem(ProblemKind::SystemReader, out),
            SystemReaderOutcome::Response { response, transcript, mock } => {
                let Ok(asked) = DeviceRequest::decode(request) else {
                    return self.problem(ProblemKind::RequestUnusable, out);
                };
                let presentation = Presentation::new(response)
                    .with_transcript(SessionTranscript::from_bytes(&transcript))
                    .with_request(asked);
                let (source, preset) = (Source::System { mock }, *preset);
                self.answered(Box::new(presentation), source, preset, out);
            }
        }
    }

    // A verdict.

    fn face(&mut self, outcome: super::view::FaceOutcome, out: &mut Vec<CounterAction>) {
        let Stage::Verdict { judged, .. } = &mut self.stage else { return };
        if judged.judge_face(outcome) {
            self.changed = true;
            self.told(out);
        }
    }

    fn unreadable(&mut self, document: usize, out: &mut Vec<CounterAction>) {
        let Stage::Verdict { judged, .. } = &mut self.stage else { return };
        let pending = judged.face() == FaceState::Pending;
        judged.portrait_unreadable(document);
        // There is no face left to wait for.
        if pending && judged.face() != FaceState::Pending {
            self.told(out);
        }
    }

    /// Says the verdict and writes it down, once nobody has to judge any more.
    fn told(&mut self, out: &mut Vec<CounterAction>) {
        let Stage::Verdict { judged, .. } = &self.stage else { return };
        if judged.face() == FaceState::Pending {
            return out.push(CounterAction::Announce(Phrase::of("face.ask")));
        }
        let (kind, _) = judged.verdict();
        out.push(CounterAction::Announce(kind.word()));
        out.push(CounterAction::Signal(match kind {
            VerdictKind::Accept => Signal::Accept,
            VerdictKind::CannotDecide => Signal::CannotDecide,
            VerdictKind::Reject => Signal::Reject,
            VerdictKind::TestData => Signal::TestData,
        }));
        self.keep(out);
    }

    /// Writes the verdict down, once.
    fn keep(&mut self, out: &mut Vec<CounterAction>) {
        let Stage::Verdict { judged, preset, kept: kept @ false, .. } = &mut self.stage else {
            return;
        };
        let Some(preset) = self.config.presets.at(*preset) else { return };
        *kept = true;
        let (verdict, reasons) = judged.verdict();
        let entry = HistoryEntry {
            time: judged.at().unix(),
            preset: preset.id.clone(),
            verdict,
            reasons: codes(&reasons),
            policy: self.config.policy_version.clone(),
            trust: self.config.trust_version.clone(),
        };
        let until = self.wall.plus(i64::from(preset.history_days) * 86_400);
        out.push(CounterAction::KeepHistory { entry, until });
    }

    // Between the stages.

    /// Ends what is under way: the link is told, the system's reader stopped, a verdict written down.
    fn end(&mut self, out: &mut Vec<CounterAction>) {
        match &mut self.stage {
            Stage::Transaction { transaction, .. } => {
                let (now, pace) = (self.now, &mut self.pace);
                transaction.end(&mut Surroundings { now, pace, out });
            }
            Stage::System { .. } => out.push(CounterAction::StopSystemReader),
            _ => {}
        }
        self.keep(out);
    }

    fn ready(&mut self, out: &mut Vec<CounterAction>) {
        self.wiped(Stage::Ready, out);
        // What the system ended silently meanwhile begins again.
        match self.config.nfc {
            NfcStyle::Continuous => self.nfc.armed = false,
            NfcStyle::OneShot => self.nfc.dormant = false,
        }
    }

    fn problem(&mut self, kind: ProblemKind, out: &mut Vec<CounterAction>) {
        self.wiped(Stage::Problem { kind, since: self.now }, out);
        out.push(CounterAction::Announce(kind.say()));
        out.push(CounterAction::Signal(Signal::Problem));
    }

    /// Nothing of a customer stays.
    fn wiped(&mut self, stage: Stage, out: &mut Vec<CounterAction>) {
        let held = matches!(self.stage, Stage::Checking { .. } | Stage::Verdict { .. });
        self.stage = stage;
        (self.camera_until, self.changed) = (None, true);
        if held || self.secure {
            out.push(CounterAction::Wipe);
        }
        self.secured(false, out);
    }

    fn secured(&mut self, on: bool, out: &mut Vec<CounterAction>) {
        if self.secure != on {
            self.secure = on;
            out.push(CounterAction::SecureScreen(on));
        }
    }

    fn remark(&mut self, hint: Hint) {
        self.hint = Some((hint, self.now.saturating_add(self.config.times.hint)));
        self.changed = true;
    }

    // What is looked for, and when to come back.

    fn settle(&mut self, out: &mut Vec<CounterAction>) {
        if !self.awake {
            return;
        }
        if self.service == Fresh::None {
            self.service = Fresh::Awaited;
            out.push(CounterAction::CreateService);
        }
        let known = self.device.is_known();
        if known && matches!(self.stage, Stage::Ready) {
            let kind = self.device.next_to_ask(self.config.needs_bluetooth());
            out.extend(kind.map(CounterAction::AskPermission));
        }
        let unhindered = known && self.blocked().is_none();
        let open = unhindered
            && matches!(self.stage, Stage::Ready)
            && matches!(self.service, Fresh::There(_));
        let camera = self.device.camera() == FinderState::Starting && !self.camera_dormant();
        self.settle_camera(open && camera, out);
        let nfc = self.device.nfc() == FinderState::Starting
            && match self.config.nfc {
                NfcStyle::Continuous => unhindered && (open || !matches!(self.stage, Stage::Ready)),
                NfcStyle::OneShot => self.one_shot(open),
            };
        self.settle_nfc(nfc, out);
    }

    /// A device that finds no tags beside an open camera keeps it closed until it is wanted, unless
    /// there is no NFC to disturb.
    fn camera_dormant(&self) -> bool {
        self.camera_excludes_tags() && self.camera_until.is_none()
    }

    fn camera_excludes_tags(&self) -> bool {
        self.config.camera == CameraStyle::OnDemand && self.device.nfc() == FinderState::Starting
    }

    fn one_shot(&self, open: bool) -> bool {
        let rested = self.nfc.rearm.is_none_or(|at| at <= self.now);
        let in_use = match &self.stage {
            Stage::Transaction { transaction, .. } => transaction.needs_tag(),
            _ => false,
        };
        (open || in_use) && !self.nfc.dormant && rested
    }

    fn settle_camera(&mut self, wanted: bool, out: &mut Vec<CounterAction>) {
        if wanted != self.camera_open {
            self.camera_open = wanted;
            out.push(if wanted { CounterAction::OpenCamera } else { CounterAction::CloseCamera });
        }
    }

    fn settle_nfc(&mut self, wanted: bool, out: &mut Vec<CounterAction>) {
        if wanted != self.nfc.armed {
            (self.nfc.armed, self.changed) = (wanted, true);
            out.push(if wanted { CounterAction::ArmNfc } else { CounterAction::DisarmNfc });
        }
    }

    fn schedule(&mut self, out: &mut Vec<CounterAction>) {
        let times = self.config.times;
        let second = |since: Duration| {
            since
                .saturating_add(SECOND * u32::try_from(self.seconds(since) + 1).unwrap_or(u32::MAX))
        };
        let stage = match &self.stage {
            Stage::Ready => None,
            Stage::Transaction { transaction, .. } => {
                let shown = transaction.since();
                [transaction.wake(&self.pace), Some(second(shown))].into_iter().flatten().min()
            }
            Stage::Checking { .. } => Some(self.now),
            Stage::System { since, .. } => Some(second(*since)),
            Stage::Verdict { since, .. } => {
                Some(second(*since).min(since.saturating_add(times.verdict)))
            }
            Stage::Problem { since, .. } => Some(since.saturating_add(times.problem)),
        };
        let hint = self.hint.map(|(_, until)| until);
        let rearm = self.nfc.rearm.filter(|at| *at > self.now);
        let next = [stage, hint, rearm, self.camera_until].into_iter().flatten().min();
        if next != self.wake {
            self.wake = next;
            out.extend(next.map(CounterAction::WakeAt));
        }
    }

    fn seconds(&self, since: Duration) -> u64 {
        self.now.saturating_sub(since).as_secs()
    }

    // What keeps a customer from being asked.

    fn blocked(&self) -> Option<Blocked> {
        let configuration = self.configuration().map(Blocked::Configuration);
        configuration.or_else(|| self.device.blocked(self.config.needs_bluetooth()))
    }

    fn configuration(&self) -> Option<ConfigurationProblem> {
        let anchors = self.config.trust.anchors().iter().chain(self.config.test_trust.anchors());
        let identity = self.config.identity.as_ref();
        let certificate = identity.and_then(|own| own.signer.certificates().first());
        let is_valid =
            certificate.is_none_or(|own| (own.not_before()..=own.not_after()).contains(&self.wall));
        if self.config.presets.at(self.selected).is_none() {
            return Some(ConfigurationProblem::NoPreset);
        }
        if !anchors.into_iter().any(|own| own.purpose() == Purpose::Issuer) {
            return Some(ConfigurationProblem::NoTrust);
        }
        (self.awake && !is_valid).then_some(ConfigurationProblem::ReaderIdentity)
    }

    fn way_out(&self, blocked: Blocked) -> BlockedAction {
        match self.device.way_out(blocked) {
            // A system with such a sheet opens no page but the app's own.
            BlockedAction::OpenSettings(page)
                if self.config.nfc == NfcStyle::OneShot && page != SettingsPage::App =>
            {
                BlockedAction::None
            }
            other => other,
        }
    }

    // What is to be seen.

    fn preset(&self) -> Option<&Preset> {
        let index = match &self.stage {
            Stage::Transaction { preset, .. }
            | Stage::System { preset, .. }
            | Stage::Checking { preset, .. }
            | Stage::Verdict { preset, .. } => *preset,
            Stage::Ready | Stage::Problem { .. } => self.selected,
        };
        self.config.presets.at(index)
    }

    fn today(&self) -> Option<Date> {
        today(self.wall, self.config.day_offset)
    }

    fn certification(&self) -> CertificationState {
        match &self.config.certification {
            None => CertificationState::None,
            Some(own) if own.valid_until < self.wall => CertificationState::Expired,
            Some(_) => CertificationState::Certified,
        }
    }

    fn header(&self) -> Header {
        let certification = self.certification();
        let mut say = Phrase::of(&format!("certification.{}", certification.name()));
        if let (CertificationState::Certified, Some(own)) =
            (certification, &self.config.certification)
        {
            say = say.with("id", &own.id).with("holder", &own.holder);
        }
        let preset = self.preset();
        let law = preset.zip(self.today()).and_then(|(own, on)| own.law_on(on));
        let law = law.filter(|own| own.statutory);
        let certified = certification == CertificationState::Certified;
        Header {
            certification,
            say,
            method: law.filter(|_| certified).map(|own| own.name.clone()),
            asked_as: self.asked_as(),
            preset: preset.map_or_else(|| Words::new("", ""), |own| own.title.clone()),
        }
    }

    fn asked_as(&self) -> AskedAs {
        match (&self.stage, &self.config.identity) {
            (Stage::System { .. }, _) => AskedAs::System,
            (Stage::Verdict { judged, .. }, _) => judged.asked_as().clone(),
            (_, Some(own)) => AskedAs::Named { name: own.name.clone() },
            (_, None) => AskedAs::Nobody,
        }
    }

    fn card(&self) -> Option<CustomerCard> {
        let (preset, doc_types) = (self.preset()?, &self.config.policy.doc_types);
        let certified = self.certification() == CertificationState::Certified;
        let law = self.today().and_then(|on| preset.law_on(on));
        let law = law.filter(|own| certified || !own.statutory).map(|own| own.name.clone());
        let asked = preset.elements().map(|(document, own)| AskedRow {
            name: super::show::named(
                doc_types,
                &document.doc_type,
                &own.name_space,
                &own.element_identifier,
            ),
            purpose: own.purpose.clone().unwrap_or_else(|| Words::new("", "")),
            law: law.clone(),
            kept: own.retain,
        });
        Some(CustomerCard {
            purpose: preset.request.purpose.clone()?,
            asked_as: self.asked_as(),
            asked: asked.collect(),
            kept: preset.kept.clone(),
            history_days: preset.history_days,
        })
    }

    fn screen(&self) -> Screen {
        match &self.stage {
            Stage::Ready => match self.blocked().filter(|_| self.awake) {
                Some(what) => Screen::Blocked(self.device.blocked_view(what, self.way_out(what))),
                None => Screen::Ready(self.ready_view()),
            },
            Stage::Transaction { transaction, .. } => {
                let waiting = transaction.waiting(self.now);
                match transaction.step() {
                    Step::Engaging => Screen::Engaging { waiting },
                    Step::Connecting => Screen::Connecting {
                        waiting,
                        transport: transaction.transport(),
                        attempt: transaction.attempt(),
                    },
                    Step::Waiting => {
                        Screen::WaitingForHolder { waiting, received: transaction.received() }
                    }
                }
            }
            Stage::System { since, .. } => Screen::WaitingForHolder {
                waiting: Waiting {
                    who: Actor::Holder,
                    say: Phrase::of("waiting.system"),
                    elapsed: self.seconds(*since),
                    limit: self.config.times.session.inactivity.as_secs(),
                },
                received: 0,
            },
            Stage::Checking { .. } => Screen::Checking,
            Stage::Verdict { judged, since, .. } => {
                Screen::Verdict(Box::new(self.verdict_view(judged, *since)))
            }
            Stage::Problem { kind, .. } => Screen::Problem(ProblemView {
                problem: *kind,
                say: kind.say(),
                next: kind.next(),
                action: kind.action(),
            }),
        }
    }

    fn ready_view(&self) -> ReadyView {
        let doc_types = &self.config.policy.doc_types;
        let presets = self.config.presets.iter().map(|own| PresetView {
            id: own.id.clone(),
            title: own.title.clone(),
            portrait: own.asks_portrait(doc_types),
        });
        let found = |own: FinderState, on: bool, dormant: bool| match own {
            FinderState::Starting if on => FinderState::Armed,
            FinderState::Starting if dormant => FinderState::Dormant,
            other => other,
        };
        // While the camera is open nobody is told to tap.
        let silenced = self.camera_open && self.camera_excludes_tags();
        ReadyView {
            presets: presets.collect(),
            selected: self.preset().map(|own| own.id.clone()).unwrap_or_default(),
            nfc: found(
                self.device.nfc(),
                self.nfc.armed && !silenced,
                self.nfc.dormant || silenced,
            ),
            camera: found(self.device.camera(), self.camera_open, self.camera_dormant()),
            system_reader: self.config.system_reader,
            hint: self.hint.map(|(own, _)| own),
        }
    }

    fn verdict_view(&self, judged: &Judged, since: Duration) -> VerdictView {
        let (kind, reasons) = judged.verdict();
        let rest = since.saturating_add(self.config.times.verdict).saturating_sub(self.now);
        VerdictView {
            kind,
            word: kind.word(),
            shape: kind.shape(),
            reasons,
            remarks: judged.remarks(),
            // Beside any other verdict it would be read as one.
            age: judged
                .age()
                .filter(|own| kind == VerdictKind::Accept || own.answer != Answer::Yes),
            documents: judged.documents(&self.config.policy.doc_types),
            face: judged.face(),
            asked_as: judged.asked_as().clone(),
            risks: judged.risks(),
            at: judged.at(),
            wipe_in: rest.as_secs(),
            policy_version: self.config.policy_version.clone(),
            trust_version: self.config.trust_version.clone(),
        }
    }
}
