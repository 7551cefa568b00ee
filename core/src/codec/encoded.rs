//! A value together with the bytes it came from.

/// A decoded value and its bytes as received.
///
/// Whatever is hashed, signed or MACed takes [`Encoded::bytes`]. There is no way to make the bytes
/// from the value, so re-encoding for a digest cannot be written.
#[derive(Clone, Copy, Debug)]
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
