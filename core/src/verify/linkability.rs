//! What in a presentation could serve as a tracking handle, and whether the report repeats it.
//!
//! Selective disclosure hides elements, not the document: its signature, its digests and its device
//! key are the same at every verifier. Two verifiers who keep them can tell that one person came to
//! both. A report therefore holds none of them.

use super::digests::elements;
use super::report::Claims;
use crate::doctype::{Registry, Sensitivity};
use crate::mdoc::Document;

/// What could be compared between two presentations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HandleKind {
    /// The device key.
    DeviceKey,
    /// Elements that name the person.
    IdentifyingElements,
    /// The issuer's signature.
    IssuerSignature,
    /// The random values of the items.
    ItemRandoms,
    /// The mobile security object with its digests.
    MobileSecurityObject,
    /// The document signer's certificate.
    SignerCertificate,
    /// The place in a status list, or the identifier.
    StatusReference,
    /// The times of signing and validity.
    ValidityTimes,
}

/// One handle of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Handle {
    /// What it is.
    pub kind: HandleKind,
    /// Whether one document alone has it; others share theirs with many documents.
    pub unique: bool,
    /// Whether the report and its claims hold it.
    pub in_report: bool,
}

impl HandleKind {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            HandleKind::DeviceKey => "device-key",
            HandleKind::IdentifyingElements => "identifying-elements",
            HandleKind::IssuerSignature => "issuer-signature",
            HandleKind::ItemRandoms => "item-randoms",
            HandleKind::MobileSecurityObject => "mobile-security-object",
            HandleKind::SignerCertificate => "signer-certificate",
            HandleKind::StatusReference => "status-reference",
            HandleKind::ValidityTimes => "validity-times",
        }
    }

    /// A sentence in English.
    pub const fn en(self) -> &'static str {
        match self {
            HandleKind::DeviceKey => {
                "The device key is the same in every presentation of this document."
            }
            HandleKind::IdentifyingElements => "Elements that were given name the person.",
            HandleKind::IssuerSignature => {
                "The issuer's signature is the same in every presentation of this document."
            }
            HandleKind::ItemRandoms => {
                "The random values of given items are the same in every presentation."
            }
            HandleKind::MobileSecurityObject => {
                "The signed digests are the same in every presentation of this document."
            }
            HandleKind::SignerCertificate => {
                "The signer's certificate is shared by the documents it signed; it can narrow down \
                 where and when a document was issued."
            }
            HandleKind::StatusReference => {
                "The place in the status list belongs to this document alone."
            }
            HandleKind::ValidityTimes => {
                "Times to the second can be those of one document, where an issuer does not round them."
            }
        }
    }

    /// The same in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            HandleKind::DeviceKey => "端末鍵は、この文書を提示するたびに同じ値です。",
            HandleKind::IdentifyingElements => "提供された項目に本人を特定するものがあります。",
            HandleKind::IssuerSignature => "発行者の署名は、この文書を提示するたびに同じ値です。",
            HandleKind::ItemRandoms => "提供された項目の乱数は、提示のたびに同じ値です。",
            HandleKind::MobileSecurityObject => {
                "署名されたダイジェストは、この文書を提示するたびに同じ値です。"
            }
            HandleKind::SignerCertificate => {
                "署名者証明書は同じ署名者の文書で共通ですが、発行元や発行時期を絞り込む手掛かりになります。"
            }
            HandleKind::StatusReference => "失効リスト上の位置は、この文書に固有です。",
            HandleKind::ValidityTimes => {
                "発行者が丸めない場合、秒単位の日時は文書に固有の値になり得ます。"
            }
        }
    }
}

/// Of a mobile security object that could be read: whether it has a status.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct HasStatus(pub(super) bool);

/// The handles of a document.
pub(super) fn handles(
    document: &Document<'_>,
    object: Option<HasStatus>,
    claims: Option<&Claims>,
    registry: &Registry,
) -> Vec<Handle> {
    let names_person = |space: &str, identifier: &str| {
        let info = registry.element(document.doc_type, space, identifier);
        info.is_some_and(|own| {
            use Sensitivity::{Biometric, Identifying, Restricted};
            matches!(own.sensitivity, Biometric | Identifying | Restricted)
        })
    };
    let mut given = elements(document);
    let identifying = given.any(|(space, identifier, _)| names_person(space, identifier));
    let mut claims = claims.into_iter().flat_map(Claims::iter);
    let kept = claims.any(|own| names_person(own.name_space(), own.identifier()));
    let items = document.issuer_signed.name_spaces.iter().any(|space| !space.items.is_empty());
    [
        (HandleKind::DeviceKey, object.is_some(), true, false),
        (HandleKind::IdentifyingElements, identifying, true, kept),
        (HandleKind::IssuerSignature, true, true, false),
        (HandleKind::ItemRandoms, items, true, false),
        (HandleKind::MobileSecurityObject, object.is_some(), true, false),
        (HandleKind::SignerCertificate, true, false, false),
        (HandleKind::StatusReference, object == Some(HasStatus(true)), true, false),
        (HandleKind::ValidityTimes, object.is_some(), false, true),
    ]
    .into_iter()
    .filter(|(_, present, _, _)| *present)
    .map(|(kind, _, unique, in_report)| Handle { kind, unique, in_report })
    .collect()
}
