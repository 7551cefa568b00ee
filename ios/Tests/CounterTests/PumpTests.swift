import Fakes
import Foundation
import Links
import Ports
import Testing

/// What a pump for writes does, right or wrong.
@MainActor
protocol Writing: AnyObject {
    func send(_ value: Data)
    func ready()
}

/// The pump of the app.
@MainActor
final class Right: Writing {
    private let pump: WritePump

    init(_ sink: FakeWriteBuffer) { pump = WritePump(sink) }
    func send(_ value: Data) { pump.send(value, to: .client2Server) }
    func ready() { pump.ready() }
}

/// One value for each callback: another app's reader does so.
@MainActor
final class OneForEachCallback: Writing {
    private let sink: FakeWriteBuffer
    private var waiting: [Data] = []
    private var idle = true

    init(_ sink: FakeWriteBuffer) { self.sink = sink }

    func send(_ value: Data) {
        waiting.append(value)
        if idle { next() }
    }

    func ready() { next() }

    private func next() {
        idle = waiting.isEmpty
        guard !idle else { return }
        sink.write(waiting.removeFirst(), to: .client2Server)
    }
}

/// Takes room after a write for an error: another library does so.
@MainActor
final class FailsWhileThereIsRoom: Writing {
    private let sink: FakeWriteBuffer
    private var waiting: [Data] = []
    private var failed = false

    init(_ sink: FakeWriteBuffer) { self.sink = sink }

    func send(_ value: Data) {
        waiting.append(value)
        ready()
    }

    func ready() {
        guard !failed, let next = waiting.first else { return }
        waiting.removeFirst()
        sink.write(next, to: .client2Server)
        failed = sink.canSend
    }
}

/// Writes whatever the buffer says.
@MainActor
final class Careless: Writing {
    private let sink: FakeWriteBuffer

    init(_ sink: FakeWriteBuffer) { self.sink = sink }
    func send(_ value: Data) { sink.write(value, to: .client2Server) }
    func ready() {}
}

@MainActor
struct PumpTests {
    /// Whether every value arrives once and in order, over a buffer of this size that empties by so many.
    private func delivers(
        _ make: (FakeWriteBuffer) -> any Writing, capacity: Int, step: Int, values: Int = 60
    ) -> Bool {
        let buffer = FakeWriteBuffer(capacity: capacity)
        let pump = make(buffer)
        buffer.onReady = { pump.ready() }
        let sent = (0..<values).map { Data([UInt8($0), UInt8(capacity)]) }
        for (index, value) in sent.enumerated() {
            pump.send(value)
            if index % 7 == 6 { _ = buffer.transmit(step) }
        }
        while buffer.transmit(step) {}
        return buffer.arrived == sent && buffer.lost == 0
    }

    @Test(
        "every write arrives once and in order, wherever the buffer is full",
        arguments: [1, 2, 3, 19, 20, 21, 60], [1, 2, 7, 20])
    func writes(capacity: Int, step: Int) {
        #expect(delivers(Right.init, capacity: capacity, step: step))
    }

    @Test("one write for each callback stalls, where the buffer never was full")
    func stalls() {
        #expect(!delivers(OneForEachCallback.init, capacity: 20, step: 20))
    }

    @Test("to take room after a write for an error stops at once")
    func fails() {
        #expect(!delivers(FailsWhileThereIsRoom.init, capacity: 20, step: 20))
    }

    @Test("writes without a look at the buffer are lost")
    func loses() {
        #expect(!delivers(Careless.init, capacity: 20, step: 1))
    }

    @Test("a sink that says it is ready while it takes a value gets each value once")
    func reentrant() {
        final class Eager: WriteSink {
            var pump: WritePump?
            var arrived: [Data] = []
            var canSend: Bool { true }
            func write(_ value: Data, to characteristic: Characteristic) {
                arrived.append(value)
                pump?.ready()
            }
        }
        let sink = Eager()
        let pump = WritePump(sink)
        sink.pump = pump
        for own in UInt8(0)..<9 { pump.send(Data([own]), to: .state) }
        #expect(sink.arrived == (UInt8(0)..<9).map { Data([$0]) })
    }

    @Test("drained is told once, when nothing waits")
    func drained() {
        let buffer = FakeWriteBuffer(capacity: 1)
        let pump = WritePump(buffer)
        buffer.onReady = { pump.ready() }
        for own in UInt8(0)..<3 { pump.send(Data([own]), to: .state) }
        var times = 0
        pump.drain { times += 1 }
        #expect(times == 0)
        while buffer.transmit(1) {}
        #expect(times == 1)
        pump.send(Data([9]), to: .state)
        while buffer.transmit(1) {}
        #expect(times == 1)
    }

    @Test("a refused notification is offered again, first", arguments: [1, 2, 3, 8], [1, 3])
    func notifications(capacity: Int, step: Int) {
        let queue = FakeNotifyQueue(capacity: capacity)
        let pump = NotifyPump(queue)
        queue.onReady = { pump.ready() }
        let sent = (0..<40).map { Data([UInt8($0)]) }
        for value in sent { pump.send(value, to: .server2Client) }
        while queue.transmit(step) {}
        #expect(queue.arrived == sent)
        #expect(queue.refusals > 0)
    }

    @Test("a refused notification that is taken for sent is missing")
    func dropped() {
        let queue = FakeNotifyQueue(capacity: 2)
        let sent = (0..<5).map { Data([UInt8($0)]) }
        for value in sent { _ = queue.notify(value, of: .server2Client) }
        while queue.transmit(1) {}
        #expect(queue.arrived != sent)
    }

    @Test("a stream takes bytes in pieces", arguments: [1, 2, 63, 64, 1000])
    func streams(piece: Int) {
        let stream = FakeStream(piece: piece)
        let pump = StreamPump(stream) { Issue.record("it is not broken") }
        let sent = Data((0..<500).map { UInt8($0 % 251) })
        pump.send(sent.prefix(200))
        pump.send(Data(sent.dropFirst(200)))
        var done = 0
        pump.drain { done += 1 }
        for _ in 0..<600 {
            stream.makeSpace()
            pump.ready()
        }
        #expect(stream.arrived == sent)
        #expect(done == 1)
    }

    @Test("a broken stream is told once, and takes no more")
    func broken() {
        let stream = FakeStream(piece: 8)
        var times = 0
        let pump = StreamPump(stream) { times += 1 }
        stream.broken = true
        pump.send(Data(count: 20))
        pump.ready()
        #expect(times == 1)
        #expect(stream.arrived.isEmpty)
    }

    @Test("a value is never longer than 512 bytes, whatever the system grants")
    func clamps() {
        #expect(Attribute.mtu(valueLength: 20) == 23)
        #expect(Attribute.mtu(valueLength: 182) == 185)
        #expect(Attribute.mtu(valueLength: 512) == 515)
        #expect(Attribute.mtu(valueLength: 514) == 515)
        #expect(Attribute.mtu(valueLength: 65_535) == 515)
        #expect(Attribute.mtu(valueLength: 0) == 23)
        #expect(Attribute.mtu(valueLength: -1) == 23)
        // What the system states, taken as it is, would be lost.
        #expect(514 > Attribute.maxValue)
    }

    @Test("parts of a value are put together, and those that do not fit are refused")
    func assembles() {
        typealias Part = WriteAssembler.Part
        let assembler = WriteAssembler()
        let whole = assembler.values([
            Part(.client2Server, value: Data([1, 2])), Part(.client2Server, offset: 2, value: Data([3])),
            Part(.state, value: Data([2])),
        ])
        #expect(whole?.map(\.0) == [.client2Server, .state])
        #expect(whole?.map(\.1) == [Data([1, 2, 3]), Data([2])])
        #expect(assembler.values([Part(.state, offset: 1, value: Data([1]))]) == nil)
        let gap = [Part(.state, value: Data([1])), Part(.state, offset: 2, value: Data([1]))]
        #expect(assembler.values(gap) == nil)
        let other = [Part(.state, value: Data([1])), Part(.client2Server, offset: 1, value: Data([1]))]
        #expect(assembler.values(other) == nil)
        #expect(assembler.values([Part(.client2Server, value: Data(count: 512))])?.count == 1)
        #expect(assembler.values([Part(.client2Server, value: Data(count: 513))]) == nil)
        let backwards = [Part(.state, value: Data([1])), Part(.state, offset: -1, value: Data([1]))]
        #expect(assembler.values(backwards) == nil)
        #expect(assembler.values([])?.isEmpty == true)
    }

    @Test("a code is told once, until the camera opens anew")
    func codes() {
        var latch = CodeLatch()
        let taken = ["mdoc:1", "mdoc:1", "mdoc:2", "", "mdoc:2"].map { latch.takes($0) }
        #expect(taken == [true, false, true, false, false])
        latch.reset()
        let again = latch.takes("mdoc:2")
        #expect(again)
    }

    @Test("identifiers of characteristics differ, and are found again")
    func identifiers() throws {
        for mode in BleMode.allCases {
            let all = Characteristic.allCases.compactMap { $0.uuid(mode) }
            #expect(Set(all).count == all.count)
            for own in Characteristic.allCases {
                guard let uuid = own.uuid(mode) else { continue }
                #expect(uuid.count == 16)
                #expect(Characteristic(uuid: uuid, mode: mode) == own)
            }
        }
        #expect(Characteristic.ident.uuid(.mdocPeripheralServer) == nil)
        #expect(Characteristic(uuid: Data(count: 16), mode: .mdocCentralClient) == nil)
        let state = try #require(Characteristic.state.uuid(.mdocPeripheralServer))
        let text = state.map { String(format: "%02x", $0) }.joined()
        #expect(text == "00000001a12348ce896b4c76973373e6")
    }
}
