//! Requests that start from a purpose.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::dcql::{ClaimsQuery, CredentialQuery, CredentialSetQuery, DcqlQuery};
use crate::codec::limits::{MAX_DOCUMENTS, MAX_ITEMS, MAX_MESSAGE_BYTES};
use crate::codec::{Writer, from_text};
use crate::doctype::{Date, Edition, ElementInfo, Registry, Role, Words};
use crate::facts::escaped;

/// What each purpose needs: data, because law and practice change.
const PURPOSES: &str = include_str!("purposes.json");

/// Why a document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Opening an account under Japan's law against money laundering: name, address, date of birth
    /// and portrait; neither sex nor individual number.
    AccountOpening,
    /// Whether a person is at least so many years old.
    AgeCheck {
        /// The years, 1 to 99.
        years: u8,
    },
    /// What a person may drive.
    DrivingPrivilege,
    /// In which town a person lives.
    Residence,
    /// Whether a person was here before.
    ReturningCustomer,
}

impl Purpose {
    /// The stable id.
    pub const fn id(self) -> &'static str {
        match self {
            Purpose::AccountOpening => "account-opening",
            Purpose::AgeCheck { .. } => "age-check",
            Purpose::DrivingPrivilege => "driving-privilege",
            Purpose::Residence => "residence",
            Purpose::ReturningCustomer => "returning-customer",
        }
    }

    /// The purpose of this id; `years` is for an age check alone.
    pub fn from_id(id: &str, years: Option<u8>) -> Option<Self> {
        let all = [
            Purpose::AccountOpening,
            Purpose::DrivingPrivilege,
            Purpose::Residence,
            Purpose::ReturningCustomer,
        ];
        match years {
            Some(years) => Some(Purpose::AgeCheck { years }).filter(|own| own.id() == id),
            None => all.into_iter().find(|own| own.id() == id),
        }
    }
}

/// The ids of the purposes that are known.
pub fn purpose_names() -> Vec<String> {
    purposes().purposes.into_iter().map(|own| own.id).collect()
}

/// What is asked, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Request {
    /// Why, in words for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Words>,
    /// Whether the purpose needs nobody's name.
    #[serde(default)]
    pub anonymous: bool,
    /// The age that the purpose is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    /// Whether one of the documents is enough.
    #[serde(default)]
    pub any_of: bool,
    /// The documents.
    pub documents: Vec<RequestedDocument>,
}

/// One document that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RequestedDocument {
    /// `docType`
    pub doc_type: String,
    /// The elements.
    pub elements: Vec<RequestedElement>,
}

/// One element that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RequestedElement {
    /// The namespace.
    pub name_space: String,
    /// The element identifier.
    pub element_identifier: String,
    /// Why it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Words>,
    /// The law that asks or allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<Words>,
    /// Whether it, or anything derived from it, is kept longer than the transaction lasts.
    #[serde(default)]
    pub retain: bool,
    /// Why it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_reason: Option<Words>,
}

/// Why there is no request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// An age that is not from 1 to 99.
    #[error("an age is from 1 to 99")]
    Age,
    /// A plain DeviceRequest asks for every document it names.
    #[error("a plain DeviceRequest cannot say \"any of these documents\": choose one")]
    AnyOf,
    /// Nothing is asked for, or more than the limit.
    #[error("{0}: none, or too many")]
    Count(&'static str),
    /// No JSON of the shape.
    #[error("no request: {0}")]
    Json(String),
    /// A document type has no element that serves the purpose.
    #[error("{doc_type} has nothing that serves the need {role:?}")]
    NotServed {
        /// The document type.
        doc_type: String,
        /// The need.
        role: Role,
    },
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLong(usize),
    /// The registry does not know the document type.
    #[error("the document type {0} is not known")]
    UnknownDocType(String),
    /// No such purpose.
    #[error("the purpose {0} is not known")]
    UnknownPurpose(String),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Purposes {
    #[serde(rename = "version")]
    _version: String,
    purposes: Vec<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Described {
    id: String,
    anonymous: bool,
    name: Words,
    #[serde(default)]
    legal_bases: Vec<LegalBasis>,
    #[serde(default)]
    retention: Option<Words>,
    needs: Vec<Need>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegalBasis {
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    until: Option<String>,
    name: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    role: Role,
    reason: Words,
}

/// Which of its two shapes a request file has: a purpose by its id, or a request in full.
#[derive(Deserialize)]
struct Shape {
    #[serde(default)]
    r#for: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ForPurpose {
    r#for: String,
    #[serde(default)]
    age: Option<u8>,
    doc_types: Vec<String>,
}

fn purposes() -> Purposes {
    // That the embedded file is read is shown by a test.
    from_text(PURPOSES).unwrap_or_default()
}

impl LegalBasis {
    fn holds(&self, on: Date) -> bool {
        on.within_texts(self.from.as_deref(), self.until.as_deref())
    }
}

impl Request {
    /// The least that serves a purpose, from any one of these document types, on this day.
    ///
    /// # Errors
    /// A document type that is not known or cannot serve the purpose, or an age out of range.
    pub fn for_purpose(
        purpose: Purpose,
        doc_types: &[&str],
        on: Date,
        registry: &Registry,
    ) -> Result<Self, RequestError> {
        if !(1..=MAX_DOCUMENTS).contains(&doc_types.len()) {
            return Err(RequestError::Count("document types"));
        }
        let age = match purpose {
            Purpose::AgeCheck { years } if (1..=99).contains(&years) => Some(years),
            Purpose::AgeCheck { .. } => return Err(RequestError::Age),
            _ => None,
        };
        let all = purposes().purposes;
        let described = all
            .into_iter()
            .find(|own| own.id == purpose.id())
            .ok_or_else(|| RequestError::UnknownPurpose(purpose.id().to_owned()))?;
        let documents = doc_types
            .iter()
            .map(|doc_type| described.document(doc_type, age, on, registry))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            purpose: Some(with_age(&described.name, age)),
            anonymous: described.anonymous,
            age,
            any_of: doc_types.len() > 1,
            documents,
        })
    }

    /// An empty request for a purpose in words of the verifier's own.
    pub fn custom(purpose: Words) -> Self {
        Self { purpose: Some(purpose), ..Self::default() }
    }

    /// This request and one more document; every document is asked for.
    #[must_use]
    pub fn with(mut self, doc_type: &str, elements: Vec<RequestedElement>) -> Self {
        self.documents.push(RequestedDocument { doc_type: doc_type.to_owned(), elements });
        self
    }

    /// The request for this document type alone.
    #[must_use]
    pub fn only(mut self, doc_type: &str) -> Self {
        self.documents.retain(|own| own.doc_type == doc_type);
        self.any_of = false;
        self
    }

    /// Reads a request file: `{"for": "age-check", "age": 20, "docTypes": [..]}`, or a request in
    /// full with `documents`.
    ///
    /// # Errors
    /// Another shape, or as [`Request::for_purpose`].
    pub fn from_json(text: &str, on: Date, registry: &Registry) -> Result<Self, RequestError> {
        if text.len() > MAX_MESSAGE_BYTES {
            return Err(RequestError::TooLong(MAX_MESSAGE_BYTES));
        }
        let json = |error: serde_json::Error| RequestError::Json(error.to_string());
        let shape: Shape = from_text(text).map_err(json)?;
        let request = if shape.r#for.is_some() {
            let file: ForPurpose = from_text(text).map_err(json)?;
            let purpose = Purpose::from_id(&file.r#for, file.age)
                .ok_or_else(|| RequestError::UnknownPurpose(escaped(&file.r#for)))?;
            let doc_types: Vec<&str> = file.doc_types.iter().map(String::as_str).collect();
            Self::for_purpose(purpose, &doc_types, on, registry)?
        } else {
            from_text(text).map_err(json)?
        };
        request.check()?;
        Ok(request)
    }

    /// The request in full, as JSON that [`Request::from_json`] reads.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn check(&self) -> Result<(), RequestError> {
        let count = |what, length: usize, most| {
            (1..=most).contains(&length).then_some(()).ok_or(RequestError::Count(what))
        };
        count("documents", self.documents.len(), MAX_DOCUMENTS)?;
        self.documents.iter().try_for_each(|own| count("elements", own.elements.len(), MAX_ITEMS))
    }

    /// DeviceRequest 1.0 (ISO 18013-5 10.2) without reader authentication.
    ///
    /// ```cddl
    /// DeviceRequest = { "version": "1.0", "docRequests": [+ { "itemsRequest": #6.24(bstr .cbor
    ///   { "docType": tstr, "nameSpaces": {+ tstr => {+ tstr => bool}} }) }] }
    /// ```
    ///
    /// # Errors
    /// Alternatives, which the plain request cannot say, or nothing to ask for.
    pub fn device_request(&self) -> Result<Vec<u8>, RequestError> {
        self.check()?;
        if self.any_of && self.documents.len() > 1 {
            return Err(RequestError::AnyOf);
        }
        let mut writer = Writer::new();
        writer.map(2);
        writer.text("version");
        writer.text("1.0");
        writer.text("docRequests");
        writer.array(self.documents.len());
        for document in &self.documents {
            writer.map(1);
            writer.text("itemsRequest");
            writer.embedded(&document.items_request());
        }
        Ok(writer.into_bytes())
    }

    /// The DCQL query of OpenID4VP 1.0. Credentials are named `document-1`, `document-2`, ….
    ///
    /// # Errors
    /// Nothing to ask for.
    pub fn dcql(&self) -> Result<DcqlQuery, RequestError> {
        self.check()?;
        let name = |index: usize| format!("document-{}", index + 1);
        let credentials: Vec<CredentialQuery> = self
            .documents
            .iter()
            .enumerate()
            .map(|(index, document)| {
                let mut query = CredentialQuery::mdoc(&name(index), &document.doc_type);
                let claims = document.elements.iter().map(|own| ClaimsQuery {
                    intent_to_retain: Some(own.retain),
                    ..ClaimsQuery::element(&own.name_space, &own.element_identifier)
                });
                query.claims = Some(claims.collect());
                query
            })
            .collect();
        let options = || (0..credentials.len()).map(|index| vec![name(index)]).collect();
        let any_of = self.any_of && credentials.len() > 1;
        let credential_sets =
            any_of.then(|| vec![CredentialSetQuery { options: options(), required: true }]);
        Ok(DcqlQuery { credentials, credential_sets })
    }

    /// What to show a person before the wallet is asked: who asks, why, for what, and what is kept.
    pub fn sentence(&self, verifier: &str, registry: &Registry) -> Words {
        let verifier = escaped(verifier);
        let documents = |ja: bool, separator: &str| {
            let all = self.documents.iter().map(|own| own.described(registry, ja));
            all.collect::<Vec<_>>().join(separator)
        };
        let kept = |ja: bool| {
            let all = self.documents.iter().flat_map(|document| {
                let kept = document.elements.iter().filter(|own| own.retain);
                kept.map(|own| own.described(&document.doc_type, registry, ja))
            });
            let mut names: Vec<String> = all.collect();
            names.sort();
            names.dedup();
            names.join(if ja { "、" } else { ", " })
        };
        let reason = |ja: bool| {
            let all = self.documents.iter().flat_map(|own| &own.elements);
            let reason = all.filter(|own| own.retain).find_map(|own| own.retention_reason.as_ref());
            reason.map_or("", |own| if ja { &own.ja } else { &own.en }).to_owned()
        };
        let purpose =
            |ja: bool| self.purpose.as_ref().map(|own| escaped(if ja { &own.ja } else { &own.en }));
        let en = [
            format!(
                "{verifier} asks for: {}.",
                documents(false, if self.any_of { "; or " } else { "; " })
            ),
            purpose(false).map_or_else(String::new, |own| format!("Purpose: {own}.")),
            match kept(false) {
                none if none.is_empty() => "Nothing is kept.".to_owned(),
                kept => format!("Kept: {kept}. {}", escaped(&reason(false))),
            },
        ];
        let ja = [
            purpose(true).map_or_else(String::new, |own| format!("目的: {own}。")),
            format!(
                "{verifier}は次の項目の提示を求めます。{}。",
                documents(true, if self.any_of { "、または" } else { "、" })
            ),
            match kept(true) {
                none if none.is_empty() => "提示された情報は保存しません。".to_owned(),
                kept => format!("保存する項目: {kept}。{}", escaped(&reason(true))),
            },
        ];
        let joined = |parts: [String; 3], separator: &str| {
            let filled: Vec<String> = parts.into_iter().filter(|own| !own.is_empty()).collect();
            filled.join(separator).trim_end().to_owned()
        };
        Words { en: joined(en, " "), ja: joined(ja, "") }
    }
}

impl Described {
    fn document(
        &self,
        doc_type: &str,
        age: Option<u8>,
        on: Date,
        registry: &Registry,
    ) -> Result<RequestedDocument, RequestError> {
        if registry.get(doc_type).is_none() {
            return Err(RequestError::UnknownDocType(escaped(doc_type)));
        }
        let basis = self.legal_bases.iter().find(|own| own.holds(on)).map(|own| &own.name);
        let mut elements: Vec<RequestedElement> = Vec::new();
        for need in &self.needs {
            let serving = smallest(doc_type, need.role, registry);
            if serving.is_empty() {
                let (doc_type, role) = (escaped(doc_type), need.role);
                return Err(RequestError::NotServed { doc_type, role });
            }
            elements.extend(serving.into_iter().map(|(name_space, info)| RequestedElement {
                name_space: name_space.to_owned(),
                element_identifier: info.numbered(age.unwrap_or_default()),
                purpose: Some(need.reason.clone()),
                legal_basis: basis.cloned(),
                retain: self.retention.is_some(),
                retention_reason: self.retention.clone(),
            }));
        }
        Ok(RequestedDocument { doc_type: doc_type.to_owned(), elements })
    }
}

/// The elements of the current edition that serve a need and tell the least.
fn smallest<'r>(
    doc_type: &str,
    role: Role,
    registry: &'r Registry,
) -> Vec<(&'r str, &'r ElementInfo)> {
    let choices: &[&[Role]] = match role {
        Role::AgeOver => {
            &[&[Role::AgeOver], &[Role::AgeInYears], &[Role::AgeBirthYear], &[Role::BirthDate]]
        }
        Role::Municipality => &[&[Role::Municipality], &[Role::Address]],
        Role::StableId => &[&[Role::StableId], &[Role::Name, Role::BirthDate]],
        Role::Address => &[&[Role::Address]],
        _ => return serving(doc_type, role, registry).collect(),
    };
    let served = |roles: &&&[Role]| {
        roles.iter().all(|role| serving(doc_type, *role, registry).next().is_some())
    };
    let chosen = choices.iter().find(served).copied().unwrap_or_default();
    chosen.iter().flat_map(|role| serving(doc_type, *role, registry)).collect()
}

fn serving<'r>(
    doc_type: &str,
    role: Role,
    registry: &'r Registry,
) -> impl Iterator<Item = (&'r str, &'r ElementInfo)> {
    registry.serving(doc_type, role).filter(|(_, own)| own.edition == Edition::Current)
}

/// Words with the age in place of `{age}`.
fn with_age(words: &Words, age: Option<u8>) -> Words {
    let years = age.map(|own| own.to_string()).unwrap_or_default();
    let put = |text: &str| text.replace("{age}", &years);
    Words { en: put(&words.en), ja: put(&words.ja) }
}

impl RequestedDocument {
    fn items_request(&self) -> Vec<u8> {
        let mut spaces: Vec<(&str, Vec<&RequestedElement>)> = Vec::new();
        for own in &self.elements {
            match spaces.iter_mut().find(|(name, _)| *name == own.name_space) {
                Some((_, list)) => list.push(own),
                None => spaces.push((&own.name_space, vec![own])),
            }
        }
        let mut writer = Writer::new();
        writer.map(2);
        writer.text("docType");
        writer.text(&self.doc_type);
        writer.text("nameSpaces");
        writer.map(spaces.len());
        for (name, list) in spaces {
            // An element asked for twice is one entry, kept if either is.
            let mut entries: Vec<(&str, bool)> = Vec::new();
            for own in list {
                match entries.iter_mut().find(|(id, _)| *id == own.element_identifier) {
                    Some((_, retain)) => *retain |= own.retain,
                    None => entries.push((&own.element_identifier, own.retain)),
                }
            }
            writer.text(name);
            writer.map(entries.len());
            for (identifier, retain) in entries {
                writer.text(identifier);
                writer.raw(&[0xf4 + u8::from(retain)]);
            }
        }
        writer.into_bytes()
    }

    fn described(&self, registry: &Registry, ja: bool) -> String {
        let name = registry.get(&self.doc_type).map(|own| &own.name);
        let name = name.map_or_else(
            || escaped(&self.doc_type),
            |own| escaped(if ja { &own.ja } else { &own.en }),
        );
        let elements = self.elements.iter().map(|own| own.described(&self.doc_type, registry, ja));
        let elements = elements.collect::<Vec<_>>().join(if ja { "、" } else { ", " });
        if ja { format!("{name}({elements})") } else { format!("{name} ({elements})") }
    }
}

impl RequestedElement {
    /// An element without a stated purpose, not kept.
    pub fn new(name_space: &str, element_identifier: &str) -> Self {
        Self {
            name_space: name_space.to_owned(),
            element_identifier: element_identifier.to_owned(),
            purpose: None,
            legal_basis: None,
            retain: false,
            retention_reason: None,
        }
    }

    /// This element with its purpose.
    #[must_use]
    pub fn because(mut self, purpose: Words) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// This element with the law that asks or allows it.
    #[must_use]
    pub fn under(mut self, legal_basis: Words) -> Self {
        self.legal_basis = Some(legal_basis);
        self
    }

    /// This element, kept for a reason.
    #[must_use]
    pub fn kept(mut self, reason: Words) -> Self {
        (self.retain, self.retention_reason) = (true, Some(reason));
        self
    }

    fn described(&self, doc_type: &str, registry: &Registry, ja: bool) -> String {
        let info = registry.element(doc_type, &self.name_space, &self.element_identifier);
        let Some(info) = info else { return escaped(&self.element_identifier) };
        let name = escaped(if ja { &info.name.ja } else { &info.name.en });
        let digits = self.element_identifier.len().checked_sub(2);
        let digits = digits.and_then(|at| self.element_identifier.get(at..)).unwrap_or_default();
        if info.id.ends_with("NN") {
            name.replace("NN", digits.trim_start_matches('0'))
        } else {
            name
        }
    }
}
