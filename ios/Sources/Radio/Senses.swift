import AudioToolbox
import Foundation
import Ports
import UIKit

/// Sound and touch: each outcome differs from every other one in both.
@MainActor
public final class Senses: SignalPort {
    private let notice = UINotificationFeedbackGenerator()
    private let heavy = UIImpactFeedbackGenerator(style: .heavy)
    private let light = UIImpactFeedbackGenerator(style: .light)

    public init() {}

    public func play(_ signal: Signal) {
        AudioServicesPlaySystemSound(signal.sound)
        switch signal {
        case .accept: notice.notificationOccurred(.success)
        case .cannotDecide: notice.notificationOccurred(.warning)
        case .problem: light.impactOccurred()
        case .reject: notice.notificationOccurred(.error)
        case .testData: heavy.impactOccurred()
        }
    }
}

extension Signal {
    /// A sound of the system.
    fileprivate var sound: SystemSoundID {
        switch self {
        case .accept: 1_057
        case .cannotDecide: 1_053
        case .problem: 1_073
        case .reject: 1_006
        case .testData: 1_022
        }
    }
}

/// Time of this device.
@MainActor
public final class DeviceClock: ClockPort {
    private let origin = ContinuousClock.now

    private final class Pending: Alarm {
        private let task: Task<Void, Never>

        init(_ task: Task<Void, Never>) { self.task = task }

        func cancel() { task.cancel() }
    }

    public init() {}

    public var now: Duration { origin.duration(to: .now) }

    public var wall: Int { Int(Date().timeIntervalSince1970) }

    public func at(_ time: Duration, _ work: @escaping @MainActor () -> Void) -> any Alarm {
        let until = origin.advanced(by: time)
        return Pending(
            Task {
                try? await Task.sleep(until: until, clock: .continuous)
                if !Task.isCancelled { work() }
            })
    }
}

/// Random bytes of the system.
@MainActor
public final class DeviceRandom: RandomPort {
    public init() {}

    public func bytes(_ count: Int) -> Data {
        var source = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &source) })
    }
}
