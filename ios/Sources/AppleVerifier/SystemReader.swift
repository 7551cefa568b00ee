import Foundation
import Ports
import ProximityReader

/// Apple's own reader behind the same port as any other: the system asks, shows its sheet, and gives the
/// response undecided. What it is worth is the model's to say.
///
/// It needs Apple's capability *Verifier API*; for data and not only a display, a further agreement.
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

    public var isSupported: Bool { MobileDocumentReader.isSupported }

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
        do {
            let reader = MobileDocumentReader()
            var token: MobileDocumentReader.Token?
            if let tokens {
                let name = try await reader.configuration.readerInstanceIdentifier
                token = try await tokens(name).map { MobileDocumentReader.Token($0) }
            }
            let session = try await reader.prepare(using: token)
            return try await ask(request, session)
        } catch MobileDocumentReaderError.cancelled {
            return .cancelled
        } catch is CancellationError {
            return .cancelled
        } catch {
            return .failed
        }
    }

    private nonisolated static func ask(
        _ request: SystemRequest, _ session: MobileDocumentReaderSession
    ) async throws -> SystemReaderOutcome {
        switch request.docType {
        case MyNumberCard.docType:
            guard MobileNationalIDCardRawDataRequest.isSupportedRegion(.japan),
                let own = MyNumberCard.request(request)
            else { return .failed }
            let answer = try await session.requestDocument(own)
            return .response(
                response: answer.responseData, transcript: answer.sessionTranscript, mock: false)
        case DrivingLicence.docType:
            guard let own = DrivingLicence.request(request) else { return .failed }
            let answer = try await session.requestDocument(own)
            return .response(
                response: answer.responseData, transcript: answer.sessionTranscript, mock: false)
        default:
            return .failed
        }
    }
}
