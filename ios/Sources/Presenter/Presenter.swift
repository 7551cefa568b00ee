import Foundation
import Ports

/// Turns what the model shows into blocks of one language. It decides nothing.
public struct Presenter: Sendable {
    public let wording: Wording
    private let zone: TimeZone

    public init(_ wording: Wording, zone: TimeZone = .current) {
        self.wording = wording
        self.zone = zone
    }

    public func present(_ view: CounterView) -> UiModel {
        if let card = view.customerCard { return self.card(card) }
        let test = isTest(view.screen)
        let blocks = [banner(view.header, test: test)] + (method(view.header).map { [$0] } ?? [])
        let (id, own) = screen(view)
        return UiModel(id: id, blocks: blocks + own)
    }

    /// What is kept: never a value, never a picture. `asking` is after the button to delete was pressed.
    public func history(
        _ entries: [HistoryEntry], presets: [String: Words], asking: Bool
    ) -> UiModel {
        var blocks: [Block] = [heading("history.title"), paragraph("history.note")]
        let close = button("button.close", .showHistory(false), main: true)
        if entries.isEmpty {
            return UiModel(id: "history", blocks: blocks + [paragraph("history.empty"), .buttons([close])])
        }
        if asking {
            blocks.append(paragraph("history.delete-ask"))
            let delete = button("button.delete-history", .deleteHistory)
            let keep = button("button.cancel", .showHistory(true), main: true)
            return UiModel(id: "history-delete", blocks: blocks + [.buttons([keep, delete])])
        }
        let rows = entries.map { entry in
            let preset = presets[entry.preset].map(wording.say) ?? entry.preset
            return UiRow(
                label: "\(wording.time(entry.time, in: zone)) \(preset)",
                value: wording.say("verdict.\(entry.verdict)"),
                note: entry.reasons.map { wording.say("reason.\($0)") }.joined(separator: "\n"))
        }
        let delete = button("button.delete-history", .askToDeleteHistory)
        return UiModel(id: "history", blocks: blocks + [.rows(rows), .buttons([close, delete])])
    }

    // MARK: the header

    /// Test data covers everything else that the line could say.
    private func banner(_ header: Header, test: Bool) -> Block {
        if test { return .banner(wording.say("verdict.test-banner"), .testData) }
        let tone: Tone = header.certification == .certified ? .certified : .notCertified
        return .banner(wording.say(header.say), tone)
    }

    /// The statutory method: only where the model has one.
    private func method(_ header: Header) -> Block? {
        guard header.certification == .certified, let method = header.method else { return nil }
        return .paragraph(wording.say(method))
    }

    private func isTest(_ screen: Screen) -> Bool {
        if case .verdict(let own) = screen { own.kind == .testData } else { false }
    }

    // MARK: the screens

    private func screen(_ view: CounterView) -> (String, [Block]) {
        switch view.screen {
        case .blocked(let own): ("blocked", blocked(own))
        case .checking: ("checking", [heading("waiting.checking"), cancel])
        case .connecting(let waiting, _, let attempt):
            ("connecting", self.waiting(waiting, attempt: attempt))
        case .engaging(let waiting): ("engaging", self.waiting(waiting))
        case .problem(let own): ("problem", problem(own))
        case .ready(let own): ("ready", ready(own, view.header))
        case .verdict(let own): ("verdict", verdict(own))
        case .waitingForHolder(let waiting, _): ("waiting", self.waiting(waiting))
        }
    }

    private func ready(_ own: ReadyView, _ header: Header) -> [Block] {
        let choices = own.presets.map {
            UiChoice(id: $0.id, text: wording.say($0.title), isChosen: $0.id == own.selected)
        }
        var blocks: [Block] = [heading("ready.title")]
        if let hint = own.hint { blocks.append(paragraph("hint.\(hint.rawValue)")) }
        blocks.append(.choices(label: wording.say("ready.preset"), choices))
        blocks += [
            paragraph("ready.how"), paragraph("ready.nfc.\(own.nfc.rawValue)"),
        ]
        if own.camera == .armed {
            blocks.append(.camera(description: wording.say("ready.or-scan")))
        }
        blocks.append(paragraph("ready.camera.\(own.camera.rawValue)"))
        blocks += [.paragraph(asked(header.askedAs)), paragraph("ready.other-way")]
        var buttons: [UiButton] = []
        if own.nfc == .dormant {
            buttons.append(button("button.nfc", .tell(.nfcWanted), main: true))
        }
        if own.systemReader {
            buttons.append(button("button.system-reader", .tell(.systemReaderWanted), main: true))
        }
        buttons += [
            button("button.customer-card", .tell(.customerCardShown(true))),
            button("button.history", .showHistory(true)),
        ]
        return blocks + [.buttons(buttons)]
    }

    private func waiting(_ own: Waiting, attempt: Int = 1) -> [Block] {
        var blocks: [Block] = [.heading(wording.say(own.say))]
        if attempt > 1 {
            blocks.append(paragraph("waiting.attempt", [.init("attempt", String(attempt))]))
        }
        let elapsed: [Phrase.Argument] = [
            .init("elapsed", String(own.elapsed)), .init("limit", String(own.limit)),
        ]
        let fraction = own.limit > 0 ? min(1, max(0, Double(own.elapsed) / Double(own.limit))) : 0
        blocks.append(
            .progress(
                who: wording.say("waiting.who.\(own.who.rawValue)"),
                elapsed: wording.say("waiting.elapsed", elapsed), fraction: fraction))
        return blocks + [cancel]
    }

    private func problem(_ own: ProblemView) -> [Block] {
        let retry = button("button.\(own.action.rawValue)", .tell(.retry), main: true)
        return [
            heading("problem.title"), .paragraph(wording.say(own.say)),
            .paragraph(wording.say(own.next)), .buttons([retry]),
        ]
    }

    private func blocked(_ own: BlockedView) -> [Block] {
        var blocks: [Block] = [
            heading("blocked.title"), .paragraph(wording.say(own.say)), .paragraph(wording.say(own.next)),
        ]
        switch own.action {
        case .ask: blocks.append(.buttons([button("button.allow", .tell(.retry), main: true)]))
        case .openSettings:
            blocks.append(.buttons([button("button.open-settings", .tell(.retry), main: true)]))
        case .none: break
        }
        return blocks
    }

    private func verdict(_ own: VerdictView) -> [Block] {
        var blocks: [Block] = [.badge(own.kind, own.shape, word: wording.say(own.word))]
        blocks += list("verdict.why", own.reasons.map { wording.say($0.say) })
        if let age = own.age {
            let years = Phrase.Argument("years", String(age.years))
            blocks.append(.personal(wording.say("age.\(age.answer.rawValue)", [years])))
        }
        blocks += face(own)
        blocks.append(section("verdict.documents"))
        for (index, document) in own.documents.enumerated() { blocks += self.document(document, index) }
        blocks += list("verdict.remarks", own.remarks.map { wording.say($0.say) })
        blocks += list("verdict.risks", own.risks.map(wording.say))
        let at = UiRow(label: wording.say("verdict.checked-at"), value: wording.time(own.at, in: zone))
        let wipes = wording.say("verdict.wipes", [.init("seconds", String(own.wipeIn))])
        return blocks + [
            .paragraph(asked(own.askedAs)), .rows([at]), .paragraph(wipes),
            .buttons([button("button.done", .tell(.done), main: true)]),
        ]
    }

    /// The comparison is a person's act: the three answers stand side by side, and none is the main one.
    private func face(_ own: VerdictView) -> [Block] {
        switch own.face {
        case .notAsked: []
        case .notPossible: [paragraph("face.not-possible")]
        case .judged: [paragraph("face.note")]
        case .pending:
            [
                paragraph("face.ask"),
                .buttons(
                    [FaceOutcome.matches, .differs, .cannotJudge].map {
                        button("face.\($0.rawValue)", .tell(.faceJudged($0)))
                    }),
                paragraph("face.note"),
            ]
        }
    }

    private func document(_ own: DocumentView, _ index: Int) -> [Block] {
        var blocks: [Block] = [.section(wording.say(own.name)), portrait(own.portrait, index)]
        var facts = [UiRow(label: wording.say("verdict.issuer"), value: issuer(own))]
        if let until = own.validUntil {
            let label = wording.say("verdict.valid-until")
            facts.append(UiRow(label: label, value: wording.day(until, in: zone), isPersonal: true))
        }
        blocks.append(.rows(facts + own.rows.map(row)))
        blocks.append(.paragraph(wording.say(own.issuance)))
        return blocks + list("verdict.extras", own.extras.map(wording.say))
    }

    private func issuer(_ own: DocumentView) -> String {
        own.issuer ?? wording.say("verdict.issuer-unknown")
    }

    /// A value is shown only where the model says that it was given and proven.
    private func row(_ own: Row) -> UiRow {
        let value = own.state == .given ? own.value.map(wording.say) ?? "" : ""
        let state = wording.say("verdict.row.\(own.state.rawValue)")
        let kept = wording.say(own.kept ? "card.element-kept" : "card.element-not-kept")
        let note = own.state == .given ? "\(state)・\(kept)" : state
        return UiRow(
            label: wording.say(own.name), value: value, note: note, isPersonal: !value.isEmpty)
    }

    private func portrait(_ own: PortraitView, _ index: Int) -> Block {
        switch own {
        case .absent: paragraph("portrait.absent")
        case .notRequested: paragraph("portrait.not-requested")
        case .present: .picture(document: index, description: wording.say("portrait.label"))
        case .undecodable: paragraph("portrait.undecodable")
        }
    }

    // MARK: the customer's card

    /// In the clerk's language, and below it in the other one.
    private func card(_ own: CustomerCard) -> UiModel {
        let both = [wording, wording.other].flatMap { Presenter($0, zone: zone).cardBlocks(own) }
        let close = button("button.close", .tell(.customerCardShown(false)), main: true)
        return UiModel(id: "customer-card", blocks: both + [.buttons([close])])
    }

    private func cardBlocks(_ own: CustomerCard) -> [Block] {
        let rows = own.asked.map { row in
            let law = row.law.map { [wording.say($0)] } ?? []
            let kept = wording.say(row.kept ? "card.element-kept" : "card.element-not-kept")
            return UiRow(
                label: wording.say(row.name), value: kept,
                note: ([wording.say(row.purpose)] + law).joined(separator: "\n"))
        }
        return [
            heading("card.title"),
            .rows([
                UiRow(label: wording.say("card.who"), value: asked(own.askedAs)),
                UiRow(label: wording.say("card.purpose"), value: wording.say(own.purpose)),
            ]),
            section("card.asked"), .rows(rows), section("card.kept"),
            .paragraph(wording.say(own.kept)),
            paragraph("card.history", [.init("days", String(own.historyDays))]),
            paragraph("card.keep-phone"),
        ]
    }

    // MARK: helpers

    /// As whom the phone is asked.
    private func asked(_ own: AskedAs) -> String {
        switch own {
        case .dropped(let name): wording.say("asked-as.dropped", [.init("name", name)])
        case .named(let name): wording.say("asked-as.named", [.init("name", name)])
        case .nobody: wording.say("asked-as.nobody")
        case .system: wording.say("asked-as.system")
        }
    }

    private var cancel: Block { .buttons([button("button.cancel", .tell(.cancel))]) }

    private func list(_ key: String, _ texts: [String]) -> [Block] {
        texts.isEmpty ? [] : [section(key), .bullets(texts)]
    }

    private func heading(_ key: String) -> Block { .heading(wording.say(key)) }

    private func section(_ key: String) -> Block { .section(wording.say(key)) }

    private func paragraph(_ key: String, _ arguments: [Phrase.Argument] = []) -> Block {
        .paragraph(wording.say(key, arguments))
    }

    private func button(_ key: String, _ command: Command, main: Bool = false) -> UiButton {
        UiButton(id: key, text: wording.say(key), command: command, isMain: main)
    }
}
