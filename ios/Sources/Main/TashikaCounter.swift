import Bridge
import CounterApp
import Foundation
import Presenter
import SwiftUI
import Tashika

/// The app.
@main
struct TashikaCounter: App {
    private let app = Setup.app()

    var body: some Scene {
        WindowGroup {
            Entry(app: app)
        }
    }
}

/// The one window, or the word that the app's own files cannot be used.
private struct Entry: View {
    let app: AppModel?

    @ViewBuilder var body: some View {
        if let app {
            ScreenView(app: app)
        } else {
            Text(verbatim: BundleTexts().text("blocked.configuration.no-trust", .ja) ?? "?")
        }
    }
}

/// What this installation works with. Whom it trusts are the certificates in the bundle's folder `Trust`,
/// and authorities of tests those in `TestTrust`; without any the counter says that nobody is trusted.
@MainActor
private enum Setup {
    static func app() -> AppModel? {
        do {
            let options = CounterOptions(day: Day(Date()).description, nfc: .oneShot)
            let counter = try Counter(
                options: options, trust: try store("Trust"), testTrust: try store("TestTrust"))
            return AppModel(core: try CounterBridge(counter), texts: BundleTexts())
        } catch {
            return nil
        }
    }

    private static func store(_ folder: String) throws -> TrustStore {
        let files = ["cer", "der", "pem"].flatMap {
            Bundle.main.paths(forResourcesOfType: $0, inDirectory: folder)
        }
        let anchors = try files.map {
            TrustStore.issuer(try Data(contentsOf: URL(fileURLWithPath: $0)))
        }
        return try TrustStore(anchors)
    }
}
