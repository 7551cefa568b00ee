//! Transaction data: what the person agrees to, signed by the device (OpenID4VP 1.0 8.4, B.2.1).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::request::RequestProblem;
use crate::codec::limits::MAX_ONLINE_REQUEST_BYTES;
use crate::codec::{Json, encode_base64url};

/// One transaction and the element that the device signs for it: the SHA-256, as a byte string, of
/// the transaction's base64url text as it was sent. The issuer must have authorised the device key
/// for the element.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionData {
    encoded: String,
    credentials: Vec<String>,
    name_space: String,
    identifier: String,
}

impl fmt::Debug for TransactionData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What somebody pays for is nobody else's business.
        write!(f, "TransactionData({})", self.credentials.join(", "))
    }
}

impl TransactionData {
    /// A transaction of this type for these credential queries; `details` is a JSON object with the
    /// type's own members, `element` the namespace and identifier that the type gives the device.
    ///
    /// # Errors
    /// `details` is no JSON object or sets `type` or `credential_ids`; no credential is named.
    pub fn new(
        kind: &str,
        credentials: &[&str],
        details: &str,
        element: (&str, &str),
    ) -> Result<Self, RequestProblem> {
        let parsed = Json::parse(details.as_bytes(), MAX_ONLINE_REQUEST_BYTES);
        let parsed = parsed.map_err(|_| RequestProblem::TransactionData)?;
        let Value::Object(details) = parsed.value() else {
            return Err(RequestProblem::TransactionData);
        };
        let reserved = ["type", "credential_ids"].iter().any(|name| details.contains_key(*name));
        if reserved || credentials.is_empty() || kind.is_empty() {
            return Err(RequestProblem::TransactionData);
        }
        let mut members = Map::new();
        members.insert("type".into(), kind.into());
        members.insert("credential_ids".into(), credentials.iter().copied().collect());
        members.extend(details.clone());
        Ok(Self {
            encoded: encode_base64url(Value::Object(members).to_string().as_bytes()),
            credentials: credentials.iter().map(|own| (*own).to_owned()).collect(),
            name_space: element.0.to_owned(),
            identifier: element.1.to_owned(),
        })
    }

    /// The text as it is sent.
    pub fn encoded(&self) -> &str {
        &self.encoded
    }

    /// The credential queries of which each must sign it.
    pub fn credentials(&self) -> &[String] {
        &self.credentials
    }

    /// Namespace and identifier of the element.
    pub fn element(&self) -> (&str, &str) {
        (&self.name_space, &self.identifier)
    }
}
