//! How data files name issuers, and what can be wrong with such a file.

use serde::Deserialize;
use thiserror::Error;

use crate::codec::limits::MAX_DATA_FILE_BYTES;
use crate::crypto::{CryptoProvider, HashAlgorithm};
use crate::x509::Certificate;

/// Why a data file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DataError {
    /// No JSON, or not of the shape the file must have.
    #[error("line {line}, column {column}: {problem}")]
    Json {
        /// Counted from one.
        line: usize,
        /// Counted from one.
        column: usize,
        /// What was expected.
        problem: String,
    },
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLarge(usize),
    /// A version that is not known here.
    #[error("version {0} of the file is not known")]
    Version(u64),
}

/// An issuer: one certificate, or every one of a country or of a state of it.
///
/// `{ "certificate": SHA-256 in hexadecimal }` or `{ "country": "JP" }` or
/// `{ "country": "US", "state": "US-UT" }`
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum IssuerSelector {
    Certificate(ByCertificate),
    Place(ByPlace),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByCertificate {
    certificate: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByPlace {
    country: String,
    state: Option<String>,
}

impl IssuerSelector {
    pub(super) fn matches(&self, authority: &Certificate, provider: &CryptoProvider) -> bool {
        match self {
            IssuerSelector::Certificate(own) => {
                let digest = (provider.digest)(HashAlgorithm::Sha256, &[authority.der()]);
                let hex: String =
                    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
                own.certificate.eq_ignore_ascii_case(&hex)
            }
            IssuerSelector::Place(own) => {
                let subject = authority.subject();
                subject.country() == Some(own.country.as_str())
                    && (own.state.is_none() || subject.state() == own.state.as_deref())
            }
        }
    }
}

/// Reads a data file of one shape.
pub(super) fn parse<'a, T: Deserialize<'a>>(content: &'a [u8]) -> Result<T, DataError> {
    if content.len() > MAX_DATA_FILE_BYTES {
        return Err(DataError::TooLarge(MAX_DATA_FILE_BYTES));
    }
    serde_json::from_slice(content).map_err(|error| DataError::Json {
        line: error.line(),
        column: error.column(),
        problem: error.to_string(),
    })
}
