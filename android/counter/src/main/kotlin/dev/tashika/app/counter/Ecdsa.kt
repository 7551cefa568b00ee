package dev.tashika.app.counter

import dev.tashika.Algorithm
import java.security.PublicKey
import java.security.interfaces.ECPublicKey

/** What COSE and Java name differently about signatures on the curves of NIST. */
object Ecdsa {
    /** The algorithm of a key; `null` for one that signs in no way the reader may. */
    fun algorithm(key: PublicKey): Algorithm? =
        when ((key as? ECPublicKey)?.params?.order?.bitLength()) {
            256 -> Algorithm.ES256
            384 -> Algorithm.ES384
            521 -> Algorithm.ES512
            else -> null
        }

    /** Java's name of an algorithm. */
    fun name(algorithm: Algorithm): String? =
        when (algorithm) {
            Algorithm.ES256 -> "SHA256withECDSA"
            Algorithm.ES384 -> "SHA384withECDSA"
            Algorithm.ES512 -> "SHA512withECDSA"
            else -> null
        }

    /**
     * `r || s`, each as long as the curve's order, of `SEQUENCE { r INTEGER, s INTEGER }` in DER; `null` for
     * anything else. Key stores write the one, COSE the other (RFC 9053, 2.1).
     */
    fun raw(der: ByteArray, algorithm: Algorithm): ByteArray? {
        val size =
            when (algorithm) {
                Algorithm.ES256 -> 32
                Algorithm.ES384 -> 48
                Algorithm.ES512 -> 66
                else -> return null
            }
        val reader = Reader(der)
        val end = reader.header(SEQUENCE) ?: return null
        if (end != der.size) return null
        val r = reader.integer(size) ?: return null
        val s = reader.integer(size) ?: return null
        return if (reader.at == der.size) r + s else null
    }

    private class Reader(private val bytes: ByteArray) {
        var at = 0

        /** Takes a tag and a length; gives where the content ends. */
        fun header(tag: Int): Int? {
            if (next() != tag) return null
            val first = next() ?: return null
            val length =
                when {
                    first < 0x80 -> first
                    first == 0x81 -> next()?.takeIf { it >= 0x80 } ?: return null
                    else -> return null
                }
            return (at + length).takeIf { it <= bytes.size }
        }

        /** A positive number in so many bytes. */
        fun integer(size: Int): ByteArray? {
            val end = header(INTEGER) ?: return null
            val own = bytes.copyOfRange(at, end)
            at = end
            if (own.isEmpty() || own[0] < 0) return null
            val bare = if (own[0] == 0.toByte()) own.copyOfRange(1, own.size) else own
            if (bare.size > size) return null
            return ByteArray(size - bare.size) + bare
        }

        private fun next(): Int? = bytes.getOrNull(at)?.let { at++; it.toInt() and 0xff }
    }

    private const val SEQUENCE = 0x30
    private const val INTEGER = 0x02
}
