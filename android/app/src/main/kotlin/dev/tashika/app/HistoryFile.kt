package dev.tashika.app

import dev.tashika.app.ports.HistoryEntry
import dev.tashika.app.ports.HistoryPort
import java.io.File
import java.io.IOException
import java.time.Instant
import org.json.JSONArray
import org.json.JSONException
import org.json.JSONObject

/**
 * The history as a file of the app's own folder, in the core's form. A file that cannot be read
 * counts as none, and is written anew.
 */
class HistoryFile(folder: File) : HistoryPort {
    private val file = File(folder, "history.json")

    @Synchronized
    override fun keep(entry: HistoryEntry, until: Instant) {
        val all = read() + Kept(entry, until)
        write(all.takeLast(LARGEST))
    }

    @Synchronized
    override fun entries(): List<HistoryEntry> = read().map { it.entry }.reversed()

    @Synchronized
    override fun deleteAll() {
        file.delete()
    }

    /** Deletes what has ended. */
    @Synchronized
    fun purge(now: Instant) {
        val all = read()
        val rest = all.filter { it.until > now }
        if (rest.size < all.size) write(rest)
    }

    private class Kept(val entry: HistoryEntry, val until: Instant)

    private fun read(): List<Kept> =
        try {
            val all = JSONArray(file.readText())
            (0 until all.length()).map { kept(all.getJSONObject(it)) }
        } catch (_: IOException) {
            emptyList()
        } catch (_: JSONException) {
            emptyList()
        }

    private fun kept(own: JSONObject): Kept {
        val entry = own.getJSONObject("entry")
        val reasons = entry.getJSONArray("reasons")
        return Kept(
            HistoryEntry(
                Instant.ofEpochSecond(entry.getLong("time")),
                entry.getString("preset"),
                entry.getString("verdict"),
                (0 until reasons.length()).map(reasons::getString),
                entry.getString("policy"),
                entry.getString("trust"),
            ),
            Instant.ofEpochSecond(own.getLong("until")),
        )
    }

    private fun write(all: List<Kept>) {
        val list = JSONArray()
        all.forEach { list.put(json(it)) }
        val next = File(file.path + ".new")
        try {
            next.writeText(list.toString())
            next.renameTo(file)
        } catch (_: IOException) {
            // A full device keeps no history: the check itself goes on.
            next.delete()
        }
    }

    private fun json(own: Kept): JSONObject {
        val entry =
            JSONObject()
                .put("time", own.entry.time.epochSecond)
                .put("preset", own.entry.preset)
                .put("verdict", own.entry.verdict)
                .put("reasons", JSONArray(own.entry.reasons))
                .put("policy", own.entry.policyVersion)
                .put("trust", own.entry.trustVersion)
        return JSONObject().put("until", own.until.epochSecond).put("entry", entry)
    }

    private companion object {
        const val LARGEST = 10_000
    }
}
