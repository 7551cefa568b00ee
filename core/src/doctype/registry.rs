//! Document types from data files.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::codec::from_text;
use crate::codec::limits::{MAX_DOC_TYPE_FILE_BYTES, MAX_DOC_TYPES};

/// The files that ship with the core.
const BUILTIN: [&str; 8] = [
    include_str!("../../doctypes/mdl.json"),
    include_str!("../../doctypes/aamva.json"),
    include_str!("../../doctypes/my-number-card.json"),
    include_str!("../../doctypes/photo-id.json"),
    include_str!("../../doctypes/photo-id-2024.json"),
    include_str!("../../doctypes/eu-pid.json"),
    include_str!("../../doctypes/eu-age-verification.json"),
    include_str!("../../doctypes/student-id-example.json"),
];

/// The document types a verifier knows. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    types: Arc<Vec<DocType>>,
}

/// A sentence or name in two languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Words {
    /// English
    pub en: String,
    /// Japanese
    pub ja: String,
}

impl Words {
    /// The same sentence in English and Japanese.
    pub fn new(en: &str, ja: &str) -> Self {
        Self { en: en.to_owned(), ja: ja.to_owned() }
    }
}

/// One file: a document type, or namespaces that extend one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DocType {
    #[serde(default, rename = "$schema")]
    schema: Option<String>,
    /// A short stable name, for example `my-number-card`.
    pub id: String,
    /// The day of the file.
    pub version: String,
    /// The name of its typed view.
    #[serde(default)]
    pub view: Option<String>,
    /// `docType`; empty where this extends another type.
    #[serde(default)]
    pub doc_type: String,
    /// The `docType` that these namespaces are added to.
    #[serde(default)]
    pub extends: Option<String>,
    /// Other spellings of `docType`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What people call it.
    pub name: Words,
    /// What an integrator should know.
    #[serde(default)]
    pub notes: Option<Words>,
    /// Where the facts are from.
    pub source: String,
    /// How firm they are.
    pub confidence: Confidence,
    /// What is asked of the signer.
    #[serde(default)]
    pub signer: SignerRules,
    /// What ties the document to its holder.
    #[serde(default)]
    pub holder: Holder,
    /// The namespaces.
    pub name_spaces: Vec<NameSpaceInfo>,
}

/// How firm the facts of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Confidence {
    /// Read in the document that defines the type.
    Confirmed,
    /// Read in a draft that may change.
    Draft,
    /// Made up.
    Example,
    /// Seen in implementations.
    Implementation,
}

/// What is asked of a document signer of the type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SignerRules {
    /// Extended key usages of which the signer needs one; empty for any that signs documents.
    #[serde(default)]
    pub extended_key_usages: Vec<String>,
    /// The one country that issues the type (ISO 3166-1 alpha-2); absent where several do.
    #[serde(default)]
    pub country: Option<String>,
    /// The legal category of the issuer, by the stable name of `trust::Category`.
    #[serde(default)]
    pub category: Option<String>,
}

/// What ties a document to its holder, and what wallets are known to require.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Holder {
    /// What the document itself offers.
    pub verified_by: Vec<HolderVerification>,
    /// What wallets ask of the holder before they answer.
    pub wallets: Vec<KnownWallet>,
}

/// What can show that the holder is the person described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HolderVerification {
    /// The wallet opens by the holder's biometrics.
    BiometricUnlock,
    /// A number that the holder knows.
    Pin,
    /// The portrait, compared with the person.
    Portrait,
}

/// What one wallet asks of its holder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct KnownWallet {
    /// The wallet.
    pub wallet: String,
    /// `biometric`, `device-unlock`, `pin`: each is required.
    pub requires: Vec<String>,
    /// `confirmed` or `secondary`.
    pub source: String,
}

/// One namespace of a document type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct NameSpaceInfo {
    /// The namespace.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether no other element may stand in it.
    #[serde(default)]
    pub closed: bool,
    /// Whether `issuing_country` and `issuing_jurisdiction` are those of the signer's certificate.
    #[serde(default)]
    pub country_of_signer: bool,
    /// Whether the first edition of ISO/IEC 18013-5 forbids the device to sign its elements.
    #[serde(default)]
    pub issuer_signed_in_first_edition: bool,
    /// The elements.
    pub elements: Vec<ElementInfo>,
    #[serde(skip)]
    index: Index,
}

/// Where the elements of a namespace stand in its list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Index {
    /// By every spelling.
    names: BTreeMap<String, usize>,
    /// Those whose identifier stands for several.
    families: Vec<usize>,
}

/// One element, or a family of elements.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ElementInfo {
    /// The element identifier. `NN` at the end stands for two digits, `*` for any ending.
    pub id: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What people call it.
    pub name: Words,
    /// What it means, where the name does not say it.
    #[serde(default)]
    pub meaning: Option<Words>,
    /// What its value looks like.
    #[serde(rename = "value")]
    pub kind: Kind,
    /// Whether every document of the type has it.
    #[serde(default)]
    pub mandatory: bool,
    /// Whether the current edition has it.
    #[serde(default)]
    pub edition: Edition,
    /// Whether its value is shown and written only on an explicit call.
    #[serde(default)]
    pub masked: bool,
    /// How much it tells.
    pub sensitivity: Sensitivity,
    /// Whether keeping it is plausible for a verifier.
    pub retainable: bool,
    /// The need it serves.
    #[serde(default)]
    pub role: Option<Role>,
}

/// Whether an element is in the current edition of its type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Edition {
    /// It is.
    #[default]
    Current,
    /// Only in earlier ones, which are still in the field.
    Retired,
}

/// How much an element tells about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Sensitivity {
    /// The body itself: portraits, templates.
    Biometric,
    /// It names one person.
    Identifying,
    /// Little.
    Low,
    /// It describes a person.
    Personal,
    /// The law says who may ask for it.
    Restricted,
}

/// The need that an element serves, the same across document types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names say it")]
pub enum Role {
    Address,
    AgeBirthYear,
    AgeInYears,
    AgeOver,
    BirthDate,
    DrivingPrivileges,
    Expiry,
    IndividualNumber,
    IssuingAuthority,
    IssuingCountry,
    Municipality,
    Name,
    Portrait,
    Sex,
    StableId,
}

/// What a value looks like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Kind {
    /// Its type.
    #[serde(rename = "type")]
    pub cbor: CborKind,
    /// Characters of a text at the most.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// The characters of a text.
    #[serde(default)]
    pub characters: Option<Characters>,
    /// The form of a text or byte string.
    #[serde(default)]
    pub format: Option<Format>,
    /// The only values there are; empty for any.
    #[serde(default)]
    pub values: Vec<Allowed>,
    /// The least number.
    #[serde(default)]
    pub min: Option<u64>,
    /// The greatest number.
    #[serde(default)]
    pub max: Option<u64>,
    /// What the elements of an array look like.
    #[serde(default)]
    pub items: Option<Box<Kind>>,
    /// The members of a map; others may stand beside them.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// One member of a map.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Member {
    /// Its key.
    pub id: String,
    /// Whether it must be there.
    #[serde(default)]
    pub mandatory: bool,
    /// What its value looks like.
    #[serde(rename = "value")]
    pub kind: Kind,
}

/// The types of element values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CborKind {
    /// Anything.
    Any,
    /// `[* any]`
    Array,
    /// `full-date`, or `{"birth_date": full-date, ? "approximate_mask": tstr}` (ISO/IEC 23220-2).
    BirthDate,
    /// `bool`
    Bool,
    /// `bstr`
    Bytes,
    /// `tdate` or `full-date`
    Date,
    /// `full-date`: tag 1004
    FullDate,
    /// `bstr` that begins as JPEG or JPEG 2000
    Image,
    /// `{* tstr => any}`
    Map,
    /// `tdate`: tag 0
    Tdate,
    /// `tstr`
    Text,
    /// `uint`
    Uint,
}

impl CborKind {
    /// The stable name of the data files.
    pub const fn name(self) -> &'static str {
        match self {
            CborKind::Any => "any",
            CborKind::Array => "array",
            CborKind::BirthDate => "birth-date",
            CborKind::Bool => "bool",
            CborKind::Bytes => "bytes",
            CborKind::Date => "date",
            CborKind::FullDate => "full-date",
            CborKind::Image => "image",
            CborKind::Map => "map",
            CborKind::Tdate => "tdate",
            CborKind::Text => "text",
            CborKind::Uint => "uint",
        }
    }
}

/// The characters of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Characters {
    /// Those of ISO/IEC 8859-1.
    Latin1,
}

/// The form of a text or byte string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// Two capital letters: a country code, user-assigned ones included.
    #[serde(rename = "alpha-2")]
    Alpha2,
    /// ISO/IEC 18013-2 C.4.7 without its outer tag: begins with 7F61.
    BiometricTemplate,
    /// Digits alone.
    Digits,
    /// Twelve digits with their check digit: 個人番号.
    IndividualNumber,
    /// Japanese text.
    Japanese,
    /// A Japanese name: U+3000 between its parts.
    JapaneseName,
    /// Five digits: 市区町村コード without its check digit.
    MunicipalityCode,
    /// `+` and digits.
    Phone,
    /// ISO 3166-2: a country code, `-` and up to three letters or digits.
    Subdivision,
}

/// One of the values that a closed list allows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Allowed {
    /// A number.
    Number(u64),
    /// A text.
    Text(String),
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// An element whose description contradicts itself.
    #[error("{file}: {element}: {problem}")]
    Contradiction {
        /// The file's `id`.
        file: String,
        /// The element.
        element: String,
        /// What does not go together.
        problem: &'static str,
    },
    /// The same name twice.
    #[error("{file}: \"{name}\" is there twice")]
    Duplicate {
        /// The file's `id`.
        file: String,
        /// The name.
        name: String,
    },
    /// It extends a type that is not there.
    #[error("{file}: extends \"{doc_type}\", which is not there")]
    Extends {
        /// The file's `id`.
        file: String,
        /// The type.
        doc_type: String,
    },
    /// No JSON of the shape.
    #[error("no document type: {0}")]
    Json(String),
    /// More bytes than the limit.
    #[error("more than {0} bytes")]
    TooLong(usize),
    /// More files than the limit.
    #[error("more than {0} document types")]
    TooMany(usize),
}

impl Registry {
    /// No document types.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The document types that ship with the core. Reads its files anew: make one and keep it.
    pub fn builtin() -> Self {
        // That every embedded file is taken is shown by a test.
        let mut registry = Self::empty();
        for file in BUILTIN {
            registry = registry.with(file).unwrap_or(registry);
        }
        registry
    }

    /// This registry and one more file. A file with the `id` of an earlier one takes its place.
    ///
    /// # Errors
    /// A file that is no description, contradicts itself, or names what another file describes.
    pub fn with(&self, file: &str) -> Result<Self, RegistryError> {
        let read = DocType::read(file)?;
        let mut types: Vec<DocType> =
            self.types.iter().filter(|own| own.id != read.id).cloned().collect();
        if types.len() >= MAX_DOC_TYPES {
            return Err(RegistryError::TooMany(MAX_DOC_TYPES));
        }
        if let Some(target) = &read.extends
            && !types.iter().any(|own| own.is(target))
        {
            let (file, doc_type) = (read.id, target.clone());
            return Err(RegistryError::Extends { file, doc_type });
        }
        let twice = read.spellings().find(|name| types.iter().any(|own| own.is(name)));
        if let Some(name) = twice {
            let (file, name) = (read.id.clone(), name.to_owned());
            return Err(RegistryError::Duplicate { file, name });
        }
        types.push(read);
        Ok(Self { types: Arc::new(types) })
    }

    /// Every file, in the order loaded.
    pub fn files(&self) -> impl Iterator<Item = &DocType> {
        self.types.iter()
    }

    /// The type with this `docType` or another spelling of it.
    pub fn get(&self, doc_type: &str) -> Option<&DocType> {
        self.types.iter().find(|own| own.is(doc_type))
    }

    /// The file of this `id`.
    pub fn by_id(&self, id: &str) -> Option<&DocType> {
        self.types.iter().find(|own| own.id == id)
    }

    /// The namespaces of a document type, those of its extensions included.
    pub fn name_spaces<'r>(&'r self, doc_type: &str) -> impl Iterator<Item = &'r NameSpaceInfo> {
        let known = self.get(doc_type);
        let extensions = self.types.iter().filter(move |own| {
            own.extends.as_deref().zip(known).is_some_and(|(target, known)| known.is(target))
        });
        known.into_iter().chain(extensions).flat_map(|own| &own.name_spaces)
    }

    /// The namespace of this name in a document type.
    pub fn name_space(&self, doc_type: &str, name: &str) -> Option<&NameSpaceInfo> {
        self.name_spaces(doc_type).find(|own| own.is(name))
    }

    /// An element of a document type.
    pub fn element(&self, doc_type: &str, space: &str, identifier: &str) -> Option<&ElementInfo> {
        self.name_space(doc_type, space)?.element(identifier)
    }

    /// Namespace and description of every element of a document type that serves this need.
    pub fn serving<'r>(
        &'r self,
        doc_type: &str,
        role: Role,
    ) -> impl Iterator<Item = (&'r str, &'r ElementInfo)> {
        self.name_spaces(doc_type).flat_map(move |space| {
            let own = space.elements.iter().filter(move |element| element.role == Some(role));
            own.map(|element| (space.name.as_str(), element))
        })
    }

    /// What is known of a namespace in a document type: looked up once, then asked for every
    /// element in it.
    pub fn described<'r>(&'r self, doc_type: &str, space: &str) -> Described<'r> {
        let known = self.name_space(doc_type, space);
        let others = || {
            let all = self.types.iter().flat_map(|own| &own.name_spaces);
            all.filter(|own| own.is(space)).collect()
        };
        Described { known, others: if known.is_none() { others() } else { Vec::new() } }
    }
}

/// A namespace as the document types describe it. Where the type of the document is unknown, every
/// type that knows the namespace has a say.
#[derive(Clone, Debug, Default)]
pub struct Described<'r> {
    known: Option<&'r NameSpaceInfo>,
    /// The namespaces of this name in all types, where the document's type has none.
    others: Vec<&'r NameSpaceInfo>,
}

impl<'r> Described<'r> {
    /// The namespace in the type of the document.
    pub fn name_space(&self) -> Option<&'r NameSpaceInfo> {
        self.known
    }

    /// An element, in the type of the document.
    pub fn element(&self, identifier: &str) -> Option<&'r ElementInfo> {
        self.known?.element(identifier)
    }

    /// Whether an element shows its value only on an explicit call.
    pub fn masks(&self, identifier: &str) -> bool {
        self.any(|own| own.element(identifier).is_some_and(|one| one.masked))
    }

    /// Whether an element serves this need.
    pub fn serves(&self, identifier: &str, role: Role) -> bool {
        self.any(|own| own.element(identifier).is_some_and(|one| one.role == Some(role)))
    }

    /// Whether the namespace binds its issuing country to the signer.
    pub fn binds_country(&self) -> bool {
        self.any(|own| own.country_of_signer)
    }

    /// Whether the first edition lets only the issuer sign the elements of the namespace.
    pub fn issuer_signed_in_first_edition(&self) -> bool {
        self.any(|own| own.issuer_signed_in_first_edition)
    }

    fn any(&self, rule: impl Fn(&NameSpaceInfo) -> bool) -> bool {
        self.known.iter().chain(&self.others).any(|own| rule(own))
    }
}

impl DocType {
    fn read(file: &str) -> Result<Self, RegistryError> {
        if file.len() > MAX_DOC_TYPE_FILE_BYTES {
            return Err(RegistryError::TooLong(MAX_DOC_TYPE_FILE_BYTES));
        }
        let mut read: Self =
            from_text(file).map_err(|error| RegistryError::Json(error.to_string()))?;
        let contradiction = |problem| RegistryError::Contradiction {
            file: read.id.clone(),
            element: String::new(),
            problem,
        };
        if read.id.is_empty() || read.doc_type.is_empty() != read.extends.is_some() {
            return Err(contradiction("needs an id, and either docType or extends"));
        }
        let mut spaces = HashSet::new();
        for space in &read.name_spaces {
            let names = space.aliases.iter().chain([&space.name]);
            let twice = |name: &String| RegistryError::Duplicate {
                file: read.id.clone(),
                name: name.clone(),
            };
            for name in names {
                spaces.insert(name).then_some(()).ok_or_else(|| twice(name))?;
            }
            for element in &space.elements {
                element.kind.consistent().map_err(|problem| RegistryError::Contradiction {
                    file: read.id.clone(),
                    element: element.id.clone(),
                    problem,
                })?;
            }
        }
        let id = read.id.clone();
        read.name_spaces.iter_mut().try_for_each(|space| {
            let index = Index::of(&space.elements);
            space.index =
                index.map_err(|name| RegistryError::Duplicate { file: id.clone(), name })?;
            Ok::<_, RegistryError>(())
        })?;
        Ok(read)
    }

    /// Whether this describes `doc_type`.
    pub fn is(&self, doc_type: &str) -> bool {
        self.spellings().any(|own| own == doc_type)
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        let own = Some(self.doc_type.as_str()).filter(|own| !own.is_empty());
        own.into_iter().chain(self.aliases.iter().map(String::as_str))
    }
}

impl NameSpaceInfo {
    /// Whether this describes the namespace `name`.
    pub fn is(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|own| own == name)
    }

    /// The element of this identifier; an exact name goes before a family.
    pub fn element(&self, identifier: &str) -> Option<&ElementInfo> {
        let exact = self.index.names.get(identifier).and_then(|own| self.elements.get(*own));
        let families = self.index.families.iter().filter_map(|own| self.elements.get(*own));
        exact.or_else(|| families.into_iter().find(|own| own.is_family_of(identifier)))
    }
}

impl Index {
    /// # Errors
    /// A spelling that stands there twice.
    fn of(elements: &[ElementInfo]) -> Result<Self, String> {
        let mut index = Self::default();
        for (place, element) in elements.iter().enumerate() {
            for name in element.aliases.iter().chain([&element.id]) {
                match index.names.insert(name.clone(), place) {
                    None => {}
                    Some(_) => return Err(name.clone()),
                }
            }
            if element.id.ends_with("NN") || element.id.ends_with('*') {
                index.families.push(place);
            }
        }
        Ok(index)
    }
}

impl ElementInfo {
    /// The element identifier of a family for this number: `age_over_NN` becomes `age_over_20`.
    pub fn numbered(&self, number: u8) -> String {
        match self.id.strip_suffix("NN") {
            Some(stem) => format!("{stem}{number:02}"),
            None => self.id.clone(),
        }
    }

    fn is_family_of(&self, identifier: &str) -> bool {
        if let Some(stem) = self.id.strip_suffix("NN") {
            let digits = identifier.strip_prefix(stem);
            return digits
                .is_some_and(|own| own.len() == 2 && own.bytes().all(|one| one.is_ascii_digit()));
        }
        let ending = self.id.strip_suffix('*').and_then(|stem| identifier.strip_prefix(stem));
        ending.is_some_and(|own| !own.is_empty())
    }
}

impl Kind {
    /// What of the description does not go together.
    fn consistent(&self) -> Result<(), &'static str> {
        let is_text = self.cbor == CborKind::Text;
        let is_number = self.cbor == CborKind::Uint;
        let fits = |own: &Allowed| match own {
            Allowed::Number(_) => is_number,
            Allowed::Text(_) => is_text,
        };
        let form = match self.format {
            None => true,
            Some(Format::BiometricTemplate) => self.cbor == CborKind::Bytes,
            Some(_) => is_text,
        };
        let rules = [
            (form, "this format goes with another type"),
            (is_text || self.characters.is_none(), "characters go with text"),
            (is_text || self.max_length.is_none(), "maxLength goes with text"),
            (is_number || self.min.or(self.max).is_none(), "min and max go with uint"),
            (self.min <= self.max || self.max.is_none(), "min is above max"),
            (self.values.iter().all(fits), "the values have another type"),
            (self.items.is_none() || self.cbor == CborKind::Array, "items go with array"),
            (self.members.is_empty() || self.cbor == CborKind::Map, "members go with map"),
        ];
        rules.into_iter().try_for_each(|(holds, problem)| holds.then_some(()).ok_or(problem))?;
        self.items.iter().try_for_each(|items| items.consistent())?;
        self.members.iter().try_for_each(|member| member.kind.consistent())
    }
}
