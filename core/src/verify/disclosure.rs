//! What came against what was asked: rows 14 to 16 of the reference.
//!
//! 1. [`Comparison::new`] sets every element that came beside every one that was asked for; the age
//!    family answers by its own rule, alternatives by theirs.
//! 2. The checks say whether the document was asked for, what came unasked and what is missing.
//! 3. [`Comparison::rows`] is the table of the report.
//! 4. [`Comparison::release`] decides which values leave the verification, and which may be kept.

use std::sync::Arc;

use super::check::CheckId;
use super::digests::{elements, name};
use super::policy::Unasked;
use super::report::{Disclosed, Disclosure, Findings};
use crate::codec::limits::MAX_LISTED;
use crate::doctype::age::threshold as age;
use crate::doctype::{Registry, Role};
use crate::facts::{Facts, shown};
use crate::mdoc::{AskedDocument, AskedElement, DeviceRequest, Document};

/// The elements that came.
struct Given<'a> {
    /// Identifier and namespace, in the order received.
    names: Vec<(&'a str, &'a str)>,
    /// Their places in that list, sorted by the names.
    sorted: Vec<u16>,
    /// Those of the age family that are a bool.
    ages: Vec<AgeAnswer<'a>>,
}

/// `age_over_NN` with its value.
struct AgeAnswer<'a> {
    name_space: &'a str,
    identifier: &'a str,
    age: u8,
    truth: bool,
}

/// What answers an element asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It came itself: where it stands among the sorted names.
    Itself(usize),
    /// Nothing.
    Nothing,
    /// Others came in its place.
    Others,
}

/// What came and what was asked.
pub(super) struct Comparison<'a, 'r> {
    request: Option<&'r DeviceRequest>,
    asked: Option<&'r AskedDocument>,
    given: Given<'a>,
    /// For each element asked for, in their order: what answers it.
    answers: Vec<Answer>,
    /// For each of the given names, in the order received: whether it may be kept, or that nobody
    /// asked.
    covered: Vec<Option<bool>>,
    withheld: Vec<(&'a str, &'a str, i64)>,
    unasked: Unasked,
}

impl<'a, 'r> Comparison<'a, 'r> {
    pub(super) fn new(
        document: &Document<'a>,
        request: Option<&'r DeviceRequest>,
        unasked: Unasked,
    ) -> Self {
        let given = Given::of(document);
        // Several requests may be for one type: the one that this document answers best.
        let asked = request.into_iter().flat_map(|own| own.documents(document.doc_type));
        let answers = |own: &AskedDocument| -> Vec<Answer> {
            own.elements.iter().map(|element| given.answer(element)).collect()
        };
        let asked = asked
            .map(|own| (own, answers(own)))
            .min_by_key(|(_, all)| all.iter().filter(|own| **own == Answer::Nothing).count());
        let (asked, answers) = asked.map_or((None, Vec::new()), |(own, all)| (Some(own), all));
        let covered = covered(asked, &answers, &given);
        let mut withheld: Vec<(&str, &str, i64)> = document
            .errors
            .iter()
            .flatten()
            .map(|own| (own.name, own.name_space, own.code))
            .collect();
        withheld.sort_unstable();
        Self { request, asked, given, answers, covered, withheld, unasked }
    }

    /// Whether a value leaves the verification, and if so whether it may be kept. `place` is where
    /// the element stands among all that came.
    ///
    /// Without a request nothing is known to be unasked, and nothing may be kept.
    pub(super) fn release(&self, place: usize) -> Option<bool> {
        if self.request.is_none() {
            return Some(false);
        }
        let covered = self.covered.get(place).copied().flatten();
        covered.or_else(|| (self.unasked == Unasked::Keep).then_some(false))
    }

    /// One row for every element asked for, then one for every element that came unasked.
    pub(super) fn rows(&self) -> Vec<Disclosed> {
        if self.request.is_none() {
            return Vec::new();
        }
        let mut names = Names::default();
        let mut rows = Vec::with_capacity(self.answers.len() + self.extra().count());
        rows.extend(self.elements().map(|(own, answer)| self.row(own, answer, &mut names)));
        let released = self.unasked == Unasked::Keep;
        rows.extend(self.extra().map(|(identifier, name_space)| Disclosed {
            name_space: names.shared(name_space),
            identifier: identifier.into(),
            disclosure: Disclosure::Unasked { released },
            retain: false,
        }));
        rows
    }

    /// Every element asked for, and what answers it.
    fn elements(&self) -> impl Iterator<Item = (&'r AskedElement, Answer)> {
        let asked = self.asked.into_iter().flat_map(|own| &own.elements);
        asked.zip(self.answers.iter().copied())
    }

    fn row(&self, own: &AskedElement, answer: Answer, names: &mut Names) -> Disclosed {
        let disclosure = if answer != Answer::Nothing {
            let itself = matches!(answer, Answer::Itself(_));
            Disclosure::Given { itself, others: self.given.others(own, names) }
        } else {
            let wanted = (own.identifier.as_str(), own.name_space.as_str());
            let place =
                self.withheld.binary_search_by_key(&wanted, |(name, space, _)| (name, space));
            let code = place.ok().and_then(|index| self.withheld.get(index));
            Disclosure::Withheld { code: code.map(|(_, _, code)| *code) }
        };
        Disclosed {
            name_space: names.shared(&own.name_space),
            identifier: own.identifier.as_str().into(),
            disclosure,
            retain: own.retain,
        }
    }

    /// Identifier and namespace of what nobody asked for.
    fn extra(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.given.sorted.iter().map(|place| usize::from(*place));
        let bare = all.filter(|place| self.covered.get(*place) == Some(&None));
        bare.filter_map(|place| self.given.names.get(place).copied())
    }

    pub(super) fn check(&self, doc_type: &str, registry: &Registry, findings: &mut Findings<'_>) {
        if self.request.is_none() {
            for check in [
                CheckId::DocumentRequested,
                CheckId::DocumentUnrequestedElements,
                CheckId::DocumentRequestedElements,
                CheckId::DocumentPortrait,
            ] {
                findings.not_performed(check, "request-unknown");
            }
            return;
        }
        findings.judge(CheckId::DocumentRequested, self.asked.is_some(), || {
            Facts::of("doc-type", shown(doc_type))
        });
        let Some(asked) = self.asked else { return };
        self.unrequested(findings);
        self.missing(findings);
        self.portrait(asked, registry, findings);
    }

    fn unrequested(&self, findings: &mut Findings<'_>) {
        let extra = self.extra().take(MAX_LISTED);
        let extra: Vec<String> = extra.map(|(id, name_space)| name(name_space, id)).collect();
        findings.judge(CheckId::DocumentUnrequestedElements, extra.is_empty(), || {
            let released = if self.unasked == Unasked::Keep { "released" } else { "dropped" };
            Facts::of("elements", extra.clone()).and("values", released)
        });
    }

    fn missing(&self, findings: &mut Findings<'_>) {
        let absent: Vec<String> = self
            .elements()
            .filter(|(_, answer)| *answer == Answer::Nothing)
            .take(MAX_LISTED)
            .map(|(own, _)| name(&own.name_space, &own.identifier))
            .collect();
        findings.judge(CheckId::DocumentRequestedElements, absent.is_empty(), || {
            Facts::of("elements", absent.clone())
        });
    }

    /// A wallet that returns anything returns the portrait that was asked for.
    fn portrait(&self, asked: &AskedDocument, registry: &Registry, findings: &mut Findings<'_>) {
        const CHECK: CheckId = CheckId::DocumentPortrait;
        if registry.get(&asked.doc_type).is_none() {
            return findings.not_performed(CHECK, "document-type-unknown");
        }
        let portraits: Vec<(&str, &str)> = registry
            .serving(&asked.doc_type, Role::Portrait)
            .map(|(space, element)| (space, element.id.as_str()))
            .collect();
        let is_portrait = |own: &AskedElement| {
            portraits.contains(&(own.name_space.as_str(), own.identifier.as_str()))
        };
        let mut wanted = self.elements().filter(|(own, _)| is_portrait(own)).peekable();
        if wanted.peek().is_none() || self.given.names.is_empty() {
            return findings.not_applicable(CHECK);
        }
        findings.judge(CHECK, wanted.all(|(_, answer)| answer != Answer::Nothing), Facts::none);
    }
}

/// For each of the given names, in the order received, whether an element asked for covers it and
/// may be kept.
fn covered(
    asked: Option<&AskedDocument>,
    answers: &[Answer],
    given: &Given<'_>,
) -> Vec<Option<bool>> {
    let mut covered = vec![None; given.names.len()];
    let mut cover = |first: usize, retain: bool| {
        // A name that came twice stands in two places; verification fails for it.
        for place in given.same_as(first) {
            if let Some(own) = covered.get_mut(place) {
                *own = Some(own.unwrap_or_default() || retain);
            }
        }
    };
    for (own, answer) in asked.iter().flat_map(|own| &own.elements).zip(answers) {
        if let Answer::Itself(first) = answer {
            cover(*first, own.retain);
        }
        let alternatives = own.alternatives.iter().flatten();
        let alternatives = alternatives.filter_map(|(space, id)| given.find(space, id));
        let nearest = given.nearest(own).into_iter();
        let nearest = nearest.filter_map(|own| given.find(own.name_space, own.identifier));
        alternatives.chain(nearest).for_each(|first| cover(first, own.retain));
    }
    covered
}

impl<'a> Given<'a> {
    fn of(document: &Document<'a>) -> Self {
        let mut names = Vec::with_capacity(elements(document).count());
        let mut ages = Vec::new();
        for (name_space, identifier, value) in elements(document) {
            names.push((identifier, name_space));
            if let (Some(age), Some(truth)) = (age(identifier), value.as_bool()) {
                ages.push(AgeAnswer { name_space, identifier, age, truth });
            }
        }
        // `MAX_ITEMS`, once for the issuer and once for the device, is far less than a place can be.
        let mut sorted: Vec<u16> = (0..u16::MAX).take(names.len()).collect();
        sorted.sort_unstable_by_key(|place| names.get(usize::from(*place)));
        Self { names, sorted, ages }
    }

    /// Where the first of this name stands among the sorted ones.
    fn find(&self, name_space: &str, identifier: &str) -> Option<usize> {
        let wanted = (identifier, name_space);
        let name = |place: &u16| self.names.get(usize::from(*place)).copied();
        let first = self.sorted.partition_point(|place| name(place) < Some(wanted));
        (self.sorted.get(first).and_then(name) == Some(wanted)).then_some(first)
    }

    /// The places, in the order received, of all that have the name of this one among the sorted.
    fn same_as(&self, first: usize) -> impl Iterator<Item = usize> {
        let places = self.sorted.iter().skip(first).map(|place| usize::from(*place));
        let mut all = places.map(|place| (place, self.names.get(place))).peekable();
        let name = all.peek().and_then(|(_, name)| *name);
        all.take_while(move |(_, own)| *own == name).map(|(place, _)| place)
    }

    fn answer(&self, own: &AskedElement) -> Answer {
        if let Some(first) = self.find(&own.name_space, &own.identifier) {
            return Answer::Itself(first);
        }
        let came = |(space, id): &(String, String)| self.find(space, id).is_some();
        let mut sets = own.alternatives.iter();
        match self.nearest(own).is_some() || sets.any(|set| !set.is_empty() && set.iter().all(came))
        {
            true => Answer::Others,
            false => Answer::Nothing,
        }
    }

    /// What answers for an age (13.4.6): the nearest true at or above the age asked for, else the
    /// nearest false at or below. What lies further off was not asked for.
    fn nearest(&self, own: &AskedElement) -> Option<&AgeAnswer<'a>> {
        let asked = age(&own.identifier)?;
        let answers = self.ages.iter().filter(|answer| answer.answers(&own.name_space, asked));
        answers.min_by_key(|answer| (!answer.truth, answer.age.abs_diff(asked)))
    }

    /// What else came for an element: its neighbours of the age family, its alternatives.
    fn others(&self, own: &AskedElement, names: &mut Names) -> Box<[(Arc<str>, Box<str>)]> {
        let itself = (own.identifier.as_str(), own.name_space.as_str());
        let alternatives = own.alternatives.iter().flatten();
        let alternatives = alternatives.map(|(space, id)| (id.as_str(), space.as_str()));
        let came = alternatives.filter(|(id, space)| self.find(space, id).is_some());
        let ages = self.nearest(own).into_iter();
        let ages = ages.map(|answer| (answer.identifier, answer.name_space));
        let mut others: Vec<(&str, &str)> =
            came.chain(ages).filter(|other| *other != itself).collect();
        others.sort_unstable_by_key(|(id, space)| (*space, *id));
        others.dedup();
        others.into_iter().map(|(id, space)| (names.shared(space), id.into())).collect()
    }
}

/// Namespaces of a report: rows of one namespace share one copy.
#[derive(Default)]
struct Names(Option<Arc<str>>);

impl Names {
    fn shared(&mut self, name: &str) -> Arc<str> {
        match &self.0 {
            Some(last) if **last == *name => last.clone(),
            _ => self.0.insert(name.into()).clone(),
        }
    }
}

impl AgeAnswer<'_> {
    /// Whether it says anything of the age asked about in this namespace.
    fn answers(&self, name_space: &str, asked: u8) -> bool {
        name_space == self.name_space
            && if self.truth { self.age >= asked } else { self.age <= asked }
    }
}
