//! Algorithm identifiers and the curves they go with.

use crate::crypto::{Curve, HashAlgorithm, SignatureScheme};

/// A COSE algorithm that ISO 18013-5 allows (12.3.4, 12.4.5), by its registry number.
///
/// The fully specified identifiers of RFC 9864 are synonyms with one curve each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// EdDSA (-8).
    EdDsa,
    /// Ed25519 (-19).
    Ed25519,
    /// Ed448 (-53).
    Ed448,
    /// ES256 (-7).
    Es256,
    /// ES384 (-35).
    Es384,
    /// ES512 (-36).
    Es512,
    /// ESB256 (-265).
    Esb256,
    /// ESB320 (-266).
    Esb320,
    /// ESB384 (-267).
    Esb384,
    /// ESB512 (-268).
    Esb512,
    /// ESP256 (-9).
    Esp256,
    /// ESP384 (-51).
    Esp384,
    /// ESP512 (-52).
    Esp512,
    /// HMAC 256/256 (5).
    Hmac256,
}

impl Algorithm {
    /// The algorithm with this number in the COSE registry, if the standard allows it.
    pub const fn from_cose(id: i64) -> Option<Self> {
        Some(match id {
            5 => Algorithm::Hmac256,
            -7 => Algorithm::Es256,
            -8 => Algorithm::EdDsa,
            -9 => Algorithm::Esp256,
            -19 => Algorithm::Ed25519,
            -35 => Algorithm::Es384,
            -36 => Algorithm::Es512,
            -51 => Algorithm::Esp384,
            -52 => Algorithm::Esp512,
            -53 => Algorithm::Ed448,
            -265 => Algorithm::Esb256,
            -266 => Algorithm::Esb320,
            -267 => Algorithm::Esb384,
            -268 => Algorithm::Esb512,
            _ => return None,
        })
    }

    /// The number in the COSE registry.
    pub const fn cose_id(self) -> i64 {
        match self {
            Algorithm::Hmac256 => 5,
            Algorithm::Es256 => -7,
            Algorithm::EdDsa => -8,
            Algorithm::Esp256 => -9,
            Algorithm::Ed25519 => -19,
            Algorithm::Es384 => -35,
            Algorithm::Es512 => -36,
            Algorithm::Esp384 => -51,
            Algorithm::Esp512 => -52,
            Algorithm::Ed448 => -53,
            Algorithm::Esb256 => -265,
            Algorithm::Esb320 => -266,
            Algorithm::Esb384 => -267,
            Algorithm::Esb512 => -268,
        }
    }

    /// The curves whose keys may sign with this algorithm; none for a MAC.
    pub const fn curves(self) -> &'static [Curve] {
        match self {
            Algorithm::Es256 => &[Curve::P256, Curve::BrainpoolP256r1],
            Algorithm::Es384 => &[Curve::P384, Curve::BrainpoolP320r1, Curve::BrainpoolP384r1],
            Algorithm::Es512 => &[Curve::P521, Curve::BrainpoolP512r1],
            Algorithm::EdDsa => &[Curve::Ed25519, Curve::Ed448],
            Algorithm::Ed25519 => &[Curve::Ed25519],
            Algorithm::Ed448 => &[Curve::Ed448],
            Algorithm::Esp256 => &[Curve::P256],
            Algorithm::Esp384 => &[Curve::P384],
            Algorithm::Esp512 => &[Curve::P521],
            Algorithm::Esb256 => &[Curve::BrainpoolP256r1],
            Algorithm::Esb320 => &[Curve::BrainpoolP320r1],
            Algorithm::Esb384 => &[Curve::BrainpoolP384r1],
            Algorithm::Esb512 => &[Curve::BrainpoolP512r1],
            Algorithm::Hmac256 => &[],
        }
    }

    /// How to verify a signature of this algorithm; `None` for a MAC.
    pub const fn scheme(self) -> Option<SignatureScheme> {
        Some(match self {
            Algorithm::Es256 | Algorithm::Esp256 | Algorithm::Esb256 => {
                SignatureScheme::Ecdsa(HashAlgorithm::Sha256)
            }
            Algorithm::Es384 | Algorithm::Esp384 | Algorithm::Esb320 | Algorithm::Esb384 => {
                SignatureScheme::Ecdsa(HashAlgorithm::Sha384)
            }
            Algorithm::Es512 | Algorithm::Esp512 | Algorithm::Esb512 => {
                SignatureScheme::Ecdsa(HashAlgorithm::Sha512)
            }
            Algorithm::EdDsa | Algorithm::Ed25519 | Algorithm::Ed448 => SignatureScheme::EdDsa,
            Algorithm::Hmac256 => return None,
        })
    }
}
