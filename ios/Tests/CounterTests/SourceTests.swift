import Foundation
import Presenter
import Rehearsal
import Testing

/// What can be told of the files themselves.
struct SourceTests {
    private func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

    private func list(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Repository.ios.appendingPathComponent("App/\(name)"))
        let list = try PropertyListSerialization.propertyList(from: data, format: nil)
        return try #require(list as? [String: Any])
    }

    /// What a framework asks of the app's property list, and of its entitlements.
    private struct Demand {
        var keys: Set<String> = []
        var entitlements: Set<String> = []
        /// The entitlements that need a capability of the developer's account on top.
        var granted: Set<String> = []
    }

    private static let demands: [String: Demand] = [
        "AVFoundation": Demand(keys: ["NSCameraUsageDescription"]),
        "CoreBluetooth": Demand(keys: ["NSBluetoothAlwaysUsageDescription"]),
        "CoreNFC": Demand(
            keys: [
                "NFCReaderUsageDescription", "com.apple.developer.nfc.readersession.iso7816.select-identifiers",
            ],
            entitlements: ["com.apple.developer.nfc.readersession.formats"]),
        "ProximityReader": Demand(granted: ["com.apple.developer.proximity-reader.identity.display"]),
    ]

    /// What Apple's modules ask for and the app does not: none of these is imported.
    private static let absent = [
        "CoreLocation", "CoreMotion", "Contacts", "LocalAuthentication", "Network", "Photos", "Speech",
        "StoreKit", "UserNotifications", "WebKit",
    ]

    private func imported() throws -> Set<String> {
        var all: Set<String> = []
        for file in Repository.files("Sources", ending: ".swift") {
            for line in try text(file).split(separator: "\n") where line.hasPrefix("import ") {
                all.insert(String(line.dropFirst("import ".count)))
            }
        }
        return all
    }

    @Test("the property list says why for everything that is imported, and for nothing else")
    func propertyList() throws {
        let list = try list("Info.plist")
        let imported = try imported()
        #expect(imported.isSuperset(of: Self.demands.keys))
        #expect(imported.isDisjoint(with: Self.absent))
        let wanted = Self.demands.filter { imported.contains($0.key) }.values.reduce(into: Set<String>()) {
            $0.formUnion($1.keys)
        }
        let said = list.keys.filter { $0.hasSuffix("UsageDescription") || $0.hasPrefix("com.apple.developer.") }
        #expect(Set(said) == wanted)
        for key in wanted where key.hasSuffix("UsageDescription") {
            #expect((list[key] as? String ?? "").count > 10, "\(key)")
        }
        #expect(list["CFBundleLocalizations"] as? [String] == ["ja", "en"])
        // A verifier works in front alone, keeps no network exceptions, and shares no files.
        for key in [
            "UIBackgroundModes", "NSAppTransportSecurity", "UIFileSharingEnabled",
            "LSSupportsOpeningDocumentsInPlace", "UIRequiredDeviceCapabilities", "CFBundleURLTypes",
            "CFBundleDocumentTypes",
        ] {
            #expect(list[key] == nil, "\(key)")
        }
        let scenes = try #require(list["UIApplicationSceneManifest"] as? [String: Any])
        #expect(scenes["UIApplicationSupportsMultipleScenes"] as? Bool == false)
        print("property lists: \(wanted.count) keys for \(Self.demands.count) frameworks")
    }

    @Test("applications on tags: NDEF's first, then the mdoc's, and they are those that the core selects")
    func applications() throws {
        let list = try list("Info.plist")
        let key = "com.apple.developer.nfc.readersession.iso7816.select-identifiers"
        let own = try #require(list[key] as? [String])
        #expect(own == ["D2760000850101", "A0000002480400"])
        // SELECT by name: 00 A4 04, what is to come back, the length, the name.
        var selected: Set<String> = []
        for name in try Scenario.names() where name != "disconnects" {
            for action in try Scenario(name).steps.flatMap(\.actions) {
                guard action["type"] as? String == "radio.send-apdu", let apdu = action["command"] as? String,
                    apdu.hasPrefix("00a404")
                else { continue }
                let length = Int(apdu.dropFirst(8).prefix(2), radix: 16) ?? 0
                selected.insert(apdu.dropFirst(10).prefix(length * 2).uppercased())
            }
        }
        #expect(selected == Set(own), "an application that is not listed is refused by the system")
    }

    @Test("entitlements: tags, data that is closed while the device is, and Apple's reader in a file of its own")
    func entitlements() throws {
        let own = try list("TashikaCounter.entitlements")
        #expect(own["com.apple.developer.nfc.readersession.formats"] as? [String] == ["TAG"])
        #expect(own["com.apple.developer.default-data-protection"] as? String == "NSFileProtectionComplete")
        let wanted = Self.demands.values.reduce(into: Set<String>()) { $0.formUnion($1.entitlements) }
        #expect(Set(own.keys) == wanted.union(["com.apple.developer.default-data-protection"]))
        // The app offers Apple's reader where its property list says that the build may use it.
        #expect(try list("Info.plist")["TashikaVerifierApi"] as? Bool == false)
        let verifier = try list("VerifierApi.entitlements")
        let granted = Self.demands.values.reduce(into: Set<String>()) { $0.formUnion($1.granted) }
        #expect(Set(verifier.keys) == Set(own.keys).union(granted))
        for key in granted { #expect(verifier[key] as? Bool == true, "\(key)") }
        for (key, value) in own { #expect(verifier[key] as? NSObject == value as? NSObject, "\(key)") }
    }

    @Test("the privacy manifest: nothing is collected, nobody is tracked, and settings are read for an administrator's alone")
    func manifest() throws {
        let own = try list("PrivacyInfo.xcprivacy")
        #expect(own["NSPrivacyTracking"] as? Bool == false)
        #expect((own["NSPrivacyCollectedDataTypes"] as? [Any])?.isEmpty == true)
        let reasons = try #require(own["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        #expect(reasons.count == 1)
        #expect(reasons.first?["NSPrivacyAccessedAPIType"] as? String == "NSPrivacyAccessedAPICategoryUserDefaults")
        #expect(reasons.first?["NSPrivacyAccessedAPITypeReasons"] as? [String] == ["AC6B.1"])
        // Whatever else needs a reason is not used.
        let others = [
            "systemUptime", "mach_absolute_time", "creationDate", "modificationDate", "volumeAvailableCapacity",
            "activeInputModes", "statfs",
        ]
        for file in Repository.files("Sources", ending: ".swift") {
            let text = try text(file)
            for word in others { #expect(!text.contains(word), "\(file.lastPathComponent): \(word)") }
        }
    }

    @Test("what came with a later system than the app's first is asked for before it is used")
    func available() throws {
        let mark = try Regex(#"@available\(iOS (\d+)"#)
        var later = 0
        for stub in Repository.files("stubs", ending: ".swift") {
            for line in try text(stub).split(separator: "\n").map(String.init) {
                guard let match = try mark.firstMatch(in: line), let number = match.output[1].substring
                else { continue }
                let words = line.split { !$0.isLetter && !$0.isNumber }.map(String.init)
                let kind = try #require(words.firstIndex { ["class", "enum", "protocol", "struct"].contains($0) })
                let name = words[kind + 1]
                for file in Repository.files("Sources", ending: ".swift") {
                    let own = try text(file)
                    guard own.contains(name) else { continue }
                    later += 1
                    #expect(own.contains("available(iOS \(number)"), "\(file.lastPathComponent): \(name)")
                }
            }
        }
        #expect(later >= 2)
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
            let english = try #require(entry.localizations["en"]?.stringUnit.value)
            #expect(english.count > 10 && english.allSatisfy(\.isASCII), "\(key)")
            #expect(entry.localizations.count == 2, "\(key)")
        }
        // The name, and what the system asks a person.
        let asked = list.keys.filter { $0.hasSuffix("UsageDescription") }
        #expect(Set(catalog.strings.keys) == Set(asked).union(["CFBundleDisplayName"]))
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
                "AVFoundation", "AudioToolbox", "CoreBluetooth", "CoreNFC", "ProximityReader", "Security",
                "SwiftUI", "UIKit",
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
        for folder in ["Ports", "Links", "Presenter", "Setup", "Fakes"] {
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
        // What tests are made of is no part of the app.
        let ours = ["/Fakes/", "/Probe/", "/Rehearsal/"]
        for file in Repository.files("Sources", ending: ".swift") where !ours.contains(where: file.path.contains) {
            // What an administrator gives is read, and nothing is written there.
            let read = "UserDefaults.standard.dictionary(forKey: ManagedSource.key)"
            let text = try text(file).replacingOccurrences(of: read, with: "")
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
        #expect(view.contains("phase == .background || (app.isSecure && (phase != .active || isCaptured))"))
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
