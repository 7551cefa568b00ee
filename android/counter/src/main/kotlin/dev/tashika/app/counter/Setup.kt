package dev.tashika.app.counter

import dev.tashika.Certification
import dev.tashika.Counter as Core
import dev.tashika.CounterOptions
import dev.tashika.ReaderIdentity
import dev.tashika.RequestSigner
import dev.tashika.StatusCache
import dev.tashika.TashikaException
import dev.tashika.TrustStore
import dev.tashika.app.model.Counter
import dev.tashika.app.model.Phrase
import java.io.ByteArrayInputStream
import java.io.StringReader
import java.security.PublicKey
import java.security.cert.CertificateException
import java.security.cert.CertificateFactory
import java.time.DateTimeException
import java.time.Instant
import java.util.Properties

/** The files of a configuration. */
interface SetupFiles {
    /** The names in this folder; none where there is no such folder. Empty: the configuration itself. */
    fun list(folder: String): List<String>

    /** The bytes of a file that is listed. */
    fun read(path: String): ByteArray
}

/** A key of the reader, which never leaves its store. */
interface ReaderKey : RequestSigner {
    val public: PublicKey
}

/** The keys of this device by their names. */
fun interface ReaderKeys {
    fun key(name: String): ReaderKey?
}

/** What is wrong with a configuration, and where: for the screen, and never more than that. */
class SetupFault(val kind: Kind, val subject: String) : Exception("${kind.code}: $subject") {
    enum class Kind(val code: String, private val argument: String) {
        FILE_MISSING("file-missing", "file"),
        FILE_UNKNOWN("file-unknown", "file"),
        FILE_UNREADABLE("file-unreadable", "file"),
        KEY_MISSING("key-missing", "key"),
        KEY_OTHER("key-other", "key");

        internal fun say(subject: String) =
            Phrase("blocked.configuration.$code", mapOf(argument to subject))
    }

    val say: Phrase get() = kind.say(subject)
}

/**
 * Makes a counter of the files of a configuration.
 *
 * 1. `trust`, `test-trust`: certificates of authorities, PEM or DER. Nobody is trusted without.
 * 2. `presets`: files of presets, in place of those of the core.
 * 3. `reader.properties` (`name`, `key`) with `reader`: under what name is asked, the name of the key in the
 *    device's key store, and the certificates in the order of their names, the signer's first and the trust
 *    anchor left out.
 * 4. `certification.properties` (`id`, `holder`, `valid-until`): the certificate for statutory use.
 * 5. `status.cache`: revocation and status lists, as `StatusCache.toBytes` writes them.
 * 6. `trust-version.txt`: the version of the trust list, for the history.
 *
 * A file that is missing, of no known name or not as it must be ends in a [SetupFault]: nothing is left
 * out without a word, and nobody is trusted less or asked otherwise than the files say.
 */
class Setup(private val files: SetupFiles, private val keys: ReaderKeys) {
    /** [day]: the day by which presets are read, `YYYY-MM-DD`. */
    @Throws(SetupFault::class)
    fun counter(day: String): Counter {
        known()
        val presets = presets(day)
        val reader = reader()
        val options =
            CounterOptions(
                day = day,
                presets = presets,
                trustVersion = if (VERSION in top) text(VERSION).trim() else "",
                identity = reader?.identity,
                readerName = reader?.name,
                certification = certification(),
            )
        // The counter has copies of all three.
        return store("trust").use { trust ->
            store("test-trust").use { test ->
                status().use { status ->
                    val core = { Core(options, trust, test, status, signer = reader?.key) }
                    CoreCounter(readable("reader", core))
                }
            }
        }
    }

    private val top by lazy { files.list("").toSet() }

    private fun known() {
        (top - KNOWN).minOrNull()?.let { throw SetupFault(SetupFault.Kind.FILE_UNKNOWN, it) }
    }

    private fun store(folder: String): TrustStore {
        val store = TrustStore()
        for (path in paths(folder)) readable(path) { store.add(TrustStore.issuer(read(path))) }
        return store
    }

    /** Each file is read alone first, so that the one that is wrong has a name. */
    private fun presets(day: String): List<String> {
        val texts = paths("presets").map { path ->
            text(path).also { readable(path) { probe(day, listOf(it)) } }
        }
        if (texts.size > 1) readable("presets") { probe(day, texts) }
        return texts
    }

    private fun probe(day: String, presets: List<String>) =
        TrustStore().use { Core(CounterOptions(day = day, presets = presets), it).close() }

    private class Reader(val name: String, val key: ReaderKey, val identity: ReaderIdentity)

    private fun reader(): Reader? {
        val chain = paths("reader")
        if (READER !in top) {
            if (chain.isEmpty()) return null
            throw SetupFault(SetupFault.Kind.FILE_MISSING, READER)
        }
        if (chain.isEmpty()) throw SetupFault(SetupFault.Kind.FILE_MISSING, "reader/")
        val own = properties(READER, setOf("name", "key"))
        val certificates = chain.map(::read)
        val publics = chain.map(::public)
        val alias = own.getValue("key")
        val key = keys.key(alias) ?: throw SetupFault(SetupFault.Kind.KEY_MISSING, alias)
        if (key.public != publics.first()) throw SetupFault(SetupFault.Kind.KEY_OTHER, alias)
        val algorithm =
            Ecdsa.algorithm(key.public) ?: throw SetupFault(SetupFault.Kind.KEY_OTHER, alias)
        return Reader(own.getValue("name"), key, ReaderIdentity(algorithm, certificates))
    }

    private fun public(path: String): PublicKey =
        try {
            val factory = CertificateFactory.getInstance("X.509")
            factory.generateCertificate(ByteArrayInputStream(read(path))).publicKey
        } catch (_: CertificateException) {
            throw unreadable(path)
        }

    private fun certification(): Certification? {
        if (CERTIFICATION !in top) return null
        val own = properties(CERTIFICATION, setOf("id", "holder", "valid-until"))
        val until =
            try {
                Instant.parse(own.getValue("valid-until"))
            } catch (_: DateTimeException) {
                throw unreadable(CERTIFICATION)
            }
        return Certification(own.getValue("id"), own.getValue("holder"), until)
    }

    private fun status(): StatusCache =
        if (STATUS in top) readable(STATUS) { StatusCache.fromBytes(read(STATUS)) } else StatusCache()

    /** Exactly these members, each with something in it. */
    private fun properties(path: String, names: Set<String>): Map<String, String> {
        val own = Properties()
        try {
            own.load(StringReader(text(path)))
        } catch (_: IllegalArgumentException) {
            throw unreadable(path)
        }
        val found = own.entries.associate { (name, value) -> "$name" to "$value".trim() }
        if (found.keys != names || found.values.any(String::isEmpty)) throw unreadable(path)
        return found
    }

    private fun paths(folder: String): List<String> = files.list(folder).sorted().map { "$folder/$it" }

    private fun read(path: String): ByteArray {
        val bytes = files.read(path)
        if (bytes.isEmpty() || bytes.size > LARGEST_FILE) throw unreadable(path)
        return bytes
    }

    private fun text(path: String): String =
        try {
            read(path).decodeToString(throwOnInvalidSequence = true)
        } catch (_: CharacterCodingException) {
            throw unreadable(path)
        }

    private fun <T> readable(path: String, work: () -> T): T =
        try {
            work()
        } catch (_: TashikaException) {
            throw unreadable(path)
        }

    private fun unreadable(path: String) = SetupFault(SetupFault.Kind.FILE_UNREADABLE, path)

    private companion object {
        const val CERTIFICATION = "certification.properties"
        const val READER = "reader.properties"
        const val STATUS = "status.cache"
        const val VERSION = "trust-version.txt"
        val KNOWN =
            setOf("presets", "reader", "test-trust", "trust", CERTIFICATION, READER, STATUS, VERSION)

        /** Status lists are the largest: a few megabytes each. */
        const val LARGEST_FILE = 32 * 1024 * 1024
    }
}
