import Foundation

/// The authorities to trust, with what this version knows of issuers. May be shared by tasks.
public final class TrustStore: Sendable {
    let native: NativeTrustStore

    /// A store of these anchors.
    public init(_ anchors: [Anchor] = []) throws(TashikaError) {
        native = try call { try NativeTrustStore(anchors: anchors) }
    }

    /// A store of these anchors.
    public convenience init(_ anchors: Anchor...) throws(TashikaError) {
        try self.init(anchors)
    }

    /// An anchor for issuers of any document type, from its certificate in PEM or DER.
    public static func issuer(_ certificate: Data) -> Anchor {
        Anchor(certificate: certificate)
    }

    /// Every authority.
    public var authorities: [TrustedAuthority] { native.authorities() }

    /// Adds an anchor.
    public func add(_ anchor: Anchor) throws(TashikaError) {
        try call { try native.add(anchor: anchor) }
    }

    /// Holds a VICAL against its rules at `now` and adds its authorities.
    ///
    /// A list that cannot be used adds nothing, and the summary says why.
    ///
    /// - Parameters:
    ///   - roots: The root certificates of VICAL providers.
    ///   - known: The newest list that was taken before.
    public func addVical(
        _ list: Data, roots: [Data], now: Date, known: VicalMark? = nil
    ) throws(TashikaError) -> VicalSummary {
        try call { try native.addVical(list: list, roots: roots, now: now, known: known) }
    }

    /// Adds what is known of issuers (JSON), before what the library knows itself.
    public func addIssuerProfiles(_ json: String) throws(TashikaError) {
        try call { try native.addIssuerProfiles(json: json) }
    }

    /// The revocation lists and next VICALs to fetch, the most urgent first.
    public func plan(cache: StatusCache, now: Date) -> [PlannedFetch] {
        native.plan(cache: cache.native, now: now)
    }
}

/// A relying party's own list of what it takes from whom, and what a presentation is for.
public struct Acceptance: Sendable {
    let native: NativeAcceptanceList
    /// The purpose, by its name in the list.
    public let purpose: String

    /// The list of a file (JSON).
    public init(json: String, purpose: String) throws(TashikaError) {
        native = try call { try NativeAcceptanceList.parse(json: json) }
        self.purpose = purpose
    }
}

/// The revocation and status lists at hand, and the newest dates that were trusted.
public final class StatusCache: Sendable {
    let native: NativeStatusCache

    /// No lists.
    public init() {
        native = NativeStatusCache()
    }

    /// The cache of a file that ``toBytes()`` made.
    public init(bytes: Data) throws(TashikaError) {
        native = try call { try NativeStatusCache.fromBytes(bytes: bytes) }
    }

    /// The addresses of the lists.
    public var uris: [String] { native.uris() }

    /// Takes a list that was fetched from `uri` at `fetched`. On an error what was there stays.
    @discardableResult
    public func insert(
        uri: String, list: Data, fetched: Date
    ) throws(TashikaError) -> StoredList {
        try call { try native.insert(uri: uri, list: list, fetched: fetched) }
    }

    /// Takes a list as it is. A revocation list needs no address: give an empty one.
    public func give(uri: String, list: Data, fetched: Date? = nil) throws(TashikaError) {
        try call { try native.give(uri: uri, list: list, fetched: fetched) }
    }

    /// Remembers that a list of this address and date was found genuine.
    public func remember(uri: String, asOf: Date) {
        native.remember(uri: uri, asOf: asOf)
    }

    /// Remembers the issue of a VICAL that was taken: it lasts as long as ``toBytes()`` is kept.
    public func rememberIssue(_ mark: VicalMark) {
        native.rememberIssue(mark: mark)
    }

    /// The newest issue of this provider's VICAL that was remembered.
    public func knownIssue(provider: String) -> VicalMark? {
        native.knownIssue(provider: provider)
    }

    /// Removes the list of this address.
    public func remove(uri: String) {
        native.remove(uri: uri)
    }

    /// Removes the lists that ended more than `grace` seconds before `now`.
    public func prune(now: Date, grace: Int64) {
        native.prune(now: now, grace: grace)
    }

    /// What keeps the lists at hand fresh, the most urgent first.
    public func plan(now: Date) -> [PlannedFetch] {
        native.plan(now: now)
    }

    /// The cache as one file.
    public func toBytes() -> Data {
        native.toBytes()
    }
}
