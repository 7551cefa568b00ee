//! Authenticator data (WebAuthn 6.1).
//!
//! ```text
//! rpIdHash(32) || flags(1) || signCount(4, big-endian)
//!   || aaguid(16) || length(2, big-endian) || credential id || COSE_Key     where flag AT is set
//!   || CBOR map                                                             where flag ED is set
//! ```

use std::fmt;

use crate::codec::limits::{MAX_CREDENTIAL_ID_BYTES, MAX_DEPTH, MAX_PASSKEY_BYTES};
use crate::codec::{DecodeError, Problem, scan_prefix};

/// The flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flags(u8);

impl Flags {
    /// UP: somebody was there.
    pub const fn user_present(self) -> bool {
        self.0 & 0x01 != 0
    }

    /// UV: the device verified its user, by fingerprint, face or code.
    pub const fn user_verified(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// BE: the passkey may be copied to other devices.
    pub const fn backup_eligible(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// BS: it has been.
    pub const fn backed_up(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// AT: a new credential is in it.
    pub const fn attested(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// ED: extensions are in it.
    pub const fn extended(self) -> bool {
        self.0 & 0x80 != 0
    }
}

/// A credential that was just made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AttestedCredential<'a> {
    /// The authenticator's model; zero where none is stated.
    pub aaguid: [u8; 16],
    /// The credential's id.
    pub id: &'a [u8],
    /// The public key, a COSE_Key in CBOR.
    pub key: &'a [u8],
}

impl fmt::Debug for AttestedCredential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttestedCredential({} bytes of id)", self.id.len())
    }
}

/// Authenticator data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthenticatorData<'a> {
    /// SHA-256 of the relying party's id.
    pub rp_id_hash: &'a [u8; 32],
    /// The flags.
    pub flags: Flags,
    /// How often the credential signed; 0 where the authenticator does not count.
    pub sign_count: u32,
    /// The credential that was just made.
    pub attested: Option<AttestedCredential<'a>>,
}

impl<'a> AuthenticatorData<'a> {
    /// Reads authenticator data that fills `bytes`.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_PASSKEY_BYTES {
            return Err(DecodeError::new(0, Problem::TooLong(MAX_PASSKEY_BYTES)));
        }
        let mut rest = bytes;
        let rp_id_hash = take(&mut rest, bytes)?;
        let [flags] = *take(&mut rest, bytes)?;
        let flags = Flags(flags);
        let sign_count = u32::from_be_bytes(*take(&mut rest, bytes)?);
        let attested = match flags.attested() {
            true => Some(attested(&mut rest, bytes)?),
            false => None,
        };
        if flags.extended() {
            map(&mut rest, bytes)?;
        }
        match rest {
            [] => Ok(Self { rp_id_hash, flags, sign_count, attested }),
            _ => Err(at(rest, bytes, "nothing after authenticator data")),
        }
    }
}

fn attested<'a>(rest: &mut &'a [u8], all: &'a [u8]) -> Result<AttestedCredential<'a>, DecodeError> {
    let aaguid = *take(rest, all)?;
    let length = usize::from(u16::from_be_bytes(*take(rest, all)?));
    let odd = || at(rest, all, "a credential id of 1 to 1023 bytes");
    let (id, more) = rest
        .split_at_checked(length)
        .filter(|(id, _)| !id.is_empty() && id.len() <= MAX_CREDENTIAL_ID_BYTES)
        .ok_or_else(odd)?;
    *rest = more;
    Ok(AttestedCredential { aaguid, id, key: map(rest, all)? })
}

fn take<'a, const N: usize>(
    rest: &mut &'a [u8],
    all: &'a [u8],
) -> Result<&'a [u8; N], DecodeError> {
    let (own, more) =
        rest.split_first_chunk().ok_or_else(|| at(rest, all, "longer authenticator data"))?;
    *rest = more;
    Ok(own)
}

fn map<'a>(rest: &mut &'a [u8], all: &'a [u8]) -> Result<&'a [u8], DecodeError> {
    let offset = all.len() - rest.len();
    let (scanned, more) = scan_prefix(rest, offset, MAX_DEPTH)?;
    let item = scanned.item;
    if item.as_map().is_none() || !scanned.irregularities.is_unambiguous() {
        return Err(item.wrong_type("a map without repeated keys"));
    }
    *rest = more;
    Ok(item.bytes())
}

fn at(rest: &[u8], all: &[u8], expected: &'static str) -> DecodeError {
    DecodeError::new(all.len() - rest.len(), Problem::WrongValue(expected))
}
