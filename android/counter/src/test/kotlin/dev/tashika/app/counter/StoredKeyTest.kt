package dev.tashika.app.counter

import dev.tashika.Algorithm
import dev.tashika.SigningFailure
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.KeyStoreSpi
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.cert.Certificate
import java.security.spec.ECGenParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import java.util.HexFormat
import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Signatures of a key store in the form of COSE. */
class StoredKeyTest {
    private val curves =
        mapOf("secp256r1" to Algorithm.ES256, "secp384r1" to Algorithm.ES384, "secp521r1" to Algorithm.ES512)

    private fun pair(curve: String): KeyPair =
        KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec(curve)) }.generateKeyPair()

    @Test
    fun `what is signed is right, and has the length of its curve`() {
        val sizes = mapOf(Algorithm.ES256 to 64, Algorithm.ES384 to 96, Algorithm.ES512 to 132)
        for ((curve, algorithm) in curves) {
            val pair = pair(curve)
            assertEquals(algorithm, Ecdsa.algorithm(pair.public))
            val key = StoredKey(pair.private, pair.public)
            // Short numbers are seldom: of so many signatures some have one.
            repeat(40) { round ->
                val bytes = ByteArray(round) { it.toByte() }
                val signature = key.sign(algorithm, bytes)
                assertEquals(sizes[algorithm], signature.size)
                val check = Signature.getInstance(Ecdsa.name(algorithm) + "inP1363Format")
                check.initVerify(pair.public)
                check.update(bytes)
                assertTrue(check.verify(signature), "$curve, round $round")
            }
        }
    }

    @Test
    fun `a key signs in its own algorithm alone`() {
        val pair = pair("secp256r1")
        val key = StoredKey(pair.private, pair.public)
        for (algorithm in Algorithm.entries - Algorithm.ES256) {
            assertThrows(SigningFailure.Failed::class.java, { key.sign(algorithm, ByteArray(1)) }, "$algorithm")
        }
        assertNull(Ecdsa.algorithm(KeyPairGenerator.getInstance("RSA").generateKeyPair().public))
    }

    @Test
    fun `a key that the store no longer gives is a failure and no crash`() {
        val pair = pair("secp256r1")
        val gone = object : PrivateKey {
            override fun getAlgorithm() = "EC"

            override fun getFormat(): String? = null

            override fun getEncoded(): ByteArray? = null
        }
        assertThrows(SigningFailure.Failed::class.java) {
            StoredKey(gone, pair.public).sign(Algorithm.ES256, ByteArray(1))
        }
    }

    @Test
    fun `numbers are padded, and everything but the one form is refused`() {
        val hex = HexFormat.of()
        val least = Ecdsa.raw(hex.parseHex("3006020101020102"), Algorithm.ES256)!!
        assertEquals("01".padStart(64, '0') + "02".padStart(64, '0'), hex.formatHex(least))
        val high = "00" + "ff".repeat(32)
        val full = Ecdsa.raw(hex.parseHex("30460221${high}0221$high"), Algorithm.ES256)!!
        assertEquals("ff".repeat(64), hex.formatHex(full))
        val refused =
            listOf(
                "", "30", "3006", "300602010102", "30060201010201", "300602010102010200",
                "3106020101020102", "3006030101020102", "30060201ff020102", "3005020002" + "0101",
                "308106020101020102", "3080020101020102", "30840000000602" + "0101020102",
                "3046022101${"ff".repeat(32)}0221$high",
            )
        for (own in refused) assertNull(Ecdsa.raw(hex.parseHex(own), Algorithm.ES256), own)
        assertNull(Ecdsa.raw(hex.parseHex("3006020101020102"), Algorithm.ED_DSA))
    }

    @Test
    fun `noise is no signature`() {
        val random = Random(1)
        repeat(20_000) {
            val der = random.nextBytes(random.nextInt(80))
            Ecdsa.raw(der, Algorithm.ES256)?.let { own -> assertEquals(64, own.size) }
        }
    }

    @Test
    fun `a store gives the key of a name, or none`() {
        val pair = pair("secp256r1")
        val certificate = object : Certificate("test") {
            override fun getPublicKey() = pair.public

            override fun getEncoded() = ByteArray(0)

            override fun verify(key: java.security.PublicKey?) = Unit

            override fun verify(key: java.security.PublicKey?, provider: String?) = Unit

            override fun toString() = "a certificate"
        }
        assertEquals(pair.public, StoredKey.of(store(certificate) { pair.private }, "counter")!!.public)
        assertNull(StoredKey.of(store(certificate) { null }, "counter"))
        assertNull(StoredKey.of(store(null) { pair.private }, "counter"))
        assertNull(StoredKey.of(store(certificate) { throw UnrecoverableKeyException() }, "counter"))
        assertNull(StoredKey.of(store(certificate) { throw ProviderException() }, "counter"))
    }

    private fun store(certificate: Certificate?, key: () -> Key?): KeyStore {
        val own = object : KeyStore(Spi(certificate, key), null, "test") {}
        own.load(null)
        return own
    }

    private class Spi(private val certificate: Certificate?, private val key: () -> Key?) : KeyStoreSpi() {
        override fun engineGetKey(alias: String?, password: CharArray?): Key? = key()

        override fun engineGetCertificate(alias: String?): Certificate? = certificate

        override fun engineGetCertificateChain(alias: String?): Array<Certificate>? = null

        override fun engineGetCreationDate(alias: String?): Date? = null

        override fun engineSetKeyEntry(a: String?, key: Key?, c: CharArray?, d: Array<Certificate>?) = Unit

        override fun engineSetKeyEntry(a: String?, key: ByteArray?, d: Array<Certificate>?) = Unit

        override fun engineSetCertificateEntry(alias: String?, own: Certificate?) = Unit

        override fun engineDeleteEntry(alias: String?) = Unit

        override fun engineAliases(): Enumeration<String> = Collections.emptyEnumeration()

        override fun engineContainsAlias(alias: String?) = true

        override fun engineSize() = 1

        override fun engineIsKeyEntry(alias: String?) = true

        override fun engineIsCertificateEntry(alias: String?) = false

        override fun engineGetCertificateAlias(own: Certificate?): String? = null

        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
    }
}
