import Foundation

/// What an app must be allowed.
public enum PermissionKind: String, CaseIterable, Sendable {
    case bluetooth, camera, location, nfc
}

/// Whether it is.
public enum PermissionState: String, CaseIterable, Sendable {
    /// Not, and the app may ask.
    case denied
    /// Not, and only the settings can change it.
    case deniedForGood = "denied-for-good"
    /// It is.
    case granted
    /// This system asks nobody for it.
    case notNeeded = "not-needed"
}

/// What a device needs switched on.
public enum RadioKind: String, CaseIterable, Sendable {
    case bluetooth, camera, location, nfc
}

/// Whether it is on.
public enum RadioState: String, CaseIterable, Sendable {
    /// The device has none, or needs none.
    case absent
    case off, on
}

/// Why the app is not seen any more.
public enum StopReason: String, CaseIterable, Sendable {
    case background, locked
}

/// How the system's own NFC sheet ended.
public enum SheetEnd: String, CaseIterable, Sendable {
    case other
    /// After its longest time, a minute.
    case timedOut = "timed-out"
    /// By the person.
    case userCancelled = "user-cancelled"
}

/// A sound together with a haptic, each different from the others.
public enum Signal: String, CaseIterable, Sendable {
    case accept
    case cannotDecide = "cannot-decide"
    case problem, reject
    case testData = "test-data"
}

/// A page of the system's settings. iOS lets an app open its own page alone.
public enum SettingsPage: String, CaseIterable, Sendable {
    case app, bluetooth, location, nfc
}

/// What a person found who compared the portrait with the customer.
public enum FaceOutcome: String, CaseIterable, Sendable {
    case cannotJudge = "cannot-judge"
    case differs, matches
}

/// What became of the system's own reader (Apple's `ProximityReader`).
public enum SystemReaderOutcome: Equatable, Sendable {
    /// The person ended it.
    case cancelled
    /// It failed, or this device cannot do it.
    case failed
    /// A response came: the DeviceResponse, decrypted, and the SessionTranscript as the system states it.
    /// `mock` is data that nobody has signed.
    case response(response: Data, transcript: Data, mock: Bool)
}

/// What happened at the counter.
public enum CounterEvent: Equatable, Sendable {
    /// Give up what is under way; where nothing is, as ``done``.
    case cancel
    /// The customer is to be shown what is asked, or no longer.
    case customerCardShown(Bool)
    /// Leave a verdict or a problem.
    case done
    /// The clerk compared portrait and person.
    case faceJudged(FaceOutcome)
    /// The system's own NFC sheet is gone.
    case nfcSheetEnded(SheetEnd)
    /// The clerk wants NFC again.
    case nfcWanted
    /// Whether something is allowed.
    case permission(PermissionKind, PermissionState)
    /// The portrait of this document could not be made a picture.
    case portraitUnreadable(document: Int)
    /// Another preset, by its id.
    case presetChosen(String)
    /// Whether something is on; the camera also when it is free again.
    case radio(RadioKind, RadioState)
    /// The main button of a screen that says what is missing or went wrong.
    case retry
    /// 16 random bytes, fresh.
    case service(Data)
    /// An event of the radio.
    case session(RadioEvent)
    /// The reader's key could not sign what was asked for.
    case signingFailed(id: Int)
    /// The app is in front.
    case started
    /// It is not any more.
    case stopped(StopReason)
    /// What became of the system's own reader.
    case systemReader(SystemReaderOutcome)
    /// The clerk wants the system's own reader.
    case systemReaderWanted
    /// Time passes.
    case tick
}

/// What is kept of a verification. There is no place for a value, a picture or a digest.
public struct HistoryEntry: Codable, Equatable, Sendable {
    /// Seconds since 1970.
    public var time: Int
    /// The preset's id.
    public var preset: String
    /// The verdict's code.
    public var verdict: String
    /// The reasons' codes.
    public var reasons: [String]
    /// The version of the policy.
    public var policy: String
    /// The version of the trust list.
    public var trust: String

    public init(
        time: Int, preset: String, verdict: String, reasons: [String], policy: String, trust: String
    ) {
        self.time = time
        self.preset = preset
        self.verdict = verdict
        self.reasons = reasons
        self.policy = policy
        self.trust = trust
    }
}

/// What to do, in order.
public enum CounterAction: Equatable, Sendable {
    /// Say this to who cannot see the screen.
    case announce(Phrase)
    /// Look for tags, and go on looking.
    case armNfc
    /// Let the system ask for this.
    case askPermission(PermissionKind)
    /// Tell every permission and every radio as it is now, without asking anybody.
    case checkDevice
    case closeCamera
    /// Make 16 random bytes, and answer with ``CounterEvent/service(_:)``.
    case createService
    /// Stop looking for tags: the system's sheet ends.
    case disarmNfc
    /// Write this down, and delete it at `until`, in seconds since 1970.
    case keepHistory(HistoryEntry, until: Int)
    /// Open the camera and look for codes.
    case openCamera
    /// Open this page.
    case openSettings(SettingsPage)
    /// What the reader's own machine wants of the radio.
    case radio(RadioAction)
    /// The view has changed.
    case render
    /// Stop the scan, and begin the same one again.
    case restartScan(service: Data)
    /// Ask the system's own reader, and answer with ``CounterEvent/systemReader(_:)``; `nil` where the
    /// request cannot be said in its words.
    case runSystemReader(SystemRequest?)
    /// Whether pictures of the screen must not be taken.
    case secureScreen(Bool)
    /// Sound and touch.
    case signal(Signal)
    /// Close the system's own reader: what it brings is not wanted any more.
    case stopSystemReader
    /// Come back with ``CounterEvent/tick`` at this time of the clock. It holds until the next one.
    case wakeAt(Duration)
    /// Drop every value, picture and text that came of a customer.
    case wipe
}
