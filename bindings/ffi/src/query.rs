//! The Digital Credentials Query Language: a query as records.

use tashika::request::dcql::{
    ClaimValue as CoreValue, ClaimsQuery, CredentialQuery, CredentialSetQuery,
    DcqlQuery as CoreQuery, Meta, PathElement, TrustedAuthoritiesQuery,
};

use crate::error::{TashikaError, guard};
use crate::request::{query, query_problem};

/// A query for one or more credentials (OpenID4VP 1.0 clause 6).
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DcqlQuery {
    /// `credentials`, at least one.
    pub credentials: Vec<DcqlCredential>,
    /// `credential_sets`: left out, every credential is asked for.
    #[uniffi(default)]
    pub credential_sets: Option<Vec<DcqlCredentialSet>>,
}

/// A query for one credential.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DcqlCredential {
    /// `id`: the name under which the answer comes.
    pub id: String,
    /// `format`: that of an mdoc where it is left out.
    #[uniffi(default = "mso_mdoc")]
    pub format: String,
    /// `doctype_value` of an mdoc.
    #[uniffi(default)]
    pub doc_type: Option<String>,
    /// `vct_values` of an SD-JWT VC.
    #[uniffi(default)]
    pub vct_values: Option<Vec<String>>,
    /// `multiple`: whether more than one credential may answer.
    #[uniffi(default = false)]
    pub multiple: bool,
    /// `require_cryptographic_holder_binding`
    #[uniffi(default = true)]
    pub holder_binding: bool,
    /// `trusted_authorities`: any of them.
    #[uniffi(default)]
    pub trusted_authorities: Option<Vec<DcqlAuthorities>>,
    /// `claims`: left out, no claim is asked for.
    #[uniffi(default)]
    pub claims: Option<Vec<DcqlClaim>>,
    /// `claim_sets`: combinations of claim identifiers, the preferred one first.
    #[uniffi(default)]
    pub claim_sets: Option<Vec<Vec<String>>>,
}

/// A query for one claim.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DcqlClaim {
    /// `path`: for an mdoc the namespace and the element identifier.
    pub path: Vec<DcqlPath>,
    /// `id`: needed where there are `claim_sets`.
    #[uniffi(default)]
    pub id: Option<String>,
    /// `values`: the credential answers only with one of these.
    #[uniffi(default)]
    pub values: Option<Vec<DcqlValue>>,
    /// `intent_to_retain` of an mdoc.
    #[uniffi(default)]
    pub intent_to_retain: Option<bool>,
}

/// One step of a claim's path.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DcqlPath {
    /// Every element of an array.
    Any,
    /// A place in an array.
    Index {
        /// The place, from 0.
        place: u64,
    },
    /// A name.
    Name {
        /// The name.
        name: String,
    },
}

/// A value that a claim may be asked to have.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DcqlValue {
    /// `true` or `false`.
    Bool {
        /// The value.
        truth: bool,
    },
    /// A whole number.
    Int {
        /// The number.
        number: i64,
    },
    /// A text.
    Text {
        /// The text.
        text: String,
    },
}

/// Alternatives of credentials.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DcqlCredentialSet {
    /// `options`: combinations of credential identifiers, the preferred one first.
    pub options: Vec<Vec<String>>,
    /// `required`
    #[uniffi(default = true)]
    pub required: bool,
}

/// Authorities of which one must stand behind the credential.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DcqlAuthorities {
    /// `type`: `aki`, `etsi_tl` or `openid_federation`.
    pub kind: String,
    /// `values`
    pub values: Vec<String>,
}

/// What a DCQL query (JSON) asks, once it was held against the rules.
#[uniffi::export]
pub fn read_query(json: String) -> Result<DcqlQuery, TashikaError> {
    guard(|| Ok(DcqlQuery::of(query(&json)?)))
}

/// A query as JSON, once it was held against the rules.
#[uniffi::export]
pub fn write_query(query: DcqlQuery) -> Result<String, TashikaError> {
    guard(|| {
        let own = query.core();
        own.check().map_err(query_problem)?;
        Ok(own.to_json())
    })
}

impl DcqlQuery {
    fn of(own: CoreQuery) -> Self {
        Self {
            credentials: own.credentials.into_iter().map(DcqlCredential::of).collect(),
            credential_sets: own.credential_sets.map(|all| {
                let sets = all.into_iter();
                sets.map(|own| DcqlCredentialSet { options: own.options, required: own.required })
                    .collect()
            }),
        }
    }

    fn core(self) -> CoreQuery {
        CoreQuery {
            credentials: self.credentials.into_iter().map(DcqlCredential::core).collect(),
            credential_sets: self.credential_sets.map(|all| {
                let sets = all.into_iter();
                sets.map(|own| CredentialSetQuery { options: own.options, required: own.required })
                    .collect()
            }),
        }
    }
}

impl DcqlCredential {
    fn of(own: CredentialQuery) -> Self {
        Self {
            id: own.id,
            format: own.format,
            doc_type: own.meta.doctype_value,
            vct_values: own.meta.vct_values,
            multiple: own.multiple,
            holder_binding: own.require_cryptographic_holder_binding,
            trusted_authorities: own.trusted_authorities.map(|all| {
                let all = all.into_iter();
                all.map(|own| DcqlAuthorities { kind: own.kind, values: own.values }).collect()
            }),
            claims: own.claims.map(|all| all.into_iter().map(DcqlClaim::of).collect()),
            claim_sets: own.claim_sets,
        }
    }

    fn core(self) -> CredentialQuery {
        CredentialQuery {
            id: self.id,
            format: self.format,
            multiple: self.multiple,
            meta: Meta { doctype_value: self.doc_type, vct_values: self.vct_values },
            trusted_authorities: self.trusted_authorities.map(|all| {
                let all = all.into_iter();
                all.map(|own| TrustedAuthoritiesQuery { kind: own.kind, values: own.values })
                    .collect()
            }),
            require_cryptographic_holder_binding: self.holder_binding,
            claims: self.claims.map(|all| all.into_iter().map(DcqlClaim::core).collect()),
            claim_sets: self.claim_sets,
        }
    }
}

impl DcqlClaim {
    fn of(own: ClaimsQuery) -> Self {
        let step = |own| match own {
            PathElement::Any(()) => DcqlPath::Any,
            PathElement::Index(place) => DcqlPath::Index { place },
            PathElement::Name(name) => DcqlPath::Name { name },
        };
        let value = |own| match own {
            CoreValue::Bool(truth) => DcqlValue::Bool { truth },
            CoreValue::Int(number) => DcqlValue::Int { number },
            CoreValue::Text(text) => DcqlValue::Text { text },
        };
        Self {
            path: own.path.into_iter().map(step).collect(),
            id: own.id,
            values: own.values.map(|all| all.into_iter().map(value).collect()),
            intent_to_retain: own.intent_to_retain,
        }
    }

    fn core(self) -> ClaimsQuery {
        let step = |own| match own {
            DcqlPath::Any => PathElement::Any(()),
            DcqlPath::Index { place } => PathElement::Index(place),
            DcqlPath::Name { name } => PathElement::Name(name),
        };
        let value = |own| match own {
            DcqlValue::Bool { truth } => CoreValue::Bool(truth),
            DcqlValue::Int { number } => CoreValue::Int(number),
            DcqlValue::Text { text } => CoreValue::Text(text),
        };
        ClaimsQuery {
            id: self.id,
            path: self.path.into_iter().map(step).collect(),
            values: self.values.map(|all| all.into_iter().map(value).collect()),
            intent_to_retain: self.intent_to_retain,
        }
    }
}
