import AVFoundation
import AppleVerifier
import Foundation
import Keys
import Links
import Observation
import Ports
import Presenter
import Radio
import SwiftUI
import UIKit

/// The app's parts, put together once: the model, the device's ports, and what is shown.
@MainActor
@Observable
public final class AppModel {
    /// What is shown now: the views observe these two.
    private(set) var screen: HeldScreen?
    private(set) var isSecure = false

    @ObservationIgnored public let showcase: Showcase
    @ObservationIgnored private let shell: Shell
    @ObservationIgnored private let scanner: CodeScanner
    // What the links hold weakly.
    @ObservationIgnored private let tags: TagReader
    @ObservationIgnored private let peripheral: Peripheral
    @ObservationIgnored private var isActive = false
    @ObservationIgnored private var observer: (any NSObjectProtocol)?

    /// - Parameters:
    ///   - core: The model.
    ///   - key: The reader's own key; `nil`: it asks as nobody.
    ///   - tokens: Tokens for the system's reader.
    public init(
        core: any CounterCore, texts: any TextSource, key: (any KeyPort)? = nil,
        tokens: SystemReader.TokenSource? = nil
    ) {
        let clock = DeviceClock()
        let history = HistoryFile(Self.file)
        let wording = Wording(texts, language: Self.language)
        showcase = Showcase(presenter: Presenter(wording), history: history, clock: clock)
        let system = Central()
        let central = CentralLink(system: system, clock: clock)
        system.link = central
        peripheral = Peripheral()
        let server = PeripheralLink(system: peripheral, clock: clock)
        peripheral.link = server
        tags = TagReader()
        tags.message = wording.say("app.nfc-sheet")
        let gate = NfcGate(system: tags, clock: clock)
        tags.gate = gate
        scanner = CodeScanner()
        let device = Device(
            nfc: gate, central: central, peripheral: server, scanner: scanner,
            permissions: Permissions(central: system), systemReader: SystemReader(tokens: tokens),
            clock: clock, random: DeviceRandom(), key: key, history: history, signals: Senses())
        shell = Shell(core: core, device: device, stage: showcase)
        showcase.shell = shell
        showcase.onChange = { [weak self] in self?.look() }
        showcase.onAnnounce = { UIAccessibility.post(notification: .announcement, argument: $0) }
        observer = NotificationCenter.default.addObserver(
            forName: UIApplication.protectedDataWillBecomeUnavailableNotification, object: nil,
            queue: .main
        ) { [weak self] _ in
            MainActor.assumeIsolated { [weak self] in self?.stop(.locked) }
        }
    }

    /// The reader's own key of this name; `nil` where this device can have none.
    public static func key(_ name: String) -> (any KeyPort)? { EnclaveKey(name: name) }

    /// Whether this device has a reader of the system, and whether that can ask all of this.
    public static var hasSystemReader: Bool { SystemReader.isSupported }

    public static func systemReaderCanAsk(_ request: SystemRequest) -> Bool {
        SystemReader.canAsk(request)
    }

    private func look() {
        screen = showcase.screen
        isSecure = showcase.isSecure
    }

    /// What the camera sees.
    var camera: AVCaptureSession { scanner.session }

    /// The app came to the front, or left it. A system sheet or an alert over it makes it inactive: what
    /// is on the screen is covered then, and wiped only in the background.
    func phase(_ new: ScenePhase) {
        switch new {
        case .active:
            guard !isActive else { return }
            isActive = true
            shell.take(.started)
        case .background: stop(.background)
        case .inactive: return
        @unknown default: stop(.background)
        }
    }

    private func stop(_ reason: StopReason) {
        guard isActive else { return }
        isActive = false
        shell.take(.stopped(reason))
    }

    private static var language: Language {
        Bundle.main.preferredLocalizations.first?.hasPrefix("ja") == true ? .ja : .en
    }

    private static var file: URL {
        let folder = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)
        let own = folder.first ?? FileManager.default.temporaryDirectory
        try? FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        return own.appendingPathComponent("history.json")
    }
}

/// The texts of the app's bundle, which Xcode makes of `Localizable.xcstrings`.
public struct BundleTexts: TextSource {
    private let folders: [Language: String]

    public init(_ bundle: Bundle = .main) {
        let all = Language.allCases.compactMap { own in
            bundle.path(forResource: own.rawValue, ofType: "lproj").map { (own, $0) }
        }
        folders = Dictionary(all) { first, _ in first }
    }

    public func text(_ key: String, _ language: Language) -> String? {
        guard let folder = folders[language], let bundle = Bundle(path: folder) else { return nil }
        let text = bundle.localizedString(forKey: key, value: nil, table: nil)
        return text == key ? nil : text
    }
}
