//! Where the relay is.
//!
//! The phone chooses the tunnel service and names it by a number: 0 and 1 are assigned, 2 to 255 are
//! nobody's, and from 256 on the name follows from the number by a hash, so that anyone can run one.
//! The relay sees sizes, times, addresses and the tunnel's number, never content.

use super::advert::Advert;
use super::hex;
use super::link::{CALL_NONCE_BYTES, LinkRecord};
use crate::codec::{Writer, encode_base64url};
use crate::crypto::{CryptoProvider, HashAlgorithm};
use crate::facts::escaped;

/// The WebSocket subprotocol; a tunnel that does not choose it is none.
pub const SUBPROTOCOL: &str = "fido.cable";
/// The tunnel domains that are assigned.
pub const ASSIGNED: [&str; 2] = ["cable.ua5v.com", "cable.auth.com"];
/// Numbers from here on stand for a name by a hash.
const FIRST_HASHED: u16 = 256;

/// Which tunnel services are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TunnelPolicy {
    /// Numbers besides the two assigned ones. The phone chooses, so each is a relay that whoever
    /// owns the name can watch.
    pub also: Vec<u16>,
    /// One's own relay, such as `ws://127.0.0.1:8080`, that is dialled whatever the phone names. For
    /// tests, and for phones that know it.
    pub instead: Option<String>,
}

impl TunnelPolicy {
    /// The two assigned domains and these numbers.
    pub fn with(also: impl IntoIterator<Item = u16>) -> Self {
        Self { also: also.into_iter().collect(), instead: None }
    }

    /// One's own relay alone.
    pub fn own(base: &str) -> Self {
        Self { also: Vec::new(), instead: Some(base.trim_end_matches('/').to_owned()) }
    }

    /// Where the tunnel that the phone named is: scheme and authority. `None` for a number that this
    /// policy does not take.
    pub fn base(&self, number: u16, provider: &CryptoProvider) -> Option<String> {
        if let Some(base) = &self.instead {
            return Some(base.clone());
        }
        let taken = usize::from(number) < ASSIGNED.len() || self.also.contains(&number);
        let name = domain(number, provider).filter(|_| taken)?;
        Some(format!("wss://{name}"))
    }

    /// What is shown of the tunnel in facts: the name that the phone stated, or one's own.
    pub(super) fn shown(&self, number: u16, provider: &CryptoProvider) -> String {
        match &self.instead {
            Some(base) => escaped(base),
            None => domain(number, provider).unwrap_or_default(),
        }
    }
}

/// What a tunnel is dialled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// The address, `wss`.
    pub url: String,
    /// `Origin`.
    pub origin: String,
    /// Further request headers.
    pub headers: Vec<(&'static str, String)>,
}

impl Dial {
    /// The tunnel of an advert.
    pub(super) fn of_advert(base: &str, advert: &Advert, tunnel_id: &[u8]) -> Self {
        let (routing, id) = (hex(&advert.routing_id()), hex(tunnel_id));
        let url = format!("{base}/cable/connect/{routing}/{id}");
        Self { url, origin: base.to_owned(), headers: Vec::new() }
    }

    /// The tunnel of a phone that was linked before, woken through its service.
    ///
    /// ```cddl
    /// Payload = { 1: bstr .size 8, 2: bstr .size 16, 3: tstr }  ; link id, nonce, hint
    /// ```
    pub fn of_link(
        link: &LinkRecord,
        nonce: &[u8; CALL_NONCE_BYTES],
        hint: super::code::Hint,
        policy: &TunnelPolicy,
        provider: &CryptoProvider,
    ) -> Option<Self> {
        let base = policy.base(link.domain, provider)?;
        let url = format!("{base}/cable/contact/{}", encode_base64url(&link.contact_id));
        let mut writer = Writer::new();
        writer.map(3);
        writer.uint(1);
        writer.bytes(&link.link_id);
        writer.uint(2);
        writer.bytes(nonce);
        writer.uint(3);
        writer.text(hint.as_str());
        let headers = vec![
            ("X-caBLE-Client-Payload", hex(&writer.into_bytes())),
            ("X-caBLE-Signal-Connection", "true".to_owned()),
        ];
        Some(Self { url, origin: base, headers })
    }
}

/// The name of a tunnel domain; `None` for a number that nobody has.
pub fn domain(number: u16, provider: &CryptoProvider) -> Option<String> {
    const TLDS: [&str; 4] = [".com", ".org", ".net", ".info"];
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    if number < FIRST_HASHED {
        return ASSIGNED.get(usize::from(number)).map(|own| (*own).to_owned());
    }
    let parts: [&[u8]; 3] = [b"caBLEv2 tunnel server domain", &number.to_le_bytes(), &[0]];
    let digest = (provider.digest)(HashAlgorithm::Sha256, &parts);
    let mut value = u64::from_le_bytes(*digest.as_ref().first_chunk()?);
    let tld = TLDS.get(usize::try_from(value & 3).ok()?)?;
    value >>= 2;
    let mut name = "cable.".to_owned();
    while value != 0 {
        name.push(char::from(*LETTERS.get(usize::try_from(value & 31).ok()?)?));
        value >>= 5;
    }
    name.push_str(tld);
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();

    #[test]
    fn names_of_tunnel_domains() {
        let name = |number| domain(number, &PROVIDER);
        assert_eq!(name(0).as_deref(), Some("cable.ua5v.com"));
        assert_eq!(name(1).as_deref(), Some("cable.auth.com"));
        assert_eq!((name(2), name(255)), (None, None));
        assert_eq!(name(256).as_deref(), Some("cable.qz2ekwmnd332c.info"));
        assert_eq!(name(266).as_deref(), Some("cable.wufkweyy3uaxb.com"));
        assert!(name(u16::MAX).is_some());
    }

    #[test]
    fn a_policy_takes_what_it_names() {
        let base = |policy: &TunnelPolicy, number| policy.base(number, &PROVIDER);
        let strict = TunnelPolicy::default();
        assert_eq!(base(&strict, 1).as_deref(), Some("wss://cable.auth.com"));
        assert_eq!((base(&strict, 2), base(&strict, 256)), (None, None));
        let wider = TunnelPolicy::with([256, 77]);
        assert_eq!(base(&wider, 256).as_deref(), Some("wss://cable.qz2ekwmnd332c.info"));
        assert_eq!((base(&wider, 257), base(&wider, 77)), (None, None));
        let own = TunnelPolicy::own("ws://127.0.0.1:1/");
        assert_eq!(base(&own, 9).as_deref(), Some("ws://127.0.0.1:1"));
    }
}
