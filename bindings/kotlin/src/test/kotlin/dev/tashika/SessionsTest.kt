package dev.tashika

import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Requests by purpose, sessions in person and online, and signers. */
class SessionsTest {
    private val mdl = "org.iso.18013.5.1.mDL"
    private val now = Instant.parse("2026-06-01T00:00:00Z")

    private fun request(): Request =
        Request.forPurpose(RequestPurpose.AgeCheck(20), listOf(mdl), LocalDate.of(2026, 6, 1))

    private fun options(): RedirectOptions =
        RedirectOptions(
            "https://verifier.example/answer",
            request().use { it.dcql },
            requestUri = "https://verifier.example/request",
        )

    private fun identity(): SigningIdentity {
        val folder = File(Fixtures.folder, "trust")
        val pem = folder.listFiles()!!.filter { it.extension == "pem" }.minBy { it.name }
        return SigningIdentity.x509Hash(listOf(pem.readBytes()))
    }

    @Test
    fun `a purpose becomes a request, a query, a sentence and a verdict of the linter`() {
        request().use { request ->
            assertTrue("age_over_20" in request.dcql, request.dcql)
            assertTrue(request.deviceRequest.isNotEmpty())
            assertTrue("Example Shop" in request.sentence("Example Shop").en)
            assertEquals(null, request.lint().level)
            request.prepare().use { assertTrue(it.encode().isNotEmpty()) }
            DocTypes().use { known ->
                assertEquals(null, known.lintQuery(request.dcql).level)
                val whole = Request.custom(Words("a test", "試験"), listOf(everything()))
                val said = whole.use { it.lint() }
                assertEquals(LintLevel.WARNING, said.level)
                assertTrue(said.findings.any { it.rule == LintRule.BIRTH_DATE }, "$said")
                assertEquals("portrait", known.element(mdl, portrait)?.id)
            }
        }
    }

    private val portrait = ElementName("org.iso.18013.5.1", "portrait")

    private fun everything(): RequestedDocument =
        RequestedDocument(
            mdl,
            listOf("birth_date", "age_over_20", "document_number").map {
                RequestedElement(ElementName("org.iso.18013.5.1", it))
            },
        )

    @Test
    fun `a code that is none ends a transaction, and a flow ends with it`() = runBlocking {
        val events = flowOf(ReaderEvent.Tick, ReaderEvent.CodeScanned("mdoc:AA"), ReaderEvent.Tick)
        request().use { it.prepare() }.use { draft ->
            ReaderSession(draft, ReaderOptions(ByteArray(16))).use { session ->
                val actions = session.transact(events).toList()
                val finished = actions.last() as ReaderAction.Finished
                val outcome = finished.outcome as TransactionOutcome.Failed
                assertEquals(FailureKind.ENGAGEMENT, outcome.kind)
                assertTrue(session.isOver)
            }
        }
    }

    @Test
    fun `the session makes its key, or asks for it`() {
        val code = Fixtures.case("mdl").use { (it.handover as Handover.Qr).deviceEngagement }
        val text = "mdoc:" + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(code)
        request().use { it.prepare() }.use { draft ->
            ReaderSession(draft, ReaderOptions(ByteArray(16))).use { session ->
                session.start(Duration.ZERO)
                val actions = session.onEvent(ReaderEvent.CodeScanned(text), Duration.ofSeconds(1))
                assertTrue(actions.none { it is ReaderAction.CreateKey })
                assertTrue(actions.any { it is ReaderAction.Advertise || it is ReaderAction.Scan })
            }
            ReaderSession(draft, ReaderOptions(ByteArray(16)), keys = null).use { session ->
                session.start(Duration.ZERO)
                val actions = session.onEvent(ReaderEvent.CodeScanned(text), Duration.ofSeconds(1))
                val asked = actions.filterIsInstance<ReaderAction.CreateKey>().single()
                PrivateKey.generate(asked.curve).use { key ->
                    val more = session.onEvent(ReaderEvent.Key(key), Duration.ofSeconds(2))
                    assertTrue(more.isNotEmpty())
                }
            }
        }
    }

    @Test
    fun `a session is sealed, opened, and refuses what belongs to another`() {
        val key = ByteArray(32) { 7 }
        val record: ByteArray
        val id: String
        OnlineSession.redirect(options(), SessionOptions(now), identity()).use { session ->
            id = session.id
            record = session.seal(key)
            assertTrue(session.link("openid4vp").startsWith("openid4vp://?"))
            assertEquals(now.plusSeconds(300), session.expires)
        }
        OnlineSession.open(record, id, key).use { session ->
            val late = failure { session.receive(ByteArray(0), now.plusSeconds(301)) }
            assertTrue(late is TashikaException.Refused && late.reasonJa.isNotEmpty())
            val again = failure { session.receive(ByteArray(0), now) }
            assertEquals("usage.used-up", again.code)
        }
        val other = failure { OnlineSession.open(record, "another", key) }
        assertEquals("refused.session.sealed", other.code)
    }

    @Test
    fun `what a signer throws or signs wrongly is an error`() {
        val identity = identity()
        OnlineSession.redirect(options(), SessionOptions(now), identity).use { session ->
            session.requestObject(identity).use { offer ->
                assertEquals(1, offer.toBeSigned.size)
                val thrown = failure { offer.signWith { _, _ -> throw IllegalStateException("BANGO") } }
                assertEquals("usage.signer", thrown.code)
                assertFalse("BANGO" in thrown.reason)
                val said = failure {
                    offer.signWith { _, _ -> throw SigningFailure.Failed("no finger") }
                }
                assertTrue("no finger" in said.reason)
                val wrong = failure { offer.signWith { _, _ -> ByteArray(64) } }
                assertEquals("usage.online-request", wrong.code)
            }
        }
    }

    @Test
    fun `a cache is kept as a file`() {
        StatusCache().use { cache ->
            cache.give("https://a.example/list", byteArrayOf(1))
            assertEquals(listOf("https://a.example/list"), cache.uris)
            val bytes = cache.toBytes()
            StatusCache.fromBytes(bytes).use { assertArrayEquals(bytes, it.toBytes()) }
        }
    }

    @Test
    fun `work leaves the caller's thread`() = runBlocking {
        Fixtures.case("mdl").use { case ->
            Verifier(case.policy).use { verifier ->
                val outcome = verifier.verifyAway(case.presentation(), case.trust(), case.at)
                outcome.use { assertTrue(it is Verification.Accepted) }
            }
        }
    }
}
