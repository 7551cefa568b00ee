//! The issuer's certificate and signature: rows 19 to 35 of the reference.

use std::cmp::Reverse;
use std::sync::Arc;

use super::check::{CheckId, Severity};
use super::report::{Findings, Issuer, Passed};
use super::{Context, decode_facts};
use crate::codec::Irregularities;
use crate::codec::limits::MAX_ANCHOR_CANDIDATES;
use crate::cose::{Algorithm, Label, Signed, X5Chain};
use crate::crypto::{CryptoError, HashAlgorithm, PublicKey};
use crate::facts::{Facts, shown};
use crate::mdoc::Document;
use crate::status::Effect;
use crate::trust::{Category, Purpose, TrustAnchor};
use crate::x509::{
    self, Certificate, EkuPolicy, Name, ProfileContext, ProfileKind, RuleOutcome, ValidityAt,
};

const ALG: Label<'static> = Label::Int(1);
const CRIT: Label<'static> = Label::Int(2);
const X5CHAIN: Label<'static> = Label::Int(33);
/// COSE algorithm identifier of SHA-256 (RFC 9054).
const SHA_256: Label<'static> = Label::Int(-16);
/// Labels that are understood when `crit` names them: alg, content type, kid, typ, x5chain, x5t.
const UNDERSTOOD: [i64; 6] = [1, 3, 4, 16, 33, 34];

/// What could be read of the issuer's part, and which checks passed.
pub(super) struct Issued<'a, 't> {
    auth: Option<Signed<'a>>,
    signer: Option<Certificate>,
    anchor: Option<&'t TrustAnchor>,
    signature: Option<Passed>,
    chain: Option<Passed>,
    names: Names,
}

/// Who vouches, as the report shows it: one copy for every place.
#[derive(Default)]
pub(super) struct Names {
    /// The document signer.
    pub(super) signer: Option<Arc<str>>,
    /// Who issued its certificate, as it says.
    pub(super) issuer: Option<Arc<str>>,
    /// The trust anchor.
    pub(super) anchor: Option<Arc<str>>,
    /// Who issued the anchor's certificate.
    pub(super) authority: Option<Arc<str>>,
}

impl Names {
    fn of(signer: Option<&Certificate>, anchor: Option<&TrustAnchor>) -> Self {
        let anchor = anchor.map(TrustAnchor::certificate);
        let names = [
            signer.map(Certificate::subject),
            signer.map(Certificate::issuer),
            anchor.map(Certificate::subject),
            anchor.map(Certificate::issuer),
        ];
        let mut known: Vec<(&Name, Arc<str>)> = Vec::with_capacity(names.len());
        let [signer, issuer, anchor, authority] = names.map(|name| {
            let name = name?;
            let same = known.iter().find(|(earlier, _)| *earlier == name);
            let shown = same.map_or_else(|| name.to_string().into(), |(_, shown)| shown.clone());
            known.push((name, Arc::clone(&shown)));
            Some(shown)
        });
        Self { signer, issuer, anchor, authority }
    }
}

impl<'a> Issued<'a, '_> {
    pub(super) fn auth(&self) -> Option<&Signed<'a>> {
        self.auth.as_ref()
    }

    pub(super) fn signer(&self) -> Option<&Certificate> {
        self.signer.as_ref()
    }

    pub(super) fn anchor(&self) -> Option<&TrustAnchor> {
        self.anchor
    }

    pub(super) fn signature(&self) -> Option<Passed> {
        self.signature
    }

    pub(super) fn chain(&self) -> Option<Passed> {
        self.chain
    }

    pub(super) fn encoding(&self) -> Irregularities {
        self.auth.as_ref().map(|auth| auth.irregularities).unwrap_or_default()
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn describe(&self) -> Option<Issuer> {
        let signer = self.signer.as_ref()?;
        let subject = signer.subject();
        Some(Issuer {
            signer: self.names.signer.clone()?,
            anchor: self.names.anchor.clone(),
            country: subject.country().map(shown),
            state: subject.state().map(shown),
            not_before: signer.not_before(),
            not_after: signer.not_after(),
        })
    }
}

pub(super) fn check<'a, 't>(
    document: &Document<'a>,
    context: &Context<'t>,
    findings: &mut Findings<'_>,
) -> Issued<'a, 't> {
    let mut issued = Issued {
        auth: None,
        signer: None,
        anchor: None,
        signature: None,
        chain: None,
        names: Names::default(),
    };
    let Some(auth) = structure(document, findings) else { return issued };
    headers(&auth, findings);
    critical(CheckId::IssuerAuthCritical, &auth, findings);
    let chain = x5chain(&auth, findings);
    if let Some(chain) = &chain {
        thumbprint(&auth, chain, context, findings);
        issued.signer = parse(chain, findings);
    }
    let key = issued.signer.as_ref().map(Certificate::public_key);
    let key = key.and_then(Result::ok);
    let algorithm = algorithm(&auth, key, findings);
    if let (Some(algorithm), Some(key)) = (algorithm, key) {
        issued.signature = signature(&auth, algorithm, key, context, findings);
    }
    if let (Some(signer), Some(chain)) = (&issued.signer, &chain) {
        signer_profile(signer, document.doc_type, context, findings);
        (issued.anchor, issued.chain) = path(signer, chain, document.doc_type, context, findings);
    }
    issued.names = Names::of(issued.signer.as_ref(), issued.anchor);
    issued.auth = Some(auth);
    issued
}

/// Labels that stand in both headers or twice in one. The algorithm and the certificates have
/// checks of their own.
pub(super) fn repeated_labels(signed: &Signed<'_>) -> Vec<String> {
    let both = signed.protected.labels().filter(|label| {
        *label != ALG && *label != X5CHAIN && signed.unprotected.get(*label).is_some()
    });
    let mut names: Vec<String> = both.map(label_name).collect();
    if let Some(offset) = signed.irregularities.duplicate_key.or(signed.irregularities.trailing) {
        names.push(format!("protected header at byte {offset}"));
    }
    names
}

/// `crit`: only in the protected header, only labels that are there and understood.
pub(super) fn critical(check: CheckId, signed: &Signed<'_>, findings: &mut Findings<'_>) {
    if signed.unprotected.get(CRIT).is_some() {
        return findings.broken(check, Facts::of("problem", "crit in the unprotected header"));
    }
    let labels = match signed.protected.critical() {
        Ok(labels) => labels,
        Err(error) => return findings.broken(check, decode_facts(&error)),
    };
    let odd = labels.into_iter().find(|label| {
        let understood = matches!(label, Label::Int(number) if UNDERSTOOD.contains(number));
        !understood || signed.protected.get(*label).is_none()
    });
    findings.judge(check, odd.is_none(), || {
        Facts::of("label", odd.map_or_else(String::new, label_name))
    });
}

/// The algorithm that the protected header names, if the standard allows it; else what is wrong.
pub(super) fn algorithm_facts(signed: &Signed<'_>) -> Result<Algorithm, Facts> {
    if signed.unprotected.get(ALG).is_some() {
        return Err(Facts::of("problem", "an algorithm in the unprotected header"));
    }
    match signed.protected.algorithm() {
        None => Err(Facts::of("problem", "no algorithm in the protected header")),
        Some(Err(error)) => Err(decode_facts(&error)),
        Some(Ok(id)) => Algorithm::from_cose(id).ok_or_else(|| Facts::of("algorithm", id)),
    }
}

pub(super) fn key_facts(algorithm: Algorithm, key: Option<&PublicKey>) -> Facts {
    let facts = Facts::of("algorithm", format!("{algorithm:?}"));
    match key {
        Some(key) => facts.and("curve", key.curve().name()),
        None => facts,
    }
}

fn label_name(label: Label<'_>) -> String {
    match label {
        Label::Int(number) => number.to_string(),
        Label::Text(text) => shown(text),
    }
}

fn structure<'a>(document: &Document<'a>, findings: &mut Findings<'_>) -> Option<Signed<'a>> {
    const CHECK: CheckId = CheckId::IssuerAuthStructure;
    let auth = match Signed::read(&document.issuer_signed.issuer_auth) {
        Ok(auth) => auth,
        Err(error) => {
            findings.broken(CHECK, decode_facts(&error));
            return None;
        }
    };
    if auth.payload.is_none() {
        findings.broken(CHECK, Facts::of("problem", "the payload is detached"));
        return None;
    }
    match auth.tag {
        None => drop(findings.pass(CheckId::IssuerAuthUntagged)),
        Some(18) => findings.broken(CheckId::IssuerAuthUntagged, Facts::of("tag", 18i64)),
        Some(tag) => {
            let tag = i64::try_from(tag).unwrap_or(i64::MAX);
            findings.broken(CHECK, Facts::of("tag", tag));
            return None;
        }
    }
    findings.pass(CHECK);
    Some(auth)
}

fn headers(auth: &Signed<'_>, findings: &mut Findings<'_>) {
    let twice = repeated_labels(auth);
    findings
        .judge(CheckId::IssuerAuthHeaders, twice.is_empty(), || Facts::of("labels", twice.clone()));
}

fn x5chain<'a>(auth: &Signed<'a>, findings: &mut Findings<'_>) -> Option<X5Chain<'a>> {
    let (outer, inner) = (auth.unprotected.get(X5CHAIN), auth.protected.get(X5CHAIN));
    let place = match (outer, inner) {
        (Some(outer), Some(inner)) if outer.bytes() != inner.bytes() => {
            let facts = Facts::of("problem", "two different chains");
            findings.broken(CheckId::IssuerX5chainPresent, facts);
            return None;
        }
        (_, Some(_)) => "protected",
        (Some(_), None) => "unprotected",
        (None, None) => {
            findings.broken(CheckId::IssuerX5chainPresent, Facts::of("problem", "absent"));
            return None;
        }
    };
    findings.pass_with(CheckId::IssuerX5chainPresent, Facts::of("header", place));
    let headers = if inner.is_some() { &auth.protected } else { &auth.unprotected };
    match headers.x5chain()? {
        Ok(chain) => {
            let count = chain.certificates.len();
            findings.pass(CheckId::IssuerX5chainEncoding);
            let wrapped = chain.single_in_array;
            findings.judge(CheckId::IssuerX5chainArrayOfOne, !wrapped, Facts::none);
            findings.judge(CheckId::IssuerX5chainLength, count == 1, || {
                Facts::of("certificates", count)
            });
            Some(chain)
        }
        Err(error) => {
            findings.broken(CheckId::IssuerX5chainEncoding, decode_facts(&error));
            None
        }
    }
}

fn thumbprint(
    auth: &Signed<'_>,
    chain: &X5Chain<'_>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::IssuerX5chainThumbprint;
    let leaf = chain.certificates.first().copied().unwrap_or_default();
    match auth.protected.x5t() {
        None => findings.not_applicable(CHECK),
        Some(Err(error)) => findings.broken(CHECK, decode_facts(&error)),
        Some(Ok((SHA_256, value))) => {
            let own = (context.provider.digest)(HashAlgorithm::Sha256, &[leaf]);
            findings.judge(CHECK, own.as_ref() == value, Facts::none);
        }
        Some(Ok((label, _))) => {
            findings.undetermined(CHECK, Facts::of("hash-algorithm", label_name(label)));
        }
    }
}

fn parse(chain: &X5Chain<'_>, findings: &mut Findings<'_>) -> Option<Certificate> {
    let leaf = chain.certificates.first()?;
    match Certificate::parse(leaf) {
        Ok(certificate) => {
            findings.pass(CheckId::IssuerSignerParse);
            Some(certificate)
        }
        Err(error) => {
            findings.broken(CheckId::IssuerSignerParse, Facts::of("problem", error.to_string()));
            None
        }
    }
}

fn algorithm(
    auth: &Signed<'_>,
    key: Option<&PublicKey>,
    findings: &mut Findings<'_>,
) -> Option<Algorithm> {
    const CHECK: CheckId = CheckId::IssuerAuthAlgorithm;
    let algorithm = match algorithm_facts(auth) {
        Ok(algorithm) => algorithm,
        Err(facts) => {
            findings.broken(CHECK, facts);
            return None;
        }
    };
    let signs = algorithm.scheme().is_some();
    let Some(key) = key else {
        // Without a key only the algorithm itself can be refused.
        if !signs {
            findings.broken(CHECK, key_facts(algorithm, None));
        }
        return None;
    };
    let holds = signs && algorithm.curves().contains(&key.curve());
    findings.judge(CHECK, holds, || key_facts(algorithm, Some(key))).map(|_| algorithm)
}

fn signature(
    auth: &Signed<'_>,
    algorithm: Algorithm,
    key: &PublicKey,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<Passed> {
    const CHECK: CheckId = CheckId::IssuerAuthSignature;
    let payload = auth.payload?;
    let head = auth.to_be_signed(payload.len());
    let message = [head.prefix(), payload];
    match (context.provider.verify)(key, algorithm.scheme()?, &message, auth.signature) {
        Ok(()) => Some(findings.pass_with(CHECK, key_facts(algorithm, Some(key)))),
        Err(CryptoError::Unsupported) => {
            findings.undetermined(CHECK, key_facts(algorithm, Some(key)));
            None
        }
        Err(error) => {
            findings.broken(CHECK, Facts::of("problem", error.to_string()));
            None
        }
    }
}

fn signer_profile(
    signer: &Certificate,
    doc_type: &str,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let needed = context.policy.doc_types.get(doc_type).map(|own| &own.signer.extended_key_usages);
    let eku = needed
        .filter(|own| !own.is_empty())
        .map_or(EkuPolicy::AnyDocument, |own| EkuPolicy::OneOf(own));
    let context_509 = ProfileContext { provider: context.provider, eku };
    for (rule, outcome) in x509::check(ProfileKind::DocumentSigner, signer, &context_509) {
        if let Some(check) = CheckId::for_signer_rule(rule) {
            rule_finding(check, outcome, findings);
        }
    }
    validity(CheckId::IssuerSignerValidity, signer, context, findings);
    doc_type_country(signer, doc_type, context, findings);
}

fn doc_type_country(
    signer: &Certificate,
    doc_type: &str,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::IssuerChainDocTypeCountry;
    let known = context.policy.doc_types.get(doc_type);
    let Some(needed) = known.and_then(|own| own.signer.country.as_deref()) else {
        return findings.not_applicable(CHECK);
    };
    let own = signer.subject().country();
    findings.judge(CHECK, own == Some(needed), || {
        Facts::of("signer", own.map_or_else(String::new, shown)).and("needed", needed)
    });
}

fn root_profile(root: &Certificate, context: &Context<'_>, findings: &mut Findings<'_>) {
    let context_509 = ProfileContext { provider: context.provider, eku: EkuPolicy::default() };
    for (rule, outcome) in x509::check(ProfileKind::IacaRoot, root, &context_509) {
        if let Some(check) = CheckId::for_root_rule(rule) {
            rule_finding(check, outcome, findings);
        }
    }
    validity(CheckId::IssuerRootValidity, root, context, findings);
}

fn rule_finding(check: CheckId, outcome: RuleOutcome, findings: &mut Findings<'_>) {
    match outcome {
        RuleOutcome::Holds => drop(findings.pass(check)),
        RuleOutcome::Broken(facts) => findings.broken(check, facts),
        RuleOutcome::NotApplicable => findings.not_applicable(check),
        RuleOutcome::Undetermined(facts) => findings.undetermined(check, facts),
    }
}

fn validity(
    check: CheckId,
    certificate: &Certificate,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let skew = context.policy.clock_skew;
    let early = x509::validity_at(certificate, context.now.plus(skew));
    let late = x509::validity_at(certificate, context.now.minus(skew));
    let at = Facts::of("at", context.now);
    match (early, late) {
        (ValidityAt::NotYet { not_before }, _) => {
            findings.broken(check, at.and("not-before", not_before));
        }
        (_, ValidityAt::Expired { not_after }) => {
            findings.broken(check, at.and("not-after", not_after));
        }
        _ => drop(findings.pass(check)),
    }
}

/// One anchor that could have issued the signer's certificate.
struct Candidate<'t> {
    anchor: &'t TrustAnchor,
    signature: Result<(), x509::PathError>,
    /// Named like the signer's issuer, but beyond the limit of anchors that are tried.
    untried: usize,
}

/// More is better, the first part first: the right to sign this type of document, now.
type Rights = (bool, bool, bool, bool, bool, bool);

fn rights_of(anchor: &TrustAnchor, doc_type: &str, context: &Context<'_>) -> Rights {
    let needed = needed_category(doc_type, context);
    (
        anchor.purpose() == Purpose::Issuer,
        anchor.doc_types().contains(doc_type),
        x509::validity_at(anchor.certificate(), context.now) == ValidityAt::Valid,
        anchor.listing().holds_at(context.now, context.policy.clock_skew),
        needed.is_none() || anchor.category() == needed,
        !anchor.listing().is_overdue_at(context.now, context.policy.clock_skew),
    )
}

/// Rules of the root's profile that the policy refuses to see broken.
fn faults(root: &Certificate, context: &Context<'_>) -> usize {
    let context_509 = ProfileContext { provider: context.provider, eku: EkuPolicy::default() };
    let outcomes = x509::check(ProfileKind::IacaRoot, root, &context_509).into_iter();
    let fails = |rule| {
        CheckId::for_root_rule(rule)
            .is_some_and(|check| context.policy.severity(check) == Severity::Fail)
    };
    outcomes
        .filter(|(rule, outcome)| matches!(outcome, RuleOutcome::Broken(_)) && fails(*rule))
        .count()
}

/// Rows 23 to 32: every anchor with the right name and key identifier is tried.
fn path<'t>(
    signer: &Certificate,
    chain: &X5Chain<'_>,
    doc_type: &str,
    context: &Context<'t>,
    findings: &mut Findings<'_>,
) -> (Option<&'t TrustAnchor>, Option<Passed>) {
    let anchors = context.trust.anchors();
    if anchors.is_empty() {
        findings.not_performed(CheckId::IssuerChainAnchor, "no-trust-anchors");
        return (None, None);
    }
    let Some(best) = best_candidate(signer, doc_type, context) else {
        let facts = Facts::of("issuer", signer.issuer().to_string());
        findings.broken(CheckId::IssuerChainAnchor, facts);
        return (None, None);
    };
    findings.pass(CheckId::IssuerChainAnchor);
    let (anchor, root) = (best.anchor, best.anchor.certificate());
    let included = chain.certificates.iter().skip(1).any(|der| *der == root.der());
    findings.judge(CheckId::IssuerX5chainAnchorIncluded, !included, Facts::none);
    rights(anchor, doc_type, context, findings);
    listing(anchor, doc_type, context, findings);
    accepted(root, doc_type, context, findings);
    findings.judge(CheckId::IssuerChainCountry, x509::country_matches(signer, root), || {
        let country = |own: &Certificate| own.subject().country().map_or_else(String::new, shown);
        Facts::of("signer", country(signer)).and("anchor", country(root))
    });
    state(signer, root, findings);
    root_profile(root, context, findings);
    let passed = match best.signature {
        Ok(()) => Some(findings.pass(CheckId::IssuerChainSignature)),
        Err(error) if error.is_unsupported() || best.untried > 0 => {
            let facts = Facts::of("problem", error.to_string());
            let facts =
                if best.untried > 0 { facts.and("anchors-not-tried", best.untried) } else { facts };
            findings.undetermined(CheckId::IssuerChainSignature, facts);
            None
        }
        Err(error) => {
            let facts = Facts::of("problem", error.to_string());
            findings.broken(CheckId::IssuerChainSignature, facts);
            None
        }
    };
    (Some(anchor), passed)
}

/// The anchor that fits best: a genuine signature, then the right to sign, then the tidiest root.
fn best_candidate<'t>(
    signer: &Certificate,
    doc_type: &str,
    context: &Context<'t>,
) -> Option<Candidate<'t>> {
    let anchors = context.trust.anchors().iter();
    let mut named: Vec<&TrustAnchor> =
        anchors.filter(|anchor| x509::issuer_matches(signer, anchor.certificate())).collect();
    named.sort_by_cached_key(|anchor| Reverse(rights_of(anchor, doc_type, context)));
    let untried = named.len().saturating_sub(MAX_ANCHOR_CANDIDATES);
    let tried: Vec<Candidate<'t>> = named
        .into_iter()
        .take(MAX_ANCHOR_CANDIDATES)
        .map(|anchor| {
            let root = anchor.certificate();
            let signature = match context.chains {
                Some(chains) => chains.signature_holds(context.provider, signer, root),
                None => x509::signature_holds(context.provider, signer, root),
            };
            Candidate { anchor, signature, untried }
        })
        .collect();
    let only_one = tried.len() == 1;
    tried.into_iter().min_by_key(|own| {
        let root = own.anchor.certificate();
        let faults = if only_one { 0 } else { faults(root, context) };
        (Reverse((own.signature.is_ok(), rights_of(own.anchor, doc_type, context))), faults)
    })
}

fn rights(
    anchor: &TrustAnchor,
    doc_type: &str,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let purpose = anchor.purpose();
    findings.judge(CheckId::IssuerChainPurpose, purpose == Purpose::Issuer, || {
        Facts::of("purpose", purpose.name())
    });
    findings.judge(CheckId::IssuerChainDocType, anchor.doc_types().contains(doc_type), || {
        Facts::of("doc-type", shown(doc_type))
    });
    match (needed_category(doc_type, context), anchor.category()) {
        (Some(needed), Some(own)) => {
            findings.judge(CheckId::IssuerChainCategory, own == needed, || {
                Facts::of("category", own.name()).and("needed", needed.name())
            });
        }
        (Some(_), None) => {
            findings.not_performed(CheckId::IssuerChainCategory, "category-unknown");
        }
        (None, _) => findings.not_applicable(CheckId::IssuerChainCategory),
    }
}

/// In force, and not past its next update (C.1.8). What that means is the rules' to say.
fn listing(
    anchor: &TrustAnchor,
    doc_type: &str,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::IssuerChainListing;
    let (own, skew) = (anchor.listing(), context.policy.clock_skew);
    if own.is_open() {
        return findings.not_applicable(CHECK);
    }
    let facts = || {
        let dates = [("from", own.from), ("until", own.until), ("next-update", own.due)];
        let known = dates.into_iter().filter_map(|(name, date)| Some((name, date?)));
        let facts = Facts::of("at", context.now).and("source", anchor.source().name());
        known.fold(facts, |facts, (name, date)| facts.and(name, date))
    };
    if !own.holds_at(context.now, skew) || !own.is_overdue_at(context.now, skew) {
        findings.judge(CHECK, own.holds_at(context.now, skew), facts);
        return;
    }
    match context.policy.status.rules_for(doc_type).overdue_listing {
        Effect::Accept => findings.warn(CHECK, facts()),
        Effect::Inconclusive => findings.undetermined(CHECK, facts()),
        Effect::Refuse => findings.broken(CHECK, facts()),
    }
}

/// The relying party's own list, which denies what it does not name.
fn accepted(
    root: &Certificate,
    doc_type: &str,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::IssuerAccepted;
    let Some(own) = context.acceptance else { return findings.not_applicable(CHECK) };
    let holds = own.list.accepts(root, doc_type, own.purpose, context.provider);
    findings.judge(CHECK, holds, || {
        Facts::of("doc-type", shown(doc_type)).and("purpose", shown(own.purpose))
    });
}

/// The legal category that a document type asks of its issuer (EU ARF OIA_12).
fn needed_category(doc_type: &str, context: &Context<'_>) -> Option<Category> {
    Category::from_name(context.policy.doc_types.get(doc_type)?.signer.category.as_deref()?)
}

fn state(signer: &Certificate, root: &Certificate, findings: &mut Findings<'_>) {
    const CHECK: CheckId = CheckId::IssuerChainState;
    let (own, its) = (signer.subject().state(), root.subject().state());
    match its {
        None => findings.not_applicable(CheckId::IssuerSignerState),
        Some(its) => {
            findings.judge(CheckId::IssuerSignerState, signer.subject().states() > 0, || {
                Facts::of("anchor", shown(its))
            });
        }
    }
    let several = [signer, root].into_iter().find(|own| own.subject().states() > 1);
    if let Some(odd) = several {
        let facts = Facts::of("subject", odd.subject().to_string());
        return findings.broken(CHECK, facts.and("states", odd.subject().states()));
    }
    match (own, its) {
        (None, _) | (_, None) => findings.not_applicable(CHECK),
        _ => {
            findings.judge(CHECK, x509::state_matches(signer, root), || {
                let text = |state: Option<&str>| state.map_or_else(String::new, shown);
                Facts::of("signer", text(own)).and("anchor", text(its))
            });
        }
    }
}
