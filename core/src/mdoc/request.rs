//! DeviceRequest, as far as a response is compared with it and a person is told of it (ISO 18013-5
//! second edition 10.2). Reader authentication is noted and not verified.

use super::response::{member, text};
use crate::codec::limits::{MAX_DEPTH, MAX_DOCUMENTS, MAX_ITEMS, MAX_MESSAGE_BYTES};
use crate::codec::{DecodeError, Entries, Item, Problem, scan};

/// What was asked, in the order of `docRequests`.
///
/// ```cddl
/// DeviceRequest = { "version": tstr, "docRequests": [+ DocRequest],
///   ? "deviceRequestInfo": #6.24(bstr .cbor DeviceRequestInfo), ? "readerAuthAll": [+ COSE_Sign1],
///   * tstr => any }
/// DocRequest = { "itemsRequest": #6.24(bstr .cbor ItemsRequest), ? "readerAuth": COSE_Sign1,
///   * tstr => RFU }
/// ItemsRequest = { "docType": tstr, "nameSpaces": {+ tstr => {+ tstr => bool}},
///   ? "requestInfo": {* tstr => any}, * tstr => RFU }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceRequest {
    /// `version`; `None` where the request does not say it.
    pub version: Option<String>,
    /// `docRequests`
    pub documents: Vec<AskedDocument>,
    /// `deviceRequestInfo.useCases`; empty where every document is asked for.
    pub use_cases: Vec<AskedUseCase>,
    /// Whether `readerAuthAll` goes with it.
    pub reader_auth_all: bool,
}

/// ```cddl
/// UseCase = { "mandatory": bool, "documentSets": [+ [+ uint]], ? "purposeHints": {+ tstr => int},
///   * tstr => any }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedUseCase {
    /// `mandatory`
    pub mandatory: bool,
    /// Sets of indices into the request's documents, any of which answers.
    pub document_sets: Vec<Vec<usize>>,
    /// `purposeHints`: the controller of a list of purposes, and the purpose's number.
    pub purpose_hints: Vec<(String, i64)>,
}

/// One document that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedDocument {
    /// `docType`
    pub doc_type: String,
    /// `uniqueDocSetRequired`: no more than one document may answer.
    pub unique: bool,
    /// Whether `readerAuth` goes with it.
    pub reader_auth: bool,
    /// The elements.
    pub elements: Vec<AskedElement>,
}

/// One element that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedElement {
    /// The namespace.
    pub name_space: String,
    /// The element identifier.
    pub identifier: String,
    /// `IntentToRetain`
    pub retain: bool,
    /// Sets of (namespace, identifier) that answer in its place (`alternativeDataElements`).
    pub alternatives: Vec<Vec<(String, String)>>,
}

impl DeviceRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// Any other shape.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > MAX_MESSAGE_BYTES {
            return Err(DecodeError::new(0, Problem::TooLong(MAX_MESSAGE_BYTES)));
        }
        let scanned = scan(bytes, 0, MAX_DEPTH)?;
        if !scanned.irregularities.is_unambiguous() {
            return Err(DecodeError::new(0, Problem::DuplicateKey));
        }
        let list = member(&scanned.item, "docRequests")?;
        let mut documents = Vec::new();
        let requests = list.as_array().ok_or_else(|| list.wrong_type("an array"))?;
        for (index, request) in requests.enumerate() {
            if index == MAX_DOCUMENTS {
                return Err(DecodeError::new(request.offset(), Problem::TooLong(MAX_DOCUMENTS)));
            }
            documents.push(
                AskedDocument::read(&request)
                    .map_err(|error| error.at_index(index).within("docRequests"))?,
            );
        }
        let members = ["version", "deviceRequestInfo", "readerAuthAll"];
        let [version, info, signatures] =
            scanned.item.as_map().map_or([None; 3], |map| map.text_keys(members));
        let use_cases = match info {
            Some(info) => use_cases(&info).map_err(|error| error.within("deviceRequestInfo"))?,
            None => Vec::new(),
        };
        let version = version.map(|own| text(&own, "version").map(str::to_owned)).transpose()?;
        Ok(Self { version, documents, use_cases, reader_auth_all: signatures.is_some() })
    }

    /// The requests for this document type.
    pub fn documents(&self, doc_type: &str) -> impl Iterator<Item = &AskedDocument> {
        self.documents.iter().filter(move |document| document.doc_type == doc_type)
    }
}

impl AskedDocument {
    fn read(request: &Item<'_>) -> Result<Self, DecodeError> {
        let embedded = member(request, "itemsRequest")?;
        let (bytes, offset) =
            embedded.as_embedded().ok_or_else(|| embedded.wrong_type("an embedded request"))?;
        let scanned = scan(bytes, offset, MAX_DEPTH)?;
        if !scanned.irregularities.is_unambiguous() {
            return Err(DecodeError::new(offset, Problem::DuplicateKey));
        }
        let item = scanned.item;
        let name_spaces = member(&item, "nameSpaces")?;
        let mut elements = Vec::new();
        for (key, list) in entries(&name_spaces)? {
            let name_space = name(&key)?;
            for (key, retain) in entries(&list)? {
                if elements.len() == MAX_ITEMS {
                    return Err(DecodeError::new(key.offset(), Problem::TooLong(MAX_ITEMS)));
                }
                elements.push(AskedElement {
                    name_space: name_space.to_owned(),
                    identifier: name(&key)?.to_owned(),
                    retain: retain.as_bool().ok_or_else(|| retain.wrong_type("a bool"))?,
                    alternatives: Vec::new(),
                });
            }
        }
        let info = item.as_map().and_then(|map| map.text_key("requestInfo"));
        let info = info.and_then(|info| info.as_map());
        let [unique, alternatives] = info.map_or([None; 2], |map| {
            map.text_keys(["uniqueDocSetRequired", "alternativeDataElements"])
        });
        let mut read = Self {
            doc_type: text(&member(&item, "docType")?, "docType")?.to_owned(),
            reader_auth: request.as_map().and_then(|map| map.text_key("readerAuth")).is_some(),
            unique: unique.and_then(|own| own.as_bool()).unwrap_or(false),
            elements,
        };
        if let Some(list) = alternatives {
            read.add_alternatives(&list)?;
        }
        Ok(read)
    }

    fn add_alternatives(&mut self, list: &Item<'_>) -> Result<(), DecodeError> {
        for entry in list.as_array().ok_or_else(|| list.wrong_type("an array"))? {
            let (name_space, identifier) = reference(&member(&entry, "requestedElement")?)?;
            let sets = member(&entry, "alternativeElementSets")?;
            let mut alternatives = Vec::new();
            for set in sets.as_array().ok_or_else(|| sets.wrong_type("an array"))? {
                let references = set.as_array().ok_or_else(|| set.wrong_type("an array"))?;
                alternatives
                    .push(references.map(|item| reference(&item)).collect::<Result<_, _>>()?);
            }
            self.elements
                .iter_mut()
                .filter(|own| own.name_space == name_space && own.identifier == identifier)
                .for_each(|own| own.alternatives.append(&mut alternatives));
        }
        Ok(())
    }
}

fn use_cases(info: &Item<'_>) -> Result<Vec<AskedUseCase>, DecodeError> {
    let (bytes, offset) =
        info.as_embedded().ok_or_else(|| info.wrong_type("an embedded map (tag 24)"))?;
    let scanned = scan(bytes, offset, MAX_DEPTH)?;
    let Some(list) = scanned.item.as_map().and_then(|map| map.text_key("useCases")) else {
        return Ok(Vec::new());
    };
    let mut read = Vec::new();
    for case in list.as_array().ok_or_else(|| list.wrong_type("an array"))? {
        let mandatory = member(&case, "mandatory")?.as_bool().unwrap_or(true);
        let sets = member(&case, "documentSets")?;
        let sets = sets.as_array().ok_or_else(|| sets.wrong_type("an array"))?;
        let document_sets = sets.map(|set| indices(&set)).collect::<Result<_, _>>()?;
        let hints = case.as_map().and_then(|map| map.text_key("purposeHints"));
        let purpose_hints = hints.map_or(Ok(Vec::new()), |own| purpose_hints(&own))?;
        read.push(AskedUseCase { mandatory, document_sets, purpose_hints });
    }
    Ok(read)
}

fn purpose_hints(hints: &Item<'_>) -> Result<Vec<(String, i64)>, DecodeError> {
    let hint = |(controller, purpose): (Item<'_>, Item<'_>)| {
        let number = purpose.as_i64().ok_or_else(|| purpose.wrong_type("a whole number"))?;
        Ok((name(&controller)?.to_owned(), number))
    };
    entries(hints)?.map(hint).collect()
}

fn indices(set: &Item<'_>) -> Result<Vec<usize>, DecodeError> {
    let elements = set.as_array().ok_or_else(|| set.wrong_type("an array"))?;
    elements
        .map(|item| {
            let index = item.as_u64().and_then(|index| usize::try_from(index).ok());
            index.ok_or_else(|| item.wrong_type("an index"))
        })
        .collect()
}

fn reference(item: &Item<'_>) -> Result<(String, String), DecodeError> {
    let mut parts = item.as_array().ok_or_else(|| item.wrong_type("a pair of names"))?;
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name_space), Some(element), None) => {
            Ok((name(&name_space)?.to_owned(), name(&element)?.to_owned()))
        }
        _ => Err(item.wrong_value("a namespace and an element identifier")),
    }
}

fn entries<'a>(item: &Item<'a>) -> Result<Entries<'a>, DecodeError> {
    item.as_map().ok_or_else(|| item.wrong_type("a map"))
}

fn name<'a>(item: &Item<'a>) -> Result<&'a str, DecodeError> {
    item.as_text().ok_or_else(|| item.wrong_type("a name"))
}
