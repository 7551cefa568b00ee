//! Floor 4: in person (ISO 18013-5 second edition 9, 11 and 12.2), without any input or output.
//!
//! 1. `ndef`, `handover`, `tag`: engagement over NFC, static and negotiated; the QR code is read by
//!    [`crate::mdoc::DeviceEngagement`];
//! 2. `session`: key agreement, encryption and status codes;
//! 3. `ble`, `l2cap`, `nfc`, `wifi`: how messages are cut into parts and put together;
//! 4. `reader`: one state machine over all of them, which ends in a [`crate::presentation::Presentation`].
//!
//! The platform moves bytes and tells the time; nothing here judges what came.

pub mod ble;
pub mod frame;
pub mod handover;
pub mod l2cap;
pub mod ndef;
pub mod nfc;
pub mod reader;
pub mod session;
pub mod tag;
pub mod wifi;
