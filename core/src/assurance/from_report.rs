//! Evidence from the report of a verification.
//!
//! 1. Each document of the report gives one piece. What its checks proved is *yes*; what the verdict
//!    rejected is *no*; everything else is *unknown*.
//! 2. Attributes are the needs that released, issuer-signed elements serve; no value is taken over.
//! 3. What binds the answer comes from the presentation, which the flow made of its own state.

use super::evidence::{
    Attribute, Authority, Channel, CollectionFacts, Copies, Evidence, Held, IssuerFacts, Mdoc,
    PortraitCapture, Proof, SessionFacts, Status,
};
use crate::codec::limits::MAX_ELEMENT_DEPTH;
use crate::codec::scan;
use crate::cose::{Algorithm, Signed};
use crate::doctype::{Date, HolderVerification as Offered, Registry, Role};
use crate::instant::Timestamp;
use crate::mdoc::{DeviceResponse, MobileSecurityObject};
use crate::presentation::{
    self, Covered, OnlineBinding, OnlineStart, Presentation, ReaderAuthentication,
};
use crate::status::Standing;
use crate::trust;
use crate::verify::{
    Decision, Disclosure, DocumentReport, IssuanceState, Report, Source, StateSourceKind,
};

/// Client identifiers that a wallet must authenticate (OpenID4VP 5.9.3).
const AUTHENTICATED: [&str; 4] =
    ["x509_hash:", "x509_san_dns:", "verifier_attestation:", "openid_federation:"];

impl Evidence {
    /// One piece of evidence for each document of this report, named `PREFIX-1`, `PREFIX-2`, …
    ///
    /// `presentation` is the one that was verified.
    pub fn from_report(
        report: &Report,
        presentation: &Presentation,
        doc_types: &Registry,
        prefix: &str,
    ) -> Vec<Self> {
        let session = session(presentation);
        let algorithms = algorithms(presentation);
        let documents = report.documents.iter().enumerate();
        documents
            .map(|(index, document)| {
                let mut mdoc = mdoc(report, document, doc_types);
                mdoc.session = session.clone();
                // The channel is what it is; what binds the answer was proven with it, or not.
                if mdoc.verified != Held::Yes {
                    mdoc.session =
                        SessionFacts { channel: session.channel, ..SessionFacts::default() };
                }
                mdoc.algorithms = algorithms.get(index).cloned().unwrap_or_default();
                let id = format!("{prefix}-{}", index + 1);
                Self::new(id, report.at, Proof::Mdoc(mdoc))
            })
            .collect()
    }
}

fn mdoc(report: &Report, document: &DocumentReport, doc_types: &Registry) -> Mdoc {
    let verified = match (report.verdict.decision, &document.claims) {
        (Decision::Accepted, Some(_)) => Held::Yes,
        (Decision::Rejected, _) => Held::No,
        _ => Held::Unknown,
    };
    let doc_type = document.doc_type.clone().unwrap_or_default();
    let offered = doc_types.get(&doc_type).map(|own| own.holder.verified_by.as_slice());
    let unlocks = offered
        .unwrap_or_default()
        .iter()
        .any(|own| matches!(own, Offered::BiometricUnlock | Offered::Pin));
    let (status, status_until) = status(&document.issuance);
    Mdoc {
        verified,
        status,
        signer_status: signer_status(&document.issuance),
        issuer: issuer(document),
        attributes: attributes(document, &doc_type, doc_types),
        wallet_unlock: if unlocks { Held::Yes } else { Held::Unknown },
        collected: collected(document, &doc_type, doc_types),
        portrait_years: portrait_years(document, report.at),
        as_of: document.validity.map(|own| own.signed),
        expires: document.validity.map(|own| own.valid_until),
        status_until,
        doc_type,
        ..Mdoc::default()
    }
}

fn standing(own: Standing) -> Status {
    match own {
        Standing::Valid => Status::Valid,
        Standing::Revoked | Standing::Suspended => Status::Revoked,
        Standing::NotPresent => Status::NotOffered,
        _ => Status::Undetermined,
    }
}

/// What the revocation list says of the document signer.
pub(super) fn signer_status(issuance: &IssuanceState) -> Status {
    let signer = issuance.source(StateSourceKind::RevocationList);
    signer.map_or(Status::Undetermined, |own| standing(own.answer.standing))
}

/// The worst that the lists say which the document names, and until when the earliest one holds.
pub(super) fn status(issuance: &IssuanceState) -> (Status, Option<Timestamp>) {
    let lists = issuance.sources.iter().filter(|own| {
        matches!(
            own.kind,
            StateSourceKind::Status | StateSourceKind::StatusList | StateSourceKind::IdentifierList
        )
    });
    let answers: Vec<_> =
        lists.map(|own| (standing(own.answer.standing), own.answer.until)).collect();
    let worst = [Status::Revoked, Status::Undetermined, Status::NotOffered, Status::Valid];
    let found = worst.into_iter().find(|own| answers.iter().any(|(status, _)| status == own));
    let until = answers.iter().filter_map(|(_, until)| *until).min();
    (found.unwrap_or(Status::Undetermined), until)
}

fn issuer(document: &DocumentReport) -> IssuerFacts {
    let mut facts = IssuerFacts::default();
    if let Some(own) = &document.issuer {
        facts.country = own.country.clone();
        facts.state = own.state.clone();
        facts.name = own.anchor.as_deref().map(str::to_owned);
    }
    let Some(practice) = &document.issuance.practice else { return facts };
    facts.authority = match practice.authority_class {
        trust::AuthorityClass::Eaa => Authority::Eaa,
        trust::AuthorityClass::JpLaw => Authority::JpLaw,
        trust::AuthorityClass::MdlIssuingAuthority => Authority::MdlIssuingAuthority,
        trust::AuthorityClass::Pid => Authority::Pid,
        trust::AuthorityClass::Private => Authority::Private,
        trust::AuthorityClass::PubEaa => Authority::PubEaa,
        trust::AuthorityClass::Qeaa => Authority::Qeaa,
        trust::AuthorityClass::Unknown => Authority::Unknown,
    };
    facts.managed = match practice.issuance_management {
        trust::IssuanceManagement::Managed => Held::Yes,
        trust::IssuanceManagement::Unmanaged => Held::No,
        trust::IssuanceManagement::Unknown => Held::Unknown,
    };
    facts.copies = match practice.copies {
        trust::Copies::ManagedMany => Copies::ManagedMany,
        trust::Copies::One => Copies::One,
        trust::Copies::Unknown => Copies::Unknown,
    };
    facts.portrait = match practice.portrait_capture {
        trust::PortraitCapture::ApplicantSupplied => PortraitCapture::ApplicantSupplied,
        trust::PortraitCapture::Booth => PortraitCapture::Booth,
        trust::PortraitCapture::Live => PortraitCapture::Live,
        trust::PortraitCapture::Unknown => PortraitCapture::Unknown,
    };
    facts.source = Some(practice.source.clone());
    facts
}

fn attribute(role: Role) -> Option<Attribute> {
    Some(match role {
        Role::Address => Attribute::Address,
        Role::AgeBirthYear | Role::AgeInYears | Role::AgeOver => Attribute::Age,
        Role::BirthDate => Attribute::BirthDate,
        Role::DrivingPrivileges => Attribute::DrivingPrivileges,
        Role::IndividualNumber => Attribute::IndividualNumber,
        Role::Municipality => Attribute::Municipality,
        Role::Name => Attribute::Name,
        Role::Portrait => Attribute::Portrait,
        Role::Sex => Attribute::Sex,
        Role::StableId => Attribute::StableId,
        Role::Expiry | Role::IssuingAuthority | Role::IssuingCountry => return None,
    })
}

fn sorted(attributes: impl Iterator<Item = Attribute>) -> Vec<Attribute> {
    let mut list: Vec<Attribute> = attributes.collect();
    list.sort();
    list.dedup();
    list
}

fn attributes(document: &DocumentReport, doc_type: &str, types: &Registry) -> Vec<Attribute> {
    let claims = document.claims.iter().flat_map(|own| own.iter());
    let issued = claims.filter(|own| own.source() == Source::Issuer && !is_empty(own.reveal()));
    sorted(issued.filter_map(|own| {
        let role = types.element(doc_type, own.name_space(), own.identifier())?.role?;
        attribute(role)
    }))
}

/// Whether a text or byte string holds nothing: a portrait that its holder left out.
fn is_empty(encoded: &[u8]) -> bool {
    matches!(encoded, [0x40] | [0x60])
}

fn collected(document: &DocumentReport, doc_type: &str, types: &Registry) -> CollectionFacts {
    let unasked = document
        .disclosed
        .iter()
        .filter(|own| matches!(own.disclosure, Disclosure::Unasked { .. }));
    let kept = document.claims.iter().flat_map(|own| own.retained());
    CollectionFacts {
        unasked: unasked.map(|own| format!("{}/{}", own.name_space, own.identifier)).collect(),
        all_or_nothing: false,
        handles: document
            .linkability
            .iter()
            .filter(|own| own.unique)
            .map(|own| own.kind.as_str().to_owned())
            .collect(),
        retained: sorted(kept.filter_map(|own| {
            let role = types.element(doc_type, own.name_space(), own.identifier())?.role?;
            attribute(role)
        })),
    }
}

/// Whole years since the portrait was taken, from the released `portrait_capture_date`.
fn portrait_years(document: &DocumentReport, at: Timestamp) -> Option<u16> {
    let claims = document.claims.as_ref()?;
    let taken = claims.iter().find(|own| {
        own.identifier() == "portrait_capture_date" && own.source() == Source::Issuer
    })?;
    let scanned = scan(taken.encoded(), 0, MAX_ELEMENT_DEPTH).ok()?;
    let text = scanned.item.as_tag().and_then(|(_, inner)| inner.as_text())?;
    let taken = Date::parse(text.get(..10)?)?;
    let today = at.date().as_deref().and_then(Date::parse)?;
    (taken <= today).then(|| today.years_since(taken))
}

fn session(presentation: &Presentation) -> SessionFacts {
    let fresh = Held::of(presentation.transcript().is_some());
    match (presentation.channel(), presentation.online_binding()) {
        (presentation::Channel::ProximityNfc | presentation::Channel::ProximityQr, _) => {
            let named = presentation.proximity().map(|own| own.reader_authentication);
            let excluded = presentation.relay_exposures().is_empty();
            SessionFacts {
                channel: Channel::InPerson,
                verifier_name: match named {
                    None => Held::Unknown,
                    Some(own) => Held::of(own != ReaderAuthentication::None),
                },
                channel_keys: fresh,
                fresh,
                relay_excluded: Held::of(excluded),
            }
        }
        (presentation::Channel::Remote, Some(binding)) => SessionFacts {
            channel: Channel::Remote,
            verifier_name: named(binding),
            channel_keys: Held::of(binding.encrypted),
            fresh,
            relay_excluded: Held::of(!presentation.relay_possible()),
        },
        (presentation::Channel::Remote, None) => {
            SessionFacts { channel: Channel::Remote, fresh, ..SessionFacts::default() }
        }
        _ => SessionFacts { fresh, ..SessionFacts::default() },
    }
}

/// Whether the answer names the verifier, and somebody the person can rely on made sure of it.
fn named(binding: &OnlineBinding) -> Held {
    match (&binding.covers, binding.start) {
        // Whoever scans a forwarded code looks at a page that nothing here covers.
        (_, OnlineStart::ForwardableLink) => Held::No,
        (Covered::App { .. } | Covered::Origin(_), _) => Held::Yes,
        (Covered::Client { client_id, .. }, _) => {
            let authenticated = AUTHENTICATED.iter().any(|own| client_id.starts_with(own));
            if authenticated { Held::Yes } else { Held::Unknown }
        }
    }
}

/// The names of the algorithms that each document rests on.
fn algorithms(presentation: &Presentation) -> Vec<Vec<String>> {
    let Ok(response) = DeviceResponse::decode(presentation.response()) else { return Vec::new() };
    let own = response.documents.iter().map(|document| {
        let Ok(document) = document else { return Vec::new() };
        let Ok(signed) = Signed::read(&document.issuer_signed.issuer_auth) else {
            return Vec::new();
        };
        let mut names = Vec::new();
        let id = signed.protected.algorithm().and_then(Result::ok);
        names.extend(id.and_then(Algorithm::from_cose).map(|own| name(own).to_owned()));
        let mso = signed.payload.map(|own| MobileSecurityObject::decode(own, 0));
        names.extend(mso.and_then(Result::ok).map(|mso| mso.digest_algorithm.to_owned()));
        names
    });
    own.collect()
}

/// The name in the COSE registry.
pub(super) const fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::EdDsa => "EdDSA",
        Algorithm::Ed25519 => "Ed25519",
        Algorithm::Ed448 => "Ed448",
        Algorithm::Es256 => "ES256",
        Algorithm::Es384 => "ES384",
        Algorithm::Es512 => "ES512",
        Algorithm::Esb256 => "ESB256",
        Algorithm::Esb320 => "ESB320",
        Algorithm::Esb384 => "ESB384",
        Algorithm::Esb512 => "ESB512",
        Algorithm::Esp256 => "ESP256",
        Algorithm::Esp384 => "ESP384",
        Algorithm::Esp512 => "ESP512",
        Algorithm::Hmac256 => "HMAC 256/256",
    }
}
