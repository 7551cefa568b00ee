//! Floor 0: what becomes of a check, and what all of them come to.

use std::fmt;

use crate::facts::Facts;

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

/// One check and what became of it. `C` is the table that the check stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding<C> {
    /// Which check.
    pub check: C,
    /// What became of it.
    pub outcome: Outcome,
    /// What is known: never an element's value, nor a person's data.
    pub facts: Facts,
}

/// That a certain check has passed. Only the check itself can make one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passed<C>(C);

impl<C: PartialEq> Passed<C> {
    pub(crate) fn is(self, check: C) -> bool {
        self.0 == check
    }
}

/// What a broken rule of a table means.
pub(crate) trait Severities<C> {
    fn severity(&self, check: C) -> Severity;
}

/// Findings while they are collected: one place for every check, in the order of the table.
pub(crate) struct Findings<C, S> {
    severities: S,
    list: Vec<Finding<C>>,
    /// For each place of the list whether a check has filled it.
    reached: Vec<bool>,
}

impl<C: Copy + Ord + fmt::Display, S: Severities<C>> Findings<C, S> {
    /// Places for these checks, which stand in the order of the table.
    pub(crate) fn of(checks: impl Iterator<Item = C>, severities: S) -> Self {
        let list: Vec<_> = checks
            .map(|check| Finding { check, outcome: Outcome::NotPerformed, facts: Facts::none() })
            .collect();
        Self { severities, reached: vec![false; list.len()], list }
    }

    /// What has the say over a broken rule.
    pub(crate) fn severities(&self) -> &S {
        &self.severities
    }

    /// The findings so far, checks that nobody reached yet included.
    pub(crate) fn so_far(&self) -> &[Finding<C>] {
        &self.list
    }

    pub(crate) fn pass(&mut self, check: C) -> Passed<C> {
        self.pass_with(check, Facts::none())
    }

    pub(crate) fn pass_with(&mut self, check: C, facts: Facts) -> Passed<C> {
        self.push(check, Outcome::Passed, facts);
        Passed(check)
    }

    /// The rule is broken: failed or a warning, as the severities say.
    pub(crate) fn broken(&mut self, check: C, facts: Facts) {
        let outcome = match self.severities.severity(check) {
            Severity::Fail => Outcome::Failed,
            Severity::Warn => Outcome::Warning,
        };
        self.push(check, outcome, facts);
    }

    /// Something to know that refuses nothing, whatever the severities say.
    pub(crate) fn warn(&mut self, check: C, facts: Facts) {
        self.push(check, Outcome::Warning, facts);
    }

    pub(crate) fn not_applicable(&mut self, check: C) {
        self.push(check, Outcome::NotApplicable, Facts::none());
    }

    pub(crate) fn not_performed(&mut self, check: C, because: &'static str) {
        self.push(check, Outcome::NotPerformed, Facts::of("because", because));
    }

    pub(crate) fn undetermined(&mut self, check: C, facts: Facts) {
        self.push(check, Outcome::Undetermined, facts);
    }

    /// Passes when `holds`, else is broken with `facts`.
    pub(crate) fn judge(
        &mut self,
        check: C,
        holds: bool,
        facts: impl FnOnce() -> Facts,
    ) -> Option<Passed<C>> {
        if holds {
            return Some(self.pass(check));
        }
        self.broken(check, facts());
        None
    }

    fn push(&mut self, check: C, outcome: Outcome, facts: Facts) {
        let index = self.list.binary_search_by_key(&check, |own| own.check).ok();
        let place = index.and_then(|index| self.list.get_mut(index));
        let reached = index.and_then(|index| self.reached.get_mut(index));
        let (Some(reached @ false), Some(place)) = (reached, place) else {
            debug_assert!(false, "{check} has two findings, or is none of these checks");
            return;
        };
        *reached = true;
        *place = Finding { check, outcome, facts };
    }

    /// One finding for every check, in the order of the table. A check that nobody reached was not
    /// performed: something before it was missing.
    pub(crate) fn complete(mut self) -> Vec<Finding<C>> {
        for (finding, reached) in self.list.iter_mut().zip(&self.reached) {
            if !reached {
                finding.facts = Facts::of("because", "prerequisite");
            }
        }
        self.list
    }
}
