// error: initializer is inaccessible due to 'internal' protection level
import CoreBluetooth

// The system makes peripherals; an app finds them.

func make(_ found: CBPeripheral) -> CBPeripheral {
    #if WRONG
    return CBPeripheral()
    #else
    return found
    #endif
}
