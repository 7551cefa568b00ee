//! What a phone offers so that it can be reached again without a code.
//!
//! ```cddl
//! LinkingMap = {
//!   1: bstr,             ; contact id, for its service
//!   2: bstr .size 8,     ; link id
//!   3: bstr .size 32,    ; link secret
//!   4: bstr .size 65,    ; the phone's key, an uncompressed point
//!   5: tstr,             ; the phone's name
//!   6: bstr .size 32,    ; HMAC-SHA256(ECDH(the screen's key, 4), hash of the handshake)
//!   * int => any
//! }
//! ```
//!
//! A link is a standing way to a person's phone. A verifier has no need of one: what is offered is
//! dropped unless [`Linking::Accept`] says otherwise, and is never taken unverified.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroize;

use crate::codec::limits::MAX_PARAMETER_BYTES;
use crate::codec::{DecodeError, Item};
use crate::crypto::{CryptoError, CryptoProvider, Curve, PrivateKey, PublicKey, SecretBytes};
use crate::facts::shown;

/// Whether links are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Linking {
    /// A verified link is handed out.
    Accept,
    /// Links are dropped.
    #[default]
    Refuse,
}

/// Why an offer is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// Not the shape.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Its signature is not for this handshake, or the key is none.
    #[error("the link is not bound to this session: {0}")]
    Unbound(#[from] CryptoError),
}

/// An offer, not verified.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkOffer {
    contact_id: Vec<u8>,
    link_id: [u8; 8],
    secret: [u8; 32],
    key: PublicKey,
    name: String,
    signature: [u8; 32],
}

impl fmt::Debug for LinkOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkOffer")
    }
}

impl Drop for LinkOffer {
    fn drop(&mut self) {
        self.secret.zeroize();
        self.contact_id.zeroize();
    }
}

/// A verified link, to be kept like a secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct LinkRecord {
    /// For the contact address.
    pub contact_id: Vec<u8>,
    /// Which link.
    pub link_id: [u8; 8],
    /// Keys are derived from it.
    pub secret: SecretBytes,
    /// The phone's key.
    pub key: PublicKey,
    /// The phone's name, as it is shown to people.
    pub name: String,
    /// The tunnel domain it was made over.
    pub domain: u16,
}

impl fmt::Debug for LinkRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkRecord(domain {})", self.domain)
    }
}

impl LinkOffer {
    pub(super) fn read(item: &Item<'_>) -> Result<Self, LinkError> {
        fn fixed<const N: usize>(
            item: &Item<'_>,
            key: i64,
            what: &'static str,
        ) -> Result<[u8; N], DecodeError> {
            let value = item.as_map().and_then(|map| map.int_key(key));
            let bytes = value.and_then(|own| own.as_bytes()).and_then(|own| own.try_into().ok());
            bytes.ok_or_else(|| item.wrong_value(what))
        }
        let map = item.as_map().ok_or_else(|| item.wrong_type("a map"))?;
        let contact = map.int_key(1).and_then(|own| own.as_bytes());
        let contact = contact.filter(|own| !own.is_empty() && own.len() <= MAX_PARAMETER_BYTES);
        let name = map.int_key(5).and_then(|own| own.as_text());
        let key: [u8; 65] = fixed(item, 4, "a key of 65 bytes (4)")?;
        Ok(Self {
            contact_id: contact.ok_or_else(|| item.wrong_value("a contact id (1)"))?.to_vec(),
            link_id: fixed(item, 2, "a link id of 8 bytes (2)")?,
            secret: fixed(item, 3, "a link secret of 32 bytes (3)")?,
            key: PublicKey::new(Curve::P256, key),
            name: shown(name.ok_or_else(|| item.wrong_value("a name (5)"))?),
            signature: fixed(item, 6, "a signature of 32 bytes (6)")?,
        })
    }

    /// The link, if it belongs to the handshake with this digest, made with the screen's key.
    ///
    /// # Errors
    /// [`LinkError::Unbound`].
    pub fn verify(
        &self,
        identity: &PrivateKey,
        handshake: &[u8; 32],
        domain: u16,
        provider: &CryptoProvider,
    ) -> Result<LinkRecord, LinkError> {
        let shared = (provider.agree)(identity, &self.key)?;
        (provider.verify_hmac_sha256)(shared.as_ref(), &[handshake], &self.signature)?;
        Ok(LinkRecord {
            contact_id: self.contact_id.clone(),
            link_id: self.link_id,
            secret: SecretBytes::new(self.secret.to_vec()),
            key: self.key.clone(),
            name: self.name.clone(),
            domain,
        })
    }
}

/// What both sides share before the handshake with a linked phone that sent this advert.
///
/// # Errors
/// What the provider says.
pub fn link_key(
    link: &LinkRecord,
    advert: &super::advert::Advert,
    provider: &CryptoProvider,
) -> Result<SecretBytes, CryptoError> {
    super::derive(link.secret.as_ref(), advert.bytes(), super::Purpose::Handshake, 32, provider)
}
