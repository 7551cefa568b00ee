//! DeviceAuthentication: what the device signs or MACs (ISO 18013-5 second edition 12.4.4).

use super::response::Document;
use super::transcript::SessionTranscript;
use crate::codec::Writer;

impl Document<'_> {
    /// `#6.24(bstr .cbor DeviceAuthentication)` in the session of `transcript`, with the device's
    /// namespaces as received; `None` where `deviceSigned` could not be read.
    ///
    /// ```cddl
    /// DeviceAuthentication = ["DeviceAuthentication", SessionTranscript, DocType,
    ///   DeviceNameSpacesBytes]
    /// ```
    pub fn device_authentication(&self, transcript: &SessionTranscript) -> Option<Vec<u8>> {
        let name_spaces = self.device_signed.as_ref().ok()?.name_spaces.bytes();
        let mut inner = Writer::append(Vec::with_capacity(
            64 + transcript.bytes().len() + self.doc_type.len() + name_spaces.len(),
        ));
        inner.array(4);
        inner.text("DeviceAuthentication");
        inner.raw(transcript.bytes());
        inner.text(self.doc_type);
        inner.raw(name_spaces);
        let mut outer = Writer::new();
        outer.embedded(&inner.into_bytes());
        Some(outer.into_bytes())
    }
}
