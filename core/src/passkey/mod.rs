//! Floor 2: passkeys (WebAuthn level 3): what an assertion shows, as facts.
//!
//! 1. `data`: authenticator data and client data, read as received;
//! 2. `credential`: what a relying party keeps of a registration;
//! 3. `assertion`: the checks, one finding each, and the facts.
//!
//! A passkey shows that the same person, or whoever has that person's accounts, is there again. It
//! says nothing of who that is. Which level of assurance that supports is not decided here. The
//! attestation of a registration is not examined, and facts say so.

mod assertion;
mod credential;
mod data;

pub use assertion::{
    Assertion, AssertionReport, Ceremony, Expected, PasskeyCheck, PasskeyFacts, PasskeyFinding,
    PasskeyOutcome, Storage, UserVerification, client_data, verify_assertion,
};
pub use credential::{Credential, Registration, RegistrationError};
pub use data::{AttestedCredential, AuthenticatorData, Flags};
