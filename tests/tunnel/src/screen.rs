//! A screen on a real socket: the core's state machine, dialled to a tunnel service without TLS.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::hybrid::initiator::{Action, Event, HybridConfig, HybridSession, Outcome};
use tashika::hybrid::tunnel::SUBPROTOCOL;
use tashika::instant::Timestamp;
use tashika_testkit::keys::{Curve as KitCurve, Key};
use tashika_testkit::random;
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::limits;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// An advert: the service and its data.
pub type Advert = (u16, Vec<u8>);

/// Runs one transaction. `show` takes the code; adverts come from the receiver. Everything random
/// depends on `label`.
pub async fn run_screen(
    config: HybridConfig,
    label: &str,
    now: Timestamp,
    show: impl FnOnce(&str),
    mut adverts: UnboundedReceiver<Advert>,
) -> Option<Outcome> {
    let begun = Instant::now();
    let key = |name: &str| {
        let own = Key::new(KitCurve::P256, &format!("{label} {name}"));
        PrivateKey::new(Curve::P256, own.secret())
    };
    let secret = random::bytes(&format!("{label} secret"), 16).try_into().ok()?;
    let provider = CryptoProvider::default();
    let session = HybridSession::new(config, key("screen"), secret, now, &provider);
    let mut session = session.ok()?;
    let mut actions = session.start(Duration::ZERO);
    show(session.code());
    let mut socket: Option<Socket> = None;
    let mut wake = None;
    loop {
        let mut follows = Vec::new();
        for action in actions {
            match action {
                Action::Dial(dial) => {
                    let (opened, event) = open(&dial.url, key("ephemeral")).await;
                    socket = opened;
                    follows.push(event);
                }
                Action::Send(message) => {
                    if let Some(socket) = &mut socket {
                        let _ = socket.send(Message::Binary(message.into())).await;
                    }
                }
                Action::Close => {
                    if let Some(socket) = &mut socket {
                        let _ = socket.close(None).await;
                    }
                }
                Action::WakeAt(at) => wake = Some(at),
                Action::Finished(outcome) => return Some(outcome),
                _ => {}
            }
        }
        let event = match follows.pop() {
            Some(event) => event,
            None => {
                let until = wake.map(|own| tokio::time::Instant::from_std(begun + own));
                tokio::select! {
                    Some((service, data)) = adverts.recv() => Event::Advert { service, data },
                    event = next(&mut socket) => event,
                    () = sleep(until) => Event::Tick,
                }
            }
        };
        actions = session.on_event(event, begun.elapsed());
    }
}

async fn open(url: &str, key: PrivateKey) -> (Option<Socket>, Event) {
    let failed = |status| (None, Event::TunnelFailed(status));
    let Ok(mut request) = url.into_client_request() else { return failed(None) };
    let protocol = HeaderValue::from_static(SUBPROTOCOL);
    request.headers_mut().insert("Sec-WebSocket-Protocol", protocol);
    match connect_async_with_config(request, Some(limits()), true).await {
        Ok((socket, response)) => {
            let chosen = response.headers().get("Sec-WebSocket-Protocol");
            let subprotocol = chosen.and_then(|own| own.to_str().ok()).map(str::to_owned);
            (Some(socket), Event::TunnelOpened { subprotocol, key })
        }
        Err(Error::Http(response)) => failed(Some(response.status().as_u16())),
        Err(Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_))) => {
            (None, Event::TunnelOpened { subprotocol: None, key })
        }
        Err(_) => failed(None),
    }
}

async fn next(socket: &mut Option<Socket>) -> Event {
    loop {
        let Some(own) = socket else { return std::future::pending().await };
        match own.next().await {
            Some(Ok(Message::Binary(data))) => return Event::Binary(data.to_vec()),
            Some(Ok(Message::Text(_))) => return Event::Text,
            Some(Err(Error::Capacity(_))) => return Event::Oversized,
            Some(Ok(Message::Close(_)) | Err(_)) | None => {
                *socket = None;
                return Event::Closed;
            }
            Some(Ok(_)) => {}
        }
    }
}

async fn sleep(until: Option<tokio::time::Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}
