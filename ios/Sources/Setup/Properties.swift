import Foundation

/// A file of names and values, one a line: `name = value`. Lines that begin with `#`, and empty ones, say
/// nothing.
///
/// It is what Java's `Properties` reads, without its escapes: a file with a backslash is refused, so that
/// no two apps read it differently.
struct Properties {
    private let path: String
    private var values: [String: String] = [:]

    /// Exactly these members, each with something in it.
    init(_ file: Configuration.File, _ names: [String]) throws(ConfigurationFault) {
        path = file.name
        guard let text = String(data: file.data, encoding: .utf8), !text.contains("\\") else {
            throw ConfigurationFault(file.name, .fileUnreadable)
        }
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let equals = line.firstIndex(of: "=") else { throw ConfigurationFault(path, .fileUnreadable) }
            let name = line[..<equals].trimmingCharacters(in: .whitespaces)
            let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            guard names.contains(name) else { throw fault(name, .fileUnknown) }
            guard values[name] == nil, !value.isEmpty else { throw fault(name) }
            values[name] = value
        }
        for name in names where values[name] == nil { throw fault(name, .fileMissing) }
    }

    subscript(_ name: String) -> String { values[name] ?? "" }

    /// Something is wrong with this member.
    func fault(
        _ name: String, _ why: ConfigurationFault.Why = .fileUnreadable
    ) -> ConfigurationFault {
        ConfigurationFault("\(path): \(name)", why)
    }
}
