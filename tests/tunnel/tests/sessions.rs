//! A screen and the testkit's phone at a tunnel service, over real sockets: what a service and a phone
//! can do wrong arrives as the outcome that it should.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use serde_json::{Value, json};
use tashika::codec::limits::MAX_HYBRID_MESSAGE_BYTES;
use tashika::hybrid::digital::DigitalRequest;
use tashika::hybrid::initiator::{Ask, Failure, HybridConfig, Outcome, Phase, Reply};
use tashika::hybrid::transport::Fault;
use tashika::hybrid::tunnel::TunnelPolicy;
use tashika::instant::Timestamp;
use tashika_testkit::online::Wallet;
use tashika_testkit::phone::{Phone, PhoneConfig};
use tashika_tunnel::{Relay, Trick, run_phone, run_screen};
use tokio::sync::mpsc::unbounded_channel;

/// The phone answers with what this makes, whatever was asked.
fn phone(reply: fn(&mut Value)) -> PhoneConfig {
    let mut own = PhoneConfig::new("socket", Wallet::default());
    // None of them is asked, so that the wallet is not needed.
    own.protocols = Vec::new();
    own.lies.reply = reply;
    // Two messages, so that there is something to reorder.
    own.lies.frames = |own| own.insert(0, vec![2, 0xa0]);
    own
}

fn small(reply: &mut Value) {
    let data = json!({ "protocol": "org-iso-mdoc", "data": { "response": "AAAA" } });
    *reply = json!({ "response": { "digital": { "data": data } } });
}

fn large(reply: &mut Value) {
    let data = json!({ "protocol": "org-iso-mdoc", "data": { "response": "A".repeat(1_000_000) } });
    *reply = json!({ "response": { "digital": { "data": data } } });
}

fn session(trick: Trick, own: PhoneConfig) -> Outcome {
    let call = r#"{"requests":[{"protocol":"org-iso-mdoc","data":{}}]}"#;
    let request = DigitalRequest::get("https://verifier.example", call).unwrap();
    let mut config = HybridConfig::new(Ask::Credential(request));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let relay = Relay::start(trick).await.unwrap();
        config.tunnels = TunnelPolicy::own(&relay.base());
        let (sender, receiver) = unbounded_channel();
        let base = relay.base();
        let show = |code: &str| {
            let code = code.to_owned();
            tokio::spawn(async move {
                let mut phone = Phone::new(own);
                let advertise = |service, data| drop(sender.send((service, data)));
                let _ = run_phone(&mut phone, &code, &base, advertise).await;
            });
        };
        run_screen(config, "sockets", Timestamp::from_unix(0), show, receiver).await.unwrap()
    })
}

fn failed(trick: Trick) -> (Failure, Phase) {
    match session(trick, phone(small)) {
        Outcome::Failed { failure, phase } => (failure, phase),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_of_a_megabyte_arrives() {
    for (reply, length) in [(small as fn(&mut Value), 4), (large, 1_000_000)] {
        let Outcome::Answered(answered) = session(Trick::Honest, phone(reply)) else { panic!() };
        let Reply::Credential(text) = &answered.reply else { panic!() };
        let value: Value = serde_json::from_slice(text).unwrap();
        assert_eq!(value["data"]["response"].as_str().unwrap().len(), length);
        assert!(answered.facts.tunnel.starts_with("ws://127.0.0.1:"));
    }
}

#[test]
fn what_a_tunnel_service_refuses() {
    assert_eq!(failed(Trick::Status(404)), (Failure::NotFound, Phase::Tunnel));
    assert_eq!(failed(Trick::Status(410)), (Failure::Gone, Phase::Tunnel));
    assert_eq!(failed(Trick::Status(503)), (Failure::TunnelStatus(503), Phase::Tunnel));
    assert_eq!(failed(Trick::NoSubprotocol), (Failure::Subprotocol, Phase::Tunnel));
}

/// The service knows no tunnel of another number: the routing id of the advert is another.
#[test]
fn the_wrong_tunnel_is_not_found() {
    let mut own = phone(small);
    own.lies.routing = |own| own[2] ^= 0xff;
    let outcome = session(Trick::Honest, own);
    let Outcome::Failed { failure, phase } = outcome else { panic!("{outcome:?}") };
    assert_eq!((failure, phase), (Failure::NotFound, Phase::Tunnel));
}

/// The phone's messages: 0 the handshake, 1 its greeting, 2 an update, 3 the answer.
#[test]
fn what_a_relay_spoils() {
    let fault = |own, phase| (Failure::Transport(own), phase);
    assert_eq!(failed(Trick::Reorder(2)), fault(Fault::Skipped, Phase::Answer));
    assert_eq!(failed(Trick::Repeat(2)), fault(Fault::Repeated, Phase::Answer));
    assert_eq!(failed(Trick::Repeat(1)), fault(Fault::Repeated, Phase::Answer));
    assert_eq!(failed(Trick::Cut(1)), fault(Fault::Cut, Phase::Greeting));
    assert_eq!(failed(Trick::Cut(3)), fault(Fault::Cut, Phase::Answer));
    let long = Fault::TooLong(MAX_HYBRID_MESSAGE_BYTES);
    assert_eq!(failed(Trick::Oversize(3)), fault(long, Phase::Answer));
    assert_eq!(failed(Trick::Huge(3)), fault(long, Phase::Answer));
    for (number, phase) in
        [(0, Phase::Handshake), (1, Phase::Greeting), (2, Phase::Answer), (3, Phase::Answer)]
    {
        assert_eq!(failed(Trick::Text(number)), (Failure::Text, phase));
        assert_eq!(failed(Trick::Close(number)), (Failure::Closed, phase));
    }
}
