package dev.tashika.app

import android.content.Context
import android.content.res.AssetManager
import dev.tashika.Counter as Core
import dev.tashika.CounterOptions
import dev.tashika.TashikaException
import dev.tashika.TrustStore
import dev.tashika.app.counter.CoreCounter
import dev.tashika.app.model.Counter
import java.io.FileNotFoundException
import java.time.LocalDate
import java.time.ZoneId

/**
 * What the app works with, from its assets in `configuration`: `trust` and `test-trust` hold
 * certificates of authorities, `presets` files of presets (those of the core where there are none),
 * `trust-version.txt` the version of the trust list.
 *
 * Without an authority the counter blocks itself: nobody is trusted by default.
 */
class Configuration(context: Context) {
    private val assets: AssetManager = context.assets

    fun counter(): Counter =
        try {
            CoreCounter(core())
        } catch (_: TashikaException) {
            // A file that cannot be read is no reason to trust less than it says.
            UnconfiguredCounter
        }

    private fun core(): Core {
        val options =
            CounterOptions(
                day = LocalDate.now(ZONE).toString(),
                presets = files("presets").map { it.decodeToString() },
                trustVersion = text("trust-version.txt"),
            )
        // The counter has copies of both.
        return store("trust").use { trust -> store("test-trust").use { Core(options, trust, it) } }
    }

    private fun store(folder: String): TrustStore = TrustStore(files(folder).map(TrustStore::issuer))

    private fun files(folder: String): List<ByteArray> =
        assets.list("$ROOT/$folder").orEmpty().sorted().map { name ->
            assets.open("$ROOT/$folder/$name").use { it.readBytes() }
        }

    private fun text(name: String): String =
        try {
            assets.open("$ROOT/$name").use { it.readBytes().decodeToString().trim() }
        } catch (_: FileNotFoundException) {
            ""
        }

    private companion object {
        const val ROOT = "configuration"
        val ZONE: ZoneId = ZoneId.of("Asia/Tokyo")
    }
}
