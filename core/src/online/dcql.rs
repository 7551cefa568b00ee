//! The request once more, held against the answer (OpenID4VP 1.0 clauses 6.4 and 8.6).
//!
//! Steps:
//! 1. every identifier of the answer is one of the query, and only `multiple` allows several;
//! 2. each presentation by itself: readable, one document of the asked type, authenticated by a
//!    signature, an authority that was named, one of the claim sets complete with values as asked,
//!    and nothing beyond it;
//! 3. the credentials that passed meet the query's sets.
//!
//! Nothing here is proof: what a presentation states is proven by `verify`, under the request that
//! this module derives for it. Wallets may ignore half of a query, so nothing is assumed.

use thiserror::Error;

use super::transaction::TransactionData;
use crate::codec::{Item, decode_base64url, encode_base64url};
use crate::cose::Signed;
use crate::crypto::{CryptoProvider, HashAlgorithm};
use crate::facts::shown;
use crate::mdoc::{AskedDocument, AskedElement, DeviceRequest, DeviceResponse, Document};
use crate::request::dcql::{
    ClaimValue, ClaimsQuery, CredentialQuery, CredentialSetQuery, DcqlQuery,
    TrustedAuthoritiesQuery,
};
use crate::x509::Certificate;

/// The type of authority that a certificate shows (6.1.1.1).
const AKI: &str = "aki";

/// What an element beyond the request, or a document beyond it, means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SurplusRule {
    /// The answer is refused.
    #[default]
    Refuse,
    /// It is left to the report of `verify`, where the policy decides.
    Report,
}

/// One way in which an answer is not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// No certificate of the credential names one of the asked authorities.
    #[error("{credential}: comes from another authority than was asked for")]
    Authority {
        /// The credential query's id.
        credential: String,
    },
    /// The authority was asked for by `etsi_tl` or `openid_federation`, which stand in no credential:
    /// it is neither another one nor shown to be the right one.
    #[error(
        "{credential}: the authority was asked for by {}, which an answer does not show",
        kinds.join(", ")
    )]
    AuthorityUnproven {
        /// The credential query's id.
        credential: String,
        /// The types that were not compared, fit for display.
        kinds: Vec<String>,
    },
    /// A credential beside those of one option of a credential set, such as the other alternative.
    #[error("{credential}: came beside an option that was complete without it")]
    Combination {
        /// The credential query's id.
        credential: String,
    },
    /// A document of another type.
    #[error("{credential}: is of another document type")]
    DocType {
        /// The credential query's id.
        credential: String,
    },
    /// More documents than were asked for.
    #[error("{credential}: holds {count} documents, more than were asked for")]
    ExtraDocuments {
        /// The credential query's id.
        credential: String,
        /// How many came.
        count: usize,
    },
    /// Elements that were not asked for.
    #[error("{credential}: holds elements that were not asked for: {}", elements.join(", "))]
    ExtraElements {
        /// The credential query's id.
        credential: String,
        /// Their names, `namespace/element`.
        elements: Vec<String>,
    },
    /// Device authentication by MAC, for which these protocols name no key of the verifier.
    #[error("{credential}: is authenticated by a MAC, which online protocols have no key for")]
    Mac {
        /// The credential query's id.
        credential: String,
    },
    /// No claim set is complete.
    #[error("{credential}: lacks elements that were asked for: {}", elements.join(", "))]
    MissingElements {
        /// The credential query's id.
        credential: String,
        /// What the nearest claim set lacks.
        elements: Vec<String>,
    },
    /// A credential that was required is not there.
    #[error("no credential answers {0}")]
    MissingCredential(String),
    /// More presentations than the query allows.
    #[error("{credential}: came {count} times")]
    Multiple {
        /// The credential query's id.
        credential: String,
        /// How many came.
        count: usize,
    },
    /// An answer without a document.
    #[error("{credential}: holds no document")]
    NoDocument {
        /// The credential query's id.
        credential: String,
    },
    /// Transaction data that the device did not sign, or signed with another value.
    #[error("{credential}: the transaction data was not signed by the device")]
    TransactionData {
        /// The credential query's id.
        credential: String,
    },
    /// An identifier that the query does not have.
    #[error("an answer to something that was not asked: {0}")]
    Unasked(String),
    /// No DeviceResponse.
    #[error("{credential}: cannot be read")]
    Unreadable {
        /// The credential query's id.
        credential: String,
    },
    /// An element whose value is none of those asked for.
    #[error("{credential}: an element has another value than was asked for: {element}")]
    Value {
        /// The credential query's id.
        credential: String,
        /// Its name, `namespace/element`.
        element: String,
    },
}

impl Mismatch {
    /// The stable id, for example `answer.extra-elements`.
    pub const fn id(&self) -> &'static str {
        match self {
            Mismatch::Authority { .. } => "answer.authority",
            Mismatch::AuthorityUnproven { .. } => "answer.authority-unproven",
            Mismatch::Combination { .. } => "answer.combination",
            Mismatch::DocType { .. } => "answer.doc-type",
            Mismatch::ExtraDocuments { .. } => "answer.extra-documents",
            Mismatch::ExtraElements { .. } => "answer.extra-elements",
            Mismatch::Mac { .. } => "answer.mac",
            Mismatch::MissingCredential(_) => "answer.missing-credential",
            Mismatch::MissingElements { .. } => "answer.missing-elements",
            Mismatch::Multiple { .. } => "answer.multiple",
            Mismatch::NoDocument { .. } => "answer.no-document",
            Mismatch::TransactionData { .. } => "answer.transaction-data",
            Mismatch::Unasked(_) => "answer.unasked",
            Mismatch::Unreadable { .. } => "answer.unreadable",
            Mismatch::Value { .. } => "answer.value",
        }
    }

    /// A sentence for operators, in Japanese.
    pub fn ja(&self) -> String {
        match self {
            Mismatch::Authority { credential } => {
                format!("{credential}: 指定した発行機関の証明書ではありません。")
            }
            Mismatch::AuthorityUnproven { credential, kinds } => format!(
                "{credential}: 発行機関の条件({})は応答だけでは確認できません。",
                kinds.join("、")
            ),
            Mismatch::Combination { credential } => {
                format!("{credential}: 証明書の組み合わせが、要求したどの選択肢とも一致しません。")
            }
            Mismatch::DocType { credential } => {
                format!("{credential}: 文書の種類(docType)が要求と異なります。")
            }
            Mismatch::ExtraDocuments { credential, count } => {
                format!("{credential}: 要求より多い{count}件の文書が含まれています。")
            }
            Mismatch::ExtraElements { credential, elements } => {
                format!("{credential}: 要求していない項目が含まれています: {}", elements.join("、"))
            }
            Mismatch::Mac { credential } => format!(
                "{credential}: 端末認証がMAC方式です。この方式では検証者の鍵が定まらないため、\
                 検証できません。"
            ),
            Mismatch::MissingElements { credential, elements } => {
                format!("{credential}: 要求した項目が不足しています: {}", elements.join("、"))
            }
            Mismatch::MissingCredential(credential) => {
                format!("{credential}: 必須の証明書が提示されていません。")
            }
            Mismatch::Multiple { credential, count } => {
                format!("{credential}: 1件のみの要求に対して{count}件が提示されています。")
            }
            Mismatch::NoDocument { credential } => {
                format!("{credential}: 文書が含まれていません。")
            }
            Mismatch::TransactionData { credential } => {
                format!("{credential}: 取引内容に端末の署名がないか、内容が一致しません。")
            }
            Mismatch::Unasked(credential) => {
                format!("{credential}: 要求していない照会に対する応答です。")
            }
            Mismatch::Unreadable { credential } => format!("{credential}: 応答を読み取れません。"),
            Mismatch::Value { credential, element } => {
                format!("{credential}: 項目の値が要求した値と異なります: {element}")
            }
        }
    }
}

/// One presentation of an answer: the credential query's id and the DeviceResponse.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The credential query's id.
    pub credential: &'a str,
    /// The DeviceResponse, decoded from base64url.
    pub response: &'a [u8],
}

/// What the evaluation needs besides query and answer.
#[derive(Clone, Copy, Debug)]
pub struct Evaluator<'a> {
    /// The query.
    pub query: &'a DcqlQuery,
    /// The transaction data that was sent along.
    pub transaction_data: &'a [TransactionData],
    /// What surplus means.
    pub surplus: SurplusRule,
    /// Whether one response may hold several documents where `multiple` allows several credentials.
    /// HAIP 1.0 forbids it.
    pub several_documents: bool,
    /// The cryptography, for digests of transaction data.
    pub provider: &'a CryptoProvider,
}

impl Evaluator<'_> {
    /// Holds an answer against the query: for each presentation the request that it answers, for
    /// `verify` to work with, or every mismatch.
    ///
    /// # Errors
    /// All mismatches, at least one.
    pub fn evaluate(
        &self,
        presented: &[Presented<'_>],
    ) -> Result<Vec<DeviceRequest>, Vec<Mismatch>> {
        let mut mismatches = self.identifiers(presented);
        let mut requests = Vec::new();
        for own in presented {
            let Some(credential) = self.query.credential(own.credential) else { continue };
            let mut assessed = Assessed::new(self, credential);
            assessed.response(own.response);
            mismatches.append(&mut assessed.mismatches);
            requests.push(assessed.request());
        }
        let given: Vec<&str> = presented.iter().map(|own| own.credential).collect();
        let open = missing(self.query, &given);
        if open.is_empty() && self.surplus == SurplusRule::Refuse {
            mismatches.extend(needless(self.query, &given));
        }
        mismatches.extend(open);
        if mismatches.is_empty() { Ok(requests) } else { Err(mismatches) }
    }

    /// The presentations whose authority was asked for by types that an answer cannot show, as
    /// [`Mismatch::AuthorityUnproven`]; none where an `aki` of the query matches.
    pub fn unproven_authorities(&self, presented: &[Presented<'_>]) -> Vec<Mismatch> {
        let mut unproven = Vec::new();
        for own in presented {
            let query = self.query.credential(own.credential);
            let all = query.and_then(|query| query.trusted_authorities.as_deref());
            let kinds = all.map(uncompared).unwrap_or_default();
            if kinds.is_empty() {
                continue;
            }
            let response = DeviceResponse::decode(own.response).ok();
            let documents = response.iter().flat_map(|own| own.documents.iter().flatten());
            let mut shown_by_key = documents.map(|own| key_is_named(all.unwrap_or_default(), own));
            if !shown_by_key.all(|own| own) {
                let credential = own.credential.to_owned();
                unproven.push(Mismatch::AuthorityUnproven { credential, kinds });
            }
        }
        unproven
    }

    fn identifiers(&self, presented: &[Presented<'_>]) -> Vec<Mismatch> {
        let mut mismatches = Vec::new();
        for (index, own) in presented.iter().enumerate() {
            let same = || presented.iter().filter(|other| other.credential == own.credential);
            let first = presented.iter().position(|other| other.credential == own.credential);
            if first != Some(index) {
                continue;
            }
            match self.query.credential(own.credential) {
                None => mismatches.push(Mismatch::Unasked(shown(own.credential))),
                Some(query) if !query.multiple && same().count() > 1 => {
                    let credential = query.id.clone();
                    mismatches.push(Mismatch::Multiple { credential, count: same().count() });
                }
                Some(_) => {}
            }
        }
        mismatches
    }
}

/// The sets of the query that these credentials leave open (6.4.2).
///
/// Ask once more with the credentials that `verify` accepted: an answer that falls short then is no
/// answer.
pub fn missing(query: &DcqlQuery, given: &[&str]) -> Vec<Mismatch> {
    let has = |id: &String| given.contains(&id.as_str());
    match &query.credential_sets {
        None => {
            let absent = query.credentials.iter().filter(|own| !has(&own.id));
            absent.map(|own| Mismatch::MissingCredential(own.id.clone())).collect()
        }
        Some(sets) => {
            let open = sets.iter().filter(|set| {
                set.required && !set.options.iter().any(|option| option.iter().all(has))
            });
            let names = open.map(|set| {
                let options: Vec<String> = set.options.iter().map(|own| own.join("+")).collect();
                Mismatch::MissingCredential(options.join(" or "))
            });
            names.collect()
        }
    }
}

/// The credentials that came beyond one option of each set (6.4.2). Sets that share a credential may
/// each be answered by another option; of those any complete one counts.
fn needless(query: &DcqlQuery, given: &[&str]) -> Vec<Mismatch> {
    let Some(sets) = &query.credential_sets else { return Vec::new() };
    let came = |id: &String| given.contains(&id.as_str());
    let in_set =
        |set: &CredentialSetQuery, id: &String| set.options.iter().flatten().any(|own| own == id);
    let shares = |set: &CredentialSetQuery| {
        let mut ids = set.options.iter().flatten();
        ids.any(|id| sets.iter().filter(|other| in_set(other, id)).count() > 1)
    };
    let fits = |set: &CredentialSetQuery, option: &Vec<String>| {
        let alone = query
            .credentials
            .iter()
            .map(|own| &own.id)
            .all(|id| !came(id) || !in_set(set, id) || option.contains(id));
        option.iter().all(came) && (alone || shares(set))
    };
    let asked = |id: &String| {
        sets.iter()
            .any(|set| set.options.iter().any(|option| option.contains(id) && fits(set, option)))
    };
    let ids = query.credentials.iter().map(|own| &own.id).filter(|id| came(id) && !asked(id));
    ids.map(|id| Mismatch::Combination { credential: id.clone() }).collect()
}

/// One element that came.
struct Given<'a> {
    name_space: &'a str,
    identifier: &'a str,
    value: Item<'a>,
    device_signed: bool,
}

impl Given<'_> {
    fn is(&self, (name_space, identifier): (&str, &str)) -> bool {
        self.name_space == name_space && self.identifier == identifier
    }

    fn name(&self) -> String {
        name((self.name_space, self.identifier))
    }
}

/// One presentation while it is looked at.
struct Assessed<'a> {
    evaluator: &'a Evaluator<'a>,
    query: &'a CredentialQuery,
    claims: Vec<&'a ClaimsQuery>,
    mismatches: Vec<Mismatch>,
}

impl<'a> Assessed<'a> {
    fn new(evaluator: &'a Evaluator<'a>, query: &'a CredentialQuery) -> Self {
        Self { evaluator, query, claims: Vec::new(), mismatches: Vec::new() }
    }

    fn id(&self) -> String {
        self.query.id.clone()
    }

    fn response(&mut self, bytes: &[u8]) {
        let Ok(response) = DeviceResponse::decode(bytes) else {
            let credential = self.id();
            return self.mismatches.push(Mismatch::Unreadable { credential });
        };
        let count = response.documents.len();
        let several = self.query.multiple && self.evaluator.several_documents;
        if count == 0 {
            let credential = self.id();
            self.mismatches.push(Mismatch::NoDocument { credential });
        }
        if count > 1 && !several && self.evaluator.surplus == SurplusRule::Refuse {
            let credential = self.id();
            self.mismatches.push(Mismatch::ExtraDocuments { credential, count });
        }
        for document in &response.documents {
            match document {
                Ok(document) => self.document(document),
                Err(_) => {
                    let credential = self.id();
                    self.mismatches.push(Mismatch::Unreadable { credential });
                }
            }
        }
    }

    fn document(&mut self, document: &Document<'_>) {
        let credential = self.id();
        if self.query.meta.doctype_value.as_deref() != Some(document.doc_type) {
            return self.mismatches.push(Mismatch::DocType { credential });
        }
        let auth = document.device_signed.as_ref().map(|own| own.device_auth);
        if auth.is_ok_and(|auth| auth.mac.is_some()) {
            self.mismatches.push(Mismatch::Mac { credential: credential.clone() });
        }
        if !self.authority(document) {
            self.mismatches.push(Mismatch::Authority { credential });
        }
        let given = given(document);
        self.transaction_data(&given);
        self.claim_set(&given);
        self.surplus(&given);
    }

    /// Any of the authorities is enough. What a type cannot show here is left open, and told by
    /// [`Evaluator::unproven_authorities`].
    fn authority(&self, document: &Document<'_>) -> bool {
        let Some(authorities) = &self.query.trusted_authorities else { return true };
        key_is_named(authorities, document) || !uncompared(authorities).is_empty()
    }

    /// The first claim set that is just what came (6.4.1), or at least complete; else what the first
    /// one lacks.
    fn claim_set(&mut self, given: &[Given<'_>]) {
        let all: Vec<&ClaimsQuery> = self.query.claims.iter().flatten().collect();
        let sets: Vec<Vec<&ClaimsQuery>> = match &self.query.claim_sets {
            None => vec![all],
            Some(sets) => sets
                .iter()
                .map(|set| {
                    let own =
                        |id: &String| all.iter().copied().find(|own| own.id.as_ref() == Some(id));
                    set.iter().filter_map(own).collect()
                })
                .collect(),
        };
        let is_complete =
            |set: &Vec<&'a ClaimsQuery>| set.iter().all(|own| answers(own, given).is_ok());
        let is_exact =
            |set: &Vec<&'a ClaimsQuery>| is_complete(set) && self.beyond(set, given).is_empty();
        let exact = sets.iter().position(is_exact);
        let complete = exact.or_else(|| sets.iter().position(is_complete));
        let chosen = sets.into_iter().nth(complete.unwrap_or(0)).unwrap_or_default();
        if complete.is_none() {
            let (mut elements, credential) = (Vec::new(), self.id());
            for claim in &chosen {
                match answers(claim, given) {
                    Ok(()) => {}
                    Err(Gap::Absent(element)) => elements.push(element),
                    Err(Gap::Value(element)) => {
                        let credential = credential.clone();
                        self.mismatches.push(Mismatch::Value { credential, element });
                    }
                }
            }
            if !elements.is_empty() {
                self.mismatches.push(Mismatch::MissingElements { credential, elements });
            }
        }
        self.claims = chosen;
    }

    /// What came beyond these claims and the transaction data.
    fn beyond(&self, claims: &[&ClaimsQuery], given: &[Given<'_>]) -> Vec<String> {
        let asked = |own: &&Given<'_>| {
            let claimed = claims.iter().filter_map(|claim| claim.as_element());
            let mut signed = self.own_transaction_data().map(TransactionData::element);
            claimed.into_iter().any(|name| own.is(name))
                || own.device_signed && signed.any(|name| own.is(name))
        };
        given.iter().filter(|own| !asked(own)).map(Given::name).collect()
    }

    fn surplus(&mut self, given: &[Given<'_>]) {
        let elements = self.beyond(&self.claims, given);
        if !elements.is_empty() && self.evaluator.surplus == SurplusRule::Refuse {
            let credential = self.id();
            self.mismatches.push(Mismatch::ExtraElements { credential, elements });
        }
    }

    fn own_transaction_data(&self) -> impl Iterator<Item = &'a TransactionData> {
        let id = &self.query.id;
        self.evaluator.transaction_data.iter().filter(move |own| own.credentials().contains(id))
    }

    /// The device signed the SHA-256 of each transaction data as it was sent (B.2.1); whether it was
    /// authorised to is a check of `verify`.
    fn transaction_data(&mut self, given: &[Given<'_>]) {
        let provider = self.evaluator.provider;
        let holds = |own: &TransactionData| {
            let sent = own.encoded();
            let digest = (provider.digest)(HashAlgorithm::Sha256, &[sent.as_bytes()]);
            given.iter().any(|element| {
                element.device_signed
                    && element.is(own.element())
                    && element.value.as_bytes() == Some(digest.as_ref())
            })
        };
        if !self.own_transaction_data().all(holds) {
            let credential = self.id();
            self.mismatches.push(Mismatch::TransactionData { credential });
        }
    }

    /// What this presentation was asked for, as `verify` compares it.
    fn request(&self) -> DeviceRequest {
        let element = |(name_space, identifier): (&str, &str), retain| AskedElement {
            name_space: name_space.to_owned(),
            identifier: identifier.to_owned(),
            retain,
            alternatives: Vec::new(),
        };
        let claimed = self.claims.iter().filter_map(|own| {
            Some(element(own.as_element()?, own.intent_to_retain.unwrap_or_default()))
        });
        let signed = self.own_transaction_data().map(|own| element(own.element(), false));
        let doc_type = self.query.meta.doctype_value.clone().unwrap_or_default();
        let elements = claimed.chain(signed).collect();
        let unique = !self.query.multiple;
        let document = AskedDocument { doc_type, elements, unique, reader_auth: false };
        DeviceRequest {
            version: None,
            documents: vec![document],
            use_cases: Vec::new(),
            reader_auth_all: false,
        }
    }
}

enum Gap {
    Absent(String),
    Value(String),
}

fn answers(claim: &ClaimsQuery, given: &[Given<'_>]) -> Result<(), Gap> {
    let Some(asked) = claim.as_element() else { return Err(Gap::Absent(String::new())) };
    let mut came = given.iter().filter(|own| own.is(asked) && !own.device_signed).peekable();
    if came.peek().is_none() {
        return Err(Gap::Absent(name(asked)));
    }
    let fits = |own: &Given<'_>| {
        let values = claim.values.as_deref();
        values.is_none_or(|values| values.iter().any(|value| equals(&own.value, value)))
    };
    if came.all(fits) { Ok(()) } else { Err(Gap::Value(name(asked))) }
}

/// Type and value as JSON has them (RFC 8949 6.1): a tag counts for its content, bytes for their
/// base64url.
fn equals(item: &Item<'_>, value: &ClaimValue) -> bool {
    if let Some((_, content)) = item.as_tag() {
        return equals(&content, value);
    }
    match value {
        ClaimValue::Bool(truth) => item.as_bool() == Some(*truth),
        ClaimValue::Int(number) => item.as_i64() == Some(*number),
        ClaimValue::Text(text) => match item.as_bytes() {
            Some(bytes) => encode_base64url(bytes) == *text,
            None => item.as_text() == Some(text),
        },
    }
}

fn given<'a>(document: &Document<'a>) -> Vec<Given<'a>> {
    let mut given = Vec::new();
    for space in &document.issuer_signed.name_spaces {
        for item in space.items.iter().filter_map(|own| own.value().as_ref().ok()) {
            given.push(Given {
                name_space: space.name,
                identifier: item.element_identifier,
                value: item.element_value,
                device_signed: false,
            });
        }
    }
    for signed in document.device_signed.iter() {
        for (name_space, identifier, value) in &signed.name_spaces.value().elements {
            given.push(Given { name_space, identifier, value: *value, device_signed: true });
        }
    }
    given
}

/// The types among these that a credential does not show, fit for display.
fn uncompared(authorities: &[TrustedAuthoritiesQuery]) -> Vec<String> {
    authorities.iter().filter(|own| own.kind != AKI).map(|own| shown(&own.kind)).collect()
}

/// Whether the document signer's certificate names one of the `aki` as its authority's key. What
/// stands behind it in the chain is signed by nobody: a wallet could add any certificate.
fn key_is_named(authorities: &[TrustedAuthoritiesQuery], document: &Document<'_>) -> bool {
    let asked = authorities.iter().filter(|own| own.kind == AKI);
    let asked: Vec<Vec<u8>> =
        asked.flat_map(|own| own.values.iter().filter_map(|own| decode_base64url(own))).collect();
    authority_key_identifier(document).is_some_and(|own| asked.contains(&own))
}

fn authority_key_identifier(document: &Document<'_>) -> Option<Vec<u8>> {
    let auth = Signed::read(&document.issuer_signed.issuer_auth).ok()?;
    let chain = auth.unprotected.x5chain().or_else(|| auth.protected.x5chain())?.ok()?;
    let signer = Certificate::parse(chain.certificates.first()?).ok()?;
    signer.authority_key_identifier()
}

fn name((name_space, identifier): (&str, &str)) -> String {
    format!("{}/{}", shown(name_space), shown(identifier))
}

/// A response of a protocol that asks with a DeviceRequest, held against it as far as surplus goes;
/// what is missing is a check of `verify`. `mac` says whether the protocol names a key for a MAC.
pub(super) fn surplus_of_request(
    request: &DeviceRequest,
    bytes: &[u8],
    surplus: SurplusRule,
    mac: bool,
) -> Vec<Mismatch> {
    let Ok(response) = DeviceResponse::decode(bytes) else {
        return vec![Mismatch::Unreadable { credential: "response".to_owned() }];
    };
    let mut mismatches = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for document in response.documents.iter().flatten() {
        let credential = shown(document.doc_type);
        let auth = document.device_signed.as_ref().map(|own| own.device_auth);
        if !mac && auth.is_ok_and(|auth| auth.mac.is_some()) {
            mismatches.push(Mismatch::Mac { credential: credential.clone() });
        }
        if surplus == SurplusRule::Report {
            continue;
        }
        let asked: Vec<&AskedDocument> =
            request.documents.iter().filter(|own| own.doc_type == document.doc_type).collect();
        seen.push(document.doc_type);
        let count = seen.iter().filter(|own| **own == document.doc_type).count();
        if count > asked.len() {
            mismatches.push(Mismatch::ExtraDocuments { credential, count });
            continue;
        }
        let covered = |own: &Given<'_>| {
            asked.iter().flat_map(|document| &document.elements).any(|element| {
                own.is((&element.name_space, &element.identifier))
                    || is_age(own.identifier)
                        && is_age(&element.identifier)
                        && own.name_space == element.name_space
                    || element.alternatives.iter().flatten().any(|(space, id)| own.is((space, id)))
            })
        };
        let elements: Vec<String> =
            given(document).iter().filter(|own| !covered(own)).map(Given::name).collect();
        if !elements.is_empty() {
            mismatches.push(Mismatch::ExtraElements { credential, elements });
        }
    }
    mismatches
}

/// `age_over_NN`: the nearest one may answer for another (13.4.6); `verify` holds it to the rule.
fn is_age(identifier: &str) -> bool {
    identifier.starts_with("age_over_")
}
