package dev.tashika.app

import android.app.Application
import android.content.Context
import dev.tashika.app.model.Counter

/** What every activity works with. Tests put their own in its place. */
open class TashikaApplication : Application() {
    /** A counter for one life of the screen. */
    open fun counter(): Counter = UnconfiguredCounter

    /** The ports of this phone. */
    open fun ports(activity: CounterActivity): PhonePorts = AndroidPorts(activity)

    /** The titles of presets by their ids, for the history. */
    open fun presets(japanese: Boolean): Map<String, String> = emptyMap()

    val history: HistoryFile by lazy { HistoryFile(filesDir) }

    companion object {
        fun of(context: Context): TashikaApplication = context.applicationContext as TashikaApplication
    }
}
