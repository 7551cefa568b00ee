import Foundation
import Ports
import Presenter

/// Every port of a device: each writes down what it is asked.
@MainActor
public final class FakePorts {
    public var calls: [String] = []
    public var onCall: (@MainActor (String) -> Void)?
    public let clock = FakeClock()
    public let history = FakeHistory()
    public let nfc: FakeNfc
    public let systemReader: FakeSystemReader
    /// What the random port gives.
    public let random = Data((0..<16).map { UInt8($0) })
    public let device: Device

    public init(key: (any KeyPort)? = nil) {
        let note = Note()
        nfc = FakeNfc(note)
        systemReader = FakeSystemReader(note)
        device = Device(
            nfc: nfc, central: FakeCentral(note), peripheral: FakePeripheral(note),
            scanner: FakeScanner(note), permissions: FakePermissions(note),
            systemReader: systemReader, clock: clock, random: FakeRandom(random), key: key,
            history: history, signals: FakeSignals(note))
        note.take = { [weak self] call in
            self?.calls.append(call)
            self?.onCall?(call)
        }
    }
}

@MainActor
final class Note {
    var take: (@MainActor (String) -> Void)?

    func callAsFunction(_ call: String) { take?(call) }
}

private func hex(_ own: Data?) -> String {
    own.map { $0.map { String(format: "%02x", $0) }.joined() } ?? "-"
}

public final class FakeNfc: NfcPort {
    public var report: Report?
    private let note: Note

    init(_ note: Note) { self.note = note }
    public func arm() { note("nfc.arm") }
    public func disarm() { note("nfc.disarm") }
    public func transceive(_ command: Data) { note("nfc.transceive \(hex(command))") }
    public func handedOver() { note("nfc.handedOver") }
}

final class FakeCentral: BleCentralPort {
    var report: Report?
    private let note: Note

    init(_ note: Note) { self.note = note }
    func connect(service: Data) { note("central.connect") }
    func restart(service: Data) { note("central.restart") }
    func subscribe() { note("central.subscribe") }
    func readPsm() { note("central.readPsm") }
    func send(_ value: Data, to own: Characteristic) { note("central.send \(own) \(hex(value))") }
    func openStream(service: Data, psm: Int) { note("central.openStream \(psm)") }
    func sendStream(_ bytes: Data) { note("central.sendStream \(hex(bytes))") }
    func close() { note("central.close") }
}

final class FakePeripheral: BlePeripheralPort {
    var report: Report?
    private let note: Note

    init(_ note: Note) { self.note = note }
    func advertise(service: Data, ident: Data, psm: Data?) {
        note("peripheral.advertise psm \(hex(psm))")
    }
    func send(_ value: Data, to own: Characteristic) { note("peripheral.send \(own) \(hex(value))") }
    func publishStream() { note("peripheral.publishStream") }
    func sendStream(_ bytes: Data) { note("peripheral.sendStream \(hex(bytes))") }
    func close() { note("peripheral.close") }
}

final class FakeScanner: CodeScannerPort {
    var report: Report?
    private let note: Note

    init(_ note: Note) { self.note = note }
    func open() { note("scanner.open") }
    func close() { note("scanner.close") }
}

final class FakePermissions: PermissionPort {
    var report: Report?
    private let note: Note

    init(_ note: Note) { self.note = note }
    func check() { note("permissions.check") }
    func ask(_ kind: PermissionKind) { note("permissions.ask \(kind)") }
    func openSettings(_ page: SettingsPage) { note("permissions.open \(page)") }
}

public final class FakeSystemReader: SystemReaderPort {
    public var report: Report?
    public var isSupported = true
    public var canAsk = true
    private let note: Note

    init(_ note: Note) { self.note = note }
    public func canAsk(_ request: SystemRequest) -> Bool { canAsk }
    public func run(_ request: SystemRequest) { note("systemReader.run \(request.docType)") }
    public func cancel() { note("systemReader.cancel") }
}

final class FakeSignals: SignalPort {
    private let note: Note

    init(_ note: Note) { self.note = note }
    func play(_ signal: Signal) { note("signal \(signal)") }
}

final class FakeRandom: RandomPort {
    private let own: Data

    init(_ own: Data) { self.own = own }
    func bytes(_ count: Int) -> Data { own.prefix(count) }
}

public final class FakeKey: KeyPort {
    public let publicKey: Data?
    private let answer: Data?

    public init(_ answer: Data?, publicKey: Data? = nil) {
        self.answer = answer
        self.publicKey = publicKey
    }

    public func sign(_ bytes: Data, algorithm: String) async -> Data? { answer }
}

/// A history in memory.
public final class FakeHistory: HistoryPort {
    public private(set) var all: [(entry: HistoryEntry, until: Int)] = []

    public init() {}
    public func keep(_ entry: HistoryEntry, until: Int) { all.append((entry, until)) }
    public func entries(now: Int) -> [HistoryEntry] {
        all.filter { $0.until > now }.map(\.entry).reversed()
    }
    public func purge(now: Int) { all.removeAll { $0.until <= now } }
    public func deleteAll() { all = [] }
}
