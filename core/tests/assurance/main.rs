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
mod properties;

use std::sync::LazyLock;

use tashika::assurance::{
    Attribute, Bundles, Capture, Channel, Circumstances, Comparison, Decision, Evidence, Factor,
    Held, HolderVerification, IcDocument, IcKind, Inspection, IssuerFacts, JpkiAuthentication,
    JpkiSigning, Mdoc, Passkey, PortraitSource, Printed, Proof, SessionFacts, Status, decide,
};
use tashika::crypto::CryptoProvider;
use tashika::doctype::Date;
use tashika::instant::Timestamp;

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
