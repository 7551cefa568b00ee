//! What elements say: rows 48 to 51 of the reference, and each value against its document type.

use super::Context;
use super::check::CheckId;
use super::digests::{elements, items, name};
use super::report::Findings;
use crate::codec::Item;
use crate::codec::limits::MAX_LISTED;
use crate::doctype::age::{Evidence, Statement};
use crate::doctype::{Aspect, CborKind, Date, ElementInfo, ElementProblem};
use crate::facts::{Facts, shown};
use crate::mdoc::{Document, MobileSecurityObject, full_date};
use crate::x509::Certificate;

pub(super) fn check(
    document: &Document<'_>,
    signer: Option<&Certificate>,
    mso: Option<&MobileSecurityObject<'_>>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let registry = &context.policy.doc_types;
    // The same element may stand in several namespaces: each must be right.
    let all = |identifier: &str| -> Vec<Item<'_>> {
        items(document)
            .filter(|(_, item)| item.element_identifier == identifier)
            .filter(|(space, _)| registry.described(document.doc_type, space).binds_country())
            .map(|(_, item)| item.element_value)
            .collect()
    };
    let countries = all("issuing_country");
    let jurisdictions = all("issuing_jurisdiction");
    validity_dates(document, context, findings);
    issuing_country(&countries, signer, findings);
    issuing_jurisdiction(&jurisdictions, signer, findings);
    jurisdiction_country(&jurisdictions, &countries, signer, findings);
    described(document, mso, context, findings);
}

/// An element that came, with its description where the document type has one.
struct Came<'r, 'a> {
    name_space: &'a str,
    identifier: &'a str,
    value: Item<'a>,
    info: Option<&'r ElementInfo>,
    /// Whether its namespace knows no other elements than those described.
    closed: bool,
}

/// Issuer-signed and device-signed elements against the document type's description.
fn described(
    document: &Document<'_>,
    mso: Option<&MobileSecurityObject<'_>>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    const CHECKS: [CheckId; 6] = [
        CheckId::ElementKnown,
        CheckId::ElementType,
        CheckId::ElementFormat,
        CheckId::ElementText,
        CheckId::ElementImage,
        CheckId::ElementAgeConsistency,
    ];
    if context.policy.doc_types.get(document.doc_type).is_none() {
        return CHECKS
            .into_iter()
            .for_each(|check| findings.not_performed(check, "document-type-unknown"));
    }
    let Some(today) = context.now.date().as_deref().and_then(Date::parse) else {
        return CHECKS
            .into_iter()
            .for_each(|check| findings.undetermined(check, Facts::of("at", context.now)));
    };
    let came = came(document, context);
    known(&came, findings);
    let problems: Vec<(&Came<'_, '_>, ElementProblem)> = came
        .iter()
        .filter_map(|own| own.info.map(|info| (own, info)))
        .flat_map(|(own, info)| {
            info.kind.check(&own.value, today).into_iter().map(move |problem| (own, problem))
        })
        .collect();
    let any = |_: CborKind| true;
    let text = |kind| matches!(kind, CborKind::Array | CborKind::Map | CborKind::Text);
    let image = |kind| kind == CborKind::Image;
    aspect(CheckId::ElementType, Aspect::Type, any, &came, &problems, findings);
    aspect(CheckId::ElementFormat, Aspect::Format, any, &came, &problems, findings);
    aspect(CheckId::ElementText, Aspect::Text, text, &came, &problems, findings);
    aspect(CheckId::ElementImage, Aspect::Image, image, &came, &problems, findings);
    ages(&came, mso, today, findings);
}

fn came<'r, 'a>(document: &Document<'a>, context: &Context<'r>) -> Vec<Came<'r, 'a>> {
    let registry = &context.policy.doc_types;
    let mut last = None;
    elements(document)
        .map(|(name_space, identifier, value)| {
            // Those of one namespace come in a row.
            let known = last.filter(|(name, _)| *name == name_space).map(|(_, known)| known);
            let known = known.unwrap_or_else(|| registry.name_space(document.doc_type, name_space));
            last = Some((name_space, known));
            let info = known.and_then(|own| own.element(identifier));
            let closed = known.is_some_and(|own| own.closed);
            Came { name_space, identifier, value, info, closed }
        })
        .collect()
}

fn known(came: &[Came<'_, '_>], findings: &mut Findings<'_>) {
    if !came.iter().any(|own| own.closed) {
        return findings.not_applicable(CheckId::ElementKnown);
    }
    let strange = came.iter().filter(|own| own.closed && own.info.is_none());
    let names: Vec<String> =
        strange.take(MAX_LISTED).map(|own| name(own.name_space, own.identifier)).collect();
    findings
        .judge(CheckId::ElementKnown, names.is_empty(), || Facts::of("elements", names.clone()));
}

fn aspect(
    check: CheckId,
    aspect: Aspect,
    concerns: fn(CborKind) -> bool,
    came: &[Came<'_, '_>],
    problems: &[(&Came<'_, '_>, ElementProblem)],
    findings: &mut Findings<'_>,
) {
    if !came.iter().filter_map(|own| own.info).any(|info| concerns(info.kind.cbor)) {
        return findings.not_applicable(check);
    }
    // Values are personal data: only the element and what is wrong with it is said.
    let list: Vec<String> = problems
        .iter()
        .filter(|(_, problem)| problem.aspect() == aspect)
        .take(MAX_LISTED)
        .map(|(own, problem)| {
            format!("{}: {}", name(own.name_space, own.identifier), problem.name())
        })
        .collect();
    findings.judge(check, list.is_empty(), || Facts::of("elements", list.clone()));
}

fn ages(
    came: &[Came<'_, '_>],
    mso: Option<&MobileSecurityObject<'_>>,
    today: Date,
    findings: &mut Findings<'_>,
) {
    let signed = mso.and_then(|mso| mso.validity_info.valid_from.instant.date());
    let mut evidence = Evidence::new(signed.as_deref().and_then(Date::parse));
    for own in came {
        let role = own.info.and_then(|info| info.role);
        let said = role.and_then(|role| Statement::read(role, own.identifier, &own.value));
        if let Some(statement) = said {
            evidence.add(&name(own.name_space, own.identifier), statement);
        }
    }
    if evidence.is_empty() {
        return findings.not_applicable(CheckId::ElementAgeConsistency);
    }
    let pairs: Vec<String> = evidence
        .contradictions(today)
        .into_iter()
        .take(MAX_LISTED)
        .map(|(one, other)| format!("{one} and {other}"))
        .collect();
    findings.judge(CheckId::ElementAgeConsistency, pairs.is_empty(), || {
        Facts::of("elements", pairs.clone())
    });
}

fn validity_dates(document: &Document<'_>, context: &Context<'_>, findings: &mut Findings<'_>) {
    let dates: Vec<_> = items(document)
        .filter(|(_, item)| {
            matches!(item.element_identifier, "issue_date" | "issuance_date" | "expiry_date")
        })
        .map(|(_, item)| (item.element_identifier, full_date(&item.element_value)))
        .collect();
    if dates.is_empty() {
        return findings.not_applicable(CheckId::ElementValidityDates);
    }
    let Some(today) = context.now.date() else {
        let facts = Facts::of("at", context.now);
        return findings.undetermined(CheckId::ElementValidityDates, facts);
    };
    // The dates are personal data: only which of them is at odds is said.
    let odd: Vec<String> = dates
        .iter()
        .filter(|(identifier, day)| match (*identifier, day) {
            (_, None) => true,
            ("expiry_date", Some(day)) => *day < today.as_str(),
            (_, Some(day)) => *day > today.as_str(),
        })
        .map(|(identifier, _)| (*identifier).to_owned())
        .collect();
    findings.judge(CheckId::ElementValidityDates, odd.is_empty(), || {
        Facts::of("elements", odd.clone())
    });
}

fn issuing_country(
    countries: &[Item<'_>],
    signer: Option<&Certificate>,
    findings: &mut Findings<'_>,
) {
    if countries.is_empty() {
        return findings.not_applicable(CheckId::ElementIssuingCountry);
    }
    let Some(signer) = signer else { return };
    let own = signer.subject().country();
    let holds = own.is_some() && countries.iter().all(|country| country.as_text() == own);
    findings.judge(CheckId::ElementIssuingCountry, holds, || {
        Facts::of("signer-country", own.map_or_else(String::new, shown))
    });
}

fn issuing_jurisdiction(
    jurisdictions: &[Item<'_>],
    signer: Option<&Certificate>,
    findings: &mut Findings<'_>,
) {
    if jurisdictions.is_empty() {
        return findings.not_applicable(CheckId::ElementIssuingJurisdiction);
    }
    let Some(signer) = signer else { return };
    if signer.subject().states() == 0 {
        return findings.not_applicable(CheckId::ElementIssuingJurisdiction);
    }
    // With several states the signer names none: no jurisdiction is his.
    let own = signer.subject().state();
    let holds = own.is_some() && jurisdictions.iter().all(|item| item.as_text() == own);
    findings.judge(CheckId::ElementIssuingJurisdiction, holds, || {
        Facts::of("signer-state", own.map_or_else(String::new, shown))
    });
}

/// Each jurisdiction begins with each issuing country; without one, with the signer's.
fn jurisdiction_country(
    jurisdictions: &[Item<'_>],
    countries: &[Item<'_>],
    signer: Option<&Certificate>,
    findings: &mut Findings<'_>,
) {
    if jurisdictions.is_empty() {
        return findings.not_applicable(CheckId::ElementJurisdictionCountry);
    }
    let named: Option<Vec<&str>> = match countries {
        [] => signer.map(|own| own.subject().country().into_iter().collect()),
        _ => countries.iter().map(Item::as_text).collect(),
    };
    if named.is_none() && countries.is_empty() {
        return;
    }
    let named = named.unwrap_or_default();
    let lies_in = |jurisdiction: &Item<'_>, country: &str| {
        let parts = jurisdiction.as_text().and_then(|own| own.split_once('-'));
        parts.is_some_and(|(prefix, rest)| prefix == country && !rest.is_empty())
    };
    let holds = !named.is_empty()
        && jurisdictions.iter().all(|own| named.iter().all(|country| lies_in(own, country)));
    findings.judge(CheckId::ElementJurisdictionCountry, holds, Facts::none);
}
