//! What a session sends: links, request objects, and calls of the Digital Credentials API.

use serde_json::{Map, Value, json};

use super::annex_b;
use super::annex_c::{self, IsoRequest};
use super::form::escape;
use super::jose::SigningInput;
use super::openid4vp::{encryption_key, parameters};
use super::request::{Data, Offer, Part, ReaderScope, RequestProblem, SigningIdentity, parameter};
use super::session::{AnnexB, DcApi, DcApiSent, Mode, OnlineSession, Redirect, Secrets};
use super::verifier_info::VerifierInfo;
use super::wallet_request::WalletRequest;
use crate::codec::decode_base64url;
use crate::crypto::CryptoProvider;
use crate::mdoc::DeviceRequest;

/// The audience of a request that is made for any wallet (OpenID4VP 1.0 5.8).
const ANY_WALLET: &str = "https://self-issued.me/v2";

impl OnlineSession {
    /// The link that starts a wallet, also as a QR code: `openid4vp`, `haip-vp`, `mdoc-openid4vp` or
    /// another scheme, or an `https` address that a wallet claims.
    ///
    /// # Errors
    /// [`RequestProblem::Mode`] for sessions that need none.
    pub fn link(&self, scheme: &str, provider: &CryptoProvider) -> Result<String, RequestProblem> {
        let start = match scheme {
            address if address.starts_with("https://") => {
                format!("{address}{}", if address.contains('?') { '&' } else { '?' })
            }
            name => format!("{name}://?"),
        };
        parameter("the scheme", scheme)?;
        let pairs: Vec<(String, String)> = match &self.state.mode {
            Mode::AnnexB(own) => vec![
                ("client_id".into(), own.client_id.clone()),
                ("request_uri".into(), own.request_uri.clone()),
            ],
            Mode::Redirect(own) if own.signed => {
                let uri = own.request_uri.clone().unwrap_or_default();
                let mut pairs =
                    vec![("client_id".into(), own.client_id.clone()), ("request_uri".into(), uri)];
                if own.request_uri_post {
                    pairs.push(("request_uri_method".into(), "post".into()));
                }
                pairs
            }
            Mode::Redirect(own) => {
                let text = |value: Value| match value {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                let members = self.redirect_parameters(own, provider)?;
                members.into_iter().map(|(name, value)| (name, text(value))).collect()
            }
            Mode::Apple(_) | Mode::DcApi(_) => return Err(RequestProblem::Mode("link")),
        };
        let query: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        Ok(start + &query.join("&"))
    }

    /// The request object that a wallet fetches from `request_uri`, as often as it asks, with media
    /// type `application/oauth-authz-req+jwt`. `wallet_nonce` comes from a fetch by POST.
    ///
    /// # Errors
    /// [`RequestProblem::Identity`] for another identity than the session's, and
    /// [`RequestProblem::Mode`] where nothing is fetched.
    pub fn request_object(
        &self,
        identity: &SigningIdentity,
        wallet_nonce: Option<&str>,
        provider: &CryptoProvider,
    ) -> Result<Offer, RequestProblem> {
        let (client_id, mut payload) = match &self.state.mode {
            Mode::Redirect(own) if own.signed => {
                if wallet_nonce.is_some() && !own.request_uri_post {
                    return Err(RequestProblem::Parameter("wallet_nonce without POST"));
                }
                (own.client_id.clone(), self.redirect_parameters(own, provider)?)
            }
            Mode::AnnexB(own) => {
                let prefixed = format!("x509_san_dns:{}", own.client_id);
                (prefixed, self.annex_b_parameters(own, provider)?)
            }
            _ => return Err(RequestProblem::Mode("request object")),
        };
        if identity.client_id() != client_id {
            return Err(RequestProblem::Identity);
        }
        payload.insert("aud".into(), ANY_WALLET.into());
        if let Some(nonce) = wallet_nonce {
            payload.insert("wallet_nonce".into(), parameter("wallet_nonce", nonce)?.into());
        }
        let input = signing_input(identity.header(), payload);
        Ok(Offer { parts: vec![Part::Object(input, identity.public_key().clone())] })
    }

    /// The request object for a wallet that fetches it by POST, with the body that it posted.
    ///
    /// # Errors
    /// [`RequestProblem::Wallet`] where the wallet says that it cannot answer, and as
    /// [`OnlineSession::request_object`].
    pub fn request_object_for(
        &self,
        identity: &SigningIdentity,
        wallet: &WalletRequest,
        provider: &CryptoProvider,
    ) -> Result<Offer, RequestProblem> {
        if let Mode::Redirect(own) = &self.state.mode {
            wallet.check(identity, own.response_mode(), own.encrypted)?;
        }
        self.request_object(identity, wallet.nonce(), provider)
    }

    /// The call of the Digital Credentials API: what `navigator.credentials.get` takes as `digital`.
    ///
    /// `identities` are those the session was made for; `reader` signs a DeviceRequest, each
    /// document by itself.
    ///
    /// # Errors
    /// [`RequestProblem::Identity`] for other identities, and [`RequestProblem::Mode`] for other
    /// sessions.
    pub fn dc_api_call(
        &self,
        identities: &[&SigningIdentity],
        reader: Option<&SigningIdentity>,
        provider: &CryptoProvider,
    ) -> Result<Offer, RequestProblem> {
        let reader = reader.map(|own| (own, ReaderScope::EachDocument));
        self.dc_api_call_by(identities, reader, provider)
    }

    /// The same with a choice of what the reader's signatures cover.
    ///
    /// # Errors
    /// As [`OnlineSession::dc_api_call`].
    pub fn dc_api_call_by(
        &self,
        identities: &[&SigningIdentity],
        reader: Option<(&SigningIdentity, ReaderScope)>,
        provider: &CryptoProvider,
    ) -> Result<Offer, RequestProblem> {
        let Mode::DcApi(own) = &self.state.mode else {
            return Err(RequestProblem::Mode("call of the Digital Credentials API"));
        };
        let mut parts = Vec::new();
        for (index, sent) in own.requests.iter().enumerate() {
            let secrets = self.secrets(&format!("dc-api {index}"), provider)?;
            let data = match sent {
                DcApiSent::IsoMdoc { device_request } => {
                    iso_mdoc(own, device_request, &secrets, reader, provider)?
                }
                other => self.openid4vp_data(own, index, other, &secrets, identities, provider)?,
            };
            parts.push(Part::DcApi(sent.protocol(), data));
        }
        Ok(Offer { parts })
    }

    fn openid4vp_data(
        &self,
        own: &DcApi,
        index: usize,
        sent: &DcApiSent,
        secrets: &Secrets,
        identities: &[&SigningIdentity],
        provider: &CryptoProvider,
    ) -> Result<Data, RequestProblem> {
        let query = own.query.as_ref().ok_or(RequestProblem::Parameter("the query"))?;
        let mode = if own.encrypted { "dc_api.jwt" } else { "dc_api" };
        let jwk = secrets.jwk(&format!("{}.{index}", self.id), provider)?;
        let jwk = own.encrypted.then_some(&jwk);
        let mut payload = parameters(mode, &secrets.nonce, query, &own.transactions, jwk);
        self.add_verifier_info(&mut payload);
        let find = |client_id: &String| {
            let found = identities.iter().find(|own| own.client_id() == client_id);
            found.copied().ok_or(RequestProblem::Identity)
        };
        if matches!(sent, DcApiSent::Unsigned) {
            return Ok(Data::Plain(Value::Object(payload)));
        }
        payload.insert("expected_origins".into(), json!(own.origins));
        Ok(match sent {
            DcApiSent::Signed { client_id } => {
                let identity = find(client_id)?;
                payload.insert("client_id".into(), client_id.as_str().into());
                payload.insert("aud".into(), ANY_WALLET.into());
                let input = signing_input(identity.header(), payload);
                Data::Signed(input, identity.public_key().clone())
            }
            DcApiSent::Multisigned { client_ids } => {
                let mut all = Vec::new();
                for client_id in client_ids {
                    let identity = find(client_id)?;
                    let mut header = identity.header();
                    header.insert("client_id".into(), client_id.as_str().into());
                    let input = signing_input(header, payload.clone());
                    all.push((input, identity.public_key().clone()));
                }
                Data::Multisigned(all)
            }
            DcApiSent::IsoMdoc { .. } | DcApiSent::Unsigned => Data::Plain(Value::Null),
        })
    }

    fn redirect_parameters(
        &self,
        own: &Redirect,
        provider: &CryptoProvider,
    ) -> Result<Map<String, Value>, RequestProblem> {
        let secrets = self.secrets("redirect", provider)?;
        let jwk = secrets.jwk(&self.id, provider)?;
        let jwk = own.encrypted.then_some(&jwk);
        let mode = own.response_mode();
        let mut members = parameters(mode, &secrets.nonce, &own.query, &own.transactions, jwk);
        self.add_verifier_info(&mut members);
        members.insert("client_id".into(), own.client_id.as_str().into());
        members.insert("response_uri".into(), own.response_uri.as_str().into());
        members.insert("state".into(), self.id.as_str().into());
        Ok(members)
    }

    fn add_verifier_info(&self, members: &mut Map<String, Value>) {
        let all = &self.state.verifier_info;
        if !all.is_empty() {
            let all: Vec<Value> = all.iter().map(VerifierInfo::value).collect();
            members.insert("verifier_info".into(), all.into());
        }
    }

    fn annex_b_parameters(
        &self,
        own: &AnnexB,
        provider: &CryptoProvider,
    ) -> Result<Map<String, Value>, RequestProblem> {
        let secrets = self.secrets("annex-b", provider)?;
        let keys = self.annex_b_keys(provider)?;
        let keys: Vec<Value> = keys.iter().map(|(_, jwk)| encryption_key(jwk)).collect();
        let asked =
            DeviceRequest::decode(&decode_base64url(&own.device_request).unwrap_or_default())?;
        let parameters = json!({
            "response_type": "vp_token",
            "response_mode": "direct_post.jwt",
            "client_id": own.client_id,
            "client_id_scheme": "x509_san_dns",
            "response_uri": own.response_uri,
            "nonce": secrets.nonce,
            "state": self.id,
            "presentation_definition": annex_b::definition(&asked),
            "client_metadata": {
                "jwks": { "keys": keys },
                "authorization_encrypted_response_alg": "ECDH-ES",
                "authorization_encrypted_response_enc": annex_b::ENCRYPTION.name(),
                "vp_formats": { "mso_mdoc": { "alg": ["ES256", "ES384", "ES512", "EdDSA"] } },
            },
        });
        match parameters {
            Value::Object(members) => Ok(members),
            _ => Err(RequestProblem::Mode("request object")),
        }
    }
}

fn iso_mdoc(
    own: &DcApi,
    device_request: &str,
    secrets: &Secrets,
    reader: Option<(&SigningIdentity, ReaderScope)>,
    provider: &CryptoProvider,
) -> Result<Data, RequestProblem> {
    let device_request = decode_base64url(device_request).unwrap_or_default();
    let info = annex_c::encryption_info(&secrets.nonce_bytes, &secrets.public);
    let transcript = DcApi::annex_c_transcript(&own.asking, secrets, provider);
    Ok(Data::IsoMdoc(IsoRequest::new(&device_request, info, &transcript, reader)?))
}

fn signing_input(header: Map<String, Value>, payload: Map<String, Value>) -> SigningInput {
    SigningInput::new(header, Value::Object(payload).to_string().as_bytes())
}
