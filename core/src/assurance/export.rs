//! What leaves: a signed package of records, and `verified_claims` of OpenID Connect for Identity
//! Assurance.
//!
//! ```cddl
//! Package = { "format": 1, "first": uint, "records": [+ bstr], "retained": [* bstr] }
//! ```
//!
//! A package is a signed file (see `signed`). Whoever gets one checks the signature, then the chain
//! inside, then that each thing retained is the one its record names.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::decision::Decision;
use super::evidence::{Evidence, IcKind, Printed, Proof, Query};
use super::fact::{Mark, Piece, pieces};
use super::ledger::{
    Hash, Ledger, LedgerError, LedgerStore, Record, RetainedKind, RetentionBasis, decode,
    retained_hash,
};
use super::signed::{ToSign, TrustedKey, Unsealed, open};
use crate::codec::limits::{MAX_DEPTH, MAX_PACKAGE_BYTES, MAX_PACKAGE_RECORDS};
use crate::codec::{Irregularities, Writer, pretty, scan};
use crate::cose::Algorithm;
use crate::crypto::CryptoProvider;
use crate::doctype::{Registry, Role};
use crate::verify::{Claim, Claims, Source};

/// The type of a package.
const PACKAGE_TYPE: &str = "application/tashika-ledger-package+cbor";

/// What of a person goes into a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageContent {
    /// The records, which hold no personal data.
    RecordsOnly,
    /// What was retained on a declared basis, too.
    WithRetained,
}

impl<S: LedgerStore> Ledger<'_, S>
where
    S::Failure: fmt::Display,
{
    /// A package of the records `first..=last`, ready to be signed.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn package(
        &self,
        first: u64,
        last: u64,
        content: PackageContent,
        algorithm: Algorithm,
        provider: &CryptoProvider,
    ) -> Result<ToSign, LedgerError<S::Failure>> {
        if last.saturating_sub(first) >= MAX_PACKAGE_RECORDS as u64 {
            return Err(LedgerError::TooLarge(MAX_PACKAGE_RECORDS));
        }
        let records = self.range(first, last)?;
        let mut retained = Vec::new();
        if content == PackageContent::WithRetained {
            let named = records.iter().filter_map(|own| decode(own, provider));
            for (_, hash) in named.flat_map(|own| own.retained) {
                // What was erased is not there any more.
                retained.extend(self.salted(&hash)?);
            }
        }
        let mut writer = Writer::new();
        writer.map(4);
        writer.text("format");
        writer.uint(1);
        writer.text("first");
        writer.uint(first);
        writer.text("records");
        writer.array(records.len());
        records.iter().for_each(|own| writer.bytes(own));
        writer.text("retained");
        writer.array(retained.len());
        retained.iter().for_each(|own| writer.bytes(own));
        let payload = writer.into_bytes();
        if payload.len() > MAX_PACKAGE_BYTES - 1024 {
            return Err(LedgerError::TooLarge(MAX_PACKAGE_BYTES));
        }
        Ok(ToSign::new(PACKAGE_TYPE, &payload, algorithm))
    }
}

/// Why a package gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PackageError {
    /// A record does not follow the one before it.
    #[error("the chain breaks at record {0}")]
    Broken(u64),
    /// Something retained is named by no record.
    #[error("something retained is named by no record")]
    Retained,
    /// Not a signed package.
    #[error("not a signed package: {0}")]
    NotSigned(&'static str),
    /// The signature does not hold under any trusted key.
    #[error("the signature does not hold under any trusted key")]
    Signature,
    /// The provider lacks the algorithm.
    #[error("the signature's algorithm is not supported")]
    Unsupported,
}

/// A package whose signature and chain hold.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Package {
    /// The key that signed it.
    pub key: String,
    /// The records in order.
    pub records: Vec<Record>,
    /// What is retained: the place of the record, the kind, and the content.
    pub retained: Vec<(u64, RetainedKind, Vec<u8>)>,
}

impl Package {
    /// Opens a package.
    ///
    /// # Errors
    /// See [`PackageError`].
    pub fn open(
        file: &[u8],
        keys: &[TrustedKey],
        provider: &CryptoProvider,
    ) -> Result<Self, PackageError> {
        let opened = open(file, PACKAGE_TYPE, MAX_PACKAGE_BYTES, keys, provider);
        let (payload, key) = opened.map_err(|error| match error {
            Unsealed::Shape(problem) => PackageError::NotSigned(problem),
            Unsealed::Signature => PackageError::Signature,
            Unsealed::Unsupported => PackageError::Unsupported,
        })?;
        const SHAPE: PackageError = PackageError::NotSigned("its content is not a package");
        let scanned = scan(payload, 0, MAX_DEPTH).map_err(|_| SHAPE)?;
        if scanned.irregularities != Irregularities::default() {
            return Err(SHAPE);
        }
        let map = scanned.item.as_map().ok_or(SHAPE)?;
        let member = |name: &str| map.text_key(name).ok_or(SHAPE);
        if member("format")?.as_u64() != Some(1) {
            return Err(SHAPE);
        }
        let first = member("first")?.as_u64().ok_or(SHAPE)?;
        let (mut records, mut previous): (Vec<Record>, _) = (Vec::new(), None);
        for (index, own) in member("records")?.as_array().ok_or(SHAPE)?.enumerate() {
            let sequence = first.saturating_add(index as u64);
            let record = own.as_bytes().and_then(|own| decode(own, provider));
            let follows = |own: &Record| {
                own.sequence == sequence
                    && previous.is_none_or(|hash| own.previous == hash)
                    && (sequence > 0 || own.previous == [0; 32])
            };
            let record = record.filter(follows).ok_or(PackageError::Broken(sequence))?;
            previous = Some(record.hash);
            records.push(record);
        }
        let named = records.iter().flat_map(|record| {
            let sequence = record.sequence;
            record.retained.iter().map(move |(kind, hash)| (*hash, (sequence, *kind)))
        });
        let mut named: BTreeMap<Hash, (u64, RetainedKind)> = named.collect();
        let mut retained = Vec::new();
        for own in member("retained")?.as_array().ok_or(SHAPE)? {
            let content = own.as_bytes().ok_or(SHAPE)?;
            let hash = retained_hash(content, provider);
            // Each once: what stands there twice is named by no second record.
            let (sequence, kind) = named.remove(&hash).ok_or(PackageError::Retained)?;
            let content = content.get(super::ledger::SALT_BYTES..).ok_or(SHAPE)?;
            retained.push((sequence, kind, content.to_vec()));
        }
        Ok(Self { key, records, retained })
    }
}

/// Why there are no `verified_claims`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerifiedClaimsError {
    /// The basis on which claims are kept has ended before the day of the decision, or names nothing.
    #[error("claims need a basis in words that has not ended")]
    Basis,
    /// Something speaks against the decision.
    #[error("something speaks against the decision: nothing was verified")]
    Contradicted,
    /// No such axis, or nothing was reached on it.
    #[error("nothing was reached on the axis \"{0}\"")]
    NothingReached(String),
    /// None of the claims may be passed on.
    #[error("no claim that was asked for with the intent to retain has a name in OpenID Connect")]
    NoClaims,
}

/// `verified_claims` of OpenID Connect for Identity Assurance: what was verified, by which rules, from
/// which evidence; without the credential.
///
/// Claims go out only with the basis on which they are kept, and only those that were asked for with
/// the intent to retain. The individual number and the portrait never do.
///
/// # Errors
/// See [`VerifiedClaimsError`].
pub fn verified_claims(
    decision: &Decision,
    evidence: &[Evidence],
    axis: &str,
    (claims, doc_type, doc_types): (&Claims, &str, &Registry),
    basis: &RetentionBasis,
) -> Result<String, VerifiedClaimsError> {
    if !basis.holds(decision.on) {
        return Err(VerifiedClaimsError::Basis);
    }
    let reached = decision.reached(axis).map_err(|_| VerifiedClaimsError::Contradicted)?;
    let reached = reached.filter(|own| own.rank > 0);
    let reached = reached.ok_or_else(|| VerifiedClaimsError::NothingReached(axis.to_owned()))?;
    let claims = claim_members(claims, doc_type, doc_types);
    if claims.is_empty() {
        return Err(VerifiedClaimsError::NoClaims);
    }
    // What the level rests on, and nothing else: the rest was not verified for it.
    let grounds = || reached.grounds.iter().flat_map(|own| &own.evidence);
    let mut list: Vec<&Evidence> =
        evidence.iter().filter(|own| grounds().any(|id| *id == own.id)).collect();
    list.sort_by(|a, b| a.id.cmp(&b.id));
    let time = list.iter().map(|own| own.at).max();
    let details: Vec<Value> =
        reached.grounds.iter().map(|own| json!({ "assurance_classification": own.rule })).collect();
    let mut verification = Map::new();
    let framework = reached.trust_framework.clone().unwrap_or_else(|| reached.axis.clone());
    verification.insert("trust_framework".to_owned(), framework.into());
    verification.insert("assurance_level".to_owned(), reached.grade.id.clone().into());
    let policy: Vec<String> =
        decision.bundles.iter().map(|own| format!("{} {}", own.id, own.version)).collect();
    verification.insert(
        "assurance_process".to_owned(),
        json!({ "policy": policy.join(", "), "assurance_details": details }),
    );
    if let Some(time) = time {
        verification.insert("time".to_owned(), time.to_string().into());
    }
    let seen = pieces(evidence, decision.on);
    let member =
        |own: &&Evidence| evidence_member(own, seen.iter().find(|piece| piece.id == own.id)?);
    let evidence: Vec<Value> = list.iter().filter_map(member).collect();
    if !evidence.is_empty() {
        verification.insert("evidence".to_owned(), evidence.into());
    }
    let whole = json!({ "verified_claims": { "verification": verification, "claims": claims } });
    Ok(pretty(&whole))
}

/// The claims by their names in OpenID Connect.
fn claim_members(claims: &Claims, doc_type: &str, doc_types: &Registry) -> Map<String, Value> {
    let mut members = Map::new();
    let kept = claims.retained().filter(|own| own.source() == Source::Issuer && !own.is_masked());
    for own in kept {
        let info = doc_types.element(doc_type, own.name_space(), own.identifier());
        let Some(role) = info.and_then(|own| own.role) else { continue };
        let Some((name, value)) = claim_member(own, role) else { continue };
        members.insert(name, value);
    }
    members.sort_keys();
    members
}

fn claim_member(own: &Claim, role: Role) -> Option<(String, Value)> {
    let id = own.identifier();
    let scanned = scan(own.encoded(), 0, crate::codec::limits::MAX_ELEMENT_DEPTH).ok()?;
    let item = scanned.item;
    let text = || item.as_text().map(Value::from);
    match role {
        Role::Name if id.starts_with("family_name") => Some(("family_name".to_owned(), text()?)),
        Role::Name if id.starts_with("given_name") => Some(("given_name".to_owned(), text()?)),
        Role::Name => Some(("name".to_owned(), text()?)),
        Role::Address => {
            let formatted = item.as_text()?;
            Some(("address".to_owned(), json!({ "formatted": formatted })))
        }
        Role::BirthDate => {
            let day = item.as_tag().and_then(|(_, inner)| inner.as_text())?;
            crate::doctype::Date::parse(day)?;
            Some(("birthdate".to_owned(), day.into()))
        }
        Role::AgeOver => item.as_bool().map(|own| (id.to_owned(), own.into())),
        Role::Sex => match item.as_u64()? {
            1 => Some(("gender".to_owned(), "male".into())),
            2 => Some(("gender".to_owned(), "female".into())),
            _ => None,
        },
        _ => None,
    }
}

/// A piece as evidence of OpenID Connect for Identity Assurance, with the checks that it passed; `None`
/// for one that shows nothing, or has no form there.
fn evidence_member(own: &Evidence, piece: &Piece) -> Option<Value> {
    let has = |mark: Mark| piece.has(mark);
    let methods = [
        ("vcrypt", has(Mark::Verified)),
        ("vpip", has(Mark::Inspection) && has(Mark::Genuine)),
        ("vri", has(Mark::LiveImage)),
        ("data", has(Mark::QueryConfirmed)),
        ("token", has(Mark::Pin)),
        ("pvp", has(Mark::FaceSigned) || has(Mark::FacePrinted)),
        ("bvr", has(Mark::FaceRemote)),
    ];
    let checks: Vec<Value> = methods
        .into_iter()
        .filter(|(_, held)| *held)
        .map(|(method, _)| json!({ "check_method": method }))
        .collect();
    if checks.is_empty() {
        return None;
    }
    let details = match &own.what {
        Proof::Mdoc(mdoc) => {
            let mut issuer = Map::new();
            if let Some(country) = &mdoc.issuer.country {
                issuer.insert("country_code".to_owned(), country.clone().into());
            }
            if let Some(name) = &mdoc.issuer.name {
                issuer.insert("name".to_owned(), name.clone().into());
            }
            json!({ "type": document_type(&mdoc.doc_type), "issuer": issuer })
        }
        Proof::IcDocument(ic) => json!({ "type": match ic.document {
            IcKind::DrivingLicence => "driving_permit",
            IcKind::Passport => "passport",
            IcKind::MyNumberCard => "idcard",
            IcKind::ResidenceCard | IcKind::SpecialPermanentResident => "residence_permit",
        } }),
        Proof::Inspection(inspection) => {
            let photo = inspection.document == Printed::PhotoId;
            json!({ "type": if photo { "idcard" } else { "other" } })
        }
        Proof::DocumentImage(_) => json!({ "type": "other" }),
        Proof::JpkiSigning(_) => {
            return Some(json!({ "type": "electronic_signature", "signature_type": "jpki" }));
        }
        Proof::JpkiAuthentication(_) => {
            return Some(json!({ "type": "electronic_record", "check_details": checks,
                "record": { "type": "jpki" } }));
        }
        Proof::Query(Query { source, .. }) => {
            return Some(json!({ "type": "electronic_record", "check_details": checks,
                "record": { "type": "register", "source": { "name": source } } }));
        }
        _ => return None,
    };
    Some(json!({ "type": "document", "check_details": checks, "document_details": details }))
}

fn document_type(doc_type: &str) -> &'static str {
    match doc_type {
        "org.iso.18013.5.1.mDL" => "driving_permit",
        "org.iso.23220.1.jp.mnc" | "eu.europa.ec.eudi.pid.1" => "idcard",
        _ => "other",
    }
}
