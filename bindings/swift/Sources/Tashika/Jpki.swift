import Foundation

/// What the library knows of JPKI without any value: the check table, names, sentences.
public enum Jpki {
    /// Every check of JPKI with its source, its severity and its sentence, in the order of a report.
    public static let checks: [JpkiCheckInfo] = jpkiChecks()

    /// The policies that ``JpkiPolicyOptions/name`` can name.
    public static var policies: [NamedChoice] { jpkiPolicyNames() }

    /// The sentence of what stays uncertain, in English and Japanese.
    public static func sentence(_ risk: JpkiRisk) -> Sentence { jpkiRiskSentence(risk: risk) }

    /// The sentence of a tracking handle.
    public static func sentence(_ handle: JpkiHandleKind) -> Sentence {
        jpkiHandleSentence(kind: handle)
    }

    /// Why there is no answer about revocation.
    public static func sentence(_ gap: JpkiRevocationGap) -> Sentence { jpkiGapSentence(gap: gap) }

    /// Why a field of a comparison scores what it does.
    public static func sentence(_ reason: MatchReason) -> Sentence {
        matchReasonSentence(reason: reason)
    }

    /// Why nobody could read a document, before it is shown and signed; `nil` where people can.
    public static func fault(_ document: DocumentToSign) -> SignedDocumentFault? {
        documentFault(document: document)
    }

    /// This moment by the wall clock, and by the clock that never goes back.
    public static func now() -> JpkiMoment {
        JpkiMoment(wall: Date(), monotonic: interval(ReaderSession.clock()))
    }
}

/// What somebody is asked to sign, to show that they are there. Used up by one verification.
public final class JpkiChallenge: Sendable {
    let native: NativeJpkiChallenge

    private init(native: NativeJpkiChallenge) {
        self.native = native
    }

    /// A fresh challenge from the randomness of the operating system.
    ///
    /// - Parameters:
    ///   - askedBy: Names the verifier, as the person knows it.
    ///   - operation: What it is for.
    public static func generate(
        askedBy: String, operation: String, issued: JpkiMoment = Jpki.now()
    ) throws(TashikaError) -> JpkiChallenge {
        try times([issued.monotonic])
        return JpkiChallenge(
            native: try call {
                try NativeJpkiChallenge.generate(
                    askedBy: askedBy, operation: operation, issued: issued)
            })
    }

    /// A challenge that was given out before. `used` is whether the caller's own store says that it was
    /// answered already.
    public static func given(
        _ octets: Data, askedBy: String, operation: String, issued: JpkiMoment, used: Bool
    ) throws(TashikaError) -> JpkiChallenge {
        try times([issued.monotonic])
        return JpkiChallenge(
            native: NativeJpkiChallenge.given(
                octets: octets, askedBy: askedBy, operation: operation, issued: issued, used: used))
    }

    /// The octets to be signed.
    public var octets: Data { native.octets() }
}

/// Verifies answers to challenges and signatures under documents. Make it once and keep it; it may be
/// shared by tasks.
public struct JpkiVerifier: Sendable {
    private let native: NativeJpkiVerifier

    /// A verifier of this policy.
    ///
    /// - Parameters:
    ///   - profile: What is known of the certificates (JSON), in place of what ships.
    ///   - pairwiseKey: The verifier's own secret of at least 32 bytes.
    public init(
        policy: JpkiPolicyOptions = JpkiPolicyOptions(), profile: String? = nil,
        pairwiseKey: Data? = nil
    ) throws(TashikaError) {
        native = try call {
            try NativeJpkiVerifier(policy: policy, profile: profile, pairwiseKey: pairwiseKey)
        }
    }

    /// Verifies the answer to a challenge, which is used up by it, whatever comes of it.
    ///
    /// - Parameters:
    ///   - certificate: In DER.
    ///   - signature: PKCS#1 v1.5, or for elliptic curves the DER of two integers.
    ///   - trust: The authorities for JPKI.
    public func verifyAuthentication(
        certificate: Data, signature: Data, challenge: JpkiChallenge, trust: TrustStore,
        now: JpkiMoment = Jpki.now(), revocation: [JpkiRevocationEvidence] = []
    ) throws(TashikaError) -> JpkiAuthenticationReport {
        try times([now.monotonic])
        return JpkiAuthenticationReport(
            native: try call {
                try native.verifyAuthentication(
                    certificate: certificate, signature: signature, challenge: challenge.native,
                    trust: trust.native, now: now, revocation: revocation)
            })
    }

    /// Verifies a detached signature (CMS) under a document that people can read.
    ///
    /// - Parameters:
    ///   - certificate: In DER; may be left out where it came in the signature.
    ///   - asked: The holder's attributes that come out; the others are wiped.
    public func verifySignature(
        _ document: DocumentToSign, signature: Data, trust: TrustStore,
        now: JpkiMoment = Jpki.now(), certificate: Data? = nil, asked: [JpkiAttribute] = [],
        revocation: [JpkiRevocationEvidence] = []
    ) throws(TashikaError) -> JpkiSigningReport {
        try times([now.monotonic])
        return JpkiSigningReport(
            native: try call {
                try native.verifySignature(
                    document: document, signature: signature, trust: trust.native, now: now,
                    certificate: certificate, asked: asked, revocation: revocation)
            })
    }
}

/// The explained outcome of an answer to a challenge.
public struct JpkiAuthenticationReport: Sendable {
    private let native: NativeJpkiAuthenticationReport
    /// Accepted, rejected or inconclusive. Never use it without the reasons in ``details``.
    public let decision: Decision

    init(native: NativeJpkiAuthenticationReport) {
        self.native = native
        decision = native.decision()
    }

    /// Everything but the evidence.
    public var details: JpkiReportDetails {
        get throws(TashikaError) { try call { try native.details() } }
    }

    /// The whole report as JSON, byte for byte that of `tashika jpki verify --json`.
    public func json() throws(TashikaError) -> String {
        try call { try native.json() }
    }

    /// What was answered; `nil` unless accepted.
    public var answer: JpkiAnswer? { native.answer() }

    /// Whether the answer may stand for an operation at `now`, without asking the person again; `nil`
    /// unless accepted.
    public func reuse(
        operation: String, now: JpkiMoment = Jpki.now()
    ) throws(TashikaError) -> JpkiReuse? {
        try times([now.monotonic])
        return try call { try native.reuse(operation: operation, now: now) }
    }

    /// This answer as a piece of evidence; the host knows over which channel it came.
    public func evidence(
        id: String, channel: EvidenceChannel
    ) throws(TashikaError) -> Evidence {
        try call { try native.evidence(id: id, channel: channel) }
    }
}

/// The explained outcome of a signature under a document.
///
/// It holds the signer's certificate and attributes, which are wiped with the last copy of this value.
public struct JpkiSigningReport: Sendable {
    private let native: NativeJpkiSigningReport
    /// Accepted, rejected or inconclusive. Never use it without the reasons in ``details``.
    public let decision: Decision

    init(native: NativeJpkiSigningReport) {
        self.native = native
        decision = native.decision()
    }

    /// Everything but the evidence.
    public var details: JpkiReportDetails {
        get throws(TashikaError) { try call { try native.details() } }
    }

    /// The whole report as JSON, byte for byte that of `tashika jpki verify --json`: with the attributes
    /// that were asked for, and what came of comparing them with these claims of a person.
    public func json(_ claims: PersonClaims? = nil) throws(TashikaError) -> String {
        try call { try native.json(claims: claims) }
    }

    /// What was signed; `nil` unless accepted.
    public var signature: JpkiSignature? { native.signature() }

    /// The attributes of the signer that were asked for; `nil` unless accepted.
    public var holder: JpkiHolder? { native.holder() }

    /// Everything that a later dispute needs, kept on a stated basis; `nil` unless accepted.
    public func keep(basis: String) throws(TashikaError) -> JpkiPackage? {
        try call { try native.keep(basis: basis) }
    }

    /// Holds the attributes that came out against what an mdoc says of a person; `nil` unless accepted.
    public func compare(_ claims: PersonClaims) throws(TashikaError) -> PersonMatch? {
        try call { try native.compare(claims: claims) }
    }

    /// This signature as a piece of evidence; the host knows over which channel it came.
    public func evidence(
        id: String, channel: EvidenceChannel
    ) throws(TashikaError) -> Evidence {
        try call { try native.evidence(id: id, channel: channel) }
    }
}
