//! Floor 1: X.509 certificates and the profiles of ISO 18013-5 Annex B.
//!
//! 1. [`Certificate::parse`] reads what a path needs and keeps the signed bytes as received.
//! 2. [`check`] holds a certificate against one profile: a table of rules, one outcome each.
//! 3. [`issuer_matches`], [`validity_at`], [`country_matches`], [`state_matches`] and
//!    [`signature_holds`] are the steps of the path from a signer to one anchor.
//!
//! 4. [`RevocationList`] is a list of revoked document signers (Annex B.2, B.3.2).
//! 5. [`chain_to`] follows the chain of a list's signer, which may hold intermediate authorities.
//! 6. [`SignedData`] is a signed message (CMS), with the certificate of its signer.
//!
//! There is no path building: Annex B knows no intermediate authority below an IACA. An extension
//! that cannot be read breaks the rule it belongs to and nothing else. What a broken rule means is
//! the policy's to say.

mod certificate;
mod chain;
mod chain_cache;
mod cms;
mod crl;
mod extension;
mod input;
mod name;
mod other;
mod part;
mod path;
mod profile;

pub(crate) use certificate::{AlgorithmIdentifier, Extension, bits, expect, extensions_of};
pub use certificate::{Certificate, CertificateError, KeyFault};
pub use chain::{ChainError, chain_to};
pub use chain_cache::ChainCache;
pub use cms::{CmsError, SignedData};
pub(crate) use cms::{Message, SignerInfo, SigningCertificate, digest_algorithm};
pub use crl::{CrlError, CrlFault, RevocationList, RevokedCertificate};
pub(crate) use extension::{Found, oid};
pub use name::Name;
pub(crate) use other::{Authority, NULL, RSA_ENCRYPTION};
pub(crate) use part::{Part, context};
pub use path::{
    PathError, ValidityAt, country_matches, issuer_matches, signature_holds, state_matches,
    validity_at,
};
pub(crate) use path::{fixed_signature, signature_hash};
pub use profile::{EkuPolicy, ProfileContext, ProfileKind, Rule, RuleOutcome, check};
