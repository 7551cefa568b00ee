package dev.tashika

import java.time.Instant

/** What the library knows of JPKI without any object: the check table, names, sentences. */
public object Jpki {
    /** Every check of JPKI with its source, its severity and its sentence, in the order of a report. */
    @JvmStatic
    public val checks: List<JpkiCheckInfo> by lazy { jpkiChecks() }

    /** The policies that [JpkiPolicyOptions.name] can name. */
    @JvmStatic
    public val policies: List<NamedChoice> get() = jpkiPolicyNames()

    /** The sentence of what stays uncertain, in English and Japanese. */
    @JvmStatic
    public fun sentence(risk: JpkiRisk): Sentence = jpkiRiskSentence(risk)

    /** The sentence of a tracking handle. */
    @JvmStatic
    public fun sentence(handle: JpkiHandleKind): Sentence = jpkiHandleSentence(handle)

    /** Why there is no answer about revocation. */
    @JvmStatic
    public fun sentence(gap: JpkiRevocationGap): Sentence = jpkiGapSentence(gap)

    /** Why a field of a comparison scores what it does. */
    @JvmStatic
    public fun sentence(reason: MatchReason): Sentence = matchReasonSentence(reason)

    /** Why nobody could read a document, before it is shown and signed; `null` where people can. */
    @JvmStatic
    public fun fault(document: DocumentToSign): SignedDocumentFault? = documentFault(document)

    /** This moment by the wall clock, and by the clock that never goes back. */
    @JvmStatic
    public fun now(): JpkiMoment = JpkiMoment(Instant.now(), clock())
}

/** What somebody is asked to sign, to show that they are there. Used up by one verification. */
public class JpkiChallenge private constructor(internal val native: NativeJpkiChallenge) :
    AutoCloseable {
    /** The octets to be signed. */
    public val octets: ByteArray get() = native.octets()

    override fun close(): Unit = native.close()

    public companion object {
        /**
         * A fresh challenge from the randomness of the operating system. [askedBy] names the verifier,
         * as the person knows it; [operation] what it is for.
         */
        @JvmStatic
        @JvmOverloads
        @Throws(TashikaException::class)
        public fun generate(
            askedBy: String,
            operation: String,
            issued: JpkiMoment = Jpki.now(),
        ): JpkiChallenge = JpkiChallenge(NativeJpkiChallenge.generate(askedBy, operation, issued))

        /**
         * A challenge that was given out before. [used] is whether the caller's own store says that it
         * was answered already.
         */
        @JvmStatic
        public fun given(
            octets: ByteArray,
            askedBy: String,
            operation: String,
            issued: JpkiMoment,
            used: Boolean,
        ): JpkiChallenge =
            JpkiChallenge(NativeJpkiChallenge.given(octets, askedBy, operation, issued, used))
    }
}

/**
 * Verifies answers to challenges and signatures under documents. Make it once and keep it; it may be
 * shared by threads.
 *
 * [profile] (JSON) is what is known of the certificates, in place of what ships; [pairwiseKey] the
 * verifier's own secret of at least 32 bytes, wiped when this is closed.
 */
public class JpkiVerifier
@JvmOverloads
@Throws(TashikaException::class)
constructor(
    policy: JpkiPolicyOptions = JpkiPolicyOptions(),
    profile: String? = null,
    pairwiseKey: ByteArray? = null,
) : AutoCloseable {
    private val native = NativeJpkiVerifier(policy, profile, pairwiseKey)

    /**
     * Verifies the answer to a challenge, which is used up by it, whatever comes of it.
     *
     * [certificate] is in DER; [signature] is PKCS#1 v1.5, or for elliptic curves the DER of two
     * integers. The authorities in [trust] are those for JPKI.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun verifyAuthentication(
        certificate: ByteArray,
        signature: ByteArray,
        challenge: JpkiChallenge,
        trust: TrustStore,
        now: JpkiMoment = Jpki.now(),
        revocation: List<JpkiRevocationEvidence> = emptyList(),
    ): JpkiOutcome<JpkiAuthenticationReport> {
        val report =
            native.verifyAuthentication(
                certificate, signature, challenge.native, trust.native, now, revocation)
        return JpkiOutcome.of(JpkiAuthenticationReport(report), report.details().verdict)
    }

    /**
     * Verifies a detached signature (CMS) under a document that people can read.
     *
     * [certificate] (DER) may be left out where it came in the signature. Of the holder's attributes
     * those that are [asked] for come out; the others are wiped. The outcome holds them: close it.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun verifySignature(
        document: DocumentToSign,
        signature: ByteArray,
        trust: TrustStore,
        now: JpkiMoment = Jpki.now(),
        certificate: ByteArray? = null,
        asked: List<JpkiAttribute> = emptyList(),
        revocation: List<JpkiRevocationEvidence> = emptyList(),
    ): JpkiOutcome<JpkiSigningReport> {
        val report =
            native.verifySignature(
                document, signature, trust.native, now, certificate, asked, revocation)
        return JpkiOutcome.of(JpkiSigningReport(report), report.details().verdict)
    }

    override fun close(): Unit = native.close()
}

/** The outcome of a verification of JPKI: `when` over it has exactly three branches. */
public sealed class JpkiOutcome<out R : AutoCloseable>(
    /** The explained outcome. */
    public val report: R,
) : AutoCloseable {
    /** Everything the policy needs has passed; the report has the evidence. */
    public class Accepted<out R : AutoCloseable> internal constructor(report: R) :
        JpkiOutcome<R>(report)

    /** Something failed. */
    public class Rejected<out R : AutoCloseable>
    internal constructor(
        report: R,
        /** The checks that failed. */
        public val reasons: List<JpkiReason>,
    ) : JpkiOutcome<R>(report)

    /** Nothing failed, and something the policy needs has no answer. */
    public class Inconclusive<out R : AutoCloseable>
    internal constructor(
        report: R,
        /** The checks that lack an answer. */
        public val reasons: List<JpkiReason>,
    ) : JpkiOutcome<R>(report)

    override fun close(): Unit = report.close()

    internal companion object {
        fun <R : AutoCloseable> of(report: R, verdict: JpkiVerdict): JpkiOutcome<R> =
            when (verdict.decision) {
                Decision.ACCEPTED -> Accepted(report)
                Decision.INCONCLUSIVE -> Inconclusive(report, verdict.reasons)
                Decision.REJECTED -> Rejected(report, verdict.reasons)
            }
    }
}

/** The explained outcome of an answer to a challenge. Close it when it is used. */
public class JpkiAuthenticationReport
internal constructor(private val native: NativeJpkiAuthenticationReport) : AutoCloseable {
    /** Accepted, rejected or inconclusive. */
    public val decision: Decision = native.decision()

    /** Everything but the evidence. */
    public val details: JpkiReportDetails by lazy { native.details() }

    /** The whole report as JSON, byte for byte that of `tashika jpki verify --json`. */
    @Throws(TashikaException::class)
    public fun json(): String = native.json()

    /** What was answered; `null` unless accepted. */
    public val answer: JpkiAnswer? get() = native.answer()

    /**
     * Whether the answer may stand for [operation] at [now], without asking the person again; `null`
     * unless accepted.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun reuse(operation: String, now: JpkiMoment = Jpki.now()): JpkiReuse? =
        native.reuse(operation, now)

    /** This answer as a piece of evidence; the host knows over which channel it came. */
    @Throws(TashikaException::class)
    public fun evidence(id: String, channel: EvidenceChannel): Evidence =
        native.evidence(id, channel)

    override fun close(): Unit = native.close()
}

/**
 * The explained outcome of a signature under a document. It holds the signer's certificate and
 * attributes: close it when they are used.
 */
public class JpkiSigningReport internal constructor(private val native: NativeJpkiSigningReport) :
    AutoCloseable {
    /** Accepted, rejected or inconclusive. */
    public val decision: Decision = native.decision()

    /** Everything but the evidence. */
    public val details: JpkiReportDetails by lazy { native.details() }

    /**
     * The whole report as JSON, byte for byte that of `tashika jpki verify --json`: with the attributes
     * that were asked for, and what came of comparing them with these [claims] of a person.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun json(claims: PersonClaims? = null): String = native.json(claims)

    /** What was signed; `null` unless accepted. */
    public val signature: JpkiSignature? get() = native.signature()

    /** The attributes of the signer that were asked for; `null` unless accepted. */
    public val holder: JpkiHolder? get() = native.holder()

    /** Everything that a later dispute needs, kept on a stated [basis]; `null` unless accepted. */
    @Throws(TashikaException::class)
    public fun keep(basis: String): JpkiPackage? = native.keep(basis)

    /** Holds the attributes that came out against [claims] of an mdoc; `null` unless accepted. */
    @Throws(TashikaException::class)
    public fun compare(claims: PersonClaims): PersonMatch? = native.compare(claims)

    /** This signature as a piece of evidence; the host knows over which channel it came. */
    @Throws(TashikaException::class)
    public fun evidence(id: String, channel: EvidenceChannel): Evidence =
        native.evidence(id, channel)

    override fun close(): Unit = native.close()
}
