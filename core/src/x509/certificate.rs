//! One certificate, read as received.

use std::fmt;
use std::ops::Range;

use der::asn1::{AnyRef, BitStringRef, ContextSpecific, ObjectIdentifier, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use thiserror::Error;
use x509_cert::time::Time;

use super::name::Name;
use crate::codec::limits::{MAX_CERTIFICATE_BYTES, MAX_EXTENSIONS};
use crate::crypto::{Curve, PublicKey};
use crate::instant::Timestamp;

const ID_EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const NAMED_CURVES: [(ObjectIdentifier, Curve); 7] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), Curve::P256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
    (ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.7"), Curve::BrainpoolP256r1),
    (ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.9"), Curve::BrainpoolP320r1),
    (ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.11"), Curve::BrainpoolP384r1),
    (ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.13"), Curve::BrainpoolP512r1),
];
const EDWARDS_CURVES: [(ObjectIdentifier, Curve); 2] = [
    (ObjectIdentifier::new_unwrap("1.3.101.112"), Curve::Ed25519),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), Curve::Ed448),
];

/// Why bytes are no certificate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// No DER of a certificate.
    #[error("no X.509 certificate in DER: {0}")]
    Der(String),
    /// Neither PEM, nor DER, nor DER in hexadecimal.
    #[error("holds no certificate in PEM, DER or hexadecimal")]
    NotFound,
    /// An extension that stands there twice (RFC 5280 4.2).
    #[error("holds the extension {0} twice")]
    RepeatedExtension(String),
    /// More bytes or extensions than the limit.
    #[error("is larger than {0}")]
    TooLarge(usize),
}

/// Why a certificate gives no key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyFault {
    /// Not the shape of a SubjectPublicKeyInfo.
    #[error("the public key cannot be read")]
    Malformed,
    /// Another kind of key, or a curve that is not named or not allowed.
    #[error("the key is of type {0}, or its curve is not among the allowed named ones")]
    NotAllowed(String),
}

/// An X.509 certificate: what a path and a profile look at, and the bytes that arrived. These are
/// wiped when it is let go: a person's certificate can hold a name and an address.
#[derive(Clone)]
pub struct Certificate {
    pub(super) der: Vec<u8>,
    /// Where the signed part stands in `der`.
    signed: Range<usize>,
    pub(super) version: u8,
    pub(super) serial: Vec<u8>,
    pub(super) inner_algorithm: AlgorithmIdentifier,
    pub(super) outer_algorithm: AlgorithmIdentifier,
    issuer: Name,
    subject: Name,
    not_before: Timestamp,
    not_after: Timestamp,
    key: Result<PublicKey, KeyFault>,
    pub(super) key_algorithm: AlgorithmIdentifier,
    pub(super) key_bits: Vec<u8>,
    pub(super) extensions: Vec<Extension>,
    pub(super) signature: Vec<u8>,
}

/// An algorithm and its parameters in DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AlgorithmIdentifier {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) parameters: Option<Vec<u8>>,
}

/// An extension, its value undecoded.
#[derive(Clone, Debug)]
pub(crate) struct Extension {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

impl Certificate {
    /// Reads one certificate in DER, with nothing behind it.
    ///
    /// Only the outer shape must be right: what an extension, a key or a serial number says is left
    /// to the rules of [`super::check`].
    ///
    /// # Errors
    /// See [`CertificateError`].
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(CertificateError::TooLarge(MAX_CERTIFICATE_BYTES));
        }
        let read = read(der).map_err(|error| CertificateError::Der(error.to_string()))?;
        if read.extensions.len() > MAX_EXTENSIONS {
            return Err(CertificateError::TooLarge(MAX_EXTENSIONS));
        }
        for (index, own) in read.extensions.iter().enumerate() {
            if read.extensions.iter().skip(index + 1).any(|other| other.oid == own.oid) {
                return Err(CertificateError::RepeatedExtension(own.oid.to_string()));
            }
        }
        Ok(read)
    }

    /// The certificates in `content`: PEM blocks, DER, or DER in hexadecimal, told by the content.
    ///
    /// # Errors
    /// See [`CertificateError`]; one bad block fails the whole.
    pub fn read_all(content: &[u8]) -> Result<Vec<Self>, CertificateError> {
        super::input::read_all(content)
    }

    /// The certificate as received.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The signed part as received.
    pub fn signed_bytes(&self) -> &[u8] {
        self.der.get(self.signed.clone()).unwrap_or_default()
    }

    /// `serialNumber`: its octets in two's complement.
    pub fn serial_number(&self) -> &[u8] {
        &self.serial
    }

    /// `subject`
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// `issuer`
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// `notBefore`
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// `notAfter`
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The subject's public key; its point is not examined.
    ///
    /// # Errors
    /// See [`KeyFault`].
    pub fn public_key(&self) -> Result<&PublicKey, &KeyFault> {
        self.key.as_ref()
    }

    pub(super) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.extensions.iter().find(|own| own.oid == oid)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names, numbers and keys follow a person from verifier to verifier.
        write!(f, "Certificate({} bytes)", self.der.len())
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        self.wipe();
    }
}

fn read(der: &[u8]) -> Result<Certificate, der::Error> {
    let mut reader = SliceReader::new(der)?;
    let (start, signed, outer_algorithm, signature) = reader.sequence(|parts| {
        let start = usize::try_from(parts.position())?;
        let signed = parts.tlv_bytes()?;
        let algorithm = AlgorithmIdentifier::read(parts)?;
        Ok::<_, der::Error>((start, signed, algorithm, bits(parts)?.to_vec()))
    })?;
    reader.finish()?;
    let mut inner = SliceReader::new(signed)?;
    let mut read = inner.sequence(|parts| read_signed(parts, outer_algorithm, signature))?;
    inner.finish()?;
    read.der = der.to_vec();
    read.signed = start..start + signed.len();
    Ok(read)
}

fn read_signed(
    parts: &mut SliceReader<'_>,
    outer_algorithm: AlgorithmIdentifier,
    signature: Vec<u8>,
) -> Result<Certificate, der::Error> {
    let version = ContextSpecific::<u8>::decode_explicit(parts, TagNumber(0))?;
    let serial = AnyRef::decode(parts)?;
    expect(&serial, Tag::Integer)?;
    let inner_algorithm = AlgorithmIdentifier::read(parts)?;
    let issuer = Name::read(parts.tlv_bytes()?)?;
    let (not_before, not_after) =
        parts.sequence(|dates| Ok::<_, der::Error>((time(dates)?, time(dates)?)))?;
    let subject = Name::read(parts.tlv_bytes()?)?;
    let (key_algorithm, key_bits) = parts
        .sequence(|info| Ok::<_, der::Error>((AlgorithmIdentifier::read(info)?, bits(info)?)))?;
    for unique_id in [1, 2] {
        ContextSpecific::<BitStringRef<'_>>::decode_implicit(parts, TagNumber(unique_id))?;
    }
    let extensions = ContextSpecific::<AnyRef<'_>>::decode_explicit(parts, TagNumber(3))?;
    let extensions = extensions.map_or(Ok(Vec::new()), |own| extensions_of(own.value))?;
    Ok(Certificate {
        der: Vec::new(),
        signed: 0..0,
        version: version.map_or(0, |own| own.value),
        serial: serial.value().to_vec(),
        inner_algorithm,
        outer_algorithm,
        issuer,
        subject,
        not_before,
        not_after,
        key: public_key(&key_algorithm, key_bits),
        key_algorithm,
        key_bits: key_bits.to_vec(),
        extensions,
        signature,
    })
}

impl AlgorithmIdentifier {
    pub(crate) fn read(reader: &mut SliceReader<'_>) -> Result<Self, der::Error> {
        reader.sequence(|parts| {
            let oid = ObjectIdentifier::decode(parts)?;
            let parameters = match parts.is_finished() {
                true => None,
                false => Some(parts.tlv_bytes()?.to_vec()),
            };
            Ok(Self { oid, parameters })
        })
    }
}

pub(crate) fn bits<'r>(reader: &mut SliceReader<'r>) -> Result<&'r [u8], der::Error> {
    let bits = BitStringRef::decode(reader)?;
    bits.as_bytes().ok_or_else(|| Tag::BitString.value_error().into())
}

pub(crate) fn time(reader: &mut SliceReader<'_>) -> Result<Timestamp, der::Error> {
    let seconds = Time::decode(reader)?.to_unix_duration().as_secs();
    Ok(Timestamp::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX)))
}

pub(crate) fn extensions_of(list: AnyRef<'_>) -> Result<Vec<Extension>, der::Error> {
    expect(&list, Tag::Sequence)?;
    let mut reader = SliceReader::new(list.value())?;
    let mut extensions = Vec::new();
    while !reader.is_finished() {
        extensions.push(reader.sequence(|parts| {
            let oid = ObjectIdentifier::decode(parts)?;
            let critical = Option::<bool>::decode(parts)?.unwrap_or(false);
            let value = <&OctetStringRef>::decode(parts)?.as_bytes().to_vec();
            Ok::<_, der::Error>(Extension { oid, critical, value })
        })?);
    }
    Ok(extensions)
}

fn public_key(algorithm: &AlgorithmIdentifier, bits: &[u8]) -> Result<PublicKey, KeyFault> {
    let not_allowed = || KeyFault::NotAllowed(algorithm.oid.to_string());
    if algorithm.oid != ID_EC_PUBLIC_KEY {
        let curve = find(&EDWARDS_CURVES, algorithm.oid).ok_or_else(not_allowed)?;
        return match algorithm.parameters {
            None => Ok(PublicKey::new(curve, bits)),
            Some(_) => Err(KeyFault::Malformed),
        };
    }
    let parameters = algorithm.parameters.as_deref().ok_or(KeyFault::Malformed)?;
    // Explicit curve parameters are a SEQUENCE, which is no object identifier.
    let name = ObjectIdentifier::from_der(parameters).map_err(|_| not_allowed())?;
    let curve = find(&NAMED_CURVES, name).ok_or_else(not_allowed)?;
    Ok(PublicKey::new(curve, bits))
}

fn find(table: &[(ObjectIdentifier, Curve)], oid: ObjectIdentifier) -> Option<Curve> {
    table.iter().find_map(|(own, curve)| (*own == oid).then_some(*curve))
}

pub(crate) fn expect(any: &AnyRef<'_>, tag: Tag) -> Result<(), der::Error> {
    any.tag().assert_eq(tag).map(drop)
}
