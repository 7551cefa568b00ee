//! DeviceEngagement: what a wallet shows to begin (ISO 18013-5 second edition 9.1, 2021 8.2.1).
//!
//! 1. The QR code's text: `mdoc:` and base64url without padding.
//! 2. The map: version, cipher suite and EDeviceKey must be understood; everything else may be
//!    unknown. A retrieval method that cannot be read is kept as such and leaves the others usable.
//! 3. The bytes as received are kept: they go into the session transcript.
//!
//! The key's point is not examined here; the session does that when it agrees on keys.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use thiserror::Error;

use super::response::member;
use crate::codec::limits::{MAX_DEPTH, MAX_ENGAGEMENT_BYTES, MAX_RETRIEVAL_METHODS};
use crate::codec::{DecodeError, Entries, Item, Problem, Writer, scan};
use crate::cose::{CoseKey, KeyProblem};

/// The scheme of the QR code's text.
const SCHEME: &str = "mdoc:";
/// The only cipher suite of either edition.
const CIPHER_SUITE: i64 = 1;
const NFC: u64 = 1;
const BLE: u64 = 2;
const WIFI_AWARE: u64 = 3;

/// What a wallet offers: its ephemeral key and where it can be reached.
///
/// ```cddl
/// DeviceEngagement = { 0: tstr, 1: [int, #6.24(bstr .cbor COSE_Key)],
///   ? 2: [+ [uint, uint, any]], ? 3: any, ? 4: any, ? 5: [* OriginInfo], ? 6: Capabilities,
///   * uint => RFU, * nint => Ext }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceEngagement {
    /// The minor part of the version: 0, or 1 once origins or capabilities are stated.
    pub minor_version: u32,
    /// EDeviceKey.
    pub key: CoseKey,
    /// Key 2: the ways to reach the wallet. Empty for NFC, where the handover states them.
    pub retrieval_methods: Vec<RetrievalMethod>,
    /// Key 5: where the wallet was sent from (ISO/IEC TS 18013-7 A.3).
    pub origins: Vec<OriginInfo>,
    /// Key 6: what the wallet can do beyond the first edition.
    pub capabilities: Capabilities,
    bytes: Vec<u8>,
    key_bytes: Vec<u8>,
}

/// One way to reach a wallet: `[type: uint, version: uint, options]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetrievalMethod {
    /// Type 2: Bluetooth Low Energy.
    Ble(BleOptions),
    /// Type 1: NFC.
    Nfc(NfcOptions),
    /// A type or version that this version does not know.
    Other {
        /// The type.
        kind: u64,
        /// The version.
        version: u64,
    },
    /// A known type whose options are not what the standard asks for.
    Unusable {
        /// The type.
        kind: u64,
        /// What is wrong.
        problem: DecodeError,
    },
    /// Type 3: Wi-Fi Aware.
    WifiAware(WifiOptions),
}

/// ```cddl
/// BleOptions = { 0: bool, 1: bool, ? 10: bstr .size 16, ? 11: bstr .size 16,
///   ? 20: bstr .size 6, ? 21: uint }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BleOptions {
    /// Keys 0 and 10: the service of a wallet that is the GATT server (mdoc peripheral server
    /// mode), big-endian.
    pub peripheral_server: Option<[u8; 16]>,
    /// Keys 1 and 11: the service that a wallet looks for as GATT client (mdoc central client
    /// mode), big-endian.
    pub central_client: Option<[u8; 16]>,
    /// Key 20: the wallet's address, where it is the GATT server.
    pub address: Option<[u8; 6]>,
    /// Key 21: the L2CAP channel of a wallet that is the GATT server.
    pub psm: Option<u32>,
}

/// `NfcOptions = { 0: 255..65535, 1: 256..65536 }`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NfcOptions {
    /// Key 0: bytes in the data field of a command, at the most.
    pub max_command: u32,
    /// Key 1: bytes in the data field of a response, at the most.
    pub max_response: u32,
}

/// `WifiOptions = { ? 0: tstr, ? 1: uint, ? 2: uint, ? 3: bstr, * uint => RFU }`
#[derive(Clone, Default, PartialEq, Eq)]
pub struct WifiOptions {
    /// Key 0: the passphrase; absent where it is derived.
    pub passphrase: Option<String>,
    /// Key 1: operating class.
    pub operating_class: Option<u64>,
    /// Key 2: channel number.
    pub channel: Option<u64>,
    /// Key 3: supported bands.
    pub bands: Option<Vec<u8>>,
}

/// `OriginInfo = { "cat": 1, "type": uint, "details": {+ tstr => any} }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginInfo {
    /// `type`: 1 is a website.
    pub kind: u64,
    /// `details.domain`, where there is one; it may be empty.
    pub domain: Option<String>,
}

/// ```cddl
/// Capabilities = { ? 0: bool, ? 1: [+ int], ? 2: bool, ? 3: bool, ? 4: bool, * int => RFU }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Key 0: takes `macKeys` (ISO/IEC TS 18013-7 A.2).
    pub mac_keys: bool,
    /// Key 1: on these COSE curves.
    pub mac_key_curves: Vec<i64>,
    /// Key 2: takes the first session message within the NFC handover.
    pub handover_session_establishment: bool,
    /// Key 3: takes `readerAuthAll`.
    pub reader_auth_all: bool,
    /// Key 4: understands the second edition's requests.
    pub extended_request: bool,
}

/// Why an engagement cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EngagementError {
    /// The text after `mdoc:` is not base64url without padding.
    #[error("no base64url without padding")]
    Base64,
    /// A cipher suite that no edition knows.
    #[error("unknown cipher suite {0}")]
    CipherSuite(i64),
    /// No CBOR, another shape, or over a limit.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// EDeviceKey is no COSE_Key.
    #[error("EDeviceKey: {0}")]
    Key(#[from] KeyProblem),
    /// The text is no wallet's: it does not begin with `mdoc:`, or begins with `mdoc://`.
    #[error("the text does not begin with mdoc:")]
    Scheme,
    /// A major version other than 1.
    #[error("another major version than 1")]
    Version,
}

impl DeviceEngagement {
    /// Reads the text of a QR code.
    ///
    /// # Errors
    /// See [`EngagementError`].
    pub fn from_uri(text: &str) -> Result<Self, EngagementError> {
        // `mdoc://` begins the engagement of a website (ISO/IEC TS 18013-7 Annex A).
        let encoded = text.strip_prefix(SCHEME).filter(|rest| !rest.starts_with("//"));
        let encoded = encoded.ok_or(EngagementError::Scheme)?;
        if encoded.len() > MAX_ENGAGEMENT_BYTES / 3 * 4 {
            return Err(DecodeError::new(0, Problem::TooLong(MAX_ENGAGEMENT_BYTES)).into());
        }
        let bytes = Base64UrlUnpadded::decode_vec(encoded).map_err(|_| EngagementError::Base64)?;
        Self::decode(&bytes)
    }

    /// Reads the CBOR map.
    ///
    /// # Errors
    /// See [`EngagementError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, EngagementError> {
        if bytes.len() > MAX_ENGAGEMENT_BYTES {
            return Err(DecodeError::new(0, Problem::TooLong(MAX_ENGAGEMENT_BYTES)).into());
        }
        let item = unambiguous(bytes, 0)?;
        let map = item.as_map().ok_or_else(|| item.wrong_type("a DeviceEngagement map"))?;
        let minor_version = minor_version(&map, &item)?;
        let (key_bytes, key) = security(&map, &item)?;
        Ok(Self {
            minor_version,
            key,
            retrieval_methods: list(&map, 2, retrieval_method)?,
            origins: list(&map, 5, origin)?,
            capabilities: match map.int_key(6) {
                Some(item) => Capabilities::read(&item).map_err(|error| error.within("6"))?,
                None => Capabilities::default(),
            },
            bytes: bytes.to_vec(),
            key_bytes,
        })
    }

    /// The map as received.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// EDeviceKeyBytes, `#6.24(bstr .cbor COSE_Key)`: what the names of a transport are derived
    /// from.
    pub fn key_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.embedded(&self.key_bytes);
        writer.into_bytes()
    }
}

impl fmt::Debug for WifiOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The passphrase opens the link.
        write!(f, "WifiOptions(class {:?}, channel {:?})", self.operating_class, self.channel)
    }
}

impl NfcOptions {
    /// The least that every wallet takes: short commands and responses.
    pub const SHORT: NfcOptions = NfcOptions { max_command: 255, max_response: 256 };

    /// Options within the bounds of the standard.
    pub fn new(max_command: u64, max_response: u64) -> Option<Self> {
        let within =
            (255..=65_535).contains(&max_command) && (256..=65_536).contains(&max_response);
        within.then_some(Self {
            max_command: u32::try_from(max_command).ok()?,
            max_response: u32::try_from(max_response).ok()?,
        })
    }
}

impl Capabilities {
    fn read(item: &Item<'_>) -> Result<Self, DecodeError> {
        let map = item.as_map().ok_or_else(|| item.wrong_type("a map of capabilities"))?;
        let flag = |label| flag(&map, label);
        let curves = match map.int_key(1) {
            None => Vec::new(),
            Some(list) => list
                .as_array()
                .ok_or_else(|| list.wrong_type("an array of curves"))?
                .map(|own| own.as_i64().ok_or_else(|| own.wrong_type("a curve's number")))
                .collect::<Result<_, _>>()?,
        };
        Ok(Self {
            mac_keys: flag(0)?.unwrap_or_default(),
            mac_key_curves: curves,
            handover_session_establishment: flag(2)?.unwrap_or_default(),
            reader_auth_all: flag(3)?.unwrap_or_default(),
            extended_request: flag(4)?.unwrap_or_default(),
        })
    }
}

fn unambiguous(bytes: &[u8], offset: usize) -> Result<Item<'_>, DecodeError> {
    let scanned = scan(bytes, offset, MAX_DEPTH)?;
    if let Some(at) = scanned.irregularities.duplicate_key {
        return Err(DecodeError::new(at as usize, Problem::DuplicateKey));
    }
    match scanned.irregularities.trailing {
        Some(at) => Err(DecodeError::new(at as usize, Problem::Trailing)),
        None => Ok(scanned.item),
    }
}

/// `"1.x"`: an unknown minor version of a known major one is accepted (8.3).
fn minor_version(map: &Entries<'_>, item: &Item<'_>) -> Result<u32, EngagementError> {
    let version = map.int_key(0).ok_or_else(|| item.wrong_value("a version (0)"))?;
    let text = version.as_text().ok_or_else(|| version.wrong_type("a version"))?;
    let (major, minor) = text.split_once('.').ok_or(EngagementError::Version)?;
    match (major, minor.parse()) {
        ("1", Ok(minor)) => Ok(minor),
        _ => Err(EngagementError::Version),
    }
}

fn security(map: &Entries<'_>, item: &Item<'_>) -> Result<(Vec<u8>, CoseKey), EngagementError> {
    let security = map.int_key(1).ok_or_else(|| item.wrong_value("a member Security (1)"))?;
    let mut parts = security.as_array().ok_or_else(|| security.wrong_type("an array"))?;
    let (Some(suite), Some(embedded)) = (parts.next(), parts.next()) else {
        return Err(security.wrong_value("a cipher suite and a key").into());
    };
    let suite = suite.as_i64().ok_or_else(|| suite.wrong_type("a cipher suite"))?;
    if suite != CIPHER_SUITE {
        return Err(EngagementError::CipherSuite(suite));
    }
    let (bytes, offset) =
        embedded.as_embedded().ok_or_else(|| embedded.wrong_type("EDeviceKeyBytes (tag 24)"))?;
    let key = CoseKey::read(&unambiguous(bytes, offset)?)?;
    Ok((bytes.to_vec(), key))
}

/// The elements of the array under `label`; none where it is absent.
fn list<T>(
    map: &Entries<'_>,
    label: i64,
    read: fn(&Item<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let Some(list) = map.int_key(label) else { return Ok(Vec::new()) };
    let mut elements = Vec::new();
    for element in list.as_array().ok_or_else(|| list.wrong_type("an array"))? {
        if elements.len() == MAX_RETRIEVAL_METHODS {
            let problem = Problem::TooLong(MAX_RETRIEVAL_METHODS);
            return Err(DecodeError::new(element.offset(), problem));
        }
        elements.push(read(&element).map_err(|error| error.within(&label.to_string()))?);
    }
    Ok(elements)
}

fn retrieval_method(item: &Item<'_>) -> Result<RetrievalMethod, DecodeError> {
    let mut parts = item.as_array().ok_or_else(|| item.wrong_type("a retrieval method"))?;
    let mut number = || parts.next().and_then(|own| own.as_u64());
    let (Some(kind), Some(version)) = (number(), number()) else {
        return Err(item.wrong_value("a type and a version"));
    };
    let options = parts.next().unwrap_or(*item);
    let read = match (kind, version) {
        (NFC, 1) => nfc_options(&options).map(RetrievalMethod::Nfc),
        (BLE, 1) => ble_options(&options).map(RetrievalMethod::Ble),
        (WIFI_AWARE, 1) => wifi_options(&options).map(RetrievalMethod::WifiAware),
        _ => Ok(RetrievalMethod::Other { kind, version }),
    };
    Ok(read.unwrap_or_else(|problem| RetrievalMethod::Unusable { kind, problem }))
}

fn nfc_options(item: &Item<'_>) -> Result<NfcOptions, DecodeError> {
    let map = item.as_map().ok_or_else(|| item.wrong_type("NfcOptions"))?;
    let number = |label| {
        let value = map.int_key(label).and_then(|own| own.as_u64());
        value.ok_or_else(|| item.wrong_value("the lengths of commands (0) and responses (1)"))
    };
    let bounds = "lengths of 255 to 65535 and 256 to 65536 bytes";
    NfcOptions::new(number(0)?, number(1)?).ok_or_else(|| item.wrong_value(bounds))
}

fn ble_options(item: &Item<'_>) -> Result<BleOptions, DecodeError> {
    let map = item.as_map().ok_or_else(|| item.wrong_type("BleOptions"))?;
    let service = |supported: i64, label: i64| {
        let supported = flag(&map, supported)?
            .ok_or_else(|| item.wrong_value("a bool for each of both modes (0, 1)"))?;
        if !supported {
            return Ok(None);
        }
        let uuid = octets(&map, label)?;
        uuid.map(Some).ok_or_else(|| item.wrong_value("a UUID (10, 11) for each mode offered"))
    };
    let peripheral_server = service(0, 10)?;
    let psm = match map.int_key(21) {
        None => None,
        Some(own) => {
            let number = own.as_u64().and_then(|psm| u32::try_from(psm).ok());
            Some(number.ok_or_else(|| own.wrong_type("a PSM"))?)
        }
    };
    Ok(BleOptions {
        peripheral_server,
        central_client: service(1, 11)?,
        // The address and the channel are those of the GATT server.
        address: octets(&map, 20)?.filter(|_| peripheral_server.is_some()),
        psm: psm.filter(|_| peripheral_server.is_some()),
    })
}

fn wifi_options(item: &Item<'_>) -> Result<WifiOptions, DecodeError> {
    let map = item.as_map().ok_or_else(|| item.wrong_type("WifiOptions"))?;
    let number = |label| match map.int_key(label) {
        None => Ok(None),
        Some(own) => own.as_u64().map(Some).ok_or_else(|| own.wrong_type("a number")),
    };
    let passphrase = match map.int_key(0) {
        None => None,
        Some(own) => Some(own.as_text().ok_or_else(|| own.wrong_type("a passphrase"))?.to_owned()),
    };
    let bands = match map.int_key(3) {
        None => None,
        Some(own) => Some(own.as_bytes().ok_or_else(|| own.wrong_type("a byte string"))?.to_vec()),
    };
    Ok(WifiOptions { passphrase, operating_class: number(1)?, channel: number(2)?, bands })
}

fn origin(item: &Item<'_>) -> Result<OriginInfo, DecodeError> {
    let kind = member(item, "type")?;
    let domain = member(item, "details")?.as_map().and_then(|map| map.text_key("domain"));
    Ok(OriginInfo {
        kind: kind.as_u64().ok_or_else(|| kind.wrong_type("a type"))?,
        domain: domain.and_then(|own| own.as_text().map(str::to_owned)),
    })
}

fn flag(map: &Entries<'_>, label: i64) -> Result<Option<bool>, DecodeError> {
    let Some(item) = map.int_key(label) else { return Ok(None) };
    item.as_bool().map(Some).ok_or_else(|| item.wrong_type("a bool"))
}

fn octets<const N: usize>(map: &Entries<'_>, label: i64) -> Result<Option<[u8; N]>, DecodeError> {
    let Some(item) = map.int_key(label) else { return Ok(None) };
    let bytes = item.as_bytes().ok_or_else(|| item.wrong_type("a byte string"))?;
    let fixed = bytes.try_into().map_err(|_| item.wrong_value("a byte string of fixed length"))?;
    Ok(Some(fixed))
}
