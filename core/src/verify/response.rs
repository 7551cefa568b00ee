//! Checks of the response as a whole: rows 9 to 14 and 61 of the reference.

use super::check::{CheckId, Scope};
use super::policy::Policy;
use super::report::{Finding, Findings};
use super::{decode_facts, major_version};
use crate::codec::limits::MAX_LISTED;
use crate::codec::{DecodeError, Irregularities};
use crate::cose::CoseKey;
use crate::crypto::CryptoProvider;
use crate::facts::{Facts, shown};
use crate::mdoc::{DeviceRequest, DeviceResponse, Document, MobileSecurityObject};
use crate::presentation::Presentation;

pub(super) fn check(
    response: &DeviceResponse<'_>,
    presentation: &Presentation,
    encoding: &Irregularities,
    policy: &Policy,
    provider: &CryptoProvider,
) -> Vec<Finding> {
    let mut findings = Findings::new(policy, Scope::Response);
    cbor(response, &mut findings);
    shortest(encoding, &mut findings);
    version(response, &mut findings);
    status(response, &mut findings);
    documents(response, &mut findings);
    errors(response, &mut findings);
    answers_request(response, presentation.request(), &mut findings);
    document_count(response, presentation.request(), &mut findings);
    same_holder(response, provider, &mut findings);
    findings.complete()
}

fn cbor(response: &DeviceResponse<'_>, findings: &mut Findings<'_>) {
    let notes = &response.irregularities;
    match (notes.duplicate_key, notes.trailing) {
        (None, None) => drop(findings.pass(CheckId::ResponseCbor)),
        (Some(offset), _) => {
            findings.broken(CheckId::ResponseCbor, Facts::of("duplicate-key-at", offset));
        }
        (None, Some(offset)) => {
            findings.broken(CheckId::ResponseCbor, Facts::of("trailing-bytes-at", offset));
        }
    }
}

fn shortest(encoding: &Irregularities, findings: &mut Findings<'_>) {
    let mut facts = Facts::none();
    if let Some(offset) = encoding.indefinite {
        facts = facts.and("indefinite-length-at", offset);
    }
    if let Some(offset) = encoding.not_shortest {
        facts = facts.and("not-shortest-at", offset);
    }
    findings.judge(CheckId::ResponseEncoding, facts.is_empty(), || facts.clone());
}

fn version(response: &DeviceResponse<'_>, findings: &mut Findings<'_>) {
    let version = match &response.version {
        Ok(version) => *version,
        Err(error) => return findings.broken(CheckId::ResponseVersion, decode_facts(error)),
    };
    findings.judge(CheckId::ResponseVersion, major_version(version) == Some(1), || {
        Facts::of("version", shown(version))
    });
}

fn status(response: &DeviceResponse<'_>, findings: &mut Findings<'_>) {
    let status = match &response.status {
        Ok(status) => *status,
        Err(error) => return findings.broken(CheckId::ResponseStatus, decode_facts(error)),
    };
    findings.judge(CheckId::ResponseStatus, status == 0, || {
        let status = i64::try_from(status).unwrap_or(i64::MAX);
        Facts::of("status", status).and("documents", response.documents.len())
    });
}

fn documents(response: &DeviceResponse<'_>, findings: &mut Findings<'_>) {
    let facts = || {
        let unread = response.other_members.iter().take(MAX_LISTED);
        let unread = unread.map(|name| shown(name)).collect::<Vec<_>>();
        if unread.is_empty() { Facts::none() } else { Facts::of("unread-members", unread) }
    };
    if findings.judge(CheckId::ResponseDocuments, !response.documents.is_empty(), facts).is_none() {
        findings.not_applicable(CheckId::ResponseSameHolder);
    }
}

fn errors(response: &DeviceResponse<'_>, findings: &mut Findings<'_>) {
    let reported = match &response.document_errors {
        Ok(reported) => reported,
        Err(error) => return findings.broken(CheckId::ResponseErrors, decode_facts(error)),
    };
    findings.judge(CheckId::ResponseErrors, reported.is_empty(), || {
        let reported = reported.iter().take(MAX_LISTED);
        let list: Vec<String> =
            reported.map(|error| format!("{}: {}", shown(error.name), error.code)).collect();
        Facts::of("document-errors", list)
    });
}

fn answers_request(
    response: &DeviceResponse<'_>,
    request: Option<&DeviceRequest>,
    findings: &mut Findings<'_>,
) {
    let Some(request) = request else {
        return findings.not_performed(CheckId::ResponseAnswersRequest, "request-unknown");
    };
    let given = |doc_type: &str| {
        response.documents.iter().flatten().any(|document| document.doc_type == doc_type)
    };
    let answered =
        |index: &usize| request.documents.get(*index).is_some_and(|asked| given(&asked.doc_type));
    let missing: Vec<String> = if request.use_cases.is_empty() {
        let unanswered = request.documents.iter().filter(|asked| !given(&asked.doc_type));
        unanswered.map(|asked| asked.doc_type.clone()).collect()
    } else {
        let open = request.use_cases.iter().enumerate().filter(|(_, case)| {
            let mut sets = case.document_sets.iter();
            case.mandatory && !sets.any(|set| !set.is_empty() && set.iter().all(answered))
        });
        open.map(|(index, _)| format!("useCases[{index}]")).collect()
    };
    findings.judge(CheckId::ResponseAnswersRequest, missing.is_empty(), || {
        Facts::of("missing", missing.clone())
    });
}

/// `uniqueDocSetRequired`: one document for each request of its type.
fn document_count(
    response: &DeviceResponse<'_>,
    request: Option<&DeviceRequest>,
    findings: &mut Findings<'_>,
) {
    const CHECK: CheckId = CheckId::ResponseDocumentCount;
    let Some(request) = request else {
        return findings.not_performed(CHECK, "request-unknown");
    };
    let mut unique: Vec<&str> = request
        .documents
        .iter()
        .filter(|asked| asked.unique)
        .map(|asked| asked.doc_type.as_str())
        .collect();
    if unique.is_empty() {
        return findings.not_applicable(CHECK);
    }
    unique.sort_unstable();
    unique.dedup();
    let surplus = unique.into_iter().filter(|doc_type| {
        let given = response.documents.iter().flatten();
        let given = given.filter(|document| document.doc_type == *doc_type).count();
        given > request.documents.iter().filter(|asked| asked.doc_type == *doc_type).count()
    });
    let surplus: Vec<String> = surplus.map(shown).collect();
    findings.judge(CHECK, surplus.is_empty(), || Facts::of("doc-types", surplus.clone()));
}

fn same_holder(
    response: &DeviceResponse<'_>,
    provider: &CryptoProvider,
    findings: &mut Findings<'_>,
) {
    match response.documents.len() {
        0 => return,
        1 => return findings.not_applicable(CheckId::ResponseSameHolder),
        _ if !findings.policy().same_holder => {
            return findings.not_performed(CheckId::ResponseSameHolder, "policy");
        }
        _ => {}
    }
    let keys: Result<Vec<_>, DecodeError> = response
        .documents
        .iter()
        .map(|document| document.as_ref().map_err(Clone::clone).and_then(device_key))
        .collect();
    let uncompressed = |keys: Vec<CoseKey>| {
        keys.iter()
            .map(|key| (provider.uncompress)(key.public_key()))
            .collect::<Result<Vec<_>, _>>()
    };
    match keys.map(uncompressed) {
        Ok(Err(error)) => {
            let facts = Facts::of("problem", error.to_string());
            findings.undetermined(CheckId::ResponseSameHolder, facts);
        }
        Ok(Ok(keys)) => {
            let same = keys.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
            findings.judge(CheckId::ResponseSameHolder, same, Facts::none);
        }
        Err(error) => findings.undetermined(CheckId::ResponseSameHolder, decode_facts(&error)),
    }
}

fn device_key(document: &Document<'_>) -> Result<CoseKey, DecodeError> {
    let auth = crate::cose::Signed::read(&document.issuer_signed.issuer_auth)?;
    let mso = MobileSecurityObject::decode(auth.payload.unwrap_or_default(), auth.payload_offset)?;
    CoseKey::read(&mso.device_key).map_err(|_| mso.device_key.wrong_type("a COSE_Key"))
}
