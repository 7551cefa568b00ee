//! From evidence to a decision: bundles, levels, statutes, advice, and the same over time.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod bundles;
mod evidence;
mod jpki;
mod methods;
mod minutes;
mod over_time;
mod passkey;
mod properties;
mod records;
mod stores;

use std::sync::{LazyLock, OnceLock};

use tashika::assurance::{
    Attribute, Bundles, Capture, Channel, Circumstances, Comparison, Decision, Evidence, Factor,
    Held, HolderVerification, IcDocument, IcKind, Inspection, IssuerFacts, JpkiAuthentication,
    JpkiSigning, Mdoc, Passkey, PortraitSource, Printed, Proof, SessionFacts, Status, decide,
};
use tashika::crypto::CryptoProvider;
use tashika::doctype::{Date, Registry};
use tashika::instant::Timestamp;
use tashika::mdoc::{DeviceRequest, SessionTranscript};
use tashika::presentation::Presentation;
use tashika::status::Cache;
use tashika::trust::{IssuerProfiles, Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Policy, Profile, Report, verify};
use tashika::x509::Certificate;
use tashika_testkit::cases::{Case, all};

pub(crate) const IAL: &str = "ds511.ial";
pub(crate) const AAL: &str = "ds511.aal";
pub(crate) const MNC: &str = "org.iso.23220.1.jp.mnc";

pub(crate) static SHIPPED: LazyLock<Bundles> =
    LazyLock::new(|| Bundles::shipped(&CryptoProvider::default()).unwrap());

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub(crate) const MADE: &str = "2026-06-01T00:00:00Z";

pub(crate) fn made(id: &str, what: Proof) -> Evidence {
    Evidence::new(id, at(MADE), what)
}

pub(crate) const FOUR: [Attribute; 4] =
    [Attribute::Name, Attribute::Address, Attribute::BirthDate, Attribute::Sex];

pub(crate) fn online() -> SessionFacts {
    SessionFacts {
        channel: Channel::Remote,
        verifier_name: Held::Yes,
        channel_keys: Held::Yes,
        fresh: Held::Yes,
        relay_excluded: Held::Yes,
    }
}

/// A smartphone My Number Card, presented online, with everything known and good.
pub(crate) fn mdoc() -> Mdoc {
    Mdoc {
        doc_type: MNC.to_owned(),
        verified: Held::Yes,
        status: Status::Valid,
        signer_status: Status::Valid,
        issuer: IssuerFacts {
            authority: tashika::assurance::Authority::JpLaw,
            country: Some("JP".to_owned()),
            managed: Held::Yes,
            ..IssuerFacts::default()
        },
        attributes: vec![
            Attribute::Name,
            Attribute::Address,
            Attribute::BirthDate,
            Attribute::Portrait,
        ],
        wallet_unlock: Held::Yes,
        session: online(),
        algorithms: vec!["ES256".to_owned(), "SHA-256".to_owned()],
        as_of: Some(at("2026-05-01T00:00:00Z")),
        expires: Some(at("2027-05-01T00:00:00Z")),
        ..Mdoc::default()
    }
}

pub(crate) fn jpki_auth() -> JpkiAuthentication {
    JpkiAuthentication {
        verified: Held::Yes,
        status: Status::Valid,
        session: SessionFacts { verifier_name: Held::No, ..online() },
        attributes: FOUR.to_vec(),
        ..JpkiAuthentication::default()
    }
}

pub(crate) fn jpki_sign() -> JpkiSigning {
    JpkiSigning {
        verified: Held::Yes,
        document_shown: Held::Yes,
        status: Status::Valid,
        session: online(),
        attributes: FOUR.to_vec(),
        ..JpkiSigning::default()
    }
}

pub(crate) fn chip(document: IcKind) -> IcDocument {
    IcDocument {
        document,
        verified: Held::Yes,
        current: Held::Yes,
        status: Status::Undetermined,
        original: Held::Yes,
        channel: Channel::InPerson,
        issuer: IssuerFacts::default(),
        attributes: vec![
            Attribute::Name,
            Attribute::Address,
            Attribute::BirthDate,
            Attribute::Portrait,
        ],
        algorithms: Vec::new(),
        expires: None,
    }
}

pub(crate) fn inspection() -> Inspection {
    Inspection {
        document: Printed::PhotoId,
        operator: Some("staff-7".to_owned()),
        genuine: Held::Yes,
        current: Held::Yes,
        trained: Held::Unknown,
        detector: Held::Unknown,
        attributes: vec![Attribute::Name, Attribute::Address, Attribute::BirthDate],
    }
}

pub(crate) fn passkey() -> Passkey {
    Passkey {
        verified: Held::Yes,
        user_verified: Held::Yes,
        session: online(),
        ..Passkey::default()
    }
}

/// A face that was compared, as well as it can be over that channel.
pub(crate) fn face(of: &str, channel: Channel, source: PortraitSource) -> HolderVerification {
    let in_person = channel == Channel::InPerson;
    HolderVerification {
        of: of.to_owned(),
        channel,
        factor: Factor::Face {
            outcome: Comparison::Matches,
            source,
            capture: if in_person { Capture::Attended } else { Capture::LiveCamera },
            liveness: if in_person { Held::Unknown } else { Held::Yes },
            injection: if in_person { Held::Unknown } else { Held::Yes },
            operator: in_person.then(|| "staff-7".to_owned()),
            trained: Held::Unknown,
        },
    }
}

pub(crate) fn decided(evidence: &[Evidence]) -> Decision {
    decided_on(evidence, "2026-06-01")
}

pub(crate) fn decided_on(evidence: &[Evidence], on: &str) -> Decision {
    decide(evidence, &Circumstances::default(), &SHIPPED, day(on)).unwrap()
}

/// The grade on an axis, whatever speaks against it.
pub(crate) fn grade(decision: &Decision, axis: &str) -> String {
    let own = decision.axes.iter().find(|own| own.axis == axis);
    own.unwrap_or_else(|| panic!("no axis {axis}")).grade.id.clone()
}

/// The identity proofing level of this evidence.
pub(crate) fn ial(evidence: &[Evidence]) -> String {
    grade(&decided(evidence), IAL)
}

pub(crate) fn case(name: &str) -> Case {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    let cases = CASES.get_or_init(all).iter();
    cases.clone().find(|own| own.name == name).unwrap_or_else(|| panic!("no case {name}")).clone()
}

/// The presentation of a fixture.
pub(crate) fn presented(case: &Case) -> Presentation {
    let presentation = Presentation::new(case.scenario.respond())
        .with_transcript(SessionTranscript::from_bytes(&case.transcript()));
    match case.asked {
        true => presentation.with_request(DeviceRequest::decode(&case.scenario.ask()).unwrap()),
        false => presentation,
    }
}

/// The report of a fixture, with what is known of issuers.
pub(crate) fn report(case: &Case, profiles: IssuerProfiles) -> Report {
    let anchors = case
        .trust
        .iter()
        .map(|own| TrustAnchor::new(Certificate::parse(&own.der).unwrap(), Purpose::Issuer));
    let trust = anchors.collect::<TrustStore>().with_profiles(profiles);
    let policy = Policy::named(case.policy.unwrap_or("default"), Profile::Strict).unwrap();
    let mut cache = Cache::new();
    for list in &case.status {
        let fetched = list.fetched.map(at);
        cache.give(list.uri, list.bytes.clone(), fetched).unwrap();
    }
    let provider = CryptoProvider::default();
    let context = Context::new(&trust, &policy, at(case.at), &provider).with_status(&cache);
    verify(&presented(case), &context).unwrap()
}

/// The evidence that a fixture gives.
pub(crate) fn evidence_of(name: &str) -> Vec<Evidence> {
    let case = case(name);
    let report = report(&case, IssuerProfiles::shipped().unwrap());
    Evidence::from_report(&report, &presented(&case), &Registry::builtin(), "mdoc")
}
