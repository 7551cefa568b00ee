//! The re-tap window (かざし利用の連続性) and challenges that are used once.
//!
//! 1. Each operation has a challenge of its own, made of the host's random bytes.
//! 2. A challenge is used up by the first answer to it, good or bad.
//! 3. A strong proof (with PIN or biometrics) opens a window; within it a tap without a PIN counts
//!    for one operation each, and says that it does.
//!
//! Time is monotonic: seconds since anything, of a clock that nobody sets. One that runs back closes
//! the window.

use std::time::Duration;

use zeroize::Zeroize;

use super::closed::told;
use crate::codec::limits::MAX_OPEN_CHALLENGES;

/// Bytes of a challenge.
pub const CHALLENGE_BYTES: usize = 32;

/// How long things last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowPolicy {
    /// How long a challenge may be answered.
    pub challenge: Duration,
    /// How long after a strong proof a tap without a PIN counts.
    pub reuse: Duration,
}

impl Default for WindowPolicy {
    /// Two minutes for an answer, and one minute for taps.
    fn default() -> Self {
        Self { challenge: Duration::from_secs(120), reuse: Duration::from_secs(60) }
    }
}

/// What an answer to a challenge counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tap {
    /// Nothing.
    Refused(TapRefusal),
    /// A strong proof.
    Strong,
    /// A tap within the window of an earlier strong proof: it counts for this operation alone.
    WithinReuseWindow {
        /// Since the strong proof.
        age: Duration,
    },
}

told! {
    /// Why an answer counts for nothing.
    TapRefusal {
        /// The challenge was answered before.
        AlreadyUsed = "already-used", "this challenge was used already", "このチャレンジは使用済みです";
        /// The clock ran back.
        ClockRanBack = "clock-ran-back", "the clock ran back", "時計が逆行しました";
        /// It came too late.
        Expired = "expired", "the challenge has expired", "チャレンジの有効時間を過ぎています";
        /// No strong proof before it.
        NoStrongProof = "no-strong-proof", "no proof with a PIN or biometrics came before",
            "暗証番号または生体認証による確認が先に必要です";
        /// Another operation's challenge.
        OtherOperation = "other-operation", "the challenge is of another operation",
            "別の操作のためのチャレンジです";
        /// Nobody made it.
        Unknown = "unknown", "no such challenge was made", "発行していないチャレンジです";
        /// The window has closed.
        WindowOver = "window-over", "the time for taps without a PIN is over",
            "連続したかざし利用の時間を過ぎています";
    }
}

/// Why no challenge was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChallengeError {
    /// The same random bytes came twice.
    #[error("the random bytes were used before")]
    NotRandom,
    /// Too many are open.
    #[error("more than {0} challenges are open")]
    TooMany(usize),
}

#[derive(Clone, Debug)]
struct Open {
    bytes: [u8; CHALLENGE_BYTES],
    operation: String,
    made: Duration,
    used: bool,
}

/// The challenges and the window of one session. Whoever serves several threads keeps it locked.
#[derive(Debug, Default)]
pub struct TapWindow {
    policy: WindowPolicy,
    strong: Option<Duration>,
    open: Vec<Open>,
    latest: Duration,
}

impl TapWindow {
    /// A session without any proof so far.
    pub fn new(policy: WindowPolicy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// Keeps a challenge for this operation. Those that have expired are forgotten.
    ///
    /// # Errors
    /// See [`ChallengeError`].
    pub fn challenge(
        &mut self,
        random: &[u8; CHALLENGE_BYTES],
        operation: &str,
        now: Duration,
    ) -> Result<(), ChallengeError> {
        if self.runs_back(now) {
            self.strong = None;
        }
        let most = self.policy.challenge.saturating_mul(2);
        self.open.retain(|own| now.saturating_sub(own.made) <= most);
        if self.open.iter().any(|own| own.bytes == *random) {
            return Err(ChallengeError::NotRandom);
        }
        if self.open.len() >= MAX_OPEN_CHALLENGES {
            return Err(ChallengeError::TooMany(MAX_OPEN_CHALLENGES));
        }
        let operation = operation.to_owned();
        self.open.push(Open { bytes: *random, operation, made: now, used: false });
        Ok(())
    }

    /// A proof with PIN or biometrics that was verified over this challenge.
    pub fn strong_proof(
        &mut self,
        challenge: &[u8; CHALLENGE_BYTES],
        operation: &str,
        now: Duration,
    ) -> Tap {
        match self.take(challenge, operation, now) {
            Err(refusal) => Tap::Refused(refusal),
            Ok(()) => {
                self.strong = Some(now);
                Tap::Strong
            }
        }
    }

    /// A tap without a PIN that was verified over this challenge.
    pub fn re_tap(
        &mut self,
        challenge: &[u8; CHALLENGE_BYTES],
        operation: &str,
        now: Duration,
    ) -> Tap {
        if let Err(refusal) = self.take(challenge, operation, now) {
            return Tap::Refused(refusal);
        }
        let Some(strong) = self.strong else { return Tap::Refused(TapRefusal::NoStrongProof) };
        let age = now.saturating_sub(strong);
        if age > self.policy.reuse {
            return Tap::Refused(TapRefusal::WindowOver);
        }
        Tap::WithinReuseWindow { age }
    }

    /// Closes the window: the person went away, or a shared device goes to the next one.
    pub fn close(&mut self) {
        self.strong = None;
        self.open.iter_mut().for_each(|own| own.bytes.zeroize());
        self.open.clear();
    }

    fn runs_back(&mut self, now: Duration) -> bool {
        let back = now < self.latest;
        self.latest = now;
        back
    }

    fn take(
        &mut self,
        challenge: &[u8; CHALLENGE_BYTES],
        operation: &str,
        now: Duration,
    ) -> Result<(), TapRefusal> {
        if self.runs_back(now) {
            self.close();
            return Err(TapRefusal::ClockRanBack);
        }
        let own = self.open.iter_mut().find(|own| own.bytes == *challenge);
        let own = own.ok_or(TapRefusal::Unknown)?;
        if std::mem::replace(&mut own.used, true) {
            return Err(TapRefusal::AlreadyUsed);
        }
        if now.saturating_sub(own.made) > self.policy.challenge {
            return Err(TapRefusal::Expired);
        }
        if own.operation != operation { Err(TapRefusal::OtherOperation) } else { Ok(()) }
    }
}
