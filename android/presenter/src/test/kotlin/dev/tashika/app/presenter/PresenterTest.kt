package dev.tashika.app.presenter

import dev.tashika.app.model.AskedAs
import dev.tashika.app.model.BlockedAction
import dev.tashika.app.model.CertificationState
import dev.tashika.app.model.FaceOutcome
import dev.tashika.app.model.FaceState
import dev.tashika.app.model.PortraitView
import dev.tashika.app.model.Screen
import dev.tashika.app.model.VerdictKind
import dev.tashika.app.model.View
import java.time.ZoneId
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What each screen says, in both languages. */
class PresenterTest {
    private val zone = ZoneId.of("Asia/Tokyo")
    private val en = SampleTexts("en")
    private val ja = SampleTexts("ja")

    private fun en(view: View) = Presenter(en, zone).present(view)

    private fun ja(view: View) = Presenter(ja, zone).present(view)

    private fun said(model: UiModel): String = model.toString()

    @Test
    fun `every text of every screen is there in both languages`() {
        for (texts in listOf(en, ja)) {
            val presenter = Presenter(texts, zone)
            Samples.screens.values.forEach { presenter.present(it) }
            presenter.history(Samples.history, emptyMap())
            presenter.history(emptyList(), emptyMap())
            assertEquals(emptySet<String>(), texts.missing)
        }
        assertEquals(en.all.keys, ja.all.keys)
    }

    @Test
    fun `no argument is left open`() {
        for (view in Samples.screens.values) {
            for (model in listOf(en(view), ja(view))) {
                assertFalse(Regex("\\{[a-z]+\\}").containsMatchIn(said(model)), said(model))
            }
        }
    }

    @Test
    fun `without a certificate the header says so on every screen, and no method is named`() {
        for ((name, view) in Samples.screens) {
            val first = ja(view).blocks.first()
            if (name == "card") continue
            val banner = first as Block.Banner
            val want = if (name == "test-data") Tone.TEST else Tone.UNCERTIFIED
            assertEquals(want, banner.tone, name)
            assertFalse("特定の方法" in said(ja(view)), name)
        }
        val words = (ja(Samples.accept).blocks.first() as Block.Banner).text
        assertEquals("法令上の本人確認には使えません（未認定）", words)
    }

    @Test
    fun `with a certificate the header names it and the method`() {
        val view = Samples.accept.copy(header = Samples.header(CertificationState.CERTIFIED))
        val banner = ja(view).blocks.first() as Block.Banner
        assertEquals(Tone.CERTIFIED, banner.tone)
        assertTrue("JP-0001" in banner.text && "特定の方法" in banner.text, banner.text)
        val expired = Samples.accept.copy(header = Samples.header(CertificationState.EXPIRED))
        assertFalse("特定の方法" in said(ja(expired)))
    }

    @Test
    fun `each wait says who must act, how long, until when, and can be cancelled`() {
        for (view in listOf(Samples.engaging, Samples.connecting, Samples.holder)) {
            val model = en(view)
            assertEquals(Command.Cancel, model.buttons.single().command)
            val progress = model.blocks.filterIsInstance<Block.Progress>().single()
            assertTrue(progress.fraction in 0f..1f)
            assertTrue(Regex("\\d+ s of \\d+ s").matches(progress.text), progress.text)
        }
        assertEquals(Command.Cancel, en(Samples.checking).buttons.single().command)
        val who = en(Samples.holder).blocks.filterIsInstance<Block.Heading>().single()
        assertEquals("The customer's turn", who.text)
        assertTrue("Attempt 2" in said(en(Samples.connecting)))
        assertFalse("Attempt" in said(en(Samples.engaging)))
    }

    @Test
    fun `four verdicts, each with a word of its own`() {
        val kinds = VerdictKind.entries.map { kind ->
            val model = ja(Samples.verdict(kind, FaceState.NotAsked, emptyList()))
            model.blocks.filterIsInstance<Block.Badge>().single()
        }
        assertEquals(VerdictKind.entries, kinds.map { it.kind })
        assertEquals(listOf("可", "判定不可", "不可", "テスト"), kinds.map { it.word })
    }

    @Test
    fun `each of the reasons that are often confused has a sentence of its own`() {
        val codes =
            listOf("issuer-unknown", "expired", "revoked", "device-not-proven", "not-asked", "not-given")
        for (texts in listOf(en, ja)) {
            val said = codes.map { texts.text("reason.$it") }
            assertEquals(codes.size, said.toSet().size)
        }
        assertEquals(emptySet<String>(), en.missing)
    }

    @Test
    fun `every document is shown, with what was given, withheld and not asked for`() {
        val model = en(Samples.reject)
        val sections = model.blocks.filterIsInstance<Block.Section>().map { it.text }
        assertTrue("1. Driving licence" in sections && "2. Driving licence" in sections, "$sections")
        val rows = model.blocks.filterIsInstance<Block.Rows>().flatMap { it.rows }
        assertTrue(rows.any { it.label == "Address" && it.state == "Not given" && it.value.isEmpty() })
        assertTrue(rows.any { it.label == "Name" && it.state == "Given" && it.value.isNotEmpty() })
        assertTrue("Blood group" in said(model))
        assertTrue("The portrait cannot be shown" in said(model))
        assertTrue("Portrait not given" in said(model))
    }

    @Test
    fun `a person judges the face, with three outcomes, and only where there is one`() {
        val faces = en(Samples.face).buttons.mapNotNull { (it.command as? Command.Face)?.outcome }
        assertEquals(FaceOutcome.entries.toSet(), faces.toSet())
        assertEquals(3, faces.size)
        for (face in listOf(FaceState.NotAsked, FaceState.NotPossible, FaceState.Judged(FaceOutcome.DIFFERS))) {
            val model = en(Samples.verdict(VerdictKind.REJECT, face, emptyList()))
            assertTrue(model.buttons.none { it.command is Command.Face }, "$face")
        }
        val judged = Samples.verdict(VerdictKind.ACCEPT, FaceState.Judged(FaceOutcome.MATCHES), emptyList())
        assertTrue("does not prove" in said(en(judged)))
    }

    @Test
    fun `the picture stands beside the question, not elsewhere`() {
        val pending = en(Samples.face).blocks
        val picture = pending.indexOfFirst { it is Block.Picture }
        val question = pending.indexOfFirst { it is Block.Notice && it.text.startsWith("Compare") }
        assertEquals(picture + 1, question)
        val gone = Samples.document(PortraitView.UNDECODABLE)
        val model = en(Samples.verdict(VerdictKind.CANNOT_DECIDE, FaceState.NotPossible, emptyList(), listOf(gone)))
        assertTrue(model.blocks.none { it is Block.Picture })
    }

    @Test
    fun `as whom was asked is always said`() {
        val ways = listOf(AskedAs.Nobody, AskedAs.Named("A"), AskedAs.Dropped("A"), AskedAs.System)
        val said = ways.map { asked ->
            val verdict = (Samples.accept.screen as Screen.Verdict).view.copy(askedAs = asked)
            val paragraphs = en(Samples.accept.copy(screen = Screen.Verdict(verdict))).blocks
            paragraphs.filterIsInstance<Block.Paragraph>().map { it.text }
        }
        assertEquals(4, said.toSet().size)
    }

    @Test
    fun `a blocked screen has one button to what helps, or none`() {
        assertTrue(en(Samples.blocked).buttons.single().command is Command.AskPermission)
        assertTrue(en(Samples.off).buttons.single().command is Command.OpenSettings)
        val none = Samples.blocked("configuration.no-trust", "none", BlockedAction.None)
        assertTrue(en(none).buttons.isEmpty())
    }

    @Test
    fun `every problem of the strings has a sentence and an advice`() {
        val codes = en.all.keys.filter { it.startsWith("problem_") && it.endsWith("_say") }
        assertTrue(codes.size in 1..12, "$codes")
        for (own in codes) {
            val code = own.removePrefix("problem_").removeSuffix("_say")
            val model = ja(Samples.problem(code))
            assertEquals(Command.Retry, model.buttons.single().command)
            assertTrue(model.blocks.any { it is Block.Notice && it.text.isNotEmpty() }, code)
        }
        assertEquals(emptySet<String>(), ja.missing)
    }

    @Test
    fun `the history shows time, purpose, verdict, reasons and versions, and deletes in one tap`() {
        val model = Presenter(en, zone).history(Samples.history, mapOf("age-20" to "20 or over"))
        val row = model.blocks.filterIsInstance<Block.Rows>().single().rows.first()
        assertEquals("2026-06-01 12:04\n20 or over", row.label)
        assertEquals("Accept", row.value)
        assertEquals("The face matches (by eye).\nRules default, list of issuers 2026-05", row.state)
        assertTrue(model.buttons.any { it.command == Command.DeleteHistory })
        val empty = Presenter(en, zone).history(emptyList(), emptyMap())
        assertEquals(listOf<Command>(Command.CloseHistory), empty.buttons.map { it.command })
    }

    @Test
    fun `the customer's card says what is asked, why, and whether it is kept`() {
        val model = ja(Samples.card)
        val rows = model.blocks.filterIsInstance<Block.Rows>().single().rows
        assertEquals(2, rows.size)
        assertTrue(rows.all { it.state == "保存しません" })
        assertTrue("30日後" in said(model))
        assertEquals(Command.ShowCard(false), model.buttons.single().command)
    }
}
