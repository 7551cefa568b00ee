import Foundation
import Ports

/// The ports of one device.
@MainActor
public struct Device {
    public var nfc: any NfcPort
    public var central: any BleCentralPort
    public var peripheral: any BlePeripheralPort
    public var scanner: any CodeScannerPort
    public var permissions: any PermissionPort
    public var systemReader: any SystemReaderPort
    public var clock: any ClockPort
    public var random: any RandomPort
    /// The reader's own key; `nil` where it asks as nobody.
    public var key: (any KeyPort)?
    public var history: any HistoryPort
    public var signals: any SignalPort

    public init(
        nfc: any NfcPort, central: any BleCentralPort, peripheral: any BlePeripheralPort,
        scanner: any CodeScannerPort, permissions: any PermissionPort,
        systemReader: any SystemReaderPort, clock: any ClockPort, random: any RandomPort,
        key: (any KeyPort)? = nil, history: any HistoryPort, signals: any SignalPort
    ) {
        self.nfc = nfc
        self.central = central
        self.peripheral = peripheral
        self.scanner = scanner
        self.permissions = permissions
        self.systemReader = systemReader
        self.clock = clock
        self.random = random
        self.key = key
        self.history = history
        self.signals = signals
    }
}

/// What shows the screen.
@MainActor
public protocol Stage: AnyObject {
    func render()
    func announce(_ phrase: Phrase)
    func secure(_ on: Bool)
    func wipe()
}

/// Carries events to the model and its actions to the ports, in order, one event at a time.
///
/// Ports report while actions are carried out: such an event waits until the actions before it are
/// done. Decisions, waits and retries are the model's.
@MainActor
public final class Shell {
    private enum Link {
        case central, peripheral
    }

    public let core: any CounterCore
    private let device: Device
    private weak var stage: (any Stage)?
    private var waiting: [CounterEvent] = []
    private var working = false
    private var link: Link?
    private var psm: Data?
    private var alarm: (any Alarm)?
    /// What the system's reader is to ask once everything else of an event is done: its sheet reads
    /// tags, too.
    private var asking: SystemRequest?

    public init(core: any CounterCore, device: Device, stage: any Stage) {
        self.core = core
        self.device = device
        self.stage = stage
        let ports: [any ReportingPort] = [
            device.nfc, device.central, device.peripheral, device.scanner, device.permissions,
            device.systemReader,
        ]
        for port in ports {
            port.report = { [weak self] in self?.take($0) }
        }
    }

    /// Takes what happened.
    public func take(_ event: CounterEvent) {
        waiting.append(event)
        guard !working else { return }
        working = true
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            if next == .started { device.history.purge(now: device.clock.wall) }
            for action in core.onEvent(next, now: device.clock.now, wall: device.clock.wall) {
                act(action)
            }
            askBySystem()
        }
        working = false
    }

    private func act(_ action: CounterAction) {
        switch action {
        case .announce(let phrase): stage?.announce(phrase)
        case .armNfc: device.nfc.arm()
        case .askPermission(let kind): device.permissions.ask(kind)
        case .checkDevice: device.permissions.check()
        case .closeCamera: device.scanner.close()
        case .createService: take(.service(device.random.bytes(16)))
        case .disarmNfc: device.nfc.disarm()
        case .keepHistory(let entry, let until): device.history.keep(entry, until: until)
        case .openCamera: device.scanner.open()
        case .openSettings(let page): device.permissions.openSettings(page)
        case .radio(let action): act(action)
        case .render: stage?.render()
        case .restartScan(let service): device.central.restart(service: service)
        case .runSystemReader(let request): run(request)
        case .secureScreen(let on): stage?.secure(on)
        case .signal(let signal): device.signals.play(signal)
        case .stopSystemReader:
            asking = nil
            device.systemReader.cancel()
        case .wakeAt(let time): wake(time)
        case .wipe: stage?.wipe()
        }
    }

    private func act(_ action: RadioAction) {
        switch action {
        case .advertise(let service, let ident):
            use(.peripheral)
            device.peripheral.advertise(service: service, ident: ident, psm: psm)
        case .openStream(let service, let psm):
            use(.central)
            device.central.openStream(service: service, psm: psm)
        case .publishStream: device.peripheral.publishStream()
        case .readPsm: device.central.readPsm()
        case .scan(let service):
            use(.central)
            device.central.connect(service: service)
        case .sendApdu(let command): device.nfc.transceive(command)
        case .sendBle(let characteristic, let value): send(value, to: characteristic)
        case .sendStream(let bytes): send(bytes)
        case .showPsm(let value): psm = value
        case .sign(let id, let algorithm, let bytes): sign(id, algorithm, bytes)
        case .stopRadio: stopRadio()
        case .subscribe: device.central.subscribe()
        }
    }

    /// Another link is built: what the tag had to say is said.
    private func use(_ link: Link) {
        self.link = link
        device.nfc.handedOver()
    }

    private func send(_ value: Data, to characteristic: Characteristic) {
        switch link {
        case .central: device.central.send(value, to: characteristic)
        case .peripheral: device.peripheral.send(value, to: characteristic)
        case nil: return
        }
    }

    private func send(_ bytes: Data) {
        switch link {
        case .central: device.central.sendStream(bytes)
        case .peripheral: device.peripheral.sendStream(bytes)
        case nil: return
        }
    }

    private func stopRadio() {
        device.central.close()
        device.peripheral.close()
        link = nil
        psm = nil
    }

    private func sign(_ id: Int, _ algorithm: String, _ bytes: Data) {
        guard let key = device.key else {
            take(.signingFailed(id: id))
            return
        }
        Task { [weak self] in
            let signature = await key.sign(bytes, algorithm: algorithm)
            self?.take(signature.map { .session(.signature(id: id, $0)) } ?? .signingFailed(id: id))
        }
    }

    private func run(_ request: SystemRequest?) {
        guard let request, device.systemReader.isSupported, device.systemReader.canAsk(request) else {
            take(.systemReader(.failed))
            return
        }
        asking = request
    }

    private func askBySystem() {
        guard let request = asking else { return }
        asking = nil
        device.systemReader.run(request)
    }

    private func wake(_ time: Duration) {
        alarm?.cancel()
        alarm = device.clock.at(time) { [weak self] in self?.take(.tick) }
    }
}
