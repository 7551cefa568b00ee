//! Who acts for whom: the actor is not the subject.
//!
//! A credential never logs in on behalf of somebody else. The actor proves who *they* are; that they
//! may act for the subject is a grant of its own, with a scope and an end.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::closed::written;
use crate::doctype::Date;

/// A person who acts for another one, by a grant that the host has on record.
///
/// Names are the host's own references, such as account numbers; never a person's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Raw")]
pub struct Acting {
    actor: String,
    subject: String,
    scope: Vec<String>,
    #[serde(with = "written")]
    from: Date,
    #[serde(with = "written")]
    until: Date,
    basis: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    actor: String,
    subject: String,
    scope: Vec<String>,
    #[serde(with = "written")]
    from: Date,
    #[serde(with = "written")]
    until: Date,
    basis: String,
}

/// Why nobody acts for anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ActingError {
    /// A grant without what it allows, or without its basis.
    #[error("a grant names what it allows and what it rests on")]
    Empty,
    /// It ends before it begins.
    #[error("the grant ends before it begins")]
    Order,
    /// Actor and subject are one.
    #[error("the actor is the subject: nobody acts for another one")]
    Same,
}

impl Acting {
    /// A grant: `actor` may act for `subject` within `scope`, from the first day to the last.
    ///
    /// # Errors
    /// See [`ActingError`].
    pub fn new(
        actor: &str,
        subject: &str,
        scope: &[&str],
        period: (Date, Date),
        basis: &str,
    ) -> Result<Self, ActingError> {
        let own = |text: &&str| (*text).to_owned();
        Raw {
            actor: own(&actor),
            subject: own(&subject),
            scope: scope.iter().map(own).collect(),
            from: period.0,
            until: period.1,
            basis: own(&basis),
        }
        .try_into()
    }

    /// Who acts. Levels of a decision are about this person.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// For whom.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether the grant is in force.
    pub fn in_force(&self, on: Date) -> bool {
        on.within(Some(self.from), Some(self.until))
    }

    /// Whether the grant allows this, on this day.
    pub fn allows(&self, what: &str, on: Date) -> bool {
        self.in_force(on) && self.scope.iter().any(|own| own == what)
    }
}

impl TryFrom<Raw> for Acting {
    type Error = ActingError;

    fn try_from(raw: Raw) -> Result<Self, ActingError> {
        let Raw { actor, subject, scope, from, until, basis } = raw;
        if actor == subject {
            return Err(ActingError::Same);
        }
        let blank = |text: &String| text.trim().is_empty();
        if scope.is_empty() || [&actor, &subject, &basis].into_iter().any(blank) {
            return Err(ActingError::Empty);
        }
        if until < from {
            return Err(ActingError::Order);
        }
        Ok(Self { actor, subject, scope, from, until, basis })
    }
}
