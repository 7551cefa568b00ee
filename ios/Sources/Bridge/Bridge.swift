import Foundation
import Ports
import Tashika

/// The core's counter as the app's model.
///
/// It only renames: what is decided, waited for and tried again is in the core. The system's reader is
/// offered for a preset of which it can ask everything.
@MainActor
public final class CounterBridge: CounterCore {
    /// Whether the system's reader can ask this.
    public typealias CanAsk = @MainActor (SystemRequest) -> Bool

    private let counter: Counter
    private let canAsk: CanAsk
    /// The view before anything happened: shown where the core has failed, which must not look like a
    /// verdict and holds nothing of a customer.
    private let first: Ports.CounterView

    public init(
        _ counter: Counter, canAsk: @escaping CanAsk = { _ in false }
    ) throws(TashikaError) {
        self.counter = counter
        self.canAsk = canAsk
        first = Ports.CounterView(try counter.view())
    }

    public func onEvent(
        _ event: Ports.CounterEvent, now: Duration, wall: Int
    ) -> [Ports.CounterAction] {
        let date = Date(timeIntervalSince1970: TimeInterval(wall))
        do {
            return try counter.onEvent(Tashika.CounterEvent(event), now: now, wall: date)
                .compactMap(Ports.CounterAction.init)
        } catch {
            // Wrong use of the core, or its defect: nothing of a customer stays.
            return [.wipe, .render]
        }
    }

    public func view() -> Ports.CounterView {
        guard let view = try? counter.view() else { return first }
        var own = Ports.CounterView(view)
        if case .ready(var ready) = own.screen, ready.systemReader {
            let request = counter.request(ready.selected).flatMap(SystemRequest.init)
            ready.systemReader = request.map(canAsk) ?? false
            own.screen = .ready(ready)
        }
        return own
    }

    public func portrait(document: Int) -> Data? {
        counter.portrait(Int32(clamping: document))
    }
}
