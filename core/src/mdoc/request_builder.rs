//! Building a DeviceRequest (ISO 18013-5 second edition 10.2, 13.4.6; 2021 8.3.2.1.2.1).
//!
//! 1. [`RequestDraft::prepare`] checks what a reader must not send and encodes each ItemsRequest
//!    once: those bytes are what is signed and what is sent.
//! 2. Reader authentication is added, see [`super::ReaderSigner`].
//! 3. [`PreparedRequest::encode`] writes the request. Its version is 1.1 as soon as it has
//!    `deviceRequestInfo` or `readerAuthAll`, else 1.0.
//!
//! Entries go out in the order given.

use thiserror::Error;

use crate::codec::Writer;
use crate::codec::limits::{MAX_DOCUMENTS, MAX_ITEMS};
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
///   ? "issuerIdentifiers": [+ bstr], ? "maximumResponseSize": uint, * tstr => Ext }
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
        })
    }
}

impl PreparedRequest {
    /// How many documents are asked for.
    pub fn document_count(&self) -> usize {
        self.documents.len()
    }

    /// The DeviceRequest.
    pub fn encode(&self) -> Vec<u8> {
        let extended = self.info.is_some() || !self.reader_auth_all.is_empty();
        let mut writer = Writer::new();
        let members = [self.info.is_some(), !self.reader_auth_all.is_empty()];
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
        writer.into_bytes()
    }
}

impl DocumentDraft {
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
        Ok(())
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
        (count > 0).then(|| writer.into_bytes())
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
        let read = DeviceRequest::decode(&own.prepare().unwrap().encode()).unwrap();
        assert_eq!(read.documents[0].elements.len(), 2);
        let cases = read.use_cases.iter().map(|own| (own.mandatory, own.document_sets.clone()));
        assert_eq!(cases.collect::<Vec<_>>(), [(true, vec![vec![0]])]);
    }
}
