import Bridge
import CounterApp
import Foundation
import Ports
import Setup
import SwiftUI
import Tashika

/// The app.
@main
struct TashikaCounter: App {
    private let app = Installation.app()

    var body: some Scene {
        WindowGroup {
            ScreenView(app: app)
        }
    }
}

/// What this installation works with: what an administrator gives to a managed device, or the bundle's
/// folder `configuration`. One of them is taken whole. What is wrong with it is shown in place of
/// everything else.
@MainActor
private enum Installation {
    static func app() -> AppModel {
        let given = UserDefaults.standard.dictionary(forKey: ManagedSource.key)
        let managed = ManagedSource(given)
        let bundled = FolderSource(Bundle.main.bundleURL.appendingPathComponent("configuration"))
        var key: (any KeyPort)?
        do {
            let configuration =
                if let managed { try Configuration(managed) } else { try Configuration(bundled) }
            if let reader = configuration.reader { key = AppModel.key(reader.key) }
            let counter = try configuration.counter(
                day: Day(Date()), key: key?.publicKey, systemReader: mayUseSystemReader)
            let core = try CounterBridge(counter, canAsk: AppModel.systemReaderCanAsk)
            return AppModel(core: core, texts: BundleTexts(), key: key)
        } catch let fault as ConfigurationFault {
            return AppModel(core: FaultyCounter(fault, key: key?.publicKey), texts: BundleTexts())
        } catch {
            let fault = ConfigurationFault("configuration", .fileUnreadable)
            return AppModel(core: FaultyCounter(fault), texts: BundleTexts())
        }
    }

    /// Apple's reader needs a capability that a build has or has not: its property list says so.
    private static var mayUseSystemReader: Bool {
        let said = Bundle.main.object(forInfoDictionaryKey: "TashikaVerifierApi") as? Bool
        return said == true && AppModel.hasSystemReader
    }
}
