//! The data groups of a travel document inside a photo ID: passive authentication (ICAO Doc 9303-11
//! 5.1).
//!
//! 1. The security object can be read.
//! 2. Every data group that came has the digest that the security object states.
//! 3. The security object is signed by the document signer whose certificate it carries.
//! 4. That certificate is meant for signing documents, and leads to a country's signing authority,
//!    where any is trusted for this document type now.
//!
//! Not checked: revocation of the document signer of the travel document, and whether the chip of the
//! travel document was genuine: a photo ID has none.

use super::Context;
use super::check::CheckId;
use super::digests::{items, name};
use super::report::Findings;
use crate::facts::Facts;
use crate::mdoc::{DATA_GROUP_SPACES, Document, DocumentSecurityObject, SECURITY_OBJECT};
use crate::trust::Purpose;
use crate::x509::{self, Certificate};

const CHECKS: [CheckId; 4] =
    [CheckId::SodStructure, CheckId::SodDataGroups, CheckId::SodSignature, CheckId::SodChain];

/// What came in one namespace.
struct Group<'a> {
    name_space: &'a str,
    /// The element that should be a security object; the inner `None` where it is no byte string.
    security_object: Option<Option<&'a [u8]>>,
    /// Number, element and content of each data group.
    data_groups: Vec<(u8, &'a str, Option<&'a [u8]>)>,
}

pub(super) fn check(document: &Document<'_>, context: &Context<'_>, findings: &mut Findings<'_>) {
    let groups: Vec<Group<'_>> =
        DATA_GROUP_SPACES.iter().filter_map(|space| group(document, space)).collect();
    if groups.is_empty() {
        return CHECKS.into_iter().for_each(|check| findings.not_applicable(check));
    }
    if groups.iter().any(|own| own.security_object.is_none()) {
        return CHECKS
            .into_iter()
            .for_each(|check| findings.not_performed(check, "security-object-absent"));
    }
    let mut read = Vec::new();
    for own in &groups {
        let bytes = own.security_object.flatten().unwrap_or_default();
        match DocumentSecurityObject::read(bytes) {
            Ok(object) => read.push((own, object)),
            Err(error) => {
                let element = name(own.name_space, SECURITY_OBJECT);
                let facts = Facts::of("elements", vec![element]);
                let facts = facts.and("problem", error.to_string());
                return findings.broken(CheckId::SodStructure, facts);
            }
        }
    }
    findings.pass(CheckId::SodStructure);
    digests(&read, context, findings);
    signatures(document.doc_type, &read, context, findings);
}

fn group<'a>(document: &Document<'a>, name_space: &'static str) -> Option<Group<'a>> {
    let device = document.device_signed.iter();
    let device = device.flat_map(|signed| signed.name_spaces.value().elements.iter().copied());
    let mut own = Group { name_space, security_object: None, data_groups: Vec::new() };
    let came = items(document)
        .map(|(space, item)| (space, item.element_identifier, item.element_value))
        .chain(device);
    for (_, identifier, value) in came.filter(|(space, ..)| *space == name_space) {
        if identifier == SECURITY_OBJECT {
            own.security_object.get_or_insert(value.as_bytes());
        } else if let Some(number) = number(identifier) {
            own.data_groups.push((number, identifier, value.as_bytes()));
        }
    }
    let empty = own.security_object.is_none() && own.data_groups.is_empty();
    (!empty).then_some(own)
}

/// `dg1` to `dg16`.
fn number(identifier: &str) -> Option<u8> {
    (1..=16).find(|number| identifier.strip_prefix("dg") == Some(number.to_string().as_str()))
}

fn digests(
    read: &[(&Group<'_>, DocumentSecurityObject)],
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::SodDataGroups;
    if read.iter().all(|(group, _)| group.data_groups.is_empty()) {
        return findings.not_applicable(CHECK);
    }
    let mut odd = Vec::new();
    for (group, object) in read {
        let Some(algorithm) = object.algorithm() else {
            let facts = Facts::of("digest-algorithm", object.algorithm_name());
            return findings.undetermined(CHECK, facts);
        };
        for (number, identifier, content) in &group.data_groups {
            let holds = content.is_some_and(|content| {
                let own = (context.provider.digest)(algorithm, &[content]);
                object.digest(*number) == Some(own.as_ref())
            });
            if !holds {
                odd.push(name(group.name_space, identifier));
            }
        }
    }
    findings.judge(CHECK, odd.is_empty(), || Facts::of("elements", odd.clone()));
}

fn signatures(
    doc_type: &str,
    read: &[(&Group<'_>, DocumentSecurityObject)],
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let mut signers = Vec::new();
    for (_, object) in read {
        match object.message().verify(None, context.provider) {
            Ok(signer) => signers.push(signer),
            Err(error) => {
                let facts = Facts::of("problem", error.to_string());
                return match error.is_unsupported() {
                    true => findings.undetermined(CheckId::SodSignature, facts),
                    false => findings.broken(CheckId::SodSignature, facts),
                };
            }
        }
    }
    findings.pass(CheckId::SodSignature);
    let anchors = context.trust.anchors().iter();
    let anchors: Vec<&Certificate> = anchors
        .filter(|own| own.purpose() == Purpose::TravelDocumentCa)
        .filter(|own| own.doc_types().contains(doc_type))
        .filter(|own| own.listing().holds_at(context.now, context.policy.clock_skew))
        .map(|own| own.certificate())
        .collect();
    if anchors.is_empty() {
        return findings.not_performed(CheckId::SodChain, "no-trust-anchors");
    }
    for signer in signers {
        let chain = std::slice::from_ref(signer);
        let skew = context.policy.clock_skew;
        if !signer.may_sign_documents() {
            let facts = Facts::of("because", "signer-purpose");
            return findings.broken(CheckId::SodChain, facts);
        }
        if let Err(error) = x509::chain_to(chain, &anchors, context.now, skew, context.provider) {
            let facts = Facts::of("because", error.name()).and("problem", error.to_string());
            return match error.is_unsupported() {
                true => findings.undetermined(CheckId::SodChain, facts),
                false => findings.broken(CheckId::SodChain, facts),
            };
        }
    }
    findings.pass(CheckId::SodChain);
}
