package dev.tashika

import java.time.Instant
import java.time.LocalDate

/** Evidence and sentences of decisions, without any object. */
public object Assurance {
    /** Pieces of evidence from a JSON array; what is left out there is unknown. */
    @JvmStatic
    @Throws(TashikaException::class)
    public fun evidence(json: String): List<Evidence> = evidenceFromJson(json)

    /** Pieces of evidence as a JSON array, to be stored. */
    @JvmStatic
    public fun json(evidence: List<Evidence>): String = evidenceToJson(evidence)

    /** How much a verification of the holder is worth: by channel, factor and source. */
    @JvmStatic
    public fun strength(facts: HolderEvidence): HolderStrength = holderStrength(facts)

    /** The ways to compare a face over this channel (any, where it is unknown), strongest first. */
    @JvmStatic
    @JvmOverloads
    public fun faceChecks(channel: EvidenceChannel = EvidenceChannel.UNKNOWN): List<FaceCheck> =
        faceCheckOptions(channel)

    /** Authenticators that are not phishing resistant, whatever the length of their secret. */
    @JvmStatic
    public val phishable: List<AuthenticatorKind> get() = notPhishingResistant()

    /** What a decision comes to, in English and Japanese. */
    @JvmStatic
    public fun sentence(standing: AssuranceStanding): Sentence = standingSentence(standing)

    /** What speaks against a decision. */
    @JvmStatic
    public fun sentence(against: Against): Sentence = againstSentence(against)

    /** What stays uncertain in a decision. */
    @JvmStatic
    public fun sentence(risk: AssuranceRisk): Sentence = assuranceRiskSentence(risk)

    /** What matters for privacy in a decision. */
    @JvmStatic
    public fun sentence(note: PrivacyNote): Sentence = privacySentence(note)

    /** Which requirement a method misses. */
    @JvmStatic
    public fun sentence(miss: Miss): Sentence = missSentence(miss)

    /** What became worse. */
    @JvmStatic
    public fun sentence(worse: Worse): Sentence = worseSentence(worse)

    /** What a comparison of two people comes to. */
    @JvmStatic
    public fun sentence(sameness: Sameness): Sentence = samenessSentence(sameness)

    /** Why an answer to a challenge counts for nothing. */
    @JvmStatic
    public fun sentence(refusal: TapRefusal): Sentence = tapRefusalSentence(refusal)

    /**
     * Redeems a ticket, whose record the store had under its name, for a registration that was
     * verified over [challenge], from this place.
     *
     * The registration counts only if the store then deletes that very record, and had it still.
     */
    @JvmStatic
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun redeem(
        id: String,
        record: ByteArray,
        challenge: ByteArray,
        place: TicketPlace,
        now: Instant = Instant.now(),
    ): ProvenRegistration = redeemTicket(id, record, challenge, place, now)
}

/** A policy bundle, read and found consistent. */
public class PolicyBundle internal constructor(internal val native: NativePolicyBundle) :
    AutoCloseable {
    /** What it is. */
    public val info: BundleInfo
        @Throws(TashikaException::class) get() = native.info()

    /** What a [newer] bundle changes over this one, in the order of kind and name. */
    public fun changesTo(newer: PolicyBundle): List<BundleChange> = native.changesTo(newer.native)

    override fun close(): Unit = native.close()

    public companion object {
        /** A signed bundle. Nothing of it is looked at before a signature of one of [keys] holds. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun signed(file: ByteArray, keys: List<BundleKey>): PolicyBundle =
            PolicyBundle(NativePolicyBundle.signed(file, keys))

        /** A bundle (JSON) that nobody vouches for: for trying out. Decisions say so. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun unsigned(json: String): PolicyBundle =
            PolicyBundle(NativePolicyBundle.unsigned(json))
    }
}

/**
 * The bundles in use: one of each name, and only ever a later one in its place. They may be shared by
 * threads.
 */
public class PolicyBundles private constructor(internal val native: NativePolicyBundles) :
    AutoCloseable {
    /** The bundles that come with this library. */
    public constructor() : this(NativePolicyBundles.shipped())

    /** Every bundle in the order of names. */
    public val all: List<PolicyBundle> get() = native.all().map(::PolicyBundle)

    /**
     * Puts a bundle in the place of an earlier one of its name. An older version, or the same version
     * with another content, is refused, and what was there stays.
     */
    @Throws(TashikaException::class)
    public fun install(bundle: PolicyBundle): Unit = native.install(bundle.native)

    /**
     * Decides for the day [on]. Levels, laws and risks stand apart: neither is ever read as the other.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun decide(
        evidence: List<Evidence>,
        circumstances: Circumstances = Circumstances(),
        on: LocalDate = LocalDate.now(),
    ): AssuranceDecision =
        AssuranceDecision(native.decide(evidence, circumstances, on.toString()))

    /** Decides anew for stored evidence, and says what became worse since [before]. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun recheck(
        before: Reached,
        evidence: List<Evidence>,
        circumstances: Circumstances,
        on: LocalDate,
        now: Instant,
        news: List<StatusNews> = emptyList(),
    ): Rechecked =
        Rechecked(native.recheck(before, evidence, circumstances, on.toString(), now, news))

    /** Advises on a procedure, for the day [on]. */
    @Throws(TashikaException::class)
    public fun advise(requirements: Requirements, on: LocalDate): Advice =
        native.advise(requirements, on.toString())

    /** The methods of either task that reach at least this grade, in the order of names. */
    @Throws(TashikaException::class)
    public fun methodsReaching(wanted: Wanted, on: LocalDate): List<AdvisedMethod> =
        native.methodsReaching(wanted, on.toString())

    /** The advice as a chart of questions with yes and no, in lines of text. */
    @Throws(TashikaException::class)
    public fun chart(requirements: Requirements, on: LocalDate, language: ChartLanguage): String =
        native.chartText(requirements, on.toString(), language)

    /** The same chart as an SVG image, with a description for those who cannot see it. */
    @Throws(TashikaException::class)
    public fun svg(requirements: Requirements, on: LocalDate, language: ChartLanguage): String =
        native.chartSvg(requirements, on.toString(), language)

    override fun close(): Unit = native.close()

    public companion object {
        /** No bundles. */
        @JvmStatic
        public fun empty(): PolicyBundles = PolicyBundles(NativePolicyBundles.empty())
    }
}

/** A decision, with the evidence and circumstances it was made from. */
public class AssuranceDecision internal constructor(internal val native: NativeAssuranceDecision) :
    AutoCloseable {
    /** What it comes to. Never use it without the details. */
    public val standing: AssuranceStanding = native.standing()

    /** Everything about it. */
    public val details: AssuranceDetails by lazy { native.details() }

    /** The evidence it was made from. */
    public val evidence: List<Evidence>
        @Throws(TashikaException::class) get() = native.evidence()

    /** What it has reached, to be kept for a later look. */
    public val reached: Reached get() = native.reached()

    /** The statutory methods that are satisfied, as `law code`. */
    public val satisfiedStatutes: List<String> get() = native.satisfiedStatutes()

    /** The decision as JSON, byte for byte that of `tashika decide --json`. */
    public fun json(): String = native.json()

    /**
     * What was reached on this axis; `null` where there is no such axis, or where something speaks
     * against the decision: then no grade may be relied on.
     */
    public fun grade(axis: String): GradeReached? = native.grade(axis)

    /**
     * `verified_claims` of OpenID Connect for Identity Assurance (JSON): what was verified, by which
     * rules, from which evidence; without the credential. The claims are those of a [document] of
     * [report]; they go out on a stated [basis] alone, and only those that were asked for with the
     * intent to retain. The individual number and the portrait never do.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun verifiedClaims(
        axis: String,
        report: Report,
        basis: RetentionBasis,
        document: Int = 0,
    ): String = native.verifiedClaims(axis, report.native, document, basis)

    /**
     * Issues a ticket that ties the registration of a passkey to a piece of [evidence] of this
     * decision, made at this place a few minutes ago at most. [holder] is what [Report.holderRecord]
     * says of who proved.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun ticket(
        evidence: String,
        wanted: Wanted,
        bundles: PolicyBundles,
        place: TicketPlace,
        now: Instant = Instant.now(),
        holder: String? = null,
    ): BindingTicket = issueTicket(native, evidence, wanted, bundles.native, place, now, holder)

    override fun close(): Unit = native.close()
}

/** A decision as it is now, and what became worse. */
public class Rechecked internal constructor(own: NativeRechecked) : AutoCloseable {
    /** The decision as it is now. */
    public val decision: AssuranceDecision = AssuranceDecision(own.decision)

    /** What became worse, the gravest first. The host must act on each. */
    public val events: List<WorseEvent> = own.events

    /** Whether the session must end. */
    public val mustEnd: Boolean = own.mustEnd

    override fun close(): Unit = decision.close()
}

/**
 * The evidence ledger: append-only and hash-chained. This is a copy in memory; what is new comes out of
 * each call, to be stored by the application, which appends a record only if exactly as many are there
 * as its place says.
 */
public class EvidenceLedger private constructor(private val native: NativeEvidenceLedger) :
    AutoCloseable {
    /** How long it is, and the hash of its last record. */
    public val head: LedgerHead
        @Throws(TashikaException::class) get() = native.head()

    /** Every decision, in order. */
    public val decisions: List<StoredDecision>
        @Throws(TashikaException::class) get() = native.decisions()

    /** Every record, in order. */
    public val records: List<LedgerRecord>
        @Throws(TashikaException::class) get() = native.records()

    /**
     * The head, for a ledger that was [before] when it was checked the last time: it must begin with
     * those records. So it shows where the end was cut off, or all of it was written anew.
     */
    @Throws(TashikaException::class)
    public fun checkSince(before: LedgerHead): LedgerHead = native.checkSince(before)

    /**
     * A package of the records from [first] to [last], to be signed for an audit. The records hold no
     * personal data. Where [contents] are given, those that the records name go with them; what is not
     * given counts as erased.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun pack(
        first: Long,
        last: Long,
        algorithm: Algorithm,
        contents: List<StoredContent> = emptyList(),
    ): FileToSign = FileToSign(native.pack(first, last, algorithm, contents))

    /** Appends a decision. Something of the person is kept on a stated [basis] alone. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun append(
        decision: AssuranceDecision,
        now: Instant = Instant.now(),
        retain: List<ToRetain> = emptyList(),
        basis: RetentionBasis? = null,
    ): LedgerRecord = native.appendDecision(decision.native, now, retain, basis)

    /** Looks at every stored decision again, and appends what became worse, once. */
    @Throws(TashikaException::class)
    public fun recheck(bundles: PolicyBundles, on: LocalDate, now: Instant): Rechecks =
        Rechecks(native.recheck(bundles.native, on.toString(), now))

    /** What was retained with bases that ended before the day [on]: erase it, and store that. */
    @Throws(TashikaException::class)
    public fun eraseExpired(on: LocalDate, now: Instant): LedgerErasures =
        native.eraseExpired(on.toString(), now)

    override fun close(): Unit = native.close()

    public companion object {
        /** A ledger of these records, all of them in order. */
        @JvmStatic
        @JvmOverloads
        @Throws(TashikaException::class)
        public fun open(records: List<ByteArray> = emptyList()): EvidenceLedger =
            EvidenceLedger(NativeEvidenceLedger.open(records))

        /** Opens a package: first a signature of one of [keys], then the chain, then the contents. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun unpack(file: ByteArray, keys: List<BundleKey>): AuditPackage =
            openPackage(file, keys)
    }
}

/** What came of a later look at every stored decision. */
public class Rechecks internal constructor(own: NativeLedgerRechecks) : AutoCloseable {
    /** The decisions that became worse, by the place of their records. */
    public val worse: Map<Long, Rechecked> =
        own.worse.associate { it.of to Rechecked(it.rechecked) }

    /** What is new in the ledger, to be stored in order. */
    public val appended: List<LedgerRecord> = own.appended

    override fun close(): Unit = worse.values.forEach { it.close() }
}
