//! Challenges that are used once, and taps without a PIN soon after a strong proof (かざし利用).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tashika::assurance::{
    CHALLENGE_BYTES, Tap as CoreTap, TapWindow as CoreTapWindow, WindowPolicy,
};

use crate::error::{TashikaError, guard};
use crate::key::random;
use crate::mirror::TapRefusal;
use crate::online::fixed;
use crate::report::Sentence;

/// What an answer to a challenge counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Tap {
    /// Nothing.
    Refused {
        /// Why.
        refusal: TapRefusal,
    },
    /// A strong proof.
    Strong,
    /// A tap within the window of an earlier strong proof: it counts for this operation alone.
    WithinReuseWindow {
        /// Since the strong proof.
        age: Duration,
    },
}

/// The challenges and the window of one session. Time is that of a clock that nobody sets: one that
/// runs back closes the window.
#[derive(uniffi::Object)]
pub struct TapWindow(Mutex<CoreTapWindow>);

impl std::fmt::Debug for TapWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TapWindow")
    }
}

#[uniffi::export]
impl TapWindow {
    /// A session without any proof so far. A challenge may be answered within `answer`, two minutes
    /// where it is left out; taps count for `reuse` after a strong proof, else for one minute.
    #[uniffi::constructor(default(answer = None, reuse = None))]
    pub fn new(answer: Option<Duration>, reuse: Option<Duration>) -> Arc<Self> {
        let own = WindowPolicy::default();
        let policy = WindowPolicy {
            challenge: answer.unwrap_or(own.challenge),
            reuse: reuse.unwrap_or(own.reuse),
        };
        Arc::new(Self(Mutex::new(CoreTapWindow::new(policy))))
    }

    /// A fresh challenge for this operation, from the randomness of the operating system.
    pub fn challenge(&self, operation: String, now: Duration) -> Result<Vec<u8>, TashikaError> {
        guard(|| {
            let octets = fixed(&random(CHALLENGE_BYTES)?)?;
            self.with(|own| own.challenge(&octets, &operation, now))
                .map_err(|error| TashikaError::usage("challenge", error))?;
            Ok(octets.to_vec())
        })
    }

    /// A proof with PIN or biometrics that was verified over this challenge.
    pub fn strong_proof(
        &self,
        challenge: Vec<u8>,
        operation: String,
        now: Duration,
    ) -> Result<Tap, TashikaError> {
        guard(|| {
            let challenge = fixed(&challenge)?;
            tap(self.with(|own| own.strong_proof(&challenge, &operation, now)))
        })
    }

    /// A tap without a PIN that was verified over this challenge.
    pub fn re_tap(
        &self,
        challenge: Vec<u8>,
        operation: String,
        now: Duration,
    ) -> Result<Tap, TashikaError> {
        guard(|| {
            let challenge = fixed(&challenge)?;
            tap(self.with(|own| own.re_tap(&challenge, &operation, now)))
        })
    }

    /// Ends the window: the person went away, or a shared device goes to the next one.
    pub fn end(&self) {
        self.with(CoreTapWindow::close);
    }
}

impl TapWindow {
    fn with<T>(&self, work: impl FnOnce(&mut CoreTapWindow) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Why an answer counts for nothing, in words.
#[uniffi::export]
pub fn tap_refusal_sentence(refusal: TapRefusal) -> Sentence {
    Sentence {
        id: refusal.name().to_owned(),
        en: refusal.en().to_owned(),
        ja: refusal.ja().to_owned(),
    }
}

fn tap(own: CoreTap) -> Result<Tap, TashikaError> {
    Ok(match own {
        CoreTap::Refused(refusal) => Tap::Refused { refusal },
        CoreTap::Strong => Tap::Strong,
        CoreTap::WithinReuseWindow { age } => Tap::WithinReuseWindow { age },
        _ => return Err(TashikaError::unknown_variant("Tap")),
    })
}
