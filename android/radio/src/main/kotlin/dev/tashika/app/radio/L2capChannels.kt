package dev.tashika.app.radio

import android.annotation.SuppressLint
import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothServerSocket
import android.bluetooth.BluetoothSocket
import dev.tashika.app.ports.L2capPort
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.ports.StreamLink
import dev.tashika.app.ports.StreamPump
import java.io.Closeable
import java.io.IOException
import java.util.concurrent.ExecutorService

/**
 * L2CAP channels: the wallet's by its number, or one of this device.
 *
 * [threads] carry the calls that wait: to connect, to accept and to read.
 */
class L2capChannels(
    private val adapter: BluetoothAdapter?,
    private val worker: Worker,
    private val threads: ExecutorService,
    private val events: PortEvents,
) : L2capPort {
    private val finder = Finder(adapter)
    private var server: BluetoothServerSocket? = null
    private var channel: Channel? = null

    override fun open(service: ByteArray, address: ByteArray?, psm: Int): Unit = worker.run {
        drop()
        val uuid = Service.uuid(service)
        val failed = { events.on(PortEvent.StreamClosed) }
        if (uuid == null) failed() else finder.find(uuid, { connect(it, psm) }, failed)
    }

    @SuppressLint("MissingPermission")
    private fun connect(device: BluetoothDevice, psm: Int) {
        val failed = { events.on(PortEvent.StreamClosed) }
        guarded(failed) {
            try {
                val socket = device.createInsecureL2capChannel(psm)
                threads.execute {
                    try {
                        socket.connect()
                        worker.run { carry(socket) }
                    } catch (_: IOException) {
                        shut(socket)
                        failed()
                    }
                }
            } catch (_: IOException) {
                failed()
            }
        }
    }

    @SuppressLint("MissingPermission")
    override fun publish(): Unit = worker.run {
        drop()
        val failed = { events.on(PortEvent.StreamPublished(null)) }
        val own = adapter ?: return@run failed()
        guarded(failed) {
            try {
                val server = own.listenUsingInsecureL2capChannel()
                this.server = server
                events.on(PortEvent.StreamPublished(server.psm))
                threads.execute { accept(server) }
            } catch (_: IOException) {
                failed()
            }
        }
    }

    private fun accept(server: BluetoothServerSocket) {
        try {
            val socket = server.accept()
            shut(server)
            worker.run { carry(socket) }
        } catch (_: IOException) {
            // Closed because nobody came: the transaction went another way.
        }
    }

    override fun send(bytes: ByteArray): Unit = worker.run { channel?.pump?.send(bytes) }

    override fun close(): Unit = worker.run {
        finder.stop()
        server?.let(::shut)
        server = null
        channel?.pump?.close()
    }

    /** What is left of an earlier transaction ends without a word. */
    private fun drop() {
        val before = channel
        channel = null
        before?.pump?.gone()
        server?.let(::shut)
        server = null
    }

    private fun carry(socket: BluetoothSocket) {
        if (channel != null) return shut(socket)
        val own = Channel(socket)
        channel = own
        events.on(PortEvent.StreamOpened)
        threads.execute(own::read)
    }

    private inner class Channel(private val socket: BluetoothSocket) : StreamLink {
        val pump = StreamPump(this, worker)

        override fun write(bytes: ByteArray): Boolean =
            try {
                socket.outputStream.write(bytes)
                true
            } catch (_: IOException) {
                false
            }

        override fun close() {
            shut(socket)
            if (channel !== this) return
            channel = null
            events.on(PortEvent.StreamClosed)
        }

        fun read() {
            val buffer = ByteArray(BUFFER)
            try {
                while (true) {
                    val count = socket.inputStream.read(buffer)
                    if (count < 0) break
                    events.on(PortEvent.StreamReceived(buffer.copyOf(count)))
                }
            } catch (_: IOException) {
                // Told below, like an end.
            }
            buffer.fill(0)
            worker.run(pump::gone)
        }
    }

    private fun shut(own: Closeable) {
        try {
            own.close()
        } catch (_: IOException) {
            // It is closed already.
        }
    }

    private companion object {
        const val BUFFER = 4096
    }
}
