//! Tashika verifies ISO 18013-5 mdoc presentations.

pub mod assurance;
pub mod codec;
pub mod cose;
pub mod counter;
pub mod crypto;
pub mod doctype;
pub mod facts;
pub mod hybrid;
pub mod inspect;
pub mod instant;
pub mod jpki;
pub mod mdoc;
pub mod online;
pub mod outcome;
pub mod passkey;
pub mod presentation;
pub mod proximity;
pub mod request;
pub mod status;
pub mod trust;
pub mod verify;
pub mod x509;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../docs/integrate/rust.md")]
struct Integrate;
