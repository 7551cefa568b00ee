import Foundation
import Ports
import Setup
import Tashika

extension Configuration {
    /// The counter of this configuration.
    ///
    /// - Parameters:
    ///   - day: By which the presets are read.
    ///   - key: The public key of this device, where there is one: the reader's certificate must be for
    ///     it.
    ///   - systemReader: Whether this device has a reader of the system, and this build may use it.
    public func counter(
        day: Day, key: Data?, systemReader: Bool
    ) throws(ConfigurationFault) -> Counter {
        let stores = Stores(
            trust: try store(trust, "trust/"), testTrust: try store(testTrust, "test-trust/"),
            status: try lists())
        let name = try reader.map { own throws(ConfigurationFault) in try identity(own, key: key) }
        let make = { (presets: [String], isNamed: Bool) -> Counter? in
            let options = CounterOptions(
                day: day.description, presets: presets, trustVersion: trustVersion,
                identity: isNamed ? name : nil, readerName: isNamed ? reader?.name : nil,
                certification: certification.map {
                    Tashika.Certification(id: $0.id, holder: $0.holder, validUntil: $0.validUntil)
                },
                nfc: .oneShot, systemReader: systemReader)
            return try? Counter(
                options: options, trust: stores.trust, testTrust: stores.testTrust,
                status: stores.status)
        }
        // Each file is tried by itself first, so that a fault names it.
        let texts = presets.map { String(decoding: $0.data, as: UTF8.self) }
        for (file, text) in zip(presets, texts) where make([text], false) == nil {
            throw ConfigurationFault(file.name, .fileUnreadable)
        }
        guard make(texts, false) != nil else { throw ConfigurationFault("presets/", .fileUnreadable) }
        guard let counter = make(texts, true) else { throw ConfigurationFault("reader/", .fileUnreadable) }
        return counter
    }

    private struct Stores {
        var trust: TrustStore
        var testTrust: TrustStore
        var status: StatusCache
    }

    /// The reader's certificate must be for this device's key.
    private func identity(
        _ reader: Reader, key: Data?
    ) throws(ConfigurationFault) -> ReaderIdentity {
        guard let key else { throw ConfigurationFault(reader.key, .keyMissing) }
        let certificates = reader.certificates.map(\.data)
        guard let own = certificates.first, Certificate.has(own, key: key) else {
            throw ConfigurationFault(reader.key, .keyOther)
        }
        return ReaderIdentity(algorithm: .es256, certificates: certificates)
    }

    private func store(_ files: [File], _ folder: String) throws(ConfigurationFault) -> TrustStore {
        var anchors: [Anchor] = []
        for file in files {
            let anchor = TrustStore.issuer(file.data)
            guard (try? TrustStore(anchor)) != nil else {
                throw ConfigurationFault(file.name, .fileUnreadable)
            }
            anchors.append(anchor)
        }
        guard let store = try? TrustStore(anchors) else {
            throw ConfigurationFault(folder, .fileUnreadable)
        }
        return store
    }

    private func lists() throws(ConfigurationFault) -> StatusCache {
        guard let status else { return StatusCache() }
        guard let own = try? StatusCache(bytes: status.data) else {
            throw ConfigurationFault(status.name, .fileUnreadable)
        }
        return own
    }
}
