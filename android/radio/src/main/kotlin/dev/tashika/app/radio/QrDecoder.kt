package dev.tashika.app.radio

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** Finds a QR code in the brightness of a picture. */
class QrDecoder {
    private val reader = QRCodeReader()

    /**
     * The text of the code, or `null` where none is found.
     *
     * [stride] is the length of a row in [luminance], at least [width]; the last row may end early.
     */
    fun decode(luminance: ByteArray, stride: Int, width: Int, height: Int): String? {
        if (width <= 0 || height <= 0 || stride < width) return null
        if (luminance.size.toLong() < stride.toLong() * (height - 1) + width) return null
        val whole = luminance.copyOf(maxOf(luminance.size, stride * height))
        val source = PlanarYUVLuminanceSource(whole, stride, height, 0, 0, width, height, false)
        return try {
            reader.decode(BinaryBitmap(HybridBinarizer(source)), HINTS).text
        } catch (_: ReaderException) {
            null
        } finally {
            reader.reset()
        }
    }

    private companion object {
        val HINTS = mapOf(DecodeHintType.TRY_HARDER to true)
    }
}
