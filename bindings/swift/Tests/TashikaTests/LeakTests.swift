import Foundation
import Tashika
import Testing

/// Ten thousand verifications leave nothing behind, let go at once or kept for a while.
@Suite(.serialized)
struct LeakTests {
    @Test("ten thousand that are let go at once")
    func letGo() throws {
        try rounds { _ in }
    }

    @Test("ten thousand that are kept, a hundred at a time")
    func kept() throws {
        var held: [Verification] = []
        try rounds { outcome in
            if held.count == 100 { held.removeAll() }
            held.append(outcome)
        }
    }

    private func rounds(_ take: (Verification) -> Void) throws {
        let own = try Fixtures.case("accepted")
        let verifier = try Verifier(policy: own.policy)
        let (trust, response, handover, at) = try (own.trust(), own.response, own.handover, own.at)
        var resident: [Int] = []
        for number in 0..<10_000 {
            let presentation = try Presentation(response: response, handover: handover)
            let outcome = try verifier.verify(presentation, trust: trust, at: at)
            _ = try outcome.report.claims()
            take(outcome)
            if number == 3_000 || number == 9_999 { resident.append(try memory()) }
        }
        #expect(resident[1] - resident[0] < 16_000, "KiB: \(resident)")
    }

    /// KiB in memory.
    private func memory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }
}
