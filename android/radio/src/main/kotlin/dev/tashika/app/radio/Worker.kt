package dev.tashika.app.radio

import android.hardware.camera2.CameraAccessException
import android.os.Handler
import android.os.HandlerThread
import dev.tashika.app.ports.Later

/** The thread of one radio: its calls and its reports are in one order. */
class Worker(name: String) : Later, AutoCloseable {
    private val thread = HandlerThread(name).apply { start() }
    val handler = Handler(thread.looper)

    fun run(work: () -> Unit) {
        handler.post(work)
    }

    override fun after(millis: Long, run: () -> Unit) {
        handler.postDelayed(run, millis)
    }

    /** Ends a little later: what was begun, the END of a session above all, goes out first. */
    override fun close() {
        handler.postDelayed({ thread.quitSafely() }, LINGER_MILLIS)
    }

    private companion object {
        const val LINGER_MILLIS = 3_000L
    }
}

/**
 * Runs what needs a permission or a radio; [failed] where the system refuses.
 *
 * A radio that is switched off in the middle throws where one would expect `false`.
 */
internal inline fun guarded(failed: () -> Unit, work: () -> Unit) {
    try {
        work()
    } catch (_: CameraAccessException) {
        failed()
    } catch (_: SecurityException) {
        failed()
    } catch (_: IllegalStateException) {
        failed()
    } catch (_: IllegalArgumentException) {
        failed()
    }
}

/** Whether it was done; what the system refuses is not. */
internal inline fun attempted(work: () -> Boolean): Boolean {
    guarded({}) { return work() }
    return false
}
