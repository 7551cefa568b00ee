//! A detached signature in CMS, read as received (RFC 5652 5).
//!
//! ```text
//! SignedData = SEQUENCE { version, SET OF digestAlgorithm, encapContentInfo,
//!   [0] certificates OPTIONAL, [1] crls OPTIONAL, SET OF SignerInfo }
//! SignerInfo = SEQUENCE { version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm,
//!   signature OCTET STRING, [1] unsignedAttrs OPTIONAL }
//! ```
//! What is signed are the attributes, with the tag of a SET in place of their own and otherwise as
//! received (5.4). A signature without attributes is not taken: its octets could be the attributes of
//! another one.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

use super::path::Held;
use crate::codec::limits::{MAX_CMS_BYTES, MAX_OCSP_RESPONSES};
use crate::instant::Timestamp;
use crate::x509::{AlgorithmIdentifier, Certificate, expect, oid, time};

const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
/// The tag of a SET.
const SET: [u8; 1] = [0x31];

/// SignedData that was read.
pub(super) struct SignedData<'r> {
    /// `eContent`, where there is one.
    pub(super) content: Option<&'r [u8]>,
    content_type: ObjectIdentifier,
    certificates: Vec<&'r [u8]>,
    digests: Vec<AlgorithmIdentifier>,
    pub(super) signers: Vec<SignerInfo<'r>>,
}

/// One signer.
pub(super) struct SignerInfo<'r> {
    id: SignerId<'r>,
    pub(super) digest: AlgorithmIdentifier,
    attributes: Option<&'r [u8]>,
    pub(super) algorithm: AlgorithmIdentifier,
    pub(super) signature: &'r [u8],
}

enum SignerId<'r> {
    IssuerAndSerial { issuer: &'r [u8], serial: &'r [u8] },
    KeyIdentifier(&'r [u8]),
}

/// The signed attributes that mean something here.
pub(super) struct SignedAttributes<'r> {
    pub(super) message_digest: &'r [u8],
    pub(super) signing_time: Option<Timestamp>,
    /// The values of a signing certificate attribute of version 1 and 2.
    pub(super) certificate: Option<(u8, &'r [u8])>,
}

impl<'r> SignedData<'r> {
    pub(super) fn read(der: &'r [u8]) -> Result<Self, &'static str> {
        if der.len() > MAX_CMS_BYTES {
            return Err("too-large");
        }
        read(der).map_err(|_| "malformed")
    }

    /// The certificate that the signer names: `given`, or one that came along.
    pub(super) fn certificate(
        &self,
        signer: &SignerInfo<'_>,
        given: Option<&'r [u8]>,
    ) -> Option<&'r [u8]> {
        let named = |der: &&[u8]| Held::parse(der).is_ok_and(|own| signer.names(&own));
        match given {
            Some(given) => Some(given).filter(named),
            None => self.certificates.iter().copied().find(|own| named(own)),
        }
    }

    /// Whether the signer's digest is among those announced, and the content is plain data.
    pub(super) fn announces(&self, signer: &SignerInfo<'_>) -> bool {
        self.content_type == DATA && self.digests.iter().any(|own| own.oid == signer.digest.oid)
    }
}

impl<'r> SignerInfo<'r> {
    /// Whether the signer names this certificate.
    pub(super) fn names(&self, own: &Certificate) -> bool {
        match self.id {
            SignerId::IssuerAndSerial { issuer, serial } => {
                own.issuer().der() == issuer && own.serial_number() == serial
            }
            SignerId::KeyIdentifier(octets) => own.key_identifier().as_deref() == Some(octets),
        }
    }

    /// What the signature is over: the tag of a SET, and the attributes behind their own tag.
    pub(super) fn signed(&self) -> Option<[&'r [u8]; 2]> {
        Some([&SET, self.attributes?.get(1..)?])
    }

    /// The signed attributes.
    ///
    /// # Errors
    /// Where there are none, one is missing or there twice, or has not one value.
    pub(super) fn attributes(&self) -> Result<SignedAttributes<'r>, &'static str> {
        let raw = self.attributes.ok_or("not-stated")?;
        let list = attributes(raw).map_err(|_| "malformed")?;
        let one = |oid: ObjectIdentifier| -> Result<Option<&'r [u8]>, &'static str> {
            let mut own = list.iter().filter(|(own, _)| *own == oid);
            match (own.next(), own.next()) {
                (None, _) => Ok(None),
                (Some((_, value)), None) => value.map(Some).ok_or("not one value"),
                _ => Err("an attribute twice"),
            }
        };
        let content_type = one(CONTENT_TYPE)?.ok_or("no content type")?;
        if ObjectIdentifier::from_der(content_type) != Ok(DATA) {
            return Err("another content type");
        }
        let digest = one(MESSAGE_DIGEST)?.ok_or("no message digest")?;
        let digest = <&OctetStringRef>::from_der(digest).map_err(|_| "malformed")?.as_bytes();
        let time = one(SIGNING_TIME)?.map(instant).transpose().map_err(|_| "malformed")?;
        let [first, second] = [SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2].map(one);
        let certificate = match (first?, second?) {
            (_, Some(value)) => Some((2, value)),
            (first, None) => first.map(|value| (1, value)),
        };
        Ok(SignedAttributes { message_digest: digest, signing_time: time, certificate })
    }
}

/// The digest of the certificate that a signing certificate attribute binds first: its algorithm, or
/// `None` for the attribute's default, and the octets (RFC 5035 3, 4).
pub(super) fn bound_certificate(
    version: u8,
    value: &[u8],
) -> Result<(Option<AlgorithmIdentifier>, &[u8]), der::Error> {
    let mut outer = SliceReader::new(value)?;
    let first = outer.sequence(|parts| -> Result<_, der::Error> {
        let list = AnyRef::decode(parts)?;
        expect(&list, Tag::Sequence)?;
        // Policies behind it are the signer's wish.
        if !parts.is_finished() {
            AnyRef::decode(parts)?;
        }
        SliceReader::new(list.value())?.tlv_bytes()
    })?;
    outer.finish()?;
    let mut reader = SliceReader::new(first)?;
    reader.sequence(|id| {
        let algorithm = match Tag::peek(id)? {
            Tag::Sequence if version == 2 => Some(AlgorithmIdentifier::read(id)?),
            _ => None,
        };
        let digest = <&OctetStringRef>::decode(id)?.as_bytes();
        if !id.is_finished() {
            AnyRef::decode(id)?;
        }
        Ok((algorithm, digest))
    })
}

fn read(der: &[u8]) -> Result<SignedData<'_>, der::Error> {
    let mut reader = SliceReader::new(der)?;
    let content = reader.sequence(|parts| -> Result<_, der::Error> {
        let kind = ObjectIdentifier::decode(parts)?;
        if kind != SIGNED_DATA {
            return Err(Tag::ObjectIdentifier.value_error().into());
        }
        let wrapped = AnyRef::decode(parts)?;
        wrapped.tag().assert_eq(context(0))?;
        Ok(wrapped.value())
    })?;
    reader.finish()?;
    let mut inner = SliceReader::new(content)?;
    let data = inner.sequence(signed_data)?;
    inner.finish()?;
    Ok(data)
}

fn signed_data<'r>(parts: &mut SliceReader<'r>) -> Result<SignedData<'r>, der::Error> {
    let version = AnyRef::decode(parts)?;
    expect(&version, Tag::Integer)?;
    let digests = AnyRef::decode(parts)?;
    let digests = each(&digests, Tag::Set, AlgorithmIdentifier::read)?;
    let (content_type, content) = parts.sequence(|info| {
        let kind = ObjectIdentifier::decode(info)?;
        let content = match info.is_finished() {
            true => None,
            false => Some(AnyRef::decode(info)?),
        };
        Ok::<_, der::Error>((kind, content))
    })?;
    if let Some(own) = &content {
        own.tag().assert_eq(context(0))?;
    }
    let mut certificates = Vec::new();
    let mut next = AnyRef::decode(parts)?;
    if next.tag() == context(0) {
        let mut list = SliceReader::new(next.value())?;
        while !list.is_finished() {
            certificates.push(list.tlv_bytes()?);
            if certificates.len() > MAX_OCSP_RESPONSES {
                return Err(Tag::Set.length_error().into());
            }
        }
        next = AnyRef::decode(parts)?;
    }
    if next.tag() == context(1) {
        // Lists that come along are the signer's choice: revocation is looked up elsewhere.
        next = AnyRef::decode(parts)?;
    }
    let signers = each(&next, Tag::Set, signer)?;
    let content = content.map(|own| own.value());
    Ok(SignedData { content, content_type, certificates, digests, signers })
}

fn signer<'r>(reader: &mut SliceReader<'r>) -> Result<SignerInfo<'r>, der::Error> {
    reader.sequence(|parts| {
        let version = AnyRef::decode(parts)?;
        expect(&version, Tag::Integer)?;
        let id = AnyRef::decode(parts)?;
        let id = match id.tag() {
            Tag::Sequence => {
                let mut pair = SliceReader::new(id.value())?;
                let issuer = pair.tlv_bytes()?;
                let serial = AnyRef::decode(&mut pair)?;
                expect(&serial, Tag::Integer)?;
                pair.finish()?;
                SignerId::IssuerAndSerial { issuer, serial: serial.value() }
            }
            tag => {
                tag.assert_eq(Tag::ContextSpecific { constructed: false, number: TagNumber(0) })?;
                SignerId::KeyIdentifier(id.value())
            }
        };
        let digest = AlgorithmIdentifier::read(parts)?;
        let attributes = match Tag::peek(parts)? == context(0) {
            true => Some(parts.tlv_bytes()?),
            false => None,
        };
        let algorithm = AlgorithmIdentifier::read(parts)?;
        let signature = <&OctetStringRef>::decode(parts)?.as_bytes();
        if !parts.is_finished() {
            AnyRef::decode(parts)?.tag().assert_eq(context(1))?;
        }
        Ok(SignerInfo { id, digest, attributes, algorithm, signature })
    })
}

/// An attribute with its one value; `None` where it has not one.
type Attribute<'r> = (ObjectIdentifier, Option<&'r [u8]>);

fn attributes(raw: &[u8]) -> Result<Vec<Attribute<'_>>, der::Error> {
    let list = AnyRef::from_der(raw)?;
    each(&list, context(0), |reader| {
        reader.sequence(|parts| {
            let oid = ObjectIdentifier::decode(parts)?;
            let values = AnyRef::decode(parts)?;
            expect(&values, Tag::Set)?;
            let mut values = SliceReader::new(values.value())?;
            let value = values.tlv_bytes()?;
            Ok((oid, values.is_finished().then_some(value)))
        })
    })
}

/// Reads every member of a container.
fn each<'r, T>(
    list: &AnyRef<'r>,
    tag: Tag,
    read: impl Fn(&mut SliceReader<'r>) -> Result<T, der::Error>,
) -> Result<Vec<T>, der::Error> {
    list.tag().assert_eq(tag)?;
    let mut reader = SliceReader::new(list.value())?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        if found.len() == MAX_OCSP_RESPONSES {
            return Err(tag.length_error().into());
        }
        found.push(read(&mut reader)?);
    }
    Ok(found)
}

fn instant(value: &[u8]) -> Result<Timestamp, der::Error> {
    let mut reader = SliceReader::new(value)?;
    let at = time(&mut reader)?;
    reader.finish()?;
    Ok(at)
}

const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}
