//! Signed messages (CMS SignedData, RFC 5652 5), in DER and as received.
//!
//! 1. [`Message::read`] reads the structure; nothing is judged.
//! 2. [`SignerInfo::attributes`] reads what is signed: attributes with the tag of a SET in place of their
//!    own, and otherwise as received (5.4). A signature without attributes is not taken: its octets
//!    could be the attributes of another one.
//! 3. [`SignedData::verify`] holds the one signature against the certificate that it names: the signed
//!    attributes name the content's type and digest, and the signature is over them.
//!
//! Whether the certificate is trusted is the caller's to say ([`super::chain_to`]). Indefinite
//! lengths, several signers, signatures without attributes and certificates that are no X.509 are not
//! for this reader. Lists of revocation that come along are the signer's choice and are passed over.

use der::asn1::ObjectIdentifier;
use der::{Reader, SliceReader, Tag};
use thiserror::Error;

use super::certificate::{AlgorithmIdentifier, Certificate, time};
use super::extension::oid;
use super::part::{Part, context};
use super::path::{PathError, signed_by};
use crate::codec::limits::{MAX_CHAIN_CERTIFICATES, MAX_EXTENSIONS, MAX_SIGNED_DATA_BYTES};
use crate::crypto::{CryptoProvider, HashAlgorithm};
use crate::instant::Timestamp;

const ID_SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
const DIGESTS: [(ObjectIdentifier, HashAlgorithm); 3] = [
    (oid("2.16.840.1.101.3.4.2.1"), HashAlgorithm::Sha256),
    (oid("2.16.840.1.101.3.4.2.2"), HashAlgorithm::Sha384),
    (oid("2.16.840.1.101.3.4.2.3"), HashAlgorithm::Sha512),
];
/// The tag of a SET OF, with which signed attributes are signed (RFC 5652 5.4).
const SET: [u8; 1] = [0x31];

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

/// A signed message that carries its signer's certificate, as received.
#[derive(Clone, Debug)]
pub struct SignedData {
    der: Vec<u8>,
    content_type: ObjectIdentifier,
    content: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
}

/// A signed message in the bytes that arrived.
///
/// ```asn1
/// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT SignedData }
/// SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET OF AlgorithmIdentifier,
///   encapContentInfo SEQUENCE { eContentType OBJECT IDENTIFIER,
///     eContent [0] EXPLICIT OCTET STRING OPTIONAL },
///   certificates [0] IMPLICIT SET OF Certificate OPTIONAL, crls [1] IMPLICIT SET OPTIONAL,
///   signerInfos SET OF SignerInfo }
/// ```
pub(crate) struct Message<'r> {
    pub(crate) content_type: ObjectIdentifier,
    pub(crate) content: Option<&'r [u8]>,
    /// What stands where certificates should, not yet read.
    pub(crate) certificates: Vec<&'r [u8]>,
    pub(crate) signers: Vec<SignerInfo<'r>>,
    digests: Vec<AlgorithmIdentifier>,
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
#[derive(Clone)]
pub(crate) struct SignerInfo<'r> {
    identifier: SignerIdentifier<'r>,
    pub(crate) digest: AlgorithmIdentifier,
    attributes: Option<Part<'r>>,
    pub(crate) algorithm: AlgorithmIdentifier,
    pub(crate) signature: &'r [u8],
}

#[derive(Clone)]
enum SignerIdentifier<'r> {
    IssuerAndSerial { issuer: &'r [u8], serial: &'r [u8] },
    KeyIdentifier(&'r [u8]),
}

/// What a signature is over: each attribute with its values.
pub(crate) struct SignedAttributes<'r> {
    list: Vec<(ObjectIdentifier, Vec<Part<'r>>)>,
    pub(crate) content_type: ObjectIdentifier,
    pub(crate) message_digest: &'r [u8],
}

/// The certificate that a signature binds: the value of a signing certificate attribute of version 1
/// or 2 (RFC 5035 3, 4).
pub(crate) struct SigningCertificate<'r> {
    pub(crate) version: u8,
    value: Part<'r>,
}

impl SignedData {
    /// Reads a message, with nothing behind it. Certificates that cannot be read are left out.
    ///
    /// # Errors
    /// [`CmsError::Der`], [`CmsError::TooLarge`], and [`CmsError::Attribute`] where what every
    /// signature needs is not there.
    pub fn read(der: &[u8]) -> Result<Self, CmsError> {
        let message = Message::read(der)?;
        let signed = message.signers.iter().filter(|own| own.attributes.is_some());
        signed.map(SignerInfo::attributes).try_for_each(|own| own.map(drop))?;
        let certificates = message.certificates.iter();
        Ok(Self {
            der: der.to_vec(),
            content_type: message.content_type,
            content: message.content.map(<[u8]>::to_vec),
            certificates: certificates.filter_map(|own| Certificate::parse(own).ok()).collect(),
        })
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
        let message = Message::read(&self.der)?;
        let [signer] = message.signers.as_slice() else {
            return Err(CmsError::Signers(message.signers.len()));
        };
        let content = match (self.content(), detached) {
            (Some(own), None) | (None, Some(own)) => own,
            _ => return Err(CmsError::Content),
        };
        let certificate = self.certificates.iter().find(|own| signer.names(own));
        let certificate = certificate.ok_or(CmsError::Certificate)?;
        let attributes = signer.attributes()?;
        if attributes.content_type != self.content_type {
            return Err(CmsError::ContentType);
        }
        let digest = digest_algorithm(signer.digest.oid)
            .ok_or_else(|| CmsError::DigestAlgorithm(signer.digest.oid.to_string()))?;
        if (provider.digest)(digest, &[content]).as_ref() != attributes.message_digest {
            return Err(CmsError::Digest);
        }
        let signed = signer.signed().ok_or(NO_ATTRIBUTES)?;
        signed_by(provider, signer.algorithm.oid, &signed, signer.signature, certificate)?;
        Ok(certificate)
    }
}

impl<'r> Message<'r> {
    /// Reads a message, with nothing behind it.
    ///
    /// # Errors
    /// [`CmsError::Der`] and [`CmsError::TooLarge`].
    pub(crate) fn read(der: &'r [u8]) -> Result<Self, CmsError> {
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
        let digests = parts.next(Tag::Set)?.inside(Tag::Set)?.all(MAX_EXTENSIONS)?;
        let (content_type, content) = content(&parts.next(Tag::Sequence)?)?;
        let certificates = match parts.optional(context(0))? {
            Some(own) => own.inside(context(0))?.all(MAX_CHAIN_CERTIFICATES)?,
            None => Vec::new(),
        };
        parts.optional(context(1))?;
        let signers = parts.next(Tag::Set)?.inside(Tag::Set)?.all(MAX_CHAIN_CERTIFICATES)?;
        parts.finish()?;
        Ok(Self {
            content_type,
            content,
            certificates: certificates.iter().map(|own| own.der).collect(),
            signers: signers.iter().map(signer_info).collect::<Result<_, _>>()?,
            digests: digests.iter().map(algorithm).collect::<Result<_, _>>()?,
        })
    }

    /// Whether the digest algorithm of this signer is among those that the message announces.
    pub(crate) fn announces(&self, signer: &SignerInfo<'_>) -> bool {
        self.digests.iter().any(|own| own.oid == signer.digest.oid)
    }
}

impl<'r> SignerInfo<'r> {
    /// Whether the signer names this certificate.
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        match self.identifier {
            SignerIdentifier::IssuerAndSerial { issuer, serial } => {
                certificate.issuer().der() == issuer && certificate.serial_number() == serial
            }
            SignerIdentifier::KeyIdentifier(own) => {
                certificate.key_identifier().as_deref() == Some(own)
            }
        }
    }

    /// The bytes that are signed.
    pub(crate) fn signed(&self) -> Option<[&'r [u8]; 2]> {
        Some([&SET, self.attributes?.der.get(1..)?])
    }

    /// The signed attributes.
    ///
    /// # Errors
    /// [`CmsError::Attribute`] where one that every signature needs is not there once with one value.
    pub(crate) fn attributes(&self) -> Result<SignedAttributes<'r>, CmsError> {
        let mut list: Vec<(ObjectIdentifier, Vec<Part<'r>>)> = Vec::new();
        let all = self.attributes.ok_or(NO_ATTRIBUTES)?.inside(context(0))?;
        for own in all.all(MAX_EXTENSIONS)? {
            let mut parts = own.inside(Tag::Sequence)?;
            let name = parts.any()?.oid()?;
            list.push((name, parts.next(Tag::Set)?.inside(Tag::Set)?.all(MAX_EXTENSIONS)?));
            parts.finish()?;
        }
        let needed = |name, text| single(&list, name, text)?.ok_or(CmsError::Attribute(text));
        let content_type = needed(CONTENT_TYPE, "contentType")?.oid()?;
        let message_digest = needed(MESSAGE_DIGEST, "messageDigest")?.content(Tag::OctetString)?;
        Ok(SignedAttributes { list, content_type, message_digest })
    }
}

const NO_ATTRIBUTES: CmsError = CmsError::Attribute("contentType");

/// The one value of an attribute that stands there once; `None` where it is absent.
fn single<'r>(
    list: &[(ObjectIdentifier, Vec<Part<'r>>)],
    name: ObjectIdentifier,
    text: &'static str,
) -> Result<Option<Part<'r>>, CmsError> {
    let mut own = list.iter().filter(|(own, _)| *own == name);
    match (own.next().map(|(_, values)| values.as_slice()), own.next()) {
        (None, _) => Ok(None),
        (Some([value]), None) => Ok(Some(*value)),
        _ => Err(CmsError::Attribute(text)),
    }
}

impl<'r> SignedAttributes<'r> {
    /// When the signer says to have signed, where it says so.
    pub(crate) fn signing_time(&self) -> Result<Option<Timestamp>, CmsError> {
        let Some(value) = single(&self.list, SIGNING_TIME, "signingTime")? else { return Ok(None) };
        let mut reader = SliceReader::new(value.der)?;
        let at = time(&mut reader)?;
        reader.finish()?;
        Ok(Some(at))
    }

    /// The certificate that the signature binds, where it binds one; version 2 before version 1.
    pub(crate) fn signing_certificate(&self) -> Result<Option<SigningCertificate<'r>>, CmsError> {
        let first = single(&self.list, SIGNING_CERTIFICATE, "signingCertificate")?;
        let second = single(&self.list, SIGNING_CERTIFICATE_V2, "signingCertificateV2")?;
        let (version, value) = if second.is_some() { (2, second) } else { (1, first) };
        Ok(value.map(|value| SigningCertificate { version, value }))
    }
}

impl<'r> SigningCertificate<'r> {
    /// The digest of the certificate that is bound first: its algorithm, or `None` for the
    /// version's default, and the octets.
    pub(crate) fn digest(&self) -> Result<(Option<AlgorithmIdentifier>, &'r [u8]), der::Error> {
        let mut parts = self.value.inside(Tag::Sequence)?;
        let first = parts.next(Tag::Sequence)?.inside(Tag::Sequence)?.next(Tag::Sequence)?;
        // Policies behind it are the signer's wish.
        parts.optional(Tag::Sequence)?;
        parts.finish()?;
        let mut parts = first.inside(Tag::Sequence)?;
        let named = if self.version == 2 { parts.optional(Tag::Sequence)? } else { None };
        let digest = parts.next(Tag::OctetString)?.value;
        parts.optional(Tag::Sequence)?;
        parts.finish()?;
        Ok((named.as_ref().map(algorithm).transpose()?, digest))
    }
}

/// The digest algorithm of this identifier, where it is allowed.
pub(crate) fn digest_algorithm(oid: ObjectIdentifier) -> Option<HashAlgorithm> {
    DIGESTS.iter().find_map(|(own, hash)| (*own == oid).then_some(*hash))
}

fn content<'r>(info: &Part<'r>) -> Result<(ObjectIdentifier, Option<&'r [u8]>), der::Error> {
    let mut parts = info.inside(Tag::Sequence)?;
    let content_type = parts.any()?.oid()?;
    let content = match parts.optional(context(0))? {
        Some(explicit) => Some(Part::read(explicit.value)?.content(Tag::OctetString)?),
        None => None,
    };
    parts.finish()?;
    Ok((content_type, content))
}

fn signer_info<'r>(info: &Part<'r>) -> Result<SignerInfo<'r>, der::Error> {
    let mut parts = info.inside(Tag::Sequence)?;
    parts.next(Tag::Integer)?;
    let identifier = identifier(&parts.any()?)?;
    let digest = algorithm(&parts.next(Tag::Sequence)?)?;
    let attributes = parts.optional(context(0))?;
    let algorithm = algorithm(&parts.next(Tag::Sequence)?)?;
    let signature = parts.next(Tag::OctetString)?.value;
    parts.optional(context(1))?;
    parts.finish()?;
    Ok(SignerInfo { identifier, digest, attributes, algorithm, signature })
}

fn identifier<'r>(part: &Part<'r>) -> Result<SignerIdentifier<'r>, der::Error> {
    if part.tag != Tag::Sequence {
        let tag = Tag::ContextSpecific { constructed: false, number: der::TagNumber(0) };
        return Ok(SignerIdentifier::KeyIdentifier(part.content(tag)?));
    }
    let mut parts = part.inside(Tag::Sequence)?;
    let issuer = parts.next(Tag::Sequence)?.der;
    let serial = parts.next(Tag::Integer)?.value;
    parts.finish()?;
    Ok(SignerIdentifier::IssuerAndSerial { issuer, serial })
}

fn algorithm(part: &Part<'_>) -> Result<AlgorithmIdentifier, der::Error> {
    let mut reader = SliceReader::new(part.der)?;
    let algorithm = AlgorithmIdentifier::read(&mut reader)?;
    reader.finish()?;
    Ok(algorithm)
}
