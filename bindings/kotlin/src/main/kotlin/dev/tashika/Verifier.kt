package dev.tashika

import java.time.Instant
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers

/** A private key for one session. It never comes out again, and is wiped when it is closed. */
public class PrivateKey internal constructor(internal val native: NativePrivateKey) :
    AutoCloseable {
    /** The curve. */
    public val curve: Curve get() = native.curve()

    /** The octets of the public key: a point, uncompressed, or a raw key. */
    public val publicKey: ByteArray
        @Throws(TashikaException::class) get() = native.publicKey()

    override fun close(): Unit = native.close()

    public companion object {
        /** A fresh key from the randomness of the operating system. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun generate(curve: Curve): PrivateKey = PrivateKey(NativePrivateKey.generate(curve))

        /** A key from its big-endian scalar, for one that was made elsewhere. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun fromScalar(curve: Curve, scalar: ByteArray): PrivateKey =
            PrivateKey(NativePrivateKey.fromScalar(curve, scalar))
    }
}

/**
 * What came of a session, ready to be verified. It holds a decrypted response and keys: close it.
 */
public class Presentation internal constructor(internal val native: NativePresentation) :
    AutoCloseable {
    /**
     * A presentation from its pieces: [response] is the DeviceResponse, decrypted; [handover] makes
     * the session transcript from the verifier's own state; [request] is the DeviceRequest that was
     * sent; a device MAC may be for [readerKey].
     *
     * What is left out is not checked, and the report says so.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public constructor(
        response: ByteArray,
        handover: Handover? = null,
        request: ByteArray? = null,
        readerKey: PrivateKey? = null,
        channel: Channel? = null,
    ) : this(NativePresentation(response, handover, request, readerKey?.native, channel))

    /** What is known of the channel. */
    public val channel: Channel get() = native.channel()

    /** Everything that the flow states of the channel. */
    public val channelFacts: ChannelFacts
        @Throws(TashikaException::class) get() = native.channelFacts()

    /** How a channel in person could still have been relayed; empty for any other channel. */
    public val relayExposures: List<RelayExposure> get() = native.relayExposures()

    /** Whether the session may have been relayed. */
    public val relayPossible: Boolean get() = native.relayPossible()

    /** What binds an online answer. */
    public val onlineBinding: OnlineBinding?
        @Throws(TashikaException::class) get() = native.onlineBinding()

    /**
     * The lists that the documents name. Nothing of it is verified: whoever made the presentation
     * chose the addresses. Plan from a [Report] where there is one.
     */
    public fun plan(cache: StatusCache, now: Instant): List<PlannedFetch> =
        native.plan(cache.native, now)

    override fun close(): Unit = native.close()
}

/**
 * Verifies presentations under one policy. Make it once and keep it; it may be shared by threads.
 *
 * [docTypes] are the document types that are known; those that ship where it is left out.
 */
public class Verifier
@JvmOverloads
@Throws(TashikaException::class)
constructor(policy: PolicyOptions = PolicyOptions(), docTypes: DocTypes? = null) : AutoCloseable {
    private val native = NativeVerifier(policy, docTypes?.native)

    /**
     * Verifies a presentation for the time [at] and explains the outcome.
     *
     * A bad credential is an outcome, never an exception: [TashikaException.Unreadable] is for a
     * response that cannot be decoded at all. Without [status] revocation is *not performed*.
     *
     * The outcome holds claims: close it.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun verify(
        presentation: Presentation,
        trust: TrustStore,
        at: Instant = Instant.now(),
        status: StatusCache? = null,
        acceptance: Acceptance? = null,
    ): Verification {
        val report =
            native.verify(
                presentation.native,
                trust.native,
                at,
                status?.native,
                acceptance?.native,
                acceptance?.purpose,
            )
        return Verification.of(Report(report))
    }

    /**
     * The same, away from the caller's thread. Where the caller is cancelled meanwhile, the outcome is
     * closed.
     */
    @Throws(TashikaException::class)
    public suspend fun verifyAway(
        presentation: Presentation,
        trust: TrustStore,
        at: Instant = Instant.now(),
        status: StatusCache? = null,
        acceptance: Acceptance? = null,
        dispatcher: CoroutineDispatcher = Dispatchers.Default,
    ): Verification = away(dispatcher) { verify(presentation, trust, at, status, acceptance) }

    override fun close(): Unit = native.close()
}

/** The outcome of a verification: `when` over it has exactly three branches. */
public sealed class Verification(
    /** The explained outcome, with the claims. */
    public val report: Report,
) : AutoCloseable {
    /** Everything the policy needs has passed; [Report.claims] holds the values. */
    public class Accepted internal constructor(report: Report) : Verification(report)

    /** Something failed. */
    public class Rejected
    internal constructor(
        report: Report,
        /** The checks that failed. */
        public val reasons: List<Reason>,
    ) : Verification(report)

    /** Nothing failed, and something the policy needs has no answer. */
    public class Inconclusive
    internal constructor(
        report: Report,
        /** The checks that lack an answer. */
        public val reasons: List<Reason>,
    ) : Verification(report)

    /** What stays uncertain even when every check passed. */
    public val residualRisks: List<ResidualRisk> get() = report.details.verdict.residualRisks

    override fun close(): Unit = report.close()

    internal companion object {
        fun of(report: Report): Verification =
            when (report.decision) {
                Decision.ACCEPTED -> Accepted(report)
                Decision.INCONCLUSIVE -> Inconclusive(report, report.details.verdict.reasons)
                Decision.REJECTED -> Rejected(report, report.details.verdict.reasons)
            }
    }
}

/** The explained outcome of a verification. It holds the claims: close it when they are used. */
public class Report internal constructor(internal val native: NativeReport) : AutoCloseable {
    /** Accepted, rejected or inconclusive. */
    public val decision: Decision = native.decision()

    /** Everything but the claims: the verdict, a finding for each rule, the documents. */
    public val details: ReportDetails by lazy { native.details() }

    /**
     * The whole report as JSON, byte for byte that of `tashika verify --json`, with every value that
     * was released, or with [retained] those that may be kept. With [age] it says whether the holder
     * is so old.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun json(retained: Boolean = false, age: Int? = null): String =
        native.json(retained, age)

    /** The claims of a document; `null` where they were not released. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun claims(document: Int = 0): List<Claim>? = native.claims(document)

    /** The bytes of a claim that is a byte string, such as a portrait. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun bytes(
        element: ElementName,
        document: Int = 0,
        source: ClaimSource = ClaimSource.ISSUER,
    ): ByteArray? = native.claimBytes(document, source, element)

    /**
     * The value of a claim as received, in CBOR, masked or not. For an individual number the caller
     * needs a purpose that the law names.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun reveal(
        element: ElementName,
        document: Int = 0,
        source: ClaimSource = ClaimSource.ISSUER,
    ): ByteArray? = native.reveal(document, source, element)

    /**
     * The claims of a document as those of a mobile driving licence; `null` where it is none, or
     * they were not released.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun mdl(document: Int = 0): Mdl? = native.mdl(document)

    /**
     * The claims of a document as those of a mobile driving licence with the elements of AAMVA; `null`
     * where it is none, or they were not released.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun aamva(document: Int = 0): Aamva? = native.aamva(document)

    /**
     * The claims of a document as those of a My Number Card; `null` where it is none, or they were
     * not released.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun myNumberCard(document: Int = 0): MyNumberCard? = native.myNumberCard(document)

    /**
     * The claims of a document as those of a Photo ID; `null` where it is none, or they were not
     * released.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun photoId(document: Int = 0): PhotoId? = native.photoId(document)

    /**
     * The claims of a document as those of a Photo ID of the draft of 2024; `null` where it is
     * none, or they were not released.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun photoId2024(document: Int = 0): PhotoId2024? = native.photoId2024(document)

    /**
     * The claims of a document as those of European person identification data; `null` where it is
     * none, or they were not released.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun euPid(document: Int = 0): EuPid? = native.euPid(document)

    /**
     * The claims of a document as those of a European proof of age; `null` where it is none, or
     * they were not released.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun euAgeVerification(document: Int = 0): EuAgeVerification? = native.euAgeVerification(document)

    /** Whether the holder of a document is at least [years] old at the time of the report, and why. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun ageAtLeast(years: Int, document: Int = 0): AgeConclusion? =
        native.ageAtLeast(document, years)

    /**
     * A name for the holder that means nothing to other verifiers, over elements that stay the same
     * for a person. [key] is the verifier's own secret of at least 32 bytes.
     *
     * Two people with the same values share one, and a person gets another when a value changes.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun pseudonym(
        key: ByteArray,
        elements: List<ElementName>,
        document: Int = 0,
    ): ByteArray? = native.pseudonym(document, key, elements)

    /**
     * One piece of evidence for each document, named `PREFIX-1`, `PREFIX-2`, … [presentation] is the
     * one that was verified.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun evidence(presentation: Presentation, prefix: String = "mdoc"): List<Evidence> =
        native.evidence(presentation.native, prefix)

    /**
     * Keyed hashes of [fields] of the holder, to see later whether the same person came (JSON); `null`
     * where no claims were released. [key] is the verifier's own secret of at least 32 bytes.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun holderRecord(
        key: ByteArray,
        fields: List<HolderField>,
        document: Int = 0,
    ): String? = native.holderRecord(document, key, fields)

    /** What the lists of this verification say now of each document: see [PolicyBundles.recheck]. */
    @JvmOverloads
    public fun statusNews(prefix: String = "mdoc"): List<StatusNews> = native.statusNews(prefix)

    /** Teaches the cache which lists were found genuine: older ones are refused from now on. */
    public fun teach(cache: StatusCache): Unit = native.teach(cache.native)

    /** The lists that sound documents name, the most urgent first. */
    public fun plan(cache: StatusCache, now: Instant): List<PlannedFetch> =
        native.plan(cache.native, now)

    override fun close(): Unit = native.close()
}

/** The text of a value that is text or a date; `null` for any other. */
public val Claim.text: String?
    get() =
        when (val own = value) {
            is ClaimValue.Date -> own.text
            is ClaimValue.Text -> own.text
            else -> null
        }
