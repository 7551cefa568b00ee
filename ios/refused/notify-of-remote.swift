// error: cannot convert value of type 'CBCharacteristic' to expected argument type 'CBMutableCharacteristic'
import CoreBluetooth
import Foundation

// A server notifies of its own characteristics.

func notify(
    _ manager: CBPeripheralManager, own: CBMutableCharacteristic, remote: CBCharacteristic
) -> Bool {
    #if WRONG
    manager.updateValue(Data(), for: remote, onSubscribedCentrals: nil)
    #else
    manager.updateValue(Data(), for: own, onSubscribedCentrals: nil)
    #endif
}
