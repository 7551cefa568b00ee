//! `tashika request`: asks, and keeps the session for the answer.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use tashika::codec::Writer;
use tashika::crypto::{CryptoProvider, Curve};
use tashika::doctype::{Date, Registry};
use tashika::facts::escaped;
use tashika::online::dcql::SurplusRule;
use tashika::online::jose::KidRule;
use tashika::online::{
    AnnexBRequest, AppleRequest, DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession, Origin,
    Origins, ReaderScope, RedirectRequest, RequestProblem, SameDevice, Sessions, Setup,
    SigningIdentity, TransactionData, VerifierInfo, WalletRequest,
};
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::request::{Purpose, Request, purpose_names};

use super::session::{self, failure, random, time};
use super::signer::{self, Signer};
use crate::input::base64url;
use crate::verify::Lang;
use crate::{Failure, Output, input, key};

/// What `tashika request` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How the wallet is reached.
    #[arg(long, value_enum)]
    mode: Mode,
    /// The document type that is asked for.
    #[arg(long, value_name = "TYPE", default_value = "org.iso.18013.5.1.mDL")]
    doc_type: String,
    /// An element that is asked for, as NAMESPACE/ELEMENT. May be repeated.
    #[arg(long, value_name = "NAMESPACE/ELEMENT", required_unless_present_any = ["query", "device_request", "purpose"])]
    element: Vec<String>,
    /// Instead of --element: what for. The least that serves it is asked for; see also --age.
    #[arg(long, value_name = "PURPOSE", conflicts_with_all = ["element", "query", "device_request"])]
    purpose: Option<String>,
    /// With the purpose age-check: the years.
    #[arg(long, value_name = "YEARS", requires = "purpose")]
    age: Option<u8>,
    /// Whether the elements are kept afterwards; the wallet tells the person.
    #[arg(long, conflicts_with = "purpose")]
    retain: bool,
    /// Instead of --element: a DCQL query, JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "element")]
    query: Option<PathBuf>,
    /// Instead of --element, for the ISO protocols: a DeviceRequest, as CBOR, hex or base64url.
    #[arg(long, value_name = "FILE", conflicts_with = "element")]
    device_request: Option<PathBuf>,
    /// Keep the rules of the High Assurance Interoperability Profile 1.0.
    #[arg(long)]
    haip: bool,
    /// Ask for an answer in the clear.
    #[arg(long)]
    clear: bool,
    /// Leave what was not asked for to the report, instead of refusing the answer.
    #[arg(long)]
    report_surplus: bool,
    /// Seconds until the session ends.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    lifetime: i64,
    /// The time, RFC 3339. Default: now.
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
    /// With dc-api: a protocol to ask by, in order of preference. May be repeated.
    #[arg(long, value_enum)]
    protocol: Vec<Protocol>,
    /// With dc-api: the web origin that asks, then further ones of this verifier.
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<String>,
    /// With dc-api: an Android app of this verifier, as android:apk-key-hash:HASH. It asks where no
    /// --origin is given.
    #[arg(long, value_name = "ORIGIN")]
    android_app: Vec<String>,
    /// Where the wallet posts its answer.
    #[arg(long, value_name = "URI")]
    response_uri: Option<String>,
    /// Where the wallet fetches the signed request.
    #[arg(long, value_name = "URI")]
    request_uri: Option<String>,
    /// The wallet fetches by POST, with this nonce of its own once it has.
    #[arg(long, value_name = "NONCE", num_args = 0..=1, default_missing_value = "")]
    wallet_nonce: Option<String>,
    /// Instead of --wallet-nonce: the form that the wallet posted to fetch the request.
    #[arg(long, value_name = "FILE", conflicts_with = "wallet_nonce")]
    wallet_request: Option<PathBuf>,
    /// For OpenID4VP: what the person agrees to, a JSON object with "type", "element" and the type's
    /// own members. May be repeated.
    #[arg(long, value_name = "FILE")]
    transaction_data: Vec<PathBuf>,
    /// For OpenID4VP: what somebody attests of this verifier, as FORMAT=FILE. May be repeated.
    #[arg(long, value_name = "FORMAT=FILE")]
    verifier_info: Vec<String>,
    /// With annex-b: a curve to offer a key on, P-256 alone by default. May be repeated.
    #[arg(long, value_name = "CURVE")]
    curve: Vec<String>,
    /// With iso-mdoc: sign once for all documents.
    #[arg(long)]
    reader_auth_all: bool,
    /// For a wallet on this device: where the browser comes back to.
    #[arg(long, value_name = "URI", requires = "browser")]
    redirect_uri: Option<String>,
    /// For a wallet on this device: what identifies the browser, such as a cookie.
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT", requires = "redirect_uri")]
    browser: Option<String>,
    /// The scheme of the link.
    #[arg(long, value_name = "SCHEME")]
    scheme: Option<String>,
    /// With annex-b: take an answer without a key id, as some wallets send it.
    #[arg(long)]
    kid_may_be_absent: bool,
    /// With apple: the merchant identifier.
    #[arg(long, allow_hyphen_values = true, value_name = "ID")]
    merchant_id: Option<String>,
    /// With apple: the team identifier.
    #[arg(long, allow_hyphen_values = true, value_name = "ID")]
    team_id: Option<String>,
    /// With apple: the private key of the encryption certificate.
    #[arg(long, value_name = "FILE")]
    recipient_key: Option<PathBuf>,
    #[command(flatten)]
    signer: signer::SignerArguments,
    #[command(flatten)]
    session: session::StoreArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// OpenID4VP 1.0 by link or QR code.
    Openid4vp,
    /// The Digital Credentials API of a browser.
    DcApi,
    /// ISO/IEC TS 18013-7 Annex B.
    AnnexB,
    /// Verify with Wallet in an app.
    Apple,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// openid4vp-v1-unsigned
    Unsigned,
    /// openid4vp-v1-signed
    Signed,
    /// openid4vp-v1-multisigned
    Multisigned,
    /// org-iso-mdoc
    IsoMdoc,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Output, Failure> {
    let provider = CryptoProvider::default();
    let now = time(arguments.at.as_deref())?;
    let (store, key) = arguments.session.open()?;
    let seed = random::<32>()?;
    let setup = Setup {
        seed: &seed,
        now,
        lifetime: arguments.lifetime,
        profile: if arguments.haip { OnlineProfile::Haip } else { OnlineProfile::Plain },
        surplus: if arguments.report_surplus { SurplusRule::Report } else { SurplusRule::Refuse },
        provider: &provider,
    };
    let signer = arguments.signer.signer(now, &provider)?;
    let asking = Asking { arguments, setup, signer: signer.as_ref() };
    let (session, members) = match arguments.mode {
        Mode::Openid4vp => asking.openid4vp()?,
        Mode::DcApi => asking.dc_api()?,
        Mode::AnnexB => asking.annex_b()?,
        Mode::Apple => asking.apple()?,
    };
    let sessions = Sessions::new(&store, &key, &provider);
    let begun = sessions.begin(&session, &random()?);
    begun.map_err(|error| failure("the session", error, Lang::En))?;
    let mut all = Map::new();
    all.insert("session".into(), json!(session.id()));
    all.insert("kind".into(), json!(session.kind()));
    all.insert("expires".into(), json!(session.expires().to_string()));
    all.extend(members);
    let mut text = serde_json::to_string_pretty(&all).unwrap_or_default();
    text.push('\n');
    Ok(Output { text, exit: 0 })
}

struct Asking<'a> {
    arguments: &'a Arguments,
    setup: Setup<'a>,
    signer: Option<&'a Signer>,
}

type Asked = (OnlineSession, Map<String, Value>);

impl Asking<'_> {
    fn openid4vp(&self) -> Result<Asked, Failure> {
        let own = self.arguments;
        let query = self.query()?;
        let transaction_data = self.transaction_data(&query)?;
        let request = RedirectRequest {
            identity: self.signer.map(|own| &own.identity),
            response_uri: needed(&own.response_uri, "--response-uri")?,
            request_uri: own.request_uri.as_deref(),
            request_uri_post: own.wallet_nonce.is_some() || own.wallet_request.is_some(),
            encrypted: !own.clear,
            same_device: self.same_device(),
            query: &query,
            transaction_data: &transaction_data,
        };
        let session = OnlineSession::redirect(&request, &self.setup).map_err(usage)?;
        let session = self.informed(session)?;
        let scheme = if own.haip { "haip-vp" } else { "openid4vp" };
        let members = self.linked(&session, scheme)?;
        Ok((session, members))
    }

    fn annex_b(&self) -> Result<Asked, Failure> {
        let own = self.arguments;
        let request = AnnexBRequest {
            identity: &self.signer()?.identity,
            response_uri: needed(&own.response_uri, "--response-uri")?,
            request_uri: needed(&own.request_uri, "--request-uri")?,
            device_request: &self.device_request()?,
            kid_rule: match own.kid_may_be_absent {
                true => KidRule::MayBeAbsent,
                false => KidRule::Required,
            },
            same_device: self.same_device(),
        };
        let mut session = OnlineSession::annex_b(&request, &self.setup).map_err(usage)?;
        let curves = own.curve.iter().map(|name| {
            let found = Curve::ALL.into_iter().find(|own| own.name() == name);
            found.ok_or_else(|| Failure::Usage(format!("no curve \"{name}\"")))
        });
        let curves: Vec<Curve> = curves.collect::<Result<_, _>>()?;
        if !curves.is_empty() {
            let chosen = session.with_encryption_curves(&curves, self.setup.provider);
            session = chosen.map_err(usage)?;
        }
        let members = self.linked(&session, "mdoc-openid4vp")?;
        Ok((session, members))
    }

    fn dc_api(&self) -> Result<Asked, Failure> {
        let own = self.arguments;
        let origins = self.origins()?;
        let query = if self.asks_openid4vp() { Some(self.query()?) } else { None };
        let transaction_data = match &query {
            Some(query) => self.transaction_data(query)?,
            None => Vec::new(),
        };
        let needs_request = own.protocol.contains(&Protocol::IsoMdoc);
        let device_request = if needs_request { self.device_request()? } else { Vec::new() };
        let identities: Vec<&SigningIdentity> =
            self.signer.iter().map(|own| &own.identity).collect();
        let mut protocols = Vec::new();
        for protocol in &own.protocol {
            protocols.push(match protocol {
                Protocol::Unsigned => DcApiProtocol::Unsigned,
                Protocol::Signed => DcApiProtocol::Signed(&self.signer()?.identity),
                Protocol::Multisigned => DcApiProtocol::Multisigned(&identities),
                Protocol::IsoMdoc => DcApiProtocol::IsoMdoc(&device_request),
            });
        }
        let request = DcApiRequest {
            origins: &origins,
            protocols: &protocols,
            encrypted: !own.clear,
            query: query.as_ref(),
            transaction_data: &transaction_data,
        };
        let session = OnlineSession::dc_api(&request, &self.setup).map_err(usage)?;
        let session = self.informed(session)?;
        let scope = match own.reader_auth_all {
            true => ReaderScope::All,
            false => ReaderScope::EachDocument,
        };
        let reader = self.signer.map(|own| (&own.identity, scope));
        let offer = session.dc_api_call_by(&identities, reader, self.setup.provider);
        let offer = offer.map_err(usage)?;
        let sign = |to_sign: &_| self.signer.and_then(|own| own.sign(to_sign));
        let call = offer.sign_with(sign, self.setup.provider).map_err(usage)?;
        let call: Value = serde_json::from_str(&call).unwrap_or_default();
        Ok((session, Map::from_iter([("call".to_owned(), call)])))
    }

    fn apple(&self) -> Result<Asked, Failure> {
        let own = self.arguments;
        let path = own.recipient_key.as_ref();
        let path =
            path.ok_or_else(|| Failure::Usage("this mode needs --recipient-key".to_owned()))?;
        let name = path.display().to_string();
        let private =
            key::read(&input::read(path)?).map_err(|error| Failure::input(&name, error))?;
        let public = (self.setup.provider.public_key)(&private);
        let request = AppleRequest {
            merchant_id: needed(&own.merchant_id, "--merchant-id")?,
            team_id: needed(&own.team_id, "--team-id")?,
            recipient: &public.map_err(|error| Failure::input(&name, error))?,
            device_request: &self.device_request()?,
        };
        let session = OnlineSession::apple(&request, &self.setup).map_err(usage)?;
        let nonce = session.apple_nonce(self.setup.provider).map_err(usage)?;
        Ok((session, Map::from_iter([("nonce".to_owned(), json!(base64url(&nonce)))])))
    }

    /// The link, and the request object behind it where there is one.
    fn linked(&self, session: &OnlineSession, scheme: &str) -> Result<Map<String, Value>, Failure> {
        let scheme = self.arguments.scheme.as_deref().unwrap_or(scheme);
        let provider = self.setup.provider;
        let mut members = Map::new();
        let link = session.link(scheme, provider).map_err(usage)?;
        members.insert("link".to_owned(), json!(link));
        if let Some(signer) = self.signer {
            let nonce = self.arguments.wallet_nonce.as_deref().filter(|nonce| !nonce.is_empty());
            let offer = match &self.arguments.wallet_request {
                None => session.request_object(&signer.identity, nonce, provider),
                Some(path) => {
                    let body = input::read(path)?;
                    let posted = WalletRequest::parse(body.trim_ascii());
                    let posted = posted
                        .map_err(|error| Failure::input(path.display().to_string(), error))?;
                    session.request_object_for(&signer.identity, &posted, provider)
                }
            };
            let offer = offer.map_err(usage)?;
            let object = offer.sign_with(|own| signer.sign(own), provider).map_err(usage)?;
            members.insert("requestObject".to_owned(), json!(object));
        }
        Ok(members)
    }

    /// With what others attest of the verifier.
    fn informed(&self, session: OnlineSession) -> Result<OnlineSession, Failure> {
        let mut all = Vec::new();
        for text in &self.arguments.verifier_info {
            let (format, path) = text.split_once('=').ok_or_else(|| {
                Failure::Usage(format!("--verifier-info takes FORMAT=FILE, not \"{text}\""))
            })?;
            let data = String::from_utf8(input::read(path.as_ref())?).unwrap_or_default();
            all.push(VerifierInfo::new(format, data.trim(), &[]).map_err(usage)?);
        }
        match all.is_empty() {
            true => Ok(session),
            false => session.with_verifier_info(&all).map_err(usage),
        }
    }

    /// Every credential of the query is to sign each of them.
    fn transaction_data(&self, query: &DcqlQuery) -> Result<Vec<TransactionData>, Failure> {
        let credentials: Vec<&str> = query.credentials.iter().map(|own| own.id.as_str()).collect();
        let all = self.arguments.transaction_data.iter().map(|path| {
            let odd = || {
                let what = "is no JSON object with \"type\" and \"element\": NAMESPACE/ELEMENT";
                Failure::input(path.display().to_string(), what)
            };
            let mut read: Value = serde_json::from_slice(&input::read(path)?).map_err(|_| odd())?;
            let members = read.as_object_mut().ok_or_else(odd)?;
            let mut text = |name: &str| match members.remove(name) {
                Some(Value::String(text)) => Ok(text),
                _ => Err(odd()),
            };
            let (kind, element) = (text("type")?, text("element")?);
            let element = element.rsplit_once('/').ok_or_else(odd)?;
            TransactionData::new(&kind, &credentials, &read.to_string(), element).map_err(usage)
        });
        all.collect()
    }

    /// The least that serves `--purpose`.
    fn for_purpose(&self) -> Result<Option<Request>, Failure> {
        let own = self.arguments;
        let Some(id) = &own.purpose else { return Ok(None) };
        let purpose = Purpose::from_id(id, own.age).ok_or_else(|| {
            let known = purpose_names().join(", ");
            Failure::Usage(format!(
                "no purpose \"{}\" (age-check needs --age, no other takes it); known: {known}",
                escaped(id)
            ))
        })?;
        let day = self.setup.now.date().as_deref().and_then(Date::parse);
        let day = day.ok_or_else(|| Failure::Usage("the time has no day; give --at".to_owned()))?;
        let request =
            Request::for_purpose(purpose, &[own.doc_type.as_str()], day, &Registry::builtin());
        request.map(Some).map_err(|error| Failure::Usage(error.to_string()))
    }

    fn signer(&self) -> Result<&Signer, Failure> {
        self.signer.ok_or_else(|| Failure::Usage("a signed request needs --key".to_owned()))
    }

    fn same_device(&self) -> Option<SameDevice<'_>> {
        let browser = self.arguments.browser.as_ref()?.as_bytes();
        let redirect_uri = self.arguments.redirect_uri.as_deref()?;
        Some(SameDevice { browser, redirect_uri })
    }

    fn origins(&self) -> Result<Origins, Failure> {
        let odd = |text: &str, problem| Failure::Usage(format!("the origin \"{text}\" {problem}"));
        let mut all = Vec::new();
        for text in &self.arguments.origin {
            all.push(Origin::web(text).map_err(|problem| odd(text, problem))?);
        }
        for text in &self.arguments.android_app {
            all.push(Origin::android_app_text(text).map_err(|problem| odd(text, problem))?);
        }
        let missing = || Failure::Usage("this mode needs --origin or --android-app".to_owned());
        let asking = all.first().ok_or_else(missing)?;
        Origins::new(&all, asking).map_err(|problem| Failure::Usage(problem.to_string()))
    }

    fn asks_openid4vp(&self) -> bool {
        self.arguments.protocol.iter().any(|own| *own != Protocol::IsoMdoc)
    }

    fn query(&self) -> Result<DcqlQuery, Failure> {
        if let Some(path) = &self.arguments.query {
            let name = path.display().to_string();
            let text = String::from_utf8(input::read(path)?).unwrap_or_default();
            return DcqlQuery::from_json(&text).map_err(|error| Failure::input(name, error));
        }
        if let Some(request) = self.for_purpose()? {
            return request.dcql().map_err(|error| Failure::Usage(error.to_string()));
        }
        let mut credential = CredentialQuery::mdoc("document", &self.arguments.doc_type);
        let mut claims = Vec::new();
        for (name_space, identifier) in self.elements()? {
            let mut claim = ClaimsQuery::element(name_space, identifier);
            claim.intent_to_retain = Some(self.arguments.retain);
            claims.push(claim);
        }
        credential.claims = Some(claims);
        Ok(DcqlQuery { credentials: vec![credential], credential_sets: None })
    }

    fn device_request(&self) -> Result<Vec<u8>, Failure> {
        if let Some(path) = &self.arguments.device_request {
            return input::read_binary(path).map(|own| own.content);
        }
        if let Some(request) = self.for_purpose()? {
            return request.device_request().map_err(|error| Failure::Usage(error.to_string()));
        }
        let elements = self.elements()?;
        if elements.is_empty() {
            return Err(Failure::Usage("this needs --element or --device-request".to_owned()));
        }
        Ok(device_request(&self.arguments.doc_type, &elements, self.arguments.retain))
    }

    fn elements(&self) -> Result<Vec<(&str, &str)>, Failure> {
        let all = self.arguments.element.iter().map(|text| {
            text.rsplit_once('/')
                .filter(|(space, name)| !space.is_empty() && !name.is_empty())
                .ok_or_else(|| Failure::Usage(format!("\"{text}\" is no NAMESPACE/ELEMENT")))
        });
        all.collect()
    }
}

/// DeviceRequest for one document (ISO 18013-5 second edition 10.2).
pub(crate) fn device_request(doc_type: &str, elements: &[(&str, &str)], retain: bool) -> Vec<u8> {
    let mut spaces: Vec<&str> = elements.iter().map(|(space, _)| *space).collect();
    spaces.sort_unstable();
    spaces.dedup();
    let mut items = Writer::new();
    items.map(2);
    items.text("docType");
    items.text(doc_type);
    items.text("nameSpaces");
    items.map(spaces.len());
    for space in spaces {
        let mut own: Vec<&str> =
            elements.iter().filter(|(other, _)| *other == space).map(|(_, name)| *name).collect();
        own.sort_unstable();
        own.dedup();
        items.text(space);
        items.map(own.len());
        for name in own {
            items.text(name);
            items.raw(&[0xf4 + u8::from(retain)]);
        }
    }
    let mut request = Writer::new();
    request.map(2);
    request.text("version");
    request.text("1.0");
    request.text("docRequests");
    request.array(1);
    request.map(1);
    request.text("itemsRequest");
    request.embedded(&items.into_bytes());
    request.into_bytes()
}

fn needed<'a>(value: &'a Option<String>, name: &str) -> Result<&'a str, Failure> {
    value.as_deref().ok_or_else(|| Failure::Usage(format!("this mode needs {name}")))
}

fn usage(problem: RequestProblem) -> Failure {
    Failure::Usage(problem.to_string())
}
