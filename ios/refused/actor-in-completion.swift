// error: call to main actor-isolated instance method 'take' in a synchronous nonisolated context
import CoreNFC
import Foundation

// A callback of the tag reader comes on no actor.

@MainActor
final class Answers {
    func take(_ data: Data) {}

    func ask(_ tag: any NFCISO7816Tag, _ apdu: NFCISO7816APDU) {
        tag.sendCommand(apdu: apdu) { [weak self] data, _, _, _ in
            #if WRONG
            self?.take(data)
            #else
            Task { @MainActor [weak self] in self?.take(data) }
            #endif
        }
    }
}
