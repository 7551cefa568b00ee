import Foundation

/// What happened in a transaction across devices.
public enum HybridEvent: Sendable {
    /// Service data of a Bluetooth advert: the service, 16 bits, and the data.
    case advert(service: Int32, data: Data)
    /// A binary message came through the tunnel.
    case binary(Data)
    /// The operator, or the person at the screen, gives up.
    case cancel
    /// The tunnel is closed.
    case closed
    /// A message came through the tunnel that is longer than the socket takes.
    case oversized
    /// A text message came through the tunnel.
    case text
    /// Time passes.
    case tick
    /// The tunnel could not be opened: the HTTP status, where a server answered.
    case tunnelFailed(status: Int32?)
    /// The tunnel is open: the subprotocol that the server chose, and a private key on P-256, used for
    /// this tunnel alone. Where the key is `nil`, a fresh one is made.
    case tunnelOpened(subprotocol: String?, key: PrivateKey? = nil)
}

/// What the application shall do in a transaction across devices.
public enum HybridAction: Sendable {
    /// Close the tunnel, after what is waiting was sent.
    case close
    /// Open a WebSocket with this `Origin`, subprotocol and more headers.
    case dial(url: String, origin: String, subprotocol: String, headers: [TunnelHeader])
    /// The transaction is over. Nothing follows.
    case finished(HybridOutcome)
    /// A phone can be reached again without a code: keep this like a secret.
    case linked(PhoneLink)
    /// A step that is done, to show.
    case show(HybridProgress)
    /// Look at all Bluetooth adverts with service data of these services, repeated ones too.
    case scan(services: [Int32])
    /// Send this binary message.
    case send(Data)
    /// Show this code.
    case showCode(String)
    /// Stop looking at adverts.
    case stopScan
    /// Come back with ``HybridEvent/tick`` at this time, unless something happens before. The time is
    /// on the clock of the events.
    case wakeAt(Duration)
}

/// How a transaction across devices ended.
public enum HybridOutcome: Sendable {
    /// With an answer, not yet verified.
    case answered(HybridAnswer)
    /// By ``HybridEvent/cancel``.
    case cancelled(HybridPhase)
    /// By the phone, in its own words; the id is for example `no-credential`.
    case declined(HybridDeclined, id: String)
    /// By something that must not be, with a sentence in English and Japanese.
    case failed(
        HybridFailureKind, id: String, reason: String, reasonJa: String, phase: HybridPhase)
    /// Nothing happened for too long.
    case timedOut(HybridPhase)
}

/// An answer, not yet verified. Only a finished handshake makes one.
public struct HybridAnswer: Sendable {
    let native: NativeHybridAnswer

    fileprivate init(native: NativeHybridAnswer) {
        self.native = native
    }

    /// What came. A digital credential goes to ``OnlineSession/receive(_:now:)`` with this answer.
    public var reply: HybridReply {
        get throws(TashikaError) { try call { try native.reply() } }
    }

    /// The phone, by its own words.
    public var phone: Phone { native.phone() }

    /// What is known of the channel.
    public var facts: HybridFacts { native.facts() }
}

/// One transaction across devices, by a code on the screen.
///
/// Events go in with the time of any clock that only goes forward, actions come out. One session is one
/// code: after any end the next one needs a new session. It holds the code's secret and the session's
/// keys, which are wiped when the transaction is over.
public final class HybridSession: Sendable {
    private let native: NativeHybridSession

    /// A transaction that has not begun; `now` is what the code states.
    public init(_ options: HybridOptions, now: Date = Date()) throws(TashikaError) {
        try waiting(options)
        native = try call { try NativeHybridSession(options: options, now: now) }
    }

    private init(native: NativeHybridSession) {
        self.native = native
    }

    /// A transaction that calls a phone that was linked before, without a code.
    ///
    /// Where the tunnel is gone, the phone has ended the link: forget it.
    ///
    /// - Parameter link: The record of ``PhoneLink``.
    public static func linked(
        _ options: HybridOptions, link: Data
    ) throws(TashikaError) -> HybridSession {
        try waiting(options)
        return HybridSession(
            native: try call { try NativeHybridSession.linked(options: options, link: link) })
    }

    /// A transaction with a key on P-256 and a secret of 16 bytes that were made elsewhere, to replay
    /// it. Neither is ever used twice.
    public static func replay(
        _ options: HybridOptions, now: Date, key: PrivateKey, secret: Data
    ) throws(TashikaError) -> HybridSession {
        try waiting(options)
        return HybridSession(
            native: try call {
                try NativeHybridSession.replay(
                    options: options, now: now, key: key.native, secret: secret)
            })
    }

    /// The text of the code; empty where a linked phone is called.
    public var code: String { native.code() }

    /// Where the transaction is; `nil` before it began and after it ended.
    public var phase: HybridPhase? { native.phase() }

    /// Adverts of the two services that answer another code, or none. Repeated ones count.
    public var strangers: Int64 { native.strangers() }

    /// Begins: what to show and to look for.
    public func start(
        now: Duration = ReaderSession.clock()
    ) throws(TashikaError) -> [HybridAction] {
        try call { try native.start(now: interval(now)) }.map(HybridAction.init)
    }

    /// Takes what happened at `now` and returns what to do, in order.
    public func onEvent(
        _ event: HybridEvent, now: Duration = ReaderSession.clock()
    ) throws(TashikaError) -> [HybridAction] {
        let event = try NativeHybridEvent(event)
        return try call { try native.onEvent(event: event, now: interval(now)) }
            .map(HybridAction.init)
    }

    /// Begins, takes events as they come, and gives what to do until the transaction is over.
    public func transact<Events: AsyncSequence & Sendable>(
        _ events: Events
    ) -> AsyncThrowingStream<HybridAction, any Error> where Events.Element == HybridEvent {
        rounds(
            of: events, { try self.start() }, { try self.onEvent($0) }, isOver: { self.phase == nil })
    }
}

/// Whether the times to wait are times.
private func waiting(_ options: HybridOptions) throws(TashikaError) {
    try times([
        options.advertTimeout, options.tunnelTimeout, options.handshakeTimeout,
        options.answerTimeout,
    ])
}

extension NativeHybridEvent {
    fileprivate init(_ event: HybridEvent) throws(TashikaError) {
        switch event {
        case .advert(let service, let data): self = .advert(service: service, data: data)
        case .binary(let content): self = .binary(content: content)
        case .cancel: self = .cancel
        case .closed: self = .closed
        case .oversized: self = .oversized
        case .text: self = .text
        case .tick: self = .tick
        case .tunnelFailed(let status): self = .tunnelFailed(status: status)
        case .tunnelOpened(let subprotocol, let given):
            let key: PrivateKey
            if let given { key = given } else { key = try PrivateKey.generate(curve: .p256) }
            self = .tunnelOpened(subprotocol: subprotocol, key: key.native)
        }
    }
}

extension HybridAction {
    fileprivate init(_ action: NativeHybridAction) {
        switch action {
        case .close: self = .close
        case .dial(let url, let origin, let subprotocol, let headers):
            self = .dial(url: url, origin: origin, subprotocol: subprotocol, headers: headers)
        case .finished(let outcome): self = .finished(HybridOutcome(outcome))
        case .linked(let link): self = .linked(link)
        case .progress(let progress): self = .show(progress)
        case .scan(let services): self = .scan(services: services)
        case .send(let content): self = .send(content)
        case .showCode(let text): self = .showCode(text)
        case .stopScan: self = .stopScan
        case .wakeAt(let at): self = .wakeAt(.seconds(at))
        }
    }
}

extension HybridOutcome {
    fileprivate init(_ outcome: NativeHybridOutcome) {
        switch outcome {
        case .answered(let answer): self = .answered(HybridAnswer(native: answer))
        case .cancelled(let phase): self = .cancelled(phase)
        case .declined(let declined, let id): self = .declined(declined, id: id)
        case .failed(let kind, let id, let reason, let reasonJa, let phase):
            self = .failed(kind, id: id, reason: reason, reasonJa: reasonJa, phase: phase)
        case .timedOut(let phase): self = .timedOut(phase)
        }
    }
}
