//! The signed token around a list: CWT in a COSE_Sign1, or JWT.
//!
//! ```cddl
//! ; COSE_Sign1, tag 18; protected { 1: alg, 16: type, 33: x5chain }
//! StatusListClaims = { 2: tstr, 6: NumericDate, ? 4: NumericDate, ? 5: NumericDate, ? 65534: uint,
//!   65533: StatusList }
//! IdentifierListClaims = { 2: tstr, 6: NumericDate, ? 4: NumericDate, ? 5: NumericDate,
//!   ? 65534: uint, 65530: IdentifierList }
//! NumericDate = int / float
//! ```
//! As JWT: header `typ`, `alg`, `x5c`; claims `sub`, `iat`, `exp`, `nbf`, `ttl`,
//! `status_list`.
//!
//! Reading judges nothing but the shape. What is against the rules and leaves one meaning is kept as
//! a fault: see [`StatusToken::faults`].

use std::borrow::Cow;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde::Deserialize;

use super::answer::Cause;
use super::identifier_list::IdentifierList;
use super::token_status_list::{Json, Nested, StatusList, decoded};
use crate::codec::limits::{
    MAX_CHAIN_CERTIFICATES, MAX_DEPTH, MAX_IDENTIFIERS, MAX_STATUS_TOKEN_BYTES,
    MAX_TOKEN_CLAIM_BYTES, MAX_TOKEN_LONG_STRINGS, MAX_TOKEN_SHORT_STRING,
};
use crate::codec::{Entries, Item, Scanned, scan, scan_list};
use crate::cose::{Algorithm, Label, Signed, ToBeSigned};
use crate::crypto::{CryptoError, CryptoProvider, PublicKey};
use crate::instant::Timestamp;

const COSE_SIGN1: u64 = 18;
const ALG: Label<'static> = Label::Int(1);
const CRIT: Label<'static> = Label::Int(2);
const TYPE: Label<'static> = Label::Int(16);
const X5CHAIN: Label<'static> = Label::Int(33);
/// Labels that are understood when `crit` names them: alg, content type, kid, typ, x5chain, x5t.
const UNDERSTOOD: [i64; 6] = [1, 3, 4, 16, 33, 34];
const SUB: i64 = 2;
const EXP: i64 = 4;
const NBF: i64 = 5;
const IAT: i64 = 6;
const IDENTIFIER_LIST: i64 = 65530;
const STATUS_LIST: i64 = 65533;
const TTL: i64 = 65534;

/// Which of the two mechanisms a list belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListKind {
    /// The identifier list of ISO/IEC 18013-5.
    IdentifierList,
    /// The Token Status List.
    StatusList,
}

/// A list inside its token.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum List<'a> {
    /// The identifiers of what is revoked.
    Identifiers(IdentifierList<'a>),
    /// A value for every index.
    Status(StatusList<'a>),
}

/// A token as received.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StatusToken<'a> {
    /// The type that the token states; `None` for one that is not known.
    pub kind: Option<ListKind>,
    /// `sub`: the address of the list.
    pub subject: Cow<'a, str>,
    /// `iat`
    pub issued_at: Timestamp,
    /// `exp`
    pub expires: Option<Timestamp>,
    /// `nbf`: the token counts from then on.
    pub not_before: Option<Timestamp>,
    /// `ttl`: seconds for which the list may be kept before it is fetched again.
    pub time_to_live: Option<i64>,
    /// The signer's certificate in DER and those above it.
    pub chain: Vec<Vec<u8>>,
    /// The list, or what is wrong with it.
    pub list: Result<List<'a>, Cause>,
    /// What is against the rules: a header, the algorithm.
    pub faults: Vec<Cause>,
    algorithm: Option<Algorithm>,
    signature: Signature<'a>,
}

#[derive(Clone, Debug)]
enum Signature<'a> {
    Cwt { head: ToBeSigned, payload: &'a [u8], signature: &'a [u8] },
    Jwt { message: &'a [u8], signature: Vec<u8> },
}

impl<'a> StatusToken<'a> {
    /// Reads a token, told by its content. `room` takes the claims of a JWT without their long
    /// strings, of which the list is one; a CWT is read without copying.
    ///
    /// # Errors
    /// [`Cause::TooLarge`], and [`Cause::Undecodable`] where the claims that every token has cannot
    /// be read.
    pub fn decode(bytes: &'a [u8], room: &'a mut Vec<u8>) -> Result<Self, Cause> {
        if bytes.len() > MAX_STATUS_TOKEN_BYTES {
            return Err(Cause::TooLarge);
        }
        if bytes.starts_with(b"ey") { jwt(bytes, room) } else { cwt(bytes) }
    }

    /// Whether this key has signed the token.
    ///
    /// # Errors
    /// [`CryptoError::Unsupported`] also where the token names no algorithm that fits the key.
    pub fn signature_holds(
        &self,
        provider: &CryptoProvider,
        key: &PublicKey,
    ) -> Result<(), CryptoError> {
        let fits = |own: &Algorithm| own.curves().contains(&key.curve());
        let algorithm = self.algorithm.filter(fits).ok_or(CryptoError::Unsupported)?;
        let scheme = algorithm.scheme().ok_or(CryptoError::Unsupported)?;
        match &self.signature {
            Signature::Cwt { head, payload, signature } => {
                (provider.verify)(key, scheme, &[head.prefix(), payload], signature)
            }
            Signature::Jwt { message, signature } => {
                (provider.verify)(key, scheme, &[message], signature)
            }
        }
    }

    /// Whether the token's algorithm goes with keys like this one.
    pub fn algorithm_fits(&self, key: &PublicKey) -> bool {
        self.algorithm.is_some_and(|own| own.curves().contains(&key.curve()))
    }
}

fn cwt(bytes: &[u8]) -> Result<StatusToken<'_>, Cause> {
    let outer = unambiguous(scan(bytes, 0, MAX_DEPTH).map_err(|_| Cause::Undecodable)?)?;
    let signed = Signed::read(&outer).map_err(|_| Cause::Undecodable)?;
    let payload = signed.payload.ok_or(Cause::Undecodable)?;
    let claims = scan_list(payload, signed.payload_offset, MAX_DEPTH, MAX_IDENTIFIERS);
    let claims = unambiguous(claims.map_err(|_| Cause::Undecodable)?)?;
    let claims = claims.as_map().ok_or(Cause::Undecodable)?;
    let member = |label| claims.int_key(label);
    let subject = member(SUB).and_then(|own| own.as_text()).ok_or(Cause::Undecodable)?;
    let issued_at = member(IAT).and_then(|own| date(&own)).ok_or(Cause::Undecodable)?;
    let mut faults = header_faults(&signed);
    let instant = |label| match member(label).map(|own| date(&own)) {
        Some(None) => Err(Cause::Undecodable),
        other => Ok(other.flatten()),
    };
    let (expires, not_before) = (instant(EXP)?, instant(NBF)?);
    let time_to_live = match member(TTL).map(|own| own.as_i64()) {
        Some(None) => return Err(Cause::Undecodable),
        other => other.flatten(),
    };
    let (chain, in_place) = chain(&signed)?;
    if !in_place {
        faults.push(Cause::ChainPlace);
    }
    if expires.is_none() {
        faults.push(Cause::NoExpiry);
    }
    Ok(StatusToken {
        kind: signed.protected.get(TYPE).and_then(|own| own.as_text()).and_then(cwt_kind),
        subject: Cow::Borrowed(subject),
        issued_at,
        expires,
        not_before,
        time_to_live,
        chain,
        list: list(&claims),
        algorithm: algorithm(&signed),
        faults,
        signature: Signature::Cwt {
            head: signed.to_be_signed(payload.len()),
            payload,
            signature: signed.signature,
        },
    })
}

fn unambiguous(scanned: Scanned<'_>) -> Result<Item<'_>, Cause> {
    if scanned.irregularities.is_unambiguous() { Ok(scanned.item) } else { Err(Cause::Undecodable) }
}

/// The annex of the standard and real lists write the types without `application/`.
fn cwt_kind(name: &str) -> Option<ListKind> {
    match name.strip_prefix("application/").unwrap_or(name) {
        "identifierlist+cwt" => Some(ListKind::IdentifierList),
        "statuslist+cwt" => Some(ListKind::StatusList),
        _ => None,
    }
}

fn list<'a>(claims: &Entries<'a>) -> Result<List<'a>, Cause> {
    match (claims.int_key(STATUS_LIST), claims.int_key(IDENTIFIER_LIST)) {
        (Some(own), None) => StatusList::read(&own).map(List::Status),
        (None, Some(own)) => IdentifierList::read(&own).map(List::Identifiers),
        _ => Err(Cause::Content),
    }
}

fn date(item: &Item<'_>) -> Option<Timestamp> {
    if let Some(seconds) = item.as_i64() {
        return Some(Timestamp::from_unix(seconds));
    }
    let seconds = item.to_value().as_f64()?;
    // Every whole number of this range is exact in a float.
    let exact = seconds.is_finite() && seconds.abs() < 9e15;
    exact.then(|| Timestamp::from_unix(seconds.floor() as i64))
}

fn header_faults(signed: &Signed<'_>) -> Vec<Cause> {
    let mut faults = Vec::new();
    if signed.tag != Some(COSE_SIGN1) {
        faults.push(Cause::Tag);
    }
    let in_both = |label: Label<'_>| label != X5CHAIN && signed.unprotected.get(label).is_some();
    let both = signed.protected.labels().any(in_both);
    let critical = signed.protected.critical().is_ok_and(|labels| {
        labels.iter().all(|label| {
            matches!(label, Label::Int(number) if UNDERSTOOD.contains(number))
                && signed.protected.get(*label).is_some()
        })
    });
    let demands = !critical || signed.unprotected.get(CRIT).is_some();
    if both || demands || !signed.irregularities.is_unambiguous() {
        faults.push(Cause::Header);
    }
    if algorithm(signed).is_none() || signed.unprotected.get(ALG).is_some() {
        faults.push(Cause::Algorithm);
    }
    faults
}

fn algorithm(signed: &Signed<'_>) -> Option<Algorithm> {
    let id = signed.protected.algorithm()?.ok()?;
    Algorithm::from_cose(id).filter(|own| own.scheme().is_some())
}

/// The certificates, and whether they stand in the protected header alone.
fn chain(signed: &Signed<'_>) -> Result<(Vec<Vec<u8>>, bool), Cause> {
    let inner = signed.protected.x5chain().transpose().map_err(|_| Cause::Undecodable)?;
    let outer = signed.unprotected.x5chain().transpose().map_err(|_| Cause::Undecodable)?;
    let in_place = inner.is_some() && outer.is_none();
    if let (Some(inner), Some(outer)) = (&inner, &outer)
        && inner.bytes != outer.bytes
    {
        return Err(Cause::Undecodable);
    }
    let chain = inner.or(outer).map(|own| own.certificates).unwrap_or_default();
    Ok((chain.into_iter().map(<[u8]>::to_vec).collect(), in_place))
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    x5c: Vec<String>,
    #[serde(default)]
    crit: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    b64: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims<'a> {
    #[serde(borrow)]
    sub: Cow<'a, str>,
    iat: f64,
    #[serde(default)]
    exp: Option<f64>,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    ttl: Option<i64>,
    #[serde(borrow, default)]
    status_list: Option<Json<'a>>,
}

fn jwt<'a>(bytes: &'a [u8], room: &'a mut Vec<u8>) -> Result<StatusToken<'a>, Cause> {
    let text = std::str::from_utf8(bytes).map_err(|_| Cause::Undecodable)?.trim_ascii_end();
    let mut parts = text.split('.');
    let three = (parts.next(), parts.next(), parts.next(), parts.next());
    let (Some(header), Some(payload), Some(signature), None) = three else {
        return Err(Cause::Undecodable);
    };
    let decode = |text: &str| Base64UrlUnpadded::decode_vec(text).map_err(|_| Cause::Undecodable);
    let message = text.get(..header.len() + 1 + payload.len()).ok_or(Cause::Undecodable)?;
    let header: Header =
        serde_json::from_slice(&decode(header)?).map_err(|_| Cause::Undecodable)?;
    let long = outline(payload, room)?;
    let claims: Claims<'a> = serde_json::from_slice(room).map_err(|_| Cause::Undecodable)?;
    let seconds = |number: f64| {
        let exact = number.is_finite() && number.abs() < 9e15;
        exact.then(|| Timestamp::from_unix(number.floor() as i64)).ok_or(Cause::Undecodable)
    };
    let algorithm = jose_algorithm(&header.alg);
    let faults = [
        (Cause::Header, header.crit.is_some() || header.b64.is_some()),
        (Cause::Algorithm, algorithm.is_none()),
        (Cause::NoExpiry, claims.exp.is_none()),
    ];
    if header.x5c.len() > MAX_CHAIN_CERTIFICATES {
        return Err(Cause::TooLarge);
    }
    let chain = header.x5c.iter().map(|own| Base64::decode_vec(own));
    Ok(StatusToken {
        kind: header.typ.as_deref().and_then(jwt_kind),
        subject: claims.sub,
        issued_at: seconds(claims.iat)?,
        expires: claims.exp.map(seconds).transpose()?,
        not_before: claims.nbf.map(seconds).transpose()?,
        time_to_live: claims.ttl,
        chain: chain.collect::<Result<_, _>>().map_err(|_| Cause::Undecodable)?,
        list: match claims.status_list {
            Some(own) => status_list(own, payload, &long),
            None => Err(Cause::Content),
        },
        faults: faults.into_iter().filter_map(|(own, there)| there.then_some(own)).collect(),
        algorithm,
        signature: Signature::Jwt { message: message.as_bytes(), signature: decode(signature)? },
    })
}

/// Stands in place of a long string, with its number; base64url has no such character.
const PLACEHOLDER: char = '*';

fn status_list<'a>(
    own: Json<'a>,
    payload: &'a str,
    long: &[(usize, usize)],
) -> Result<List<'a>, Cause> {
    let number = own.lst.strip_prefix(PLACEHOLDER).and_then(|own| own.parse::<usize>().ok());
    match number.and_then(|number| long.get(number)) {
        Some(&(start, len)) => {
            StatusList::from_nested(&own, Nested { payload, start, len }).map(List::Status)
        }
        None => StatusList::from_parts(own).map(List::Status),
    }
}

/// The claims without what stands in long strings, and where in the decoded payload those are: begin
/// and length. The list is never decoded as a whole.
fn outline(payload: &str, room: &mut Vec<u8>) -> Result<Vec<(usize, usize)>, Cause> {
    let mut long = Vec::new();
    let (mut pos, mut begin, mut escaped) = (0usize, None, false);
    room.clear();
    let pieces = decoded(payload.as_bytes(), |bytes| {
        for byte in bytes {
            pos += 1;
            let len = begin.map_or(0, |begin: usize| pos - 1 - begin);
            if begin.is_some() && !escaped && *byte == b'"' {
                if len > MAX_TOKEN_SHORT_STRING {
                    if long.len() >= MAX_TOKEN_LONG_STRINGS {
                        return Err(Cause::TooLarge);
                    }
                    room.truncate(room.len() - MAX_TOKEN_SHORT_STRING);
                    room.extend(format!("{PLACEHOLDER}{}", long.len()).bytes());
                    long.push((pos - 1 - len, len));
                }
                begin = None;
            } else if begin.is_none() && *byte == b'"' {
                begin = Some(pos);
            } else {
                escaped = begin.is_some() && !escaped && *byte == b'\\';
            }
            if len < MAX_TOKEN_SHORT_STRING || begin.is_none() {
                room.push(*byte);
            }
            if room.len() > MAX_TOKEN_CLAIM_BYTES {
                return Err(Cause::TooLarge);
            }
        }
        Ok(())
    });
    match pieces {
        Err(Cause::Content) => Err(Cause::Undecodable),
        other => other.map(|()| long),
    }
}

fn jwt_kind(name: &str) -> Option<ListKind> {
    let name = name.strip_prefix("application/").unwrap_or(name);
    (name == "statuslist+jwt").then_some(ListKind::StatusList)
}

/// RFC 7518 binds each ECDSA name to one curve.
fn jose_algorithm(name: &str) -> Option<Algorithm> {
    Some(match name {
        "ES256" => Algorithm::Esp256,
        "ES384" => Algorithm::Esp384,
        "ES512" => Algorithm::Esp512,
        "EdDSA" => Algorithm::EdDsa,
        "Ed25519" => Algorithm::Ed25519,
        "Ed448" => Algorithm::Ed448,
        _ => return None,
    })
}
