//! Floor 2: issuance state and its freshness.
//!
//! Nothing is fetched here. A [`plan()`] says what to fetch and by when, a [`Cache`] takes what was
//! fetched, a [`Lookup`] asks it about one document, and a [`StatusPolicy`] says what each answer
//! means for the verdict.
//!
//! A list that is older than one that was found genuine is *rolled back*, also after a restart, where an
//! application keeps the memory of the cache: after each verification `Report::teach`, for each list of
//! trust [`Cache::remember_issue`], and [`Cache::to_bytes`] into a file.
//!
//! Mechanisms: certificate revocation lists for document signers (ISO 18013-5 Annex B.2, B.3.2), the
//! Token Status List (IETF) as CWT and JWT, and the identifier list (second edition 12.3.6).

mod answer;
mod cache;
mod identifier_list;
mod lookup;
mod plan;
mod policy;
mod reference;
mod token;
mod token_status_list;

pub use answer::{Answer, Cause, Standing};
pub use cache::{Cache, CacheError, Entry, Stored};
pub use identifier_list::IdentifierList;
pub use lookup::Lookup;
pub use plan::{Fetch, Named, NamesLists, Why, plan};
pub use policy::{Effect, Form, StatusPolicy, StatusRules};
pub use reference::{Reference, StatusReferences};
pub use token::{List, ListKind, StatusToken};
pub use token_status_list::StatusList;
