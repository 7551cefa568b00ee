//! Floor 2: the data model of ISO 18013-5, borrowed from the bytes that arrived.
//!
//! Decoding a response is shallow first: the response, then every document for itself, then every
//! item for itself, so that a fault in one place leaves the others readable.

mod device_authentication;
mod engagement;
mod mso;
mod reader_auth;
mod request;
mod request_builder;
mod response;
mod security_object;
mod tdate;
mod transcript;

pub use engagement::{
    BleOptions, Capabilities, DeviceEngagement, EngagementError, NfcOptions, OriginInfo,
    RetrievalMethod, WifiOptions,
};
pub use mso::{Digests, KeyAuthorizations, MobileSecurityObject, ValidityInfo};
pub use reader_auth::{
    ReaderAuthError, ReaderAuthScope, ReaderSigner, reader_authentication,
    reader_authentication_all, signature_from_der,
};
pub use request::{AskedDocument, AskedElement, AskedUseCase, DeviceRequest};
pub use request_builder::{
    Alternatives, DocumentDraft, DocumentInfo, PreparedRequest, RequestDraft, RequestError,
    UseCase, ZkParameter, ZkRequest, ZkSystem,
};
pub use response::{
    DeviceAuth, DeviceNameSpaces, DeviceResponse, DeviceSigned, Document, ErrorCode, IssuerSigned,
    IssuerSignedItem, NameSpace,
};
pub(crate) use security_object::{DATA_GROUP_SPACES, SECURITY_OBJECT};
pub use security_object::{DocumentSecurityObject, SecurityObjectError};
pub use tdate::{DateDeviation, Tdate, full_date};
pub use transcript::{Handover, SessionTranscript, TranscriptError};
