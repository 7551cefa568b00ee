//! Certificates after ISO 18013-5 Annex B, of which every field can be changed or left out.
//!
//! [`Certificate::root`], [`Certificate::signer`] and [`Certificate::reader`] are right;
//! [`Certificate::issue`] signs whatever the fields say by then.

use crate::der;
use crate::keys::{Hash, Key};
use crate::random;

/// Object identifiers by their names in RFC 5280 and ISO 18013-5.
pub mod oid {
    #![allow(missing_docs, reason = "each name is that of the standard")]
    pub const COMMON_NAME: &str = "2.5.4.3";
    pub const COUNTRY: &str = "2.5.4.6";
    pub const STATE: &str = "2.5.4.8";
    pub const ORGANIZATION: &str = "2.5.4.10";
    pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
    pub const KEY_USAGE: &str = "2.5.29.15";
    pub const ISSUER_ALT_NAME: &str = "2.5.29.18";
    pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    pub const CRL_NUMBER: &str = "2.5.29.20";
    pub const REASON_CODE: &str = "2.5.29.21";
    pub const DELTA_INDICATOR: &str = "2.5.29.27";
    pub const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
    pub const CERTIFICATE_ISSUER: &str = "2.5.29.29";
    pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
    pub const POLICY_CONSTRAINTS: &str = "2.5.29.36";
    pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
    pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
    pub const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
    pub const ECDSA_WITH_SHA1: &str = "1.2.840.10045.4.1";
    pub const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
    pub const ECDSA_WITH_SHA384: &str = "1.2.840.10045.4.3.3";
    pub const ECDSA_WITH_SHA512: &str = "1.2.840.10045.4.3.4";
    pub const MDL_SIGNER: &str = "1.0.18013.5.1.2";
    pub const MDL_READER: &str = "1.0.18013.5.1.6";
    pub const MDOC_SIGNER: &str = "1.0.23220.4.1.2";
    pub const MDOC_READER: &str = "1.0.23220.4.1.6";
    pub const MDL_VICAL: &str = "1.0.18013.5.1.8";
    pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
    pub const UNKNOWN_EXTENSION: &str = "2.25.1";
}

/// keyUsage bits as the content of a BIT STRING: the octet and its unused bits.
pub mod usage {
    /// digitalSignature.
    pub const DIGITAL_SIGNATURE: (u8, u8) = (0x80, 7);
    /// nonRepudiation, also called contentCommitment.
    pub const NON_REPUDIATION: (u8, u8) = (0x40, 6);
    /// keyCertSign alone.
    pub const SIGN_CERTIFICATES: (u8, u8) = (0x04, 2);
    /// keyCertSign and cRLSign.
    pub const SIGN_CERTIFICATES_AND_LISTS: (u8, u8) = (0x06, 1);
    /// digitalSignature, keyCertSign and cRLSign.
    pub const ALL_OF_THESE: (u8, u8) = (0x86, 1);
    /// digitalSignature and keyAgreement.
    pub const SIGNATURE_AND_AGREEMENT: (u8, u8) = (0x88, 3);
}

/// The ASN.1 type of a name's attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringKind {
    /// PrintableString.
    Printable,
    /// UTF8String.
    Utf8,
}

/// One attribute of a distinguished name, in a set of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The attribute's type.
    pub oid: &'static str,
    /// The type of its string.
    pub kind: StringKind,
    /// Its value.
    pub value: String,
}

/// A distinguished name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name(pub Vec<Attribute>);

/// An extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its identifier.
    pub oid: &'static str,
    /// Whether it is marked critical.
    pub critical: bool,
    /// The DER inside of extnValue.
    pub value: Vec<u8>,
}

/// A certificate before it is signed.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The version field: 2 stands for v3; `None` leaves it out, which means v1.
    pub version: Option<u8>,
    /// The serial number's octets in two's complement.
    pub serial: Vec<u8>,
    /// The algorithm inside of the signed part.
    pub inner_algorithm: &'static str,
    /// The algorithm beside the signature.
    pub outer_algorithm: &'static str,
    /// Whether both algorithms have NULL as their parameters.
    pub null_parameters: bool,
    /// The digest that is really used.
    pub hash: Hash,
    /// The issuer's name.
    pub issuer: Name,
    /// notBefore, RFC 3339 in UTC.
    pub not_before: String,
    /// notAfter, RFC 3339 in UTC.
    pub not_after: String,
    /// The subject's name.
    pub subject: Name,
    /// SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// The extensions in their order.
    pub extensions: Vec<Extension>,
}

impl Certificate {
    /// An IACA root certificate (B.1.2).
    pub fn root(subject: Name, key: &Key) -> Certificate {
        let (inner_algorithm, hash) = algorithm(key);
        Certificate {
            version: Some(2),
            serial: serial(&subject.label()),
            inner_algorithm,
            outer_algorithm: inner_algorithm,
            null_parameters: false,
            hash,
            issuer: subject.clone(),
            not_before: "2024-01-01T00:00:00Z".into(),
            not_after: "2034-01-01T00:00:00Z".into(),
            public_key: key.spki(),
            extensions: vec![
                subject_key_identifier(&key.identifier()),
                key_usage(usage::SIGN_CERTIFICATES_AND_LISTS),
                issuer_alt_name(),
                basic_constraints(true, Some(0)),
            ],
            subject,
        }
    }

    /// A document signer's certificate (B.1.4), issued by `root`.
    pub fn signer(subject: Name, key: &Key, root: &Certificate, root_key: &Key) -> Certificate {
        Certificate {
            not_before: "2026-01-15T00:00:00Z".into(),
            not_after: "2027-02-19T00:00:00Z".into(),
            ..Certificate::leaf(subject, key, root, root_key, &[oid::MDL_SIGNER, oid::MDOC_SIGNER])
        }
    }

    /// A reader's certificate (B.1.5).
    pub fn reader(subject: Name, key: &Key, root: &Certificate, root_key: &Key) -> Certificate {
        Certificate {
            not_before: "2026-01-15T00:00:00Z".into(),
            not_after: "2028-01-15T00:00:00Z".into(),
            ..Certificate::leaf(subject, key, root, root_key, &[oid::MDL_READER, oid::MDOC_READER])
        }
    }

    /// The certificate of a signer of status lists (B.1.7), issued by `root`.
    pub fn status_signer(
        subject: Name,
        key: &Key,
        root: &Certificate,
        root_key: &Key,
    ) -> Certificate {
        let mut own = Certificate {
            not_before: "2026-01-15T00:00:00Z".into(),
            not_after: "2028-01-15T00:00:00Z".into(),
            ..Certificate::leaf(subject, key, root, root_key, &[])
        };
        own.remove_extension(oid::EXTENDED_KEY_USAGE);
        own
    }

    /// The certificate of a VICAL signer (C.1.7.2), issued by `root`.
    pub fn vical_signer(
        subject: Name,
        key: &Key,
        root: &Certificate,
        root_key: &Key,
    ) -> Certificate {
        let mut own = Certificate {
            not_before: "2026-01-15T00:00:00Z".into(),
            not_after: "2028-01-15T00:00:00Z".into(),
            ..Certificate::leaf(subject, key, root, root_key, &[oid::MDL_VICAL])
        };
        own.set_extension(key_usage(usage::NON_REPUDIATION));
        own
    }

    /// An authority below `root`: with its path length.
    pub fn intermediate(
        subject: Name,
        key: &Key,
        root: &Certificate,
        root_key: &Key,
    ) -> Certificate {
        let mut own = Certificate {
            not_before: "2025-01-01T00:00:00Z".into(),
            not_after: "2030-01-01T00:00:00Z".into(),
            ..Certificate::leaf(subject, key, root, root_key, &[])
        };
        own.remove_extension(oid::EXTENDED_KEY_USAGE);
        own.set_extension(key_usage(usage::SIGN_CERTIFICATES_AND_LISTS));
        own.set_extension(basic_constraints(true, Some(0)));
        own
    }

    /// The certificate in DER, signed with `key`.
    pub fn issue(&self, key: &Key) -> Vec<u8> {
        self.issue_with(|signed| key.sign_der(self.hash, signed))
    }

    /// The certificate in DER, with the signature that `sign` makes.
    pub fn issue_with(&self, sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let signed = self.to_be_signed();
        let signature = sign(&signed);
        der::sequence(&[signed, self.algorithm(self.outer_algorithm), der::bit_string(&signature)])
    }

    /// Names one algorithm in both places and uses it.
    pub fn sign_with(&mut self, oid: &'static str, hash: Hash) {
        self.inner_algorithm = oid;
        self.outer_algorithm = oid;
        self.hash = hash;
    }

    /// The extension with this identifier; panics where there is none.
    pub fn extension(&mut self, oid: &str) -> &mut Extension {
        self.extensions.iter_mut().find(|it| it.oid == oid).expect("the extension is there")
    }

    /// Takes the place of the extension with the same identifier, or is added.
    pub fn set_extension(&mut self, extension: Extension) {
        match self.extensions.iter_mut().find(|it| it.oid == extension.oid) {
            Some(place) => *place = extension,
            None => self.extensions.push(extension),
        }
    }

    /// Leaves an extension out.
    pub fn remove_extension(&mut self, oid: &str) {
        let before = self.extensions.len();
        self.extensions.retain(|it| it.oid != oid);
        assert_ne!(before, self.extensions.len(), "the extension was there");
    }

    fn leaf(
        subject: Name,
        key: &Key,
        root: &Certificate,
        root_key: &Key,
        purposes: &[&str],
    ) -> Certificate {
        let (inner_algorithm, hash) = algorithm(root_key);
        Certificate {
            version: Some(2),
            serial: serial(&subject.label()),
            inner_algorithm,
            outer_algorithm: inner_algorithm,
            null_parameters: false,
            hash,
            issuer: root.subject.clone(),
            not_before: String::new(),
            not_after: String::new(),
            public_key: key.spki(),
            extensions: vec![
                authority_key_identifier(&root_key.identifier()),
                subject_key_identifier(&key.identifier()),
                key_usage(usage::DIGITAL_SIGNATURE),
                issuer_alt_name(),
                crl_distribution_points(&[]),
                extended_key_usage(purposes),
            ],
            subject,
        }
    }

    fn algorithm(&self, oid: &str) -> Vec<u8> {
        let mut parts = vec![der::oid(oid)];
        parts.extend(self.null_parameters.then(der::null));
        der::sequence(&parts)
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let mut parts = Vec::new();
        if let Some(version) = self.version {
            parts.push(der::context(0, &der::integer(&[version])));
        }
        parts.push(der::integer(&self.serial));
        parts.push(self.algorithm(self.inner_algorithm));
        parts.push(self.issuer.der());
        parts.push(der::sequence(&[der::time(&self.not_before), der::time(&self.not_after)]));
        parts.push(self.subject.der());
        parts.push(self.public_key.clone());
        if !self.extensions.is_empty() {
            let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::der).collect();
            parts.push(der::context(3, &der::sequence(&extensions)));
        }
        der::sequence(&parts)
    }
}

impl Name {
    /// Country, state, organization and common name; an empty state is left out.
    pub fn new(country: &str, state: &str, organization: &str, common_name: &str) -> Name {
        let mut name = Name::default();
        name.push(oid::COUNTRY, StringKind::Printable, country);
        if !state.is_empty() {
            name.push(oid::STATE, StringKind::Utf8, state);
        }
        name.push(oid::ORGANIZATION, StringKind::Utf8, organization);
        name.push(oid::COMMON_NAME, StringKind::Utf8, common_name);
        name
    }

    /// One more attribute at the end.
    pub fn push(&mut self, oid: &'static str, kind: StringKind, value: &str) {
        self.0.push(Attribute { oid, kind, value: value.to_owned() });
    }

    /// The attribute of this type; panics where there is none.
    pub fn attribute(&mut self, oid: &str) -> &mut Attribute {
        self.0.iter_mut().find(|it| it.oid == oid).expect("the attribute is there")
    }

    /// Leaves the attributes of this type out.
    pub fn remove(&mut self, oid: &str) {
        self.0.retain(|it| it.oid != oid);
    }

    fn label(&self) -> String {
        let values: Vec<&str> = self.0.iter().map(|it| it.value.as_str()).collect();
        values.join("/")
    }

    /// The name in DER.
    pub fn der(&self) -> Vec<u8> {
        let sets: Vec<Vec<u8>> = self.0.iter().map(Attribute::der).collect();
        der::sequence(&sets)
    }
}

impl Attribute {
    fn der(&self) -> Vec<u8> {
        let tag = match self.kind {
            StringKind::Printable => 0x13,
            StringKind::Utf8 => 0x0c,
        };
        let value = der::tlv(tag, self.value.as_bytes());
        der::set(&[der::sequence(&[der::oid(self.oid), value])])
    }
}

impl Extension {
    pub(crate) fn der(&self) -> Vec<u8> {
        let mut parts = vec![der::oid(self.oid)];
        if self.critical {
            parts.push(der::truth());
        }
        parts.push(der::octet_string(&self.value));
        der::sequence(&parts)
    }
}

/// subjectKeyIdentifier.
pub fn subject_key_identifier(identifier: &[u8]) -> Extension {
    Extension {
        oid: oid::SUBJECT_KEY_IDENTIFIER,
        critical: false,
        value: der::octet_string(identifier),
    }
}

/// authorityKeyIdentifier with a key identifier alone.
pub fn authority_key_identifier(identifier: &[u8]) -> Extension {
    Extension {
        oid: oid::AUTHORITY_KEY_IDENTIFIER,
        critical: false,
        value: der::sequence(&[der::context_primitive(0, identifier)]),
    }
}

/// keyUsage, critical.
pub fn key_usage((bits, unused): (u8, u8)) -> Extension {
    Extension { oid: oid::KEY_USAGE, critical: true, value: der::named_bits(&[bits], unused) }
}

/// basicConstraints, critical.
pub fn basic_constraints(authority: bool, path_length: Option<u8>) -> Extension {
    let mut parts = Vec::new();
    if authority {
        parts.push(der::truth());
    }
    if let Some(length) = path_length {
        parts.push(der::integer(&[length]));
    }
    Extension { oid: oid::BASIC_CONSTRAINTS, critical: true, value: der::sequence(&parts) }
}

/// extendedKeyUsage, critical.
pub fn extended_key_usage(purposes: &[&str]) -> Extension {
    let purposes: Vec<Vec<u8>> = purposes.iter().map(|purpose| der::oid(purpose)).collect();
    Extension { oid: oid::EXTENDED_KEY_USAGE, critical: true, value: der::sequence(&purposes) }
}

/// issuerAltName with a web address.
pub fn issuer_alt_name() -> Extension {
    let names = der::sequence(&[uri("https://issuer.example/contact")]);
    Extension { oid: oid::ISSUER_ALT_NAME, critical: false, value: names }
}

/// cRLDistributionPoints with one address and `more` fields in its distribution point.
pub fn crl_distribution_points(more: &[Vec<u8>]) -> Extension {
    crl_distribution_point(&uri("https://issuer.example/iaca.crl"), more)
}

/// cRLDistributionPoints that name a directory entry in place of an address.
pub fn crl_directory_entry(name: &Name) -> Extension {
    crl_distribution_point(&der::context(4, &name.der()), &[])
}

/// Reasons for a distribution point: keyCompromise.
pub fn crl_reasons() -> Vec<u8> {
    der::context_primitive(1, &[6, 0x40])
}

/// A cRLIssuer for a distribution point.
pub fn crl_issuer(name: &Name) -> Vec<u8> {
    der::context(2, &der::context(4, &name.der()))
}

/// policyConstraints, which Annex B forbids; not critical.
pub fn policy_constraints() -> Extension {
    let value = der::sequence(&[der::context_primitive(0, &[0])]);
    Extension { oid: oid::POLICY_CONSTRAINTS, critical: false, value }
}

/// inhibitAnyPolicy, which Annex B forbids; not critical.
pub fn inhibit_any_policy() -> Extension {
    Extension { oid: oid::INHIBIT_ANY_POLICY, critical: false, value: der::integer(&[0]) }
}

/// A critical extension that nobody knows.
pub fn unknown_critical() -> Extension {
    Extension { oid: oid::UNKNOWN_EXTENSION, critical: true, value: der::null() }
}

/// The public key of `key`, a P-256 key, with the curve spelt out instead of named.
pub fn explicit_p256(key: &Key) -> Vec<u8> {
    const PRIME: [u8; 32] = field([0xffff_ffff, 1, 0, 0, 0, u32::MAX, u32::MAX, u32::MAX]);
    const A: [u8; 32] = field([0xffff_ffff, 1, 0, 0, 0, u32::MAX, u32::MAX, 0xffff_fffc]);
    const B: [u8; 32] = field([
        0x5ac6_35d8,
        0xaa3a_93e7,
        0xb3eb_bd55,
        0x7698_86bc,
        0x651d_06b0,
        0xcc53_b0f6,
        0x3bce_3c3e,
        0x27d2_604b,
    ]);
    const GX: [u8; 32] = field([
        0x6b17_d1f2,
        0xe12c_4247,
        0xf8bc_e6e5,
        0x63a4_40f2,
        0x7703_7d81,
        0x2deb_33a0,
        0xf4a1_3945,
        0xd898_c296,
    ]);
    const GY: [u8; 32] = field([
        0x4fe3_42e2,
        0xfe1a_7f9b,
        0x8ee7_eb4a,
        0x7c0f_9e16,
        0x2bce_3357,
        0x6b31_5ece,
        0xcbb6_4068,
        0x37bf_51f5,
    ]);
    const ORDER: [u8; 32] = field([
        0xffff_ffff,
        0,
        u32::MAX,
        u32::MAX,
        0xbce6_faad,
        0xa717_9e84,
        0xf3b9_cac2,
        0xfc63_2551,
    ]);
    let parameters = der::sequence(&[
        der::integer(&[1]),
        der::sequence(&[der::oid("1.2.840.10045.1.1"), der::unsigned(&PRIME)]),
        der::sequence(&[der::octet_string(&A), der::octet_string(&B)]),
        der::octet_string(&[&[4], GX.as_slice(), GY.as_slice()].concat()),
        der::unsigned(&ORDER),
        der::integer(&[1]),
    ]);
    der::sequence(&[
        der::sequence(&[der::oid("1.2.840.10045.2.1"), parameters]),
        der::bit_string(&key.public_bytes()),
    ])
}

/// SubjectPublicKeyInfo on a curve that is only named.
pub fn named_key(algorithm: &str, curve: Option<&str>, public: &[u8]) -> Vec<u8> {
    let mut parts = vec![der::oid(algorithm)];
    parts.extend(curve.map(der::oid));
    der::sequence(&[der::sequence(&parts), der::bit_string(public)])
}

fn crl_distribution_point(name: &[u8], more: &[Vec<u8>]) -> Extension {
    let mut point = vec![der::context(0, &der::context(0, name))];
    point.extend_from_slice(more);
    Extension {
        oid: oid::CRL_DISTRIBUTION_POINTS,
        critical: false,
        value: der::sequence(&[der::sequence(&point)]),
    }
}

fn uri(address: &str) -> Vec<u8> {
    der::context_primitive(6, address.as_bytes())
}

fn algorithm(key: &Key) -> (&'static str, Hash) {
    match key.curve().hash() {
        Hash::Sha384 => (oid::ECDSA_WITH_SHA384, Hash::Sha384),
        Hash::Sha512 => (oid::ECDSA_WITH_SHA512, Hash::Sha512),
        Hash::Sha1 | Hash::Sha256 => (oid::ECDSA_WITH_SHA256, Hash::Sha256),
    }
}

/// Sixteen octets of which the first is neither zero nor negative.
fn serial(label: &str) -> Vec<u8> {
    let mut bytes = random::bytes(&format!("serial {label}"), 16);
    bytes[0] = bytes[0] & 0x3f | 0x40;
    bytes
}

const fn field(words: [u32; 8]) -> [u8; 32] {
    let mut out = [0; 32];
    let mut i = 0;
    while i < 32 {
        out[i] = (words[i / 4] >> (24 - 8 * (i % 4))) as u8;
        i += 1;
    }
    out
}
