//! The Digital Credentials Query Language of OpenID4VP 1.0 (clause 6): the query as data.
//!
//! 1. Types with the members of the specification; what is absent stays absent in JSON.
//! 2. [`DcqlQuery::from_json`] and [`DcqlQuery::to_json`]; unknown members are ignored, as the
//!    specification asks.
//! 3. [`DcqlQuery::check`]: the rules that JSON cannot show: identifiers unique and well formed,
//!    references to what is there, lists not empty.
//!
//! An answer is not evaluated here.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::codec::limits::{MAX_DOCUMENTS, MAX_ITEMS, MAX_MESSAGE_BYTES};
use crate::codec::{Json, JsonProblem, from_text};

/// The format identifier of an mdoc.
pub const MSO_MDOC: &str = "mso_mdoc";

/// A query for one or more credentials (6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DcqlQuery {
    /// `credentials`, at least one.
    pub credentials: Vec<CredentialQuery>,
    /// `credential_sets`: absent, every credential is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_sets: Option<Vec<CredentialSetQuery>>,
}

/// A query for one credential (6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialQuery {
    /// `id`: the name under which the answer comes.
    pub id: String,
    /// `format`, [`MSO_MDOC`] for an mdoc.
    pub format: String,
    /// `multiple`: whether more than one credential may answer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub multiple: bool,
    /// `meta`: which credentials of the format.
    pub meta: Meta,
    /// `trusted_authorities`: any of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_authorities: Option<Vec<TrustedAuthoritiesQuery>>,
    /// `require_cryptographic_holder_binding`
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub require_cryptographic_holder_binding: bool,
    /// `claims`: absent, no claim is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Vec<ClaimsQuery>>,
    /// `claim_sets`: combinations of claim identifiers, the preferred one first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_sets: Option<Vec<Vec<String>>>,
}

/// `meta`: what the formats that are known say of a credential's type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// `doctype_value` of an mdoc (B.2.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctype_value: Option<String>,
    /// `vct_values` of an SD-JWT VC (B.3.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vct_values: Option<Vec<String>>,
}

/// A query for one claim (6.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsQuery {
    /// `id`: required where `claim_sets` is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `path`: for an mdoc the namespace and the element identifier.
    pub path: Vec<PathElement>,
    /// `values`: the credential answers only with one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<ClaimValue>>,
    /// `intent_to_retain` of an mdoc (B.2.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent_to_retain: Option<bool>,
}

/// One step of a claims path pointer (7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathElement {
    /// A name.
    Name(String),
    /// A place in an array.
    Index(u64),
    /// Every element of an array.
    Any(()),
}

/// A value a claim may be asked to have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ClaimValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
}

/// Alternatives of credentials (6.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialSetQuery {
    /// `options`: combinations of credential identifiers, the preferred one first.
    pub options: Vec<Vec<String>>,
    /// `required`
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub required: bool,
}

/// Authorities of which one must stand behind the credential (6.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedAuthoritiesQuery {
    /// `type`: `aki`, `etsi_tl` or `openid_federation`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `values`
    pub values: Vec<String>,
}

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DcqlError {
    /// A list that must not be empty is empty, or a list is longer than its limit.
    #[error("{0} is empty or too long")]
    Count(&'static str),
    /// No JSON of this shape.
    #[error("no query: {0}")]
    Json(String),
    /// An identifier that is missing, used twice, or has other characters than letters, digits, `_`
    /// and `-`.
    #[error("an id of {0} is missing, used twice or malformed")]
    Id(&'static str),
    /// A claim of an mdoc whose path is no namespace and element identifier.
    #[error("the path of a claim of {0} is no namespace and element identifier")]
    Path(String),
    /// A reference to an identifier that is not there.
    #[error("{0} names an id that is not there")]
    Reference(&'static str),
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLong(usize),
    /// `meta` does not say which credentials.
    #[error("meta of {0} does not name the document type")]
    Type(String),
}

impl DcqlQuery {
    /// Reads and checks a query.
    ///
    /// # Errors
    /// Another shape, a member that stands twice, or a rule of [`DcqlQuery::check`].
    pub fn from_json(text: &str) -> Result<Self, DcqlError> {
        Json::parse(text.as_bytes(), MAX_MESSAGE_BYTES).map_err(|problem| match problem {
            JsonProblem::TooLong(limit) => DcqlError::TooLong(limit),
            other => DcqlError::Json(other.to_string()),
        })?;
        let query: Self = from_text(text).map_err(|error| DcqlError::Json(error.to_string()))?;
        query.check()?;
        Ok(query)
    }

    /// The query as JSON, without white space.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Holds the query against the rules of clause 6 that its shape cannot show.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), DcqlError> {
        count("credentials", self.credentials.len(), MAX_DOCUMENTS)?;
        let mut ids = HashSet::new();
        for credential in &self.credentials {
            if !well_formed(&credential.id) || !ids.insert(credential.id.as_str()) {
                return Err(DcqlError::Id("credentials"));
            }
            credential.check()?;
        }
        let Some(sets) = &self.credential_sets else { return Ok(()) };
        count("credential_sets", sets.len(), MAX_DOCUMENTS)?;
        sets.iter().try_for_each(|set| references("options", &set.options, &ids))
    }

    /// The query of this identifier.
    pub fn credential(&self, id: &str) -> Option<&CredentialQuery> {
        self.credentials.iter().find(|credential| credential.id == id)
    }
}

impl CredentialQuery {
    /// A query for an mdoc of this document type, without claims.
    pub fn mdoc(id: &str, doc_type: &str) -> Self {
        Self {
            id: id.to_owned(),
            format: MSO_MDOC.to_owned(),
            multiple: false,
            meta: Meta { doctype_value: Some(doc_type.to_owned()), vct_values: None },
            trusted_authorities: None,
            require_cryptographic_holder_binding: true,
            claims: None,
            claim_sets: None,
        }
    }

    fn check(&self) -> Result<(), DcqlError> {
        let is_mdoc = self.format == MSO_MDOC;
        if is_mdoc && self.meta.doctype_value.as_ref().is_none_or(String::is_empty) {
            return Err(DcqlError::Type(self.id.clone()));
        }
        if let Some(authorities) = &self.trusted_authorities {
            count("trusted_authorities", authorities.len(), MAX_ITEMS)?;
            authorities
                .iter()
                .try_for_each(|own| count("trusted_authorities", own.values.len(), MAX_ITEMS))?;
        }
        let mut ids = HashSet::new();
        if let Some(claims) = &self.claims {
            count("claims", claims.len(), MAX_ITEMS)?;
            for claim in claims {
                claim.check(self, &mut ids)?;
            }
        }
        match &self.claim_sets {
            None => Ok(()),
            Some(_) if self.claims.is_none() => Err(DcqlError::Reference("claim_sets")),
            Some(sets) => references("claim_sets", sets, &ids),
        }
    }
}

impl ClaimsQuery {
    /// A query for an element of an mdoc.
    pub fn element(name_space: &str, identifier: &str) -> Self {
        let path = [name_space, identifier].map(|own| PathElement::Name(own.to_owned()));
        Self { id: None, path: path.into(), values: None, intent_to_retain: None }
    }

    /// Namespace and element identifier, where the path is that of an mdoc.
    pub fn as_element(&self) -> Option<(&str, &str)> {
        match self.path.as_slice() {
            [PathElement::Name(name_space), PathElement::Name(identifier)] => {
                Some((name_space, identifier))
            }
            _ => None,
        }
    }

    fn check<'q>(
        &'q self,
        credential: &CredentialQuery,
        ids: &mut HashSet<&'q str>,
    ) -> Result<(), DcqlError> {
        count("path", self.path.len(), MAX_ITEMS)?;
        if credential.format == MSO_MDOC && self.as_element().is_none() {
            return Err(DcqlError::Path(credential.id.clone()));
        }
        if let Some(values) = &self.values {
            count("values", values.len(), MAX_ITEMS)?;
        }
        match self.id.as_deref() {
            None if credential.claim_sets.is_some() => Err(DcqlError::Id("claims")),
            Some(id) if !well_formed(id) || !ids.insert(id) => Err(DcqlError::Id("claims")),
            _ => Ok(()),
        }
    }
}

fn count(what: &'static str, length: usize, most: usize) -> Result<(), DcqlError> {
    if (1..=most).contains(&length) { Ok(()) } else { Err(DcqlError::Count(what)) }
}

fn references(
    what: &'static str,
    sets: &[Vec<String>],
    ids: &HashSet<&str>,
) -> Result<(), DcqlError> {
    count(what, sets.len(), MAX_ITEMS)?;
    for set in sets {
        count(what, set.len(), MAX_ITEMS)?;
        if !set.iter().all(|id| ids.contains(id.as_str())) {
            return Err(DcqlError::Reference(what));
        }
    }
    Ok(())
}

fn well_formed(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|own| own.is_ascii_alphanumeric() || b"_-".contains(&own))
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_true(own: &bool) -> bool {
    *own
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(own: &bool) -> bool {
    !*own
}
