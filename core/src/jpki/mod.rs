//! Floor 2: Japan's public personal authentication (公的個人認証, JPKI).
//!
//! A My Number Card, and a smartphone that stands for one, hold two certificates. One proves who is
//! there (利用者証明用); the other signs documents (署名用) and weighs as much as a registered seal.
//! They stand below authorities of their own, and this module keeps them apart in its types:
//!
//! 1. [`verify_authentication`] takes a [`Challenge`] and gives [`AuthenticationEvidence`];
//! 2. [`verify_signature`] takes a [`SignedDocument`] and gives [`SigningEvidence`];
//! 3. both look at the certificate and its chain by the same rules ([`JpkiCheck`]), held against a
//!    data file ([`JpkiProfile`]) whose facts say how firm they are;
//! 4. revocation is looked up in what was given ([`RevocationEvidence`]). Japanese law says who may
//!    ask; without an answer the outcome is *undetermined*;
//! 5. of the holder's attributes those that were asked for come out ([`JpkiAttributes`]);
//!    [`matching::compare`] holds them against what an mdoc says of the same person.
//!
//! Verified are RSA PKCS#1 v1.5 and ECDSA, as the key and the profile say. A certificate's serial
//! number, names and key follow a person everywhere: no report holds them, and [`PairwiseId`] stands
//! in their place where a verifier must recognise somebody.

mod address;
mod attributes;
mod authentication;
mod challenge;
mod check;
mod document;
mod era;
mod evidence;
mod handle;
mod json;
mod key;
pub mod matching;
mod ocsp;
mod path;
mod policy;
mod profile;
mod report;
mod revocation;
mod signing;
mod summary;

pub use attributes::{JpkiAttribute, JpkiAttributes, MarkedText, Sex};
pub use authentication::{AuthenticationAnswer, verify_authentication};
pub use challenge::{Challenge, ChallengeError, Challenges, Moment};
pub use check::{JpkiCheck, JpkiCheckInfo, JpkiUse};
pub use document::{DocumentFault, DocumentKind, SignedDocument};
pub use era::{Era, EraDate, EraDateFault};
pub use evidence::{
    AuthenticationEvidence, EvidencePackage, NoBasis, ReuseWindow, SigningEvidence,
};
pub use handle::{JpkiHandle, JpkiHandleKind, PairwiseId};
pub use key::KeyKind;
pub use policy::{JpkiPolicy, RevocationRule};
pub use profile::{Environment, FactConfidence, JpkiProfile, PolicyFact, Token};
pub use report::{JpkiFinding, JpkiReason, JpkiReport, JpkiRisk, JpkiVerdict};
pub use revocation::{RevocationEvidence, RevocationGap, RevocationSource, RevocationState};
pub use signing::{SignedAnswer, verify_signature};
pub use summary::CertificateSummary;

use crate::crypto::CryptoProvider;
use crate::trust::TrustStore;

/// What a verification works with besides what came.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct JpkiContext<'a> {
    /// Whom to trust: the authorities of both hierarchies, each with its own purpose.
    pub trust: &'a TrustStore,
    /// What is known of the certificates.
    pub profile: &'a JpkiProfile,
    /// How findings become a verdict.
    pub policy: &'a JpkiPolicy,
    /// The time to verify for.
    pub now: Moment,
    /// The cryptography.
    pub provider: &'a CryptoProvider,
    /// The revocation lists and responses at hand.
    pub revocation: &'a [RevocationEvidence],
    /// The verifier's own key for [`PairwiseId`], of at least 32 octets.
    pub pairwise_key: Option<&'a [u8]>,
}

impl<'a> JpkiContext<'a> {
    /// A context without revocation lists and without a key for pairwise ids.
    pub const fn new(
        trust: &'a TrustStore,
        profile: &'a JpkiProfile,
        policy: &'a JpkiPolicy,
        now: Moment,
        provider: &'a CryptoProvider,
    ) -> Self {
        Self { trust, profile, policy, now, provider, revocation: &[], pairwise_key: None }
    }

    /// With these revocation lists and responses.
    #[must_use]
    pub const fn with_revocation(mut self, evidence: &'a [RevocationEvidence]) -> Self {
        self.revocation = evidence;
        self
    }

    /// With the verifier's key for pairwise ids.
    #[must_use]
    pub const fn with_pairwise_key(mut self, key: &'a [u8]) -> Self {
        self.pairwise_key = Some(key);
        self
    }
}
