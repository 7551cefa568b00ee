//! A response of 1 MiB on its way in: the frames of each transport put together, and the session
//! that decrypts it, beside bare AES-GCM over the same bytes.
//!
//! `cargo bench -p tashika-bench --bench session`

use std::hint::black_box;

use tashika::crypto::{CryptoProvider, Curve, PrivateKey};
use tashika::mdoc::{DeviceEngagement, NfcOptions};
use tashika::proximity::ble::{PartAssembler, parts};
use tashika::proximity::l2cap::{StreamAssembler, frame};
use tashika::proximity::nfc::{NfcStep, NfcTransfer};
use tashika::proximity::session::{EngagementForm, Session};
use tashika_bench::{Contender, Timing, race, shown};
use tashika_testkit::documents::mdl;
use tashika_testkit::holder::{Carrier, Engagement, HolderSession, WalletConfig};

const ROUNDS: usize = 15;
const RESPONSE: usize = 1024 * 1024;
const MTU: usize = 517;
/// Bytes that the channel of L2CAP delivers at once.
const PIECE: usize = 2048;

struct Subject {
    provider: CryptoProvider,
    engagement: DeviceEngagement,
    message: Vec<u8>,
    key: Vec<u8>,
    nonce: [u8; 12],
    sealed: Vec<u8>,
}

impl Subject {
    fn new(provider: CryptoProvider) -> Self {
        let config = WalletConfig::new(mdl(), Engagement::Qr, Carrier::BleCentral);
        let mut holder = HolderSession::new(&config);
        let engagement = DeviceEngagement::decode(holder.engagement()).expect("an engagement");
        let key = vec![7; 32];
        let nonce = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1];
        let sealed = (provider.seal_aes_gcm)(&key, &nonce, &[], &vec![5; RESPONSE]);
        let mut subject = Self {
            provider,
            engagement,
            message: Vec::new(),
            key,
            nonce,
            sealed: sealed.expect("sealed"),
        };
        let establishment = subject.session().1;
        holder.open(&establishment).expect("a request");
        subject.message = holder.seal(&vec![5; RESPONSE], 1, None);
        subject
    }

    /// A session with a request under way. The key is always the same: this is no real session.
    fn session(&self) -> (Session, Vec<u8>) {
        let own = PrivateKey::new(Curve::P256, vec![9; 32]);
        let session = Session::new(&self.engagement, &EngagementForm::Qr, own, &self.provider);
        let mut session = session.expect("a session");
        let establishment = session.seal(&[0xa0]).expect("a request");
        (session, establishment)
    }

    fn bare(&self) {
        let opened = (self.provider.open_aes_gcm)(&self.key, &self.nonce, &[], &self.sealed);
        black_box(opened.expect("opened"));
    }

    fn bare_after_set_up(&self) {
        black_box(self.session());
        self.bare();
    }

    fn decrypt(&self) {
        let (mut session, _) = self.session();
        black_box(session.open(&self.message).expect("a response"));
    }

    fn ble(&self, parts: &[Vec<u8>]) {
        let mut assembler = PartAssembler::default();
        let message = parts.iter().find_map(|part| assembler.push(part).expect("a part"));
        black_box(message.expect("a message"));
    }

    fn l2cap(&self, stream: &[u8]) {
        let mut assembler = StreamAssembler::default();
        let mut messages = stream.chunks(PIECE).map(|own| assembler.push(own).expect("a piece"));
        black_box(messages.find(|own| !own.is_empty()).expect("a message"));
    }

    fn nfc(&self, responses: &[Vec<u8>], options: NfcOptions) {
        let mut transfer = NfcTransfer::new(options, true);
        transfer.select();
        transfer.on_response(&[0x90, 0]).expect("selected");
        transfer.send(&[0xa0]).expect("sent");
        for response in responses {
            if let NfcStep::Message(message) = transfer.on_response(response).expect("a step") {
                black_box(message);
            }
        }
    }
}

fn main() {
    let rounds = if std::env::args().any(|own| own == "--test") { 1 } else { ROUNDS };
    println!("A response of 1 MiB; {rounds} rounds in turns; ratios to bare AES-256-GCM.\n");
    for provider in [CryptoProvider::rustcrypto(), CryptoProvider::aws_lc()] {
        report(&Subject::new(provider), rounds);
    }
}

fn report(subject: &Subject, rounds: usize) {
    println!("{}", subject.provider.name);
    let session = race(
        &[
            Contender {
                name: "AES-GCM after the key agreement",
                run: &|| subject.bare_after_set_up(),
            },
            Contender { name: "session after the key agreement", run: &|| subject.decrypt() },
        ],
        rounds,
    );
    rows(&["AES-GCM after the key agreement", "session after the key agreement"], &session);

    let ble = parts(&subject.message, MTU);
    let stream = frame(&subject.message);
    let (short, long) = (NfcOptions::SHORT, NfcOptions::new(65_535, 65_536));
    let long = long.expect("within the bounds");
    let (pieces, large) = (responses(&subject.message, 256), responses(&subject.message, 65_536));
    let framing = race(
        &[
            Contender { name: "bare AES-GCM", run: &|| subject.bare() },
            Contender { name: "Bluetooth", run: &|| subject.ble(&ble) },
            Contender { name: "L2CAP", run: &|| subject.l2cap(&stream) },
            Contender { name: "NFC, short", run: &|| subject.nfc(&pieces, short) },
            Contender { name: "NFC, extended", run: &|| subject.nfc(&large, long) },
        ],
        rounds,
    );
    rows(
        &["bare AES-GCM", "Bluetooth, MTU 517", "L2CAP", "NFC, short APDUs", "NFC, extended APDUs"],
        &framing,
    );
    println!();
}

fn rows(names: &[&str], timings: &[Timing]) {
    for (name, timing) in names.iter().zip(timings) {
        let throughput = 1.0 / timing.best.as_secs_f64();
        println!(
            "  {name:<32} {:>10} {throughput:>8.0} MiB/s {:>6.2}",
            shown(timing.best),
            timing.ratio
        );
    }
}

/// The responses of a tag that gives the message in pieces of this size.
fn responses(message: &[u8], size: usize) -> Vec<Vec<u8>> {
    let length = message.len();
    let header = [0x53, 0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8];
    let object = [&header[..], message].concat();
    let mut responses: Vec<Vec<u8>> =
        object.chunks(size).map(|own| [own, &[0x61, 0]].concat()).collect();
    if let Some(last) = responses.last_mut() {
        let end = last.len() - 2;
        last.splice(end.., [0x90, 0]);
    }
    responses
}
