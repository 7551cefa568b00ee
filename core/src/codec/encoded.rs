//! A value together with the bytes it came from.

use std::fmt;

/// A decoded value and its bytes as received.
///
/// Whatever is hashed, signed or MACed takes [`Encoded::bytes`]. There is no way to make the bytes
/// from the value, so re-encoding for a digest cannot be written.
#[derive(Clone, Copy)]
pub struct Encoded<'a, T> {
    bytes: &'a [u8],
    value: T,
}

impl<'a, T> Encoded<'a, T> {
    pub(crate) fn new(bytes: &'a [u8], value: T) -> Self {
        Self { bytes, value }
    }

    /// The bytes as received; for `#6.24(bstr)` the tag and the head are included.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What the bytes say.
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Encoded<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoded({:?}, {} bytes)", self.value, self.bytes.len())
    }
}
