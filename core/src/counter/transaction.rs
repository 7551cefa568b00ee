//! One customer: the reader's own machine, and the ladder of retries around it.
//!
//! 1. One tag at a time: a second one in the field, and every tap once the engagement is there, is
//!    swallowed.
//! 2. A scan without a phone begins again after ten seconds; no more than four begin in thirty.
//! 3. A link that fails is built again after half a second.
//! 4. Three failures over one transport, or twenty seconds without a link, and the next transport that
//!    the wallet offers is tried: the other Bluetooth role, L2CAP, NFC.
//! 5. After a whole response nothing that the link does matters any more.

use std::time::Duration;

use super::config::CounterTimes;
use super::device::Pace;
use super::event::CounterAction;
use super::problem::Hint;
use super::text::Phrase;
use super::view::{Actor, Waiting};
use crate::presentation::{Presentation, Transport};
use crate::proximity::reader::{Action, Event, Outcome, Phase, Progress, ReaderSession};

/// The beginning of a wallet's code.
pub(super) const CODE: &str = "mdoc:";
/// Links over one transport that may fail before another is tried.
const MAX_LOSSES: u32 = 3;

/// One customer.
#[derive(Debug)]
pub(super) struct Transaction {
    session: ReaderSession,
    times: CounterTimes,
    step: Step,
    /// When the step began.
    since: Duration,
    transport: Option<Transport>,
    /// When the transport was chosen.
    chosen: Duration,
    losses: u32,
    attempt: u32,
    /// The scan that runs, and when it began.
    scan: Option<(Scan, Duration)>,
    /// What begins later.
    delayed: Option<(Action, Duration)>,
    /// A tag is in the field.
    tag: bool,
    received: usize,
    session_wake: Option<Duration>,
    presentation: Option<Box<Presentation>>,
    outcome: Option<Outcome>,
    unrelated: Option<Hint>,
    changed: bool,
    /// The step that was announced last.
    announced: Option<Step>,
}

#[derive(Clone, Copy, Debug)]
struct Scan {
    service: [u8; 16],
    address: Option<[u8; 6]>,
}

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A tag is being read.
    Engaging,
    /// The link is being built.
    Connecting,
    /// The customer decides.
    Waiting,
}

/// What the surroundings lend to one call.
pub(super) struct Surroundings<'a> {
    pub(super) now: Duration,
    pub(super) pace: &'a mut Pace,
    pub(super) out: &'a mut Vec<CounterAction>,
}

impl Transaction {
    pub(super) fn new(
        mut session: ReaderSession,
        times: CounterTimes,
        around: &mut Surroundings<'_>,
    ) -> Self {
        let now = around.now;
        let actions = session.start(now);
        let mut own = Self {
            session,
            times,
            step: Step::Engaging,
            since: now,
            transport: None,
            chosen: now,
            losses: 0,
            attempt: 1,
            scan: None,
            delayed: None,
            tag: false,
            received: 0,
            session_wake: None,
            presentation: None,
            outcome: None,
            unrelated: None,
            changed: true,
            announced: None,
        };
        own.take(actions, false, around);
        own
    }

    /// When the step began.
    pub(super) fn since(&self) -> Duration {
        self.since
    }

    pub(super) fn step(&self) -> Step {
        self.step
    }

    pub(super) fn transport(&self) -> Option<Transport> {
        self.transport
    }

    pub(super) fn attempt(&self) -> u32 {
        self.attempt
    }

    pub(super) fn received(&self) -> usize {
        self.received
    }

    /// The response, once.
    pub(super) fn presentation(&mut self) -> Option<Box<Presentation>> {
        self.presentation.take()
    }

    /// What came that is no wallet's, once.
    pub(super) fn unrelated(&mut self) -> Option<Hint> {
        self.unrelated.take()
    }

    /// How it ended, once it has.
    pub(super) fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Whether something that is seen has changed since the last call.
    pub(super) fn changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// What is going on, once for each step.
    pub(super) fn news(&mut self) -> Option<Phrase> {
        let news = self.outcome.is_none() && self.announced != Some(self.step);
        self.announced = Some(self.step);
        news.then(|| self.waiting(self.since).say)
    }

    /// Whether a tag is needed: for the engagement, or to carry the messages.
    pub(super) fn needs_tag(&self) -> bool {
        self.step == Step::Engaging || self.transport == Some(Transport::Nfc)
    }

    pub(super) fn waiting(&self, now: Duration) -> Waiting {
        let session = self.times.session;
        let (who, key, limit) = match self.step {
            Step::Engaging => (Actor::Holder, "waiting.engaging", session.engagement),
            Step::Connecting => (Actor::Devices, "waiting.connecting", session.connection),
            Step::Waiting if self.received > 0 => {
                (Actor::Devices, "waiting.receiving", session.response)
            }
            Step::Waiting => (Actor::Holder, "waiting.holder", session.inactivity),
        };
        Waiting {
            who,
            say: Phrase::of(key),
            elapsed: now.saturating_sub(self.since).as_secs(),
            limit: limit.as_secs(),
        }
    }

    /// The next moment at which something is to be done.
    pub(super) fn wake(&self, pace: &Pace) -> Option<Duration> {
        let scan = self.scan.map(|(_, begun)| pace.earliest(begun.saturating_add(self.times.scan)));
        let patience = (self.step == Step::Connecting && self.transport.is_some())
            .then(|| self.chosen.saturating_add(self.times.transport));
        let patience = patience.filter(|_| self.chosen != Duration::MAX);
        let delayed = self.delayed.as_ref().map(|(_, at)| *at);
        [self.session_wake, scan, patience, delayed].into_iter().flatten().min()
    }

    /// Ends it by the clerk.
    pub(super) fn end(&mut self, around: &mut Surroundings<'_>) {
        let actions = self.session.on_event(Event::End, around.now);
        self.take(actions, false, around);
    }

    pub(super) fn on_event(&mut self, event: Event, around: &mut Surroundings<'_>) {
        let now = around.now;
        match &event {
            Event::TagFound if self.swallows_tap() => return,
            Event::TagFound => self.tag = true,
            Event::TagLost => {
                self.tag = false;
                if self.step == Step::Engaging {
                    // Half an engagement is none: the next tap begins anew, with fresh keys.
                    self.end(around);
                    self.outcome = Some(Outcome::Lost { phase: Phase::Engagement, responses: 0 });
                    return;
                }
            }
            Event::BleConnected { .. } | Event::StreamOpened => {
                self.scan = None;
                self.delayed = None;
            }
            Event::BleDisconnected | Event::StreamClosed if self.step == Step::Connecting => {
                self.scan = None;
                self.losses += 1;
                if self.losses >= MAX_LOSSES && self.next_transport(around) {
                    return;
                }
                let actions = self.session.on_event(event, now);
                return self.take(actions, true, around);
            }
            // Who asks for more, and when it ends, is decided here.
            Event::Ask(_) | Event::End => return,
            // A late picture of a poster ends no tag that is being read.
            Event::CodeScanned(text) if self.tag && !text.starts_with(CODE) => return,
            _ => {}
        }
        let actions = self.session.on_event(event, now);
        self.take(actions, false, around);
    }

    pub(super) fn tick(&mut self, around: &mut Surroundings<'_>) {
        let now = around.now;
        if let Some((action, _)) = self.delayed.take_if(|(_, at)| *at <= now) {
            self.begin(action, around);
        }
        if let Some((scan, begun)) = self.scan
            && begun.saturating_add(self.times.scan) <= now
            && around.pace.earliest(now) <= now
        {
            around.pace.began(now);
            self.scan = Some((scan, now));
            let Scan { service, address } = scan;
            around.out.push(CounterAction::RestartScan { service, address });
        }
        let patience = self.chosen.saturating_add(self.times.transport);
        if self.step == Step::Connecting
            && self.transport.is_some()
            && patience <= now
            && !self.next_transport(around)
        {
            // There is no other: the one that is there goes on.
            self.chosen = Duration::MAX;
        }
        let actions = self.session.on_event(Event::Tick, now);
        self.take(actions, false, around);
    }

    /// A tag is being read already, or none is needed any more.
    fn swallows_tap(&self) -> bool {
        self.tag && self.step == Step::Engaging || !self.needs_tag()
    }

    fn next_transport(&mut self, around: &mut Surroundings<'_>) -> bool {
        let Some(actions) = self.session.next_transport() else { return false };
        self.scan = None;
        self.delayed = None;
        self.attempt += 1;
        self.take(actions, false, around);
        true
    }

    /// `again`: the link failed, and a moment passes before the next attempt.
    fn take(&mut self, actions: Vec<Action>, again: bool, around: &mut Surroundings<'_>) {
        for action in actions {
            match action {
                Action::Finished(outcome) => self.finished(outcome),
                Action::Progress(progress) => self.progress(progress, around.now),
                Action::Received(presentation) => self.presentation = Some(presentation),
                Action::WakeAt(at) => self.session_wake = Some(at),
                Action::PollTag | Action::ScanCode => {}
                Action::Scan { .. } | Action::OpenStream { .. } => {
                    self.later(action, again, around);
                }
                other => around.out.push(CounterAction::Radio(other)),
            }
        }
    }

    fn later(&mut self, action: Action, again: bool, around: &mut Surroundings<'_>) {
        let wait = if again { self.times.retry } else { Duration::ZERO };
        let wanted = around.now.saturating_add(wait);
        // A stream is opened to a phone that a scan has found.
        let at = around.pace.earliest(wanted);
        match at <= around.now {
            true => self.begin(action, around),
            false => self.delayed = Some((action, at)),
        }
    }

    fn begin(&mut self, action: Action, around: &mut Surroundings<'_>) {
        around.pace.began(around.now);
        if let Action::Scan { service, address } = action {
            self.scan = Some((Scan { service, address }, around.now));
        }
        around.out.push(CounterAction::Radio(action));
    }

    fn progress(&mut self, progress: Progress, now: Duration) {
        self.changed = true;
        match progress {
            Progress::Engaged(_) => (self.step, self.since) = (Step::Connecting, now),
            Progress::Transport(transport) => {
                (self.transport, self.chosen, self.losses) = (Some(transport), now, 0);
            }
            Progress::Reconnecting(_) => self.attempt += 1,
            Progress::Connected => (self.scan, self.delayed) = (None, None),
            Progress::Early(_) => {}
            Progress::RequestSent => {
                (self.step, self.since, self.received) = (Step::Waiting, now, 0);
            }
            Progress::Receiving(bytes) => self.received = bytes,
            Progress::Unrelated(own) => self.unrelated = Some(Hint::of_unrelated(own)),
        }
    }

    fn finished(&mut self, outcome: Outcome) {
        self.scan = None;
        self.delayed = None;
        self.session_wake = None;
        self.outcome = Some(outcome);
    }
}
