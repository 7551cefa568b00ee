// error: capture of 'session' with non-sendable type 'NFCTagReaderSession' in a `@Sendable` closure
import CoreNFC

// A session does not cross into a callback.

@MainActor
func connect(_ session: NFCTagReaderSession, _ tag: NFCTag) {
    session.connect(to: tag) { error in
        #if WRONG
        if error != nil { session.restartPolling() }
        #endif
    }
}
