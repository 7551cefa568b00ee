import Foundation

/// A characteristic of the two Bluetooth services of ISO 18013-5.
public enum Characteristic: String, CaseIterable, Sendable {
    /// Messages from client to server: written without response.
    case client2Server
    /// What the reader's server shows so that the wallet knows it again: read.
    case ident
    /// The channel for L2CAP: read.
    case l2cap
    /// Messages from server to client: notified.
    case server2Client
    /// Start and end: notified, and written without response.
    case state
}

/// Who is the GATT server.
public enum BleMode: CaseIterable, Sendable {
    /// The reader: the wallet looks for it.
    case mdocCentralClient
    /// The wallet: the reader looks for it.
    case mdocPeripheralServer
}

/// What happened at a radio: an event of the reader's own machine.
public enum RadioEvent: Equatable, Sendable {
    /// The tag's response to the last command: data and status word.
    case apduResponse(Data)
    /// The Bluetooth link is up, with this ATT MTU in bytes.
    case bleConnected(mtu: Int)
    /// The Bluetooth link is gone, or could not be built.
    case bleDisconnected
    /// A value was notified to, or written by, the wallet's side.
    case bleReceived(Characteristic, Data)
    /// State and the wallet-to-reader characteristic are subscribed.
    case bleSubscribed
    /// The text of a code.
    case codeScanned(String)
    /// The wallet's L2CAP characteristic; `nil` where it has none, or does not let it be read.
    case psmRead(Data?)
    /// The signature, `r || s`, that ``RadioAction/sign(id:algorithm:bytes:)`` asked for.
    case signature(id: Int, Data)
    /// The L2CAP channel is closed, or could not be opened.
    case streamClosed
    /// The L2CAP channel is open.
    case streamOpened
    /// The channel on which this device listens; `nil` where there is none.
    case streamPublished(psm: Int?)
    /// Bytes of the L2CAP channel, in any pieces.
    case streamReceived(Data)
    /// A tag is in the field.
    case tagFound
    /// The tag has left the field.
    case tagLost
}

/// What a radio shall do: an action of the reader's own machine.
public enum RadioAction: Equatable, Sendable {
    /// Be a GATT server with this service (big-endian), and show this value as Ident.
    case advertise(service: Data, ident: Data)
    /// Open this L2CAP channel of the wallet.
    case openStream(service: Data, psm: Int)
    /// Listen on an L2CAP channel of this device.
    case publishStream
    /// Read the wallet's L2CAP characteristic.
    case readPsm
    /// Connect to the GATT server with this service (big-endian).
    case scan(service: Data)
    /// Send this command to the tag.
    case sendApdu(Data)
    /// Write without response as client, notify as server.
    case sendBle(Characteristic, Data)
    /// Send these bytes through the L2CAP channel.
    case sendStream(Data)
    /// Show this value in the L2CAP characteristic of the server that is advertised next.
    case showPsm(Data)
    /// Sign these bytes with the reader's key.
    case sign(id: Int, algorithm: String, bytes: Data)
    /// Send what is waiting, then stop scanning and advertising, and close every link.
    case stopRadio
    /// Subscribe, as client, to State and Server2Client.
    case subscribe
}
