package dev.tashika.app

import android.bluetooth.BluetoothServerSocket
import android.bluetooth.BluetoothSocket
import dev.tashika.app.radio.L2capChannels
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBluetoothServerSocket
import org.robolectric.shadows.ShadowBluetoothSocket

/** A socket whose other end is in memory. */
@Implements(BluetoothSocket::class)
class RecordingSocket : ShadowBluetoothSocket() {
    val sent = ByteArrayOutputStream()

    init {
        all += this
    }

    @Implementation
    public override fun connect() {
        log += "connect"
        refused?.let { throw it }
    }

    @Implementation
    public override fun getInputStream(): InputStream = coming

    @Implementation
    public override fun getOutputStream(): OutputStream =
        object : OutputStream() {
            override fun write(byte: Int) = sent.write(byte)

            override fun write(bytes: ByteArray) {
                broken?.let { throw it }
                sent.write(bytes)
            }
        }

    @Implementation
    public override fun close() {
        log += "close"
    }

    companion object {
        val all = mutableListOf<RecordingSocket>()
        val log = mutableListOf<String>()
        var coming: InputStream = ByteArrayInputStream(ByteArray(0))
        var refused: IOException? = null
        var broken: IOException? = null

        fun reset() {
            all.clear()
            log.clear()
            coming = ByteArrayInputStream(ByteArray(0))
            refused = null
            broken = null
        }
    }
}

/** A listening socket to which a phone comes, or nobody. */
@Implements(BluetoothServerSocket::class)
class RecordingListener : ShadowBluetoothServerSocket() {
    @Implementation
    public override fun accept(timeout: Int): BluetoothSocket =
        if (comes) Shadow.newInstanceOf(BluetoothSocket::class.java) else throw IOException("closed")

    @Implementation
    public override fun close() {
        closed++
    }

    @Implementation
    fun getPsm(): Int = 0x81

    companion object {
        var comes = true
        var closed = 0
    }
}

/** L2CAP channels against Android's classes. */
@RunWith(RobolectricTestRunner::class)
@Config(
    sdk = [29, 34],
    application = FakeApplication::class,
    shadows = [RecordingSocket::class, RecordingListener::class, RecordingAdvertiser::class, RecordingServer::class],
)
class L2capTest {
    private val bench = RadioBench()
    private val threads = ManualThreads()
    private val phone = bench.phone()
    private val channels = L2capChannels(bench.adapter, bench.worker, threads, bench.events::add)
    private val socket get() = RecordingSocket.all.last()

    @Before
    fun fresh() {
        RecordingSocket.reset()
        RecordingListener.comes = true
        RecordingListener.closed = 0
    }

    private fun opened() {
        channels.open(bench.serviceBytes, null, 0x81)
        bench.run()
        bench.found(phone)
        threads.next()
        bench.run()
    }

    @Test
    fun `a phone is found, connected away from the radio's thread, and bytes go both ways`() {
        RecordingSocket.coming = ByteArrayInputStream(byteArrayOf(1, 2, 3))
        channels.open(bench.serviceBytes, null, 0x81)
        bench.run()
        bench.found(phone)
        assertEquals(0, bench.scans())
        assertEquals(emptyList<String>(), RecordingSocket.log)
        threads.next()
        assertEquals(listOf("connect"), RecordingSocket.log)
        assertEquals(listOf("StreamOpened"), bench.told())
        channels.send(byteArrayOf(9, 8))
        channels.send(byteArrayOf(7))
        bench.run()
        assertEquals(listOf<Byte>(9, 8, 7), socket.sent.toByteArray().toList())
        // Reads until the other end is closed.
        threads.next()
        assertEquals(listOf("stream 010203", "StreamClosed"), bench.told())
        assertEquals(listOf("connect", "close"), RecordingSocket.log)
    }

    @Test
    fun `a channel is closed a second after its last bytes, which are sent`() {
        opened()
        bench.told()
        channels.send(byteArrayOf(1))
        channels.close()
        channels.send(byteArrayOf(2))
        bench.run()
        bench.later(999)
        assertEquals(listOf("connect"), RecordingSocket.log)
        bench.later(1)
        assertEquals(listOf("connect", "close"), RecordingSocket.log)
        assertEquals(listOf<Byte>(1), socket.sent.toByteArray().toList())
        assertEquals(emptyList<String>(), bench.told())
        threads.next()
        assertEquals(emptyList<String>(), bench.told())
    }

    @Test
    fun `a phone that refuses is told as closed`() {
        RecordingSocket.refused = IOException("refused")
        opened()
        assertEquals(listOf("StreamClosed"), bench.told())
        assertEquals(listOf("connect", "close"), RecordingSocket.log)
    }

    @Test
    fun `a channel that breaks while it is written or read is told once`() {
        opened()
        bench.told()
        RecordingSocket.broken = IOException("gone")
        channels.send(byteArrayOf(1))
        channels.send(byteArrayOf(2))
        assertEquals(listOf("StreamClosed"), bench.told())
        RecordingSocket.reset()
        RecordingSocket.coming = object : InputStream() {
            override fun read(): Int = throw IOException("gone")
        }
        threads.next()
        opened()
        threads.next()
        assertEquals(listOf("StreamOpened", "StreamClosed"), bench.told())
    }

    @Test
    fun `a channel of this device has a number, takes one phone and stops to listen`() {
        RecordingSocket.coming = ByteArrayInputStream(byteArrayOf(5))
        channels.publish()
        assertEquals(listOf("StreamPublished(psm=129)"), bench.told())
        threads.next()
        assertEquals(1, RecordingListener.closed)
        assertEquals(listOf("StreamOpened"), bench.told())
        threads.next()
        assertEquals(listOf("stream 05", "StreamClosed"), bench.told())
    }

    @Test
    fun `where nobody comes to the channel it ends without a word`() {
        RecordingListener.comes = false
        channels.publish()
        bench.told()
        channels.close()
        bench.run()
        assertEquals(1, RecordingListener.closed)
        threads.next()
        assertEquals(emptyList<String>(), bench.told())
    }

    @Test
    fun `a phone that comes after the transaction was closed is sent away`() {
        channels.publish()
        bench.told()
        channels.close()
        bench.run()
        threads.next()
        assertEquals(emptyList<String>(), bench.told())
        assertEquals(listOf("close"), RecordingSocket.log)
    }

    @Test
    fun `a phone that is connected after its transaction was closed is sent away`() {
        channels.open(bench.serviceBytes, null, 0x81)
        bench.run()
        bench.found(phone)
        channels.close()
        bench.run()
        threads.next()
        assertEquals(emptyList<String>(), bench.told())
        assertEquals(listOf("connect", "close"), RecordingSocket.log)
    }

    @Test
    fun `without a radio a channel is told as closed, or as none`() {
        val none = L2capChannels(null, bench.worker, threads, bench.events::add)
        none.open(bench.serviceBytes, null, 0x81)
        none.publish()
        assertEquals(listOf("StreamClosed", "StreamPublished(psm=null)"), bench.told())
        channels.open(ByteArray(2), null, 0x81)
        assertEquals(listOf("StreamClosed"), bench.told())
    }
}
