//! The report as JSON with stable keys.

use serde_json::{Map, Value as Json, json};

use super::matching::Comparison;
use super::{
    AuthenticationEvidence, CertificateSummary, JpkiAttributes, JpkiHandle, JpkiReport, MarkedText,
    RevocationState, SigningEvidence,
};
use crate::codec::{encode_base64url, pretty};
use crate::doctype::age::BirthDate;

impl JpkiReport<AuthenticationEvidence> {
    /// The whole report as JSON with stable keys: indented, with a line break at the end.
    pub fn to_json(&self) -> String {
        pretty(&whole(self, self.evidence.as_ref().map(authentication)))
    }
}

impl JpkiReport<SigningEvidence> {
    /// The whole report as JSON with stable keys: indented, with a line break at the end. It holds the
    /// attributes that were asked for, and what they were `compared` with.
    pub fn to_json(&self, compared: Option<&Comparison>) -> String {
        let mut own = whole(self, self.evidence.as_ref().map(signing));
        if let (Json::Object(members), Some(compared)) = (&mut own, compared) {
            members.insert("comparison".into(), comparison(compared));
        }
        pretty(&own)
    }
}

fn whole<E>(report: &JpkiReport<E>, evidence: Option<Json>) -> Json {
    let verdict = &report.verdict;
    let reasons = verdict
        .reasons
        .iter()
        .map(|own| json!({ "id": own.check.as_str(), "outcome": own.outcome.as_str() }));
    let risks = verdict
        .residual_risks
        .iter()
        .map(|risk| json!({ "id": risk.as_str(), "en": risk.en(), "ja": risk.ja() }));
    let checks = report.checks.iter().map(|own| {
        json!({
            "id": own.check.as_str(),
            "outcome": own.outcome.as_str(),
            "source": own.check.info().source,
            "facts": own.facts.to_json(),
        })
    });
    json!({
        "use": report.used_for.name(),
        "verdict": verdict.decision.as_str(),
        "policy": verdict.policy,
        "profile": verdict.profile,
        "at": report.at.to_string(),
        "reasons": reasons.collect::<Vec<_>>(),
        "residualRisks": risks.collect::<Vec<_>>(),
        "checks": checks.collect::<Vec<_>>(),
        "certificate": report.certificate.as_ref().map(certificate),
        "revocation": revocation(&report.revocation),
        "linkability": report.handles.iter().map(handle).collect::<Vec<_>>(),
        "pairwiseId": report.pairwise.as_ref().map(|own| encode_base64url(own.as_bytes())),
        "evidence": evidence,
    })
}

fn certificate(own: &CertificateSummary) -> Json {
    json!({
        "hierarchy": own.hierarchy.map(|own| own.name()),
        "token": own.token.name(),
        "environment": own.environment.map(|own| own.name()),
        "policy": own.policy_oid,
        "confidence": own.confidence.map(|own| own.name()),
        "key": own.key.map(|own| own.name()),
        "notAfter": own.not_after.to_string(),
        "authority": own.authority,
    })
}

fn revocation(own: &RevocationState) -> Json {
    match own {
        RevocationState::Good { source, as_of, until } => json!({
            "state": own.name(),
            "source": source.name(),
            "asOf": as_of.to_string(),
            "until": until.map(|own| own.to_string()),
        }),
        RevocationState::Revoked { source, at, reason } => json!({
            "state": own.name(),
            "source": source.name(),
            "revokedAt": at.to_string(),
            "reason": reason,
        }),
        RevocationState::Undetermined { gap } => json!({
            "state": own.name(), "because": gap.name(), "en": gap.en(), "ja": gap.ja(),
        }),
    }
}

fn handle(own: &JpkiHandle) -> Json {
    json!({ "id": own.kind.as_str(), "unique": own.unique, "inReport": own.in_report })
}

fn authentication(own: &AuthenticationEvidence) -> Json {
    json!({
        "kind": "authentication",
        "challenge": encode_base64url(own.challenge()),
        "answer": encode_base64url(own.answer()),
        "askedBy": own.asked_by(),
        "operation": own.operation(),
        "askedAt": own.asked_at().to_string(),
        "verifiedAt": own.verified_at().to_string(),
    })
}

/// A signature with the signer's certificate inside is left out: everything of the signer is in it.
fn signing(own: &SigningEvidence) -> Json {
    let signature = (!own.signature_holds_certificate()).then(|| encode_base64url(own.signature()));
    json!({
        "kind": "signing",
        "mediaType": own.document().kind().media_type(),
        "hashAlgorithm": own.hash_algorithm(),
        "documentHash": encode_base64url(own.document_hash()),
        "signature": signature,
        "statedTime": own.stated_time().map(|own| own.to_string()),
        "verifiedAt": own.verified_at().to_string(),
        "attributes": attributes(own.attributes()),
    })
}

fn attributes(own: &JpkiAttributes) -> Json {
    let mut members = Map::new();
    members.extend(own.name().map(|own| ("name".into(), marked(own))));
    members.extend(own.sex().map(|own| ("sex".into(), json!(own.iso()))));
    members.extend(own.birth_date().map(|own| {
        let date: BirthDate = own.date;
        let json = json!({
            "earliest": date.earliest().to_string(),
            "latest": date.latest().to_string(),
            "era": own.era.map(|era| era.ja()),
        });
        ("birthDate".into(), json)
    }));
    members.extend(own.address().map(|own| ("address".into(), marked(own))));
    Json::Object(members)
}

fn marked(own: &MarkedText) -> Json {
    json!({ "text": own.text(), "replacedCharacters": own.replaced().collect::<Vec<_>>() })
}

fn comparison(own: &Comparison) -> Json {
    let fields = own.fields.iter().map(|field| {
        json!({
            "field": field.field.name(),
            "score": field.score,
            "reasons": field.reasons.iter().map(|own| own.name()).collect::<Vec<_>>(),
        })
    });
    json!({ "score": own.score, "fields": fields.collect::<Vec<_>>() })
}
