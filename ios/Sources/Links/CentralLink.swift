import Foundation
import Ports

/// The GATT client of the system, for one peripheral at a time.
@MainActor
public protocol CentralSystem: WriteSink, StreamSink {
    /// Bytes of a value that can be written without response, at the most.
    var maximumWriteLength: Int { get }
    func scan(service: Data)
    func stopScan()
    /// Connects to the peripheral that was found.
    func connect()
    func disconnect()
    func discover(service: Data)
    func subscribe(_ characteristic: Characteristic)
    func read(_ characteristic: Characteristic)
    func openStream(psm: UInt16)
    func closeStream()
}

/// The reader as GATT client: finds the wallet, connects, and moves values.
///
/// 1. A scan for one service; the first that is found ends it.
/// 2. The link, then the service's characteristics; then it is up.
/// 3. Or an L2CAP channel, where the engagement names one.
@MainActor
public final class CentralLink: BleCentralPort {
    /// What was written is in the system's buffer, which nobody tells to be empty.
    public static let linger: Duration = .milliseconds(300)
    /// What waits longer for room is given up.
    public static let patience: Duration = .seconds(2)

    public var report: Report?

    private enum State: Equatable {
        case idle, scanning, connecting, discovering, up, closing
    }

    private enum Aim: Equatable {
        case values(service: Data)
        case stream(service: Data, psm: UInt16)

        var service: Data {
            switch self {
            case .values(let service), .stream(let service, _): service
            }
        }
    }

    private let system: any CentralSystem
    private let clock: any ClockPort
    private let writes: WritePump
    private var bytes: StreamPump?
    private var state = State.idle
    private var aim: Aim?
    private var known: Set<Characteristic> = []
    private var unsubscribed: Set<Characteristic> = []
    private var streaming = false
    private var closing: (any Alarm)?
    /// What is to begin when the old link is gone.
    private var next: Aim?

    public init(system: any CentralSystem, clock: any ClockPort) {
        self.system = system
        self.clock = clock
        writes = WritePump(system)
        bytes = StreamPump(system) { [weak self] in self?.streamClosed() }
    }

    // MARK: what the app wants

    public func connect(service: Data) {
        begin(.values(service: service))
    }

    public func restart(service: Data) {
        guard state == .scanning, aim?.service == service else { return }
        system.stopScan()
        system.scan(service: service)
    }

    public func openStream(service: Data, psm: Int) {
        guard let psm = UInt16(exactly: psm), psm > 0 else {
            report?(.session(.streamClosed))
            return
        }
        if state == .up {
            system.openStream(psm: psm)
        } else {
            begin(.stream(service: service, psm: psm))
        }
    }

    public func subscribe() {
        guard state == .up else { return }
        unsubscribed = [.state, .server2Client]
        for own in [Characteristic.state, .server2Client] { system.subscribe(own) }
    }

    public func readPsm() {
        guard state == .up, known.contains(.l2cap) else {
            report?(.session(.psmRead(nil)))
            return
        }
        system.read(.l2cap)
    }

    public func send(_ value: Data, to characteristic: Characteristic) {
        guard state == .up, known.contains(characteristic) else { return }
        writes.send(value, to: characteristic)
    }

    public func sendStream(_ bytes: Data) {
        guard streaming else { return }
        self.bytes?.send(bytes)
    }

    public func close() {
        next = nil
        switch state {
        case .idle, .closing:
            return
        case .scanning:
            system.stopScan()
            state = .idle
        case .connecting, .discovering:
            state = .closing
            finish()
        case .up:
            state = .closing
            closing = clock.at(clock.now + Self.patience) { [weak self] in self?.finish() }
            if streaming {
                bytes?.drain { [weak self] in self?.settle() }
            } else {
                writes.drain { [weak self] in self?.settle() }
            }
        }
    }

    // MARK: what the system tells

    /// A peripheral with the service was found. Only the first of them is told to be connected to.
    public func found() -> Bool {
        guard state == .scanning else { return false }
        state = .connecting
        system.stopScan()
        system.connect()
        return true
    }

    public func connected() {
        guard state == .connecting, let aim else { return }
        switch aim {
        case .values(let service):
            state = .discovering
            system.discover(service: service)
        case .stream(_, let psm):
            state = .up
            system.openStream(psm: psm)
        }
    }

    /// The characteristics of the service; `nil` where it could not be read.
    public func discovered(_ characteristics: Set<Characteristic>?) {
        guard state == .discovering else { return }
        let needed: Set<Characteristic> = [.state, .client2Server, .server2Client]
        guard let characteristics, characteristics.isSuperset(of: needed) else {
            fail()
            return
        }
        known = characteristics
        state = .up
        report?(.session(.bleConnected(mtu: Attribute.mtu(valueLength: system.maximumWriteLength))))
    }

    public func subscribed(_ characteristic: Characteristic, succeeded: Bool) {
        guard state == .up, unsubscribed.contains(characteristic) else { return }
        guard succeeded else {
            fail()
            return
        }
        unsubscribed.remove(characteristic)
        if unsubscribed.isEmpty { report?(.session(.bleSubscribed)) }
    }

    public func received(_ value: Data, of characteristic: Characteristic) {
        guard state == .up else { return }
        report?(.session(.bleReceived(characteristic, value)))
    }

    /// The value that was asked for; `nil` where it could not be read.
    public func read(_ value: Data?) {
        guard state == .up else { return }
        report?(.session(.psmRead(value)))
    }

    /// There is room for values again.
    public func readyToWrite() {
        writes.ready()
    }

    public func streamOpened(_ succeeded: Bool) {
        guard state == .up else { return }
        streaming = succeeded
        if !succeeded, case .stream = aim { closeQuietly() }
        report?(.session(succeeded ? .streamOpened : .streamClosed))
    }

    public func streamReceived(_ bytes: Data) {
        guard state == .up, streaming else { return }
        report?(.session(.streamReceived(bytes)))
    }

    public func streamReady() {
        bytes?.ready()
    }

    public func streamClosed() {
        guard streaming else { return }
        streaming = false
        bytes?.drop()
        system.closeStream()
        guard state == .up else {
            finish()
            return
        }
        if case .stream = aim { closeQuietly() }
        report?(.session(.streamClosed))
    }

    /// The link is gone, or could not be built.
    public func disconnected() {
        switch state {
        case .idle, .scanning:
            return
        case .connecting, .discovering, .up:
            let streamed = isStream
            reset()
            report?(.session(streamed ? .streamClosed : .bleDisconnected))
        case .closing:
            reset()
            begin()
        }
    }

    /// Bluetooth was switched off, with everything that hung on it.
    public func poweredOff() {
        next = nil
        // A scan that nothing can end is a link that could not be built.
        if state == .scanning { state = .connecting }
        disconnected()
    }

    // MARK: helpers

    private var isStream: Bool {
        if case .stream = aim { true } else { false }
    }

    private func begin(_ aim: Aim) {
        next = aim
        begin()
    }

    /// Begins what is next, once nothing of the old link is left.
    private func begin() {
        switch state {
        case .idle:
            guard let own = next else { return }
            next = nil
            aim = own
            state = .scanning
            system.scan(service: own.service)
        case .scanning:
            system.stopScan()
            state = .idle
            begin()
        case .connecting, .discovering, .up:
            let own = next
            close()
            next = own
        case .closing:
            return
        }
    }

    /// What was written leaves the buffer within a moment.
    private func settle() {
        closing?.cancel()
        closing = clock.at(clock.now + Self.linger) { [weak self] in self?.finish() }
    }

    private func finish() {
        guard state == .closing else { return }
        closing?.cancel()
        closing = nil
        if streaming {
            streaming = false
            system.closeStream()
        }
        system.disconnect()
    }

    /// The link is of no use.
    private func fail() {
        closeQuietly()
        report?(.session(.bleDisconnected))
    }

    private func closeQuietly() {
        state = .closing
        system.disconnect()
    }

    private func reset() {
        state = .idle
        aim = nil
        known = []
        unsubscribed = []
        streaming = false
        closing?.cancel()
        closing = nil
        writes.drop()
        bytes?.drop()
    }
}
