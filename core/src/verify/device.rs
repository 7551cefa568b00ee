//! Device authentication: rows 52 to 60 of the reference.

use super::check::CheckId;
use super::digests::name;
use super::issuer::{algorithm_facts, critical, key_facts, repeated_labels};
use super::policy::Edition;
use super::report::{Findings, Passed};
use super::{Context, decode_facts};
use crate::codec::Irregularities;
use crate::codec::limits::MAX_LISTED;
use crate::cose::{Algorithm, CoseKey, Signed};
use crate::crypto::{CryptoError, Curve, HashAlgorithm, PrivateKey, PublicKey};
use crate::facts::Facts;
use crate::mdoc::{
    DeviceResponse, DeviceSigned, Document, MobileSecurityObject, SessionTranscript,
};
use crate::presentation::Presentation;

/// The verifier's side of the session, examined once for all documents.
pub(super) struct Session<'a> {
    transcript: Option<&'a SessionTranscript>,
    problem: Option<TranscriptProblem>,
    mac_keys: Vec<&'a PrivateKey>,
    /// The authentication values of all documents, to notice one that stands in two documents.
    all: Vec<&'a [u8]>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        presentation: &'a Presentation,
        response: &DeviceResponse<'a>,
        context: &Context<'_>,
    ) -> Self {
        let transcript = presentation.transcript();
        let problem = transcript.and_then(|own| transcript_problem(own, presentation, context));
        let documents = response.documents.iter().flatten();
        let signed = documents.filter_map(|document| document.device_signed.as_ref().ok());
        let all = signed.map(|signed| signed.device_auth.bytes).collect();
        Self { transcript, problem, mac_keys: presentation.mac_keys().collect(), all }
    }
}

/// What is at odds with the verifier's own transcript.
enum TranscriptProblem {
    /// It is none, or belongs to another key.
    Broken(Facts),
    /// Whether it belongs to the verifier's key cannot be computed.
    Undetermined(Facts),
}

/// The one authentication of a document: what it is and its four elements.
struct Authentication<'a> {
    signed: Signed<'a>,
    is_mac: bool,
}

pub(super) fn check(
    document: &Document<'_>,
    mso: Option<&MobileSecurityObject<'_>>,
    session: &Session<'_>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<Passed> {
    transcript(session, findings);
    let key = mso.and_then(|mso| device_key(mso, context, findings));
    let signed = match &document.device_signed {
        Ok(signed) => signed,
        Err(error) => {
            findings.broken(CheckId::DeviceStructure, decode_facts(error));
            return None;
        }
    };
    if let Some(mso) = mso {
        key_authorization(signed, mso, findings);
    }
    element_placement(document.doc_type, signed, context, findings);
    let authentication = exactly_one(signed, findings)?;
    own_authentication(signed, session, findings);
    detached(&authentication, findings);
    headers(&authentication, findings);
    let algorithm = algorithm(&authentication, key.as_ref(), findings);
    let (key, algorithm) = (key?, algorithm?);
    let broken = matches!(session.problem, Some(TranscriptProblem::Broken(_)));
    let transcript = session.transcript.filter(|_| !broken)?;
    let payload = document.device_authentication(transcript)?;
    if authentication.is_mac {
        mac(&authentication.signed, &key, session, transcript, &payload, context, findings)
    } else {
        signature(&authentication.signed, &key, algorithm, &payload, context, findings)
    }
}

/// Encoding faults inside the embedded byte strings.
pub(super) fn encoding(document: &Document<'_>) -> Irregularities {
    let Ok(signed) = &document.device_signed else { return Irregularities::default() };
    let mut all = signed.name_spaces.value().irregularities;
    for item in [signed.device_auth.signature, signed.device_auth.mac].iter().flatten() {
        if let Ok(signed) = Signed::read(item) {
            all.merge(signed.irregularities);
        }
    }
    all
}

fn transcript_problem(
    transcript: &SessionTranscript,
    presentation: &Presentation,
    context: &Context<'_>,
) -> Option<TranscriptProblem> {
    let broken = |problem: String| Some(TranscriptProblem::Broken(Facts::of("problem", problem)));
    let key = match transcript.e_reader_key() {
        Ok(key) => key?,
        Err(error) => return broken(error.to_string()),
    };
    let private = presentation.reader_key()?;
    let another = || broken("the reader key is another one".to_owned());
    if private.curve() != key.public_key().curve() {
        return another();
    }
    let expected = (context.provider.uncompress)(key.public_key());
    match ((context.provider.public_key)(private), expected) {
        (Ok(own), Ok(expected)) if own == expected => None,
        (Err(CryptoError::Unsupported), _) | (_, Err(CryptoError::Unsupported)) => {
            let facts = Facts::of("unsupported-curve", private.curve().name());
            Some(TranscriptProblem::Undetermined(facts))
        }
        _ => another(),
    }
}

fn transcript(session: &Session<'_>, findings: &mut Findings<'_>) {
    match (session.transcript, &session.problem) {
        (None, _) => findings.not_performed(CheckId::DeviceTranscript, "transcript-unknown"),
        (Some(_), None) => drop(findings.pass(CheckId::DeviceTranscript)),
        (Some(_), Some(TranscriptProblem::Broken(facts))) => {
            findings.broken(CheckId::DeviceTranscript, facts.clone());
        }
        (Some(_), Some(TranscriptProblem::Undetermined(facts))) => {
            findings.undetermined(CheckId::DeviceTranscript, facts.clone());
        }
    }
}

fn device_key(
    mso: &MobileSecurityObject<'_>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<PublicKey> {
    let key = match CoseKey::read(&mso.device_key) {
        Ok(key) => key.public_key().clone(),
        Err(problem) => {
            findings.broken(CheckId::DeviceKey, Facts::of("problem", problem.to_string()));
            return None;
        }
    };
    let curve = Facts::of("curve", key.curve().name());
    match (context.provider.check_public_key)(&key) {
        Ok(()) => {
            findings.pass_with(CheckId::DeviceKey, curve);
            Some(key)
        }
        Err(CryptoError::Unsupported) => {
            findings.undetermined(CheckId::DeviceKey, curve);
            None
        }
        Err(_) => {
            findings.broken(CheckId::DeviceKey, curve.and("problem", "no valid key of its curve"));
            None
        }
    }
}

fn key_authorization(
    signed: &DeviceSigned<'_>,
    mso: &MobileSecurityObject<'_>,
    findings: &mut Findings<'_>,
) {
    let elements = &signed.name_spaces.value().elements;
    if elements.is_empty() {
        return findings.not_applicable(CheckId::DeviceKeyAuthorization);
    }
    let covered = |name_space: &str, identifier: &str| {
        let authorizations = mso.key_authorizations.as_ref();
        authorizations.is_some_and(|own| own.covers(name_space, identifier))
    };
    let bare: Vec<String> = elements
        .iter()
        .filter(|(name_space, identifier, _)| !covered(name_space, identifier))
        .take(MAX_LISTED)
        .map(|(name_space, identifier, _)| name(name_space, identifier))
        .collect();
    findings.judge(CheckId::DeviceKeyAuthorization, bare.is_empty(), || {
        Facts::of("elements", bare.clone())
    });
}

fn element_placement(
    doc_type: &str,
    signed: &DeviceSigned<'_>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let elements = &signed.name_spaces.value().elements;
    if findings.policy().edition == Edition::Second || elements.is_empty() {
        return findings.not_applicable(CheckId::DeviceElementPlacement);
    }
    let misplaced: Vec<String> = elements
        .iter()
        .filter(|(name_space, _, _)| {
            let space = context.policy.doc_types.described(doc_type, name_space);
            space.issuer_signed_in_first_edition()
        })
        .take(MAX_LISTED)
        .map(|(name_space, identifier, _)| name(name_space, identifier))
        .collect();
    findings.judge(CheckId::DeviceElementPlacement, misplaced.is_empty(), || {
        Facts::of("elements", misplaced.clone())
    });
}

fn exactly_one<'a>(
    signed: &DeviceSigned<'a>,
    findings: &mut Findings<'_>,
) -> Option<Authentication<'a>> {
    let notes = &signed.name_spaces.value().irregularities;
    let (item, is_mac) = match (signed.device_auth.signature, signed.device_auth.mac) {
        (Some(item), None) => (item, false),
        (None, Some(item)) => (item, true),
        (first, _) => {
            structure(notes, None, findings);
            let found = if first.is_some() { "both" } else { "neither" };
            findings.broken(CheckId::DeviceAuthExactlyOne, Facts::of("found", found));
            return None;
        }
    };
    findings.pass(CheckId::DeviceAuthExactlyOne);
    let absent = if is_mac { CheckId::DeviceSignature } else { CheckId::DeviceMac };
    findings.not_applicable(absent);
    match Signed::read(&item) {
        Ok(signed) => {
            structure(notes, signed.tag, findings);
            Some(Authentication { signed, is_mac })
        }
        Err(error) => {
            findings.broken(CheckId::DeviceStructure, decode_facts(&error));
            None
        }
    }
}

fn structure(notes: &Irregularities, tag: Option<u64>, findings: &mut Findings<'_>) {
    let holds = notes.is_unambiguous() && tag.is_none();
    findings.judge(CheckId::DeviceStructure, holds, || match tag {
        Some(tag) => Facts::of("tag", i64::try_from(tag).unwrap_or(i64::MAX)),
        None => {
            let offset = notes.duplicate_key.or(notes.trailing).unwrap_or_default();
            Facts::of("offset", offset).and("problem", "duplicate key or trailing bytes")
        }
    });
}

fn own_authentication(
    signed: &DeviceSigned<'_>,
    session: &Session<'_>,
    findings: &mut Findings<'_>,
) {
    let own = signed.device_auth.bytes;
    let times = session.all.iter().filter(|other| **other == own).count();
    findings.judge(CheckId::DeviceOwnAuthentication, times <= 1, || {
        Facts::of("documents-with-this-value", times)
    });
}

fn detached(authentication: &Authentication<'_>, findings: &mut Findings<'_>) {
    let payload = authentication.signed.payload;
    findings.judge(CheckId::DevicePayloadDetached, payload.is_none(), || {
        Facts::of("payload-length", payload.map_or(0, <[u8]>::len))
    });
}

fn headers(authentication: &Authentication<'_>, findings: &mut Findings<'_>) {
    let twice = repeated_labels(&authentication.signed);
    findings
        .judge(CheckId::DeviceAuthHeaders, twice.is_empty(), || Facts::of("labels", twice.clone()));
    critical(CheckId::DeviceAuthCritical, &authentication.signed, findings);
}

/// The algorithm from the protected header, if it goes with the device key.
fn algorithm(
    authentication: &Authentication<'_>,
    key: Option<&PublicKey>,
    findings: &mut Findings<'_>,
) -> Option<Algorithm> {
    const CHECK: CheckId = CheckId::DeviceAuthAlgorithm;
    let algorithm = match algorithm_facts(&authentication.signed) {
        Ok(algorithm) => algorithm,
        Err(facts) => {
            findings.broken(CHECK, facts);
            return None;
        }
    };
    let kind = algorithm.scheme().is_none() == authentication.is_mac;
    let fits = |key: &PublicKey| {
        authentication.is_mac && key.curve() != Curve::Ed25519 && key.curve() != Curve::Ed448
            || algorithm.curves().contains(&key.curve())
    };
    let holds = kind && key.is_none_or(fits);
    let facts = || key_facts(algorithm, key);
    if holds && key.is_none() {
        // The key is the missing half: its own check says why.
        return None;
    }
    findings.judge(CHECK, holds, facts).map(|_| algorithm)
}

fn signature(
    signed: &Signed<'_>,
    key: &PublicKey,
    algorithm: Algorithm,
    payload: &[u8],
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<Passed> {
    let scheme = algorithm.scheme()?;
    let head = signed.to_be_signed(payload.len());
    let message = [head.prefix(), payload];
    match (context.provider.verify)(key, scheme, &message, signed.signature) {
        Ok(()) => Some(findings.pass(CheckId::DeviceSignature)),
        Err(CryptoError::Unsupported) => {
            findings.undetermined(CheckId::DeviceSignature, key_facts(algorithm, Some(key)));
            None
        }
        Err(error) => {
            findings.broken(CheckId::DeviceSignature, Facts::of("problem", error.to_string()));
            None
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn mac(
    signed: &Signed<'_>,
    key: &PublicKey,
    session: &Session<'_>,
    transcript: &SessionTranscript,
    payload: &[u8],
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<Passed> {
    const CHECK: CheckId = CheckId::DeviceMac;
    if session.mac_keys.is_empty() {
        findings.not_performed(CHECK, "reader-key-unknown");
        return None;
    }
    let provider = context.provider;
    let salt = (provider.digest)(HashAlgorithm::Sha256, &[&transcript.embedded()]);
    let head = signed.to_be_maced(payload.len());
    let verify = |own: &PrivateKey| {
        let shared = (provider.agree)(own, key)?;
        let mac_key = (provider.hkdf_sha256)(shared.as_ref(), salt.as_ref(), b"EMacKey", 32)?;
        let message = [head.prefix(), payload];
        (provider.verify_hmac_sha256)(mac_key.as_ref(), &message, signed.signature)
    };
    // The device used the verifier's key on its own curve; there may be several.
    let fitting = session.mac_keys.iter().filter(|own| own.curve() == key.curve());
    let mut outcome = None;
    for own in fitting {
        outcome = match (verify(own), outcome) {
            (Ok(()), _) => return Some(findings.pass(CHECK)),
            (_, Some(CryptoError::Unsupported)) => Some(CryptoError::Unsupported),
            (Err(error), _) => Some(error),
        };
    }
    match outcome {
        None => {
            let curves = session.mac_keys.iter().map(|own| own.curve().name().to_owned());
            let facts = Facts::of("device-curve", key.curve().name());
            findings.broken(CHECK, facts.and("reader-curves", curves.collect::<Vec<_>>()));
        }
        Some(CryptoError::Unsupported) => {
            findings.undetermined(CHECK, Facts::of("curve", key.curve().name()));
        }
        Some(error) => findings.broken(CHECK, Facts::of("problem", error.to_string())),
    }
    None
}
