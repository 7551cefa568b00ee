import Bridge
import Foundation
import Ports
import Rehearsal
import Tashika
import Testing

private let licence = "org.iso.18013.5.1.mDL"
private let card = "org.iso.23220.1.jp.mnc"

/// Apple's own reader as a second back end: what it is asked, and what its answer is worth.
@MainActor
struct SystemReaderTests {
    private func words(_ docType: String, _ elements: (String, String)...) -> SystemWords? {
        SystemWords(SystemRequest(docType: docType, elements: elements.map { .init($0.0, $0.1) }))
    }

    @Test("what every preset that ships asks is read from the core, and said in the system's words")
    func presets() throws {
        let counter = try Reply("cases/element.image").counter()
        let expected: [(String, SystemWords.Card, [SystemWords.Word])] = [
            ("age-18", .myNumberCard, [.ageAtLeast(18)]),
            ("age-20", .myNumberCard, [.ageAtLeast(20)]),
            ("bank-desk", .myNumberCard, [.familyName, .givenName, .address, .dateOfBirth, .portrait]),
            ("mdl-age", .drivingLicence, [.ageAtLeast(20)]),
        ]
        for (id, card, own) in expected {
            let request = try #require(counter.request(id).flatMap(SystemRequest.init), "\(id)")
            let words = try #require(SystemWords(request), "\(id)")
            #expect(words.card == card)
            #expect(words.others.count == own.count && own.allSatisfy(words.others.contains), "\(id)")
            #expect(words.kept.isEmpty, "no preset keeps a value")
        }
        #expect(counter.request("no-such") == nil)
    }

    @Test("one element without a word, and there is no request: nothing is left out in silence")
    func partly() {
        let age = ("org.iso.23220.1", "age_over_20")
        #expect(words(card, age)?.others == [.ageAtLeast(20)])
        for other in [
            ("org.iso.23220.1.jp", "individual_number_unicode"), ("org.iso.23220.1.jp", "sex_unicode"),
            ("org.iso.23220.1.jp", "age_over_20"), ("org.iso.18013.5.1", "age_over_20"),
            ("org.iso.23220.1", "portrait"), ("org.iso.23220.1", "age_over_2"),
            ("org.iso.23220.1", "age_over_200"), ("org.iso.23220.1", "age_over_２０"), ("", ""),
        ] {
            #expect(words(card, other) == nil, "\(other)")
            #expect(words(card, age, other) == nil, "\(other)")
        }
        #expect(words(licence, ("org.iso.18013.5.1", "family_name"))?.others == [.familyName])
        #expect(words(licence, ("org.iso.18013.5.1.aamva", "family_name")) == nil)
        #expect(words("org.iso.23220.photoid.1", age) == nil)
        #expect(words(card) == nil, "nothing at all is no request")
    }

    @Test("what is kept is asked for as kept")
    func retention() {
        let request = SystemRequest(
            docType: licence,
            elements: [
                .init("org.iso.18013.5.1", "portrait", retained: true),
                .init("org.iso.18013.5.1", "sex"),
            ])
        #expect(SystemWords(request)?.kept == [.portrait])
        #expect(SystemWords(request)?.others == [.sex])
    }

    @Test("a request for one of several documents, or for one of several elements, has no words")
    func several() throws {
        let ask = { (type: String, space: String) in
            DocumentToAsk(
                docType: type,
                elements: [ElementToAsk(element: ElementName(nameSpace: space, identifier: "age_over_20"))])
        }
        let one = try DeviceRequest([ask(licence, "org.iso.18013.5.1")]).encode()
        #expect(SystemRequest(one)?.elements == [.init("org.iso.18013.5.1", "age_over_20")])
        let two = try DeviceRequest([ask(licence, "org.iso.18013.5.1"), ask(card, "org.iso.23220.1")])
        #expect(SystemRequest(two.encode()) == nil)
        #expect(SystemRequest(Data([0xa0])) == nil)
        #expect(SystemRequest(Data()) == nil)
    }

    private func rehearsal(
        _ reply: Reply, canAsk: @escaping CounterBridge.CanAsk = { _ in true }
    ) throws -> Rehearsal {
        try Rehearsal(
            reply.counter(), wall: reply.wall, folder: Repository.nowhere,
            texts: Texts.shared, canAsk: canAsk)
    }

    private func isOffered(_ own: Rehearsal) -> Bool {
        if case .ready(let ready) = own.view.screen { ready.systemReader } else { false }
    }

    private func verdict(_ own: Rehearsal) -> Ports.VerdictView? {
        if case .verdict(let verdict) = own.view.screen { verdict } else { nil }
    }

    @Test("it is offered for a preset of which it can ask everything, and for no other")
    func offered() throws {
        let own = try rehearsal(Reply("cases/element.image")) { $0.docType == card && $0.elements.count == 1 }
        own.start()
        for (id, there) in [("age-20", true), ("bank-desk", false), ("mdl-age", false), ("age-18", true)] {
            own.tell(.presetChosen(id: id), at: 0)
            #expect(isOffered(own) == there, "\(id)")
            let shown = own.showcase.screen?.model.buttons.map(\.id).contains("button.system-reader")
            #expect(shown == there, "\(id)")
        }
    }

    @Test("wanted all the same for a preset without words, it is a problem with a sentence, and asks nothing")
    func refused() throws {
        let own = try rehearsal(Reply("cases/element.image"))
        own.ports.systemReader.canAsk = false
        own.start()
        own.tell(.systemReaderWanted, at: 0)
        guard case .problem(let problem) = own.view.screen else {
            Issue.record("\(own.view.screen)")
            return
        }
        #expect(problem.problem == "system-reader")
        #expect(!own.ports.calls.contains { $0.hasPrefix("systemReader.run") })
    }

    @Test("its answer is verified by the core like any other: accepted under trust, by these rules")
    func verified() throws {
        let reply = try Reply("cases/element.image")
        let own = try rehearsal(reply)
        own.start()
        own.tell(.presetChosen(id: "age-20"), at: 0)
        own.tell(.systemReaderWanted, at: 0)
        #expect(own.view.header.askedAs == .system)
        #expect(own.ports.calls.last == "systemReader.run \(card)")
        own.answer(reply)
        own.tell(.tick, at: 1)
        let shown = try #require(verdict(own))
        #expect(shown.kind == .accept)
        #expect(shown.askedAs == .system)
        #expect(shown.documents.first?.extras.isEmpty == false, "what came unasked is named")
    }

    @Test("no byte of its answer can be changed into an acceptance that was not verified")
    func changed() throws {
        let reply = try Reply("cases/element.image")
        var kinds: [Ports.VerdictKind?: Int] = [:]
        for place in stride(from: 0, to: reply.response.count, by: 61) {
            var other = reply
            other.response[place] ^= 0x01
            kinds[try ended(other), default: 0] += 1
        }
        for place in stride(from: 3, to: reply.transcript.count, by: 17) {
            var other = reply
            other.transcript[place] ^= 0x01
            let end = try ended(other)
            #expect(end != .accept, "transcript \(place)")
        }
        #expect(kinds[.accept] == nil, "\(kinds)")
        #expect(kinds[.reject, default: 0] > 10)
    }

    private func ended(_ reply: Reply, mock: Bool = false) throws -> Ports.VerdictKind? {
        let own = try rehearsal(reply)
        own.start()
        own.tell(.presetChosen(id: "age-20"), at: 0)
        own.tell(.systemReaderWanted, at: 0)
        own.answer(reply, mock: mock)
        own.tell(.tick, at: 1)
        return verdict(own)?.kind
    }

    @Test("mock data is test data, however well it is signed")
    func mock() throws {
        let end = try ended(Reply("cases/element.image"), mock: true)
        #expect(end == .testData)
    }

    @Test(
        "the system's sheet goes with its screen: cancelled, in the background, locked, after the longest wait",
        arguments: 0..<4)
    func sheetGoes(way: Int) throws {
        let reply = try Reply("cases/element.image")
        let own = try rehearsal(reply)
        own.start()
        own.tell(.systemReaderWanted, at: 0)
        #expect(own.ports.calls.last?.hasPrefix("systemReader.run") == true)
        switch way {
        case 0: own.tell(.cancel, at: 1)
        case 1: own.tell(.stopped(reason: .background), at: 1)
        case 2: own.tell(.stopped(reason: .locked), at: 1)
        default: for at in 1...2000 { own.tell(.tick, at: at * 1000) }
        }
        #expect(own.ports.calls.filter { $0 == "systemReader.cancel" }.count == 1)
        // What it reports all the same is nobody's.
        own.answer(reply)
        own.tell(.tick, at: 2_000_001)
        #expect(verdict(own) == nil)
        #expect(own.showcase.custody.held <= 1)
    }

    @Test("two presses ask once; ours for tags ends before the system's sheet comes")
    func order() throws {
        let own = try rehearsal(Reply("cases/element.image"))
        own.start()
        own.ports.calls = []
        own.tell(.systemReaderWanted, at: 0)
        own.tell(.systemReaderWanted, at: 0)
        let calls = own.ports.calls.filter { $0.hasPrefix("systemReader") || $0 == "nfc.disarm" }
        #expect(calls == ["nfc.disarm", "systemReader.run \(card)"])
        // An outcome ends the asking: nothing is left to be cancelled.
        own.ports.systemReader.report?(.systemReader(.cancelled))
        own.tell(.cancel, at: 1)
        #expect(!own.ports.calls.contains("systemReader.cancel"))
    }
}
