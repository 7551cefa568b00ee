//! What happens at the counter, and what its device is to do.

use std::time::Duration;

use super::history::HistoryEntry;
use super::text::Phrase;
use super::view::FaceOutcome;
use crate::assurance::closed::closed;
use crate::instant::Timestamp;
use crate::proximity::reader::{Action, Event};

closed! {
    /// What an app must be allowed.
    PermissionKind {
        /// Bluetooth: looking for a phone, connecting to it, being found by it.
        Bluetooth = "bluetooth",
        /// The camera, for codes.
        Camera = "camera",
        /// The place of the device, where old Android finds no phone without it.
        Location = "location",
        /// NFC.
        Nfc = "nfc",
    }
}

closed! {
    /// Whether it is.
    PermissionState {
        /// Not, and the app may ask.
        Denied = "denied",
        /// Not, and only the settings can change it.
        DeniedForGood = "denied-for-good",
        /// It is.
        Granted = "granted",
        /// This system asks nobody for it.
        NotNeeded = "not-needed",
    }
}

closed! {
    /// What a device needs switched on.
    RadioKind {
        /// Bluetooth.
        Bluetooth = "bluetooth",
        /// The camera.
        Camera = "camera",
        /// Location services, where old Android finds no phone without them.
        Location = "location",
        /// NFC.
        Nfc = "nfc",
    }
}

closed! {
    /// Whether it is on.
    RadioState {
        /// The device has none, or needs none.
        Absent = "absent",
        /// Off.
        Off = "off",
        /// On.
        On = "on",
    }
}

closed! {
    /// Why the app is not seen any more.
    StopReason {
        /// Another app, or none, is in front.
        Background = "background",
        /// The screen is locked.
        Locked = "locked",
    }
}

closed! {
    /// How the system's own NFC sheet ended (iOS).
    SheetEnd {
        /// Otherwise.
        Other = "other",
        /// After its longest time.
        TimedOut = "timed-out",
        /// By the person.
        UserCancelled = "user-cancelled",
    }
}

closed! {
    /// A sound together with a haptic, each different from the others.
    Signal {
        /// *Accept*.
        Accept = "accept",
        /// *Cannot decide*.
        CannotDecide = "cannot-decide",
        /// A problem.
        Problem = "problem",
        /// *Reject*.
        Reject = "reject",
        /// *Test data*.
        TestData = "test-data",
    }
}

closed! {
    /// A page of the system's settings.
    SettingsPage {
        /// The app's own page.
        App = "app",
        /// Bluetooth.
        Bluetooth = "bluetooth",
        /// Location services.
        Location = "location",
        /// NFC.
        Nfc = "nfc",
    }
}

/// What became of a reader that is part of the system (Apple's `ProximityReader`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SystemReaderOutcome {
    /// The person ended it.
    Cancelled,
    /// The system has shown the result itself, and no values came.
    Displayed,
    /// It failed, or this device cannot do it.
    Failed,
    /// A response came.
    Response {
        /// The DeviceResponse, decrypted.
        response: Vec<u8>,
        /// The SessionTranscript, as the system states it.
        transcript: Vec<u8>,
        /// Whether it is mock data, which nobody has signed.
        mock: bool,
    },
}

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CounterEvent {
    /// The clerk wants the camera, where it is opened on demand.
    CameraWanted,
    /// Give up what is under way; where nothing is, as [`CounterEvent::Done`].
    Cancel,
    /// The customer is to be shown what is asked, or no longer.
    CustomerCardShown(bool),
    /// Leave a verdict or a problem.
    Done,
    /// The clerk compared portrait and person.
    FaceJudged(FaceOutcome),
    /// The system's own NFC sheet is gone.
    NfcSheetEnded(SheetEnd),
    /// The clerk wants NFC again.
    NfcWanted,
    /// Whether something is allowed. Every kind is told after
    /// [`CounterAction::CheckDevice`], and whenever it changes.
    Permission {
        /// What.
        kind: PermissionKind,
        /// Whether it is.
        state: PermissionState,
    },
    /// The portrait of this document could not be made a picture.
    PortraitUnreadable {
        /// The document's index.
        document: usize,
    },
    /// Another preset, by its id.
    PresetChosen(String),
    /// Whether something is on. Every kind is told after [`CounterAction::CheckDevice`], and
    /// whenever it changes; the camera also once it is open and once it is free again.
    Radio {
        /// What.
        kind: RadioKind,
        /// Whether it is.
        state: RadioState,
    },
    /// The main button of a screen that says what is missing or went wrong.
    Retry,
    /// 16 random bytes, fresh: what [`CounterAction::CreateService`] asked for.
    Service([u8; 16]),
    /// An event of the radio, as the reader's own machine takes it.
    Session(Event),
    /// The reader's key could not sign what [`Action::Sign`] asked for.
    SigningFailed {
        /// The number of the action.
        id: usize,
    },
    /// The app is in front.
    Started,
    /// It is not any more.
    Stopped(StopReason),
    /// What became of the system's own reader.
    SystemReader(SystemReaderOutcome),
    /// The clerk wants the system's own reader.
    SystemReaderWanted,
    /// Time passes.
    Tick,
}

/// What to do, in order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CounterAction {
    /// Say this to who cannot see the screen.
    Announce(Phrase),
    /// Look for tags, and go on looking. Also where it is done already: the system may have stopped
    /// silently.
    ArmNfc,
    /// Let the system ask for this.
    AskPermission(PermissionKind),
    /// Tell every permission and every radio as it is now, without asking anybody.
    CheckDevice,
    /// Close the camera.
    CloseCamera,
    /// Make 16 random bytes, and answer with [`CounterEvent::Service`].
    CreateService,
    /// Stop looking for tags; on iOS this ends the system's sheet.
    DisarmNfc,
    /// Write this down, and delete it at `until`.
    KeepHistory {
        /// What.
        entry: HistoryEntry,
        /// Until when.
        until: Timestamp,
    },
    /// Open the camera and look for codes.
    OpenCamera,
    /// Open this page.
    OpenSettings(SettingsPage),
    /// What the reader's own machine wants of the radio. Never `Finished`, `PollTag`, `Progress`,
    /// `Received`, `ScanCode` or `WakeAt`: the counter has taken those. `StopRadio` is about links,
    /// scans and adverts; tags and codes are looked for until the counter says otherwise.
    Radio(Action),
    /// [`Counter::view`](super::Counter::view) has changed.
    Render,
    /// Stop the scan, and begin the same one again.
    RestartScan {
        /// The service, big-endian.
        service: [u8; 16],
        /// The wallet's address, where it is known.
        address: Option<[u8; 6]>,
    },
    /// Ask the system's own reader, and answer with [`CounterEvent::SystemReader`].
    RunSystemReader {
        /// The DeviceRequest, to be said in the system's own words.
        request: Vec<u8>,
    },
    /// Whether pictures of the screen must not be taken.
    SecureScreen(bool),
    /// Sound and touch.
    Signal(Signal),
    /// Close the system's own reader: what it brings is not wanted any more.
    StopSystemReader,
    /// Come back with [`CounterEvent::Tick`] at this time. It holds until the next one.
    WakeAt(Duration),
    /// Drop every value, picture and text that came of a customer.
    Wipe,
}
