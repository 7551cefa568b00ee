//! The linter: what a request asks for beyond what it needs.
//!
//! A request in full says why; a DeviceRequest or a DCQL query does not. Rules that need the reason
//! are then listed as not examined, which is never the same as kept.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use super::dcql::{DcqlQuery, MSO_MDOC};
use super::purpose::{Request, RequestedDocument, RequestedElement};
use crate::doctype::{Edition, ElementInfo, Registry, Role, Sensitivity, Words};
use crate::mdoc::DeviceRequest;

/// Elements of the age family that one request may hold (ISO 18013-5 second edition 13.4.6).
const MAX_AGE_ELEMENTS: usize = 2;
/// The age that is proposed in place of a date of birth where the request names none.
const USUAL_AGE: u8 = 18;

/// A rule of the linter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LintRule {
    /// More than two elements of the age family.
    AgeElements,
    /// A date of birth where an age would do.
    BirthDate,
    /// A document type that nobody has described.
    DocType,
    /// An element that the document type does not have.
    Element,
    /// Something that names a person where nobody's name is needed.
    Identifier,
    /// The individual number without a declared legal basis.
    IndividualNumber,
    /// An element without a stated need.
    Need,
    /// Keeping what is hardly ever plausible to keep.
    RetentionPlausible,
    /// Keeping without a reason.
    RetentionReason,
}

impl LintRule {
    /// Every rule.
    pub const ALL: [LintRule; 9] = [
        LintRule::AgeElements,
        LintRule::BirthDate,
        LintRule::DocType,
        LintRule::Element,
        LintRule::Identifier,
        LintRule::IndividualNumber,
        LintRule::Need,
        LintRule::RetentionPlausible,
        LintRule::RetentionReason,
    ];

    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            LintRule::AgeElements => "age.elements",
            LintRule::BirthDate => "birth-date.age-would-do",
            LintRule::DocType => "document.unknown",
            LintRule::Element => "element.unknown",
            LintRule::Identifier => "identifier.anonymity-would-do",
            LintRule::IndividualNumber => "individual-number.legal-basis",
            LintRule::Need => "element.need",
            LintRule::RetentionPlausible => "retention.implausible",
            LintRule::RetentionReason => "retention.reason",
        }
    }

    /// Whether a request that breaks it must not be sent.
    pub const fn level(self) -> LintLevel {
        match self {
            LintRule::AgeElements | LintRule::IndividualNumber => LintLevel::Refused,
            _ => LintLevel::Warning,
        }
    }

    /// The reason, in English.
    pub const fn en(self) -> &'static str {
        match self {
            LintRule::AgeElements => {
                "The standard allows two elements of the age family in one request."
            }
            LintRule::BirthDate => {
                "A date of birth tells more than an age threshold, and helps to tell people apart."
            }
            LintRule::DocType => {
                "Nobody has described this document type: its elements cannot be judged."
            }
            LintRule::Element => "The document type has no such element: no wallet will answer.",
            LintRule::Identifier => "It names a person, and the purpose needs nobody's name.",
            LintRule::IndividualNumber => {
                "The My Number Act names who may ask for the individual number; no legal basis is declared."
            }
            LintRule::Need => "No need is stated for this element.",
            LintRule::RetentionPlausible => {
                "Keeping this element is hardly ever justified, and no legal basis is declared."
            }
            LintRule::RetentionReason => "It is kept, and no reason is stated.",
        }
    }

    /// The same in Japanese.
    pub const fn ja(self) -> &'static str {
        match self {
            LintRule::AgeElements => "規格上、年齢確認項目は1回の要求につき2つまでです。",
            LintRule::BirthDate => {
                "生年月日は年齢の確認に必要な範囲を超え、個人の識別にもつながります。"
            }
            LintRule::DocType => "この文書種別は登録されていないため、項目の要否を判断できません。",
            LintRule::Element => "この文書種別にない項目です。応答するウォレットはありません。",
            LintRule::Identifier => "本人を特定する項目ですが、目的に照らして特定は不要です。",
            LintRule::IndividualNumber => {
                "個人番号の取得は番号法で限定されています。法的根拠が示されていません。"
            }
            LintRule::Need => "この項目が必要な理由が示されていません。",
            LintRule::RetentionPlausible => {
                "この項目の保存が必要になることはまれです。法的根拠が示されていません。"
            }
            LintRule::RetentionReason => "保存する理由が示されていません。",
        }
    }
}

impl fmt::Display for LintRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a broken rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LintLevel {
    /// Better not.
    Warning,
    /// The request must not be sent.
    Refused,
}

impl LintLevel {
    /// The stable spelling.
    pub const fn as_str(self) -> &'static str {
        match self {
            LintLevel::Refused => "refused",
            LintLevel::Warning => "warning",
        }
    }
}

/// What to ask in place of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instead {
    /// The element, without keeping it.
    DoNotRetain,
    /// As it is, with what is missing stated or checked.
    Explain,
    /// Nothing.
    Remove,
    /// Another element.
    Replace {
        /// Its namespace.
        name_space: String,
        /// Its identifier.
        element_identifier: String,
    },
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LintFinding {
    /// The rule.
    pub rule: LintRule,
    /// The document type.
    pub doc_type: String,
    /// Namespace and identifier, where it is about one element.
    pub element: Option<(String, String)>,
    /// What to ask in place of it.
    pub instead: Instead,
}

/// What the linter says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// What is wrong, by document and element.
    pub findings: Vec<LintFinding>,
    /// The request with every proposal followed; `None` where nothing remains to be asked.
    pub smaller: Option<Request>,
    /// Rules that the form of the request leaves without an answer.
    pub not_examined: Vec<LintRule>,
    /// Credentials of a query that are no mdoc, by their id: nothing is said of them.
    pub left_out: Vec<String>,
}

impl Lint {
    /// The gravest level; `None` where nothing is wrong.
    pub fn level(&self) -> Option<LintLevel> {
        self.findings.iter().map(|own| own.rule.level()).max()
    }
}

/// Holds a request in full against every rule.
pub fn lint(request: &Request, registry: &Registry) -> Lint {
    run(request, &[], true, registry)
}

/// Holds a DeviceRequest against the rules that need no stated reason.
pub fn lint_device_request(request: &DeviceRequest, registry: &Registry) -> Lint {
    let element = |name_space: &str, identifier: &str, retain| RequestedElement {
        retain,
        ..RequestedElement::new(name_space, identifier)
    };
    let (mut full, mut alternatives) = (Request::default(), Vec::new());
    for document in &request.documents {
        let asked = document.elements.iter();
        let elements = asked.map(|own| element(&own.name_space, &own.identifier, own.retain));
        full = full.with(&document.doc_type, elements.collect());
        let mut others: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        for own in &document.elements {
            for (name_space, identifier) in own.alternatives.iter().flatten() {
                *others.entry((name_space, identifier)).or_default() |= own.retain;
            }
        }
        for own in &document.elements {
            others.remove(&(own.name_space.as_str(), own.identifier.as_str()));
        }
        let others = others.into_iter();
        alternatives.push(others.map(|((space, id), retain)| element(space, id, retain)).collect());
    }
    run(&full, &alternatives, false, registry)
}

/// Holds a DCQL query against the rules that need no stated reason. Credentials of other formats
/// than mdoc are left out, and named.
pub fn lint_dcql(query: &DcqlQuery, registry: &Registry) -> Lint {
    let mut full = Request { any_of: query.credential_sets.is_some(), ..Request::default() };
    for credential in query.credentials.iter().filter(|own| own.format == MSO_MDOC) {
        let claims = credential.claims.iter().flatten();
        let elements = claims.filter_map(|own| {
            let (name_space, identifier) = own.as_element()?;
            let retain = own.intent_to_retain.unwrap_or_default();
            Some(RequestedElement { retain, ..RequestedElement::new(name_space, identifier) })
        });
        let doc_type = credential.meta.doctype_value.as_deref().unwrap_or_default();
        full = full.with(doc_type, elements.collect());
    }
    let others = query.credentials.iter().filter(|own| own.format != MSO_MDOC);
    let left_out = others.map(|own| own.id.clone()).collect();
    Lint { left_out, ..run(&full, &[], false, registry) }
}

/// `alternatives` are for each document the elements that may come in place of others. They are
/// asked for as well; the smaller request has none.
fn run(
    request: &Request,
    alternatives: &[Vec<RequestedElement>],
    stated: bool,
    registry: &Registry,
) -> Lint {
    let mut findings = Vec::new();
    let mut smaller = request.clone();
    for (index, document) in smaller.documents.iter_mut().enumerate() {
        let context = Examined::new(request, stated, registry, document.clone());
        let mut own = context.findings(index);
        let others = alternatives.get(index).into_iter().flatten();
        own.extend(others.flat_map(|other| context.element(other)));
        context.follow(&own, document);
        findings.extend(own);
    }
    smaller.documents.retain(|own| !own.elements.is_empty());
    let not_examined = if stated { Vec::new() } else { vec![LintRule::Need] };
    let smaller = Some(smaller).filter(|own| !own.documents.is_empty());
    Lint { findings, smaller, not_examined, left_out: Vec::new() }
}

/// Whether words are there: empty ones state nothing.
fn says(words: Option<&Words>) -> bool {
    words.is_some_and(|own| [&own.en, &own.ja].iter().any(|text| !text.trim().is_empty()))
}

/// One document of a request, as the rules see it.
struct Examined<'r> {
    request: &'r Request,
    stated: bool,
    registry: &'r Registry,
    asked: RequestedDocument,
    asks_age: bool,
    asks_name: bool,
}

impl<'r> Examined<'r> {
    fn new(
        request: &'r Request,
        stated: bool,
        registry: &'r Registry,
        asked: RequestedDocument,
    ) -> Self {
        let mut own = Self { request, stated, registry, asked, asks_age: false, asks_name: false };
        let roles: Vec<Option<Role>> =
            own.asked.elements.iter().map(|element| own.role(element)).collect();
        own.asks_age = roles.contains(&Some(Role::AgeOver));
        own.asks_name = roles.contains(&Some(Role::Name));
        own
    }

    fn info(&self, own: &RequestedElement) -> Option<&ElementInfo> {
        self.registry.element(&self.asked.doc_type, &own.name_space, &own.element_identifier)
    }

    fn role(&self, own: &RequestedElement) -> Option<Role> {
        self.info(own).and_then(|info| info.role)
    }

    /// `index` is the place of the document in the request.
    fn findings(&self, index: usize) -> Vec<LintFinding> {
        let doc_type = &self.asked.doc_type;
        let mut findings = Vec::new();
        if !self.is_known() {
            let (rule, instead) = (LintRule::DocType, Instead::Explain);
            findings.push(LintFinding { rule, doc_type: doc_type.clone(), element: None, instead });
        }
        let earlier = self.request.documents.iter().take(index);
        let earlier = earlier.filter(|own| own.doc_type == *doc_type);
        let mut ages: HashSet<(&str, &str)> =
            earlier.flat_map(|own| &own.elements).filter_map(|own| self.age(own)).collect();
        for own in &self.asked.elements {
            let another = self.age(own).is_some_and(|age| ages.insert(age));
            if another && ages.len() > MAX_AGE_ELEMENTS {
                findings.push(self.about(own, LintRule::AgeElements, Instead::Remove));
            }
            findings.extend(self.element(own));
        }
        findings
    }

    fn is_known(&self) -> bool {
        self.registry.get(&self.asked.doc_type).is_some()
    }

    fn age<'e>(&self, own: &'e RequestedElement) -> Option<(&'e str, &'e str)> {
        let is_age = self.role(own) == Some(Role::AgeOver);
        is_age.then_some((&own.name_space, &own.element_identifier))
    }

    fn about(&self, own: &RequestedElement, rule: LintRule, instead: Instead) -> LintFinding {
        let element = (own.name_space.clone(), own.element_identifier.clone());
        let doc_type = self.asked.doc_type.clone();
        LintFinding { rule, doc_type, element: Some(element), instead }
    }

    /// What the request itself should have stated.
    fn stated(&self, own: &RequestedElement) -> Vec<LintFinding> {
        let mut findings = Vec::new();
        if self.stated && !says(own.purpose.as_ref()) {
            findings.push(self.about(own, LintRule::Need, Instead::Remove));
        }
        if own.retain && !says(own.retention_reason.as_ref()) {
            findings.push(self.about(own, LintRule::RetentionReason, Instead::DoNotRetain));
        }
        findings
    }

    fn element(&self, own: &RequestedElement) -> Vec<LintFinding> {
        let lawful = says(own.legal_basis.as_ref());
        let mut findings = Vec::new();
        if self.is_individual_number(own) && !lawful {
            findings.push(self.about(own, LintRule::IndividualNumber, Instead::Remove));
        }
        let Some(info) = self.info(own) else {
            match self.is_known() {
                true => findings.push(self.about(own, LintRule::Element, Instead::Remove)),
                false => findings.extend(self.stated(own)),
            }
            return findings;
        };
        findings.extend(self.stated(own));
        if own.retain && !info.retainable && !lawful {
            findings.push(self.about(own, LintRule::RetentionPlausible, Instead::DoNotRetain));
        }
        if info.role == Some(Role::BirthDate) && !lawful {
            findings.extend(self.birth_date(own));
        }
        let names = matches!(info.sensitivity, Sensitivity::Identifying | Sensitivity::Restricted);
        if names && !lawful && self.is_anonymous() && info.role != Some(Role::IndividualNumber) {
            findings.push(self.about(own, LintRule::Identifier, Instead::Remove));
        }
        findings
    }

    /// In this document type, or in any that knows the namespace where this one does not.
    fn is_individual_number(&self, own: &RequestedElement) -> bool {
        let known = self.registry.described(&self.asked.doc_type, &own.name_space);
        known.serves(&own.element_identifier, Role::IndividualNumber)
    }

    /// A purpose that says so; where none is stated, an age threshold asks for nobody's name.
    fn is_anonymous(&self) -> bool {
        self.request.anonymous || !self.stated && self.asks_age
    }

    /// An age would do where the purpose is an age or nobody's name is asked for.
    fn birth_date(&self, own: &RequestedElement) -> Option<LintFinding> {
        let doc_type = &self.asked.doc_type;
        let for_an_age = self.is_anonymous() || !self.asks_name;
        let current = |(_, info): &(&str, &ElementInfo)| info.edition == Edition::Current;
        let (space, info) = self.registry.serving(doc_type, Role::AgeOver).find(current)?;
        if !for_an_age {
            return None;
        }
        let instead = if self.asks_age {
            Instead::Remove
        } else {
            let years = self.request.age.unwrap_or(USUAL_AGE);
            Instead::Replace {
                name_space: space.to_owned(),
                element_identifier: info.numbered(years),
            }
        };
        Some(self.about(own, LintRule::BirthDate, instead))
    }

    /// Follows every proposal.
    fn follow(&self, findings: &[LintFinding], document: &mut RequestedDocument) {
        let about = |own: &RequestedElement| {
            let element = (own.name_space.clone(), own.element_identifier.clone());
            findings.iter().filter(move |finding| finding.element.as_ref() == Some(&element))
        };
        document.elements.retain_mut(|own| {
            let proposals: Vec<&Instead> = about(own).map(|finding| &finding.instead).collect();
            if proposals.contains(&&Instead::DoNotRetain) {
                (own.retain, own.retention_reason) = (false, None);
            }
            for proposal in &proposals {
                if let Instead::Replace { name_space, element_identifier } = proposal {
                    own.name_space.clone_from(name_space);
                    own.element_identifier.clone_from(element_identifier);
                }
            }
            !proposals.contains(&&Instead::Remove)
        });
    }
}
