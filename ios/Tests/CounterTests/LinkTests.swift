import Fakes
import Foundation
import Links
import Ports
import Testing

@MainActor
final class Log {
    var events: [CounterEvent] = []

    var radio: [RadioEvent] {
        events.compactMap { if case .session(let own) = $0 { own } else { nil } }
    }
}

private let service = Data(repeating: 7, count: 16)
private let other = Data(repeating: 8, count: 16)
private let needed: Set<Characteristic> = [.state, .client2Server, .server2Client]

@MainActor
struct CentralLinkTests {
    private let clock = FakeClock()
    private let log = Log()

    private func link(_ system: FakeCentralSystem) -> CentralLink {
        let link = CentralLink(system: system, clock: clock)
        link.report = { [log] in log.events.append($0) }
        system.buffer.onReady = { [weak link] in link?.readyToWrite() }
        return link
    }

    private func up(_ system: FakeCentralSystem, _ link: CentralLink) {
        link.connect(service: service)
        _ = link.found()
        link.connected()
        link.discovered(needed)
        system.clear()
    }

    @Test("a wallet is found, connected to, subscribed to and spoken with")
    func whole() {
        let system = FakeCentralSystem(maximumWriteLength: 514)
        let link = link(system)
        link.connect(service: service)
        #expect(link.found())
        #expect(!link.found(), "the first is the only one")
        link.connected()
        link.discovered(needed.union([.l2cap]))
        #expect(
            system.calls == [.scan(service), .stopScan, .connect, .discover(service)])
        link.subscribe()
        link.subscribed(.state, succeeded: true)
        #expect(log.radio == [.bleConnected(mtu: 515)])
        link.subscribed(.server2Client, succeeded: true)
        link.received(Data([1]), of: .server2Client)
        link.send(Data([2]), to: .client2Server)
        #expect(
            log.radio == [
                .bleConnected(mtu: 515), .bleSubscribed, .bleReceived(.server2Client, Data([1])),
            ])
        _ = system.buffer.transmit(9)
        #expect(system.buffer.arrived == [Data([2])])
    }

    @Test("MTUs as systems state them", arguments: [(20, 23), (182, 185), (512, 515), (514, 515)])
    func mtu(length: Int, mtu: Int) {
        let system = FakeCentralSystem(maximumWriteLength: length)
        up(system, link(system))
        #expect(log.radio == [.bleConnected(mtu: mtu)])
    }

    @Test("a service without what is needed is no link")
    func incomplete() {
        for lacking in needed {
            let log = Log()
            let system = FakeCentralSystem()
            let link = link(system)
            link.report = { log.events.append($0) }
            link.connect(service: service)
            _ = link.found()
            link.connected()
            link.discovered(needed.subtracting([lacking]))
            #expect(log.radio == [.bleDisconnected])
            #expect(system.calls.last == .disconnect)
            link.disconnected()
            #expect(log.radio == [.bleDisconnected], "told once")
        }
    }

    @Test("what cannot be subscribed to is no link")
    func unsubscribable() {
        let system = FakeCentralSystem()
        let link = link(system)
        up(system, link)
        link.subscribe()
        link.subscribed(.state, succeeded: false)
        #expect(log.radio.last == .bleDisconnected)
        link.subscribed(.server2Client, succeeded: true)
        #expect(!log.radio.contains(.bleSubscribed))
    }

    /// The steps of a link, each after the ones before it.
    private static let steps = 5

    private func go(_ link: CentralLink, to step: Int) {
        let all: [() -> Void] = [
            { link.connect(service: service) }, { _ = link.found() }, { link.connected() },
            { link.discovered(needed) },
            {
                link.subscribe()
                link.subscribed(.state, succeeded: true)
                link.subscribed(.server2Client, succeeded: true)
            },
        ]
        for own in all.prefix(step) { own() }
    }

    @Test("a link that goes is told once, at every step", arguments: 0...5)
    func goes(step: Int) {
        let system = FakeCentralSystem()
        let link = link(system)
        go(link, to: step)
        link.disconnected()
        link.disconnected()
        let told = log.radio.filter { $0 == .bleDisconnected }.count
        #expect(told == (step >= 2 ? 1 : 0))
        link.received(Data([1]), of: .state)
        link.send(Data([1]), to: .client2Server)
        _ = system.buffer.transmit(9)
        #expect(system.buffer.arrived.isEmpty)
        link.close()
        #expect(clock.alarms == 0)
    }

    @Test("Bluetooth that is switched off is told, at every step", arguments: 0...5)
    func switchedOff(step: Int) {
        let link = link(FakeCentralSystem())
        go(link, to: step)
        link.poweredOff()
        link.poweredOff()
        #expect(log.radio.filter { $0 == .bleDisconnected }.count == (step >= 1 ? 1 : 0))
    }

    @Test("to close leaves nothing behind, at every step", arguments: 0...5)
    func closes(step: Int) {
        let system = FakeCentralSystem()
        let link = link(system)
        go(link, to: step)
        log.events = []
        link.close()
        link.close()
        clock.advance(.seconds(5))
        link.disconnected()
        #expect(log.radio.isEmpty, "an end by the app is told to nobody")
        #expect(clock.alarms == 0)
        #expect(system.calls.contains(.disconnect) == (step >= 2))
        system.clear()
        link.connect(service: other)
        #expect(system.calls == [.scan(other)])
    }

    @Test("what waits goes before the link does", arguments: [1, 3, 20])
    func drains(capacity: Int) {
        let system = FakeCentralSystem(capacity: capacity)
        let link = link(system)
        up(system, link)
        for own in UInt8(0)..<10 { link.send(Data([own]), to: .client2Server) }
        link.close()
        #expect(!system.calls.contains(.disconnect))
        while system.buffer.transmit(1) {}
        #expect(system.buffer.arrived.count == 10)
        #expect(!system.calls.contains(.disconnect))
        clock.advance(CentralLink.linger)
        #expect(system.calls == [.disconnect])
    }

    @Test("a link that takes nothing any more is given up")
    func givesUp() {
        let system = FakeCentralSystem(capacity: 1)
        let link = link(system)
        up(system, link)
        for own in UInt8(0)..<3 { link.send(Data([own]), to: .client2Server) }
        link.close()
        clock.advance(CentralLink.patience)
        #expect(system.calls == [.disconnect])
    }

    @Test("a scan is begun again only where it runs, and for its service")
    func restarts() {
        let system = FakeCentralSystem()
        let link = link(system)
        link.restart(service: service)
        link.connect(service: service)
        link.restart(service: other)
        link.restart(service: service)
        #expect(system.calls == [.scan(service), .stopScan, .scan(service)])
        _ = link.found()
        system.clear()
        link.restart(service: service)
        #expect(system.calls.isEmpty)
    }

    @Test("a new link begins when the old one has gone")
    func again() {
        let system = FakeCentralSystem()
        let link = link(system)
        up(system, link)
        log.events = []
        link.connect(service: other)
        #expect(!system.calls.contains(.scan(other)))
        clock.advance(.seconds(1))
        link.disconnected()
        #expect(system.calls == [.disconnect, .scan(other)])
        #expect(log.radio.isEmpty)
    }

    @Test("the wallet's channel is read where there is one")
    func psm() {
        let system = FakeCentralSystem()
        let link = link(system)
        link.readPsm()
        up(system, link)
        link.readPsm()
        #expect(log.radio == [.psmRead(nil), .bleConnected(mtu: 185), .psmRead(nil)])
        link.close()
        link.disconnected()
        link.connect(service: service)
        _ = link.found()
        link.connected()
        link.discovered(needed.union([.l2cap]))
        link.readPsm()
        #expect(system.calls.last == .read(.l2cap))
        link.read(Data([0, 128]))
        #expect(log.radio.last == .psmRead(Data([0, 128])))
    }

    @Test("a channel of the engagement: opened, written in pieces, closed after what waits")
    func stream() {
        let system = FakeCentralSystem(piece: 4)
        let link = link(system)
        link.openStream(service: service, psm: 0x81)
        _ = link.found()
        link.connected()
        #expect(system.calls.last == .openStream(0x81))
        link.streamOpened(true)
        link.streamReceived(Data([1]))
        link.sendStream(Data((0..<10).map(UInt8.init)))
        #expect(log.radio == [.streamOpened, .streamReceived(Data([1]))])
        link.close()
        #expect(!system.calls.contains(.closeStream))
        for _ in 0..<3 {
            system.stream.makeSpace()
            link.streamReady()
        }
        clock.advance(CentralLink.linger)
        #expect(system.stream.arrived == Data((0..<10).map(UInt8.init)))
        #expect(system.calls.suffix(2) == [.closeStream, .disconnect])
        link.disconnected()
        #expect(log.radio.count == 2)
    }

    @Test("a channel that cannot be opened, or breaks, is told once")
    func streamFails() {
        for opened in [false, true] {
            let log = Log()
            let system = FakeCentralSystem()
            let link = link(system)
            link.report = { log.events.append($0) }
            link.openStream(service: service, psm: 0x81)
            _ = link.found()
            link.connected()
            link.streamOpened(opened)
            if opened { link.streamClosed() }
            link.disconnected()
            #expect(log.radio.filter { $0 == .streamClosed }.count == 1)
            #expect(!log.radio.contains(.bleDisconnected))
        }
    }

    @Test("a channel that is read from GATT and breaks leaves GATT as it is")
    func streamBesideValues() {
        let system = FakeCentralSystem()
        let link = link(system)
        up(system, link)
        link.openStream(service: service, psm: 0x81)
        link.streamOpened(false)
        #expect(log.radio == [.bleConnected(mtu: 185), .streamClosed])
        link.send(Data([1]), to: .client2Server)
        _ = system.buffer.transmit(1)
        #expect(system.buffer.arrived.count == 1)
    }

    @Test("no channel has these numbers", arguments: [-1, 0, 65_536, Int.max])
    func noChannel(psm: Int) {
        let system = FakeCentralSystem()
        let link = link(system)
        link.openStream(service: service, psm: psm)
        #expect(log.radio == [.streamClosed])
        #expect(system.calls.isEmpty)
    }
}

@MainActor
struct PeripheralLinkTests {
    private let clock = FakeClock()
    private let log = Log()
    private let wallet = UUID()
    private let ident = Data(repeating: 1, count: 16)

    private func link(_ system: FakePeripheralSystem) -> PeripheralLink {
        let link = PeripheralLink(system: system, clock: clock)
        link.report = { [log] in log.events.append($0) }
        system.queue.onReady = { [weak link] in link?.readyToNotify() }
        return link
    }

    private func join(_ link: PeripheralLink) {
        link.advertise(service: service, ident: ident, psm: nil)
        link.subscribed(wallet, .state, maximumLength: 514)
        link.subscribed(wallet, .server2Client, maximumLength: 514)
    }

    @Test("a wallet comes, subscribes, writes, and is written to")
    func whole() {
        let system = FakePeripheralSystem()
        let link = link(system)
        join(link)
        #expect(link.written(wallet, [.init(.state, value: Data([1]))]))
        link.send(Data([9]), to: .server2Client)
        #expect(
            log.radio == [
                .bleConnected(mtu: 515), .bleSubscribed, .bleReceived(.state, Data([1])),
            ])
        #expect(
            system.calls == [.advertise(service, ident: ident, psm: nil), .stopAdvertising])
        _ = system.queue.transmit(1)
        #expect(system.queue.arrived == [Data([9])])
    }

    @Test("the first wallet is the only one")
    func onlyOne() {
        let link = link(FakePeripheralSystem())
        let stranger = UUID()
        link.advertise(service: service, ident: ident, psm: nil)
        link.subscribed(wallet, .state, maximumLength: 182)
        link.subscribed(stranger, .server2Client, maximumLength: 182)
        #expect(log.radio == [.bleConnected(mtu: 185)])
        #expect(!link.written(stranger, [.init(.state, value: Data([1]))]))
        link.unsubscribed(stranger)
        link.subscribed(wallet, .server2Client, maximumLength: 182)
        #expect(log.radio == [.bleConnected(mtu: 185), .bleSubscribed])
    }

    @Test("a wallet that unsubscribes has gone, and is told once")
    func leaves() {
        let system = FakePeripheralSystem()
        let link = link(system)
        join(link)
        link.unsubscribed(wallet)
        link.unsubscribed(wallet)
        #expect(log.radio.filter { $0 == .bleDisconnected }.count == 1)
        #expect(system.calls.last == .withdraw)
        #expect(!link.written(wallet, [.init(.state, value: Data([1]))]))
    }

    @Test("parts that do not fit are refused, and nothing of them is told")
    func refused() {
        let link = link(FakePeripheralSystem())
        join(link)
        let parts: [WriteAssembler.Part] = [
            .init(.client2Server, value: Data([1])), .init(.client2Server, offset: 5, value: Data([1])),
        ]
        #expect(!link.written(wallet, parts))
        #expect(log.radio.last == .bleSubscribed)
    }

    @Test("a short last part is a part")
    func shortLast() {
        let link = link(FakePeripheralSystem())
        join(link)
        #expect(link.written(wallet, [.init(.client2Server, value: Data([0]))]))
        #expect(log.radio.last == .bleReceived(.client2Server, Data([0])))
    }

    @Test("what waits goes before the service does", arguments: [1, 2, 9])
    func drains(capacity: Int) {
        let system = FakePeripheralSystem(capacity: capacity)
        let link = link(system)
        join(link)
        system.clear()
        for own in UInt8(0)..<6 { link.send(Data([own]), to: .server2Client) }
        link.close()
        #expect(system.calls.isEmpty)
        while system.queue.transmit(1) {}
        clock.advance(PeripheralLink.linger)
        #expect(system.queue.arrived.count == 6)
        #expect(system.calls == [.stopAdvertising, .closeStream, .withdraw])
        link.unsubscribed(wallet)
        #expect(log.radio.last == .bleSubscribed, "an end by the app is told to nobody")
    }

    @Test("a queue that stays full is given up")
    func givesUp() {
        let system = FakePeripheralSystem(capacity: 1)
        let link = link(system)
        join(link)
        for own in UInt8(0)..<3 { link.send(Data([own]), to: .server2Client) }
        system.clear()
        link.close()
        clock.advance(PeripheralLink.patience)
        #expect(system.calls.last == .withdraw)
        #expect(clock.alarms == 0)
    }

    @Test("a channel is listened on, shown, and taken by one wallet")
    func stream() {
        let system = FakePeripheralSystem(piece: 4)
        let link = link(system)
        link.publishStream()
        link.streamPublished(psm: 0x81)
        link.advertise(service: service, ident: ident, psm: Data([0x81]))
        #expect(link.streamOpened())
        #expect(!link.streamOpened())
        link.streamReceived(Data([3]))
        link.sendStream(Data([1, 2, 3, 4, 5]))
        link.close()
        system.stream.makeSpace()
        link.streamReady()
        clock.advance(PeripheralLink.linger)
        #expect(system.stream.arrived == Data([1, 2, 3, 4, 5]))
        #expect(
            log.radio == [.streamPublished(psm: 0x81), .streamOpened, .streamReceived(Data([3]))])
        #expect(
            system.calls == [
                .publishStream, .advertise(service, ident: ident, psm: Data([0x81])),
                .stopAdvertising, .stopAdvertising, .closeStream, .withdraw, .unpublishStream,
            ])
    }

    @Test("a channel that nobody listens on is not taken, and none that cannot be published")
    func noStream() {
        let system = FakePeripheralSystem()
        let link = link(system)
        link.advertise(service: service, ident: ident, psm: nil)
        #expect(!link.streamOpened())
        link.publishStream()
        link.streamPublished(psm: nil)
        #expect(!link.streamOpened())
        #expect(log.radio == [.streamPublished(psm: nil)])
        link.close()
        #expect(!system.calls.contains(.unpublishStream))
    }

    @Test("a service that cannot be advertised is no link")
    func failed() {
        let link = link(FakePeripheralSystem())
        link.failed()
        link.advertise(service: service, ident: ident, psm: nil)
        link.failed()
        link.failed()
        #expect(log.radio == [.bleDisconnected])
    }

    @Test("Bluetooth that is switched off is told once, at every step of a server", arguments: 0...5)
    func switchedOff(step: Int) {
        let system = FakePeripheralSystem()
        let link = link(system)
        let steps: [() -> Void] = [
            { link.publishStream() }, { link.advertise(service: service, ident: ident, psm: nil) },
            { link.subscribed(wallet, .state, maximumLength: 182) },
            { link.subscribed(wallet, .server2Client, maximumLength: 182) },
            { link.close() },
        ]
        for own in steps.prefix(step) { own() }
        log.events = []
        link.poweredOff()
        link.poweredOff()
        let expected: [[RadioEvent]] = [
            [], [.streamPublished(psm: nil)], [.bleDisconnected], [.bleDisconnected], [.bleDisconnected], [],
        ]
        #expect(log.radio == expected[step])
        #expect(clock.alarms == 0)
        #expect(!link.written(wallet, [.init(.state, value: Data([1]))]))
        // Nothing of the old link is in the way of a new one.
        system.clear()
        link.advertise(service: other, ident: ident, psm: nil)
        #expect(system.calls == [.advertise(other, ident: ident, psm: nil)])
    }

    @Test("Bluetooth that is switched off under a channel is told as its end")
    func switchedOffStream() {
        let link = link(FakePeripheralSystem())
        link.publishStream()
        link.streamPublished(psm: 0x81)
        #expect(link.streamOpened())
        link.poweredOff()
        link.poweredOff()
        #expect(log.radio == [.streamPublished(psm: 0x81), .streamOpened, .streamClosed])
    }

    @Test("a second service takes the place of the first")
    func again() {
        let system = FakePeripheralSystem()
        let link = link(system)
        join(link)
        system.clear()
        link.advertise(service: other, ident: ident, psm: nil)
        #expect(system.calls.last == .advertise(other, ident: ident, psm: nil))
        #expect(system.calls.contains(.withdraw))
    }
}
