import Foundation
import Tashika
import Testing

/// Bad input: an error with the code that every language has.
struct ErrorsTests {
    private let rubbish = Data([1, 2, 3])
    private let mdl = "org.iso.18013.5.1.mDL"
    private let epoch = Date(timeIntervalSince1970: 0)

    @Test("bad input has the codes of the shared list")
    func codes() throws {
        let list = Fixtures.root.appendingPathComponent("bindings/ffi/errors.txt")
        let lines = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
        let expected = lines.map(String.init).filter { !$0.hasPrefix("#") }
        let all = calls() + moreCalls() + backOfficeCalls()
        let found = all.map { name, call in "\(name): \(failure(call)?.code ?? "nothing")" }
        #expect(found == expected)
    }

    @Test("an unreadable response says where")
    func place() {
        let error = failure { try verify(rubbish + [0xff]) }
        guard case .unreadable(_, let reason, let offset, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(offset != nil)
        #expect(reason.hasPrefix("the device response cannot be read"))
        #expect(error?.localizedDescription == reason)
    }

    @Test("numbers and times that the boundary cannot take are refused, or held at its ends")
    func extremes() throws {
        let own = try Fixtures.case("mdl")
        let report = try own.verify(Verifier()).report
        #expect(failure { _ = try report.ageAtLeast(Int.max) }?.code == "usage.age")
        #expect(failure { _ = try report.claims(document: Int.min) }?.code == "usage.document")
        for at in [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: -.infinity),
            Date(timeIntervalSince1970: .infinity), Date(timeIntervalSince1970: .nan)]
        {
            let outcome = try Verifier().verify(own.presentation(), trust: own.trust(), at: at)
            #expect(outcome.report.decision == .rejected, "\(at)")
        }
        for wait in [-1, .nan, .infinity, 1e300] {
            let options = ReaderOptions(service: Data(count: 16), engagementTimeout: wait)
            let error = failure { _ = try ReaderSession(request: request(), options: options) }
            #expect(error?.code == "usage.seconds")
        }
    }

    /// The same calls, in the same order, in every language.
    private func calls() -> [(String, () throws -> Void)] {
        [
            ("response", { try verify(rubbish) }),
            ("request", { _ = try Presentation(response: rubbish, request: rubbish) }),
            ("certificate", { _ = try TrustStore(TrustStore.issuer(rubbish)) }),
            ("policy", { _ = try Verifier(policy: PolicyOptions(name: "none")) }),
            ("status policy", { _ = try Verifier(policy: PolicyOptions(status: "none")) }),
            ("negative skew", { _ = try Verifier(policy: PolicyOptions(clockSkew: -1)) }),
            ("status cache", { _ = try StatusCache(bytes: rubbish) }),
            (
                "status list",
                {
                    try StatusCache().insert(
                        uri: "https://a.example", list: rubbish, fetched: epoch)
                }
            ),
            ("vical", { _ = try TrustStore().addVical(rubbish, roots: [], now: epoch) }),
            ("acceptance", { _ = try Acceptance(json: "{", purpose: "age") }),
            ("document type", { _ = try DocTypes().with("{") }),
            ("inspect", { _ = try Tashika.inspect(Data([0x5f])) }),
            ("scalar", { _ = try PrivateKey.fromScalar(curve: .p256, scalar: rubbish) }),
            ("curve", { _ = try PrivateKey.generate(curve: .ed25519) }),
            (
                "service",
                {
                    _ = try ReaderSession(
                        request: request(), options: ReaderOptions(service: rubbish))
                }
            ),
            (
                "query",
                {
                    _ = try OnlineSession.redirect(
                        RedirectOptions(responseUri: "https://a.example/r", query: "{"),
                        session: SessionOptions(now: epoch))
                }
            ),
            (
                "sealed record",
                { _ = try OnlineSession.open(Data(count: 64), id: "a", key: Data(count: 32)) }
            ),
            (
                "sealing key",
                { _ = try OnlineSession.open(Data(count: 64), id: "a", key: Data(count: 31)) }
            ),
            (
                "purpose",
                {
                    _ = try Request.forPurpose(
                        .ageCheck(years: 0), docTypes: [mdl], on: Day(2026, 6, 1))
                }
            ),
            ("no document", { _ = try DeviceRequest([]) }),
            ("asked", { _ = try DeviceRequest.read(rubbish) }),
            ("age", { _ = try Fixtures.case("mdl").verify(Verifier()).report.ageAtLeast(0) }),
            (
                "document",
                { _ = try Fixtures.case("mdl").verify(Verifier()).report.claims(document: 7) }
            ),
        ]
    }

    private func verify(_ response: Data) throws {
        _ = try Verifier().verify(Presentation(response: response), trust: TrustStore(), at: epoch)
    }

    private func request() throws -> DeviceRequest {
        let portrait = ElementToAsk(
            element: ElementName(nameSpace: "org.iso.18013.5.1", identifier: "portrait"))
        return try DeviceRequest([DocumentToAsk(docType: mdl, elements: [portrait])])
    }
}

/// The error that this work ends with.
func failure(_ work: () throws -> Void) -> TashikaError? {
    do {
        try work()
        return nil
    } catch {
        return error as? TashikaError
    }
}
