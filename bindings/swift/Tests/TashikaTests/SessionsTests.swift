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

    @Test("what a signer throws becomes a typed error")
    func signer() throws {
        final class Broken: RequestSigner {
            func sign(algorithm: Algorithm, bytes: Data) throws -> Data {
                throw Missing(what: "the key")
            }
        }
        let key = try PrivateKey.generate(curve: .p256)
        #expect(key.curve == .p256)
        #expect(try key.publicKey.count == 65)
        let session = try ReaderSession(request: request(), options: options(), signer: Broken())
        #expect(try !session.start().isEmpty)
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
