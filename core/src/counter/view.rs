//! What is on the screen: one closed list for every platform, without a finished sentence.
//!
//! Texts of the app are [`Phrase`]s, keys with arguments; what comes from data (names of elements,
//! presets, values) is [`Words`] in both languages. Values of a customer are wiped on drop and do not
//! show themselves in `Debug`.

use std::fmt;

use zeroize::Zeroizing;

use super::event::{PermissionKind, RadioKind, SettingsPage};
use super::problem::{Hint, ProblemAction, ProblemKind};
use super::reason::ReasonCode;
use super::text::Phrase;
use crate::assurance::closed::closed;
use crate::doctype::Words;
use crate::doctype::age::Answer;
use crate::instant::Timestamp;
use crate::presentation::Transport;
use crate::verify::{CheckId, ResidualRisk};

/// Everything that is to be seen.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct View {
    /// What stands above every screen.
    pub header: Header,
    /// The screen.
    pub screen: Screen,
    /// The card for the customer, where it is to be shown.
    pub customer_card: Option<CustomerCard>,
}

/// What stands above every screen and cannot be hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// Whether the app is certified for statutory use.
    pub certification: CertificationState,
    /// The same in words: what it may not be used for, or by what certificate it may.
    pub say: Phrase,
    /// The statutory method on this day: only with a certificate, and only where the preset has one.
    pub method: Option<Words>,
    /// Who asks.
    pub asked_as: AskedAs,
    /// The preset's title.
    pub preset: Words,
}

closed! {
    /// Whether the app is certified for statutory use.
    CertificationState {
        /// It is.
        Certified = "certified",
        /// It was.
        Expired = "expired",
        /// It is not.
        None = "none",
    }
}

/// As whom the customer's phone is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AskedAs {
    /// A name was to be shown, and the request went without it. No verdict accepts then.
    Dropped {
        /// The name.
        name: String,
    },
    /// Under a name that the phone can check.
    Named {
        /// The name.
        name: String,
    },
    /// As nobody: the reader is not authenticated.
    Nobody,
    /// By the system's own reader, which names itself.
    System,
}

/// The screen.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Screen {
    /// Something is missing before a customer can be asked.
    Blocked(BlockedView),
    /// The answer is being verified.
    Checking,
    /// The link to the phone is being built.
    Connecting {
        /// Who waits for what.
        waiting: Waiting,
        /// Over what, once it is chosen.
        transport: Option<Transport>,
        /// For the how manieth time, from 1.
        attempt: u32,
    },
    /// The phone's tag is being read.
    Engaging {
        /// Who waits for what.
        waiting: Waiting,
    },
    /// Something went wrong.
    Problem(ProblemView),
    /// Tap or scan.
    Ready(ReadyView),
    /// The result.
    Verdict(Box<VerdictView>),
    /// The customer decides on the phone.
    WaitingForHolder {
        /// Who waits for what.
        waiting: Waiting,
        /// Bytes of the answer that have come.
        received: usize,
    },
}

closed! {
    /// Who must act.
    Actor {
        /// Nobody: phone and reader are at work.
        Devices = "devices",
        /// The customer.
        Holder = "holder",
    }
}

/// A wait. Every one can be cancelled and ends by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// Who must act.
    pub who: Actor,
    /// What is going on, for the clerk.
    pub say: Phrase,
    /// Whole seconds so far.
    pub elapsed: u64,
    /// Whole seconds at the most.
    pub limit: u64,
}

/// The ready screen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    /// Something harmless that just came.
    pub hint: Option<Hint>,
}

closed! {
    /// Whether tags or codes are looked for.
    FinderState {
        /// The device has none.
        Absent = "absent",
        /// They are.
        Armed = "armed",
        /// Not, until the clerk wants it again.
        Dormant = "dormant",
        /// Not allowed.
        NotAllowed = "not-allowed",
        /// Switched off.
        Off = "off",
        /// In a moment.
        Starting = "starting",
    }
}

/// A preset that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PresetView {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// Whether a portrait is asked for.
    pub portrait: bool,
}

/// What the customer is shown before the phone asks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    pub history_days: u32,
}

/// One element that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Blocked {
    /// The app's configuration.
    Configuration(ConfigurationProblem),
    /// A permission.
    Permission(PermissionKind),
    /// A radio is switched off, or missing.
    Radio(RadioKind),
}

closed! {
    /// What is wrong with the configuration.
    ConfigurationProblem {
        /// No preset can be used.
        NoPreset = "no-preset",
        /// Nobody is trusted: every verdict would be a refusal.
        NoTrust = "no-trust",
        /// The certificate of this reader is not valid on this day.
        ReaderIdentity = "reader-identity",
    }
}

/// What the main button of a blocked screen does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockedAction {
    /// The system asks for the permission.
    Ask(PermissionKind),
    /// Nothing here helps: another device, or the administrator.
    None,
    /// A page of the settings opens.
    OpenSettings(SettingsPage),
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

closed! {
    /// The four verdicts.
    VerdictKind {
        /// 可
        Accept = "accept",
        /// 判定不可
        CannotDecide = "cannot-decide",
        /// 不可
        Reject = "reject",
        /// テスト
        TestData = "test-data",
    }
}

closed! {
    /// The outline of a verdict, so that it is told without colour.
    Shape {
        /// A circle with a check mark.
        Circle = "circle",
        /// A diamond with a question mark.
        Diamond = "diamond",
        /// An octagon with a cross.
        Octagon = "octagon",
        /// A square with hatching.
        Square = "square",
    }
}

impl VerdictKind {
    /// The outline.
    pub const fn shape(self) -> Shape {
        match self {
            VerdictKind::Accept => Shape::Circle,
            VerdictKind::CannotDecide => Shape::Diamond,
            VerdictKind::Reject => Shape::Octagon,
            VerdictKind::TestData => Shape::Square,
        }
    }

    /// The word.
    pub fn word(self) -> Phrase {
        Phrase::of(&format!("verdict.{}", self.name()))
    }
}

/// The result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerdictView {
    /// One of four.
    pub kind: VerdictKind,
    /// Its word.
    pub word: Phrase,
    /// Its outline.
    pub shape: Shape,
    /// What made it so; for *accept* what was done beside the checks.
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
    pub wipe_in: u64,
    /// The version of the policy.
    pub policy_version: String,
    /// The version of the trust list.
    pub trust_version: String,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReasonView {
    /// Its code.
    pub code: ReasonCode,
    /// The sentence.
    pub say: Phrase,
    /// The document it is about; `None` for all of it.
    pub document: Option<usize>,
    /// The checks behind it.
    pub checks: Vec<CheckId>,
}

/// What stays uncertain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RiskView {
    /// The risk of the report; `None` for one of the comparison of faces.
    pub risk: Option<ResidualRisk>,
    /// The sentence.
    pub words: Words,
}

/// An age, and nothing of the date behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AgeView {
    /// At least so many years.
    pub years: u8,
    /// Whether.
    pub answer: Answer,
}

/// One document.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
    pub rows: Vec<Row>,
    /// What came unasked: names alone.
    pub extras: Vec<Words>,
    /// The portrait.
    pub portrait: PortraitView,
    /// Whether it was revoked.
    pub issuance: IssuanceView,
}

/// One element that was asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Row {
    /// What it is called.
    pub name: Words,
    /// What became of it.
    pub state: RowState,
    /// Its value in Japanese and English, where it was proven.
    pub value: Option<Shown>,
    /// Whether it is kept.
    pub kept: bool,
}

closed! {
    /// What became of an element that was asked for.
    RowState {
        /// It came.
        Given = "given",
        /// It came, and was not proven: no value is shown.
        NotProven = "not-proven",
        /// It did not come.
        Withheld = "withheld",
    }
}

/// A customer's value as text. Wiped on drop.
#[derive(Clone)]
pub struct Shown {
    pub(super) ja: Zeroizing<String>,
    pub(super) en: Zeroizing<String>,
}

impl Shown {
    pub(super) fn new(ja: String, en: String) -> Self {
        Self { ja: Zeroizing::new(ja), en: Zeroizing::new(en) }
    }

    pub(super) fn same(text: String) -> Self {
        Self { en: Zeroizing::new(text.clone()), ja: Zeroizing::new(text) }
    }

    /// In Japanese.
    pub fn ja(&self) -> &str {
        &self.ja
    }

    /// In English.
    pub fn en(&self) -> &str {
        &self.en
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(..)")
    }
}

/// The portrait of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PortraitView {
    /// Asked for, and not given.
    Absent,
    /// Not asked for.
    NotRequested,
    /// Proven: [`Counter::portrait`](super::Counter::portrait) has the bytes.
    Present {
        /// What it is.
        format: PortraitFormat,
    },
    /// It came, and nothing can show it: it was not proven, is empty, or of a form that this device
    /// does not know.
    Undecodable {
        /// What it is, where that is known.
        format: Option<PortraitFormat>,
    },
}

closed! {
    /// The form of a portrait.
    PortraitFormat {
        /// JPEG.
        Jpeg = "jpeg",
        /// JPEG 2000.
        Jpeg2000 = "jpeg-2000",
    }
}

closed! {
    /// What a person found who compared the portrait with the customer.
    FaceOutcome {
        /// It cannot be told.
        CannotJudge = "cannot-judge",
        /// Another person.
        Differs = "differs",
        /// The same person, by attended visual comparison.
        Matches = "matches",
    }
}

/// The comparison of portrait and person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaceState {
    /// A person judged.
    Judged(FaceOutcome),
    /// The preset asks for none.
    NotAsked,
    /// There is nothing to compare with.
    NotPossible,
    /// A person must judge now.
    Pending,
}

closed! {
    /// What is known of a revocation.
    IssuanceAnswer {
        /// Not revoked, as of the date.
        NotRevoked = "not-revoked",
        /// The document names no list.
        NotOffered = "not-offered",
        /// Revoked or suspended.
        Revoked = "revoked",
        /// The list is older than it may be.
        Stale = "stale",
        /// Not known.
        Unknown = "unknown",
    }
}

/// Whether a document was revoked, and as of when.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
