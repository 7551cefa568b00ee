//! What is known of JPKI's certificates: a data file, each fact with its source and how firm it is.
//!
//! What is not in the file is not guessed: an unknown policy is *undetermined*, and so is one whose
//! meaning is known less firmly than the policy of the verification wants.

use serde::Deserialize;

use super::check::JpkiUse;
use super::key::KeyKind;
use crate::codec::limits::{MAX_DATA_FILE_BYTES, MAX_EXTENSIONS};
use crate::crypto::HashAlgorithm;
use crate::trust::DataError;

const SHIPPED: &[u8] = include_bytes!("../../data/jpki-profile.json");

/// How firm a fact is. The order is from the least firm to the firmest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FactConfidence {
    /// Looked for and not found; nothing speaks against it.
    Unconfirmed,
    /// Stated by one source that did not see it itself.
    Weak,
    /// Stated by independent third parties.
    Secondary,
    /// Seen in a primary source, or in a certificate.
    Confirmed,
}

impl FactConfidence {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            FactConfidence::Unconfirmed => "unconfirmed",
            FactConfidence::Weak => "weak",
            FactConfidence::Secondary => "secondary",
            FactConfidence::Confirmed => "confirmed",
        }
    }
}

/// For whom an authority issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Environment {
    /// For people.
    Production,
    /// For tests: such a certificate says nothing of a person.
    Test,
}

impl Environment {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Test => "test",
        }
    }
}

/// On what a certificate's key is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Token {
    /// A physical My Number Card.
    Card,
    /// A smartphone.
    Smartphone,
    /// Not known.
    #[default]
    Unknown,
}

impl Token {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Token::Card => "card",
            Token::Smartphone => "smartphone",
            Token::Unknown => "unknown",
        }
    }
}

/// What a certificate policy means.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct PolicyFact {
    /// The object identifier.
    pub oid: String,
    /// Its use.
    #[serde(rename = "use")]
    pub used_for: JpkiUse,
    /// Its environment.
    pub environment: Environment,
    /// Its token.
    pub token: Token,
    /// How firm this is.
    pub confidence: FactConfidence,
    /// Where this is said.
    pub source: String,
}

/// A kind of key and the digest it signs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct KeyFact {
    key: KeyKind,
    hash: Hash,
    pub(super) confidence: FactConfidence,
    /// For people who read the file.
    source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Hash {
    #[serde(rename = "sha-256")]
    Sha256,
    #[serde(rename = "sha-384")]
    Sha384,
    #[serde(rename = "sha-512")]
    Sha512,
}

/// An attribute of the holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AttributeName {
    Address,
    AddressSubstitution,
    BirthDate,
    Name,
    NameSubstitution,
    Sex,
}

/// Where an attribute stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttributeFact {
    attribute: AttributeName,
    oid: String,
    /// For people who read the file, as the source.
    confidence: FactConfidence,
    source: String,
}

/// Something that was looked for and not found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gap {
    fact: String,
}

/// What is known of JPKI's certificates.
///
/// ```json
/// { "version": 1, "name": "jpki", "reviewed": "2026-11-23",
///   "policies": [{ "oid": "1.2.392.200149.8.5.1.3.30", "use": "authentication",
///     "environment": "production", "token": "card", "confidence": "confirmed", "source": "…" }],
///   "keys": [{ "key": "rsa", "hash": "sha-256", "confidence": "confirmed", "source": "…" }],
///   "attributes": [{ "attribute": "name", "oid": "1.2.392.200149.8.5.5.1",
///     "confidence": "confirmed", "source": "…" }],
///   "notKnown": [{ "fact": "…" }] }
/// ```
#[derive(Clone, Debug)]
pub struct JpkiProfile {
    name: String,
    reviewed: String,
    policies: Vec<PolicyFact>,
    keys: Vec<KeyFact>,
    attributes: Vec<AttributeFact>,
    not_known: Vec<Gap>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    version: u64,
    name: String,
    reviewed: String,
    policies: Vec<PolicyFact>,
    keys: Vec<KeyFact>,
    attributes: Vec<AttributeFact>,
    #[serde(default)]
    not_known: Vec<Gap>,
}

impl JpkiProfile {
    /// Reads a data file in JSON.
    ///
    /// # Errors
    /// See [`DataError`]. A member that is not known is an error.
    pub fn parse(content: &[u8]) -> Result<Self, DataError> {
        if content.len() > MAX_DATA_FILE_BYTES {
            return Err(DataError::TooLarge(MAX_DATA_FILE_BYTES));
        }
        let file: File = serde_json::from_slice(content).map_err(|error| DataError::Json {
            line: error.line(),
            column: error.column(),
            problem: error.to_string(),
        })?;
        let File { version, name, reviewed, policies, keys, attributes, not_known } = file;
        match version {
            1 => Ok(Self { name, reviewed, policies, keys, attributes, not_known }),
            other => Err(DataError::Version(other)),
        }
    }

    /// The profile that comes with this crate.
    ///
    /// # Errors
    /// Never, as a test shows: the file is part of the crate.
    pub fn shipped() -> Result<Self, DataError> {
        Self::parse(SHIPPED)
    }

    /// Its name and the day it was reviewed.
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.reviewed)
    }

    /// What the policy of this object identifier means.
    pub fn policy(&self, oid: &str) -> Option<&PolicyFact> {
        self.policies.iter().find(|own| own.oid == oid)
    }

    /// Every policy that is known.
    pub fn policies(&self) -> &[PolicyFact] {
        &self.policies
    }

    /// What was looked for and not found.
    pub fn not_known(&self) -> impl Iterator<Item = &str> {
        self.not_known.iter().map(|own| own.fact.as_str())
    }

    /// The digest that a kind of key signs, and how firmly that is known.
    pub(super) fn hash(&self, key: KeyKind) -> Option<(HashAlgorithm, FactConfidence)> {
        let fact = self.keys.iter().find(|own| own.key == key)?;
        let hash = match fact.hash {
            Hash::Sha256 => HashAlgorithm::Sha256,
            Hash::Sha384 => HashAlgorithm::Sha384,
            Hash::Sha512 => HashAlgorithm::Sha512,
        };
        Some((hash, fact.confidence))
    }

    /// The attribute of this object identifier.
    pub(super) fn attribute(&self, oid: &str) -> Option<AttributeName> {
        let mut known = self.attributes.iter().take(MAX_EXTENSIONS);
        known.find(|own| own.oid == oid).map(|own| own.attribute)
    }
}
