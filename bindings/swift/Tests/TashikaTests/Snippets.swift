import Foundation
import Tashika

/// What docs/integrate/swift.md shows, word for word.
enum Snippets {
    static func familyName(iaca: Data, response: Data, session: Handover, at: Date) throws -> String? {
        let trust = try TrustStore(TrustStore.issuer(iaca))
        let verifier = try Verifier(policy: PolicyOptions(name: "default"))
        let presentation = try Presentation(response: response, handover: session)
        switch try verifier.verify(presentation, trust: trust, at: at) {
        case .accepted(let report):
            return try report.mdl()?.familyName
        case .rejected(_, let reasons):
            reasons.forEach { print(Tashika.info($0.check).en) }
            return nil
        case .inconclusive:
            return nil
        }
    }

    static func begin(request: DeviceRequest, service: Data, signer: (any RequestSigner)?) throws -> ReaderSession {
        let session = try ReaderSession(request: request, options: ReaderOptions(service: service), signer: signer)
        for action in try session.start() {
            switch action {
            case .scanCode: print("show the camera")
            case .pollTag: print("switch the NFC reader on")
            default: print("nothing else at the start")
            }
        }
        return session
    }

    static func level(report: Report, presentation: Presentation, on: Day) throws -> String? {
        let decision = try PolicyBundles.shipped().decide(report.evidence(of: presentation), on: on)
        for own in try decision.details.risks { print(Assurance.sentence(own.risk).en) }
        return decision.grade(axis: "ds511.ial")?.grade
    }
}
