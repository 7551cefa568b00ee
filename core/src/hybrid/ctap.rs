//! Passkeys over the tunnel: two commands of CTAP2 and their answers.
//!
//! ```cddl
//! GetAssertion = 02, { 1: rpId tstr, 2: clientDataHash bstr .size 32,
//!                      ? 3: [+ Descriptor], ? 5: { "uv": bool } }
//! MakeCredential = 01, { 1: clientDataHash, 2: {"id", "name"}, 3: {"id", "name", "displayName"},
//!                        4: [+ {"alg": int, "type": "public-key"}], ? 5: [+ Descriptor],
//!                        ? 7: { ? "rk": bool, "uv": bool } }
//! Descriptor = { "id": bstr, "type": "public-key" }
//! Answer = status uint8, CBOR
//! ```
//!
//! What comes back is not judged here: see [`crate::passkey`].

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::peer::definite_map;
use crate::codec::limits::{MAX_CREDENTIAL_ID_BYTES, MAX_PASSKEY_BYTES};
use crate::codec::{DecodeError, Entries, Item, Writer};

/// Asks for an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionRequest {
    /// The relying party that the passkey was made for.
    pub rp_id: String,
    /// SHA-256 of the client data.
    pub client_data_hash: [u8; 32],
    /// The credentials that will do; none for any that the phone can find.
    pub allowed: Vec<Vec<u8>>,
    /// Whether the phone must verify its user.
    pub user_verification: bool,
}

/// Asks for a new passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrationRequest {
    /// The relying party.
    pub rp_id: String,
    /// Its name for people.
    pub rp_name: String,
    /// SHA-256 of the client data.
    pub client_data_hash: [u8; 32],
    /// The account's handle: random bytes, not a name.
    pub user_id: Vec<u8>,
    /// The account's name.
    pub user_name: String,
    /// The person's name.
    pub user_display_name: String,
    /// COSE algorithms, in order of preference.
    pub algorithms: Vec<i64>,
    /// Credentials that the account has already.
    pub excluded: Vec<Vec<u8>>,
    /// Whether it must be found without an id.
    pub discoverable: bool,
    /// Whether the phone must verify its user.
    pub user_verification: bool,
}

impl fmt::Debug for RegistrationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistrationRequest({})", self.rp_id)
    }
}

/// An assertion as it came.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssertionReply {
    /// Which credential; may be absent where one was asked for.
    pub credential_id: Option<Vec<u8>>,
    /// What the phone signed, besides the client data's digest.
    pub authenticator_data: Vec<u8>,
    /// The signature, for ECDSA in DER.
    pub signature: Vec<u8>,
    /// The account's handle.
    pub user_handle: Option<Zeroizing<Vec<u8>>>,
}

impl fmt::Debug for AssertionReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AssertionReply({} bytes)", self.authenticator_data.len())
    }
}

/// A new passkey as it came.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegistrationReply {
    /// The format of the attestation.
    pub format: String,
    /// The authenticator data with the new credential in it.
    pub authenticator_data: Vec<u8>,
}

impl fmt::Debug for RegistrationReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistrationReply({} bytes)", self.authenticator_data.len())
    }
}

/// Why an answer is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CtapError {
    /// Not the shape.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// No byte at all.
    #[error("an empty answer")]
    Empty,
}

/// The authenticator's own reason (CTAP 2.3 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CtapRefusal {
    /// `0x2d`: the person or the phone cancelled.
    Cancelled,
    /// `0x27`: the person said no.
    Denied,
    /// `0x19`: the account has a passkey on this phone already.
    Excluded,
    /// `0x2e`: the phone has no passkey that was asked for.
    NoCredentials,
    /// Another status.
    Other(u8),
    /// `0x2f` and `0x3a`: nobody did anything.
    TimedOut,
}

impl CtapRefusal {
    const fn of(status: u8) -> Self {
        match status {
            0x19 => CtapRefusal::Excluded,
            0x27 => CtapRefusal::Denied,
            0x2d => CtapRefusal::Cancelled,
            0x2e => CtapRefusal::NoCredentials,
            0x2f | 0x3a => CtapRefusal::TimedOut,
            other => CtapRefusal::Other(other),
        }
    }
}

impl AssertionRequest {
    /// The command.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::append(vec![2]);
        let allow = !self.allowed.is_empty();
        writer.map(2 + usize::from(allow) + usize::from(self.user_verification));
        writer.uint(1);
        writer.text(&self.rp_id);
        writer.uint(2);
        writer.bytes(&self.client_data_hash);
        if allow {
            writer.uint(3);
            descriptors(&mut writer, &self.allowed);
        }
        if self.user_verification {
            writer.uint(5);
            writer.map(1);
            writer.text("uv");
            writer.raw(&[0xf5]);
        }
        writer.into_bytes()
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// See [`CtapError`].
    pub fn read(&self, answer: &[u8]) -> Result<Result<AssertionReply, CtapRefusal>, CtapError> {
        let Some((item, map)) = body(answer)?.ok() else { return Ok(Err(status(answer))) };
        let user = map.int_key(4).and_then(|own| own.as_map());
        let handle = user.and_then(|own| own.text_key("id")).and_then(|own| own.as_bytes());
        let credential = map.int_key(1).and_then(|own| own.as_map());
        let id = credential.and_then(|own| own.text_key("id")).and_then(|own| own.as_bytes());
        Ok(Ok(AssertionReply {
            credential_id: id
                .filter(|own| own.len() <= MAX_CREDENTIAL_ID_BYTES)
                .map(<[u8]>::to_vec),
            authenticator_data: bytes(&item, &map, 2, "authenticator data (2)")?,
            signature: bytes(&item, &map, 3, "a signature (3)")?,
            user_handle: handle.map(|own| Zeroizing::new(own.to_vec())),
        }))
    }
}

impl RegistrationRequest {
    /// The command.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::append(vec![1]);
        let exclude = !self.excluded.is_empty();
        let options = usize::from(self.discoverable) + usize::from(self.user_verification);
        writer.map(4 + usize::from(exclude) + usize::from(options > 0));
        writer.uint(1);
        writer.bytes(&self.client_data_hash);
        writer.uint(2);
        writer.map(2);
        writer.text("id");
        writer.text(&self.rp_id);
        writer.text("name");
        writer.text(&self.rp_name);
        writer.uint(3);
        writer.map(3);
        writer.text("id");
        writer.bytes(&self.user_id);
        writer.text("name");
        writer.text(&self.user_name);
        writer.text("displayName");
        writer.text(&self.user_display_name);
        writer.uint(4);
        writer.array(self.algorithms.len());
        for algorithm in &self.algorithms {
            writer.map(2);
            writer.text("alg");
            integer(&mut writer, *algorithm);
            writer.text("type");
            writer.text("public-key");
        }
        if exclude {
            writer.uint(5);
            descriptors(&mut writer, &self.excluded);
        }
        if options > 0 {
            writer.uint(7);
            writer.map(options);
            for (name, _) in [("rk", self.discoverable), ("uv", self.user_verification)]
                .into_iter()
                .filter(|(_, own)| *own)
            {
                writer.text(name);
                writer.raw(&[0xf5]);
            }
        }
        writer.into_bytes()
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// See [`CtapError`].
    pub fn read(&self, answer: &[u8]) -> Result<Result<RegistrationReply, CtapRefusal>, CtapError> {
        let Some((item, map)) = body(answer)?.ok() else { return Ok(Err(status(answer))) };
        let format = map.int_key(1).and_then(|own| own.as_text());
        Ok(Ok(RegistrationReply {
            format: crate::facts::shown(format.ok_or_else(|| item.wrong_value("a format (1)"))?),
            authenticator_data: bytes(&item, &map, 2, "authenticator data (2)")?,
        }))
    }
}

type Body<'a> = Result<(Item<'a>, Entries<'a>), ()>;

/// The map of an answer with status 0; `Err` inside for any other status.
fn body(answer: &[u8]) -> Result<Body<'_>, CtapError> {
    let (status, rest) = answer.split_first().ok_or(CtapError::Empty)?;
    match status {
        0 => Ok(Ok(definite_map(rest)?)),
        _ => Ok(Err(())),
    }
}

fn status(answer: &[u8]) -> CtapRefusal {
    CtapRefusal::of(answer.first().copied().unwrap_or_default())
}

fn bytes(
    item: &Item<'_>,
    map: &Entries<'_>,
    key: i64,
    what: &'static str,
) -> Result<Vec<u8>, DecodeError> {
    let bytes = map.int_key(key).and_then(|own| own.as_bytes());
    let bytes = bytes.filter(|own| own.len() <= MAX_PASSKEY_BYTES);
    bytes.map(<[u8]>::to_vec).ok_or_else(|| item.wrong_value(what))
}

fn descriptors(writer: &mut Writer, ids: &[Vec<u8>]) {
    writer.array(ids.len());
    for id in ids {
        writer.map(2);
        writer.text("id");
        writer.bytes(id);
        writer.text("type");
        writer.text("public-key");
    }
}

fn integer(writer: &mut Writer, value: i64) {
    match u64::try_from(value) {
        Ok(value) => writer.uint(value),
        Err(_) => writer.head(1, (-1 - value).unsigned_abs()),
    }
}
