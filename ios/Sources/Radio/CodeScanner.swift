import AVFoundation
import Foundation
import Links
import Ports

/// The camera, looking for codes. Its session runs on a queue of its own, because to start it blocks.
@MainActor
public final class CodeScanner: NSObject, CodeScannerPort {
    public var report: Report?

    private let camera = Camera()
    private var latch = CodeLatch()
    private var isOpen = false

    /// What shows the picture.
    public nonisolated var session: AVCaptureSession { camera.session }

    public func open() {
        guard !isOpen else { return }
        isOpen = true
        latch.reset()
        camera.start(self) { [weak self] succeeded in
            guard let self, isOpen, !succeeded else { return }
            isOpen = false
            report?(.radio(.camera, .off))
        }
    }

    public func close() {
        guard isOpen else { return }
        isOpen = false
        camera.stop()
    }
}

extension CodeScanner: @preconcurrency AVCaptureMetadataOutputObjectsDelegate {
    public func metadataOutput(
        _ output: AVCaptureMetadataOutput, didOutput metadataObjects: [AVMetadataObject],
        from connection: AVCaptureConnection
    ) {
        guard isOpen else { return }
        let texts = metadataObjects.compactMap {
            ($0 as? AVMetadataMachineReadableCodeObject)?.stringValue
        }
        for text in texts where latch.takes(text) { report?(.session(.codeScanned(text))) }
    }
}

/// The session of the camera. It is set up and used on its queue alone.
private final class Camera: @unchecked Sendable {
    let session = AVCaptureSession()
    private let queue = DispatchQueue(label: "camera")
    private var isSetUp = false

    func start(_ delegate: CodeScanner, _ done: @escaping @MainActor (Bool) -> Void) {
        queue.async {
            let succeeded = self.setUp(delegate)
            if succeeded { self.session.startRunning() }
            Task { @MainActor in done(succeeded) }
        }
    }

    func stop() {
        queue.async { self.session.stopRunning() }
    }

    private func setUp(_ delegate: CodeScanner) -> Bool {
        guard !isSetUp else { return true }
        let output = AVCaptureMetadataOutput()
        guard let device = AVCaptureDevice.default(for: .video),
            let input = try? AVCaptureDeviceInput(device: device), session.canAddInput(input),
            session.canAddOutput(output)
        else { return false }
        session.beginConfiguration()
        session.addInput(input)
        session.addOutput(output)
        // Reports come to the main queue, where the delegate lives.
        output.setMetadataObjectsDelegate(delegate, queue: .main)
        if output.availableMetadataObjectTypes.contains(.qr) { output.metadataObjectTypes = [.qr] }
        session.commitConfiguration()
        isSetUp = true
        return true
    }
}
