//! Trust anchors with purpose and scope.

use super::issuer_profile::{IssuerProfile, IssuerProfiles};
use crate::crypto::CryptoProvider;
use crate::instant::Timestamp;
use crate::x509::Certificate;

/// What an anchor is trusted for. Purposes never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Issues document signers (IACA).
    Issuer,
    /// Issues certificates for user authentication of Japan's public personal authentication
    /// (公的個人認証 利用者証明用).
    JpkiAuthenticationCa,
    /// Issues certificates for signatures of Japan's public personal authentication
    /// (公的個人認証 署名用).
    JpkiSigningCa,
    /// Issues reader authentication certificates.
    Reader,
    /// Signs status and revocation lists.
    StatusSigner,
    /// Issues the document signers of travel documents (ICAO CSCA).
    TravelDocumentCa,
    /// Signs VICALs.
    VicalSigner,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 7] = [
        Purpose::Issuer,
        Purpose::JpkiAuthenticationCa,
        Purpose::JpkiSigningCa,
        Purpose::Reader,
        Purpose::StatusSigner,
        Purpose::TravelDocumentCa,
        Purpose::VicalSigner,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Issuer => "issuer",
            Purpose::JpkiAuthenticationCa => "jpki-authentication-ca",
            Purpose::JpkiSigningCa => "jpki-signing-ca",
            Purpose::Reader => "reader",
            Purpose::StatusSigner => "status-signer",
            Purpose::TravelDocumentCa => "travel-document-ca",
            Purpose::VicalSigner => "vical-signer",
        }
    }

    /// The purpose of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// The document types an anchor may issue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocTypes {
    /// Any document type: for anchors an operator chose by hand.
    #[default]
    Any,
    /// These, by exact match.
    Only(Vec<String>),
}

impl DocTypes {
    /// Whether `doc_type` is among them.
    pub fn contains(&self, doc_type: &str) -> bool {
        match self {
            DocTypes::Any => true,
            DocTypes::Only(list) => list.iter().any(|own| own == doc_type),
        }
    }
}

/// The legal category of an issuer in the European Union (ARF OIA_12 to OIA_15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// A provider of non-qualified attestations.
    EaaProvider,
    /// A provider of person identification data.
    PidProvider,
    /// A public-sector body that issues attestations from an authentic source.
    PubEaaProvider,
    /// A provider of qualified attestations.
    QeaaProvider,
}

impl Category {
    /// Every category.
    pub const ALL: [Category; 4] = [
        Category::EaaProvider,
        Category::PidProvider,
        Category::PubEaaProvider,
        Category::QeaaProvider,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Category::EaaProvider => "eaa-provider",
            Category::PidProvider => "pid-provider",
            Category::PubEaaProvider => "pub-eaa-provider",
            Category::QeaaProvider => "qeaa-provider",
        }
    }

    /// The category of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }
}

/// Who put an anchor into the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnchorSource {
    /// Another list, by its name.
    List {
        /// The list's name.
        name: String,
    },
    /// An operator, by hand.
    #[default]
    Manual,
    /// A verified VICAL.
    Vical {
        /// `vicalProvider`
        provider: String,
        /// `vicalIssueID`
        issue_id: Option<u64>,
        /// `date`
        date: Timestamp,
        /// `nextUpdate`
        next_update: Option<Timestamp>,
        /// `vicalURL`: where the next list will be.
        url: Option<String>,
    },
}

impl AnchorSource {
    /// The stable name of its kind.
    pub const fn name(&self) -> &'static str {
        match self {
            AnchorSource::List { .. } => "list",
            AnchorSource::Manual => "manual",
            AnchorSource::Vical { .. } => "vical",
        }
    }
}

/// The time for which an anchor is listed; an open end has no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// From when on.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// When the next issue of the list is due (`nextUpdate` of a VICAL). What it means once that is
    /// past is a policy: see [`crate::status::StatusRules::overdue_listing`].
    pub due: Option<Timestamp>,
}

impl Listing {
    /// Whether neither end is stated, nor when the next issue is due.
    pub const fn is_open(&self) -> bool {
        self.from.is_none() && self.until.is_none() && self.due.is_none()
    }

    /// Whether `now` lies within, give or take `skew` seconds.
    pub fn holds_at(&self, now: Timestamp, skew: i64) -> bool {
        self.from.is_none_or(|from| now.plus(skew) >= from)
            && self.until.is_none_or(|until| now.plus(-skew) <= until)
    }

    /// Whether the next issue of the list should be there at `now`, give or take `skew` seconds.
    pub fn is_overdue_at(&self, now: Timestamp, skew: i64) -> bool {
        self.due.is_some_and(|due| now.plus(-skew) > due)
    }
}

/// A certificate that is trusted by decision, with what it is trusted for.
#[derive(Clone, Debug)]
pub struct TrustAnchor {
    certificate: Certificate,
    purpose: Purpose,
    doc_types: DocTypes,
    category: Option<Category>,
    source: AnchorSource,
    listing: Listing,
}

impl TrustAnchor {
    /// An anchor for this purpose and any document type.
    pub fn new(certificate: Certificate, purpose: Purpose) -> Self {
        Self {
            certificate,
            purpose,
            doc_types: DocTypes::Any,
            category: None,
            source: AnchorSource::Manual,
            listing: Listing::default(),
        }
    }

    /// Narrows the anchor to these document types.
    #[must_use]
    pub fn with_doc_types(mut self, doc_types: DocTypes) -> Self {
        self.doc_types = doc_types;
        self
    }

    /// States the issuer's legal category.
    #[must_use]
    pub fn with_category(mut self, category: Category) -> Self {
        self.category = Some(category);
        self
    }

    /// States who listed it.
    #[must_use]
    pub fn with_source(mut self, source: AnchorSource) -> Self {
        self.source = source;
        self
    }

    /// States for how long it is listed.
    #[must_use]
    pub fn with_listing(mut self, listing: Listing) -> Self {
        self.listing = listing;
        self
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What it is trusted for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The document types it may issue.
    pub fn doc_types(&self) -> &DocTypes {
        &self.doc_types
    }

    /// The issuer's legal category, where it is known.
    pub fn category(&self) -> Option<Category> {
        self.category
    }

    /// Who listed it.
    pub fn source(&self) -> &AnchorSource {
        &self.source
    }

    /// For how long it is listed.
    pub fn listing(&self) -> Listing {
        self.listing
    }
}

/// The anchors a verification works with.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    anchors: Vec<TrustAnchor>,
    profiles: IssuerProfiles,
}

impl TrustStore {
    /// No anchors: no issuer can be trusted.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an anchor. The same name with another key, or the same certificate for another
    /// purpose, is an anchor of its own.
    pub fn add(&mut self, anchor: TrustAnchor) {
        self.anchors.push(anchor);
    }

    /// Every anchor.
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }

    /// What is known of the issuers. The first profile that fits speaks.
    #[must_use]
    pub fn with_profiles(mut self, profiles: IssuerProfiles) -> Self {
        self.profiles = profiles;
        self
    }

    /// What is known of this issuer of this document type.
    pub fn profile(
        &self,
        authority: &Certificate,
        doc_type: &str,
        provider: &CryptoProvider,
    ) -> Option<&IssuerProfile> {
        self.profiles.find(authority, doc_type, provider)
    }
}

impl FromIterator<TrustAnchor> for TrustStore {
    fn from_iter<I: IntoIterator<Item = TrustAnchor>>(anchors: I) -> Self {
        Self { anchors: anchors.into_iter().collect(), profiles: IssuerProfiles::default() }
    }
}
