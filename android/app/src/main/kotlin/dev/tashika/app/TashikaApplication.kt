package dev.tashika.app

import android.app.Application
import android.content.Context
import dev.tashika.app.model.Counter
import dev.tashika.app.model.PresetView
import dev.tashika.app.model.Words

/** What every activity works with. Tests put their own in its place. */
open class TashikaApplication : Application() {
    /** A counter for one life of the screen. */
    open fun counter(): Counter = Configuration(this).counter()

    /** The ports of this phone. */
    open fun ports(activity: CounterActivity): PhonePorts = AndroidPorts(activity)

    /** The titles of presets by their ids, for the history. */
    open fun presets(japanese: Boolean): Map<String, String> =
        titles.mapValues { (_, title) -> if (japanese) title.ja else title.en }

    private var titles = emptyMap<String, Words>()

    /** Remembers the titles of what can be chosen. */
    fun known(presets: List<PresetView>) {
        titles = presets.associate { it.id to it.title }
    }

    val history: HistoryFile by lazy { HistoryFile(filesDir) }

    companion object {
        fun of(context: Context): TashikaApplication = context.applicationContext as TashikaApplication
    }
}
