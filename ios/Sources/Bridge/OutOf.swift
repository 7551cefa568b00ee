import Foundation
import Ports
import Tashika

// What to do and what is to be seen, in the app's names. A case that one side does not have stops the
// build.

extension Ports.CounterAction {
    package init?(_ own: Tashika.CounterAction) {
        switch own {
        case .announce(let phrase): self = .announce(.init(phrase))
        case .armNfc: self = .armNfc
        case .askPermission(let kind): self = .askPermission(.init(kind))
        case .checkDevice: self = .checkDevice
        case .closeCamera: self = .closeCamera
        case .createService: self = .createService
        case .disarmNfc: self = .disarmNfc
        case .keepHistory(let entry, let until):
            self = .keepHistory(.init(entry), until: seconds(until))
        case .openCamera: self = .openCamera
        case .openSettings(let page): self = .openSettings(.init(page))
        case .radio(let action):
            guard let action = Ports.RadioAction(action) else { return nil }
            self = .radio(action)
        case .render: self = .render
        case .restartScan(let service, _): self = .restartScan(service: service)
        case .runSystemReader(let request): self = .runSystemReader(SystemRequest(request))
        case .secureScreen(let on): self = .secureScreen(on)
        case .signal(let signal): self = .signal(.init(signal))
        case .stopSystemReader: self = .stopSystemReader
        case .wakeAt(let at): self = .wakeAt(.seconds(at))
        case .wipe: self = .wipe
        }
    }
}

extension SystemRequest {
    /// What a DeviceRequest asks; `nil` where it is not one document, each element of which is what is
    /// asked for and not one of several.
    package init?(_ deviceRequest: Data) {
        guard let asked = try? Tashika.DeviceRequest.read(deviceRequest), asked.documents.count == 1,
            let document = asked.documents.first,
            document.elements.allSatisfy({ $0.alternatives.isEmpty })
        else { return nil }
        let elements = document.elements.map {
            Element($0.element.nameSpace, $0.element.identifier, retained: $0.retain)
        }
        self.init(docType: document.docType, elements: elements)
    }
}

extension Ports.RadioAction {
    /// iOS tells no address of a phone, so that none is looked for. `nil`: the core makes keys itself and
    /// asks for none.
    init?(_ own: Tashika.RadioAction) {
        switch own {
        case .advertise(let service, let ident): self = .advertise(service: service, ident: ident)
        case .createKey: return nil
        case .openStream(let service, _, let psm):
            self = .openStream(service: service, psm: Int(clamping: psm))
        case .publishStream: self = .publishStream
        case .readPsm: self = .readPsm
        case .scan(let service, _): self = .scan(service: service)
        case .sendApdu(let command): self = .sendApdu(command)
        case .sendBle(let characteristic, let value): self = .sendBle(.init(characteristic), value)
        case .sendStream(let bytes): self = .sendStream(bytes)
        case .showPsm(let value): self = .showPsm(value)
        case .sign(let id, let algorithm, let bytes):
            self = .sign(id: Int(id), algorithm: "\(algorithm)".uppercased(), bytes: bytes)
        case .stopRadio: self = .stopRadio
        case .subscribe: self = .subscribe
        }
    }
}

private func seconds(_ date: Date) -> Int {
    Int(date.timeIntervalSince1970.rounded(.down))
}

extension Ports.HistoryEntry {
    fileprivate init(_ own: Tashika.HistoryEntry) {
        self.init(
            time: seconds(own.time), preset: own.preset,
            verdict: Ports.VerdictKind(own.verdict).rawValue, reasons: own.reasons.map { name($0) },
            policy: own.policy, trust: own.trust)
    }
}

/// The stable spelling of a reason: that of its text.
private func name(_ own: ReasonCode) -> String {
    "\(own)".reduce(into: "") { text, letter in
        text += letter.isUppercase ? "-\(letter.lowercased())" : String(letter)
    }
}

/// The code in a key.
private func code(_ own: Tashika.Phrase, before: String, after: String = "") -> String {
    String(own.key.dropFirst(before.count).dropLast(after.count))
}

extension Ports.Phrase {
    fileprivate init(_ own: Tashika.Phrase) {
        self.init(own.key, own.arguments.map { .init($0.name, $0.content) })
    }
}

extension Ports.Words {
    fileprivate init(_ own: Tashika.Words) {
        self.init(ja: own.ja, en: own.en)
    }
}

extension Ports.CounterView {
    package init(_ own: Tashika.CounterView) {
        self.init(
            header: .init(own.header), screen: .init(own.screen),
            customerCard: own.customerCard.map(Ports.CustomerCard.init))
    }
}

extension Ports.Header {
    fileprivate init(_ own: Tashika.CounterHeader) {
        self.init(
            certification: .init(own.certification), say: .init(own.say),
            method: own.method.map(Ports.Words.init), askedAs: .init(own.askedAs),
            preset: .init(own.preset))
    }
}

extension Ports.AskedAs {
    fileprivate init(_ own: Tashika.AskedAs) {
        switch own {
        case .dropped(let name): self = .dropped(name: name)
        case .named(let name): self = .named(name)
        case .nobody: self = .nobody
        case .system: self = .system
        }
    }
}

extension Ports.Screen {
    fileprivate init(_ own: Tashika.CounterScreen) {
        switch own {
        case .blocked(let view): self = .blocked(.init(view))
        case .checking: self = .checking
        case .connecting(let waiting, let transport, let attempt):
            self = .connecting(
                .init(waiting), transport: transport.map(Ports.Transport.init), attempt: Int(attempt))
        case .engaging(let waiting): self = .engaging(.init(waiting))
        case .problem(let view): self = .problem(.init(view))
        case .ready(let view): self = .ready(.init(view))
        case .verdict(let view): self = .verdict(.init(view))
        case .waitingForHolder(let waiting, let received):
            self = .waitingForHolder(.init(waiting), received: Int(clamping: received))
        }
    }
}

extension Ports.Waiting {
    fileprivate init(_ own: Tashika.WaitingView) {
        self.init(
            who: .init(own.who), say: .init(own.say), elapsed: Int(clamping: own.elapsed),
            limit: Int(clamping: own.limit))
    }
}

extension Ports.ReadyView {
    fileprivate init(_ own: Tashika.ReadyView) {
        let presets = own.presets.map {
            Ports.PresetView(id: $0.id, title: .init($0.title), portrait: $0.portrait)
        }
        self.init(
            presets: presets, selected: own.selected, nfc: .init(own.nfc), camera: .init(own.camera),
            systemReader: own.systemReader, hint: own.hint.map(Ports.Hint.init))
    }
}

extension Ports.CustomerCard {
    fileprivate init(_ own: Tashika.CustomerCard) {
        let asked = own.asked.map {
            Ports.AskedRow(
                name: .init($0.name), purpose: .init($0.purpose), law: $0.law.map(Ports.Words.init),
                kept: $0.kept)
        }
        self.init(
            purpose: .init(own.purpose), askedAs: .init(own.askedAs), asked: asked,
            kept: .init(own.kept), historyDays: Int(own.historyDays))
    }
}

extension Ports.BlockedView {
    fileprivate init(_ own: Tashika.BlockedView) {
        self.init(
            what: code(own.say, before: "blocked."), say: .init(own.say), next: .init(own.next),
            action: .init(own.action))
    }
}

extension Ports.BlockedAction {
    fileprivate init(_ own: Tashika.BlockedAction) {
        switch own {
        case .ask(let kind): self = .ask(.init(kind))
        case .none: self = .none
        case .openSettings(let page): self = .openSettings(.init(page))
        }
    }
}

extension Ports.ProblemView {
    fileprivate init(_ own: Tashika.ProblemView) {
        self.init(
            problem: code(own.say, before: "problem.", after: ".say"), say: .init(own.say), next: .init(own.next), action: .init(own.action))
    }
}

extension Ports.VerdictView {
    fileprivate init(_ own: Tashika.VerdictView) {
        self.init(
            kind: .init(own.kind), word: .init(own.word), shape: .init(own.shape),
            reasons: own.reasons.map(Ports.ReasonView.init),
            remarks: own.remarks.map(Ports.ReasonView.init), age: own.age.map(Ports.AgeView.init),
            documents: own.documents.map(Ports.DocumentView.init), face: .init(own.face),
            askedAs: .init(own.askedAs), risks: own.risks.map { .init($0.words) }, at: seconds(own.at),
            wipeIn: Int(clamping: own.wipeIn), policyVersion: own.policyVersion,
            trustVersion: own.trustVersion)
    }
}

extension Ports.ReasonView {
    fileprivate init(_ own: Tashika.ReasonView) {
        self.init(code: name(own.code), say: .init(own.say), document: own.document.map { Int($0) })
    }
}

extension Ports.AgeView {
    fileprivate init(_ own: Tashika.AgeView) {
        self.init(years: Int(own.years), answer: .init(own.answer))
    }
}

extension Ports.DocumentView {
    fileprivate init(_ own: Tashika.DocumentView) {
        let rows = own.rows.map {
            Ports.Row(
                name: .init($0.name), state: .init($0.state), value: $0.value.map(Ports.Words.init),
                kept: $0.kept)
        }
        self.init(
            name: .init(own.name), issuer: own.issuer, validUntil: own.validUntil.map(seconds),
            proven: own.proven, rows: rows, extras: own.extras.map { .init($0) },
            portrait: .init(own.portrait), issuance: .init(own.issuance.say))
    }
}

extension Ports.PortraitView {
    fileprivate init(_ own: Tashika.PortraitView) {
        switch own {
        case .absent: self = .absent
        case .notRequested: self = .notRequested
        case .present(let format): self = .present(.init(format))
        case .undecodable(let format): self = .undecodable(format.map(Ports.PortraitFormat.init))
        }
    }
}

extension Ports.FaceState {
    fileprivate init(_ own: Tashika.FaceState) {
        switch own {
        case .judged(let outcome): self = .judged(.init(outcome))
        case .notAsked: self = .notAsked
        case .notPossible: self = .notPossible
        case .pending: self = .pending
        }
    }
}

extension Ports.CertificationState {
    fileprivate init(_ own: Tashika.CertificationState) {
        switch own {
        case .certified: self = .certified
        case .expired: self = .expired
        case .none: self = .none
        }
    }
}

extension Ports.Transport {
    fileprivate init(_ own: Tashika.Transport) {
        switch own {
        case .bleCentralClient: self = .bleCentralClient
        case .blePeripheralServer: self = .blePeripheralServer
        case .l2cap: self = .l2cap
        case .nfc: self = .nfc
        }
    }
}

extension Ports.Doer {
    fileprivate init(_ own: Tashika.WaitingActor) {
        switch own {
        case .devices: self = .devices
        case .holder: self = .holder
        }
    }
}

extension Ports.FinderState {
    fileprivate init(_ own: Tashika.FinderState) {
        switch own {
        case .absent: self = .absent
        case .armed: self = .armed
        case .dormant: self = .dormant
        case .notAllowed: self = .notAllowed
        case .off: self = .off
        case .starting: self = .starting
        }
    }
}

extension Ports.Hint {
    fileprivate init(_ own: Tashika.ReadyHint) {
        switch own {
        case .otherCard: self = .otherCard
        case .otherCode: self = .otherCode
        case .tapAgain: self = .tapAgain
        }
    }
}

extension Ports.PermissionKind {
    fileprivate init(_ own: Tashika.PermissionKind) {
        switch own {
        case .bluetooth: self = .bluetooth
        case .camera: self = .camera
        case .location: self = .location
        case .nfc: self = .nfc
        }
    }
}

extension Ports.SettingsPage {
    fileprivate init(_ own: Tashika.SettingsPage) {
        switch own {
        case .app: self = .app
        case .bluetooth: self = .bluetooth
        case .location: self = .location
        case .nfc: self = .nfc
        }
    }
}

extension Ports.ProblemAction {
    fileprivate init(_ own: Tashika.ProblemAction) {
        switch own {
        case .startOver: self = .startOver
        case .useAnother: self = .useAnother
        }
    }
}

extension Ports.VerdictKind {
    fileprivate init(_ own: Tashika.VerdictKind) {
        switch own {
        case .accept: self = .accept
        case .cannotDecide: self = .cannotDecide
        case .reject: self = .reject
        case .testData: self = .testData
        }
    }
}

extension Ports.Shape {
    fileprivate init(_ own: Tashika.VerdictShape) {
        switch own {
        case .circle: self = .circle
        case .diamond: self = .diamond
        case .octagon: self = .octagon
        case .square: self = .square
        }
    }
}

extension Ports.AgeAnswer {
    fileprivate init(_ own: Tashika.AgeAnswer) {
        switch own {
        case .no: self = .no
        case .unknown: self = .unknown
        case .yes: self = .yes
        }
    }
}

extension Ports.RowState {
    fileprivate init(_ own: Tashika.RowState) {
        switch own {
        case .given: self = .given
        case .notProven: self = .notProven
        case .withheld: self = .withheld
        }
    }
}

extension Ports.PortraitFormat {
    fileprivate init(_ own: Tashika.PortraitFormat) {
        switch own {
        case .jpeg: self = .jpeg
        case .jpeg2000: self = .jpeg2000
        }
    }
}

extension Ports.FaceOutcome {
    fileprivate init(_ own: Tashika.FaceOutcome) {
        switch own {
        case .cannotJudge: self = .cannotJudge
        case .differs: self = .differs
        case .matches: self = .matches
        }
    }
}

extension Ports.Characteristic {
    fileprivate init(_ own: Tashika.Characteristic) {
        switch own {
        case .client2Server: self = .client2Server
        case .ident: self = .ident
        case .l2cap: self = .l2cap
        case .server2Client: self = .server2Client
        case .state: self = .state
        }
    }
}

extension Ports.Signal {
    fileprivate init(_ own: Tashika.Signal) {
        switch own {
        case .accept: self = .accept
        case .cannotDecide: self = .cannotDecide
        case .problem: self = .problem
        case .reject: self = .reject
        case .testData: self = .testData
        }
    }
}

