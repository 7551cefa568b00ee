//! What came against what was asked: rows 14 to 16 of the reference.

use super::check::CheckId;
use super::digests::{items, name};
use super::report::Findings;
use crate::facts::{Facts, shown};
use crate::mdoc::{AskedDocument, AskedElement, DeviceRequest, Document};

/// The elements that came.
struct Given<'a> {
    /// Identifier and namespace, sorted.
    names: Vec<(&'a str, &'a str)>,
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

pub(super) fn check(
    document: &Document<'_>,
    request: Option<&DeviceRequest>,
    findings: &mut Findings<'_>,
) {
    let Some(request) = request else {
        for check in [
            CheckId::DocumentRequested,
            CheckId::DocumentUnrequestedElements,
            CheckId::DocumentRequestedElements,
        ] {
            findings.not_performed(check, "request-unknown");
        }
        return;
    };
    let asked = request.document(document.doc_type);
    findings.judge(CheckId::DocumentRequested, asked.is_some(), || {
        Facts::of("doc-type", shown(document.doc_type))
    });
    let Some(asked) = asked else { return };
    let given = Given::of(document);
    unrequested(asked, &given, findings);
    missing(asked, &given, findings);
}

fn unrequested(asked: &AskedDocument, given: &Given<'_>, findings: &mut Findings<'_>) {
    let mut wanted: Vec<(&str, &str)> = asked.elements.iter().flat_map(names_of).collect();
    wanted.sort_unstable();
    let answers =
        given.ages.iter().filter(|answer| asked.elements.iter().any(|own| answer.answers(own)));
    let answers: Vec<(&str, &str)> =
        answers.map(|answer| (answer.identifier, answer.name_space)).collect();
    let extra = given
        .names
        .iter()
        .filter(|element| wanted.binary_search(element).is_err() && !answers.contains(element));
    let extra: Vec<String> = extra.map(|(id, name_space)| name(name_space, id)).collect();
    findings.judge(CheckId::DocumentUnrequestedElements, extra.is_empty(), || {
        Facts::of("elements", extra.clone())
    });
}

fn missing(asked: &AskedDocument, given: &Given<'_>, findings: &mut Findings<'_>) {
    let absent: Vec<String> = asked
        .elements
        .iter()
        .filter(|own| !given.answers(own))
        .map(|own| name(&own.name_space, &own.identifier))
        .collect();
    findings.judge(CheckId::DocumentRequestedElements, absent.is_empty(), || {
        Facts::of("elements", absent.clone())
    });
}

/// Identifier and namespace of the element asked for and of every one that may come in its place,
/// but for the age family.
fn names_of(own: &AskedElement) -> impl Iterator<Item = (&str, &str)> {
    let alternatives = own.alternatives.iter().flatten();
    std::iter::once((own.identifier.as_str(), own.name_space.as_str()))
        .chain(alternatives.map(|(name_space, id)| (id.as_str(), name_space.as_str())))
}

impl<'a> Given<'a> {
    fn of(document: &Document<'a>) -> Self {
        let issued = items(document)
            .map(|(name_space, item)| (name_space, item.element_identifier, item.element_value));
        let device = document
            .device_signed
            .iter()
            .flat_map(|signed| signed.name_spaces.value().elements.iter().copied());
        let mut given = Self { names: Vec::new(), ages: Vec::new() };
        for (name_space, identifier, value) in issued.chain(device) {
            given.names.push((identifier, name_space));
            if let (Some(age), Some(truth)) = (age(identifier), value.as_bool()) {
                given.ages.push(AgeAnswer { name_space, identifier, age, truth });
            }
        }
        given.names.sort_unstable();
        given
    }

    fn has(&self, name_space: &str, identifier: &str) -> bool {
        self.names.binary_search(&(identifier, name_space)).is_ok()
    }

    fn answers(&self, own: &AskedElement) -> bool {
        self.has(&own.name_space, &own.identifier)
            || self.ages.iter().any(|answer| answer.answers(own))
            || own
                .alternatives
                .iter()
                .any(|set| !set.is_empty() && set.iter().all(|(space, id)| self.has(space, id)))
    }
}

impl AgeAnswer<'_> {
    /// 13.4.6: the nearest true at or above the age asked for, else the nearest false at or below.
    fn answers(&self, own: &AskedElement) -> bool {
        let Some(asked) = age(&own.identifier) else { return false };
        own.name_space == self.name_space
            && if self.truth { self.age >= asked } else { self.age <= asked }
    }
}

/// The two digits of `age_over_NN`.
fn age(identifier: &str) -> Option<u8> {
    let digits = identifier.strip_prefix("age_over_")?;
    let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
