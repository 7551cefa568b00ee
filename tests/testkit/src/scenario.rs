//! An issuer, a wallet and a session, right by default, with a place for a lie at every step.
//!
//! A lie is a function that edits a tree before it is encoded, digested or signed: what comes after
//! is made honestly from it, so that one rule alone can be broken.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::cbor::{Cbor, array, map, tagged, tdate};
use crate::certificate::{Certificate, Name};
use crate::handover::Handover;
use crate::keys::{Curve, Hash, Key};
use crate::random;

/// The time of verification, unless a case says otherwise.
pub const NOW: &str = "2026-06-01T00:00:00Z";

/// Edits a part before it is used further.
pub type Lie<T> = fn(&mut T);

/// Changes nothing.
pub fn honest<T>(_: &mut T) {}

/// A namespace and its items, each an IssuerSignedItem.
pub type Items = Vec<(String, Vec<Cbor>)>;

/// An element that the issuer signs.
#[derive(Clone, Debug)]
pub struct Element {
    /// The element identifier.
    pub identifier: &'static str,
    /// Its value.
    pub value: Cbor,
    /// Whether the wallet discloses it.
    pub disclosed: bool,
}

/// An issuing authority and its document signer.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// The authority's key.
    pub root_key: Key,
    /// The authority's certificate.
    pub root: Certificate,
    /// The document signer's key.
    pub signer_key: Key,
    /// The document signer's certificate.
    pub signer: Certificate,
}

impl Issuer {
    /// An authority of this country and state, with keys on these curves.
    pub fn new(country: &str, state: &str, root: Curve, signer: Curve) -> Issuer {
        let organization = "Example Authority";
        let root_key = Key::new(root, &format!("root {country}"));
        let signer_key = Key::new(signer, &format!("signer {country}"));
        let root_name = Name::new(country, state, organization, "Example IACA");
        let signer_name = Name::new(country, state, organization, "Example document signer");
        let root = Certificate::root(root_name, &root_key);
        let signer = Certificate::signer(signer_name, &signer_key, &root, &root_key);
        Issuer { root_key, root, signer_key, signer }
    }

    /// The authority's certificate in DER.
    pub fn root_der(&self) -> Vec<u8> {
        self.root.issue(&self.root_key)
    }

    /// The document signer's certificate in DER.
    pub fn signer_der(&self) -> Vec<u8> {
        self.signer.issue(&self.root_key)
    }
}

/// How the device authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// deviceMac, with the session's reader key.
    Mac,
    /// deviceSignature.
    Signature,
}

/// The places where a document can lie.
#[derive(Clone, Copy, Debug)]
pub struct DocumentLies {
    /// The items, before they are digested.
    pub items: Lie<Items>,
    /// The mobile security object, before it is signed.
    pub mso: Lie<Cbor>,
    /// The payload of issuerAuth, before it is signed.
    pub payload: Lie<Vec<u8>>,
    /// The protected header of issuerAuth, before it is signed.
    pub protected: Lie<Cbor>,
    /// The other header of issuerAuth.
    pub unprotected: Lie<Cbor>,
    /// issuerAuth, after it was signed.
    pub issuer_auth: Lie<Cbor>,
    /// The disclosed items, after they were digested.
    pub disclosed: Lie<Items>,
    /// DeviceNameSpaces, before they are signed.
    pub device_name_spaces: Lie<Cbor>,
    /// The protected header of the device authentication, before it is made.
    pub device_protected: Lie<Cbor>,
    /// The other header of the device authentication.
    pub device_unprotected: Lie<Cbor>,
    /// The COSE structure of the device authentication, after it was made.
    pub device_cose: Lie<Cbor>,
    /// DeviceAuth.
    pub device_auth: Lie<Cbor>,
    /// The whole document.
    pub document: Lie<Cbor>,
}

impl Default for DocumentLies {
    fn default() -> Self {
        DocumentLies {
            items: honest,
            mso: honest,
            payload: honest,
            protected: honest,
            unprotected: honest,
            issuer_auth: honest,
            disclosed: honest,
            device_name_spaces: honest,
            device_protected: honest,
            device_unprotected: honest,
            device_cose: honest,
            device_auth: honest,
            document: honest,
        }
    }
}

/// One document: what the issuer signed and how the wallet shows it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document type.
    pub doc_type: &'static str,
    /// Namespaces with their elements.
    pub name_spaces: Vec<(&'static str, Vec<Element>)>,
    /// Who issued it.
    pub issuer: Issuer,
    /// The digest algorithm of the mobile security object.
    pub digest: Hash,
    /// The device key.
    pub device_key: Key,
    /// How the device authenticates.
    pub authentication: Authentication,
    /// Device-signed elements.
    pub device_name_spaces: Vec<(&'static str, Vec<(&'static str, Cbor)>)>,
    /// `requestInfo` of the request for it.
    pub request_info: Option<Cbor>,
    /// Where it lies.
    pub lies: DocumentLies,
}

/// One presentation: the documents, the session, and what was asked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The documents.
    pub documents: Vec<Document>,
    /// The handover that the verifier knows.
    pub handover: Handover,
    /// The handover that the device signs for, where it is another one.
    pub device_handover: Option<Handover>,
    /// Edits DeviceResponse.
    pub response: Lie<Cbor>,
    /// Edits its bytes.
    pub bytes: Lie<Vec<u8>>,
    /// Edits DeviceRequest, which otherwise asks for what is disclosed.
    pub request: Lie<Cbor>,
    /// Elements that are asked for with the intent to retain.
    pub kept: Vec<String>,
}

impl Scenario {
    /// One document over this handover.
    pub fn new(document: Document, handover: Handover) -> Scenario {
        Scenario {
            documents: vec![document],
            handover,
            device_handover: None,
            response: honest,
            bytes: honest,
            request: honest,
            kept: Vec::new(),
        }
    }

    /// The first document.
    pub fn document(&mut self) -> &mut Document {
        &mut self.documents[0]
    }

    /// The DeviceResponse.
    pub fn respond(&self) -> Vec<u8> {
        let handover = self.device_handover.as_ref().unwrap_or(&self.handover);
        let transcript = handover.transcript().encode();
        let documents: Vec<Cbor> =
            self.documents.iter().map(|own| own.present(&transcript, None)).collect();
        let mut response = map([
            ("version", Cbor::from("1.0")),
            ("documents", Cbor::Array(documents)),
            ("status", Cbor::Int(0)),
        ]);
        (self.response)(&mut response);
        let mut bytes = response.encode();
        (self.bytes)(&mut bytes);
        bytes
    }

    /// The DocRequest for the first document.
    pub fn ask_one(&self) -> Vec<u8> {
        self.documents[0].asked(&self.kept).encode()
    }

    /// As [`Scenario::ask`], with the intent to retain these elements of every namespace.
    pub fn ask_to_keep(&self, kept: &[&str]) -> Vec<u8> {
        let mut kept_here = self.clone();
        kept_here.kept = kept.iter().map(|own| (*own).to_owned()).collect();
        kept_here.ask()
    }

    /// The DeviceRequest that asks for what is disclosed.
    pub fn ask(&self) -> Vec<u8> {
        let asked: Vec<Cbor> = self.documents.iter().map(|own| own.asked(&self.kept)).collect();
        let mut request =
            map([("version", Cbor::from("1.0")), ("docRequests", Cbor::Array(asked))]);
        (self.request)(&mut request);
        request.encode()
    }
}

impl Document {
    /// The document as the wallet shows it in the session of this transcript. A MAC is made for
    /// `reader`, the octets of a public key, or for the kit's own reader.
    pub fn present(&self, transcript: &[u8], reader: Option<&[u8]>) -> Cbor {
        let mut document = map([
            ("docType", Cbor::from(self.doc_type)),
            ("issuerSigned", self.issuer_signed()),
            ("deviceSigned", self.device_signed(transcript, reader)),
        ]);
        (self.lies.document)(&mut document);
        document
    }

    fn issuer_signed(&self) -> Cbor {
        let mut items = self.items();
        (self.lies.items)(&mut items);
        let issuer_auth = self.issuer_auth(&items);
        let mut disclosed = self.disclosed(items);
        (self.lies.disclosed)(&mut disclosed);
        let name_spaces = disclosed
            .into_iter()
            .map(|(name, items)| (name, Cbor::Array(items.iter().map(Cbor::embedded).collect())));
        map([("nameSpaces", map(name_spaces)), ("issuerAuth", issuer_auth)])
    }

    fn items(&self) -> Items {
        let mut digest_id = 0;
        let name_spaces = self.name_spaces.iter().map(|(name, elements)| {
            let items = elements.iter().map(|element| {
                digest_id += 1;
                let label = format!("random {name} {}", element.identifier);
                map([
                    ("digestID", Cbor::Int(digest_id - 1)),
                    ("random", Cbor::Bytes(random::bytes(&label, 32))),
                    ("elementIdentifier", Cbor::from(element.identifier)),
                    ("elementValue", element.value.clone()),
                ])
            });
            ((*name).to_owned(), items.collect())
        });
        name_spaces.collect()
    }

    /// The items of the elements that are disclosed; what a lie added is disclosed as well.
    fn disclosed(&self, items: Items) -> Items {
        let kept = |name: &str, item: &mut Cbor| {
            let hidden = self.name_spaces.iter().filter(|(own, _)| *own == name).any(|(_, all)| {
                all.iter().any(|element| {
                    !element.disclosed
                        && *item.at("elementIdentifier") == Cbor::from(element.identifier)
                })
            });
            !hidden
        };
        let shown = items.into_iter().map(|(name, mut list)| {
            list.retain_mut(|item| kept(&name, item));
            (name, list)
        });
        shown.filter(|(_, list)| !list.is_empty()).collect()
    }

    fn issuer_auth(&self, items: &Items) -> Cbor {
        let mut mso = self.mobile_security_object(items);
        (self.lies.mso)(&mut mso);
        let mut payload = mso.embedded().encode();
        (self.lies.payload)(&mut payload);
        let key = &self.issuer.signer_key;
        let mut protected = map([(1, Cbor::Int(key.curve().algorithm()))]);
        (self.lies.protected)(&mut protected);
        let mut unprotected = map([(33, Cbor::Bytes(self.issuer.signer_der()))]);
        (self.lies.unprotected)(&mut unprotected);
        let protected = encode_header(&protected);
        let signed = structure("Signature1", &protected, &payload);
        let mut auth = array([
            Cbor::Bytes(protected),
            unprotected,
            Cbor::Bytes(payload),
            Cbor::Bytes(key.sign(&signed)),
        ]);
        (self.lies.issuer_auth)(&mut auth);
        auth
    }

    fn mobile_security_object(&self, items: &Items) -> Cbor {
        let digests = items.iter().map(|(name, list)| {
            let entries = list.iter().map(|item| {
                let id = item.clone().at("digestID").clone();
                (id, Cbor::Bytes(self.digest.digest(&item.embedded().encode())))
            });
            (name.as_str(), map(entries))
        });
        map([
            ("version", Cbor::from("1.0")),
            ("digestAlgorithm", Cbor::from(self.digest.name())),
            ("valueDigests", map(digests)),
            ("deviceKeyInfo", map([("deviceKey", self.device_key.cose_key())])),
            ("docType", Cbor::from(self.doc_type)),
            (
                "validityInfo",
                map([
                    ("signed", tdate("2026-05-01T00:00:00Z")),
                    ("validFrom", tdate("2026-05-01T00:00:00Z")),
                    ("validUntil", tdate("2026-08-01T00:00:00Z")),
                ]),
            ),
        ])
    }

    fn device_signed(&self, transcript: &[u8], reader: Option<&[u8]>) -> Cbor {
        let spaces = self.device_name_spaces.iter();
        let mut name_spaces =
            map(spaces.map(|(name, elements)| (*name, map(elements.iter().cloned()))));
        (self.lies.device_name_spaces)(&mut name_spaces);
        let name_spaces = name_spaces.embedded();
        let authentication = array([
            Cbor::from("DeviceAuthentication"),
            Cbor::Raw(transcript.to_vec()),
            Cbor::from(self.doc_type),
            name_spaces.clone(),
        ]);
        let payload = authentication.embedded().encode();
        let mut cose = self.device_cose(&payload, transcript, reader);
        (self.lies.device_cose)(&mut cose);
        let name = match self.authentication {
            Authentication::Mac => "deviceMac",
            Authentication::Signature => "deviceSignature",
        };
        let mut device_auth = map([(name, cose)]);
        (self.lies.device_auth)(&mut device_auth);
        map([("nameSpaces", name_spaces), ("deviceAuth", device_auth)])
    }

    fn device_cose(&self, payload: &[u8], transcript: &[u8], reader: Option<&[u8]>) -> Cbor {
        let algorithm = match self.authentication {
            Authentication::Mac => 5,
            Authentication::Signature => self.device_key.curve().algorithm(),
        };
        let mut protected = map([(1, Cbor::Int(algorithm))]);
        (self.lies.device_protected)(&mut protected);
        let mut unprotected = Cbor::Map(Vec::new());
        (self.lies.device_unprotected)(&mut unprotected);
        let protected = encode_header(&protected);
        let value = match self.authentication {
            Authentication::Mac => {
                let kits = reader_key(self.device_key.curve()).public_bytes();
                let shared = self.device_key.agree_with(reader.unwrap_or(&kits));
                let key = mac_key(&shared.expect("a valid reader key"), transcript);
                hmac(&key, &structure("MAC0", &protected, payload))
            }
            Authentication::Signature => {
                self.device_key.sign(&structure("Signature1", &protected, payload))
            }
        };
        array([Cbor::Bytes(protected), unprotected, Cbor::Null, Cbor::Bytes(value)])
    }

    fn asked(&self, kept: &[String]) -> Cbor {
        let issuer_signed = self.name_spaces.iter().map(|(name, elements)| {
            let shown = elements.iter().filter(|element| element.disclosed);
            (*name, shown.map(|element| element.identifier).collect::<Vec<_>>())
        });
        let device_signed = self.device_name_spaces.iter().map(|(name, elements)| {
            (*name, elements.iter().map(|(identifier, _)| *identifier).collect())
        });
        let mut all = Cbor::Map(Vec::new());
        for (name, identifiers) in issuer_signed.chain(device_signed) {
            if !all.entries().iter().any(|(own, _)| *own == Cbor::from(name)) {
                all.set(name, Cbor::Map(Vec::new()));
            }
            for own in identifiers {
                all.at(name).set(own, kept.iter().any(|kept| kept == own));
            }
        }
        let mut items_request = map([("docType", Cbor::from(self.doc_type)), ("nameSpaces", all)]);
        if let Some(info) = &self.request_info {
            items_request.set("requestInfo", info.clone());
        }
        map([("itemsRequest", items_request.embedded())])
    }
}

/// The reader's ephemeral key on this curve.
pub fn reader_key(curve: Curve) -> Key {
    Key::new(curve, "reader")
}

/// `Sig_structure` and `MAC_structure` have one shape (RFC 9052 4.4, 6.3).
pub(crate) fn structure(context: &str, protected: &[u8], payload: &[u8]) -> Vec<u8> {
    array([
        Cbor::from(context),
        Cbor::Bytes(protected.to_vec()),
        Cbor::Bytes(Vec::new()),
        Cbor::Bytes(payload.to_vec()),
    ])
    .encode()
}

fn encode_header(header: &Cbor) -> Vec<u8> {
    if header.is_empty_map() { Vec::new() } else { header.encode() }
}

/// EMacKey (12.4.5): HKDF over the shared secret, salted with the digest of the transcript.
fn mac_key(shared: &[u8], transcript: &[u8]) -> [u8; 32] {
    let salt = Hash::Sha256.digest(&tagged(24, transcript.to_vec()).encode());
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(&salt), shared).expand(b"EMacKey", &mut key).expect("32 bytes");
    key
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
