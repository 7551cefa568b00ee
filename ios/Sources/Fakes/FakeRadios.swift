import Foundation
import Links
import Ports

/// A queue of the system: it holds so many values, and says that there is room only after it had none
/// when it was asked.
@MainActor
public class FakeQueue {
    public let capacity: Int
    public private(set) var arrived: [Data] = []
    public var onReady: (@MainActor () -> Void)?

    private var held: [Data] = []
    private var refused = false

    public init(capacity: Int) {
        self.capacity = capacity
    }

    /// Whether there is room. Where there is none, the queue says when there is.
    fileprivate func asked() -> Bool {
        let room = held.count < capacity
        if !room { refused = true }
        return room
    }

    /// Whether the value was taken.
    fileprivate func take(_ value: Data) -> Bool {
        guard held.count < capacity else { return false }
        held.append(value)
        return true
    }

    /// So many values go out. Whether anything did.
    public func transmit(_ count: Int) -> Bool {
        let out = held.prefix(count)
        guard !out.isEmpty else { return false }
        arrived += out
        held.removeFirst(out.count)
        if refused {
            refused = false
            onReady?()
        }
        return true
    }
}

/// The system's buffer for writes without response: it loses what is written beyond its room.
@MainActor
public final class FakeWriteBuffer: FakeQueue, WriteSink {
    public private(set) var lost = 0

    public var canSend: Bool { asked() }

    public func write(_ value: Data, to characteristic: Characteristic) {
        if !take(value) { lost += 1 }
    }
}

/// The system's queue for notifications: it refuses what does not fit.
@MainActor
public final class FakeNotifyQueue: FakeQueue, NotifySink {
    public private(set) var refusals = 0

    public func notify(_ value: Data, of characteristic: Characteristic) -> Bool {
        guard asked(), take(value) else {
            refusals += 1
            return false
        }
        return true
    }
}

/// A stream that takes bytes in pieces.
@MainActor
public final class FakeStream: StreamSink {
    public private(set) var arrived = Data()
    public var broken = false

    private let piece: Int
    private var space: Int

    public init(piece: Int) {
        self.piece = piece
        space = piece
    }

    public var hasSpace: Bool { space > 0 }

    public func write(_ bytes: Data) -> Int {
        guard !broken else { return -1 }
        let taken = min(space, bytes.count)
        arrived += bytes.prefix(taken)
        space -= taken
        return taken
    }

    public func makeSpace() { space = piece }
}

/// The system's tag reader: it tells its calls, and refuses a session that begins too soon after the
/// sheet has gone.
@MainActor
public final class FakeTagSystem: TagSystem {
    public enum Call: Equatable, Sendable {
        case begin(Int), connect(Int, tag: Int), send(Int, Data), restart(Int), invalidate(Int, read: Bool)
    }

    public private(set) var calls: [Call] = []
    /// Where it tells of tags: the session, and how many there are.
    public var onDetected: (@MainActor (Int, Int) -> Void)?
    /// Where it tells of an end.
    public var onEnd: (@MainActor (Int, TagSessionEnd) -> Void)?
    /// What the system tells of while it is asked to end: another tag.
    public var detectsWhileEnding = false

    private let clock: any ClockPort
    private var gone: Duration?

    public init(clock: any ClockPort) {
        self.clock = clock
    }

    public func begin(session: Int) {
        calls.append(.begin(session))
        if let gone, clock.now < gone + NfcGate.pause {
            end(session, .other)
        }
    }

    public func connect(session: Int, tag: Int) { calls.append(.connect(session, tag: tag)) }

    public func send(session: Int, _ command: Data) { calls.append(.send(session, command)) }

    public func restartPolling(session: Int) { calls.append(.restart(session)) }

    public func invalidate(session: Int, read: Bool) {
        if detectsWhileEnding { onDetected?(session, 1) }
        calls.append(.invalidate(session, read: read))
        // The system reports an end by the app as one by the person.
        end(session, .userCancelled)
    }

    /// The sheet goes.
    public func end(_ session: Int, _ reason: TagSessionEnd) {
        gone = clock.now
        onEnd?(session, reason)
    }

    public var begun: Int { calls.filter { if case .begin = $0 { true } else { false } }.count }
}

/// The system's GATT client: it tells its calls.
@MainActor
public final class FakeCentralSystem: CentralSystem {
    public enum Call: Equatable, Sendable {
        case scan(Data), stopScan, connect, disconnect, discover(Data), subscribe(Characteristic)
        case read(Characteristic), openStream(UInt16), closeStream
    }

    public private(set) var calls: [Call] = []
    public let buffer: FakeWriteBuffer
    public let stream: FakeStream
    public var maximumWriteLength: Int

    public init(capacity: Int = 20, maximumWriteLength: Int = 182, piece: Int = 64) {
        buffer = FakeWriteBuffer(capacity: capacity)
        stream = FakeStream(piece: piece)
        self.maximumWriteLength = maximumWriteLength
    }

    public func scan(service: Data) { calls.append(.scan(service)) }
    public func stopScan() { calls.append(.stopScan) }
    public func connect() { calls.append(.connect) }
    public func disconnect() { calls.append(.disconnect) }
    public func discover(service: Data) { calls.append(.discover(service)) }
    public func subscribe(_ characteristic: Characteristic) { calls.append(.subscribe(characteristic)) }
    public func read(_ characteristic: Characteristic) { calls.append(.read(characteristic)) }
    public func openStream(psm: UInt16) { calls.append(.openStream(psm)) }
    public func closeStream() { calls.append(.closeStream) }

    public var canSend: Bool { buffer.canSend }
    public func write(_ value: Data, to characteristic: Characteristic) {
        buffer.write(value, to: characteristic)
    }
    public var hasSpace: Bool { stream.hasSpace }
    public func write(_ bytes: Data) -> Int { stream.write(bytes) }

    public func clear() { calls = [] }
}

/// The system's GATT server: it tells its calls.
@MainActor
public final class FakePeripheralSystem: PeripheralSystem {
    public enum Call: Equatable, Sendable {
        case advertise(Data, ident: Data, psm: Data?), stopAdvertising, withdraw, publishStream
        case unpublishStream, closeStream
    }

    public private(set) var calls: [Call] = []
    public let queue: FakeNotifyQueue
    public let stream: FakeStream

    public init(capacity: Int = 4, piece: Int = 64) {
        queue = FakeNotifyQueue(capacity: capacity)
        stream = FakeStream(piece: piece)
    }

    public func advertise(service: Data, ident: Data, psm: Data?) {
        calls.append(.advertise(service, ident: ident, psm: psm))
    }
    public func stopAdvertising() { calls.append(.stopAdvertising) }
    public func withdraw() { calls.append(.withdraw) }
    public func publishStream() { calls.append(.publishStream) }
    public func unpublishStream() { calls.append(.unpublishStream) }
    public func closeStream() { calls.append(.closeStream) }

    public func notify(_ value: Data, of characteristic: Characteristic) -> Bool {
        queue.notify(value, of: characteristic)
    }
    public var hasSpace: Bool { stream.hasSpace }
    public func write(_ bytes: Data) -> Int { stream.write(bytes) }

    public func clear() { calls = [] }
}
