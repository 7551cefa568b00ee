//! Floor 2: whom a verifier trusts, for what, and what is known of them.
//!
//! [`TrustStore`] holds the anchors, [`Vical`] is a signed list of them, [`IssuerProfiles`] says how
//! issuers work, and [`AcceptanceList`] says what a relying party takes from whom.

mod acceptance;
mod issuer_profile;
mod selector;
mod store;
mod vical;

pub use acceptance::AcceptanceList;
pub use issuer_profile::{
    AuthorityClass, Copies, IssuanceManagement, IssuerProfile, IssuerProfiles, PortraitCapture,
};
pub use selector::DataError;
pub use store::{AnchorSource, Category, DocTypes, Listing, Purpose, TrustAnchor, TrustStore};
pub use vical::{
    VerifiedVical, Vical, VicalDiff, VicalEntry, VicalFinding, VicalMark, VicalReport, VicalRule,
};
