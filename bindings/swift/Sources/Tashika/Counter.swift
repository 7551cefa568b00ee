import Foundation

/// The counter of a verifier app, for the whole life of the app: events go in, actions come out, and
/// ``view()`` says what is to be seen.
///
/// It may be used from any task, one event at a time. It holds what a customer showed until it says that
/// it is wiped.
public final class Counter: Sendable {
    private let native: NativeCounter

    /// A counter whose app is not in front yet.
    ///
    /// - Parameters:
    ///   - testTrust: Authorities of tests. What they vouch for is test data and never accepted.
    ///   - signer: Signs within the call that needs it.
    public init(
        options: CounterOptions,
        trust: TrustStore,
        testTrust: TrustStore? = nil,
        status: StatusCache? = nil,
        docTypes: DocTypes? = nil,
        signer: (any RequestSigner)? = nil
    ) throws(TashikaError) {
        native = try call {
            try NativeCounter(
                options: options, trust: trust.native, testTrust: testTrust?.native,
                status: status?.native, docTypes: docTypes?.native, signer: signer)
        }
    }

    /// Takes what happened, with the time on a clock that only goes forward and the time of day, and
    /// returns what to do, in order.
    public func onEvent(
        _ event: CounterEvent, now: Duration = ReaderSession.clock(), wall: Date = Date()
    ) throws(TashikaError) -> [CounterAction] {
        try call { try native.onEvent(event: event, now: interval(now), wall: wall) }
    }

    /// What is to be seen.
    public func view() throws(TashikaError) -> CounterView {
        try call { try native.view() }
    }

    /// What a preset asks, as a DeviceRequest without reader authentication: for a reader that is part
    /// of the system, and may not have words for it. `nil` where there is no such preset.
    public func request(_ preset: String) -> Data? {
        native.request(preset: preset)
    }

    /// The bytes of a portrait that is to be shown; `nil` once they are wiped.
    public func portrait(_ document: Int32) -> Data? {
        native.portrait(document: document)
    }

    /// Whom to trust from the next verification on.
    public func replaceTrust(_ trust: TrustStore, version: String, testTrust: TrustStore? = nil) {
        native.replaceTrust(trust: trust.native, version: version, testTrust: testTrust?.native)
    }

    /// The revocation and status lists from the next verification on.
    public func replaceStatus(_ status: StatusCache) {
        native.replaceStatus(status: status.native)
    }

    /// Every text of the app, by key.
    public static func texts() throws(TashikaError) -> [AppText] {
        try call { try appTexts() }
    }
}

/// What is kept of verifications: time, preset, verdict, reasons and versions. Store its ``json`` and
/// nothing else.
public final class History: Sendable {
    private let native: NativeHistory

    /// The history of a file (JSON); an empty one for an empty text.
    public init(json: String = "") throws(TashikaError) {
        native = try call { try NativeHistory.fromJson(json: json) }
    }

    /// The file (JSON).
    public var json: String { native.toJson() }

    /// The entries, the oldest first.
    public var entries: [HistoryEntry] { native.entries() }

    /// Writes an entry down.
    public func keep(_ entry: HistoryEntry, until: Date) {
        native.keep(entry: entry, until: until)
    }

    /// Deletes what has ended.
    public func purge(now: Date) {
        native.purge(now: now)
    }

    /// Deletes everything.
    public func clear() {
        native.clear()
    }
}
