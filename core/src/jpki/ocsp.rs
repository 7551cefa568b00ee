//! One OCSP response, read as received (RFC 6960).
//!
//! ```text
//! OCSPResponse = SEQUENCE { responseStatus ENUMERATED, [0] EXPLICIT SEQUENCE { OID, OCTET STRING } }
//! BasicOCSPResponse = SEQUENCE { tbsResponseData, AlgorithmIdentifier, BIT STRING, [0] certs OPTIONAL }
//! ```
//! 1. The response is successful and basic.
//! 2. It speaks of this certificate: names' digest, key's digest and serial number.
//! 3. Its responder is the authority itself, or somebody whom the authority's key has certified for
//!    this alone, at this time (4.2.2.2). Such a certificate says that nobody needs to look it up
//!    (`id-pkix-ocsp-nocheck`), or a list that is given says that it is good; none says otherwise.
//! 4. The responder's key has signed it, over the bytes as received.
//! 5. It repeats the nonce that was sent, and is within its time: else only *revoked* counts.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, ContextSpecific, GeneralizedTime, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use x509_cert::ext::pkix::KeyUsage;

use super::key::signed_by;
use super::path::validity;
use super::revocation::{
    Heard, Lookup, RevocationEvidence, Says, list, signature_problem, time_fault,
};
use crate::codec::limits::{MAX_OCSP_BYTES, MAX_OCSP_RESPONSES};
use crate::crypto::HashAlgorithm;
use crate::facts::Facts;
use crate::instant::Timestamp;
use crate::x509::{
    AlgorithmIdentifier, Authority, Certificate, Extension, Found, bits, context, digest_algorithm,
    expect, extensions_of, issuer_matches, oid,
};

const BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.2");
const NO_CHECK: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.5");
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// A digest of a CertID. It names a certificate here and protects nothing.
const SHA_1: ObjectIdentifier = oid("1.3.14.3.2.26");

/// A response that was read.
struct Response<'r> {
    signed: &'r [u8],
    algorithm: AlgorithmIdentifier,
    signature: &'r [u8],
    certificates: Vec<Certificate>,
    responder: Responder<'r>,
    produced_at: Timestamp,
    singles: Vec<Single<'r>>,
    extensions: Vec<Extension>,
}

enum Responder<'r> {
    Key(&'r [u8]),
    Name(&'r [u8]),
}

/// What is said of one certificate.
struct Single<'r> {
    digest: AlgorithmIdentifier,
    name_digest: &'r [u8],
    key_digest: &'r [u8],
    serial: &'r [u8],
    says: Says,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    extensions: Vec<Extension>,
}

/// What a response says of the certificate.
pub(super) fn response(content: &[u8], nonce: Option<&[u8]>, lookup: &Lookup<'_>) -> Heard {
    if content.len() > MAX_OCSP_BYTES {
        return Heard::nothing("too-large");
    }
    let basic = match envelope(content) {
        Ok(Ok(basic)) => basic,
        Ok(Err(status)) => {
            let facts = Facts::of("problem", "not-successful").and("status", i64::from(status));
            return Heard { says: None, fault: Some(facts) };
        }
        Err(_) => return Heard::nothing("malformed"),
    };
    let Ok(own) = Response::read(basic) else { return Heard::nothing("malformed") };
    match own.judge(nonce, lookup) {
        Ok(heard) => heard,
        Err(problem) => Heard::nothing(problem),
    }
}

impl<'r> Response<'r> {
    fn judge(&self, nonce: Option<&[u8]>, lookup: &Lookup<'_>) -> Result<Heard, &'static str> {
        let mut own = self.singles.iter().filter(|own| own.is_of(lookup));
        let single = own.next().ok_or("another-certificate")?;
        if own.next().is_some() {
            return Err("the certificate twice");
        }
        let unknown = |list: &[Extension]| list.iter().any(|own| own.critical && own.oid != NONCE);
        if unknown(&self.extensions) || unknown(&single.extensions) {
            return Err("unknown-critical-extension");
        }
        let responder = self.responder(lookup)?;
        let (algorithm, signed) = (&self.algorithm, self.signed);
        signed_by(responder, algorithm, signed, self.signature, lookup.profile, lookup.provider)
            .map_err(signature_problem)?;
        let fault = nonce.filter(|sent| !self.repeats(sent)).map(|_| Facts::of("problem", "nonce"));
        let fault = fault.or_else(|| time_fault(single.this_update, single.next_update, lookup));
        let fault = fault.or_else(|| {
            let late = self.produced_at > lookup.now.plus(lookup.policy.clock_skew);
            late.then(|| Facts::of("problem", "issued-in-future").and("as-of", self.produced_at))
        });
        Ok(Heard { says: Some(single.says), fault })
    }

    /// Whether the nonce that was sent came back.
    fn repeats(&self, sent: &[u8]) -> bool {
        let came = self.extensions.iter().find(|own| own.oid == NONCE);
        // The value is an OCTET STRING; older responders repeat the octets bare.
        came.is_some_and(|own| {
            let inner = <&OctetStringRef>::from_der(&own.value).map(OctetStringRef::as_bytes);
            inner == Ok(sent) || own.value == sent
        })
    }

    /// The certificate of who answered, when it may answer.
    fn responder<'a>(&'a self, lookup: &'a Lookup<'_>) -> Result<&'a Certificate, &'static str> {
        if self.is_named(lookup.authority, lookup) {
            return Ok(lookup.authority);
        }
        let own = self.certificates.iter().find(|own| self.is_named(own, lookup));
        let own = own.ok_or("unknown-responder")?;
        let [inner, outer] = own.algorithms();
        let issued = issuer_matches(own, lookup.authority)
            && inner == outer
            && signed_by(
                lookup.authority,
                inner,
                own.signed_bytes(),
                own.signature(),
                lookup.profile,
                lookup.provider,
            )
            .is_ok();
        if !issued {
            return Err("responder-not-of-the-authority");
        }
        let purposes = own.purposes().unwrap_or_default();
        if !purposes.iter().any(|own| own == OCSP_SIGNING) || !may_sign(own) {
            return Err("responder-purpose");
        }
        if own.authority() != Authority::EndEntity || own.not_understood().next().is_some() {
            return Err("responder-certificate");
        }
        if validity(own, lookup.now, lookup.policy).is_some() {
            return Err("responder-validity");
        }
        let heard = heard_of(own, lookup);
        if heard.iter().any(|own| matches!(own.says, Some(Says::Revoked { .. }))) {
            return Err("responder-revoked");
        }
        let good = |own: &Heard| own.fault.is_none() && own.says.is_some();
        match own.extensions().iter().any(|own| own.oid == NO_CHECK) || heard.iter().any(good) {
            true => Ok(own),
            false => Err("responder-revocation-unknown"),
        }
    }

    fn is_named(&self, own: &Certificate, lookup: &Lookup<'_>) -> bool {
        match self.responder {
            Responder::Name(name) => own.subject().der() == name,
            Responder::Key(digest) => {
                let octets = [own.key_octets()];
                (lookup.provider.digest)(HashAlgorithm::Sha1, &octets).as_ref() == digest
            }
        }
    }

    /// Reads a BasicOCSPResponse.
    fn read(der: &'r [u8]) -> Result<Self, der::Error> {
        let mut reader = SliceReader::new(der)?;
        let own = reader.sequence(|parts| {
            let signed = parts.tlv_bytes()?;
            let algorithm = AlgorithmIdentifier::read(parts)?;
            let signature = bits(parts)?;
            let certificates = ContextSpecific::<AnyRef<'_>>::decode_explicit(parts, TagNumber(0))?;
            let certificates =
                certificates.map_or(Ok(Vec::new()), |own| certificates_of(own.value))?;
            let data = Data::read(signed)?;
            Ok::<_, der::Error>(Self {
                signed,
                algorithm,
                signature,
                certificates,
                responder: data.responder,
                produced_at: data.produced_at,
                singles: data.singles,
                extensions: data.extensions,
            })
        })?;
        reader.finish()?;
        Ok(own)
    }
}

/// What the lists that are given say of this responder's certificate.
fn heard_of(own: &Certificate, lookup: &Lookup<'_>) -> Vec<Heard> {
    let lists = lookup.evidence.iter().filter_map(|given| match given {
        RevocationEvidence::Crl(content) => Some(list(content, own, lookup)),
        RevocationEvidence::Ocsp { .. } => None,
    });
    lists.collect()
}

/// Whether its key usage, where it has one, lets it sign responses.
fn may_sign(own: &Certificate) -> bool {
    match own.find::<KeyUsage>() {
        Found::Absent => true,
        Found::Malformed => false,
        Found::Read { value, .. } => value.digital_signature() || value.non_repudiation(),
    }
}

/// tbsResponseData.
struct Data<'r> {
    responder: Responder<'r>,
    produced_at: Timestamp,
    singles: Vec<Single<'r>>,
    extensions: Vec<Extension>,
}

impl<'r> Data<'r> {
    fn read(der: &'r [u8]) -> Result<Self, der::Error> {
        let mut reader = SliceReader::new(der)?;
        let own = reader.sequence(|parts| -> Result<_, der::Error> {
            let version = ContextSpecific::<u8>::decode_explicit(parts, TagNumber(0))?;
            // Version 1 is written as 0, or not at all.
            if version.is_some_and(|own| own.value != 0) {
                return Err(Tag::Integer.value_error().into());
            }
            let responder = responder(AnyRef::decode(parts)?)?;
            let produced_at = generalized(parts)?;
            let singles = parts.sequence(|list| -> Result<_, der::Error> {
                let mut singles = Vec::new();
                while !list.is_finished() {
                    if singles.len() == MAX_OCSP_RESPONSES {
                        return Err(Tag::Sequence.length_error().into());
                    }
                    singles.push(list.sequence(Single::read)?);
                }
                Ok(singles)
            })?;
            let extensions = ContextSpecific::<AnyRef<'_>>::decode_explicit(parts, TagNumber(1))?;
            let extensions = extensions.map_or(Ok(Vec::new()), |own| extensions_of(own.value))?;
            Ok(Self { responder, produced_at, singles, extensions })
        })?;
        reader.finish()?;
        Ok(own)
    }
}

impl<'r> Single<'r> {
    fn read(parts: &mut SliceReader<'r>) -> Result<Self, der::Error> {
        let (digest, name_digest, key_digest, serial) = parts.sequence(|id| {
            let digest = AlgorithmIdentifier::read(id)?;
            let name = <&OctetStringRef>::decode(id)?.as_bytes();
            let key = <&OctetStringRef>::decode(id)?.as_bytes();
            let serial = AnyRef::decode(id)?;
            expect(&serial, Tag::Integer)?;
            Ok::<_, der::Error>((digest, name, key, serial.value()))
        })?;
        let status = AnyRef::decode(parts)?;
        let this_update = generalized(parts)?;
        let next_update = ContextSpecific::<GeneralizedTime>::decode_explicit(parts, TagNumber(0))?;
        let next_update = next_update.map(|own| timestamp(&own.value));
        let extensions = ContextSpecific::<AnyRef<'_>>::decode_explicit(parts, TagNumber(1))?;
        let extensions = extensions.map_or(Ok(Vec::new()), |own| extensions_of(own.value))?;
        let says = match status.tag().number() {
            _ if !matches!(status.tag(), Tag::ContextSpecific { .. }) => {
                return Err(status.tag().value_error().into());
            }
            TagNumber(0) if status.value().is_empty() => {
                Says::Good { as_of: this_update, until: next_update }
            }
            TagNumber(1) => revoked(status.value())?,
            TagNumber(2) if status.value().is_empty() => Says::NotKnown,
            _ => return Err(status.tag().value_error().into()),
        };
        Ok(Self {
            digest,
            name_digest,
            key_digest,
            serial,
            says,
            this_update,
            next_update,
            extensions,
        })
    }

    /// Whether it speaks of the certificate (4.1.1).
    fn is_of(&self, lookup: &Lookup<'_>) -> bool {
        let hash = match self.digest.oid {
            SHA_1 => Some(HashAlgorithm::Sha1),
            other => digest_algorithm(other),
        };
        hash.is_some_and(|hash| {
            let digest = |octets: &[u8]| (lookup.provider.digest)(hash, &[octets]);
            let issuer = digest(lookup.certificate.issuer().der());
            let key = digest(lookup.authority.key_octets());
            issuer.as_ref() == self.name_digest
                && key.as_ref() == self.key_digest
                && lookup.certificate.serial_number() == self.serial
        })
    }
}

/// The bytes of the basic response, or the status of one that is not successful.
fn envelope(der: &[u8]) -> Result<Result<&[u8], u8>, der::Error> {
    let mut reader = SliceReader::new(der)?;
    let found = reader.sequence(|parts| -> Result<_, der::Error> {
        let status = AnyRef::decode(parts)?;
        expect(&status, Tag::Enumerated)?;
        let status = match status.value() {
            [0] => None,
            [other] => Some(*other),
            _ => return Err(Tag::Enumerated.value_error().into()),
        };
        let bytes = ContextSpecific::<AnyRef<'_>>::decode_explicit(parts, TagNumber(0))?;
        let Some(bytes) = bytes else {
            let status = status.ok_or_else(|| der::Error::from(Tag::Sequence.value_error()))?;
            return Ok(Err(status));
        };
        if let Some(status) = status {
            return Ok(Err(status));
        }
        expect(&bytes.value, Tag::Sequence)?;
        let mut inner = SliceReader::new(bytes.value.value())?;
        let kind = ObjectIdentifier::decode(&mut inner)?;
        let basic = <&OctetStringRef>::decode(&mut inner)?.as_bytes();
        inner.finish()?;
        match kind == BASIC {
            true => Ok(Ok(basic)),
            false => Err(Tag::ObjectIdentifier.value_error().into()),
        }
    })?;
    reader.finish()?;
    Ok(found)
}

fn responder(own: AnyRef<'_>) -> Result<Responder<'_>, der::Error> {
    if own.tag() == context(1) {
        AnyRef::from_der(own.value())?;
        return Ok(Responder::Name(own.value()));
    }
    own.tag().assert_eq(context(2))?;
    Ok(Responder::Key(<&OctetStringRef>::from_der(own.value())?.as_bytes()))
}

/// `RevokedInfo ::= SEQUENCE { revocationTime, [0] EXPLICIT CRLReason OPTIONAL }`, its content.
fn revoked(content: &[u8]) -> Result<Says, der::Error> {
    let mut parts = SliceReader::new(content)?;
    let at = generalized(&mut parts)?;
    let reason = ContextSpecific::<AnyRef<'_>>::decode_explicit(&mut parts, TagNumber(0))?;
    parts.finish()?;
    let reason = reason.and_then(|own| match own.value.value() {
        [code] => Some(*code),
        _ => None,
    });
    Ok(Says::Revoked { at, reason })
}

fn certificates_of(list: AnyRef<'_>) -> Result<Vec<Certificate>, der::Error> {
    expect(&list, Tag::Sequence)?;
    let mut reader = SliceReader::new(list.value())?;
    let mut certificates = Vec::new();
    while !reader.is_finished() {
        let own = Certificate::parse(reader.tlv_bytes()?);
        certificates.push(own.map_err(|_| der::Error::from(Tag::Sequence.value_error()))?);
        if certificates.len() > MAX_OCSP_RESPONSES {
            return Err(Tag::Sequence.length_error().into());
        }
    }
    Ok(certificates)
}

fn generalized(reader: &mut SliceReader<'_>) -> Result<Timestamp, der::Error> {
    Ok(timestamp(&GeneralizedTime::decode(reader)?))
}

fn timestamp(own: &GeneralizedTime) -> Timestamp {
    let seconds = own.to_unix_duration().as_secs();
    Timestamp::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
}
