import Bridge
import Fakes
import Foundation
import Ports
import Presenter
import Rehearsal
import Setup
import Tashika
import Testing

/// Files in memory.
private struct Files: ConfigurationSource {
    var files: [String: Data?]

    var names: [String] { files.keys.sorted() }
    func data(_ name: String) -> Data? { files[name] ?? nil }

    init(_ files: [String: String] = [:]) {
        self.files = files.mapValues { Data($0.utf8) }
    }
}

private let certified = "certification.properties"
private let reading = "reader.properties"
private let day = Day(2026, 6, 1)

@MainActor
struct ConfigurationTests {
    private func fault(_ files: Files) -> ConfigurationFault? {
        do {
            _ = try Configuration(files)
            return nil
        } catch {
            return error
        }
    }

    private func authority() throws -> Data {
        let scenario = try Scenario("named-reader")
        return try #require(scenario.certificates(scenario.setup["trust"]).first)
    }

    private func chain() throws -> Data {
        let scenario = try Scenario("named-reader")
        let own = try #require(scenario.setup["identity"] as? [String: Any])
        return try #require(scenario.certificates(own["certificates"]).first)
    }

    /// The public key of a certificate over P-256: a bit string of 66 bytes that begins with a point.
    private func point(_ certificate: Data) throws -> Data {
        let start = try #require(certificate.range(of: Data([0x03, 0x42, 0x00, 0x04])))
        return certificate.subdata(in: start.upperBound - 1..<start.upperBound + 64)
    }

    @Test("every file and member is read")
    func whole() throws {
        var files = Files([
            "trust-version.txt": "2026-11\n",
            certified: "# 認定\n\nid = 第1号\nholder=試験商店\r\nvalid-until = 2027-03-31T15:00:00Z\n",
            reading: "name = 試験商店 = 本店\nkey = counter",
        ])
        files.files["trust/authority.der"] = try authority()
        files.files["test-trust/other.der"] = try authority()
        files.files["reader/1.der"] = try chain()
        files.files["presets/shop.json"] = try shop()
        let own = try Configuration(files)
        #expect(own.trust.map(\.name) == ["trust/authority.der"])
        #expect(own.testTrust.count == 1 && own.presets.count == 1)
        #expect(own.trustVersion == "2026-11")
        #expect(own.certification?.validUntil == Date(timeIntervalSince1970: 1_806_505_200))
        #expect(own.reader?.name == "試験商店 = 本店" && own.reader?.key == "counter")
        #expect(own.reader?.certificates.count == 1)
        let counter = try own.counter(day: day, key: point(chain()), systemReader: true)
        let bridge = try CounterBridge(counter, canAsk: { _ in true })
        _ = bridge.onEvent(.started, now: .zero, wall: 1_780_272_000)
        #expect(bridge.view().header.certification == .certified)
        #expect(bridge.view().header.askedAs == .named("試験商店 = 本店"))
        #expect(bridge.view().header.method != nil)
    }

    private func shop() throws -> Data {
        let path = Repository.root.appendingPathComponent("core/data/counter/presets/bank-desk.json")
        return try Data(contentsOf: path)
    }

    @Test("nothing at all is a configuration in which nobody is trusted: the counter says so")
    func nothing() throws {
        let counter = try Configuration(Files()).counter(day: day, key: nil, systemReader: true)
        let bridge = try CounterBridge(counter)
        _ = bridge.onEvent(.started, now: .zero, wall: 1_780_272_000)
        guard case .blocked(let blocked) = bridge.view().screen else {
            Issue.record("not blocked")
            return
        }
        #expect(blocked.what == "configuration.no-trust")
        #expect(bridge.view().header.certification == .none)
    }

    private nonisolated static let faulty: [(String, String, String, ConfigurationFault.Why)] = [
        (certified, "id", certified, .fileUnreadable),
        (certified, "# nothing", "\(certified): id", .fileMissing),
        (certified, "id = 1\nholder = 2", "\(certified): valid-until", .fileMissing),
        (certified, "id = \nholder = 2", "\(certified): id", .fileUnreadable),
        (certified, "id = 1\nid = 2", "\(certified): id", .fileUnreadable),
        (certified, "id = 1\nname = 2", "\(certified): name", .fileUnknown),
        (certified, "id = 1\nholder = \\u0041", certified, .fileUnreadable),
        (
            certified, "id = 1\nholder = 2\nvalid-until = 2027-03-31", "\(certified): valid-until",
            .fileUnreadable
        ),
        (reading, "name = a\nkey = b", "reader/", .fileMissing),
        ("reader/1.der", "a", reading, .fileMissing),
    ]

    @Test("a fault names its file and member, and why", arguments: 0..<faulty.count)
    func faults(index: Int) {
        let (file, text, member, why) = Self.faulty[index]
        #expect(fault(Files([file: text])) == ConfigurationFault(member, why))
    }

    @Test("a file that nobody reads, cannot be opened, is empty or too large is a fault")
    func files() {
        for name in ["trust.pem", "trust/a/b.pem", "Trust/a.pem", "notes.txt", "/trust/a", "reader.properties/a"] {
            #expect(fault(Files([name: "x"])) == ConfigurationFault(name, .fileUnknown), "\(name)")
        }
        var files = Files()
        for data in [nil, Data(), Data(count: Configuration.maxBytes + 1)] {
            files.files = ["trust/a.pem": data]
            #expect(fault(files) == ConfigurationFault("trust/a.pem", .fileUnreadable))
        }
        files.files = ["trust-version.txt": Data([0xff])]
        #expect(fault(files) == ConfigurationFault("trust-version.txt", .fileUnreadable))
        files.files = Dictionary(
            uniqueKeysWithValues: (0...Configuration.maxFiles).map { ("trust/\($0)", Data([1])) })
        #expect(fault(files) == ConfigurationFault("configuration", .fileUnreadable))
    }

    private func refusal(_ files: Files, key: Data? = nil) throws -> ConfigurationFault? {
        let own = try Configuration(files)
        do {
            _ = try own.counter(day: day, key: key, systemReader: false)
            return nil
        } catch {
            return error
        }
    }

    @Test("what is no certificate, no preset, or not this device's is a fault that names its file")
    func contents() throws {
        var files = Files()
        files.files["trust/good.der"] = try authority()
        #expect(try refusal(files) == nil)
        for folder in ["trust", "test-trust"] {
            var bad = files
            bad.files["\(folder)/bad.pem"] = Data("no certificate".utf8)
            #expect(try refusal(bad) == ConfigurationFault("\(folder)/bad.pem", .fileUnreadable))
        }
        var presets = files
        presets.files["presets/1.json"] = try shop()
        #expect(try refusal(presets) == nil)
        var twice = presets
        twice.files["presets/2.json"] = try shop()
        #expect(try refusal(twice) == ConfigurationFault("presets/", .fileUnreadable))
        var bad = presets
        bad.files["presets/2.json"] = Data("{}".utf8)
        #expect(try refusal(bad) == ConfigurationFault("presets/2.json", .fileUnreadable))
        var latin = presets
        latin.files["presets/2.json"] = Data([0xff, 0xfe])
        #expect(try refusal(latin) == ConfigurationFault("presets/2.json", .fileUnreadable))
        var lists = files
        lists.files["status.cache"] = Data("no lists".utf8)
        #expect(try refusal(lists) == ConfigurationFault("status.cache", .fileUnreadable))
        lists.files["status.cache"] = StatusCache().toBytes()
        #expect(try refusal(lists) == nil)
    }

    @Test("a preset that asks for the individual number, or keeps a value, cannot be set up")
    func forbidden() throws {
        let text = try String(decoding: shop(), as: UTF8.self)
        for (from, to) in [
            ("full_name_unicode", "individual_number_unicode"),
            (#""elementIdentifier": "birth_date","#, #""elementIdentifier": "birth_date", "retain": true,"#),
        ] {
            let other = text.replacingOccurrences(of: from, with: to)
            #expect(other != text)
            #expect(try refusal(Files(["presets/x.json": other])) == ConfigurationFault("presets/x.json", .fileUnreadable))
        }
    }

    @Test("the reader's certificate must be for this device's key: no name without it")
    func key() throws {
        var files = Files([reading: "name = 試験商店\nkey = counter"])
        files.files["reader/1.der"] = try chain()
        let own = try point(chain())
        #expect(try refusal(files, key: own) == nil)
        #expect(try refusal(files, key: nil) == ConfigurationFault("counter", .keyMissing))
        for other in [Data(), Data(own.reversed())] {
            #expect(try refusal(files, key: other) == ConfigurationFault("counter", .keyOther))
        }
        files.files["reader/1.der"] = Data("no certificate".utf8)
        #expect(try refusal(files, key: own) == ConfigurationFault("counter", .keyOther))
        // A certificate whose bytes hold the key and that is none.
        files.files["reader/1.der"] = Data([0x30]) + own
        #expect(try refusal(files, key: own) == ConfigurationFault("reader/", .fileUnreadable))
    }

    @Test("an app with a fault is blocked on it in both languages, asks nobody anything, and cannot be tapped away")
    func blocked() {
        for why in ConfigurationFault.Why.allCases {
            let long = String(repeating: "x", count: 900)
            for member in ["reader/1.der", long] {
                let core = FaultyCounter(ConfigurationFault(member, why), key: Data(count: 65))
                #expect(core.onEvent(.started, now: .zero, wall: 0) == [.render])
                for event in [
                    Ports.CounterEvent.retry, .nfcWanted, .systemReaderWanted, .presetChosen("x"), .tick,
                    .session(.tagFound), .stopped(.background),
                ] {
                    #expect(core.onEvent(event, now: .zero, wall: 0).isEmpty)
                }
                for language in Language.allCases {
                    let model = Presenter(Wording(Texts.shared, language: language)).present(core.view())
                    #expect(model.id == "blocked")
                    #expect(model.buttons.isEmpty, "nothing here helps")
                    #expect(model.texts.contains { $0.contains(member.prefix(60)) }, "\(why)")
                    #expect(!model.texts.contains { $0.contains("{") || $0.hasPrefix("blocked.") }, "\(why)")
                    #expect(model.texts.allSatisfy { $0.count < 260 })
                }
            }
        }
    }

    @Test("a managed device's configuration: the same files, as text, bytes or a dictionary")
    func managed() throws {
        #expect(ManagedSource(nil) == nil && ManagedSource([:]) == nil)
        let preset = try #require(try JSONSerialization.jsonObject(with: shop()) as? [String: Any])
        let source = try #require(
            ManagedSource([
                "presets/a.json": preset, "trust/a.der": try authority(), "trust-version.txt": "7",
            ]))
        let own = try Configuration(source)
        #expect(own.trustVersion == "7" && own.trust.count == 1)
        _ = try own.counter(day: day, key: nil, systemReader: false)
        let odd = try #require(ManagedSource(["trust-version.txt": 7]))
        do {
            _ = try Configuration(odd)
            Issue.record("a number is no text")
        } catch {
            #expect(error == ConfigurationFault("trust-version.txt", .fileUnreadable))
        }
    }

    @Test("a folder of the bundle: what is hidden is not read, what is below is")
    func folder() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let trust = root.appendingPathComponent("trust")
        try FileManager.default.createDirectory(at: trust, withIntermediateDirectories: true)
        try authority().write(to: trust.appendingPathComponent("a.der"))
        try Data().write(to: root.appendingPathComponent(".hidden"))
        let own = try Configuration(FolderSource(root))
        let expected = Configuration.File("trust/a.der", try authority())
        #expect(own.trust == [expected])
        #expect(try Configuration(FolderSource(root.appendingPathComponent("none"))) == Configuration())
    }
}

struct KeyTests {
    private let half = Data(repeating: 0x11, count: 32)

    private func der(_ r: [UInt8], _ s: [UInt8]) -> Data {
        let body = [0x02, UInt8(r.count)] + r + [0x02, UInt8(s.count)] + s
        return Data([0x30, UInt8(body.count)] + body)
    }

    @Test("the system's signature becomes r || s: padded, and without the zero before a high bit")
    func raw() {
        let plain = [UInt8](half)
        #expect(EcdsaSignature.raw(der: der(plain, plain)) == half + half)
        let high = [UInt8](repeating: 0xff, count: 32)
        #expect(EcdsaSignature.raw(der: der([0] + high, plain)) == Data(high) + half)
        let short = EcdsaSignature.raw(der: der([1], [0, 0x80]))
        #expect(short == Data(count: 31) + [1] + Data(count: 31) + [0x80])
        // Indices need not begin at nothing.
        let slice = (Data([9]) + der(plain, plain)).dropFirst()
        #expect(EcdsaSignature.raw(der: slice) == half + half)
    }

    @Test("what is no signature of two positive numbers in the least form is none")
    func refused() {
        let plain = [UInt8](half)
        let good = der(plain, plain)
        var all: [Data] = [
            Data(), der([], plain), der([0], plain), der([0, 1], plain), der([0x80], plain),
            der([0, 0, 0x80], plain), der([1] + plain, plain), good + [0], good.dropLast(),
            Data([0x30, 0x81]) + good.dropFirst(), der(plain, plain + [0x02, 0x01, 0x01]),
        ]
        for place in [0, 1, 2, 3, 36, 37] {
            var other = good
            other[place] ^= 0x40
            all.append(other)
        }
        for own in all { #expect(EcdsaSignature.raw(der: own) == nil, "\([UInt8](own))") }
    }

    @Test("PEM and DER are the same certificate; a key is looked for in the bytes")
    func certificates() {
        let der = Data([0x30, 3, 1, 2, 3])
        let pem = "x\n-----BEGIN CERTIFICATE-----\n\(der.base64EncodedString())\r\n-----END CERTIFICATE-----\n"
        #expect(Certificate.der(der) == der)
        #expect(Certificate.der(Data(pem.utf8)) == der)
        #expect(Certificate.has(Data(pem.utf8), key: Data([2, 3])))
        #expect(!Certificate.has(der, key: Data([3, 2])) && !Certificate.has(der, key: Data()))
        for text in ["", "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE----------BEGIN CERTIFICATE-----"] {
            #expect(Certificate.der(Data(text.utf8)) == nil)
        }
    }

    @Test("a reader's key signs for the core through the app: the request goes under its name")
    @MainActor
    func named() async throws {
        let scenario = try Scenario("named-reader")
        let answer = scenario.steps.first { $0.event["type"] as? String == "session.signature" }
        let signature = try #require((answer?.event["signature"] as? String).flatMap(octets))
        for (key, outcome) in [(FakeKey(signature), Ports.AskedAs.named("Example Reader")), (FakeKey(nil), nil)] {
            let own = try Rehearsal(
                scenario.counter(), wall: scenario.wall, folder: Repository.nowhere,
                texts: Texts.shared, key: key)
            for step in scenario.steps {
                guard step.event["type"] as? String != "session.signature" else {
                    for _ in 0..<50 { await Task.yield() }
                    continue
                }
                try own.play(step)
                if case .verdict = own.view.screen { break }
            }
            if case .verdict(let verdict) = own.view.screen {
                #expect(verdict.askedAs == outcome)
            } else {
                #expect(outcome == nil, "a name that cannot be signed for is a problem, not another name")
            }
        }
    }
}
