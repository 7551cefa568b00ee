//! Whom to trust: anchors, lists of them, and what is known of issuers.

use std::sync::{Arc, PoisonError, RwLock};

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::trust::{
    AcceptanceList as CoreAcceptanceList, DocTypes, IssuerProfiles, Listing, TrustAnchor,
    TrustStore as CoreTrustStore, Vical, VicalFinding, VicalMark as CoreVicalMark,
};
use tashika::x509::Certificate;

use crate::error::{TashikaError, guard};
use crate::mirror::{AnchorPurpose, Category, VicalRule};
use crate::numbers::count;
use crate::report::{NamedFact, facts};
use crate::status::{PlannedFetch, StatusCache, planned};

/// One authority to trust.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Anchor {
    /// Its certificate, PEM or DER: exactly one.
    pub certificate: Vec<u8>,
    /// What it is trusted for.
    #[uniffi(default)]
    pub purpose: Option<AnchorPurpose>,
    /// The document types it may issue; all where it is left out.
    #[uniffi(default)]
    pub doc_types: Option<Vec<String>>,
    /// Its legal category.
    #[uniffi(default)]
    pub category: Option<Category>,
    /// From when it is listed.
    #[uniffi(default)]
    pub listed_from: Option<Timestamp>,
    /// Until when it is listed.
    #[uniffi(default)]
    pub listed_until: Option<Timestamp>,
    /// When the list that names it is to be replaced at the latest: after that the policy says what
    /// the listing is worth, see [`PolicyOptions::overdue_listing`](crate::policy::PolicyOptions).
    #[uniffi(default)]
    pub listing_due: Option<Timestamp>,
}

/// An authority that is trusted.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TrustedAuthority {
    /// The subject of its certificate.
    pub subject: String,
    /// What it is trusted for.
    pub purpose: AnchorPurpose,
    /// The document types it may issue; all where there are none.
    pub doc_types: Vec<String>,
    /// Its legal category.
    pub category: Option<Category>,
    /// Where it comes from: `manual`, `vical` or `list`.
    pub source: String,
    /// When its certificate begins.
    pub not_before: Timestamp,
    /// When its certificate ends.
    pub not_after: Timestamp,
    /// From when it is listed.
    pub listed_from: Option<Timestamp>,
    /// Until when it is listed.
    pub listed_until: Option<Timestamp>,
    /// When the list that names it is to be replaced at the latest.
    pub listing_due: Option<Timestamp>,
}

/// The newest VICAL of a provider that was trusted: keep it, so that an older one is refused.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VicalMark {
    /// The provider.
    pub provider: String,
    /// The number of the list.
    #[uniffi(default)]
    pub issue_id: Option<u64>,
    /// The date of the list.
    pub date: Timestamp,
}

/// What is wrong with a VICAL, or worth knowing.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct VicalRemark {
    /// The entry, counted from 0; `None` for the list as a whole.
    pub entry: Option<i32>,
    /// The rule.
    pub rule: VicalRule,
    /// Whether the entry, or the list, cannot be used because of it.
    pub grave: bool,
    /// What is known.
    pub facts: Vec<NamedFact>,
}

/// A VICAL that was read.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct VicalSummary {
    /// The mark to keep where the list was taken.
    pub mark: VicalMark,
    /// When the next list comes.
    pub next_update: Option<Timestamp>,
    /// Where the next list comes from.
    pub url: Option<String>,
    /// The entries of the list.
    pub entries: i32,
    /// The authorities that were added: none where the list cannot be used.
    pub added: i32,
    /// Whether the list was taken.
    pub usable: bool,
    /// Every remark.
    pub remarks: Vec<VicalRemark>,
}

/// The authorities to trust. One store may be shared by any number of threads.
#[derive(Debug, uniffi::Object)]
pub struct TrustStore(RwLock<CoreTrustStore>);

#[uniffi::export]
impl TrustStore {
    /// A store of these anchors, with what this version knows of issuers.
    #[uniffi::constructor(default(anchors = []))]
    pub fn new(anchors: Vec<Anchor>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let anchors = anchors.iter().map(Anchor::read).collect::<Result<Vec<_>, _>>()?;
            let store: CoreTrustStore = anchors.into_iter().collect();
            let shipped = IssuerProfiles::shipped()
                .map_err(|error| TashikaError::unreadable("issuer-profiles", error))?;
            Ok(Arc::new(Self(RwLock::new(store.with_profiles(shipped)))))
        })
    }

    /// Adds an anchor.
    pub fn add(&self, anchor: Anchor) -> Result<(), TashikaError> {
        guard(|| {
            let anchor = anchor.read()?;
            self.write(|store| store.add(anchor));
            Ok(())
        })
    }

    /// Holds a VICAL against its rules at `now` and adds its authorities. `roots` are the root
    /// certificates of VICAL providers; `known` is the newest list that was taken before.
    ///
    /// A list that cannot be used adds nothing; the remarks say why.
    #[uniffi::method(default(known = None))]
    pub fn add_vical(
        &self,
        list: Vec<u8>,
        roots: Vec<Vec<u8>>,
        now: Timestamp,
        known: Option<VicalMark>,
    ) -> Result<VicalSummary, TashikaError> {
        guard(|| {
            let list =
                Vical::decode(&list).map_err(|error| TashikaError::undecodable("vical", &error))?;
            let roots = roots.iter().map(|own| one(own)).collect::<Result<Vec<_>, _>>()?;
            let roots: Vec<&Certificate> = roots.iter().collect();
            let known = known.map(|own| CoreVicalMark {
                provider: own.provider,
                issue_id: own.issue_id,
                date: own.date,
            });
            let mark = list.mark();
            let mut summary = VicalSummary {
                mark: VicalMark {
                    provider: mark.provider,
                    issue_id: mark.issue_id,
                    date: mark.date,
                },
                next_update: list.next_update(),
                url: list.url().map(str::to_owned),
                entries: count(list.entries().len()),
                added: 0,
                usable: false,
                remarks: Vec::new(),
            };
            let provider = CryptoProvider::default();
            let (report, verified) = list.verify(&roots, known.as_ref(), now, 0, &provider);
            summary.remarks = report.findings.iter().map(remark).collect::<Result<_, _>>()?;
            if let Some(verified) = verified {
                let anchors = verified.anchors(None);
                (summary.usable, summary.added) = (true, count(anchors.len()));
                self.write(|store| anchors.into_iter().for_each(|own| store.add(own)));
            }
            Ok(summary)
        })
    }

    /// Adds what is known of issuers (JSON), before what the store knows.
    pub fn add_issuer_profiles(&self, json: String) -> Result<(), TashikaError> {
        guard(|| {
            let own = IssuerProfiles::parse(json.as_bytes())
                .map_err(|error| TashikaError::unreadable("issuer-profiles", error))?;
            let shipped = IssuerProfiles::shipped()
                .map_err(|error| TashikaError::unreadable("issuer-profiles", error))?;
            self.write(|store| *store = std::mem::take(store).with_profiles(own.before(shipped)));
            Ok(())
        })
    }

    /// Every authority.
    pub fn authorities(&self) -> Vec<TrustedAuthority> {
        self.with(|store| store.anchors().iter().map(authority).collect())
    }

    /// The revocation lists and next VICALs to fetch, the most urgent first.
    pub fn plan(&self, cache: &StatusCache, now: Timestamp) -> Vec<PlannedFetch> {
        self.with(|store| planned(store, cache, now))
    }
}

impl TrustStore {
    pub(crate) fn with<T>(&self, work: impl FnOnce(&CoreTrustStore) -> T) -> T {
        work(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, work: impl FnOnce(&mut CoreTrustStore)) {
        work(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A relying party's own list of what it takes from whom.
#[derive(Debug, uniffi::Object)]
pub struct AcceptanceList(pub(crate) CoreAcceptanceList);

#[uniffi::export]
impl AcceptanceList {
    /// Reads a list (JSON).
    #[uniffi::constructor]
    pub fn parse(json: String) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            CoreAcceptanceList::parse(json.as_bytes())
                .map(|own| Arc::new(Self(own)))
                .map_err(|error| TashikaError::unreadable("acceptance-list", error))
        })
    }
}

impl Anchor {
    fn read(&self) -> Result<TrustAnchor, TashikaError> {
        let purpose = self.purpose.unwrap_or(AnchorPurpose::Issuer);
        let mut anchor = TrustAnchor::new(one(&self.certificate)?, purpose);
        if let Some(doc_types) = &self.doc_types {
            anchor = anchor.with_doc_types(DocTypes::Only(doc_types.clone()));
        }
        if let Some(category) = self.category {
            anchor = anchor.with_category(category);
        }
        let listing =
            Listing { from: self.listed_from, until: self.listed_until, due: self.listing_due };
        if listing != Listing::default() {
            anchor = anchor.with_listing(listing);
        }
        Ok(anchor)
    }
}

/// The one certificate in PEM or DER.
fn one(content: &[u8]) -> Result<Certificate, TashikaError> {
    let unreadable = |problem: &str| TashikaError::unreadable("certificate", problem);
    let all = Certificate::read_all(content).map_err(|error| unreadable(&error.to_string()))?;
    match <[Certificate; 1]>::try_from(all) {
        Ok([only]) => Ok(only),
        Err(all) => Err(unreadable(&format!("there are {} where one is needed", all.len()))),
    }
}

/// Certificates in order, each in PEM or DER.
pub(crate) fn chain(all: &[Vec<u8>]) -> Result<Vec<Certificate>, TashikaError> {
    all.iter().map(|own| one(own)).collect()
}

fn authority(anchor: &TrustAnchor) -> TrustedAuthority {
    let certificate = anchor.certificate();
    TrustedAuthority {
        subject: certificate.subject().to_string(),
        purpose: anchor.purpose(),
        doc_types: match anchor.doc_types() {
            DocTypes::Only(all) => all.clone(),
            _ => Vec::new(),
        },
        category: anchor.category(),
        source: anchor.source().name().to_owned(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        listed_from: anchor.listing().from,
        listed_until: anchor.listing().until,
        listing_due: anchor.listing().due,
    }
}

fn remark(own: &VicalFinding) -> Result<VicalRemark, TashikaError> {
    Ok(VicalRemark {
        entry: own.entry.map(count),
        rule: own.rule,
        grave: own.grave,
        facts: facts(&own.facts)?,
    })
}
