import Foundation

/// Where a configuration comes from: files by their paths, such as `trust/authority.pem`.
public protocol ConfigurationSource: Sendable {
    /// Every path.
    var names: [String] { get }
    /// What is in a file; `nil` where it cannot be read.
    func data(_ name: String) -> Data?
}

/// A folder of the app's bundle.
public struct FolderSource: ConfigurationSource {
    public let names: [String]
    private let folder: URL

    public init(_ folder: URL) {
        self.folder = folder.standardizedFileURL
        let all = FileManager.default.subpaths(atPath: self.folder.path) ?? []
        let files = all.filter { name in
            var isFolder: ObjCBool = false
            let path = folder.appendingPathComponent(name).path
            let there = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            return there && !isFolder.boolValue && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }
        names = files.sorted()
    }

    public func data(_ name: String) -> Data? {
        try? Data(contentsOf: folder.appendingPathComponent(name))
    }
}

/// What an administrator gives to a managed device: paths and what is in the files, as text or as bytes;
/// JSON may also be a dictionary.
public struct ManagedSource: ConfigurationSource {
    /// Under this name the system keeps it among the app's settings.
    public static let key = "com.apple.configuration.managed"

    public let names: [String]
    private let files: [String: Data]

    /// `nil` where the device is given none.
    public init?(_ given: [String: Any]?) {
        guard let given, !given.isEmpty else { return nil }
        names = given.keys.sorted()
        files = given.compactMapValues(Self.data)
    }

    public func data(_ name: String) -> Data? { files[name] }

    private static func data(_ own: Any) -> Data? {
        switch own {
        case let bytes as Data: return bytes
        case let text as String: return Data(text.utf8)
        default:
            guard JSONSerialization.isValidJSONObject(own) else { return nil }
            return try? JSONSerialization.data(withJSONObject: own)
        }
    }
}
