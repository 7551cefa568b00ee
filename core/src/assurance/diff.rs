//! What one bundle changes over another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde::Serialize;

use super::bundle::Bundle;

/// One entry that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change {
    /// What kind of entry: `rule`, `statute`, `advisory`, …
    pub what: &'static str,
    /// Its name.
    pub id: String,
    /// What became of it.
    pub kind: ChangeKind,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It reads otherwise.
    Changed,
    /// It is gone.
    Removed,
}

impl ChangeKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Changed => "changed",
            ChangeKind::Removed => "removed",
        }
    }
}

/// The entries that differ, in the order of kind and name. The order of a file means nothing.
pub fn diff(old: &Bundle, new: &Bundle) -> Vec<Change> {
    let mut changes = Vec::new();
    macro_rules! part {
        ($what:literal, $list:ident, $id:expr) => {
            compare($what, old.$list(), new.$list(), $id, &mut changes);
        };
    }
    part!("advisory", advisories, |own| own.id.clone());
    part!("axis", axes, |own| own.id.clone());
    part!("demand", demands, |own| own.id.clone());
    part!("exception", exceptions, |own| own.id.clone());
    part!("method", methods, |own| own.id.clone());
    part!("not-accepted", not_accepted, |own| format!("{}: {}", own.law, own.words.en));
    part!("revalidation", revalidate, |own| {
        own.facts.iter().map(|fact| fact.0.to_string()).collect::<Vec<_>>().join(" ")
    });
    part!("rule", rules, |own| own.id.clone());
    part!("source", sources, |own| own.id.clone());
    part!("statement", statements, |own| own.id.clone());
    part!("statute", statutes, |own| own.id());
    let head = |own: &Bundle| {
        format!("{:?} {:?} {:?} {}", own.nature(), own.name(), own.notice(), own.issued())
    };
    if head(old) != head(new) {
        let kind = ChangeKind::Changed;
        changes.push(Change { what: "bundle", id: new.id().to_owned(), kind });
    }
    changes.sort();
    changes
}

fn compare<T: Debug>(
    what: &'static str,
    old: &[T],
    new: &[T],
    id: impl Fn(&T) -> String,
    changes: &mut Vec<Change>,
) {
    let table = |list: &[T]| -> BTreeMap<String, String> {
        list.iter().map(|own| (id(own), format!("{own:?}"))).collect()
    };
    let (old, new) = (table(old), table(new));
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for id in ids {
        let kind = match (old.get(id), new.get(id)) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            (Some(own), Some(other)) if own != other => ChangeKind::Changed,
            _ => continue,
        };
        changes.push(Change { what, id: id.clone(), kind });
    }
}
