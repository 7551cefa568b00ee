// A stand-in for type checks on Linux: what is used here, as Apple's documentation declares it. Nothing
// of it can be run. Methods that are `optional` there have an empty body in an extension here, because
// only Objective-C has such methods.

import Dispatch
import Foundation

// https://developer.apple.com/documentation/corebluetooth/cbmanagerstate
public enum CBManagerState: Int, Sendable {
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerstate/unknown
    case unknown
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerstate/resetting
    case resetting
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerstate/unsupported
    case unsupported
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerstate/unauthorized
    case unauthorized
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerstate/poweredoff
    case poweredOff
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerstate/poweredon
    case poweredOn
}

// https://developer.apple.com/documentation/corebluetooth/cbmanagerauthorization
public enum CBManagerAuthorization: Int, Sendable {
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerauthorization/notdetermined
    case notDetermined
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerauthorization/restricted
    case restricted
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerauthorization/denied
    case denied
    // https://developer.apple.com/documentation/corebluetooth/cbmanagerauthorization/allowedalways
    case allowedAlways
}

// https://developer.apple.com/documentation/corebluetooth/cbmanager
open class CBManager: NSObject {
    // https://developer.apple.com/documentation/corebluetooth/cbmanager/state
    open var state: CBManagerState { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbmanager/authorization-swift.type.property
    open class var authorization: CBManagerAuthorization { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbuuid
open class CBUUID: NSObject {
    // https://developer.apple.com/documentation/corebluetooth/cbuuid/init(data:)
    public init(data theData: Data) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbuuid/data
    open var data: Data { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbpeer
open class CBPeer: NSObject {
    // https://developer.apple.com/documentation/corebluetooth/cbpeer/identifier
    open var identifier: UUID { fatalError() }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbcentral
open class CBCentral: CBPeer {
    // https://developer.apple.com/documentation/corebluetooth/cbcentral/maximumupdatevaluelength
    open var maximumUpdateValueLength: Int { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbattribute
open class CBAttribute: NSObject {
    // https://developer.apple.com/documentation/corebluetooth/cbattribute/uuid
    open var uuid: CBUUID { fatalError() }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbservice
open class CBService: CBAttribute {
    // https://developer.apple.com/documentation/corebluetooth/cbservice/characteristics
    open var characteristics: [CBCharacteristic]? { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbmutableservice
open class CBMutableService: CBService {
    // https://developer.apple.com/documentation/corebluetooth/cbmutableservice/init(type:primary:)
    public init(type UUID: CBUUID, primary isPrimary: Bool) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbmutableservice/characteristics
    open override var characteristics: [CBCharacteristic]? {
        get { fatalError() }
        set { fatalError() }
    }
}

// https://developer.apple.com/documentation/corebluetooth/cbcharacteristicproperties
public struct CBCharacteristicProperties: OptionSet, Sendable {
    // https://developer.apple.com/documentation/swift/rawrepresentable/rawvalue-swift.property
    public let rawValue: UInt
    // https://developer.apple.com/documentation/swift/optionset/init(rawvalue:)
    public init(rawValue: UInt) { self.rawValue = rawValue }
    // https://developer.apple.com/documentation/corebluetooth/cbcharacteristicproperties/read
    public static var read: CBCharacteristicProperties { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbcharacteristicproperties/writewithoutresponse
    public static var writeWithoutResponse: CBCharacteristicProperties { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbcharacteristicproperties/notify
    public static var notify: CBCharacteristicProperties { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbattributepermissions
public struct CBAttributePermissions: OptionSet, Sendable {
    // https://developer.apple.com/documentation/swift/rawrepresentable/rawvalue-swift.property
    public let rawValue: UInt
    // https://developer.apple.com/documentation/swift/optionset/init(rawvalue:)
    public init(rawValue: UInt) { self.rawValue = rawValue }
    // https://developer.apple.com/documentation/corebluetooth/cbattributepermissions/readable
    public static var readable: CBAttributePermissions { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbattributepermissions/writeable
    public static var writeable: CBAttributePermissions { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbcharacteristic
open class CBCharacteristic: CBAttribute {
    // https://developer.apple.com/documentation/corebluetooth/cbcharacteristic/value
    open var value: Data? { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbcharacteristic/isnotifying
    open var isNotifying: Bool { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbmutablecharacteristic
open class CBMutableCharacteristic: CBCharacteristic {
    // https://developer.apple.com/documentation/corebluetooth/cbmutablecharacteristic/init(type:properties:value:permissions:)
    public init(
        type UUID: CBUUID, properties: CBCharacteristicProperties, value: Data?,
        permissions: CBAttributePermissions
    ) { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbcharacteristicwritetype
public enum CBCharacteristicWriteType: Int, Sendable {
    // https://developer.apple.com/documentation/corebluetooth/cbcharacteristicwritetype/withresponse
    case withResponse
    // https://developer.apple.com/documentation/corebluetooth/cbcharacteristicwritetype/withoutresponse
    case withoutResponse
}

// https://developer.apple.com/documentation/corebluetooth/cbl2cappsm
public typealias CBL2CAPPSM = UInt16

// https://developer.apple.com/documentation/corebluetooth/cbl2capchannel
open class CBL2CAPChannel: NSObject {
    // https://developer.apple.com/documentation/corebluetooth/cbl2capchannel/inputstream
    open var inputStream: InputStream! { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbl2capchannel/outputstream
    open var outputStream: OutputStream! { fatalError() }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbperipheral
open class CBPeripheral: CBPeer {
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/delegate
    weak open var delegate: (any CBPeripheralDelegate)?
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/services
    open var services: [CBService]? { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/cansendwritewithoutresponse
    open var canSendWriteWithoutResponse: Bool { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/discoverservices(_:)
    open func discoverServices(_ serviceUUIDs: [CBUUID]?) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/discovercharacteristics(_:for:)
    open func discoverCharacteristics(_ characteristicUUIDs: [CBUUID]?, for service: CBService) {
        fatalError()
    }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/readvalue(for:)-6u2kr
    open func readValue(for characteristic: CBCharacteristic) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/maximumwritevaluelength(for:)
    open func maximumWriteValueLength(for type: CBCharacteristicWriteType) -> Int { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/writevalue(_:for:type:)
    open func writeValue(
        _ data: Data, for characteristic: CBCharacteristic, type: CBCharacteristicWriteType
    ) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/setnotifyvalue(_:for:)
    open func setNotifyValue(_ enabled: Bool, for characteristic: CBCharacteristic) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheral/openl2capchannel(_:)
    open func openL2CAPChannel(_ PSM: CBL2CAPPSM) { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate
public protocol CBPeripheralDelegate: NSObjectProtocol {
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheral(_:diddiscoverservices:)
    func peripheral(_ peripheral: CBPeripheral, didDiscoverServices error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheral(_:diddiscovercharacteristicsfor:error:)
    func peripheral(
        _ peripheral: CBPeripheral, didDiscoverCharacteristicsFor service: CBService,
        error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheral(_:didupdatevaluefor:error:)-1xyna
    func peripheral(
        _ peripheral: CBPeripheral, didUpdateValueFor characteristic: CBCharacteristic,
        error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheral(_:didupdatenotificationstatefor:error:)
    func peripheral(
        _ peripheral: CBPeripheral, didUpdateNotificationStateFor characteristic: CBCharacteristic,
        error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheralisready(tosendwritewithoutresponse:)
    func peripheralIsReady(toSendWriteWithoutResponse peripheral: CBPeripheral)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheral(_:didmodifyservices:)
    func peripheral(_ peripheral: CBPeripheral, didModifyServices invalidatedServices: [CBService])
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheral(_:didopen:error:)
    func peripheral(_ peripheral: CBPeripheral, didOpen channel: CBL2CAPChannel?, error: (any Error)?)
}

// https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate
extension CBPeripheralDelegate {
    // https://developer.apple.com/documentation/corebluetooth/cbperipheraldelegate/peripheral(_:didmodifyservices:)
    public func peripheral(
        _ peripheral: CBPeripheral, didModifyServices invalidatedServices: [CBService]
    ) {}
}

// https://developer.apple.com/documentation/corebluetooth/cbcentralmanager
open class CBCentralManager: CBManager {
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanager/init(delegate:queue:options:)
    public init(
        delegate: (any CBCentralManagerDelegate)?, queue: DispatchQueue?, options: [String: Any]? = nil
    ) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanager/scanforperipherals(withservices:options:)
    open func scanForPeripherals(withServices serviceUUIDs: [CBUUID]?, options: [String: Any]? = nil) {
        fatalError()
    }
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanager/stopscan()
    open func stopScan() { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanager/connect(_:options:)
    open func connect(_ peripheral: CBPeripheral, options: [String: Any]? = nil) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanager/cancelperipheralconnection(_:)
    open func cancelPeripheralConnection(_ peripheral: CBPeripheral) { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbcentralmanageroptionshowpoweralertkey
public let CBCentralManagerOptionShowPowerAlertKey: String = ""

// https://developer.apple.com/documentation/corebluetooth/cbcentralmanagerdelegate
public protocol CBCentralManagerDelegate: NSObjectProtocol {
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanagerdelegate/centralmanagerdidupdatestate(_:)
    func centralManagerDidUpdateState(_ central: CBCentralManager)
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanagerdelegate/centralmanager(_:diddiscover:advertisementdata:rssi:)
    func centralManager(
        _ central: CBCentralManager, didDiscover peripheral: CBPeripheral,
        advertisementData: [String: Any], rssi RSSI: NSNumber)
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanagerdelegate/centralmanager(_:didconnect:)
    func centralManager(_ central: CBCentralManager, didConnect peripheral: CBPeripheral)
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanagerdelegate/centralmanager(_:didfailtoconnect:error:)
    func centralManager(
        _ central: CBCentralManager, didFailToConnect peripheral: CBPeripheral, error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbcentralmanagerdelegate/centralmanager(_:diddisconnectperipheral:error:)
    func centralManager(
        _ central: CBCentralManager, didDisconnectPeripheral peripheral: CBPeripheral,
        error: (any Error)?)
}

// https://developer.apple.com/documentation/corebluetooth/cbatterror
public struct CBATTError: Error, Sendable {
    // https://developer.apple.com/documentation/corebluetooth/cbatterror/code
    public enum Code: Int, Sendable {
        // https://developer.apple.com/documentation/corebluetooth/cbatterror/code/success
        case success
        // https://developer.apple.com/documentation/corebluetooth/cbatterror/code/unlikelyerror
        case unlikelyError
    }
}

// https://developer.apple.com/documentation/corebluetooth/cbattrequest
open class CBATTRequest: NSObject {
    // https://developer.apple.com/documentation/corebluetooth/cbattrequest/central
    open var central: CBCentral { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbattrequest/characteristic
    open var characteristic: CBCharacteristic { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbattrequest/offset
    open var offset: Int { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbattrequest/value
    open var value: Data? {
        get { fatalError() }
        set { fatalError() }
    }
    internal override init() { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbadvertisementdataserviceuuidskey
public let CBAdvertisementDataServiceUUIDsKey: String = ""

// https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager
open class CBPeripheralManager: CBManager {
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/init(delegate:queue:options:)
    public init(
        delegate: (any CBPeripheralManagerDelegate)?, queue: DispatchQueue?,
        options: [String: Any]? = nil
    ) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/add(_:)
    open func add(_ service: CBMutableService) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/removeallservices()
    open func removeAllServices() { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/startadvertising(_:)
    open func startAdvertising(_ advertisementData: [String: Any]?) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/stopadvertising()
    open func stopAdvertising() { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/updatevalue(_:for:onsubscribedcentrals:)
    open func updateValue(
        _ value: Data, for characteristic: CBMutableCharacteristic,
        onSubscribedCentrals centrals: [CBCentral]?
    ) -> Bool { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/respond(to:withresult:)
    open func respond(to request: CBATTRequest, withResult result: CBATTError.Code) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/publishl2capchannel(withencryption:)
    open func publishL2CAPChannel(withEncryption encryptionRequired: Bool) { fatalError() }
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanager/unpublishl2capchannel(_:)
    open func unpublishL2CAPChannel(_ PSM: CBL2CAPPSM) { fatalError() }
}

// https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate
public protocol CBPeripheralManagerDelegate: NSObjectProtocol {
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanagerdidupdatestate(_:)
    func peripheralManagerDidUpdateState(_ peripheral: CBPeripheralManager)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanagerdidstartadvertising(_:error:)
    func peripheralManagerDidStartAdvertising(_ peripheral: CBPeripheralManager, error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanager(_:didadd:error:)
    func peripheralManager(
        _ peripheral: CBPeripheralManager, didAdd service: CBService, error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanager(_:central:didsubscribeto:)
    func peripheralManager(
        _ peripheral: CBPeripheralManager, central: CBCentral,
        didSubscribeTo characteristic: CBCharacteristic)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanager(_:central:didunsubscribefrom:)
    func peripheralManager(
        _ peripheral: CBPeripheralManager, central: CBCentral,
        didUnsubscribeFrom characteristic: CBCharacteristic)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanagerisready(toupdatesubscribers:)
    func peripheralManagerIsReady(toUpdateSubscribers peripheral: CBPeripheralManager)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanager(_:didreceivewrite:)
    func peripheralManager(
        _ peripheral: CBPeripheralManager, didReceiveWrite requests: [CBATTRequest])
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanager(_:didpublishl2capchannel:error:)
    func peripheralManager(
        _ peripheral: CBPeripheralManager, didPublishL2CAPChannel PSM: CBL2CAPPSM,
        error: (any Error)?)
    // https://developer.apple.com/documentation/corebluetooth/cbperipheralmanagerdelegate/peripheralmanager(_:didopen:error:)
    func peripheralManager(
        _ peripheral: CBPeripheralManager, didOpen channel: CBL2CAPChannel?, error: (any Error)?)
}
