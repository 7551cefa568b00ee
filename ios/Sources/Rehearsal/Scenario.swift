import Bridge
import Foundation
import Ports
import Tashika

/// Why a scenario cannot be read.
package struct NoScenario: Error {
    package var about: String
}

/// One file of `tests/fixtures/scenarios`.
package struct Scenario {
    package struct Step {
        package var at: Int
        package var event: [String: Any]
        package var actions: [[String: Any]]
        package var screen: [String: Any]?
    }

    package let setup: [String: Any]
    package let wall: Int
    package let day: String
    package private(set) var steps: [Step] = []
    private let blob: Data

    package static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Repository.scenarios.path)
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    package static func json(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Repository.scenarios.appendingPathComponent(name + ".json"))
        return try needed(try JSONSerialization.jsonObject(with: data) as? [String: Any], name)
    }

    package init(_ name: String) throws {
        let file = try Self.json(name)
        blob = try Data(contentsOf: Repository.scenarios.appendingPathComponent("blob.bin"))
        wall = try needed(file["wall"] as? Int, "wall")
        day = try needed(file["day"] as? String, "day")
        setup = try needed(file["setup"] as? [String: Any], "setup")
        for own in try needed(file["steps"] as? [[String: Any]], "steps") {
            let event = resolved(try needed(own["event"] as? [String: Any], "event"))
            steps.append(
                Step(
                    at: try needed(own["at"] as? Int, "at"), event: event,
                    actions: try list(own["actions"]), screen: own["screen"] as? [String: Any]))
        }
    }

    package func list(_ own: Any?) throws -> [[String: Any]] {
        try needed(own as? [[String: Any]], "actions").map(resolved)
    }

    /// With every reference to the blob as hexadecimal text.
    package func resolved(_ own: [String: Any]) -> [String: Any] {
        own.mapValues { value -> Any in
            guard let text = value as? String else { return value }
            return resolved(text)
        }
    }

    package func resolved(_ text: String) -> String {
        guard text.hasPrefix("@"), let plus = text.firstIndex(of: "+"),
            let start = Int(text[text.index(after: text.startIndex)..<plus]),
            let length = Int(text[text.index(after: plus)...])
        else { return text }
        return hex(blob.subdata(in: start..<start + length))
    }

    /// Certificates of the setup.
    package func certificates(_ own: Any?) throws -> [Data] {
        try needed(own as? [String], "certificates").map(resolved).compactMap(octets)
    }

    /// The counter with which the scenario was made.
    package func counter() throws -> Counter {
        let store = { (name: String) in
            try TrustStore(try certificates(setup[name]).map { TrustStore.issuer($0) })
        }
        let named = setup["identity"] as? [String: Any]
        let identity = try named.map {
            ReaderIdentity(algorithm: .es256, certificates: try certificates($0["certificates"]))
        }
        let options = CounterOptions(
            day: day, trustVersion: "scenario", identity: identity,
            readerName: named?["name"] as? String,
            nfc: setup["nfc"] as? String == "one-shot" ? .oneShot : .continuous,
            l2capServiceData: (setup["l2capServiceData"] as? Int).map { Int32($0) },
            systemReader: setup["systemReader"] as? Bool ?? false, makesKeys: false)
        return try Counter(options: options, trust: store("trust"), testTrust: store("testTrust"))
    }
}

/// Where the files are.
package enum Repository {
    package static let ios = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    package static let root = ios.deletingLastPathComponent()
    package static let fixtures = root.appendingPathComponent("tests/fixtures")
    static let scenarios = fixtures.appendingPathComponent("scenarios")
}

private func needed<Value>(_ own: Value?, _ about: String) throws -> Value {
    guard let own else { throw NoScenario(about: about) }
    return own
}

/// The event of the format: through the app's model, but for what that does not have.
package func cue(_ own: [String: Any]) throws -> Tashika.CounterEvent {
    switch own["type"] as? String {
    case "session.key":
        let scalar = octets(own["scalar"] as? String ?? "") ?? Data()
        return .session(event: .key(curve: .p256, scalar: scalar))
    case "session.ble-mtu":
        return .session(event: .bleMtu(mtu: Int32(own["mtu"] as? Int ?? 0)))
    case "system-reader" where own["outcome"] as? String == "displayed":
        return .systemReader(outcome: .displayed)
    default:
        return Tashika.CounterEvent(try needed(Ports.CounterEvent(scenario: own), "an event"))
    }
}

extension Ports.CounterEvent {
    fileprivate init?(scenario own: [String: Any]) {
        let text = { (name: String) in own[name] as? String ?? "" }
        let bytes = { (name: String) in octets(text(name)) ?? Data() }
        switch text("type") {
        case "cancel": self = .cancel
        case "customer-card-shown": self = .customerCardShown(own["shown"] as? Bool ?? false)
        case "done": self = .done
        case "face-judged":
            guard let outcome = Ports.FaceOutcome(rawValue: text("outcome")) else { return nil }
            self = .faceJudged(outcome)
        case "nfc-sheet-ended":
            guard let end = Ports.SheetEnd(rawValue: text("end")) else { return nil }
            self = .nfcSheetEnded(end)
        case "nfc-wanted": self = .nfcWanted
        case "permission":
            guard let kind = Ports.PermissionKind(rawValue: text("kind")),
                let state = Ports.PermissionState(rawValue: text("state"))
            else { return nil }
            self = .permission(kind, state)
        case "portrait-unreadable": self = .portraitUnreadable(document: own["document"] as? Int ?? -1)
        case "preset-chosen": self = .presetChosen(text("id"))
        case "radio":
            guard let kind = Ports.RadioKind(rawValue: text("kind")),
                let state = Ports.RadioState(rawValue: text("state"))
            else { return nil }
            self = .radio(kind, state)
        case "retry": self = .retry
        case "service": self = .service(bytes("bytes"))
        case "signing-failed": self = .signingFailed(id: own["id"] as? Int ?? -1)
        case "started": self = .started
        case "stopped":
            guard let reason = Ports.StopReason(rawValue: text("reason")) else { return nil }
            self = .stopped(reason)
        case "system-reader":
            switch text("outcome") {
            case "cancelled": self = .systemReader(.cancelled)
            case "failed": self = .systemReader(.failed)
            case "response":
                self = .systemReader(
                    .response(
                        response: bytes("response"), transcript: bytes("transcript"),
                        mock: own["mock"] as? Bool ?? false))
            default: return nil
            }
        case "system-reader-wanted": self = .systemReaderWanted
        case "tick": self = .tick
        case "session.apdu-response": self = .session(.apduResponse(bytes("response")))
        case "session.ble-connected": self = .session(.bleConnected(mtu: own["mtu"] as? Int ?? 0))
        case "session.ble-disconnected": self = .session(.bleDisconnected)
        case "session.ble-received":
            let names: [String: Ports.Characteristic] = [
                "client2server": .client2Server, "ident": .ident, "l2cap": .l2cap,
                "server2client": .server2Client, "state": .state,
            ]
            guard let name = names[text("characteristic")] else { return nil }
            self = .session(.bleReceived(name, bytes("value")))
        case "session.ble-subscribed": self = .session(.bleSubscribed)
        case "session.code-scanned": self = .session(.codeScanned(text("text")))
        case "session.psm-read": self = .session(.psmRead((own["value"] as? String).flatMap(octets)))
        case "session.signature":
            self = .session(.signature(id: own["id"] as? Int ?? -1, bytes("signature")))
        case "session.stream-closed": self = .session(.streamClosed)
        case "session.stream-opened": self = .session(.streamOpened)
        case "session.stream-published": self = .session(.streamPublished(psm: own["psm"] as? Int))
        case "session.stream-received": self = .session(.streamReceived(bytes("bytes")))
        case "session.tag-found": self = .session(.tagFound)
        case "session.tag-lost": self = .session(.tagLost)
        default: return nil
        }
    }
}

// MARK: hexadecimal

package func hex(_ own: Data) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: own.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

package func octets(_ text: String) -> Data? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var data = Data(capacity: digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
        guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
        data.append(high << 4 | low)
    }
    return data
}

private func nibble(_ own: UInt8) -> UInt8? {
    switch own {
    case 48...57: own - 48
    case 97...102: own - 87
    default: nil
    }
}
