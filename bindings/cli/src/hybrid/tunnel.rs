//! The tunnel as a WebSocket: TLS by rustls with the roots of the Web.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use tashika::hybrid::tunnel::{Dial, SUBPROTOCOL};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::http::header::{HeaderName, HeaderValue, LOCATION};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
};

/// A tunnel.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How often a tunnel service may send elsewhere.
const MAX_REDIRECTS: usize = 5;
/// Bytes of a message that are read: more than the limit, so that it is the session that refuses.
const MAX_READ: usize = 2 * tashika::codec::limits::MAX_HYBRID_MESSAGE_BYTES;

/// Why there is no tunnel.
pub(super) enum NoTunnel {
    /// The service answered with this status, or not at all.
    Failed(Option<u16>),
    /// The service did not choose the subprotocol.
    Subprotocol,
}

/// Opens a tunnel; says which subprotocol the service chose.
pub(super) async fn dial(dial: &Dial) -> Result<(Socket, Option<String>), NoTunnel> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    dial_by(dial, &connector(roots).ok_or(NoTunnel::Failed(None))?).await
}

async fn dial_by(dial: &Dial, connector: &Connector) -> Result<(Socket, Option<String>), NoTunnel> {
    let mut url = dial.url.clone();
    for _ in 0..=MAX_REDIRECTS {
        let request = request(&url, dial).ok_or(NoTunnel::Failed(None))?;
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MAX_READ))
            .max_frame_size(Some(MAX_READ));
        let connector = Some(connector.clone());
        let opened = connect_async_tls_with_config(request, Some(limits), true, connector).await;
        match opened {
            Ok((socket, response)) => {
                let chosen = response.headers().get("Sec-WebSocket-Protocol");
                let chosen = chosen.and_then(|own| own.to_str().ok()).map(str::to_owned);
                return Ok((socket, chosen));
            }
            Err(Error::Http(response)) if response.status().is_redirection() => {
                let to = response.headers().get(LOCATION).and_then(|own| own.to_str().ok());
                url = to.and_then(redirected).ok_or(NoTunnel::Failed(None))?;
            }
            Err(Error::Http(response)) => {
                return Err(NoTunnel::Failed(Some(response.status().as_u16())));
            }
            Err(Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_))) => {
                return Err(NoTunnel::Subprotocol);
            }
            Err(_) => return Err(NoTunnel::Failed(None)),
        }
    }
    Err(NoTunnel::Failed(None))
}

/// A redirection never leaves TLS.
fn redirected(to: &str) -> Option<String> {
    let rest = to.strip_prefix("https://").or_else(|| to.strip_prefix("wss://"))?;
    Some(format!("wss://{rest}"))
}

fn request(
    url: &str,
    dial: &Dial,
) -> Option<tokio_tungstenite::tungstenite::handshake::client::Request> {
    let mut request = url.into_client_request().ok()?;
    let headers = request.headers_mut();
    headers.insert("Sec-WebSocket-Protocol", HeaderValue::from_static(SUBPROTOCOL));
    headers.insert("Origin", HeaderValue::from_str(&dial.origin).ok()?);
    for (name, value) in &dial.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        headers.insert(name, HeaderValue::from_str(value).ok()?);
    }
    Some(request)
}

fn connector(roots: RootCertStore) -> Option<Connector> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.ok()?.with_root_certificates(roots).with_no_client_auth();
    Some(Connector::Rustls(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use futures_util::{SinkExt, StreamExt};
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use tokio_tungstenite::accept_hdr_async;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

    use super::*;

    #[test]
    fn a_redirection_never_leaves_tls() {
        let to = redirected("https://other.example/cable/new/1");
        assert_eq!(to.as_deref(), Some("wss://other.example/cable/new/1"));
        assert_eq!(redirected("wss://other.example/x").as_deref(), Some("wss://other.example/x"));
        for odd in ["http://other.example/", "ws://other.example/", "/elsewhere", ""] {
            assert_eq!(redirected(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_is_dialled_names_subprotocol_and_origin() {
        let dial = Dial {
            url: "wss://cable.example/cable/connect/010203/00".to_owned(),
            origin: "wss://cable.example".to_owned(),
            headers: vec![("X-caBLE-Signal-Connection", "true".to_owned())],
        };
        let request = request(&dial.url, &dial).unwrap();
        let header = |name: &str| request.headers().get(name).and_then(|own| own.to_str().ok());
        assert_eq!(header("Sec-WebSocket-Protocol"), Some("fido.cable"));
        assert_eq!(header("Origin"), Some("wss://cable.example"));
        assert_eq!(header("X-caBLE-Signal-Connection"), Some("true"));
    }

    const PATH: &str = "/cable/connect/010203/00112233445566778899aabbccddeeff";

    /// A tunnel service behind TLS on loopback, for one screen after the other: its certificate and
    /// address.
    async fn service() -> (CertificateDer<'static>, String) {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = own.cert.der().clone();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider);
        let config = config.with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.clone()], key).unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A screen that does not trust the certificate ends here.
                let Ok(stream) = acceptor.accept(stream).await else { continue };
                #[allow(clippy::result_large_err, reason = "the shape of the crate's callback")]
                let look = |request: &Request, mut response: Response| {
                    assert_eq!(request.uri().path(), PATH);
                    let own = HeaderValue::from_static(SUBPROTOCOL);
                    response.headers_mut().insert("Sec-WebSocket-Protocol", own);
                    Ok(response)
                };
                let mut socket = accept_hdr_async(stream, look).await.unwrap();
                while let Some(Ok(message)) = socket.next().await {
                    if message.is_binary() {
                        socket.send(message).await.unwrap();
                    }
                }
            }
        });
        (certificate, format!("wss://localhost:{port}"))
    }

    #[test]
    fn the_tunnel_is_tls_and_its_service_is_known_by_a_root() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (certificate, base) = service().await;
            let own = Dial { url: format!("{base}{PATH}"), origin: base, headers: Vec::new() };
            // The roots of the Web do not know it.
            assert!(matches!(dial(&own).await, Err(NoTunnel::Failed(None))));
            let mut roots = RootCertStore::empty();
            roots.add(certificate).unwrap();
            let opened = dial_by(&own, &connector(roots.clone()).unwrap()).await;
            let Ok((mut socket, chosen)) = opened else { panic!("it is trusted") };
            assert_eq!(chosen.as_deref(), Some(SUBPROTOCOL));
            assert!(matches!(socket.get_ref(), MaybeTlsStream::Rustls(_)));
            socket.send(Message::Binary(vec![7; 100_000].into())).await.unwrap();
            let back = socket.next().await.unwrap().unwrap();
            assert_eq!(back.into_data().len(), 100_000);
            drop(socket);
            // Under another name it is another's certificate.
            let url = own.url.replace("localhost", "127.0.0.1");
            let other = Dial { url, ..own };
            let opened = dial_by(&other, &connector(roots).unwrap()).await;
            assert!(matches!(opened, Err(NoTunnel::Failed(None))));
        });
    }
}
