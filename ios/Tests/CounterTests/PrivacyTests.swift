import Foundation
import Ports
import Presenter
import Rehearsal
import Testing

/// Nothing of a customer stays: not in the app's folder, not in what it says, not in its memory.
///
/// Each run is a process of its own, `Probe`, which plays a customer through the app and then looks
/// through everything it can write to. What is looked for reaches it with every byte turned over, so that
/// it does not find itself.
@MainActor
struct PrivacyTests {
    /// As `Probe` turns bytes over.
    private static let mask: UInt8 = 0x5a
    /// What is shorter is found everywhere by chance.
    private static let least = 6

    private struct Needle {
        var name: String
        var bytes: Data
    }

    /// What this customer shows: values in both languages, the portrait, and for an answer that comes
    /// unencrypted every digest and key in it.
    private func needles(_ way: Customer.Way, _ folder: URL) throws -> [Needle] {
        let customer = try Customer(way, folder: folder)
        try customer.toVerdict()
        guard case .verdict(let verdict) = customer.rehearsal.view.screen else { return [] }
        var all: [Needle] = []
        for row in verdict.documents.flatMap(\.rows) {
            for text in [row.value?.ja, row.value?.en].compactMap({ $0 }) {
                all.append(Needle(name: "value", bytes: Data(text.utf8)))
            }
        }
        for portrait in customer.rehearsal.showcase.screen?.portraits.values.map({ $0 }) ?? [] {
            for part in 1...3 {
                let start = portrait.count * part / 4
                all.append(Needle(name: "portrait", bytes: portrait.subdata(in: start..<start + 32)))
            }
        }
        if way == .system {
            let answer = try Reply("cases/element.image").response
            var rest = answer[...]
            while let head = rest.range(of: Data([0x58, 0x20])), rest.endIndex - head.upperBound >= 32 {
                let digest = rest.subdata(in: head.upperBound..<head.upperBound + 32)
                all.append(Needle(name: "digest", bytes: digest))
                rest = rest[(head.upperBound + 32)...]
            }
        }
        var seen: Set<Data> = []
        return all.filter { $0.bytes.count >= Self.least && seen.insert($0.bytes).inserted }
    }

    private struct Counts: Decodable {
        /// While an answer waits to be verified; where it came unencrypted.
        var early: [Int]
        var before: [Int]
        var after: [Int]
        var held: [Int]
    }

    /// Runs the probe: what it found, and everything it said.
    private func probe(
        _ way: Customer.Way, _ needles: [Needle], _ folder: URL, _ variables: [String: String]
    ) throws -> (Counts, String) {
        let list = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: list) }
        let turned = needles.map { $0.bytes.map { $0 ^ Self.mask } }
        try JSONEncoder().encode(turned).write(to: list)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("Probe")
        process.arguments = [way.rawValue, folder.path, list.path]
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: said, as: UTF8.self)
        try #require(process.terminationStatus == 0, "\(text)")
        return (try JSONDecoder().decode(Counts.self, from: said), text)
    }

    /// Everything below a folder.
    private func contents(_ folder: URL) throws -> Data {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let files = (all?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }
        return try files.reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
    }

    private func total(_ counts: [Int], _ needles: [Needle], _ name: String) -> Int {
        zip(counts, needles).filter { $1.name == name }.map(\.0).reduce(0, +)
    }

    /// Memory that is given back is overwritten, as iOS does it: what is found then is still held.
    private static let overwriting = ["GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165"]

    @Test(
        "after the wipe nothing is held in memory, and nothing stands in the folder or was said",
        arguments: Customer.Way.allCases)
    func nothingStays(way: Customer.Way) throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let folder = root.appendingPathComponent("app")
        for own in [root.appendingPathComponent("test"), folder] {
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        }
        let needles = try needles(way, root.appendingPathComponent("test"))
        #expect(needles.filter { $0.name == "value" }.count >= 3)
        #expect(needles.contains { $0.name == (way == .system ? "digest" : "portrait") })
        let (counts, said) = try probe(way, needles, folder, Self.overwriting)
        for name in ["value", "portrait", "digest"] where needles.contains(where: { $0.name == name }) {
            let (before, after) = (total(counts.before, needles, name), total(counts.after, needles, name))
            // The digests go with the answer: what is shown needs none.
            let there = name == "digest" ? total(counts.early, needles, name) : before
            print("privacy: \(way.rawValue): \(name): \(there) before, \(after) after the wipe")
            #expect(there > 0, "the search finds what is there: \(name)")
            #expect(after == 0, "\(name)")
        }
        #expect(counts.held.allSatisfy { $0 <= 1 }, "a screen, and nothing of a customer on it")
        let kept = try contents(folder)
        #expect(!kept.isEmpty, "the history is there")
        for needle in needles {
            #expect(kept.range(of: needle.bytes) == nil, "\(needle.name) in the folder")
            #expect(Data(said.utf8).range(of: needle.bytes) == nil, "\(needle.name) was said")
            let digits = Data(hex(needle.bytes).utf8)
            #expect(kept.range(of: digits) == nil, "\(needle.name) in the folder, as digits")
            let coded = Data(needle.bytes.base64EncodedString().utf8)
            #expect(kept.range(of: coded) == nil, "\(needle.name) in the folder, as base64")
        }
    }

    @Test("what the allocator does not overwrite is told, not hidden")
    func remains() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let needles = try needles(.session, root)
        let (counts, _) = try probe(.session, needles, root, [:])
        for name in ["value", "portrait"] {
            let (before, after) = (total(counts.before, needles, name), total(counts.after, needles, name))
            print("privacy: memory given back, not overwritten: \(name): \(before), then \(after)")
            // The search finds what is there with this allocator, too.
            #expect(before > 0, "\(name)")
        }
    }
}
