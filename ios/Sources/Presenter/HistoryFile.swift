import Foundation
import Ports

/// The history in one file, which no backup takes. What cannot be read is no history. What has ended goes
/// whenever something is kept or looked at, and when the app comes to the front.
@MainActor
public final class HistoryFile: HistoryPort {
    /// Entries at the most; the oldest goes where there is no room.
    public static let limit = 10_000

    private struct Kept: Codable {
        var until: Int
        var entry: HistoryEntry
    }

    private let file: URL
    private var kept: [Kept]

    public init(_ file: URL) {
        self.file = file
        let data = try? Data(contentsOf: file)
        kept = data.flatMap { try? JSONDecoder().decode([Kept].self, from: $0) } ?? []
    }

    public func keep(_ entry: HistoryEntry, until: Int) {
        kept.removeAll { $0.until <= entry.time }
        kept.append(Kept(until: until, entry: entry))
        kept = kept.suffix(Self.limit)
        write()
    }

    public func entries(now: Int) -> [HistoryEntry] {
        purge(now: now)
        return kept.map(\.entry).reversed()
    }

    public func purge(now: Int) {
        let count = kept.count
        kept.removeAll { $0.until <= now }
        if kept.count != count { write() }
    }

    public func deleteAll() {
        kept = []
        try? FileManager.default.removeItem(at: file)
    }

    private func write() {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(kept) else { return }
        #if os(Linux)
        let options: Data.WritingOptions = .atomic
        #else
        let options: Data.WritingOptions = [.atomic, .completeFileProtection]
        #endif
        try? data.write(to: file, options: options)
        #if !os(Linux)
        var own = file
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? own.setResourceValues(values)
        #endif
    }
}
