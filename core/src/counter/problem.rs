//! What can go wrong at the counter: twelve kinds at the most, and everything falls into one.
//!
//! 1. [`ProblemKind::of_outcome`] for how a transaction ended; what is nobody's problem has none.
//! 2. Each kind has a sentence for the clerk and what to do next, by [`ProblemKind::say`] and
//!    [`ProblemKind::next`].

use super::text::Phrase;
use crate::assurance::closed::closed;
use crate::proximity::frame::FrameError;
use crate::proximity::reader::{Failure, Outcome, Phase};
use crate::proximity::tag::TagError;

closed! {
    /// What went wrong.
    ProblemKind {
        /// The wallet's code or tag cannot be understood.
        CodeUnusable = "code-unusable",
        /// The link was lost on the way.
        ConnectionLost = "connection-lost",
        /// The phone does not have what was asked for.
        DocumentNotHeld = "document-not-held",
        /// The customer, or the phone, ended it.
        HolderDeclined = "holder-declined",
        /// The customer did nothing for too long.
        HolderNoAnswer = "holder-no-answer",
        /// The wallet offers no way of transport that this device has.
        NoCommonTransport = "no-common-transport",
        /// No link could be built.
        PhoneNotFound = "phone-not-found",
        /// The phone speaks otherwise than the standard.
        PhoneIncompatible = "phone-incompatible",
        /// This reader could not show who it is. Nothing was asked without it.
        ReaderIdentity = "reader-identity",
        /// The request could not be made.
        RequestUnusable = "request-unusable",
        /// The system's own reader failed.
        SystemReader = "system-reader",
    }
}

closed! {
    /// What the main button of a problem does.
    ProblemAction {
        /// Back to the beginning, to be tapped or scanned anew.
        StartOver = "start-over",
        /// Back to the beginning; another document or way is needed.
        UseAnother = "use-another",
    }
}

closed! {
    /// A word beside the ready screen: something came that is harmless.
    Hint {
        /// A card that holds no mobile document: a payment card, a plastic My Number Card.
        OtherCard = "other-card",
        /// A code that is none of a wallet.
        OtherCode = "other-code",
        /// The phone was taken away too soon.
        TapAgain = "tap-again",
    }
}

/// What an ended transaction comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// As it should, or by the clerk.
    Well,
    /// Harmlessly, before anything began.
    Harmless(Hint),
    /// By a problem.
    Problem(ProblemKind),
}

impl ProblemKind {
    /// What the end of a transaction means; `None` where it is no problem: by the clerk, after a
    /// response, or by something harmless in the field.
    pub fn of_outcome(outcome: &Outcome) -> Option<Self> {
        match Ended::of(outcome) {
            Ended::Problem(own) => Some(own),
            Ended::Well | Ended::Harmless(_) => None,
        }
    }

    /// The sentence for the clerk.
    pub fn say(self) -> Phrase {
        Phrase::of(&format!("problem.{}.say", self.name()))
    }

    /// What to do next.
    pub fn next(self) -> Phrase {
        Phrase::of(&format!("problem.{}.next", self.name()))
    }

    /// What the main button does.
    pub const fn action(self) -> ProblemAction {
        match self {
            ProblemKind::DocumentNotHeld
            | ProblemKind::NoCommonTransport
            | ProblemKind::PhoneIncompatible
            | ProblemKind::ReaderIdentity
            | ProblemKind::RequestUnusable => ProblemAction::UseAnother,
            ProblemKind::CodeUnusable
            | ProblemKind::ConnectionLost
            | ProblemKind::HolderDeclined
            | ProblemKind::HolderNoAnswer
            | ProblemKind::PhoneNotFound
            | ProblemKind::SystemReader => ProblemAction::StartOver,
        }
    }
}

impl Hint {
    /// The sentence.
    pub fn say(self) -> Phrase {
        Phrase::of(&format!("hint.{}", self.name()))
    }

    /// What a harmless end of a transaction says, if anything does.
    pub fn of_outcome(outcome: &Outcome) -> Option<Self> {
        match Ended::of(outcome) {
            Ended::Harmless(own) => Some(own),
            Ended::Well | Ended::Problem(_) => None,
        }
    }
}

impl Ended {
    /// After a whole response nothing that the link does is a problem.
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Completed { .. } | Outcome::Cancelled(_) => Ended::Well,
            Outcome::EndedByWallet { responses, .. }
            | Outcome::Failed { responses, .. }
            | Outcome::Lost { responses, .. }
            | Outcome::TimedOut { responses, .. }
                if *responses > 0 =>
            {
                Ended::Well
            }
            Outcome::EndedByWallet { .. } => Ended::Problem(ProblemKind::HolderDeclined),
            Outcome::Failed { failure, .. } => Self::of_failure(failure),
            Outcome::Lost { phase, .. } => match phase {
                Phase::Engagement => Ended::Harmless(Hint::TapAgain),
                Phase::Connection => Ended::Problem(ProblemKind::PhoneNotFound),
                Phase::Response | Phase::Answered => Ended::Problem(ProblemKind::ConnectionLost),
            },
            Outcome::TimedOut { phase, .. } => match phase {
                Phase::Engagement => Ended::Harmless(Hint::TapAgain),
                Phase::Connection => Ended::Problem(ProblemKind::PhoneNotFound),
                Phase::Response | Phase::Answered => Ended::Problem(ProblemKind::HolderNoAnswer),
            },
        }
    }

    fn of_failure(failure: &Failure) -> Self {
        match failure {
            Failure::Engagement(_) => Ended::Problem(ProblemKind::CodeUnusable),
            Failure::Frame(_) | Failure::Session(_) => {
                Ended::Problem(ProblemKind::PhoneIncompatible)
            }
            Failure::NoTransport => Ended::Problem(ProblemKind::NoCommonTransport),
            Failure::Request(_) => Ended::Problem(ProblemKind::RequestUnusable),
            Failure::ReaderAuth(_) => Ended::Problem(ProblemKind::ReaderIdentity),
            Failure::Tag(error) => Self::of_tag(error),
        }
    }

    /// A card that is no wallet refuses the first command, or has other content.
    fn of_tag(error: &TagError) -> Self {
        match error {
            TagError::Frame(FrameError::StatusWord(_))
            | TagError::CapabilityContainer
            | TagError::Ndef(_)
            | TagError::NoHandover => Ended::Harmless(Hint::OtherCard),
            TagError::Frame(_) => Ended::Harmless(Hint::TapAgain),
            TagError::Handover(_) | TagError::Silent | TagError::Status(_) => {
                Ended::Problem(ProblemKind::CodeUnusable)
            }
        }
    }
}
