package dev.tashika.app.counter

import dev.tashika.History
import dev.tashika.ReasonCode
import dev.tashika.TashikaException
import dev.tashika.VerdictKind
import dev.tashika.app.ports.HistoryEntry
import java.time.Instant

/** The core's history behind the app's own names. */
class KeptHistory private constructor(private val core: History) : AutoCloseable {
    /** The file. */
    val json: String get() = core.json

    /** The oldest first. */
    val entries: List<HistoryEntry> get() = core.entries.map(::entry)

    /** An entry of no known verdict or reason comes from no counter, and is not kept. */
    fun keep(entry: HistoryEntry, until: Instant) {
        val verdict = VerdictKind.entries.find { it.code() == entry.verdict } ?: return
        val reasons = entry.reasons.map { code -> ReasonCode.entries.find { it.code() == code } ?: return }
        val own =
            dev.tashika.HistoryEntry(
                entry.time,
                entry.preset,
                verdict,
                reasons,
                entry.policyVersion,
                entry.trustVersion,
            )
        core.keep(own, until)
    }

    fun purge(now: Instant): Unit = core.purge(now)

    override fun close(): Unit = core.close()

    companion object {
        /** A history of a file; an empty one where it is none. */
        fun read(text: String): KeptHistory =
            KeptHistory(
                try {
                    History(text)
                } catch (_: TashikaException) {
                    History()
                }
            )
    }
}
