//! Detached signatures in CMS (RFC 5652), of which every field can be changed.

use super::authority::AnyKey;
use super::rsa::digest_oid;
use crate::certificate::Certificate;
use crate::der;
use crate::keys::Hash;

const DATA: &str = "1.2.840.113549.1.7.1";

/// A signature before it is made.
#[derive(Clone, Debug)]
pub struct SignedData {
    /// The document.
    pub document: Vec<u8>,
    /// What the digest is made of, where it is something else.
    pub digested: Option<Vec<u8>>,
    /// Whether the document comes along.
    pub attached: bool,
    /// The digest algorithm.
    pub hash: Hash,
    /// The signer's key.
    pub key: AnyKey,
    /// The name of the signature algorithm.
    pub algorithm: &'static str,
    /// The issuer's name in DER.
    pub issuer: Vec<u8>,
    /// The serial number's octets.
    pub serial: Vec<u8>,
    /// The key identifier in place of issuer and serial number.
    pub key_identifier: Option<Vec<u8>>,
    /// signingTime.
    pub time: Option<&'static str>,
    /// The certificate in a signingCertificateV2.
    pub bound: Option<Vec<u8>>,
    /// Whether there are signed attributes.
    pub with_attributes: bool,
    /// Attributes after the others.
    pub more: Vec<Vec<u8>>,
    /// The content type among the attributes.
    pub content_type: &'static str,
    /// Certificates that come along.
    pub certificates: Vec<Vec<u8>>,
    /// How many signers there are.
    pub signers: usize,
}

impl SignedData {
    /// A signature of this certificate's key under a document.
    pub fn new(document: &[u8], certificate: &Certificate, key: &AnyKey) -> SignedData {
        SignedData {
            document: document.to_vec(),
            digested: None,
            attached: false,
            hash: key.hash(),
            key: key.clone(),
            algorithm: key.algorithm(),
            issuer: certificate.issuer.der(),
            serial: certificate.serial.clone(),
            key_identifier: None,
            time: Some("2026-05-31T23:58:00Z"),
            bound: None,
            with_attributes: true,
            more: Vec::new(),
            content_type: DATA,
            certificates: Vec::new(),
            signers: 1,
        }
    }

    /// The signature in DER.
    pub fn issue(&self) -> Vec<u8> {
        let digest = self.digest_algorithm();
        let mut info = vec![der::oid(DATA)];
        if self.attached {
            info.push(der::context(0, &der::octet_string(&self.document)));
        }
        let version = if self.key_identifier.is_some() { 3 } else { 1 };
        let mut parts = vec![der::integer(&[version]), der::set(&[digest]), der::sequence(&info)];
        if !self.certificates.is_empty() {
            parts.push(der::context(0, &self.certificates.concat()));
        }
        parts.push(der::set(&vec![self.signer(version); self.signers]));
        let data = der::context(0, &der::sequence(&parts));
        der::sequence(&[der::oid("1.2.840.113549.1.7.2"), data])
    }

    fn digest_algorithm(&self) -> Vec<u8> {
        der::sequence(&[der::oid(digest_oid(self.hash)), der::null()])
    }

    fn signer(&self, version: u8) -> Vec<u8> {
        let id = match &self.key_identifier {
            Some(octets) => der::context_primitive(0, octets),
            None => der::sequence(&[self.issuer.clone(), der::integer(&self.serial)]),
        };
        let mut parts = vec![der::integer(&[version]), id, self.digest_algorithm()];
        let signed = match self.with_attributes {
            true => {
                let attributes = self.attributes();
                parts.push(der::context(0, &attributes.concat()));
                der::set(&attributes)
            }
            false => self.document.clone(),
        };
        parts.push(self.key.identified(self.algorithm));
        parts.push(der::octet_string(&self.key.sign_with(self.hash, &signed)));
        der::sequence(&parts)
    }

    /// The signed attributes in the order of DER.
    fn attributes(&self) -> Vec<Vec<u8>> {
        let digest = self.hash.digest(self.digested.as_ref().unwrap_or(&self.document));
        let mut all = vec![
            attribute("1.2.840.113549.1.9.3", &der::oid(self.content_type)),
            attribute("1.2.840.113549.1.9.4", &der::octet_string(&digest)),
        ];
        all.extend(self.time.map(|own| attribute("1.2.840.113549.1.9.5", &der::time(own))));
        if let Some(certificate) = &self.bound {
            let digest = der::octet_string(&Hash::Sha256.digest(certificate));
            let id = der::sequence(&[der::sequence(&[der::sequence(&[digest])])]);
            all.push(attribute("1.2.840.113549.1.9.16.2.47", &id));
        }
        all.extend_from_slice(&self.more);
        all.sort();
        all
    }
}

/// An attribute of one value.
pub fn attribute(oid: &str, value: &[u8]) -> Vec<u8> {
    der::sequence(&[der::oid(oid), der::set(&[value.to_vec()])])
}
