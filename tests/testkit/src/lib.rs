//! An issuer and a wallet that can lie in every way.
//!
//! The kit makes what a verifier receives: certificates, mobile security objects, device responses
//! and session transcripts of ISO/IEC 18013-5. It is right by default; every field can be changed,
//! and whatever is changed before a signature is signed, so that one rule can be broken alone.
//! It shares no code with the verifier: two readings of one standard find more than one.
//!
//! What it makes is the same in every run. Nothing here is a secret.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "it makes test data from constants: a mistake here must stop the run"
)]

pub mod assurance;
pub mod cases;
pub mod cbor;
pub mod certificate;
pub mod crl;
pub mod der;
pub mod documents;
pub mod fixtures;
pub mod handover;
pub mod holder;
pub mod jpki;
pub mod keys;
pub mod online;
pub mod phone;
pub mod portrait;
pub mod random;
pub mod scenario;
pub mod status;
pub mod textbook;
pub mod travel_document;
pub mod vical;
