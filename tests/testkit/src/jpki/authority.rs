//! Authorities of both hierarchies and the certificates below them, of which every field can be
//! changed.

use super::rsa::Rsa;
use crate::certificate::{
    Certificate, Extension, Name, StringKind, authority_key_identifier, basic_constraints,
    crl_directory_entry, extended_key_usage, key_usage, oid, subject_key_identifier, usage,
};
use crate::crl::RevocationList;
use crate::der;
use crate::keys::{Curve, Hash, Key};

/// Object identifiers of JPKI and its signatures.
pub mod id {
    #![allow(missing_docs, reason = "each name says what it is")]
    pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
    pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
    pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
    pub const AUTHORITY_INFORMATION: &str = "1.3.6.1.5.5.7.1.1";
    pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
    pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
    pub const OCSP_NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
    pub const SHA256_WITH_RSA: &str = "1.2.840.113549.1.1.11";
    pub const SHA384_WITH_RSA: &str = "1.2.840.113549.1.1.12";
    pub const RSA: &str = "1.2.840.113549.1.1.1";
    pub const AUTHENTICATION: &str = "1.2.392.200149.8.5.1.3.30";
    pub const SIGNING: &str = "1.2.392.200149.8.5.1.1.20";
    pub const SIGNING_TEST: &str = "1.2.392.200149.8.5.1.0.20";
    pub const SIGNING_SMARTPHONE: &str = "1.2.392.200149.8.5.1.1.40";
    pub const UNKNOWN_POLICY: &str = "1.2.392.200149.8.5.1.3.99";
    pub const NAME: &str = "1.2.392.200149.8.5.5.1";
    pub const NAME_MARKS: &str = "1.2.392.200149.8.5.5.2";
    pub const SEX: &str = "1.2.392.200149.8.5.5.3";
    pub const BIRTH_DATE: &str = "1.2.392.200149.8.5.5.4";
    pub const ADDRESS: &str = "1.2.392.200149.8.5.5.5";
    pub const ADDRESS_MARKS: &str = "1.2.392.200149.8.5.5.6";
}

/// keyUsage digitalSignature and nonRepudiation.
pub const SIGNATURE_AND_NON_REPUDIATION: (u8, u8) = (0xc0, 6);
/// keyUsage cRLSign alone.
pub const SIGN_LISTS: (u8, u8) = (0x02, 1);

/// A key of either kind.
#[derive(Clone, Debug)]
pub enum AnyKey {
    /// RSA.
    Rsa(Rsa),
    /// On a curve.
    Point(Key),
}

impl AnyKey {
    /// An RSA key by its label.
    pub fn rsa(label: &str) -> AnyKey {
        AnyKey::Rsa(Rsa::new(label))
    }

    /// A key on a curve by its label.
    pub fn point(curve: Curve, label: &str) -> AnyKey {
        AnyKey::Point(Key::new(curve, label))
    }

    /// SubjectPublicKeyInfo.
    pub fn spki(&self) -> Vec<u8> {
        match self {
            AnyKey::Rsa(key) => key.spki(),
            AnyKey::Point(key) => key.spki(),
        }
    }

    /// What a key identifier is made of.
    pub fn public_bytes(&self) -> Vec<u8> {
        match self {
            AnyKey::Rsa(key) => key.public_bytes(),
            AnyKey::Point(key) => key.public_bytes(),
        }
    }

    /// The key identifier.
    pub fn identifier(&self) -> Vec<u8> {
        Hash::Sha1.digest(&self.public_bytes())
    }

    /// The digest the key signs.
    pub fn hash(&self) -> Hash {
        match self {
            AnyKey::Rsa(_) => Hash::Sha256,
            AnyKey::Point(key) => key.curve().hash(),
        }
    }

    /// The signature with this digest, as certificates carry it.
    pub fn sign_with(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        match self {
            AnyKey::Rsa(key) => key.sign(hash, message),
            AnyKey::Point(key) => key.sign_der(hash, message),
        }
    }

    /// The signature with the key's own digest.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_with(self.hash(), message)
    }

    /// The name of the key's signature algorithm.
    pub fn algorithm(&self) -> &'static str {
        match self {
            AnyKey::Rsa(_) => id::SHA256_WITH_RSA,
            AnyKey::Point(key) => match key.curve() {
                Curve::P384 => oid::ECDSA_WITH_SHA384,
                _ => oid::ECDSA_WITH_SHA256,
            },
        }
    }

    /// The algorithm identifier of the key's signatures.
    pub fn algorithm_identifier(&self) -> Vec<u8> {
        self.identified(self.algorithm())
    }

    /// An algorithm identifier with the parameters of this kind of key.
    pub fn identified(&self, name: &str) -> Vec<u8> {
        let mut parts = vec![der::oid(name)];
        parts.extend(self.is_rsa().then(der::null));
        der::sequence(&parts)
    }

    /// Whether it is RSA.
    pub fn is_rsa(&self) -> bool {
        matches!(self, AnyKey::Rsa(_))
    }
}

/// For what a hierarchy issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hierarchy {
    /// Authentication.
    Authentication,
    /// Signatures.
    Signing,
}

/// An authority.
#[derive(Clone, Debug)]
pub struct Authority {
    /// Its key.
    pub key: AnyKey,
    /// Its certificate.
    pub certificate: Certificate,
}

impl Authority {
    /// The authority of a hierarchy with this key.
    pub fn new(hierarchy: Hierarchy, key: AnyKey) -> Authority {
        let unit = match hierarchy {
            Hierarchy::Authentication => "Example JPKI for user authentication",
            Hierarchy::Signing => "Example JPKI for digital signature",
        };
        let subject = name(&[unit, "Example Agency for Local Authorities"], None);
        let mut certificate = bare(subject.clone(), subject, &key, &key, &[0x01]);
        certificate.not_before = "2023-01-01T00:00:00Z".into();
        certificate.not_after = "2033-01-01T00:00:00Z".into();
        certificate.extensions = vec![
            subject_key_identifier(&key.identifier()),
            key_usage(usage::SIGN_CERTIFICATES_AND_LISTS),
            basic_constraints(true, None),
        ];
        Authority { key, certificate }
    }

    /// Its certificate in DER.
    pub fn der(&self) -> Vec<u8> {
        self.certificate.issue_with(|signed| self.key.sign(signed))
    }

    /// A person's authentication certificate.
    pub fn authenticate(&self, key: &AnyKey) -> Certificate {
        let mut own = self.person(key, "99999EXAMPLE0000001A", &[0x01, 0x2d, 0x57, 0xca]);
        own.set_extension(key_usage(usage::DIGITAL_SIGNATURE));
        own.set_extension(extended_key_usage(&[id::CLIENT_AUTH]));
        own.extension(oid::EXTENDED_KEY_USAGE).critical = false;
        own.set_extension(policies(&[id::AUTHENTICATION]));
        own
    }

    /// A person's signature certificate.
    pub fn sign(&self, key: &AnyKey) -> Certificate {
        let mut own = self.person(key, "99999EXAMPLE0000001S", &[0x01, 0x3e, 0x68, 0xdb]);
        own.set_extension(key_usage(SIGNATURE_AND_NON_REPUDIATION));
        own.set_extension(policies(&[id::SIGNING]));
        own.set_extension(holder(&HOLDER));
        own
    }

    /// The certificate of an OCSP responder.
    pub fn responder(&self, key: &AnyKey) -> Certificate {
        let subject = name(&["Example OCSP responder"], None);
        let mut own = bare(subject, self.certificate.subject.clone(), key, &self.key, &[0x77]);
        own.not_before = "2026-05-01T00:00:00Z".into();
        own.not_after = "2026-07-01T00:00:00Z".into();
        own.extensions = vec![
            authority_key_identifier(&self.key.identifier()),
            subject_key_identifier(&key.identifier()),
            key_usage(usage::DIGITAL_SIGNATURE),
            extended_key_usage(&[id::OCSP_SIGNING]),
            Extension { oid: id::OCSP_NO_CHECK, critical: false, value: der::null() },
        ];
        own
    }

    /// A revocation list with nobody in it, for the municipality's distribution point.
    pub fn list(&self) -> RevocationList {
        let root = &self.certificate;
        RevocationList {
            version: Some(1),
            inner_algorithm: root.inner_algorithm,
            outer_algorithm: root.inner_algorithm,
            null_parameters: self.key.is_rsa(),
            hash: root.hash,
            issuer: root.subject.clone(),
            this_update: "2026-05-31T20:00:00Z".into(),
            next_update: Some("2026-06-01T20:00:00Z".into()),
            revoked: None,
            extensions: vec![
                authority_key_identifier(&self.key.identifier()),
                crate::crl::number(&[7]),
            ],
        }
    }

    fn person(&self, key: &AnyKey, common_name: &str, serial: &[u8]) -> Certificate {
        let subject = name(&[], Some(common_name));
        let issuer = self.certificate.subject.clone();
        let mut own = bare(subject, issuer, key, &self.key, serial);
        own.not_before = "2025-01-20T00:00:00Z".into();
        own.not_after = "2029-01-20T14:59:59Z".into();
        own.extensions = vec![
            authority_key_identifier(&self.key.identifier()),
            subject_key_identifier(&key.identifier()),
            crl_directory_entry(&distribution_point()),
            authority_information(),
        ];
        own
    }
}

fn bare(subject: Name, issuer: Name, key: &AnyKey, by: &AnyKey, serial: &[u8]) -> Certificate {
    Certificate {
        version: Some(2),
        serial: serial.to_vec(),
        inner_algorithm: by.algorithm(),
        outer_algorithm: by.algorithm(),
        null_parameters: by.is_rsa(),
        hash: by.hash(),
        issuer,
        not_before: String::new(),
        not_after: String::new(),
        subject,
        public_key: key.spki(),
        extensions: Vec::new(),
    }
}

fn name(units: &[&str], common_name: Option<&str>) -> Name {
    let mut name = Name::default();
    name.push(oid::COUNTRY, StringKind::Printable, "JP");
    if common_name.is_none() {
        name.push(oid::ORGANIZATION, StringKind::Utf8, "Example JPKI");
    }
    for unit in units {
        name.push(id::ORGANIZATIONAL_UNIT, StringKind::Utf8, unit);
    }
    if let Some(own) = common_name {
        name.push(oid::COMMON_NAME, StringKind::Printable, own);
    }
    name
}

/// Where the list of a person's municipality is.
pub fn distribution_point() -> Name {
    let mut own = name(&["CRL Distribution Points", "Example-ken"], None);
    own.push(oid::COMMON_NAME, StringKind::Utf8, "Example-shi CRLDP");
    own
}

/// The list's own statement of the distribution point it is for, and `more` fields.
pub fn issuing_distribution_point(point: Option<&Name>, more: &[Vec<u8>]) -> Extension {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    if let Some(point) = point {
        let names = der::context(0, &der::context(4, &point.der()));
        parts.push(der::context(0, &names));
    }
    parts.extend_from_slice(more);
    Extension { oid: oid::ISSUING_DISTRIBUTION_POINT, critical: true, value: der::sequence(&parts) }
}

/// certificatePolicies, critical, each with the address of a practice statement.
pub fn policies(oids: &[&str]) -> Extension {
    let statement = der::tlv(0x16, b"http://jpki.example/cps.html");
    let qualifier = der::sequence(&[der::oid("1.3.6.1.5.5.7.2.1"), statement]);
    let qualifiers = der::sequence(&[qualifier]);
    let one = |oid: &&str| der::sequence(&[der::oid(oid), qualifiers.clone()]);
    let all: Vec<Vec<u8>> = oids.iter().map(one).collect();
    Extension { oid: id::CERTIFICATE_POLICIES, critical: true, value: der::sequence(&all) }
}

fn authority_information() -> Extension {
    let address = der::context_primitive(6, b"http://ocsp.jpki.example");
    let one = der::sequence(&[der::oid("1.3.6.1.5.5.7.48.1"), address]);
    Extension { oid: id::AUTHORITY_INFORMATION, critical: false, value: der::sequence(&[one]) }
}

/// The attributes of a person, in the order of the certificates.
pub const HOLDER: [(&str, &str); 6] = [
    (id::NAME, "番号　花子"),
    (id::BIRTH_DATE, "319710901"),
    (id::SEX, "2"),
    (id::ADDRESS, "〇〇県△△市□□町１丁目２番地３号"),
    (id::NAME_MARKS, "00000"),
    (id::ADDRESS_MARKS, "00000000000000000"),
];

/// subjectAltName with these attributes.
pub fn holder(attributes: &[(&str, &str)]) -> Extension {
    let names: Vec<Vec<u8>> =
        attributes.iter().map(|(oid, text)| other_name(oid, 0x0c, text)).collect();
    Extension { oid: id::SUBJECT_ALT_NAME, critical: false, value: der::sequence(&names) }
}

/// An otherName of a text of this string type.
pub fn other_name(oid: &str, tag: u8, text: &str) -> Vec<u8> {
    let value = der::context(0, &der::tlv(tag, text.as_bytes()));
    der::context(0, &[der::oid(oid), value].concat())
}
