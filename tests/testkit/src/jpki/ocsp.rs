//! OCSP responses (RFC 6960), of which every field can be changed.

use super::authority::{AnyKey, Authority};
use super::rsa::digest_oid;
use crate::certificate::Certificate;
use crate::certificate::Extension;
use crate::der;
use crate::keys::Hash;

/// What is said of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is good.
    Good,
    /// It was revoked at this time, for keyCompromise.
    Revoked(&'static str),
    /// It is not known.
    Unknown,
}

/// A response before it is signed.
#[derive(Clone, Debug)]
pub struct Response {
    /// responseStatus.
    pub response_status: u8,
    /// The digest of the CertID.
    pub digest: Hash,
    /// The authority's name in DER.
    pub issuer: Vec<u8>,
    /// The octets of the authority's key.
    pub issuer_key: Vec<u8>,
    /// The serial number's octets.
    pub serial: Vec<u8>,
    /// What is said.
    pub status: Status,
    /// producedAt.
    pub produced_at: &'static str,
    /// thisUpdate.
    pub this_update: &'static str,
    /// nextUpdate.
    pub next_update: Option<&'static str>,
    /// The nonce.
    pub nonce: Option<Vec<u8>>,
    /// responseExtensions beside the nonce.
    pub extensions: Vec<Extension>,
    /// Who signs.
    pub key: AnyKey,
    /// The responder's name in DER; the digest of its key where `None`.
    pub responder: Option<Vec<u8>>,
    /// Certificates that come along.
    pub certificates: Vec<Vec<u8>>,
    /// How often the single response stands there.
    pub times: usize,
}

impl Response {
    /// The authority itself says that a certificate is good.
    pub fn of(authority: &Authority, certificate: &Certificate) -> Response {
        Response {
            response_status: 0,
            digest: Hash::Sha1,
            issuer: authority.certificate.subject.der(),
            issuer_key: authority.key.public_bytes(),
            serial: certificate.serial.clone(),
            status: Status::Good,
            produced_at: "2026-05-31T23:59:00Z",
            this_update: "2026-05-31T23:59:00Z",
            next_update: Some("2026-06-01T00:30:00Z"),
            nonce: None,
            extensions: Vec::new(),
            key: authority.key.clone(),
            responder: Some(authority.certificate.subject.der()),
            certificates: Vec::new(),
            times: 1,
        }
    }

    /// The same signed by a responder that the authority has certified.
    #[must_use]
    pub fn delegated(self, certificate: &Certificate, key: &AnyKey, der: Vec<u8>) -> Response {
        Response {
            key: key.clone(),
            responder: Some(certificate.subject.der()),
            certificates: vec![der],
            ..self
        }
    }

    /// The response in DER.
    pub fn issue(&self) -> Vec<u8> {
        let status = der::tlv(0x0a, &[self.response_status]);
        if self.response_status != 0 {
            return der::sequence(&[status]);
        }
        let data = self.data();
        let mut parts = vec![
            data.clone(),
            self.key.algorithm_identifier(),
            der::bit_string(&self.key.sign(&data)),
        ];
        if !self.certificates.is_empty() {
            parts.push(der::context(0, &der::sequence(&self.certificates)));
        }
        let basic = der::octet_string(&der::sequence(&parts));
        let bytes = der::sequence(&[der::oid("1.3.6.1.5.5.7.48.1.1"), basic]);
        der::sequence(&[status, der::context(0, &bytes)])
    }

    fn data(&self) -> Vec<u8> {
        let responder = match &self.responder {
            Some(name) => der::context(1, name),
            None => {
                let digest = Hash::Sha1.digest(&self.key.public_bytes());
                der::context(2, &der::octet_string(&digest))
            }
        };
        let singles = vec![self.single(); self.times];
        let mut parts = vec![responder, generalized(self.produced_at), der::sequence(&singles)];
        let mut extensions = self.extensions.clone();
        if let Some(nonce) = &self.nonce {
            let value = der::octet_string(nonce);
            let own = Extension { oid: "1.3.6.1.5.5.7.48.1.2", critical: false, value };
            extensions.push(own);
        }
        if !extensions.is_empty() {
            let list: Vec<Vec<u8>> = extensions.iter().map(Extension::der).collect();
            parts.push(der::context(1, &der::sequence(&list)));
        }
        der::sequence(&parts)
    }

    fn single(&self) -> Vec<u8> {
        let id = der::sequence(&[
            der::sequence(&[der::oid(digest_oid(self.digest)), der::null()]),
            der::octet_string(&self.digest.digest(&self.issuer)),
            der::octet_string(&self.digest.digest(&self.issuer_key)),
            der::integer(&self.serial),
        ]);
        let status = match self.status {
            Status::Good => der::context_primitive(0, &[]),
            Status::Revoked(at) => {
                let reason = der::context(0, &der::tlv(0x0a, &[1]));
                der::context(1, &[generalized(at), reason].concat())
            }
            Status::Unknown => der::context_primitive(2, &[]),
        };
        let mut parts = vec![id, status, generalized(self.this_update)];
        parts.extend(self.next_update.map(|own| der::context(0, &generalized(own))));
        der::sequence(&parts)
    }
}

fn generalized(rfc3339: &str) -> Vec<u8> {
    let digits: String = rfc3339.chars().filter(char::is_ascii_digit).collect();
    der::tlv(0x18, format!("{digits}Z").as_bytes())
}
