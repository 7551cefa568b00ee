//! What the phone says of itself, in its first message after the handshake.
//!
//! ```cddl
//! PostHandshake = {
//!   ? 0: bstr,            ; padding
//!   ? 1: bstr,            ; authenticatorGetInfo, CBOR without a status
//!   ? 2: LinkingMap,
//!   ? 3: [+ tstr]         ; "ctap", "dc"; absent: "ctap" alone
//!   * int => any
//! }
//! ```

use thiserror::Error;

use super::link::{LinkError, LinkOffer};
use crate::codec::limits::{MAX_HYBRID_DEPTH, MAX_HYBRID_FEATURES, MAX_NAME_BYTES};
use crate::codec::{DecodeError, Entries, Item, Problem, scan};
use crate::facts::shown;

/// What a phone can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// `ctap`: passkeys.
    Ctap,
    /// `dc`: digital credentials.
    DigitalCredentials,
}

impl Feature {
    /// The text on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Feature::Ctap => "ctap",
            Feature::DigitalCredentials => "dc",
        }
    }
}

/// Why the phone's first message cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PeerError {
    /// Not the shape.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// authenticatorGetInfo without `ctap` among the features, or the reverse.
    #[error("what the phone says of passkeys contradicts its features")]
    Features,
    /// What it offers for linking has another shape.
    #[error("the link: {0}")]
    Link(#[from] LinkError),
}

/// The phone, by its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeerInfo {
    /// What it can be asked for.
    pub features: Vec<Feature>,
    /// What it says of passkeys.
    pub get_info: Option<GetInfo>,
    /// What it offers for linking.
    pub link: Option<LinkOffer>,
}

/// authenticatorGetInfo, as far as it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetInfo {
    /// Protocol versions, such as `FIDO_2_1`.
    pub versions: Vec<String>,
    /// The authenticator's model; zero where the maker states none.
    pub aaguid: [u8; 16],
    /// Whether it can verify its user by itself.
    pub user_verification: Option<bool>,
    /// Ways to reach it, such as `internal` and `hybrid`.
    pub transports: Vec<String>,
}

impl PeerInfo {
    /// Reads the first message.
    ///
    /// # Errors
    /// See [`PeerError`].
    pub fn read(message: &[u8]) -> Result<Self, PeerError> {
        let (_, map) = definite_map(message)?;
        let features = match map.int_key(3) {
            None => vec![Feature::Ctap],
            Some(list) => {
                let texts = texts(&list)?;
                let known = [Feature::Ctap, Feature::DigitalCredentials];
                known.into_iter().filter(|own| texts.contains(&own.as_str())).collect()
            }
        };
        let get_info = match map.int_key(1) {
            None => None,
            Some(item) => Some(GetInfo::read(
                item.as_bytes().ok_or_else(|| item.wrong_type("a byte string"))?,
            )?),
        };
        if get_info.is_some() != features.contains(&Feature::Ctap) {
            return Err(PeerError::Features);
        }
        let link = map.int_key(2).map(|item| LinkOffer::read(&item)).transpose()?;
        Ok(Self { features, get_info, link })
    }

    /// Whether the phone can be asked for this.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

impl GetInfo {
    /// Reads authenticatorGetInfo without its status.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (item, map) = definite_map(bytes)?;
        let list = |key: i64| -> Result<Vec<String>, DecodeError> {
            let texts = map.int_key(key).map(|item| texts(&item)).transpose()?;
            Ok(texts.unwrap_or_default().into_iter().map(shown).collect())
        };
        let aaguid = map.int_key(3).and_then(|own| own.as_bytes());
        let aaguid = aaguid.and_then(|own| own.try_into().ok());
        let options = map.int_key(4).and_then(|own| own.as_map());
        Ok(Self {
            versions: list(1)?,
            aaguid: aaguid.ok_or_else(|| item.wrong_value("an aaguid of 16 bytes (3)"))?,
            user_verification: options
                .and_then(|own| own.text_key("uv"))
                .and_then(|own| own.as_bool()),
            transports: list(9)?,
        })
    }
}

/// What an update brings: something for linking, or nothing.
///
/// # Errors
/// See [`PeerError`].
pub(super) fn read_update(body: &[u8]) -> Result<Option<LinkOffer>, PeerError> {
    let (_, map) = definite_map(body)?;
    Ok(map.int_key(1).map(|item| LinkOffer::read(&item)).transpose()?)
}

/// One map of definite lengths without repeated keys that fills its input.
pub(super) fn definite_map(bytes: &[u8]) -> Result<(Item<'_>, Entries<'_>), DecodeError> {
    let scanned = scan(bytes, 0, MAX_HYBRID_DEPTH)?;
    let item = scanned.item;
    let definite = scanned.irregularities.indefinite.is_none();
    let clean = scanned.irregularities.is_unambiguous() && definite;
    let map = item.as_map().filter(|_| clean);
    let map = map.ok_or_else(|| item.wrong_type("one map of definite lengths"))?;
    Ok((item, map))
}

fn texts<'a>(list: &Item<'a>) -> Result<Vec<&'a str>, DecodeError> {
    let items = list.as_array().ok_or_else(|| list.wrong_type("an array"))?;
    let mut texts = Vec::new();
    for item in items {
        let text = item.as_text().ok_or_else(|| item.wrong_type("a text"))?;
        if texts.len() == MAX_HYBRID_FEATURES || text.len() > MAX_NAME_BYTES {
            return Err(DecodeError::new(item.offset(), Problem::TooLong(MAX_HYBRID_FEATURES)));
        }
        texts.push(text);
    }
    Ok(texts)
}
