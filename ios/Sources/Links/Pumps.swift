import Foundation
import Ports

/// Takes values without response, as long as there is room.
@MainActor
public protocol WriteSink: AnyObject {
    var canSend: Bool { get }
    func write(_ value: Data, to characteristic: Characteristic)
}

/// Takes notifications, or refuses them while its queue is full.
@MainActor
public protocol NotifySink: AnyObject {
    func notify(_ value: Data, of characteristic: Characteristic) -> Bool
}

/// Takes bytes of a stream, as many as there is room for.
@MainActor
public protocol StreamSink: AnyObject {
    var hasSpace: Bool { get }
    /// How many bytes were taken; less than nothing where the stream is broken.
    func write(_ bytes: Data) -> Int
}

/// Values and where they go, in order.
typealias Parcels = [(value: Data, characteristic: Characteristic)]

/// Values in order: each is offered until it is taken, and none is passed by another.
@MainActor
public class ValuePump {
    /// Whether it was taken.
    private let offer: @MainActor (Data, Characteristic) -> Bool
    private var waiting: Parcels = []
    private var pumping = false
    private var drained: (@MainActor () -> Void)?

    init(_ offer: @escaping @MainActor (Data, Characteristic) -> Bool) {
        self.offer = offer
    }

    public func send(_ value: Data, to characteristic: Characteristic) {
        waiting.append((value, characteristic))
        pump()
    }

    /// There is room again.
    public func ready() {
        pump()
    }

    /// Comes back once, when nothing waits.
    public func drain(_ done: @escaping @MainActor () -> Void) {
        drained = done
        pump()
    }

    /// Forgets what waits.
    public func drop() {
        waiting = []
        drained = nil
    }

    private func pump() {
        // A sink may say that it is ready, or that the link is gone, while it takes a value.
        guard !pumping else { return }
        pumping = true
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            guard offer(next.value, next.characteristic) else {
                waiting.insert(next, at: 0)
                break
            }
        }
        pumping = false
        guard waiting.isEmpty, let done = drained else { return }
        drained = nil
        done()
    }
}

/// Writes of a GATT client.
///
/// The system's buffer holds about twenty values; what is written beyond is lost without a word. And
/// it says that there is room again only where it was asked while there was none. So: write while there
/// is room, stop when there is none, go on when told.
@MainActor
public final class WritePump: ValuePump {
    public init(_ sink: any WriteSink) {
        super.init { [unowned sink] value, characteristic in
            guard sink.canSend else { return false }
            sink.write(value, to: characteristic)
            return true
        }
    }
}

/// Notifications of a GATT server: what was refused is the next to be offered again.
@MainActor
public final class NotifyPump: ValuePump {
    public init(_ sink: any NotifySink) {
        super.init { [unowned sink] value, characteristic in
            sink.notify(value, of: characteristic)
        }
    }
}

/// Bytes of an L2CAP channel, which takes them in pieces of its own choice.
@MainActor
public final class StreamPump {
    private unowned let sink: any StreamSink
    private var waiting = Data()
    private var pumping = false
    private var drained: (@MainActor () -> Void)?
    /// Called once, when the stream takes nothing any more.
    private let broken: @MainActor () -> Void

    public init(_ sink: any StreamSink, broken: @escaping @MainActor () -> Void) {
        self.sink = sink
        self.broken = broken
    }

    public func send(_ bytes: Data) {
        waiting.append(bytes)
        pump()
    }

    /// There is space again.
    public func ready() {
        pump()
    }

    /// Comes back once, when nothing waits.
    public func drain(_ done: @escaping @MainActor () -> Void) {
        drained = done
        pump()
    }

    /// Forgets what waits.
    public func drop() {
        waiting = Data()
        drained = nil
    }

    private func pump() {
        guard !pumping else { return }
        pumping = true
        var failed = false
        while !waiting.isEmpty, sink.hasSpace {
            let taken = sink.write(waiting)
            guard taken > 0 else {
                failed = taken < 0
                break
            }
            // Indices begin at nothing again.
            waiting = Data(waiting.dropFirst(taken))
        }
        pumping = false
        if failed {
            drop()
            broken()
        } else if waiting.isEmpty, let done = drained {
            drained = nil
            done()
        }
    }
}

/// Parts of values as a GATT server receives them: whole, or with offsets.
public struct WriteAssembler: Sendable {
    /// One request to write.
    public struct Part: Sendable {
        public var characteristic: Characteristic
        public var offset: Int
        public var value: Data

        public init(_ characteristic: Characteristic, offset: Int = 0, value: Data) {
            self.characteristic = characteristic
            self.offset = offset
            self.value = value
        }
    }

    public init() {}

    /// The values of requests that came as one. `nil` where the offsets do not fit together, or a value
    /// is too long: then none of them counts.
    public func values(_ parts: [Part]) -> [(Characteristic, Data)]? {
        var values: [(characteristic: Characteristic, value: Data)] = []
        for part in parts {
            guard part.offset != 0 else {
                values.append((part.characteristic, part.value))
                continue
            }
            guard let last = values.indices.last,
                values[last].characteristic == part.characteristic,
                values[last].value.count == part.offset
            else { return nil }
            values[last].value.append(part.value)
        }
        guard values.allSatisfy({ $0.value.count <= Attribute.maxValue }) else { return nil }
        return values.map { ($0.characteristic, $0.value) }
    }
}

/// The camera sees one code many times a second: each is told once, until the camera opens anew.
public struct CodeLatch: Sendable {
    private var told: String?

    public init() {}

    /// Whether this text is to be told.
    public mutating func takes(_ text: String) -> Bool {
        guard !text.isEmpty, text != told else { return false }
        told = text
        return true
    }

    /// The camera opened.
    public mutating func reset() {
        told = nil
    }
}
