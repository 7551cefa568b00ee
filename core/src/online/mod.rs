//! Floor 4: online flows, each ending in a [`Presentation`](crate::presentation::Presentation).
//!
//! 1. A request is made: [`OnlineSession::redirect`] (OpenID4VP 1.0 by link or QR code),
//!    [`OnlineSession::dc_api`] (OpenID4VP 1.0 and ISO/IEC TS 18013-7 Annex C over the Digital
//!    Credentials API), [`OnlineSession::annex_b`] (ISO/IEC TS 18013-7 Annex B), or
//!    [`OnlineSession::apple`] (in-app).
//! 2. It is sent: [`OnlineSession::link`], [`OnlineSession::request_object`] or
//!    [`OnlineSession::dc_api_call`]. What needs a signature hands out the bytes to be signed.
//! 3. The session is stored, sealed, and found again once ([`Sessions`]).
//! 4. The answer is taken ([`OnlineSession::receive`]): it belongs to this question, this site and
//!    this moment, or is a [`Refusal`] with its own reason.
//!
//! Random bytes, the time and keys are arguments. Nothing of a mode is tried for another: what a
//! wallet may answer by is what it was asked by.

mod annex_b;
mod annex_c;
mod apple;
mod binding;
mod dc_api;
pub mod dcql;
mod entropy;
mod form;
mod incoming;
pub mod jose;
mod openid4vp;
mod origin;
mod outgoing;
mod refusal;
mod request;
mod session;
mod store;
mod transaction;
mod verifier_info;
mod wallet_request;

pub use apple::MockData;
pub use entropy::SEED_BYTES;
pub use incoming::{Answer, HeldAnswer, Outcome, Receiving, claimed_session};
pub use openid4vp::{WalletError, WalletErrorKind};
pub use origin::{Origin, OriginProblem, Origins};
pub use refusal::Refusal;
pub use request::{ClientIdPrefix, Offer, ReaderScope, RequestProblem, SigningIdentity, ToSign};
pub use session::{
    AnnexBRequest, AppleRequest, DcApiProtocol, DcApiRequest, MAX_SESSION_SECONDS, OnlineProfile,
    OnlineSession, RedirectRequest, SEALING_KEY_BYTES, SEALING_NONCE_BYTES, SameDevice, Setup,
};
pub use store::{Record, SessionError, SessionStore, Sessions};
pub use transaction::TransactionData;
pub use verifier_info::VerifierInfo;
pub use wallet_request::{WalletGap, WalletRequest};
