//! What can be wrong with a frame on any transport.

use thiserror::Error;

/// Why bytes on a transport are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// A frame or message without content.
    #[error("an empty frame")]
    Empty,
    /// A data object or length that does not fit its content.
    #[error("a length that does not fit its content")]
    Length,
    /// The sender goes on without sending anything.
    #[error("the sender goes on without sending anything")]
    NoProgress,
    /// The first byte of a part is neither "more" nor "last".
    #[error("part prefix {0:#04x}")]
    Prefix(u8),
    /// A state byte that is neither start nor end.
    #[error("state {0:#04x}")]
    State(u8),
    /// A status word other than success.
    #[error("status word {0:#06x}")]
    StatusWord(u16),
    /// More bytes than the limit.
    #[error("more bytes than the limit")]
    TooLong,
    /// A response where none is due, or content where there should be none.
    #[error("a response that was not asked for")]
    Unexpected,
}
