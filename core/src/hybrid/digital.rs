//! A digital credential over the tunnel: JSON both ways.
//!
//! ```json
//! {"origin": O, "requestType": "credential.get", "request": {"digital": {"requests": [..]}}}
//! {"response": {"digital": {"data": {"protocol": P, "data": {..}}}}}
//! {"response": {"digital": {"error": "USER_CANCELED"}}}
//! ```
//!
//! `digital` of the request is what `OnlineSession::dc_api_call` makes, and `data` of the answer is
//! what `OnlineSession::receive` takes. Members that nobody knows are not looked at.

use std::fmt;

use serde_json::{Value, json};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::codec::limits::{MAX_HYBRID_MESSAGE_BYTES, MAX_PARAMETER_BYTES};
use crate::codec::{Json, JsonProblem, wiped_json};

/// Protocols in one request.
const MAX_PROTOCOLS: usize = 16;
/// Bytes that a message has besides the JSON, at the most: its kind, padding and tag.
const AROUND: usize = 1 + 32 + 16;

/// A request for a digital credential.
#[derive(Clone)]
pub struct DigitalRequest {
    text: String,
    protocols: Vec<String>,
}

impl fmt::Debug for DigitalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DigitalRequest({} protocols, {} bytes)", self.protocols.len(), self.text.len())
    }
}

/// Why a request is not made: wrong use.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DigitalProblem {
    /// The call is not `{"requests": [..]}` with one protocol each.
    #[error("the call is not what the Digital Credentials API takes")]
    Call,
    /// The call is no JSON.
    #[error("the call: {0}")]
    Json(#[from] JsonProblem),
    /// The origin is empty, too long, or has characters that do not belong there.
    #[error("the origin is empty, too long or malformed")]
    Origin,
}

/// Whether an answer must name its protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProtocolName {
    /// It may be absent where one protocol was asked: that one is meant.
    MayBeAbsent,
    /// It must stand there.
    #[default]
    Required,
}

/// Why an answer of the phone is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// No JSON.
    #[error("the reply: {0}")]
    Json(#[from] JsonProblem),
    /// A protocol that was not asked.
    #[error("the reply is by a protocol that was not asked")]
    NotAsked,
    /// Another shape.
    #[error("the reply has another shape")]
    Shape,
    /// No protocol.
    #[error("the reply names no protocol")]
    Unnamed,
}

/// The phone's own words for an end without a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigitalRefusal {
    /// The phone gave up.
    Aborted,
    /// The person has no credential that was asked.
    NoCredential,
    /// Another reason.
    Other,
    /// The person said no.
    UserCancelled,
}

impl DigitalRequest {
    /// Asks for a credential: the verifier's origin, and the call in JSON.
    ///
    /// # Errors
    /// See [`DigitalProblem`].
    pub fn get(origin: &str, call: &str) -> Result<Self, DigitalProblem> {
        let plain = !origin.is_empty()
            && origin.len() <= MAX_PARAMETER_BYTES
            && !origin.ends_with('/')
            && origin.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain {
            return Err(DigitalProblem::Origin);
        }
        let call = Json::parse(call.as_bytes(), MAX_HYBRID_MESSAGE_BYTES)?;
        let protocols = protocols(call.value()).ok_or(DigitalProblem::Call)?;
        let text = json!({
            "origin": origin,
            "requestType": "credential.get",
            "request": { "digital": call.value() },
        })
        .to_string();
        if text.len() + AROUND > MAX_HYBRID_MESSAGE_BYTES {
            return Err(JsonProblem::TooLong(MAX_HYBRID_MESSAGE_BYTES).into());
        }
        Ok(Self { text, protocols })
    }

    /// The JSON that is sent.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The protocols that are asked, in order.
    pub fn protocols(&self) -> impl Iterator<Item = &str> {
        self.protocols.iter().map(String::as_str)
    }

    /// Reads the phone's answer: the JSON `{"protocol", "data"}`, or why there is none.
    ///
    /// # Errors
    /// See [`ReplyError`].
    pub fn read(
        &self,
        reply: &[u8],
        rule: ProtocolName,
    ) -> Result<Result<Zeroizing<Vec<u8>>, DigitalRefusal>, ReplyError> {
        let reply = Json::parse(reply, MAX_HYBRID_MESSAGE_BYTES)?;
        let digital = reply.value().get("response").and_then(|own| own.get("digital"));
        let digital = digital.filter(|own| own.is_object()).ok_or(ReplyError::Shape)?;
        if let Some(error) = digital.get("error") {
            return Ok(Err(refusal(error.as_str().ok_or(ReplyError::Shape)?)));
        }
        let data = digital.get("data").and_then(Value::as_object);
        let data = data.filter(|own| !own.is_empty()).ok_or(ReplyError::Shape)?;
        if let Some(protocol) = data.get("protocol").and_then(Value::as_str) {
            if !self.protocols.iter().any(|own| own == protocol) {
                return Err(ReplyError::NotAsked);
            }
            let inner = data.get("data").filter(|own| own.is_object()).ok_or(ReplyError::Shape)?;
            return Ok(Ok(answer(protocol, inner)));
        }
        match (self.protocols.as_slice(), rule) {
            ([only], ProtocolName::MayBeAbsent) => {
                Ok(Ok(answer(only, digital.get("data").unwrap_or(&Value::Null))))
            }
            _ => Err(ReplyError::Unnamed),
        }
    }
}

fn protocols(call: &Value) -> Option<Vec<String>> {
    let requests = call.get("requests")?.as_array()?;
    if requests.is_empty() || requests.len() > MAX_PROTOCOLS {
        return None;
    }
    let one = |request: &Value| {
        request.get("data").filter(|own| own.is_object())?;
        request.get("protocol")?.as_str().map(str::to_owned)
    };
    requests.iter().map(one).collect()
}

fn refusal(error: &str) -> DigitalRefusal {
    match error {
        "DEVICE_ABORTED" => DigitalRefusal::Aborted,
        "NO_CREDENTIAL" => DigitalRefusal::NoCredential,
        "USER_CANCELED" => DigitalRefusal::UserCancelled,
        _ => DigitalRefusal::Other,
    }
}

fn answer(protocol: &str, data: &Value) -> Zeroizing<Vec<u8>> {
    #[derive(serde::Serialize)]
    struct Answer<'a> {
        protocol: &'a str,
        data: &'a Value,
    }
    wiped_json(&Answer { protocol, data }).unwrap_or_default()
}
