//! What a session takes back.
//!
//! Steps, in this order; each has its own refusal:
//! 1. the session is not over;
//! 2. the shape of the answer, its protocol, and whether it is encrypted as was asked;
//! 3. decryption with the session's own key;
//! 4. an error of the wallet ends here;
//! 5. `state`, nonces and hashes that the protocol repeats;
//! 6. the wallet's signature covers this session, or which other one;
//! 7. what came is what was asked.
//!
//! What passes becomes a [`Presentation`], with the transcript from the session's own state.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

use super::annex_b;
use super::annex_c;
use super::apple::{self, Identity, MockData};
use super::binding;
use super::dc_api;
use super::dcql::{Evaluator, Mismatch, Presented, SurplusRule, missing, surplus_of_request};
use super::form::Form;
use super::jose::{self, ContentEncryption, JweProblem, Jwk, KidRule, Opened, Recipient};
use super::openid4vp::{Presentations, WalletError, vp_token};
use super::refusal::Refusal;
use super::session::{
    AnnexB, Apple, DcApi, DcApiSent, ID_BYTES, Mode, OnlineProfile, OnlineSession, Redirect,
    SEALING_KEY_BYTES, SEALING_NONCE_BYTES, Secrets, State, browser_digest, open, seal,
};
use super::transaction::TransactionData;
use crate::codec::limits::{MAX_DOCUMENTS, MAX_ONLINE_ANSWER_BYTES, MAX_RESPONSE_BYTES};
use crate::codec::{Json, decode_base64url, encode_base64url, wiped_json};
use crate::crypto::{CryptoError, CryptoProvider, HashAlgorithm, PrivateKey};
use crate::instant::Timestamp;
use crate::mdoc::{DeviceRequest, SessionTranscript};
use crate::presentation::{
    Channel, Covered, HybridFacts, OnlineBinding, OnlineStart, Presentation,
};
use crate::request::dcql::DcqlQuery;

/// What receiving works with besides the session.
#[derive(Clone, Copy, Debug)]
pub struct Receiving<'a> {
    /// The time.
    pub now: Timestamp,
    /// The cryptography.
    pub provider: &'a CryptoProvider,
    /// The private key of the encryption certificate, for Apple's in-app presentment alone.
    pub apple_key: Option<&'a PrivateKey>,
}

/// What came of an answer that was not refused.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// Presentations to verify.
    Answered(Answer),
    /// An answer that waits for the browser that started the session.
    AwaitsBrowser(Box<HeldAnswer>),
    /// The wallet's error. Whoever saw the request can make one: it proves nothing, and the session
    /// may still be answered.
    Declined(WalletError),
    /// Mock data of a developer, which no issuer signed.
    MockData(MockData),
}

/// Presentations that belong to the session, not yet verified.
#[derive(Debug)]
pub struct Answer {
    protocol: &'static str,
    presentations: Vec<(String, Presentation)>,
    query: Option<DcqlQuery>,
    unproven: Vec<Mismatch>,
}

impl Answer {
    /// The protocol the wallet answered by.
    pub fn protocol(&self) -> &'static str {
        self.protocol
    }

    /// Each presentation under the id of its credential query; `response` where a DeviceRequest
    /// asked.
    pub fn presentations(&self) -> impl Iterator<Item = (&str, &Presentation)> {
        self.presentations.iter().map(|(id, own)| (id.as_str(), own))
    }

    /// The same answer, which came across devices: what the hybrid session knows of its channel goes
    /// with every presentation.
    #[must_use]
    pub fn over_hybrid(mut self, facts: &HybridFacts) -> Self {
        let own = std::mem::take(&mut self.presentations).into_iter();
        let with = own.map(|(id, own)| (id, own.with_hybrid(facts.clone())));
        self.presentations = with.collect();
        self
    }

    /// Takes it as shown that an authority that was asked for stands behind the presentations of this
    /// credential query: the caller held the trust anchor that `verify` found against the trusted
    /// list or the federation. Until then [`Answer::missing_after`] says that it is not shown.
    pub fn authority_is_proven(&mut self, credential: &str) {
        self.unproven.retain(|own| {
            !matches!(own, Mismatch::AuthorityUnproven { credential: id, .. } if id == credential)
        });
    }

    /// What the query still misses when only these presentations count: `accepted` says for each, in
    /// the order of [`Answer::presentations`], whether `verify` accepted it; one that it says nothing
    /// of does not count. A presentation that is not accepted is discarded, and what then is missing
    /// rejects the whole (OpenID4VP 1.0 8.6).
    ///
    /// - With `multiple`, one accepted presentation is enough for its credential.
    /// - Credentials that no set requires are never missing. An answer to such a query can be complete
    ///   and hold nothing that was accepted: look at that too before anything is granted.
    /// - Where a DeviceRequest asked, every presentation must be accepted; which elements are missing
    ///   is in their reports.
    /// - An authority that no answer can show is missing until [`Answer::authority_is_proven`].
    pub fn missing_after(&self, accepted: &[bool]) -> Vec<Mismatch> {
        let counts = |index: usize| accepted.get(index).copied().unwrap_or_default();
        let given: Vec<&str> = self
            .presentations()
            .enumerate()
            .filter_map(|(index, (id, _))| counts(index).then_some(id))
            .collect();
        let mut all = match &self.query {
            Some(query) => missing(query, &given),
            None if given.len() == self.presentations.len() => Vec::new(),
            None => vec![Mismatch::MissingCredential("response".to_owned())],
        };
        all.extend(self.unproven.iter().cloned());
        all
    }
}

/// An answer of a wallet on the same device, held until the browser that started the session brings
/// the response code back (HAIP 1.0: an answer that lands in another browser is rejected).
pub struct HeldAnswer {
    session: OnlineSession,
    answer: Zeroizing<Vec<u8>>,
    redirect_uri: String,
}

impl fmt::Debug for HeldAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeldAnswer({}, {} bytes)", self.session.id, self.answer.len())
    }
}

#[derive(Serialize, Deserialize)]
struct Held {
    state: State,
    answer: Wiped,
}

/// A text that is wiped on drop.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Wiped(String);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl HeldAnswer {
    /// Where the wallet sends the browser: the configured address and the response code.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The id of a held answer's record in the store.
    pub fn record_id(session_id: &str) -> String {
        format!("{session_id}.held")
    }

    /// When the session ends.
    pub fn expires(&self) -> Timestamp {
        self.session.expires()
    }

    /// Seals the answer into a record, stored under [`HeldAnswer::record_id`].
    ///
    /// # Errors
    /// What the provider says.
    pub fn seal(
        &self,
        key: &[u8; SEALING_KEY_BYTES],
        nonce: &[u8; SEALING_NONCE_BYTES],
        provider: &CryptoProvider,
    ) -> Result<Vec<u8>, CryptoError> {
        let answer = Wiped(encode_base64url(&self.answer));
        let held = Held { state: self.session.state.clone(), answer };
        let plain = wiped_json(&held).ok_or(CryptoError::InvalidLength)?;
        let id = Self::record_id(&self.session.id);
        seal(&plain, &id, key, nonce, provider)
    }

    /// Opens the record of the session of this id.
    ///
    /// # Errors
    /// [`Refusal::Sealed`].
    pub fn open(
        record: &[u8],
        session_id: &str,
        key: &[u8; SEALING_KEY_BYTES],
        provider: &CryptoProvider,
    ) -> Result<Self, Refusal> {
        let plain = open(record, &Self::record_id(session_id), key, provider)?;
        let held: Held = serde_json::from_slice(&plain).map_err(|_| Refusal::Sealed)?;
        let session = OnlineSession { state: held.state, id: session_id.to_owned() };
        let answer = decode_base64url(&held.answer.0).ok_or(Refusal::Sealed)?;
        let redirect_uri = session.redirect_uri(provider)?;
        Ok(Self { session, answer: Zeroizing::new(answer), redirect_uri })
    }

    /// Releases the answer to the browser that started the session.
    ///
    /// # Errors
    /// [`Refusal::ResponseCode`], [`Refusal::AnotherBrowser`], and any refusal of the answer itself.
    pub fn collect(
        self,
        response_code: &str,
        browser: &[u8],
        receiving: &Receiving<'_>,
    ) -> Result<Outcome, Refusal> {
        let provider = receiving.provider;
        let code = self.session.response_code(provider).map_err(|_| Refusal::Sealed)?;
        // Digests are compared: how far they agree says nothing about the code.
        let digest = |text: &str| (provider.digest)(HashAlgorithm::Sha256, &[text.as_bytes()]);
        if digest(&code) != digest(response_code) {
            return Err(Refusal::ResponseCode);
        }
        let digest = browser_digest(browser, provider).map_err(|_| Refusal::AnotherBrowser)?;
        let own = self.session.state.same_device.as_ref().map(|(digest, _)| digest);
        if own != Some(&digest) {
            return Err(Refusal::AnotherBrowser);
        }
        self.session.take(&self.answer, receiving, OnlineStart::SameBrowser)
    }
}

impl Outcome {
    /// The JSON body of the reply to a wallet that posted its answer (8.2).
    pub fn reply(&self) -> String {
        match self {
            Outcome::AwaitsBrowser(held) => {
                serde_json::json!({ "redirect_uri": held.redirect_uri }).to_string()
            }
            _ => "{}".to_owned(),
        }
    }
}

/// The id of the session that a posted answer names, from the key id or `state`. Nothing about it is
/// proven; it only finds the record.
pub fn claimed_session(answer: &[u8]) -> Option<String> {
    let form = Form::parse(answer).ok()?;
    let kid = form.get("response").and_then(jose::claimed_kid);
    let id = kid.or_else(|| form.get("state").map(str::to_owned))?;
    Some(id.split('.').next().unwrap_or_default().to_owned())
}

impl OnlineSession {
    /// Takes the answer: a form body for sessions by redirect, the JSON `{"protocol", "data"}` of the
    /// browser for the Digital Credentials API, the envelope for Apple.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn receive(self, answer: &[u8], receiving: &Receiving<'_>) -> Result<Outcome, Refusal> {
        let start = match self.state.mode {
            Mode::Apple(_) => OnlineStart::App,
            Mode::DcApi(_) => OnlineStart::Platform,
            Mode::AnnexB(_) | Mode::Redirect(_) => OnlineStart::ForwardableLink,
        };
        let outcome = self.take(answer, receiving, start)?;
        if self.state.same_device.is_none() || !matches!(outcome, Outcome::Answered(_)) {
            return Ok(outcome);
        }
        let redirect_uri = self.redirect_uri(receiving.provider)?;
        let answer = Zeroizing::new(answer.to_vec());
        let held = HeldAnswer { session: self, answer, redirect_uri };
        Ok(Outcome::AwaitsBrowser(Box::new(held)))
    }

    fn redirect_uri(&self, provider: &CryptoProvider) -> Result<String, Refusal> {
        let code = self.response_code(provider).map_err(|_| Refusal::Sealed)?;
        let (_, back) = self.state.same_device.as_ref().ok_or(Refusal::Sealed)?;
        Ok(format!("{back}#response_code={code}"))
    }

    fn take(
        &self,
        answer: &[u8],
        receiving: &Receiving<'_>,
        start: OnlineStart,
    ) -> Result<Outcome, Refusal> {
        if receiving.now >= self.expires() {
            return Err(Refusal::Expired { at: self.expires() });
        }
        if answer.len() > MAX_ONLINE_ANSWER_BYTES {
            return Err(Refusal::TooLarge(MAX_ONLINE_ANSWER_BYTES));
        }
        let taking = Taking { session: self, provider: receiving.provider, start };
        match &self.state.mode {
            Mode::AnnexB(own) => taking.annex_b(own, answer),
            Mode::Apple(own) => taking.apple(own, answer, receiving.apple_key),
            Mode::DcApi(own) => taking.dc_api(own, answer),
            Mode::Redirect(own) => taking.redirect(own, answer),
        }
    }
}

/// One answer while it is taken.
struct Taking<'a> {
    session: &'a OnlineSession,
    provider: &'a CryptoProvider,
    start: OnlineStart,
}

impl Taking<'_> {
    fn secrets(&self, label: &str) -> Result<Secrets, Refusal> {
        self.session.secrets(label, self.provider).map_err(|_| Refusal::Sealed)
    }

    fn surplus(&self) -> SurplusRule {
        match self.session.state.report_surplus {
            true => SurplusRule::Report,
            false => SurplusRule::Refuse,
        }
    }

    fn redirect(&self, own: &Redirect, answer: &[u8]) -> Result<Outcome, Refusal> {
        let form = Form::parse(answer)?;
        if let Some(error) = self.error(&form)? {
            return Ok(Outcome::Declined(error));
        }
        let secrets = self.secrets("redirect")?;
        let transcript = own.transcript(&secrets, self.provider).map_err(|_| Refusal::Sealed)?;
        let (presentations, apu) = match own.encrypted {
            true => {
                let opened = self.jwe(response(&form)?, &secrets, &self.session.id)?;
                let content = Json::parse(&opened.content, MAX_ONLINE_ANSWER_BYTES)?;
                let content = content.value();
                if let Some(error) = error_member(content) {
                    return Ok(Outcome::Declined(error));
                }
                self.state(state_member(content), form.get("state"))?;
                (vp_token(content.get("vp_token"))?, opened.apu)
            }
            false => {
                if form.get("response").is_some() {
                    return Err(Refusal::UnexpectedEncryption);
                }
                self.state(None, form.get("state"))?;
                let token = form.get("vp_token").ok_or(Refusal::Malformed("vp_token"))?;
                let token = Json::parse(token.as_bytes(), MAX_ONLINE_ANSWER_BYTES)?;
                (vp_token(Some(token.value()))?, None)
            }
        };
        self.covered(&presentations, &transcript, || {
            self.redirect_diagnosis(own, &secrets, apu.as_deref())
        })?;
        let covers = Covered::Client {
            client_id: own.client_id.clone(),
            response_uri: own.response_uri.clone(),
        };
        let binding = OnlineBinding::new(covers, self.start, own.encrypted);
        let asked = (Some(&own.query), own.transactions.as_slice());
        self.openid4vp("openid4vp", asked, presentations, &transcript, binding)
    }

    /// The handover of ISO/IEC TS 18013-7 Annex B, which some wallets still sign.
    fn redirect_diagnosis(
        &self,
        own: &Redirect,
        secrets: &Secrets,
        apu: Option<&[u8]>,
    ) -> Vec<(SessionTranscript, Refusal)> {
        let Some(wallet_nonce) = apu.and_then(|apu| std::str::from_utf8(apu).ok()) else {
            return Vec::new();
        };
        let bare = own.client_id.split_once(':').map_or("", |(_, bare)| bare);
        let legacy = [own.client_id.as_str(), bare].map(|client_id| {
            let legacy = AnnexB {
                client_id: client_id.to_owned(),
                response_uri: own.response_uri.clone(),
                request_uri: String::new(),
                device_request: String::new(),
                kid_may_be_absent: false,
                curves: Vec::new(),
            };
            let transcript = legacy.transcript(&secrets.nonce, wallet_nonce, self.provider);
            (transcript, Refusal::LegacyHandover)
        });
        legacy.into()
    }

    fn annex_b(&self, own: &AnnexB, answer: &[u8]) -> Result<Outcome, Refusal> {
        let form = Form::parse(answer)?;
        if let Some(error) = self.error(&form)? {
            return Ok(Outcome::Declined(error));
        }
        let secrets = self.secrets("annex-b")?;
        let jwe = response(&form)?;
        let offered = self.session.annex_b_keys(self.provider).map_err(|_| Refusal::Sealed)?;
        let (key, jwk) = addressed(jwe, &offered).ok_or(Refusal::Sealed)?;
        let kid = jwk.kid().unwrap_or_default();
        let kid_rule = if own.kid_may_be_absent { KidRule::MayBeAbsent } else { KidRule::Required };
        let encryptions = &[annex_b::ENCRYPTION];
        let opened = self.open_jwe(jwe, &Recipient { key, kid, kid_rule, encryptions })?;
        // A device MAC may be for any of them (B.4.5).
        let keys: Vec<PrivateKey> = offered.iter().map(|(key, _)| key.clone()).collect();
        let content = Json::parse(&opened.content, MAX_ONLINE_ANSWER_BYTES)?;
        let content = content.value();
        if let Some(error) = error_member(content) {
            return Ok(Outcome::Declined(error));
        }
        self.state(state_member(content), form.get("state"))?;
        if opened.apv.as_deref() != Some(secrets.nonce.as_bytes()) {
            return Err(Refusal::PartyV);
        }
        let wallet_nonce = opened.apu.and_then(|apu| String::from_utf8(apu).ok());
        let wallet_nonce = wallet_nonce.filter(|own| !own.is_empty()).ok_or(Refusal::PartyU)?;
        let token = annex_b::vp_token(content)?;
        let bytes = decode_base64url(token).ok_or(Refusal::Malformed("vp_token"))?;
        let transcript = own.transcript(&secrets.nonce, &wallet_nonce, self.provider);
        let presentations = vec![("response".to_owned(), Zeroizing::new(bytes))];
        self.covered(&presentations, &transcript, Vec::new)?;
        let covers = Covered::Client {
            client_id: own.client_id.clone(),
            response_uri: own.response_uri.clone(),
        };
        let binding = OnlineBinding::new(covers, self.start, true);
        self.by_request(
            "iso-18013-7-annex-b",
            &own.device_request,
            presentations,
            &transcript,
            &binding,
            &keys,
        )
    }

    fn dc_api(&self, own: &DcApi, answer: &[u8]) -> Result<Outcome, Refusal> {
        let answer = Json::parse(answer, MAX_ONLINE_ANSWER_BYTES)?;
        let answer = answer.value();
        let protocol = dc_api::protocol(answer)?;
        let sent = own.requests.iter().enumerate().find(|(_, sent)| sent.protocol() == protocol);
        let (index, sent) = sent.ok_or(Refusal::ProtocolNotSent { protocol })?;
        let data = answer.get("data").filter(|data| data.is_object());
        let data = data.ok_or(Refusal::Malformed("data"))?;
        if let Some(error) = error_member(data) {
            return Ok(Outcome::Declined(error));
        }
        let secrets = self.secrets(&format!("dc-api {index}"))?;
        match sent {
            DcApiSent::IsoMdoc { device_request } => {
                self.annex_c(own, device_request, data, &secrets)
            }
            _ => self.dc_api_openid4vp(own, protocol, index, sent, data, &secrets),
        }
    }

    fn dc_api_openid4vp(
        &self,
        own: &DcApi,
        protocol: &'static str,
        index: usize,
        sent: &DcApiSent,
        data: &Value,
        secrets: &Secrets,
    ) -> Result<Outcome, Refusal> {
        let presentations = match (own.encrypted, data.get("response"), data.get("vp_token")) {
            (true, None, Some(_)) => return Err(Refusal::Unencrypted),
            (false, Some(_), None) => return Err(Refusal::UnexpectedEncryption),
            (false, None, token @ Some(_)) => vp_token(token)?,
            (true, Some(jwe), None) => {
                let jwe = jwe.as_str().ok_or(Refusal::Malformed("response"))?;
                let kid = format!("{}.{index}", self.session.id);
                let opened = self.jwe(jwe, secrets, &kid)?;
                let content = Json::parse(&opened.content, MAX_ONLINE_ANSWER_BYTES)?;
                if let Some(error) = error_member(content.value()) {
                    return Ok(Outcome::Declined(error));
                }
                vp_token(content.value().get("vp_token"))?
            }
            _ => return Err(Refusal::Malformed("data")),
        };
        let transcript_of = |origin: &str| own.openid4vp_transcript(origin, secrets, self.provider);
        let transcript = transcript_of(&own.asking).map_err(|_| Refusal::Sealed)?;
        self.covered(&presentations, &transcript, || {
            let others = own.origins.iter().filter(|origin| **origin != own.asking);
            let mut known: Vec<(SessionTranscript, Refusal)> = others
                .filter_map(|origin| {
                    let refusal = Refusal::AnotherOrigin { origin: origin.clone() };
                    Some((transcript_of(origin).ok()?, refusal))
                })
                .collect();
            let client_ids = match sent {
                DcApiSent::Signed { client_id } => vec![client_id.clone()],
                DcApiSent::Multisigned { client_ids } => client_ids.clone(),
                _ => vec![format!("web-origin:{}", own.asking), format!("origin:{}", own.asking)],
            };
            known.extend(client_ids.iter().map(|client_id| {
                let nonce = &secrets.nonce;
                let legacy =
                    binding::draft_24_transcript(&own.asking, client_id, nonce, self.provider);
                (legacy, Refusal::LegacyHandover)
            }));
            known
        })?;
        let binding =
            OnlineBinding::new(Covered::Origin(own.asking.clone()), self.start, own.encrypted);
        let asked = (own.query.as_ref(), own.transactions.as_slice());
        self.openid4vp(protocol, asked, presentations, &transcript, binding)
    }

    fn annex_c(
        &self,
        own: &DcApi,
        device_request: &str,
        data: &Value,
        secrets: &Secrets,
    ) -> Result<Outcome, Refusal> {
        let text = data.get("response").and_then(Value::as_str);
        let text = text.ok_or(Refusal::Malformed("response"))?;
        let (enc, sealed) = annex_c::encrypted_response(text)?;
        let open = |origin: &str| {
            let transcript = DcApi::annex_c_transcript(origin, secrets, self.provider);
            let opened =
                (self.provider.open_hpke)(&secrets.key, &enc, transcript.bytes(), b"", &sealed);
            opened.map(|plain| (Zeroizing::new(plain), transcript))
        };
        let Ok((plain, transcript)) = open(&own.asking) else {
            let mut others = own.origins.iter().filter(|origin| **origin != own.asking);
            return Err(match others.find(|origin| open(origin).is_ok()) {
                Some(origin) => Refusal::AnotherOrigin { origin: origin.clone() },
                None => Refusal::Decryption,
            });
        };
        let presentations = vec![("response".to_owned(), plain)];
        self.covered(&presentations, &transcript, Vec::new)?;
        let binding = OnlineBinding::new(Covered::Origin(own.asking.clone()), self.start, true);
        let name = dc_api::ISO_MDOC;
        self.by_request(name, device_request, presentations, &transcript, &binding, &[])
    }

    fn apple(
        &self,
        own: &Apple,
        answer: &[u8],
        key: Option<&PrivateKey>,
    ) -> Result<Outcome, Refusal> {
        let key = key.ok_or(Refusal::PublicKeyHash)?;
        let nonce = self.secrets("apple")?.nonce_bytes;
        let (hash, transcript) = own.transcript(nonce, self.provider);
        let response = match apple::open(answer, key, &hash, &transcript, self.provider)? {
            Identity::Mock(data) => return Ok(Outcome::MockData(data)),
            Identity::Response(response) => response,
        };
        let presentations = vec![("response".to_owned(), response)];
        self.covered(&presentations, &transcript, Vec::new)?;
        let covers =
            Covered::App { merchant_id: own.merchant_id.clone(), team_id: own.team_id.clone() };
        let binding = OnlineBinding::new(covers, self.start, true);
        self.by_request("apple", &own.device_request, presentations, &transcript, &binding, &[])
    }

    fn jwe(&self, compact: &str, secrets: &Secrets, kid: &str) -> Result<Opened, Refusal> {
        let (key, kid_rule, encryptions) =
            (&secrets.key, KidRule::Required, &ContentEncryption::ALL);
        self.open_jwe(compact, &Recipient { key, kid, kid_rule, encryptions })
    }

    fn open_jwe(&self, compact: &str, recipient: &Recipient<'_>) -> Result<Opened, Refusal> {
        jose::open(compact, recipient, self.provider).map_err(|problem| match problem {
            JweProblem::Kid if self.is_for_another(compact) => Refusal::OtherSession,
            other => other.into(),
        })
    }

    /// Whether the key id is one that another session would have given out. Nothing about it is
    /// proven; it tells a mix-up from a key id that is nobody's.
    fn is_for_another(&self, compact: &str) -> bool {
        let kid = jose::claimed_kid(compact).unwrap_or_default();
        let (id, place) = kid.split_once('.').unwrap_or((kid.as_str(), "0"));
        let own = &self.session.id;
        id != own
            && decode_base64url(id).is_some_and(|bytes| bytes.len() == ID_BYTES)
            && place.bytes().all(|digit| digit.is_ascii_digit())
    }

    /// An error in the clear, which must name the session by `state`.
    fn error(&self, form: &Form) -> Result<Option<WalletError>, Refusal> {
        let Some(code) = form.get("error") else { return Ok(None) };
        self.state(None, form.get("state"))?;
        Ok(Some(WalletError::new(code)))
    }

    /// `state` stands inside or beside the answer, at least once and never differently.
    fn state(&self, inside: Option<&str>, beside: Option<&str>) -> Result<(), Refusal> {
        let own = |state: &str| state == self.session.id;
        let any = inside.is_some() || beside.is_some();
        let all = inside.is_none_or(own) && beside.is_none_or(own);
        if any && all { Ok(()) } else { Err(Refusal::State) }
    }

    fn covered(
        &self,
        presentations: &Presentations,
        transcript: &SessionTranscript,
        others: impl FnOnce() -> Vec<(SessionTranscript, Refusal)>,
    ) -> Result<(), Refusal> {
        let mut documents = 0;
        for (_, response) in presentations {
            if response.len() > MAX_RESPONSE_BYTES {
                return Err(Refusal::TooLarge(MAX_RESPONSE_BYTES));
            }
            documents += binding::documents(response);
        }
        if documents > MAX_DOCUMENTS {
            return Err(Refusal::Malformed("an answer with so many documents"));
        }
        let covers = |own: &SessionTranscript, response: &[u8]| {
            binding::covers(response, own, self.provider)
        };
        let strange =
            presentations.iter().find(|(_, response)| covers(transcript, response) == Some(false));
        let Some((_, response)) = strange else { return Ok(()) };
        let known = others().into_iter().find(|(own, _)| covers(own, response) == Some(true));
        Err(known.map_or(Refusal::AnotherSession, |(_, refusal)| refusal))
    }

    fn openid4vp(
        &self,
        protocol: &'static str,
        (query, transaction_data): (Option<&DcqlQuery>, &[TransactionData]),
        presentations: Presentations,
        transcript: &SessionTranscript,
        binding: OnlineBinding,
    ) -> Result<Outcome, Refusal> {
        let query = query.ok_or(Refusal::Sealed)?;
        let evaluator = Evaluator {
            query,
            transaction_data,
            surplus: self.surplus(),
            several_documents: self.session.state.profile != OnlineProfile::Haip,
            provider: self.provider,
        };
        let presented: Vec<Presented<'_>> = presentations
            .iter()
            .map(|(credential, response)| Presented { credential, response })
            .collect();
        let requests = evaluator.evaluate(&presented).map_err(Refusal::Answer)?;
        let unproven = evaluator.unproven_authorities(&presented);
        let presentations = presentations
            .into_iter()
            .zip(requests)
            .map(|((id, response), request)| {
                (id, presentation(&response, transcript, request, &binding))
            })
            .collect();
        let query = Some(query.clone());
        Ok(Outcome::Answered(Answer { protocol, presentations, query, unproven }))
    }

    fn by_request(
        &self,
        protocol: &'static str,
        device_request: &str,
        presentations: Presentations,
        transcript: &SessionTranscript,
        binding: &OnlineBinding,
        mac_keys: &[PrivateKey],
    ) -> Result<Outcome, Refusal> {
        let request = decode_base64url(device_request).unwrap_or_default();
        let request = DeviceRequest::decode(&request).map_err(|_| Refusal::Sealed)?;
        let mut mismatches = Vec::new();
        for (_, response) in &presentations {
            mismatches.extend(surplus_of_request(
                &request,
                response,
                self.surplus(),
                !mac_keys.is_empty(),
            ));
        }
        if !mismatches.is_empty() {
            return Err(Refusal::Answer(mismatches));
        }
        let presentations = presentations
            .into_iter()
            .map(|(id, response)| {
                let own = presentation(&response, transcript, request.clone(), binding);
                (id, mac_keys.iter().cloned().fold(own, Presentation::with_mac_key))
            })
            .collect();
        let unproven = Vec::new();
        Ok(Outcome::Answered(Answer { protocol, presentations, query: None, unproven }))
    }
}

fn presentation(
    response: &[u8],
    transcript: &SessionTranscript,
    request: DeviceRequest,
    binding: &OnlineBinding,
) -> Presentation {
    Presentation::new(response.to_vec())
        .with_transcript(transcript.clone())
        .with_request(request)
        .with_channel(Channel::Remote)
        .with_online_binding(binding.clone())
}

/// The key that a JWE is for: the one of its key id, else the one on its sender's curve, else the
/// first, which then says what is wrong.
fn addressed<'a>(jwe: &str, offered: &'a [(PrivateKey, Jwk)]) -> Option<&'a (PrivateKey, Jwk)> {
    let kid = jose::claimed_kid(jwe);
    let curve = jose::claimed_curve(jwe);
    let named = kid.and_then(|kid| offered.iter().find(|(_, own)| own.kid() == Some(&kid)));
    named
        .or_else(|| offered.iter().find(|(key, _)| Some(key.curve()) == curve))
        .or_else(|| offered.first())
}

/// The JWE of a form; an answer in the clear is a downgrade.
fn response(form: &Form) -> Result<&str, Refusal> {
    match (form.get("response"), form.get("vp_token")) {
        (Some(jwe), None) => Ok(jwe),
        (None, Some(_)) => Err(Refusal::Unencrypted),
        _ => Err(Refusal::Malformed("the form")),
    }
}

/// `state` inside an answer; one that is no text equals nothing.
fn state_member(content: &Value) -> Option<&str> {
    content.get("state").map(|own| own.as_str().unwrap_or_default())
}

fn error_member(content: &Value) -> Option<WalletError> {
    let code = content.get("error")?;
    Some(WalletError::new(code.as_str().unwrap_or_default()))
}
