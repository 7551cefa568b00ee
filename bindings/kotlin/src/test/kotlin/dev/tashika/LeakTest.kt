package dev.tashika

import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/**
 * Ten thousand verifications, closing what they give and forgetting it, leave nothing behind: no
 * byte in the native library, and nothing that grows on the heap. `cargo xtask leaks kotlin` runs it.
 */
@Tag("measurement")
class LeakTest {
    private fun rounds(close: Boolean) {
        Fixtures.case("accepted").use { case ->
            Verifier(case.policy).use { verifier ->
                val trust = case.trust()
                fun verify() {
                    val presentation = Presentation(case.response, case.handover)
                    val outcome = verifier.verify(presentation, trust, case.at)
                    assertTrue(outcome.report.claims()!!.isNotEmpty())
                    if (close) {
                        outcome.close()
                        presentation.close()
                    }
                }
                // What JNA keeps for memory that waits for the collector never shrinks again.
                fun rounds(parts: Int) =
                    repeat(parts) {
                        repeat(PART) { verify() }
                        System.gc()
                    }
                rounds(WARMING / PART)
                settle()
                val native = Measured.liveBytes()
                val heap = heap()
                rounds(10_000 / PART)
                if (close) assertEquals(native, Measured.liveBytes(), "before anything settled")
                settle()
                val grown = heap() - heap
                println("leaks: of $native bytes in the library and $heap on the heap, $grown more")
                assertEquals(native, Measured.liveBytes(), "bytes in the native library")
                assertTrue(grown < HEAP, "bytes on the heap: $heap, and $grown more")
            }
        }
    }

    @Test fun `ten thousand that are closed`() = rounds(close = true)

    @Test fun `ten thousand that are forgotten`() = rounds(close = false)

    private fun heap(): Long = Runtime.getRuntime().run { totalMemory() - freeMemory() }

    /** Collects what was forgotten, until nothing more comes of it. */
    private fun settle() {
        val deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20)
        var quiet = 0
        var last = Measured.liveBytes() to heap()
        while (quiet < 5 && System.nanoTime() < deadline) {
            System.gc()
            // The threads that clean up, this library's and JNA's, have their turn.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50))
            val now = Measured.liveBytes() to heap()
            val less = now.first < last.first || now.second < last.second - HEAP / 100
            quiet = if (less) 0 else quiet + 1
            last = now
        }
    }

    private companion object {
        const val PART = 500
        const val WARMING = 2_000
        /** A third of what the smallest object of this library takes, ten thousand times. */
        const val HEAP = 500_000L
    }
}
