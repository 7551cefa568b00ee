//! Trust anchors with purpose and scope.

use crate::x509::Certificate;

/// What an anchor is trusted for. Purposes never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Issues document signers (IACA).
    Issuer,
    /// Issues reader authentication certificates.
    Reader,
    /// Signs status and revocation lists.
    StatusSigner,
    /// Signs VICALs.
    VicalSigner,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 4] =
        [Purpose::Issuer, Purpose::Reader, Purpose::StatusSigner, Purpose::VicalSigner];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Issuer => "issuer",
            Purpose::Reader => "reader",
            Purpose::StatusSigner => "status-signer",
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

/// A certificate that is trusted by decision, with what it is trusted for.
#[derive(Clone, Debug)]
pub struct TrustAnchor {
    certificate: Certificate,
    purpose: Purpose,
    doc_types: DocTypes,
    category: Option<Category>,
}

impl TrustAnchor {
    /// An anchor for this purpose and any document type.
    pub fn new(certificate: Certificate, purpose: Purpose) -> Self {
        Self { certificate, purpose, doc_types: DocTypes::Any, category: None }
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
}

/// The anchors a verification works with.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    anchors: Vec<TrustAnchor>,
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
}

impl FromIterator<TrustAnchor> for TrustStore {
    fn from_iter<I: IntoIterator<Item = TrustAnchor>>(anchors: I) -> Self {
        Self { anchors: anchors.into_iter().collect() }
    }
}
