// error: result of call to 'updateValue(_:for:onSubscribedCentrals:)' is unused
import CoreBluetooth
import Foundation

// Whether the queue is full must be looked at.

func notify(_ manager: CBPeripheralManager, _ own: CBMutableCharacteristic) -> Bool {
    #if WRONG
    manager.updateValue(Data(), for: own, onSubscribedCentrals: nil)
    return true
    #else
    return manager.updateValue(Data(), for: own, onSubscribedCentrals: nil)
    #endif
}
