import CoreNFC
import Foundation
import Links
import Ports

/// The system's tag reader for ``NfcGate``: sessions of `NFCTagReaderSession`, by their numbers.
@MainActor
public final class TagReader: NSObject, TagSystem {
    public weak var gate: NfcGate?
    /// What the system's sheet says.
    public var message = ""

    private var session: NFCTagReaderSession?
    private var number = 0
    private var tags: [NFCTag] = []
    private var connected: (any NFCISO7816Tag)?

    /// Whether this device reads tags.
    public static var isAvailable: Bool { NFCTagReaderSession.readingAvailable }

    public func begin(session number: Int) {
        self.number = number
        clear()
        let own = NFCTagReaderSession(pollingOption: .iso14443, delegate: self, queue: .main)
        guard let own else {
            gate?.invalidated(session: number, .other)
            return
        }
        own.alertMessage = message
        session = own
        own.begin()
    }

    public func connect(session number: Int, tag: Int) {
        guard number == self.number, let session, tags.indices.contains(tag),
            case .iso7816(let own) = tags[tag]
        else {
            gate?.connected(session: number, succeeded: false)
            return
        }
        connected = own
        session.connect(to: tags[tag]) { [weak self] error in
            let succeeded = error == nil
            Task { @MainActor [weak self] in self?.gate?.connected(session: number, succeeded: succeeded) }
        }
    }

    public func send(session number: Int, _ command: Data) {
        guard number == self.number, let connected, let apdu = NFCISO7816APDU(data: command) else {
            gate?.answered(session: number, nil)
            return
        }
        connected.sendCommand(apdu: apdu) { [weak self] data, sw1, sw2, error in
            let response = error == nil ? data + Data([sw1, sw2]) : nil
            Task { @MainActor [weak self] in self?.gate?.answered(session: number, response) }
        }
    }

    public func restartPolling(session number: Int) {
        guard number == self.number else { return }
        clear()
        session?.restartPolling()
    }

    public func invalidate(session number: Int, read: Bool) {
        guard number == self.number else { return }
        clear()
        session?.invalidate()
    }

    private func clear() {
        tags = []
        connected = nil
    }
}

extension TagReader: @preconcurrency NFCTagReaderSessionDelegate {
    public func tagReaderSessionDidBecomeActive(_ session: NFCTagReaderSession) {}

    public func tagReaderSession(_ session: NFCTagReaderSession, didDetect tags: [NFCTag]) {
        guard session === self.session else { return }
        self.tags = tags
        gate?.detected(session: number, tags: tags.count)
    }

    public func tagReaderSession(
        _ session: NFCTagReaderSession, didInvalidateWithError error: any Error
    ) {
        guard session === self.session else { return }
        self.session = nil
        clear()
        gate?.invalidated(session: number, TagSessionEnd(error))
    }
}

extension TagSessionEnd {
    /// The system's code, and not its words.
    init(_ error: any Error) {
        switch (error as? NFCReaderError)?.code {
        case .readerSessionInvalidationErrorUserCanceled: self = .userCancelled
        case .readerSessionInvalidationErrorSessionTimeout: self = .timedOut
        default: self = .other
        }
    }
}
