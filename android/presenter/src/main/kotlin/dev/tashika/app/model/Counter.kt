package dev.tashika.app.model

import dev.tashika.app.ports.Characteristic
import dev.tashika.app.ports.HistoryEntry
import dev.tashika.app.ports.PermissionKind
import dev.tashika.app.ports.PortEvent
import dev.tashika.app.ports.SettingsPage
import dev.tashika.app.ports.SignalKind
import java.time.Duration
import java.time.Instant

/** The core's machine for the whole life of the app. */
interface Counter : AutoCloseable {
    val view: View

    fun onEvent(event: CounterEvent, now: Duration, wall: Instant): List<CounterAction>

    /** The portrait of this document, as bytes that the caller wipes. */
    fun portrait(document: Int): ByteArray?
}

/** What happened. */
sealed interface CounterEvent {
    data object Cancel : CounterEvent

    data class CustomerCardShown(val shown: Boolean) : CounterEvent

    /** A verdict or a problem is read. */
    data object Done : CounterEvent

    data class FaceJudged(val outcome: FaceOutcome) : CounterEvent

    data object NfcWanted : CounterEvent

    /** What a port reports. */
    data class Port(val event: PortEvent) : CounterEvent

    data class PortraitUnreadable(val document: Int) : CounterEvent

    data class PresetChosen(val id: String) : CounterEvent

    data object Retry : CounterEvent

    /** Sixteen random bytes. */
    class Service(val bytes: ByteArray) : CounterEvent

    data object Started : CounterEvent

    data class Stopped(val reason: StopReason) : CounterEvent
}

enum class StopReason { BACKGROUND, LOCKED }

/** What to do. */
sealed interface CounterAction {
    class Advertise(val service: ByteArray, val ident: ByteArray) : CounterAction

    data class Announce(val say: Phrase) : CounterAction

    data object ArmNfc : CounterAction

    data class AskPermission(val kind: PermissionKind) : CounterAction

    /** Tell every permission and radio as it is. */
    data object CheckDevice : CounterAction

    data object CloseCamera : CounterAction

    class Connect(val service: ByteArray, val address: ByteArray?) : CounterAction

    /** Answer with [CounterEvent.Service]. */
    data object CreateService : CounterAction

    data object DisarmNfc : CounterAction

    data class KeepHistory(val entry: HistoryEntry, val until: Instant) : CounterAction

    data object OpenCamera : CounterAction

    data class OpenSettings(val page: SettingsPage) : CounterAction

    class OpenStream(val service: ByteArray, val address: ByteArray?, val psm: Int) : CounterAction

    data object PublishStream : CounterAction

    data object ReadPsm : CounterAction

    /** [Counter.view] has changed. */
    data object Render : CounterAction

    /** Stop the scan and begin the same one again. */
    class RestartScan(val service: ByteArray, val address: ByteArray?) : CounterAction

    data class SecureScreen(val on: Boolean) : CounterAction

    class SendApdu(val command: ByteArray) : CounterAction

    class SendBle(val characteristic: Characteristic, val value: ByteArray) : CounterAction

    class SendStream(val bytes: ByteArray) : CounterAction

    class ShowPsm(val value: ByteArray) : CounterAction

    data class Signal(val kind: SignalKind) : CounterAction

    data object StopRadio : CounterAction

    data object Subscribe : CounterAction

    data class WakeAt(val at: Duration) : CounterAction

    /** Drop every value, picture and text that came of a customer. */
    data object Wipe : CounterAction
}
