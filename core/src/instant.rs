//! Floor 0: a point in time as an argument. The core never reads a clock.

use std::fmt;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant this many seconds after (or before) 1970-01-01T00:00:00Z.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Parses RFC 3339 in full: any offset, any fraction. A fraction is cut off.
    ///
    /// `None` for anything else, for years beyond 9999, and for dates that do not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let parsed = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Some(Self(parsed.unix_timestamp()))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This instant moved by `seconds`; stays at the limits of `i64`.
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// This instant `seconds` earlier; stays at the limits of `i64`.
    pub const fn minus(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Whole seconds from `earlier` to `self`.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar date in UTC as `YYYY-MM-DD`, where the year has four digits.
    pub fn date(self) -> Option<String> {
        let text = OffsetDateTime::from_unix_timestamp(self.0).ok()?.format(&Rfc3339).ok()?;
        text.get(..10).map(str::to_owned)
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with `Z`, or the seconds where the year has no four digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = OffsetDateTime::from_unix_timestamp(self.0)
            .ok()
            .and_then(|instant| instant.format(&Rfc3339).ok());
        match text {
            Some(text) => f.write_str(&text),
            None => write!(f, "@{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets_and_fractions() {
        let at = Timestamp::parse("2021-01-01T09:00:00.75+09:00").unwrap();
        assert_eq!(at.to_string(), "2021-01-01T00:00:00Z");
        assert_eq!(at.date().as_deref(), Some("2021-01-01"));
        for beyond in [i64::MIN, i64::MAX] {
            assert_eq!(Timestamp::from_unix(beyond).date(), None);
        }
    }

    #[test]
    fn refuses_what_is_no_instant() {
        for text in ["", "2021-02-30T00:00:00Z", "2021-01-01", "10000-01-01T00:00:00Z", "x"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
