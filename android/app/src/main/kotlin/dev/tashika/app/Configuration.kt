package dev.tashika.app

import android.content.Context
import android.content.res.AssetManager
import dev.tashika.app.counter.ReaderKey
import dev.tashika.app.counter.ReaderKeys
import dev.tashika.app.counter.Setup
import dev.tashika.app.counter.SetupFault
import dev.tashika.app.counter.SetupFiles
import dev.tashika.app.counter.StoredKey
import dev.tashika.app.model.Counter
import dev.tashika.app.model.Phrase
import java.io.FileNotFoundException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.time.LocalDate
import java.time.ZoneId

/**
 * What the app works with, from its assets in `configuration` (see [Setup]) and from Android's key store.
 *
 * Without an authority the counter blocks itself: nobody is trusted by default. What cannot be used blocks
 * too, and the screen says which file it is.
 */
class Configuration(
    private val files: SetupFiles,
    private val keys: ReaderKeys = ReaderKeys { stored(it) },
) {
    constructor(context: Context) : this(Assets(context.assets))

    fun counter(): Counter =
        try {
            Setup(files, keys).counter(LocalDate.now(ZONE).toString())
        } catch (fault: SetupFault) {
            BrokenCounter(fault.say)
        } catch (_: IOException) {
            BrokenCounter(unreadable(ROOT))
        } catch (_: LinkageError) {
            // A package that was built without the core for this processor.
            BrokenCounter(unreadable(LIBRARY))
        }

    private fun unreadable(path: String): Phrase =
        SetupFault(SetupFault.Kind.FILE_UNREADABLE, path).say

    private class Assets(private val assets: AssetManager) : SetupFiles {
        override fun list(folder: String): List<String> =
            assets.list("$ROOT/$folder".trimEnd('/')).orEmpty().toList()

        override fun read(path: String): ByteArray =
            try {
                assets.open("$ROOT/$path").use { it.readBytes() }
            } catch (_: FileNotFoundException) {
                // A folder where a file should be.
                ByteArray(0)
            }
    }

    private companion object {
        const val ROOT = "configuration"
        const val LIBRARY = "libtashika_ffi.so"
        val ZONE: ZoneId = ZoneId.of("Asia/Tokyo")

        fun stored(name: String): ReaderKey? =
            try {
                val store = KeyStore.getInstance("AndroidKeyStore")
                store.load(null)
                StoredKey.of(store, name)
            } catch (_: GeneralSecurityException) {
                null
            } catch (_: IOException) {
                null
            }
    }
}
