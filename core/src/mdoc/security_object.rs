//! The security object of a travel document: which digests its data groups have (ICAO Doc 9303-10
//! 4.6.2).
//!
//! A photo ID may carry the data groups of a travel document as elements, and with them the object
//! that the travel document's issuer has signed. [`DocumentSecurityObject::read`] reads it;
//! nothing is known of its signature until [`DocumentSecurityObject::message`] is verified.

use der::Tag;
use der::asn1::ObjectIdentifier;
use thiserror::Error;

use crate::codec::limits::MAX_DATA_GROUPS;
use crate::crypto::HashAlgorithm;
use crate::x509::{CmsError, Part, SignedData, digest_algorithm};

/// The namespaces in which data groups stand, in the spelling of each draft.
pub(crate) const DATA_GROUP_SPACES: [&str; 2] =
    ["org.iso.23220.datagroups.1", "org.iso.23220.dtc.1"];
/// The element with the security object.
pub(crate) const SECURITY_OBJECT: &str = "sod";
const LDS_SECURITY_OBJECT: &str = "2.23.136.1.1.1";
/// The file EF.SOD: an application tag around the signed message.
const FILE_TAG: Tag = Tag::Application { constructed: true, number: der::TagNumber(23) };

/// Why there is no security object in some bytes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SecurityObjectError {
    /// The signed message cannot be read.
    #[error("{0}")]
    Message(#[from] CmsError),
    /// The content is something else, or two digests are given for one data group.
    #[error("the content is no list of digests")]
    Content,
}

impl From<der::Error> for SecurityObjectError {
    fn from(error: der::Error) -> Self {
        SecurityObjectError::Message(error.into())
    }
}

/// The digests of the data groups, and the signed message around them.
///
/// ```asn1
/// LDSSecurityObject ::= SEQUENCE { version INTEGER, hashAlgorithm AlgorithmIdentifier,
///   dataGroupHashValues SEQUENCE SIZE (2..16) OF SEQUENCE {
///     dataGroupNumber INTEGER (1..16), dataGroupHashValue OCTET STRING },
///   ldsVersionInfo SEQUENCE OPTIONAL }
/// ; content of type 2.23.136.1.1.1 in a SignedData, in the file EF.SOD inside of [APPLICATION 23]
/// ```
#[derive(Clone, Debug)]
pub struct DocumentSecurityObject {
    message: SignedData,
    algorithm: ObjectIdentifier,
    digests: Vec<(u8, Vec<u8>)>,
}

impl DocumentSecurityObject {
    /// Reads the content of EF.SOD, or the signed message alone.
    ///
    /// # Errors
    /// See [`SecurityObjectError`].
    pub fn read(bytes: &[u8]) -> Result<Self, SecurityObjectError> {
        let outer = Part::read(bytes)?;
        let message = if outer.tag == FILE_TAG { outer.value } else { bytes };
        let message = SignedData::read(message)?;
        if message.content_type() != LDS_SECURITY_OBJECT {
            return Err(SecurityObjectError::Content);
        }
        let content = message.content().ok_or(SecurityObjectError::Content)?;
        let (algorithm, digests) = digests(content)?;
        Ok(Self { message, algorithm, digests })
    }

    /// The signed message.
    pub fn message(&self) -> &SignedData {
        &self.message
    }

    /// The digest algorithm as a dotted number.
    pub fn algorithm_name(&self) -> String {
        self.algorithm.to_string()
    }

    /// The digest algorithm, where it is an allowed one.
    pub fn algorithm(&self) -> Option<HashAlgorithm> {
        digest_algorithm(self.algorithm)
    }

    /// The digest of the data group with this number.
    pub fn digest(&self, number: u8) -> Option<&[u8]> {
        self.digests.iter().find_map(|(own, digest)| (*own == number).then_some(digest.as_slice()))
    }
}

type Digests = (ObjectIdentifier, Vec<(u8, Vec<u8>)>);

fn digests(content: &[u8]) -> Result<Digests, SecurityObjectError> {
    let mut parts = Part::read(content)?.inside(Tag::Sequence)?;
    parts.next(Tag::Integer)?;
    let mut algorithm = parts.next(Tag::Sequence)?.inside(Tag::Sequence)?;
    let algorithm = algorithm.any()?.oid()?;
    let list = parts.next(Tag::Sequence)?.inside(Tag::Sequence)?.all(MAX_DATA_GROUPS)?;
    parts.optional(Tag::Sequence)?;
    parts.finish()?;
    let mut digests: Vec<(u8, Vec<u8>)> = Vec::new();
    for own in list {
        let mut parts = own.inside(Tag::Sequence)?;
        let number = match parts.next(Tag::Integer)?.value {
            [number @ 1..=16] => *number,
            _ => return Err(SecurityObjectError::Content),
        };
        let digest = parts.next(Tag::OctetString)?.value.to_vec();
        parts.finish()?;
        if digests.iter().any(|(known, _)| *known == number) {
            return Err(SecurityObjectError::Content);
        }
        digests.push((number, digest));
    }
    Ok((algorithm, digests))
}
