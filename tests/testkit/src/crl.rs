//! Certificate revocation lists after ISO 18013-5 Annex B.2, of which every field can be changed.

use crate::certificate::{Certificate, Extension, Name, authority_key_identifier, oid};
use crate::der;
use crate::keys::{Hash, Key};

/// A revoked certificate.
#[derive(Clone, Debug)]
pub struct Revoked {
    /// The serial number's octets in two's complement.
    pub serial: Vec<u8>,
    /// revocationDate, RFC 3339 in UTC.
    pub at: String,
    /// The entry's extensions.
    pub extensions: Vec<Extension>,
}

/// A revocation list before it is signed.
#[derive(Clone, Debug)]
pub struct RevocationList {
    /// The version field: 1 stands for v2; `None` leaves it out, which means v1.
    pub version: Option<u8>,
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
    /// thisUpdate, RFC 3339 in UTC.
    pub this_update: String,
    /// nextUpdate.
    pub next_update: Option<String>,
    /// revokedCertificates; `None` leaves it out.
    pub revoked: Option<Vec<Revoked>>,
    /// The extensions in their order.
    pub extensions: Vec<Extension>,
}

impl RevocationList {
    /// The list of this authority, with the number 7 and nobody in it.
    pub fn of(root: &Certificate, root_key: &Key) -> RevocationList {
        RevocationList {
            version: Some(1),
            inner_algorithm: root.inner_algorithm,
            outer_algorithm: root.inner_algorithm,
            null_parameters: false,
            hash: root.hash,
            issuer: root.subject.clone(),
            this_update: "2026-05-20T00:00:00Z".into(),
            next_update: Some("2026-06-20T00:00:00Z".into()),
            revoked: None,
            extensions: vec![authority_key_identifier(&root_key.identifier()), number(&[7])],
        }
    }

    /// Revokes a certificate.
    pub fn revoke(&mut self, certificate: &Certificate) -> &mut Revoked {
        let at = "2026-05-10T00:00:00Z".to_owned();
        let serial = certificate.serial.clone();
        let list = self.revoked.get_or_insert_default();
        list.push(Revoked { serial, at, extensions: Vec::new() });
        list.last_mut().expect("one was added")
    }

    /// The list in DER, signed with `key`.
    pub fn issue(&self, key: &Key) -> Vec<u8> {
        self.issue_with(|signed| key.sign_der(self.hash, signed))
    }

    /// The list in DER, with the signature that `sign` makes.
    pub fn issue_with(&self, sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let signed = self.to_be_signed();
        let signature = sign(&signed);
        der::sequence(&[signed, self.algorithm(self.outer_algorithm), der::bit_string(&signature)])
    }

    fn algorithm(&self, oid: &str) -> Vec<u8> {
        let mut parts = vec![der::oid(oid)];
        parts.extend(self.null_parameters.then(der::null));
        der::sequence(&parts)
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let mut parts = Vec::new();
        if let Some(version) = self.version {
            parts.push(der::integer(&[version]));
        }
        parts.push(self.algorithm(self.inner_algorithm));
        parts.push(self.issuer.der());
        parts.push(der::time(&self.this_update));
        parts.extend(self.next_update.as_deref().map(der::time));
        if let Some(list) = &self.revoked {
            let entries: Vec<Vec<u8>> = list.iter().map(Revoked::der).collect();
            parts.push(der::sequence(&entries));
        }
        if !self.extensions.is_empty() {
            let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::der).collect();
            parts.push(der::context(0, &der::sequence(&extensions)));
        }
        der::sequence(&parts)
    }
}

impl Revoked {
    fn der(&self) -> Vec<u8> {
        let mut parts = vec![der::integer(&self.serial), der::time(&self.at)];
        if !self.extensions.is_empty() {
            let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::der).collect();
            parts.push(der::sequence(&extensions));
        }
        der::sequence(&parts)
    }
}

/// cRLNumber.
pub fn number(magnitude: &[u8]) -> Extension {
    Extension { oid: oid::CRL_NUMBER, critical: false, value: der::unsigned(magnitude) }
}

/// reasonCode keyCompromise, for an entry.
pub fn reason_code() -> Extension {
    Extension { oid: oid::REASON_CODE, critical: false, value: der::tlv(0x0a, &[1]) }
}

/// certificateIssuer, for an entry: the certificate is of somebody else.
pub fn certificate_issuer(name: &Name) -> Extension {
    let names = der::sequence(&[der::context(4, &name.der())]);
    Extension { oid: oid::CERTIFICATE_ISSUER, critical: true, value: names }
}

/// deltaCRLIndicator: the list tells changes since number 6.
pub fn delta_indicator() -> Extension {
    Extension { oid: oid::DELTA_INDICATOR, critical: true, value: der::unsigned(&[6]) }
}

/// issuingDistributionPoint: the list tells of authorities alone.
pub fn issuing_distribution_point() -> Extension {
    let value = der::sequence(&[der::context_primitive(2, &[0xff])]);
    Extension { oid: oid::ISSUING_DISTRIBUTION_POINT, critical: true, value }
}
