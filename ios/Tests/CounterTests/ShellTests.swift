import Fakes
import Foundation
import Ports
import Presenter
import Testing

/// A model that says what a test says.
@MainActor
private final class Script: CounterCore {
    var answers: [(CounterEvent, [CounterAction])] = []
    var seen: [CounterEvent] = []
    var current: CounterView
    var portraits: [Int: Data] = [:]

    init(_ screen: Screen) { current = CounterView(header: Sample.header(), screen: screen) }

    func onEvent(_ event: CounterEvent, now: Duration, wall: Int) -> [CounterAction] {
        seen.append(event)
        return answers.first { $0.0 == event }?.1 ?? []
    }

    func view() -> CounterView { current }

    func portrait(document: Int) -> Data? { portraits[document] }
}

@MainActor
struct ShellTests {
    private let ports = FakePorts()
    private let core = Script(Sample.ready())
    private let showcase: Showcase
    private let shell: Shell

    init() {
        showcase = Showcase(
            presenter: Presenter(Wording(Texts.shared, language: .ja)), history: ports.history,
            clock: ports.clock)
        shell = Shell(core: core, device: ports.device, stage: showcase)
        showcase.shell = shell
    }

    private func when(_ event: CounterEvent, _ actions: CounterAction...) {
        core.answers.append((event, actions))
    }

    @Test("every action reaches its port, in order")
    func routes() {
        let service = Data(repeating: 1, count: 16)
        when(
            .started, .checkDevice, .askPermission(.camera), .openSettings(.app), .armNfc, .openCamera,
            .radio(.sendApdu(Data([1]))), .radio(.scan(service: service)),
            .restartScan(service: service), .radio(.subscribe), .radio(.readPsm),
            .radio(.sendBle(.state, Data([2]))), .radio(.openStream(service: service, psm: 9)),
            .radio(.sendStream(Data([3]))), .radio(.stopRadio), .radio(.publishStream),
            .radio(.showPsm(Data([4]))), .radio(.advertise(service: service, ident: Data([5]))),
            .radio(.sendBle(.server2Client, Data([6]))), .radio(.sendStream(Data([7]))), .disarmNfc,
            .closeCamera, .signal(.reject))
        shell.take(.started)
        #expect(
            ports.calls == [
                "permissions.check", "permissions.ask camera", "permissions.open app",
                "nfc.arm", "scanner.open", "nfc.transceive 01", "nfc.handedOver", "central.connect",
                "central.restart", "central.subscribe", "central.readPsm", "central.send state 02",
                "nfc.handedOver", "central.openStream 9", "central.sendStream 03", "central.close",
                "peripheral.close", "peripheral.publishStream", "nfc.handedOver",
                "peripheral.advertise psm 04", "peripheral.send server2Client 06",
                "peripheral.sendStream 07", "nfc.disarm", "scanner.close", "signal reject",
            ])
    }

    @Test("after the radio is stopped nothing is sent anywhere, and no old channel is shown")
    func stopped() {
        when(
            .started, .radio(.scan(service: Data(count: 16))), .radio(.showPsm(Data([4]))),
            .radio(.stopRadio), .radio(.sendBle(.state, Data([2]))), .radio(.sendStream(Data([3]))),
            .radio(.advertise(service: Data(count: 16), ident: Data())))
        shell.take(.started)
        #expect(!ports.calls.contains { $0.contains("send") })
        #expect(ports.calls.last == "peripheral.advertise psm -")
    }

    @Test("an event that a port reports meanwhile waits for the actions before it")
    func order() {
        when(.started, .createService, .render, .armNfc)
        ports.onCall = { [ports] call in
            if call == "nfc.arm" { ports.nfc.report?(.session(.tagFound)) }
        }
        shell.take(.started)
        #expect(core.seen == [.started, .service(ports.random), .session(.tagFound)])
    }

    @Test("time comes once, and the last alarm is the one")
    func alarms() {
        when(.started, .wakeAt(.seconds(1)), .wakeAt(.seconds(3)))
        shell.take(.started)
        ports.clock.advance(.seconds(2))
        #expect(core.seen == [.started])
        ports.clock.advance(.seconds(5))
        #expect(core.seen == [.started, .tick])
    }

    @Test("a key that cannot sign, or is not there, is told")
    func signing() async {
        when(.started, .radio(.sign(id: 4, algorithm: "ES256", bytes: Data([1]))))
        shell.take(.started)
        #expect(core.seen.last == .signingFailed(id: 4))
        for (answer, event) in [
            (Data([9]) as Data?, CounterEvent.session(.signature(id: 4, Data([9])))),
            (nil, .signingFailed(id: 4)),
        ] {
            let ports = FakePorts(key: FakeKey(answer))
            let shell = Shell(core: core, device: ports.device, stage: showcase)
            core.seen = []
            shell.take(.started)
            for _ in 0..<1_000 where core.seen.count < 2 { await Task.yield() }
            #expect(core.seen == [.started, event])
        }
    }

    @Test("a request that the system's reader has no words for is a failure, never a smaller request")
    func systemReader() {
        when(.systemReaderWanted, .runSystemReader(nil))
        shell.take(.systemReaderWanted)
        #expect(core.seen.last == .systemReader(.failed))
        let request = SystemRequest(docType: "x", elements: [.init("org.iso.23220.1", "age_over_20")])
        when(.retry, .runSystemReader(request))
        ports.systemReader.isSupported = false
        shell.take(.retry)
        #expect(core.seen.last == .systemReader(.failed))
        ports.systemReader.isSupported = true
        core.seen = []
        shell.take(.retry)
        #expect(core.seen == [.retry])
        #expect(ports.calls.last == "systemReader.run x")
        when(.cancel, .stopSystemReader)
        shell.take(.cancel)
        #expect(ports.calls.last == "systemReader.cancel")
        ports.systemReader.canAsk = false
        shell.take(.retry)
        #expect(core.seen.last == .systemReader(.failed))
    }

    @Test("after a wipe nothing of a customer is held: not the screen, not the portrait")
    func wipes() {
        core.current.screen = .verdict(Sample.verdict(.accept))
        core.portraits = [0: Data([0xff, 0xd8])]
        when(.session(.tagFound), .secureScreen(true), .render)
        shell.take(.session(.tagFound))
        #expect(showcase.isSecure)
        #expect(showcase.screen?.portraits == [0: Data([0xff, 0xd8])])
        #expect(showcase.custody.held == 1)
        when(.stopped(.locked), .wipe)
        shell.take(.stopped(.locked))
        #expect(showcase.screen == nil)
        #expect(showcase.custody.held == 0)
    }

    @Test("each screen takes the place of the one before: none is kept")
    func replaces() {
        core.current.screen = .verdict(Sample.verdict(.accept))
        when(.tick, .render)
        for _ in 0..<50 { shell.take(.tick) }
        #expect(showcase.custody.held == 1)
        core.current.screen = Sample.ready()
        shell.take(.tick)
        #expect(showcase.custody.held == 1)
        #expect(showcase.screen?.portraits.isEmpty == true)
    }

    @Test("a screen that something still holds is counted: the count can fail")
    func counts() {
        when(.tick, .render)
        shell.take(.tick)
        let held = showcase.screen
        when(.done, .wipe)
        shell.take(.done)
        #expect(showcase.custody.held == 1)
        withExtendedLifetime(held) {}
    }

    @Test("the history opens beside the ready screen, is deleted in two presses, and gives way to a customer")
    func history() {
        when(.tick, .render)
        ports.history.keep(
            HistoryEntry(
                time: 1, preset: "age-20", verdict: "accept", reasons: [], policy: "p", trust: "t"),
            until: .max)
        shell.take(.tick)
        showcase.perform(.showHistory(true))
        #expect(showcase.screen?.model.id == "history")
        showcase.perform(.askToDeleteHistory)
        #expect(showcase.screen?.model.id == "history-delete")
        #expect(ports.history.all.count == 1)
        showcase.perform(.deleteHistory)
        #expect(ports.history.all.isEmpty)
        core.current.screen = .checking
        shell.take(.tick)
        #expect(showcase.screen?.model.id == "checking")
        core.current.screen = Sample.ready()
        shell.take(.tick)
        #expect(showcase.screen?.model.id == "ready")
    }

    @Test("what has ended of the history goes when the app comes to the front")
    func purges() {
        let entry = HistoryEntry(
            time: 1, preset: "p", verdict: "accept", reasons: [], policy: "p", trust: "t")
        ports.history.keep(entry, until: ports.clock.wall)
        ports.history.keep(entry, until: ports.clock.wall + 1)
        shell.take(.tick)
        #expect(ports.history.all.count == 2)
        shell.take(.started)
        #expect(ports.history.all.count == 1)
    }

    @Test("what is announced is said in the clerk's language")
    func announces() {
        var said: [String] = []
        showcase.onAnnounce = { said.append($0) }
        when(.tick, .announce(Phrase("verdict.reject")))
        shell.take(.tick)
        #expect(said == ["不可"])
    }

    @Test("the file of the history has six members for each entry, ends by itself, and can be deleted")
    func file() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        let entry = HistoryEntry(
            time: 5, preset: "age-20", verdict: "accept", reasons: ["face-matched"], policy: "p",
            trust: "t")
        let history = HistoryFile(file)
        history.keep(entry, until: 10)
        history.keep(entry, until: 20)
        let text = try String(contentsOf: file, encoding: .utf8)
        let one = #"{"entry":{"policy":"p","preset":"age-20","reasons":["face-matched"],"time":5,"trust":"t","verdict":"accept"},"until":10}"#
        #expect(text.hasPrefix("[" + one))
        #expect(HistoryFile(file).entries(now: 9).count == 2)
        #expect(HistoryFile(file).entries(now: 10).count == 1)
        #expect(HistoryFile(file).entries(now: 20).isEmpty)
        // What has ended goes without being looked at: when the next one is kept, and when the app comes
        // to the front.
        let text2 = { try String(contentsOf: file, encoding: .utf8) }
        history.keep(entry, until: 6)
        var later = entry
        later.time = 7
        history.keep(later, until: 30)
        #expect(try !text2().contains(#""until":6"#))
        #expect(try text2().contains(#""until":30"#))
        history.purge(now: 30)
        #expect(try text2() == "[]")
        history.deleteAll()
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try Data("no history".utf8).write(to: file)
        #expect(HistoryFile(file).entries(now: 0).isEmpty)
    }
}
