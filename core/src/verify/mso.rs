//! Checks of the mobile security object: rows 36 to 47 of the reference, without the digests.

use super::check::CheckId;
use super::issuer::Issued;
use super::report::{Findings, Validity};
use super::{Context, decode_facts, major_version};
use crate::crypto::HashAlgorithm;
use crate::facts::{Facts, shown};
use crate::mdoc::{Document, MobileSecurityObject, ValidityInfo};

pub(super) fn check<'a>(
    document: &Document<'a>,
    issued: &Issued<'a, '_>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<MobileSecurityObject<'a>> {
    let auth = issued.auth()?;
    let mso = match MobileSecurityObject::decode(auth.payload?, auth.payload_offset) {
        Ok(mso) => mso,
        Err(error) => {
            findings.broken(CheckId::MsoStructure, decode_facts(&error));
            return None;
        }
    };
    structure(&mso, findings);
    version(&mso, findings);
    doc_type(&mso, document, findings);
    digest_algorithm(&mso, findings);
    date_format(&mso.validity_info, findings);
    validity_order(&mso.validity_info, findings);
    validity_now(&mso.validity_info, context, findings);
    signed_in_future(&mso.validity_info, context, findings);
    within_signer(&mso.validity_info, issued, findings);
    key_authorizations(&mso, findings);
    Some(mso)
}

/// The digest algorithm that the MSO names, if it is one of the standard's.
pub(super) fn hash_algorithm(mso: &MobileSecurityObject<'_>) -> Option<(HashAlgorithm, usize)> {
    match mso.digest_algorithm {
        "SHA-256" => Some((HashAlgorithm::Sha256, 32)),
        "SHA-384" => Some((HashAlgorithm::Sha384, 48)),
        "SHA-512" => Some((HashAlgorithm::Sha512, 64)),
        _ => None,
    }
}

pub(super) fn validity(mso: &MobileSecurityObject<'_>) -> Validity {
    let info = &mso.validity_info;
    Validity {
        signed: info.signed.instant,
        valid_from: info.valid_from.instant,
        valid_until: info.valid_until.instant,
        expected_update: info.expected_update.map(|date| date.instant),
    }
}

fn structure(mso: &MobileSecurityObject<'_>, findings: &mut Findings<'_>) {
    let notes = &mso.irregularities;
    findings.judge(CheckId::MsoStructure, notes.is_unambiguous(), || {
        let offset = notes.duplicate_key.or(notes.trailing).unwrap_or_default();
        Facts::of("offset", offset).and("problem", "duplicate key or trailing bytes")
    });
}

fn version(mso: &MobileSecurityObject<'_>, findings: &mut Findings<'_>) {
    findings.judge(CheckId::MsoVersion, major_version(mso.version) == Some(1), || {
        Facts::of("version", shown(mso.version))
    });
}

fn doc_type(mso: &MobileSecurityObject<'_>, document: &Document<'_>, findings: &mut Findings<'_>) {
    findings.judge(CheckId::MsoDocType, mso.doc_type == document.doc_type, || {
        Facts::of("signed", shown(mso.doc_type)).and("presented", shown(document.doc_type))
    });
}

fn digest_algorithm(mso: &MobileSecurityObject<'_>, findings: &mut Findings<'_>) {
    let Some((_, length)) = hash_algorithm(mso) else {
        let facts = Facts::of("digest-algorithm", shown(mso.digest_algorithm));
        return findings.broken(CheckId::MsoDigestAlgorithm, facts);
    };
    let mut digests = mso.value_digests.iter().flat_map(|(_, digests)| digests);
    let odd = digests.find(|(_, digest)| digest.len() != length);
    findings.judge(CheckId::MsoDigestAlgorithm, odd.is_none(), || {
        let found = odd.map_or(0, |(_, digest)| digest.len());
        Facts::of("expected-length", length).and("length", found)
    });
}

fn date_format(info: &ValidityInfo<'_>, findings: &mut Findings<'_>) {
    let dates = [
        ("signed", Some(info.signed)),
        ("validFrom", Some(info.valid_from)),
        ("validUntil", Some(info.valid_until)),
        ("expectedUpdate", info.expected_update),
    ];
    let odd: Vec<String> = dates
        .into_iter()
        .filter_map(|(name, date)| {
            date?.deviation.map(|deviation| format!("{name}: {}", deviation.name()))
        })
        .collect();
    findings.judge(CheckId::MsoDateFormat, odd.is_empty(), || Facts::of("dates", odd.clone()));
}

fn validity_order(info: &ValidityInfo<'_>, findings: &mut Findings<'_>) {
    let (signed, from, until) =
        (info.signed.instant, info.valid_from.instant, info.valid_until.instant);
    findings.judge(CheckId::MsoValidityOrder, signed <= from && from < until, || {
        Facts::of("signed", signed).and("valid-from", from).and("valid-until", until)
    });
}

fn validity_now(info: &ValidityInfo<'_>, context: &Context<'_>, findings: &mut Findings<'_>) {
    let skew = context.policy.clock_skew;
    let (from, until) = (info.valid_from.instant, info.valid_until.instant);
    let holds = context.now.plus(skew) >= from && context.now.minus(skew) <= until;
    findings.judge(CheckId::MsoValidity, holds, || {
        let facts = Facts::of("at", context.now);
        facts.and("valid-from", from).and("valid-until", until)
    });
}

fn signed_in_future(info: &ValidityInfo<'_>, context: &Context<'_>, findings: &mut Findings<'_>) {
    let signed = info.signed.instant;
    let policy = context.policy;
    let latest = context.now.plus(policy.clock_skew.saturating_add(policy.future_tolerance));
    findings.judge(CheckId::MsoSignedInFuture, signed <= latest, || {
        Facts::of("at", context.now).and("signed", signed)
    });
}

fn within_signer(info: &ValidityInfo<'_>, issued: &Issued<'_, '_>, findings: &mut Findings<'_>) {
    let Some(signer) = issued.signer() else { return };
    let (begins, ends) = (signer.not_before(), signer.not_after());
    let signed = info.signed.instant;
    let skew = findings.policy().signed_skew;
    let within = signed >= begins && signed <= ends;
    let tolerated = signed.plus(skew) >= begins && signed.minus(skew) <= ends;
    let facts = || Facts::of("signed", signed).and("not-before", begins).and("not-after", ends);
    match (within, tolerated) {
        (true, _) => drop(findings.pass(CheckId::MsoSignedWithinSigner)),
        (false, true) => drop(findings.pass_with(CheckId::MsoSignedWithinSigner, facts())),
        (false, false) => findings.broken(CheckId::MsoSignedWithinSigner, facts()),
    }
    let until = info.valid_until.instant;
    findings.judge(CheckId::MsoOutlivesSigner, until <= ends, || {
        Facts::of("valid-until", until).and("not-after", ends)
    });
}

fn key_authorizations(mso: &MobileSecurityObject<'_>, findings: &mut Findings<'_>) {
    let Some(authorizations) = &mso.key_authorizations else {
        return findings.not_applicable(CheckId::MsoKeyAuthorizations);
    };
    let twice = authorizations.in_both_lists();
    let holds = !authorizations.empty && twice.is_none();
    findings.judge(CheckId::MsoKeyAuthorizations, holds, || match twice {
        Some(name_space) => Facts::of("in-both-lists", shown(name_space)),
        None => Facts::of("problem", "an empty list"),
    });
}
