//! `org-iso-mdoc` of the Digital Credentials API (ISO/IEC TS 18013-7 Annex C).
//!
//! ```cddl
//! EncryptionInfo = ["dcapi", { "nonce": bstr .size (16..), "recipientPublicKey": COSE_Key }]
//! EncryptedResponse = ["dcapi", { "enc": bstr .size 65, "cipherText": bstr }]
//! ```
//!
//! HPKE in mode base seals the DeviceResponse; `info` is the SessionTranscript, which holds the text
//! of EncryptionInfo as it was sent and the origin.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::request::{ReaderScope, RequestProblem, SigningIdentity, ToSign};
use crate::codec::limits::{MAX_DEPTH, MAX_DOCUMENTS, MAX_RESPONSE_BYTES};
use crate::codec::{DecodeError, Item, Problem, Writer, decode_base64url, encode_base64url, scan};
use crate::crypto::{CryptoProvider, Curve, HashAlgorithm, PublicKey, SignatureScheme};
use crate::mdoc::SessionTranscript;

/// EncryptionInfo for this nonce and P-256 key.
pub(super) fn encryption_info(nonce: &[u8], key: &PublicKey) -> String {
    let (x, y) = coordinates(key);
    let mut writer = Writer::new();
    writer.array(2);
    writer.text("dcapi");
    writer.map(2);
    writer.text("nonce");
    writer.bytes(nonce);
    writer.text("recipientPublicKey");
    writer.map(4);
    writer.uint(1);
    writer.uint(2);
    writer.raw(&[0x20]);
    writer.uint(1);
    writer.raw(&[0x21]);
    writer.bytes(x);
    writer.raw(&[0x22]);
    writer.bytes(y);
    encode_base64url(&writer.into_bytes())
}

fn coordinates(key: &PublicKey) -> (&[u8], &[u8]) {
    let both = key.octets().get(1..).unwrap_or_default();
    both.split_at_checked(Curve::P256.coordinate_len()).unwrap_or_default()
}

/// `enc` and `cipherText` of an EncryptedResponse.
pub(super) fn encrypted_response(text: &str) -> Result<(Vec<u8>, Vec<u8>), Refusal> {
    const WHAT: &str = "EncryptedResponse";
    let bytes = decode_base64url(text).ok_or(Refusal::Malformed(WHAT))?;
    if bytes.len() > MAX_RESPONSE_BYTES + 1024 {
        return Err(Refusal::TooLarge(MAX_RESPONSE_BYTES));
    }
    read_encrypted(&bytes).ok_or(Refusal::Malformed(WHAT))
}

fn read_encrypted(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let scanned = scan(bytes, 0, MAX_DEPTH).ok()?;
    if !scanned.irregularities.is_unambiguous() {
        return None;
    }
    let mut elements = scanned.item.as_array()?;
    let (label, body, end) = (elements.next()?, elements.next()?, elements.next());
    if label.as_text() != Some("dcapi") || end.is_some() {
        return None;
    }
    let map = body.as_map()?;
    let enc = map.text_key("enc")?.as_bytes()?;
    let sealed = map.text_key("cipherText")?.as_bytes()?;
    Some((enc.to_vec(), sealed.to_vec()))
}

/// The request of this protocol, with reader authentication where there is an identity.
#[derive(Clone, Debug)]
pub(super) struct IsoRequest {
    device_request: Vec<u8>,
    encryption_info: String,
    reader: Option<Reader>,
}

#[derive(Clone, Debug)]
struct Reader {
    key: PublicKey,
    chain: Vec<Vec<u8>>,
    scope: ReaderScope,
    /// One for each DocRequest, or one for all of them: Sig_structure.
    messages: Vec<Vec<u8>>,
}

impl IsoRequest {
    pub(super) fn new(
        device_request: &[u8],
        encryption_info: String,
        transcript: &SessionTranscript,
        reader: Option<(&SigningIdentity, ReaderScope)>,
    ) -> Result<Self, RequestProblem> {
        let reader = match reader {
            Some((identity, scope)) => {
                Some(Reader::new(device_request, transcript, identity, scope)?)
            }
            None => None,
        };
        Ok(Self { device_request: device_request.to_vec(), encryption_info, reader })
    }

    pub(super) fn to_be_signed(&self) -> Vec<ToSign> {
        let of = |reader: &Reader| {
            let key = reader.key.clone();
            reader
                .messages
                .iter()
                .map(move |own| ToSign { key: key.clone(), message: own.clone() })
                .collect::<Vec<_>>()
        };
        self.reader.as_ref().map(of).unwrap_or_default()
    }

    pub(super) fn finish(
        &self,
        rest: &mut std::slice::Iter<'_, Vec<u8>>,
        provider: &CryptoProvider,
    ) -> Result<Value, RequestProblem> {
        let request = match &self.reader {
            None => self.device_request.clone(),
            Some(reader) => {
                let mut signed = Vec::new();
                for message in &reader.messages {
                    let signature = rest.next().ok_or(RequestProblem::NotSigned)?;
                    reader.check(message, signature, provider)?;
                    signed.push(reader.cose(signature));
                }
                match reader.scope {
                    ReaderScope::All => with_reader_auth_all(&self.device_request, &signed)?,
                    ReaderScope::EachDocument => with_reader_auth(&self.device_request, &signed)?,
                }
            }
        };
        let device_request = encode_base64url(&request);
        Ok(json!({ "deviceRequest": device_request, "encryptionInfo": self.encryption_info }))
    }
}

impl Reader {
    /// ```cddl
    /// ReaderAuthentication = ["ReaderAuthentication", SessionTranscript, ItemsRequestBytes]
    /// ReaderAuthenticationAll = ["ReaderAuthenticationAll", SessionTranscript,
    ///   [* ItemsRequestBytes], DeviceRequestInfoBytes / null]
    /// ```
    fn new(
        device_request: &[u8],
        transcript: &SessionTranscript,
        identity: &SigningIdentity,
        scope: ReaderScope,
    ) -> Result<Self, RequestProblem> {
        if identity.chain().is_empty() {
            return Err(RequestProblem::Certificates);
        }
        let key = identity.public_key().clone();
        let requests = doc_requests(device_request)?;
        let mut all = Vec::new();
        for request in &requests {
            let items = request.as_map().and_then(|map| map.text_key("itemsRequest"));
            all.push(items.ok_or_else(|| request.wrong_value("a DocRequest"))?.bytes());
        }
        let messages = match scope {
            ReaderScope::All => {
                let mut inner = Writer::new();
                inner.array(4);
                inner.text("ReaderAuthenticationAll");
                inner.raw(transcript.bytes());
                inner.array(all.len());
                all.iter().for_each(|items| inner.raw(items));
                let item = scan(device_request, 0, MAX_DEPTH)?.item;
                match item.as_map().and_then(|map| map.text_key("deviceRequestInfo")) {
                    Some(info) => inner.raw(info.bytes()),
                    None => inner.null(),
                }
                vec![sig_structure(inner, key.curve())]
            }
            ReaderScope::EachDocument => {
                let each = all.iter().map(|items| {
                    let mut inner = Writer::new();
                    inner.array(3);
                    inner.text("ReaderAuthentication");
                    inner.raw(transcript.bytes());
                    inner.raw(items);
                    sig_structure(inner, key.curve())
                });
                each.collect()
            }
        };
        let chain = identity.chain().iter().map(|own| own.der().to_vec()).collect();
        Ok(Self { key, chain, scope, messages })
    }

    fn check(
        &self,
        message: &[u8],
        signature: &[u8],
        provider: &CryptoProvider,
    ) -> Result<(), RequestProblem> {
        let hash = match self.key.curve() {
            Curve::P384 => HashAlgorithm::Sha384,
            Curve::P521 => HashAlgorithm::Sha512,
            _ => HashAlgorithm::Sha256,
        };
        let scheme = SignatureScheme::Ecdsa(hash);
        let holds = (provider.verify)(&self.key, scheme, &[message], signature);
        holds.map_err(|error| RequestProblem::Signature(error.into()))
    }

    /// COSE_Sign1 with the certificates beside it and no payload inside.
    fn cose(&self, signature: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.bytes(protected(self.key.curve()));
        writer.map(1);
        writer.uint(33);
        match self.chain.as_slice() {
            [one] => writer.bytes(one),
            all => {
                writer.array(all.len());
                all.iter().for_each(|own| writer.bytes(own));
            }
        }
        writer.null();
        writer.bytes(signature);
        writer.into_bytes()
    }
}

fn sig_structure(payload: Writer, curve: Curve) -> Vec<u8> {
    let mut embedded = Writer::new();
    embedded.embedded(&payload.into_bytes());
    let mut message = Writer::new();
    message.array(4);
    message.text("Signature1");
    message.bytes(protected(curve));
    message.bytes(&[]);
    message.bytes(&embedded.into_bytes());
    message.into_bytes()
}

/// `{1: alg}`
const fn protected(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P384 => &[0xa1, 0x01, 0x38, 0x22],
        Curve::P521 => &[0xa1, 0x01, 0x38, 0x23],
        _ => &[0xa1, 0x01, 0x26],
    }
}

fn doc_requests(device_request: &[u8]) -> Result<Vec<Item<'_>>, DecodeError> {
    let item = scan(device_request, 0, MAX_DEPTH)?.item;
    let list = item.as_map().and_then(|map| map.text_key("docRequests"));
    let list = list.ok_or_else(|| item.wrong_value("a DeviceRequest"))?;
    let all: Vec<Item<'_>> = list
        .as_array()
        .ok_or_else(|| list.wrong_type("an array"))?
        .take(MAX_DOCUMENTS + 1)
        .collect();
    if all.len() > MAX_DOCUMENTS {
        return Err(DecodeError::new(list.offset(), Problem::TooLong(MAX_DOCUMENTS)));
    }
    Ok(all)
}

/// The request with `readerAuth` in each DocRequest; everything else as it was.
fn with_reader_auth(device_request: &[u8], signed: &[Vec<u8>]) -> Result<Vec<u8>, DecodeError> {
    let item = scan(device_request, 0, MAX_DEPTH)?.item;
    let map = item.as_map().ok_or_else(|| item.wrong_type("a map"))?;
    let mut writer = Writer::new();
    writer.map(map.clone().count());
    for (key, value) in map {
        writer.raw(key.bytes());
        if key.as_text() != Some("docRequests") {
            writer.raw(value.bytes());
            continue;
        }
        writer.array(signed.len());
        for (request, auth) in doc_requests(device_request)?.iter().zip(signed) {
            let own = request.as_map().ok_or_else(|| request.wrong_type("a map"))?;
            let kept = || own.clone().filter(|(key, _)| key.as_text() != Some("readerAuth"));
            writer.map(kept().count() + 1);
            for (key, value) in kept() {
                writer.raw(key.bytes());
                writer.raw(value.bytes());
            }
            writer.text("readerAuth");
            writer.raw(auth);
        }
    }
    Ok(writer.into_bytes())
}

/// The request with `readerAuthAll`, which makes its version 1.1; everything else as it was.
fn with_reader_auth_all(device_request: &[u8], signed: &[Vec<u8>]) -> Result<Vec<u8>, DecodeError> {
    let item = scan(device_request, 0, MAX_DEPTH)?.item;
    let map = item.as_map().ok_or_else(|| item.wrong_type("a map"))?;
    let kept = || map.clone().filter(|(key, _)| key.as_text() != Some("readerAuthAll"));
    let mut writer = Writer::new();
    writer.map(kept().count() + 1);
    for (key, value) in kept() {
        writer.raw(key.bytes());
        match key.as_text() {
            Some("version") => writer.text("1.1"),
            _ => writer.raw(value.bytes()),
        }
    }
    writer.text("readerAuthAll");
    writer.array(signed.len());
    signed.iter().for_each(|own| writer.raw(own));
    Ok(writer.into_bytes())
}
