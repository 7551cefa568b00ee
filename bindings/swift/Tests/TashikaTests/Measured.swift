import Foundation

/// What the library of `cargo xtask leaks` and `cargo xtask bench` has beside the others.
enum Measured {
    /// Whether `cargo xtask leaks` runs this.
    static let leaks = ProcessInfo.processInfo.environment["TASHIKA_LEAKS"] != nil
    /// Where the rounds go, where `cargo xtask bench` runs this.
    static let rounds = ProcessInfo.processInfo.environment["TASHIKA_ROUNDS"]

    /// Bytes that the native library holds.
    static func liveBytes() -> UInt64 {
        typealias Function = @convention(c) () -> UInt64
        return unsafeBitCast(address("tashika_live_bytes"), to: Function.self)()
    }

    /// How long so many verifications of a case take in Rust.
    static func nanoseconds(_ number: UInt32, times: UInt32) -> UInt64 {
        typealias Function = @convention(c) (UInt32, UInt32) -> UInt64
        return unsafeBitCast(address("tashika_nanoseconds"), to: Function.self)(number, times)
    }

    private static func address(_ name: String) -> UnsafeMutableRawPointer {
        #if os(Linux)
            let library = dlopen("libtashika_ffi.so", RTLD_NOW)
        #else
            let library = dlopen("libtashika_ffi.dylib", RTLD_NOW)
        #endif
        guard let found = dlsym(library, name) else {
            fatalError("\(name) is in the library of cargo xtask leaks and bench alone")
        }
        return found
    }
}
