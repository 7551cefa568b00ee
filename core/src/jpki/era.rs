//! Dates of birth as the certificate writes them: `EYYYYMMDD`.
//!
//! `E` is the era (1 明治, 2 大正, 3 昭和, 4 平成, 5 令和, 0 unknown); the year is of the Gregorian
//! calendar. On July 30, 1912 and December 25, 1926 one era ended and the next began on the same day:
//! both names are right. The other changes were at midnight.

use crate::doctype::Date;
use crate::doctype::age::BirthDate;

/// A Japanese era.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Era {
    /// 明治
    Meiji,
    /// 大正
    Taisho,
    /// 昭和
    Showa,
    /// 平成
    Heisei,
    /// 令和
    Reiwa,
}

impl Era {
    const ALL: [Era; 5] = [Era::Meiji, Era::Taisho, Era::Showa, Era::Heisei, Era::Reiwa];

    /// The name in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// Its first and last day, both included.
    const fn days(self) -> [(u16, u8, u8); 2] {
        match self {
            Era::Meiji => [(1868, 1, 25), (1912, 7, 30)],
            Era::Taisho => [(1912, 7, 30), (1926, 12, 25)],
            Era::Showa => [(1926, 12, 25), (1989, 1, 7)],
            Era::Heisei => [(1989, 1, 8), (2019, 4, 30)],
            Era::Reiwa => [(2019, 5, 1), (9999, 12, 31)],
        }
    }

    /// The era that began last on this day or before, and its year.
    pub fn of(day: Date) -> Option<(Self, u16)> {
        Self::ALL.into_iter().rev().find_map(|own| {
            let [(year, month, first), _] = own.days();
            let begun = Date::new(year, month, first).is_some_and(|first| first <= day);
            begun.then(|| (own, day.year().saturating_sub(year).saturating_add(1)))
        })
    }

    /// Whether a day of this interval lies in the era.
    pub fn meets(self, earliest: Date, latest: Date) -> bool {
        let [first, last] = self.days().map(|(year, month, day)| Date::new(year, month, day));
        first.is_some_and(|first| first <= latest) && last.is_some_and(|last| earliest <= last)
    }
}

/// A date of birth with its era.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EraDate {
    /// The era; `None` where the certificate says that it is not known.
    pub era: Option<Era>,
    /// The day, or the days it can be.
    pub date: BirthDate,
}

/// Why a date of birth is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EraDateFault {
    /// The day does not lie in its era.
    Era,
    /// Not nine digits, or an era that does not exist.
    Form,
    /// In the future.
    Future,
    /// A day that does not exist.
    NoSuchDay,
}

impl EraDateFault {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            EraDateFault::Era => "era",
            EraDateFault::Form => "form",
            EraDateFault::Future => "future",
            EraDateFault::NoSuchDay => "no-such-day",
        }
    }
}

impl EraDate {
    /// Reads `EYYYYMMDD`. A month or a day of 00 is not known; a year must be.
    ///
    /// # Errors
    /// See [`EraDateFault`].
    pub fn parse(text: &str, today: Date) -> Result<Self, EraDateFault> {
        let digits: Vec<u16> = text
            .chars()
            .map(|own| own.to_digit(10).and_then(|digit| u16::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or(EraDateFault::Form)?;
        let [era, y1, y2, y3, y4, m1, m2, d1, d2] = *digits.as_slice() else {
            return Err(EraDateFault::Form);
        };
        let era = match usize::from(era) {
            0 => None,
            number => Some(*Era::ALL.get(number - 1).ok_or(EraDateFault::Form)?),
        };
        let year = y1 * 1000 + y2 * 100 + y3 * 10 + y4;
        let (month, day) = (small(m1, m2), small(d1, d2));
        let date = interval(year, month, day).ok_or(EraDateFault::NoSuchDay)?;
        if date.earliest() > today {
            return Err(EraDateFault::Future);
        }
        if era.is_some_and(|own| !own.meets(date.earliest(), date.latest())) {
            return Err(EraDateFault::Era);
        }
        Ok(Self { era, date })
    }
}

fn small(tens: u16, ones: u16) -> u8 {
    u8::try_from(tens * 10 + ones).unwrap_or(u8::MAX)
}

/// The days that a date with unknown parts can be.
fn interval(year: u16, month: u8, day: u8) -> Option<BirthDate> {
    let (first, last) = match (month, day) {
        (0, 0) => (Date::new(year, 1, 1)?, Date::new(year, 12, 31)?),
        // A day of a month that is not known.
        (0, _) => return None,
        (month, 0) => {
            let last = (28..=31).rev().find_map(|day| Date::new(year, month, day))?;
            (Date::new(year, month, 1)?, last)
        }
        (month, day) => return Date::new(year, month, day).map(BirthDate::on),
    };
    BirthDate::between(first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<EraDate, EraDateFault> {
        EraDate::parse(text, Date::parse("2026-06-01").unwrap())
    }

    #[test]
    fn eras_change_on_their_days() {
        for good in [
            // 明治45年7月30日 and 大正元年7月30日 are one day.
            "119120730",
            "219120730",
            "219120731",
            "119120729",
            // 大正15年12月25日 and 昭和元年12月25日 are one day.
            "219261225",
            "319261225",
            "219261224",
            "319261226",
            // 昭和64年1月7日, 平成元年1月8日; 平成31年4月30日, 令和元年5月1日.
            "319890107",
            "419890108",
            "420190430",
            "520190501",
            "118680125",
            "020000101",
            "520260601",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for odd in [
            "119120731",
            "219120729",
            "219261226",
            "319261224",
            "319890108",
            "419890107",
            "420190501",
            "520190430",
            "118680124",
        ] {
            assert_eq!(parse(odd), Err(EraDateFault::Era), "{odd}");
        }
    }

    #[test]
    fn days_exist_and_lie_in_the_past() {
        assert_eq!(parse("520260602"), Err(EraDateFault::Future));
        for none in ["420010229", "420001301", "420000132", "400000101", "420000015"] {
            assert_eq!(parse(none), Err(EraDateFault::NoSuchDay), "{none}");
        }
        for form in
            ["", "42000010", "4200001011", "620000101", "420O00101", "４20000101", "-20000101"]
        {
            assert_eq!(parse(form), Err(EraDateFault::Form), "{form}");
        }
        let leap = parse("420000229").unwrap();
        assert_eq!(leap.date.earliest().to_string(), "2000-02-29");
    }

    #[test]
    fn unknown_parts_are_an_interval() {
        let month = parse("319480200").unwrap().date;
        assert_eq!(month.earliest().to_string(), "1948-02-01");
        assert_eq!(month.latest().to_string(), "1948-02-29");
        let year = parse("319480000").unwrap().date;
        assert_eq!(year.latest().to_string(), "1948-12-31");
        // 1989 began in 昭和 and went on in 平成.
        assert!(parse("319890000").is_ok() && parse("419890000").is_ok());
        assert_eq!(parse("519890000"), Err(EraDateFault::Era));
    }
}
