package dev.tashika

import java.time.Instant

/**
 * The authorities to trust, with what this version knows of issuers. May be shared by threads.
 *
 * Close it when it is no longer needed.
 */
public class TrustStore @Throws(TashikaException::class) constructor(anchors: List<Anchor>) :
    AutoCloseable {
    internal val native = NativeTrustStore(anchors)

    /** A store of these anchors. */
    @Throws(TashikaException::class)
    public constructor(vararg anchors: Anchor) : this(anchors.asList())

    /** Every authority. */
    public val authorities: List<TrustedAuthority> get() = native.authorities()

    /** Adds an anchor. */
    @Throws(TashikaException::class)
    public fun add(anchor: Anchor): Unit = native.add(anchor)

    /**
     * Holds a VICAL against its rules at [now] and adds its authorities.
     *
     * [roots] are the root certificates of VICAL providers; [known] is the newest list that was taken
     * before. A list that cannot be used adds nothing, and the summary says why.
     */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun addVical(
        list: ByteArray,
        roots: List<ByteArray>,
        now: Instant,
        known: VicalMark? = null,
    ): VicalSummary = native.addVical(list, roots, now, known)

    /** Adds what is known of issuers (JSON), before what the library knows itself. */
    @Throws(TashikaException::class)
    public fun addIssuerProfiles(json: String): Unit = native.addIssuerProfiles(json)

    /** The revocation lists and next VICALs to fetch, the most urgent first. */
    public fun plan(cache: StatusCache, now: Instant): List<PlannedFetch> =
        native.plan(cache.native, now)

    override fun close(): Unit = native.close()

    public companion object {
        /** An anchor for issuers of any document type, from its certificate in PEM or DER. */
        @JvmStatic
        public fun issuer(certificate: ByteArray): Anchor = Anchor(certificate)
    }
}

/** A relying party's own list of what it takes from whom (JSON), and what a presentation is for. */
public class Acceptance
@Throws(TashikaException::class)
constructor(
    json: String,
    /** The purpose, by its name in the list. */
    public val purpose: String,
) : AutoCloseable {
    internal val native = NativeAcceptanceList.parse(json)

    override fun close(): Unit = native.close()
}

/** The revocation and status lists at hand, and the newest dates that were trusted. */
public class StatusCache private constructor(internal val native: NativeStatusCache) :
    AutoCloseable {
    /** No lists. */
    public constructor() : this(NativeStatusCache())

    /** The addresses of the lists. */
    public val uris: List<String> get() = native.uris()

    /** Takes a list that was fetched from [uri] at [fetched]. On an error what was there stays. */
    @Throws(TashikaException::class)
    public fun insert(uri: String, list: ByteArray, fetched: Instant): StoredList =
        native.insert(uri, list, fetched)

    /** Takes a list as it is. A revocation list needs no address: give an empty one. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun give(uri: String, list: ByteArray, fetched: Instant? = null): Unit =
        native.give(uri, list, fetched)

    /** Remembers that a list of this address and date was found genuine. */
    public fun remember(uri: String, asOf: Instant): Unit = native.remember(uri, asOf)

    /** Remembers the issue of a VICAL that was taken: it lasts as long as [toBytes] is kept. */
    public fun rememberIssue(mark: VicalMark): Unit = native.rememberIssue(mark)

    /** The newest issue of this provider's VICAL that was remembered. */
    public fun knownIssue(provider: String): VicalMark? = native.knownIssue(provider)

    /** Removes the list of this address. */
    public fun remove(uri: String): Unit = native.remove(uri)

    /** Removes the lists that ended more than [graceSeconds] before [now]. */
    public fun prune(now: Instant, graceSeconds: Long): Unit = native.prune(now, graceSeconds)

    /** What keeps the lists at hand fresh, the most urgent first. */
    public fun plan(now: Instant): List<PlannedFetch> = native.plan(now)

    /** The cache as one file. */
    public fun toBytes(): ByteArray = native.toBytes()

    override fun close(): Unit = native.close()

    public companion object {
        /** The cache of a file that [toBytes] made. */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun fromBytes(bytes: ByteArray): StatusCache =
            StatusCache(NativeStatusCache.fromBytes(bytes))
    }
}
