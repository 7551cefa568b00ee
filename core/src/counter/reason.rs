//! Why a verdict is what it is: codes for a clerk, each of which can be told from the others.
//!
//! [`ReasonCode::of`] maps every check of the table to one code; the compiler keeps it whole.

use super::text::Phrase;
use crate::assurance::closed::closed;
use crate::facts::Fact;
use crate::verify::{CheckId, Finding, Outcome};

closed! {
    /// Why.
    ReasonCode {
        /// What came does not say whether the person is old enough.
        AgeOpen = "age-open",
        /// What came about the age contradicts itself.
        AgeContradiction = "age-contradiction",
        /// The person is not old enough.
        AgeTooYoung = "age-too-young",
        /// The phone did not prove that it holds the document.
        DeviceNotProven = "device-not-proven",
        /// The phone gave a document that nobody asked for, or too many.
        DocumentNotAsked = "document-not-asked",
        /// A document that was asked for did not come.
        DocumentNotGiven = "document-not-given",
        /// The document's validity has ended.
        Expired = "expired",
        /// The person judged that it cannot be told.
        FaceCannotJudge = "face-cannot-judge",
        /// The person judged that it is somebody else.
        FaceDiffers = "face-differs",
        /// The person judged that it is the same person, by attended visual comparison.
        FaceMatched = "face-matched",
        /// Portrait and person were not compared.
        FaceNotCompared = "face-not-compared",
        /// The issuer's certificate breaks a rule, or is not valid.
        IssuerCertificate = "issuer-certificate",
        /// This shop does not take this issuer's document for this purpose.
        IssuerNotAccepted = "issuer-not-accepted",
        /// Nobody who is trusted vouches for the issuer.
        IssuerUnknown = "issuer-unknown",
        /// The documents are not bound to one phone.
        NotOneHolder = "not-one-holder",
        /// An element came that nobody asked for.
        NotAsked = "not-asked",
        /// An element that was asked for did not come.
        NotGiven = "not-given",
        /// The document's validity has not begun.
        NotYetValid = "not-yet-valid",
        /// The portrait is missing, or cannot be shown.
        PortraitMissing = "portrait-missing",
        /// The request went without this reader's name.
        ReaderNotNamed = "reader-not-named",
        /// The document, or its signer, is revoked or suspended.
        Revoked = "revoked",
        /// Whether it is revoked is not known, or the list is too old.
        RevocationUnknown = "revocation-unknown",
        /// The content differs from what the issuer signed, or the signature is not genuine.
        Tampered = "tampered",
        /// It is test data.
        TestData = "test-data",
        /// A value is not of the form that the document type gives it.
        ValueOdd = "value-odd",
        /// What came is not as the standard has it.
        Malformed = "malformed",
        /// The wallet reports an error.
        WalletReports = "wallet-reports",
    }
}

impl ReasonCode {
    /// The sentence for the clerk.
    pub fn say(self) -> Phrase {
        Phrase::of(&format!("reason.{}", self.name()))
    }

    /// What this finding is to a clerk; `None` where its rule holds or has nothing to say.
    pub fn of(finding: &Finding) -> Option<Self> {
        match finding.outcome {
            Outcome::Passed | Outcome::NotApplicable => return None,
            Outcome::Failed | Outcome::Warning | Outcome::NotPerformed | Outcome::Undetermined => {}
        }
        Some(match finding.check {
            CheckId::MsoValidity if begins_later(finding) => ReasonCode::NotYetValid,
            CheckId::IssuerRevocation | CheckId::MsoStatus if is_revoked(finding) => {
                ReasonCode::Revoked
            }
            check => Self::of_check(check),
        })
    }

    /// What a check is about, whatever was found.
    pub const fn of_check(check: CheckId) -> Self {
        match check {
            CheckId::ResponseCbor
            | CheckId::ResponseEncoding
            | CheckId::ResponseVersion
            | CheckId::DocumentStructure
            | CheckId::DocumentElementUnique
            | CheckId::ItemStructure
            | CheckId::ItemRandom
            | CheckId::ItemDigestIdRange
            | CheckId::ItemDigestIdUnique
            | CheckId::MsoStructure
            | CheckId::MsoVersion
            | CheckId::MsoDigestAlgorithm
            | CheckId::MsoDateFormat
            | CheckId::MsoKeyAuthorizations
            | CheckId::IssuerAuthStructure
            | CheckId::IssuerAuthUntagged
            | CheckId::IssuerAuthHeaders
            | CheckId::IssuerAuthCritical
            | CheckId::IssuerAuthAlgorithm
            | CheckId::IssuerX5chainPresent
            | CheckId::IssuerX5chainEncoding
            | CheckId::IssuerX5chainArrayOfOne
            | CheckId::IssuerX5chainLength
            | CheckId::IssuerX5chainAnchorIncluded
            | CheckId::SodStructure => ReasonCode::Malformed,

            CheckId::ResponseStatus | CheckId::ResponseErrors => ReasonCode::WalletReports,
            CheckId::ResponseDocuments | CheckId::ResponseAnswersRequest => {
                ReasonCode::DocumentNotGiven
            }
            CheckId::ResponseDocumentCount | CheckId::DocumentRequested => {
                ReasonCode::DocumentNotAsked
            }
            CheckId::ResponseSameHolder => ReasonCode::NotOneHolder,
            CheckId::DocumentUnrequestedElements => ReasonCode::NotAsked,
            CheckId::DocumentRequestedElements => ReasonCode::NotGiven,
            CheckId::DocumentPortrait | CheckId::ElementImage => ReasonCode::PortraitMissing,

            CheckId::IssuerAuthSignature
            | CheckId::IssuerX5chainThumbprint
            | CheckId::ItemDigest
            | CheckId::MsoDocType
            | CheckId::SodDataGroups
            | CheckId::SodSignature => ReasonCode::Tampered,

            CheckId::IssuerChainAnchor
            | CheckId::IssuerChainSignature
            | CheckId::IssuerChainPurpose
            | CheckId::IssuerChainDocType
            | CheckId::IssuerChainCategory
            | CheckId::IssuerChainDocTypeCountry
            | CheckId::IssuerChainListing
            | CheckId::IssuerChainCountry
            | CheckId::IssuerChainState
            | CheckId::SodChain => ReasonCode::IssuerUnknown,
            CheckId::IssuerAccepted => ReasonCode::IssuerNotAccepted,

            CheckId::MsoValidity => ReasonCode::Expired,
            CheckId::IssuerRevocation | CheckId::MsoStatus => ReasonCode::RevocationUnknown,

            CheckId::IssuerSignerParse
            | CheckId::IssuerSignerValidity
            | CheckId::IssuerRootValidity
            | CheckId::IssuerSignerAuthorityKeyIdentifier
            | CheckId::IssuerSignerBasicConstraints
            | CheckId::IssuerSignerCommonName
            | CheckId::IssuerSignerCountry
            | CheckId::IssuerSignerCountryEncoding
            | CheckId::IssuerSignerCrlDistributionPoints
            | CheckId::IssuerSignerCrlDistributionPointsForm
            | CheckId::IssuerSignerExtendedKeyUsage
            | CheckId::IssuerSignerExtendedKeyUsageCritical
            | CheckId::IssuerSignerForbiddenExtension
            | CheckId::IssuerSignerIssuerAltName
            | CheckId::IssuerSignerKeyUsage
            | CheckId::IssuerSignerKeyUsageCritical
            | CheckId::IssuerSignerLifetime
            | CheckId::IssuerSignerNonCriticalExtensions
            | CheckId::IssuerSignerPublicKey
            | CheckId::IssuerSignerSerialNumber
            | CheckId::IssuerSignerSignatureAlgorithm
            | CheckId::IssuerSignerSignatureAlgorithmMatch
            | CheckId::IssuerSignerState
            | CheckId::IssuerSignerSubjectKeyIdentifier
            | CheckId::IssuerSignerSubjectKeyIdentifierMethod
            | CheckId::IssuerSignerUnknownCriticalExtension
            | CheckId::IssuerSignerVersion
            | CheckId::IssuerRootBasicConstraints
            | CheckId::IssuerRootBasicConstraintsCritical
            | CheckId::IssuerRootCommonName
            | CheckId::IssuerRootCountry
            | CheckId::IssuerRootCountryEncoding
            | CheckId::IssuerRootCrlDistributionPointsForm
            | CheckId::IssuerRootExtendedKeyUsage
            | CheckId::IssuerRootForbiddenExtension
            | CheckId::IssuerRootIssuerAltName
            | CheckId::IssuerRootKeyCertSign
            | CheckId::IssuerRootKeyUsage
            | CheckId::IssuerRootKeyUsageCritical
            | CheckId::IssuerRootLifetime
            | CheckId::IssuerRootNonCriticalExtensions
            | CheckId::IssuerRootPathLength
            | CheckId::IssuerRootPublicKey
            | CheckId::IssuerRootSelfIssued
            | CheckId::IssuerRootSerialNumber
            | CheckId::IssuerRootSignatureAlgorithm
            | CheckId::IssuerRootSignatureAlgorithmMatch
            | CheckId::IssuerRootSubjectKeyIdentifier
            | CheckId::IssuerRootSubjectKeyIdentifierMethod
            | CheckId::IssuerRootUnknownCriticalExtension
            | CheckId::IssuerRootVersion
            | CheckId::MsoValidityOrder
            | CheckId::MsoSignedInFuture
            | CheckId::MsoSignedWithinSigner
            | CheckId::MsoOutlivesSigner => ReasonCode::IssuerCertificate,

            CheckId::ElementValidityDates
            | CheckId::ElementIssuingCountry
            | CheckId::ElementIssuingJurisdiction
            | CheckId::ElementJurisdictionCountry
            | CheckId::ElementKnown
            | CheckId::ElementType
            | CheckId::ElementFormat
            | CheckId::ElementText => ReasonCode::ValueOdd,
            CheckId::ElementAgeConsistency => ReasonCode::AgeContradiction,

            CheckId::DeviceStructure
            | CheckId::DeviceAuthExactlyOne
            | CheckId::DeviceTranscript
            | CheckId::DevicePayloadDetached
            | CheckId::DeviceKey
            | CheckId::DeviceKeyAuthorization
            | CheckId::DeviceElementPlacement
            | CheckId::DeviceAuthHeaders
            | CheckId::DeviceAuthCritical
            | CheckId::DeviceAuthAlgorithm
            | CheckId::DeviceSignature
            | CheckId::DeviceMac
            | CheckId::DeviceOwnAuthentication => ReasonCode::DeviceNotProven,
        }
    }
}

fn begins_later(finding: &Finding) -> bool {
    match (finding.facts.get("at"), finding.facts.get("valid-from")) {
        (Some(Fact::Time(at)), Some(Fact::Time(from))) => at < from,
        _ => false,
    }
}

/// By what the list says: a list that is too old, or missing, revokes nothing.
fn is_revoked(finding: &Finding) -> bool {
    let standing = finding.facts.get("standing");
    matches!(standing, Some(Fact::Text(own)) if matches!(&**own, "revoked" | "suspended" | "other"))
}
