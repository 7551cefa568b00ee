//! Origins of the verifier, configured by it: web sites and Android apps, as two distinct inputs.

use thiserror::Error;

use crate::codec::limits::{MAX_ORIGINS, MAX_PARAMETER_BYTES};
use crate::codec::{decode_base64url, encode_base64url};

const ANDROID: &str = "android:apk-key-hash:";

/// One origin, in the very spelling that a platform tells the wallet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// Why a text is no origin that a wallet can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OriginProblem {
    /// Not `android:apk-key-hash:` and the SHA-256 of the signing certificate in base64url.
    #[error("is not android:apk-key-hash: and a SHA-256 in base64url")]
    AndroidApp,
    /// No origin was given, or the same twice, or too many.
    #[error("between 1 and {MAX_ORIGINS} origins are needed, each once")]
    Count,
    /// Not `https://`, a host in lower-case ASCII, and a port only where it is not 443.
    #[error("is not https://host or https://host:port in its serialised form")]
    Web,
}

impl Origin {
    /// A web origin as the WHATWG serialises it: `https://host` or `https://host:port`. Hosts outside
    /// ASCII stand in Punycode; `http://localhost` with any port serves development.
    ///
    /// # Errors
    /// [`OriginProblem::Web`], also for a slash at the end.
    pub fn web(text: &str) -> Result<Self, OriginProblem> {
        let (rest, usual_port, development) = match text.split_once("://") {
            Some(("https", rest)) => (rest, "443", false),
            Some(("http", rest)) => (rest, "80", true),
            _ => return Err(OriginProblem::Web),
        };
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        };
        let port_is_odd = port.is_some_and(|port| {
            let digits = port.bytes().all(|byte| byte.is_ascii_digit());
            !digits || port == usual_port || port.starts_with('0') || port.parse::<u16>().is_err()
        });
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let host_is_odd = host.len() > 253
            || host.split('.').any(|label| label.is_empty() || !label.bytes().all(allowed));
        if port_is_odd || host_is_odd || (development && host != "localhost") {
            return Err(OriginProblem::Web);
        }
        Ok(Self(text.to_owned()))
    }

    /// An Android app that asks by itself, by the SHA-256 of its signing certificate.
    pub fn android_app(certificate_hash: &[u8; 32]) -> Self {
        Self(format!("{ANDROID}{}", encode_base64url(certificate_hash)))
    }

    /// The same from its text.
    ///
    /// # Errors
    /// [`OriginProblem::AndroidApp`].
    pub fn android_app_text(text: &str) -> Result<Self, OriginProblem> {
        let hash = text.strip_prefix(ANDROID).filter(|hash| hash.len() <= MAX_PARAMETER_BYTES);
        let hash = hash.and_then(decode_base64url).and_then(|hash| hash.try_into().ok());
        hash.map(|hash| Self::android_app(&hash)).ok_or(OriginProblem::AndroidApp)
    }

    /// The text, without any prefix.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn from_sealed(text: String) -> Self {
        Self(text)
    }
}

/// Every origin of a verifier, and the one of the page or app that asks now.
///
/// The asking origin is the verifier's own knowledge: the page it served, the app its endpoint is
/// for. What a client echoes is never taken for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    all: Vec<Origin>,
    asking: Origin,
}

impl Origins {
    /// The origins of the verifier; `asking` is the one that asks and must be among them.
    ///
    /// # Errors
    /// [`OriginProblem::Count`].
    pub fn new(all: &[Origin], asking: &Origin) -> Result<Self, OriginProblem> {
        let once = all
            .iter()
            .enumerate()
            .all(|(index, own)| !all.iter().skip(index + 1).any(|o| o == own));
        if all.len() > MAX_ORIGINS || !once || !all.contains(asking) {
            return Err(OriginProblem::Count);
        }
        Ok(Self { all: all.to_vec(), asking: asking.clone() })
    }

    /// A verifier with a single origin.
    pub fn only(origin: Origin) -> Self {
        Self { all: vec![origin.clone()], asking: origin }
    }

    /// Every origin.
    pub fn all(&self) -> &[Origin] {
        &self.all
    }

    /// The one that asks.
    pub fn asking(&self) -> &Origin {
        &self.asking
    }
}

/// The host of an `https` URI, in lower-case ASCII without user, port or anything that a second
/// parser could read otherwise.
pub(super) fn https_host(uri: &str) -> Option<&str> {
    let rest = uri.strip_prefix("https://")?;
    let plain = uri.len() <= MAX_PARAMETER_BYTES
        && uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#\"<>^`{|}".contains(&byte));
    let authority = rest.split(['/', '?']).next()?;
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    let origin = authority.strip_suffix(":443").unwrap_or(authority);
    (plain && Origin::web(&format!("https://{origin}")).is_ok()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_origins_in_their_serialised_form_alone() {
        for text in [
            "https://a.example",
            "https://a.example:8443",
            "http://localhost:3000",
            "https://xn--eckwd4c7c.example",
        ] {
            assert_eq!(Origin::web(text).unwrap().as_str(), text);
        }
        for text in [
            "https://a.example/",
            "https://A.example",
            "https://a.example:443",
            "http://a.example",
            "https://",
            "https://a..example",
            "origin:https://a.example",
            "https://u@a.example",
            "https://a.example:0",
            "https://a.example:99999",
            "https://あ.jp",
            "https://a.example:+80",
            "a.example",
            "null",
            "android:apk-key-hash:x",
        ] {
            assert_eq!(Origin::web(text), Err(OriginProblem::Web), "{text}");
        }
    }

    #[test]
    fn android_apps_are_another_input() {
        let app = Origin::android_app(&[7; 32]);
        assert_eq!(Origin::android_app_text(app.as_str()), Ok(app.clone()));
        for text in ["https://a.example", "android:apk-key-hash:", "android:apk-key-hash:AAAA"] {
            assert_eq!(Origin::android_app_text(text), Err(OriginProblem::AndroidApp), "{text}");
        }
        let web = Origin::web("https://a.example").unwrap();
        assert!(Origins::new(&[web.clone(), app.clone()], &app).is_ok());
        assert_eq!(Origins::new(std::slice::from_ref(&web), &app), Err(OriginProblem::Count));
        assert_eq!(Origins::new(&[web.clone(), web.clone()], &web), Err(OriginProblem::Count));
    }

    #[test]
    fn hosts_of_uris() {
        assert_eq!(https_host("https://a.example/x?y=z"), Some("a.example"));
        assert_eq!(https_host("https://a.example:443/x"), Some("a.example"));
        for uri in [
            "http://a.example/",
            "https://a.example@b.example/",
            "https://a.example\\b/",
            "https:///x",
            "https://a.example/#x",
            "https://a b.example/",
            "https://A.example/",
        ] {
            assert_eq!(https_host(uri), None, "{uri}");
        }
    }
}
