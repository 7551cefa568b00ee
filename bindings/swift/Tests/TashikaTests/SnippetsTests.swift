import Foundation
import Tashika
import Testing

/// The guide shows code that is compiled and run here.
struct SnippetsTests {
    @Test("the guide shows what stands in Snippets")
    func shown() throws {
        let guide = try String(
            contentsOf: Fixtures.root.appendingPathComponent("docs/integrate/swift.md"),
            encoding: .utf8)
        let blocks = guide.components(separatedBy: "```swift\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Snippets.swift")
        let text = try String(contentsOf: file, encoding: .utf8)
        let body = text.components(separatedBy: "enum Snippets {\n")[1].dropLast("}\n".count)
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let bare = line.hasPrefix("    ") ? line.dropFirst(4) : line
            return bare.hasPrefix("static func") ? bare.dropFirst("static ".count) : bare
        }
        #expect(blocks.count == 3)
        #expect(blocks.joined(separator: "\n") == lines.joined(separator: "\n"))
    }

    @Test("the guide's verification accepts and refuses")
    func verification() throws {
        for (name, expected) in [("mdl", "BANGO"), ("cases/item.digest", nil)] {
            let own = try Fixtures.case(name)
            let (iaca, response, at) = try (own.anchors[0].certificate, own.response, own.at)
            let handover = try #require(try own.handover)
            let found = try Snippets.familyName(
                iaca: iaca, response: response, session: handover, at: at)
            #expect(found == expected)
        }
    }

    @Test("the guide's level is that of the decision")
    func level() throws {
        let own = try Fixtures.case("mdl")
        let presentation = try own.presentation()
        let report = try Verifier().verify(presentation, trust: own.trust(), at: own.at).report
        let on = Day(2026, 6, 1)
        let decision = try PolicyBundles.shipped().decide(
            report.evidence(of: presentation), on: on)
        let axis = try #require(try decision.details.axes.first { $0.axis == "ds511.ial" })
        let level = try Snippets.level(report: report, presentation: presentation, on: on)
        #expect(level == axis.grade.id)
    }

    @Test("the guide's reader begins")
    func reader() throws {
        let name = ElementName(nameSpace: "org.iso.18013.5.1", identifier: "family_name")
        let asked = DocumentToAsk(
            docType: "org.iso.18013.5.1.mDL", elements: [ElementToAsk(element: name)])
        let request = try DeviceRequest([asked])
        let session = try Snippets.begin(request: request, service: Data(count: 16), signer: nil)
        #expect(!session.isOver)
        #expect(session.phase == .engagement)
    }
}
