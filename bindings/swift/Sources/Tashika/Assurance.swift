import Foundation

/// Evidence and sentences of decisions, without any value.
public enum Assurance {
    /// Pieces of evidence from a JSON array; what is left out there is unknown.
    public static func evidence(json: String) throws(TashikaError) -> [Evidence] {
        try call { try evidenceFromJson(json: json) }
    }

    /// Pieces of evidence as a JSON array, to be stored.
    public static func json(_ evidence: [Evidence]) -> String {
        evidenceToJson(evidence: evidence)
    }

    /// How much a verification of the holder is worth: by channel, factor and source.
    public static func strength(_ facts: HolderEvidence) -> HolderStrength {
        holderStrength(facts: facts)
    }

    /// The ways to compare a face over this channel (any, where it is unknown), strongest first.
    public static func faceChecks(_ channel: EvidenceChannel = .unknown) -> [FaceCheck] {
        faceCheckOptions(channel: channel)
    }

    /// Authenticators that are not phishing resistant, whatever the length of their secret.
    public static var phishable: [AuthenticatorKind] { notPhishingResistant() }

    /// What a decision comes to, in English and Japanese.
    public static func sentence(_ standing: AssuranceStanding) -> Sentence {
        standingSentence(standing: standing)
    }

    /// What speaks against a decision.
    public static func sentence(_ against: Against) -> Sentence { againstSentence(against: against) }

    /// What stays uncertain in a decision.
    public static func sentence(_ risk: AssuranceRisk) -> Sentence {
        assuranceRiskSentence(risk: risk)
    }

    /// What matters for privacy in a decision.
    public static func sentence(_ note: PrivacyNote) -> Sentence { privacySentence(note: note) }

    /// Which requirement a method misses.
    public static func sentence(_ miss: Miss) -> Sentence { missSentence(miss: miss) }

    /// What a comparison of two people comes to.
    public static func sentence(_ sameness: Sameness) -> Sentence {
        samenessSentence(sameness: sameness)
    }

    /// Why an answer to a challenge counts for nothing.
    public static func sentence(_ refusal: TapRefusal) -> Sentence {
        tapRefusalSentence(refusal: refusal)
    }

    /// What became worse.
    public static func sentence(_ worse: Worse) -> Sentence { worseSentence(worse: worse) }

    /// Redeems a ticket, whose record the store had under its name, for a registration that was
    /// verified over `challenge`, from this place.
    ///
    /// The registration counts only if the store then deletes that very record, and had it still.
    public static func redeem(
        ticket id: String, record: Data, challenge: Data, place: TicketPlace, now: Date = Date()
    ) throws(TashikaError) -> ProvenRegistration {
        try call {
            try redeemTicket(
                id: id, record: record, challenge: challenge, place: place, now: now)
        }
    }
}

/// A policy bundle, read and found consistent.
public struct PolicyBundle: Sendable {
    let native: NativePolicyBundle

    /// A signed bundle. Nothing of it is looked at before a signature of one of `keys` holds.
    public static func signed(
        _ file: Data, keys: [BundleKey]
    ) throws(TashikaError) -> PolicyBundle {
        PolicyBundle(native: try call { try NativePolicyBundle.signed(file: file, keys: keys) })
    }

    /// A bundle (JSON) that nobody vouches for: for trying out. Decisions say so.
    public static func unsigned(_ json: String) throws(TashikaError) -> PolicyBundle {
        PolicyBundle(native: try call { try NativePolicyBundle.unsigned(json: json) })
    }

    /// What it is.
    public var info: BundleInfo {
        get throws(TashikaError) { try call { try native.info() } }
    }

    /// What a newer bundle changes over this one, in the order of kind and name.
    public func changesTo(_ newer: PolicyBundle) -> [BundleChange] {
        native.changesTo(newer: newer.native)
    }
}

/// The bundles in use: one of each name, and only ever a later one in its place. They may be shared by
/// tasks.
public final class PolicyBundles: Sendable {
    let native: NativePolicyBundles

    private init(native: NativePolicyBundles) {
        self.native = native
    }

    /// The bundles that come with this library.
    public static func shipped() throws(TashikaError) -> PolicyBundles {
        PolicyBundles(native: try call { try NativePolicyBundles.shipped() })
    }

    /// No bundles.
    public static func empty() -> PolicyBundles {
        PolicyBundles(native: NativePolicyBundles.empty())
    }

    /// Every bundle in the order of names.
    public var all: [PolicyBundle] { native.all().map(PolicyBundle.init) }

    /// Puts a bundle in the place of an earlier one of its name.
    ///
    /// An older version, or the same version with another content, is refused, and what was there
    /// stays.
    public func install(_ bundle: PolicyBundle) throws(TashikaError) {
        try call { try native.install(bundle: bundle.native) }
    }

    /// Decides for a day. Levels, laws and risks stand apart: neither is ever read as the other.
    public func decide(
        _ evidence: [Evidence], circumstances: Circumstances = Circumstances(), on: Day
    ) throws(TashikaError) -> AssuranceDecision {
        AssuranceDecision(
            native: try call {
                try native.decide(
                    evidence: evidence, circumstances: circumstances, on: on.description)
            })
    }

    /// Decides anew for stored evidence, and says what became worse since `before`.
    public func recheck(
        before: Reached, evidence: [Evidence], circumstances: Circumstances = Circumstances(),
        on: Day, now: Date, news: [StatusNews] = []
    ) throws(TashikaError) -> Rechecked {
        Rechecked(
            try call {
                try native.recheck(
                    before: before, evidence: evidence, circumstances: circumstances,
                    on: on.description, now: now, news: news)
            })
    }

    /// Advises on a procedure, for a day.
    public func advise(_ requirements: Requirements, on: Day) throws(TashikaError) -> Advice {
        try call { try native.advise(requirements: requirements, on: on.description) }
    }

    /// The methods of either task that reach at least this grade, in the order of names.
    public func methodsReaching(_ wanted: Wanted, on: Day) throws(TashikaError) -> [AdvisedMethod] {
        try call { try native.methodsReaching(wanted: wanted, on: on.description) }
    }

    /// The advice as a chart of questions with yes and no, in lines of text.
    public func chart(
        _ requirements: Requirements, on: Day, language: ChartLanguage
    ) throws(TashikaError) -> String {
        try call {
            try native.chartText(
                requirements: requirements, on: on.description, language: language)
        }
    }

    /// The same chart as an SVG image, with a description for those who cannot see it.
    public func svg(
        _ requirements: Requirements, on: Day, language: ChartLanguage
    ) throws(TashikaError) -> String {
        try call {
            try native.chartSvg(requirements: requirements, on: on.description, language: language)
        }
    }
}

/// A decision, with the evidence and circumstances it was made from.
public struct AssuranceDecision: Sendable {
    let native: NativeAssuranceDecision
    /// What it comes to. Never use it without ``details``.
    public let standing: AssuranceStanding

    init(native: NativeAssuranceDecision) {
        self.native = native
        standing = native.standing()
    }

    /// Everything about it.
    public var details: AssuranceDetails {
        get throws(TashikaError) { try call { try native.details() } }
    }

    /// The evidence it was made from.
    public var evidence: [Evidence] {
        get throws(TashikaError) { try call { try native.evidence() } }
    }

    /// What it has reached, to be kept for a later look.
    public var reached: Reached { native.reached() }

    /// The statutory methods that are satisfied, as `law code`.
    public var satisfiedStatutes: [String] { native.satisfiedStatutes() }

    /// The decision as JSON, byte for byte that of `tashika decide --json`.
    public func json() -> String {
        native.json()
    }

    /// What was reached on this axis; `nil` where there is no such axis, or where something speaks
    /// against the decision: then no grade may be relied on.
    public func grade(axis: String) -> GradeReached? {
        native.grade(axis: axis)
    }

    /// `verified_claims` of OpenID Connect for Identity Assurance (JSON): what was verified, by which
    /// rules, from which evidence; without the credential.
    ///
    /// The claims are those of a document of `report`; they go out on a stated basis alone, and only those
    /// that were asked for with the intent to retain. The individual number and the portrait never do.
    public func verifiedClaims(
        axis: String, report: Report, basis: RetentionBasis, document: Int = 0
    ) throws(TashikaError) -> String {
        let document = try small(document, "document")
        return try call {
            try native.verifiedClaims(
                axis: axis, report: report.native, document: document, basis: basis)
        }
    }

    /// Issues a ticket that ties the registration of a passkey to a piece of evidence of this decision,
    /// made at this place a few minutes ago at most. `holder` is what
    /// ``Report/holderRecord(key:fields:document:)`` says of who proved.
    public func ticket(
        evidence: String, wanted: Wanted, bundles: PolicyBundles, place: TicketPlace,
        now: Date = Date(), holder: String? = nil
    ) throws(TashikaError) -> BindingTicket {
        try call {
            try issueTicket(
                decision: native, evidence: evidence, wanted: wanted, bundles: bundles.native,
                place: place, now: now, holder: holder)
        }
    }
}

/// A decision as it is now, and what became worse.
public struct Rechecked: Sendable {
    /// The decision as it is now.
    public let decision: AssuranceDecision
    /// What became worse, the gravest first. The host must act on each.
    public let events: [WorseEvent]
    /// Whether the session must end.
    public let mustEnd: Bool

    init(_ own: NativeRechecked) {
        decision = AssuranceDecision(native: own.decision)
        (events, mustEnd) = (own.events, own.mustEnd)
    }
}

/// The evidence ledger: append-only and hash-chained.
///
/// This is a copy in memory; what is new comes out of each call, to be stored by the application, which
/// appends a record only if exactly as many are there as its place says.
public final class EvidenceLedger: Sendable {
    private let native: NativeEvidenceLedger

    /// A ledger of these records, all of them in order.
    public init(_ records: [Data] = []) throws(TashikaError) {
        native = try call { try NativeEvidenceLedger.open(records: records) }
    }

    /// How long it is, and the hash of its last record.
    public var head: LedgerHead {
        get throws(TashikaError) { try call { try native.head() } }
    }

    /// Every decision, in order.
    public var decisions: [StoredDecision] {
        get throws(TashikaError) { try call { try native.decisions() } }
    }

    /// Every record, in order.
    public var records: [LedgerRecord] {
        get throws(TashikaError) { try call { try native.records() } }
    }

    /// The head, for a ledger that was `before` when it was checked the last time.
    ///
    /// It must begin with those records. So it shows where the end was cut off, or all of it was written
    /// anew.
    public func checkSince(_ before: LedgerHead) throws(TashikaError) -> LedgerHead {
        try call { try native.checkSince(before: before) }
    }

    /// A package of records, to be signed for an audit. The records hold no personal data.
    ///
    /// Where `contents` are given, those that the records name go with them; what is not given counts as
    /// erased.
    public func pack(
        _ places: ClosedRange<Int64>, algorithm: Algorithm, contents: [StoredContent] = []
    ) throws(TashikaError) -> FileToSign {
        FileToSign(
            native: try call {
                try native.pack(
                    first: places.lowerBound, last: places.upperBound, algorithm: algorithm,
                    contents: contents)
            })
    }

    /// Opens a package: first a signature of one of `keys`, then the chain, then the contents.
    public static func unpack(
        _ file: Data, keys: [BundleKey]
    ) throws(TashikaError) -> AuditPackage {
        try call { try openPackage(file: file, keys: keys) }
    }

    /// Appends a decision. Something of the person is kept on a stated basis alone.
    public func append(
        _ decision: AssuranceDecision, now: Date = Date(), retain: [ToRetain] = [],
        basis: RetentionBasis? = nil
    ) throws(TashikaError) -> LedgerRecord {
        try call {
            try native.appendDecision(
                decision: decision.native, now: now, retain: retain, basis: basis)
        }
    }

    /// Looks at every stored decision again, and appends what became worse, once.
    public func recheck(
        bundles: PolicyBundles, on: Day, now: Date
    ) throws(TashikaError) -> (worse: [Int64: Rechecked], appended: [LedgerRecord]) {
        let own = try call {
            try native.recheck(bundles: bundles.native, on: on.description, now: now)
        }
        let pairs = own.worse.map { ($0.of, Rechecked($0.rechecked)) }
        return (Dictionary(pairs, uniquingKeysWith: { $1 }), own.appended)
    }

    /// What was retained with bases that ended before a day: erase it, and store that it was.
    public func eraseExpired(on: Day, now: Date) throws(TashikaError) -> LedgerErasures {
        try call { try native.eraseExpired(on: on.description, now: now) }
    }
}
