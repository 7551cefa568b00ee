import Foundation
import Ports

/// Counts what of customers is held, so that a test can tell that nothing is left.
public final class Custody: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    public init() {}

    /// How many screens and pictures are held.
    public var held: Int { lock.withLock { count } }

    fileprivate func took() { lock.withLock { count += 1 } }

    fileprivate func dropped() { lock.withLock { count -= 1 } }
}

/// A screen with what is on it of a customer. It is made for one screen and dropped with it.
public final class HeldScreen: Sendable {
    public let model: UiModel
    /// The portraits by their documents, as they came.
    public let portraits: [Int: Data]
    private let custody: Custody

    fileprivate init(_ model: UiModel, portraits: [Int: Data], custody: Custody) {
        self.model = model
        self.portraits = portraits
        self.custody = custody
        custody.took()
    }

    deinit {
        custody.dropped()
    }
}

/// What is shown now.
@MainActor
public final class Showcase: Stage {
    /// The screen; `nil` after everything was wiped, until the next one.
    public private(set) var screen: HeldScreen? {
        didSet { onChange?() }
    }
    /// Whether what is personal is covered.
    public private(set) var isSecure = false {
        didSet { onChange?() }
    }
    /// Told whenever one of these has changed: the views look again.
    public var onChange: (@MainActor () -> Void)?

    public let custody = Custody()
    public var presenter: Presenter
    public weak var shell: Shell?
    /// Says a text to assistive technology.
    public var onAnnounce: (@MainActor (String) -> Void)?
    private let history: any HistoryPort
    private let clock: any ClockPort
    /// The titles of the presets, for the history.
    private var presets: [String: Words] = [:]
    private var page = Page.model

    private enum Page {
        case model, history, deleting
    }

    public init(presenter: Presenter, history: any HistoryPort, clock: any ClockPort) {
        self.presenter = presenter
        self.history = history
        self.clock = clock
    }

    // MARK: Stage

    public func render() {
        guard let core = shell?.core else { return }
        let view = core.view()
        if case .ready(let ready) = view.screen {
            for own in ready.presets { presets[own.id] = own.title }
        } else {
            // The history is beside the ready screen alone.
            page = .model
        }
        guard page == .model else {
            showHistory()
            return
        }
        let model = presenter.present(view)
        let wanted = model.blocks.compactMap { block -> Int? in
            if case .picture(let document, _) = block { document } else { nil }
        }
        let portraits = wanted.compactMap { index in core.portrait(document: index).map { (index, $0) } }
        show(model, portraits: Dictionary(portraits) { first, _ in first })
    }

    public func announce(_ phrase: Phrase) {
        onAnnounce?(presenter.wording.say(phrase))
    }

    public func secure(_ on: Bool) {
        isSecure = on
    }

    public func wipe() {
        screen = nil
    }

    // MARK: the clerk

    /// Does what a button says.
    public func perform(_ command: Command) {
        switch command {
        case .tell(let event):
            shell?.take(event)
        case .showHistory(let shown):
            page = shown ? .history : .model
            render()
        case .askToDeleteHistory:
            page = .deleting
            render()
        case .deleteHistory:
            history.deleteAll()
            page = .history
            render()
        }
    }

    private func showHistory() {
        let entries = history.entries(now: clock.wall)
        show(presenter.history(entries, presets: presets, asking: page == .deleting), portraits: [:])
    }

    private func show(_ model: UiModel, portraits: [Int: Data]) {
        screen = HeldScreen(model, portraits: portraits, custody: custody)
    }
}
