import Foundation
import Ports
import Tashika

// What happened, in the core's names. A case that one side does not have stops the build.

extension Tashika.CounterEvent {
    package init(_ own: Ports.CounterEvent) {
        switch own {
        case .cancel: self = .cancel
        case .customerCardShown(let shown): self = .customerCardShown(shown: shown)
        case .done: self = .done
        case .faceJudged(let outcome): self = .faceJudged(outcome: .init(outcome))
        case .nfcSheetEnded(let end): self = .nfcSheetEnded(end: .init(end))
        case .nfcWanted: self = .nfcWanted
        case .permission(let kind, let state):
            self = .permission(kind: .init(kind), state: .init(state))
        case .portraitUnreadable(let document):
            self = .portraitUnreadable(document: Int32(clamping: document))
        case .presetChosen(let id): self = .presetChosen(id: id)
        case .radio(let kind, let state): self = .radio(kind: .init(kind), state: .init(state))
        case .retry: self = .retry
        case .service(let bytes): self = .service(bytes: bytes)
        case .session(let event): self = .session(event: .init(event))
        case .signingFailed(let id): self = .signingFailed(id: Int32(clamping: id))
        case .started: self = .started
        case .stopped(let reason): self = .stopped(reason: .init(reason))
        case .systemReader(let outcome): self = .systemReader(outcome: .init(outcome))
        case .systemReaderWanted: self = .systemReaderWanted
        case .tick: self = .tick
        }
    }
}

extension Tashika.RadioEvent {
    init(_ own: Ports.RadioEvent) {
        switch own {
        case .apduResponse(let response): self = .apduResponse(response: response)
        case .bleConnected(let mtu): self = .bleConnected(mtu: Int32(clamping: mtu))
        case .bleDisconnected: self = .bleDisconnected
        case .bleReceived(let characteristic, let value):
            self = .bleReceived(characteristic: .init(characteristic), value: value)
        case .bleSubscribed: self = .bleSubscribed
        case .codeScanned(let text): self = .codeScanned(text: text)
        case .psmRead(let value): self = .psmRead(value: value)
        case .signature(let id, let signature):
            self = .signature(id: Int32(clamping: id), signature: signature)
        case .streamClosed: self = .streamClosed
        case .streamOpened: self = .streamOpened
        case .streamPublished(let psm): self = .streamPublished(psm: psm.map(Int64.init))
        case .streamReceived(let bytes): self = .streamReceived(bytes: bytes)
        case .tagFound: self = .tagFound
        case .tagLost: self = .tagLost
        }
    }
}

extension Tashika.SystemReaderOutcome {
    fileprivate init(_ own: Ports.SystemReaderOutcome) {
        switch own {
        case .cancelled: self = .cancelled
        case .failed: self = .failed
        case .response(let response, let transcript, let mock):
            self = .response(response: response, transcript: transcript, mock: mock)
        }
    }
}

extension Tashika.Characteristic {
    fileprivate init(_ own: Ports.Characteristic) {
        switch own {
        case .client2Server: self = .client2Server
        case .ident: self = .ident
        case .l2cap: self = .l2cap
        case .server2Client: self = .server2Client
        case .state: self = .state
        }
    }
}

extension Tashika.FaceOutcome {
    fileprivate init(_ own: Ports.FaceOutcome) {
        switch own {
        case .cannotJudge: self = .cannotJudge
        case .differs: self = .differs
        case .matches: self = .matches
        }
    }
}

extension Tashika.SheetEnd {
    fileprivate init(_ own: Ports.SheetEnd) {
        switch own {
        case .other: self = .other
        case .timedOut: self = .timedOut
        case .userCancelled: self = .userCancelled
        }
    }
}

extension Tashika.PermissionKind {
    fileprivate init(_ own: Ports.PermissionKind) {
        switch own {
        case .bluetooth: self = .bluetooth
        case .camera: self = .camera
        case .location: self = .location
        case .nfc: self = .nfc
        }
    }
}

extension Tashika.PermissionState {
    fileprivate init(_ own: Ports.PermissionState) {
        switch own {
        case .denied: self = .denied
        case .deniedForGood: self = .deniedForGood
        case .granted: self = .granted
        case .notNeeded: self = .notNeeded
        }
    }
}

extension Tashika.RadioKind {
    fileprivate init(_ own: Ports.RadioKind) {
        switch own {
        case .bluetooth: self = .bluetooth
        case .camera: self = .camera
        case .location: self = .location
        case .nfc: self = .nfc
        }
    }
}

extension Tashika.RadioState {
    fileprivate init(_ own: Ports.RadioState) {
        switch own {
        case .absent: self = .absent
        case .off: self = .off
        case .on: self = .on
        }
    }
}

extension Tashika.StopReason {
    fileprivate init(_ own: Ports.StopReason) {
        switch own {
        case .background: self = .background
        case .locked: self = .locked
        }
    }
}
