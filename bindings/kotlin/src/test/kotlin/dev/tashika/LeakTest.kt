package dev.tashika

import java.io.File
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/**
 * Ten thousand verifications, closing what they give and forgetting it, leave nothing behind.
 *
 * It takes minutes with a library that is not optimised: `mvn test -Dtashika.tags=measurement`.
 */
@Tag("measurement")
class LeakTest {
    private fun rounds(close: Boolean) {
        Fixtures.case("accepted").use { case ->
            Verifier(case.policy).use { verifier ->
                val trust = case.trust()
                val resident = mutableListOf<Long>()
                for (number in 0 until 10_000) {
                    val presentation = Presentation(case.response, case.handover)
                    val outcome = verifier.verify(presentation, trust, case.at)
                    outcome.report.claims()
                    if (close) {
                        outcome.close()
                        presentation.close()
                    }
                    if (number == 3_000 || number == 9_999) resident += settled()
                }
                val (before, after) = resident
                assertTrue(after - before < 24_000, "KiB: $before, then $after")
            }
        }
    }

    @Test fun `ten thousand that are closed`() = rounds(close = true)

    @Test fun `ten thousand that are forgotten`() = rounds(close = false)

    /** KiB in memory, after what was forgotten has been collected. */
    private fun settled(): Long {
        repeat(4) {
            System.gc()
            Thread.sleep(50)
        }
        val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }
        return line.filter(Char::isDigit).toLong()
    }
}
