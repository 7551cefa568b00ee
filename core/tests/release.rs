//! What a verdict and a claim rest on: proof, severities, the provider, the clock, the policy.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use tashika::crypto::{CryptoError, CryptoProvider, Curve, PrivateKey, PublicKey, SignatureScheme};
use tashika::instant::Timestamp;
use tashika::mdoc::SessionTranscript;
use tashika::presentation::Presentation;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{
    CheckId, Context, Decision, Outcome, Policy, Profile, Report, Severity, verify,
};
use tashika::x509::Certificate;
use tashika_testkit::cbor::{Cbor, array, map, tdate};
use tashika_testkit::documents::mdl;
use tashika_testkit::handover::Handover;
use tashika_testkit::keys::{self, Key};
use tashika_testkit::scenario::{Authentication, Document, NOW, Scenario};

/// A driving licence and what the verifier brings, right but for what a test changes.
struct Verifier {
    scenario: Scenario,
    transcript: Option<Vec<u8>>,
    keys: Vec<PrivateKey>,
    policy: Policy,
    provider: CryptoProvider,
    now: Timestamp,
}

impl Verifier {
    fn new(document: Document) -> Self {
        let scenario = Scenario::new(document, Handover::Qr(keys::Curve::P256));
        let transcript = Some(scenario.handover.transcript().encode());
        Self {
            scenario,
            transcript,
            keys: Vec::new(),
            policy: Policy::default(),
            provider: CryptoProvider::default(),
            now: Timestamp::parse(NOW).unwrap(),
        }
    }

    fn verify(&self) -> Report {
        let root = Certificate::parse(&self.scenario.documents[0].issuer.root_der()).unwrap();
        let trust: TrustStore = [TrustAnchor::new(root, Purpose::Issuer)].into_iter().collect();
        let mut presentation = Presentation::new(self.scenario.respond());
        if let Some(bytes) = &self.transcript {
            presentation = presentation.with_transcript(SessionTranscript::from_bytes(bytes));
        }
        if let Some((own, others)) = self.keys.split_first() {
            presentation = presentation.with_reader_key(own.clone());
            for key in others {
                presentation = presentation.with_mac_key(key.clone());
            }
        }
        let context = Context::new(&trust, &self.policy, self.now, &self.provider);
        verify(&presentation, &context).unwrap()
    }
}

/// Makes a document lie.
type Change = fn(&mut Document);

fn changed(change: Change) -> Verifier {
    let mut document = mdl();
    change(&mut document);
    Verifier::new(document)
}

/// The decision, and whether claims came out.
fn outcome(report: &Report) -> (Decision, bool) {
    (report.verdict.decision, report.documents.iter().any(|own| own.claims.is_some()))
}

const ACCEPTED: (Decision, bool) = (Decision::Accepted, true);
const REJECTED: (Decision, bool) = (Decision::Rejected, false);
const INCONCLUSIVE: (Decision, bool) = (Decision::Inconclusive, false);

fn flip(cose: &mut Cbor) {
    *cose.items()[3].bytes().last_mut().unwrap() ^= 1;
}

/// Whatever a policy makes a warning: without each of the four proofs nothing comes out.
#[test]
fn no_severity_stands_in_for_a_proof() {
    let forgeries: [(CheckId, Change); 6] = [
        (CheckId::IssuerAuthSignature, |document| document.lies.issuer_auth = flip),
        (CheckId::IssuerChainSignature, |document| {
            let impostor = Key::new(keys::Curve::P256, "impostor");
            let issuer = &mut document.issuer;
            issuer.signer_key = impostor;
            issuer.signer.public_key = issuer.signer_key.spki();
            issuer.signer.hash = keys::Hash::Sha384;
        }),
        (CheckId::ItemDigest, |document| {
            document.lies.disclosed = |items| items[0].1[0].set("elementValue", "FORGED");
        }),
        (CheckId::ItemStructure, |document| {
            document.lies.disclosed = |items| items[0].1[0].set("random", "no bytes");
        }),
        (CheckId::MsoDigestAlgorithm, |document| document.digest = keys::Hash::Sha1),
        (CheckId::DeviceSignature, |document| document.lies.device_cose = flip),
    ];
    for (check, forgery) in forgeries {
        let mut verifier = changed(forgery);
        // The chain's forgery breaks the key's identifier as well.
        let identifier = CheckId::IssuerSignerSubjectKeyIdentifierMethod;
        verifier.policy.overrides = vec![(check, Severity::Warn), (identifier, Severity::Warn)];
        let report = verifier.verify();
        assert_eq!(report.documents[0].outcome(check), Some(Outcome::Warning), "{check}");
        assert_eq!(outcome(&report), INCONCLUSIVE, "{check}");
        assert!(!report.verdict.reasons.is_empty(), "{check}");
    }
    let mut mac = changed(|document| {
        document.authentication = Authentication::Mac;
        document.lies.device_cose = flip;
    });
    mac.keys = vec![reader(keys::Curve::P256)];
    mac.policy.overrides = vec![(CheckId::DeviceMac, Severity::Warn)];
    assert_eq!(outcome(&mac.verify()), INCONCLUSIVE);
}

fn reader(curve: keys::Curve) -> PrivateKey {
    let own = match curve {
        keys::Curve::P384 => Curve::P384,
        _ => Curve::P256,
    };
    PrivateKey::new(own, Key::new(curve, "reader").secret().to_vec())
}

#[test]
fn nothing_comes_out_without_a_transcript_or_a_key() {
    let mut verifier = Verifier::new(mdl());
    verifier.transcript = None;
    assert_eq!(outcome(&verifier.verify()), INCONCLUSIVE);
    let mut mac = changed(|document| document.authentication = Authentication::Mac);
    assert_eq!(outcome(&mac.verify()), INCONCLUSIVE);
    mac.keys = vec![reader(keys::Curve::P256)];
    assert_eq!(outcome(&mac.verify()), ACCEPTED);
}

/// A key of the transcript that cannot be compared: an answer that is needed and cannot be had.
#[test]
fn what_is_needed_and_undetermined_blocks() {
    let key = map([(1, Cbor::Int(1)), (-1, Cbor::Int(5)), (-2, Cbor::Bytes(vec![1; 56]))]);
    let transcript = array([Cbor::Null, key.embedded(), Cbor::Null]).encode();
    let mut verifier = Verifier::new(mdl());
    verifier.transcript = Some(transcript);
    verifier.keys = vec![PrivateKey::new(Curve::X448, vec![1; 56])];
    let report = verifier.verify();
    let document = &report.documents[0];
    assert_eq!(document.outcome(CheckId::DeviceTranscript), Some(Outcome::Undetermined));
    assert!(document.claims.is_none() && report.verdict.decision != Decision::Accepted);
}

#[test]
fn one_holder_of_all_documents_is_shown_where_the_policy_wants_it() {
    let mut verifier = Verifier::new(mdl());
    verifier.scenario.documents.push(mdl());
    verifier.provider.uncompress = |_| Err(CryptoError::Unsupported);
    assert_eq!(outcome(&verifier.verify()), ACCEPTED);
    verifier.policy.same_holder = true;
    let report = verifier.verify();
    let found = report.outcome(CheckId::ResponseSameHolder);
    assert_eq!((found, outcome(&report)), (Some(Outcome::Undetermined), INCONCLUSIVE));
}

fn without_p384(
    key: &PublicKey,
    scheme: SignatureScheme,
    message: &[&[u8]],
    signature: &[u8],
) -> Result<(), CryptoError> {
    match key.curve() {
        Curve::P384 => Err(CryptoError::Unsupported),
        _ => (CryptoProvider::default().verify)(key, scheme, message, signature),
    }
}

#[test]
fn an_unsupported_device_signature_is_no_signature() {
    let mut verifier =
        changed(|document| document.device_key = Key::new(keys::Curve::P384, "device"));
    assert_eq!(outcome(&verifier.verify()), ACCEPTED);
    verifier.provider.verify = without_p384;
    let report = verifier.verify();
    let found = report.documents[0].outcome(CheckId::DeviceSignature);
    assert_eq!((found, outcome(&report)), (Some(Outcome::Undetermined), INCONCLUSIVE));
}

#[test]
fn a_mac_is_for_a_key_on_the_device_keys_curve() {
    let mut verifier = changed(|document| {
        document.device_key = Key::new(keys::Curve::P384, "device");
        document.authentication = Authentication::Mac;
    });
    verifier.keys = vec![reader(keys::Curve::P256)];
    let report = verifier.verify();
    assert_eq!(report.documents[0].outcome(CheckId::DeviceMac), Some(Outcome::Failed));
    let finding = report.documents[0].checks.iter().find(|own| own.check == CheckId::DeviceMac);
    let facts: Vec<&str> = finding.unwrap().facts.iter().map(|(name, _)| name).collect();
    assert_eq!(facts, ["device-curve", "reader-curves"]);
    verifier.keys.push(reader(keys::Curve::P384));
    assert_eq!(outcome(&verifier.verify()), ACCEPTED);
}

#[test]
fn a_transcript_has_one_meaning_and_three_parts() {
    let three = || array([Cbor::Null, Cbor::Null, Cbor::Null]);
    let two_keys = {
        let mut key = Key::new(keys::Curve::P256, "reader").cose_key();
        key.add(-1, 2);
        array([Cbor::Null, key.embedded(), Cbor::Null])
    };
    let trailing = [three().encode(), vec![0]].concat();
    let odd = [
        trailing,
        array([Cbor::Null, Cbor::Null]).encode(),
        array([Cbor::Null, Cbor::Null, "text".into()]).encode(),
        array([Cbor::Int(1), Cbor::Null, Cbor::Null]).encode(),
        map([(1, Cbor::Null)]).encode(),
        Vec::new(),
    ];
    for bytes in &odd {
        let read = SessionTranscript::from_bytes(bytes).e_reader_key();
        assert!(read.is_err(), "{bytes:02x?}");
    }
    let mut handover = map([("a", 1)]);
    handover.add("a", 2);
    let twice = array([Cbor::Null, Cbor::Null, array([handover])]).encode();
    assert!(SessionTranscript::from_bytes(&twice).e_reader_key().is_err());
    assert!(SessionTranscript::from_bytes(&three().encode()).e_reader_key().unwrap().is_none());
    let ambiguous = SessionTranscript::from_bytes(&two_keys.encode()).e_reader_key();
    assert!(ambiguous.is_err(), "a key of two curves");
}

/// Both ends of each validity, with a clock that may be wrong by ten seconds and one second more.
#[test]
fn the_clock_may_be_wrong_by_so_much_and_no_more() {
    let at = |text: &str| Timestamp::parse(text).unwrap();
    let periods: [(CheckId, Change); 3] = [
        (CheckId::MsoValidity, |document| {
            document.lies.mso = |mso| {
                let info = mso.at("validityInfo");
                info.set("validFrom", tdate("2026-06-01T00:00:00Z"));
                info.set("validUntil", tdate("2026-06-02T00:00:00Z"));
            };
        }),
        (CheckId::IssuerSignerValidity, |document| {
            document.issuer.signer.not_before = "2026-06-01T00:00:00Z".into();
            document.issuer.signer.not_after = "2026-06-02T00:00:00Z".into();
        }),
        (CheckId::IssuerRootValidity, |document| {
            document.issuer.root.not_before = "2026-06-01T00:00:00Z".into();
            document.issuer.root.not_after = "2026-06-02T00:00:00Z".into();
        }),
    ];
    let (begin, end) = (at("2026-06-01T00:00:00Z"), at("2026-06-02T00:00:00Z"));
    for (check, change) in periods {
        let mut verifier = changed(change);
        for skew in [0, 10] {
            verifier.policy.clock_skew = skew;
            for (now, expected) in [
                (begin.minus(skew), Outcome::Passed),
                (begin.minus(skew + 1), Outcome::Failed),
                (end.plus(skew), Outcome::Passed),
                (end.plus(skew + 1), Outcome::Failed),
            ] {
                verifier.now = now;
                let found = verifier.verify().documents[0].outcome(check);
                assert_eq!(found, Some(expected), "{check} at {now} with {skew} seconds");
            }
        }
    }
}

/// `signed` may lie outside of the signer's validity by 60 seconds: issuers truncate.
#[test]
fn a_signing_time_may_be_truncated() {
    for (signed, expected) in [
        ("2026-01-15T00:00:00Z", Outcome::Passed),
        ("2026-01-14T23:59:00Z", Outcome::Passed),
        ("2026-01-14T23:58:59Z", Outcome::Failed),
    ] {
        let mut verifier = Verifier::new(mdl());
        verifier.scenario.documents[0].lies.mso = match signed {
            "2026-01-15T00:00:00Z" => {
                |mso| mso.at("validityInfo").set("signed", tdate("2026-01-15T00:00:00Z"))
            }
            "2026-01-14T23:59:00Z" => {
                |mso| mso.at("validityInfo").set("signed", tdate("2026-01-14T23:59:00Z"))
            }
            _ => |mso| mso.at("validityInfo").set("signed", tdate("2026-01-14T23:58:59Z")),
        };
        let found = verifier.verify().documents[0].outcome(CheckId::MsoSignedWithinSigner);
        assert_eq!(found, Some(expected), "{signed}");
    }
}

#[test]
fn a_status_that_nobody_looked_up_is_said_and_can_be_demanded() {
    let mut verifier = changed(|document| {
        document.lies.mso = |mso| {
            let list = map([("idx", Cbor::Int(1)), ("uri", "https://issuer.example/1".into())]);
            mso.set("status", map([("status_list", list)]));
        };
    });
    let report = verifier.verify();
    assert_eq!(report.documents[0].outcome(CheckId::MsoStatus), Some(Outcome::NotPerformed));
    assert_eq!(outcome(&report), ACCEPTED);
    let plain = Verifier::new(mdl()).verify();
    assert_eq!(plain.documents[0].outcome(CheckId::MsoStatus), Some(Outcome::NotApplicable));
    verifier.policy = Policy::named("status-needed", Profile::Strict).unwrap();
    let report = verifier.verify();
    assert_eq!(outcome(&report), INCONCLUSIVE);
    let open: Vec<CheckId> = report.verdict.reasons.iter().map(|own| own.check).collect();
    assert_eq!(open, [CheckId::IssuerRevocation, CheckId::MsoStatus]);
}

#[test]
fn a_fault_of_the_response_holds_every_value_back() {
    let mut verifier = Verifier::new(mdl());
    verifier.scenario.response = |response| response.set("status", 11);
    assert_eq!(outcome(&verifier.verify()), REJECTED);
}

/// Keys that fix a secret or verify anything.
#[test]
fn weak_keys_are_no_keys() {
    let provider = CryptoProvider::default();
    let own = PrivateKey::new(Curve::X25519, vec![7; 32]);
    for low in [0, 1] {
        let mut octets = vec![0; 32];
        octets[0] = low;
        let peer = PublicKey::new(Curve::X25519, octets);
        assert!((provider.agree)(&own, &peer).is_err(), "u = {low}");
    }
    let mut identity = vec![0; 32];
    identity[0] = 1;
    let weak = PublicKey::new(Curve::Ed25519, identity.clone());
    assert_eq!((provider.check_public_key)(&weak), Err(CryptoError::InvalidKey));
    // R is the identity and s is zero: it would hold for every message.
    let universal = [identity, vec![0; 32]].concat();
    let held = (provider.verify)(&weak, SignatureScheme::EdDsa, &[b"anything"], &universal);
    assert!(held.is_err());
}
