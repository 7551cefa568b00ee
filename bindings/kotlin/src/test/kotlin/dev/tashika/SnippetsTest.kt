package dev.tashika

import java.io.File
import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The guide shows code that is compiled and run here. */
class SnippetsTest {
    private val name = ElementName("org.iso.18013.5.1", "family_name")

    @Test
    fun `the guide shows what stands in Snippets`() {
        val guide = File(System.getProperty("tashika.docs"), "integrate/kotlin.md").readText()
        val blocks = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(guide)
        val shown = blocks.map { it.groupValues[1].trim() }.toList()
        val source = File("src/test/kotlin/dev/tashika/Snippets.kt").readText().trimIndent()
        val body = source.substringAfter("internal object Snippets {\n").trimEnd().removeSuffix("}")
        assertEquals(3, shown.size)
        assertEquals(shown.joinToString("\n\n"), body.trimIndent().trim())
    }

    @Test
    fun `the guide's verification accepts and refuses`() {
        for ((case, expected) in listOf("mdl" to "BANGO", "cases/item.digest" to null)) {
            Fixtures.case(case).use {
                val iaca = it.anchors.single().certificate
                assertEquals(expected, Snippets.familyName(iaca, it.response, it.handover!!, it.at))
            }
        }
        assertNull(Tashika.policies.find { it.name == "none" })
    }

    @Test
    fun `the guide's level is that of the decision`() {
        Fixtures.case("mdl").use { case ->
            Verifier().use { verifier ->
                val presentation = case.presentation()
                verifier.verify(presentation, case.trust(), case.at).use { outcome ->
                    val on = LocalDate.of(2026, 6, 1)
                    val level = Snippets.level(outcome.report, presentation, on)
                    val evidence = outcome.report.evidence(presentation)
                    val details = PolicyBundles().use { bundles ->
                        bundles.decide(evidence, on = on).use { it.details }
                    }
                    assertEquals(details.axes.single { it.axis == "ds511.ial" }.grade.id, level)
                }
            }
        }
    }

    @Test
    fun `the guide's reader begins`() {
        val asked = DocumentToAsk("org.iso.18013.5.1.mDL", listOf(ElementToAsk(name)))
        DeviceRequest(listOf(asked)).use { request ->
            Snippets.begin(request, ByteArray(16), null).use { session ->
                assertFalse(session.isOver)
                assertEquals(Phase.ENGAGEMENT, session.phase)
                assertTrue(request.encode().isNotEmpty())
            }
        }
    }
}
