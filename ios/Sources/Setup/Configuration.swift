import Foundation

/// What an installation works with: files in one folder, the same for Android.
///
/// | path | what |
/// |---|---|
/// | `trust/…`, `test-trust/…` | certificates of authorities, PEM or DER; what the latter vouch for is test data |
/// | `presets/…` | presets (JSON), in place of those of the core |
/// | `reader.properties` | `name`: under what name is asked; `key`: the name of the key on this device |
/// | `reader/…` | the reader's certificates in the order of their names, its own first |
/// | `certification.properties` | `id`, `holder`, `valid-until`: the certificate for statutory use |
/// | `status.cache` | revocation and status lists |
/// | `trust-version.txt` | the version of the trust list, for the history |
///
/// 1. Nothing is skipped: a file or member that nobody reads, and one that is not as it must be, is a
///    fault that names it. An app with a fault asks nobody anything.
/// 2. Without authorities nobody is trusted, which the counter says itself.
public struct Configuration: Equatable, Sendable {
    /// Bytes of a file, at the most: status lists are the largest.
    public static let maxBytes = 32 << 20
    /// Files, at the most.
    public static let maxFiles = 1024

    public struct File: Equatable, Sendable {
        public var name: String
        public var data: Data

        public init(_ name: String, _ data: Data) {
            self.name = name
            self.data = data
        }
    }

    /// A certificate for statutory use.
    public struct Certification: Equatable, Sendable {
        public var id: String
        public var holder: String
        public var validUntil: Date
    }

    /// As whom the app asks.
    public struct Reader: Equatable, Sendable {
        public var name: String
        /// The name of the key on this device.
        public var key: String
        public var certificates: [File]
    }

    public private(set) var trust: [File] = []
    public private(set) var testTrust: [File] = []
    public private(set) var presets: [File] = []
    public private(set) var trustVersion = ""
    public private(set) var certification: Certification?
    public private(set) var reader: Reader?
    public private(set) var status: File?

    public init() {}

    /// Reads every file.
    public init(_ source: some ConfigurationSource) throws(ConfigurationFault) {
        guard source.names.count <= Self.maxFiles else {
            throw ConfigurationFault("configuration", .fileUnreadable)
        }
        var (chain, own): ([File], File?) = ([], nil)
        for name in source.names {
            guard let place = Place(name) else { throw ConfigurationFault(name, .fileUnknown) }
            let file = File(name, try Self.data(name, source))
            switch place {
            case .certification: certification = try Self.certification(file)
            case .chain: chain.append(file)
            case .presets: presets.append(file)
            case .reader: own = file
            case .status: status = file
            case .testTrust: testTrust.append(file)
            case .trust: trust.append(file)
            case .trustVersion: trustVersion = try Self.text(file)
            }
        }
        reader = try Self.reader(own, chain)
    }

    /// The folders and files of a configuration.
    private enum Place {
        case certification, chain, presets, reader, status, testTrust, trust, trustVersion

        init?(_ name: String) {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            switch (parts.count, parts.first) {
            case (1, "certification.properties"): self = .certification
            case (1, "reader.properties"): self = .reader
            case (1, "status.cache"): self = .status
            case (1, "trust-version.txt"): self = .trustVersion
            case (2, "presets"): self = .presets
            case (2, "reader"): self = .chain
            case (2, "test-trust"): self = .testTrust
            case (2, "trust"): self = .trust
            default: return nil
            }
        }
    }

    private static func data(
        _ name: String, _ source: some ConfigurationSource
    ) throws(ConfigurationFault) -> Data {
        guard let data = source.data(name), !data.isEmpty, data.count <= maxBytes else {
            throw ConfigurationFault(name, .fileUnreadable)
        }
        return data
    }

    private static func text(_ file: File) throws(ConfigurationFault) -> String {
        guard let text = String(data: file.data, encoding: .utf8) else {
            throw ConfigurationFault(file.name, .fileUnreadable)
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func certification(_ file: File) throws(ConfigurationFault) -> Certification {
        let own = try Properties(file, ["id", "holder", "valid-until"])
        guard let until = ISO8601DateFormatter().date(from: own["valid-until"]) else {
            throw own.fault("valid-until")
        }
        return Certification(id: own["id"], holder: own["holder"], validUntil: until)
    }

    /// A name and certificates belong together: a name that no phone can check is none.
    private static func reader(_ own: File?, _ chain: [File]) throws(ConfigurationFault) -> Reader? {
        guard let own else {
            if chain.isEmpty { return nil }
            throw ConfigurationFault("reader.properties", .fileMissing)
        }
        guard !chain.isEmpty else { throw ConfigurationFault("reader/", .fileMissing) }
        let members = try Properties(own, ["name", "key"])
        return Reader(name: members["name"], key: members["key"], certificates: chain)
    }
}

/// What is wrong with a configuration, and where.
public struct ConfigurationFault: Error, Equatable, Sendable {
    public enum Why: String, CaseIterable, Sendable {
        /// It is not there, and something else needs it.
        case fileMissing = "file-missing"
        /// Nobody reads it.
        case fileUnknown = "file-unknown"
        /// It is not as it must be.
        case fileUnreadable = "file-unreadable"
        /// This device has no such key, and can have none.
        case keyMissing = "key-missing"
        /// The certificate is for another key.
        case keyOther = "key-other"
    }

    /// The file, with the member in it; or the key.
    public var member: String
    public var why: Why

    public init(_ member: String, _ why: Why) {
        self.member = member
        self.why = why
    }
}
