import Foundation
import Tashika
import Testing

/// What a verification costs beside the same one in Rust, in turns: `cargo xtask bench` runs it.
@Suite(.serialized, .enabled(if: Measured.rounds != nil))
struct BoundaryTests {
    @Test("each case in turns with Rust")
    func turns() throws {
        let names = ["accepted", "mdl"].enumerated()
        let lines = try names.flatMap { try race(UInt32($0.offset), $0.element) }
        let text = lines.joined(separator: "\n")
        try text.write(toFile: Measured.rounds!, atomically: true, encoding: .utf8)
    }

    /// A line for each round: the case, and nanoseconds of Rust and of this library.
    private func race(_ number: UInt32, _ name: String) throws -> [String] {
        let own = try Fixtures.case(name)
        let verifier = try Verifier(policy: own.policy)
        let (trust, response, handover) = try (own.trust(), own.response, own.handover)
        let (request, at) = try (own.request, own.at)
        func turn(_ times: UInt32) throws -> UInt64 {
            let start = DispatchTime.now()
            for _ in 0..<times {
                let presentation = try Presentation(
                    response: response, handover: handover, request: request)
                let outcome = try verifier.verify(presentation, trust: trust, at: at)
                guard case .accepted = outcome, try outcome.report.claims()!.count > 5 else {
                    throw Missing(what: "claims")
                }
            }
            return DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
        }
        _ = try turn(200)
        _ = Measured.nanoseconds(number, times: 200)
        let times: UInt32 = 40
        return try (0..<41).map { _ in
            let rust = Measured.nanoseconds(number, times: times) / UInt64(times)
            return try "\(name) \(rust) \(turn(times) / UInt64(times))"
        }
    }
}
