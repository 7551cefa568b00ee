import Bridge
import Fakes
import Foundation
import Ports
import Presenter
import Tashika

/// The whole app but for Apple's frameworks: the core's counter behind the app's model, the shell, what
/// is shown, and the file of the history. Radios are fakes; what they report is a scenario's.
@MainActor
package final class Rehearsal {
    package let ports: FakePorts
    package let showcase: Showcase
    package let shell: Shell
    private let core: CuedCore
    private let clock: SteppedClock

    /// `folder` is the app's own: the history is kept there.
    package init(
        _ counter: Counter, wall: Int, folder: URL, texts: any TextSource, key: (any KeyPort)? = nil,
        nfc: (any NfcPort)? = nil, canAsk: @escaping CounterBridge.CanAsk = { _ in true }
    ) throws {
        ports = FakePorts()
        clock = SteppedClock(wall: wall)
        core = CuedCore(counter, try CounterBridge(counter, canAsk: canAsk))
        let history = HistoryFile(folder.appendingPathComponent("history.json"))
        showcase = Showcase(
            presenter: Presenter(Wording(texts, language: .ja)), history: history, clock: clock)
        var device = ports.device
        (device.clock, device.history, device.key) = (clock, history, key)
        if let nfc { device.nfc = nfc }
        shell = Shell(core: core, device: device, stage: showcase)
        showcase.shell = shell
    }

    /// Plays what a step says.
    package func play(_ step: Scenario.Step) throws {
        try tell(cue(step.event), at: step.at)
    }

    /// Tells what happened, at this millisecond.
    package func tell(_ event: Tashika.CounterEvent, at: Int) {
        clock.now = .milliseconds(at)
        core.next = event
        shell.take(.tick)
    }

    /// The app comes to the front, with everything allowed and on.
    package func start() {
        tell(.started, at: 0)
        for kind in [Tashika.PermissionKind.bluetooth, .camera, .location, .nfc] {
            tell(.permission(kind: kind, state: .granted), at: 0)
        }
        for kind in [Tashika.RadioKind.bluetooth, .camera, .location, .nfc] {
            tell(.radio(kind: kind, state: .on), at: 0)
        }
        tell(.service(bytes: Data(repeating: 7, count: 16)), at: 0)
    }

    /// The system's reader reports an answer.
    package func answer(_ reply: Reply, mock: Bool = false) {
        ports.systemReader.report?(
            .systemReader(
                .response(response: reply.response, transcript: reply.transcript, mock: mock)))
    }

    package var view: Ports.CounterView { core.view() }
}

/// The core, with events that the app's model does not have in place of a tick.
@MainActor
private final class CuedCore: CounterCore {
    var next: Tashika.CounterEvent?
    private let counter: Counter
    private let bridge: CounterBridge

    init(_ counter: Counter, _ bridge: CounterBridge) {
        self.counter = counter
        self.bridge = bridge
    }

    func onEvent(_ event: Ports.CounterEvent, now: Duration, wall: Int) -> [Ports.CounterAction] {
        guard let cued = next else { return bridge.onEvent(event, now: now, wall: wall) }
        next = nil
        let date = Date(timeIntervalSince1970: TimeInterval(wall))
        let actions = try? counter.onEvent(cued, now: now, wall: date)
        // Services are among the events.
        return (actions ?? []).compactMap(Ports.CounterAction.init).filter { $0 != .createService }
    }

    func view() -> Ports.CounterView { bridge.view() }

    func portrait(document: Int) -> Data? { bridge.portrait(document: document) }
}

/// A clock that stands at the step. Ticks are among the events.
@MainActor
private final class SteppedClock: ClockPort {
    var now: Duration = .zero
    var wall: Int { start + Int(now.components.seconds) }
    private let start: Int

    private final class Silent: Alarm {
        func cancel() {}
    }

    init(wall: Int) { start = wall }

    func at(_ time: Duration, _ work: @escaping @MainActor () -> Void) -> any Alarm { Silent() }
}
