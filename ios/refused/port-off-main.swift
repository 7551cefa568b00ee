// error: call to main actor-isolated instance method 'arm()' in a synchronous nonisolated context
import Ports

// Ports live on the main actor.

#if WRONG
func arm(_ port: any NfcPort) { port.arm() }
#else
@MainActor func arm(_ port: any NfcPort) { port.arm() }
#endif
