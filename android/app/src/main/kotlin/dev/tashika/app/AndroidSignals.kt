package dev.tashika.app

import android.content.Context
import android.media.AudioManager
import android.media.ToneGenerator
import android.os.VibrationEffect
import android.os.Vibrator
import dev.tashika.app.ports.SignalKind
import dev.tashika.app.ports.SignalPort
import dev.tashika.app.ports.SignalPattern

/** Sound and touch. A device without either is silent. */
class AndroidSignals(context: Context) : SignalPort, AutoCloseable {
    private val vibrator: Vibrator? = context.getSystemService(Vibrator::class.java)

    /** One for all signals: the system has few. */
    private var tones: ToneGenerator? = null

    override fun signal(kind: SignalKind) {
        val pattern = SignalPattern.of(kind)
        vibrator?.vibrate(VibrationEffect.createWaveform(pattern.millis.toLongArray(), -1))
        try {
            val own = tones ?: ToneGenerator(AudioManager.STREAM_NOTIFICATION, VOLUME)
            tones = own
            own.startTone(TONES.getValue(kind), pattern.millis.sum().toInt())
        } catch (_: RuntimeException) {
            // The system has no tone left to give.
        }
    }

    override fun close() {
        tones?.release()
        tones = null
    }

    private companion object {
        const val VOLUME = 80
        val TONES =
            mapOf(
                SignalKind.ACCEPT to ToneGenerator.TONE_PROP_ACK,
                SignalKind.CANNOT_DECIDE to ToneGenerator.TONE_PROP_PROMPT,
                SignalKind.PROBLEM to ToneGenerator.TONE_PROP_BEEP2,
                SignalKind.REJECT to ToneGenerator.TONE_PROP_NACK,
                SignalKind.TEST_DATA to ToneGenerator.TONE_CDMA_HIGH_L,
            )
    }
}
