//! Building a DeviceRequest (ISO 18013-5 second edition 10.2, 13.4.6; 2021 8.3.2.1.2.1).
//!
//! 1. [`RequestDraft::prepare`] checks what a reader must not send and encodes each ItemsRequest
//!    once: those bytes are what is signed and what is sent.
//! 2. Reader authentication is added, see [`super::ReaderSigner`].
//! 3. Keys for device MACs are added where the wallet announced that it takes them.
//! 4. [`PreparedRequest::encode`] writes the request. Its version is 1.1 as soon as it has
//!    `deviceRequestInfo`, `readerAuthAll` or `macKeys`, else 1.0.
//!
//! Entries go out in the order given.

use thiserror::Error;

use super::DeviceEngagement;
use crate::codec::Writer;
use crate::codec::limits::{MAX_DOCUMENTS, MAX_ITEMS};
use crate::cose::cose_key;
use crate::crypto::{CryptoProvider, Curve, PublicKey};
use crate::doctype::age::threshold;

/// Elements of the `age_over_NN` family that one document may be asked for (13.4.6).
const MAX_AGE_ELEMENTS: usize = 2;

/// A request before it is encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestDraft {
    /// `docRequests`
    pub documents: Vec<DocumentDraft>,
    /// `deviceRequestInfo.useCases`: which documents belong together and what for.
    pub use_cases: Vec<UseCase>,
}

/// One `DocRequest`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentDraft {
    /// `docType`
    pub doc_type: String,
    /// `nameSpaces`: for each namespace the elements, each with `IntentToRetain`.
    pub name_spaces: Vec<(String, Vec<(String, bool)>)>,
    /// `requestInfo`
    pub info: DocumentInfo,
}

/// ```cddl
/// DocRequestInfo = { ? "uniqueDocSetRequired": bool,
///   ? "alternativeDataElements": [+ AlternativeDataElements],
///   ? "issuerIdentifiers": [+ bstr], ? "maximumResponseSize": uint, ? "zkRequest": ZkRequest,
///   * tstr => Ext }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentInfo {
    /// `uniqueDocSetRequired`
    pub unique_doc_set_required: Option<bool>,
    /// `alternativeDataElements`
    pub alternatives: Vec<Alternatives>,
    /// `issuerIdentifiers`: key identifiers of the authorities that are trusted.
    pub issuer_identifiers: Vec<Vec<u8>>,
    /// `maximumResponseSize`: bytes of the unencrypted DeviceResponse.
    pub maximum_response_size: Option<u64>,
    /// `zkRequest`
    pub zk: Option<ZkRequest>,
}

/// A wish for a zero-knowledge proof in place of the document. `verify` proves none: what comes as
/// `zkDocuments` releases nothing, so a request that requires a proof serves other verifiers alone.
///
/// ```cddl
/// ZkRequest = { "systemSpecs": [+ ZkSystemSpec], "zkRequired": bool }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZkRequest {
    /// `systemSpecs`, each under an identifier of its own.
    pub systems: Vec<ZkSystem>,
    /// `zkRequired`: whether the document itself is no answer. Where it is not required, a reader
    /// must take the document as well (13.3).
    pub required: bool,
}

/// `{ "zkSystemId": tstr, "system": tstr, "params": {* tstr => Ext} }`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZkSystem {
    /// `zkSystemId`: by which the answer names it.
    pub id: String,
    /// `system`: the proof system.
    pub system: String,
    /// `params`
    pub parameters: Vec<(String, ZkParameter)>,
}

/// A parameter of a proof system.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ZkParameter {
    /// A truth value.
    Bool(bool),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
}

/// `{ "requestedElement": [ns, el], "alternativeElementSets": [+ [+ [ns, el]]] }`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alternatives {
    /// Namespace and identifier of an element that the document is asked for.
    pub requested: (String, String),
    /// Sets of elements, any of which answers in its place.
    pub sets: Vec<Vec<(String, String)>>,
}

/// ```cddl
/// UseCase = { "mandatory": bool, "documentSets": [+ [+ uint]], ? "purposeHints": {+ tstr => int} }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UseCase {
    /// `mandatory`
    pub mandatory: bool,
    /// Sets of indices into the documents, any of which answers.
    pub document_sets: Vec<Vec<usize>>,
    /// The controller of a list of purposes, and the purpose's number. `org.iso.jtc1.sc17` has
    /// 1 identity, 2 driving privilege, 3 age.
    pub purpose_hints: Vec<(String, i64)>,
}

/// A request whose documents are encoded: what is signed and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedRequest {
    pub(super) documents: Vec<PreparedDocument>,
    pub(super) info: Option<Vec<u8>>,
    pub(super) reader_auth_all: Vec<Vec<u8>>,
    mac_keys: Vec<PublicKey>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PreparedDocument {
    /// The ItemsRequest.
    pub(super) items: Vec<u8>,
    /// The COSE_Sign1 of readerAuth.
    pub(super) reader_auth: Option<Vec<u8>>,
}

/// Why a draft may not be sent. Numbers are indices into the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// More than two elements of the `age_over_NN` family.
    #[error("document {0} is asked for more than two ages")]
    Ages(usize),
    /// Alternatives without a set, or for an element that is not asked for.
    #[error("document {0} has alternatives for nothing that is asked")]
    Alternatives(usize),
    /// A document without a type, an element or a name.
    #[error("document {0} asks for nothing, or has an empty name")]
    Empty(usize),
    /// The wallet did not announce that it takes `macKeys`, or not on this curve; or the curve
    /// agrees on no key or stands there already.
    #[error("the wallet takes no further key for a MAC on {}", .0.name())]
    MacKey(Curve),
    /// No document at all.
    #[error("no document is asked for")]
    NoDocuments,
    /// A namespace or element twice.
    #[error("document {0} names something twice")]
    Repeated(usize),
    /// More documents or elements than a response may have.
    #[error("more documents or elements than a response may have")]
    TooMany,
    /// A use case without documents, or with one that is not asked for.
    #[error("use case {0} does not name documents of this request")]
    UseCase(usize),
    /// A `zkRequest` without a system, or with an identifier or parameter that is empty or stands
    /// twice.
    #[error("document {0} asks for a proof by no system, or names one twice")]
    ZeroKnowledge(usize),
}

impl RequestDraft {
    /// A draft that asks for these documents.
    pub fn new(documents: impl IntoIterator<Item = DocumentDraft>) -> Self {
        Self { documents: documents.into_iter().collect(), use_cases: Vec::new() }
    }

    /// Checks and encodes.
    ///
    /// # Errors
    /// What a reader must not send, or what no wallet could answer; see [`RequestError`].
    pub fn prepare(&self) -> Result<PreparedRequest, RequestError> {
        match self.documents.len() {
            0 => return Err(RequestError::NoDocuments),
            count if count > MAX_DOCUMENTS => return Err(RequestError::TooMany),
            _ => {}
        }
        self.documents.iter().enumerate().try_for_each(|(index, own)| own.check(index))?;
        for (index, use_case) in self.use_cases.iter().enumerate() {
            let sets = &use_case.document_sets;
            let known = |own: &usize| *own < self.documents.len();
            if sets.is_empty() || sets.iter().any(|own| own.is_empty() || !own.iter().all(known)) {
                return Err(RequestError::UseCase(index));
            }
        }
        let documents = self
            .documents
            .iter()
            .map(|own| PreparedDocument { items: own.items_request(), reader_auth: None });
        Ok(PreparedRequest {
            documents: documents.collect(),
            info: (!self.use_cases.is_empty()).then(|| device_request_info(&self.use_cases)),
            reader_auth_all: Vec::new(),
            mac_keys: Vec::new(),
        })
    }
}

impl PreparedRequest {
    /// How many documents are asked for.
    pub fn document_count(&self) -> usize {
        self.documents.len()
    }

    /// Offers this key for device MACs (`macKeys`, ISO/IEC TS 18013-7 A.2), one for each curve and
    /// only to a wallet that announced it. Its private part goes to the presentation, see
    /// [`Presentation::with_mac_key`](crate::presentation::Presentation::with_mac_key).
    ///
    /// # Errors
    /// [`RequestError::MacKey`].
    pub fn offer_mac_key(
        &mut self,
        engagement: &DeviceEngagement,
        key: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<(), RequestError> {
        let refused = RequestError::MacKey(key.curve());
        let announced = &engagement.capabilities;
        let takes = announced.mac_keys && announced.mac_key_curves.contains(&key.curve().cose_id());
        let again = self.mac_keys.iter().any(|own| own.curve() == key.curve());
        let signs = matches!(key.curve(), Curve::Ed25519 | Curve::Ed448);
        if !takes || again || signs {
            return Err(refused);
        }
        self.mac_keys.push((provider.uncompress)(key).map_err(|_| refused)?);
        Ok(())
    }

    /// The DeviceRequest.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        let members =
            [self.info.is_some(), !self.reader_auth_all.is_empty(), !self.mac_keys.is_empty()];
        let extended = members.contains(&true);
        writer.map(2 + members.iter().filter(|own| **own).count());
        writer.text("version");
        writer.text(if extended { "1.1" } else { "1.0" });
        writer.text("docRequests");
        writer.array(self.documents.len());
        for document in &self.documents {
            writer.map(1 + usize::from(document.reader_auth.is_some()));
            writer.text("itemsRequest");
            writer.embedded(&document.items);
            if let Some(auth) = &document.reader_auth {
                writer.text("readerAuth");
                writer.raw(auth);
            }
        }
        if let Some(info) = &self.info {
            writer.text("deviceRequestInfo");
            writer.embedded(info);
        }
        if !self.reader_auth_all.is_empty() {
            writer.text("readerAuthAll");
            writer.array(self.reader_auth_all.len());
            self.reader_auth_all.iter().for_each(|own| writer.raw(own));
        }
        if !self.mac_keys.is_empty() {
            writer.text("macKeys");
            writer.array(self.mac_keys.len());
            self.mac_keys.iter().for_each(|own| writer.raw(&cose_key(own)));
        }
        writer.into_bytes()
    }
}

impl DocumentDraft {
    /// A document of these elements, each with its namespace, its identifier and `IntentToRetain`.
    pub fn of(doc_type: &str, elements: impl IntoIterator<Item = (String, String, bool)>) -> Self {
        let mut name_spaces: Vec<(String, Vec<(String, bool)>)> = Vec::new();
        for (space, identifier, retain) in elements {
            match name_spaces.iter_mut().find(|(own, _)| *own == space) {
                Some((_, elements)) => elements.push((identifier, retain)),
                None => name_spaces.push((space, vec![(identifier, retain)])),
            }
        }
        Self { doc_type: doc_type.to_owned(), name_spaces, info: DocumentInfo::default() }
    }

    fn check(&self, index: usize) -> Result<(), RequestError> {
        let elements = || {
            self.name_spaces.iter().flat_map(|(space, elements)| {
                elements.iter().map(move |(element, _)| (space.as_str(), element.as_str()))
            })
        };
        let count = elements().count();
        let empty = |(space, list): &(String, Vec<(String, bool)>)| {
            space.is_empty() || list.is_empty() || list.iter().any(|(own, _)| own.is_empty())
        };
        if self.doc_type.is_empty() || count == 0 || self.name_spaces.iter().any(empty) {
            return Err(RequestError::Empty(index));
        }
        if count > MAX_ITEMS {
            return Err(RequestError::TooMany);
        }
        if repeats(elements()) || repeats(self.name_spaces.iter().map(|(own, _)| own.as_str())) {
            return Err(RequestError::Repeated(index));
        }
        if elements().filter(|(_, own)| threshold(own).is_some()).count() > MAX_AGE_ELEMENTS {
            return Err(RequestError::Ages(index));
        }
        let hollow = |own: &Alternatives| {
            let (space, element) = &own.requested;
            let asked = elements().any(|asked| asked == (space.as_str(), element.as_str()));
            !asked || own.sets.is_empty() || own.sets.iter().any(Vec::is_empty)
        };
        if self.info.alternatives.iter().any(hollow) {
            return Err(RequestError::Alternatives(index));
        }
        match &self.info.zk {
            Some(zk) if !zk.is_sound() => Err(RequestError::ZeroKnowledge(index)),
            _ => Ok(()),
        }
    }

    fn items_request(&self) -> Vec<u8> {
        let info = self.info.encode();
        let mut writer = Writer::new();
        writer.map(2 + usize::from(info.is_some()));
        writer.text("docType");
        writer.text(&self.doc_type);
        writer.text("nameSpaces");
        writer.map(self.name_spaces.len());
        for (space, elements) in &self.name_spaces {
            writer.text(space);
            writer.map(elements.len());
            for (element, retain) in elements {
                writer.text(element);
                boolean(&mut writer, *retain);
            }
        }
        if let Some(info) = info {
            writer.text("requestInfo");
            writer.raw(&info);
        }
        writer.into_bytes()
    }
}

impl DocumentInfo {
    /// The map; `None` where it would be empty, which the standard forbids.
    fn encode(&self) -> Option<Vec<u8>> {
        let present = [
            self.unique_doc_set_required.is_some(),
            !self.alternatives.is_empty(),
            !self.issuer_identifiers.is_empty(),
            self.maximum_response_size.is_some(),
            self.zk.is_some(),
        ];
        let count = present.iter().filter(|own| **own).count();
        let mut writer = Writer::new();
        writer.map(count);
        if let Some(unique) = self.unique_doc_set_required {
            writer.text("uniqueDocSetRequired");
            boolean(&mut writer, unique);
        }
        if !self.alternatives.is_empty() {
            writer.text("alternativeDataElements");
            writer.array(self.alternatives.len());
            self.alternatives.iter().for_each(|own| own.write(&mut writer));
        }
        if !self.issuer_identifiers.is_empty() {
            writer.text("issuerIdentifiers");
            writer.array(self.issuer_identifiers.len());
            self.issuer_identifiers.iter().for_each(|own| writer.bytes(own));
        }
        if let Some(size) = self.maximum_response_size {
            writer.text("maximumResponseSize");
            writer.uint(size);
        }
        if let Some(zk) = &self.zk {
            writer.text("zkRequest");
            zk.write(&mut writer);
        }
        (count > 0).then(|| writer.into_bytes())
    }
}

impl ZkRequest {
    fn is_sound(&self) -> bool {
        let sound = |own: &ZkSystem| {
            let names = || own.parameters.iter().map(|(name, _)| name.as_str());
            !own.id.is_empty()
                && !own.system.is_empty()
                && own.parameters.len() <= MAX_ITEMS
                && names().all(|own| !own.is_empty())
                && !repeats(names())
        };
        (1..=MAX_DOCUMENTS).contains(&self.systems.len())
            && self.systems.iter().all(sound)
            && !repeats(self.systems.iter().map(|own| own.id.as_str()))
    }

    fn write(&self, writer: &mut Writer) {
        writer.map(2);
        writer.text("systemSpecs");
        writer.array(self.systems.len());
        for own in &self.systems {
            writer.map(3);
            writer.text("zkSystemId");
            writer.text(&own.id);
            writer.text("system");
            writer.text(&own.system);
            writer.text("params");
            writer.map(own.parameters.len());
            for (name, value) in &own.parameters {
                writer.text(name);
                match value {
                    ZkParameter::Bool(own) => boolean(writer, *own),
                    ZkParameter::Bytes(own) => writer.bytes(own),
                    ZkParameter::Int(own) => integer(writer, *own),
                    ZkParameter::Text(own) => writer.text(own),
                }
            }
        }
        writer.text("zkRequired");
        boolean(writer, self.required);
    }
}

impl Alternatives {
    fn write(&self, writer: &mut Writer) {
        writer.map(2);
        writer.text("requestedElement");
        reference(writer, &self.requested);
        writer.text("alternativeElementSets");
        writer.array(self.sets.len());
        for set in &self.sets {
            writer.array(set.len());
            set.iter().for_each(|own| reference(writer, own));
        }
    }
}

fn device_request_info(use_cases: &[UseCase]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1);
    writer.text("useCases");
    writer.array(use_cases.len());
    for use_case in use_cases {
        writer.map(2 + usize::from(!use_case.purpose_hints.is_empty()));
        writer.text("mandatory");
        boolean(&mut writer, use_case.mandatory);
        writer.text("documentSets");
        writer.array(use_case.document_sets.len());
        for set in &use_case.document_sets {
            writer.array(set.len());
            set.iter().for_each(|own| writer.uint(*own as u64));
        }
        if !use_case.purpose_hints.is_empty() {
            writer.text("purposeHints");
            writer.map(use_case.purpose_hints.len());
            for (controller, purpose) in &use_case.purpose_hints {
                writer.text(controller);
                integer(&mut writer, *purpose);
            }
        }
    }
    writer.into_bytes()
}

fn repeats<T: Ord>(names: impl Iterator<Item = T>) -> bool {
    let mut all: Vec<T> = names.collect();
    all.sort();
    all.windows(2).any(|pair| matches!(pair, [one, two] if one == two))
}

fn reference(writer: &mut Writer, (space, element): &(String, String)) {
    writer.array(2);
    writer.text(space);
    writer.text(element);
}

fn boolean(writer: &mut Writer, value: bool) {
    writer.raw(&[0xf4 + u8::from(value)]);
}

pub(super) fn integer(writer: &mut Writer, value: i64) {
    match u64::try_from(value) {
        Ok(value) => writer.uint(value),
        Err(_) => writer.head(1, !value as u64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::scan;
    use crate::cose::CoseKey;
    use crate::crypto::PrivateKey;
    use crate::mdoc::DeviceRequest;

    fn draft(elements: &[&str]) -> RequestDraft {
        let elements = elements.iter().map(|own| ((*own).to_owned(), false)).collect();
        RequestDraft::new([DocumentDraft {
            doc_type: "d".to_owned(),
            name_spaces: vec![("n".to_owned(), elements)],
            info: DocumentInfo::default(),
        }])
    }

    #[test]
    fn refuses_what_a_reader_must_not_send() {
        assert_eq!(RequestDraft::default().prepare(), Err(RequestError::NoDocuments));
        assert_eq!(draft(&[]).prepare(), Err(RequestError::Empty(0)));
        assert_eq!(draft(&["a", ""]).prepare(), Err(RequestError::Empty(0)));
        assert_eq!(draft(&["a", "b", "a"]).prepare(), Err(RequestError::Repeated(0)));
        let three = ["age_over_18", "age_over_21", "age_over_65"];
        assert_eq!(draft(&three).prepare(), Err(RequestError::Ages(0)));
        assert!(
            draft(&["age_over_18", "age_over_21", "age_over_1", "age_over_018"]).prepare().is_ok()
        );
        let many: Vec<String> = (0..=MAX_ITEMS).map(|own| own.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(draft(&many).prepare(), Err(RequestError::TooMany));
        let mut documents = draft(&["a"]);
        documents.documents = vec![documents.documents[0].clone(); MAX_DOCUMENTS + 1];
        assert_eq!(documents.prepare(), Err(RequestError::TooMany));
        let mut spaces = draft(&["a"]);
        let space = ("n".to_owned(), vec![("b".to_owned(), true)]);
        spaces.documents[0].name_spaces.push(space);
        assert_eq!(spaces.prepare(), Err(RequestError::Repeated(0)));
    }

    #[test]
    fn refuses_references_to_what_is_not_asked() {
        let reference = |own: &str| ("n".to_owned(), own.to_owned());
        let mut alternative = draft(&["a"]);
        alternative.documents[0].info.alternatives =
            vec![Alternatives { requested: reference("a"), sets: vec![vec![reference("b")]] }];
        assert!(alternative.prepare().is_ok());
        alternative.documents[0].info.alternatives[0].requested = reference("b");
        assert_eq!(alternative.prepare(), Err(RequestError::Alternatives(0)));
        alternative.documents[0].info.alternatives[0].requested = reference("a");
        alternative.documents[0].info.alternatives[0].sets.push(Vec::new());
        assert_eq!(alternative.prepare(), Err(RequestError::Alternatives(0)));
        let mut case = draft(&["a"]);
        case.use_cases = vec![UseCase { document_sets: vec![vec![0]], ..UseCase::default() }];
        assert!(case.prepare().is_ok());
        case.use_cases[0].document_sets = vec![vec![0, 1]];
        assert_eq!(case.prepare(), Err(RequestError::UseCase(0)));
        case.use_cases[0].document_sets.clear();
        assert_eq!(case.prepare(), Err(RequestError::UseCase(0)));
    }

    fn engagement(capabilities: &[u8]) -> DeviceEngagement {
        let provider = CryptoProvider::default();
        let own = PrivateKey::new(Curve::P256, vec![9; 32]);
        let key = cose_key(&(provider.public_key)(&own).unwrap());
        let mut writer = Writer::new();
        writer.map(3);
        writer.uint(0);
        writer.text("1.1");
        writer.uint(1);
        writer.array(2);
        writer.uint(1);
        writer.embedded(&key);
        writer.uint(6);
        writer.raw(capabilities);
        DeviceEngagement::decode(&writer.into_bytes()).unwrap()
    }

    #[test]
    fn keys_for_macs_go_to_wallets_that_take_them() {
        let provider = CryptoProvider::default();
        let key = |curve: Curve, scalar: u8| {
            let own = PrivateKey::new(curve, vec![scalar; curve.coordinate_len()]);
            (provider.public_key)(&own).unwrap()
        };
        // {0: true, 1: [1, 4, 6]}: P-256, X25519 and, without a meaning, Ed25519.
        let takes = engagement(&[0xa2, 0x00, 0xf5, 0x01, 0x83, 0x01, 0x04, 0x06]);
        let mut request = draft(&["a"]).prepare().unwrap();
        let plain = request.encode();
        request.offer_mac_key(&takes, &key(Curve::P256, 1), &provider).unwrap();
        request.offer_mac_key(&takes, &key(Curve::X25519, 2), &provider).unwrap();
        let sent = request.encode();
        let read = scan(&sent, 0, 16).unwrap().item;
        let map = read.as_map().unwrap();
        assert_eq!(map.text_key("version").unwrap().as_text(), Some("1.1"));
        let keys: Vec<_> = map.text_key("macKeys").unwrap().as_array().unwrap().collect();
        let keys: Vec<_> = keys.iter().map(|own| CoseKey::read(own).unwrap()).collect();
        assert_eq!(keys[0].public_key(), &key(Curve::P256, 1));
        assert_eq!(keys[1].public_key(), &key(Curve::X25519, 2));
        let asked = DeviceRequest::decode(&sent).unwrap();
        assert_eq!(asked.documents, DeviceRequest::decode(&plain).unwrap().documents);
        // {0: false, 1: [1]}, {1: [1]} and {0: true}.
        let silent: [&[u8]; 3] =
            [&[0xa2, 0x00, 0xf4, 0x01, 0x81, 0x01], &[0xa1, 0x01, 0x81, 0x01], &[0xa1, 0x00, 0xf5]];
        for capabilities in silent {
            let mut request = draft(&["a"]).prepare().unwrap();
            let engagement = engagement(capabilities);
            let refused = request.offer_mac_key(&engagement, &key(Curve::P256, 1), &provider);
            assert_eq!(refused, Err(RequestError::MacKey(Curve::P256)));
            assert_eq!(request.encode(), plain);
        }
        let ed25519 = PublicKey::new(Curve::Ed25519, [1; 32]);
        let invalid = PublicKey::new(Curve::P256, [4; 65]);
        let mut fresh = draft(&["a"]).prepare().unwrap();
        for (request, key) in [
            (&mut request, &key(Curve::P256, 3)),
            (&mut fresh.clone(), &key(Curve::P384, 1)),
            (&mut fresh.clone(), &ed25519),
            (&mut fresh, &invalid),
        ] {
            let refused = request.offer_mac_key(&takes, key, &provider);
            assert_eq!(refused, Err(RequestError::MacKey(key.curve())));
        }
    }

    #[test]
    fn proofs_are_asked_for_by_system() {
        let system = |id: &str, name: &str| ZkSystem {
            id: id.to_owned(),
            system: "longfellow".to_owned(),
            parameters: vec![
                (name.to_owned(), ZkParameter::Text("x".to_owned())),
                ("version".to_owned(), ZkParameter::Int(-1)),
                ("raw".to_owned(), ZkParameter::Bytes(vec![1, 2])),
                ("flag".to_owned(), ZkParameter::Bool(true)),
            ],
        };
        let asked = |systems: Vec<ZkSystem>| {
            let mut own = draft(&["a"]);
            own.documents[0].info.zk = Some(ZkRequest { systems, required: false });
            own.prepare()
        };
        let sent = asked(vec![system("1", "hash")]).unwrap().encode();
        let request: &[u8] = b"\xa1\x69zkRequest\xa2\x6bsystemSpecs\x81\xa3\x6azkSystemId\x611\
            \x66system\x6alongfellow\x66params\xa4\x64hash\x61x\x67version\x20\x63raw\x42\x01\x02\
            \x64flag\xf5\x6azkRequired\xf4";
        assert!(sent.windows(request.len()).any(|own| own == request), "{sent:02x?}");
        assert!(DeviceRequest::decode(&sent).is_ok());
        let mut nameless = system("1", "hash");
        nameless.system.clear();
        for systems in [
            vec![],
            vec![system("", "hash")],
            vec![system("1", "")],
            vec![system("1", "flag")],
            vec![system("1", "hash"), system("1", "hash")],
            vec![nameless],
            vec![system("1", "hash"); MAX_DOCUMENTS + 1],
        ] {
            assert_eq!(asked(systems), Err(RequestError::ZeroKnowledge(0)));
        }
    }

    #[test]
    fn what_is_built_is_read() {
        let mut own = draft(&["a", "b"]);
        own.documents[0].info = DocumentInfo {
            issuer_identifiers: vec![vec![1; 20]],
            maximum_response_size: Some(70_000),
            ..DocumentInfo::default()
        };
        own.use_cases = vec![UseCase {
            mandatory: true,
            document_sets: vec![vec![0]],
            purpose_hints: vec![("example.com".to_owned(), -3)],
        }];
        let mut prepared = own.prepare().unwrap();
        let read = DeviceRequest::decode(&prepared.encode()).unwrap();
        assert_eq!(read.documents[0].elements.len(), 2);
        let cases: Vec<(bool, &[Vec<usize>])> =
            read.use_cases.iter().map(|own| (own.mandatory, &own.document_sets[..])).collect();
        assert_eq!(cases, [(true, &[vec![0]][..])]);
        assert_eq!(read.use_cases[0].purpose_hints, [("example.com".to_owned(), -3)]);
        assert_eq!(read.version.as_deref(), Some("1.1"));
        assert!(!read.reader_auth_all && !read.documents[0].reader_auth);

        prepared.documents[0].reader_auth = Some(vec![0x80]);
        let read = DeviceRequest::decode(&prepared.encode()).unwrap();
        assert!(!read.reader_auth_all && read.documents[0].reader_auth);
        prepared.documents[0].reader_auth = None;
        prepared.reader_auth_all.push(vec![0x80]);
        let read = DeviceRequest::decode(&prepared.encode()).unwrap();
        assert!(read.reader_auth_all && !read.documents[0].reader_auth);
    }

    #[test]
    fn a_version_or_purpose_of_another_type_is_refused() {
        let mut own = draft(&["a"]);
        own.use_cases = vec![UseCase {
            mandatory: true,
            document_sets: vec![vec![0]],
            purpose_hints: vec![("p".to_owned(), 3)],
        }];
        let sent = own.prepare().unwrap().encode();
        let read = |from: &[u8], to: &[u8]| {
            let at = sent.windows(from.len()).position(|own| own == from).unwrap();
            let mut changed = sent.clone();
            changed[at..at + to.len()].copy_from_slice(to);
            DeviceRequest::decode(&changed)
        };
        assert!(read(b"\x61p\x03", b"\x61p\x03").is_ok());
        let error = read(b"\x61p\x03", b"\x61p\xf5").unwrap_err();
        assert_eq!(error.path, "deviceRequestInfo");
        let error = read(b"\x631.1", b"\x431.1").unwrap_err();
        assert_eq!(error.path, "version");
    }
}
