//! Signed messages (CMS SignedData, RFC 5652 5), in DER and as received.
//!
//! 1. [`SignedData::read`] reads the structure; nothing is judged.
//! 2. [`SignedData::verify`] holds the one signature against the certificate that it names:
//!    the signed attributes name the content's type and digest, and the signature is over them.
//!
//! Whether the certificate is trusted is the caller's to say ([`super::chain_to`]). Indefinite
//! lengths, several signers, signatures without attributes and certificates that are no X.509 are not for this reader.

use der::asn1::ObjectIdentifier;
use der::{Decode, Reader, SliceReader, Tag};
use thiserror::Error;

use super::certificate::{AlgorithmIdentifier, Certificate};
use super::extension::oid;
use super::part::{Part, Parts, context};
use super::path::{PathError, signed_by};
use crate::codec::limits::{MAX_CHAIN_CERTIFICATES, MAX_EXTENSIONS, MAX_SIGNED_DATA_BYTES};
use crate::crypto::{CryptoProvider, HashAlgorithm};

const ID_SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const DIGESTS: [(ObjectIdentifier, HashAlgorithm); 3] = [
    (oid("2.16.840.1.101.3.4.2.1"), HashAlgorithm::Sha256),
    (oid("2.16.840.1.101.3.4.2.2"), HashAlgorithm::Sha384),
    (oid("2.16.840.1.101.3.4.2.3"), HashAlgorithm::Sha512),
];
/// The tag of a SET OF, with which signed attributes are signed (RFC 5652 5.4).
const SET: u8 = 0x31;

/// Why a signed message cannot be read, or its signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CmsError {
    /// A signed attribute is absent, stands there twice or has another shape.
    #[error("the signed attribute {0} is not there once with one value")]
    Attribute(&'static str),
    /// The certificate that the signer names is not in the message.
    #[error("the certificate of the signer is not in the message")]
    Certificate,
    /// The message has no content, or one where it was expected to be detached.
    #[error("the content is not where it should be")]
    Content,
    /// The signed attributes name another type of content.
    #[error("the signed attributes name another type of content")]
    ContentType,
    /// No SignedData in DER.
    #[error("no signed message in DER: {0}")]
    Der(String),
    /// The digest of the content is another one than was signed.
    #[error("the content has another digest than was signed")]
    Digest,
    /// A digest algorithm that is not allowed.
    #[error("the digest algorithm {0} is not allowed")]
    DigestAlgorithm(String),
    /// The signature does not hold, or no answer could be had.
    #[error("{0}")]
    Signature(#[from] PathError),
    /// Another number of signers than one.
    #[error("the message has {0} signers")]
    Signers(usize),
    /// More bytes than the limit.
    #[error("is larger than {0} bytes")]
    TooLarge(usize),
}

impl CmsError {
    /// Whether no answer could be had, as opposed to a bad message.
    pub fn is_unsupported(&self) -> bool {
        match self {
            CmsError::DigestAlgorithm(_) => true,
            CmsError::Signature(problem) => problem.is_unsupported(),
            _ => false,
        }
    }
}

impl From<der::Error> for CmsError {
    fn from(error: der::Error) -> Self {
        CmsError::Der(error.to_string())
    }
}

/// A signed message as received.
///
/// ```asn1
/// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT SignedData }
/// SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET OF AlgorithmIdentifier,
///   encapContentInfo SEQUENCE { eContentType OBJECT IDENTIFIER,
///     eContent [0] EXPLICIT OCTET STRING OPTIONAL },
///   certificates [0] IMPLICIT SET OF Certificate OPTIONAL, crls [1] IMPLICIT SET OPTIONAL,
///   signerInfos SET OF SignerInfo }
/// ```
#[derive(Clone, Debug)]
pub struct SignedData {
    content_type: ObjectIdentifier,
    content: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
    signers: Vec<SignerInfo>,
}

/// One signature.
///
/// ```asn1
/// SignerInfo ::= SEQUENCE { version INTEGER,
///   sid CHOICE { SEQUENCE { issuer Name, serialNumber INTEGER }, [0] IMPLICIT OCTET STRING },
///   digestAlgorithm AlgorithmIdentifier, signedAttrs [0] IMPLICIT SET OF Attribute OPTIONAL,
///   signatureAlgorithm AlgorithmIdentifier, signature OCTET STRING,
///   unsignedAttrs [1] IMPLICIT SET OF Attribute OPTIONAL }
/// ```
#[derive(Clone, Debug)]
struct SignerInfo {
    identifier: SignerIdentifier,
    digest: AlgorithmIdentifier,
    attributes: Option<Attributes>,
    algorithm: AlgorithmIdentifier,
    signature: Vec<u8>,
}

#[derive(Clone, Debug)]
enum SignerIdentifier {
    IssuerAndSerial { issuer: Vec<u8>, serial: Vec<u8> },
    KeyIdentifier(Vec<u8>),
}

#[derive(Clone, Debug)]
struct Attributes {
    /// What is signed: the attributes as received, with the tag of a set.
    signed: Vec<u8>,
    content_type: ObjectIdentifier,
    message_digest: Vec<u8>,
}

impl SignedData {
    /// Reads a message, with nothing behind it. Certificates that cannot be read are left out.
    ///
    /// # Errors
    /// [`CmsError::Der`], [`CmsError::TooLarge`], and [`CmsError::Attribute`] where what every
    /// signature needs is not there.
    pub fn read(der: &[u8]) -> Result<Self, CmsError> {
        if der.len() > MAX_SIGNED_DATA_BYTES {
            return Err(CmsError::TooLarge(MAX_SIGNED_DATA_BYTES));
        }
        let mut info = Part::read(der)?.inside(Tag::Sequence)?;
        if info.any()?.oid()? != ID_SIGNED_DATA {
            return Err(CmsError::Der("the content is no SignedData".to_owned()));
        }
        let mut explicit = info.next(context(0))?.inside(context(0))?;
        let mut parts = explicit.next(Tag::Sequence)?.inside(Tag::Sequence)?;
        explicit.finish()?;
        info.finish()?;
        parts.next(Tag::Integer)?;
        parts.next(Tag::Set)?;
        let (content_type, content) = content(&parts.next(Tag::Sequence)?)?;
        let certificates = match parts.optional(context(0))? {
            Some(own) => certificates(own.inside(context(0))?)?,
            None => Vec::new(),
        };
        parts.optional(context(1))?;
        let signers = parts.next(Tag::Set)?.inside(Tag::Set)?.all(MAX_CHAIN_CERTIFICATES)?;
        parts.finish()?;
        let signers = signers.iter().map(signer_info).collect::<Result<_, _>>()?;
        Ok(Self { content_type, content, certificates, signers })
    }

    /// The type of the content as a dotted number.
    pub fn content_type(&self) -> String {
        self.content_type.to_string()
    }

    /// The content, where it is in the message.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates that can be read, in the order given.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The certificate of the one signer, whose key has signed the content. `detached` is the
    /// content where it is not in the message.
    ///
    /// # Errors
    /// See [`CmsError`].
    pub fn verify(
        &self,
        detached: Option<&[u8]>,
        provider: &CryptoProvider,
    ) -> Result<&Certificate, CmsError> {
        let [signer] = self.signers.as_slice() else {
            return Err(CmsError::Signers(self.signers.len()));
        };
        let content = match (self.content(), detached) {
            (Some(own), None) | (None, Some(own)) => own,
            _ => return Err(CmsError::Content),
        };
        let certificate = self.certificates.iter().find(|own| signer.names(own));
        let certificate = certificate.ok_or(CmsError::Certificate)?;
        // Content that is signed without attributes could be the attributes of another signature.
        let attributes = signer.attributes.as_ref().ok_or(CmsError::Attribute("contentType"))?;
        self.covers(attributes, &signer.digest, content, provider)?;
        let algorithm = signer.algorithm.oid;
        signed_by(provider, algorithm, &attributes.signed, &signer.signature, certificate)?;
        Ok(certificate)
    }

    fn covers(
        &self,
        attributes: &Attributes,
        digest: &AlgorithmIdentifier,
        content: &[u8],
        provider: &CryptoProvider,
    ) -> Result<(), CmsError> {
        if attributes.content_type != self.content_type {
            return Err(CmsError::ContentType);
        }
        let algorithm = digest_algorithm(digest.oid)
            .ok_or_else(|| CmsError::DigestAlgorithm(digest.oid.to_string()))?;
        let own = (provider.digest)(algorithm, &[content]);
        if own.as_ref() == attributes.message_digest { Ok(()) } else { Err(CmsError::Digest) }
    }
}

impl SignerInfo {
    fn names(&self, certificate: &Certificate) -> bool {
        match &self.identifier {
            SignerIdentifier::IssuerAndSerial { issuer, serial } => {
                certificate.issuer().der() == issuer && certificate.serial_number() == serial
            }
            SignerIdentifier::KeyIdentifier(own) => {
                certificate.key_identifier().as_ref() == Some(own)
            }
        }
    }
}

/// The digest algorithm of this identifier, where it is allowed.
pub(crate) fn digest_algorithm(oid: ObjectIdentifier) -> Option<HashAlgorithm> {
    DIGESTS.iter().find_map(|(own, hash)| (*own == oid).then_some(*hash))
}

fn content(info: &Part<'_>) -> Result<(ObjectIdentifier, Option<Vec<u8>>), CmsError> {
    let mut parts = info.inside(Tag::Sequence)?;
    let content_type = parts.any()?.oid()?;
    let content = match parts.optional(context(0))? {
        Some(explicit) => {
            let inner = Part::read(explicit.value)?;
            Some(inner.content(Tag::OctetString)?.to_vec())
        }
        None => None,
    };
    parts.finish()?;
    Ok((content_type, content))
}

fn certificates(parts: Parts<'_>) -> Result<Vec<Certificate>, CmsError> {
    let parts = parts.all(MAX_CHAIN_CERTIFICATES)?;
    Ok(parts.iter().filter_map(|own| Certificate::parse(own.der).ok()).collect())
}

fn signer_info(info: &Part<'_>) -> Result<SignerInfo, CmsError> {
    let mut parts = info.inside(Tag::Sequence)?;
    parts.next(Tag::Integer)?;
    let identifier = identifier(&parts.any()?)?;
    let digest = algorithm(&parts.next(Tag::Sequence)?)?;
    let attributes = parts.optional(context(0))?.map(|own| attributes(&own)).transpose()?;
    let algorithm = algorithm(&parts.next(Tag::Sequence)?)?;
    let signature = parts.next(Tag::OctetString)?.value.to_vec();
    parts.optional(context(1))?;
    parts.finish()?;
    Ok(SignerInfo { identifier, digest, attributes, algorithm, signature })
}

fn identifier(part: &Part<'_>) -> Result<SignerIdentifier, CmsError> {
    if part.tag != Tag::Sequence {
        let tag = Tag::ContextSpecific { constructed: false, number: der::TagNumber(0) };
        return Ok(SignerIdentifier::KeyIdentifier(part.content(tag)?.to_vec()));
    }
    let mut parts = part.inside(Tag::Sequence)?;
    let issuer = parts.next(Tag::Sequence)?.der.to_vec();
    let serial = parts.next(Tag::Integer)?.value.to_vec();
    parts.finish()?;
    Ok(SignerIdentifier::IssuerAndSerial { issuer, serial })
}

fn algorithm(part: &Part<'_>) -> Result<AlgorithmIdentifier, CmsError> {
    let mut reader = SliceReader::new(part.der)?;
    let algorithm = AlgorithmIdentifier::read(&mut reader)?;
    reader.finish()?;
    Ok(algorithm)
}

fn attributes(part: &Part<'_>) -> Result<Attributes, CmsError> {
    let mut found: Vec<(ObjectIdentifier, Vec<Part<'_>>)> = Vec::new();
    for own in part.inside(context(0))?.all(MAX_EXTENSIONS)? {
        let mut parts = own.inside(Tag::Sequence)?;
        let name = parts.any()?.oid()?;
        found.push((name, parts.next(Tag::Set)?.inside(Tag::Set)?.all(MAX_EXTENSIONS)?));
        parts.finish()?;
    }
    let single = |name: ObjectIdentifier, text| {
        let mut own = found.iter().filter(|(own, _)| *own == name);
        match (own.next().map(|(_, values)| values.as_slice()), own.next()) {
            (Some([value]), None) => Ok(*value),
            _ => Err(CmsError::Attribute(text)),
        }
    };
    let content_type = single(CONTENT_TYPE, "contentType")?;
    let message_digest = single(MESSAGE_DIGEST, "messageDigest")?;
    let signed = part.der.iter().skip(1).copied();
    Ok(Attributes {
        signed: std::iter::once(SET).chain(signed).collect(),
        content_type: ObjectIdentifier::from_der(content_type.der)?,
        message_digest: message_digest.content(Tag::OctetString)?.to_vec(),
    })
}
