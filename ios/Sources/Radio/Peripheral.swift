import CoreBluetooth
import Foundation
import Links
import Ports

/// The system's GATT server for ``PeripheralLink``.
@MainActor
public final class Peripheral: NSObject, PeripheralSystem {
    public weak var link: PeripheralLink?

    private lazy var manager = CBPeripheralManager(delegate: self, queue: .main, options: nil)
    private var wanted: (service: CBUUID, characteristics: [CBMutableCharacteristic])?
    private var characteristics: [Characteristic: CBMutableCharacteristic] = [:]
    private var publishes = false
    private var psm: CBL2CAPPSM?
    private var channel: Channel?

    // MARK: PeripheralSystem

    public func advertise(service: Data, ident: Data, psm: Data?) {
        characteristics = [:]
        add(.state, [.notify, .writeWithoutResponse], .writeable)
        add(.client2Server, [.writeWithoutResponse], .writeable)
        add(.server2Client, [.notify], .readable)
        // What has a fixed value is read without this app.
        add(.ident, [.read], .readable, value: ident)
        if let psm { add(.l2cap, [.read], .readable, value: psm) }
        wanted = (CBUUID(data: service), Array(characteristics.values))
        begin()
    }

    public func stopAdvertising() {
        guard manager.state == .poweredOn else { return }
        manager.stopAdvertising()
    }

    public func withdraw() {
        wanted = nil
        characteristics = [:]
        guard manager.state == .poweredOn else { return }
        manager.removeAllServices()
    }

    public func notify(_ value: Data, of characteristic: Characteristic) -> Bool {
        guard let own = characteristics[characteristic] else { return true }
        return manager.updateValue(value, for: own, onSubscribedCentrals: nil)
    }

    public func publishStream() {
        publishes = true
        publish()
    }

    public func unpublishStream() {
        publishes = false
        guard let own = psm else { return }
        psm = nil
        manager.unpublishL2CAPChannel(own)
    }

    public func closeStream() {
        channel?.close()
        channel = nil
    }

    public var hasSpace: Bool { channel?.hasSpace ?? false }

    public func write(_ bytes: Data) -> Int { channel?.write(bytes) ?? -1 }

    // MARK: helpers

    private func add(
        _ characteristic: Characteristic, _ properties: CBCharacteristicProperties,
        _ permissions: CBAttributePermissions, value: Data? = nil
    ) {
        guard let uuid = characteristic.uuid(.mdocCentralClient) else { return }
        characteristics[characteristic] = CBMutableCharacteristic(
            type: CBUUID(data: uuid), properties: properties, value: value, permissions: permissions)
    }

    /// What is wanted before Bluetooth is on begins with it.
    private func begin() {
        guard let wanted, manager.state == .poweredOn else { return }
        let service = CBMutableService(type: wanted.service, primary: true)
        service.characteristics = wanted.characteristics
        manager.add(service)
    }

    private func publish() {
        guard publishes, psm == nil, manager.state == .poweredOn else { return }
        manager.publishL2CAPChannel(withEncryption: false)
    }

    private func name(_ own: CBCharacteristic) -> Characteristic? {
        Characteristic(uuid: own.uuid.data, mode: .mdocCentralClient)
    }
}

extension Peripheral: @preconcurrency CBPeripheralManagerDelegate {
    public func peripheralManagerDidUpdateState(_ peripheral: CBPeripheralManager) {
        guard peripheral.state == .poweredOn else {
            guard peripheral.state != .unknown else { return }
            // The channel's number is gone with the power.
            psm = nil
            link?.poweredOff()
            return
        }
        begin()
        publish()
    }

    public func peripheralManager(
        _ peripheral: CBPeripheralManager, didAdd service: CBService, error: (any Error)?
    ) {
        guard error == nil, let wanted else {
            link?.failed()
            return
        }
        peripheral.startAdvertising([CBAdvertisementDataServiceUUIDsKey: [wanted.service]])
    }

    public func peripheralManagerDidStartAdvertising(
        _ peripheral: CBPeripheralManager, error: (any Error)?
    ) {
        if error != nil { link?.failed() }
    }

    public func peripheralManager(
        _ peripheral: CBPeripheralManager, central: CBCentral,
        didSubscribeTo characteristic: CBCharacteristic
    ) {
        guard let name = name(characteristic) else { return }
        link?.subscribed(central.identifier, name, maximumLength: central.maximumUpdateValueLength)
    }

    public func peripheralManager(
        _ peripheral: CBPeripheralManager, central: CBCentral,
        didUnsubscribeFrom characteristic: CBCharacteristic
    ) {
        link?.unsubscribed(central.identifier)
    }

    public func peripheralManager(
        _ peripheral: CBPeripheralManager, didReceiveWrite requests: [CBATTRequest]
    ) {
        guard let first = requests.first else { return }
        let parts = requests.compactMap { request -> WriteAssembler.Part? in
            guard let name = name(request.characteristic), let value = request.value else { return nil }
            return WriteAssembler.Part(name, offset: request.offset, value: value)
        }
        let whole = parts.count == requests.count
        let taken = whole && link?.written(first.central.identifier, parts) == true
        // One answer stands for all of them.
        peripheral.respond(to: first, withResult: taken ? .success : .unlikelyError)
    }

    public func peripheralManagerIsReady(toUpdateSubscribers peripheral: CBPeripheralManager) {
        link?.readyToNotify()
    }

    public func peripheralManager(
        _ peripheral: CBPeripheralManager, didPublishL2CAPChannel PSM: CBL2CAPPSM,
        error: (any Error)?
    ) {
        psm = error == nil ? PSM : nil
        guard publishes else {
            unpublishStream()
            return
        }
        link?.streamPublished(psm: psm)
    }

    public func peripheralManager(
        _ peripheral: CBPeripheralManager, didOpen channel: CBL2CAPChannel?, error: (any Error)?
    ) {
        guard error == nil, let own = channel.flatMap({ Channel($0) }) else { return }
        guard self.channel == nil, link?.streamOpened() == true else {
            own.close()
            return
        }
        own.onReceived = { [weak self] in self?.link?.streamReceived($0) }
        own.onSpace = { [weak self] in self?.link?.streamReady() }
        own.onEnd = { [weak self] in self?.link?.streamClosed() }
        self.channel = own
    }
}
