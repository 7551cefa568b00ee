//! Needs, and how they are held against evidence.
//!
//! A need asks for evidence and never for its absence. Holding more evidence against it can satisfy it
//! and can never undo that it is satisfied.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, Party, Rule};
use super::fact::{Fact, Piece};
use crate::doctype::Date;
use crate::facts::shown;

/// What is needed, of all the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Need {
    /// Each of these.
    All(Vec<Need>),
    /// At least one of these.
    Any(Vec<Need>),
    /// One piece of evidence, with what was verified of its holder, has all of these facts.
    One(Vec<FactName>),
    /// The verifier is this.
    Party(Party),
    /// Another rule holds.
    Rule(String),
}

/// A fact by its spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactName(pub Fact);

impl<'de> Deserialize<'de> for FactName {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        let unknown = || serde::de::Error::custom(format!("unknown fact \"{}\"", shown(&text)));
        Fact::parse(&text).map(Self).ok_or_else(unknown)
    }
}

impl Serialize for FactName {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&self.0)
    }
}

/// What needs are held against.
pub(super) struct Hold<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) pieces: &'a [Piece],
    pub(super) parties: &'a BTreeSet<Party>,
    pub(super) on: Date,
    /// Rules that an advisory of their own bundle has struck out.
    pub(super) struck: &'a Struck,
}

/// Rules that advisories have struck out: the bundle, and the rule in it. Names are those of one
/// bundle: what one strikes does not touch a rule of another.
pub(super) type Struck = BTreeSet<(String, String)>;

/// What satisfies a need, or what is missing.
pub(super) type Gap = Vec<Missing>;

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Missing {
    /// These facts, on the piece that has most of the others.
    Facts { piece: Option<String>, facts: Vec<Fact> },
    /// The verifier is not this.
    Party(Party),
    /// The rule is not in force, or struck out by an advisory.
    Rule(String),
}

impl Hold<'_> {
    pub(super) fn is_struck(&self, rule: &Rule) -> bool {
        let id = (self.bundle.id().to_owned(), rule.id.clone());
        self.struck.contains(&id) || !self.on.within(rule.from, rule.until)
    }

    /// The pieces that satisfy the need together.
    pub(super) fn satisfied(&self, need: &Need) -> Option<BTreeSet<String>> {
        match need {
            Need::All(needs) => needs.iter().map(|own| self.satisfied(own)).try_fold(
                BTreeSet::new(),
                |mut all, own| {
                    all.extend(own?);
                    Some(all)
                },
            ),
            Need::Any(needs) => needs.iter().filter_map(|own| self.satisfied(own)).min_by(by_size),
            Need::One(facts) => {
                let holds = |piece: &&Piece| facts.iter().all(|own| piece.holds(&own.0));
                let piece = self.pieces.iter().find(holds)?;
                Some(BTreeSet::from([piece.id.clone()]))
            }
            Need::Party(party) => self.parties.contains(party).then(BTreeSet::new),
            Need::Rule(id) => {
                let rule = self.bundle.rule(id).filter(|own| !self.is_struck(own))?;
                self.satisfied(&rule.needs)
            }
        }
    }

    /// The least that is missing; empty where nothing is.
    pub(super) fn gap(&self, need: &Need) -> Gap {
        match need {
            Need::All(needs) => {
                let mut all: Gap = needs.iter().flat_map(|own| self.gap(own)).collect();
                all.sort();
                all.dedup();
                all
            }
            Need::Any(needs) => {
                let gaps = needs.iter().map(|own| self.gap(own));
                gaps.min_by_key(|own| (weight(own), own.clone())).unwrap_or_default()
            }
            Need::One(facts) => {
                let missing = |piece: Option<&Piece>| -> Vec<Fact> {
                    let held = |own: &&FactName| !piece.is_some_and(|piece| piece.holds(&own.0));
                    facts.iter().filter(held).map(|own| own.0.clone()).collect()
                };
                let nothing = (missing(None), None);
                let best = self
                    .pieces
                    .iter()
                    .map(|piece| (missing(Some(piece)), Some(piece.id.clone())))
                    // What a piece is cannot be added to it.
                    .filter(|(own, _)| {
                        own.len() < nothing.0.len() && !own.iter().any(Fact::is_kind)
                    })
                    .min_by_key(|(own, id)| (own.len(), own.clone(), id.clone()));
                let (facts, piece) = best.unwrap_or(nothing);
                if facts.is_empty() { Gap::new() } else { vec![Missing::Facts { piece, facts }] }
            }
            Need::Party(party) => {
                let held = self.parties.contains(party);
                if held { Gap::new() } else { vec![Missing::Party(*party)] }
            }
            Need::Rule(id) => match self.bundle.rule(id) {
                Some(rule) if !self.is_struck(rule) => self.gap(&rule.needs),
                _ => vec![Missing::Rule(id.clone())],
            },
        }
    }
}

fn by_size(a: &BTreeSet<String>, b: &BTreeSet<String>) -> std::cmp::Ordering {
    (a.len(), a).cmp(&(b.len(), b))
}

/// How much is missing: what no evidence can mend weighs most.
pub(super) fn weight(gap: &[Missing]) -> usize {
    gap.iter()
        .map(|own| match own {
            Missing::Facts { facts, .. } => facts.len(),
            Missing::Party(_) => 100,
            Missing::Rule(_) => 10_000,
        })
        .sum()
}
