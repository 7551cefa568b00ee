//! Signing: somebody with this certificate's key signed a document that people can read.
//!
//! 1. The document is one that people can read: a bare number is refused, since a signature under it
//!    would be a login with the registered seal.
//! 2. The signature is detached CMS with one signer, signed attributes and the document's digest.
//! 3. The certificate and its chain: [`super::path`].
//! 4. The key has signed the attributes.
//! 5. The holder's attributes are read; those that were asked for come with the evidence.

use super::JpkiContext;
use super::attributes::{self, JpkiAttribute, JpkiAttributes};
use super::check::{JpkiCheck, JpkiUse};
use super::document::{DocumentKind, SignedDocument};
use super::evidence::SigningEvidence;
use super::key::{SignatureFault, digest_of, hash_name};
use super::path::{Examined, examine};
use super::report::{Findings, JpkiReport, JpkiRisk, Passed, decide};
use crate::crypto::{Digest, HashAlgorithm};
use crate::doctype::Date;
use crate::facts::Facts;
use crate::instant::Timestamp;
use crate::outcome::Decision;
use crate::x509::{Certificate, CmsError, Message, SignerInfo, SigningCertificate, oid};
use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

/// Content without a structure of its own (RFC 5652 4).
const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");

/// Seconds from UTC to the time in Japan.
const JAPAN: i64 = 9 * 60 * 60;

/// A document and the signature under it.
#[derive(Clone, Copy, Debug)]
pub struct SignedAnswer<'a> {
    /// The document, as it was shown and signed.
    pub document: &'a SignedDocument,
    /// The detached signature in CMS.
    pub signature: &'a [u8],
    /// The signature certificate in DER; `None` where it came in the CMS.
    pub certificate: Option<&'a [u8]>,
    /// The attributes of the signer that are needed. The others are wiped.
    pub asked: &'a [JpkiAttribute],
}

/// What was read of the signature.
#[derive(Default)]
struct Signature<'r> {
    signer: Option<SignerInfo<'r>>,
    attributes: Option<Attributes<'r>>,
    certificate: Option<&'r [u8]>,
    /// Whether certificates came along.
    holds_certificate: bool,
}

/// What the signed attributes state.
struct Attributes<'r> {
    message_digest: &'r [u8],
    signing_time: Option<Timestamp>,
    certificate: Option<SigningCertificate<'r>>,
}

/// Verifies a signature under a document.
pub fn verify_signature(
    answer: &SignedAnswer<'_>,
    context: &JpkiContext<'_>,
) -> JpkiReport<SigningEvidence> {
    const USE: JpkiUse = JpkiUse::Signing;
    let mut findings = Findings::new(USE);
    match answer.document.readable() {
        Ok(()) => drop(findings.pass(JpkiCheck::DocumentReadable)),
        Err(fault) => {
            findings.broken(JpkiCheck::DocumentReadable, Facts::of("problem", fault.name()));
        }
    }
    let own = read(answer, &mut findings);
    let examined = examine(own.certificate, USE, context, &mut findings);
    let digest = digest(&own, answer, &examined, context, &mut findings);
    bound(&own, context, &mut findings);
    time(&own, &examined, context, &mut findings);
    let signed = signature(&own, &examined, context, &mut findings);
    let released = holder(answer, &examined, context, &mut findings);
    let checks = findings.complete();
    let judged = decide(context.policy, checks);
    let proof = Proof::of(examined.chain, signed, judged.decision);
    let stated_time = own.attributes.as_ref().and_then(|own| own.signing_time);
    let evidence = proof.zip(digest).zip(own.certificate).and_then(|((proof, digest), der)| {
        let signature = (answer, der, own.holds_certificate);
        proof.evidence(signature, digest, stated_time, released, &examined, context)
    });
    let mut risks = vec![JpkiRisk::TimeUnproven];
    risks.extend(
        (answer.document.kind() == DocumentKind::Pdf).then_some(JpkiRisk::RenderingUnknown),
    );
    let with_attributes = evidence.as_ref().is_some_and(|own| !own.attributes().is_empty());
    JpkiReport::of(USE, examined, judged, (evidence, with_attributes), risks, context)
}

/// Reads the signature as far as it goes without the certificate.
fn read<'a>(answer: &SignedAnswer<'a>, findings: &mut Findings) -> Signature<'a> {
    let mut own = Signature { certificate: answer.certificate, ..Signature::default() };
    let message = match Message::read(answer.signature) {
        Ok(message) => message,
        Err(error) => {
            findings.broken(JpkiCheck::CmsStructure, problem(&error));
            return own;
        }
    };
    findings.pass(JpkiCheck::CmsStructure);
    own.holds_certificate = !message.certificates.is_empty();
    findings.judge(JpkiCheck::CmsDetached, message.content.is_none(), || {
        Facts::of("problem", "the content is attached")
    });
    let [signer] = message.signers.as_slice() else {
        findings.broken(JpkiCheck::CmsSigner, Facts::of("signers", message.signers.len()));
        return own;
    };
    let names = |der: &&[u8]| Certificate::parse(der).is_ok_and(|own| signer.names(&own));
    let named = match answer.certificate {
        Some(given) => Some(given).filter(names),
        None => message.certificates.iter().copied().find(names),
    };
    let announced = message.content_type == DATA && message.announces(signer);
    // Of a certificate that cannot be read nobody knows whether it is the one named.
    let unreadable = answer.certificate.is_some_and(|der| Certificate::parse(der).is_err());
    if !unreadable || !announced {
        findings.judge(JpkiCheck::CmsSigner, named.is_some() && announced, || {
            let problem = match announced {
                true => "another certificate",
                false => "another content type or digest",
            };
            Facts::of("problem", problem)
        });
    }
    own.certificate = named.or(answer.certificate);
    match attributes(signer) {
        Ok(attributes) => {
            findings.pass(JpkiCheck::CmsSignedAttributes);
            own.attributes = Some(attributes);
        }
        Err(error) => findings.broken(JpkiCheck::CmsSignedAttributes, problem(&error)),
    }
    own.signer = Some(signer.clone());
    own
}

/// The signed attributes, where what they state here can be read.
fn attributes<'a>(signer: &SignerInfo<'a>) -> Result<Attributes<'a>, CmsError> {
    let own = signer.attributes()?;
    if own.content_type != DATA {
        return Err(CmsError::ContentType);
    }
    Ok(Attributes {
        message_digest: own.message_digest,
        signing_time: own.signing_time()?,
        certificate: own.signing_certificate()?,
    })
}

fn problem(error: &CmsError) -> Facts {
    match error {
        CmsError::Attribute(name) => {
            Facts::of("problem", "not one value").and("attributes", vec![(*name).to_owned()])
        }
        CmsError::ContentType => Facts::of("problem", "another content type"),
        CmsError::TooLarge(_) => Facts::of("problem", "too-large"),
        _ => Facts::of("problem", "malformed"),
    }
}

/// Holds the algorithms against the key, and the document against the digest that was signed.
fn digest(
    own: &Signature<'_>,
    answer: &SignedAnswer<'_>,
    examined: &Examined,
    context: &JpkiContext<'_>,
    findings: &mut Findings,
) -> Option<(HashAlgorithm, Digest)> {
    let (signer, key) = own.signer.as_ref().zip(examined.key.as_ref())?;
    let hash = digest_of(&signer.digest).filter(|hash| *hash == key.hash);
    let fits = hash.is_some() && key.fits(&signer.algorithm, true);
    findings.judge(JpkiCheck::CmsAlgorithms, fits, || {
        Facts::of("digest-algorithm", signer.digest.oid.to_string())
            .and("algorithm", signer.algorithm.oid.to_string())
    });
    let (attributes, hash) = own.attributes.as_ref().zip(hash)?;
    let digest = (context.provider.digest)(hash, &[answer.document.octets()]);
    let same = digest.as_ref() == attributes.message_digest;
    findings.judge(JpkiCheck::CmsMessageDigest, same, || Facts::of("problem", "mismatch"));
    Some((hash, digest))
}

/// Holds the certificate against the one that the signature binds, where it binds one.
fn bound(own: &Signature<'_>, context: &JpkiContext<'_>, findings: &mut Findings) {
    const CHECK: JpkiCheck = JpkiCheck::CmsSigningCertificate;
    let Some((attributes, der)) = own.attributes.as_ref().zip(own.certificate) else { return };
    let Some(bound) = &attributes.certificate else { return findings.not_applicable(CHECK) };
    let Ok((algorithm, octets)) = bound.digest() else {
        return findings.broken(CHECK, Facts::of("problem", "malformed"));
    };
    // Version 1 knows SHA-1 alone; it names a certificate here, and the chain protects it.
    let hash = match (bound.version, algorithm) {
        (1, _) => Some(HashAlgorithm::Sha1),
        (_, None) => Some(HashAlgorithm::Sha256),
        (_, Some(own)) => digest_of(&own),
    };
    let Some(hash) = hash else {
        return findings.undetermined(CHECK, Facts::of("because", "unsupported"));
    };
    let digest = (context.provider.digest)(hash, &[der]);
    findings
        .judge(CHECK, digest.as_ref() == octets, || Facts::of("problem", "another certificate"));
}

fn time(
    own: &Signature<'_>,
    examined: &Examined,
    context: &JpkiContext<'_>,
    findings: &mut Findings,
) {
    const CHECK: JpkiCheck = JpkiCheck::CmsSigningTime;
    let Some((attributes, certificate)) =
        own.attributes.as_ref().zip(examined.certificate.as_ref())
    else {
        return;
    };
    let Some(at) = attributes.signing_time else { return findings.not_applicable(CHECK) };
    let within = (certificate.not_before()..=certificate.not_after()).contains(&at);
    let past = at <= context.now.wall.plus(context.policy.clock_skew);
    findings.judge(CHECK, within && past, || {
        let problem = if past { "outside-validity" } else { "in-future" };
        Facts::of("problem", problem).and("signed", at)
    });
}

fn signature(
    own: &Signature<'_>,
    examined: &Examined,
    context: &JpkiContext<'_>,
    findings: &mut Findings,
) -> Option<Passed> {
    const CHECK: JpkiCheck = JpkiCheck::CmsSignature;
    let (signer, key) = own.signer.as_ref().zip(examined.key.as_ref())?;
    let signed = signer.signed()?;
    if !key.fits(&signer.algorithm, true) || digest_of(&signer.digest) != Some(key.hash) {
        return None;
    }
    match key.verify(context.provider, &signed, signer.signature) {
        Ok(()) => Some(findings.pass(CHECK)),
        Err(SignatureFault::Unsupported) => {
            findings.undetermined(CHECK, Facts::of("because", "unsupported"));
            None
        }
        Err(fault) => {
            findings.broken(CHECK, Facts::of("problem", fault.name()));
            None
        }
    }
}

fn holder(
    answer: &SignedAnswer<'_>,
    examined: &Examined,
    context: &JpkiContext<'_>,
    findings: &mut Findings,
) -> JpkiAttributes {
    let Some(certificate) = &examined.certificate else { return JpkiAttributes::default() };
    // Dates of birth are days in Japan.
    let today = context.now.wall.plus(JAPAN).date().as_deref().and_then(Date::parse);
    attributes::check(certificate, answer.asked, context.profile, today, findings)
}

/// Exists only where the authority has signed the certificate, its key has signed the attributes, and
/// nothing keeps the verdict from *accepted*.
struct Proof(());

impl Proof {
    fn of(chain: Option<Passed>, signature: Option<Passed>, decision: Decision) -> Option<Self> {
        let both = chain?.is(JpkiCheck::ChainSignature) && signature?.is(JpkiCheck::CmsSignature);
        (both && decision == Decision::Accepted).then_some(Self(()))
    }

    #[allow(clippy::too_many_arguments, reason = "each is a part of the evidence")]
    fn evidence(
        self,
        (answer, der, holds_certificate): (&SignedAnswer<'_>, &[u8], bool),
        (hash, document_hash): (HashAlgorithm, Digest),
        stated_time: Option<Timestamp>,
        attributes: JpkiAttributes,
        examined: &Examined,
        context: &JpkiContext<'_>,
    ) -> Option<SigningEvidence> {
        Some(SigningEvidence {
            document: answer.document.clone(),
            document_hash,
            hash_algorithm: hash_name(hash),
            signature: Zeroizing::new(answer.signature.to_vec()),
            holds_certificate,
            certificate_der: Zeroizing::new(der.to_vec()),
            certificate: examined.summary.clone()?,
            attributes,
            stated_time,
            verified_at: context.now.wall,
            revocation: examined.revocation,
            policy: context.policy.name.clone(),
            profile: context.profile.label(),
            pairwise: examined.pairwise,
        })
    }
}
