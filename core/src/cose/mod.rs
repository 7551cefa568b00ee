//! Floor 1: COSE_Sign1, COSE_Mac0 and COSE_Key (RFC 9052, 9053, 9360) as received.
//!
//! 1. The structure is four elements; the protected header is kept as the bytes that came.
//! 2. Both headers are read; labels that stand in both are noted.
//! 3. The algorithm is taken from the protected header alone.
//!
//! Nothing is verified here: `verify` asks the provider over [`Signed::to_be_signed`] or
//! [`Signed::to_be_maced`].

mod algorithm;
mod header;
mod key;
mod signed;

pub use algorithm::Algorithm;
pub use header::{Headers, Label, X5Chain};
pub use key::{CoseKey, KeyProblem};
pub use signed::{Signed, ToBeSigned};

pub(crate) use key::cose_key;
