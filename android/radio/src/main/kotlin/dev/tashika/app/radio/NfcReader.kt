package dev.tashika.app.radio

import android.app.Activity
import android.nfc.NfcAdapter
import android.nfc.Tag
import android.nfc.tech.IsoDep
import android.os.Bundle
import dev.tashika.app.ports.NfcPort
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.ports.ReaderMode
import dev.tashika.app.ports.ReaderModeFlags
import dev.tashika.app.ports.ReaderModeLink
import dev.tashika.app.ports.TapGate
import java.io.IOException
import java.util.concurrent.Executor

/** Commands to a tag. */
interface ApduTag {
    /** Whether the tag is known to be in the field. */
    val isThere: Boolean

    @Throws(IOException::class) fun connect()

    @Throws(IOException::class) fun transceive(command: ByteArray): ByteArray

    fun close()
}

/**
 * Tags by reader mode, while the app is in front.
 *
 * [executor] has one thread: commands go one after another, and never on the thread of the screen.
 */
class NfcReader(
    private val activity: Activity,
    private val adapter: NfcAdapter?,
    private val executor: Executor,
    private val events: PortEvents,
) : NfcPort, NfcAdapter.ReaderCallback {
    private val gate = TapGate<ApduTag> { it.isThere }

    private val mode = ReaderMode(object : ReaderModeLink {
        override fun enable() {
            val extras = Bundle()
            extras.putInt(NfcAdapter.EXTRA_READER_PRESENCE_CHECK_DELAY, PRESENCE_CHECK_MILLIS)
            adapter?.enableReaderMode(activity, this@NfcReader, ReaderModeFlags.WANTED, extras)
        }

        override fun disable() {
            adapter?.disableReaderMode(activity)
        }
    })

    override fun arm(): Unit = onScreen { mode.arm() }

    override fun disarm(): Unit = onScreen { mode.disarm() }

    fun resumed(): Unit = mode.resumed()

    fun paused(): Unit = mode.paused()

    fun cameraClosed(): Unit = onScreen { mode.cameraClosed() }

    override fun onTagDiscovered(tag: Tag) {
        tapped(IsoDep.get(tag)?.let(::IsoDepTag) ?: MuteTag)
    }

    /** A tag is in the field. One that takes no commands is told as found and lost. */
    fun tapped(tag: ApduTag) {
        val claim = gate.claim(tag)
        if (claim == TapGate.Claim.SWALLOWED) return
        executor.execute {
            if (claim == TapGate.Claim.REPLACED) events.on(PortEvent.TagLost)
            events.on(PortEvent.TagFound)
            talk(tag) { tag.connect() }
        }
    }

    override fun transceive(command: ByteArray) {
        executor.execute {
            val tag = gate.current ?: return@execute
            talk(tag) { events.on(PortEvent.ApduResponse(tag.transceive(command))) }
        }
    }

    private fun talk(tag: ApduTag, work: () -> Unit) {
        try {
            work()
        } catch (_: IOException) {
            lost(tag)
        } catch (_: SecurityException) {
            // The tag is out of date: another one was found since.
            lost(tag)
        } catch (_: IllegalStateException) {
            lost(tag)
        }
    }

    private fun lost(tag: ApduTag) {
        tag.close()
        if (gate.release(tag)) events.on(PortEvent.TagLost)
    }

    private fun onScreen(work: () -> Unit) = activity.runOnUiThread(work)

    private companion object {
        /** A wallet thinks longer than a card: an early check would take the field away. */
        const val PRESENCE_CHECK_MILLIS = 2_000
    }
}

private class IsoDepTag(private val tag: IsoDep) : ApduTag {
    override val isThere: Boolean
        get() =
            try {
                tag.isConnected
            } catch (_: SecurityException) {
                // It is out of date: another tag was found since.
                false
            }

    override fun connect() {
        tag.connect()
        tag.timeout = TIMEOUT_MILLIS
    }

    override fun transceive(command: ByteArray): ByteArray = tag.transceive(command)

    override fun close() {
        try {
            tag.close()
        } catch (_: IOException) {
            // It is gone already.
        } catch (_: SecurityException) {
            // It is out of date.
        }
    }

    private companion object {
        const val TIMEOUT_MILLIS = 5_000
    }
}

/** A card without ISO 7816 commands. */
private object MuteTag : ApduTag {
    override val isThere get() = false

    override fun connect(): Unit = throw IOException("takes no commands")

    override fun transceive(command: ByteArray): ByteArray = throw IOException("takes no commands")

    override fun close(): Unit = Unit
}
