//! Authentication: somebody with this certificate's key answered a challenge.
//!
//! 1. The certificate and its chain: [`super::path`]. A signature certificate is refused here: it
//!    stands below another authority, names another policy and has another usage.
//! 2. The challenge is long enough, was not answered before, and was answered in time.
//! 3. The key has signed the challenge as it was given out: a raw signature, with the digest of the
//!    key.

use super::JpkiContext;
use super::challenge::{Challenge, Moment};
use super::check::{JpkiCheck, JpkiUse};
use super::evidence::AuthenticationEvidence;
use super::key::SignatureFault;
use super::path::{Examined, examine};
use super::report::{Findings, JpkiReport, JpkiRisk, Passed, decide};
use crate::codec::limits::MAX_CHALLENGE_BYTES;
use crate::facts::Facts;
use crate::outcome::Decision;

/// Octets of a challenge at least.
const MIN_CHALLENGE: usize = 16;

/// What came in answer to a challenge.
#[derive(Clone, Copy, Debug)]
pub struct AuthenticationAnswer<'a> {
    /// The authentication certificate in DER.
    pub certificate: &'a [u8],
    /// The signature over the challenge: PKCS#1 v1.5, or for elliptic curves the DER of two integers.
    pub signature: &'a [u8],
}

/// Verifies the answer to a challenge. The challenge is used up, whatever comes out.
pub fn verify_authentication(
    answer: &AuthenticationAnswer<'_>,
    challenge: Challenge,
    context: &JpkiContext<'_>,
) -> JpkiReport<AuthenticationEvidence> {
    const USE: JpkiUse = JpkiUse::Authentication;
    let mut findings = Findings::new(USE);
    let examined = examine(Some(answer.certificate), USE, context, &mut findings);
    challenge_rules(&challenge, context, &mut findings);
    let signature = signature(answer, &challenge, &examined, context, &mut findings);
    let checks = findings.complete();
    let judged = decide(context.policy, checks);
    let proof = Proof::of(examined.chain, signature, judged.decision);
    let evidence = proof.and_then(|proof| proof.evidence(answer, challenge, &examined, context));
    let risks = vec![JpkiRisk::ChallengeRelay];
    JpkiReport::of(USE, examined, judged, (evidence, false), risks, context)
}

fn challenge_rules(challenge: &Challenge, context: &JpkiContext<'_>, findings: &mut Findings) {
    let length = challenge.octets.len();
    let named = !challenge.asked_by.trim().is_empty();
    findings.judge(
        JpkiCheck::ChallengeLength,
        (MIN_CHALLENGE..=MAX_CHALLENGE_BYTES).contains(&length) && named,
        || {
            let facts = Facts::of("length", length);
            if named { facts } else { facts.and("problem", "nobody asked") }
        },
    );
    findings.judge(JpkiCheck::ChallengeSingleUse, !challenge.used, || {
        Facts::of("problem", "answered-before")
    });
    age(challenge.issued, context, findings);
}

fn age(issued: Moment, context: &JpkiContext<'_>, findings: &mut Findings) {
    const CHECK: JpkiCheck = JpkiCheck::ChallengeAge;
    let policy = context.policy;
    match context.now.since(issued, policy.clock_skew) {
        None => findings.broken(CHECK, Facts::of("problem", "clock-went-back")),
        Some(seconds) => drop(findings.judge(CHECK, seconds <= policy.max_challenge_age, || {
            Facts::of("seconds", seconds).and("most-seconds", policy.max_challenge_age)
        })),
    }
}

fn signature(
    answer: &AuthenticationAnswer<'_>,
    challenge: &Challenge,
    examined: &Examined,
    context: &JpkiContext<'_>,
    findings: &mut Findings,
) -> Option<Passed> {
    const CHECK: JpkiCheck = JpkiCheck::ChallengeSignature;
    let key = examined.key.as_ref()?;
    match key.verify(context.provider, &[&challenge.octets], answer.signature) {
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

/// Exists only where the authority has signed the certificate, its key has signed the challenge, and
/// nothing keeps the verdict from *accepted*.
struct Proof(());

impl Proof {
    fn of(chain: Option<Passed>, signature: Option<Passed>, decision: Decision) -> Option<Self> {
        let both =
            chain?.is(JpkiCheck::ChainSignature) && signature?.is(JpkiCheck::ChallengeSignature);
        (both && decision == Decision::Accepted).then_some(Self(()))
    }

    fn evidence(
        self,
        answer: &AuthenticationAnswer<'_>,
        challenge: Challenge,
        examined: &Examined,
        context: &JpkiContext<'_>,
    ) -> Option<AuthenticationEvidence> {
        Some(AuthenticationEvidence {
            answer: answer.signature.to_vec(),
            asked_by: challenge.asked_by,
            operation: challenge.operation,
            asked_at: challenge.issued.wall,
            challenge: challenge.octets,
            verified: context.now,
            reuse_window: context.policy.reuse_window,
            clock_skew: context.policy.clock_skew,
            certificate: examined.summary.clone()?,
            revocation: examined.revocation,
            policy: context.policy.name.clone(),
            profile: context.profile.label(),
            pairwise: examined.pairwise,
        })
    }
}
