import Fakes
import Foundation
import Links
import Rehearsal
import Tashika
import Testing

@testable import Bridge
@testable import Ports

/// What happened at a counter, played again through the app's own model: the same events at the same
/// times give the same actions and the same screens as in Rust.
@MainActor
struct ScenarioTests {
    @Test("every scenario plays again as it is written")
    func scenarios() throws {
        var (played, steps) = (0, 0)
        for name in try Scenario.names() where name != "disconnects" {
            let scenario = try Scenario(name)
            let player = try Player(scenario)
            var screen = ""
            for (index, step) in scenario.steps.enumerated() {
                let (actions, seen) = try player.hear(step.at, step.event)
                #expect(actions == step.expectedActions, "\(name), step \(index)")
                screen = step.expectedScreen ?? screen
                #expect(seen == screen, "\(name), step \(index)")
                steps += 1
            }
            played += 1
        }
        print("scenarios: \(played) played, \(steps) steps")
        #expect(played > 45)
        #expect(steps > 1000)
    }

    @Test("a disconnection at each step comes to what is written")
    func disconnects() throws {
        let file = try Scenario.json("disconnects")
        let cuts = try #require(file["cuts"] as? [[String: Any]])
        var known: [String: Scenario] = [:]
        for cut in cuts {
            let name = try #require(cut["of"] as? String)
            let scenario = try known[name] ?? Scenario(name)
            known[name] = scenario
            let player = try Player(scenario)
            let count = try #require(cut["steps"] as? Int)
            var at = 0
            for step in scenario.steps.prefix(count) {
                at = step.at
                _ = try player.hear(at, step.event)
            }
            let event = try #require(cut["event"] as? [String: Any])
            let (actions, seen) = try player.hear(at, scenario.resolved(event))
            let expected = Scenario.compared(try scenario.list(cut["actions"]))
            let screen = try #require(cut["screen"] as? [String: Any])
            #expect(actions == expected, "\(name) \(count)")
            #expect(seen == Scenario.compared(screen), "\(name) \(count)")
        }
        print("scenarios: \(cuts.count) cuts")
        #expect(cuts.count > 80)
    }

    @Test("a queue that is full at any one value changes nothing: all come, in order, each once", arguments: [23, 185, 515, 517])
    func fullQueues(mtu: Int) throws {
        for side in ["reader-server", "wallet-server"] {
            let scenario = try Scenario("\(side)-mtu-\(mtu)")
            let values = scenario.sent
            #expect(!values.isEmpty)
            #expect(values.allSatisfy { $0.count <= Attribute.mtu(valueLength: mtu - 3) - 3 })
            for refused in values.indices {
                let sink = Refusing(refused)
                let (writes, notes) = (WritePump(sink), NotifyPump(sink))
                for value in values {
                    if side == "reader-server" {
                        notes.send(value, to: .server2Client)
                    } else {
                        writes.send(value, to: .client2Server)
                    }
                }
                #expect(sink.refusals == 1)
                writes.ready()
                notes.ready()
                #expect(sink.arrived == values, "\(side) \(mtu), full at \(refused)")
            }
        }
    }

    /// Has no room once, at one value.
    private final class Refusing: WriteSink, NotifySink {
        private let at: Int
        var arrived: [Data] = []
        var refusals = 0

        init(_ at: Int) { self.at = at }

        var canSend: Bool {
            guard arrived.count == at, refusals == 0 else { return true }
            refusals += 1
            return false
        }

        func write(_ value: Data, to characteristic: Ports.Characteristic) { arrived.append(value) }

        func notify(_ value: Data, of characteristic: Ports.Characteristic) -> Bool {
            guard canSend else { return false }
            arrived.append(value)
            return true
        }
    }

    @Test("characteristics are those of the core")
    func characteristics() {
        let own: [(Ports.Characteristic, Tashika.Characteristic)] = [
            (.client2Server, .client2Server), (.ident, .ident), (.l2cap, .l2cap),
            (.server2Client, .server2Client), (.state, .state),
        ]
        let modes: [(Ports.BleMode, Tashika.BleMode)] = [
            (.mdocCentralClient, .mdocCentralClient), (.mdocPeripheralServer, .mdocPeripheralServer),
        ]
        for (one, other) in own {
            for (mode, core) in modes { #expect(one.uuid(mode) == uuid(other, mode: core)) }
        }
    }

    @Test("the texts of the file are those of the library")
    func texts() throws {
        let all = try Counter.texts()
        #expect(all.count == Texts.shared.entries.count)
        for text in all {
            #expect(Texts.shared.text(text.key, .ja) == text.ja)
            #expect(Texts.shared.text(text.key, .en) == text.en)
        }
    }
}

/// What is to come of a step, as the app's model has it.
extension Scenario.Step {
    fileprivate var expectedActions: [String] { Scenario.compared(actions) }
    fileprivate var expectedScreen: String? { screen.map(Scenario.compared) }
}

extension Scenario {
    /// No key is asked of an app, iOS tells no addresses, and what the system's reader is asked comes in
    /// other words.
    fileprivate static func compared(_ own: [[String: Any]]) -> [String] {
        own.filter { $0["type"] as? String != "radio.create-key" }.map { action in
            let type = action["type"] as? String
            let left = type == "run-system-reader" ? ["request"] : ["address", "algorithm"]
            return line(action.filter { !left.contains($0.key) })
        }
    }

    /// Without document types.
    fileprivate static func compared(_ own: [String: Any]) -> String {
        var own = own
        if let documents = own["documents"] as? [[String: Any]] {
            own["documents"] = documents.map { $0.filter { $0.key != "type" } }
        }
        return line(own)
    }

    /// The values that go over Bluetooth.
    fileprivate var sent: [Data] {
        steps.flatMap(\.actions).filter { $0["type"] as? String == "radio.send-ble" }
            .compactMap { ($0["value"] as? String).flatMap(octets) }
    }
}

/// Plays events.
@MainActor
private final class Player {
    private let counter: Counter
    private let wall: Int

    init(_ scenario: Scenario) throws {
        counter = try scenario.counter()
        wall = scenario.wall
    }

    func hear(_ at: Int, _ event: [String: Any]) throws -> ([String], String) {
        let date = Date(timeIntervalSince1970: TimeInterval(wall + at / 1000))
        let actions = try counter.onEvent(cue(event), now: .milliseconds(at), wall: date)
        let own = actions.compactMap { Ports.CounterAction($0) }
        return (own.map { line(written($0)) }, line(written(Ports.CounterView(try counter.view()))))
    }
}

// MARK: the app's model as JSON

private func written(_ own: Ports.CounterAction) -> [String: Any] {
    switch own {
    case .announce(let phrase): ["type": "announce", "phrase": said(phrase)]
    case .armNfc: ["type": "arm-nfc"]
    case .askPermission(let kind): ["type": "ask-permission", "kind": kind.rawValue]
    case .checkDevice: ["type": "check-device"]
    case .closeCamera: ["type": "close-camera"]
    case .createService: ["type": "create-service"]
    case .disarmNfc: ["type": "disarm-nfc"]
    case .keepHistory(let entry, let until):
        [
            "type": "keep-history", "until": until,
            "entry": [
                "time": entry.time, "preset": entry.preset, "verdict": entry.verdict,
                "reasons": entry.reasons, "policy": entry.policy, "trust": entry.trust,
            ] as [String: Any],
        ]
    case .openCamera: ["type": "open-camera"]
    case .openSettings(let page): ["type": "open-settings", "page": page.rawValue]
    case .radio(let action): written(action)
    case .render: ["type": "render"]
    case .restartScan(let service): ["type": "restart-scan", "service": hex(service)]
    case .runSystemReader: ["type": "run-system-reader"]
    case .secureScreen(let on): ["type": "secure-screen", "on": on]
    case .signal(let signal): ["type": "signal", "signal": signal.rawValue]
    case .stopSystemReader: ["type": "stop-system-reader"]
    case .wakeAt(let at): ["type": "wake-at", "ms": milliseconds(at)]
    case .wipe: ["type": "wipe"]
    }
}

/// Rounded up; what the way through floating point adds is less than a microsecond.
private func milliseconds(_ own: Duration) -> Int {
    let (seconds, attoseconds) = own.components
    return Int(seconds) * 1000 + Int((Double(attoseconds) * 1e-15 - 1e-3).rounded(.up))
}

private func written(_ own: Ports.RadioAction) -> [String: Any] {
    let names: [Ports.Characteristic: String] = [
        .client2Server: "client2server", .ident: "ident", .l2cap: "l2cap",
        .server2Client: "server2client", .state: "state",
    ]
    return switch own {
    case .advertise(let service, let ident):
        ["type": "radio.advertise", "service": hex(service), "ident": hex(ident)]
    case .openStream(let service, let psm):
        ["type": "radio.open-stream", "service": hex(service), "psm": psm]
    case .publishStream: ["type": "radio.publish-stream"]
    case .readPsm: ["type": "radio.read-psm"]
    case .scan(let service): ["type": "radio.scan", "service": hex(service)]
    case .sendApdu(let command): ["type": "radio.send-apdu", "command": hex(command)]
    case .sendBle(let name, let value):
        ["type": "radio.send-ble", "characteristic": names[name] ?? "", "value": hex(value)]
    case .sendStream(let bytes): ["type": "radio.send-stream", "bytes": hex(bytes)]
    case .showPsm(let value): ["type": "radio.show-psm", "value": hex(value)]
    case .sign(let id, _, let bytes): ["type": "radio.sign", "id": id, "bytes": hex(bytes)]
    case .stopRadio: ["type": "radio.stop-radio"]
    case .subscribe: ["type": "radio.subscribe"]
    }
}

private func said(_ own: Ports.Phrase) -> Any {
    if own.arguments.isEmpty { return own.key }
    var all: [String: Any] = ["key": own.key]
    for argument in own.arguments { all[argument.name] = argument.content }
    return all
}

private func written(_ view: Ports.CounterView) -> [String: Any] {
    var own = written(view.screen)
    if let card = view.customerCard {
        own["card"] = ["asked": card.asked.count, "history-days": card.historyDays]
    }
    return own
}

private func written(_ screen: Ports.Screen) -> [String: Any] {
    switch screen {
    case .blocked(let own):
        return ["name": "blocked", "what": own.what, "action": written(own.action)]
    case .checking: return ["name": "checking"]
    case .connecting(let own, let transport, let attempt):
        var all = written("connecting", own)
        all["attempt"] = attempt
        if let transport { all["transport"] = transport.rawValue }
        return all
    case .engaging(let own): return written("engaging", own)
    case .problem(let own):
        return ["name": "problem", "problem": own.problem, "action": own.action.rawValue]
    case .ready(let own):
        var all: [String: Any] = [
            "name": "ready", "selected": own.selected, "nfc": own.nfc.rawValue,
            "camera": own.camera.rawValue,
        ]
        if let hint = own.hint { all["hint"] = hint.rawValue }
        return all
    case .verdict(let own): return written(own)
    case .waitingForHolder(let own, let received):
        var all = written("waiting-for-holder", own)
        all["received"] = received
        return all
    }
}

private func written(_ own: Ports.BlockedAction) -> String {
    switch own {
    case .ask(let kind): "ask.\(kind.rawValue)"
    case .none: "none"
    case .openSettings(let page): "open-settings.\(page.rawValue)"
    }
}

private func written(_ name: String, _ own: Ports.Waiting) -> [String: Any] {
    [
        "name": name, "who": own.who.rawValue, "say": said(own.say), "elapsed": own.elapsed,
        "limit": own.limit,
    ]
}

private func written(_ own: Ports.VerdictView) -> [String: Any] {
    let face =
        switch own.face {
        case .judged(let outcome): outcome.rawValue
        case .notAsked: "not-asked"
        case .notPossible: "not-possible"
        case .pending: "pending"
        }
    let asked =
        switch own.askedAs {
        case .dropped: "dropped"
        case .named: "named"
        case .nobody: "nobody"
        case .system: "system"
        }
    var all: [String: Any] = [
        "name": "verdict", "verdict": own.kind.rawValue, "reasons": own.reasons.map(\.code),
        "remarks": own.remarks.map(\.code), "face": face, "asked-as": asked,
        "documents": own.documents.map(written), "wipe-in": own.wipeIn,
    ]
    if let age = own.age {
        all["age"] = ["years": age.years, "answer": age.answer.rawValue] as [String: Any]
    }
    return all
}

private func written(_ own: Ports.DocumentView) -> [String: Any] {
    let portrait =
        switch own.portrait {
        case .absent: "absent"
        case .notRequested: "not-requested"
        case .present: "present"
        case .undecodable: "undecodable"
        }
    return [
        "proven": own.proven, "rows": own.rows.map { "\($0.name.en): \($0.state.rawValue)" },
        "extras": own.extras.count, "portrait": portrait, "issuance": said(own.issuance),
    ]
}

// MARK: helpers

/// JSON on one line, with its members in order.
private func line(_ own: [String: Any]) -> String {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    let data = try? JSONSerialization.data(withJSONObject: own, options: options)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "no JSON"
}
