//! Evidence from the reports of JPKI.
//!
//! The two uses stay apart: an answer to a challenge gives [`Proof::JpkiAuthentication`], a signature
//! under a document gives [`Proof::JpkiSigning`], and neither is ever read as the other. A certificate
//! of a test environment says nothing of a person: what it shows is *unknown*.

use super::evidence::{
    Attribute, Channel, Evidence, Held, JpkiAuthentication, JpkiSigning, Proof, SessionFacts,
    Status,
};
use crate::instant::Timestamp;
use crate::jpki::{
    AuthenticationEvidence, CertificateSummary, Environment, JpkiReport, RevocationState,
    SigningEvidence,
};
use crate::outcome::Decision;

impl Evidence {
    /// From an answer to a challenge. Over which channel the card or phone was read is the host's to
    /// know.
    pub fn from_jpki_authentication(
        report: &JpkiReport<AuthenticationEvidence>,
        id: impl Into<String>,
        channel: Channel,
    ) -> Self {
        let verified = verified(report);
        let mut session = session(channel);
        // The challenge is this session's and was used up by the answer.
        session.fresh = if verified.yes() { Held::Yes } else { Held::Unknown };
        let what = Proof::JpkiAuthentication(JpkiAuthentication {
            verified,
            status: status(&report.revocation),
            session,
            attributes: Vec::new(),
            algorithms: algorithms(report.certificate.as_ref()),
            expires: expires(report.certificate.as_ref(), &report.revocation),
        });
        Self::new(id, report.at, what)
    }

    /// From a signature under a document that people can read.
    pub fn from_jpki_signing(
        report: &JpkiReport<SigningEvidence>,
        id: impl Into<String>,
        channel: Channel,
    ) -> Self {
        let own = report.evidence.as_ref();
        let given = own.map(SigningEvidence::attributes);
        let attributes = [
            (Attribute::Address, given.is_some_and(|own| own.address().is_some())),
            (Attribute::BirthDate, given.is_some_and(|own| own.birth_date().is_some())),
            (Attribute::Name, given.is_some_and(|own| own.name().is_some())),
            (Attribute::Sex, given.is_some_and(|own| own.sex().is_some())),
        ];
        let what = Proof::JpkiSigning(JpkiSigning {
            verified: verified(report),
            document_shown: if own.is_some() { Held::Yes } else { Held::Unknown },
            status: status(&report.revocation),
            session: session(channel),
            attributes: attributes
                .into_iter()
                .filter_map(|(own, has)| has.then_some(own))
                .collect(),
            algorithms: algorithms(report.certificate.as_ref()),
            expires: expires(report.certificate.as_ref(), &report.revocation),
        });
        Self::new(id, report.at, what)
    }
}

fn verified<E>(report: &JpkiReport<E>) -> Held {
    let environment = report.certificate.as_ref().and_then(|own| own.environment);
    match (report.verdict.decision, &report.evidence) {
        (Decision::Rejected, _) => Held::No,
        (Decision::Accepted, Some(_)) if environment != Some(Environment::Test) => Held::Yes,
        _ => Held::Unknown,
    }
}

/// The card does not know who asks: nothing names the verifier, and whoever passes the challenge on
/// gets an answer.
fn session(channel: Channel) -> SessionFacts {
    SessionFacts {
        channel,
        verifier_name: Held::No,
        relay_excluded: Held::No,
        ..SessionFacts::default()
    }
}

fn status(own: &RevocationState) -> Status {
    match own {
        RevocationState::Good { .. } => Status::Valid,
        RevocationState::Revoked { .. } => Status::Revoked,
        _ => Status::Undetermined,
    }
}

fn algorithms(certificate: Option<&CertificateSummary>) -> Vec<String> {
    certificate.and_then(|own| own.key).map(|own| own.name().to_owned()).into_iter().collect()
}

/// When the certificate ends, or what is known of its revocation, whichever comes first.
fn expires(
    certificate: Option<&CertificateSummary>,
    revocation: &RevocationState,
) -> Option<Timestamp> {
    let until = match revocation {
        RevocationState::Good { until, .. } => *until,
        _ => None,
    };
    certificate.map(|own| own.not_after).into_iter().chain(until).min()
}
