//! Dates: `tdate = #6.0(tstr)` and `full-date = #6.1004(tstr)`.

use crate::codec::{DecodeError, Item};
use crate::instant::Timestamp;

/// A `tdate`: the text as received, the instant it names, and how it departs from the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tdate<'a> {
    /// The text as received.
    pub text: &'a str,
    /// The instant; a fraction is cut off.
    pub instant: Timestamp,
    /// How it departs from `YYYY-MM-DDThh:mm:ssZ`.
    pub deviation: Option<DateDeviation>,
}

/// How a date is written against the rules of ISO 18013-5 12.3.4, yet readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateDeviation {
    /// Fractions of a second.
    Fraction,
    /// An offset other than `Z`, or lower-case letters.
    Offset,
}

impl DateDeviation {
    /// The stable name used in facts.
    pub const fn name(self) -> &'static str {
        match self {
            DateDeviation::Fraction => "fraction",
            DateDeviation::Offset => "offset",
        }
    }
}

impl<'a> Tdate<'a> {
    /// Reads `#6.0(tstr)`; any RFC 3339 date-time is understood, deviations are noted.
    ///
    /// # Errors
    /// Another type, or text that is no RFC 3339 date-time.
    pub fn read(item: &Item<'a>) -> Result<Self, DecodeError> {
        let text = match item.as_tag() {
            Some((0, content)) => content.as_text(),
            _ => None,
        };
        let text = text.ok_or_else(|| item.wrong_type("a tagged date-time (tag 0)"))?;
        let instant =
            Timestamp::parse(text).ok_or_else(|| item.wrong_value("an RFC 3339 date-time"))?;
        let deviation = if text.contains('.') {
            Some(DateDeviation::Fraction)
        } else if text.len() != 20 || !text.ends_with('Z') || text.as_bytes().get(10) != Some(&b'T')
        {
            Some(DateDeviation::Offset)
        } else {
            None
        };
        Ok(Self { text, instant, deviation })
    }
}

/// The day of a `full-date` (tag 1004) or a `tdate` (tag 0) as `YYYY-MM-DD`.
pub fn full_date<'a>(item: &Item<'a>) -> Option<&'a str> {
    let (tag, content) = item.as_tag()?;
    let text = content.as_text()?;
    let day = text.get(..10)?;
    // The calendar decides: the day must exist.
    Timestamp::parse(&format!("{day}T00:00:00Z"))?;
    match tag {
        0 => Timestamp::parse(text).map(|_| day),
        1004 => (text.len() == 10).then_some(day),
        _ => None,
    }
}
