//! The extensions of Annex B, decoded: absent, malformed or read.

use const_oid::AssociatedOid;
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;

use super::certificate::Certificate;

/// An extension that was looked for.
pub(super) enum Found<T> {
    Absent,
    Malformed,
    Read { value: T, critical: bool },
}

impl Certificate {
    /// Looks for the extension that `T` is, and reads it.
    pub(super) fn find<T>(&self) -> Found<T>
    where
        T: AssociatedOid + for<'a> Decode<'a, Error = der::Error>,
    {
        let Some(own) = self.extension(T::OID) else { return Found::Absent };
        match T::from_der(&own.value) {
            Ok(value) => Found::Read { value, critical: own.critical },
            Err(_) => Found::Malformed,
        }
    }

    /// The bytes of a readable subject key identifier.
    pub(super) fn subject_key_identifier(&self) -> Option<Vec<u8>> {
        match self.find::<x509_cert::ext::pkix::SubjectKeyIdentifier>() {
            Found::Read { value, .. } => Some(value.0.as_bytes().to_vec()),
            _ => None,
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

pub(super) const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}
