import Fakes
import Foundation
import Links
import Ports
import Testing

@MainActor
struct NfcGateTests {
    private let clock = FakeClock()
    private let system: FakeTagSystem
    private let gate: NfcGate
    private let told = Told()

    @MainActor
    final class Told {
        var events: [CounterEvent] = []
        var answer: ((CounterEvent) -> Void)?
    }

    init() {
        system = FakeTagSystem(clock: clock)
        gate = NfcGate(system: system, clock: clock)
        system.onDetected = { @MainActor [gate] session, tags in gate.detected(session: session, tags: tags) }
        system.onEnd = { @MainActor [gate] session, end in gate.invalidated(session: session, end) }
        gate.report = { [told] event in
            told.events.append(event)
            told.answer?(event)
        }
    }

    private func engage() {
        gate.arm()
        gate.detected(session: 1, tags: 1)
        gate.connected(session: 1, succeeded: true)
    }

    @Test("a tag is claimed, spoken to, and handed over")
    func reads() {
        engage()
        gate.transceive(Data([0, 0xa4]))
        gate.answered(session: 1, Data([0x90, 0]))
        gate.handedOver()
        #expect(told.events == [.session(.tagFound), .session(.apduResponse(Data([0x90, 0])))])
        #expect(
            system.calls == [
                .begin(1), .connect(1, tag: 0), .send(1, Data([0, 0xa4])), .invalidate(1, read: true),
            ])
    }

    /// A gate that notes its engagement only when the session has been asked to end: another library's
    /// order.
    @MainActor
    private final class LateLatch {
        let system: FakeTagSystem
        var engaged = false
        var reading = false

        init(_ system: FakeTagSystem) { self.system = system }

        func detected(_ session: Int) {
            guard !engaged, !reading else { return }
            reading = true
            system.connect(session: session, tag: 0)
        }

        func handedOver() {
            reading = false
            system.invalidate(session: 1, read: true)
            engaged = true
        }
    }

    private func connects() -> Int {
        system.calls.filter { if case .connect = $0 { true } else { false } }.count
    }

    @Test("a tag that comes between handover and end is nobody's")
    func latches() {
        engage()
        system.detectsWhileEnding = true
        gate.handedOver()
        #expect(connects() == 1)
    }

    @Test("to end the session before the latch engages twice")
    func doubleEngagement() {
        let late = LateLatch(system)
        system.onDetected = { @MainActor session, _ in late.detected(session) }
        system.onEnd = nil
        system.begin(session: 1)
        late.detected(1)
        system.detectsWhileEnding = true
        late.handedOver()
        #expect(connects() == 2)
    }

    @Test("while a tag is read, others are ignored")
    func ignoresOthers() {
        engage()
        gate.detected(session: 1, tags: 1)
        gate.answered(session: 1, Data([0x90, 0]))
        gate.detected(session: 1, tags: 1)
        #expect(system.calls == [.begin(1), .connect(1, tag: 0)])
        #expect(told.events.filter { $0 == .session(.tagFound) }.count == 1)
    }

    @Test("two phones at once are asked of neither")
    func twoPhones() {
        gate.arm()
        gate.detected(session: 1, tags: 2)
        #expect(system.calls == [.begin(1), .restart(1)])
        #expect(told.events.isEmpty)
    }

    @Test("a tag that cannot be connected to, or leaves, lets the next one come")
    func leaves() {
        gate.arm()
        gate.detected(session: 1, tags: 1)
        gate.connected(session: 1, succeeded: false)
        gate.detected(session: 1, tags: 1)
        gate.connected(session: 1, succeeded: true)
        gate.answered(session: 1, nil)
        gate.detected(session: 1, tags: 1)
        gate.connected(session: 1, succeeded: true)
        #expect(told.events == [.session(.tagFound), .session(.tagLost), .session(.tagFound)])
    }

    @Test("an end by the app itself is told to nobody, though the system says that the person cancelled")
    func ownEnd() {
        engage()
        gate.handedOver()
        gate.arm()
        clock.advance(.seconds(1))
        gate.disarm()
        #expect(!told.events.contains { if case .nfcSheetEnded = $0 { true } else { false } })
        gate.arm()
        clock.advance(.seconds(1))
        #expect(system.begun == 3, "the app's own ends are no cancel")
    }

    @Test("after the person cancelled nothing begins by itself; whether it comes back is the model's to say")
    func cancelled() {
        gate.arm()
        system.end(1, .userCancelled)
        #expect(told.events == [.nfcSheetEnded(.userCancelled)])
        clock.advance(.seconds(120))
        #expect(system.begun == 1)
        gate.arm()
        #expect(system.begun == 2)
    }

    @Test("after a minute the sheet comes back, once, and not before the system lets it")
    func renews() {
        gate.arm()
        told.answer = { [gate] _ in
            gate.arm()
            gate.arm()
        }
        clock.advance(.seconds(60))
        system.end(1, .timedOut)
        #expect(told.events == [.nfcSheetEnded(.timedOut)])
        #expect(system.begun == 1)
        clock.advance(NfcGate.pause - .milliseconds(1))
        #expect(system.begun == 1)
        clock.advance(.milliseconds(1))
        #expect(system.begun == 2)
        clock.advance(.seconds(30))
        #expect(system.begun == 2)
        clock.advance(.seconds(30))
        system.end(2, .timedOut)
        clock.advance(.seconds(1))
        #expect(system.begun == 3)
    }

    @Test("a session that begins at once is refused by the system: the pause is needed")
    func tooSoon() {
        let system = FakeTagSystem(clock: clock)
        system.begin(session: 1)
        system.end(1, .timedOut)
        let other = NfcGate(system: system, clock: clock)
        system.onEnd = { @MainActor session, end in other.invalidated(session: session, end) }
        var ends: [CounterEvent] = []
        other.report = { ends.append($0) }
        other.arm()
        #expect(ends == [.nfcSheetEnded(.other)], "a gate that does not know of the old sheet")
    }

    @Test("a disarmed gate begins nothing later")
    func disarmed() {
        gate.arm()
        system.end(1, .timedOut)
        gate.arm()
        gate.disarm()
        clock.advance(.seconds(5))
        #expect(system.begun == 1)
        #expect(clock.alarms == 0)
    }

    @Test("what an old session tells is nothing to a new one")
    func oldSession() {
        gate.arm()
        system.end(1, .timedOut)
        clock.advance(.seconds(1))
        gate.arm()
        gate.detected(session: 1, tags: 1)
        gate.invalidated(session: 1, .userCancelled)
        #expect(told.events == [.nfcSheetEnded(.timedOut)])
        gate.detected(session: 2, tags: 1)
        #expect(system.calls.last == .connect(2, tag: 0))
    }

    @Test("a command without a tag goes nowhere")
    func noTag() {
        gate.transceive(Data([1]))
        gate.arm()
        gate.transceive(Data([1]))
        gate.detected(session: 1, tags: 1)
        gate.transceive(Data([1]))
        gate.answered(session: 1, Data([1]))
        gate.handedOver()
        #expect(system.calls == [.begin(1), .connect(1, tag: 0), .invalidate(1, read: true)])
        #expect(told.events.isEmpty)
    }

    /// The states of a session, each after the ones before it.
    private func go(to step: Int) {
        let all: [() -> Void] = [
            { gate.arm() }, { gate.detected(session: 1, tags: 1) },
            { gate.connected(session: 1, succeeded: true) }, { gate.transceive(Data([0])) },
            { gate.handedOver() },
        ]
        for own in all.prefix(step) { own() }
    }

    @Test(
        "a session that the system ends, in every state and for every reason, is told once and leaves a gate that begins again",
        arguments: 0...5, [TagSessionEnd.other, .timedOut, .userCancelled])
    func ends(step: Int, reason: TagSessionEnd) {
        go(to: step)
        told.events = []
        system.end(1, reason)
        system.end(1, reason)
        gate.answered(session: 1, Data([0x90, 0]))
        gate.connected(session: 1, succeeded: true)
        gate.detected(session: 1, tags: 1)
        let sheets = told.events.filter { if case .nfcSheetEnded = $0 { true } else { false } }
        #expect(sheets.count == ((1...4).contains(step) ? 1 : 0), "\(told.events)")
        #expect(told.events.contains(.session(.tagLost)) == (3...4).contains(step))
        #expect(!told.events.contains { if case .session(.apduResponse) = $0 { true } else { false } })
        let begun = system.begun
        gate.arm()
        clock.advance(.seconds(1))
        #expect(system.begun == begun + 1)
        #expect(clock.alarms == 0)
    }

    @Test("to disarm in every state ends the session once, and nothing comes of it later", arguments: 0...5)
    func disarms(step: Int) {
        go(to: step)
        told.events = []
        gate.disarm()
        gate.disarm()
        clock.advance(.seconds(120))
        let ended = system.calls.filter { if case .invalidate = $0 { true } else { false } }.count
        #expect(ended == (step == 0 ? 0 : 1))
        #expect(told.events.isEmpty)
        #expect(system.begun == (step == 0 ? 0 : 1))
    }

    @Test("a sheet that goes while a tag is read is told with the tag")
    func goesWhileReading() {
        engage()
        system.end(1, .timedOut)
        #expect(
            told.events == [.session(.tagFound), .session(.tagLost), .nfcSheetEnded(.timedOut)])
    }
}
