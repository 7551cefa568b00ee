//! Challenges: made by the verifier, answered once, within their time.
//!
//! 1. The verifier makes a [`Challenge`] from random octets and says who asks and what for.
//! 2. [`super::verify_authentication`] takes it by value: what was verified cannot be verified again.
//! 3. A verifier with many open challenges keeps them in [`Challenges`], which marks one as used
//!    before it is verified.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use thiserror::Error;

use crate::codec::limits::MAX_CHALLENGES;
use crate::instant::Timestamp;

/// A point in time, by the wall clock and by a clock that never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// By the wall clock.
    pub wall: Timestamp,
    /// By a monotonic clock, since a start of the caller's choice; one for all moments compared.
    pub monotonic: Option<Duration>,
}

impl Moment {
    /// A moment by the wall clock alone.
    pub const fn at(wall: Timestamp) -> Self {
        Self { wall, monotonic: None }
    }

    /// The same with the monotonic clock.
    #[must_use]
    pub const fn with_monotonic(self, since_start: Duration) -> Self {
        Self { monotonic: Some(since_start), ..self }
    }

    /// Whole seconds since `earlier`, a part of one counted as one; `None` where the clock went back,
    /// for the wall clock by more than `skew` seconds.
    pub(super) fn since(self, earlier: Moment, skew: i64) -> Option<i64> {
        if let (Some(own), Some(its)) = (self.monotonic, earlier.monotonic) {
            let passed = own.checked_sub(its)?;
            let whole = passed.as_secs() + u64::from(passed.subsec_nanos() > 0);
            return Some(i64::try_from(whole).unwrap_or(i64::MAX));
        }
        let passed = self.wall.since(earlier.wall);
        (passed >= -skew).then_some(passed.max(0))
    }
}

/// What somebody is asked to sign, to show that they are there. Never a document.
///
/// It cannot be copied, and a verification takes it away.
pub struct Challenge {
    pub(super) octets: Vec<u8>,
    pub(super) asked_by: String,
    pub(super) operation: String,
    pub(super) issued: Moment,
    pub(super) used: bool,
}

/// Why there is no challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChallengeError {
    /// As many challenges are open as may be.
    #[error("too many challenges are open")]
    Full,
    /// The same octets were given before: they were not random.
    #[error("the octets were given out before")]
    Repeated,
    /// No such challenge was given out, or it was forgotten.
    #[error("no such challenge was given out")]
    Unknown,
}

impl Challenge {
    /// A challenge of these octets, which a random source made.
    ///
    /// `asked_by` names the verifier, as the person knows it; `operation` what it is for.
    pub fn new(octets: &[u8], asked_by: &str, operation: &str, issued: Moment) -> Self {
        let (octets, asked_by) = (octets.to_vec(), asked_by.to_owned());
        Self { octets, asked_by, operation: operation.to_owned(), issued, used: false }
    }

    /// A challenge that the caller's own store says was answered before.
    #[must_use]
    pub fn used(self) -> Self {
        Self { used: true, ..self }
    }

    /// The octets to be signed.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Challenge({}, {} bytes)", self.operation, self.octets.len())
    }
}

/// The challenges that a verifier has given out, in memory.
#[derive(Debug, Default)]
pub struct Challenges {
    given: BTreeMap<Vec<u8>, Given>,
}

#[derive(Debug)]
struct Given {
    asked_by: String,
    operation: String,
    issued: Moment,
    used: bool,
}

impl Challenges {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Remembers a challenge that is given out.
    ///
    /// # Errors
    /// [`ChallengeError::Full`] and [`ChallengeError::Repeated`].
    pub fn give(&mut self, challenge: Challenge) -> Result<(), ChallengeError> {
        if self.given.len() >= MAX_CHALLENGES {
            return Err(ChallengeError::Full);
        }
        if self.given.contains_key(&challenge.octets) {
            return Err(ChallengeError::Repeated);
        }
        let Challenge { octets, asked_by, operation, issued, used } = challenge;
        self.given.insert(octets, Given { asked_by, operation, issued, used });
        Ok(())
    }

    /// Takes the challenge of these octets for a verification. From here on it counts as used,
    /// whatever becomes of the verification.
    ///
    /// # Errors
    /// [`ChallengeError::Unknown`].
    pub fn take(&mut self, octets: &[u8]) -> Result<Challenge, ChallengeError> {
        let given = self.given.get_mut(octets).ok_or(ChallengeError::Unknown)?;
        let own = Challenge::new(octets, &given.asked_by, &given.operation, given.issued);
        let used = std::mem::replace(&mut given.used, true);
        Ok(Challenge { used, ..own })
    }

    /// Forgets the challenges that are older than `seconds`, used or not. Keep them at least as long
    /// as the policy lets them be answered, or a used one becomes an unknown one.
    pub fn forget(&mut self, now: Moment, seconds: i64) {
        self.given.retain(|_, own| now.since(own.issued, 0).is_none_or(|age| age <= seconds));
    }

    /// How many are remembered.
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }
}
