//! A pairwise pseudonym: one person, one verifier, one name that means nothing elsewhere.
//!
//! 1. The integrator chooses a tuple of elements that stays the same for a person.
//! 2. The values as received are joined without ambiguity.
//! 3. HKDF-SHA-256 keyed with the verifier's secret makes 32 bytes of them.
//!
//! A pseudonym is no proof of uniqueness: see [`Pseudonym::CAVEAT_EN`].

use zeroize::{Zeroize, Zeroizing};

use super::report::Claims;
use crate::codec::Writer;
use crate::crypto::CryptoProvider;

const LABEL: &[u8] = b"tashika pairwise pseudonym 1";
/// Bytes of a key at least.
const MIN_KEY: usize = 32;

/// 32 bytes that stand for a person at one verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pseudonym([u8; 32]);

/// Why there is no pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PseudonymError {
    /// No elements were chosen.
    #[error("no elements were chosen")]
    EmptyTuple,
    /// The key has fewer than 32 bytes.
    #[error("the key has fewer than 32 bytes")]
    ShortKey,
    /// An element was not released.
    #[error("the element {1} of {0} was not released")]
    Missing(String, String),
    /// An element may not be kept, and a pseudonym keeps what is derived from it.
    #[error("the element {1} of {0} was not asked for with the intent to retain")]
    NotRetained(String, String),
    /// The cryptography failed.
    #[error("the key derivation failed")]
    Crypto,
}

impl Pseudonym {
    /// What a pseudonym does not show.
    pub const CAVEAT_EN: &str = "Two people with the same values share a pseudonym, and one person \
        gets another when a value changes, as a name does on marriage or an address on moving. \
        Whoever holds the key can test guesses.";
    /// The same in Japanese.
    pub const CAVEAT_JA: &str = "同じ値を持つ別人は同じ仮名になり、改姓や転居などで値が変わると同じ人でも別の仮名になります。\
        鍵を持つ者は推測した値を照合できます。";

    /// The pseudonym of a document's holder under `key`, over the elements named by `tuple`, each
    /// a namespace and an identifier. The order of the tuple counts.
    ///
    /// The key belongs to one verifier and is kept secret; another key gives another name that
    /// cannot be matched with this one.
    ///
    /// # Errors
    /// A key that is too short, no elements, or an element that was not released or may not be
    /// kept: what is derived from a value is kept as much as the value.
    pub fn derive(
        provider: &CryptoProvider,
        key: &[u8],
        claims: &Claims,
        tuple: &[(&str, &str)],
    ) -> Result<Self, PseudonymError> {
        if key.len() < MIN_KEY {
            return Err(PseudonymError::ShortKey);
        }
        if tuple.is_empty() {
            return Err(PseudonymError::EmptyTuple);
        }
        let lengths = tuple.iter().map(|(name_space, identifier)| {
            let value = claims.get(name_space, identifier).map_or(0, |own| own.reveal().len());
            name_space.len() + identifier.len() + value + 27
        });
        // Room for all of it: a buffer that grows leaves values behind.
        let mut writer = Writer::append(Vec::with_capacity(64 + lengths.sum::<usize>()));
        writer.bytes(LABEL);
        writer.array(tuple.len());
        for (name_space, identifier) in tuple {
            let names = || ((*name_space).to_owned(), (*identifier).to_owned());
            let claim = claims.get(name_space, identifier).ok_or_else(|| {
                let (name_space, identifier) = names();
                PseudonymError::Missing(name_space, identifier)
            })?;
            if !claim.retain() {
                let (name_space, identifier) = names();
                return Err(PseudonymError::NotRetained(name_space, identifier));
            }
            writer.text(name_space);
            writer.text(identifier);
            writer.bytes(claim.reveal());
        }
        let info = Zeroizing::new(writer.into_bytes());
        let derived = (provider.hkdf_sha256)(key, LABEL, &info, 32);
        let derived = derived.map_err(|_| PseudonymError::Crypto)?;
        let bytes = derived.as_ref().try_into().map_err(|_| PseudonymError::Crypto)?;
        Ok(Self(bytes))
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Zeroize for Pseudonym {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}
