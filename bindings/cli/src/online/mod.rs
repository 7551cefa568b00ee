//! `tashika request` and `tashika respond`: a session from question to answer.

pub(crate) mod request;
pub(crate) mod respond;
mod session;
mod signer;
