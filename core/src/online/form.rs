//! `application/x-www-form-urlencoded` bodies, each name once.

use zeroize::Zeroizing;

use super::refusal::Refusal;
use crate::codec::limits::MAX_ONLINE_ANSWER_BYTES;

/// Parameters of a form that are looked at; more are ignored up to this number.
const MAX_PARAMETERS: usize = 64;

/// A form body, decoded and wiped on drop.
pub(super) struct Form(Vec<(String, Zeroizing<String>)>);

impl Form {
    pub(super) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        if body.len() > MAX_ONLINE_ANSWER_BYTES {
            return Err(Refusal::TooLarge(MAX_ONLINE_ANSWER_BYTES));
        }
        let odd = Refusal::Malformed("the form");
        let text = std::str::from_utf8(body).map_err(|_| odd.clone())?;
        let mut parameters: Vec<(String, Zeroizing<String>)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).ok_or_else(|| odd.clone())?.to_string();
            let twice = parameters.iter().any(|(own, _)| *own == name);
            if twice || parameters.len() == MAX_PARAMETERS {
                return Err(Refusal::Malformed(
                    "the form, which has a parameter twice or too many",
                ));
            }
            parameters.push((name, decode(value).ok_or_else(|| odd.clone())?));
        }
        Ok(Self(parameters))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

fn decode(text: &str) -> Option<Zeroizing<String>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                u8::try_from(high << 4 | low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().map(Zeroizing::new)
}

/// A value in a URI's query, with everything escaped but the unreserved characters.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_parameter_once() {
        let form = Form::parse(b"a=1%2B+%e3%81%82&b=&c").unwrap();
        assert_eq!(form.get("a"), Some("1+ \u{3042}"));
        assert_eq!((form.get("b"), form.get("c"), form.get("d")), (Some(""), Some(""), None));
        for body in [&b"a=1&a=1"[..], b"a=1&%61=2", b"a=%", b"a=%4", b"a=%zz", b"a=%ff", b"\xff"] {
            assert!(Form::parse(body).is_err(), "{body:?}");
        }
        let many: String = (0..70).map(|n| format!("p{n}=&")).collect();
        assert!(Form::parse(many.as_bytes()).is_err());
        assert_eq!(escape("a b/\u{3042}~"), "a%20b%2F%E3%81%82~");
    }
}
