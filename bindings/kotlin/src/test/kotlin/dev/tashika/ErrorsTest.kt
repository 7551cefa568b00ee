package dev.tashika

import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Bad input: an exception with the code that every language has. */
class ErrorsTest {
    private val rubbish = byteArrayOf(1, 2, 3)

    @Test
    fun `bad input has the codes of the shared list`() {
        val expected = File(Fixtures.folder, "../../bindings/ffi/errors.txt").readLines()
        val codes = expected.filterNot { it.isBlank() || it.startsWith("#") }
        val all = calls() + CapabilitiesTest.calls + BackOfficeTest.calls
        val found = all.map { (name, call) -> "$name: ${failure(call).code}" }
        assertEquals(codes, found)
    }

    @Test
    fun `an unreadable response says where`() {
        val error =
            failure { verify(rubbish + 0xff.toByte()) } as TashikaException.Unreadable
        assertNotNull(error.offset)
        assertTrue(error.reason.startsWith("the device response cannot be read"), error.reason)
    }

    @Test
    fun `a closed object is refused`() {
        val trust = TrustStore()
        trust.close()
        trust.close()
        assertThrows(IllegalStateException::class.java) { trust.authorities }
    }

    /** The same calls, in the same order, in every language. */
    private fun calls(): List<Pair<String, () -> Unit>> =
        listOf(
            "response" to { verify(rubbish) },
            "request" to { Presentation(rubbish, request = rubbish) },
            "certificate" to { TrustStore(TrustStore.issuer(rubbish)) },
            "policy" to { Verifier(PolicyOptions(name = "none")) },
            "status policy" to { Verifier(PolicyOptions(status = "none")) },
            "negative skew" to { Verifier(PolicyOptions(clockSkew = -1)) },
            "status cache" to { StatusCache.fromBytes(rubbish) },
            "status list" to { StatusCache().insert("https://a.example", rubbish, Instant.EPOCH) },
            "vical" to { TrustStore().addVical(rubbish, listOf(), Instant.EPOCH) },
            "acceptance" to { Acceptance("{", "age") },
            "document type" to { DocTypes().with("{") },
            "inspect" to { Tashika.inspect(byteArrayOf(0x5f)) },
            "scalar" to { PrivateKey.fromScalar(Curve.P256, rubbish) },
            "curve" to { PrivateKey.generate(Curve.ED25519) },
            "service" to { ReaderSession(request(), ReaderOptions(rubbish)) },
            "query" to
                {
                    OnlineSession.redirect(
                        RedirectOptions("https://a.example/r", "{"), SessionOptions(Instant.EPOCH))
                },
            "sealed record" to { OnlineSession.open(ByteArray(64), "a", ByteArray(32)) },
            "sealing key" to { OnlineSession.open(ByteArray(64), "a", ByteArray(31)) },
            "purpose" to
                {
                    Request.forPurpose(
                        RequestPurpose.AgeCheck(0), listOf(MDL), LocalDate.of(2026, 6, 1))
                },
            "no document" to { DeviceRequest(listOf()) },
            "asked" to { DeviceRequest.read(rubbish) },
            "age" to { Fixtures.case("mdl").use { it.verify(Verifier()).report.ageAtLeast(0) } },
            "document" to { Fixtures.case("mdl").use { it.verify(Verifier()).report.claims(7) } },
        )

    private fun verify(response: ByteArray) {
        Verifier().verify(Presentation(response), TrustStore(), Instant.EPOCH)
    }

    private fun request(): DeviceRequest =
        DeviceRequest(listOf(DocumentToAsk(MDL, listOf(ElementToAsk(ElementName(MDL, "portrait"))))))

    @Test
    fun `a clock that is no time at all ends in nothing but an error`() {
        val session = ReaderSession(request(), ReaderOptions(ByteArray(16)))
        assertTrue(session.start(Duration.ZERO).isNotEmpty())
    }

    private companion object {
        const val MDL = "org.iso.18013.5.1.mDL"
    }
}
