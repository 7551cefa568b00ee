package dev.tashika.app

import android.app.Activity
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.radio.ApduTag
import dev.tashika.app.radio.NfcReader
import java.io.IOException
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Taps and commands, without a field. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [29, 34], application = FakeApplication::class)
class NfcReaderTest {
    private class FakeTag(private val answers: ArrayDeque<ByteArray?>) : ApduTag {
        override var isThere = true
        var connects = true
        var closed = false

        override fun connect() {
            if (!connects) throw IOException("gone")
        }

        override fun transceive(command: ByteArray): ByteArray =
            answers.removeFirstOrNull() ?: throw IOException("gone")

        override fun close() {
            closed = true
        }
    }

    private fun tag(vararg answers: ByteArray?) = FakeTag(ArrayDeque(answers.toList()))

    private val events = mutableListOf<PortEvent>()
    private val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
    private val reader = NfcReader(activity, null, { it.run() }, events::add)

    private fun kinds() = events.map { it::class.simpleName }

    @Test
    fun `a phone answers each command, and its leaving is told once`() {
        val phone = tag(byteArrayOf(0x90.toByte(), 0))
        reader.tapped(phone)
        reader.transceive(byteArrayOf(0, 0xa4.toByte()))
        reader.transceive(byteArrayOf(0, 0xb0.toByte()))
        reader.transceive(byteArrayOf(0, 0xb0.toByte()))
        assertEquals(listOf("TagFound", "ApduResponse", "TagLost"), kinds())
        assertEquals(true, phone.closed)
    }

    @Test
    fun `a second tap while the first phone is there is swallowed`() {
        reader.tapped(tag())
        reader.tapped(tag())
        assertEquals(listOf("TagFound"), kinds())
    }

    @Test
    fun `a phone that comes back is a new flow`() {
        val first = tag()
        reader.tapped(first)
        first.isThere = false
        reader.tapped(tag(byteArrayOf(1)))
        reader.transceive(byteArrayOf(0))
        assertEquals(listOf("TagFound", "TagLost", "TagFound", "ApduResponse"), kinds())
    }

    @Test
    fun `a card that takes no commands is found and lost, and the next tap is taken`() {
        reader.tapped(tag().apply { connects = false })
        reader.tapped(tag())
        assertEquals(listOf("TagFound", "TagLost", "TagFound"), kinds())
    }

    @Test
    fun `a device without NFC arms nothing and does not fall over`() {
        reader.arm()
        reader.resumed()
        reader.cameraClosed()
        reader.paused()
        reader.disarm()
        reader.transceive(byteArrayOf(0))
        assertEquals(emptyList<String>(), kinds())
    }
}
