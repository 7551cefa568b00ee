//! What each answer means for the verdict: rules for each document type, with named presets.

use super::answer::{Answer, Standing};
use crate::instant::Timestamp;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What an answer means for the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The verdict does not change; the risk is stated.
    Accept,
    /// The verdict is *inconclusive* at best.
    Inconclusive,
    /// The verdict is *rejected*.
    Refuse,
}

impl Effect {
    /// Every effect, the mildest first.
    pub const ALL: [Effect; 3] = [Effect::Accept, Effect::Inconclusive, Effect::Refuse];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Effect::Accept => "accept",
            Effect::Inconclusive => "inconclusive",
            Effect::Refuse => "refuse",
        }
    }

    /// The effect of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.name() == name)
    }
}

/// How strictly the form of a list is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Status lists that do not say when they end, are not tagged or carry their certificates in the
    /// unprotected header, and revocation lists with faults of form alone, are read all the same.
    Loose,
    /// As ISO/IEC 18013-5 second edition 12.3.6 and Annex B.2 have it.
    #[default]
    Profile,
}

/// The rules for one kind of document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusRules {
    /// The document offers no status, and lives longer than `short_lived`.
    pub not_present: Effect,
    /// The list is not at hand.
    pub unavailable: Effect,
    /// The list is too old, by more than `stale_for`.
    pub stale: Effect,
    /// The list is older than one that was trusted before.
    pub rolled_back: Effect,
    /// The list is signed by somebody else.
    pub untrusted: Effect,
    /// The list breaks the rules of its form.
    pub malformed: Effect,
    /// The document is revoked.
    pub revoked: Effect,
    /// The document is suspended.
    pub suspended: Effect,
    /// The document has a status of the application's own.
    pub other: Effect,
    /// The list that the authority stands in, such as a VICAL, is past its next update: a later issue
    /// may no longer name it. The standard advises to fetch that (C.1.8) and does not refuse this one.
    pub overdue_listing: Effect,
    /// Seconds after its end for which a stale list that said *valid* is accepted with a warning.
    pub stale_for: i64,
    /// Seconds of validity up to which a document needs no status (EU ARF VCR_01).
    pub short_lived: i64,
    /// Seconds after its own date when a list is too old, whatever it says itself.
    pub max_age: i64,
    /// How strictly the form of a list is taken.
    pub form: Form,
    /// Extended key usages that a list's signer may have, as dotted numbers. The number of
    /// `id-kp-oauthStatusSigning` is not assigned yet, so it is data.
    pub signer_purposes: Vec<String>,
}

impl StatusRules {
    /// The names of the presets with what sets each apart.
    pub const NAMES: [(&'static str, &'static str); 4] = [
        ("default", "without a list the risk is stated; a stale one is inconclusive"),
        ("strict", "anything short of a fresh answer is inconclusive"),
        ("offline-kiosk", "a list that ended up to 72 hours ago is accepted with a warning"),
        ("lenient", "only what is revoked or suspended is refused"),
    ];

    /// The preset of this name.
    pub fn named(name: &str) -> Option<Self> {
        use Effect::{Accept, Inconclusive};
        let own = Self::default();
        Some(match name {
            "default" => own,
            "strict" => Self {
                not_present: Inconclusive,
                unavailable: Inconclusive,
                overdue_listing: Inconclusive,
                ..own
            },
            "offline-kiosk" => Self { stale_for: 72 * HOUR, ..own },
            "lenient" => Self {
                stale: Accept,
                rolled_back: Accept,
                untrusted: Accept,
                malformed: Accept,
                other: Inconclusive,
                form: Form::Loose,
                ..own
            },
            _ => return None,
        })
    }

    /// What this answer means at `now`. `lifetime` is the document's own, in seconds.
    ///
    /// A stale list that said anything but *valid* is never accepted: what was revoked stays so.
    pub fn effect(&self, answer: &Answer, now: Timestamp, lifetime: Option<i64>) -> Effect {
        match answer.standing {
            Standing::Valid | Standing::NotExamined => Effect::Accept,
            Standing::NotPresent if lifetime.is_some_and(|own| own <= self.short_lived) => {
                Effect::Accept
            }
            Standing::NotPresent => self.not_present,
            Standing::Unavailable => self.unavailable,
            Standing::Stale => self.stale_effect(answer, now),
            Standing::RolledBack => self.rolled_back,
            Standing::Untrusted => self.untrusted,
            Standing::Malformed => self.malformed,
            Standing::Revoked => self.revoked,
            Standing::Suspended => self.suspended,
            Standing::Other(_) => self.other,
            Standing::Expired | Standing::NotYetValid => Effect::Refuse,
        }
    }

    fn stale_effect(&self, answer: &Answer, now: Timestamp) -> Effect {
        if answer.said != Some(Standing::Valid) {
            return self.stale.max(Effect::Inconclusive);
        }
        let tolerated = answer.until.is_some_and(|until| now.since(until) <= self.stale_for);
        if tolerated { Effect::Accept } else { self.stale }
    }
}

impl Default for StatusRules {
    fn default() -> Self {
        Self {
            not_present: Effect::Accept,
            unavailable: Effect::Accept,
            stale: Effect::Inconclusive,
            rolled_back: Effect::Refuse,
            untrusted: Effect::Refuse,
            malformed: Effect::Refuse,
            revoked: Effect::Refuse,
            suspended: Effect::Refuse,
            other: Effect::Refuse,
            overdue_listing: Effect::Accept,
            stale_for: 0,
            short_lived: DAY,
            max_age: 90 * DAY,
            form: Form::Profile,
            signer_purposes: Vec::new(),
        }
    }
}

/// The rules for every document: those of its type, else the common ones.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusPolicy {
    /// The name that every verdict carries.
    pub name: String,
    /// The rules where no others are given.
    pub rules: StatusRules,
    /// The rules of single document types.
    pub by_doc_type: Vec<(String, StatusRules)>,
}

impl Default for StatusPolicy {
    fn default() -> Self {
        let (name, rules) = ("default".to_owned(), StatusRules::default());
        Self { name, rules, by_doc_type: Vec::new() }
    }
}

impl StatusPolicy {
    /// The preset of this name for every document: see [`StatusRules::NAMES`].
    pub fn named(name: &str) -> Option<Self> {
        let rules = StatusRules::named(name)?;
        Some(Self { name: name.to_owned(), rules, by_doc_type: Vec::new() })
    }

    /// Other rules for one document type.
    #[must_use]
    pub fn with(mut self, doc_type: &str, rules: StatusRules) -> Self {
        self.by_doc_type.push((doc_type.to_owned(), rules));
        self
    }

    /// Another meaning of a listing that is past its next update, for every document.
    #[must_use]
    pub fn with_overdue_listing(mut self, effect: Effect) -> Self {
        let rules = self.by_doc_type.iter_mut().map(|(_, rules)| rules).chain([&mut self.rules]);
        rules.for_each(|rules| rules.overdue_listing = effect);
        self
    }

    /// The rules for this document type.
    pub fn rules_for(&self, doc_type: &str) -> &StatusRules {
        let own = self.by_doc_type.iter().rfind(|(name, _)| name == doc_type);
        own.map_or(&self.rules, |(_, rules)| rules)
    }
}
