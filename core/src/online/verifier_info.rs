//! `verifier_info`: what others attest of the verifier (OpenID4VP 1.0 5.1), carried as it is.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::request::{RequestProblem, parameter};
use crate::codec::Json;
use crate::codec::limits::MAX_ONLINE_REQUEST_BYTES;

/// One attestation about the verifier, for instance a registration certificate. It is for the wallet
/// to judge; nothing about it is checked here but its shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifierInfo {
    format: String,
    data: Value,
    credentials: Vec<String>,
}

impl VerifierInfo {
    /// An attestation of this format. `data` is its text, or a JSON object; `credentials` are the
    /// credential queries that it is about, none where it is about all of them.
    ///
    /// # Errors
    /// [`RequestProblem::Parameter`].
    pub fn new(format: &str, data: &str, credentials: &[&str]) -> Result<Self, RequestProblem> {
        let odd = RequestProblem::Parameter("the attestation of verifier_info");
        if data.is_empty() || data.len() > MAX_ONLINE_REQUEST_BYTES {
            return Err(odd);
        }
        let data = match data.trim_start().starts_with('{') {
            false => Value::from(parameter("the attestation of verifier_info", data)?),
            true => {
                let read = Json::parse(data.as_bytes(), MAX_ONLINE_REQUEST_BYTES);
                read.map_err(|_| odd)?.value().clone()
            }
        };
        Ok(Self {
            format: parameter("the format of verifier_info", format)?.to_owned(),
            data,
            credentials: credentials.iter().map(|own| (*own).to_owned()).collect(),
        })
    }

    /// The credential queries that it is about; none: all of them.
    pub fn credentials(&self) -> &[String] {
        &self.credentials
    }

    pub(super) fn value(&self) -> Value {
        let mut members = Map::new();
        members.insert("format".into(), self.format.as_str().into());
        members.insert("data".into(), self.data.clone());
        if !self.credentials.is_empty() {
            members.insert("credential_ids".into(), self.credentials.clone().into());
        }
        Value::Object(members)
    }
}
