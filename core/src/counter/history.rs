//! What is kept of a verification: when, for what, how it ended and why. The type has room for
//! nothing else: no value, no portrait, no digest, no serial number.
//!
//! [`History`] is the list with its file form and its end; the platform stores the bytes.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::reason::ReasonCode;
use super::view::VerdictKind;
use crate::codec::from_text;
use crate::codec::limits::{MAX_DATA_FILE_BYTES, MAX_HISTORY_ENTRIES};
use crate::instant::Timestamp;

/// One verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoryEntry {
    /// When, in seconds since 1970.
    pub time: i64,
    /// The preset's id.
    pub preset: String,
    /// How it ended.
    pub verdict: VerdictKind,
    /// Why, each once, in the order of their names.
    pub reasons: Vec<ReasonCode>,
    /// The version of the policy.
    pub policy: String,
    /// The version of the trust list.
    pub trust: String,
}

/// The entries with the time at which each is deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    kept: Vec<Kept>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    until: i64,
    entry: HistoryEntry,
}

/// Why a history file is not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// No JSON of the shape.
    #[error("no history")]
    Json,
    /// More bytes or entries than the limit.
    #[error("more than a history may hold")]
    TooLong,
}

impl History {
    /// Reads a file.
    ///
    /// # Errors
    /// Another shape, or more than the limit.
    pub fn from_json(text: &str) -> Result<Self, HistoryError> {
        if text.len() > MAX_DATA_FILE_BYTES {
            return Err(HistoryError::TooLong);
        }
        let kept: Vec<Kept> = from_text(text).map_err(|_| HistoryError::Json)?;
        match kept.len() {
            0..=MAX_HISTORY_ENTRIES => Ok(Self { kept }),
            _ => Err(HistoryError::TooLong),
        }
    }

    /// The file.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.kept).unwrap_or_default()
    }

    /// Writes an entry down. The oldest goes where there is no room.
    pub fn keep(&mut self, entry: HistoryEntry, until: Timestamp) {
        if self.kept.len() >= MAX_HISTORY_ENTRIES {
            self.kept.remove(0);
        }
        self.kept.push(Kept { until: until.unix(), entry });
    }

    /// Deletes what has ended.
    pub fn purge(&mut self, now: Timestamp) {
        self.kept.retain(|own| own.until > now.unix());
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        self.kept.clear();
    }

    /// The entries, the oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &HistoryEntry> {
        self.kept.iter().map(|own| &own.entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(time: i64) -> HistoryEntry {
        HistoryEntry {
            time,
            preset: "age-20".to_owned(),
            verdict: VerdictKind::Accept,
            reasons: vec![ReasonCode::FaceMatched],
            policy: "default".to_owned(),
            trust: "1".to_owned(),
        }
    }

    #[test]
    fn an_entry_ends_and_all_can_be_deleted() {
        let mut history = History::default();
        history.keep(entry(1), Timestamp::from_unix(10));
        history.keep(entry(2), Timestamp::from_unix(20));
        history.purge(Timestamp::from_unix(10));
        assert_eq!(history.entries().map(|own| own.time).collect::<Vec<_>>(), [2]);
        let again = History::from_json(&history.to_json()).unwrap();
        assert_eq!(again, history);
        history.clear();
        assert_eq!(history.to_json(), "[]");
    }

    #[test]
    fn a_file_has_six_members_and_no_room_for_more() {
        let mut history = History::default();
        history.keep(entry(1), Timestamp::from_unix(10));
        let text = history.to_json();
        assert_eq!(
            text,
            "[{\"until\":10,\"entry\":{\"time\":1,\"preset\":\"age-20\",\"verdict\":\"accept\",\
             \"reasons\":[\"face-matched\"],\"policy\":\"default\",\"trust\":\"1\"}}]"
        );
        let more = text.replace("\"time\":1", "\"time\":1,\"name\":\"x\"");
        assert_eq!(History::from_json(&more), Err(HistoryError::Json));
        let huge = " ".repeat(MAX_DATA_FILE_BYTES + 1);
        assert_eq!(History::from_json(&huge), Err(HistoryError::TooLong));
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut history = History::default();
        for time in 0..=MAX_HISTORY_ENTRIES {
            history.keep(entry(i64::try_from(time).unwrap()), Timestamp::from_unix(i64::MAX));
        }
        assert_eq!(history.entries().count(), MAX_HISTORY_ENTRIES);
        assert_eq!(history.entries().next().unwrap().time, 1);
    }
}
