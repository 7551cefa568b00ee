import AVFoundation
import CoreBluetooth
import Foundation
import Ports
import UIKit

/// What is allowed and switched on. NFC asks nobody, and cannot be switched off.
@MainActor
public final class Permissions: PermissionPort {
    public var report: Report?

    private let central: Central
    private var state: CBManagerState = .unknown

    public init(central: Central) {
        self.central = central
        central.onState = { [weak self] state in
            guard let self else { return }
            self.state = state
            bluetooth()
        }
    }

    public func check() {
        report?(.permission(.nfc, .notNeeded))
        report?(.radio(.nfc, TagReader.isAvailable ? .on : .absent))
        report?(.permission(.location, .notNeeded))
        report?(.radio(.location, .absent))
        camera()
        // To make the manager asks the person: not before it is wanted.
        if CBManager.authorization != .notDetermined { central.start() }
        bluetooth()
    }

    public func ask(_ kind: PermissionKind) {
        switch kind {
        case .bluetooth: central.start()
        case .camera:
            Task { [weak self] in
                _ = await AVCaptureDevice.requestAccess(for: .video)
                self?.camera()
            }
        case .location, .nfc: return
        }
    }

    /// There is one page that an app may open: its own.
    public func openSettings(_ page: SettingsPage) {
        guard let url = URL(string: UIApplication.openSettingsURLString) else { return }
        UIApplication.shared.open(url)
    }

    private func camera() {
        let state: PermissionState =
            switch AVCaptureDevice.authorizationStatus(for: .video) {
            case .authorized: .granted
            case .notDetermined: .denied
            case .denied, .restricted: .deniedForGood
            }
        report?(.permission(.camera, state))
        let there = AVCaptureDevice.default(for: .video) != nil
        report?(.radio(.camera, there ? .on : .absent))
    }

    private func bluetooth() {
        let allowed: PermissionState =
            switch CBManager.authorization {
            case .allowedAlways: .granted
            case .notDetermined: .denied
            case .denied, .restricted: .deniedForGood
            }
        report?(.permission(.bluetooth, allowed))
        switch state {
        case .poweredOn: report?(.radio(.bluetooth, .on))
        case .poweredOff: report?(.radio(.bluetooth, .off))
        case .unsupported: report?(.radio(.bluetooth, .absent))
        // Not known before it may be asked, and for a moment after: a switched-off one is told then.
        case .unknown, .resetting, .unauthorized: report?(.radio(.bluetooth, .on))
        }
    }
}
