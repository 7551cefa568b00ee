package dev.tashika.app

import dev.tashika.app.counter.KeptHistory
import dev.tashika.app.ports.HistoryEntry
import dev.tashika.app.ports.HistoryPort
import java.io.File
import java.io.IOException
import java.time.Instant

/**
 * The history as a file of the app's own folder, in the core's form. A file that cannot be read counts as
 * none, and is written anew.
 */
class HistoryFile(folder: File) : HistoryPort {
    private val file = File(folder, "history.json")

    @Synchronized
    override fun keep(entry: HistoryEntry, until: Instant): Unit =
        history().use {
            it.purge(entry.time)
            it.keep(entry, until)
            write(it.json)
        }

    @Synchronized
    override fun entries(): List<HistoryEntry> = history().use { it.entries.reversed() }

    @Synchronized
    override fun deleteAll() {
        file.delete()
    }

    /** Deletes what has ended. */
    @Synchronized
    fun purge(now: Instant): Unit =
        history().use {
            val before = it.json
            it.purge(now)
            if (it.json != before) write(it.json)
        }

    private fun history(): KeptHistory =
        try {
            KeptHistory.read(if (file.length() > LARGEST_FILE) "" else file.readText())
        } catch (_: IOException) {
            KeptHistory.read("")
        }

    private fun write(text: String) {
        val next = File(file.path + ".new")
        try {
            next.writeText(text)
            if (!next.renameTo(file)) next.delete()
        } catch (_: IOException) {
            // A full device keeps no history: the check itself goes on.
            next.delete()
        }
    }

    private companion object {
        /** As much as the core reads. */
        const val LARGEST_FILE = 4L * 1024 * 1024
    }
}
