//! What elements say of issuer and validity: rows 48 to 51 of the reference.

use super::Context;
use super::check::CheckId;
use super::digests::items;
use super::report::Findings;
use crate::codec::Item;
use crate::facts::Facts;
use crate::mdoc::{Document, full_date};
use crate::x509::Certificate;

/// Namespaces whose issuing country is bound to the document signer: the mDL's (13.4.2) and that of
/// the Photo ID, which takes the rule over.
const COUNTRY_NAMESPACES: [&str; 2] = ["org.iso.18013.5.1", "org.iso.23220.1"];

pub(super) fn check(
    document: &Document<'_>,
    signer: Option<&Certificate>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let element = |identifier: &str| -> Option<Item<'_>> {
        items(document)
            .find(|(space, item)| {
                COUNTRY_NAMESPACES.contains(space) && item.element_identifier == identifier
            })
            .map(|(_, item)| item.element_value)
    };
    let country = element("issuing_country");
    let jurisdiction = element("issuing_jurisdiction");
    validity_dates(document, context, findings);
    issuing_country(country, signer, findings);
    issuing_jurisdiction(jurisdiction, signer, findings);
    jurisdiction_country(jurisdiction, country, findings);
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
    country: Option<Item<'_>>,
    signer: Option<&Certificate>,
    findings: &mut Findings<'_>,
) {
    let Some(country) = country else {
        return findings.not_applicable(CheckId::ElementIssuingCountry);
    };
    let Some(signer) = signer else { return };
    let own = signer.subject().country();
    findings.judge(
        CheckId::ElementIssuingCountry,
        own.is_some() && own == country.as_text(),
        || Facts::of("signer-country", own.unwrap_or_default()),
    );
}

fn issuing_jurisdiction(
    jurisdiction: Option<Item<'_>>,
    signer: Option<&Certificate>,
    findings: &mut Findings<'_>,
) {
    let Some(jurisdiction) = jurisdiction else {
        return findings.not_applicable(CheckId::ElementIssuingJurisdiction);
    };
    let Some(signer) = signer else { return };
    let Some(own) = signer.subject().state() else {
        return findings.not_applicable(CheckId::ElementIssuingJurisdiction);
    };
    findings.judge(
        CheckId::ElementIssuingJurisdiction,
        jurisdiction.as_text() == Some(own),
        || Facts::of("signer-state", own),
    );
}

fn jurisdiction_country(
    jurisdiction: Option<Item<'_>>,
    country: Option<Item<'_>>,
    findings: &mut Findings<'_>,
) {
    let (Some(jurisdiction), Some(country)) = (jurisdiction, country) else {
        return findings.not_applicable(CheckId::ElementJurisdictionCountry);
    };
    let texts = (jurisdiction.as_text(), country.as_text());
    let holds = matches!(texts, (Some(full), Some(country))
        if full.split_once('-').is_some_and(|(prefix, rest)| prefix == country && !rest.is_empty()));
    findings.judge(CheckId::ElementJurisdictionCountry, holds, Facts::none);
}
