//! Floor 6: the counter of a shop, a bank or an office: one state machine for the whole life of a
//! verifier app, the same for every platform.
//!
//! The app moves bytes and paints. What is decided, waited for or tried again is here:
//!
//! 1. [`CounterEvent`]s come in with the time; [`CounterAction`]s go out; [`Counter::view`] says what
//!    is to be seen, as one closed list of screens.
//! 2. `device`: what is missing is found before a customer is asked.
//! 3. `machine`, `transaction`: one [`ReaderSession`](crate::proximity::reader::ReaderSession) for each
//!    customer, and the ladder of retries around it: the scan again, the link again, the other role,
//!    NFC.
//! 4. `verdict`, `reason`: the presentation is verified here, under the trust and policy of the
//!    configuration; one of four verdicts.
//! 5. `problem`: twelve kinds at the most, and everything that can go wrong falls into one.
//! 6. `preset`, `text`: what can be asked and what is said are data.
//! 7. `history`: what is kept.
//!
//! A test authority's document never becomes *accept*. A request under this reader's name never goes
//! without it. Values are wiped on time, in the background and on lock.

mod config;
mod device;
mod event;
mod history;
mod machine;
mod preset;
mod problem;
mod reason;
mod show;
mod text;
mod transaction;
mod verdict;
mod view;

pub use config::{
    CameraStyle, Certification, CounterConfig, CounterTimes, NfcStyle, ReaderIdentity,
};
pub use event::{
    CounterAction, CounterEvent, PermissionKind, PermissionState, RadioKind, RadioState,
    SettingsPage, SheetEnd, Signal, StopReason, SystemReaderOutcome,
};
pub use history::{History, HistoryEntry, HistoryError};
pub use machine::Counter;
pub use preset::{LawNote, Preset, PresetError, PresetProblem, Presets, STATUTORY_WORDS};
pub use problem::{Hint, ProblemAction, ProblemKind};
pub use reason::ReasonCode;
pub use text::{Phrase, Place, Text, TextError, TextLanguage, Texts};
pub use view::{
    Actor, AgeView, AskedAs, AskedRow, Blocked, BlockedAction, BlockedView, CertificationState,
    ConfigurationProblem, CustomerCard, DocumentView, FaceOutcome, FaceState, FinderState, Header,
    IssuanceAnswer, IssuanceView, PortraitFormat, PortraitView, PresetView, ProblemView, ReadyView,
    ReasonView, RiskView, Row, RowState, Screen, Shape, Shown, VerdictKind, VerdictView, View,
    Waiting,
};
