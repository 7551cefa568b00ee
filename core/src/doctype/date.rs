//! Calendar dates without a time zone.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, where it exists.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// Parses `YYYY-MM-DD` and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|own| own.len() == digits)?;
            part.bytes().all(|own| own.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let end = parts.next().is_none();
        end.then(|| Self::new(year, month.try_into().ok()?, day.try_into().ok()?))?
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Whole years from `birth` to this day; 0 before it. Who was born on February 29 completes a
    /// year on March 1 where there is no such day.
    pub fn years_since(self, birth: Date) -> u16 {
        let reached = (self.month, self.day) >= (birth.month, birth.day);
        self.year.saturating_sub(birth.year).saturating_sub(u16::from(!reached))
    }

    /// Whether this day lies within a first and a last day, either of which may be open.
    pub(crate) fn within(self, from: Option<Self>, until: Option<Self>) -> bool {
        from.is_none_or(|from| from <= self) && until.is_none_or(|until| self <= until)
    }

    /// The same for days as text: one that cannot be read leaves no day within.
    pub(crate) fn within_texts(self, from: Option<&str>, until: Option<&str>) -> bool {
        let (first, last) = (from.map(Self::parse), until.map(Self::parse));
        ![first, last].contains(&Some(None)) && self.within(first.flatten(), last.flatten())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Days of a month; 0 for a month that does not exist.
pub(super) fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_that_exist() {
        assert_eq!(Date::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        for text in ["2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "2024-01-01Z", "", "a"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(Date::parse("1900-02-29"), None);
        assert!(Date::parse("2000-02-29").is_some());
    }

    #[test]
    fn a_span_has_both_its_days_and_one_that_cannot_be_read_has_none() {
        let on = Date::parse("2027-03-31").unwrap();
        let within = |from, until| on.within_texts(from, until);
        assert!(within(None, None));
        assert!(within(Some("2027-03-31"), Some("2027-03-31")));
        assert!(!within(Some("2027-04-01"), None));
        assert!(!within(None, Some("2027-03-30")));
        assert!(!within(Some("2027-3-1"), None));
        assert!(!within(None, Some("2027-04-31")));
        assert!(!within(Some(""), Some("2028-01-01")));
    }

    #[test]
    fn counts_birthdays() {
        let day = |text| Date::parse(text).unwrap();
        assert_eq!(day("2026-03-30").years_since(day("2000-03-31")), 25);
        assert_eq!(day("2026-03-31").years_since(day("2000-03-31")), 26);
        assert_eq!(day("2025-02-28").years_since(day("2004-02-29")), 20);
        assert_eq!(day("2025-03-01").years_since(day("2004-02-29")), 21);
        assert_eq!(day("1999-01-01").years_since(day("2004-02-29")), 0);
    }
}
