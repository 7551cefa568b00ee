//! Connection Handover 1.5, as far as ISO 18013-5 uses it (second edition 9.2, 11.1.2).
//!
//! 1. The handover select record names alternative carriers, each with its auxiliary data.
//! 2. Every carrier refers to a record by id: Bluetooth, NFC or Wi-Fi Aware.
//! 3. The engagement is the auxiliary record `iso.org:18013:deviceengagement`.
//!
//! The message as transferred is kept whole: it goes into the session transcript.

use thiserror::Error;

use super::ndef::{self, NdefError, Record, TNF_EXTERNAL, TNF_MEDIA};
use crate::codec::limits::{MAX_DEPTH, MAX_RETRIEVAL_METHODS};
use crate::codec::{DecodeError, Problem, scan};
use crate::mdoc::{
    BleOptions, DeviceEngagement, EngagementError, NfcOptions, RetrievalMethod, WifiOptions,
};

/// The version of Connection Handover that is written.
const VERSION: u8 = 0x15;
const ENGAGEMENT_TYPE: &str = "iso.org:18013:deviceengagement";
const READER_TYPE: &str = "iso.org:18013:readerengagement";
const NFC_TYPE: &str = "iso.org:18013:nfc";
const BLE_TYPE: &str = "application/vnd.bluetooth.le.oob";
const WIFI_TYPE: &str = "application/vnd.wfa.nan";
const MALFORMED: &str = "advertising data of length, type and value";
/// ReaderEngagement `{0: "1.0"}`.
const READER_ENGAGEMENT: [u8; 6] = [0xa1, 0x00, 0x63, b'1', b'.', b'0'];

/// A handover select message and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandoverSelect {
    /// The engagement.
    pub engagement: DeviceEngagement,
    /// The carriers, in the order of the message.
    pub retrieval_methods: Vec<RetrievalMethod>,
    bytes: Vec<u8>,
}

/// What a reader offers in a negotiated handover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandoverRequest {
    /// Bluetooth, with the service that both modes use; fresh for every session.
    pub ble: Option<[u8; 16]>,
    /// NFC data transfer.
    pub nfc: bool,
}

/// What may be read of Bluetooth data that the standard has not settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceData {
    /// The 16-bit service under which an L2CAP channel is announced; `None`: it is not read.
    pub uuid: Option<u16>,
}

/// Why a handover select message cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HandoverError {
    /// No carrier, or in a negotiated handover more than one.
    #[error("{0} alternative carriers")]
    Carriers(usize),
    /// The engagement inside.
    #[error(transparent)]
    Engagement(#[from] EngagementError),
    /// No NDEF message.
    #[error(transparent)]
    Ndef(#[from] NdefError),
    /// A reference to a record that is not there, or fields that do not fit.
    #[error("a record that does not hold together")]
    Record,
    /// A record that must be there is not.
    #[error("no record {0}")]
    Missing(&'static str),
    /// A major version other than 1.
    #[error("another major version of the handover than 1")]
    Version,
}

impl HandoverSelect {
    /// Reads a message; `negotiated` is what the reader offered, where it did.
    ///
    /// # Errors
    /// See [`HandoverError`].
    pub fn read(
        bytes: &[u8],
        negotiated: Option<&HandoverRequest>,
        service_data: ServiceData,
    ) -> Result<Self, HandoverError> {
        let records = ndef::read(bytes)?;
        let select = records
            .first()
            .filter(|own| own.is(ndef::TNF_WELL_KNOWN, "Hs"))
            .ok_or(HandoverError::Missing("Hs"))?;
        let carriers = carriers(&select.payload)?;
        // Exactly one in a negotiated handover (9.2).
        if carriers.is_empty() || negotiated.is_some() && carriers.len() > 1 {
            return Err(HandoverError::Carriers(carriers.len()));
        }
        let mut engagements = records.iter().filter(|own| own.is(TNF_EXTERNAL, ENGAGEMENT_TYPE));
        let engagement = engagements.next().ok_or(HandoverError::Missing("deviceengagement"))?;
        if engagements.next().is_some() {
            return Err(HandoverError::Record);
        }
        let retrieval_methods = carriers
            .iter()
            .filter(|own| own.active)
            .map(|own| {
                let record = records.iter().skip(1).find(|record| record.id == own.reference);
                Ok(carrier(record.ok_or(HandoverError::Record)?, negotiated, service_data))
            })
            .collect::<Result<_, HandoverError>>()?;
        Ok(Self {
            engagement: DeviceEngagement::decode(&engagement.payload)?,
            retrieval_methods,
            bytes: bytes.to_vec(),
        })
    }

    /// The whole NDEF message as transferred.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl HandoverRequest {
    /// The handover request message.
    pub fn message(&self) -> Vec<u8> {
        let mut carriers = Vec::new();
        let mut records = Vec::new();
        if let Some(uuid) = self.ble {
            carriers.push(Record::well_known("ac", vec![1, 1, b'0', 0]));
            records.push(ble_record(uuid));
        }
        if self.nfc {
            carriers.push(Record::well_known("ac", vec![1, 3, b'n', b'f', b'c', 0]));
            records.push(external(NFC_TYPE, "nfc", vec![1]));
        }
        let mut request = vec![VERSION];
        request.extend(ndef::write(&carriers));
        let reader = external(READER_TYPE, "mdocreader", READER_ENGAGEMENT.to_vec());
        let mut message = vec![Record::well_known("Hr", request), reader];
        message.append(&mut records);
        ndef::write(&message)
    }
}

struct Carrier {
    active: bool,
    reference: Vec<u8>,
}

/// The `ac` records inside `Hs`: state, reference to the carrier, references to auxiliary data.
fn carriers(payload: &[u8]) -> Result<Vec<Carrier>, HandoverError> {
    let (version, message) = payload.split_first().ok_or(HandoverError::Record)?;
    if version >> 4 != 1 {
        return Err(HandoverError::Version);
    }
    let records = ndef::read(message)?;
    let own = records.iter().filter(|own| own.is(ndef::TNF_WELL_KNOWN, "ac"));
    let carriers = own.map(|own| alternative(&own.payload)).collect::<Result<Vec<_>, _>>()?;
    match carriers.len() {
        count if count > MAX_RETRIEVAL_METHODS => Err(HandoverError::Carriers(count)),
        _ => Ok(carriers),
    }
}

fn alternative(payload: &[u8]) -> Result<Carrier, HandoverError> {
    let (&state, rest) = payload.split_first().ok_or(HandoverError::Record)?;
    let (&length, rest) = rest.split_first().ok_or(HandoverError::Record)?;
    let (reference, rest) =
        rest.split_at_checked(usize::from(length)).ok_or(HandoverError::Record)?;
    let (&count, mut rest) = rest.split_first().ok_or(HandoverError::Record)?;
    for _ in 0..count {
        let (&length, after) = rest.split_first().ok_or(HandoverError::Record)?;
        (_, rest) = after.split_at_checked(usize::from(length)).ok_or(HandoverError::Record)?;
    }
    // 0 inactive, 1 active, 2 activating, 3 unknown.
    Ok(Carrier { active: state & 3 != 0, reference: reference.to_vec() })
}

/// A carrier that cannot be read leaves the others usable.
fn carrier(
    record: &Record,
    negotiated: Option<&HandoverRequest>,
    service_data: ServiceData,
) -> RetrievalMethod {
    let (kind, read) = if record.is(TNF_MEDIA, BLE_TYPE) {
        let offered = negotiated.and_then(|own| own.ble);
        (2, ble(&record.payload, offered, service_data).map(RetrievalMethod::Ble))
    } else if record.is(TNF_EXTERNAL, NFC_TYPE) {
        let read = nfc(&record.payload).map(RetrievalMethod::Nfc);
        (1, read.ok_or("lengths of 255 to 65535 and 256 to 65536 bytes"))
    } else if record.is(TNF_MEDIA, WIFI_TYPE) {
        (3, Ok(RetrievalMethod::WifiAware(WifiOptions::default())))
    } else {
        (0, Ok(RetrievalMethod::Other { kind: 0, version: 0 }))
    };
    read.unwrap_or_else(|expected| RetrievalMethod::Unusable {
        kind,
        problem: DecodeError::new(0, Problem::WrongValue(expected)),
    })
}

/// Advertising data: role, address, service (little-endian). A service that the wallet does not
/// repeat is the one that the reader offered.
fn ble(
    payload: &[u8],
    offered: Option<[u8; 16]>,
    service_data: ServiceData,
) -> Result<BleOptions, &'static str> {
    let mut service = None;
    let mut role = None;
    let mut options = BleOptions::default();
    let mut rest = payload;
    while let Some((&length, after)) = rest.split_first() {
        let (structure, after) = after.split_at_checked(usize::from(length)).ok_or(MALFORMED)?;
        rest = after;
        match structure {
            [0x07, own @ ..] => service = Some(reversed::<16>(own)?),
            [0x16, low, high, own @ ..]
                if service_data.uuid == Some(u16::from_le_bytes([*low, *high])) =>
            {
                options.psm = psm(own);
            }
            // The address and one byte that tells its kind.
            [0x1b, own @ .., _kind] => options.address = Some(reversed::<6>(own)?),
            [0x1c, own] => role = Some(*own),
            _ => {}
        }
    }
    let service = service.or(offered).ok_or("a Bluetooth service")?;
    let (server, client) = match role.ok_or("a Bluetooth role")? {
        0 => (true, false),
        1 => (false, true),
        2 | 3 => (true, true),
        _ => return Err("a Bluetooth role of 0 to 3"),
    };
    options.peripheral_server = server.then_some(service);
    options.central_client = client.then_some(service);
    options.address = options.address.filter(|_| server);
    options.psm = options.psm.filter(|_| server);
    Ok(options)
}

/// `{ ? 0: psm }`
fn psm(bytes: &[u8]) -> Option<u32> {
    let scanned = scan(bytes, 0, MAX_DEPTH).ok()?;
    scanned.item.as_map()?.int_key(0)?.as_u64().and_then(|psm| u32::try_from(psm).ok())
}

/// Version 1, then fields of length (with the type), type and a number: 1 command, 2 response.
fn nfc(payload: &[u8]) -> Option<NfcOptions> {
    let (&1, mut rest) = payload.split_first()? else { return None };
    let (mut command, mut response) = (None, None);
    while let Some((&length, after)) = rest.split_first() {
        let (field, after) = after.split_at_checked(usize::from(length))?;
        rest = after;
        let (&kind, number) = field.split_first()?;
        if number.len() > 4 {
            return None;
        }
        let number = number.iter().fold(0u64, |sum, own| sum << 8 | u64::from(*own));
        match kind {
            1 => command = Some(number),
            2 => response = Some(number),
            _ => {}
        }
    }
    NfcOptions::new(command?, response?)
}

fn reversed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], &'static str> {
    let mut own: [u8; N] = bytes.try_into().map_err(|_| MALFORMED)?;
    own.reverse();
    Ok(own)
}

fn ble_record(mut uuid: [u8; 16]) -> Record {
    uuid.reverse();
    // Both roles, the wallet as client preferred; the service, little-endian.
    let mut payload = vec![2, 0x1c, 3, 17, 0x07];
    payload.extend(uuid);
    Record { tnf: TNF_MEDIA, kind: BLE_TYPE.into(), id: b"0".into(), payload }
}

fn external(kind: &str, id: &str, payload: Vec<u8>) -> Record {
    Record { tnf: TNF_EXTERNAL, kind: kind.into(), id: id.into(), payload }
}
