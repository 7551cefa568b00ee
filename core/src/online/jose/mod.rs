//! The part of JOSE that the online protocols use, and nothing that they do not.
//!
//! - [`Jwk`] (RFC 7517) with public keys, and its thumbprint (RFC 7638);
//! - JWE (RFC 7516) in compact form: ECDH-ES with direct agreement, A128GCM or A256GCM;
//! - JWS (RFC 7515) with ES256, ES384 or ES512: made over a signature from outside, or verified.
//!
//! The algorithm is always the caller's: a header only confirms it. There is no `none`, no `zip`, no
//! `crit`, and no key is ever taken from a header.

mod jwe;
mod jwk;
mod jws;

pub use jwe::{ContentEncryption, JweProblem, KidRule, Opened, Recipient, claimed_kid, open};
pub use jwk::{Jwk, JwkProblem};
pub use jws::{JwsAlgorithm, JwsProblem, SigningInput, verify};

pub(super) use jwe::claimed_curve;
pub(super) use jws::unproven;
