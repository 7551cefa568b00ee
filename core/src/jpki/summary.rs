//! What a certificate is, without anything that tells one person from another.

use super::check::JpkiUse;
use super::key::KeyKind;
use super::profile::{Environment, FactConfidence, Token};
use crate::instant::Timestamp;

/// What is known of a certificate. Neither its serial number, nor its names, nor its key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateSummary {
    /// Below which hierarchy's authority it stands; `None` where none is known.
    pub hierarchy: Option<JpkiUse>,
    /// On what it is kept, as far as its policy tells.
    pub token: Token,
    /// The environment, as far as its policy tells.
    pub environment: Option<Environment>,
    /// The policy it names.
    pub policy_oid: Option<String>,
    /// How firm the meaning of the policy is known.
    pub confidence: Option<FactConfidence>,
    /// The kind of its key, where it is allowed.
    pub key: Option<KeyKind>,
    /// When it ends.
    pub not_after: Timestamp,
    /// The authority's subject.
    pub authority: Option<String>,
}
