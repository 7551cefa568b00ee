//! What a wallet sends along when it fetches a request object by POST (OpenID4VP 1.0 5.10).
//!
//! Nothing of it is proven and nothing of it changes what is asked. It can only show, before a
//! person is bothered, that this wallet cannot answer; what it does not state is not held against it.

use serde_json::Value;

use super::form::Form;
use super::jose::{ContentEncryption, JwsAlgorithm};
use super::openid4vp::SIGNATURE_ALGORITHMS;
use super::refusal::Refusal;
use super::request::{RequestProblem, SigningIdentity, parameter};
use crate::codec::Json;
use crate::codec::limits::MAX_ONLINE_REQUEST_BYTES;
use crate::request::dcql::MSO_MDOC;

/// The body of a wallet's POST to `request_uri`.
#[derive(Clone, Debug, Default)]
pub struct WalletRequest {
    nonce: Option<String>,
    metadata: Option<Value>,
}

/// What the wallet does not support, of what a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WalletGap {
    /// `client_id_prefixes_supported`
    ClientIdPrefix,
    /// `deviceauth_alg_values` of `mso_mdoc` in `vp_formats_supported`
    DeviceAuthentication,
    /// `authorization_encryption_alg_values_supported` or `.._enc_values_supported`
    Encryption,
    /// `vp_formats_supported`
    Format,
    /// `response_modes_supported`
    ResponseMode,
    /// `response_types_supported`
    ResponseType,
    /// `request_object_signing_alg_values_supported`
    SigningAlgorithm,
}

impl WalletGap {
    /// What is missing, in words.
    pub const fn name(self) -> &'static str {
        match self {
            WalletGap::ClientIdPrefix => "the client id prefix",
            WalletGap::DeviceAuthentication => "an algorithm of device authentication",
            WalletGap::Encryption => "the encryption of the response",
            WalletGap::Format => "the format mso_mdoc",
            WalletGap::ResponseMode => "the response mode",
            WalletGap::ResponseType => "the response type vp_token",
            WalletGap::SigningAlgorithm => "the algorithm of the request's signature",
        }
    }
}

impl WalletRequest {
    /// Reads the form body: `wallet_nonce` and `wallet_metadata`, each once or not at all.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::TooLarge`].
    pub fn parse(body: &[u8]) -> Result<Self, Refusal> {
        if body.len() > MAX_ONLINE_REQUEST_BYTES {
            return Err(Refusal::TooLarge(MAX_ONLINE_REQUEST_BYTES));
        }
        let form = Form::parse(body)?;
        let nonce = form.get("wallet_nonce").map(|own| parameter("wallet_nonce", own));
        let nonce = nonce.transpose().map_err(|_| Refusal::Malformed("wallet_nonce"))?;
        let metadata = match form.get("wallet_metadata") {
            None => None,
            Some(text) => {
                let read = Json::parse(text.as_bytes(), MAX_ONLINE_REQUEST_BYTES)?;
                Some(read.value().clone())
            }
        };
        Ok(Self { nonce: nonce.map(str::to_owned), metadata })
    }

    /// `wallet_nonce`, which the request object repeats.
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    /// Whether the wallet can answer a request of this mode by this identity.
    pub(super) fn check(
        &self,
        identity: &SigningIdentity,
        mode: &str,
        encrypted: bool,
    ) -> Result<(), RequestProblem> {
        let Some(metadata) = &self.metadata else { return Ok(()) };
        let prefix = identity.prefix().name();
        let algorithm = JwsAlgorithm::of(identity.public_key().curve()).map(JwsAlgorithm::name);
        let contents = ContentEncryption::ALL.map(ContentEncryption::name);
        let states = |name: &str, any: &[&str]| {
            let list = metadata.get(name).and_then(Value::as_array);
            list.is_none_or(|list| list.iter().any(|own| any.iter().any(|one| *own == **one)))
        };
        let format = metadata.get("vp_formats_supported").map(|own| own.get(MSO_MDOC));
        let device = format.flatten().and_then(|own| own.get("deviceauth_alg_values"));
        let device = device.and_then(Value::as_array);
        let known = |own: &Value| own.as_i64().is_some_and(|id| SIGNATURE_ALGORITHMS.contains(&id));
        let rules = [
            (WalletGap::Format, format.is_none_or(|own| own.is_some())),
            (WalletGap::DeviceAuthentication, device.is_none_or(|own| own.iter().any(known))),
            (WalletGap::ClientIdPrefix, states("client_id_prefixes_supported", &[prefix])),
            (
                WalletGap::SigningAlgorithm,
                states(
                    "request_object_signing_alg_values_supported",
                    &[algorithm.unwrap_or_default()],
                ),
            ),
            (WalletGap::ResponseType, states("response_types_supported", &["vp_token"])),
            (WalletGap::ResponseMode, states("response_modes_supported", &[mode])),
            (
                WalletGap::Encryption,
                !encrypted
                    || states("authorization_encryption_alg_values_supported", &["ECDH-ES"])
                        && states("authorization_encryption_enc_values_supported", &contents),
            ),
        ];
        let gap = rules.into_iter().find(|(_, holds)| !holds);
        gap.map_or(Ok(()), |(gap, _)| Err(RequestProblem::Wallet(gap)))
    }
}
