//! Nothing that comes from outside stops the machine or makes it answer.

use tashika::hybrid::code::HybridCode;
use tashika::hybrid::initiator::{Event, Outcome, Phase};
use tashika::hybrid::peer::PeerInfo;
use tashika::passkey::AuthenticatorData;
use tashika_testkit::random;

use super::{PROVIDER, Room, credential, phone};

/// Cut at every place and changed in every byte.
fn spoiled(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cut = (0..bytes.len()).map(|length| bytes[..length].to_vec());
    let changed = (0..bytes.len() * 3).map(|index| {
        let mut own = bytes.to_vec();
        own[index / 3] = [0xff, 0x00, own[index / 3] ^ 0x20][index % 3];
        own
    });
    cut.chain(changed)
}

#[test]
fn spoiled_messages_never_lead_to_an_answer() {
    let room = Room::new(credential(), phone());
    let mut room = room.until(Phase::Handshake);
    let messages = room.answers();
    for message in spoiled(&messages[0]) {
        let mut room = Room::new(credential(), phone()).until(Phase::Handshake);
        if message == messages[0] {
            continue;
        }
        room.event(Event::Binary(message));
        assert!(matches!(room.outcome, Some(Outcome::Failed { phase: Phase::Handshake, .. })));
    }
}

#[test]
fn spoiled_content_is_an_error_or_read_but_never_a_panic() {
    let greeting = b"\xa2\x01\x58\x1c\xa3\x01\x81\x68FIDO_2_0\x03\x50\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03\x82\x64ctap\x62dc";
    let _ = PeerInfo::read(greeting);
    spoiled(greeting).for_each(|own| drop(PeerInfo::read(&own)));
    let code = super::session(credential()).code().to_owned();
    for own in spoiled(code.as_bytes()) {
        if let Ok(text) = std::str::from_utf8(&own) {
            let _ = HybridCode::from_uri(text, &PROVIDER);
        }
    }
    for length in 0..200 {
        let noise = random::bytes(&format!("noise {length}"), length);
        let _ = (PeerInfo::read(&noise), AuthenticatorData::read(&noise));
    }
}

/// Events in any order: one end at the most, and nothing after it.
#[test]
fn events_in_any_order_have_one_end() {
    let mut ends = std::collections::BTreeMap::new();
    for seed in 0..120 {
        let mut room = Room::new(credential(), phone());
        let choices = random::bytes(&format!("events {seed}"), 24);
        for choice in choices {
            match choice % 12 {
                0 if room.session.phase() == Some(Phase::Advert) => room.advert(),
                1..=3 if room.session.phase() == Some(Phase::Tunnel) => room.open(),
                4..=7 if room.session.phase() > Some(Phase::Tunnel) => {
                    let answers = room.answers();
                    room.deliver(answers);
                }
                8 => drop(room.event(Event::Binary(vec![choice; usize::from(choice)]))),
                9 => {
                    drop(room.event([Event::Text, Event::Closed][usize::from(choice) % 2].clone()))
                }
                10 => drop(room.event(Event::TunnelFailed(Some(u16::from(choice))))),
                11 if choice > 250 => drop(room.event(Event::Cancel)),
                _ => drop(room.event(Event::Tick)),
            }
            if room.outcome.is_some() {
                assert_eq!(room.session.phase(), None, "seed {seed}");
                assert!(room.event(Event::Cancel).is_empty(), "seed {seed}");
            }
        }
        let kind = format!("{:?}", room.outcome.as_ref().map(std::mem::discriminant));
        *ends.entry(kind).or_insert(0) += 1;
    }
    assert!(ends.len() >= 3, "answers, failures and open ends: {ends:?}");
}
