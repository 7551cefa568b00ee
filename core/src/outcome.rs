//! Floor 0: what becomes of a check, and what all of them come to.

/// What became of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The rule is broken; the verdict is *rejected*.
    Failed,
    /// The rule has nothing to say about this document.
    NotApplicable,
    /// The rule applies and was not examined: input or a prerequisite was missing.
    NotPerformed,
    /// The rule holds.
    Passed,
    /// The rule was examined and no answer could be had, for example an unsupported algorithm.
    Undetermined,
    /// The rule is broken; the policy does not refuse for it.
    Warning,
}

impl Outcome {
    /// The stable spelling of the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Failed => "failed",
            Outcome::NotApplicable => "not-applicable",
            Outcome::NotPerformed => "not-performed",
            Outcome::Passed => "passed",
            Outcome::Undetermined => "undetermined",
            Outcome::Warning => "warning",
        }
    }
}

/// What a broken rule means under a profile or policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The finding is *failed*; the verdict is *rejected*.
    Fail,
    /// The finding is *warning*; the verdict does not change.
    Warn,
}

/// Accepted, rejected or inconclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Everything the policy needs has passed.
    Accepted,
    /// Nothing failed, and something the policy needs has no answer.
    Inconclusive,
    /// Something failed.
    Rejected,
}

impl Decision {
    /// The stable spelling of the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Decision::Accepted => "accepted",
            Decision::Inconclusive => "inconclusive",
            Decision::Rejected => "rejected",
        }
    }
}
