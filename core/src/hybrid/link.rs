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
//! dropped, and no linked phone is called, unless [`Linking::Accept`] says otherwise. An offer is
//! never taken unverified.
//!
//! A record that is kept has its own form, which nobody else reads:
//!
//! ```cddl
//! LinkRecord = { 1: bstr, 2: bstr .size 8, 3: bstr .size 32, 4: bstr .size 65, 5: tstr, 7: uint }
//! ```
//!
//! with the members of the offer, and the tunnel domain (7).

use std::fmt;

use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use super::peer::definite_map;
use crate::codec::limits::MAX_PARAMETER_BYTES;
use crate::codec::{DecodeError, Item, Writer};
use crate::crypto::{CryptoError, CryptoProvider, Curve, PrivateKey, PublicKey, SecretBytes};
use crate::facts::shown;

/// Bytes of the nonce that a linked phone is called with.
pub const CALL_NONCE_BYTES: usize = 16;

/// Whether links are taken and used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Linking {
    /// A verified link is handed out, and a linked phone may be called.
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
        let (contact_id, name) = (contact_id(item)?, name(item)?);
        let key: [u8; 65] = fixed(item, 4, "a key of 65 bytes (4)")?;
        Ok(Self {
            contact_id,
            link_id: fixed(item, 2, "a link id of 8 bytes (2)")?,
            secret: fixed(item, 3, "a link secret of 32 bytes (3)")?,
            key: PublicKey::new(Curve::P256, key),
            name,
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

impl LinkRecord {
    /// The record as bytes, to be kept like a secret.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new();
        writer.map(6);
        let parts: [(u64, &[u8]); 4] = [
            (1, &self.contact_id),
            (2, &self.link_id),
            (3, self.secret.as_ref()),
            (4, self.key.octets()),
        ];
        for (key, part) in parts {
            writer.uint(key);
            writer.bytes(part);
        }
        writer.uint(5);
        writer.text(&self.name);
        writer.uint(7);
        writer.uint(u64::from(self.domain));
        Zeroizing::new(writer.into_bytes())
    }

    /// Reads what [`LinkRecord::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (item, map) = definite_map(bytes)?;
        let key: [u8; 65] = fixed(&item, 4, "a key of 65 bytes (4)")?;
        let secret: [u8; 32] = fixed(&item, 3, "a link secret of 32 bytes (3)")?;
        let domain = map.int_key(7).and_then(|own| own.as_u64()).map(u16::try_from);
        let Some(Ok(domain)) = domain else {
            return Err(item.wrong_value("a tunnel domain (7)"));
        };
        Ok(Self {
            contact_id: contact_id(&item)?,
            link_id: fixed(&item, 2, "a link id of 8 bytes (2)")?,
            secret: SecretBytes::new(secret.to_vec()),
            key: PublicKey::new(Curve::P256, key),
            name: name(&item)?,
            domain,
        })
    }
}

fn fixed<const N: usize>(
    item: &Item<'_>,
    key: i64,
    what: &'static str,
) -> Result<[u8; N], DecodeError> {
    let value = item.as_map().and_then(|map| map.int_key(key));
    let bytes = value.and_then(|own| own.as_bytes()).and_then(|own| own.try_into().ok());
    bytes.ok_or_else(|| item.wrong_value(what))
}

fn contact_id(item: &Item<'_>) -> Result<Vec<u8>, DecodeError> {
    let map = item.as_map().ok_or_else(|| item.wrong_type("a map"))?;
    let contact = map.int_key(1).and_then(|own| own.as_bytes());
    let contact = contact.filter(|own| !own.is_empty() && own.len() <= MAX_PARAMETER_BYTES);
    contact.map(<[u8]>::to_vec).ok_or_else(|| item.wrong_value("a contact id (1)"))
}

fn name(item: &Item<'_>) -> Result<String, DecodeError> {
    let name = item.as_map().and_then(|map| map.int_key(5)).and_then(|own| own.as_text());
    name.map(shown).ok_or_else(|| item.wrong_value("a name (5)"))
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
