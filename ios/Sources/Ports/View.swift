import Foundation

/// A text of the app by its key, with what is to be put in. Never a value of a customer.
public struct Phrase: Equatable, Hashable, Sendable {
    public var key: String
    public var arguments: [Argument]

    /// A name in braces and what stands there.
    public struct Argument: Equatable, Hashable, Sendable {
        public var name: String
        public var content: String

        public init(_ name: String, _ content: String) {
            self.name = name
            self.content = content
        }
    }

    public init(_ key: String, _ arguments: [Argument] = []) {
        self.key = key
        self.arguments = arguments
    }
}

/// What comes from data, in both languages.
public struct Words: Equatable, Hashable, Sendable {
    public var ja: String
    public var en: String

    public init(ja: String, en: String) {
        self.ja = ja
        self.en = en
    }
}

/// Everything that is to be seen.
public struct CounterView: Equatable, Sendable {
    public var header: Header
    public var screen: Screen
    /// The card for the customer, where it is to be shown.
    public var customerCard: CustomerCard?

    public init(header: Header, screen: Screen, customerCard: CustomerCard? = nil) {
        self.header = header
        self.screen = screen
        self.customerCard = customerCard
    }
}

/// Whether the app is certified for statutory use.
public enum CertificationState: String, CaseIterable, Sendable {
    case certified, expired, none
}

/// As whom the customer's phone is asked.
public enum AskedAs: Equatable, Sendable {
    /// A name was to be shown, and the request went without it.
    case dropped(name: String)
    /// Under a name that the phone can check.
    case named(String)
    /// As nobody: the reader is not authenticated.
    case nobody
    /// By the system's own reader, which names itself.
    case system
}

/// What stands above every screen and cannot be hidden.
public struct Header: Equatable, Sendable {
    public var certification: CertificationState
    /// The same in words.
    public var say: Phrase
    /// The statutory method on this day: only with a certificate.
    public var method: Words?
    public var askedAs: AskedAs
    /// The preset's title.
    public var preset: Words

    public init(
        certification: CertificationState, say: Phrase, method: Words? = nil, askedAs: AskedAs,
        preset: Words
    ) {
        self.certification = certification
        self.say = say
        self.method = method
        self.askedAs = askedAs
        self.preset = preset
    }
}

/// How a response may travel.
public enum Transport: String, CaseIterable, Sendable {
    case bleCentralClient = "ble-central"
    case blePeripheralServer = "ble-peripheral"
    case l2cap, nfc
}

/// The screen.
public enum Screen: Equatable, Sendable {
    /// Something is missing before a customer can be asked.
    case blocked(BlockedView)
    /// The answer is being verified.
    case checking
    /// The link to the phone is being built; `attempt` counts from 1.
    case connecting(Waiting, transport: Transport?, attempt: Int)
    /// The phone's tag is being read.
    case engaging(Waiting)
    /// Something went wrong.
    case problem(ProblemView)
    /// Tap or scan.
    case ready(ReadyView)
    /// The result.
    case verdict(VerdictView)
    /// The customer decides on the phone; so many bytes of the answer have come.
    case waitingForHolder(Waiting, received: Int)
}

/// Who must act.
public enum Doer: String, CaseIterable, Sendable {
    /// Nobody: phone and reader are at work.
    case devices
    /// The customer.
    case holder
}

/// A wait. Every one can be cancelled and ends by itself.
public struct Waiting: Equatable, Sendable {
    public var who: Doer
    public var say: Phrase
    /// Whole seconds so far.
    public var elapsed: Int
    /// Whole seconds at the most.
    public var limit: Int

    public init(who: Doer, say: Phrase, elapsed: Int, limit: Int) {
        self.who = who
        self.say = say
        self.elapsed = elapsed
        self.limit = limit
    }
}

/// Whether tags or codes are looked for.
public enum FinderState: String, CaseIterable, Sendable {
    /// The device has none.
    case absent
    case armed
    /// Not, until the clerk wants it again.
    case dormant
    case notAllowed = "not-allowed"
    case off
    /// In a moment.
    case starting
}

/// Something harmless that came.
public enum Hint: String, CaseIterable, Sendable {
    /// A card that holds no mobile document: a payment card, a plastic My Number Card.
    case otherCard = "other-card"
    /// A code that is none of a wallet.
    case otherCode = "other-code"
    /// The phone was taken away too soon.
    case tapAgain = "tap-again"
}

/// A preset that can be chosen.
public struct PresetView: Equatable, Sendable {
    public var id: String
    public var title: Words
    /// Whether a portrait is asked for.
    public var portrait: Bool

    public init(id: String, title: Words, portrait: Bool) {
        self.id = id
        self.title = title
        self.portrait = portrait
    }
}

/// The ready screen.
public struct ReadyView: Equatable, Sendable {
    public var presets: [PresetView]
    /// The id of the one that is chosen.
    public var selected: String
    public var nfc: FinderState
    public var camera: FinderState
    /// Whether the system's own reader is there.
    public var systemReader: Bool
    public var hint: Hint?

    public init(
        presets: [PresetView], selected: String, nfc: FinderState, camera: FinderState,
        systemReader: Bool = false, hint: Hint? = nil
    ) {
        self.presets = presets
        self.selected = selected
        self.nfc = nfc
        self.camera = camera
        self.systemReader = systemReader
        self.hint = hint
    }
}

/// One element that is asked for.
public struct AskedRow: Equatable, Sendable {
    public var name: Words
    public var purpose: Words
    /// The law, where it may be named.
    public var law: Words?
    /// Whether it is kept.
    public var kept: Bool

    public init(name: Words, purpose: Words, law: Words? = nil, kept: Bool) {
        self.name = name
        self.purpose = purpose
        self.law = law
        self.kept = kept
    }
}

/// What the customer is shown before the phone asks.
public struct CustomerCard: Equatable, Sendable {
    public var purpose: Words
    public var askedAs: AskedAs
    public var asked: [AskedRow]
    /// What is kept.
    public var kept: Words
    /// How long the record of the check is kept, in days.
    public var historyDays: Int

    public init(purpose: Words, askedAs: AskedAs, asked: [AskedRow], kept: Words, historyDays: Int) {
        self.purpose = purpose
        self.askedAs = askedAs
        self.asked = asked
        self.kept = kept
        self.historyDays = historyDays
    }
}

/// What the main button of a blocked screen does.
public enum BlockedAction: Equatable, Sendable {
    case ask(PermissionKind)
    /// Nothing here helps: another device, or the administrator.
    case none
    case openSettings(SettingsPage)
}

/// What is missing before a customer can be asked.
public struct BlockedView: Equatable, Sendable {
    /// What is missing, by its code.
    public var what: String
    public var say: Phrase
    public var next: Phrase
    public var action: BlockedAction

    public init(what: String, say: Phrase, next: Phrase, action: BlockedAction) {
        self.what = what
        self.say = say
        self.next = next
        self.action = action
    }
}

/// What the main button of a problem does.
public enum ProblemAction: String, CaseIterable, Sendable {
    /// Back to the beginning, to be tapped or scanned anew.
    case startOver = "start-over"
    /// Back to the beginning; another document or way is needed.
    case useAnother = "use-another"
}

/// A problem.
public struct ProblemView: Equatable, Sendable {
    /// Which, by its code.
    public var problem: String
    public var say: Phrase
    public var next: Phrase
    public var action: ProblemAction

    public init(problem: String, say: Phrase, next: Phrase, action: ProblemAction) {
        self.problem = problem
        self.say = say
        self.next = next
        self.action = action
    }
}

/// The four verdicts.
public enum VerdictKind: String, CaseIterable, Sendable {
    /// 可
    case accept
    /// 判定不可
    case cannotDecide = "cannot-decide"
    /// 不可
    case reject
    /// テスト
    case testData = "test-data"
}

/// The outline of a verdict, so that it is told without colour.
public enum Shape: String, CaseIterable, Sendable {
    case circle, diamond, octagon, square
}

/// One reason.
public struct ReasonView: Equatable, Sendable {
    public var code: String
    public var say: Phrase
    /// The document it is about; `nil` for all of it.
    public var document: Int?

    public init(code: String, say: Phrase, document: Int? = nil) {
        self.code = code
        self.say = say
        self.document = document
    }
}

/// What is known of an age.
public enum AgeAnswer: String, CaseIterable, Sendable {
    case no, unknown, yes
}

/// An age, and nothing of the date behind it.
public struct AgeView: Equatable, Sendable {
    /// At least so many years.
    public var years: Int
    public var answer: AgeAnswer

    public init(years: Int, answer: AgeAnswer) {
        self.years = years
        self.answer = answer
    }
}

/// What became of an element that was asked for.
public enum RowState: String, CaseIterable, Sendable {
    case given
    /// It came, and was not proven: no value is shown.
    case notProven = "not-proven"
    /// It did not come.
    case withheld
}

/// One element that was asked for.
public struct Row: Equatable, Sendable {
    public var name: Words
    public var state: RowState
    /// Its value in both languages, where it was proven.
    public var value: Words?
    /// Whether it is kept.
    public var kept: Bool

    public init(name: Words, state: RowState, value: Words? = nil, kept: Bool = false) {
        self.name = name
        self.state = state
        self.value = value
        self.kept = kept
    }
}

/// The form of a portrait.
public enum PortraitFormat: String, CaseIterable, Sendable {
    case jpeg
    case jpeg2000 = "jpeg-2000"
}

/// The portrait of one document. Its bytes are asked for by the document's index.
public enum PortraitView: Equatable, Sendable {
    /// Asked for, and not given.
    case absent
    case notRequested
    case present(PortraitFormat)
    /// It came, and nothing can show it.
    case undecodable(PortraitFormat?)
}

/// The comparison of portrait and person.
public enum FaceState: Equatable, Sendable {
    case judged(FaceOutcome)
    /// The preset asks for none.
    case notAsked
    /// There is nothing to compare with.
    case notPossible
    /// A person must judge now.
    case pending
}

/// One document.
public struct DocumentView: Equatable, Sendable {
    public var name: Words
    /// Who issued it, where the chain's checks passed.
    public var issuer: String?
    /// When it ends, in seconds since 1970.
    public var validUntil: Int?
    /// Whether its values were proven, and are shown.
    public var proven: Bool
    public var rows: [Row]
    /// What came unasked: names alone.
    public var extras: [Words]
    public var portrait: PortraitView
    /// The sentence on its revocation, with the age.
    public var issuance: Phrase

    public init(
        name: Words, issuer: String?, validUntil: Int?, proven: Bool, rows: [Row], extras: [Words],
        portrait: PortraitView, issuance: Phrase
    ) {
        self.name = name
        self.issuer = issuer
        self.validUntil = validUntil
        self.proven = proven
        self.rows = rows
        self.extras = extras
        self.portrait = portrait
        self.issuance = issuance
    }
}

/// The result.
public struct VerdictView: Equatable, Sendable {
    public var kind: VerdictKind
    public var word: Phrase
    public var shape: Shape
    /// What made it so; for *accept* what was done beside the checks.
    public var reasons: [ReasonView]
    /// What is remarkable and changes nothing.
    public var remarks: [ReasonView]
    public var age: AgeView?
    /// Every document that came.
    public var documents: [DocumentView]
    public var face: FaceState
    public var askedAs: AskedAs
    /// What stays uncertain.
    public var risks: [Words]
    /// When it was verified, in seconds since 1970.
    public var at: Int
    /// Whole seconds until everything is wiped.
    public var wipeIn: Int
    public var policyVersion: String
    public var trustVersion: String

    public init(
        kind: VerdictKind, word: Phrase, shape: Shape, reasons: [ReasonView],
        remarks: [ReasonView] = [], age: AgeView? = nil, documents: [DocumentView], face: FaceState,
        askedAs: AskedAs, risks: [Words] = [], at: Int, wipeIn: Int, policyVersion: String,
        trustVersion: String
    ) {
        self.kind = kind
        self.word = word
        self.shape = shape
        self.reasons = reasons
        self.remarks = remarks
        self.age = age
        self.documents = documents
        self.face = face
        self.askedAs = askedAs
        self.risks = risks
        self.at = at
        self.wipeIn = wipeIn
        self.policyVersion = policyVersion
        self.trustVersion = trustVersion
    }
}
