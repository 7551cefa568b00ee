//! Whether a certificate is revoked: from lists and responses that are given.
//!
//! 1. Each list is read and held against RFC 5280 6.3.3: of the authority, for this certificate's
//!    distribution point, whole, signed by the authority's key, within its time.
//! 2. Each response is read and held against RFC 6960 3.2: see [`super::ocsp`].
//! 3. A genuine source that says *revoked* decides, however old it is, and a list of changes or of a
//!    part too. Else one that is whole and fresh and says *good* does. Else there is no answer.
//!
//! Who may ask the authority at all is a matter of law: without a list or response the answer is
//! *undetermined*, never *good*.

use const_oid::ObjectIdentifier;
use der::Decode;
use x509_cert::ext::pkix::CrlDistributionPoints;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};

use super::check::JpkiCheck;
use super::key::{SignatureFault, signed_by};
use super::policy::JpkiPolicy;
use super::profile::JpkiProfile;
use super::report::Findings;
use crate::codec::limits::MAX_REVOCATION_EVIDENCE;
use crate::crypto::CryptoProvider;
use crate::facts::Facts;
use crate::instant::Timestamp;
use crate::outcome::Outcome;
use crate::x509::{Certificate, CrlFault, Found, RevocationList, oid};

const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = oid("2.5.29.28");
/// `removeFromCRL` (RFC 5280 5.3.1), in lists of changes.
const REMOVE_FROM_CRL: u8 = 8;

/// What was fetched to check with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RevocationEvidence {
    /// A certificate revocation list, in DER or PEM.
    Crl(Vec<u8>),
    /// An OCSP response in DER, and the nonce of the request where it had one.
    Ocsp {
        /// The response.
        response: Vec<u8>,
        /// The nonce that was sent; the response must repeat it.
        nonce: Option<Vec<u8>>,
    },
}

/// Which kind of source gave an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationSource {
    /// A revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
}

impl RevocationSource {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            RevocationSource::Crl => "crl",
            RevocationSource::Ocsp => "ocsp",
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationGap {
    /// The chain does not hold, so nobody can be asked about it.
    ChainOpen,
    /// Nothing was given to check with. Japanese law lets only registered verifiers ask.
    NotGiven,
    /// The responder does not know the certificate.
    NotKnown,
    /// What was given proves nothing: another finding says why.
    Unusable,
}

impl RevocationGap {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            RevocationGap::ChainOpen => "chain-open",
            RevocationGap::NotGiven => "not-given",
            RevocationGap::NotKnown => "not-known",
            RevocationGap::Unusable => "unusable",
        }
    }

    /// A sentence in English.
    pub const fn en(self) -> &'static str {
        match self {
            RevocationGap::ChainOpen => {
                "The certificate leads to no authority that is trusted, so its revocation cannot be \
                 looked up."
            }
            RevocationGap::NotGiven => {
                "No revocation list or response was given. The Act on public personal authentication \
                 (公的個人認証法) lets only registered verifiers (署名検証者, 利用者証明検証者) and \
                 certified platform operators ask J-LIS: ask through one of them."
            }
            RevocationGap::NotKnown => "The responder does not know the certificate.",
            RevocationGap::Unusable => {
                "What was given about revocation is not genuine, not for this certificate or not \
                 fresh."
            }
        }
    }

    /// The same in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            RevocationGap::ChainOpen => {
                "証明書が信頼する認証局につながらないため、失効を照会できません。"
            }
            RevocationGap::NotGiven => {
                "失効リストまたは応答がありません。公的個人認証法により、J-LISに失効情報を照会できるのは署名検証者・利用者証明検証者および認定を受けたプラットフォーム事業者に限られます。これらの事業者を通じて照会してください。"
            }
            RevocationGap::NotKnown => "応答者はこの証明書を把握していません。",
            RevocationGap::Unusable => {
                "提供された失効情報は真正でないか、この証明書のものでないか、最新ではありません。"
            }
        }
    }
}

/// What is known of a certificate's revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationState {
    /// It was not revoked as of a time.
    Good {
        /// Who says so.
        source: RevocationSource,
        /// As of when.
        as_of: Timestamp,
        /// Until when this counts as fresh.
        until: Option<Timestamp>,
    },
    /// It is revoked.
    Revoked {
        /// Who says so.
        source: RevocationSource,
        /// When it was revoked.
        at: Timestamp,
        /// `reasonCode` of RFC 5280 5.3.1, where it is stated.
        reason: Option<u8>,
    },
    /// There is no answer.
    Undetermined {
        /// Why.
        gap: RevocationGap,
    },
}

impl RevocationState {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            RevocationState::Good { .. } => "good",
            RevocationState::Revoked { .. } => "revoked",
            RevocationState::Undetermined { .. } => "undetermined",
        }
    }
}

/// What one source says, when it is genuine.
#[derive(Clone, Copy, Debug)]
pub(super) enum Says {
    Good { as_of: Timestamp, until: Option<Timestamp> },
    NotKnown,
    Revoked { at: Timestamp, reason: Option<u8> },
}

/// What became of one source: what it says, and what is wrong with it.
pub(super) struct Heard {
    pub(super) says: Option<Says>,
    /// With a fault only *revoked* counts.
    pub(super) fault: Option<Facts>,
}

impl Heard {
    pub(super) fn nothing(problem: &str) -> Self {
        Self { says: None, fault: Some(Facts::of("problem", problem)) }
    }
}

/// Everything a look-up needs.
pub(super) struct Lookup<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) authority: &'a Certificate,
    pub(super) evidence: &'a [RevocationEvidence],
    pub(super) profile: &'a JpkiProfile,
    pub(super) policy: &'a JpkiPolicy,
    pub(super) provider: &'a CryptoProvider,
    pub(super) now: Timestamp,
}

/// Looks a certificate up whose chain holds.
pub(super) fn check(lookup: &Lookup<'_>, findings: &mut Findings) -> RevocationState {
    let given = lookup.evidence;
    if given.len() > MAX_REVOCATION_EVIDENCE {
        findings.broken(JpkiCheck::RevocationCrl, Facts::of("problem", "too-many"));
        let state = RevocationState::Undetermined { gap: RevocationGap::Unusable };
        conclude_finding(&state, findings);
        return state;
    }
    let mut answers: Vec<(RevocationSource, Says)> = Vec::new();
    for (source, check) in [
        (RevocationSource::Crl, JpkiCheck::RevocationCrl),
        (RevocationSource::Ocsp, JpkiCheck::RevocationOcsp),
    ] {
        let heard = given.iter().filter_map(|own| match (own, source) {
            (RevocationEvidence::Crl(content), RevocationSource::Crl) => {
                Some(list(content, lookup.certificate, lookup))
            }
            (RevocationEvidence::Ocsp { response, nonce }, RevocationSource::Ocsp) => {
                Some(super::ocsp::response(response, nonce.as_deref(), lookup))
            }
            _ => None,
        });
        let heard: Vec<Heard> = heard.collect();
        let fault = heard.iter().find_map(|own| own.fault.clone());
        match (heard.is_empty(), fault) {
            (true, _) => findings.not_applicable(check),
            (false, None) => drop(findings.pass(check)),
            (false, Some(facts)) => findings.broken(check, facts),
        }
        let counts = |own: &Heard| match (own.says, &own.fault) {
            (Some(says @ Says::Revoked { .. }), _) => Some(says),
            (says, None) => says,
            (_, Some(_)) => None,
        };
        answers.extend(heard.iter().filter_map(counts).map(|says| (source, says)));
    }
    let state = conclude(&answers, lookup.evidence.is_empty());
    conclude_finding(&state, findings);
    state
}

/// Nothing could be looked up, because the chain does not hold.
pub(super) fn chain_open(findings: &mut Findings) -> RevocationState {
    findings.not_performed(JpkiCheck::CertificateRevocation, "prerequisite");
    RevocationState::Undetermined { gap: RevocationGap::ChainOpen }
}

fn conclude(answers: &[(RevocationSource, Says)], nothing_given: bool) -> RevocationState {
    let revoked = answers.iter().find_map(|(source, says)| match says {
        Says::Revoked { at, reason } => {
            Some(RevocationState::Revoked { source: *source, at: *at, reason: *reason })
        }
        _ => None,
    });
    if let Some(state) = revoked {
        return state;
    }
    let good = answers.iter().filter_map(|(source, says)| match says {
        Says::Good { as_of, until } => Some((*as_of, *until, *source)),
        _ => None,
    });
    let not_known = answers.iter().any(|(_, says)| matches!(says, Says::NotKnown));
    // One that does not know the certificate contradicts one that calls it good.
    match (good.max_by_key(|(as_of, _, _)| *as_of), not_known, nothing_given) {
        (_, true, _) => RevocationState::Undetermined { gap: RevocationGap::NotKnown },
        (Some((as_of, until, source)), ..) => RevocationState::Good { source, as_of, until },
        (None, _, true) => RevocationState::Undetermined { gap: RevocationGap::NotGiven },
        (None, ..) => RevocationState::Undetermined { gap: RevocationGap::Unusable },
    }
}

fn conclude_finding(state: &RevocationState, findings: &mut Findings) {
    const CHECK: JpkiCheck = JpkiCheck::CertificateRevocation;
    match *state {
        RevocationState::Good { source, as_of, until } => {
            let facts = Facts::of("source", source.name()).and("as-of", as_of);
            let facts = until.map(|until| facts.clone().and("until", until)).unwrap_or(facts);
            findings.pass_with(CHECK, facts);
        }
        RevocationState::Revoked { source, at, reason } => {
            let facts = Facts::of("source", source.name()).and("revoked-at", at);
            let facts = match reason {
                Some(code) => facts.and("reason", i64::from(code)),
                None => facts,
            };
            findings.broken(CHECK, facts);
        }
        RevocationState::Undetermined { gap } => {
            findings.undetermined(CHECK, Facts::of("because", gap.name()));
        }
    }
}

/// What a revocation list says of a certificate.
pub(super) fn list(content: &[u8], certificate: &Certificate, lookup: &Lookup<'_>) -> Heard {
    let list = match RevocationList::read(content) {
        Ok(list) => list,
        Err(error) => {
            let facts = Facts::of("problem", "malformed").and("found", error.to_string());
            return Heard { says: None, fault: Some(facts) };
        }
    };
    if !list.is_of(lookup.authority) || !lookup.authority.may_sign_lists() {
        return Heard::nothing("another-issuer");
    }
    let faults: Vec<CrlFault> = list.faults().into_iter().filter(|own| is_grave(*own)).collect();
    let names: Vec<String> = faults.iter().map(|own| own.name().to_owned()).collect();
    let part = match faults.is_empty() {
        true => scope(&list, certificate).map(|problem| Facts::of("problem", problem)),
        false => Some(Facts::of("faults", names)),
    };
    if faults.iter().any(|own| *own != CrlFault::Delta) {
        return Heard { says: None, fault: part };
    }
    let (signed, [inner, _], signature) = list.signed_parts();
    let signed =
        signed_by(lookup.authority, inner, signed, signature, lookup.profile, lookup.provider);
    if let Err(fault) = signed {
        return Heard::nothing(signature_problem(fault));
    }
    let as_of = list.this_update();
    let says = match list.find(certificate) {
        // Taken off the list again.
        Some(entry) if part.is_some() && entry.reason == Some(REMOVE_FROM_CRL) => None,
        Some(entry) => Some(Says::Revoked { at: entry.at, reason: entry.reason }),
        None => Some(Says::Good { as_of, until: list.next_update() }),
    };
    Heard { says, fault: part.or_else(|| time_fault(as_of, list.next_update(), lookup)) }
}

pub(super) const fn signature_problem(fault: SignatureFault) -> &'static str {
    match fault {
        SignatureFault::Unsupported => "unsupported",
        SignatureFault::Algorithm => "signature-algorithm",
        SignatureFault::Encoding | SignatureFault::Mismatch => "signature",
    }
}

/// What keeps a list or response from counting at this time.
pub(super) fn time_fault(
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    lookup: &Lookup<'_>,
) -> Option<Facts> {
    let (now, skew) = (lookup.now, lookup.policy.clock_skew);
    let end = next_update.unwrap_or_else(|| this_update.plus(lookup.policy.max_revocation_age));
    if this_update > now.plus(skew) {
        return Some(Facts::of("problem", "issued-in-future").and("as-of", this_update));
    }
    if end.plus(skew) < now {
        return Some(Facts::of("problem", "stale").and("as-of", this_update).and("until", end));
    }
    None
}

/// Faults of Annex B.2 that RFC 5280 shares. Lists of a part are judged by [`scope`].
const fn is_grave(fault: CrlFault) -> bool {
    matches!(
        fault,
        CrlFault::Version
            | CrlFault::AlgorithmMismatch
            | CrlFault::Order
            | CrlFault::EntryExtension
            | CrlFault::Delta
            | CrlFault::UnknownCritical
    )
}

/// Why a list does not speak of this certificate, if it does not (RFC 5280 6.3.3 b).
fn scope(list: &RevocationList, certificate: &Certificate) -> Option<&'static str> {
    let value = list.extension_value(ISSUING_DISTRIBUTION_POINT)?;
    let Ok(own) = IssuingDistributionPoint::from_der(value) else {
        return Some("malformed-distribution-point");
    };
    if own.only_contains_ca_certs || own.only_contains_attribute_certs {
        return Some("not-for-people");
    }
    if own.indirect_crl || own.only_some_reasons.is_some() {
        return Some("partial");
    }
    let Some(DistributionPointName::FullName(names)) = own.distribution_point else {
        return own.distribution_point.map(|_| "malformed-distribution-point");
    };
    let points = distribution_points(certificate);
    match names.iter().any(|name| points.contains(name)) {
        true => None,
        false => Some("another-distribution-point"),
    }
}

/// The names of the points at which a certificate says its list is.
fn distribution_points(own: &Certificate) -> Vec<GeneralName> {
    let Found::Read { value, .. } = own.find::<CrlDistributionPoints>() else {
        return Vec::new();
    };
    // A point with a list of another issuer, or for some reasons, is none of the whole list.
    let plain = value.0.into_iter().filter(|own| own.crl_issuer.is_none() && own.reasons.is_none());
    let names = plain.filter_map(|point| match point.distribution_point? {
        DistributionPointName::FullName(names) => Some(names),
        DistributionPointName::NameRelativeToCRLIssuer(_) => None,
    });
    names.flatten().collect()
}

/// Whether a finding leaves open whether a certificate is revoked.
pub(super) const fn is_open(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::NotPerformed | Outcome::Undetermined)
}
