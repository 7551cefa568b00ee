//! What a relying party takes from whom: document type × issuer × purpose. What is not listed is
//! denied.

use serde::Deserialize;

use super::selector::{DataError, IssuerSelector, parse};
use crate::crypto::CryptoProvider;
use crate::x509::Certificate;

/// A relying party's acceptance list.
///
/// ```json
/// { "version": 1, "accept": [
///   { "docTypes": ["org.iso.18013.5.1.mDL"], "issuers": [{ "country": "JP" }],
///     "purposes": ["age-check"] } ] }
/// ```
/// Each of the three may be the text `"any"`. An empty list accepts nothing.
#[derive(Clone, Debug)]
pub struct AcceptanceList {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u64,
    accept: Vec<Rule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Rule {
    doc_types: Which<String>,
    issuers: Which<IssuerSelector>,
    purposes: Which<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Which<T> {
    All(Any),
    These(Vec<T>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Any {
    Any,
}

impl<T> Which<T> {
    fn any(&self, test: impl Fn(&T) -> bool) -> bool {
        match self {
            Which::All(Any::Any) => true,
            Which::These(list) => list.iter().any(test),
        }
    }
}

impl AcceptanceList {
    /// Reads a list in JSON.
    ///
    /// # Errors
    /// See [`DataError`]. A member that is not known is an error: a misspelt one must not widen
    /// what is accepted.
    pub fn parse(content: &[u8]) -> Result<Self, DataError> {
        let file: File = parse(content)?;
        match file.version {
            1 => Ok(Self { rules: file.accept }),
            other => Err(DataError::Version(other)),
        }
    }

    /// Whether a document of this type, issued below this authority, is taken for this purpose.
    pub fn accepts(
        &self,
        authority: &Certificate,
        doc_type: &str,
        purpose: &str,
        provider: &CryptoProvider,
    ) -> bool {
        self.rules.iter().any(|rule| {
            rule.doc_types.any(|own| own == doc_type)
                && rule.purposes.any(|own| own == purpose)
                && rule.issuers.any(|own| own.matches(authority, provider))
        })
    }
}
