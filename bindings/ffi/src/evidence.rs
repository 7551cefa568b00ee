//! Evidence: what was seen, as closed typed facts. It holds no value of any person.
//!
//! What a host fills in is what it knows; *unknown* is worth nothing, and never worse than that.

use tashika::assurance::{
    Acting as CoreActing, Circumstances as CoreCircumstances, Evidence as CoreEvidence,
    FaceCheck as CoreFaceCheck, Proof as CoreProof,
};
use tashika::instant::Timestamp;

use crate::error::{TashikaError, guard};
use crate::jpki::{JpkiAuthenticationReport, JpkiSigningReport};
use crate::mirror::{
    AuthenticatorEvidence, AuthenticatorKind, DocumentImageEvidence, EvidenceChannel,
    FaceComparison, Held, HolderEvidence, HolderStrength, IcDocumentEvidence, ImageCapture,
    InspectionEvidence, JpkiAuthenticationEvidence, JpkiSigningEvidence, LendingRisk, MdocEvidence,
    Party, PasskeyEvidence, PortraitSource, PostalEvidence, QueryEvidence, SelfAssertedEvidence,
};
use crate::presentation::Presentation;
use crate::report::Report;
use crate::request::day;

pub use tashika::assurance::Factor as HolderFactor;
/// What was done to verify the holder. No other way is known here.
#[uniffi::remote(Enum)]
pub enum HolderFactor {
    /// A portrait was compared with the person (容貌確認).
    Face {
        /// What came out.
        outcome: FaceComparison,
        /// Where the portrait is from.
        source: PortraitSource,
        /// How the person was seen.
        capture: ImageCapture,
        /// Presentation attack detection: a live person stood there.
        liveness: Held,
        /// Injection attack detection: the image came from the camera.
        injection: Held,
        /// Who compared, where a person did: a staff number.
        operator: Option<String>,
        /// Whether that person was trained. Lifts nothing.
        trained: Held,
    },
    /// A PIN that the document's own chip or key checked (暗証番号).
    Pin {
        /// Whether it was right.
        correct: Held,
        /// Whether the chip or key itself checked it.
        checked_by_chip: Held,
    },
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Evidence {
    /// Its name within one decision.
    pub id: String,
    /// When it was made.
    pub at: Timestamp,
    /// What was seen.
    pub what: Proof,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Proof {
    /// An authenticator was used (当人認証).
    Authenticator {
        /// What is known of it.
        facts: AuthenticatorEvidence,
    },
    /// An image or a copy of a document.
    DocumentImage {
        /// What is known of it.
        facts: DocumentImageEvidence,
    },
    /// The holder was compared with a document, or showed what only the holder has.
    Holder {
        /// What is known of it.
        facts: HolderEvidence,
    },
    /// A document whose chip was read.
    IcDocument {
        /// What is known of it.
        facts: IcDocumentEvidence,
    },
    /// A document that an operator looked at.
    Inspection {
        /// What is known of it.
        facts: InspectionEvidence,
    },
    /// A challenge answered with JPKI's certificate for user authentication (利用者証明用).
    JpkiAuthentication {
        /// What is known of it.
        facts: JpkiAuthenticationEvidence,
    },
    /// A document signed with JPKI's certificate for signatures (署名用).
    JpkiSigning {
        /// What is known of it.
        facts: JpkiSigningEvidence,
    },
    /// An mdoc presentation.
    Mdoc {
        /// What is known of it.
        facts: MdocEvidence,
    },
    /// A passkey assertion.
    Passkey {
        /// What is known of it.
        facts: PasskeyEvidence,
    },
    /// A letter to the registered address.
    Postal {
        /// What is known of it.
        facts: PostalEvidence,
    },
    /// A question to a register or another source.
    Query {
        /// What is known of it.
        facts: QueryEvidence,
    },
    /// What the person says.
    SelfAsserted {
        /// What is known of it.
        facts: SelfAssertedEvidence,
    },
}

/// A person who acts for another one, by a grant that the host has on record. Names are the host's own
/// references, never a person's name.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ActingFor {
    /// Who acts. Levels of a decision are about this person.
    pub actor: String,
    /// For whom.
    pub subject: String,
    /// What the grant allows.
    pub scope: Vec<String>,
    /// Its first day, `YYYY-MM-DD`.
    pub first_day: String,
    /// Its last day.
    pub last_day: String,
    /// What it rests on.
    pub basis: String,
}

/// Circumstances that no evidence shows.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Circumstances {
    /// What it is for.
    #[uniffi(default)]
    pub purpose: Option<String>,
    /// How likely it is that a credential is lent; *unknown* where it is left out.
    #[uniffi(default)]
    pub lending_risk: Option<LendingRisk>,
    /// What the verifier is, by law.
    #[uniffi(default)]
    pub verifier: Vec<Party>,
    /// Who acts for whom, where they are not the same.
    #[uniffi(default)]
    pub acting: Option<ActingFor>,
}

/// One way to compare a face, and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FaceCheck {
    /// How verifier and person meet.
    pub channel: EvidenceChannel,
    /// Where the portrait is from.
    pub source: PortraitSource,
    /// How the person is seen.
    pub capture: ImageCapture,
    /// What it is worth.
    pub strength: HolderStrength,
}

#[uniffi::export]
impl Report {
    /// One piece of evidence for each document, named `PREFIX-1`, `PREFIX-2`, … `presentation` is the
    /// one that was verified.
    pub fn evidence(
        &self,
        presentation: &Presentation,
        prefix: String,
    ) -> Result<Vec<Evidence>, TashikaError> {
        guard(|| {
            let (report, doc_types) = (self.core(), self.doc_types());
            let all = CoreEvidence::from_report(report, &presentation.0, doc_types, &prefix);
            all.into_iter().map(Evidence::of).collect()
        })
    }
}

#[uniffi::export]
impl JpkiAuthenticationReport {
    /// This answer as a piece of evidence. Over which channel the card or phone was read is the host's
    /// to know.
    pub fn evidence(&self, id: String, channel: EvidenceChannel) -> Result<Evidence, TashikaError> {
        guard(|| Evidence::of(CoreEvidence::from_jpki_authentication(&self.0, id, channel)))
    }
}

#[uniffi::export]
impl JpkiSigningReport {
    /// This signature as a piece of evidence.
    pub fn evidence(&self, id: String, channel: EvidenceChannel) -> Result<Evidence, TashikaError> {
        guard(|| Evidence::of(CoreEvidence::from_jpki_signing(&self.0, id, channel)))
    }
}

/// Pieces of evidence from a JSON array; what is left out there is unknown.
#[uniffi::export]
pub fn evidence_from_json(json: String) -> Result<Vec<Evidence>, TashikaError> {
    guard(|| {
        let read: Vec<CoreEvidence> = serde_json::from_str(&json)
            .map_err(|error| TashikaError::unreadable("evidence", error))?;
        read.into_iter().map(Evidence::of).collect()
    })
}

/// Pieces of evidence as a JSON array, to be stored.
#[uniffi::export]
pub fn evidence_to_json(evidence: Vec<Evidence>) -> String {
    let all: Vec<CoreEvidence> = evidence.into_iter().map(Evidence::core).collect();
    serde_json::to_string(&all).unwrap_or_default()
}

/// How much a verification of the holder is worth: by channel, factor and source.
#[uniffi::export]
pub fn holder_strength(facts: HolderEvidence) -> HolderStrength {
    facts.strength()
}

/// The ways to compare a face over this channel (any, where it is unknown), strongest first.
#[uniffi::export]
pub fn face_check_options(channel: EvidenceChannel) -> Vec<FaceCheck> {
    let all = tashika::assurance::face_check_options(channel).into_iter();
    all.map(|CoreFaceCheck { channel, source, capture, strength }| FaceCheck {
        channel,
        source,
        capture,
        strength,
    })
    .collect()
}

/// Authenticators that are not phishing resistant, whatever the length or alphabet of their secret.
#[uniffi::export]
pub fn not_phishing_resistant() -> Vec<AuthenticatorKind> {
    tashika::assurance::not_phishing_resistant()
}

impl Evidence {
    pub(crate) fn of(own: CoreEvidence) -> Result<Self, TashikaError> {
        let what = match own.what {
            CoreProof::Authenticator(facts) => Proof::Authenticator { facts },
            CoreProof::DocumentImage(facts) => Proof::DocumentImage { facts },
            CoreProof::Holder(facts) => Proof::Holder { facts },
            CoreProof::IcDocument(facts) => Proof::IcDocument { facts },
            CoreProof::Inspection(facts) => Proof::Inspection { facts },
            CoreProof::JpkiAuthentication(facts) => Proof::JpkiAuthentication { facts },
            CoreProof::JpkiSigning(facts) => Proof::JpkiSigning { facts },
            CoreProof::Mdoc(facts) => Proof::Mdoc { facts },
            CoreProof::Passkey(facts) => Proof::Passkey { facts },
            CoreProof::Postal(facts) => Proof::Postal { facts },
            CoreProof::Query(facts) => Proof::Query { facts },
            CoreProof::SelfAsserted(facts) => Proof::SelfAsserted { facts },
            _ => return Err(TashikaError::unknown_variant("Proof")),
        };
        Ok(Self { id: own.id, at: own.at, what })
    }

    pub(crate) fn core(self) -> CoreEvidence {
        let what = match self.what {
            Proof::Authenticator { facts } => CoreProof::Authenticator(facts),
            Proof::DocumentImage { facts } => CoreProof::DocumentImage(facts),
            Proof::Holder { facts } => CoreProof::Holder(facts),
            Proof::IcDocument { facts } => CoreProof::IcDocument(facts),
            Proof::Inspection { facts } => CoreProof::Inspection(facts),
            Proof::JpkiAuthentication { facts } => CoreProof::JpkiAuthentication(facts),
            Proof::JpkiSigning { facts } => CoreProof::JpkiSigning(facts),
            Proof::Mdoc { facts } => CoreProof::Mdoc(facts),
            Proof::Passkey { facts } => CoreProof::Passkey(facts),
            Proof::Postal { facts } => CoreProof::Postal(facts),
            Proof::Query { facts } => CoreProof::Query(facts),
            Proof::SelfAsserted { facts } => CoreProof::SelfAsserted(facts),
        };
        CoreEvidence::new(self.id, self.at, what)
    }
}

impl Circumstances {
    pub(crate) fn core(self) -> Result<CoreCircumstances, TashikaError> {
        let acting = self.acting.map(|own| {
            let scope: Vec<&str> = own.scope.iter().map(String::as_str).collect();
            let period = (day(&own.first_day)?, day(&own.last_day)?);
            CoreActing::new(&own.actor, &own.subject, &scope, period, &own.basis)
                .map_err(|error| TashikaError::usage("acting", error))
        });
        Ok(CoreCircumstances {
            purpose: self.purpose,
            lending_risk: self.lending_risk.unwrap_or_default(),
            verifier: self.verifier.into_iter().collect(),
            acting: acting.transpose()?,
        })
    }
}
