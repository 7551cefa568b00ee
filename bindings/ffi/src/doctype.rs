//! The document types that are known.

use std::sync::Arc;

use tashika::doctype::{DocType, ElementInfo as CoreElementInfo, Registry, Words as CoreWords};

use crate::error::{TashikaError, guard};
use crate::mirror::{
    CborKind, Confidence, ElementEdition, ElementRole, HolderVerification, Sensitivity,
};

/// Words in English and Japanese.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Japanese.
    pub ja: String,
}

/// What is known of an element.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ElementInfo {
    /// The element identifier.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What it means.
    pub meaning: Option<Words>,
    /// The kind of its value.
    pub kind: CborKind,
    /// Whether every document has it.
    pub mandatory: bool,
    /// Whether it is still in use.
    pub edition: ElementEdition,
    /// Whether its value is shown as asterisks.
    pub masked: bool,
    /// How much it says about a person.
    pub sensitivity: Sensitivity,
    /// Whether it may be kept at all.
    pub retainable: bool,
    /// What it is used for.
    pub role: Option<ElementRole>,
}

/// A namespace and its elements.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NameSpaceInfo {
    /// The namespace.
    pub name: String,
    /// Its elements.
    pub elements: Vec<ElementInfo>,
}

/// A document type.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DocTypeInfo {
    /// The id of its file.
    pub id: String,
    /// The version of its file.
    pub version: String,
    /// `docType`; empty for a file that extends another type.
    pub doc_type: String,
    /// The type that this file extends.
    pub extends: Option<String>,
    /// What it is called.
    pub name: Words,
    /// What to know about it.
    pub notes: Option<Words>,
    /// Where this is known from.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// How a holder can be verified.
    pub holder_verified_by: Vec<HolderVerification>,
    /// Its namespaces.
    pub name_spaces: Vec<NameSpaceInfo>,
}

/// The document types that are known: those that ship, and more from files.
#[derive(Debug, uniffi::Object)]
pub struct DocTypes(pub(crate) Registry);

#[uniffi::export]
impl DocTypes {
    /// The document types that ship.
    #[uniffi::constructor]
    pub fn builtin() -> Arc<Self> {
        Arc::new(Self(Registry::builtin()))
    }

    /// These and one more, from a document type file (JSON).
    pub fn with_file(&self, json: String) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let more = self.0.clone().with(&json);
            more.map(|own| Arc::new(Self(own)))
                .map_err(|error| TashikaError::unreadable("document-type-file", error))
        })
    }

    /// Every document type.
    pub fn all(&self) -> Vec<DocTypeInfo> {
        self.0.files().map(doc_type).collect()
    }

    /// The document type of this id or `docType`.
    pub fn find(&self, name: String) -> Option<DocTypeInfo> {
        self.0.by_id(&name).or_else(|| self.0.get(&name)).map(doc_type)
    }

    /// What is known of an element of a document type.
    pub fn element(
        &self,
        doc_type: String,
        name_space: String,
        identifier: String,
    ) -> Option<ElementInfo> {
        self.0.element(&doc_type, &name_space, &identifier).map(element)
    }
}

pub(crate) fn words(own: &CoreWords) -> Words {
    Words { en: own.en.clone(), ja: own.ja.clone() }
}

fn doc_type(own: &DocType) -> DocTypeInfo {
    let spaces = own.name_spaces.iter().map(|space| NameSpaceInfo {
        name: space.name.clone(),
        elements: space.elements.iter().map(element).collect(),
    });
    DocTypeInfo {
        id: own.id.clone(),
        version: own.version.clone(),
        doc_type: own.doc_type.clone(),
        extends: own.extends.clone(),
        name: words(&own.name),
        notes: own.notes.as_ref().map(words),
        source: own.source.clone(),
        confidence: own.confidence,
        holder_verified_by: own.holder.verified_by.clone(),
        name_spaces: spaces.collect(),
    }
}

fn element(own: &CoreElementInfo) -> ElementInfo {
    ElementInfo {
        id: own.id.clone(),
        name: words(&own.name),
        meaning: own.meaning.as_ref().map(words),
        kind: own.kind.cbor,
        mandatory: own.mandatory,
        edition: own.edition,
        masked: own.masked,
        sensitivity: own.sensitivity,
        retainable: own.retainable,
        role: own.role,
    }
}
