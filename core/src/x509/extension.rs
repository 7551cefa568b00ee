//! The extensions of Annex B, decoded: absent, malformed or read.

use const_oid::AssociatedOid;
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{CrlDistributionPoints, ExtendedKeyUsage, KeyUsage};

use super::certificate::{Certificate, Extension};

const ANY_PURPOSE: &str = "2.5.29.37.0";

/// Extensions whose meaning is known here, so that they may be critical: key identifiers, key
/// usages, names, basic constraints, distribution points, policies, authority information.
const UNDERSTOOD: [ObjectIdentifier; 10] = [
    oid("2.5.29.14"),
    oid("2.5.29.15"),
    oid("2.5.29.17"),
    oid("2.5.29.18"),
    oid("2.5.29.19"),
    oid("2.5.29.31"),
    oid("2.5.29.32"),
    oid("2.5.29.35"),
    oid("2.5.29.37"),
    oid("1.3.6.1.5.5.7.1.1"),
];

/// An extension that was looked for.
pub(crate) enum Found<T> {
    Absent,
    Malformed,
    Read { value: T, critical: bool },
}

impl Certificate {
    /// Looks for the extension that `T` is, and reads it.
    pub(crate) fn find<T>(&self) -> Found<T>
    where
        T: AssociatedOid + for<'a> Decode<'a, Error = der::Error>,
    {
        let Some(own) = self.extension(T::OID) else { return Found::Absent };
        match T::from_der(&own.value) {
            Ok(value) => Found::Read { value, critical: own.critical },
            Err(_) => Found::Malformed,
        }
    }

    /// The critical extensions whose meaning is not known here.
    pub(crate) fn not_understood(&self) -> impl Iterator<Item = &Extension> {
        self.extensions.iter().filter(|own| own.critical && !UNDERSTOOD.contains(&own.oid))
    }

    /// `subjectKeyIdentifier`, where it can be read.
    pub fn key_identifier(&self) -> Option<Vec<u8>> {
        match self.find::<x509_cert::ext::pkix::SubjectKeyIdentifier>() {
            Found::Read { value, .. } => Some(value.0.as_bytes().to_vec()),
            _ => None,
        }
    }

    /// The addresses of its revocation list, in the order given.
    pub fn crl_addresses(&self) -> Vec<String> {
        let Found::Read { value, .. } = self.find::<CrlDistributionPoints>() else {
            return Vec::new();
        };
        let names = value.0.into_iter().filter_map(|point| match point.distribution_point? {
            DistributionPointName::FullName(names) => Some(names),
            DistributionPointName::NameRelativeToCRLIssuer(_) => None,
        });
        names.flatten().filter_map(address).collect()
    }

    /// The purposes of its extended key usage as dotted numbers; `None` where it has none that can
    /// be read.
    pub fn purposes(&self) -> Option<Vec<String>> {
        match self.find::<ExtendedKeyUsage>() {
            Found::Read { value, .. } => Some(value.0.iter().map(ToString::to_string).collect()),
            _ => None,
        }
    }

    /// Whether it has no extended key usage, or one of these purposes. One that cannot be read is for
    /// no purpose.
    pub(crate) fn serves(&self, allowed: impl Fn(&str) -> bool) -> bool {
        match self.find::<ExtendedKeyUsage>() {
            Found::Absent => true,
            Found::Malformed => false,
            Found::Read { value, .. } => value.0.iter().any(|own| allowed(&own.to_string())),
        }
    }

    /// Whether it may sign travel documents: its key usage, where it has one, lets it sign data, and
    /// it is not kept for other purposes, such as master lists (ICAO Doc 9303-12 7.1, RFC 5280
    /// 4.2.1.12).
    pub(crate) fn may_sign_documents(&self) -> bool {
        let signs = match self.find::<KeyUsage>() {
            Found::Absent => true,
            Found::Malformed => false,
            Found::Read { value, .. } => value.digital_signature(),
        };
        signs && self.serves(|own| own == ANY_PURPOSE)
    }

    /// Whether its key usage, where it has one, lets it sign revocation lists.
    pub fn may_sign_lists(&self) -> bool {
        match self.find::<KeyUsage>() {
            Found::Absent => true,
            Found::Malformed => false,
            Found::Read { value, .. } => value.crl_sign(),
        }
    }

    /// The bytes of a readable key identifier of the issuer.
    pub fn authority_key_identifier(&self) -> Option<Vec<u8>> {
        match self.find::<x509_cert::ext::pkix::AuthorityKeyIdentifier>() {
            Found::Read { value, .. } => value.key_identifier.map(|own| own.as_bytes().to_vec()),
            _ => None,
        }
    }

    /// The DNS names among the subject's alternative names; none where they cannot be read.
    pub fn dns_names(&self) -> Vec<String> {
        let Found::Read { value, .. } = self.find::<x509_cert::ext::pkix::SubjectAltName>() else {
            return Vec::new();
        };
        let names = value.0.into_iter().filter_map(|name| match name {
            GeneralName::DnsName(name) => Some(name.as_str().to_owned()),
            _ => None,
        });
        names.collect()
    }
}

fn address(name: GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(uri) => Some(uri.as_str().to_owned()),
        _ => None,
    }
}

pub(crate) const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}
