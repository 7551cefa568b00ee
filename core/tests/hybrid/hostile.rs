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
