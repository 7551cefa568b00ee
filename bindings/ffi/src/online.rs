//! Sessions with a wallet elsewhere: OpenID4VP, the Digital Credentials API, ISO/IEC TS 18013-7.
//!
//! The application keeps sealed records and the one thing that a store must do: hand a record out
//! once. The steps: make a session; seal it into a record; send what it says; on an answer open the
//! record and call [`OnlineSession::receive`]; delete the record where the answer was not refused,
//! and use the outcome only if it was still there.

use std::sync::{Arc, Mutex, PoisonError};

use tashika::crypto::{CryptoProvider, Curve, PublicKey};
use tashika::instant::Timestamp;
use tashika::online::{
    self as core, AnnexBRequest, Answer, AppleRequest, DcApiProtocol as CoreDcApiProtocol,
    DcApiRequest, HeldAnswer as CoreHeldAnswer, Offer as CoreOffer, Origin, Origins, Outcome,
    Receiving, RedirectRequest, Refusal, RequestProblem, SEALING_KEY_BYTES, SEALING_NONCE_BYTES,
    SEED_BYTES, SameDevice, Setup, SigningIdentity as CoreSigningIdentity,
    TransactionData as CoreTransactionData, VerifierInfo, WalletRequest,
};
use tashika::presentation::{Covered as CoreCovered, OnlineBinding as CoreOnlineBinding};
use zeroize::Zeroizing;

use crate::error::{TashikaError, guard};
use crate::hybrid::HybridAnswer;
use crate::key::{PrivateKey, random};
use crate::mirror::{
    Algorithm, ClientIdPrefix, KidRule, OnlineProfile, OnlineStart, SurplusRule, WalletErrorKind,
};
use crate::numbers::place;
use crate::presentation::Presentation;
use crate::reader::RequestSigner;
use crate::report::ElementName;
use crate::request::query;
use crate::trust::chain;

/// What every session is made from.
#[derive(Clone, Debug, uniffi::Record)]
pub struct SessionOptions {
    /// The time.
    pub now: Timestamp,
    /// Seconds until the session ends, at most 900.
    #[uniffi(default = 300)]
    pub lifetime: i64,
    /// The rules; the plain ones where they are left out.
    #[uniffi(default)]
    pub profile: Option<OnlineProfile>,
    /// What elements and documents beyond the request mean; a refusal where it is left out.
    #[uniffi(default)]
    pub surplus: Option<SurplusRule>,
    /// What others attest of the verifier: for requests by OpenID4VP 1.0 alone.
    #[uniffi(default = [])]
    pub verifier_info: Vec<VerifierAttestation>,
}

/// What somebody attests of the verifier (`verifier_info`), such as a registration certificate. It is
/// for the wallet to judge.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct VerifierAttestation {
    /// `format`
    pub format: String,
    /// `data`: its text, or a JSON object.
    pub data: String,
    /// `credential_ids`: the credential queries that it is about; none where it is about all of them.
    #[uniffi(default = [])]
    pub credentials: Vec<String>,
}

/// The browser that started a session with a wallet on the same device.
#[derive(Clone, uniffi::Record)]
pub struct SameDeviceBrowser {
    /// A secret of the browser session, such as a cookie's value.
    pub browser: Vec<u8>,
    /// Where the browser comes back to.
    pub redirect_uri: String,
}

impl std::fmt::Debug for SameDeviceBrowser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SameDeviceBrowser({})", self.redirect_uri)
    }
}

/// What the person agrees to, signed by the device.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TransactionData {
    /// The type.
    pub kind: String,
    /// The ids of the credential queries that may carry it.
    pub credentials: Vec<String>,
    /// The details (JSON object).
    pub details: String,
    /// The device-signed element that binds it.
    pub element: ElementName,
}

/// OpenID4VP 1.0 by link or QR code.
#[derive(Clone, Debug, uniffi::Record)]
pub struct RedirectOptions {
    /// Where the answer is posted, `https`.
    pub response_uri: String,
    /// The DCQL query (JSON).
    pub query: String,
    /// Where the wallet fetches the signed request.
    #[uniffi(default)]
    pub request_uri: Option<String>,
    /// Whether the wallet may fetch by POST and send a nonce of its own.
    #[uniffi(default = false)]
    pub request_uri_post: bool,
    /// Whether the answer is encrypted.
    #[uniffi(default = true)]
    pub encrypted: bool,
    /// For a wallet on the same device.
    #[uniffi(default)]
    pub same_device: Option<SameDeviceBrowser>,
    /// What is to be agreed to.
    #[uniffi(default = [])]
    pub transaction_data: Vec<TransactionData>,
}

/// A protocol of the Digital Credentials API.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum DcApiProtocol {
    /// `org-iso-mdoc` with this DeviceRequest.
    IsoMdoc {
        /// The DeviceRequest, CBOR.
        device_request: Vec<u8>,
    },
    /// `openid4vp-v1-multisigned`, by these identities.
    Multisigned {
        /// Places in the list of identities.
        identities: Vec<i32>,
    },
    /// `openid4vp-v1-signed`, by this identity.
    Signed {
        /// The place in the list of identities.
        identity: i32,
    },
    /// `openid4vp-v1-unsigned`.
    Unsigned,
}

/// A call of the Digital Credentials API.
#[derive(Clone, Debug, uniffi::Record)]
pub struct DcApiOptions {
    /// The verifier's origins, the one that asks first: `https://…`, or
    /// `android:apk-key-hash:…` for an app.
    pub origins: Vec<String>,
    /// The protocols, in order of preference.
    pub protocols: Vec<DcApiProtocol>,
    /// The DCQL query (JSON); may be left out where only `org-iso-mdoc` is asked.
    #[uniffi(default)]
    pub query: Option<String>,
    /// Whether the answer is encrypted.
    #[uniffi(default = true)]
    pub encrypted: bool,
    /// What is to be agreed to.
    #[uniffi(default = [])]
    pub transaction_data: Vec<TransactionData>,
}

/// ISO/IEC TS 18013-7 Annex B.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AnnexBOptions {
    /// Where the answer is posted, on the host of the identity's name.
    pub response_uri: String,
    /// Where the wallet fetches the request.
    pub request_uri: String,
    /// What is asked, as a DeviceRequest (CBOR).
    pub device_request: Vec<u8>,
    /// What a missing `kid` in the answer means; a refusal where it is left out.
    #[uniffi(default)]
    pub kid_rule: Option<KidRule>,
    /// For a wallet on the same device.
    #[uniffi(default)]
    pub same_device: Option<SameDeviceBrowser>,
}

/// In-app presentment of Apple.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AppleOptions {
    /// The merchant identifier.
    pub merchant_id: String,
    /// The team identifier.
    pub team_id: String,
    /// The public key of the encryption certificate: a point on P-256, uncompressed.
    pub recipient: Vec<u8>,
    /// What is asked, as a DeviceRequest (CBOR), to compare the answer with.
    pub device_request: Vec<u8>,
}

/// Who asks: certificates or an attestation, without any private key.
#[derive(Debug, uniffi::Object)]
pub struct SigningIdentity(CoreSigningIdentity);

#[uniffi::export]
impl SigningIdentity {
    /// Named by the hash of the first certificate. Each is PEM or DER, the signer's own first.
    #[uniffi::constructor]
    pub fn x509_hash(certificates: Vec<Vec<u8>>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let chain = chain(&certificates)?;
            Self::of(CoreSigningIdentity::x509_hash(&chain, &CryptoProvider::default()))
        })
    }

    /// Named by a DNS name of the first certificate.
    #[uniffi::constructor]
    pub fn x509_san_dns(
        certificates: Vec<Vec<u8>>,
        dns_name: String,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| Self::of(CoreSigningIdentity::x509_san_dns(&chain(&certificates)?, &dns_name)))
    }

    /// Named by an attestation (JWT) that is valid at `now`.
    #[uniffi::constructor]
    pub fn verifier_attestation(jwt: String, now: Timestamp) -> Result<Arc<Self>, TashikaError> {
        guard(|| Self::of(CoreSigningIdentity::verifier_attestation(&jwt, now)))
    }

    /// Named by a DID: `verification_method` is a DID URL such as `did:web:verifier.example#key-1`,
    /// and `public_key` the octets of its key.
    #[uniffi::constructor]
    pub fn decentralized_identifier(
        verification_method: String,
        curve: Curve,
        public_key: Vec<u8>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let key = PublicKey::new(curve, public_key);
            Self::of(CoreSigningIdentity::decentralized_identifier(&verification_method, &key))
        })
    }

    /// `client_id` with its prefix.
    pub fn client_id(&self) -> String {
        self.0.client_id().to_owned()
    }

    /// How the verifier is named.
    pub fn prefix(&self) -> ClientIdPrefix {
        self.0.prefix()
    }
}

impl SigningIdentity {
    fn of(read: Result<CoreSigningIdentity, RequestProblem>) -> Result<Arc<Self>, TashikaError> {
        read.map(|own| Arc::new(Self(own))).map_err(problem)
    }
}

/// Something to be signed, and by which key.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ToSign {
    /// The octets of the public key of the pair that must sign.
    pub public_key: Vec<u8>,
    /// The curve of that key.
    pub curve: Curve,
    /// The message; the signature is `r || s`, with the curve's usual digest.
    pub bytes: Vec<u8>,
}

/// A request that is ready but for its signatures.
#[derive(Debug, uniffi::Object)]
pub struct Offer(CoreOffer);

#[uniffi::export]
impl Offer {
    /// What must be signed, in order; nothing for unsigned requests.
    pub fn to_be_signed(&self) -> Vec<ToSign> {
        let all = self.0.to_be_signed().into_iter();
        all.map(|own| ToSign {
            public_key: own.key.octets().to_vec(),
            curve: own.key.curve(),
            bytes: own.message,
        })
        .collect()
    }

    /// The request with its signatures, in the order of [`Offer::to_be_signed`]: a JWS, or JSON for
    /// the Digital Credentials API.
    pub fn finish(&self, signatures: Vec<Vec<u8>>) -> Result<String, TashikaError> {
        guard(|| self.0.finish(&signatures, &CryptoProvider::default()).map_err(problem))
    }

    /// The same with a callback for each signature.
    pub fn sign_with(&self, signer: Arc<dyn RequestSigner>) -> Result<String, TashikaError> {
        guard(|| {
            let mut signatures = Vec::new();
            for own in self.0.to_be_signed() {
                let algorithm = algorithm(own.key.curve())?;
                let signature = signer.sign(algorithm, own.message);
                signatures.push(signature.map_err(|error| TashikaError::usage("signer", error))?);
            }
            self.0.finish(&signatures, &CryptoProvider::default()).map_err(problem)
        })
    }
}

/// Who an online answer is for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Covered {
    /// An app, by its merchant and team identifiers.
    App {
        /// The merchant identifier.
        merchant_id: String,
        /// The team identifier.
        team_id: String,
    },
    /// The verifier's client identifier and the URI of the answer.
    Client {
        /// `client_id`
        client_id: String,
        /// `response_uri`
        response_uri: String,
    },
    /// The web or app origin that the platform told the wallet.
    Origin {
        /// The origin.
        origin: String,
    },
}

/// What the wallet's signature covers of an online session, and how the session reached the wallet.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OnlineBinding {
    /// Who the answer is for.
    pub covers: Covered,
    /// How the session reached the wallet.
    pub start: OnlineStart,
    /// Whether the answer was encrypted.
    pub encrypted: bool,
}

/// A presentation of an answer.
#[derive(Debug, uniffi::Record)]
pub struct AnsweredCredential {
    /// The id of the credential query; `response` where a DeviceRequest asked.
    pub id: String,
    /// What came, to be verified.
    pub presentation: Arc<Presentation>,
}

/// What came of an answer that was not refused.
#[derive(Debug, uniffi::Enum)]
pub enum AnswerOutcome {
    /// Presentations to verify.
    Answered {
        /// The presentations.
        answer: Arc<OnlineAnswer>,
    },
    /// An answer that waits for the browser that started the session.
    AwaitsBrowser {
        /// The answer, to be sealed and stored.
        held: Arc<HeldAnswer>,
    },
    /// The wallet's error.
    Declined {
        /// The code that the wallet sent.
        code: String,
        /// What it means.
        kind: WalletErrorKind,
    },
    /// Mock data of a developer, which no issuer signed: it proves nothing.
    MockData {
        /// The response without an issuer's signature, for the eyes of developers.
        response: Vec<u8>,
    },
}

/// An outcome, and what to reply to a wallet that posted its answer.
#[derive(Debug, uniffi::Record)]
pub struct Received {
    /// The outcome.
    pub outcome: AnswerOutcome,
    /// The JSON body of the reply.
    pub reply: String,
}

/// In which way the accepted presentations are not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Shortfall {
    /// The stable id.
    pub id: String,
    /// A sentence.
    pub reason: String,
}

/// Presentations that belong to the session, not yet verified.
#[derive(Debug, uniffi::Object)]
pub struct OnlineAnswer(Mutex<Answer>);

#[uniffi::export]
impl OnlineAnswer {
    /// The protocol the wallet answered by.
    pub fn protocol(&self) -> String {
        self.with(|own| own.protocol().to_owned())
    }

    /// Each presentation under the id of its credential query.
    pub fn presentations(&self) -> Vec<AnsweredCredential> {
        self.with(|own| {
            let all = own.presentations();
            all.map(|(id, own)| AnsweredCredential {
                id: id.to_owned(),
                presentation: Arc::new(Presentation(own.clone())),
            })
            .collect()
        })
    }

    /// Takes it as shown that an authority that was asked for stands behind the presentations of this
    /// credential query: the caller held the trust anchor of the report against the trusted list or
    /// the federation. Until then [`OnlineAnswer::missing_after`] says that it is not shown.
    pub fn authority_is_proven(&self, credential: String) {
        self.with(|own| own.authority_is_proven(&credential));
    }

    /// What the query still misses when only these presentations count: `accepted` says for each, in
    /// order, whether it was accepted. What then is missing rejects the whole.
    pub fn missing_after(&self, accepted: Vec<bool>) -> Vec<Shortfall> {
        let all = self.with(|own| own.missing_after(&accepted)).into_iter();
        all.map(|own| Shortfall { id: own.id().to_owned(), reason: own.to_string() }).collect()
    }
}

impl OnlineAnswer {
    fn with<T>(&self, look: impl FnOnce(&mut Answer) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An answer that is held until the browser that started the session brings the response code back.
#[derive(Debug, uniffi::Object)]
pub struct HeldAnswer(Mutex<Option<CoreHeldAnswer>>);

#[uniffi::export]
impl HeldAnswer {
    /// Opens the record of the session of this id.
    #[uniffi::constructor]
    pub fn open(
        record: Vec<u8>,
        session_id: String,
        key: Vec<u8>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let key = sealing_key(key)?;
            let held = CoreHeldAnswer::open(&record, &session_id, &key, &CryptoProvider::default());
            let held = held.map_err(|own| refused(&own))?;
            Ok(Arc::new(Self(Mutex::new(Some(held)))))
        })
    }

    /// Where the wallet sends the browser: the configured address and the response code.
    pub fn redirect_uri(&self) -> Result<String, TashikaError> {
        guard(|| self.with(|own| Ok(own.redirect_uri().to_owned())))
    }

    /// When the session ends.
    pub fn expires(&self) -> Result<Timestamp, TashikaError> {
        guard(|| self.with(|own| Ok(own.expires())))
    }

    /// Seals the answer into a record, stored under [`held_record_id`].
    pub fn seal(&self, key: Vec<u8>) -> Result<Vec<u8>, TashikaError> {
        guard(|| {
            let (key, nonce) = (sealing_key(key)?, sealing_nonce()?);
            self.with(|own| {
                let sealed = own.seal(&key, &nonce, &CryptoProvider::default());
                sealed.map_err(|error| TashikaError::usage("sealing-key", error))
            })
        })
    }

    /// Releases the answer to the browser that started the session. The object is used up by it,
    /// whatever comes of it: after a refusal open the record again.
    pub fn collect(
        &self,
        response_code: String,
        browser: Vec<u8>,
        now: Timestamp,
    ) -> Result<Received, TashikaError> {
        guard(|| {
            let provider = CryptoProvider::default();
            let receiving = Receiving { now, provider: &provider, apple_key: None };
            let held = take(&self.0)?;
            received(held.collect(&response_code, &Zeroizing::new(browser), &receiving))
        })
    }
}

impl HeldAnswer {
    fn with<T>(
        &self,
        look: impl FnOnce(&CoreHeldAnswer) -> Result<T, TashikaError>,
    ) -> Result<T, TashikaError> {
        let own = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(own.as_ref().ok_or_else(used_up)?)
    }
}

/// A session with a wallet, from question to answer. It holds the session's secrets: close it.
#[derive(Debug, uniffi::Object)]
pub struct OnlineSession(Mutex<Option<core::OnlineSession>>);

#[uniffi::export]
impl OnlineSession {
    /// OpenID4VP 1.0 by link or QR code. Without an identity the request is unsigned.
    #[uniffi::constructor(default(identity = None))]
    pub fn redirect(
        options: RedirectOptions,
        session: SessionOptions,
        identity: Option<Arc<SigningIdentity>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let query = query(&options.query)?;
            let data = transactions(&options.transaction_data)?;
            let request = RedirectRequest {
                identity: identity.as_ref().map(|own| &own.0),
                response_uri: &options.response_uri,
                request_uri: options.request_uri.as_deref(),
                request_uri_post: options.request_uri_post,
                encrypted: options.encrypted,
                same_device: options.same_device.as_ref().map(same_device),
                query: &query,
                transaction_data: &data,
            };
            session.make(|setup| core::OnlineSession::redirect(&request, setup))
        })
    }

    /// A call of the Digital Credentials API.
    #[uniffi::constructor(default(identities = []))]
    pub fn dc_api(
        options: DcApiOptions,
        session: SessionOptions,
        identities: Vec<Arc<SigningIdentity>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let all = options.origins.iter().map(|own| origin(own));
            let all = all.collect::<Result<Vec<_>, _>>()?;
            let asking = all
                .first()
                .ok_or_else(|| TashikaError::usage("origin", "an origin that asks is needed"))?;
            let origins =
                Origins::new(&all, asking).map_err(|error| TashikaError::usage("origin", error))?;
            let query = options.query.as_deref().map(query).transpose()?;
            let data = transactions(&options.transaction_data)?;
            let groups = options.protocols.iter().map(|own| own.identities(&identities));
            let groups = groups.collect::<Result<Vec<_>, _>>()?;
            let protocols = options.protocols.iter().zip(&groups);
            let protocols = protocols.map(|(own, group)| own.core(group));
            let protocols = protocols.collect::<Result<Vec<_>, _>>()?;
            let request = DcApiRequest {
                origins: &origins,
                protocols: &protocols,
                encrypted: options.encrypted,
                query: query.as_ref(),
                transaction_data: &data,
            };
            session.make(|setup| core::OnlineSession::dc_api(&request, setup))
        })
    }

    /// ISO/IEC TS 18013-7 Annex B.
    #[uniffi::constructor]
    pub fn annex_b(
        options: AnnexBOptions,
        session: SessionOptions,
        identity: &SigningIdentity,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let request = AnnexBRequest {
                identity: &identity.0,
                response_uri: &options.response_uri,
                request_uri: &options.request_uri,
                device_request: &options.device_request,
                kid_rule: options.kid_rule.unwrap_or_default(),
                same_device: options.same_device.as_ref().map(same_device),
            };
            session.make(|setup| core::OnlineSession::annex_b(&request, setup))
        })
    }

    /// In-app presentment of Apple.
    #[uniffi::constructor]
    pub fn apple(
        options: AppleOptions,
        session: SessionOptions,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let recipient = PublicKey::new(Curve::P256, options.recipient);
            let request = AppleRequest {
                merchant_id: &options.merchant_id,
                team_id: &options.team_id,
                recipient: &recipient,
                device_request: &options.device_request,
            };
            session.make(|setup| core::OnlineSession::apple(&request, setup))
        })
    }

    /// Opens the record that was stored under `id`.
    #[uniffi::constructor]
    pub fn open(record: Vec<u8>, id: String, key: Vec<u8>) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let key = sealing_key(key)?;
            let own = core::OnlineSession::open(&record, &id, &key, &CryptoProvider::default());
            Ok(Self::of(own.map_err(|own| refused(&own))?))
        })
    }

    /// The session's id. It stands in links and as `state`; it is no secret.
    pub fn id(&self) -> Result<String, TashikaError> {
        guard(|| self.with(|own| Ok(own.id().to_owned())))
    }

    /// What kind of session this is.
    pub fn kind(&self) -> Result<String, TashikaError> {
        guard(|| self.with(|own| Ok(own.kind().to_owned())))
    }

    /// When it ends.
    pub fn expires(&self) -> Result<Timestamp, TashikaError> {
        guard(|| self.with(|own| Ok(own.expires())))
    }

    /// The nonce of a session of Apple's, which the app puts into its request.
    pub fn apple_nonce(&self) -> Result<Vec<u8>, TashikaError> {
        guard(|| self.with(|own| own.apple_nonce(&CryptoProvider::default()).map_err(problem)))
    }

    /// Seals the session into a record for a store. `key` is the application's own, 32 bytes.
    pub fn seal(&self, key: Vec<u8>) -> Result<Vec<u8>, TashikaError> {
        guard(|| {
            let (key, nonce) = (sealing_key(key)?, sealing_nonce()?);
            self.with(|own| {
                let sealed = own.seal(&key, &nonce, &CryptoProvider::default());
                sealed.map_err(|error| TashikaError::usage("sealing-key", error))
            })
        })
    }

    /// The link to show or open, for a scheme such as `openid4vp` or an `https` address.
    pub fn link(&self, scheme: String) -> Result<String, TashikaError> {
        guard(|| self.with(|own| own.link(&scheme, &CryptoProvider::default()).map_err(problem)))
    }

    /// The request that the wallet fetches; `wallet_nonce` is what it sent, where it did.
    #[uniffi::method(default(wallet_nonce = None))]
    pub fn request_object(
        &self,
        identity: &SigningIdentity,
        wallet_nonce: Option<String>,
    ) -> Result<Arc<Offer>, TashikaError> {
        guard(|| {
            self.with(|own| {
                let provider = CryptoProvider::default();
                let offer = own.request_object(&identity.0, wallet_nonce.as_deref(), &provider);
                offer.map(|own| Arc::new(Offer(own))).map_err(problem)
            })
        })
    }

    /// The request for a wallet that fetches it by POST, with the body that it posted. A wallet that
    /// says that it cannot answer is an error: nobody is bothered in vain.
    pub fn request_object_for(
        &self,
        identity: &SigningIdentity,
        body: Vec<u8>,
    ) -> Result<Arc<Offer>, TashikaError> {
        guard(|| {
            let wallet = WalletRequest::parse(&body).map_err(|error| refused(&error))?;
            self.with(|own| {
                let provider = CryptoProvider::default();
                let offer = own.request_object_for(&identity.0, &wallet, &provider);
                offer.map(|own| Arc::new(Offer(own))).map_err(problem)
            })
        })
    }

    /// The call of the Digital Credentials API. `identities` are those of the session; `reader` signs
    /// `org-iso-mdoc`.
    #[uniffi::method(default(identities = [], reader = None))]
    pub fn dc_api_call(
        &self,
        identities: Vec<Arc<SigningIdentity>>,
        reader: Option<Arc<SigningIdentity>>,
    ) -> Result<Arc<Offer>, TashikaError> {
        guard(|| {
            self.with(|own| {
                let identities: Vec<&CoreSigningIdentity> =
                    identities.iter().map(|own| &own.0).collect();
                let reader = reader.as_ref().map(|own| &own.0);
                let provider = CryptoProvider::default();
                let offer = own.dc_api_call(&identities, reader, &provider);
                offer.map(|own| Arc::new(Offer(own))).map_err(problem)
            })
        })
    }

    /// Takes the answer: a form body for sessions by redirect, the browser's JSON for the Digital
    /// Credentials API, the envelope for Apple, whose private key is `apple_key`.
    ///
    /// The object is used up by it, whatever comes of it: after a refusal open the record again.
    #[uniffi::method(default(apple_key = None))]
    pub fn receive(
        &self,
        answer: Vec<u8>,
        now: Timestamp,
        apple_key: Option<Arc<PrivateKey>>,
    ) -> Result<Received, TashikaError> {
        guard(|| {
            let provider = CryptoProvider::default();
            let apple_key = apple_key.as_ref().map(|own| &own.0);
            let receiving = Receiving { now, provider: &provider, apple_key };
            received(take(&self.0)?.receive(&answer, &receiving))
        })
    }

    /// Takes the answer of a transaction across devices, and with it what that transaction knows of
    /// its channel. The object is used up by it, as by [`OnlineSession::receive`].
    pub fn receive_hybrid(
        &self,
        came: &HybridAnswer,
        now: Timestamp,
    ) -> Result<Received, TashikaError> {
        guard(|| {
            let answer = came.credential()?;
            let provider = CryptoProvider::default();
            let receiving = Receiving { now, provider: &provider, apple_key: None };
            received(take(&self.0)?.receive(answer, &receiving).map(|own| match own {
                Outcome::Answered(own) => Outcome::Answered(own.over_hybrid(&came.0.facts)),
                other => other,
            }))
        })
    }
}

impl OnlineSession {
    fn of(own: core::OnlineSession) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(own))))
    }

    fn with<T>(
        &self,
        look: impl FnOnce(&core::OnlineSession) -> Result<T, TashikaError>,
    ) -> Result<T, TashikaError> {
        let own = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(own.as_ref().ok_or_else(used_up)?)
    }
}

/// The session that a posted answer names; nothing of it is verified.
#[uniffi::export]
pub fn claimed_session(answer: Vec<u8>) -> Option<String> {
    core::claimed_session(&answer)
}

/// The id under which a held answer is stored.
#[uniffi::export]
pub fn held_record_id(session_id: String) -> String {
    CoreHeldAnswer::record_id(&session_id)
}

impl SessionOptions {
    fn make(
        &self,
        make: impl FnOnce(&Setup<'_>) -> Result<core::OnlineSession, RequestProblem>,
    ) -> Result<Arc<OnlineSession>, TashikaError> {
        let seed = Zeroizing::new(fixed::<SEED_BYTES>(&random(SEED_BYTES)?)?);
        let setup = Setup {
            seed: &seed,
            now: self.now,
            lifetime: self.lifetime,
            profile: self.profile.unwrap_or(OnlineProfile::Plain),
            surplus: self.surplus.unwrap_or(SurplusRule::Refuse),
            provider: &CryptoProvider::default(),
        };
        let attested = self.verifier_info.iter().map(|own| {
            let credentials: Vec<&str> = own.credentials.iter().map(String::as_str).collect();
            VerifierInfo::new(&own.format, &own.data, &credentials)
        });
        let attested = attested.collect::<Result<Vec<_>, _>>().map_err(problem)?;
        let session = make(&setup).map_err(problem)?;
        match attested.is_empty() {
            true => Ok(OnlineSession::of(session)),
            false => session.with_verifier_info(&attested).map(OnlineSession::of).map_err(problem),
        }
    }
}

impl DcApiProtocol {
    fn identities<'a>(
        &self,
        all: &'a [Arc<SigningIdentity>],
    ) -> Result<Vec<&'a CoreSigningIdentity>, TashikaError> {
        let places: &[i32] = match self {
            Self::Multisigned { identities } => identities,
            Self::Signed { identity } => std::slice::from_ref(identity),
            Self::IsoMdoc { .. } | Self::Unsigned => &[],
        };
        let one = |own: &i32| match place(*own).and_then(|own| all.get(own)) {
            Some(found) => Ok(&found.0),
            None => Err(TashikaError::usage("identity", format!("there is no identity {own}"))),
        };
        places.iter().map(one).collect()
    }

    fn core<'a>(
        &'a self,
        group: &'a [&'a CoreSigningIdentity],
    ) -> Result<CoreDcApiProtocol<'a>, TashikaError> {
        Ok(match self {
            Self::IsoMdoc { device_request } => CoreDcApiProtocol::IsoMdoc(device_request),
            Self::Multisigned { .. } => CoreDcApiProtocol::Multisigned(group),
            Self::Signed { .. } => match group {
                [only] => CoreDcApiProtocol::Signed(only),
                _ => return Err(TashikaError::usage("identity", "one identity signs")),
            },
            Self::Unsigned => CoreDcApiProtocol::Unsigned,
        })
    }
}

pub(crate) fn binding(own: &CoreOnlineBinding) -> Result<OnlineBinding, TashikaError> {
    let covers = match &own.covers {
        CoreCovered::App { merchant_id, team_id } => {
            Covered::App { merchant_id: merchant_id.clone(), team_id: team_id.clone() }
        }
        CoreCovered::Client { client_id, response_uri } => {
            Covered::Client { client_id: client_id.clone(), response_uri: response_uri.clone() }
        }
        CoreCovered::Origin(origin) => Covered::Origin { origin: origin.clone() },
        _ => return Err(TashikaError::unknown_variant("Covered")),
    };
    Ok(OnlineBinding { covers, start: own.start, encrypted: own.encrypted })
}

fn received(outcome: Result<Outcome, Refusal>) -> Result<Received, TashikaError> {
    let outcome = outcome.map_err(|own| refused(&own))?;
    let reply = outcome.reply();
    let outcome = match outcome {
        Outcome::Answered(answer) => {
            AnswerOutcome::Answered { answer: Arc::new(OnlineAnswer(Mutex::new(answer))) }
        }
        Outcome::AwaitsBrowser(held) => {
            AnswerOutcome::AwaitsBrowser { held: Arc::new(HeldAnswer(Mutex::new(Some(*held)))) }
        }
        Outcome::Declined(own) => AnswerOutcome::Declined { code: own.code, kind: own.kind },
        Outcome::MockData(own) => {
            AnswerOutcome::MockData { response: own.unsigned_response().to_vec() }
        }
        _ => return Err(TashikaError::unknown_variant("Outcome")),
    };
    Ok(Received { outcome, reply })
}

fn take<T>(own: &Mutex<Option<T>>) -> Result<T, TashikaError> {
    own.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or_else(used_up)
}

fn used_up() -> TashikaError {
    TashikaError::usage("used-up", "an answer was taken with this object: open its record again")
}

fn transactions(all: &[TransactionData]) -> Result<Vec<CoreTransactionData>, TashikaError> {
    let one = |own: &TransactionData| {
        let credentials: Vec<&str> = own.credentials.iter().map(String::as_str).collect();
        let element = (own.element.name_space.as_str(), own.element.identifier.as_str());
        CoreTransactionData::new(&own.kind, &credentials, &own.details, element).map_err(problem)
    };
    all.iter().map(one).collect()
}

fn same_device(own: &SameDeviceBrowser) -> SameDevice<'_> {
    SameDevice { browser: &own.browser, redirect_uri: &own.redirect_uri }
}

fn origin(text: &str) -> Result<Origin, TashikaError> {
    let read = match text.starts_with("android:") {
        true => Origin::android_app_text(text),
        false => Origin::web(text),
    };
    read.map_err(|error| TashikaError::usage("origin", error))
}

/// The algorithm that goes with a curve's usual digest.
fn algorithm(curve: Curve) -> Result<Algorithm, TashikaError> {
    Ok(match curve {
        Curve::P256 => Algorithm::Es256,
        Curve::P384 => Algorithm::Es384,
        Curve::P521 => Algorithm::Es512,
        Curve::BrainpoolP256r1 => Algorithm::Esb256,
        Curve::BrainpoolP320r1 => Algorithm::Esb320,
        Curve::BrainpoolP384r1 => Algorithm::Esb384,
        Curve::BrainpoolP512r1 => Algorithm::Esb512,
        Curve::Ed25519 | Curve::Ed448 => Algorithm::EdDsa,
        other => {
            return Err(TashikaError::usage("curve", format!("{} signs nothing", other.name())));
        }
    })
}

fn sealing_key(key: Vec<u8>) -> Result<Zeroizing<[u8; SEALING_KEY_BYTES]>, TashikaError> {
    let key = Zeroizing::new(key);
    fixed(&key).map(Zeroizing::new)
}

fn sealing_nonce() -> Result<[u8; SEALING_NONCE_BYTES], TashikaError> {
    fixed(&random(SEALING_NONCE_BYTES)?)
}

pub(crate) fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], TashikaError> {
    let wrong = || format!("{N} bytes are needed, not {}", bytes.len());
    bytes.try_into().map_err(|_| TashikaError::usage("length", wrong()))
}

fn problem(own: RequestProblem) -> TashikaError {
    TashikaError::usage("online-request", own)
}

fn refused(own: &Refusal) -> TashikaError {
    TashikaError::Refused {
        code: format!("refused.{}", own.id()),
        reason: own.to_string(),
        reason_ja: own.ja().to_owned(),
    }
}
