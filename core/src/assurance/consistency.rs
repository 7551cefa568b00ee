//! Whether a bundle is consistent: every name that is used is there, and no rule needs itself.

use std::collections::{BTreeMap, BTreeSet};

use super::bundle::{BundleError, File, Statute};
use super::need::Need;
use crate::codec::limits::{MAX_BUNDLE_DEPTH, MAX_BUNDLE_RULES, MAX_BUNDLE_STEPS};
use crate::doctype::Date;
use crate::facts::shown;

pub(super) fn check(file: &File) -> Result<(), BundleError> {
    let counts = [
        file.sources.len(),
        file.statements.len(),
        file.axes.len(),
        file.rules.len(),
        file.statutes.len(),
        file.not_accepted.len(),
        file.demands.len(),
        file.exceptions.len(),
        file.advisories.len(),
        file.methods.len(),
        file.revalidate.len(),
    ];
    if counts.iter().sum::<usize>() > MAX_BUNDLE_RULES {
        return Err(BundleError::TooMany(MAX_BUNDLE_RULES));
    }
    if file.id.trim().is_empty() {
        return Err(BundleError::Empty("id"));
    }
    unique("source", file.sources.iter().map(|own| own.id.as_str()))?;
    unique("statement", file.statements.iter().map(|own| own.id.as_str()))?;
    unique("axis", file.axes.iter().map(|own| own.id.as_str()))?;
    unique("rule", file.rules.iter().map(|own| own.id.as_str()))?;
    unique("demand", file.demands.iter().map(|own| own.id.as_str()))?;
    unique("exception", file.exceptions.iter().map(|own| own.id.as_str()))?;
    unique("advisory", file.advisories.iter().map(|own| own.id.as_str()))?;
    unique("method", file.methods.iter().map(|own| own.id.as_str()))?;
    let ids: Vec<String> = file.statutes.iter().map(Statute::id).collect();
    unique("statute", ids.iter().map(String::as_str))?;
    for axis in &file.axes {
        unique("grade", axis.grades.iter().map(|own| own.id.as_str()))?;
        if axis.grades.is_empty() {
            return Err(BundleError::Empty("grades"));
        }
    }
    references(file)?;
    periods(file)?;
    let steps = circles(file)?;
    within_limit(file, &steps)
}

/// What has a first and a last day has them in this order.
fn periods(file: &File) -> Result<(), BundleError> {
    type Period = (Option<Date>, Option<Date>);
    let rules = file.rules.iter().map(|own| (own.id.clone(), (own.from, own.until)));
    let statutes = file.statutes.iter().map(|own| (own.id(), (own.from, own.until)));
    let refused = file.not_accepted.iter().map(|own| (own.law.clone(), (own.from, own.until)));
    let exceptions = file.exceptions.iter().map(|own| (own.id.clone(), (own.from, own.until)));
    let advisories = file.advisories.iter().flat_map(|own| {
        let made = (own.made_from, own.made_until);
        [(own.id.clone(), (own.from, own.until)), (own.id.clone(), made)]
    });
    let methods = file.methods.iter().map(|own| (own.id.clone(), (own.from, own.until)));
    let mut all =
        rules.chain(statutes).chain(refused).chain(exceptions).chain(advisories).chain(methods);
    let turned = |(_, period): &(String, Period)| matches!(period, (Some(from), Some(until)) if until < from);
    match all.find(turned) {
        Some((id, _)) => Err(BundleError::Order(shown(&id))),
        None => Ok(()),
    }
}

/// How many steps it takes to read every need once.
fn within_limit(file: &File, steps: &BTreeMap<&str, usize>) -> Result<(), BundleError> {
    let mut sum: usize = steps.values().sum();
    let statutes = file.statutes.iter().map(|own| &own.needs);
    let refused = file.not_accepted.iter().map(|own| &own.when);
    let demands = file.demands.iter().flat_map(|own| own.needs.iter().chain(&own.when.evidence));
    for need in statutes.chain(refused).chain(demands) {
        sum = sum.saturating_add(steps_of(need, steps));
    }
    if sum > MAX_BUNDLE_STEPS {
        return Err(BundleError::TooManySteps(MAX_BUNDLE_STEPS));
    }
    Ok(())
}

/// The steps of reading a need: one for each part of it, and those of the rules that it mentions.
fn steps_of(need: &Need, steps: &BTreeMap<&str, usize>) -> usize {
    match need {
        Need::All(needs) | Need::Any(needs) => {
            needs.iter().fold(1, |sum: usize, own| sum.saturating_add(steps_of(own, steps)))
        }
        Need::One(facts) => facts.len(),
        Need::Party(_) => 1,
        Need::Rule(id) => steps.get(id.as_str()).copied().unwrap_or(0).saturating_add(1),
    }
}

fn unique<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), BundleError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(BundleError::Duplicate { what, name: shown(name) });
        }
    }
    Ok(())
}

/// Every name that is used is there.
fn references(file: &File) -> Result<(), BundleError> {
    let unknown = |by: &str, what: &'static str, name: &str| BundleError::Unknown {
        by: shown(by),
        what,
        name: shown(name),
    };
    let source = |by: &str, name: &str| match file.sources.iter().any(|own| own.id == name) {
        true => Ok(()),
        false => Err(unknown(by, "source", name)),
    };
    let rules: BTreeSet<&str> = file.rules.iter().map(|own| own.id.as_str()).collect();
    let needs = |by: &str, need: &Need| {
        let mut used = Vec::new();
        rules_of(need, &mut used)?;
        match used.iter().find(|own| !rules.contains(**own)) {
            Some(name) => Err(unknown(by, "rule", name)),
            None => Ok(()),
        }
    };
    for own in &file.statements {
        source(&own.id, &own.source)?;
    }
    for own in &file.rules {
        source(&own.id, &own.source)?;
        needs(&own.id, &own.needs)?;
        let Some(reaches) = &own.reaches else { continue };
        let axis = file.axes.iter().find(|axis| axis.id == reaches.axis);
        let axis = axis.ok_or_else(|| unknown(&own.id, "axis", &reaches.axis))?;
        if !axis.grades.iter().any(|grade| grade.id == reaches.grade) {
            return Err(unknown(&own.id, "grade", &reaches.grade));
        }
    }
    for own in &file.statutes {
        source(&own.id(), &own.source)?;
        needs(&own.id(), &own.needs)?;
        let Some(code) = &own.becomes else { continue };
        let later =
            |other: &Statute| other.law == own.law && other.code == *code && other.from > own.until;
        if !file.statutes.iter().any(later) {
            return Err(unknown(&own.id(), "later code", code));
        }
    }
    for own in &file.not_accepted {
        source(&own.law, &own.source)?;
        needs(&own.law, &own.when)?;
        if !file.statutes.iter().any(|statute| statute.law == own.law) {
            return Err(unknown("notAccepted", "law", &own.law));
        }
    }
    for own in &file.demands {
        source(&own.id, &own.source)?;
        for need in own.needs.iter().chain(&own.when.evidence) {
            needs(&own.id, need)?;
        }
    }
    for own in &file.exceptions {
        if !file.demands.iter().any(|demand| demand.id == own.lifts) {
            return Err(unknown(&own.id, "demand", &own.lifts));
        }
        if own.purposes.is_empty() {
            return Err(BundleError::Empty("purposes of an exception"));
        }
    }
    for own in &file.advisories {
        source(&own.id, &own.source)?;
        let names = || file.methods.iter().map(|method| method.id.as_str());
        let known = |name: &&String| !rules.contains(name.as_str()) && !names().any(|m| m == *name);
        if let Some(name) = own.rules.iter().find(known) {
            return Err(unknown(&own.id, "rule", name));
        }
        if !own.names_evidence() && (own.rules.is_empty() || !own.strikes.is_empty()) {
            return Err(BundleError::Empty("what an advisory is about"));
        }
    }
    for own in &file.methods {
        source(&own.id, &own.source)?;
        if own.channels.is_empty() {
            return Err(BundleError::Empty("channels of a method"));
        }
        // What can be passed on stays so, whatever a file says.
        let claims = own.phishing_resistant == Some(true);
        if own.authenticator.is_some_and(|kind| claims && !kind.phishing_resistant()) {
            let problem = format!("{} cannot be phishing resistant", shown(&own.id));
            return Err(BundleError::Shape(problem));
        }
    }
    Ok(())
}

/// The rules that a need refers to. A choice or a list of nothing is refused: "all of nothing"
/// would hold for everybody.
fn rules_of<'a>(need: &'a Need, used: &mut Vec<&'a str>) -> Result<(), BundleError> {
    match need {
        Need::All(needs) | Need::Any(needs) => {
            if needs.is_empty() {
                return Err(BundleError::Empty("a list of needs"));
            }
            needs.iter().try_for_each(|own| rules_of(own, used))
        }
        Need::One(facts) if facts.is_empty() => Err(BundleError::Empty("a list of facts")),
        Need::One(_) | Need::Party(_) => Ok(()),
        Need::Rule(id) => {
            used.push(id);
            Ok(())
        }
    }
}

/// No rule needs itself. Rules are taken away once all they need is taken away: what is left over
/// goes in circles, or hangs on one. Returns the steps of reading each rule.
fn circles(file: &File) -> Result<BTreeMap<&str, usize>, BundleError> {
    let mut left: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for own in &file.rules {
        let mut used = Vec::new();
        rules_of(&own.needs, &mut used)?;
        left.insert(own.id.as_str(), used);
    }
    let needs: BTreeMap<&str, &Need> =
        file.rules.iter().map(|own| (own.id.as_str(), &own.needs)).collect();
    // How many steps are taken where a rule is read: each mention reads its rule again.
    let mut steps: BTreeMap<&str, usize> = BTreeMap::new();
    for depth in 0.. {
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, used)| !used.iter().any(|own| left.contains_key(own)))
            .map(|(id, _)| *id)
            .collect();
        if free.is_empty() {
            break;
        }
        if depth >= MAX_BUNDLE_DEPTH {
            return Err(BundleError::TooDeep(MAX_BUNDLE_DEPTH));
        }
        for id in free {
            left.remove(id);
            let own = needs.get(id).map_or(0, |own| steps_of(own, &steps));
            if own > MAX_BUNDLE_STEPS {
                return Err(BundleError::TooManySteps(MAX_BUNDLE_STEPS));
            }
            steps.insert(id, own);
        }
    }
    let Some(first) = left.keys().next() else { return Ok(steps) };
    // Every rule left needs one that is left: the way must come back to itself.
    let mut way: Vec<&str> = vec![first];
    loop {
        let last = way.last().copied().unwrap_or_default();
        let used = left.get(last).into_iter().flatten();
        let Some(next) = used.copied().find(|own| left.contains_key(own)) else {
            return Err(BundleError::Cycle(way.into_iter().map(shown).collect()));
        };
        if let Some(start) = way.iter().position(|own| *own == next) {
            let circle = way.iter().skip(start).chain([&next]);
            return Err(BundleError::Cycle(circle.map(|own| shown(own)).collect()));
        }
        way.push(next);
    }
}
