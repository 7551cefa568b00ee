package dev.tashika

import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.flow.Flow

/** What happened in a transaction across devices. */
public sealed interface HybridEvent {
    /** Service data of a Bluetooth advert. */
    public class Advert(
        /** The service, 16 bits. */
        public val service: Int,
        /** The data. */
        public val data: ByteArray,
    ) : HybridEvent

    /** A binary message came through the tunnel. */
    public class Binary(
        /** The message. */
        public val content: ByteArray,
    ) : HybridEvent

    /** The operator, or the person at the screen, gives up. */
    public data object Cancel : HybridEvent

    /** The tunnel is closed. */
    public data object Closed : HybridEvent

    /** A message came through the tunnel that is longer than the socket takes. */
    public data object Oversized : HybridEvent

    /** A text message came through the tunnel. */
    public data object Text : HybridEvent

    /** Time passes. */
    public data object Tick : HybridEvent

    /** The tunnel could not be opened. */
    public class TunnelFailed(
        /** The HTTP status, where a server answered. */
        public val status: Int?,
    ) : HybridEvent

    /** The tunnel is open. */
    public class TunnelOpened
    @JvmOverloads
    constructor(
        /** The subprotocol that the server chose. */
        public val subprotocol: String?,
        /** A private key on P-256, used for this tunnel alone; a fresh one where it is left out. */
        public val key: PrivateKey? = null,
    ) : HybridEvent
}

/** What the application shall do in a transaction across devices. */
public sealed interface HybridAction {
    /** Close the tunnel, after what is waiting was sent. */
    public data object Close : HybridAction

    /** Open a WebSocket. */
    public class Dial(
        /** The address. */
        public val url: String,
        /** The `Origin` of the request. */
        public val origin: String,
        /** The subprotocol to ask for. */
        public val subprotocol: String,
        /** More headers. */
        public val headers: List<TunnelHeader>,
    ) : HybridAction

    /** The transaction is over. Nothing follows. */
    public class Finished(
        /** How it ended. */
        public val outcome: HybridOutcome,
    ) : HybridAction

    /** A phone can be reached again without a code: keep this like a secret. */
    public class Linked(
        /** The link. */
        public val link: PhoneLink,
    ) : HybridAction

    /** Something to show. */
    public class Show(
        /** The step that is done. */
        public val progress: HybridProgress,
    ) : HybridAction

    /** Look at all Bluetooth adverts with service data of these services, repeated ones too. */
    public class Scan(
        /** The services, 16 bits each. */
        public val services: List<Int>,
    ) : HybridAction

    /** Send this binary message. */
    public class Send(
        /** The message. */
        public val content: ByteArray,
    ) : HybridAction

    /** Show this code. */
    public class ShowCode(
        /** The text of the code. */
        public val text: String,
    ) : HybridAction

    /** Stop looking at adverts. */
    public data object StopScan : HybridAction

    /** Come back with [HybridEvent.Tick] at this time, unless something happens before. */
    public class WakeAt(
        /** The time, on the clock of the events. */
        public val at: Duration,
    ) : HybridAction
}

/** How a transaction across devices ended. */
public sealed interface HybridOutcome {
    /** With an answer, not yet verified. Close it. */
    public class Answered(
        /** The answer. */
        public val answer: HybridAnswer,
    ) : HybridOutcome

    /** By [HybridEvent.Cancel]. */
    public class Cancelled(
        /** Where the transaction was. */
        public val phase: HybridPhase,
    ) : HybridOutcome

    /** By the phone, in its own words. */
    public class Declined(
        /** What it said. */
        public val declined: HybridDeclined,
        /** The stable id, for example `no-credential`. */
        public val id: String,
    ) : HybridOutcome

    /** By something that must not be. */
    public class Failed(
        /** What it was. */
        public val kind: HybridFailureKind,
        /** The stable id, for example `two-phones`. */
        public val id: String,
        /** A sentence. */
        public val reason: String,
        /** The same in Japanese. */
        public val reasonJa: String,
        /** Where the transaction was. */
        public val phase: HybridPhase,
    ) : HybridOutcome

    /** Nothing happened for too long. */
    public class TimedOut(
        /** Where the transaction was. */
        public val phase: HybridPhase,
    ) : HybridOutcome
}

/** An answer, not yet verified. Only a finished handshake makes one. */
public class HybridAnswer internal constructor(internal val native: NativeHybridAnswer) :
    AutoCloseable {
    /** What came. A digital credential goes to [OnlineSession.receive] with this answer. */
    public val reply: HybridReply
        @Throws(TashikaException::class) get() = native.reply()

    /** The phone, by its own words. */
    public val phone: Phone get() = native.phone()

    /** What is known of the channel. */
    public val facts: HybridFacts get() = native.facts()

    override fun close(): Unit = native.close()
}

/**
 * One transaction across devices, by a code on the screen. It holds the code's secret and the session's
 * keys: close it.
 *
 * Events go in with the time of any clock that only goes forward, actions come out. One session is one
 * code: after any end the next one needs a new session.
 */
public class HybridSession private constructor(private val native: NativeHybridSession) :
    AutoCloseable {
    /** A transaction that has not begun; [now] is what the code states. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public constructor(
        options: HybridOptions,
        now: Instant = Instant.now(),
    ) : this(NativeHybridSession(options, now))

    /** The text of the code; empty where a linked phone is called. */
    public val code: String get() = native.code()

    /** Where the transaction is; `null` before it began and after it ended. */
    public val phase: HybridPhase? get() = native.phase()

    /** Adverts of the two services that answer another code, or none. Repeated ones count. */
    public val strangers: Long get() = native.strangers()

    /** Begins: what to show and to look for. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun start(now: Duration = clock()): List<HybridAction> = native.start(now).map { public(it) }

    /** Takes what happened at [now] and returns what to do, in order. */
    @JvmOverloads
    @Throws(TashikaException::class)
    public fun onEvent(event: HybridEvent, now: Duration = clock()): List<HybridAction> {
        if (event is HybridEvent.TunnelOpened && event.key == null) {
            return PrivateKey.generate(Curve.P256).use { key ->
                onEvent(HybridEvent.TunnelOpened(event.subprotocol, key), now)
            }
        }
        return native.onEvent(native(event), now).map { public(it) }
    }

    /** Begins, takes [events] as they come, and emits what to do until the transaction is over. */
    public fun transact(events: Flow<HybridEvent>): Flow<HybridAction> =
        rounds(events, { start() }, { onEvent(it) }, { phase == null })

    override fun close(): Unit = native.close()

    public companion object {
        /**
         * A transaction that calls a phone that was linked before, without a code. [link] is the
         * record of [PhoneLink]. Where the tunnel is gone, the phone has ended the link: forget it.
         */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun linked(options: HybridOptions, link: ByteArray): HybridSession =
            HybridSession(NativeHybridSession.linked(options, link))

        /**
         * A transaction with a key on P-256 and a secret of 16 bytes that were made elsewhere, to
         * replay it. Neither is ever used twice.
         */
        @JvmStatic
        @Throws(TashikaException::class)
        public fun replay(
            options: HybridOptions,
            now: Instant,
            key: PrivateKey,
            secret: ByteArray,
        ): HybridSession =
            HybridSession(NativeHybridSession.replay(options, now, key.native, secret))
    }
}

private fun native(event: HybridEvent): NativeHybridEvent =
    when (event) {
        is HybridEvent.Advert -> NativeHybridEvent.Advert(event.service, event.data)
        is HybridEvent.Binary -> NativeHybridEvent.Binary(event.content)
        HybridEvent.Cancel -> NativeHybridEvent.Cancel
        HybridEvent.Closed -> NativeHybridEvent.Closed
        HybridEvent.Oversized -> NativeHybridEvent.Oversized
        HybridEvent.Text -> NativeHybridEvent.Text
        HybridEvent.Tick -> NativeHybridEvent.Tick
        is HybridEvent.TunnelFailed -> NativeHybridEvent.TunnelFailed(event.status)
        is HybridEvent.TunnelOpened ->
            NativeHybridEvent.TunnelOpened(event.subprotocol, event.key!!.native)
    }

private fun public(action: NativeHybridAction): HybridAction =
    when (action) {
        NativeHybridAction.Close -> HybridAction.Close
        is NativeHybridAction.Dial ->
            HybridAction.Dial(action.url, action.origin, action.subprotocol, action.headers)
        is NativeHybridAction.Finished -> HybridAction.Finished(public(action.outcome))
        is NativeHybridAction.Linked -> HybridAction.Linked(action.link)
        is NativeHybridAction.Progress -> HybridAction.Show(action.progress)
        is NativeHybridAction.Scan -> HybridAction.Scan(action.services)
        is NativeHybridAction.Send -> HybridAction.Send(action.content)
        is NativeHybridAction.ShowCode -> HybridAction.ShowCode(action.text)
        NativeHybridAction.StopScan -> HybridAction.StopScan
        is NativeHybridAction.WakeAt -> HybridAction.WakeAt(action.at)
    }

private fun public(outcome: NativeHybridOutcome): HybridOutcome =
    when (outcome) {
        is NativeHybridOutcome.Answered -> HybridOutcome.Answered(HybridAnswer(outcome.answer))
        is NativeHybridOutcome.Cancelled -> HybridOutcome.Cancelled(outcome.phase)
        is NativeHybridOutcome.Declined -> HybridOutcome.Declined(outcome.declined, outcome.id)
        is NativeHybridOutcome.Failed ->
            HybridOutcome.Failed(
                outcome.kind, outcome.id, outcome.reason, outcome.reasonJa, outcome.phase)
        is NativeHybridOutcome.TimedOut -> HybridOutcome.TimedOut(outcome.phase)
    }
