//! Any mdoc structure as annotated diagnostic notation.

use tashika::inspect::InspectError;

use crate::error::{TashikaError, guard};

/// The structure in these bytes. Without `reveal` only what says nothing about a person is shown.
#[uniffi::export(default(reveal = false))]
pub fn inspect(bytes: Vec<u8>, reveal: bool) -> Result<String, TashikaError> {
    guard(|| {
        tashika::inspect::inspect(&bytes, reveal).map_err(|error| match error {
            InspectError::Decode(error) => TashikaError::undecodable("cbor", &error),
            other => TashikaError::unreadable("cbor", other),
        })
    })
}
