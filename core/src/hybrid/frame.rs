//! What is inside an encrypted message: one byte that says what, then the rest.
//!
//! | byte | content |
//! |---|---|
//! | 0 | the end, from the screen; some phones send it too |
//! | 1 | CTAP: a command and CBOR, answered by a status and CBOR |
//! | 2 | an update from the phone, at any time |
//! | 3 | JSON |
//!
//! The phone's first message has no such byte ([`super::peer`]).

use thiserror::Error;

/// A message's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FrameKind {
    /// A command or its answer.
    Ctap,
    /// JSON.
    Json,
    /// The end.
    Shutdown,
    /// An update.
    Update,
}

/// Why a message is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// No byte at all.
    #[error("an empty message")]
    Empty,
    /// A kind that nobody knows.
    #[error("a message of an unknown kind ({0})")]
    Unknown(u8),
}

impl FrameKind {
    const ALL: [(u8, FrameKind); 4] = [
        (0, FrameKind::Shutdown),
        (1, FrameKind::Ctap),
        (2, FrameKind::Update),
        (3, FrameKind::Json),
    ];

    /// Reads a message: its kind and the rest.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn read(message: &[u8]) -> Result<(Self, &[u8]), FrameError> {
        let (byte, rest) = message.split_first().ok_or(FrameError::Empty)?;
        let found = Self::ALL.iter().find(|(own, _)| own == byte);
        found.map(|(_, kind)| (*kind, rest)).ok_or(FrameError::Unknown(*byte))
    }

    /// A message of this kind.
    pub fn write(self, body: &[u8]) -> Vec<u8> {
        let byte = Self::ALL.iter().find(|(_, own)| *own == self).map(|(byte, _)| *byte);
        [&[byte.unwrap_or_default()], body].concat()
    }
}
