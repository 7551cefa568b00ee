//! Japan's public personal authentication (公的個人認証, JPKI): answers to challenges, and signatures
//! under documents.
//!
//! The two uses stay apart, as in the core: each has a report of its own, and neither stands for the
//! other. Evidence holds a certificate or attributes of a person and stays in its report, which is
//! wiped when it is closed.
#![allow(clippy::too_many_arguments, reason = "each is one part of what is verified")]

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tashika::crypto::CryptoProvider;
use tashika::doctype::Date;
use tashika::doctype::age::BirthDate;
use tashika::instant::Timestamp;
use tashika::jpki::matching::{self, Claims, Comparison};
use tashika::jpki::{
    self as core, AuthenticationAnswer, AuthenticationEvidence, CertificateSummary, Challenge,
    EraDate, JpkiAttributes, JpkiContext, JpkiPolicy, JpkiProfile, JpkiReport,
    MarkedText as CoreMarkedText, Moment, ReuseWindow, RevocationEvidence, RevocationState,
    SignedAnswer, SignedDocument, SigningEvidence,
};
use zeroize::Zeroizing;

use crate::error::{TashikaError, guard};
use crate::key::random;
use crate::mirror::{
    CheckOutcome, Decision, Era, JpkiAttribute, JpkiCheck, JpkiConfidence, JpkiEnvironment,
    JpkiHandleKind, JpkiKeyKind, JpkiRevocationGap, JpkiRevocationRule, JpkiRevocationSource,
    JpkiRisk, JpkiToken, JpkiUse, MatchField, MatchReason, Severity, Sex, SignedDocumentFault,
    SignedDocumentKind,
};
use crate::numbers::count;
use crate::policy::{NamedChoice, choices};
use crate::report::{NamedFact, Sentence, facts};
use crate::trust::TrustStore;

/// Octets of a challenge that this library makes.
const CHALLENGE_BYTES: usize = 32;

/// A named policy for JPKI and what differs from it. What is left out is as the policy has it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct JpkiPolicyOptions {
    /// A name of [`jpki_policy_names`].
    #[uniffi(default = "default")]
    pub name: String,
    /// Seconds by which the clock may be wrong.
    #[uniffi(default)]
    pub clock_skew: Option<i64>,
    /// Seconds within which a challenge must be answered.
    #[uniffi(default)]
    pub max_challenge_age: Option<i64>,
    /// Seconds for which an answer to a challenge may stand for further operations.
    #[uniffi(default)]
    pub reuse_window: Option<i64>,
    /// Seconds after which a list or response without an end of its own is stale.
    #[uniffi(default)]
    pub max_revocation_age: Option<i64>,
    /// Who answers for revocation.
    #[uniffi(default)]
    pub revocation: Option<JpkiRevocationRule>,
    /// Which environment's certificates are taken.
    #[uniffi(default)]
    pub environment: Option<JpkiEnvironment>,
    /// How firm a fact of the profile must be to count.
    #[uniffi(default)]
    pub least_confidence: Option<JpkiConfidence>,
}

/// A point in time, by the wall clock and by a clock that never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiMoment {
    /// By the wall clock.
    pub wall: Timestamp,
    /// By a monotonic clock, since a start of the caller's choice; one for all moments compared.
    #[uniffi(default)]
    pub monotonic: Option<Duration>,
}

/// What was fetched to check revocation with.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum JpkiRevocationEvidence {
    /// A certificate revocation list, in DER or PEM.
    Crl {
        /// The list.
        list: Vec<u8>,
    },
    /// An OCSP response, and the nonce of the request where it had one.
    Ocsp {
        /// The response in DER.
        response: Vec<u8>,
        /// The nonce that was sent; the response must repeat it.
        nonce: Option<Vec<u8>>,
    },
}

/// What is known of a certificate's revocation.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum JpkiRevocation {
    /// It was not revoked as of a time.
    Good {
        /// Who says so.
        source: JpkiRevocationSource,
        /// As of when.
        as_of: Timestamp,
        /// Until when this counts as fresh.
        until: Option<Timestamp>,
    },
    /// It is revoked.
    Revoked {
        /// Who says so.
        source: JpkiRevocationSource,
        /// When it was revoked.
        at: Timestamp,
        /// `reasonCode` of RFC 5280 5.3.1, where it is stated.
        reason: Option<i32>,
    },
    /// There is no answer.
    Undetermined {
        /// Why.
        gap: JpkiRevocationGap,
    },
}

/// Whether an answer may stand for another operation.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum JpkiReuse {
    /// The clock went back: nothing can be said.
    ClockWentBack,
    /// The answer was given for another operation: ask again.
    OtherOperation,
    /// The window is over, or the certificate, or there is none: ask again.
    Over {
        /// Seconds since the answer was verified.
        seconds: i64,
    },
    /// The answer may stand.
    Within {
        /// Seconds that are left.
        left: i64,
    },
}

/// One check of JPKI and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiFinding {
    /// Which check.
    pub check: JpkiCheck,
    /// What became of it.
    pub outcome: CheckOutcome,
    /// What is known: nothing that tells one person from another.
    pub facts: Vec<NamedFact>,
}

/// A finding that made the decision what it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiReason {
    /// The check.
    pub check: JpkiCheck,
    /// Its outcome.
    pub outcome: CheckOutcome,
}

/// The decision, the policy that made it, its reasons and the risks that remain.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiVerdict {
    /// Accepted, rejected or inconclusive.
    pub decision: Decision,
    /// The policy's name.
    pub policy: String,
    /// The profile file's name and date.
    pub profile: String,
    /// The findings behind the decision; none when accepted.
    pub reasons: Vec<JpkiReason>,
    /// What stays uncertain.
    pub residual_risks: Vec<JpkiRisk>,
}

/// What is known of a certificate. Neither its serial number, nor its names, nor its key.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiCertificate {
    /// Below which hierarchy's authority it stands; `None` where none is known.
    pub hierarchy: Option<JpkiUse>,
    /// On what it is kept, as far as its policy tells.
    pub token: JpkiToken,
    /// The environment, as far as its policy tells.
    pub environment: Option<JpkiEnvironment>,
    /// The policy it names.
    pub policy_oid: Option<String>,
    /// How firm the meaning of the policy is known.
    pub confidence: Option<JpkiConfidence>,
    /// The kind of its key, where it is allowed.
    pub key: Option<JpkiKeyKind>,
    /// When it ends.
    pub not_after: Timestamp,
    /// The authority's subject.
    pub authority: Option<String>,
}

/// What in a certificate could serve as a tracking handle.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiHandle {
    /// What it is.
    pub kind: JpkiHandleKind,
    /// Whether one certificate alone has it.
    pub unique: bool,
    /// Whether the report and its evidence hold it.
    pub in_report: bool,
}

/// The report of either use but for its evidence.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiReportDetails {
    /// What the certificate was used for.
    pub used_for: JpkiUse,
    /// The verdict.
    pub verdict: JpkiVerdict,
    /// The time the verification was made for.
    pub at: Timestamp,
    /// One finding for every check of this use.
    pub checks: Vec<JpkiFinding>,
    /// What the certificate is, without what tracks a person.
    pub certificate: Option<JpkiCertificate>,
    /// What is known of its revocation.
    pub revocation: JpkiRevocation,
    /// What in it could serve as a tracking handle.
    pub handles: Vec<JpkiHandle>,
    /// What stands for the person at this verifier: 32 bytes, where a key was given and the chain
    /// holds.
    pub pairwise_id: Option<Vec<u8>>,
    /// Whether there is evidence: only when the decision is *accepted*.
    pub has_evidence: bool,
}

/// That the holder of an authentication certificate answered a challenge.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiAnswer {
    /// The challenge.
    pub challenge: Vec<u8>,
    /// The signature over the challenge.
    pub answer: Vec<u8>,
    /// Who asked.
    pub asked_by: String,
    /// What was asked for, such as `login`.
    pub operation: String,
    /// When the challenge was made.
    pub asked_at: Timestamp,
    /// When the answer was verified.
    pub verified_at: Timestamp,
}

/// A document and what it is written in.
#[derive(Clone, uniffi::Record)]
pub struct DocumentToSign {
    /// What it is written in.
    pub kind: SignedDocumentKind,
    /// The octets, as they were shown and signed.
    pub octets: Vec<u8>,
}

impl std::fmt::Debug for DocumentToSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DocumentToSign({} bytes)", self.octets.len())
    }
}

/// Text in which some characters were replaced.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct MarkedText {
    /// The text as it stands in the certificate.
    pub text: String,
    /// The characters that were replaced, counted from 0. What stands there is not the person's.
    pub replaced: Vec<i32>,
}

/// A date of birth with its era: one day, or the days it can be.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct EraBirthDate {
    /// The era; `None` where the certificate says that it is not known.
    pub era: Option<Era>,
    /// The first day it can be, `YYYY-MM-DD`.
    pub earliest: String,
    /// The last day it can be.
    pub latest: String,
}

/// The attributes of a signer that were asked for, of those that the certificate has.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct JpkiHolder {
    /// 氏名, in one text: family and given name with U+3000 between them.
    pub name: Option<MarkedText>,
    /// 性別
    pub sex: Option<Sex>,
    /// 生年月日
    pub birth_date: Option<EraBirthDate>,
    /// 住所 of the resident register, from the prefecture on and without a postal code.
    pub address: Option<MarkedText>,
}

/// That the holder of a signature certificate signed a document, without what tells who it was.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiSignature {
    /// The digest of the document's octets.
    pub document_hash: Vec<u8>,
    /// The name of the digest algorithm, for example `SHA-256`.
    pub hash_algorithm: String,
    /// When the signer says to have signed: nobody vouches for it.
    pub stated_time: Option<Timestamp>,
    /// When the signature was verified.
    pub verified_at: Timestamp,
    /// Whether certificates came inside of the signature, the signer's perhaps.
    pub signature_holds_certificate: bool,
}

/// Everything that a later dispute needs. The certificate in it is personal data, all of it.
#[derive(Clone, uniffi::Record)]
pub struct JpkiPackage {
    /// Why it is kept.
    pub basis: String,
    /// The document that was signed.
    pub document: DocumentToSign,
    /// The detached signature as received, in CMS.
    pub signature: Vec<u8>,
    /// The certificate in DER.
    pub certificate: Vec<u8>,
}

/// What an mdoc says of a person, each where it does.
#[derive(Clone, uniffi::Record)]
pub struct PersonClaims {
    /// The name in one text, such as `full_name_unicode`.
    #[uniffi(default)]
    pub name: Option<String>,
    /// The address in one text, such as `resident_address_unicode`.
    #[uniffi(default)]
    pub address: Option<String>,
    /// The date of birth, `YYYY-MM-DD`.
    #[uniffi(default)]
    pub birth_date: Option<String>,
    /// The sex.
    #[uniffi(default)]
    pub sex: Option<Sex>,
}

/// One field's comparison.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FieldMatch {
    /// Which.
    pub field: MatchField,
    /// 0 to 100; `None` where it was not compared.
    pub score: Option<i32>,
    /// Why.
    pub reasons: Vec<MatchReason>,
}

/// A comparison of two descriptions of a person. There is no yes: who decides looks at the reasons.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PersonMatch {
    /// 0 to 100; `None` where nothing was compared.
    pub score: Option<i32>,
    /// The fields, each with its reasons.
    pub fields: Vec<FieldMatch>,
    /// The fields that contradict and cap the score.
    pub contradictions: Vec<MatchField>,
}

/// What somebody is asked to sign, to show that they are there. Used up by one verification.
#[derive(Debug, uniffi::Object)]
pub struct JpkiChallenge(Mutex<Option<Challenge>>, Vec<u8>);

#[uniffi::export]
impl JpkiChallenge {
    /// A fresh challenge from the randomness of the operating system. `asked_by` names the verifier,
    /// as the person knows it; `operation` what it is for.
    #[uniffi::constructor]
    pub fn generate(
        asked_by: String,
        operation: String,
        issued: JpkiMoment,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let octets = random(CHALLENGE_BYTES)?;
            Ok(Self::of(Challenge::new(&octets, &asked_by, &operation, issued.core())))
        })
    }

    /// A challenge that was given out before. `used` is whether the caller's own store says that it
    /// was answered already.
    #[uniffi::constructor]
    pub fn given(
        octets: Vec<u8>,
        asked_by: String,
        operation: String,
        issued: JpkiMoment,
        used: bool,
    ) -> Arc<Self> {
        let own = Challenge::new(&octets, &asked_by, &operation, issued.core());
        Self::of(if used { own.used() } else { own })
    }

    /// The octets to be signed.
    pub fn octets(&self) -> Vec<u8> {
        self.1.clone()
    }
}

impl JpkiChallenge {
    fn of(own: Challenge) -> Arc<Self> {
        let octets = own.octets().to_vec();
        Arc::new(Self(Mutex::new(Some(own)), octets))
    }

    fn take(&self) -> Result<Challenge, TashikaError> {
        let own = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        own.ok_or_else(|| TashikaError::usage("used-up", "this challenge was answered before"))
    }
}

/// Verifies answers and signatures under one policy. Make it once and keep it; it may be shared by
/// threads. It holds the key for pairwise ids: close it.
#[derive(uniffi::Object)]
pub struct JpkiVerifier {
    policy: JpkiPolicy,
    profile: JpkiProfile,
    pairwise_key: Option<Zeroizing<Vec<u8>>>,
    provider: CryptoProvider,
}

impl std::fmt::Debug for JpkiVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JpkiVerifier({})", self.policy.name)
    }
}

#[uniffi::export]
impl JpkiVerifier {
    /// A verifier of this policy. `profile` (JSON) is what is known of the certificates, in place of
    /// what ships; `pairwise_key` the verifier's own secret of at least 32 bytes.
    #[uniffi::constructor(default(profile = None, pairwise_key = None))]
    pub fn new(
        policy: JpkiPolicyOptions,
        profile: Option<String>,
        pairwise_key: Option<Vec<u8>>,
    ) -> Result<Arc<Self>, TashikaError> {
        guard(|| {
            let pairwise_key = pairwise_key.map(Zeroizing::new);
            let read = match &profile {
                Some(own) => JpkiProfile::parse(own.as_bytes()),
                None => JpkiProfile::shipped(),
            };
            let profile = read.map_err(|error| TashikaError::unreadable("jpki-profile", error))?;
            let (policy, provider) = (policy.core()?, CryptoProvider::default());
            Ok(Arc::new(Self { policy, profile, pairwise_key, provider }))
        })
    }

    /// Verifies the answer to a challenge, which is used up by it, whatever comes of it.
    ///
    /// `certificate` is in DER; `signature` is PKCS#1 v1.5, or for elliptic curves the DER of two
    /// integers. The authorities in `trust` are those for JPKI.
    #[uniffi::method(default(revocation = []))]
    pub fn verify_authentication(
        &self,
        certificate: Vec<u8>,
        signature: Vec<u8>,
        challenge: &JpkiChallenge,
        trust: &TrustStore,
        now: JpkiMoment,
        revocation: Vec<JpkiRevocationEvidence>,
    ) -> Result<Arc<JpkiAuthenticationReport>, TashikaError> {
        guard(|| {
            let challenge = challenge.take()?;
            let answer = AuthenticationAnswer { certificate: &certificate, signature: &signature };
            let report = self.with(trust, now, revocation, |context| {
                core::verify_authentication(&answer, challenge, context)
            });
            Ok(Arc::new(JpkiAuthenticationReport(report)))
        })
    }

    /// Verifies a detached signature (CMS) under a document that people can read.
    ///
    /// `certificate` (DER) may be left out where it came in the signature. Of the holder's attributes
    /// those that are `asked` for come out; the others are wiped.
    #[uniffi::method(default(certificate = None, asked = [], revocation = []))]
    pub fn verify_signature(
        &self,
        document: DocumentToSign,
        signature: Vec<u8>,
        trust: &TrustStore,
        now: JpkiMoment,
        certificate: Option<Vec<u8>>,
        asked: Vec<JpkiAttribute>,
        revocation: Vec<JpkiRevocationEvidence>,
    ) -> Result<Arc<JpkiSigningReport>, TashikaError> {
        guard(|| {
            let document = document.core();
            let certificate = certificate.map(Zeroizing::new);
            let answer = SignedAnswer {
                document: &document,
                signature: &signature,
                certificate: certificate.as_ref().map(|own| own.as_slice()),
                asked: &asked,
            };
            let report = self
                .with(trust, now, revocation, |context| core::verify_signature(&answer, context));
            Ok(Arc::new(JpkiSigningReport(report)))
        })
    }
}

impl JpkiVerifier {
    fn with<T>(
        &self,
        trust: &TrustStore,
        now: JpkiMoment,
        revocation: Vec<JpkiRevocationEvidence>,
        verify: impl FnOnce(&JpkiContext<'_>) -> T,
    ) -> T {
        let revocation: Vec<RevocationEvidence> =
            revocation.into_iter().map(JpkiRevocationEvidence::core).collect();
        trust.with(|trust| {
            let (policy, provider) = (&self.policy, &self.provider);
            let context = JpkiContext::new(trust, &self.profile, policy, now.core(), provider)
                .with_revocation(&revocation);
            verify(&match &self.pairwise_key {
                Some(key) => context.with_pairwise_key(key),
                None => context,
            })
        })
    }
}

/// The explained outcome of an answer to a challenge. Close it when it is used.
#[derive(uniffi::Object)]
pub struct JpkiAuthenticationReport(pub(crate) JpkiReport<AuthenticationEvidence>);

impl std::fmt::Debug for JpkiAuthenticationReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JpkiAuthenticationReport({:?})", self.0.verdict.decision)
    }
}

#[uniffi::export]
impl JpkiAuthenticationReport {
    /// Accepted, rejected or inconclusive. Never use it without the reasons in the details.
    pub fn decision(&self) -> Decision {
        self.0.verdict.decision
    }

    /// Everything but the evidence.
    pub fn details(&self) -> Result<JpkiReportDetails, TashikaError> {
        guard(|| details(&self.0))
    }

    /// The whole report as JSON, byte for byte that of `tashika jpki verify --json`.
    pub fn json(&self) -> Result<String, TashikaError> {
        guard(|| Ok(self.0.to_json()))
    }

    /// What was answered; `None` unless accepted.
    pub fn answer(&self) -> Option<JpkiAnswer> {
        self.0.evidence.as_ref().map(|own| JpkiAnswer {
            challenge: own.challenge().to_vec(),
            answer: own.answer().to_vec(),
            asked_by: own.asked_by().to_owned(),
            operation: own.operation().to_owned(),
            asked_at: own.asked_at(),
            verified_at: own.verified_at(),
        })
    }

    /// Whether the answer may stand for `operation` at `now`, without asking the person again; `None`
    /// unless accepted.
    pub fn reuse(
        &self,
        operation: String,
        now: JpkiMoment,
    ) -> Result<Option<JpkiReuse>, TashikaError> {
        guard(|| {
            let own = self.0.evidence.as_ref().map(|own| own.reuse(&operation, now.core()));
            own.map(JpkiReuse::of).transpose()
        })
    }
}

/// The explained outcome of a signature under a document. It holds the signer's certificate and
/// attributes: close it when they are used.
#[derive(uniffi::Object)]
pub struct JpkiSigningReport(pub(crate) JpkiReport<SigningEvidence>);

impl std::fmt::Debug for JpkiSigningReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JpkiSigningReport({:?})", self.0.verdict.decision)
    }
}

#[uniffi::export]
impl JpkiSigningReport {
    /// Accepted, rejected or inconclusive. Never use it without the reasons in the details.
    pub fn decision(&self) -> Decision {
        self.0.verdict.decision
    }

    /// Everything but the evidence.
    pub fn details(&self) -> Result<JpkiReportDetails, TashikaError> {
        guard(|| details(&self.0))
    }

    /// The whole report as JSON, byte for byte that of `tashika jpki verify --json`: with the attributes
    /// that were asked for, and what came of comparing them with these claims of a person.
    #[uniffi::method(default(claims = None))]
    pub fn json(&self, claims: Option<PersonClaims>) -> Result<String, TashikaError> {
        guard(|| {
            let nothing = JpkiAttributes::default();
            let own = self.0.evidence.as_ref().map_or(&nothing, SigningEvidence::attributes);
            let compared = claims.map(|claims| claims.compare(own)).transpose()?;
            Ok(self.0.to_json(compared.as_ref()))
        })
    }

    /// What was signed; `None` unless accepted.
    pub fn signature(&self) -> Option<JpkiSignature> {
        self.0.evidence.as_ref().map(|own| JpkiSignature {
            document_hash: own.document_hash().to_vec(),
            hash_algorithm: own.hash_algorithm().to_owned(),
            stated_time: own.stated_time(),
            verified_at: own.verified_at(),
            signature_holds_certificate: own.signature_holds_certificate(),
        })
    }

    /// The attributes of the signer that were asked for; `None` unless accepted.
    pub fn holder(&self) -> Option<JpkiHolder> {
        let own = self.0.evidence.as_ref()?.attributes();
        Some(JpkiHolder {
            name: own.name().map(marked),
            sex: own.sex(),
            birth_date: own.birth_date().map(era_date),
            address: own.address().map(marked),
        })
    }

    /// Everything that a later dispute needs, to be kept on a stated basis; `None` unless accepted.
    pub fn keep(&self, basis: String) -> Result<Option<JpkiPackage>, TashikaError> {
        guard(|| {
            let Some(own) = &self.0.evidence else { return Ok(None) };
            let package =
                own.package(&basis).map_err(|error| TashikaError::usage("basis", error))?;
            let document = own.document();
            Ok(Some(JpkiPackage {
                basis: package.basis().to_owned(),
                document: DocumentToSign {
                    kind: document.kind(),
                    octets: document.octets().to_vec(),
                },
                signature: own.signature().to_vec(),
                certificate: package.certificate().to_vec(),
            }))
        })
    }

    /// Holds the attributes that came out against what an mdoc says of a person; `None` unless
    /// accepted.
    pub fn compare(&self, claims: PersonClaims) -> Result<Option<PersonMatch>, TashikaError> {
        guard(|| {
            let Some(own) = &self.0.evidence else { return Ok(None) };
            Ok(Some(compared(claims.compare(own.attributes())?)))
        })
    }
}

/// One row of the check table of JPKI.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JpkiCheckInfo {
    /// The check.
    pub check: JpkiCheck,
    /// The stable id, for example `chain.signature`.
    pub id: String,
    /// Where the rule stands.
    pub source: String,
    /// The one use in which it is made; `None` for both.
    pub only: Option<JpkiUse>,
    /// What a broken rule means.
    pub severity: Severity,
    /// Whether the verdict needs an answer.
    pub needed: bool,
    /// What holds when the check has passed, in English.
    pub en: String,
    /// The same in Japanese.
    pub ja: String,
}

/// Every check of JPKI, in the order of a report.
#[uniffi::export]
pub fn jpki_checks() -> Vec<JpkiCheckInfo> {
    let row = |check: &JpkiCheck| {
        let own = check.info();
        JpkiCheckInfo {
            check: *check,
            id: own.id.to_owned(),
            source: own.source.to_owned(),
            only: own.only,
            severity: own.severity,
            needed: own.needed,
            en: own.en.to_owned(),
            ja: own.ja.to_owned(),
        }
    };
    JpkiCheck::ALL.iter().map(row).collect()
}

/// The policies for JPKI that there are.
#[uniffi::export]
pub fn jpki_policy_names() -> Vec<NamedChoice> {
    choices(&JpkiPolicy::NAMES)
}

/// The sentence of what stays uncertain.
#[uniffi::export]
pub fn jpki_risk_sentence(risk: JpkiRisk) -> Sentence {
    Sentence { id: risk.as_str().to_owned(), en: risk.en().to_owned(), ja: risk.ja().to_owned() }
}

/// The sentence of a tracking handle.
#[uniffi::export]
pub fn jpki_handle_sentence(kind: JpkiHandleKind) -> Sentence {
    Sentence { id: kind.as_str().to_owned(), en: kind.en().to_owned(), ja: kind.ja().to_owned() }
}

/// Why there is no answer about revocation.
#[uniffi::export]
pub fn jpki_gap_sentence(gap: JpkiRevocationGap) -> Sentence {
    Sentence { id: gap.name().to_owned(), en: gap.en().to_owned(), ja: gap.ja().to_owned() }
}

/// Why a field of a comparison scores what it does.
#[uniffi::export]
pub fn match_reason_sentence(reason: MatchReason) -> Sentence {
    let (en, ja) = (reason.en().to_owned(), reason.ja().to_owned());
    Sentence { id: reason.name().to_owned(), en, ja }
}

/// Why nobody could read a document, before it is shown and signed; `None` where people can.
#[uniffi::export]
pub fn document_fault(document: DocumentToSign) -> Option<SignedDocumentFault> {
    document.core().readable().err()
}

impl JpkiPolicyOptions {
    fn core(&self) -> Result<JpkiPolicy, TashikaError> {
        let mut policy = JpkiPolicy::named(&self.name).ok_or_else(|| {
            let known = JpkiPolicy::NAMES.map(|(name, _)| name).join(", ");
            let problem = format!("unknown policy \"{}\"; there are: {known}", self.name);
            TashikaError::usage("jpki-policy", problem)
        })?;
        let seconds =
            [self.clock_skew, self.max_challenge_age, self.reuse_window, self.max_revocation_age];
        if seconds.into_iter().flatten().any(i64::is_negative) {
            return Err(TashikaError::usage("seconds", "a time to wait is no negative number"));
        }
        policy.clock_skew = self.clock_skew.unwrap_or(policy.clock_skew);
        policy.max_challenge_age = self.max_challenge_age.unwrap_or(policy.max_challenge_age);
        policy.reuse_window = self.reuse_window.unwrap_or(policy.reuse_window);
        policy.max_revocation_age = self.max_revocation_age.unwrap_or(policy.max_revocation_age);
        policy.revocation = self.revocation.unwrap_or(policy.revocation);
        policy.environment = self.environment.unwrap_or(policy.environment);
        policy.least_confidence = self.least_confidence.unwrap_or(policy.least_confidence);
        Ok(policy)
    }
}

impl JpkiMoment {
    fn core(self) -> Moment {
        let own = Moment::at(self.wall);
        self.monotonic.map_or(own, |since| own.with_monotonic(since))
    }
}

impl DocumentToSign {
    fn core(self) -> SignedDocument {
        SignedDocument::new(self.kind, self.octets)
    }
}

impl JpkiRevocationEvidence {
    fn core(self) -> RevocationEvidence {
        match self {
            Self::Crl { list } => RevocationEvidence::Crl(list),
            Self::Ocsp { response, nonce } => RevocationEvidence::Ocsp { response, nonce },
        }
    }
}

impl JpkiReuse {
    fn of(own: ReuseWindow) -> Result<Self, TashikaError> {
        Ok(match own {
            ReuseWindow::ClockWentBack => Self::ClockWentBack,
            ReuseWindow::OtherOperation => Self::OtherOperation,
            ReuseWindow::Over { seconds } => Self::Over { seconds },
            ReuseWindow::Within { left } => Self::Within { left },
            _ => return Err(TashikaError::unknown_variant("ReuseWindow")),
        })
    }
}

fn details<E>(own: &JpkiReport<E>) -> Result<JpkiReportDetails, TashikaError> {
    let verdict = &own.verdict;
    let reasons = verdict.reasons.iter();
    let checks = own.checks.iter().map(|own| {
        Ok(JpkiFinding { check: own.check, outcome: own.outcome, facts: facts(&own.facts)? })
    });
    let handles = own.handles.iter();
    Ok(JpkiReportDetails {
        used_for: own.used_for,
        verdict: JpkiVerdict {
            decision: verdict.decision,
            policy: verdict.policy.clone(),
            profile: verdict.profile.clone(),
            reasons: reasons
                .map(|own| JpkiReason { check: own.check, outcome: own.outcome })
                .collect(),
            residual_risks: verdict.residual_risks.clone(),
        },
        at: own.at,
        checks: checks.collect::<Result<_, TashikaError>>()?,
        certificate: own.certificate.as_ref().map(certificate),
        revocation: revocation(&own.revocation)?,
        handles: handles
            .map(|own| JpkiHandle { kind: own.kind, unique: own.unique, in_report: own.in_report })
            .collect(),
        pairwise_id: own.pairwise.as_ref().map(|own| own.as_bytes().to_vec()),
        has_evidence: own.evidence.is_some(),
    })
}

fn certificate(own: &CertificateSummary) -> JpkiCertificate {
    JpkiCertificate {
        hierarchy: own.hierarchy,
        token: own.token,
        environment: own.environment,
        policy_oid: own.policy_oid.clone(),
        confidence: own.confidence,
        key: own.key,
        not_after: own.not_after,
        authority: own.authority.clone(),
    }
}

fn revocation(own: &RevocationState) -> Result<JpkiRevocation, TashikaError> {
    Ok(match own {
        RevocationState::Good { source, as_of, until } => {
            JpkiRevocation::Good { source: *source, as_of: *as_of, until: *until }
        }
        RevocationState::Revoked { source, at, reason } => {
            JpkiRevocation::Revoked { source: *source, at: *at, reason: reason.map(i32::from) }
        }
        RevocationState::Undetermined { gap } => JpkiRevocation::Undetermined { gap: *gap },
        _ => return Err(TashikaError::unknown_variant("RevocationState")),
    })
}

fn marked(own: &CoreMarkedText) -> MarkedText {
    MarkedText { text: own.text().to_owned(), replaced: own.replaced().map(count).collect() }
}

fn era_date(own: EraDate) -> EraBirthDate {
    EraBirthDate {
        era: own.era,
        earliest: own.date.earliest().to_string(),
        latest: own.date.latest().to_string(),
    }
}

impl PersonClaims {
    fn compare(&self, attributes: &JpkiAttributes) -> Result<Comparison, TashikaError> {
        let day = |text: &String| {
            let problem = "a day is written like 2000-03-31";
            Date::parse(text).ok_or_else(|| TashikaError::usage("day", problem))
        };
        let claims = Claims {
            name: self.name.as_deref(),
            address: self.address.as_deref(),
            birth_date: self.birth_date.as_ref().map(day).transpose()?.map(BirthDate::on),
            sex: self.sex,
        };
        Ok(matching::compare(attributes, &claims))
    }
}

fn compared(own: Comparison) -> PersonMatch {
    let fields = own.fields.into_iter().map(|own| FieldMatch {
        field: own.field,
        score: own.score.map(i32::from),
        reasons: own.reasons,
    });
    PersonMatch {
        score: own.score.map(i32::from),
        fields: fields.collect(),
        contradictions: own.contradictions,
    }
}
