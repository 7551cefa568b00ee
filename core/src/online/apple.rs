//! In-app presentment of Apple: Verify with Wallet.
//!
//! ```cddl
//! HPKEEnvelope = { "algorithm": "APPLE-HPKE-v1", "params": HPKEParams, "data": bstr }
//! HPKEParams = { "mode": 0, "pkEm": bstr, "pkRHash": bstr, "infoHash": bstr }
//! Topics = { "identity": DeviceResponse }
//! ```
//!
//! Steps: the algorithm; `pkRHash` is the SHA-256 of our public key; `infoHash` that of our own
//! transcript; HPKE; then mock data, which the simulator and developer profiles make without an
//! issuer's signature, is told apart before anything else is read.

use std::fmt;

use zeroize::Zeroizing;

use super::refusal::Refusal;
use crate::codec::limits::{MAX_DEPTH, MAX_DOCUMENTS, MAX_RESPONSE_BYTES};
use crate::codec::{Item, scan};
use crate::crypto::{CryptoProvider, HashAlgorithm, PrivateKey};
use crate::mdoc::SessionTranscript;

/// Data of Apple's simulator or of a developer profile: no issuer signed it.
///
/// It is no presentation and can become none: nothing of it reaches `verify`.
pub struct MockData {
    response: Zeroizing<Vec<u8>>,
}

impl MockData {
    /// The DeviceResponse without an issuer's signature, for the eyes of developers.
    pub fn unsigned_response(&self) -> &[u8] {
        &self.response
    }
}

impl fmt::Debug for MockData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MockData({} bytes)", self.response.len())
    }
}

/// What an envelope held.
pub(super) enum Identity {
    Mock(MockData),
    Response(Zeroizing<Vec<u8>>),
}

struct Envelope<'a> {
    ephemeral: &'a [u8],
    public_key_hash: &'a [u8],
    info_hash: &'a [u8],
    data: &'a [u8],
}

/// Opens an envelope that was made for this key and transcript.
pub(super) fn open(
    bytes: &[u8],
    key: &PrivateKey,
    public_key_hash: &[u8],
    transcript: &SessionTranscript,
    provider: &CryptoProvider,
) -> Result<Identity, Refusal> {
    let envelope = Envelope::read(bytes)?;
    if envelope.public_key_hash != public_key_hash {
        return Err(Refusal::PublicKeyHash);
    }
    let info_hash = (provider.digest)(HashAlgorithm::Sha256, &[transcript.bytes()]);
    if envelope.info_hash != info_hash.as_ref() {
        return Err(Refusal::InfoHash);
    }
    let opened =
        (provider.open_hpke)(key, envelope.ephemeral, transcript.bytes(), b"", envelope.data);
    let plain = Zeroizing::new(opened.map_err(|_| Refusal::Decryption)?);
    let scanned = scan(&plain, 0, MAX_DEPTH).map_err(|_| Refusal::Malformed("the plaintext"))?;
    let identity = scanned.item.as_map().and_then(|map| map.text_key("identity"));
    let identity = identity.ok_or(Refusal::Malformed("the plaintext"))?;
    if !scanned.irregularities.is_unambiguous() {
        return Err(Refusal::Malformed("the plaintext"));
    }
    let response = Zeroizing::new(identity.bytes().to_vec());
    Ok(match lacks_an_issuer(&identity) {
        true => Identity::Mock(MockData { response }),
        false => Identity::Response(response),
    })
}

impl<'a> Envelope<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        const WHAT: Refusal = Refusal::Malformed("the envelope");
        if bytes.len() > MAX_RESPONSE_BYTES {
            return Err(Refusal::TooLarge(MAX_RESPONSE_BYTES));
        }
        let scanned = scan(bytes, 0, MAX_DEPTH).map_err(|_| WHAT)?;
        let map = scanned.item.as_map().ok_or(WHAT)?;
        if !scanned.irregularities.is_unambiguous() {
            return Err(WHAT);
        }
        let parameters = map.text_key("params").and_then(|own| own.as_map()).ok_or(WHAT)?;
        let algorithm = map.text_key("algorithm").and_then(|own| own.as_text());
        let mode = parameters.text_key("mode").and_then(|own| own.as_u64());
        if algorithm != Some("APPLE-HPKE-v1") || mode != Some(0) {
            return Err(Refusal::AppleAlgorithm);
        }
        let parameter = |name| parameters.text_key(name).and_then(|own| own.as_bytes()).ok_or(WHAT);
        Ok(Self {
            ephemeral: parameter("pkEm")?,
            public_key_hash: parameter("pkRHash")?,
            info_hash: parameter("infoHash")?,
            data: map.text_key("data").and_then(|own| own.as_bytes()).ok_or(WHAT)?,
        })
    }
}

/// Whether any document comes without an issuer's signature: none at all, or an empty one.
fn lacks_an_issuer(response: &Item<'_>) -> bool {
    let documents = response.as_map().and_then(|map| map.text_key("documents"));
    let documents = documents.and_then(|own| own.as_array());
    documents.into_iter().flatten().take(MAX_DOCUMENTS).any(|document| !is_signed(&document))
}

fn is_signed(document: &Item<'_>) -> bool {
    let issuer_signed = document.as_map().and_then(|map| map.text_key("issuerSigned"));
    let auth =
        issuer_signed.and_then(|own| own.as_map()).and_then(|map| map.text_key("issuerAuth"));
    let Some(auth) = auth else { return false };
    let body = auth.as_tag().map_or(auth, |(_, body)| body);
    let signature = body.as_array().and_then(|mut elements| elements.nth(3));
    let signature = signature.and_then(|own| own.as_bytes()).unwrap_or_default();
    signature.iter().any(|byte| *byte != 0)
}
