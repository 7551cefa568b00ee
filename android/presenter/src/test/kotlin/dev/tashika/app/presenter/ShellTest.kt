package dev.tashika.app.presenter

import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.Phrase
import dev.tashika.app.model.View
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.ports.FakePorts
import dev.tashika.app.ports.PortEvent
import java.time.Duration
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Events and actions in their order. */
class ShellTest {
    /** Answers each event by what the test says. */
    private class Scripted(private val answer: (CounterEvent) -> List<CounterAction>) : Counter {
        val events = mutableListOf<CounterEvent>()
        var closed = false
        override val view: View get() = Samples.ready

        override fun onEvent(event: CounterEvent, now: Duration, wall: Instant): List<CounterAction> {
            events += event
            return answer(event)
        }

        override fun portrait(document: Int): ByteArray? = null

        override fun close() {
            closed = true
        }
    }

    private val stage = object : Stage {
        val log = mutableListOf<String>()

        override fun render() {
            log += "render"
        }

        override fun announce(say: Phrase) {
            log += "announce ${say.key}"
        }

        override fun secure(on: Boolean) {
            log += "secure $on"
        }

        override fun wipe() {
            log += "wipe"
        }
    }

    private val fakes = FakePorts()

    private fun shell(counter: Counter): Shell = Shell(counter, fakes.ports(), stage)

    private fun FakePorts.ports() =
        Ports(this, central, peripheral, l2cap, this, this, this, this, this, this)

    private val service = ByteArray(16)

    @Test
    fun `actions are carried out in their order`() {
        val counter = Scripted {
            listOf(
                CounterAction.ArmNfc,
                CounterAction.OpenCamera,
                CounterAction.SecureScreen(true),
                CounterAction.Render,
                CounterAction.WakeAt(Duration.ofSeconds(3)),
            )
        }
        shell(counter).on(CounterEvent.Started)
        assertEquals(listOf("nfc arm", "camera open"), fakes.log)
        assertEquals(listOf("secure true", "render"), stage.log)
        assertEquals(Duration.ofSeconds(3), fakes.wake)
    }

    @Test
    fun `an event that comes out of an action waits for the rest of the actions`() {
        val counter = Scripted { event ->
            when (event) {
                CounterEvent.Started -> listOf(CounterAction.CreateService, CounterAction.ArmNfc)
                is CounterEvent.Service -> listOf(CounterAction.OpenCamera)
                else -> emptyList()
            }
        }
        shell(counter).on(CounterEvent.Started)
        assertEquals(listOf("nfc arm", "camera open"), fakes.log)
        assertEquals(16, (counter.events.last() as CounterEvent.Service).bytes.size)
    }

    @Test
    fun `values go over the link that was built last`() {
        val send = CounterAction.SendBle(Characteristic.STATE, byteArrayOf(1))
        val script =
            ArrayDeque(
                listOf(
                    listOf(send),
                    listOf(CounterAction.Connect(service, null), send),
                    listOf(CounterAction.Advertise(service, service), send),
                    listOf(CounterAction.RestartScan(service, null), send),
                    listOf(CounterAction.StopRadio, send),
                )
            )
        val shell = shell(Scripted { script.removeFirst() })
        repeat(5) { shell.on(PortEvent.Tick) }
        val sent = fakes.log.filter { "send" in it }
        assertEquals(listOf("central send STATE 1", "peripheral send STATE 1", "central send STATE 1"), sent)
        assertEquals(1, fakes.log.count { it == "central restart" })
    }

    @Test
    fun `the channel that is shown is that of the next advert alone`() {
        val advertise = CounterAction.Advertise(service, service)
        val script =
            ArrayDeque(
                listOf(
                    listOf(CounterAction.ShowPsm(byteArrayOf(0, 0, 0, 0x81.toByte())), advertise),
                    listOf(CounterAction.StopRadio, advertise),
                )
            )
        val shell = shell(Scripted { script.removeFirst() })
        repeat(2) { shell.on(PortEvent.Tick) }
        val adverts = fakes.log.filter { it.startsWith("peripheral advertise") }
        assertEquals(listOf("peripheral advertise psm", "peripheral advertise"), adverts)
    }

    @Test
    fun `a scan that begins again closes the link of the other role`() {
        val script =
            ArrayDeque(
                listOf(
                    listOf<CounterAction>(CounterAction.Advertise(service, service)),
                    listOf<CounterAction>(CounterAction.StopRadio, CounterAction.Connect(service, null)),
                )
            )
        val shell = shell(Scripted { script.removeFirst() })
        repeat(2) { shell.on(PortEvent.Tick) }
        val order = fakes.log.indexOf("peripheral close") to fakes.log.indexOf("central connect")
        assertTrue(order.first in 0 until order.second, "${fakes.log}")
    }

    @Test
    fun `after its end nothing comes in`() {
        val counter = Scripted { listOf(CounterAction.Render) }
        val shell = shell(counter)
        shell.close()
        shell.on(CounterEvent.Started)
        shell.close()
        assertTrue(counter.closed)
        assertTrue(counter.events.isEmpty())
        assertTrue(stage.log.isEmpty())
        assertTrue("central close" in fakes.log)
    }

    @Test
    fun `events of many threads come one at a time`() {
        var inside = 0
        var most = 0
        val counter = Scripted {
            inside++
            most = maxOf(most, inside)
            inside--
            listOf(CounterAction.Render)
        }
        val shell = shell(counter)
        val threads = (1..8).map { Thread { repeat(200) { shell.on(PortEvent.Tick) } } }
        threads.forEach(Thread::start)
        threads.forEach(Thread::join)
        assertEquals(1, most)
        assertEquals(1600, counter.events.size)
    }
}
