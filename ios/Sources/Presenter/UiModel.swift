import Foundation
import Ports

/// A screen as blocks from top to bottom. The views paint them and know nothing else.
public struct UiModel: Equatable, Sendable {
    /// A name for tests and assistive technology.
    public var id: String
    public var blocks: [Block]

    public init(id: String, blocks: [Block]) {
        self.id = id
        self.blocks = blocks
    }

    /// Nothing of a customer.
    public static let blank = UiModel(id: "blank", blocks: [])

    /// The buttons in the order of the screen.
    public var buttons: [UiButton] {
        blocks.flatMap { block -> [UiButton] in
            if case .buttons(let own) = block { own } else { [] }
        }
    }

    /// Every text, in the order of the screen.
    public var texts: [String] { blocks.flatMap(\.texts) }
}

/// One part of a screen. Every text is finished; every picture has a description.
public enum Block: Equatable, Sendable {
    /// A line over everything else, which cannot be closed.
    case banner(String, Tone)
    /// What the screen is. Assistive technology jumps to it.
    case heading(String)
    case section(String)
    case paragraph(String)
    /// The same of a customer.
    case personal(String)
    case bullets([String])
    /// The verdict: a word, an outline and a colour, each of which would do alone.
    case badge(VerdictKind, Shape, word: String)
    /// Who must act, and how long it has taken; `fraction` of the longest time.
    case progress(who: String, elapsed: String, fraction: Double)
    /// One of these is chosen.
    case choices(label: String, [UiChoice])
    case rows([UiRow])
    /// The portrait of this document.
    case picture(document: Int, description: String)
    /// What the camera sees.
    case camera(description: String)
    case buttons([UiButton])

    /// Every text.
    public var texts: [String] {
        switch self {
        case .banner(let text, _), .heading(let text), .section(let text), .paragraph(let text),
            .personal(let text), .badge(_, _, let text), .picture(_, let text), .camera(let text):
            [text]
        case .bullets(let texts): texts
        case .progress(let who, let elapsed, _): [who, elapsed]
        case .choices(let label, let own): [label] + own.map(\.text)
        case .rows(let rows): rows.flatMap { [$0.label, $0.value, $0.note] }
        case .buttons(let own): own.map(\.text)
        }
    }

    /// Whether something of a customer is in it.
    public var isPersonal: Bool {
        switch self {
        case .personal, .picture: true
        case .rows(let rows): rows.contains(where: \.isPersonal)
        case .badge, .banner, .bullets, .buttons, .camera, .choices, .heading, .paragraph, .progress,
            .section:
            false
        }
    }
}

/// How a banner is meant.
public enum Tone: String, CaseIterable, Sendable {
    case certified, notCertified, testData
}

public struct UiChoice: Equatable, Sendable {
    public var id: String
    public var text: String
    public var isChosen: Bool

    public init(id: String, text: String, isChosen: Bool) {
        self.id = id
        self.text = text
        self.isChosen = isChosen
    }
}

public struct UiRow: Equatable, Sendable {
    public var label: String
    public var value: String
    public var note: String
    /// Whether the value is a customer's.
    public var isPersonal: Bool

    public init(label: String, value: String = "", note: String = "", isPersonal: Bool = false) {
        self.label = label
        self.value = value
        self.note = note
        self.isPersonal = isPersonal
    }

    /// What assistive technology says of the whole row.
    public var spoken: String {
        [label, value, note].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

public struct UiButton: Equatable, Sendable {
    public var id: String
    public var text: String
    public var command: Command
    public var isMain: Bool

    public init(id: String, text: String, command: Command, isMain: Bool = false) {
        self.id = id
        self.text = text
        self.command = command
        self.isMain = isMain
    }
}

/// What a button does.
public enum Command: Equatable, Sendable {
    /// The model is told.
    case tell(CounterEvent)
    /// The history is shown, or no longer.
    case showHistory(Bool)
    /// The history is asked to be deleted: a second button does it.
    case askToDeleteHistory
    case deleteHistory
}
