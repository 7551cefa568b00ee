// swift-tools-version: 6.0
import PackageDescription

// The platform-free half: what the app needs of a device, how bytes are moved, what is shown.
var targets: [Target] = [
    .target(name: "Ports"),
    .target(name: "Links", dependencies: ["Ports"]),
    .target(name: "Presenter", dependencies: ["Ports"]),
    .target(name: "Setup", dependencies: ["Ports"]),
    .target(name: "Fakes", dependencies: ["Links", "Ports", "Presenter"]),
]

// The half over Apple's frameworks. Where there are none, minimal stand-ins of the same names are
// compiled in their place: `cargo xtask test ios` type-checks against them and runs none of it.
#if os(Linux)
let core = Package.Dependency.package(path: "../bindings/swift")
let tashika = Target.Dependency.product(name: "Tashika", package: "swift")
let frameworks = [
    "AVFoundation", "AudioToolbox", "CoreBluetooth", "CoreNFC", "ProximityReader", "Security", "SwiftUI",
    "UIKit",
]
targets += [
    .target(name: "UIKit", path: "stubs/UIKit"),
    .target(name: "AVFoundation", dependencies: ["UIKit"], path: "stubs/AVFoundation"),
    .target(name: "AudioToolbox", path: "stubs/AudioToolbox"),
    .target(name: "CoreBluetooth", path: "stubs/CoreBluetooth"),
    .target(name: "CoreNFC", path: "stubs/CoreNFC"),
    .target(name: "ProximityReader", path: "stubs/ProximityReader"),
    .target(name: "Security", path: "stubs/Security"),
    .target(name: "SwiftUI", dependencies: ["UIKit"], path: "stubs/SwiftUI"),
]
// Debian's libswiftObservation.so wants a symbol that no library of Swift 6.0 has.
let linking: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "--allow-shlib-undefined"])]
#else
// What `cargo xtask ios` makes, with a library for devices and simulators.
let core = Package.Dependency.package(path: "../target/swift/package")
let tashika = Target.Dependency.product(name: "Tashika", package: "package")
let frameworks: [String] = []
let linking: [LinkerSetting] = []
#endif

let stubs = frameworks.map { Target.Dependency(stringLiteral: $0) }
targets += [
    .target(name: "Bridge", dependencies: ["Ports", "Setup", tashika]),
    .target(name: "Keys", dependencies: ["Ports", "Setup"] + stubs),
    .target(name: "Radio", dependencies: ["Links", "Ports"] + stubs),
    .target(name: "AppleVerifier", dependencies: ["Ports"] + stubs),
    .target(
        name: "CounterApp", dependencies: ["AppleVerifier", "Keys", "Links", "Ports", "Presenter", "Radio"] + stubs,
        path: "Sources/App"),
    // What the tests share: the whole app but for Apple's frameworks, played by a scenario.
    .target(name: "Rehearsal", dependencies: ["Bridge", "Fakes", "Ports", "Presenter", tashika]),
    .testTarget(
        name: "CounterTests", dependencies: ["Bridge", "Fakes", "Links", "Ports", "Presenter", "Rehearsal", "Setup", tashika],
        linkerSettings: linking),
]

#if os(Linux)
// The entry point, which Xcode builds as the app.
targets.append(
    .executableTarget(
        name: "TashikaCounter", dependencies: ["Bridge", "CounterApp", "Setup", tashika] + stubs,
        path: "Sources/Main", linkerSettings: linking))
// Looks through its own memory for what a customer showed.
targets.append(
    .executableTarget(
        name: "Probe", dependencies: ["Fakes", "Ports", "Presenter", "Rehearsal"],
        linkerSettings: linking))
#endif

let package = Package(
    name: "TashikaCounter",
    platforms: [.iOS(.v17)],
    products: [.library(name: "CounterApp", targets: ["Bridge", "CounterApp", "Ports", "Setup"])],
    dependencies: [core],
    targets: targets,
    swiftLanguageModes: [.v6]
)
