//! What the tests of this folder share: the sides of a transaction and what must hold of every one.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::presentation::Transport;
use tashika::proximity::handover::ServiceData;
use tashika::proximity::reader::ReaderConfig;
use tashika::trust::{Purpose, TrustAnchor, TrustStore};
use tashika::verify::{Context, Decision, Policy, Report, verify};
use tashika::x509::Certificate;
use tashika_simulation::{End, Run, World, WorldConfig, request_for};
use tashika_testkit::documents::mdl;
use tashika_testkit::holder::{Carrier, Engagement, Wallet, WalletConfig};
use tashika_testkit::scenario::{Document, NOW};

pub const ENGAGEMENTS: [Engagement; 3] =
    [Engagement::Qr, Engagement::NfcStatic, Engagement::NfcNegotiated];
pub const CARRIERS: [(Carrier, Transport); 4] = [
    (Carrier::BleCentral, Transport::BleCentralClient),
    (Carrier::BlePeripheral, Transport::BlePeripheralServer),
    (Carrier::L2cap, Transport::L2cap),
    (Carrier::Nfc, Transport::Nfc),
];

pub fn wallet(engagement: Engagement, carrier: Carrier) -> WalletConfig {
    WalletConfig::new(mdl(), engagement, carrier)
}

pub fn reader(document: &Document) -> ReaderConfig {
    let request = request_for(document, |own| own != "birth_date").unwrap();
    let mut config = ReaderConfig::new(request, [0x5e; 16]);
    config.tags.service_data = ServiceData { uuid: Some(0xfade) };
    config
}

pub fn play(reader: ReaderConfig, wallet: WalletConfig, world: WorldConfig) -> Run {
    let run = World::new(reader, Wallet::new(wallet), world).run();
    assert!(matches!(run.end, End::Finished(_)), "{:?}", run.end);
    // Nothing is accepted that the wallet did not send, and nothing twice.
    assert!(run.presentations.len() <= run.wallet.sent.len());
    for (received, sent) in run.presentations.iter().zip(&run.wallet.sent) {
        assert_eq!(received.response(), &sent[..]);
    }
    run
}

pub fn report(run: &Run, index: usize) -> Report {
    let document = &run.wallet.config().documents[0];
    let root = Certificate::parse(&document.issuer.root_der()).unwrap();
    let trust: TrustStore = [TrustAnchor::new(root, Purpose::Issuer)].into_iter().collect();
    let (policy, provider) = (Policy::default(), CryptoProvider::default());
    let now = Timestamp::parse(NOW).unwrap();
    let context = Context::new(&trust, &policy, now, &provider);
    verify(&run.presentations[index], &context).unwrap()
}

pub fn assert_accepted(run: &Run) {
    assert!(!run.presentations.is_empty(), "{:?}", run.end);
    for index in 0..run.presentations.len() {
        let report = report(run, index);
        assert_eq!(report.verdict.decision, Decision::Accepted, "{:?}", report.verdict);
        let claims = report.documents[0].claims.as_ref().unwrap();
        assert!(claims.iter().count() > 0);
    }
}
