// swift-tools-version: 6.0
import PackageDescription

// `cargo xtask generate swift` writes Sources/TashikaFFI and Sources/Tashika/Generated.swift, and
// `cargo xtask test swift` builds and tests the package against the library of this machine.
let package = Package(
    name: "Tashika",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Tashika", targets: ["Tashika"])],
    targets: [
        .systemLibrary(name: "TashikaFFI"),
        .target(name: "Tashika", dependencies: ["TashikaFFI"]),
        .testTarget(name: "TashikaTests", dependencies: ["Tashika"]),
    ],
    swiftLanguageModes: [.v6]
)
