import Fakes
import Foundation
import Links
import Ports
import Rehearsal
import Tashika
import Testing

/// Whatever comes between, at every step of a customer: nothing is left, nothing hangs, nothing is
/// accepted that was not.
@MainActor
struct InterruptionTests {
    private nonisolated static let scenarios = ["double-tap", "face-differs", "l2cap", "nfc-transfer", "wallet-server-mtu-185"]

    private func rehearsal(_ scenario: Scenario) throws -> Rehearsal {
        try Rehearsal(
            scenario.counter(), wall: scenario.wall, folder: Repository.nowhere,
            texts: Texts.shared)
    }

    private func isVerdict(_ own: Rehearsal) -> Bool {
        if case .verdict = own.view.screen { true } else { false }
    }

    /// Plays so many steps, interrupts, and plays the rest.
    private func interrupted(
        _ scenario: Scenario, at step: Int, by event: Tashika.CounterEvent, playsOn: Bool = true,
        _ look: (Rehearsal) -> Void
    ) throws {
        let own = try rehearsal(scenario)
        var at = 0
        for one in scenario.steps.prefix(step) {
            try own.play(one)
            at = one.at
        }
        own.tell(event, at: at)
        look(own)
        guard playsOn else { return }
        for one in scenario.steps.dropFirst(step) where one.event["type"] as? String != "started" {
            try own.play(one)
        }
    }

    @Test("in the background and on lock, in the middle of every step, nothing is held and every link ends", arguments: scenarios)
    func stopped(name: String) throws {
        let scenario = try Scenario(name)
        for step in stride(from: 1, through: scenario.steps.count, by: scenario.steps.count > 60 ? 7 : 1) {
            for reason in [Tashika.StopReason.background, .locked] {
                try interrupted(scenario, at: step, by: .stopped(reason: reason), playsOn: step % 5 == 0) { own in
                    #expect(own.showcase.custody.held <= 1, "\(name) \(step)")
                    #expect(own.showcase.screen?.portraits.isEmpty != false, "\(name) \(step)")
                    #expect(!isVerdict(own), "\(name) \(step)")
                    let texts = own.showcase.screen?.model.texts ?? []
                    #expect(!texts.contains { $0.contains("番号") || $0.contains("令和") }, "\(name) \(step)")
                    let lines = own.ports.calls
                    let used = lines.lastIndex { $0 == "central.connect" || $0.hasPrefix("peripheral.adv") || $0.hasPrefix("central.openStream") }
                    let closed = lines.lastIndex(of: "central.close")
                    if let used { #expect(closed.map { $0 > used } == true, "\(name) \(step)") }
                    let armed = lines.lastIndex(of: "nfc.arm"), disarmed = lines.lastIndex(of: "nfc.disarm")
                    if let armed { #expect(disarmed.map { $0 > armed } == true, "\(name) \(step)") }
                    // What comes late is nobody's; and the app comes back to where it begins.
                    own.tell(.started, at: 900_000)
                    #expect(!isVerdict(own), "\(name) \(step)")
                }
            }
        }
    }

    @Test("Bluetooth, NFC and the camera switched off, in the middle of every step, accept nothing by themselves", arguments: scenarios)
    func switchedOff(name: String) throws {
        let scenario = try Scenario(name)
        for kind in [Tashika.RadioKind.bluetooth, .nfc, .camera] {
            for step in stride(from: 1, to: scenario.steps.count, by: scenario.steps.count > 60 ? 7 : 1) {
                let before = try rehearsal(scenario)
                for one in scenario.steps.prefix(step) { try before.play(one) }
                let decided = isVerdict(before)
                try interrupted(scenario, at: step, by: .radio(kind: kind, state: .off)) { own in
                    #expect(isVerdict(own) == decided, "\(name) \(step) \(kind)")
                }
            }
        }
    }

    @Test("a second press of every button, at every step, is harmless", arguments: scenarios)
    func twice(name: String) throws {
        let scenario = try Scenario(name)
        for step in stride(from: 1, to: scenario.steps.count, by: scenario.steps.count > 60 ? 7 : 1) {
            let own = try rehearsal(scenario)
            for one in scenario.steps.prefix(step) { try own.play(one) }
            for button in own.showcase.screen?.model.buttons ?? [] {
                own.showcase.perform(button.command)
                own.showcase.perform(button.command)
            }
            #expect(own.showcase.screen != nil, "\(name) \(step)")
            #expect(own.showcase.custody.held == 1, "\(name) \(step)")
        }
    }

    @Test("a sheet that the clerk ended stays away for this customer, comes back when wanted, and for the next one")
    func declined() throws {
        for wanted in [false, true] {
            let clock = FakeClock()
            let system = FakeTagSystem(clock: clock)
            let gate = NfcGate(system: system, clock: clock)
            system.onEnd = { @MainActor session, end in gate.invalidated(session: session, end) }
            let reply = try Reply("cases/element.image")
            let own = try Rehearsal(
                reply.counter(), wall: reply.wall, folder: Repository.nowhere, texts: Texts.shared, nfc: gate)
            own.start()
            #expect(system.begun == 1)
            system.end(1, .userCancelled)
            for second in 1...60 { own.tell(.tick, at: second * 1000) }
            clock.advance(.seconds(60))
            #expect(system.begun == 1)
            #expect(finder(own) == .dormant)
            if wanted {
                own.tell(.nfcWanted, at: 61_000)
            } else {
                own.tell(.systemReaderWanted, at: 61_000)
                own.answer(reply)
                own.tell(.tick, at: 61_001)
                #expect(isVerdict(own))
                own.tell(.done, at: 62_000)
            }
            // What the screen says of it is so.
            #expect(finder(own) == .armed)
            #expect(system.begun == 2)
        }
    }

    private func finder(_ own: Rehearsal) -> Ports.FinderState? {
        if case .ready(let ready) = own.view.screen { ready.nfc } else { nil }
    }

    @Test("a radio that is off has no button to a page that does not help, and says where it is switched on")
    func radioOff() throws {
        let reply = try Reply("cases/element.image")
        let own = try Rehearsal(
            reply.counter(), wall: reply.wall, folder: Repository.nowhere, texts: Texts.shared)
        own.start()
        own.tell(.radio(kind: .bluetooth, state: .off), at: 1)
        #expect(own.showcase.screen?.model.id == "blocked")
        #expect(own.showcase.screen?.model.buttons.isEmpty == true)
        #expect(own.showcase.screen?.model.texts.contains { $0.contains("コントロールセンター") } == true)
        own.tell(.radio(kind: .bluetooth, state: .on), at: 2)
        #expect(own.showcase.screen?.model.id == "ready")
        own.tell(.permission(kind: .bluetooth, state: .deniedForGood), at: 3)
        #expect(own.showcase.screen?.model.buttons.map(\.id) == ["button.open-settings"])
    }

    @Test("the one-shot sheet that ends by itself, by a person or otherwise, at every step of the scenario of it")
    func sheets() throws {
        let scenario = try Scenario("one-shot-sheet")
        for end in [Tashika.SheetEnd.timedOut, .userCancelled, .other] {
            for step in 1..<scenario.steps.count {
                let own = try rehearsal(scenario)
                var at = 0
                for one in scenario.steps.prefix(step) {
                    try own.play(one)
                    at = one.at
                }
                own.ports.calls = []
                own.tell(.nfcSheetEnded(end: end), at: at)
                for more in 1...5 { own.tell(.tick, at: at + more * 1000) }
                let begun = own.ports.calls.filter { $0 == "nfc.arm" }.count
                #expect(begun <= 1, "\(end) \(step)")
                if end == .userCancelled { #expect(begun == 0, "\(step): a person ended it") }
                #expect(own.showcase.screen != nil)
            }
        }
    }
}
