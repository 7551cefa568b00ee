package dev.tashika

import java.io.File
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/** What a verification costs beside the same one in Rust, in turns: `cargo xtask bench` runs it. */
@Tag("measurement")
class BoundaryTest {
    @Test
    fun `each case in turns with Rust`() {
        val lines = listOf("accepted", "mdl").flatMapIndexed { number, name -> race(number, name) }
        assertTrue(lines.isNotEmpty())
        File(System.getenv("TASHIKA_ROUNDS")).writeText(lines.joinToString("\n"))
    }

    /** A line for each round: the case, and nanoseconds of Rust and of this library. */
    private fun race(number: Int, name: String): List<String> =
        Fixtures.case(name).use { case ->
            Verifier(case.policy).use { verifier ->
                val trust = case.trust()
                fun turn(times: Int): Long {
                    val start = System.nanoTime()
                    repeat(times) { verify(case, verifier, trust) }
                    return System.nanoTime() - start
                }
                turn(WARMING)
                Measured.nanoseconds(number, WARMING)
                List(ROUNDS) {
                    "$name ${Measured.nanoseconds(number, TIMES) / TIMES} ${turn(TIMES) / TIMES}"
                }
            }
        }

    private fun verify(case: Case, verifier: Verifier, trust: TrustStore) {
        Presentation(case.response, case.handover, case.request).use { presentation ->
            verifier.verify(presentation, trust, case.at).use { outcome ->
                assertTrue(outcome is Verification.Accepted && outcome.report.claims()!!.size > 5)
            }
        }
    }

    private companion object {
        const val WARMING = 2_000
        const val ROUNDS = 41
        const val TIMES = 40
    }
}
