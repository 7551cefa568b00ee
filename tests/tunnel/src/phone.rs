//! The testkit's phone on a real socket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tashika_testkit::phone::{Phone, SERVICE};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use crate::{SUBPROTOCOL, TunnelError, limits};

/// Seconds that the phone waits for the screen.
const PATIENCE: u64 = 60;

/// Scans a code, opens a tunnel at this service, advertises, and answers until the screen is gone.
///
/// # Errors
/// See [`TunnelError`].
pub async fn run_phone(
    phone: &mut Phone,
    code: &str,
    base: &str,
    advertise: impl FnOnce(u16, Vec<u8>),
) -> Result<(), TunnelError> {
    let id: String = phone.scan(code).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut request = format!("{base}/cable/new/{id}").into_client_request()?;
    let protocol = HeaderValue::from_static(SUBPROTOCOL);
    request.headers_mut().insert("Sec-WebSocket-Protocol", protocol);
    let (mut socket, response) = connect_async_with_config(request, Some(limits()), true).await?;
    let routing = response.headers().get("X-caBLE-Routing-ID").and_then(|own| own.to_str().ok());
    let routing = routing.and_then(|own| u32::from_str_radix(own, 16).ok());
    let [_, routing @ ..] = routing.ok_or(TunnelError::Routing)?.to_be_bytes();
    advertise(SERVICE, phone.advert(routing));
    loop {
        let next = tokio::time::timeout(Duration::from_secs(PATIENCE), socket.next()).await;
        let Some(message) = next.map_err(|_| TunnelError::Silent(PATIENCE))? else { return Ok(()) };
        // The screen is gone, whether it said so or not.
        let Ok(message) = message else { return Ok(()) };
        match message {
            Message::Binary(data) => {
                for answer in phone.receive(&data) {
                    socket.send(Message::Binary(answer.into())).await?;
                }
                if phone.dismissed {
                    let _ = socket.close(None).await;
                    return Ok(());
                }
            }
            Message::Close(_) => return Ok(()),
            _ => {}
        }
    }
}
