import Foundation
import Tashika
import Testing

/// Ten thousand verifications, let go at once and kept for a while, leave no byte behind in the native
/// library. `cargo xtask leaks swift` runs it.
@Suite(.serialized, .enabled(if: Measured.leaks))
struct LeakTests {
    @Test("ten thousand that are let go at once")
    func letGo() throws {
        let own = try Round()
        try own.repeated(100) { _ in }
        let before = Measured.liveBytes()
        try own.repeated(10_000) { _ in }
        #expect(Measured.liveBytes() == before)
    }

    @Test("ten thousand that are kept, a hundred at a time")
    func kept() throws {
        let own = try Round()
        try own.repeated(100) { _ in }
        let before = Measured.liveBytes()
        var held: [Verification] = []
        try own.repeated(10_000) { outcome in
            if held.count == 100 { held.removeAll() }
            held.append(outcome)
        }
        #expect(Measured.liveBytes() > before)
        held.removeAll()
        #expect(Measured.liveBytes() == before)
    }
}

/// One verification of the same case, again and again.
private struct Round {
    private let verifier: Verifier
    private let trust: TrustStore
    private let response: Data
    private let handover: Handover?
    private let at: Date

    init() throws {
        let own = try Fixtures.case("accepted")
        verifier = try Verifier(policy: own.policy)
        (trust, response, handover, at) = try (own.trust(), own.response, own.handover, own.at)
    }

    func repeated(_ times: Int, _ take: (Verification) -> Void) throws {
        for _ in 0..<times {
            let presentation = try Presentation(response: response, handover: handover)
            let outcome = try verifier.verify(presentation, trust: trust, at: at)
            #expect(try outcome.report.claims()?.isEmpty == false)
            take(outcome)
        }
    }
}
