import Foundation

/// What happened at the reader: its radios report it, or the operator does.
public enum ReaderEvent: Sendable {
    /// The tag's response to the last command: data and status word.
    case apduResponse(Data)
    /// Ask for more in the same session.
    case ask(DeviceRequest)
    /// The Bluetooth link is up, with this ATT MTU in bytes.
    case bleConnected(mtu: Int)
    /// The Bluetooth link is gone, or could not be built.
    case bleDisconnected
    /// Another ATT MTU was agreed on, in bytes.
    case bleMtu(Int)
    /// A value was notified to, or written by, the wallet's side.
    case bleReceived(Characteristic, value: Data)
    /// State and the wallet-to-reader characteristic are subscribed.
    case bleSubscribed
    /// The text of a code.
    case codeScanned(String)
    /// End the transaction.
    case end
    /// The key that ``ReaderAction/createKey(_:)`` asked for, fresh.
    case key(PrivateKey)
    /// The value that ``ReaderAction/readPsm`` asked for; `nil` where the wallet has none, or does not
    /// let it be read.
    case psmRead(Data?)
    /// The signature, `r || s`, that ``ReaderAction/sign(id:algorithm:bytes:)`` asked for.
    case signature(id: Int32, Data)
    /// The L2CAP channel is closed, or could not be opened.
    case streamClosed
    /// The L2CAP channel is open: the one that the reader opened, or a wallet came by the reader's.
    case streamOpened
    /// The channel that ``ReaderAction/publishStream`` asked for; `nil` where there is none.
    case streamPublished(psm: Int64?)
    /// Bytes of the L2CAP channel, in any pieces.
    case streamReceived(Data)
    /// A tag is in the field.
    case tagFound
    /// The tag has left the field.
    case tagLost
    /// Time passes.
    case tick
}

/// What the reader's radios and screen shall do.
public enum ReaderAction: Sendable {
    /// Be a GATT server with this service (big-endian), and show this value as Ident.
    case advertise(service: Data, ident: Data)
    /// Make a fresh private key on this curve. Comes only where the session makes none itself.
    case createKey(Curve)
    /// The transaction is over. Nothing follows.
    case finished(TransactionOutcome)
    /// Open this L2CAP channel of the wallet, whose address may be known.
    case openStream(service: Data, address: Data?, psm: Int64)
    /// Look for a tag.
    case pollTag
    /// Listen on an L2CAP channel of this device, and answer with
    /// ``ReaderEvent/streamPublished(psm:)``.
    case publishStream
    /// Read the wallet's L2CAP characteristic, and answer with ``ReaderEvent/psmRead(_:)``.
    case readPsm
    /// A step that is done, to show.
    case show(ReaderProgress)
    /// Show this value in the L2CAP characteristic of the server that is advertised next.
    case showPsm(Data)
    /// A response came: verify it.
    case received(Presentation)
    /// Connect to the GATT server with this service (big-endian).
    case scan(service: Data, address: Data?)
    /// Look for a code.
    case scanCode
    /// Send this command to the tag.
    case sendApdu(Data)
    /// Write without response as client, notify as server.
    case sendBle(Characteristic, value: Data)
    /// Send these bytes through the L2CAP channel.
    case sendStream(Data)
    /// Sign these bytes with the reader's key. Comes only where no signer was given.
    case sign(id: Int32, algorithm: Algorithm, bytes: Data)
    /// Send what is waiting, then stop scanning, advertising and polling, and close every link.
    case stopRadio
    /// Subscribe, as client, to State and Server2Client.
    case subscribe
    /// Come back with ``ReaderEvent/tick`` at this time, unless something happens before. The time is
    /// on the clock of the events.
    case wakeAt(Duration)
}

/// One transaction in person, from the engagement to the end.
///
/// Events go in with the time of any clock that only goes forward, actions come out. One session is
/// one transaction; after a loss the next engagement needs a new one. It may be used from any task,
/// one event at a time. It holds the session's keys, which are wiped when the transaction is over.
public final class ReaderSession: Sendable {
    /// Makes the private key of a session, fresh, on a curve.
    public typealias KeySource = @Sendable (Curve) throws(TashikaError) -> PrivateKey

    private let native: NativeReaderSession
    private let keys: KeySource?

    /// A transaction that has not begun.
    ///
    /// - Parameters:
    ///   - signer: Signs within the call that needs it. Without one
    ///     ``ReaderAction/sign(id:algorithm:bytes:)`` asks.
    ///   - keys: Makes the session's key. Where it is `nil`, ``ReaderAction/createKey(_:)`` asks.
    public init(
        request: DeviceRequest,
        options: ReaderOptions,
        signer: (any RequestSigner)? = nil,
        keys: KeySource? = PrivateKey.generate(curve:)
    ) throws(TashikaError) {
        try times([
            options.engagementTimeout, options.connectionTimeout, options.inactivityTimeout,
            options.responseTimeout,
        ])
        native = try call {
            try NativeReaderSession(request: request.native, options: options, signer: signer)
        }
        self.keys = keys
    }

    /// The time on the clock of this class: how long ago it was used first.
    public static func clock() -> Duration {
        origin.duration(to: .now)
    }

    private static let origin = ContinuousClock.now

    /// Whether the transaction is over. Its keys are gone.
    public var isOver: Bool { native.isOver() }

    /// Where the transaction is.
    public var phase: Phase { native.phase() }

    /// Begins: what to look for.
    public func start(now: Duration = clock()) throws(TashikaError) -> [ReaderAction] {
        try keyed(try call { try native.start(now: interval(now)) }, now)
    }

    /// Takes what happened at `now` and returns what to do, in order.
    public func onEvent(
        _ event: ReaderEvent, now: Duration = clock()
    ) throws(TashikaError) -> [ReaderAction] {
        try keyed(try call { try native.onEvent(event: NativeEvent(event), now: interval(now)) }, now)
    }

    /// Begins, takes events as they come, and gives what to do until the transaction is over.
    public func transact<Events: AsyncSequence & Sendable>(
        _ events: Events
    ) -> AsyncThrowingStream<ReaderAction, any Error> where Events.Element == ReaderEvent {
        rounds(
            of: events, { try self.start() }, { try self.onEvent($0) }, isOver: { self.isOver })
    }

    /// Makes the key where the session is asked for one; what follows from it comes in its place.
    private func keyed(
        _ actions: [NativeAction], _ now: Duration
    ) throws(TashikaError) -> [ReaderAction] {
        var out: [ReaderAction] = []
        for action in actions {
            if case .createKey(let curve) = action, let keys {
                out += try onEvent(.key(try keys(curve)), now: now)
            } else {
                out.append(ReaderAction(action))
            }
        }
        return out
    }
}

/// Longer than any transaction, and a number that every clock can add to.
private let maxTimeout: TimeInterval = 1_000_000_000

/// Whether these are times to wait.
func times(_ all: [TimeInterval?]) throws(TashikaError) {
    for time in all.compactMap({ $0 }) where !(0...maxTimeout).contains(time) {
        throw .usage(code: "usage.seconds", reason: "\(time) seconds are no time to wait")
    }
}

/// A duration at the boundary, which knows nothing before its own beginning.
func interval(_ own: Duration) -> TimeInterval {
    let (seconds, attoseconds) = own.components
    // The boundary cuts to whole nanoseconds: with half of one added it rounds.
    let rounded = Double(seconds) + Double(attoseconds) * 1e-18 + 5e-10
    return min(max(0, rounded), maxTimeout)
}

extension NativeEvent {
    fileprivate init(_ event: ReaderEvent) {
        switch event {
        case .apduResponse(let response): self = .apduResponse(response: response)
        case .ask(let request): self = .ask(request: request.native)
        case .bleConnected(let mtu): self = .bleConnected(mtu: Int32(clamping: mtu))
        case .bleDisconnected: self = .bleDisconnected
        case .bleMtu(let mtu): self = .bleMtu(mtu: Int32(clamping: mtu))
        case .bleReceived(let characteristic, let value):
            self = .bleReceived(characteristic: characteristic, value: value)
        case .bleSubscribed: self = .bleSubscribed
        case .codeScanned(let text): self = .codeScanned(text: text)
        case .end: self = .end
        case .key(let key): self = .key(key: key.native)
        case .psmRead(let value): self = .psmRead(value: value)
        case .signature(let id, let signature): self = .signature(id: id, signature: signature)
        case .streamClosed: self = .streamClosed
        case .streamOpened: self = .streamOpened
        case .streamPublished(let psm): self = .streamPublished(psm: psm)
        case .streamReceived(let bytes): self = .streamReceived(bytes: bytes)
        case .tagFound: self = .tagFound
        case .tagLost: self = .tagLost
        case .tick: self = .tick
        }
    }
}

extension ReaderAction {
    fileprivate init(_ action: NativeAction) {
        switch action {
        case .advertise(let service, let ident): self = .advertise(service: service, ident: ident)
        case .createKey(let curve): self = .createKey(curve)
        case .finished(let outcome): self = .finished(outcome)
        case .openStream(let service, let address, let psm):
            self = .openStream(service: service, address: address, psm: psm)
        case .pollTag: self = .pollTag
        case .progress(let progress): self = .show(progress)
        case .publishStream: self = .publishStream
        case .readPsm: self = .readPsm
        case .received(let presentation): self = .received(Presentation(native: presentation))
        case .scan(let service, let address): self = .scan(service: service, address: address)
        case .scanCode: self = .scanCode
        case .sendApdu(let command): self = .sendApdu(command)
        case .sendBle(let characteristic, let value): self = .sendBle(characteristic, value: value)
        case .sendStream(let bytes): self = .sendStream(bytes)
        case .showPsm(let value): self = .showPsm(value)
        case .sign(let id, let algorithm, let bytes):
            self = .sign(id: id, algorithm: algorithm, bytes: bytes)
        case .stopRadio: self = .stopRadio
        case .subscribe: self = .subscribe
        case .wakeAt(let at): self = .wakeAt(.seconds(at))
        }
    }
}
