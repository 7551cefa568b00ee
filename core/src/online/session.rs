//! One session: what was asked, of whom, until when, and every secret that the answer needs.
//!
//! A session is made, sealed into a store, and taken out once ([`super::Sessions`]). Everything
//! random in it comes from one seed, so that its record is small and a request can be made again
//! for a wallet that fetches it later.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::annex_b;
use super::annex_c;
use super::dcql::SurplusRule;
use super::entropy::{Entropy, SEED_BYTES};
use super::jose::{Jwk, KidRule};
use super::origin::{Origin, Origins, https_host};
use super::refusal::Refusal;
use super::request::{ClientIdPrefix, RequestProblem, SigningIdentity, parameter};
use super::transaction::TransactionData;
use super::verifier_info::VerifierInfo;
use crate::codec::{decode_base64url, encode_base64url, wiped_json};
use crate::crypto::{CryptoError, CryptoProvider, Curve, HashAlgorithm, PrivateKey, PublicKey};
use crate::instant::Timestamp;
use crate::mdoc::{DeviceRequest, Handover, SessionTranscript};
use crate::request::dcql::{DcqlQuery, MSO_MDOC};

/// Seconds that a session may last at the most.
pub const MAX_SESSION_SECONDS: i64 = 900;
/// Bytes of a session's id.
pub(super) const ID_BYTES: usize = 16;
/// Bytes of a key that seals sessions.
pub const SEALING_KEY_BYTES: usize = 32;
/// Bytes of a nonce for sealing, never twice under one key.
pub const SEALING_NONCE_BYTES: usize = 12;

/// The rules that a session keeps besides its protocol's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OnlineProfile {
    /// OpenID4VC High Assurance Interoperability Profile 1.0: signed by `x509_hash` where it is
    /// signed, always encrypted, both content encryptions offered, one document in each response.
    Haip,
    /// OpenID4VP 1.0 and the ISO protocols as written.
    #[default]
    Plain,
}

/// What every session is made from.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// Fresh random bytes, used for this session alone.
    pub seed: &'a [u8; SEED_BYTES],
    /// The time.
    pub now: Timestamp,
    /// Seconds until the session ends, at most [`MAX_SESSION_SECONDS`].
    pub lifetime: i64,
    /// The rules.
    pub profile: OnlineProfile,
    /// What elements and documents beyond the request mean.
    pub surplus: SurplusRule,
    /// The cryptography.
    pub provider: &'a CryptoProvider,
}

impl fmt::Debug for Setup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Everything secret about a session comes from the seed.
        write!(f, "Setup({}, {} s, {:?})", self.now, self.lifetime, self.profile)
    }
}

/// OpenID4VP 1.0 by redirect: a link or QR code, the answer by HTTP POST.
#[derive(Clone, Copy, Debug)]
pub struct RedirectRequest<'a> {
    /// Who signs; `None` for an unsigned request under the prefix `redirect_uri`.
    pub identity: Option<&'a SigningIdentity>,
    /// Where the answer is posted, `https`.
    pub response_uri: &'a str,
    /// Where the wallet fetches the signed request; `None` only where it is unsigned.
    pub request_uri: Option<&'a str>,
    /// Whether the wallet may fetch by POST and send a nonce of its own.
    pub request_uri_post: bool,
    /// `direct_post.jwt` rather than `direct_post`.
    pub encrypted: bool,
    /// For a wallet on the same device: what identifies the browser session, such as a cookie, and
    /// where the wallet sends the browser. The answer is held until that browser returns.
    pub same_device: Option<SameDevice<'a>>,
    /// The query.
    pub query: &'a DcqlQuery,
    /// What is to be agreed to.
    pub transaction_data: &'a [TransactionData],
}

/// The browser that started a same-device session.
#[derive(Clone, Copy)]
pub struct SameDevice<'a> {
    /// A secret of the browser session, such as a cookie's value.
    pub browser: &'a [u8],
    /// Where the browser comes back to; the response code is put behind it as a fragment.
    pub redirect_uri: &'a str,
}

impl fmt::Debug for SameDevice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SameDevice({})", self.redirect_uri)
    }
}

/// One of the requests to the Digital Credentials API that go out together.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum DcApiProtocol<'a> {
    /// `org-iso-mdoc` with this DeviceRequest, without reader authentication.
    IsoMdoc(&'a [u8]),
    /// `openid4vp-v1-multisigned`.
    Multisigned(&'a [&'a SigningIdentity]),
    /// `openid4vp-v1-signed`.
    Signed(&'a SigningIdentity),
    /// `openid4vp-v1-unsigned`.
    Unsigned,
}

/// A call of the Digital Credentials API.
#[derive(Clone, Copy, Debug)]
pub struct DcApiRequest<'a> {
    /// The verifier's origins, and the one that asks.
    pub origins: &'a Origins,
    /// The protocols, in order of preference.
    pub protocols: &'a [DcApiProtocol<'a>],
    /// `dc_api.jwt` rather than `dc_api`.
    pub encrypted: bool,
    /// The query; may be absent where only `org-iso-mdoc` is asked.
    pub query: Option<&'a DcqlQuery>,
    /// What is to be agreed to.
    pub transaction_data: &'a [TransactionData],
}

/// ISO/IEC TS 18013-7 Annex B.
#[derive(Clone, Copy, Debug)]
pub struct AnnexBRequest<'a> {
    /// Who signs, by a DNS name.
    pub identity: &'a SigningIdentity,
    /// Where the answer is posted, on the host of that name.
    pub response_uri: &'a str,
    /// Where the wallet fetches the request.
    pub request_uri: &'a str,
    /// What is asked, as a DeviceRequest.
    pub device_request: &'a [u8],
    /// What a missing `kid` in the answer means.
    pub kid_rule: KidRule,
    /// For a wallet on the same device: see [`RedirectRequest::same_device`].
    pub same_device: Option<SameDevice<'a>>,
}

/// In-app presentment of Apple.
#[derive(Clone, Copy, Debug)]
pub struct AppleRequest<'a> {
    /// The merchant identifier.
    pub merchant_id: &'a str,
    /// The team identifier.
    pub team_id: &'a str,
    /// The public key of the encryption certificate, on P-256.
    pub recipient: &'a PublicKey,
    /// What is asked, as a DeviceRequest, to compare the answer with.
    pub device_request: &'a [u8],
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) seed: String,
    pub(super) created: i64,
    pub(super) expires: i64,
    pub(super) profile: OnlineProfile,
    pub(super) report_surplus: bool,
    /// Digest of what identifies the browser, and where it comes back to.
    pub(super) same_device: Option<(String, String)>,
    #[serde(default)]
    pub(super) verifier_info: Vec<VerifierInfo>,
    pub(super) mode: Mode,
}

impl Drop for State {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.seed);
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Mode {
    AnnexB(AnnexB),
    Apple(Apple),
    DcApi(DcApi),
    Redirect(Redirect),
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Redirect {
    pub(super) client_id: String,
    pub(super) signed: bool,
    pub(super) response_uri: String,
    pub(super) request_uri: Option<String>,
    pub(super) request_uri_post: bool,
    pub(super) encrypted: bool,
    pub(super) query: DcqlQuery,
    pub(super) transactions: Vec<TransactionData>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct DcApi {
    pub(super) origins: Vec<String>,
    pub(super) asking: String,
    pub(super) encrypted: bool,
    pub(super) query: Option<DcqlQuery>,
    pub(super) transactions: Vec<TransactionData>,
    pub(super) requests: Vec<DcApiSent>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum DcApiSent {
    IsoMdoc { device_request: String },
    Multisigned { client_ids: Vec<String> },
    Signed { client_id: String },
    Unsigned,
}

impl DcApiSent {
    pub(super) const fn protocol(&self) -> &'static str {
        match self {
            Self::IsoMdoc { .. } => super::dc_api::ISO_MDOC,
            Self::Multisigned { .. } => super::dc_api::MULTISIGNED,
            Self::Signed { .. } => super::dc_api::SIGNED,
            Self::Unsigned => super::dc_api::UNSIGNED,
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct AnnexB {
    pub(super) client_id: String,
    pub(super) response_uri: String,
    pub(super) request_uri: String,
    pub(super) device_request: String,
    pub(super) kid_may_be_absent: bool,
    /// COSE numbers of the curves offered; empty: P-256.
    #[serde(default)]
    pub(super) curves: Vec<i64>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Apple {
    pub(super) merchant_id: String,
    pub(super) team_id: String,
    pub(super) public_key_hash: String,
    pub(super) device_request: String,
}

/// A session with a wallet, from question to answer.
///
/// Not `Clone`: a session is answered once. [`OnlineSession::receive`] takes it, and a store hands it
/// out once ([`super::Sessions`]).
pub struct OnlineSession {
    pub(super) state: State,
    pub(super) id: String,
}

impl fmt::Debug for OnlineSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OnlineSession({}, {})", self.id, self.kind())
    }
}

impl OnlineSession {
    /// A session of OpenID4VP 1.0 by redirect.
    ///
    /// # Errors
    /// See [`RequestProblem`].
    pub fn redirect(
        request: &RedirectRequest<'_>,
        setup: &Setup<'_>,
    ) -> Result<Self, RequestProblem> {
        check_query(request.query, request.transaction_data)?;
        let uri = |name, uri| {
            parameter(name, uri).and_then(|own| {
                https_host(own).map(|_| own.to_owned()).ok_or(RequestProblem::Parameter(name))
            })
        };
        let response_uri = uri("response_uri", request.response_uri)?;
        let request_uri = request.request_uri.map(|own| uri("request_uri", own)).transpose()?;
        let client_id = match request.identity {
            None => format!("redirect_uri:{response_uri}"),
            Some(identity) => {
                check_host(identity, &response_uri)?;
                request_uri.as_ref().ok_or(RequestProblem::Parameter("request_uri"))?;
                identity.client_id().to_owned()
            }
        };
        if setup.profile == OnlineProfile::Haip {
            let rule = RequestProblem::Profile("a signed request");
            request.identity.ok_or(rule)?.check_haip()?;
            if !request.encrypted {
                return Err(RequestProblem::Profile("an encrypted response"));
            }
        }
        let mode = Mode::Redirect(Redirect {
            client_id,
            signed: request.identity.is_some(),
            response_uri,
            request_uri,
            request_uri_post: request.request_uri_post,
            encrypted: request.encrypted,
            query: request.query.clone(),
            transactions: request.transaction_data.to_vec(),
        });
        Self::new(setup, mode, request.same_device)
    }

    /// A session over the Digital Credentials API.
    ///
    /// # Errors
    /// See [`RequestProblem`].
    pub fn dc_api(request: &DcApiRequest<'_>, setup: &Setup<'_>) -> Result<Self, RequestProblem> {
        let haip = setup.profile == OnlineProfile::Haip;
        let mut requests: Vec<DcApiSent> = Vec::new();
        for protocol in request.protocols {
            let sent = match protocol {
                DcApiProtocol::IsoMdoc(device_request) => {
                    // A wallet could answer by this protocol, which has no transaction data.
                    if !request.transaction_data.is_empty() {
                        return Err(RequestProblem::TransactionData);
                    }
                    DeviceRequest::decode(device_request)?;
                    DcApiSent::IsoMdoc { device_request: encode_base64url(device_request) }
                }
                DcApiProtocol::Multisigned(identities) => {
                    if identities.is_empty() {
                        return Err(RequestProblem::Identity);
                    }
                    if haip {
                        identities.iter().try_for_each(|own| own.check_haip())?;
                    }
                    let ids = identities.iter().map(|own| own.client_id().to_owned());
                    DcApiSent::Multisigned { client_ids: ids.collect() }
                }
                DcApiProtocol::Signed(identity) => {
                    if haip {
                        identity.check_haip()?;
                    }
                    DcApiSent::Signed { client_id: identity.client_id().to_owned() }
                }
                DcApiProtocol::Unsigned => DcApiSent::Unsigned,
            };
            if requests.iter().any(|own| own.protocol() == sent.protocol()) {
                return Err(RequestProblem::Parameter("a protocol that stands twice"));
            }
            if !matches!(sent, DcApiSent::IsoMdoc { .. }) {
                let query = request.query.ok_or(RequestProblem::Parameter("the query"))?;
                check_query(query, request.transaction_data)?;
                if haip && !request.encrypted {
                    return Err(RequestProblem::Profile("an encrypted response"));
                }
            }
            requests.push(sent);
        }
        if requests.is_empty() {
            return Err(RequestProblem::Parameter("the list of protocols"));
        }
        let origins = request.origins.all().iter().map(|own| own.as_str().to_owned()).collect();
        let mode = Mode::DcApi(DcApi {
            origins,
            asking: request.origins.asking().as_str().to_owned(),
            encrypted: request.encrypted,
            query: request.query.cloned(),
            transactions: request.transaction_data.to_vec(),
            requests,
        });
        Self::new(setup, mode, None)
    }

    /// A session of ISO/IEC TS 18013-7 Annex B.
    ///
    /// # Errors
    /// See [`RequestProblem`].
    pub fn annex_b(request: &AnnexBRequest<'_>, setup: &Setup<'_>) -> Result<Self, RequestProblem> {
        if setup.profile == OnlineProfile::Haip {
            return Err(RequestProblem::Profile("OpenID4VP 1.0"));
        }
        let asked = DeviceRequest::decode(request.device_request)?;
        if !annex_b::expressible(&asked) {
            return Err(RequestProblem::Parameter(
                "a DeviceRequest with alternatives or odd names",
            ));
        }
        let name = request.identity.client_id().strip_prefix("x509_san_dns:");
        let name = name.ok_or(RequestProblem::DnsName)?;
        for (what, uri) in
            [("response_uri", request.response_uri), ("request_uri", request.request_uri)]
        {
            https_host(parameter(what, uri)?).ok_or(RequestProblem::Parameter(what))?;
        }
        check_host(request.identity, request.response_uri)?;
        let mode = Mode::AnnexB(AnnexB {
            client_id: name.to_owned(),
            response_uri: request.response_uri.to_owned(),
            request_uri: request.request_uri.to_owned(),
            device_request: encode_base64url(request.device_request),
            kid_may_be_absent: request.kid_rule == KidRule::MayBeAbsent,
            curves: Vec::new(),
        });
        Self::new(setup, mode, request.same_device)
    }

    /// A session of Apple's in-app presentment.
    ///
    /// # Errors
    /// See [`RequestProblem`].
    pub fn apple(request: &AppleRequest<'_>, setup: &Setup<'_>) -> Result<Self, RequestProblem> {
        if DeviceRequest::decode(request.device_request)?.documents.len() != 1 {
            return Err(RequestProblem::Parameter("a DeviceRequest that asks for one document"));
        }
        let key = (setup.provider.uncompress)(request.recipient)?;
        let mode = Mode::Apple(Apple {
            merchant_id: parameter("merchant_id", request.merchant_id)?.to_owned(),
            team_id: parameter("team_id", request.team_id)?.to_owned(),
            public_key_hash: sha256_text(key.octets(), setup.provider),
            device_request: encode_base64url(request.device_request),
        });
        Self::new(setup, mode, None)
    }

    fn new(
        setup: &Setup<'_>,
        mode: Mode,
        same_device: Option<SameDevice<'_>>,
    ) -> Result<Self, RequestProblem> {
        if !(1..=MAX_SESSION_SECONDS).contains(&setup.lifetime) {
            return Err(RequestProblem::Lifetime(MAX_SESSION_SECONDS));
        }
        let same_device = match same_device {
            None => None,
            Some(own) => {
                let back = parameter("redirect_uri", own.redirect_uri)?;
                https_host(back).ok_or(RequestProblem::Parameter("redirect_uri"))?;
                Some((browser_digest(own.browser, setup.provider)?, back.to_owned()))
            }
        };
        let state = State {
            seed: encode_base64url(setup.seed),
            created: setup.now.unix(),
            expires: setup.now.plus(setup.lifetime).unix(),
            profile: setup.profile,
            report_surplus: setup.surplus == SurplusRule::Report,
            same_device,
            verifier_info: Vec::new(),
            mode,
        };
        let id = Entropy::new(setup.seed, setup.provider).text("session id", ID_BYTES)?;
        Ok(Self { state, id })
    }

    /// The same session, whose OpenID4VP requests carry what others attest of the verifier.
    ///
    /// # Errors
    /// [`RequestProblem::Mode`] where nothing is asked by OpenID4VP 1.0,
    /// [`RequestProblem::Parameter`] for credentials that are not asked for.
    pub fn with_verifier_info(mut self, all: &[VerifierInfo]) -> Result<Self, RequestProblem> {
        let query = match &self.state.mode {
            Mode::DcApi(own) => own.query.as_ref(),
            Mode::Redirect(own) => Some(&own.query),
            Mode::AnnexB(_) | Mode::Apple(_) => None,
        };
        let query = query.ok_or(RequestProblem::Mode("verifier_info"))?;
        let mut ids = all.iter().flat_map(VerifierInfo::credentials);
        if !ids.all(|id| query.credential(id).is_some()) {
            return Err(RequestProblem::Parameter("a credential of verifier_info"));
        }
        self.state.verifier_info = all.to_vec();
        Ok(self)
    }

    /// The same session of ISO/IEC TS 18013-7 Annex B, which offers a key on each of these curves
    /// for the encryption of the answer. Without this it is P-256 alone.
    ///
    /// # Errors
    /// [`RequestProblem::Mode`] for other sessions, [`RequestProblem::Parameter`] for no curve or
    /// one twice, [`RequestProblem::Crypto`] for a curve that agrees on no key here.
    pub fn with_encryption_curves(
        mut self,
        curves: &[Curve],
        provider: &CryptoProvider,
    ) -> Result<Self, RequestProblem> {
        let Mode::AnnexB(own) = &mut self.state.mode else {
            return Err(RequestProblem::Mode("choice of curves"));
        };
        own.curves = curves.iter().map(|curve| curve.cose_id()).collect();
        let twice =
            |index: usize| curves.iter().skip(index + 1).any(|own| curves.get(index) == Some(own));
        if curves.is_empty() || (0..curves.len()).any(twice) {
            return Err(RequestProblem::Parameter("the list of curves"));
        }
        self.annex_b_keys(provider)?;
        Ok(self)
    }

    /// The keys that a session of Annex B offers, each with its id.
    pub(super) fn annex_b_keys(
        &self,
        provider: &CryptoProvider,
    ) -> Result<Vec<(PrivateKey, Jwk)>, CryptoError> {
        let curves = match &self.state.mode {
            Mode::AnnexB(own) => own.curves(),
            _ => Vec::new(),
        };
        let seed =
            Zeroizing::new(decode_base64url(&self.state.seed).ok_or(CryptoError::InvalidLength)?);
        let entropy = Entropy::new(&seed, provider);
        let keys = curves.into_iter().enumerate().map(|(index, curve)| {
            let (key, public) = match curve {
                Curve::P256 => entropy.key("annex-b")?,
                other => entropy.key_on(&format!("annex-b {}", other.name()), other)?,
            };
            let kid = match index {
                0 => self.id.clone(),
                more => format!("{}.{more}", self.id),
            };
            let jwk = Jwk::new(&public, provider)?.with_kid(&kid);
            Ok((key, jwk))
        });
        keys.collect()
    }

    /// The session's id: 128 random bits. It stands in links and as `state`; it is no secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What kind of session this is: `openid4vp`, `dc-api`, `iso-18013-7-annex-b` or `apple`.
    pub fn kind(&self) -> &'static str {
        match self.state.mode {
            Mode::AnnexB(_) => "iso-18013-7-annex-b",
            Mode::Apple(_) => "apple",
            Mode::DcApi(_) => "dc-api",
            Mode::Redirect(_) => "openid4vp",
        }
    }

    /// When it was made.
    pub fn created(&self) -> Timestamp {
        Timestamp::from_unix(self.state.created)
    }

    /// When it ends.
    pub fn expires(&self) -> Timestamp {
        Timestamp::from_unix(self.state.expires)
    }

    /// The origins it may be answered from; none outside the Digital Credentials API.
    pub fn origins(&self) -> Vec<Origin> {
        match &self.state.mode {
            Mode::DcApi(own) => own.origins.iter().cloned().map(Origin::from_sealed).collect(),
            _ => Vec::new(),
        }
    }

    /// The nonce of a session of Apple's, which the app puts into its request.
    ///
    /// # Errors
    /// [`RequestProblem::Mode`] for any other session.
    pub fn apple_nonce(&self, provider: &CryptoProvider) -> Result<Vec<u8>, RequestProblem> {
        match self.state.mode {
            Mode::Apple(_) => Ok(self.secrets("apple", provider)?.nonce_bytes),
            _ => Err(RequestProblem::Mode("nonce for an app")),
        }
    }

    /// Seals the session into a record for a store. `key` is the integrator's; `nonce` is random and
    /// used once.
    ///
    /// # Errors
    /// What the provider says.
    pub fn seal(
        &self,
        key: &[u8; SEALING_KEY_BYTES],
        nonce: &[u8; SEALING_NONCE_BYTES],
        provider: &CryptoProvider,
    ) -> Result<Vec<u8>, CryptoError> {
        let plain = wiped_json(&self.state).ok_or(CryptoError::InvalidLength)?;
        seal(&plain, &self.id, key, nonce, provider)
    }

    /// Opens the record that was stored under `id`.
    ///
    /// # Errors
    /// [`Refusal::Sealed`] for a record that was changed, belongs to another id, or was sealed with
    /// another key.
    pub fn open(
        record: &[u8],
        id: &str,
        key: &[u8; SEALING_KEY_BYTES],
        provider: &CryptoProvider,
    ) -> Result<Self, Refusal> {
        let plain = open(record, id, key, provider)?;
        let state = serde_json::from_slice(&plain).map_err(|_| Refusal::Sealed)?;
        Ok(Self { state, id: id.to_owned() })
    }

    /// The secrets of one request of this session.
    pub(super) fn secrets(
        &self,
        label: &str,
        provider: &CryptoProvider,
    ) -> Result<Secrets, CryptoError> {
        let seed =
            Zeroizing::new(decode_base64url(&self.state.seed).ok_or(CryptoError::InvalidLength)?);
        let entropy = Entropy::new(&seed, provider);
        let nonce_bytes = entropy.bytes(&format!("{label} nonce"), 32)?.as_ref().to_vec();
        let (key, public) = entropy.key(label)?;
        Ok(Secrets { nonce: encode_base64url(&nonce_bytes), nonce_bytes, key, public })
    }

    /// The code that the browser brings back.
    pub(super) fn response_code(&self, provider: &CryptoProvider) -> Result<String, CryptoError> {
        let seed = decode_base64url(&self.state.seed).ok_or(CryptoError::InvalidLength)?;
        Entropy::new(&Zeroizing::new(seed), provider).text("response code", 32)
    }
}

/// Nonce and encryption key of one request.
pub(super) struct Secrets {
    pub(super) nonce: String,
    pub(super) nonce_bytes: Vec<u8>,
    pub(super) key: PrivateKey,
    pub(super) public: PublicKey,
}

impl Secrets {
    pub(super) fn jwk(&self, kid: &str, provider: &CryptoProvider) -> Result<Jwk, CryptoError> {
        Ok(Jwk::new(&self.public, provider)?.with_kid(kid))
    }

    fn thumbprint(
        &self,
        encrypted: bool,
        provider: &CryptoProvider,
    ) -> Result<Option<Vec<u8>>, CryptoError> {
        match encrypted {
            true => Ok(Some(Jwk::new(&self.public, provider)?.thumbprint(provider))),
            false => Ok(None),
        }
    }
}

impl Redirect {
    pub(super) const fn response_mode(&self) -> &'static str {
        if self.encrypted { "direct_post.jwt" } else { "direct_post" }
    }

    pub(super) fn transcript(
        &self,
        secrets: &Secrets,
        provider: &CryptoProvider,
    ) -> Result<SessionTranscript, CryptoError> {
        let handover = Handover::OpenId4Vp {
            client_id: self.client_id.clone(),
            nonce: secrets.nonce.clone(),
            jwk_thumbprint: secrets.thumbprint(self.encrypted, provider)?,
            response_uri: self.response_uri.clone(),
        };
        Ok(SessionTranscript::new(&handover, provider))
    }
}

impl DcApi {
    pub(super) fn openid4vp_transcript(
        &self,
        origin: &str,
        secrets: &Secrets,
        provider: &CryptoProvider,
    ) -> Result<SessionTranscript, CryptoError> {
        let handover = Handover::OpenId4VpDcApi {
            origin: origin.to_owned(),
            nonce: secrets.nonce.clone(),
            jwk_thumbprint: secrets.thumbprint(self.encrypted, provider)?,
        };
        Ok(SessionTranscript::new(&handover, provider))
    }

    pub(super) fn annex_c_transcript(
        origin: &str,
        secrets: &Secrets,
        provider: &CryptoProvider,
    ) -> SessionTranscript {
        let encryption_info = annex_c::encryption_info(&secrets.nonce_bytes, &secrets.public);
        let handover = Handover::DcApiAnnexC { encryption_info, origin: origin.to_owned() };
        SessionTranscript::new(&handover, provider)
    }
}

impl AnnexB {
    fn curves(&self) -> Vec<Curve> {
        match self.curves.as_slice() {
            [] => vec![Curve::P256],
            all => all.iter().filter_map(|id| Curve::from_cose(*id)).collect(),
        }
    }

    pub(super) fn transcript(
        &self,
        nonce: &str,
        wallet_nonce: &str,
        provider: &CryptoProvider,
    ) -> SessionTranscript {
        let handover = Handover::Iso18013_7AnnexB {
            client_id: self.client_id.clone(),
            response_uri: self.response_uri.clone(),
            nonce: nonce.to_owned(),
            mdoc_generated_nonce: wallet_nonce.to_owned(),
        };
        SessionTranscript::new(&handover, provider)
    }
}

impl Apple {
    pub(super) fn transcript(
        &self,
        nonce: Vec<u8>,
        provider: &CryptoProvider,
    ) -> (Vec<u8>, SessionTranscript) {
        let hash = decode_base64url(&self.public_key_hash).unwrap_or_default();
        let handover = Handover::AppleInApp {
            nonce,
            merchant_id: self.merchant_id.clone(),
            team_id: self.team_id.clone(),
            pk_r_hash: hash.clone(),
        };
        (hash, SessionTranscript::new(&handover, provider))
    }
}

/// The digest by which a browser session is recognised.
pub(super) fn browser_digest(
    browser: &[u8],
    provider: &CryptoProvider,
) -> Result<String, RequestProblem> {
    if browser.is_empty() {
        return Err(RequestProblem::Parameter("what identifies the browser"));
    }
    Ok(sha256_text(browser, provider))
}

fn sha256_text(bytes: &[u8], provider: &CryptoProvider) -> String {
    encode_base64url((provider.digest)(HashAlgorithm::Sha256, &[bytes]).as_ref())
}

fn check_query(query: &DcqlQuery, transactions: &[TransactionData]) -> Result<(), RequestProblem> {
    query.check()?;
    if query.credentials.iter().any(|own| own.format != MSO_MDOC) {
        return Err(RequestProblem::Parameter("a credential's format"));
    }
    let known = |id: &String| query.credential(id).is_some();
    if !transactions.iter().all(|own| own.credentials().iter().all(known)) {
        return Err(RequestProblem::TransactionData);
    }
    Ok(())
}

/// `x509_san_dns`: the answer goes to the host of that name.
fn check_host(identity: &SigningIdentity, response_uri: &str) -> Result<(), RequestProblem> {
    if identity.prefix() != ClientIdPrefix::X509SanDns {
        return Ok(());
    }
    let name = identity.client_id().strip_prefix("x509_san_dns:");
    match https_host(response_uri) == name {
        true => Ok(()),
        false => Err(RequestProblem::DnsName),
    }
}

const VERSION: u8 = 1;

/// `version || nonce || AES-256-GCM`, under a key of the record's own; the id is authenticated.
pub(super) fn seal(
    plain: &[u8],
    id: &str,
    key: &[u8; SEALING_KEY_BYTES],
    nonce: &[u8; SEALING_NONCE_BYTES],
    provider: &CryptoProvider,
) -> Result<Vec<u8>, CryptoError> {
    let own = (provider.hkdf_sha256)(key, b"tashika online session 1", id.as_bytes(), 32)?;
    let sealed = (provider.seal_aes_gcm)(own.as_ref(), nonce, id.as_bytes(), plain)?;
    Ok([&[VERSION], nonce.as_slice(), &sealed].concat())
}

pub(super) fn open(
    record: &[u8],
    id: &str,
    key: &[u8; SEALING_KEY_BYTES],
    provider: &CryptoProvider,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let (version, rest) = record.split_first().ok_or(Refusal::Sealed)?;
    let (nonce, sealed) = rest.split_at_checked(SEALING_NONCE_BYTES).ok_or(Refusal::Sealed)?;
    if *version != VERSION {
        return Err(Refusal::Sealed);
    }
    let opened = (provider.hkdf_sha256)(key, b"tashika online session 1", id.as_bytes(), 32)
        .and_then(|own| (provider.open_aes_gcm)(own.as_ref(), nonce, id.as_bytes(), sealed));
    opened.map(Zeroizing::new).map_err(|_| Refusal::Sealed)
}
