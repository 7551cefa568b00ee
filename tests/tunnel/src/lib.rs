//! A tunnel service for CTAP hybrid on loopback, and a simulated phone that meets a screen there.
//!
//! Both speak WebSocket over real sockets, without TLS. What Bluetooth would carry goes through a
//! channel of the process. Neither shares code with the core; `screen` puts the core's state machine
//! at the other end, for tests.

mod phone;
mod relay;
mod screen;

pub use phone::run_phone;
pub use relay::{Relay, Trick};
pub use screen::{Advert, run_screen};

use thiserror::Error;

/// The WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "fido.cable";
/// Bytes of one message.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// Why there is no tunnel.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TunnelError {
    /// The other side waits too long.
    #[error("nothing came through the tunnel for {0} s")]
    Silent(u64),
    /// The system refuses a socket.
    #[error("a socket: {0}")]
    Socket(#[from] std::io::Error),
    /// No routing id in the service's answer.
    #[error("the tunnel service gave no routing id")]
    Routing,
    /// The WebSocket.
    #[error("the tunnel: {0}")]
    WebSocket(Box<tokio_tungstenite::tungstenite::Error>),
}

impl From<tokio_tungstenite::tungstenite::Error> for TunnelError {
    fn from(error: tokio_tungstenite::tungstenite::Error) -> Self {
        TunnelError::WebSocket(Box::new(error))
    }
}

fn limits() -> tokio_tungstenite::tungstenite::protocol::WebSocketConfig {
    tokio_tungstenite::tungstenite::protocol::WebSocketConfig::default()
        .max_message_size(Some(2 * MAX_MESSAGE_BYTES))
        .max_frame_size(Some(2 * MAX_MESSAGE_BYTES))
}
