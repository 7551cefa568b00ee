import CoreBluetooth
import Foundation

/// The two streams of an L2CAP channel, on the main run loop.
@MainActor
final class Channel: NSObject {
    /// Bytes that are taken at once.
    private static let chunk = 4096

    var onReceived: (@MainActor (Data) -> Void)?
    var onSpace: (@MainActor () -> Void)?
    var onEnd: (@MainActor () -> Void)?

    // The channel must be held as long as its streams are used.
    private let channel: CBL2CAPChannel
    private let input: InputStream
    private let output: OutputStream

    init?(_ channel: CBL2CAPChannel) {
        guard let input = channel.inputStream, let output = channel.outputStream else { return nil }
        self.channel = channel
        self.input = input
        self.output = output
        super.init()
        for stream in [input, output] as [Foundation.Stream] {
            stream.delegate = self
            stream.schedule(in: .main, forMode: .default)
            stream.open()
        }
    }

    var hasSpace: Bool { output.hasSpaceAvailable }

    func write(_ bytes: Data) -> Int {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.bindMemory(to: UInt8.self).baseAddress else { return 0 }
            return output.write(start, maxLength: buffer.count)
        }
    }

    func close() {
        (onReceived, onSpace, onEnd) = (nil, nil, nil)
        for stream in [input, output] as [Foundation.Stream] {
            stream.delegate = nil
            stream.close()
            stream.remove(from: .main, forMode: .default)
        }
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        while input.hasBytesAvailable {
            let count = input.read(&buffer, maxLength: buffer.count)
            guard count > 0 else { return }
            onReceived?(Data(buffer.prefix(count)))
        }
    }
}

extension Channel: @preconcurrency StreamDelegate {
    func stream(_ stream: Foundation.Stream, handle event: Foundation.Stream.Event) {
        switch event {
        case .hasBytesAvailable: read()
        case .hasSpaceAvailable: onSpace?()
        case .endEncountered, .errorOccurred: onEnd?()
        default: break
        }
    }
}
