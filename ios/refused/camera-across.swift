// error: sending 'session' risks causing data races
import AVFoundation

// A camera's session does not go to two places at once.

@MainActor
func start(_ session: AVCaptureSession) {
    #if WRONG
    Task.detached { session.startRunning() }
    session.stopRunning()
    #else
    session.startRunning()
    #endif
}
