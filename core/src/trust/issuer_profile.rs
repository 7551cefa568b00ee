//! How issuers work, as far as it is known: data files, each entry with its source and the day it
//! was reviewed. What a profile says is the issuer's practice, never a fact about one document.

use serde::Deserialize;

use super::selector::{DataError, IssuerSelector, parse};
use crate::crypto::CryptoProvider;
use crate::x509::Certificate;

/// The profiles that come with this crate: what is known and sourced, and nothing else.
const SHIPPED: &[u8] = include_bytes!("../../data/issuer-profiles.json");

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$member:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$member])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                }
            }
        }
    };
}

words! {
    /// Under which law or scheme an issuer works.
    AuthorityClass {
        /// A provider of non-qualified attestations (EU).
        Eaa = "eaa",
        /// An authority under Japanese law.
        JpLaw = "jp-law",
        /// An issuing authority of driving licences.
        MdlIssuingAuthority = "mdl-ia",
        /// A provider of person identification data (EU).
        Pid = "pid",
        /// A private issuer.
        Private = "private",
        /// A public-sector body that issues from an authentic source (EU).
        PubEaa = "pub-eaa",
        /// A provider of qualified attestations (EU).
        Qeaa = "qeaa",
        /// Not known.
        Unknown = "unknown",
    }
}

words! {
    /// Whether one person has one copy of a document. Several are normal: batches, several devices.
    Copies {
        /// Several at a time, each of them managed.
        ManagedMany = "managed-many",
        /// One at a time, by the issuer's own statement.
        One = "one",
        /// Not known.
        Unknown = "unknown",
    }
}

words! {
    /// Whether the issuer keeps track of what it has issued, and withdraws it.
    IssuanceManagement {
        /// It keeps track, and publishes or acts on withdrawals.
        Managed = "managed",
        /// Not known.
        Unknown = "unknown",
        /// It does not.
        Unmanaged = "unmanaged",
    }
}

words! {
    /// Where the portrait comes from.
    PortraitCapture {
        /// Handed in by the applicant.
        ApplicantSupplied = "applicant-supplied",
        /// From a photo booth.
        Booth = "booth",
        /// Taken by the authority.
        Live = "live",
        /// Not known.
        Unknown = "unknown",
    }
}

/// What is known of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuerProfile {
    /// Under which law or scheme it works.
    pub authority_class: AuthorityClass,
    /// How it makes sure who applies (身元確認), in the words of the source.
    pub proofing: Option<String>,
    /// Where the portrait comes from.
    pub portrait_capture: PortraitCapture,
    /// Whether one person has one copy.
    pub copies: Copies,
    /// Whether it keeps track of what it has issued.
    pub issuance_management: IssuanceManagement,
    /// Where this is said.
    pub source: String,
    /// The day this was reviewed, `YYYY-MM-DD`.
    pub reviewed: String,
}

/// The profiles of a data file, in its order: the first that fits speaks.
///
/// ```json
/// { "version": 1, "profiles": [
///   { "issuers": [{ "country": "JP" }], "docTypes": ["org.iso.23220.1.jp.mnc"],
///     "authorityClass": "jp-law", "copies": "one", "source": "…", "reviewed": "2026-11-23" } ] }
/// ```
#[derive(Clone, Debug, Default)]
pub struct IssuerProfiles {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u64,
    profiles: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Raw {
    issuers: Vec<IssuerSelector>,
    #[serde(default)]
    doc_types: Option<Vec<String>>,
    authority_class: AuthorityClass,
    #[serde(default)]
    proofing: Option<String>,
    #[serde(default)]
    portrait_capture: Option<PortraitCapture>,
    #[serde(default)]
    copies: Option<Copies>,
    #[serde(default)]
    issuance_management: Option<IssuanceManagement>,
    source: String,
    reviewed: String,
}

#[derive(Clone, Debug)]
struct Entry {
    issuers: Vec<IssuerSelector>,
    doc_types: Option<Vec<String>>,
    profile: IssuerProfile,
}

impl IssuerProfiles {
    /// Reads a data file in JSON.
    ///
    /// # Errors
    /// See [`DataError`].
    pub fn parse(content: &[u8]) -> Result<Self, DataError> {
        let file: File = parse(content)?;
        match file.version {
            1 => Ok(Self { entries: file.profiles.into_iter().map(Entry::from).collect() }),
            other => Err(DataError::Version(other)),
        }
    }

    /// The profiles that come with this crate.
    ///
    /// # Errors
    /// Never, as a test shows: the file is part of the crate.
    pub fn shipped() -> Result<Self, DataError> {
        Self::parse(SHIPPED)
    }

    /// These profiles, and `others` behind them.
    #[must_use]
    pub fn before(mut self, others: IssuerProfiles) -> Self {
        self.entries.extend(others.entries);
        self
    }

    /// The first profile that fits this authority and document type.
    pub fn find(
        &self,
        authority: &Certificate,
        doc_type: &str,
        provider: &CryptoProvider,
    ) -> Option<&IssuerProfile> {
        let fits = |own: &&Entry| {
            own.doc_types.as_ref().is_none_or(|list| list.iter().any(|name| name == doc_type))
                && own.issuers.iter().any(|issuer| issuer.matches(authority, provider))
        };
        self.entries.iter().find(fits).map(|own| &own.profile)
    }
}

impl From<Raw> for Entry {
    fn from(raw: Raw) -> Self {
        let profile = IssuerProfile {
            authority_class: raw.authority_class,
            proofing: raw.proofing,
            portrait_capture: raw.portrait_capture.unwrap_or(PortraitCapture::Unknown),
            copies: raw.copies.unwrap_or(Copies::Unknown),
            issuance_management: raw.issuance_management.unwrap_or(IssuanceManagement::Unknown),
            source: raw.source,
            reviewed: raw.reviewed,
        };
        Self { issuers: raw.issuers, doc_types: raw.doc_types, profile }
    }
}
