//! What came against what was asked: rows 14 to 16 of the reference.

use super::check::CheckId;
use super::digests::{items, name};
use super::report::Findings;
use crate::facts::{Facts, shown};
use crate::mdoc::{AskedDocument, AskedElement, DeviceRequest, Document};

/// One element that came: namespace, identifier, and its value where it is a bool.
struct Given<'a> {
    name_space: &'a str,
    identifier: &'a str,
    truth: Option<bool>,
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
    let given = given(document);
    unrequested(asked, &given, findings);
    missing(asked, &given, findings);
}

fn unrequested(asked: &AskedDocument, given: &[Given<'_>], findings: &mut Findings<'_>) {
    let extra: Vec<String> = given
        .iter()
        .filter(|element| !asked.elements.iter().any(|own| covers(own, element)))
        .map(|element| name(element.name_space, element.identifier))
        .collect();
    findings.judge(CheckId::DocumentUnrequestedElements, extra.is_empty(), || {
        Facts::of("elements", extra.clone())
    });
}

fn missing(asked: &AskedDocument, given: &[Given<'_>], findings: &mut Findings<'_>) {
    let absent: Vec<String> = asked
        .elements
        .iter()
        .filter(|own| !answered(own, given))
        .map(|own| name(&own.name_space, &own.identifier))
        .collect();
    findings.judge(CheckId::DocumentRequestedElements, absent.is_empty(), || {
        Facts::of("elements", absent.clone())
    });
}

fn given<'a>(document: &Document<'a>) -> Vec<Given<'a>> {
    let issued = items(document).map(|(name_space, item)| Given {
        name_space,
        identifier: item.element_identifier,
        truth: item.element_value.as_bool(),
    });
    let device =
        document.device_signed.iter().flat_map(|signed| {
            signed.name_spaces.value().elements.iter().map(|(name_space, identifier, value)| {
                Given { name_space, identifier, truth: value.as_bool() }
            })
        });
    issued.chain(device).collect()
}

/// Whether `element` was asked for by `own`, itself, as a nearest age or as an alternative.
fn covers(own: &AskedElement, element: &Given<'_>) -> bool {
    let same = own.name_space == element.name_space && own.identifier == element.identifier;
    same || answers_age(own, element)
        || own.alternatives.iter().flatten().any(|(name_space, identifier)| {
            name_space == element.name_space && identifier == element.identifier
        })
}

fn answered(own: &AskedElement, given: &[Given<'_>]) -> bool {
    let came = |name_space: &str, identifier: &str| {
        given.iter().any(|own| own.name_space == name_space && own.identifier == identifier)
    };
    came(&own.name_space, &own.identifier)
        || given.iter().any(|element| answers_age(own, element))
        || own
            .alternatives
            .iter()
            .any(|set| !set.is_empty() && set.iter().all(|(space, id)| came(space, id)))
}

/// 13.4.6: the nearest true at or above the age asked for, else the nearest false at or below.
fn answers_age(own: &AskedElement, element: &Given<'_>) -> bool {
    let (Some(asked), Some(came)) = (age(&own.identifier), age(element.identifier)) else {
        return false;
    };
    own.name_space == element.name_space
        && match element.truth {
            Some(true) => came >= asked,
            Some(false) => came <= asked,
            None => false,
        }
}

/// The two digits of `age_over_NN`.
fn age(identifier: &str) -> Option<u8> {
    let digits = identifier.strip_prefix("age_over_")?;
    let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
