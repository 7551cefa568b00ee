import Foundation
import Glibc

/// This process's own memory.
enum Memory {
    /// What is looked for never stands in memory as it is: needles come with every byte turned over by
    /// this, and what is read is turned over, too.
    static let mask: UInt8 = 0x5a

    private static let chunk = 1 << 22

    /// How often each needle is found in what this process can write to.
    static func count(_ needles: [[UInt8]]) -> [Int] {
        let longest = needles.map(\.count).max() ?? 0
        let room = chunk + longest
        let own = mmap(nil, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let own, own != MAP_FAILED else { return [] }
        defer { munmap(own, room) }
        let file = open("/proc/self/mem", O_RDONLY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var counts = needles.map { _ in 0 }
        let window = UInt(bitPattern: own)..<UInt(bitPattern: own) + UInt(room)
        for region in regions() where !region.overlaps(window) {
            var at = region.lowerBound
            while at < region.upperBound {
                let wanted = min(room, Int(region.upperBound - at))
                let got = pread(file, own, wanted, off_t(at))
                guard got > 0 else { break }
                turn(own, got)
                // A needle that begins in the overlap is counted with the next chunk.
                let last = got == room ? chunk : got
                for (index, needle) in needles.enumerated() {
                    counts[index] += occurrences(of: needle, in: own, got, beginningBefore: last)
                }
                at += UInt(last)
            }
        }
        return counts
    }

    private static func turn(_ start: UnsafeMutableRawPointer, _ count: Int) {
        let word = UInt64(repeating: mask)
        let words = start.bindMemory(to: UInt64.self, capacity: (count + 7) / 8)
        for index in 0..<(count + 7) / 8 { words[index] ^= word }
    }

    private static func occurrences(
        of needle: [UInt8], in start: UnsafeMutableRawPointer, _ count: Int, beginningBefore last: Int
    ) -> Int {
        var (found, at) = (0, 0)
        while at < count, let hit = memmem(start + at, count - at, needle, needle.count) {
            let place = hit - UnsafeMutableRawPointer(start)
            guard place < last else { break }
            found += 1
            at = place + 1
        }
        return found
    }

    /// What can be written to: heaps, stacks, and variables.
    private static func regions() -> [Range<UInt>] {
        guard let text = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ")
            guard parts.count > 1, parts[1].hasPrefix("rw") else { return nil }
            let ends = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            return ends.count == 2 ? ends[0]..<ends[1] : nil
        }
    }
}

extension UInt64 {
    fileprivate init(repeating byte: UInt8) {
        self = 0
        for _ in 0..<8 { self = self << 8 | UInt64(byte) }
    }
}
