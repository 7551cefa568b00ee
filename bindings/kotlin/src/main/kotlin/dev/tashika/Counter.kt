package dev.tashika

import java.time.Duration
import java.time.Instant

/**
 * The counter of a verifier app, for the whole life of the app: events go in, actions come out, and
 * [view] says what is to be seen.
 *
 * It may be used from any thread, one event at a time. What [testTrust] vouches for is test data and
 * never accepted. It holds what a customer showed until it says that it is wiped: close it with the app.
 */
public class Counter
@JvmOverloads
@Throws(TashikaException::class)
constructor(
    options: CounterOptions,
    trust: TrustStore,
    testTrust: TrustStore? = null,
    status: StatusCache? = null,
    docTypes: DocTypes? = null,
    signer: RequestSigner? = null,
) : AutoCloseable {
    private val native =
        NativeCounter(
            options,
            trust.native,
            testTrust?.native,
            status?.native,
            docTypes?.native,
            signer,
        )

    /** What is to be seen. */
    public val view: CounterView @Throws(TashikaException::class) get() = native.view()

    /**
     * Takes what happened, with the time on a clock that only goes forward and the time of day, and
     * returns what to do, in order.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun onEvent(
        event: CounterEvent,
        now: Duration = clock(),
        wall: Instant = Instant.now(),
    ): List<CounterAction> = native.onEvent(event, now, wall)

    /**
     * What a preset asks, as a DeviceRequest without reader authentication: for a reader that is part of
     * the system, and may not have words for it. `null` where there is no such preset.
     */
    public fun request(preset: String): ByteArray? = native.request(preset)

    /** The bytes of a portrait that is to be shown; `null` once they are wiped. */
    public fun portrait(document: Int): ByteArray? = native.portrait(document)

    /** Whom to trust from the next verification on. */
    @JvmOverloads
    public fun replaceTrust(trust: TrustStore, version: String, testTrust: TrustStore? = null): Unit =
        native.replaceTrust(trust.native, version, testTrust?.native)

    /** The revocation and status lists from the next verification on. */
    public fun replaceStatus(status: StatusCache): Unit = native.replaceStatus(status.native)

    override fun close(): Unit = native.close()

    public companion object {
        /** Every text of the app, by key. */
        @JvmStatic
        @get:Throws(TashikaException::class)
        public val texts: List<AppText>
            get() = appTexts()
    }
}

/**
 * What is kept of verifications: time, preset, verdict, reasons and versions. Store its [json] and
 * nothing else.
 */
public class History
@JvmOverloads
@Throws(TashikaException::class)
constructor(json: String = "") : AutoCloseable {
    private val native = NativeHistory.fromJson(json)

    /** The file (JSON). */
    public val json: String get() = native.toJson()

    /** The entries, the oldest first. */
    public val entries: List<HistoryEntry> get() = native.entries()

    /** Writes an entry down. */
    public fun keep(entry: HistoryEntry, until: Instant): Unit = native.keep(entry, until)

    /** Deletes what has ended. */
    public fun purge(now: Instant): Unit = native.purge(now)

    /** Deletes everything. */
    public fun clear(): Unit = native.clear()

    override fun close(): Unit = native.close()
}
