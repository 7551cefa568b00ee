import Foundation
import Ports
import Tashika

/// The core's counter as the app's model.
///
/// It only renames: what is decided, waited for and tried again is in the core.
@MainActor
public final class CounterBridge: CounterCore {
    private let counter: Counter
    /// The view before anything happened: shown where the core has failed, which must not look like a
    /// verdict and holds nothing of a customer.
    private let first: Ports.CounterView

    public init(_ counter: Counter) throws(TashikaError) {
        self.counter = counter
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
        return Ports.CounterView(view)
    }

    public func portrait(document: Int) -> Data? {
        counter.portrait(Int32(clamping: document))
    }
}
