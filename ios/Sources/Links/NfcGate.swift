import Foundation
import Ports

/// What a session of the system's tag reader does. Each session has a number, and what it tells later
/// carries that number: callbacks of an old session are none of a new one.
@MainActor
public protocol TagSystem: AnyObject {
    /// Shows the sheet and looks for tags.
    func begin(session: Int)
    /// Connects to the tag of this number in the last detection.
    func connect(session: Int, tag: Int)
    func send(session: Int, _ command: Data)
    func restartPolling(session: Int)
    /// Ends the session; `read` says whether as it should.
    func invalidate(session: Int, read: Bool)
}

/// How a session says that it has ended.
public enum TagSessionEnd: Sendable {
    case other
    case timedOut
    /// By the person, or by the app: the system does not tell them apart.
    case userCancelled
}

/// Tags, one engagement at a time, over sessions that the system ends.
///
/// 1. A tag is claimed before anything is asked of it; others in the field are ignored from then on.
/// 2. When the engagement is read, the gate is latched first and the session is ended then: a tag that
///    is detected between the two is nobody's.
/// 3. An end that the app itself brought about is told to nobody.
/// 4. A new session begins no sooner than a moment after the old sheet has gone.
@MainActor
public final class NfcGate: NfcPort {
    /// Sooner than this after the sheet has gone the system refuses another session.
    public static let pause: Duration = .milliseconds(300)

    public var report: Report?

    private enum State: Equatable {
        case idle
        /// Looking for a tag.
        case polling
        /// A tag is being read; `connected` once it may be spoken to.
        case claimed(connected: Bool)
        /// The app is done with the session, and ends it.
        case latched
    }

    private let system: any TagSystem
    private let clock: any ClockPort
    private var state = State.idle
    private var session = 0
    private var wanted = false
    private var ended: Duration?
    private var pending: (any Alarm)?

    public init(system: any TagSystem, clock: any ClockPort) {
        self.system = system
        self.clock = clock
    }

    // MARK: what the app wants

    public func arm() {
        wanted = true
        begin()
    }

    public func disarm() {
        wanted = false
        pending?.cancel()
        pending = nil
        latch(read: false)
    }

    public func handedOver() {
        guard case .claimed = state else { return }
        wanted = false
        latch(read: true)
    }

    public func transceive(_ command: Data) {
        guard state == .claimed(connected: true) else { return }
        system.send(session: session, command)
    }

    // MARK: what the system tells

    /// So many tags are in the field.
    public func detected(session: Int, tags: Int) {
        guard session == self.session, state == .polling, tags > 0 else { return }
        guard tags == 1 else {
            system.restartPolling(session: session)
            return
        }
        state = .claimed(connected: false)
        system.connect(session: session, tag: 0)
    }

    /// The tag was connected to, or not.
    public func connected(session: Int, succeeded: Bool) {
        guard session == self.session, state == .claimed(connected: false) else { return }
        guard succeeded else {
            state = .polling
            system.restartPolling(session: session)
            return
        }
        state = .claimed(connected: true)
        report?(.session(.tagFound))
    }

    /// The tag answered; `nil`: it has left the field.
    public func answered(session: Int, _ response: Data?) {
        guard session == self.session, state == .claimed(connected: true) else { return }
        if let response {
            report?(.session(.apduResponse(response)))
            return
        }
        state = .polling
        report?(.session(.tagLost))
        // The report may have ended the session.
        if state == .polling { system.restartPolling(session: session) }
    }

    /// The session is over.
    public func invalidated(session: Int, _ end: TagSessionEnd) {
        guard session == self.session, state != .idle else { return }
        let before = state
        state = .idle
        ended = clock.now
        if before == .latched {
            if wanted { begin() }
            return
        }
        // Whether it comes back is the model's to say.
        wanted = false
        if before == .claimed(connected: true) { report?(.session(.tagLost)) }
        report?(.nfcSheetEnded(end.reason))
    }

    // MARK: helpers

    private func begin() {
        guard state == .idle, pending == nil else { return }
        let earliest = (ended ?? .zero - Self.pause) + Self.pause
        guard clock.now < earliest else {
            start()
            return
        }
        pending = clock.at(earliest) { [weak self] in
            guard let self else { return }
            pending = nil
            if wanted, state == .idle { start() }
        }
    }

    private func start() {
        session += 1
        state = .polling
        system.begin(session: session)
    }

    private func latch(read: Bool) {
        guard state != .idle, state != .latched else { return }
        // In this order: the system may tell of a tag while it is asked to end.
        state = .latched
        system.invalidate(session: session, read: read)
    }
}

extension TagSessionEnd {
    fileprivate var reason: SheetEnd {
        switch self {
        case .other: .other
        case .timedOut: .timedOut
        case .userCancelled: .userCancelled
        }
    }
}
