//! The data groups of a travel document and the security object over them (ICAO Doc 9303-10), of
//! which every field can be changed.

use crate::cbor::Cbor;
use crate::certificate::{Certificate, Name, key_usage, oid, usage};
use crate::der;
use crate::documents::{photo_id, shown};
use crate::keys::{Curve, Hash, Key};
use crate::scenario::{Document, Element, honest};

/// The namespace of data groups.
pub const DATA_GROUPS: &str = "org.iso.23220.datagroups.1";
const ID_DATA: &str = "1.2.840.113549.1.7.1";
const ID_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const LDS_SECURITY_OBJECT: &str = "2.23.136.1.1.1";
const SHA_256: &str = "2.16.840.1.101.3.4.2.1";

/// A country's signing authority and a signer of travel documents.
#[derive(Clone, Debug)]
pub struct Country {
    /// The authority's key.
    pub root_key: Key,
    /// The authority's certificate.
    pub root: Certificate,
    /// The document signer's key.
    pub signer_key: Key,
    /// The document signer's certificate.
    pub signer: Certificate,
}

impl Country {
    /// The sample country.
    pub fn new() -> Country {
        let root_key = Key::new(Curve::P256, "csca");
        let signer_key = Key::new(Curve::P256, "travel document signer");
        let name = |common| Name::new("UT", "", "Example Passport Office", common);
        let root = Certificate::root(name("Example CSCA"), &root_key);
        let mut signer =
            Certificate::signer(name("Example passport signer"), &signer_key, &root, &root_key);
        signer.remove_extension(oid::EXTENDED_KEY_USAGE);
        signer.set_extension(key_usage(usage::DIGITAL_SIGNATURE));
        Country { root_key, root, signer_key, signer }
    }

    /// The authority's certificate in DER.
    pub fn root_der(&self) -> Vec<u8> {
        self.root.issue(&self.root_key)
    }
}

impl Default for Country {
    fn default() -> Self {
        Country::new()
    }
}

/// A security object before it is signed.
#[derive(Clone, Debug)]
pub struct SecurityObject {
    /// The identifier of the digest algorithm in every place.
    pub digest_algorithm: &'static str,
    /// Number and digest of each data group.
    pub digests: Vec<(u8, Vec<u8>)>,
    /// The type of the content beside it.
    pub content_type: &'static str,
    /// Whether the content is in the message.
    pub attached: bool,
    /// The signed attributes, each a SEQUENCE; without any, the content itself is signed.
    pub attributes: Vec<Vec<u8>>,
    /// The certificates in the message.
    pub certificates: Vec<Vec<u8>>,
    /// Who the signer says to be, in DER.
    pub signer: Vec<u8>,
    /// The signature algorithm.
    pub algorithm: &'static str,
    /// How many signers there are, all of them the same.
    pub signers: usize,
    /// Whether the application tag of the file is around it.
    pub file: bool,
    /// Edits the signature.
    pub signature: fn(&mut Vec<u8>),
}

impl SecurityObject {
    /// The right object over these data groups.
    pub fn of(country: &Country, data_groups: &[(u8, Vec<u8>)]) -> SecurityObject {
        let digests = data_groups.iter();
        let digests: Vec<_> =
            digests.map(|(number, own)| (*number, Hash::Sha256.digest(own))).collect();
        let mut own = SecurityObject {
            digest_algorithm: SHA_256,
            digests,
            content_type: LDS_SECURITY_OBJECT,
            attached: true,
            attributes: Vec::new(),
            certificates: vec![country.signer.issue(&country.root_key)],
            signer: issuer_and_serial(&country.signer),
            algorithm: oid::ECDSA_WITH_SHA256,
            signers: 1,
            file: true,
            signature: honest,
        };
        own.attributes = own.right_attributes();
        own
    }

    /// The signed attributes that fit the content as it is now.
    pub fn right_attributes(&self) -> Vec<Vec<u8>> {
        vec![
            attribute(CONTENT_TYPE, &[der::oid(self.content_type)]),
            attribute(MESSAGE_DIGEST, &[der::octet_string(&Hash::Sha256.digest(&self.content()))]),
        ]
    }

    /// LDSSecurityObject.
    pub fn content(&self) -> Vec<u8> {
        let digests = self.digests.iter();
        let digests: Vec<Vec<u8>> = digests
            .map(|(number, digest)| {
                der::sequence(&[der::integer(&[*number]), der::octet_string(digest)])
            })
            .collect();
        der::sequence(&[
            der::integer(&[0]),
            der::sequence(&[der::oid(self.digest_algorithm)]),
            der::sequence(&digests),
        ])
    }

    /// EF.SOD, signed with `key`.
    pub fn issue(&self, key: &Key) -> Vec<u8> {
        let content = self.content();
        let signed = match self.attributes.is_empty() {
            true => content.clone(),
            false => der::set(&self.attributes),
        };
        let mut signature = key.sign_der(Hash::Sha256, &signed);
        (self.signature)(&mut signature);
        let digest = der::sequence(&[der::oid(self.digest_algorithm)]);
        let mut info = vec![der::integer(&[1]), self.signer.clone(), digest.clone()];
        if !self.attributes.is_empty() {
            info.push(der::context(0, &self.attributes.concat()));
        }
        info.push(der::sequence(&[der::oid(self.algorithm)]));
        info.push(der::octet_string(&signature));
        let mut encapsulated = vec![der::oid(self.content_type)];
        if self.attached {
            encapsulated.push(der::context(0, &der::octet_string(&content)));
        }
        let data = der::sequence(&[
            der::integer(&[3]),
            der::set(&[digest]),
            der::sequence(&encapsulated),
            der::context(0, &self.certificates.concat()),
            der::set(&vec![der::sequence(&info); self.signers]),
        ]);
        let message = der::sequence(&[der::oid(ID_SIGNED_DATA), der::context(0, &data)]);
        if self.file { der::tlv(0x77, &message) } else { message }
    }
}

/// An attribute with these values.
pub fn attribute(name: &str, values: &[Vec<u8>]) -> Vec<u8> {
    der::sequence(&[der::oid(name), der::set(values)])
}

/// The contentType attribute of plain data.
pub fn content_type_data() -> Vec<u8> {
    attribute(CONTENT_TYPE, &[der::oid(ID_DATA)])
}

/// A signer named by issuer and serial number.
pub fn issuer_and_serial(certificate: &Certificate) -> Vec<u8> {
    der::sequence(&[certificate.issuer.der(), der::integer(&certificate.serial)])
}

/// A signer named by the identifier of its key.
pub fn key_identifier(key: &Key) -> Vec<u8> {
    der::context_primitive(0, &key.identifier())
}

/// Two data groups: the machine-readable zone, and a portrait that is none.
pub fn data_groups() -> Vec<(u8, Vec<u8>)> {
    let zone =
        b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";
    let zone = der::tlv(0x61, &[&[0x5f, 0x1f, zone.len() as u8], zone.as_slice()].concat());
    vec![(1, zone), (2, der::tlv(0x75, b"a portrait"))]
}

/// A photo ID with the data groups of a travel document and this security object.
pub fn photo_id_with(object: &[u8]) -> Document {
    let mut document = photo_id();
    let mut elements: Vec<Element> =
        vec![shown("version", "1.0"), shown("sod", Cbor::Bytes(object.to_vec()))];
    let names = ["dg1", "dg2"].into_iter().zip(data_groups());
    elements.extend(names.map(|(name, (_, content))| shown(name, Cbor::Bytes(content))));
    document.name_spaces.push((DATA_GROUPS, elements));
    document
}
