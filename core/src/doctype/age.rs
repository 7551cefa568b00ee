//! "At least N years old", from whatever came (ISO 18013-5 second edition 13.4.6).
//!
//! 1. `age_over_NN` = true says at least NN; = false says less than NN, when the issuer signed.
//!    Nothing follows for an age above a true one or below a false one.
//! 2. `age_in_years` says an age, when the issuer signed.
//! 3. `age_birth_year` leaves two ages, depending on the birthday.
//! 4. `birth_date` decides; with digits masked it is an interval and may leave the answer open.
//! 5. Statements that cannot all be true are named, and then there is no answer.

use super::date::{Date, days_in};
use super::element::ElementProblem;
use super::registry::Role;
use crate::codec::Item;
use crate::codec::limits::MAX_LISTED;

/// A date of birth as an interval: one day, unless digits are masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BirthDate {
    earliest: Date,
    latest: Date,
}

impl BirthDate {
    /// A day that is known.
    pub const fn on(day: Date) -> Self {
        Self { earliest: day, latest: day }
    }

    /// A day of this interval, both ends included; `None` where it ends before it begins.
    pub fn between(earliest: Date, latest: Date) -> Option<Self> {
        (earliest <= latest).then_some(Self { earliest, latest })
    }

    /// Reads either shape of `birth_date`.
    ///
    /// ```cddl
    /// BirthDate = full-date / { "birth_date": full-date, ? "approximate_mask": tstr }
    /// ```
    /// The mask has a digit for each of `YYYYMMDD`, and 1 where that digit is not known.
    ///
    /// # Errors
    /// Another type, a day that does not exist, or a mask that leaves no day.
    pub fn read(value: &Item<'_>) -> Result<Self, ElementProblem> {
        let Some(map) = value.as_map() else { return Ok(Self::on(full_date(value)?)) };
        let day = map.text_key("birth_date").ok_or(ElementProblem::Member)?;
        match map.text_key("approximate_mask") {
            None => Ok(Self::on(full_date(&day)?)),
            Some(mask) => Self::masked(tagged(&day)?, mask.as_text().ok_or(ElementProblem::Type)?),
        }
    }

    /// The first day it can be.
    pub const fn earliest(self) -> Date {
        self.earliest
    }

    /// The last day it can be.
    pub const fn latest(self) -> Date {
        self.latest
    }

    /// What a day can be whose digits are masked: the digits under the mask count for nothing.
    fn masked(text: &str, mask: &str) -> Result<Self, ElementProblem> {
        let plain = mask.len() == 8 && mask.bytes().all(|own| matches!(own, b'0' | b'1'));
        if !plain {
            return Err(ElementProblem::Form);
        }
        let digits: String = text.chars().filter(|own| *own != '-').collect();
        let dashes =
            text.bytes().enumerate().all(|(at, own)| (own == b'-') == (at == 4 || at == 7));
        if digits.len() != 8 || !dashes || !digits.bytes().all(|own| own.is_ascii_digit()) {
            return Err(ElementProblem::Calendar);
        }
        let pattern: Vec<Option<u16>> = digits
            .bytes()
            .zip(mask.bytes())
            .map(|(digit, mask)| (mask == b'0').then(|| u16::from(digit - b'0')))
            .collect();
        let (year, rest) = pattern.split_at_checked(4).unwrap_or_default();
        let (month, day) = rest.split_at_checked(2).unwrap_or_default();
        // At most 9999 years, of which a masked one matches all: the ends are what counts.
        let years = || (1..=9999).filter(|own| matches(year, *own));
        let first = years().find_map(|year| first_day(year, month, day));
        let last = years().rev().find_map(|year| last_day(year, month, day));
        let (Some(earliest), Some(latest)) = (first, last) else {
            return Err(ElementProblem::Calendar);
        };
        Ok(Self { earliest, latest })
    }
}

fn first_day(year: u16, month: &[Option<u16>], day: &[Option<u16>]) -> Option<Date> {
    (1..=12).filter(|own| matches(month, u16::from(*own))).find_map(|month| {
        let days = 1..=days_in(year, month);
        days.filter(|own| matches(day, u16::from(*own))).find_map(|own| Date::new(year, month, own))
    })
}

fn last_day(year: u16, month: &[Option<u16>], day: &[Option<u16>]) -> Option<Date> {
    (1..=12).rev().filter(|own| matches(month, u16::from(*own))).find_map(|month| {
        let days = (1..=days_in(year, month)).rev();
        days.filter(|own| matches(day, u16::from(*own))).find_map(|own| Date::new(year, month, own))
    })
}

/// Whether the digits of `number` are those of the pattern, where it has any.
fn matches(pattern: &[Option<u16>], number: u16) -> bool {
    let mut rest = number;
    let fits = pattern.iter().rev().all(|own| {
        let digit = rest % 10;
        rest /= 10;
        own.is_none_or(|own| own == digit)
    });
    fits && rest == 0
}

fn tagged<'a>(value: &Item<'a>) -> Result<&'a str, ElementProblem> {
    match value.as_tag() {
        Some((1004, content)) => content.as_text().ok_or(ElementProblem::Type),
        _ => Err(ElementProblem::Type),
    }
}

fn full_date(value: &Item<'_>) -> Result<Date, ElementProblem> {
    Date::parse(tagged(value)?).ok_or(ElementProblem::Calendar)
}

/// What one element says of an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Statement {
    /// `age_birth_year`
    BirthYear(u16),
    /// `birth_date`
    Born(BirthDate),
    /// `age_in_years`
    InYears(u16),
    /// `age_over_NN`
    Over {
        /// NN
        years: u8,
        /// Its value.
        holds: bool,
    },
}

impl Statement {
    /// What an element says that serves this need; `None` where it says nothing of an age or has
    /// another type than it should.
    pub fn read(role: Role, identifier: &str, value: &Item<'_>) -> Option<Self> {
        let number = || value.as_u64().and_then(|own| u16::try_from(own).ok());
        match role {
            Role::AgeBirthYear => number().map(Statement::BirthYear),
            Role::AgeInYears => number().map(Statement::InYears),
            Role::AgeOver => {
                let digits = identifier.len().checked_sub(2).and_then(|at| identifier.get(at..))?;
                Some(Statement::Over { years: digits.parse().ok()?, holds: value.as_bool()? })
            }
            Role::BirthDate => BirthDate::read(value).ok().map(Statement::Born),
            _ => None,
        }
    }

    /// The ages that it allows on `today`: at least, and at the most where there is a bound.
    /// `signed` is the day for which the issuer calculated it.
    fn bounds(self, signed: Option<Date>, today: Date) -> (u16, Option<u16>) {
        // Birthdays that may lie between the issuer's day and today.
        let since = signed.map(|own| today.year().saturating_sub(own.year()).saturating_add(1));
        let later = |age: u16| since.map(|years| age.saturating_add(years));
        match self {
            Statement::BirthYear(year) => {
                let most = today.year().saturating_sub(year);
                (most.saturating_sub(1), Some(most))
            }
            Statement::Born(own) => {
                (today.years_since(own.latest), Some(today.years_since(own.earliest)))
            }
            Statement::InYears(age) if signed == Some(today) => (age, Some(age)),
            Statement::InYears(age) => (age, later(age)),
            Statement::Over { years, holds: true } => (u16::from(years), None),
            Statement::Over { years, holds: false } => {
                let below = u16::from(years).saturating_sub(1);
                (0, if signed == Some(today) { Some(below) } else { later(below) })
            }
        }
    }

    /// What it answers to "at least `years`".
    fn answers(self, years: u16, today: Date) -> Answer {
        let from = |least: u16, most: u16| match (least >= years, most < years) {
            (true, _) => Answer::Yes,
            (_, true) => Answer::No,
            _ => Answer::Unknown,
        };
        match self {
            Statement::Over { years: own, holds: true } if u16::from(own) >= years => Answer::Yes,
            Statement::Over { years: own, holds: false } if u16::from(own) <= years => Answer::No,
            Statement::Over { .. } => Answer::Unknown,
            Statement::InYears(age) => from(age, age),
            Statement::BirthYear(_) | Statement::Born(_) => {
                let (least, most) = self.bounds(None, today);
                from(least, most.unwrap_or(u16::MAX))
            }
        }
    }
}

/// Whether a person is at least so old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Not.
    No,
    /// What came does not say.
    Unknown,
    /// Yes.
    Yes,
}

impl Answer {
    /// The stable spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            Answer::No => "no",
            Answer::Unknown => "unknown",
            Answer::Yes => "yes",
        }
    }
}

/// An answer with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conclusion {
    /// The age asked about.
    pub years: u8,
    /// The answer.
    pub answer: Answer,
    /// The element that decided: the nearest threshold where there are several.
    pub because: Option<String>,
    /// The day for which the issuer calculated that element, where it is known and matters.
    pub as_of: Option<Date>,
    /// Elements that came and say nothing about this age.
    pub silent: Vec<String>,
    /// Pairs of elements that cannot both be true.
    pub contradictions: Vec<(String, String)>,
}

/// What came about an age: elements by name, and the day for which the issuer calculated them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    statements: Vec<(String, Statement)>,
    signed: Option<Date>,
}

impl Evidence {
    /// Nothing so far; `signed` is the day on which the signed object becomes valid.
    pub fn new(signed: Option<Date>) -> Self {
        Self { statements: Vec::new(), signed }
    }

    /// Adds what the element `name` says.
    pub fn add(&mut self, name: &str, statement: Statement) {
        self.statements.push((name.to_owned(), statement));
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Pairs of elements that cannot both be true on this day, as many as are listed.
    pub fn contradictions(&self, today: Date) -> Vec<(String, String)> {
        let all: Vec<_> =
            self.statements.iter().map(|own| (own, self.limits(own.1, today))).collect();
        let mut found = Vec::new();
        for (index, ((name, one), (least, most))) in all.iter().enumerate() {
            for ((other_name, other), (other_least, other_most)) in all.iter().skip(index + 1) {
                let above = |least: u16, most: Option<u16>| most.is_some_and(|own| least > own);
                let apart = above(*least, *other_most) || above(*other_least, *most);
                if found.len() < MAX_LISTED && (apart || disagree(*one, *other)) {
                    found.push((name.clone(), other_name.clone()));
                }
            }
        }
        found
    }

    fn limits(&self, statement: Statement, today: Date) -> (u16, Option<u16>) {
        statement.bounds(self.signed, today)
    }
}

/// Whether two statements calculated for one day exclude each other.
fn disagree(one: Statement, other: Statement) -> bool {
    let range = |own: Statement| match own {
        Statement::InYears(age) => Some((age, age)),
        Statement::Over { years, holds: true } => Some((u16::from(years), u16::MAX)),
        Statement::Over { years: 0, holds: false } => Some((1, 0)),
        Statement::Over { years, holds: false } => Some((0, u16::from(years) - 1)),
        Statement::BirthYear(_) | Statement::Born(_) => None,
    };
    match (range(one), range(other)) {
        (Some((low, high)), Some((least, most))) => low > most || least > high,
        _ => false,
    }
}

/// Whether the person is at least `years` old on `today`, and why.
pub fn at_least(years: u8, evidence: &Evidence, today: Date) -> Conclusion {
    let asked = u16::from(years);
    let contradictions = evidence.contradictions(today);
    let answers = || {
        let all = evidence.statements.iter();
        all.map(|(name, statement)| (name, *statement, statement.answers(asked, today)))
    };
    let silent = answers().filter(|(_, _, answer)| *answer == Answer::Unknown);
    let silent = silent.map(|(name, _, _)| name.clone()).collect();
    let decided = answers().filter(|(_, _, answer)| *answer != Answer::Unknown);
    let decisive = decided.min_by_key(|(_, statement, own)| rank(*statement, *own, asked));
    let (answer, because, as_of) = match decisive {
        Some((name, statement, answer)) if contradictions.is_empty() => {
            let calculated = matches!(statement, Statement::InYears(_) | Statement::Over { .. });
            (answer, Some(name.clone()), evidence.signed.filter(|_| calculated))
        }
        _ => (Answer::Unknown, None, None),
    };
    Conclusion { years, answer, because, as_of, silent, contradictions }
}

/// Which statement decides where several do: a date, which is exact today; then a *yes*, which time
/// does not undo, before a *no* of the day of signing; then the nearest threshold.
fn rank(statement: Statement, answer: Answer, asked: u16) -> (bool, bool, u16) {
    let distance = match statement {
        Statement::Over { years, .. } => u16::from(years).abs_diff(asked),
        _ => u16::MAX,
    };
    let is_date = matches!(statement, Statement::Born(_));
    (!is_date, answer != Answer::Yes, distance)
}

/// The two digits of `age_over_NN`.
pub(crate) fn threshold(identifier: &str) -> Option<u8> {
    let digits = identifier.strip_prefix("age_over_")?;
    let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
