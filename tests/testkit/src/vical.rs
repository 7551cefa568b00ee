//! VICALs (ISO 18013-5 Annex C.1.7), of which every field can be changed.

use crate::cbor::{Cbor, array, map, tagged, tdate};
use crate::certificate::{Certificate, Name};
use crate::keys::{Curve, Key};
use crate::scenario::{Issuer, structure};
use crate::status::x5chain;

/// A provider: a root, and a signer below it.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The root's key.
    pub root_key: Key,
    /// The root's certificate.
    pub root: Certificate,
    /// The signer's key.
    pub key: Key,
    /// The signer's certificate.
    pub signer: Certificate,
}

impl Provider {
    /// The sample provider.
    pub fn new() -> Provider {
        let root_key = Key::new(Curve::P256, "vical root");
        let key = Key::new(Curve::P256, "vical signer");
        let name = |common| Name::new("JP", "", "Example Provider", common);
        let root = Certificate::root(name("Example VICAL root"), &root_key);
        let signer =
            Certificate::vical_signer(name("Example VICAL signer"), &key, &root, &root_key);
        Provider { root_key, root, key, signer }
    }

    /// The root's certificate in DER.
    pub fn root_der(&self) -> Vec<u8> {
        self.root.issue(&self.root_key)
    }
}

impl Default for Provider {
    fn default() -> Self {
        Provider::new()
    }
}

/// A list before it is signed.
#[derive(Clone, Debug)]
pub struct Vical {
    /// The protected header.
    pub protected: Cbor,
    /// The other header.
    pub unprotected: Cbor,
    /// The list.
    pub list: Cbor,
}

impl Vical {
    /// The list of this provider with these entries, as of 2026-05-31, number 42.
    pub fn new(provider: &Provider, entries: Vec<Cbor>) -> Vical {
        let chain = [provider.signer.issue(&provider.root_key)];
        Vical {
            protected: map([(1, Cbor::Int(provider.key.curve().algorithm()))]),
            unprotected: map([(33, x5chain(&chain))]),
            list: map([
                ("version", Cbor::from("1.0")),
                ("vicalProvider", Cbor::from("Example Provider")),
                ("date", tdate("2026-05-31T00:00:00Z")),
                ("vicalIssueID", Cbor::Int(42)),
                ("nextUpdate", tdate("2026-06-30T00:00:00Z")),
                ("vicalURL", Cbor::from("https://vical.example/latest")),
                ("certificateInfos", Cbor::Array(entries)),
            ]),
        }
    }

    /// The list, signed.
    pub fn issue(&self, key: &Key) -> Vec<u8> {
        let protected = self.protected.encode();
        let payload = self.list.encode();
        let signed = structure("Signature1", &protected, &payload);
        array([
            Cbor::Bytes(protected),
            self.unprotected.clone(),
            Cbor::Bytes(payload),
            Cbor::Bytes(key.sign(&signed)),
        ])
        .encode()
    }
}

/// The entry of an authority, for these document types.
pub fn entry(issuer: &Issuer, doc_types: &[&str]) -> Cbor {
    map([
        ("certificate", Cbor::Bytes(issuer.root_der())),
        ("serialNumber", tagged(2, issuer.root.serial.clone())),
        ("ski", Cbor::Bytes(issuer.root_key.identifier())),
        ("docType", array(doc_types.iter().copied())),
    ])
}
