//! Token Status Lists and identifier lists, as CWT and as JWT.
//!
//! The lists are put into zlib by hand, in stored blocks: what the kit makes must not change with a
//! compressor.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::cbor::{Cbor, array, map, tagged};
use crate::certificate::{Certificate, Name};
use crate::keys::{Curve, Key};
use crate::scenario::{Issuer, structure};

/// Where the status list of the samples is.
pub const STATUS_URI: &str = "https://issuer.example/statuslists/1";
/// Where the identifier list of the samples is.
pub const IDENTIFIER_URI: &str = "https://issuer.example/identifierlists/b02c";
/// Where the authority's revocation list is.
pub const CRL_URI: &str = "https://issuer.example/iaca.crl";
/// The index of the sample document in the status list.
pub const INDEX: u64 = 412;
/// Entries of the sample list.
pub const ENTRIES: usize = 1024;
/// When the sample lists were issued: 2026-05-31T12:00:00Z.
pub const ISSUED: i64 = 1_780_228_800;
/// When they end: three days later.
pub const EXPIRES: i64 = ISSUED + 259_200;

/// A signer of lists with its certificates.
#[derive(Clone, Debug)]
pub struct ListSigner {
    /// The signer's key.
    pub key: Key,
    /// The signer's certificate and those above it, in DER.
    pub chain: Vec<Vec<u8>>,
}

impl ListSigner {
    /// A signer below this authority.
    pub fn below(issuer: &Issuer) -> ListSigner {
        ListSigner::with(issuer, |_| ())
    }

    /// The same with a changed certificate.
    pub fn with(issuer: &Issuer, change: fn(&mut Certificate)) -> ListSigner {
        let key = Key::new(Curve::P256, "status signer");
        let name = Name::new("JP", "JP-13", "Example Authority", "Example list signer");
        let mut certificate =
            Certificate::status_signer(name, &key, &issuer.root, &issuer.root_key);
        change(&mut certificate);
        ListSigner { chain: vec![certificate.issue(&issuer.root_key)], key }
    }
}

/// A CWT before it is signed.
#[derive(Clone, Debug)]
pub struct StatusToken {
    /// The tag; `None` for none.
    pub tag: Option<u64>,
    /// The protected header.
    pub protected: Cbor,
    /// The other header.
    pub unprotected: Cbor,
    /// The claims.
    pub claims: Cbor,
}

impl StatusToken {
    /// The sample status list of this many bits, with `value` at the sample document's index.
    pub fn list(signer: &ListSigner, bits: u8, value: u8) -> StatusToken {
        let list = map([
            ("bits", Cbor::Int(i64::from(bits))),
            ("lst", Cbor::Bytes(zlib(&packed(bits, &[(INDEX, value)], ENTRIES)))),
        ]);
        StatusToken::new(signer, "application/statuslist+cwt", STATUS_URI, 65533, list)
    }

    /// The sample identifier list with these identifiers.
    pub fn identifiers(signer: &ListSigner, ids: &[&[u8]]) -> StatusToken {
        let ids = ids.iter().map(|id| (id.to_vec(), Cbor::Map(Vec::new())));
        let list = map([("identifiers", map(ids))]);
        StatusToken::new(signer, "application/identifierlist+cwt", IDENTIFIER_URI, 65530, list)
    }

    /// The token, signed.
    pub fn issue(&self, key: &Key) -> Vec<u8> {
        let protected = self.protected.encode();
        let payload = self.claims.encode();
        let signed = structure("Signature1", &protected, &payload);
        let token = array([
            Cbor::Bytes(protected),
            self.unprotected.clone(),
            Cbor::Bytes(payload),
            Cbor::Bytes(key.sign(&signed)),
        ]);
        match self.tag {
            Some(tag) => tagged(tag, token).encode(),
            None => token.encode(),
        }
    }

    fn new(signer: &ListSigner, kind: &str, uri: &str, claim: i64, list: Cbor) -> StatusToken {
        StatusToken {
            tag: Some(18),
            protected: map([
                (1, Cbor::Int(signer.key.curve().algorithm())),
                (16, Cbor::from(kind)),
                (33, x5chain(&signer.chain)),
            ]),
            unprotected: Cbor::Map(Vec::new()),
            claims: map([
                (2, Cbor::from(uri)),
                (6, Cbor::Int(ISSUED)),
                (4, Cbor::Int(EXPIRES)),
                (65534, Cbor::Int(86_400)),
                (claim, list),
            ]),
        }
    }
}

/// One certificate as a byte string, more as an array (RFC 9360).
pub fn x5chain(chain: &[Vec<u8>]) -> Cbor {
    match chain {
        [one] => Cbor::Bytes(one.clone()),
        more => array(more.to_vec()),
    }
}

/// The sample status list as JWT, with `value` at the sample document's index; `change` edits header
/// and claims before they are signed.
pub fn jwt(
    signer: &ListSigner,
    value: u8,
    change: fn(&mut Map<String, Value>, &mut Map<String, Value>),
) -> Vec<u8> {
    let lst = URL_SAFE_NO_PAD.encode(zlib(&packed(2, &[(INDEX, value)], ENTRIES)));
    let x5c: Vec<String> = signer.chain.iter().map(|der| STANDARD.encode(der)).collect();
    let mut header = object(json!({ "alg": "ES256", "typ": "statuslist+jwt", "x5c": x5c }));
    let mut claims = object(json!({
        "sub": STATUS_URI, "iat": ISSUED, "exp": EXPIRES, "ttl": 86_400,
        "status_list": { "bits": 2, "lst": lst },
    }));
    change(&mut header, &mut claims);
    let part =
        |own: &Map<String, Value>| URL_SAFE_NO_PAD.encode(serde_json::to_vec(own).expect("JSON"));
    let message = format!("{}.{}", part(&header), part(&claims));
    let signature = URL_SAFE_NO_PAD.encode(signer.key.sign(message.as_bytes()));
    format!("{message}.{signature}").into_bytes()
}

/// The bytes of a status list with these values, every other one 0.
pub fn packed(bits: u8, values: &[(u64, u8)], entries: usize) -> Vec<u8> {
    let per_byte = u64::from(8 / bits);
    let mut bytes = vec![0; entries.div_ceil(per_byte as usize)];
    for (index, value) in values {
        bytes[(index / per_byte) as usize] |= value << ((index % per_byte) as u8 * bits);
    }
    bytes
}

/// zlib (RFC 1950) around stored blocks (RFC 1951 3.2.4).
pub fn zlib(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = content.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(content).to_be_bytes());
    out
}

fn adler32(content: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in content {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(own) => own,
        other => panic!("not an object: {other}"),
    }
}
