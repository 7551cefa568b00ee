import Foundation
import Ports
import Presenter
import Rehearsal
import Testing

private let tokyo = TimeZone(identifier: "Asia/Tokyo")!

struct PresenterTests {
    private func presenter(_ language: Language) -> Presenter {
        Presenter(Wording(Texts.shared, language: language), zone: tokyo)
    }

    private func model(
        _ screen: Screen, _ language: Language = .ja, header: Header = Sample.header()
    ) -> UiModel {
        presenter(language).present(CounterView(header: header, screen: screen))
    }

    @Test("the texts are there, and problems are twelve kinds at the most")
    func texts() {
        #expect(Texts.shared.entries.count > 100)
        #expect((1...12).contains(Sample.problems.count))
    }

    @Test("every screen has its texts in both languages, none empty, none left open", arguments: Language.allCases)
    func whole(language: Language) {
        for (name, screen) in Sample.screens {
            for state in CertificationState.allCases {
                let model = model(screen, language, header: Sample.header(state))
                #expect(!model.blocks.isEmpty, "\(name)")
                for text in model.texts {
                    let isKey = text.range(of: #"^[a-z-]+(\.[a-z0-9-]+)+$"#, options: .regularExpression)
                    #expect(isKey == nil, "\(name): no text for \(text)")
                    #expect(!text.contains("{"), "\(name): \(text)")
                }
                for block in model.blocks {
                    if case .rows(let rows) = block {
                        #expect(rows.allSatisfy { !$0.label.isEmpty && !$0.spoken.isEmpty }, "\(name)")
                    } else {
                        #expect(block.texts.allSatisfy { !$0.isEmpty }, "\(name): \(block)")
                    }
                }
            }
        }
    }

    @Test("every key that the presenter names is in the texts")
    func keys() throws {
        let pattern = try Regex(#""((?:age|asked-as|blocked|button|card|certification|face|hint|history|portrait|problem|ready|reason|verdict|waiting)\.[a-z0-9.-]+)""#)
        var found = 0
        for file in Repository.files("Sources/Presenter", ending: ".swift") {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: pattern) {
                let key = String(match.output[1].substring ?? "")
                found += 1
                #expect(Texts.shared.entries[key] != nil, "\(key)")
            }
        }
        #expect(found > 30)
    }

    @Test("an argument of every text that has one is filled by its name")
    func arguments() {
        let wording = Wording(Texts.shared, language: .ja)
        let text = wording.say("waiting.elapsed", [.init("limit", "30"), .init("elapsed", "4")])
        #expect(text.contains("4秒") && text.contains("30秒"))
        #expect(wording.say("no.such.key") == "no.such.key")
    }

    @Test("every screen that waits says who acts, how long, and can be cancelled")
    func waits() {
        for (name, screen) in Sample.screens {
            switch screen {
            case .connecting, .engaging, .waitingForHolder:
                let model = model(screen)
                let progress = model.blocks.contains {
                    if case .progress(_, _, let own) = $0 { (0...1).contains(own) } else { false }
                }
                #expect(progress, "\(name)")
                #expect(model.buttons.map(\.command) == [.tell(.cancel)], "\(name)")
            case .checking:
                #expect(model(screen).buttons.map(\.command) == [.tell(.cancel)])
            case .blocked, .problem, .ready, .verdict: break
            }
        }
    }

    @Test("elapsed times stay within the bar", arguments: [(-5, 30), (0, 0), (31, 30), (15, 30)])
    func bar(elapsed: Int, limit: Int) {
        let waiting = Waiting(who: .holder, say: Phrase("waiting.holder"), elapsed: elapsed, limit: limit)
        let model = model(.waitingForHolder(waiting, received: 0))
        for case .progress(_, _, let fraction) in model.blocks { #expect((0...1).contains(fraction)) }
    }

    @Test("the four verdicts differ by word, outline and colour")
    func verdicts() {
        let badges = VerdictKind.allCases.compactMap { kind in
            model(.verdict(Sample.verdict(kind))).blocks.compactMap { block -> (String, Shape)? in
                if case .badge(kind, let shape, let word) = block { (word, shape) } else { nil }
            }.first
        }
        #expect(badges.count == 4)
        #expect(Set(badges.map(\.0)).count == 4)
        #expect(Set(badges.map(\.1)).count == 4)
        #expect(Set(Shape.allCases.map(\.symbol)).count == 4)
        for (index, kind) in VerdictKind.allCases.enumerated() {
            for other in VerdictKind.allCases.dropFirst(index + 1) {
                #expect(kind.palette != other.palette)
            }
        }
    }

    @Test("the verdict shown is the model's: turned over, it shows the other word")
    func neverValidByDefault() {
        for kind in VerdictKind.allCases {
            let words = model(.verdict(Sample.verdict(kind))).texts
            for other in VerdictKind.allCases where other != kind {
                let word = Texts.shared.text("verdict.\(other.rawValue)", .ja) ?? ""
                #expect(!words.contains(word), "\(kind) must not say \(word)")
            }
        }
    }

    @Test("colours can be read: seven to one")
    func contrast() {
        for own in VerdictKind.allCases.map(\.palette) + Tone.allCases.map(\.palette) {
            #expect(ratio(own.text, own.ground) >= 7, "\(own)")
        }
    }

    private func ratio(_ one: Rgb, _ two: Rgb) -> Double {
        let light = [luminance(one), luminance(two)].sorted()
        return (light[1] + 0.05) / (light[0] + 0.05)
    }

    private func luminance(_ own: Rgb) -> Double {
        let linear = [own.red, own.green, own.blue].map { part -> Double in
            let value = Double(part) / 255
            return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    @Test("test data says so over everything, and never what the certificate says")
    func testData() {
        for state in CertificationState.allCases {
            let header = Sample.header(state)
            let first = model(.verdict(Sample.verdict(.testData)), header: header).blocks.first
            let text = Texts.shared.text("verdict.test-banner", .ja) ?? ""
            #expect(first == .banner(text, .testData))
            #expect(!text.isEmpty)
        }
    }

    @Test("without a certificate every screen says so first, and nothing statutory appears")
    func certification() {
        for (name, screen) in Sample.screens {
            for state in [CertificationState.none, .expired] {
                var header = Sample.header(state)
                // Even where a model gave a method.
                header.method = Words(ja: "法令の方法", en: "Statutory method")
                let model = model(screen, header: header)
                guard case .banner(let text, let tone) = model.blocks.first else {
                    Issue.record("\(name) has no banner")
                    continue
                }
                if tone != .testData { #expect(text.contains("法令上の本人確認には使えません"), "\(name)") }
                #expect(!model.texts.contains("法令の方法"), "\(name)")
            }
            let certified = model(screen, header: Sample.header(.certified))
            #expect(certified.texts.contains("法令の方法"), "\(name)")
        }
    }

    @Test("every document is shown, with what was given, not given and not asked for")
    func documents() {
        let two = [Sample.document(), Sample.document(proven: false, issuer: nil)]
        let texts = model(.verdict(Sample.verdict(.reject, documents: two))).texts
        #expect(texts.filter { $0 == "カード代替電磁的記録" }.count == 2)
        for key in [
            "verdict.row.withheld", "verdict.row.not-proven", "verdict.extras", "verdict.issuer-unknown",
            "verdict.risks", "verdict.why",
        ] {
            let text = Texts.shared.text(key, .ja) ?? "?"
            #expect(texts.contains { $0.contains(text) }, "\(key)")
        }
    }

    @Test("a value that was not given, or not proven, is not shown even where the model has one")
    func unproven() {
        let secret = Words(ja: "秘密", en: "secret")
        for state in [RowState.notProven, .withheld] {
            var document = Sample.document()
            document.rows = [Row(name: Words(ja: "氏名", en: "Name"), state: state, value: secret)]
            let model = model(.verdict(Sample.verdict(.reject, documents: [document])))
            #expect(!model.texts.contains("秘密"))
        }
    }

    @Test("what is a customer's is marked as personal, and nothing else is")
    func personal() {
        for (name, screen) in Sample.screens {
            let model = model(screen)
            for block in model.blocks where !block.isPersonal {
                for value in Sample.values {
                    #expect(!block.texts.contains { $0.contains(value) }, "\(name)")
                }
            }
            if case .verdict = screen { continue }
            #expect(!model.blocks.contains { $0.isPersonal }, "\(name)")
        }
    }

    @Test("faces are judged by a person: three answers, none of them the main one")
    func faces() {
        let buttons = model(.verdict(Sample.verdict(.cannotDecide, face: .pending))).buttons
        let own = buttons.filter { if case .tell(.faceJudged) = $0.command { true } else { false } }
        #expect(own.map(\.command) == FaceOutcome.order.map { .tell(.faceJudged($0)) })
        #expect(!own.contains { $0.isMain })
        for face in [FaceState.notAsked, .notPossible, .judged(.matches)] {
            let other = model(.verdict(Sample.verdict(.accept, face: face))).buttons
            #expect(other.map(\.command) == [.tell(.done)])
        }
    }

    @Test("an age is told without a date of birth")
    func ages() {
        for answer in AgeAnswer.allCases {
            let view = Sample.verdict(.accept, age: AgeView(years: 20, answer: answer))
            let own = model(.verdict(view)).texts.filter { $0.contains("20歳") }
            #expect(!own.isEmpty)
        }
    }

    @Test("buttons differ, and one at the most is the main one")
    func buttons() {
        for (name, screen) in Sample.screens {
            let own = model(screen).buttons
            #expect(Set(own.map(\.id)).count == own.count, "\(name)")
            let mains = own.filter(\.isMain).count
            if case .ready(let ready) = screen, ready.nfc == .dormant, ready.systemReader { continue }
            #expect(mains <= 1, "\(name)")
        }
    }

    @Test("what blocks has a button to what helps, where anything does")
    func blocked() {
        for (action, key) in [(BlockedAction.ask(.bluetooth), "button.allow"), (.openSettings(.app), "button.open-settings")] {
            let view = BlockedView(
                what: "x", say: Phrase("blocked.title"), next: Phrase("blocked.title"), action: action)
            let own = model(.blocked(view)).buttons
            #expect(own.map(\.id) == [key])
            #expect(own.map(\.command) == [.tell(.retry)])
        }
    }

    @Test("the customer's card is in both languages, and says what is kept")
    func card() {
        for language in Language.allCases {
            let view = CounterView(
                header: Sample.header(), screen: Sample.ready(), customerCard: Sample.card)
            let model = presenter(language).present(view)
            #expect(model.id == "customer-card")
            for text in ["酒類の販売", "Selling alcohol", "住所", "Address", "何も保存しません", "Nothing is kept"] {
                #expect(model.texts.contains { $0.contains(text) }, "\(text)")
            }
            #expect(model.buttons.map(\.command) == [.tell(.customerCardShown(false))])
            for text in model.texts { #expect(!text.contains("{"), "\(text)") }
        }
    }

    @Test("the history shows time, preset, verdict and reasons, and is deleted by a second press")
    func history() {
        let entry = HistoryEntry(
            time: 1_790_000_000, preset: "age-20", verdict: "reject", reasons: ["revoked", "expired"],
            policy: "default", trust: "1")
        let titles = ["age-20": Words(ja: "20歳以上", en: "Age 20")]
        let shown = presenter(.ja).history([entry], presets: titles, asking: false)
        #expect(shown.texts.contains { $0.contains("20歳以上") })
        #expect(shown.texts.contains("不可"))
        #expect(shown.buttons.map(\.command) == [.showHistory(false), .askToDeleteHistory])
        let asking = presenter(.ja).history([entry], presets: titles, asking: true)
        #expect(asking.buttons.map(\.command) == [.showHistory(true), .deleteHistory])
        let none = presenter(.ja).history([], presets: titles, asking: false)
        #expect(none.buttons.map(\.command) == [.showHistory(false)])
        let empty = presenter(.ja).history([], presets: titles, asking: true)
        #expect(empty.buttons.map(\.command) == [.showHistory(false)])
    }

    @Test("days have the era beside the year in Japanese")
    func days() {
        let japanese = Wording(Texts.shared, language: .ja)
        #expect(japanese.day(1_900_000_000, in: tokyo) == "2030年3月18日（令和12年）")
        let english = Wording(Texts.shared, language: .en)
        #expect(english.day(1_900_000_000, in: tokyo) == "18 Mar 2030")
        #expect(japanese.time(1_900_000_000, in: tokyo) == "2030年3月18日 2:46")
    }
}

extension FaceOutcome {
    fileprivate static let order: [FaceOutcome] = [.matches, .differs, .cannotJudge]
}
