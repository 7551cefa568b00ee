//! CTAP hybrid against recorded and published values: a session of a real phone and two of a soft
//! token, replayed byte for byte through the state machine, and every scalar.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use serde_json::Value;
use tashika::codec::Writer;
use tashika::crypto::{CryptoProvider, Curve, HashAlgorithm, PrivateKey, PublicKey};
use tashika::hybrid::advert::AdvertKey;
use tashika::hybrid::code::{Hint, HybridCode, from_digits, to_digits};
use tashika::hybrid::ctap::{AssertionRequest, RegistrationRequest};
use tashika::hybrid::digital::{DigitalRefusal, DigitalRequest, ProtocolName};
use tashika::hybrid::frame::FrameKind;
use tashika::hybrid::initiator::{
    Action, Answered, Ask, Event, HybridConfig, HybridSession, Outcome, Reply,
};
use tashika::hybrid::noise::{Established, Handshake};
use tashika::hybrid::peer::{Feature, PeerInfo};
use tashika::hybrid::transport::Transport;
use tashika::hybrid::tunnel::{SUBPROTOCOL, domain};
use tashika::instant::Timestamp;
use tashika::mdoc::signature_from_der;
use tashika::passkey::{AuthenticatorData, Credential, Registration, UserVerification};
use tashika_conformance::{hex, vectors};
use zeroize::Zeroizing;

const PROVIDER: CryptoProvider = CryptoProvider::rustcrypto();

fn json(name: &str) -> Option<Value> {
    let path = vectors(&format!("hybrid/{name}"))?;
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn bytes(value: &Value) -> Vec<u8> {
    hex(value.as_str().expect("hexadecimal")).expect("hexadecimal")
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().unwrap()
}

fn private(value: &Value) -> PrivateKey {
    PrivateKey::new(Curve::P256, bytes(value))
}

fn established(write: &Value, read: &Value) -> Established {
    let (write, read) = (Zeroizing::new(array(write)), Zeroizing::new(array(read)));
    Established { write, read, hash: [0; 32] }
}

/// The values of one recorded session.
struct Recording<'a> {
    key: &'a Value,
    secret: &'a Value,
    advert: &'a Value,
    url: String,
    ephemeral: &'a Value,
    first: &'a Value,
    second: &'a Value,
    greeting: &'a Value,
    request: &'a Value,
    reply: &'a Value,
}

fn sent(actions: &[Action]) -> Vec<&[u8]> {
    let sends = actions.iter().filter_map(|own| match own {
        Action::Send(message) => Some(message.as_slice()),
        _ => None,
    });
    sends.collect()
}

/// Plays what was received into the machine, and holds what it sends against the recording.
fn replay(recording: &Recording<'_>, ask: Ask) -> Answered {
    let key = private(recording.key);
    let at = Timestamp::from_unix(1_780_082_688);
    let secret = array(recording.secret);
    let mut session =
        HybridSession::new(HybridConfig::new(ask), key, secret, at, &PROVIDER).unwrap();
    let now = Duration::from_millis;
    session.start(now(0));
    let data = bytes(recording.advert);
    let actions = session.on_event(Event::Advert { service: 0xfff9, data }, now(1));
    let dialled = actions.iter().find_map(|own| match own {
        Action::Dial(dial) => Some(dial.url.clone()),
        _ => None,
    });
    assert_eq!(dialled.unwrap().to_lowercase(), recording.url.to_lowercase());
    let subprotocol = Some(SUBPROTOCOL.to_owned());
    let key = private(recording.ephemeral);
    let actions = session.on_event(Event::TunnelOpened { subprotocol, key }, now(2));
    assert_eq!(sent(&actions), [bytes(recording.first)]);
    assert!(sent(&session.on_event(Event::Binary(bytes(recording.second)), now(3))).is_empty());
    let actions = session.on_event(Event::Binary(bytes(recording.greeting)), now(4));
    assert_eq!(sent(&actions), [bytes(recording.request)]);
    let mut actions = session.on_event(Event::Binary(bytes(recording.reply)), now(5));
    match actions.pop() {
        Some(Action::Finished(Outcome::Answered(answered))) => *answered,
        other => panic!("{other:?}"),
    }
}

fn digest(text: &[u8]) -> Vec<u8> {
    (PROVIDER.digest)(HashAlgorithm::Sha256, &[text]).as_ref().to_vec()
}

#[test]
fn a_session_of_a_real_phone_replays_byte_for_byte() {
    let Some(vector) = json("hybrid-ios-ga-transcript.json") else { return };
    let (qr, noise, transport) = (&vector["qr"], &vector["noise_KNpsk0"], &vector["transport"]);
    let code = HybridCode::from_uri(qr["url"].as_str().unwrap(), &PROVIDER).unwrap();
    assert_eq!(code.secret.as_slice(), bytes(&qr["qr_secret"]));
    assert_eq!((code.domains, code.hint, code.linking), (2, Hint::Assertion, None));
    let own = (PROVIDER.public_key)(&private(&qr["client_static_private"])).unwrap();
    assert_eq!((PROVIDER.uncompress)(&code.key).unwrap(), own);
    let digits = qr["url"].as_str().unwrap().strip_prefix("FIDO:/").unwrap();
    assert_eq!(to_digits(&bytes(&qr["cbor"])), digits);
    let ask = AssertionRequest {
        rp_id: "example.com".to_owned(),
        client_data_hash: array(&Value::from(
            "c6d10de1fc2d9bcffe91bd86800f1901760338fd70ca09c9e0c5b163a6ef0fdd",
        )),
        allowed: Vec::new(),
        user_verification: true,
    };
    let frame = FrameKind::Ctap.write(&ask.encode());
    assert_eq!(frame, bytes(&transport[1]["plaintext_unpadded"]));
    let recording = Recording {
        key: &qr["client_static_private"],
        secret: &qr["qr_secret"],
        advert: &vector["ble"]["service_data"],
        url: vector["tunnel"]["url"].as_str().unwrap().to_owned(),
        ephemeral: &noise["initiator_ephemeral_private"],
        first: &noise["noise_msg1"],
        second: &noise["noise_msg2"],
        greeting: &transport[0]["ciphertext"],
        request: &transport[1]["ciphertext"],
        reply: &transport[2]["ciphertext"],
    };
    let answered = replay(&recording, Ask::Assertion(ask));
    assert_eq!(answered.peer.features, [Feature::Ctap, Feature::DigitalCredentials]);
    let info = answered.peer.get_info.unwrap();
    assert_eq!(info.transports, ["internal", "hybrid"]);
    assert_eq!(info.aaguid.to_vec(), hex("f24a8e70d0d3f82c293732523cc4de5a").unwrap());
    assert_eq!(answered.facts.tunnel, "cable.auth.com");
    let Reply::Assertion(reply) = answered.reply else { panic!("an assertion") };
    let data = AuthenticatorData::read(&reply.authenticator_data).unwrap();
    assert_eq!(data.rp_id_hash.as_slice(), digest(b"example.com"));
    assert!(data.flags.user_verified() && data.flags.backed_up());
    let whole = bytes(&transport[2]["plaintext_unpadded"]);
    assert!(whole.windows(reply.signature.len()).any(|own| own == reply.signature));
    assert_eq!(reply.signature.len(), 72);
}

#[test]
fn keys_and_digests_of_the_real_session() {
    let Some(vector) = json("hybrid-ios-ga-transcript.json") else { return };
    let noise = &vector["noise_KNpsk0"];
    let psk = bytes(&noise["psk"]);
    let identity = private(&vector["qr"]["client_static_private"]);
    let ephemeral = private(&noise["initiator_ephemeral_private"]);
    let peer = PublicKey::new(Curve::P256, &bytes(&noise["noise_msg2"])[..65]);
    for (own, name) in [(&ephemeral, "ecdh_ee"), (&identity, "ecdh_se")] {
        assert_eq!((PROVIDER.agree)(own, &peer).unwrap().as_ref(), bytes(&noise[name]));
    }
    let (handshake, first) = Handshake::by_code(identity, ephemeral, &psk, &PROVIDER).unwrap();
    assert_eq!(first, bytes(&noise["noise_msg1"]));
    let own = handshake.finish(&bytes(&noise["noise_msg2"]), &PROVIDER).unwrap();
    assert_eq!(own.hash.to_vec(), bytes(&noise["handshake_hash"]));
    assert_eq!(own.write.to_vec(), bytes(&noise["initiator_write_key"]));
    assert_eq!(own.read.to_vec(), bytes(&noise["initiator_read_key"]));
    let mut transport = Transport::new(&own);
    for message in vector["transport"].as_array().unwrap() {
        let plain = bytes(&message["plaintext_unpadded"]);
        let cipher = bytes(&message["ciphertext"]);
        match message["dir"].as_str() {
            Some("in") => {
                assert_eq!(transport.open(&cipher, &PROVIDER).unwrap().to_vec(), plain);
            }
            _ => assert_eq!(transport.seal(&plain, &PROVIDER).unwrap(), cipher),
        }
    }
    let advert = AdvertKey::of_code(&bytes(&vector["qr"]["qr_secret"]), &PROVIDER).unwrap();
    let advert = advert.recognise(&bytes(&vector["ble"]["service_data"]), &PROVIDER).unwrap();
    assert_eq!(advert.bytes().to_vec(), bytes(&vector["ble"]["eid_plaintext"]));
    assert_eq!(advert.routing_id().to_vec(), bytes(&vector["ble"]["routing_id"]));
    assert_eq!(advert.domain(), 1);
}

fn of_token(own: &Value) -> Recording<'_> {
    let plain = bytes(&own["eid_plaintext"]);
    let routing: String = plain[11..14].iter().map(|byte| format!("{byte:02x}")).collect();
    let id = own["tunnel_id"].as_str().unwrap();
    Recording {
        key: &own["client_static_private"],
        secret: &own["qr_secret"],
        advert: &own["service_data"],
        url: format!("wss://cable.ua5v.com/cable/connect/{routing}/{id}"),
        ephemeral: &own["initiator_ephemeral_private"],
        first: &own["noise_msg1"],
        second: &own["noise_msg2"],
        greeting: &own["post_handshake_ciphertext"],
        request: &own["request_ciphertext"],
        reply: &own["response_ciphertext"],
    }
}

#[test]
fn sessions_of_a_soft_token_replay_from_registration_to_signature() {
    let Some(vector) = json("hybrid-webauthn-rs-softtoken-transcripts.json") else { return };
    let sessions = vector["sessions"].as_array().unwrap();
    let making = RegistrationRequest {
        rp_id: "example.com".to_owned(),
        rp_name: "ex".to_owned(),
        client_data_hash: array(&Value::from(
            "4a3e23ec455e92e58db9816eeae5b667722e4ecc7be35976a4bcd15fb29267f2",
        )),
        user_id: b"user0001".to_vec(),
        user_name: "u".to_owned(),
        user_display_name: "U".to_owned(),
        algorithms: vec![-7],
        excluded: Vec::new(),
        discoverable: false,
        user_verification: true,
    };
    let frame = FrameKind::Ctap.write(&making.encode());
    assert_eq!(frame, bytes(&sessions[0]["request_frame"]));
    let made = replay(&of_token(&sessions[0]), Ask::Registration(making));
    assert_eq!(made.peer.features, [Feature::Ctap]);
    let transports = made.peer.get_info.unwrap().transports;
    let Reply::Registration(reply) = made.reply else { panic!("a registration") };
    assert_eq!(reply.format, "packed");
    let data = &reply.authenticator_data;
    let asked = Registration {
        rp_id: "example.com",
        algorithms: &[-7],
        user_verification: UserVerification::NotNeeded,
        transports: &transports,
    };
    let credential = Credential::register(data, &asked, &PROVIDER).unwrap();
    assert!(credential.transports.contains(&"hybrid".to_owned()));
    let hash = "0fbcf5f3474f8296a87cc6804a0dc77a055e4a1f051f6abf2a3e3cd41f7cf597";
    let asking = AssertionRequest {
        rp_id: "example.com".to_owned(),
        client_data_hash: array(&Value::from(hash)),
        allowed: vec![credential.id.clone()],
        user_verification: true,
    };
    let signed = replay(&of_token(&sessions[1]), Ask::Assertion(asking));
    let Reply::Assertion(reply) = signed.reply else { panic!("an assertion") };
    assert_eq!(reply.credential_id.as_ref(), Some(&credential.id));
    // The recording has no client data, but its digest.
    let scheme = credential.algorithm.scheme().unwrap();
    let signature = signature_from_der(Curve::P256, &reply.signature).unwrap();
    let message = [reply.authenticator_data.as_slice(), &hex(hash).unwrap()];
    assert_eq!((PROVIDER.verify)(&credential.key, scheme, &message, &signature), Ok(()));
    let other = [reply.authenticator_data.as_slice(), &[0; 32]];
    assert!((PROVIDER.verify)(&credential.key, scheme, &other, &signature).is_err());
}

#[test]
fn every_scalar() {
    let Some(vector) = json("hybrid-scalars.json") else { return };
    let digits = &vector["digit_encode"];
    assert_eq!(to_digits(&bytes(&digits[0]["in"])), digits[0]["out"]);
    let text = digits[1]["in_ascii"].as_str().unwrap();
    assert_eq!(to_digits(text.as_bytes()), digits[1]["out"]);
    for (length, count) in digits[2]["zeros_len_to_digits"].as_object().unwrap() {
        let zeros = vec![0; length.parse().unwrap()];
        assert_eq!(to_digits(&zeros), "0".repeat(count.as_u64().unwrap() as usize));
    }
    for odd in digits[3]["decode_must_fail"].as_array().unwrap() {
        assert_eq!(from_digits(odd.as_str().unwrap()), None, "{odd}");
    }
    for (number, name) in vector["tunnel_domains"].as_object().unwrap() {
        let number = number.split('(').next().unwrap().parse().unwrap();
        assert_eq!(domain(number, &PROVIDER).as_deref(), name.as_str());
    }
    for own in vector["derive"].as_array().unwrap() {
        let (expected, purpose) = match own.get("out") {
            Some(out) => (bytes(out), 1_u32),
            None => (bytes(&own["out16"]), 2),
        };
        assert_eq!(own["purpose"], purpose);
        let (secret, salt) = (bytes(&own["secret"]), bytes(&own["salt"]));
        let info = purpose.to_le_bytes();
        let derived = (PROVIDER.hkdf_sha256)(&secret, &salt, &info, expected.len()).unwrap();
        assert_eq!(derived.as_ref(), expected);
    }
    let known = &vector["advert_known"];
    let key = AdvertKey::of_code(&bytes(&known["qr_secret"]), &PROVIDER).unwrap();
    let advert = key.recognise(&bytes(&known["service_data"]), &PROVIDER).unwrap();
    assert_eq!(advert.bytes().to_vec(), bytes(&known["eid_plaintext"]));
    assert_eq!(advert.routing_id().to_vec(), bytes(&known["routing_id"]));
    assert_eq!(advert.domain(), 0);
    for name in ["chrome", "safari_ios"] {
        let own = &vector["qr_urls"][name];
        let url = own["url"].as_str().unwrap();
        assert_eq!(from_digits(url.strip_prefix("FIDO:/").unwrap()), Some(bytes(&own["cbor"])));
        let code = HybridCode::from_uri(&url.to_lowercase(), &PROVIDER).unwrap();
        let decoded = &own["decoded"];
        assert_eq!(code.key.octets(), bytes(&decoded["0"]));
        assert_eq!(code.secret.to_vec(), bytes(&decoded["1"]));
        assert_eq!(code.at.map(Timestamp::unix), decoded["3"].as_i64());
        assert_eq!(code.linking, decoded["4"].as_bool());
        assert_eq!(code.hint, Hint::Registration);
        // Both clients write it as this one does.
        assert_eq!(code.to_uri(&PROVIDER).unwrap(), url);
    }
    for (name, transports) in [
        ("android_chrome", &["cable", "hybrid", "internal"][..]),
        ("ios16", &["internal", "hybrid"]),
    ] {
        let peer = PeerInfo::read(&bytes(&vector["post_handshake"][name])).unwrap();
        assert_eq!(peer.features, [Feature::Ctap]);
        assert_eq!(peer.get_info.unwrap().transports, transports);
    }
    let shutdown = bytes(&vector["frames"]["shutdown"]);
    assert_eq!(FrameKind::read(&shutdown), Ok((FrameKind::Shutdown, &[][..])));
    let update = bytes(&vector["frames"]["update"]);
    assert_eq!(FrameKind::read(&update), Ok((FrameKind::Update, &update[1..])));
}

#[test]
fn a_command_of_chromium_on_the_boundary_of_a_block() {
    let Some(vector) = json("hybrid-transport-chromium-mc.json") else { return };
    let (write, read) = (&vector["initiator_write_key"], &vector["initiator_read_key"]);
    let own = RegistrationRequest {
        rp_id: "webauthn.firstyear.id.au".to_owned(),
        rp_name: "webauthn.firstyear.id.au".to_owned(),
        client_data_hash: array(&Value::from(
            "3889285c8c6323950ced074984f9f9463bc1739bb621a9e5f1ee8dd9393ba280",
        )),
        user_id: hex("d6d7aa298fe84a06aaded7e49d900a62").unwrap(),
        user_name: "a".to_owned(),
        user_display_name: "a".to_owned(),
        algorithms: vec![-7, -257],
        excluded: vec![vec![0, 1, 2, 3]],
        discoverable: false,
        user_verification: true,
    };
    let frame = FrameKind::Ctap.write(&own.encode());
    assert_eq!(frame, bytes(&vector["frame"]));
    let mut transport = Transport::new(&established(write, read));
    let message = transport.seal(&frame, &PROVIDER).unwrap();
    assert_eq!(message, bytes(&vector["ciphertext"]));
    let opened = (PROVIDER.open_aes_gcm)(&bytes(write), &[0; 12], &[], &message).unwrap();
    assert_eq!(opened, bytes(&vector["padded"]));
}

#[test]
fn digital_credentials_in_frames() {
    let Some(vector) = json("hybrid-dc-json-selfgen.json") else { return };
    let asked = &vector["dc_request"];
    let text = asked["json"].as_str().unwrap();
    let whole: Value = serde_json::from_str(text).unwrap();
    let call = whole["request"]["digital"].to_string();
    let request = DigitalRequest::get(whole["origin"].as_str().unwrap(), &call).unwrap();
    assert_eq!(request.text(), text);
    let frame = FrameKind::Json.write(request.text().as_bytes());
    assert_eq!(frame, bytes(&asked["frame"]));
    let read_key = &vector["dc_responses"][0]["read_key"];
    let mut transport = Transport::new(&established(&asked["write_key"], read_key));
    assert_eq!(transport.seal(&frame, &PROVIDER).unwrap(), bytes(&asked["ciphertext"]));
    let shutdown = FrameKind::Shutdown.write(&[]);
    let message = transport.seal(&shutdown, &PROVIDER).unwrap();
    assert_eq!(message, bytes(&vector["shutdown"]["ciphertext"]));

    // The replies begin with the second message of the phone.
    let first = seal_at(read_key, 0, b"first");
    transport.open(&first, &PROVIDER).unwrap();
    let mut read = Vec::new();
    for own in vector["dc_responses"].as_array().unwrap() {
        let content = transport.open(&bytes(&own["ciphertext"]), &PROVIDER).unwrap();
        let (kind, body) = FrameKind::read(&content).unwrap();
        assert_eq!((kind, body), (FrameKind::Json, own["json"].as_str().unwrap().as_bytes()));
        read.push(request.read(body, ProtocolName::MayBeAbsent).unwrap());
        let strict = request.read(body, ProtocolName::Required);
        assert_eq!(strict.is_err(), own["json"].as_str().unwrap().contains("vp_token"));
    }
    let answer =
        |index: usize| -> Value { serde_json::from_slice(read[index].as_ref().unwrap()).unwrap() };
    assert_eq!(answer(0)["data"]["response"], "gmVkY2FwaaA");
    assert_eq!(answer(1)["data"]["vp_token"], "token");
    assert_eq!(read[2], Err(DigitalRefusal::NoCredential));

    let large = &vector["large_response"];
    let body = format!(
        r#"{{"response":{{"digital":{{"data":{{"protocol":"org-iso-mdoc","data":{{"response":"{}"}}}}}}}}}}"#,
        "A".repeat(200_000)
    );
    let sealed = seal_at(read_key, 9, &FrameKind::Json.write(body.as_bytes()));
    assert_eq!(sealed.len() as u64, large["ciphertext_len"].as_u64().unwrap());
    assert_eq!(digest(&sealed), bytes(&large["ciphertext_sha256"]));
    assert!(request.read(body.as_bytes(), ProtocolName::Required).unwrap().is_ok());
}

/// What the phone sends as its message of this number.
fn seal_at(key: &Value, counter: usize, content: &[u8]) -> Vec<u8> {
    let mut phone = Transport::new(&established(key, key));
    (0..counter).for_each(|_| drop(phone.seal(&[], &PROVIDER).unwrap()));
    phone.seal(content, &PROVIDER).unwrap()
}

#[test]
fn a_link_belongs_to_its_handshake() {
    let Some(vector) = json("hybrid-dc-json-selfgen.json") else { return };
    let own = &vector["linking"];
    let identity = private(&own["client_qr_static_private"]);
    let hash = array(&own["handshake_hash"]);
    let key = bytes(&own["authenticator_public_x962"]);
    let agreed = (PROVIDER.agree)(&identity, &PublicKey::new(Curve::P256, key.clone())).unwrap();
    assert_eq!(agreed.as_ref(), bytes(&own["ecdh"]));
    let mut writer = Writer::new();
    writer.map(2);
    writer.uint(2);
    writer.map(6);
    for (number, value) in [
        (1, vec![1; 40]),
        (2, vec![2; 8]),
        (3, vec![3; 32]),
        (4, key),
        (6, bytes(&own["handshake_signature"])),
    ] {
        writer.uint(number);
        writer.bytes(&value);
    }
    writer.uint(5);
    writer.text("A phone");
    writer.uint(3);
    writer.array(1);
    writer.text("dc");
    let offer = PeerInfo::read(&writer.into_bytes()).unwrap().link.unwrap();
    let record = offer.verify(&identity, &hash, 1, &PROVIDER).unwrap();
    assert_eq!((record.name.as_str(), record.domain), ("A phone", 1));
    assert!(offer.verify(&identity, &[0; 32], 1, &PROVIDER).is_err());
    let other = PrivateKey::new(Curve::P256, [9; 32]);
    assert!(offer.verify(&other, &hash, 1, &PROVIDER).is_err());
}

#[test]
fn the_handshake_of_a_linked_phone() {
    let Some(vector) = json("noise-nkpsk0-selfgen.json") else { return };
    let peer = (PROVIDER.public_key)(&private(&vector["responder_static_private"])).unwrap();
    assert_eq!(peer.octets(), bytes(&vector["responder_static_public"]));
    let ephemeral = private(&vector["initiator_ephemeral_private"]);
    assert_eq!((PROVIDER.agree)(&ephemeral, &peer).unwrap().as_ref(), bytes(&vector["es"]));
    let responder = (PROVIDER.public_key)(&private(&vector["responder_ephemeral_private"]));
    let ee = (PROVIDER.agree)(&ephemeral, &responder.unwrap()).unwrap();
    assert_eq!(ee.as_ref(), bytes(&vector["ee"]));
    let psk = bytes(&vector["psk"]);
    let (handshake, first) = Handshake::by_link(&peer, ephemeral, &psk, &PROVIDER).unwrap();
    assert_eq!(first, bytes(&vector["msg1"]));
    let own = handshake.finish(&bytes(&vector["msg2"]), &PROVIDER).unwrap();
    assert_eq!(own.hash.to_vec(), bytes(&vector["handshake_hash"]));
    assert_eq!(own.write.to_vec(), bytes(&vector["initiator_write_key"]));
    assert_eq!(own.read.to_vec(), bytes(&vector["initiator_read_key"]));
    let sealed = (PROVIDER.seal_aes_gcm)(own.write.as_slice(), &[0; 12], &[], &[0xaa; 32]).unwrap();
    assert_eq!(sealed, bytes(&vector["first_transport_ciphertext_of_32xAA_no_padding"]));
}
