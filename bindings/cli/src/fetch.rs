//! Fetching lists over HTTPS: with limits of size and time, redirects counted, every way to fail
//! told apart.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;
use std::{fs, io, thread};

use tashika::status::{Fetch, Why};
use ureq::config::Config;
use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body};

/// Redirects that are followed at the most.
const MAX_REDIRECTS: usize = 3;
const CONNECT_SECONDS: u64 = 10;

/// Why a list was not fetched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// The address is not one that may be fetched.
    #[error("the address may not be fetched")]
    Address,
    /// Another status than 200.
    #[error("the server answers {0}")]
    HttpStatus(u16),
    /// A redirect away from HTTPS.
    #[error("a redirect that leaves HTTPS")]
    InsecureRedirect,
    /// The server cannot be reached, or its certificate is not trusted.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The answer did not come in time.
    #[error("the answer did not come in time")]
    TimedOut,
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLarge(usize),
    /// More redirects than the limit.
    #[error("more than {MAX_REDIRECTS} redirects")]
    TooManyRedirects,
    /// The answer breaks off.
    #[error("the answer breaks off")]
    Truncated,
    /// Another media type than was asked for.
    #[error("the answer is of type {0}")]
    WrongType(String),
}

impl Problem {
    /// The stable name.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Problem::Address => "address",
            Problem::HttpStatus(_) => "http-status",
            Problem::InsecureRedirect => "insecure-redirect",
            Problem::TimedOut => "timed-out",
            Problem::TooLarge(_) => "too-large",
            Problem::TooManyRedirects => "too-many-redirects",
            Problem::Truncated => "truncated",
            Problem::Unreachable(_) => "unreachable",
            Problem::WrongType(_) => "wrong-type",
        }
    }
}

/// A list as fetched.
pub(crate) struct Fetched {
    pub(crate) bytes: Vec<u8>,
    pub(crate) redirects: usize,
}

/// Fetches over HTTPS, or from one loopback server that stands for every host.
pub(crate) struct Fetcher {
    agent: Agent,
    loopback: Option<String>,
}

impl Fetcher {
    /// `loopback` is the base address of a server that stands for every host: `https://a.example/b`
    /// is fetched as `<loopback>/a.example/b`.
    pub(crate) fn new(timeout: Duration, loopback: Option<String>) -> Self {
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // A connection that the server closes meanwhile must not look like a broken answer.
            .max_idle_connections(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(timeout.min(Duration::from_secs(CONNECT_SECONDS))))
            .timeout_global(Some(timeout))
            .user_agent(concat!("tashika/", env!("CARGO_PKG_VERSION")));
        let config = match loopback {
            // A proxy must not see what is meant for a test.
            Some(_) => config.proxy(None),
            None => config,
        };
        Self { agent: config.build().new_agent(), loopback }
    }

    /// Fetches one list.
    pub(crate) fn fetch(&self, wanted: &Fetch) -> Result<Fetched, Problem> {
        let mut uri = wanted.uri.clone();
        for redirects in 0..=MAX_REDIRECTS {
            let mut response = self.get(&uri, wanted.why)?;
            let status = response.status().as_u16();
            if matches!(status, 301 | 302 | 303 | 307 | 308) {
                let next = target(&uri, &response).ok_or(Problem::HttpStatus(status))?;
                if uri.starts_with("https://") && !next.starts_with("https://") {
                    return Err(Problem::InsecureRedirect);
                }
                uri = next;
                continue;
            }
            if status != 200 {
                return Err(Problem::HttpStatus(status));
            }
            expect_type(&response, wanted.why)?;
            let bytes = body(&mut response, wanted.max_bytes)?;
            return Ok(Fetched { bytes, redirects });
        }
        Err(Problem::TooManyRedirects)
    }

    fn get(&self, uri: &str, why: Why) -> Result<Response<Body>, Problem> {
        // These lists are signed, and the standard lets them be fetched without encryption.
        let signed = matches!(why, Why::RevocationList | Why::Vical);
        let plain = signed && uri.starts_with("http://");
        if !uri.starts_with("https://") && !plain {
            return Err(Problem::Address);
        }
        let address = match &self.loopback {
            None => uri.to_owned(),
            Some(base) => {
                let (_, rest) = uri.split_once("://").ok_or(Problem::Address)?;
                format!("{base}/{rest}")
            }
        };
        let request = self.agent.get(&address).header(header::ACCEPT, why.accept());
        request.call().map_err(|error| refused(error, 0))
    }
}

/// The address of a redirect: absolute, or a path on the same host.
fn target(from: &str, response: &Response<Body>) -> Option<String> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    if location.contains("://") {
        return Some(location.to_owned());
    }
    let base: Uri = from.parse().ok()?;
    let absolute = location.starts_with('/').then_some(location)?;
    Some(format!("{}://{}{absolute}", base.scheme_str()?, base.authority()?))
}

/// The type that the server states must be one of the list's; a server that states none, or plain
/// bytes, is believed, since the list says itself what it is.
fn expect_type(response: &Response<Body>, why: Why) -> Result<(), Problem> {
    let Some(stated) = response.headers().get(header::CONTENT_TYPE) else { return Ok(()) };
    let stated = stated.to_str().unwrap_or("?");
    let essence = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known: &[&str] = match why {
        Why::IdentifierList => &["application/identifierlist+cwt"],
        Why::RevocationList => &["application/pkix-crl", "application/x-pkcs7-crl"],
        Why::StatusList => &["application/statuslist+cwt", "application/statuslist+jwt"],
        _ => &["application/cwt", "application/cbor", "application/cose"],
    };
    if known.contains(&essence.as_str()) || essence == "application/octet-stream" {
        return Ok(());
    }
    Err(Problem::WrongType(essence))
}

fn body(response: &mut Response<Body>, max_bytes: usize) -> Result<Vec<u8>, Problem> {
    let stated = response.body().content_length();
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX);
    if stated.is_some_and(|own| own > limit) {
        return Err(Problem::TooLarge(max_bytes));
    }
    let mut bytes = Vec::new();
    let mut reader = response.body_mut().as_reader().take(limit.saturating_add(1));
    reader.read_to_end(&mut bytes).map_err(|error| refused(ureq::Error::from(error), max_bytes))?;
    if bytes.len() > max_bytes {
        return Err(Problem::TooLarge(max_bytes));
    }
    if stated.is_some_and(|own| own != bytes.len() as u64) {
        return Err(Problem::Truncated);
    }
    Ok(bytes)
}

fn refused(error: ureq::Error, max_bytes: usize) -> Problem {
    match error {
        ureq::Error::Timeout(_) => Problem::TimedOut,
        ureq::Error::BodyExceedsLimit(_) => Problem::TooLarge(max_bytes),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::RequireHttpsOnly(_) => {
            Problem::Address
        }
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Problem::TimedOut,
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset => Problem::Truncated,
            _ => Problem::Unreachable(error.to_string()),
        },
        ureq::Error::Protocol(_) => Problem::Truncated,
        other => Problem::Unreachable(other.to_string()),
    }
}

/// The base address behind `--serve-from`: that of a loopback server, or of one that serves a folder
/// for as long as this command runs.
pub(crate) fn loopback(from: &str) -> Result<String, String> {
    if from.starts_with("http://") {
        let uri: Uri = from.parse().map_err(|_| "is no address".to_owned())?;
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let own = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let base = from.trim_end_matches('/').to_owned();
        return if own { Ok(base) } else { Err("is not on loopback".to_owned()) };
    }
    let folder = PathBuf::from(from);
    if !folder.is_dir() {
        return Err("is no folder".to_owned());
    }
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = serve(stream, &folder);
        }
    });
    Ok(format!("http://{address}"))
}

/// Answers one request with the file of that path below the folder.
fn serve(mut stream: TcpStream, folder: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(CONNECT_SECONDS)))?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16 * 1024 && stream.read(&mut byte)? == 1 {
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head);
    let path = head.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let content = if plain { fs::read(folder.join(path)).ok() } else { None };
    let (status, content) = match content {
        Some(content) => ("200 OK", content),
        None => ("404 Not Found", Vec::new()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/octet-stream\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        content.len()
    )?;
    stream.write_all(&content)
}
