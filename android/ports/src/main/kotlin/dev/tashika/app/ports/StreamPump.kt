package dev.tashika.app.ports

/** Runs something later, once. */
fun interface Later {
    fun after(millis: Long, run: () -> Unit)
}

/** What a [StreamPump] has its channel do. */
interface StreamLink {
    /** Writes all of it; `false` where the channel is gone. */
    fun write(bytes: ByteArray): Boolean

    fun close()
}

/**
 * Bytes of an L2CAP channel, in order.
 *
 * Android's `flush` does not wait until the bytes are on the air: a channel is closed some time after
 * its last write, and what is given to it after `close` is not sent.
 */
class StreamPump(private val link: StreamLink, private val later: Later) {
    private var closing = false
    private var closed = false

    @Synchronized
    fun send(bytes: ByteArray) {
        if (closing || closed) return
        if (!link.write(bytes)) gone()
    }

    @Synchronized
    fun close() {
        if (closing || closed) return
        closing = true
        later.after(LINGER_MILLIS, ::gone)
    }

    /** The channel is gone, or shall be. */
    @Synchronized
    fun gone() {
        if (closed) return
        closed = true
        link.close()
    }

    companion object {
        const val LINGER_MILLIS = 1_000L
    }
}
