// error: capture of 'session' with non-sendable type 'AVCaptureSession' in a `@Sendable` closure
import AVFoundation

// A camera's session does not cross into other work.

@MainActor
func start(_ session: AVCaptureSession) {
    #if WRONG
    let work: @Sendable () -> Void = { session.startRunning() }
    work()
    #else
    session.startRunning()
    #endif
}
