//! The parameters of OpenID4VP 1.0: what goes into a request, and `vp_token` of an answer.

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::jose::{ContentEncryption, Jwk};
use super::refusal::Refusal;
use super::transaction::TransactionData;
use crate::codec::decode_base64url;
use crate::codec::limits::MAX_DOCUMENTS;
use crate::facts::shown;
use crate::request::dcql::DcqlQuery;

/// ECDSA by RFC 9053 and, fully specified, by RFC 9864; EdDSA.
pub(super) const SIGNATURE_ALGORITHMS: [i64; 8] = [-7, -9, -35, -51, -36, -52, -8, -19];

/// The parameters that every request has; `key` where the answer must be encrypted.
pub(super) fn parameters(
    mode: &str,
    nonce: &str,
    query: &DcqlQuery,
    transactions: &[TransactionData],
    key: Option<&Jwk>,
) -> Map<String, Value> {
    let query = serde_json::to_value(query).unwrap_or_default();
    let mut members = Map::new();
    members.insert("response_type".into(), "vp_token".into());
    members.insert("response_mode".into(), mode.into());
    members.insert("nonce".into(), nonce.into());
    members.insert("dcql_query".into(), query);
    members.insert("client_metadata".into(), client_metadata(key));
    if !transactions.is_empty() {
        let all = transactions.iter().map(|own| Value::from(own.encoded()));
        members.insert("transaction_data".into(), all.collect());
    }
    members
}

fn client_metadata(key: Option<&Jwk>) -> Value {
    let mut metadata = Map::new();
    if let Some(key) = key {
        metadata.insert("jwks".into(), json!({ "keys": [encryption_key(key)] }));
        let names = ContentEncryption::ALL.map(ContentEncryption::name);
        metadata.insert("encrypted_response_enc_values_supported".into(), json!(names));
    }
    let algorithms = json!(SIGNATURE_ALGORITHMS);
    let formats = json!({ "mso_mdoc":
        { "issuerauth_alg_values": algorithms, "deviceauth_alg_values": algorithms } });
    metadata.insert("vp_formats_supported".into(), formats);
    Value::Object(metadata)
}

pub(super) fn encryption_key(key: &Jwk) -> Value {
    let mut members = key.members();
    members.insert("use".into(), "enc".into());
    members.insert("alg".into(), "ECDH-ES".into());
    Value::Object(members)
}

/// One presentation of `vp_token`: the query's id and the DeviceResponse.
pub(super) type Presentations = Vec<(String, Zeroizing<Vec<u8>>)>;

/// `vp_token`: an object of lists of base64url texts.
pub(super) fn vp_token(token: Option<&Value>) -> Result<Presentations, Refusal> {
    const WHAT: Refusal = Refusal::Malformed("vp_token");
    let token = token.and_then(Value::as_object).ok_or(WHAT)?;
    let mut presentations = Vec::new();
    for (id, list) in token {
        let list = list.as_array().filter(|list| !list.is_empty()).ok_or(WHAT)?;
        for text in list {
            if presentations.len() == MAX_DOCUMENTS {
                return Err(WHAT);
            }
            let response = text.as_str().and_then(decode_base64url).ok_or(WHAT)?;
            presentations.push((id.clone(), Zeroizing::new(response)));
        }
    }
    Ok(presentations)
}

/// An answer that is an error (8.5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WalletError {
    /// `error` as received, fit for display.
    pub code: String,
    /// What it means.
    pub kind: WalletErrorKind,
}

/// The codes of OpenID4VP 1.0 8.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WalletErrorKind {
    /// `access_denied`: the person declined, or has no such credential.
    AccessDenied,
    /// `invalid_client`: the wallet does not know or believe the verifier.
    InvalidClient,
    /// `invalid_request`, `invalid_scope`, `invalid_request_uri_method`, `vp_formats_not_supported`:
    /// the wallet cannot work with the request.
    InvalidRequest,
    /// `invalid_transaction_data`: the wallet cannot work with the transaction data.
    InvalidTransactionData,
    /// Another code.
    Other,
    /// `wallet_unavailable`
    WalletUnavailable,
}

impl WalletError {
    pub(super) fn new(code: &str) -> Self {
        let kind = match code {
            "access_denied" => WalletErrorKind::AccessDenied,
            "invalid_client" => WalletErrorKind::InvalidClient,
            "invalid_request"
            | "invalid_scope"
            | "invalid_request_uri_method"
            | "vp_formats_not_supported" => WalletErrorKind::InvalidRequest,
            "invalid_transaction_data" => WalletErrorKind::InvalidTransactionData,
            "wallet_unavailable" => WalletErrorKind::WalletUnavailable,
            _ => WalletErrorKind::Other,
        };
        Self { code: shown(code), kind }
    }
}
