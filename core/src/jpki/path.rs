//! A certificate and the step to its authority: the same for both uses.
//!
//! 1. The certificate is read, and held against the rules of every end entity's.
//! 2. Its key and its algorithms are those the profile knows.
//! 3. Key usage, extended key usage and policy are those of the use at hand.
//! 4. Its authority is found among the anchors of both hierarchies, by name, key identifier and, where
//!    several generations share both, by signature and time; then the hierarchy must be the one of
//!    the use.
//! 5. The authority may issue, is valid, and has signed the certificate.
//! 6. Revocation is looked up when the chain holds.

use x509_cert::ext::pkix::certpolicy::CertificatePolicies;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

use super::check::{JpkiCheck, JpkiUse};
use super::handle::{JpkiHandle, PairwiseId};
use super::key::{Key, KeyRefusal, SignatureFault};
use super::policy::JpkiPolicy;
use super::profile::{Environment, PolicyFact, Token};
use super::report::{Findings, Passed};
use super::revocation::{self, Lookup, RevocationState};
use super::summary::CertificateSummary;
use super::{JpkiContext, attributes, handle};
use crate::codec::limits::MAX_ANCHOR_CANDIDATES;
use crate::facts::Facts;
use crate::instant::Timestamp;
use crate::trust::{Purpose, TrustAnchor};
use crate::x509::{Authority, Certificate, Found, ValidityAt, issuer_matches, oid, validity_at};

const CLIENT_AUTHENTICATION: &str = "1.3.6.1.5.5.7.3.2";
const ANY_PURPOSE: &str = "2.5.29.37.0";
/// A certificate that was examined, and what is known of it.
pub(super) struct Examined {
    pub(super) certificate: Option<Certificate>,
    pub(super) key: Option<Key>,
    pub(super) chain: Option<Passed>,
    pub(super) summary: Option<CertificateSummary>,
    pub(super) revocation: RevocationState,
    pub(super) pairwise: Option<PairwiseId>,
    pub(super) environment: Option<Environment>,
    carries_attributes: bool,
}

impl Examined {
    /// The tracking handles, when the attributes were released or not.
    pub(super) fn handles(&self, released: bool) -> Vec<JpkiHandle> {
        let own = self.certificate.iter();
        own.flat_map(|own| handle::handles(own, self.carries_attributes, released)).collect()
    }
}

/// Examines a certificate for one use.
pub(super) fn examine(
    der: Option<&[u8]>,
    used_for: JpkiUse,
    context: &JpkiContext<'_>,
    findings: &mut Findings,
) -> Examined {
    let read = match der {
        None => Err("no-certificate".to_owned()),
        Some(der) => Certificate::parse(der).map_err(|error| error.to_string()),
    };
    let own = match read {
        Ok(own) => own,
        Err(problem) => {
            findings.broken(JpkiCheck::CertificateParse, Facts::of("problem", problem));
            return nothing(findings);
        }
    };
    findings.pass(JpkiCheck::CertificateParse);
    end_entity(&own, context, findings);
    let key = key(&own, context, findings);
    key_usage(&own, used_for, findings);
    extended_key_usage(&own, used_for, findings);
    let (policy_oid, fact) = policy(&own, used_for, context, findings);
    let (anchor, chain) = chain(&own, used_for, context, findings);
    let revocation = match (anchor, chain) {
        (Some(anchor), Some(_)) => {
            let lookup = Lookup {
                certificate: &own,
                authority: anchor.certificate(),
                evidence: context.revocation,
                profile: context.profile,
                policy: context.policy,
                provider: context.provider,
                now: context.now.wall,
            };
            revocation::check(&lookup, findings)
        }
        _ => revocation::chain_open(findings),
    };
    let summary = CertificateSummary {
        hierarchy: anchor.and_then(|own| hierarchy(own.purpose())),
        token: fact.map_or(Token::Unknown, |own| own.token),
        environment: fact.map(|own| own.environment),
        policy_oid,
        confidence: fact.map(|own| own.confidence),
        key: key.as_ref().map(|own| own.kind),
        not_after: own.not_after(),
        authority: anchor.map(|own| own.certificate().subject().to_string()),
    };
    let pairwise = context.pairwise_key.filter(|_| chain.is_some());
    let pairwise = pairwise.and_then(|key| PairwiseId::derive(context.provider, key, &own));
    Examined {
        carries_attributes: attributes::carries_any(&own, context.profile),
        environment: fact.map(|own| own.environment),
        certificate: Some(own),
        key,
        chain,
        summary: Some(summary),
        revocation,
        pairwise,
    }
}

fn nothing(findings: &mut Findings) -> Examined {
    Examined {
        certificate: None,
        key: None,
        chain: None,
        summary: None,
        revocation: revocation::chain_open(findings),
        pairwise: None,
        environment: None,
        carries_attributes: false,
    }
}

fn end_entity(own: &Certificate, context: &JpkiContext<'_>, findings: &mut Findings) {
    let version = own.version();
    findings.judge(JpkiCheck::CertificateVersion, version == 2, || {
        Facts::of("version", i64::from(version) + 1)
    });
    let fault = validity(own, context.now.wall, context.policy);
    findings.judge(JpkiCheck::CertificateValidity, fault.is_none(), || fault.unwrap_or_default());
    let authority = own.authority();
    findings.judge(JpkiCheck::CertificateEndEntity, authority == Authority::EndEntity, || {
        Facts::of("problem", "an authority")
    });
    let unknown: Vec<String> = own.not_understood().map(|own| own.oid.to_string()).collect();
    findings.judge(JpkiCheck::CertificateCriticalExtensions, unknown.is_empty(), || {
        Facts::of("extensions", unknown.clone())
    });
}

/// What is wrong with the period of validity, the clock's error granted.
pub(super) fn validity(own: &Certificate, now: Timestamp, policy: &JpkiPolicy) -> Option<Facts> {
    let skew = policy.clock_skew;
    match (validity_at(own, now.plus(skew)), validity_at(own, now.minus(skew))) {
        (ValidityAt::NotYet { not_before }, _) => Some(Facts::of("not-before", not_before)),
        (_, ValidityAt::Expired { not_after }) => Some(Facts::of("not-after", not_after)),
        _ => None,
    }
}

fn key(own: &Certificate, context: &JpkiContext<'_>, findings: &mut Findings) -> Option<Key> {
    const CHECK: JpkiCheck = JpkiCheck::CertificateKey;
    match Key::of(own, context.profile, context.provider) {
        Ok(key) => {
            let facts = Facts::of("key-type", key.kind.name());
            findings.pass_with(CHECK, facts.and("confidence", key.confidence.name()));
            Some(key)
        }
        Err(KeyRefusal::Unsupported) => {
            findings.undetermined(CHECK, Facts::of("because", "unsupported"));
            None
        }
        Err(KeyRefusal::NotAllowed(kind)) => {
            findings.broken(CHECK, Facts::of("key-type", kind));
            None
        }
        Err(KeyRefusal::Bad(problem)) => {
            findings.broken(CHECK, Facts::of("problem", problem));
            None
        }
    }
}

fn key_usage(own: &Certificate, used_for: JpkiUse, findings: &mut Findings) {
    const CHECK: JpkiCheck = JpkiCheck::CertificateKeyUsage;
    let expected = match used_for {
        JpkiUse::Authentication => KeyUsages::DigitalSignature.into(),
        JpkiUse::Signing => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
    };
    match own.find::<KeyUsage>() {
        Found::Absent => findings.broken(CHECK, Facts::of("problem", "not-stated")),
        Found::Malformed => findings.broken(CHECK, Facts::of("problem", "malformed")),
        Found::Read { value, critical } => {
            let names: Vec<String> = value.0.into_iter().map(|own| format!("{own:?}")).collect();
            findings.judge(CHECK, value.0 == expected && critical, || {
                let facts = Facts::of("usages", names);
                if critical { facts } else { facts.and("problem", "not critical") }
            });
        }
    }
}

fn extended_key_usage(own: &Certificate, used_for: JpkiUse, findings: &mut Findings) {
    const CHECK: JpkiCheck = JpkiCheck::CertificateExtendedKeyUsage;
    let present = own.extensions().iter().any(|own| own.oid == oid("2.5.29.37"));
    let Some(purposes) = own.purposes() else {
        match (present, used_for) {
            (true, _) => findings.broken(CHECK, Facts::of("problem", "malformed")),
            // Cards' authentication certificates have it; of smartphones' nothing is known.
            (false, JpkiUse::Authentication) => {
                findings.warn(CHECK, Facts::of("problem", "not-stated"));
            }
            (false, JpkiUse::Signing) => findings.not_applicable(CHECK),
        }
        return;
    };
    let client = purposes.iter().any(|own| own == CLIENT_AUTHENTICATION);
    let holds = match used_for {
        JpkiUse::Authentication => client && purposes.len() == 1,
        JpkiUse::Signing => !client && !purposes.iter().any(|own| own == ANY_PURPOSE),
    };
    findings.judge(CHECK, holds, || Facts::of("purposes", purposes.clone()));
}

/// The policy that the certificate names, and what is known of it.
fn policy<'p>(
    own: &Certificate,
    used_for: JpkiUse,
    context: &JpkiContext<'p>,
    findings: &mut Findings,
) -> (Option<String>, Option<&'p PolicyFact>) {
    const CHECK: JpkiCheck = JpkiCheck::CertificatePolicy;
    let policies: Vec<String> = match own.find::<CertificatePolicies>() {
        Found::Absent => {
            findings.broken(CHECK, Facts::of("problem", "not-stated"));
            return (None, None);
        }
        Found::Malformed => {
            findings.broken(CHECK, Facts::of("problem", "malformed"));
            return (None, None);
        }
        Found::Read { value, .. } => {
            value.0.iter().map(|own| own.policy_identifier.to_string()).collect()
        }
    };
    let [oid] = policies.as_slice() else {
        findings.broken(CHECK, Facts::of("policies", policies.clone()));
        return (None, None);
    };
    let facts = Facts::of("policy", oid.clone());
    let Some(fact) = context.profile.policy(oid) else {
        findings.undetermined(CHECK, facts.and("because", "policy-unknown"));
        return (Some(oid.clone()), None);
    };
    let facts = facts.and("confidence", fact.confidence.name());
    if fact.used_for != used_for {
        findings.broken(CHECK, facts.and("presented", fact.used_for.name()));
    } else if fact.confidence < context.policy.least_confidence {
        findings.undetermined(CHECK, facts.and("because", "fact-not-firm"));
    } else {
        findings.pass_with(CHECK, facts.and("token", fact.token.name()));
    }
    let environment = fact.environment;
    let holds = environment == context.policy.environment;
    findings.judge(JpkiCheck::CertificateEnvironment, holds, || {
        Facts::of("presented", environment.name()).and("needed", context.policy.environment.name())
    });
    (Some(oid.clone()), Some(fact))
}

/// The authority's anchor, and that it has signed the certificate.
fn chain<'c>(
    own: &Certificate,
    used_for: JpkiUse,
    context: &JpkiContext<'c>,
    findings: &mut Findings,
) -> (Option<&'c TrustAnchor>, Option<Passed>) {
    let candidates = candidates(own, used_for, context);
    let signed = |anchor: &TrustAnchor| signature(own, anchor.certificate(), context);
    // Of several generations the one that has signed it, by a certificate that holds now where it has
    // several; where none has, the first.
    let found = candidates.iter().map(|anchor| (*anchor, signed(anchor)));
    let found: Vec<_> = found.collect();
    let mut signers = found.iter().filter(|(_, signed)| signed.is_ok());
    let current = signers.clone().find(|(anchor, _)| untimely(anchor, context).is_none());
    let best = current.or_else(|| signers.next()).or_else(|| found.first());
    let Some((anchor, signature)) = best else {
        let any = context.trust.anchors().iter().any(|own| hierarchy(own.purpose()).is_some());
        let because = if any { "unknown-issuer" } else { "no-trust-anchors" };
        findings.broken(JpkiCheck::ChainAnchor, Facts::of("because", because));
        return (None, None);
    };
    findings.pass(JpkiCheck::ChainAnchor);
    let its = hierarchy(anchor.purpose());
    findings.judge(JpkiCheck::ChainHierarchy, its == Some(used_for), || {
        let presented = its.map_or("unknown", JpkiUse::name);
        Facts::of("presented", presented).and("needed", used_for.name())
    });
    let authority = anchor.certificate();
    let issues = authority.authority() == Authority::Issues;
    findings.judge(JpkiCheck::ChainAuthority, issues, || Facts::of("problem", "no authority"));
    let fault = untimely(anchor, context);
    findings
        .judge(JpkiCheck::ChainAuthorityValidity, fault.is_none(), || fault.unwrap_or_default());
    algorithm(own, *signature, findings);
    let passed = match signature {
        Ok(()) => Some(findings.pass(JpkiCheck::ChainSignature)),
        Err(SignatureFault::Unsupported) => {
            findings.undetermined(JpkiCheck::ChainSignature, Facts::of("because", "unsupported"));
            None
        }
        // The algorithm's own check says so; the signature was not examined.
        Err(SignatureFault::Algorithm) => None,
        Err(fault) => {
            findings.broken(JpkiCheck::ChainSignature, Facts::of("problem", fault.name()));
            None
        }
    };
    (Some(anchor), passed)
}

/// What is wrong with the time of an authority's certificate or of its listing.
fn untimely(anchor: &TrustAnchor, context: &JpkiContext<'_>) -> Option<Facts> {
    let (now, policy) = (context.now.wall, context.policy);
    validity(anchor.certificate(), now, policy).or_else(|| {
        let listed = anchor.listing().holds_at(now, policy.clock_skew);
        (!listed).then(|| Facts::of("problem", "not-listed"))
    })
}

fn algorithm(own: &Certificate, signature: Result<(), SignatureFault>, findings: &mut Findings) {
    let [inner, outer] = own.algorithms();
    let fits = signature != Err(SignatureFault::Algorithm);
    findings.judge(JpkiCheck::CertificateAlgorithm, inner == outer && fits, || {
        Facts::of("inside", inner.oid.to_string()).and("outside", outer.oid.to_string())
    });
}

fn signature(
    own: &Certificate,
    authority: &Certificate,
    context: &JpkiContext<'_>,
) -> Result<(), SignatureFault> {
    let [inner, _] = own.algorithms();
    super::key::signed_by(
        authority,
        inner,
        own.signed_bytes(),
        own.signature(),
        context.profile,
        context.provider,
    )
}

/// The anchors of either hierarchy that the certificate names, those of the use first.
fn candidates<'c>(
    own: &Certificate,
    used_for: JpkiUse,
    context: &JpkiContext<'c>,
) -> Vec<&'c TrustAnchor> {
    let named = |wanted: bool| {
        let all = context.trust.anchors().iter();
        all.filter(move |anchor| {
            hierarchy(anchor.purpose()).is_some_and(|its| (its == used_for) == wanted)
                && issuer_matches(own, anchor.certificate())
        })
    };
    named(true).chain(named(false)).take(MAX_ANCHOR_CANDIDATES).collect()
}

/// Which hierarchy an anchor of this purpose belongs to.
const fn hierarchy(purpose: Purpose) -> Option<JpkiUse> {
    match purpose {
        Purpose::JpkiAuthenticationCa => Some(JpkiUse::Authentication),
        Purpose::JpkiSigningCa => Some(JpkiUse::Signing),
        _ => None,
    }
}
