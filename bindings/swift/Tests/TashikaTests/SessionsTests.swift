import Foundation
import Tashika
import Testing

/// Sessions begin, sign, and end.
struct SessionsTests {
    private let mdl = "org.iso.18013.5.1.mDL"

    private func request() throws -> DeviceRequest {
        let purpose = RequestPurpose.ageCheck(years: 20)
        let request = try Request.forPurpose(purpose, docTypes: [mdl], on: Day(2026, 6, 1))
        #expect(try request.lint().level == nil)
        #expect(request.sentence(verifier: "Bar").ja.contains("Bar"))
        return try request.prepare()
    }

    private func options() -> ReaderOptions {
        ReaderOptions(service: Data(count: 16))
    }

    @Test("a reader begins, makes its key, and is ended by the operator")
    func begins() throws {
        let session = try ReaderSession(request: request(), options: options())
        let first = try session.start(now: .zero)
        #expect(!first.isEmpty)
        for action in first {
            if case .createKey = action { Issue.record("the session has a source of keys") }
        }
        #expect(session.phase == .engagement)
        let last = try session.onEvent(.end, now: .seconds(1))
        guard case .finished(.cancelled(.engagement)) = last.last else {
            Issue.record("\(last)")
            return
        }
        #expect(session.isOver)
    }

    @Test("a code that is no engagement leaves the reader waiting; time ends it")
    func timesOut() throws {
        let session = try ReaderSession(
            request: request(),
            options: ReaderOptions(service: Data(count: 16), engagementTimeout: 5))
        let first = try session.start(now: .seconds(-5))
        let wakes = first.contains {
            if case .wakeAt(let at) = $0 { at == .seconds(5) } else { false }
        }
        #expect(wakes, "\(first)")
        let last = try session.onEvent(.tick, now: .seconds(Int64.max))
        guard case .finished(.timedOut) = last.last else {
            Issue.record("\(last)")
            return
        }
    }

    @Test("events as they come give actions until the transaction is over")
    func transacts() async throws {
        let session = try ReaderSession(request: request(), options: options())
        let (events, source) = AsyncStream.makeStream(of: ReaderEvent.self)
        source.yield(.tick)
        source.yield(.end)
        source.yield(.tick)
        var seen: [ReaderAction] = []
        for try await action in session.transact(events) { seen.append(action) }
        guard case .finished = seen.last else {
            Issue.record("\(seen)")
            return
        }
    }

    @Test("a session online survives its record, and opens under its own id alone")
    func sealed() throws {
        let asked = try Request.forPurpose(
            .ageCheck(years: 20), docTypes: [mdl], on: Day(2026, 6, 1))
        let now = Date(timeIntervalSince1970: 1_780_000_000)
        let session = try OnlineSession.redirect(
            RedirectOptions(responseUri: "https://verifier.example/answer", query: asked.dcql),
            session: SessionOptions(now: now))
        let key = Data(repeating: 7, count: 32)
        let record = try session.seal(key: key)
        let id = try session.id
        let opened = try OnlineSession.open(record, id: id, key: key)
        #expect(try opened.id == id)
        #expect(try opened.expires == now + 300)
        #expect(try opened.link(scheme: "openid4vp").hasPrefix("openid4vp://"))
        let other = failure { _ = try OnlineSession.open(record, id: id + "x", key: key) }
        #expect(other?.code == "refused.session.sealed")
        guard case .refused(_, _, let japanese) = other else { throw Missing(what: "refusal") }
        #expect(!japanese.isEmpty)
    }

    @Test("what a signer throws or signs wrongly is an error")
    func signer() throws {
        let folder = Fixtures.folder.appendingPathComponent("trust")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let pem = try #require(names.filter { $0.hasSuffix(".pem") }.min())
        let identity = try SigningIdentity.x509Hash([
            Data(contentsOf: folder.appendingPathComponent(pem))
        ])
        let asked = try Request.forPurpose(
            .ageCheck(years: 20), docTypes: [mdl], on: Day(2026, 6, 1))
        let session = try OnlineSession.redirect(
            RedirectOptions(
                responseUri: "https://verifier.example/answer", query: asked.dcql,
                requestUri: "https://verifier.example/request"),
            session: SessionOptions(now: Date(timeIntervalSince1970: 1_780_272_000)),
            identity: identity)
        let offer = try session.requestObject(identity: identity)
        #expect(offer.toBeSigned.count == 1)
        let thrown = failure { _ = try offer.signWith(Signer { throw Missing(what: "BANGO") }) }
        #expect(thrown?.code == "usage.signer")
        #expect(thrown?.reason.contains("BANGO") == false)
        let said = failure {
            _ = try offer.signWith(Signer { throw SigningFailure.failed(reason: "no finger") })
        }
        #expect(said?.reason.contains("no finger") == true)
        let wrong = failure { _ = try offer.signWith(Signer { Data(count: 64) }) }
        #expect(wrong?.code == "usage.online-request")
    }

    @Test("the session makes its key, or asks for it")
    func keys() throws {
        guard case .qr(let engagement, _) = try Fixtures.case("mdl").handover else {
            throw Missing(what: "a code")
        }
        let text = "mdoc:" + engagement.base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
        let own = try ReaderSession(request: request(), options: options())
        _ = try own.start(now: .zero)
        let actions = try own.onEvent(.codeScanned(text), now: .seconds(1))
        #expect(curves(actions).isEmpty)
        #expect(actions.count > 1)
        let asking = try ReaderSession(request: request(), options: options(), keys: nil)
        _ = try asking.start(now: .zero)
        let asked = curves(try asking.onEvent(.codeScanned(text), now: .seconds(1)))
        let key = try PrivateKey.generate(curve: #require(asked.first))
        #expect(try !asking.onEvent(.key(key), now: .seconds(2)).isEmpty)
    }

    private func curves(_ actions: [ReaderAction]) -> [Curve] {
        actions.compactMap { if case .createKey(let curve) = $0 { curve } else { nil } }
    }

    @Test("a day is written as every language writes it")
    func days() {
        #expect(Day(2026, 6, 1).description == "2026-06-01")
        let japan = TimeZone(identifier: "Asia/Tokyo")!
        var calendar = Calendar(identifier: .japanese)
        calendar.timeZone = japan
        #expect(Day(Date(timeIntervalSince1970: 1_780_268_400), in: calendar) == Day(2026, 6, 1))
    }
}

/// Signs with whatever a closure gives.
private final class Signer: RequestSigner {
    private let work: @Sendable () throws -> Data

    init(_ work: @escaping @Sendable () throws -> Data) {
        self.work = work
    }

    func sign(algorithm: Algorithm, bytes: Data) throws -> Data {
        try work()
    }
}
