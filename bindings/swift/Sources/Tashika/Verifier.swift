import Foundation

/// A private key for one session. It never comes out again, and is wiped with the last copy of this
/// value.
public struct PrivateKey: Sendable {
    let native: NativePrivateKey

    /// A fresh key from the randomness of the operating system.
    public static func generate(curve: Curve) throws(TashikaError) -> PrivateKey {
        PrivateKey(native: try call { try NativePrivateKey.generate(curve: curve) })
    }

    /// A key from its big-endian scalar, for one that was made elsewhere.
    public static func fromScalar(curve: Curve, scalar: Data) throws(TashikaError) -> PrivateKey {
        PrivateKey(native: try call { try NativePrivateKey.fromScalar(curve: curve, scalar: scalar) })
    }

    /// The curve.
    public var curve: Curve { native.curve() }

    /// The octets of the public key: a point, uncompressed, or a raw key.
    public var publicKey: Data {
        get throws(TashikaError) { try call { try native.publicKey() } }
    }
}

/// What came of a session, ready to be verified.
///
/// It holds a decrypted response and keys, which are wiped with the last copy of this value.
public struct Presentation: Sendable {
    let native: NativePresentation

    /// A presentation from its pieces. What is left out is not checked, and the report says so.
    ///
    /// - Parameters:
    ///   - response: The DeviceResponse, decrypted.
    ///   - handover: Makes the session transcript from the verifier's own state.
    ///   - request: The DeviceRequest that was sent.
    ///   - readerKey: The key that a device MAC may be for.
    ///   - channel: How the response came.
    public init(
        response: Data,
        handover: Handover? = nil,
        request: Data? = nil,
        readerKey: PrivateKey? = nil,
        channel: Channel? = nil
    ) throws(TashikaError) {
        native = try call {
            try NativePresentation(
                response: response, handover: handover, request: request,
                readerKey: readerKey?.native, channel: channel)
        }
    }

    init(native: NativePresentation) {
        self.native = native
    }

    /// What is known of the channel.
    public var channel: Channel { native.channel() }

    /// Everything that the flow states of the channel.
    public var channelFacts: ChannelFacts {
        get throws(TashikaError) { try call { try native.channelFacts() } }
    }

    /// How a channel in person could still have been relayed; empty for any other channel.
    public var relayExposures: [RelayExposure] { native.relayExposures() }

    /// Whether the session may have been relayed.
    public var relayPossible: Bool { native.relayPossible() }

    /// What binds an online answer.
    public var onlineBinding: OnlineBinding? {
        get throws(TashikaError) { try call { try native.onlineBinding() } }
    }

    /// The lists that the documents name.
    ///
    /// Nothing of it is verified: whoever made the presentation chose the addresses. Plan from a
    /// ``Report`` where there is one.
    public func plan(cache: StatusCache, now: Date) -> [PlannedFetch] {
        native.plan(cache: cache.native, now: now)
    }
}

/// Verifies presentations under one policy. Make it once and keep it; it may be shared by tasks.
public struct Verifier: Sendable {
    private let native: NativeVerifier

    /// A verifier of a policy, with the document types that ship or those of `docTypes`.
    public init(
        policy: PolicyOptions = PolicyOptions(), docTypes: DocTypes? = nil
    ) throws(TashikaError) {
        native = try call { try NativeVerifier(policy: policy, docTypes: docTypes?.native) }
    }

    /// Verifies a presentation for the time `at` and explains the outcome.
    ///
    /// A bad credential is an outcome, never an error: ``TashikaError/unreadable(code:reason:offset:path:)``
    /// is for a response that cannot be decoded at all. Without `status` revocation is *not performed*.
    public func verify(
        _ presentation: Presentation,
        trust: TrustStore,
        at: Date = Date(),
        status: StatusCache? = nil,
        acceptance: Acceptance? = nil
    ) throws(TashikaError) -> Verification {
        let report = try call {
            try native.verify(
                presentation: presentation.native, trust: trust.native, at: at,
                status: status?.native, acceptance: acceptance?.native,
                purpose: acceptance?.purpose)
        }
        return try Verification(Report(native: report))
    }

    /// The same, away from the caller's actor.
    public func verifyAway(
        _ presentation: Presentation,
        trust: TrustStore,
        at: Date = Date(),
        status: StatusCache? = nil,
        acceptance: Acceptance? = nil
    ) async throws(TashikaError) -> Verification {
        try verify(presentation, trust: trust, at: at, status: status, acceptance: acceptance)
    }
}

/// The outcome of a verification: a `switch` over it has exactly three branches.
public enum Verification: Sendable {
    /// Everything the policy needs has passed; ``Report/claims(document:)`` has the values.
    case accepted(Report)
    /// Something failed: the checks that did.
    case rejected(Report, reasons: [Reason])
    /// Nothing failed, and something the policy needs has no answer: the checks that lack one.
    case inconclusive(Report, reasons: [Reason])

    init(_ report: Report) throws(TashikaError) {
        switch report.decision {
        case .accepted: self = .accepted(report)
        case .rejected: self = .rejected(report, reasons: try report.details.verdict.reasons)
        case .inconclusive:
            self = .inconclusive(report, reasons: try report.details.verdict.reasons)
        }
    }

    /// The explained outcome, with the claims.
    public var report: Report {
        switch self {
        case .accepted(let report), .rejected(let report, _), .inconclusive(let report, _): report
        }
    }

    /// What stays uncertain even when every check passed.
    public var residualRisks: [ResidualRisk] {
        get throws(TashikaError) { try report.details.verdict.residualRisks }
    }
}

/// The explained outcome of a verification.
///
/// It holds the claims, which are wiped with the last copy of this value; what was taken out of it is
/// the caller's to forget.
public struct Report: Sendable {
    let native: NativeReport
    /// Accepted, rejected or inconclusive.
    public let decision: Decision

    init(native: NativeReport) {
        self.native = native
        decision = native.decision()
    }

    /// Everything but the claims: the verdict, a finding for each rule, the documents.
    public var details: ReportDetails {
        get throws(TashikaError) { try call { try native.details() } }
    }

    /// The whole report as JSON, byte for byte that of `tashika verify --json`.
    ///
    /// - Parameters:
    ///   - retained: Whether only values that may be kept are in it, for a report to store.
    ///   - age: Years: the report then says whether the holder is so old.
    public func json(retained: Bool = false, age: Int? = nil) throws(TashikaError) -> String {
        let age = try age.map { years throws(TashikaError) in try small(years, "age") }
        return try call { try native.json(retained: retained, age: age) }
    }

    /// The claims of a document; `nil` where they were not released.
    public func claims(document: Int = 0) throws(TashikaError) -> [Claim]? {
        let document = try small(document, "document")
        return try call { try native.claims(document: document) }
    }

    /// The bytes of a claim that is a byte string, such as a portrait.
    public func bytes(
        _ element: ElementName, document: Int = 0, source: ClaimSource = .issuer
    ) throws(TashikaError) -> Data? {
        let document = try small(document, "document")
        return try call {
            try native.claimBytes(document: document, source: source, element: element)
        }
    }

    /// The value of a claim as received, in CBOR, masked or not.
    ///
    /// For an individual number the caller needs a purpose that the law names.
    public func reveal(
        _ element: ElementName, document: Int = 0, source: ClaimSource = .issuer
    ) throws(TashikaError) -> Data? {
        let document = try small(document, "document")
        return try call { try native.reveal(document: document, source: source, element: element) }
    }

    /// The claims of a document as those of a mobile driving licence.
    ///
    /// `nil` where it is none, or they were not released.
    public func mdl(document: Int = 0) throws(TashikaError) -> Mdl? {
        let document = try small(document, "document")
        return try call { try native.mdl(document: document) }
    }

    /// The claims of a document as those of a mobile driving licence with the elements of AAMVA.
    ///
    /// `nil` where it is none, or they were not released.
    public func aamva(document: Int = 0) throws(TashikaError) -> Aamva? {
        let document = try small(document, "document")
        return try call { try native.aamva(document: document) }
    }

    /// The claims of a document as those of a My Number Card.
    ///
    /// `nil` where it is none, or they were not released.
    public func myNumberCard(document: Int = 0) throws(TashikaError) -> MyNumberCard? {
        let document = try small(document, "document")
        return try call { try native.myNumberCard(document: document) }
    }

    /// The claims of a document as those of a Photo ID.
    ///
    /// `nil` where it is none, or they were not released.
    public func photoId(document: Int = 0) throws(TashikaError) -> PhotoId? {
        let document = try small(document, "document")
        return try call { try native.photoId(document: document) }
    }

    /// The claims of a document as those of a Photo ID of the draft of 2024.
    ///
    /// `nil` where it is none, or they were not released.
    public func photoId2024(document: Int = 0) throws(TashikaError) -> PhotoId2024? {
        let document = try small(document, "document")
        return try call { try native.photoId2024(document: document) }
    }

    /// The claims of a document as those of European person identification data.
    ///
    /// `nil` where it is none, or they were not released.
    public func euPid(document: Int = 0) throws(TashikaError) -> EuPid? {
        let document = try small(document, "document")
        return try call { try native.euPid(document: document) }
    }

    /// The claims of a document as those of a European proof of age.
    ///
    /// `nil` where it is none, or they were not released.
    public func euAgeVerification(document: Int = 0) throws(TashikaError) -> EuAgeVerification? {
        let document = try small(document, "document")
        return try call { try native.euAgeVerification(document: document) }
    }

    /// Whether the holder of a document is at least so old at the time of the report, and why.
    public func ageAtLeast(
        _ years: Int, document: Int = 0
    ) throws(TashikaError) -> AgeConclusion? {
        let (document, years) = (try small(document, "document"), try small(years, "age"))
        return try call { try native.ageAtLeast(document: document, years: years) }
    }

    /// A name for the holder that means nothing to other verifiers, over elements that stay the same
    /// for a person.
    ///
    /// Two people with the same values share one, and a person gets another when a value changes.
    ///
    /// - Parameter key: The verifier's own secret of at least 32 bytes.
    public func pseudonym(
        key: Data, elements: [ElementName], document: Int = 0
    ) throws(TashikaError) -> Data? {
        let document = try small(document, "document")
        return try call { try native.pseudonym(document: document, key: key, elements: elements) }
    }

    /// One piece of evidence for each document, named `PREFIX-1`, `PREFIX-2`, … from the presentation
    /// that was verified.
    public func evidence(
        of presentation: Presentation, prefix: String = "mdoc"
    ) throws(TashikaError) -> [Evidence] {
        try call { try native.evidence(presentation: presentation.native, prefix: prefix) }
    }

    /// Keyed hashes of fields of the holder, to see later whether the same person came (JSON); `nil`
    /// where no claims were released.
    ///
    /// - Parameter key: The verifier's own secret of at least 32 bytes.
    public func holderRecord(
        key: Data, fields: [HolderField], document: Int = 0
    ) throws(TashikaError) -> String? {
        let document = try small(document, "document")
        return try call { try native.holderRecord(document: document, key: key, fields: fields) }
    }

    /// What the lists of this verification say now of each document, for
    /// ``PolicyBundles/recheck(before:evidence:circumstances:on:now:news:)``.
    public func statusNews(prefix: String = "mdoc") -> [StatusNews] {
        native.statusNews(prefix: prefix)
    }

    /// Teaches the cache which lists were found genuine: older ones are refused from now on.
    public func teach(_ cache: StatusCache) {
        native.teach(cache: cache.native)
    }

    /// The lists that sound documents name, the most urgent first.
    public func plan(cache: StatusCache, now: Date) -> [PlannedFetch] {
        native.plan(cache: cache.native, now: now)
    }
}

extension Claim {
    /// The text of a value that is text or a date; `nil` for any other.
    public var text: String? {
        switch value {
        case .date(let text), .text(let text): text
        default: nil
        }
    }
}

/// A number that the boundary takes.
func small(_ number: Int, _ what: String) throws(TashikaError) -> Int32 {
    guard let small = Int32(exactly: number) else {
        throw .usage(code: "usage.\(what)", reason: "\(number) is out of range")
    }
    return small
}
