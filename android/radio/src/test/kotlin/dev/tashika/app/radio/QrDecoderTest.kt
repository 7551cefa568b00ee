package dev.tashika.app.radio

import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import kotlin.random.Random
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test

/** Codes in the brightness of a camera's picture. */
class QrDecoderTest {
    private val text = "mdoc:" + "owBjMS4wAYIB2BhYS6QBAiABIVgg".repeat(8)

    /** A picture of the code, turned by quarters, with rows of [stride] bytes. */
    private fun picture(turns: Int, side: Int, stride: Int): ByteArray {
        val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, side, side)
        val bytes = ByteArray(stride * side) { 0x55 }
        for (y in 0 until side) {
            for (x in 0 until side) {
                val (a, b) =
                    when (turns) {
                        0 -> x to y
                        1 -> y to side - 1 - x
                        2 -> side - 1 - x to side - 1 - y
                        else -> side - 1 - y to x
                    }
                bytes[y * stride + x] = if (code.get(a, b)) 20 else 220.toByte()
            }
        }
        return bytes
    }

    @Test
    fun `a code is read in every direction, with rows that are longer than the picture`() {
        for (turns in 0..3) {
            for (stride in listOf(400, 448)) {
                assertEquals(text, QrDecoder().decode(picture(turns, 400, stride), stride, 400, 400))
            }
        }
    }

    @Test
    fun `the last row may end early`() {
        val whole = picture(0, 400, 448)
        assertEquals(text, QrDecoder().decode(whole.copyOf(whole.size - 48), 448, 400, 400))
    }

    @Test
    fun `noise, nothing and impossible sizes are no code`() {
        val decoder = QrDecoder()
        assertNull(decoder.decode(Random(1).nextBytes(400 * 400), 400, 400, 400))
        assertNull(decoder.decode(ByteArray(0), 400, 400, 400))
        assertNull(decoder.decode(ByteArray(100), 10, 20, 10))
        assertNull(decoder.decode(ByteArray(100), 10, 10, 11))
        assertNull(decoder.decode(ByteArray(0), 0, 0, 0))
        assertNull(decoder.decode(ByteArray(16), Int.MAX_VALUE, 4, Int.MAX_VALUE))
        assertEquals(text, decoder.decode(picture(0, 400, 400), 400, 400, 400))
    }
}
