import Foundation
import Ports

/// The GATT server of the system.
@MainActor
public protocol PeripheralSystem: NotifySink, StreamSink {
    /// Publishes the service with these fixed values, then advertises it.
    func advertise(service: Data, ident: Data, psm: Data?)
    func stopAdvertising()
    /// Takes the service away, which ends the wallet's subscriptions.
    func withdraw()
    /// Listens on a channel without encryption: the session has its own.
    func publishStream()
    func unpublishStream()
    func closeStream()
}

/// The reader as GATT server: one wallet comes, subscribes, and moves values.
///
/// 1. The service is advertised until a wallet has subscribed to what it needs.
/// 2. The first wallet is the only one; what others do is ignored.
/// 3. Or the wallet comes by the L2CAP channel.
@MainActor
public final class PeripheralLink: BlePeripheralPort {
    /// What was handed over is in the system's queue, which nobody tells to be empty.
    public static let linger: Duration = .milliseconds(300)
    /// What waits longer for room is given up.
    public static let patience: Duration = .seconds(2)

    public var report: Report?

    private enum State: Equatable {
        case idle
        case advertising
        /// A wallet is there, with what it has not subscribed to yet.
        case joined(wallet: UUID, missing: Set<Characteristic>)
        case streaming
        case closing
    }

    private let system: any PeripheralSystem
    private let clock: any ClockPort
    private let values: NotifyPump
    private var bytes: StreamPump?
    private var state = State.idle
    private var listening = false
    private var closing: (any Alarm)?
    private var next: (service: Data, ident: Data, psm: Data?)?

    public init(system: any PeripheralSystem, clock: any ClockPort) {
        self.system = system
        self.clock = clock
        values = NotifyPump(system)
        bytes = StreamPump(system) { [weak self] in self?.streamClosed() }
    }

    // MARK: what the app wants

    public func advertise(service: Data, ident: Data, psm: Data?) {
        next = (service, ident, psm)
        switch state {
        case .idle: begin()
        case .closing: return
        case .advertising, .joined, .streaming: finish()
        }
    }

    public func send(_ value: Data, to characteristic: Characteristic) {
        guard case .joined = state else { return }
        values.send(value, to: characteristic)
    }

    public func publishStream() {
        listening = true
        system.publishStream()
    }

    public func sendStream(_ bytes: Data) {
        guard state == .streaming else { return }
        self.bytes?.send(bytes)
    }

    public func close() {
        next = nil
        switch state {
        case .idle:
            stopListening()
        case .closing:
            return
        case .advertising:
            finish()
        case .joined, .streaming:
            let streamed = state == .streaming
            state = .closing
            closing = clock.at(clock.now + Self.patience) { [weak self] in self?.finish() }
            if streamed {
                bytes?.drain { [weak self] in self?.settle() }
            } else {
                values.drain { [weak self] in self?.settle() }
            }
        }
    }

    // MARK: what the system tells

    /// A wallet subscribed; its longest value is known then.
    public func subscribed(_ wallet: UUID, _ characteristic: Characteristic, maximumLength: Int) {
        var missing: Set<Characteristic> = [.state, .server2Client]
        switch state {
        case .advertising:
            report?(.session(.bleConnected(mtu: Attribute.mtu(valueLength: maximumLength))))
            guard state == .advertising else { return }
        case .joined(wallet, let own) where !own.isEmpty:
            missing = own
        case .idle, .joined, .streaming, .closing:
            return
        }
        missing.remove(characteristic)
        state = .joined(wallet: wallet, missing: missing)
        guard missing.isEmpty else { return }
        system.stopAdvertising()
        report?(.session(.bleSubscribed))
    }

    public func unsubscribed(_ wallet: UUID) {
        guard case .joined(wallet, _) = state else { return }
        finish()
        report?(.session(.bleDisconnected))
    }

    /// Requests to write that came as one. Whether they are taken is what the wallet is told, where it
    /// asks for it.
    public func written(_ wallet: UUID, _ parts: [WriteAssembler.Part]) -> Bool {
        guard case .joined(wallet, _) = state, let values = WriteAssembler().values(parts) else {
            return false
        }
        for (characteristic, value) in values {
            report?(.session(.bleReceived(characteristic, value)))
        }
        return true
    }

    /// The queue has room again.
    public func readyToNotify() {
        values.ready()
    }

    /// The service cannot be published or advertised.
    public func failed() {
        guard state == .advertising else { return }
        finish()
        report?(.session(.bleDisconnected))
    }

    /// Bluetooth was switched off, with everything that hung on it.
    public func poweredOff() {
        next = nil
        switch state {
        case .idle:
            guard listening else { return }
            stopListening()
            report?(.session(.streamPublished(psm: nil)))
        case .closing: finish()
        case .advertising, .joined:
            finish()
            report?(.session(.bleDisconnected))
        case .streaming:
            finish()
            report?(.session(.streamClosed))
        }
    }

    public func streamPublished(psm: UInt16?) {
        guard listening else { return }
        listening = psm != nil
        report?(.session(.streamPublished(psm: psm.map(Int.init))))
    }

    /// A wallet came by the channel. Whether it is taken.
    public func streamOpened() -> Bool {
        guard listening, state == .advertising || state == .idle else { return false }
        state = .streaming
        system.stopAdvertising()
        report?(.session(.streamOpened))
        return true
    }

    public func streamReceived(_ bytes: Data) {
        guard state == .streaming else { return }
        report?(.session(.streamReceived(bytes)))
    }

    public func streamReady() {
        bytes?.ready()
    }

    public func streamClosed() {
        switch state {
        case .streaming:
            finish()
            report?(.session(.streamClosed))
        case .closing:
            finish()
        case .idle, .advertising, .joined:
            return
        }
    }

    // MARK: helpers

    private func begin() {
        guard let own = next else { return }
        next = nil
        state = .advertising
        system.advertise(service: own.service, ident: own.ident, psm: own.psm)
    }

    private func settle() {
        closing?.cancel()
        closing = clock.at(clock.now + Self.linger) { [weak self] in self?.finish() }
    }

    private func finish() {
        closing?.cancel()
        closing = nil
        values.drop()
        bytes?.drop()
        system.stopAdvertising()
        system.closeStream()
        system.withdraw()
        state = .idle
        if next == nil { stopListening() }
        begin()
    }

    private func stopListening() {
        guard listening else { return }
        listening = false
        system.unpublishStream()
    }
}
