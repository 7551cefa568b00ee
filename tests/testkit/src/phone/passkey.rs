//! Passkeys of the phone: authenticatorMakeCredential and authenticatorGetAssertion.

use crate::cbor::{Cbor, map};
use crate::keys::{Curve, Hash, Key};
use crate::random;
use crate::scenario::{Lie, honest};

/// A passkey.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Its id.
    pub id: Vec<u8>,
    /// The relying party.
    pub rp_id: String,
    /// The key.
    pub key: Key,
    /// The account's handle.
    pub user: Vec<u8>,
    count: u32,
}

/// The places where a passkey can lie.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyLies {
    /// The flags, besides that of a new credential: present, verified, eligible for backup and
    /// backed up unless changed.
    pub flags: u8,
    /// Whether it counts its signatures.
    pub counts: bool,
    /// Authenticator data, before it is signed.
    pub data: Lie<Vec<u8>>,
    /// The signature, in DER.
    pub signature: Lie<Vec<u8>>,
    /// The answer: a status, then CBOR.
    pub answer: Lie<Vec<u8>>,
}

impl Default for PasskeyLies {
    fn default() -> Self {
        PasskeyLies {
            flags: 0x01 | 0x04 | 0x08 | 0x10,
            counts: false,
            data: honest,
            signature: honest,
            answer: honest,
        }
    }
}

pub(super) fn make(
    passkeys: &mut Vec<Passkey>,
    command: &Cbor,
    label: &str,
    lies: &PasskeyLies,
) -> Vec<u8> {
    let rp = command.get(2).and_then(|own| own.get("id")).and_then(Cbor::text).expect("an rp");
    let user = command.get(3).and_then(|own| own.get("id")).and_then(Cbor::content);
    let excluded = ids(command.get(5));
    if passkeys.iter().any(|own| own.rp_id == rp && excluded.contains(&own.id)) {
        return vec![0x19];
    }
    let own = Passkey {
        id: random::bytes(&format!("{label} credential"), 32),
        rp_id: rp.to_owned(),
        key: Key::new(Curve::P256, &format!("{label} passkey")),
        user: user.expect("a user").to_vec(),
        count: 0,
    };
    let mut key = own.key.cose_key();
    key.entries().insert(1, (Cbor::Int(3), Cbor::Int(-7)));
    let length = u16::try_from(own.id.len()).expect("a length").to_be_bytes();
    let attested = [&[0; 16][..], &length, &own.id, &key.encode()].concat();
    let mut data = data(&own, lies.flags | 0x40);
    data.extend(attested);
    (lies.data)(&mut data);
    passkeys.push(own);
    let body = map([
        (Cbor::Int(1), Cbor::from("none")),
        (Cbor::Int(2), Cbor::Bytes(data)),
        (Cbor::Int(3), Cbor::Map(Vec::new())),
    ]);
    answer(&body, lies)
}

pub(super) fn assert(passkeys: &mut [Passkey], command: &Cbor, lies: &PasskeyLies) -> Vec<u8> {
    let rp = command.get(1).and_then(Cbor::text).expect("an rp");
    let hash = command.get(2).and_then(Cbor::content).expect("a digest");
    let allowed = ids(command.get(3));
    let fits =
        |own: &&mut Passkey| own.rp_id == rp && (allowed.is_empty() || allowed.contains(&own.id));
    let Some(own) = passkeys.iter_mut().find(fits) else { return vec![0x2e] };
    own.count += u32::from(lies.counts);
    let mut data = data(own, lies.flags);
    (lies.data)(&mut data);
    let message = [data.as_slice(), hash].concat();
    let mut signature = own.key.sign_der(Hash::Sha256, &message);
    (lies.signature)(&mut signature);
    let id = Cbor::Bytes(own.id.clone());
    let body = map([
        (Cbor::Int(1), map([("id", id), ("type", Cbor::from("public-key"))])),
        (Cbor::Int(2), Cbor::Bytes(data)),
        (Cbor::Int(3), Cbor::Bytes(signature)),
        (Cbor::Int(4), map([("id", Cbor::Bytes(own.user.clone()))])),
    ]);
    answer(&body, lies)
}

fn answer(body: &Cbor, lies: &PasskeyLies) -> Vec<u8> {
    let mut answer = [vec![0], body.encode()].concat();
    (lies.answer)(&mut answer);
    answer
}

fn data(own: &Passkey, flags: u8) -> Vec<u8> {
    let hash = Hash::Sha256.digest(own.rp_id.as_bytes());
    [&hash[..], &[flags], &own.count.to_be_bytes()].concat()
}

fn ids(list: Option<&Cbor>) -> Vec<Vec<u8>> {
    let items = list.and_then(Cbor::list).unwrap_or_default();
    items.iter().filter_map(|own| own.get("id")?.content().map(<[u8]>::to_vec)).collect()
}
