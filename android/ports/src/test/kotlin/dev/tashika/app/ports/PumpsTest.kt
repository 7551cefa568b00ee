package dev.tashika.app.ports

import java.util.concurrent.ConcurrentLinkedQueue
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Each pump against what Android's stacks are known to do. */
class PumpsTest {
    private class Link(var refusals: Int = 0) : ValueLink {
        val log = mutableListOf<String>()

        override fun begin(value: Value): Boolean {
            if (refusals-- > 0) return false
            log += "${value.characteristic} ${value.bytes.size}"
            return true
        }

        override fun disconnect() {
            log += "disconnect"
        }
    }

    private val waits = ArrayDeque<() -> Unit>()

    private fun pump(link: ValueLink) = ValuePump(link) { millis, run ->
        assertEquals(20, millis)
        waits += run
    }

    private fun part(size: Int) = Value(Characteristic.CLIENT_2_SERVER, ByteArray(size))

    private fun state() = Value(Characteristic.STATE, byteArrayOf(2))

    @Test
    fun `a value never has more than 512 bytes, whatever MTU is granted`() {
        val limits = listOf(0 to 20, 20 to 20, 23 to 20, 185 to 182, 515 to 512, 517 to 512, 65_535 to 512)
        for ((mtu, limit) in limits) assertEquals(limit, Att.valueLimit(mtu), "$mtu")
        assertEquals(Att.LARGEST_VALUE, Att.valueLimit(Att.WANTED_MTU))
        assertEquals(Att.LARGEST_VALUE - 1, Att.valueLimit(Att.WANTED_MTU - 1))
    }

    @Test
    fun `one value is outstanding`() {
        val link = Link()
        val pump = pump(link)
        pump.mtu(515)
        repeat(3) { pump.send(part(512)) }
        assertEquals(1, link.log.size)
        pump.sent(true)
        assertEquals(2, link.log.size)
        pump.sent(true)
        pump.sent(true)
        pump.sent(true)
        assertEquals(3, link.log.size)
    }

    @Test
    fun `the link is closed after the report of END, not before`() {
        val link = Link()
        val pump = pump(link)
        pump.send(part(20))
        pump.send(state())
        pump.close()
        pump.send(part(1))
        assertEquals(listOf("CLIENT_2_SERVER 20"), link.log)
        pump.sent(true)
        assertEquals("STATE 1", link.log.last())
        pump.sent(true)
        assertEquals(listOf("CLIENT_2_SERVER 20", "STATE 1", "disconnect"), link.log)
        pump.close()
        pump.sent(true)
        assertEquals(3, link.log.size)
    }

    @Test
    fun `with nothing to send the link is closed at once`() {
        val link = Link()
        pump(link).close()
        assertEquals(listOf("disconnect"), link.log)
    }

    @Test
    fun `a value that is too long is not cut, it ends the link`() {
        for ((mtu, size) in listOf(23 to 21, 185 to 183, 515 to 513, 517 to 513)) {
            val link = Link()
            val pump = pump(link)
            pump.mtu(mtu)
            pump.send(part(size - 1))
            pump.sent(true)
            pump.send(part(size))
            assertEquals(listOf("CLIENT_2_SERVER ${size - 1}", "disconnect"), link.log, "$mtu")
        }
    }

    @Test
    fun `a value that fails ends the link once`() {
        for (failing in 0..3) {
            val link = Link()
            val pump = pump(link)
            repeat(4) { pump.send(part(20)) }
            repeat(failing) { pump.sent(true) }
            pump.sent(false)
            pump.sent(true)
            assertEquals(failing + 1, link.log.count { it.startsWith("CLIENT") })
            assertEquals(1, link.log.count { it == "disconnect" })
        }
    }

    @Test
    fun `a queue that is full at each value delays it, and the order stays`() {
        val link = Link()
        val pump = pump(link)
        pump.mtu(185)
        val sizes = listOf(182, 181, 180, 1)
        link.refusals = 1
        sizes.forEach { pump.send(part(it)) }
        pump.close()
        for (done in sizes.indices) {
            // Refused: nothing is begun, and a report that comes all the same changes nothing.
            pump.sent(true)
            assertEquals(done, link.log.size)
            waits.removeFirst()()
            assertEquals("CLIENT_2_SERVER ${sizes[done]}", link.log.last())
            link.refusals = 1
            pump.sent(true)
        }
        assertEquals(sizes.map { "CLIENT_2_SERVER $it" } + "disconnect", link.log)
    }

    @Test
    fun `a queue that stays full ends the link`() {
        val link = Link(refusals = Int.MAX_VALUE)
        pump(link).send(part(1))
        var rounds = 0
        while (waits.isNotEmpty()) {
            waits.removeFirst()()
            rounds++
        }
        assertEquals(100, rounds)
        assertEquals(listOf("disconnect"), link.log)
    }

    @Test
    fun `a stack that reports before it returns is served`() {
        lateinit var pump: ValuePump
        val sent = mutableListOf<Int>()
        val link = object : ValueLink {
            override fun begin(value: Value): Boolean {
                sent += value.bytes.size
                pump.sent(true)
                return true
            }

            override fun disconnect() {
                sent += 0
            }
        }
        pump = pump(link)
        listOf(3, 2, 1).forEach { pump.send(part(it)) }
        pump.close()
        assertEquals(listOf(3, 2, 1, 0), sent)
    }

    @Test
    fun `a link that is gone takes nothing more`() {
        val link = Link()
        val pump = pump(link)
        pump.send(part(20))
        pump.gone()
        pump.sent(true)
        pump.send(part(20))
        pump.close()
        assertEquals(1, link.log.size)
    }

    @Test
    fun `one flow of commands at a time, from whatever thread`() {
        val gate = TapGate<Int>()
        val claims = ConcurrentLinkedQueue<TapGate.Claim>()
        val threads = (1..8).map { tag -> Thread { claims += gate.claim(tag) } }
        threads.forEach(Thread::start)
        threads.forEach(Thread::join)
        assertEquals(1, claims.count { it == TapGate.Claim.TAKEN })
        val winner = gate.current!!
        assertEquals(TapGate.Claim.SWALLOWED, gate.claim(99))
        assertFalse(gate.release(99))
        assertTrue(gate.release(winner))
        assertEquals(TapGate.Claim.TAKEN, gate.claim(99))
    }

    @Test
    fun `a tag that is gone gives way to the next, one that is there does not`() {
        val gone = mutableSetOf<Int>()
        val gate = TapGate<Int> { it !in gone }
        assertEquals(TapGate.Claim.TAKEN, gate.claim(1))
        assertEquals(TapGate.Claim.SWALLOWED, gate.claim(2))
        gone += 1
        assertEquals(TapGate.Claim.REPLACED, gate.claim(2))
        assertEquals(2, gate.current)
        assertFalse(gate.release(1))
    }

    private class Adapter : ReaderModeLink {
        var on = false
        var enabled = 0

        override fun enable() {
            on = true
            enabled++
        }

        override fun disable() {
            on = false
        }
    }

    @Test
    fun `reader mode comes back after the camera, which clears it on some phones`() {
        val adapter = Adapter()
        val mode = ReaderMode(adapter)
        mode.resumed()
        mode.arm()
        adapter.on = false
        mode.cameraClosed()
        assertTrue(adapter.on)
        assertEquals(2, adapter.enabled)
    }

    @Test
    fun `reader mode is on only in front, and only where it is wanted`() {
        val adapter = Adapter()
        val mode = ReaderMode(adapter)
        mode.arm()
        assertFalse(adapter.on)
        mode.resumed()
        assertTrue(adapter.on)
        mode.paused()
        assertFalse(adapter.on)
        mode.cameraClosed()
        assertFalse(adapter.on)
        mode.resumed()
        assertTrue(adapter.on)
        mode.disarm()
        assertFalse(adapter.on)
        mode.cameraClosed()
        assertFalse(adapter.on)
    }

    @Test
    fun `no F, V or barcode, no NDEF check, no sounds of the system`() {
        assertEquals(0x183, ReaderModeFlags.WANTED)
    }

    @Test
    fun `the server takes a short last value and prepared pieces in order`() {
        val writes = ServerWrites()
        val whole = writes.write(Characteristic.CLIENT_2_SERVER, 0, byteArrayOf(0, 1), false)
        assertTrue(whole.good)
        assertArrayEquals(byteArrayOf(0, 1), whole.value!!.bytes)
        assertTrue(writes.write(Characteristic.CLIENT_2_SERVER, 0, byteArrayOf(1), false).good)

        assertNull(writes.write(Characteristic.CLIENT_2_SERVER, 0, ByteArray(300) { 1 }, true).value)
        assertTrue(writes.write(Characteristic.CLIENT_2_SERVER, 300, ByteArray(7) { 2 }, true).good)
        val joined = writes.execute(true).single()
        assertEquals(307, joined.bytes.size)
        assertEquals(2, joined.bytes[300])
        assertTrue(writes.execute(true).isEmpty())
    }

    @Test
    fun `a gap, an overlap and too much are refused`() {
        val writes = ServerWrites()
        assertFalse(writes.write(Characteristic.STATE, 1, byteArrayOf(1), false).good)
        assertFalse(writes.write(Characteristic.STATE, 0, ByteArray(513), false).good)
        assertTrue(writes.write(Characteristic.STATE, 0, ByteArray(512), true).good)
        assertFalse(writes.write(Characteristic.STATE, 512, ByteArray(1), true).good)
        assertTrue(writes.execute(true).isEmpty())
        assertFalse(writes.write(Characteristic.STATE, 3, ByteArray(1), true).good)
        assertTrue(writes.write(Characteristic.STATE, 0, ByteArray(1), true).good)
        assertTrue(writes.execute(false).isEmpty())
    }

    private class Gatt : GattLink {
        val log = mutableListOf<String>()
        var takesMtu = true
        var discovers = true

        override fun requestMtu(mtu: Int): Boolean {
            log += "mtu $mtu"
            return takesMtu
        }

        override fun discover(): Boolean {
            log += "discover"
            return discovers
        }

        override fun close() {
            log += "close"
        }
    }

    @Test
    fun `connected, MTU, services, once each`() {
        val gatt = Gatt()
        val events = mutableListOf<PortEvent>()
        val steps = GattSteps(gatt, events::add)
        steps.connected()
        steps.connected()
        steps.mtu(517, 0)
        // A cached MTU is reported once more before the services.
        steps.mtu(517, 0)
        steps.discovered(true, 0)
        assertEquals(listOf("mtu 515", "discover"), gatt.log)
        assertEquals(listOf<PortEvent>(PortEvent.BleConnected(517)), events)
        steps.mtu(185, 0)
        assertEquals(PortEvent.BleMtu(185), events.last())
    }

    @Test
    fun `without an MTU the least one holds`() {
        for (refused in listOf(true, false)) {
            val gatt = Gatt().apply { takesMtu = !refused }
            val events = mutableListOf<PortEvent>()
            val steps = GattSteps(gatt, events::add)
            steps.connected()
            if (!refused) steps.mtu(0, 1)
            steps.discovered(true, 0)
            assertEquals(PortEvent.BleConnected(23), events.single())
        }
    }

    @Test
    fun `status 133 at each step closes the connection and is told once`() {
        val ways: List<(GattSteps) -> Unit> =
            listOf(
                { it.ended(133) },
                { it.connected(); it.ended(133) },
                { it.connected(); it.mtu(515, 0); it.ended(133) },
                { it.connected(); it.mtu(515, 0); it.discovered(true, 133) },
                { it.connected(); it.mtu(515, 0); it.discovered(true, 0); it.ended(133) },
            )
        for ((index, way) in ways.withIndex()) {
            val gatt = Gatt()
            val events = mutableListOf<PortEvent>()
            val steps = GattSteps(gatt, events::add)
            way(steps)
            steps.ended(0)
            steps.mtu(515, 0)
            assertEquals(1, gatt.log.count { it == "close" }, "$index")
            assertEquals(1, events.count { it == PortEvent.BleDisconnected(133) }, "$index")
            assertFalse(events.last() is PortEvent.BleMtu)
        }
    }

    @Test
    fun `a wallet without the service is told`() {
        val gatt = Gatt()
        val events = mutableListOf<PortEvent>()
        val steps = GattSteps(gatt, events::add)
        steps.connected()
        steps.mtu(515, 0)
        steps.discovered(false, 0)
        assertEquals(listOf<PortEvent>(PortEvent.BleDisconnected(0)), events)
        gatt.discovers = false
        val more = GattSteps(gatt, events::add)
        more.connected()
        more.mtu(515, 0)
        assertEquals(PortEvent.BleDisconnected(133), events.last())
    }

    @Test
    fun `no fifth scan begins within thirty seconds`() {
        val budget = ScanBudget()
        for (now in listOf(0L, 1, 2, 3)) assertTrue(budget.take(now))
        assertFalse(budget.take(29_999))
        assertTrue(budget.take(30_000))
        assertFalse(budget.take(30_000))
        assertTrue(budget.take(30_001))
    }

    private class Stream : StreamLink {
        val log = mutableListOf<String>()
        var open = true

        override fun write(bytes: ByteArray): Boolean {
            log += "write ${bytes.size}"
            return open
        }

        override fun close() {
            log += "close"
        }
    }

    @Test
    fun `a channel is closed some time after its last write`() {
        val stream = Stream()
        val waits = mutableListOf<Pair<Long, () -> Unit>>()
        val pump = StreamPump(stream) { millis, run -> waits += millis to run }
        pump.send(ByteArray(3))
        pump.close()
        pump.close()
        pump.send(ByteArray(4))
        assertEquals(listOf("write 3"), stream.log)
        val (millis, run) = waits.single()
        assertEquals(1_000, millis)
        run()
        run()
        assertEquals(listOf("write 3", "close"), stream.log)
    }

    @Test
    fun `a channel that fails is closed once`() {
        val stream = Stream().apply { open = false }
        val pump = StreamPump(stream) { _, run -> run() }
        pump.send(ByteArray(3))
        pump.send(ByteArray(3))
        pump.close()
        assertEquals(listOf("write 3", "close"), stream.log)
    }

    @Test
    fun `an address is written as Android writes it`() {
        val address = byteArrayOf(0x01, 0xAB.toByte(), 0, 0x7F, 0xFF.toByte(), 0x10)
        assertEquals("01:AB:00:7F:FF:10", addressText(address))
        assertNull(addressText(ByteArray(5)))
    }
}
