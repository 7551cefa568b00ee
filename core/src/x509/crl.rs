//! One certificate revocation list, read as received (ISO 18013-5 Annex B.2, RFC 5280 5).
//!
//! 1. [`RevocationList::read`] reads the list and keeps the signed bytes as received.
//! 2. [`RevocationList::faults`] holds it against the profile of Annex B.2.
//! 3. [`RevocationList::is_of`] and [`RevocationList::signature_holds`] tell whose list it is.
//! 4. [`RevocationList::find`] looks a certificate up.
//!
//! Delta lists, indirect lists and lists of a part are faults: what is not in them says nothing.

use der::asn1::{AnyRef, ContextSpecific, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use thiserror::Error;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;

use super::certificate::{AlgorithmIdentifier, Certificate, Extension};
use super::certificate::{bits, expect, extensions_of, time};
use super::extension::oid;
use super::name::Name;
use super::path::{PathError, signed_by};
use crate::codec::limits::{MAX_CRL_BYTES, MAX_EXTENSIONS};
use crate::crypto::CryptoProvider;
use crate::instant::Timestamp;

const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = oid("2.5.29.35");
const CRL_NUMBER: ObjectIdentifier = oid("2.5.29.20");
const DELTA_INDICATOR: ObjectIdentifier = oid("2.5.29.27");
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = oid("2.5.29.28");
const REASON_CODE: ObjectIdentifier = oid("2.5.29.21");
const INVALIDITY_DATE: ObjectIdentifier = oid("2.5.29.24");
/// RFC 5280 5.2.3
const MAX_NUMBER_OCTETS: usize = 20;

/// Why bytes are no revocation list.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CrlError {
    /// No DER of a revocation list.
    #[error("no revocation list in DER: {0}")]
    Der(String),
    /// An extension that stands there twice (RFC 5280 4.2).
    #[error("holds the extension {0} twice")]
    RepeatedExtension(String),
    /// More bytes or extensions than the limit.
    #[error("is larger than {0}")]
    TooLarge(usize),
}

/// How a revocation list breaks the profile of Annex B.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CrlFault {
    /// The signed part and the outer part name different algorithms.
    AlgorithmMismatch,
    /// A delta list: it tells changes only.
    Delta,
    /// `revokedCertificates` is there and empty; it must be absent then.
    EmptyList,
    /// An entry with an extension that is not allowed, such as another issuer.
    EntryExtension,
    /// No authority key identifier, or one that cannot be read.
    NoAuthorityKeyIdentifier,
    /// `nextUpdate` is absent.
    NoNextUpdate,
    /// No CRL number, or one that cannot be read.
    NoNumber,
    /// `nextUpdate` is not after `thisUpdate`.
    Order,
    /// An extension beside authority key identifier and CRL number.
    OtherExtension,
    /// A list of a part: it tells of some certificates or reasons only, or of other issuers.
    Partial,
    /// A critical extension that is not understood.
    UnknownCritical,
    /// Not version 2.
    Version,
}

impl CrlFault {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            CrlFault::AlgorithmMismatch => "algorithm-mismatch",
            CrlFault::Delta => "delta",
            CrlFault::EmptyList => "empty-list",
            CrlFault::EntryExtension => "entry-extension",
            CrlFault::NoAuthorityKeyIdentifier => "no-authority-key-identifier",
            CrlFault::NoNextUpdate => "no-next-update",
            CrlFault::NoNumber => "no-number",
            CrlFault::Order => "order",
            CrlFault::OtherExtension => "other-extension",
            CrlFault::Partial => "partial",
            CrlFault::UnknownCritical => "unknown-critical-extension",
            CrlFault::Version => "version",
        }
    }

    /// Whether a list with this fault can still tell who is revoked: the fault is one of form.
    pub const fn is_formal(self) -> bool {
        matches!(
            self,
            CrlFault::EmptyList
                | CrlFault::NoAuthorityKeyIdentifier
                | CrlFault::NoNumber
                | CrlFault::OtherExtension
        )
    }
}

/// A certificate in a revocation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedCertificate {
    /// When it was revoked.
    pub at: Timestamp,
    /// `reasonCode`, where it is stated.
    pub reason: Option<u8>,
}

/// A revocation list: what B.3.2 looks at, and the bytes that were signed.
#[derive(Clone, Debug)]
pub struct RevocationList {
    pub(super) signed: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) inner_algorithm: AlgorithmIdentifier,
    pub(super) outer_algorithm: AlgorithmIdentifier,
    version: u8,
    issuer: Name,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: Option<Vec<Entry>>,
    extensions: Vec<Extension>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The serial number's octets without leading zeros.
    serial: Vec<u8>,
    certificate: RevokedCertificate,
    odd_extension: bool,
}

impl RevocationList {
    /// Reads one list in DER, or in PEM where `content` begins with a PEM block.
    ///
    /// # Errors
    /// See [`CrlError`].
    pub fn read(content: &[u8]) -> Result<Self, CrlError> {
        // PEM takes four characters for three octets, and some lines of text.
        if content.len() > 2 * MAX_CRL_BYTES {
            return Err(CrlError::TooLarge(MAX_CRL_BYTES));
        }
        if content.first() == Some(&0x30) {
            return Self::parse(content);
        }
        let (label, der) =
            der::pem::decode_vec(content).map_err(|error| CrlError::Der(error.to_string()))?;
        if label != "X509 CRL" {
            return Err(CrlError::Der("another PEM block".to_owned()));
        }
        Self::parse(&der)
    }

    /// `issuer`
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// `thisUpdate`
    pub fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// `nextUpdate`
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// The CRL number's octets without leading zeros: a larger number has more octets, or is larger
    /// octet by octet.
    pub fn number(&self) -> Option<Vec<u8>> {
        let value = &self.extension(CRL_NUMBER)?.value;
        let any = AnyRef::from_der(value).ok()?;
        let octets = any.value();
        let positive = octets.first().is_some_and(|first| *first < 0x80);
        let holds = any.tag() == Tag::Integer && positive && octets.len() <= MAX_NUMBER_OCTETS;
        holds.then(|| without_zeros(octets))
    }

    /// The key identifier of the issuer, where it is stated.
    pub fn authority_key_identifier(&self) -> Option<Vec<u8>> {
        let value = &self.extension(AUTHORITY_KEY_IDENTIFIER)?.value;
        let own = AuthorityKeyIdentifier::from_der(value).ok()?;
        own.key_identifier.map(|own| own.as_bytes().to_vec())
    }

    /// How many certificates it revokes.
    pub fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, Vec::len)
    }

    /// Whether it revokes none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every way in which the list breaks Annex B.2; signature and time are not among them.
    pub fn faults(&self) -> Vec<CrlFault> {
        let odd = |own: &Extension| ![AUTHORITY_KEY_IDENTIFIER, CRL_NUMBER].contains(&own.oid);
        let entries = self.entries.as_deref();
        let (delta, partial) = (DELTA_INDICATOR, ISSUING_DISTRIBUTION_POINT);
        let others = self.extensions.iter().filter(|own| odd(own));
        let mut others = others.filter(|own| ![delta, partial].contains(&own.oid));
        [
            (CrlFault::Version, self.version != 1),
            (CrlFault::AlgorithmMismatch, self.inner_algorithm != self.outer_algorithm),
            (CrlFault::NoNextUpdate, self.next_update.is_none()),
            (CrlFault::Order, self.next_update.is_some_and(|next| next <= self.this_update)),
            (CrlFault::EmptyList, entries.is_some_and(<[Entry]>::is_empty)),
            (
                CrlFault::EntryExtension,
                entries.is_some_and(|list| list.iter().any(|entry| entry.odd_extension)),
            ),
            (CrlFault::Delta, self.extension(delta).is_some()),
            (CrlFault::Partial, self.extension(partial).is_some()),
            (CrlFault::UnknownCritical, others.clone().any(|own| own.critical)),
            (CrlFault::OtherExtension, others.any(|own| !own.critical)),
            (CrlFault::NoAuthorityKeyIdentifier, self.authority_key_identifier().is_none()),
            (CrlFault::NoNumber, self.number().is_none()),
        ]
        .into_iter()
        .filter_map(|(fault, broken)| broken.then_some(fault))
        .collect()
    }

    /// Whether it tells of every certificate of its authority: it is neither a delta list nor one of a
    /// part.
    pub fn is_whole(&self) -> bool {
        [DELTA_INDICATOR, ISSUING_DISTRIBUTION_POINT]
            .into_iter()
            .all(|oid| self.extension(oid).is_none())
    }

    /// Whether the list is of this authority: the same name, byte for byte, and the same key
    /// identifier where both state one.
    pub fn is_of(&self, authority: &Certificate) -> bool {
        if self.issuer.der() != authority.subject().der() {
            return false;
        }
        match (self.authority_key_identifier(), authority.key_identifier()) {
            (Some(own), Some(its)) => own == its,
            _ => true,
        }
    }

    /// Whether the authority's key has signed the list, over the bytes as received.
    ///
    /// # Errors
    /// See [`PathError`].
    pub fn signature_holds(
        &self,
        provider: &CryptoProvider,
        authority: &Certificate,
    ) -> Result<(), PathError> {
        let oid = self.inner_algorithm.oid;
        signed_by(provider, oid, &[&self.signed], &self.signature, authority)
    }

    /// The entry of this certificate.
    pub fn find(&self, certificate: &Certificate) -> Option<&RevokedCertificate> {
        let serial = without_zeros(&certificate.serial);
        let mut entries = self.entries.iter().flatten();
        entries.find(|own| own.serial == serial).map(|own| &own.certificate)
    }

    pub(super) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.extensions.iter().find(|own| own.oid == oid)
    }

    fn parse(der: &[u8]) -> Result<Self, CrlError> {
        if der.len() > MAX_CRL_BYTES {
            return Err(CrlError::TooLarge(MAX_CRL_BYTES));
        }
        let read = read(der).map_err(|error| CrlError::Der(error.to_string()))?;
        if read.extensions.len() > MAX_EXTENSIONS {
            return Err(CrlError::TooLarge(MAX_EXTENSIONS));
        }
        for (index, own) in read.extensions.iter().enumerate() {
            if read.extensions.iter().skip(index + 1).any(|other| other.oid == own.oid) {
                return Err(CrlError::RepeatedExtension(own.oid.to_string()));
            }
        }
        Ok(read)
    }
}

fn read(der: &[u8]) -> Result<RevocationList, der::Error> {
    let mut reader = SliceReader::new(der)?;
    let (signed, outer_algorithm, signature) = reader.sequence(|parts| {
        let signed = parts.tlv_bytes()?;
        let algorithm = AlgorithmIdentifier::read(parts)?;
        Ok::<_, der::Error>((signed, algorithm, bits(parts)?.to_vec()))
    })?;
    reader.finish()?;
    let mut inner = SliceReader::new(signed)?;
    let list = inner.sequence(|parts| read_signed(parts, outer_algorithm, signature))?;
    inner.finish()?;
    Ok(RevocationList { signed: signed.to_vec(), ..list })
}

fn read_signed(
    parts: &mut SliceReader<'_>,
    outer_algorithm: AlgorithmIdentifier,
    signature: Vec<u8>,
) -> Result<RevocationList, der::Error> {
    let version = Option::<u8>::decode(parts)?.unwrap_or(0);
    let inner_algorithm = AlgorithmIdentifier::read(parts)?;
    let issuer = Name::read(parts.tlv_bytes()?)?;
    let this_update = time(parts)?;
    let next_update = match next_tag(parts)? {
        Some(Tag::UtcTime | Tag::GeneralizedTime) => Some(time(parts)?),
        _ => None,
    };
    let entries = match next_tag(parts)? {
        Some(Tag::Sequence) => Some(parts.sequence(entries)?),
        _ => None,
    };
    let extensions = ContextSpecific::<AnyRef<'_>>::decode_explicit(parts, TagNumber(0))?;
    Ok(RevocationList {
        signed: Vec::new(),
        signature,
        inner_algorithm,
        outer_algorithm,
        version,
        issuer,
        this_update,
        next_update,
        entries,
        extensions: extensions.map_or(Ok(Vec::new()), |own| extensions_of(own.value))?,
    })
}

fn next_tag(parts: &SliceReader<'_>) -> Result<Option<Tag>, der::Error> {
    if parts.is_finished() {
        return Ok(None);
    }
    Tag::peek(parts).map(Some)
}

fn entries(reader: &mut SliceReader<'_>) -> Result<Vec<Entry>, der::Error> {
    let mut entries = Vec::new();
    while !reader.is_finished() {
        entries.push(reader.sequence(entry)?);
    }
    Ok(entries)
}

fn entry(parts: &mut SliceReader<'_>) -> Result<Entry, der::Error> {
    let serial = AnyRef::decode(parts)?;
    expect(&serial, Tag::Integer)?;
    let at = time(parts)?;
    let extensions = match parts.is_finished() {
        true => Vec::new(),
        false => extensions_of(AnyRef::decode(parts)?)?,
    };
    let reason = extensions.iter().find(|own| own.oid == REASON_CODE);
    let reason = reason.and_then(|own| AnyRef::from_der(&own.value).ok());
    let reason = reason.filter(|own| own.tag() == Tag::Enumerated);
    let tolerated = [REASON_CODE, INVALIDITY_DATE];
    Ok(Entry {
        serial: without_zeros(serial.value()),
        certificate: RevokedCertificate { at, reason: reason.and_then(|own| only(own.value())) },
        odd_extension: extensions.iter().any(|own| !tolerated.contains(&own.oid)),
    })
}

fn only(octets: &[u8]) -> Option<u8> {
    match octets {
        [octet] => Some(*octet),
        _ => None,
    }
}

fn without_zeros(octets: &[u8]) -> Vec<u8> {
    octets.iter().copied().skip_while(|octet| *octet == 0).collect()
}
