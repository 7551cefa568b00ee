//! The report as JSON with stable keys: the same text for the command and for every binding.

use std::time::Duration;

use serde_json::{Map, Number, Value as Json, json};

use super::report::{
    Claim, Claims, Disclosed, Disclosure, DocumentReport, Finding, Issuer, Report, Source, Validity,
};
use super::state::{IssuanceState, StateSource};
use crate::codec::{Value, encode_base64url, pretty};
use crate::doctype::age::Conclusion;
use crate::presentation::{ChannelFacts, Covered, EarlyEstablishment, HybridFacts, OnlineBinding};
use crate::trust::IssuerProfile;

/// What goes into the JSON besides the report.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonOptions<'a> {
    /// Whether only values are written that may be kept.
    pub retained: bool,
    /// For each document what it says of the age asked about.
    pub ages: &'a [Option<Conclusion>],
}

impl Report {
    /// The whole report, indented, with a line break at the end. It holds every value that was
    /// released, or with `retained` those that may be kept.
    pub fn to_json(&self, options: &JsonOptions<'_>) -> String {
        whole(self, options)
    }
}

impl Claim {
    /// The value as it stands in the report's JSON; asterisks where it is masked.
    pub fn to_json(&self) -> String {
        value(&self.value()).to_string()
    }
}

impl ChannelFacts {
    /// How an answer came, as it stands in the report's JSON.
    pub fn to_json(&self) -> String {
        channel(self).to_string()
    }
}

impl OnlineBinding {
    /// Whom an answer is for and how its session began, as it stands in the report's JSON.
    pub fn to_json(&self) -> String {
        online_binding(self).to_string()
    }
}

fn whole(report: &Report, options: &JsonOptions<'_>) -> String {
    let verdict = &report.verdict;
    let reasons: Vec<Json> = verdict
        .reasons
        .iter()
        .map(|reason| {
            json!({
                "document": reason.document,
                "id": reason.check.as_str(),
                "outcome": reason.outcome.as_str(),
            })
        })
        .collect();
    let risks: Vec<Json> = verdict
        .residual_risks
        .iter()
        .map(|risk| json!({ "id": risk.as_str(), "en": risk.en(), "ja": risk.ja() }))
        .collect();
    let whole = json!({
        "verdict": verdict.decision.as_str(),
        "policy": verdict.policy,
        "statusPolicy": verdict.status_policy,
        "profile": verdict.profile,
        "at": report.at.to_string(),
        "channel": channel(&report.channel),
        "reasons": reasons,
        "residualRisks": risks,
        "checks": findings(&report.checks),
        "documents": report
            .documents
            .iter()
            .enumerate()
            .map(|(index, own)| document(index, own, options))
            .collect::<Vec<_>>(),
    });
    pretty(&whole)
}

/// How the response came; parts that are not known are left out.
fn channel(own: &ChannelFacts) -> Json {
    let mut members = Map::new();
    members.insert("kind".into(), json!(own.channel.name()));
    if let Some(facts) = &own.proximity {
        members.insert("negotiated".into(), json!(facts.negotiated));
        members.insert("transport".into(), json!(facts.transport.name()));
        let authentication = facts.reader_authentication.name();
        members.insert("readerAuthentication".into(), json!(authentication));
        members.insert("connectingMilliseconds".into(), json!(milliseconds(facts.connecting)));
        members.insert("answeringMilliseconds".into(), json!(milliseconds(facts.answering)));
        members.insert("reconnections".into(), json!(facts.reconnections));
        if facts.early_establishment != EarlyEstablishment::NotUsed {
            let early = facts.early_establishment.name();
            members.insert("earlyEstablishment".into(), json!(early));
        }
    }
    if let Some(binding) = &own.online {
        members.insert("binding".into(), online_binding(binding));
    }
    if let Some(proof) = own.proximity_proof {
        members.insert("proximityBy".into(), json!(proof.name()));
    }
    members.insert("proximityProven".into(), json!(own.proximity_proof.is_some()));
    if let Some(facts) = &own.hybrid {
        members.insert("hybrid".into(), hybrid(facts));
    }
    let exposures: Vec<&str> = own.relay_exposures.iter().map(|own| own.name()).collect();
    if !exposures.is_empty() {
        members.insert("relayExposures".into(), json!(exposures));
    }
    Json::Object(members)
}

fn hybrid(own: &HybridFacts) -> Json {
    json!({
        "tunnel": own.tunnel,
        "findingMilliseconds": milliseconds(own.finding),
        "diallingMilliseconds": milliseconds(own.dialling),
        "securingMilliseconds": milliseconds(own.securing),
        "greetingMilliseconds": milliseconds(own.greeting),
        "answeringMilliseconds": milliseconds(own.answering),
        "strangers": own.strangers,
    })
}

fn milliseconds(own: Duration) -> u64 {
    u64::try_from(own.as_millis()).unwrap_or(u64::MAX)
}

fn online_binding(own: &OnlineBinding) -> Json {
    let covers = match &own.covers {
        Covered::App { merchant_id, team_id } => {
            json!({ "merchantId": merchant_id, "teamId": team_id })
        }
        Covered::Client { client_id, response_uri } => {
            json!({ "clientId": client_id, "responseUri": response_uri })
        }
        Covered::Origin(origin) => json!({ "origin": origin }),
    };
    json!({ "covers": covers, "start": own.start.name(), "encrypted": own.encrypted })
}

fn document(index: usize, document: &DocumentReport, options: &JsonOptions<'_>) -> Json {
    let mut members = Map::new();
    members.insert("docType".into(), json!(document.doc_type));
    members.insert("issuer".into(), document.issuer.as_ref().map_or(Json::Null, issuer));
    members.insert("validity".into(), document.validity.as_ref().map_or(Json::Null, validity));
    members.insert("checks".into(), findings(&document.checks));
    members.insert("issuanceState".into(), issuance_state(&document.issuance));
    if !document.withheld.is_empty() {
        let withheld = document.withheld.iter();
        let list = withheld.map(|(name_space, identifier, code)| {
            json!({ "nameSpace": name_space, "elementIdentifier": identifier, "code": code })
        });
        members.insert("withheld".into(), list.collect());
    }
    if !document.disclosed.is_empty() {
        members.insert("disclosed".into(), document.disclosed.iter().map(disclosed).collect());
    }
    let handles = document.linkability.iter().map(|own| {
        json!({
            "id": own.kind.as_str(),
            "unique": own.unique,
            "inReport": own.in_report,
        })
    });
    members.insert("linkability".into(), handles.collect());
    if let Some(Some(own)) = options.ages.get(index) {
        members.insert("age".into(), age(own));
    }
    if let Some(own) = &document.claims {
        members.insert("claims".into(), claims(own, Source::Issuer, options));
        if own.iter().any(|claim| claim.source() == Source::Device) {
            members.insert("deviceSignedClaims".into(), claims(own, Source::Device, options));
        }
    }
    Json::Object(members)
}

fn disclosed(own: &Disclosed) -> Json {
    let mut row = json!({
        "nameSpace": &*own.name_space,
        "elementIdentifier": &*own.identifier,
        "state": own.disclosure.as_str(),
        "retain": own.retain,
    });
    let (name, detail) = match &own.disclosure {
        Disclosure::Given { .. } => {
            let by = own.by().map(|(name_space, identifier)| {
                json!({ "nameSpace": name_space, "elementIdentifier": identifier })
            });
            ("by", by.collect())
        }
        Disclosure::Withheld { code } => ("code", json!(code)),
        Disclosure::Unasked { released } => ("released", json!(released)),
    };
    if let Json::Object(members) = &mut row {
        members.insert(name.into(), detail);
    }
    row
}

fn age(own: &Conclusion) -> Json {
    json!({
        "years": own.years,
        "answer": own.answer.as_str(),
        "because": own.because,
        "asOf": own.as_of.map(|day| day.to_string()),
        "silent": own.silent,
        "contradictions": own.contradictions,
    })
}

fn issuer(issuer: &Issuer) -> Json {
    json!({
        "signer": &*issuer.signer,
        "anchor": issuer.anchor.as_deref(),
        "country": issuer.country,
        "state": issuer.state,
        "notBefore": issuer.not_before.to_string(),
        "notAfter": issuer.not_after.to_string(),
    })
}

fn validity(validity: &Validity) -> Json {
    json!({
        "signed": validity.signed.to_string(),
        "validFrom": validity.valid_from.to_string(),
        "validUntil": validity.valid_until.to_string(),
        "expectedUpdate": validity.expected_update.map(|date| date.to_string()),
    })
}

fn issuance_state(state: &IssuanceState) -> Json {
    json!({
        "sources": state.sources.iter().map(state_source).collect::<Vec<_>>(),
        "issuersPractice": state.practice.as_ref().map(practice),
    })
}

fn state_source(source: &StateSource) -> Json {
    let answer = &source.answer;
    json!({
        "source": source.kind.name(),
        "says": answer.standing.name(),
        "because": answer.because.map(|own| own.name()),
        "said": answer.said.map(|own| own.name()),
        "asOf": answer.as_of.map(|own| own.to_string()),
        "until": answer.until.map(|own| own.to_string()),
        "fetched": answer.fetched.map(|own| own.to_string()),
        "ageSeconds": source.age,
        "by": source.by.as_deref(),
        "uris": source.uris,
        "facts": answer.facts.to_json(),
    })
}

fn practice(profile: &IssuerProfile) -> Json {
    json!({
        "authorityClass": profile.authority_class.name(),
        "proofing": profile.proofing,
        "portraitCapture": profile.portrait_capture.name(),
        "copies": profile.copies.name(),
        "issuanceManagement": profile.issuance_management.name(),
        "source": profile.source,
        "reviewed": profile.reviewed,
    })
}

fn findings(findings: &[Finding]) -> Json {
    let rows = findings.iter().map(|finding| {
        json!({
            "id": finding.check.as_str(),
            "outcome": finding.outcome.as_str(),
            "clause": finding.check.info().clause,
            "facts": finding.facts.to_json(),
        })
    });
    rows.collect()
}

fn claims(claims: &Claims, source: Source, options: &JsonOptions<'_>) -> Json {
    let mut spaces = Map::new();
    let written =
        |claim: &&Claim| claim.source() == source && (!options.retained || claim.retain());
    for claim in claims.iter().filter(written) {
        let space = spaces.entry(claim.name_space()).or_insert_with(|| json!({}));
        if let Json::Object(elements) = space {
            elements.insert(claim.identifier().to_owned(), value(&claim.value()));
        }
    }
    Json::Object(spaces)
}

/// A value for programs: text, numbers and booleans as themselves, dates as their text, byte strings
/// as base64url, other tags as `{"tag", "value"}`, maps with other than text keys as pairs.
fn value(own: &Value) -> Json {
    match own {
        Value::Array(elements) => elements.iter().map(value).collect(),
        Value::Bool(truth) => json!(truth),
        Value::Bytes(bytes) => json!(encode_base64url(bytes)),
        Value::Map(entries) => map(entries),
        Value::Negative(n) => integer(-1 - i128::from(*n)),
        Value::Null => Json::Null,
        Value::Simple(n) => json!({ "simple": n }),
        Value::Tag(0 | 1004, content) if content.as_text().is_some() => value(content),
        Value::Tag(number, content) => json!({ "tag": number, "value": value(content) }),
        Value::Text(text) => json!(text),
        Value::Undefined => json!({ "undefined": true }),
        Value::Unsigned(n) => integer(i128::from(*n)),
        float => float.as_f64().and_then(Number::from_f64).map_or_else(
            || json!({ "float": float.as_f64().map(|number| number.to_string()) }),
            Json::Number,
        ),
    }
}

fn map(entries: &[(Value, Value)]) -> Json {
    if entries.iter().all(|(key, _)| key.as_text().is_some()) {
        let members = entries
            .iter()
            .map(|(key, own)| (key.as_text().unwrap_or_default().to_owned(), value(own)));
        return Json::Object(members.collect());
    }
    let pairs = entries.iter().map(|(key, own)| json!([value(key), value(own)]));
    json!({ "map": pairs.collect::<Vec<_>>() })
}

/// Integers that every JSON reader keeps as numbers, larger ones as text.
fn integer(number: i128) -> Json {
    const EXACT: i128 = 1 << 53;
    match i64::try_from(number) {
        Ok(small) if (-EXACT..=EXACT).contains(&number) => json!(small),
        _ => json!(number.to_string()),
    }
}
