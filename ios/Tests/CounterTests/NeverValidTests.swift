import Fakes
import Foundation
import Ports
import Presenter
import Rehearsal
import Testing

/// Never valid by default: screen, history, sound and announcement are the core's one value.
@MainActor
struct NeverValidTests {
    private func word(_ kind: VerdictKind) -> String {
        Texts.shared.text("verdict.\(kind.rawValue)", .ja) ?? "?"
    }

    private func badge(_ own: Rehearsal) -> VerdictKind? {
        own.showcase.screen?.model.blocks.compactMap { block in
            if case .badge(let kind, _, _) = block { kind } else { nil }
        }.first
    }

    @Test("in every scenario screen, history, sound and announcement say what the core says, and nothing else")
    func scenarios() throws {
        var ends: [VerdictKind: Int] = [:]
        for name in try Scenario.names() where name != "disconnects" {
            let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: root) }
            let scenario = try Scenario(name)
            let own = try Rehearsal(
                scenario.counter(), wall: scenario.wall, folder: root, texts: Texts.shared)
            var said: [String] = []
            own.showcase.onAnnounce = { said.append($0) }
            var (last, isPending): (VerdictKind?, Bool) = (nil, false)
            for step in scenario.steps {
                try own.play(step)
                let shown = badge(own)
                if case .verdict(let verdict) = own.view.screen {
                    #expect(shown == verdict.kind, "\(name)")
                    (last, isPending) = (verdict.kind, verdict.face == .pending)
                } else {
                    #expect(shown == nil, "\(name): a verdict without one of the core")
                }
            }
            let kept = HistoryFile(root.appendingPathComponent("history.json")).entries(now: scenario.wall)
            let signals = own.ports.calls.filter { $0.hasPrefix("signal ") && $0 != "signal problem" }
            guard let last else {
                #expect(kept.isEmpty && signals.isEmpty, "\(name): nothing was decided, and something is told")
                #expect(!VerdictKind.allCases.contains { said.contains(word($0)) }, "\(name)")
                continue
            }
            ends[last, default: 0] += 1
            guard let entry = kept.first else { continue }
            #expect(entry.verdict == last.rawValue, "\(name)")
            if isPending {
                // Nobody compared: it is kept as undecided, and was told to nobody as decided.
                #expect(last == .cannotDecide && signals.isEmpty, "\(name)")
                continue
            }
            let signal = signals.last?.dropFirst("signal ".count)
            #expect(signal.map(String.init) == "\(last)", "\(name)")
            #expect(said.last { text in VerdictKind.allCases.contains { word($0) == text } } == word(last), "\(name)")
        }
        for kind in VerdictKind.allCases { #expect(ends[kind, default: 0] > 0, "no scenario ends with \(kind)") }
        print("never valid by default: \(ends.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))")
    }

    /// The core, with one verdict in place of another: what a wrong core would say.
    @MainActor
    private final class Turned: CounterCore {
        private let kind: VerdictKind

        init(_ kind: VerdictKind) { self.kind = kind }

        func onEvent(_ event: CounterEvent, now: Duration, wall: Int) -> [CounterAction] {
            let entry = HistoryEntry(
                time: 1, preset: "age-20", verdict: kind.rawValue, reasons: [], policy: "p", trust: "t")
            return [
                .announce(Phrase("verdict.\(kind.rawValue)")), .keepHistory(entry, until: .max), .render,
            ]
        }

        func view() -> CounterView {
            CounterView(header: Sample.header(), screen: .verdict(Sample.verdict(kind)))
        }

        func portrait(document: Int) -> Data? { nil }
    }

    @Test("a verdict that is turned over turns everything over: nothing in the app holds one itself")
    func turned() {
        var looks: [[String]] = []
        for kind in VerdictKind.allCases {
            let ports = Rehearsed()
            let own = ports.show(Turned(kind))
            looks.append(own)
            #expect(own.contains(word(kind)))
            for other in VerdictKind.allCases where other != kind {
                #expect(!own.contains(word(other)), "\(kind) says \(word(other))")
            }
        }
        #expect(Set(looks).count == VerdictKind.allCases.count)
    }

    @Test("no file of the app names a verdict but where all four are told apart")
    func sources() throws {
        let forbidden = try Regex(#"(\?\?|=|return|\(|:|,)\s*\.?(VerdictKind)?\.accept\b"#)
        let turned = try Regex(#"^\s*case \.accept(\(.*\))?: "#)
        var seen = 0
        for folder in ["App", "AppleVerifier", "Bridge", "Keys", "Links", "Main", "Ports", "Presenter", "Radio", "Setup"] {
            for file in Repository.files("Sources/\(folder)", ending: ".swift") {
                let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
                for line in lines where line.contains(forbidden) {
                    seen += 1
                    #expect(line.contains(turned), "\(file.lastPathComponent): \(line)")
                }
            }
        }
        #expect(seen >= 2, "the search finds the places where all four are told apart")
    }
}

/// The shell with a core of a test, and everything that it tells anybody.
@MainActor
private struct Rehearsed {
    func show(_ core: any CounterCore) -> [String] {
        let ports = FakePorts()
        let showcase = Showcase(
            presenter: Presenter(Wording(Texts.shared, language: .ja)), history: ports.history,
            clock: ports.clock)
        let shell = Shell(core: core, device: ports.device, stage: showcase)
        showcase.shell = shell
        var said: [String] = []
        showcase.onAnnounce = { said.append($0) }
        shell.take(.tick)
        let screen = showcase.screen?.model.texts ?? []
        let history = showcase.presenter.history(ports.history.entries(now: 0), presets: [:], asking: false)
        return said + screen + history.texts
    }
}
