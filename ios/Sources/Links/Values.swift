import Foundation
import Ports

/// Sizes of Bluetooth.
public enum Attribute {
    /// Bytes of a value, at the most. Some systems drop what is longer although they granted more.
    public static let maxValue = 512
    /// Bytes of a value over the least MTU.
    public static let minValue = 20
    /// What an ATT header takes of the MTU.
    static let header = 3

    /// The MTU for a link whose longest value the system states: iOS tells that and no MTU.
    public static func mtu(valueLength: Int) -> Int {
        min(max(valueLength, minValue), maxValue) + header
    }
}

extension Characteristic {
    /// The identifier in this mode, big-endian; `nil` where the mode has none.
    public func uuid(_ mode: BleMode) -> Data? {
        guard let number = number(mode) else { return nil }
        return Data([0, 0, 0, number]) + Self.base
    }

    /// The characteristic of this identifier.
    public init?(uuid: Data, mode: BleMode) {
        guard let own = Self.allCases.first(where: { $0.uuid(mode) == uuid }) else { return nil }
        self = own
    }

    private static let base = Data([
        0xa1, 0x23, 0x48, 0xce, 0x89, 0x6b, 0x4c, 0x76, 0x97, 0x33, 0x73, 0xe6,
    ])

    private func number(_ mode: BleMode) -> UInt8? {
        switch (self, mode) {
        case (.state, .mdocPeripheralServer): 1
        case (.client2Server, .mdocPeripheralServer): 2
        case (.server2Client, .mdocPeripheralServer): 3
        case (.ident, .mdocPeripheralServer): nil
        case (.l2cap, .mdocPeripheralServer): 0x0a
        case (.state, .mdocCentralClient): 5
        case (.client2Server, .mdocCentralClient): 6
        case (.server2Client, .mdocCentralClient): 7
        case (.ident, .mdocCentralClient): 8
        case (.l2cap, .mdocCentralClient): 0x0b
        }
    }
}
