//! What a verification proves: one type for each use, so that neither can stand for the other.
//!
//! [`AuthenticationEvidence`] says that somebody with this certificate's key answered a challenge;
//! [`SigningEvidence`] says that somebody with this certificate's key signed a document. Either comes
//! out of an accepted verification of its own use alone: there is no other way to make one, none to
//! turn one into the other, and no type that holds both.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::attributes::JpkiAttributes;
use super::challenge::Moment;
use super::document::SignedDocument;
use super::handle::PairwiseId;
use super::revocation::RevocationState;
use super::summary::CertificateSummary;
use crate::crypto::Digest;
use crate::instant::Timestamp;

/// That the holder of an authentication certificate answered a challenge.
///
/// It says neither who the person is (the certificate names nobody) nor that the person is new here;
/// and it is no signature under a document.
#[derive(Clone)]
pub struct AuthenticationEvidence {
    pub(super) challenge: Vec<u8>,
    pub(super) answer: Vec<u8>,
    pub(super) asked_by: String,
    pub(super) operation: String,
    pub(super) asked_at: Timestamp,
    pub(super) verified: Moment,
    pub(super) reuse_window: i64,
    pub(super) clock_skew: i64,
    pub(super) certificate: CertificateSummary,
    pub(super) revocation: RevocationState,
    pub(super) policy: String,
    pub(super) profile: String,
    pub(super) pairwise: Option<PairwiseId>,
}

/// Whether an answer may stand for another operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReuseWindow {
    /// The clock went back: nothing can be said.
    ClockWentBack,
    /// The window is over, or the certificate, or there is none: ask again.
    Over {
        /// Seconds since the answer was verified.
        seconds: i64,
    },
    /// The answer was given for another operation: ask again.
    OtherOperation,
    /// The answer may stand.
    Within {
        /// Seconds that are left.
        left: i64,
    },
}

impl ReuseWindow {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            ReuseWindow::ClockWentBack => "clock-went-back",
            ReuseWindow::Over { .. } => "over",
            ReuseWindow::OtherOperation => "other-operation",
            ReuseWindow::Within { .. } => "within",
        }
    }
}

impl AuthenticationEvidence {
    /// The challenge.
    pub fn challenge(&self) -> &[u8] {
        &self.challenge
    }

    /// The signature over the challenge.
    pub fn answer(&self) -> &[u8] {
        &self.answer
    }

    /// Who asked.
    pub fn asked_by(&self) -> &str {
        &self.asked_by
    }

    /// What was asked for, such as `login`.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// When the challenge was made.
    pub fn asked_at(&self) -> Timestamp {
        self.asked_at
    }

    /// When the answer was verified.
    pub fn verified_at(&self) -> Timestamp {
        self.verified.wall
    }

    /// What the certificate is.
    pub fn certificate(&self) -> &CertificateSummary {
        &self.certificate
    }

    /// What is known of its revocation: *undetermined* where the policy let it be answered elsewhere.
    pub fn revocation(&self) -> &RevocationState {
        &self.revocation
    }

    /// The policy that accepted it.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The profile file it was held against.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// What stands for the person at this verifier, where a key was given.
    pub fn pairwise(&self) -> Option<&PairwiseId> {
        self.pairwise.as_ref()
    }

    /// Whether it may stand for `operation` at `now`, without asking the person again.
    ///
    /// Monotonic time decides where both moments have it: the wall clock can be set back. No answer
    /// outlives its certificate.
    pub fn reuse(&self, operation: &str, now: Moment) -> ReuseWindow {
        if operation != self.operation {
            return ReuseWindow::OtherOperation;
        }
        let Some(seconds) = now.since(self.verified, self.clock_skew) else {
            return ReuseWindow::ClockWentBack;
        };
        let ended = now.wall > self.certificate.not_after.plus(self.clock_skew);
        match self.reuse_window.saturating_sub(seconds) {
            left if left > 0 && !ended => ReuseWindow::Within { left },
            _ => ReuseWindow::Over { seconds },
        }
    }
}

impl fmt::Debug for AuthenticationEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthenticationEvidence({} at {})", self.operation, self.verified.wall)
    }
}

/// That the holder of a signature certificate signed a document that people can read.
///
/// It is no login: nothing here shows that the signer is present.
#[derive(Clone)]
pub struct SigningEvidence {
    pub(super) document: SignedDocument,
    pub(super) document_hash: Digest,
    pub(super) hash_algorithm: &'static str,
    pub(super) signature: Zeroizing<Vec<u8>>,
    pub(super) holds_certificate: bool,
    pub(super) certificate_der: Zeroizing<Vec<u8>>,
    pub(super) certificate: CertificateSummary,
    pub(super) attributes: JpkiAttributes,
    pub(super) stated_time: Option<Timestamp>,
    pub(super) verified_at: Timestamp,
    pub(super) revocation: RevocationState,
    pub(super) policy: String,
    pub(super) profile: String,
    pub(super) pairwise: Option<PairwiseId>,
}

impl SigningEvidence {
    /// The document that was signed.
    pub fn document(&self) -> &SignedDocument {
        &self.document
    }

    /// The digest of the document's octets.
    pub fn document_hash(&self) -> &[u8] {
        self.document_hash.as_ref()
    }

    /// The name of the digest algorithm, for example `SHA-256`.
    pub fn hash_algorithm(&self) -> &'static str {
        self.hash_algorithm
    }

    /// The detached signature as received, in CMS. Where it holds certificates, all that a package
    /// holds of the signer is in it: see [`SigningEvidence::signature_holds_certificate`].
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Whether certificates came inside of the signature, the signer's perhaps. Such a signature is
    /// kept or handed on as a [`SigningEvidence::package`] is.
    pub fn signature_holds_certificate(&self) -> bool {
        self.holds_certificate
    }

    /// What the certificate is.
    pub fn certificate(&self) -> &CertificateSummary {
        &self.certificate
    }

    /// The holder's attributes that were asked for; the others were wiped.
    pub fn attributes(&self) -> &JpkiAttributes {
        &self.attributes
    }

    /// When the signer says to have signed: nobody vouches for it.
    pub fn stated_time(&self) -> Option<Timestamp> {
        self.stated_time
    }

    /// When the signature was verified.
    pub fn verified_at(&self) -> Timestamp {
        self.verified_at
    }

    /// What is known of the certificate's revocation.
    pub fn revocation(&self) -> &RevocationState {
        &self.revocation
    }

    /// The policy that accepted it.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The profile file it was held against.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// What stands for the person at this verifier, where a key was given.
    pub fn pairwise(&self) -> Option<&PairwiseId> {
        self.pairwise.as_ref()
    }

    /// Everything that a later dispute needs, to be kept under a stated basis.
    ///
    /// The package holds the certificate, and with it the name, the date of birth, the sex and the
    /// address of the signer: whoever keeps it needs a reason to.
    ///
    /// # Errors
    /// [`NoBasis`] where no basis is named.
    pub fn package(&self, basis: &str) -> Result<EvidencePackage<'_>, NoBasis> {
        match basis.trim().is_empty() {
            true => Err(NoBasis),
            false => Ok(EvidencePackage { evidence: self, basis: basis.to_owned() }),
        }
    }
}

impl fmt::Debug for SigningEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningEvidence(at {})", self.verified_at)
    }
}

/// No basis for keeping a signature package was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a package that holds the signer's certificate is kept for a stated reason alone")]
pub struct NoBasis;

/// A signing evidence to be kept: the document, the signature, the certificate, its status, the
/// policy, and why it is kept.
pub struct EvidencePackage<'e> {
    evidence: &'e SigningEvidence,
    basis: String,
}

impl EvidencePackage<'_> {
    /// The evidence.
    pub fn evidence(&self) -> &SigningEvidence {
        self.evidence
    }

    /// Why it is kept.
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// The certificate in DER: personal data, all of it.
    pub fn certificate(&self) -> &[u8] {
        &self.evidence.certificate_der
    }
}

impl fmt::Debug for EvidencePackage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EvidencePackage({:?})", self.evidence)
    }
}
