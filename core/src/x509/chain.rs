//! A chain of certificates up to a trust point: for the signers of lists (RFC 5280 6.1).
//!
//! 1. Every certificate is valid at the time in question and demands nothing unknown.
//! 2. Every certificate but the first is an authority that may sign certificates, and no more
//!    authorities follow below it than it allows.
//! 3. Every certificate is issued and signed by the next.
//! 4. The last one is a trust point itself, or is issued and signed by one.
//!
//! Document signers have no such chain: Annex B knows no authority below an IACA.

use thiserror::Error;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use super::certificate::Certificate;
use super::extension::Found;
use super::path::{PathError, ValidityAt, issuer_matches, signature_holds, validity_at};
use crate::codec::limits::MAX_ANCHOR_CANDIDATES;
use crate::crypto::CryptoProvider;
use crate::instant::Timestamp;

/// Why a chain ends in no trust point.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChainError {
    /// The chain is empty.
    #[error("there is no certificate")]
    Empty,
    /// A certificate is no longer valid.
    #[error("certificate {index} ended at {not_after}")]
    Expired {
        /// Its place in the chain, the signer's being 0.
        index: usize,
        /// `notAfter`
        not_after: Timestamp,
    },
    /// A certificate is not issued by the next, or the last by none of the trust points.
    #[error("certificate {index} is issued by nobody who is trusted here")]
    Issuer {
        /// Its place in the chain.
        index: usize,
    },
    /// A certificate that signs certificates may not.
    #[error("certificate {index} is no authority, or not for so many below it")]
    NoAuthority {
        /// Its place in the chain.
        index: usize,
    },
    /// A certificate is not valid yet.
    #[error("certificate {index} begins at {not_before}")]
    NotYet {
        /// Its place in the chain.
        index: usize,
        /// `notBefore`
        not_before: Timestamp,
    },
    /// A signature does not hold, or no answer could be had.
    #[error("certificate {index}: {problem}")]
    Signature {
        /// The place of the certificate that carries the signature.
        index: usize,
        /// What was wrong.
        problem: PathError,
    },
    /// A critical extension that is not understood.
    #[error("certificate {index} demands an extension that is not understood")]
    UnknownCritical {
        /// Its place in the chain.
        index: usize,
    },
}

impl ChainError {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            ChainError::Empty => "no-certificate",
            ChainError::Expired { .. } => "certificate-expired",
            ChainError::Issuer { .. } => "unknown-issuer",
            ChainError::NoAuthority { .. } => "no-authority",
            ChainError::NotYet { .. } => "certificate-not-yet-valid",
            ChainError::Signature { .. } => "certificate-signature",
            ChainError::UnknownCritical { .. } => "unknown-critical-extension",
        }
    }

    /// Whether no answer could be had, as opposed to a bad chain.
    pub fn is_unsupported(&self) -> bool {
        matches!(self, ChainError::Signature { problem, .. } if problem.is_unsupported())
    }
}

/// The trust point in which `chain` ends, its first certificate being the signer's.
///
/// `skew` is the number of seconds by which the clock may be wrong.
///
/// # Errors
/// See [`ChainError`].
pub fn chain_to<'a>(
    chain: &[Certificate],
    trust_points: &[&'a Certificate],
    now: Timestamp,
    skew: i64,
    provider: &CryptoProvider,
) -> Result<&'a Certificate, ChainError> {
    let last = chain.last().ok_or(ChainError::Empty)?;
    for (index, own) in chain.iter().enumerate() {
        valid(index, own, now, skew)?;
        if own.not_understood().next().is_some() {
            return Err(ChainError::UnknownCritical { index });
        }
        if index > 0 && !may_issue(own, index - 1) {
            return Err(ChainError::NoAuthority { index });
        }
    }
    for (index, pair) in chain.windows(2).enumerate() {
        let [own, next] = pair else { continue };
        if !issuer_matches(own, next) {
            return Err(ChainError::Issuer { index });
        }
        signature_holds(provider, own, next)
            .map_err(|problem| ChainError::Signature { index, problem })?;
    }
    let index = chain.len() - 1;
    if let Some(own) = trust_points.iter().find(|own| own.der() == last.der()) {
        return Ok(own);
    }
    let mut error = ChainError::Issuer { index };
    let named = trust_points.iter().filter(|own| issuer_matches(last, own));
    for own in named.take(MAX_ANCHOR_CANDIDATES) {
        match anchor(index, last, own, now, skew, provider) {
            Ok(()) => return Ok(own),
            Err(problem) => error = problem,
        }
    }
    Err(error)
}

fn anchor(
    index: usize,
    last: &Certificate,
    trust_point: &Certificate,
    now: Timestamp,
    skew: i64,
    provider: &CryptoProvider,
) -> Result<(), ChainError> {
    valid(index + 1, trust_point, now, skew)?;
    if !may_issue(trust_point, index) {
        return Err(ChainError::NoAuthority { index: index + 1 });
    }
    signature_holds(provider, last, trust_point)
        .map_err(|problem| ChainError::Signature { index, problem })
}

fn valid(index: usize, own: &Certificate, now: Timestamp, skew: i64) -> Result<(), ChainError> {
    match (validity_at(own, now.plus(skew)), validity_at(own, now.plus(-skew))) {
        (ValidityAt::NotYet { not_before }, _) => Err(ChainError::NotYet { index, not_before }),
        (_, ValidityAt::Expired { not_after }) => Err(ChainError::Expired { index, not_after }),
        _ => Ok(()),
    }
}

/// Whether this is an authority that allows `below` authorities between itself and the signer.
pub(super) fn may_issue(own: &Certificate, below: usize) -> bool {
    let Found::Read { value, .. } = own.find::<BasicConstraints>() else { return false };
    let deep_enough = value.path_len_constraint.is_none_or(|most| below <= usize::from(most));
    let signs = match own.find::<KeyUsage>() {
        Found::Absent => true,
        Found::Malformed => false,
        Found::Read { value, .. } => value.key_cert_sign(),
    };
    value.ca && deep_enough && signs
}
