import Foundation
import Presenter
import Testing

/// What can be told of the files themselves.
struct SourceTests {
    private func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

    private func list(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Repository.ios.appendingPathComponent("App/\(name)"))
        let list = try PropertyListSerialization.propertyList(from: data, format: nil)
        return try #require(list as? [String: Any])
    }

    @Test("the property list names NDEF's application first, then the mdoc's, and says why it asks")
    func propertyList() throws {
        let list = try list("Info.plist")
        let identifiers = list["com.apple.developer.nfc.readersession.iso7816.select-identifiers"]
        #expect(identifiers as? [String] == ["D2760000850101", "A0000002480400"])
        for key in [
            "NFCReaderUsageDescription", "NSBluetoothAlwaysUsageDescription", "NSCameraUsageDescription",
        ] {
            let said = try #require(list[key] as? String)
            #expect(said.count > 10, "\(key)")
        }
        #expect(list["CFBundleLocalizations"] as? [String] == ["ja", "en"])
        // A verifier works in front alone, keeps no network exceptions, and shares no files.
        for key in [
            "UIBackgroundModes", "NSAppTransportSecurity", "UIFileSharingEnabled",
            "LSSupportsOpeningDocumentsInPlace", "NSLocationWhenInUseUsageDescription",
        ] {
            #expect(list[key] == nil, "\(key)")
        }
        let scenes = try #require(list["UIApplicationSceneManifest"] as? [String: Any])
        #expect(scenes["UIApplicationSupportsMultipleScenes"] as? Bool == false)
    }

    @Test("entitlements: tags, and data that is closed while the device is")
    func entitlements() throws {
        let own = try list("TashikaCounter.entitlements")
        #expect(own["com.apple.developer.nfc.readersession.formats"] as? [String] == ["TAG"])
        #expect(own["com.apple.developer.default-data-protection"] as? String == "NSFileProtectionComplete")
        #expect(own.count == 2)
        let verifier = try list("VerifierApi.entitlements")
        #expect(verifier["com.apple.developer.proximity-reader.identity.display"] as? Bool == true)
        #expect(Set(own.keys).isSubset(of: verifier.keys))
        #expect(verifier.count == 3)
    }

    private struct Catalog: Decodable {
        struct Entry: Decodable {
            struct Localization: Decodable {
                struct Unit: Decodable {
                    var state: String
                    var value: String
                }
                var stringUnit: Unit
            }
            var localizations: [String: Localization]
        }
        var sourceLanguage: String
        var strings: [String: Entry]
    }

    private func catalog(_ name: String) throws -> Catalog {
        let data = try Data(contentsOf: Repository.ios.appendingPathComponent("App/\(name)"))
        return try JSONDecoder().decode(Catalog.self, from: data)
    }

    @Test("the catalog of texts has every text of the core in both languages, as it is there")
    func texts() throws {
        let catalog = try catalog("Localizable.xcstrings")
        #expect(Set(catalog.strings.keys) == Set(Texts.shared.entries.keys))
        for (key, entry) in catalog.strings {
            for language in Language.allCases {
                let unit = try #require(entry.localizations[language.rawValue]?.stringUnit)
                #expect(unit.value == Texts.shared.text(key, language), "\(key)")
                #expect(!unit.value.isEmpty && unit.state == "translated", "\(key)")
            }
            #expect(entry.localizations.count == 2, "\(key)")
        }
    }

    @Test("why the app asks is said in both languages, and the list says the same")
    func usages() throws {
        let catalog = try catalog("InfoPlist.xcstrings")
        let list = try list("Info.plist")
        #expect(catalog.strings.count == 4)
        for (key, entry) in catalog.strings {
            #expect(entry.localizations["ja"]?.stringUnit.value == list[key] as? String, "\(key)")
            #expect(entry.localizations["en"]?.stringUnit.value.isEmpty == false, "\(key)")
        }
    }

    @Test("no text is longer than its place")
    func lengths() {
        let rooms = [
            "button": (12, 24), "label": (24, 48), "sentence": (80, 160), "title": (24, 48), "word": (6, 16),
        ]
        for (key, entry) in Texts.shared.entries {
            guard let room = rooms[entry.place] else {
                Issue.record("\(key) is at no known place")
                continue
            }
            #expect(entry.ja.count <= room.0, "\(key)")
            #expect(entry.en.count <= room.1, "\(key)")
        }
    }

    /// How a declaration of a stand-in begins.
    private static let beginnings = [
        "public ", "open ", "case ", "extension ", "func ", "var ", "static ", "associatedtype ",
        "nonisolated ", "weak ", "@",
    ]

    @Test("every symbol of a stand-in has the address of its page at Apple's")
    func addresses() throws {
        let page = "// https://developer.apple.com/documentation/"
        var symbols = 0
        var modules: Set<String> = []
        for file in Repository.files("stubs", ending: ".swift") {
            let module = file.deletingLastPathComponent().lastPathComponent
            modules.insert(module)
            let lines = try text(file).split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            for (index, line) in lines.enumerated() {
                // A parameter may begin with the builder of its content.
                guard Self.beginnings.contains(where: line.hasPrefix),
                    !line.hasPrefix("@ViewBuilder content:")
                else { continue }
                symbols += 1
                let before = index > 0 ? lines[index - 1] : ""
                #expect(before.hasPrefix(page), "\(module), line \(index + 1): \(line)")
            }
        }
        #expect(
            modules == [
                "AVFoundation", "AudioToolbox", "CoreBluetooth", "CoreNFC", "ProximityReader", "SwiftUI",
                "UIKit",
            ])
        #expect(symbols > 250, "\(symbols)")
        print("stand-ins: \(symbols) symbols, each with its page")
    }

    @Test("stand-ins do nothing: what they would give cannot be mistaken for a device")
    func nothingRuns() throws {
        for file in Repository.files("stubs", ending: ".swift") {
            let text = try text(file)
            #expect(!text.contains("print("), "\(file.lastPathComponent)")
            #expect(!text.contains("return "), "\(file.lastPathComponent)")
        }
    }

    @Test("the platform-free half imports no framework of a platform")
    func imports() throws {
        let allowed: Set<String> = ["Foundation", "Links", "Ports", "Presenter"]
        var found = 0
        for folder in ["Ports", "Links", "Presenter", "Fakes"] {
            for file in Repository.files("Sources/\(folder)", ending: ".swift") {
                for line in try text(file).split(separator: "\n") where line.hasPrefix("import ") {
                    found += 1
                    #expect(allowed.contains(String(line.dropFirst(7))), "\(file.lastPathComponent): \(line)")
                }
            }
        }
        #expect(found > 10)
    }

    @Test("nothing is logged, copied, notified of or kept beside the history")
    func noTraces() throws {
        let forbidden = [
            "print(", "debugPrint(", "NSLog", "os_log", "Logger(", "UserDefaults", "UIPasteboard",
            "UNUserNotification", "NSUserActivity", "CKContainer", "URLSession", "@AppStorage",
            "@SceneStorage", "CoreData", "SwiftData",
        ]
        for file in Repository.files("Sources", ending: ".swift") {
            let text = try text(file)
            for word in forbidden { #expect(!text.contains(word), "\(file.lastPathComponent): \(word)") }
            if file.lastPathComponent != "HistoryFile.swift" {
                #expect(!text.contains(".write(to: "), "\(file.lastPathComponent)")
            }
        }
    }

    @Test("every button has a label, a name and room for a finger; texts grow with the person's size")
    func accessibility() throws {
        var buttons = 0
        for file in Repository.files("Sources/App", ending: ".swift") {
            let text = try text(file)
            for word in [".lineLimit(", ".system(size:", "onTapGesture", ".dynamicTypeSize(", "Text(\""] {
                #expect(!text.contains(word), "\(file.lastPathComponent): \(word)")
            }
            for part in text.components(separatedBy: "\nstruct ") where part.contains("Button {") {
                buttons += 1
                for word in [".accessibilityLabel(", ".accessibilityIdentifier(", "Target.least"] {
                    #expect(part.contains(word), "\(part.prefix(20)): \(word)")
                }
            }
            for part in text.components(separatedBy: "\nstruct ") where part.contains("Image(") {
                let described = part.contains(".accessibilityHidden(true)") || part.contains(".accessibilityLabel(")
                #expect(described, "\(part.prefix(20))")
            }
        }
        #expect(buttons == 2)
        #expect(try self.text(Repository.ios.appendingPathComponent("Sources/App/Parts.swift")).contains("least: CGFloat = 44"))
    }

    @Test("what is personal is covered where the app is not in front")
    func covered() throws {
        let view = try text(Repository.ios.appendingPathComponent("Sources/App/ScreenView.swift"))
        #expect(view.contains(".privacySensitive(block.isPersonal)"))
        #expect(view.contains("phase != .active"))
        #expect(view.contains("isCaptured && app.isSecure"))
    }

    @Test("every wrong program says what is wrong, and has wrong lines")
    func refused() throws {
        let files = Repository.files("refused", ending: ".swift")
        #expect(files.count >= 10)
        for file in files {
            let text = try text(file)
            #expect(text.hasPrefix("// error: "), "\(file.lastPathComponent)")
            #expect(text.contains("WRONG"), "\(file.lastPathComponent)")
        }
    }
}
