package dev.tashika.app.counter

import com.google.gson.JsonParser
import dev.tashika.Algorithm
import dev.tashika.StatusCache
import dev.tashika.app.model.AskedAs
import dev.tashika.app.model.CertificationState
import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.Screen
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.PermissionState
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.RadioKind
import dev.tashika.app.ports.RadioState
import java.io.ByteArrayInputStream
import java.io.File
import java.security.PublicKey
import java.security.cert.CertificateFactory
import java.time.Duration
import java.time.Instant
import java.util.Base64
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A configuration by its files: what it gives, and what it says of each file that is wrong. */
class SetupTest {
    /** Files in memory, by their paths. */
    private class Files(private val all: Map<String, ByteArray>) : SetupFiles {
        override fun list(folder: String): List<String> {
            val start = if (folder.isEmpty()) "" else "$folder/"
            return all.keys.filter { it.startsWith(start) }.map { it.removePrefix(start).substringBefore('/') }.distinct()
        }

        override fun read(path: String): ByteArray = all[path] ?: ByteArray(0)
    }

    private class FakeKey(override val public: PublicKey) : ReaderKey {
        override fun sign(algorithm: Algorithm, bytes: ByteArray): ByteArray = ByteArray(64)
    }

    private val root = File(System.getProperty("tashika.root"))
    private val day = "2026-06-01"
    private val now: Instant = Instant.ofEpochSecond(1_780_272_000)

    /** The recorded reader's certificate. */
    private val certificate: ByteArray by lazy {
        val folder = File(root, "tests/fixtures/scenarios")
        val scenario = JsonParser.parseString(File(folder, "named-reader.json").readText()).asJsonObject
        val identity = scenario.getAsJsonObject("setup").getAsJsonObject("identity")
        val place = identity.getAsJsonArray("certificates")[0].asString
        val (offset, length) = place.removePrefix("@").split('+').map(String::toInt)
        File(folder, "blob.bin").readBytes().copyOfRange(offset, offset + length)
    }

    private val public: PublicKey by lazy {
        CertificateFactory.getInstance("X.509").generateCertificate(ByteArrayInputStream(certificate)).publicKey
    }

    private val authority: ByteArray by lazy {
        File(root, "tests/fixtures/trust").listFiles()!!.filter { it.extension == "pem" }.minBy { it.name }.readBytes()
    }

    private fun preset(name: String) = File(root, "core/data/counter/presets/$name.json").readBytes()

    private val whole: Map<String, ByteArray> by lazy {
        mapOf(
            "trust/a.pem" to authority,
            "presets/age-20.json" to preset("age-20"),
            "presets/bank-desk.json" to preset("bank-desk"),
            "reader.properties" to "name = 例商店\nkey = counter\n".toByteArray(),
            "reader/1.der" to certificate,
            "certification.properties" to
                "id = JP-0001\nholder = 例の会社\nvalid-until = 2027-04-01T00:00:00Z\n".toByteArray(),
            "status.cache" to StatusCache().use { it.toBytes() },
            "trust-version.txt" to "2026-05\n".toByteArray(),
        )
    }

    private fun made(files: Map<String, ByteArray>, keys: ReaderKeys = ReaderKeys { FakeKey(public) }): Counter =
        Setup(Files(files), keys).counter(day)

    private fun fault(files: Map<String, ByteArray>, keys: ReaderKeys = ReaderKeys { FakeKey(public) }): String {
        val fault = assertThrows(SetupFault::class.java) { made(files, keys).close() }
        return "${fault.kind.code} ${fault.subject}"
    }

    private fun begun(counter: Counter): List<CounterAction> {
        val events = listOf(CounterEvent.Started) +
            PermissionKind.entries.map { CounterEvent.Port(PortEvent.Permission(it, PermissionState.GRANTED)) } +
            RadioKind.entries.map { CounterEvent.Port(PortEvent.Radio(it, RadioState.ON)) }
        return events.flatMap { counter.onEvent(it, Duration.ZERO, now) }
    }

    @Test
    fun `a whole configuration gives trust, presets, a name, a certificate and lists`() {
        made(whole).use { counter ->
            begun(counter)
            val ready = counter.view.screen as Screen.Ready
            assertEquals(listOf("age-20", "bank-desk"), ready.view.presets.map { it.id })
            assertEquals(AskedAs.Named("例商店"), counter.view.header.askedAs)
            assertEquals(CertificationState.CERTIFIED, counter.view.header.certification)
            assertEquals(mapOf("id" to "JP-0001", "holder" to "例の会社"), counter.view.header.say.arguments)
        }
    }

    @Test
    fun `without a certificate for statutory use there is none, and after its end none`() {
        made(whole - "certification.properties").use { counter ->
            begun(counter)
            assertEquals(CertificationState.NONE, counter.view.header.certification)
            assertNull(counter.view.header.method)
        }
        val ended = "id = JP-0001\nholder = A\nvalid-until = 2026-05-31T00:00:00Z\n".toByteArray()
        made(whole + ("certification.properties" to ended)).use { counter ->
            begun(counter)
            assertEquals(CertificationState.EXPIRED, counter.view.header.certification)
            assertNull(counter.view.header.method)
        }
    }

    @Test
    fun `without a reader's files nobody is named, and nothing at all trusts nobody`() {
        made(whole - "reader.properties" - "reader/1.der").use { counter ->
            begun(counter)
            assertEquals(AskedAs.Nobody, counter.view.header.askedAs)
        }
        made(emptyMap()).use { counter ->
            begun(counter)
            val blocked = counter.view.screen as Screen.Blocked
            assertEquals("blocked.configuration.no-trust", blocked.view.say.key)
        }
    }

    @Test
    fun `each file that is not as it must be is named`() {
        val junk = "junk".toByteArray()
        val nothing = ByteArray(0)
        for (path in whole.keys - "trust-version.txt") {
            assertEquals("file-unreadable $path", fault(whole + (path to junk)), path)
            assertEquals("file-unreadable $path", fault(whole + (path to nothing)), path)
        }
        assertEquals("file-unreadable test-trust/x", fault(whole + ("test-trust/x" to junk)))
        val bad = byteArrayOf(0xff.toByte(), 0xfe.toByte())
        for (path in listOf("trust-version.txt", "reader.properties", "presets/age-20.json")) {
            assertEquals("file-unreadable $path", fault(whole + (path to bad)))
        }
        assertEquals("file-unreadable presets", fault(whole + ("presets/twice.json" to preset("age-20"))))
    }

    @Test
    fun `a member that is missing, empty or too much is a fault of its file`() {
        for (text in listOf("name = A", "name = A\nkey =", "name = A\nkey = b\nmore = c", "name=\\u00zz")) {
            assertEquals("file-unreadable reader.properties", fault(whole + ("reader.properties" to text.toByteArray())), text)
        }
        for (date in listOf("", "soon", "2027-04-01", "2027-13-01T00:00:00Z")) {
            val text = "id = a\nholder = b\nvalid-until = $date"
            val path = "certification.properties"
            assertEquals("file-unreadable $path", fault(whole + (path to text.toByteArray())), date)
        }
    }

    @Test
    fun `half of a reader is a fault, and so is a file of no known name`() {
        assertEquals("file-missing reader.properties", fault(whole - "reader.properties"))
        assertEquals("file-missing reader/", fault(whole - "reader/1.der"))
        assertEquals("file-unknown reader.propertes", fault(whole + ("reader.propertes" to byteArrayOf(1))))
        assertEquals("file-unknown vical", fault(whole + ("vical/x" to byteArrayOf(1))))
    }

    @Test
    fun `a key that the device does not have, or another one, blocks`() {
        assertEquals("key-missing counter", fault(whole) { null })
        val other = java.security.KeyPairGenerator.getInstance("EC").generateKeyPair().public
        assertEquals("key-other counter", fault(whole) { FakeKey(other) })
    }

    @Test
    fun `what is wrong has words in both languages, and no text of an exception`() {
        for (kind in SetupFault.Kind.entries) {
            for (language in listOf("ja", "en")) {
                val texts = dev.tashika.app.presenter.SampleTexts(language)
                val text = texts.text(SetupFault(kind, "x.pem").say)
                assertTrue("x.pem" in text && '{' !in text, text)
                assertEquals(emptySet<String>(), texts.missing)
            }
        }
    }

    @Test
    fun `status lists that were fetched earlier are taken as they are`() {
        val fixture = JsonParser.parseString(File(root, "tests/fixtures/status-list-1.json").readText())
        val own = fixture.asJsonObject.getAsJsonArray("status")[0].asJsonObject
        val bytes = StatusCache().use { cache ->
            cache.give(own["uri"].asString, Base64.getUrlDecoder().decode(own["content"].asString), now)
            cache.toBytes()
        }
        assertEquals(listOf(own["uri"].asString), StatusCache.fromBytes(bytes).use { it.uris })
        made(whole + ("status.cache" to bytes)).close()
        assertEquals("file-unreadable status.cache", fault(whole + ("status.cache" to bytes.copyOf(bytes.size - 1))))
    }
}
