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
    private val finder = Finder(adapter, worker)
    private var server: BluetoothServerSocket? = null
    private var channel: Channel? = null

    /** Which opening this is: what an earlier one brings late is let go of. */
    private var round = 0

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
                val own = round
                threads.execute { reach(socket, own) }
            } catch (_: IOException) {
                failed()
            }
        }
    }

    /** Connects, which waits: not on the radio's thread. */
    @SuppressLint("MissingPermission")
    private fun reach(socket: BluetoothSocket, own: Int) {
        val failed = {
            shut(socket)
            worker.run { if (own == round) events.on(PortEvent.StreamClosed) }
        }
        guarded(failed) {
            try {
                socket.connect()
                worker.run { carry(socket, own) }
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
                val round = round
                threads.execute { accept(server, round) }
            } catch (_: IOException) {
                failed()
            }
        }
    }

    private fun accept(server: BluetoothServerSocket, own: Int) {
        try {
            val socket = server.accept()
            shut(server)
            worker.run { carry(socket, own) }
        } catch (_: IOException) {
            // Closed because nobody came: the transaction went another way.
        }
    }

    override fun send(bytes: ByteArray): Unit = worker.run { channel?.pump?.send(bytes) }

    /** Ends without a word: the end could be taken for that of the next channel. */
    override fun close(): Unit = worker.run {
        round++
        finder.stop()
        server?.let(::shut)
        server = null
        channel?.end()
    }

    /** What is left of an earlier transaction ends without a word. */
    private fun drop() {
        round++
        val before = channel
        channel = null
        before?.pump?.gone()
        server?.let(::shut)
        server = null
    }

    private fun carry(socket: BluetoothSocket, own: Int) {
        if (own != round) return shut(socket)
        start(socket)
    }

    private fun start(socket: BluetoothSocket) {
        val own = Channel(socket)
        channel = own
        events.on(PortEvent.StreamOpened)
        threads.execute(own::read)
    }

    private inner class Channel(private val socket: BluetoothSocket) : StreamLink {
        val pump = StreamPump(this, worker)
        private var ending = false

        fun end() {
            ending = true
            pump.close()
        }

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
            if (!ending) events.on(PortEvent.StreamClosed)
        }

        fun read() {
            val buffer = ByteArray(BUFFER)
            try {
                while (true) {
                    val count = socket.inputStream.read(buffer)
                    if (count < 0) break
                    val bytes = buffer.copyOf(count)
                    worker.run { if (channel === this && !ending) events.on(PortEvent.StreamReceived(bytes)) }
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
