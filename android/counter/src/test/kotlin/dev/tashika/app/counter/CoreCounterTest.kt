package dev.tashika.app.counter

import dev.tashika.Counter
import dev.tashika.CounterOptions
import dev.tashika.TrustStore
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.Phrase
import dev.tashika.app.model.Screen
import dev.tashika.app.model.StopReason
import dev.tashika.app.model.VerdictKind
import dev.tashika.app.ports.Characteristic
import dev.tashika.app.ports.FakePorts
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.PermissionState
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.RadioKind
import dev.tashika.app.ports.RadioState
import dev.tashika.app.presenter.Ports
import dev.tashika.app.presenter.Shell
import dev.tashika.app.presenter.Stage
import java.io.File
import java.time.Duration
import java.util.Base64
import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The core's counter through the app's shell and ports. */
class CoreCounterTest {
    private val fakes = FakePorts()
    private val said = mutableListOf<String>()

    private val stage = object : Stage {
        override fun render(): Unit = Unit

        override fun announce(say: Phrase) {
            said += say.key
        }

        override fun secure(on: Boolean): Unit = Unit

        override fun wipe() {
            said += "wipe"
        }
    }

    private fun store(): TrustStore {
        val folder = File(System.getProperty("tashika.root"), "tests/fixtures/trust")
        val pem = folder.listFiles()!!.filter { it.extension == "pem" }.minBy { it.name }
        return TrustStore(TrustStore.issuer(pem.readBytes()))
    }

    private fun started(trust: TrustStore, work: (CoreCounter, Shell) -> Unit) {
        val counter = CoreCounter(Counter(CounterOptions(day = "2026-06-01"), trust))
        val ports =
            with(fakes) { Ports(this, central, peripheral, l2cap, this, this, this, this, this, this) }
        Shell(counter, ports, stage).use { shell ->
            shell.on(CounterEvent.Started)
            PermissionKind.entries.forEach { shell.on(PortEvent.Permission(it, PermissionState.GRANTED)) }
            RadioKind.entries.forEach { shell.on(PortEvent.Radio(it, RadioState.ON)) }
            work(counter, shell)
        }
    }

    @Test
    fun `a cold start arms NFC and the camera, and a tap begins the transaction`() {
        store().use { trust ->
            started(trust) { counter, shell ->
                assertEquals(listOf("tell device", "camera open", "nfc arm"), fakes.log)
                assertTrue(counter.view.screen is Screen.Ready)
                shell.on(PortEvent.TagFound)
                assertTrue("nfc transceive 13" in fakes.log, "${fakes.log}")
                assertTrue("camera close" in fakes.log)
                assertTrue(counter.view.screen is Screen.Engaging)
                assertEquals(listOf("waiting.engaging"), said)
                shell.on(CounterEvent.Cancel)
                assertTrue(counter.view.screen is Screen.Ready)
            }
        }
    }

    @Test
    fun `the camera that is free again arms NFC once more`() {
        store().use { trust ->
            started(trust) { _, shell ->
                val before = fakes.log.count { it == "nfc arm" }
                shell.on(PortEvent.CameraClosed)
                assertTrue(fakes.log.count { it == "nfc arm" } > before, "${fakes.log}")
            }
        }
    }

    @Test
    fun `in the background everything is wiped and stopped`() {
        store().use { trust ->
            started(trust) { _, shell ->
                shell.on(PortEvent.TagFound)
                shell.on(CounterEvent.Stopped(StopReason.LOCKED))
                assertTrue("wipe" in said)
                assertTrue("nfc disarm" in fakes.log && "camera close" in fakes.log, "${fakes.log}")
            }
        }
    }

    @Test
    fun `without anybody to trust the app is blocked, and a missing permission is found before`() {
        TrustStore().use { trust ->
            started(trust) { counter, _ ->
                val screen = counter.view.screen as Screen.Blocked
                assertEquals("blocked.configuration.no-trust", screen.view.say.key)
            }
        }
        fakes.log.clear()
        store().use { trust ->
            started(trust) { counter, shell ->
                shell.on(PortEvent.Permission(PermissionKind.BLUETOOTH, PermissionState.DENIED))
                assertTrue(counter.view.screen is Screen.Blocked)
                shell.on(CounterEvent.Retry)
                assertEquals("ask BLUETOOTH", fakes.log.last())
            }
        }
    }

    @Test
    fun `noise from every port throws nothing, accepts nothing, and a tap works after it`() {
        val random = Random(7)
        println("seed 7")
        val bytes = { most: Int -> random.nextBytes(random.nextInt(most)) }
        val ndef = { byteArrayOf(0, 0x0f, 0x20, 0, 0xff.toByte(), 0, 0xff.toByte(), 4, 6, 0xe1.toByte(), 4) + bytes(40) }
        val ok = byteArrayOf(0x90.toByte(), 0)
        store().use { trust ->
            started(trust) { counter, shell ->
                repeat(3_000) {
                    val event: PortEvent =
                        when (random.nextInt(15)) {
                            0 -> PortEvent.TagFound
                            1 -> PortEvent.TagLost
                            2, 3 -> PortEvent.ApduResponse(ok)
                            4 -> PortEvent.ApduResponse(ndef() + ok)
                            5 -> PortEvent.ApduResponse(bytes(300))
                            6 -> PortEvent.CodeScanned("mdoc:" + Base64.getUrlEncoder().encodeToString(bytes(80)))
                            7 -> PortEvent.CodeScanned(bytes(80).decodeToString())
                            8 -> PortEvent.BleConnected(random.nextInt(-1, 600))
                            9 -> PortEvent.BleReceived(Characteristic.entries.random(random), bytes(520))
                            10 -> PortEvent.BleDisconnected(random.nextInt())
                            11 -> PortEvent.StreamReceived(bytes(600))
                            12 -> PortEvent.PsmRead(bytes(6))
                            13 -> PortEvent.StreamPublished(random.nextInt())
                            else -> PortEvent.Tick
                        }
                    fakes.time += Duration.ofMillis(random.nextLong(400))
                    shell.on(event)
                    val verdict = counter.view.screen as? Screen.Verdict
                    assertTrue(verdict?.view?.kind != VerdictKind.ACCEPT)
                }
                assertTrue(fakes.history.none { it.verdict == "accept" })
                shell.on(CounterEvent.Cancel)
                shell.on(CounterEvent.Done)
                shell.on(CounterEvent.Retry)
                assertTrue(counter.view.screen is Screen.Ready, "${counter.view.screen}")
                shell.on(PortEvent.TagLost)
                shell.on(PortEvent.TagFound)
                assertTrue(counter.view.screen is Screen.Engaging)
            }
        }
    }

    @Test
    fun `a hundred fast taps are one transaction`() {
        store().use { trust ->
            started(trust) { counter, shell ->
                repeat(100) { shell.on(PortEvent.TagFound) }
                assertEquals(1, fakes.log.count { it.startsWith("nfc transceive") })
                repeat(100) { shell.on(CounterEvent.Cancel) }
                assertTrue(counter.view.screen is Screen.Ready)
                repeat(100) { shell.on(CounterEvent.Done) }
                repeat(100) { shell.on(CounterEvent.Retry) }
                assertTrue(counter.view.screen is Screen.Ready)
            }
        }
    }

    @Test
    fun `a radio that goes off, and a permission that is taken, in the middle end on a screen that says so`() {
        val gone =
            listOf(
                PortEvent.Radio(RadioKind.BLUETOOTH, RadioState.OFF),
                PortEvent.Permission(PermissionKind.BLUETOOTH, PermissionState.DENIED_FOR_GOOD),
            )
        for (event in gone) {
            store().use { trust ->
                started(trust) { counter, shell ->
                    shell.on(PortEvent.TagFound)
                    shell.on(event)
                    shell.on(CounterEvent.Cancel)
                    val screen = counter.view.screen
                    assertTrue(screen is Screen.Blocked, "$event: $screen")
                }
            }
        }
    }

    @Test
    fun `the app's names are the core's`() {
        fun names(vararg own: Enum<*>) = own.map { it.name }
        assertEquals(
            names(*dev.tashika.VerdictKind.entries.toTypedArray()),
            names(*dev.tashika.app.model.VerdictKind.entries.toTypedArray()),
        )
        assertEquals(
            names(*dev.tashika.FinderState.entries.toTypedArray()),
            names(*dev.tashika.app.model.FinderState.entries.toTypedArray()),
        )
        assertEquals(
            names(*dev.tashika.RowState.entries.toTypedArray()),
            names(*dev.tashika.app.model.RowState.entries.toTypedArray()),
        )
        assertEquals(
            names(*dev.tashika.Signal.entries.toTypedArray()),
            names(*dev.tashika.app.ports.SignalKind.entries.toTypedArray()),
        )
        assertEquals(
            names(*dev.tashika.SettingsPage.entries.toTypedArray()),
            names(*dev.tashika.app.ports.SettingsPage.entries.toTypedArray()),
        )
        assertEquals(
            names(*dev.tashika.ProblemAction.entries.toTypedArray()),
            names(*dev.tashika.app.model.ProblemAction.entries.toTypedArray()),
        )
        assertEquals(
            names(*dev.tashika.CertificationState.entries.toTypedArray()),
            names(*dev.tashika.app.model.CertificationState.entries.toTypedArray()),
        )
        assertEquals(
            names(*dev.tashika.WaitingActor.entries.toTypedArray()),
            names(*dev.tashika.app.model.Actor.entries.toTypedArray()),
        )
    }
}
