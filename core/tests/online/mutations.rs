//! Answers with one byte changed, cut or doubled: a refusal or the same answer, never a panic.

use super::*;
use tashika_testkit::cbor::Cbor;
use tashika_testkit::online::{Lies, Wallet};

const ASKED: [&str; 2] = ["family_name", "age_over_18"];
const ROUNDS: usize = 150;

/// `bytes`, changed in one place that depends on `round` alone.
fn mutated(bytes: &[u8], label: &str, round: usize) -> Vec<u8> {
    let dice = random::bytes(&format!("mutation {label} {round}"), 8);
    let place = usize::from(u16::from_be_bytes([dice[0], dice[1]])) * bytes.len() / 65_536;
    let mut changed = bytes.to_vec();
    match dice[2] % 4 {
        0 => changed[place] ^= 1 << (dice[3] % 8),
        1 => changed.truncate(place),
        2 => changed.insert(place, dice[4]),
        _ => drop(changed.remove(place)),
    }
    changed
}

/// In the clear a change inside the response is for `verify` to see; under encryption there is none.
fn harmless(encrypted: bool, outcome: Result<Outcome, Refusal>) {
    match outcome {
        Ok(Outcome::Answered(answer)) if encrypted => accepted(&answer, &ASKED),
        Ok(Outcome::Answered(answer)) => {
            let all: Vec<_> = answer.presentations().map(|(_, own)| report(own)).collect();
            if all.iter().all(|own| own.verdict.decision == Decision::Accepted) {
                accepted(&answer, &ASKED);
            } else {
                let claims =
                    all.iter().flat_map(|own| &own.documents).any(|own| own.claims.is_some());
                assert!(!claims, "nothing is released");
            }
        }
        Ok(Outcome::Declined(_)) | Err(_) => {}
        Ok(other) => panic!("{other:?}"),
    }
}

#[test]
fn of_forms_and_browser_answers() {
    let identity = by_name();
    let query = query(&ASKED);
    let wallet = Wallet::new("mdl", licence(&ASKED));
    let request = device_request(&licence(&ASKED));
    for encrypted in [true, false] {
        let seed = seed("mutations");
        let asked = RedirectRequest { encrypted, ..redirect(Some(&identity), &query) };
        let start = || OnlineSession::redirect(&asked, &setup(&seed)).unwrap();
        let body = wallet.post(&parameters(&start(), &identity));
        for round in 0..ROUNDS {
            let changed = mutated(&body, "form", round);
            harmless(encrypted, start().receive(&changed, &receiving()));
        }
        let protocols = [DcApiProtocol::Unsigned, DcApiProtocol::IsoMdoc(&request)];
        let start = || dc_api(&protocols, &query, encrypted, &setup(&seed));
        for protocol in ["openid4vp-v1-unsigned", "org-iso-mdoc"] {
            let answer = wallet.answer_call(&call(&start(), &[]), protocol, ORIGIN).to_string();
            for round in 0..ROUNDS {
                let changed = mutated(answer.as_bytes(), protocol, round);
                harmless(
                    encrypted || protocol == "org-iso-mdoc",
                    start().receive(&changed, &receiving()),
                );
            }
        }
    }
}

/// The response inside is changed before it is encrypted: whatever `verify` then says, nothing that
/// was not signed is accepted.
#[test]
fn of_responses_inside() {
    static ROUND: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    fn change(response: &mut Cbor) {
        let round = ROUND.load(std::sync::atomic::Ordering::SeqCst);
        *response = Cbor::Raw(mutated(&response.encode(), "inside", round));
    }
    let query = query(&ASKED);
    let seed = seed("inside");
    let lies = Lies { response: change, ..Lies::default() };
    let wallet = Wallet { documents: vec![("mdl", licence(&ASKED))], lies };
    let mut refusals = 0;
    for round in 0..ROUNDS {
        ROUND.store(round, std::sync::atomic::Ordering::SeqCst);
        let session = dc_api(&[DcApiProtocol::Unsigned], &query, true, &setup(&seed));
        let answer = wallet.answer_call(&call(&session, &[]), "openid4vp-v1-unsigned", ORIGIN);
        match session.receive(answer.to_string().as_bytes(), &receiving()) {
            Ok(Outcome::Answered(answer)) => {
                for (_, presentation) in answer.presentations() {
                    let report = report(presentation);
                    let claims = report.documents.iter().flat_map(|own| &own.claims);
                    for claim in claims.flat_map(|own| own.iter()) {
                        assert!(ASKED.contains(&claim.identifier()), "round {round}");
                    }
                }
            }
            Ok(other) => panic!("round {round}: {other:?}"),
            Err(_) => refusals += 1,
        }
    }
    assert!(refusals > ROUNDS / 4, "most changes show before verification: {refusals}");
}
