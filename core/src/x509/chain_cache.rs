//! Signature checks that held once need not be done again.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::certificate::Certificate;
use super::path::{PathError, signature_holds};
use crate::codec::limits::MAX_CHAIN_CACHE_ENTRIES;
use crate::crypto::{CryptoProvider, HashAlgorithm};

type Key = [u8; 32];

/// Remembers which certificates were signed by which.
///
/// What is remembered is one fact: "this key signed this certificate, says this provider". It
/// depends on both certificates, byte for byte, and on the provider, and on nothing else; all of
/// them are in the key. Whatever else a chain depends on (the time, the profile, the anchors in the
/// store, their purposes and document types) is examined anew every time, so that nothing remembered
/// can outlive it. Only signatures that held are remembered: nobody fills the cache with bad ones.
#[derive(Default)]
pub struct ChainCache {
    proven: Mutex<Proven>,
}

#[derive(Default)]
struct Proven {
    keys: BTreeSet<Key>,
    /// In the order they came, so that the oldest goes first.
    order: VecDeque<Key>,
}

impl ChainCache {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many signatures are remembered.
    pub fn len(&self) -> usize {
        self.proven().keys.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// As [`signature_holds`], without a second check of what held once.
    ///
    /// # Errors
    /// See [`PathError`].
    pub fn signature_holds(
        &self,
        provider: &CryptoProvider,
        signer: &Certificate,
        anchor: &Certificate,
    ) -> Result<(), PathError> {
        let Some(key) = key(provider, signer, anchor) else {
            return signature_holds(provider, signer, anchor);
        };
        if self.proven().keys.contains(&key) {
            return Ok(());
        }
        signature_holds(provider, signer, anchor)?;
        let mut proven = self.proven();
        if proven.keys.insert(key) {
            proven.order.push_back(key);
        }
        if proven.order.len() > MAX_CHAIN_CACHE_ENTRIES
            && let Some(oldest) = proven.order.pop_front()
        {
            proven.keys.remove(&oldest);
        }
        Ok(())
    }

    fn proven(&self) -> std::sync::MutexGuard<'_, Proven> {
        // Whoever panicked left a set of true facts behind.
        self.proven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ChainCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainCache({} signatures)", self.len())
    }
}

fn key(provider: &CryptoProvider, signer: &Certificate, anchor: &Certificate) -> Option<Key> {
    let (name, signer, anchor) = (provider.name.as_bytes(), signer.der(), anchor.der());
    let lengths = [name.len() as u64, signer.len() as u64].map(u64::to_be_bytes);
    let [name_length, signer_length] = &lengths;
    let parts: [&[u8]; 5] = [name_length, name, signer_length, signer, anchor];
    (provider.digest)(HashAlgorithm::Sha256, &parts).as_ref().try_into().ok()
}
