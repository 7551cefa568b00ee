//! What is asked, by whom, and whom to trust for the answer.

use p256::ecdsa::SigningKey;
use tashika::crypto::CryptoProvider;
use tashika::hybrid::digital::DigitalRequest;
use tashika::hybrid::initiator::{Ask, HybridConfig};
use tashika::hybrid::tunnel::TunnelPolicy;
use tashika::instant::Timestamp;
use tashika::online::dcql::SurplusRule;
use tashika::online::{
    DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession, Origin, Origins, RequestProblem,
    Setup, SigningIdentity,
};
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::x509::Certificate;
use tashika_testkit::documents;
use tashika_testkit::keys::{Curve, Key};
use tashika_testkit::online::{Wallet, verifier_certificate};
use tashika_testkit::phone::{Phone, PhoneConfig};
use tashika_testkit::portrait;
use tashika_testkit::scenario::{Document, NOW};

use super::rehearse::Case;
use super::transact::Plan;
use super::{Arguments, PhoneKind, Protocol};
use crate::online::request::device_request;
use crate::online::session::{random, time};
use crate::online::signer::Signer;
use crate::{Failure, input};

/// What everything random of the simulated phone depends on.
pub(super) const SIMULATED: &str = "simulated";
/// Seconds that the session lasts: scanning and consent fit.
const LIFETIME: i64 = 600;

/// Everything that one transaction needs.
pub(super) struct Question {
    pub(super) session: OnlineSession,
    pub(super) config: HybridConfig,
    pub(super) trust: TrustStore,
    pub(super) now: Timestamp,
    /// The document of a phone that is simulated.
    document: Option<Document>,
}

impl Question {
    pub(super) fn new(arguments: &Arguments, provider: &CryptoProvider) -> Result<Self, Failure> {
        let origin = origin(arguments)?;
        let document = match arguments.phone {
            PhoneKind::Bluetooth => None,
            PhoneKind::Simulated => Some(sample(&arguments.doc_type)?),
        };
        let now = now(arguments)?;
        let signer = signer(arguments, &origin, now, provider)?;
        let asked = elements(arguments, document.as_ref())?;
        let document = document.map(|own| showing(own, &asked));
        let (session, call) = call(arguments, &origin, &asked, signer.as_ref(), now, provider)?;
        let request = DigitalRequest::get(origin.as_str(), &call)
            .map_err(|problem| Failure::Usage(problem.to_string()))?;
        let mut config = HybridConfig::new(Ask::Credential(request));
        config.tunnels = TunnelPolicy::with(arguments.tunnel.iter().copied());
        let trust = trust(arguments, document.as_ref())?;
        Ok(Self { session, config, trust, now, document })
    }

    /// The transaction, with the phone that holds the document.
    pub(super) fn plan(&self, case: Option<Case>) -> Plan {
        let mut config = self.config.clone();
        let wallet = self.document.clone().map(|own| Wallet::new("document", own));
        let mut phone = wallet.map(|own| PhoneConfig::new(SIMULATED, own));
        if let (Some(case), Some(phone)) = (case, &mut phone) {
            case.shorten(&mut config);
            case.teach(phone);
        }
        Plan { config, now: self.now, phone: phone.map(Phone::new), case }
    }

    /// The time for which the answer is judged: that of its coming, where the documents are real.
    pub(super) fn judged_at(&self) -> Result<Timestamp, Failure> {
        match self.document {
            Some(_) => Ok(self.now),
            None => time(None),
        }
    }
}

/// The origin of the verifier.
pub(super) fn origin(arguments: &Arguments) -> Result<Origin, Failure> {
    Origin::web(&arguments.rp)
        .map_err(|problem| Failure::Usage(format!("--rp \"{}\" {problem}", arguments.rp)))
}

/// The time: for a simulated phone, whose documents are valid at one fixed time, that.
pub(super) fn now(arguments: &Arguments) -> Result<Timestamp, Failure> {
    match arguments.phone {
        PhoneKind::Simulated => Ok(Timestamp::parse(NOW).unwrap_or(Timestamp::from_unix(0))),
        PhoneKind::Bluetooth => time(None),
    }
}

/// A sample document of this type; a licence has a portrait of 60 kB.
fn sample(doc_type: &str) -> Result<Document, Failure> {
    match doc_type {
        documents::MDL => {
            let mut document = documents::mdl();
            let portrait = documents::shown("portrait", portrait::large());
            if let Some((_, elements)) = document.name_spaces.first_mut() {
                elements.push(portrait);
            }
            Ok(document)
        }
        documents::MNC => Ok(documents::my_number_card()),
        documents::PID => Ok(documents::pid()),
        other => {
            let known = [documents::MDL, documents::MNC, documents::PID].join(", ");
            Err(Failure::Usage(format!("the simulated phone has no \"{other}\"; it has {known}")))
        }
    }
}

/// The document, showing what is asked and nothing else.
fn showing(mut document: Document, asked: &[(String, String)]) -> Document {
    for (space, elements) in &mut document.name_spaces {
        for element in elements {
            element.disclosed =
                asked.iter().any(|(own, name)| own == space && name == element.identifier);
        }
    }
    document
}

/// Namespace and identifier of what is asked.
fn elements(
    arguments: &Arguments,
    document: Option<&Document>,
) -> Result<Vec<(String, String)>, Failure> {
    let own = |name: &str| {
        let spaces = document.iter().flat_map(|own| &own.name_spaces);
        let found = spaces
            .filter(|(_, elements)| elements.iter().any(|element| element.identifier == name))
            .map(|(space, _)| (*space).to_owned());
        let mut found: Vec<String> = found.collect();
        match (found.len(), space_of(&arguments.doc_type)) {
            (1, _) => found.pop(),
            (_, Some(space)) => Some(space.to_owned()),
            _ => None,
        }
    };
    let one = |text: &String| {
        let parts = text.rsplit_once('/').map(|(space, name)| (space.to_owned(), name.to_owned()));
        let parts = parts.or_else(|| Some((own(text)?, text.clone())));
        parts.filter(|(space, name)| !space.is_empty() && !name.is_empty()).ok_or_else(|| {
            Failure::Usage(format!("--ask \"{text}\" needs its namespace, as NAMESPACE/ELEMENT"))
        })
    };
    arguments.ask.iter().map(one).collect()
}

/// The namespace of elements that are given without one.
fn space_of(doc_type: &str) -> Option<&'static str> {
    match doc_type {
        documents::MDL => Some(documents::MDL_SPACE),
        documents::MNC => Some("org.iso.23220.1.jp"),
        documents::PID => Some(documents::PID),
        _ => None,
    }
}

fn signer(
    arguments: &Arguments,
    origin: &Origin,
    now: Timestamp,
    provider: &CryptoProvider,
) -> Result<Option<Signer>, Failure> {
    let given = arguments.signer.signer(now, provider)?;
    if given.is_some() || arguments.phone == PhoneKind::Bluetooth {
        return Ok(given);
    }
    let own = |_| Failure::input("the simulated verifier", "has no usable key");
    let kit = Key::new(Curve::P256, "verifier");
    let host = origin.as_str().split_once("://").map_or("", |(_, host)| host);
    let leaf = Certificate::parse(&verifier_certificate(&kit, &[host]))
        .map_err(|error| Failure::input("the simulated verifier", error))?;
    let identity = SigningIdentity::x509_hash(&[leaf], provider).map_err(usage)?;
    let key = SigningKey::from_slice(kit.secret()).map_err(own)?;
    Ok(Some(Signer::new(identity, key)))
}

fn call(
    arguments: &Arguments,
    origin: &Origin,
    asked: &[(String, String)],
    signer: Option<&Signer>,
    now: Timestamp,
    provider: &CryptoProvider,
) -> Result<(OnlineSession, String), Failure> {
    let mut credential = CredentialQuery::mdoc("document", &arguments.doc_type);
    let claims = asked.iter().map(|(space, name)| {
        let mut claim = ClaimsQuery::element(space, name);
        claim.intent_to_retain = Some(false);
        claim
    });
    credential.claims = Some(claims.collect());
    let query = DcqlQuery { credentials: vec![credential], credential_sets: None };
    let borrowed: Vec<(&str, &str)> =
        asked.iter().map(|(space, name)| (space.as_str(), name.as_str())).collect();
    let device_request = device_request(&arguments.doc_type, &borrowed, false);
    let all = [Protocol::IsoMdoc, Protocol::Signed];
    let wanted = match (arguments.protocol.is_empty(), signer) {
        (true, Some(_)) => all.to_vec(),
        (true, None) => vec![Protocol::IsoMdoc],
        (false, _) => arguments.protocol.clone(),
    };
    let mut protocols = Vec::new();
    for own in wanted {
        protocols.push(match (own, signer) {
            (Protocol::IsoMdoc, _) => DcApiProtocol::IsoMdoc(&device_request),
            (Protocol::Signed, Some(signer)) => DcApiProtocol::Signed(&signer.identity),
            (Protocol::Signed, None) => {
                let needed = "a signed request needs --key and --certificates";
                return Err(Failure::Usage(needed.to_owned()));
            }
        });
    }
    let seed = random::<32>()?;
    let setup = Setup {
        seed: &seed,
        now,
        lifetime: LIFETIME,
        profile: OnlineProfile::Plain,
        surplus: SurplusRule::Report,
        provider,
    };
    let origins = Origins::only(origin.clone());
    let request = DcApiRequest {
        origins: &origins,
        protocols: &protocols,
        encrypted: true,
        query: Some(&query),
        transaction_data: &[],
    };
    let session = OnlineSession::dc_api(&request, &setup).map_err(usage)?;
    let identities: Vec<&SigningIdentity> = signer.iter().map(|own| &own.identity).collect();
    let reader = signer.map(|own| &own.identity);
    let offer = session.dc_api_call(&identities, reader, provider).map_err(usage)?;
    let sign = |to_sign: &_| signer.and_then(|own| own.sign(to_sign));
    let call = offer.sign_with(sign, provider).map_err(usage)?;
    Ok((session, call))
}

fn trust(arguments: &Arguments, document: Option<&Document>) -> Result<TrustStore, Failure> {
    let mut anchors = Vec::new();
    for path in &arguments.trust {
        anchors.extend(input::anchors(path)?);
    }
    if let Some(document) = document {
        let root = Certificate::parse(&document.issuer.root_der())
            .map_err(|error| Failure::input("the simulated phone", error))?;
        anchors.push(TrustAnchor::new(root, Purpose::Issuer));
    }
    Ok(anchors.into_iter().collect())
}

fn usage(problem: RequestProblem) -> Failure {
    Failure::Usage(problem.to_string())
}
