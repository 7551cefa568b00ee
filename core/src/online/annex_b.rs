//! ISO/IEC TS 18013-7 Annex B: OpenID4VP draft 18 with Presentation Exchange, as fielded.
//!
//! A mode of its own, chosen by the verifier and never tried for another: its handover binds other
//! things, and the wallet's nonce comes in the clear in `apu`.

use serde_json::{Value, json};

use super::jose::ContentEncryption;
use super::refusal::Refusal;
use crate::mdoc::{AskedDocument, DeviceRequest};

/// The id of the one definition of a request.
pub(super) const DEFINITION: &str = "tashika";
/// The one content encryption that is offered.
pub(super) const ENCRYPTION: ContentEncryption = ContentEncryption::A256Gcm;

/// `presentation_definition` for these documents: one descriptor each, named by document type.
pub(super) fn definition(request: &DeviceRequest) -> Value {
    let descriptors: Vec<Value> = request.documents.iter().map(descriptor).collect();
    json!({ "id": DEFINITION, "input_descriptors": descriptors })
}

fn descriptor(document: &AskedDocument) -> Value {
    let fields = document.elements.iter().map(|element| {
        json!({
            "path": [format!("$['{}']['{}']", element.name_space, element.identifier)],
            "intent_to_retain": element.retain,
        })
    });
    json!({
        "id": document.doc_type,
        "format": { "mso_mdoc": { "alg": ["ES256", "ES384", "ES512", "EdDSA"] } },
        "constraints": { "limit_disclosure": "required", "fields": fields.collect::<Vec<_>>() },
    })
}

/// Whether a definition can say it: no alternatives, and no quote or backslash in a name, of which a
/// JSONPath is made.
pub(super) fn expressible(request: &DeviceRequest) -> bool {
    let plain = |name: &str| !name.contains(['\'', '\\']);
    let mut elements = request.documents.iter().flat_map(|document| &document.elements);
    let all = elements
        .all(|own| plain(&own.name_space) && plain(&own.identifier) && own.alternatives.is_empty());
    all && request.use_cases.is_empty()
}

/// `vp_token` of an answer, whose submission must be for our definition.
pub(super) fn vp_token(answer: &Value) -> Result<&str, Refusal> {
    let submission = answer.get("presentation_submission");
    let definition = submission.and_then(|own| own.get("definition_id")).and_then(Value::as_str);
    if definition != Some(DEFINITION) {
        return Err(Refusal::Submission);
    }
    let token = answer.get("vp_token").and_then(Value::as_str);
    token.ok_or(Refusal::Malformed("vp_token"))
}
