//! What a counter works with.

use std::time::Duration;

use super::preset::Presets;
use super::view::PortraitFormat;
use crate::assurance::closed::closed;
use crate::instant::Timestamp;
use crate::mdoc::ReaderSigner;
use crate::presentation::Transport;
use crate::proximity::reader::Timeouts;
use crate::proximity::tag::TagPolicy;
use crate::status::Cache;
use crate::trust::TrustStore;
use crate::verify::Policy;

/// What a counter works with. What is left as it is made is as the standard has it.
#[derive(Clone, Debug)]
pub struct CounterConfig {
    /// What can be asked.
    pub presets: Presets,
    /// Whom to trust.
    pub trust: TrustStore,
    /// Authorities of tests. What they issued is *test data* and never accepted, whoever else is
    /// trusted.
    pub test_trust: TrustStore,
    /// The version of both, for the history.
    pub trust_version: String,
    /// How findings become a verdict.
    pub policy: Policy,
    /// Its version, for the history.
    pub policy_version: String,
    /// The revocation and status lists at hand.
    pub status: Cache,
    /// Who signs requests, and under what name; `None`: nobody.
    pub identity: Option<ReaderIdentity>,
    /// The certificate for statutory use.
    pub certification: Option<Certification>,
    /// The transports in the order of preference.
    pub transports: Vec<Transport>,
    /// How NFC is on this system.
    pub nfc: NfcStyle,
    /// How the camera is on this device.
    pub camera: CameraStyle,
    /// Whether the NFC hardware knows extended APDUs.
    pub extended_apdus: bool,
    /// What is tolerated of tags.
    pub tags: TagPolicy,
    /// Whether the system has a reader of its own.
    pub system_reader: bool,
    /// The forms of portraits that this device can show.
    pub portrait_formats: Vec<PortraitFormat>,
    /// Seconds by which the local day is ahead of UTC: 32 400 in Japan.
    pub day_offset: i64,
    /// How long to wait.
    pub times: CounterTimes,
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct ReaderIdentity {
    /// The name for clerk and customer.
    pub name: String,
    /// The certificates and the algorithm; the key is the platform's.
    pub signer: ReaderSigner,
}

/// That an app is certified for statutory use (番号法の認定を受けた確認用プログラム). Whoever puts it here
/// answers for it; a signed configuration should carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certification {
    /// The certificate's number.
    pub id: String,
    /// Who holds it.
    pub holder: String,
    /// Until when it holds.
    pub valid_until: Timestamp,
}

closed! {
    /// How NFC is on a system.
    NfcStyle {
        /// As long as the app is in front; taps are swallowed where none is due (Android).
        Continuous = "continuous",
        /// In a sheet of the system that covers the app, for a minute, once (iOS).
        OneShot = "one-shot",
    }
}

closed! {
    /// How the camera is on a device that looks for tags as well.
    CameraStyle {
        /// Open as long as a code may be shown.
        Continuous = "continuous",
        /// Opened when it is wanted, for a while: the device finds no tags while it is open.
        OnDemand = "on-demand",
    }
}

/// How long a counter waits, each from the moment at which the screen came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CounterTimes {
    /// How long the reader's own machine waits: for the rest of a tag, for the link, for the customer.
    pub session: Timeouts,
    /// Without a link over one transport, until another is tried.
    pub transport: Duration,
    /// Without a phone, until the scan is begun again. No less than ten seconds: the system silently
    /// ends scans of an app that begins more.
    pub scan: Duration,
    /// Between a link that failed and the next attempt.
    pub retry: Duration,
    /// Until a verdict is wiped.
    pub verdict: Duration,
    /// Until a problem goes.
    pub problem: Duration,
    /// Until a hint goes.
    pub hint: Duration,
    /// Until NFC is looked for again after the system's sheet has gone by itself.
    pub rearm: Duration,
    /// Without a code, until a camera that is open on demand is closed.
    pub camera: Duration,
}

impl Default for CounterTimes {
    fn default() -> Self {
        Self {
            session: Timeouts { engagement: Duration::from_secs(20), ..Timeouts::default() },
            transport: Duration::from_secs(20),
            scan: Duration::from_secs(10),
            retry: Duration::from_millis(500),
            verdict: Duration::from_secs(60),
            problem: Duration::from_secs(60),
            hint: Duration::from_secs(8),
            rearm: Duration::from_millis(300),
            camera: Duration::from_secs(30),
        }
    }
}

impl CounterConfig {
    /// These presets with this trust, without reader authentication and certificate, every
    /// transport, JPEG portraits, and Japan's day.
    pub fn new(presets: Presets, trust: TrustStore) -> Self {
        Self {
            presets,
            trust,
            test_trust: TrustStore::new(),
            trust_version: String::new(),
            policy: Policy::default(),
            policy_version: Policy::default().name,
            status: Cache::new(),
            identity: None,
            certification: None,
            transports: vec![
                Transport::BleCentralClient,
                Transport::L2cap,
                Transport::BlePeripheralServer,
                Transport::Nfc,
            ],
            nfc: NfcStyle::Continuous,
            camera: CameraStyle::Continuous,
            extended_apdus: true,
            tags: TagPolicy::default(),
            system_reader: false,
            portrait_formats: vec![PortraitFormat::Jpeg],
            day_offset: 9 * 3600,
            times: CounterTimes::default(),
        }
    }

    pub(super) fn needs_bluetooth(&self) -> bool {
        self.transports.iter().any(|own| *own != Transport::Nfc)
    }
}
