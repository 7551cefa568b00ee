import Foundation

/// Takes what a port reports. Each report is a fact: what follows from it is the model's to decide.
public typealias Report = @MainActor (CounterEvent) -> Void

/// What every port has. All of them live on the main actor: their callbacks come there, and what they
/// move is small.
@MainActor
public protocol ReportingPort: AnyObject {
    /// Where reports go.
    var report: Report? { get set }
}

/// Reads tags. On iOS a sheet of the system is up meanwhile, for a minute at the most.
@MainActor
public protocol NfcPort: ReportingPort {
    func arm()
    func disarm()
    /// Sends a command to the tag that is in the field.
    func transceive(_ command: Data)
    /// The engagement is read and another link is being built: further tags are nobody's.
    func handedOver()
}

/// The reader as GATT client, and as client of an L2CAP channel.
@MainActor
public protocol BleCentralPort: ReportingPort {
    /// Looks for the service and connects.
    func connect(service: Data)
    /// Stops looking and begins again, where nothing was found so far.
    func restart(service: Data)
    func subscribe()
    func readPsm()
    func send(_ value: Data, to characteristic: Characteristic)
    func openStream(service: Data, psm: Int)
    func sendStream(_ bytes: Data)
    /// Sends what waits, then closes.
    func close()
}

/// The reader as GATT server, and as server of an L2CAP channel.
@MainActor
public protocol BlePeripheralPort: ReportingPort {
    func advertise(service: Data, ident: Data, psm: Data?)
    func send(_ value: Data, to characteristic: Characteristic)
    /// Listens on a channel, and answers with ``RadioEvent/streamPublished(psm:)``.
    func publishStream()
    func sendStream(_ bytes: Data)
    /// Sends what waits, then closes.
    func close()
}

/// Reads the code on a phone's display.
@MainActor
public protocol CodeScannerPort: ReportingPort {
    func open()
    func close()
}

/// Knows what is allowed and what is switched on.
@MainActor
public protocol PermissionPort: ReportingPort {
    /// Reports every permission and every radio as it is now, without asking anybody.
    func check()
    func ask(_ kind: PermissionKind)
    func openSettings(_ page: SettingsPage)
}

/// What the system's own reader is to ask for: one document.
public struct SystemRequest: Equatable, Sendable {
    public var docType: String
    public var elements: [Element]

    public struct Element: Equatable, Sendable {
        public var nameSpace: String
        public var identifier: String
        /// Whether it is kept.
        public var retained: Bool

        public init(_ nameSpace: String, _ identifier: String, retained: Bool = false) {
            self.nameSpace = nameSpace
            self.identifier = identifier
            self.retained = retained
        }
    }

    public init(docType: String, elements: [Element]) {
        self.docType = docType
        self.elements = elements
    }
}

/// The system's own reader, a second back end beside the radios.
@MainActor
public protocol SystemReaderPort: ReportingPort {
    /// Whether this device has one.
    var isSupported: Bool { get }
    /// Whether all of this can be said in the system's words. A reader that would leave out or add
    /// something cannot.
    func canAsk(_ request: SystemRequest) -> Bool
    /// Asks for this in the system's words.
    func run(_ request: SystemRequest)
    /// Takes the system's sheet away. What came of it is not told any more.
    func cancel()
}

/// What can be taken back.
@MainActor
public protocol Alarm: AnyObject {
    func cancel()
}

/// Time.
@MainActor
public protocol ClockPort: AnyObject {
    /// A clock that only goes forward.
    var now: Duration { get }
    /// The date, for validity and for the history: seconds since 1970.
    var wall: Int { get }
    /// Does the work at this time of the clock, unless it is cancelled.
    func at(_ time: Duration, _ work: @escaping @MainActor () -> Void) -> any Alarm
}

/// Randomness.
@MainActor
public protocol RandomPort: AnyObject {
    func bytes(_ count: Int) -> Data
}

/// The reader's own key, which never leaves its place.
@MainActor
public protocol KeyPort: AnyObject {
    /// The uncompressed point; `nil` where it cannot be told.
    var publicKey: Data? { get }
    /// Signs as `r || s`; `nil` where it cannot.
    func sign(_ bytes: Data, algorithm: String) async -> Data?
}

/// What is kept of verifications.
@MainActor
public protocol HistoryPort: AnyObject {
    func keep(_ entry: HistoryEntry, until: Int)
    /// The newest first, without what has ended at `now`.
    func entries(now: Int) -> [HistoryEntry]
    /// Deletes what has ended at `now`.
    func purge(now: Int)
    func deleteAll()
}

/// Sound and touch.
@MainActor
public protocol SignalPort: AnyObject {
    func play(_ signal: Signal)
}

/// The model behind the screens: the core's own machine.
@MainActor
public protocol CounterCore: AnyObject {
    /// Takes what happened, at this time of the clock and this date, and says what to do, in order.
    func onEvent(_ event: CounterEvent, now: Duration, wall: Int) -> [CounterAction]
    /// What is to be seen now.
    func view() -> CounterView
    /// The bytes of a document's portrait, where it was proven.
    func portrait(document: Int) -> Data?
}
