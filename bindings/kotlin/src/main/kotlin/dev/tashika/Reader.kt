package dev.tashika

import java.time.Duration
import kotlinx.coroutines.flow.Flow

/** What happened at the reader: its radios report it, or the operator does. */
public sealed interface ReaderEvent {
    /** The tag's response to the last command. */
    public class ApduResponse(
        /** Data and status word. */
        public val response: ByteArray,
    ) : ReaderEvent

    /** Ask for more in the same session. */
    public class Ask(
        /** The request. */
        public val request: DeviceRequest,
    ) : ReaderEvent

    /** The Bluetooth link is up, with this MTU. */
    public class BleConnected(
        /** ATT MTU in bytes. */
        public val mtu: Int,
    ) : ReaderEvent

    /** The Bluetooth link is gone, or could not be built. */
    public data object BleDisconnected : ReaderEvent

    /** Another MTU was agreed on. */
    public class BleMtu(
        /** ATT MTU in bytes. */
        public val mtu: Int,
    ) : ReaderEvent

    /** A value was notified to, or written by, the wallet's side. */
    public class BleReceived(
        /** The characteristic. */
        public val characteristic: Characteristic,
        /** The value. */
        public val value: ByteArray,
    ) : ReaderEvent

    /** State and the wallet-to-reader characteristic are subscribed. */
    public data object BleSubscribed : ReaderEvent

    /** The text of a code. */
    public class CodeScanned(
        /** The text. */
        public val text: String,
    ) : ReaderEvent

    /** End the transaction. */
    public data object End : ReaderEvent

    /** The key that [ReaderAction.CreateKey] asked for. */
    public class Key(
        /** The key, fresh. */
        public val key: PrivateKey,
    ) : ReaderEvent

    /** The value that [ReaderAction.ReadPsm] asked for. */
    public class PsmRead(
        /** The value; `null` where the wallet has none, or does not let it be read. */
        public val value: ByteArray?,
    ) : ReaderEvent

    /** The signature that [ReaderAction.Sign] asked for. */
    public class Signature(
        /** The number of the action. */
        public val id: Int,
        /** The signature, `r || s`. */
        public val signature: ByteArray,
    ) : ReaderEvent

    /** The L2CAP channel is closed, or could not be opened. */
    public data object StreamClosed : ReaderEvent

    /** The L2CAP channel is open: the one that the reader opened, or a wallet came by the reader's. */
    public data object StreamOpened : ReaderEvent

    /** The channel that [ReaderAction.PublishStream] asked for. */
    public class StreamPublished(
        /** The channel; `null` where there is none. */
        public val psm: Long?,
    ) : ReaderEvent

    /** Bytes of the L2CAP channel, in any pieces. */
    public class StreamReceived(
        /** The bytes. */
        public val bytes: ByteArray,
    ) : ReaderEvent

    /** A tag is in the field. */
    public data object TagFound : ReaderEvent

    /** The tag has left the field. */
    public data object TagLost : ReaderEvent

    /** Time passes. */
    public data object Tick : ReaderEvent
}

/** What the reader's radios and screen shall do. */
public sealed interface ReaderAction {
    /** Be a GATT server with this service, and show this value as Ident. */
    public class Advertise(
        /** The service, big-endian. */
        public val service: ByteArray,
        /** The value of Ident. */
        public val ident: ByteArray,
    ) : ReaderAction

    /** Make a fresh private key on this curve. Comes only where the session makes none itself. */
    public class CreateKey(
        /** The curve. */
        public val curve: Curve,
    ) : ReaderAction

    /** The transaction is over. Nothing follows. */
    public class Finished(
        /** How it ended. */
        public val outcome: TransactionOutcome,
    ) : ReaderAction

    /** Open this L2CAP channel of the wallet. */
    public class OpenStream(
        /** The service, big-endian. */
        public val service: ByteArray,
        /** The wallet's address, where it is known. */
        public val address: ByteArray?,
        /** The channel. */
        public val psm: Long,
    ) : ReaderAction

    /** Look for a tag. */
    public data object PollTag : ReaderAction

    /** Listen on an L2CAP channel of this device, and answer with [ReaderEvent.StreamPublished]. */
    public data object PublishStream : ReaderAction

    /** Read the wallet's L2CAP characteristic, and answer with [ReaderEvent.PsmRead]. */
    public data object ReadPsm : ReaderAction

    /** Something to show. */
    public class Show(
        /** The step that is done. */
        public val progress: Progress,
    ) : ReaderAction

    /** A response came: verify it, and close it. */
    public class Received(
        /** What came. */
        public val presentation: Presentation,
    ) : ReaderAction

    /** Connect to the GATT server with this service. */
    public class Scan(
        /** The service, big-endian. */
        public val service: ByteArray,
        /** The wallet's address, where it is known. */
        public val address: ByteArray?,
    ) : ReaderAction

    /** Look for a code. */
    public data object ScanCode : ReaderAction

    /** Send this command to the tag. */
    public class SendApdu(
        /** The command. */
        public val command: ByteArray,
    ) : ReaderAction

    /** Write without response as client, notify as server. */
    public class SendBle(
        /** The characteristic. */
        public val characteristic: Characteristic,
        /** The value. */
        public val value: ByteArray,
    ) : ReaderAction

    /** Send these bytes through the L2CAP channel. */
    public class SendStream(
        /** The bytes. */
        public val bytes: ByteArray,
    ) : ReaderAction

    /** Show this value in the L2CAP characteristic of the server that is advertised next. */
    public class ShowPsm(
        /** The value. */
        public val value: ByteArray,
    ) : ReaderAction

    /** Sign these bytes with the reader's key. Comes only where no signer was given. */
    public class Sign(
        /** A number to answer with. */
        public val id: Int,
        /** The algorithm. */
        public val algorithm: Algorithm,
        /** What to sign. */
        public val bytes: ByteArray,
    ) : ReaderAction

    /** Send what is waiting, then stop scanning, advertising and polling, and close every link. */
    public data object StopRadio : ReaderAction

    /** Subscribe, as client, to State and Server2Client. */
    public data object Subscribe : ReaderAction

    /** Come back with [ReaderEvent.Tick] at this time, unless something happens before. */
    public class WakeAt(
        /** The time, on the clock of the events. */
        public val at: Duration,
    ) : ReaderAction
}

/** Takes the actions of a session, for callers without coroutines. */
public fun interface ReaderActions {
    /** One thing to do. */
    public fun act(action: ReaderAction)
}

/** Makes the private key of a session. */
public fun interface KeySource {
    /** A fresh key on [curve]. */
    public fun key(curve: Curve): PrivateKey
}

/**
 * One transaction in person, from the engagement to the end. It holds the session's keys: close it.
 *
 * Events go in with the time of any clock that only goes forward, actions come out. One session is
 * one transaction; after a loss the next engagement needs a new one. It may be used from any thread,
 * one event at a time.
 *
 * Where [signer] is given it signs within the call that needs it; else [ReaderAction.Sign] asks.
 * Where [keys] is `null`, [ReaderAction.CreateKey] asks for the key.
 */
public class ReaderSession
@JvmOverloads
@Throws(TashikaException::class)
constructor(
    request: DeviceRequest,
    options: ReaderOptions,
    signer: RequestSigner? = null,
    private val keys: KeySource? = KeySource { PrivateKey.generate(it) },
) : AutoCloseable {
    private val native = NativeReaderSession(request.native, options, signer)

    /** Whether the transaction is over. Its keys are gone. */
    public val isOver: Boolean get() = native.isOver()

    /** Where the transaction is. */
    public val phase: Phase get() = native.phase()

    /** Begins: what to look for. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun start(now: Duration = clock()): List<ReaderAction> = keyed(native.start(now), now)

    /** Takes what happened at [now] and returns what to do, in order. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun onEvent(event: ReaderEvent, now: Duration = clock()): List<ReaderAction> =
        keyed(native.onEvent(native(event), now), now)

    /** The same with a callback for each action. */
    @Throws(TashikaException::class)
    public fun onEvent(event: ReaderEvent, actions: ReaderActions): Unit =
        onEvent(event).forEach(actions::act)

    /** Begins, takes [events] as they come, and emits what to do until the transaction is over. */
    public fun transact(events: Flow<ReaderEvent>): Flow<ReaderAction> =
        rounds(events, { start() }, { onEvent(it) }, { isOver })

    override fun close(): Unit = native.close()

    /** Makes the key where the session is asked for one; what follows from it comes in its place. */
    private fun keyed(actions: List<NativeAction>, now: Duration): List<ReaderAction> =
        actions.flatMap { action ->
            if (action is NativeAction.CreateKey && keys != null) {
                keys.key(action.curve).use { key -> onEvent(ReaderEvent.Key(key), now) }
            } else {
                listOf(public(action))
            }
        }
}

private fun native(event: ReaderEvent): NativeEvent =
    when (event) {
        is ReaderEvent.ApduResponse -> NativeEvent.ApduResponse(event.response)
        is ReaderEvent.Ask -> NativeEvent.Ask(event.request.native)
        is ReaderEvent.BleConnected -> NativeEvent.BleConnected(event.mtu)
        ReaderEvent.BleDisconnected -> NativeEvent.BleDisconnected
        is ReaderEvent.BleMtu -> NativeEvent.BleMtu(event.mtu)
        is ReaderEvent.BleReceived -> NativeEvent.BleReceived(event.characteristic, event.value)
        ReaderEvent.BleSubscribed -> NativeEvent.BleSubscribed
        is ReaderEvent.CodeScanned -> NativeEvent.CodeScanned(event.text)
        ReaderEvent.End -> NativeEvent.End
        is ReaderEvent.Key -> NativeEvent.Key(event.key.native)
        is ReaderEvent.PsmRead -> NativeEvent.PsmRead(event.value)
        is ReaderEvent.StreamPublished -> NativeEvent.StreamPublished(event.psm)
        is ReaderEvent.Signature -> NativeEvent.Signature(event.id, event.signature)
        ReaderEvent.StreamClosed -> NativeEvent.StreamClosed
        ReaderEvent.StreamOpened -> NativeEvent.StreamOpened
        is ReaderEvent.StreamReceived -> NativeEvent.StreamReceived(event.bytes)
        ReaderEvent.TagFound -> NativeEvent.TagFound
        ReaderEvent.TagLost -> NativeEvent.TagLost
        ReaderEvent.Tick -> NativeEvent.Tick
    }

private fun public(action: NativeAction): ReaderAction =
    when (action) {
        is NativeAction.Advertise -> ReaderAction.Advertise(action.service, action.ident)
        is NativeAction.CreateKey -> ReaderAction.CreateKey(action.curve)
        is NativeAction.Finished -> ReaderAction.Finished(action.outcome)
        is NativeAction.OpenStream -> ReaderAction.OpenStream(action.service, action.address, action.psm)
        NativeAction.PollTag -> ReaderAction.PollTag
        is NativeAction.Progress -> ReaderAction.Show(action.progress)
        is NativeAction.NativeReceived -> ReaderAction.Received(Presentation(action.presentation))
        is NativeAction.Scan -> ReaderAction.Scan(action.service, action.address)
        NativeAction.ScanCode -> ReaderAction.ScanCode
        is NativeAction.SendApdu -> ReaderAction.SendApdu(action.command)
        is NativeAction.SendBle -> ReaderAction.SendBle(action.characteristic, action.value)
        is NativeAction.SendStream -> ReaderAction.SendStream(action.bytes)
        NativeAction.PublishStream -> ReaderAction.PublishStream
        NativeAction.ReadPsm -> ReaderAction.ReadPsm
        is NativeAction.ShowPsm -> ReaderAction.ShowPsm(action.value)
        is NativeAction.Sign -> ReaderAction.Sign(action.id, action.algorithm, action.bytes)
        NativeAction.StopRadio -> ReaderAction.StopRadio
        NativeAction.Subscribe -> ReaderAction.Subscribe
        is NativeAction.WakeAt -> ReaderAction.WakeAt(action.at)
    }
