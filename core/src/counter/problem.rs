//! What can go wrong at the counter: twelve kinds at the most, and everything falls into one.
//!
//! 1. [`ProblemKind::of_outcome`] for how a transaction ended; what is nobody's problem has none.
//! 2. Each kind has a sentence for the clerk and what to do next, by [`ProblemKind::say`] and
//!    [`ProblemKind::next`].

use super::text::Phrase;
use crate::assurance::closed::closed;
use crate::proximity::reader::{Failure, Outcome, Phase, Unrelated};
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

    /// What something that is no wallet's says.
    pub(super) const fn of_unrelated(own: Unrelated) -> Self {
        match own {
            Unrelated::Code => Hint::OtherCode,
            Unrelated::Tag => Hint::OtherCard,
        }
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

    /// A card that is no wallet's is left alone by the reader and does not fail; a wallet that refuses
    /// a command in the middle was moved.
    fn of_tag(error: &TagError) -> Self {
        match error {
            TagError::CapabilityContainer | TagError::Ndef(_) | TagError::NoHandover => {
                Ended::Harmless(Hint::OtherCard)
            }
            TagError::Frame(_) => Ended::Harmless(Hint::TapAgain),
            TagError::Handover(_)
            | TagError::NoStatus
            | TagError::NotAnnounced
            | TagError::Silent
            | TagError::Status(_) => Ended::Problem(ProblemKind::CodeUnusable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{DecodeError, Problem};
    use crate::crypto::Curve;
    use crate::mdoc::{EngagementError, ReaderAuthError};
    use crate::proximity::frame::FrameError;
    use crate::proximity::handover::HandoverError;
    use crate::proximity::ndef::NdefError;
    use crate::proximity::session::{SessionError, Status};

    const PHASES: [Phase; 4] =
        [Phase::Engagement, Phase::Connection, Phase::Response, Phase::Answered];

    /// Every failure of the reader's own machine, each with what it comes to.
    fn failures() -> Vec<(Failure, Ended)> {
        let problem = Ended::Problem;
        let decode = || DecodeError::new(0, Problem::TooLong(1));
        let mut all = vec![
            (Failure::NoTransport, problem(ProblemKind::NoCommonTransport)),
            (Failure::Request(decode()), problem(ProblemKind::RequestUnusable)),
            (
                Failure::ReaderAuth(ReaderAuthError::NotAnnounced),
                problem(ProblemKind::ReaderIdentity),
            ),
        ];
        let engagement = [
            EngagementError::Base64,
            EngagementError::CipherSuite(2),
            EngagementError::Decode(decode()),
            EngagementError::Scheme,
            EngagementError::Version,
        ];
        all.extend(engagement.map(|own| (own.into(), problem(ProblemKind::CodeUnusable))));
        let session = [
            SessionError::Counter,
            SessionError::DataBesideError,
            SessionError::Decryption,
            SessionError::Ended,
            SessionError::InvalidKey,
            SessionError::Malformed(decode()),
            SessionError::NoKeyAgreement(Curve::Ed25519),
            SessionError::OtherCurve,
            SessionError::OtherRequest,
            SessionError::RequestPending,
            SessionError::UnknownStatus(9),
            SessionError::Unsolicited,
            SessionError::UnsupportedCurve(Curve::X448),
        ];
        all.extend(session.map(|own| (own.into(), problem(ProblemKind::PhoneIncompatible))));
        let frames = [
            FrameError::Empty,
            FrameError::Length,
            FrameError::NoProgress,
            FrameError::Prefix(9),
            FrameError::State(9),
            FrameError::StatusWord(0x6a82),
            FrameError::TooLong,
            FrameError::Unexpected,
        ];
        all.extend(frames.map(|own| (own.into(), problem(ProblemKind::PhoneIncompatible))));
        let again = Ended::Harmless(Hint::TapAgain);
        all.extend(frames.map(|own| (TagError::from(own).into(), again)));
        let cards = [
            TagError::CapabilityContainer,
            TagError::Ndef(NdefError::Format),
            TagError::NoHandover,
        ];
        all.extend(cards.map(|own| (own.into(), Ended::Harmless(Hint::OtherCard))));
        let tags = [
            TagError::Handover(HandoverError::Version),
            TagError::NoStatus,
            TagError::NotAnnounced,
            TagError::Silent,
            TagError::Status(2),
        ];
        all.extend(tags.map(|own| (own.into(), problem(ProblemKind::CodeUnusable))));
        all
    }

    #[test]
    fn every_failure_comes_to_one_thing_and_none_after_a_response() {
        for (failure, expected) in failures() {
            for phase in PHASES {
                let failed =
                    |responses| Outcome::Failed { failure: failure.clone(), phase, responses };
                assert_eq!(Ended::of(&failed(0)), expected, "{failure:?}");
                assert_eq!(Ended::of(&failed(1)), Ended::Well, "{failure:?}");
            }
        }
    }

    #[test]
    fn every_end_comes_to_one_thing_by_its_phase() {
        let problem = |own| Ended::Problem(own);
        for phase in PHASES {
            let lost = |responses| Outcome::Lost { phase, responses };
            let late = |responses| Outcome::TimedOut { phase, responses };
            let (of_loss, of_time) = match phase {
                Phase::Engagement => {
                    (Ended::Harmless(Hint::TapAgain), Ended::Harmless(Hint::TapAgain))
                }
                Phase::Connection => {
                    (problem(ProblemKind::PhoneNotFound), problem(ProblemKind::PhoneNotFound))
                }
                Phase::Response | Phase::Answered => {
                    (problem(ProblemKind::ConnectionLost), problem(ProblemKind::HolderNoAnswer))
                }
            };
            assert_eq!((Ended::of(&lost(0)), Ended::of(&late(0))), (of_loss, of_time));
            assert_eq!((Ended::of(&lost(2)), Ended::of(&late(2))), (Ended::Well, Ended::Well));
            for status in [None, Some(Status::Termination), Some(Status::DecodingError)] {
                let ended = |responses| Outcome::EndedByWallet { status, phase, responses };
                assert_eq!(Ended::of(&ended(0)), problem(ProblemKind::HolderDeclined));
                assert_eq!(Ended::of(&ended(1)), Ended::Well);
            }
            assert_eq!(Ended::of(&Outcome::Cancelled(phase)), Ended::Well);
        }
        assert_eq!(Ended::of(&Outcome::Completed { responses: 1 }), Ended::Well);
    }

    #[test]
    fn every_kind_is_reached() {
        let mut reached: Vec<ProblemKind> = failures()
            .into_iter()
            .filter_map(|(_, own)| match own {
                Ended::Problem(kind) => Some(kind),
                Ended::Well | Ended::Harmless(_) => None,
            })
            .collect();
        // By how a transaction ends, by what a response holds, and by the system's own reader.
        reached.extend([
            ProblemKind::ConnectionLost,
            ProblemKind::DocumentNotHeld,
            ProblemKind::HolderDeclined,
            ProblemKind::HolderNoAnswer,
            ProblemKind::PhoneNotFound,
            ProblemKind::SystemReader,
        ]);
        assert!(ProblemKind::ALL.iter().all(|own| reached.contains(own)), "{reached:?}");
    }
}
