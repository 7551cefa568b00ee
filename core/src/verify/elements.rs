//! What elements say: rows 48 to 51 of the reference, and each value against its document type.

use super::Context;
use super::check::CheckId;
use super::digests::{elements, items, name};
use super::report::Findings;
use crate::codec::Item;
use crate::codec::limits::MAX_LISTED;
use crate::doctype::age::{Evidence, Statement};
use crate::doctype::{Aspect, CborKind, Date, ElementInfo, ElementProblem, NameSpaceInfo};
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
    let signed = mso.and_then(|mso| mso.validity_info.valid_from.instant.date());
    let mut ages = Evidence::new(signed.as_deref().and_then(Date::parse));
    let mut known = Known::default();
    let mut aspects = [
        AspectRule::new(CheckId::ElementType, Aspect::Type, |_| true),
        AspectRule::new(CheckId::ElementFormat, Aspect::Format, |_| true),
        AspectRule::new(CheckId::ElementText, Aspect::Text, |kind| {
            matches!(kind, CborKind::Array | CborKind::Map | CborKind::Text)
        }),
        AspectRule::new(CheckId::ElementImage, Aspect::Image, |kind| kind == CborKind::Image),
    ];
    for (element, space) in with_name_spaces(document, context) {
        let (name_space, identifier, value) = element;
        let info = space.and_then(|own| own.element(identifier));
        known.look_at(name_space, identifier, space, info);
        let Some(info) = info else { continue };
        let problems = info.kind.check(&value, today);
        for rule in &mut aspects {
            rule.look_at(name_space, identifier, info.kind.cbor, &problems);
        }
        let said = info.role.and_then(|role| Statement::read(role, identifier, &value));
        if let Some(statement) = said {
            ages.add(&name(name_space, identifier), statement);
        }
    }
    known.judge(findings);
    aspects.into_iter().for_each(|rule| rule.judge(findings));
    age_consistency(&ages, today, findings);
}

/// Every element with the description of its namespace, where the document type has one.
fn with_name_spaces<'a, 'r>(
    document: &Document<'a>,
    context: &Context<'r>,
) -> impl Iterator<Item = ((&'a str, &'a str, Item<'a>), Option<&'r NameSpaceInfo>)> {
    let registry = &context.policy.doc_types;
    let mut last: Option<(&str, _)> = None;
    elements(document).map(move |element| {
        // Those of one namespace come in a row.
        let known = last.filter(|(name, _)| *name == element.0).map(|(_, known)| known);
        let known = known.unwrap_or_else(|| registry.name_space(document.doc_type, element.0));
        last = Some((element.0, known));
        (element, known)
    })
}

/// Whether closed namespaces hold only the elements that they know.
#[derive(Default)]
struct Known {
    closed: bool,
    strange: Vec<String>,
}

impl Known {
    fn look_at(
        &mut self,
        name_space: &str,
        identifier: &str,
        space: Option<&NameSpaceInfo>,
        info: Option<&ElementInfo>,
    ) {
        let closed = space.is_some_and(|own| own.closed);
        self.closed |= closed;
        if closed && info.is_none() && self.strange.len() < MAX_LISTED {
            self.strange.push(name(name_space, identifier));
        }
    }

    fn judge(self, findings: &mut Findings<'_>) {
        if !self.closed {
            return findings.not_applicable(CheckId::ElementKnown);
        }
        findings.judge(CheckId::ElementKnown, self.strange.is_empty(), || {
            Facts::of("elements", self.strange)
        });
    }
}

/// One aspect of every value whose kind it concerns.
struct AspectRule {
    check: CheckId,
    aspect: Aspect,
    concerns: fn(CborKind) -> bool,
    concerned: bool,
    odd: Vec<String>,
}

impl AspectRule {
    fn new(check: CheckId, aspect: Aspect, concerns: fn(CborKind) -> bool) -> Self {
        Self { check, aspect, concerns, concerned: false, odd: Vec::new() }
    }

    fn look_at(
        &mut self,
        name_space: &str,
        identifier: &str,
        kind: CborKind,
        problems: &[ElementProblem],
    ) {
        self.concerned |= (self.concerns)(kind);
        // Values are personal data: only the element and what is wrong with it is said.
        let own = problems.iter().filter(|problem| problem.aspect() == self.aspect);
        let room = MAX_LISTED - self.odd.len();
        self.odd.extend(
            own.take(room)
                .map(|problem| format!("{}: {}", name(name_space, identifier), problem.name())),
        );
    }

    fn judge(self, findings: &mut Findings<'_>) {
        if !self.concerned {
            return findings.not_applicable(self.check);
        }
        findings.judge(self.check, self.odd.is_empty(), || Facts::of("elements", self.odd));
    }
}

fn age_consistency(ages: &Evidence, today: Date, findings: &mut Findings<'_>) {
    if ages.is_empty() {
        return findings.not_applicable(CheckId::ElementAgeConsistency);
    }
    let pairs: Vec<String> = ages
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
