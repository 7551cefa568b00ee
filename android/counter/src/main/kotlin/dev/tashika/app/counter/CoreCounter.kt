package dev.tashika.app.counter

import dev.tashika.Counter as Core
import dev.tashika.CounterAction as CoreAction
import dev.tashika.CounterEvent as CoreEvent
import dev.tashika.RadioAction
import dev.tashika.RadioEvent
import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.View
import dev.tashika.app.ports.HistoryEntry
import dev.tashika.app.ports.PortEvent
import java.time.Duration
import java.time.Instant
import java.util.Locale

/** The core's counter, which makes its own keys and random bytes. */
class CoreCounter(private val core: Core) : Counter {
    override val view: View get() = view(core.view)

    override fun onEvent(event: CounterEvent, now: Duration, wall: Instant): List<CounterAction> =
        event(event)?.let { heard(it, now, wall) }.orEmpty()

    /** The same with an event of the core. */
    internal fun heard(event: CoreEvent, now: Duration, wall: Instant): List<CounterAction> =
        core.onEvent(event, now, wall).mapNotNull(::action)

    override fun portrait(document: Int): ByteArray? = core.portrait(document)

    override fun close(): Unit = core.close()
}

/** The entry of the same name: both enums have the same ones, as a test shows. */
internal inline fun <reified T : Enum<T>> Enum<*>.same(): T = enumValueOf(name)

/** The core's name of an entry. */
internal fun Enum<*>.code(): String = name.lowercase(Locale.ROOT).replace('_', '-')

private fun event(event: CounterEvent): CoreEvent? =
    when (event) {
        CounterEvent.Cancel -> CoreEvent.Cancel
        is CounterEvent.CustomerCardShown -> CoreEvent.CustomerCardShown(event.shown)
        CounterEvent.Done -> CoreEvent.Done
        is CounterEvent.FaceJudged -> CoreEvent.FaceJudged(event.outcome.same())
        CounterEvent.NfcWanted -> CoreEvent.NfcWanted
        is CounterEvent.Port -> port(event.event)
        is CounterEvent.PortraitUnreadable -> CoreEvent.PortraitUnreadable(event.document)
        is CounterEvent.PresetChosen -> CoreEvent.PresetChosen(event.id)
        CounterEvent.Retry -> CoreEvent.Retry
        is CounterEvent.Service -> CoreEvent.Service(event.bytes)
        CounterEvent.Started -> CoreEvent.Started
        is CounterEvent.Stopped -> CoreEvent.Stopped(event.reason.same())
    }

/** The camera that is free again is a radio that is on: the counter arms NFC once more. */
private fun port(event: PortEvent): CoreEvent? =
    when (event) {
        PortEvent.CameraClosed -> CoreEvent.Radio(dev.tashika.RadioKind.CAMERA, dev.tashika.RadioState.ON)
        is PortEvent.Permission -> CoreEvent.Permission(event.kind.same(), event.state.same())
        is PortEvent.Radio -> CoreEvent.Radio(event.kind.same(), event.state.same())
        PortEvent.Tick -> CoreEvent.Tick
        else -> radio(event)?.let(CoreEvent::Session)
    }

private fun radio(event: PortEvent): RadioEvent? =
    when (event) {
        is PortEvent.ApduResponse -> RadioEvent.ApduResponse(event.response)
        is PortEvent.BleConnected -> RadioEvent.BleConnected(event.mtu)
        is PortEvent.BleDisconnected -> RadioEvent.BleDisconnected
        is PortEvent.BleMtu -> RadioEvent.BleMtu(event.mtu)
        is PortEvent.BleReceived -> RadioEvent.BleReceived(event.characteristic.named(), event.value)
        PortEvent.BleSubscribed -> RadioEvent.BleSubscribed
        is PortEvent.CodeScanned -> RadioEvent.CodeScanned(event.text)
        is PortEvent.PsmRead -> RadioEvent.PsmRead(event.value)
        PortEvent.StreamClosed -> RadioEvent.StreamClosed
        PortEvent.StreamOpened -> RadioEvent.StreamOpened
        is PortEvent.StreamPublished -> RadioEvent.StreamPublished(event.psm?.toLong())
        is PortEvent.StreamReceived -> RadioEvent.StreamReceived(event.bytes)
        PortEvent.TagFound -> RadioEvent.TagFound
        PortEvent.TagLost -> RadioEvent.TagLost
        else -> null
    }

private fun dev.tashika.app.ports.Characteristic.named(): dev.tashika.Characteristic =
    dev.tashika.Characteristic.entries.first { it.name.replace("_", "") == name.replace("_", "") }

private fun dev.tashika.Characteristic.named(): dev.tashika.app.ports.Characteristic =
    dev.tashika.app.ports.Characteristic.entries.first { it.name.replace("_", "") == name.replace("_", "") }

private fun action(action: CoreAction): CounterAction? =
    when (action) {
        is CoreAction.Announce -> CounterAction.Announce(phrase(action.phrase))
        CoreAction.ArmNfc -> CounterAction.ArmNfc
        is CoreAction.AskPermission -> CounterAction.AskPermission(action.kind.same())
        CoreAction.CheckDevice -> CounterAction.CheckDevice
        CoreAction.CloseCamera -> CounterAction.CloseCamera
        CoreAction.CreateService -> CounterAction.CreateService
        CoreAction.DisarmNfc -> CounterAction.DisarmNfc
        is CoreAction.KeepHistory -> CounterAction.KeepHistory(entry(action.entry), action.until)
        CoreAction.OpenCamera -> CounterAction.OpenCamera
        is CoreAction.OpenSettings -> CounterAction.OpenSettings(action.page.same())
        is CoreAction.Radio -> radio(action.action)
        CoreAction.Render -> CounterAction.Render
        is CoreAction.RestartScan -> CounterAction.RestartScan(action.service, action.address)
        // Android has no reader of its own; the options say so.
        is CoreAction.RunSystemReader, CoreAction.StopSystemReader -> null
        is CoreAction.SecureScreen -> CounterAction.SecureScreen(action.on)
        is CoreAction.Signal -> CounterAction.Signal(action.signal.same())
        is CoreAction.WakeAt -> CounterAction.WakeAt(action.at)
        CoreAction.Wipe -> CounterAction.Wipe
    }

private fun radio(action: RadioAction): CounterAction? =
    when (action) {
        is RadioAction.Advertise -> CounterAction.Advertise(action.service, action.ident)
        is RadioAction.OpenStream ->
            CounterAction.OpenStream(action.service, action.address, action.psm.toInt())
        RadioAction.PublishStream -> CounterAction.PublishStream
        RadioAction.ReadPsm -> CounterAction.ReadPsm
        is RadioAction.Scan -> CounterAction.Connect(action.service, action.address)
        is RadioAction.SendApdu -> CounterAction.SendApdu(action.command)
        is RadioAction.SendBle -> CounterAction.SendBle(action.characteristic.named(), action.value)
        is RadioAction.SendStream -> CounterAction.SendStream(action.bytes)
        is RadioAction.ShowPsm -> CounterAction.ShowPsm(action.value)
        RadioAction.StopRadio -> CounterAction.StopRadio
        RadioAction.Subscribe -> CounterAction.Subscribe
        // The counter and its signer have answered these themselves.
        is RadioAction.CreateKey, is RadioAction.Sign -> null
    }

internal fun entry(own: dev.tashika.HistoryEntry): HistoryEntry =
    HistoryEntry(
        own.time,
        own.preset,
        own.verdict.code(),
        own.reasons.map { it.code() },
        own.policy,
        own.trust,
    )
