import Fakes
import Foundation
import Ports
import Presenter
import Tashika

/// One customer, from the tap to the wipe.
@MainActor
package final class Customer {
    package enum Way: String, CaseIterable, Sendable {
        /// Over Bluetooth, with a portrait that the clerk compares; ended by a button.
        case session
        /// The same, ended because the app left the front.
        case background
        /// Through the system's own reader, whose answer comes to the app unencrypted.
        case system
    }

    package let rehearsal: Rehearsal
    /// Called while an unencrypted answer waits to be verified.
    package var onAnswer: (() -> Void)?
    private let way: Way
    private var steps: ArraySlice<Scenario.Step> = []
    private var reply: Reply?
    private var at = 0

    package init(_ way: Way, folder: URL) throws {
        self.way = way
        let texts = try LibraryTexts()
        switch way {
        case .session, .background:
            let scenario = try Scenario("face-differs")
            rehearsal = try Rehearsal(
                scenario.counter(), wall: scenario.wall, folder: folder, texts: texts)
            steps = scenario.steps[...]
        case .system:
            let reply = try Reply("cases/element.image")
            rehearsal = try Rehearsal(
                reply.counter(), wall: reply.wall, folder: folder, texts: texts)
            self.reply = reply
        }
    }

    /// Until the verdict is shown.
    package func toVerdict() throws {
        if reply != nil { return toSystemVerdict() }
        while let step = steps.popFirst() {
            try rehearsal.play(step)
            at = step.at
            if step.screen?["name"] as? String == "verdict" { return }
        }
        throw NoScenario(about: "no verdict")
    }

    /// Until everything is wiped.
    package func toEnd() throws {
        switch way {
        case .session: for step in steps { try rehearsal.play(step) }
        case .background: rehearsal.tell(.stopped(reason: .background), at: at)
        case .system: rehearsal.tell(.done, at: at)
        }
        steps = []
    }

    /// Screens and pictures that are held.
    package var held: Int { rehearsal.showcase.custody.held }

    private func toSystemVerdict() {
        rehearsal.start()
        rehearsal.tell(.presetChosen(id: "bank-desk"), at: 0)
        rehearsal.tell(.systemReaderWanted, at: 0)
        if let reply { rehearsal.answer(reply) }
        reply = nil
        onAnswer?()
        at = 1
        rehearsal.tell(.tick, at: at)
    }
}

/// An answer of the fixtures, as a system's reader gives one.
package struct Reply {
    package var response: Data
    package var transcript: Data
    package let wall: Int
    private let anchors: [Data]
    private let day: String

    private struct File: Decodable {
        struct Handover: Decodable {
            var deviceEngagement: String
            var eReaderKey: String
        }
        struct Trusted: Decodable {
            struct Certificate: Decodable {
                var file: String
            }
            var certificate: Certificate
        }
        var at: String
        var deviceResponse: String
        var transcript: Handover
        var trust: [Trusted]
    }

    package init(_ name: String) throws {
        let path = Repository.fixtures.appendingPathComponent(name + ".json")
        let data = try Data(contentsOf: path)
        let file = try JSONDecoder().decode(File.self, from: data)
        guard let response = Data(base64Url: file.deviceResponse),
            let engagement = Data(base64Url: file.transcript.deviceEngagement),
            let key = Data(base64Url: file.transcript.eReaderKey),
            let date = ISO8601DateFormatter().date(from: file.at)
        else { throw NoScenario(about: name) }
        self.response = response
        // SessionTranscript = [DeviceEngagementBytes, EReaderKeyBytes, null]
        transcript = Data([0x83]) + embedded(engagement) + embedded(key) + Data([0xf6])
        wall = Int(date.timeIntervalSince1970)
        day = String(file.at.prefix(10))
        anchors = try file.trust.map {
            try Data(
                contentsOf: path.deletingLastPathComponent()
                    .appendingPathComponent($0.certificate.file).standardizedFileURL)
        }
    }

    /// A counter that trusts who issued it.
    package func counter() throws -> Counter {
        let options = CounterOptions(
            day: day, trustVersion: "fixture", nfc: .oneShot, systemReader: true, makesKeys: false)
        return try Counter(options: options, trust: TrustStore(anchors.map { TrustStore.issuer($0) }))
    }
}

/// A byte string within a byte string, `#6.24(bstr)`.
private func embedded(_ own: Data) -> Data {
    let count = own.count
    let head: [UInt8] =
        count < 24
        ? [0x40 | UInt8(count)]
        : count < 256 ? [0x58, UInt8(count)] : [0x59, UInt8(count >> 8), UInt8(count & 0xff)]
    return Data([0xd8, 0x18] + head) + own
}

extension Data {
    fileprivate init?(base64Url text: String) {
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}

/// The texts of the library.
package struct LibraryTexts: TextSource {
    private let all: [String: (ja: String, en: String)]

    package init() throws {
        let pairs = try Counter.texts().map { ($0.key, (ja: $0.ja, en: $0.en)) }
        all = Dictionary(pairs) { first, _ in first }
    }

    package func text(_ key: String, _ language: Language) -> String? {
        language == .ja ? all[key]?.ja : all[key]?.en
    }
}
