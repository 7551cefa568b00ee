//! Floor 2: whom a verifier trusts, for what.

mod store;

pub use store::{Category, DocTypes, Purpose, TrustAnchor, TrustStore};
