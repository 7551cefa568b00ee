//! Floor 4: every check of a presentation, each with its own finding.
//!
//! Steps, for each document by itself (ISO 18013-5 second edition 12.8, 13.4):
//!
//! 1. certificate: `issuer`, the rules of Annex B and the path to an anchor;
//! 2. issuer signature and MSO: `issuer`, `mso`;
//! 3. digests of every returned item: `digests`;
//! 4. device authentication over the verifier's own transcript: `device`;
//! 5. what the elements say of issuer and validity: `elements`;
//! 6. what came against what was asked: `disclosure`;
//! 7. revocation and status, after everything else: `issuance`;
//! 8. claims are released when 1 to 5 have passed and nothing keeps the document from *accepted*.
//!
//! Checks do not stop at the first fault. What depends on something that could not be read is
//! *not performed*, which is never *passed*.

mod check;
mod data_groups;
mod device;
mod digests;
mod disclosure;
mod elements;
mod issuance;
mod issuer;
mod json;
mod linkability;
mod mso;
mod person;
mod plan;
mod policy;
mod pseudonym;
mod report;
mod response;
mod state;
mod view;
pub mod views;

pub use check::{CheckId, CheckInfo, Profile, Scope, Severity};
pub use json::JsonOptions;
pub use linkability::{Handle, HandleKind};
pub use policy::{Edition, Policy, Unasked};
pub use pseudonym::{Pseudonym, PseudonymError};
pub use report::{
    Claim, Claims, Decision, Disclosed, Disclosure, DocumentReport, Finding, Issuer, Outcome,
    Reason, Report, ResidualRisk, Source, Validity, Verdict,
};
pub use view::Read;

pub use state::{IssuanceState, StateSource, StateSourceKind};

use std::sync::Arc;

use crate::codec::{DecodeError, Irregularities};
use crate::crypto::CryptoProvider;
use crate::doctype::{Described, Registry};
use crate::facts::Facts;
use crate::instant::Timestamp;
use crate::mdoc::{DeviceResponse, Document};
use crate::presentation::Presentation;
use crate::status::{Cache, Standing};
use crate::trust::{AcceptanceList, TrustStore};
use crate::x509::ChainCache;
use digests::{elements, items};
use disclosure::Comparison;
use linkability::HasStatus;
use report::{Findings, Passed};

/// What a verification works with besides the presentation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// Whom to trust.
    pub trust: &'a TrustStore,
    /// How findings become a verdict.
    pub policy: &'a Policy,
    /// The time to verify for.
    pub now: Timestamp,
    /// The cryptography.
    pub provider: &'a CryptoProvider,
    /// The revocation and status lists at hand.
    pub status: Option<&'a Cache>,
    /// The relying party's own list of what it takes from whom.
    pub acceptance: Option<Acceptance<'a>>,
    /// The signatures on certificates that were checked before.
    pub chains: Option<&'a ChainCache>,
}

/// A relying party's acceptance list, and what this presentation is for.
#[derive(Clone, Copy, Debug)]
pub struct Acceptance<'a> {
    /// The list.
    pub list: &'a AcceptanceList,
    /// The purpose, by its name in the list.
    pub purpose: &'a str,
}

impl<'a> Context<'a> {
    /// A context without lists: revocation and status are *not performed*.
    pub const fn new(
        trust: &'a TrustStore,
        policy: &'a Policy,
        now: Timestamp,
        provider: &'a CryptoProvider,
    ) -> Self {
        Self { trust, policy, now, provider, status: None, acceptance: None, chains: None }
    }

    /// With these revocation and status lists.
    #[must_use]
    pub const fn with_status(mut self, cache: &'a Cache) -> Self {
        self.status = Some(cache);
        self
    }

    /// With the relying party's acceptance list, for this purpose.
    #[must_use]
    pub const fn with_acceptance(mut self, list: &'a AcceptanceList, purpose: &'a str) -> Self {
        self.acceptance = Some(Acceptance { list, purpose });
        self
    }

    /// With the signatures on certificates that were checked before.
    #[must_use]
    pub const fn with_chains(mut self, chains: &'a ChainCache) -> Self {
        self.chains = Some(chains);
        self
    }
}

/// Verifies a presentation and explains the outcome.
///
/// # Errors
/// Only for a response that cannot be decoded at all. A bad credential is a [`Report`].
pub fn verify(presentation: &Presentation, context: &Context<'_>) -> Result<Report, DecodeError> {
    let mut response = DeviceResponse::decode(presentation.response())?;
    let mut encoding = response.irregularities;
    let session = device::Session::new(presentation, &response, context);
    let documents: Vec<Verified> = response
        .documents
        .iter_mut()
        .map(|document| match document {
            Ok(document) => verify_document(document, presentation, &session, context),
            Err(error) => unreadable(error, context.policy),
        })
        .collect();
    documents.iter().for_each(|document| encoding.merge(document.encoding));
    let checks =
        response::check(&response, presentation, &encoding, context.policy, context.provider);
    // What is wrong with the response as a whole concerns every document in it.
    let sound = !checks.iter().any(|finding| finding.blocks(context.policy));
    let reports: Vec<DocumentReport> = documents
        .into_iter()
        .map(|own| DocumentReport { claims: own.report.claims.filter(|_| sound), ..own.report })
        .collect();
    let risks = residual_risks(presentation, &reports);
    let verdict = report::verdict(context.policy, &checks, &reports, risks);
    let channel = presentation.channel_facts();
    Ok(Report { verdict, at: context.now, channel, checks, documents: reports })
}

/// A document's report, and the encoding faults inside its embedded byte strings.
struct Verified {
    report: DocumentReport,
    encoding: Irregularities,
}

fn verify_document(
    document: &mut Document<'_>,
    presentation: &Presentation,
    session: &device::Session<'_>,
    context: &Context<'_>,
) -> Verified {
    let mut findings = Findings::new(context.policy, Scope::Document);
    match &document.errors {
        Ok(_) => drop(findings.pass(CheckId::DocumentStructure)),
        Err(error) => findings.broken(CheckId::DocumentStructure, decode_facts(error)),
    }
    let issued = issuer::check(document, context, &mut findings);
    let mso = mso::check(document, &issued, context, &mut findings);
    let digests = digests::check(document, mso.as_ref(), context, &mut findings);
    let device = device::check(document, mso.as_ref(), session, context, &mut findings);
    elements::check(document, issued.signer(), mso.as_ref(), context, &mut findings);
    data_groups::check(document, context, &mut findings);
    let doc_types = &context.policy.doc_types;
    let comparison = Comparison::new(document, presentation.request(), context.policy.unasked);
    comparison.check(document.doc_type, doc_types, &mut findings);
    let issuance = issuance::check(document, &issued, mso.as_ref(), context, &mut findings);

    let mut encoding = digests::encoding(document);
    encoding.merge(device::encoding(document));
    encoding.merge(issued.encoding());
    encoding.merge(mso.as_ref().map(|mso| mso.irregularities).unwrap_or_default());
    let passed = [issued.signature(), issued.chain(), digests, device];
    let issuer = issued.describe();
    // What has been judged goes before its values are copied: on a small device room is dear.
    drop(issued);
    let object = mso.as_ref().map(|own| HasStatus(own.status.is_some()));
    let validity = mso.map(|own| mso::validity(&own));
    let checks = findings.complete();
    let proof = Proof::of(passed, &checks, context.policy);
    let claims = proof.map(|proof| proof.release(document, &comparison, doc_types));
    let linkability = linkability::handles(document, object, claims.as_ref(), doc_types);
    document.issuer_signed.name_spaces = Vec::new();
    let withheld = document.errors.iter().flatten();
    let report = DocumentReport {
        doc_type: Some(document.doc_type.to_owned()),
        checks,
        issuer,
        validity,
        issuance,
        claims,
        withheld: withheld
            .map(|error| (error.name_space.to_owned(), error.name.to_owned(), error.code))
            .collect(),
        disclosed: comparison.rows(),
        linkability,
    };
    Verified { report, encoding }
}

fn unreadable(error: &DecodeError, policy: &Policy) -> Verified {
    let mut findings = Findings::new(policy, Scope::Document);
    findings.broken(CheckId::DocumentStructure, decode_facts(error));
    let report = DocumentReport {
        doc_type: None,
        checks: findings.complete(),
        issuer: None,
        validity: None,
        issuance: IssuanceState::default(),
        claims: None,
        withheld: Vec::new(),
        disclosed: Vec::new(),
        linkability: Vec::new(),
    };
    Verified { report, encoding: Irregularities::default() }
}

/// Exists only after issuer signature, chain, digests and device authentication passed, and no
/// check of the document failed or lacks an answer that the policy needs.
struct Proof(());

impl Proof {
    fn of(passed: [Option<Passed>; 4], checks: &[Finding], policy: &Policy) -> Option<Self> {
        let [signature, chain, digests, device] = passed;
        let all = signature?.is(CheckId::IssuerAuthSignature)
            && chain?.is(CheckId::IssuerChainSignature)
            && digests?.is(CheckId::ItemDigest)
            && device.is_some_and(|passed| {
                passed.is(CheckId::DeviceSignature) || passed.is(CheckId::DeviceMac)
            });
        let none_blocks = !checks.iter().any(|finding| finding.blocks(policy));
        (all && none_blocks).then_some(Self(()))
    }

    /// The values that were asked for, or that the policy lets out. The others are not copied.
    fn release(
        self,
        document: &Document<'_>,
        comparison: &Comparison<'_, '_>,
        doc_types: &Registry,
    ) -> Claims {
        let issued = items(document).count();
        let mut claims = Vec::with_capacity(elements(document).count());
        let mut last: Option<(Arc<str>, Described<'_>)> = None;
        for (place, (space, identifier, value)) in elements(document).enumerate() {
            let Some(retain) = comparison.release(place) else { continue };
            // Those of one namespace come in a row.
            let (name, known) = match last.take().filter(|(name, _)| **name == *space) {
                Some(same) => last.insert(same),
                None => last.insert((space.into(), doc_types.described(document.doc_type, space))),
            };
            let source = if place < issued { Source::Issuer } else { Source::Device };
            let claim = Claim::new(source, name.clone(), identifier, value.bytes());
            claims.push(claim.released(retain, known.masks(identifier)));
        }
        Claims::new(claims)
    }
}

fn residual_risks(presentation: &Presentation, documents: &[DocumentReport]) -> Vec<ResidualRisk> {
    let open = |check: CheckId| {
        move |own: &DocumentReport| own.outcome(check).is_some_and(issuance::is_open)
    };
    let offers_none = |own: &DocumentReport| {
        let status = own.issuance.source(StateSourceKind::Status);
        status.is_some_and(|source| source.answer.standing == Standing::NotPresent)
    };
    [
        (
            ResidualRisk::SignerRevocationUnknown,
            documents.iter().any(open(CheckId::IssuerRevocation)),
        ),
        (
            ResidualRisk::StatusUnknown,
            documents.iter().any(|own| !offers_none(own) && open(CheckId::MsoStatus)(own)),
        ),
        (ResidualRisk::StatusNotOffered, documents.iter().any(offers_none)),
        (ResidualRisk::RequestUnknown, presentation.request().is_none()),
        (ResidualRisk::RelayPossible, presentation.relay_possible()),
        (ResidualRisk::HolderNotCompared, true),
    ]
    .into_iter()
    .filter_map(|(risk, present)| present.then_some(risk))
    .collect()
}

/// Where and how something could not be read.
fn decode_facts(error: &DecodeError) -> Facts {
    let facts = Facts::of("offset", error.offset).and("problem", error.problem.to_string());
    if error.path.is_empty() { facts } else { facts.and("path", error.path.clone()) }
}

/// The number before the dot of a version text: two numbers without leading zeros, and a dot.
fn major_version(version: &str) -> Option<u32> {
    let number = |text: &str| {
        let plain = text.bytes().all(|own| own.is_ascii_digit());
        let leading = text.len() > 1 && text.starts_with('0');
        (plain && !leading).then(|| text.parse::<u32>().ok()).flatten()
    };
    let (major, minor) = version.split_once('.')?;
    number(minor)?;
    number(major)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_two_numbers() {
        assert_eq!(major_version("1.0"), Some(1));
        assert_eq!(major_version("1.10"), Some(1));
        assert_eq!(major_version("2.0"), Some(2));
        for odd in ["", "1", "1.", ".0", "+1.0", "01.0", "1.00", "1.x", "1.0.0", " 1.0", "1.-0"] {
            assert_eq!(major_version(odd), None, "{odd}");
        }
    }
}
