import Foundation
import Ports
import ProximityReader

/// Apple's own reader behind the same port as any other: the system asks, shows its sheet, and gives the
/// response undecided. What it is worth is the model's to say.
///
/// 1. Only *raw data* is asked for. What Apple's other requests give was verified by the system and
///    carries no evidence, so that no verdict could be founded on it.
/// 2. It needs Apple's capability *Verifier API*, and for data a further agreement: without it the
///    system refuses, and that is a failure.
/// 3. In the simulator, and on a device with Apple's profile for developers, the system makes an answer
///    up. In the simulator that is told; on a device nothing tells it, and nobody has signed the answer.
@MainActor
public final class SystemReader: SystemReaderPort {
    /// Fetches a token for this reader's identifier from the operator's server, which names the brand;
    /// `nil` where there is none. Tokens are bound to a reader and not kept.
    public typealias TokenSource = @Sendable (_ readerInstanceIdentifier: String) async throws -> String?

    public var report: Report?

    private let tokens: TokenSource?
    private var task: Task<Void, Never>?
    /// A run that was ended is not heard any more.
    private var number = 0

    public init(tokens: TokenSource? = nil) {
        self.tokens = tokens
    }

    public var isSupported: Bool { Self.isSupported }

    /// Whether this device has such a reader.
    public nonisolated static var isSupported: Bool { MobileDocumentReader.isSupported }

    public func canAsk(_ request: SystemRequest) -> Bool { Self.canAsk(request) }

    /// Whether this device's reader can ask all of this.
    public nonisolated static func canAsk(_ request: SystemRequest) -> Bool {
        guard let words = SystemWords(request) else { return false }
        switch words.card {
        case .drivingLicence: return true
        case .myNumberCard:
            guard #available(iOS 18.0, *) else { return false }
            return MobileNationalIDCardRawDataRequest.isSupportedRegion(.japan)
                && words.cardRequest != nil
        }
    }

    public func run(_ request: SystemRequest) {
        cancel()
        let (own, tokens) = (number, tokens)
        task = Task { [weak self] in
            let outcome = await Self.ask(request, tokens)
            guard let self, own == number else { return }
            task = nil
            report?(.systemReader(outcome))
        }
    }

    public func cancel() {
        number += 1
        task?.cancel()
        task = nil
    }

    private nonisolated static func ask(
        _ request: SystemRequest, _ tokens: TokenSource?
    ) async -> SystemReaderOutcome {
        guard let words = SystemWords(request), canAsk(request) else { return .failed }
        do {
            let reader = MobileDocumentReader()
            var token: MobileDocumentReader.Token?
            if let tokens {
                let name = try await reader.configuration.readerInstanceIdentifier
                token = try await tokens(name).map { MobileDocumentReader.Token($0) }
            }
            let session = try await reader.prepare(using: token)
            return try await ask(words, session)
        } catch MobileDocumentReaderError.cancelled {
            return .cancelled
        } catch is CancellationError {
            return .cancelled
        } catch {
            return .failed
        }
    }

    private nonisolated static func ask(
        _ words: SystemWords, _ session: MobileDocumentReaderSession
    ) async throws -> SystemReaderOutcome {
        switch words.card {
        case .drivingLicence:
            let answer = try await session.requestDocument(words.licenceRequest)
            return .response(
                response: answer.responseData, transcript: answer.sessionTranscript, mock: isMock)
        case .myNumberCard:
            guard #available(iOS 18.0, *), let own = words.cardRequest else { return .failed }
            let answer = try await session.requestDocument(own)
            return .response(
                response: answer.responseData, transcript: answer.sessionTranscript, mock: isMock)
        }
    }

    private nonisolated static var isMock: Bool {
        #if targetEnvironment(simulator)
        true
        #else
        false
        #endif
    }
}
