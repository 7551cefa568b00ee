//! Writes the few structures that a verifier makes itself: transcripts and COSE structures.

/// Appends CBOR in preferred serialization with definite lengths (RFC 8949 4.1).
#[derive(Clone, Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// An empty writer.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// A writer that goes on after `bytes`.
    pub fn append(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// An unsigned integer.
    pub fn uint(&mut self, value: u64) {
        self.head(0, value);
    }

    /// A byte string.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.head(2, bytes.len() as u64);
        self.raw(bytes);
    }

    /// A text string.
    pub fn text(&mut self, text: &str) {
        self.head(3, text.len() as u64);
        self.raw(text.as_bytes());
    }

    /// The head of an array; its elements follow.
    pub fn array(&mut self, len: usize) {
        self.head(4, len as u64);
    }

    /// The head of a map; its keys and values follow in turn.
    pub fn map(&mut self, len: usize) {
        self.head(5, len as u64);
    }

    /// A tag; its content follows.
    pub fn tag(&mut self, number: u64) {
        self.head(6, number);
    }

    /// `null`.
    pub fn null(&mut self) {
        self.raw(&[0xf6]);
    }

    /// `#6.24(bstr)` around `content`.
    pub fn embedded(&mut self, content: &[u8]) {
        self.tag(24);
        self.bytes(content);
    }

    /// Bytes that are CBOR already, unchanged.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn head(&mut self, major: u8, argument: u64) {
        let first = major << 5;
        match argument {
            0..=23 => self.0.push(first | argument as u8),
            24..=0xff => self.0.extend([first | 24, argument as u8]),
            0x100..=0xffff => {
                self.0.push(first | 25);
                self.raw(&(argument as u16).to_be_bytes());
            }
            0x1_0000..=0xffff_ffff => {
                self.0.push(first | 26);
                self.raw(&(argument as u32).to_be_bytes());
            }
            _ => {
                self.0.push(first | 27);
                self.raw(&argument.to_be_bytes());
            }
        }
    }
}
