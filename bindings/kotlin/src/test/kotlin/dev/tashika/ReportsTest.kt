package dev.tashika

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Every committed case through this library: the very report of the command. */
class ReportsTest {
    @Test
    fun `every case gives the report of the command, byte for byte`() {
        val files = Fixtures.all()
        assertTrue(files.size > 400, "${files.size} cases")
        for (file in files) {
            Case(file).use { case ->
                Verifier(case.policy).use { verifier ->
                    val expected = File(Fixtures.reports, file.name).readText()
                    assertEquals(expected, case.verify(verifier).report.json(), file.path)
                }
            }
        }
    }

    @Test
    fun `an accepted case has its values, each with its type`() {
        Fixtures.case("mdl").use { case ->
            Verifier().use { verifier ->
                val accepted = case.verify(verifier) as Verification.Accepted
                val claims = accepted.report.claims()!!.associateBy { it.element.identifier }
                assertEquals("BANGO", claims.getValue("family_name").text)
                assertEquals(ClaimValue.Date("1999-03-31"), claims.getValue("birth_date").value)
                assertEquals(ClaimValue.Truth(true), claims.getValue("age_over_18").value)
                val portrait = claims.getValue("portrait")
                val bytes = accepted.report.bytes(portrait.element)!!
                assertEquals(ClaimValue.Bytes(bytes.size.toLong()), portrait.value)
                assertEquals(0xff.toByte(), bytes[0], "a JPEG")
                assertTrue(claims.getValue("driving_privileges").value is ClaimValue.Structured)
                assertTrue(ResidualRisk.HOLDER_NOT_COMPARED in accepted.residualRisks)
            }
        }
    }

    @Test
    fun `details say what the JSON says`() {
        Fixtures.case("cases/item.digest").use { case ->
            Verifier().use { verifier ->
                val outcome = case.verify(verifier)
                assertTrue(outcome is Verification.Rejected)
                val reasons = (outcome as Verification.Rejected).reasons
                assertEquals(listOf(CheckId.ITEM_DIGEST), reasons.map { it.check })
                val document = outcome.report.details.documents.single()
                val finding = document.checks.single { it.check == CheckId.ITEM_DIGEST }
                assertEquals(CheckOutcome.FAILED, finding.outcome)
                assertTrue(finding.facts.isNotEmpty())
                assertEquals(false, document.hasClaims)
                assertNull(outcome.report.claims(), "nothing is released")
                val json = outcome.report.json()
                assertTrue("\"${Tashika.info(CheckId.ITEM_DIGEST).id}\"" in json)
            }
        }
    }

    @Test
    fun `age is answered with its reason`() {
        Fixtures.case("mdl").use { case ->
            Verifier().use { verifier ->
                val report = case.verify(verifier).report
                val adult = report.ageAtLeast(18)!!
                assertEquals(AgeAnswer.YES, adult.answer)
                assertNotNull(adult.because)
                assertEquals(AgeAnswer.NO, report.ageAtLeast(99)!!.answer)
                assertTrue("\"age\": {" in report.json(age = 18))
            }
        }
    }

    @Test
    fun `what may not be kept is left out of a report to store`() {
        Fixtures.case("mdl").use { case ->
            Verifier().use { verifier ->
                val report = case.verify(verifier).report
                assertTrue("BANGO" in report.json())
                assertTrue("BANGO" !in report.json(retained = true))
            }
        }
    }

    @Test
    fun `a pseudonym needs a key, and elements that may be kept`() {
        Fixtures.case("mdl").use { case ->
            Verifier().use { verifier ->
                val report = case.verify(verifier).report
                val name = ElementName("org.iso.18013.5.1", "family_name")
                for (key in listOf(ByteArray(8), ByteArray(32))) {
                    val error = failure { report.pseudonym(key, listOf(name)) }
                    assertEquals("usage.pseudonym", error.code)
                }
            }
        }
    }
}

/** The error that this work ends with. */
internal fun failure(work: () -> Unit): TashikaException =
    org.junit.jupiter.api.Assertions.assertThrows(TashikaException::class.java) { work() }
