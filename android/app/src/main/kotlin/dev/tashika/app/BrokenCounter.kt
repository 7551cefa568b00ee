package dev.tashika.app

import dev.tashika.app.model.AskedAs
import dev.tashika.app.model.BlockedAction
import dev.tashika.app.model.BlockedView
import dev.tashika.app.model.CertificationState
import dev.tashika.app.model.Counter
import dev.tashika.app.model.CounterAction
import dev.tashika.app.model.CounterEvent
import dev.tashika.app.model.Header
import dev.tashika.app.model.Phrase
import dev.tashika.app.model.Screen
import dev.tashika.app.model.View
import dev.tashika.app.model.Words
import java.time.Duration
import java.time.Instant

/** What an app shows whose configuration cannot be used: what is wrong with it, and nothing else. */
class BrokenCounter(say: Phrase) : Counter {
    override val view: View =
        View(
            Header(
                CertificationState.NONE,
                Phrase("certification.none"),
                null,
                AskedAs.Nobody,
                Words("", ""),
            ),
            Screen.Blocked(
                BlockedView(say, Phrase("blocked.next.none"), BlockedAction.None)
            ),
            null,
        )

    override fun onEvent(event: CounterEvent, now: Duration, wall: Instant): List<CounterAction> =
        if (event == CounterEvent.Started) listOf(CounterAction.Render) else emptyList()

    override fun portrait(document: Int): ByteArray? = null

    override fun close(): Unit = Unit
}
