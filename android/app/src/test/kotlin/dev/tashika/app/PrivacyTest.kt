package dev.tashika.app

import android.os.Looper
import com.sun.management.HotSpotDiagnosticMXBean
import dev.tashika.app.model.CounterAction
import dev.tashika.app.counter.RecordedCounter
import dev.tashika.app.model.FaceState
import dev.tashika.app.model.Screen
import dev.tashika.app.model.VerdictKind
import dev.tashika.app.ports.HistoryEntry
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.presenter.Command
import dev.tashika.app.presenter.Samples
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import java.lang.management.ManagementFactory
import java.security.MessageDigest
import java.time.Instant
import java.util.Base64
import java.util.UUID
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowChoreographer
import org.robolectric.shadows.ShadowLog

/** After a session no value of a customer is anywhere. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = FakeApplication::class, qualifiers = "ja-w360dp-h640dp-mdpi")
class PrivacyTest {
    private val app = RuntimeEnvironment.getApplication() as FakeApplication
    private val entry =
        HistoryEntry(Samples.at, "age-20", "accept", listOf("face-matched"), "default", "2026-05")

    private fun act(vararg actions: CounterAction) {
        app.counter.actions = { actions.toList() }
        app.events!!.on(PortEvent.Tick)
        shadowOf(Looper.getMainLooper()).idle()
        app.counter.actions = { emptyList() }
    }

    /** Shows a verdict with this value, keeps the history, and wipes. */
    private fun session(value: String) {
        val controller = Robolectric.buildActivity(CounterActivity::class.java).setup()
        val document = Samples.document(secret = value)
        app.counter.picture = PicturesTest.portrait()
        app.counter.view = Samples.verdict(VerdictKind.ACCEPT, FaceState.Pending, emptyList(), listOf(document))
        act(CounterAction.Render, CounterAction.KeepHistory(entry, Samples.at.plusSeconds(60)))
        assertTrue(controller.get().texts().any { value in it })
        app.counter.view = Samples.ready
        act(CounterAction.Wipe, CounterAction.Render)
        assertFalse(controller.get().texts().any { value in it })
        controller.pause().stop().destroy()
    }

    /** Nothing moves by itself. */
    @Before
    fun still(): Unit = ShadowChoreographer.setPaused(true)

    @Test
    fun `the app's folder, its log and its output hold no value and no digest of one`() {
        ShadowLog.clear()
        val said = ByteArrayOutputStream()
        val (out, err) = System.out to System.err
        System.setOut(PrintStream(said))
        System.setErr(PrintStream(said))
        val value = UUID.randomUUID().toString()
        try {
            session(value)
        } finally {
            System.setOut(out)
            System.setErr(err)
        }
        val digest = MessageDigest.getInstance("SHA-256").digest(value.toByteArray())
        val hex = digest.joinToString("") { "%02x".format(it) }
        val base64 = Base64.getEncoder().encodeToString(digest)
        val files = app.dataDir.walk().filter(File::isFile).toList()
        assertTrue(files.any { it.name == "history.json" })
        val texts = files.map { it.readText() } + ShadowLog.getLogs().map { it.msg.orEmpty() } + said.toString()
        for (text in texts) {
            for (secret in listOf(value, hex, base64)) assertFalse(text, secret in text)
        }
        val kept = files.single { it.name == "history.json" }.readText()
        assertEquals(
            "[{\"until\":${Samples.at.epochSecond + 60},\"entry\":{\"time\":${Samples.at.epochSecond}," +
                "\"preset\":\"age-20\",\"verdict\":\"accept\",\"reasons\":[\"face-matched\"]," +
                "\"policy\":\"default\",\"trust\":\"2026-05\"}}]",
            kept,
        )
    }

    @Test
    fun `the memory holds no value after the screen is wiped`() {
        val needle = forgotten()
        assertFalse("the value is still there", found(needle))
        // The search sees a value that is held.
        val held = String(ByteArray(needle.size) { (needle[it].toInt() xor MASK).toByte() })
        assertTrue(found(needle))
        assertEquals(36, held.length)
    }

    /** A session with a value of which only the masked bytes are kept. */
    private fun forgotten(): ByteArray {
        val value = UUID.randomUUID().toString()
        session(value)
        return value.toByteArray().also { for (at in it.indices) it[at] = (it[at].toInt() xor MASK).toByte() }
    }

    /** Whether what is reachable on the heap holds the text behind [needle]. */
    private fun found(needle: ByteArray): Boolean = found(listOf(needle)).isNotEmpty()

    /** Which of these are held. */
    private fun found(needles: List<ByteArray>): List<Int> {
        val file = File.createTempFile("heap", ".hprof").also { it.delete() }
        try {
            val server = ManagementFactory.getPlatformMBeanServer()
            val name = "com.sun.management:type=HotSpotDiagnostic"
            val kind = HotSpotDiagnosticMXBean::class.java
            ManagementFactory.newPlatformMXBeanProxy(server, name, kind).dumpHeap(file.path, true)
            return needles.indices.filter { contains(file, needles[it]) }
        } finally {
            file.delete()
        }
    }

    private fun contains(file: File, needle: ByteArray): Boolean {
        val buffer = ByteArray(1 shl 20)
        var kept = 0
        file.inputStream().use { stream ->
            while (true) {
                val count = stream.read(buffer, kept, buffer.size - kept)
                if (count < 0) return false
                val end = kept + count
                for (at in 0..end - needle.size) {
                    var same = 0
                    while (same < needle.size && buffer[at + same].toInt() == needle[same].toInt() xor MASK) {
                        same++
                    }
                    if (same == needle.size) return true
                }
                kept = minOf(needle.size, end)
                buffer.copyInto(buffer, 0, end - kept, end)
            }
        }
    }

    /**
     * A customer's whole transaction, as it was recorded: the core decrypts and verifies the response and
     * the app shows it. [seen] is given each value while it is on the screen.
     */
    private fun recorded(name: String, seen: (String) -> Unit) {
        val counter = RecordedCounter(name)
        app.other = { counter }
        val controller = Robolectric.buildActivity(CounterActivity::class.java).setup()
        while (counter.goesOn) {
            app.events!!.on(PortEvent.Tick)
            shadowOf(Looper.getMainLooper()).idle()
            val verdict = (counter.view.screen as? Screen.Verdict)?.view ?: continue
            val texts = controller.get().texts()
            for (value in verdict.documents.flatMap { it.rows }.mapNotNull { it.value?.ja }) {
                assertTrue("not shown", texts.any { value in it })
                if (value.length >= LEAST_VALUE) seen(value)
            }
        }
        controller.pause().stop().destroy()
        app.other = null
    }

    @Test
    fun `of a real response nothing is in the app's folder, log, output or history`() {
        ShadowLog.clear()
        val said = ByteArrayOutputStream()
        val (out, err) = System.out to System.err
        System.setOut(PrintStream(said))
        System.setErr(PrintStream(said))
        val values = mutableSetOf<String>()
        try {
            recorded("face-differs") { values += it }
        } finally {
            System.setOut(out)
            System.setErr(err)
        }
        assertTrue("$values", values.size >= 3)
        val sha = MessageDigest.getInstance("SHA-256")
        val secrets = values.flatMap { value ->
            val digest = sha.digest(value.toByteArray())
            listOf(value, digest.joinToString("") { "%02x".format(it) }, Base64.getEncoder().encodeToString(digest))
        }
        val files = app.dataDir.walk().filter(File::isFile).toList()
        assertTrue("${app.history.entries()}", app.history.entries().isNotEmpty())
        val texts = files.map { it.readBytes().decodeToString() } +
            ShadowLog.getLogs().map { it.msg.orEmpty() + it.throwable } + said.toString()
        for (secret in secrets) assertTrue(secret, texts.none { secret in it })
        val members = setOf("time", "preset", "verdict", "reasons", "policy", "trust", "until", "entry")
        val kept = files.single { it.name == "history.json" }.readText()
        assertEquals(members, Regex("\"([a-z]+)\":").findAll(kept).map { it.groupValues[1] }.toSet())
    }

    @Test
    fun `of a real response no value is in the memory once the screen is wiped`() {
        val needles = maskedNeedles()
        assertTrue("${needles.size}", needles.size >= 7)
        assertEquals(emptyList<Int>(), found(needles))
    }

    /** What a real response held, masked: each value in every form in which text stands in memory. */
    private fun maskedNeedles(): List<ByteArray> {
        val needles = mutableListOf<ByteArray>()
        val add = { bytes: ByteArray ->
            for (at in bytes.indices) bytes[at] = (bytes[at].toInt() xor MASK).toByte()
            if (needles.none(bytes::contentEquals)) needles += bytes
        }
        val text = { value: String ->
            add(value.toByteArray())
            add(value.toByteArray(Charsets.UTF_16LE))
            add(value.toByteArray(Charsets.UTF_16BE))
        }
        recorded("face-differs", text)
        return needles
    }

    @Test
    fun `the history ends by time, and all of it in one tap`() {
        app.history.keep(entry, Instant.now().plusSeconds(3600))
        app.history.keep(entry.copy(preset = "old"), Instant.now().minusSeconds(1))
        val activity = Robolectric.buildActivity(HistoryActivity::class.java).setup().get()
        assertEquals(listOf("age-20"), app.history.entries().map { it.preset })
        assertTrue(activity.texts().any { "20歳以上の確認" in it })
        activity.button(Command.DeleteHistory).performClick()
        assertEquals(emptyList<HistoryEntry>(), app.history.entries())
        assertFalse(File(app.filesDir, "history.json").exists())
        assertTrue("履歴はありません。" in activity.texts())
        activity.button(Command.CloseHistory).performClick()
        assertTrue(activity.isFinishing)
    }

    @Test
    fun `a history that cannot be read is none, and is written anew`() {
        val file = File(app.filesDir, "history.json")
        for (text in listOf("", "{", "[1]", "[{\"until\":1}]", "null")) {
            file.writeText(text)
            assertEquals(emptyList<HistoryEntry>(), app.history.entries())
        }
        app.history.keep(entry, Samples.at)
        assertEquals(listOf(entry), app.history.entries())
    }

    private companion object {
        const val MASK = 0x5a

        /** A shorter one is everywhere by chance. */
        const val LEAST_VALUE = 4
    }
}
