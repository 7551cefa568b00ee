package dev.tashika.app.presenter

import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.Phrase
import dev.tashika.app.ports.BleCentralPort
import dev.tashika.app.ports.BlePeripheralPort
import dev.tashika.app.ports.ClockPort
import dev.tashika.app.ports.CodeScannerPort
import dev.tashika.app.ports.DevicePort
import dev.tashika.app.ports.HistoryPort
import dev.tashika.app.ports.L2capPort
import dev.tashika.app.ports.NfcPort
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.PortEvents
import dev.tashika.app.ports.RandomPort
import dev.tashika.app.ports.SignalPort

/** The ports of one phone. */
class Ports(
    val nfc: NfcPort,
    val central: BleCentralPort,
    val peripheral: BlePeripheralPort,
    val l2cap: L2capPort,
    val scanner: CodeScannerPort,
    val device: DevicePort,
    val random: RandomPort,
    val clock: ClockPort,
    val history: HistoryPort,
    val signals: SignalPort,
)

/** What shows the screen. */
interface Stage {
    fun render()

    fun announce(say: Phrase)

    fun secure(on: Boolean)

    fun wipe()
}

/**
 * Carries events to the model and its actions to the ports, in order, one event at a time.
 *
 * Ports report from their own threads, and sometimes while an action is carried out: such an event
 * waits until the actions before it are done.
 */
class Shell(
    private val counter: Counter,
    private val ports: Ports,
    private val stage: Stage,
) : PortEvents, AutoCloseable {
    private enum class Link { CENTRAL, NONE, PERIPHERAL }

    private val waiting = ArrayDeque<CounterEvent>()
    private var working = false
    private var closed = false
    private var link = Link.NONE
    private var psm: ByteArray? = null

    override fun on(event: PortEvent): Unit = on(CounterEvent.Port(event))

    @Synchronized
    fun on(event: CounterEvent) {
        if (closed) return
        waiting.addLast(event)
        if (working) return
        working = true
        try {
            while (true) {
                val next = waiting.removeFirstOrNull() ?: break
                val actions = counter.onEvent(next, ports.clock.now(), ports.clock.wall())
                actions.forEach(::act)
            }
        } finally {
            working = false
        }
    }

    @Synchronized
    override fun close() {
        if (closed) return
        closed = true
        waiting.clear()
        stopRadio()
        counter.close()
    }

    private fun act(action: CounterAction) {
        when (action) {
            is CounterAction.Advertise -> {
                link = Link.PERIPHERAL
                ports.peripheral.advertise(action.service, action.ident, psm)
            }
            is CounterAction.Announce -> stage.announce(action.say)
            CounterAction.ArmNfc -> ports.nfc.arm()
            is CounterAction.AskPermission -> ports.device.ask(action.kind)
            CounterAction.CheckDevice -> ports.device.tell()
            CounterAction.CloseCamera -> ports.scanner.close()
            is CounterAction.Connect -> {
                link = Link.CENTRAL
                ports.central.connect(action.service, action.address)
            }
            CounterAction.CreateService -> on(CounterEvent.Service(ports.random.bytes(SERVICE)))
            CounterAction.DisarmNfc -> ports.nfc.disarm()
            is CounterAction.KeepHistory -> ports.history.keep(action.entry, action.until)
            CounterAction.OpenCamera -> ports.scanner.open()
            is CounterAction.OpenSettings -> ports.device.openSettings(action.page)
            is CounterAction.OpenStream ->
                ports.l2cap.open(action.service, action.address, action.psm)
            CounterAction.PublishStream -> ports.l2cap.publish()
            CounterAction.ReadPsm -> ports.central.readPsm()
            CounterAction.Render -> stage.render()
            is CounterAction.RestartScan -> {
                link = Link.CENTRAL
                ports.central.restart(action.service, action.address)
            }
            is CounterAction.SecureScreen -> stage.secure(action.on)
            is CounterAction.SendApdu -> ports.nfc.transceive(action.command)
            is CounterAction.SendBle -> send(action)
            is CounterAction.SendStream -> ports.l2cap.send(action.bytes)
            is CounterAction.ShowPsm -> psm = action.value
            is CounterAction.Signal -> ports.signals.signal(action.kind)
            CounterAction.StopRadio -> stopRadio()
            CounterAction.Subscribe -> ports.central.subscribe()
            is CounterAction.WakeAt -> ports.clock.wakeAt(action.at)
            CounterAction.Wipe -> stage.wipe()
        }
    }

    private fun send(action: CounterAction.SendBle) {
        when (link) {
            Link.CENTRAL -> ports.central.send(action.characteristic, action.value)
            Link.PERIPHERAL -> ports.peripheral.send(action.characteristic, action.value)
            Link.NONE -> Unit
        }
    }

    /** Each link sends what waits and closes; NFC stays as it is, and the camera is the model's. */
    private fun stopRadio() {
        ports.central.close()
        ports.peripheral.close()
        ports.l2cap.close()
        link = Link.NONE
        psm = null
    }

    private companion object {
        /** Bytes of a Bluetooth service's identifier. */
        const val SERVICE = 16
    }
}
