import Foundation
import Ports

/// A clock that stands until it is told to go on.
@MainActor
public final class FakeClock: ClockPort {
    public private(set) var now: Duration = .zero
    public var wall: Int { start + Int(now.components.seconds) }

    private let start: Int
    private var waiting: [Pending] = []

    private final class Pending: Alarm {
        let time: Duration
        var work: (@MainActor () -> Void)?

        init(_ time: Duration, _ work: @escaping @MainActor () -> Void) {
            self.time = time
            self.work = work
        }

        func cancel() { work = nil }
    }

    public init(wall: Int = 1_780_000_000) {
        start = wall
    }

    public func at(_ time: Duration, _ work: @escaping @MainActor () -> Void) -> any Alarm {
        let alarm = Pending(time, work)
        waiting.append(alarm)
        return alarm
    }

    /// So much time passes; what falls into it happens at its time.
    public func advance(_ by: Duration) {
        let end = now + by
        while let next = due(end) {
            now = max(now, next.time)
            let work = next.work
            next.work = nil
            work?()
        }
        now = end
    }

    /// Alarms that are set.
    public var alarms: Int { waiting.filter { $0.work != nil }.count }

    private func due(_ end: Duration) -> Pending? {
        waiting.removeAll { $0.work == nil }
        return waiting.filter { $0.time <= end }.min { $0.time < $1.time }
    }
}
