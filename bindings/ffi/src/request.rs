//! What to ask for, by purpose, and what a request asks for beyond that.

use std::sync::Arc;

use tashika::doctype::{Date, Words as CoreWords};
use tashika::mdoc::{
    AskedDocument as CoreAskedDocument, AskedElement as CoreAskedElement,
    AskedUseCase as CoreAskedUseCase, DeviceRequest, DocumentDraft, PreparedRequest, RequestDraft,
};
use tashika::request::dcql::{DcqlError, DcqlQuery};
use tashika::request::lint::{Instead as CoreInstead, Lint, lint, lint_dcql, lint_device_request};
use tashika::request::{
    Purpose, Request as CoreRequest, RequestError, RequestedElement as CoreRequestedElement,
};

use crate::doctype::{DocTypes, Words, words};
use crate::error::{TashikaError, guard};
use crate::mirror::{LintLevel, LintRule};
use crate::numbers::count;
use crate::report::{ElementName, element, years};

/// Why a document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RequestPurpose {
    /// Opening an account under Japan's law against money laundering.
    AccountOpening,
    /// Whether a person is at least so many years old.
    AgeCheck {
        /// The years, 1 to 99.
        years: i32,
    },
    /// What a person may drive.
    DrivingPrivilege,
    /// In which town a person lives.
    Residence,
    /// Whether a person was here before.
    ReturningCustomer,
}

/// One element to ask for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RequestedElement {
    /// The element.
    pub element: ElementName,
    /// What it is needed for.
    #[uniffi(default)]
    pub purpose: Option<Words>,
    /// The law that lets it be asked for.
    #[uniffi(default)]
    pub legal_basis: Option<Words>,
    /// Why it is kept; `None` where it is not.
    #[uniffi(default)]
    pub retention_reason: Option<Words>,
}

/// One document to ask for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RequestedDocument {
    /// `docType`
    pub doc_type: String,
    /// The elements.
    pub elements: Vec<RequestedElement>,
}

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Instead {
    /// Do not keep it.
    DoNotRetain,
    /// Say what it is for.
    Explain,
    /// Do not ask for it.
    Remove,
    /// Ask for another element.
    Replace {
        /// The element to ask for.
        element: ElementName,
    },
}

/// One thing that a request asks for and should not.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LintFinding {
    /// The rule.
    pub rule: LintRule,
    /// The rule's stable id.
    pub id: String,
    /// Warning or refused.
    pub level: LintLevel,
    /// The document type.
    pub doc_type: String,
    /// The element; `None` where it is the document.
    pub element: Option<ElementName>,
    /// What to do.
    pub instead: Instead,
    /// Why, in a sentence.
    pub because: Words,
}

/// What a request asks for beyond what it needs.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LintReport {
    /// The gravest level; `None` where nothing was found.
    pub level: Option<LintLevel>,
    /// Every finding.
    pub findings: Vec<LintFinding>,
    /// A smaller request (JSON), where something was found and anything is left.
    pub smaller: Option<String>,
    /// Rules that this form of request has nothing to examine for.
    pub not_examined: Vec<LintRule>,
    /// Credentials that are no mdoc: nothing is said of them.
    pub left_out: Vec<String>,
}

/// A request, built from a purpose or by hand, with its reasons.
#[derive(Debug, uniffi::Object)]
pub struct Request {
    request: CoreRequest,
    doc_types: Arc<DocTypes>,
}

#[uniffi::export]
impl Request {
    /// The least that serves a purpose, from any of these document types, under the law of a day
    /// (`YYYY-MM-DD`).
    #[uniffi::constructor(default(known = None))]
    pub fn for_purpose(
        purpose: RequestPurpose,
        doc_types: Vec<String>,
        on: String,
        known: Option<Arc<DocTypes>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let known = known.unwrap_or_else(DocTypes::builtin);
            let names: Vec<&str> = doc_types.iter().map(String::as_str).collect();
            let request = CoreRequest::for_purpose(purpose.core()?, &names, day(&on)?, &known.0);
            Self::of(request, known)
        })
    }

    /// A request for these documents, with the purpose that a person is told.
    #[uniffi::constructor(default(known = None))]
    pub fn custom(
        purpose: Words,
        documents: Vec<RequestedDocument>,
        known: Option<Arc<DocTypes>>,
    ) -> Arc<Self> {
        let mut request = CoreRequest::custom(core_words(&purpose));
        for own in documents {
            let elements = own.elements.iter().map(RequestedElement::core).collect();
            request = request.with(&own.doc_type, elements);
        }
        Arc::new(Self { request, doc_types: known.unwrap_or_else(DocTypes::builtin) })
    }

    /// A request file (JSON).
    #[uniffi::constructor(default(known = None))]
    pub fn from_json(
        json: String,
        on: String,
        known: Option<Arc<DocTypes>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let known = known.unwrap_or_else(DocTypes::builtin);
            Self::of(CoreRequest::from_json(&json, day(&on)?, &known.0), known)
        })
    }

    /// The request file (JSON).
    pub fn to_json(&self) -> String {
        self.request.to_json()
    }

    /// This request for one of its document types alone.
    pub fn only(&self, doc_type: String) -> Arc<Self> {
        let request = self.request.clone().only(&doc_type);
        Arc::new(Self { request, doc_types: self.doc_types.clone() })
    }

    /// The DeviceRequest, in CBOR.
    pub fn device_request(&self) -> Result<Vec<u8>, TashikaError> {
        guard(|| self.request.device_request().map_err(problem))
    }

    /// The DCQL query of OpenID4VP 1.0 (JSON).
    pub fn dcql(&self) -> Result<String, TashikaError> {
        guard(|| self.request.dcql().map(|own| own.to_json()).map_err(problem))
    }

    /// The request for a transaction in person.
    pub fn prepare(&self) -> Result<Arc<DeviceRequestDraft>, TashikaError> {
        guard(|| {
            // What cannot be said in a DeviceRequest is refused by the one place that knows.
            let bytes = self.request.device_request().map_err(problem)?;
            let documents = decoded(&bytes)?.documents.into_iter().map(|own| {
                let elements = own.elements.into_iter();
                let elements = elements.map(|own| (own.name_space, own.identifier, own.retain));
                DocumentDraft::of(&own.doc_type, elements)
            });
            prepared(RequestDraft::new(documents))
        })
    }

    /// What to show a person before the wallet is asked: who asks, why, for what, and what is kept.
    pub fn sentence(&self, verifier: String) -> Words {
        words(&self.request.sentence(&verifier, &self.doc_types.0))
    }

    /// What the request asks for beyond what it needs.
    pub fn lint(&self) -> Result<LintReport, TashikaError> {
        guard(|| report(lint(&self.request, &self.doc_types.0)))
    }
}

/// A DeviceRequest whose documents are encoded: what is signed and sent in person.
#[derive(Debug, uniffi::Object)]
pub struct DeviceRequestDraft(pub(crate) PreparedRequest);

#[uniffi::export]
impl DeviceRequestDraft {
    /// A request for these elements, without reasons. [`Request::prepare`] makes one from a purpose.
    #[uniffi::constructor]
    pub fn new(documents: Vec<DocumentToAsk>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let documents = documents.into_iter().map(|own| {
                let elements = own.elements.into_iter();
                let elements = elements
                    .map(|own| (own.element.name_space, own.element.identifier, own.retain));
                DocumentDraft::of(&own.doc_type, elements)
            });
            prepared(RequestDraft::new(documents))
        })
    }

    /// The DeviceRequest, in CBOR, without reader authentication.
    pub fn encode(&self) -> Vec<u8> {
        self.0.encode()
    }
}

/// A document to ask for in person.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DocumentToAsk {
    /// `docType`
    pub doc_type: String,
    /// The elements.
    pub elements: Vec<ElementToAsk>,
}

/// An element to ask for in person.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ElementToAsk {
    /// The element.
    pub element: ElementName,
    /// Whether it is kept longer than the transaction lasts.
    #[uniffi(default = false)]
    pub retain: bool,
}

/// What a DeviceRequest asks.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AskedRequest {
    /// `version`; `None` where the request does not say it.
    pub version: Option<String>,
    /// The documents, in their order.
    pub documents: Vec<AskedDocument>,
    /// Which documents belong together and what for; none where every document is asked for.
    pub use_cases: Vec<AskedUseCase>,
    /// Whether `readerAuthAll` goes with it. It is not verified here.
    pub reader_auth_all: bool,
}

/// A document that a DeviceRequest asks for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AskedDocument {
    /// `docType`
    pub doc_type: String,
    /// The elements, in their order.
    pub elements: Vec<AskedElement>,
    /// Whether no more than one document may answer.
    pub unique: bool,
    /// Whether `readerAuth` goes with it. It is not verified here.
    pub reader_auth: bool,
}

/// An element that a DeviceRequest asks for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AskedElement {
    /// Namespace and identifier.
    pub element: ElementName,
    /// `IntentToRetain`: whether it is kept longer than the transaction lasts.
    pub retain: bool,
    /// Sets of elements, any of which answers in its place.
    pub alternatives: Vec<Vec<ElementName>>,
}

/// A use case of a DeviceRequest.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AskedUseCase {
    /// Whether it must be answered.
    pub mandatory: bool,
    /// Sets of places in the list of documents, any of which answers.
    pub document_sets: Vec<Vec<i32>>,
    /// What it is for.
    pub purposes: Vec<PurposeHint>,
}

/// What a use case is for: a number in somebody's list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PurposeHint {
    /// Whose list; `org.iso.jtc1.sc17` has 1 identity, 2 driving privilege, 3 age.
    pub controller: String,
    /// The number.
    pub purpose: i64,
}

/// What a DeviceRequest (CBOR) asks: the documents with their elements, and what goes with them.
#[uniffi::export]
pub fn read_request(bytes: Vec<u8>) -> Result<AskedRequest, TashikaError> {
    guard(|| Ok(asked(&decoded(&bytes)?)))
}

/// What a DeviceRequest (CBOR) asks for beyond what it needs.
#[uniffi::export]
pub fn lint_request(bytes: Vec<u8>, known: &DocTypes) -> Result<LintReport, TashikaError> {
    guard(|| report(lint_device_request(&decoded(&bytes)?, &known.0)))
}

/// What a DCQL query (JSON) asks for beyond what it needs.
#[uniffi::export]
pub fn lint_query(json: String, known: &DocTypes) -> Result<LintReport, TashikaError> {
    guard(|| report(lint_dcql(&query(&json)?, &known.0)))
}

impl Request {
    fn of(
        request: Result<CoreRequest, RequestError>,
        doc_types: Arc<DocTypes>,
    ) -> Result<Arc<Self>, TashikaError> {
        request.map(|request| Arc::new(Self { request, doc_types })).map_err(problem)
    }
}

impl RequestPurpose {
    fn core(self) -> Result<Purpose, TashikaError> {
        Ok(match self {
            Self::AccountOpening => Purpose::AccountOpening,
            Self::AgeCheck { years: asked } => Purpose::AgeCheck { years: years(asked)? },
            Self::DrivingPrivilege => Purpose::DrivingPrivilege,
            Self::Residence => Purpose::Residence,
            Self::ReturningCustomer => Purpose::ReturningCustomer,
        })
    }
}

impl RequestedElement {
    fn core(&self) -> CoreRequestedElement {
        let (space, identifier) = (&self.element.name_space, &self.element.identifier);
        let mut own = CoreRequestedElement::new(space, identifier);
        if let Some(purpose) = &self.purpose {
            own = own.because(core_words(purpose));
        }
        if let Some(basis) = &self.legal_basis {
            own = own.under(core_words(basis));
        }
        if let Some(reason) = &self.retention_reason {
            own = own.kept(core_words(reason));
        }
        own
    }
}

pub(crate) fn core_words(own: &Words) -> CoreWords {
    CoreWords::new(&own.en, &own.ja)
}

fn prepared(draft: RequestDraft) -> Result<Arc<DeviceRequestDraft>, TashikaError> {
    let prepared = draft.prepare().map_err(|error| TashikaError::usage("request", error))?;
    Ok(Arc::new(DeviceRequestDraft(prepared)))
}

fn decoded(bytes: &[u8]) -> Result<DeviceRequest, TashikaError> {
    DeviceRequest::decode(bytes)
        .map_err(|error| TashikaError::undecodable("device-request", &error))
}

fn asked(own: &DeviceRequest) -> AskedRequest {
    AskedRequest {
        version: own.version.clone(),
        documents: own.documents.iter().map(asked_document).collect(),
        use_cases: own.use_cases.iter().map(asked_use_case).collect(),
        reader_auth_all: own.reader_auth_all,
    }
}

fn asked_document(own: &CoreAskedDocument) -> AskedDocument {
    AskedDocument {
        doc_type: own.doc_type.clone(),
        elements: own.elements.iter().map(asked_element).collect(),
        unique: own.unique,
        reader_auth: own.reader_auth,
    }
}

fn asked_element(own: &CoreAskedElement) -> AskedElement {
    let set = |own: &Vec<(String, String)>| {
        own.iter().map(|(space, identifier)| element(space, identifier)).collect()
    };
    AskedElement {
        element: element(&own.name_space, &own.identifier),
        retain: own.retain,
        alternatives: own.alternatives.iter().map(set).collect(),
    }
}

fn asked_use_case(own: &CoreAskedUseCase) -> AskedUseCase {
    let hint = |(controller, purpose): &(String, i64)| PurposeHint {
        controller: controller.clone(),
        purpose: *purpose,
    };
    let set = |own: &Vec<usize>| own.iter().map(|place| count(*place)).collect();
    AskedUseCase {
        mandatory: own.mandatory,
        document_sets: own.document_sets.iter().map(set).collect(),
        purposes: own.purpose_hints.iter().map(hint).collect(),
    }
}

pub(crate) fn day(text: &str) -> Result<Date, TashikaError> {
    Date::parse(text).ok_or_else(|| TashikaError::usage("day", "a day is written like 2026-06-01"))
}

pub(crate) fn query(json: &str) -> Result<DcqlQuery, TashikaError> {
    DcqlQuery::from_json(json).map_err(query_problem)
}

pub(crate) fn query_problem(error: DcqlError) -> TashikaError {
    TashikaError::unreadable("dcql-query", error)
}

fn problem(error: RequestError) -> TashikaError {
    match error {
        RequestError::Json(_) | RequestError::TooLong(_) => {
            TashikaError::unreadable("request-file", error)
        }
        other => TashikaError::usage("request", other),
    }
}

fn report(said: Lint) -> Result<LintReport, TashikaError> {
    let findings = said.findings.iter().map(|own| {
        let instead = match &own.instead {
            CoreInstead::DoNotRetain => Instead::DoNotRetain,
            CoreInstead::Explain => Instead::Explain,
            CoreInstead::Remove => Instead::Remove,
            CoreInstead::Replace { name_space, element_identifier } => {
                Instead::Replace { element: element(name_space, element_identifier) }
            }
            _ => return Err(TashikaError::unknown_variant("Instead")),
        };
        Ok(LintFinding {
            rule: own.rule,
            id: own.rule.as_str().to_owned(),
            level: own.rule.level(),
            doc_type: own.doc_type.clone(),
            element: own.element.as_ref().map(|(space, id)| element(space, id)),
            instead,
            because: Words { en: own.rule.en().to_owned(), ja: own.rule.ja().to_owned() },
        })
    });
    Ok(LintReport {
        level: said.level(),
        findings: findings.collect::<Result<_, _>>()?,
        smaller: said.smaller.as_ref().map(CoreRequest::to_json),
        not_examined: said.not_examined,
        left_out: said.left_out,
    })
}
