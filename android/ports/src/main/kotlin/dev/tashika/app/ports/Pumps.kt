package dev.tashika.app.ports

import java.util.concurrent.atomic.AtomicReference

// Bytes in the right order at the right time: what Android's stacks need, and nothing that decides.

/** Sizes of Bluetooth Low Energy. */
object Att {
    /** What the reader asks for: the largest at which a value of 512 bytes fits. */
    const val WANTED_MTU = 515
    const val LEAST_MTU = 23

    /** Newer systems drop a longer value although they grant an MTU of 517. */
    const val LARGEST_VALUE = 512

    /** Bytes of a value at this MTU. */
    fun valueLimit(mtu: Int): Int = (maxOf(mtu, LEAST_MTU) - 3).coerceAtMost(LARGEST_VALUE)
}

/** A value for a characteristic. */
class Value(val characteristic: Characteristic, val bytes: ByteArray)

/** What a [ValuePump] has its link do. */
interface ValueLink {
    /** Begins to write, or to notify; `false` where the stack refuses. */
    fun begin(value: Value): Boolean

    fun disconnect()
}

/**
 * One value outstanding: the next goes when the stack has reported the last.
 *
 * A link is closed after the report of its last value, so that the state END is on the air before
 * the link is gone. A value that the stack has no room for is offered again a little later, before
 * any other. One that is too long for the link, that is refused for too long or reported as failed
 * ends the link: nothing is cut off or left out.
 */
class ValuePump(private val link: ValueLink, private val later: Later) {
    private val waiting = ArrayDeque<Value>()
    private var outstanding = false
    private var closing = false
    private var closed = false
    private var refused = 0
    private var refusing = false
    private var limit = Att.valueLimit(Att.LEAST_MTU)

    @Synchronized
    fun mtu(mtu: Int) {
        limit = Att.valueLimit(mtu)
    }

    @Synchronized
    fun send(value: Value) {
        if (closed || closing) return
        if (value.bytes.size > limit) return end()
        waiting.addLast(value)
        next()
    }

    /** The stack's report of the value that is outstanding. */
    @Synchronized
    fun sent(success: Boolean) {
        if (closed || !outstanding) return
        outstanding = false
        if (!success) return end()
        next()
    }

    /** Sends what waits, then disconnects. */
    @Synchronized
    fun close() {
        if (closed) return
        closing = true
        next()
    }

    /** The link is gone by itself. */
    @Synchronized
    fun gone() {
        closed = true
        outstanding = false
        waiting.clear()
    }

    private fun next() {
        if (outstanding || refusing) return
        val value = waiting.removeFirstOrNull()
        if (value == null) {
            if (closing) end()
            return
        }
        // A stack may report before it returns.
        outstanding = true
        if (link.begin(value)) {
            refused = 0
        } else {
            outstanding = false
            waiting.addFirst(value)
            again()
        }
    }

    private fun again() {
        refused++
        if (refused > MOST_REFUSED) return end()
        refusing = true
        later.after(AGAIN_MILLIS, ::offer)
    }

    @Synchronized
    private fun offer() {
        refusing = false
        if (!closed) next()
    }

    private fun end() {
        gone()
        link.disconnect()
    }

    companion object {
        const val AGAIN_MILLIS = 20L

        /** Two seconds of a stack without room. */
        const val MOST_REFUSED = 100
    }
}

/**
 * Lets one flow of commands run at a time, a fresh one for every tap.
 *
 * Nobody reports that a tag has left: a new tag takes the place of one that is no longer [alive].
 */
class TapGate<T : Any>(private val alive: (T) -> Boolean = { true }) {
    private val held = AtomicReference<T?>(null)

    /** The tag whose flow runs. */
    val current: T? get() = held.get()

    /** Takes a tag. It is swallowed while another one that is there has its flow. */
    fun claim(tag: T): Claim {
        if (held.compareAndSet(null, tag)) return Claim.TAKEN
        val before = held.get()
        val stale = before != null && !alive(before)
        return if (stale && held.compareAndSet(before, tag)) Claim.REPLACED else Claim.SWALLOWED
    }

    /** Ends the flow of this tag; `false` where it was not its flow. */
    fun release(tag: T): Boolean = held.compareAndSet(tag, null)

    enum class Claim { REPLACED, SWALLOWED, TAKEN }
}

/** What a [ReaderMode] has its adapter do. */
interface ReaderModeLink {
    fun enable()

    fun disable()
}

/**
 * Reader mode over the life of a screen: some phones clear it without a word when the camera opens.
 *
 * It is not switched off at a handover: the system would offer the tap to a wallet of this phone.
 */
class ReaderMode(private val link: ReaderModeLink) {
    private var wanted = false
    private var inFront = false

    fun arm() {
        wanted = true
        if (inFront) link.enable()
    }

    fun disarm() {
        val on = wanted && inFront
        wanted = false
        if (on) link.disable()
    }

    fun resumed() {
        inFront = true
        if (wanted) link.enable()
    }

    fun paused() {
        if (wanted && inFront) link.disable()
        inFront = false
    }

    /** The camera is free again. */
    fun cameraClosed() {
        if (wanted && inFront) link.enable()
    }
}

/** NFC technologies and switches of `NfcAdapter.enableReaderMode`. */
object ReaderModeFlags {
    const val NFC_A = 0x1
    const val NFC_B = 0x2
    const val SKIP_NDEF_CHECK = 0x80
    const val NO_PLATFORM_SOUNDS = 0x100

    /**
     * No F, V or barcode: those let some phones say "new tag". Without the NDEF check half a second is
     * saved, and no picker of wallets opens.
     */
    const val WANTED = NFC_A or NFC_B or SKIP_NDEF_CHECK or NO_PLATFORM_SOUNDS
}

/** Values as a GATT server takes them: whole, or in prepared pieces with an offset. */
class ServerWrites {
    private val prepared = LinkedHashMap<Characteristic, ByteArray>()

    /** Takes a write; gives the value where it is whole, of any length from one byte on. */
    fun write(characteristic: Characteristic, offset: Int, bytes: ByteArray, prepare: Boolean): Answer {
        if (!prepare) {
            val fits = offset == 0 && bytes.size <= Att.LARGEST_VALUE
            return if (fits) Answer(true, Value(characteristic, bytes)) else Answer(false, null)
        }
        val before = prepared[characteristic] ?: ByteArray(0)
        if (offset != before.size || before.size + bytes.size > Att.LARGEST_VALUE) {
            prepared.clear()
            return Answer(false, null)
        }
        prepared[characteristic] = before + bytes
        return Answer(true, null)
    }

    /** The client's word on what it prepared. */
    fun execute(commit: Boolean): List<Value> {
        val values = prepared.map { (characteristic, bytes) -> Value(characteristic, bytes) }
        prepared.clear()
        return if (commit) values else emptyList()
    }

    /** Whether the write is good, and the value where it is whole. */
    class Answer(val good: Boolean, val value: Value?)
}

/** How a GATT connection came to an end. */
object GattStatus {
    const val SUCCESS = 0

    /** The stack's own trouble: it goes away when the connection is made anew, from nothing. */
    const val ERROR = 133
}

/** What a [GattSteps] has its connection do. */
interface GattLink {
    fun requestMtu(mtu: Int): Boolean

    fun discover(): Boolean

    /** Lets go of the connection: without this the next one begins in the state of the last. */
    fun close()
}

/**
 * The steps of a GATT client until the link is there: connected, MTU, services.
 *
 * The MTU is asked for once; some stacks report it before the services, some later once more.
 * Every end, status 133 among them, closes the connection and is told; whether and when it is tried
 * again is the model's.
 */
class GattSteps(private val link: GattLink, private val events: PortEvents) {
    private enum class Step { CONNECTING, MTU, SERVICES, READY, OVER }

    private var step = Step.CONNECTING
    private var mtu = Att.LEAST_MTU

    val isReady: Boolean get() = step == Step.READY

    fun connected() {
        if (step != Step.CONNECTING) return
        step = Step.MTU
        if (!link.requestMtu(Att.WANTED_MTU)) discover()
    }

    fun mtu(mtu: Int, status: Int) {
        if (step == Step.OVER) return
        if (status == GattStatus.SUCCESS) this.mtu = mtu
        when (step) {
            Step.MTU -> discover()
            Step.READY -> if (status == GattStatus.SUCCESS) events.on(PortEvent.BleMtu(mtu))
            else -> Unit
        }
    }

    /** [complete]: the wanted service and its characteristics are there. */
    fun discovered(complete: Boolean, status: Int) {
        if (step != Step.SERVICES) return
        if (status != GattStatus.SUCCESS || !complete) return ended(status)
        step = Step.READY
        events.on(PortEvent.BleConnected(mtu))
    }

    fun ended(status: Int) {
        if (step == Step.OVER) return
        step = Step.OVER
        link.close()
        events.on(PortEvent.BleDisconnected(status))
    }

    private fun discover() {
        step = Step.SERVICES
        if (!link.discover()) ended(GattStatus.ERROR)
    }
}

/** Starts of a scan: a system that is asked too often goes silent without a word. */
class ScanBudget(private val starts: Int = 4, private val millis: Long = 30_000) {
    private val times = ArrayDeque<Long>()

    /** Whether a scan may begin at [now]; where it may, it counts. */
    fun take(now: Long): Boolean {
        while (times.isNotEmpty() && now - times.first() >= millis) times.removeFirst()
        if (times.size >= starts) return false
        times.addLast(now)
        return true
    }
}

/** Bytes of a device's address in the order of the engagement, as Android writes it. */
fun addressText(address: ByteArray): String? =
    if (address.size != 6) null else address.joinToString(":") { "%02X".format(it) }
