import Foundation
import Ports
import Presenter
import Rehearsal

/// The texts of the core, as every platform has them.
struct Texts: TextSource {
    struct Entry: Decodable {
        var ja: String
        var en: String
        var place: String
        var arguments: [String]?
    }

    let entries: [String: Entry]

    static let shared: Texts = {
        guard let data = try? Data(contentsOf: Repository.root.appendingPathComponent(path)),
            let entries = try? JSONDecoder().decode([String: Entry].self, from: data)
        else { return Texts(entries: [:]) }
        return Texts(entries: entries)
    }()

    private static let path = "core/data/counter/strings.json"

    func text(_ key: String, _ language: Language) -> String? {
        language == .ja ? entries[key]?.ja : entries[key]?.en
    }
}

extension Repository {
    /// A folder that is not there: nothing is kept.
    static var nowhere: URL { FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString) }

    /// Files below a folder of `ios/` whose names end so.
    static func files(_ folder: String, ending: String) -> [URL] {
        let start = ios.appendingPathComponent(folder)
        let all = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)
        let found = all?.compactMap { $0 as? URL } ?? []
        return found.filter { $0.lastPathComponent.hasSuffix(ending) }.sorted { $0.path < $1.path }
    }
}

/// Views of the model.
enum Sample {
    static let values = ["番号 花子", "東京都千代田区紀尾井町1-3", "1985年4月1日"]

    static func header(_ state: CertificationState = .none) -> Header {
        let arguments: [Phrase.Argument] =
            state == .certified ? [.init("id", "第1号"), .init("holder", "試験商店")] : []
        return Header(
            certification: state, say: Phrase("certification.\(state.rawValue)", arguments),
            method: state == .certified ? Words(ja: "法令の方法", en: "Statutory method") : nil,
            askedAs: .named("試験商店"), preset: Words(ja: "20歳以上の確認", en: "Age 20 or over"))
    }

    static func waiting(_ key: String, elapsed: Int = 3, who: Doer = .devices) -> Waiting {
        Waiting(who: who, say: Phrase(key), elapsed: elapsed, limit: 30)
    }

    static func ready(
        nfc: FinderState = .armed, camera: FinderState = .armed, systemReader: Bool = false,
        hint: Hint? = nil
    ) -> Screen {
        let presets = [
            PresetView(id: "age-20", title: Words(ja: "20歳以上", en: "Age 20"), portrait: true),
            PresetView(id: "bank", title: Words(ja: "銀行の窓口", en: "Bank desk"), portrait: true),
        ]
        return .ready(
            ReadyView(
                presets: presets, selected: "age-20", nfc: nfc, camera: camera,
                systemReader: systemReader, hint: hint))
    }

    static func document(
        portrait: PortraitView = .present(.jpeg), proven: Bool = true, issuer: String? = "J-LIS"
    ) -> DocumentView {
        let value = Words(ja: values[0], en: values[0])
        return DocumentView(
            name: Words(ja: "カード代替電磁的記録", en: "My Number Card"), issuer: issuer,
            validUntil: 1_900_000_000, proven: proven,
            rows: [
                Row(
                    name: Words(ja: "氏名", en: "Name"), state: proven ? .given : .notProven, value: value,
                    kept: true),
                Row(name: Words(ja: "住所", en: "Address"), state: .withheld),
                Row(
                    name: Words(ja: "顔写真", en: "Portrait"), state: .given,
                    value: Words(ja: values[1], en: values[1])),
            ],
            extras: [Words(ja: "性別", en: "Sex")], portrait: portrait,
            issuance: Phrase("issuance.not-revoked.hours", [.init("n", "3")]))
    }

    static func verdict(
        _ kind: VerdictKind, documents: [DocumentView] = [document()], face: FaceState = .pending,
        reasons: [String] = ["issuer-unknown", "revoked"], age: AgeView? = nil
    ) -> VerdictView {
        let shapes: [VerdictKind: Shape] = [
            .accept: .circle, .cannotDecide: .diamond, .reject: .octagon, .testData: .square,
        ]
        return VerdictView(
            kind: kind, word: Phrase("verdict.\(kind.rawValue)"), shape: shapes[kind] ?? .square,
            reasons: reasons.map { ReasonView(code: $0, say: Phrase("reason.\($0)")) }, age: age,
            documents: documents, face: face, askedAs: .named("試験商店"),
            risks: [Words(ja: "なりすましの可能性", en: "It may be somebody else")], at: 1_790_000_000,
            wipeIn: 42, policyVersion: "default", trustVersion: "1")
    }

    static let card = CustomerCard(
        purpose: Words(ja: "酒類の販売", en: "Selling alcohol"), askedAs: .named("試験商店"),
        asked: [
            AskedRow(
                name: Words(ja: "20歳以上か", en: "20 or over"),
                purpose: Words(ja: "年齢の確認", en: "To check the age"), kept: false),
            AskedRow(
                name: Words(ja: "住所", en: "Address"), purpose: Words(ja: "記録", en: "For the record"),
                law: Words(ja: "犯収法", en: "Act on Prevention of Transfer"), kept: true),
        ], kept: Words(ja: "何も保存しません", en: "Nothing is kept"), historyDays: 30)

    /// Every screen, in every state that changes what is on it.
    static let screens: [(String, Screen)] = {
        var all: [(String, Screen)] = [
            ("checking", .checking),
            ("connecting", .connecting(waiting("waiting.connecting"), transport: .l2cap, attempt: 1)),
            ("connecting again", .connecting(waiting("waiting.connecting"), transport: nil, attempt: 3)),
            ("engaging", .engaging(waiting("waiting.engaging"))),
            ("holder", .waitingForHolder(waiting("waiting.holder", who: .holder), received: 0)),
            ("receiving", .waitingForHolder(waiting("waiting.receiving"), received: 900)),
            ("system", .waitingForHolder(waiting("waiting.system", who: .holder), received: 0)),
            ("ready with all", ready(systemReader: true, hint: .otherCard)),
        ]
        for state in FinderState.allCases {
            all.append(("ready nfc \(state)", ready(nfc: state)))
            all.append(("ready camera \(state)", ready(camera: state)))
        }
        for hint in Hint.allCases { all.append(("ready \(hint)", ready(hint: hint))) }
        for (action, next) in [
            (BlockedAction.ask(.camera), "ask"), (.openSettings(.app), "settings"), (.none, "none"),
        ] {
            for what in [
                "permission.bluetooth", "permission.camera", "permission.nfc", "permission.location",
                "radio.bluetooth", "radio.camera", "radio.nfc", "radio.location",
                "configuration.no-preset", "configuration.no-trust", "configuration.reader-identity",
            ] {
                let view = BlockedView(
                    what: what, say: Phrase("blocked.\(what)"), next: Phrase("blocked.next.\(next)"),
                    action: action)
                all.append(("blocked \(what) \(next)", .blocked(view)))
            }
        }
        for problem in problems {
            for action in ProblemAction.allCases {
                let view = ProblemView(
                    problem: problem, say: Phrase("problem.\(problem).say"),
                    next: Phrase("problem.\(problem).next"), action: action)
                all.append(("problem \(problem)", .problem(view)))
            }
        }
        for kind in VerdictKind.allCases {
            for face in [
                FaceState.notAsked, .notPossible, .pending, .judged(.matches), .judged(.differs),
                .judged(.cannotJudge),
            ] {
                all.append(("verdict \(kind) \(face)", .verdict(verdict(kind, face: face))))
            }
            for portrait in [
                PortraitView.absent, .notRequested, .undecodable(.jpeg2000), .undecodable(nil),
            ] {
                let own = verdict(kind, documents: [document(portrait: portrait)], face: .notPossible)
                all.append(("verdict \(kind) \(portrait)", .verdict(own)))
            }
            for answer in AgeAnswer.allCases {
                let own = verdict(kind, age: AgeView(years: 20, answer: answer))
                all.append(("verdict \(kind) age \(answer)", .verdict(own)))
            }
            let two = [document(), document(proven: false, issuer: nil)]
            all.append(("verdict \(kind) two", .verdict(verdict(kind, documents: two))))
            all.append(("verdict \(kind) none", .verdict(verdict(kind, documents: []))))
        }
        return all
    }()

    /// The kinds of problems that the texts know.
    static let problems: [String] = {
        let keys = Texts.shared.entries.keys.filter { $0.hasPrefix("problem.") && $0.hasSuffix(".say") }
        return keys.map { String($0.dropFirst(8).dropLast(4)) }.sorted()
    }()
}
