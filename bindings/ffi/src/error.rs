//! The one error of the boundary.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tashika::codec::DecodeError;

/// Why a call gave nothing. A bad credential is none of these: it is a report.
///
/// `code` is stable and the same in every language; `reason` is a sentence for a log. Neither holds
/// an element's value or a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum TashikaError {
    /// Input that cannot be decoded at all.
    #[error("{reason}")]
    Unreadable {
        /// `unreadable.` and the structure, such as `unreadable.device-response`.
        code: String,
        /// A sentence.
        reason: String,
        /// The byte at which it went wrong, where that is known.
        offset: Option<i64>,
        /// The member at which it went wrong, where that is known.
        path: Option<String>,
    },
    /// A wrong use of the library: an unknown name, a value out of range, an object that is used up.
    #[error("{reason}")]
    Usage {
        /// `usage.` and what is wrong, such as `usage.policy`.
        code: String,
        /// A sentence.
        reason: String,
    },
    /// An answer that does not belong to its session, before there is anything to verify.
    #[error("{reason}")]
    Refused {
        /// `refused.` and the refusal's id.
        code: String,
        /// A sentence.
        reason: String,
        /// The same in Japanese.
        reason_ja: String,
    },
    /// A defect of this library.
    #[error("{reason}")]
    Internal {
        /// `internal.panic`, `internal.unknown-variant` or `internal.randomness`.
        code: String,
        /// A sentence.
        reason: String,
    },
}

impl TashikaError {
    pub(crate) fn unreadable(structure: &str, problem: impl Display) -> Self {
        Self::Unreadable {
            code: format!("unreadable.{structure}"),
            reason: format!("the {} cannot be read: {problem}", structure.replace('-', " ")),
            offset: None,
            path: None,
        }
    }

    /// Bytes that are not the structure they should be, with offset and path.
    pub(crate) fn undecodable(structure: &str, error: &DecodeError) -> Self {
        Self::Unreadable {
            code: format!("unreadable.{structure}"),
            reason: format!("the {} cannot be read: {error}", structure.replace('-', " ")),
            offset: i64::try_from(error.offset).ok(),
            path: (!error.path.is_empty()).then(|| error.path.clone()),
        }
    }

    pub(crate) fn usage(what: &str, problem: impl Display) -> Self {
        Self::Usage { code: format!("usage.{what}"), reason: problem.to_string() }
    }

    pub(crate) fn unknown_variant(of: &str) -> Self {
        Self::Internal {
            code: "internal.unknown-variant".to_owned(),
            reason: format!("this version of the bindings does not know a value of {of}"),
        }
    }

    /// The stable code, whatever the variant.
    pub fn code(&self) -> &str {
        match self {
            Self::Internal { code, .. }
            | Self::Refused { code, .. }
            | Self::Unreadable { code, .. }
            | Self::Usage { code, .. } => code,
        }
    }
}

/// Runs the work of a call: a panic ends here and becomes [`TashikaError::Internal`].
///
/// What the panic said is left out: it could hold anything.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, TashikaError>) -> Result<T, TashikaError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(TashikaError::Internal {
            code: "internal.panic".to_owned(),
            reason: "a defect of this library: please report what was called".to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_typed_error() {
        let outcome = guard::<()>(|| panic!("BANGO HANAKO"));
        let error = outcome.unwrap_err();
        assert_eq!(error.code(), "internal.panic");
        assert!(!error.to_string().contains("BANGO"));
    }

    #[test]
    fn work_that_ends_is_passed_on() {
        assert_eq!(guard(|| Ok(1)), Ok(1));
        let usage = TashikaError::usage("policy", "unknown");
        assert_eq!(guard::<()>(|| Err(usage.clone())), Err(usage));
    }
}
