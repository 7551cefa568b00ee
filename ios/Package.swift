// swift-tools-version: 6.0
import PackageDescription

// The platform-free half: what the app needs of a device, how bytes are moved, what is shown.
var targets: [Target] = [
    .target(name: "Ports"),
    .target(name: "Links", dependencies: ["Ports"]),
    .target(name: "Presenter", dependencies: ["Ports"]),
    .target(name: "Fakes", dependencies: ["Links", "Ports", "Presenter"]),
]

// The half over Apple's frameworks. Where there are none, minimal stand-ins of the same names are
// compiled in their place: `cargo xtask test ios` type-checks against them and runs none of it.
#if os(Linux)
let frameworks = [
    "AVFoundation", "AudioToolbox", "CoreBluetooth", "CoreNFC", "ProximityReader", "SwiftUI", "UIKit",
]
targets += [
    .target(name: "UIKit", path: "stubs/UIKit"),
    .target(name: "AVFoundation", dependencies: ["UIKit"], path: "stubs/AVFoundation"),
    .target(name: "AudioToolbox", path: "stubs/AudioToolbox"),
    .target(name: "CoreBluetooth", path: "stubs/CoreBluetooth"),
    .target(name: "CoreNFC", path: "stubs/CoreNFC"),
    .target(name: "ProximityReader", path: "stubs/ProximityReader"),
    .target(name: "SwiftUI", dependencies: ["UIKit"], path: "stubs/SwiftUI"),
]
// Debian's libswiftObservation.so wants a symbol that no library of Swift 6.0 has.
let linking: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "--allow-shlib-undefined"])]
#else
let frameworks: [String] = []
let linking: [LinkerSetting] = []
#endif

let stubs = frameworks.map { Target.Dependency(stringLiteral: $0) }
targets += [
    .target(name: "Radio", dependencies: ["Links", "Ports"] + stubs),
    .target(name: "AppleVerifier", dependencies: ["Ports"] + stubs),
    .target(
        name: "CounterApp", dependencies: ["AppleVerifier", "Links", "Ports", "Presenter", "Radio"] + stubs,
        path: "Sources/App"),
    .testTarget(
        name: "CounterTests", dependencies: ["Fakes", "Links", "Ports", "Presenter"],
        linkerSettings: linking),
]

let package = Package(
    name: "TashikaCounter",
    platforms: [.iOS(.v17)],
    products: [.library(name: "CounterApp", targets: ["CounterApp"])],
    targets: targets,
    swiftLanguageModes: [.v6]
)
