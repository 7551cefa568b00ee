//! Floor 2: the data model of ISO 18013-5, borrowed from the bytes that arrived.
//!
//! Decoding a response is shallow first: the response, then every document for itself, then every
//! item for itself, so that a fault in one place leaves the others readable.

mod device_authentication;
mod mso;
mod request;
mod response;
mod tdate;
mod transcript;

pub use mso::{Digests, KeyAuthorizations, MobileSecurityObject, ValidityInfo};
pub use request::{AskedDocument, AskedElement, DeviceRequest, UseCase};
pub use response::{
    DeviceAuth, DeviceNameSpaces, DeviceResponse, DeviceSigned, Document, ErrorCode, IssuerSigned,
    IssuerSignedItem, NameSpace,
};
pub use tdate::{DateDeviation, Tdate, full_date};
pub use transcript::{Handover, SessionTranscript, TranscriptError};
