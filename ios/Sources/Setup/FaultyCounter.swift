import Foundation
import Ports

/// The model of an app that is wrongly set up: it says what is wrong, and asks nobody anything.
@MainActor
public final class FaultyCounter: CounterCore {
    /// Characters of a member that are shown: it may be anything.
    private static let shown = 60

    private let fault: ConfigurationFault
    private let key: Data?

    /// `key` is the public key of this device: a certificate must be for it.
    public init(_ fault: ConfigurationFault, key: Data? = nil) {
        self.fault = fault
        self.key = key
    }

    public func onEvent(_ event: CounterEvent, now: Duration, wall: Int) -> [CounterAction] {
        event == .started ? [.render] : []
    }

    public func view() -> CounterView {
        let name = [.keyMissing, .keyOther].contains(fault.why) ? "key" : "file"
        let member = Phrase.Argument(name, String(fault.member.prefix(Self.shown)))
        let what = "configuration.\(fault.why.rawValue)"
        let blocked = BlockedView(
            what: what, say: Phrase("blocked.\(what)", [member]), next: next, action: .none)
        let header = Header(
            certification: .none, say: Phrase("certification.none"), askedAs: .nobody,
            preset: Words(ja: "", en: ""))
        return CounterView(header: header, screen: .blocked(blocked))
    }

    public func portrait(document: Int) -> Data? { nil }

    private var next: Phrase {
        guard fault.why == .keyOther, let key else { return Phrase("blocked.next.none") }
        return Phrase("blocked.next.key", [.init("key", key.base64EncodedString())])
    }
}
