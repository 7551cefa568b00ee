//! The tunnel service.
//!
//! | path | who | answer |
//! |---|---|---|
//! | `/cable/new/ID` | phone | 101 with a routing id |
//! | `/cable/connect/ROUTING/ID` | screen | 101 where that phone waits, else 404 |
//! | `/cable/contact/..` | screen | 410: nobody is linked here |
//!
//! Binary messages go on as they came. A [`Trick`] spoils one thing of what the phone sends.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};

use crate::{MAX_MESSAGE_BYTES, SUBPROTOCOL, TunnelError, limits};

/// How long a phone waits for its screen, and each of them for the other's next message.
const PATIENCE: Duration = Duration::from_secs(120);

type Socket = WebSocketStream<TcpStream>;
type Waiting = Arc<Mutex<HashMap<String, oneshot::Sender<Socket>>>>;

/// What the service does to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trick {
    /// Closes the tunnel instead of the phone's message of this number.
    Close(usize),
    /// Cuts the phone's message of this number by a byte.
    Cut(usize),
    /// Nothing.
    Honest,
    /// Sends 3 MiB, more than the screen's socket takes, instead of the phone's message of this number.
    Huge(usize),
    /// Answers the screen without choosing the subprotocol.
    NoSubprotocol,
    /// Sends 1 MiB and a byte instead of the phone's message of this number.
    Oversize(usize),
    /// Sends the phone's message of this number twice.
    Repeat(usize),
    /// Sends the phone's messages of this number and the next in the other order.
    Reorder(usize),
    /// Answers the screen with this status.
    Status(u16),
    /// Sends text instead of the phone's message of this number.
    Text(usize),
}

/// A running service; it stops when dropped.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Relay {
    /// Starts a service on a free port of the loopback interface. Needs a Tokio runtime.
    ///
    /// # Errors
    /// [`TunnelError::Socket`].
    pub async fn start(trick: Trick) -> Result<Self, TunnelError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            let waiting = Waiting::default();
            let mut count: u32 = 0;
            while let Ok((stream, _)) = listener.accept().await {
                count = count.wrapping_add(1);
                tokio::spawn(serve(stream, waiting.clone(), count, trick));
            }
        });
        Ok(Self { address, task })
    }

    /// The port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Scheme and authority.
    pub fn base(&self) -> String {
        format!("ws://{}", self.address)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a connection turned out to be.
enum Side {
    Phone(oneshot::Receiver<Socket>),
    Screen(oneshot::Sender<Socket>),
}

async fn serve(stream: TcpStream, waiting: Waiting, count: u32, trick: Trick) {
    // Small messages follow each other: none waits for the answer to the one before.
    let _ = stream.set_nodelay(true);
    let mut side = None;
    #[allow(clippy::result_large_err, reason = "the shape of the crate's callback")]
    let look = |request: &Request, response: Response| {
        let (own, response) = route(request, response, &waiting, count, trick)?;
        side = Some(own);
        Ok(response)
    };
    let Ok(socket) = accept_hdr_async_with_config(stream, look, Some(limits())).await else {
        return;
    };
    match side {
        Some(Side::Screen(phone)) => drop(phone.send(socket)),
        Some(Side::Phone(screen)) => {
            if let Ok(Ok(screen)) = tokio::time::timeout(PATIENCE, screen).await {
                pump(socket, screen, trick).await;
            }
        }
        None => {}
    }
}

#[allow(clippy::result_large_err, reason = "the shape of the crate's callback")]
fn route(
    request: &Request,
    mut response: Response,
    waiting: &Waiting,
    count: u32,
    trick: Trick,
) -> Result<(Side, Response), ErrorResponse> {
    let asked = request.headers().get("sec-websocket-protocol").and_then(|own| own.to_str().ok());
    if !asked.is_some_and(|own| own.split(',').any(|own| own.trim() == SUBPROTOCOL)) {
        return Err(refuse(StatusCode::BAD_REQUEST));
    }
    let parts: Vec<&str> = request.uri().path().split('/').collect();
    let mut waiting = waiting.lock().map_err(|_| refuse(StatusCode::INTERNAL_SERVER_ERROR))?;
    let side = match parts.as_slice() {
        ["", "cable", "new", id] if is_hex(id, 32) => {
            let routing = format!("{:06x}", count & 0xff_ffff);
            let value = HeaderValue::from_str(&routing);
            let value = value.map_err(|_| refuse(StatusCode::INTERNAL_SERVER_ERROR))?;
            response.headers_mut().insert("X-caBLE-Routing-ID", value);
            let (sender, receiver) = oneshot::channel();
            waiting.insert(format!("{routing} {}", id.to_lowercase()), sender);
            Side::Phone(receiver)
        }
        ["", "cable", "connect", routing, id] if is_hex(routing, 6) && is_hex(id, 32) => {
            if let Trick::Status(status) = trick {
                return Err(refuse(StatusCode::from_u16(status).unwrap_or_default()));
            }
            let key = format!("{} {}", routing.to_lowercase(), id.to_lowercase());
            Side::Screen(waiting.remove(&key).ok_or_else(|| refuse(StatusCode::NOT_FOUND))?)
        }
        ["", "cable", "contact", ..] => return Err(refuse(StatusCode::GONE)),
        _ => return Err(refuse(StatusCode::NOT_FOUND)),
    };
    if !(trick == Trick::NoSubprotocol && matches!(side, Side::Screen(_))) {
        let own = HeaderValue::from_static(SUBPROTOCOL);
        response.headers_mut().insert("Sec-WebSocket-Protocol", own);
    }
    Ok((side, response))
}

fn refuse(status: StatusCode) -> ErrorResponse {
    let mut response = ErrorResponse::new(None);
    *response.status_mut() = status;
    response
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|own| own.is_ascii_hexdigit())
}

/// Carries messages both ways until one side is gone.
async fn pump(phone: Socket, screen: Socket, trick: Trick) {
    let (mut to_phone, mut from_phone) = phone.split();
    let (mut to_screen, mut from_screen) = screen.split();
    let forth = async {
        while let Ok(Some(Ok(message))) = tokio::time::timeout(PATIENCE, from_screen.next()).await {
            let over = message.is_close();
            if to_phone.send(message).await.is_err() || over {
                break;
            }
        }
        let _ = to_phone.close().await;
    };
    let back = async {
        let (mut number, mut held) = (0, None);
        while let Ok(Some(Ok(message))) = tokio::time::timeout(PATIENCE, from_phone.next()).await {
            let over = message.is_close();
            let list = if message.is_binary() {
                number += 1;
                spoil(message, number - 1, &mut held, trick)
            } else {
                Some(vec![message])
            };
            let Some(list) = list else { break };
            for message in list {
                if to_screen.send(message).await.is_err() {
                    return;
                }
            }
            if over {
                break;
            }
        }
        let _ = to_screen.close().await;
    };
    tokio::join!(forth, back);
}

/// What goes on instead of a message; `None`: the tunnel is closed.
fn spoil(
    message: Message,
    number: usize,
    held: &mut Option<Message>,
    trick: Trick,
) -> Option<Vec<Message>> {
    Some(match trick {
        Trick::Close(own) if own == number => return None,
        Trick::Cut(own) if own == number => {
            let data = message.into_data();
            vec![Message::Binary(data.slice(..data.len().saturating_sub(1)))]
        }
        Trick::Huge(own) if own == number => {
            vec![Message::Binary(Bytes::from(vec![0; 3 * MAX_MESSAGE_BYTES]))]
        }
        Trick::Oversize(own) if own == number => {
            vec![Message::Binary(Bytes::from(vec![0; MAX_MESSAGE_BYTES + 1]))]
        }
        Trick::Repeat(own) if own == number => vec![message.clone(), message],
        Trick::Reorder(own) if own == number => {
            *held = Some(message);
            Vec::new()
        }
        Trick::Text(own) if own == number => vec![Message::Text("hello".into())],
        _ => std::iter::once(message).chain(held.take()).collect(),
    })
}
