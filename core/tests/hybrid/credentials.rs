//! A digital credential from the code to the report.

use std::time::Duration;

use tashika::hybrid::digital::{DigitalProblem, DigitalRequest};
use tashika::hybrid::initiator::{Action, Ask, Event, HybridConfig, Phase, Progress, Reply};
use tashika::online::{Outcome, Receiving, Refusal};
use tashika::presentation::{Channel, OnlineStart, ProximityProof, RelayExposure};
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, ResidualRisk, verify};
use tashika::x509::Certificate;
use tashika_testkit::documents::{MDL_SPACE, mdl};
use tashika_testkit::portrait;

use super::{ELEMENTS, ORIGIN, PROVIDER, Room, credential, now, online, phone};

#[test]
fn a_portrait_of_60_kilobytes_comes_by_either_protocol_and_is_accepted() {
    assert!((60_000..70_000).contains(&portrait::large().len()), "{}", portrait::large().len());
    for protocol in ["org-iso-mdoc", "openid4vp-v1-signed"] {
        let mut phone = phone();
        phone.protocols = vec![protocol];
        let room = Room::new(credential(), phone).run();
        assert!(room.phone.dismissed && room.closed);
        assert_eq!(room.phone.origins, [ORIGIN]);
        let answered = room.answered();
        let Reply::Credential(reply) = &answered.reply else { panic!("{:?}", answered.reply) };
        let receiving = Receiving { now: now().plus(60), provider: &PROVIDER, apple_key: None };
        let outcome = online().0.receive(reply, &receiving).unwrap();
        let Outcome::Answered(answer) = outcome else { panic!("{outcome:?}") };
        assert_eq!(answer.protocol(), protocol);
        let answer = answer.over_hybrid(&answered.facts);
        let [(_, presentation)] = answer.presentations().collect::<Vec<_>>()[..] else { panic!() };
        assert_eq!(presentation.online_binding().unwrap().start, OnlineStart::AcrossDevices);

        let root = Certificate::parse(&mdl().issuer.root_der()).unwrap();
        let trust: TrustStore = [TrustAnchor::new(root, Purpose::Issuer)].into_iter().collect();
        let policy = Policy::default();
        let context = Context::new(&trust, &policy, now(), &PROVIDER);
        let report = verify(presentation, &context).unwrap();
        assert_eq!(report.verdict.decision, Decision::Accepted, "{:?}", report.verdict.reasons);
        assert!(!report.verdict.residual_risks.contains(&ResidualRisk::RelayPossible));
        let claims = report.documents[0].claims.as_ref().unwrap();
        let own: Vec<&str> = claims.iter().map(|claim| claim.identifier()).collect();
        assert_eq!(own, ELEMENTS);
        let portrait = claims.get(MDL_SPACE, "portrait").unwrap().value();
        assert_eq!(portrait.as_bytes(), Some(portrait::large().as_slice()));

        assert_eq!(report.channel.channel, Channel::Hybrid);
        assert_eq!(report.channel.proximity_proof, Some(ProximityProof::BluetoothAdvert));
        assert_eq!(report.channel.relay_exposures, [RelayExposure::RadioCarriedOn]);
        assert_eq!(report.channel.hybrid.as_ref(), Some(&answered.facts));
    }
}

#[test]
fn the_same_answer_without_the_channel_proves_no_proximity() {
    let answered = Room::new(credential(), phone()).run().answered();
    let Reply::Credential(reply) = &answered.reply else { panic!() };
    let receiving = Receiving { now: now(), provider: &PROVIDER, apple_key: None };
    let Ok(Outcome::Answered(answer)) = online().0.receive(reply, &receiving) else { panic!() };
    let (_, presentation) = answer.presentations().next().unwrap();
    assert_eq!(presentation.proximity_proof(), None);
    assert_eq!(presentation.online_binding().unwrap().start, OnlineStart::Platform);
    let claimed = presentation.clone().with_channel(Channel::Hybrid);
    assert_eq!(claimed.proximity_proof(), None);
    assert!(claimed.relay_possible());
}

#[test]
fn phases_are_measured_and_shown() {
    let mut room = Room::new(credential(), phone());
    room.clock = 5_000;
    room.advert();
    room.clock += 300;
    room.open();
    room.clock += 100;
    let answers = room.answers();
    let mut shown = Vec::new();
    for message in answers {
        for action in room.event(Event::Binary(message)) {
            if let Action::Progress(own) = action {
                shown.push(own);
            }
        }
    }
    assert_eq!(shown, [Progress::Secured, Progress::Greeted, Progress::Asked]);
    room.clock += 4_000;
    let answers = room.answers();
    room.deliver(answers);
    let facts = room.answered().facts;
    assert_eq!(
        [facts.finding, facts.dialling, facts.securing, facts.greeting, facts.answering],
        [5_010, 310, 110, 10, 4_010].map(Duration::from_millis)
    );
    assert_eq!((facts.tunnel.as_str(), facts.strangers), ("cable.auth.com", 0));
}

/// The origin is this side's own: an answer for another page does not belong to the session.
#[test]
fn what_the_phone_was_told_is_what_the_answer_is_for() {
    let other = "https://evil.example";
    let request = DigitalRequest::get(other, &online().1).unwrap();
    let config = HybridConfig::new(Ask::Credential(request));
    let mut phone = phone();
    phone.protocols = vec!["org-iso-mdoc"];
    let answered = Room::new(config, phone).run().answered();
    let Reply::Credential(reply) = &answered.reply else { panic!() };
    let receiving = Receiving { now: now(), provider: &PROVIDER, apple_key: None };
    assert_eq!(online().0.receive(reply, &receiving).unwrap_err(), Refusal::Decryption);
}

/// A request that no message could carry is wrong use, told before a code is shown.
#[test]
fn a_request_that_is_too_long_is_not_made() {
    use tashika::codec::limits::MAX_HYBRID_MESSAGE_BYTES as MOST;
    let call = |length: usize| {
        let filling = "A".repeat(length);
        let call = format!(
            r#"{{"requests":[{{"protocol":"org-iso-mdoc","data":{{"deviceRequest":"{filling}"}}}}]}}"#
        );
        DigitalRequest::get(ORIGIN, &call)
    };
    let envelope = call(0).unwrap().text().len();
    for spare in [49, 60, 90] {
        let request = call(MOST - envelope - spare).unwrap();
        let room = Room::new(HybridConfig::new(Ask::Credential(request)), phone());
        assert_eq!(room.until(Phase::Answer).session.phase(), Some(Phase::Answer), "{spare}");
    }
    assert!(matches!(call(MOST - envelope - 48), Err(DigitalProblem::Json(_))));
}
