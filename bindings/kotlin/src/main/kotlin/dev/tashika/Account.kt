package dev.tashika

import java.time.Duration
import java.time.Instant

/**
 * An account over time: several devices, each added by a fresh proof; recovery; wrong logins.
 *
 * Where an account lies is the application's: store [toJson] after every change. It holds no data of the
 * person but keyed hashes.
 */
public class Account private constructor(private val native: NativeAccount) : AutoCloseable {
    /** What it was enrolled with. */
    public val enrolled: Reached get() = native.enrolled()

    /** The authenticators, in the order they were bound. */
    public val authenticators: List<BoundAuthenticator> get() = native.authenticators()

    /** The account, to be stored. */
    public fun toJson(): String = native.toJson()

    /**
     * Redeems a [ticket] and binds one more authenticator with it: the proof must be of the same person
     * and at least as good as the enrolment. [name] is the host's name of the authenticator, [provider]
     * who keeps copies of its key. It counts only if the store then deletes the ticket's record, and had
     * it still.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun bind(
        ticket: TicketAnswer,
        name: String,
        bundles: PolicyBundles,
        now: Instant = Instant.now(),
        provider: String? = null,
    ): ProvenRegistration = native.bind(ticket, name, provider, bundles.native, now)

    /** Takes an authenticator away; whether it was there. */
    public fun unbind(name: String): Boolean = native.unbind(name)

    /**
     * Holds who came against whom the account is of, before it is opened: a password or a phone can open
     * another person's account by mistake (誤ログイン). [holder] is what [Report.holderRecord] says.
     */
    @Throws(TashikaException::class)
    public fun opensFor(holder: String): SamePerson = native.opensFor(holder)

    /**
     * Recovers the account by a fresh proof of the same person, at least as good as the enrolment on
     * every axis of the account. [evidence] names the piece that the [decision] rests on. All
     * authenticators are taken away; new ones are bound with tickets. Returns the fields by which the
     * person was found to be the same.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun recover(
        decision: AssuranceDecision,
        evidence: String,
        holder: String,
        bundles: PolicyBundles,
        now: Instant = Instant.now(),
    ): List<String> = native.recover(decision.native, evidence, holder, bundles.native, now)

    /** A provider of passkeys was taken over: what must be proven again. */
    public fun providerCompromised(provider: String): List<WorseEvent> =
        native.providerCompromised(provider)

    override fun close(): Unit = native.close()

    public companion object {
        /**
         * Enrols a person with this [decision]. Everything later is held against what it reached on
         * [axes], such as `ds511.ial`. [holder] is what [Report.holderRecord] says of the person.
         */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun enrol(
            decision: AssuranceDecision,
            axes: List<String>,
            holder: String,
        ): Account = Account(NativeAccount.enrol(decision.native, axes, holder))

        /** The account that [toJson] wrote. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun fromJson(json: String): Account = Account(NativeAccount.fromJson(json))
    }
}

/**
 * Challenges that are used once, and taps without a PIN soon after a strong proof (かざし利用), of one
 * session. May be shared by threads. Time is that of a clock that nobody sets: one that runs back closes
 * the window.
 */
public class TapWindow
@JvmOverloads
constructor(
    /** How long a challenge may be answered; two minutes where it is left out. */
    answer: Duration? = null,
    /** How long after a strong proof taps count; one minute where it is left out. */
    reuse: Duration? = null,
) : AutoCloseable {
    private val native = NativeTapWindow(answer, reuse)

    /** A fresh challenge for this operation. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun challenge(operation: String, now: Duration = clock()): ByteArray =
        native.challenge(operation, now)

    /** A proof with PIN or biometrics that was verified over this [challenge]. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun strongProof(
        challenge: ByteArray,
        operation: String,
        now: Duration = clock(),
    ): Tap = native.strongProof(challenge, operation, now)

    /** A tap without a PIN that was verified over this [challenge]. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun reTap(challenge: ByteArray, operation: String, now: Duration = clock()): Tap =
        native.reTap(challenge, operation, now)

    /** Ends the window: the person went away, or a shared device goes to the next one. */
    public fun end(): Unit = native.end()

    override fun close(): Unit = native.close()
}
