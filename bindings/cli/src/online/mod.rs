//! `tashika request` and `tashika respond`: a session from question to answer.

pub(crate) mod request;
pub(crate) mod respond;
pub(crate) mod session;
pub(crate) mod signer;
