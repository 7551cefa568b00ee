//! Revocation and status: rows 28 and 62 to 66 of the reference, and what is known of the issuance
//! state altogether.
//!
//! 1. The periods of validity are stated, each with its source.
//! 2. The document signer is looked up in the authority's revocation list (B.3.2).
//! 3. The document is looked up in the lists it names (12.3.6): only after every other check of it
//!    has passed. Where it names both kinds, both are asked and the worse answer counts.
//!
//! Without anything to check with both checks are *not performed*.

use super::Context;
use super::check::CheckId;
use super::issuer::Issued;
use super::report::{Findings, Outcome};
use super::state::{IssuanceState, StateSourceKind, period};
use crate::facts::{Facts, shown};
use crate::mdoc::{Document, MobileSecurityObject};
use crate::status::{
    Answer, Cache, Cause, Effect, Lookup, Reference, Standing, StatusReferences, StatusRules,
};
use crate::trust::{AnchorSource, Purpose};
use crate::x509::Certificate;

/// The object, the signer, the authority, its listing, the revocation list and the status.
const USUAL_SOURCES: usize = 6;

pub(super) fn check(
    document: &Document<'_>,
    issued: &Issued<'_, '_>,
    mso: Option<&MobileSecurityObject<'_>>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> IssuanceState {
    let mut state = IssuanceState::default();
    state.sources.reserve_exact(USUAL_SOURCES);
    periods(issued, mso, context, &mut state);
    if let Some(anchor) = issued.anchor() {
        let authority = anchor.certificate();
        let profile = context.trust.profile(authority, document.doc_type, context.provider);
        state.practice = profile.cloned();
    }
    let nothing = Cache::new();
    let signers: Vec<&Certificate> = context
        .trust
        .anchors()
        .iter()
        .filter(|own| own.purpose() == Purpose::StatusSigner)
        .filter(|own| own.doc_types().contains(document.doc_type))
        .filter(|own| own.listing().holds_at(context.now, context.policy.clock_skew))
        .map(|own| own.certificate())
        .collect();
    let proven = issued.anchor().filter(|_| issued.chain().is_some());
    let lookup = Lookup {
        cache: context.status.unwrap_or(&nothing),
        rules: context.policy.status.rules_for(document.doc_type),
        now: context.now,
        skew: context.policy.clock_skew,
        provider: context.provider,
        authority: proven.map(|anchor| anchor.certificate()),
        status_signers: &signers,
    };
    revocation(issued, &lookup, context, &mut state, findings);
    status(mso, &lookup, context, &mut state, findings);
    state
}

fn periods(
    issued: &Issued<'_, '_>,
    mso: Option<&MobileSecurityObject<'_>>,
    context: &Context<'_>,
    state: &mut IssuanceState,
) {
    let (now, skew) = (context.now, context.policy.clock_skew);
    let mut push = |kind, by, answer| state.push(kind, by, Vec::new(), answer, now);
    let names = issued.names();
    if let Some(mso) = mso {
        let info = &mso.validity_info;
        let signed = Some(info.signed.instant);
        let (from, until) = (info.valid_from.instant, info.valid_until.instant);
        let answer = period(Some(from), Some(until), signed, now, skew);
        push(StateSourceKind::MsoValidity, names.signer.clone(), answer);
        if let Some(update) = info.expected_update {
            let mut answer = period(None, Some(update.instant), signed, now, skew);
            if answer.standing == Standing::Expired {
                answer.standing = Standing::Stale;
            }
            push(StateSourceKind::ExpectedUpdate, names.signer.clone(), answer);
        }
    }
    let validity = |own: &Certificate| {
        let begins = Some(own.not_before());
        period(begins, Some(own.not_after()), begins, now, skew)
    };
    if let Some(own) = issued.signer() {
        push(StateSourceKind::SignerValidity, names.issuer.clone(), validity(own));
    }
    let Some(anchor) = issued.anchor() else { return };
    let own = anchor.certificate();
    push(StateSourceKind::AuthorityValidity, names.authority.clone(), validity(own));
    let listing = anchor.listing();
    let (by, as_of) = match anchor.source() {
        AnchorSource::Vical { provider, date, .. } => (Some(shown(provider).into()), Some(*date)),
        AnchorSource::List { name } => (Some(shown(name).into()), listing.from),
        AnchorSource::Manual => (None, listing.from),
    };
    let mut answer = period(listing.from, listing.until, as_of, now, skew);
    if answer.standing == Standing::Valid && listing.is_overdue_at(now, skew) {
        answer.standing = Standing::Stale;
    }
    answer.until = [listing.until, listing.due].into_iter().flatten().min();
    push(StateSourceKind::Listing, by, answer);
}

fn revocation(
    issued: &Issued<'_, '_>,
    lookup: &Lookup<'_>,
    context: &Context<'_>,
    state: &mut IssuanceState,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::IssuerRevocation;
    let Some(signer) = issued.signer() else { return };
    let by = lookup.authority.and_then(|_| issued.names().anchor.clone());
    let uris = signer.crl_addresses();
    let answer = match (context.status, lookup.authority) {
        (Some(_), None) => Answer::new(Standing::NotExamined),
        _ => lookup.revocation(signer),
    };
    match answer.standing {
        Standing::NotExamined => findings.not_performed(CHECK, "prerequisite"),
        _ => judge(CHECK, &answer, lookup.rules, context, None, findings),
    }
    state.push(StateSourceKind::RevocationList, by, uris, answer, context.now);
}

fn status(
    mso: Option<&MobileSecurityObject<'_>>,
    lookup: &Lookup<'_>,
    context: &Context<'_>,
    state: &mut IssuanceState,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::MsoStatus;
    let Some(mso) = mso else { return };
    let info = &mso.validity_info;
    let lifetime = Some(info.valid_until.instant.since(info.signed.instant));
    let examine = context.status.is_some() && findings.ready();
    let answers = answers(mso, lookup, examine || context.status.is_none());
    let worst = answers.iter().map(|(_, _, answer)| answer).max_by_key(|answer| {
        let effect = lookup.rules.effect(answer, context.now, lifetime);
        (effect, weight(answer.standing))
    });
    if context.status.is_some() && !examine && mso.status.is_some() {
        findings.not_performed(CHECK, "document-not-valid");
    } else if context.status.is_none() && mso.status.is_some() {
        // Whatever the reference looks like: nothing was given to check with.
        let answer = Answer::new(Standing::Unavailable);
        judge(CHECK, &answer, lookup.rules, context, lifetime, findings);
    } else if let Some(worst) = worst {
        judge(CHECK, worst, lookup.rules, context, lifetime, findings);
    }
    for (kind, uri, answer) in answers {
        state.push(kind, None, uri.into_iter().collect(), answer, context.now);
    }
}

type SourceAnswer = (StateSourceKind, Option<String>, Answer);

/// What each list says that the document names.
fn answers(
    mso: &MobileSecurityObject<'_>,
    lookup: &Lookup<'_>,
    examine: bool,
) -> Vec<SourceAnswer> {
    let bare = |standing, cause| {
        let mut answer = Answer::new(standing);
        answer.because = cause;
        vec![(StateSourceKind::Status, None, answer)]
    };
    let Some(status) = &mso.status else { return bare(Standing::NotPresent, None) };
    let references = match StatusReferences::read(status) {
        Ok(references) => references,
        Err(cause) => return bare(Standing::Malformed, Some(cause)),
    };
    let mut answers = Vec::new();
    if let Some(own) = &references.status_list {
        let answer = ask(own, examine, |reference| lookup.status_list(reference));
        answers.push((StateSourceKind::StatusList, address(own), answer));
    }
    if let Some(own) = &references.identifier_list {
        let answer = ask(own, examine, |reference| lookup.identifier_list(reference));
        answers.push((StateSourceKind::IdentifierList, address(own), answer));
    }
    if answers.is_empty() {
        return bare(Standing::Unavailable, Some(Cause::UnknownMechanism));
    }
    answers
}

fn ask<K>(
    reference: &Result<Reference<'_, K>, Cause>,
    examine: bool,
    look_up: impl FnOnce(&Reference<'_, K>) -> Answer,
) -> Answer {
    match reference {
        _ if !examine => Answer::new(Standing::NotExamined),
        Ok(reference) => look_up(reference),
        Err(cause) => {
            let mut answer = Answer::new(Standing::Malformed);
            answer.because = Some(*cause);
            answer
        }
    }
}

fn address<K>(reference: &Result<Reference<'_, K>, Cause>) -> Option<String> {
    reference.as_ref().ok().map(|own| own.uri.to_owned())
}

/// Of two answers with one effect, the one that says more of a risk.
fn weight(standing: Standing) -> u8 {
    match standing {
        Standing::Valid => 0,
        Standing::NotExamined | Standing::NotPresent | Standing::Unavailable => 1,
        Standing::Stale => 2,
        Standing::RolledBack | Standing::Malformed | Standing::Untrusted => 3,
        _ => 4,
    }
}

/// The finding for an answer: what it means is the policy's to say.
fn judge(
    check: CheckId,
    answer: &Answer,
    rules: &StatusRules,
    context: &Context<'_>,
    lifetime: Option<i64>,
    findings: &mut Findings<'_>,
) {
    let effect = rules.effect(answer, context.now, lifetime);
    match (answer.standing, effect) {
        (Standing::Valid, _) if answer.facts.is_empty() => {
            findings.pass_with(check, dates(answer));
        }
        // A list with faults of form that the rules tolerate.
        (Standing::Valid, _) => findings.warn(check, facts(answer)),
        (_, Effect::Refuse) => findings.broken(check, facts(answer)),
        (_, Effect::Inconclusive) => findings.undetermined(check, facts(answer)),
        (Standing::NotPresent, Effect::Accept) => findings.not_applicable(check),
        (Standing::Unavailable, Effect::Accept) => {
            findings.not_performed(check, missing(answer, check))
        }
        (_, Effect::Accept) => findings.warn(check, facts(answer)),
    }
}

fn missing(answer: &Answer, check: CheckId) -> &'static str {
    match (answer.because, check) {
        (Some(Cause::Unsupported), _) => "unsupported",
        (_, CheckId::IssuerRevocation) => "no-revocation-list",
        _ => "no-status-list",
    }
}

fn dates(answer: &Answer) -> Facts {
    let dates = [("as-of", answer.as_of), ("until", answer.until), ("fetched", answer.fetched)];
    let known = dates.into_iter().filter_map(|(name, date)| Some((name, date?)));
    known.fold(Facts::none(), |facts, (name, date)| facts.and(name, date))
}

fn facts(answer: &Answer) -> Facts {
    let mut facts = Facts::of("standing", answer.standing.name());
    if let Some(cause) = answer.because {
        facts = facts.and("because", cause.name());
    }
    if let Some(said) = answer.said {
        facts = facts.and("said", said.name());
    }
    for (name, fact) in dates(answer).iter().chain(answer.facts.iter()) {
        facts = facts.and(name, fact.clone());
    }
    facts
}

/// Whether this outcome leaves the question of revocation open.
pub(super) const fn is_open(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Passed | Outcome::Failed | Outcome::NotApplicable)
}
