//! Across devices: the state machine against the testkit's phone, in memory.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod credentials;
mod failures;
mod hostile;
mod links;
mod passkeys;

use std::sync::LazyLock;
use std::time::Duration;

use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::hybrid::advert::SERVICES;
use tashika::hybrid::digital::DigitalRequest;
use tashika::hybrid::initiator::{
    Action, Answered, Ask, Event, Failure, HybridConfig, HybridSession, Outcome, Phase,
};
use tashika::hybrid::tunnel::SUBPROTOCOL;
use tashika::instant::Timestamp;
use tashika::online::dcql::SurplusRule;
use tashika::online::{
    DcApiProtocol, DcApiRequest, OnlineProfile, OnlineSession, Origin, Origins, Setup,
    SigningIdentity, ToSign,
};
use tashika::request::dcql::{ClaimsQuery, CredentialQuery, DcqlQuery};
use tashika::x509::Certificate;
use tashika_testkit::documents::{MDL, MDL_SPACE, mdl, shown};
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::{Curve as KitCurve, Key};
use tashika_testkit::online::{Wallet, verifier_certificate};
use tashika_testkit::phone::{Phone, PhoneConfig};
use tashika_testkit::scenario::{Document, NOW, Scenario};
use tashika_testkit::{portrait, random};

pub(crate) const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();
pub(crate) const ORIGIN: &str = "https://verifier.example";
pub(crate) const ELEMENTS: [&str; 2] = ["family_name", "portrait"];
pub(crate) const ROUTING: [u8; 3] = [1, 2, 3];

pub(crate) fn now() -> Timestamp {
    Timestamp::parse(NOW).unwrap()
}

pub(crate) fn at(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A licence that shows the name and a portrait of 60 kB.
pub(crate) fn licence() -> Document {
    let mut document = mdl();
    document.name_spaces[0].1.push(shown("portrait", portrait::large()));
    for element in &mut document.name_spaces[0].1 {
        element.disclosed = ELEMENTS.contains(&element.identifier);
    }
    document
}

pub(crate) fn identity() -> SigningIdentity {
    let der = verifier_certificate(&verifier_key(), &["verifier.example"]);
    SigningIdentity::x509_hash(&[Certificate::parse(&der).unwrap()], &PROVIDER).unwrap()
}

fn verifier_key() -> Key {
    Key::new(KitCurve::P256, "verifier")
}

fn sign(to_sign: &ToSign) -> Option<Vec<u8>> {
    Some(verifier_key().sign(&to_sign.message))
}

/// An online session that asks by both protocols, and its call.
pub(crate) fn online() -> (OnlineSession, String) {
    let seed = random::bytes("hybrid", 32).try_into().unwrap();
    let setup = Setup {
        seed: &seed,
        now: now(),
        lifetime: 300,
        profile: OnlineProfile::Haip,
        surplus: SurplusRule::Refuse,
        provider: &PROVIDER,
    };
    let identity = identity();
    let mut credential = CredentialQuery::mdoc("mdl", MDL);
    let claims = ELEMENTS.iter().map(|own| ClaimsQuery::element(MDL_SPACE, own));
    credential.claims = Some(claims.collect());
    let query = DcqlQuery { credentials: vec![credential], credential_sets: None };
    let device_request = Scenario::new(licence(), Handover::OpenId4Vp).ask();
    let origins = Origins::only(Origin::web(ORIGIN).unwrap());
    let request = DcApiRequest {
        origins: &origins,
        protocols: &[DcApiProtocol::IsoMdoc(&device_request), DcApiProtocol::Signed(&identity)],
        encrypted: true,
        query: Some(&query),
        transaction_data: &[],
    };
    let session = OnlineSession::dc_api(&request, &setup).unwrap();
    let offer = session.dc_api_call(&[&identity], Some(&identity), &PROVIDER).unwrap();
    let call = offer.sign_with(sign, &PROVIDER).unwrap();
    (session, call)
}

/// The call, which is the same in every run.
pub(crate) static CALL: LazyLock<String> = LazyLock::new(|| online().1);
static LICENCE: LazyLock<Document> = LazyLock::new(licence);

pub(crate) fn credential() -> HybridConfig {
    let request = DigitalRequest::get(ORIGIN, &CALL).unwrap();
    HybridConfig::new(Ask::Credential(request))
}

pub(crate) fn phone() -> PhoneConfig {
    PhoneConfig::new("mine", Wallet::new("mdl", LICENCE.clone()))
}

pub(crate) fn key(label: &str) -> PrivateKey {
    PrivateKey::new(Curve::P256, Key::new(KitCurve::P256, label).secret())
}

pub(crate) fn session(config: HybridConfig) -> HybridSession {
    let secret = random::bytes("code secret", 16).try_into().unwrap();
    HybridSession::new(config, key("screen"), secret, now(), &PROVIDER).unwrap()
}

/// A screen and a phone in one room, and everything that passes between them.
pub(crate) struct Room {
    pub(crate) session: HybridSession,
    pub(crate) phone: Phone,
    pub(crate) clock: u64,
    pub(crate) sent: Vec<Vec<u8>>,
    pub(crate) closed: bool,
    pub(crate) outcome: Option<Outcome>,
}

impl Room {
    pub(crate) fn new(config: HybridConfig, phone: PhoneConfig) -> Self {
        let mut session = session(config);
        session.start(at(0));
        let phone = Phone::new(phone);
        Self { session, phone, clock: 0, sent: Vec::new(), closed: false, outcome: None }
    }

    /// Something happens, ten milliseconds later.
    pub(crate) fn event(&mut self, event: Event) -> Vec<Action> {
        self.clock += 10;
        let actions = self.session.on_event(event, at(self.clock));
        for action in &actions {
            match action {
                Action::Send(message) => self.sent.push(message.clone()),
                Action::Close => self.closed = true,
                Action::Finished(outcome) => {
                    assert!(self.outcome.is_none(), "one end");
                    self.outcome = Some(outcome.clone());
                }
                _ => {}
            }
        }
        actions
    }

    pub(crate) fn advert(&mut self) {
        self.phone.scan(self.session.code());
        let data = self.phone.advert(ROUTING);
        self.event(Event::Advert { service: SERVICES[0], data });
    }

    pub(crate) fn open(&mut self) {
        let subprotocol = Some(SUBPROTOCOL.to_owned());
        self.event(Event::TunnelOpened { subprotocol, key: key("ephemeral") });
    }

    /// What the phone answers to everything that was sent to it.
    pub(crate) fn answers(&mut self) -> Vec<Vec<u8>> {
        let sent = std::mem::take(&mut self.sent);
        sent.iter().flat_map(|message| self.phone.receive(message)).collect()
    }

    pub(crate) fn deliver(&mut self, messages: Vec<Vec<u8>>) {
        messages.into_iter().for_each(|own| drop(self.event(Event::Binary(own))));
    }

    /// To the given phase, and no further.
    pub(crate) fn until(mut self, phase: Phase) -> Self {
        if phase > Phase::Advert {
            self.advert();
        }
        if phase > Phase::Tunnel {
            self.open();
        }
        if phase > Phase::Handshake {
            let answers = self.answers();
            let [handshake, greeting] = answers.try_into().unwrap();
            self.deliver(vec![handshake]);
            if phase > Phase::Greeting {
                self.deliver(vec![greeting]);
            }
        }
        assert_eq!(self.session.phase(), Some(phase));
        self
    }

    /// To the end, as far as the two sides bring it by themselves.
    pub(crate) fn run(mut self) -> Self {
        self.advert();
        self.open();
        while self.outcome.is_none() && !self.sent.is_empty() {
            let answers = self.answers();
            self.deliver(answers);
        }
        self.answers();
        self
    }

    pub(crate) fn answered(self) -> Answered {
        match self.outcome {
            Some(Outcome::Answered(answered)) => *answered,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn failed(&self) -> (Failure, Phase) {
        match &self.outcome {
            Some(Outcome::Failed { failure, phase }) => (failure.clone(), *phase),
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn failure(config: HybridConfig, phone: PhoneConfig) -> (Failure, Phase) {
    Room::new(config, phone).run().failed()
}
