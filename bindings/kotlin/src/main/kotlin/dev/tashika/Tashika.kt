package dev.tashika

/** What the library knows without any object: its version, the check table, names, the inspector. */
public object Tashika {
    /** The version of the native library. */
    @JvmStatic
    public val version: String get() = version()

    /** Every check with its clause, its severities and its sentence, in the order of a report. */
    @JvmStatic
    public val checks: List<CheckInfo> by lazy { checks() }

    private val byCheck: Map<CheckId, CheckInfo> by lazy { checks.associateBy { it.check } }

    /** The row of a check in the check table. */
    @JvmStatic
    public fun info(check: CheckId): CheckInfo = byCheck.getValue(check)

    /** The policies that [PolicyOptions.name] can name. */
    @JvmStatic
    public val policies: List<NamedChoice> get() = policyNames()

    /** The rules for revocation and status that [PolicyOptions.status] can name. */
    @JvmStatic
    public val statusPolicies: List<NamedChoice> get() = statusPolicyNames()

    /** A policy by its name under a profile. Kotlin can name every option of [PolicyOptions]. */
    @JvmStatic
    @JvmOverloads
    public fun policy(name: String = "default", profile: Profile = Profile.STRICT): PolicyOptions =
        PolicyOptions(name = name, profile = profile)

    /** The sentence of a residual risk, in English and Japanese. */
    @JvmStatic
    public fun sentence(risk: ResidualRisk): Sentence = residualRiskSentence(risk)

    /** The sentence of a tracking handle, in English and Japanese. */
    @JvmStatic
    public fun sentence(handle: HandleKind): Sentence = handleSentence(handle)

    /**
     * Any mdoc structure as annotated diagnostic notation. Without [reveal] only what says nothing
     * about a person is shown.
     */
    @JvmStatic
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun inspect(bytes: ByteArray, reveal: Boolean = false): String =
        dev.tashika.inspect(bytes, reveal)

    /**
     * `r || s` of a [signature] that a key store gave as a DER sequence, as Android's does: what a
     * [RequestSigner] answers.
     */
    @JvmStatic
    @Throws(TashikaException::class)
    public fun signature(curve: Curve, signature: ByteArray): ByteArray =
        signatureFromDer(curve, signature)

    /** The identifier of a Bluetooth characteristic, big-endian; `null` where the mode has none. */
    @JvmStatic
    public fun uuid(characteristic: Characteristic, mode: BleMode): ByteArray? =
        characteristicUuid(characteristic, mode)
}

/** The stable code of an error, the same in every language, such as `unreadable.device-response`. */
@get:JvmName("code")
public val TashikaException.code: String
    get() = when (this) {
        is TashikaException.Internal -> code
        is TashikaException.Refused -> code
        is TashikaException.Unreadable -> code
        is TashikaException.Usage -> code
    }

/** One sentence for a log: no element's value and no secret is in it. */
@get:JvmName("reason")
public val TashikaException.reason: String
    get() = when (this) {
        is TashikaException.Internal -> reason
        is TashikaException.Refused -> reason
        is TashikaException.Unreadable -> reason
        is TashikaException.Usage -> reason
    }
