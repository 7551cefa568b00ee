//! Reader authentication (ISO 18013-5 second edition 12.5, 2021 9.1.4).
//!
//! 1. [`PreparedRequest::to_be_signed`] hands out the bytes to sign. The key may live anywhere: in
//!    a phone's secure hardware, in another process.
//! 2. The signature comes back as `r || s`; [`signature_from_der`] turns the other usual form.
//! 3. [`PreparedRequest::authenticate`] accepts it only if it holds under the key of the first
//!    certificate: a wallet would refuse anything else, without saying why.

use thiserror::Error;

use super::request_builder::{PreparedRequest, integer};
use super::{DeviceEngagement, SessionTranscript};
use crate::codec::Writer;
use crate::codec::limits::MAX_CHAIN_CERTIFICATES;
use crate::cose::Algorithm;
use crate::crypto::{CryptoError, CryptoProvider, Curve};
use crate::x509::{Certificate, fixed_signature};

/// Who signs a request: the algorithm and the certificates, without any private key.
#[derive(Clone, Debug)]
pub struct ReaderSigner {
    algorithm: Algorithm,
    certificates: Vec<Certificate>,
}

/// What one signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReaderAuthScope {
    /// Every document at once (`readerAuthAll`, second edition).
    All,
    /// The document with this index (`readerAuth`).
    Document(usize),
}

/// Why a request cannot be authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReaderAuthError {
    /// The algorithm does not go with the key of the first certificate.
    #[error("the algorithm does not go with the certificate's key")]
    Algorithm,
    /// No certificate, or more than the limit.
    #[error("{0} certificates")]
    Certificates(usize),
    /// The signature does not hold, or this provider cannot tell.
    #[error("the signature: {0}")]
    Signature(#[from] CryptoError),
    /// No document with this index.
    #[error("no document {0}")]
    UnknownDocument(usize),
    /// The wallet did not announce that it takes `readerAuthAll`.
    #[error("the wallet takes no readerAuthAll")]
    NotAnnounced,
}

impl ReaderSigner {
    /// A signer with its certificates in DER order: its own first, the trust anchor left out.
    ///
    /// # Errors
    /// An algorithm that does not go with the key, or too few or many certificates.
    pub fn new(
        algorithm: Algorithm,
        certificates: Vec<Certificate>,
    ) -> Result<Self, ReaderAuthError> {
        let count = certificates.len();
        if count > MAX_CHAIN_CERTIFICATES {
            return Err(ReaderAuthError::Certificates(count));
        }
        let own = certificates.first().ok_or(ReaderAuthError::Certificates(count))?;
        let fits = own.public_key().is_ok_and(|key| algorithm.curves().contains(&key.curve()));
        if fits { Ok(Self { algorithm, certificates }) } else { Err(ReaderAuthError::Algorithm) }
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The certificates, the signer's own first.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// `{1: alg}`
    fn protected(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(1);
        writer.uint(1);
        integer(&mut writer, self.algorithm.cose_id());
        writer.into_bytes()
    }

    /// A COSE_Sign1 without payload; the chain is a byte string when it is one certificate.
    fn sign1(&self, signature: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.bytes(&self.protected());
        writer.map(1);
        writer.uint(33);
        if self.certificates.len() > 1 {
            writer.array(self.certificates.len());
        }
        self.certificates.iter().for_each(|own| writer.bytes(own.der()));
        writer.null();
        writer.bytes(signature);
        writer.into_bytes()
    }

    fn structure(&self, payload: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.text("Signature1");
        writer.bytes(&self.protected());
        writer.bytes(&[]);
        writer.bytes(payload);
        writer.into_bytes()
    }

    fn verify(
        &self,
        structure: &[u8],
        signature: &[u8],
        provider: &CryptoProvider,
    ) -> Result<(), ReaderAuthError> {
        let key = self.certificates.first().and_then(|own| own.public_key().ok());
        let key = key.ok_or(ReaderAuthError::Algorithm)?;
        let scheme = self.algorithm.scheme().ok_or(ReaderAuthError::Algorithm)?;
        Ok((provider.verify)(key, scheme, &[structure], signature)?)
    }
}

impl PreparedRequest {
    /// The `Sig_structure`: what the signer's key signs.
    ///
    /// # Errors
    /// A document that is not there.
    pub fn to_be_signed(
        &self,
        scope: ReaderAuthScope,
        signer: &ReaderSigner,
        transcript: &SessionTranscript,
    ) -> Result<Vec<u8>, ReaderAuthError> {
        let payload = match scope {
            ReaderAuthScope::All => {
                let items: Vec<&[u8]> = self.documents.iter().map(|own| &own.items[..]).collect();
                reader_authentication_all(transcript, &items, self.info.as_deref())
            }
            ReaderAuthScope::Document(index) => {
                let document = self.documents.get(index);
                let document = document.ok_or(ReaderAuthError::UnknownDocument(index))?;
                reader_authentication(transcript, &document.items)
            }
        };
        Ok(signer.structure(&payload))
    }

    /// Adds a signature over [`PreparedRequest::to_be_signed`], if it holds. A document has one
    /// signature, the last one added; of those over all documents every one is sent.
    ///
    /// # Errors
    /// A signature that does not hold, a document that is not there, or `readerAuthAll` for a
    /// wallet that did not announce it.
    pub fn authenticate(
        &mut self,
        scope: ReaderAuthScope,
        signer: &ReaderSigner,
        session: (&DeviceEngagement, &SessionTranscript),
        signature: &[u8],
        provider: &CryptoProvider,
    ) -> Result<(), ReaderAuthError> {
        let (engagement, transcript) = session;
        let structure = self.to_be_signed(scope, signer, transcript)?;
        signer.verify(&structure, signature, provider)?;
        match scope {
            ReaderAuthScope::All if !engagement.capabilities.reader_auth_all => {
                return Err(ReaderAuthError::NotAnnounced);
            }
            ReaderAuthScope::All => self.reader_auth_all.push(signer.sign1(signature)),
            ReaderAuthScope::Document(index) => {
                let document = self.documents.get_mut(index);
                let document = document.ok_or(ReaderAuthError::UnknownDocument(index))?;
                document.reader_auth = Some(signer.sign1(signature));
            }
        }
        Ok(())
    }
}

/// ReaderAuthenticationBytes over the ItemsRequest as it went, or came, over the wire.
///
/// ```cddl
/// ReaderAuthentication = ["ReaderAuthentication", SessionTranscript, ItemsRequestBytes]
/// ReaderAuthenticationBytes = #6.24(bstr .cbor ReaderAuthentication)
/// ```
pub fn reader_authentication(transcript: &SessionTranscript, items_request: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(3);
    writer.text("ReaderAuthentication");
    writer.raw(transcript.bytes());
    writer.embedded(items_request);
    embedded(&writer.into_bytes())
}

/// ReaderAuthenticationAllBytes (second edition).
///
/// ```cddl
/// ReaderAuthenticationAll = ["ReaderAuthenticationAll", SessionTranscript, [* ItemsRequestBytes],
///   DeviceRequestInfoBytes / null]
/// ```
pub fn reader_authentication_all(
    transcript: &SessionTranscript,
    items_requests: &[&[u8]],
    device_request_info: Option<&[u8]>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(4);
    writer.text("ReaderAuthenticationAll");
    writer.raw(transcript.bytes());
    writer.array(items_requests.len());
    items_requests.iter().for_each(|own| writer.embedded(own));
    match device_request_info {
        Some(info) => writer.embedded(info),
        None => writer.null(),
    }
    embedded(&writer.into_bytes())
}

/// `r || s` of a signature that a key store returned as a DER SEQUENCE.
///
/// # Errors
/// Not two positive integers of the curve's length, or bytes after them.
pub fn signature_from_der(curve: Curve, signature: &[u8]) -> Result<Vec<u8>, CryptoError> {
    fixed_signature(signature, curve.coordinate_len()).ok_or(CryptoError::InvalidSignature)
}

fn embedded(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.embedded(content);
    writer.into_bytes()
}
