import CoreBluetooth
import Foundation
import Links
import Ports

/// The system's GATT client for ``CentralLink``.
@MainActor
public final class Central: NSObject, CentralSystem {
    public weak var link: CentralLink?
    /// Told whenever Bluetooth is switched on or off, or allowed or not.
    public var onState: (@MainActor (CBManagerState) -> Void)?

    private lazy var manager = CBCentralManager(
        delegate: self, queue: .main, options: [CBCentralManagerOptionShowPowerAlertKey: false])
    private var wanted: CBUUID?
    private var peripheral: CBPeripheral?
    private var characteristics: [Characteristic: CBCharacteristic] = [:]
    private var channel: Channel?

    /// Makes the system tell the state. The first time it asks the person for permission.
    public func start() {
        _ = manager
    }

    // MARK: CentralSystem

    public func scan(service: Data) {
        wanted = CBUUID(data: service)
        begin()
    }

    public func stopScan() {
        wanted = nil
        guard manager.state == .poweredOn else { return }
        manager.stopScan()
    }

    public func connect() {
        guard let peripheral else { return }
        manager.connect(peripheral, options: nil)
    }

    public func disconnect() {
        channel?.close()
        channel = nil
        guard let peripheral else { return }
        manager.cancelPeripheralConnection(peripheral)
    }

    public func discover(service: Data) {
        peripheral?.discoverServices([CBUUID(data: service)])
    }

    public func subscribe(_ characteristic: Characteristic) {
        guard let peripheral, let own = characteristics[characteristic] else {
            link?.subscribed(characteristic, succeeded: false)
            return
        }
        peripheral.setNotifyValue(true, for: own)
    }

    public func read(_ characteristic: Characteristic) {
        guard let peripheral, let own = characteristics[characteristic] else {
            link?.read(nil)
            return
        }
        peripheral.readValue(for: own)
    }

    public var maximumWriteLength: Int {
        peripheral?.maximumWriteValueLength(for: .withoutResponse) ?? 0
    }

    public var canSend: Bool { peripheral?.canSendWriteWithoutResponse ?? false }

    public func write(_ value: Data, to characteristic: Characteristic) {
        guard let peripheral, let own = characteristics[characteristic] else { return }
        peripheral.writeValue(value, for: own, type: .withoutResponse)
    }

    public func openStream(psm: UInt16) {
        guard let peripheral else {
            link?.streamOpened(false)
            return
        }
        peripheral.openL2CAPChannel(psm)
    }

    public func closeStream() {
        channel?.close()
        channel = nil
    }

    public var hasSpace: Bool { channel?.hasSpace ?? false }

    public func write(_ bytes: Data) -> Int { channel?.write(bytes) ?? -1 }

    // MARK: helpers

    /// A scan before Bluetooth is on begins with it.
    private func begin() {
        guard let wanted, manager.state == .poweredOn else { return }
        manager.scanForPeripherals(withServices: [wanted], options: nil)
    }

    private func forget() {
        channel?.close()
        channel = nil
        peripheral?.delegate = nil
        peripheral = nil
        characteristics = [:]
    }

    private func name(_ own: CBCharacteristic) -> Characteristic? {
        Characteristic(uuid: own.uuid.data, mode: .mdocPeripheralServer)
    }
}

extension Central: @preconcurrency CBCentralManagerDelegate {
    public func centralManagerDidUpdateState(_ central: CBCentralManager) {
        onState?(central.state)
        if central.state == .poweredOn {
            begin()
        } else if central.state != .unknown {
            forget()
            link?.poweredOff()
        }
    }

    public func centralManager(
        _ central: CBCentralManager, didDiscover peripheral: CBPeripheral,
        advertisementData: [String: Any], rssi RSSI: NSNumber
    ) {
        guard wanted != nil, self.peripheral == nil else { return }
        self.peripheral = peripheral
        peripheral.delegate = self
        if link?.found() != true { forget() }
    }

    public func centralManager(_ central: CBCentralManager, didConnect peripheral: CBPeripheral) {
        guard peripheral === self.peripheral else { return }
        link?.connected()
    }

    public func centralManager(
        _ central: CBCentralManager, didFailToConnect peripheral: CBPeripheral, error: (any Error)?
    ) {
        gone(peripheral)
    }

    public func centralManager(
        _ central: CBCentralManager, didDisconnectPeripheral peripheral: CBPeripheral,
        error: (any Error)?
    ) {
        gone(peripheral)
    }

    private func gone(_ peripheral: CBPeripheral) {
        guard peripheral === self.peripheral else { return }
        forget()
        link?.disconnected()
    }
}

extension Central: @preconcurrency CBPeripheralDelegate {
    public func peripheral(_ peripheral: CBPeripheral, didDiscoverServices error: (any Error)?) {
        guard error == nil, let service = peripheral.services?.first else {
            link?.discovered(nil)
            return
        }
        peripheral.discoverCharacteristics(nil, for: service)
    }

    public func peripheral(
        _ peripheral: CBPeripheral, didDiscoverCharacteristicsFor service: CBService,
        error: (any Error)?
    ) {
        guard error == nil else {
            link?.discovered(nil)
            return
        }
        for own in service.characteristics ?? [] {
            if let name = name(own) { characteristics[name] = own }
        }
        link?.discovered(Set(characteristics.keys))
    }

    public func peripheral(
        _ peripheral: CBPeripheral, didUpdateNotificationStateFor characteristic: CBCharacteristic,
        error: (any Error)?
    ) {
        guard let name = name(characteristic) else { return }
        link?.subscribed(name, succeeded: error == nil && characteristic.isNotifying)
    }

    public func peripheral(
        _ peripheral: CBPeripheral, didUpdateValueFor characteristic: CBCharacteristic,
        error: (any Error)?
    ) {
        guard let name = name(characteristic) else { return }
        let value = error == nil ? characteristic.value : nil
        if name == .l2cap {
            link?.read(value)
        } else if let value {
            link?.received(value, of: name)
        }
    }

    public func peripheralIsReady(toSendWriteWithoutResponse peripheral: CBPeripheral) {
        link?.readyToWrite()
    }

    public func peripheral(_ peripheral: CBPeripheral, didModifyServices invalidatedServices: [CBService]) {
        // The wallet takes its service away: nothing more comes by this link.
        guard peripheral === self.peripheral, !invalidatedServices.isEmpty else { return }
        manager.cancelPeripheralConnection(peripheral)
    }

    public func peripheral(
        _ peripheral: CBPeripheral, didOpen channel: CBL2CAPChannel?, error: (any Error)?
    ) {
        guard error == nil, let own = channel.flatMap({ Channel($0) }) else {
            link?.streamOpened(false)
            return
        }
        own.onReceived = { [weak self] in self?.link?.streamReceived($0) }
        own.onSpace = { [weak self] in self?.link?.streamReady() }
        own.onEnd = { [weak self] in self?.link?.streamClosed() }
        self.channel = own
        link?.streamOpened(true)
    }
}
